//! What strings, documents and tables do to the text of XML: line breaks written as `\n`, typographic quotes around
//! the values of attributes, quotes written twice. Each is undone only where it leaves no well-formed start tag, or
//! no other meaning. One pass each.

use crate::encoding::percent::octet;

/// Whether XML in one line has its line breaks written as `\n`: between tags, or inside a signature or certificate.
///
/// A backslash elsewhere may be part of a value, as in `ACME\nina`.
pub(super) fn has_written_breaks(xml: &str) -> bool {
    const BETWEEN_TAGS: [&str; 4] = [">\\n", ">\\r\\n", "\\n<", "\\r<"];
    const OF_BASE64: [&str; 3] = ["X509Certificate>", "SignatureValue>", "CipherValue>"];
    if !xml.contains('\\') || xml.trim_end().contains('\n') {
        return false;
    }
    let in_base64 = |name: &&str| {
        xml.match_indices(*name).take(8).any(|(at, _)| {
            let content = xml.get(at.saturating_add(name.len())..).unwrap_or_default();
            content.split('<').next().is_some_and(|content| content.contains("\\n"))
        })
    };
    BETWEEN_TAGS.iter().any(|sign| xml.contains(sign)) || OF_BASE64.iter().any(in_base64)
}

/// Undoes the escapes of a string as Python, Ruby and JavaScript print it, octets included.
pub(super) fn literal(text: &str) -> (String, usize) {
    let mut out = Vec::with_capacity(text.len());
    let mut count = 0;
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let (byte, after) = match (first, tail) {
            (b'\\', [b'n', after @ ..]) => (b'\n', after),
            (b'\\', [b'r', after @ ..]) => (b'\r', after),
            (b'\\', [b't', after @ ..]) => (b'\t', after),
            (b'\\', [plain @ (b'\\' | b'\'' | b'"' | b'/'), after @ ..]) => (*plain, after),
            (b'\\', [b'x', a, b, after @ ..]) => match octet(*a, *b) {
                Some(octet) => (octet, after),
                _ => (first, tail),
            },
            _ => (first, tail),
        };
        count += usize::from(after.len() < tail.len());
        out.push(byte);
        rest = after;
    }
    match String::from_utf8(out) {
        Ok(plain) => (plain, count),
        // `\xe9` in a string is a character, not an octet.
        Err(octets) => (octets.into_bytes().into_iter().map(char::from).collect(), count),
    }
}

/// XML with straight quotes around the values of attributes that had typographic ones, and how many were replaced.
///
/// None unless the first tag has one behind a `=`, where no well-formed tag has it.
pub(super) fn with_straight_quotes(xml: &str) -> Option<(String, usize)> {
    let first = xml.split_once('>').map_or(xml, |(tag, _)| tag);
    let is_after_equals = |(at, _): (usize, &str)| {
        first.get(at.saturating_add(1)..).is_some_and(|rest| rest.trim_start().starts_with(is_typographic))
    };
    if !first.match_indices('=').any(is_after_equals) {
        return None;
    }
    let mut out = String::with_capacity(xml.len());
    let mut count = 0_usize;
    let mut in_tag = false;
    let mut in_value = false;
    let mut before = ' ';
    let mut letters = xml.chars().peekable();
    while let Some(letter) = letters.next() {
        let opens = in_tag && !in_value && before == '=';
        let closes =
            || letters.clone().next().is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '/' | '?'));
        if (is_typographic(letter) || matches!(letter, '"')) && (opens || (in_value && closes())) {
            in_value = opens;
            count = count.saturating_add(usize::from(letter != '"'));
            out.push('"');
        } else {
            match letter {
                '<' => in_tag = true,
                '>' if !in_value => in_tag = false,
                _ => {}
            }
            out.push(letter);
        }
        if !letter.is_whitespace() {
            before = letter;
        }
    }
    (count > 0).then_some((out, count))
}

fn is_typographic(character: char) -> bool {
    super::repair::is_smart_quote(character) || matches!(character, '\u{2032}' | '\u{2033}')
}

/// XML whose quotes are written twice, as a table of comma-separated values writes them, with single ones.
///
/// None unless the first tag has `=""` with a value behind it, which no well-formed tag has.
pub(super) fn with_single_quotes(xml: &str) -> Option<(String, usize)> {
    let first = xml.split_once('>').map_or(xml, |(tag, _)| tag);
    let behind = |(at, sign): (usize, &str)| first.get(at.saturating_add(sign.len())..);
    let is_value = |rest: &str| rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '#'));
    if !first.match_indices("=\"\"").filter_map(behind).any(is_value) {
        return None;
    }
    Some((xml.replace("\"\"", "\""), xml.matches("\"\"").count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_in_a_value_is_no_line_break() {
        assert!(!has_written_breaks(r"<a><b>ACME\nina</b></a>"));
        assert!(!has_written_breaks("<a>\n<b>x</b>\\n</a>"));
        assert!(has_written_breaks(r"<a>\n  <b>x</b>\n</a>"));
        assert!(has_written_breaks(r"<a><SignatureValue>QUJD\nREVG</SignatureValue></a>"));
    }

    #[test]
    fn typographic_quotes_go_from_attributes_and_stay_in_text() {
        let written = "<a b=\u{201c}c d\u{201d} e=\u{201d}f\u{201d}><g>\u{201c}h\u{201d}</g><i j=\u{2018}k\u{2019}/></a>";
        let want = "<a b=\"c d\" e=\"f\"><g>\u{201c}h\u{201d}</g><i j=\"k\"/></a>";
        assert_eq!(with_straight_quotes(written), Some((want.to_owned(), 6)));
        assert_eq!(with_straight_quotes("<a b=\"c\u{2019}s\"><d>\u{201c}e\u{201d}</d></a>"), None);
    }

    #[test]
    fn doubled_quotes_become_single_ones() {
        assert_eq!(
            with_single_quotes("<a b=\"\"c\"\" d=\"\"\"\">x</a>"),
            Some(("<a b=\"c\" d=\"\">x</a>".to_owned(), 4))
        );
        assert_eq!(with_single_quotes("<a b=\"\" c=\"d\">\"\"</a>"), None);
    }
}
