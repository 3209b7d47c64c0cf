//! A paste → its messages: recognize the container, or remove one layer and try again.

use super::budget::Budget;
use super::damaged_base64::best_decoding;
use super::finish::finish;
use super::found::{EncodedMessage, Parameter};
use super::layers::{self, Unwrapped, ValueContext};
use super::recognised::{CaptureForm, Decoding};
use super::refusal::{self, not_saml, without_message};
use super::repair::{RepairKind, Trail, counted, is_smart_quote};
use super::surroundings::{is_markup, without_surroundings};
use super::{Captured, Unreadable, curl, ending, foreign, form, har, html, json, passages, text, tracer};
use crate::encoding::invisible::is_invisible;
use crate::encoding::percent::decoded;
use crate::encoding::surrogates::paired;
use crate::{Finding, Limits, Severity};
use serde_json::Value;

/// Reads every message of a capture, in order.
pub(super) fn read(input: &[u8], limits: &Limits) -> Result<Vec<Captured>, Box<Unreadable>> {
    let limits = &Budget::new(limits, input);
    let mut trail = Trail::default();
    let unreadable = |form, trail: Trail, finding: Box<Finding>| Unreadable::new(form, trail, finding);
    if input.len() > limits.max_capture_bytes {
        let finding = refusal::limit(
            "max_capture_bytes",
            limits.max_capture_bytes,
            "the size of the capture in bytes is",
        );
        return Err(unreadable(CaptureForm::Unknown, trail, finding.into()));
    }
    let mut text = match text::decode(input, &mut trail) {
        Ok(text) => text,
        Err(finding) => return Err(unreadable(CaptureForm::Unknown, trail, finding)),
    };
    text = without_surroundings(text, &mut trail);
    // Every turn notes a step or ends, and the budget bounds the steps.
    while trail.steps.len() <= limits.max_capture_layers {
        match container(&text, limits) {
            Container::Messages(found) => return decode(found, &trail, limits),
            Container::Empty(form, finding) => return Err(unreadable(form, trail, finding.into())),
            Container::String(inner) => {
                trail.step(Decoding::JsonString);
                trail.repair(RepairKind::JsonEscapes, text.matches('\\').count());
                text = inner;
                continue;
            }
            Container::None => {}
        }
        let context = ValueContext { form_encoded: true, is_parameter: false };
        match layers::layer(text, &mut trail, context, limits) {
            Ok(_) if trail.steps.len() > limits.max_capture_layers => break,
            Ok(Unwrapped::Xml(message)) => {
                let found = EncodedMessage {
                    trail: trail.clone(),
                    ..EncodedMessage::new(layers::form_of(&trail), None, "")
                };
                return finish(message, found, limits).map(|captured| vec![captured]);
            }
            Ok(Unwrapped::Text(inner)) => text = inner,
            Err(finding) => {
                let form =
                    if trail.steps.is_empty() { CaptureForm::Unknown } else { layers::form_of(&trail) };
                return Err(unreadable(form, trail, finding));
            }
        }
    }
    Err(unreadable(CaptureForm::Unknown, trail, layers::too_many_layers(limits).into()))
}

/// Whether only quotes or invisible characters are before a value.
fn is_wrapping(before: Option<&str>) -> bool {
    before.is_some_and(|before| {
        let surrounds = |c: char| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '\0') || is_smart_quote(c) || is_invisible(c)
        };
        before.len() <= 12 && before.chars().all(surrounds)
    })
}

/// Whether a text without punctuation is one whole message with its spaces read as `+`.
fn is_one_value(text: &str, limits: &Budget<'_>) -> bool {
    let value = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'));
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_% \t\r\n".contains(&byte);
    if !value.bytes().all(is_part) {
        return false;
    }
    let plain = if value.contains('%') { decoded(value, true) } else { None };
    let (loose, _) = best_decoding(plain.as_deref().unwrap_or(value), limits);
    // Another value follows the padding of the first one.
    loose.rest.is_none()
        && std::str::from_utf8(&loose.bytes)
            .is_ok_and(|xml| ending::whole_length(xml, limits.max_depth) == Some(xml.trim_end().len()))
}

/// What a text contains messages in.
enum Container {
    /// These values, none of them decoded yet.
    Messages(Vec<EncodedMessage>),
    /// A container of this form without a message.
    Empty(CaptureForm, Finding),
    /// A JSON string around another text.
    String(String),
    /// No container: XML or an encoded value.
    None,
}

fn container(text: &str, limits: &Budget<'_>) -> Container {
    let most = limits.max_capture_messages;
    let head = text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c) || c == '\0');
    if is_markup(head) {
        if html::is_page(head) {
            return page(head, limits);
        }
        let inside = foreign::messages(head, limits);
        return if inside.is_empty() { document_and_text(head, limits) } else { Container::Messages(inside) };
    }
    let head = head.strip_prefix('<').filter(|rest| rest.starts_with("http")).unwrap_or(head);
    // A string without escapes is a value in quotes.
    if head.starts_with(['{', '[']) || (head.starts_with('"') && head.contains('\\')) {
        if !json::is_affordable(head, limits.max_json_values) {
            // It may also be a log whose lines begin with brackets.
            let scan = form::scan(head, most);
            if !scan.messages.is_empty() {
                return Container::Messages(scan.messages);
            }
            let what = "the number of members and items in the JSON is";
            let finding = refusal::limit("max_json_values", limits.max_json_values, what);
            return Container::Empty(CaptureForm::Json, finding);
        }
        if let Ok(document) = serde_json::from_str::<Value>(&paired(head)) {
            return document_container(&document, limits);
        }
    }
    if curl::is_command(head) {
        let found = curl::read(head, most);
        return if found.is_empty() {
            Container::Empty(CaptureForm::Curl, without_message("the curl command"))
        } else {
            Container::Messages(found)
        };
    }
    // XML in quotes, which the next layer takes off.
    let bare = head
        .trim_matches(|c: char| c.is_whitespace() || "\"'`\u{201c}\u{201d}\u{201e}\u{ab}\u{bb}".contains(c));
    if (is_markup(bare) && bare.ends_with('>')) || refusal::named_text(head.trim_end()).is_some() {
        return Container::None;
    }
    let scan = form::scan(head, most);
    let is_plausible = scan.messages.iter().any(EncodedMessage::is_plausible);
    let taken = if is_plausible { scan.spans.as_slice() } else { &[] };
    let passages = passages::outside(head, taken, limits);
    if is_plausible {
        let mut found: Vec<(usize, EncodedMessage)> =
            scan.spans.iter().map(|(start, _)| *start).zip(scan.messages).collect();
        found.extend(passages.into_iter().map(|passage| (passage.start, passage.found)));
        found.sort_by_key(|(start, _)| *start);
        return Container::Messages(found.into_iter().map(|(_, found)| found).collect());
    }
    // A text that begins with its only message is a value, perhaps damaged, and the layers say how.
    let is_value = match passages.as_slice() {
        [only] => is_wrapping(head.get(..only.start)),
        // The spaces of a damaged value divide it, and pieces of it begin as a message does.
        [first, ..] => is_wrapping(head.get(..first.start)) && is_one_value(head, limits),
        [] => false,
    };
    if !passages.is_empty() && !is_value {
        return Container::Messages(passages.into_iter().map(|passage| passage.found).collect());
    }
    if !scan.messages.is_empty() {
        return Container::Messages(scan.messages);
    }
    if scan.has_artifact {
        return Container::Empty(CaptureForm::FormBody, artifact());
    }
    let is_word = !head.trim_end().contains(char::is_whitespace);
    if is_word && (head.starts_with("https://") || head.starts_with("http://")) && !head.contains("SAML") {
        return Container::Empty(CaptureForm::Url, without_message("the URL, which is not fetched,"));
    }
    Container::None
}

fn page(head: &str, limits: &Limits) -> Container {
    let page = html::read(head, limits.max_capture_messages);
    if !page.messages.is_empty() {
        return Container::Messages(page.messages);
    }
    let of_page = |found: Vec<EncodedMessage>| {
        let found = found.into_iter().map(|found| EncodedMessage { form: CaptureForm::Html, ..found });
        Container::Messages(found.collect())
    };
    let scan = form::scan(head, limits.max_capture_messages);
    if scan.messages.iter().any(EncodedMessage::is_plausible) {
        return of_page(scan.messages);
    }
    // A page that highlights code has tags inside the message.
    let text = html::without_inline_tags(head);
    let passages = passages::outside(text.as_deref().unwrap_or(head), &[], limits);
    if !passages.is_empty() {
        return of_page(passages.into_iter().map(|passage| passage.found).collect());
    }
    if !scan.messages.is_empty() {
        return of_page(scan.messages);
    }
    if page.has_artifact {
        return Container::Empty(CaptureForm::Html, artifact());
    }
    let finding = not_saml("an HTML page without a SAML form, an error or login page for example");
    Container::Empty(
        CaptureForm::Html,
        match page.title {
            Some(title) => finding.with_actual(format!("a page titled \"{title}\"")),
            None => finding,
        },
    )
}

fn document_container(document: &Value, limits: &Limits) -> Container {
    let most = limits.max_capture_messages;
    let (form, found, what) = if let Value::String(text) = document {
        return Container::String(text.clone());
    } else if let Some(entries) = har::entries(document) {
        (
            CaptureForm::Har,
            har::read(entries, most),
            format!("the HAR of {}", counted(entries.len(), "request")),
        )
    } else if let Some(requests) = tracer::requests(document) {
        let found = tracer::read(document, requests, most);
        (
            CaptureForm::SamlTracer,
            found,
            format!("the SAML-tracer export of {}", counted(requests.len(), "request")),
        )
    } else {
        let mut found = json::read(document, most);
        if found.is_empty() {
            found = json::unnamed(document, limits);
        }
        (CaptureForm::Json, found, "the JSON".to_owned())
    };
    if found.is_empty() { Container::Empty(form, without_message(&what)) } else { Container::Messages(found) }
}

fn artifact() -> Finding {
    not_saml("a SAMLart: with HTTP-Artifact the response never passes through the browser").with_fix(
        "at the identity provider, switch the response binding to HTTP-POST, or capture the back channel",
    )
}

/// XML with text after it that is no markup, such as the rest of a log. Markup after the root is the strict reader's.
fn document_and_text(head: &str, limits: &Limits) -> Container {
    let Some(length) = ending::whole_length(head, limits.max_depth) else { return Container::None };
    let rest = head.get(length..).unwrap_or_default();
    let after = rest.trim_start();
    let blank = rest.get(..rest.len().saturating_sub(after.len())).unwrap_or_default();
    // Text that follows the root on its line was sent with it: the service received it, and the strict reader refuses it.
    if after.is_empty()
        || !blank.contains('\n')
        || after.starts_with(['<', '"', '\'', '`', '\\', '\0'])
        || !after.contains(char::is_alphanumeric)
    {
        return Container::None;
    }
    let mut found = EncodedMessage::new(CaptureForm::Xml, None, head.get(..length).unwrap_or(head));
    found.trail.repair(RepairKind::TrailingText, after.len());
    let passages = passages::outside(head, &[(0, length)], limits);
    Container::Messages(
        std::iter::once(found).chain(passages.into_iter().map(|passage| passage.found)).collect(),
    )
}

/// Decodes every value that was found, within the budgets of messages and of their size together.
fn decode(
    found: Vec<EncodedMessage>,
    outer: &Trail,
    limits: &Budget<'_>,
) -> Result<Vec<Captured>, Box<Unreadable>> {
    let most = limits.max_capture_messages;
    let form = found.first().map_or(CaptureForm::Unknown, |first| first.form);
    if found.len() > most {
        let finding =
            refusal::limit("max_capture_messages", most, "the number of messages in the capture is");
        return Err(Unreadable::new(form, outer.clone(), finding));
    }
    let of = found.len();
    let mut messages: Vec<Captured> = Vec::new();
    let mut failures: Vec<(Option<Parameter>, usize, Box<Unreadable>)> = Vec::new();
    let mut octets = 0usize;
    for (index, mut found) in found.into_iter().enumerate() {
        let parameter = found.parameter;
        found.trail.steps.splice(0..0, outer.steps.iter().copied());
        found.trail.repairs.splice(0..0, outer.repairs.iter().copied());
        match layers::decode(found, limits) {
            Ok(mut message) => {
                octets = octets.saturating_add(message.xml.len());
                message.position = (index + 1, of);
                messages.push(message);
            }
            Err(failure) => failures.push((parameter, index + 1, failure)),
        }
        // Compressed messages could add up to many times the capture, and so could what is no message.
        if octets > limits.max_capture_bytes || limits.is_spent() {
            let finding = refusal::limit(
                "max_capture_bytes",
                limits.max_capture_bytes,
                "the total size of the messages in bytes is",
            );
            return Err(Unreadable::new(form, outer.clone(), finding));
        }
    }
    let has_response = messages.iter().any(|message| message.parameter == Some(Parameter::Response.as_str()));
    let broken_response =
        failures.iter().rposition(|(parameter, ..)| *parameter == Some(Parameter::Response));
    if messages.is_empty() || (!has_response && broken_response.is_some()) {
        let index = broken_response.unwrap_or(failures.len().saturating_sub(1));
        return match failures.into_iter().nth(index) {
            Some((_, _, failure)) => Err(failure),
            None => Err(Unreadable::new(form, outer.clone(), not_saml("empty"))),
        };
    }
    // Nothing is left out silently: each message that is delivered says what could not be.
    for (_, nth, failure) in failures {
        let note = Finding::new(
            failure.finding.code(),
            format!(
                "message {nth} of the {of} in the capture could not be read: {}",
                failure.finding.message()
            ),
        )
        .with_severity(Severity::Warning);
        if let Some(last) = messages.last_mut() {
            last.findings.push(note);
        }
    }
    Ok(messages)
}
