//! Rule: the times of issue are real, and the lifetime is plausible.

use super::conditions::{judged_at, stamp};
use crate::assertion::{Assertion, parse_instant};
use crate::check::Findings;
use crate::check::instants::{malformed, read};
use crate::check::near_miss::elapsed::in_words;
use crate::check::{CheckOutcome, RuleInput};
use crate::xml::Element;
use crate::{Code, Finding};
use chrono::TimeDelta;

/// Longest lifetime that is not reported.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// IssueInstant of Response and Assertion must be there, in UTC and not in the future, and the assertion no older than
/// the policy allows; odd lifetimes are reported.
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let response = input.response;
    let mut valid = check_issue_instant(input, response.issue_instant(), response.element(), findings);
    if let Some(assertion) = input.assertion {
        valid &= check_issue_instant(input, assertion.issue_instant(), assertion.element(), findings)
            && check_age(input, assertion, findings);
    }
    if findings.explain() {
        note_odd_lifetime(input, findings);
    }
    if valid { CheckOutcome::Pass } else { CheckOutcome::Fail }
}

fn check_issue_instant(
    input: &RuleInput<'_, '_>,
    text: Option<&str>,
    element: Element<'_>,
    findings: &mut Findings,
) -> bool {
    let name = element.local_name();
    if text.is_none() {
        // Required by the schema (SAML 2.0 core, 2.3.3 and 3.2.2).
        findings.error(malformed(format!("IssueInstant of the {name} is missing"), None, element));
        return false;
    }
    let (Some(issued), _) = read(text, instant_name(name), element, findings) else { return false };
    if input.has_begun(issued) {
        return true;
    }
    let early = in_words(issued.signed_duration_since(input.now));
    let message = format!("the {name} was issued {early} after the time of the check, so the clocks differ");
    let finding = Finding::new(Code::AssertionNotYetValid, message)
        .at(Some(element.location()))
        .with_actual(format!("IssueInstant {}", stamp(issued)))
        .with_expected(judged_at(input))
        .with_fix("synchronize the clock of the service provider (NTP)")
        .with_fix("if --at was given, compare it with the time of the capture");
    findings.error(finding);
    false
}

/// The policy's longest lifetime ends an assertion that its own NotOnOrAfter would let live on.
fn check_age(input: &RuleInput<'_, '_>, assertion: &Assertion<'_>, findings: &mut Findings) -> bool {
    let lifetime = input.policy.assertion_lifetime;
    let Some(end) = assertion.latest_end(lifetime) else { return false };
    if !input.has_ended(end) {
        return true;
    }
    // Where its own times have ended too, another rule refuses it, with less to explain.
    let ends = |text: &str| parse_instant(text).ok();
    let conditions =
        assertion.conditions().and_then(|conditions| conditions.not_on_or_after().and_then(ends));
    let bearers = assertion.subject().map(|subject| subject.confirmations()).into_iter().flatten();
    let bearers = bearers.filter(|confirmation| confirmation.is_bearer());
    let confirmed = bearers.filter_map(|bearer| bearer.not_on_or_after().and_then(ends)).max();
    if conditions.into_iter().chain(confirmed).any(|end| input.has_ended(end)) {
        return true;
    }
    let age = in_words(input.now.signed_duration_since(end.checked_sub_signed(lifetime).unwrap_or(end)));
    let longest = in_words(lifetime);
    let message = format!(
        "the assertion was issued {age} before the time of the check; samlens's policy accepts it for {longest}"
    );
    let finding = Finding::new(Code::AssertionExpired, message)
        .at(Some(assertion.element().location()))
        .with_actual(format!("IssueInstant {}", assertion.issue_instant().unwrap_or_default()))
        .with_expected(judged_at(input))
        .with_fix("to check an old capture at its own time, give --at with the time of the login")
        .with_fix("set the assertion lifetime at the identity provider to a few minutes, at most an hour")
        .with_fix("if the service must accept older assertions, raise assertion_lifetime_hours under [policy] in samlens.toml (Policy::assertion_lifetime)");
    findings.error(finding);
    false
}

/// What an instant is called in a message; borrowed for the two names there are.
fn instant_name(name: &str) -> &'static str {
    if name == "Assertion" { "IssueInstant of the Assertion" } else { "IssueInstant of the Response" }
}

fn note_odd_lifetime(input: &RuleInput<'_, '_>, findings: &mut Findings) {
    let Some(conditions) = input.assertion.and_then(|assertion| assertion.conditions()) else { return };
    let instant = |text: Option<&str>| text.and_then(|text| parse_instant(text).ok());
    let issued = input.assertion.and_then(|assertion| assertion.issue_instant());
    let from = instant(conditions.not_before().or(issued));
    let until = instant(conditions.not_on_or_after());
    let odd = |message: String| {
        Finding::new(Code::LifetimeOdd, message)
            .at(Some(conditions.element().location()))
            .with_expected("a lifetime of minutes, at most an hour")
            .with_fix("set the assertion lifetime at the identity provider to a few minutes, at most an hour")
    };
    if conditions.not_on_or_after().is_none() {
        findings.warning(|| odd("Conditions has no NotOnOrAfter, so the assertion never expires".to_owned()));
    }
    if let (Some(from), Some(until)) = (from, until) {
        let lifetime = until.signed_duration_since(from);
        if lifetime > LONGEST {
            findings.warning(|| {
                odd(format!("the assertion is valid for {}", in_words(lifetime))).with_actual(format!(
                    "{} to {}",
                    stamp(from),
                    stamp(until)
                ))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::check::sample::Sample;

    #[test]
    fn issue_instants_of_the_future() {
        assert_eq!(Sample::new().at("2026-01-15T09:57:01Z").run(check).line(), "pass");
        let judged = Sample::new().at("2026-01-15T09:57:00Z").run(check);
        assert_eq!(judged.line(), "fail assertion-not-yet-valid");
        assert_eq!(
            judged.only().0,
            "the Assertion was issued 3 min 1 s after the time of the check, so the clocks differ"
        );
        let judged = Sample::new().at("2026-01-15T09:56:59Z").run(check);
        assert_eq!(judged.line(), "fail assertion-not-yet-valid assertion-not-yet-valid");
    }

    #[test]
    fn issue_instants_are_required_and_in_utc() {
        let missing = Sample::new().edit(r#" IssueInstant="2026-01-15T10:00:00Z""#, "");
        assert_eq!(missing.run(check).only().0, "IssueInstant of the Response is missing");
        let offset = Sample::new().edit("2026-01-15T10:00:01Z", "2026-01-15T11:00:01+01:00");
        assert_eq!(
            offset.run(check).only(),
            (
                "IssueInstant of the Assertion has an offset; SAML times are in UTC and end in Z",
                "2026-01-15T11:00:01+01:00",
                "an instant in UTC, such as 2026-01-15T10:01:00Z"
            )
        );
    }

    /// Samples with times that never end, judged at a later time.
    fn endless() -> Sample {
        Sample::new()
            .edit("2026-01-15T11:00:00Z", "9999-12-31T23:59:59Z")
            .edit("2026-01-15T10:30:00Z", "9999-12-31T23:59:59Z")
    }

    #[test]
    fn an_assertion_lives_no_longer_than_the_policy_allows() {
        assert_eq!(endless().at("2026-01-16T10:03:00Z").run(check).line(), "pass lifetime-odd");
        let mut late = endless().at("2026-01-16T10:03:01Z");
        assert_eq!(late.run(check).line(), "fail assertion-expired lifetime-odd");
        late.explain = false;
        assert_eq!(
            late.run(check).only(),
            (
                "the assertion was issued 1 d before the time of the check; samlens's policy accepts it for 1 d",
                "IssueInstant 2026-01-15T10:00:01Z",
                "valid at 2026-01-16T10:03:01Z, with 3 min of clock skew allowed"
            )
        );
        let policy = late.profile.policy().clone().with_assertion_lifetime(chrono::TimeDelta::MAX);
        late.profile = late.profile.to_builder().policy(policy).build();
        assert_eq!(late.run(check).line(), "pass");
    }

    #[test]
    fn an_end_of_its_own_is_left_to_the_rule_about_it() {
        for end in ["2026-01-15T11:00:00Z", "2026-01-15T10:30:00Z"] {
            let sample = Sample::new().at("2026-02-15T10:00:00Z");
            let other = if end.contains("T11") { "2026-01-15T10:30:00Z" } else { "2026-01-15T11:00:00Z" };
            let mut sample = sample.edit(other, "9999-12-31T23:59:59Z");
            sample.explain = false;
            assert_eq!(sample.run(check).line(), "pass", "{end}");
        }
    }

    #[test]
    fn odd_lifetimes_are_reported_and_refuse_nothing() {
        let day = Sample::new().edit("2026-01-15T11:00:00Z", "2026-01-16T10:00:00Z");
        assert_eq!(day.run(check).line(), "pass");
        let longer = Sample::new().edit("2026-01-15T11:00:00Z", "2026-01-16T10:00:01Z");
        assert_eq!(longer.run(check).line(), "pass lifetime-odd");
        let open = Sample::new().edit(r#" NotOnOrAfter="2026-01-15T11:00:00Z""#, "");
        assert_eq!(
            open.run(check).only().0,
            "Conditions has no NotOnOrAfter, so the assertion never expires"
        );
    }
}
