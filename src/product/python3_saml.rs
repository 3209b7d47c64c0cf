//! python3-saml, the OneLogin toolkit for Python.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const RESPONSE: &str = "SAML-Toolkits/python3-saml:src/onelogin/saml2/response.py";
const README: &str = "SAML-Toolkits/python3-saml:README.md";
const SETTINGS_SOURCE: &str = "SAML-Toolkits/python3-saml:src/onelogin/saml2/settings.py";
const CONSTANTS: &str = "SAML-Toolkits/python3-saml:src/onelogin/saml2/constants.py";
const AUTH: &str = "SAML-Toolkits/python3-saml:src/onelogin/saml2/auth.py";

pub(crate) const PRODUCT: Product = Product {
    name: "python3-saml",
    key: "python3-saml",
    aliases: &["python-saml", "onelogin-python"],
    role: Role::ServiceProvider,
    // The path of python-social-auth, which is built on it.
    signs: &[Sign::AcsPath("complete/saml")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: README,
        text: "Set `security.requestedAuthnContext` to false or to a list for NoAuthnContext; the default asks for exactly PasswordProtectedTransport." },
    Setting { code: Code::StatusNotSuccess, source: SETTINGS_SOURCE, text: "Set `sp.NameIDFormat` (default unspecified) for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: README,
        text: "Sign the Response or the assertion at the identity provider; one is needed whatever `security.wantMessagesSigned` and `wantAssertionsSigned` say." },
    Setting { code: Code::Unsigned, source: README,
        text: "Set `security.logoutRequestSigned` and `security.logoutResponseSigned` to true, so that its logout messages are signed." },
    Setting { code: Code::ResponseNotSigned, source: README,
        text: "Sign the Response at the identity provider, or set `security.wantMessagesSigned: false` (the default) to accept a signed assertion alone." },
    Setting { code: Code::SignatureUntrustedKey, source: README, text: "Set `idp.x509cert` to the current signing certificate." },
    Setting { code: Code::SignatureUntrustedKey, source: README,
        text: "Set `idp.x509certMulti: {\"signing\": [old, new], \"encryption\": […]}` while the identity provider changes its key." },
    Setting { code: Code::AlgorithmWeak, source: SETTINGS_SOURCE,
        text: "Choose SHA-256 at the identity provider; `security.rejectDeprecatedAlgorithm: true` refuses SHA-1." },
    Setting { code: Code::CertificateExpired, source: README, text: "Replace `idp.x509cert` with the renewed certificate." },
    Setting { code: Code::EncryptedAssertion, source: README,
        text: "Put the key pair in `sp.x509cert` and `sp.privateKey` (or certs/sp.crt and certs/sp.key), and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: README,
        text: "Check that `sp.privateKey` belongs to the certificate that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: RESPONSE,
        text: "Set `idp.entityId` in settings.json to the Issuer exactly as sent (`{actual}`); check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: RESPONSE,
        text: "Set `sp.entityId` to `{actual}`, or correct the audience at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: README,
        text: "Pass `http_host`, `https: \"on\"` and `script_name` of the public address to `OneLogin_Saml2_Auth`; the Destination is compared with the URL built from them." },
    Setting { code: Code::DestinationMismatch, source: README,
        text: "Fill the request dict from X-Forwarded-Proto, -Host and -Port behind a proxy, and leave `server_port` out (Django: `USE_X_FORWARDED_PORT`)." },
    Setting { code: Code::RecipientMismatch, source: README,
        text: "Fill the request dict from X-Forwarded-Proto and X-Forwarded-Host behind a proxy, and leave `server_port` out." },
    Setting { code: Code::RecipientMismatch, source: RESPONSE,
        text: "Correct the request dict passed to `OneLogin_Saml2_Auth`, or the ACS URL at the identity provider; the Recipient must equal the current URL." },
    Setting { code: Code::InResponseToMismatch, source: AUTH,
        text: "Pass the stored request ID: `auth.process_response(request_id=session[\"AuthNRequestID\"])`; without it InResponseTo is not compared." },
    Setting { code: Code::Unsolicited, source: AUTH,
        text: "Call `process_response()` without `request_id` to accept logins that start at the identity provider." },
    Setting { code: Code::AssertionExpired, source: CONSTANTS,
        text: "Correct the clock first; the allowed clock skew is the constant `OneLogin_Saml2_Constants.ALLOWED_CLOCK_DRIFT` (300 seconds)." },
    Setting { code: Code::AssertionNotYetValid, source: CONSTANTS,
        text: "Correct the clock first; the allowed clock skew is the constant `OneLogin_Saml2_Constants.ALLOWED_CLOCK_DRIFT` (300 seconds)." },
    Setting { code: Code::ConfirmationExpired, source: CONSTANTS,
        text: "Correct the clock first; the allowed clock skew is the constant `OneLogin_Saml2_Constants.ALLOWED_CLOCK_DRIFT` (300 seconds)." },
    Setting { code: Code::SessionExpired, source: RESPONSE, text: "Lengthen SessionNotOnOrAfter at the identity provider; strict mode checks it." },
    Setting { code: Code::NameIdMissing, source: SETTINGS_SOURCE,
        text: "Send a NameID, or set `security.wantNameId: false` (default true) to do without one." },
    Setting { code: Code::NameIdEmpty, source: SETTINGS_SOURCE,
        text: "Send a NameID, or set `security.wantNameId: false` (default true) to do without one." },
    Setting { code: Code::AttributeMissing, source: README,
        text: "Read `auth.get_attribute(\"{expected}\")`; the name is the attribute's Name exactly as sent." },
    Setting { code: Code::AttributeMissing, source: SETTINGS_SOURCE,
        text: "Set `security.wantAttributeStatement: false` if an assertion without any attribute is all right." },
    Setting { code: Code::AttributeMisnamed, source: README,
        text: "Read `auth.get_attribute(\"{actual}\")`, or use `get_friendlyname_attribute(…)`." },
    Setting { code: Code::AttributeDuplicated, source: SETTINGS_SOURCE,
        text: "Set `security.allowRepeatAttributeName: true` to accept repeated names (refused by default)." },
    Setting { code: Code::MfaNotShown, source: README,
        text: "List the class in `security.requestedAuthnContext`, and set `failOnAuthnContextMismatch: true` to refuse another." },
    Setting { code: Code::IdpUnreachable, source: README,
        text: "Call `OneLogin_Saml2_IdPMetadataParser.parse_remote(url)` again when the identity provider changes; nothing refreshes by itself." },
    Setting { code: Code::MetadataCertificateRotated, source: README,
        text: "Set `idp.x509certMulti: {\"signing\": [old, new], \"encryption\": […]}` while the identity provider changes its key." },
    Setting { code: Code::MetadataCertificateRotated, source: README,
        text: "Call `OneLogin_Saml2_IdPMetadataParser.parse_remote(url)` again when the identity provider changes; nothing refreshes by itself." },
];
