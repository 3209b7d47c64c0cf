//! Several identity providers, each chosen by its entity ID.

use super::{IdentityProvider, metadata};
use crate::{Error, ErrorKind, Limits};
use chrono::{DateTime, SecondsFormat, Utc};
use std::collections::HashMap;
use std::io::BufRead;

/// Identity providers that the user trusts, looked up by exact entity ID.
///
/// ```
/// # fn main() -> Result<(), samlens::Error> {
/// # let metadata = "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='https://sp.example'>\
/// #   <SPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'/></EntityDescriptor>";
/// let error = samlens::IdentityProviders::from_metadata(metadata).unwrap_err();
/// assert_eq!(error.to_string(), "the metadata has no identity provider; it describes https://sp.example (SPSSODescriptor)");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct IdentityProviders {
    providers: Vec<IdentityProvider>,
    unusable: Vec<UnusableProvider>,
    index: HashMap<String, usize>,
}

/// An identity provider that metadata describes, but that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusableProvider {
    pub(super) entity_id: String,
    pub(super) reason: String,
}

impl UnusableProvider {
    /// The entity ID; empty when the metadata gives none.
    pub fn entity_id(&self) -> &str {
        &self.entity_id
    }

    /// Why it cannot be used, a lower-case sentence.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl IdentityProviders {
    /// Puts identity providers together.
    ///
    /// # Errors
    ///
    /// When two that differ have the same entity ID: which keys are right is not for a library to guess.
    pub fn new(providers: impl IntoIterator<Item = IdentityProvider>) -> Result<IdentityProviders, Error> {
        let mut all = IdentityProviders::default();
        for provider in providers {
            if let Some(known) = all.by_entity_id(provider.entity_id()) {
                if *known == provider {
                    continue;
                }
                let message = format!("two identity providers have the entity ID {}", provider.entity_id());
                return Err(Error::new(ErrorKind::Configuration, message));
            }
            all.index.insert(provider.entity_id.clone(), all.providers.len());
            all.providers.push(provider);
        }
        Ok(all)
    }

    /// Reads every identity provider of a metadata document, also out of nested EntitiesDescriptors.
    ///
    /// One that cannot be used (such as one without a signing certificate, or with an entity ID that occurs twice) does not
    /// affect the others; see [`unusable`](IdentityProviders::unusable). A signature of the metadata is not checked.
    ///
    /// # Errors
    ///
    /// If the document cannot be read or has no identity provider that can be used.
    pub fn from_metadata(xml: &str) -> Result<IdentityProviders, Error> {
        IdentityProviders::from_metadata_within(xml, &Limits::default())
    }

    /// As [`from_metadata`](IdentityProviders::from_metadata), within other budgets:
    /// `max_metadata_bytes`, `max_xml_bytes` for a single token, `max_depth`, `max_attributes_per_element`, and
    /// `max_certificates` for each entity.
    ///
    /// # Errors
    ///
    /// As [`from_metadata`](IdentityProviders::from_metadata).
    pub fn from_metadata_within(xml: &str, limits: &Limits) -> Result<IdentityProviders, Error> {
        metadata::read(xml, limits)?.all()
    }

    /// Searches metadata of any size for one entity ID, with one token of it in memory at a time.
    ///
    /// `max_metadata_bytes` does not apply, but no single token may be larger than `max_xml_bytes`. The document is
    /// read to its end, so that an entity ID that occurs twice is noticed.
    ///
    /// # Errors
    ///
    /// When the document cannot be read, or the entity is not in it (the message names the nearest), is no identity
    /// provider, occurs twice in it, or cannot be used.
    pub fn search_metadata(
        reader: impl BufRead,
        entity_id: &str,
        limits: &Limits,
    ) -> Result<IdentityProvider, Error> {
        metadata::search(reader, entity_id, limits)?.one(entity_id)
    }

    /// Those whose metadata may still be used at this instant (`validUntil`).
    ///
    /// # Errors
    ///
    /// If that leaves none, or removes the wanted one: an outdated entry may list a key that was revoked.
    pub fn valid_at(self, at: DateTime<Utc>, wanted: Option<&str>) -> Result<IdentityProviders, Error> {
        let outdated = |one: &&IdentityProvider| one.is_outdated(at);
        let all_outdated = self.providers.iter().all(|one| outdated(&one));
        let missed = |one: &&IdentityProvider| all_outdated || wanted == Some(one.entity_id());
        if let Some(one) = self.providers.iter().filter(outdated).find(missed) {
            let until = one.valid_until.map(|until| until.to_rfc3339_opts(SecondsFormat::AutoSi, true));
            let message =
                format!("the metadata of {} was valid until {}", one.entity_id, until.unwrap_or_default());
            return Err(Error::new(ErrorKind::Metadata, message)
                .with_fix("fetch the metadata again; if it is still outdated, its publisher must renew it"));
        }
        let current = self.providers.into_iter().filter(|one| !one.is_outdated(at)).collect();
        Ok(IdentityProviders::of_distinct(current, self.unusable))
    }

    /// The identity providers, in the order given.
    pub fn providers(&self) -> &[IdentityProvider] {
        &self.providers
    }

    /// Those that the metadata describes but that cannot be used, and why.
    pub fn unusable(&self) -> &[UnusableProvider] {
        &self.unusable
    }

    /// The identity provider with exactly this entity ID.
    pub fn by_entity_id(&self, entity_id: &str) -> Option<&IdentityProvider> {
        self.index.get(entity_id).and_then(|&position| self.providers.get(position))
    }

    /// The identity provider with exactly this entity ID, or else why there is none.
    ///
    /// # Errors
    ///
    /// When it is unknown (the message names the nearest entity ID) or cannot be used.
    pub fn find(&self, entity_id: &str) -> Result<&IdentityProvider, Error> {
        if let Some(provider) = self.by_entity_id(entity_id) {
            return Ok(provider);
        }
        match self.unusable.iter().find(|unusable| unusable.entity_id == entity_id) {
            Some(unusable) => Err(unusable.error()),
            None => Err(unknown(entity_id, self.nearest(entity_id))),
        }
    }

    /// The entity ID most like this one, for messages; none when no other is alike.
    pub fn nearest(&self, entity_id: &str) -> Option<&str> {
        let known = self.providers.iter().map(|provider| provider.entity_id.as_str());
        crate::nearest::nearest(entity_id, known.filter(|known| *known != entity_id))
    }

    /// From lists in which no two providers have one entity ID and none is in both.
    pub(super) fn of_distinct(
        providers: Vec<IdentityProvider>,
        unusable: Vec<UnusableProvider>,
    ) -> IdentityProviders {
        let index =
            providers.iter().enumerate().map(|(position, one)| (one.entity_id.clone(), position)).collect();
        IdentityProviders { providers, unusable, index }
    }
}

impl UnusableProvider {
    pub(super) fn error(&self) -> Error {
        let message = if self.entity_id.is_empty() {
            format!("an identity provider: {}", self.reason)
        } else {
            format!("the identity provider {}: {}", self.entity_id, self.reason)
        };
        if self.entity_id.is_empty() {
            return Error::new(ErrorKind::Metadata, message).with_fix(
                "add the attribute entityID to its EntityDescriptor, with the Issuer of its responses as value, \
                 or give its certificate (--idp) with --idp-entity-id",
            );
        }
        Error::new(ErrorKind::Metadata, message).with_fix(
            "let the identity provider publish metadata with its signing certificate (KeyDescriptor, use \"signing\"), \
             or give its entity ID and certificate (--idp-entity-id, --idp)",
        )
    }
}

impl From<IdentityProvider> for IdentityProviders {
    fn from(provider: IdentityProvider) -> IdentityProviders {
        IdentityProviders::of_distinct(vec![provider], Vec::new())
    }
}

pub(super) fn unknown(entity_id: &str, nearest: Option<&str>) -> Error {
    let hint = nearest.map(|nearest| format!("; the nearest is {nearest}")).unwrap_or_default();
    Error::new(ErrorKind::Metadata, format!("there is no identity provider {entity_id}{hint}"))
}
