//! What is in a message, without judging it: for `samlens decode`. Nothing here is verified.

use super::foreign::{self, is_foreign};
use super::json::attributes;
use super::{CaptureSummary, Identity, MessageSummary};
use crate::assertion::Assertion;
use crate::decrypt::{Allowed, CiphertextSender, Decrypted, Decryptor, Plaintexts};
use crate::evaluate::message::MessageKind;
use crate::signature::redirect::RedirectQuery;
use crate::xml::{Document, Element, Namespace};
use crate::{DecryptionKey, Finding, Limits};
use serde_json::{Value, json};
use std::fmt;

/// Assertions whose fields are listed; a Response should have one.
const MAX_ASSERTIONS: usize = 8;
/// Subject confirmations, audiences, status codes or encrypted parts listed of one parent.
const MAX_REPEATED: usize = 16;

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
    /// The value. It may be personal.
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
        let mut reader = Reader { fields: Vec::new(), claimed: Identity::default() };
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

/// The characters of an element and of everything inside it, so that misplaced markup hides nothing.
fn text(element: Element<'_>) -> String {
    if let Some(text) = element.text() {
        return text.to_owned();
    }
    let nodes = element.descendants().flat_map(|inner| inner.child_nodes());
    nodes.filter_map(|node| if let crate::xml::Node::Text(text) = node { Some(text) } else { None }).collect()
}

struct Reader {
    fields: Vec<Field>,
    claimed: Identity,
}

impl Reader {
    fn root(&mut self, root: Element<'_>) {
        const NAMES: [&str; 12] = [
            "Version",
            "IssueInstant",
            "Destination",
            "InResponseTo",
            "AssertionConsumerServiceURL",
            "AssertionConsumerServiceIndex",
            "ProtocolBinding",
            "ForceAuthn",
            "IsPassive",
            "ProviderName",
            "NotOnOrAfter",
            "Reason",
        ];
        self.attributes_of(root, &NAMES);
        self.text_of(root, Namespace::SAML, "Issuer");
        if let Some(status) = root.child(Namespace::SAMLP, "Status") {
            self.status(status);
        }
        if let Some(policy) = root.child(Namespace::SAMLP, "NameIDPolicy") {
            self.attributes_of(policy, &["Format", "SPNameQualifier", "AllowCreate"]);
        }
        if let Some(context) = root.child(Namespace::SAMLP, "RequestedAuthnContext") {
            self.attributes_of(context, &["Comparison"]);
            self.text_of(context, Namespace::SAML, "AuthnContextClassRef");
        }
        self.name_id(root);
        self.text_of(root, Namespace::SAMLP, "SessionIndex");
        if MessageKind::of(root).is_some()
            && let Some(signature) = root.child(Namespace::DS, "Signature")
        {
            let info = signature.child(Namespace::DS, "SignedInfo");
            let method = info.and_then(|info| info.child(Namespace::DS, "SignatureMethod"));
            let uri = method.and_then(|method| method.attribute("Algorithm")).unwrap_or_default();
            self.push("Signature".to_owned(), "Algorithm", uri.to_owned());
        }
        if let Some(index) = root.child(Namespace::SAMLP, "SessionIndex") {
            self.claimed.session_index = Some(text(index));
        }
        if root.is(Namespace::SAML, "Assertion") {
            self.assertion(root);
        }
        for child in root.children_named(Namespace::SAML, "Assertion").take(MAX_ASSERTIONS) {
            self.attributes_of(child, &["ID", "Version", "IssueInstant"]);
            self.text_of(child, Namespace::SAML, "Issuer");
            self.assertion(child);
        }
        if root.child(Namespace::SAML, "EncryptedAssertion").is_some() {
            self.push("EncryptedAssertion".to_owned(), "EncryptedData", "encrypted".to_owned());
        }
    }

    /// What is encrypted, as its plaintext: the assertion or the identifier of a logout, then what is encrypted inside the
    /// assertion; or why it is not shown.
    fn encrypted(&mut self, root: Element<'_>, keys: &[DecryptionKey], limits: &Limits) {
        let plaintexts = Plaintexts::default();
        let mut decryptor = Decryptor::new(keys, None, limits, true);
        let holder = ["EncryptedAssertion", "EncryptedID"]
            .into_iter()
            .find_map(|name| root.child(Namespace::SAML, name));
        let mut assertion = match root.is(Namespace::SAML, "Assertion") {
            true => Some(root),
            false => root.child(Namespace::SAML, "Assertion"),
        };
        if let Some(holder) = holder
            && let Some(decrypted) = self.decrypted(holder, &mut decryptor, keys)
        {
            match plaintexts.read(decrypted, limits) {
                Ok(opened) => {
                    self.plaintext(opened.plaintext());
                    assertion = assertion.or(Some(opened.plaintext()));
                }
                Err(error) => self.not_decrypted(holder, error.to_string()),
            }
        }
        let Some(assertion) = assertion else { return };
        for part in Assertion::read_with_faults(assertion).0.encrypted_parts().take(MAX_REPEATED) {
            // Each by itself: one that cannot be read hides none of the others.
            let plaintexts = Plaintexts::default();
            let Some(decrypted) = self.decrypted(part, &mut decryptor, keys) else { continue };
            match plaintexts.read(decrypted, limits) {
                Ok(opened) => self.plaintext(opened.plaintext()),
                Err(error) => self.not_decrypted(part, error.to_string()),
            }
        }
    }

    /// Shown to a person who has the key, on their own machine: nothing is refused, and no one else gets an answer.
    fn decrypted<'t>(
        &mut self,
        holder: Element<'t>,
        decryptor: &mut Decryptor<'_>,
        keys: &[DecryptionKey],
    ) -> Option<Decrypted<'t>> {
        let allowed = Allowed {
            rsa_1_5: true,
            triple_des: true,
            cbc_outside_signature: true,
            min_rsa_bits: 0,
            sender: CiphertextSender::Signer,
        };
        let decryption = decryptor.decrypt(holder, allowed);
        match decryption.decrypted {
            Ok(decrypted) => {
                self.push(holder.local_name().to_owned(), "decrypted", decryption.described);
                Some(decrypted)
            }
            Err(failure) => {
                self.not_decrypted(holder, failure.explain(keys).message().to_owned());
                None
            }
        }
    }

    fn not_decrypted(&mut self, holder: Element<'_>, why: String) {
        self.push(holder.local_name().to_owned(), "not decrypted", why);
    }

    fn plaintext(&mut self, plaintext: Element<'_>) {
        if plaintext.is(Namespace::SAML, "Attribute") {
            return self.attribute(plaintext);
        }
        self.attributes_of(plaintext, &["ID", "Version", "IssueInstant"]);
        self.text_of(plaintext, Namespace::SAML, "Issuer");
        if plaintext.is(Namespace::SAML, "NameID") && self.claimed.name_id.is_none() {
            self.claimed.name_id = Some(text(plaintext));
            self.claimed.name_id_format = plaintext.attribute("Format").map(str::to_owned);
        }
        self.assertion(plaintext);
    }

    fn attribute(&mut self, attribute: Element<'_>) {
        let values = attribute.children_named(Namespace::SAML, "AttributeValue").map(text).collect();
        let name = attribute.attribute("Name").unwrap_or_default().to_owned();
        self.claimed.attributes.push((name, values));
    }

    /// The status codes, outermost first, and the message: also where Auth0 writes it into an attribute.
    fn status(&mut self, status: Element<'_>) {
        let codes = status.descendants().filter(|e| e.is(Namespace::SAMLP, "StatusCode")).take(MAX_REPEATED);
        for code in codes {
            self.push(
                "Status".to_owned(),
                "StatusCode",
                code.attribute("Value").unwrap_or_default().to_owned(),
            );
        }
        if let Some(message) = status.child(Namespace::SAMLP, "StatusMessage") {
            let text = text(message);
            let value = if text.is_empty() {
                message.attribute("Value").unwrap_or_default().to_owned()
            } else {
                text
            };
            self.push("Status".to_owned(), "StatusMessage", value);
        }
    }

    fn assertion(&mut self, assertion: Element<'_>) {
        if let Some(subject) = assertion.child(Namespace::SAML, "Subject") {
            self.name_id(subject);
            for confirmation in
                subject.children_named(Namespace::SAML, "SubjectConfirmation").take(MAX_REPEATED)
            {
                self.attributes_of(confirmation, &["Method"]);
                if let Some(data) = confirmation.child(Namespace::SAML, "SubjectConfirmationData") {
                    self.attributes_of(
                        data,
                        &["Recipient", "NotBefore", "NotOnOrAfter", "InResponseTo", "Address"],
                    );
                }
            }
        }
        if let Some(conditions) = assertion.child(Namespace::SAML, "Conditions") {
            self.attributes_of(conditions, &["NotBefore", "NotOnOrAfter"]);
            for restriction in
                conditions.children_named(Namespace::SAML, "AudienceRestriction").take(MAX_REPEATED)
            {
                self.text_of(restriction, Namespace::SAML, "Audience");
            }
        }
        for statement in assertion.children_named(Namespace::SAML, "AuthnStatement").take(MAX_REPEATED) {
            self.attributes_of(statement, &["AuthnInstant", "SessionNotOnOrAfter"]);
            if self.claimed.session_index.is_none() {
                self.claimed.session_index = statement.attribute("SessionIndex").map(str::to_owned);
            }
            if let Some(context) = statement.child(Namespace::SAML, "AuthnContext") {
                self.text_of(context, Namespace::SAML, "AuthnContextClassRef");
            }
        }
        for statement in assertion.children_named(Namespace::SAML, "AttributeStatement") {
            statement.children_named(Namespace::SAML, "Attribute").for_each(|one| self.attribute(one));
        }
    }

    /// The first NameID counts as the claim.
    fn name_id(&mut self, parent: Element<'_>) {
        if let Some(name_id) =
            parent.child(Namespace::SAML, "NameID").filter(|_| self.claimed.name_id.is_none())
        {
            self.claimed.name_id = Some(text(name_id));
            self.claimed.name_id_format = name_id.attribute("Format").map(str::to_owned);
        }
    }

    fn attributes_of(&mut self, element: Element<'_>, names: &[&'static str]) {
        for &name in names {
            if let Some(value) = element.attribute(name) {
                self.push(element.local_name().to_owned(), name, value.to_owned());
            }
        }
    }

    fn text_of(&mut self, parent: Element<'_>, namespace: Namespace, name: &'static str) {
        for child in parent.children_named(namespace, name).take(MAX_REPEATED) {
            self.push(parent.local_name().to_owned(), name, text(child));
        }
    }

    fn push(&mut self, element: String, name: &'static str, value: String) {
        self.fields.push(Field { element, name, value });
    }
}
