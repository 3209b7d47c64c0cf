//! Canonical XML 1.0 and Exclusive XML Canonicalization 1.0, both without comments, of one element.
//!
//! The bytes go to a [`Sink`] as they are made, so that a digest needs no copy of them.
//!
//! ```
//! use samlens::{Limits, xml::{Document, canonical::{Canonicalizer, Method}}};
//!
//! let text = r#"<a xmlns="urn:x" c='2' b="1"><d/></a>"#;
//! let document = Document::parse(text, &Limits::default())?;
//! let mut bytes = Vec::new();
//! Canonicalizer::default().write(document.root(), Method::Exclusive, &[], None, &mut bytes);
//! assert_eq!(bytes, br#"<a xmlns="urn:x" b="1" c="2"><d></d></a>"#);
//! # Ok::<(), samlens::xml::XmlError>(())
//! ```

use super::Element;
use super::namespace::{Namespace, Prefix};
use super::tree::{AttributeData, DeclarationData, Document, ElementData, Kind, Span, at};

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
    attributes: Vec<AttributeData>,
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
        self.rendered.resize(document.prefixes, None);
        self.shadowed.clear();
        self.open.clear();
        let omitted = omitted.filter(|inner| apex.contains(*inner)).map(|inner| (inner.index, inner.end()));
        let end = apex.end();
        let mut index = apex.index;
        while index < end {
            self.close_until(document, index, sink);
            match omitted {
                Some((first, after)) if first == index => {
                    index = after;
                    continue;
                }
                _ => {}
            }
            let Some(node) = document.nodes.get(at(index)) else { return };
            match &node.kind {
                Kind::Text { plain: true } => sink.write(document.slice(node.span).as_bytes()),
                Kind::Text { plain: false } => escape(document.slice(node.span), text_escape, sink),
                Kind::Element(data) => {
                    let mark = self.shadowed.len();
                    self.collect_namespaces(apex, index, node.span, data, method, inclusive_prefixes);
                    self.start_tag(document, apex, index, node.span, data, method, sink);
                    self.open.push((node.end, node.span, mark));
                }
            }
            index += 1;
        }
        self.close_until(document, end, sink);
    }

    fn close_until(&mut self, document: &Document<'_>, index: u32, sink: &mut impl Sink) {
        while let Some(&(end, name, mark)) = self.open.last() {
            if end > index {
                return;
            }
            sink.write(b"</");
            sink.write(document.slice(name).as_bytes());
            sink.write(b">");
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
    #[allow(clippy::too_many_arguments, reason = "one step of `write`, split off for reading")]
    fn collect_namespaces(
        &mut self,
        apex: Element<'_>,
        index: u32,
        name: Span,
        data: &ElementData,
        method: Method,
        inclusive_prefixes: &[&str],
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
                let listed = |declaration: &DeclarationData| {
                    let prefix = document.slice(declaration.prefix_span);
                    inclusive_prefixes.iter().any(|&entry| match entry {
                        "#default" => prefix.is_empty(),
                        entry => entry == prefix,
                    })
                };
                if !inclusive_prefixes.is_empty() {
                    // Exclusive C14N, section 3: prefixes of the list are treated as the inclusive method does.
                    if index == apex.index {
                        in_scope(apex, |declaration| {
                            if listed(declaration) {
                                self.render(declaration);
                            }
                        });
                    } else {
                        own.iter().filter(|declaration| listed(declaration)).for_each(|one| self.render(one));
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

    /// Declares the prefix in the output unless the output binds it to this namespace already.
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

    #[allow(clippy::too_many_arguments, reason = "one step of `write`, split off for reading")]
    fn start_tag(
        &mut self,
        document: &Document<'_>,
        apex: Element<'_>,
        index: u32,
        name: Span,
        data: &ElementData,
        method: Method,
        sink: &mut impl Sink,
    ) {
        sink.write(b"<");
        sink.write(document.slice(name).as_bytes());
        for &(prefix, span, namespace) in &self.namespaces {
            if prefix == Prefix::DEFAULT {
                sink.write(b" xmlns=\"");
            } else {
                sink.write(b" xmlns:");
                sink.write(document.slice(span).as_bytes());
                sink.write(b"=\"");
            }
            escape(document.uri(namespace), value_escape, sink);
            sink.write(b"\"");
        }
        self.attributes.clear();
        self.attributes.extend_from_slice(document.attributes_of(data.attributes));
        if method == Method::Inclusive && index == apex.index {
            self.inherit_xml_attributes(apex);
        }
        if self.attributes.len() > 1 {
            let key = |data: &AttributeData| {
                let local = Span { start: data.local, end: data.name.end };
                (document.uri(data.namespace), document.slice(local))
            };
            self.attributes.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
        }
        for attribute in &self.attributes {
            sink.write(b" ");
            sink.write(document.slice(attribute.name).as_bytes());
            sink.write(b"=\"");
            let value = document.slice(attribute.value);
            match attribute.plain {
                true => sink.write(value.as_bytes()),
                false => escape(value, value_escape, sink),
            }
            sink.write(b"\"");
        }
        sink.write(b">");
    }

    /// Canonical XML 1.0, section 2.4: the apex takes over the xml: attributes of its ancestors.
    fn inherit_xml_attributes(&mut self, apex: Element<'_>) {
        let document = apex.document();
        let local = |data: &AttributeData| document.slice(Span { start: data.local, end: data.name.end });
        let mut ancestor = apex.parent();
        while let Some(element) = ancestor {
            let range = element.data().map_or((0, 0), |data| data.attributes);
            for inherited in document.attributes_of(range) {
                let known = |own: &AttributeData| own.prefix == Prefix::XML && local(own) == local(inherited);
                if inherited.prefix == Prefix::XML && !self.attributes.iter().any(known) {
                    self.attributes.push(*inherited);
                }
            }
            ancestor = element.parent();
        }
    }
}

/// Calls for each declaration in scope at the element, the nearest of each prefix only.
fn in_scope(element: Element<'_>, mut each: impl FnMut(&DeclarationData)) {
    let document = element.document();
    let mut seen = vec![false; document.prefixes];
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

/// Canonical XML 1.0, section 2.3: what stands for a byte of a text.
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

fn escape(value: &str, escaped: impl Fn(u8) -> Option<&'static [u8]>, sink: &mut impl Sink) {
    let bytes = value.as_bytes();
    let mut written = 0;
    for (position, &byte) in bytes.iter().enumerate() {
        if let Some(replacement) = escaped(byte) {
            sink.write(bytes.get(written..position).unwrap_or_default());
            sink.write(replacement);
            written = position + 1;
        }
    }
    sink.write(bytes.get(written..).unwrap_or_default());
}
