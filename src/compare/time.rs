//! Instants as durations from the moment of issue, and how they are written.

use super::What;
use super::facts::{FactValue, Facts};
use crate::assertion::parse_instant;
use crate::xml::Element;
use chrono::{DateTime, Utc};

/// Adds what an instant says: its distance from the IssueInstant nearest above it, and its form where it is unusual.
pub(super) fn fact<'t>(facts: &mut Facts<'t>, what: What, name: String, text: &'t str, element: Element<'t>) {
    facts.push(What::Time, format!("{name}, form"), FactValue::Plain(form(text)), Some(element));
    let Ok(instant) = parse_instant(text) else { return };
    let above = if name.ends_with(" IssueInstant") { element.parent() } else { Some(element) };
    let Some(issued) = issued(above) else {
        facts.push(What::Id, name, FactValue::Fresh(text), Some(element));
        return;
    };
    let seconds = instant.signed_duration_since(issued).num_seconds();
    // A user who signed in earlier has an older AuthnInstant, and validity of metadata is renewed.
    let firm = !name.ends_with("AuthnInstant") && !name.ends_with("validUntil");
    facts.push(what, name, FactValue::Span { seconds, firm }, Some(element));
}

/// The moment of issue that is nearest above an element.
fn issued(from: Option<Element<'_>>) -> Option<DateTime<Utc>> {
    let mut above = from;
    // Invariant: bounded. The depth of a tree is limited.
    while let Some(element) = above {
        if let Some(instant) = element.attribute("IssueInstant").and_then(|text| parse_instant(text).ok()) {
            return Some(instant);
        }
        above = element.parent();
    }
    None
}

/// Whether an instant is in UTC, and whether it can be read at all.
fn form(text: &str) -> String {
    match parse_instant(text) {
        Err(_) => "cannot be read as an instant".to_owned(),
        Ok(_) if text.trim() != text => "white space around it".to_owned(),
        Ok(_) if text.ends_with('Z') => "UTC (ends with Z)".to_owned(),
        Ok(_) if text.rfind(['+', '-']).is_some_and(|at| at > 10) => "with an offset from UTC".to_owned(),
        Ok(_) => "without a time zone".to_owned(),
    }
}
