//! Many values looked for at once, in every encoding: to replace them, and to see that none is left.

use super::layers;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

/// The encodings of a value with those of its stand-in: plain, percent (once and twice), form, HTML, JSON, quoted-printable.
pub(super) fn encodings(value: &str, made: &str) -> Vec<(String, String)> {
    let encoders: [fn(&str) -> String; 11] = [
        str::to_owned,
        |text| percent(text, false),
        |text| percent(text, true),
        |text| percent(&percent(text, false), false),
        |text| percent(text, false).replace("%20", "+"),
        |text| text.replace(' ', "+"),
        html,
        |text| html_numbers(text, false),
        |text| html_numbers(text, true),
        json,
        quoted_printable,
    ];
    let mut seen = HashSet::new();
    let pairs = encoders.into_iter().map(|encode| (encode(value), encode(made)));
    pairs.filter(|(encoded, _)| seen.insert(encoded.clone())).collect()
}

/// Percent-encoding of everything that is not unreserved (RFC 3986).
pub(super) fn percent(text: &str, lower: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else if lower {
            let _ = write!(out, "%{byte:02x}");
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// As pages of Go and .NET have it: every character but letters and digits as a number.
fn html_numbers(text: &str, hexadecimal: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let _ = match (c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ' '), hexadecimal) {
            (true, _) => write!(out, "{c}"),
            (_, true) => write!(out, "&#x{:X};", u32::from(c)),
            (_, false) => write!(out, "&#{};", u32::from(c)),
        };
    }
    out
}

fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii() => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out
}

fn quoted_printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'=' => out.push_str("=3D"),
            byte if byte.is_ascii() => out.push(char::from(byte)),
            byte => {
                let _ = write!(out, "={byte:02X}");
            }
        }
    }
    out
}

/// Texts looked for at once, by their first four octets.
pub(super) struct Needles {
    by_start: HashMap<[u8; 4], Vec<(String, String)>>,
}

impl Needles {
    pub(super) fn new(pairs: Vec<(String, String)>) -> Needles {
        let mut by_start: HashMap<[u8; 4], Vec<(String, String)>> = HashMap::new();
        for (value, made) in pairs {
            if let Some(start) = value.as_bytes().first_chunk::<4>() {
                by_start.entry(*start).or_default().push((value, made));
            }
        }
        for list in by_start.values_mut() {
            // The longest first: a value may begin with another.
            list.sort_by(|(a, _), (b, _)| b.len().cmp(&a.len()).then(a.cmp(b)));
            list.dedup();
        }
        Needles { by_start }
    }

    /// The first value at this place, with what stands for it.
    fn at(&self, text: &str, at: usize) -> Option<(&str, &str)> {
        let rest = text.get(at..)?;
        let list = self.by_start.get(rest.as_bytes().first_chunk::<4>()?)?;
        let found = list.iter().find(|(value, _)| {
            rest.starts_with(value.as_str()) && is_own(value, text.get(..at), rest.get(value.len()..))
        });
        found.map(|(value, made)| (value.as_str(), made.as_str()))
    }

    pub(super) fn replace(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        // Every turn goes on by a character at least.
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            match self.at(text, at) {
                Some((value, made)) => {
                    out.push_str(made);
                    at = at.saturating_add(value.len());
                }
                None => {
                    out.push(c);
                    at = at.saturating_add(c.len_utf8());
                }
            }
        }
        out
    }

    /// How many of the values are in a text.
    fn count(&self, text: &str) -> usize {
        text.char_indices().filter(|(at, _)| self.at(text, *at).is_some()).count()
    }
}

/// Whether what was found is the value rather than a part of another word: a short word of letters is not looked for inside
/// words.
fn is_own(value: &str, before: Option<&str>, after: Option<&str>) -> bool {
    if value.len() >= 12 || value.contains(|c: char| !c.is_alphanumeric()) {
        return true;
    }
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    !is_word(before.and_then(|before| before.chars().next_back()))
        && !is_word(after.and_then(|after| after.chars().next()))
}

/// How many of these values are in an output, in any encoding, also inside messages and other encoded parts.
pub(super) fn left_over<'v>(output: &str, values: impl Iterator<Item = (&'v str, &'v str)>) -> usize {
    let pairs = values.flat_map(|(value, made)| encodings(value, made)).collect();
    let needles = Needles::new(pairs);
    let mut count = needles.count(output);
    let mut inner: Vec<(String, usize)> = vec![(output.to_owned(), 0)];
    // Invariant: bounded. Decoded parts are no longer than their code, but for DEFLATE, which has a budget of its own.
    while let Some((text, depth)) = inner.pop() {
        for part in layers::parts(&text) {
            count = count.saturating_add(needles.count(&part));
            if depth < layers::MAX_LAYERS {
                inner.push((part, depth.saturating_add(1)));
            }
        }
    }
    count
}
