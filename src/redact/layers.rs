//! Values inside a text that are messages under layers of encoding: taken off, and put on again in the same way.

use super::code;
use super::search::percent;
use super::text_encoding::TextEncoding;
use crate::encoding::hexadecimal::{decode, without_prefix};
use crate::encoding::inflate::{Inflated, Wrapping, inflate};
use crate::encoding::percent::{decoded, hexadecimal};
use crate::encoding::reference;
use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// Layers that are taken off one value.
pub(super) const MAX_LAYERS: usize = 6;
/// Shortest code that may be a message.
const SHORTEST: usize = 24;
/// Largest message that is inflated.
const MAX_INFLATED: usize = 16 * 1024 * 1024;

const LOOSE: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LOOSE);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LOOSE);
const BARE: GeneralPurposeConfig = LOOSE.with_encode_padding(false);
const STANDARD_BARE: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, BARE);
const URL_SAFE_BARE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, BARE);

/// One encoding, with what is needed to put it on again.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Layer {
    Percent {
        lower: bool,
        plus: bool,
    },
    Hexadecimal {
        prefix: &'static str,
        upper: bool,
    },
    Base64 {
        url_safe: bool,
        padded: bool,
        line: Option<(usize, &'static str)>,
    },
    Deflate,
    TextEncoding(TextEncoding),
    /// `+` was read as a space on the way.
    Spaces,
    /// These characters are entities of HTML.
    Entities(Vec<(char, String)>),
}

/// A message found in a text, with its layers, outermost first.
pub(super) struct Layered {
    layers: Vec<Layer>,
    pub(super) inner: String,
}

impl Layered {
    /// Another message under the same layers; `None` if the charset lacks a character.
    pub(super) fn around(&self, inner: &str) -> Option<String> {
        let mut text = inner.to_owned();
        let mut octets: Option<Vec<u8>> = None;
        for layer in self.layers.iter().rev() {
            match layer {
                Layer::TextEncoding(charset) => octets = Some(charset.encode(&text)?),
                Layer::Deflate => {
                    let plain = octets.take().unwrap_or_else(|| text.clone().into_bytes());
                    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
                    encoder.write_all(&plain).ok()?;
                    octets = Some(encoder.finish().ok()?);
                }
                Layer::Hexadecimal { prefix, upper } => {
                    let plain = octets.take().unwrap_or_else(|| text.clone().into_bytes());
                    let digits = hexadecimal(&plain);
                    text = format!("{prefix}{}", if *upper { digits.to_uppercase() } else { digits });
                }
                Layer::Base64 { url_safe, padded, line } => {
                    let plain = octets.take().unwrap_or_else(|| text.clone().into_bytes());
                    let engine = match (url_safe, padded) {
                        (false, true) => STANDARD,
                        (true, true) => URL_SAFE,
                        (false, false) => STANDARD_BARE,
                        (true, false) => URL_SAFE_BARE,
                    };
                    text = wrapped(&engine.encode(plain), *line);
                }
                Layer::Spaces => text = text.replace('+', " "),
                Layer::Entities(coded) => {
                    for (character, entity) in coded {
                        text = text.replace(*character, entity);
                    }
                }
                Layer::Percent { lower, plus } => {
                    let encoded = percent(&text, *lower);
                    text = if *plus { encoded.replace("%20", "+") } else { encoded };
                }
            }
        }
        Some(text)
    }
}

/// Entities that pages have for characters of base64.
const ENTITIES: [(&str, char); 9] = [
    ("&#43;", '+'),
    ("&#x2b;", '+'),
    ("&#x2B;", '+'),
    ("&#61;", '='),
    ("&#x3d;", '='),
    ("&#x3D;", '='),
    ("&#47;", '/'),
    ("&#x2f;", '/'),
    ("&#x2F;", '/'),
];

/// The message that a whole value is, if it is one under at least one layer.
pub(super) fn of(value: &str) -> Option<Layered> {
    let mut layers = Vec::new();
    let mut text = value.trim().to_owned();
    let coded: Vec<(char, String)> = ENTITIES
        .iter()
        .filter(|(entity, _)| text.contains(entity))
        .map(|(entity, character)| (*character, (*entity).to_owned()))
        .collect();
    if !coded.is_empty() && !text.starts_with('<') {
        for (character, entity) in &coded {
            text = text.replace(entity.as_str(), character.encode_utf8(&mut [0; 4]));
        }
        layers.push(Layer::Entities(coded));
    }
    if text.contains(' ') && !text.contains(['\n', '<']) {
        text = text.replace(' ', "+");
        layers.push(Layer::Spaces);
    }
    while layers.len() <= MAX_LAYERS {
        if !layers.is_empty() && text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
            return Some(Layered { layers, inner: text });
        }
        if text.contains('%') {
            let lower =
                text.contains("%2b") || text.contains("%2f") || text.contains("%3d") || text.contains("%3c");
            let plus = !text.contains("%20") && text.contains('+');
            text = decoded(&text, plus)?;
            layers.push(Layer::Percent { lower, plus });
            continue;
        }
        let octets = match digits(&text, &mut layers) {
            Some(octets) => octets,
            None => base64(&text, &mut layers)?,
        };
        let (octets, deflated) = match TextEncoding::decode(&octets) {
            Some((_, plain)) if is_text(&plain) => (octets, false),
            _ => match inflate(&octets, Wrapping::None, MAX_INFLATED) {
                Inflated::Whole(inner) => (inner, true),
                _ => return None,
            },
        };
        if deflated {
            layers.push(Layer::Deflate);
        }
        let (charset, plain) = TextEncoding::decode(&octets)?;
        if charset != TextEncoding::Utf8 {
            layers.push(Layer::TextEncoding(charset));
        }
        text = plain;
        if !is_text(&text) {
            return None;
        }
    }
    None
}

pub(super) fn is_text(text: &str) -> bool {
    !text.is_empty() && !text.chars().take(200).any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Hexadecimal digits in one line, all of one case.
fn digits(text: &str, layers: &mut Vec<Layer>) -> Option<Vec<u8>> {
    let (prefix, digits) = without_prefix(text);
    let upper = digits.bytes().any(|byte| byte.is_ascii_uppercase());
    let mixed = upper && digits.bytes().any(|byte| byte.is_ascii_lowercase());
    if mixed || digits.contains(char::is_whitespace) {
        return None;
    }
    let octets = decode(text)?;
    layers.push(Layer::Hexadecimal { prefix, upper });
    Some(octets)
}

fn base64(text: &str, layers: &mut Vec<Layer>) -> Option<Vec<u8>> {
    let dense: String = text.chars().filter(|c| !matches!(c, ' ' | '\n' | '\r' | '\t')).collect();
    if dense.len() < SHORTEST {
        return None;
    }
    let url_safe = dense.contains(['-', '_']);
    let engine = if url_safe { URL_SAFE } else { STANDARD };
    let octets = engine.decode(&dense).ok()?;
    let line = text.find('\n').map(|at| match text.get(..at).and_then(|line| line.strip_suffix('\r')) {
        Some(_) => (at.saturating_sub(1), "\r\n"),
        None => (at, "\n"),
    });
    let padded = dense.ends_with('=') || dense.len().is_multiple_of(4);
    layers.push(Layer::Base64 { url_safe, padded, line });
    Some(octets)
}

/// Breaks a code into lines of the same length as before.
fn wrapped(code: &str, line: Option<(usize, &'static str)>) -> String {
    let Some((length, end)) = line.filter(|(length, _)| *length > 0) else { return code.to_owned() };
    let mut out = String::with_capacity(code.len().saturating_add(code.len() / length).saturating_add(2));
    for (at, c) in code.chars().enumerate() {
        if at > 0 && at.is_multiple_of(length) {
            out.push_str(end);
        }
        out.push(c);
    }
    out
}

/// Words of a text that may be code: without what separates values in forms, URLs, JSON, HTML and commands.
pub(super) fn words(text: &str) -> Vec<(usize, &str)> {
    words_from(text, SHORTEST)
}

/// As [`words`], from a shorter length on.
pub(super) fn words_from(text: &str, shortest: usize) -> Vec<(usize, &str)> {
    let separates = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '"' | '\''
                    | '&'
                    | '<'
                    | '>'
                    | '='
                    | '?'
                    | ';'
                    | ','
                    | '('
                    | ')'
                    | '{'
                    | '}'
                    | '['
                    | ']'
                    | '\\'
                    | '`'
                    | '^'
                    | '|'
                    | '#'
                    | ':'
            )
    };
    let mut found = Vec::new();
    let mut begin = None;
    let mut entity_until = 0;
    let ends = text.char_indices().map(|(at, c)| (at, separates(c), c)).chain([(text.len(), true, ' ')]);
    for (at, is_end, c) in ends {
        if at < entity_until {
            continue;
        }
        if begin.is_some()
            && c == '&'
            && let Some(rest) = text.get(at..)
            && let Some((entity, _)) = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity))
        {
            entity_until = at.saturating_add(entity.len());
            continue;
        }
        match (begin, is_end) {
            (None, false) => begin = Some(at),
            (Some(from), true) => {
                let mut end = at;
                // Padding of base64 belongs to it.
                if c == '=' {
                    let padding =
                        text.get(at..).unwrap_or_default().bytes().take_while(|b| *b == b'=').count();
                    let after = text.get(at.saturating_add(padding)..).and_then(|rest| rest.chars().next());
                    if padding <= 2 && after.is_none_or(separates) {
                        end = at.saturating_add(padding);
                    }
                }
                if let Some(word) = text.get(from..end).filter(|word| word.len() >= shortest) {
                    found.push((from, word));
                }
                begin = None;
            }
            _ => {}
        }
    }
    found
}

/// What is inside the coded parts of a text, decoded by one value each: for the search for what is left.
pub(super) fn parts(text: &str) -> Vec<String> {
    let mut out: Vec<String> =
        words(text).into_iter().filter_map(|(_, word)| of(word)).map(|one| one.inner).collect();
    let is_code =
        |c: char| c.is_ascii_alphanumeric() || c.is_whitespace() || matches!(c, '+' | '/' | '=' | '-' | '_');
    let is_hexadecimal = text.trim_start().starts_with("\\x");
    if is_hexadecimal || (text.contains('\n') && text.chars().all(is_code)) {
        out.extend(of(text).map(|one| one.inner));
    }
    out.extend(words_from(text, code::SHORTEST).into_iter().flat_map(|(_, word)| code::texts(word)));
    // The text itself without its own escapes.
    if text.contains('&') {
        out.push(reference::decoded(text, reference::html).0);
    }
    if text.contains('%') {
        out.extend(decoded(text, false));
    }
    if text.contains('\\') {
        out.push(unescaped(text));
    }
    out.retain(|part| part != text);
    out
}

/// A text without the escapes of JSON strings, and of other languages: what is searched needs no backslash. A reader of
/// captures keeps one that JSON does not know (`capture/json.rs`).
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        if let Some((c, tail)) = after.strip_prefix('u').and_then(reference::unicode) {
            out.push(c);
            rest = tail;
            continue;
        }
        let mut letters = after.chars();
        out.extend(letters.next().map(|c| match c {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            other => other,
        }));
        rest = letters.as_str();
    }
    out.push_str(rest);
    out
}
