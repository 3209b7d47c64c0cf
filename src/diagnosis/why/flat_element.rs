//! An element taken apart into a flat list of pieces, so that damage can be undone in it and the rest left alone.

use crate::xml::escape::escape;
use crate::xml::{Element, Node, is_space};
use std::borrow::Cow;
use std::collections::HashSet;

/// One piece with the element that it belongs to in the captured document.
#[derive(Clone, Debug)]
pub(super) struct Piece<'t> {
    pub(super) element: Element<'t>,
    pub(super) kind: PieceKind<'t>,
}

#[derive(Clone, Debug)]
pub(super) enum PieceKind<'t> {
    /// The start tag, up to its name.
    Start(Cow<'t, str>),
    /// A namespace declaration in the start tag; `inherited` if it is on an ancestor of the apex.
    Declaration { prefix: Cow<'t, str>, uri: Cow<'t, str>, inherited: bool },
    /// An attribute in the start tag.
    Attribute { name: Cow<'t, str>, value: Cow<'t, str> },
    /// Characters, decoded.
    Text(Cow<'t, str>),
    /// Where the enveloped signature was left out.
    Omitted,
    /// The end tag.
    End,
}

impl Piece<'_> {
    fn is_in_tag(&self) -> bool {
        matches!(self.kind, PieceKind::Start(_) | PieceKind::Declaration { .. } | PieceKind::Attribute { .. })
    }
}

/// The pieces of one element and all inside it, without the enveloped signature.
#[derive(Clone, Debug)]
pub(super) struct FlatElement<'t> {
    pub(super) pieces: Vec<Piece<'t>>,
    /// Depth of the apex in the captured document.
    pub(super) depth: usize,
}

/// A part of a flat element that a repair may rewrite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PiecePlace {
    /// The only text of an element without child elements.
    Value,
    /// Blank text between two tags.
    Between,
    /// Other text next to elements.
    Mixed,
    /// The value of an attribute.
    Attribute,
}

impl<'t> FlatElement<'t> {
    /// Takes an element apart. Its apex gets the declarations in scope, as if it were alone.
    pub(super) fn of(apex: Element<'t>, omitted: Option<Element<'t>>) -> FlatElement<'t> {
        let depth = std::iter::successors(apex.parent(), Element::parent).count();
        let mut flat = FlatElement { pieces: Vec::new(), depth };
        flat.start(apex);
        flat.inherit(apex);
        let children = |element: Element<'t>| element.child_nodes().collect::<Vec<_>>().into_iter();
        let mut open = vec![(apex, children(apex))];
        while let Some((element, nodes)) = open.last_mut() {
            let element = *element;
            match nodes.next() {
                Some(Node::Text(text)) => flat.push(element, PieceKind::Text(Cow::Borrowed(text))),
                Some(Node::Element(child)) if Some(child) == omitted => {
                    flat.push(element, PieceKind::Omitted)
                }
                Some(Node::Element(child)) => {
                    flat.start(child);
                    open.push((child, children(child)));
                }
                None => {
                    if matches!(flat.pieces.last(), Some(piece) if piece.is_in_tag()) {
                        // A value that was emptied still has a place.
                        flat.push(element, PieceKind::Text(Cow::Borrowed("")));
                    }
                    flat.push(element, PieceKind::End);
                    open.pop();
                }
            }
        }
        flat
    }

    fn push(&mut self, element: Element<'t>, kind: PieceKind<'t>) {
        self.pieces.push(Piece { element, kind });
    }

    fn start(&mut self, element: Element<'t>) {
        self.push(element, PieceKind::Start(Cow::Borrowed(element.qualified_name())));
        for declaration in element.declarations() {
            self.push(
                element,
                PieceKind::Declaration {
                    prefix: Cow::Borrowed(declaration.prefix),
                    uri: Cow::Borrowed(declaration.uri),
                    inherited: false,
                },
            );
        }
        for attribute in element.attributes() {
            let name = match attribute.prefix {
                "" => Cow::Borrowed(attribute.local_name),
                prefix => Cow::Owned(format!("{prefix}:{}", attribute.local_name)),
            };
            self.push(element, PieceKind::Attribute { name, value: Cow::Borrowed(attribute.value) });
        }
    }

    /// Puts what the ancestors declare on the apex, the nearest declaration of each prefix only.
    fn inherit(&mut self, apex: Element<'t>) {
        let mut known: HashSet<&str> = apex.declarations().map(|declaration| declaration.prefix).collect();
        let mut inherited = Vec::new();
        for element in std::iter::successors(apex.parent(), Element::parent) {
            for declaration in element.declarations() {
                if known.insert(declaration.prefix) {
                    let (prefix, uri) = (Cow::Borrowed(declaration.prefix), Cow::Borrowed(declaration.uri));
                    inherited.push(PieceKind::Declaration { prefix, uri, inherited: true });
                }
            }
        }
        let inherited = inherited.into_iter().rev().map(|kind| Piece { element: apex, kind });
        self.pieces.splice(1..1, inherited);
    }

    /// The element that was taken apart.
    pub(super) fn apex(&self) -> Option<Element<'t>> {
        self.pieces.first().map(|piece| piece.element)
    }

    /// The text of a document whose root the flat element is.
    pub(super) fn write(&self) -> String {
        let mut out = String::with_capacity(self.pieces.len().saturating_mul(32));
        let mut names: Vec<&str> = Vec::new();
        let mut in_tag = false;
        for piece in &self.pieces {
            let continues = matches!(
                piece.kind,
                PieceKind::Declaration { .. } | PieceKind::Attribute { .. } | PieceKind::Omitted
            );
            if in_tag && !continues {
                out.push('>');
                in_tag = false;
            }
            match &piece.kind {
                PieceKind::Start(name) => {
                    out.push('<');
                    out.push_str(name);
                    names.push(name);
                    in_tag = true;
                }
                PieceKind::Declaration { prefix, uri, .. } => {
                    out.push_str(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
                    out.push_str(prefix);
                    write_value(uri, &mut out);
                }
                PieceKind::Attribute { name, value } => {
                    out.push(' ');
                    out.push_str(name);
                    write_value(value, &mut out);
                }
                PieceKind::Text(text) => escape(text, false, &mut out),
                PieceKind::Omitted => {}
                PieceKind::End => {
                    out.push_str("</");
                    out.push_str(names.pop().unwrap_or_default());
                    out.push('>');
                }
            }
        }
        out
    }

    /// What kind of place the piece at an index is, if it contains characters.
    pub(super) fn place(&self, index: usize) -> Option<PiecePlace> {
        match &self.pieces.get(index)?.kind {
            PieceKind::Attribute { .. } => Some(PiecePlace::Attribute),
            PieceKind::Text(text) => {
                let before = self.pieces.iter().take(index).rev().map(|piece| &piece.kind).find(|kind| {
                    !matches!(kind, PieceKind::Attribute { .. } | PieceKind::Declaration { .. })
                });
                let after = self.pieces.get(index.saturating_add(1)).map(|piece| &piece.kind);
                Some(match (before, after) {
                    (Some(PieceKind::Start(_)), Some(PieceKind::End)) => PiecePlace::Value,
                    _ if is_blank(text) => PiecePlace::Between,
                    _ => PiecePlace::Mixed,
                })
            }
            _ => None,
        }
    }

    /// The characters of the piece at an index.
    pub(super) fn characters(&self, index: usize) -> Option<&str> {
        match &self.pieces.get(index)?.kind {
            PieceKind::Attribute { value, .. } => Some(value),
            PieceKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether an attribute is one whose value people know and change.
    pub(super) fn is_edited(&self, index: usize) -> bool {
        match self.pieces.get(index).map(|piece| &piece.kind) {
            Some(PieceKind::Attribute { name, .. }) => {
                !matches!(name.as_ref(), "Version" | "Format" | "NameFormat" | "Method")
                    && !name.contains(':')
            }
            _ => false,
        }
    }

    /// Puts characters in the place of those at an index.
    pub(super) fn put(&mut self, index: usize, characters: String) {
        match self.pieces.get_mut(index).map(|piece| &mut piece.kind) {
            Some(PieceKind::Attribute { value, .. }) => *value = Cow::Owned(characters),
            Some(PieceKind::Text(text)) => *text = Cow::Owned(characters),
            _ => {}
        }
    }

    /// Indices of pieces that contain characters, with the kind of each place.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, PiecePlace)> + '_ {
        (0..self.pieces.len()).filter_map(|index| Some((index, self.place(index)?)))
    }

    /// The flat element with every text and attribute value rewritten where `rewrite` gives another; the indices changed.
    pub(super) fn rewritten(
        &self,
        mut rewrite: impl FnMut(&Piece<'t>, PiecePlace, &str) -> Option<String>,
    ) -> (FlatElement<'t>, Vec<usize>) {
        let mut flat = self.clone();
        let mut changed = Vec::new();
        for (index, place) in self.places() {
            let (Some(piece), Some(before)) = (self.pieces.get(index), self.characters(index)) else {
                continue;
            };
            if let Some(after) = rewrite(piece, place, before).filter(|after| after != before) {
                flat.put(index, after);
                changed.push(index);
            }
        }
        (flat, changed)
    }
}

/// Whether there is nothing but XML's white space, and some of it.
pub(super) fn is_blank(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_space)
}

fn write_value(value: &str, out: &mut String) {
    out.push_str("=\"");
    escape(value, true, out);
    out.push('"');
}
