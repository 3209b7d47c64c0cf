//! The line of the brief report that counts checks and notes.

use super::super::legible::columns;
use super::super::page::{Style, TextPage};
use super::MAX_NAMED;
use crate::check::CheckOutcome;
use crate::report::Report;
use crate::{Code, Severity};
use std::collections::BTreeMap;

/// How many checks passed, failed or did not run, and how many notes there are.
pub(super) fn counts(page: &mut TextPage, report: &Report) {
    let checks = report.checks();
    let mut parts = Vec::new();
    let passed = checks.iter().filter(|check| check.outcome == CheckOutcome::Pass).count();
    let failed: Vec<&str> =
        checks.iter().filter(|check| check.outcome == CheckOutcome::Fail).map(|check| check.name).collect();
    let skipped = checks.iter().filter(|check| check.outcome == CheckOutcome::NotRun(Code::Blocked)).count();
    let mut lacking: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for check in checks {
        if let CheckOutcome::NotRun(code) = check.outcome
            && !matches!(code, Code::Blocked | Code::NotInProfile)
        {
            lacking.insert(check.name, option_for(code));
        }
    }
    if passed > 0 {
        parts.push(format!("{passed} passed"));
    }
    if !failed.is_empty() {
        parts.push(format!("{} failed: {}", failed.len(), failed.join(", ")));
    }
    if !lacking.is_empty() {
        let names: Vec<String> = lacking
            .iter()
            .take(MAX_NAMED)
            .map(|(name, option)| match option {
                Some(option) => format!("{name} ({option})"),
                None => (*name).to_owned(),
            })
            .collect();
        parts.push(format!("{} not run: {}", lacking.len(), names.join(", ")));
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
