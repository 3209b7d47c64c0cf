//! JumpCloud: Access → SSO Applications (User Authentication → SSO in older consoles) → the application.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "JumpCloud",
    key: "jumpcloud",
    aliases: &["jump-cloud"],
    role: Role::IdentityProvider,
    // IdP Entity ID is free text; these are the usual values.
    signs: &[Sign::IssuerHost("jumpcloud.com"), Sign::IssuerPrefix("JumpCloud")],
    settings: SETTINGS,
};

const TROUBLE: &str = "https://jumpcloud.com/support/saml-sso-troubleshooting";
const FIELDS: &str = "https://jumpcloud.com/support/sso-application-connector-fields";
const NOTES: &str = "https://jumpcloud.com/support/saml-configuration-notes";
const ROTATE: &str = "https://jumpcloud.com/support/rotate-sso-certs";
const CERTIFICATE: &str = "https://jumpcloud.com/support/manage-application-idp-certificate-and-key-pairs";
const BITWARDEN: &str = "https://bitwarden.com/help/saml-jumpcloud/";
const FIRMEX: &str =
    "https://support.firmex.com/hc/en-us/articles/9130980569499-Setting-up-Jumpcloud-for-Firmex-SSO";
const ASTERIAS: &str = "https://gospel.asteri.as/docs/tutorials/sso/jumpcloud/idp-setup";
const AIVEN: &str = "aiven/aiven-docs:docs/platform/howto/saml/add-jumpcloud-idp.md";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: BITWARDEN, text:
        "Set SSO Applications → the application → SSO → IdP Entity ID to {expected}; it is free text and the issuer of every message" },
    Setting { code: Code::AudienceMismatch, source: FIELDS, text:
        "Set SSO Applications → the application → SSO → SP Entity ID to {expected}; upper and lower case matter" },
    Setting { code: Code::DestinationMismatch, source: FIELDS, text:
        "Set SSO Applications → the application → SSO → ACS URLs to {expected}" },
    Setting { code: Code::RecipientMismatch, source: FIELDS, text:
        "Set SSO Applications → the application → SSO → ACS URLs to {expected}; Recipient has no field of its own" },
    Setting { code: Code::AcsKind, source: FIELDS, text:
        "Set SSO Applications → the application → SSO → ACS URLs to {expected}; several are allowed" },
    Setting { code: Code::Unsigned, source: ASTERIAS, text:
        "Select what to sign at SSO Applications → the application → SSO → Sign, or select Sign Assertion in older consoles" },
    Setting { code: Code::ResponseNotSigned, source: ASTERIAS, text:
        "Set SSO Applications → the application → SSO → Sign to Response, or clear Sign Assertion in older consoles" },
    Setting { code: Code::SignatureUntrustedKey, source: CERTIFICATE, text:
        "Use SSO Applications → the application → IDP Certificate → Download certificate and install the file at the service" },
    Setting { code: Code::CertificateExpired, source: ROTATE, text:
        "Use SSO Applications → the application → IDP Certificate → Regenerate certificate, save, and install the new certificate at the service" },
    Setting { code: Code::CertificateExpiresSoon, source: CERTIFICATE, text:
        "Use SSO Applications → the application → IDP Certificate → Regenerate certificate, save, and update the service at the same time" },
    Setting { code: Code::MetadataCertificateRotated, source: ROTATE, text:
        "Load the metadata of the application again at the service; Regenerate certificate replaced certificate and key" },
    Setting { code: Code::AlgorithmWeak, source: FIRMEX, text:
        "Set SSO Applications → the application → SSO → Signature Algorithm to RSA-SHA256" },
    Setting { code: Code::Unsolicited, source: TROUBLE, text:
        "Start at the service, not at the application in the JumpCloud User Portal, which answers no request" },
    Setting { code: Code::StatusNotSuccess, source: AIVEN, text:
        "For a user without access, select one of the user's groups at SSO Applications → the application → User Groups" },
    Setting { code: Code::StatusNotSuccess, source: FIELDS, text:
        "For a refused request signature, upload the certificate of the service (Base64) at SSO Applications → the application → SSO → SP Certificate" },
    Setting { code: Code::NameIdMissing, source: FIELDS, text:
        "Set SSO Applications → the application → SSO → SAMLSubject NameID to email or another field with a value for every user" },
    Setting { code: Code::NameIdEmpty, source: FIELDS, text:
        "Fill the field chosen at SSO → SAMLSubject NameID for this user, or choose email" },
    Setting { code: Code::RequestNotMet, source: FIRMEX, text:
        "Set SSO Applications → the application → SSO → SAMLSubject NameID Format to the format that the service asks for" },
    Setting { code: Code::AttributeMissing, source: NOTES, text:
        "Add {expected} at SSO Applications → the application → SSO → User Attributes → add attribute (Service Provider Attribute Name)" },
    Setting { code: Code::AttributeMissing, source: NOTES, text:
        "Add a fixed text at SSO Applications → the application → SSO → Constant Attributes, or send groups with Group Attributes" },
    Setting { code: Code::AttributeMisnamed, source: AIVEN, text:
        "Change Service Provider Attribute Name from {actual} to {expected} at SSO Applications → the application → SSO → User Attributes" },
    Setting { code: Code::AttributeEmpty, source: NOTES, text:
        "Fill the user's field named in JumpCloud Attribute Name, or choose another field there" },
    Setting { code: Code::RoleUnknown, source: NOTES, text:
        "Name the user groups as the roles of the service and send them with SSO → Group Attributes → include group attribute" },
    Setting { code: Code::IdpUnreachable, source: FIELDS, text:
        "Use SSO Applications → the application → SSO → JumpCloud Metadata → Copy Metadata URL, or Export Metadata for a file" },
    Setting { code: Code::IdpUnreachable, source: FIELDS, text:
        "Compare the sign-on URL with SSO → IDP URL of the application; it cannot be changed after activation" },
];
