//! Keycloak as service provider: its identity broker.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const SAML: &str = "keycloak/keycloak:docs/documentation/server_admin/topics/identity-broker/saml.adoc";
const SAML_ENDPOINT: &str =
    "keycloak/keycloak:services/src/main/java/org/keycloak/broker/saml/SAMLEndpoint.java";
const LOGOUT: &str = "https://github.com/keycloak/keycloak/issues/31498";
const REVERSEPROXY: &str = "https://www.keycloak.org/server/reverseproxy";
const SERVER_ADMIN: &str = "https://www.keycloak.org/docs/latest/server_admin/";
const USER_ATTRIBUTE_MAPPER: &str =
    "keycloak/keycloak:services/src/main/java/org/keycloak/broker/saml/mappers/UserAttributeMapper.java";

pub(crate) const PRODUCT: Product = Product {
    name: "Keycloak (identity broker)",
    key: "keycloak-broker",
    aliases: &["keycloak-sp"],
    role: Role::ServiceProvider,
    signs: &[Sign::AcsPath("realms/"), Sign::AcsPath("auth/realms/")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: SAML,
        text: "Change NameID Policy Format (default persistent) or turn Allow create on for InvalidNameIDPolicy." },
    Setting { code: Code::StatusNotSuccess, source: SAML,
        text: "Change AuthnContext ClassRefs and Comparison under Requested AuthnContext Constraints for NoAuthnContext." },
    Setting { code: Code::StatusNotSuccess, source: SAML,
        text: "Turn Want AuthnRequests Signed on if the identity provider requires signed requests." },
    Setting { code: Code::Unsigned, source: SAML_ENDPOINT,
        text: "Sign the Response or the assertion at the identity provider: Identity providers → <provider> → Validate Signature accepts either." },
    Setting { code: Code::Unsigned, source: SAML_ENDPOINT,
        text: "Turn Identity providers → <provider> → Want Assertions Signed off if the identity provider signs only the Response." },
    Setting { code: Code::Unsigned, source: LOGOUT,
        text: "Sign logout messages at the identity provider too: Identity providers → <provider> → Validate Signature checks them as well as Responses." },
    Setting { code: Code::ResponseNotSigned, source: SAML_ENDPOINT,
        text: "Sign the Response or the assertion at the identity provider: Identity providers → <provider> → Validate Signature accepts either." },
    Setting { code: Code::SignatureUntrustedKey, source: SAML,
        text: "Turn on Identity providers → <provider> → Use metadata descriptor URL, set the URL, and choose Reload keys after a change." },
    Setting { code: Code::SignatureUntrustedKey, source: SAML,
        text: "Add the certificate to Identity providers → <provider> → Validating X509 Certificates (comma-separated), or use Import keys, and save." },
    Setting { code: Code::SignatureProfile, source: SAML,
        text: "Set Identity providers → <provider> → SAML Signature Key Name: CERT_SUBJECT for AD FS, KEY_ID or NONE otherwise." },
    Setting { code: Code::AlgorithmWeak, source: SAML,
        text: "Choose SHA-256 at the identity provider: SHA-1 signatures do not verify on Java 17 and later, and Signature Algorithm is for requests." },
    Setting { code: Code::CertificateExpired, source: SAML_ENDPOINT,
        text: "Replace the certificate in Validating X509 Certificates: expired ones are ignored (\"Ignoring invalid certificate\" in the log)." },
    Setting { code: Code::CertificateExpiresSoon, source: SAML,
        text: "Add an RSA provider with higher priority under Realm settings → Keys → Providers, and give the identity provider the new descriptor." },
    Setting { code: Code::EncryptedAssertion, source: SAML,
        text: "Give the identity provider the descriptor `<root>/realms/<realm>/broker/<alias>/endpoint/descriptor`; the key is the realm's ENC key." },
    Setting { code: Code::DecryptionFailed, source: SAML,
        text: "Check Realm settings → Keys → rsa-enc-generated, give the identity provider the descriptor again, and set Encryption Algorithm to the one in use." },
    Setting { code: Code::IssuerMismatch, source: SAML,
        text: "Set Identity providers → <provider> → Identity Provider Entity ID to `{actual}`; if it is empty, the issuer is not checked; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SAML,
        text: "Set Identity providers → <provider> → Service Provider Entity ID to `{actual}`; the default is `<root>/realms/<realm>`." },
    Setting { code: Code::DestinationMismatch, source: SAML_ENDPOINT,
        text: "Copy Redirect URI (`<root>/realms/<realm>/broker/<alias>/endpoint`) from the provider's page to the identity provider." },
    Setting { code: Code::DestinationMismatch, source: REVERSEPROXY,
        text: "Start Keycloak with `--proxy-headers xforwarded` and `--hostname https://public.example.com` behind a proxy." },
    Setting { code: Code::RecipientMismatch, source: SAML_ENDPOINT,
        text: "Copy Redirect URI (`<root>/realms/<realm>/broker/<alias>/endpoint`) from the provider's page to the identity provider." },
    Setting { code: Code::RecipientMismatch, source: REVERSEPROXY,
        text: "Start Keycloak with `--proxy-headers xforwarded` and `--hostname https://public.example.com` behind a proxy." },
    Setting { code: Code::InResponseToMismatch, source: SAML_ENDPOINT,
        text: "Start a new login instead of an old tab or bookmark: InResponseTo must match this browser session." },
    Setting { code: Code::InResponseToMismatch, source: SERVER_ADMIN,
        text: "Serve Keycloak over https, so that the cookie `AUTH_SESSION_ID` (SameSite=None, Secure) comes back." },
    Setting { code: Code::Unsolicited, source: SERVER_ADMIN,
        text: "Enter `<root>/realms/<realm>/broker/<alias>/endpoint/clients/<name>` as ACS URL, where the client has `<name>` as IDP-Initiated SSO URL name." },
    Setting { code: Code::AssertionExpired, source: SAML_ENDPOINT,
        text: "Set Identity providers → <provider> → Advanced settings → Allowed clock skew (seconds, default 0); fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: SAML_ENDPOINT,
        text: "Set Identity providers → <provider> → Advanced settings → Allowed clock skew (seconds, default 0); fix the clocks first." },
    Setting { code: Code::SessionShort, source: SERVER_ADMIN,
        text: "Set Realm settings → Sessions → SSO Session Idle and SSO Session Max; SessionNotOnOrAfter is not used." },
    Setting { code: Code::NameIdMissing, source: SAML_ENDPOINT,
        text: "Set Identity providers → <provider> → Principal Type to Attribute [Name], and Principal Attribute to its name, or send a NameID." },
    Setting { code: Code::NameIdEmpty, source: SAML_ENDPOINT,
        text: "Set Identity providers → <provider> → Principal Type to Attribute [Name], and Principal Attribute to its name, or send a NameID." },
    Setting { code: Code::AttributeMissing, source: USER_ATTRIBUTE_MAPPER,
        text: "Add Identity providers → <provider> → Mappers → Attribute Importer with the Attribute Name exactly as sent." },
    Setting { code: Code::AttributeMissing, source: SERVER_ADMIN,
        text: "Set Sync mode to Force if the value is missing only at later logins: Import reads attributes on the first login." },
    Setting { code: Code::AttributeMisnamed, source: USER_ATTRIBUTE_MAPPER,
        text: "Set Attribute Name of the mapper (Identity providers → <provider> → Mappers) to `{actual}`." },
    Setting { code: Code::MfaNotShown, source: SAML,
        text: "Set Identity providers → <provider> → Requested AuthnContext Constraints → AuthnContext ClassRefs and Comparison." },
    Setting { code: Code::IdpUnreachable, source: SAML,
        text: "Set Identity providers → <provider> → Metadata descriptor URL to a URL that Keycloak reaches, with a TLS certificate in its truststore." },
    Setting { code: Code::MetadataCertificateRotated, source: SAML,
        text: "Turn on Identity providers → <provider> → Use metadata descriptor URL, set the URL, and choose Reload keys after a change." },
    Setting { code: Code::MetadataCertificateRotated, source: SAML,
        text: "Add the certificate to Identity providers → <provider> → Validating X509 Certificates (comma-separated), or use Import keys, and save." },
];
