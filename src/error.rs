//! One opaque `Error`: the work could not be done.

use std::fmt;

/// Work that could not be done: a key that cannot be read, a configuration that is incomplete.
///
/// It never speaks of a message that was read and found wrong; that is a [`Finding`](crate::Finding).
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// What sort of work could not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Arguments or configuration are incomplete or contradict each other.
    Configuration,
    /// A certificate or key could not be read.
    Certificate,
    /// Metadata could not be read, or holds no usable identity provider.
    Metadata,
    /// The cryptographic library failed on something that is not the input's fault.
    Crypto,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl fmt::Display) -> Error {
        Error { kind, message: message.to_string() }
    }

    /// What sort of work could not be done.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}
