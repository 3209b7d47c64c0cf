//! Shibboleth SP 3, the service provider for Apache and IIS.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const SHIBBOLETH2: &str = "shibboleth/cpp-sp@3.5.2:configs/shibboleth2.xml";
const EXAMPLE_SHIBBOLETH2: &str = "shibboleth/cpp-sp@3.5.2:configs/example-shibboleth2.xml";
const PROTOCOLS: &str = "shibboleth/cpp-sp@3.5.2:configs/protocols.xml";
const SAML2CONSUMER: &str = "shibboleth/cpp-sp@3.5.2:shibsp/handler/impl/SAML2Consumer.cpp";
const NATIVE_SP_CONFIG: &str = "shibboleth/cpp-sp@3.5.2:schemas/shibboleth-3.0-native-sp-config.xsd";
const SECURITY_POLICY: &str = "shibboleth/cpp-sp@3.5.2:configs/security-policy.xml";
const MESSAGE_FLOW_RULE: &str = "shibboleth/cpp-opensaml:saml/binding/impl/MessageFlowRule.cpp";
const ATTRIBUTE_MAP: &str = "shibboleth/cpp-sp@3.5.2:configs/attribute-map.xml";
const ATTRIBUTE_POLICY: &str = "shibboleth/cpp-sp@3.5.2:configs/attribute-policy.xml";

pub(crate) const PRODUCT: Product = Product {
    name: "Shibboleth SP",
    key: "shibboleth-sp",
    aliases: &["shib-sp", "mod-shib"],
    role: Role::ServiceProvider,
    signs: &[Sign::AcsPathContains("Shibboleth.sso/")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: NATIVE_SP_CONFIG,
        text: "Set `signing=\"true\"` on ApplicationDefaults or RelyingParty if the identity provider wants signed requests." },
    Setting { code: Code::StatusNotSuccess, source: NATIVE_SP_CONFIG,
        text: "Change `NameIDFormat` or `authnContextClassRef` on `<SSO>` for InvalidNameIDPolicy or NoAuthnContext." },
    Setting { code: Code::Unsigned, source: NATIVE_SP_CONFIG,
        text: "Sign the Response at the identity provider; `requireSignedAssertions=\"true\"` on ApplicationDefaults asks for signed assertions too." },
    Setting { code: Code::ResponseNotSigned, source: SECURITY_POLICY,
        text: "Sign the Response at the identity provider if your policy asks for it; the rule `XMLSigning` accepts a signed assertion too." },
    Setting { code: Code::SignatureUntrustedKey, source: SAML2CONSUMER,
        text: "Refresh the metadata: lower `maxRefreshDelay`, or replace the local file with `reloadInterval` set; it may contain both keys." },
    Setting { code: Code::AlgorithmRefused, source: SECURITY_POLICY,
        text: "Change `<ExcludedAlgorithms>` or `<IncludedAlgorithms>` in security-policy.xml if the algorithm must be accepted." },
    Setting { code: Code::AlgorithmWeak, source: SECURITY_POLICY,
        text: "Choose SHA-256 at the identity provider; `<ExcludedAlgorithms>` in security-policy.xml lists what is refused, `signingAlg` and `digestAlg` are for requests." },
    Setting { code: Code::CertificateExpired, source: SAML2CONSUMER,
        text: "Load metadata with the renewed certificate through `<MetadataProvider>`." },
    Setting { code: Code::EncryptedAssertion, source: SHIBBOLETH2,
        text: "Make `<CredentialResolver type=\"File\" use=\"encryption\" key=\"…\" certificate=\"…\"/>` the key pair that the identity provider has from your metadata." },
    Setting { code: Code::DecryptionFailed, source: SHIBBOLETH2,
        text: "Make `<CredentialResolver type=\"File\" use=\"encryption\" key=\"…\" certificate=\"…\"/>` the key pair that the identity provider has from your metadata." },
    Setting { code: Code::IssuerMismatch, source: SHIBBOLETH2,
        text: "Load the metadata of `{actual}` with `<MetadataProvider type=\"XML\" …>` in shibboleth2.xml; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SHIBBOLETH2,
        text: "Set `entityID` of `<ApplicationDefaults>` to `{actual}`, or correct the audience at the identity provider." },
    Setting { code: Code::AudienceMismatch, source: SHIBBOLETH2,
        text: "Add another accepted value to `<PolicyRule type=\"Audience\">` in security-policy.xml." },
    Setting { code: Code::DestinationMismatch, source: EXAMPLE_SHIBBOLETH2,
        text: "Set `ServerName https://sp.example.org:443` and `UseCanonicalName On` in Apache; behind a proxy too, because X-Forwarded-* headers are not read." },
    Setting { code: Code::DestinationMismatch, source: EXAMPLE_SHIBBOLETH2,
        text: "Set `<Site id=\"1\" name=\"sp.example.org\" scheme=\"https\" port=\"443\"/>` on IIS." },
    Setting { code: Code::DestinationMismatch, source: PROTOCOLS,
        text: "Enter `<handlerURL>/SAML2/POST` as ACS URL at the identity provider; handlerURL is `/Shibboleth.sso` by default." },
    Setting { code: Code::RecipientMismatch, source: EXAMPLE_SHIBBOLETH2,
        text: "Set `ServerName https://sp.example.org:443` and `UseCanonicalName On` in Apache; behind a proxy too, because X-Forwarded-* headers are not read." },
    Setting { code: Code::RecipientMismatch, source: PROTOCOLS,
        text: "Enter `<handlerURL>/SAML2/POST` as ACS URL at the identity provider; handlerURL is `/Shibboleth.sso` by default." },
    Setting { code: Code::InResponseToMismatch, source: MESSAGE_FLOW_RULE,
        text: "Let the cookie `_shibstate_…` come back, or turn `checkCorrelation` of `<PolicyRule type=\"MessageFlow\">` and `type=\"Bearer\"` off." },
    Setting { code: Code::InResponseToMismatch, source: NATIVE_SP_CONFIG,
        text: "Set `sameSiteSession=\"None\"`, `sameSiteFallback=\"true\"` and `cookieProps=\"https\"` on `<Sessions>`." },
    Setting { code: Code::Unsolicited, source: SECURITY_POLICY,
        text: "Remove `policyId=\"blockUnsolicited\"` from `<SSO>` or `<Sessions>` to accept logins that start at the identity provider (the default)." },
    Setting { code: Code::AcsByIndex, source: NATIVE_SP_CONFIG,
        text: "Set `acsByIndex=\"true\"` on `<SSO>` only if the identity provider has your metadata with that index." },
    Setting { code: Code::AssertionExpired, source: SHIBBOLETH2,
        text: "Set `clockSkew` of `<SPConfig>` in shibboleth2.xml (180 seconds); fix the clocks first." },
    Setting { code: Code::AssertionExpired, source: SHIBBOLETH2,
        text: "Raise `expires` of `<PolicyRule type=\"MessageFlow\">` in security-policy.xml for slow messages." },
    Setting { code: Code::AssertionNotYetValid, source: SHIBBOLETH2,
        text: "Set `clockSkew` of `<SPConfig>` in shibboleth2.xml (180 seconds); fix the clocks first." },
    Setting { code: Code::ConfirmationExpired, source: SHIBBOLETH2,
        text: "Set `clockSkew` of `<SPConfig>` in shibboleth2.xml (180 seconds); fix the clocks first." },
    Setting { code: Code::SessionShort, source: SHIBBOLETH2,
        text: "Set `lifetime` and `timeout` of `<Sessions>`, and lengthen SessionNotOnOrAfter at the identity provider, which may end the session earlier." },
    Setting { code: Code::SessionExpired, source: SHIBBOLETH2,
        text: "Set `lifetime` and `timeout` of `<Sessions>`, and lengthen SessionNotOnOrAfter at the identity provider, which may end the session earlier." },
    Setting { code: Code::OneTimeUse, source: SECURITY_POLICY,
        text: "Share the StorageService of `<ReplayCache>` in a cluster; `checkReplay=\"true\"` of MessageFlow refuses a repeated message." },
    Setting { code: Code::NameIdMissing, source: ATTRIBUTE_MAP,
        text: "Map the NameID formats in attribute-map.xml; Shibboleth SP does not require a NameID." },
    Setting { code: Code::AttributeMissing, source: ATTRIBUTE_MAP,
        text: "Add `<Attribute name=\"{expected}\" nameFormat=\"…\" id=\"…\"/>` to attribute-map.xml; without `nameFormat` only the format uri matches." },
    Setting { code: Code::AttributeMissing, source: ATTRIBUTE_POLICY,
        text: "Check attribute-policy.xml, which can drop values, and look at /Shibboleth.sso/Session; scoped attributes need `<Scope>` in the metadata." },
    Setting { code: Code::AttributeMisnamed, source: ATTRIBUTE_MAP,
        text: "Add `<Attribute name=\"{actual}\" nameFormat=\"…\" id=\"…\"/>` to attribute-map.xml." },
    Setting { code: Code::MfaNotShown, source: NATIVE_SP_CONFIG,
        text: "Set `authnContextClassRef` and `authnContextComparison` on `<SSO>`, and test it with `Require authnContextClassRef`." },
    Setting { code: Code::IdpUnreachable, source: SHIBBOLETH2,
        text: "Correct `url` of `<MetadataProvider type=\"XML\">`, or use `path` for a local copy; `backingFilePath` keeps the last one." },
    Setting { code: Code::MetadataCertificateRotated, source: SAML2CONSUMER,
        text: "Refresh the metadata: lower `maxRefreshDelay`, or replace the local file with `reloadInterval` set; it may contain both keys." },
];
