//! The known texts nearest to a pasted one: words in common, weighted by their rarity.

use super::catalogue::ErrorText;
use super::stems::{is_own, stems};
use super::words::{self, Word};
use crate::nearest::distance_of_words;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Parts of a paste that are compared.
const MAX_PARTS: usize = 96;
/// Words of a part; a longer one is no error text.
const MAX_PART: usize = 60;
/// Misspelt words that are looked up.
const MAX_MISSPELT: usize = 24;
/// Weight of a word that no known text has.
const STRANGE: f32 = 1.6;

/// Every known text as a bag of stems.
#[derive(Debug)]
pub(super) struct Bags {
    rarity: HashMap<String, f32>,
    holders: HashMap<String, Vec<usize>>,
    totals: Vec<f32>,
}

/// A known text and how like the paste it is, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    pub(super) text: usize,
    pub(super) likeness: f32,
}

impl Bags {
    pub(super) fn new(texts: &[&ErrorText]) -> Self {
        let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
        let mut bags: Vec<BTreeSet<String>> = Vec::with_capacity(texts.len());
        for (number, text) in texts.iter().enumerate() {
            let bag: BTreeSet<String> =
                stems(words::split(&text.text().replace("{}", " ")).iter()).into_iter().collect();
            for stem in &bag {
                holders.entry(stem.clone()).or_default().push(number);
            }
            bags.push(bag);
        }
        let all = float(texts.len());
        let rarity: HashMap<String, f32> = holders
            .iter()
            .map(|(stem, texts)| (stem.clone(), (1.0 + all / float(texts.len())).ln()))
            .collect();
        let weigh = |bag: &BTreeSet<String>| bag.iter().filter_map(|stem| rarity.get(stem)).sum();
        let totals = bags.iter().map(weigh).collect();
        Self { rarity, holders, totals }
    }

    /// The texts that are like a part of the paste, most alike first.
    pub(super) fn nearest(&self, parts: &[Vec<String>], most: usize, least: f32) -> Vec<Near> {
        let mut best: BTreeMap<usize, f32> = BTreeMap::new();
        let mut spelt: HashMap<String, Option<String>> = HashMap::new();
        for part in parts {
            let bag: BTreeSet<&str> =
                part.iter().map(|stem| self.spelling(stem, &mut spelt).unwrap_or(stem.as_str())).collect();
            let mut common: HashMap<usize, (usize, f32)> = HashMap::new();
            let mut total = 0.0;
            for stem in &bag {
                let Some(rarity) = self.rarity.get(*stem) else {
                    total += STRANGE;
                    continue;
                };
                total += rarity;
                for &text in self.holders.get(*stem).into_iter().flatten() {
                    let (count, weight) = common.entry(text).or_default();
                    *count = count.saturating_add(1);
                    *weight += rarity;
                }
            }
            // One word in common says nothing: "access denied" is like any denial.
            for (text, (_, common)) in common.into_iter().filter(|(_, (count, _))| *count >= 2) {
                let whole = total + self.totals.get(text).copied().unwrap_or(0.0);
                let likeness = if whole > 0.0 { 2.0 * common / whole } else { 0.0 };
                if likeness >= least {
                    let known = best.entry(text).or_default();
                    *known = known.max(likeness);
                }
            }
        }
        let mut near: Vec<Near> = best.into_iter().map(|(text, likeness)| Near { text, likeness }).collect();
        near.sort_by(|one, other| other.likeness.total_cmp(&one.likeness));
        near.truncate(most);
        near
    }

    /// The known word for a misspelled one.
    fn spelling<'s>(&'s self, word: &'s str, spelt: &mut HashMap<String, Option<String>>) -> Option<&'s str> {
        if self.rarity.contains_key(word) {
            return Some(word);
        }
        let length = word.chars().count();
        if length < 5 {
            return None;
        }
        if !spelt.contains_key(word) {
            if spelt.len() >= MAX_MISSPELT {
                return None;
            }
            let letters: Vec<char> = word.chars().collect();
            let allowed = if length < 8 { 1 } else { 2 };
            let like = |known: &&String| known.len().abs_diff(length) <= allowed && known.len() >= 5;
            let within = |known: &'_ String| {
                distance_of_words(&letters, known, allowed).map(|distance| (distance, known.clone()))
            };
            let nearest = self.rarity.keys().filter(like).filter_map(within).min();
            spelt.insert(word.to_owned(), nearest.map(|(_, known)| known));
        }
        let known = spelt.get(word)?.as_deref()?;
        self.rarity.get_key_value(known).map(|(known, _)| known.as_str())
    }
}

/// The sentences of a paste in stems: each line, each clause, and what follows each mark.
pub(super) fn parts(words: &[Word]) -> Vec<Vec<String>> {
    let mut parts: Vec<Vec<String>> = Vec::new();
    let mut add = |words: &[&Word]| {
        if !words.is_empty() && words.len() <= MAX_PART && parts.len() < MAX_PARTS {
            let part = stems(words.iter().copied());
            // One word alone is like too many texts.
            if (part.len() >= 2 || parts.is_empty()) && !parts.contains(&part) {
                parts.push(part);
            }
        }
    };
    let spoken: Vec<&Word> = words.iter().filter(|word| !word.frame).collect();
    add(&spoken);
    let mut lines: Vec<&[&Word]> = spoken.chunk_by(|one, other| one.line == other.line).collect();
    // Lines with words of SAML first, should there be too many.
    lines.sort_by_key(|line| !line.iter().any(|word| is_own(word)));
    for line in &lines {
        add(line);
        for (at, word) in line.iter().enumerate().skip(1) {
            if word.opens {
                add(line.get(at..).unwrap_or_default());
            }
        }
        for clause in line.chunk_by(|one, other| !one.closes && !other.opens) {
            add(clause);
        }
    }
    parts
}

fn float(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}
