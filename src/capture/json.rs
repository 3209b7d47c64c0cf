//! JSON that contains a message somewhere, and JSON string escapes.

use super::found::{EncodedMessage, Parameter, is_relay_state};
use super::recognised::{CaptureForm, Decoding};
use super::{form, passages};
use crate::Limits;
use crate::encoding::reference::unicode;
use serde_json::Value;

/// The messages in a JSON document, in document order; at most a few more than the limit.
///
/// Recognized are a member named like a parameter, a name–value pair as logs write it, and a string that is itself
/// a form body, a URL or a page.
pub(super) fn read(document: &Value, max_messages: usize) -> Vec<EncodedMessage> {
    let mut messages = Vec::new();
    let mut open = vec![document];
    // The parser bounds the depth (128); every value is visited once.
    while let Some(value) = open.pop() {
        if messages.len() > max_messages {
            break;
        }
        match value {
            Value::Object(members) => {
                let first = messages.len();
                let named = members.iter().filter_map(|(name, value)| Some((Parameter::named(name)?, value)));
                for (parameter, value) in named.chain(named_pair(value)) {
                    messages
                        .extend(strings(value).take(max_messages + 1).map(|text| message(parameter, text)));
                }
                let relay_state = members
                    .iter()
                    .find(|(name, _)| is_relay_state(name))
                    .and_then(|(_, value)| strings(value).next());
                if let (Some(message), Some(state)) = (messages.get_mut(first), relay_state) {
                    message.relay_state = Some(state.to_owned());
                }
                let children = members.iter().filter(|(name, _)| Parameter::named(name).is_none());
                open.extend(children.rev().map(|(_, value)| value));
            }
            Value::Array(items) => {
                if let [Value::String(name), Value::String(text)] = items.as_slice() {
                    messages.extend(Parameter::named(name).map(|parameter| message(parameter, text)));
                }
                open.extend(items.iter().rev());
            }
            Value::String(text) => {
                messages.extend(
                    form::scan(text, max_messages)
                        .messages
                        .into_iter()
                        .map(|found| EncodedMessage { form: CaptureForm::Json, ..found }),
                );
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    messages
}

/// Strings that look like a message although nothing names them one, for documents in which nothing else was found.
pub(super) fn unnamed(document: &Value, limits: &Limits) -> Vec<EncodedMessage> {
    let max_messages = limits.max_capture_messages;
    let mut messages = Vec::new();
    let mut open = vec![document];
    while let Some(value) = open.pop() {
        if messages.len() > max_messages {
            break;
        }
        match value {
            Value::Object(members) => open.extend(members.iter().rev().map(|(_, value)| value)),
            Value::Array(items) => open.extend(items.iter().rev()),
            Value::String(text) if is_form_in_base64(text) => {
                // A gateway's event contains the whole form body this way.
                let decoded = super::base64::decode_loose(text, super::base64::Blanks::Plus);
                let body = String::from_utf8_lossy(&decoded.bytes);
                messages.extend(form::scan(&body, max_messages).messages.into_iter().map(|mut found| {
                    found.trail.step(Decoding::Base64);
                    EncodedMessage { form: CaptureForm::Json, ..found }
                }));
            }
            Value::String(text) if is_message(text) => {
                messages.push(EncodedMessage::new(CaptureForm::Json, None, text))
            }
            // A log line in a member of its own.
            Value::String(text) if text.len() >= 64 => messages.extend(
                passages::outside(text, &[], limits)
                    .into_iter()
                    .map(|passage| EncodedMessage { form: CaptureForm::Json, ..passage.found }),
            ),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    messages
}

/// Whether a JSON text has at most so many members and items, so that it is worth reading into memory.
pub(super) fn is_affordable(text: &str, most: usize) -> bool {
    let (mut values, mut in_string, mut is_escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        if in_string {
            (in_string, is_escaped) = match byte {
                _ if is_escaped => (true, false),
                b'\\' => (true, true),
                b'"' => (false, false),
                _ => (true, false),
            };
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b',' | b'[' | b'{' => values += 1,
            _ => {}
        }
        if values > most {
            return false;
        }
    }
    true
}

/// The base64 of `<samlp`, `<saml2p`, `<?xml`, of a byte-order mark before it, or XML with SAML's namespace.
fn is_message(text: &str) -> bool {
    let text = text.trim_start();
    ["PHNhbWxw", "PHNhbWwy", "PD94bWwg", "77u/PD94bWwg", "PFJlc3BvbnNl", "PFNBTUw"]
        .iter()
        .any(|start| text.starts_with(start))
        || (text.starts_with('<') && text.contains("urn:oasis:names:tc:SAML:2.0:"))
}

/// The base64 of `SAMLR` and of `RelayState=`.
fn is_form_in_base64(text: &str) -> bool {
    text.starts_with("U0FNTF") || text.starts_with("UmVsYXlTdGF0ZT")
}

/// A parameter's value in JSON is usually decoded already, so a `+` in it is a `+`.
fn message(parameter: Parameter, text: &str) -> EncodedMessage {
    EncodedMessage::new(CaptureForm::Json, Some(parameter), text)
}

/// `{"name": "SAMLResponse", "value": "…"}`.
fn named_pair(object: &Value) -> Option<(Parameter, &Value)> {
    let name = object.get("name").or_else(|| object.get("key"))?.as_str()?;
    Some((Parameter::named(name)?, object.get("value")?))
}

/// A string, or the strings of a list of them, as frameworks give repeated parameters.
fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let items = match value {
        Value::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    items.iter().filter_map(Value::as_str)
}

/// Undoes the escapes of a JSON string; says how many. An unknown escape stays as it is.
pub(super) fn unescape(text: &str) -> (String, usize) {
    let mut out = String::with_capacity(text.len());
    let mut count = 0;
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let mut characters = after.chars();
        let plain = match characters.next() {
            Some(character @ ('/' | '"' | '\\')) => Some(character),
            Some('n') => Some('\n'),
            Some('r') => Some('\r'),
            Some('t') => Some('\t'),
            Some('b') => Some('\u{8}'),
            Some('f') => Some('\u{c}'),
            // A shell continues a line this way.
            Some('\n') => Some('\n'),
            Some('u') => {
                if let Some((character, tail)) = unicode(characters.as_str()) {
                    out.push(character);
                    count += 1;
                    rest = tail;
                    continue;
                }
                None
            }
            _ => None,
        };
        match plain {
            Some(character) => {
                out.push(character);
                count += 1;
                rest = characters.as_str();
            }
            None => {
                out.push('\\');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    (out, count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescape(r#"a\/b\u002bc\n\"\\"#), ("a/b+c\n\"\\".to_owned(), 5));
        assert_eq!(unescape(r"\ud83d\ude00\x\u12"), ("😀\\x\\u12".to_owned(), 1));
        assert_eq!(unescape("\\"), ("\\".to_owned(), 0));
    }
}
