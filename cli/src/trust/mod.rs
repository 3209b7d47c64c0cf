//! What a run trusts and expects: options, samlens.toml, or both.

mod arguments;
mod options;
#[cfg(feature = "serve")]
mod replaced;
mod service;

#[cfg(feature = "serve")]
pub(crate) use arguments::RequestGiven;
pub(crate) use arguments::{TrustArgs, instant};
#[cfg(feature = "serve")]
pub(crate) use replaced::Replacement;

use super::decryption::KeyFiles;
use super::deployment::Deployment;
use super::expected::Expected;
use super::source::{Given, Sources};
use super::{Failure, input};
#[cfg(not(feature = "serve"))]
use arguments::RequestGiven;
use chrono::{DateTime, Utc};
use options::overridden;
#[cfg(feature = "serve")]
use samlens::DecryptionKey;
use samlens::inspect::{Capture, Captured, DeploymentSummary, ExpectationSources, Outline};
use samlens::{IdentityProvider, IdentityProviders, InResponseTo, Limits, ValidatorBuilder};
use service::Service;
use std::collections::BTreeSet;

/// What the options and samlens.toml say; they are put together for each message.
pub(crate) struct Trust<'a> {
    arguments: &'a TrustArgs,
    limits: &'a Limits,
    sources: Sources<'a>,
    /// samlens.toml, with what the options say instead.
    deployment: Option<Deployment>,
    /// The service provider as options name it.
    service: Service,
    /// IDs of requests; the response should answer one of them.
    #[cfg(feature = "serve")]
    sent: Vec<&'a str>,
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
        #[cfg(feature = "serve")]
        let sent = match &arguments.request {
            Some(RequestGiven::Sent(ids)) => ids.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        Ok(Trust {
            arguments,
            limits,
            sources,
            deployment,
            service,
            #[cfg(feature = "serve")]
            sent,
        })
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

    /// The configuration file, where there is one.
    #[cfg(feature = "serve")]
    pub(crate) fn deployment_file(&self) -> Option<&Deployment> {
        self.deployment.as_ref()
    }

    /// What reports say of the configuration file, where there is one.
    pub(crate) fn deployment(&self) -> Option<DeploymentSummary> {
        let skew_is_option = self.arguments.clock_skew.is_some();
        self.deployment.as_ref().map(|deployment| deployment.summary(skew_is_option))
    }

    /// The request that the response should answer, by its ID.
    pub(crate) fn request(&self) -> InResponseTo<'_> {
        match &self.arguments.request {
            Some(RequestGiven::Id(id)) => InResponseTo::Request(id),
            #[cfg(feature = "serve")]
            Some(RequestGiven::Sent(_)) => InResponseTo::AnyOf(&self.sent),
            _ if self.arguments.idp_initiated => InResponseTo::Unsolicited,
            _ => InResponseTo::Unchecked,
        }
    }

    /// The capture of the request that the response should answer, where it is given as a message.
    pub(crate) fn request_message(&self) -> Result<Option<Capture>, Failure> {
        let read;
        let bytes = match &self.arguments.request {
            Some(RequestGiven::Source(source)) => {
                read = input::read(Some(source), self.limits)?;
                &read
            }
            #[cfg(feature = "serve")]
            Some(RequestGiven::Message(bytes)) => bytes,
            #[cfg(feature = "serve")]
            Some(RequestGiven::Sent(_)) => return Ok(None),
            Some(RequestGiven::Id(_)) | None => return Ok(None),
        };
        match Capture::read(bytes, self.limits) {
            Ok(capture) => Ok(Some(capture)),
            Err(unread) => Err(Failure::usage(format_args!("--request: {}", unread.finding().message()))),
        }
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
        let idp = if arguments.idp_entity_id.is_some() { "--idp-entity-id" } else { "--idp" };
        sources.identity_provider = from(!arguments.names_no_provider(), idp, "identity_provider");
        sources.request = match &arguments.request {
            #[cfg(feature = "serve")]
            Some(RequestGiven::Sent(_)) => Some("the requests that were sent".to_owned()),
            Some(_) => Some("--request".to_owned()),
            None => arguments.idp_initiated.then(|| "--idp-initiated".to_owned()),
        };
        sources
    }

    /// The entity ID of the identity provider, if an option gave it.
    pub(crate) fn idp_entity_id(&self) -> Option<&str> {
        self.arguments.idp_entity_id.as_deref()
    }

    /// The private keys for decryption, read from their files.
    #[cfg(feature = "serve")]
    pub(crate) fn decryption_keys(&self) -> Result<Vec<DecryptionKey>, Failure> {
        if let Some(keys) = &self.arguments.keys {
            return Ok(keys.clone());
        }
        let passphrase = self.arguments.passphrase_env.as_deref();
        KeyFiles::of(&self.arguments.decrypt_key, passphrase, self.deployment.as_ref())?.read()
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
        let keys = match &self.arguments.keys {
            Some(keys) => keys.clone(),
            None if encrypted || keys.is_given() => keys.read()?,
            None => Vec::new(),
        };
        for key in keys {
            builder = builder.decryption_key(key);
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
