//! Room 1: bytes from a person → SAML messages.

pub(crate) mod base64;

use crate::{Finding, Limits};
use chrono::{DateTime, Utc};

/// What a capture was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// XML text.
    Xml,
    /// A base64 value.
    Base64,
    /// A percent-encoded value.
    PercentEncoded,
    /// A form body, `SAMLResponse=…&RelayState=…`.
    FormBody,
    /// A URL with a SAML parameter in its query (Redirect binding).
    Url,
    /// JSON that holds a SAML parameter.
    Json,
    /// An HTML page with an auto-submitted form.
    Html,
    /// A `curl` command.
    Curl,
    /// An HTTP archive.
    Har,
    /// An export of the SAML-tracer browser extension.
    SamlTracer,
    /// Nothing that holds SAML.
    Unknown,
}

impl Form {
    /// The word in JSON reports, for example `form-body`.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Xml => "xml",
            Form::Base64 => "base64",
            Form::PercentEncoded => "percent-encoded",
            Form::FormBody => "form-body",
            Form::Url => "url",
            Form::Json => "json",
            Form::Html => "html",
            Form::Curl => "curl",
            Form::Har => "har",
            Form::SamlTracer => "saml-tracer",
            Form::Unknown => "unknown",
        }
    }
}

/// One encoding that was undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// UTF-16 text was read as such.
    Utf16,
    /// `%XX` was decoded.
    PercentDecoding,
    /// base64 was decoded.
    Base64,
    /// Raw DEFLATE was inflated.
    Inflate,
    /// HTML entities were decoded.
    HtmlEntities,
    /// A JSON string was unescaped.
    JsonString,
    /// Shell quoting was undone.
    ShellQuoting,
}

impl Step {
    /// The word in JSON reports, for example `percent-decoding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Utf16 => "utf-16",
            Step::PercentDecoding => "percent-decoding",
            Step::Base64 => "base64",
            Step::Inflate => "inflate",
            Step::HtmlEntities => "html-entities",
            Step::JsonString => "json-string",
            Step::ShellQuoting => "shell-quoting",
        }
    }
}

/// Damage that was undone, and how many times it stood there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Repair {
    /// What was undone.
    pub kind: RepairKind,
    /// How many places.
    pub count: usize,
}

/// Kinds of damage that a paste does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RepairKind {
    /// Spaces where base64 needs `+`.
    SpaceToPlus,
    /// Line breaks or blanks inside the value.
    LineBreaks,
    /// Quotes around the value.
    Quotes,
    /// Typographic quotes around or inside the text.
    SmartQuotes,
    /// A byte-order mark.
    ByteOrderMark,
    /// Invisible characters.
    ZeroWidth,
    /// Missing `=` padding.
    Padding,
    /// The URL-safe base64 alphabet.
    UrlSafeAlphabet,
    /// base64 of base64.
    DoubleBase64,
    /// Percent-encoding of percent-encoding.
    DoublePercentEncoding,
    /// A value that was escaped as a JSON string.
    JsonEscapes,
    /// HTML entities in the value.
    HtmlEntities,
}

impl RepairKind {
    /// The word in JSON reports, for example `space-to-plus`.
    pub fn as_str(self) -> &'static str {
        match self {
            RepairKind::SpaceToPlus => "space-to-plus",
            RepairKind::LineBreaks => "line-breaks",
            RepairKind::Quotes => "quotes",
            RepairKind::SmartQuotes => "smart-quotes",
            RepairKind::ByteOrderMark => "byte-order-mark",
            RepairKind::ZeroWidth => "zero-width",
            RepairKind::Padding => "padding",
            RepairKind::UrlSafeAlphabet => "url-safe-alphabet",
            RepairKind::DoubleBase64 => "double-base64",
            RepairKind::DoublePercentEncoding => "double-percent-encoding",
            RepairKind::JsonEscapes => "json-escapes",
            RepairKind::HtmlEntities => "html-entities",
        }
    }
}

/// How the message travelled, as far as the capture shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Binding {
    /// HTTP-POST: base64 in a form.
    Post,
    /// HTTP-Redirect: base64 of raw DEFLATE in a query.
    Redirect,
    /// The capture does not show it.
    Unknown,
}

/// One SAML message out of a capture.
#[derive(Clone)]
pub struct Captured {
    pub(crate) form: Form,
    pub(crate) steps: Vec<Step>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) xml: String,
    pub(crate) binding: Binding,
    pub(crate) relay_state: Option<String>,
    pub(crate) posted_to: Option<String>,
    pub(crate) captured_at: Option<DateTime<Utc>>,
    pub(crate) query: Option<String>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) position: (usize, usize),
}

/// The SAML messages that a person pasted.
#[derive(Clone, Debug)]
pub struct Capture {
    messages: Vec<Captured>,
}

/// Why nothing could be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    pub(crate) form: Form,
    pub(crate) steps: Vec<Step>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) finding: Finding,
}
impl Capture {
    /// Reads whatever a person pasted.
    pub fn read(_input: &[u8], _limits: &Limits) -> Result<Capture, Unreadable> {
        Ok(Capture { messages: Vec::new() })
    }
    /// messages
    pub fn messages(&self) -> &[Captured] {
        &self.messages
    }
}
impl std::fmt::Debug for Captured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Captured").field("form", &self.form).finish_non_exhaustive()
    }
}
