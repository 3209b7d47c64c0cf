//! A value of a person, by its shape: nothing of it is kept (invariant: private-values).

use crate::encoding::hexadecimal::is_uuid;
use crate::encoding::invisible::is_invisible;
use std::fmt::Write as _;

/// What can be said of a value without saying the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ValueShape {
    form: ValueForm,
    case: LetterCase,
    script: Script,
    blanks: WhiteSpace,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ValueForm {
    Empty,
    Email,
    Number,
    Uuid,
    Url,
    Uri,
    DistinguishedName,
    WindowsAccount,
    Json,
    CommaList,
    SemicolonList,
    Words,
    Word,
    Token,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum LetterCase {
    None,
    Lower,
    Upper,
    Capitalized,
    Mixed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Script {
    Ascii,
    LatinWithMarks,
    Other,
    Garbled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum WhiteSpace {
    None,
    Around,
    Inside,
    Invisible,
}

/// Characters of a value that are looked at (invariant: bounded).
const MAX_LOOKED_AT: usize = 4096;

impl ValueShape {
    pub(super) fn of(value: &str) -> ValueShape {
        let end = value.char_indices().nth(MAX_LOOKED_AT).map_or(value.len(), |(at, _)| at);
        let value = value.get(..end).unwrap_or(value);
        let trimmed = value.trim();
        let form = form(trimmed);
        ValueShape {
            form,
            // In identifiers case is chance.
            case: if matches!(form, ValueForm::Word | ValueForm::Words | ValueForm::Email) {
                case(trimmed)
            } else {
                LetterCase::None
            },
            script: script(trimmed),
            blanks: blanks(value, trimmed),
        }
    }

    pub(super) fn is_empty(self) -> bool {
        self.form == ValueForm::Empty
    }

    /// The shape in words, without what is usual.
    pub(super) fn in_words(self) -> String {
        let mut out = match self.form {
            ValueForm::Empty => "empty",
            ValueForm::Email => "an e-mail address",
            ValueForm::Number => "a number",
            ValueForm::Uuid => "a UUID",
            ValueForm::Url => "a URL",
            ValueForm::Uri => "a URI",
            ValueForm::DistinguishedName => "a distinguished name",
            ValueForm::WindowsAccount => "DOMAIN\\account",
            ValueForm::Json => "JSON in one value",
            ValueForm::CommaList => "a list with commas in one value",
            ValueForm::SemicolonList => "a list with semicolons in one value",
            ValueForm::Words => "several words",
            ValueForm::Word => "one word",
            ValueForm::Token => "an identifier",
        }
        .to_owned();
        let case = match self.case {
            LetterCase::None => "",
            LetterCase::Lower => ", lower case",
            LetterCase::Upper => ", upper case",
            LetterCase::Capitalized => ", capitalized",
            LetterCase::Mixed => ", mixed case",
        };
        let script = match self.script {
            Script::Ascii => "",
            Script::LatinWithMarks => ", Latin letters outside ASCII",
            Script::Other => ", another script than Latin",
            Script::Garbled => ", wrongly decoded characters",
        };
        let blanks = match self.blanks {
            WhiteSpace::None => "",
            WhiteSpace::Around => ", white space around it",
            WhiteSpace::Inside => ", a line break or several spaces inside",
            WhiteSpace::Invisible => ", invisible characters",
        };
        let _ = write!(out, "{case}{script}{blanks}");
        out
    }
}

fn form(text: &str) -> ValueForm {
    let has_blank = text.contains(char::is_whitespace);
    if text.is_empty() {
        return ValueForm::Empty;
    }
    if let Some((before, host)) = text.split_once('@')
        && !has_blank
        && !before.is_empty()
        && !host.contains('@')
        && !text.contains([',', ';', '/'])
    {
        return ValueForm::Email;
    }
    if text.chars().all(|c| c.is_ascii_digit()) {
        return ValueForm::Number;
    }
    if is_uuid(text.trim_start_matches('{').trim_end_matches('}')) {
        return ValueForm::Uuid;
    }
    if text.starts_with("https://") || text.starts_with("http://") {
        return ValueForm::Url;
    }
    if text.starts_with("urn:") {
        return ValueForm::Uri;
    }
    if text.starts_with(['{', '[']) && text.ends_with(['}', ']']) {
        return ValueForm::Json;
    }
    if text.split(',').count() > 1 && text.split(',').all(|part| part.contains('=')) {
        return ValueForm::DistinguishedName;
    }
    if text.contains(';') {
        return ValueForm::SemicolonList;
    }
    if text.contains(',') {
        return ValueForm::CommaList;
    }
    if !has_blank && text.matches('\\').count() == 1 && !text.starts_with('\\') && !text.ends_with('\\') {
        return ValueForm::WindowsAccount;
    }
    if has_blank {
        return ValueForm::Words;
    }
    let is_word = text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '_' | '.' | '\''));
    if is_word { ValueForm::Word } else { ValueForm::Token }
}

fn case(text: &str) -> LetterCase {
    let lower = text.chars().any(char::is_lowercase);
    let upper = text.chars().any(char::is_uppercase);
    match (lower, upper) {
        (false, false) => LetterCase::None,
        (true, false) => LetterCase::Lower,
        (false, true) => LetterCase::Upper,
        (true, true) => {
            let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
            let begins = |word: &str| {
                let mut letters = word.chars();
                letters.next().is_some_and(char::is_uppercase) && !letters.any(char::is_uppercase)
            };
            if words.into_iter().all(begins) { LetterCase::Capitalized } else { LetterCase::Mixed }
        }
    }
}

fn script(text: &str) -> Script {
    if text.is_ascii() {
        return Script::Ascii;
    }
    // UTF-8 that was read as ISO-8859-1 or Windows-1252, and what a decoder puts for what it cannot read.
    let garbled = |pair: &str| text.contains(pair);
    if text.contains('\u{fffd}')
        || ["Ã¤", "Ã¶", "Ã¼", "Ã©", "Ã¨", "Ã±", "ÃŸ", "Ã¡", "Ã³"].into_iter().any(garbled)
    {
        return Script::Garbled;
    }
    let latin = |c: char| {
        !c.is_alphabetic()
            || matches!(c, '\u{0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{300}'..='\u{36f}')
    };
    if text.chars().all(latin) { Script::LatinWithMarks } else { Script::Other }
}

fn blanks(value: &str, trimmed: &str) -> WhiteSpace {
    // A space that does not break looks like one that does.
    if value.contains(|c| is_invisible(c) || c == '\u{a0}') {
        WhiteSpace::Invisible
    } else if value.len() != trimmed.len() {
        WhiteSpace::Around
    } else if trimmed.contains("  ") || trimmed.contains(['\n', '\r', '\t']) {
        WhiteSpace::Inside
    } else {
        WhiteSpace::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_say_what_a_service_could_mind() {
        let words = |value: &str| ValueShape::of(value).in_words();
        assert_eq!(words("mara@example.org"), "an e-mail address, lower case");
        assert_eq!(words("Mara@example.org"), "an e-mail address, mixed case");
        assert_eq!(words("Mara Oduya"), "several words, capitalized");
        assert_eq!(words("Mara Oduya "), "several words, capitalized, white space around it");
        assert_eq!(words("agent,admin"), "a list with commas in one value");
        assert_eq!(words(""), "empty");
        assert_eq!(words("Мара"), "one word, capitalized, another script than Latin");
        assert_eq!(words("JÃ¶rg"), "an identifier, wrongly decoded characters");
        assert_eq!(words("auth0|65a4f"), "an identifier");
        assert_eq!(words("CN=Mara,OU=People"), "a distinguished name");
    }

    #[test]
    fn two_persons_have_one_shape() {
        for (a, b) in [("mara@example.org", "jo.li@example.com"), ("Mara Oduya", "Jo Li"), ("123", "98765")] {
            assert_eq!(ValueShape::of(a), ValueShape::of(b), "{a} {b}");
        }
    }
}
