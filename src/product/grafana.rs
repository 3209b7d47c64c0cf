//! Grafana Enterprise and Grafana Cloud.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const SAML: &str =
    "grafana/grafana:docs/sources/setup-grafana/configure-security/configure-authentication/saml/_index.md";
const SAML_CONFIGURATION_OPTIONS: &str = "grafana/grafana:docs/sources/setup-grafana/configure-security/configure-authentication/saml/saml-configuration-options/_index.md";
const TROUBLESHOOT_SAML: &str = "grafana/grafana:docs/sources/setup-grafana/configure-security/configure-authentication/saml/troubleshoot-saml/_index.md";

pub(crate) const PRODUCT: Product = Product {
    name: "Grafana",
    key: "grafana",
    aliases: &["grafana-enterprise", "grafana-cloud"],
    role: Role::ServiceProvider,
    signs: &[Sign::AcsHost("grafana.net")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: SAML_CONFIGURATION_OPTIONS,
        text: "Set `[auth.saml] name_id_format` (default transient) for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: SAML,
        text: "Sign the Response or the assertion at the identity provider; Grafana has no switch for it." },
    Setting { code: Code::ResponseNotSigned, source: SAML,
        text: "Sign the Response or the assertion at the identity provider; Grafana has no switch for it." },
    Setting { code: Code::SignatureUntrustedKey, source: SAML,
        text: "Replace the metadata file of `idp_metadata_path`, or restart so that `idp_metadata_url` is read again." },
    Setting { code: Code::AlgorithmWeak, source: SAML_CONFIGURATION_OPTIONS,
        text: "Set `[auth.saml] signature_algorithm = rsa-sha256` for requests; choose SHA-256 at the identity provider for responses." },
    Setting { code: Code::CertificateExpired, source: SAML,
        text: "Replace the metadata file of `idp_metadata_path`, or restart so that `idp_metadata_url` is read again." },
    Setting { code: Code::EncryptedAssertion, source: TROUBLESHOOT_SAML,
        text: "Set `certificate_path` and `private_key_path` in `[auth.saml]`, and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: TROUBLESHOOT_SAML,
        text: "Convert the key of `private_key_path` to PKCS#8; `asn1: structure error: tags don't match` means another format." },
    Setting { code: Code::IssuerMismatch, source: SAML,
        text: "Load the metadata whose entityID is `{actual}` with `idp_metadata_url`, `idp_metadata_path` or `idp_metadata` in `[auth.saml]`; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SAML_CONFIGURATION_OPTIONS,
        text: "Set `[auth.saml] entity_id` to `{actual}`; the default is `https://<grafana>/saml/metadata`." },
    Setting { code: Code::DestinationMismatch, source: SAML,
        text: "Set `[server] root_url` to the public URL, and enter `<root_url>/saml/acs` as ACS URL at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: TROUBLESHOOT_SAML,
        text: "Set `[security] csrf_trusted_origins` and `csrf_additional_headers = X-Forwarded-Host` behind a proxy if the error is \"origin not allowed\"." },
    Setting { code: Code::RecipientMismatch, source: SAML,
        text: "Set `[server] root_url` to the public URL, and enter `<root_url>/saml/acs` as ACS URL at the identity provider." },
    Setting { code: Code::InResponseToMismatch, source: TROUBLESHOOT_SAML,
        text: "Set `[security] cookie_samesite = none` and `cookie_secure = true`, and open Grafana only under the host of `root_url`." },
    Setting { code: Code::Unsolicited, source: SAML,
        text: "Set `[auth.saml] allow_idp_initiated = true`, and `relay_state` to the value that the identity provider sends." },
    Setting { code: Code::AssertionExpired, source: SAML,
        text: "Raise `[auth.saml] max_issue_delay` (default 90s) if users take long to log in; fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: SAML,
        text: "Correct the server's clock: `max_issue_delay` does not help when the clock is behind." },
    Setting { code: Code::NameIdMissing, source: SAML_CONFIGURATION_OPTIONS,
        text: "Send a NameID in the format of `[auth.saml] name_id_format` (default transient)." },
    Setting { code: Code::AttributeMissing, source: SAML,
        text: "Set `assertion_attribute_login`, `assertion_attribute_email` and `assertion_attribute_name` to names or friendly names that are sent (defaults mail, mail, displayName)." },
    Setting { code: Code::AttributeMisnamed, source: SAML,
        text: "Set the `assertion_attribute_…` key of this value to `{actual}`, or build it with `$__saml{…}`." },
    Setting { code: Code::IdpUnreachable, source: SAML,
        text: "Correct `[auth.saml] idp_metadata_url`, or use `idp_metadata_path` or `idp_metadata` (base64) for a copy." },
    Setting { code: Code::MetadataOutdated, source: SAML,
        text: "Raise `metadata_valid_duration` (default 48h) if the identity provider keeps a copy of Grafana's metadata." },
    Setting { code: Code::MetadataCertificateRotated, source: SAML,
        text: "Replace the metadata file of `idp_metadata_path`, or restart so that `idp_metadata_url` is read again." },
];
