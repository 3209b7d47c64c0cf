//! A sender without a signing key is never signed in by a ciphertext, and learns nothing of its plaintext.

use openssl::encrypt::Encrypter;
use openssl::rsa::Padding;
use openssl::symm::{Cipher, encrypt_aead};
use openssl::x509::X509;
use samlens::inspect::{Captured, Verdict};
use samlens::{
    Certificate, Code, DecryptionKey, IdentityProvider, InResponseTo, Profile, ServiceProvider, Validator,
};
use std::sync::OnceLock;

const KEY: &[u8] = include_bytes!("../../fixtures/keys/sp-encryption.key.pem");
const CERTIFICATE: &[u8] = include_bytes!("../../fixtures/keys/sp-encryption.cert.pem");
const IDP: &[u8] = include_bytes!("../../fixtures/keys/idp-rsa2048.cert.pem");
const NOW: &str = "2026-01-15T10:01:00Z";

fn validator() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        let certificate = Certificate::from_pem(IDP).expect("a certificate");
        let idp = IdentityProvider::builder("urn:idp").certificate(certificate).build().expect("a provider");
        Validator::builder()
            .identity_provider(idp)
            .service_provider(ServiceProvider::new("urn:sp").with_acs("https://sp.example.org/acs"))
            .profile(Profile::generic())
            .decryption_key(DecryptionKey::from_pem(KEY).expect("a key"))
            .build()
            .expect("a validator")
    })
}

/// A Response with this inside its EncryptedAssertion.
pub fn response(inside: &str) -> String {
    format!(
        r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" ID="_r" Version="2.0" IssueInstant="2026-01-15T10:00:00Z" Destination="https://sp.example.org/acs"><saml:Issuer>urn:idp</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status><saml:EncryptedAssertion>{inside}</saml:EncryptedAssertion></samlp:Response>"#
    )
}

/// EncryptedData that decrypts to this text, as anyone can make it who has the certificate.
pub fn encrypted(plaintext: &[u8]) -> String {
    let (key, iv, mut tag) = ([7; 32], [9; 12], [0; 16]);
    let content = encrypt_aead(Cipher::aes_256_gcm(), &key, Some(&iv), &[], plaintext, &mut tag);
    let content = [&iv[..], &content.expect("encryption"), &tag].concat();
    let public = X509::from_pem(CERTIFICATE).and_then(|certificate| certificate.public_key()).expect("a key");
    let mut encrypter = Encrypter::new(&public).expect("an encrypter");
    encrypter.set_rsa_padding(Padding::PKCS1_OAEP).expect("OAEP");
    let mut wrapped = vec![0; encrypter.encrypt_len(&key).expect("a length")];
    let length = encrypter.encrypt(&key, &mut wrapped).expect("encryption");
    wrapped.truncate(length);
    let base64 = openssl::base64::encode_block;
    format!(
        r#"<xenc:EncryptedData><xenc:EncryptionMethod Algorithm="http://www.w3.org/2009/xmlenc11#aes256-gcm"/><ds:KeyInfo><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p"/><xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{}</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData>"#,
        base64(&wrapped),
        base64(&content)
    )
}

/// Panics where such a message is accepted, or where a plaintext shows in the answer.
pub fn decrypt(text: &str) {
    let now = NOW.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().expect("an instant");
    // As the markup of the encrypted element: refused, whatever it says.
    let markup = response(text);
    assert!(validator().validate_xml(&markup, InResponseTo::Unchecked, now).is_err());
    let report = validator().inspector().inspect_captured(&Captured::from_xml(markup)).at(now);
    assert_ne!(report.verdict(), Verdict::Accepted);
    // As the plaintext: one answer, whatever it says.
    if text.len() > 1 << 20 {
        return;
    }
    let sealed = response(&encrypted(text.as_bytes()));
    let rejection = validator().validate_xml(&sealed, InResponseTo::Unchecked, now).expect_err("a refusal");
    assert_eq!(rejection.code(), Code::DecryptionFailed);
    assert_eq!(rejection.findings().len(), 1);
    let report = validator().inspector().inspect_captured(&Captured::from_xml(sealed)).at(now);
    assert_ne!(report.verdict(), Verdict::Accepted);
    assert!(report.identity().is_none());
}
