//! Error texts of other software, and the findings behind them.
//!
//! People paste a line of a log or of a page before they have a captured message. First the known texts are looked for
//! as they are (`exact`), then the ones nearest to the paste (`near`) together with rules about single words
//! (`concept`). What is only near is never called the text itself, and below a measure of likeness nothing is said.

mod catalogue;
mod concept;
mod exact;
mod near;
mod stems;
mod words;

use crate::Code;
use exact::{Paste, TextMatch, TextPattern};
use near::{Bags, Near};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use words::Word;

pub use catalogue::ErrorText;

/// Most known texts in one answer.
const MOST_EXACT: usize = 6;
/// Most similar texts in one answer.
const MOST_SIMILAR: usize = 3;
/// Most codes of an answer that is only likely.
const MOST_CODES: usize = 4;
/// Texts that are counted for the codes of a likely answer.
const VOTERS: usize = 6;
/// Rules that are counted.
const RULES: usize = 3;
/// A code with less than this part of the weight of the first one is left out.
const FAINT: f32 = 0.2;
/// Likeness from which a text is counted at all.
const LEAST: f32 = 0.42;
/// Findings from which a text is general.
const GENERAL: usize = 3;
/// Fewest words of a reason.
const REASON: usize = 3;
/// Likeness that is needed where one subject of SAML is in the paste, but none that only SAML has.
const SURE: f32 = 0.7;
/// Likeness from which a text is shown as similar.
const SHOWN: f32 = 0.5;

/// What a pasted text is probably about, where it is none of the known ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Similar {
    codes: Vec<Code>,
    texts: Vec<(&'static ErrorText, u8)>,
}

impl Similar {
    /// The findings that are likely behind it, the likeliest first.
    pub fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// Known texts that are similar, each with its likeness in percent; perhaps none.
    pub fn texts(&self) -> &[(&'static ErrorText, u8)] {
        &self.texts
    }
}

/// What is known of a pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum KnownText {
    Exact(Vec<&'static ErrorText>),
    Similar(Similar),
    Nothing,
}

/// What is known of a pasted text: the known ones in it, or else what it is similar to.
pub(super) fn find(pasted: &str) -> KnownText {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| Index::new(catalogue::all().iter().collect())).find(pasted)
}

/// The known texts, prepared for search.
#[derive(Debug)]
struct Index {
    texts: Vec<&'static ErrorText>,
    patterns: Vec<TextPattern>,
    bags: Bags,
}

impl Index {
    fn new(texts: Vec<&'static ErrorText>) -> Self {
        let patterns = texts.iter().map(|text| TextPattern::new(text.text())).collect();
        let bags = Bags::new(&texts);
        Self { texts, patterns, bags }
    }

    fn find(&self, pasted: &str) -> KnownText {
        let words = words::pasted(pasted);
        if words.is_empty() {
            return KnownText::Nothing;
        }
        let pasted = words::beginning(pasted);
        let lower = pasted.to_lowercase();
        let paste = Paste::new(&words, &lower);
        let (exact, goes_on) = self.exact(pasted, &paste);
        if exact.is_empty() {
            return self.similar(&words);
        }
        if let Some(similar) = self.reason(&exact, &paste) {
            return similar;
        }
        // "Invalid signature" is a text of its own, and the beginning of longer ones that are not known.
        match if goes_on { self.similar(&words) } else { KnownText::Nothing } {
            KnownText::Nothing => KnownText::Exact(exact),
            similar => similar,
        }
    }

    /// What the value of a general text is about, such as the reason in "assertion invalid: {}", where it is no known
    /// text itself. General is a text with three or more findings that ends with a value.
    fn reason(&self, exact: &[&'static ErrorText], paste: &Paste<'_>) -> Option<KnownText> {
        let [general] = exact else { return None };
        if general.codes().len() < GENERAL {
            return None;
        }
        let number = self.texts.iter().position(|text| std::ptr::eq(*text, *general))?;
        let place = self.patterns.get(number)?.find(paste)?;
        let last = place.values.last().filter(|value| value.start >= place.span.end)?;
        let line = paste.words.get(place.span.end.checked_sub(1)?)?.line;
        let rest = paste.words.iter().take(last.end).skip(last.start);
        let reason: Vec<Word> = rest.take_while(|word| word.line == line).cloned().collect();
        if reason.iter().filter(|word| !word.frame).count() < REASON {
            return None;
        }
        match self.similar(&reason) {
            KnownText::Similar(mut similar) if !concept::fitting(&near::parts(&reason), 1).is_empty() => {
                similar.texts.insert(0, (*general, 99));
                similar.texts.truncate(MOST_SIMILAR);
                Some(KnownText::Similar(similar))
            }
            _ => None,
        }
    }

    /// The known texts in a paste, best first, and whether the best may be only the beginning of another text.
    fn exact(&self, pasted: &str, paste: &Paste<'_>) -> (Vec<&'static ErrorText>, bool) {
        let mut found = self.places(|pattern| pattern.find(paste));
        if found.is_empty() {
            found = self.places(|pattern| pattern.find_beginning(paste));
        }
        if found.is_empty() {
            found = self.places(|pattern| pattern.find_inside(paste));
        }
        // What is only a part of a longer match ("assertion has expired" in a longer text) says nothing more.
        let spans: Vec<TextMatch> = found.iter().map(|(_, place)| place.clone()).collect();
        found.retain(|(_, place)| !spans.iter().any(|other| is_inside(place, other)));
        let goes_on = found.iter().all(|(_, place)| place.goes_on);
        let mut ranked: Vec<(usize, &'static ErrorText)> = Vec::with_capacity(found.len());
        for (number, place) in found {
            let Some(text) = self.texts.get(number).copied() else { continue };
            let named = if is_named(paste.lower, text.product()) { 40 } else { 0 };
            let literal = if place.to_the_letter && pasted.contains(literal(text.text())) { 5 } else { 0 };
            // "Invalid assertion: {}" is only the wrapping of the text that is its value.
            let wrapped = if spans.iter().any(|other| is_value(&place, other)) { WRAPPED } else { 0 };
            let rank = place.letters.saturating_mul(10).saturating_add(named).saturating_add(literal);
            ranked.push((rank.saturating_add(wrapped), text));
        }
        ranked.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
        ranked.truncate(MOST_EXACT);
        (ranked.into_iter().map(|(_, text)| text).collect(), goes_on)
    }

    fn places(&self, find: impl Fn(&TextPattern) -> Option<TextMatch>) -> Vec<(usize, TextMatch)> {
        self.patterns
            .iter()
            .enumerate()
            .filter_map(|(number, pattern)| Some((number, find(pattern)?)))
            .collect()
    }

    /// What is likely behind a paste that has no known text.
    fn similar(&self, words: &[Word]) -> KnownText {
        if stems::is_foreign(words) {
            return KnownText::Nothing;
        }
        let parts = near::parts(words);
        let near = self.bags.nearest(&parts, VOTERS, LEAST);
        let own = words.iter().any(stems::is_own);
        let lines = words.chunk_by(|one, other| one.line == other.line);
        let subjects = lines.map(|line| stems::subjects(line.iter())).max().unwrap_or(0);
        let best = near.first().map_or(0.0, |near| near.likeness);
        let rules = concept::fitting(&parts, RULES);
        let needed = match subjects {
            _ if own || subjects >= 2 => {
                if rules.is_empty() {
                    SHOWN
                } else {
                    0.0
                }
            }
            1 => SURE,
            _ => return KnownText::Nothing,
        };
        if best < needed {
            return KnownText::Nothing;
        }
        let mut votes: BTreeMap<Code, f32> = BTreeMap::new();
        let mut weight = 1.0;
        for Near { text, likeness } in &near {
            for (place, code) in
                self.texts.get(*text).map(|text| text.codes()).unwrap_or_default().iter().enumerate()
            {
                *votes.entry(*code).or_default() += likeness * likeness * weight * share(place);
            }
            weight *= 0.6;
        }
        let mut weight = 1.1;
        for rule in rules {
            for (place, code) in rule.codes.iter().enumerate() {
                *votes.entry(*code).or_default() += weight * share(place);
            }
            weight *= 0.35;
        }
        if votes.is_empty() {
            return KnownText::Nothing;
        }
        let mut codes: Vec<(Code, f32)> = votes.into_iter().collect();
        codes.sort_by(|one, other| other.1.total_cmp(&one.1));
        let faint = codes.first().map_or(0.0, |(_, weight)| weight * FAINT);
        codes.retain(|(_, weight)| *weight >= faint);
        codes.truncate(MOST_CODES);
        let shown = near.iter().filter(|near| near.likeness >= SHOWN).take(MOST_SIMILAR);
        let texts =
            shown.filter_map(|near| Some((*self.texts.get(near.text)?, percent(near.likeness)))).collect();
        KnownText::Similar(Similar { codes: codes.into_iter().map(|(code, _)| code).collect(), texts })
    }
}

/// How much a code counts by its place in the list of a text.
fn share(place: usize) -> f32 {
    match place {
        0 => 1.0,
        1 => 0.7,
        2 => 0.5,
        _ => 0.3,
    }
}

/// A likeness as whole percent; only the same text has 100.
fn percent(likeness: f32) -> u8 {
    (0..=99_u8).rev().find(|&percent| f32::from(percent) <= likeness * 100.0).unwrap_or(0)
}

/// More than any text has for its letters.
const WRAPPED: usize = 100_000;

/// Whether a text is a value of another, such as the reason that a general text quotes.
fn is_value(place: &TextMatch, other: &TextMatch) -> bool {
    other.values.iter().any(|value| value.start <= place.span.start && place.span.end <= value.end)
}

fn is_inside(place: &TextMatch, other: &TextMatch) -> bool {
    !is_value(place, other)
        && other.span.start <= place.span.start
        && place.span.end <= other.span.end
        && other.letters > place.letters
}

/// The longest fixed part of a text.
fn literal(text: &str) -> &str {
    text.split("{}").map(str::trim).max_by_key(|part| part.len()).unwrap_or_default()
}

/// Whether a paste names a product, such as in a class name or a host.
fn is_named(lower: &str, product: &str) -> bool {
    const COMMON: [&str; 14] = [
        "saml",
        "provider",
        "service",
        "identity",
        "auth",
        "status",
        "codes",
        "toolkits",
        "enterprise",
        "cloud",
        "security",
        "server",
        "access",
        "twilio",
    ];
    product
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.len() >= 4 && !COMMON.contains(&word.as_str()))
        .any(|word| lower.contains(&word))
}
