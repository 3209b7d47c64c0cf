//! Amazon Cognito user pools with a SAML identity provider.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const PROVIDER_SAML_PROPS: &str = "https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_cognito.UserPoolIdentityProviderSamlProps.html";
const COGNITO_USER_POOLS_SAML_IDP: &str =
    "awsdocs/amazon-cognito-developer-guide:doc_source/cognito-user-pools-saml-idp.md";
const THINGS_TO_KNOW: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-saml-idp-things-to-know.html";
const SAML_SIGNING_ENCRYPTION: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-SAML-signing-encryption.html";
const IN_IDP_PORTAL: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/bookmark-applications-in-idp-portal.html";

pub(crate) const PRODUCT: Product = Product {
    name: "Amazon Cognito",
    key: "cognito",
    aliases: &["amazon-cognito", "aws-cognito"],
    role: Role::ServiceProvider,
    signs: &[
        Sign::AcsHost("amazoncognito.com"),
        Sign::AcsPath("saml2/idpresponse"),
        Sign::ServicePrefix("urn:amazon:cognito:sp:"),
    ],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: SAML_SIGNING_ENCRYPTION,
        text: "Turn on Sign SAML requests to this provider, and give the identity provider the user pool's signing certificate, if it wants signed requests." },
    Setting { code: Code::Unsigned, source: THINGS_TO_KNOW,
        text: "Sign the assertion at the identity provider; Cognito checks it against the certificates in the metadata." },
    Setting { code: Code::SignatureUntrustedKey, source: THINGS_TO_KNOW,
        text: "Use a metadata URL, or upload the file with the new certificate, under User pool → Social and external providers → <provider>." },
    Setting { code: Code::AlgorithmWeak, source: SAML_SIGNING_ENCRYPTION,
        text: "Set `RequestSigningAlgorithm` to rsa-sha256 for requests; choose SHA-256 at the identity provider for responses." },
    Setting { code: Code::CertificateExpired, source: THINGS_TO_KNOW,
        text: "Upload metadata with a certificate that is valid: an expired one is refused when the provider is set up." },
    Setting { code: Code::CertificateExpiresSoon, source: SAML_SIGNING_ENCRYPTION,
        text: "Give the identity provider the newest certificate of the user pool: Cognito makes a new one each year and signs with it." },
    Setting { code: Code::EncryptedAssertion, source: SAML_SIGNING_ENCRYPTION,
        text: "Give the identity provider Cognito's own certificate from the provider's page; keys from elsewhere cannot be used." },
    Setting { code: Code::DecryptionFailed, source: SAML_SIGNING_ENCRYPTION,
        text: "Give the identity provider Cognito's own certificate from the provider's page; keys from elsewhere cannot be used." },
    Setting { code: Code::IssuerMismatch, source: PROVIDER_SAML_PROPS,
        text: "Upload the metadata of `{actual}` under User pool → Social and external providers → <provider>; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: COGNITO_USER_POOLS_SAML_IDP,
        text: "Set the audience at the identity provider to `urn:amazon:cognito:sp:<userPoolId>`." },
    Setting { code: Code::DestinationMismatch, source: COGNITO_USER_POOLS_SAML_IDP,
        text: "Set the ACS URL at the identity provider to `https://<prefix>.auth.<region>.amazoncognito.com/saml2/idpresponse`." },
    Setting { code: Code::DestinationMismatch, source: COGNITO_USER_POOLS_SAML_IDP,
        text: "Use `https://<custom domain>/saml2/idpresponse` if the user pool has a custom domain." },
    Setting { code: Code::RecipientMismatch, source: COGNITO_USER_POOLS_SAML_IDP,
        text: "Set the ACS URL at the identity provider to `https://<prefix>.auth.<region>.amazoncognito.com/saml2/idpresponse`." },
    Setting { code: Code::RecipientMismatch, source: COGNITO_USER_POOLS_SAML_IDP,
        text: "Use `https://<custom domain>/saml2/idpresponse` if the user pool has a custom domain." },
    Setting { code: Code::InResponseToMismatch, source: THINGS_TO_KNOW,
        text: "Start a new login: an assertion cannot be sent to /saml2/idpresponse twice." },
    Setting { code: Code::InResponseToMismatch, source: IN_IDP_PORTAL,
        text: "Let the identity provider return RelayState unchanged; it may be longer than 80 bytes." },
    Setting { code: Code::Unsolicited, source: IN_IDP_PORTAL,
        text: "Choose Accept SP-initiated and IdP-initiated SAML assertions (`IDPInit=true`); by default only SP-initiated ones are accepted." },
    Setting { code: Code::OneTimeUse, source: THINGS_TO_KNOW, text: "Start a new login: an assertion cannot be sent to /saml2/idpresponse twice." },
    Setting { code: Code::NameIdMissing, source: THINGS_TO_KNOW,
        text: "Send a persistent NameID that does not change: it is the user's key, and another one creates a new user." },
    Setting { code: Code::AttributeMissing, source: COGNITO_USER_POOLS_SAML_IDP,
        text: "Map the attribute under Attribute mapping of the provider; attributes that the user pool requires, such as email, must be mapped." },
    Setting { code: Code::AttributeMisnamed, source: COGNITO_USER_POOLS_SAML_IDP,
        text: "Set the SAML attribute under Attribute mapping of the provider to `{actual}`." },
    Setting { code: Code::IdpUnreachable, source: PROVIDER_SAML_PROPS,
        text: "Correct `MetadataURL`, or upload the file, under User pool → Social and external providers → <provider>." },
    Setting { code: Code::MetadataCertificateRotated, source: THINGS_TO_KNOW,
        text: "Use a metadata URL, or upload the file with the new certificate, under User pool → Social and external providers → <provider>." },
];
