//! XML that this service writes: small documents, every value escaped.

use crate::signature::SigningKey;
use crate::xml::Document;
use crate::{Error, ErrorKind, Limits};
use chrono::{DateTime, SecondsFormat, Utc};
use quick_xml::escape::escape;
use std::borrow::Cow;

/// Writes one document, element by element.
#[derive(Default)]
pub(crate) struct XmlWriter {
    out: String,
    open: Vec<Cow<'static, str>>,
    in_tag: bool,
}

impl XmlWriter {
    pub(crate) fn start(mut self, name: impl Into<Cow<'static, str>>) -> XmlWriter {
        let name = name.into();
        self.end_tag();
        self.out.push('<');
        self.out.push_str(&name);
        self.open.push(name);
        self.in_tag = true;
        self
    }

    /// Adds an attribute to the element that was just started.
    pub(crate) fn attribute(mut self, name: &str, value: &str) -> XmlWriter {
        self.out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        self
    }

    /// Adds an attribute if there is a value.
    pub(crate) fn attribute_if(self, name: &str, value: Option<&str>) -> XmlWriter {
        match value {
            Some(value) => self.attribute(name, value),
            None => self,
        }
    }

    pub(crate) fn text(mut self, text: &str) -> XmlWriter {
        self.end_tag();
        self.out.push_str(&escaped(text));
        self
    }

    /// Ends the element that was started last and has not ended.
    pub(crate) fn end(mut self) -> XmlWriter {
        self.end_tag();
        if let Some(name) = self.open.pop() {
            self.out.push_str(&format!("</{name}>"));
        }
        self
    }

    /// An element with a text and nothing else.
    pub(crate) fn element(self, name: impl Into<Cow<'static, str>>, text: &str) -> XmlWriter {
        self.start(name).text(text).end()
    }

    /// Writes what `write` writes, once for each item.
    pub(crate) fn each<T>(
        self,
        items: impl IntoIterator<Item = T>,
        write: impl Fn(XmlWriter, T) -> XmlWriter,
    ) -> XmlWriter {
        items.into_iter().fold(self, write)
    }

    fn end_tag(&mut self) {
        if std::mem::take(&mut self.in_tag) {
            self.out.push('>');
        }
    }

    /// The document, with every element that is still open ended.
    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self = self.end();
        }
        self.out
    }
}

/// A value in which every character comes back as it was: a reader makes spaces and line feeds of the others.
pub(crate) fn escaped(value: &str) -> String {
    let mut out = escape(value).into_owned();
    for (character, reference) in [('\t', "&#9;"), ('\n', "&#10;"), ('\r', "&#13;")] {
        if out.contains(character) {
            out = out.replace(character, reference);
        }
    }
    out
}

/// Whether a text can be written into XML and read again as it was: no control character, and no character outside of XML.
pub(crate) fn is_plain(text: &str) -> bool {
    text.chars().all(|character| !character.is_control() && !matches!(character, '\u{fffe}' | '\u{ffff}'))
}

/// An instant as SAML writes it: UTC, whole seconds.
pub(crate) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Signs the root element of a document, with the signature behind the first child if that is the Issuer, or before
/// all children (SAML 2.0 core, schema of RequestAbstractType; metadata, 2.3.2).
pub(crate) fn sign_root(xml: &str, key: &SigningKey) -> Result<String, Error> {
    let broken = |why: &str| Error::new(ErrorKind::Crypto, format!("the message cannot be signed: {why}"));
    let limits = Limits { max_xml_bytes: usize::MAX, ..Limits::default() };
    let document = Document::parse(xml, &limits).map_err(|error| broken(&error.to_string()))?;
    let root = document.root();
    let id = root.attribute("ID").ok_or_else(|| broken("it has no ID"))?;
    let signature = key.enveloped(root, id, None)?;
    let issuer_end = "</saml:Issuer>";
    let place = match xml.find(issuer_end) {
        Some(at) => at.saturating_add(issuer_end.len()),
        None => xml.find('>').ok_or_else(|| broken("it has no element"))?.saturating_add(1),
    };
    let (before, after) = xml.split_at_checked(place).ok_or_else(|| broken("it has no element"))?;
    Ok([before, &signature, after].concat())
}
