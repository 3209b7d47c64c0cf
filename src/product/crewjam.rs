//! crewjam/saml, a SAML library for Go.

use super::{Product, Role, Setting};
use crate::Code;

const SERVICE_PROVIDER: &str = "crewjam/saml:service_provider.go";
const NEW: &str = "crewjam/saml:samlsp/new.go";
const SESSION_JWT: &str = "crewjam/saml:samlsp/session_jwt.go";

pub(crate) const PRODUCT: Product = Product {
    name: "crewjam/saml",
    key: "crewjam",
    aliases: &["crewjam-saml", "samlsp"],
    role: Role::ServiceProvider,
    signs: &[],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: SERVICE_PROVIDER,
        text: "Log `InvalidResponseError.PrivateErr`: it contains the cause, here ErrBadStatus with the status code." },
    Setting { code: Code::StatusNotSuccess, source: SERVICE_PROVIDER,
        text: "Set `ServiceProvider.AuthnNameIDFormat` (default transient) for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: SERVICE_PROVIDER,
        text: "Sign the Response or the assertion at the identity provider; the library has no switch that accepts neither." },
    Setting { code: Code::ResponseNotSigned, source: SERVICE_PROVIDER,
        text: "Sign the Response or the assertion at the identity provider; the library has no switch that accepts neither." },
    Setting { code: Code::SignatureUntrustedKey, source: SERVICE_PROVIDER,
        text: "Fetch the metadata again and replace `ServiceProvider.IDPMetadata`, or set `IDPCertificate`." },
    Setting { code: Code::AlgorithmWeak, source: SERVICE_PROVIDER,
        text: "Set `ServiceProvider.SignatureMethod = dsig.RSASHA256SignatureMethod` for requests; choose SHA-256 at the identity provider for responses." },
    Setting { code: Code::CertificateExpired, source: SERVICE_PROVIDER,
        text: "Replace `ServiceProvider.IDPMetadata` with metadata that has the renewed certificate, or set `IDPCertificate`." },
    Setting { code: Code::EncryptedAssertion, source: SERVICE_PROVIDER,
        text: "Give the identity provider the certificate in `/saml/metadata`; `Options.Key` decrypts." },
    Setting { code: Code::DecryptionFailed, source: SERVICE_PROVIDER,
        text: "Check that `Options.Key` belongs to the certificate that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: SERVICE_PROVIDER,
        text: "Load the metadata whose entityID is `{actual}` into `ServiceProvider.IDPMetadata` (`samlsp.FetchMetadata`); check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SERVICE_PROVIDER,
        text: "Set `samlsp.Options.EntityID` (`ServiceProvider.EntityID`) to `{actual}`; if it is empty, the metadata URL is the entity ID." },
    Setting { code: Code::DestinationMismatch, source: SERVICE_PROVIDER,
        text: "Set `samlsp.Options.URL` to the public root URL; the ACS URL is `<URL>/saml/acs`, and X-Forwarded-* headers are not read." },
    Setting { code: Code::DestinationMismatch, source: NEW, text: "Set `middleware.ServiceProvider.AcsURL` if your ACS path is not `/saml/acs`." },
    Setting { code: Code::RecipientMismatch, source: SERVICE_PROVIDER,
        text: "Set `samlsp.Options.URL` to the public root URL; the ACS URL is `<URL>/saml/acs`, and X-Forwarded-* headers are not read." },
    Setting { code: Code::RecipientMismatch, source: NEW, text: "Set `middleware.ServiceProvider.AcsURL` if your ACS path is not `/saml/acs`." },
    Setting { code: Code::InResponseToMismatch, source: SERVICE_PROVIDER,
        text: "Set `Options.CookieSameSite = http.SameSiteNoneMode` and serve over https: request IDs are kept in cookies `saml_<index>`." },
    Setting { code: Code::InResponseToMismatch, source: SERVICE_PROVIDER,
        text: "Raise `saml.MaxIssueDelay` if users take long to log in: the request cookie lives as long." },
    Setting { code: Code::Unsolicited, source: SERVICE_PROVIDER,
        text: "Set `Options.AllowIDPInitiated = true` and `DefaultRedirectURI` for logins that start at the identity provider." },
    Setting { code: Code::AssertionExpired, source: SERVICE_PROVIDER,
        text: "Set `saml.MaxIssueDelay` (default 90 seconds from IssueInstant to arrival) if users or networks are slow; fix the clocks first." },
    Setting { code: Code::AssertionExpired, source: SERVICE_PROVIDER,
        text: "Set `saml.MaxClockSkew` (default 180 seconds) to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: SERVICE_PROVIDER,
        text: "Set `saml.MaxClockSkew` (default 180 seconds) to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::ConfirmationExpired, source: SERVICE_PROVIDER,
        text: "Set `saml.MaxClockSkew` (default 180 seconds) to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::SessionShort, source: NEW,
        text: "Set `CookieSessionProvider.MaxAge` and `JWTSessionCodec.MaxAge` (default one hour) for the length of the session." },
    Setting { code: Code::NameIdMissing, source: SERVICE_PROVIDER,
        text: "Ask for a format with `ServiceProvider.AuthnNameIDFormat` (default transient), and send a NameID." },
    Setting { code: Code::AttributeMissing, source: SESSION_JWT,
        text: "Read `samlsp.AttributeFromContext(ctx, \"{expected}\")`; attributes are stored under FriendlyName, or under Name if that is empty." },
    Setting { code: Code::AttributeMisnamed, source: SESSION_JWT,
        text: "Read the attribute under its FriendlyName; it is stored under `{actual}` only if it has no FriendlyName." },
    Setting { code: Code::MfaNotShown, source: NEW,
        text: "Set `Options.RequestedAuthnContext = &saml.RequestedAuthnContext{Comparison: \"exact\", AuthnContextClassRef: \"…\"}`." },
    Setting { code: Code::IdpUnreachable, source: NEW,
        text: "Read the metadata from a file with `samlsp.ParseMetadata`, or make the URL of `samlsp.FetchMetadata` reachable at start-up." },
    Setting { code: Code::MetadataCertificateRotated, source: SERVICE_PROVIDER,
        text: "Fetch the metadata again and replace `ServiceProvider.IDPMetadata`, or set `IDPCertificate`." },
];
