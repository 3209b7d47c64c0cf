//! An X.509 certificate, read once.

use super::object_identifier::dotted;
use super::{KeyKind, PublicKey, bundle, distinguished_name, fingerprint, is_test_key, mistaken, pem};
use crate::{Error, ErrorKind, Limits};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use x509_parser::certificate::{X509Certificate, X509CertificateParser};
use x509_parser::nom::{Err, Parser};
use x509_parser::x509::AlgorithmIdentifier;

/// An X.509 certificate: parsed once, cheap to clone.
///
/// Two certificates are equal when their DER is. To ask whether they have the same key, see
/// [`same_key`](Certificate::same_key). `Debug` shows the subject and the SHA-256 fingerprint.
///
/// ```
/// use samlens::Certificate;
///
/// // One line of base64 as in metadata and KeyInfo, or a PEM file.
/// let error = Certificate::from_pem(b"-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----\n").unwrap_err();
/// assert_eq!(error.to_string(), "this is a private key, not a certificate");
/// ```
#[derive(Clone)]
pub struct Certificate(Arc<Parsed>);

struct Parsed {
    der: Vec<u8>,
    subject: String,
    issuer: String,
    serial: String,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
    signature_algorithm: String,
    self_issued: bool,
    key: PublicKey,
    sha1: [u8; 20],
    sha256: [u8; 32],
}

impl Certificate {
    /// Reads one certificate in DER.
    ///
    /// # Errors
    ///
    /// When it is not exactly one certificate (the message says what it is instead, or what is damaged), or larger than
    /// [`Limits::max_certificate_bytes`](crate::Limits) allows by default.
    pub fn from_der(der: &[u8]) -> Result<Certificate, Error> {
        if der.is_empty() {
            return Err(Error::new(ErrorKind::Certificate, "the certificate is empty"));
        }
        let max = Limits::default().max_certificate_bytes;
        if der.len() > max {
            return Err(Error::new(
                ErrorKind::Certificate,
                format!("the certificate is larger than {max} bytes"),
            ));
        }
        // Extensions are kept unread: nothing here depends on them, and what is not parsed cannot go wrong.
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let (rest, certificate) = parser.parse(der).map_err(|error| mistaken::der(der, why(error)))?;
        if !rest.is_empty() {
            let message = format!("{} bytes follow the certificate", rest.len());
            return Err(Error::new(ErrorKind::Certificate, message));
        }
        Parsed::new(der, &certificate).map(|parsed| Certificate(Arc::new(parsed)))
    }

    /// Reads one certificate from PEM.
    ///
    /// Text around the block is ignored (RFC 7468). The block may be on one line, and the markers may be
    /// missing when the base64 is whole, since both happen when a certificate goes through a form or a chat.
    ///
    /// # Errors
    ///
    /// When there is none or more than one; when it is something else, say a private key; when it is damaged.
    pub fn from_pem(text: &[u8]) -> Result<Certificate, Error> {
        let mut all = Certificate::from_pem_bundle(text)?;
        match (all.pop(), all.len()) {
            (Some(certificate), 0) => Ok(certificate),
            (_, more) => Err(Error::new(
                ErrorKind::Certificate,
                format!("there are {} certificates where one is expected", more.saturating_add(1)),
            )),
        }
    }

    /// Reads every certificate of a PEM file, in order; at least one.
    ///
    /// # Errors
    ///
    /// As [`from_pem`](Certificate::from_pem), and when there are more than
    /// [`Limits::max_certificates`](crate::Limits) allows by default. One damaged certificate is an error for all.
    pub fn from_pem_bundle(text: &[u8]) -> Result<Vec<Certificate>, Error> {
        pem::certificates(text, Limits::default().max_certificates)
    }

    /// Reads every certificate of a file in any of the usual forms: PEM, DER, PKCS #7 in PEM or DER, and base64 of these.
    ///
    /// Of a PKCS #7 bundle, certificates that issued another one in it are left out: they are its chain.
    ///
    /// # Errors
    ///
    /// As [`from_pem_bundle`](Certificate::from_pem_bundle).
    pub fn from_any(input: &[u8]) -> Result<Vec<Certificate>, Error> {
        bundle::certificates(input, Limits::default().max_certificates)
    }

    /// Reads one certificate from base64 without markers, as in metadata and KeyInfo; white space is allowed.
    ///
    /// # Errors
    ///
    /// When the base64 is damaged or what it encodes is not exactly one certificate.
    pub fn from_base64(text: &str) -> Result<Certificate, Error> {
        Certificate::from_der(&pem::base64(text)?)
    }

    /// The certificate in DER.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The certificate in PEM, ready to be pasted into a console.
    pub fn to_pem(&self) -> String {
        let base64 = STANDARD.encode(&self.0.der);
        let mut text = String::with_capacity(base64.len().saturating_add(100));
        text.push_str("-----BEGIN CERTIFICATE-----\n");
        for (position, character) in base64.chars().enumerate() {
            if position > 0 && position % 64 == 0 {
                text.push('\n');
            }
            text.push(character);
        }
        text.push_str("\n-----END CERTIFICATE-----\n");
        text
    }

    /// The subject, most specific part first, for example `CN=acme-dev.us.auth0.com`.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// The issuer of the certificate, written like the subject.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Whether subject and issuer are the same name, as in nearly every certificate that signs SAML (RFC 5280, 3.2).
    pub fn is_self_issued(&self) -> bool {
        self.0.self_issued
    }

    /// The serial number in upper-case hexadecimal with colons.
    pub fn serial(&self) -> &str {
        &self.0.serial
    }

    /// The first instant of validity.
    pub fn not_before(&self) -> DateTime<Utc> {
        self.0.not_before
    }

    /// The last instant of validity; the certificate is still valid then (RFC 5280, 4.1.2.5).
    pub fn not_after(&self) -> DateTime<Utc> {
        self.0.not_after
    }

    /// Whole days of validity left at this instant; negative once it has expired, from -1 in the first second.
    pub fn days_left(&self, at: DateTime<Utc>) -> i64 {
        self.0.not_after.signed_duration_since(at).num_seconds().div_euclid(86_400)
    }

    /// The algorithm that the certificate itself is signed with, for example `sha256WithRSAEncryption`.
    ///
    /// It says nothing of the signatures that its key makes, and nothing is refused because of it: the certificate is
    /// trusted because the user gave it.
    pub fn signature_algorithm(&self) -> &str {
        &self.0.signature_algorithm
    }

    /// The public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.0.key
    }

    /// The kind of its key.
    pub fn key_kind(&self) -> &KeyKind {
        self.0.key.kind()
    }

    /// Whether the private part of its key is published with this library, for tests.
    pub(crate) fn has_test_key(&self) -> bool {
        is_test_key(self.0.key.spki_der())
    }

    /// Whether both have the same key, as after a renewal that keeps the key.
    pub fn same_key(&self, other: &Certificate) -> bool {
        self.0.key == other.0.key
    }

    /// The SHA-1 fingerprint, as many consoles show it: upper-case hexadecimal with colons.
    pub fn sha1_fingerprint(&self) -> String {
        colons(&self.0.sha1)
    }

    /// The SHA-256 fingerprint in upper-case hexadecimal with colons.
    pub fn sha256_fingerprint(&self) -> String {
        colons(&self.0.sha256)
    }

    /// The SHA-1 digest of the DER.
    pub fn sha1(&self) -> &[u8; 20] {
        &self.0.sha1
    }

    /// The SHA-256 digest of the DER.
    pub fn sha256(&self) -> &[u8; 32] {
        &self.0.sha256
    }
}

impl Parsed {
    fn new(der: &[u8], certificate: &X509Certificate<'_>) -> Result<Parsed, Error> {
        let serial = certificate.raw_serial();
        Ok(Parsed {
            der: der.to_vec(),
            subject: distinguished_name::readable(certificate.subject()),
            issuer: distinguished_name::readable(certificate.issuer()),
            // The first byte of a positive INTEGER may be a zero that only carries the sign.
            serial: colons(serial.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(serial)),
            not_before: instant(certificate.validity().not_before.timestamp())?,
            not_after: instant(certificate.validity().not_after.timestamp())?,
            signature_algorithm: signature_algorithm(&certificate.signature_algorithm),
            self_issued: certificate.subject().as_raw() == certificate.issuer().as_raw(),
            key: PublicKey::from_spki(certificate.public_key())?,
            sha1: fingerprint::sha1(der),
            sha256: fingerprint::sha256(der),
        })
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Certificate) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl Hash for Certificate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.sha256.hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("subject", &self.0.subject)
            .field("sha256", &self.sha256_fingerprint())
            .finish_non_exhaustive()
    }
}

/// Upper-case hexadecimal digits, two for each byte, with colons between.
pub(crate) fn colons(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(3));
    for (position, byte) in bytes.iter().enumerate() {
        if position > 0 {
            text.push(':');
        }
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02X}");
    }
    text
}

fn instant(seconds: i64) -> Result<DateTime<Utc>, Error> {
    DateTime::from_timestamp(seconds, 0)
        .ok_or_else(|| Error::new(ErrorKind::Certificate, "the certificate's dates are out of range"))
}

/// The parser's reason, in a few words; it contains no content of the certificate.
fn why(error: Err<x509_parser::error::X509Error>) -> String {
    match error {
        Err::Incomplete(_) => "it ends early".to_owned(),
        Err::Error(error) | Err::Failure(error) => error.to_string(),
    }
}

fn signature_algorithm(algorithm: &AlgorithmIdentifier<'_>) -> String {
    let oid = dotted(&algorithm.algorithm);
    let name = match oid.as_str() {
        "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
        "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12" => "sha384WithRSAEncryption",
        "1.2.840.113549.1.1.13" => "sha512WithRSAEncryption",
        "1.2.840.113549.1.1.14" => "sha224WithRSAEncryption",
        "1.2.840.10040.4.3" => "dsa-with-sha1",
        "2.16.840.1.101.3.4.3.2" => "dsa-with-sha256",
        "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384",
        "1.2.840.10045.4.3.4" => "ecdsa-with-SHA512",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        _ => return oid,
    };
    name.to_owned()
}
