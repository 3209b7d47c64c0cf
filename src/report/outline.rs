//! What is in a message, without judging it: for `samlens decode`. Nothing here is verified.

use super::foreign::{self, is_foreign};
use super::json::attributes;
use super::outline_reader::{OutlineReader, text};
use super::{CaptureSummary, Identity, MessageSummary};
use crate::signature::redirect::RedirectQuery;
use crate::xml::{Document, Element, Namespace};
use crate::{DecryptionKey, Finding, Limits};
use serde_json::{Value, json};
use std::fmt;

/// What a message says, field by field, NOT VERIFIED.
///
/// ```
/// use samlens::{Limits, inspect::Outline};
///
/// let text = r#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_q1" Version="2.0"/>"#;
/// let outline = Outline::of(text, &Limits::default()).unwrap();
/// assert_eq!(outline.message().kind, "AuthnRequest");
/// assert_eq!(outline.fields()[0].name, "Version");
/// ```
#[derive(Clone)]
pub struct Outline {
    message: MessageSummary,
    fields: Vec<Field>,
    claimed: Identity,
    claimed_issuer: Option<String>,
    encrypted: bool,
    pub(super) capture: Option<CaptureSummary>,
}

/// One thing that a message says.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The element it belongs to: `Response`, `Assertion`, `Conditions`, …
    pub element: String,
    /// Its name in the standard: `Destination`, `NotOnOrAfter`, `StatusCode`, …
    pub name: &'static str,
    /// What stands there. May be a value of a person.
    pub value: String,
}

impl fmt::Debug for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outline").field("message", &self.message).finish_non_exhaustive()
    }
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Field")
            .field("element", &self.element)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Outline {
    /// Reads what a message of any kind says.
    ///
    /// # Errors
    /// What makes it unreadable as XML.
    pub fn of(xml: &str, limits: &Limits) -> Result<Outline, Finding> {
        Outline::of_encrypted(xml, &[], limits)
    }

    /// The same, with what these keys decrypt: an encrypted assertion is shown as the assertion inside it.
    ///
    /// # Errors
    /// As [`Outline::of`].
    pub fn of_encrypted(xml: &str, keys: &[DecryptionKey], limits: &Limits) -> Result<Outline, Finding> {
        let document = Document::parse(xml, limits)?;
        let root = document.root();
        let mut reader = OutlineReader { fields: Vec::new(), claimed: Identity::default() };
        if is_foreign(root) {
            reader.fields = foreign::fields(root);
        } else {
            reader.root(root);
        }
        if !keys.is_empty() {
            reader.encrypted(root, keys, limits);
        }
        let message = MessageSummary {
            kind: root.local_name().to_owned(),
            id: root.attribute("ID").map(str::to_owned),
            issuer: issuer(root).or_else(|| root.child(Namespace::SAML, "Assertion").and_then(issuer)),
            destination: root.attribute("Destination").map(str::to_owned),
            in_response_to: root.attribute("InResponseTo").map(str::to_owned),
            issue_instant: root.attribute("IssueInstant").map(str::to_owned),
            ..MessageSummary::default()
        };
        let assertion = root.child(Namespace::SAML, "Assertion");
        Ok(Outline {
            message,
            fields: reader.fields,
            claimed: reader.claimed,
            claimed_issuer: assertion.and_then(issuer).or_else(|| issuer(root)),
            encrypted: root.descendants().any(|element| element.is(Namespace::XENC, "EncryptedData")),
            capture: None,
        })
    }

    /// Adds how the message was read out of its capture.
    pub fn with_capture(mut self, capture: CaptureSummary) -> Outline {
        self.capture = Some(capture);
        self
    }

    /// Adds how the query of the Redirect binding is signed, which the message came in.
    pub fn with_query(mut self, query: &str, limits: &Limits) -> Outline {
        let query = RedirectQuery::read(query, limits).ok();
        if let Some(examination) = query.as_ref().and_then(|query| query.examine(&[], |_| true)) {
            let value = examination.uri().to_owned();
            self.fields.push(Field { element: "Query".to_owned(), name: "SigAlg", value });
        }
        self
    }

    /// What the message says of itself.
    pub fn message(&self) -> &MessageSummary {
        &self.message
    }

    /// Addresses, times and status, in document order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Whom it claims to sign in.
    pub fn claimed(&self) -> &Identity {
        &self.claimed
    }

    /// The issuer that the message claims: that of its assertion, or else its own.
    pub fn claimed_issuer(&self) -> Option<&str> {
        self.claimed_issuer.as_deref()
    }

    /// Whether something in the message is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// All of it as JSON; `verified` is always `false`.
    pub fn to_json(&self) -> Value {
        let fields = self.fields.iter();
        json!({
            "schema": 1,
            "verified": false,
            "capture": self.capture.as_ref().map(CaptureSummary::to_json),
            "message": self.message.to_json(),
            "fields": fields.map(|f| json!({ "element": f.element, "name": f.name, "value": f.value })).collect::<Vec<_>>(),
            "claimed": {
                "name_id": self.claimed.name_id,
                "name_id_format": self.claimed.name_id_format,
                "session_index": self.claimed.session_index,
                "attributes": attributes(&self.claimed.attributes),
            },
        })
    }
}

fn issuer(element: Element<'_>) -> Option<String> {
    element.child(Namespace::SAML, "Issuer").map(text)
}
