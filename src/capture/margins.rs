//! What mail, chat and logs put at the ends of lines: quote marks, a prefix before each line, quoted-printable.
//! Each pass reads every line a fixed number of times.

use super::passages;
use crate::encoding::invisible::is_invisible;
use crate::encoding::percent::octet;

/// The text without quote marks and log prefixes before the lines of a message, and from how many lines they went.
///
/// A line keeps its margin unless the line before it is part of a message and has the same one.
pub(super) fn without_margins(text: &str) -> Option<(String, usize)> {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    let mut previous = "";
    let mut margin: Option<PrefixShape> = None;
    for line in text.split_inclusive('\n') {
        let quoted = quote_length(line);
        let payload = match (&margin, quoted) {
            (_, 1..) => line.get(quoted..),
            (Some(shape), _) => shape.strip(line),
            (None, _) => None,
        };
        let payload = match payload {
            Some(payload) => Some(payload),
            None => {
                margin = message_start(previous).and_then(|start| PrefixShape::common(previous, start, line));
                margin.as_ref().and_then(|shape| shape.strip(line))
            }
        };
        match payload {
            Some(payload) => {
                count += 1;
                out.push_str(payload);
            }
            None => out.push_str(line),
        }
        previous = line;
    }
    (count > 0).then_some((out, count))
}

/// The length of the quote marks before a line: `> `, `> > `, `| > `.
fn quote_length(line: &str) -> usize {
    // A chat escapes its marks where a page is copied as source.
    let mut escaped = line;
    while let Some(rest) = escaped.strip_prefix("&gt; ") {
        escaped = rest;
    }
    if escaped.len() < line.len() {
        return line.len() - escaped.len();
    }
    let marks = line.len() - line.trim_start_matches(['>', ' ', '\t', '|']).len();
    let head = line.get(..marks).unwrap_or_default();
    match head.rfind('>') {
        // One blank belongs to the mark, more are indentation.
        Some(at) => {
            let after = at + 1;
            after + usize::from(line.get(after..).is_some_and(|rest| rest.starts_with(' ')))
        }
        None => 0,
    }
}

/// Where in a line a message begins that goes on in the next line.
fn message_start(line: &str) -> Option<usize> {
    if let Some(at) = passages::root_start(line) {
        return Some(at);
    }
    let body = line.trim_end().trim_end_matches(['\\', '=', '+', '"', ' ']);
    let run = body.bytes().rev().take_while(|byte| is_value(*byte)).count();
    (run >= 40).then(|| body.len() - run)
}

fn is_value(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'%')
}

/// What the prefixes of two lines have in common: each number counts as the same.
struct PrefixShape(Vec<char>);

impl PrefixShape {
    /// The margin of two lines, if they have one that is more than indentation.
    fn common(first: &str, message_start: usize, second: &str) -> Option<PrefixShape> {
        const MOST: usize = 240;
        let head = first.get(..message_start)?;
        let mut shape = Vec::new();
        let mut ends_at = 0;
        for (a, b) in collapsed(head).zip(collapsed(second)).take(MOST) {
            if a != b || matches!(a, '<' | '\n') {
                break;
            }
            shape.push(a);
            if matches!(a, ' ' | '\t' | '|' | '\u{2502}') {
                ends_at = shape.len();
            }
        }
        shape.truncate(ends_at);
        // One blank ends the margin, more are the indentation of the message.
        while shape.len() > 1 && shape.iter().rev().take(2).all(|c| c.is_whitespace()) {
            shape.pop();
        }
        // Line numbers are taken off elsewhere, and counted as such.
        let is_numbering = shape.contains(&'0')
            && shape.iter().all(|c| c.is_whitespace() || matches!(c, '0' | ':' | '|' | '.' | ')'));
        if is_numbering || shape.iter().all(|c| c.is_whitespace()) {
            return None;
        }
        // A number or a separator, else it may be an option that each line of a command begins with.
        let last = shape.iter().rev().find(|c| !c.is_whitespace())?;
        let is_mark =
            matches!(last, ':' | ']' | '|' | '>' | ')' | '-' | '#' | '*' | '/' | '\u{2502}' | '\u{2022}');
        (shape.contains(&'0') || is_mark).then_some(PrefixShape(shape))
    }

    /// The rest of a line that has this margin.
    fn strip<'l>(&self, line: &'l str) -> Option<&'l str> {
        let mut rest = line;
        for expected in &self.0 {
            rest = if *expected == '0' {
                let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                if after.len() == rest.len() {
                    return None;
                }
                after
            } else {
                rest.strip_prefix(*expected)?
            };
        }
        Some(rest)
    }
}

/// Characters, each number as one `0`.
fn collapsed(text: &str) -> impl Iterator<Item = char> {
    let mut in_number = false;
    text.chars().filter_map(move |c| {
        let is_digit = c.is_ascii_digit();
        let repeats = is_digit && in_number;
        in_number = is_digit;
        (!repeats).then_some(if is_digit { '0' } else { c })
    })
}

/// The text without the `+` that a difference of two files puts before each line; no message begins with one.
pub(super) fn without_added_marks(text: &str) -> Option<(String, usize)> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    if lines.clone().count() < 3 || !lines.all(|line| line.starts_with('+')) {
        return None;
    }
    let bare: Vec<&str> = text.lines().map(|line| line.strip_prefix('+').unwrap_or(line)).collect();
    Some((bare.join("\n"), bare.len()))
}

/// The text with `<br>` as the line break that it is.
pub(super) fn without_breaks(text: &str) -> Option<(String, usize)> {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<br") {
        out.push_str(before);
        // A blank and a slash at most, so that many of them are read in time that grows with the text alone.
        let inside = after.strip_prefix(' ').unwrap_or(after);
        match inside.strip_prefix('/').unwrap_or(inside).strip_prefix('>') {
            Some(behind) => {
                out.push('\n');
                count += 1;
                rest = behind;
            }
            None => {
                out.push_str("<br");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    (count > 0).then_some((out, count))
}

/// The text with quoted-printable decoded (RFC 2045, section 6.7), if it is that.
pub(super) fn without_quoted_printable(text: &str) -> Option<String> {
    let soft_breaks = text.lines().filter(|line| line.ends_with('=') && line.len() >= 60 && line.len() <= 78);
    let soft_breaks = soft_breaks.take(3).count();
    let escaped = ["=3D", "=3d"].iter().any(|code| text.contains(code));
    let escaped_pair =
        ["SAMLResponse=3D", "SAMLRequest=3D", "=3D\"", "=3D'"].iter().any(|code| text.contains(code));
    if !(escaped_pair || soft_breaks >= 2 || (soft_breaks == 1 && escaped)) {
        return None;
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = match (first, tail) {
            (b'=', [b'\n', after @ ..] | [b'\r', b'\n', after @ ..]) => after,
            (b'=', [a, b, after @ ..]) => match octet(*a, *b) {
                Some(octet) => {
                    out.push(octet);
                    after
                }
                _ => {
                    out.push(first);
                    tail
                }
            },
            _ => {
                out.push(first);
                tail
            }
        };
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// The text without soft hyphens and other invisible characters, and how many there were; XML is left alone.
pub(super) fn without_invisible(text: &str) -> Option<(String, usize)> {
    let count = text.chars().skip(1).filter(|c| is_invisible(*c)).count();
    if count == 0 || text.contains('<') {
        return None;
    }
    let kept = text.chars().enumerate().filter(|(at, c)| *at == 0 || !is_invisible(*c));
    Some((kept.map(|(_, c)| c).collect(), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9w";

    #[test]
    fn quote_marks_go_from_each_line() {
        let text = format!("hello\n> {LINE}\n>> {LINE}\n> bye");
        assert_eq!(without_margins(&text), Some((format!("hello\n{LINE}\n{LINE}\nbye"), 3)));
    }

    #[test]
    fn the_prefix_of_a_log_goes_from_the_lines_after_the_first() {
        let text = format!("7:01 saml[12]: SAMLResponse={LINE}\n10:02 saml[12]: {LINE}\n10:02 other: x\n");
        let want = format!("7:01 saml[12]: SAMLResponse={LINE}\n{LINE}\n10:02 other: x\n");
        assert_eq!(without_margins(&text), Some((want, 1)));
    }

    #[test]
    fn indentation_of_xml_is_no_margin() {
        let text = "a 1: <samlp:Response>\na 2:   <b>x</b>\na 3: </samlp:Response>";
        let want = "a 1: <samlp:Response>\n  <b>x</b>\n</samlp:Response>";
        assert_eq!(without_margins(text), Some((want.to_owned(), 2)));
        assert_eq!(without_margins("<samlp:Response>\n  <b>x</b>\n  <b>y</b>\n</samlp:Response>"), None);
        assert_eq!(without_margins(&format!("{LINE}\n{LINE}\n{LINE}")), None);
    }

    #[test]
    fn quoted_printable_needs_evidence() {
        assert_eq!(
            without_quoted_printable("SAMLResponse=3DPHN=\nhb"),
            Some("SAMLResponse=PHNhb".to_owned())
        );
        assert_eq!(without_quoted_printable(&format!("{LINE}==\n")), None);
        assert_eq!(without_quoted_printable("a=3Db"), None);
    }
}
