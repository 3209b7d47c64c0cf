//! Rule: the assertion says that and how the person was authenticated.

use crate::assertion::parse_instant;
use crate::check::Findings;
use crate::check::instants::{malformed, read};
use crate::check::near_miss::elapsed::in_words;
use crate::check::{CheckOutcome, RuleInput};
use crate::xml::Element;
use crate::{Code, Finding, Severity};
use chrono::{DateTime, TimeDelta, Utc};

/// The most faulty statements reported (invariant: bounded); one refuses the assertion.
const MAX_REPORTED: usize = 4;

/// There must be an AuthnStatement with an AuthnInstant (SAML 2.0 profiles, 4.1.4.2; core, 2.7.2).
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let Some(assertion) = input.assertion else { return CheckOutcome::NotRun(Code::Blocked) };
    let Some(first) = assertion.authn_statements().next() else {
        let finding = Finding::new(Code::AuthnStatementMissing, "the assertion has no AuthnStatement")
            .at(Some(assertion.element().location()))
            .with_fix("configure the identity provider to issue a sign-on assertion; an assertion with attributes alone answers an attribute query");
        findings.error(finding);
        return CheckOutcome::Fail;
    };
    let mut faulty = 0;
    for statement in assertion.authn_statements() {
        let element = statement.element();
        let readable = match statement.authn_instant() {
            None => {
                findings.error(malformed("AuthnInstant is missing".to_owned(), None, element));
                false
            }
            text => {
                let (instant, readable) = read(text, "AuthnInstant", element, findings);
                let too_old = instant.and_then(|instant| too_old(input, instant, element));
                match too_old {
                    Some(finding) => {
                        findings.error(finding);
                        false
                    }
                    None => readable,
                }
            }
        };
        faulty += usize::from(!readable);
        if faulty == MAX_REPORTED {
            break;
        }
    }
    let mut classes = assertion.authn_statements().filter_map(|one| one.authn_context_class_ref());
    let severity = input.policy.second_factor.severity();
    if (findings.explain() || severity == Severity::Error) && !classes.any(shows_second_factor) {
        let finding = || {
            Finding::new(Code::MfaNotShown, "no sign of a second factor in this response")
                .with_severity(severity)
                .at(Some(first.element().location()))
                .with_actual(first.authn_context_class_ref().unwrap_or("no AuthnContextClassRef"))
                .with_fix("if you need one, require it at the identity provider and send an authentication context that names it; the identity provider's log shows what was used")
        };
        if severity == Severity::Error {
            faulty += 1;
            findings.error(finding());
        } else {
            findings.warning(finding);
        }
    }
    if findings.explain() && input.policy.max_authn_age.is_none() {
        note_age(first.authn_instant(), assertion.issue_instant(), first.element(), findings);
    }
    if faulty == 0 { CheckOutcome::Pass } else { CheckOutcome::Fail }
}

/// A sign-in that is longer ago than the policy allows, by the time of the check: the allowed skew is added once.
fn too_old(input: &RuleInput<'_, '_>, authenticated: DateTime<Utc>, element: Element<'_>) -> Option<Finding> {
    let most = input.policy.max_authn_age?;
    let end = authenticated.checked_add_signed(most)?;
    if !input.has_ended(end) {
        return None;
    }
    let (from, age) =
        (authenticated.format("%Y-%m-%d %H:%M:%S UTC"), input.now.signed_duration_since(authenticated));
    let message = format!(
        "the user signed in at the identity provider {} ago; the policy allows {}",
        in_words(age),
        in_words(most)
    );
    Some(
        Finding::new(Code::AuthnTooOld, message)
            .with_severity(Severity::Error)
            .at(Some(element.location()))
            .with_actual(format!("AuthnInstant {from}"))
            .with_expected(format!("at most {} seconds ago", most.num_seconds()))
            .with_fix("log in again in a private browser window, or let the service request a new sign-in with ForceAuthn=\"true\"")
            .with_fix("if such sessions are intended, raise --max-authn-age (samlens.toml: `max_authn_age` under [session])"),
    )
}

/// Notes a session that is older than the two hours that Spring Security SAML allows by default (`maxAuthenticationAge`,
/// 7,200 seconds). The age is that at the time of the assertion, so that an old capture is no old session.
fn note_age(
    authenticated: Option<&str>,
    issued: Option<&str>,
    element: Element<'_>,
    findings: &mut Findings,
) {
    const USUAL: TimeDelta = TimeDelta::hours(2);
    let instant = |text: Option<&str>| parse_instant(text?).ok();
    let (Some(from), Some(to)) = (instant(authenticated), instant(issued)) else { return };
    let age = to.signed_duration_since(from);
    if age <= USUAL {
        return;
    }
    let words = in_words(age);
    let from = from.format("%Y-%m-%d %H:%M:%S UTC");
    findings.warning(|| {
        Finding::new(
            Code::AuthnTooOld,
            format!("the user signed in at the identity provider {words} before this response; samlens accepts this, some services do not"),
        )
        .at(Some(element.location()))
        .with_actual(format!("AuthnInstant {from}"))
        .with_expected("at most 2 hours before the response, the default of Spring Security SAML")
        .with_fix("in the service, raise the maximum authentication age to the session lifetime of the identity provider")
        .with_fix("or configure the service to request a new sign-in with ForceAuthn=\"true\" in its AuthnRequest")
    });
}

/// Contexts that speak of two factors, by exact URI.
fn shows_second_factor(class: &str) -> bool {
    matches!(
        class,
        "https://refeds.org/profile/mfa"
            | "http://schemas.microsoft.com/claims/multipleauthn"
            | "http://schemas.openid.net/pape/policies/2007/06/multi-factor"
            | "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"
            | "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorUnregistered"
            | "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"
            | "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken"
    )
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::check::sample::Sample;
    use chrono::TimeDelta;

    #[test]
    fn a_statement_is_required() {
        let sample = Sample::new()
            .edit(
                r#"<saml:AuthnStatement AuthnInstant="2026-01-15T09:59:00Z" SessionIndex="_s1">"#,
                "<saml:Statement>",
            )
            .edit("</saml:AuthnStatement>", "</saml:Statement>");
        assert_eq!(sample.run(check).line(), "fail authn-statement-missing");
    }

    #[test]
    fn its_instant_is_required_and_in_utc() {
        let mut sample = Sample::new().edit(r#" AuthnInstant="2026-01-15T09:59:00Z""#, "");
        sample.explain = false;
        assert_eq!(sample.run(check).only().0, "AuthnInstant is missing");
        let mut sample = Sample::new().edit("2026-01-15T09:59:00Z", "2026-01-15T09:59:00");
        sample.explain = false;
        assert_eq!(sample.run(check).line(), "fail time-malformed");
    }

    #[test]
    fn an_old_session_is_a_note() {
        let class = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified";
        let fresh = Sample::new().edit(class, "https://refeds.org/profile/mfa");
        assert_eq!(fresh.run(check).line(), "pass");
        let fresh = Sample::new().edit(class, "https://refeds.org/profile/mfa");
        let old =
            fresh.edit("AuthnInstant=\"2026-01-15T09:59:00Z", "AuthnInstant=\"2026-01-13T08:59:00.162Z");
        let judged = old.run(check);
        assert_eq!(judged.line(), "pass authn-too-old");
        assert_eq!(judged.only().1, "AuthnInstant 2026-01-13 08:59:00 UTC");
    }

    #[test]
    fn an_older_sign_in_than_the_policy_allows_is_refused() {
        let judged = |age: Option<i64>, now: &'static str| {
            let mut sample = Sample::new();
            sample.now = now;
            sample.explain = false;
            let policy = sample.profile.policy().clone().with_max_authn_age(age.map(TimeDelta::seconds));
            sample.profile = sample.profile.to_builder().policy(policy).build();
            sample.run(check).line()
        };
        // 09:59:00, an hour, and three minutes of skew.
        assert_eq!(judged(Some(3600), "2026-01-15T11:01:59Z"), "pass");
        assert_eq!(judged(Some(3600), "2026-01-15T11:02:00Z"), "fail authn-too-old");
        assert_eq!(judged(None, "2026-01-18T11:02:00Z"), "pass");
    }

    #[test]
    fn many_faulty_statements_are_reported_a_few_times() {
        let statement = r#"<saml:AuthnStatement AuthnInstant="then"/>"#;
        let before = "<saml:AttributeStatement>";
        let mut sample = Sample::new().edit(before, &format!("{}{before}", statement.repeat(500)));
        sample.explain = false;
        assert_eq!(sample.run(check).findings.len(), 4);
    }

    #[test]
    fn a_second_factor_is_required_where_the_policy_says_so() {
        let mut sample = Sample::new();
        let class = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified";
        let mut policy = sample.profile.policy().clone();
        policy.second_factor = crate::Handling::Refuse;
        sample.profile = sample.profile.to_builder().policy(policy).build();
        sample.explain = false;
        assert_eq!(sample.run(check).line(), "fail mfa-not-shown");
        let sample = sample.edit(class, "https://refeds.org/profile/mfa");
        assert_eq!(sample.run(check).line(), "pass");
    }

    #[test]
    fn a_second_factor_is_shown_by_its_class() {
        let class = "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified";
        assert_eq!(Sample::new().run(check).only().1, class);
        assert_eq!(Sample::new().run(check).line(), "pass mfa-not-shown");
        let sample = Sample::new().edit(class, "https://refeds.org/profile/mfa");
        assert_eq!(sample.run(check).line(), "pass");
    }
}
