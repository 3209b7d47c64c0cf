//! One opaque `Error`: the work could not be done.

use crate::encoding::escape::bounded;
use std::fmt;

/// The longest message and the longest line of help, in bytes; both may quote what was read.
const MAX_TEXT_BYTES: usize = 8_192;

/// Work that could not be done: a key that cannot be read, a configuration that is incomplete.
///
/// It never speaks of a message that was read and found wrong; that is a [`Finding`](crate::Finding).
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
    fix: Vec<String>,
    instead: Option<GivenInstead>,
    setting: Option<LibrarySetting>,
}

/// A setting of this library that the help of an error names ([`Error::setting`]). A program that gives it another name
/// adds that with [`Error::with_help`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LibrarySetting {
    /// How long a fetch may take: `fetch::Fetcher::timeout`.
    FetchTimeout,
    /// Which certification authorities are trusted for https: `fetch::Fetcher::certificate_authorities`.
    FetchAuthorities,
    /// Whose signature metadata must have: [`SignedMetadata::verify`](crate::metadata::SignedMetadata::verify).
    MetadataSigners,
    /// The one entity that is searched for in a large document:
    /// [`IdentityProviders::search_metadata`](crate::IdentityProviders::search_metadata).
    SearchedEntity,
}

/// What was given in place of a certificate ([`Error::given_instead`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GivenInstead {
    /// A private key, encrypted or not.
    PrivateKey,
    /// A PKCS #12 key store.
    KeyStore,
    /// More certificates than are read of one file.
    TooManyCertificates,
    /// Something else, in words: `a certificate signing request`.
    Other(&'static str),
}

/// What sort of work could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Arguments or configuration are incomplete or contradict each other.
    Configuration,
    /// A certificate or key could not be read.
    Certificate,
    /// Metadata could not be read, or has no usable identity provider.
    Metadata,
    /// A server could not be reached, or answered with something else than what was asked for.
    Unreachable,
    /// The cryptographic library failed on something that is not the input's fault.
    Crypto,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl fmt::Display) -> Error {
        Error {
            kind,
            message: bounded(message.to_string(), MAX_TEXT_BYTES),
            fix: Vec::new(),
            instead: None,
            setting: None,
        }
    }

    /// An identity provider that could not be reached, for callers that fetch metadata themselves.
    ///
    /// `inspect::Report::with_idp_unreachable` takes it. The message is a lower-case sentence.
    pub fn unreachable(message: impl fmt::Display) -> Error {
        Error::new(ErrorKind::Unreachable, message)
    }

    /// The same error, with the name of the file or address that it is about.
    pub fn about(mut self, source: &str) -> Error {
        if !self.message.contains(source) {
            self.message = bounded(format!("{source}: {}", self.message), MAX_TEXT_BYTES);
        }
        self
    }

    /// Adds one imperative line of help.
    pub(crate) fn with_fix(mut self, fix: impl Into<String>) -> Error {
        self.fix.push(bounded(fix.into(), MAX_TEXT_BYTES));
        self
    }

    pub(crate) fn with_setting(mut self, setting: LibrarySetting) -> Error {
        self.setting = Some(setting);
        self
    }

    /// Adds one line of help, in the terms of the program that reports the error.
    #[must_use]
    pub fn with_help(self, line: &str) -> Error {
        self.with_fix(line)
    }

    /// The setting of this library that the help names.
    pub fn setting(&self) -> Option<LibrarySetting> {
        self.setting
    }

    pub(crate) fn with_instead(mut self, instead: GivenInstead) -> Error {
        self.instead = Some(instead);
        self
    }

    /// The same error in other words.
    pub(crate) fn reworded(mut self, message: impl fmt::Display) -> Error {
        self.message = bounded(message.to_string(), MAX_TEXT_BYTES);
        self
    }

    /// What was given in place of a certificate, where that was recognized.
    ///
    /// ```
    /// use samlens::{Certificate, GivenInstead};
    ///
    /// let error = Certificate::from_any(b"-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----\n").unwrap_err();
    /// assert_eq!(error.given_instead(), Some(GivenInstead::PrivateKey));
    /// ```
    pub fn given_instead(&self) -> Option<GivenInstead> {
        self.instead
    }

    /// What sort of work could not be done.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What to do about it, an imperative sentence each; empty where the message says it all.
    pub fn fix(&self) -> &[String] {
        &self.fix
    }
}
