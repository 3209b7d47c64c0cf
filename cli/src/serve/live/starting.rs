//! The start of the live login: an RSA key takes a moment to make, and the page does not wait for it.

use super::super::super::Failure;
use super::super::super::trust::{Replacement, TrustArgs};
use super::arrivals::Arrivals;
use super::events::Events;
use super::once::Once;
use super::own::Own;
use super::requests::Requests;
use super::{Live, MAX_JUDGED, MAX_MESSAGE, MAX_READ, MAX_REPLAYS};
use samlens::Limits;
use samlens::replay::MemoryCache;
use samlens::sign_on::SealingKeys;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use tokio::sync::{Semaphore, watch};

/// The live login without its key.
pub(super) struct Seed {
    pub(super) base: String,
    pub(super) entity_id: Option<String>,
    pub(super) forward_to: Option<String>,
    pub(super) once: Option<Once>,
    pub(super) trust: TrustArgs,
    pub(super) providers: Vec<String>,
    pub(super) limits: Limits,
    pub(super) sealing: SealingKeys,
}

impl Seed {
    /// With the key of this file, or a new one.
    pub(super) fn grow(self, key_file: Option<&Path>) -> Result<Live, Failure> {
        let own = Own::new(
            &self.base,
            self.entity_id.as_deref(),
            key_file,
            self.forward_to.as_deref(),
            &self.sealing,
        )?;
        let document = ("/metadata".to_owned(), own.expected.clone().into_bytes());
        let replacement = Replacement { sp: vec![document], ..Replacement::default() };
        let mut judged_by = self.trust.replaced(&replacement)?;
        judged_by.add_keys(own.decryption.iter().cloned());
        let mut limits = self.limits;
        limits.max_capture_bytes = limits.max_capture_bytes.min(MAX_MESSAGE.saturating_mul(2));
        Ok(Live {
            own,
            providers: self.providers,
            trust: Mutex::new(Arc::new(judged_by)),
            limits,
            sealing: self.sealing,
            replays: MemoryCache::new(MAX_REPLAYS),
            requests: Requests::default(),
            arrivals: Arrivals::default(),
            reading: Semaphore::new(MAX_READ),
            judging: Arc::new(Semaphore::new(MAX_JUDGED)),
            events: Events::default(),
            session: Mutex::new(None),
            forward_to: self.forward_to,
            once: self.once,
        })
    }
}

/// The live login, perhaps still without its key.
pub(in crate::serve) struct Starting {
    /// `None` inside if it could not be made.
    live: Arc<OnceLock<Option<Live>>>,
    /// Closed once the key is made, or cannot be.
    made: watch::Receiver<()>,
}

impl Starting {
    pub(super) fn ready(live: Live) -> Starting {
        Starting { live: Arc::new(OnceLock::from(Some(live))), made: watch::channel(()).1 }
    }

    /// Makes the key in a thread of its own.
    pub(super) fn later(seed: Seed) -> Result<Starting, Failure> {
        Starting::made_by(move || seed.grow(None))
    }

    fn made_by(make: impl FnOnce() -> Result<Live, Failure> + Send + 'static) -> Result<Starting, Failure> {
        let (end, made) = watch::channel(());
        let cell = Arc::new(OnceLock::new());
        let own = Arc::clone(&cell);
        let work = move || {
            let live = make();
            if let Err(failure) = &live {
                // If standard error is closed, no one can read it.
                let _ = writeln!(io::stderr(), "samlens: no live login: {}", failure.in_words());
            }
            own.get_or_init(|| live.ok());
            drop(end);
        };
        let thread = std::thread::Builder::new().spawn(work);
        thread.map_err(|error| Failure::usage(format_args!("cannot start: {error}")))?;
        Ok(Starting { live: cell, made })
    }

    /// Returns when the key is made, or cannot be. No thread is blocked meanwhile.
    pub(in crate::serve) async fn is_ready(&self) {
        // Nothing is ever sent: the channel ends.
        let _ = self.made.clone().changed().await;
    }

    /// What is there; `None` while the key is made, and if it could not be made.
    pub(in crate::serve) fn get(&self) -> Option<&Live> {
        self.live.get().and_then(Option::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::Future;
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::{Context, Poll, Waker};

    #[test]
    fn waiting_for_the_key_blocks_no_thread() {
        let (go, gone) = mpsc::channel::<()>();
        let starting = Starting::made_by(move || {
            let _ = gone.recv();
            Err(Failure::usage("a test makes no key"))
        })
        .unwrap();
        let mut ready = pin!(starting.is_ready());
        let mut context = Context::from_waker(Waker::noop());
        assert_eq!(ready.as_mut().poll(&mut context), Poll::Pending);
        assert!(starting.get().is_none());
        drop(go);
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(ready);
        assert!(starting.get().is_none());
    }
}
