//! WSO2 Identity Server and Asgardeo: Console → Applications → the application.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "WSO2 Identity Server",
    key: "wso2",
    aliases: &["wso2-identity-server", "wso2is", "wso2-is", "asgardeo"],
    role: Role::IdentityProvider,
    // On your own server the issuer is the host name or free text, and the IDs are the same as of all of OpenSAML.
    signs: &[Sign::AttributePrefix("http://wso2.org/claims/"), Sign::IssuerPrefix("api.asgardeo.io/t/")],
    settings: SETTINGS,
};

const KEYSTORE: &str =
    "https://is.docs.wso2.com/en/6.0.0/deploy/security/configure-keystores-in-wso2-products/";
const CONSOLE: &str = "wso2/docs-is:en/includes/references/app-settings/saml-settings-for-app.md";
const DISCOVER: &str =
    "https://wso2.com/identity-platform/docs/guides/authentication/saml/discover-saml-configs/";
const BUILDER: &str = concat!(
    "wso2-extensions/identity-inbound-auth-saml:components/org.wso2.carbon.identity.sso.saml/src/main/",
    "java/org/wso2/carbon/identity/sso/saml/builders/assertion/DefaultSAMLAssertionBuilder.java"
);
const RESPONSE: &str = concat!(
    "wso2-extensions/identity-inbound-auth-saml:components/org.wso2.carbon.identity.sso.saml/src/main/",
    "java/org/wso2/carbon/identity/sso/saml/builders/DefaultResponseBuilder.java"
);
const VALIDATOR: &str = concat!(
    "wso2-extensions/identity-inbound-auth-saml:components/org.wso2.carbon.identity.sso.saml/src/main/",
    "java/org/wso2/carbon/identity/sso/saml/validators/SPInitSSOAuthnRequestValidator.java"
);
const SERVLET: &str = concat!(
    "wso2-extensions/identity-inbound-auth-saml:components/org.wso2.carbon.identity.sso.saml/src/main/",
    "java/org/wso2/carbon/identity/sso/saml/servlet/SAMLSSOProviderServlet.java"
);
const UTIL: &str = concat!(
    "wso2-extensions/identity-inbound-auth-saml:components/org.wso2.carbon.identity.sso.saml/src/main/",
    "java/org/wso2/carbon/identity/sso/saml/util/SAMLSSOUtil.java"
);
const CONSTANTS: &str = concat!(
    "wso2-extensions/identity-inbound-auth-saml:components/org.wso2.carbon.identity.sso.saml/src/main/",
    "java/org/wso2/carbon/identity/sso/saml/SAMLSSOConstants.java"
);

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: CONSOLE, text:
        "Set Console → Applications → the application → Protocol → IdP entity ID alias to {expected}" },
    Setting { code: Code::IssuerMismatch, source: UTIL, text:
        "Without an alias, set Identity Provider Entity ID of the resident identity provider (SAML2 Web SSO); its default is the host name" },
    Setting { code: Code::AudienceMismatch, source: CONSOLE, text:
        "Set the issuer of the application at Protocol to {expected}, which is the first audience, or add it at Assertion → Audiences" },
    Setting { code: Code::DestinationMismatch, source: CONSOLE, text:
        "Set Protocol → Assertion consumer service URLs and Default assertion consumer service URL of the application to {expected}" },
    Setting { code: Code::RecipientMismatch, source: BUILDER, text:
        "Set Protocol → Assertion consumer service URLs of the application to {expected}; it is the first Recipient" },
    Setting { code: Code::RecipientMismatch, source: CONSOLE, text:
        "Remove a wrong entry from Protocol → Assertion → Recipients of the application; each adds a SubjectConfirmation" },
    Setting { code: Code::AcsNotAllowed, source: VALIDATOR, text:
        "Add the ACS URL of the request to Protocol → Assertion consumer service URLs of the application" },
    Setting { code: Code::AcsKind, source: CONSOLE, text:
        "Set Protocol → Assertion consumer service URLs of the application to {expected}" },
    Setting { code: Code::Unsigned, source: CONSOLE, text:
        "Select Protocol → Response Signing → Sign SAML response of the application (Enable Response Signing in the old console)" },
    Setting { code: Code::ResponseNotSigned, source: CONSOLE, text:
        "Select Protocol → Response Signing → Sign SAML response of the application (Enable Response Signing in the old console)" },
    Setting { code: Code::SignatureUntrustedKey, source: DISCOVER, text:
        "Give the service the certificate from the Info tab of the application or from the metadata; it is in the primary keystore" },
    Setting { code: Code::CertificateExpired, source: KEYSTORE, text:
        "Put a new key pair into the primary keystore (`[keystore.primary]` in deployment.toml) and give its certificate to the service" },
    Setting { code: Code::AlgorithmWeak, source: CONSOLE, text:
        "Set Protocol → Response Signing → Signing algorithm to rsa-sha256 and Digest algorithm to sha256" },
    Setting { code: Code::EncryptedAssertion, source: CONSOLE, text:
        "Clear Protocol → Assertion → Enable encryption of the application (Enable Assertion Encryption in the old console)" },
    Setting { code: Code::DecryptionFailed, source: CONSOLE, text:
        "Replace Protocol → Certificate of the application with the current certificate of the service" },
    Setting { code: Code::DecryptionFailed, source: CONSOLE, text:
        "Change Assertion encryption algorithm and Key encryption algorithm of the application to ones that the service reads" },
    Setting { code: Code::AssertionMissing, source: RESPONSE, text:
        "Upload the certificate of the service at Protocol → Certificate; with encryption on and no certificate WSO2 sends no assertion" },
    Setting { code: Code::AssertionExpired, source: UTIL, text:
        "Raise `SSOService/SAMLResponseValidityPeriod` in identity.xml (minutes, default 5)" },
    Setting { code: Code::ConfirmationExpired, source: RESPONSE, text:
        "Raise `SSOService/SAMLResponseValidityPeriod` in identity.xml (minutes); it limits the confirmation too" },
    Setting { code: Code::AssertionNotYetValid, source: BUILDER, text:
        "Run NTP on the server; NotBefore is the time of issue, without allowance" },
    Setting { code: Code::SessionShort, source: UTIL, text:
        "Raise the period read as SAML_SESSION_NOT_ON_OR_AFTER_PERIOD (SSOService in identity.xml, minutes)" },
    Setting { code: Code::Unsolicited, source: CONSOLE, text:
        "Clear Protocol → Single Sign-On Profile → Enable IdP initiated SSO of the application, and start at the service" },
    Setting { code: Code::StatusNotSuccess, source: VALIDATOR, text:
        "For \"A Service Provider with the Issuer … is not registered\", set the issuer of the application to the issuer of the request" },
    Setting { code: Code::StatusNotSuccess, source: VALIDATOR, text:
        "For \"Signature validation for Authentication Request failed\", upload the certificate of the service at Protocol → Certificate" },
    Setting { code: Code::StatusNotSuccess, source: SERVLET, text:
        "For NoPassive, remove IsPassive from the request of the service" },
    Setting { code: Code::RequestNotMet, source: CONSOLE, text:
        "Set Protocol → Assertion → Name ID format of the application to the format that the service asks for" },
    Setting { code: Code::NameIdIsUserId, source: CONSOLE, text:
        "Choose another attribute at User Attributes → Subject of the application" },
    Setting { code: Code::AttributeMissing, source: CONSOLE, text:
        "Select Protocol → Attribute Profile → Enable attribute profile, and select the attribute under User Attributes" },
    Setting { code: Code::AttributeMisnamed, source: CONSTANTS, text:
        "Map the attribute to {expected} under User Attributes of the application; unmapped names begin with http://wso2.org/claims/" },
    Setting { code: Code::AttributeEmpty, source: BUILDER, text:
        "Fill the field in the user's profile; an attribute without a value is not sent" },
    Setting { code: Code::MfaNotShown, source: BUILDER, text:
        "Check the second factor in the login flow of the application; AuthnContextClassRef is Password for every local login" },
    Setting { code: Code::IdpUnreachable, source: DISCOVER, text:
        "Download the metadata, or copy its URL, from Console → Applications → the application → Info" },
    Setting { code: Code::SloNotGiven, source: CONSOLE, text:
        "Select Protocol → Single Logout Profile → Enable SLO of the application and set Single logout response URL" },
];
