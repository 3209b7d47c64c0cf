//! The scanner: one pass over the text, each rule of XML 1.0 and Namespaces 1.0 checked where it applies.

mod prolog;
mod tag;
mod uri;
mod value;

use super::character::is_char;
use super::error::XmlError;
use super::namespace::{Prefixes, Uris};
use super::run::after_spaces;
use super::tree::{Document, NodeData, Span, at};
use crate::{Code, Limits};

type Result<T> = std::result::Result<T, XmlError>;

impl<'a> Document<'a> {
    /// Reads a whole document, strictly: UTF-8, XML 1.0, no DOCTYPE, no processing instruction inside the root,
    /// only the five predefined entities (invariant: strict-xml).
    ///
    /// # Errors
    /// The first rule that is broken, with line and column; a budget of `limits` that is exceeded.
    pub fn parse(text: &'a str, limits: &Limits) -> Result<Document<'a>> {
        let mut scanner = Scanner::new(text, &[], limits);
        scanner.document()?;
        Ok(scanner.document)
    }

    /// Reads a document that was inside another one, such as the plaintext of encrypted XML: the prefixes of
    /// `scope`, each with its namespace name, are bound as if the root declared those that it does not declare itself.
    ///
    /// # Errors
    /// As [`Document::parse`].
    pub fn parse_in_scope(text: &'a str, scope: &[(&'a str, &str)], limits: &Limits) -> Result<Document<'a>> {
        let mut scanner = Scanner::new(text, scope, limits);
        scanner.document.is_part = true;
        scanner.document()?;
        Ok(scanner.document)
    }
}

struct Scanner<'a, 'l> {
    text: &'a str,
    bytes: &'a [u8],
    position: usize,
    limits: &'l Limits,
    document: Document<'a>,
    prefixes: Prefixes<'a>,
    /// The element whose content is being read.
    open: Option<u32>,
    depth: usize,
    /// Attributes and declarations that may still come.
    attributes_left: usize,
    /// Prefixes bound around the root, with their namespace names.
    scope: &'l [(&'a str, &'l str)],
    /// Bytes of namespace names, counted at each use, that may still come.
    namespace_bytes: usize,
}

/// How many times its own length an exclusive canonical form may need for namespace names. A tag that uses a name of
/// ordinary length stays far below, so real documents do too.
const NAMESPACE_FACTOR: usize = 8;
/// What short documents may need beyond that.
const NAMESPACE_ALLOWANCE: usize = 1 << 16;

impl<'a, 'l> Scanner<'a, 'l> {
    fn new(text: &'a str, scope: &'l [(&'a str, &'l str)], limits: &'l Limits) -> Scanner<'a, 'l> {
        // Guesses that fit a signed response; the arena grows where they are too small.
        let guess = (text.len() / 48 + 8).min(limits.max_nodes);
        Scanner {
            text,
            bytes: text.as_bytes(),
            position: 0,
            limits,
            document: Document {
                text,
                decoded: String::new(),
                nodes: Vec::with_capacity(guess),
                attributes: Vec::with_capacity(guess),
                declarations: Vec::with_capacity(16),
                uris: Uris::default(),
                prefixes: Vec::new(),
                comments: Vec::new(),
                ids: Vec::with_capacity(4),
                is_part: false,
                outer_comment: false,
                outer_instruction: false,
            },
            prefixes: Prefixes::new(),
            open: None,
            depth: 0,
            attributes_left: limits.max_attributes,
            scope,
            namespace_bytes: text.len().saturating_mul(NAMESPACE_FACTOR).saturating_add(NAMESPACE_ALLOWANCE),
        }
    }

    fn document(&mut self) -> Result<()> {
        // Spans need 31 bits, whatever the limit says.
        if self.text.len() > self.limits.max_xml_bytes.min(at(Span::DECODED - 1)) {
            let limit = self.limits.max_xml_bytes;
            return Err(self.limit(format!("the document is larger than {limit} bytes"), 0));
        }
        self.take("\u{FEFF}");
        self.declaration()?;
        self.misc()?;
        if !self.peek(b'<') {
            return Err(self.malformed("expected the root element"));
        }
        self.start_tag()?;
        while self.open.is_some() {
            self.content()?;
        }
        self.misc()?;
        if self.position != self.bytes.len() {
            return Err(self.malformed("content after the root element"));
        }
        self.document.prefixes = self.prefixes.texts();
        Ok(())
    }

    /// One piece of content: a run of text, a child or the end tag.
    fn content(&mut self) -> Result<()> {
        if !self.peek(b'<') {
            return self.text();
        }
        match self.bytes.get(self.position + 1) {
            Some(b'/') => self.end_tag(),
            // A comment or CDATA section may begin a text.
            Some(b'!') => self.text(),
            Some(b'?') => {
                let message = "the message contains a processing instruction";
                Err(self.error(Code::ProcessingInstruction, message, self.position))
            }
            _ => self.start_tag(),
        }
    }

    #[inline]
    fn node(&mut self, node: NodeData) -> Result<()> {
        if self.document.nodes.len() >= self.limits.max_nodes {
            let limit = self.limits.max_nodes;
            return Err(
                self.limit(format!("the document has more than {limit} elements and texts"), self.position)
            );
        }
        self.document.nodes.push(node);
        Ok(())
    }

    fn characters(&self, text: &str) -> Result<()> {
        match text.char_indices().find(|&(_, c)| !is_char(c)) {
            None => Ok(()),
            Some((offset, character)) => Err(self.illegal(Some(character), offset)),
        }
    }

    /// A character that XML 1.0 does not have (production 2), such as a control character.
    #[cold]
    fn illegal(&self, character: Option<char>, offset: usize) -> XmlError {
        let code = character.map_or(0, u32::from);
        let message = format!("the character U+{code:04X} is not allowed in XML");
        self.error(Code::XmlMalformed, message, self.position + offset)
    }

    /// The offset of these bytes, which are the last of the text.
    #[inline]
    fn place(&self, rest: &[u8]) -> usize {
        self.bytes.len() - rest.len()
    }

    #[inline]
    fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    #[inline]
    fn peek(&self, byte: u8) -> bool {
        self.bytes.get(self.position) == Some(&byte)
    }

    #[inline]
    fn take(&mut self, token: &str) -> bool {
        let found = self.bytes.get(self.position..).is_some_and(|rest| rest.starts_with(token.as_bytes()));
        if found {
            self.position += token.len();
        }
        found
    }

    #[inline]
    fn take_byte(&mut self, byte: u8) -> bool {
        let found = self.peek(byte);
        if found {
            self.position += 1;
        }
        found
    }

    /// Reads past white space; whether there was any.
    #[inline]
    fn spaces(&mut self) -> bool {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let after = after_spaces(rest);
        self.position = self.place(after);
        after.len() < rest.len()
    }

    #[cold]
    fn error(&self, code: Code, message: impl Into<String>, offset: usize) -> XmlError {
        XmlError::new(code, message, self.text, offset)
    }

    #[cold]
    fn malformed(&self, message: &str) -> XmlError {
        self.error(Code::XmlMalformed, message, self.position)
    }

    #[cold]
    fn limit(&self, message: String, offset: usize) -> XmlError {
        self.error(Code::LimitExceeded, message, offset)
    }
}

/// An index or offset of the arena; both are below 2³¹ by the size limit.
fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The same in fewer steps, for an offset of the text or the length of a list of the arena: `Scanner::document` refuses texts of
/// 2³¹ bytes and more, and no list is longer than what is read.
#[allow(clippy::as_conversions, reason = "no text that is read has an offset of more than 31 bits")]
#[inline]
fn narrow(value: usize) -> u32 {
    value as u32
}
