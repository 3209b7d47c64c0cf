//! What the user expects: the service provider, the request, the policy.

use crate::Severity;
use chrono::TimeDelta;

/// The service provider that the response is for.
///
/// ```
/// use samlens::ServiceProvider;
/// let sp = ServiceProvider::new("urn:flex:JQ0123456789abcdef0123456789abcdef")
///     .with_acs("https://login.flex.us1.twilio.com/login/callback?connection=JQ0123456789abcdef0123456789abcdef");
/// assert_eq!(sp.acs().len(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceProvider {
    entity_id: Option<String>,
    acs: Vec<String>,
}

impl ServiceProvider {
    /// A service provider with its entity ID, which is the audience of its assertions.
    pub fn new(entity_id: impl Into<String>) -> ServiceProvider {
        ServiceProvider { entity_id: Some(entity_id.into()), acs: Vec::new() }
    }

    /// A service provider of which nothing is known yet.
    pub fn unknown() -> ServiceProvider {
        ServiceProvider::default()
    }

    /// Adds an assertion consumer service URL; it is compared exactly (invariant 18).
    pub fn with_acs(mut self, url: impl Into<String>) -> ServiceProvider {
        self.acs.push(url.into());
        self
    }

    /// The entity ID, where it is known.
    pub fn entity_id(&self) -> Option<&str> {
        self.entity_id.as_deref()
    }

    /// The assertion consumer service URLs.
    pub fn acs(&self) -> &[String] {
        &self.acs
    }
}

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

/// What is accepted beyond the strict profile, each weakness by its own name (invariant 19).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Policy {
    /// Severity of SHA-1 in a signature or digest. `Error` refuses it.
    pub sha1: Severity,
    /// Smallest RSA key accepted, in bits (2048). Smaller ones are refused.
    pub min_rsa_bits: u32,
    /// Severity of a response whose assertion alone is signed. `Error` refuses it.
    pub response_not_signed: Severity,
    /// Severity of a trusted certificate outside its validity. `Error` refuses it.
    pub certificate_dates: Severity,
    /// Severity of a NameID that is an internal user ID (`auth0|…`). `Info` says nothing, `Error` refuses it.
    pub user_id_as_name_id: Severity,
    /// Shortest session that is not remarked upon, where SessionNotOnOrAfter limits it; none for no remark.
    pub shortest_session: Option<TimeDelta>,
    /// Longest session that is not remarked upon; none for no remark.
    pub longest_session: Option<TimeDelta>,
    /// Severity of a login of which the authentication context shows no second factor. `Error` refuses it.
    pub second_factor: Severity,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            sha1: Severity::Error,
            min_rsa_bits: 2048,
            response_not_signed: Severity::Info,
            certificate_dates: Severity::Error,
            user_id_as_name_id: Severity::Info,
            shortest_session: None,
            longest_session: None,
            second_factor: Severity::Info,
        }
    }
}
