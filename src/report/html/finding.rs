//! Findings: the fault at the top of the page, and the list of all of them.

use super::marked::MarkedElements;
use super::markup::Html;
use crate::report::Report;
use crate::report::human::{common, sentence};
use crate::{Confidence, Finding, Severity};

/// Findings in reading order, each with its level below its cause; their numbers on the page are their positions.
pub(super) type Ordered<'r> = [(usize, &'r Finding)];

/// Findings that are written; the rest is counted.
pub(super) const MAX_FINDINGS: usize = 100;

/// The root finding: values, source, proof, fix.
pub(super) fn fault(
    html: &mut Html,
    report: &Report,
    findings: &Ordered<'_>,
    root: &Finding,
    places: Option<&MarkedElements>,
) {
    html.markup("<section id=\"fault\" class=\"fault\" aria-labelledby=\"h-fault\"><h2 id=\"h-fault\">Fault</h2>\n<p class=\"lead\">");
    html.prose(&sentence(root)).markup("</p>\n");
    let number = findings.iter().position(|(_, finding)| std::ptr::eq(*finding, root));
    details(html, report, root, number, places);
    html.markup("</section>\n");
}

pub(super) fn section(
    html: &mut Html,
    report: &Report,
    findings: &Ordered<'_>,
    places: Option<&MarkedElements>,
) {
    if findings.is_empty() {
        return;
    }
    html.markup(
        "<section id=\"findings\" aria-labelledby=\"h-findings\"><h2 id=\"h-findings\">Findings</h2>\n",
    );
    for (number, (level, finding)) in findings.iter().enumerate() {
        let (class, word) = weight(finding);
        html.markup("<details class=\"finding f")
            .number((*level).min(4))
            .markup("\" id=\"finding-")
            .number(number);
        html.markup("\"><summary><span class=\"tag ").markup(class).markup("\">").markup(word);
        html.markup("</span> <strong>").text(finding.code().as_str()).markup("</strong> ");
        html.prose(&sentence(finding))
            .markup("</summary>\n<p class=\"note\">")
            .prose(finding.code().summary());
        if let Some(cause) = finding.consequence_of() {
            html.markup(" Follows from ");
            let link = findings.iter().position(|(_, other)| other.code() == cause);
            if let Some(link) = link {
                html.markup("<a href=\"#finding-")
                    .number(link)
                    .markup("\">")
                    .text(cause.as_str())
                    .markup("</a>.");
            } else {
                html.text(cause.as_str()).markup(".");
            }
        }
        html.markup("</p>\n");
        details(html, report, finding, Some(number), places);
        html.markup("</details>\n");
    }
    let more = report.findings().len().saturating_sub(findings.len());
    if more > 0 {
        html.markup("<p>and ")
            .number(more)
            .markup(" more findings; <code>--format json</code> has all of them</p>");
    }
    html.markup("</section>\n");
}

/// A class of the style sheet, and how much a finding weighs.
pub(super) fn weight(finding: &Finding) -> (&'static str, &'static str) {
    match finding.severity() {
        Severity::Error => ("bad", "error"),
        // A cause that refuses nothing by itself; what follows from it does.
        _ if finding.is_root() => ("bad", "cause"),
        Severity::Warning => ("warn", "warning"),
        Severity::Info => ("info", "note"),
    }
}

/// Response against expected, proof and fixes.
fn details(
    html: &mut Html,
    report: &Report,
    finding: &Finding,
    number: Option<usize>,
    places: Option<&MarkedElements>,
) {
    html.markup("<dl>");
    let (actual, expected) = (finding.actual(), finding.expected());
    // The same number of characters before the mark in both, or no mark.
    let same = match (actual, expected) {
        (Some(actual), Some(expected)) if actual != expected => {
            Some(common(actual, expected)).filter(|at| *at >= 3)
        }
        _ => None,
    };
    if let Some(actual) = actual {
        html.markup("<dt class=\"bad\">Response</dt><dd>");
        compared(html, actual, same);
        html.markup("</dd>");
    }
    if let Some(expected) = expected {
        html.markup("<dt class=\"good\">Expected</dt><dd>");
        compared(html, expected, same);
        if let Some(source) = report.source_of(finding.code()) {
            html.markup(" <span class=\"dim\">from ").text(&source).markup("</span>");
        }
        html.markup("</dd>");
    }
    if let Some(location) = finding.location() {
        html.markup("<dt>Place</dt><dd>");
        let offset = number.and_then(|number| places?.of_finding(number));
        if let Some(offset) = offset {
            html.markup("<a href=\"#at-").number(offset).markup("\">");
        }
        html.markup("<code>").text(&location.path).markup("</code>");
        html.markup(if offset.is_some() { "</a>" } else { "" });
        if location.line > 0 {
            html.text(&format!(" line {}, column {}", location.line, location.column));
        }
        html.markup("</dd>");
    }
    html.markup("<dt>Proof</dt><dd>");
    html.markup(match finding.confidence() {
        Confidence::Proved => "Certain: the message itself shows it.",
        Confidence::Likely => "Likely: everything seen supports it.",
        Confidence::Possible => "Possible: it explains what is seen; other causes do too.",
    });
    html.markup("</dd>");
    if !finding.fix().is_empty() {
        html.markup("<dt class=\"good\">Fix</dt><dd><ul>");
        for fix in finding.fix() {
            html.markup("<li>").prose(fix).markup("</li>");
        }
        html.markup("</ul></dd>");
    }
    html.markup("</dl>\n");
}

/// A value; from the place where it differs on, it is marked.
fn compared(html: &mut Html, text: &str, same: Option<usize>) {
    let Some((at, _)) = same.and_then(|same| text.char_indices().nth(same)) else {
        html.value(text);
        return;
    };
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let blank = text.trim() != text;
    html.markup("<code>").markup(if blank { "\"" } else { "" }).text(before).markup("<mark>").text(after);
    html.markup("</mark>").markup(if blank { "\"" } else { "" }).markup("</code>");
}
