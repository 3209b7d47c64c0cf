//! XML Encryption of an assertion: AES-256-GCM, and RSA-OAEP for its key.

use crate::{Certificate, Error, ErrorKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openssl::encrypt::Encrypter;
use openssl::error::ErrorStack;
use openssl::rsa::Padding;
use openssl::sha::sha256;
use openssl::symm::{Cipher, encrypt_aead};

const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
const GCM: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
const OAEP: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// EncryptedData of an element. The content key follows from the ID, because this library has no random source: what it
/// encrypts is no secret.
pub(super) fn element(xml: &str, certificate: &Certificate, id: &str) -> Result<String, Error> {
    let public = certificate.public_key().pkey().filter(|key| key.rsa().is_ok()).ok_or_else(|| {
        Error::new(ErrorKind::Configuration, "the certificate to encrypt for has no RSA key")
    })?;
    let key = sha256(format!("test content key {id}").as_bytes());
    let digest = sha256(format!("test nonce {id}").as_bytes());
    let nonce = digest.first_chunk::<12>().unwrap_or(&[0; 12]);
    let mut tag = [0; 16];
    let ciphertext = encrypt_aead(Cipher::aes_256_gcm(), &key, Some(nonce), &[], xml.as_bytes(), &mut tag)
        .map_err(crypto)?;
    let value = STANDARD.encode([nonce.as_slice(), &ciphertext, &tag].concat());
    let mut encrypter = Encrypter::new(public).map_err(crypto)?;
    encrypter.set_rsa_padding(Padding::PKCS1_OAEP).map_err(crypto)?;
    let mut wrapped = vec![0; encrypter.encrypt_len(&key).map_err(crypto)?];
    let length = encrypter.encrypt(&key, &mut wrapped).map_err(crypto)?;
    wrapped.truncate(length);
    let wrapped = STANDARD.encode(wrapped);
    Ok(format!(
        "<xenc:EncryptedData xmlns:xenc=\"{XENC}\" Type=\"{XENC}Element\">\
         <xenc:EncryptionMethod Algorithm=\"{GCM}\"/><ds:KeyInfo xmlns:ds=\"{DSIG}\"><xenc:EncryptedKey>\
         <xenc:EncryptionMethod Algorithm=\"{OAEP}\"/>\
         <xenc:CipherData><xenc:CipherValue>{wrapped}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>\
         </ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{value}</xenc:CipherValue></xenc:CipherData>\
         </xenc:EncryptedData>"
    ))
}

fn crypto(error: ErrorStack) -> Error {
    Error::new(ErrorKind::Crypto, format!("the test assertion cannot be encrypted: {error}"))
}
