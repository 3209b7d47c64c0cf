//! What a capture was recognized as, and the line of the report about it.

use super::repair::{Repair, RepairKind, counted, entities};

/// What a capture was recognized as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CaptureForm {
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
    /// JSON that contains a SAML parameter.
    Json,
    /// An HTML page with an auto-submitted form.
    Html,
    /// A `curl` command.
    Curl,
    /// An HTTP archive.
    Har,
    /// An export of the SAML-tracer browser extension.
    SamlTracer,
    /// No SAML.
    Unknown,
}

impl CaptureForm {
    /// The word in JSON reports, for example `form-body`.
    pub fn as_str(self) -> &'static str {
        match self {
            CaptureForm::Xml => "xml",
            CaptureForm::Base64 => "base64",
            CaptureForm::PercentEncoded => "percent-encoded",
            CaptureForm::FormBody => "form-body",
            CaptureForm::Url => "url",
            CaptureForm::Json => "json",
            CaptureForm::Html => "html",
            CaptureForm::Curl => "curl",
            CaptureForm::Har => "har",
            CaptureForm::SamlTracer => "saml-tracer",
            CaptureForm::Unknown => "unknown",
        }
    }
}

/// One encoding that was undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decoding {
    /// UTF-16 text was read as such.
    Utf16,
    /// ISO-8859-1 was transcoded, as the XML declares.
    Latin1,
    /// US-ASCII was transcoded, as the XML declares.
    UsAscii,
    /// `%XX` was decoded.
    PercentDecoding,
    /// Hexadecimal digits were decoded.
    Hexadecimal,
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

impl Decoding {
    /// The word in JSON reports, for example `percent-decoding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Decoding::Utf16 => "utf-16",
            Decoding::Latin1 => "iso-8859-1",
            Decoding::UsAscii => "us-ascii",
            Decoding::PercentDecoding => "percent-decoding",
            Decoding::Hexadecimal => "hexadecimal",
            Decoding::Base64 => "base64",
            Decoding::Inflate => "inflate",
            Decoding::HtmlEntities => "html-entities",
            Decoding::JsonString => "json-string",
            Decoding::ShellQuoting => "shell-quoting",
        }
    }
}

/// How the message was sent, as far as the capture shows.
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

impl CaptureForm {
    /// What a person reads.
    fn phrase(self) -> &'static str {
        match self {
            CaptureForm::Xml => "XML",
            CaptureForm::Base64 => "base64",
            CaptureForm::PercentEncoded => "percent-encoded text",
            CaptureForm::FormBody => "form body",
            CaptureForm::Url => "URL",
            CaptureForm::Json => "JSON",
            CaptureForm::Html => "HTML page",
            CaptureForm::Curl => "curl command",
            CaptureForm::Har => "HAR",
            CaptureForm::SamlTracer => "SAML-tracer export",
            CaptureForm::Unknown => "no SAML message found",
        }
    }
}

impl Decoding {
    /// What a person reads.
    fn phrase(self) -> &'static str {
        match self {
            Decoding::Utf16 => "UTF-16",
            Decoding::Latin1 => "ISO-8859-1",
            Decoding::UsAscii => "US-ASCII",
            Decoding::PercentDecoding => "percent-decoded",
            Decoding::Hexadecimal => "hexadecimal decoded",
            Decoding::Base64 => "base64",
            Decoding::Inflate => "inflated",
            Decoding::HtmlEntities => "entities decoded",
            Decoding::JsonString => "JSON string unescaped",
            Decoding::ShellQuoting => "shell quoting removed",
        }
    }
}

impl RepairKind {
    /// What a person reads.
    fn phrase(self, count: usize) -> String {
        match self {
            RepairKind::SpaceToPlus => format!("{} read as '+'", counted(count, "space")),
            RepairKind::LineBreaks => format!("{} removed", counted(count, "line break")),
            RepairKind::Quotes => "quotes around it removed".to_owned(),
            RepairKind::SmartQuotes => format!("{} made straight", counted(count, "typographic quote")),
            RepairKind::ByteOrderMark => "byte-order mark removed".to_owned(),
            RepairKind::ZeroWidth => format!("{} removed", counted(count, "invisible character")),
            RepairKind::Padding => "padding repaired".to_owned(),
            RepairKind::UrlSafeAlphabet => {
                format!("{} of the URL-safe alphabet", counted(count, "character"))
            }
            RepairKind::DoubleBase64 => "base64 twice".to_owned(),
            RepairKind::DoublePercentEncoding => "percent-encoded twice".to_owned(),
            RepairKind::JsonEscapes => format!("{} decoded", counted(count, "JSON escape")),
            RepairKind::HtmlEntities => format!("{} decoded", entities(count)),
            RepairKind::TrailingText => format!("{} after the value ignored", counted(count, "byte")),
            RepairKind::LineNumbers => format!("{} removed", counted(count, "line number")),
            RepairKind::Spaces => format!("{} inside the base64 removed", counted(count, "space")),
            RepairKind::LinePrefixes => format!("prefix of {} removed", counted(count, "line")),
            RepairKind::QuotedPrintable => "quoted-printable decoded".to_owned(),
        }
    }
}

/// The first line of a report: `form body, percent-decoded, base64, XML (5,912 bytes); 3 spaces read as '+'`.
pub(super) fn line(
    form: CaptureForm,
    steps: &[Decoding],
    repairs: &[Repair],
    xml_bytes: Option<usize>,
    position: (usize, usize),
) -> String {
    let mut parts = Vec::new();
    let is_first_step = match form {
        // The form is the first step; the XML comes last anyway.
        CaptureForm::Base64 => steps.contains(&Decoding::Base64),
        CaptureForm::PercentEncoded => steps.contains(&Decoding::PercentDecoding),
        CaptureForm::Xml => xml_bytes.is_some(),
        _ => false,
    };
    let (nth, of) = position;
    if !is_first_step || of > 1 {
        parts.push(if of > 1 {
            format!("{}, message {nth} of {of}", form.phrase())
        } else {
            form.phrase().to_owned()
        });
    }
    parts.extend(steps.iter().map(|step| step.phrase().to_owned()));
    if let Some(bytes) = xml_bytes {
        parts.push(format!("XML ({})", counted(bytes, "byte")));
    }
    let mut line = parts.join(", ");
    if !repairs.is_empty() {
        let repairs: Vec<String> = repairs.iter().map(|Repair { kind, count }| kind.phrase(*count)).collect();
        line.push_str("; ");
        line.push_str(&repairs.join(", "));
    }
    line
}
