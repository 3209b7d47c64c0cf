//! What messages are judged against, whether options or a configuration file said it.

use samlens::{Error, Profile, ValidatorBuilder};

/// What one message is judged against.
pub(crate) struct Expected {
    pub(crate) builder: ValidatorBuilder,
    /// Metadata that was named and could not be read. The message is judged without it, and the report says so.
    pub(crate) unreachable: Option<Error>,
    /// The profile, and why it was chosen.
    pub(crate) profile: (String, String),
    /// Where the identity providers that options name are reached.
    pub(crate) addresses: Vec<String>,
    /// The profiles of identity providers that have one of their own, by entity ID, where no single message was named.
    pub(crate) profiles: Vec<(String, Profile)>,
}
