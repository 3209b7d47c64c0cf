//! The start of the live login: an RSA key takes a moment to make, and the page does not wait for it.

use super::super::super::Failure;
use super::super::super::trust::{Replacement, TrustArgs};
use super::arrivals::Arrivals;
use super::events::Events;
use super::once::Once;
use super::own::Own;
use super::requests::Requests;
use super::{Live, MAX_JUDGED, MAX_MESSAGE, MAX_READ, MAX_REPLAYS, in_words};
use samlens::Limits;
use samlens::replay::MemoryCache;
use samlens::sign_on::SealingKeys;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};
use tokio::sync::Semaphore;

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
pub(in crate::serve) struct Starting(Arc<OnceLock<Option<Live>>>);

impl Starting {
    pub(super) fn ready(live: Live) -> Starting {
        Starting(Arc::new(OnceLock::from(Some(live))))
    }

    /// Makes the key in a thread of its own.
    pub(super) fn later(seed: Seed) -> Result<Starting, Failure> {
        let cell = Arc::new(OnceLock::new());
        let made = Arc::clone(&cell);
        let work = move || {
            let live = seed.grow(None);
            if let Err(failure) = &live {
                // If standard error is closed, no one can read it.
                let _ = writeln!(io::stderr(), "samlens: no live login: {}", in_words(failure));
            }
            made.get_or_init(|| live.ok());
        };
        let thread = std::thread::Builder::new().spawn(work);
        thread.map(|_| Starting(cell)).map_err(|error| Failure::usage(format_args!("cannot start: {error}")))
    }

    /// Waits for the key, where it is still made; `None` if it could not be made.
    pub(in crate::serve) fn get(&self) -> Option<&Live> {
        self.0.wait().as_ref()
    }
}
