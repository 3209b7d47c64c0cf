//! The messages of one HTTP exchange, for a reader that has taken the recording apart itself.

use super::budget::Budget;
use super::found::{EncodedMessage, Parameter, in_url, is_relay_state};
use super::recognised::{Binding, CaptureForm};
use super::repair::Trail;
use super::{Captured, form, html, layers, refusal, text};
use crate::{Finding, Limits};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Messages of one exchange that are read; more are not sent together.
const MAX_MESSAGES: usize = 2;

/// What a recording says of the request of one exchange.
pub(crate) struct RequestParts<'p> {
    pub(crate) form: CaptureForm,
    pub(crate) url: &'p str,
    /// The body as text, or nothing.
    pub(crate) body: &'p str,
    /// The body as pairs, where the export has taken it apart.
    pub(crate) params: &'p [(String, String)],
    /// The message as XML, where the export has decoded it.
    pub(crate) xml: Option<&'p str>,
    pub(crate) at: Option<DateTime<Utc>>,
}

/// Reads the messages of many exchanges within one budget.
pub(crate) struct MessageReader<'l> {
    budget: Budget<'l>,
    read: usize,
}

impl<'l> MessageReader<'l> {
    pub(crate) fn new(limits: &'l Limits, input: &[u8]) -> MessageReader<'l> {
        MessageReader { budget: Budget::new(limits, input), read: 0 }
    }

    /// The messages that a request carries, and how many could not be decoded.
    pub(crate) fn of_request(&mut self, parts: &RequestParts<'_>) -> (Vec<Captured>, usize) {
        let mut found = in_url(parts.form, parts.url);
        let mut posted = form::scan(parts.body, MAX_MESSAGES).messages;
        if posted.is_empty() {
            posted = of_pairs(parts);
        }
        let address: Arc<str> = parts.url.into();
        found.extend(posted.into_iter().map(|found| EncodedMessage {
            form: parts.form,
            binding: Binding::Post,
            posted_to: Some(address.clone()),
            ..found
        }));
        let (mut messages, mut failed) = (Vec::new(), 0usize);
        for mut one in found.into_iter().take(MAX_MESSAGES) {
            one.captured_at = parts.at;
            if self.read >= self.budget.max_capture_messages || self.budget.is_spent() {
                failed = failed.saturating_add(1);
                continue;
            }
            self.read = self.read.saturating_add(1);
            match layers::decode(one, &self.budget) {
                Ok(message) => messages.push(message),
                Err(_) => failed = failed.saturating_add(1),
            }
        }
        (messages, failed)
    }
}

/// Pairs have the value percent-encoded (Chrome) or decoded (Firefox, SAML-tracer).
fn of_pairs(parts: &RequestParts<'_>) -> Vec<EncodedMessage> {
    let tracer = parts.form == CaptureForm::SamlTracer;
    let value = |text: &str| if tracer { text.to_owned() } else { super::query::decoded_value(text) };
    let relay_state = parts.params.iter().find(|(name, _)| is_relay_state(name)).map(|(_, text)| value(text));
    let pairs = parts.params.iter().filter_map(|(name, value)| Some((Parameter::named(name)?, value)));
    pairs
        .take(MAX_MESSAGES)
        .map(|(parameter, value)| {
            // The masking profiles of SAML-tracer do not mask the decoded message next to the parameters.
            let masked = refusal::is_masked(value);
            let value = parts.xml.filter(|_| masked).unwrap_or(value);
            EncodedMessage {
                relay_state: relay_state.clone(),
                form_encoded: !tracer,
                ..EncodedMessage::posted(parts.form, parameter, value)
            }
        })
        .collect()
}

/// The text of a recording: UTF-8, or UTF-16 with a mark.
pub(crate) fn text_of(input: &[u8]) -> Result<String, Box<Finding>> {
    text::decode(input, &mut Trail::default())
}

/// That the input is larger than the limits allow.
pub(crate) fn too_large(limits: &Limits) -> Finding {
    refusal::limit("max_capture_bytes", limits.max_capture_bytes, "the recording has, in bytes,")
}

/// That a recording is something else, or has nothing of SAML in it.
pub(crate) fn not_saml(what: &str) -> Finding {
    refusal::not_saml(what)
}

/// Text of HTML with its entities decoded.
pub(crate) fn without_entities(text: &str) -> String {
    html::decode_entities(text).0
}

/// A value of a query or form, decoded.
pub(crate) fn decoded(value: &str) -> String {
    super::query::decoded_value(value)
}

/// The pairs of a query.
pub(crate) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    super::query::pairs(query)
}
