//! A SAML parameter found in a capture, before its value is decoded.

use super::recognised::{Binding, CaptureForm};
use super::repair::Trail;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Parameters that carry a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parameter {
    /// `SAMLResponse`.
    Response,
    /// `SAMLRequest`.
    Request,
    /// `wresult`, of WS-Federation: delivered, so that the check can name it.
    WsResult,
}

impl Parameter {
    /// The parameter of this name; logs and frameworks change its case and put underscores in.
    pub(super) fn named(name: &str) -> Option<Parameter> {
        if name.len() > 16 {
            return None;
        }
        let plain: String =
            name.chars().filter(|c| !matches!(c, '_' | '-')).map(|c| c.to_ascii_lowercase()).collect();
        match plain.as_str() {
            "samlresponse" => Some(Parameter::Response),
            "samlrequest" => Some(Parameter::Request),
            "wresult" => Some(Parameter::WsResult),
            _ => None,
        }
    }

    /// The name as the standard writes it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Parameter::Response => "SAMLResponse",
            Parameter::Request => "SAMLRequest",
            Parameter::WsResult => "wresult",
        }
    }
}

/// Whether a parameter of this name is the state that is sent with a message.
pub(super) fn is_relay_state(name: &str) -> bool {
    name.eq_ignore_ascii_case("RelayState")
}

/// A value that should be a message, with what its surroundings say of it.
#[derive(Clone)]
pub(super) struct EncodedMessage {
    pub(super) form: CaptureForm,
    pub(super) parameter: Option<Parameter>,
    /// The value, still encoded.
    pub(super) value: String,
    /// Whether `+` means a space if `%XX` shows that the value is form-encoded.
    pub(super) form_encoded: bool,
    pub(super) binding: Binding,
    pub(super) trail: Trail,
    pub(super) relay_state: Option<String>,
    /// Shared by all messages that were sent there: an address may be as long as the capture.
    pub(super) posted_to: Option<Arc<str>>,
    pub(super) captured_at: Option<DateTime<Utc>>,
    pub(super) query: Option<Arc<str>>,
}

impl EncodedMessage {
    /// A value on its own.
    pub(super) fn new(
        form: CaptureForm,
        parameter: Option<Parameter>,
        value: impl Into<String>,
    ) -> EncodedMessage {
        EncodedMessage {
            form,
            parameter,
            value: value.into(),
            form_encoded: true,
            binding: Binding::Unknown,
            trail: Trail::default(),
            relay_state: None,
            posted_to: None,
            captured_at: None,
            query: None,
        }
    }

    /// Whether the value is long enough to be a message, and no word of a sentence.
    pub(super) fn is_plausible(&self) -> bool {
        let value = self.value.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let is_value = |b: &u8| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'+' | b'/' | b'%' | b'=' | b'-' | b'_' | b'\\' | b'<' | b'&')
        };
        value.starts_with(['<', '%']) || value.bytes().take(24).take_while(is_value).count() == 24
    }

    /// A value in the body of a POST.
    pub(super) fn posted(
        form: CaptureForm,
        parameter: Parameter,
        value: impl Into<String>,
    ) -> EncodedMessage {
        EncodedMessage { binding: Binding::Post, ..EncodedMessage::new(form, Some(parameter), value) }
    }
}

/// The messages in the query of a URL.
pub(super) fn in_url(form: CaptureForm, url: &str) -> Vec<EncodedMessage> {
    let (base, query) = super::query::split_url(url);
    let Some(query) = query else { return Vec::new() };
    in_query(form, base, query)
}

/// The messages in a query, with where it was sent; the query is kept as received, for its signature.
pub(super) fn in_query(form: CaptureForm, base: &str, query: &str) -> Vec<EncodedMessage> {
    // A URL has no line breaks: they are of the mail or terminal that it was copied from.
    let unwrapped: String;
    let query = if query.contains(['\r', '\n', '\t']) {
        unwrapped = query.chars().filter(|c| !matches!(c, '\r' | '\n' | '\t')).collect();
        unwrapped.as_str()
    } else {
        query
    };
    let relay_state = super::query::pairs(query)
        .find(|(name, _)| is_relay_state(name))
        .map(|(_, value)| super::query::decoded_value(value));
    super::query::pairs(query)
        .filter_map(|(name, value)| Some((Parameter::named(name)?, value)))
        // A query has one message; each keeps a copy of the query, so a query must not have thousands.
        .take(2)
        .map(|(parameter, value)| EncodedMessage {
            binding: Binding::Redirect,
            relay_state: relay_state.clone(),
            posted_to: base.contains("://").then(|| base.into()),
            query: Some(query.into()),
            ..EncodedMessage::new(form, Some(parameter), value)
        })
        .collect()
}
