//! Near misses of values: a role that is almost one of the known ones.

use crate::check::near_miss::attribute_name::{folded, is_misspelt};
use crate::check::near_miss::conventions::Synonyms;

/// Why a value is none of the known ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueFault<'k> {
    /// Nothing between two separators.
    Blank,
    /// White space around a known value.
    WhiteSpace(&'k str),
    /// Upper case.
    Case(&'k str),
    /// JSON text, `["agent"]`.
    Json,
    /// Several values with another separator between them.
    Separator(char),
    /// An identifier of a group or role instead of its name.
    Guid,
    /// Singular, plural or another word for a known value.
    Synonym(&'k str),
    /// A slip of the pen.
    Spelling(&'k str),
    /// None of these: perhaps the application's own.
    Other,
}

impl ValueFault<'_> {
    /// The fault as a clause about the value.
    pub(crate) fn in_words(self) -> String {
        match self {
            ValueFault::Blank => "it is blank".to_owned(),
            ValueFault::WhiteSpace(known) => format!("white space stands around `{known}`"),
            ValueFault::Case(known) => format!("the value is `{known}`, in that case"),
            ValueFault::Json => "it is JSON text, not a list of values".to_owned(),
            ValueFault::Separator(character) => {
                let shown = if character == ' ' { "a space".to_owned() } else { format!("`{character}`") };
                format!("several values are joined with {shown}")
            }
            ValueFault::Guid => "it is the identifier of a group, not a name".to_owned(),
            ValueFault::Synonym(known) | ValueFault::Spelling(known) => format!("perhaps `{known}` is meant"),
            ValueFault::Other => "it is none of the known values".to_owned(),
        }
    }
}

/// What is wrong with the value; none where it is one of the known ones, exactly.
pub(crate) fn value_fault<'k>(
    value: &str,
    known: impl Iterator<Item = &'k str> + Clone,
    synonyms: &[Synonyms],
) -> Option<ValueFault<'k>> {
    let same = |test: &dyn Fn(&str) -> bool| known.clone().find(|candidate| test(candidate));
    if same(&|candidate| candidate == value).is_some() {
        return None;
    }
    let trimmed = value.trim();
    if trimmed.is_empty() {
        return Some(ValueFault::Blank);
    }
    if let Some(found) = same(&|candidate| candidate == trimmed) {
        return Some(ValueFault::WhiteSpace(found));
    }
    if let Some(found) = same(&|candidate| candidate.eq_ignore_ascii_case(trimmed)) {
        return Some(ValueFault::Case(found));
    }
    if trimmed.starts_with(['[', '{', '"']) {
        return Some(ValueFault::Json);
    }
    let separators = [';', '|', ',', '/', '\n', ' '];
    let joined = |separator: &char| {
        let mut parts = trimmed.split(*separator).map(str::trim);
        trimmed.contains(*separator) && parts.any(|part| same(&|candidate| candidate == part).is_some())
    };
    if let Some(separator) = separators.into_iter().find(joined) {
        return Some(ValueFault::Separator(separator));
    }
    if is_guid(trimmed) {
        return Some(ValueFault::Guid);
    }
    let word = folded(trimmed);
    let meant = synonyms.iter().find(|(_, others)| others.contains(&word.as_str())).map(|(name, _)| *name);
    if let Some(found) = same(&|candidate| Some(candidate) == meant) {
        return Some(ValueFault::Synonym(found));
    }
    if let Some(found) = same(&|candidate| is_misspelt(&word, &folded(candidate))) {
        return Some(ValueFault::Spelling(found));
    }
    Some(ValueFault::Other)
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(position, byte)| match position {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_roles() {
        let known = ["agent", "supervisor", "admin", "wfo.full_access"];
        let fault =
            |value| value_fault(value, known.iter().copied(), crate::profile::CONVENTIONS.value_synonyms);
        assert_eq!(fault("agent"), None);
        assert_eq!(fault("wfo.full_access"), None);
        assert_eq!(fault(" agent"), Some(ValueFault::WhiteSpace("agent")));
        assert_eq!(fault(""), Some(ValueFault::Blank));
        assert_eq!(fault("Supervisor"), Some(ValueFault::Case("supervisor")));
        assert_eq!(fault("administrator"), Some(ValueFault::Synonym("admin")));
        assert_eq!(fault("agents"), Some(ValueFault::Synonym("agent")));
        assert_eq!(fault("superviser"), Some(ValueFault::Spelling("supervisor")));
        assert_eq!(fault(r#"["agent"]"#), Some(ValueFault::Json));
        assert_eq!(fault("agent;supervisor"), Some(ValueFault::Separator(';')));
        assert_eq!(fault("agent|admin"), Some(ValueFault::Separator('|')));
        assert_eq!(fault("0f8fad5b-d9cb-469f-a165-70867728950e"), Some(ValueFault::Guid));
        assert_eq!(fault("dispatcher"), Some(ValueFault::Other));
    }

    #[test]
    fn faults_in_words() {
        for (fault, words) in [
            (ValueFault::Blank, "it is blank"),
            (ValueFault::WhiteSpace("agent"), "white space stands around `agent`"),
            (ValueFault::Case("agent"), "the value is `agent`, in that case"),
            (ValueFault::Json, "it is JSON text, not a list of values"),
            (ValueFault::Separator(' '), "several values are joined with a space"),
            (ValueFault::Separator(';'), "several values are joined with `;`"),
            (ValueFault::Guid, "it is the identifier of a group, not a name"),
            (ValueFault::Synonym("agent"), "perhaps `agent` is meant"),
            (ValueFault::Spelling("agent"), "perhaps `agent` is meant"),
            (ValueFault::Other, "it is none of the known values"),
        ] {
            assert_eq!(fault.in_words(), words);
        }
    }

    #[test]
    fn identifiers_have_their_dashes_in_four_places() {
        let guid = "0f8fad5b-d9cb-469f-a165-70867728950e";
        assert!(is_guid(guid));
        for position in [8, 13, 18, 23] {
            let mut other = guid.to_owned();
            other.replace_range(position..=position, "0");
            assert!(!is_guid(&other), "{other}");
        }
        assert!(!is_guid(&guid.replace('f', "g")) && !is_guid(&guid[1..]) && !is_guid(&format!("{guid}0")));
    }

    #[test]
    fn joined_values_are_known_by_one_of_them() {
        let known = ["agent", "supervisor", "admin"];
        let fault =
            |value| value_fault(value, known.iter().copied(), crate::profile::CONVENTIONS.value_synonyms);
        assert_eq!(fault("x ; agent"), Some(ValueFault::Separator(';')));
        assert_eq!(fault("agent admin"), Some(ValueFault::Separator(' ')));
        assert_eq!(fault("x;y"), Some(ValueFault::Other));
        assert_eq!(fault("{}"), Some(ValueFault::Json));
        assert_eq!(fault("\"agent\""), Some(ValueFault::Json));
    }
}
