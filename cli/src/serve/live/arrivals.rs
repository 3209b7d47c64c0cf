//! What arrived: the last messages, judged. Nothing of them is kept anywhere else.

use super::super::work::ServedAnswer;
use super::requests::SentRequest;
use chrono::{DateTime, Utc};
use samlens::sign_on::SessionSubject;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Messages that are kept; the oldest one is forgotten for another.
const MAX_ARRIVALS: usize = 50;

/// Bytes of them all, with their reports.
const MAX_BYTES: usize = 64 << 20;

/// How a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Post,
    Redirect,
}

impl By {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            By::Post => "HTTP-POST",
            By::Redirect => "HTTP-Redirect",
        }
    }
}

/// What a service that is built on `sign_on` does with the message.
pub(super) enum ServiceOutcome {
    /// It signs the person in.
    SignedIn(Box<SessionSubject>),
    /// `check` accepts the message, and the service refuses it: code and reason.
    Refused(&'static str, String),
    /// What became of a logout message.
    Logout(String),
    /// `check` does not accept the message, so nothing was tried.
    NotTried,
}

/// One message.
pub(super) struct Arrival {
    /// From 1, in the order of arrival.
    pub(super) number: u64,
    pub(super) at: DateTime<Utc>,
    /// `/acs` or `/slo`.
    pub(super) path: &'static str,
    pub(super) by: By,
    /// The form as it was posted, or the whole address: what `check` takes.
    pub(super) capture: Vec<u8>,
    /// Local name of the message: `Response`, `LogoutRequest`, …
    pub(super) kind: String,
    /// Verdict and code, without any value of the message.
    pub(super) verdict: &'static str,
    pub(super) code: Option<&'static str>,
    pub(super) exit_code: u8,
    pub(super) answer: ServedAnswer,
    /// What `--once` prints.
    pub(super) printed: Option<String>,
    pub(super) request: Option<Arc<SentRequest>>,
    pub(super) outcome: ServiceOutcome,
    /// What else is to be said of it.
    pub(super) notes: Vec<String>,
}

impl Arrival {
    fn bytes(&self) -> usize {
        let printed = self.printed.as_ref().map_or(0, String::len);
        self.capture.len().saturating_add(self.answer.bytes()).saturating_add(printed)
    }

    /// Verdict and code, as the history shows them.
    pub(super) fn headline(&self) -> String {
        match (&self.outcome, self.code) {
            (ServiceOutcome::Refused(code, _), _) => format!("refused: {code}"),
            (_, Some(code)) => format!("{}: {code}", self.verdict),
            (_, None) => self.verdict.to_owned(),
        }
    }
}

/// The last messages.
#[derive(Default)]
pub(super) struct Arrivals(Mutex<KeptArrivals>);

#[derive(Default)]
struct KeptArrivals {
    all: VecDeque<Arc<Arrival>>,
    bytes: usize,
    count: u64,
}

impl Arrivals {
    /// Keeps a message, which gets its number here.
    pub(super) fn add(&self, arrival: impl FnOnce(u64) -> Arrival) -> Arc<Arrival> {
        self.with(|kept| {
            kept.count = kept.count.saturating_add(1);
            let arrival = Arc::new(arrival(kept.count));
            kept.bytes = kept.bytes.saturating_add(arrival.bytes());
            kept.all.push_back(Arc::clone(&arrival));
            while kept.all.len() > 1 && (kept.all.len() > MAX_ARRIVALS || kept.bytes > MAX_BYTES) {
                let forgotten = kept.all.pop_front().map_or(0, |one| one.bytes());
                kept.bytes = kept.bytes.saturating_sub(forgotten);
            }
            arrival
        })
    }

    pub(super) fn find(&self, number: u64) -> Option<Arc<Arrival>> {
        self.with(|kept| kept.all.iter().find(|one| one.number == number).cloned())
    }

    /// All of them, the newest first.
    pub(super) fn all(&self) -> Vec<Arc<Arrival>> {
        self.with(|kept| kept.all.iter().rev().cloned().collect())
    }

    /// The message that answered this request before.
    pub(super) fn answered(&self, request: &str) -> Option<u64> {
        self.with(|kept| {
            let mut all = kept.all.iter();
            let found = all.find(|one| {
                matches!(one.outcome, ServiceOutcome::SignedIn(_))
                    && one.request.as_ref().is_some_and(|sent| sent.id == request)
            });
            found.map(|one| one.number)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut KeptArrivals) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
