//! The XML of metadata, read as a stream and checked on the way.
//!
//! quick-xml is lenient by design. What it lets pass and a conforming parser would not, as far as it could change what is
//! read, is refused here: documents that end early, second roots, text outside the root, unbound prefixes, `<` in attribute
//! values, illegal characters, unknown entities, malformed names. What still passes (attributes without white space between
//! them, `]]>` in text) reads the same either way.

use super::Entities;
use super::walk::{self, Gather, MetadataWalk};
use crate::{Error, ErrorKind, Limits};
use quick_xml::XmlVersion;
use quick_xml::errors::{Error as XmlError, IllFormedError};
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceError, NamespaceResolver, ResolveResult};
use quick_xml::reader::NsReader;
use std::borrow::Cow;
use std::io::{BufRead, Take};

/// Takes elements in document order.
pub(super) trait ElementSink {
    fn start(&mut self, element: &StartTag<'_>) -> Result<(), String>;
    /// Text, also a part of it: what comments and references split is put together again.
    fn text(&mut self, text: &str);
    /// The end of an element; whether it was the root.
    fn end(&mut self) -> bool;
    /// Whether the root element was one of metadata.
    fn has_root(&self) -> bool;
    /// The name of the innermost open element.
    fn innermost(&self) -> &str;
}

/// The start of an element, from whichever reader.
pub(super) struct StartTag<'a> {
    pub(super) namespace: Option<&'a str>,
    pub(super) name: &'a str,
    pub(super) attributes: &'a [(&'a str, Cow<'a, str>)],
}

impl<'a> StartTag<'a> {
    pub(super) fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace == Some(namespace) && self.name == name
    }

    /// The value of an attribute in no namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_ref())
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.attribute(name).map(str::to_owned)
    }
}

/// Reads a document that is in memory; errors say line and column.
pub(super) fn read_text<G: Gather>(xml: &str, limits: &Limits) -> Result<G, Error> {
    let mut walk = MetadataWalk::new(None, limits);
    match drive(xml.as_bytes(), &mut walk, limits) {
        Ok(()) => Ok(walk.finish()),
        Err(failure) => Err(failure.error(Some(xml))),
    }
}

/// Reads a stream for one entity; errors say the byte.
pub(super) fn search(reader: impl BufRead, entity_id: &str, limits: &Limits) -> Result<Entities, Error> {
    let mut walk = MetadataWalk::new(Some(entity_id), limits);
    match drive(reader, &mut walk, limits) {
        Ok(()) => Ok(walk.finish()),
        Err(failure) => Err(failure.error(None)),
    }
}

/// What is wrong, and how many bytes were read before it.
struct ReadFailure {
    message: String,
    offset: u64,
    /// Whether the root was metadata.
    accepted: bool,
}

impl ReadFailure {
    fn error(self, xml: Option<&str>) -> Error {
        let offset = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let place = match xml.and_then(|xml| xml.get(..offset.min(xml.len()))) {
            Some(before) => {
                let line = before.matches('\n').count().saturating_add(1);
                let column = before.rsplit('\n').next().unwrap_or("").chars().count().saturating_add(1);
                format!("line {line}, column {column}")
            }
            None => format!("byte {offset}"),
        };
        let fix = match self.message.as_str() {
            walk::HTML => {
                "give the address of the metadata itself; this is a web page, perhaps a sign-in page"
            }
            message if message.ends_with("(max_namespaces)") => {
                "ask the publisher for metadata with fewer declarations, or raise Limits::max_namespaces"
            }
            _ if self.accepted => "fetch the metadata again; it was cut or changed on the way",
            _ => "give the metadata that the identity provider publishes: XML with an EntityDescriptor",
        };
        let message = format!("the metadata cannot be read: {} ({place})", self.message);
        Error::new(ErrorKind::Metadata, message).with_fix(fix)
    }
}

fn drive<R: BufRead>(source: R, sink: &mut impl ElementSink, limits: &Limits) -> Result<(), ReadFailure> {
    let mut reader = NsReader::from_reader(source.take(0));
    reader.config_mut().check_comments = true;
    reader.config_mut().expand_empty_elements = true;
    reader.resolver_mut().set_max_namespace_bindings(limits.max_namespaces);
    let mut buffer = Vec::new();
    let mut place = ReaderPlace::Before;
    loop {
        buffer.clear();
        // One token at a time is in memory, so its size is bounded here; the caller bounds the total.
        let budget = u64::try_from(limits.max_xml_bytes).unwrap_or(u64::MAX);
        budget_of(&mut reader).set_limit(budget);
        let offset = reader.buffer_position();
        let step = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) if place == ReaderPlace::After => return Ok(()),
            Ok(event) => step(&mut place, reader.resolver(), event, sink, limits),
            Err(error) => Err(explain(&error, limits)),
        };
        if budget_of(&mut reader).limit() == 0 {
            let message = format!("a single token is larger than {} bytes", limits.max_xml_bytes);
            return Err(ReadFailure { message, offset, accepted: sink.has_root() });
        }
        step.map_err(|message| ReadFailure { message, offset, accepted: sink.has_root() })?;
    }
}

fn budget_of<R: BufRead>(reader: &mut NsReader<Take<R>>) -> &mut Take<R> {
    reader.get_mut()
}

/// Where in the document the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ReaderPlace {
    /// Nothing was read yet.
    Before,
    /// Before the root, after something.
    Prolog,
    Inside,
    After,
}

fn step(
    place: &mut ReaderPlace,
    resolver: &NamespaceResolver,
    event: Event<'_>,
    sink: &mut impl ElementSink,
    limits: &Limits,
) -> Result<(), String> {
    match event {
        Event::Start(start) => {
            if *place == ReaderPlace::After {
                return Err("a second root element follows the first".to_owned());
            }
            *place = ReaderPlace::Inside;
            qname(start.name().into_inner())?;
            let (namespace, name) = resolver.resolve_element(start.name());
            let namespace = match &namespace {
                ResolveResult::Bound(namespace) => Some(namespace.0),
                ResolveResult::Unbound => None,
                ResolveResult::Unknown(prefix) => return Err(format!("the prefix {prefix} is not declared")),
            };
            let attributes = attributes(&start, resolver, limits)?;
            sink.start(&StartTag { namespace, name: name.as_ref(), attributes: &attributes })
        }
        Event::End(_) => {
            if sink.end() {
                *place = ReaderPlace::After;
            }
            Ok(())
        }
        Event::Text(text) => {
            let text = text.xml10_content();
            legal(&text)?;
            if *place != ReaderPlace::Inside {
                return outside(&text, place);
            }
            sink.text(&text);
            Ok(())
        }
        Event::CData(text) if *place == ReaderPlace::Inside => {
            let text = text.xml10_content();
            legal(&text)?;
            sink.text(&text);
            Ok(())
        }
        Event::GeneralRef(reference) if *place == ReaderPlace::Inside => {
            let mut buffer = [0; 4];
            sink.text(resolve(&reference, &mut buffer)?);
            Ok(())
        }
        Event::CData(_) | Event::GeneralRef(_) => Err("there is text outside the root element".to_owned()),
        Event::Decl(declaration) => {
            if *place != ReaderPlace::Before {
                return Err("an XML declaration is not at the very start".to_owned());
            }
            *place = ReaderPlace::Prolog;
            match declaration.version() {
                Ok(version) if version == "1.0" => Ok(()),
                _ => Err("its XML declaration does not declare version 1.0".to_owned()),
            }
        }
        // An entity could name a file or swell without end; metadata has no use for a DTD (saml-metadata-2.0-os gives
        // none).
        Event::DocType(doctype) => Err(match doctype.trim_start().get(..4) {
            Some(name) if name.eq_ignore_ascii_case("html") => walk::HTML.to_owned(),
            _ => "a DOCTYPE is not allowed".to_owned(),
        }),
        Event::Comment(_) | Event::PI(_) => {
            if *place == ReaderPlace::Before {
                *place = ReaderPlace::Prolog;
            }
            Ok(())
        }
        Event::Eof => Err(match *place {
            ReaderPlace::Before => "it is empty".to_owned(),
            ReaderPlace::Prolog => "there is no root element".to_owned(),
            _ => format!("it ends inside the element {}", sink.innermost()),
        }),
        // Not emitted, since empty elements are expanded.
        Event::Empty(_) => Err("an end tag has no start tag".to_owned()),
    }
}

/// Text before or after the root: white space, or a sign that this is no XML at all.
fn outside(text: &str, place: &mut ReaderPlace) -> Result<(), String> {
    let visible = text.trim_start_matches('\u{FEFF}').trim_start();
    let before = matches!(*place, ReaderPlace::Before | ReaderPlace::Prolog);
    if visible.is_empty() {
        if *place == ReaderPlace::Before && !text.is_empty() {
            *place = ReaderPlace::Prolog;
        }
        return Ok(());
    }
    Err(if before && visible.starts_with("-----BEGIN") {
        "this is PEM, not metadata".to_owned()
    } else if before {
        "this is not XML".to_owned()
    } else {
        "there is text outside the root element".to_owned()
    })
}

/// Every attribute with its value as a parser reports it, namespace declarations included.
fn attributes<'a>(
    start: &'a BytesStart<'_>,
    resolver: &NamespaceResolver,
    limits: &Limits,
) -> Result<Vec<(&'a str, Cow<'a, str>)>, String> {
    let mut all = Vec::new();
    // The iterator refuses a name that occurs twice.
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if all.len() >= limits.max_attributes_per_element {
            return Err(format!("an element has more than {} attributes", limits.max_attributes_per_element));
        }
        qname(attribute.key.into_inner())?;
        // The resolver compares declarations as written, so one that reads differently than it is written is refused.
        let declares = attribute.key.as_namespace_binding().is_some();
        if declares && attribute.value.contains(['&', '\t', '\r', '\n']) {
            return Err("a namespace declaration is written with references or line breaks".to_owned());
        }
        if !declares && let (ResolveResult::Unknown(prefix), _) = resolver.resolve_attribute(attribute.key) {
            return Err(format!("the prefix {prefix} is not declared"));
        }
        if attribute.value.contains('<') {
            return Err("an attribute value contains <".to_owned());
        }
        let value = attribute
            .normalized_value_with(XmlVersion::Implicit1_0, 1, resolve_xml_entity)
            .map_err(|_| "an attribute value has an & that begins neither a predefined entity nor a character reference".to_owned())?;
        legal(&value)?;
        all.push((attribute.key.into_inner(), value));
    }
    Ok(all)
}

/// QName (Namespaces in XML 1.0, section 4), with every character above ASCII let pass.
fn qname(name: &str) -> Result<(), String> {
    let ncname = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || !c.is_ascii())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.') || !c.is_ascii())
    };
    let legal = match name.split_once(':') {
        Some((prefix, local)) => ncname(prefix) && ncname(local),
        None => ncname(name),
    };
    if legal { Ok(()) } else { Err("the name of an element or attribute is malformed".to_owned()) }
}

/// The meaning of a reference in text: one of the five predefined entities or a character.
fn resolve<'b>(reference: &BytesRef<'_>, buffer: &'b mut [u8; 4]) -> Result<&'b str, String> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => {
            let text = character.encode_utf8(buffer);
            legal(text)?;
            Ok(text)
        }
        Ok(None) => resolve_xml_entity(reference)
            .ok_or_else(|| "an entity is not one of the five predefined ones".to_owned()),
        Err(_) => Err("a character reference is malformed".to_owned()),
    }
}

/// Char, XML 1.0 section 2.2.
fn legal(text: &str) -> Result<(), String> {
    let illegal = |c: char| matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    match text.chars().find(|&c| illegal(c)) {
        Some(character) => Err(format!("the character U+{:04X} is not allowed in XML", u32::from(character))),
        None => Ok(()),
    }
}

fn explain(error: &XmlError, limits: &Limits) -> String {
    match error {
        XmlError::Namespace(NamespaceError::TooManyBindings(_)) => {
            format!(
                "more than {} namespace declarations are in scope (max_namespaces)",
                limits.max_namespaces
            )
        }
        XmlError::Encoding(_) => "it is not UTF-8 text".to_owned(),
        XmlError::Io(error) => format!("reading failed: {error}"),
        XmlError::IllFormed(IllFormedError::UnclosedReference) => {
            "an & is not escaped; in XML it is written &amp;".to_owned()
        }
        other => other.to_string(),
    }
}
