//! Messages inside XML of another kind: the export of a proxy, an event of Windows, a trace of .NET. They are written
//! there as CDATA, with entities, or as base64. An element of SAML that is a child of the document is not one of
//! them: a security token response contains its assertion in this way, and is no SAML message. Comments are skipped.
//! One pass.

use super::found::EncodedMessage;
use super::recognised::CaptureForm;
use super::{form, html, passages};
use crate::Limits;
use crate::encoding::base64::decode_strict;

/// Shortest content that is looked at: no message is shorter.
const MIN_CONTENT: usize = 64;

/// The messages in a document whose root is no message itself.
pub(super) fn messages(document: &str, limits: &Limits) -> Vec<EncodedMessage> {
    let most = limits.max_capture_messages;
    let mut found = Vec::new();
    if begins_with_message(document) {
        return found;
    }
    let mut rest = document;
    // Every turn consumes at least the `<` it found.
    while let Some((before, markup)) = rest.split_once('<') {
        content(before, limits, &mut found);
        if found.len() > most {
            return found;
        }
        rest = if let Some(data) = markup.strip_prefix("![CDATA[") {
            let (data, after) = data.split_once("]]>").unwrap_or((data, ""));
            content(data, limits, &mut found);
            after
        } else if let Some(comment) = markup.strip_prefix("!--") {
            comment.split_once("-->").map_or("", |(_, after)| after)
        } else {
            markup.split_once('>').map_or("", |(_, after)| after)
        };
    }
    found
}

/// Whether the first element is one that messages have.
fn begins_with_message(document: &str) -> bool {
    let mut rest = document;
    // Every turn consumes at least the `<` it found.
    while let Some((_, markup)) = rest.split_once('<') {
        if let Some(comment) = markup.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if markup.starts_with(['?', '!']) {
            rest = markup;
        } else {
            return passages::is_root(markup);
        }
    }
    true
}

/// The messages in the content of an element or section.
fn content(text: &str, limits: &Limits, found: &mut Vec<EncodedMessage>) {
    if text.len() < MIN_CONTENT {
        return;
    }
    let decoded = request(text);
    let text = decoded.as_deref().unwrap_or(text);
    let scan = form::scan(text, limits.max_capture_messages);
    if scan.messages.iter().any(EncodedMessage::is_plausible) {
        found.extend(scan.messages);
        return;
    }
    found.extend(
        passages::outside(text, &[], limits)
            .into_iter()
            .map(|passage| EncodedMessage { form: CaptureForm::Xml, ..passage.found }),
    );
}

/// An HTTP message as a proxy exports it, in base64.
fn request(text: &str) -> Option<String> {
    const BEGINNINGS: [&str; 4] = ["UE9TV", "R0VU", "SFRUU", "UFVU"];
    let text = text.trim();
    if !BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) {
        return None;
    }
    let mut octets = Vec::new();
    decode_strict(text, &mut octets).ok()?;
    // A page in it may have entities for what a form has.
    let text = String::from_utf8(octets).ok()?;
    let is_page = text.starts_with("HTTP/") && text.contains("<input");
    Some(if is_page { html::decode_entities(&text).0 } else { text })
}
