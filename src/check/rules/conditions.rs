//! Rule: the assertion is valid at this time, under conditions that are understood.

use crate::assertion::{Conditions, parse_instant};
use crate::check::Findings;
use crate::check::instants::read;
use crate::check::near_miss::elapsed::in_words;
use crate::check::{CheckOutcome, RuleInput};
use crate::xml::Element;
use crate::{Code, Finding};
use chrono::{DateTime, SecondsFormat, Utc};

/// Conditions must be present, the time must be within it, and nothing in it may be unknown (SAML 2.0 core, 2.5.1).
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let Some(assertion) = input.assertion else { return CheckOutcome::NotRun(Code::Blocked) };
    let Some(conditions) = assertion.conditions() else {
        let finding = Finding::new(Code::ConditionsMissing, "the assertion has no Conditions")
            .at(Some(assertion.element().location()))
            .with_fix("configure the identity provider to write Conditions with NotBefore, NotOnOrAfter and an AudienceRestriction; only hand-made templates omit it");
        findings.error(finding);
        return CheckOutcome::Fail;
    };
    let known = check_unknown(conditions, findings);
    let in_time = check_period(input, conditions, findings);
    if let Some(element) = conditions.one_time_use() {
        findings.warning(|| {
            Finding::new(
                Code::OneTimeUse,
                "the assertion may be used once only: remember its ID until it expires",
            )
            .at(Some(element.location()))
        });
    }
    if known && in_time { CheckOutcome::Pass } else { CheckOutcome::Fail }
}

/// A condition that is not understood makes the assertion's validity indeterminate, and then it must not be relied
/// upon (SAML 2.0 core, 2.5.1.1).
fn check_unknown(conditions: Conditions<'_>, findings: &mut Findings) -> bool {
    let Some(unknown) = conditions.unknown() else { return true };
    let finding =
        Finding::new(Code::ConditionUnknown, "Conditions contains a condition that samlens does not support")
            .at(Some(unknown.location()))
            .with_actual(unknown.qualified_name())
            .with_expected("AudienceRestriction, OneTimeUse or ProxyRestriction")
            .with_fix(
                "remove the custom condition from this application's assertions at the identity provider",
            );
    findings.error(finding);
    false
}

fn check_period(input: &RuleInput<'_, '_>, conditions: Conditions<'_>, findings: &mut Findings) -> bool {
    let element = conditions.element();
    let (not_before, begins) = read(conditions.not_before(), "NotBefore of Conditions", element, findings);
    let (not_on_or_after, ends) =
        read(conditions.not_on_or_after(), "NotOnOrAfter of Conditions", element, findings);
    let mut valid = begins && ends;
    if let (Some(from), Some(until)) = (not_before, not_on_or_after) {
        // SAML 2.0 core, 2.5.1.2. The skew on both sides would make an empty period usable.
        if from >= until {
            valid = false;
            let finding = Finding::new(
                Code::PeriodReversed,
                "the validity period ends before it begins, or at the same time",
            )
            .at(Some(element.location()))
            .with_actual(format!("{} to {}", stamp(from), stamp(until)))
            .with_expected("NotBefore earlier than NotOnOrAfter")
            .with_fix(
                "set the assertion lifetime at the identity provider to a few minutes, at most an hour",
            );
            findings.error(finding);
        }
    }
    if let Some(from) = not_before.filter(|from| !input.has_begun(*from)) {
        valid = false;
        findings.error(not_yet_valid(input, from, element));
    }
    if let Some(until) = not_on_or_after.filter(|until| input.has_ended(*until)) {
        valid = false;
        findings.error(expired(input, until, element));
    }
    valid
}

fn not_yet_valid(input: &RuleInput<'_, '_>, from: DateTime<Utc>, element: Element<'_>) -> Finding {
    let early = in_words(from.signed_duration_since(input.now));
    let mut message = format!("the assertion becomes valid {early} after the time of the check");
    if issued_later(input) {
        message.push_str("; it was also issued after that time, so the clocks differ");
    }
    Finding::new(Code::AssertionNotYetValid, message)
        .at(Some(element.location()))
        .with_actual(format!("NotBefore {}", stamp(from)))
        .with_expected(judged_at(input))
        .with_fix(
            "synchronize the clocks of both sides (NTP), or allow a few minutes of clock skew at the service",
        )
        .with_fix("to check an old capture at its own time, give --at")
}

fn expired(input: &RuleInput<'_, '_>, until: DateTime<Utc>, element: Element<'_>) -> Finding {
    let late = in_words(input.now.signed_duration_since(until));
    Finding::new(Code::AssertionExpired, format!("the assertion expired {late} before the time of the check"))
        .at(Some(element.location()))
        .with_actual(format!("NotOnOrAfter {}", stamp(until)))
        .with_expected(judged_at(input))
        .with_fix("to check an old capture at its own time, give --at with the time of the login")
        .with_fix("if the login was fresh, synchronize the clocks (NTP), or raise the assertion lifetime at the identity provider")
}

fn issued_later(input: &RuleInput<'_, '_>) -> bool {
    let issued = input.assertion.and_then(|assertion| assertion.issue_instant());
    issued.and_then(|text| parse_instant(text).ok()).is_some_and(|issued| issued > input.now)
}

/// The time of the check and the skew, as `expected` shows them.
pub(super) fn judged_at(input: &RuleInput<'_, '_>) -> String {
    format!("valid at {}, with {} of clock skew allowed", stamp(input.now), in_words(input.clock_skew))
}

/// An instant as reports print it.
pub(super) fn stamp(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::check::sample::Sample;

    const PERIOD: &str = r#"NotBefore="2026-01-15T10:00:00Z" NotOnOrAfter="2026-01-15T11:00:00Z""#;

    #[test]
    fn the_end_is_exclusive_and_the_skew_is_added_once() {
        assert_eq!(Sample::new().at("2026-01-15T11:02:59Z").run(check).line(), "pass");
        assert_eq!(Sample::new().at("2026-01-15T11:02:59.999999999Z").run(check).line(), "pass");
        assert_eq!(Sample::new().at("2026-01-15T11:03:00Z").run(check).line(), "fail assertion-expired");
        let mut sample = Sample::new().at("2026-01-15T10:59:59Z");
        sample.skew = 0;
        assert_eq!(sample.run(check).line(), "pass");
        assert_eq!(
            Sample { now: "2026-01-15T11:00:00Z", ..sample }.run(check).line(),
            "fail assertion-expired"
        );
    }

    #[test]
    fn clocks_that_differ_are_told_by_the_time_of_issue() {
        let early = "the assertion becomes valid 10 min after the time of the check";
        let clocks = "; it was also issued after that time, so the clocks differ";
        let judged = |issued: &str| {
            let sample = Sample::new().at("2026-01-15T09:50:00Z");
            let sample =
                sample.edit("IssueInstant=\"2026-01-15T10:00:01Z\"", &format!("IssueInstant=\"{issued}\""));
            sample.run(check).only().0.to_owned()
        };
        assert_eq!(judged("2026-01-15T09:50:00Z"), early);
        assert_eq!(judged("2026-01-15T09:50:01Z"), format!("{early}{clocks}"));
    }

    #[test]
    fn the_beginning_is_inclusive_and_the_skew_is_taken_off_once() {
        assert_eq!(Sample::new().at("2026-01-15T09:57:00Z").run(check).line(), "pass");
        assert_eq!(
            Sample::new().at("2026-01-15T09:56:59Z").run(check).line(),
            "fail assertion-not-yet-valid"
        );
        let mut sample = Sample::new().at("2026-01-15T10:00:00Z");
        sample.skew = 0;
        assert_eq!(sample.run(check).line(), "pass");
        assert_eq!(
            Sample { now: "2026-01-15T09:59:59Z", ..sample }.run(check).line(),
            "fail assertion-not-yet-valid"
        );
    }

    #[test]
    fn the_delta_is_said_in_words() {
        assert_eq!(
            Sample::new().at("2026-01-15T15:12:30Z").run(check).only(),
            (
                "the assertion expired 4 h 12 min before the time of the check",
                "NotOnOrAfter 2026-01-15T11:00:00Z",
                "valid at 2026-01-15T15:12:30Z, with 3 min of clock skew allowed"
            )
        );
        assert_eq!(
            Sample::new().at("2026-01-15T09:55:00Z").run(check).only().0,
            "the assertion becomes valid 5 min after the time of the check; it was also issued after that time, so the clocks differ"
        );
    }

    #[test]
    fn an_empty_or_reversed_period_is_never_valid() {
        for end in ["2026-01-15T10:00:00Z", "2026-01-15T09:59:59Z"] {
            let sample = Sample::new()
                .edit(PERIOD, &format!(r#"NotBefore="2026-01-15T10:00:00Z" NotOnOrAfter="{end}""#))
                .at("2026-01-15T10:00:00Z");
            assert_eq!(sample.run(check).line(), "fail period-reversed", "{end}");
        }
    }

    #[test]
    fn either_end_may_be_open_and_none_malformed() {
        assert_eq!(Sample::new().edit(PERIOD, "").run(check).line(), "pass");
        for (period, message) in [
            (
                r#"NotBefore="2026-01-15T10:00:00+00:00""#,
                "NotBefore of Conditions has an offset; SAML times are in UTC and end in Z",
            ),
            (
                r#"NotOnOrAfter="2026-01-15T11:00:00""#,
                "NotOnOrAfter of Conditions has no time zone; SAML times are in UTC and end in Z",
            ),
            (r#"NotOnOrAfter="""#, "NotOnOrAfter of Conditions does not have the form YYYY-MM-DDThh:mm:ssZ"),
        ] {
            let judged = Sample::new().edit(PERIOD, period).run(check);
            assert_eq!(judged.line(), "fail time-malformed");
            assert_eq!(judged.only().0, message);
        }
    }

    #[test]
    fn no_conditions() {
        let xml = format!(
            "<saml:Conditions {PERIOD}><saml:AudienceRestriction><saml:Audience>https://sp.example.com</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
        );
        assert_eq!(Sample::new().edit(&xml, "").run(check).line(), "fail conditions-missing");
    }

    #[test]
    fn unknown_conditions_refuse() {
        let known = "<saml:AudienceRestriction>";
        for unknown in [
            r#"<saml:Condition xmlns:x="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x:Delegation"/>"#,
            r#"<x:OneTimeUse xmlns:x="urn:x"/>"#,
        ] {
            let sample = Sample::new().edit(known, &format!("{unknown}{known}"));
            assert_eq!(sample.run(check).line(), "fail condition-unknown", "{unknown}");
        }
    }

    #[test]
    fn one_time_use_is_shown() {
        let known = "<saml:AudienceRestriction>";
        let sample = Sample::new().edit(known, &format!("<saml:OneTimeUse/><saml:ProxyRestriction/>{known}"));
        assert_eq!(sample.run(check).line(), "pass one-time-use");
    }

    #[test]
    fn extreme_times_do_not_overflow() {
        let mut sample = Sample::new().at("0001-01-01T00:00:00Z");
        sample.skew = i64::MAX / 1000;
        assert_eq!(sample.run(check).line(), "pass");
        let sample =
            Sample::new().edit("2026-01-15T11:00:00Z", "9999-12-31T23:59:59Z").at("9999-12-31T24:00:00Z");
        assert_eq!(sample.run(check).line(), "pass");
    }
}
