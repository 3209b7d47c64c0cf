//! SimpleSAMLphp as service provider.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const SP: &str = "simplesamlphp/simplesamlphp:modules/saml/docs/sp.md";
const MESSAGE: &str = "simplesamlphp/simplesamlphp:modules/saml/src/Message.php";
const REFERENCE_IDP_REMOTE: &str = "simplesamlphp/simplesamlphp:docs/simplesamlphp-reference-idp-remote.md";
const SIMPLESAMLPHP_SP: &str = "simplesamlphp/simplesamlphp:docs/simplesamlphp-sp.md";
const CONFIG_PHP: &str = "simplesamlphp/simplesamlphp:config/config.php.dist";
const SIMPLESAMLPHP_NOSTATE: &str = "simplesamlphp/simplesamlphp:docs/simplesamlphp-nostate.md";
const SIMPLESAMLPHP_AUTHPROC: &str = "simplesamlphp/simplesamlphp:docs/simplesamlphp-authproc.md";
const KEYROLLOVER: &str = "simplesamlphp/simplesamlphp:modules/saml/docs/keyrollover.md";

pub(crate) const PRODUCT: Product = Product {
    name: "SimpleSAMLphp (service provider)",
    key: "simplesamlphp-sp",
    aliases: &["ssp-sp"],
    role: Role::ServiceProvider,
    signs: &[
        Sign::AcsPathContains("module.php/saml/sp/saml2-acs.php/"),
        Sign::ServiceContains("/module.php/saml/sp/metadata.php/"),
    ],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: SP,
        text: "Set `NameIDPolicy` of the authsource (default transient; `[]` leaves it out) for InvalidNameIDPolicy." },
    Setting { code: Code::StatusNotSuccess, source: SP, text: "Remove or change `AuthnContextClassRef` for NoAuthnContext." },
    Setting { code: Code::StatusNotSuccess, source: SP, text: "Set `disable_scoping => true` if the identity provider is AD FS or Entra ID." },
    Setting { code: Code::Unsigned, source: SP,
        text: "Sign the Response or the assertion at the identity provider; `WantAssertionsSigned => true` asks for the assertion." },
    Setting { code: Code::Unsigned, source: SP,
        text: "Set `'sign.logout' => true` in config/authsources.php, so that its logout messages are signed." },
    Setting { code: Code::ResponseNotSigned, source: SP,
        text: "Sign the Response at the identity provider if your policy asks for it; a signature on either is enough." },
    Setting { code: Code::SignatureUntrustedKey, source: REFERENCE_IDP_REMOTE,
        text: "Replace `certData`, or the `keys` array, in saml20-idp-remote.php; `keys` may contain two signing keys." },
    Setting { code: Code::AlgorithmWeak, source: SP,
        text: "Choose SHA-256 at the identity provider; `signature.algorithm` (default rsa-sha256) is for what the service signs." },
    Setting { code: Code::CertificateExpired, source: REFERENCE_IDP_REMOTE,
        text: "Replace `certData`, or the `keys` array, in saml20-idp-remote.php; `keys` may contain two signing keys." },
    Setting { code: Code::CertificateExpiresSoon, source: KEYROLLOVER,
        text: "Add `new_certificate` and `new_privatekey` next to the old pair of the authsource, and publish the metadata." },
    Setting { code: Code::EncryptedAssertion, source: SP,
        text: "Set `privatekey` and `certificate` of the authsource, and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: SP,
        text: "Check that `privatekey` of the authsource belongs to the certificate that the identity provider encrypts to." },
    Setting { code: Code::DecryptionFailed, source: REFERENCE_IDP_REMOTE,
        text: "Let the identity provider use RSA-OAEP: RSA 1.5 is refused by default (`encryption.blacklisted-algorithms`)." },
    Setting { code: Code::IssuerMismatch, source: SP,
        text: "Add `{actual}` as a key to metadata/saml20-idp-remote.php, and correct `'idp'` of the authsource if it is set; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SP,
        text: "Set `'entityID'` of the authsource in config/authsources.php to `{actual}`, or correct the audience at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: MESSAGE,
        text: "Set `'baseurlpath'` in config.php to the full public URL, for example `https://sp.example.org/simplesaml/`, also behind a proxy." },
    Setting { code: Code::DestinationMismatch, source: SP,
        text: "Enter `<base>/module.php/saml/sp/saml2-acs.php/<authsource>` as ACS URL at the identity provider." },
    Setting { code: Code::RecipientMismatch, source: MESSAGE,
        text: "Set `'baseurlpath'` in config.php to the full public URL, for example `https://sp.example.org/simplesaml/`, also behind a proxy." },
    Setting { code: Code::RecipientMismatch, source: SP,
        text: "Enter `<base>/module.php/saml/sp/saml2-acs.php/<authsource>` as ACS URL at the identity provider." },
    Setting { code: Code::InResponseToMismatch, source: SIMPLESAMLPHP_NOSTATE,
        text: "Use one host name and set `session.cookie.secure`, so that the session comes back (\"State Information Lost\")." },
    Setting { code: Code::InResponseToMismatch, source: SIMPLESAMLPHP_NOSTATE,
        text: "Raise `session.state.timeout` (default 1 hour) if users take longer to log in." },
    Setting { code: Code::Unsolicited, source: SP,
        text: "Set `enable_unsolicited` of the authsource to true (the default) for logins that start at the identity provider, without InResponseTo." },
    Setting { code: Code::AcsByIndex, source: SP,
        text: "Set `AssertionConsumerServiceIndex` only if the identity provider has your metadata with that index." },
    Setting { code: Code::AssertionExpired, source: MESSAGE,
        text: "Set `'assertion.allowed_clock_skew'` in config.php (180 to 300 seconds) to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: MESSAGE,
        text: "Set `'assertion.allowed_clock_skew'` in config.php (180 to 300 seconds) to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::ConfirmationExpired, source: MESSAGE,
        text: "Set `'assertion.allowed_clock_skew'` in config.php (180 to 300 seconds) to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::SessionShort, source: CONFIG_PHP,
        text: "Set `session.duration` in config.php (8 hours), and lengthen SessionNotOnOrAfter at the identity provider, which may end the session earlier." },
    Setting { code: Code::SessionExpired, source: CONFIG_PHP,
        text: "Set `session.duration` in config.php (8 hours), and lengthen SessionNotOnOrAfter at the identity provider, which may end the session earlier." },
    Setting { code: Code::NameIdMissing, source: SIMPLESAMLPHP_AUTHPROC,
        text: "Send a NameID; the filter `saml:NameIDAttribute` turns it into an attribute." },
    Setting { code: Code::AttributeMissing, source: SIMPLESAMLPHP_AUTHPROC,
        text: "Rename attributes with the filter `core:AttributeMap` (`oid2name`, or a map of your own)." },
    Setting { code: Code::AttributeMisnamed, source: SIMPLESAMLPHP_AUTHPROC,
        text: "Rename attributes with the filter `core:AttributeMap` (`oid2name`, or a map of your own)." },
    Setting { code: Code::MfaNotShown, source: SP, text: "Set `AuthnContextClassRef` and `AuthnContextComparison` of the authsource." },
    Setting { code: Code::IdpUnreachable, source: REFERENCE_IDP_REMOTE, text: "Refresh the metadata with the `metarefresh` module." },
    Setting { code: Code::IdpUnreachable, source: SIMPLESAMLPHP_SP,
        text: "Convert the metadata under Federation → XML to SimpleSAMLphp metadata converter, and save it in saml20-idp-remote.php." },
    Setting { code: Code::MetadataCertificateRotated, source: REFERENCE_IDP_REMOTE,
        text: "Replace `certData`, or the `keys` array, in saml20-idp-remote.php; `keys` may contain two signing keys." },
    Setting { code: Code::MetadataCertificateRotated, source: REFERENCE_IDP_REMOTE, text: "Refresh the metadata with the `metarefresh` module." },
];
