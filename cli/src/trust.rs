//! What a run trusts and expects: options, samlens.toml, or both.

use super::Failure;
use super::config::Deployment;
use super::decryption::KeyFiles;
use super::source::{self, SourceArgs, Sources};
use chrono::{DateTime, TimeDelta, Utc};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use samlens::config;
use samlens::inspect::{Captured, DeploymentSummary, ExpectationSources, Outline};
use samlens::{
    Error, IdentityProvider, IdentityProviders, InResponseTo, Limits, Pattern, Profile, ServiceProvider,
    Validator, ValidatorBuilder,
};
use std::path::PathBuf;

/// Whom to trust, and what to expect of a message
#[derive(Args)]
pub(crate) struct TrustArgs {
    /// Metadata of the identity provider, a file or URL; repeatable, chosen by the issuer
    #[arg(long, value_name = "FILE|URL", help_heading = "Trust")]
    idp: Vec<String>,
    /// Certificate of the identity provider, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Trust")]
    idp_cert: Vec<PathBuf>,
    /// Entity ID of the identity provider whose certificates --idp-cert gives
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), requires = "idp_cert", help_heading = "Trust")]
    idp_entity_id: Option<String>,
    #[command(flatten)]
    sources: SourceArgs,

    /// Private key of the service provider for decryption, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Decryption")]
    decrypt_key: Vec<PathBuf>,
    /// Environment variable with the passphrase of --decrypt-key [default: ask at the terminal]
    #[arg(long, value_name = "NAME", help_heading = "Decryption")]
    passphrase_env: Option<String>,

    /// Entity ID of the service provider: the audience
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), help_heading = "Expectations")]
    sp_entity_id: Option<String>,
    /// Assertion consumer service URL; repeatable
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new(), help_heading = "Expectations")]
    acs: Vec<String>,
    /// ID of the request that the response answers
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new(), conflicts_with = "idp_initiated", help_heading = "Expectations")]
    request_id: Option<String>,
    /// The request that the response answers, in any form that INPUT may have: a file or a literal
    #[arg(long, value_name = "REQUEST", conflicts_with_all = ["request_id", "idp_initiated"], help_heading = "Expectations")]
    request: Option<String>,
    /// No request was sent: the identity provider started the login
    #[arg(long, help_heading = "Expectations")]
    idp_initiated: bool,
    /// Single logout URL of the service provider, for logout messages; repeatable
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new(), help_heading = "Expectations")]
    slo: Vec<String>,
    /// Certificate that the service provider signs its requests with, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Trust")]
    sp_cert: Vec<PathBuf>,
    /// Configuration file; command-line options override it [default: samlens.toml in the working directory, if it is
    /// there]
    #[arg(long, value_name = "FILE", help_heading = "Expectations")]
    config: Option<PathBuf>,
    /// Use no configuration file, also if samlens.toml is in the working directory
    #[arg(long, conflicts_with = "config", help_heading = "Expectations")]
    no_config: bool,
    /// What the application wants [default: flex]
    #[arg(long, value_enum, help_heading = "Expectations")]
    profile: Option<ProfileName>,
    /// Profile flex: a, several programs share one Flex and `team` is required; b, one Flex a program [default: a]
    #[arg(long, value_enum, value_name = "a|b", help_heading = "Expectations")]
    pattern: Option<PatternName>,
    /// Judge at this time instead of now, for example 2026-01-15T10:01:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant, help_heading = "Expectations")]
    at: Option<DateTime<Utc>>,
    /// Allowed clock skew [default: 180]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(..=86_400), help_heading = "Expectations")]
    clock_skew: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ProfileName {
    /// Twilio Flex: its attributes, roles and signing.
    #[default]
    Flex,
    /// Any service: no attribute is required.
    Generic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PatternName {
    A,
    B,
}

/// What the options and samlens.toml say; they are put together for each message.
pub(crate) struct Trust<'a> {
    arguments: &'a TrustArgs,
    limits: &'a Limits,
    sources: Sources<'a>,
    /// samlens.toml, with what the options say instead.
    deployment: Option<Deployment>,
}

/// What one message is judged against.
pub(crate) struct Expected {
    pub(crate) builder: ValidatorBuilder,
    /// Metadata that was named and could not be read. The message is judged without it, and the report says so.
    pub(crate) unreachable: Option<Error>,
}

impl TrustArgs {
    /// The instant given by `--at`.
    pub(crate) fn at(&self) -> Option<DateTime<Utc>> {
        self.at
    }
}

impl<'a> Trust<'a> {
    /// Reads samlens.toml, if there is one, and the certificates that metadata must be signed with.
    pub(crate) fn new(
        arguments: &'a TrustArgs,
        limits: &'a Limits,
        at: DateTime<Utc>,
    ) -> Result<Trust<'a>, Failure> {
        let sources = Sources::new(&arguments.sources, limits, at)?;
        let deployment = match Deployment::find(arguments.config.as_deref(), arguments.no_config)? {
            Some(found) => Some(overridden(found, arguments)?),
            None => None,
        };
        if let Some(deployment) = &deployment {
            deployment.refuse_errors(arguments.names_no_provider())?;
        }
        Ok(Trust { arguments, limits, sources, deployment })
    }

    /// What a message is judged against. Its issuer chooses which keys are loaded, and proves nothing.
    ///
    /// The keys of samlens.toml are read only where something in the message is encrypted, so that no passphrase is asked
    /// for in vain. Without a message nothing is known of it.
    pub(crate) fn of_message(&self, message: Option<&Captured>) -> Result<Expected, Failure> {
        let outline = message.and_then(|message| Outline::of(message.xml(), self.limits).ok());
        let issuer = outline.as_ref().and_then(Outline::claimed_issuer);
        self.load(issuer, outline.as_ref().is_some_and(Outline::is_encrypted))
    }

    /// What every message of a batch is judged against; all metadata must be readable.
    pub(crate) fn of_every_message(&self) -> Result<ValidatorBuilder, Failure> {
        let Expected { builder, unreachable } = self.load(None, true)?;
        match unreachable {
            Some(error) => Err(Failure::usage(format_args!("--idp: {error}"))),
            None => Ok(builder),
        }
    }

    /// What reports say of the configuration file, where there is one.
    pub(crate) fn deployment(&self) -> Option<DeploymentSummary> {
        let skew_is_option = self.arguments.clock_skew.is_some();
        self.deployment.as_ref().map(|deployment| deployment.summary(skew_is_option))
    }

    /// The request that the response should answer, by its ID.
    pub(crate) fn request(&self) -> InResponseTo<'a> {
        match &self.arguments.request_id {
            Some(id) => InResponseTo::Request(id),
            None if self.arguments.idp_initiated => InResponseTo::Unsolicited,
            None => InResponseTo::Unchecked,
        }
    }

    /// The request that the response should answer, as a message.
    pub(crate) fn request_message(&self) -> Option<&'a str> {
        self.arguments.request.as_deref()
    }

    /// The options or the configuration file that expected values come from, to be named in reports.
    pub(crate) fn sources_of_expectations(&self) -> ExpectationSources {
        let arguments = self.arguments;
        let file = self.deployment.as_ref().map(Deployment::name);
        let from = |given: bool, option: &str, key: &str| {
            let configured = file.as_ref().map(|file| format!("{file}, {key}"));
            if given { Some(option.to_owned()) } else { configured }
        };
        let mut sources = ExpectationSources::default();
        sources.entity_id =
            from(arguments.sp_entity_id.is_some(), "--sp-entity-id", "service_provider.entity_id");
        sources.acs = from(!arguments.acs.is_empty(), "--acs", "service_provider.acs");
        sources.single_logout = from(!arguments.slo.is_empty(), "--slo", "service_provider.single_logout");
        let provider = if arguments.idp_cert.is_empty() { "--idp" } else { "--idp-cert" };
        sources.identity_provider = from(!arguments.names_no_provider(), provider, "identity_provider");
        sources.request = match (&arguments.request_id, &arguments.request) {
            (Some(_), _) => Some("--request-id".to_owned()),
            (None, Some(_)) => Some("--request".to_owned()),
            (None, None) => arguments.idp_initiated.then(|| "--idp-initiated".to_owned()),
        };
        sources
    }

    fn load(&self, issuer: Option<&str>, encrypted: bool) -> Result<Expected, Failure> {
        let Expected { mut builder, unreachable } = match &self.deployment {
            // Keys given by option count alone: they replace those of the file.
            Some(deployment) if self.arguments.names_no_provider() => {
                deployment.expected(&self.sources, issuer, self.limits)?
            }
            Some(deployment) => self.named_providers(deployment.config.validator(None), issuer)?,
            None => self.named_providers(self.arguments.builder()?, issuer)?,
        };
        let passphrase = self.arguments.passphrase_env.as_deref();
        let keys = KeyFiles::of(&self.arguments.decrypt_key, passphrase, self.deployment.as_ref())?;
        if encrypted || keys.is_given() {
            for key in keys.read()? {
                builder = builder.decryption_key(key);
            }
        }
        let mut own = source::certificates("--sp-cert", &self.arguments.sp_cert, self.limits)?;
        if let (Some(deployment), true) = (&self.deployment, own.is_empty()) {
            own = deployment.own_certificates(self.limits)?;
        }
        for certificate in own {
            builder = builder.edit_service_provider(|provider| provider.with_certificate(certificate));
        }
        Ok(Expected { builder, unreachable })
    }

    /// Adds the identity providers that the options name.
    fn named_providers(&self, builder: ValidatorBuilder, issuer: Option<&str>) -> Result<Expected, Failure> {
        let mut builder = builder.limits(self.limits.clone());
        let mut unreachable = None;
        let mut all = Vec::new();
        for source in &self.arguments.idp {
            match self.sources.load(source, issuer) {
                Ok(providers) => all.extend(providers.providers().iter().cloned()),
                Err(Failure::Unreachable(error)) => unreachable = unreachable.or(Some(error)),
                Err(failure) => return Err(failure),
            }
        }
        // Two that differ under one entity ID are an error: the order of options must not choose between keys.
        let all =
            IdentityProviders::new(all).map_err(|error| Failure::usage(format_args!("--idp: {error}")))?;
        for provider in all.providers() {
            builder = builder.identity_provider(provider.clone());
        }
        let certificates = source::certificates("--idp-cert", &self.arguments.idp_cert, self.limits)?;
        if let Some(entity_id) = &self.arguments.idp_entity_id {
            let provider = IdentityProvider::builder(entity_id).certificates(certificates).build();
            builder = builder.identity_provider(provider.map_err(Failure::usage)?);
        } else {
            for certificate in certificates {
                builder = builder.certificate(certificate);
            }
        }
        Ok(Expected { builder, unreachable })
    }
}

impl TrustArgs {
    fn names_no_provider(&self) -> bool {
        self.idp.is_empty() && self.idp_cert.is_empty()
    }

    /// What the options expect without a configuration file.
    fn builder(&self) -> Result<ValidatorBuilder, Failure> {
        let provider = match &self.sp_entity_id {
            Some(entity_id) => ServiceProvider::new(entity_id),
            None => ServiceProvider::unknown(),
        };
        let provider = self.acs.iter().fold(provider, |provider, url| provider.with_acs(url));
        let provider = self.slo.iter().fold(provider, |provider, url| provider.with_single_logout(url));
        let skew = TimeDelta::seconds(i64::from(self.clock_skew.unwrap_or(180)));
        Ok(Validator::builder().profile(self.profile()?).clock_skew(skew).service_provider(provider))
    }

    fn profile(&self) -> Result<Profile, Failure> {
        match (self.profile.unwrap_or_default(), self.pattern) {
            (ProfileName::Flex, None | Some(PatternName::A)) => Ok(Profile::flex(Pattern::A)),
            (ProfileName::Flex, Some(PatternName::B)) => Ok(Profile::flex(Pattern::B)),
            (ProfileName::Generic, None) => Ok(Profile::generic()),
            (ProfileName::Generic, Some(_)) => Err(Failure::usage("--pattern belongs to --profile flex")),
        }
    }
}

/// The configuration file with what the options say instead.
fn overridden(mut deployment: Deployment, arguments: &TrustArgs) -> Result<Deployment, Failure> {
    let config = &mut deployment.config;
    match arguments.profile {
        Some(ProfileName::Flex) => config.profile = config::ProfileName::Flex,
        Some(ProfileName::Generic) => config.profile = config::ProfileName::Generic,
        None => {}
    }
    if let Some(pattern) = arguments.pattern {
        if config.profile != config::ProfileName::Flex {
            return Err(Failure::usage("--pattern belongs to --profile flex"));
        }
        config.flex.pattern = Some(match pattern {
            PatternName::A => Pattern::A,
            PatternName::B => Pattern::B,
        });
        config.identity_providers.iter_mut().for_each(|one| one.pattern = None);
    }
    if let Some(seconds) = arguments.clock_skew {
        config.clock_skew = seconds;
    }
    if let Some(entity_id) = &arguments.sp_entity_id {
        config.service_provider.entity_id = Some(entity_id.clone());
    }
    if !arguments.acs.is_empty() {
        config.service_provider.acs.clone_from(&arguments.acs);
    }
    if !arguments.slo.is_empty() {
        config.service_provider.single_logout.clone_from(&arguments.slo);
    }
    Ok(deployment)
}

/// An instant as RFC 3339 writes it.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => Ok(instant.with_timezone(&Utc)),
        Err(_) => Err("not an instant like 2026-01-15T10:01:00Z or 2026-01-15T11:01:00+01:00".to_owned()),
    }
}
