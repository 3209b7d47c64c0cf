//! What a sentence is about, by its words alone: an audience that does not match has many wordings and one finding.

use crate::Code;
use std::sync::OnceLock;

/// A rule of `concepts.tsv`.
#[derive(Debug)]
pub(super) struct Concept {
    /// One stem of every group is present; a stem with `&` means several together.
    groups: Vec<Vec<Vec<&'static str>>>,
    /// None of these is there.
    without: Vec<&'static str>,
    /// The findings, likeliest first.
    pub(super) codes: Vec<Code>,
}

const TABLE: &str = include_str!("concepts.tsv");

fn all() -> &'static [Concept] {
    static ALL: OnceLock<Vec<Concept>> = OnceLock::new();
    ALL.get_or_init(|| TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(parsed).collect())
}

fn parsed(line: &'static str) -> Option<Concept> {
    let (words, codes) = line.split_once('\t')?;
    let codes = codes.split(',').map(Code::from_name).collect::<Option<Vec<Code>>>()?;
    let mut groups = Vec::new();
    let mut without = Vec::new();
    for group in words.split(" + ") {
        match group.strip_prefix('!') {
            Some(words) => without.extend(words.split('|')),
            None => groups.push(group.split('|').map(|words| words.split('&').collect()).collect()),
        }
    }
    (!groups.is_empty()).then_some(Concept { groups, without, codes })
}

impl Concept {
    fn fits(&self, stems: &[String]) -> bool {
        let has = |word: &&str| stems.iter().any(|stem| stem == word);
        self.groups.iter().all(|group| group.iter().any(|words| words.iter().all(&has)))
            && !self.without.iter().any(has)
    }
}

/// The first rules that fit one of the sentences, in the order of the table; the surer ones come first there.
pub(super) fn fitting(parts: &[Vec<String>], most: usize) -> Vec<&'static Concept> {
    all().iter().filter(|concept| parts.iter().any(|part| concept.fits(part))).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::messages::stems::stem;

    #[test]
    fn every_rule_can_be_read() {
        let rules: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        for rule in &rules {
            assert!(parsed(rule).is_some(), "{rule}");
        }
        assert!(rules.len() >= 60, "{}", rules.len());
    }

    #[test]
    fn every_word_of_a_rule_is_a_stem() {
        let mut wrong = Vec::new();
        let made = ["neg", "notsigned", "bad", "miss"];
        for concept in all() {
            for word in concept.groups.iter().flatten().flatten().chain(&concept.without) {
                if !made.contains(word) && stem(word) != *word {
                    wrong.push(format!("{word} is {}", stem(word)));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
    }
}
