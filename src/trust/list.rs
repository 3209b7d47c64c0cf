//! The identity providers of a validator, found by entity ID.

use super::IdentityProvider;
use std::collections::{HashMap, HashSet};
use std::ops::Deref;

/// Up to so many are compared one by one, which is faster than a digest of the name.
const FEW: usize = 8;

/// Identity providers in the order given. To find one takes the same time however many there are.
///
/// Two may have one entity ID, for a report; the first of them counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProviderList {
    providers: Vec<IdentityProvider>,
    /// The place of each entity ID; empty while there are few.
    places: HashMap<String, usize>,
}

impl ProviderList {
    pub(crate) fn push(&mut self, provider: IdentityProvider) {
        if self.providers.len() == FEW {
            for (place, one) in self.providers.iter().enumerate() {
                self.places.entry(one.entity_id.clone()).or_insert(place);
            }
        }
        if self.providers.len() >= FEW {
            self.places.entry(provider.entity_id.clone()).or_insert(self.providers.len());
        }
        self.providers.push(provider);
    }

    /// The first with exactly this entity ID (invariant: exact-values).
    pub(crate) fn by_entity_id(&self, entity_id: &str) -> Option<&IdentityProvider> {
        if self.providers.len() <= FEW {
            return self.providers.iter().find(|provider| provider.entity_id == entity_id);
        }
        self.places.get(entity_id).and_then(|&place| self.providers.get(place))
    }

    /// The entity IDs that more than one has.
    pub(crate) fn repeated(&self) -> HashSet<&str> {
        let mut seen = HashSet::with_capacity(self.providers.len());
        let ids = self.providers.iter().map(|provider| provider.entity_id.as_str());
        ids.filter(|id| !seen.insert(*id)).collect()
    }
}

impl Deref for ProviderList {
    type Target = [IdentityProvider];

    fn deref(&self) -> &[IdentityProvider] {
        &self.providers
    }
}
