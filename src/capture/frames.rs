//! What terminals and pages put around the lines of a text: a box or a table with one column, and numbers on lines of their own.
//! Each pass reads every line a fixed number of times.

/// The text without the box or the table of one column around its lines, and how many lines had its sides.
///
/// No line of XML or base64 has the same bar at both ends.
pub(super) fn without_frames(text: &str) -> Option<(String, usize)> {
    let mut out = String::with_capacity(text.len());
    let mut side = None;
    let mut count = 0;
    for line in text.lines() {
        if is_border(line.trim()) {
            continue;
        }
        match framed(line.trim()) {
            Some((bar, content)) => {
                // A second column, or another bar, is something else.
                if content.contains(bar) || side.is_some_and(|side| side != bar) {
                    return None;
                }
                side = Some(bar);
                count += 1;
                out.push_str(content.trim_end());
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    (count >= 2).then_some((out, count))
}

/// The bar at both ends of a line, and what is between; one blank belongs to the bar.
fn framed(line: &str) -> Option<(char, &str)> {
    let bar = line.chars().next().filter(|c| matches!(c, '|' | '\u{2502}' | '\u{2503}' | '\u{2551}'))?;
    let content = line.strip_prefix(bar)?.strip_suffix(bar)?;
    Some((bar, content.strip_prefix(' ').unwrap_or(content)))
}

/// Whether a line is the upper or lower end of a box, with a title or without, or a rule in it.
fn is_border(line: &str) -> bool {
    let is_drawn =
        |c| matches!(c, '\u{2500}'..='\u{257F}') && !matches!(c, '\u{2502}' | '\u{2503}' | '\u{2551}');
    let of_ascii = line.len() >= 3 && line.starts_with(['+', '|']) && line.ends_with(['+', '|']);
    (of_ascii && line.chars().all(|c| matches!(c, '+' | '-' | '=' | '|')))
        || (line.starts_with(is_drawn) && line.ends_with(is_drawn))
}

/// The text without the numbers that have lines of their own, as pages show source code, and how many there were.
///
/// Every line has one, and they count up by one. They may all be before the first line, as some pages are copied.
pub(super) fn without_number_lines(text: &str) -> Option<(String, usize)> {
    let mut out = String::with_capacity(text.len());
    let mut previous: Option<u32> = None;
    let mut count = 0;
    // Numbers whose lines are still to come; that of an empty line has none.
    let mut ahead = 0_usize;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let number = Some(line.trim()).filter(|text| text.len() <= 6).and_then(|text| text.parse().ok());
        let follows = |number| previous.is_none_or(|previous| previous.checked_add(1) == Some(number));
        match number.filter(|number| follows(*number)) {
            Some(number) => {
                previous = Some(number);
                count += 1;
                ahead += 1;
            }
            None => {
                ahead = ahead.checked_sub(1)?;
                out.push_str(line);
                out.push('\n');
            }
        }
    }
    (count >= 2 && !out.is_empty()).then_some((out, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unframed(text: &str) -> Option<String> {
        without_frames(text).map(|(inner, _)| inner)
    }

    #[test]
    fn a_box_goes_with_its_title_and_rules() {
        for text in [
            "┌──────┐\n│ ab   │\n│  cd  │\n└──────┘",
            "╭─ SAMLResponse ─╮\n│ ab             │\n│  cd            │\n╰────────────────╯\n",
            "  ╔══════╗\n  ║ ab   ║\n  ╠══════╣\n  ║  cd  ║\n  ╚══════╝",
            "+------+\n| ab   |\n|  cd  |\n+------+",
            "|======|\n|ab|\n|  cd  |\n|------|",
        ] {
            assert_eq!(unframed(text).as_deref(), Some("ab\n cd\n"), "{text}");
        }
        assert_eq!(
            without_frames("$ cat f\n│ ab │\n│ cd │\n$"),
            Some(("$ cat f\nab\ncd\n$\n".to_owned(), 2))
        );
    }

    #[test]
    fn other_bars_stay() {
        for text in [
            "| a | b |\n| c | d |",
            "| ab |",
            "│ ab │\n| cd |",
            "| ab\n| cd",
            "ab |\ncd |",
            "|\n|",
            "+ab+\n+cd+",
            "",
        ] {
            assert_eq!(unframed(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_on_lines_of_their_own_go() {
        for (text, count) in [
            ("1\nab\n2\n cd\n", 2),
            ("1\n2\nab\n cd", 2),
            (" 9 \nab\n10\n\n11\n cd\n12\n", 4),
            ("1\r\nab\r\n2\r\n cd", 2),
        ] {
            assert_eq!(without_number_lines(text), Some(("ab\n cd\n".to_owned(), count)), "{text}");
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in ["1\nab\n3\ncd", "ab\n1\ncd\n2", "1\nab\ncd\n2", "1\nab", "1\n2\n3", "1: ab\n2: cd", ""] {
            assert_eq!(without_number_lines(text), None, "{text}");
        }
    }
}
