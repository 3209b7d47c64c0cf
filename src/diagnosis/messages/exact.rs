//! A known text in a pasted one: its fixed words in order, whatever values are between them.

use super::stems::{is_foreign, is_own, subjects};
use super::words::{self, Word};
use std::collections::HashMap;
use std::ops::Range;

/// Most words that a value may have.
const MAX_VALUE: usize = 80;
/// Places at which a text is tried.
const MAX_STARTS: usize = 24;
/// Letters from which a text is distinctive wherever it is found.
const DISTINCTIVE: usize = 28;
/// Fewest letters of a piece of a text that is looked for inside the known ones.
const MIN_PIECE: usize = 10;

/// The fixed words of a known text.
#[derive(Debug)]
pub(super) struct TextPattern {
    pieces: Vec<Vec<String>>,
    letters: usize,
    /// `AADSTS50011`, `IDX10214`: enough by itself, because the words after it change with every version.
    key: Option<String>,
    /// One identifier in lower case, such as `saml_err_002`: where it is written so, nothing goes on after it.
    identifier: Option<String>,
    ends_with_value: bool,
    /// No subject of SAML is in it, such as in "access denied".
    common: bool,
}

/// Where a known text was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextMatch {
    /// The words of the paste that it covers.
    pub(super) span: Range<usize>,
    /// The words that are its values, the one at its end included.
    pub(super) values: Vec<Range<usize>>,
    /// Letters of its fixed words that were found.
    pub(super) letters: usize,
    /// Capitals are the same too.
    pub(super) to_the_letter: bool,
    /// A short text with more words after it in its sentence: perhaps only the beginning of another text.
    pub(super) goes_on: bool,
}

/// A pasted text with the places of its words.
pub(super) struct Paste<'p> {
    pub(super) words: &'p [Word],
    places: HashMap<&'p str, Vec<usize>>,
    foreign: bool,
    /// The whole text in lower case, as it was pasted.
    pub(super) lower: &'p str,
}

impl<'p> Paste<'p> {
    pub(super) fn new(words: &'p [Word], lower: &'p str) -> Self {
        let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, word) in words.iter().enumerate() {
            places.entry(&word.text).or_default().push(at);
        }
        Self { words, places, foreign: is_foreign(words), lower }
    }

    fn starts(&self, word: &str) -> impl Iterator<Item = usize> {
        self.places.get(word).into_iter().flatten().copied().take(MAX_STARTS)
    }

    fn has(&self, piece: &[String], at: usize) -> bool {
        let there = self.words.get(at..at.saturating_add(piece.len()));
        there.is_some_and(|there| there.iter().zip(piece).all(|(word, fixed)| word.text == *fixed))
    }
}

impl TextPattern {
    pub(super) fn new(text: &str) -> Self {
        let pieces =
            text.split("{}").map(|piece| words::split(piece).into_iter().map(|word| word.text).collect());
        let pieces: Vec<Vec<String>> = pieces.filter(|piece: &Vec<String>| !piece.is_empty()).collect();
        let letters = pieces.iter().flatten().map(String::len).fold(0, usize::saturating_add);
        let first = text.split([':', ' ']).next().unwrap_or_default();
        let digits = first.bytes().filter(u8::is_ascii_digit).count();
        let alone =
            first.len() == text.len() || text.get(first.len()..).is_some_and(|rest| rest.starts_with(':'));
        let code =
            first.bytes().all(|byte| byte.is_ascii_alphanumeric()) && digits >= 3 && digits < first.len();
        let key = (alone && code).then(|| first.to_lowercase());
        let one = !text.contains(char::is_whitespace) && text.contains('_');
        let identifier = one.then(|| text.to_lowercase());
        let fixed = words::split(&text.replace("{}", " "));
        let common = subjects(fixed.iter()) == 0 && !fixed.iter().any(is_own);
        Self {
            pieces,
            letters,
            key,
            identifier,
            common,
            ends_with_value: text.trim_end_matches(['.', '\'', '"', ')', ']']).ends_with("{}"),
        }
    }

    /// The best place of the whole text.
    pub(super) fn find(&self, paste: &Paste<'_>) -> Option<TextMatch> {
        let (first, others) = self.pieces.split_first()?;
        let whole = paste.starts(first.first()?).filter(|&at| paste.has(first, at)).find_map(|from| {
            let mut end = from.saturating_add(first.len());
            let mut values = Vec::new();
            for piece in others {
                let latest = end.saturating_add(MAX_VALUE);
                let at = (end..=latest).find(|&at| paste.has(piece, at))?;
                values.push(end..at);
                end = at.saturating_add(piece.len());
            }
            if self.ends_with_value {
                values.push(end..end.saturating_add(MAX_VALUE));
            }
            // "Assertion invalid" is rather the text without a value than the one with it.
            let valueless = self.ends_with_value && end >= paste.words.len();
            let letters = self.letters.saturating_sub(usize::from(valueless));
            let place = TextMatch { values, ..self.place(paste, from..end, letters) };
            self.is_distinct(paste, &place).then_some(place)
        });
        whole.or_else(|| {
            let key = self.key.as_deref()?;
            let at = paste.starts(key).next()?;
            Some(self.place(paste, at..at.saturating_add(1), key.len()))
        })
    }

    fn is_written_so(&self, paste: &Paste<'_>) -> bool {
        self.identifier.as_deref().is_some_and(|name| name.len() >= MIN_PIECE && paste.lower.contains(name))
    }

    fn place(&self, paste: &Paste<'_>, span: Range<usize>, letters: usize) -> TextMatch {
        let written = paste.words.get(span.clone()).unwrap_or_default();
        let capitals = written.iter().any(|word| word.written != word.text);
        let line = written.last().map(|word| word.line);
        let after = paste.words.iter().skip(span.end);
        let rest = after.take_while(|word| Some(word.line) == line).filter(|word| !word.frame);
        // "SAML Response missing NameID" is about the NameID, not the "SAML Response missing" that others say.
        let more = rest.map(|word| if is_own(word) { 2 } else { 1 }).fold(0_usize, usize::saturating_add);
        let short = self.key.is_none()
            && !self.is_written_so(paste)
            && self.letters < DISTINCTIVE
            && !self.ends_with_value;
        TextMatch { span, values: Vec::new(), letters, to_the_letter: capitals, goes_on: short && more >= 2 }
    }

    /// A short text is accepted only where it is a sentence of its own: "access denied" is part of many.
    fn is_distinct(&self, paste: &Paste<'_>, place: &TextMatch) -> bool {
        if self.key.is_some() || self.is_written_so(paste) || self.letters >= DISTINCTIVE {
            return true;
        }
        let found = paste.words.get(place.span.clone()).unwrap_or_default();
        let opens = found.first().is_some_and(|word| word.opens);
        let closes = self.ends_with_value || found.last().is_some_and(|word| word.closes);
        let lines = found.first().map(|word| word.line)..=found.last().map(|word| word.line);
        let row = paste.words.iter().filter(|word| lines.contains(&Some(word.line)) && !word.frame);
        let all = row.map(|word| word.text.len()).fold(0, usize::saturating_add);
        let values = found.iter().map(|word| word.text.len()).fold(0, usize::saturating_add);
        // Values inside the text say nothing against it.
        let rest = all.saturating_sub(values.saturating_sub(self.letters));
        if self.common {
            return opens
                && closes
                && !paste.foreign
                && place.letters.saturating_mul(5) >= rest.saturating_mul(4);
        }
        let most = place.letters.saturating_mul(2) >= rest;
        (most && !paste.foreign)
            || (opens && closes && place.letters.saturating_mul(6) >= rest && !paste.foreign)
    }

    /// The beginning of the text, where the paste ends before it does.
    pub(super) fn find_beginning(&self, paste: &Paste<'_>) -> Option<TextMatch> {
        let (first, _) = self.pieces.split_first()?;
        let opens = |from: &usize| paste.words.get(*from).is_some_and(|word| word.opens);
        paste.starts(first.first()?).filter(opens).find_map(|from| {
            let mut at = from;
            let mut letters = 0_usize;
            let mut count = 0_usize;
            for (number, piece) in self.pieces.iter().enumerate() {
                let latest = if number == 0 { at } else { at.saturating_add(MAX_VALUE) };
                let Some(start) = (at..=latest).find(|&start| paste.has(piece, start)) else {
                    let tail = (at..=latest).find_map(|start| beginning(piece, paste.words.get(start..)?));
                    let (words, tail) = tail.filter(|_| number > 0 || at == from)?;
                    count = count.saturating_add(words);
                    letters = letters.saturating_add(tail);
                    break;
                };
                at = start.saturating_add(piece.len());
                count = count.saturating_add(piece.len());
                letters = piece.iter().map(String::len).fold(letters, usize::saturating_add);
            }
            let enough = count >= 3
                && letters >= MIN_PIECE
                && letters.saturating_mul(5) >= self.letters.saturating_mul(2);
            enough.then(|| self.place(paste, from..paste.words.len(), letters))
        })
    }

    /// The whole paste inside the text.
    pub(super) fn find_inside(&self, paste: &Paste<'_>) -> Option<TextMatch> {
        let letters = paste.words.iter().map(|word| word.text.len()).fold(0, usize::saturating_add);
        if letters < MIN_PIECE || paste.words.len() < 2 {
            return None;
        }
        let inside = self.pieces.iter().any(|piece| {
            piece
                .windows(paste.words.len())
                .any(|part| part.iter().zip(paste.words).all(|(fixed, word)| word.text == *fixed))
        });
        inside.then(|| self.place(paste, 0..paste.words.len(), letters))
    }
}

/// How many words and letters of a piece the end of the paste has; its last word may be cut.
fn beginning(piece: &[String], rest: &[Word]) -> Option<(usize, usize)> {
    if rest.is_empty() || rest.len() > piece.len() {
        return None;
    }
    let last = rest.len().saturating_sub(1);
    let same = rest.iter().zip(piece).enumerate().all(|(at, (word, fixed))| {
        word.text == *fixed || (at == last && word.text.len() >= 2 && fixed.starts_with(&word.text))
    });
    same.then(|| (rest.len(), rest.iter().map(|word| word.text.len()).fold(0, usize::saturating_add)))
}
