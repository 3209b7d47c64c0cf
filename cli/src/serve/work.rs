//! Answers: the functions of the other commands, called with what was asked.

use super::super::compared;
use super::super::decode;
use super::super::judged::{CaptureQuestion, Judged, JudgedAt};
use super::super::messages;
use super::super::trust::{Trust, TrustArgs};
use super::super::{Failure, clock, compare, explain, flow, output, redact, throw_away};
use super::app::App;
use super::asked::{Asked, When};
use samlens::inspect::{
    Capture, HtmlReport, HumanOptions, NotRedacted, Outline, Prose, Recording, Redaction, ReportRedaction,
    Symptom,
};
use samlens::{Limits, Validator};
use serde_json::{Value, json};

/// The width of texts that are copied into tickets.
const TICKET: HumanOptions = HumanOptions { width: 100, color: false, unicode: true };

/// What one question is answered with.
pub(super) struct ServedAnswer {
    /// As the command prints it with `--json`.
    pub(super) json: Value,
    pub(super) parts: Option<HtmlReport>,
    /// The same as text, without personal values: for a ticket.
    pub(super) text: String,
    /// Text to look at where there are no parts.
    pub(super) shown: Option<String>,
    /// The message as it was received.
    pub(super) xml: Option<String>,
    /// What the capture tells of the expectations: field of the form, and value.
    pub(super) told: Vec<(&'static str, String)>,
}

impl ServedAnswer {
    /// What it takes in memory, roughly: JSON is counted as its markup.
    pub(super) fn bytes(&self) -> usize {
        let parts = self.parts.iter().flat_map(|parts| {
            let sections = parts.sections().iter().map(|section| section.html().len());
            sections.chain([parts.header().len(), parts.lead().len()])
        });
        let texts = [self.text.len(), self.xml.as_ref().map_or(0, String::len)];
        parts.chain(texts).fold(0, usize::saturating_add).saturating_mul(2)
    }
}

/// A copy without personal data.
pub(super) struct Copy {
    pub(super) json: Value,
    /// `None` where nothing safe could be written.
    pub(super) output: Option<Vec<u8>>,
    /// Metadata that verifies the signatures of the copy.
    pub(super) metadata: Option<String>,
}

/// What was asked, with what it is judged by.
pub(super) struct Case<'a> {
    asked: &'a Asked,
    trust: TrustArgs,
    limits: &'a Limits,
}

impl<'a> Case<'a> {
    pub(super) fn new(app: &'a App, asked: &'a Asked) -> Result<Case<'a>, Failure> {
        Ok(Case { asked, trust: app.trust.replaced(&asked.replacement()?)?, limits: &app.limits })
    }

    fn trust(&self) -> Result<Trust<'_>, Failure> {
        Trust::new(&self.trust, self.limits, self.trust.at().unwrap_or_else(clock::now))
    }

    /// A recording is judged as of its own time where nothing else is asked for: so is its flow.
    fn at(&self, is_recording: bool) -> JudgedAt {
        match (self.trust.at(), self.asked.when()) {
            (None, When::Now) if is_recording => JudgedAt::OwnTime(clock::now()),
            (_, When::Captured) => JudgedAt::OwnTime(clock::now()),
            (Some(at), _) => JudgedAt::Given(at),
            (None, _) => JudgedAt::Now(clock::now()),
        }
    }

    /// `check`; of a recording, the page asks for its flow too.
    pub(super) fn check(&self, bytes: &[u8], is_recording: bool) -> Result<ServedAnswer, Failure> {
        let symptom = match self.asked.symptom.trim() {
            "" => None,
            name => Some(Symptom::from_name(name).ok_or_else(|| {
                let names: Vec<&str> = Symptom::ALL.iter().map(|one| one.as_str()).collect();
                Failure::usage(format_args!("--symptom: not one of {}", names.join(", ")))
            })?),
        };
        let question = CaptureQuestion { bytes, nth: self.asked.nth, symptom, at: self.at(is_recording) };
        let trust = self.trust()?;
        let judged = Judged::of(&question, &trust, self.limits)?;
        let told = judged.capture.as_ref().map(|capture| told(capture, self.limits)).unwrap_or_default();
        let text = without_values(&judged);
        let judged = if self.asked.redact { judged.redacted() } else { judged };
        Ok(ServedAnswer { told, ..of_judged(&judged, text, self.limits) })
    }

    /// `decode`: nothing is verified.
    pub(super) fn decode(&self, bytes: &[u8]) -> Result<ServedAnswer, Failure> {
        let limits = self.limits;
        let trust = self.trust()?;
        let inspector = Validator::builder().limits(limits.clone()).inspector();
        let Ok(capture) = Capture::read(bytes, limits) else {
            let report = inspector.inspect(bytes).at(clock::now());
            return Ok(of_report(&report, None, limits));
        };
        let message = messages::chosen(&capture, self.asked.nth)?;
        let redacted = ReportRedaction::of(capture.messages()).message(message);
        let shown = if self.asked.redact { &redacted } else { message };
        let keys = if self.asked.redact { Vec::new() } else { trust.decryption_keys()? };
        let Some(outline) = decode::outline(shown, &keys, limits) else {
            let report = inspector.inspect_captured(message).at(clock::now());
            return Ok(of_report(&report, Some(message), limits));
        };
        let deployment = trust.deployment_file();
        let compared = deployment.and_then(|deployment| compared::with(deployment, shown, limits));
        let json = decode::json(&outline, compared.as_ref(), deployment);
        let text =
            decode::outline(&redacted, &[], limits).map_or_else(String::new, |one| one.to_human(&TICKET));
        Ok(ServedAnswer {
            json: output::of_command("decode", 0, json),
            parts: None,
            text,
            shown: Some(outline.to_human(&TICKET)),
            xml: Some(shown.xml().to_owned()),
            told: told(&capture, limits),
        })
    }

    /// `flow`; `None` where the input is no recording.
    pub(super) fn flow(&self, bytes: &[u8]) -> Result<Option<ServedAnswer>, Failure> {
        let recording = match Recording::read(bytes, self.limits) {
            Ok(recording) => recording,
            Err(_) => return Ok(None),
        };
        let trust = self.trust()?;
        let flow = flow::flow(&recording, &trust, self.trust.at(), self.limits)?;
        let text = flow.clone().without_values().to_brief(&TICKET);
        let flow = if self.asked.redact { flow.without_values() } else { flow };
        Ok(Some(ServedAnswer {
            json: output::of_judging("flow", flow.exit_code(), flow.to_json(), trust.deployment()),
            parts: Some(match trust.deployment() {
                Some(deployment) => flow.with_deployment(deployment).to_html_parts(),
                None => flow.to_html_parts(),
            }),
            text,
            shown: None,
            xml: None,
            told: Vec::new(),
        }))
    }

    /// Why the input is no recording, as `flow` says it.
    pub(super) fn no_recording(&self, bytes: &[u8]) -> Result<Value, Failure> {
        match Recording::read(bytes, self.limits) {
            Ok(_) => Err(Failure::usage("this is a recording")),
            Err(refusal) => flow::refusal(bytes, &refusal, self.limits)
                .map(|report| output::of_command("flow", report.exit_code(), report.to_json())),
        }
    }

    /// `compare`.
    pub(super) fn compare(&self, good: &[u8], bad: &[u8]) -> Result<ServedAnswer, Failure> {
        compared(good, bad, (self.asked.nth_good, self.asked.nth), &self.trust, self.limits)
    }

    /// `redact`.
    pub(super) fn redact(&self, bytes: &[u8]) -> Result<Copy, Failure> {
        let keep = self.asked.keep.iter();
        let mut redaction = keep.fold(Redaction::default(), |all, name| all.keep(name));
        if self.asked.hosts {
            redaction = redaction.hosts();
        }
        if self.asked.resign {
            for key in throw_away::keys()? {
                redaction = redaction.resign(key);
            }
        }
        let trust = self.trust()?;
        match redact::copy(&redaction, bytes, &trust, self.trust.at(), self.limits)? {
            Ok(copy) => Ok(Copy {
                json: output::of_judging("redact", 0, copy.to_json(), trust.deployment()),
                output: Some(copy.output().to_vec()),
                metadata: copy.resigned().and_then(|resigned| resigned.metadata.clone()),
            }),
            Err(why) => Ok(Copy { json: not_redacted(&why), output: None, metadata: None }),
        }
    }

    /// `explain`.
    pub(super) fn explain(&self) -> Result<Value, Failure> {
        let mut prose = Prose::new(&TICKET);
        let product = Some(self.asked.product.trim()).filter(|product| !product.is_empty());
        if let Some(name) = product {
            explain::known_product(name, self.asked.text.trim().is_empty())?;
        }
        let json = explain::explained(self.asked.text.trim(), product, &mut prose)?;
        Ok(output::of_command("explain", 0, json))
    }
}

/// `compare`, of these messages of the captures.
pub(super) fn compared(
    good: &[u8],
    bad: &[u8],
    (nth_good, nth): (Option<usize>, Option<usize>),
    trust: &TrustArgs,
    limits: &Limits,
) -> Result<ServedAnswer, Failure> {
    let (one, other) = match (Capture::read(good, limits), Capture::read(bad, limits)) {
        (Ok(one), Ok(other)) => (one, other),
        (Err(unread), _) => return Ok(unreadable("GOOD", unread.finding())),
        (_, Err(unread)) => return Ok(unreadable("BAD", unread.finding())),
    };
    let one = messages::chosen(&one, nth_good)?;
    let other = messages::chosen(&other, nth)?;
    let at = trust.at();
    let trust = Trust::new(trust, limits, at.unwrap_or_else(clock::now))?;
    let comparison = compare::comparison(one, other, &trust, at, clock::now(), limits)?;
    let json = comparison.to_json();
    Ok(ServedAnswer {
        json: output::of_judging("compare", comparison.exit_code(), json, trust.deployment()),
        parts: Some(comparison.to_html_parts()),
        text: comparison.to_human(&TICKET, false),
        shown: None,
        xml: None,
        told: Vec::new(),
    })
}

/// A report as text for a ticket.
pub(super) fn without_values(judged: &Judged) -> String {
    let all = judged.capture.iter().flat_map(Capture::messages);
    ReportRedaction::of(all).report(&judged.report).to_brief(&TICKET)
}

/// What `check` says of a message, with a text for tickets.
pub(super) fn of_judged(judged: &Judged, text: String, limits: &Limits) -> ServedAnswer {
    ServedAnswer {
        json: output::of_command("check", judged.report.exit_code(), judged.report.to_json()),
        parts: Some(judged.to_html_parts(limits)),
        text,
        shown: None,
        xml: judged.message.as_ref().map(|message| message.xml().to_owned()),
        told: Vec::new(),
    }
}

fn of_report(
    report: &samlens::inspect::Report,
    message: Option<&samlens::inspect::Captured>,
    limits: &Limits,
) -> ServedAnswer {
    ServedAnswer {
        json: output::of_command("decode", report.exit_code(), report.to_json()),
        parts: Some(report.to_html_parts(message, &[], limits)),
        text: report.to_brief(&TICKET),
        shown: None,
        xml: message.map(|message| message.xml().to_owned()),
        told: Vec::new(),
    }
}

fn unreadable(name: &str, finding: &samlens::Finding) -> ServedAnswer {
    let json = compare::unreadable_json(name, finding.code());
    let text = format!("{name} cannot be read: {}\n", finding.message());
    ServedAnswer { json, parts: None, shown: Some(text.clone()), text, xml: None, told: Vec::new() }
}

fn not_redacted(why: &NotRedacted) -> Value {
    redact::refusal_json(why, redact::refusal(why).0)
}

/// What the AuthnRequest of a capture says of the service, and which request it is.
fn told(capture: &Capture, limits: &Limits) -> Vec<(&'static str, String)> {
    let requests = capture.messages().iter().rev();
    let mut requests = requests.filter(|message| message.parameter() == Some("SAMLRequest"));
    let outline = requests.find_map(|message| {
        let outline = Outline::of(message.xml(), limits).ok()?;
        (outline.message().kind == "AuthnRequest").then_some(outline)
    });
    let Some(outline) = outline else { return Vec::new() };
    let value = |name: &str| {
        let field = outline.fields().iter().find(|field| field.name == name);
        field.map(|field| field.value.clone())
    };
    let named = [
        ("sp_entity_id", value("Issuer")),
        ("acs", value("AssertionConsumerServiceURL")),
        ("request", outline.message().id.clone()),
    ];
    named.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
}

/// What kept a question from being answered, as JSON.
pub(super) fn error_json(command: &str, failure: &Failure) -> Value {
    let (code, message) = match failure {
        Failure::Usage(message) => (super::super::USAGE, message.clone()),
        Failure::Unreachable(error) => (super::super::UNREACHABLE, error.to_string()),
        Failure::BrokenPipe | Failure::Interrupted => (super::super::USAGE, "interrupted".to_owned()),
    };
    json!({ "schema": 1, "command": command, "exit_code": code, "error": message })
}
