//! Certificates as text: PEM (RFC 7468) and the base64 of metadata and KeyInfo.

use super::{Certificate, mistaken};
use crate::{Error, ErrorKind};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// Padding says nothing that the length inside the DER does not say, and forms lose it.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Every certificate of a PEM file; at least one.
pub(super) fn certificates(input: &[u8], max: usize) -> Result<Vec<Certificate>, Error> {
    let text = text(input)?;
    if !text.contains(BEGIN) {
        return without_begin(text).map(|certificate| vec![certificate]);
    }
    let mut certificates = Vec::new();
    let mut other = None;
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(BEGIN) {
        let (label, after) = after.split_once(DASHES).ok_or_else(markers_damaged)?;
        let label = label.trim();
        if !label.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == ' ') {
            return Err(markers_damaged());
        }
        let (body, after) = after.split_once(END).ok_or_else(|| end_missing(label))?;
        let (end_label, after) = after.split_once(DASHES).ok_or_else(markers_damaged)?;
        rest = after;
        if !matches!(label, "CERTIFICATE" | "X509 CERTIFICATE") {
            // Key and certificate are often kept in one file. The key is passed over, unread.
            other.get_or_insert(label);
            continue;
        }
        if end_label.trim() != label {
            return Err(markers_damaged());
        }
        if certificates.len() >= max {
            return Err(mistaken::too_many(max));
        }
        let position = certificates.len().saturating_add(1);
        certificates.push(
            decode(body).and_then(|der| Certificate::from_der(&der)).map_err(|error| at(position, error))?,
        );
    }
    match other {
        Some(label) if certificates.is_empty() => Err(mistaken::label(label)),
        _ => Ok(certificates),
    }
}

/// Decodes base64 in which only white space is overlooked.
pub(super) fn base64(text: &str) -> Result<Vec<u8>, Error> {
    if text.contains(DASHES) {
        return Err(Error::new(ErrorKind::Certificate, "bare base64 is expected, without PEM markers"));
    }
    let mut compact = Vec::with_capacity(text.len());
    for (position, character) in text.chars().enumerate() {
        match character {
            ' ' | '\t' | '\r' | '\n' => {}
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '=' => compact.extend(u8::try_from(character)),
            '-' | '_' => {
                return Err(damaged("it uses the URL-safe alphabet; a certificate uses + and /"));
            }
            _ => {
                let code = u32::from(character);
                return Err(damaged(&format!(
                    "the character U+{code:04X} at position {} is not allowed",
                    position.saturating_add(1)
                )));
            }
        }
    }
    if compact.is_empty() {
        return Err(Error::new(ErrorKind::Certificate, "the certificate is empty"));
    }
    // DER certificates of usual length begin with these letters in base64.
    let several = "one element contains several certificates; put each in its own element";
    if compact.windows(4).any(|part| part == b"=MII") {
        return Err(damaged(several));
    }
    ENGINE.decode(&compact).map_err(|error| match error {
        base64::DecodeError::InvalidByte(..) | base64::DecodeError::InvalidPadding => {
            damaged("a = is not at the end, or there are too many")
        }
        _ => damaged("characters are missing: its length is not possible for base64"),
    })
}

fn text(input: &[u8]) -> Result<&str, Error> {
    if let [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] = input {
        return Err(Error::new(
            ErrorKind::Certificate,
            "the certificate was saved as UTF-16 text, not as UTF-8",
        ));
    }
    if let [0x30, 0x81..=0x84, ..] = input {
        return Err(Error::new(ErrorKind::Certificate, "this is DER, not PEM"));
    }
    let text = std::str::from_utf8(input)
        .map_err(|_| Error::new(ErrorKind::Certificate, "this is neither PEM nor any other text"))?;
    Ok(text.trim_start_matches('\u{FEFF}').trim())
}

/// Text without a BEGIN marker: perhaps bare base64, perhaps base64 whose first line was lost.
fn without_begin(text: &str) -> Result<Certificate, Error> {
    if text.is_empty() {
        return Err(Error::new(ErrorKind::Certificate, "the certificate is empty"));
    }
    if let Some(error) = mistaken::text(text) {
        return Err(error);
    }
    let body = match text.split_once(END) {
        Some((body, "CERTIFICATE-----")) => body,
        Some(_) => return Err(markers_damaged()),
        None if text.contains("BEGIN ") || text.contains("END ") => return Err(markers_damaged()),
        None => text,
    };
    Certificate::from_der(&decode(body)?)
}

/// As [`base64()`], and reads line breaks that were escaped for JSON or an environment variable.
fn decode(body: &str) -> Result<Vec<u8>, Error> {
    if body.contains('\\') { base64(&body.replace("\\r", "").replace("\\n", "")) } else { base64(body) }
}

fn at(position: usize, error: Error) -> Error {
    if position == 1 {
        error
    } else {
        let message = format!("certificate {position} of the file: {error}");
        error.reworded(message)
    }
}

fn damaged(how: &str) -> Error {
    Error::new(ErrorKind::Certificate, format!("the certificate's base64 is damaged: {how}"))
}

fn markers_damaged() -> Error {
    Error::new(
        ErrorKind::Certificate,
        "the PEM markers are damaged: write -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----, with five hyphens on each side",
    )
}

fn end_missing(label: &str) -> Error {
    if label == "CERTIFICATE" {
        let message =
            "the -----END CERTIFICATE----- line is missing: the end of the certificate may have been cut off";
        return Error::new(ErrorKind::Certificate, message);
    }
    mistaken::label(label)
}
