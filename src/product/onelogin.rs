//! OneLogin: Applications → Applications → the app, as the SAML Custom Connector (Advanced) shows it.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "OneLogin",
    key: "onelogin",
    aliases: &["one-login", "one-identity-onelogin"],
    role: Role::IdentityProvider,
    // IDs with `ONELOGIN_` or `pfx` are no sign: the OneLogin toolkits write them for other products too.
    signs: &[Sign::IssuerHost("onelogin.com")],
    settings: SETTINGS,
};

const API: &str = "onelogin/terraform-provider-onelogin:examples/onelogin_advanced_saml_app_example.tf";
const APPS: &str = "onelogin/terraform-provider-onelogin:docs/resources/onelogin_saml_apps.md";
const GUIDE: &str = "https://support.workstars.com/hc/en-gb/articles/8166534041873";
const PARAMETERS: &str = "https://kb.aampe.com/developer-guide/sso/sso_onelogin";
const CERTIFICATES: &str = "https://onelogin.service-now.com/kb_view_customer.do?sysparm_article=KB0010585";
const APPLYING: &str = "https://support.onelogin.com/kb/4266990/creating-and-applying-certificates";
const ROLES: &str = concat!(
    "https://docs.snyk.io/snyk-platform-administration/single-sign-on-sso-for-authentication-to-snyk/",
    "custom-mapping/examples-setting-up-custom-mapping-for-idps/",
    "example-setting-up-custom-mapping-for-onelogin"
);

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: GUIDE, text:
        "Copy Applications → Applications → the app → SSO → Issuer URL to the service; each app has its own" },
    Setting { code: Code::AudienceMismatch, source: GUIDE, text:
        "Set Applications → Applications → the app → Configuration → Audience (EntityID) to {expected} (API `audience`)" },
    Setting { code: Code::AudienceMissing, source: GUIDE, text:
        "Fill Configuration → Audience (EntityID) of the app with the entity ID of the service" },
    Setting { code: Code::DestinationMismatch, source: GUIDE, text:
        "Set Applications → Applications → the app → Configuration → ACS (Consumer) URL to {expected} (API `consumer_url`)" },
    Setting { code: Code::DestinationMismatch, source: API, text:
        "Correct the regular expression in Configuration → ACS (Consumer) URL Validator of the app so that it matches the ACS URL (API `validator`)" },
    Setting { code: Code::RecipientMismatch, source: GUIDE, text:
        "Set Applications → Applications → the app → Configuration → Recipient to {expected}; it is a field of its own (API `recipient`)" },
    Setting { code: Code::AcsKind, source: GUIDE, text:
        "Set Configuration → ACS (Consumer) URL and Recipient of the app to {expected}" },
    Setting { code: Code::AcsNotAllowed, source: API, text:
        "Change Configuration → ACS (Consumer) URL Validator of the app to a regular expression that matches the requested URL, with dots escaped" },
    Setting { code: Code::Unsigned, source: API, text:
        "Set Configuration → SAML signature element of the app to Both (API `saml_sign_element`)" },
    Setting { code: Code::ResponseNotSigned, source: GUIDE, text:
        "Set Configuration → SAML signature element of the app to Response or Both (API `saml_sign_element`)" },
    Setting { code: Code::SignatureUntrustedKey, source: GUIDE, text:
        "Download Applications → Applications → the app → SSO → X.509 Certificate → View Details (X.509 PEM) and install it at the service" },
    Setting { code: Code::CertificateExpired, source: CERTIFICATES, text:
        "Make a certificate at Security → Certificates → New, select it at the app → SSO → X.509 Certificate → Change, and install it at the service" },
    Setting { code: Code::CertificateExpiresSoon, source: CERTIFICATES, text:
        "Make the next certificate at Security → Certificates → New, then use SSO → X.509 Certificate → Change and update the service at the same time" },
    Setting { code: Code::MetadataCertificateRotated, source: APPLYING, text:
        "Load the metadata of the app again; its certificate was changed on the SSO tab" },
    Setting { code: Code::KeyTooSmall, source: CERTIFICATES, text:
        "Make a certificate with Key Length 2048 at Security → Certificates → New and select it at the app → SSO → X.509 Certificate → Change" },
    Setting { code: Code::AlgorithmWeak, source: GUIDE, text:
        "Set Applications → Applications → the app → SSO → SAML Signature Algorithm to SHA-256 (API `signature_algorithm`)" },
    Setting { code: Code::EncryptedAssertion, source: API, text:
        "Clear Configuration → Encrypt assertion of the app (API `encrypt_assertion`)" },
    Setting { code: Code::DecryptionFailed, source: GUIDE, text:
        "Set Configuration → SAML signature element of the app to Both or Response, so that a signature covers the ciphertext" },
    Setting { code: Code::DecryptionFailed, source: API, text:
        "Put the current certificate of the service into SAML Encryption on the Configuration tab of the app" },
    Setting { code: Code::DecryptionFailed, source: API, text:
        "Change Configuration → SAML encryption method of the app from TRIPLEDES-CBC, the default, to an AES method" },
    Setting { code: Code::AssertionExpired, source: API, text:
        "Raise Configuration → SAML not valid on or after of the app (minutes, default 3; API `saml_notonorafter`)" },
    Setting { code: Code::ConfirmationExpired, source: API, text:
        "Raise Configuration → SAML not valid on or after of the app (minutes, default 3); it limits the confirmation too" },
    Setting { code: Code::AssertionNotYetValid, source: API, text:
        "Raise Configuration → SAML not valid before of the app (minutes, default 3; API `saml_notbefore`), or correct the clocks" },
    Setting { code: Code::SessionShort, source: API, text:
        "Raise Configuration → SAML sessionNotOnOrAfter of the app (minutes, default 1440; API `saml_sessionnotonorafter`)" },
    Setting { code: Code::SessionLong, source: API, text:
        "Lower Configuration → SAML sessionNotOnOrAfter of the app (minutes, default 1440; API `saml_sessionnotonorafter`)" },
    Setting { code: Code::SessionExpired, source: API, text:
        "Raise Configuration → SAML sessionNotOnOrAfter of the app (minutes, default 1440; API `saml_sessionnotonorafter`)" },
    Setting { code: Code::Unsolicited, source: PARAMETERS, text:
        "Set Configuration → SAML initiator of the app to Service Provider, so that a login starts at the service" },
    Setting { code: Code::Unsolicited, source: API, text:
        "Set Configuration → Login URL of the app to the login page of the service; the portal then opens it" },
    Setting { code: Code::StatusNotSuccess, source: APPS, text:
        "For a user without access, give one of the user's roles access at Applications → Applications → the app → Access" },
    Setting { code: Code::NameIdMissing, source: GUIDE, text:
        "Set Applications → Applications → the app → Parameters → NameID value to Email or another field with a value for every user" },
    Setting { code: Code::NameIdEmpty, source: API, text:
        "Fill the field chosen at Parameters → NameID value of the app for this user, or choose another field" },
    Setting { code: Code::AttributeMissing, source: PARAMETERS, text:
        "Add a parameter {expected} at Applications → Applications → the app → Parameters → +, select Include in SAML assertion, then choose its Value" },
    Setting { code: Code::AttributeMisnamed, source: APPS, text:
        "Add a parameter {expected} at Parameters → + of the app and delete {actual}; Field name cannot be changed" },
    Setting { code: Code::AttributeEmpty, source: PARAMETERS, text:
        "Choose a Value with text for this user at the app → Parameters, or fill the field of the user" },
    Setting { code: Code::RoleUnknown, source: ROLES, text:
        "Name Users → Roles as the service expects, give them the app, and send User Roles in a parameter of the app" },
    Setting { code: Code::IdpUnreachable, source: PARAMETERS, text:
        "Copy Applications → Applications → the app → SSO → Issuer URL, which serves the metadata, or use More Actions → SAML Metadata" },
    Setting { code: Code::SloNotGiven, source: API, text:
        "Set Configuration → Single Logout URL of the app (API `logout_url`)" },
];
