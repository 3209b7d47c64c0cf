//! Foreign text inside sentences: short, and without a character that a log or terminal acts on (invariant:
//! private-values).

/// Whether a log or terminal acts on a character, or shows nothing for it, by the properties that the standard library
/// knows: controls, format characters, separators but the space, unassigned and private code points.
///
/// Reports print with a table that knows more (`report/human/legible.rs`); this one needs no feature.
pub(crate) fn acts(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    if is_unseen(character) {
        return true;
    }
    // Behind a letter a combining mark is left alone, so what is escaped is escaped for what it is.
    let mut text = String::from("a");
    text.push(character);
    text.escape_debug().nth(2).is_some()
}

/// Code points that Unicode ignores by default (Default_Ignorable_Code_Point, UAX #44) and that are neither controls nor
/// format characters, and the blank Braille pattern: with one of them two names differ and look the same.
fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{34f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{ffa0}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// The text with every character that [`acts`] written as `\n` or `\u{…}`.
pub(crate) fn escaped(text: String) -> String {
    if !text.chars().any(acts) {
        return text;
    }
    let mut out = String::with_capacity(text.len().saturating_add(16));
    for character in text.chars() {
        match acts(character) {
            true if is_unseen(character) => out.extend(character.escape_unicode()),
            true => out.extend(character.escape_debug()),
            false => out.push(character),
        }
    }
    out
}

/// The text, cut to at most `max` bytes at the boundary of a character; `…` says that something is left out.
pub(crate) fn bounded(mut text: String, max: usize) -> String {
    const MARK: char = '…';
    if text.len() <= max {
        return text;
    }
    let most = max.saturating_sub(MARK.len_utf8());
    let end = (0..=most).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    text.truncate(end);
    // What was cut off may be many times as long as what is kept.
    text.shrink_to(max);
    text.push(MARK);
    text
}

/// Foreign text, made safe for a sentence: at most 200 characters, escaped.
pub(crate) fn quoted(text: &str) -> String {
    escaped(text.chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_log_acts_on_is_escaped_and_nothing_else() {
        let escape = |text: &str| escaped(text.to_owned());
        assert_eq!(escape("a\nb\u{1b}[2J\u{9b}31m\u{202e}x"), "a\\nb\\u{1b}[2J\\u{9b}31m\\u{202e}x");
        assert_eq!(escape("\u{2028}\u{200b}\u{a0}\u{e000}"), "\\u{2028}\\u{200b}\\u{a0}\\u{e000}");
        assert_eq!(escape("a\u{34f}\u{fe0f}\u{2800}\u{3164}"), "a\\u{34f}\\u{fe0f}\\u{2800}\\u{3164}");
        for plain in ["it's \"quoted\" \\ here", "Jürgen … → 山田", "e\u{301}", ""] {
            assert_eq!(escape(plain), plain);
        }
    }

    #[test]
    fn texts_are_cut_between_characters() {
        let cut = |text: &str, max: usize| bounded(text.to_owned(), max);
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abc…");
        assert_eq!(cut("ääää", 6), "ä…");
        assert_eq!(cut("山田山", 8), "山…");
        assert_eq!(cut("abcdefg", 0), "…");
    }
}
