//! Auth0 as an identity provider (the addon SAML2 Web App of an application).

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Auth0",
    key: "auth0",
    aliases: &["auth-0"],
    role: Role::IdentityProvider,
    signs: SIGNS,
    settings: SETTINGS,
};

/// `urn:TENANT.auth0.com` counts as a host below `auth0.com`. An ID of `_` and 20 hexadecimal digits is no sign: other
/// libraries write it too.
const SIGNS: &[Sign] = &[Sign::IssuerHost("auth0.com"), Sign::AttributePrefix("http://schemas.auth0.com/")];

const fn set(code: Code, source: &'static str, text: &'static str) -> Setting {
    Setting { code, text, source }
}

const CUSTOMIZE: &str =
    "https://auth0.com/docs/authenticate/protocols/saml/saml-configuration/customize-saml-assertions";
const ACTION: &str = "https://auth0.com/docs/customize/actions/explore-triggers/post-login";
const KEYS: &str = "https://auth0.com/docs/get-started/tenant-settings/signing-keys";
const ROTATE: &str = "https://auth0.com/docs/get-started/tenant-settings/signing-keys/rotate-signing-keys";
const LOGS: &str = "https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes";
const LOGOUT: &str = "https://auth0.com/docs/api/authentication/logout/saml-logout";
const FLEX: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/auth0";
const CLIENT: &str = "auth0/terraform-provider-auth0:docs/resources/client.md";
const SAMLP: &str = "auth0/node-samlp:lib/samlp.js";
const SAMLP_UTILS: &str = "auth0/node-samlp:lib/utils.js";
const SAML20: &str = "auth0/node-saml:lib/saml20.js";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    // addressing
    set(Code::IssuerMismatch, FLEX,
        "copy Issuer from Applications → your app → Addons → SAML2 Web App → Usage into the service, and check that the tenant is the right one"),
    set(Code::IssuerMismatch, CUSTOMIZE,
        r#"or set "issuer": "{expected}" in Applications → your app → Addons → SAML2 Web App → Settings (default urn:TENANT.auth0.com)"#),
    set(Code::IssuerMismatch, CUSTOMIZE,
        "if a Post-Login Action calls api.samlResponse.setIssuer, correct the value there; an Action overrides the addon"),
    set(Code::IssuerDiffers, CUSTOMIZE,
        r#"set the issuer in one place only: "issuer" in Addons → SAML2 Web App → Settings, or api.samlResponse.setIssuer in the Action"#),
    set(Code::AudienceMismatch, CUSTOMIZE,
        r#"set "audience": "{expected}" in Applications → your app → Addons → SAML2 Web App → Settings"#),
    set(Code::AudienceMismatch, CUSTOMIZE,
        "if a Post-Login Action calls api.samlResponse.setAudience, set {expected} there; an Action overrides the addon"),
    set(Code::AudienceMismatch, CUSTOMIZE,
        "if neither is set, correct the entity ID in the service: Auth0 copies the Issuer of the request into Audience"),
    set(Code::AudienceMissing, CUSTOMIZE,
        r#"set "audience": "{expected}" in Addons → SAML2 Web App → Settings; a login without a request has no audience otherwise"#),
    set(Code::DestinationMismatch, CUSTOMIZE,
        r#"set "destination": "{expected}" in Applications → your app → Addons → SAML2 Web App → Settings"#),
    set(Code::DestinationMismatch, CUSTOMIZE,
        r#"or remove "destination" and enter {expected} as Application Callback URL in Addons → SAML2 Web App → Settings"#),
    set(Code::DestinationMismatch, CUSTOMIZE,
        "if a Post-Login Action calls api.samlResponse.setDestination, correct the URL there; an Action overrides the addon"),
    set(Code::DestinationMissing, SAMLP,
        r#"set "destination": "{expected}" in Applications → your app → Addons → SAML2 Web App → Settings"#),
    set(Code::RecipientMismatch, CUSTOMIZE,
        r#"set "recipient": "{expected}" in Applications → your app → Addons → SAML2 Web App → Settings"#),
    set(Code::RecipientMismatch, CUSTOMIZE,
        r#"or remove "recipient" and enter {expected} as Application Callback URL in Addons → SAML2 Web App → Settings"#),
    set(Code::RecipientMismatch, CUSTOMIZE,
        "if a Post-Login Action calls api.samlResponse.setRecipient, correct the URL there; an Action overrides the addon"),
    set(Code::RecipientMissing, SAML20,
        r#"set "recipient": "{expected}" in Applications → your app → Addons → SAML2 Web App → Settings"#),
    set(Code::AcsNotAllowed, FLEX,
        "add {actual} to Applications → your app → Settings → Application URIs → Allowed Callback URLs, if it is a URL of the service"),
    set(Code::AcsKind, FLEX,
        "enter the ACS URL in Addons → SAML2 Web App → Settings → Application Callback URL and in Settings → Allowed Callback URLs"),
    set(Code::InResponseToMismatch, SAMLP,
        "start the login again from the service, in one tab: Auth0 copies the ID of the request it received and has no setting for it"),
    set(Code::Unsolicited, SAMLP,
        "start at the service instead of https://TENANT.auth0.com/samlp/CLIENT_ID, or allow logins without a request in the service"),
    set(Code::WrongBinding, FLEX,
        r#"set "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" in Addons → SAML2 Web App → Settings"#),
    set(Code::SloNotGiven, LOGOUT,
        "send the LogoutRequests of the service to https://TENANT.auth0.com/samlp/CLIENT_ID/logout"),

    // signature and keys
    set(Code::Unsigned, CUSTOMIZE,
        r#"set "signResponse": true in Addons → SAML2 Web App → Settings; Auth0 always signs, so also look for a proxy that edits the message"#),
    set(Code::ResponseNotSigned, CUSTOMIZE,
        r#"set "signResponse": true in Applications → your app → Addons → SAML2 Web App → Settings (signs the Response, not the assertion)"#),
    set(Code::ResponseNotSigned, CUSTOMIZE,
        "or call api.samlResponse.setSignResponse(true) in the Post-Login Action, which overrides the addon"),
    set(Code::SignatureUntrustedKey, FLEX,
        "download the certificate from Applications → your app → Addons → SAML2 Web App → Usage and copy it into the service"),
    set(Code::SignatureUntrustedKey, ACTION,
        "if a Post-Login Action calls api.samlResponse.setCert and setKey, copy that certificate into the service or remove both calls"),
    set(Code::SignatureUntrustedKey, ROTATE,
        "after Settings → Signing Keys → Rotate Signing Key, replace the certificate in every SAML service: Auth0 uses the new key at once"),
    set(Code::MetadataCertificateRotated, KEYS,
        "open Settings → Signing Keys and copy the certificate of the key under Currently used into the service"),
    set(Code::CertificateExpired, KEYS,
        "rotate the key in Settings → Signing Keys → Rotate Signing Key, then copy the new certificate into every SAML service of the tenant"),
    set(Code::CertificateExpiresSoon, KEYS,
        "copy the certificate of the key under Next in queue (Settings → Signing Keys) into the service, then rotate in a maintenance window"),
    set(Code::MetadataCertificateExpiresSoon, KEYS,
        "plan Settings → Signing Keys → Rotate Signing Key for a maintenance window, and copy the new certificate into the service"),
    set(Code::AlgorithmWeak, CUSTOMIZE,
        r#"set "signatureAlgorithm": "rsa-sha256" and "digestAlgorithm": "sha256" in Addons → SAML2 Web App → Settings (the defaults are SHA-1)"#),
    set(Code::AlgorithmWeak, CUSTOMIZE,
        "if a Post-Login Action calls api.samlResponse.setSignatureAlgorithm or setDigestAlgorithm, pass rsa-sha256 and sha256 there"),
    set(Code::AlgorithmRefused, CLIENT,
        r#"set "signatureAlgorithm": "rsa-sha256" and "digestAlgorithm": "sha256" in Addons → SAML2 Web App → Settings"#),
    set(Code::EncryptedAssertion, ACTION,
        "remove api.samlResponse.setEncryptionCert and setEncryptionPublicKey from the Post-Login Action, and encryption keys from the addon"),
    set(Code::DecryptionFailed, ACTION,
        "pass the service's current certificate and public key to api.samlResponse.setEncryptionCert and setEncryptionPublicKey"),

    // status
    set(Code::StatusNotSuccess, LOGS,
        "read Monitoring → Logs at the minute of the login: types f, fp, fu, fc and actions_execution_failed name the cause"),
    set(Code::StatusNotSuccess, ACTION,
        "check Actions → Triggers → post-login for an Action that calls api.access.deny or throws an error"),
    set(Code::StatusNotSuccess, SAMLP_UTILS,
        r#"if the request must be signed, sign it in the service and put its certificate in "signingCert" of the addon, or remove "signingCert""#),
    set(Code::RequestNotMet, SAMLP,
        r#"set "nameIdentifierFormat" in Addons → SAML2 Web App → Settings to the format of the request; Auth0 ignores NameIDPolicy"#),

    // time
    set(Code::AssertionExpired, CUSTOMIZE,
        r#"raise "lifetimeInSeconds" in Applications → your app → Addons → SAML2 Web App → Settings (default 3600)"#),
    set(Code::AssertionExpired, CUSTOMIZE,
        "if a Post-Login Action calls api.samlResponse.setLifetimeInSeconds, raise the value there; an Action overrides the addon"),
    set(Code::ConfirmationExpired, SAML20,
        r#"raise "lifetimeInSeconds" in Addons → SAML2 Web App → Settings; it also sets NotOnOrAfter of SubjectConfirmationData"#),
    set(Code::AssertionNotYetValid, SAML20,
        "synchronize the clock of the service (NTP) or allow skew there: Auth0 writes NotBefore equal to IssueInstant"),
    set(Code::LifetimeOdd, CUSTOMIZE,
        r#"set "lifetimeInSeconds": 3600 in Addons → SAML2 Web App → Settings, and check setLifetimeInSeconds in the Action"#),
    set(Code::SessionShort, SAML20,
        "look for a broker between Auth0 and the service: Auth0's library writes no SessionNotOnOrAfter"),
    set(Code::SessionExpired, SAML20,
        "look for a broker between Auth0 and the service: Auth0's library writes no SessionNotOnOrAfter"),

    // subject
    set(Code::NameIdMissing, CUSTOMIZE,
        r#"put a claim that every user has first in "nameIdentifierProbes" in Applications → your app → Addons → SAML2 Web App → Settings"#),
    set(Code::NameIdMissing, LOGS,
        r#"look in Monitoring → Logs for "No attribute was found to generate the nameIdentifier", which lists the claims that were tried"#),
    set(Code::NameIdEmpty, CUSTOMIZE,
        r#"set "nameIdentifierProbes": ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"] in the addon Settings"#),
    set(Code::NameIdIsUserId, CUSTOMIZE,
        r#"set "nameIdentifierProbes": ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress"] in the addon Settings"#),
    set(Code::NameIdIsUserId, CUSTOMIZE,
        "or call api.samlResponse.setNameIdentifierProbes with that claim in the Post-Login Action; the default takes user_id first"),

    // attributes
    set(Code::AttributeMissing, FLEX,
        "add api.samlResponse.setAttribute('{expected}', event.user.FIELD) to the Post-Login Action and click Deploy"),
    set(Code::AttributeMissing, CLIENT,
        r#"or map it: "mappings": {"FIELD": "{expected}"} in Applications → your app → Addons → SAML2 Web App → Settings"#),
    set(Code::AttributeMissing, CUSTOMIZE,
        r#"if all unmapped claims are missing, set "passthroughClaimsWithNoMapping": true in Addons → SAML2 Web App → Settings"#),
    set(Code::AttributeMisnamed, CUSTOMIZE,
        "send the exact name in the Post-Login Action: api.samlResponse.setAttribute('{expected}', event.user.FIELD)"),
    set(Code::AttributeMisnamed, CUSTOMIZE,
        r#"or set "mapUnknownClaimsAsIs": true in Addons → SAML2 Web App → Settings, so that no http://schemas.auth0.com/ prefix is added"#),
    set(Code::AttributeMisnamed, CLIENT,
        r#"rename a standard field with "mappings": {"FIELD": "{expected}"} in Addons → SAML2 Web App → Settings"#),
    set(Code::AttributeEmpty, FLEX,
        "fill in the field in User Management → Users → the user (Details or app_metadata) that the Action sends"),
    set(Code::AttributeEmpty, ACTION,
        "or pass null to api.samlResponse.setAttribute where the field has no value, which leaves the attribute out"),
    set(Code::AttributeDuplicated, CUSTOMIZE,
        r#"set {actual} in one place, the Action or "mappings"; Auth0 writes a name once, so look for a broker that adds the second"#),
    set(Code::RoleUnknown, FLEX,
        r#"correct User Management → Users → the user → app_metadata, for example {"flex": {"roles": ["agent"]}}"#),
    set(Code::RoleCoreMissing, FLEX,
        "add agent, supervisor or admin to flex.roles in User Management → Users → the user → app_metadata"),
    set(Code::EmailInvalid, ACTION,
        "correct Email in User Management → Users → the user, and send event.user.email in the Post-Login Action"),
    set(Code::ActionNotRun, FLEX,
        "click Deploy in the Action, drag it into Actions → Triggers → post-login and click Apply"),
    set(Code::ActionNotRun, LOGS,
        "look in Monitoring → Logs for actions_execution_failed at the minute of the login"),
    set(Code::MfaNotShown, CUSTOMIZE,
        "call api.samlResponse.setAuthnContextClassRef in the Post-Login Action if a second factor was used (default unspecified)"),
    set(Code::IdNotNcname, SAMLP_UTILS,
        "look for a system between Auth0 and the service that rewrote the ID: Auth0 begins every ID with an underscore"),

    // metadata
    set(Code::IdpUnreachable, FLEX,
        "copy SAML Metadata URL from Applications → your app → Settings → Advanced Settings → Endpoints"),
];
