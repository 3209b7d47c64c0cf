//! Words of a pasted text: what transport and display added is taken off, and each word keeps its place.

use crate::encoding::invisible::is_invisible;
use crate::encoding::percent::{decoded_octets, octet};
use crate::encoding::reference;

/// Longest pasted text that is read, in bytes.
const MAX_TEXT: usize = 16 << 10;
/// Most words that are kept.
const MAX_WORDS: usize = 4096;

/// One word of a text, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Letters and digits only: `don't` is `dont`.
    pub(super) text: String,
    /// As it was written, with capitals.
    pub(super) written: String,
    /// Punctuation, a line break or the start of the text is in front of it.
    pub(super) opens: bool,
    /// The same, after it.
    pub(super) closes: bool,
    /// The number of its line.
    pub(super) line: usize,
    /// It belongs to a value or to the frame of a log line: a URL, a time, a level, a class name.
    pub(super) frame: bool,
}

/// The words of a pasted text, without markup and escapes.
pub(super) fn pasted(text: &str) -> Vec<Word> {
    split(&without_tags(&without_entities(&without_escapes(&without_percent(beginning(text))))))
}

/// As much of a pasted text as is read.
pub(super) fn beginning(text: &str) -> &str {
    let end = (0..=MAX_TEXT.min(text.len())).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// The words of a text that needs no cleaning.
pub(super) fn split(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for (line, row) in text.lines().enumerate() {
        let first = words.len();
        let mut divided = false;
        // What a log has in front of a sentence: a date, a number, a level.
        let mut framed = true;
        for chunk in row.split_whitespace() {
            if words.len() >= MAX_WORDS {
                return words;
            }
            if chunk.contains(char::is_alphanumeric) {
                let known = words.len();
                split_chunk(chunk, line, &mut words);
                if (divided || framed)
                    && let Some(word) = words.get_mut(known)
                {
                    word.opens = true;
                }
                framed = framed && words.last().is_some_and(|word| word.frame);
                divided = chunk.ends_with(is_mark);
                if chunk.starts_with(is_mark)
                    && let Some(before) = known.checked_sub(1)
                    && let Some(word) = words.get_mut(before)
                {
                    word.closes = true;
                }
            } else if let Some(word) = words.last_mut() {
                // A mark of its own: `Filter - Blank response`.
                word.closes = true;
                divided = true;
            }
        }
        // A line break opens and closes like punctuation.
        if let Some(word) = words.get_mut(first) {
            word.opens = true;
        }
        if words.len() > first
            && let Some(word) = words.last_mut()
        {
            word.closes = true;
        }
    }
    words
}

/// The words of a piece without white space; all share whether it is a value.
fn split_chunk(chunk: &str, line: usize, words: &mut Vec<Word>) {
    let frame = is_frame(chunk);
    let first = words.len();
    let mut word = String::new();
    let mut opens = false;
    let mut push = |word: &mut String, opens: &mut bool, closes: bool| {
        if !word.is_empty() && words.len() < MAX_WORDS {
            let text = word.to_lowercase();
            let written = std::mem::take(word);
            words.push(Word { text, written, opens: *opens, closes, line, frame });
            *opens = false;
        }
    };
    let mut letters = chunk.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() {
            word.push(letter);
        } else if is_invisible(letter) {
            // It divides nothing.
        } else if matches!(letter, '\'' | '’' | '´' | '`')
            && !word.is_empty()
            && letters.peek().is_some_and(|next| next.is_alphabetic())
        {
            // An apostrophe inside a word: doesn't.
        } else {
            let divides = is_mark(letter);
            push(&mut word, &mut opens, divides);
            opens |= divides;
        }
    }
    push(&mut word, &mut opens, false);
    // Punctuation at the end of the chunk closes its last word.
    if chunk.ends_with(is_mark)
        && words.len() > first
        && let Some(word) = words.last_mut()
    {
        word.closes = true;
    }
}

/// Punctuation that divides a sentence; what joins words or writes elements and paths does not.
fn is_mark(letter: char) -> bool {
    !letter.is_alphanumeric()
        && !letter.is_whitespace()
        && !matches!(letter, '_' | '-' | '\u{2010}' | '\u{2011}' | '<' | '>' | '/' | '@' | '#' | '`')
}

/// Whether a piece without white space is a value or the frame of a log line rather than a word of a sentence.
fn is_frame(chunk: &str) -> bool {
    let inner = chunk.trim_matches(|letter: char| !letter.is_alphanumeric());
    if inner.is_empty() {
        return true;
    }
    let digits = inner.bytes().filter(u8::is_ascii_digit).count();
    let letters = inner.chars().filter(|letter| letter.is_alphabetic()).count();
    let dots = inner.matches('.').count();
    let class =
        dots >= 2 && inner.rsplit('.').next().is_some_and(|last| last.starts_with(char::is_uppercase));
    let bracketed = chunk.starts_with('[') && chunk.trim_end_matches([':', ',']).ends_with(']');
    let level =
        ["ERROR", "WARN", "WARNING", "INFO", "DEBUG", "TRACE", "FATAL", "CRITICAL", "NOTICE", "SEVERE"];
    inner.contains("://")
        || inner.contains("::")
        || (inner.starts_with("urn:") && !inner.contains(":status:"))
        || inner.contains('@')
        || inner.contains("()")
        || letters == 0
        || (digits > letters && letters < 4 && !inner.eq_ignore_ascii_case("x509"))
        || (digits >= 6 && inner.len() >= 20)
        || ((class || dots >= 3) && !inner.contains("..") && letters > digits)
        || bracketed
        || level.contains(&inner)
        || inner.len() > 80
}

/// `%20` and, where nothing else separates words, `+`.
fn without_percent(text: &str) -> String {
    let is_escape = |bytes: &&[u8]| matches!(bytes, [b'%', high, low] if octet(*high, *low).is_some());
    if text.as_bytes().windows(3).filter(is_escape).count() < 2 {
        return text.to_owned();
    }
    let plus_is_space = !text.trim().contains(char::is_whitespace);
    String::from_utf8_lossy(&decoded_octets(text, plus_is_space)).into_owned()
}

/// `\n`, `\"`, `\u0027` and their like; a line that ends in `=` or `\` goes on in the next.
fn without_escapes(text: &str) -> String {
    let text = text.replace("=\r\n", "").replace("=\n", "").replace("\\\n", "");
    if !text.contains('\\') {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        match letters.next() {
            Some('n' | 'r') => plain.push('\n'),
            Some('t') => plain.push(' '),
            Some('u') => {
                if let Some((decoded, rest)) = reference::unicode(letters.as_str()) {
                    plain.push(decoded);
                    letters = rest.chars();
                } else {
                    plain.push_str(" u");
                }
            }
            Some(other) if other.is_alphanumeric() => {
                plain.push(' ');
                plain.push(other);
            }
            Some(other) => plain.push(other),
            None => {}
        }
    }
    plain
}

/// Named and numeric character references, twice, because error pages escape what is escaped already.
fn without_entities(text: &str) -> String {
    if text.contains('&') { decoded_once(&decoded_once(text)) } else { text.to_owned() }
}

fn decoded_once(text: &str) -> String {
    reference::decoded(text, in_plain_letters).0
}

/// Entities as error texts are compared: all quotation marks are one, and all dashes.
fn in_plain_letters(name: &str) -> Option<char> {
    Some(match name {
        "ldquo" | "rdquo" | "laquo" | "raquo" => '"',
        "lsquo" | "rsquo" => '\'',
        "nbsp" => ' ',
        "hellip" => '…',
        "ndash" | "mdash" => '-',
        _ => return reference::predefined(name),
    })
}

/// HTML's own tags; `<saml:Issuer>` is part of many texts and stays.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let end = after.find('>').filter(|&end| is_tag(after.get(..end).unwrap_or_default()));
        match end.and_then(|end| after.get(end.saturating_add(1)..)) {
            Some(behind) => {
                let name = after.trim_start_matches('/');
                let inline = ["b>", "i>", "em>", "u>", "strong>", "span", "code>", "mark", "font", "a "];
                // An inline tag divides no sentence.
                plain.push(if inline.iter().any(|tag| name.starts_with(tag)) { ' ' } else { '\n' });
                rest = behind;
            }
            None => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn is_tag(inner: &str) -> bool {
    const TAGS: [&str; 44] = [
        "a", "b", "body", "br", "button", "center", "code", "dd", "div", "dl", "dt", "em", "font", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "head", "hr", "html", "i", "img", "input", "label", "li", "mark",
        "meta", "ol", "p", "pre", "section", "small", "span", "strong", "table", "td", "th", "title", "tr",
        "u", "ul",
    ];
    let name: String = inner
        .trim_start_matches('/')
        .chars()
        .take_while(|letter| letter.is_ascii_alphanumeric())
        .take(8)
        .collect::<String>()
        .to_ascii_lowercase();
    let after = inner.trim_start_matches('/').get(name.len()..).unwrap_or_default();
    TAGS.contains(&name.as_str()) && (after.is_empty() || after.starts_with([' ', '/', '\n', '\t']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        pasted(text).into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn markup_and_escapes_leave_the_words() {
        let plain = ["the", "response", "doesnt", "match", "acme"];
        for written in [
            "The response doesn't match 'acme'",
            "<p class=\"x\">The response <b>doesn&#39;t</b> match &quot;acme&quot;</p>",
            "The%20response%20doesn%27t%20match%20%22acme%22",
            "The+response+doesn%27t+match+%22acme%22",
            r#"The response doesn\u0027t match \"acme\""#,
            "The response doesn’t match «acme»",
            "The response doesn&amp;#x27;t match „acme“",
            "The response doe=\r\nsn't match acme",
        ] {
            assert_eq!(texts(written), plain, "{written}");
        }
    }

    #[test]
    fn elements_of_saml_are_words_and_not_tags() {
        assert_eq!(
            texts("Missing <saml:Issuer> in assertion"),
            ["missing", "saml", "issuer", "in", "assertion"]
        );
    }

    #[test]
    fn the_frame_of_a_log_line_is_known() {
        let words = pasted(
            "2026-01-15T10:01:00Z ERROR com.acme.sso.Filter - Blank response from https://idp.example.com/",
        );
        let sentence: Vec<&str> =
            words.iter().filter(|word| !word.frame).map(|word| word.text.as_str()).collect();
        assert_eq!(sentence, ["blank", "response", "from"]);
    }
}
