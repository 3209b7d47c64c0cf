//! AWS IAM with a SAML identity provider (sign-in to the AWS console and to roles).

use super::{Product, Role, Setting, Sign};
use crate::Code;

const TROUBLESHOOT_SAML: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html";
const CREATE_SAML_ASSERTIONS: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html";
const API_ASSUME_ROLE_WITH_SAML: &str =
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html";

pub(crate) const PRODUCT: Product = Product {
    name: "AWS IAM",
    key: "aws",
    aliases: &["aws-iam", "amazon", "aws-console"],
    role: Role::ServiceProvider,
    signs: &[
        Sign::AcsHost("signin.aws.amazon.com"),
        Sign::ServicePrefix("urn:amazon:webservices"),
        Sign::AttributePrefix("https://aws.amazon.com/SAML/Attributes/Role"),
    ],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: TROUBLESHOOT_SAML,
        text: "Allow `sts:AssumeRoleWithSAML` (and `sts:TagSession` for tags) in the role's trust policy, with the provider's ARN as Principal." },
    Setting { code: Code::SignatureUntrustedKey, source: TROUBLESHOOT_SAML,
        text: "Upload the identity provider's current metadata: IAM → Identity providers → <provider> → Replace metadata." },
    Setting { code: Code::CertificateExpired, source: TROUBLESHOOT_SAML,
        text: "Upload the identity provider's current metadata: IAM → Identity providers → <provider> → Replace metadata." },
    Setting { code: Code::EncryptedAssertion, source: CREATE_SAML_ASSERTIONS,
        text: "Upload the private key under IAM → Identity providers → <provider> → SAML encryption, or turn encryption off at the identity provider." },
    Setting { code: Code::DecryptionFailed, source: CREATE_SAML_ASSERTIONS,
        text: "Upload the private key under IAM → Identity providers → <provider> → SAML encryption, or turn encryption off at the identity provider." },
    Setting { code: Code::IssuerMismatch, source: TROUBLESHOOT_SAML,
        text: "Update the IAM identity provider with metadata of `{actual}`: `aws iam update-saml-provider --saml-metadata-document file://…`; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: CREATE_SAML_ASSERTIONS,
        text: "Set the audience at the identity provider to `https://signin.aws.amazon.com/saml` or `urn:amazon:webservices`." },
    Setting { code: Code::AudienceMissing, source: CREATE_SAML_ASSERTIONS,
        text: "Set the audience at the identity provider to `https://signin.aws.amazon.com/saml` or `urn:amazon:webservices`." },
    Setting { code: Code::DestinationMismatch, source: CREATE_SAML_ASSERTIONS,
        text: "Set the ACS URL at the identity provider to `https://signin.aws.amazon.com/saml` or `https://<region>.signin.aws.amazon.com/saml`." },
    Setting { code: Code::DestinationMismatch, source: CREATE_SAML_ASSERTIONS,
        text: "Set `saml:aud` in the role's trust policy to the same sign-in URL." },
    Setting { code: Code::RecipientMismatch, source: CREATE_SAML_ASSERTIONS,
        text: "Set the ACS URL at the identity provider to `https://signin.aws.amazon.com/saml` or `https://<region>.signin.aws.amazon.com/saml`." },
    Setting { code: Code::RecipientMismatch, source: CREATE_SAML_ASSERTIONS,
        text: "Set `saml:aud` in the role's trust policy to the same sign-in URL." },
    Setting { code: Code::Unsolicited, source: CREATE_SAML_ASSERTIONS,
        text: "Start at the identity provider's tile: AWS sends no AuthnRequest for this login." },
    Setting { code: Code::AssertionExpired, source: API_ASSUME_ROLE_WITH_SAML,
        text: "Send a new assertion at once: AWS STS refuses one that is older than five minutes (`ExpiredTokenException`)." },
    Setting { code: Code::ConfirmationExpired, source: API_ASSUME_ROLE_WITH_SAML,
        text: "Send a new assertion at once: AWS STS refuses one that is older than five minutes (`ExpiredTokenException`)." },
    Setting { code: Code::ConfirmationMissing, source: CREATE_SAML_ASSERTIONS,
        text: "Send exactly one SubjectConfirmation whose SubjectConfirmationData has NotOnOrAfter and Recipient." },
    Setting { code: Code::SessionShort, source: CREATE_SAML_ASSERTIONS,
        text: "Send `https://aws.amazon.com/SAML/Attributes/SessionDuration` (900 to 43200 seconds); SessionNotOnOrAfter may end the session earlier." },
    Setting { code: Code::SessionLong, source: TROUBLESHOOT_SAML,
        text: "Raise the role's limit with `aws iam update-role --max-session-duration …`; a longer request is refused." },
    Setting { code: Code::SessionExpired, source: CREATE_SAML_ASSERTIONS,
        text: "Send `https://aws.amazon.com/SAML/Attributes/SessionDuration` (900 to 43200 seconds); SessionNotOnOrAfter may end the session earlier." },
    Setting { code: Code::NameIdMissing, source: TROUBLESHOOT_SAML,
        text: "Send a NameID in the Subject; without one the error is \"Not authorized to perform sts:AssumeRoleWithSAML\"." },
    Setting { code: Code::AttributeMissing, source: TROUBLESHOOT_SAML,
        text: "Send `https://aws.amazon.com/SAML/Attributes/Role` with `arn:aws:iam::<account>:role/<role>,arn:aws:iam::<account>:saml-provider/<provider>`." },
    Setting { code: Code::AttributeMissing, source: TROUBLESHOOT_SAML,
        text: "Send `https://aws.amazon.com/SAML/Attributes/RoleSessionName` (\"RoleSessionName is required in AuthnResponse\")." },
    Setting { code: Code::AttributeMisnamed, source: CREATE_SAML_ASSERTIONS,
        text: "Send `{expected}` exactly: AWS compares attribute names by case, and they begin with `https://aws.amazon.com/SAML/Attributes/`." },
    Setting { code: Code::AttributeEmpty, source: TROUBLESHOOT_SAML,
        text: "Send an e-mail address or user ID as RoleSessionName: it must match `[a-zA-Z_0-9+=,.@-]{2,64}`, without spaces." },
    Setting { code: Code::MfaNotShown, source: CREATE_SAML_ASSERTIONS,
        text: "Enforce the second factor at the identity provider: AWS does not read the authentication context." },
    Setting { code: Code::IdpUnreachable, source: TROUBLESHOOT_SAML,
        text: "Upload a metadata file (UTF-8, no byte-order mark); IAM takes no URL (\"Could not parse metadata\")." },
    Setting { code: Code::MetadataCertificateRotated, source: TROUBLESHOOT_SAML,
        text: "Upload the identity provider's current metadata: IAM → Identity providers → <provider> → Replace metadata." },
];
