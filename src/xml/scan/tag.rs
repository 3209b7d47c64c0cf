//! Tags: names, attributes, namespace declarations and what they bind.

use super::super::error::XmlError;
use super::super::namespace::{Namespace, Prefix};
use super::super::run::{after_ascii_value, after_ncname, after_same, after_spaces, ncname};
use super::super::tree::{
    AttributeData, DeclarationData, Document, ElementData, NodeData, NodeKind, Span, at,
};
use super::uri::is_absolute_uri;
use super::{NAMESPACE_FACTOR, Result, Scanner, narrow, number};
use crate::Code;

/// A qualified name: its span, where the local name begins, its prefix.
struct Name {
    span: Span,
    local: u32,
    prefix: Prefix,
}

impl<'a> Scanner<'a, '_> {
    pub(super) fn start_tag(&mut self) -> Result<()> {
        if self.depth >= self.limits.max_depth {
            let limit = self.limits.max_depth;
            return Err(self.limit(format!("elements are nested deeper than {limit}"), self.position));
        }
        let mut rest = self.bytes.get(self.position + 1..).unwrap_or_default();
        let Name { span: name, local, prefix } = self.qualified_name(&mut rest)?;
        let element = narrow(self.document.nodes.len());
        let first_attribute = narrow(self.document.attributes.len());
        let first_declaration = narrow(self.document.declarations.len());
        let mut count = 0;
        let mut usual = true;
        let empty = loop {
            let after = after_spaces(rest);
            match after {
                [b'>', next @ ..] => {
                    rest = next;
                    break false;
                }
                [b'/', b'>', next @ ..] => {
                    rest = next;
                    break true;
                }
                [b'/', ..] => return Err(self.malformed_at(after, "expected '>' after '/'")),
                [] => return Err(self.malformed_at(after, "the text ends inside a start tag")),
                _ if after.len() == rest.len() => {
                    let message = "expected white space, '>' or '/>' in a start tag";
                    return Err(self.malformed_at(after, message));
                }
                _ => {}
            }
            let one_space = rest.len() - after.len() == 1 && rest.first() == Some(&b' ');
            rest = after;
            usual &= self.attribute(&mut rest, element, count)? && one_space;
            count += 1;
        };
        self.position = self.place(rest);
        if element == 0 {
            self.inherit();
        }
        let attributes = (first_attribute, narrow(self.document.attributes.len()));
        let declarations = (first_declaration, narrow(self.document.declarations.len()));
        match self.document.attributes_of(attributes) {
            // Nothing to bind, to compare or to find.
            [] => {}
            [only] if only.prefix == Prefix::DEFAULT && only.local_length() != 2 => {}
            _ => self.bind_attributes(element, attributes)?,
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
            kind: NodeKind::Element(ElementData {
                namespace,
                prefix,
                local,
                attributes,
                declarations,
                usual,
                closed: 0,
            }),
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
        let (parent, span) = (node.parent, node.span);
        // Names are compared as they are written, prefix included (XML 1.0, section 3, "Element Type Match").
        let name = self.bytes.get(at(span.start)..).unwrap_or_default();
        let here = self.bytes.get(start + "</".len()..).unwrap_or_default();
        let after = after_same(here, name, span.end.saturating_sub(span.start)).unwrap_or_default();
        let [b'>', next @ ..] = after_spaces(after) else {
            let message = format!("expected the end tag '</{}>'", self.document.slice(span));
            return Err(self.error(Code::XmlMalformed, message, start));
        };
        self.position = self.bytes.len() - next.len();
        if let NodeKind::Element(data) = &mut node.kind {
            data.closed = if after.len() - next.len() == 1 { narrow(self.position) } else { 0 };
            self.prefixes.leave(data.declarations.1 - data.declarations.0);
        }
        self.depth -= 1;
        self.open = (open != 0).then_some(parent);
        Ok(())
    }

    /// Reads a qualified name.
    #[inline(always)]
    fn qualified_name(&mut self, rest: &mut &'a [u8]) -> Result<Name> {
        let start = *rest;
        let mut after = after_ncname(self.text, start);
        if after.len() == start.len() {
            return Err(self.malformed_at(start, "expected a name"));
        }
        let mut local = start;
        let mut prefix = Prefix::DEFAULT;
        if let [b':', next @ ..] = after {
            prefix = self.prefixes.intern(self.text, start, start.len() - after.len());
            local = next;
            after = after_ncname(self.text, local);
            if after.len() == local.len() {
                return Err(self.malformed_at(local, "expected a local name after ':'"));
            }
        }
        *rest = after;
        let (start, local, end) = (self.place(start), self.place(local), self.place(after));
        Ok(Name { span: Span { start: narrow(start), end: narrow(end) }, local: narrow(local), prefix })
    }

    /// Reads one attribute or namespace declaration, of which the element has `count` already; whether it is an attribute that
    /// canonicalization writes as it is here. `rest` goes on; `self.position` may stay behind until the tag has been read.
    #[inline(always)]
    fn attribute(&mut self, rest: &mut &'a [u8], element: u32, count: usize) -> Result<bool> {
        let start = *rest;
        if count >= self.limits.max_attributes_per_element {
            let limit = self.limits.max_attributes_per_element;
            let message = format!("an element has more than {limit} attributes");
            return Err(self.limit(message, self.place(start)));
        }
        if self.attributes_left == 0 {
            let limit = self.limits.max_attributes;
            let message = format!("the document has more than {limit} attributes");
            return Err(self.limit(message, self.place(start)));
        }
        self.attributes_left -= 1;
        // `xmlns` is a prefix of its own: it is never interned, so that nothing can be declared for it.
        if let Some([b':' | b'=' | b' ' | b'\t' | b'\r' | b'\n', ..]) = start.strip_prefix(b"xmlns") {
            self.position = self.place(start);
            self.declaration_of(element)?;
            *rest = self.bytes.get(self.position..).unwrap_or_default();
            return Ok(false);
        }
        let Name { span: name, local, prefix } = self.qualified_name(rest)?;
        // The namespace is known only when the whole tag has been read.
        let namespace = Namespace::NONE;
        if let Some(value) = self.equals_usual_value(rest) {
            let data = AttributeData { name, local, namespace, prefix, value, plain: true };
            self.document.attributes.push(data);
            return Ok(true);
        }
        self.position = self.place(rest);
        let (value, plain) = self.equals_value()?;
        *rest = self.bytes.get(self.position..).unwrap_or_default();
        self.document.attributes.push(AttributeData { name, local, namespace, prefix, value, plain });
        Ok(false)
    }

    /// `="…"` where the value is ASCII and is what the source has, as almost every one is; else nothing was read.
    #[inline(always)]
    fn equals_usual_value(&self, rest: &mut &'a [u8]) -> Option<Span> {
        let begin = rest.strip_prefix(b"=\"")?;
        let end = after_ascii_value(begin);
        *rest = end.strip_prefix(b"\"")?;
        Some(Span { start: narrow(self.place(begin)), end: narrow(self.place(end)) })
    }

    /// Reads the namespace declaration that is here.
    #[inline(never)]
    fn declaration_of(&mut self, element: u32) -> Result<()> {
        let start = self.position;
        let declared = self.declared_prefix()?;
        let mut rest = self.bytes.get(self.position..).unwrap_or_default();
        let Some(value) = self.equals_usual_value(&mut rest) else {
            let (value, _) = self.equals_value()?;
            return self.declare(element, declared, value, Span::EMPTY, start);
        };
        self.position = self.place(rest);
        let before = start.saturating_sub(1);
        let written = match self.bytes.get(before) {
            Some(b' ') => Span { start: narrow(before), end: narrow(self.position) },
            _ => Span::EMPTY,
        };
        self.declare(element, declared, value, written, start)
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

    #[inline(never)]
    fn equals_value(&mut self) -> Result<(Span, bool)> {
        self.spaces();
        if !self.take_byte(b'=') {
            return Err(self.malformed("expected '=' after an attribute name"));
        }
        self.spaces();
        self.value()
    }

    /// Namespaces in XML 1.0, sections 2.2, 3 and 5.
    fn declare(
        &mut self,
        element: u32,
        declared: Span,
        value: Span,
        written: Span,
        start: usize,
    ) -> Result<()> {
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
        let prefix = if text.is_empty() { Prefix::DEFAULT } else { self.prefixes.find(text) };
        if !self.prefixes.declare(prefix, namespace, element) {
            return Err(self.error(Code::XmlMalformed, "a prefix is declared twice on one element", start));
        }
        self.document.declarations.push(DeclarationData {
            prefix,
            prefix_span: declared,
            namespace,
            written,
        });
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
            let prefix = if name.is_empty() { Prefix::DEFAULT } else { self.prefixes.find(name) };
            if self.prefixes.declare(prefix, namespace, 0) {
                let data = DeclarationData { prefix, prefix_span, namespace, written: Span::EMPTY };
                self.document.declarations.push(data);
                self.attributes_left = self.attributes_left.saturating_sub(1);
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

    /// A rule that is broken where these bytes begin, which are the last of the text.
    #[cold]
    fn malformed_at(&self, rest: &[u8], message: &str) -> XmlError {
        self.error(Code::XmlMalformed, message, self.place(rest))
    }

    #[cold]
    fn unbound(&self, name: Span) -> XmlError {
        let message = format!("the prefix of '{}' is not bound to a namespace", self.document.slice(name));
        self.error(Code::XmlMalformed, message, at(name.start))
    }
}
