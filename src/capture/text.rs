//! Octets → text: UTF-8, UTF-16 with or without a byte-order mark, and what binary data is called.

use super::recognised::Decoding;
use super::refusal::not_saml;
use super::repair::{RepairKind, Trail};
use crate::encoding::charset::{self, Charset};
use crate::{Code, Finding};

/// How octets that should be XML read as text.
pub(super) enum Text {
    /// All of it is text.
    Whole(String),
    /// A character is cut at the end; this is the text before it.
    Cut(String),
}

/// Reads a capture as text, whatever editor or shell saved it.
pub(super) fn decode(input: &[u8], trail: &mut Trail) -> Result<String, Box<Finding>> {
    if let Some(text) = declared(input, trail)? {
        return Ok(text);
    }
    if let Some(text) = utf16(input, trail) {
        return text;
    }
    let input = without_mark(input, trail);
    match std::str::from_utf8(input) {
        Ok(text) if !looks_binary(input) => Ok(text.to_owned()),
        Ok(_) => Err(not_saml(binary_name(input)).into()),
        Err(_) if looks_binary(input) => Err(not_saml(binary_name(input)).into()),
        Err(error) if first_mark(input) == Some(b'<') => Err(not_utf8(error.valid_up_to()).into()),
        // Some 8-bit code page: encoded values are ASCII, so only text around them is lost.
        Err(_) => Ok(String::from_utf8_lossy(input).into_owned()),
    }
}

/// Reads a decoded message as text.
pub(super) fn message(bytes: &[u8], trail: &mut Trail) -> Result<Text, Box<Finding>> {
    if let Some(text) = declared(bytes, trail)? {
        return Ok(Text::Whole(text));
    }
    if let Some(text) = utf16(bytes, trail) {
        return text.map(Text::Whole);
    }
    let bytes = without_mark(bytes, trail);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Text::Whole(text.to_owned())),
        Err(error) if error.error_len().is_none() => {
            let whole = bytes.get(..error.valid_up_to()).unwrap_or_default();
            Ok(Text::Cut(String::from_utf8_lossy(whole).into_owned()))
        }
        Err(error) => Err(match charset::unknown_name(bytes) {
            Some(name) => undecodable(&name).into(),
            None => not_utf8(error.valid_up_to()).into(),
        }),
    }
}

/// The same words as for a message whose bytes happen to be UTF-8 (`xml::scan::prolog`).
fn undecodable(name: &str) -> Finding {
    Finding::new(Code::EncodingUnsupported, format!("the declared encoding is {name}, expected UTF-8"))
        .with_fix(
            "send the message in UTF-8; US-ASCII, ISO-8859-1 and UTF-16 are read too where they are declared",
        )
}

/// Transcodes XML that declares another encoding than UTF-8, as `validate` does (invariant: strict-xml).
fn declared(bytes: &[u8], trail: &mut Trail) -> Result<Option<String>, Box<Finding>> {
    match charset::transcoded(bytes) {
        Ok(Some((text, charset))) => {
            trail.step(match charset {
                Charset::Ascii => Decoding::UsAscii,
                Charset::Latin1 => Decoding::Latin1,
                Charset::Utf16 => Decoding::Utf16,
            });
            Ok(Some(text))
        }
        Ok(None) => Ok(None),
        // A viewer or shell saved the text as UTF-16: the capture is read on, and its declaration is judged later.
        Err(_) if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) => Ok(None),
        Err(error) => Err(Finding::new(Code::EncodingUnsupported, error.to_string())
            .with_fix("send the message in the encoding that its XML declaration names, preferably UTF-8")
            .into()),
    }
}

/// Whether octets begin, after a byte-order mark and white space, as markup does.
pub(super) fn begins_as_markup(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || utf16_order(bytes).is_some() {
        return true;
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes).trim_ascii_start();
    match bytes {
        [b'<', next, ..] => next.is_ascii_alphabetic() || matches!(next, b'?' | b'!' | b'_' | b'/'),
        [b'<'] => true,
        _ => false,
    }
}

/// Whether octets are text that a person could have written.
pub(super) fn is_printable(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_ok() && !looks_binary(bytes)
}

fn first_mark(bytes: &[u8]) -> Option<u8> {
    bytes.trim_ascii_start().first().copied()
}

fn not_utf8(at: usize) -> Finding {
    Finding::new(Code::EncodingUnsupported, format!("the text is not UTF-8 from byte {at} on"))
        .with_fix("copy the base64 of the message instead of its XML, or save the XML as UTF-8")
}

fn without_mark<'b>(bytes: &'b [u8], trail: &mut Trail) -> &'b [u8] {
    match bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        Some(rest) => {
            trail.repair(RepairKind::ByteOrderMark, 1);
            rest
        }
        None => bytes,
    }
}

#[derive(Clone, Copy)]
enum ByteOrder {
    Little,
    Big,
}

/// The byte order of UTF-16 text without a mark: markup and base64 are ASCII, so every other octet is zero.
fn utf16_order(bytes: &[u8]) -> Option<ByteOrder> {
    let sample = bytes.get(..bytes.len().min(64))?;
    let pairs = sample.chunks_exact(2).len();
    if pairs < 2 {
        return None;
    }
    let zero = |which: usize| sample.chunks_exact(2).filter(|pair| pair.get(which) == Some(&0)).count();
    match (zero(0), zero(1)) {
        (0, high) if high * 10 >= pairs * 9 => Some(ByteOrder::Little),
        (high, 0) if high * 10 >= pairs * 9 => Some(ByteOrder::Big),
        _ => None,
    }
}

fn utf16(bytes: &[u8], trail: &mut Trail) -> Option<Result<String, Box<Finding>>> {
    let (order, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (ByteOrder::Little, rest),
        [0xfe, 0xff, rest @ ..] => (ByteOrder::Big, rest),
        _ => (utf16_order(bytes)?, bytes),
    };
    if rest.len() < bytes.len() {
        trail.repair(RepairKind::ByteOrderMark, 1);
    }
    trail.step(Decoding::Utf16);
    // An odd octet at the end is half a character or a line feed that a tool added: it has no meaning.
    let units =
        rest.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(|pair| match order {
            ByteOrder::Little => u16::from_le_bytes(pair),
            ByteOrder::Big => u16::from_be_bytes(pair),
        });
    let text: Result<String, _> = char::decode_utf16(units).collect();
    Some(text.map_err(|_| {
        Finding::new(Code::EncodingUnsupported, "the text is UTF-16 with an unpaired surrogate")
            .with_fix("save the capture as UTF-8 and read it again")
            .into()
    }))
}

/// Whether octets are data: a known signature, or control characters that no text has.
fn looks_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    head.iter().any(|byte| matches!(byte, 0..=8 | 14..=26 | 28..=31)) || known_binary(bytes).is_some()
}

/// What data of this kind is called, for a message that says what was read instead of SAML.
pub(super) fn binary_name(bytes: &[u8]) -> &'static str {
    known_binary(bytes).unwrap_or("binary data of an unknown kind")
}

/// The kind of data, by its first octets.
pub(super) fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"RIFF", "a WebP image or other RIFF file"),
        (b"\x1f\x8b", "gzip-compressed data"),
        (b"PK\x03\x04", "a ZIP archive or office document"),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (b"%PDF-", "a PDF document"),
        (b"\x28\xb5\x2f\xfd", "zstd-compressed data"),
        (b"\xfd7zXZ", "xz-compressed data"),
        (b"BZh", "bzip2-compressed data"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"SQLite format 3", "an SQLite database"),
        (b"\x7fELF", "a program"),
        (b"\xd4\xc3\xb2\xa1", "a packet capture"),
        (b"\x0a\x0d\x0d\x0a", "a packet capture"),
        (b"\x30\x82", "DER data such as a certificate or key"),
        (b"\xfe\xed\xfe\xed", "a Java key store"),
    ];
    SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)).map(|(_, name)| *name)
}
