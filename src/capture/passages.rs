//! Messages in the middle of other text: a log, a ticket, the output of a debugger. One pass; what was read as part
//! of a message is not read again.
//!
//! How dumps escape: Python, Ruby, Go, PHP and Java print strings with backslashes; Go and others write `<` in JSON as
//! `\u003c`.

use super::base64::{Blanks, decode_loose};
use super::ending;
use super::found::EncodedMessage;
use super::markup_damage;
use super::recognised::{CaptureForm, Decoding};
use super::repair::RepairKind;
use super::text;
use crate::Limits;
use crate::encoding::inflate::{Inflated, Wrapping, inflate};
use crate::encoding::percent::{decoded, octet};

/// Root elements of the messages that are read.
const ROOTS: &[&str] = &[
    "Response",
    "Assertion",
    "AuthnRequest",
    "LogoutRequest",
    "LogoutResponse",
    "EntityDescriptor",
    "EntitiesDescriptor",
    "ArtifactResponse",
    "Envelope",
];

/// How `<` is written, and what ends a message that is written so.
const OPENINGS: &[(&str, Written)] = &[
    ("<", Written::Plainly),
    ("\\u003c", Written::Escaped),
    ("\\u003C", Written::Escaped),
    ("\\\\u003c", Written::Escaped),
    ("\\\\u003C", Written::Escaped),
    ("\\x3c", Written::Escaped),
    ("\\x3C", Written::Escaped),
    ("&lt;", Written::Entities("&lt;", "&gt;")),
    ("&#60;", Written::Entities("&#60;", "&#62;")),
    ("&#x3C;", Written::Entities("&#x3C;", "&#x3E;")),
    ("&#x3c;", Written::Entities("&#x3c;", "&#x3e;")),
    ("&amp;lt;", Written::Entities("&amp;lt;", "&amp;gt;")),
    ("%3C", Written::Percent),
    ("%3c", Written::Percent),
];

#[derive(Clone, Copy)]
enum Written {
    Plainly,
    Escaped,
    Entities(&'static str, &'static str),
    Percent,
}

/// A message with the range of the text that it came from.
pub(super) struct Passage {
    pub(super) start: usize,
    end: usize,
    pub(super) found: EncodedMessage,
}

/// The messages in a text outside these ranges, which are in order; at most a few more than the limit.
pub(super) fn outside(text: &str, taken: &[(usize, usize)], limits: &Limits) -> Vec<Passage> {
    let most = limits.max_capture_messages;
    let mut passages = Vec::new();
    let mut from = 0;
    for (start, end) in taken.iter().copied().chain([(text.len(), text.len())]) {
        if let Some(gap) = text.get(from..start) {
            let mut last = 0;
            for xml in markup(gap, limits) {
                let before = gap.get(last..xml.start).unwrap_or_default();
                passages.extend(encoded(before, limits).into_iter().map(|found| found.moved(from + last)));
                last = xml.end;
                passages.push(xml.moved(from));
            }
            let rest = gap.get(last..).unwrap_or_default();
            passages.extend(encoded(rest, limits).into_iter().map(|found| found.moved(from + last)));
        }
        from = from.max(end);
        if passages.len() > most {
            break;
        }
    }
    passages
}

impl Passage {
    fn moved(self, by: usize) -> Passage {
        Passage { start: self.start + by, end: self.end + by, found: self.found }
    }
}

/// Where the root element of a message begins in a text.
pub(super) fn root_start(text: &str) -> Option<usize> {
    openings(text, 0).next().map(|(at, ..)| at)
}

/// Places from which a message could begin, with how its `<` is written.
fn openings(text: &str, from: usize) -> impl Iterator<Item = (usize, &'static str, Written)> {
    let tail = text.get(from..).unwrap_or_default();
    tail.match_indices(['<', '\\', '&', '%']).filter_map(move |(at, _)| {
        let rest = tail.get(at..)?;
        let (opening, written) = OPENINGS.iter().find(|(opening, _)| rest.starts_with(opening))?;
        is_root(rest.get(opening.len()..)?).then_some((from + at, *opening, *written))
    })
}

/// Whether what follows a `<` is the name of a message, or an XML declaration.
pub(super) fn is_root(tag: &str) -> bool {
    let stop = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/' | b'\\' | b'&' | b'%' | b'+');
    let length = tag.bytes().take(64).take_while(|b| !stop(b)).count();
    let name = tag.get(..length).unwrap_or_default();
    if name == "?xml" || ROOTS.contains(&name.rsplit(':').next().unwrap_or_default()) {
        return true;
    }
    // `%3Csamlp%3AResponse`, `%3C%3Fxml`.
    let local =
        tag.get(length..).and_then(|rest| rest.strip_prefix("%3A").or_else(|| rest.strip_prefix("%3a")));
    local.is_some_and(|local| ROOTS.iter().any(|root| local.starts_with(root)))
        || ["%3Fxml", "%3fxml"].iter().any(|start| tag.starts_with(start))
}

/// Whether the root element of a document is a Response.
pub(super) fn is_response(xml: &str) -> bool {
    let mut names = xml.split('<').skip(1).take(8).filter(|tag| !tag.starts_with(['?', '!']));
    let name = names.next().and_then(|tag| tag.split([' ', '\t', '\r', '\n', '>', '/']).next());
    name.is_some_and(|name| name.rsplit(':').next() == Some("Response"))
}

fn markup(text: &str, limits: &Limits) -> Vec<Passage> {
    let mut passages = Vec::new();
    let mut from = 0;
    // Every turn goes on after the message that it found.
    while let Some((start, opening, written)) = openings(text, from).next() {
        let rest = text.get(start..).unwrap_or_default();
        let before = text.get(..start).unwrap_or_default();
        let (length, found) = passage(before, rest, opening, written, limits);
        let end = start + length.max(opening.len());
        passages.push(Passage { start, end, found });
        if passages.len() > limits.max_capture_messages {
            break;
        }
        from = end;
    }
    passages
}

fn passage(
    before: &str,
    rest: &str,
    opening: &str,
    written: Written,
    limits: &Limits,
) -> (usize, EncodedMessage) {
    let upto = |length: usize| rest.get(..length).unwrap_or(rest);
    match written {
        Written::Plainly | Written::Escaped => {
            if let Some((escapes, quote)) = escaped_quote(rest, matches!(written, Written::Escaped)) {
                let inside = upto(string_length(rest, escapes, quote));
                let end = if opening == "<" {
                    inside.rfind('>').map_or(inside.len(), |at| at + 1)
                } else {
                    inside.len()
                };
                return (inside.len(), EncodedMessage::new(CaptureForm::Xml, None, upto(end)));
            }
            let length = ending::whole_length(rest, limits.max_depth)
                .unwrap_or_else(|| rest.rfind('>').map_or(rest.len(), |at| at + 1));
            let xml = upto(length);
            let is_quoted = before.ends_with(['"', '\'', '`']) && xml.contains('\\') && !xml.contains('\n');
            if is_quoted || markup_damage::has_written_breaks(xml) {
                let (plain, count) = markup_damage::literal(xml);
                if count > 0 {
                    let mut found = EncodedMessage::new(CaptureForm::Xml, None, plain);
                    found.trail.step(Decoding::JsonString);
                    found.trail.repair(RepairKind::JsonEscapes, count);
                    return (length, found);
                }
            }
            (length, EncodedMessage::new(CaptureForm::Xml, None, xml))
        }
        Written::Entities(less, greater) => {
            let most = limits.max_xml_bytes;
            let within =
                (most.saturating_sub(3)..=most).rev().find_map(|length| rest.get(..length)).unwrap_or(rest);
            let region = within.split('<').next().unwrap_or_default();
            let name_length =
                |tag: &str| tag.bytes().take(64).take_while(|b| !b" \t\r\n&/".contains(b)).count();
            let tag = region.get(less.len()..).unwrap_or_default();
            let name = tag.get(..name_length(tag)).unwrap_or_default();
            let close = format!("{less}/{name}{greater}");
            let end = match region.find(&close) {
                Some(at) if !name.starts_with('?') => at + close.len(),
                _ => region.rfind(greater).map_or(region.len(), |at| at + greater.len()),
            };
            (end, EncodedMessage::new(CaptureForm::Xml, None, upto(end)))
        }
        Written::Percent => {
            let stop =
                |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | '&' | ',' | ';' | '`');
            let length = rest.find(stop).unwrap_or(rest.len());
            (length, EncodedMessage::new(CaptureForm::PercentEncoded, None, upto(length)))
        }
    }
}

/// How many backslashes escape the quotes in a message that is written in a string, and which quote it is.
fn escaped_quote(rest: &str, is_escaped: bool) -> Option<(usize, char)> {
    let head = (1_021..=1_024).rev().find_map(|length| rest.get(..length)).unwrap_or(rest);
    let default = is_escaped.then_some((1, '"'));
    let Some((_, after)) = head.split_once("=\\") else { return default };
    let more = after.len() - after.trim_start_matches('\\').len();
    match after.get(more..).and_then(|rest| rest.chars().next()) {
        Some(quote @ ('"' | '\'')) => Some((more + 1, quote)),
        _ => default,
    }
}

/// The length to the quote that ends a string: one with fewer backslashes before it than those inside have.
fn string_length(rest: &str, escapes: usize, quote: char) -> usize {
    let ends = |at: &usize| {
        let before = rest.as_bytes().get(..*at).unwrap_or_default();
        before.iter().rev().take(escapes).take_while(|byte| **byte == b'\\').count() < escapes
    };
    rest.match_indices(quote).map(|(at, _)| at).find(ends).unwrap_or(rest.len())
}

/// Values of base64, perhaps percent-encoded or wrapped, that begin as a message does.
fn encoded(text: &str, limits: &Limits) -> Vec<Passage> {
    let mut passages = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    // Every turn goes on after the run that it read.
    while let Some(byte) = bytes.get(at) {
        if !byte.is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let end = at + run_length(text.get(at..).unwrap_or_default());
        let run = text.get(at..end).unwrap_or_default();
        if run.len() >= 64 && begins_a_message(run) {
            passages.push(Passage {
                start: at,
                end,
                found: EncodedMessage::new(CaptureForm::Base64, None, run),
            });
            if passages.len() > limits.max_capture_messages {
                break;
            }
        }
        at = end.max(at + 1);
    }
    passages
}

/// The length of a value: words of base64, the later ones of one width, the last perhaps shorter.
fn run_length(text: &str) -> usize {
    let first = word_length(text);
    let mut end = first;
    let mut width = None;
    // Every turn adds a word.
    while end >= 40 {
        let tail = text.get(end..).unwrap_or_default();
        if text.get(..end).is_some_and(|run| run.ends_with('=')) {
            break;
        }
        let word = tail.trim_start_matches([' ', '\t', '\r', '\n', '\\', '"', '+', '\'']);
        let gap = tail.len() - word.len();
        let length = word_length(word);
        if gap == 0 || length == 0 || !tail.get(..gap).is_some_and(is_wrap) {
            break;
        }
        let value = word.get(..length).unwrap_or_default();
        let is_last = width.is_some_and(|width| length < width) || (width.is_none() && length < 40);
        if width.is_some_and(|width| length > width) || (is_last && !looks_encoded(value)) {
            break;
        }
        end += gap + length;
        if is_last {
            break;
        }
        width = Some(length);
    }
    end
}

/// White space, perhaps with a backslash that continues the line.
fn is_wrap(gap: &str) -> bool {
    gap.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'\\')) && gap.len() <= 64
}

/// Whether a short word can be the end of a value and is no word of a sentence.
fn looks_encoded(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'=' | b'+' | b'/' | b'%'))
        || word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase())
}

/// The length of a word of base64, with `%2B`, `\/`, `\n`, `\u002b` and padding in it.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(rest) = bytes.get(at..) {
        at += match rest {
            [b'%', b'2', b'5', ..] => 3,
            [b'%', a, b, ..] if octet(*a, *b).is_some() => 3,
            [b'\\', b'/' | b'n' | b'r', ..] => 2,
            [b'\\', b'u', b'0', b'0', b'2' | b'3', _, ..] => 6,
            [b'=', b'=', ..] => return at + 2,
            [b'=', ..] => return at + 1,
            [byte, ..] if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_') => 1,
            _ => return at,
        };
    }
    bytes.len()
}

/// Whether the first characters of a value are those of XML, of compressed XML, or of base64 of these.
fn begins_a_message(run: &str) -> bool {
    let head = run.get(..run.len().min(512)).unwrap_or_default();
    let (head, _) = super::json::unescape(head);
    let percent = |text: &str| decoded(text, false);
    let head = percent(&head).and_then(|once| percent(&once)).unwrap_or(head);
    let mut octets = decode_loose(&head, Blanks::Nothing).bytes;
    for _ in 0..3 {
        if is_message_markup(&octets) {
            return true;
        }
        let inflated = match inflate(&octets, Wrapping::of(&octets), 4_096) {
            Inflated::Whole(inner) | Inflated::Broken(inner) => inner,
            Inflated::TooLarge => Vec::new(),
        };
        if is_message_markup(&inflated) {
            return true;
        }
        let Ok(inner) = std::str::from_utf8(&octets) else { return false };
        if !inner.bytes().take(64).all(|byte| byte.is_ascii_alphanumeric() || b"+/=%\r\n".contains(&byte)) {
            return false;
        }
        octets = decode_loose(inner, Blanks::Nothing).bytes;
    }
    false
}

/// Markup and text: data that begins with `<` by chance has other octets soon.
fn is_message_markup(octets: &[u8]) -> bool {
    let head = octets.get(..octets.len().min(40)).unwrap_or_default();
    octets.len() >= 20
        && text::begins_as_markup(octets)
        && head.iter().all(|byte| {
            (b' '..0x7f).contains(byte) || matches!(byte, 0 | 9 | 10 | 13 | 0xbb | 0xbf | 0xef | 0xfe | 0xff)
        })
}
