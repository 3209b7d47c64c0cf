//! authentik: Admin interface → Applications → Providers → the SAML provider → Edit.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "authentik",
    key: "authentik",
    aliases: &["goauthentik"],
    role: Role::IdentityProvider,
    // `authentik` is the default issuer; the path is that of the metadata, which many enter as issuer.
    signs: &[
        Sign::AttributePrefix("http://schemas.goauthentik.io/"),
        Sign::IssuerPath("application/saml/"),
        Sign::IssuerPrefix("authentik"),
    ],
    settings: SETTINGS,
};

const FORM: &str = "goauthentik/authentik:web/src/admin/providers/saml/SAMLProviderFormForm.ts";
const MODELS: &str = "goauthentik/authentik:authentik/providers/saml/models.py";
const ASSERTION: &str = "goauthentik/authentik:authentik/providers/saml/processors/assertion.py";
const DOCS: &str = "https://docs.goauthentik.io/providers/saml";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: FORM, text:
        "Set Applications → Providers → the provider → Edit → Protocol settings → Issuer (default `authentik`) to {expected}" },
    Setting { code: Code::AudienceMismatch, source: FORM, text:
        "Set Applications → Providers → the provider → Edit → Protocol settings → Audience to {expected}; it is not taken from the request" },
    Setting { code: Code::AudienceMissing, source: MODELS, text:
        "Fill Protocol settings → Audience of the provider; if it is empty, the assertion has no AudienceRestriction" },
    Setting { code: Code::DestinationMismatch, source: ASSERTION, text:
        "Set Applications → Providers → the provider → Edit → Protocol settings → ACS URL to {expected}" },
    Setting { code: Code::RecipientMismatch, source: ASSERTION, text:
        "Set Applications → Providers → the provider → Edit → Protocol settings → ACS URL to {expected}; Recipient is copied from it" },
    Setting { code: Code::AcsKind, source: FORM, text:
        "Set Protocol settings → ACS URL of the provider to {expected}; make one provider for each endpoint of the service" },
    Setting { code: Code::WrongBinding, source: FORM, text:
        "Set Protocol settings → Service Provider Binding of the provider to Post" },
    Setting { code: Code::Unsigned, source: FORM, text:
        "Choose Advanced protocol settings → Signing Certificate of the provider; without one nothing is signed" },
    Setting { code: Code::Unsigned, source: FORM, text:
        "Turn Advanced protocol settings → Sign assertions of the provider on; it is shown after a Signing Certificate is chosen" },
    Setting { code: Code::Unsigned, source: FORM,
        text: "Turn Advanced protocol settings → Sign logout requests of the provider on, so that logout messages are signed." },
    Setting { code: Code::ResponseNotSigned, source: FORM, text:
        "Turn Advanced protocol settings → Sign responses of the provider on (default off)" },
    Setting { code: Code::SignatureUntrustedKey, source: DOCS, text:
        "Give the service the Signing Certificate of the provider from `/application/saml/<application_slug>/metadata/`" },
    Setting { code: Code::SignatureUntrustedKey, source: FORM, text:
        "For a rotation, give the service the new certificate first, then choose it at Advanced protocol settings → Signing Certificate" },
    Setting { code: Code::CertificateExpired, source: FORM, text:
        "Make a pair at System → Certificates, choose it at Advanced protocol settings → Signing Certificate, and give it to the service" },
    Setting { code: Code::MetadataCertificateRotated, source: FORM, text:
        "Load the metadata of the provider again; it has only the Signing Certificate chosen now" },
    Setting { code: Code::AlgorithmWeak, source: MODELS, text:
        "Set Advanced protocol settings → Signature algorithm of the provider to RSA-SHA256 and Digest algorithm to SHA256 (both the default)" },
    Setting { code: Code::EncryptedAssertion, source: FORM, text:
        "Clear Advanced protocol settings → Encryption Certificate of the provider" },
    Setting { code: Code::DecryptionFailed, source: ASSERTION, text:
        "Choose the current certificate of the service at Advanced protocol settings → Encryption Certificate; the method is AES-128-CBC with RSA-OAEP" },
    Setting { code: Code::AssertionExpired, source: MODELS, text:
        "Raise Advanced protocol settings → Assertion valid not on or after of the provider (default `minutes=5`)" },
    Setting { code: Code::ConfirmationExpired, source: ASSERTION, text:
        "Raise Advanced protocol settings → Assertion valid not on or after of the provider; it limits the confirmation too" },
    Setting { code: Code::AssertionNotYetValid, source: MODELS, text:
        "Lower Advanced protocol settings → Assertion valid not before of the provider (default `minutes=-5`), or correct the clocks" },
    Setting { code: Code::SessionShort, source: MODELS, text:
        "Raise Advanced protocol settings → Session valid not on or after of the provider, for example `hours=10`" },
    Setting { code: Code::SessionLong, source: MODELS, text:
        "Lower Advanced protocol settings → Session valid not on or after of the provider (default `minutes=86400`), for example to `hours=10`" },
    Setting { code: Code::SessionExpired, source: MODELS, text:
        "Raise Advanced protocol settings → Session valid not on or after of the provider" },
    Setting { code: Code::Unsolicited, source: DOCS, text:
        "Start at the service, not at `/application/saml/<application_slug>/init/`, the launch URL in the user's library" },
    Setting { code: Code::StatusNotSuccess, source: FORM, text:
        "For a refused request signature, choose the certificate of the service at Advanced protocol settings → Verification Certificate, or clear it" },
    Setting { code: Code::StatusNotSuccess, source: ASSERTION, text:
        "For a NameIDPolicy format that authentik does not know, change the request, or choose NameID Property Mapping of the provider" },
    Setting { code: Code::RequestNotMet, source: FORM, text:
        "Ask for the NameID format in the request; Advanced protocol settings → Default NameID Policy applies only if none is asked for" },
    Setting { code: Code::NameIdEmpty, source: ASSERTION, text:
        "Fill Directory → Users → the user → Email, or choose another Advanced protocol settings → NameID Property Mapping" },
    Setting { code: Code::NameIdIsUserId, source: ASSERTION, text:
        "Choose authentik default SAML Mapping: Email at Advanced protocol settings → NameID Property Mapping" },
    Setting { code: Code::AttributeMissing, source: FORM, text:
        "Move the mapping of {expected} to Selected User Property Mappings at Advanced protocol settings → Property mappings" },
    Setting { code: Code::AttributeMissing, source: ASSERTION, text:
        "Check the expression of the mapping: None leaves the attribute out, and a failure is logged as event Configuration error" },
    Setting { code: Code::AttributeMisnamed, source: MODELS, text:
        "Make a mapping with SAML Attribute Name {expected} at Customization → Property Mappings; the default names are URIs" },
    Setting { code: Code::AttributeEmpty, source: ASSERTION, text:
        "Fill the user's field that the expression of the mapping reads at Customization → Property Mappings" },
    Setting { code: Code::RoleUnknown, source: DOCS, text:
        "Return only the groups that the service knows in the expression of the mapping at Customization → Property Mappings" },
    Setting { code: Code::MfaNotShown, source: ASSERTION, text:
        "Add an Authenticator Validation stage to the login flow; authentik then writes MobileTwoFactorContract" },
    Setting { code: Code::MfaNotShown, source: FORM, text:
        "Choose Advanced protocol settings → AuthnContextClassRef Property Mapping for another class (newer releases)" },
    Setting { code: Code::IdpUnreachable, source: DOCS, text:
        "Bind the provider to an application and read `https://<host>/application/saml/<application_slug>/metadata/`" },
    Setting { code: Code::SloNotGiven, source: FORM, text:
        "Set Protocol settings → SLS URL and SLS Binding of the provider" },
];
