//! Apereo CAS as SAML identity provider: the SamlRegisteredService definition of the service, and `cas.authn.saml-idp.*`.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Apereo CAS",
    key: "cas",
    aliases: &["apereo-cas", "jasig-cas", "apereo"],
    role: Role::IdentityProvider,
    // The first is the default of `cas.authn.saml-idp.core.entity-id`; other products use the path `idp` too.
    signs: &[Sign::IssuerPrefix("https://cas.example.org/idp"), Sign::IssuerPath("cas/idp")],
    settings: SETTINGS,
};

const SERVICE: &str = "https://apereo.github.io/cas/development/services/SAML2-Service-Management.html";
const SECURITY: &str =
    "https://apereo.github.io/cas/development/installation/Configuring-SAML2-Security.html";
const NAME_ID: &str = "https://apereo.github.io/cas/development/installation/Configuring-SAML2-NameID.html";
const UNSOLICITED: &str = concat!(
    "https://apereo.github.io/cas/development/authentication/",
    "Configuring-SAML2-Authentication-Unsolicited.html"
);
const RELEASE: &str = "https://apereo.github.io/cas/development/integration/Attribute-Release-Policies.html";
const METADATA: &str =
    "https://apereo.github.io/cas/development/installation/Configuring-SAML2-DynamicMetadata.html";
const CORE: &str = concat!(
    "apereo/cas:api/cas-server-core-api-configuration-model/src/main/java/org/apereo/cas/configuration/",
    "model/support/saml/idp/SamlIdPCoreProperties.java"
);
const RESPONSE: &str = concat!(
    "apereo/cas:api/cas-server-core-api-configuration-model/src/main/java/org/apereo/cas/configuration/",
    "model/support/saml/idp/SamlIdPResponseProperties.java"
);
const CONTEXT: &str =
    "apereo/cas:docs/cas-server-documentation/installation/Configuring-SAML2-AuthnContextClass.md";
const LOGOUT: &str = "apereo/cas:docs/cas-server-documentation/installation/Configuring-SAML2-Logout.md";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: CORE, text:
        "Set `cas.authn.saml-idp.core.entity-id` (default https://cas.example.org/idp) to {expected}" },
    Setting { code: Code::IssuerMismatch, source: SERVICE, text:
        "Check `issuerEntityId` in the service definition; it replaces the issuer for this service" },
    Setting { code: Code::AudienceMismatch, source: SERVICE, text:
        "Correct `serviceId` and the entityID in the metadata of the service to {expected}; the audience is that entity ID" },
    Setting { code: Code::AudienceMismatch, source: SERVICE, text:
        "Add further audiences with `assertionAudiences` in the service definition" },
    Setting { code: Code::DestinationMismatch, source: SERVICE, text:
        "Set AssertionConsumerService to {expected} in the metadata named by `metadataLocation` of the service definition" },
    Setting { code: Code::DestinationMismatch, source: SERVICE, text:
        "Wait for the metadata cache, or lower `metadataExpirationDuration` in the service definition" },
    Setting { code: Code::RecipientMismatch, source: SERVICE, text:
        "Set AssertionConsumerService to {expected} in the metadata named by `metadataLocation`; Recipient is copied from it" },
    Setting { code: Code::RecipientMissing, source: SERVICE, text:
        "Set `\"skipGeneratingSubjectConfirmationRecipient\": false` in the service definition" },
    Setting { code: Code::InResponseToMismatch, source: SERVICE, text:
        "Set `\"skipGeneratingSubjectConfirmationInResponseTo\": false` in the service definition if the confirmation has no InResponseTo" },
    Setting { code: Code::ConfirmationNotBefore, source: SERVICE, text:
        "Set `\"skipGeneratingSubjectConfirmationNotBefore\": true` (the default) in the service definition" },
    Setting { code: Code::Unsigned, source: SERVICE, text:
        "Set `\"signResponses\": true` (the default) or `\"signAssertions\": \"TRUE\"` in the service definition" },
    Setting { code: Code::ResponseNotSigned, source: SERVICE, text:
        "Set `\"signResponses\": true` (the default) in the service definition" },
    Setting { code: Code::SignatureUntrustedKey, source: METADATA, text:
        "Give the service the certificate at `https://<host>/cas/idp/metadata/signingCertificate`" },
    Setting { code: Code::SignatureUntrustedKey, source: SERVICE, text:
        "Check `signingCredentialFingerprint` in the service definition; with several keys it chooses one" },
    Setting { code: Code::CertificateExpired, source: METADATA, text:
        "Replace signing key and certificate in the metadata directory (`cas.authn.saml-idp.metadata.*`), then give the service the new metadata" },
    Setting { code: Code::MetadataCertificateRotated, source: METADATA, text:
        "Fetch `https://<host>/cas/idp/metadata` again and update the service" },
    Setting { code: Code::AlgorithmWeak, source: SECURITY, text:
        "Set `signingSignatureAlgorithms` to rsa-sha256 and `signingSignatureReferenceDigestMethods` to sha256 in the service definition" },
    Setting { code: Code::SignatureProfile, source: SERVICE, text:
        "Set `signingSignatureCanonicalizationAlgorithm` to `http://www.w3.org/2001/10/xml-exc-c14n#` in the service definition" },
    Setting { code: Code::EncryptedAssertion, source: SERVICE, text:
        "Set `\"encryptAssertions\": false` and `\"encryptAttributes\": false` in the service definition" },
    Setting { code: Code::DecryptionFailed, source: SECURITY, text:
        "Compare the encryption certificate in the metadata named by `metadataLocation` with the key of the service, and replace it if it is another, such as the certificate of CAS itself" },
    Setting { code: Code::DecryptionFailed, source: SECURITY, text:
        "Set `encryptionDataAlgorithms` and `encryptionKeyAlgorithms` in the service definition to algorithms that the service reads" },
    Setting { code: Code::AssertionExpired, source: SERVICE, text:
        "Raise `skewAllowance` (seconds) in the service definition, or `cas.authn.saml-idp.response.skew-allowance`" },
    Setting { code: Code::AssertionNotYetValid, source: RESPONSE, text:
        "Raise `skewAllowance` (seconds) in the service definition, or `cas.authn.saml-idp.response.skew-allowance` (default 15), and run NTP" },
    Setting { code: Code::Unsolicited, source: UNSOLICITED, text:
        "Start at the service, not at `/cas/idp/profile/SAML2/Unsolicited/SSO?providerId=…`, which answers no request" },
    Setting { code: Code::StatusNotSuccess, source: SERVICE, text:
        "For a refused request signature, replace the signing certificate in the metadata named by `metadataLocation`" },
    Setting { code: Code::StatusNotSuccess, source: SERVICE, text:
        "For an unknown service, make `serviceId`, a regular expression, match the issuer of the request" },
    Setting { code: Code::NameIdMissing, source: SERVICE, text:
        "Set `\"skipGeneratingAssertionNameId\": false` (the default) in the service definition" },
    Setting { code: Code::NameIdMissing, source: NAME_ID, text:
        "Set `usernameAttributeProvider` in the service definition to an attribute that every user has" },
    Setting { code: Code::RequestNotMet, source: NAME_ID, text:
        "Set `requiredNameIdFormat` in the service definition; without it request and metadata decide" },
    Setting { code: Code::AttributeMissing, source: RELEASE, text:
        "Add {expected} to `allowedAttributes` of `attributeReleasePolicy` (ReturnAllowedAttributeReleasePolicy) in the service definition" },
    Setting { code: Code::AttributeMisnamed, source: RELEASE, text:
        "Rename {actual} to {expected} with ReturnMappedAttributeReleasePolicy in the service definition" },
    Setting { code: Code::AttributeMisnamed, source: RESPONSE, text:
        "Set the name format with `attributeNameFormats` in the service definition (basic, uri or unspecified; default uri)" },
    Setting { code: Code::MfaNotShown, source: CONTEXT, text:
        "Set `requiredAuthenticationContextClass` in the service definition, for example to `https://refeds.org/profile/mfa`" },
    Setting { code: Code::MfaNotShown, source: CORE, text:
        "Map classes to providers with `cas.authn.saml-idp.core.context.authentication-context-class-mappings` (without `.context` before)" },
    Setting { code: Code::IdpUnreachable, source: METADATA, text:
        "Read the metadata at `https://<host>/cas/idp/metadata`" },
    Setting { code: Code::SloNotGiven, source: LOGOUT, text:
        "Add SingleLogoutService to the metadata of the service; CAS uses `logoutResponseBinding` of the service definition" },
];
