//! The request that a response answers.

/// The request that the response should answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Request<'a> {
    /// Not known: InResponseTo is not checked.
    #[default]
    NotGiven,
    /// The ID of the AuthnRequest that was sent.
    Id(&'a str),
    /// None was sent: the identity provider began the login, and InResponseTo must be absent.
    IdpInitiated,
}
