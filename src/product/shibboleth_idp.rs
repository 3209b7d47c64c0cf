//! The Shibboleth IdP: files below `conf/`, `metadata/` and `credentials/` of its home directory.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Shibboleth IdP",
    key: "shibboleth-idp",
    aliases: &["shibboleth", "shib", "shibboleth-identity-provider"],
    role: Role::IdentityProvider,
    // An ID of an underscore and 32 hexadecimal digits is no sign: every product on OpenSAML sends such IDs.
    signs: &[Sign::IssuerPath("idp/shibboleth")],
    settings: SETTINGS,
};

const PROPERTIES: &str = "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/idp.properties";
const RELYING_PARTY: &str =
    "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/relying-party.xml";
const ERRORS: &str = "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/errors.xml";
const NAME_ID: &str = "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/saml-nameid.xml";
const NAME_ID_PROPERTIES: &str =
    "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/saml-nameid.properties";
const FILTER: &str = "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/attribute-filter.xml";
const RESOLVER: &str =
    "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/attribute-resolver.xml";
const TRANSCODING: &str =
    "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/attributes/inetOrgPerson.xml";
const AUTHN: &str = "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/authn/authn.properties";
const WEIGHTS: &str =
    "mmoayyed/java-identity-provider:idp-conf/src/main/resources/conf/authn/authn-comparison.xml";
const SSO: &str = "https://wiki.shibboleth.net/confluence/display/IDP4/SAML2SSOConfiguration";
const SECURITY: &str = "https://wiki.shibboleth.net/confluence/display/IDP4/SecurityConfiguration";
const UNSOLICITED: &str = "https://wiki.shibboleth.net/confluence/display/IDP4/UnsolicitedSSOConfiguration";
const GENERATION: &str = "https://wiki.shibboleth.net/confluence/display/IDP4/NameIDGenerationConfiguration";
const PROFILE: &str = "https://wiki.shibboleth.net/confluence/display/IDP30/ProfileConfiguration-SAML";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: PROPERTIES, text:
        "Set `idp.entityID` in conf/idp.properties to {expected}, or register the value of `idp.entityID` at the service" },
    Setting { code: Code::IssuerMismatch, source: PROPERTIES, text:
        "Look for `p:responderId` on the RelyingParty override of this service in conf/relying-party.xml; it replaces the issuer for that service" },
    Setting { code: Code::AudienceMismatch, source: SSO, text:
        "Set `entityID` to {expected} in the metadata of the service, the file named in conf/metadata-providers.xml; the audience is the entity ID found there" },
    Setting { code: Code::AudienceMismatch, source: SSO, text:
        "Add a further audience with `p:additionalAudiencesForAssertion` on the SAML2.SSO bean in conf/relying-party.xml" },
    Setting { code: Code::DestinationMismatch, source: ERRORS, text:
        "Set Location of AssertionConsumerService to {expected} in the metadata of the service, the file named in conf/metadata-providers.xml" },
    Setting { code: Code::RecipientMismatch, source: ERRORS, text:
        "Set Location of AssertionConsumerService to {expected} in the metadata of the service; Recipient is copied from it" },
    Setting { code: Code::AcsNotAllowed, source: ERRORS, text:
        "Add the ACS URL of the request as AssertionConsumerService to the metadata of the service; otherwise the IdP reports EndpointResolutionFailed" },
    Setting { code: Code::AcsByIndex, source: ERRORS, text:
        "Add `<md:AssertionConsumerService index=\"…\">` with the index of the request to the metadata of the service" },
    Setting { code: Code::Unsigned, source: SSO, text:
        "Remove `p:signResponses=\"false\"` from the SAML2.SSO bean of this service in conf/relying-party.xml; Responses are signed by default" },
    Setting { code: Code::Unsigned, source: SSO, text:
        "Add `p:signAssertions=\"true\"` to the SAML2.SSO bean in conf/relying-party.xml if the service wants the assertion signed" },
    Setting { code: Code::ResponseNotSigned, source: SSO, text:
        "Set `p:signResponses=\"true\"` (the default) on the SAML2.SSO bean in the override of this service in conf/relying-party.xml" },
    Setting { code: Code::SignatureUntrustedKey, source: PROPERTIES, text:
        "Give the service credentials/idp-signing.crt (`idp.signing.cert` in conf/idp.properties), not idp-encryption.crt" },
    Setting { code: Code::SignatureUntrustedKey, source: SECURITY, text:
        "Look for another credential in the securityConfiguration of this service (conf/credentials.xml, conf/relying-party.xml)" },
    Setting { code: Code::SignatureUntrustedKey, source: PROPERTIES, text:
        "For a rotation, add the new certificate to metadata/idp-metadata.xml first, then change `idp.signing.key` and `idp.signing.cert`" },
    Setting { code: Code::CertificateExpired, source: PROPERTIES, text:
        "Make a new pair in credentials/, set `idp.signing.key` and `idp.signing.cert`, and replace the certificate in metadata/idp-metadata.xml" },
    Setting { code: Code::AlgorithmWeak, source: PROPERTIES, text:
        "Set `idp.signing.config = shibboleth.SigningConfiguration.SHA256` (the default) in conf/idp.properties" },
    Setting { code: Code::AlgorithmWeak, source: SECURITY, text:
        "Remove a securityConfiguration that refers to `shibboleth.SecurityConfiguration.SHA1` from the override of this service in conf/relying-party.xml" },
    Setting { code: Code::EncryptedAssertion, source: RELYING_PARTY, text:
        "Set `p:encryptAssertions=\"false\"` on the SAML2.SSO bean in a RelyingPartyByName override in conf/relying-party.xml" },
    Setting { code: Code::DecryptionFailed, source: SECURITY, text:
        "Replace the certificate in `<md:KeyDescriptor use=\"encryption\">` of the metadata of the service with its current one" },
    Setting { code: Code::DecryptionFailed, source: PROPERTIES, text:
        "Set `idp.encryption.config = shibboleth.EncryptionConfiguration.CBC` in conf/idp.properties if the service cannot read AES-GCM, the default since 4.0" },
    Setting { code: Code::AssertionExpired, source: PROFILE, text:
        "Set `p:assertionLifetime=\"PT10M\"` on the SAML2.SSO bean in conf/relying-party.xml (default PT5M)" },
    Setting { code: Code::ConfirmationExpired, source: PROFILE, text:
        "Raise `p:assertionLifetime` (default PT5M) on the SAML2.SSO bean in conf/relying-party.xml; it limits the confirmation too" },
    Setting { code: Code::AssertionNotYetValid, source: PROFILE, text:
        "Run NTP on the IdP host; NotBefore is the time of issue, without allowance" },
    Setting { code: Code::AssertionNotYetValid, source: PROFILE, text:
        "Set `p:includeConditionsNotBefore=\"false\"` on the SAML2.SSO bean in conf/relying-party.xml to leave NotBefore out" },
    Setting { code: Code::Unsolicited, source: UNSOLICITED, text:
        "Start at the service, not at `/idp/profile/SAML2/Unsolicited/SSO?providerId=…&target=…`, which answers no request" },
    Setting { code: Code::StatusNotSuccess, source: AUTHN, text:
        "For NoAuthnContext, add the requested class to `idp.authn.<Flow>.supportedPrincipals` in conf/authn/authn.properties" },
    Setting { code: Code::StatusNotSuccess, source: NAME_ID, text:
        "For InvalidNameIDPolicy, add a generator for the format in conf/saml-nameid.xml and release its source attribute in conf/attribute-filter.xml" },
    Setting { code: Code::StatusNotSuccess, source: ERRORS, text:
        "For RequestDenied, check the signing certificate in the metadata of the service; `idp.errors.detailed = true` in conf/idp.properties sends the reason" },
    Setting { code: Code::NameIdMissing, source: NAME_ID, text:
        "Release the source attribute of the NameID generator, for example mail, to this service in conf/attribute-filter.xml" },
    Setting { code: Code::NameIdMissing, source: NAME_ID, text:
        "Uncomment `shibboleth.SAML2AttributeSourcedGenerator` in conf/saml-nameid.xml and set p:format and p:attributeSourceIds" },
    Setting { code: Code::NameIdIsUserId, source: NAME_ID_PROPERTIES, text:
        "Add an AttributeSourcedGenerator for emailAddress in conf/saml-nameid.xml; transient IDs are the default" },
    Setting { code: Code::RequestNotMet, source: GENERATION, text:
        "Set `p:nameIDFormatPrecedence` on the SAML2.SSO bean, or NameIDFormat in the metadata of the service, to the wanted NameID format" },
    Setting { code: Code::AttributeMissing, source: FILTER, text:
        "Add an AttributeFilterPolicy for this service to conf/attribute-filter.xml with `<AttributeRule attributeID=\"…\" permitAny=\"true\"/>` for {expected}" },
    Setting { code: Code::AttributeMissing, source: RESOLVER, text:
        "Define {expected} in conf/attribute-resolver.xml (AttributeDefinition with InputDataConnector); an attribute without a value is not sent" },
    Setting { code: Code::AttributeMisnamed, source: TRANSCODING, text:
        "Set `saml2.name` to {expected} in the transcoding rule, conf/attributes/*.xml or conf/attributes/custom/ (since 4.0); default names are urn:oid" },
    Setting { code: Code::AttributeMisnamed, source: RESOLVER, text:
        "In version 3, set `name` of the `SAML2String` AttributeEncoder in conf/attribute-resolver.xml to {expected}" },
    Setting { code: Code::AttributeEmpty, source: RESOLVER, text:
        "Correct the DataConnector or the Template of the attribute in conf/attribute-resolver.xml" },
    Setting { code: Code::RoleUnknown, source: RESOLVER, text:
        "Map group values to roles with `<AttributeDefinition xsi:type=\"Mapped\">` and its ValueMap in conf/attribute-resolver.xml" },
    Setting { code: Code::SessionShort, source: SSO, text:
        "Raise `p:maximumSPSessionLifetime`, for example to PT10H, on the SAML2.SSO bean in conf/relying-party.xml" },
    Setting { code: Code::SessionExpired, source: SSO, text:
        "Raise or remove `p:maximumSPSessionLifetime` on the SAML2.SSO bean in conf/relying-party.xml" },
    Setting { code: Code::MfaNotShown, source: AUTHN, text:
        "List the MFA class in `idp.authn.MFA.supportedPrincipals` and set `idp.authn.flows = MFA` in conf/authn/authn.properties" },
    Setting { code: Code::MfaNotShown, source: WEIGHTS, text:
        "Give the MFA class more weight than PasswordProtectedTransport in `shibboleth.AuthenticationPrincipalWeightMap`, conf/authn/authn-comparison.xml" },
    Setting { code: Code::IdpUnreachable, source: PROPERTIES, text:
        "Serve metadata/idp-metadata.xml at `https://<host>/idp/shibboleth`: set `idp.entityID.metadataFile` in conf/idp.properties" },
    Setting { code: Code::MetadataOutdated, source: PROPERTIES, text:
        "Renew or remove validUntil in metadata/idp-metadata.xml by hand; the file is static" },
    Setting { code: Code::MetadataCertificateRotated, source: PROPERTIES, text:
        "Give the service every certificate with use=\"signing\" in metadata/idp-metadata.xml" },
    Setting { code: Code::SloNotGiven, source: RELYING_PARTY, text:
        "Add SingleLogoutService to the metadata of the service, and SAML2.Logout to its profiles in conf/relying-party.xml" },
];
