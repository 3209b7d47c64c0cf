//! The worker that Flex would make of the login.

use super::legible::{escaped, value};
use super::page::{Style, TextPage};
use crate::profile::Worker;

pub(super) fn section(page: &mut TextPage, worker: &Worker) {
    page.heading("Worker in Flex, as it would be created or updated");
    let unicode = page.unicode();
    let roles = worker.roles().join(", ");
    let rows = [
        ("identity", Some(worker.identity())),
        ("friendly name", worker.friendly_name()),
        ("contact_uri", Some(worker.contact_uri())),
        ("roles", Some(roles.as_str()).filter(|roles| !roles.is_empty())),
    ];
    for (label, text) in rows {
        let text = text.map_or("(none)".to_owned(), |text| value(text, unicode));
        page.entry(2, label, Style::Dim, 15, &text, Style::Plain);
    }
    let attributes = serde_json::Value::Object(worker.attributes().clone());
    page.entry(2, "attributes", Style::Dim, 15, &escaped(&attributes.to_string(), unicode), Style::Plain);
    for warning in worker.warnings() {
        page.entry(
            2,
            warning.kind().as_str(),
            Style::Yellow,
            15,
            &escaped(warning.message(), unicode),
            Style::Plain,
        );
        page.entry(
            2,
            "",
            Style::Plain,
            15,
            &escaped(&format!("help: {}", warning.fix()), unicode),
            Style::Dim,
        );
    }
}
