//! Attributes and their values (SAML 2.0 core, 2.7.3).

use super::structure::{StructureCheck, is_blank};
use super::subject::NameId;
use crate::xml::{Element, Namespace, Node};
use std::fmt;

/// An Attribute as written: UNVERIFIED, and its values are a person's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Attribute<'t> {
    element: Element<'t>,
}

impl<'t> Attribute<'t> {
    pub(crate) fn new(element: Element<'t>) -> Attribute<'t> {
        Attribute { element }
    }

    /// Checks one AttributeStatement.
    pub(super) fn check(statement: Element<'t>, reader: &mut StructureCheck<'t>) {
        reader.children(statement, |reader, child| {
            if child.is(Namespace::SAML, "Attribute") {
                Attribute::check_one(child, reader);
                return true;
            }
            child.is(Namespace::SAML, "EncryptedAttribute")
        });
    }

    /// Checks one Attribute.
    pub(super) fn check_one(element: Element<'t>, reader: &mut StructureCheck<'t>) {
        reader.require(element, "Name");
        // What is inside a value is open: xs:anyType.
        reader.children(element, |_, value| value.is(Namespace::SAML, "AttributeValue"));
    }

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// Name, exactly; empty where it is missing.
    pub fn name(&self) -> &'t str {
        self.element.attribute("Name").unwrap_or_default()
    }

    /// NameFormat, a URI.
    pub fn name_format(&self) -> Option<&'t str> {
        self.element.attribute("NameFormat")
    }

    /// FriendlyName: for people, never to be matched.
    pub fn friendly_name(&self) -> Option<&'t str> {
        self.element.attribute("FriendlyName")
    }

    /// The values in document order.
    pub fn values(&self) -> impl Iterator<Item = AttributeValue<'t>> + use<'t> {
        self.element
            .children_named(Namespace::SAML, "AttributeValue")
            .map(|element| AttributeValue { element })
    }
}

impl fmt::Debug for Attribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute").field("name", &self.name()).finish_non_exhaustive()
    }
}

/// One AttributeValue as written: UNVERIFIED, and a value of a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AttributeValue<'t> {
    element: Element<'t>,
}

impl<'t> AttributeValue<'t> {
    /// The element it was read from.
    #[cfg(feature = "internals")]
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// The text, exactly; none where an element stands inside or the value is nil.
    pub fn text(&self) -> Option<&'t str> {
        if self.is_nil() { None } else { self.element.text() }
    }

    /// The first element inside, for structured values.
    pub fn nested(&self) -> Option<Element<'t>> {
        self.element.children().next()
    }

    /// A NameID that is the whole value, as eduPersonTargetedID has it. White space around it is layout; any other text
    /// makes it a part of the value, and a part is never read for the whole (invariant: exact-values).
    pub fn name_id(&self) -> Option<NameId<'t>> {
        if self.is_nil() {
            return None;
        }
        let mut nodes = self.element.child_nodes();
        if nodes.any(|node| matches!(node, Node::Text(text) if !is_blank(text))) {
            return None;
        }
        let mut children = self.element.children();
        let nested = children.next().filter(|child| child.is(Namespace::SAML, "NameID"))?;
        (children.next().is_none() && nested.text().is_some()).then(|| NameId::new(nested))
    }

    /// The value as a login gives it: its text, or that of a NameID which is the whole value.
    pub fn readable(&self) -> Option<&'t str> {
        self.text().or_else(|| self.name_id().and_then(|name_id| name_id.element().text()))
    }

    /// Whether it says something that [`AttributeValue::readable`] does not give: XML, or content though it is nil.
    pub fn is_unread(&self) -> bool {
        match self.is_nil() {
            true => self.element.text() != Some(""),
            false => self.readable().is_none(),
        }
    }

    /// Whether `xsi:nil` says that there is no value.
    pub fn is_nil(&self) -> bool {
        matches!(self.element.attribute_in(Namespace::XSI, "nil"), Some("true" | "1"))
    }

    /// `xsi:type` as written, a qualified name such as `xs:string`.
    pub fn xsi_type(&self) -> Option<&'t str> {
        self.element.attribute_in(Namespace::XSI, "type")
    }
}

impl fmt::Debug for AttributeValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttributeValue").field("xsi_type", &self.xsi_type()).finish_non_exhaustive()
    }
}
