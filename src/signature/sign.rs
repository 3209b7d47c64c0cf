//! Signatures that this service makes: over octets, and over an element (enveloped).

use super::canonicalization::EXCLUSIVE;
use super::digest::digest_element;
use super::reference::ENVELOPED;
use super::{DigestAlgorithm, SignatureAlgorithm};
use crate::trust::{Certificate, Curve, KeyKind, has_passphrase, private_key};
use crate::xml::Element;
use crate::xml::canonical::{Canonicalizer, Method};
use crate::{Error, ErrorKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openssl::ecdsa::EcdsaSig;
use openssl::error::ErrorStack;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Padding;
use openssl::sign::{RsaPssSaltlen, Signer};
use std::fmt;

const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";

/// The private key and certificate that a service signs its own messages with.
///
/// RSA keys of 2,048 bits or more, and EC keys on P-256, P-384 and P-521. The algorithm follows from the key: RSA-SHA256,
/// or ECDSA with SHA-256, SHA-384 or SHA-512. `Debug` prints nothing of the key.
///
/// ```no_run
/// use samlens::{Certificate, sign_on::SigningKey};
///
/// let certificate = Certificate::from_pem(&std::fs::read("sp-signing.pem")?)?;
/// let key = SigningKey::from_pem(&std::fs::read("sp-signing.key.pem")?, certificate)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SigningKey {
    key: PKey<Private>,
    algorithm: SignatureAlgorithm,
    certificate: Certificate,
}

impl SigningKey {
    /// Reads a private key in PEM, PKCS #8 or the older forms, without a passphrase.
    ///
    /// # Errors
    /// No private key in it, one with a passphrase, one of another type or too short, or one that does not belong to the
    /// certificate.
    pub fn from_pem(pem: &[u8], certificate: Certificate) -> Result<SigningKey, Error> {
        if has_passphrase(pem) {
            return Err(wrong("the private key is encrypted with a passphrase, and none was given"));
        }
        SigningKey::read(pem, b"", certificate)
    }

    /// Reads a private key in PEM that is encrypted with a passphrase.
    ///
    /// # Errors
    /// As [`SigningKey::from_pem`]; a wrong passphrase.
    pub fn from_encrypted_pem(
        pem: &[u8],
        passphrase: &[u8],
        certificate: Certificate,
    ) -> Result<SigningKey, Error> {
        SigningKey::read(pem, passphrase, certificate)
    }

    fn read(pem: &[u8], passphrase: &[u8], certificate: Certificate) -> Result<SigningKey, Error> {
        let key = private_key(pem, passphrase, "others verify signatures with")?;
        let public = certificate.public_key();
        if public.pkey().is_none_or(|public| !public.public_eq(&key)) {
            return Err(wrong("the private key does not belong to the certificate"));
        }
        let algorithm = match public.kind() {
            KeyKind::Rsa { bits, .. } if *bits >= 2_048 => SignatureAlgorithm::Rsa(DigestAlgorithm::Sha256),
            KeyKind::Rsa { bits, .. } => {
                return Err(wrong(format!("the RSA key has {bits} bits; 2048 or more are required")));
            }
            KeyKind::Ec(Curve::P256) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            KeyKind::Ec(Curve::P384) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
            KeyKind::Ec(Curve::P521) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512),
            KeyKind::Other(name) => {
                return Err(wrong(format!("the key is of type {name}; SAML signatures need RSA or EC keys")));
            }
        };
        Ok(SigningKey { key, algorithm, certificate })
    }

    /// The certificate that others verify the signatures with.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The algorithm of its signatures.
    ///
    /// ```
    /// use samlens::sign_on::{SignatureAlgorithm, SigningKey};
    ///
    /// fn is_elliptic(key: &SigningKey) -> bool {
    ///     matches!(key.algorithm(), SignatureAlgorithm::Ecdsa(_))
    /// }
    /// ```
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The signature of these octets, as SignatureValue has it (ECDSA: r and s joined; XML Signature 1.1, 6.4.3).
    pub(crate) fn sign(&self, octets: &[u8]) -> Result<Vec<u8>, Error> {
        self.sign_as(self.algorithm, octets)
    }

    /// The same with another algorithm that fits the key: a copy keeps the algorithms of its original.
    pub(crate) fn sign_as(&self, algorithm: SignatureAlgorithm, octets: &[u8]) -> Result<Vec<u8>, Error> {
        if !algorithm.fits(self.certificate.public_key()) {
            return Err(wrong(format!("the key makes no signatures of {}", algorithm.as_str())));
        }
        let digest = algorithm.digest().message_digest();
        let mut signer = Signer::new(digest, &self.key).map_err(crypto)?;
        if let SignatureAlgorithm::RsaPss(_) = algorithm {
            signer.set_rsa_padding(Padding::PKCS1_PSS).map_err(crypto)?;
            signer.set_rsa_mgf1_md(digest).map_err(crypto)?;
            signer.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH).map_err(crypto)?;
        }
        let value = signer.sign_oneshot_to_vec(octets).map_err(crypto)?;
        if let SignatureAlgorithm::Ecdsa(_) = algorithm { self.joined(&value) } else { Ok(value) }
    }

    fn joined(&self, der: &[u8]) -> Result<Vec<u8>, Error> {
        let signature = EcdsaSig::from_der(der).map_err(crypto)?;
        let width = i32::try_from(self.key.bits().div_ceil(8)).unwrap_or(i32::MAX);
        let mut joined = signature.r().to_vec_padded(width).map_err(crypto)?;
        joined.extend(signature.s().to_vec_padded(width).map_err(crypto)?);
        Ok(joined)
    }

    /// The enveloped `ds:Signature` of an element with this ID, to be inserted as its child; `omitted` is a signature that
    /// it has now and that the new one replaces.
    ///
    /// Exclusive C14N, SHA-2, one Reference, and the certificate in KeyInfo.
    pub(crate) fn enveloped(
        &self,
        element: Element<'_>,
        id: &str,
        omitted: Option<Element<'_>>,
    ) -> Result<String, Error> {
        let digest_algorithm = self.algorithm.digest();
        let mut canonicalizer = Canonicalizer::default();
        let digested =
            digest_element(&mut canonicalizer, digest_algorithm, element, Method::Exclusive, &[], omitted);
        // The content of SignedInfo is written as exclusive C14N writes it, so that it is its own canonical form.
        let content = format!(
            "<ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
             <ds:SignatureMethod Algorithm=\"{}\"></ds:SignatureMethod>\
             <ds:Reference URI=\"#{id}\"><ds:Transforms><ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform>\
             <ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform></ds:Transforms>\
             <ds:DigestMethod Algorithm=\"{}\"></ds:DigestMethod><ds:DigestValue>{}</ds:DigestValue></ds:Reference>",
            self.algorithm.uri(),
            digest_algorithm.uri(),
            STANDARD.encode(digested.digest.as_bytes()),
        );
        let canonical = format!("<ds:SignedInfo xmlns:ds=\"{DSIG}\">{content}</ds:SignedInfo>");
        let value = STANDARD.encode(self.sign(canonical.as_bytes())?);
        let certificate = STANDARD.encode(self.certificate.der());
        Ok(format!(
            "<ds:Signature xmlns:ds=\"{DSIG}\"><ds:SignedInfo>{content}</ds:SignedInfo>\
             <ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data>\
             <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"
        ))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("algorithm", &self.algorithm.as_str())
            .field("certificate", &self.certificate.sha256_fingerprint())
            .finish_non_exhaustive()
    }
}

fn wrong(message: impl fmt::Display) -> Error {
    Error::new(ErrorKind::Certificate, message)
}

fn crypto(error: ErrorStack) -> Error {
    Error::new(ErrorKind::Crypto, format!("the message cannot be signed: {error}"))
}
