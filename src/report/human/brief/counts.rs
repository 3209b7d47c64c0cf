//! The line of the brief report that counts checks and notes.

use super::super::legible::columns;
use super::super::page::{Style, TextPage};
use crate::check::CheckOutcome;
use crate::report::Report;
use crate::{Code, Severity};

/// How many checks passed, failed or did not run, and how many notes there are.
pub(super) fn counts(page: &mut TextPage, report: &Report) {
    let checks = report.checks();
    let mut parts = Vec::new();
    let passed = checks.iter().filter(|check| check.outcome == CheckOutcome::Pass).count();
    let failed: Vec<&str> =
        checks.iter().filter(|check| check.outcome == CheckOutcome::Fail).map(|check| check.name).collect();
    let skipped = checks.iter().filter(|check| check.outcome == CheckOutcome::NotRun(Code::Blocked)).count();
    let mut lacking: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
    for check in checks {
        let CheckOutcome::NotRun(code) = check.outcome else { continue };
        if matches!(code, Code::Blocked | Code::NotInProfile) {
            continue;
        }
        let option = option_for(code);
        match lacking.iter_mut().find(|(one, _)| *one == option) {
            Some((_, names)) if names.contains(&check.name) => {}
            Some((_, names)) => names.push(check.name),
            None => lacking.push((option, vec![check.name])),
        }
    }
    if passed > 0 {
        parts.push(format!("{passed} passed"));
    }
    if !failed.is_empty() {
        parts.push(format!("{} failed: {}", failed.len(), failed.join(", ")));
    }
    if !lacking.is_empty() {
        let count: usize = lacking.iter().map(|(_, names)| names.len()).sum();
        let groups: Vec<String> = lacking
            .iter()
            .map(|(option, names)| match option {
                Some(option) => format!("{} ({option})", names.join(" and ")),
                None => names.join(", "),
            })
            .collect();
        parts.push(format!("{count} not run: {}", groups.join(", ")));
    }
    if skipped > 0 {
        parts.push(format!("{skipped} skipped"));
    }
    let others = |severity: Severity| {
        report.findings().iter().filter(|one| one.severity() == severity && !one.is_root()).count()
    };
    for (count, word) in [(others(Severity::Warning), "warning"), (others(Severity::Info), "note")] {
        if count > 0 {
            parts.push(format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
        }
    }
    let dot = if page.unicode() { " · " } else { " | " };
    let mut line = String::new();
    for part in parts {
        let joined = if line.is_empty() { part.clone() } else { format!("{line}{dot}{part}") };
        if columns(&joined).saturating_add(2) <= page.width() || line.is_empty() {
            line = joined;
        } else {
            page.text(2, &line, Style::Dim);
            line = part;
        }
    }
    if !line.is_empty() {
        page.text(2, &line, Style::Dim);
    }
}

/// The option that gives what a check lacks.
fn option_for(code: Code) -> Option<&'static str> {
    Some(match code {
        Code::NoTrustedCertificate => "--idp",
        Code::IssuerNotGiven => "--idp-entity-id",
        Code::AudienceNotGiven => "--sp-entity-id",
        Code::AcsNotGiven => "--acs",
        Code::RequestNotGiven => "--request",
        Code::SloNotGiven => "--slo",
        _ => return None,
    })
}
