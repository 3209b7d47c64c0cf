//! The keys, which are published with this library: anyone who has its source has them. They prove nothing outside of a
//! test, and `trust/test_keys.rs` lists them so that [`Validator`](crate::Validator) refuses them.

use crate::sign_on::SigningKey;
use crate::{Certificate, DecryptionKey, Error};

const SERVICE_KEY: &str = include_str!("keys/sp.key.pem");
const SERVICE_CERTIFICATE: &str = include_str!("keys/sp.pem");

/// The test service provider's key, to sign requests with.
///
/// # Errors
/// OpenSSL refuses RSA keys of 2,048 bits.
pub fn service_signing_key() -> Result<SigningKey, Error> {
    signing_key(SERVICE_KEY, SERVICE_CERTIFICATE)
}

/// The same key, to decrypt with.
///
/// # Errors
/// As [`service_signing_key`].
pub fn service_decryption_key() -> Result<DecryptionKey, Error> {
    DecryptionKey::from_pem(SERVICE_KEY.as_bytes())
}

/// Its certificate, for [`TestIdp::with_signed_requests`](super::TestIdp::with_signed_requests) and
/// [`TestResponse::encrypted_for`](super::TestResponse::encrypted_for).
///
/// # Errors
/// As [`service_signing_key`].
pub fn service_certificate() -> Result<Certificate, Error> {
    Certificate::from_pem(SERVICE_CERTIFICATE.as_bytes())
}

/// The identity provider's RSA key.
pub(super) fn rsa() -> Result<SigningKey, Error> {
    signing_key(include_str!("keys/idp-rsa.key.pem"), include_str!("keys/idp-rsa.pem"))
}

/// The identity provider's EC key, on P-256.
pub(super) fn ec() -> Result<SigningKey, Error> {
    signing_key(include_str!("keys/idp-ec.key.pem"), include_str!("keys/idp-ec.pem"))
}

/// A key that no metadata lists.
pub(super) fn other() -> Result<SigningKey, Error> {
    signing_key(include_str!("keys/other.key.pem"), include_str!("keys/other.pem"))
}

fn signing_key(key: &str, certificate: &str) -> Result<SigningKey, Error> {
    SigningKey::from_pem(key.as_bytes(), Certificate::from_pem(certificate.as_bytes())?)
}
