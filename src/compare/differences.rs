//! Two lists of facts → what differs.

use super::attributes;
use super::facts::{Fact, FactValue, Facts};
use super::names::{is_minor_element, of_element};
use super::{Difference, What};
use crate::check::near_miss::address::difference_clause;
use crate::check::near_miss::elapsed;
use crate::profile::CONVENTIONS;
use chrono::TimeDelta;
use std::collections::BTreeMap;

/// Durations that differ by less are the same: instants are rounded, and a server needs a moment.
const TOLERANCE: i64 = 2;
/// Values of one name that are printed.
const MAX_SHOWN: usize = 4;

type ByName<'f, 't> = BTreeMap<(What, &'f str), Vec<&'f Fact<'t>>>;

/// Compares what two messages say.
pub(super) fn between(left: &Facts<'_>, right: &Facts<'_>) -> Vec<Difference> {
    let mut out = Vec::new();
    if left.root.local_name() != right.root.local_name() {
        out.push(difference(
            What::Structure,
            "kind of message",
            Some(left.root.local_name().to_owned()),
            Some(right.root.local_name().to_owned()),
            true,
        ));
    }
    presence(left, right, &mut out);
    numbers(left, right, &mut out);
    order(left, right, &mut out);
    let (ours, theirs) = (by_name(left), by_name(right));
    for (key, facts) in &ours {
        match theirs.get(key) {
            Some(others) => out.extend(both(key.0, key.1, facts, others)),
            None => out.extend(
                one_sided(key.0, key.1, facts, right)
                    .map(|(value, significant)| difference(key.0, key.1, Some(value), None, significant)),
            ),
        }
    }
    for (key, facts) in theirs.iter().filter(|(key, _)| !ours.contains_key(*key)) {
        out.extend(
            one_sided(key.0, key.1, facts, left)
                .map(|(value, significant)| difference(key.0, key.1, None, Some(value), significant)),
        );
    }
    out.extend(attributes::between(&left.attributes, &right.attributes));
    out
}

fn by_name<'f, 't>(facts: &'f Facts<'t>) -> ByName<'f, 't> {
    let mut all: ByName<'f, 't> = BTreeMap::new();
    for fact in &facts.facts {
        all.entry((fact.what, fact.name.as_str())).or_default().push(fact);
    }
    all
}

/// Elements that only one side has; of nested ones, the outermost is reported.
fn presence(left: &Facts<'_>, right: &Facts<'_>, out: &mut Vec<Difference>) {
    let mut missing = |has: &Facts<'_>, lacks: &Facts<'_>, is_left: bool| {
        for (name, element) in &has.elements {
            if lacks.elements.contains_key(name) || *element == has.root {
                continue;
            }
            let inside = element.parent().is_some_and(|parent| is_absent(parent.local_name(), lacks));
            if inside {
                continue;
            }
            // An encrypted assertion is an assertion; it is reported as a difference of encryption.
            if *name == "Assertion" && lacks.elements.contains_key("EncryptedAssertion") {
                continue;
            }
            let what = of_element(name).unwrap_or(What::Structure);
            let present = Some("present".to_owned());
            let (one, other) = if is_left { (present, None) } else { (None, present) };
            out.push(difference(what, name, one, other, !is_minor_element(name)));
        }
    };
    missing(left, right, true);
    missing(right, left, false);
}

/// Elements that both sides have in different numbers; of nested ones, the outermost is reported.
fn numbers(left: &Facts<'_>, right: &Facts<'_>, out: &mut Vec<Difference>) {
    let differ = |name: &str| {
        let (one, other) = (left.counts.get(name), right.counts.get(name));
        one.zip(other).filter(|(one, other)| one != other)
    };
    for (name, element) in &left.elements {
        // Of nested status codes, the values are reported.
        let outer = element.parent().is_some_and(|parent| differ(parent.local_name()).is_some())
            || *name == "StatusCode";
        if let (Some((one, other)), false) = (differ(name), outer) {
            let name = format!("number of {name} elements");
            let minor = is_minor_element(element.local_name());
            let (one, other) = (Some(one.to_string()), Some(other.to_string()));
            out.push(difference(What::Structure, &name, one, other, !minor));
        }
    }
}

/// Whether a side has no element of this name. The roots are compared by themselves.
fn is_absent(name: &str, facts: &Facts<'_>) -> bool {
    name != facts.root.local_name() && !facts.elements.contains_key(name) && !is_whole_name(name)
}

fn is_whole_name(name: &str) -> bool {
    matches!(name, "Signature" | "EncryptedData" | "Attribute" | "KeyInfo")
}

/// Children that both sides have, in another order.
fn order(left: &Facts<'_>, right: &Facts<'_>, out: &mut Vec<Difference>) {
    // The order in metadata is free but for what the schema says, and no reader minds it.
    if !left.is_message || !right.is_message {
        return;
    }
    for (parent, ours) in &left.orders {
        let Some(theirs) = right.orders.get(parent) else { continue };
        let common = |names: &[&str], others: &[&str]| -> Vec<String> {
            names.iter().filter(|name| others.contains(name)).map(|name| (*name).to_owned()).collect()
        };
        let (one, other) = (common(ours, theirs), common(theirs, ours));
        if one != other {
            let name = format!("order in {parent}");
            out.push(difference(What::Structure, &name, Some(one.join(", ")), Some(other.join(", ")), true));
        }
    }
}

/// Facts that the other side lacks, and whether that matters; none if the element around them is reported as missing.
fn one_sided(what: What, name: &str, facts: &[&Fact<'_>], other: &Facts<'_>) -> Option<(String, bool)> {
    let element = facts.first().and_then(|fact| fact.element);
    if let Some(element) = element {
        let mut above = if is_whole_name(element.local_name()) { element.parent() } else { Some(element) };
        // Invariant: bounded. The depth of a tree is limited.
        while let Some(one) = above {
            if is_absent(one.local_name(), other) {
                return None;
            }
            above = one.parent();
        }
    }
    // A missing signature has no parts; the report says what is not signed.
    if name.contains(" signature") && what != What::Signature
        || name.contains(" signature, ")
        || name.ends_with(" signature verifies")
    {
        let owner = name.split(' ').next().unwrap_or_default();
        let signed = format!("{owner} is signed");
        if !other.facts.iter().any(|fact| fact.name == signed) {
            return None;
        }
    }
    // How the message was sent is often not known.
    if matches!(what, What::Binding | What::Endpoint) && element.is_none() {
        return None;
    }
    // The form of an instant is compared where both have it, and says why one has no duration.
    let form = format!("{name}, form");
    if what == What::Time || other.facts.iter().any(|fact| fact.what == What::Time && fact.name == form) {
        return None;
    }
    let minor = facts.iter().all(|fact| matches!(fact.value, FactValue::Minor(_)));
    let significant = !minor && !matches!(what, What::Id | What::Namespace) && !name.ends_with(" verifies");
    Some((shown(facts), significant))
}

/// What differs in facts that both sides have.
fn both(what: What, name: &str, left: &[&Fact<'_>], right: &[&Fact<'_>]) -> Option<Difference> {
    if left.len() == right.len() && left.iter().zip(right).all(|(one, other)| one.value == other.value) {
        return None;
    }
    if let (FactValue::Personal(_), _) | (_, FactValue::Personal(_)) =
        (&left.first()?.value, &right.first()?.value)
    {
        let found = attributes::values(what, name, &personal(left), &personal(right))?;
        let significant = found.significant && what != What::Session && what != What::Metadata;
        return Some(Difference { significant, ..found });
    }
    // Of elements that occur more often, the number is reported.
    let kinds = |facts: &[&Fact<'_>]| {
        let mut all: Vec<String> = facts.iter().map(|fact| said(&fact.value)).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    if left.len() != right.len() && kinds(left) == kinds(right) {
        return None;
    }
    let mut significant = left.len() != right.len();
    let mut note = None;
    for (one, other) in left.iter().zip(right) {
        match (&one.value, &other.value) {
            (FactValue::Plain(one), FactValue::Plain(other)) if one != other => {
                significant = true;
                note = note.or_else(|| near(what, one, other));
            }
            (FactValue::Span { seconds: one, firm }, FactValue::Span { seconds: other, .. }) => {
                significant |= *firm && one.abs_diff(*other) > TOLERANCE.unsigned_abs();
            }
            (FactValue::Span { .. }, FactValue::Fresh(_)) | (FactValue::Fresh(_), FactValue::Span { .. }) => {
                significant = true
            }
            _ => {}
        }
    }
    if left.len() == right.len() && left.len() > 1 && significant {
        let sorted = |facts: &[&Fact<'_>]| {
            let mut all: Vec<String> = facts.iter().map(|fact| said(&fact.value)).collect();
            all.sort_unstable();
            all
        };
        if sorted(left) == sorted(right) {
            significant = false;
            note = Some("the same values in another order".to_owned());
        }
    }
    if left.iter().chain(right).any(|fact| matches!(fact.value, FactValue::Fresh(_)))
        && left.len() == right.len()
    {
        significant =
            significant && left.iter().chain(right).any(|fact| !matches!(fact.value, FactValue::Fresh(_)));
    }
    let (one, other) = (shown(left), shown(right));
    if one == other && note.is_none() {
        note = Some("another value".to_owned());
    }
    Some(Difference { note, ..difference(what, name, Some(one), Some(other), significant) })
}

fn personal<'t>(facts: &[&Fact<'t>]) -> Vec<&'t str> {
    let text = |fact: &&Fact<'t>| if let FactValue::Personal(text) = fact.value { Some(text) } else { None };
    facts.iter().filter_map(text).collect()
}

/// How two addresses or entity IDs differ.
fn near(what: What, left: &str, right: &str) -> Option<String> {
    use What::{Audience, Destination, Endpoint, Issuer, Recipient};
    if !matches!(what, Audience | Destination | Endpoint | Issuer | Recipient) {
        return None;
    }
    let clause = difference_clause(right, left, &CONVENTIONS);
    let clause = clause.strip_prefix(": ")?;
    Some(match clause.contains("the expected value") {
        true => clause.replace("the expected value", "the left one"),
        false => format!("on the right {clause}"),
    })
}

fn shown(facts: &[&Fact<'_>]) -> String {
    if let Some(FactValue::Personal(_)) = facts.first().map(|fact| &fact.value) {
        return "present".to_owned();
    }
    let mut all: Vec<String> = facts.iter().take(MAX_SHOWN).map(|fact| said(&fact.value)).collect();
    if facts.len() > MAX_SHOWN {
        all.push(format!("and {} more", facts.len().saturating_sub(MAX_SHOWN)));
    }
    all.join("; ")
}

fn said(value: &FactValue<'_>) -> String {
    match value {
        FactValue::Plain(text) | FactValue::Minor(text) if text.is_empty() => "(empty)".to_owned(),
        FactValue::Plain(text) | FactValue::Minor(text) => text.clone(),
        FactValue::Fresh("") => "(empty)".to_owned(),
        FactValue::Fresh(_) => "present".to_owned(),
        FactValue::Personal(_) => "present".to_owned(),
        FactValue::Span { seconds: 0, .. } => "at the time of issue".to_owned(),
        FactValue::Span { seconds, .. } => {
            let words = elapsed::in_words(TimeDelta::try_seconds(*seconds).unwrap_or_default());
            let side = if *seconds < 0 { "before" } else { "after" };
            format!("{words} {side} issue")
        }
    }
}

fn difference(
    what: What,
    name: &str,
    left: Option<String>,
    right: Option<String>,
    significant: bool,
) -> Difference {
    Difference { what, name: name.to_owned(), left, right, note: None, significant, explains: None }
}
