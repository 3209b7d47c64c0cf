//! SimpleSAMLphp as identity provider: PHP arrays in `metadata/` and `config/`.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "SimpleSAMLphp",
    key: "simplesamlphp",
    aliases: &["simplesaml", "ssp", "simple-saml-php"],
    role: Role::IdentityProvider,
    signs: &[
        Sign::IssuerPathContains("saml2/idp/metadata.php"),
        Sign::IssuerPath("simplesaml"),
        Sign::IdHex("_", 42),
    ],
    settings: SETTINGS,
};

const HOSTED: &str = "https://simplesamlphp.org/docs/stable/simplesamlphp-reference-idp-hosted.html";
const REMOTE: &str = "https://simplesamlphp.org/docs/stable/simplesamlphp-reference-sp-remote.html";
const UPGRADE: &str = "https://simplesamlphp.org/docs/stable/simplesamlphp-upgrade-notes-2.0.html";
const IDP: &str = "https://simplesamlphp.org/docs/stable/simplesamlphp-idp.html";
const MORE: &str = "https://simplesamlphp.org/docs/stable/simplesamlphp-idp-more.html";
const ROLLOVER: &str = "https://simplesamlphp.org/docs/stable/saml/keyrollover.html";
const NAME_ID: &str = "https://simplesamlphp.org/docs/stable/saml/nameid.html";
const LIMIT: &str = "https://simplesamlphp.org/docs/stable/core/authproc_attributelimit.html";
const MAP: &str = "https://simplesamlphp.org/docs/stable/core/authproc_attributemap.html";
const VALUE_MAP: &str = "https://simplesamlphp.org/docs/stable/core/authproc_attributevaluemap.html";
const CLASS_REF: &str = "https://simplesamlphp.org/docs/stable/saml/authproc_authncontextclassref.html";
const ENDPOINTS: &str = "https://simplesamlphp.org/docs/stable/simplesamlphp-metadata-endpoints.html";
const RESPONDER: &str = "simplesamlphp/simplesamlphp:modules/saml/src/IdP/SAML2.php";
const ERROR: &str = "simplesamlphp/simplesamlphp:modules/saml/src/Error.php";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: HOSTED, text:
        "Change the array key in metadata/saml20-idp-hosted.php to {expected}; the key is the issuer" },
    Setting { code: Code::IssuerMismatch, source: UPGRADE, text:
        "After an upgrade to 2.0, replace the key `__DYNAMIC:1__` by the old entity ID, `https://<host>/simplesaml/saml2/idp/metadata.php`" },
    Setting { code: Code::AudienceMismatch, source: REMOTE, text:
        "Change the array key of the service in metadata/saml20-sp-remote.php to {expected}; the key is the audience" },
    Setting { code: Code::AudienceMismatch, source: RESPONDER, text:
        "Add further audiences with `'audience' => ['…']` to the entry of the service in metadata/saml20-sp-remote.php" },
    Setting { code: Code::DestinationMismatch, source: REMOTE, text:
        "Set Location of `AssertionConsumerService` in metadata/saml20-sp-remote.php to {expected}, with the HTTP-POST binding" },
    Setting { code: Code::RecipientMismatch, source: RESPONDER, text:
        "Set Location of `AssertionConsumerService` in metadata/saml20-sp-remote.php to {expected}; Recipient equals Destination" },
    Setting { code: Code::AcsNotAllowed, source: RESPONDER, text:
        "Add the ACS URL of the request to `AssertionConsumerService` in metadata/saml20-sp-remote.php; an unlisted URL is replaced by the default" },
    Setting { code: Code::AcsByIndex, source: ENDPOINTS, text:
        "Give each entry of `AssertionConsumerService` in metadata/saml20-sp-remote.php its `index`" },
    Setting { code: Code::AcsKind, source: IDP, text:
        "Set `AssertionConsumerService` (Location and Binding) in metadata/saml20-sp-remote.php to {expected}" },
    Setting { code: Code::WrongBinding, source: RESPONDER, text:
        "List an HTTP-POST endpoint in `AssertionConsumerService`; SimpleSAMLphp sends Responses by POST" },
    Setting { code: Code::Unsigned, source: REMOTE, text:
        "Set `'saml20.sign.response' => true` and `'saml20.sign.assertion' => true` in metadata/saml20-sp-remote.php, which overrides saml20-idp-hosted.php" },
    Setting { code: Code::Unsigned, source: REMOTE,
        text: "Set `'sign.logout' => true` in metadata/saml20-sp-remote.php, so that logout messages are signed" },
    Setting { code: Code::ResponseNotSigned, source: REMOTE, text:
        "Set `'saml20.sign.response' => true` for this service in metadata/saml20-sp-remote.php" },
    Setting { code: Code::SignatureUntrustedKey, source: HOSTED, text:
        "Give the service the file named by `certificate` in metadata/saml20-idp-hosted.php; it is in cert/" },
    Setting { code: Code::SignatureUntrustedKey, source: REMOTE, text:
        "Look for `signature.certificate` in the entry of the service in metadata/saml20-sp-remote.php, a certificate for that service only" },
    Setting { code: Code::SignatureUntrustedKey, source: ROLLOVER, text:
        "For a rotation, set `new_privatekey` and `new_certificate` in metadata/saml20-idp-hosted.php, update the services, then make them the main pair" },
    Setting { code: Code::CertificateExpired, source: ROLLOVER, text:
        "Make a new pair in cert/ with openssl, set it as `new_certificate` and `new_privatekey`, update the services, then make it the main pair" },
    Setting { code: Code::CertificateExpiresSoon, source: ROLLOVER, text:
        "Start the rollover: set `new_privatekey` and `new_certificate` in metadata/saml20-idp-hosted.php" },
    Setting { code: Code::MetadataCertificateRotated, source: ROLLOVER, text:
        "Give the service both certificates during a rollover; the one named by `certificate` still signs" },
    Setting { code: Code::AlgorithmWeak, source: REMOTE, text:
        "Set `'signature.algorithm'` to `http://www.w3.org/2001/04/xmldsig-more#rsa-sha256` in metadata/saml20-sp-remote.php or saml20-idp-hosted.php" },
    Setting { code: Code::EncryptedAssertion, source: REMOTE, text:
        "Set `'assertion.encryption' => false` for the service in metadata/saml20-sp-remote.php, and `'nameid.encryption' => false` for the NameID" },
    Setting { code: Code::DecryptionFailed, source: REMOTE, text:
        "Replace the certificate of the service in metadata/saml20-sp-remote.php (`keys`, `certData` or `certificate`)" },
    Setting { code: Code::DecryptionFailed, source: UPGRADE, text:
        "With `sharedkey`, check `sharedkey_algorithm`; its default changed to AES128-GCM in 2.0" },
    Setting { code: Code::AssertionExpired, source: RESPONDER, text:
        "Raise `'assertion.lifetime'` (seconds, default 300) in metadata/saml20-sp-remote.php or saml20-idp-hosted.php" },
    Setting { code: Code::ConfirmationExpired, source: RESPONDER, text:
        "Raise `'assertion.lifetime'` (seconds, default 300); it limits the confirmation too" },
    Setting { code: Code::AssertionNotYetValid, source: RESPONDER, text:
        "Run NTP on the host of SimpleSAMLphp; NotBefore is always 30 seconds before the time of issue" },
    Setting { code: Code::Unsolicited, source: IDP, text:
        "Start at the service, not at `…/saml/idp/singleSignOnService?spentityid=…`, which answers no request" },
    Setting { code: Code::Unsolicited, source: MORE, text:
        "Keep the session: without it SimpleSAMLphp continues as IdP-first and sends no InResponseTo; check `store.type` and the cookies in config/config.php" },
    Setting { code: Code::InResponseToMismatch, source: MORE, text:
        "Start again at the service; if the session is lost during the login, check `store.type` and the cookies in config/config.php" },
    Setting { code: Code::StatusNotSuccess, source: ERROR, text:
        "Read StatusMessage, `<PHP class>: <text>`, and correct that filter in `authproc` of metadata/saml20-idp-hosted.php or config/config.php" },
    Setting { code: Code::StatusNotSuccess, source: NAME_ID, text:
        "For InvalidNameIDPolicy of saml:SQLPersistentNameID, set `'alwaysCreate' => true` on the filter, or send AllowCreate=\"true\" in the request" },
    Setting { code: Code::StatusNotSuccess, source: REMOTE, text:
        "For a refused request signature, replace the certificate of the service in metadata/saml20-sp-remote.php; see `validate.authnrequest`" },
    Setting { code: Code::NameIdMissing, source: NAME_ID, text:
        "Add the filter `saml:AttributeNameID` with `'identifyingAttribute' => 'mail'` and its Format to `authproc` (option `attribute` before 2.0)" },
    Setting { code: Code::NameIdEmpty, source: NAME_ID, text:
        "Fill the attribute named by `identifyingAttribute` of the NameID filter for this user, or name another one" },
    Setting { code: Code::RequestNotMet, source: NAME_ID, text:
        "Add a filter for the requested format, saml:AttributeNameID or saml:PersistentNameID, to `authproc`; otherwise the NameID is transient" },
    Setting { code: Code::AttributeMissing, source: LIMIT, text:
        "Add {expected} to `'attributes'` of the service in metadata/saml20-sp-remote.php if the filter `core:AttributeLimit` is used" },
    Setting { code: Code::AttributeMissing, source: REMOTE, text:
        "Remove `'simplesaml.attributes' => false` from metadata/saml20-sp-remote.php, and check that the auth source returns the attribute" },
    Setting { code: Code::AttributeMisnamed, source: MAP, text:
        "Add the filter `['class' => 'core:AttributeMap', '{actual}' => '{expected}']` to `authproc`" },
    Setting { code: Code::AttributeMisnamed, source: MAP, text:
        "Remove the map `name2oid` from the filter `core:AttributeMap` if names arrive as OIDs" },
    Setting { code: Code::AttributeEmpty, source: IDP, text:
        "Check the value that the auth source returns for this user; the filters in `authproc` change it afterwards" },
    Setting { code: Code::RoleUnknown, source: VALUE_MAP, text:
        "Map group values to roles with the filter `core:AttributeValueMap` in `authproc`" },
    Setting { code: Code::SessionShort, source: RESPONDER, text:
        "Raise `session.duration` (seconds, default 8 hours) in config/config.php; it counts from the login" },
    Setting { code: Code::SessionExpired, source: RESPONDER, text:
        "Log in again, or raise `session.duration` in config/config.php; an old single sign-on session leaves little time" },
    Setting { code: Code::MfaNotShown, source: CLASS_REF, text:
        "Set the class with the filter `saml:AuthnContextClassRef` in `authproc`, after the second factor" },
    Setting { code: Code::IdpUnreachable, source: IDP, text:
        "Set `'enable.saml20-idp' => true` in config/config.php; metadata is at `https://<host>/simplesaml/module.php/saml/idp/metadata` (2.x)" },
    Setting { code: Code::SloNotGiven, source: REMOTE, text:
        "Add `SingleLogoutService` to the entry of the service in metadata/saml20-sp-remote.php" },
];
