//! Private keys in PEM, read without asking at a terminal.

use crate::{Error, ErrorKind};
use openssl::pkey::{PKey, Private};

/// Reads a private key in PEM; the passphrase is empty if it has none. `certificate_use` completes the sentence about a
/// certificate that was given instead: "a certificate, which …".
///
/// # Errors
/// No private key in it, a damaged one, or a wrong passphrase.
pub(crate) fn private_key(
    pem: &[u8],
    passphrase: &[u8],
    certificate_use: &str,
) -> Result<PKey<Private>, Error> {
    // Always with a callback: without one OpenSSL asks at the terminal, which no library may do (invariant: no-ambient).
    let pkey = PKey::private_key_from_pem_callback(pem, |buffer| {
        match buffer.get_mut(..passphrase.len()) {
            Some(head) => head.copy_from_slice(passphrase),
            None => return Ok(0),
        }
        Ok(passphrase.len())
    });
    pkey.map_err(|_| match has_passphrase(pem) {
        true => wrong("the private key cannot be read: the passphrase is wrong, or the file is damaged"),
        false => wrong(mistaken(pem, certificate_use)),
    })
}

/// Whether a private key in PEM needs a passphrase to be read.
pub(crate) fn has_passphrase(pem: &[u8]) -> bool {
    contains(pem, "-----BEGIN ENCRYPTED PRIVATE KEY-----") || contains(pem, "Proc-Type: 4,ENCRYPTED")
}

/// What was given instead of a private key.
fn mistaken(pem: &[u8], certificate_use: &str) -> String {
    if contains(pem, "PRIVATE KEY-----") {
        "the private key is damaged, or OpenSSL does not support its type (expected PRIVATE KEY or RSA PRIVATE KEY)"
            .to_owned()
    } else if contains(pem, "-----BEGIN CERTIFICATE-----") {
        format!("this is a certificate, which {certificate_use}; give the private key that belongs to it")
    } else if contains(pem, "PUBLIC KEY-----") {
        format!("this is a public key, which {certificate_use}; give the private key that belongs to it")
    } else {
        "no private key in PEM was found (expected PRIVATE KEY or RSA PRIVATE KEY)".to_owned()
    }
}

fn contains(pem: &[u8], marker: &str) -> bool {
    pem.windows(marker.len()).any(|window| window == marker.as_bytes())
}

fn wrong(message: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::Certificate, message)
}
