//! What a SAML message says of itself, as far as the story needs it: UNVERIFIED.

use crate::Limits;
use crate::capture::Captured;
use crate::xml::{Document, Element, Namespace};
use chrono::{DateTime, Utc};

/// The kinds of messages in a login.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FlowMessageKind {
    AuthnRequest,
    Response,
    LogoutRequest,
    LogoutResponse,
}

impl FlowMessageKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            FlowMessageKind::AuthnRequest => "AuthnRequest",
            FlowMessageKind::Response => "Response",
            FlowMessageKind::LogoutRequest => "LogoutRequest",
            FlowMessageKind::LogoutResponse => "LogoutResponse",
        }
    }
}

/// The facts of one message.
#[derive(Clone)]
pub(crate) struct MessageFacts {
    pub(crate) kind: FlowMessageKind,
    pub(crate) id: Option<String>,
    pub(crate) in_response_to: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) acs: Option<String>,
    pub(crate) audience: Option<String>,
    pub(crate) assertion_id: Option<String>,
    pub(crate) issued: Option<DateTime<Utc>>,
    pub(crate) is_signed: bool,
    /// Status codes from the outermost, without their common prefix; empty if it is Success.
    pub(crate) status: Vec<String>,
    pub(crate) status_message: Option<String>,
}

impl MessageFacts {
    /// The facts of a message; none of what is no SAML 2.0 message of a login or logout.
    pub(crate) fn of(message: &Captured, limits: &Limits) -> Option<MessageFacts> {
        let document = Document::parse(message.xml(), limits).ok()?;
        let root = document.root();
        let kind = match root.local_name() {
            "AuthnRequest" => FlowMessageKind::AuthnRequest,
            "Response" => FlowMessageKind::Response,
            "LogoutRequest" => FlowMessageKind::LogoutRequest,
            "LogoutResponse" => FlowMessageKind::LogoutResponse,
            _ => return None,
        };
        if root.namespace() != Namespace::SAMLP {
            return None;
        }
        let assertion = root.child(Namespace::SAML, "Assertion");
        let conditions = assertion.and_then(|assertion| assertion.child(Namespace::SAML, "Conditions"));
        let audience = conditions
            .and_then(|conditions| conditions.child(Namespace::SAML, "AudienceRestriction"))
            .and_then(|restriction| text(restriction, "Audience"));
        let (status, status_message) = match kind {
            FlowMessageKind::Response | FlowMessageKind::LogoutResponse => status(root),
            _ => (Vec::new(), None),
        };
        let in_query = message.query().is_some_and(|query| query.contains("Signature="));
        Some(MessageFacts {
            kind,
            id: owned(root, "ID"),
            in_response_to: owned(root, "InResponseTo"),
            issuer: text(root, "Issuer").or_else(|| text(assertion?, "Issuer")),
            acs: owned(root, "AssertionConsumerServiceURL"),
            audience,
            assertion_id: assertion.and_then(|assertion| owned(assertion, "ID")),
            issued: owned(root, "IssueInstant").as_deref().and_then(instant),
            is_signed: in_query || root.child(Namespace::DS, "Signature").is_some(),
            status,
            status_message,
        })
    }
}

fn owned(element: Element<'_>, name: &str) -> Option<String> {
    element.attribute(name).map(str::to_owned)
}

fn text(element: Element<'_>, name: &str) -> Option<String> {
    Some(element.child(Namespace::SAML, name)?.text()?.trim().to_owned()).filter(|text| !text.is_empty())
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.with_timezone(&Utc))
}

fn status(root: Element<'_>) -> (Vec<String>, Option<String>) {
    let Some(status) = root.child(Namespace::SAMLP, "Status") else { return (Vec::new(), None) };
    let mut codes = Vec::new();
    let mut next = status.child(Namespace::SAMLP, "StatusCode");
    while let Some(code) = next.filter(|_| codes.len() < 4) {
        let value = code.attribute("Value").unwrap_or_default();
        codes.push(value.rsplit(':').next().unwrap_or(value).to_owned());
        next = code.child(Namespace::SAMLP, "StatusCode");
    }
    if codes.first().is_some_and(|code| code == "Success") {
        codes.clear();
    }
    let message = status.child(Namespace::SAMLP, "StatusMessage").and_then(|message| message.text());
    (codes, message.map(|message| message.trim().to_owned()).filter(|message| !message.is_empty()))
}
