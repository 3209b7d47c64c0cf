//! Requests whose answer has not arrived yet.

use super::ReturnPath;
use super::fields::{joined, split};
use super::random::hexadecimal;
use chrono::{DateTime, Utc};
use openssl::sha::sha256;

/// A login that was started and has not finished: its request, identity provider, return path and instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackedRequest {
    pub(super) id: String,
    pub(super) provider: String,
    pub(super) return_path: ReturnPath,
    pub(super) issued_at: DateTime<Utc>,
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
        joined([&self.id, &self.provider, self.return_path.as_str(), issued_at.as_str()].map(Some))
    }

    pub(super) fn from_text(text: &str) -> Option<TrackedRequest> {
        let fields = split(text)?.into_iter().collect::<Option<Vec<&str>>>()?;
        let [id, provider, return_path, issued_at] = <[&str; 4]>::try_from(fields).ok()?;
        Some(TrackedRequest {
            id: id.to_owned(),
            provider: provider.to_owned(),
            return_path: ReturnPath::new(return_path)?,
            issued_at: DateTime::from_timestamp(issued_at.parse().ok()?, 0)?,
        })
    }
}

/// What names a request without giving its ID away.
pub(super) fn handle(id: &str) -> String {
    let digest = sha256([b"samlens handle ", id.as_bytes()].concat().as_slice());
    hexadecimal(digest.first_chunk::<16>().unwrap_or(&[0; 16]))
}
