//! Rule: the attributes that the application wants are there, under their names.

use super::allowed_values;
use crate::assertion::{Assertion, Attribute};
use crate::check::Findings;
use crate::check::near_miss::attribute_fix;
use crate::check::near_miss::attribute_name::{NameDifference, name_difference};
use crate::check::near_miss::conventions::ProductConventions;
use crate::check::{CheckOutcome, RuleInput};
use crate::expectations::{AttributePolicy, AttributeRule, Requirement};
use crate::xml::{Element, Namespace};
use crate::{Code, Confidence, Finding};
use std::collections::HashSet;

/// The most attributes searched for near misses, listed, or reported twice over (invariant: bounded).
const MAX_SEARCHED: usize = 256;
const MAX_LISTED: usize = 24;
const MAX_REPORTED: usize = 8;

/// Each rule of the attribute policy; names are compared exactly, for a service finds an attribute by its name.
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let policy = input.attribute_policy;
    if let Some(assertion) = input.assertion.filter(|_| findings.explain()) {
        // Under every profile: the library that reads the attributes may refuse them.
        note_duplicates(assertion, findings);
        super::attribute_form::add_notes(assertion, findings);
    }
    if policy.is_empty() {
        return CheckOutcome::NotRun(Code::NotInProfile);
    }
    let Some(assertion) = input.assertion else { return CheckOutcome::NotRun(Code::Blocked) };
    let mut passed = true;
    // Read once: each rule goes through the names.
    let mut attributes: Vec<NamedAttribute<'_>> = Vec::with_capacity(assertion.attributes_about());
    attributes.extend(assertion.attributes().map(|attribute| (attribute.name(), attribute)));
    for rule in policy.rules() {
        passed &= check_rule(rule, policy, assertion, &attributes, findings);
    }
    if findings.explain() && !passed {
        (findings.conventions().note_claims)(assertion, findings);
    }
    if passed { CheckOutcome::Pass } else { CheckOutcome::Fail }
}

/// An attribute and its name.
pub(super) type NamedAttribute<'t> = (&'t str, Attribute<'t>);

/// The attributes that a rule speaks of.
pub(super) fn attributes_of<'a, 't>(
    rule: &'a AttributeRule,
    attributes: &'a [NamedAttribute<'t>],
) -> impl Iterator<Item = Attribute<'t>> + use<'a, 't> {
    attributes.iter().filter(|(name, _)| rule.matches(name)).map(|(_, attribute)| *attribute)
}

/// The texts of their values, in order.
pub(super) fn texts_of<'a, 't>(
    rule: &'a AttributeRule,
    attributes: &'a [NamedAttribute<'t>],
) -> impl Iterator<Item = &'t str> + use<'a, 't> {
    attributes_of(rule, attributes).flat_map(|attribute| attribute.values()).filter_map(|value| value.text())
}

fn check_rule(
    rule: &AttributeRule,
    policy: &AttributePolicy,
    assertion: &Assertion<'_>,
    attributes: &[NamedAttribute<'_>],
    findings: &mut Findings,
) -> bool {
    let has_value = texts_of(rule, attributes).any(|text| !text.trim().is_empty());
    let required = match rule.requirement() {
        Requirement::Required => true,
        Requirement::RequiredUnless { attribute, value } => !policy.rule(attribute).is_some_and(|other| {
            texts_of(other, attributes).flat_map(|text| other.split(text)).any(|item| item == value)
        }),
        Requirement::Optional => false,
        Requirement::Unexpected => {
            if let Some(found) = attributes_of(rule, attributes).next().filter(|_| has_value) {
                findings.warning(|| unexpected(rule, found));
            }
            return true;
        }
    };
    if has_value {
        return allowed_values::check(rule, attributes, findings);
    }
    if required {
        findings.error(absent(rule, policy, assertion, attributes, findings.conventions()));
    }
    !required
}

/// A required attribute without a value: empty, under another name, or not there at all.
fn absent(
    rule: &AttributeRule,
    policy: &AttributePolicy,
    assertion: &Assertion<'_>,
    attributes: &[NamedAttribute<'_>],
    conventions: &ProductConventions,
) -> Finding {
    let name = rule.name();
    if let Some(attribute) = attributes_of(rule, attributes).next() {
        let (what, actual) = why_empty(attribute);
        return attribute_fix::for_empty(
            Finding::new(Code::AttributeEmpty, format!("required attribute `{name}` {what}"))
                .at(Some(attribute.element().location()))
                .with_actual(actual)
                .with_expected(format!("a value for {name}")),
            name,
        );
    }
    let near = attributes
        .iter()
        .take(MAX_SEARCHED)
        .filter(|(found, _)| !policy.rules().any(|other| other.matches(found)))
        .map(|(_, attribute)| *attribute)
        .filter(|attribute| {
            attribute.values().filter_map(|value| value.text()).any(|text| !text.trim().is_empty())
        })
        .filter_map(|attribute| {
            name_difference(name, attribute, conventions).map(|difference| (difference, attribute))
        })
        .min_by_key(|(difference, _)| *difference);
    match near {
        Some((difference, attribute)) => misnamed(name, difference, attribute, conventions),
        None => missing(name, assertion),
    }
}

/// An attribute without text: which of the ways of saying nothing it is.
fn why_empty(attribute: Attribute<'_>) -> (&'static str, &'static str) {
    let mut values = attribute.values().peekable();
    if values.peek().is_none() {
        return ("has no value: it contains no AttributeValue", "no AttributeValue");
    }
    let (mut nested, mut nil, mut blank) = (false, false, false);
    for value in values {
        nested |= value.nested().is_some();
        nil |= value.is_nil();
        blank |= value.text().is_some_and(|text| !text.is_empty());
    }
    match (nested, nil, blank) {
        (true, _, _) => ("contains XML, not text", "no text"),
        (_, true, _) => ("has no value: xsi:nil says that the user has none", "xsi:nil=\"true\""),
        (_, _, true) => ("has no value but white space", "white space alone"),
        _ => ("has no value: its AttributeValue is empty", "an empty AttributeValue"),
    }
}

fn misnamed(
    name: &str,
    difference: NameDifference,
    attribute: Attribute<'_>,
    conventions: &ProductConventions,
) -> Finding {
    let confidence = match difference {
        NameDifference::Synonym | NameDifference::Spelling | NameDifference::Prefix => Confidence::Possible,
        _ => Confidence::Likely,
    };
    let message = format!(
        "required attribute `{name}` has another name in the response: {}",
        difference.in_words(conventions)
    );
    let finding = Finding::new(Code::AttributeMisnamed, message)
        .with_confidence(confidence)
        .at(Some(attribute.element().location()))
        .with_actual(attribute.name())
        .with_expected(name);
    attribute_fix::for_misnamed(finding, name, difference)
}

fn missing(name: &str, assertion: &Assertion<'_>) -> Finding {
    let names: Vec<&str> =
        assertion.attributes().take(MAX_LISTED).map(|attribute| attribute.name()).collect();
    let statement = assertion.element().child(Namespace::SAML, "AttributeStatement");
    let place: Element<'_> = statement.unwrap_or(assertion.element());
    let mut message = format!("required attribute `{name}` is missing");
    if assertion.has_encrypted_attributes() {
        message.push_str("; some attributes are encrypted and were not decrypted");
    }
    let actual = if names.is_empty() { "no attributes".to_owned() } else { names.join(", ") };
    let finding = Finding::new(Code::AttributeMissing, message)
        .at(Some(place.location()))
        .with_actual(actual)
        .with_expected(name);
    attribute_fix::for_missing(finding, name)
}

fn unexpected(rule: &AttributeRule, attribute: Attribute<'_>) -> Finding {
    let name = rule.name();
    Finding::new(
        Code::TeamUnexpected,
        format!("attribute `{name}` is sent, but this profile does not use it"),
    )
    .at(Some(attribute.element().location()))
    .with_actual(name)
    .with_expected(format!("no {name}"))
    .with_fix(format!("remove `{name}` from what the identity provider sends to this application"))
}

fn note_duplicates(assertion: &Assertion<'_>, findings: &mut Findings) {
    let mut seen = HashSet::new();
    let mut reported = HashSet::new();
    let twice = assertion
        .attributes()
        .filter(|attribute| !seen.insert(attribute.name()) && reported.insert(attribute.name()));
    for attribute in twice.take(MAX_REPORTED) {
        let name = attribute.name();
        let values: Vec<&str> = assertion
            .attributes()
            .filter(|one| one.name() == name)
            .flat_map(|one| one.values())
            .filter_map(|value| value.text())
            .take(MAX_LISTED)
            .collect();
        findings.warning(|| {
            Finding::new(Code::AttributeDuplicated, format!("attribute `{name}` is sent more than once, with the values {}; some services read the first, some the last, some refuse the response", values.join(", ")))
                .at(Some(attribute.element().location()))
                .with_actual(attribute.name())
                .with_expected("one Attribute with several AttributeValue")
                .with_fix("send one Attribute with several AttributeValue elements, from one mapping")
        });
    }
}
