//! Text that a step read or wrote in another encoding than UTF-8, before or after signing.
//!
//! After signing: the eighth bit of each byte was dropped, letters beyond ASCII became question marks or plain letters, or
//! were left out. Before signing: the digest was taken over the text in another encoding than canonical XML has.

use super::candidate::{Candidate, DamageStep, Oracle, Search};
use super::flat_element::{FlatElement, PiecePlace};
use super::template::Template;
use crate::Code;
use crate::xml::Namespace;
use std::borrow::Cow;

/// These have no code of their own: the finding of the digest says them.
const OF_THE_DIGEST: Code = Code::DigestMismatch;
/// Places whose combinations are tried, each with and without.
const MAX_COMBINED: usize = 7;
/// Letters of each value that are looked at, and values.
const MAX_LETTERS: usize = 24;
const MAX_VALUES: usize = 12;

/// Letters of European names beyond ASCII, the commonest first.
const LETTERS: &str =
    "öäüéßèëáóíñçøåæúàêïôâîûãõìòùÿœÖÄÜÉØÅÆÇÁÓłńśćżźąęŁŚŻščžřýůěďťňŠČŽőűđğışİăâșțőéÑÈÀÊÍÚîßþð";

/// The digest of the canonical text in other encodings than UTF-8.
pub(super) fn signed_in_another<'t>(base: &Candidate<'t>, oracle: &mut Oracle<'_>) -> Search<'t> {
    let Some(template) = Template::of(base, &[], oracle.limits()) else { return Search::Continue(()) };
    let mut bytes = Vec::new();
    template.with(&[], &mut bytes);
    let Ok(text) = String::from_utf8(bytes) else { return Search::Continue(()) };
    for (name, bytes) in encodings(&text) {
        oracle.test_bytes(&bytes, || {
            let mut steps = base.steps.clone();
            steps.push(DamageStep {
                code: Code::DigestCauseOtherCanonicalisation,
                damage: Cow::Owned(format!("the signer digested the text as {name} instead of UTF-8")),
                place: base.flat.apex(),
                places: 1,
                actual: None,
                expected: None,
            });
            steps
        })?;
    }
    Search::Continue(())
}

/// The text in other encodings, those alone that give other bytes than UTF-8.
fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let units = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let marked = |mark: &[u8], rest: &[u8]| [mark, rest].concat();
    let (little, big) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
    let mut all = vec![
        ("UTF-8 with a byte order mark", marked(b"\xEF\xBB\xBF", text.as_bytes())),
        ("UTF-16 with a byte order mark", marked(b"\xFF\xFE", &little)),
        ("UTF-16 with a byte order mark", marked(b"\xFE\xFF", &big)),
        ("UTF-16 (little-endian)", little),
        ("UTF-16 (big-endian)", big),
    ];
    if text.is_ascii() {
        return all;
    }
    let narrow = |to: fn(char) -> Option<u8>| text.chars().map(to).collect::<Option<Vec<u8>>>();
    let latin = narrow(|character| u8::try_from(u32::from(character)).ok());
    let windows = narrow(super::characters::windows_1252);
    let ascii =
        text.chars().map(|character| if character.is_ascii() { character } else { '?' }).collect::<String>();
    if windows != latin {
        all.extend(windows.map(|bytes| ("Windows-1252", bytes)));
    }
    all.extend(latin.map(|bytes| ("ISO-8859-1 (Latin-1)", bytes)));
    all.push(("US-ASCII with question marks for other letters", ascii.into_bytes()));
    all
}

/// One place in a text, and what was there before.
struct Spot {
    piece: usize,
    start: usize,
    end: usize,
    before: String,
}

/// UTF-8 after a step that kept only seven bits of each byte: `Bjørn` became `BjC8rn`.
pub(super) fn seven_bits<'t>(base: &Candidate<'t>, oracle: &mut Oracle<'_>) -> Search<'t> {
    const DAMAGE: &str = "letters beyond ASCII lost the high bit of each byte (UTF-8 handled as 7-bit ASCII)";
    let pieces = values(&base.flat);
    let mut spots = Vec::new();
    for &piece in &pieces {
        let text = base.flat.characters(piece).unwrap_or_default();
        spots.extend(stripped(text).into_iter().map(|(start, end, letter)| Spot {
            piece,
            start,
            end,
            before: letter.to_string(),
        }));
    }
    let Some(mut trial) = TextTrial::of(base, &pieces, oracle) else { return Search::Continue(()) };
    // All, all of the letters of Western Europe, and then each combination of a few.
    let all: Vec<&Spot> = spots.iter().collect();
    trial.put(&all, DAMAGE)?;
    let western = |spot: &&Spot| spot.before.chars().all(|letter| u32::from(letter) < 0x180);
    let all: Vec<&Spot> = spots.iter().filter(western).collect();
    trial.put(&all, DAMAGE)?;
    let few: Vec<&Spot> = all.into_iter().take(MAX_COMBINED).collect();
    for mask in 1..(1_usize << few.len()) {
        let chosen = few.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1);
        trial.put(&chosen.map(|(_, spot)| *spot).collect::<Vec<_>>(), DAMAGE)?;
    }
    Search::Continue(())
}

/// Where seven bits of each byte are what UTF-8 has for a letter beyond ASCII: the range of bytes, and the letter.
fn stripped(text: &str) -> Vec<(usize, usize, char)> {
    let bytes = text.as_bytes();
    let follows = |at: usize| {
        let byte = *bytes.get(at)?;
        // Controls are no characters of XML but for these three.
        matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x3F).then_some(byte | 0x80)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        let length = match lead {
            0x42..=0x5F => 2,
            0x60..=0x6F => 3,
            _ => 1,
        };
        let rest: Option<Vec<u8>> = (1..length).map(|offset| follows(at.saturating_add(offset))).collect();
        let letter = rest.filter(|rest| !rest.is_empty()).and_then(|rest| {
            let whole = [&[lead | 0x80][..], &rest].concat();
            let letter = std::str::from_utf8(&whole).ok()?.chars().next()?;
            letter.is_alphabetic().then_some(letter)
        });
        match letter {
            Some(letter) => {
                found.push((at, at.saturating_add(length), letter));
                at = at.saturating_add(length);
            }
            None => at = at.saturating_add(1),
        }
    }
    found
}

/// Letters that a step could not write: question marks, replacement characters, plain letters, or nothing.
pub(super) fn lost_letters<'t>(base: &Candidate<'t>, oracle: &mut Oracle<'_>) -> Search<'t> {
    let pieces = values(&base.flat);
    let texts = |piece: usize| base.flat.characters(piece).unwrap_or_default();
    let Some(mut trial) = TextTrial::of(base, &pieces, oracle) else { return Search::Continue(()) };
    question_marks(&mut trial, &pieces, &texts)?;
    // Written out for a system without such letters.
    let spelt: Vec<Spot> = pieces.iter().flat_map(|&piece| respelt(piece, texts(piece))).collect();
    let plain = "letters beyond ASCII were written with plain ones (text handled as 7-bit ASCII)";
    trial.put(&spelt.iter().collect::<Vec<_>>(), plain)?;
    for spot in spelt.iter().take(MAX_LETTERS) {
        trial.put(&[spot], plain)?;
    }
    for &piece in pieces.iter().take(MAX_VALUES) {
        let text = texts(piece);
        for (start, letter) in text.char_indices().take(MAX_LETTERS) {
            let end = start.saturating_add(letter.len_utf8());
            for accented in LETTERS.chars().filter(|&accented| base_letter(accented) == Some(letter)) {
                trial.put(&[&Spot { piece, start, end, before: accented.to_string() }], plain)?;
            }
        }
    }
    let left_out = "a letter beyond ASCII was left out (text handled as 7-bit ASCII)";
    for &piece in pieces.iter().take(MAX_VALUES) {
        let text = texts(piece);
        if text.contains(['@', ':', '/']) || text.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        for (start, _) in text.char_indices().skip(1).take(MAX_LETTERS) {
            for letter in LETTERS.chars().take(20) {
                trial.put(&[&Spot { piece, start, end: start, before: letter.to_string() }], left_out)?;
            }
        }
    }
    Search::Continue(())
}

/// A run of question marks is one letter of one, two or three bytes. Several runs are the same letter, or two letters.
fn question_marks<'t, 'b>(
    trial: &mut TextTrial<'_, 't, '_, '_>,
    pieces: &[usize],
    texts: &dyn Fn(usize) -> &'b str,
) -> Search<'t> {
    const DAMAGE: &str =
        "letters beyond ASCII became question marks (text handled as 7-bit ASCII or another encoding)";
    let mut runs: Vec<(usize, usize, usize)> = Vec::new();
    for &piece in pieces {
        let text = texts(piece);
        let mut open: Option<usize> = None;
        for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
            match (matches!(character, '?' | '\u{FFFD}'), open) {
                (true, None) => open = Some(at),
                (false, Some(start)) => {
                    runs.push((piece, start, at));
                    open = None;
                }
                _ => {}
            }
        }
    }
    if runs.is_empty() {
        return Search::Continue(());
    }
    let spots = |letters: &mut dyn FnMut(usize) -> char| {
        let each = runs.iter().enumerate().map(|(number, &(piece, start, end))| Spot {
            piece,
            start,
            end,
            before: letters(number).to_string(),
        });
        each.collect::<Vec<Spot>>()
    };
    for letter in LETTERS.chars() {
        trial.put(&spots(&mut |_| letter).iter().collect::<Vec<_>>(), DAMAGE)?;
    }
    if runs.len() > 1 {
        for first in LETTERS.chars().take(16) {
            for second in LETTERS.chars().take(16).filter(|&second| second != first) {
                let both = spots(&mut |number| if number % 2 == 0 { first } else { second });
                trial.put(&both.iter().collect::<Vec<_>>(), DAMAGE)?;
            }
        }
    }
    Search::Continue(())
}

/// `ae`, `oe`, `ue` and `ss` for letters of German and the Nordic languages.
fn respelt(piece: usize, text: &str) -> Vec<Spot> {
    let pairs = [("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"), ("Ae", "Ä"), ("Oe", "Ö"), ("Ue", "Ü")];
    let found = pairs.iter().flat_map(|(written, letter)| {
        text.match_indices(written).map(move |(start, _)| Spot {
            piece,
            start,
            end: start.saturating_add(2),
            before: (*letter).to_owned(),
        })
    });
    found.collect()
}

/// The letter of ASCII that a letter is written with where it cannot be written.
fn base_letter(letter: char) -> Option<char> {
    use unicode_normalization::UnicodeNormalization;
    match letter {
        'ø' => Some('o'),
        'Ø' => Some('O'),
        'ł' => Some('l'),
        'Ł' => Some('L'),
        'đ' => Some('d'),
        'ı' => Some('i'),
        _ => letter.nfd().next().filter(char::is_ascii),
    }
}

/// Texts that may be names of people: no address, no instant, and not long.
fn values(flat: &FlatElement<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    for (index, place) in flat.places() {
        let Some(element) = flat.pieces.get(index).map(|piece| piece.element) else { continue };
        let text = flat.characters(index).unwrap_or_default();
        if place == PiecePlace::Value
            && element.is(Namespace::SAML, "AttributeValue") | element.is(Namespace::SAML, "NameID")
            && (2..=128).contains(&text.len())
            && !text.contains("://")
            && !text.starts_with("urn:")
        {
            found.push(index);
        }
    }
    found.truncate(MAX_VALUES.saturating_mul(4));
    found
}

/// Texts rewritten in the canonical text of one candidate.
struct TextTrial<'b, 't, 'o, 's> {
    base: &'b Candidate<'t>,
    template: Template,
    oracle: &'o mut Oracle<'s>,
    bytes: Vec<u8>,
}

impl<'b, 't, 'o, 's> TextTrial<'b, 't, 'o, 's> {
    fn of(
        base: &'b Candidate<'t>,
        pieces: &[usize],
        oracle: &'o mut Oracle<'s>,
    ) -> Option<TextTrial<'b, 't, 'o, 's>> {
        let template = Template::of(base, pieces, oracle.limits()).filter(|_| !pieces.is_empty())?;
        Some(TextTrial { base, template, oracle, bytes: Vec::new() })
    }

    /// Puts back what was in these places, which are in the order of the text.
    fn put(&mut self, spots: &[&Spot], damage: &'static str) -> Search<'t> {
        let mut texts: Vec<(usize, String)> = Vec::new();
        for spot in spots.iter().rev() {
            let known = texts.iter().position(|(piece, _)| *piece == spot.piece);
            let at = known.unwrap_or_else(|| {
                let text = self.base.flat.characters(spot.piece).unwrap_or_default();
                texts.push((spot.piece, text.to_owned()));
                texts.len().saturating_sub(1)
            });
            let Some((_, text)) = texts.get_mut(at) else { continue };
            // From the end, so that no place before it moves; places that overlap are left.
            if text.is_char_boundary(spot.start) && text.is_char_boundary(spot.end) && spot.end <= text.len()
            {
                text.replace_range(spot.start..spot.end, &spot.before);
            }
        }
        texts.reverse();
        let Some((first, expected)) = texts.first().cloned() else { return Search::Continue(()) };
        let values: Vec<(usize, &str)> = texts.iter().map(|(piece, text)| (*piece, text.as_str())).collect();
        self.template.with(&values, &mut self.bytes);
        let base = self.base;
        self.oracle.test_bytes(&self.bytes, || {
            let mut steps = base.steps.clone();
            steps.push(DamageStep {
                code: OF_THE_DIGEST,
                damage: Cow::Borrowed(damage),
                place: base.flat.pieces.get(first).map(|piece| piece.element),
                places: texts.len(),
                actual: base.flat.characters(first).map(str::to_owned),
                expected: Some(expected),
            });
            steps
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_bits_of_utf_8_are_letters_again() {
        assert_eq!(stripped("BjC8rn"), [(2, 4, 'ø')]);
        assert_eq!(stripped("C6rjan"), [(0, 2, 'ö')]);
        assert!(stripped("Bjorn").is_empty());
    }

    #[test]
    fn an_encoding_that_gives_the_same_bytes_is_none() {
        let ascii = encodings("<a>x</a>");
        assert!(ascii.iter().all(|(_, bytes)| bytes != b"<a>x</a>"));
        let names: Vec<&str> = encodings("ø").iter().map(|(name, _)| *name).collect();
        assert!(names.contains(&"ISO-8859-1 (Latin-1)") && !names.contains(&"Windows-1252"));
    }
}
