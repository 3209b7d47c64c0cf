//! The requests that were sent and may be answered. Another service keeps them in cookies of the browser; here the process
//! does, because all of its browsers are those of one person.

use chrono::{DateTime, Utc};
use samlens::sign_on::{OpenRequests, SignOn};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Requests that are remembered; `SignOn` reads no more cookies than that.
const MAX_REQUESTS: usize = 50;

/// What was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Login,
    Logout,
}

/// A request that was sent.
pub(super) struct SentRequest {
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) at: DateTime<Utc>,
    /// As `check` takes it: the address, or the form.
    pub(super) capture: String,
    pub(super) xml: String,
    /// What the form asked for, in words.
    pub(super) asked: Vec<String>,
    /// Whether the assertion must be encrypted.
    pub(super) wants_encrypted: bool,
    /// Name and value of the cookie that `SignOn` would have the browser keep.
    pub(super) cookie: String,
}

/// The last requests.
#[derive(Default)]
pub(super) struct Requests(Mutex<VecDeque<Arc<SentRequest>>>);

impl Requests {
    pub(super) fn add(&self, request: SentRequest) {
        self.with(|all| {
            if all.len() >= MAX_REQUESTS {
                all.pop_front();
            }
            all.push_back(Arc::new(request));
        });
    }

    /// The request with this ID.
    pub(super) fn find(&self, id: &str) -> Option<Arc<SentRequest>> {
        self.with(|all| all.iter().find(|one| one.id == id).cloned())
    }

    /// The IDs of those that may be answered, the newest first.
    pub(super) fn ids(&self, kind: Kind) -> Vec<String> {
        self.with(|all| {
            let wanted = all.iter().rev().filter(|one| one.kind == kind);
            wanted.map(|one| one.id.clone()).collect()
        })
    }

    /// The last of them, the newest first.
    pub(super) fn last(&self, most: usize) -> Vec<Arc<SentRequest>> {
        self.with(|all| all.iter().rev().take(most).cloned().collect())
    }

    /// The same as `SignOn` reads them: what is too old is left out.
    pub(super) fn open(&self, sign_on: &SignOn, now: DateTime<Utc>) -> OpenRequests {
        let cookies: Vec<String> = self.with(|all| all.iter().map(|one| one.cookie.clone()).collect());
        sign_on.open_requests(&cookies, now)
    }

    fn with<T>(&self, work: impl FnOnce(&mut VecDeque<Arc<SentRequest>>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Name and value out of `Set-Cookie`; `None` of one that removes a cookie.
pub(super) fn kept(set_cookie: &str) -> Option<String> {
    let pair = set_cookie.split(';').next()?.trim();
    (!pair.ends_with('=')).then(|| pair.to_owned())
}
