//! Text out of a message, made safe to print: a value cannot color, move or reverse the terminal.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};
use std::sync::LazyLock;
use unicode_width::UnicodeWidthChar;

/// Longest text printed of one value, in characters; the rest is counted. JSON shows all of it.
const MAX_CHARACTERS: usize = 2_000;

/// The text with every character that a terminal acts on, or that is invisible, written as `\u{…}`.
///
/// Terminals obey C0 and C1 controls; bidirectional controls show a name as another one (CVE-2021-42574). Text that
/// blank lines or spaces begin or end is quoted, because the blank is often what is wrong with it.
pub(in crate::report) fn value(text: &str, unicode: bool) -> String {
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    let shown = escaped(text, unicode);
    if text.trim() == text { shown } else { format!("\"{shown}\"") }
}

/// The text escaped as [`value`] does it, without quotes; for messages and names.
pub(in crate::report) fn escaped(text: &str, unicode: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, character) in text.chars().enumerate() {
        if index == MAX_CHARACTERS {
            let more = text.chars().count().saturating_sub(MAX_CHARACTERS);
            out.push_str(&format!("{} ({more} more characters)", if unicode { "…" } else { "..." }));
            break;
        }
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if acts_or_hides(c) => out.extend(c.escape_unicode()),
            c if unicode || c.is_ascii() => out.push(c),
            c => out.push_str(&in_ascii(c)),
        }
    }
    out
}

/// XML or other text of several lines, safe to print: line breaks and tabs stay, what a terminal acts on is escaped.
///
/// ```
/// assert_eq!(samlens::inspect::printable("<a>\n\u{1b}[2J</a>"), "<a>\n\\u{1b}[2J</a>");
/// ```
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '\n' | '\t') || !acts_or_hides(character) {
            out.push(character);
        } else {
            out.extend(character.escape_unicode());
        }
    }
    out
}

/// A name or an address, safe to print on one line: line breaks and tabs are escaped too.
///
/// ```
/// assert_eq!(samlens::inspect::printable_line("a\n\u{9b}b"), "a\\n\\u{9b}b");
/// ```
pub fn printable_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            c if c.is_ascii_control() => out.extend(c.escape_default()),
            c if acts_or_hides(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// What a terminal acts on or what is invisible, by Unicode property: controls, format characters, unassigned and private
/// code points, separators and blanks but the space, whatever is ignored by default, and the blank Braille pattern.
const UNSEEN: &str = r"[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Z}\p{Default_Ignorable_Code_Point}\u{2800}--\x20]";

/// A constant: the table is put together once.
static UNSEEN_RANGES: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let class = match regex_syntax::parse(UNSEEN).map(Hir::into_kind) {
        Ok(HirKind::Class(Class::Unicode(class))) => class,
        // The pattern is a constant and a test reads it; were it none, everything but ASCII would be escaped.
        _ => ClassUnicode::new([
            ClassUnicodeRange::new('\0', '\x1f'),
            ClassUnicodeRange::new('\x7f', char::MAX),
        ]),
    };
    class.iter().map(|range| (range.start(), range.end())).collect()
});

/// Whether a terminal acts on a character, or it is invisible (CVE-2021-42574 for bidirectional controls).
pub(crate) fn acts_or_hides(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    let after = UNSEEN_RANGES.partition_point(|(start, _)| *start <= character);
    let range = after.checked_sub(1).and_then(|index| UNSEEN_RANGES.get(index));
    range.is_some_and(|(_, end)| character <= *end)
}

/// How a terminal without Unicode shows a character.
fn in_ascii(character: char) -> String {
    match character {
        '…' => "...".to_owned(),
        '–' | '—' => "-".to_owned(),
        '‘' | '’' => "'".to_owned(),
        '“' | '”' => "\"".to_owned(),
        '→' => "->".to_owned(),
        '·' => "-".to_owned(),
        other => other.escape_unicode().to_string(),
    }
}

/// Columns that a text takes in a terminal.
pub(in crate::report) fn columns(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).fold(0, usize::saturating_add)
}

/// Breaks a text into lines of at most `width` columns: at blanks where it can, inside words where it must.
///
/// The blanks at a break are dropped; every other character is kept.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used: usize = 0;
    let mut words = text.split_inclusive(' ').peekable();
    while let Some(word) = words.next() {
        let bare = word.trim_end_matches(' ');
        // A number and its unit stay on one line.
        let unit = words.peek().map(|next| next.trim_end_matches(' ')).filter(|next| {
            (word == "line " && next.starts_with(|c: char| c.is_ascii_digit()))
                || (word.starts_with('(') && next.starts_with("bytes)"))
        });
        let unit = unit.map_or(0, |unit| columns(unit).saturating_add(1));
        if used > 0 && used.saturating_add(columns(bare)).saturating_add(unit) > width {
            lines.push(finished(&mut line));
            used = 0;
        }
        for character in word.chars() {
            let wide = character.width().unwrap_or(0);
            if used.saturating_add(wide) > width {
                if character == ' ' {
                    // The word fits, and the blank after it is the line break.
                    lines.push(finished(&mut line));
                    used = 0;
                    continue;
                }
                // A path or URL reads better broken at a slash or colon, if there is one in the second half of the line.
                let late = |at: &usize| *at > line.len() / 2;
                let slash = line.rfind(['/', '&', '?']).filter(late).or_else(|| line.rfind(':').filter(late));
                // Before an ampersand, so that `&amp;` stays in one piece.
                let after = |at: usize| {
                    if line.get(at..).is_some_and(|rest| rest.starts_with('&')) {
                        at
                    } else {
                        at.saturating_add(1)
                    }
                };
                let cut = slash.map(after);
                let tail = cut.map(|at| line.split_off(at)).unwrap_or_default();
                lines.push(finished(&mut line));
                used = columns(&tail);
                line = tail;
            }
            line.push(character);
            used = used.saturating_add(wide);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(finished(&mut line));
    }
    lines
}

fn finished(line: &mut String) -> String {
    let kept = line.trim_end_matches(' ').len();
    line.truncate(kept);
    std::mem::take(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_and_its_unit_stay_on_one_line() {
        assert_eq!(wrap("saml:Conditions, line 1:3313", 22), ["saml:Conditions,", "line 1:3313"]);
        assert_eq!(wrap("base64, XML (4,768 bytes)", 20), ["base64, XML", "(4,768 bytes)"]);
        assert_eq!(wrap("one line of words", 9), ["one line", "of words"]);
    }

    #[test]
    fn escape_sequences_are_shown_not_sent() {
        assert_eq!(value("\u{1b}[2Jroot\u{9b}31m", true), "\\u{1b}[2Jroot\\u{9b}31m");
        assert_eq!(value("a\u{202e}nimda", true), "a\\u{202e}nimda");
        assert_eq!(value("a\u{200b}b\nc", true), "a\\u{200b}b\\nc");
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        let unseen = "\u{7f}\u{9b}\u{a0}\u{ad}\u{34f}\u{600}\u{605}\u{61c}\u{115f}\u{17b4}\u{180e}\u{2000}\u{200a}\u{200b}\u{2028}\u{202e}\u{2065}\u{2800}\u{3000}\u{3164}\u{fe00}\u{fe0f}\u{feff}\u{ffa0}\u{fff9}\u{e000}\u{e0001}\u{e0100}\u{10ffff}";
        for character in unseen.chars() {
            assert!(acts_or_hides(character), "{}", character.escape_unicode());
        }
    }

    #[test]
    fn letters_marks_and_symbols_are_not() {
        for character in " a~ä\u{301}山田अि١€→✓😀\u{1f3fd}".chars() {
            assert!(!acts_or_hides(character), "{}", character.escape_unicode());
        }
    }

    #[test]
    fn a_word_that_just_fits_is_not_torn_from_its_line() {
        assert_eq!(wrap("it is old: each other and", 15), ["it is old: each", "other and"]);
    }

    #[test]
    fn blanks_at_an_end_are_made_visible() {
        assert_eq!(value("agent ", true), "\"agent \"");
        assert_eq!(value("", true), "(empty)");
    }

    #[test]
    fn without_unicode_every_character_is_ascii() {
        assert_eq!(value("Jürgen … “x”", false), "J\\u{fc}rgen ... \"x\"");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(columns("山田"), 4);
        assert_eq!(wrap("山田太郎山田太郎", 10), ["山田太郎山", "田太郎"]);
    }

    #[test]
    fn words_are_broken_only_where_they_do_not_fit() {
        assert_eq!(wrap("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(wrap("abcdefghijklmnop", 8), ["abcdefgh", "ijklmnop"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("abcdefgh/ijklmn", 12), ["abcdefgh/", "ijklmn"]);
    }

    #[test]
    fn an_endless_value_is_cut_and_counted() {
        let shown = value(&"x".repeat(2_500), true);
        assert!(shown.ends_with("x… (500 more characters)"));
    }
}
