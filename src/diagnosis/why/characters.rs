//! Damage of characters: escapes, quotes, composed letters, look-alikes, encodings.

use super::candidate::{Candidate, Search, TryCandidate};
use super::flat_element::PiecePlace;
use crate::Code;
use crate::encoding::percent::decoded;
use crate::encoding::reference::{self, predefined};

/// One exchange of characters: how it is undone, and what it was.
struct CharacterExchange {
    code: Code,
    damage: &'static str,
    undo: fn(&str) -> String,
}

const ESCAPED: Code = Code::DigestCauseEntitiesEscapedTwice;
const QUOTED: Code = Code::DigestCauseAttributeRequoted;
const UNICODE: Code = Code::DigestCauseUnicodeNormalised;

/// The likeliest first.
const EXCHANGES: &[CharacterExchange] = &[
    CharacterExchange {
        code: ESCAPED,
        damage: "characters were escaped twice (`&amp;amp;` for `&amp;`)",
        undo: unescaped,
    },
    CharacterExchange {
        code: QUOTED,
        damage: "straight quotes were turned into typographic ones",
        undo: straight_quotes,
    },
    CharacterExchange {
        code: UNICODE,
        damage: "plain quotes, dashes or spaces were replaced by typographic ones",
        undo: plain,
    },
    CharacterExchange {
        code: UNICODE,
        damage: "spaces were turned into non-breaking spaces",
        undo: breaking,
    },
    CharacterExchange {
        code: UNICODE,
        damage: "accented letters were decomposed (NFC to NFD)",
        undo: composed,
    },
    CharacterExchange {
        code: UNICODE,
        damage: "accented letters were composed (NFD to NFC)",
        undo: decomposed,
    },
    CharacterExchange {
        code: UNICODE,
        damage: "UTF-8 was read as Latin-1 or Windows-1252",
        undo: from_latin,
    },
    CharacterExchange {
        code: ESCAPED,
        damage: "escaped characters were unescaped",
        undo: |text| escaped(text, "&<>"),
    },
    CharacterExchange {
        code: ESCAPED,
        damage: "escaped characters and quotes were unescaped",
        undo: |text| escaped(text, "&<>\"'"),
    },
    CharacterExchange {
        code: QUOTED,
        damage: "apostrophes were turned into quotes",
        undo: |text| text.replace('"', "'"),
    },
    CharacterExchange {
        code: QUOTED,
        damage: "quotes were turned into apostrophes",
        undo: |text| text.replace('\'', "\""),
    },
    CharacterExchange {
        code: QUOTED,
        damage: "apostrophes were doubled, as SQL does",
        undo: |text| text.replace("''", "'"),
    },
    CharacterExchange {
        code: QUOTED,
        damage: "quotes were doubled, as CSV does",
        undo: |text| text.replace("\"\"", "\""),
    },
    CharacterExchange {
        code: QUOTED,
        damage: "a backslash was put before quotes",
        undo: |text| text.replace("\\\"", "\"").replace("\\'", "'"),
    },
    CharacterExchange {
        code: QUOTED,
        damage: "typographic apostrophes were turned into straight ones",
        undo: |text| text.replace('\'', "\u{2019}"),
    },
    CharacterExchange {
        code: UNICODE,
        damage: "non-breaking spaces were turned into plain spaces",
        undo: |text| text.replace(' ', "\u{a0}"),
    },
    CharacterExchange { code: UNICODE, damage: "a Latin-1 value was read as UTF-8", undo: to_latin },
    CharacterExchange {
        code: Code::DigestCauseValueChanged,
        damage: "values were percent-encoded",
        undo: percent_decoded,
    },
    CharacterExchange {
        code: Code::DigestCauseValueChanged,
        damage: "spaces were written as `+`",
        undo: |text| text.replace('+', " "),
    },
    CharacterExchange {
        code: Code::DigestCauseValueChanged,
        damage: "`+` was read as a space",
        undo: |text| text.replace(' ', "+"),
    },
];

/// The most values that an exchange is undone in alone, where it could be undone in several.
const MAX_ALONE: usize = 8;

/// Each exchange undone everywhere, then in texts alone, then in each value alone.
pub(super) fn exchanged<'t>(base: &Candidate<'t>, each: TryCandidate<'_, 't>) -> Search<'t> {
    for exchange in EXCHANGES {
        let undo = |place: PiecePlace, text: &str| {
            (place != PiecePlace::Between && !text.is_empty()).then(|| (exchange.undo)(text))
        };
        let Some(everywhere) =
            base.rewrite(exchange.code, exchange.damage, |_, place, text| undo(place, text))
        else {
            continue;
        };
        let places = everywhere.steps.last().map_or(0, |step| step.places);
        each(everywhere)?;
        if places < 2 {
            continue;
        }
        let texts = base.rewrite(exchange.code, exchange.damage, |_, place, text| {
            (place != PiecePlace::Attribute).then(|| undo(place, text))?
        });
        if let Some(candidate) = texts {
            each(candidate)?;
        }
        for alone in 0..places.min(MAX_ALONE) {
            let mut seen: usize = 0;
            let one = base.rewrite(exchange.code, exchange.damage, |_, place, text| {
                let undone = undo(place, text).filter(|undone| undone != text)?;
                seen = seen.saturating_add(1);
                (seen.saturating_sub(1) == alone).then_some(undone)
            });
            if let Some(candidate) = one {
                each(candidate)?;
            }
        }
    }
    Search::Continue(())
}

/// One layer of the predefined entities and of character references taken off.
fn unescaped(text: &str) -> String {
    let named = |name: &str| if name == "nbsp" { Some('\u{a0}') } else { predefined(name) };
    reference::decoded(text, named).0
}

fn escaped(text: &str, which: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if which.contains('"') => out.push_str("&quot;"),
            '\'' if which.contains('\'') => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

fn straight_quotes(text: &str) -> String {
    text.replace(['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'], "'")
        .replace(['\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}'], "\"")
}

fn plain(text: &str) -> String {
    breaking(&straight_quotes(text))
        .replace(['\u{2010}', '\u{2011}', '\u{2013}', '\u{2014}', '\u{2212}'], "-")
        .replace('\u{2026}', "...")
}

fn breaking(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}', '\u{2007}', '\u{2009}', '\u{3000}'], " ")
}

fn composed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().collect()
}

fn decomposed(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfd().collect()
}

/// What Windows-1252 has between 0x80 and 0x9F, where Latin-1 has controls.
const WINDOWS_1252: [char; 32] = [
    '\u{20ac}', '\u{81}', '\u{201a}', '\u{192}', '\u{201e}', '\u{2026}', '\u{2020}', '\u{2021}', '\u{2c6}',
    '\u{2030}', '\u{160}', '\u{2039}', '\u{152}', '\u{8d}', '\u{17d}', '\u{8f}', '\u{90}', '\u{2018}',
    '\u{2019}', '\u{201c}', '\u{201d}', '\u{2022}', '\u{2013}', '\u{2014}', '\u{2dc}', '\u{2122}', '\u{161}',
    '\u{203a}', '\u{153}', '\u{9d}', '\u{17e}', '\u{178}',
];

/// The byte of a character in Windows-1252.
pub(super) fn windows_1252(character: char) -> Option<u8> {
    match WINDOWS_1252.iter().position(|&known| known == character) {
        Some(position) => u8::try_from(position.saturating_add(0x80)).ok(),
        None => u8::try_from(u32::from(character)).ok(),
    }
}

/// `MÃ¼ller` back to `Müller`: each character is a byte of UTF-8 again.
fn from_latin(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(windows_1252).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

fn to_latin(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

fn percent_decoded(text: &str) -> String {
    decoded(text, false).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_layer_of_escapes_is_taken_off() {
        assert_eq!(unescaped("a &amp;amp; b &#39;&#x41;&eacute;&"), "a &amp; b 'A&eacute;&");
    }

    #[test]
    fn bytes_read_in_the_wrong_encoding_come_back() {
        assert_eq!(from_latin("M\u{c3}\u{bc}ller \u{e2}\u{20ac}\u{2122}"), "Müller \u{2019}");
        assert_eq!(from_latin("Müller"), "Müller");
        assert_eq!(from_latin("漢"), "漢");
    }

    #[test]
    fn typography_becomes_plain() {
        assert_eq!(plain("\u{201c}a\u{201d}\u{a0}\u{2013} b\u{2019}s\u{2026}"), "\"a\" - b's...");
    }
}
