//! Tags: names, attributes, namespace declarations and what they bind.

use super::super::character::ncname;
use super::super::error::XmlError;
use super::super::namespace::{Namespace, Prefix};
use super::super::tree::{
    AttributeData, DeclarationData, Document, ElementData, NodeData, NodeKind, Span, at,
};
use super::uri::is_absolute_uri;
use super::{NAMESPACE_FACTOR, Result, Scanner, number};
use crate::Code;

impl Scanner<'_, '_> {
    pub(super) fn start_tag(&mut self) -> Result<()> {
        if self.depth >= self.limits.max_depth {
            let limit = self.limits.max_depth;
            return Err(self.limit(format!("elements are nested deeper than {limit}"), self.position));
        }
        self.position += 1;
        let (name, local, prefix) = self.qualified_name()?;
        let element = number(self.document.nodes.len());
        let first_attribute = number(self.document.attributes.len());
        let first_declaration = number(self.document.declarations.len());
        let empty = loop {
            let spaces = self.spaces();
            match self.bytes.get(self.position) {
                Some(b'>') => {
                    self.position += 1;
                    break false;
                }
                Some(b'/') => {
                    if !self.take("/>") {
                        return Err(self.malformed("expected '>' after '/'"));
                    }
                    break true;
                }
                None => return Err(self.malformed("the text ends inside a start tag")),
                Some(_) if !spaces => {
                    return Err(self.malformed("expected white space, '>' or '/>' in a start tag"));
                }
                Some(_) => self.attribute(element, first_attribute, first_declaration)?,
            }
        };
        if element == 0 {
            self.inherit();
        }
        let attributes = (first_attribute, number(self.document.attributes.len()));
        let declarations = (first_declaration, number(self.document.declarations.len()));
        if attributes.0 != attributes.1 {
            self.bind_attributes(element, attributes)?;
        }
        let Some(namespace) = self.prefixes.bound(prefix) else {
            return Err(self.unbound(name));
        };
        if !namespace.is_well_known() {
            self.charge(namespace, name)?;
        }
        self.node(NodeData {
            parent: self.open.unwrap_or(0),
            end: element + 1,
            span: name,
            kind: NodeKind::Element(ElementData { namespace, prefix, local, attributes, declarations }),
        })?;
        if empty {
            self.prefixes.leave(declarations.1 - declarations.0);
        } else {
            self.open = Some(element);
            self.depth += 1;
        }
        Ok(())
    }

    pub(super) fn end_tag(&mut self) -> Result<()> {
        let start = self.position;
        let Some(open) = self.open else { return Err(self.malformed("an end tag without a start tag")) };
        let end = number(self.document.nodes.len());
        let Some(node) = self.document.nodes.get_mut(at(open)) else { return Ok(()) };
        node.end = end;
        let (parent, span, kind) = (node.parent, node.span, node.kind);
        // Names are compared as they are written, prefix included (XML 1.0, section 3, "Element Type Match").
        let name = self.bytes.get(at(span.start)..at(span.end)).unwrap_or_default();
        self.position += 2;
        let same = self.bytes.get(self.position..).is_some_and(|rest| rest.starts_with(name));
        self.position += name.len();
        let ended = same && {
            self.spaces();
            self.take_byte(b'>')
        };
        if !ended {
            let message = format!("expected the end tag '</{}>'", self.document.slice(span));
            return Err(self.error(Code::XmlMalformed, message, start));
        }
        if let NodeKind::Element(data) = kind {
            self.prefixes.leave(data.declarations.1 - data.declarations.0);
        }
        self.depth -= 1;
        self.open = (open != 0).then_some(parent);
        Ok(())
    }

    /// A qualified name: its span, where the local name begins, its prefix.
    #[inline]
    fn qualified_name(&mut self) -> Result<(Span, u32, Prefix)> {
        let start = self.position;
        let first = ncname(self.text, start);
        if first == 0 {
            return Err(self.malformed("expected a name"));
        }
        self.position += first;
        let mut local = start;
        let mut prefix = Prefix::DEFAULT;
        if self.peek(b':') {
            prefix = self.prefixes.intern(self.text.get(start..self.position).unwrap_or_default());
            self.position += 1;
            local = self.position;
            let second = ncname(self.text, local);
            if second == 0 {
                return Err(self.malformed("expected a local name after ':'"));
            }
            self.position += second;
        }
        Ok((Span { start: number(start), end: number(self.position) }, number(local), prefix))
    }

    fn attribute(&mut self, element: u32, first_attribute: u32, first_declaration: u32) -> Result<()> {
        let start = self.position;
        let count = self.document.attributes.len() + self.document.declarations.len();
        let here = count - at(first_attribute) - at(first_declaration);
        if here >= self.limits.max_attributes_per_element {
            let limit = self.limits.max_attributes_per_element;
            return Err(self.limit(format!("an element has more than {limit} attributes"), start));
        }
        if count >= self.limits.max_attributes {
            let limit = self.limits.max_attributes;
            return Err(self.limit(format!("the document has more than {limit} attributes"), start));
        }
        // `xmlns` is a prefix of its own: it is never interned, so that nothing can be declared for it.
        let rest = self.bytes.get(start..).unwrap_or_default();
        if let Some([b':' | b'=' | b' ' | b'\t' | b'\r' | b'\n', ..]) = rest.strip_prefix(b"xmlns") {
            let declared = self.declared_prefix()?;
            let (value, _) = self.equals_value()?;
            return self.declare(element, declared, value, start);
        }
        let (name, local, prefix) = self.qualified_name()?;
        let (value, plain) = self.equals_value()?;
        // The namespace is known only when the whole tag has been read.
        let namespace = Namespace::NONE;
        self.document.attributes.push(AttributeData { name, local, namespace, prefix, value, plain });
        Ok(())
    }

    /// `xmlns`, which is known to be here, or `xmlns:prefix`.
    fn declared_prefix(&mut self) -> Result<Span> {
        self.position += "xmlns".len();
        if !self.peek(b':') {
            return Ok(Span::EMPTY);
        }
        self.position += 1;
        let from = self.position;
        let length = ncname(self.text, from);
        if length == 0 || self.bytes.get(from + length) == Some(&b':') {
            return Err(self.malformed("expected a prefix after 'xmlns:'"));
        }
        self.position += length;
        Ok(Span { start: number(from), end: number(self.position) })
    }

    #[inline]
    fn equals_value(&mut self) -> Result<(Span, bool)> {
        self.spaces();
        if !self.take_byte(b'=') {
            return Err(self.malformed("expected '=' after an attribute name"));
        }
        self.spaces();
        self.value()
    }

    /// Namespaces in XML 1.0, sections 2.2, 3 and 5.
    fn declare(&mut self, element: u32, declared: Span, value: Span, start: usize) -> Result<()> {
        let text = self.text.get(at(declared.start)..at(declared.end)).unwrap_or_default();
        let uri = self.document.slice(value);
        let known = Namespace::of_well_known(uri);
        let wrong = if text == "xmlns" {
            Some("the prefix xmlns cannot be declared")
        } else if (text == "xml") != (known == Some(Namespace::XML)) {
            Some("only the prefix xml can be bound to the XML namespace")
        } else if known == Some(Namespace::XMLNS) {
            Some("no prefix can be bound to the namespace of xmlns")
        } else if known == Some(Namespace::NONE) && !text.is_empty() {
            Some("a prefix cannot be undeclared in Namespaces 1.0")
        } else if known.is_none() && !is_absolute_uri(uri) {
            // Canonical XML 1.0, section 1.3: relative namespace URIs have no canonical form.
            Some("a namespace name is not an absolute URI")
        } else {
            None
        };
        if let Some(message) = wrong {
            return Err(self.error(Code::XmlMalformed, message, start));
        }
        let namespace = known.unwrap_or_else(|| self.document.intern_uri(value));
        let prefix = if text.is_empty() { Prefix::DEFAULT } else { self.prefixes.intern(text) };
        if !self.prefixes.declare(prefix, namespace, element) {
            return Err(self.error(Code::XmlMalformed, "a prefix is declared twice on one element", start));
        }
        self.document.declarations.push(DeclarationData { prefix, prefix_span: declared, namespace });
        Ok(())
    }

    /// Binds the prefixes of the surroundings at the root, except those that it declares itself.
    fn inherit(&mut self) {
        for &(name, uri) in self.scope {
            let decoded = &mut self.document.decoded;
            let mut copied = |text: &str| {
                let start = decoded.len();
                decoded.push_str(text);
                Span { start: number(start) | Span::DECODED, end: number(decoded.len()) }
            };
            let (prefix_span, value) = (copied(name), copied(uri));
            let known = Namespace::of_well_known(uri);
            let namespace = known.unwrap_or_else(|| self.document.intern_uri(value));
            let prefix = if name.is_empty() { Prefix::DEFAULT } else { self.prefixes.intern(name) };
            if self.prefixes.declare(prefix, namespace, 0) {
                self.document.declarations.push(DeclarationData { prefix, prefix_span, namespace });
            }
        }
    }

    /// Resolves prefixes, finds identifiers, and refuses attributes that are the same after expansion.
    fn bind_attributes(&mut self, element: u32, range: (u32, u32)) -> Result<()> {
        let mut unbound = None;
        let mut all_well_known = true;
        let Document { attributes, ids, .. } = &mut self.document;
        let own = attributes.get_mut(at(range.0)..at(range.1)).unwrap_or_default();
        for data in own.iter_mut() {
            if data.prefix != Prefix::DEFAULT {
                match self.prefixes.bound(data.prefix) {
                    Some(namespace) => data.namespace = namespace,
                    None => unbound = unbound.or(Some(data.name)),
                }
                all_well_known &= data.namespace.is_well_known();
            }
            if data.local_length() == 2 {
                let local = self.bytes.get(at(data.local)..at(data.name.end));
                if matches!(local, Some(b"ID" | b"Id" | b"id")) {
                    ids.push((element, data.value));
                }
            }
        }
        if let Some(name) = unbound {
            return Err(self.unbound(name));
        }
        if !all_well_known {
            for index in range.0..range.1 {
                match self.document.attributes.get(at(index)) {
                    Some(&AttributeData { namespace, name, .. }) if !namespace.is_well_known() => {
                        self.charge(namespace, name)?;
                    }
                    _ => {}
                }
            }
        }
        match self.twice(self.document.attributes_of(range)) {
            Some(name) => {
                let message = "an element has the same attribute twice";
                Err(self.error(Code::XmlMalformed, message, at(name.start)))
            }
            None => Ok(()),
        }
    }

    /// The name of the first attribute found that has the expanded name of one before it.
    fn twice(&self, own: &[AttributeData]) -> Option<Span> {
        let local =
            |data: &AttributeData| self.bytes.get(at(data.local)..at(data.name.end)).unwrap_or_default();
        if own.len() <= 8 {
            let same = |a: &AttributeData, b: &AttributeData| {
                // The length first: most names differ in it.
                a.namespace == b.namespace && a.local_length() == b.local_length() && local(a) == local(b)
            };
            let mut rest = own;
            while let Some((first, others)) = rest.split_first() {
                if let Some(second) = others.iter().find(|second| same(first, second)) {
                    return Some(second.name);
                }
                rest = others;
            }
            return None;
        }
        let key = |data: &AttributeData| (data.namespace, data.local_length(), local(data));
        let mut sorted: Vec<&AttributeData> = own.iter().collect();
        sorted.sort_unstable_by_key(|data| (key(data), data.name.start));
        sorted.windows(2).find_map(|pair| match pair {
            [first, second] if key(first) == key(second) => Some(second.name),
            _ => None,
        })
    }

    /// Counts one use of a namespace name of the document's own.
    ///
    /// Exclusive canonicalization declares the name wherever it comes into use, so a long one that is declared once
    /// and used by every element makes the canonical form quadratic in the document (invariant: bounded; compare
    /// CVE-2026-8452, memory in canonicalization).
    fn charge(&mut self, namespace: Namespace, name: Span) -> Result<()> {
        match self.namespace_bytes.checked_sub(self.document.uri(namespace).len()) {
            Some(left) => {
                self.namespace_bytes = left;
                Ok(())
            }
            None => {
                let message = format!(
                    "namespace names, counted at each use, are more than {NAMESPACE_FACTOR} times as long as the document"
                );
                Err(self.limit(message, at(name.start)))
            }
        }
    }

    #[cold]
    fn unbound(&self, name: Span) -> XmlError {
        let message = format!("the prefix of '{}' is not bound to a namespace", self.document.slice(name));
        self.error(Code::XmlMalformed, message, at(name.start))
    }
}
