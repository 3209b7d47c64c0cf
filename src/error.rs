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
        Error { kind, message: bounded(message.to_string(), MAX_TEXT_BYTES), fix: Vec::new() }
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

    /// What sort of work could not be done.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What to do about it, an imperative sentence each; empty where the message says it all.
    pub fn fix(&self) -> &[String] {
        &self.fix
    }
}
