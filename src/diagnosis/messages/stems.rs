//! Words reduced to what they mean: `doesn't match`, `mismatched` and `invalid` are one fault, `identity provider` and
//! `IdP` one thing. Near texts and concepts are compared in these.

use super::words::Word;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

const TABLE: &str = include_str!("stems.tsv");

/// The table, prepared for look-ups.
#[derive(Debug, Default)]
struct Stems {
    /// A word and its stem.
    words: HashMap<&'static str, &'static str>,
    /// Terms by their first word.
    terms: HashMap<&'static str, Vec<(Vec<&'static str>, &'static str)>>,
    /// Stems stay as they are.
    stems: HashSet<&'static str>,
    stop: HashSet<&'static str>,
    foreign: HashSet<&'static str>,
    own: HashSet<&'static str>,
    strong: HashSet<&'static str>,
    weak: HashSet<&'static str>,
    vague: HashSet<&'static str>,
}

fn table() -> &'static Stems {
    static ALL: OnceLock<Stems> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Stems::default();
        let lines =
            TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
        for (stem, words) in lines {
            let words = words.split(',').map(str::trim).filter(|word| !word.is_empty());
            match stem {
                "@stop" => all.stop.extend(words),
                "@foreign" => all.foreign.extend(words),
                "@own" => all.own.extend(words),
                "@strong" => all.strong.extend(words),
                "@weak" => all.weak.extend(words),
                "@vague" => all.vague.extend(words),
                _ => {
                    all.stems.insert(stem);
                    for word in words {
                        let parts: Vec<&str> = word.split(' ').collect();
                        match parts.as_slice() {
                            [one] => {
                                all.words.insert(one, stem);
                            }
                            [first, ..] => all.terms.entry(first).or_default().push((parts, stem)),
                            [] => {}
                        }
                    }
                }
            }
        }
        let subjects: Vec<&str> = all.strong.iter().chain(&all.weak).copied().collect();
        all.stems.extend(subjects);
        all
    })
}

/// Whether a text is about another protocol or tool.
pub(super) fn is_foreign(words: &[Word]) -> bool {
    let own = words.iter().any(is_own);
    let foreign = |text: &str| {
        table().foreign.contains(text)
            || ["jwt", "webtoken", "oauth", "openid"].iter().any(|part| text.contains(part))
    };
    !own && words.iter().any(|word| !word.frame && foreign(&word.text))
}

/// Whether a word alone shows that SAML is meant.
pub(super) fn is_own(word: &Word) -> bool {
    let text = word.text.as_str();
    table().own.contains(text) || (text.len() > 4 && (text.contains("saml") || text.starts_with("msis")))
}

/// How far a sentence is about SAML, by its subjects: from 2 it is.
pub(super) fn subjects<'w>(words: impl Iterator<Item = &'w Word>) -> usize {
    let stems = stems(words.filter(|word| !table().vague.contains(word.text.as_str())));
    let different: HashSet<&str> = stems.iter().map(String::as_str).collect();
    let strong = different.iter().any(|stem| table().strong.contains(stem));
    if strong { 2 } else { different.iter().filter(|stem| table().weak.contains(*stem)).count() }
}

/// A number of an error, such as `AADSTS50011`, says nothing to who does not know it.
fn is_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    digits == text.len() || (digits >= 3 && !matches!(text, "x509" | "x509certificate"))
}

/// Longest word that is split into its humps.
const MAX_HUMPS: usize = 8;

/// `SignatureVerificationKeyMismatch` as four words.
fn humps(written: &str, into: &mut Vec<String>) {
    let letters: Vec<char> = written.chars().take(64).collect();
    let mut part = String::new();
    let mut parts = 0_usize;
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at.saturating_add(1));
        let rises = letter.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase())
                || (before.is_some_and(|before| before.is_uppercase())
                    && after.is_some_and(|after| after.is_lowercase())));
        if rises && !part.is_empty() && parts < MAX_HUMPS {
            into.push(std::mem::take(&mut part).to_lowercase());
            parts = parts.saturating_add(1);
        }
        part.push(letter);
    }
    if !part.is_empty() {
        into.push(part.to_lowercase());
    }
}

/// What the words of a sentence mean, in order, without frame, values and stop words.
pub(super) fn stems<'w>(words: impl Iterator<Item = &'w Word>) -> Vec<String> {
    let mut plain: Vec<String> = Vec::new();
    // "Failed: Signature Invalid" does not negate the signature.
    let is_outcome =
        |word: &Word| word.opens && word.closes && matches!(word.text.as_str(), "failed" | "failure");
    for word in words.filter(|word| !word.frame && !is_number(&word.text) && !is_outcome(word)) {
        // NameID and InResponseTo are terms; ID alone is none of their humps.
        let text = word.text.as_str();
        let known = table().words.contains_key(text) || table().own.contains(text);
        if known || word.written.chars().filter(|letter| letter.is_uppercase()).count() < 2 {
            plain.push(word.text.clone());
        } else {
            humps(&word.written, &mut plain);
        }
    }
    let mut found: Vec<String> = Vec::new();
    let mut rest: &[String] = &plain;
    while let Some((first, after)) = rest.split_first() {
        let terms = table().terms.get(first.as_str()).into_iter().flatten();
        let there = |term: &[&str]| {
            rest.get(..term.len()).is_some_and(|there| there.iter().zip(term).all(|(a, b)| a == b))
        };
        let term = terms.filter(|(term, _)| there(term)).max_by_key(|(term, _)| term.len());
        match term {
            Some((words, place)) => {
                found.push((*place).to_owned());
                rest = rest.get(words.len()..).unwrap_or_default();
            }
            None => {
                if !table().stop.contains(first.as_str()) {
                    found.push(stem(first));
                }
                rest = after;
            }
        }
    }
    with_negations(found)
}

/// The word that replaces it, or its stem.
pub(super) fn stem(word: &str) -> String {
    if let Some(stem) = table().words.get(word) {
        return (*stem).to_owned();
    }
    if table().stems.contains(word) {
        return word.to_owned();
    }
    for ending in ["ations", "ation", "ings", "ing", "ied", "ies", "ed", "es", "s"] {
        if let Some(short) = word.strip_suffix(ending)
            && short.len() >= 4
        {
            return short.to_owned();
        }
    }
    word.to_owned()
}

/// Words between a negation and what it negates.
const REACH: usize = 4;

/// Adds what a negation means: `not found` is missing, `not valid` is bad, `must contain` is missing.
fn with_negations(words: Vec<String>) -> Vec<String> {
    let mut added: Vec<&str> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let next = words.iter().skip(at.saturating_add(1)).take(REACH).map(String::as_str);
        match word.as_str() {
            "neg" => {
                for after in next {
                    match after {
                        "have" => added.push("miss"),
                        "match" | "valid" | "verify" | "accept" | "trust" | "know" | "expect" => {
                            added.push("bad")
                        }
                        "sign" => added.push("notsigned"),
                        _ => {}
                    }
                }
                // "signature could not be found" has its negation last.
                let before = at.checked_sub(1).and_then(|at| words.get(at)).map(String::as_str);
                if before == Some("verify") || before == Some("match") {
                    added.push("bad");
                }
            }
            "must" => {
                for after in next.take(2) {
                    match after {
                        "have" => added.push("miss"),
                        "sign" => added.push("notsigned"),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    let added: Vec<String> = added.into_iter().map(str::to_owned).collect();
    words.into_iter().chain(added).collect()
}
