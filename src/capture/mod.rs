//! Bytes from a person in, SAML messages out.
//!
//! A person pastes what they have: a value out of the network tab, a form body, a HAR, a `curl` command, a log line.
//! [`Capture::read`] recognizes its form, undoes encodings and the damage that pasting does, and says
//! what it undid. If there is no SAML in it, it says what it is.
//!
//! Nothing here decides on a login: a service reads its own request parameter strictly, and repairs nothing.

pub(crate) mod base64;
mod budget;
mod concatenation;
mod curl;
mod damaged_base64;
mod ending;
pub(crate) mod exchange;
mod finish;
mod foreign;
mod form;
mod found;
mod frames;
mod har;
pub(crate) mod html;
mod json;
mod layers;
mod margins;
mod markup_damage;
mod passages;
mod query;
mod read;
mod recognised;
mod refusal;
mod repair;
mod surroundings;
mod text;
mod tracer;

pub use recognised::{Binding, CaptureForm, Decoding};
pub use repair::{Repair, RepairKind};

use crate::{Finding, Limits};
use chrono::{DateTime, Utc};
use repair::Trail;
pub(crate) use repair::thousands;
use std::fmt;
use std::sync::Arc;

/// The SAML messages that a person pasted.
///
/// ```
/// use samlens::Limits;
/// use samlens::inspect::{Capture, CaptureForm};
///
/// let pasted = b"RelayState=x&SAMLResponse=PHNhbWxwOlJlc3BvbnNlLz4%3D";
/// let capture = Capture::read(pasted, &Limits::default())?;
/// let message = capture.chosen(None).ok_or("no message")?;
/// assert_eq!(message.form(), CaptureForm::FormBody);
/// assert_eq!(message.xml(), "<samlp:Response/>");
/// assert_eq!(message.recognised(), "form body, percent-decoded, base64, XML (17 bytes)");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Capture {
    messages: Vec<Captured>,
}

impl Capture {
    /// Reads whatever a person pasted.
    ///
    /// # Errors
    ///
    /// When no SAML message can be read; the error says what the input is instead, or where it breaks off.
    pub fn read(input: &[u8], limits: &Limits) -> Result<Capture, Box<Unreadable>> {
        read::read(input, limits).map(|messages| Capture { messages })
    }

    /// Every message, in the order of the capture; never empty.
    pub fn messages(&self) -> &[Captured] {
        &self.messages
    }

    /// Index of the message that is judged unless another is asked for: the last SAMLResponse, else the last Response
    /// in XML, else the last message that is no SAMLRequest, else the last message.
    pub fn default_index(&self) -> usize {
        let last = |is_it: fn(&Captured) -> bool| self.messages.iter().rposition(is_it);
        last(|message| message.parameter == Some("SAMLResponse"))
            .or_else(|| last(|message| message.parameter.is_none() && passages::is_response(&message.xml)))
            .or_else(|| last(|message| message.parameter != Some("SAMLRequest")))
            .unwrap_or(self.messages.len().saturating_sub(1))
    }

    /// The message with this number, counted from 1 as [`Captured::position`] does; the default one without a number.
    pub fn chosen(&self, nth: Option<usize>) -> Option<&Captured> {
        match nth {
            Some(nth) => self.messages.iter().find(|message| message.position.0 == nth),
            None => self.messages.get(self.default_index()),
        }
    }
}

/// One SAML message out of a capture. `Debug` shows nothing of its content.
#[derive(Clone)]
pub struct Captured {
    pub(crate) form: CaptureForm,
    pub(crate) steps: Vec<Decoding>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) xml: String,
    pub(crate) binding: Binding,
    pub(crate) parameter: Option<&'static str>,
    pub(crate) relay_state: Option<String>,
    pub(crate) posted_to: Option<Arc<str>>,
    pub(crate) captured_at: Option<DateTime<Utc>>,
    pub(crate) query: Option<Arc<str>>,
    pub(crate) findings: Vec<Finding>,
    pub(crate) position: (usize, usize),
}

impl Captured {
    /// A message that is at hand as XML already, without a capture around it.
    pub fn from_xml(xml: impl Into<String>) -> Captured {
        Captured {
            form: CaptureForm::Xml,
            steps: Vec::new(),
            repairs: Vec::new(),
            xml: xml.into(),
            binding: Binding::Unknown,
            parameter: None,
            relay_state: None,
            posted_to: None,
            captured_at: None,
            query: None,
            findings: Vec::new(),
            position: (1, 1),
        }
    }

    /// What the capture was recognized as.
    pub fn form(&self) -> CaptureForm {
        self.form
    }

    /// Encodings undone, outermost first.
    pub fn steps(&self) -> &[Decoding] {
        &self.steps
    }

    /// Damage undone, each kind once with its count.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// The message as XML, exactly as it was sent: no repair reaches into it.
    pub fn xml(&self) -> &str {
        &self.xml
    }

    /// How the message was sent, as far as the capture shows.
    pub fn binding(&self) -> Binding {
        self.binding
    }

    /// Name of the parameter that carried it, as the standard writes it: `SAMLResponse`, `SAMLRequest` or `wresult`.
    pub fn parameter(&self) -> Option<&'static str> {
        self.parameter
    }

    /// RelayState that was sent with it.
    pub fn relay_state(&self) -> Option<&str> {
        self.relay_state.as_deref()
    }

    /// URL that it was sent to, without the query that carried it.
    pub fn posted_to(&self) -> Option<&str> {
        self.posted_to.as_deref()
    }

    /// When it was captured, if a HAR or export says so.
    pub fn captured_at(&self) -> Option<DateTime<Utc>> {
        self.captured_at
    }

    /// Query of the URL exactly as received, which a signature of the Redirect binding covers.
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    /// Warnings and notes about the damage that was undone, and about the binding.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Which message of the capture this is, from 1, and how many there are.
    pub fn position(&self) -> (usize, usize) {
        self.position
    }

    /// What was recognized, in one line for a person.
    ///
    /// For example `form body, percent-decoded, base64, XML (5,912 bytes); 3 spaces read as '+'`.
    pub fn recognised(&self) -> String {
        recognised::line(self.form, &self.steps, &self.repairs, Some(self.xml.len()), self.position)
    }
}

impl fmt::Debug for Captured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Invariant: private-values. Everything else may contain values of a person.
        f.debug_struct("Captured")
            .field("form", &self.form)
            .field("steps", &self.steps)
            .field("repairs", &self.repairs)
            .field("binding", &self.binding)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}

/// Why nothing could be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    pub(crate) form: CaptureForm,
    pub(crate) steps: Vec<Decoding>,
    pub(crate) repairs: Vec<Repair>,
    pub(crate) finding: Finding,
}

impl Unreadable {
    /// Boxed, since a finding is large and reading seldom fails.
    fn new(form: CaptureForm, trail: Trail, finding: impl Into<Box<Finding>>) -> Box<Unreadable> {
        let Trail { steps, repairs } = trail;
        Box::new(Unreadable { form, steps, repairs, finding: *finding.into() })
    }

    /// What the capture was recognized as; [`CaptureForm::Unknown`] if it is no container of SAML.
    pub fn form(&self) -> CaptureForm {
        self.form
    }

    /// Encodings undone before reading failed, outermost first.
    pub fn steps(&self) -> &[Decoding] {
        &self.steps
    }

    /// Damage undone before reading failed.
    pub fn repairs(&self) -> &[Repair] {
        &self.repairs
    }

    /// What the input is instead, or where it breaks off.
    pub fn finding(&self) -> &Finding {
        &self.finding
    }

    /// What was recognized, in one line for a person.
    pub fn recognised(&self) -> String {
        recognised::line(self.form, &self.steps, &self.repairs, None, (1, 1))
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.finding, f)
    }
}

impl std::error::Error for Unreadable {}
