//! Near misses: a wanted attribute that is there under another name.

use super::conventions::{ProductConventions, Synonyms};
use crate::assertion::Attribute;
use crate::nearest::slips_within;

/// In which way the name found differs from the name wanted; the surest ways first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameDifference {
    /// `Email` for `email`.
    Case,
    /// `fullName`, `full-name` or `full name` for `full_name`.
    Separator,
    /// White space around it.
    WhiteSpace,
    /// A product put its namespace in front.
    ClaimNamespace,
    /// `http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress` or `https://acme.example/roles`.
    ClaimUri,
    /// FriendlyName holds the name, Name something else.
    FriendlyName,
    /// `role` for `roles`.
    Number,
    /// `roles.stringarray` for `roles`.
    TypeSuffix,
    /// `app_roles` or `user.email`.
    Prefix,
    /// `urn:oid:0.9.2342.19200300.100.1.3` for `email`.
    Oid,
    /// `mail` for `email`, `displayName` for `full_name`.
    Synonym,
    /// `emial` for `email`.
    Spelling,
}

impl NameDifference {
    /// The difference as a clause about the name found.
    pub(crate) fn in_words(self, known: &ProductConventions) -> &'static str {
        match self {
            NameDifference::Case => "upper and lower case differ",
            NameDifference::Separator => "the words are joined otherwise",
            NameDifference::WhiteSpace => "white space stands around it",
            NameDifference::ClaimNamespace => known.claim_namespace_clause,
            NameDifference::ClaimUri => "a claim URI stands where the plain name should",
            NameDifference::FriendlyName => "only FriendlyName holds the plain name",
            NameDifference::Number => "singular and plural differ",
            NameDifference::TypeSuffix => "a type suffix stands behind it",
            NameDifference::Prefix => "a prefix stands in front",
            NameDifference::Oid => "an object identifier stands where the plain name should",
            NameDifference::Synonym => "it is another common name for the same thing",
            NameDifference::Spelling => "it is spelt a little differently",
        }
    }
}

/// Object identifiers of X.500 and eduPerson attributes.
const OIDS: [(&str, &[&str]); 4] = [
    // mail, PKCS #9 emailAddress, eduPersonPrincipalName
    ("email", &["0.9.2342.19200300.100.1.3", "1.2.840.113549.1.9.1", "1.3.6.1.4.1.5923.1.1.1.6"]),
    // displayName, cn
    ("fullname", &["2.16.840.1.113730.3.1.241", "2.5.4.3"]),
    // eduPersonEntitlement, -Affiliation, -ScopedAffiliation, -PrimaryAffiliation, isMemberOf, title, X.500 role
    (
        "roles",
        &[
            "1.3.6.1.4.1.5923.1.1.1.7",
            "1.3.6.1.4.1.5923.1.1.1.1",
            "1.3.6.1.4.1.5923.1.1.1.9",
            "1.3.6.1.4.1.5923.1.1.1.5",
            "1.3.6.1.4.1.5923.1.5.1.1",
            "2.5.4.12",
            "2.5.4.72",
        ],
    ),
    // ou, o, departmentNumber
    ("team", &["2.5.4.11", "2.5.4.10", "2.16.840.1.113730.3.1.2"]),
];

/// Names longer than this are not looked at closely (invariant: bounded).
const MAX_NAME: usize = 256;

/// How the attribute could be the one wanted, although its name is another.
pub(crate) fn name_difference(
    wanted: &str,
    attribute: Attribute<'_>,
    known: &ProductConventions,
) -> Option<NameDifference> {
    let name = attribute.name();
    if name.len() > MAX_NAME || name == wanted {
        return None;
    }
    let by_name = difference(wanted, name, known);
    let friendly = attribute.friendly_name().filter(|friendly| friendly.len() <= MAX_NAME);
    match friendly {
        Some(friendly) if friendly == wanted || folded(friendly) == folded(wanted) => {
            by_name.into_iter().chain([NameDifference::FriendlyName]).min()
        }
        _ => by_name,
    }
}

fn difference(wanted: &str, name: &str, known: &ProductConventions) -> Option<NameDifference> {
    let trimmed = name.trim();
    if trimmed == wanted {
        return Some(NameDifference::WhiteSpace);
    }
    if trimmed.eq_ignore_ascii_case(wanted) {
        return Some(NameDifference::Case);
    }
    let target = folded(wanted);
    if folded(trimmed) == target {
        return Some(NameDifference::Separator);
    }
    if let Some(rest) = known.claim_namespaces.iter().find_map(|prefix| trimmed.strip_prefix(prefix)) {
        return same_thing(&target, &folded(rest), known).then_some(NameDifference::ClaimNamespace);
    }
    let table = |table: &[Synonyms], value: &str| {
        table.iter().any(|(name, others)| *name == target && others.contains(&value))
    };
    if let Some(oid) = trimmed.strip_prefix("urn:oid:").or(Some(trimmed).filter(|name| is_oid(name))) {
        return table(&OIDS, oid).then_some(NameDifference::Oid);
    }
    if trimmed.contains("://") || trimmed.starts_with("urn:") {
        let last = trimmed.rsplit(['/', ':', '#']).next().unwrap_or(trimmed);
        return same_thing(&target, &folded(last), known).then_some(NameDifference::ClaimUri);
    }
    let plain = folded(trimmed);
    if differ_in_number(&plain, &target) {
        return Some(NameDifference::Number);
    }
    let lower = trimmed.to_ascii_lowercase();
    if known
        .type_suffixes
        .iter()
        .filter_map(|suffix| lower.strip_suffix(suffix))
        .any(|rest| folded(rest) == target)
    {
        return Some(NameDifference::TypeSuffix);
    }
    let last_word = folded(trimmed.rsplit(['.', ':', '_', '-', ' ']).next().unwrap_or(trimmed));
    let after_prefix = plain.strip_prefix(known.name_prefix).unwrap_or_default();
    if [last_word.as_str(), after_prefix]
        .iter()
        .any(|rest| *rest == target || differ_in_number(rest, &target))
    {
        return Some(NameDifference::Prefix);
    }
    if table(known.name_synonyms, &plain) {
        return Some(NameDifference::Synonym);
    }
    is_misspelt(&plain, &target).then_some(NameDifference::Spelling)
}

/// Whether the last part of a URI means the attribute wanted; all folded.
fn same_thing(target: &str, last: &str, known: &ProductConventions) -> bool {
    last == target
        || differ_in_number(last, target)
        || known.name_synonyms.iter().any(|(name, others)| *name == target && others.contains(&last))
}

fn differ_in_number(a: &str, b: &str) -> bool {
    let plural_of = |plural: &str, singular: &str| plural.strip_suffix('s') == Some(singular);
    plural_of(a, b) || plural_of(b, a)
}

fn is_oid(name: &str) -> bool {
    name.contains('.') && name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Without case and what joins words.
pub(crate) fn folded(name: &str) -> String {
    let joins = ['_', '-', '.', ' '];
    name.chars().filter(|character| !joins.contains(character)).flat_map(char::to_lowercase).collect()
}

/// Whether one is the other with one slip in five or six characters, two in nine; short words differ in too little.
pub(crate) fn is_misspelt(word: &str, target: &str) -> bool {
    let allowed = match target.chars().count() {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    word != target && word.len() <= 64 && slips_within(word, target, allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::CONVENTIONS;

    #[test]
    fn each_difference_is_told_apart() {
        use NameDifference::*;
        for (wanted, name, expected) in [
            ("email", "Email", Case),
            ("email", "email ", WhiteSpace),
            ("full_name", "FULL_NAME", Case),
            ("full_name", "fullName", Separator),
            ("full_name", "full-name", Separator),
            ("full_name", "Full Name", Separator),
            ("roles", "http://schemas.auth0.com/roles", ClaimNamespace),
            ("full_name", "http://schemas.auth0.com/full_name", ClaimNamespace),
            ("email", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", ClaimUri),
            ("email", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/email", ClaimUri),
            ("full_name", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name", ClaimUri),
            ("roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role", ClaimUri),
            ("roles", "https://acme.example/roles", ClaimUri),
            ("roles", "role", Number),
            ("roles", "Role", Number),
            ("team", "teams", Number),
            ("roles", "roles.stringarray", TypeSuffix),
            ("roles", "flex_role", Prefix),
            ("email", "user.email", Prefix),
            ("email", "urn:oid:0.9.2342.19200300.100.1.3", Oid),
            ("full_name", "urn:oid:2.16.840.1.113730.3.1.241", Oid),
            ("full_name", "displayName", Synonym),
            ("email", "mail", Synonym),
            ("roles", "groups", Synonym),
            ("email", "emial", Spelling),
            ("full_name", "ful_nmae", Spelling),
        ] {
            assert_eq!(difference(wanted, name, &CONVENTIONS), Some(expected), "{name}");
        }
    }

    #[test]
    fn other_names_are_no_near_misses() {
        for (wanted, name) in [
            ("email", "phone"),
            ("team", "tram_line"),
            ("team", "ten"),
            ("roles", "rules_of_procedure"),
            ("full_name", "given_name"),
            ("full_name", "first_name"),
            ("email", "http://schemas.auth0.com/email_verified"),
            ("roles", "urn:oid:2.5.4.4"),
            ("team", ""),
        ] {
            assert_eq!(difference(wanted, name, &CONVENTIONS), None, "{name}");
        }
    }

    #[test]
    fn object_identifiers_may_stand_alone() {
        assert_eq!(difference("email", "0.9.2342.19200300.100.1.3", &CONVENTIONS), Some(NameDifference::Oid));
        assert_eq!(difference("email", "0.9.2342.19200300.100.1.4", &CONVENTIONS), None);
        assert!(is_oid("1.2") && !is_oid("12") && !is_oid("a.b") && !is_oid("1.b") && !is_oid(""));
    }

    #[test]
    fn one_slip_in_four_letters_and_two_in_seven() {
        assert!(!is_misspelt("abx", "abc"));
        assert!(is_misspelt("abcx", "abcd") && !is_misspelt("abxx", "abcd"));
        assert!(is_misspelt("abcdex", "abcdef") && !is_misspelt("abcdxx", "abcdef"));
        assert!(is_misspelt("abcdexx", "abcdefg") && !is_misspelt("abcdxxx", "abcdefg"));
        assert!(!is_misspelt("abcd", "abcd"));
        let long = "a".repeat(64);
        assert!(is_misspelt(&long, &format!("{long}b")) && !is_misspelt(&format!("{long}b"), &long));
    }

    #[test]
    fn a_friendly_name_counts_where_the_name_does_not() {
        use crate::assertion::Attribute;
        use crate::xml::Document;
        let told = |wanted: &str, name: &str, friendly: &str| {
            let xml = format!(
                r#"<Attribute xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Name="{name}"{friendly}/>"#
            );
            let document = Document::parse(&xml, &crate::Limits::default()).unwrap();
            name_difference(wanted, Attribute::new(document.root()), &CONVENTIONS)
        };
        use NameDifference::{Case, FriendlyName, Spelling};
        assert_eq!(told("team", "urn:x", r#" FriendlyName="team""#), Some(FriendlyName));
        assert_eq!(told("full_name", "urn:x", r#" FriendlyName="Full Name""#), Some(FriendlyName));
        assert_eq!(told("team", "urn:x", r#" FriendlyName="other""#), None);
        // What is the nearer of both is told.
        assert_eq!(told("email", "Email", r#" FriendlyName="email""#), Some(Case));
        assert_eq!(told("email", "emial", r#" FriendlyName="email""#), Some(FriendlyName));
        assert_eq!(told("email", "emial", ""), Some(Spelling));
        assert_eq!(told("email", "email", r#" FriendlyName="email""#), None);
        let long = |length: usize| format!("email{}", " ".repeat(length - 5));
        assert!(told("email", &long(256), "").is_some());
        assert_eq!(told("email", &long(257), r#" FriendlyName="email""#), None);
        let friendly = |length: usize| format!(r#" FriendlyName="email{}""#, " ".repeat(length - 5));
        assert_eq!(told("email", "urn:x", &friendly(256)), Some(FriendlyName));
        assert_eq!(told("email", "urn:x", &friendly(257)), None);
    }

    #[test]
    fn each_difference_has_its_words() {
        use NameDifference::*;
        let all = [
            Case,
            Separator,
            WhiteSpace,
            ClaimNamespace,
            ClaimUri,
            FriendlyName,
            Number,
            TypeSuffix,
            Prefix,
            Oid,
            Synonym,
            Spelling,
        ];
        let words: std::collections::HashSet<&str> =
            all.iter().map(|one| one.in_words(&CONVENTIONS)).collect();
        assert_eq!(words.len(), all.len());
        assert_eq!(Number.in_words(&CONVENTIONS), "singular and plural differ");
    }
}
