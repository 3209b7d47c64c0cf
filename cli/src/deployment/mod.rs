//! A configuration file, samlens.toml, as the commands use it: which one, and what messages are judged against by it.

mod notice;

pub(crate) use notice::{introduce, name_found};

use super::expected::Expected;
use super::source::{self, Sources};
use super::{Failure, input};
use samlens::config::{Config, ConfigFile, ProfileName};
use samlens::{Certificate, IdentityProvider, IdentityProviders, Limits};
use std::path::{Path, PathBuf};

/// The file that is found by itself.
pub(crate) const FILE_NAME: &str = "samlens.toml";

/// A source that samlens.toml names.
#[derive(Default)]
pub(crate) struct NamedSource {
    /// A file or URL.
    pub(crate) source: String,
    /// The entity ID that is meant.
    pub(crate) entity_id: Option<String>,
    /// The certificates that must have signed it.
    pub(crate) signers: Vec<PathBuf>,
}

/// A deployment that `check` judges by.
pub(crate) struct Deployment {
    file: PathBuf,
    /// Whether it was found by chance.
    pub(crate) found_by_chance: bool,
    pub(crate) config: Config,
    /// The file as it was read, with the place of everything in it.
    pub(crate) located: ConfigFile,
}

impl Deployment {
    /// The file that describes it.
    pub(crate) fn name(&self) -> String {
        self.file.display().to_string()
    }

    /// The sources that it names: metadata and certificates of both sides.
    pub(crate) fn named_sources(&self) -> Vec<NamedSource> {
        let file = |name: &str| relative_to(&self.file, name).display().to_string();
        let certificate = |name: &String| NamedSource { source: file(name), ..NamedSource::default() };
        let mut named = Vec::new();
        for one in &self.config.identity_providers {
            if let Some(metadata) = &one.metadata {
                let source = if source::is_url(metadata) { metadata.clone() } else { file(metadata) };
                let signers = one.metadata_cert.iter().map(|name| relative_to(&self.file, name)).collect();
                named.push(NamedSource { source, entity_id: one.entity_id.clone(), signers });
            }
            named.extend(one.certificates.iter().map(certificate));
        }
        named.extend(self.config.service_provider.certificates.iter().map(certificate));
        named
    }

    /// The files of its private keys.
    pub(crate) fn decryption_keys(&self) -> Vec<PathBuf> {
        let files = &self.config.service_provider.decryption_keys;
        files.iter().map(|name| relative_to(&self.file, name)).collect()
    }

    /// The certificates that the service provider signs with.
    pub(crate) fn own_certificates(&self, limits: &Limits) -> Result<Vec<Certificate>, Failure> {
        let named = &self.config.service_provider.certificates;
        let files: Vec<PathBuf> = named.iter().map(|name| relative_to(&self.file, name)).collect();
        source::certificates("service_provider.certificates", &files, limits)
    }

    /// The profile that it asks for, and why.
    pub(crate) fn profile(&self) -> (String, String) {
        let (name, why) = self.config.chosen_profile();
        let name = if name == ProfileName::Flex { "flex" } else { "generic" };
        (name.to_owned(), format!("{}: {why}", self.name()))
    }

    /// The named file, or the one in the working directory. `ignored` looks for none.
    pub(crate) fn find(named: Option<&Path>, ignored: bool) -> Result<Option<Deployment>, Failure> {
        let file = match named {
            Some(file) => file,
            None if ignored => return Ok(None),
            None if Path::new(FILE_NAME).is_file() => Path::new(FILE_NAME),
            None => return Ok(None),
        };
        let text = read(file)?;
        match ConfigFile::parse(&text) {
            Ok(located) => Ok(Some(Deployment {
                file: file.to_owned(),
                found_by_chance: named.is_none(),
                config: located.config().clone(),
                located,
            })),
            Err(found) => {
                let all: Vec<String> = found.iter().map(|one| format!("{}:{one}", file.display())).collect();
                Err(Failure::usage(all.join("\n")))
            }
        }
    }

    /// What a message from this issuer is judged against, and what could not be loaded.
    ///
    /// Where an entity ID is configured, only the identity provider that has it is loaded. What cannot be loaded counts
    /// only where no other identity provider has the issuer.
    pub(crate) fn expected(
        &self,
        sources: &Sources<'_>,
        issuer: Option<&str>,
        limits: &Limits,
    ) -> Result<Expected, Failure> {
        let configured = &self.config.identity_providers;
        let by_name = configured.iter().any(|one| issuer.is_some() && one.entity_id.as_deref() == issuer);
        let mut loaded: Vec<(usize, IdentityProvider)> = Vec::new();
        let mut unreachable = None;
        for (index, one) in configured.iter().enumerate() {
            if by_name && one.entity_id.as_deref() != issuer {
                continue;
            }
            if let Some(metadata) = &one.metadata {
                let signers: Vec<PathBuf> =
                    one.metadata_cert.iter().map(|name| relative_to(&self.file, name)).collect();
                let source = match source::is_url(metadata) {
                    true => metadata.clone(),
                    false => relative_to(&self.file, metadata).display().to_string(),
                };
                let wanted = one.entity_id.as_deref().or(issuer);
                self.announce(&source);
                match sources.signed_by(&signers)?.load(&source, wanted) {
                    Ok(all) => {
                        let fits = |provider: &&IdentityProvider| {
                            one.entity_id.as_deref().is_none_or(|wanted| wanted == provider.entity_id())
                        };
                        let named = all.providers().iter().filter(fits).cloned();
                        loaded.extend(named.map(|provider| (index, provider.with_name(&one.name))));
                    }
                    Err(Failure::Unreachable(error)) => unreachable = unreachable.or(Some(error)),
                    Err(failure) => return Err(failure),
                }
            } else if let Some(entity_id) = &one.entity_id {
                let files: Vec<PathBuf> =
                    one.certificates.iter().map(|name| relative_to(&self.file, name)).collect();
                let certificates = source::certificates("certificates", &files, limits)?;
                let built =
                    IdentityProvider::builder(entity_id).name(&one.name).certificates(certificates).build();
                loaded.push((index, built.map_err(Failure::usage)?));
            }
        }
        let borrowed: Vec<(usize, &IdentityProvider)> =
            loaded.iter().map(|(index, one)| (*index, one)).collect();
        let chosen = issuer.and_then(|issuer| self.config.choose(issuer, &borrowed).ok());
        if borrowed.iter().any(|(_, one)| Some(one.entity_id()) == issuer) {
            unreachable = None;
        }
        let providers = IdentityProviders::new(loaded.iter().map(|(_, one)| one.clone()));
        let providers =
            providers.map_err(|error| Failure::usage(format_args!("{}: {error}", self.name())))?;
        let mut builder = self.config.validator(chosen).limits(limits.clone());
        for provider in providers.providers() {
            builder = builder.identity_provider(provider.clone());
        }
        if let Some(own) = configured.first().and_then(|own| own.entity_id.clone()) {
            builder = builder.own_issuer(own);
        }
        let mut profiles = Vec::new();
        if issuer.is_none() {
            for (index, provider) in &loaded {
                let own = self.config.own_profile(*index);
                profiles.extend(own.map(|profile| (provider.entity_id().to_owned(), profile)));
            }
        }
        Ok(Expected { builder, unreachable, profile: self.profile(), addresses: Vec::new(), profiles })
    }
}

/// Reads such a file.
pub(crate) fn read(file: &Path) -> Result<String, Failure> {
    let bytes = input::file(file, 2 << 20)?;
    String::from_utf8(bytes).map_err(|_| Failure::usage(format_args!("{} is not UTF-8", file.display())))
}

/// A file that is named relative to another.
pub(crate) fn relative_to(file: &Path, name: &str) -> PathBuf {
    file.parent().map_or_else(|| PathBuf::from(name), |folder| folder.join(name))
}
