//! The fault of the brief report: one sentence, the values, where they are, and the fix.

use super::super::legible::{columns, escaped, value, wrap};
use super::super::page::{Style, TextPage};
use super::{LABEL, Room};
use crate::diagnosis::policy::PREFIX;
use crate::report::Report;
use crate::{Code, Confidence, Finding};

/// Lines of the page that the help takes; the first line of help is printed whole.
const MAX_FIX_LINES: usize = 6;

/// The root finding: one sentence, the values, the proof, the fix.
pub(super) fn fault(page: &mut TextPage, report: &Report, root: &Finding, room: Room) {
    let unicode = page.unicode();
    page.text(2, &escaped(&sentence(root), unicode), Style::Bold);
    // The finding of an old capture says this itself.
    if let Some(then) = report.captured_at().filter(|_| root.code() != Code::CaptureStale) {
        let days = report.at().signed_duration_since(then).num_days();
        let text = format!("This capture is {days} days old; times were also checked as of its own date.");
        page.text(2, &text, Style::Plain);
    }
    if root.actual().is_some() || root.expected().is_some() {
        page.gap();
        compared(page, report, root, room.value_lines);
    } else if let Some(place) = place(root) {
        page.entry(2, "at", Style::Dim, LABEL, &escaped(&place, unicode), Style::Dim);
    }
    if let Some(policy) = root.fix().iter().find_map(|fix| fix.strip_prefix(PREFIX)) {
        page.gap();
        page.entry(2, "policy", Style::Yellow, LABEL, &escaped(policy, unicode), Style::Plain);
    }
    if !root.fix().is_empty() {
        page.gap();
        let columns = page.width().saturating_sub(LABEL.saturating_add(2));
        let mut left = MAX_FIX_LINES;
        for (index, fix) in fixes(root).into_iter().take(room.fixes).enumerate() {
            let fix = escaped(fix, unicode);
            let lines = wrap(&fix, columns).len();
            if index > 0 && lines > left {
                break;
            }
            left = left.saturating_sub(lines);
            let label = if index == 0 { "fix" } else { "" };
            page.entry(2, label, Style::Green, LABEL, &fix, Style::Plain);
        }
    }
}

/// The lines of help, the first of each product before its second ones.
fn fixes(root: &Finding) -> Vec<&str> {
    let product = |fix: &str| fix.split_once(": ").map(|(product, _)| product.to_owned());
    let mut seen: Vec<String> = Vec::new();
    let mut lines: Vec<(bool, &str)> = Vec::new();
    for fix in root.fix().iter().filter(|fix| !fix.starts_with(PREFIX)) {
        let again = product(fix).is_some_and(|name| {
            let again = seen.contains(&name);
            seen.push(name);
            again
        });
        lines.push((again, fix));
    }
    lines.sort_by_key(|(again, _)| *again);
    lines.into_iter().map(|(_, fix)| fix).collect()
}

/// The finding's message as a sentence, with how sure it is.
pub(in crate::report) fn sentence(finding: &Finding) -> String {
    let sure = match finding.confidence() {
        Confidence::Proved => "",
        Confidence::Likely => "likely: ",
        Confidence::Possible => "possibly: ",
    };
    let message = format!("{sure}{}", finding.message());
    let mut letters = message.chars();
    // A URL or a name with a dot or digit at the beginning stays as it is.
    let is_word = message
        .split(' ')
        .next()
        .is_some_and(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == ':'));
    let first = letters.next().map(|letter| if is_word { letter.to_ascii_uppercase() } else { letter });
    let first = first.map(String::from).unwrap_or_default();
    let end = if message.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// `response` over `expected`, each with where it comes from, and a mark where they begin to differ.
fn compared(page: &mut TextPage, report: &Report, root: &Finding, value_lines: usize) {
    let unicode = page.unicode();
    let room = page.width().saturating_sub(LABEL.saturating_add(2));
    let actual = root.actual().map(|text| value(text, unicode));
    let expected = root.expected().map(|text| value(text, unicode));
    let differ = match (&actual, &expected) {
        (Some(actual), Some(expected)) => common(actual, expected),
        _ => 0,
    };
    let most = room.saturating_mul(value_lines);
    let window = |text: &String| around(text, differ, most, unicode);
    let (actual, expected) = (actual.as_ref().map(window), expected.as_ref().map(window));
    if let Some((actual, _)) = &actual {
        page.entry(2, "response", Style::Red, LABEL, actual, Style::Plain);
        if let Some(place) = place(root) {
            page.entry(2, "", Style::Dim, LABEL, &escaped(&place, unicode), Style::Dim);
        }
    }
    if let Some((expected, _)) = &expected {
        page.entry(2, "expected", Style::Green, LABEL, expected, Style::Plain);
        if let (Some((actual, at)), true) = (&actual, differ >= 3)
            && columns(actual) < room
            && columns(expected) < room
        {
            let margin = LABEL.saturating_add(2).saturating_add(*at);
            page.entry(margin, "", Style::Plain, 0, "^", Style::Yellow);
        }
        if let Some(source) = report.source_of(root.code()) {
            page.entry(2, "", Style::Dim, LABEL, &escaped(&source, unicode), Style::Dim);
        }
    }
}

/// How many characters two texts begin with alike.
pub(in crate::report) fn common(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

/// At most `most` characters of a text around the place `at`, and the column of that place in them.
pub(super) fn around(text: &str, at: usize, most: usize, unicode: bool) -> (String, usize) {
    let length = text.chars().count();
    let dots = if unicode { "…" } else { "..." };
    if length <= most {
        let before: String = text.chars().take(at).collect();
        return (text.to_owned(), columns(&before));
    }
    let inner = most.saturating_sub(dots.len().saturating_mul(2)).max(8);
    let start = at.saturating_sub(inner / 2).min(length.saturating_sub(inner));
    let cut: String = text.chars().skip(start).take(inner).collect();
    let before: String = text.chars().skip(start).take(at.saturating_sub(start)).collect();
    let head = if start > 0 { dots } else { "" };
    let tail = if start.saturating_add(inner) < length { dots } else { "" };
    (format!("{head}{cut}{tail}"), columns(head).saturating_add(columns(&before)))
}

/// The element and its place in the XML; of the path only its end, the full report has all of it.
fn place(finding: &Finding) -> Option<String> {
    let location = finding.location()?;
    let names: Vec<&str> = location.path.split('/').filter(|name| !name.is_empty()).collect();
    let end = names.iter().rev().take(2).rev().copied().collect::<Vec<_>>().join("/");
    let end: String = end.chars().take(120).collect();
    Some(match location.line {
        0 => end,
        line => format!("{end}, line {line}:{}", location.column),
    })
}
