//! ITfoxtec Identity SAML 2.0, a SAML library for .NET.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const SAML2REQUEST: &str =
    "ITfoxtec/ITfoxtec.Identity.Saml2:src/ITfoxtec.Identity.Saml2/Request/Saml2Request.cs";
const SAML2CONFIGURATION: &str =
    "ITfoxtec/ITfoxtec.Identity.Saml2:src/ITfoxtec.Identity.Saml2/Configuration/Saml2Configuration.cs";
const SAML2AUTHN_RESPONSE: &str =
    "ITfoxtec/ITfoxtec.Identity.Saml2:src/ITfoxtec.Identity.Saml2/Request/Saml2AuthnResponse.cs";
const PROXY_LOAD_BALANCER: &str =
    "https://learn.microsoft.com/aspnet/core/host-and-deploy/proxy-load-balancer";
const STARTUP: &str = "ITfoxtec/ITfoxtec.Identity.Saml2:test/TestWebAppCore/Startup.cs";
const APPSETTINGS: &str = "ITfoxtec/ITfoxtec.Identity.Saml2:test/TestWebAppCore/appsettings.json";
const PULL_285: &str = "https://github.com/ITfoxtec/ITfoxtec.Identity.Saml2/pull/285";
const SAML2AUTHN_REQUEST: &str =
    "ITfoxtec/ITfoxtec.Identity.Saml2:src/ITfoxtec.Identity.Saml2/Request/Saml2AuthnRequest.cs";
const CLAIMS_TRANSFORM: &str =
    "ITfoxtec/ITfoxtec.Identity.Saml2:test/TestWebAppCore/Identity/ClaimsTransform.cs";
const SAML2CLAIM_TYPES: &str =
    "ITfoxtec/ITfoxtec.Identity.Saml2:src/ITfoxtec.Identity.Saml2/Claims/Saml2ClaimTypes.cs";
const EXTENSIONS: &str = "ITfoxtec/ITfoxtec.Identity.Saml2:src/ITfoxtec.Identity.Saml2.MvcCore/Extensions/";

pub(crate) const PRODUCT: Product = Product {
    name: "ITfoxtec Identity SAML 2.0",
    key: "itfoxtec",
    aliases: &["itfoxtec-saml2"],
    role: Role::ServiceProvider,
    signs: &[Sign::AcsPath("Auth/AssertionConsumerService"), Sign::ServicePrefix("itfoxtec-")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: SAML2CONFIGURATION,
        text: "Set `SignAuthnRequest = true` if the identity provider wants signed requests." },
    Setting { code: Code::StatusNotSuccess, source: SAML2AUTHN_REQUEST,
        text: "Set `Saml2AuthnRequest.NameIdPolicy = new NameIdPolicy { AllowCreate = true, Format = \"…\" }` for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: SAML2REQUEST,
        text: "Sign the Response at the identity provider; without a valid signature the library throws `InvalidSignatureException`." },
    Setting { code: Code::ResponseNotSigned, source: SAML2REQUEST,
        text: "Sign the Response at the identity provider; without a valid signature the library throws `InvalidSignatureException`." },
    Setting { code: Code::SignatureUntrustedKey, source: STARTUP,
        text: "Read the metadata again with `ReadIdPSsoDescriptorFromUrlAsync` and add all `SigningCertificates` to `SignatureValidationCertificates`." },
    Setting { code: Code::SignatureProfile, source: SAML2CONFIGURATION,
        text: "Add the canonicalization to `XmlCanonicalizationValidationMethods` if the error names it." },
    Setting { code: Code::AlgorithmWeak, source: SAML2CONFIGURATION,
        text: "Choose SHA-256 at the identity provider; `SignatureValidationAlgorithms` lists what is accepted, `SignatureAlgorithm` is for requests." },
    Setting { code: Code::CertificateExpired, source: STARTUP, text: "Add the renewed certificate to `SignatureValidationCertificates`." },
    Setting { code: Code::CertificateExpired, source: SAML2CONFIGURATION,
        text: "Set `CertificateValidationMode = X509CertificateValidationMode.None` only for self-signed certificates that you manage; the default is ChainTrust." },
    Setting { code: Code::EncryptedAssertion, source: SAML2AUTHN_RESPONSE,
        text: "Add the certificate with its private key to `DecryptionCertificates`, and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: SAML2AUTHN_RESPONSE,
        text: "Check that `DecryptionCertificates` contains the private key of the certificate that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: SAML2REQUEST,
        text: "Set `Saml2Configuration.AllowedIssuer` (appsettings `Saml2:AllowedIssuer`) to `{actual}`, or take `EntityId` from the metadata; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SAML2CONFIGURATION,
        text: "Add `{actual}` to `Saml2Configuration.AllowedAudienceUris`; it usually contains `saml2Configuration.Issuer`." },
    Setting { code: Code::AudienceMissing, source: SAML2CONFIGURATION,
        text: "Let the identity provider send an audience; `AudienceRestricted = false` (default true) turns the check off." },
    Setting { code: Code::DestinationMismatch, source: SAML2AUTHN_RESPONSE,
        text: "Enter the public URL of your `AssertionConsumerService` action at the identity provider; the library does not compare it." },
    Setting { code: Code::DestinationMismatch, source: PROXY_LOAD_BALANCER,
        text: "Call `app.UseForwardedHeaders()` behind a proxy, so that URLs built from `Request` have the public scheme and host." },
    Setting { code: Code::RecipientMismatch, source: SAML2AUTHN_RESPONSE,
        text: "Enter the public URL of your `AssertionConsumerService` action at the identity provider; the library does not compare it." },
    Setting { code: Code::InResponseToMismatch, source: SAML2AUTHN_RESPONSE,
        text: "Store `Saml2AuthnRequest.IdAsString` and compare it with `InResponseToAsString`; the library does not compare it." },
    Setting { code: Code::Unsolicited, source: SAML2AUTHN_RESPONSE,
        text: "Store `Saml2AuthnRequest.IdAsString` and compare it with `InResponseToAsString`; the library does not compare it." },
    Setting { code: Code::AssertionExpired, source: SAML2AUTHN_RESPONSE,
        text: "Correct the clock, or lengthen the assertion at the identity provider: NotOnOrAfter of SubjectConfirmationData is compared without clock skew." },
    Setting { code: Code::AssertionExpired, source: PULL_285,
        text: "Correct the clock: Conditions are checked with the five minutes of the .NET libraries, and the library has no setting for clock skew." },
    Setting { code: Code::AssertionNotYetValid, source: PULL_285,
        text: "Correct the clock: Conditions are checked with the five minutes of the .NET libraries, and the library has no setting for clock skew." },
    Setting { code: Code::ConfirmationExpired, source: SAML2AUTHN_RESPONSE,
        text: "Correct the clock, or lengthen the assertion at the identity provider: NotOnOrAfter of SubjectConfirmationData is compared without clock skew." },
    Setting { code: Code::SessionShort, source: EXTENSIONS,
        text: "Pass `lifetime` to `CreateSession`; otherwise the session ends with the assertion." },
    Setting { code: Code::OneTimeUse, source: SAML2CONFIGURATION,
        text: "Set `DetectReplayedTokens = true` with a `TokenReplayCache` to refuse a second use (off by default)." },
    Setting { code: Code::NameIdMissing, source: SAML2CLAIM_TYPES,
        text: "Send a NameID: logout needs NameID, its format and SessionIndex as claims (`Saml2ClaimTypes`)." },
    Setting { code: Code::AttributeMissing, source: CLAIMS_TRANSFORM,
        text: "Translate claims in the `ClaimsTransform` passed to `CreateSession`; an attribute becomes a claim under its Name." },
    Setting { code: Code::AttributeMisnamed, source: CLAIMS_TRANSFORM,
        text: "Translate claims in the `ClaimsTransform` passed to `CreateSession`; an attribute becomes a claim under its Name." },
    Setting { code: Code::MfaNotShown, source: SAML2AUTHN_REQUEST,
        text: "Set `Saml2AuthnRequest.RequestedAuthnContext` with `Comparison` and `AuthnContextClassRef`." },
    Setting { code: Code::IdpUnreachable, source: APPSETTINGS,
        text: "Set `Saml2:IdPMetadata` in appsettings to a URL that the server reaches at start-up, or to a file." },
    Setting { code: Code::MetadataCertificateRotated, source: STARTUP,
        text: "Read the metadata again with `ReadIdPSsoDescriptorFromUrlAsync` and add all `SigningCertificates` to `SignatureValidationCertificates`." },
];
