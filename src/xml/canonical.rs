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

use super::Element;
use super::namespace::{Namespace, Prefix};
use super::tree::{AttributeData, DeclarationData, Document, ElementData, NodeKind, Span, at};
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
    /// Bindings to restore when elements end.
    shadowed: Vec<(Prefix, Option<Namespace>)>,
    /// Elements whose end tag is to come: where their subtree ends, and how much was shadowed before them.
    open: Vec<(u32, Span, usize)>,
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
        self.open.clear();
        self.listed.clear();
        if method == Method::Exclusive && !inclusive_prefixes.is_empty() {
            self.listed.extend(document.prefixes.iter().map(|&prefix| {
                let written = if prefix.is_empty() { "#default" } else { prefix };
                inclusive_prefixes.contains(&written)
            }));
        }
        let mut output = Output { document, start: 0, end: 0, sink };
        let omitted = omitted.filter(|inner| apex.contains(*inner)).map(|inner| (inner.index, inner.end()));
        let end = apex.end();
        let mut index = apex.index;
        while index < end {
            self.close_until(index, &mut output);
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
                    let mark = self.shadowed.len();
                    let inherits = method == Method::Inclusive && index == apex.index;
                    self.collect_namespaces(apex, index, node.span, data, method);
                    self.start_tag(document, inherits.then_some(apex), node.span, data, &mut output);
                    self.open.push((node.end, node.span, mark));
                }
            }
            index += 1;
        }
        self.close_until(end, &mut output);
        output.flush();
    }

    fn close_until(&mut self, index: u32, output: &mut Output<'_, impl Sink>) {
        while let Some(&(end, name, mark)) = self.open.last() {
            if end > index {
                return;
            }
            output.end_tag(name);
            self.open.pop();
            while self.shadowed.len() > mark {
                let Some((prefix, namespace)) = self.shadowed.pop() else { return };
                if let Some(rendered) = self.rendered.get_mut(at(prefix.0)) {
                    *rendered = namespace;
                }
            }
        }
    }

    /// Finds what is declared on this element in the output.
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
                in_scope(apex, |declaration| self.render(declaration));
            }
            Method::Inclusive => own.iter().for_each(|declaration| self.render(declaration)),
            Method::Exclusive => {
                // Exclusive C14N, section 3: prefixes of the list are treated as the inclusive method does.
                if !self.listed.is_empty() {
                    if index == apex.index {
                        in_scope(apex, |declaration| self.render_listed(declaration));
                    } else {
                        own.iter().for_each(|declaration| self.render_listed(declaration));
                    }
                }
                self.bind(data.prefix, prefix_of(name, data.local), data.namespace);
                for attribute in document.attributes_of(data.attributes) {
                    if attribute.prefix != Prefix::DEFAULT {
                        let span = prefix_of(attribute.name, attribute.local);
                        self.bind(attribute.prefix, span, attribute.namespace);
                    }
                }
            }
        }
        if self.namespaces.len() > 1 {
            self.namespaces.sort_unstable_by(|a, b| document.slice(a.1).cmp(document.slice(b.1)));
        }
    }

    fn render(&mut self, declaration: &DeclarationData) {
        self.bind(declaration.prefix, declaration.prefix_span, declaration.namespace);
    }

    fn render_listed(&mut self, declaration: &DeclarationData) {
        if self.listed.get(at(declaration.prefix.0)) == Some(&true) {
            self.render(declaration);
        }
    }

    /// Declares the prefix in the output unless the output binds it to this namespace already.
    #[inline]
    fn bind(&mut self, prefix: Prefix, span: Span, namespace: Namespace) {
        let Some(rendered) = self.rendered.get_mut(at(prefix.0)) else { return };
        // Nothing is declared for the default namespace until something undeclares it.
        let undeclared = prefix == Prefix::DEFAULT && namespace == Namespace::NONE;
        if prefix == Prefix::XML || *rendered == Some(namespace) || (undeclared && rendered.is_none()) {
            return;
        }
        self.shadowed.push((prefix, *rendered));
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
        // The `<` is before the name in every source.
        output.span(Span { start: name.start.saturating_sub(1), end: name.end });
        for &(prefix, span, namespace) in &self.namespaces {
            if prefix == Prefix::DEFAULT {
                output.bytes(b" xmlns=\"");
            } else {
                output.bytes(b" xmlns:");
                output.bytes(document.slice(span).as_bytes());
                output.bytes(b"=\"");
            }
            match namespace.well_known() {
                Some(uri) => output.bytes(uri.as_bytes()),
                None => output.escaped(document.uri(namespace), value_escape),
            }
            output.bytes(b"\"");
        }
        let own = document.attributes_of(data.attributes);
        let ordered = own.is_sorted_by(|a, b| canonical_order(document, a, b).is_le());
        if ordered && inherits.is_none() {
            own.iter().for_each(|attribute| output.attribute(attribute));
        } else {
            self.attributes.clear();
            self.attributes.extend_from_slice(own);
            if let Some(apex) = inherits {
                self.inherit_xml_attributes(apex);
            }
            // Stable: of two xml: attributes with one name the nearest comes first, and stays.
            self.attributes.sort_by(|a, b| canonical_order(document, a, b));
            self.attributes.dedup_by(|later, earlier| canonical_order(document, earlier, later).is_eq());
            self.attributes.iter().for_each(|attribute| output.attribute(attribute));
        }
        output.bytes(b">");
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

/// Canonical bytes on their way to the sink.
///
/// Most of a document is in its source as it must be written. Such pieces are gathered while each follows the
/// last, so that the sink takes a few long runs instead of every name and quote.
struct Output<'d, S> {
    document: &'d Document<'d>,
    /// The run of the source that waits to be written.
    start: usize,
    end: usize,
    sink: &'d mut S,
}

impl<S: Sink> Output<'_, S> {
    /// Writes the content of the span.
    #[inline]
    fn span(&mut self, span: Span) {
        if span.start & Span::DECODED != 0 {
            self.bytes(self.document.slice(span).as_bytes());
            return;
        }
        if at(span.start) != self.end {
            self.flush();
            self.start = at(span.start);
        }
        self.end = at(span.end);
    }

    /// Writes these bytes, which may be the next ones of the source.
    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        let next = self.document.text.as_bytes().get(self.end..).unwrap_or_default();
        if next.starts_with(bytes) {
            self.end += bytes.len();
        } else {
            self.flush();
            self.sink.write(bytes);
        }
    }

    /// Writes the end tag, which most sources have as it must be written.
    #[inline]
    fn end_tag(&mut self, name: Span) {
        let source = self.document.text.as_bytes();
        let name = source.get(at(name.start)..at(name.end)).unwrap_or_default();
        let next = source.get(self.end..).unwrap_or_default();
        let after = next.strip_prefix(b"</").and_then(|rest| rest.strip_prefix(name));
        if let Some([b'>', ..]) = after {
            self.end += name.len() + 3;
        } else {
            self.bytes(b"</");
            self.bytes(name);
            self.bytes(b">");
        }
    }

    #[inline]
    fn attribute(&mut self, attribute: &AttributeData) {
        let source = self.document.text.as_bytes();
        let (name, value) = (attribute.name, attribute.value);
        let before = at(name.start).saturating_sub(1);
        let between = source.get(at(name.end)..at(value.start));
        if attribute.plain
            && between == Some(b"=\"")
            && source.get(before) == Some(&b' ')
            && value.start & Span::DECODED == 0
        {
            // Its quote ends it, and it began with the double one.
            self.span(Span { start: name.start.saturating_sub(1), end: value.end.saturating_add(1) });
            return;
        }
        self.bytes(b" ");
        self.bytes(self.document.slice(name).as_bytes());
        self.bytes(b"=\"");
        match attribute.plain {
            true => self.span(value),
            false => self.escaped(self.document.slice(value), value_escape),
        }
        self.bytes(b"\"");
    }

    fn escaped(&mut self, value: &str, escaped: impl Fn(u8) -> Option<&'static [u8]>) {
        self.flush();
        let bytes = value.as_bytes();
        let mut written = 0;
        for (position, &byte) in bytes.iter().enumerate() {
            if let Some(replacement) = escaped(byte) {
                self.sink.write(bytes.get(written..position).unwrap_or_default());
                self.sink.write(replacement);
                written = position + 1;
            }
        }
        self.sink.write(bytes.get(written..).unwrap_or_default());
    }

    fn flush(&mut self) {
        if self.start < self.end {
            self.sink.write(self.document.text.as_bytes().get(self.start..self.end).unwrap_or_default());
        }
        self.start = self.end;
    }
}

/// Canonical XML 1.0, section 2.2: by namespace name, then local name.
fn canonical_order(document: &Document<'_>, a: &AttributeData, b: &AttributeData) -> Ordering {
    let local = |data: &AttributeData| {
        document.text.as_bytes().get(at(data.local)..at(data.name.end)).unwrap_or_default()
    };
    let by_namespace = match a.namespace == b.namespace {
        true => Ordering::Equal,
        false => document.uri(a.namespace).cmp(document.uri(b.namespace)),
    };
    by_namespace.then_with(|| local(a).cmp(local(b)))
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

/// A text or an attribute value as canonicalization writes it, for a diagnosis that puts other values into canonical bytes.
#[cfg(feature = "inspect")]
pub(crate) fn canonical_value(value: &str, in_attribute: bool) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    let escape = if in_attribute { value_escape } else { text_escape };
    while let Some(at) = rest.bytes().position(|byte| escape(byte).is_some()) {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let (special, after) = after.split_at_checked(1).unwrap_or((after, ""));
        out.push_str(before);
        out.extend(special.bytes().filter_map(escape).flatten().map(|&byte| char::from(byte)));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Canonical XML 1.0, section 2.3: what is written for a byte of a text.
fn text_escape(byte: u8) -> Option<&'static [u8]> {
    match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    }
}

/// The same for an attribute value.
fn value_escape(byte: u8) -> Option<&'static [u8]> {
    match byte {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'"' => Some(b"&quot;"),
        b'\t' => Some(b"&#x9;"),
        b'\n' => Some(b"&#xA;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    }
}
