//! Reading the instants of a message: what cannot be read refuses it.

use crate::assertion::{InstantError, parse_instant};
use crate::check::Findings;
use crate::finding::Detail;
use crate::xml::Element;
use crate::{Code, Finding};
use chrono::{DateTime, Utc};

/// The instant, if there is one that can be read; and `false` if there is one that cannot.
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
            findings.error(unreadable(what, error, text, element));
            (None, false)
        }
    }
}

/// The finding for an instant that cannot be read.
pub(super) fn unreadable(what: &str, error: InstantError, text: &str, element: Element<'_>) -> Finding {
    let finding = malformed(format!("{what} {error}"), Some(text), element);
    match error {
        InstantError::Offset => finding.with_detail(Detail::Offset),
        _ => finding,
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
