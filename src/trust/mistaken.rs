//! What it is that was given for a certificate, when it is none.
//!
//! The commonest trouble with a certificate is that it is another thing: a key, a request, a fingerprint, metadata. The
//! errors here name it. They quote nothing of the input, since it may be a private key.

use crate::{Error, ErrorKind, GivenInstead};

/// The error for the label of a PEM block, `-----BEGIN label-----`.
pub(super) fn label(label: &str) -> Error {
    let what = match label {
        "ENCRYPTED PRIVATE KEY" => ENCRYPTED_KEY,
        "PUBLIC KEY" | "RSA PUBLIC KEY" | "EC PUBLIC KEY" | "SSH2 PUBLIC KEY" => "a bare public key",
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => "a certificate signing request",
        "PKCS7" | "CMS" => "a PKCS #7 bundle",
        "X509 CRL" => "a revocation list",
        "EC PARAMETERS" | "DH PARAMETERS" => "a set of key parameters",
        "TRUSTED CERTIFICATE" => "a certificate in OpenSSL's own format (convert it with `openssl x509`)",
        "ATTRIBUTE CERTIFICATE" => "an attribute certificate",
        _ if label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK") => PRIVATE_KEY,
        _ if label.starts_with("PGP ") => "a PGP block",
        _ => "a PEM block of another kind",
    };
    mistaken(what)
}

/// The error for text without PEM markers, where its beginning shows what it is.
pub(super) fn text(text: &str) -> Option<Error> {
    let what = if text.starts_with('<') {
        "XML (metadata is read as the metadata of an identity provider)"
    } else if text.starts_with("http://") || text.starts_with("https://") {
        "an address"
    } else if text.starts_with('{') || text.starts_with('[') {
        "JSON"
    } else if text.starts_with("ssh-") || text.starts_with("ecdsa-sha2-") {
        "an SSH public key"
    } else if text.starts_with("PuTTY-User-Key-File") {
        PRIVATE_KEY
    } else {
        match hexadecimal_digits(text)? {
            32 | 40 | 64 => "a fingerprint (the certificate itself is needed)",
            _ => "hexadecimal (PEM, base64 or DER is needed)",
        }
    };
    Some(mistaken(what))
}

/// The error for DER that is no certificate, or a damaged one; `why` is the parser's reason.
pub(super) fn der(der: &[u8], why: String) -> Error {
    let error = |message: &str| Error::new(ErrorKind::Certificate, message);
    if der.starts_with(b"-----BEGIN ") {
        return error("this is PEM that was base64-encoded once more; decode it once");
    }
    let Some((tag, length, content)) = header(der) else {
        return error("this is not a certificate: it is not DER");
    };
    if tag != SEQUENCE {
        return error("this is not a certificate: it is not DER sequence");
    }
    if content.len() < length {
        let there = content.len();
        return error(&format!(
            "the certificate ends early: {length} bytes were announced, and {there} are present"
        ));
    }
    match shape(content) {
        Some(what) => mistaken(what),
        None => error(&format!("the certificate is damaged: {why}")),
    }
}

const PRIVATE_KEY: &str = "a private key";
const ENCRYPTED_KEY: &str = "an encrypted private key";
const KEY_STORE: &str = "a PKCS #12 key store";

fn mistaken(what: &'static str) -> Error {
    let instead = match what {
        PRIVATE_KEY | ENCRYPTED_KEY => GivenInstead::PrivateKey,
        KEY_STORE => GivenInstead::KeyStore,
        other => GivenInstead::Other(other),
    };
    let message = format!("this is {what}, not a certificate");
    Error::new(ErrorKind::Certificate, message).with_instead(instead)
}

/// More certificates than are read.
pub(super) fn too_many(max: usize) -> Error {
    Error::new(ErrorKind::Certificate, format!("there are more than {max} certificates"))
        .with_instead(GivenInstead::TooManyCertificates)
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const CONTEXT_0: u8 = 0xA0;

/// What the first elements of the outer sequence show.
fn shape(content: &[u8]) -> Option<&'static str> {
    let (first, first_content, rest) = element(content)?;
    let second = element(rest);
    let second_tag = second.map(|(tag, _, _)| tag);
    match (first, second_tag) {
        // PrivateKeyInfo, PFX, RSAPrivateKey, ECPrivateKey, RSAPublicKey: told apart by version and what follows.
        (INTEGER, Some(SEQUENCE)) if first_content == [3] => Some(KEY_STORE),
        (INTEGER, Some(SEQUENCE | INTEGER)) if matches!(first_content, [0 | 1]) => Some(PRIVATE_KEY),
        (INTEGER, Some(OCTET_STRING)) => Some(PRIVATE_KEY),
        (INTEGER, Some(INTEGER)) => Some("a bare public key"),
        (OBJECT_IDENTIFIER, Some(CONTEXT_0)) => Some("a PKCS #7 bundle"),
        (SEQUENCE, Some(OCTET_STRING)) => Some(ENCRYPTED_KEY),
        (SEQUENCE, Some(BIT_STRING)) => Some("a bare public key"),
        // CertificationRequestInfo begins with version 0 and a name; a TBSCertificate has an algorithm there.
        (SEQUENCE, Some(SEQUENCE)) => {
            let (tag, version, rest) = element(first_content)?;
            let (_, name, _) = element(rest)?;
            let begins_with_oid = element(name).is_some_and(|(tag, _, _)| tag == OBJECT_IDENTIFIER);
            (tag == INTEGER && version == [0] && !begins_with_oid).then_some("a certificate signing request")
        }
        _ => None,
    }
}

/// Tag, content and what follows, of the first element; none when it is not all there.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, length, rest) = header(der)?;
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

/// Tag, announced length and all that follows.
fn header(der: &[u8]) -> Option<(u8, usize, &[u8])> {
    let (&[tag, first], mut rest) = der.split_first_chunk::<2>()?;
    if first < 0x80 {
        return Some((tag, usize::from(first), rest));
    }
    let mut length = 0_usize;
    if !(0x81..=0x84).contains(&first) {
        return None;
    }
    for _ in 0x80..first {
        let (&byte, after) = rest.split_first()?;
        length = length.checked_mul(256)?.checked_add(usize::from(byte))?;
        rest = after;
    }
    Some((tag, length, rest))
}

/// How many hexadecimal digits it is made of, when it is made of nothing else but separators.
fn hexadecimal_digits(text: &str) -> Option<usize> {
    let body = text.rsplit_once('=').map_or(text, |(_, value)| value);
    let separator = |c: char| matches!(c, ':' | '-') || c.is_ascii_whitespace();
    if !body.chars().all(|c| c.is_ascii_hexdigit() || separator(c)) {
        return None;
    }
    match body.chars().filter(char::is_ascii_hexdigit).count() {
        0 => None,
        digits => Some(digits),
    }
}
