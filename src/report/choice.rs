//! Which identity provider a message was judged by, and why that one.

use crate::check::near_miss::address;
use crate::evaluate::Evaluation;
use crate::expectations::Expectations;
use crate::trust::IdentityProvider;
use serde_json::{Value, json};

/// The identity provider that was chosen by the issuer, or why none was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProviderChoice {
    /// Its entity ID; none where no identity provider was chosen.
    pub entity_id: Option<String>,
    /// Its name for people.
    pub name: Option<String>,
    /// Whether its entity ID is the issuer.
    pub matched: bool,
    /// Why it was chosen, or why none was: a lower-case sentence.
    pub because: String,
}

impl ProviderChoice {
    /// None where no identity provider was given to choose from.
    pub(crate) fn of(
        evaluation: &Evaluation<'_, '_>,
        expectations: &Expectations,
        issuer: Option<&str>,
    ) -> Option<ProviderChoice> {
        let providers = &expectations.identity_providers;
        let count = match providers.len() {
            0 => return None,
            1 => "the one that is configured".to_owned(),
            many => format!("one of {many} that are configured"),
        };
        let chosen = evaluation.provider;
        let matched = chosen.is_some_and(|chosen| Some(chosen.entity_id()) == issuer);
        let because = match (chosen, issuer) {
            (_, None) => "the message names no issuer to choose by".to_owned(),
            (Some(_), Some(_)) if matched => format!("its entity ID is the issuer; {count}"),
            (Some(_), Some(_)) => {
                "it is the only one that is configured; its entity ID is not the issuer".to_owned()
            }
            (None, Some(issuer)) => {
                let known = providers.iter().map(IdentityProvider::entity_id);
                let nearest =
                    address::nearest(issuer, known, expectations.profile.conventions()).unwrap_or_default();
                format!(
                    "none of the {} that are configured has this issuer as entity ID; the nearest is {nearest}",
                    providers.len()
                )
            }
        };
        Some(ProviderChoice {
            entity_id: chosen.map(|chosen| chosen.entity_id().to_owned()),
            name: chosen.and_then(IdentityProvider::name).map(str::to_owned),
            matched,
            because,
        })
    }

    pub(super) fn to_json(&self) -> Value {
        json!({
            "entity_id": self.entity_id,
            "name": self.name,
            "matched": self.matched,
            "because": self.because,
        })
    }

    /// One line for people.
    pub(super) fn in_words(&self) -> String {
        let who = match (&self.name, &self.entity_id) {
            (Some(name), Some(entity_id)) => format!("{name} ({entity_id})"),
            (_, Some(entity_id)) => entity_id.clone(),
            (_, None) => "none".to_owned(),
        };
        format!("{who}: {}", self.because)
    }
}
