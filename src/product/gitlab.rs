//! GitLab, self-managed (settings in `gitlab.rb`).

use super::{Product, Role, Setting, Sign};
use crate::Code;

const SAML: &str = "gitlabhq/gitlabhq:doc/integration/saml.md";
const NGINX: &str = "https://docs.gitlab.com/omnibus/settings/nginx/";
const SAML_SSO: &str = "https://docs.gitlab.com/user/group/saml_sso/";

pub(crate) const PRODUCT: Product = Product {
    name: "GitLab",
    key: "gitlab",
    aliases: &["gitlab-self-managed"],
    role: Role::ServiceProvider,
    signs: &[Sign::ServicePrefix("https://gitlab."), Sign::AcsPathContains("/-/saml/callback")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: SAML,
        text: "Set `args: { name_identifier_format: \"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\" }` for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: SAML,
        text: "Sign the Response at the identity provider and include its certificate, or set `idp_cert` instead of `idp_cert_fingerprint`." },
    Setting { code: Code::ResponseNotSigned, source: SAML,
        text: "Sign the Response at the identity provider: GitLab requires signed SAML responses." },
    Setting { code: Code::SignatureUntrustedKey, source: SAML,
        text: "Replace `args: { idp_cert: \"…\" }` or `idp_cert_fingerprint` with the current certificate, then run `gitlab-ctl reconfigure` (\"Fingerprint mismatch\")." },
    Setting { code: Code::SignatureUntrustedKey, source: SAML_SSO,
        text: "Replace the certificate fingerprint under Group → Settings → SAML SSO if this is a group on GitLab.com." },
    Setting { code: Code::AlgorithmWeak, source: SAML,
        text: "Set `security: { authn_requests_signed: true, signature_method: \"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\" }` for requests; choose SHA-256 at the identity provider." },
    Setting { code: Code::CertificateExpired, source: SAML,
        text: "Replace `args: { idp_cert: \"…\" }` or `idp_cert_fingerprint` with the renewed certificate, then run `gitlab-ctl reconfigure`." },
    Setting { code: Code::EncryptedAssertion, source: SAML,
        text: "Set `args: { certificate: \"…\", private_key: \"…\" }`, and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: SAML,
        text: "Check that `private_key` in `args` belongs to the certificate that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: SAML,
        text: "Set `idp_entity_id: \"{actual}\"` in `args`; do not put it in `issuer`, which is GitLab's own entity ID." },
    Setting { code: Code::AudienceMismatch, source: SAML,
        text: "Set `args: { issuer: \"{actual}\" }` of `gitlab_rails['omniauth_providers']` in /etc/gitlab/gitlab.rb, then run `gitlab-ctl reconfigure`." },
    Setting { code: Code::AudienceMismatch, source: SAML,
        text: "Set the audience at the identity provider to the `issuer` of gitlab.rb; it is GitLab's own entity ID, usually the site URL." },
    Setting { code: Code::DestinationMismatch, source: SAML,
        text: "Set `args: { assertion_consumer_service_url: \"https://gitlab.example.com/users/auth/saml/callback\" }`, and enter the same URL at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: NGINX,
        text: "Set `external_url` to the public https URL, and let the proxy send `X-Forwarded-Proto: https` and `X-Forwarded-Ssl: on`." },
    Setting { code: Code::RecipientMismatch, source: SAML,
        text: "Set `args: { assertion_consumer_service_url: \"https://gitlab.example.com/users/auth/saml/callback\" }`, and enter the same URL at the identity provider." },
    Setting { code: Code::RecipientMismatch, source: NGINX,
        text: "Set `external_url` to the public https URL, and let the proxy send `X-Forwarded-Proto: https` and `X-Forwarded-Ssl: on`." },
    Setting { code: Code::InResponseToMismatch, source: SAML,
        text: "Start a new login from GitLab; OmniAuth does not compare InResponseTo by default, so look for another cause too." },
    Setting { code: Code::Unsolicited, source: SAML,
        text: "Start at the identity provider or at GitLab: both are accepted, because OmniAuth does not enforce InResponseTo." },
    Setting { code: Code::AssertionExpired, source: SAML,
        text: "Set `args: { allowed_clock_drift: 1 }` (seconds, fractions allowed); fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: SAML,
        text: "Set `args: { allowed_clock_drift: 1 }` (seconds, fractions allowed); fix the clocks first." },
    Setting { code: Code::NameIdMissing, source: SAML,
        text: "Send a NameID, or set `args: { uid_attribute: \"uid\" }` to use an attribute as user ID." },
    Setting { code: Code::NameIdEmpty, source: SAML,
        text: "Send a NameID, or set `args: { uid_attribute: \"uid\" }` to use an attribute as user ID." },
    Setting { code: Code::AttributeMissing, source: SAML,
        text: "Send the e-mail address as `email` or `mail`; name, first_name and last_name are optional." },
    Setting { code: Code::AttributeMisnamed, source: SAML,
        text: "Map the name that is sent: `args: { attribute_statements: { email: [\"{actual}\"] } }`." },
    Setting { code: Code::MfaNotShown, source: SAML,
        text: "List the classes that count as second factor in `args: { upstream_two_factor_authn_contexts: %w(…) }`." },
    Setting { code: Code::IdpUnreachable, source: SAML,
        text: "Set `idp_sso_target_url` (newer: `idp_sso_service_url`) and `idp_cert` by hand; GitLab does not load metadata." },
    Setting { code: Code::MetadataCertificateRotated, source: SAML,
        text: "Replace `args: { idp_cert: \"…\" }` or `idp_cert_fingerprint` with the renewed certificate, then run `gitlab-ctl reconfigure`." },
];
