//! A capture, judged: what `check` prints and the page of `serve` shows.

use super::expected::Expected;
use super::trust::Trust;
use super::{Failure, messages};
use chrono::{DateTime, Utc};
#[cfg(feature = "serve")]
use samlens::inspect::HtmlReport;
use samlens::inspect::{Capture, Captured, Inspection, Inspector, Outline, Report, ReportRedaction, Symptom};
use samlens::{Code, DecryptionKey, Limits};

/// When a message is judged.
#[derive(Clone, Copy, Debug)]
pub(crate) enum JudgedAt {
    Given(DateTime<Utc>),
    /// Now; what has only expired since the capture is said as well.
    Now(DateTime<Utc>),
    /// The message's own time, or now where it has none.
    #[cfg(feature = "serve")]
    OwnTime(DateTime<Utc>),
}

/// What is asked about a capture.
pub(crate) struct CaptureQuestion<'q> {
    pub(crate) bytes: &'q [u8],
    /// Which message of it, from 1.
    pub(crate) nth: Option<usize>,
    pub(crate) symptom: Option<Symptom>,
    pub(crate) at: JudgedAt,
}

/// The report, and what it is about.
pub(crate) struct Judged {
    pub(crate) report: Report,
    /// `None` where nothing could be read.
    pub(crate) capture: Option<Capture>,
    /// The message that was judged.
    pub(crate) message: Option<Captured>,
    pub(crate) inspector: Inspector,
    is_redacted: bool,
}

impl Judged {
    /// Reads and judges a capture.
    pub(crate) fn of(
        question: &CaptureQuestion<'_>,
        trust: &Trust<'_>,
        limits: &Limits,
    ) -> Result<Judged, Failure> {
        let capture = Capture::read(question.bytes, limits).ok();
        let message = match &capture {
            Some(capture) => Some(messages::chosen(capture, question.nth)?),
            None => None,
        };
        let Expected { builder, unreachable, profile, addresses, .. } = trust.of_message(message)?;
        let inspector = builder.inspector();
        let asked = match message {
            Some(_) => trust.request_message()?,
            None => None,
        };
        let mut inspection = match message {
            Some(message) => inspection(&inspector, message, trust, asked.as_ref())?,
            None => inspector.inspect(question.bytes).in_response_to(trust.request()),
        };
        if matches!(question.at, JudgedAt::Now(_)) {
            inspection = inspection.also_as_captured();
        }
        if let Some(symptom) = question.symptom {
            inspection = inspection.symptom(symptom);
        }
        let mut report = match question.at {
            JudgedAt::Given(at) | JudgedAt::Now(at) => inspection.at(at),
            #[cfg(feature = "serve")]
            JudgedAt::OwnTime(now) => inspection.at_own_time(now),
        };
        if let Some(deployment) = trust.deployment() {
            report = report.with_deployment(deployment);
        }
        if let Some(error) = unreachable {
            report = report.with_idp_unreachable(&error);
        }
        report = report.with_sources(trust.sources_of_expectations()).with_profile(profile.0, profile.1);
        let outline = message.and_then(|message| Outline::of(message.xml(), limits).ok());
        if let Some((code, help)) = outline
            .and_then(|outline| trust.service().blamed(&report, &outline, &addresses, trust.idp_entity_id()))
        {
            report = report.with_option_blamed(code, help);
        }
        if report
            .message()
            .is_some_and(|message| matches!(message.kind.as_str(), "EntityDescriptor" | "EntitiesDescriptor"))
        {
            let help = "this is metadata: give it as --idp or --sp, and the response as input; samlens metadata FILE shows it";
            report = report.with_option_blamed(Code::NotAResponse, help);
        }
        let message = message.cloned();
        Ok(Judged { report, capture, message, inspector, is_redacted: false })
    }

    /// The same without personal values.
    pub(crate) fn redacted(mut self) -> Judged {
        let all = self.capture.iter().flat_map(Capture::messages);
        let mut redaction = ReportRedaction::of(all);
        self.report = redaction.report(&self.report);
        self.message = self.message.as_ref().map(|message| redaction.message(message));
        self.is_redacted = true;
        self
    }

    /// The report as a page of HTML.
    pub(crate) fn to_html(&self, limits: &Limits) -> String {
        match &self.message {
            Some(message) => self.report.to_html_decrypting(message, self.keys(), limits),
            None => self.report.to_html(None, limits),
        }
    }

    /// The report as HTML in parts.
    #[cfg(feature = "serve")]
    pub(crate) fn to_html_parts(&self, limits: &Limits) -> HtmlReport {
        self.report.to_html_parts(self.message.as_ref(), self.keys(), limits)
    }

    /// What is decrypted is of a person, and a redacted report does not show it.
    fn keys(&self) -> &[DecryptionKey] {
        if self.is_redacted { &[] } else { self.inspector.decryption_keys() }
    }
}

/// The inspection of one message, alone or together with the request that it answers.
fn inspection<'i>(
    inspector: &'i Inspector,
    message: &'i Captured,
    trust: &'i Trust<'_>,
    asked: Option<&'i Capture>,
) -> Result<Inspection<'i>, Failure> {
    let inspection = inspector.inspect_captured(message).in_response_to(trust.request());
    let Some(capture) = asked else { return Ok(inspection) };
    let asked = messages::last_request(capture)
        .ok_or_else(|| Failure::usage("--request: it contains no AuthnRequest"))?;
    inspection.request_message(asked).map_err(|error| Failure::usage(format_args!("--request: {error}")))
}
