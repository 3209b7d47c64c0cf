//! How a damaged value of base64 is read: what its spaces mean, and where it ends.

use super::base64::{Blanks, Loose, decode_loose};
use super::budget::Budget;
use super::text;
use crate::encoding::inflate::{Inflated, Wrapping};

/// Reads blanks as `+` or as nothing: what decodes to a whole message is right, else what has the right length.
pub(super) fn best_decoding(value: &str, limits: &Budget<'_>) -> (Loose, Blanks) {
    let mut plus = decode_loose(value, Blanks::Plus);
    if plus.characters % 4 == 3 && plus.padding == 1 && plus.rest.is_none() {
        // The base64 of `>` at the end of a group is `+`: a message often ends with it, and as a blank it is trimmed.
        let completed = decode_loose(&format!("{value}+"), Blanks::Plus);
        if is_whole_message(&completed.bytes, limits) && !is_whole_message(&plus.bytes, limits) {
            plus = Loose { blanks: completed.blanks + 1, ..completed };
        }
    }
    if plus.blanks == 0 || is_whole_message(&plus.bytes, limits) {
        return (plus, Blanks::Plus);
    }
    let nothing = decode_loose(value, Blanks::Nothing);
    let fits = |loose: &Loose| loose.padding == 0 && !loose.odd;
    if is_whole_message(&nothing.bytes, limits) || (fits(&nothing) && !fits(&plus)) {
        (nothing, Blanks::Nothing)
    } else {
        (plus, Blanks::Plus)
    }
}

/// The value without the words of a sentence that follow it, if it is a whole message without them.
pub(super) fn without_words_after<'v>(value: &'v str, limits: &Budget<'_>) -> Option<&'v str> {
    // Each try decodes the value: few are enough, since punctuation ends a value anyway.
    const MOST_WORDS: usize = 12;
    let mut rest = value;
    for _ in 0..MOST_WORDS {
        rest = rest.trim_end().rsplit_once(char::is_whitespace)?.0.trim_end();
        let loose = decode_loose(rest, Blanks::Plus);
        if text::begins_as_markup(&loose.bytes) && is_whole_message(&loose.bytes, limits) {
            return Some(rest);
        }
    }
    None
}

pub(super) fn is_whole_message(bytes: &[u8], limits: &Budget<'_>) -> bool {
    if text::begins_as_markup(bytes) {
        return std::str::from_utf8(bytes).is_ok() && bytes.trim_ascii_end().ends_with(b">");
    }
    matches!(limits.inflate(bytes, Wrapping::of(bytes)), Inflated::Whole(inner) if !inner.is_empty())
}
