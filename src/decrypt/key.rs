//! Private keys for decryption, read from PEM; nothing of them is ever printed.

use crate::trust::{colons, has_passphrase, is_test_key, private_key};
use crate::{Error, ErrorKind};
use openssl::pkey::{Id, PKey, Private};
use openssl::rsa::Rsa;
use openssl::sha::sha256;
use std::fmt;
use std::sync::Arc;

/// A private RSA key of the service provider, for what the identity provider encrypts.
///
/// ```no_run
/// use samlens::DecryptionKey;
/// let key = DecryptionKey::from_pem(&std::fs::read("sp-encryption.key.pem")?)?;
/// println!("RSA {}", key.bits());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct DecryptionKey {
    pkey: PKey<Private>,
    rsa: Rsa<Private>,
    spki: Arc<[u8]>,
    bits: u32,
}

impl DecryptionKey {
    /// Reads a key in PEM: PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`), without a passphrase.
    ///
    /// # Errors
    /// No private key in it, one with a passphrase, or one that is not RSA.
    pub fn from_pem(pem: &[u8]) -> Result<DecryptionKey, Error> {
        if DecryptionKey::has_passphrase(pem) {
            return Err(wrong("the private key is encrypted with a passphrase, and none was given"));
        }
        DecryptionKey::read(pem, b"")
    }

    /// Reads a key in PEM that is encrypted with a passphrase, as PKCS#8 or in OpenSSL's older form.
    ///
    /// # Errors
    /// As [`DecryptionKey::from_pem`]; a wrong passphrase.
    pub fn from_encrypted_pem(pem: &[u8], passphrase: &[u8]) -> Result<DecryptionKey, Error> {
        DecryptionKey::read(pem, passphrase)
    }

    /// Whether a private key in PEM needs a passphrase to be read.
    pub fn has_passphrase(pem: &[u8]) -> bool {
        has_passphrase(pem)
    }

    fn read(pem: &[u8], passphrase: &[u8]) -> Result<DecryptionKey, Error> {
        let pkey = private_key(pem, passphrase, "others encrypt with")?;
        if pkey.id() != Id::RSA {
            return Err(wrong("the private key is not an RSA key; SAML encryption needs RSA"));
        }
        let rsa = pkey.rsa().map_err(crypto)?;
        let spki = pkey.public_key_to_der().map_err(crypto)?.into();
        let bits = pkey.bits();
        Ok(DecryptionKey { pkey, rsa, spki, bits })
    }

    /// The length of its modulus, in bits.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// SHA-256 of its public key (SubjectPublicKeyInfo), upper-case hexadecimal with colons.
    pub fn public_key_fingerprint(&self) -> String {
        fingerprint(&self.spki)
    }

    /// Whether it belongs to this public key, a SubjectPublicKeyInfo in DER.
    pub(crate) fn fits(&self, spki: &[u8]) -> bool {
        *self.spki == *spki
    }

    /// Whether its private part is published with this library.
    pub(crate) fn is_test_key(&self) -> bool {
        is_test_key(&self.spki)
    }

    pub(super) fn pkey(&self) -> &PKey<Private> {
        &self.pkey
    }

    pub(super) fn rsa(&self) -> &Rsa<Private> {
        &self.rsa
    }

    /// The length of what it decrypts, in bytes.
    pub(super) fn size(&self) -> usize {
        usize::try_from(self.rsa.size()).unwrap_or(0)
    }
}

/// SHA-256 of some bytes, upper-case hexadecimal with colons.
pub(super) fn fingerprint(bytes: &[u8]) -> String {
    colons(&sha256(bytes))
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecryptionKey(RSA {})", self.bits)
    }
}

fn wrong(message: &str) -> Error {
    Error::new(ErrorKind::Certificate, message)
}

fn crypto(error: openssl::error::ErrorStack) -> Error {
    Error::new(ErrorKind::Crypto, format!("the private key cannot be loaded: {error}"))
}
