//! Reads the fields of an outline off a message.

use super::outline::Field;
use super::{Identity, decrypted};
use crate::evaluate::message::MessageKind;
use crate::xml::{Element, Namespace};
use crate::{DecryptionKey, Limits};

/// Assertions whose fields are listed; a Response should have one.
const MAX_ASSERTIONS: usize = 8;
/// Subject confirmations, audiences, status codes or encrypted parts listed of one parent.
const MAX_REPEATED: usize = 16;

/// The characters of an element and of everything inside it, so that misplaced markup hides nothing.
pub(super) fn text(element: Element<'_>) -> String {
    if let Some(text) = element.text() {
        return text.to_owned();
    }
    let nodes = element.descendants().flat_map(|inner| inner.child_nodes());
    nodes.filter_map(|node| if let crate::xml::Node::Text(text) = node { Some(text) } else { None }).collect()
}

pub(super) struct OutlineReader {
    pub(super) fields: Vec<Field>,
    pub(super) claimed: Identity,
}

impl OutlineReader {
    pub(super) fn root(&mut self, root: Element<'_>) {
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

    /// What is encrypted, as its plaintext, or why it is not shown.
    pub(super) fn encrypted(&mut self, root: Element<'_>, keys: &[DecryptionKey], limits: &Limits) {
        decrypted::each(root, keys, limits, |part| {
            if let Some(described) = &part.described {
                self.push(part.holder.local_name().to_owned(), "decrypted", described.clone());
            }
            match &part.plaintext {
                Ok(plaintext) => self.plaintext(*plaintext),
                Err(why) => self.not_decrypted(part.holder, why.clone()),
            }
        });
    }

    pub(super) fn not_decrypted(&mut self, holder: Element<'_>, why: String) {
        self.push(holder.local_name().to_owned(), "not decrypted", why);
    }

    pub(super) fn plaintext(&mut self, plaintext: Element<'_>) {
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

    pub(super) fn attribute(&mut self, attribute: Element<'_>) {
        let values = attribute.children_named(Namespace::SAML, "AttributeValue").map(text).collect();
        let name = attribute.attribute("Name").unwrap_or_default().to_owned();
        self.claimed.attributes.push((name, values));
    }

    /// The status codes, outermost first, and the message: also where Auth0 writes it into an attribute.
    pub(super) fn status(&mut self, status: Element<'_>) {
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

    pub(super) fn assertion(&mut self, assertion: Element<'_>) {
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
    pub(super) fn name_id(&mut self, parent: Element<'_>) {
        if let Some(name_id) =
            parent.child(Namespace::SAML, "NameID").filter(|_| self.claimed.name_id.is_none())
        {
            self.claimed.name_id = Some(text(name_id));
            self.claimed.name_id_format = name_id.attribute("Format").map(str::to_owned);
        }
    }

    pub(super) fn attributes_of(&mut self, element: Element<'_>, names: &[&'static str]) {
        for &name in names {
            if let Some(value) = element.attribute(name) {
                self.push(element.local_name().to_owned(), name, value.to_owned());
            }
        }
    }

    pub(super) fn text_of(&mut self, parent: Element<'_>, namespace: Namespace, name: &'static str) {
        for child in parent.children_named(namespace, name).take(MAX_REPEATED) {
            self.push(parent.local_name().to_owned(), name, text(child));
        }
    }

    pub(super) fn push(&mut self, element: String, name: &'static str, value: String) {
        self.fields.push(Field { element, name, value });
    }
}
