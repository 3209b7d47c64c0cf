//! Zero times: what a programming language writes if a date has no value.

use crate::Finding;

/// Beginnings of such times, and whose they are.
const ZEROS: &[(&str, &str)] = &[
    ("0001-01-01T", "the year 0001 is the zero value of a date in .NET and Go"),
    ("1970-01-01T00:00:0", "1970-01-01 is the zero of Unix time"),
    ("1969-12-31T", "1969-12-31 is the zero of Unix time in a time zone of America"),
    ("1601-01-01T", "1601-01-01 is the zero of Windows file time"),
    ("1899-12-3", "1899-12-30 is the zero of an OLE date"),
];

/// Says so in each finding about such a time.
pub(crate) fn explain(findings: &mut [Finding]) {
    for finding in findings {
        // A rule may write the name of the attribute before the time, and a blank for the T.
        let words: Vec<&str> = finding.actual().unwrap_or_default().split(' ').take(16).collect();
        let instants = words.iter().enumerate().map(|(at, word)| match word.contains('T') {
            true => (*word).to_owned(),
            false => format!("{word}T{}", words.get(at.saturating_add(1)).unwrap_or(&"")),
        });
        let instants: Vec<String> = instants.collect();
        let known = ZEROS.iter().find(|(begin, _)| instants.iter().any(|instant| instant.starts_with(begin)));
        if let Some((_, whose)) = known {
            finding.amend(&format!("; {whose}: the sender never set this time"));
            finding.lead_with_fix(
                "set this time in the code that makes the message, or leave the attribute out".to_owned(),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::explain;
    use crate::{Code, Finding};

    #[test]
    fn a_time_that_was_never_set_is_named() {
        let said = |actual: &str| {
            let mut findings = [Finding::new(Code::AssertionExpired, "expired").with_actual(actual)];
            explain(&mut findings);
            findings[0].message().to_owned()
        };
        assert!(said("0001-01-01T00:00:00Z").contains("never set"));
        assert!(said("1970-01-01T00:00:00Z").contains("Unix time"));
        assert!(said("NotOnOrAfter 0001-01-01 00:00:00 UTC").contains("never set"));
        assert_eq!(said("2026-01-15T10:00:00Z"), "expired");
    }
}
