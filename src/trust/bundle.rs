//! Certificates in any form in which people receive them: PEM, DER, PKCS #7, and base64 of these.

use super::{Certificate, mistaken, pem};
use crate::{Error, ErrorKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openssl::pkcs7::Pkcs7;

/// The labels of PKCS #7 in PEM (RFC 7468, sections 8 and 9; RFC 5652 calls it CMS).
const PKCS7_LABELS: [&str; 2] = ["PKCS7", "CMS"];

/// Every certificate of a file, at least one.
pub(super) fn certificates(input: &[u8], max: usize) -> Result<Vec<Certificate>, Error> {
    if is_der(input) {
        return of_der(input, max);
    }
    let Ok(text) = std::str::from_utf8(input) else { return pem::certificates(input, max) };
    let text = text.trim_start_matches('\u{FEFF}').trim();
    for label in PKCS7_LABELS {
        let begin = format!("-----BEGIN {label}-----");
        if let Some((_, after)) = text.split_once(&begin) {
            let body = after.split("-----END").next().unwrap_or(after);
            return of_der(&pem::base64(body)?, max);
        }
    }
    if text.contains("-----BEGIN ") {
        return pem::certificates(input, max);
    }
    match decoded(text) {
        Some(der) if is_der(&der) => of_der(&der, max),
        Some(inner) if inner.trim_ascii_start().starts_with(b"-----BEGIN ") => pem::certificates(&inner, max),
        _ => pem::certificates(input, max),
    }
}

/// A SEQUENCE with a long or (BER) an indefinite length, as certificates and PKCS #7 have.
fn is_der(bytes: &[u8]) -> bool {
    matches!(bytes, [0x30, 0x80..=0x84, ..])
}

fn of_der(der: &[u8], max: usize) -> Result<Vec<Certificate>, Error> {
    let error = match Certificate::from_der(der) {
        Ok(certificate) => return Ok(vec![certificate]),
        Err(error) => error,
    };
    let Ok(bundle) = Pkcs7::from_der(der) else { return Err(error) };
    let Some(stack) = bundle.signed().and_then(|signed| signed.certificates()) else {
        return Err(mistaken::label("PKCS7"));
    };
    let mut all = Vec::new();
    for one in stack {
        if all.len() >= max {
            return Err(mistaken::too_many(max));
        }
        let der = one.to_der().map_err(|_| {
            Error::new(ErrorKind::Crypto, "a certificate of the PKCS #7 bundle cannot be encoded")
        })?;
        all.push(Certificate::from_der(&der)?);
    }
    if all.is_empty() {
        return Err(Error::new(ErrorKind::Certificate, "the PKCS #7 bundle has no certificate"));
    }
    Ok(without_issuers(all))
}

/// Certificates that came together, without those that issued another of them: they are its chain, and a certification
/// authority's key must not sign assertions.
pub(super) fn without_issuers(all: Vec<Certificate>) -> Vec<Certificate> {
    let issued: Vec<String> =
        all.iter().filter(|one| !one.is_self_issued()).map(|one| one.issuer().to_owned()).collect();
    let keys: Vec<Certificate> =
        all.iter().filter(|one| !issued.iter().any(|issuer| issuer == one.subject())).cloned().collect();
    if keys.is_empty() { all } else { keys }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let compact: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(compact).ok()
}
