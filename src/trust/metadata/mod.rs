//! Metadata (saml-metadata-2.0-os) → identity providers.
//!
//! `stream` reads the XML. `walk` keeps what matters of each entity (`entity`), for one kind of role. `role` turns that
//! into an identity provider or says why not, `service` into a service provider.
//! What is kept is found by namespace and by exact place, never by prefix or by searching downwards: a certificate inside
//! a signature, an extension or another role is not a key of the identity provider.

mod entity;
mod role;
pub(crate) use role::{CARRIAGE_RETURNS, ID_NOT_NCNAME, SEVERAL_IN_ONE};
mod service;
mod stream;
mod walk;

pub use service::{AssertionConsumerService, RequestedAttribute, ServiceProviderMetadata};

use self::entity::EntityDraft;
use self::service::Services;
use self::walk::Gather;
use super::{IdentityProvider, IdentityProviders, UnusableProvider, providers};
use crate::{Error, ErrorKind, LibrarySetting, Limits};
use std::collections::HashMap;
use std::io::BufRead;

/// Names at most so many entities in a message.
const NAMED: usize = 8;

/// What to do where no IDPSSODescriptor is in it.
const IDP_WANTED: &str =
    "give the metadata of the identity provider (with an IDPSSODescriptor), not the metadata of a service";

/// The result of reading one entity of the document.
enum EntityOutcome {
    Usable(Box<IdentityProvider>),
    Unusable(UnusableProvider),
    /// No identity provider; with the names of the roles it has.
    OtherRole {
        entity_id: String,
        roles: Vec<&'static str>,
    },
}

/// Entity IDs kept during a search, for the message when it fails.
const REMEMBERED: usize = 65_536;

/// Every entity of a document, in order.
#[derive(Default)]
pub(super) struct Entities {
    outcomes: Vec<EntityOutcome>,
    /// Entity IDs that a search passed over.
    passed_over: Vec<String>,
}

impl Gather for Entities {
    const ROLE: &'static str = "IDPSSODescriptor";

    fn entity(&mut self, draft: EntityDraft) {
        self.outcomes.push(role::judge(draft));
    }

    fn passed_over(&mut self, entity_id: &str) {
        if self.passed_over.len() < REMEMBERED {
            self.passed_over.push(entity_id.to_owned());
        }
    }
}

/// Reads a whole document.
pub(super) fn read(xml: &str, limits: &Limits) -> Result<Entities, Error> {
    within(xml, limits)?;
    stream::read_text(xml, limits)
}

fn within(xml: &str, limits: &Limits) -> Result<(), Error> {
    if xml.len() > limits.max_metadata_bytes {
        let message = format!("the metadata is larger than {} bytes", limits.max_metadata_bytes);
        return Err(Error::new(ErrorKind::Metadata, message)
            .with_setting(LibrarySetting::SearchedEntity)
            .with_fix("search it for one entity (IdentityProviders::search_metadata), or fetch only the metadata of that entity from the federation"));
    }
    Ok(())
}

/// Reads the service providers of a whole document; there may be none.
fn read_services(xml: &str, limits: &Limits) -> Result<Vec<ServiceProviderMetadata>, Error> {
    within(xml, limits)?;
    stream::read_text(xml, limits).map(|Services(all)| all)
}

/// Reads a document of any size for one entity.
pub(super) fn search(reader: impl BufRead, entity_id: &str, limits: &Limits) -> Result<Entities, Error> {
    stream::search(reader, entity_id, limits)
}

impl Entities {
    /// The one identity provider.
    pub(super) fn only(self) -> Result<IdentityProvider, Error> {
        let all = self.all()?;
        match (all.providers(), all.unusable()) {
            ([provider], []) => Ok(provider.clone()),
            (providers, unusable) => {
                let ids = providers.iter().map(IdentityProvider::entity_id);
                let ids: Vec<&str> = ids.chain(unusable.iter().map(UnusableProvider::entity_id)).collect();
                let message = format!("the metadata has {} identity providers: {}", ids.len(), list(&ids));
                Err(Error::new(ErrorKind::Metadata, message))
            }
        }
    }

    /// Every identity provider; at least one that can be used.
    pub(super) fn all(self) -> Result<IdentityProviders, Error> {
        let others: Vec<String> = self.outcomes.iter().filter_map(EntityOutcome::other_role).collect();
        let all = self.all_or_none()?;
        if !all.providers().is_empty() {
            return Ok(all);
        }
        match all.unusable() {
            [] if others.is_empty() => {
                Err(Error::new(ErrorKind::Metadata, "the metadata describes no entity").with_fix(IDP_WANTED))
            }
            [] => {
                let message =
                    format!("the metadata has no identity provider; it describes {}", list(&others));
                Err(Error::new(ErrorKind::Metadata, message).with_fix(IDP_WANTED))
            }
            [one] => Err(one.error()),
            [first, rest @ ..] => {
                let message = format!("{}; and {} more cannot be used either", first.error(), rest.len());
                Err(Error::new(ErrorKind::Metadata, message))
            }
        }
    }

    /// Every identity provider, perhaps none.
    pub(super) fn all_or_none(self) -> Result<IdentityProviders, Error> {
        let mut providers: Vec<IdentityProvider> = Vec::new();
        let mut unusable: Vec<UnusableProvider> = Vec::new();
        // Entity ID → its place in `providers`; none once it proved ambiguous or unusable.
        let mut seen: HashMap<String, Option<usize>> = HashMap::new();
        let mut ambiguous: Vec<usize> = Vec::new();
        for outcome in self.outcomes {
            match outcome {
                EntityOutcome::OtherRole { .. } => {}
                EntityOutcome::Usable(provider) => match seen.get_mut(provider.entity_id()) {
                    None => {
                        seen.insert(provider.entity_id().to_owned(), Some(providers.len()));
                        providers.push(*provider);
                    }
                    // The same text twice, as concatenated aggregates have it, is no ambiguity.
                    Some(Some(place)) if providers.get(*place) == Some(&*provider) => {}
                    Some(place) => ambiguous.extend(place.take()),
                },
                EntityOutcome::Unusable(one) => {
                    if let Some(place) = seen.insert(one.entity_id.clone(), None).flatten() {
                        ambiguous.push(place);
                    } else {
                        unusable.push(one);
                    }
                }
            }
        }
        // The specification wants entity IDs unique. Where two differ, taking the first, the last or both would let one
        // publisher of an aggregate add keys to another's entity.
        ambiguous.sort_unstable();
        let mut kept = Vec::with_capacity(providers.len());
        for (place, provider) in providers.into_iter().enumerate() {
            if ambiguous.binary_search(&place).is_ok() {
                let reason =
                    "its entity ID is in the metadata more than once, with different content".to_owned();
                unusable.push(UnusableProvider { entity_id: provider.entity_id, reason });
            } else {
                kept.push(provider);
            }
        }
        Ok(IdentityProviders::of_distinct(kept, unusable))
    }

    /// The identity provider that was searched for.
    pub(super) fn one(mut self, entity_id: &str) -> Result<IdentityProvider, Error> {
        let others = std::mem::take(&mut self.passed_over);
        let as_other_role = self.outcomes.iter().find_map(EntityOutcome::other_role);
        let all = self.all_or_none()?;
        match (all.find(entity_id), as_other_role) {
            (Ok(provider), _) => Ok(provider.clone()),
            (Err(error), _) if !all.unusable().is_empty() => Err(error),
            (Err(_), Some(name)) => {
                Err(Error::new(ErrorKind::Metadata, format!("{name} is not an identity provider")))
            }
            (Err(_), None) => {
                let nearest = crate::nearest::nearest(entity_id, others.iter().map(String::as_str));
                Err(providers::unknown(entity_id, nearest))
            }
        }
    }
}

impl EntityOutcome {
    fn other_role(&self) -> Option<String> {
        match self {
            EntityOutcome::OtherRole { entity_id, roles } if roles.is_empty() => {
                Some(format!("{entity_id} (no role)"))
            }
            EntityOutcome::OtherRole { entity_id, roles } => {
                Some(format!("{entity_id} ({})", roles.join(", ")))
            }
            _ => None,
        }
    }
}

/// The first few, and how many more.
fn list(names: &[impl AsRef<str>]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(AsRef::as_ref).collect();
    let mut text = shown.join(", ");
    if let Some(more) = names.len().checked_sub(NAMED).filter(|&more| more > 0) {
        text.push_str(&format!(" and {more} more"));
    }
    text
}
