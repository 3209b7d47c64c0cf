//! What an element of a document tells: its name, attributes, declarations, text and neighbors.

use super::Namespace;
use super::tree::{
    Declaration, Document, Element, ElementData, Node, NodeData, NodeKind, Span, XmlAttribute, at,
};
use crate::encoding::base64::decode_strict;

impl<'t> Element<'t> {
    /// The document that it is in.
    pub fn document(&self) -> &'t Document<'t> {
        self.document
    }

    /// Whether it has this namespace and local name. Prefixes never matter.
    #[inline]
    pub fn is(&self, namespace: Namespace, local_name: &str) -> bool {
        match self.node() {
            Some(NodeData { kind: NodeKind::Element(data), span, .. }) => {
                data.namespace == namespace && self.document.is_named(data.local, span.end, local_name)
            }
            _ => false,
        }
    }

    /// Whether it has this local name, in whatever namespace.
    #[inline]
    pub(crate) fn has_local_name(&self, local_name: &str) -> bool {
        match self.node() {
            Some(NodeData { kind: NodeKind::Element(data), span, .. }) => {
                self.document.is_named(data.local, span.end, local_name)
            }
            _ => false,
        }
    }

    /// Its namespace, comparable with the constants and within the document.
    pub fn namespace(&self) -> Namespace {
        self.data().map_or(Namespace::NONE, |data| data.namespace)
    }

    /// Its namespace name, empty for none.
    pub fn namespace_uri(&self) -> &'t str {
        self.document.uri(self.namespace())
    }

    /// Its local name.
    pub fn local_name(&self) -> &'t str {
        match self.node() {
            Some(NodeData { kind: NodeKind::Element(data), span, .. }) => {
                self.document.slice(Span { start: data.local, end: span.end })
            }
            _ => "",
        }
    }

    /// Its name as written, with the prefix.
    pub fn qualified_name(&self) -> &'t str {
        self.node().map_or("", |node| self.document.slice(node.span))
    }

    /// The value of an attribute without namespace.
    #[inline(always)]
    pub fn attribute(&self, name: &str) -> Option<&'t str> {
        self.attribute_in(Namespace::NONE, name)
    }

    /// The value of an attribute in a namespace.
    // In place, a name that is known when this is compiled is compared as a number.
    #[inline(always)]
    pub fn attribute_in(&self, namespace: Namespace, name: &str) -> Option<&'t str> {
        let document = self.document;
        let attributes = document.attributes_of(self.data()?.attributes);
        attributes
            .iter()
            .find(|data| data.namespace == namespace && document.is_named(data.local, data.name.end, name))
            .map(|data| document.slice(data.value))
    }

    /// Its attributes in document order, without namespace declarations.
    pub fn attributes(&self) -> impl Iterator<Item = XmlAttribute<'t>> + use<'t> {
        let document = self.document;
        let data = self.data().map_or(&[][..], |data| document.attributes_of(data.attributes));
        data.iter().map(move |data| {
            let name = document.slice(data.name);
            let local_name = document.slice(Span { start: data.local, end: data.name.end });
            let prefix = name.strip_suffix(local_name).and_then(|rest| rest.strip_suffix(':')).unwrap_or("");
            XmlAttribute { namespace: data.namespace, prefix, local_name, value: document.slice(data.value) }
        })
    }

    /// Its namespace declarations, in document order.
    pub fn declarations(&self) -> impl Iterator<Item = Declaration<'t>> + use<'t> {
        let document = self.document;
        let data = self.data().map_or(&[][..], |data| document.declarations_of(data.declarations));
        data.iter().map(move |data| Declaration {
            prefix: document.slice(data.prefix_span),
            uri: document.uri(data.namespace),
        })
    }

    /// Those of its declarations that came from around it: at the root of a document that was inside another one.
    pub(crate) fn inherited_declarations(&self) -> impl Iterator<Item = Declaration<'t>> + use<'t> {
        self.declarations_from(true)
    }

    /// Those of its declarations that are in its own tag.
    pub(crate) fn own_declarations(&self) -> impl Iterator<Item = Declaration<'t>> + use<'t> {
        self.declarations_from(false)
    }

    /// Its declarations from around it, or those of its own tag; the prefixes of the former are not in the text.
    pub(super) fn declarations_from(&self, around: bool) -> impl Iterator<Item = Declaration<'t>> + use<'t> {
        let document = self.document;
        let data = self.data().map_or(&[][..], |data| document.declarations_of(data.declarations));
        let chosen = data.iter().filter(move |data| (data.prefix_span.start & Span::DECODED != 0) == around);
        chosen.map(move |data| Declaration {
            prefix: document.slice(data.prefix_span),
            uri: document.uri(data.namespace),
        })
    }

    /// The prefix of its name, empty where it has none.
    pub(crate) fn prefix(&self) -> &'t str {
        self.qualified_name().split_once(':').map_or("", |(prefix, _)| prefix)
    }

    /// What a prefix is bound to here; the empty prefix means the default namespace.
    pub fn namespace_of_prefix(&self, prefix: &str) -> Option<&'t str> {
        if prefix == "xml" {
            return Namespace::XML.well_known();
        }
        let mut element = Some(*self);
        while let Some(here) = element {
            if let Some(found) = here.declarations().find(|declaration| declaration.prefix == prefix) {
                return Some(found.uri).filter(|uri| !uri.is_empty());
            }
            element = here.parent();
        }
        None
    }

    /// The element around it.
    pub fn parent(&self) -> Option<Element<'t>> {
        let node = self.node()?;
        (self.index != 0).then_some(Element { document: self.document, index: node.parent })
    }

    /// Its children, elements and texts.
    pub fn child_nodes(&self) -> impl Iterator<Item = Node<'t>> + use<'t> {
        let document = self.document;
        let end = self.end();
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            let node = (next < end).then(|| document.nodes.get(at(next)))??;
            let index = std::mem::replace(&mut next, node.end);
            Some(match node.kind {
                NodeKind::Element(_) => Node::Element(Element { document, index }),
                NodeKind::Text { .. } => Node::Text(document.slice(node.span)),
            })
        })
    }

    /// Its child elements.
    pub fn children(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        let document = self.document;
        let end = self.end();
        let mut next = self.index + 1;
        std::iter::from_fn(move || {
            while next < end {
                let node = document.nodes.get(at(next))?;
                let index = std::mem::replace(&mut next, node.end);
                if let NodeKind::Element(_) = node.kind {
                    return Some(Element { document, index });
                }
            }
            None
        })
    }

    /// Its first child element with this name.
    pub fn child(&self, namespace: Namespace, local_name: &str) -> Option<Element<'t>> {
        self.children().find(|child| child.is(namespace, local_name))
    }

    /// Its child elements with this name.
    pub fn children_named<'n>(
        &self,
        namespace: Namespace,
        local_name: &'n str,
    ) -> impl Iterator<Item = Element<'t>> + use<'t, 'n> {
        self.children().filter(move |child| child.is(namespace, local_name))
    }

    /// It and every element inside it, in document order.
    pub fn descendants(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        let document = self.document;
        (self.index..self.end()).filter_map(move |index| match document.nodes.get(at(index))?.kind {
            NodeKind::Element(_) => Some(Element { document, index }),
            NodeKind::Text { .. } => None,
        })
    }

    /// Its exact text: empty without children, `None` if it contains an element.
    ///
    /// Comments do not split it (CVE-2017-11427 and others like it).
    pub fn text(&self) -> Option<&'t str> {
        let end = self.end();
        let first = self.index + 1;
        if first == end {
            return Some("");
        }
        let node = self.document.nodes.get(at(first))?;
        match node.kind {
            NodeKind::Text { .. } if node.end == end => Some(self.document.slice(node.span)),
            _ => None,
        }
    }

    /// Whether the other element is this one or is inside it.
    pub fn contains(&self, other: Element<'_>) -> bool {
        std::ptr::eq(self.document, other.document) && (self.index..self.end()).contains(&other.index)
    }

    /// Whether a comment is anywhere inside it.
    pub fn has_comment(&self) -> bool {
        // The first comment after the start tag is inside, or none is.
        let comments = &self.document.comments;
        let first = comments.partition_point(|comment| comment.after <= self.index);
        comments.get(first).is_some_and(|comment| (self.index..self.end()).contains(&comment.parent))
    }

    /// The bytes of an element that contains one text in strict base64 and nothing else; at least one byte.
    ///
    /// Invariant: strict-values. A comment inside was left out when the tree was built, and the value that is compared is
    /// the one that was read here (CVE-2025-29774, CVE-2025-29775).
    pub(crate) fn strict_base64(&self) -> Option<Vec<u8>> {
        let text = self.text().filter(|_| !self.has_comment())?;
        let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
        decode_strict(text, &mut bytes).ok()?;
        (!bytes.is_empty()).then_some(bytes)
    }

    /// How many elements and texts are inside it.
    pub(crate) fn size(&self) -> usize {
        at(self.end().saturating_sub(self.index + 1))
    }

    /// Byte offset of its start tag in the text.
    pub fn offset(&self) -> usize {
        self.node().map_or(0, |node| at(node.span.start).saturating_sub(1))
    }

    pub(super) fn end(&self) -> u32 {
        self.node().map_or(self.index, |node| node.end)
    }

    pub(super) fn node(&self) -> Option<&'t NodeData> {
        self.document.nodes.get(at(self.index))
    }

    pub(super) fn data(&self) -> Option<&'t ElementData> {
        match &self.node()?.kind {
            NodeKind::Element(data) => Some(data),
            NodeKind::Text { .. } => None,
        }
    }
}
