//! Everything that one message is judged against.

mod attribute_policy;
mod policy;
mod request;
mod service_provider;

pub use attribute_policy::{AttributePolicy, AttributeRule, Requirement};
pub use policy::{Handling, Policy};
pub use request::InResponseTo;
pub(crate) use request::Unanswered;
pub use service_provider::ServiceProvider;

use crate::trust::{Certificate, ProviderList};
use crate::{DecryptionKey, Limits, Profile};
use chrono::TimeDelta;
use std::sync::Arc;

/// What a message is judged against: identity providers, service provider, profile, policy and limits.
///
/// [`ValidatorBuilder`](crate::ValidatorBuilder) fills it. If a part is missing, the checks that need it are *not run*.
#[derive(Clone, Debug)]
pub(crate) struct Expectations {
    /// Shared: a validator for one address has the same keys as the one it was made from.
    pub(crate) identity_providers: Arc<ProviderList>,
    /// Certificates for which no entity ID is known, for reports alone.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) service_provider: ServiceProvider,
    pub(crate) profile: Profile,
    pub(crate) policy: Policy,
    pub(crate) clock_skew: TimeDelta,
    pub(crate) limits: Limits,
    pub(crate) decryption_keys: Vec<DecryptionKey>,
    /// Whether the published keys of `samlens::testing` are accepted.
    pub(crate) test_keys_allowed: bool,
    /// Entity ID of the organization's own identity provider, if it is not the first.
    #[cfg_attr(not(feature = "inspect"), expect(dead_code, reason = "the predicted worker alone needs it"))]
    pub(crate) own_issuer: Option<String>,
}

/// Allowed clock skew where nothing else is set, in seconds.
pub(crate) const DEFAULT_CLOCK_SKEW: u32 = 180;

impl Default for Expectations {
    /// The generic profile with its policy, a clock skew of 180 seconds and the default limits.
    fn default() -> Expectations {
        let profile = Profile::generic();
        Expectations {
            identity_providers: Arc::default(),
            certificates: Vec::new(),
            service_provider: ServiceProvider::unknown(),
            policy: profile.policy().clone(),
            profile,
            clock_skew: TimeDelta::seconds(i64::from(DEFAULT_CLOCK_SKEW)),
            limits: Limits::default(),
            decryption_keys: Vec::new(),
            test_keys_allowed: false,
            own_issuer: None,
        }
    }
}
