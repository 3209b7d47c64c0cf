//! django-saml2-auth, a Django application built on pysaml2.

use super::{Product, Role, Setting};
use crate::Code;

const README: &str = "grafana/django-saml2-auth:README.md";
const SAML: &str = "grafana/django-saml2-auth:django_saml2_auth/saml.py";
const ERRORS: &str = "grafana/django-saml2-auth:django_saml2_auth/errors.py";

pub(crate) const PRODUCT: Product = Product {
    name: "django-saml2-auth",
    key: "django-saml2-auth",
    aliases: &["grafana-django-saml2-auth"],
    role: Role::ServiceProvider,
    signs: &[],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: README, text: "Set `NAME_ID_FORMAT` for InvalidNameIDPolicy." },
    Setting { code: Code::StatusNotSuccess, source: README,
        text: "Set `AUTHN_REQUESTS_SIGNED: False`, or give `KEY_FILE`, if the identity provider refuses the request signature." },
    Setting { code: Code::Unsigned, source: README,
        text: "Sign the Response and the assertion at the identity provider; `WANT_ASSERTIONS_SIGNED` (default True) asks for the assertion." },
    Setting { code: Code::ResponseNotSigned, source: README,
        text: "Sign the Response at the identity provider, or set `WANT_RESPONSE_SIGNED: False` (default True)." },
    Setting { code: Code::SignatureUntrustedKey, source: SAML,
        text: "Replace the file of `METADATA_LOCAL_FILE_PATH`, or use `METADATA_AUTO_CONF_URL`, which is read at each login." },
    Setting { code: Code::CertificateExpired, source: SAML,
        text: "Replace the file of `METADATA_LOCAL_FILE_PATH`, or use `METADATA_AUTO_CONF_URL`, which is read at each login." },
    Setting { code: Code::EncryptedAssertion, source: README,
        text: "Set `KEY_FILE` and `CERT_FILE` (or `ENCRYPTION_KEYPAIRS`) to the pair that the identity provider encrypts to." },
    Setting { code: Code::DecryptionFailed, source: README,
        text: "Set `KEY_FILE` and `CERT_FILE` (or `ENCRYPTION_KEYPAIRS`) to the pair that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: README,
        text: "Set `SAML2_AUTH[\"METADATA_AUTO_CONF_URL\"]` or `METADATA_LOCAL_FILE_PATH` to the metadata of `{actual}`; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: README,
        text: "Set `SAML2_AUTH[\"ENTITY_ID\"]` to `{actual}`, or correct the audience at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: README,
        text: "Set `SAML2_AUTH[\"ASSERTION_URL\"] = \"https://public.example.com\"` behind a proxy; otherwise scheme and host are taken from the request." },
    Setting { code: Code::RecipientMismatch, source: README,
        text: "Set `SAML2_AUTH[\"ASSERTION_URL\"] = \"https://public.example.com\"` behind a proxy; otherwise scheme and host are taken from the request." },
    Setting { code: Code::InResponseToMismatch, source: SAML,
        text: "Start a new login; InResponseTo is not enforced, so look for another cause too." },
    Setting { code: Code::Unsolicited, source: SAML,
        text: "Start at the identity provider or at the service: both are accepted, because `allow_unsolicited` is always true." },
    Setting { code: Code::AssertionExpired, source: README,
        text: "Set `ACCEPTED_TIME_DIFF` (seconds) to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::AssertionNotYetValid, source: README,
        text: "Set `ACCEPTED_TIME_DIFF` (seconds) to the clock skew that you allow; fix the clocks first." },
    Setting { code: Code::NameIdMissing, source: ERRORS, text: "Send a NameID; without one the error code is 1110." },
    Setting { code: Code::AttributeMissing, source: README,
        text: "Correct `ATTRIBUTES_MAP` (email, username, first_name, last_name, token, groups) to the names that are sent." },
    Setting { code: Code::AttributeMissing, source: README, text: "Set `TOKEN_REQUIRED: False` if the error code is 1113 (no attribute `token`)." },
    Setting { code: Code::AttributeMisnamed, source: README,
        text: "Correct `ATTRIBUTES_MAP` (email, username, first_name, last_name, token, groups) to the names that are sent." },
    Setting { code: Code::IdpUnreachable, source: README,
        text: "Correct `SAML2_AUTH[\"METADATA_AUTO_CONF_URL\"]`, or use `METADATA_LOCAL_FILE_PATH` for a copy." },
    Setting { code: Code::MetadataCertificateRotated, source: SAML,
        text: "Replace the file of `METADATA_LOCAL_FILE_PATH`, or use `METADATA_AUTO_CONF_URL`, which is read at each login." },
];
