//! What the options say of the service and the profile: alone, and in place of what samlens.toml says.

use super::super::Failure;
use super::super::deployment::Deployment;
use super::arguments::{ProfileChoice, TrustArgs};
use super::service::Service;
use chrono::TimeDelta;
use samlens::config;
use samlens::inspect::Outline;
use samlens::{Pattern, Profile, ServiceProvider, Validator, ValidatorBuilder};

impl TrustArgs {
    /// What the options expect without a configuration file, with the profile and why it was chosen.
    pub(super) fn builder(
        &self,
        service: &Service,
        outline: Option<&Outline>,
    ) -> Result<(ValidatorBuilder, (String, String)), Failure> {
        let provider = match &service.entity_id {
            Some(entity_id) => ServiceProvider::new(entity_id),
            None => ServiceProvider::unknown(),
        };
        let provider = service.acs.iter().fold(provider, |provider, url| provider.with_acs(url));
        let provider = service.slo.iter().fold(provider, |provider, url| provider.with_single_logout(url));
        let provider = service.with_wishes(provider);
        let skew = TimeDelta::seconds(i64::from(self.clock_skew.unwrap_or(180)));
        let (is_flex, why) = match self.profile.unwrap_or_default() {
            ProfileChoice::Flex => (true, "--profile".to_owned()),
            ProfileChoice::Generic => (false, "--profile".to_owned()),
            ProfileChoice::Auto if self.pattern.is_some() => (true, "--pattern".to_owned()),
            ProfileChoice::Auto => match service.flex_by().or_else(|| service.flex_in(outline)) {
                Some(why) => (true, why),
                None => (false, "default".to_owned()),
            },
        };
        let profile = match (is_flex, self.pattern) {
            (true, pattern) => Profile::flex(pattern.map_or(Pattern::A, Pattern::from)),
            (false, None) => Profile::generic(),
            (false, Some(_)) => return Err(Failure::usage("--pattern needs --profile flex")),
        };
        let profile = match self.max_authn_age {
            Some(seconds) => {
                let most = TimeDelta::seconds(i64::from(seconds));
                let policy = profile.policy().clone().with_max_authn_age(Some(most));
                profile.to_builder().policy(policy).build()
            }
            None => profile,
        };
        let named = (profile.name().to_owned(), why);
        Ok((Validator::builder().profile(profile).clock_skew(skew).service_provider(provider), named))
    }
}

/// The configuration file with what the options say instead.
pub(super) fn overridden(
    mut deployment: Deployment,
    arguments: &TrustArgs,
    service: &Service,
) -> Result<Deployment, Failure> {
    let config = &mut deployment.config;
    match arguments.profile {
        Some(ProfileChoice::Flex) => config.profile = config::ProfileName::Flex,
        Some(ProfileChoice::Generic) => config.profile = config::ProfileName::Generic,
        Some(ProfileChoice::Auto) => config.profile = config::ProfileName::Auto,
        None => {}
    }
    if let Some(pattern) = arguments.pattern {
        if config.profile == config::ProfileName::Generic {
            return Err(Failure::usage("--pattern needs --profile flex"));
        }
        config.flex.pattern = Some(pattern.into());
        config.identity_providers.iter_mut().for_each(|one| one.pattern = None);
    }
    if let Some(seconds) = arguments.clock_skew {
        config.clock_skew = seconds;
    }
    if let Some(seconds) = arguments.max_authn_age {
        config.session.max_authn_age = Some(seconds);
    }
    if let Some(entity_id) = &service.entity_id {
        config.service_provider.entity_id = Some(entity_id.clone());
    }
    if !service.acs.is_empty() {
        config.service_provider.acs.clone_from(&service.acs);
    }
    if !service.slo.is_empty() {
        config.service_provider.single_logout.clone_from(&service.slo);
    }
    Ok(deployment)
}
