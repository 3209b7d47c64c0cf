//! Elasticsearch, whose SAML realm signs people in to Kibana.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const GUIDE: &str = "elastic/docs-content:deploy-manage/users-roles/cluster-or-deployment-auth/saml.md";
const COMMON_ISSUES: &str = "elastic/docs-content:troubleshoot/elasticsearch/security/trb-security-saml.md";
const REFERENCE: &str = "elastic/elasticsearch:docs/reference/settings/security-settings.asciidoc";

pub(crate) const PRODUCT: Product = Product {
    name: "Elasticsearch (Kibana)",
    key: "elasticsearch",
    aliases: &["kibana", "elastic", "elastic-stack"],
    role: Role::ServiceProvider,
    signs: &[
        Sign::AcsPathContains("api/security/saml/callback"),
        Sign::AcsPathContains("api/security/v1/saml"),
    ],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: COMMON_ISSUES,
        text: "Set `nameid_format` of the SAML realm to a format that the identity provider has, or to unspecified, for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: GUIDE,
        text: "Sign the Response or the assertion at the identity provider; Elasticsearch requires one of them." },
    Setting { code: Code::SignatureUntrustedKey, source: COMMON_ISSUES,
        text: "Replace the metadata file of `idp.metadata.path` with the current one of the identity provider." },
    Setting { code: Code::CertificateExpired, source: GUIDE,
        text: "Replace the metadata file of `idp.metadata.path`, or set it to an HTTPS URL of the metadata." },
    Setting { code: Code::EncryptedAssertion, source: REFERENCE,
        text: "Set `encryption.key` and `encryption.certificate` of the SAML realm, and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: REFERENCE,
        text: "Set `encryption.key` to the key of the certificate that the identity provider encrypts for." },
    Setting { code: Code::IssuerMismatch, source: GUIDE,
        text: "Set `idp.entity_id` to the `entityID` of the metadata in `idp.metadata.path`; check first that `{actual}` is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: COMMON_ISSUES,
        text: "Set `sp.entity_id` of the SAML realm in elasticsearch.yml to `{actual}`; slashes and case count." },
    Setting { code: Code::DestinationMismatch, source: GUIDE,
        text: "Set `sp.acs` of the SAML realm to the public URL of Kibana followed by /api/security/saml/callback, and enter it at the identity provider." },
    Setting { code: Code::RecipientMismatch, source: GUIDE,
        text: "Set `sp.acs` of the SAML realm to the public URL of Kibana followed by /api/security/saml/callback, and enter it at the identity provider." },
    Setting { code: Code::InResponseToMismatch, source: COMMON_ISSUES,
        text: "Set `xpack.security.sameSiteCookies` in kibana.yml to `None`, and the same security settings in every Kibana behind a load balancer." },
    Setting { code: Code::AssertionExpired, source: REFERENCE,
        text: "Raise `allowed_clock_skew` of the SAML realm (default 3m) if the clocks cannot be synchronized." },
    Setting { code: Code::AssertionNotYetValid, source: REFERENCE,
        text: "Raise `allowed_clock_skew` of the SAML realm (default 3m) if the clocks cannot be synchronized." },
    Setting { code: Code::AttributeMissing, source: COMMON_ISSUES,
        text: "Set `attributes.principal` of the SAML realm to the name of an attribute that is sent." },
    Setting { code: Code::AttributeMisnamed, source: COMMON_ISSUES,
        text: "Set the `attributes.…` key of this value in the SAML realm to `{actual}`." },
];
