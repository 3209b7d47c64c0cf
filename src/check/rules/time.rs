//! Rule: the times of issue are real, and the lifetime is plausible.

use super::conditions::{judged_at, stamp};
use crate::assertion::parse_instant;
use crate::check::instants::{malformed, read};
use crate::check::near_miss::elapsed::in_words;
use crate::check::{Context, Outcome};
use crate::finding::Findings;
use crate::xml::Element;
use crate::{Code, Finding};
use chrono::TimeDelta;

/// Longest lifetime that is not remarked upon.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// IssueInstant of Response and Assertion must be there, in UTC and not in the future; odd lifetimes are reported.
pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) -> Outcome {
    let response = context.response;
    let mut valid = check_issue_instant(context, response.issue_instant(), response.element(), findings);
    if let Some(assertion) = context.assertion {
        valid &= check_issue_instant(context, assertion.issue_instant(), assertion.element(), findings);
    }
    if findings.explain() {
        note_odd_lifetime(context, findings);
    }
    if valid { Outcome::Pass } else { Outcome::Fail }
}

fn check_issue_instant(
    context: &Context<'_, '_>,
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
    if context.has_begun(issued) {
        return true;
    }
    let early = in_words(issued.signed_duration_since(context.now));
    let message =
        format!("the {name} was issued {early} after the time it is judged at, so the clocks differ");
    let finding = Finding::new(Code::AssertionNotYetValid, message)
        .at(Some(element.location()))
        .with_actual(format!("IssueInstant {}", stamp(issued)))
        .with_expected(judged_at(context))
        .with_fix("set the clock of the service provider (NTP)")
        .with_fix("if --at was given, compare it with the time of the capture");
    findings.error(finding);
    false
}

/// What an instant is called in a message; borrowed for the two names there are.
fn instant_name(name: &str) -> &'static str {
    if name == "Assertion" { "IssueInstant of the Assertion" } else { "IssueInstant of the Response" }
}

fn note_odd_lifetime(context: &Context<'_, '_>, findings: &mut Findings) {
    let Some(conditions) = context.assertion.and_then(|assertion| assertion.conditions()) else { return };
    let instant = |text: Option<&str>| text.and_then(|text| parse_instant(text).ok());
    let issued = context.assertion.and_then(|assertion| assertion.issue_instant());
    let from = instant(conditions.not_before().or(issued));
    let until = instant(conditions.not_on_or_after());
    let odd = |message: String| {
        Finding::new(Code::LifetimeOdd, message)
            .at(Some(conditions.element().location()))
            .with_expected("a lifetime of minutes, an hour at most")
            .with_fix("set the assertion lifetime at the identity provider to some minutes, an hour at most")
    };
    if conditions.not_on_or_after().is_none() {
        findings.note(|| odd("Conditions has no NotOnOrAfter, so it never ends".to_owned()));
    }
    if let (Some(from), Some(until)) = (from, until) {
        let lifetime = until.signed_duration_since(from);
        if lifetime > LONGEST {
            findings.note(|| {
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
            "the Assertion was issued 3 min 1 s after the time it is judged at, so the clocks differ"
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

    #[test]
    fn odd_lifetimes_are_reported_and_refuse_nothing() {
        let day = Sample::new().edit("2026-01-15T11:00:00Z", "2026-01-16T10:00:00Z");
        assert_eq!(day.run(check).line(), "pass");
        let longer = Sample::new().edit("2026-01-15T11:00:00Z", "2026-01-16T10:00:01Z");
        assert_eq!(longer.run(check).line(), "pass lifetime-odd");
        let open = Sample::new().edit(r#" NotOnOrAfter="2026-01-15T11:00:00Z""#, "");
        assert_eq!(open.run(check).only().0, "Conditions has no NotOnOrAfter, so it never ends");
    }
}
