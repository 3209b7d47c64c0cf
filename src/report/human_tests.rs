//! Properties of the text of a report, whatever the verdict.

use super::sample_tests::*;
use super::*;
use crate::Location;
use serde_json::Value;

#[test]
fn no_line_is_wider_than_the_page() {
    for width in [40, 60, 80, 120] {
        for unicode in [true, false] {
            for report in every() {
                let text = report.to_human(&HumanOptions { width, unicode, color: false });
                for line in text.lines() {
                    let columns = unicode_width::UnicodeWidthStr::width(line);
                    assert!(columns <= width, "{columns} > {width}: {line}");
                }
            }
        }
    }
}

#[test]
fn without_unicode_nothing_but_ascii_is_printed() {
    for report in every() {
        let text = report.to_human(&HumanOptions { unicode: false, ..HumanOptions::default() });
        assert!(text.is_ascii(), "{text}");
    }
}

#[test]
fn a_message_cannot_paint_the_terminal() {
    let mut report = rejected();
    let hostile = "x\u{1b}[32mACCEPTED\u{1b}]0;t\u{7}\r\n\u{9b}2J\u{202e}";
    report.message = Some(MessageSummary {
        kind: hostile.into(),
        id: Some(hostile.into()),
        issuer: Some(hostile.into()),
        idp_product: Some(hostile.into()),
        ..MessageSummary::default()
    });
    report.claimed = Some(Identity {
        not_on_or_after: None,
        name_id: Some(hostile.into()),
        name_id_format: Some(hostile.into()),
        session_index: Some(hostile.into()),
        attributes: vec![(hostile.into(), vec![hostile.into()])],
    });
    report.findings.push(
        Finding::new(Code::IssuerMismatch, hostile)
            .at(Some(Location::new(hostile, 1, 1)))
            .with_actual(hostile)
            .with_expected(hostile)
            .with_fix(hostile),
    );
    report.trusted[0].subject = hostile.into();
    report.trusted[0].key = hostile.into();
    report.signatures[0].element = hostile.into();
    report.signatures[0].algorithm = Some(hostile.into());
    report.capture.as_mut().unwrap().recognised = hostile.into();
    for line in text(&report).lines() {
        assert!(!line.chars().any(human::acts_or_hides), "{line:?}");
    }
    let json = json_text(&report.to_json());
    assert!(!json.lines().any(|line| line.chars().any(human::acts_or_hides)));
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), report.to_json());
}

#[test]
fn colour_changes_the_look_and_nothing_else() {
    for report in every() {
        let colored = report.to_human(&HumanOptions { color: true, ..HumanOptions::default() });
        assert!(colored.contains("\u{1b}["));
        let mut plain = String::new();
        for (index, part) in colored.split("\u{1b}[").enumerate() {
            plain.push_str(if index == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(plain, text(&report));
    }
}

#[test]
fn findings_that_follow_from_each_other_in_a_circle_are_each_shown_once() {
    let mut report = base(Verdict::Rejected);
    let mut one = Finding::new(Code::IssuerMismatch, "one");
    one.set_consequence_of(Code::AudienceMismatch);
    let mut other = Finding::new(Code::AudienceMismatch, "other");
    other.set_consequence_of(Code::IssuerMismatch);
    report.findings = vec![one, other];
    let text = text(&report);
    assert_eq!(text.matches("error[").count(), 2, "{text}");
}

#[test]
fn what_only_an_embedded_key_shows_is_never_ticked() {
    let mut report = base(Verdict::Inconclusive);
    report.checks.clear();
    report.signatures = vec![signature(SignatureOutcome::Valid, KeySource::Embedded)];
    assert!(!text(&report).contains('✓'));
}

#[test]
fn an_open_verdict_says_what_was_not_given() {
    let mut report = base(Verdict::Inconclusive);
    for name in ["signature", "certificate"] {
        let outcome = CheckOutcome::NotRun(Code::NoTrustedCertificate);
        report.checks.push(CheckResult { name, outcome });
    }
    let text = text(&report);
    let top: Vec<&str> = text.lines().skip(1).take(3).collect();
    assert_eq!(top[0], "– INCONCLUSIVE");
    assert_eq!(top[1], "  because  no trusted certificate was given (--idp)");
    assert!(top[2].starts_with("  judged "), "{text}");
}

#[test]
fn a_fault_of_several_places_is_one_paragraph_with_each_place_and_value() {
    let mut report = base(Verdict::Rejected);
    let fault = |element: &str, line: u32, actual: &str| {
        Finding::new(Code::TimeMalformed, format!("{element} has an offset; SAML times are in UTC"))
            .at(Some(Location::new("/a", line, 7)))
            .with_actual(actual)
            .with_expected("an instant in UTC")
            .with_fix("write times in UTC")
    };
    report.findings = vec![
        fault("NotBefore of Conditions", 1, "10:00+02:00"),
        fault("NotOnOrAfter of Conditions", 2, "11:00+02:00"),
        fault("AuthnInstant", 3, "10:00+02:00"),
    ];
    let shown = text(&report);
    assert_eq!(shown.matches("error[time-malformed]").count(), 1, "{shown}");
    assert_eq!(shown.matches("write times in UTC").count(), 1, "{shown}");
    let also = "    also:     NotOnOrAfter of Conditions, line 2:7: 11:00+02:00\n              AuthnInstant, line 3:7: 10:00+02:00\n";
    assert!(shown.contains(also), "{shown}");
    // Another help is another paragraph.
    report.findings.push(fault("IssueInstant", 4, "10:00+02:00").with_fix("or replace the template"));
    assert_eq!(text(&report).matches("error[time-malformed]").count(), 2);
}

#[test]
fn the_difference_of_two_long_values_is_shown_by_itself() {
    let mut report = base(Verdict::Rejected);
    let long = "https://sp.example.com/saml/acs?tenant=0123456789abcdef0123456789abcdef&x=";
    report.findings = vec![
        Finding::new(Code::DestinationMismatch, "Destination is not the ACS URL")
            .with_actual(format!("{long}1&y=2"))
            .with_expected(format!("{long}2&y=2")),
    ];
    let shown = text(&report);
    assert!(shown.contains("differs:  `...bcdef&x=1&y=2` instead of `...bcdef&x=2&y=2`"), "{shown}");
}

#[test]
fn a_reason_of_several_checks_is_printed_once_in_their_group() {
    let mut report = base(Verdict::Inconclusive);
    report.checks.clear();
    for name in ["destination", "audience", "confirmation"] {
        let code = if name == "audience" { Code::AudienceNotGiven } else { Code::AcsNotGiven };
        report.checks.push(CheckResult { name, outcome: CheckOutcome::NotRun(code) });
    }
    let shown = text(&report);
    assert!(shown.contains("– destination, confirmation  not run: no ACS URL was given (--sp"), "{shown}");
}
