//! A value that source code or a printer wrote in pieces: `"…" + "…"` over several lines, or lines of one fixed width.
//! Each pass reads the text once.

/// The most bytes between two pieces: white space, an operator and the prefix of a string.
const MAX_BETWEEN: usize = 240;
/// Bytes that a piece has at least.
const MIN_PIECE: usize = 16;
/// Operators that join strings: Java and JavaScript, SQL, Lua, PHP and Perl, Visual Basic, shells.
const OPERATORS: [&str; 7] = ["& _", "+", "||", "..", ".", "&", "\\"];

/// The text with its pieces joined, and how many joints there were.
pub(super) fn joined(text: &str) -> Option<(String, usize)> {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    let (mut from, mut since) = (0, 0);
    for (at, quote) in text.char_indices().filter(|(_, c)| matches!(c, '"' | '\'')) {
        if at < since {
            continue;
        }
        let piece = text.get(since..at).unwrap_or_default();
        if piece.ends_with('\\') || piece.len() < MIN_PIECE {
            continue;
        }
        let Some(next) = joint(text.get(at.saturating_add(1)..).unwrap_or_default(), quote) else { continue };
        out.push_str(text.get(from..at).unwrap_or_default());
        from = at.saturating_add(1).saturating_add(next);
        since = from;
        count += 1;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    (count > 0).then_some((out, count))
}

/// Where the next piece begins, if only an operator or a line break is between.
fn joint(rest: &str, quote: char) -> Option<usize> {
    // To the next boundary of a character, which has four bytes at most.
    let rest = (MAX_BETWEEN..MAX_BETWEEN + 4).find_map(|end| rest.get(..end)).unwrap_or(rest);
    let after = rest.trim_start();
    let operator = OPERATORS.iter().find(|operator| after.starts_with(*operator));
    let after =
        operator.map_or(after, |operator| after.get(operator.len()..).unwrap_or_default()).trim_start();
    let start = rest.len().saturating_sub(after.len());
    let broken = rest.get(..start).is_some_and(|between| between.contains('\n'));
    let body = after.strip_prefix(['b', 'f', 'r', 'u', 'L']).unwrap_or(after);
    let inner = body.strip_prefix(quote)?;
    (operator.is_some() || broken).then(|| rest.len().saturating_sub(inner.len()))
}

/// XML that was broken into lines of one fixed width, in the middle of names and values, in one line again.
pub(super) fn unwrapped(text: &str) -> Option<(String, usize)> {
    let body = text.trim_end_matches(['\r', '\n']);
    let mut lines = body.lines();
    let width = lines.next()?.chars().count();
    let mut last = body.lines().count().checked_sub(2)?;
    if !(40..=1_024).contains(&width) || last < 2 {
        return None;
    }
    for line in lines {
        let columns = line.chars().count();
        let fits = if last == 0 { columns <= width } else { columns == width };
        if !fits {
            return None;
        }
        last = last.saturating_sub(1);
    }
    let breaks = body.matches('\n').count();
    Some((body.lines().collect(), breaks))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECE: &str = "PHNhbWxwOlJlc3BvbnNlIHhtbG5z";

    #[test]
    fn pieces_are_joined_in_the_usual_languages() {
        for between in ["\" +\n    \"", "\"\n \"", "\" . \"", "\" & _\n\"", "\" \\\n\"", "\" ||\n\""] {
            let text = format!("x = \"{PIECE}{between}{PIECE}\";");
            assert_eq!(joined(&text), Some((format!("x = \"{PIECE}{PIECE}\";"), 1)), "{between:?}");
        }
        for apart in ["\", \"", "\": \"", "\" \"", "\"=>\""] {
            assert_eq!(joined(&format!("x = \"{PIECE}{apart}{PIECE}\"")), None, "{apart:?}");
        }
    }

    #[test]
    fn only_a_fixed_width_is_unwrapped() {
        let wide = "x".repeat(60);
        assert_eq!(
            unwrapped(&format!("{wide}\n{wide}\n{wide}\nxx")),
            Some((format!("{wide}{wide}{wide}xx"), 3))
        );
        assert_eq!(unwrapped(&format!("{wide}\n{wide}y\n{wide}\nxx")), None);
        assert_eq!(unwrapped("<a>\n</a>\n<b>"), None);
    }
}
