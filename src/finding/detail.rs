//! What a finding is about more closely than its code, for what else this library says about it.

/// Decisions are made by a code and by this, never by the words of a message. It is not printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Detail {
    /// `destination-mismatch`: the service probably builds its own URL from an internal address.
    BehindProxy,
    /// `issuer-mismatch`: the service itself sent the message.
    OwnMessage,
    /// `algorithm-refused`, `signature-profile`: the identifier of an algorithm is nearly right.
    Misspelled,
    /// `decryption-failed`: an algorithm that is not read.
    UnknownAlgorithm,
    /// `decryption-failed`: an algorithm that the policy does not allow here.
    RefusedAlgorithm {
        /// No verified signature covers the ciphertext, and with one the algorithm is accepted.
        not_covered: bool,
        /// The key of samlens.toml that accepts it, if there is one for this message.
        policy: Option<&'static str>,
    },
    /// `time-malformed`: the time has an offset from UTC.
    Offset,
    /// `signature-value-mismatch`: the signature is that of the query.
    OfQuery,
    /// `not-saml`: one message where a recording of the whole login is expected.
    #[cfg(feature = "inspect")]
    SingleMessage,
}
