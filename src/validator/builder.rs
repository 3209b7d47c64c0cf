//! Builds a validator, or an inspector that needs less.

use super::Validator;
use crate::expectations::Expectations;
#[cfg(feature = "inspect")]
use crate::inspect::Inspector;
use crate::trust::{IdentityProvider, IdentityProviders};
use crate::{Certificate, DecryptionKey, Error, ErrorKind, Limits, Policy, Profile, ServiceProvider};
use chrono::TimeDelta;
use std::collections::HashSet;
use std::sync::Arc;

/// Builds a [`Validator`].
///
/// With the feature `inspect` it also builds an `Inspector`, for which every part is optional.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ValidatorBuilder {
    expectations: Expectations,
    /// Set by the caller; otherwise the profile's.
    policy: Option<Policy>,
}

impl ValidatorBuilder {
    /// Trusts an identity provider. Call it again for more: the issuer of each message selects one.
    ///
    /// Its keys count for its own entity ID and for no other (invariant: configured-keys).
    pub fn identity_provider(mut self, provider: IdentityProvider) -> ValidatorBuilder {
        Arc::make_mut(&mut self.expectations.identity_providers).push(provider);
        self
    }

    /// Trusts several identity providers, for example those of an aggregate.
    pub fn identity_providers(self, providers: &IdentityProviders) -> ValidatorBuilder {
        providers.providers().iter().cloned().fold(self, ValidatorBuilder::identity_provider)
    }

    /// Trusts a certificate for which the entity ID is not known, for an inspector: the issuer is then not checked.
    ///
    /// It has no effect if there is an identity provider, and makes no validator.
    #[cfg(feature = "inspect")]
    pub fn certificate(mut self, certificate: Certificate) -> ValidatorBuilder {
        self.expectations.certificates.push(certificate);
        self
    }

    /// Sets the service provider: its entity ID is the audience, its ACS URLs are the recipients.
    pub fn service_provider(mut self, service_provider: ServiceProvider) -> ValidatorBuilder {
        self.expectations.service_provider = service_provider;
        self
    }

    /// Changes the service provider, to add what its configuration leaves out.
    pub fn edit_service_provider(
        mut self,
        edit: impl FnOnce(ServiceProvider) -> ServiceProvider,
    ) -> ValidatorBuilder {
        self.expectations.service_provider = edit(self.expectations.service_provider);
        self
    }

    /// Sets what the application wants. Its policy applies unless [`ValidatorBuilder::policy`] sets another.
    pub fn profile(mut self, profile: Profile) -> ValidatorBuilder {
        self.expectations.profile = profile;
        self
    }

    /// Sets what is accepted beyond the strict profile, each weakness by its own name (invariant: named-weakness).
    pub fn policy(mut self, policy: Policy) -> ValidatorBuilder {
        self.policy = Some(policy);
        self
    }

    /// Sets how far the clocks of both sides may differ (180 seconds). It is applied once, the same to every time; a
    /// negative value counts as none.
    pub fn clock_skew(mut self, clock_skew: TimeDelta) -> ValidatorBuilder {
        self.expectations.clock_skew = clock_skew.max(TimeDelta::zero());
        self
    }

    /// Adds a private key of the service provider, to decrypt with. Call it again during a key rollover.
    pub fn decryption_key(mut self, key: DecryptionKey) -> ValidatorBuilder {
        self.expectations.decryption_keys.push(key);
        self
    }

    /// Says which identity provider is the organization's own, by entity ID; the default is the first one.
    ///
    /// Nothing is refused by it. The predicted worker warns about the others under pattern B.
    #[cfg(feature = "inspect")]
    pub fn own_issuer(mut self, entity_id: impl Into<String>) -> ValidatorBuilder {
        self.expectations.own_issuer = Some(entity_id.into());
        self
    }

    /// Accepts the keys of [`testing`](crate::testing), whose private parts are published with this library.
    ///
    /// Without this call, [`ValidatorBuilder::build`] refuses them. Call it in tests only: anyone who reads this library's
    /// source can sign as an identity provider that is trusted by such a key.
    #[cfg(feature = "testing")]
    pub fn allow_test_keys(mut self) -> ValidatorBuilder {
        self.expectations.test_keys_allowed = true;
        self
    }

    /// Sets the budgets.
    pub fn limits(mut self, limits: Limits) -> ValidatorBuilder {
        self.expectations.limits = limits;
        self
    }

    /// Builds an inspector. Nothing is required: a check that lacks its input is reported as *not run*. An empty entity
    /// ID or URL counts as not given.
    #[cfg(feature = "inspect")]
    pub fn inspector(self) -> Inspector {
        let mut expectations = self.finish();
        // An empty value would match an empty one.
        expectations.service_provider = expectations.service_provider.without_empty();
        Inspector::new(Arc::new(expectations))
    }

    /// Builds the validator.
    ///
    /// # Errors
    /// No identity provider (CVE-2026-28323: with no certificate configured nothing was checked), two with the same
    /// entity ID, one with more keys than [`Limits::max_keys`]; no entity ID or no ACS URL of the service provider, or an
    /// empty URL; two attribute rules for one attribute; a key of `samlens::testing` that was not allowed by name.
    pub fn build(self) -> Result<Validator, Error> {
        let wrong = |message: String| Err(Error::new(ErrorKind::Configuration, message));
        let expectations = self.finish();
        let providers = &expectations.identity_providers;
        if providers.is_empty() {
            return wrong("there is no identity provider, so no certificate is trusted".to_owned());
        }
        let repeated = providers.repeated();
        for provider in providers.iter() {
            check_provider(provider, &expectations)?;
            if repeated.contains(provider.entity_id()) {
                return wrong(format!("two identity providers have the entity ID {}", provider.entity_id()));
            }
        }
        if !expectations.test_keys_allowed
            && expectations.decryption_keys.iter().any(DecryptionKey::is_test_key)
        {
            return Err(published("the service provider"));
        }
        if expectations.service_provider.entity_id().is_none_or(str::is_empty) {
            return wrong("the service provider has no entity ID to compare audiences with".to_owned());
        }
        let service_provider = &expectations.service_provider;
        if service_provider.acs().iter().any(String::is_empty) {
            return wrong("an assertion consumer service URL is empty".to_owned());
        }
        if service_provider.single_logout().iter().any(String::is_empty) {
            return wrong("a single logout URL is empty".to_owned());
        }
        let attributes = expectations.profile.attribute_policy();
        if attributes.rules().any(|rule| rule.name().is_empty()) {
            return wrong("an attribute rule has an empty name".to_owned());
        }
        if let Some(name) = attributes.name_of_two_rules() {
            return wrong(format!("two attribute rules have the same attribute, {name}"));
        }
        if expectations.service_provider.acs().is_empty() {
            return wrong(
                "the service provider has no assertion consumer service URL to compare recipients with"
                    .to_owned(),
            );
        }
        Ok(Validator { expectations: Arc::new(expectations) })
    }

    /// Why a validator cannot be built with this identity provider, whatever others there are.
    #[cfg(feature = "refresh")]
    pub(crate) fn refuses(&self, provider: &IdentityProvider) -> Option<String> {
        check_provider(provider, &self.expectations).err().map(|error| error.to_string())
    }

    /// Whether it trusts an identity provider with this entity ID.
    #[cfg(feature = "refresh")]
    pub(crate) fn trusts(&self, entity_id: &str) -> bool {
        self.expectations.identity_providers.by_entity_id(entity_id).is_some()
    }

    /// Whether it trusts any identity provider.
    #[cfg(feature = "refresh")]
    pub(crate) fn has_provider(&self) -> bool {
        !self.expectations.identity_providers.is_empty()
    }

    #[cfg(feature = "refresh")]
    pub(crate) fn limits_in_use(&self) -> Limits {
        self.expectations.limits.clone()
    }

    fn finish(self) -> Expectations {
        let mut expectations = self.expectations;
        expectations.policy = self.policy.unwrap_or_else(|| expectations.profile.policy().clone());
        expectations
    }
}

/// A key of `samlens::testing` outside of a test.
fn published(whose: &str) -> Error {
    Error::new(
        ErrorKind::Configuration,
        format!("{whose} has a test key of samlens, whose private part is published"),
    )
    .with_fix("remove the key; in a test, call ValidatorBuilder::allow_test_keys (feature `testing`)")
}

fn check_provider(provider: &IdentityProvider, expectations: &Expectations) -> Result<(), Error> {
    let limits = &expectations.limits;
    if !expectations.test_keys_allowed
        && provider.signing_certificates().iter().any(Certificate::has_test_key)
    {
        return Err(published(&format!("the identity provider {}", provider.entity_id())));
    }
    if provider.signing_certificates().is_empty() {
        let message = format!("the identity provider {} has no signing certificate", provider.entity_id());
        return Err(Error::new(ErrorKind::Configuration, message));
    }
    let keys = different_keys(provider.signing_certificates());
    if keys > limits.max_keys {
        let message = format!(
            "the identity provider {} has {keys} different signing keys; the limit max_keys is {}",
            provider.entity_id(),
            limits.max_keys
        );
        return Err(Error::new(ErrorKind::Configuration, message)
            .with_fix("remove the certificates that no longer sign, or raise Limits::max_keys"));
    }
    Ok(())
}

/// How many keys there are; several certificates may carry one.
fn different_keys(certificates: &[Certificate]) -> usize {
    certificates.iter().map(Certificate::public_key).collect::<HashSet<_>>().len()
}
