//! The tree: elements, attributes and text in one arena, in document order.

use super::namespace::{Namespace, Prefix, Uris};

/// Bytes of the text, or of the buffer of decoded values when the highest bit of `start` is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    pub(super) const DECODED: u32 = 1 << 31;
    pub(super) const EMPTY: Span = Span { start: 0, end: 0 };
}

/// One node of the arena. A subtree is the run from the node up to `end`.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeData {
    pub(super) parent: u32,
    pub(super) end: u32,
    /// Qualified name of an element, characters of a text.
    pub(super) span: Span,
    pub(super) kind: NodeKind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum NodeKind {
    Element(ElementData),
    /// `plain`: canonicalization copies it as it is.
    Text {
        plain: bool,
    },
}

#[derive(Clone, Copy, Debug)]
pub(super) struct ElementData {
    pub(super) namespace: Namespace,
    pub(super) prefix: Prefix,
    /// Where the local name begins.
    pub(super) local: u32,
    pub(super) attributes: (u32, u32),
    pub(super) declarations: (u32, u32),
    /// The source has each attribute after one space and as canonicalization writes it, and no declaration in the tag. Only their
    /// order may be another one.
    pub(super) usual: bool,
    /// Where the end tag ends, if the source has it as canonicalization writes it; else 0.
    pub(super) closed: u32,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct AttributeData {
    /// Qualified name.
    pub(super) name: Span,
    pub(super) local: u32,
    pub(super) namespace: Namespace,
    pub(super) prefix: Prefix,
    pub(super) value: Span,
    /// Canonicalization copies the value as it is.
    pub(super) plain: bool,
}

impl AttributeData {
    #[inline]
    pub(super) fn local_length(&self) -> u32 {
        self.name.end - self.local
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct DeclarationData {
    pub(super) prefix: Prefix,
    pub(super) prefix_span: Span,
    pub(super) namespace: Namespace,
    /// Where the source has it as canonicalization writes it, from the space before it to its last quote; or empty.
    pub(super) written: Span,
}

/// A comment that was left out of the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommentData {
    pub(super) parent: u32,
    /// How many nodes there were before it: comments are sorted by it.
    pub(super) after: u32,
}

/// A well-formed document, read once.
///
/// It has elements, attributes and text only: comments never split a text, and processing instructions inside the
/// root are refused (invariant: no-split-text). Values are decoded and normalized as XML 1.0 says, never trimmed.
pub struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) decoded: String,
    pub(super) nodes: Vec<NodeData>,
    pub(super) attributes: Vec<AttributeData>,
    pub(super) declarations: Vec<DeclarationData>,
    pub(super) uris: Uris,
    /// The prefixes, by their number.
    pub(super) prefixes: Vec<&'a str>,
    pub(super) comments: Vec<CommentData>,
    /// Attributes named ID, Id, id or xml:id: the element and the value.
    pub(super) ids: Vec<(u32, Span)>,
    /// Whether it was inside another document: lines and columns of its text mean nothing in that one.
    pub(super) is_part: bool,
    /// Whether a comment or a processing instruction is before or after the root.
    pub(super) outer_comment: bool,
    pub(super) outer_instruction: bool,
}

impl std::fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Invariant: private-values. The text contains values of a person.
        f.debug_struct("Document").field("bytes", &self.text.len()).field("nodes", &self.nodes.len()).finish()
    }
}

impl<'a> Document<'a> {
    /// The root element.
    pub fn root(&self) -> Element<'_> {
        Element { document: self, index: 0 }
    }

    /// The text that was read.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Whether a comment is anywhere inside the root.
    pub fn has_comments(&self) -> bool {
        !self.comments.is_empty()
    }

    /// Whether a comment is before or after the root.
    pub(crate) fn has_outer_comment(&self) -> bool {
        self.outer_comment
    }

    /// Whether a processing instruction is before or after the root.
    pub(crate) fn has_outer_instruction(&self) -> bool {
        self.outer_instruction
    }

    /// Whether it is a document of its own, not the plaintext of an element of another one.
    pub(crate) fn is_whole(&self) -> bool {
        !self.is_part
    }

    /// Every element in document order.
    #[cfg(any(feature = "inspect", feature = "internals"))]
    pub fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        self.root().descendants()
    }

    #[inline(never)]
    pub(super) fn slice(&self, span: Span) -> &str {
        match span.start & Span::DECODED {
            0 => self.text.get(at(span.start)..at(span.end)).unwrap_or_default(),
            _ => self.decoded.get(at(span.start & !Span::DECODED)..at(span.end)).unwrap_or_default(),
        }
    }

    /// Whether the source has this name there; most names differ in length, which costs no look at the bytes.
    #[inline(always)]
    pub(super) fn is_named(&self, start: u32, end: u32, name: &str) -> bool {
        at(end.wrapping_sub(start)) == name.len()
            && self.text.as_bytes().get(at(start)..at(end)) == Some(name.as_bytes())
    }

    pub(super) fn uri(&self, namespace: Namespace) -> &str {
        match namespace.well_known() {
            Some(name) => name,
            None => self.uris.span(namespace).map_or("", |span| self.slice(span)),
        }
    }

    /// The number of the namespace name in the span.
    pub(super) fn intern_uri(&mut self, span: Span) -> Namespace {
        let mut uris = std::mem::take(&mut self.uris);
        let namespace = uris.intern(span, |span| self.slice(span));
        self.uris = uris;
        namespace
    }

    pub(super) fn attributes_of(&self, range: (u32, u32)) -> &[AttributeData] {
        self.attributes.get(at(range.0)..at(range.1)).unwrap_or_default()
    }

    pub(super) fn declarations_of(&self, range: (u32, u32)) -> &[DeclarationData] {
        self.declarations.get(at(range.0)..at(range.1)).unwrap_or_default()
    }
}

/// An element of a document; cheap to copy.
#[derive(Clone, Copy)]
pub struct Element<'t> {
    pub(super) document: &'t Document<'t>,
    pub(super) index: u32,
}

impl PartialEq for Element<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.document, other.document)
    }
}

impl Eq for Element<'_> {}

impl std::fmt::Debug for Element<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Element({})", self.qualified_name())
    }
}

/// A child of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Node<'t> {
    /// An element.
    Element(Element<'t>),
    /// Characters, decoded; two texts are never adjacent.
    Text(&'t str),
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Node::Element(element) => element.fmt(f),
            // Invariant: private-values.
            Node::Text(text) => write!(f, "Text({} bytes)", text.len()),
        }
    }
}

/// An attribute that is not a namespace declaration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct XmlAttribute<'t> {
    /// Namespace, [`Namespace::NONE`] without a prefix.
    pub namespace: Namespace,
    /// Prefix as written, empty without one.
    pub prefix: &'t str,
    /// Local name.
    pub local_name: &'t str,
    /// Value, decoded and normalized.
    pub value: &'t str,
}

/// A namespace declaration on an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Declaration<'t> {
    /// Prefix, empty for the default namespace.
    pub prefix: &'t str,
    /// Namespace name, empty where the default namespace is undeclared.
    pub uri: &'t str,
}

/// An arena index as an index of a slice; lossless where `usize` has 32 bits or more.
#[allow(
    clippy::as_conversions,
    reason = "u32 to usize never truncates on the 32 and 64 bit targets supported"
)]
#[inline]
pub(super) const fn at(index: u32) -> usize {
    index as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    /// Invariant: private-values.
    #[test]
    fn nothing_of_a_document_is_printed_but_its_shape() {
        let document = Document::parse("<a b='mara'>mara<c/></a>", &Limits::default()).unwrap();
        let nodes: Vec<Node<'_>> = document.root().child_nodes().collect();
        assert_eq!(
            format!("{document:?} {nodes:?}"),
            "Document { bytes: 24, nodes: 3 } [Text(4 bytes), Element(c)]"
        );
    }
}
