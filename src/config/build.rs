//! A deployment → what messages are judged against.

use super::{Config, FlexConfig, IdentityProviderConfig, PolicyConfig, ProfileName, SessionConfig};
use crate::{
    AttributePolicy, AttributeRule, Handling, IdentityProvider, Pattern, Policy, Profile, Requirement,
    ServiceProvider, Validator, ValidatorBuilder,
};
use chrono::TimeDelta;

impl Config {
    /// Begins a validator for messages of one of its identity providers, without any key yet.
    ///
    /// `chosen` is its index in [`Config::identity_providers`]; without it the deployment's own pattern applies. Add the
    /// keys with [`ValidatorBuilder::identity_provider`], the organization's own identity provider first.
    ///
    /// ```
    /// use samlens::{ValidatorBuilder, config::Config};
    /// let config = Config::parse("clock_skew = 60\n[[identity_provider]]\nname = \"Auth0\"").unwrap();
    /// let builder: ValidatorBuilder = config.validator(Some(0));
    /// ```
    pub fn validator(&self, chosen: Option<usize>) -> ValidatorBuilder {
        let chosen = chosen.and_then(|index| self.identity_providers.get(index));
        Validator::builder()
            .profile(self.profile(chosen))
            .clock_skew(TimeDelta::seconds(i64::from(self.clock_skew)))
            .service_provider(self.service_provider())
    }

    /// The service provider as messages name it; its certificates are files, so the caller that can read files adds them.
    pub fn service_provider(&self) -> ServiceProvider {
        let config = &self.service_provider;
        let provider = match &config.entity_id {
            Some(entity_id) => ServiceProvider::new(entity_id),
            None => ServiceProvider::unknown(),
        };
        let provider = config.acs.iter().fold(provider, |provider, url| provider.with_acs(url));
        config.single_logout.iter().fold(provider, |provider, url| provider.with_single_logout(url))
    }

    /// How Flex is shared, for people who sign in at this identity provider.
    pub fn pattern(&self, chosen: Option<&IdentityProviderConfig>) -> Pattern {
        chosen.and_then(|chosen| chosen.pattern).or(self.flex.pattern).unwrap_or_default()
    }

    /// The profile that applies, `flex` or `generic`, and why.
    pub fn chosen_profile(&self) -> (ProfileName, &'static str) {
        let service = &self.service_provider;
        match self.profile {
            ProfileName::Auto if self.flex != FlexConfig::default() => {
                (ProfileName::Flex, "the file has a table [flex]")
            }
            ProfileName::Auto if self.identity_providers.iter().any(|one| one.pattern.is_some()) => {
                (ProfileName::Flex, "an identity provider has a pattern")
            }
            ProfileName::Auto if service.entity_id.as_deref().is_some_and(Profile::is_of_flex) => {
                (ProfileName::Flex, "the audience is Twilio Flex's")
            }
            ProfileName::Auto if service.acs.iter().any(|url| Profile::is_of_flex(url)) => {
                (ProfileName::Flex, "the ACS URL is Twilio Flex's")
            }
            ProfileName::Auto => (ProfileName::Generic, "default"),
            named => (named, "as configured"),
        }
    }

    /// The profile for messages of one of its identity providers, by its index in [`Config::identity_providers`]; none if
    /// it has neither a pattern nor attributes of its own, so that the deployment's applies.
    ///
    /// ```
    /// use samlens::config::Config;
    /// let text = "[[identity_provider]]\nname = \"a\"\n[[identity_provider]]\nname = \"b\"\nattributes = { email = \"mail\" }";
    /// let config = Config::parse(text).unwrap();
    /// assert!(config.own_profile(0).is_none());
    /// assert!(config.own_profile(1).unwrap().attribute_policy().rule("mail").is_some());
    /// ```
    pub fn own_profile(&self, index: usize) -> Option<Profile> {
        let one = self.identity_providers.get(index)?;
        (one.pattern.is_some() || !one.attributes.is_empty()).then(|| self.profile(Some(one)))
    }

    fn profile(&self, chosen: Option<&IdentityProviderConfig>) -> Profile {
        let mut profile = match self.chosen_profile().0 {
            ProfileName::Flex => Profile::flex(self.pattern(chosen)),
            _ => Profile::generic(),
        };
        if let Some(chosen) = chosen.filter(|chosen| !chosen.attributes.is_empty()) {
            profile = mapped(profile, chosen);
        }
        let policy = policy(profile.policy().clone(), &self.policy, &self.session);
        profile.to_builder().policy(policy).build()
    }

    /// The place of the identity provider that has this entity ID by configuration, or whose `loaded` providers have it.
    ///
    /// # Errors
    ///
    /// The nearest entity ID, where none has it.
    pub fn choose<'l>(
        &self,
        issuer: &str,
        loaded: &[(usize, &'l IdentityProvider)],
    ) -> Result<usize, Option<&'l str>> {
        let by_metadata = loaded.iter().find(|(_, provider)| provider.entity_id() == issuer);
        let by_name =
            || self.identity_providers.iter().position(|one| one.entity_id.as_deref() == Some(issuer));
        match by_metadata.map(|(index, _)| *index).or_else(by_name) {
            Some(index) => Ok(index),
            None => {
                let known = loaded.iter().map(|(_, provider)| provider.entity_id());
                Err(crate::check::near_miss::address::nearest(issuer, known, &crate::profile::CONVENTIONS))
            }
        }
    }
}

/// The profile's rules under the assertion's names; what is not mapped is not wanted.
fn mapped(profile: Profile, chosen: &IdentityProviderConfig) -> Profile {
    let mut policy = AttributePolicy::none();
    for (flex, attribute) in &chosen.attributes {
        let requirement = match attribute.is_required() {
            true => Requirement::Required,
            false => Requirement::Optional,
        };
        let known = profile.attribute_policy().rule(flex).cloned();
        let rule = known.unwrap_or_else(|| AttributeRule::optional(flex)).with_requirement(requirement);
        policy = policy.with(rule);
    }
    let mut builder = profile.to_builder().attribute_policy(policy);
    for (flex, attribute) in &chosen.attributes {
        builder = builder.attribute_name(flex, attribute.from());
    }
    builder.build()
}

pub(super) fn policy(mut policy: Policy, config: &PolicyConfig, session: &SessionConfig) -> Policy {
    let set = |handling: &mut Handling, configured: Option<Handling>| {
        *handling = configured.unwrap_or(*handling);
    };
    set(&mut policy.sha1, config.sha1);
    set(&mut policy.certificate_dates, config.certificate_dates);
    set(&mut policy.response_not_signed, config.response_not_signed);
    set(&mut policy.encrypted_assertion, config.encrypted_assertion);
    set(&mut policy.second_factor, session.mfa);
    for (allowed, configured) in [
        (&mut policy.allow_rsa_1_5, config.allow_rsa_1_5),
        (&mut policy.allow_3des, config.allow_3des),
        (&mut policy.allow_cbc_outside_signature, config.allow_cbc_outside_signature),
    ] {
        *allowed = configured.unwrap_or(*allowed);
    }
    if let Some(bits) = config.min_rsa_bits {
        policy.min_rsa_bits = bits;
    }
    if let Some(hours) = config.assertion_lifetime_hours {
        policy.assertion_lifetime = TimeDelta::hours(i64::from(hours));
    }
    if let Some(seconds) = session.max_authn_age {
        policy.max_authn_age = Some(TimeDelta::seconds(i64::from(seconds)));
    }
    if let Some(hours) = session.shortest_hours {
        policy.shortest_session = Some(TimeDelta::hours(i64::from(hours)));
    }
    if let Some(hours) = session.longest_hours {
        policy.longest_session = Some(TimeDelta::hours(i64::from(hours)));
    }
    policy
}
