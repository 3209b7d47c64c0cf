//! HARs, exports of SAML-tracer and other JSON: every string is rewritten by where it is.

use super::container::Rewriter;
use super::parameters::{Parameters, is_secret};
use super::values::ValueKind;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

/// What the list or object around a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Headers,
    Cookies,
    Parameters,
    /// A request's or response's body.
    Body,
    Frames,
    Other,
}

/// Members that say nothing of a person, and must stay what they are.
const KEPT: [&str; 18] = [
    "startedDateTime",
    "httpVersion",
    "mimeType",
    "statusText",
    "method",
    "_resourceType",
    "_priority",
    "encoding",
    "expires",
    "path",
    "sameSite",
    "version",
    "userAgent",
    "pageref",
    "timestamp",
    "_fromCache",
    "id",
    "requestId",
];

/// Rewrites a document in place. Nothing here calls itself: a document may be deep.
pub(super) fn rewrite(document: &mut Value, rewriter: &mut Rewriter<'_>) {
    if let Value::String(text) = document {
        *text = rewriter.text(text, Parameters::Secret);
        return;
    }
    let mut open: Vec<(Place, &mut Value)> = vec![(Place::Other, document)];
    while let Some((place, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                object(place, members, rewriter);
                for (name, member) in members.iter_mut().rev() {
                    if member.is_object() || member.is_array() {
                        open.push((place_of(name, place), member));
                    }
                }
            }
            Value::Array(items) => {
                if pair(place, items, rewriter) {
                    continue;
                }
                for item in items.iter_mut().rev() {
                    if let Value::String(text) = item {
                        *text = text_of(text, rewriter);
                    }
                    if item.is_object() || item.is_array() {
                        open.push((place, item));
                    }
                }
            }
            _ => {}
        }
    }
}

fn place_of(name: &str, around: Place) -> Place {
    match name {
        "headers" | "requestHeaders" | "responseHeaders" => Place::Headers,
        "cookies" => Place::Cookies,
        "queryString" | "params" | "get" | "post" | "parameters" => Place::Parameters,
        "postData" | "content" => Place::Body,
        "_webSocketMessages" => Place::Frames,
        _ if around == Place::Frames => Place::Frames,
        _ => Place::Other,
    }
}

/// `["name", "value"]`, as SAML-tracer has parameters.
fn pair(place: Place, items: &mut [Value], rewriter: &mut Rewriter<'_>) -> bool {
    let [Value::String(name), Value::String(value)] = items else { return false };
    if place != Place::Parameters && place != Place::Headers {
        return false;
    }
    *value = named(place, name, value, rewriter);
    true
}

fn named(place: Place, name: &str, value: &str, rewriter: &mut Rewriter<'_>) -> String {
    match place {
        Place::Headers => rewriter.header(name, value),
        Place::Cookies => rewriter.values.standin(ValueKind::Cookie, value),
        _ if Rewriter::has_message(value) => rewriter.text(value, Parameters::All),
        _ => match rewriter.named(name, value, Parameters::All) {
            Some(made) => made,
            None => rewriter.free(value),
        },
    }
}

/// The strings of an object.
fn object(place: Place, members: &mut Map<String, Value>, rewriter: &mut Rewriter<'_>) {
    let is_pair = matches!(place, Place::Headers | Place::Cookies | Place::Parameters);
    if let (true, Some(name)) = (is_pair, members.get("name").and_then(Value::as_str).map(str::to_owned))
        && let Some(Value::String(value)) = members.get_mut("value")
    {
        *value = named(place, &name, value, rewriter);
    }
    let is_base64 = members.get("encoding").and_then(Value::as_str) == Some("base64");
    for (name, member) in members.iter_mut() {
        let Value::String(text) = member else { continue };
        if text.is_empty()
            || KEPT.contains(&name.as_str())
            || is_pair && matches!(name.as_str(), "name" | "value")
        {
            continue;
        }
        let lower = name.to_ascii_lowercase();
        *text = match (place, name.as_str()) {
            (Place::Body, "text") if is_base64 => coded_body(text, rewriter),
            (Place::Body, "text") => body(text, rewriter),
            (Place::Frames, "data") => rewriter.body(text),
            _ if lower == "relaystate" => rewriter.values.standin(ValueKind::RelayState, text),
            _ if is_secret(&lower) => rewriter.values.standin(ValueKind::Credential, text),
            _ => text_of(text, rewriter),
        };
    }
}

fn body(text: &str, rewriter: &mut Rewriter<'_>) -> String {
    match Rewriter::has_message(text) {
        true => rewriter.text(text, Parameters::All),
        false => rewriter.body(text),
    }
}

/// A body in base64, as HARs have what is no text.
fn coded_body(code: &str, rewriter: &mut Rewriter<'_>) -> String {
    let text = STANDARD.decode(code).ok().and_then(|octets| String::from_utf8(octets).ok());
    STANDARD.encode(match text {
        Some(text) => body(&text, rewriter),
        None => rewriter.body("an octet"),
    })
}

/// A string about which nothing else is known.
fn text_of(text: &str, rewriter: &mut Rewriter<'_>) -> String {
    if text.starts_with("https://") || text.starts_with("http://") {
        return rewriter.url(text);
    }
    rewriter.text(text, Parameters::Secret)
}
