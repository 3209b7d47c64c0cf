//! The findings: the root first, and what only follows from a finding indented under it.

use super::legible::{columns, escaped, value};
use super::page::{Style, TextPage};
use super::quote;
use crate::report::Report;
use crate::{Code, Confidence, Finding, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Findings printed; the rest is counted. JSON has all of them.
const MAX_FINDINGS: usize = 100;
/// Levels of consequences that are indented further.
const MAX_LEVEL: usize = 4;

/// `message` is quoted at the place of each.
pub(super) fn section(page: &mut TextPage, report: &Report, message: Option<&str>) {
    let ordered = ordered(report.findings());
    if ordered.is_empty() {
        return;
    }
    page.heading("Findings");
    let shown = ordered.get(..MAX_FINDINGS).unwrap_or(&ordered);
    for (index, alike) in shown.chunk_by(|(above, a), (below, b)| above == below && repeats(a, b)).enumerate()
    {
        let Some(((level, first), others)) = alike.split_first() else { continue };
        if index > 0 {
            page.gap();
        }
        let indent = level.saturating_mul(4).saturating_add(2);
        one(page, first, indent, message);
        also(page, first, others, indent.saturating_add(2));
    }
    let more = ordered.len().saturating_sub(MAX_FINDINGS);
    if more > 0 {
        page.gap();
        page.text(2, &format!("and {more} more findings; --format json has them all"), Style::Dim);
    }
}

/// Findings in reading order with their level: roots, then by weight; each is followed by its consequences.
///
/// Every finding appears once, even where two claim to follow from each other. The walk is a loop with a stack.
pub(in crate::report) fn ordered(findings: &[Finding]) -> Vec<(usize, &Finding)> {
    let present: BTreeSet<Code> = findings.iter().map(Finding::code).collect();
    let mut follow: BTreeMap<Code, Vec<usize>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate().rev() {
        if let Some(cause) = finding.consequence_of() {
            follow.entry(cause).or_default().push(index);
        }
    }
    let is_separate = |finding: &Finding| {
        finding.is_root()
            || !finding
                .consequence_of()
                .is_some_and(|cause| cause != finding.code() && present.contains(&cause))
    };
    let mut starts: Vec<(usize, &Finding)> =
        findings.iter().enumerate().filter(|(_, f)| is_separate(f)).collect();
    starts.sort_by_key(|(_, f)| (!f.is_root(), std::cmp::Reverse(f.severity())));
    starts.extend(findings.iter().enumerate()); // whatever only a circle of causes leads to
    let mut taken = vec![false; findings.len()];
    let mut out = Vec::with_capacity(findings.len());
    for (start, _) in starts {
        let mut stack = vec![(0_usize, start)];
        while let Some((level, index)) = stack.pop() {
            let (Some(finding), Some(seen)) = (findings.get(index), taken.get_mut(index)) else { continue };
            if std::mem::replace(seen, true) {
                continue;
            }
            out.push((level, finding));
            let below = level.saturating_add(1).min(MAX_LEVEL);
            stack.extend(follow.remove(&finding.code()).unwrap_or_default().into_iter().map(|i| (below, i)));
        }
    }
    out
}

/// Whether a finding says of another place what this one says.
fn repeats(first: &Finding, other: &Finding) -> bool {
    first.code() == other.code()
        && first.severity() == other.severity()
        && first.confidence() == other.confidence()
        && first.consequence_of() == other.consequence_of()
        && first.is_root() == other.is_root()
        && first.expected() == other.expected()
        && first.fix() == other.fix()
        && !first.fix().is_empty()
}

/// One line for each place that has the same fault: the words that differ, the place, and the value.
fn also(page: &mut TextPage, first: &Finding, others: &[(usize, &Finding)], indent: usize) {
    let messages = others.iter().map(|(_, other)| other.message()).chain([first.message()]);
    let same = messages.fold(None, |same: Option<usize>, message| {
        let words = message.split(' ').rev().zip(first.message().split(' ').rev());
        let count = words.take_while(|(one, other)| one == other).count();
        Some(same.map_or(count, |same| same.min(count)))
    });
    let same_value = others.iter().all(|(_, other)| other.actual() == first.actual());
    for (index, (_, other)) in others.iter().enumerate() {
        let words: Vec<&str> = other.message().split(' ').collect();
        let own = words.get(..words.len().saturating_sub(same.unwrap_or(0))).unwrap_or_default();
        let mut parts = Vec::new();
        if !own.is_empty() {
            parts.push(escaped(&own.join(" "), page.unicode()));
        }
        if let Some(location) = other.location().filter(|location| location.line > 0) {
            parts.push(format!("line {}:{}", location.line, location.column));
        }
        let mut text = parts.join(", ");
        if let Some(actual) = other.actual().filter(|_| !same_value) {
            text.push_str(&format!(": {}", value(actual, page.unicode())));
        }
        if text.is_empty() {
            text = escaped(other.message(), page.unicode());
        }
        page.entry(indent, if index == 0 { "also:" } else { "" }, Style::Dim, LABEL, &text, Style::Plain);
    }
}

fn one(page: &mut TextPage, finding: &Finding, indent: usize, quoted: Option<&str>) {
    let unicode = page.unicode();
    // A cause that a digest proves refuses nothing by itself; what follows from it does.
    let (word, style) = match finding.severity() {
        Severity::Error => ("error", Style::Red),
        _ if finding.is_root() => ("cause", Style::Red),
        Severity::Warning => ("warning", Style::Yellow),
        Severity::Info => ("info", Style::Cyan),
    };
    let label = format!("{word}[{}]", finding.code());
    let sure = match finding.confidence() {
        Confidence::Proved => "",
        Confidence::Likely => "likely: ",
        Confidence::Possible => "possibly: ",
    };
    let message = format!("{sure}{}", escaped(finding.message(), unicode));
    let label_width = columns(&label).saturating_add(1);
    let one_line = indent.saturating_add(label_width).saturating_add(columns(&message)) <= page.width();
    let inner = indent.saturating_add(2);
    if one_line {
        page.entry(indent, &label, style, label_width, &message, Style::Bold);
    } else {
        page.text(indent, &label, style);
        page.text(inner, &message, Style::Bold);
    }
    if let Some(cause) = finding.consequence_of() {
        page.text(inner, &format!("follows from {cause}"), Style::Dim);
    }
    if let Some(location) = finding.location() {
        let mut place = escaped(&location.path, unicode);
        if location.line > 0 {
            place.push_str(&format!(", line {}:{}", location.line, location.column));
        }
        page.entry(inner, "at:", Style::Dim, LABEL, &place, Style::Dim);
        if let Some(message) = quoted {
            quote::at(page, inner.saturating_add(LABEL), message, location);
        }
    }
    compared(page, finding, inner);
    for fix in finding.fix() {
        page.entry(inner, "help:", Style::Green, LABEL, &escaped(fix, unicode), Style::Plain);
    }
}

/// Width of `expected: `.
const LABEL: usize = 10;

/// `actual:` over `expected:`, and a mark where they begin to differ when both are short enough to compare by eye.
fn compared(page: &mut TextPage, finding: &Finding, indent: usize) {
    let unicode = page.unicode();
    let actual = finding.actual().map(|text| value(text, unicode));
    let expected = finding.expected().map(|text| value(text, unicode));
    if let Some(actual) = &actual {
        page.entry(indent, "actual:", Style::Red, LABEL, actual, Style::Plain);
    }
    if let Some(expected) = &expected {
        page.entry(indent, "expected:", Style::Green, LABEL, expected, Style::Plain);
    }
    if let (Some(actual), Some(expected)) = (actual, expected) {
        let same: String =
            actual.chars().zip(expected.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
        let at = columns(&same);
        let room = page.width().saturating_sub(indent.saturating_add(LABEL));
        if at >= 4 && actual != expected && columns(&actual) < room && columns(&expected) < room {
            let margin = indent.saturating_add(LABEL).saturating_add(at);
            page.entry(margin, "", Style::Plain, 0, "^", Style::Yellow);
        } else if at >= 4 && actual != expected && (columns(&actual) >= room || columns(&expected) >= room) {
            let (actual, expected) =
                (piece(&actual, same.chars().count()), piece(&expected, same.chars().count()));
            let text = format!("`{actual}` instead of `{expected}`");
            page.entry(indent, "differs:", Style::Yellow, LABEL, &text, Style::Plain);
        }
    }
}

/// A few characters around the place where two long values begin to differ.
fn piece(text: &str, at: usize) -> String {
    const BEFORE: usize = 8;
    const LENGTH: usize = 20;
    let start = at.saturating_sub(BEFORE);
    let piece: String = text.chars().skip(start).take(LENGTH).collect();
    let head = if start > 0 { "..." } else { "" };
    let tail = if text.chars().nth(start.saturating_add(LENGTH)).is_some() { "..." } else { "" };
    format!("{head}{piece}{tail}")
}
