//! HTTP archives (HAR 1.2): the requests that carry messages, in order.

use super::found::{EncodedMessage, Parameter, in_url, is_relay_state};
use super::recognised::{Binding, CaptureForm};
use super::{form, html};
use base64::Engine;
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::sync::Arc;

/// The entries of an archive, when the document is one.
pub(super) fn entries(document: &Value) -> Option<&[Value]> {
    document.get("log")?.get("entries")?.as_array().map(Vec::as_slice)
}

/// The messages of an archive. Pages in responses count only when no request carries a SAMLResponse.
pub(super) fn read(entries: &[Value], max_messages: usize) -> Vec<EncodedMessage> {
    let mut messages = collect(entries, max_messages, in_request);
    if !messages.iter().any(|found| found.parameter == Some(Parameter::Response)) {
        let in_pages = collect(entries, max_messages, in_response);
        messages.extend(in_pages.into_iter().filter(|found| found.parameter == Some(Parameter::Response)));
    }
    messages
}

fn collect(
    entries: &[Value],
    max_messages: usize,
    part: fn(&Value, usize) -> Vec<EncodedMessage>,
) -> Vec<EncodedMessage> {
    let mut messages = Vec::new();
    for entry in entries {
        let captured_at = entry.get("startedDateTime").and_then(Value::as_str).and_then(instant);
        let found = part(entry, max_messages);
        messages.extend(found.into_iter().map(|found| EncodedMessage {
            form: CaptureForm::Har,
            captured_at,
            ..found
        }));
        if messages.len() > max_messages {
            break;
        }
    }
    messages
}

/// Instants in archives carry any offset.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.with_timezone(&Utc))
}

fn in_request(entry: &Value, max_messages: usize) -> Vec<EncodedMessage> {
    let Some(request) = entry.get("request") else { return Vec::new() };
    let url = request.get("url").and_then(Value::as_str).unwrap_or_default();
    let mut messages = in_url(CaptureForm::Har, url);
    let Some(data) = request.get("postData") else { return messages };
    let text = data.get("text").and_then(Value::as_str).unwrap_or_default();
    let mut posted = form::scan(text, max_messages).messages;
    if posted.is_empty() {
        posted = parameters(data.get("params"));
    }
    let address: Arc<str> = url.into();
    messages.extend(posted.into_iter().map(|found| EncodedMessage {
        binding: Binding::Post,
        posted_to: Some(address.clone()),
        ..found
    }));
    messages
}

/// `params` holds the body as pairs: percent-encoded by Chrome, decoded by Firefox.
fn parameters(params: Option<&Value>) -> Vec<EncodedMessage> {
    let params = params.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let pairs =
        || params.iter().filter_map(|pair| Some((pair.get("name")?.as_str()?, pair.get("value")?.as_str()?)));
    let relay_state =
        pairs().find(|(name, _)| is_relay_state(name)).map(|(_, value)| super::query::decoded_value(value));
    pairs()
        .filter_map(|(name, value)| Some((Parameter::named(name)?, value)))
        .take(2)
        .map(|(parameter, value)| EncodedMessage {
            relay_state: relay_state.clone(),
            ..EncodedMessage::posted(CaptureForm::Har, parameter, value)
        })
        .collect()
}

/// The page that the identity provider answered with, before the browser posted it.
fn in_response(entry: &Value, max_messages: usize) -> Vec<EncodedMessage> {
    let Some(content) = entry.get("response").and_then(|response| response.get("content")) else {
        return Vec::new();
    };
    let text = content.get("text").and_then(Value::as_str).unwrap_or_default();
    if content.get("encoding").and_then(Value::as_str) == Some("base64") {
        let Ok(octets) = base64::engine::general_purpose::STANDARD.decode(text) else { return Vec::new() };
        return page(&String::from_utf8_lossy(&octets), max_messages);
    }
    page(text, max_messages)
}

fn page(text: &str, max_messages: usize) -> Vec<EncodedMessage> {
    if text.contains("SAMLResponse") { html::read(text, max_messages).messages } else { Vec::new() }
}
