//! Auth0 as service provider: its enterprise SAML connections.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const AUTH0_AS_SP: &str = "auth0/docs:articles/protocols/saml/saml-configuration/troubleshoot/auth0-as-sp.md";
const COMMON_SAML_ERRORS: &str =
    "auth0/docs:articles/protocols/saml/saml-configuration/troubleshoot/common-saml-errors.md";
const PROVIDER_CONFIGURATION_SETTINGS: &str =
    "https://auth0.com/docs/authenticate/protocols/saml/saml-identity-provider-configuration-settings";
const ENCRYPT_SAML_REQUESTS: &str =
    "https://auth0.com/docs/authenticate/protocols/saml/saml-sso-integrations/sign-and-encrypt-saml-requests";
const SAML: &str = "auth0/passport-wsfed-saml2:lib/passport-wsfed-saml2/saml.js";
const SAMLP: &str = "auth0/docs:articles/protocols/saml/samlp.md";
const IDP_INITIATED_SSO: &str = "auth0/docs:articles/protocols/saml/idp-initiated-sso.md";
const SAMLREQUEST: &str = "auth0/passport-wsfed-saml2:lib/passport-wsfed-saml2/templates/samlrequest.ejs";
const SAMLP_2: &str = "auth0/passport-wsfed-saml2:lib/passport-wsfed-saml2/samlp.js";

pub(crate) const PRODUCT: Product = Product {
    name: "Auth0 (SAML connection)",
    key: "auth0-connection",
    aliases: &["auth0-sp"],
    role: Role::ServiceProvider,
    signs: &[Sign::AcsHost("auth0.com"), Sign::ServicePrefix("urn:auth0:")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::WrongBinding, source: PROVIDER_CONFIGURATION_SETTINGS,
        text: "Set Authentication → Enterprise → SAML → <connection> → Settings → Protocol Binding, and `options.deflate: false` to turn compression off." },
    Setting { code: Code::StatusNotSuccess, source: ENCRYPT_SAML_REQUESTS,
        text: "Give the identity provider the certificate under Sign Request if it refuses the request signature." },
    Setting { code: Code::StatusNotSuccess, source: SAMLREQUEST,
        text: "Add a NameIDPolicy in Request Template (`options.requestTemplate`) if the identity provider needs one." },
    Setting { code: Code::StatusNotSuccess, source: COMMON_SAML_ERRORS,
        text: "Enable an application on the connection's Applications tab if the error is \"the connection was disabled\"." },
    Setting { code: Code::Unsigned, source: ENCRYPT_SAML_REQUESTS,
        text: "Sign the assertion, the Response or both at the identity provider; any of these is accepted." },
    Setting { code: Code::ResponseNotSigned, source: ENCRYPT_SAML_REQUESTS,
        text: "Sign the assertion, the Response or both at the identity provider; any of these is accepted." },
    Setting { code: Code::SignatureUntrustedKey, source: ENCRYPT_SAML_REQUESTS,
        text: "Upload the certificate in Authentication → Enterprise → SAML → <connection> → Settings → X509 Signing Certificate, or set `options.metadataUrl`." },
    Setting { code: Code::AlgorithmWeak, source: AUTH0_AS_SP,
        text: "Choose SHA-256 at the identity provider; Settings → Sign Request Algorithm and Sign Request Digest are for requests." },
    Setting { code: Code::CertificateExpired, source: SAML,
        text: "Upload the renewed certificate under Settings → X509 Signing Certificate; by default an expired one is still accepted." },
    Setting { code: Code::EncryptedAssertion, source: ENCRYPT_SAML_REQUESTS,
        text: "Give the identity provider the certificate of Setup Instructions → Encrypted Assertions, or set `options.decryptionKey` to a key of your own." },
    Setting { code: Code::DecryptionFailed, source: ENCRYPT_SAML_REQUESTS,
        text: "Check that the identity provider encrypts to the certificate of Setup Instructions → Encrypted Assertions, or to that of `options.decryptionKey`." },
    Setting { code: Code::IssuerMismatch, source: AUTH0_AS_SP,
        text: "Check that the right application at the identity provider posts to this connection: the issuer is no setting of it, the certificate decides." },
    Setting { code: Code::AudienceMismatch, source: COMMON_SAML_ERRORS,
        text: "Set the audience at the identity provider to the connection's entity ID, `urn:auth0:<tenant>:<connection>`." },
    Setting { code: Code::AudienceMismatch, source: COMMON_SAML_ERRORS,
        text: "Set `options.entityId` of the connection to `{actual}` (Management API, PATCH /api/v2/connections/<id>)." },
    Setting { code: Code::DestinationMismatch, source: PROVIDER_CONFIGURATION_SETTINGS,
        text: "Set the ACS URL at the identity provider to `https://<domain>/login/callback?connection=<connection>`." },
    Setting { code: Code::DestinationMismatch, source: PROVIDER_CONFIGURATION_SETTINGS,
        text: "Use the custom domain in the ACS URL if the tenant has one." },
    Setting { code: Code::RecipientMismatch, source: PROVIDER_CONFIGURATION_SETTINGS,
        text: "Set the ACS URL at the identity provider to `https://<domain>/login/callback?connection=<connection>`." },
    Setting { code: Code::RecipientMismatch, source: PROVIDER_CONFIGURATION_SETTINGS,
        text: "Use the custom domain in the ACS URL if the tenant has one." },
    Setting { code: Code::InResponseToMismatch, source: COMMON_SAML_ERRORS,
        text: "Let the identity provider return both InResponseTo and RelayState in a login that started at Auth0." },
    Setting { code: Code::Unsolicited, source: IDP_INITIATED_SSO,
        text: "Turn on Authentication → Enterprise → SAML → <connection> → IdP-Initiated SSO → Accept Requests, and choose a Default Application." },
    Setting { code: Code::AssertionExpired, source: SAML,
        text: "Correct the identity provider's clock: Auth0 allows a clock skew of three minutes, and the dashboard has no field for it." },
    Setting { code: Code::AssertionNotYetValid, source: SAML,
        text: "Correct the identity provider's clock: Auth0 allows a clock skew of three minutes, and the dashboard has no field for it." },
    Setting { code: Code::SessionExpired, source: PROVIDER_CONFIGURATION_SETTINGS,
        text: "Set Settings → Advanced → Session lifetime of the tenant: SessionNotOnOrAfter is not used." },
    Setting { code: Code::NameIdMissing, source: PROVIDER_CONFIGURATION_SETTINGS,
        text: "Send a NameID, or set User ID Attribute (`options.user_id_attribute`) to an attribute that is sent." },
    Setting { code: Code::AttributeMissing, source: AUTH0_AS_SP,
        text: "Map the attribute in Authentication → Enterprise → SAML → <connection> → Mappings (`options.fieldsMap`); Debug Mode logs `original_profile`." },
    Setting { code: Code::AttributeMisnamed, source: AUTH0_AS_SP,
        text: "Map `{actual}` in Authentication → Enterprise → SAML → <connection> → Mappings (`options.fieldsMap`)." },
    Setting { code: Code::AttributeMisnamed, source: AUTH0_AS_SP,
        text: "Map names that contain dots: in names that are not mapped, Auth0 replaces them." },
    Setting { code: Code::MfaNotShown, source: SAMLP_2,
        text: "Add a RequestedAuthnContext to Request Template (`options.requestTemplate`, variable `@@AuthnContext@@`)." },
    Setting { code: Code::IdpUnreachable, source: SAMLP,
        text: "Correct `options.metadataUrl`, or upload the identity provider's metadata file to the connection." },
    Setting { code: Code::MetadataCertificateRotated, source: ENCRYPT_SAML_REQUESTS,
        text: "Upload the certificate in Authentication → Enterprise → SAML → <connection> → Settings → X509 Signing Certificate, or set `options.metadataUrl`." },
];
