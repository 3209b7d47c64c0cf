//! What each finding means: one entry a code, one file a subject.
//!
//! An entry explains the finding in SAML's terms. The setting of a product that answers it is in that product's file
//! under `src/product/`.

mod addressing;
mod attributes;
mod capture;
mod digest;
mod document;
mod flow;
mod identity;
mod markdown;
mod metadata;
mod not_run;
mod requests;
mod signature;
mod status;
mod time;

pub use markdown::markdown;

use crate::Code;

/// The explanation of one finding code, as `samlens explain` prints it.
///
/// ```
/// use samlens::{Code, inspect::explain};
/// let explanation = explain::by_code(Code::AudienceMismatch).unwrap();
/// assert_eq!(explanation.code(), Code::AudienceMismatch);
/// assert_eq!(explanation.fix()[0].0, "identity provider");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    code: Code,
    checks: &'static str,
    why: &'static str,
    looks: &'static str,
    fix: &'static [(&'static str, &'static str)],
    source: &'static str,
}

impl Explanation {
    /// The code that it explains.
    pub fn code(&self) -> Code {
        self.code
    }

    /// What is checked.
    pub fn checks(&self) -> &'static str {
        self.checks
    }

    /// Why it matters.
    pub fn why(&self) -> &'static str {
        self.why
    }

    /// How it looks to the person whose login fails, or in the message.
    pub fn looks(&self) -> &'static str {
        self.looks
    }

    /// How to fix it in SAML's terms: the place to change and what to do there, the likeliest first.
    ///
    /// The place is a role such as `identity provider`, never a product; `explain::settings` has those.
    pub fn fix(&self) -> &'static [(&'static str, &'static str)] {
        self.fix
    }

    /// Where the rule comes from: sections of standards, addresses of documentation.
    pub fn source(&self) -> &'static str {
        self.source
    }
}

/// Every subject, in the order of `Code::ALL`.
const SUBJECTS: &[&[Explanation]] = &[
    capture::EXPLANATIONS,
    document::EXPLANATIONS,
    status::EXPLANATIONS,
    signature::EXPLANATIONS,
    digest::EXPLANATIONS,
    addressing::EXPLANATIONS,
    requests::EXPLANATIONS,
    time::EXPLANATIONS,
    identity::EXPLANATIONS,
    attributes::EXPLANATIONS,
    metadata::EXPLANATIONS,
    not_run::EXPLANATIONS,
    flow::EXPLANATIONS,
];

/// The entry of a code.
pub(crate) fn explanation(code: Code) -> Option<&'static Explanation> {
    SUBJECTS.iter().copied().flatten().find(|entry| entry.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a fix is made; a product is no place.
    const PLACES: &[&str] = &[
        "any",
        "browser",
        "capture",
        "identity provider",
        "library",
        "proxy",
        "samlens",
        "service",
        "signer",
    ];

    /// Codes about one product; their explanation has to name it.
    const OF_A_PRODUCT: &[Code] = &[
        Code::ActionNotRun,
        Code::SidMalformed,
        Code::AcsKind,
        Code::NameIdIsUserId,
        Code::RoleUnknown,
        Code::RoleCoreMissing,
        Code::TeamUnexpected,
        Code::SessionShort,
        Code::SessionLong,
        // It is about what products accept.
        Code::SignatureFormUnusual,
        Code::AttributeOverage,
        Code::AttributeForm,
        Code::MessageLarge,
        Code::AudienceForm,
    ];

    #[test]
    fn each_code_is_explained_exactly_once() {
        for &code in Code::ALL {
            let count = SUBJECTS.iter().copied().flatten().filter(|entry| entry.code == code).count();
            assert_eq!(
                count, 1,
                "explain {code} once, in the file of its subject in src/catalogue/; there are {count} entries"
            );
        }
    }

    #[test]
    fn each_entry_is_whole() {
        for entry in SUBJECTS.iter().copied().flatten() {
            for text in
                [entry.checks, entry.why, entry.looks].iter().chain(entry.fix.iter().map(|(_, text)| text))
            {
                let code = entry.code;
                assert!(
                    text.ends_with('.') && text.len() > 8,
                    "{code}: a text must end with a full stop: {text}"
                );
            }
            assert!(!entry.fix.is_empty() && !entry.source.is_empty(), "{}: no fix or no source", entry.code);
            for (place, _) in entry.fix {
                let code = entry.code;
                assert!(PLACES.contains(place), "{code}: a fix is made at one of {PLACES:?}, not at {place}");
            }
        }
    }

    #[test]
    fn no_entry_has_a_setting_of_a_product() {
        for entry in SUBJECTS.iter().copied().flatten().filter(|entry| !OF_A_PRODUCT.contains(&entry.code)) {
            let texts = [entry.checks, entry.why, entry.looks];
            for text in texts.into_iter().chain(entry.fix.iter().map(|(_, text)| *text)) {
                for product in crate::product::ALL {
                    let (code, name) = (entry.code, product.name);
                    assert!(
                        !text.contains(name),
                        "{code} names {name}, whose settings belong into its file in src/product/: {text}"
                    );
                }
            }
        }
    }
}
