//! What `samlens explain` knows: the long text of every code, of the classes, of Twilio's codes, of Auth0's log types,
//! and of error texts of other software.
//!
//! ```
//! use samlens::{Code, inspect::explain::{self, Meaning}};
//!
//! let Meaning::Code(explanation) = explain::lookup("Digest_Mismatch") else { panic!() };
//! assert_eq!(explanation.code(), Code::DigestMismatch);
//! let Meaning::Texts(texts) = explain::lookup("No Signature found. SAML Response rejected") else { panic!() };
//! assert_eq!(texts[0].codes(), [Code::Unsigned]);
//! ```

use super::messages::{self, KnownText};
use super::topics;
use crate::nearest::nearest_words;
use crate::{Class, Code};

pub use super::by_product::{ProductSetting, by_product, products, settings};
pub use super::messages::{ErrorText, Similar};
pub use super::topics::Topic;
pub use crate::catalogue::{Explanation, markdown};

/// Names proposed for a misspelt one.
const MAX_NEAR: usize = 5;

/// The meaning of a name or text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Meaning {
    /// A finding code.
    Code(&'static Explanation),
    /// A class, a code of Twilio or a log type of Auth0.
    Topic(&'static Topic),
    /// Error texts of other software, the best match first.
    Texts(Vec<&'static ErrorText>),
    /// No known error text, but its words tell what it is likely about.
    Similar(Similar),
    /// Nothing known; names that are near.
    Unknown(Vec<&'static str>),
}

/// Every explanation, in the order of the catalogue of codes.
pub fn all() -> impl Iterator<Item = &'static Explanation> {
    Code::ALL.iter().filter_map(|&code| by_code(code))
}

/// Every class, code of Twilio and log type of Auth0 that is explained.
pub fn topics() -> impl Iterator<Item = &'static Topic> {
    topics::all()
}

/// The explanation of a code.
pub fn by_code(code: Code) -> Option<&'static Explanation> {
    crate::catalogue::explanation(code)
}

/// What is known of a class.
pub fn by_class(class: Class) -> Option<&'static Topic> {
    topics::all().find(|topic| topic.name() == class.as_str())
}

/// Finds what a person asks for: a code or name in any case, or an error text with any values in it.
pub fn lookup(asked: &str) -> Meaning {
    let asked = asked.trim();
    // Written exactly: IDP_UNREACHABLE is the class, idp-unreachable the code.
    if let Some(topic) = topics::all().find(|topic| topic.name() == asked) {
        return Meaning::Topic(topic);
    }
    // The names that `check --symptom` takes.
    let symptom = [
        ("loop", "redirect_loop"),
        ("invalid", "invalid_saml_response"),
        ("no-roles", "no_roles"),
        ("team", "team_visibility"),
    ];
    let named = symptom.iter().find(|(name, _)| asked.eq_ignore_ascii_case(name));
    if let Some(topic) = named.and_then(|(_, name)| topics::all().find(|topic| topic.name() == *name)) {
        return Meaning::Topic(topic);
    }
    let folded = |separator: &str| asked.to_lowercase().replace(['-', '_', ' '], separator);
    if let Some(explanation) = Code::from_name(&folded("-")).and_then(by_code) {
        return Meaning::Code(explanation);
    }
    let name = folded("_");
    if let Some(topic) = topics::all().find(|topic| topic.name().eq_ignore_ascii_case(&name)) {
        return Meaning::Topic(topic);
    }
    let found = messages::find(asked);
    if let KnownText::Exact(texts) = found {
        return Meaning::Texts(texts);
    }
    // "Error 45050", "type: fsa": one known word in a short text.
    let mut words = asked.split(|c: char| !c.is_alphanumeric() && c != '_').take(32);
    let is_number = |topic: &Topic| topic.name().bytes().all(|byte| byte.is_ascii_digit());
    let named = words.find_map(|word| topics::all().find(|topic| is_number(topic) && topic.name() == word));
    if let Some(topic) = named {
        return Meaning::Topic(topic);
    }
    let near = near(&folded("-"), &name);
    match found {
        // One word is rather a misspelt name than an error text.
        KnownText::Similar(similar) if near.is_empty() || asked.contains(char::is_whitespace) => {
            Meaning::Similar(similar)
        }
        _ => Meaning::Unknown(near),
    }
}

fn near(as_code: &str, as_topic: &str) -> Vec<&'static str> {
    let mut names = nearest_words(as_code, Code::ALL.iter().map(|code| code.as_str()), MAX_NEAR);
    let topics = topics::all().map(Topic::name).filter(|name| name.len() > 3);
    names.extend(nearest_words(&as_topic.to_uppercase(), topics.clone(), MAX_NEAR));
    names.extend(nearest_words(as_topic, topics, MAX_NEAR));
    // Part of a code is as good as a misspelling: "audience" for audience-mismatch.
    if as_code.len() >= 4 {
        names.extend(Code::ALL.iter().map(|code| code.as_str()).filter(|name| name.contains(as_code)));
    }
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(*name);
            true
        }
    });
    names.truncate(MAX_NEAR);
    names
}
