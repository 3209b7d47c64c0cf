//! Values that were edited: case, padding, and the response's own other values put back.

use super::candidate::{Candidate, DamageStep, Oracle, Search};
use super::flat_element::{FlatElement, PiecePlace};
use super::template::Template;
use crate::Code;
use crate::xml::{Document, Namespace};
use std::borrow::Cow;

const CHANGED: Code = Code::DigestCauseValueChanged;
/// Longest value that is put in the place of another, and the most different ones.
const MAX_VALUE: usize = 512;
const MAX_VALUES: usize = 96;
/// The most values exchanged with each other.
const MAX_SWAPPED: usize = 24;

/// Values to try although they are not in the response.
const ROLES: &[&str] =
    &["agent", "supervisor", "admin", "agent,supervisor", "supervisor,agent", "supervisor,admin"];

/// The sort of thing a value is: only values of a sort are mistaken for each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Mail,
    Address,
    Instant,
    Word,
}

fn sort_of(value: &str) -> Sort {
    let digits = value.bytes().take(4).all(|byte| byte.is_ascii_digit());
    if value.contains("://") || value.starts_with("urn:") {
        Sort::Address
    } else if digits && value.contains('T') && value.ends_with('Z') {
        Sort::Instant
    } else if value.contains('@') {
        Sort::Mail
    } else {
        Sort::Word
    }
}

/// Texts and attribute values of the whole message, each once.
pub(super) fn pool<'t>(document: &'t Document<'t>) -> Vec<&'t str> {
    let mut values: Vec<&str> = Vec::new();
    let mut add = |value: &'t str| {
        if values.len() < MAX_VALUES
            && value.len() <= MAX_VALUE
            && !value.trim().is_empty()
            && !values.contains(&value)
        {
            values.push(value);
        }
    };
    for element in document.elements().filter(|element| element.namespace() != Namespace::DS) {
        element.text().into_iter().for_each(&mut add);
        for attribute in element.attributes().filter(|attribute| attribute.namespace == Namespace::NONE) {
            add(attribute.value);
        }
    }
    values
}

/// Each value as it could have been before it was edited; likely edits first.
pub(super) fn edited<'t>(base: &Candidate<'t>, pool: &[&str], oracle: &mut Oracle<'_>) -> Search<'t> {
    let (personal, others) = slots(&base.flat);
    let all: Vec<usize> = personal.iter().chain(&others).copied().collect();
    let Some(template) = Template::of(base, &all, oracle.limits()) else { return Search::Continue(()) };
    let mut trial = ValueTrial { base, template, oracle, bytes: Vec::new() };
    for &index in &personal {
        trial.variants(index)?;
        let Some(value) = base.flat.characters(index).filter(|value| sort_of(value) == Sort::Word) else {
            continue;
        };
        for role in ROLES.iter().filter(|role| **role != value) {
            trial.put(index, role, "a role was replaced by another")?;
        }
    }
    trial.replaced(&personal, pool, true)?;
    trial.swapped(&personal)?;
    trial.replaced(&others, pool, true)?;
    for &index in &others {
        trial.variants(index)?;
    }
    trial.replaced(&personal, pool, false)
}

/// Values tried in the canonical text of one candidate.
struct ValueTrial<'b, 't, 'o, 's> {
    base: &'b Candidate<'t>,
    template: Template,
    oracle: &'o mut Oracle<'s>,
    bytes: Vec<u8>,
}

impl<'t> ValueTrial<'_, 't, '_, '_> {
    fn put(&mut self, index: usize, replacement: &str, damage: &'static str) -> Search<'t> {
        self.template.with(&[(index, replacement)], &mut self.bytes);
        let base = self.base;
        self.oracle.test_bytes(&self.bytes, || {
            let mut step = step(base, index, replacement, damage);
            if damage.starts_with("white space") {
                step.code = Code::DigestCauseWhitespaceInValues;
            }
            steps(base, step)
        })
    }

    /// Case, blanks and spelling of one value.
    fn variants(&mut self, index: usize) -> Search<'t> {
        let Some(value) = self.base.flat.characters(index) else { return Search::Continue(()) };
        for (damage, replacement) in variants(value) {
            self.put(index, &replacement, damage)?;
        }
        Search::Continue(())
    }

    /// Other values of the response put back: those of the same sort, or the rest.
    fn replaced(&mut self, slots: &[usize], pool: &[&str], same_sort: bool) -> Search<'t> {
        for &index in slots {
            let Some(value) = self.base.flat.characters(index) else { continue };
            for replacement in pool.iter().filter(|replacement| **replacement != value) {
                if same_sort == (value.is_empty() || sort_of(replacement) == sort_of(value)) {
                    let damage = "a value was replaced by another value of the same response";
                    self.put(index, replacement, damage)?;
                }
            }
        }
        Search::Continue(())
    }

    /// Two values exchanged with each other.
    fn swapped(&mut self, slots: &[usize]) -> Search<'t> {
        let base = self.base;
        let texts: Vec<(usize, &str)> = slots
            .iter()
            .take(MAX_SWAPPED)
            .filter_map(|&index| Some((index, base.flat.characters(index)?)))
            .collect();
        for (position, &(first, one)) in texts.iter().enumerate() {
            for &(second, other) in texts.iter().skip(position.saturating_add(1)) {
                if one == other || sort_of(one) != sort_of(other) {
                    continue;
                }
                self.template.with(&[(first, other), (second, one)], &mut self.bytes);
                self.oracle.test_bytes(&self.bytes, || {
                    let mut step = step(base, first, other, "two values were exchanged");
                    step.places = 2;
                    steps(base, step)
                })?;
            }
        }
        Search::Continue(())
    }
}

fn steps<'t>(base: &Candidate<'t>, step: DamageStep<'t>) -> Vec<DamageStep<'t>> {
    let mut steps = base.steps.clone();
    steps.push(step);
    steps
}

/// Pieces whose characters may have been edited: texts that say who and for whom, and everything else.
fn slots(flat: &FlatElement<'_>) -> (Vec<usize>, Vec<usize>) {
    let (mut personal, mut others) = (Vec::new(), Vec::new());
    for (index, place) in flat.places() {
        let Some(element) = flat.pieces.get(index).map(|piece| piece.element) else { continue };
        let short = flat.characters(index).is_some_and(|value| value.len() <= MAX_VALUE);
        if !short || element.namespace() == Namespace::DS {
            continue;
        }
        match place {
            PiecePlace::Value
                if matches!(element.local_name(), "NameID" | "AttributeValue" | "Audience" | "Issuer") =>
            {
                personal.push(index);
            }
            PiecePlace::Value => others.push(index),
            // A type or a format is nothing that one edits.
            PiecePlace::Attribute if flat.is_edited(index) => others.push(index),
            _ => {}
        }
    }
    (personal, others)
}

/// What a value could have been, with what was done to it then.
fn variants(value: &str) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> = Vec::new();
    let mut add = |damage, replacement: String| {
        if replacement != value && !all.iter().any(|(_, known)| *known == replacement) {
            all.push((damage, replacement));
        }
    };
    let case = "upper and lower case of a value were changed";
    add(case, value.to_lowercase());
    add(case, value.to_uppercase());
    add(case, capitalised(value, false));
    add(case, capitalised(value, true));
    let trimmed = "white space around a value was changed";
    add(trimmed, value.trim().to_owned());
    if !value.trim().is_empty() {
        for padded in [
            format!("{value} "),
            format!(" {value}"),
            format!(" {value} "),
            format!("{value}\n"),
            format!("\n{value}\n"),
        ] {
            add("white space around a value was removed", padded);
        }
    }
    add("white space inside a value was changed", value.chars().filter(|c| !c.is_whitespace()).collect());
    if value.contains(',') {
        add("white space after commas was removed", value.replace(',', ", "));
        add("white space after commas was added", value.replace(", ", ","));
    }
    let spelt = "an address was rewritten";
    match sort_of(value) {
        Sort::Address => {
            add(spelt, value.strip_suffix('/').map_or_else(|| format!("{value}/"), str::to_owned));
            add(spelt, value.replacen("https://", "http://", 1));
            add(spelt, value.replacen("http://", "https://", 1));
            add(spelt, value.strip_prefix("urn:").unwrap_or(value).to_owned());
            add(
                spelt,
                value.strip_suffix("/metadata").map_or_else(|| format!("{value}/metadata"), str::to_owned),
            );
        }
        Sort::Instant => {
            let spelt = "a time was rewritten";
            let whole =
                value.split_once('.').map_or(value.strip_suffix('Z').unwrap_or(value), |(whole, _)| whole);
            add(spelt, format!("{whole}Z"));
            add(spelt, format!("{whole}.000Z"));
            add(spelt, format!("{whole}+00:00"));
        }
        Sort::Mail | Sort::Word => {
            if value.contains('.') && !value.contains(' ') {
                add("`urn:` at the start of a value was removed", format!("urn:{value}"));
            }
        }
    }
    all
}

/// The first letter of the text, or of each word, in upper case and the rest in lower.
fn capitalised(value: &str, each_word: bool) -> String {
    let mut out = String::with_capacity(value.len());
    let mut begins = true;
    for character in value.chars() {
        match begins {
            true => out.extend(character.to_uppercase()),
            false => out.extend(character.to_lowercase()),
        }
        begins = each_word && matches!(character, ' ' | '-' | '_' | '.');
    }
    out
}

fn step<'t>(base: &Candidate<'t>, index: usize, replacement: &str, damage: &'static str) -> DamageStep<'t> {
    DamageStep {
        code: CHANGED,
        damage: Cow::Borrowed(damage),
        place: base.flat.pieces.get(index).map(|piece| piece.element),
        places: 1,
        actual: base.flat.characters(index).map(str::to_owned),
        expected: Some(replacement.to_owned()),
    }
}
