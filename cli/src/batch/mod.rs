//! `samlens check --batch`: many responses, one line of JSON each, on all cores.
//!
//! One round after another: captures are read, each core judges its share of them, and their lines are written in the
//! order of the input. A round is bounded, so memory does not grow with the number of responses.

mod captures;

use super::expected::Expected;
use super::progress::Progress;
use super::sink::OutputArgs;
use super::{Failure, input};
use captures::{BatchItem, BatchSource};
use chrono::{DateTime, Utc};
use samlens::inspect::{
    Capture, Captured, DeploymentSummary, Inspector, Outline, Report, Verdict, json_line,
};
use samlens::{InResponseTo, Limits, Validator};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::num::NonZero;
use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

/// Captures of a round for each core.
const SHARE: usize = 512;
/// Bytes of a line of JSON that is looked at the short way: a response and its RelayState have some ten thousand.
const SHORT: usize = 1 << 18;
/// Messages of one capture; each takes a few hundred bytes in addition to its own.
const MAX_MESSAGES: usize = 65_536;
/// What every response is judged by.
pub(crate) struct BatchJudge<'b> {
    /// `None` if something that a login needs was not given; the verdicts are then inconclusive at best.
    validator: Option<Validator>,
    inspector: Inspector,
    /// For the issuers that have a profile of their own.
    by_issuer: HashMap<String, Inspector>,
    request: InResponseTo<'b>,
    at: DateTime<Utc>,
    limits: Limits,
    /// The last member of each line: the configuration file and what in it is weaker than the default.
    deployment: String,
}

impl<'b> BatchJudge<'b> {
    pub(crate) fn new(
        expected: Expected,
        request: InResponseTo<'b>,
        at: DateTime<Utc>,
        limits: &Limits,
    ) -> BatchJudge<'b> {
        let Expected { builder, profiles, .. } = expected;
        let own = |(issuer, profile)| (issuer, builder.clone().profile(profile).inspector());
        let by_issuer: HashMap<String, Inspector> = profiles.into_iter().map(own).collect();
        let validator = builder.clone().build().ok();
        // An archive of a day's logins is one capture here.
        let mut limits = limits.clone();
        limits.max_capture_messages = MAX_MESSAGES;
        let deployment = String::new();
        BatchJudge { validator, inspector: builder.inspector(), by_issuer, request, at, limits, deployment }
    }

    /// Names the configuration file in each line, so that a line alone does not hide by what it was judged.
    pub(crate) fn by(mut self, deployment: Option<DeploymentSummary>) -> BatchJudge<'b> {
        if let Some(deployment) = deployment {
            self.deployment = format!(",\"deployment\":{}", json_line(&deployment.to_json()));
        }
        self
    }

    /// Judges the captures of a round, each core its share of them; the lines are in the order of the captures.
    fn round(&self, items: &[BatchItem], cores: usize) -> Vec<Lines<'_>> {
        let share = items.len().div_ceil(cores.max(1)).max(1);
        thread::scope(|scope| {
            let workers: Vec<_> =
                items.chunks(share).map(|share| scope.spawn(|| self.share(share))).collect();
            // A worker that panicked would lose lines; nothing in it can panic, and no input is known to.
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic)))
                .collect()
        })
    }

    fn share(&self, items: &[BatchItem]) -> Lines<'_> {
        let mut lines = Lines::new(&self.deployment);
        for item in items {
            match item {
                BatchItem::Bytes(name, bytes) => self.capture(name, bytes, &mut lines),
                BatchItem::File(path) => {
                    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                    match input::file(path, self.limits.max_capture_bytes.saturating_add(1)) {
                        Ok(bytes) => self.capture(&name, &bytes, &mut lines),
                        Err(_) => lines.unreadable(&name, "the file cannot be read"),
                    }
                }
            }
        }
        lines
    }

    /// Judges every message of one capture.
    fn capture(&self, source: &str, bytes: &[u8], lines: &mut Lines<'_>) {
        let text = bytes.trim_ascii();
        if self.by_issuer.is_empty() && self.accepts(text) {
            return lines.accepted(source);
        }
        match Capture::read(bytes, &self.limits) {
            Ok(capture) => {
                let messages = capture.messages();
                let responses = messages.iter().filter(|message| is_response(message));
                let mut count = 0_usize;
                for message in responses {
                    self.judge_message(source, message, lines);
                    count += 1;
                }
                if count == 0 {
                    // Nothing but requests: said as `check` says it.
                    if let Some(message) = capture.chosen(None) {
                        self.judge_message(source, message, lines);
                    }
                }
            }
            Err(_) => lines.report(
                source,
                (1, 1),
                &self.inspector.inspect(bytes).in_response_to(self.request).at(self.at),
            ),
        }
    }

    fn judge_message(&self, source: &str, message: &Captured, lines: &mut Lines<'_>) {
        let inspector = self.inspector_of(message);
        let report = inspector.inspect_captured(message).in_response_to(self.request).at(self.at);
        lines.report(source, message.position(), &report);
    }

    /// The one for the issuer that the message claims, as `check` chooses the profile. It proves nothing.
    fn inspector_of(&self, message: &Captured) -> &Inspector {
        if self.by_issuer.is_empty() {
            return &self.inspector;
        }
        let outline = Outline::of(message.xml(), &self.limits).ok();
        let issuer = outline.as_ref().and_then(Outline::claimed_issuer);
        issuer.and_then(|issuer| self.by_issuer.get(issuer)).unwrap_or(&self.inspector)
    }

    /// The short way for what most lines are: a response as it was posted, and nothing wrong with it. Everything else is
    /// judged again by the way that explains, so that a line says what `check` on that capture says.
    fn accepts(&self, text: &[u8]) -> bool {
        let (Some(validator), Ok(text)) = (&self.validator, std::str::from_utf8(text)) else { return false };
        let posted = |value: &str| validator.validate(value, self.request, self.at).is_ok();
        match text.as_bytes().first() {
            Some(b'<') => validator.validate_xml(text, self.request, self.at).is_ok(),
            // Longer ones go the way that counts what it reads.
            Some(b'{' | b'"') if text.len() > SHORT => false,
            Some(b'{' | b'"') => match serde_json::from_str(text) {
                Ok(Value::String(value)) => posted(&value),
                // Nothing else in it may be a message, which would have to be judged too.
                Ok(Value::Object(fields))
                    if fields.iter().all(|(name, value)| is_no_message(name, value)) =>
                {
                    fields.get("SAMLResponse").and_then(Value::as_str).is_some_and(posted)
                }
                _ => false,
            },
            _ => posted(text),
        }
    }
}

/// Whether a member other than `SAMLResponse` can contain no message.
fn is_no_message(name: &str, value: &Value) -> bool {
    // Names of parameters are known with `_` and `-` in them, and percent-encoded.
    let mentions = |text: &str| {
        let plain: String = text.chars().filter(|c| !matches!(c, '_' | '-')).collect();
        let plain = plain.to_ascii_lowercase();
        plain.contains('%') || plain.contains("saml") || plain.contains("wresult")
    };
    match value {
        _ if name == "SAMLResponse" => true,
        Value::Array(_) | Value::Object(_) => false,
        Value::String(text) => !mentions(name) && !mentions(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

fn is_response(message: &Captured) -> bool {
    message.parameter() != Some("SAMLRequest")
}

/// Lines of JSON, and how the responses fared.
struct Lines<'j> {
    text: String,
    /// What each line ends with.
    deployment: &'j str,
    tally: Tally,
}

#[derive(Clone, Copy, Default)]
struct Tally {
    responses: u64,
    accepted: u64,
    /// The least exit code but zero.
    worst: Option<u8>,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.responses += other.responses;
        self.accepted += other.accepted;
        self.worst = self.worst.into_iter().chain(other.worst).min();
    }
}

impl<'j> Lines<'j> {
    fn new(deployment: &'j str) -> Lines<'j> {
        Lines { text: String::new(), deployment, tally: Tally::default() }
    }

    fn accepted(&mut self, source: &str) {
        self.tally.add(Tally { responses: 1, accepted: 1, worst: None });
        let (source, deployment) = (text(source), self.deployment);
        let verdict = Verdict::Accepted.as_str();
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.text,
            r#"{{"source":{source},"message":1,"verdict":"{verdict}","exit_code":0,"class":null,"code":null,"reason":null{deployment}}}"#
        );
    }

    fn report(&mut self, source: &str, position: (usize, usize), report: &Report) {
        let exit_code = report.exit_code();
        let accepted = report.verdict() == Verdict::Accepted;
        let worst = (exit_code != 0).then_some(exit_code);
        self.tally.add(Tally { responses: 1, accepted: u64::from(accepted), worst });
        let root = report.root().filter(|_| !accepted);
        // Invariant: private-values. A message contains no value of a person; `actual` may.
        let _ = writeln!(
            self.text,
            r#"{{"source":{},"message":{},"verdict":"{}","exit_code":{exit_code},"class":{},"code":{},"reason":{}{}}}"#,
            text(source),
            position.0,
            report.verdict().as_str(),
            report.class().map_or(NULL.to_owned(), |class| text(class.as_str())),
            root.map_or(NULL.to_owned(), |finding| text(finding.code().as_str())),
            root.map_or(NULL.to_owned(), |finding| text(finding.message())),
            self.deployment,
        );
    }

    fn unreadable(&mut self, source: &str, reason: &str) {
        self.tally.add(Tally { responses: 1, accepted: 0, worst: Some(3) });
        let (source, reason, deployment) = (text(source), text(reason), self.deployment);
        let verdict = Verdict::Unreadable.as_str();
        let _ = writeln!(
            self.text,
            r#"{{"source":{source},"message":1,"verdict":"{verdict}","exit_code":3,"class":null,"code":null,"reason":{reason}{deployment}}}"#
        );
    }
}

const NULL: &str = "null";

/// A string in JSON; what a terminal acts on, in names of files above all, is escaped.
fn text(value: &str) -> String {
    json_line(&Value::from(value))
}

/// Runs the command; the exit code is 0 where every response is accepted.
pub(crate) fn run(
    path: &Path,
    judge: &BatchJudge<'_>,
    quiet: bool,
    output: &OutputArgs,
) -> Result<u8, Failure> {
    output.spares(path.to_str())?;
    let (mut source, total) = BatchSource::open(path, &judge.limits)?;
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut progress = Progress::new(total, quiet);
    let mut out = if quiet { None } else { Some(output.open()?) };
    let (mut tally, mut read) = (Tally::default(), 0_u64);
    loop {
        let (items, bytes) = source.round(cores.saturating_mul(SHARE))?;
        if items.is_empty() {
            break;
        }
        for lines in judge.round(&items, cores) {
            tally.add(lines.tally);
            if let Some(out) = &mut out {
                out.write_all(lines.text.as_bytes()).map_err(|error| out.failed(&error))?;
            }
        }
        read = read.saturating_add(bytes);
        progress.draw(tally.responses, read);
    }
    if let Some(out) = out {
        out.finish()?;
    }
    progress.clear();
    if !quiet {
        let Tally { responses, accepted, .. } = tally;
        let refused = responses.saturating_sub(accepted);
        let rate = progress.rate(responses);
        let plural = if responses == 1 { "" } else { "s" };
        let _ = writeln!(
            io::stderr().lock(),
            "{responses} response{plural}: {accepted} accepted, {refused} not; {rate} a second"
        );
    }
    Ok(tally.worst.unwrap_or(0))
}
