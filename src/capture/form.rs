//! Form bodies, and everything that spells a parameter as `name=value` or `name: value`: URLs, request lines,
//! the form view of developer tools, log lines. One pass over the text, each byte looked at a fixed number of times.

use super::found::{EncodedMessage, Parameter, in_query, is_relay_state};
use super::recognised::{Binding, CaptureForm};
use std::sync::Arc;

/// Depth to which plain XML is followed to find its end.
const MAX_DEPTH: usize = 64;

/// What the scan found.
#[derive(Default)]
pub(super) struct Scan {
    /// Messages, in order.
    pub(super) messages: Vec<EncodedMessage>,
    /// Range of the text that each message was read from, name included.
    pub(super) spans: Vec<(usize, usize)>,
    /// There was a SAMLart, whose message never was in the browser.
    pub(super) has_artifact: bool,
}

/// Finds the parameters in a text; at most a few more messages than the limit.
pub(super) fn scan(text: &str, max_messages: usize) -> Scan {
    let mut scan = Scan::default();
    // A state seen before its message; only one of each is kept, however many there are.
    let mut early_state: Option<String> = None;
    let mut token = Token::default();
    let bytes = text.as_bytes();
    let one_url = is_one_url(text);
    // Where the query without a URL ends that was looked at last, and whether it is a signed one.
    let mut bare_query = (0, false);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if !token.starts_word(byte) {
            token.read(byte, at, one_url);
            at += 1;
            continue;
        }
        let Some(hit) = hit(text, at) else {
            token.read(byte, at, one_url);
            at += 1;
            continue;
        };
        if let (Some(question), FieldName::Message(_)) = (token.question, hit.name) {
            let end = token_end(text, hit.value_start, one_url);
            let base = text.get(token.start..question).unwrap_or_default();
            let query = text.get(question + 1..end).unwrap_or_default();
            scan.messages.extend(in_query(CaptureForm::Url, base, query));
            scan.spans.resize(scan.messages.len(), (token.start, end));
            at = end.max(at + 1);
            token = Token { start: at, ..Token::default() };
        } else if hit.is_compressed(text) && is_signed_query(text, &hit, one_url, &mut bare_query) {
            // A query without its URL, as a log or a signature check has it: its octets are what is signed.
            let end = bare_query.0;
            let earlier = text.get(token.start..at).unwrap_or_default();
            let start = if earlier.is_empty() || earlier.ends_with('&') { token.start } else { at };
            scan.messages.extend(in_query(CaptureForm::Url, "", text.get(start..end).unwrap_or_default()));
            scan.spans.resize(scan.messages.len(), (start, end));
            early_state = None;
            at = end.max(at + 1);
            token = Token { start: at, ..Token::default() };
        } else {
            // Looked for only here: what is passed over is consumed, or the scan would not be linear.
            let value_end = hit.value_end(text, one_url);
            let value = text.get(hit.value_start..value_end).unwrap_or_default();
            match hit.name {
                FieldName::Message(parameter) => {
                    let mut message = EncodedMessage::posted(CaptureForm::FormBody, parameter, value);
                    message.relay_state = early_state.take();
                    if !hit.is_pair || (parameter == Parameter::Request && hit.is_compressed(text)) {
                        // The view of developer tools looks the same for a body and for a query, and an error page
                        // lists the parameters of a compressed request so.
                        message.binding = Binding::Unknown;
                    }
                    scan.messages.push(message);
                    scan.spans.push((at, value_end));
                }
                FieldName::RelayState => {
                    let state = super::query::decoded_value(value);
                    match scan.messages.last_mut() {
                        Some(last) if last.relay_state.is_none() && last.query.is_none() => {
                            last.relay_state = Some(state);
                        }
                        // In a query it is read together with its message.
                        _ if token.question.is_some() => {}
                        _ => early_state = Some(state),
                    }
                }
                FieldName::Artifact => scan.has_artifact = true,
            }
            // A value may be empty; the name before it is not.
            at = value_end.max(at + 1);
            token.read(b'&', at, one_url);
        }
        if scan.messages.len() > max_messages {
            break;
        }
    }
    if let Some((method, posted_to)) = request_line(text) {
        let posted_to: Arc<str> = posted_to.into();
        for message in &mut scan.messages {
            if method == "POST" {
                message.binding = Binding::Post;
            }
            message.posted_to = Some(posted_to.clone());
        }
    }
    scan
}

/// Where the run of characters began that could be a URL, and whether its query has begun.
#[derive(Default)]
struct Token {
    start: usize,
    question: Option<usize>,
    previous: Option<u8>,
}

impl Token {
    /// Whether a name may begin here: after something that is no part of a name.
    fn starts_word(&self, byte: u8) -> bool {
        matches!(byte, b'S' | b's' | b'R' | b'r' | b'w' | b'W')
            && !self.previous.is_some_and(|previous| previous.is_ascii_alphanumeric() || previous == b'_')
    }

    fn read(&mut self, byte: u8, at: usize, one_url: bool) {
        self.previous = Some(byte);
        match byte {
            b'"' | b'\'' | b'<' | b'>' | b'(' | b'`' => *self = Token { start: at + 1, ..Token::default() },
            b' ' | b'\t' | b'\r' | b'\n' if !one_url => *self = Token { start: at + 1, ..Token::default() },
            b'?' if self.question.is_none() => self.question = Some(at),
            b'#' => self.question = None,
            _ => {}
        }
    }
}

/// A text that is nothing but one URL: blanks in it are damage, not its end.
fn is_one_url(text: &str) -> bool {
    let text = text.trim();
    let is_url = (text.starts_with("https://") || text.starts_with("http://"))
        && text.match_indices("://").take(2).count() == 1;
    let is_query = ["SAMLRequest=", "SAMLResponse=", "RelayState="].iter().any(|name| text.starts_with(name))
        && has_signature(text);
    (is_url || is_query)
        && !text.contains(['"', '\'', '<', '>'])
        && text.lines().skip(1).all(|line| !line.contains([':', ' ']))
}

/// Whether a query has the parameters that sign it (Bindings section 3.4.4.1).
fn has_signature(query: &str) -> bool {
    ["&SigAlg=", "&amp;SigAlg="].iter().any(|name| query.contains(name))
        && ["&Signature=", "&amp;Signature="].iter().any(|name| query.contains(name))
}

/// Whether the parameter stands in a signed query; each query is read once, however many parameters it has.
fn is_signed_query(text: &str, hit: &Hit, one_url: bool, known: &mut (usize, bool)) -> bool {
    if hit.value_start >= known.0 {
        let end = token_end(text, hit.value_start, one_url);
        *known = (end, has_signature(text.get(hit.value_start..end).unwrap_or_default()));
    }
    known.1
}

fn token_end(text: &str, from: usize, one_url: bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let length = rest.find(|c: char| match c {
        '"' | '\'' | '<' | '>' | '`' | ')' | '#' => true,
        blank => !one_url && blank.is_whitespace(),
    });
    length.map_or(text.trim_end().len().max(from), |length| from + length)
}

#[derive(Clone, Copy)]
enum FieldName {
    Message(Parameter),
    RelayState,
    Artifact,
}

struct Hit {
    name: FieldName,
    value_start: usize,
    /// What ends a value in quotes.
    quote: Option<&'static str>,
    /// `name=value`, as in a form body.
    is_pair: bool,
}

impl Hit {
    /// Whether this is `name=value` with a value that is not base64 of `<`, so that it can be of the Redirect binding.
    fn is_compressed(&self, text: &str) -> bool {
        let value = text.as_bytes().get(self.value_start..).unwrap_or_default();
        let is_markup = matches!(value, [b'P', b'A'..=b'P', ..] | [b'<' | b'&', ..] | []);
        self.is_pair && self.quote.is_none() && !is_markup
    }

    fn value_end(&self, text: &str, one_url: bool) -> usize {
        let value = text.get(self.value_start..).unwrap_or_default();
        let length = match self.quote {
            Some(quote) => value.find(quote).unwrap_or(value.len()),
            None => unquoted(value, one_url),
        };
        self.value_start + length
    }
}

/// A name at this place with a separator and a value after it.
fn hit(text: &str, at: usize) -> Option<Hit> {
    let rest = text.get(at..)?;
    let length =
        rest.bytes().take(20).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    let word = rest.get(..length)?;
    let name = match Parameter::named(word) {
        Some(parameter) => FieldName::Message(parameter),
        None if is_relay_state(word) => FieldName::RelayState,
        None if word == "SAMLart" => FieldName::Artifact,
        None => return None,
    };
    let after = rest.get(length..)?;
    let usual = value_after(after);
    let is_plain = usual.is_some_and(|(value, _)| begins_value(value));
    let is_message = matches!(name, FieldName::Message(_));
    let (value, quote) = if is_plain || !is_message { usual } else { dumped_value(after).or(usual) }?;
    let value_start = text.len() - value.len();
    let is_pair = after.starts_with('=');
    Some(Hit { name, value_start, quote, is_pair })
}

/// Steps over `=`, `:`, `=>` and quotes; the value begins there, and a quote ends it.
fn value_after(text: &str) -> Option<(&str, Option<&'static str>)> {
    const QUOTES: &[(&str, &str)] =
        &[("\\\"", "\\\""), ("\"", "\""), ("'", "'"), ("`", "`"), ("\u{201c}", "\u{201d}")];
    let rest = text.strip_prefix("\\\"").or_else(|| text.strip_prefix(['"', '\'', ']'])).unwrap_or(text);
    let blanks = |text: &str| text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len();
    let spaced = rest.get(blanks(rest)..)?;
    let value = if let Some(value) = spaced.strip_prefix("=>").or_else(|| spaced.strip_prefix(['=', ':'])) {
        value
    } else if rest.starts_with(['\t', '\n', '\r']) && is_value_start(spaced) {
        // Two columns of a table.
        spaced
    } else {
        return None;
    };
    let value = value.get(blanks(value)..)?;
    for (open, close) in QUOTES {
        if let Some(inside) = value.strip_prefix(open) {
            return Some((inside, Some(close)));
        }
    }
    Some((value, None))
}

/// The value behind what debuggers print before it: brackets, types, an index.
///
/// `: ['…` (Python), `:[…` (Go), `=> array(1) { [0]=> string(9) "…` (PHP), `, {…` (.NET).
fn dumped_value(text: &str) -> Option<(&str, Option<&'static str>)> {
    let mut previous = ' ';
    for (at, character) in text.char_indices().take(96) {
        let rest = text.get(at..)?;
        if matches!(character, '&' | '%') || rest.starts_with("SAML") || rest.starts_with("Relay") {
            return None;
        }
        if !previous.is_alphanumeric() && begins_value(rest) {
            let escaped = text.get(..at).is_some_and(|before| before.ends_with("\\\""));
            let quote = match previous {
                '"' if escaped => Some("\\\""),
                '"' => Some("\""),
                '\'' => Some("'"),
                '`' => Some("`"),
                _ => None,
            };
            return Some((rest, quote));
        }
        previous = character;
    }
    None
}

/// Whether a message begins here for sure: a long run of base64, or markup.
fn begins_value(text: &str) -> bool {
    let is_markup =
        |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '?' | '!'));
    if ["<", "&lt;", "\\u003c", "%3C", "%3c"]
        .iter()
        .any(|open| text.strip_prefix(open).is_some_and(is_markup))
    {
        return true;
    }
    let is_value =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'%' | b'-' | b'_' | b'\\');
    text.bytes().take(40).take_while(is_value).count() == 40
}

fn is_value_start(text: &str) -> bool {
    text.starts_with(['"', '<'])
        || text
            .bytes()
            .take(16)
            .filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'%'))
            .count()
            == 16
}

/// The length of a value without quotes: to `&`, to what base64 never holds, or to the next name.
fn unquoted(value: &str, one_url: bool) -> usize {
    if value.starts_with('<') {
        // Plain XML: it ends with the end tag of its root, or else with its last tag.
        let begins =
            value.starts_with("<?xml") || value.get(1..2).is_some_and(|c| c.starts_with(char::is_alphabetic));
        if let Some(length) = super::ending::whole_length(value, MAX_DEPTH).filter(|_| begins) {
            return length;
        }
        return value.rfind('>').map_or(value.len(), |at| at + 1);
    }
    let is_mask = value.starts_with('{') || value.starts_with('[');
    let mut at = 0;
    while let Some(rest) = value.get(at..) {
        let Some(stop) = rest.find(|c: char| {
            matches!(c, '&' | '"' | '\'' | '<' | '>' | ';' | ')' | '`' | ' ' | '\t' | '\r' | '\n')
                || matches!(c, ',' | '}' | ']') && !is_mask
        }) else {
            return value.len();
        };
        at += stop;
        let Some(rest) = value.get(at..) else { return at };
        if let Some(after) = rest.strip_prefix('&') {
            match entity_length(after) {
                Some(length) => at += 1 + length,
                None => return at,
            }
        } else if rest.starts_with([' ', '\t', '\r', '\n']) {
            let inner = rest.trim_start_matches([' ', '\t', '\r', '\n']);
            let gap = rest.get(..rest.len() - inner.len()).unwrap_or_default();
            let is_paragraph = gap.matches('\n').take(2).count() == 2 && !begins_value(inner);
            if inner.is_empty() || (!one_url && (is_paragraph || ends_before(inner))) {
                return at;
            }
            at += rest.len() - inner.len();
        } else {
            return at;
        }
    }
    value.len()
}

/// The length of an entity that can stand for a character of base64, after its `&`.
fn entity_length(after: &str) -> Option<usize> {
    let end = after.bytes().take(10).position(|byte| byte == b';')?;
    let name = after.get(..end)?;
    let is_entity = name.starts_with('#')
        || matches!(name, "plus" | "sol" | "equals" | "lt" | "gt" | "quot" | "nbsp" | "NewLine" | "Tab")
        // `&amp;#43;`, an entity written twice; `&amp;RelayState=` separates.
        || (name == "amp" && after.get(end + 1..).is_some_and(|tail| tail.starts_with('#')));
    is_entity.then_some(end + 1)
}

/// Whether the word that follows a blank is no more of the value: another name, a sentence, a header.
fn ends_before(rest: &str) -> bool {
    let word = rest.split([' ', '\t', '\r', '\n', '&']).next().unwrap_or_default();
    let trimmed = word.trim_end_matches('=');
    // The boundary of a multipart body, or the date of the next line of a log.
    let is_date =
        word.len() >= 8 && word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'T'));
    if word.starts_with("--") || is_date {
        return true;
    }
    trimmed.contains([':', ',', ';', '(', ')', '{', '}', '"', '\'', '<', '>', '.', '|', '='])
        && !trimmed.contains(['…', '█'])
        && !trimmed.ends_with("...")
}

/// `POST /acs HTTP/1.1` with its Host header: the method and the URL.
fn request_line(text: &str) -> Option<(&str, String)> {
    let (first, headers) = text.trim_start().split_once('\n')?;
    let mut words = first.split_ascii_whitespace();
    let (method, path, version) = (words.next()?, words.next()?, words.next()?);
    if !matches!(method, "POST" | "GET") || !version.starts_with("HTTP/") {
        return None;
    }
    let path = if method == "GET" { super::query::split_url(path).0 } else { path };
    if path.contains("://") {
        return Some((method, path.to_owned()));
    }
    let host = headers.lines().take(100).take_while(|line| !line.trim().is_empty()).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then_some(value.trim())
    })?;
    Some((method, format!("https://{host}{path}")))
}
