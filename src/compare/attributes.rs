//! Attributes of a person: paired by name, near misses of names included; values compared by shape.

use super::shape::ValueShape;
use super::{Difference, What};
use crate::assertion::Attribute;
use crate::check::near_miss::attribute_name::name_difference;
use crate::nearest::slips_within;
use crate::profile::CONVENTIONS;
use crate::xml::Element;
use std::collections::BTreeMap;

/// Names that are compared for near misses with those of the other side (invariant: bounded).
const MAX_NEAR: usize = 64;
/// Values of one attribute whose shapes are reported.
const MAX_SHAPES: usize = 3;
/// Longest value that is compared letter by letter.
const MAX_SLIPS: usize = 64;

/// One attribute as it is stated.
#[derive(Clone, Copy)]
pub(super) struct Stated<'t>(Attribute<'t>);

impl<'t> Stated<'t> {
    pub(super) fn new(element: Element<'t>) -> Stated<'t> {
        Stated(Attribute::new(element))
    }
}

/// All statements of one name.
struct NamedStatements<'t> {
    first: Attribute<'t>,
    statements: usize,
    values: Vec<&'t str>,
    types: Vec<&'t str>,
}

fn by_name<'t>(stated: &[Stated<'t>]) -> BTreeMap<&'t str, NamedStatements<'t>> {
    let mut all: BTreeMap<&str, NamedStatements<'_>> = BTreeMap::new();
    for Stated(attribute) in stated.iter().copied() {
        let empty =
            || NamedStatements { first: attribute, statements: 0, values: Vec::new(), types: Vec::new() };
        let named = all.entry(attribute.name()).or_insert_with(empty);
        named.statements += 1;
        for value in attribute.values() {
            named.values.push(value.readable().unwrap_or_default());
            named.types.push(value.xsi_type().unwrap_or("(none)"));
        }
    }
    for named in all.values_mut() {
        named.types.sort_unstable();
        named.types.dedup();
    }
    all
}

/// What differs between the attributes of two messages.
pub(super) fn between(left: &[Stated<'_>], right: &[Stated<'_>]) -> Vec<Difference> {
    let (left, right) = (by_name(left), by_name(right));
    let mut out = Vec::new();
    let mut added: Vec<&str> = right.keys().filter(|name| !left.contains_key(*name)).copied().collect();
    for (name, one) in &left {
        match right.get(name) {
            Some(other) => both(name, one, other, &mut out),
            None => {
                let near = added.iter().take(MAX_NEAR).enumerate().filter_map(|(at, candidate)| {
                    let other = right.get(candidate)?;
                    Some((name_difference(name, other.first, &CONVENTIONS)?, at))
                });
                match near.min() {
                    Some((how, at)) => {
                        let candidate = added.remove(at);
                        out.push(Difference {
                            right: Some(format!("under another name: {candidate}")),
                            note: Some(how.in_words(&CONVENTIONS).to_owned()),
                            ..difference(name, Some("present".to_owned()), None, true)
                        });
                    }
                    None => out.push(difference(name, Some(shapes(&one.values)), None, true)),
                }
            }
        }
    }
    for name in added {
        let values = right.get(name).map(|named| shapes(&named.values));
        out.push(difference(name, None, values, true));
    }
    out
}

/// What differs in an attribute that both state.
fn both(name: &str, one: &NamedStatements<'_>, other: &NamedStatements<'_>, out: &mut Vec<Difference>) {
    let plain =
        |out: &mut Vec<Difference>, part: &str, left: Option<&str>, right: Option<&str>, minds: bool| {
            if left != right {
                let shown = |value: Option<&str>| Some(value.unwrap_or("(none)").to_owned());
                out.push(difference(&format!("{name}, {part}"), shown(left), shown(right), minds));
            }
        };
    plain(out, "NameFormat", one.first.name_format(), other.first.name_format(), true);
    plain(out, "FriendlyName", one.first.friendly_name(), other.first.friendly_name(), true);
    let (left, right) = (one.types.join(", "), other.types.join(", "));
    if !one.values.is_empty() && !other.values.is_empty() {
        plain(out, "xsi:type", Some(&left), Some(&right), true);
    }
    if one.statements != other.statements {
        let times = |count: usize| format!("stated {count} time{}", if count == 1 { "" } else { "s" });
        let (left, right) = (Some(times(one.statements)), Some(times(other.statements)));
        out.push(difference(&format!("{name}, statements"), left, right, true));
    }
    out.extend(values(What::Attribute, name, &one.values, &other.values));
}

/// What differs between two lists of values of persons; the texts say shapes alone.
pub(super) fn values(what: What, name: &str, left: &[&str], right: &[&str]) -> Option<Difference> {
    if left == right {
        return None;
    }
    let kinds = |values: &[&str]| {
        let mut shapes: Vec<ValueShape> = values.iter().map(|value| ValueShape::of(value)).collect();
        shapes.sort_unstable();
        shapes.dedup();
        shapes
    };
    let number = |values: &[&str]| values.len().min(2);
    let mut significant = number(left) != number(right) || kinds(left) != kinds(right);
    let mut note = None;
    if let ([one], [other]) = (left, right) {
        note = nearness(one, other).map(str::to_owned);
        significant |= note.is_some();
    } else if left.len() == right.len() && left.iter().all(|value| right.contains(value)) {
        note = Some("the same values in another order".to_owned());
    }
    if note.is_none() && !significant {
        note = Some("another value of the same shape".to_owned());
    }
    Some(Difference { what, note, ..difference(name, Some(shapes(left)), Some(shapes(right)), significant) })
}

/// How two values are nearly the same, if they are.
fn nearness(one: &str, other: &str) -> Option<&'static str> {
    let (left, right) = (one.trim(), other.trim());
    if left.is_empty() || right.is_empty() {
        return None;
    }
    if left == right {
        return Some("the same value, but for white space around it");
    }
    if left.to_lowercase() == right.to_lowercase() {
        return Some("the same value, but for upper and lower case");
    }
    let is_long = left.len().min(right.len()) > 5 && left.len().max(right.len()) <= MAX_SLIPS;
    let is_number = left.bytes().any(|byte| byte.is_ascii_digit());
    (is_long && !is_number && slips_within(left, right, 1))
        .then_some("almost the same value: one letter differs")
}

/// The shapes of some values, without a value.
fn shapes(values: &[&str]) -> String {
    let mut kinds: Vec<String> = Vec::new();
    for value in values {
        let words = ValueShape::of(value).in_words();
        if !kinds.contains(&words) {
            kinds.push(words);
        }
        if kinds.len() > MAX_SHAPES {
            break;
        }
    }
    let more = if kinds.len() > MAX_SHAPES { "; and others" } else { "" };
    kinds.truncate(MAX_SHAPES);
    match values.len() {
        0 => "no value".to_owned(),
        1 if ValueShape::of(values.first().unwrap_or(&"")).is_empty() => "an empty value".to_owned(),
        1 => kinds.join("; "),
        count => format!("{count} values: {}{more}", kinds.join("; ")),
    }
}

fn difference(name: &str, left: Option<String>, right: Option<String>, significant: bool) -> Difference {
    Difference {
        what: What::Attribute,
        name: name.to_owned(),
        left,
        right,
        note: None,
        significant,
        explains: None,
    }
}
