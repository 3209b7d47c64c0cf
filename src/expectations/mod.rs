//! Everything that one message is judged against.

mod attribute_policy;
mod policy;
mod request;
mod service_provider;

pub use attribute_policy::{AttributePolicy, AttributeRule, Requirement};
pub use policy::Policy;
pub use request::Request;
pub use service_provider::ServiceProvider;

use crate::trust::{Certificate, IdentityProvider};
use crate::{DecryptionKey, Limits, Profile};
use chrono::TimeDelta;

/// What a message is judged against: identity providers, service provider, profile, policy and limits.
///
/// What is left out makes the checks that need it *not run*, and the verdict `inconclusive` at best.
///
/// ```
/// use samlens::{Expectations, Profile, ServiceProvider};
/// let expectations = Expectations::new(Profile::generic())
///     .service_provider(ServiceProvider::new("https://sp.example.com/metadata").with_acs("https://sp.example.com/acs"));
/// ```
#[derive(Clone, Debug)]
pub struct Expectations {
    pub(crate) identity_providers: Vec<IdentityProvider>,
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) service_provider: ServiceProvider,
    pub(crate) profile: Profile,
    pub(crate) policy: Policy,
    pub(crate) clock_skew: TimeDelta,
    pub(crate) limits: Limits,
    pub(crate) decryption_keys: Vec<DecryptionKey>,
    /// Entity ID of the organisation's own identity provider, where it is not the first.
    pub(crate) own_issuer: Option<String>,
}

impl Expectations {
    /// Nothing but a profile, with its policy, a clock skew of 180 seconds and the default limits.
    pub fn new(profile: Profile) -> Expectations {
        let policy = profile.policy().clone();
        Expectations {
            identity_providers: Vec::new(),
            certificates: Vec::new(),
            service_provider: ServiceProvider::unknown(),
            profile,
            policy,
            clock_skew: TimeDelta::seconds(180),
            limits: Limits::default(),
            decryption_keys: Vec::new(),
            own_issuer: None,
        }
    }

    /// Trusts an identity provider; repeatable. Its keys serve its own entity ID and no other (invariant: configured-keys).
    pub fn identity_provider(mut self, provider: IdentityProvider) -> Expectations {
        self.identity_providers.push(provider);
        self
    }

    /// Trusts a certificate of which the entity ID is not known: the issuer is then not checked.
    ///
    /// It has no effect beside an identity provider.
    pub fn certificate(mut self, certificate: Certificate) -> Expectations {
        self.certificates.push(certificate);
        self
    }

    /// Sets the service provider that the message is for.
    pub fn service_provider(mut self, service_provider: ServiceProvider) -> Expectations {
        self.service_provider = service_provider;
        self
    }

    /// Changes the service provider: for adding what its configuration leaves out.
    pub fn edit_service_provider(
        mut self,
        edit: impl FnOnce(ServiceProvider) -> ServiceProvider,
    ) -> Expectations {
        self.service_provider = edit(self.service_provider);
        self
    }

    /// Sets what is accepted beyond the strict profile, instead of what the profile says.
    pub fn policy(mut self, policy: Policy) -> Expectations {
        self.policy = policy;
        self
    }

    /// Sets how far the clocks of both sides may differ; a negative value counts as none.
    pub fn clock_skew(mut self, clock_skew: TimeDelta) -> Expectations {
        self.clock_skew = clock_skew.max(TimeDelta::zero());
        self
    }

    /// Adds a private key of the service provider, to decrypt with; repeatable, for a time of rollover.
    pub fn decryption_key(mut self, key: DecryptionKey) -> Expectations {
        self.decryption_keys.push(key);
        self
    }

    /// Says which identity provider is the organisation's own, by entity ID; else it is the first that was given.
    ///
    /// Nothing is refused by it: the predicted [`Worker`](crate::Worker) warns of others under pattern B.
    pub fn own_issuer(mut self, entity_id: impl Into<String>) -> Expectations {
        self.own_issuer = Some(entity_id.into());
        self
    }

    /// Sets the budgets.
    pub fn limits(mut self, limits: Limits) -> Expectations {
        self.limits = limits;
        self
    }
}
