//! Sustainsys.Saml2 (version 2), a SAML library for .NET.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const IDENTITY_PROVIDERS: &str = "Sustainsys/Saml2@v2:docs/config-elements/identity-providers.rst";
const SAML2RESPONSE: &str = "Sustainsys/Saml2@v2:Sustainsys.Saml2/SAML2P/Saml2Response.cs";
const SUSTAINSYS_SAML2: &str = "Sustainsys/Saml2@v2:docs/config-elements/sustainsys-saml2.rst";
const SERVICE_CERTIFICATES: &str = "Sustainsys/Saml2@v2:docs/config-elements/service-certificates.rst";
const COMPATIBILITY: &str = "Sustainsys/Saml2@v2:Sustainsys.Saml2/Configuration/Compatibility.cs";
const NAME_ID_POLICY: &str = "Sustainsys/Saml2@v2:docs/config-elements/name-id-policy.rst";
const SAML2NOTIFICATIONS: &str = "Sustainsys/Saml2@v2:Sustainsys.Saml2/Configuration/Saml2Notifications.cs";
const REQUESTED_AUTHN_CONTEXT: &str = "Sustainsys/Saml2@v2:docs/config-elements/requested-authn-context.rst";

pub(crate) const PRODUCT: Product = Product {
    name: "Sustainsys.Saml2",
    key: "sustainsys",
    aliases: &["sustainsys-saml2", "kentor"],
    role: Role::ServiceProvider,
    signs: &[Sign::AcsPathContains("Saml2/Acs")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: SAML2RESPONSE,
        text: "Set `AuthenticateRequestSigningBehavior = SigningBehavior.Always` if the identity provider wants signed requests." },
    Setting { code: Code::StatusNotSuccess, source: NAME_ID_POLICY,
        text: "Set `SPOptions.NameIdPolicy = new Saml2NameIdPolicy(allowCreate, format)` for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: SAML2RESPONSE,
        text: "Sign the Response, or each assertion, at the identity provider; `WantAssertionsSigned` changes only the metadata." },
    Setting { code: Code::ResponseNotSigned, source: SAML2RESPONSE,
        text: "Sign the Response, or each assertion, at the identity provider; either is accepted." },
    Setting { code: Code::SignatureUntrustedKey, source: IDENTITY_PROVIDERS,
        text: "Replace `<signingCertificate>` (`idp.SigningKeys.AddConfiguredKey(cert)`), or set `LoadMetadata = true`; a configured certificate wins over metadata." },
    Setting { code: Code::AlgorithmWeak, source: SUSTAINSYS_SAML2,
        text: "Choose SHA-256 at the identity provider; `SPOptions.MinIncomingSigningAlgorithm` (`minIncomingSigningAlgorithm`) sets what is accepted." },
    Setting { code: Code::CertificateExpired, source: SUSTAINSYS_SAML2,
        text: "Replace `<signingCertificate>` with the renewed one; `validateCertificates` (default false) decides whether the certificate is checked." },
    Setting { code: Code::CertificateExpiresSoon, source: SERVICE_CERTIFICATES,
        text: "Add the service's new certificate with `status=\"Future\"` to `<serviceCertificates>` before the change." },
    Setting { code: Code::EncryptedAssertion, source: SAML2RESPONSE,
        text: "Add the key pair to `SPOptions.ServiceCertificates` (`<serviceCertificates>`), and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: SAML2RESPONSE,
        text: "Check that `SPOptions.ServiceCertificates` contains the private key of the certificate that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: IDENTITY_PROVIDERS,
        text: "Set the entity ID of `IdentityProvider` (`<add entityId=\"…\">`) to `{actual}`; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SAML2RESPONSE,
        text: "Set `SPOptions.EntityId` (`<sustainsys.saml2 entityId=\"…\">`) to `{actual}`, or correct the audience at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: SUSTAINSYS_SAML2,
        text: "Enter `<origin>/Saml2/Acs` at the identity provider, or change `SPOptions.ModulePath` (default `/Saml2`)." },
    Setting { code: Code::DestinationMismatch, source: SUSTAINSYS_SAML2,
        text: "Set `SPOptions.PublicOrigin` (`publicOrigin`) to the public base URL behind a proxy; in ASP.NET Core, call `app.UseForwardedHeaders()` too." },
    Setting { code: Code::RecipientMismatch, source: SUSTAINSYS_SAML2,
        text: "Enter `<origin>/Saml2/Acs` at the identity provider, or change `SPOptions.ModulePath` (default `/Saml2`)." },
    Setting { code: Code::RecipientMismatch, source: SUSTAINSYS_SAML2,
        text: "Set `SPOptions.PublicOrigin` (`publicOrigin`) to the public base URL behind a proxy; in ASP.NET Core, call `app.UseForwardedHeaders()` too." },
    Setting { code: Code::InResponseToMismatch, source: SAML2RESPONSE,
        text: "Let the state cookie `Saml2.<RelayState>` come back: https, SameSite=None, one host name." },
    Setting { code: Code::InResponseToMismatch, source: COMPATIBILITY,
        text: "Set `SPOptions.Compatibility.IgnoreMissingInResponseTo = true` for an identity provider that leaves InResponseTo out." },
    Setting { code: Code::Unsolicited, source: IDENTITY_PROVIDERS,
        text: "Set `AllowUnsolicitedAuthnResponse = true` on the IdentityProvider, and `SPOptions.ReturnUrl`, for logins that start there." },
    Setting { code: Code::AssertionExpired, source: SAML2RESPONSE,
        text: "Set `SPOptions.TokenValidationParametersTemplate.ClockSkew = TimeSpan.FromMinutes(5)` or more; fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: SAML2RESPONSE,
        text: "Set `SPOptions.TokenValidationParametersTemplate.ClockSkew = TimeSpan.FromMinutes(5)` or more; fix the clocks first." },
    Setting { code: Code::SessionExpired, source: SAML2RESPONSE,
        text: "Lengthen SessionNotOnOrAfter at the identity provider; it ends the authentication ticket." },
    Setting { code: Code::OneTimeUse, source: SAML2RESPONSE,
        text: "Share `SPOptions.TokenReplayCache` in a web farm; a repeated assertion is always refused." },
    Setting { code: Code::NameIdMissing, source: SAML2NOTIFICATIONS,
        text: "Send a NameID, or add a claim `ClaimTypes.NameIdentifier` in `Notifications.AcsCommandResultCreated`." },
    Setting { code: Code::AttributeMissing, source: SAML2NOTIFICATIONS,
        text: "Translate claims in `Notifications.AcsCommandResultCreated`; an attribute becomes a claim under its Name." },
    Setting { code: Code::AttributeMisnamed, source: SAML2NOTIFICATIONS,
        text: "Translate claims in `Notifications.AcsCommandResultCreated`; an attribute becomes a claim under its Name." },
    Setting { code: Code::MfaNotShown, source: REQUESTED_AUTHN_CONTEXT,
        text: "Set `SPOptions.RequestedAuthnContext` (`<requestedAuthnContext classRef=\"…\" comparison=\"Exact\">`)." },
    Setting { code: Code::IdpUnreachable, source: IDENTITY_PROVIDERS,
        text: "Set `MetadataLocation` to a URL that the server reaches, or to a file such as `~/App_Data/IdpMetadata.xml`." },
    Setting { code: Code::MetadataCertificateRotated, source: IDENTITY_PROVIDERS,
        text: "Replace `<signingCertificate>` (`idp.SigningKeys.AddConfiguredKey(cert)`), or set `LoadMetadata = true`; a configured certificate wins over metadata." },
];
