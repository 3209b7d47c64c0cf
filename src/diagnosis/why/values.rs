//! Values that were edited: case, padding, and the response's own other values put back.

use super::attempt::{Attempt, Search, Step};
use super::sketch::{Place, Sketch};
use crate::Code;
use crate::xml::{Document, Namespace};
use std::borrow::Cow;

type Each<'e, 't> = &'e mut dyn FnMut(Attempt<'t>) -> Search<'t>;

const CHANGED: Code = Code::DigestCauseValueChanged;
/// Longest value that is put in the place of another, and the most different ones.
const MAX_VALUE: usize = 512;
const MAX_VALUES: usize = 96;
/// The most values exchanged with each other.
const MAX_SWAPPED: usize = 24;

/// Values that one would put back although they stand nowhere in the response.
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
        if !value.trim().is_empty()
            && value.len() <= MAX_VALUE
            && !values.contains(&value)
            && values.len() < MAX_VALUES
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

/// Each value as it could have been before somebody edited it; what a person would edit first.
pub(super) fn edited<'t>(base: &Attempt<'t>, pool: &[&str], each: Each<'_, 't>) -> Search<'t> {
    let (personal, others) = slots(&base.sketch);
    for &index in &personal {
        let Some(value) = base.sketch.characters(index) else { continue };
        for (damage, candidate) in variants(value) {
            put(base, index, candidate, damage, each)?;
        }
        if sort_of(value) == Sort::Word {
            for role in ROLES.iter().filter(|role| **role != value) {
                put(base, index, (*role).to_owned(), "a role was put in the place of another", each)?;
            }
        }
    }
    replaced(base, &personal, pool, true, each)?;
    swapped(base, &personal, each)?;
    replaced(base, &others, pool, true, each)?;
    for &index in &others {
        let Some(value) = base.sketch.characters(index) else { continue };
        for (damage, candidate) in variants(value) {
            put(base, index, candidate, damage, each)?;
        }
    }
    replaced(base, &personal, pool, false, each)
}

/// Other values of the response put back: those of the same sort, or the rest.
fn replaced<'t>(
    base: &Attempt<'t>,
    slots: &[usize],
    pool: &[&str],
    same_sort: bool,
    each: Each<'_, 't>,
) -> Search<'t> {
    for &index in slots {
        let Some(value) = base.sketch.characters(index) else { continue };
        for candidate in pool.iter().filter(|candidate| **candidate != value) {
            if same_sort == (value.is_empty() || sort_of(candidate) == sort_of(value)) {
                let damage = "a value was put in the place of another one of the same response";
                put(base, index, (*candidate).to_owned(), damage, each)?;
            }
        }
    }
    Search::Continue(())
}

/// Two values exchanged with each other.
fn swapped<'t>(base: &Attempt<'t>, slots: &[usize], each: Each<'_, 't>) -> Search<'t> {
    let texts: Vec<usize> = slots.iter().copied().take(MAX_SWAPPED).collect();
    for (position, &first) in texts.iter().enumerate() {
        for &second in texts.iter().skip(position.saturating_add(1)) {
            let (Some(one), Some(other)) = (base.sketch.characters(first), base.sketch.characters(second))
            else {
                continue;
            };
            if one == other || sort_of(one) != sort_of(other) {
                continue;
            }
            let mut sketch = base.sketch.clone();
            sketch.put(first, other.to_owned());
            sketch.put(second, one.to_owned());
            let mut step = step(base, first, other, "two values were exchanged with each other");
            step.places = 2;
            each(base.step(sketch, step))?;
        }
    }
    Search::Continue(())
}

/// Pieces whose characters somebody may have edited: texts that say who and for whom, and everything else.
fn slots(sketch: &Sketch<'_>) -> (Vec<usize>, Vec<usize>) {
    let (mut personal, mut others) = (Vec::new(), Vec::new());
    for (index, place) in sketch.places() {
        let Some(element) = sketch.pieces.get(index).map(|piece| piece.element) else { continue };
        let short = sketch.characters(index).is_some_and(|value| value.len() <= MAX_VALUE);
        if !short || element.namespace() == Namespace::DS {
            continue;
        }
        match place {
            Place::Value
                if matches!(element.local_name(), "NameID" | "AttributeValue" | "Audience" | "Issuer") =>
            {
                personal.push(index);
            }
            Place::Value => others.push(index),
            // A type or a format is nothing that one edits.
            Place::Attribute if sketch.is_edited(index) => others.push(index),
            _ => {}
        }
    }
    (personal, others)
}

/// What a value could have been, with what was done to it then.
fn variants(value: &str) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&'static str, String)> = Vec::new();
    let mut add = |damage, candidate: String| {
        if candidate != value && !all.iter().any(|(_, known)| *known == candidate) {
            all.push((damage, candidate));
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
            add("white space around a value was taken off", padded);
        }
    }
    add("white space inside a value was changed", value.chars().filter(|c| !c.is_whitespace()).collect());
    if value.contains(',') {
        add("white space was taken off after commas", value.replace(',', ", "));
        add("white space was put after commas", value.replace(", ", ","));
    }
    let spelt = "an address was written otherwise";
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
            let spelt = "an instant was written otherwise";
            let whole =
                value.split_once('.').map_or(value.strip_suffix('Z').unwrap_or(value), |(whole, _)| whole);
            add(spelt, format!("{whole}Z"));
            add(spelt, format!("{whole}.000Z"));
            add(spelt, format!("{whole}+00:00"));
        }
        Sort::Mail | Sort::Word => {
            if value.contains('.') && !value.contains(' ') {
                add("`urn:` in front of a value was taken off", format!("urn:{value}"));
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

fn put<'t>(
    base: &Attempt<'t>,
    index: usize,
    candidate: String,
    damage: &'static str,
    each: Each<'_, 't>,
) -> Search<'t> {
    let mut sketch = base.sketch.clone();
    let mut step = step(base, index, &candidate, damage);
    if damage.starts_with("white space") {
        step.code = Code::DigestCauseWhitespaceInValues;
    }
    sketch.put(index, candidate);
    each(base.step(sketch, step))
}

fn step<'t>(base: &Attempt<'t>, index: usize, candidate: &str, damage: &'static str) -> Step<'t> {
    Step {
        code: CHANGED,
        damage: Cow::Borrowed(damage),
        place: base.sketch.pieces.get(index).map(|piece| piece.element),
        places: 1,
        actual: base.sketch.characters(index).map(str::to_owned),
        expected: Some(candidate.to_owned()),
    }
}
