//! Where metadata comes from, and what makes it acceptable.

use crate::encoding::percent::{hexadecimal, percent_encoded};
use crate::fetch::is_exposed;
use crate::metadata::SignedMetadata;
use crate::trust::{Certificate, IdentityProviders};
use crate::{Error, ErrorKind, Limits};
use chrono::{DateTime, TimeDelta, Utc};

/// One address of metadata: of one identity provider, of an aggregate, or of a metadata query service (MDQ).
///
/// ```
/// use samlens::refresh::Source;
///
/// let source = Source::mdq("https://mdq.example.org/", "https://idp.example.org/idp");
/// assert_eq!(source.address(), "https://mdq.example.org/entities/https%3A%2F%2Fidp.example.org%2Fidp");
/// let source = Source::mdq_sha1("https://mdq.example.org", "http://example.org/service");
/// assert_eq!(source.address(), "https://mdq.example.org/entities/%7Bsha1%7D11d72e8cf351eb6c75c721e838f469677ab41bdb");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Source {
    pub(super) url: String,
    /// The only entity that is taken from it.
    pub(super) entity_id: Option<String>,
    pub(super) signers: Option<Vec<Certificate>>,
    pub(super) max_age: Option<TimeDelta>,
    pub(super) copy: Option<String>,
    allow_unprotected: bool,
}

impl Source {
    /// Metadata at this address: every identity provider in it is trusted.
    pub fn url(url: impl Into<String>) -> Source {
        let (entity_id, signers, max_age, copy) = (None, None, None, None);
        Source { url: url.into(), entity_id, signers, max_age, copy, allow_unprotected: false }
    }

    /// One entity of a metadata query service (draft-young-md-query): `BASE/entities/` and the entity ID, percent-encoded.
    pub fn mdq(base: &str, entity_id: &str) -> Source {
        Source::query(base, &percent_encoded(entity_id)).only(entity_id)
    }

    /// The same asked for by the SHA-1 of the entity ID, which every such service understands (draft-young-md-query-saml).
    /// The digest is an address here and protects nothing: what comes must be the entity that was meant.
    pub fn mdq_sha1(base: &str, entity_id: &str) -> Source {
        let hex = hexadecimal(&openssl::sha::sha1(entity_id.as_bytes()));
        Source::query(base, &format!("%7Bsha1%7D{hex}")).only(entity_id)
    }

    fn query(base: &str, name: &str) -> Source {
        Source::url(format!("{}/entities/{name}", base.trim_end_matches('/')))
    }

    /// Takes this entity alone, whatever else the document describes. It comes from no source that does not name it.
    pub fn only(mut self, entity_id: impl Into<String>) -> Source {
        self.entity_id = Some(entity_id.into());
        self
    }

    /// Requires the document to be signed with the key of one of these certificates. Get them from the publisher
    /// separately, not with the metadata.
    ///
    /// Over plain `http`, anyone on the way can send an older document with a valid signature. It must then state
    /// `validUntil`, and one that ends earlier than the one in use is refused.
    pub fn signed_by(mut self, certificates: impl IntoIterator<Item = Certificate>) -> Source {
        self.signers.get_or_insert_default().extend(certificates);
        self
    }

    /// Sets how long the document may be used after it was fetched or confirmed for the last time. Without it, a document
    /// that states no `validUntil` is used for as long as it cannot be fetched again.
    pub fn max_age(mut self, max_age: TimeDelta) -> Source {
        self.max_age = Some(max_age);
        self
    }

    /// Begins with this copy of the document, which a service kept, so that it starts while the address cannot be reached.
    /// The copy is judged as if it had just been fetched, and then fetched again at once.
    pub fn with_copy(mut self, xml: impl Into<String>) -> Source {
        self.copy = Some(xml.into());
        self
    }

    /// Accepts unsigned metadata over plain `http`: anyone on the network path can insert their own key.
    pub fn allow_unprotected(mut self) -> Source {
        self.allow_unprotected = true;
        self
    }

    /// The address that is fetched.
    pub fn address(&self) -> &str {
        &self.url
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        if self.signers.as_ref().is_some_and(Vec::is_empty) {
            let message = format!("no certificate was given to verify the metadata of {} with", self.shown());
            return Err(Error::new(ErrorKind::Configuration, message)
                .with_fix("give Source::signed_by the certificate of the publisher"));
        }
        if self.is_https() || self.allow_unprotected || self.signers.is_some() {
            return Ok(());
        }
        let message = format!("{} is not https, and no certificate verifies the metadata", self.shown());
        Err(Error::new(ErrorKind::Configuration, message)
            .with_fix("give the https address, the certificate of the publisher (Source::signed_by), or Source::allow_unprotected"))
    }

    /// Whether no one on the way can change or replace what is sent.
    pub(super) fn is_https(&self) -> bool {
        self.url.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"))
    }

    /// Whether others on the way can replace what is sent: http to another machine.
    /// [`Fetcher`](crate::fetch::Fetcher) follows no redirect that makes it so.
    pub(super) fn is_exposed(&self) -> bool {
        is_exposed(&self.url)
    }

    /// Over http a signature says who wrote the document, and not that it is the newest.
    pub(super) fn must_not_go_back(&self) -> bool {
        self.is_exposed() && self.signers.is_some()
    }

    /// For logs: without the query, which may have a token.
    pub(super) fn shown(&self) -> &str {
        self.url.split(['?', '#']).next().unwrap_or_default()
    }

    /// The identity providers of a document that came from here.
    pub(super) fn read(
        &self,
        xml: &str,
        limits: &Limits,
        now: DateTime<Utc>,
    ) -> Result<IdentityProviders, Error> {
        let all = match &self.signers {
            None => IdentityProviders::from_metadata_within(xml, limits)?,
            Some(signers) => SignedMetadata::verify(xml, signers, limits)?.identity_providers(limits)?,
        };
        if self.must_not_go_back() && all.providers().iter().any(|one| one.valid_until().is_none()) {
            let message =
                "the metadata was fetched over http and has no validUntil, so it could be an old one";
            return Err(Error::new(ErrorKind::Metadata, message)
                .with_fix("give the https address, or ask the publisher for validUntil"));
        }
        let all = match &self.entity_id {
            Some(entity_id) => all.find(entity_id)?.clone().into(),
            None => all,
        };
        // An outdated copy does not replace one that is good. Of several, some may be outdated: a validator refuses those.
        match all.providers().iter().any(|one| !one.is_outdated(now)) {
            true => Ok(all),
            false => all.valid_at(now, None),
        }
    }
}
