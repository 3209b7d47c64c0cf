//! The report for people: fits a terminal, leads with the cause, and never lets "not run" look like "fine".

mod brief;
mod certificate;
mod finding;
mod identity;
mod legible;
mod outline;
mod page;
mod prose;
mod quote;
mod worker;

use super::groups::grouped;
use super::{Report, Verdict};
use crate::Code;
use crate::capture::Captured;
use crate::check::CheckOutcome;
pub(super) use brief::{common, sentence};
pub(super) use finding::ordered;
pub(super) use legible::{columns, escaped, value};
pub(super) use page::{Style, TextPage};

pub(crate) use legible::acts_or_hides;
pub use legible::{printable, printable_line};
pub use prose::Prose;

/// How a report for people is written.
///
/// ```
/// let options = samlens::inspect::HumanOptions { width: 100, ..Default::default() };
/// assert!(!options.color);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HumanOptions {
    /// Columns that a line may take (80; at least 40).
    pub width: usize,
    /// Whether ANSI colors are written (no).
    pub color: bool,
    /// Whether `✓`, `✗` and other characters outside ASCII may be printed (yes).
    pub unicode: bool,
}

/// Said of an AuthnRequest where a response is expected.
const IS_REQUEST: &str = "This is the request (AuthnRequest); the response comes after it.";

impl Default for HumanOptions {
    fn default() -> Self {
        HumanOptions { width: 80, color: false, unicode: true }
    }
}

impl Report {
    /// The report as text for a terminal.
    ///
    /// It contains values of a person, because the reader pasted them. Control characters in them are escaped.
    pub fn to_human(&self, options: &HumanOptions) -> String {
        self.human(options, None)
    }

    /// The same, with the text of the message quoted at the place of each finding.
    ///
    /// ```
    /// use samlens::Validator;
    /// use samlens::inspect::{Captured, HumanOptions};
    ///
    /// let message = Captured::from_xml("<a><b/></a>");
    /// let report = Validator::builder().inspector().inspect_captured(&message)
    ///     .at(samlens::chrono::DateTime::UNIX_EPOCH);
    /// let text = report.to_human_quoting(&message, &HumanOptions::default());
    /// assert!(text.contains("at:       /a, line 1:1\n              <a><b/></a>\n              ^\n"));
    /// ```
    pub fn to_human_quoting(&self, message: &Captured, options: &HumanOptions) -> String {
        self.human(options, Some(message.xml()))
    }

    fn human(&self, options: &HumanOptions, message: Option<&str>) -> String {
        let mut page = TextPage::new(options);
        head(&mut page, self);
        super::symptom::section(&mut page, self);
        checks(&mut page, self);
        finding::section(&mut page, self, message);
        match (self.identity(), self.claimed()) {
            (Some(identity), _) => identity::section(&mut page, "Identity", identity),
            (None, Some(claimed)) => identity::section(&mut page, "Claims: NOT VERIFIED", claimed),
            (None, None) => {}
        }
        if let Some(worker) = self.worker() {
            worker::section(&mut page, worker);
        }
        certificate::signatures(&mut page, self);
        certificate::certificates(&mut page, self);
        page.into_text()
    }
}

/// Says that the message is a copy, and that its verdict is its own word.
pub(in crate::report) fn copy_of(original: &crate::redact::OriginalVerdict) -> String {
    let root = original.root.map(|root| format!(": {root}")).unwrap_or_default();
    format!(
        "Redacted copy. It says that the original was {}{root}; nothing here verifies that. Signatures of a copy do not fit it.",
        original.verdict
    )
}

/// What was recognized, then the verdict, its class and cause, and as of when it was judged.
fn head(page: &mut TextPage, report: &Report) {
    if let Some(capture) = report.capture().filter(|capture| !capture.recognised.is_empty()) {
        page.text(0, &escaped(&capture.recognised, page.unicode()), Style::Dim);
    }
    let (mark, style) = match report.verdict() {
        Verdict::Accepted => (Mark::Pass, Style::Green),
        Verdict::Rejected | Verdict::Unreadable => (Mark::Fail, Style::Red),
        Verdict::Inconclusive => (Mark::NotRun, Style::Yellow),
    };
    let mut verdict = format!("{} {}", mark.sign(page), report.verdict().as_str().to_uppercase());
    if let Some(class) = report.class() {
        verdict.push_str("  ");
        verdict.push_str(class.as_str());
    }
    page.text(0, &verdict, style);
    if let Some(original) = report.redacted_copy_of() {
        page.text(2, &copy_of(original), Style::Bold);
    }
    let is_old = report.root().is_some_and(|root| root.code() == Code::CaptureStale);
    if let Some(then) = report.captured_at().filter(|_| !is_old) {
        let then = then.format("%Y-%m-%d %H:%M:%S UTC");
        let text =
            format!("this capture is probably old; times were also checked as of its own date, {then}");
        page.entry(2, "old", Style::Yellow, 9, &text, Style::Bold);
    }
    for line in causes(report) {
        page.entry(2, "because", Style::Dim, 9, &escaped(&line, page.unicode()), Style::Bold);
    }
    if let Some(capture) = report.capture() {
        let (position, count) = capture.position;
        if count > 1 {
            row(page, "message", &format!("{position} of {count}; --nth chooses another"));
        }
    }
    if let Some(deployment) = report.deployment() {
        deployment.rows(page, 9);
    }
    row(page, "judged", &format!("as of {}", report.at().format("%Y-%m-%d %H:%M:%S UTC")));
    if let Some((name, why)) = &report.extras.profile {
        row(page, "profile", &escaped(&format!("{name} ({why})"), page.unicode()));
    }
    if let Some(message) = report.message() {
        row(
            page,
            "kind",
            &message_line(page, &message.kind, message.id.as_deref(), message.idp_product.as_deref()),
        );
        if let Some(issuer) = &message.issuer {
            row(page, "issuer", &value(issuer, page.unicode()));
        }
        if let Some(provider) = report.identity_provider() {
            row(page, "idp", &escaped(&provider.in_words(), page.unicode()));
        }
    }
}

/// Why the verdict is what it is: the root finding, or what was not given.
fn causes(report: &Report) -> Vec<String> {
    if report.verdict() != Verdict::Inconclusive {
        return report
            .root()
            .map(|root| format!("{}: {}", root.code(), root.message()))
            .into_iter()
            .collect();
    }
    let mut missing: Vec<Code> = Vec::new();
    for check in report.checks() {
        match check.outcome {
            // These alone leave no verdict open.
            CheckOutcome::NotRun(Code::RequestNotGiven | Code::NotInProfile | Code::Blocked) => {}
            CheckOutcome::NotRun(code) if !missing.contains(&code) => missing.push(code),
            _ => {}
        }
    }
    missing.into_iter().map(because).collect()
}

fn message_line(page: &TextPage, kind: &str, id: Option<&str>, product: Option<&str>) -> String {
    let mut line = escaped(kind, page.unicode());
    if let Some(id) = id {
        line.push(' ');
        line.push_str(&value(id, page.unicode()));
    }
    if let Some(product) = product {
        line.push_str(&format!(", made by {}", escaped(product, page.unicode())));
    }
    line
}

fn row(page: &mut TextPage, label: &str, text: &str) {
    page.entry(2, label, Style::Dim, 9, text, Style::Plain);
}

/// The checks by group: passed ones on one line, each failed one and each that was not run on its own.
fn checks(page: &mut TextPage, report: &Report) {
    /// Width of `Addressing`, the longest title.
    const TITLE: usize = 12;
    let groups = grouped(report);
    if groups.is_empty() {
        return;
    }
    page.heading("Checks");
    let names = report.checks().iter().filter(|check| check.outcome != CheckOutcome::Pass);
    let widest = names.map(|check| check.name.len()).max().unwrap_or(0).min(30);
    for group in groups {
        let mut title = group.group.title();
        let mut line = |page: &mut TextPage, mark: Mark, style, width: usize, name: &str, text: &str| {
            let label = format!("{title:<TITLE$}{} {name}", mark.sign(page));
            let width = width.saturating_add(TITLE).saturating_add(mark.width(page)).saturating_add(1);
            page.entry(2, label.trim_end(), style, width, text, style);
            title = "";
        };
        for check in &group.failed {
            line(page, Mark::Fail, Style::Red, widest.saturating_add(2), check.name, "failed");
        }
        let mut reasons: Vec<(Code, Vec<&str>)> = Vec::new();
        for check in &group.not_run {
            let CheckOutcome::NotRun(code) = check.outcome else { continue };
            match reasons.iter_mut().find(|(reason, _)| *reason == code) {
                Some((_, names)) => names.push(check.name),
                None => reasons.push((code, vec![check.name])),
            }
        }
        for (code, names) in reasons {
            match names.as_slice() {
                [name] => {
                    line(page, Mark::NotRun, Style::Dim, widest.saturating_add(2), name, &not_run(code))
                }
                // The reason of several checks is printed once.
                names => {
                    let text = format!("{}  {}", names.join(", "), not_run(code));
                    line(page, Mark::NotRun, Style::Dim, 0, "", &text);
                }
            }
        }
        if !group.passed.is_empty() {
            let names: Vec<&str> = group.passed.iter().map(|check| check.name).collect();
            line(page, Mark::Pass, Style::Green, 0, "", &names.join(", "));
        }
    }
}

/// That a check was not run, and why.
pub(super) fn not_run(code: Code) -> String {
    match code {
        Code::Blocked => "skipped: an earlier check failed".to_owned(),
        Code::NotInProfile => "not needed by the profile".to_owned(),
        other => format!("not run: {}", because(other)),
    }
}

/// Why a check was not run; short, for each check has one line.
pub(super) fn because(code: Code) -> String {
    let words = match code {
        Code::Blocked => "an earlier check failed",
        Code::NotInProfile => "the profile does not need it",
        Code::NoTrustedCertificate => "no trusted certificate was given (--idp)",
        Code::IssuerNotGiven => {
            "no entity ID of the identity provider was given (--idp-entity-id, or metadata as --idp)"
        }
        Code::AudienceNotGiven => "no entity ID of your service was given (--sp or --sp-entity-id)",
        Code::AcsNotGiven => "no ACS URL was given (--sp or --acs)",
        Code::AcsByIndex => "the request names the ACS URL by an index",
        Code::RequestNotGiven => "no request was given (--request)",
        Code::EncryptedAssertion => "the assertion is encrypted",
        Code::SloNotGiven => "no single logout URL was given (--slo)",
        Code::AssertionMissing => "there is no assertion",
        Code::StatusNotSuccess => "the status is an error",
        Code::NotAResponse => "the message is not a Response",
        Code::Unsigned => "nothing is signed",
        Code::IdpUnreachable => "the metadata could not be read",
        other => return format!("of {other}"),
    };
    words.to_owned()
}

/// The three outcomes as signs.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    Pass,
    Fail,
    NotRun,
}

impl Mark {
    pub(super) fn sign(self, page: &TextPage) -> &'static str {
        match (self, page.unicode()) {
            (Mark::Pass, true) => "✓",
            (Mark::Fail, true) => "✗",
            (Mark::NotRun, true) => "–",
            (Mark::Pass, false) => "ok  ",
            (Mark::Fail, false) => "FAIL",
            (Mark::NotRun, false) => "-   ",
        }
    }

    pub(super) fn width(self, page: &TextPage) -> usize {
        if page.unicode() { 1 } else { 4 }
    }
}
