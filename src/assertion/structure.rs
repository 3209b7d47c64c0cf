//! What the schema allows where, and the faults against it.

use crate::xml::{Element, Namespace, Node, is_space};
use std::fmt;

/// A place where the message breaks the SAML 2.0 schema in a way that two readers could read differently.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StructureFault<'t> {
    element: Element<'t>,
    kind: FaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FaultKind {
    NotA(&'static str),
    Second,
    NotAllowed,
    TextBetween,
    ElementInText,
    TextForFormat,
    AttributeMissing(&'static str),
    Blank(&'static str),
}

impl<'t> StructureFault<'t> {
    /// The element at fault: the second of two, the one that does not belong, the one that lacks something.
    pub fn element(&self) -> Element<'t> {
        self.element
    }
}

impl StructureFault<'_> {
    /// Whether it is a NameIDPolicy that has its format as text.
    pub(crate) fn is_text_for_format(&self) -> bool {
        self.kind == FaultKind::TextForFormat
    }

    /// Whether it is an Attribute whose Name is missing or empty.
    pub(crate) fn is_nameless_attribute(&self) -> bool {
        self.element.local_name() == "Attribute"
            && matches!(self.kind, FaultKind::AttributeMissing("Name") | FaultKind::Blank("Name"))
    }
}

impl fmt::Debug for StructureFault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StructureFault({self})")
    }
}

impl fmt::Display for StructureFault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names only: values may be a person's (invariant: private-values).
        let name = self.element.local_name();
        let parent = self.element.parent();
        let parent = parent.as_ref().map_or("the document", Element::local_name);
        match self.kind {
            FaultKind::NotA(expected) => write!(f, "{name} is not a SAML 2.0 {expected}"),
            FaultKind::Second => write!(f, "{name} occurs more than once in {parent}"),
            FaultKind::NotAllowed => write!(f, "{name} is not allowed in {parent}"),
            FaultKind::TextBetween => write!(f, "there is text between the elements of {name}"),
            FaultKind::TextForFormat => {
                write!(f, "{name} contains text; the NameID format belongs into its attribute Format")
            }
            FaultKind::ElementInText => write!(f, "the text of {name} contains an element"),
            FaultKind::Blank(attribute) => write!(f, "{attribute} of {name} is empty"),
            FaultKind::AttributeMissing(attribute) => write!(f, "{name} has no {attribute}"),
        }
    }
}

/// The most faults kept of one message (invariant: bounded); one is enough to refuse it.
const MAX_FAULTS: usize = 64;

/// Gathers faults while a message is read.
#[derive(Default)]
pub(super) struct StructureCheck<'t> {
    faults: Vec<StructureFault<'t>>,
}

impl<'t> StructureCheck<'t> {
    pub(super) fn into_faults(self) -> Vec<StructureFault<'t>> {
        self.faults
    }

    fn fault(&mut self, element: Element<'t>, kind: FaultKind) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(StructureFault { element, kind });
        }
    }

    /// The element must be this one.
    pub(super) fn expect(&mut self, element: Element<'t>, namespace: Namespace, name: &'static str) {
        if !element.is(namespace, name) {
            self.fault(element, FaultKind::NotA(name));
        }
    }

    /// The element must have this attribute.
    #[inline]
    pub(super) fn require(&mut self, element: Element<'t>, attribute: &'static str) {
        if element.attribute(attribute).is_none() {
            self.fault(element, FaultKind::AttributeMissing(attribute));
        }
    }

    /// Identifiers and references to them are never empty: xs:ID and xs:NCName allow no empty value. Empty ones would
    /// all be the same, to a replay cache for example.
    pub(super) fn not_blank(&mut self, element: Element<'t>, attribute: &'static str) {
        if element.attribute(attribute).is_some_and(is_blank) {
            self.fault(element, FaultKind::Blank(attribute));
        }
    }

    /// Hands each child element to `place`, which says whether it belongs; text between them is a fault.
    pub(super) fn children(
        &mut self,
        element: Element<'t>,
        mut place: impl FnMut(&mut StructureCheck<'t>, Element<'t>) -> bool,
    ) {
        let mut text_seen = false;
        for node in element.child_nodes() {
            match node {
                Node::Element(child) => {
                    if !place(self, child) {
                        self.fault(child, FaultKind::NotAllowed);
                    }
                }
                Node::Text(text) => text_seen |= !is_blank(text),
            }
        }
        if text_seen {
            self.fault(element, FaultKind::TextBetween);
        }
    }

    /// Keeps the first of an element that may occur once; always true, so that it ends an arm of `children`.
    pub(super) fn once(&mut self, slot: &mut Option<Element<'t>>, element: Element<'t>) -> bool {
        match slot {
            None => *slot = Some(element),
            Some(_) => self.fault(element, FaultKind::Second),
        }
        true
    }

    /// A NameIDPolicy is empty: its format is the attribute Format (saml-core-2.0-os, 3.4.1.1). crewjam/saml issue 103 is
    /// a service that wrote it as text, which AD FS refuses.
    pub(super) fn format_is_attribute(&mut self, policy: Element<'t>) {
        let text = |node| matches!(node, Node::Text(text) if !is_blank(text));
        if policy.child_nodes().any(text) {
            self.fault(policy, FaultKind::TextForFormat);
        }
    }

    /// The element must contain only text.
    pub(super) fn text(&mut self, element: Element<'t>) {
        if element.text().is_none() {
            self.fault(element, FaultKind::ElementInText);
        }
    }
}

pub(super) fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

/// The faults of what an EncryptedID or EncryptedAttribute was decrypted to.
pub(crate) fn part_faults<'t>(holder: Element<'_>, root: Element<'t>) -> Vec<StructureFault<'t>> {
    let mut reader = StructureCheck::default();
    match saml_name(holder) {
        "EncryptedAttribute" => {
            reader.expect(root, Namespace::SAML, "Attribute");
            super::Attribute::check_one(root, &mut reader);
        }
        _ => {
            reader.expect(root, Namespace::SAML, "NameID");
            reader.text(root);
        }
    }
    reader.into_faults()
}

/// The local name of an element of the assertion namespace, empty for any other.
pub(super) fn saml_name(element: Element<'_>) -> &str {
    if element.namespace() == Namespace::SAML { element.local_name() } else { "" }
}
