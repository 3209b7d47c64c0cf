//! base64 as people paste it.

use base64::Engine;
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

/// Damaged text may lose its padding and the bits that belong to it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// What spaces inside a value mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blanks {
    /// A `+` that form decoding turned into a space.
    Plus,
    /// The remains of line breaks.
    Nothing,
}

/// A damaged value, decoded as far as possible, with a count of what was repaired.
pub(super) struct Loose {
    /// The octets.
    pub(super) bytes: Vec<u8>,
    /// Characters of the alphabet that were read.
    pub(super) characters: usize,
    /// Line breaks left out.
    pub(super) line_breaks: usize,
    /// Spaces inside a line, whatever they were taken for.
    pub(super) blanks: usize,
    /// Characters of the URL-safe alphabet.
    pub(super) url_safe: usize,
    /// Padding characters missing or too many.
    pub(super) padding: usize,
    /// One character is left over, so at least one is lost.
    pub(super) odd: bool,
    /// Bytes that follow the value and do not belong to it, and the first character of them.
    pub(super) rest: Option<(usize, char)>,
}

/// Reads base64 and tolerates line breaks, spaces, both alphabets, missing or extra padding, and text after the end.
pub(super) fn decode_loose(text: &str, blanks: Blanks) -> Loose {
    let mut dense = Vec::with_capacity(text.len());
    let mut loose = Loose {
        bytes: Vec::new(),
        characters: 0,
        line_breaks: 0,
        blanks: 0,
        url_safe: 0,
        padding: 0,
        odd: false,
        rest: None,
    };
    let mut pads = 0usize;
    let mut run = Run::default();
    for (at, character) in text.char_indices() {
        match character {
            '\r' | '\n' | '\t' | '\u{b}' | '\u{c}' => run.breaks |= character != '\r' || !run.breaks,
            ' ' | '\u{a0}' => run.spaces += 1,
            '=' => pads += 1,
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' | '-' | '_' if pads == 0 => {
                run.end(blanks, &mut loose, &mut dense);
                let byte = match character {
                    '-' => b'+',
                    '_' => b'/',
                    other => u8::try_from(other).unwrap_or(b'A'),
                };
                loose.url_safe += usize::from(matches!(character, '-' | '_'));
                dense.push(byte);
            }
            _ => {
                loose.rest = Some((text.len().saturating_sub(at), character));
                break;
            }
        }
    }
    loose.characters = dense.len();
    let remainder = dense.len() % 4;
    if remainder == 1 {
        dense.pop();
        loose.odd = true;
    }
    loose.padding = match remainder {
        0 => pads,
        1 => 0,
        left => pads.abs_diff(4 - left),
    };
    // Cannot fail: the alphabet, the length and the padding were put right above.
    if LENIENT.decode_vec(&dense, &mut loose.bytes).is_err() {
        loose.bytes.clear();
    }
    loose
}

/// A run of white space between two characters of the alphabet.
#[derive(Default)]
struct Run {
    breaks: bool,
    spaces: usize,
}

impl Run {
    /// A run with a line break in it is a wrap with its indentation; one of spaces alone is what `blanks` says.
    fn end(&mut self, blanks: Blanks, loose: &mut Loose, dense: &mut Vec<u8>) {
        if self.breaks {
            loose.line_breaks += usize::from(!dense.is_empty());
        } else if self.spaces > 0 && !dense.is_empty() {
            loose.blanks += self.spaces;
            if blanks == Blanks::Plus {
                dense.resize(dense.len() + self.spaces, b'+');
            }
        }
        *self = Run::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::base64::{NotBase64, decode_strict};

    fn strict(value: &str) -> Option<Vec<u8>> {
        let mut out = vec![1, 2, 3];
        decode_strict(value, &mut out).ok().map(|()| out)
    }

    #[test]
    fn strict_takes_canonical_base64() {
        assert_eq!(strict("aGVsbG8="), Some(b"hello".to_vec()));
        assert_eq!(strict("aGVsbG8h"), Some(b"hello!".to_vec()));
        assert_eq!(strict(""), Some(Vec::new()));
    }

    #[test]
    fn strict_takes_wrapped_lines() {
        assert_eq!(strict("\r\n  aGVs\r\n\tbG8=\n"), Some(b"hello".to_vec()));
    }

    #[test]
    fn strict_refuses_everything_else() {
        for bad in [
            "aGVsbG8",
            "aGVsbG8==",
            "aGVsbG8=x",
            "aGVsbG9=",
            "aGVs-G8=",
            "aGVs_G8=",
            "aGVs\u{b}bG8=",
            "aGVs\u{c}bG8=",
            "aGVs\0bG8=",
            "aGVs\u{a0}bG8=",
            "a",
            "=",
            "aGVsbG8=aGVsbG8=",
            "aGVs.bG8=",
        ] {
            assert_eq!(strict(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn strict_leaves_nothing_behind_when_it_refuses() {
        let mut out = vec![9];
        assert_eq!(decode_strict("aGVsbG8h!", &mut out), Err(NotBase64));
        assert!(out.is_empty());
    }

    #[test]
    fn strict_agrees_with_a_long_value() {
        let octets: Vec<u8> = (0..=255u8).cycle().take(10_001).collect();
        let text = base64::engine::general_purpose::STANDARD.encode(&octets);
        assert_eq!(strict(&text), Some(octets));
    }

    #[test]
    fn loose_reads_a_space_as_plus_or_as_nothing() {
        let plus = decode_loose("+++ ++++", Blanks::Plus);
        assert_eq!((plus.bytes.len(), plus.blanks), (6, 1));
        let nothing = decode_loose("aGVs bG8h", Blanks::Nothing);
        assert_eq!((nothing.bytes.as_slice(), nothing.blanks), (b"hello!".as_slice(), 1));
    }

    #[test]
    fn loose_counts_padding_both_ways() {
        assert_eq!(decode_loose("aGVsbG8", Blanks::Plus).padding, 1);
        assert_eq!(decode_loose("aGVsbG8===", Blanks::Plus).padding, 2);
        assert_eq!(decode_loose("aGVsbG8=", Blanks::Plus).padding, 0);
        assert!(decode_loose("aGVsb", Blanks::Plus).odd);
    }

    #[test]
    fn loose_stops_at_what_does_not_belong() {
        let loose = decode_loose("aGVsbG8=;x", Blanks::Plus);
        assert_eq!((loose.bytes.as_slice(), loose.rest), (b"hello".as_slice(), Some((2, ';'))));
    }
}
