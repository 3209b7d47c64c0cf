//! What refuses a document, and where.

use crate::{Code, Finding, Location};

/// A document that was refused: which rule, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} at line {}, column {}", .0.message, .0.line, .0.column)]
pub struct XmlError(Box<XmlErrorDetails>);

/// In a box, so that what succeeds returns in registers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct XmlErrorDetails {
    code: Code,
    message: String,
    offset: usize,
    line: u32,
    column: u32,
}

impl XmlError {
    /// An error at a byte offset of the text.
    #[cold]
    pub(super) fn new(code: Code, message: impl Into<String>, text: &str, offset: usize) -> XmlError {
        let (line, column) = super::location::line_and_column(text, offset);
        let mut message = message.into();
        // Names of the document are quoted in messages; a hostile one may be megabytes long.
        if let Some((end, _)) = message.char_indices().nth(200) {
            message.truncate(end);
            message.push('…');
        }
        XmlError(Box::new(XmlErrorDetails { code, message, offset, line, column }))
    }

    /// `xml-malformed`, `doctype-forbidden`, `encoding-unsupported`, `processing-instruction` or `limit-exceeded`.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What is wrong, lower case; it names rules and characters of markup, no value.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Byte offset in the text.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Line, from 1.
    pub fn line(&self) -> u32 {
        self.0.line
    }

    /// Column in characters, from 1.
    pub fn column(&self) -> u32 {
        self.0.column
    }
}

impl From<XmlError> for Finding {
    fn from(error: XmlError) -> Finding {
        let XmlErrorDetails { code, message, line, column, .. } = *error.0;
        let location = Location::new("", line, column);
        Finding::new(code, message).at(Some(location))
    }
}
