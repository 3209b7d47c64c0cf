//! php-saml, the OneLogin toolkit for PHP.

use super::{Product, Role, Setting};
use crate::Code;

const RESPONSE: &str = "SAML-Toolkits/php-saml:lib/Saml2/Response.php";
const ADVANCED_SETTINGS_EXAMPLE: &str = "SAML-Toolkits/php-saml:advanced_settings_example.php";
const UTILS: &str = "SAML-Toolkits/php-saml:lib/Saml2/Utils.php";
const README: &str = "SAML-Toolkits/php-saml:README.md";
const IDP_METADATA_PARSER: &str = "SAML-Toolkits/php-saml:lib/Saml2/IdPMetadataParser.php";
const CONSTANTS: &str = "SAML-Toolkits/php-saml:lib/Saml2/Constants.php";
const SETTINGS_EXAMPLE: &str = "SAML-Toolkits/php-saml:settings_example.php";

pub(crate) const PRODUCT: Product = Product {
    name: "php-saml",
    key: "php-saml",
    aliases: &["onelogin-php"],
    role: Role::ServiceProvider,
    signs: &[],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StructureInvalid, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Set `security.wantXMLValidation => false` only to find the cause; by default the message is checked against the SAML schema." },
    Setting { code: Code::StatusNotSuccess, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Set `security.requestedAuthnContext` to false, or to classes that the identity provider has, for NoAuthnContext." },
    Setting { code: Code::StatusNotSuccess, source: SETTINGS_EXAMPLE,
        text: "Set `$settings[\"sp\"][\"NameIDFormat\"]` (default unspecified) for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Sign the Response or the assertion at the identity provider; one is needed whatever `security.wantAssertionsSigned` says." },
    Setting { code: Code::Unsigned, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Set `security.logoutRequestSigned` and `security.logoutResponseSigned` to true, so that its logout messages are signed." },
    Setting { code: Code::ResponseNotSigned, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Sign the Response at the identity provider, or set `security.wantMessagesSigned => false` (the default) to accept a signed assertion alone." },
    Setting { code: Code::SignatureUntrustedKey, source: README, text: "Set `$settings[\"idp\"][\"x509cert\"]` to the current signing certificate." },
    Setting { code: Code::SignatureUntrustedKey, source: README,
        text: "Set `x509certMulti => [\"signing\" => [old, new], \"encryption\" => […]]` while the identity provider changes its key." },
    Setting { code: Code::AlgorithmWeak, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Choose SHA-256 at the identity provider; requests use `security.signatureAlgorithm` and `security.digestAlgorithm` (default SHA-256)." },
    Setting { code: Code::CertificateExpired, source: README, text: "Replace `$settings[\"idp\"][\"x509cert\"]` with the renewed certificate." },
    Setting { code: Code::EncryptedAssertion, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Put the key pair in `$settings[\"sp\"][\"x509cert\"]` and `[\"privateKey\"]`, and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Check that `$settings[\"sp\"][\"privateKey\"]` belongs to the certificate that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: RESPONSE,
        text: "Set `$settings[\"idp\"][\"entityId\"]` to the Issuer exactly as sent (`{actual}`); check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: RESPONSE,
        text: "Set `$settings[\"sp\"][\"entityId\"]` to `{actual}`, or correct the audience at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Set `$settings[\"baseurl\"]` to the public base URL, or call `OneLogin\\Saml2\\Utils::setBaseURL(…)`; the value is compared with the current URL." },
    Setting { code: Code::DestinationMismatch, source: UTILS,
        text: "Call `OneLogin\\Saml2\\Utils::setProxyVars(true)` behind a proxy, so that HTTP_X_FORWARDED_HOST, _PROTO and _PORT are read." },
    Setting { code: Code::DestinationMissing, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Set `security.relaxDestinationValidation` to accept an empty Destination, or let the identity provider send one." },
    Setting { code: Code::RecipientMismatch, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Set `$settings[\"baseurl\"]` to the public base URL, or call `OneLogin\\Saml2\\Utils::setBaseURL(…)`; the value is compared with the current URL." },
    Setting { code: Code::RecipientMismatch, source: UTILS,
        text: "Call `OneLogin\\Saml2\\Utils::setProxyVars(true)` behind a proxy, so that HTTP_X_FORWARDED_HOST, _PROTO and _PORT are read." },
    Setting { code: Code::InResponseToMismatch, source: RESPONSE,
        text: "Pass the stored request ID: `$auth->processResponse($_SESSION[\"AuthNRequestID\"])`; without it InResponseTo is not compared." },
    Setting { code: Code::Unsolicited, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Call `processResponse()` without an ID for logins that start at the identity provider." },
    Setting { code: Code::Unsolicited, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Leave `security.rejectUnsolicitedResponsesWithInResponseTo` at false to accept an InResponseTo that is not expected." },
    Setting { code: Code::AssertionExpired, source: CONSTANTS,
        text: "Correct the clocks: the allowed clock skew is the constant `Constants::ALLOWED_CLOCK_DRIFT` (180 seconds), not a setting." },
    Setting { code: Code::AssertionNotYetValid, source: CONSTANTS,
        text: "Correct the clocks: the allowed clock skew is the constant `Constants::ALLOWED_CLOCK_DRIFT` (180 seconds), not a setting." },
    Setting { code: Code::ConfirmationExpired, source: CONSTANTS,
        text: "Correct the clocks: the allowed clock skew is the constant `Constants::ALLOWED_CLOCK_DRIFT` (180 seconds), not a setting." },
    Setting { code: Code::SessionExpired, source: RESPONSE,
        text: "Lengthen SessionNotOnOrAfter at the identity provider; it is checked with the same skew of 180 seconds." },
    Setting { code: Code::NameIdMissing, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Send a NameID, or set `security.wantNameId => false` (default true) to do without one." },
    Setting { code: Code::NameIdEmpty, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Send a NameID, or set `security.wantNameId => false` (default true) to do without one." },
    Setting { code: Code::AttributeMissing, source: README,
        text: "Read `$auth->getAttribute(\"{expected}\")`; the name is the attribute's Name exactly as sent." },
    Setting { code: Code::AttributeMisnamed, source: README,
        text: "Read `$auth->getAttribute(\"{actual}\")`, or use `getAttributeWithFriendlyName(…)`." },
    Setting { code: Code::AttributeDuplicated, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Set `security.allowRepeatAttributeName => true` to accept repeated names (default false)." },
    Setting { code: Code::MfaNotShown, source: ADVANCED_SETTINGS_EXAMPLE,
        text: "Set `security.requestedAuthnContext` to a list of classes, and `requestedAuthnContextComparison`." },
    Setting { code: Code::IdpUnreachable, source: IDP_METADATA_PARSER,
        text: "Call `IdPMetadataParser::parseRemoteXML($url)` again when the identity provider changes; nothing refreshes by itself." },
    Setting { code: Code::MetadataCertificateRotated, source: README,
        text: "Set `x509certMulti => [\"signing\" => [old, new], \"encryption\" => […]]` while the identity provider changes its key." },
    Setting { code: Code::MetadataCertificateRotated, source: IDP_METADATA_PARSER,
        text: "Call `IdPMetadataParser::parseRemoteXML($url)` again when the identity provider changes; nothing refreshes by itself." },
];
