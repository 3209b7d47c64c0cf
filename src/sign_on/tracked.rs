//! Requests whose answer has not arrived yet.

use super::ReturnPath;
use super::fields::{joined, split};
use crate::Login;
use crate::encoding::percent::hexadecimal;
use chrono::{DateTime, TimeDelta, Utc};
use openssl::sha::sha256;

/// A login that was started and has not finished: its request, identity provider, return path and instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedRequest {
    pub(super) id: String,
    pub(super) provider: String,
    pub(super) return_path: ReturnPath,
    pub(super) issued_at: DateTime<Utc>,
    /// The person must have authenticated after that.
    pub(super) force_authn: bool,
    /// One of these authentication context classes was asked for; any if there is none.
    pub(super) exact_contexts: Vec<String>,
}

impl TrackedRequest {
    /// ID of the AuthnRequest.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Entity ID of the identity provider that was asked.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Where the person goes after the login.
    pub fn return_path(&self) -> &ReturnPath {
        &self.return_path
    }

    /// When it was sent.
    pub fn issued_at(&self) -> DateTime<Utc> {
        self.issued_at
    }

    /// The text that the browser carries as RelayState, 32 hexadecimal characters.
    pub fn handle(&self) -> String {
        handle(&self.id)
    }

    pub(super) fn to_text(&self) -> String {
        let issued_at = self.issued_at.timestamp().to_string();
        let forced = if self.force_authn { "forced" } else { "any" };
        let named = [&self.id, &self.provider, self.return_path.as_str(), issued_at.as_str(), forced];
        joined(named.into_iter().chain(self.exact_contexts.iter().map(String::as_str)).map(Some))
    }

    pub(super) fn from_text(text: &str) -> Option<TrackedRequest> {
        let fields = split(text)?.into_iter().collect::<Option<Vec<&str>>>()?;
        let (named, contexts) = fields.split_first_chunk::<5>()?;
        let [id, provider, return_path, issued_at, forced] = *named;
        Some(TrackedRequest {
            id: id.to_owned(),
            provider: provider.to_owned(),
            return_path: ReturnPath::new(return_path)?,
            issued_at: DateTime::from_timestamp(issued_at.parse().ok()?, 0)?,
            force_authn: forced == "forced",
            exact_contexts: contexts.iter().map(|&context| context.to_owned()).collect(),
        })
    }

    /// Whether a login is what this request asked for, as far as it says so: ForceAuthn, and an exact authentication
    /// context. An identity provider may ignore both, and a browser can take them out of an unsigned request.
    pub(super) fn is_met_by(&self, login: &Login, clock_skew: TimeDelta) -> bool {
        let since = self.issued_at.checked_sub_signed(clock_skew).unwrap_or(self.issued_at);
        let is_fresh = login.authn_instant().is_some_and(|instant| instant >= since);
        let context = login.authn_context();
        let is_asked = context.is_some_and(|context| self.exact_contexts.iter().any(|one| one == context));
        (is_fresh || !self.force_authn) && (is_asked || self.exact_contexts.is_empty())
    }
}

/// What names a request without giving its ID away.
pub(super) fn handle(id: &str) -> String {
    let digest = sha256([b"samlens handle ", id.as_bytes()].concat().as_slice());
    hexadecimal(digest.first_chunk::<16>().unwrap_or(&[0; 16]))
}
