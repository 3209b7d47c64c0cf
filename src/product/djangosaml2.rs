//! djangosaml2 and the library under it, pysaml2.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const CONFIG: &str = "IdentityPython/pysaml2:docs/howto/config.rst";
const RESPONSE: &str = "IdentityPython/pysaml2:src/saml2/response.py";
const SECURE_PROXY_SSL_HEADER: &str =
    "https://docs.djangoproject.com/en/stable/ref/settings/#secure-proxy-ssl-header";
const FAQ: &str = "IdentityPython/djangosaml2:docs/source/contents/faq.md";
const SETUP: &str = "IdentityPython/djangosaml2:docs/source/contents/setup.rst";

pub(crate) const PRODUCT: Product = Product {
    name: "djangosaml2 / pysaml2",
    key: "djangosaml2",
    aliases: &["pysaml2", "django"],
    role: Role::ServiceProvider,
    signs: &[Sign::AcsPath("saml2/acs/")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: CONFIG, text: "Set `service.sp.requested_authn_context`, or leave it out, for NoAuthnContext." },
    Setting { code: Code::StatusNotSuccess, source: CONFIG,
        text: "Set `service.sp.name_id_policy_format` and `name_id_format_allow_create` for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: CONFIG,
        text: "Sign the Response at the identity provider; `want_assertions_or_response_signed: True`, with both others False, accepts either signature." },
    Setting { code: Code::Unsigned, source: CONFIG,
        text: "Set `service.sp.logout_requests_signed: True`, so that its logout messages are signed." },
    Setting { code: Code::ResponseNotSigned, source: CONFIG,
        text: "Sign the Response at the identity provider, or set `service.sp.want_response_signed: False` (default True)." },
    Setting { code: Code::SignatureUntrustedKey, source: CONFIG,
        text: "Replace the local metadata file, or use `metadata.remote` or `mdq`, and restart; only keys in the metadata are used (`only_use_keys_in_metadata`)." },
    Setting { code: Code::AlgorithmWeak, source: CONFIG,
        text: "Set `service.sp.signing_algorithm` and `digest_algorithm` to SHA-256 URIs for requests; choose SHA-256 at the identity provider for responses." },
    Setting { code: Code::CertificateExpired, source: CONFIG,
        text: "Load metadata with the renewed certificate in `SAML_CONFIG[\"metadata\"]`, and restart." },
    Setting { code: Code::EncryptedAssertion, source: CONFIG,
        text: "Set `encryption_keypairs: [{\"key_file\": …, \"cert_file\": …}]`, and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: CONFIG,
        text: "Check that `encryption_keypairs` contains the right key, and that the `xmlsec1` binary (`xmlsec_binary`) knows the algorithm." },
    Setting { code: Code::IssuerMismatch, source: CONFIG,
        text: "Load the metadata of `{actual}` in `SAML_CONFIG[\"metadata\"]`, and check `service.sp.idp`; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: RESPONSE,
        text: "Set `SAML_CONFIG[\"entityid\"]` to `{actual}`, or correct the audience at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: RESPONSE,
        text: "List the public URL in `service.sp.endpoints.assertion_consumer_service` with `saml2.BINDING_HTTP_POST`; it is compared with that list." },
    Setting { code: Code::DestinationMismatch, source: SECURE_PROXY_SSL_HEADER,
        text: "Write the public https URL in SAML_CONFIG: the endpoints do not follow the proxy (`SECURE_PROXY_SSL_HEADER` is for Django's own redirects)." },
    Setting { code: Code::RecipientMismatch, source: RESPONSE,
        text: "List the public URL in `service.sp.endpoints.assertion_consumer_service` with `saml2.BINDING_HTTP_POST`; it is compared with that list." },
    Setting { code: Code::InResponseToMismatch, source: FAQ,
        text: "Add `djangosaml2.middleware.SamlSessionMiddleware` and set `SESSION_COOKIE_SECURE = True`: UnsolicitedResponse often means that the session cookie was lost." },
    Setting { code: Code::InResponseToMismatch, source: SETUP,
        text: "Check that `SAML_SESSION_COOKIE_SAMESITE` sends SameSite=None for the cookie `saml_session` (`SAML_SESSION_COOKIE_NAME`)." },
    Setting { code: Code::Unsolicited, source: CONFIG,
        text: "Set `service.sp.allow_unsolicited: True` (default False) for logins that start at the identity provider." },
    Setting { code: Code::Unsolicited, source: FAQ,
        text: "Add `djangosaml2.middleware.SamlSessionMiddleware` and set `SESSION_COOKIE_SECURE = True`: UnsolicitedResponse often means that the session cookie was lost." },
    Setting { code: Code::AssertionExpired, source: CONFIG,
        text: "Set `accepted_time_diff` (seconds) in SAML_CONFIG to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: CONFIG,
        text: "Set `accepted_time_diff` (seconds) in SAML_CONFIG to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::ConfirmationExpired, source: CONFIG,
        text: "Set `accepted_time_diff` (seconds) in SAML_CONFIG to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::NameIdMissing, source: SETUP,
        text: "Send a NameID with `SAML_USE_NAME_ID_AS_USERNAME = True`; otherwise name the attribute in `SAML_DJANGO_USER_MAIN_ATTRIBUTE`." },
    Setting { code: Code::AttributeMissing, source: CONFIG,
        text: "List required attributes by friendly name in `service.sp.required_attributes`; each needs an entry in an attribute map." },
    Setting { code: Code::AttributeMissing, source: SETUP,
        text: "Map the name in `SAML_ATTRIBUTE_MAPPING = {\"mail\": (\"email\",)}`; names outside `attribute_map_dir` need `allow_unknown_attributes: True`." },
    Setting { code: Code::AttributeMisnamed, source: SETUP,
        text: "Map the name in `SAML_ATTRIBUTE_MAPPING = {\"mail\": (\"email\",)}`; names outside `attribute_map_dir` need `allow_unknown_attributes: True`." },
    Setting { code: Code::MfaNotShown, source: SETUP,
        text: "Set `service.sp.requested_authn_context: {\"authn_context_class_ref\": […], \"comparison\": \"minimum\"}`." },
    Setting { code: Code::IdpUnreachable, source: CONFIG,
        text: "Use `metadata.local` for a copy, or `mdq` with `freshness_period`; `metadata.remote` is fetched when the configuration is loaded." },
    Setting { code: Code::MetadataCertificateRotated, source: CONFIG,
        text: "Replace the local metadata file, or use `metadata.remote` or `mdq`, and restart; only keys in the metadata are used (`only_use_keys_in_metadata`)." },
];
