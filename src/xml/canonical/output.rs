//! Canonical bytes on their way to the sink, and what is escaped in them.

use super::super::namespace::{LINEAR, Namespace, Prefix};
use super::super::tree::{AttributeData, Document, Span, at};
use super::Sink;

/// Canonical bytes on their way to the sink.
///
/// Most of a document is in its source as it must be written. Such pieces are gathered while each follows the
/// last, so that the sink takes a few long runs instead of every name and quote.
pub(super) struct Output<'d, S> {
    document: &'d Document<'d>,
    source: &'d [u8],
    /// The run of the source that waits to be written.
    start: usize,
    end: usize,
    sink: &'d mut S,
}

impl<'d, S: Sink> Output<'d, S> {
    pub(super) fn new(document: &'d Document<'d>, sink: &'d mut S) -> Output<'d, S> {
        Output { document, source: document.text.as_bytes(), start: 0, end: 0, sink }
    }

    /// Writes the content of the span.
    #[inline]
    pub(super) fn span(&mut self, span: Span) {
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
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let next = self.source.get(self.end..).unwrap_or_default();
        if next.starts_with(bytes) {
            self.end += bytes.len();
        } else {
            self.flush();
            self.sink.write(bytes);
        }
    }

    /// Writes a namespace declaration with the space before it.
    #[inline(never)]
    pub(super) fn declaration(&mut self, prefix: Prefix, span: Span, namespace: Namespace) {
        // Mostly one of the first declarations has it as it must be written.
        let first = self.document.declarations.get(..LINEAR).unwrap_or(&self.document.declarations);
        let written = first
            .iter()
            .find(|own| own.prefix == prefix && own.namespace == namespace && own.written != Span::EMPTY);
        if let Some(own) = written {
            return self.span(own.written);
        }
        if prefix == Prefix::DEFAULT {
            self.bytes(b" xmlns=\"");
        } else {
            self.bytes(b" xmlns:");
            self.bytes(self.document.slice(span).as_bytes());
            self.bytes(b"=\"");
        }
        match namespace.well_known() {
            Some(uri) => self.bytes(uri.as_bytes()),
            None => self.escaped(self.document.uri(namespace), value_escape),
        }
        self.bytes(b"\"");
    }

    /// Writes the end tag, which ends at `closed` if the source has it as it must be written.
    #[inline]
    pub(super) fn end_tag(&mut self, name: Span, closed: u32) {
        if closed != 0 {
            let length = name.end.saturating_sub(name.start).saturating_add(3);
            return self.span(Span { start: closed.saturating_sub(length), end: closed });
        }
        self.bytes(b"</");
        self.bytes(self.document.slice(name).as_bytes());
        self.bytes(b">");
    }

    #[inline]
    pub(super) fn attribute(&mut self, attribute: &AttributeData) {
        let source = self.source;
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

    pub(super) fn escaped(&mut self, value: &str, escaped: impl Fn(u8) -> Option<&'static [u8]>) {
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

    pub(super) fn flush(&mut self) {
        if self.start < self.end {
            self.sink.write(self.source.get(self.start..self.end).unwrap_or_default());
        }
        self.start = self.end;
    }
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
pub(super) fn text_escape(byte: u8) -> Option<&'static [u8]> {
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
