//! Requests that wait for their answer, in memory.

use super::{RequestStore, StoreError, StoreFuture};
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

/// The longest value that is kept, in bytes. A sealed request has a few hundred.
pub(super) const MAX_VALUE_BYTES: usize = 16 << 10;

/// Requests of logins that have begun, in the memory of one process.
///
/// It has at most so many as it was made for. Anybody can begin a login, so a full store makes way: it drops the
/// request that would expire first, and who began it begins again. A request is given back once.
///
/// ```
/// use samlens::replay::{MemoryRequests, RequestStore};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let requests = MemoryRequests::new(10_000);
/// let (begun, until) = ("2026-01-15T10:00:00Z".parse()?, "2026-01-15T10:15:00Z".parse()?);
/// requests.put("handle", "sealed request", until, begun).await?;
/// assert_eq!(requests.take("handle", begun).await?.as_deref(), Some("sealed request"));
/// assert_eq!(requests.take("handle", begun).await?, None);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct MemoryRequests {
    capacity: usize,
    entries: Mutex<KeptRequests>,
}

#[derive(Default)]
struct KeptRequests {
    values: HashMap<HandleDigest, (DateTime<Utc>, String)>,
    /// By expiry, so that what has expired is found without a walk over all.
    by_end: BTreeSet<(DateTime<Utc>, HandleDigest)>,
}

/// SHA-256 of the handle.
type HandleDigest = [u8; 32];

impl std::fmt::Debug for KeptRequests {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptRequests").field("count", &self.values.len()).finish_non_exhaustive()
    }
}

impl MemoryRequests {
    /// A store of at most `capacity` requests. A sealed request takes about 600 bytes.
    pub fn new(capacity: usize) -> MemoryRequests {
        MemoryRequests { capacity: capacity.max(1), entries: Mutex::default() }
    }

    /// How many requests it has.
    pub fn len(&self) -> usize {
        self.locked(|entries| entries.values.len())
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn insert(
        &self,
        handle: &str,
        value: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if value.len() > MAX_VALUE_BYTES {
            return Err(too_long(value));
        }
        let key = key(handle);
        self.locked(|entries| {
            entries.forget_before(now);
            entries.remove(&key);
            if until <= now {
                return;
            }
            while entries.values.len() >= self.capacity {
                match entries.by_end.pop_first() {
                    Some((_, oldest)) => drop(entries.values.remove(&oldest)),
                    None => break,
                }
            }
            entries.by_end.insert((until, key));
            entries.values.insert(key, (until, value.to_owned()));
        });
        Ok(())
    }

    fn remove(&self, handle: &str, now: DateTime<Utc>) -> Option<String> {
        let key = key(handle);
        self.locked(|entries| {
            entries.forget_before(now);
            entries.remove(&key)
        })
    }

    fn locked<T>(&self, work: impl FnOnce(&mut KeptRequests) -> T) -> T {
        // Nothing in here panics half-way, so what a poisoned lock guards is whole.
        work(&mut self.entries.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl KeptRequests {
    fn forget_before(&mut self, now: DateTime<Utc>) {
        while let Some((end, _)) = self.by_end.first() {
            if *end > now {
                break;
            }
            if let Some((_, key)) = self.by_end.pop_first() {
                self.values.remove(&key);
            }
        }
    }

    fn remove(&mut self, key: &HandleDigest) -> Option<String> {
        let (end, value) = self.values.remove(key)?;
        self.by_end.remove(&(end, *key));
        Some(value)
    }
}

impl RequestStore for MemoryRequests {
    fn put<'a>(
        &'a self,
        handle: &'a str,
        value: &'a str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, ()> {
        let done = self.insert(handle, value, until, now);
        Box::pin(std::future::ready(done))
    }

    fn take<'a>(&'a self, handle: &'a str, now: DateTime<Utc>) -> StoreFuture<'a, Option<String>> {
        let value = self.remove(handle, now);
        Box::pin(std::future::ready(Ok(value)))
    }
}

/// The digest goes into the store, so that who reads the store has no handle to give.
pub(super) fn key(handle: &str) -> HandleDigest {
    super::key("", handle)
}

pub(super) fn too_long(value: &str) -> StoreError {
    let length = value.len();
    StoreError::new(format!("the request to keep has {length} bytes, more than {MAX_VALUE_BYTES}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::{Context, Poll, Waker};

    fn instant(minute: u32) -> DateTime<Utc> {
        format!("2026-01-15T10:{minute:02}:00Z").parse().unwrap()
    }

    /// The answer of a store that never waits.
    fn now<T>(mut answer: StoreFuture<'_, T>) -> Result<T, StoreError> {
        match answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => answer,
            Poll::Pending => panic!("it waits"),
        }
    }

    fn put(store: &MemoryRequests, handle: &str, until: u32, at: u32) {
        now(store.put(handle, &format!("value of {handle}"), instant(until), instant(at))).unwrap();
    }

    fn take(store: &MemoryRequests, handle: &str, at: u32) -> Option<String> {
        now(store.take(handle, instant(at))).unwrap()
    }

    #[test]
    fn a_request_is_given_back_once() {
        let store = MemoryRequests::new(10);
        put(&store, "a", 10, 0);
        put(&store, "b", 10, 0);
        assert_eq!(take(&store, "a", 1).as_deref(), Some("value of a"));
        assert_eq!(take(&store, "a", 1), None);
        assert_eq!(take(&store, "c", 1), None);
        assert_eq!(take(&store, "b", 1).as_deref(), Some("value of b"));
        assert!(store.is_empty());
    }

    #[test]
    fn an_old_request_is_forgotten() {
        let store = MemoryRequests::new(10);
        put(&store, "a", 10, 0);
        put(&store, "b", 11, 0);
        assert_eq!(take(&store, "a", 10), None);
        assert_eq!(store.len(), 1);
        assert_eq!(take(&store, "b", 10).as_deref(), Some("value of b"));
        // What is over already is not kept.
        put(&store, "c", 10, 10);
        assert!(store.is_empty());
    }

    #[test]
    fn a_full_store_drops_what_expires_first_and_never_grows() {
        let store = MemoryRequests::new(3);
        for minute in [20, 10, 30] {
            put(&store, &minute.to_string(), minute, 0);
        }
        put(&store, "40", 40, 0);
        assert_eq!((store.len(), take(&store, "10", 1)), (3, None));
        for round in 0..10_000 {
            put(&store, &format!("flood {round}"), 50, 1);
            assert_eq!(store.len(), 3);
        }
        store.locked(|entries| assert_eq!(entries.by_end.len(), 3));
    }

    #[test]
    fn a_handle_that_is_used_again_has_its_last_value() {
        let store = MemoryRequests::new(3);
        for round in 0..100 {
            put(&store, "a", 10 + round % 7, 0);
        }
        store.locked(|entries| assert_eq!((entries.values.len(), entries.by_end.len()), (1, 1)));
        assert!(take(&store, "a", 9).is_some());
    }

    #[test]
    fn a_value_is_bounded_and_debug_shows_none() {
        let store = MemoryRequests::new(3);
        let long = "x".repeat(MAX_VALUE_BYTES + 1);
        let error = now(store.put("a", &long, instant(10), instant(0))).unwrap_err();
        assert_eq!(error.to_string(), "the request to keep has 16385 bytes, more than 16384");
        put(&store, "secret", 10, 0);
        assert!(!format!("{store:?}").contains("secret"));
    }

    #[test]
    fn two_threads_cannot_both_take() {
        let store = MemoryRequests::new(3);
        put(&store, "a", 10, 0);
        let taken = std::thread::scope(|scope| {
            let tries: Vec<_> = (0..8).map(|_| scope.spawn(|| take(&store, "a", 1))).collect();
            tries.into_iter().filter_map(|thread| thread.join().unwrap()).count()
        });
        assert_eq!(taken, 1);
    }
}
