//! The text of the message at the place of a finding, with a mark: most messages are one line, where a column alone
//! says little.

use super::legible::{columns, escaped};
use super::page::{Style, TextPage};
use crate::Location;

/// Characters before the place.
const BEFORE: usize = 8;

/// Writes the characters around a place on one line, and a mark under the first of them.
pub(super) fn at(page: &mut TextPage, indent: usize, message: &str, location: &Location) {
    let Some((before, after)) = around(message, location, page.width().saturating_sub(indent)) else {
        return;
    };
    let unicode = page.unicode();
    let room = page.width().saturating_sub(indent);
    let before = escaped(&before, unicode);
    let mut text = format!("{before}{}", escaped(&after, unicode));
    // What is escaped is wider than what was counted.
    while columns(&text) > room && text.pop().is_some() {}
    page.entry(indent, "", Style::Plain, 0, &text, Style::Plain);
    page.entry(indent.saturating_add(columns(&before)), "", Style::Plain, 0, "^", Style::Yellow);
}

/// The characters before a place, and those from it on, on its line.
fn around(message: &str, location: &Location, room: usize) -> Option<(String, String)> {
    let line = usize::try_from(location.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(location.column).ok()?.checked_sub(1)?;
    let line = message.split('\n').nth(line)?;
    let start = column.saturating_sub(BEFORE);
    let mut characters = line.chars().skip(start);
    let before: String = characters.by_ref().take(column.saturating_sub(start)).collect();
    let after: String = characters.take(room.saturating_sub(BEFORE)).collect();
    (!after.trim().is_empty()).then_some((before, after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::HumanOptions;

    fn quoted(message: &str, line: u32, column: u32) -> String {
        let mut page = TextPage::new(&HumanOptions { width: 40, ..HumanOptions::default() });
        at(&mut page, 2, message, &Location { path: String::new(), line, column });
        page.into_text()
    }

    #[test]
    fn a_place_in_a_long_line_is_marked() {
        let message = format!("<a>\n{}<b x='1'>text</b>{}", "<c/>".repeat(900), "<d/>".repeat(900));
        assert_eq!(quoted(&message, 2, 3601), "  <c/><c/><b x='1'>text</b><d/><d/><d/><\n          ^\n");
        assert_eq!(quoted("<a/>", 1, 1), "  <a/>\n  ^\n");
    }

    #[test]
    fn what_is_no_place_of_the_message_is_not_quoted() {
        for (line, column) in [(0, 0), (1, 0), (1, 5), (2, 1), (9, 9)] {
            assert_eq!(quoted("<a/>", line, column), "", "{line}:{column}");
        }
    }

    #[test]
    fn what_acts_on_a_terminal_is_escaped_and_the_mark_stays_under_its_place() {
        assert_eq!(quoted("\u{1b}[2J<a/>", 1, 5), "  \\u{1b}[2J<a/>\n           ^\n");
    }
}
