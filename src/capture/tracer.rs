//! Exports of the SAML-tracer browser extension: `{"requests": [{"method", "url", "post", "saml", …}]}`.

use super::found::{EncodedMessage, Parameter, in_url, is_relay_state};
use super::har::instant;
use super::recognised::CaptureForm;
use super::refusal;
use serde_json::Value;

/// The requests of an export, when the document is one.
pub(super) fn requests(document: &Value) -> Option<&[Value]> {
    let requests = document.get("requests")?.as_array()?;
    let is_export =
        requests.iter().any(|request| request.get("method").is_some() && request.get("url").is_some());
    is_export.then_some(requests.as_slice())
}

/// The messages of an export, in order.
pub(super) fn read(document: &Value, requests: &[Value], max_messages: usize) -> Vec<EncodedMessage> {
    // The export has one instant, that of saving it; a request has its own only in its response's Date header.
    let saved_at = document.get("timestamp").and_then(Value::as_str).and_then(instant);
    let mut messages = Vec::new();
    for request in requests {
        let captured_at = date_header(request).or(saved_at);
        let found = in_request(request);
        messages.extend(found.into_iter().map(|found| EncodedMessage {
            form: CaptureForm::SamlTracer,
            captured_at,
            ..found
        }));
        if messages.len() > max_messages {
            break;
        }
    }
    messages
}

fn in_request(request: &Value) -> Vec<EncodedMessage> {
    let url = request.get("url").and_then(Value::as_str).unwrap_or_default();
    let mut messages = in_url(CaptureForm::SamlTracer, url);
    let posted: Vec<(&str, &str)> = ["post", "parameters"]
        .iter()
        .filter_map(|name| request.get(name)?.as_array())
        .flatten()
        .filter_map(pair)
        .collect();
    let relay_state =
        posted.iter().find(|(name, _)| is_relay_state(name)).map(|(_, value)| (*value).to_owned());
    let saml = request.get("saml").and_then(Value::as_str).filter(|saml| !saml.is_empty());
    for (parameter, value) in
        posted.iter().filter_map(|(name, value)| Some((Parameter::named(name)?, *value))).take(2)
    {
        // The masking profiles of the export spare the decoded message beside the parameters.
        let value = if refusal::is_masked(value) { saml.unwrap_or(value) } else { value };
        messages.push(EncodedMessage {
            posted_to: Some(url.into()),
            relay_state: relay_state.clone(),
            // The extension has decoded the body already.
            form_encoded: false,
            ..EncodedMessage::posted(CaptureForm::SamlTracer, parameter, value)
        });
    }
    if let (true, Some(saml)) = (messages.is_empty(), saml) {
        messages.push(EncodedMessage::new(CaptureForm::SamlTracer, parameter_of(saml), saml));
    }
    messages
}

/// `["name", "value"]`, or an object in exports of look-alikes.
fn pair(value: &Value) -> Option<(&str, &str)> {
    match value.as_array().map(Vec::as_slice) {
        Some([name, value, ..]) => Some((name.as_str()?, value.as_str()?)),
        Some(_) => None,
        None => Some((value.get("name")?.as_str()?, value.get("value")?.as_str()?)),
    }
}

/// A message without its parameter is a request or a response by the name of its root.
fn parameter_of(saml: &str) -> Option<Parameter> {
    let start = saml.get(..saml.len().min(400)).unwrap_or(saml);
    if start.contains("Response") {
        Some(Parameter::Response)
    } else if start.contains("Request") {
        Some(Parameter::Request)
    } else {
        None
    }
}

/// The `Date` header of the response, by which an old capture is judged.
fn date_header(request: &Value) -> Option<chrono::DateTime<chrono::Utc>> {
    let headers = request.get("responseHeaders")?.as_array()?;
    let (_, value) = headers.iter().filter_map(pair).find(|(name, _)| name.eq_ignore_ascii_case("date"))?;
    chrono::DateTime::parse_from_rfc2822(value).ok().map(|instant| instant.with_timezone(&chrono::Utc))
}
