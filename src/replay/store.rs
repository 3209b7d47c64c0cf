//! Memories that several machines share, which may fail to answer.

use super::{MemoryCache, Replay};
use crate::{Login, Logout};
use chrono::{DateTime, Utc};
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

/// The future answer of a store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// Remembers what was used, for services on one machine or several.
///
/// A store that cannot answer returns [`StoreError`], and the login is refused: a service that signs people in while its
/// store is down accepts every response twice. [`MemoryCache`] implements it for one process, `redis::RedisStore` (feature
/// `redis`) for several.
///
/// An implementation needs one atomic operation, with a time limit. In SQL:
///
/// ```sql
/// CREATE TABLE saml_replay (key bytea PRIMARY KEY, until timestamptz NOT NULL);
/// -- No row comes back if the key was there, and is still remembered.
/// INSERT INTO saml_replay (key, until) VALUES ($1, $2)
///     ON CONFLICT (key) DO UPDATE SET until = excluded.until WHERE saml_replay.until <= now() RETURNING true;
/// ```
///
/// ```
/// use samlens::replay::{MemoryCache, Replay, ReplayKey, ReplayStore};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let store: Box<dyn ReplayStore> = Box::new(MemoryCache::new(10_000));
/// let (key, now) = (ReplayKey::new("https://idp.example", "_a1"), "2026-01-15T10:01:00Z".parse()?);
/// let until = "2026-01-15T11:00:00Z".parse()?;
/// assert_eq!(store.insert(&key, until, now).await?, Replay::First);
/// assert_eq!(store.insert(&key, until, now).await?, Replay::Seen);
/// # Ok(()) }
/// ```
pub trait ReplayStore: Send + Sync {
    /// Remembers the key until `until` and says whether it was there before; one step, not two.
    ///
    /// `until` includes the clock skew. `now` is for stores that have no clock of their own.
    ///
    /// # Errors
    /// The store cannot be asked, or does not answer in time.
    fn insert<'a>(
        &'a self,
        key: &'a ReplayKey,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Replay>;
}

/// Keeps a text until it is taken, once: the requests of logins that have begun.
///
/// `handle` is a random text that a browser carries; `value` is sealed, so that who can read the store cannot use it.
pub trait RequestStore: Send + Sync {
    /// Keeps the value until `until`.
    ///
    /// # Errors
    /// The store cannot be asked, does not answer in time, or is full.
    fn put<'a>(
        &'a self,
        handle: &'a str,
        value: &'a str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, ()>;

    /// Gives the value back and forgets it, in one step; none if it is not there, or too old.
    ///
    /// # Errors
    /// The store cannot be asked, or does not answer in time.
    fn take<'a>(&'a self, handle: &'a str, now: DateTime<Utc>) -> StoreFuture<'a, Option<String>>;
}

/// What is remembered of a message: SHA-256 of its issuer and of issuer and ID. It contains no value of a person.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReplayKey {
    issuer: [u8; 32],
    message: [u8; 32],
}

impl ReplayKey {
    /// The key of a message with this issuer and ID.
    pub fn new(issuer: &str, id: &str) -> ReplayKey {
        ReplayKey { issuer: super::key(issuer, ""), message: super::key(issuer, id) }
    }

    /// The key of a request of this service that a provider has answered. No message has the same one, whatever its ID.
    pub(crate) fn of_request(service: &str, provider: &str, id: &str) -> ReplayKey {
        let mut tagged = openssl::sha::Sha256::new();
        tagged.update(b"samlens request ");
        tagged.update(&super::key(service, id));
        ReplayKey { issuer: super::key(provider, ""), message: tagged.finish() }
    }

    /// SHA-256 of the issuer and the ID of the message.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.message
    }

    /// SHA-256 of the issuer, for a store that gives each issuer a share.
    pub fn issuer(&self) -> &[u8; 32] {
        &self.issuer
    }
}

impl fmt::Display for ReplayKey {
    /// Lower-case hexadecimal, 64 characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&crate::encoding::percent::hexadecimal(&self.message))
    }
}

impl fmt::Debug for ReplayKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReplayKey({self})")
    }
}

impl Login {
    /// What a [`ReplayStore`] remembers of this login.
    pub fn replay_key(&self) -> ReplayKey {
        ReplayKey::new(self.issuer(), self.assertion_id())
    }
}

impl Logout {
    /// What a [`ReplayStore`] remembers of this message.
    pub fn replay_key(&self) -> ReplayKey {
        ReplayKey::new(self.issuer(), self.id())
    }
}

/// A store that could not answer. The login or logout is then refused.
#[derive(Debug)]
pub struct StoreError {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl StoreError {
    /// A store that failed, in a lower-case sentence without a value of a person.
    pub fn new(message: impl Into<String>) -> StoreError {
        StoreError { message: message.into(), source: None }
    }

    /// The same with the error that caused it.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> StoreError {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source: &(dyn StdError + 'static) = self.source.as_deref()?;
        Some(source)
    }
}

impl ReplayStore for MemoryCache {
    fn insert<'a>(
        &'a self,
        key: &'a ReplayKey,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Replay> {
        let found = self.insert_key(key.issuer, key.message, until, now);
        Box::pin(std::future::ready(Ok(found)))
    }
}
