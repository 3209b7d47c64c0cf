//! Rule: the assertion is meant for this service provider.

use crate::check::Findings;
use crate::check::near_miss::address::difference_clause;
use crate::check::{CheckOutcome, RuleInput};
use crate::{Code, Finding};

/// The most failed restrictions reported; one refuses the assertion.
const MAX_REPORTED: usize = 4;

/// There must be an AudienceRestriction, and each must name the service provider's entity ID, exactly.
///
/// Restrictions are joined with "and", the audiences in one with "or" (SAML 2.0 core, 2.5.1.4); the Web Browser SSO
/// profile demands at least one (SAML 2.0 profiles, 4.1.4.2).
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let Some(assertion) = input.assertion else { return CheckOutcome::NotRun(Code::Blocked) };
    let Some(conditions) = assertion.conditions() else {
        return CheckOutcome::NotRun(Code::ConditionsMissing);
    };
    if conditions.audience_restrictions().next().is_none() {
        let mut finding = Finding::new(Code::AudienceMissing, "the assertion has no AudienceRestriction")
            .at(Some(conditions.element().location()))
            .with_fix(FIX);
        if let Some(entity_id) = input.service_provider.entity_id() {
            finding = finding.with_expected(entity_id);
        }
        findings.error(finding);
        return CheckOutcome::Fail;
    }
    let Some(entity_id) = input.service_provider.entity_id() else {
        return CheckOutcome::NotRun(Code::AudienceNotGiven);
    };
    let failed = conditions
        .audience_restrictions()
        .filter(|restriction| !restriction.audiences().any(|audience| audience == entity_id));
    let mut outcome = CheckOutcome::Pass;
    for restriction in failed.take(MAX_REPORTED) {
        outcome = CheckOutcome::Fail;
        let audiences: Vec<&str> = restriction.audiences().take(8).collect();
        let message = match audiences.as_slice() {
            [] => "an AudienceRestriction names no audience".to_owned(),
            [one] => {
                format!(
                    "the audience is not the service's entity ID{}",
                    difference_clause(one, entity_id, findings.conventions())
                )
            }
            _ => "none of the audiences is the service's entity ID".to_owned(),
        };
        let finding = Finding::new(Code::AudienceMismatch, message)
            .at(Some(restriction.element().location()))
            .with_actual(audiences.join(", "))
            .with_expected(entity_id)
            .with_fix(FIX);
        findings.error(finding);
    }
    outcome
}

const FIX: &str = "set the audience at the identity provider to exactly the service's entity ID";

#[cfg(test)]
mod tests {
    use super::check;
    use crate::ServiceProvider;
    use crate::check::sample::Sample;

    const AUDIENCE: &str = "<saml:Audience>https://sp.example.com</saml:Audience>";
    const RESTRICTION: &str = "<saml:AudienceRestriction><saml:Audience>https://sp.example.com</saml:Audience></saml:AudienceRestriction>";

    #[test]
    fn a_mismatch_names_the_difference() {
        let sample = Sample::new().edit(AUDIENCE, "<saml:Audience>https://sp.example.com/</saml:Audience>");
        assert_eq!(
            sample.run(check).only(),
            (
                "the audience is not the service's entity ID: a slash was added at the end",
                "https://sp.example.com/",
                "https://sp.example.com"
            )
        );
    }

    #[test]
    fn a_restriction_to_no_one_is_reported() {
        let sample = Sample::new().edit(AUDIENCE, "");
        assert_eq!(
            sample.run(check).only(),
            ("an AudienceRestriction names no audience", "", "https://sp.example.com")
        );
    }

    #[test]
    fn one_of_the_audiences_in_a_restriction_is_enough() {
        let sample =
            Sample::new().edit(AUDIENCE, &format!("<saml:Audience>urn:foo</saml:Audience>{AUDIENCE}"));
        assert_eq!(sample.run(check).line(), "pass");
    }

    #[test]
    fn every_restriction_must_hold() {
        let other = RESTRICTION.replace("https://sp.example.com", "urn:foo");
        let sample = Sample::new().edit(RESTRICTION, &format!("{RESTRICTION}{other}"));
        assert_eq!(sample.run(check).line(), "fail audience-mismatch");
    }

    #[test]
    fn white_space_counts() {
        let sample = Sample::new().edit(AUDIENCE, "<saml:Audience> https://sp.example.com</saml:Audience>");
        assert_eq!(sample.run(check).line(), "fail audience-mismatch");
    }

    #[test]
    fn a_restriction_without_audience_never_holds() {
        let sample = Sample::new().edit(AUDIENCE, "");
        assert_eq!(sample.run(check).line(), "fail audience-mismatch");
    }

    #[test]
    fn no_restriction_is_no_audience() {
        let sample = Sample::new().edit(RESTRICTION, "");
        assert_eq!(sample.run(check).line(), "fail audience-missing");
    }

    #[test]
    fn without_an_entity_id_it_is_not_run() {
        let mut sample = Sample::new();
        sample.service_provider = ServiceProvider::unknown();
        assert_eq!(sample.run(check).line(), "not-run(audience-not-given)");
        let mut sample = Sample::new().edit(RESTRICTION, "");
        sample.service_provider = ServiceProvider::unknown();
        assert_eq!(sample.run(check).line(), "fail audience-missing");
    }

    #[test]
    fn many_failed_restrictions_are_reported_a_few_times() {
        let other = RESTRICTION.replace("https://sp.example.com", "urn:foo");
        let sample = Sample::new().edit(RESTRICTION, &other.repeat(500));
        assert_eq!(sample.run(check).findings.len(), 4);
    }
}
