//! The report as one page of HTML: it loads nothing, runs nothing, and can be attached to a ticket.
//!
//! The Content-Security-Policy of the page allows its own style sheet by its digest and nothing else.

mod certificate;
mod finding;
mod identity;
mod marked;
mod markup;
mod parts;
mod plaintext;
mod signature;
#[cfg(test)]
mod tests;
mod timeline;
mod tree;

use super::groups::grouped;
use super::human::{because, not_run, ordered, sentence};
use super::{DeploymentSummary, Report, Verdict};
use crate::capture::Captured;
use crate::check::CheckOutcome;
use crate::diagnosis::symptom::Answer;
use crate::expectations::DEFAULT_CLOCK_SKEW;
use crate::xml::Document;
use crate::{Code, DecryptionKey, Finding, Limits};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use finding::MAX_FINDINGS;
use identity::{identity, worker};
use marked::MarkedElements;
pub(super) use markup::Html;
pub use parts::{HtmlReport, HtmlSection};
use std::sync::LazyLock;

/// The style sheet with the line ends that a browser digests.
static STYLE: LazyLock<String> = LazyLock::new(|| include_str!("style.css").replace('\r', ""));
/// Its digest, as the policy names it.
static STYLE_DIGEST: LazyLock<String> =
    LazyLock::new(|| STANDARD.encode(openssl::sha::sha256(STYLE.as_bytes())));

impl Report {
    /// The full report as a page of HTML that needs nothing else: no script, no resource, no network.
    ///
    /// `message` is the message that was judged; without it the page has no tree of it, and no instants of it. The page
    /// contains values of a person. Markup, control characters and invisible characters in them are escaped.
    ///
    /// ```
    /// use samlens::inspect::Captured;
    /// use samlens::{Limits, Validator};
    ///
    /// let message = Captured::from_xml("<a>&lt;script></a>");
    /// let report = Validator::builder().inspector().inspect_captured(&message)
    ///     .at(samlens::chrono::DateTime::UNIX_EPOCH);
    /// let page = report.to_html(Some(&message), &Limits::default());
    /// assert!(page.starts_with("<!doctype html>") && !page.contains("<script"));
    /// ```
    pub fn to_html(&self, message: Option<&Captured>, limits: &Limits) -> String {
        self.html(message, &[], limits)
    }

    /// The same page, with what these keys decrypt: an encrypted assertion is shown as the assertion inside it.
    pub fn to_html_decrypting(&self, message: &Captured, keys: &[DecryptionKey], limits: &Limits) -> String {
        self.html(Some(message), keys, limits)
    }

    /// The same report in parts, for a page that shows it among other things.
    pub fn to_html_parts(
        &self,
        message: Option<&Captured>,
        keys: &[DecryptionKey],
        limits: &Limits,
    ) -> HtmlReport {
        let document = message.and_then(|message| Document::parse(message.xml(), limits).ok());
        let mut findings = ordered(self.findings());
        findings.truncate(MAX_FINDINGS);
        let places = document.as_ref().map(|document| MarkedElements::of(self, &findings, document));
        let mut lead = Html::default();
        match self.root().filter(|_| matches!(self.verdict, Verdict::Rejected | Verdict::Unreadable)) {
            Some(root) => finding::fault(&mut lead, self, &findings, root, places.as_ref()),
            None if self.verdict == Verdict::Accepted => accepted(&mut lead, self),
            None => missing(&mut lead, self),
        }
        symptom(&mut lead, self);
        let mut parts = HtmlReport {
            title: title(self.verdict.as_str(), root_of(self).map(|root| root.code().as_str())),
            header: head(self).into_string(),
            lead: lead.into_string(),
            sections: Vec::new(),
            footer: "This page contains the message and the personal values in it.",
        };
        parts.add("findings", "Findings", |html| {
            finding::section(html, self, &findings, places.as_ref());
        });
        parts.add("checks", "Checks", |html| checks(html, self));
        let (plaintext, instants) = match &document {
            Some(document) => plaintext::section(self, &findings, document, keys, limits),
            None => Default::default(),
        };
        parts.add("time", "Time line", |html| {
            timeline::section(html, self, document.as_ref(), instants);
        });
        parts.add("message", "Message", |html| match (message, &document, &places) {
            (_, Some(document), Some(places)) => tree::section(html, self, &findings, document, places),
            (Some(message), _, _) => tree::unread(html, &findings, message.xml()),
            (None, _, _) => {}
        });
        parts.add("decrypted", "Decrypted", |html| html.append(plaintext));
        parts.add("signatures", "Signatures", |html| signature::section(html, self));
        parts.add("certificates", "Certificates", |html| certificate::section(html, self));
        let who = if self.identity().is_some() { "Identity" } else { "Claims" };
        parts.add("identity", who, |html| match (self.identity(), self.claimed()) {
            (Some(verified), _) => identity(html, verified, true),
            (None, Some(claimed)) => identity(html, claimed, false),
            (None, None) => {}
        });
        parts.add("worker", "Worker", |html| worker(html, self));
        parts
    }

    fn html(&self, message: Option<&Captured>, keys: &[DecryptionKey], limits: &Limits) -> String {
        self.to_html_parts(message, keys, limits).into_page(true)
    }
}

/// The finding that the title names.
fn root_of(report: &Report) -> Option<&Finding> {
    report.root().filter(|_| report.verdict != Verdict::Accepted)
}

/// What the title of a page says before the name of the program.
pub(super) fn title(verdict: &str, root: Option<&str>) -> String {
    root.map_or_else(|| verdict.to_owned(), |root| format!("{verdict}: {root}"))
}

/// The head of a page: what its title says, and a policy that allows its own style sheet and nothing else.
fn begin(html: &mut Html, title: &str) {
    html.markup("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-");
    html.text(&STYLE_DIGEST).markup("'\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    html.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    html.text(title)
        .markup(" - samlens</title>\n<style>")
        .markup(STYLE.as_str())
        .markup("</style>\n</head>\n<body>\n");
}

/// Verdict, cause, class, exit code, and what was read.
fn head(report: &Report) -> Html {
    let root = root_of(report);
    let mut head = Html::default();
    let html = &mut head;
    html.markup("<header class=\"verdict ").markup(match report.verdict {
        Verdict::Accepted => "good",
        Verdict::Rejected | Verdict::Unreadable => "bad",
        Verdict::Inconclusive => "warn",
    });
    html.markup("\">\n<h1>").markup(match report.verdict {
        Verdict::Accepted => "Accepted",
        Verdict::Rejected => "Rejected",
        Verdict::Unreadable => "Unreadable",
        Verdict::Inconclusive => "Inconclusive",
    });
    if let Some(root) = root {
        html.markup(": <code>").text(root.code().as_str()).markup("</code>");
    }
    html.markup("</h1>\n<ul class=\"facts\">");
    if let Some(class) = report.class() {
        html.markup("<li>class <code>").text(class.as_str()).markup("</code></li>");
    }
    html.markup("<li>exit code <code>")
        .number(usize::from(report.exit_code()))
        .markup("</code></li><li>judged as of ");
    html.text(&report.at.format("%Y-%m-%d %H:%M:%S UTC").to_string()).markup("</li>");
    if let Some(message) = report.message() {
        html.markup("<li>").text(&message.kind);
        if let Some(issuer) = &message.issuer {
            html.markup(" from ").value(issuer);
        }
        if let Some(product) = &message.idp_product {
            html.markup(" (").text(product).markup(")");
        }
        html.markup("</li>");
    }
    if let Some(provider) = report.identity_provider() {
        html.markup("<li>identity provider ").text(&provider.in_words()).markup("</li>");
    }
    if let Some(capture) = report.capture().filter(|capture| !capture.recognised.is_empty()) {
        html.markup("<li>read as ").text(&capture.recognised);
        let (position, count) = capture.position;
        if count > 1 {
            html.markup(", message ").number(position).markup(" of ").number(count);
        }
        html.markup("</li>");
    }
    basis(html, report);
    html.markup("</ul>\n</header>\n");
    head
}

/// What the message was judged by: profile, configuration file, and where that is weaker than the default.
fn basis(html: &mut Html, report: &Report) {
    if let Some((name, why)) = &report.extras.profile {
        html.markup("<li>profile <code>").text(name).markup("</code> (").text(why).markup(")</li>");
    }
    if let Some(deployment) = report.deployment() {
        configuration(html, deployment);
    }
}

/// The configuration file, and where it is weaker than the default.
pub(crate) fn configuration(html: &mut Html, deployment: &DeploymentSummary) {
    html.markup("<li>configuration file ").value(&deployment.file);
    html.markup(if deployment.found_by_chance { ", found in the working directory" } else { "" });
    html.markup("</li>");
    if deployment.clock_skew != DEFAULT_CLOCK_SKEW {
        html.markup("<li>allowed clock skew ").text(&deployment.clock_skew.to_string()).markup(" s</li>");
    }
    if !deployment.weaker.is_empty() {
        html.markup("<li class=\"warn\">weaker than the default: ").text(&deployment.weaker_in_words());
        html.markup("</li>");
    }
}

/// Who signs in, from whom, until when.
fn accepted(html: &mut Html, report: &Report) {
    html.markup("<section class=\"fault\" aria-labelledby=\"h-fault\"><h2 id=\"h-fault\">Login</h2>\n<dl>");
    let identity = report.identity();
    let until = identity.and_then(|identity| identity.not_on_or_after);
    let rows = [
        ("Who", identity.and_then(|identity| identity.name_id.clone())),
        ("From", report.message().and_then(|message| message.issuer.clone())),
        ("Until", until.map(|until| until.format("%Y-%m-%d %H:%M:%S UTC").to_string())),
    ];
    for (label, text) in rows {
        if let Some(text) = text {
            html.markup("<dt>").text(label).markup("</dt><dd>").value(&text).markup("</dd>");
        }
    }
    html.markup("</dl></section>\n");
}

/// What an inconclusive verdict lacks.
fn missing(html: &mut Html, report: &Report) {
    html.markup(
        "<section class=\"fault\" aria-labelledby=\"h-fault\"><h2 id=\"h-fault\">What is missing</h2>\n",
    );
    let damage = report.unreadable_elsewhere();
    if let Some(finding) = damage {
        html.markup("<p class=\"lead\">").prose(&sentence(finding)).markup("</p>");
        if let Some(fix) = finding.fix().first() {
            html.markup("<p><strong>Fix:</strong> ").prose(fix).markup("</p>");
        }
    }
    html.markup("<p class=\"lead\">").markup(if damage.is_some() {
        "Nothing else failed"
    } else {
        "Nothing failed"
    });
    html.markup(", but not everything could be checked.</p><ul>");
    let mut seen: Vec<Code> = Vec::new();
    for check in report.checks() {
        let CheckOutcome::NotRun(code) = check.outcome else { continue };
        let optional = matches!(code, Code::RequestNotGiven | Code::NotInProfile | Code::Blocked);
        if !optional && !seen.contains(&code) {
            seen.push(code);
            html.markup("<li>").text(&because(code)).markup("</li>");
        }
    }
    html.markup("</ul></section>\n");
}

/// The answers to a symptom of the guide, where one was named.
fn symptom(html: &mut Html, report: &Report) {
    let Some(symptom) = report.extras.symptom else { return };
    html.markup("<section aria-labelledby=\"h-symptom\"><h2 id=\"h-symptom\">Symptom: ")
        .text(crate::report::symptom::title(report, symptom));
    html.markup("</h2>\n<ul class=\"plain\">");
    for one in report.symptom_answers() {
        html.markup("<li><strong>").text(one.asks).markup("</strong><br>");
        match &one.answer {
            Answer::Found(codes) => {
                let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
                html.markup("Found: ").text(&codes.join(", ")).markup(".")
            }
            Answer::NotFound => html.markup("In order, as far as this message shows."),
            Answer::CannotBeSeen => html.markup("Cannot be seen in this message."),
        };
        if let Some(shows) = &one.shows {
            html.markup(" The message shows ").text(shows).markup(".");
        }
        if !matches!(one.answer, Answer::NotFound) {
            html.markup("<br>Look: ").text(one.look).markup("<br>Fix: ").text(one.fix);
        }
        html.markup("</li>");
    }
    html.markup("</ul></section>\n");
}

/// The checks by group; a group in which everything passed is closed.
fn checks(html: &mut Html, report: &Report) {
    let groups = grouped(report);
    if groups.is_empty() {
        return;
    }
    html.markup("<section id=\"checks\" aria-labelledby=\"h-checks\"><h2 id=\"h-checks\">Checks</h2>\n<div class=\"groups\">\n");
    for group in groups {
        let (class, open) = match (group.failed.is_empty(), group.not_run.is_empty()) {
            (false, _) => ("bad", " open>"),
            (true, false) => ("warn", " open>"),
            (true, true) => ("good", ">"),
        };
        html.markup("<details").markup(open).markup("<summary><strong>").markup(group.group.title());
        html.markup("</strong> <span class=\"tag ").markup(class).markup("\">").text(&group.counts());
        html.markup("</span></summary><ul>");
        for check in &group.failed {
            html.markup("<li class=\"bad\">✗ ").text(check.name).markup(" failed</li>");
        }
        for check in &group.not_run {
            html.markup("<li class=\"dim\">– ").text(check.name);
            if let CheckOutcome::NotRun(code) = check.outcome {
                html.markup(" ").text(&not_run(code));
            }
            html.markup("</li>");
        }
        if !group.passed.is_empty() {
            let names: Vec<&str> = group.passed.iter().map(|check| check.name).collect();
            html.markup("<li class=\"good\">✓ ").text(&names.join(", ")).markup("</li>");
        }
        html.markup("</ul></details>\n");
    }
    html.markup("</div></section>\n");
}
