//! What a run trusts and expects: options, samlens.toml, or both.

use super::Failure;
use super::config::Deployment;
use super::decryption::KeyFiles;
use super::service::Service;
use super::source::{Given, SourceArgs, Sources};
use chrono::{DateTime, TimeDelta, Utc};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use samlens::config;
use samlens::inspect::{Captured, DeploymentSummary, ExpectationSources, Outline};
use samlens::{
    Error, IdentityProvider, IdentityProviders, InResponseTo, Limits, Pattern, Profile, ServiceProvider,
    Validator, ValidatorBuilder,
};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Whom to trust, and what to expect of a message
#[derive(Args)]
pub(crate) struct TrustArgs {
    /// Metadata or a certificate of the identity provider: file or URL, PEM, DER or PKCS #7; repeatable
    #[arg(long, value_name = "SOURCE", aliases = ["idp-cert", "cert", "certificate", "idp-metadata", "metadata"], help_heading = "Trust")]
    idp: Vec<String>,
    /// Entity ID of the identity provider, if --idp gives only its certificates
    #[arg(long, value_name = "ID", aliases = ["issuer"], value_parser = NonEmptyStringValueParser::new(), help_heading = "Trust")]
    idp_entity_id: Option<String>,
    #[command(flatten)]
    sources: SourceArgs,

    /// Private key of the service provider for decryption, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Decryption")]
    decrypt_key: Vec<PathBuf>,
    /// Environment variable with the passphrase of --decrypt-key [default: ask at the terminal]
    #[arg(long, value_name = "NAME", help_heading = "Decryption")]
    passphrase_env: Option<String>,

    /// Metadata of your service (entity ID, ACS and logout URLs, certificates), or its certificate: file or URL
    #[arg(long, value_name = "SOURCE", aliases = ["sp-cert", "sp-metadata"], help_heading = "Expectations")]
    pub(crate) sp: Vec<String>,
    /// Entity ID of the service provider: the audience
    #[arg(long, value_name = "ID", aliases = ["audience", "entity-id"], value_parser = NonEmptyStringValueParser::new(), help_heading = "Expectations")]
    pub(crate) sp_entity_id: Option<String>,
    /// Assertion consumer service URL; repeatable
    #[arg(long, value_name = "URL", aliases = ["acs-url", "acs_url", "recipient"], value_parser = address, help_heading = "Expectations")]
    pub(crate) acs: Vec<String>,
    /// The request that the response answers: its ID, or the message in any form that INPUT may have
    #[arg(long, value_name = "ID|MESSAGE", alias = "request-id", value_parser = NonEmptyStringValueParser::new(), conflicts_with = "idp_initiated", help_heading = "Expectations")]
    request: Option<String>,
    /// No request was sent: the identity provider started the login
    #[arg(long, help_heading = "Expectations")]
    idp_initiated: bool,
    /// Single logout URL of the service provider, for logout messages; repeatable
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new(), help_heading = "Expectations")]
    pub(crate) slo: Vec<String>,
    /// Configuration file; command-line options override it [default: samlens.toml in the working directory, if
    /// present]
    #[arg(long, value_name = "FILE", help_heading = "Expectations")]
    config: Option<PathBuf>,
    /// Use no configuration file, even if samlens.toml is in the working directory
    #[arg(long, conflicts_with = "config", help_heading = "Expectations")]
    no_config: bool,
    /// What the service requires [default: auto]
    #[arg(long, value_enum, help_heading = "Expectations")]
    profile: Option<ProfileName>,
    /// Profile flex: a if several programs share one Flex (requires `team`), b if each program has its own [default: a]
    #[arg(long, value_enum, value_name = "a|b", help_heading = "Expectations")]
    pattern: Option<PatternName>,
    /// Check at this time instead of now, for example 2026-01-15T10:01:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant, aliases = ["time", "now", "date"], help_heading = "Expectations")]
    at: Option<DateTime<Utc>>,
    /// Allowed clock skew [default: 180]
    #[arg(long, value_name = "SECONDS", value_parser = clock_skew, help_heading = "Expectations")]
    clock_skew: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ProfileName {
    /// Flex if the service is Twilio Flex, otherwise generic.
    #[default]
    Auto,
    /// Twilio Flex: its attributes, roles and signing.
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
    /// The service provider as options name it.
    service: Service,
}

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
        let service = Service::of(arguments, &sources)?;
        let deployment = match Deployment::find(arguments.config.as_deref(), arguments.no_config)? {
            Some(found) => Some(overridden(found, arguments, &service)?),
            None => None,
        };
        if let Some(deployment) = &deployment {
            deployment.refuse_errors(arguments.names_no_provider())?;
        }
        Ok(Trust { arguments, limits, sources, deployment, service })
    }

    /// What a message is judged against. Its issuer chooses which keys are loaded, and proves nothing.
    ///
    /// The keys of samlens.toml are read only where something in the message is encrypted, so that no passphrase is asked
    /// for in vain. Without a message nothing is known of it.
    pub(crate) fn of_message(&self, message: Option<&Captured>) -> Result<Expected, Failure> {
        let outline = message.and_then(|message| Outline::of(message.xml(), self.limits).ok());
        let issuer = outline.as_ref().and_then(Outline::claimed_issuer);
        self.load(issuer, outline.as_ref(), outline.as_ref().is_some_and(Outline::is_encrypted))
    }

    /// What several messages are judged against: as [`Trust::of_message`] if all have one issuer, else every provider that
    /// is named, and each message with the keys of its own issuer.
    pub(crate) fn of_messages<'m>(
        &self,
        messages: impl Iterator<Item = &'m Captured>,
    ) -> Result<Expected, Failure> {
        let (mut last, mut issuers, mut encrypted) = (None, BTreeSet::new(), false);
        for message in messages {
            if let Ok(outline) = Outline::of(message.xml(), self.limits) {
                issuers.extend(outline.claimed_issuer().map(str::to_owned));
                encrypted |= outline.is_encrypted();
            }
            last = Some(message);
        }
        if issuers.len() < 2 { self.of_message(last) } else { self.load(None, None, encrypted) }
    }

    /// What every message of a batch is judged against; all metadata must be readable.
    pub(crate) fn of_every_message(&self) -> Result<Expected, Failure> {
        let expected = self.load(None, None, true)?;
        match &expected.unreachable {
            Some(error) => Err(Failure::usage(format_args!("--idp: {error}"))),
            None => Ok(expected),
        }
    }

    /// What reports say of the configuration file, where there is one.
    pub(crate) fn deployment(&self) -> Option<DeploymentSummary> {
        let skew_is_option = self.arguments.clock_skew.is_some();
        self.deployment.as_ref().map(|deployment| deployment.summary(skew_is_option))
    }

    /// The request that the response should answer, by its ID.
    pub(crate) fn request(&self) -> InResponseTo<'a> {
        match self.arguments.request.as_deref() {
            Some(id) if is_id(id) => InResponseTo::Request(id),
            _ if self.arguments.idp_initiated => InResponseTo::Unsolicited,
            _ => InResponseTo::Unchecked,
        }
    }

    /// The request that the response should answer, as a message.
    pub(crate) fn request_message(&self) -> Option<&'a str> {
        self.arguments.request.as_deref().filter(|text| !is_id(text))
    }

    /// The service provider as options name it.
    pub(crate) fn service(&self) -> &Service {
        &self.service
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
        let service = &self.service;
        sources.entity_id =
            from(service.entity_id.is_some(), &service.entity_id_from, "service_provider.entity_id");
        sources.acs = from(!service.acs.is_empty(), &service.acs_from, "service_provider.acs");
        sources.single_logout =
            from(!service.slo.is_empty(), &service.slo_from, "service_provider.single_logout");
        sources.identity_provider = from(!arguments.names_no_provider(), "--idp", "identity_provider");
        sources.request = match &arguments.request {
            Some(_) => Some("--request".to_owned()),
            None => arguments.idp_initiated.then(|| "--idp-initiated".to_owned()),
        };
        sources
    }

    fn load(
        &self,
        issuer: Option<&str>,
        outline: Option<&Outline>,
        encrypted: bool,
    ) -> Result<Expected, Failure> {
        let Expected { mut builder, unreachable, profile, addresses, profiles } = match &self.deployment {
            // Keys given by option count alone: they replace those of the file.
            Some(deployment) if self.arguments.names_no_provider() => {
                deployment.expected(&self.sources, issuer, self.limits)?
            }
            Some(deployment) => {
                self.named_providers(deployment.config.validator(None), deployment.profile(), issuer)?
            }
            None => {
                let (builder, profile) = self.arguments.builder(&self.service, outline)?;
                self.named_providers(builder, profile, issuer)?
            }
        };
        let passphrase = self.arguments.passphrase_env.as_deref();
        let keys = KeyFiles::of(&self.arguments.decrypt_key, passphrase, self.deployment.as_ref())?;
        if encrypted || keys.is_given() {
            for key in keys.read()? {
                builder = builder.decryption_key(key);
            }
        }
        let mut own = self.service.certificates.clone();
        if let (Some(deployment), true) = (&self.deployment, own.is_empty()) {
            own = deployment.own_certificates(self.limits)?;
        }
        for certificate in own {
            builder = builder.edit_service_provider(|provider| provider.with_certificate(certificate));
        }
        Ok(Expected { builder, unreachable, profile, addresses, profiles })
    }

    /// Adds the identity providers that the options name.
    fn named_providers(
        &self,
        builder: ValidatorBuilder,
        profile: (String, String),
        issuer: Option<&str>,
    ) -> Result<Expected, Failure> {
        let mut builder = builder.limits(self.limits.clone());
        let mut unreachable = None;
        let mut all: Vec<IdentityProvider> = Vec::new();
        let mut certificates = Vec::new();
        for source in &self.arguments.idp {
            match self.sources.trusted("--idp", source, issuer) {
                Ok(Given::Providers(providers)) => all.extend(providers.providers().iter().cloned()),
                Ok(Given::Certificates(read)) => certificates.extend(read),
                Ok(Given::Services(_)) => {}
                Err(Failure::Unreachable(error)) => unreachable = unreachable.or(Some(error)),
                Err(failure) => return Err(failure),
            }
        }
        let all = IdentityProviders::new(all);
        let all = all.map_err(|error| Failure::usage(format_args!("--idp: {error}")))?;
        if let Some(entity_id) = &self.arguments.idp_entity_id {
            self.named_is_used(entity_id, &all, certificates.is_empty())?;
        }
        let endpoints = all.providers().iter().take(8).flat_map(IdentityProvider::single_sign_on);
        let addresses = endpoints.map(|endpoint| endpoint.location().to_owned()).collect();
        for provider in all.providers() {
            builder = builder.identity_provider(provider.clone());
        }
        match &self.arguments.idp_entity_id {
            Some(entity_id) if !certificates.is_empty() => {
                let provider = IdentityProvider::builder(entity_id).certificates(certificates).build();
                builder = builder.identity_provider(provider.map_err(Failure::usage)?);
            }
            _ => {
                for certificate in certificates {
                    builder = builder.certificate(certificate);
                }
            }
        }
        Ok(Expected { builder, unreachable, profile, addresses, profiles: Vec::new() })
    }

    /// An entity ID without certificates is for metadata that has it.
    fn named_is_used(
        &self,
        entity_id: &str,
        all: &IdentityProviders,
        no_certificates: bool,
    ) -> Result<(), Failure> {
        if !no_certificates || all.by_entity_id(entity_id).is_some() {
            return Ok(());
        }
        match all.providers().first() {
            Some(first) => Err(Failure::usage(format_args!(
                "--idp-entity-id {entity_id}: the metadata in --idp has another entity ID\nit is {}; remove --idp-entity-id: metadata already contains it",
                first.entity_id()
            ))),
            None if self.arguments.idp.is_empty() => Err(Failure::usage(
                "--idp-entity-id is given without a certificate\ngive the certificate of the identity provider as --idp",
            )),
            None => Ok(()),
        }
    }
}

impl TrustArgs {
    fn names_no_provider(&self) -> bool {
        self.idp.is_empty()
    }

    /// What the options expect without a configuration file, with the profile and why it was chosen.
    fn builder(
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
            ProfileName::Flex => (true, "--profile".to_owned()),
            ProfileName::Generic => (false, "--profile".to_owned()),
            ProfileName::Auto if self.pattern.is_some() => (true, "--pattern".to_owned()),
            ProfileName::Auto => match service.flex_by().or_else(|| service.flex_in(outline)) {
                Some(why) => (true, why),
                None => (false, "default".to_owned()),
            },
        };
        let profile = match (is_flex, self.pattern) {
            (true, None | Some(PatternName::A)) => Profile::flex(Pattern::A),
            (true, Some(PatternName::B)) => Profile::flex(Pattern::B),
            (false, None) => Profile::generic(),
            (false, Some(_)) => return Err(Failure::usage("--pattern needs --profile flex")),
        };
        let named = (profile.name().to_owned(), why);
        Ok((Validator::builder().profile(profile).clock_skew(skew).service_provider(provider), named))
    }
}

/// The configuration file with what the options say instead.
fn overridden(
    mut deployment: Deployment,
    arguments: &TrustArgs,
    service: &Service,
) -> Result<Deployment, Failure> {
    let config = &mut deployment.config;
    match arguments.profile {
        Some(ProfileName::Flex) => config.profile = config::ProfileName::Flex,
        Some(ProfileName::Generic) => config.profile = config::ProfileName::Generic,
        Some(ProfileName::Auto) => config.profile = config::ProfileName::Auto,
        None => {}
    }
    if let Some(pattern) = arguments.pattern {
        if config.profile == config::ProfileName::Generic {
            return Err(Failure::usage("--pattern needs --profile flex"));
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

/// Whether the value of `--request` is an ID (xs:NCName) rather than a file or a message.
fn is_id(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    begins && text.len() < 200 && text.chars().all(legal) && !std::path::Path::new(text).exists()
}

/// An ACS URL, which is always absolute.
fn address(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("a value is required: the URL that responses are posted to".to_owned());
    }
    if text.contains("://") {
        return Ok(text.to_owned());
    }
    match text.split('/').next() {
        Some(host) if host.contains('.') && !host.contains(':') && !host.starts_with('.') => {
            Err(format!("the scheme is missing; give the whole URL: https://{text}"))
        }
        _ => Err("not a URL; an entity ID belongs in --sp-entity-id".to_owned()),
    }
}

/// A number of seconds up to a day.
fn clock_skew(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|seconds| *seconds <= 86_400);
    number.ok_or_else(|| "not a number of seconds up to 86400, like 180".to_owned())
}

/// An instant as RFC 3339 writes it, or as reports print it.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let printed = text.strip_suffix(" UTC").map(|text| format!("{text}Z"));
    if let Ok(instant) = DateTime::parse_from_rfc3339(printed.as_deref().unwrap_or(text)) {
        return Ok(instant.with_timezone(&Utc));
    }
    // Without a time zone it is not guessed, but shown how it is written.
    let written = text.replacen(' ', "T", 1);
    let forms = ["", "Z", ":00", ":00Z", "T00:00:00Z"].into_iter().map(|end| format!("{written}{end}"));
    let near = forms.map(|form| if form.ends_with('Z') { form } else { form + "Z" });
    let near = near.into_iter().find(|form| DateTime::parse_from_rfc3339(form).is_ok());
    Err(match near {
        Some(near) => format!("an instant has a date, a time and a time zone; in UTC this is {near}"),
        None => "not an instant like 2026-01-15T10:01:00Z or 2026-01-15T11:01:00+01:00".to_owned(),
    })
}
