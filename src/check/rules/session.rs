//! Rule: the session that the identity provider allows has not ended.

use super::conditions::{judged_at, stamp};
use crate::check::Findings;
use crate::check::instants::read;
use crate::check::near_miss::elapsed::in_words;
use crate::check::{CheckOutcome, RuleInput};
use crate::{Code, Finding};

/// The most findings (invariant: bounded); one is usual, and one that has ended refuses the assertion.
const MAX_REPORTED: usize = 4;

/// SessionNotOnOrAfter, where it stands, must not have passed (SAML 2.0 core, 2.7.2).
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let Some(assertion) = input.assertion else { return CheckOutcome::NotRun(Code::Blocked) };
    let (mut failed, mut short, mut long) = (0, 0, 0);
    for statement in assertion.authn_statements() {
        if failed == MAX_REPORTED {
            break;
        }
        let element = statement.element();
        let (end, readable) =
            read(statement.session_not_on_or_after(), "SessionNotOnOrAfter", element, findings);
        failed += usize::from(!readable);
        let Some(end) = end else { continue };
        let left = end.signed_duration_since(input.now);
        if input.has_ended(end) {
            failed += 1;
            let message = format!("the session ended {} before the time it is judged at", in_words(left));
            let finding = Finding::new(Code::SessionExpired, message)
                .at(Some(element.location()))
                .with_actual(format!("SessionNotOnOrAfter {}", stamp(end)))
                .with_expected(judged_at(input))
                .with_fix("sign in at the identity provider again; to judge an old capture at its own time, give --at");
            findings.error(finding);
        } else if let Some(shortest) = input.policy.shortest_session
            && left < shortest
            && short < MAX_REPORTED
        {
            short += 1;
            findings.warning(|| {
                Finding::new(Code::SessionShort, format!("the session ends {} after sign-in", in_words(left)))
                    .at(Some(element.location()))
                    .with_actual(format!("SessionNotOnOrAfter {}", stamp(end)))
                    .with_expected(format!("no SessionNotOnOrAfter, or {} and more", in_words(shortest)))
                    .with_fix("remove SessionNotOnOrAfter at the identity provider, or set the session to the length of a shift, 8 to 12 hours")
            });
        }
        if let Some(longest) = input.policy.longest_session
            && left > longest
            && long < MAX_REPORTED
        {
            long += 1;
            findings.warning(|| {
                Finding::new(Code::SessionLong, format!("the session ends {} after sign-in", in_words(left)))
                    .at(Some(element.location()))
                    .with_actual(format!("SessionNotOnOrAfter {}", stamp(end)))
                    .with_expected(format!("{} at most", in_words(longest)))
                    .with_fix("set the session lifetime at the identity provider to the length of a shift, 8 to 12 hours")
            });
        }
    }
    if failed == 0 { CheckOutcome::Pass } else { CheckOutcome::Fail }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::Profile;
    use crate::check::sample::Sample;

    fn until(end: &str) -> Sample {
        Sample::new()
            .edit(r#"SessionIndex="_s1""#, &format!(r#"SessionIndex="_s1" SessionNotOnOrAfter="{end}""#))
    }

    #[test]
    fn the_end_is_exclusive_and_the_skew_is_added_once() {
        let mut sample = until("2026-01-15T18:00:00Z").at("2026-01-15T18:02:59Z");
        sample.explain = false;
        assert_eq!(sample.run(check).line(), "pass");
        sample.now = "2026-01-15T18:03:00Z";
        assert_eq!(sample.run(check).only().0, "the session ended 3 min before the time it is judged at");
        assert_eq!(sample.run(check).line(), "fail session-expired");
    }

    #[test]
    fn short_sessions_are_remarked_upon_under_flex() {
        assert_eq!(until("2026-01-15T18:01:00Z").run(check).line(), "pass");
        let mut sample = until("2026-01-15T18:00:59Z");
        assert_eq!(sample.run(check).line(), "pass session-short");
        assert_eq!(sample.run(check).only().0, "the session ends 7 h 59 min after sign-in");
        sample.profile = Profile::generic();
        assert_eq!(sample.run(check).line(), "pass");
    }

    #[test]
    fn every_statement_counts() {
        let statement = |end: &str| {
            format!(
                r#"<saml:AuthnStatement AuthnInstant="2026-01-15T09:59:00Z" SessionNotOnOrAfter="{end}"/>"#
            )
        };
        let before = "<saml:AttributeStatement>";
        let many = statement("2026-01-15T18:30:00Z").repeat(500);
        let ended = statement("2026-01-15T09:00:00Z");
        let sample = Sample::new().edit(before, &format!("{many}{ended}{before}"));
        assert_eq!(sample.run(check).line(), "fail session-expired");
        let sample = Sample::new().edit(before, &format!("{}{before}", ended.repeat(500)));
        assert_eq!(sample.run(check).findings.len(), 4);
        let long = statement("2026-01-16T18:00:00Z").repeat(500);
        let sample = Sample::new().edit(before, &format!("{long}{before}"));
        assert_eq!(sample.run(check).findings.len(), 4);
    }

    #[test]
    fn long_sessions_are_remarked_upon_under_flex() {
        assert_eq!(until("2026-01-15T22:01:00Z").run(check).line(), "pass");
        let mut sample = until("2026-01-15T22:01:01Z");
        assert_eq!(sample.run(check).line(), "pass session-long");
        sample.profile = Profile::generic();
        assert_eq!(sample.run(check).line(), "pass");
    }

    #[test]
    fn it_is_in_utc() {
        assert_eq!(until("2026-01-15T18:00:00+01:00").run(check).line(), "fail time-malformed");
    }

    /// Invariant: bounded. A report says it often enough, and no more often.
    #[test]
    fn short_and_long_sessions_are_reported_four_times_at_most() {
        for end in ["2026-01-15T10:20:00Z", "2026-02-15T10:20:00Z"] {
            let statements = format!(r#"<saml:AuthnStatement SessionNotOnOrAfter="{end}"/>"#).repeat(9);
            let sample = Sample::new()
                .edit("<saml:AttributeStatement>", &format!("{statements}<saml:AttributeStatement>"));
            assert_eq!(sample.run(check).findings.len(), 4, "{end}");
        }
    }
}
