//! One message → what it says, as facts that can be compared by name.

use super::What;
use super::names::{ComparedAs, kind_of_attribute, kind_of_text, of_element};
use super::{attributes, signature, time};
use crate::capture::{Binding, Captured};
use crate::report::Report;
use crate::xml::{Document, Element, Namespace};
use std::collections::{BTreeMap, BTreeSet};

/// Facts read of one message: metadata of a federation has millions (invariant: bounded).
const MAX_FACTS: usize = 20_000;

/// One thing that a message says.
#[derive(Clone)]
pub(super) struct Fact<'t> {
    pub(super) what: What,
    pub(super) name: String,
    pub(super) value: FactValue<'t>,
    /// Where it is said, for facts of an element.
    pub(super) element: Option<Element<'t>>,
}

/// A value, by how it is compared.
#[derive(Clone, PartialEq)]
pub(super) enum FactValue<'t> {
    /// Compared exactly and printed.
    Plain(String),
    /// Differs between any two messages; only its presence counts.
    Fresh(&'t str),
    /// Of a person: compared by shape.
    Personal(&'t str),
    /// A duration, with a tolerance; `firm` where two logins have the same.
    Span { seconds: i64, firm: bool },
    /// Said for people; it is not relevant to a service.
    Minor(String),
}

/// All that is compared of one message.
pub(super) struct Facts<'t> {
    pub(super) root: Element<'t>,
    pub(super) facts: Vec<Fact<'t>>,
    pub(super) attributes: Vec<attributes::Stated<'t>>,
    /// Local names of all elements, each with the element it is first seen as.
    pub(super) elements: BTreeMap<&'t str, Element<'t>>,
    /// How many elements of each local name there are, outside of what is looked at as a whole.
    pub(super) counts: BTreeMap<&'t str, usize>,
    /// Local names of children in order, by the local name of their parent, each once.
    pub(super) orders: BTreeMap<&'t str, Vec<&'t str>>,
    pub(super) is_message: bool,
}

/// Reads them all, in one pass over the elements.
pub(super) fn of<'t>(document: &'t Document<'t>, message: &'t Captured, report: &Report) -> Facts<'t> {
    let root = document.root();
    let mut facts = Facts {
        root,
        facts: Vec::new(),
        attributes: Vec::new(),
        elements: BTreeMap::new(),
        counts: BTreeMap::new(),
        orders: BTreeMap::new(),
        is_message: crate::check::rules::message_kind::is_saml(root),
    };
    let mut prefixes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // Signatures, ciphertexts, attributes and advice are looked at as wholes.
    let mut opaque: Option<Element<'t>> = None;
    for element in root.descendants() {
        prefixes.entry(element.namespace_uri()).or_default().insert(element.prefix());
        if opaque.is_some_and(|whole| whole.contains(element) && whole != element) {
            continue;
        }
        opaque = is_whole(element).then_some(element);
        if facts.facts.len() < MAX_FACTS {
            facts.element(element);
        }
        *facts.counts.entry(element.local_name()).or_default() += 1;
    }
    for (uri, prefixes) in prefixes {
        let prefixes: Vec<&str> =
            prefixes.into_iter().map(|prefix| if prefix.is_empty() { "(none)" } else { prefix }).collect();
        let name = if uri.is_empty() { "(no namespace)".to_owned() } else { uri.to_owned() };
        facts.push(What::Namespace, name, FactValue::Plain(prefixes.join(", ")), None);
    }
    facts.delivery(message);
    signature::outcomes(&mut facts, report);
    facts
}

/// Whether an element is compared as a whole rather than by what is in it.
fn is_whole(element: Element<'_>) -> bool {
    element.is(Namespace::DS, "Signature")
        || element.is(Namespace::XENC, "EncryptedData")
        || element.is(Namespace::SAML, "Attribute")
        || element.is(Namespace::SAML, "Advice")
        || element.is(Namespace::DS, "KeyInfo")
}

impl<'t> Facts<'t> {
    pub(super) fn push(
        &mut self,
        what: What,
        name: impl Into<String>,
        value: FactValue<'t>,
        element: Option<Element<'t>>,
    ) {
        self.facts.push(Fact { what, name: name.into(), value, element });
    }

    fn element(&mut self, element: Element<'t>) {
        let name = element.local_name();
        if element.is(Namespace::DS, "Signature") {
            signature::facts(self, element);
        } else if element.is(Namespace::XENC, "EncryptedData") {
            signature::encryption(self, element);
        } else if element.is(Namespace::DS, "KeyInfo") {
            signature::key_info(self, element);
        } else if element.is(Namespace::SAML, "Attribute") {
            self.attributes.push(attributes::Stated::new(element));
        } else {
            self.elements.entry(name).or_insert(element);
            self.content(element);
        }
        if let Some(parent) = element.parent() {
            let order = self.orders.entry(parent.local_name()).or_default();
            // A handful of names a parent: a list of those seen is short (invariant: bounded).
            if order.len() < 64 && !order.contains(&name) {
                order.push(name);
            }
        }
    }

    /// The attributes of an element and its text.
    fn content(&mut self, element: Element<'t>) {
        let owner = element.local_name();
        if let (Some(binding), true) = (element.attribute("Binding"), element.namespace() == Namespace::MD) {
            let short = binding.rsplit(':').next().unwrap_or(binding);
            for location in ["Location", "ResponseLocation"] {
                if let Some(value) = element.attribute(location) {
                    let name = format!("{owner} {location} {short}");
                    self.push(What::Endpoint, name, FactValue::Plain(value.to_owned()), Some(element));
                }
            }
        }
        for attribute in element.attributes() {
            let (local, value) = (attribute.local_name, attribute.value);
            let name =
                if matches!(local, "entityID") { local.to_owned() } else { format!("{owner} {local}") };
            let Some((what, kind)) = kind_of_attribute(element, local) else { continue };
            match kind {
                ComparedAs::Instant => time::fact(self, what, name, value, element),
                kind => self.push(what, name, kind.value(value), Some(element)),
            }
        }
        if element.children().next().is_some() {
            return;
        }
        if let Some(text) = element.text() {
            let (what, kind) = kind_of_text(element);
            let parent = element.parent().map(|parent| parent.local_name());
            let name = match (owner, parent) {
                ("Issuer", Some(parent)) if parent != "Response" => format!("Issuer of {parent}"),
                _ => owner.to_owned(),
            };
            if of_element(owner).is_some() || !text.trim().is_empty() {
                self.push(what, name, kind.value(text), Some(element));
            }
        }
    }

    /// What the capture says of how the message was sent.
    fn delivery(&mut self, message: &'t Captured) {
        let binding = match message.binding() {
            Binding::Post => Some("HTTP-POST"),
            Binding::Redirect => Some("HTTP-Redirect"),
            Binding::Unknown => None,
        };
        if let Some(binding) = binding {
            self.push(What::Binding, "binding", FactValue::Plain(binding.to_owned()), None);
        }
        if let Some(address) = message.posted_to() {
            let address = address.split(['?', '#']).next().unwrap_or(address);
            self.push(What::Endpoint, "sent to", FactValue::Plain(address.to_owned()), None);
        }
    }
}
