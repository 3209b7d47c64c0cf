//! A capture → the same capture without values of persons: for `samlens redact` and reports with `--redact`.
//!
//! The capture is rewritten twice by the same code. The first time finds the values and gives each a stand-in of its shape
//! ([`standin`]); the second writes the copy, in which every known value is replaced wherever it is, in every encoding.
//! Before a copy is handed out it is searched for all of them ([`search`]), and read again: its form must be the same.

mod code;
mod container;
mod json;
mod layers;
mod parameters;
mod plain;
mod record;
mod report;
mod resign;
mod search;
mod standin;
mod text_encoding;
mod values;
mod xml;

use crate::Limits;
use crate::capture::{Capture, Captured, Decoding, RepairKind, Unreadable};
use crate::encoding::surrogates::paired;
use crate::report::Report;
use crate::signature::SigningKey;
use crate::xml::Document;
use container::Rewriter;
use parameters::Parameters;
use plain::RedactSettings;
pub use record::OriginalVerdict;
pub use report::ReportRedaction;
use resign::{Signing, Verified};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use text_encoding::TextEncoding;
use values::Values;

/// How a capture is redacted.
///
/// ```
/// use samlens::inspect::Redaction;
/// use samlens::{Limits, Validator};
///
/// let capture = br#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1">
///   <s:Subject xmlns:s="urn:oasis:names:tc:SAML:2.0:assertion"><s:NameID>mara@example.org</s:NameID></s:Subject>
/// </p:AuthnRequest>"#;
/// let inspector = Validator::builder().inspector();
/// let judge = |message: &_| inspector.inspect_captured(message).at(std::time::SystemTime::now());
/// let copy = Redaction::default().of(capture, &Limits::default(), judge)?;
/// let text = String::from_utf8_lossy(copy.output());
/// assert!(!text.contains("mara") && text.contains("@example.invalid"));
/// # Ok::<(), samlens::inspect::NotRedacted>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Redaction {
    settings: RedactSettings,
    /// Throw-away keys, with which the copy is signed again.
    keys: Vec<SigningKey>,
}

/// The copy, without the replaced values.
pub struct Redacted {
    output: Vec<u8>,
    replaced: BTreeMap<&'static str, usize>,
    original: OriginalVerdict,
    resigned: Option<Resigned>,
}

/// Which signatures of a copy were made again, and which were not.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Resigned {
    /// The elements whose signatures were made again, for example `Response`; `Query` for that of a URL.
    pub elements: Vec<String>,
    /// How many signatures stay as they are, because those of the original did not verify with a trusted key.
    pub left: usize,
    /// A message has encrypted content, which keeps the signature inside it.
    pub encrypted: bool,
    /// Metadata with the throw-away keys, to verify the copy with; none if nothing was signed again.
    pub metadata: Option<String>,
}

/// Why there is no copy. Nothing of the capture is in its texts.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum NotRedacted {
    /// No message can be read, so it is unknown what in it is of a person.
    Unreadable(Box<Unreadable>),
    /// The form of the capture cannot be written back as it was.
    Form(String),
    /// This many values would be left.
    LeftOver(usize),
}

impl fmt::Display for NotRedacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotRedacted::Unreadable(unread) => fmt::Display::fmt(unread, f),
            NotRedacted::Form(why) => f.write_str(why),
            NotRedacted::LeftOver(count) => {
                write!(
                    f,
                    "{count} place{} would still have a replaced value",
                    if *count == 1 { "" } else { "s" }
                )
            }
        }
    }
}

impl std::error::Error for NotRedacted {}

impl Redaction {
    /// Keeps the values of an attribute, for example `roles`.
    pub fn keep(mut self, attribute: impl Into<String>) -> Redaction {
        self.settings.keep.push(attribute.into());
        self
    }

    /// Also replaces host names, entity IDs, signature values and certificates.
    pub fn hosts(mut self) -> Redaction {
        self.settings.hosts = true;
        self
    }

    /// Signs the copy again with a throw-away key, where the original verified with a key that the report trusts. Of
    /// several keys the first is used that fits the algorithm. The copy is not authentic: anyone who has the key can sign
    /// anything.
    pub fn resign(mut self, key: SigningKey) -> Redaction {
        self.keys.push(key);
        self
    }

    /// Makes the copy. `judge` reports on each message of the original; what it says travels in the copy.
    ///
    /// # Errors
    /// See [`NotRedacted`]. A copy that is not safe is not handed out.
    pub fn of(
        &self,
        input: &[u8],
        limits: &Limits,
        mut judge: impl FnMut(&Captured) -> Report,
    ) -> Result<Redacted, NotRedacted> {
        let capture = Capture::read(input, limits).map_err(NotRedacted::Unreadable)?;
        let (mut originals, mut verified) = (HashMap::new(), HashMap::new());
        let chosen = capture.default_index();
        let mut original = None;
        for (index, message) in capture.messages().iter().enumerate() {
            let known = OriginalVerdict::in_message(message.xml());
            let report = (known.is_none() || !self.keys.is_empty()).then(|| judge(message));
            if let Some(report) = report.as_ref().filter(|_| !self.keys.is_empty()) {
                let of_message = Verified::of(message.xml(), report, limits);
                verified.insert(record::key(message.xml()).to_owned(), of_message);
            }
            let of_report = || report.map(|report| OriginalVerdict::of(message.xml(), &report, limits));
            let Some(found) = known.or_else(of_report) else { continue };
            if index == chosen {
                original = Some(found.clone());
            }
            originals.insert(record::key(message.xml()).to_owned(), found);
        }
        let no_form =
            || NotRedacted::Form("the capture is not text in UTF-8, UTF-16 or ISO-8859-1".to_owned());
        let original = original.ok_or_else(no_form)?;
        let mut malformed =
            capture.messages().iter().filter(|message| Document::parse(message.xml(), limits).is_err());
        if let Some(why) = malformed.find_map(not_followed) {
            return Err(NotRedacted::Form(why.to_owned()));
        }
        let (charset, text) = TextEncoding::decode(input).ok_or_else(no_form)?;
        let mut values = Values::new(self.settings.hosts);
        for message in capture.messages() {
            let mut rewriter = self.rewriter(&mut values, &originals, None);
            rewriter.message(message.xml());
            if let Some(state) = message.relay_state() {
                rewriter.values.standin(values::ValueKind::RelayState, state);
            }
        }
        whole(&text, &mut self.rewriter(&mut values, &originals, None), &original)?;
        values.settle();
        let signing = Signing { verified: &verified, keys: &self.keys, limits };
        let signing = Some(signing).filter(|_| !self.keys.is_empty());
        let copy = whole(&text, &mut self.rewriter(&mut values, &originals, signing), &original)?;
        let of_message: Vec<Option<&Verified>> =
            capture.messages().iter().map(|message| verified.get(record::key(message.xml()))).collect();
        let (copy, resigned) = match signing {
            Some(_) => {
                let (copy, resigned) = resign::whole(copy, charset, &of_message, &self.keys, limits);
                (copy, Some(resigned))
            }
            None => (copy, None),
        };
        let output = charset.encode(&copy).ok_or_else(no_form)?;
        same_form(&capture, &output, limits)?;
        match search::left_over(&copy, values.replaced()) {
            0 => Ok(Redacted {
                output,
                replaced: values.counts().iter().map(|(kind, count)| (kind.as_str(), *count)).collect(),
                original,
                resigned,
            }),
            count => Err(NotRedacted::LeftOver(count)),
        }
    }
}

impl Redaction {
    fn rewriter<'r>(
        &'r self,
        values: &'r mut Values,
        originals: &'r HashMap<String, OriginalVerdict>,
        signing: Option<Signing<'r>>,
    ) -> Rewriter<'r> {
        Rewriter { values, settings: &self.settings, originals, signing }
    }
}

/// The whole capture, by its form.
fn whole(text: &str, rewriter: &mut Rewriter<'_>, original: &OriginalVerdict) -> Result<String, NotRedacted> {
    let in_pieces = || Err(NotRedacted::Form(IN_PIECES.to_owned()));
    let head = text.trim_start();
    if head.starts_with(['{', '[', '"'])
        && let Ok(mut document) = serde_json::from_str::<Value>(&paired(text))
    {
        let has_places = ["log", "requests"].iter().any(|name| document.get(name).is_some());
        if document.as_str().is_some_and(is_recording) || !has_places && has_quoted_recording(text) {
            return in_pieces();
        }
        json::rewrite(&mut document, rewriter);
        if let Some(log) = document.get_mut("log").and_then(Value::as_object_mut)
            && !log.get("comment").and_then(Value::as_str).is_some_and(|text| text.starts_with(COMMENT))
        {
            log.insert("comment".to_owned(), Value::from(format!("{COMMENT}{}", original.to_json())));
        }
        let indented = head.starts_with("{\n") || head.starts_with("[\n") || head.starts_with("{\r\n");
        let end = if text.ends_with('\n') { "\n" } else { "" };
        let written =
            if indented { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
        return Ok(written.unwrap_or_default() + end);
    }
    if is_recording(text) {
        return in_pieces();
    }
    let is_url = head.starts_with("http://") || head.starts_with("https://");
    let is_form = !head.contains(char::is_whitespace) && head.contains('=');
    Ok(rewriter.text(text, if is_url || is_form { Parameters::All } else { Parameters::Secret }))
}

/// Why the values of a malformed message cannot be found.
fn not_followed(message: &Captured) -> Option<&'static str> {
    let more_follows = message.repairs().iter().any(|repair| repair.kind == RepairKind::TrailingText);
    if more_follows && message.steps().contains(&Decoding::Base64) {
        return Some(BROKEN_OFF);
    }
    xml::is_damaged(message.xml()).then_some(DAMAGED)
}

const BROKEN_OFF: &str = "the message is malformed, and text after its base64 may be the rest of it, so values in it cannot be found; give the whole value, without what is between its parts";

const DAMAGED: &str = "the markup of the message is damaged, so values cannot be told from marks";

const IN_PIECES: &str = "it has a recording whose JSON is damaged or has other text around it, so cookies and credentials in it cannot be found; export the recording again and give the file alone";

/// Whether a text, which is no JSON, has HTTP messages as a HAR or SAML-tracer writes them. Their headers and bodies are
/// replaced by their place in the JSON, and text has no places (`redacted-copy` in SECURITY.md).
fn is_recording(text: &str) -> bool {
    let names = |name: &str| text.contains(name);
    names("\"requestHeaders\"") || (names("\"request\"") && names("\"headers\""))
}

/// The same inside a string of JSON.
fn has_quoted_recording(json: &str) -> bool {
    let names = |name: &str| json.contains(name);
    names("\\\"requestHeaders\\") || (names("\\\"request\\") && names("\\\"headers\\"))
}

/// Begins the comment of a HAR.
const COMMENT: &str = "samlens redacted copy: ";

/// A copy that reads otherwise than the capture is no copy.
fn same_form(capture: &Capture, output: &[u8], limits: &Limits) -> Result<(), NotRedacted> {
    let differs = |what: &str| {
        Err(NotRedacted::Form(format!("a capture of this form cannot be written back exactly: {what}")))
    };
    let Ok(copy) = Capture::read(output, limits) else { return differs("the copy cannot be read") };
    let (before, after) = (capture.messages(), copy.messages());
    if before.len() != after.len() {
        return differs("the copy has another number of messages");
    }
    for (one, other) in before.iter().zip(after) {
        let repairs = |message: &Captured| message.repairs().iter().map(|one| one.kind).collect::<Vec<_>>();
        if one.form() != other.form() || one.steps() != other.steps() || one.parameter() != other.parameter()
        {
            return differs("a message in it is encoded in another way");
        }
        if repairs(one) != repairs(other) {
            return differs("its damage cannot be repeated");
        }
        if OriginalVerdict::in_message(other.xml()).is_none() {
            return differs("a message in it was not rewritten");
        }
    }
    Ok(())
}

impl Redacted {
    /// The copy, in the form of the capture.
    pub fn output(&self) -> &[u8] {
        &self.output
    }

    /// What the original was judged as.
    pub fn original(&self) -> &OriginalVerdict {
        &self.original
    }

    /// How many different values of each kind were replaced.
    pub fn replaced(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.replaced.iter().map(|(kind, count)| (*kind, *count))
    }

    /// Which signatures were made again; none if the copy was not to be signed again.
    pub fn resigned(&self) -> Option<&Resigned> {
        self.resigned.as_ref()
    }

    /// The report as JSON, schema 1.
    pub fn to_json(&self) -> Value {
        json!({
            "schema": 1,
            "command": "redact",
            "exit_code": 0,
            "root": self.original.root.map(|code| code.as_str()),
            "replaced": self.replaced().map(|(kind, count)| json!({ "kind": kind, "count": count })).collect::<Vec<_>>(),
            "original": self.original.to_json(),
            "left_over": 0,
            "resigned": self.resigned.as_ref().map(|resigned| json!({
                "elements": resigned.elements,
                "left": resigned.left,
                "encrypted": resigned.encrypted,
            })),
        })
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redacted")
            .field("bytes", &self.output.len())
            .field("replaced", &self.replaced)
            .finish()
    }
}
