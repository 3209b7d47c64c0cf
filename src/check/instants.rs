//! Reading the instants of a message: what cannot be read refuses it.

use crate::assertion::parse_instant;
use crate::check::Findings;
use crate::xml::Element;
use crate::{Code, Finding};
use chrono::{DateTime, Utc};

/// The instant, where one stands and can be read; and false where one stands that cannot.
pub(super) fn read(
    text: Option<&str>,
    what: &str,
    element: Element<'_>,
    findings: &mut Findings,
) -> (Option<DateTime<Utc>>, bool) {
    let Some(text) = text else { return (None, true) };
    match parse_instant(text) {
        Ok(instant) => (Some(instant), true),
        Err(error) => {
            findings.error(malformed(format!("{what} {error}"), Some(text), element));
            (None, false)
        }
    }
}

/// The finding for an instant that is missing or cannot be read.
pub(super) fn malformed(message: String, text: Option<&str>, element: Element<'_>) -> Finding {
    Finding::new(Code::TimeMalformed, message)
        .at(Some(element.location()))
        .with_actual(text.unwrap_or("nothing"))
        .with_expected("an instant in UTC, such as 2026-01-15T10:01:00Z")
        .with_fix("write times in UTC with a trailing Z at the identity provider; hand-made templates often print local time or an offset")
}
