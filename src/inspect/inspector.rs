//! Asks why a message is refused: the builder of a report.

use super::envelope;
use super::message::inspect_message;
use super::response::{Input, inspect_document, malformed, unreadable};
use crate::assertion::{AuthnRequest, parse_instant};
use crate::capture::{Capture, Captured};
use crate::diagnosis::symptom::Symptom;
use crate::evaluate::message::MessageKind;
use crate::expectations::Expectations;
use crate::redact::OriginalVerdict;
use crate::report::{CaptureSummary, Report};
use crate::xml::Document;
use crate::{Certificate, DecryptionKey, IdentityProvider};
use crate::{Code, Error, ErrorKind, Finding, InResponseTo, Limits, ServiceProvider, Validator};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// Explains messages. Unlike a [`Validator`] it needs no configuration, continues after a failure, and never fails
/// itself.
///
/// A check that lacks its input is reported as *not run*, and the verdict is then `inconclusive` at best.
///
/// ```
/// use samlens::Validator;
/// use samlens::inspect::Verdict;
/// let inspector = Validator::builder().inspector();
/// let report = inspector.inspect(b"hello").at(std::time::SystemTime::now());
/// assert_eq!(report.verdict(), Verdict::Unreadable);
/// ```
#[derive(Clone, Debug)]
pub struct Inspector {
    expectations: Arc<Expectations>,
}

impl Validator {
    /// An inspector with the same keys and expectations, to explain what this validator refuses.
    pub fn inspector(&self) -> Inspector {
        Inspector::new(Arc::clone(&self.expectations))
    }
}

impl Inspector {
    pub(crate) fn new(expectations: Arc<Expectations>) -> Inspector {
        Inspector { expectations }
    }

    /// Inspects whatever a person pasted: XML, base64, a form body, a URL, JSON, HTML, a curl command, an HAR.
    pub fn inspect<'i>(&'i self, input: &'i (impl AsRef<[u8]> + ?Sized)) -> Inspection<'i> {
        self.begin(InspectedInput::Bytes(input.as_ref()))
    }

    /// Inspects a message that was already read from a capture.
    pub fn inspect_captured<'i>(&'i self, captured: &'i Captured) -> Inspection<'i> {
        self.begin(InspectedInput::Captured(captured))
    }

    /// The identity providers that are trusted.
    pub fn identity_providers(&self) -> &[IdentityProvider] {
        &self.expectations.identity_providers
    }

    /// The trusted certificates for which no entity ID is known.
    pub fn certificates(&self) -> &[Certificate] {
        &self.expectations.certificates
    }

    /// The keys that decrypt what is encrypted.
    pub fn decryption_keys(&self) -> &[DecryptionKey] {
        &self.expectations.decryption_keys
    }

    /// The service provider that messages should be for.
    pub fn service_provider(&self) -> &ServiceProvider {
        &self.expectations.service_provider
    }

    /// The budgets for captures and messages.
    pub fn limits(&self) -> &Limits {
        &self.expectations.limits
    }

    pub(crate) fn expectations(&self) -> &Expectations {
        &self.expectations
    }

    fn begin<'i>(&'i self, source: InspectedInput<'i>) -> Inspection<'i> {
        let request = InResponseTo::Unchecked;
        let expectations = &*self.expectations;
        let (asked, symptom) = (None, None);
        Inspection { expectations, source, nth: None, request, asked, as_captured: false, symptom }
    }
}

#[derive(Clone, Copy, Debug)]
enum InspectedInput<'i> {
    Bytes(&'i [u8]),
    Captured(&'i Captured),
}

/// One inspection: what to look at and what to compare it with. [`Inspection::at`] makes the [`Report`].
#[derive(Debug)]
#[must_use]
pub struct Inspection<'i> {
    expectations: &'i Expectations,
    source: InspectedInput<'i>,
    nth: Option<usize>,
    request: InResponseTo<'i>,
    asked: Option<Document<'i>>,
    as_captured: bool,
    symptom: Option<Symptom>,
}

impl<'i> Inspection<'i> {
    /// Selects a message of a capture that has several, from 1; the default is the last response.
    pub fn nth(mut self, nth: usize) -> Inspection<'i> {
        self.nth = Some(nth);
        self
    }

    /// Says which request the response must answer; the default is [`InResponseTo::Unchecked`].
    pub fn in_response_to(mut self, in_response_to: InResponseTo<'i>) -> Inspection<'i> {
        self.request = in_response_to;
        self
    }

    /// Compares the response with the request that it answers, and expects that request's ID in `InResponseTo`.
    ///
    /// ```
    /// use samlens::Validator;
    /// use samlens::inspect::{Captured, Verdict};
    /// let inspector = Validator::builder().inspector();
    /// let request = Captured::from_xml(r#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_q1"/>"#);
    /// let response = r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r1" InResponseTo="_q2"/>"#;
    /// let report = inspector.inspect(response).request_message(&request)?.at(std::time::SystemTime::now());
    /// assert_eq!(report.verdict(), Verdict::Rejected);
    /// # Ok::<(), samlens::Error>(())
    /// ```
    ///
    /// # Errors
    /// The message is not an AuthnRequest, or cannot be read.
    pub fn request_message(mut self, request: &'i Captured) -> Result<Inspection<'i>, Error> {
        let unusable = |message: String| Error::new(ErrorKind::Configuration, message);
        let document = Document::parse(request.xml(), &self.expectations.limits)
            .map_err(|error| unusable(format!("the request cannot be read: {error}")))?;
        AuthnRequest::read(document.root())
            .map_err(|faults| unusable(format!("the request is not an AuthnRequest: {faults}")))?;
        self.asked = Some(document);
        Ok(self)
    }

    /// Judges an old capture also as of its own date, for when the time given to [`Inspection::at`] is the present
    /// only because none was chosen.
    pub fn also_as_captured(mut self) -> Inspection<'i> {
        self.as_captured = true;
        self
    }

    /// Orders the report by a symptom: what the guide says to check comes first, each question answered.
    pub fn symptom(mut self, symptom: Symptom) -> Inspection<'i> {
        self.symptom = Some(symptom);
        self
    }

    /// Makes the report, as of this instant.
    pub fn at(self, now: impl Into<DateTime<Utc>>) -> Report {
        let now = now.into();
        let mut report = match self.source {
            InspectedInput::Captured(captured) => self.captured(captured, now),
            InspectedInput::Bytes(bytes) => self.bytes(bytes, now),
        };
        report.extras.symptom = self.symptom;
        report
    }

    /// Makes the report as of the message's own time: when it was captured, or else when it was issued.
    ///
    /// Without either the time given counts. So that two messages of different days can be compared.
    pub fn at_own_time(self, otherwise: impl Into<DateTime<Utc>>) -> Report {
        let own = match self.source {
            InspectedInput::Captured(captured) => own_time(captured, &self.expectations.limits),
            InspectedInput::Bytes(bytes) => Capture::read(bytes, &self.expectations.limits)
                .ok()
                .as_ref()
                .and_then(|capture| own_time(capture.chosen(self.nth)?, &self.expectations.limits)),
        };
        self.at(own.unwrap_or_else(|| otherwise.into()))
    }

    fn bytes(&self, bytes: &[u8], now: DateTime<Utc>) -> Report {
        match Capture::read(bytes, &self.expectations.limits) {
            Ok(capture) => match capture.chosen(self.nth) {
                Some(captured) => self.captured(captured, now),
                None => {
                    let count = capture.messages().len();
                    let message = format!(
                        "the capture contains {count} SAML messages, and the requested one is not among them"
                    );
                    unreadable(Finding::new(Code::NotSaml, message), None, now)
                }
            },
            Err(unread) => unreadable(unread.finding().clone(), Some(CaptureSummary::from(&*unread)), now),
        }
    }

    fn captured(&self, captured: &Captured, now: DateTime<Utc>) -> Report {
        let report = self.judged(captured, now);
        match OriginalVerdict::in_message(captured.xml()) {
            Some(original) => report.of_redacted_copy(original),
            None => report,
        }
    }

    fn judged(&self, captured: &Captured, now: DateTime<Utc>) -> Report {
        let capture = CaptureSummary::from(captured);
        let expectations = self.expectations;
        let asked = self.asked.as_ref().map(|document| AuthnRequest::read_with_faults(document.root()).0);
        let request = match &asked {
            Some(asked) => asked.id().map_or(InResponseTo::Unchecked, InResponseTo::Request),
            None => self.request,
        };
        let document = match Document::parse(captured.xml(), &expectations.limits) {
            Ok(document) => document,
            Err(error) => return malformed(captured, capture, error, expectations, now),
        };
        if let Some(inner) = envelope::opened(captured, &document) {
            // The message inside is none in an envelope, so this ends here.
            return self.judged(&inner, now);
        }
        if let Some(kind) = MessageKind::of(document.root()) {
            return inspect_message(kind, captured, capture, expectations, request, now);
        }
        let (asked, as_captured) = (asked.as_ref(), self.as_captured);
        let input = Input { captured, document: &document, expectations, request, asked, as_captured, now };
        inspect_document(&input, capture)
    }
}

/// When a message was captured, or else issued by what it says itself.
pub(crate) fn own_time(captured: &Captured, limits: &Limits) -> Option<DateTime<Utc>> {
    captured.captured_at().or_else(|| {
        let document = Document::parse(captured.xml(), limits).ok()?;
        let root = document.root();
        let issued =
            |element: crate::xml::Element<'_>| parse_instant(element.attribute("IssueInstant")?).ok();
        issued(root).or_else(|| root.children().find_map(issued))
    })
}
