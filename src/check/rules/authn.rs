//! Rule: the assertion says that and how the person was authenticated.

use crate::check::instants::{malformed, read};
use crate::check::{Context, Outcome};
use crate::finding::Findings;
use crate::{Code, Finding, Severity};

/// The most faulty statements reported (invariant: bounded); one refuses the assertion.
const MAX_REPORTED: usize = 4;

/// There must be an AuthnStatement with an AuthnInstant (SAML 2.0 profiles, 4.1.4.2; core, 2.7.2).
pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) -> Outcome {
    let Some(assertion) = context.assertion else { return Outcome::NotRun(Code::Blocked) };
    let Some(first) = assertion.authn_statements().next() else {
        let finding = Finding::new(Code::AuthnStatementMissing, "the assertion has no AuthnStatement")
            .at(Some(assertion.element().location()))
            .with_fix("let the identity provider issue an assertion for sign-on; one with attributes alone answers an attribute query");
        findings.error(finding);
        return Outcome::Fail;
    };
    let mut faulty = 0;
    for statement in assertion.authn_statements() {
        let element = statement.element();
        let readable = match statement.authn_instant() {
            None => {
                findings.error(malformed("AuthnInstant is missing".to_owned(), None, element));
                false
            }
            text => read(text, "AuthnInstant", element, findings).1,
        };
        faulty += usize::from(!readable);
        if faulty == MAX_REPORTED {
            break;
        }
    }
    let mut classes = assertion.authn_statements().filter_map(|one| one.authn_context_class_ref());
    let severity = context.policy.second_factor.severity();
    if (findings.explain() || severity == Severity::Error) && !classes.any(shows_second_factor) {
        let finding = || {
            Finding::new(Code::MfaNotShown, "no sign of a second factor in this response")
                .with_severity(severity)
                .at(Some(first.element().location()))
                .with_actual(first.authn_context_class_ref().unwrap_or("no AuthnContextClassRef"))
                .with_fix("require a second factor at the identity provider, and let it send an authentication context that names it; its log shows what was used")
        };
        if severity == Severity::Error {
            faulty += 1;
            findings.error(finding());
        } else {
            findings.note(finding);
        }
    }
    if faulty == 0 { Outcome::Pass } else { Outcome::Fail }
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
