//! Each assertion once: what a service must remember so that a response cannot be used twice.
//!
//! The Web Browser SSO profile demands it (SAML 2.0 profiles, section 4.1.4.5). [`Validator`](crate::Validator) has no
//! memory, so the caller keeps one.

#[cfg(feature = "redis")]
pub mod redis;
mod requests;
mod store;

pub use requests::MemoryRequests;
pub use store::{ReplayKey, ReplayStore, RequestStore, StoreError, StoreFuture};

use crate::{Login, Logout};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

/// Remembers the assertions that were used.
///
/// Where a service runs on several machines, implement it over the store they share, with one atomic operation:
/// in Redis `SET issuer|id 1 NX PXAT expiry`, in SQL an `INSERT` into a table whose key is issuer and ID. To look first
/// and to insert afterwards is not enough: two requests at the same time would both find nothing.
///
/// ```
/// use samlens::replay::{MemoryCache, ReplayCache, Replay};
/// let cache = MemoryCache::new(10_000);
/// let now = "2026-01-15T10:01:00Z".parse()?;
/// let until = "2026-01-15T11:00:00Z".parse()?;
/// assert_eq!(cache.check_and_insert("https://idp.example", "_a1", until, now), Replay::First);
/// assert_eq!(cache.check_and_insert("https://idp.example", "_a1", until, now), Replay::Seen);
/// # Ok::<(), chrono::ParseError>(())
/// ```
pub trait ReplayCache {
    /// Remembers the assertion until `until` and says whether it was there before; one step, not two.
    ///
    /// `until` includes the clock skew: an assertion may be used until then, so it must be remembered until then.
    fn check_and_insert(
        &self,
        issuer: &str,
        assertion_id: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Replay;

    /// Remembers the assertion of a login; `clock_skew` is [`Validator::clock_skew`](crate::Validator::clock_skew).
    ///
    /// A login of [`Validator`](crate::Validator) has an end, a day after its issue at most unless the policy says
    /// otherwise.
    fn remember(&self, login: &Login, clock_skew: TimeDelta, now: DateTime<Utc>) -> Replay {
        let end = login.not_on_or_after().unwrap_or(DateTime::<Utc>::MAX_UTC);
        let until = end.checked_add_signed(clock_skew).unwrap_or(DateTime::<Utc>::MAX_UTC);
        self.check_and_insert(login.issuer(), login.assertion_id(), until, now)
    }

    /// Remembers a logout message, which anyone who saw it could send again; `clock_skew` is
    /// [`Validator::clock_skew`](crate::Validator::clock_skew).
    fn remember_logout(&self, logout: &Logout, clock_skew: TimeDelta, now: DateTime<Utc>) -> Replay {
        let end = logout.not_on_or_after().checked_add_signed(clock_skew);
        self.check_and_insert(logout.issuer(), logout.id(), end.unwrap_or(DateTime::<Utc>::MAX_UTC), now)
    }
}

/// Whether an assertion was used before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
#[non_exhaustive]
pub enum Replay {
    /// Not seen before: sign the person in.
    First,
    /// Seen before: refuse.
    Seen,
    /// The memory, or the issuer's share of it, is full of assertions that could still be used, so it cannot tell: refuse.
    Full,
}

/// A bounded cache in memory, for one process.
///
/// When it is full it forgets nothing that could still be replayed: it says [`Replay::Full`]. Size it for the logins
/// of one lifetime, an hour with most identity providers; an entry takes about 200 bytes.
///
/// One issuer fills at most its share of the cache, half of it unless [`MemoryCache::with_share`] says otherwise, so that
/// an identity provider that sends very many logins does not shut out those of the others.
#[derive(Debug)]
pub struct MemoryCache {
    capacity: usize,
    share: usize,
    entries: Mutex<SeenAssertions>,
}

#[derive(Default)]
struct SeenAssertions {
    seen: HashMap<ReplayDigest, DateTime<Utc>>,
    /// By expiry, so that what has expired is found without a walk over all.
    by_end: BTreeMap<(DateTime<Utc>, ReplayDigest), ReplayDigest>,
    /// How many of them each issuer has, by the digest of its name; no issuer has none.
    by_issuer: HashMap<ReplayDigest, usize>,
}

/// SHA-256 of issuer and ID: bounded, and no value of a person.
type ReplayDigest = [u8; 32];

impl MemoryCache {
    /// A cache of at most `capacity` assertions; one issuer may have half of them.
    pub fn new(capacity: usize) -> MemoryCache {
        MemoryCache { capacity, share: capacity.div_ceil(2), entries: Mutex::new(SeenAssertions::default()) }
    }

    /// Sets how many assertions one issuer may have. A service with a single identity provider may give it all; one with
    /// several divides the capacity by their number, and then none of them can shut out another.
    ///
    /// ```
    /// use samlens::replay::MemoryCache;
    /// let for_three_providers = MemoryCache::new(300_000).with_share(100_000);
    /// # assert!(for_three_providers.is_empty());
    /// ```
    #[must_use]
    pub fn with_share(mut self, share: usize) -> MemoryCache {
        self.share = share;
        self
    }

    /// How many assertions it remembers.
    pub fn len(&self) -> usize {
        self.locked(|entries| entries.seen.len())
    }

    /// Whether it remembers none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn insert_key(
        &self,
        issuer: ReplayDigest,
        key: ReplayDigest,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Replay {
        self.locked(|entries| {
            // Only what can no longer be used is forgotten.
            while let Some(((end, _), _)) = entries.by_end.first_key_value() {
                if *end > now {
                    break;
                }
                if let Some(((_, gone), issuer)) = entries.by_end.pop_first() {
                    entries.seen.remove(&gone);
                    entries.forget_one_of(issuer);
                }
            }
            if entries.seen.contains_key(&key) {
                return Replay::Seen;
            }
            let of_issuer = entries.by_issuer.get(&issuer).copied().unwrap_or(0);
            if entries.seen.len() >= self.capacity || of_issuer >= self.share {
                return Replay::Full;
            }
            entries.seen.insert(key, until);
            entries.by_end.insert((until, key), issuer);
            entries.by_issuer.insert(issuer, of_issuer.saturating_add(1));
            Replay::First
        })
    }

    fn locked<T>(&self, work: impl FnOnce(&mut SeenAssertions) -> T) -> T {
        // Nothing in here panics half-way, so what a poisoned lock guards is whole.
        let mut entries = self.entries.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        work(&mut entries)
    }
}

impl std::fmt::Debug for SeenAssertions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entries").field("count", &self.seen.len()).finish_non_exhaustive()
    }
}

impl SeenAssertions {
    fn forget_one_of(&mut self, issuer: ReplayDigest) {
        if let std::collections::hash_map::Entry::Occupied(mut count) = self.by_issuer.entry(issuer) {
            match count.get().saturating_sub(1) {
                0 => drop(count.remove()),
                left => drop(count.insert(left)),
            }
        }
    }
}

impl ReplayCache for MemoryCache {
    fn check_and_insert(
        &self,
        issuer: &str,
        assertion_id: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Replay {
        self.insert_key(key(issuer, ""), key(issuer, assertion_id), until, now)
    }
}

/// The length goes first, so that no two pairs run together to the same bytes.
fn key(issuer: &str, assertion_id: &str) -> ReplayDigest {
    let mut digest = openssl::sha::Sha256::new();
    digest.update(&issuer.len().to_be_bytes());
    digest.update(issuer.as_bytes());
    digest.update(assertion_id.as_bytes());
    digest.finish()
}

#[cfg(test)]
mod tests {
    use super::{MemoryCache, Replay, ReplayCache};
    use chrono::{DateTime, Utc};

    fn instant(minute: u32) -> DateTime<Utc> {
        format!("2026-01-15T10:{minute:02}:00Z").parse().unwrap()
    }

    fn check(cache: &MemoryCache, id: &str, until: u32, now: u32) -> Replay {
        cache.check_and_insert("https://idp.example", id, instant(until), instant(now))
    }

    #[test]
    fn an_assertion_is_used_once() {
        let cache = MemoryCache::new(10);
        assert_eq!(check(&cache, "_a", 10, 1), Replay::First);
        assert_eq!(check(&cache, "_a", 10, 2), Replay::Seen);
        assert_eq!(check(&cache, "_b", 10, 2), Replay::First);
    }

    #[test]
    fn ids_belong_to_their_issuer() {
        let cache = MemoryCache::new(10);
        let until = instant(10);
        assert_eq!(cache.check_and_insert("https://a.example", "_1", until, instant(1)), Replay::First);
        assert_eq!(cache.check_and_insert("https://b.example", "_1", until, instant(1)), Replay::First);
        assert_eq!(cache.check_and_insert("https://a.example_", "1", until, instant(1)), Replay::First);
    }

    #[test]
    fn it_remembers_until_the_end_and_not_longer() {
        let cache = MemoryCache::new(10);
        assert_eq!(check(&cache, "_a", 10, 1), Replay::First);
        assert_eq!(check(&cache, "_a", 10, 9), Replay::Seen);
        assert_eq!(cache.len(), 1);
        assert_eq!(check(&cache, "_b", 20, 10), Replay::First);
        assert_eq!(cache.len(), 1);
    }

    #[test]
    fn a_full_cache_forgets_nothing_that_could_be_replayed() {
        let cache = MemoryCache::new(2).with_share(2);
        assert_eq!(check(&cache, "_a", 10, 1), Replay::First);
        assert_eq!(check(&cache, "_b", 20, 1), Replay::First);
        assert_eq!(check(&cache, "_c", 30, 1), Replay::Full);
        assert_eq!(check(&cache, "_a", 10, 1), Replay::Seen);
        assert_eq!(check(&cache, "_c", 30, 10), Replay::First);
        assert_eq!(check(&cache, "_d", 30, 10), Replay::Full);
    }

    #[test]
    fn one_issuer_does_not_fill_the_cache_for_the_others() {
        let cache = MemoryCache::new(10);
        let used = |issuer: &str, id: u32, now: u32| {
            cache.check_and_insert(issuer, &id.to_string(), instant(10), instant(now))
        };
        let first = (0..1_000).filter(|id| used("https://many.example", *id, 1) == Replay::First).count();
        assert_eq!(first, 5);
        assert_eq!(used("https://other.example", 1, 1), Replay::First);
        assert_eq!(used("https://many.example", 2_000, 1), Replay::Full);
        // What has expired gives the share back.
        assert_eq!(used("https://many.example", 2_000, 10), Replay::First);
        assert_eq!(cache.len(), 1);
    }

    #[test]
    fn two_threads_cannot_both_be_first() {
        let cache = MemoryCache::new(100);
        let firsts = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..8).map(|_| scope.spawn(|| check(&cache, "_a", 10, 1))).collect();
            tries
                .into_iter()
                .filter_map(|thread| thread.join().ok())
                .filter(|found| *found == Replay::First)
                .count()
        });
        assert_eq!(firsts, 1);
    }

    #[test]
    fn debug_shows_how_many_there_are_and_none_of_them() {
        let cache = MemoryCache::new(10);
        assert_eq!(check(&cache, "_secret", 10, 1), Replay::First);
        let shown = format!("{cache:?}");
        assert!(shown.contains("entries: Mutex { data: Entries { count: 1, .. }"), "{shown}");
    }
}
