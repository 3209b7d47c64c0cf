//! Rule: the assertion says who signs in.

use crate::assertion::Assertion;
use crate::check::Findings;
use crate::check::near_miss::address::difference_clause;
use crate::check::{CheckOutcome, RuleInput};
use crate::xml::Element;
use crate::{Code, Finding, Severity};

/// The subject must have a NameID that is not blank.
///
/// SAML 2.0 profiles, 4.1.4.2 requires a Subject; without a NameID it names no one.
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let Some(assertion) = input.assertion else { return CheckOutcome::NotRun(Code::Blocked) };
    let subject = assertion.subject();
    let Some(name_id) = subject.and_then(|subject| subject.name_id()) else {
        let (message, element) = match subject {
            None => ("the assertion has no Subject, so it has no NameID", assertion.element()),
            Some(subject) if subject.encrypted_id().is_some() => {
                ("the subject's identifier is encrypted (EncryptedID)", subject.element())
            }
            Some(subject) => ("the subject has no NameID", subject.element()),
        };
        let mut finding = fault(Code::NameIdMissing, message, element);
        let is_name_id = |name: &str| {
            let last = name.rsplit('/').next().unwrap_or(name);
            ["nameid", "nameidentifier"].iter().any(|known| last.eq_ignore_ascii_case(known))
        };
        if findings.explain()
            && let Some(attribute) =
                assertion.attributes().take(256).find(|attribute| is_name_id(attribute.name()))
        {
            finding.amend("; it was sent as an attribute, and an attribute is no NameID");
            finding = finding
                .with_actual(format!("attribute {}", attribute.name()))
                .with_fix("let the mapping or claim rule that sends it produce NameID itself");
        }
        findings.error(finding);
        return CheckOutcome::Fail;
    };
    let value = name_id.value();
    if value.trim().is_empty() {
        findings.error(fault(Code::NameIdEmpty, "NameID is empty", name_id.element()));
        return CheckOutcome::Fail;
    }
    if value.trim() != value {
        findings.warning(|| {
            Finding::new(
                Code::NameIdWhiteSpace,
                "NameID has white space around it, which is part of the value",
            )
            .at(Some(name_id.element().location()))
            .with_actual(format!("{value:?}"))
            .with_expected(value.trim())
            .with_fix("write NameID on one line in the identity provider's template, without spaces")
        });
    }
    let severity = input.policy.user_id_as_name_id.severity();
    if severity > Severity::Info && is_user_id(value) {
        let finding = || {
            Finding::new(Code::NameIdIsUserId, "NameID is an internal user ID, not an e-mail address")
                .with_severity(severity)
                .at(Some(name_id.element().location()))
                .with_actual(value)
                .with_expected("the person's e-mail address")
                .with_fix("use the e-mail address as NameID at the identity provider")
        };
        if severity == Severity::Error {
            findings.error(finding());
            return CheckOutcome::Fail;
        }
        findings.warning(finding);
    }
    if findings.explain()
        && let Some(qualifier) = name_id.sp_name_qualifier().filter(|qualifier| !qualifier.is_empty())
    {
        note_other_service(input, assertion, (qualifier, name_id.element()), findings);
    }
    CheckOutcome::Pass
}

/// SPNameQualifier names the service that the identifier was made for, or an affiliation of services (SAML 2.0 core, 2.2.2
/// and 8.3.7). So another value than the entity ID may be right, and it refuses nothing here. Toolkits refuse it.
fn note_other_service(
    input: &RuleInput<'_, '_>,
    assertion: &Assertion<'_>,
    (qualifier, name_id): (&str, Element<'_>),
    findings: &mut Findings,
) {
    let Some(entity_id) = input.service_provider.entity_id().filter(|own| *own != qualifier) else { return };
    // The same wrong value as audience is a fault of the audience, which has a rule of its own.
    let restrictions = assertion.conditions().into_iter().flat_map(|one| one.audience_restrictions());
    if restrictions.flat_map(|one| one.audiences()).any(|audience| audience == qualifier) {
        return;
    }
    let conventions = findings.conventions();
    findings.warning(|| {
        let difference = difference_clause(qualifier, entity_id, conventions);
        let said = format!("SPNameQualifier of the NameID is not the service's entity ID{difference}");
        Finding::new(Code::NameIdQualifier, said)
            .at(Some(name_id.location()))
            .with_actual(qualifier)
            .with_expected(entity_id)
            .with_fix("at the identity provider, remove SPNameQualifier or set it to exactly the service's entity ID")
    });
}

fn fault(code: Code, message: &str, element: Element<'_>) -> Finding {
    Finding::new(code, message)
        .at(Some(element.location()))
        .with_expected("a NameID with a value")
        .with_fix("at the identity provider, choose a source for NameID that has a value for every user, or set that value for this user")
}

/// `PROVIDER|5f…`: how identity services number the users of several providers; a default NameID of some.
pub(crate) fn is_user_id(value: &str) -> bool {
    value.split_once('|').is_some_and(|(provider, rest)| {
        !provider.is_empty()
            && !rest.is_empty()
            && provider.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::check::sample::Sample;
    use crate::{Profile, ServiceProvider};

    const NAME_ID: &str = "<saml:NameID>ada@example.com</saml:NameID>";

    fn with(value: &str) -> Sample {
        Sample::new().edit(NAME_ID, &format!("<saml:NameID>{value}</saml:NameID>"))
    }

    #[test]
    fn it_must_be_there_with_a_value() {
        assert_eq!(Sample::new().edit(NAME_ID, "").run(check).only().0, "the subject has no NameID");
        let encrypted = Sample::new().edit(NAME_ID, "<saml:EncryptedID/>");
        assert_eq!(encrypted.run(check).only().0, "the subject's identifier is encrypted (EncryptedID)");
        for blank in ["", " ", "\n\t"] {
            assert_eq!(with(blank).run(check).line(), "fail name-id-empty", "{blank:?}");
        }
    }

    #[test]
    fn white_space_is_part_of_it() {
        assert_eq!(with("ada@example.com\n").run(check).line(), "pass name-id-white-space");
    }

    #[test]
    fn another_service_is_named() {
        let of = |qualifier: &str| {
            Sample::new().edit("<saml:NameID>", &format!(r#"<saml:NameID SPNameQualifier="{qualifier}">"#))
        };
        assert_eq!(
            of("https://sp.example.com/").run(check).only(),
            (
                "SPNameQualifier of the NameID is not the service's entity ID: a slash was added at the end",
                "https://sp.example.com/",
                "https://sp.example.com"
            )
        );
        for right in ["https://sp.example.com", ""] {
            assert_eq!(of(right).run(check).line(), "pass", "{right}");
        }
        let audience = of("https://other.example.com").edit(
            "<saml:Audience>https://sp.example.com</saml:Audience>",
            "<saml:Audience>https://other.example.com</saml:Audience>",
        );
        assert_eq!(audience.run(check).line(), "pass");
        let mut sample = of("https://other.example.com");
        assert_eq!(sample.run(check).line(), "pass name-id-qualifier");
        sample.service_provider = ServiceProvider::unknown();
        assert_eq!(sample.run(check).line(), "pass");
    }

    #[test]
    fn internal_user_ids_are_reported_under_flex() {
        for id in ["auth0|5f7c8ec7c33c6c004bbafe82", "google-oauth2|1234", "samlp|acme|ada"] {
            assert_eq!(with(id).run(check).line(), "pass name-id-is-user-id", "{id}");
        }
        for id in ["ada", "|", "ada|", "|ada", "a b|c"] {
            assert_eq!(with(id).run(check).line(), "pass", "{id}");
        }
        let mut sample = with("auth0|5f7c8ec7c33c6c004bbafe82");
        sample.profile = Profile::generic();
        assert_eq!(sample.run(check).line(), "pass");
        let mut policy = sample.profile.policy().clone();
        policy.user_id_as_name_id = crate::Handling::Refuse;
        sample.profile = sample.profile.to_builder().policy(policy).build();
        assert_eq!(sample.run(check).line(), "fail name-id-is-user-id");
    }
}
