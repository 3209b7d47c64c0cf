//! Canonical XML 1.0 and Exclusive XML Canonicalization 1.0, both without comments, of one element.
//!
//! The bytes go to a [`Sink`] as they are made, so that a digest needs no copy of them.
//!
//! ```
//! use samlens::{Limits, internals::xml::{Document, canonical::{Canonicalizer, Method}}};
//!
//! let text = r#"<a xmlns="urn:x" c='2' b="1"><d/></a>"#;
//! let document = Document::parse(text, &Limits::default())?;
//! let mut bytes = Vec::new();
//! Canonicalizer::default().write(document.root(), Method::Exclusive, &[], None, &mut bytes);
//! assert_eq!(bytes, br#"<a xmlns="urn:x" b="1" c="2"><d></d></a>"#);
//! # Ok::<(), samlens::internals::xml::XmlError>(())
//! ```

mod output;

use super::Element;
use super::namespace::{Namespace, Prefix};
use super::run::first_letters;
use super::tree::{AttributeData, DeclarationData, Document, ElementData, NodeKind, Span, at};
#[cfg(feature = "inspect")]
pub(crate) use output::canonical_value;
use output::{Output, text_escape};
use std::cmp::Ordering;

/// Which canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Canonical XML 1.0: everything in scope at the apex comes along.
    Inclusive,
    /// Exclusive XML Canonicalization 1.0: only what is visibly used comes along.
    Exclusive,
}

/// Takes canonical bytes as they are made.
pub trait Sink {
    /// Takes the next bytes.
    fn write(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn write(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Writes elements in canonical form; keeps its working memory from one to the next.
#[derive(Debug, Default)]
pub struct Canonicalizer {
    /// The namespace that the output binds each prefix to here.
    rendered: Vec<Option<Namespace>>,
    /// Bindings to restore when the element of this index ends.
    shadowed: Vec<(u32, Prefix, Option<Namespace>)>,
    /// Namespace declarations of the element being written.
    namespaces: Vec<(Prefix, Span, Namespace)>,
    /// Attributes of the element being written, where they need another order than they have.
    attributes: Vec<AttributeData>,
    /// Which prefixes are on the PrefixList.
    listed: Vec<bool>,
}

impl Canonicalizer {
    /// Writes one element and all inside it.
    ///
    /// `inclusive_prefixes` is the PrefixList of InclusiveNamespaces, `#default` for the default namespace; it has no
    /// effect on the inclusive method. `omitted` is left out with all inside it (the enveloped signature).
    pub fn write(
        &mut self,
        apex: Element<'_>,
        method: Method,
        inclusive_prefixes: &[&str],
        omitted: Option<Element<'_>>,
        sink: &mut impl Sink,
    ) {
        let document = apex.document();
        self.rendered.clear();
        self.rendered.resize(document.prefixes.len(), None);
        self.shadowed.clear();
        self.listed.clear();
        if method == Method::Exclusive && !inclusive_prefixes.is_empty() {
            self.listed.extend(document.prefixes.iter().map(|&prefix| {
                let written = if prefix.is_empty() { "#default" } else { prefix };
                inclusive_prefixes.contains(&written)
            }));
        }
        // Without a list, most elements need no declaration, which is quickly seen.
        let by_use_alone = method == Method::Exclusive && self.listed.is_empty();
        let mut output = Output::new(document, sink);
        let omitted = omitted.filter(|inner| apex.contains(*inner)).map(|inner| (inner.index, inner.end()));
        // All of it is left out: nothing is opened that could be closed.
        if omitted.is_some_and(|(first, _)| first == apex.index) {
            return;
        }
        let end = apex.end();
        let mut index = apex.index;
        // The innermost element whose end tag is to come, and where its subtree ends; at first none ends anywhere.
        let mut open = (index, u32::MAX);
        while index < end {
            if open.1 <= index {
                open = self.close_until(index, open.0, apex, &mut output);
            }
            match omitted {
                Some((first, after)) if first == index => {
                    index = after;
                    continue;
                }
                _ => {}
            }
            let Some(node) = document.nodes.get(at(index)) else { break };
            match &node.kind {
                NodeKind::Text { plain: true } => output.span(node.span),
                NodeKind::Text { plain: false } => output.escaped(document.slice(node.span), text_escape),
                NodeKind::Element(data) => {
                    let inherits = method == Method::Inclusive && index == apex.index;
                    if by_use_alone && self.binds_all(document, data) {
                        self.namespaces.clear();
                    } else {
                        self.collect_namespaces(apex, index, node.span, data, method);
                    }
                    self.start_tag(document, inherits.then_some(apex), node.span, data, &mut output);
                    open = (index, node.end);
                }
            }
            index += 1;
        }
        self.close_until(end, open.0, apex, &mut output);
        output.flush();
    }

    /// Writes the end tags of the innermost element and of those around it that end here or before.
    ///
    /// Returns the one that is the innermost then, and where it ends; after the apex, the apex and an end that is never reached.
    #[inline(never)]
    fn close_until(
        &mut self,
        index: u32,
        mut open: u32,
        apex: Element<'_>,
        output: &mut Output<'_, impl Sink>,
    ) -> (u32, u32) {
        while let Some(node) = apex.document().nodes.get(at(open)) {
            if node.end > index {
                return (open, node.end);
            }
            let closed = if let NodeKind::Element(data) = &node.kind { data.closed } else { 0 };
            output.end_tag(node.span, closed);
            while let Some(&(element, prefix, namespace)) = self.shadowed.last()
                && element == open
            {
                self.shadowed.pop();
                if let Some(rendered) = self.rendered.get_mut(at(prefix.0)) {
                    *rendered = namespace;
                }
            }
            if open == apex.index {
                break;
            }
            open = node.parent;
        }
        (open, u32::MAX)
    }

    /// Whether the output binds every prefix that the tag uses as the tag means it.
    #[inline]
    fn binds_all(&self, document: &Document<'_>, data: &ElementData) -> bool {
        let binds = |prefix: Prefix, namespace| self.rendered.get(at(prefix.0)) == Some(&Some(namespace));
        let own = document.attributes_of(data.attributes);
        binds(data.prefix, data.namespace)
            && own.iter().all(|own| own.prefix == Prefix::DEFAULT || binds(own.prefix, own.namespace))
    }

    /// Finds what is declared on this element in the output.
    #[inline(never)]
    fn collect_namespaces(
        &mut self,
        apex: Element<'_>,
        index: u32,
        name: Span,
        data: &ElementData,
        method: Method,
    ) {
        self.namespaces.clear();
        let document = apex.document();
        let own = document.declarations_of(data.declarations);
        match method {
            Method::Inclusive if index == apex.index => {
                // Canonical XML 1.0, section 2.3: the apex gets the whole namespace axis.
                in_scope(apex, |declaration| self.render(index, declaration));
            }
            Method::Inclusive => own.iter().for_each(|declaration| self.render(index, declaration)),
            Method::Exclusive => {
                // Exclusive C14N, section 3: prefixes of the list are treated as the inclusive method does.
                if !self.listed.is_empty() {
                    if index == apex.index {
                        in_scope(apex, |declaration| self.render_listed(index, declaration));
                    } else {
                        own.iter().for_each(|declaration| self.render_listed(index, declaration));
                    }
                }
                self.bind(index, data.prefix, prefix_of(name, data.local), data.namespace);
                for attribute in document.attributes_of(data.attributes) {
                    if attribute.prefix != Prefix::DEFAULT {
                        let span = prefix_of(attribute.name, attribute.local);
                        self.bind(index, attribute.prefix, span, attribute.namespace);
                    }
                }
            }
        }
        if self.namespaces.len() > 1 {
            self.namespaces.sort_unstable_by(|a, b| document.slice(a.1).cmp(document.slice(b.1)));
        }
    }

    fn render(&mut self, index: u32, declaration: &DeclarationData) {
        self.bind(index, declaration.prefix, declaration.prefix_span, declaration.namespace);
    }

    fn render_listed(&mut self, index: u32, declaration: &DeclarationData) {
        if self.listed.get(at(declaration.prefix.0)) == Some(&true) {
            self.render(index, declaration);
        }
    }

    /// Declares the prefix in the output unless the output binds it to this namespace already.
    #[inline]
    fn bind(&mut self, index: u32, prefix: Prefix, span: Span, namespace: Namespace) {
        let Some(rendered) = self.rendered.get_mut(at(prefix.0)) else { return };
        // Nothing is declared for the default namespace until something undeclares it.
        let undeclared = prefix == Prefix::DEFAULT && namespace == Namespace::NONE;
        if prefix == Prefix::XML || *rendered == Some(namespace) || (undeclared && rendered.is_none()) {
            return;
        }
        self.shadowed.push((index, prefix, *rendered));
        *rendered = Some(namespace);
        self.namespaces.push((prefix, span, namespace));
    }

    /// `inherits` is the apex of an inclusive canonicalization when this is its tag.
    fn start_tag(
        &mut self,
        document: &Document<'_>,
        inherits: Option<Element<'_>>,
        name: Span,
        data: &ElementData,
        output: &mut Output<'_, impl Sink>,
    ) {
        let own = document.attributes_of(data.attributes);
        let ordered = own.len() < 2 || own.is_sorted_by(|a, b| canonical_order(document, a, b).is_le());
        let as_written = data.usual && ordered && inherits.is_none();
        // The `<` is before the name in every source, and a quote after each value that is in the source.
        let start = name.start.saturating_sub(1);
        let end = own.last().map_or(name.end, |last| last.value.end.saturating_add(1));
        if as_written && self.namespaces.is_empty() {
            output.span(Span { start, end });
        } else {
            output.span(Span { start, end: name.end });
            self.namespaces.iter().for_each(|&(prefix, span, uri)| output.declaration(prefix, span, uri));
            if as_written {
                // The space before the first of them, where there is one, is written like the rest.
                output.span(Span { start: name.end, end });
            } else if ordered && inherits.is_none() {
                own.iter().for_each(|attribute| output.attribute(attribute));
            } else {
                self.put_in_order(document, inherits, own);
                self.attributes.iter().for_each(|attribute| output.attribute(attribute));
            }
        }
        output.bytes(b">");
    }

    /// The attributes of an element in canonical order, with those that the apex of an inclusive canonicalization inherits.
    #[inline(never)]
    fn put_in_order(
        &mut self,
        document: &Document<'_>,
        inherits: Option<Element<'_>>,
        own: &[AttributeData],
    ) {
        self.attributes.clear();
        self.attributes.extend_from_slice(own);
        if let Some(apex) = inherits {
            self.inherit_xml_attributes(apex);
        }
        // Stable: of two xml: attributes with one name the nearest comes first, and stays.
        self.attributes.sort_by(|a, b| canonical_order(document, a, b));
        self.attributes.dedup_by(|later, earlier| canonical_order(document, earlier, later).is_eq());
    }

    /// Canonical XML 1.0, section 2.4: the apex takes over the xml: attributes of its ancestors.
    fn inherit_xml_attributes(&mut self, apex: Element<'_>) {
        let mut ancestor = apex.parent();
        while let Some(element) = ancestor {
            let range = element.data().map_or((0, 0), |data| data.attributes);
            let attributes = apex.document().attributes_of(range);
            self.attributes.extend(attributes.iter().filter(|inherited| inherited.prefix == Prefix::XML));
            ancestor = element.parent();
        }
    }
}

/// Canonical XML 1.0, section 2.2: by namespace name, then local name.
fn canonical_order(document: &Document<'_>, a: &AttributeData, b: &AttributeData) -> Ordering {
    let bytes = document.text.as_bytes();
    let local = |data: &AttributeData| bytes.get(at(data.local)..at(data.name.end)).unwrap_or_default();
    let by_namespace = match a.namespace == b.namespace {
        true => Ordering::Equal,
        false => document.uri(a.namespace).cmp(document.uri(b.namespace)),
    };
    by_namespace.then_with(|| {
        let first = |data: &AttributeData| {
            first_letters(bytes.get(at(data.local)..).unwrap_or_default(), at(data.local_length()))
        };
        match (first(a), first(b)) {
            (Some(a), Some(b)) if a != b => a.cmp(&b),
            _ => local(a).cmp(local(b)),
        }
    })
}

/// Calls for each declaration in scope at the element, the nearest of each prefix only.
fn in_scope(element: Element<'_>, mut each: impl FnMut(&DeclarationData)) {
    let document = element.document();
    let mut seen = vec![false; document.prefixes.len()];
    let mut here = Some(element);
    while let Some(element) = here {
        let range = element.data().map_or((0, 0), |data| data.declarations);
        for declaration in document.declarations_of(range) {
            if let Some(seen) = seen.get_mut(at(declaration.prefix.0))
                && !std::mem::replace(seen, true)
            {
                each(declaration);
            }
        }
        here = element.parent();
    }
}

/// The span of the prefix of a qualified name, empty without one.
fn prefix_of(name: Span, local: u32) -> Span {
    Span { start: name.start, end: local.saturating_sub(1).max(name.start) }
}
