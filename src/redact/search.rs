//! Many values looked for at once, in every encoding: to replace them, and to see that none is left.

use super::layers;
use crate::encoding::percent::{percent_encoded, percent_encoded_in_lower_case};
use aho_corasick::automaton::Automaton;
use aho_corasick::nfa::contiguous::NFA;
use aho_corasick::{Anchored, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use std::collections::HashSet;
use std::fmt::Write as _;

/// The encodings of a value with those of its stand-in: plain, percent (once and twice), form, HTML, JSON,
/// quoted-printable.
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

/// Percent-encoded, in lower or in upper case.
pub(super) fn percent(text: &str, lower: bool) -> String {
    if lower { percent_encoded_in_lower_case(text) } else { percent_encoded(text) }
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

/// A value as it is inside base64, whatever is before it there: at each of three offsets, without the letters that also have
/// bits of what is around it.
fn codes(value: &str) -> Vec<String> {
    // A shorter code may be there by chance.
    if value.len() < 9 {
        return Vec::new();
    }
    let at_offset = |offset: usize| {
        let octets = [vec![0; offset], value.as_bytes().to_vec()].concat();
        let own = (8 * offset).div_ceil(6)..octets.len() * 8 / 6;
        let standard = STANDARD_NO_PAD.encode(&octets).get(own).unwrap_or_default().to_owned();
        [standard.replace('+', "-").replace('/', "_"), standard]
    };
    (0..3).flat_map(at_offset).collect()
}

/// The base64 in a text in one line each, without that of certificates and keys, which a copy keeps.
fn unwrapped_code(text: &str) -> String {
    let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_');
    let lines: String = text.lines().map(str::trim).collect();
    // The line above of PEM, or the letter of an escaped line break, may be in front.
    let is_kept = |piece: &&str| piece.find("MII").is_some_and(|at| at < 24);
    let pieces = lines.split(|c| !is_code(c)).filter(|piece| !is_kept(piece));
    pieces.flat_map(|piece| [piece, " "]).collect()
}

/// Texts looked for at once, in time that grows with the text alone.
///
/// The automaton reads backwards, over texts that are turned around. So it says at each octet which is the longest text
/// that begins there, however many of them begin alike.
pub(super) struct Needles {
    pairs: Vec<(String, String)>,
    automaton: Option<NFA>,
}

impl Needles {
    /// Texts shorter than four octets are not looked for.
    pub(super) fn new(mut pairs: Vec<(String, String)>) -> Needles {
        pairs.retain(|(value, _)| value.len() >= 4);
        pairs.sort();
        // Of one text with two stand-ins the first counts.
        pairs.dedup_by(|(one, _), (other, _)| one == other);
        let turned = pairs.iter().map(|(value, _)| value.bytes().rev().collect::<Vec<u8>>());
        let automaton = NFA::builder().match_kind(MatchKind::Standard).build(turned).ok();
        let automaton = automaton.filter(|_| !pairs.is_empty());
        Needles { pairs, automaton }
    }

    /// Where values begin, first to last, each with the longest that begins there and its stand-in.
    fn found(&self, text: &str) -> Vec<(usize, &str, &str)> {
        let mut found = Vec::new();
        let Some(automaton) = &self.automaton else { return found };
        let Ok(mut state) = automaton.start_state(Anchored::No) else { return found };
        for (at, octet) in text.bytes().enumerate().rev() {
            state = automaton.next_state(Anchored::No, state, octet);
            if !automaton.is_match(state) {
                continue;
            }
            // The first is the longest: the others end it, and are those of shorter states.
            let pair = self.pairs.get(automaton.match_pattern(state, 0).as_usize());
            let Some((value, made)) = pair else { continue };
            // A longest value that is a part of a word has only parts of that word in it.
            if is_own(value, text.get(..at), text.get(at.saturating_add(value.len())..)) {
                found.push((at, value.as_str(), made.as_str()));
            }
        }
        found.reverse();
        found
    }

    pub(super) fn replace(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (begin, value, made) in self.found(text) {
            // What begins inside the one before is replaced with it.
            if let Some(before) = text.get(at..begin) {
                out.push_str(before);
                out.push_str(made);
                at = begin.saturating_add(value.len());
            }
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }

    /// How many of the values are in a text.
    fn count(&self, text: &str) -> usize {
        self.found(text).len()
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
    let (mut pairs, mut inside) = (Vec::new(), Vec::new());
    for (value, made) in values {
        pairs.extend(encodings(value, made));
        inside.extend(codes(value).into_iter().map(|code| (code, String::new())));
    }
    let (needles, codes) = (Needles::new(pairs), Needles::new(inside));
    // Code that is damaged, or begins in the middle, is not decoded, but values can still be found in it.
    let count_in = |text: &str| needles.count(text).max(codes.count(&unwrapped_code(text)));
    let mut count = count_in(output);
    let mut inner: Vec<(String, usize)> = vec![(output.to_owned(), 0)];
    // Invariant: bounded. Decoded parts are no longer than their code, but for DEFLATE, which has a budget of its own.
    while let Some((text, depth)) = inner.pop() {
        for part in layers::parts(&text) {
            count = count.saturating_add(count_in(&part));
            if depth < layers::MAX_LAYERS {
                inner.push((part, depth.saturating_add(1)));
            }
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles(values: &[&str]) -> Needles {
        let pair = |(at, value): (usize, &&str)| ((*value).to_owned(), format!("<{at}>"));
        Needles::new(values.iter().enumerate().map(pair).collect())
    }

    #[test]
    fn the_longest_value_that_begins_at_a_place_is_found() {
        let all = needles(&["user-1", "user-12", "user-123-x", "er-1", "longer value"]);
        assert_eq!(all.replace("user-12 user-1 user-123 user-123-x"), "<1> <0> <1>3 <2>");
        assert_eq!(all.replace("a longer value, a longer valu"), "a <4>, a longer valu");
        assert_eq!(all.replace("xuser-12"), "x<1>");
        assert_eq!(all.count("user-12 er-1"), 3);
        assert_eq!(needles(&[]).replace("as it is"), "as it is");
        assert_eq!(needles(&["abc"]).replace("abc"), "abc");
    }

    #[test]
    fn a_value_in_escapes_is_found_in_every_spelling() {
        let value = "Zo\u{eb} \u{1f600} O'Hara";
        for text in [
            "Zo\\u00EB \\uD83D\\uDE00 O\\'Hara",
            "Zo&#x0000EB; &#00128512; O&apos;Hara",
            "Zo&#xeb;&nbsp;&#128512;&#32;O&#X27;Hara",
        ] {
            assert_eq!(left_over(text, [(value, "Ada Sand")].into_iter()), 1, "{text}");
        }
        assert_eq!(left_over("Zo&#+235; \\u+1f6", [(value, "Ada Sand")].into_iter()), 0);
    }

    #[test]
    fn a_value_in_damaged_base64_is_found() {
        let value = "mara.oduya@example.org";
        let left = |text: &str| left_over(text, [(value, "ada.sand@example.invalid")].into_iter());
        for before in ["", "x", "xy", "xyz"] {
            let code = STANDARD_NO_PAD.encode(format!("{before}<NameID>{value}</NameID>"));
            let lines: Vec<String> =
                code.as_bytes().chunks(12).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
            for text in [
                format!("urn:o?Q{code}!"),
                format!("urn:oQx{}!", lines.join("\r\n  ")),
                format!("urn:oQx{}!", lines.join("&#xA;")),
                format!("!Q{}", code.replace('+', "-").replace('/', "_")),
            ] {
                assert_ne!(left(&text), 0, "{text}");
            }
            for end in ["\n", "\\n"] {
                let certificate = lines.join(end);
                let text =
                    format!("-----BEGIN CERTIFICATE-----{end}MII{certificate}{end}-----END CERTIFICATE-----");
                assert_eq!(left(&text), 0, "{text}");
            }
        }
    }

    #[test]
    fn a_short_word_is_not_looked_for_inside_words() {
        let all = needles(&["mara", "marao", "Zoë7"]);
        assert_eq!(
            all.replace("mara maraou samara \"mara\" éZoë7 Zoë7."),
            "<0> maraou samara \"<0>\" éZoë7 <2>."
        );
    }
}
