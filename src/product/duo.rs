//! Duo Single Sign-On: Duo Admin Panel → Applications → the Generic SAML Service Provider application.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Duo",
    key: "duo",
    aliases: &["duo-sso", "duo-single-sign-on", "cisco-duo"],
    role: Role::IdentityProvider,
    // Issuers are `https://sso-….sso.duosecurity.com/saml2/sp/DI…/metadata`. The older Duo Access Gateway sends as
    // SimpleSAMLphp does.
    signs: &[Sign::IssuerHost("sso.duosecurity.com")],
    settings: SETTINGS,
};

const CENTRAL: &str = "https://45424130.hs-sites.com/user-guide/admin/article/sso-duo";
const SAFE: &str = "https://docs.safe.security/docs/configure-sso-with-duo";
const GENERIC: &str = "https://duo.com/docs/sso-generic";
const CISCO: &str = "https://securitydocs.cisco.com/docs/csa/olh/119565.dita";
const MAPPING: &str =
    "https://docs.gitguardian.com/internal-repositories-monitoring/workspace/single_sign_on/duo";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: GENERIC, text:
        "Copy Metadata → Entity ID of the application in Duo Admin Panel to the service" },
    Setting { code: Code::AudienceMismatch, source: SAFE, text:
        "Set Service Provider → Entity ID of the application in Duo Admin Panel to {expected}" },
    Setting { code: Code::DestinationMismatch, source: SAFE, text:
        "Set Service Provider → Assertion Consumer Service (ACS) URL of the application in Duo Admin Panel to {expected}" },
    Setting { code: Code::RecipientMismatch, source: SAFE, text:
        "Set Service Provider → Assertion Consumer Service (ACS) URL of the application to {expected}; Recipient has no field of its own" },
    Setting { code: Code::AcsKind, source: CISCO, text:
        "Set Service Provider → Assertion Consumer Service (ACS) URL of the application in Duo Admin Panel to {expected}" },
    Setting { code: Code::Unsigned, source: SAFE, text:
        "Select SAML Response → Signing options → Sign response and Sign assertion of the application in Duo Admin Panel" },
    Setting { code: Code::ResponseNotSigned, source: SAFE, text:
        "Select SAML Response → Signing options → Sign response of the application in Duo Admin Panel" },
    Setting { code: Code::SignatureUntrustedKey, source: CISCO, text:
        "Use Metadata → Download certificate of the application in Duo Admin Panel and install the file at the service" },
    Setting { code: Code::CertificateExpired, source: CISCO, text:
        "Use Download certificate of the application in Duo Admin Panel again; the service may still have the old one" },
    Setting { code: Code::MetadataCertificateRotated, source: CISCO, text:
        "Use Download XML of the application in Duo Admin Panel and load the file at the service" },
    Setting { code: Code::AlgorithmWeak, source: SAFE, text:
        "Set SAML Response → Signature algorithm of the application in Duo Admin Panel to SHA256" },
    Setting { code: Code::Unsolicited, source: CENTRAL, text:
        "Start at the service, not at the tile in Duo Central, which answers no request" },
    Setting { code: Code::StatusNotSuccess, source: GENERIC, text:
        "Check the policy of the application in Duo Admin Panel for this user, device and network; Duo checks all three before access" },
    Setting { code: Code::NameIdMissing, source: SAFE, text:
        "Set SAML Response → NameID attribute of the application to `<Email Address>` or another attribute with a value for every user" },
    Setting { code: Code::NameIdEmpty, source: SAFE, text:
        "Check how the authentication source of Duo Single Sign-On fills the attribute chosen at SAML Response → NameID attribute" },
    Setting { code: Code::RequestNotMet, source: SAFE, text:
        "Set SAML Response → NameID format of the application in Duo Admin Panel to the format that the service asks for" },
    Setting { code: Code::AttributeMissing, source: MAPPING, text:
        "Add IdP Attribute and SAML Response Attribute ({expected}) at SAML Response → Map attributes of the application" },
    Setting { code: Code::AttributeMissing, source: SAFE, text:
        "Add a constant at SAML Response → Create attributes of the application in Duo Admin Panel" },
    Setting { code: Code::AttributeMisnamed, source: MAPPING, text:
        "Change SAML Response Attribute from {actual} to {expected} at SAML Response → Map attributes of the application" },
    Setting { code: Code::AttributeEmpty, source: SAFE, text:
        "Check how the authentication source of Duo Single Sign-On fills the attribute used at Map attributes, or choose another one" },
    Setting { code: Code::MfaNotShown, source: GENERIC, text:
        "Apply a policy that requires a second factor to the application in Duo Admin Panel" },
    Setting { code: Code::IdpUnreachable, source: CISCO, text:
        "Copy the metadata URL from the Metadata section of the application, or use Download XML" },
    Setting { code: Code::SloNotGiven, source: SAFE, text:
        "Set Service Provider → Single Logout URL of the application in Duo Admin Panel" },
];
