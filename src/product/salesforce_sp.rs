//! Salesforce as service provider.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const FIELD_REFERENCE_SAMLSSOCONFIG: &str = "https://developer.salesforce.com/docs/platform/field-reference/references/field-reference/salesforce-field-reference-samlssoconfig.html";
const SSO_SAML_VALIDATION_ERRORS: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.sso_saml_validation_errors.htm&type=5";
const THE_ALLOWED_AUDIENCES: &str = "https://support.okta.com/help/s/article/Salesforce-error-The-audience-in-the-assertion-did-not-match-the-allowed-audiences";
const SSO_SAML_ASSERTION_EXAMPLES: &str =
    "https://help.salesforce.com/s/articleView?id=xcloud.sso_saml_assertion_examples.htm&type=5";
const META_SAMLSSOCONFIG: &str =
    "https://developer.salesforce.com/docs/atlas.en-us.262.0.api_meta.meta/api_meta/meta_samlssoconfig.htm";

pub(crate) const PRODUCT: Product = Product {
    name: "Salesforce (service provider)",
    key: "salesforce-sp",
    aliases: &["salesforce-service-provider"],
    role: Role::ServiceProvider,
    signs: &[Sign::AcsHost("salesforce.com"), Sign::ServicePrefix("https://saml.salesforce.com")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: SSO_SAML_VALIDATION_ERRORS,
        text: "Paste the message into Setup → Single Sign-On Settings → SAML Assertion Validator to see Salesforce's own verdict." },
    Setting { code: Code::StatusNotSuccess, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Change Setup → Single Sign-On Settings → Edit → Name ID Format for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: SSO_SAML_ASSERTION_EXAMPLES, text: "Sign the assertion at the identity provider, with RSA and SHA-256." },
    Setting { code: Code::ResponseNotSigned, source: SSO_SAML_ASSERTION_EXAMPLES,
        text: "Sign the assertion at the identity provider, with RSA and SHA-256." },
    Setting { code: Code::SignatureUntrustedKey, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Upload the current certificate in Setup → Single Sign-On Settings → Edit → Identity Provider Certificate; a setting takes one." },
    Setting { code: Code::AlgorithmWeak, source: SSO_SAML_ASSERTION_EXAMPLES,
        text: "Choose SHA-256 at the identity provider; Salesforce accepts RSA with SHA-1 or SHA-256." },
    Setting { code: Code::AlgorithmWeak, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Set Setup → Single Sign-On Settings → Edit → Request Signature Method to RSA-SHA256 for requests." },
    Setting { code: Code::CertificateExpired, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Upload the current certificate in Setup → Single Sign-On Settings → Edit → Identity Provider Certificate; a setting takes one." },
    Setting { code: Code::EncryptedAssertion, source: META_SAMLSSOCONFIG,
        text: "Choose the certificate in Setup → Single Sign-On Settings → Edit → Assertion Decryption Certificate, and give it to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: META_SAMLSSOCONFIG,
        text: "Choose the certificate in Setup → Single Sign-On Settings → Edit → Assertion Decryption Certificate, and give it to the identity provider." },
    Setting { code: Code::IssuerMismatch, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Set Setup → Single Sign-On Settings → Edit → Issuer to `{actual}`, exactly as sent; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SSO_SAML_VALIDATION_ERRORS,
        text: "Set the audience at the identity provider to Setup → Single Sign-On Settings → Entity ID; case counts." },
    Setting { code: Code::AudienceMismatch, source: SSO_SAML_VALIDATION_ERRORS,
        text: "Set Setup → Single Sign-On Settings → Edit → Entity ID to `{actual}` if the identity provider cannot change." },
    Setting { code: Code::DestinationMismatch, source: SSO_SAML_VALIDATION_ERRORS,
        text: "Enter the Login URL under Setup → Single Sign-On Settings → Endpoints as ACS URL and recipient at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: THE_ALLOWED_AUDIENCES,
        text: "Use the My Domain URL, not the instance URL; a sandbox has a setting of its own." },
    Setting { code: Code::RecipientMismatch, source: SSO_SAML_VALIDATION_ERRORS,
        text: "Enter the Login URL under Setup → Single Sign-On Settings → Endpoints as ACS URL and recipient at the identity provider." },
    Setting { code: Code::RecipientMismatch, source: THE_ALLOWED_AUDIENCES,
        text: "Use the My Domain URL, not the instance URL; a sandbox has a setting of its own." },
    Setting { code: Code::InResponseToMismatch, source: SSO_SAML_VALIDATION_ERRORS,
        text: "Start a new login; the login history shows Replay Detected for an assertion that was used twice." },
    Setting { code: Code::Unsolicited, source: SSO_SAML_VALIDATION_ERRORS,
        text: "Set RelayState at the identity provider to the target page; logins that start there are accepted." },
    Setting { code: Code::AssertionExpired, source: SSO_SAML_VALIDATION_ERRORS,
        text: "Correct the identity provider's clock (login history: Assertion Expired); Salesforce has no setting for it." },
    Setting { code: Code::AssertionNotYetValid, source: SSO_SAML_VALIDATION_ERRORS,
        text: "Correct the identity provider's clock (login history: Assertion Expired); Salesforce has no setting for it." },
    Setting { code: Code::NameIdMissing, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Send a NameID, or set Setup → Single Sign-On Settings → Edit → SAML Identity Location to an attribute." },
    Setting { code: Code::NameIdEmpty, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Send a NameID, or set Setup → Single Sign-On Settings → Edit → SAML Identity Location to an attribute." },
    Setting { code: Code::AttributeMissing, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Send what Setup → Single Sign-On Settings → Edit → SAML Identity Type asks for: user name, Federation ID or user ID." },
    Setting { code: Code::AttributeMissing, source: META_SAMLSSOCONFIG,
        text: "Send the attributes that the Just-in-Time handler reads if User Provisioning Enabled is on." },
    Setting { code: Code::AttributeMisnamed, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Set Setup → Single Sign-On Settings → Edit → Attribute Name to `{actual}`." },
    Setting { code: Code::MfaNotShown, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Turn on Use Salesforce MFA for this SSO Provider to have a second factor after single sign-on." },
    Setting { code: Code::MetadataCertificateRotated, source: FIELD_REFERENCE_SAMLSSOCONFIG,
        text: "Upload the current certificate in Setup → Single Sign-On Settings → Edit → Identity Provider Certificate; a setting takes one." },
];
