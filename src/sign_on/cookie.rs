//! Cookies that bind an answer to the browser that asked.

use super::tracked::handle;
use super::{PendingLogout, SignOn, TrackedRequest};
use crate::{Error, ErrorKind};
use chrono::{DateTime, TimeDelta, Utc};

/// `__Host-`: Secure, Path=/ and no Domain, so that no other host can set it (RFC 6265bis, 4.1.3.2).
const PREFIX: &str = "__Host-saml-";

/// How many requests of one browser are open at once; the oldest one is forgotten for another. Each is some 400 bytes,
/// and servers refuse 8,192 bytes of cookies.
const MAX_OPEN: usize = 8;

/// Cookies that are looked at, and their length.
const MAX_COOKIES: usize = 64;
const MAX_HEADER: usize = 65_536;

/// The longest cookie that a browser keeps, name and value (RFC 6265bis, 5.6).
const MAX_COOKIE: usize = 4_096;

/// The logins and logouts that one browser has open, by [`SignOn::open_requests`].
#[derive(Clone, Debug, Default)]
pub struct OpenRequests {
    pub(super) logins: Vec<TrackedRequest>,
    pub(super) logouts: Vec<PendingLogout>,
    /// Names of cookies that cannot be used any more: expired, changed, or of an older key.
    pub(super) unusable: Vec<String>,
}

impl OpenRequests {
    /// Logins that were started in this browser and have not finished, oldest first.
    pub fn logins(&self) -> &[TrackedRequest] {
        &self.logins
    }

    /// Logouts that were started in this browser and have not finished, oldest first.
    pub fn logouts(&self) -> &[PendingLogout] {
        &self.logouts
    }
}

impl SignOn {
    /// Reads which logins and logouts this browser has open, out of its `Cookie` headers, as text or bytes. What is
    /// expired, changed or sealed for another service does not count. Cookies of others may contain any bytes, and hide
    /// none of these.
    pub fn open_requests(
        &self,
        cookie_headers: impl IntoIterator<Item = impl AsRef<[u8]>>,
        now: impl Into<DateTime<Utc>>,
    ) -> OpenRequests {
        let now = now.into();
        let mut open = OpenRequests::default();
        let headers: Vec<_> = cookie_headers.into_iter().take(MAX_COOKIES).collect();
        let headers = headers.iter().map(AsRef::as_ref).filter(|header| header.len() <= MAX_HEADER);
        // Only what a browser separates with is removed: with more, a cookie could pretend to have the prefix.
        let pairs = headers.flat_map(|header| header.split(|byte| *byte == b';'));
        let pairs = pairs.filter_map(|pair| std::str::from_utf8(pair).ok());
        let cookies = pairs.filter_map(|pair| pair.trim_matches([' ', '\t']).split_once('='));
        let prefix = self.cookie_prefix();
        let own = cookies.filter(|(name, _)| name.starts_with(&prefix)).take(MAX_COOKIES);
        for (name, value) in own {
            let named = |id: &str| name == self.cookie_name(id);
            if let Some(request) = self.unsealed_login(value)
                && self.is_current(request.issued_at, now)
                && named(&request.id)
            {
                open.logins.push(request);
            } else if let Some(logout) = self.unsealed_logout(value)
                && self.is_current(logout.issued_at, now)
                && named(&logout.id)
            {
                open.logouts.push(logout);
            } else if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
                open.unusable.push(name.to_owned());
            }
        }
        open.logins.sort_by_key(|one| one.issued_at);
        open.logouts.sort_by_key(|one| one.issued_at);
        open
    }

    /// The sealed text of a request, for a [`RequestStore`](crate::replay::RequestStore).
    pub(super) fn sealed_login(&self, request: &TrackedRequest, nonce: [u8; 12]) -> Result<String, Error> {
        self.settings.sealing_keys.seal(&self.purpose("login"), &request.to_text(), nonce)
    }

    pub(super) fn unsealed_login(&self, sealed: &str) -> Option<TrackedRequest> {
        TrackedRequest::from_text(&self.settings.sealing_keys.open(&self.purpose("login"), sealed)?)
    }

    pub(super) fn sealed_logout(&self, logout: &PendingLogout, nonce: [u8; 12]) -> Result<String, Error> {
        self.settings.sealing_keys.seal(&self.purpose("logout"), &logout.to_text(), nonce)
    }

    fn unsealed_logout(&self, sealed: &str) -> Option<PendingLogout> {
        PendingLogout::from_text(&self.settings.sealing_keys.open(&self.purpose("logout"), sealed)?)
    }

    /// A sealed text opens for the service that sealed it, and for the same kind of message.
    fn purpose(&self, kind: &str) -> String {
        format!("{kind} {}", self.entity_id())
    }

    /// Whether a request of then may still be answered; one of the future, by more than the clock skew, may not.
    pub(super) fn is_current(&self, issued_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        let age = now.signed_duration_since(issued_at);
        age <= self.settings.request_lifetime && age >= -self.validator.clock_skew()
    }

    /// `Set-Cookie` for a sealed request.
    pub(super) fn cookie(&self, id: &str, sealed: &str) -> Result<String, Error> {
        let name = self.cookie_name(id);
        if name.len() + sealed.len() > MAX_COOKIE {
            let message = "the request is too large for a cookie";
            return Err(Error::new(ErrorKind::Configuration, message)
                .with_fix("use a shorter return path, or fewer authentication contexts or sessions"));
        }
        Ok(set_cookie(&name, sealed, self.settings.request_lifetime))
    }

    /// `Set-Cookie` that removes the cookie of a request.
    pub(super) fn removal(&self, id: &str) -> String {
        removal_of(&self.cookie_name(id))
    }

    /// `Set-Cookie` values that remove the oldest requests, so that there is a place for one more.
    pub(super) fn removals_of_oldest(&self, open: &OpenRequests) -> Vec<String> {
        let logins = open.logins.iter().map(|one| (one.issued_at, one.id.as_str()));
        let logouts = open.logouts.iter().map(|one| (one.issued_at, one.id.as_str()));
        let mut all: Vec<(DateTime<Utc>, &str)> = logins.chain(logouts).collect();
        all.sort_unstable();
        let too_many = all.len().saturating_add(1).saturating_sub(MAX_OPEN);
        all.iter().take(too_many).map(|(_, id)| self.removal(id)).collect()
    }

    fn cookie_name(&self, id: &str) -> String {
        let mut name = handle(id);
        name.truncate(16);
        self.cookie_prefix() + &name
    }

    /// Services on one host see each other's cookies, whatever their ports and paths are, so the name says whose it is.
    fn cookie_prefix(&self) -> String {
        let mut service = handle(self.entity_id());
        service.truncate(8);
        format!("{PREFIX}{service}-")
    }
}

impl OpenRequests {
    /// `Set-Cookie` values that remove what cannot be used any more.
    pub(super) fn removals_of_unusable(&self) -> impl Iterator<Item = String> {
        self.unusable.iter().map(|name| removal_of(name))
    }
}

fn removal_of(name: &str) -> String {
    set_cookie(name, "", TimeDelta::zero())
}

/// SameSite=None, because the response arrives by a cross-site POST, and no browser sends another cookie with one.
fn set_cookie(name: &str, value: &str, lifetime: TimeDelta) -> String {
    let seconds = lifetime.num_seconds();
    format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=None")
}
