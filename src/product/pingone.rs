//! PingOne (the platform at auth.pingone.com, .eu, .asia and so on): Applications → Applications. PingOne for Enterprise is
//! another product.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "PingOne",
    key: "pingone",
    aliases: &["ping-one", "pingone-sso"],
    role: Role::IdentityProvider,
    // Each region has its own ending: .com, .eu, .asia. PingOne for Enterprise uses other hosts.
    signs: &[Sign::IssuerPrefix("https://auth.pingone.")],
    settings: SETTINGS,
};

const EDIT: &str = "https://docs.pingidentity.com/pingone/applications/p1_edit_application_saml.html";
const APPLICATION: &str = "pingidentity/terraform-provider-pingone:docs/resources/application.md";
const KEY: &str = "pingidentity/terraform-provider-pingone:docs/resources/key.md";
const MAPPING: &str =
    "pingidentity/terraform-provider-pingone:docs/resources/application_attribute_mapping.md";
const METADATA: &str =
    "https://prod-docs.pingidentity.com/pingone/applications/p1_downloadidpmetadataapps.html";
const START: &str = "https://developer.pingidentity.com/pingone-api/auth/saml-2.0.html";
const FLOW: &str = concat!(
    "https://developer.pingidentity.com/pingone-api/workflow-library/platform-sso-and-authorization/saml/",
    "saml-sign-on-flow/environment-configuration/step-2-create-a-saml-application.html"
);

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: METADATA, text:
        "Register Issuer ID of Applications → Applications → the application → Configuration at the service, without a slash at the end" },
    Setting { code: Code::IssuerMismatch, source: APPLICATION, text:
        "Check the virtual server IDs of the application; the chosen one replaces the issuer (API `virtualServerIdSettings`)" },
    Setting { code: Code::AudienceMismatch, source: EDIT, text:
        "Set Applications → Applications → the application → Configuration → Entity ID to {expected} (API `spEntityId`)" },
    Setting { code: Code::DestinationMismatch, source: EDIT, text:
        "Set Applications → Applications → the application → Configuration → ACS URLs to {expected}; the first URL is the default" },
    Setting { code: Code::RecipientMismatch, source: EDIT, text:
        "Set Configuration → ACS URLs of the application to {expected}; Recipient has no field of its own" },
    Setting { code: Code::AcsKind, source: EDIT, text:
        "Set Configuration → ACS URLs of the application to {expected} (API `acsUrls`; the first is the default)" },
    Setting { code: Code::AcsNotAllowed, source: EDIT, text:
        "Add the AssertionConsumerServiceURL of the request to Configuration → ACS URLs of the application" },
    Setting { code: Code::Unsigned, source: EDIT, text:
        "Select Configuration → Signing Key → Sign Assertion & Response of the application (API `assertionSigned`, `responseSigned`)" },
    Setting { code: Code::ResponseNotSigned, source: EDIT, text:
        "Select Configuration → Signing Key → Sign Response or Sign Assertion & Response of the application (API `responseSigned=true`)" },
    Setting { code: Code::SignatureUntrustedKey, source: EDIT, text:
        "Use Configuration → Download Signing Certificate (X509 PEM) of the application and install the file at the service" },
    Setting { code: Code::CertificateExpired, source: EDIT, text:
        "Choose a valid key at Configuration → Signing Key of the application and install its certificate at the service" },
    Setting { code: Code::CertificateExpiresSoon, source: KEY, text:
        "Make a new key pair in the certificates and key pairs of the environment, choose it at Configuration → Signing Key, and update the service" },
    Setting { code: Code::MetadataCertificateRotated, source: APPLICATION, text:
        "Load IDP Metadata URL of the application again; its Signing Key, or the default key of the environment, was changed" },
    Setting { code: Code::KeyTooSmall, source: KEY, text:
        "Make an RSA key of 2048 bits or more and choose it at Configuration → Signing Key of the application" },
    Setting { code: Code::AlgorithmWeak, source: EDIT, text:
        "Set Configuration → Signing Algorithm of the application to RSA_SHA256 (API `idpSigning.algorithm`)" },
    Setting { code: Code::EncryptedAssertion, source: EDIT, text:
        "Turn Configuration → Encryption of the application off (API: remove `spEncryption`)" },
    Setting { code: Code::DecryptionFailed, source: EDIT, text:
        "Import the current certificate of the service at Configuration → Encryption of the application (API `spEncryption.certificate`)" },
    Setting { code: Code::DecryptionFailed, source: EDIT, text:
        "Choose AES_128, AES_256 or TRIPLEDES at Configuration → Encryption of the application, as the service reads (API `spEncryption.algorithm`)" },
    Setting { code: Code::AssertionExpired, source: APPLICATION, text:
        "Raise Configuration → Assertion Validity Duration (in seconds) of the application (API `assertionDuration`)" },
    Setting { code: Code::ConfirmationExpired, source: APPLICATION, text:
        "Raise Configuration → Assertion Validity Duration (in seconds) of the application; it limits the confirmation too" },
    Setting { code: Code::SessionShort, source: APPLICATION, text:
        "Set a duration for SessionNotOnOrAfter (API `sessionNotOnOrAfterDuration`, seconds); without one the session ends with the assertion" },
    Setting { code: Code::SessionExpired, source: APPLICATION, text:
        "Set a longer duration for SessionNotOnOrAfter on the Configuration tab (API `sessionNotOnOrAfterDuration`, seconds)" },
    Setting { code: Code::SessionLong, source: APPLICATION, text:
        "Lower the duration for SessionNotOnOrAfter on the Configuration tab (API `sessionNotOnOrAfterDuration`, seconds)" },
    Setting { code: Code::Unsolicited, source: START, text:
        "Start at the service, not at the application portal or Initiate Single Sign-On URL (`/saml20/idp/startsso?spEntityId=…`)" },
    Setting { code: Code::StatusNotSuccess, source: APPLICATION, text:
        "For a refused request signature, replace Configuration → Verification Certificate of the application, or clear Enforce Signed AuthnRequest" },
    Setting { code: Code::StatusNotSuccess, source: FLOW, text:
        "For a user without access, add one of the user's groups at Applications → Applications → the application → Access" },
    Setting { code: Code::NameIdMissing, source: MAPPING, text:
        "Map saml_subject under Attribute Mappings of the application to a field with a value for every user, for example Email Address" },
    Setting { code: Code::NameIdEmpty, source: MAPPING, text:
        "Map saml_subject under Attribute Mappings to another field, or fill the field for this user" },
    Setting { code: Code::AttributeMissing, source: MAPPING, text:
        "Add {expected} under Attribute Mappings → pencil → Add of the application, choose the PingOne field, and select Required" },
    Setting { code: Code::AttributeMisnamed, source: MAPPING, text:
        "Change {actual} to {expected} under Attribute Mappings → pencil of the application" },
    Setting { code: Code::AttributeEmpty, source: MAPPING, text:
        "Map another field or an expression under Attribute Mappings of the application; Required makes PingOne demand a value" },
    Setting { code: Code::AttributeDuplicated, source: MAPPING, text:
        "Look under Attribute Mappings of the application for the same name in another case; equal names are not accepted" },
    Setting { code: Code::RoleUnknown, source: MAPPING, text:
        "Map the role attribute under Attribute Mappings to a user field or an expression that returns the values of the service" },
    Setting { code: Code::RequestNotMet, source: APPLICATION, text:
        "Allow RequestedAuthnContext for the application (API `enableRequestedAuthnContext=true`); otherwise it is ignored" },
    Setting { code: Code::IdpUnreachable, source: METADATA, text:
        "Copy Applications → Applications → the application → Configuration → IDP Metadata URL, or use Download Metadata on the Overview tab" },
    Setting { code: Code::SloNotGiven, source: APPLICATION, text:
        "Set Configuration → SLO Endpoint, SLO Response Endpoint and SLO Binding of the application (API `sloEndpoint`)" },
    Setting { code: Code::LogoutExpired, source: APPLICATION, text:
        "Raise Configuration → SLO Window of the application, 0 to 24 hours (API `sloWindow`)" },
];
