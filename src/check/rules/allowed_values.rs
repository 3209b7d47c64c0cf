//! Rule: the values of an attribute are ones that the application knows.

use super::attribute_value::{ValueFault, value_fault};
use super::attributes::{NamedAttribute, attributes_of, texts_of};
use crate::check::Findings;
use crate::check::near_miss::conventions::Synonyms;
use crate::expectations::AttributeRule;
use crate::{Code, Finding, Location};

/// The most values looked at closely, reported or listed (invariant: bounded).
const MAX_SEARCHED: usize = 256;
const MAX_REPORTED: usize = 8;
const MAX_LISTED: usize = 24;

/// Whether one of the needed values is there; unknown ones and bad e-mail addresses are reported.
pub(super) fn check(
    rule: &AttributeRule,
    attributes: &[NamedAttribute<'_>],
    findings: &mut Findings,
) -> bool {
    let location = || attributes_of(rule, attributes).next().map(|attribute| attribute.element().location());
    let items = || texts_of(rule, attributes).flat_map(|text| rule.split(text));
    if findings.explain() {
        note_values(rule, attributes, &location, findings);
    }
    let synonyms = findings.conventions().value_synonyms;
    let needed = || rule.needed_values();
    // White space around a needed value is reported, and refuses nothing: whether the service trims is not known.
    if needed().next().is_none()
        || items().any(|item| needed().any(|value| value == item.trim()))
        || items().take(MAX_SEARCHED).any(|item| is_own_addition(item, rule, synonyms))
    {
        return true;
    }
    let name = rule.name();
    let wanted: Vec<&str> = needed().collect();
    let wanted = wanted.join(", ");
    let finding = Finding::new(Code::RoleCoreMissing, format!("`{name}` contains none of {wanted}"))
        .at(location())
        .with_actual(items().take(MAX_LISTED).collect::<Vec<_>>().join(", "))
        .with_expected(format!("one of {wanted}"));
    let case = if wanted == wanted.to_lowercase() { " in lower case" } else { "" };
    let finding = finding
        .with_fix(format!("configure the identity provider to send one of {wanted} in `{name}`{case}, not a group's name or identifier"));
    findings.error(finding);
    false
}

/// A value that is near no known one and of no known family: configured in the application, perhaps.
fn is_own_addition(item: &str, rule: &AttributeRule, synonyms: &[Synonyms]) -> bool {
    let family = |value: &str| value.split_once('.').map(|(family, _)| family.to_owned());
    matches!(value_fault(item, rule.known_values(), synonyms), Some(ValueFault::Other))
        && family(item)
            .is_none_or(|own| !rule.known_values().any(|value| family(value).as_ref() == Some(&own)))
}

fn note_values(
    rule: &AttributeRule,
    attributes: &[NamedAttribute<'_>],
    location: &dyn Fn() -> Option<Location>,
    findings: &mut Findings,
) {
    let name = rule.name();
    let known = rule.known_values();
    let synonyms = findings.conventions().value_synonyms;
    let items = || texts_of(rule, attributes).flat_map(|text| rule.split(text));
    if known.clone().next().is_some() {
        let faults = items().filter_map(|item| Some((item, value_fault(item, known.clone(), synonyms)?)));
        for (item, fault) in faults.take(MAX_REPORTED) {
            findings.warning(|| unknown_value(rule, item, fault).at(location()));
        }
    }
    if rule.is_email()
        && let Some(text) = texts_of(rule, attributes).find(|text| !is_email(text))
    {
        findings.warning(|| {
                Finding::new(Code::EmailInvalid, format!("`{name}` is not an e-mail address"))
                    .at(location())
                    .with_actual(text)
                    .with_expected("name@domain")
                    .with_fix("take the attribute from the user's e-mail address at the identity provider, and correct the address in the user's profile")
            });
    }
    if rule.is_single_valued() && texts_of(rule, attributes).nth(1).is_some() {
        findings.warning(|| {
            Finding::new(
                Code::AttributeDuplicated,
                format!("`{name}` has several values, but one is expected"),
            )
            .at(location())
            .with_expected("one AttributeValue")
            .with_fix(format!("send one value in `{name}`, not a list"))
        });
    }
}

fn unknown_value(rule: &AttributeRule, item: &str, fault: ValueFault<'_>) -> Finding {
    let name = rule.name();
    let known: Vec<&str> = rule.known_values().take(MAX_LISTED).collect();
    let expected = match fault {
        ValueFault::WhiteSpace(value) | ValueFault::Case(value) => value.to_owned(),
        ValueFault::Synonym(value) | ValueFault::Spelling(value) => value.to_owned(),
        _ => known.join(", "),
    };
    let fix = match fault {
        ValueFault::Json => {
            format!("send the values of `{name}` as several AttributeValue elements, not as JSON text")
        }
        ValueFault::Separator(_) | ValueFault::WhiteSpace(_) | ValueFault::Blank => format!(
            "send the values of `{name}` as several AttributeValue elements, or join them with commas only"
        ),
        ValueFault::Guid => format!("send the role's or group's name in `{name}`, not its identifier"),
        _ => format!("correct the value of `{name}` at the identity provider; values are compared exactly"),
    };
    Finding::new(Code::RoleUnknown, format!("a value of `{name}` is not known: {}", fault.in_words()))
        .with_actual(item)
        .with_expected(expected)
        .with_fix(fix)
}

/// One `@` with something on both sides, a dot in the domain, no white space: what a mail system needs at least.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let domain_ok = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
    !local.is_empty()
        && domain_ok
        && !domain.contains('@')
        && text.len() <= 254
        && !text.contains(|character: char| character.is_whitespace() || character.is_control())
}

#[cfg(test)]
mod tests {
    use super::super::attributes::check;
    use super::*;
    use crate::check::sample::Sample;

    /// Code, actual and expected value, and the first word or two of the fix, for these roles.
    fn told(roles: &str) -> Vec<(Code, String, String, String)> {
        let judged = Sample::new().edit(">agent<", &format!(">{roles}<")).run(check);
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        judged
            .findings
            .iter()
            .map(|finding| {
                let fix = finding.fix().first().map(|fix| fix.to_string()).unwrap_or_default();
                (finding.code(), text(finding.actual()), text(finding.expected()), fix)
            })
            .collect()
    }

    #[test]
    fn each_fault_of_a_role_has_its_remedy() {
        let all = "agent, supervisor, admin, wfo.";
        for (roles, actual, expected, fix) in [
            (
                "agent,[&quot;admin&quot;]",
                "[\"admin\"]",
                all,
                "send the values of `roles` as several AttributeValue elements, not as JSON",
            ),
            (
                "agent,agent;admin",
                "agent;admin",
                all,
                "send the values of `roles` as several AttributeValue elements, or join",
            ),
            (
                "agent, admin",
                " admin",
                "admin",
                "send the values of `roles` as several AttributeValue elements, or join",
            ),
            ("agent,", "", all, "send the values of `roles` as several AttributeValue elements, or join"),
            (
                "agent,0f8fad5b-d9cb-469f-a165-70867728950e",
                "0f8fad5b-d9cb-469f-a165-70867728950e",
                all,
                "send the role's or group's name in `roles`",
            ),
            ("agent,Admin", "Admin", "admin", "correct the value of `roles`"),
            ("agent,administrator", "administrator", "admin", "correct the value of `roles`"),
            ("agent,superviser", "superviser", "supervisor", "correct the value of `roles`"),
            ("agent,dispatcher", "dispatcher", all, "correct the value of `roles`"),
        ] {
            let told = told(roles);
            let [(code, was, wanted, remedy)] = told.as_slice() else { panic!("{roles}: {told:?}") };
            assert_eq!((*code, was.as_str()), (Code::RoleUnknown, actual), "{roles}");
            assert!(wanted.starts_with(expected), "{roles}: {wanted}");
            assert!(remedy.starts_with(fix), "{roles}: {remedy}");
        }
    }

    #[test]
    fn another_attribute_has_a_remedy_without_the_console() {
        let rule = AttributeRule::optional("level").one_of(["low", "high"]);
        let finding = unknown_value(&rule, "hgih", ValueFault::Spelling("high"));
        assert_eq!(finding.message(), "a value of `level` is not known: did you mean `high`?");
        assert_eq!(
            finding.fix()[0],
            "correct the value of `level` at the identity provider; values are compared exactly"
        );
    }

    #[test]
    fn an_addition_of_ones_own_counts_as_a_core_role() {
        let codes = |roles| told(roles).into_iter().map(|(code, ..)| code).collect::<Vec<_>>();
        assert_eq!(codes("agent"), []);
        assert_eq!(codes("dispatcher"), [Code::RoleUnknown]);
        assert_eq!(codes("wfo.dashboard_viewer"), [Code::RoleCoreMissing]);
        assert_eq!(codes("wfo.unheard_of"), [Code::RoleUnknown, Code::RoleCoreMissing]);
        assert_eq!(codes("agents"), [Code::RoleUnknown, Code::RoleCoreMissing]);
        assert_eq!(codes("own.family"), [Code::RoleUnknown]);
    }

    #[test]
    fn an_address_is_what_mail_needs_at_least() {
        for good in ["a@b.c", "ada+x@example.com", "ada@mail.example.com"] {
            assert!(is_email(good), "{good}");
        }
        let long = |length: usize| format!("{}@b.c", "a".repeat(length - 4));
        assert!(is_email(&long(254)) && !is_email(&long(255)));
        for bad in
            ["ada", "@b.c", "a@", "a@b", "a@.c", "a@b.", "a@b.c@d.e", "a b@c.d", "a@b.c d", "a@b\u{7}.c", ""]
        {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
