//! What is named on the command line or in samlens.toml, a file or a URL → metadata or certificates, told by content.

mod failure;

use super::content::{self, Content};
use super::{Failure, input};
use chrono::{DateTime, Utc};
use clap::Args;
use failure::{names, unopened, unreachable, with_option, wrong};
use samlens::metadata::{ServiceProviderMetadata, SignedMetadata};
use samlens::{Certificate, Error, IdentityProviders, Limits};
use std::fs::File;
use std::io::{self, Write};
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How large metadata may be that is searched as a stream.
const MAX_STREAMED: u64 = 256 << 20;

/// How metadata is fetched and verified
#[derive(Args, Clone, Debug)]
pub(crate) struct SourceArgs {
    /// Certificate that must have signed the metadata, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Metadata")]
    metadata_cert: Vec<PathBuf>,
    /// Certification authorities to trust for https instead of the system's, in a PEM file
    #[arg(long, value_name = "PEM", help_heading = "Metadata")]
    ca_file: Option<PathBuf>,
    /// How long fetching metadata may take; HTTPS_PROXY, HTTP_PROXY and NO_PROXY are respected
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = timeout, help_heading = "Metadata")]
    timeout: u32,
    /// Documents that were given without a file.
    #[arg(skip)]
    pub(crate) documents: Vec<GivenDocument>,
}

/// What was pasted or dropped instead of naming a file.
#[derive(Clone, Debug)]
pub(crate) struct GivenDocument {
    /// What reports call it.
    pub(crate) name: String,
    pub(crate) bytes: Arc<[u8]>,
}

/// What a source says of a side.
pub(crate) enum Given {
    Providers(IdentityProviders),
    Services(Vec<ServiceProviderMetadata>),
    Certificates(Vec<Certificate>),
}

/// All that a source describes, for a command that shows it.
#[derive(Default)]
pub(crate) struct Sides {
    pub(crate) providers: Option<Result<IdentityProviders, Error>>,
    pub(crate) services: Vec<ServiceProviderMetadata>,
    pub(crate) certificates: Vec<Certificate>,
}

/// What was read, before it is known what it describes.
enum UnknownDocument {
    Metadata(String),
    Providers(IdentityProviders),
    Certificates(Vec<Certificate>),
}

/// Reads what is named: a file, a URL, or a document that was given without a file.
pub(crate) struct Sources<'a> {
    arguments: &'a SourceArgs,
    limits: &'a Limits,
    at: DateTime<Utc>,
    signers: Vec<Certificate>,
}

impl<'a> Sources<'a> {
    pub(crate) fn new(
        arguments: &'a SourceArgs,
        limits: &'a Limits,
        at: DateTime<Utc>,
    ) -> Result<Sources<'a>, Failure> {
        let signers = certificates("--metadata-cert", &arguments.metadata_cert, limits)?;
        Ok(Sources { arguments, limits, at, signers })
    }

    /// Trusts these as well to sign metadata.
    pub(crate) fn signed_by(&self, files: &[PathBuf]) -> Result<Sources<'a>, Failure> {
        let mut signers = self.signers.clone();
        signers.extend(certificates("metadata_cert", files, self.limits)?);
        Ok(Sources { arguments: self.arguments, limits: self.limits, at: self.at, signers })
    }

    /// The identity providers or certificates of `--idp`; providers with a validUntil in the past are left out, and are an
    /// error if that one is wanted, or if none is left.
    ///
    /// A missing file is a usage error, and so is a local file that is something else. Everything else is
    /// [`Failure::Unreachable`].
    pub(crate) fn trusted(&self, option: &str, source: &str, wanted: Option<&str>) -> Result<Given, Failure> {
        match self.given(option, source, wanted)? {
            Given::Providers(all) => match all.valid_at(self.at, wanted) {
                Ok(valid) => Ok(Given::Providers(valid)),
                Err(error) => Err(unreachable(error, source)),
            },
            Given::Services(services) => Err(wrong(
                option,
                source,
                &format!("service provider metadata ({})", names(&services)),
                Some("--sp takes it; --idp takes the metadata of the identity provider"),
            )),
            given @ Given::Certificates(_) => Ok(given),
        }
    }

    /// The identity providers of a source that must be metadata.
    pub(crate) fn load(&self, source: &str, wanted: Option<&str>) -> Result<IdentityProviders, Failure> {
        match self.trusted("metadata", source, wanted)? {
            Given::Providers(providers) => Ok(providers),
            _ => {
                Err(wrong("metadata", source, "a certificate", Some("certificates takes it, with entity_id")))
            }
        }
    }

    /// The service provider of `--sp`, or its certificates.
    pub(crate) fn service(&self, option: &str, source: &str) -> Result<Given, Failure> {
        let given = match self.given(option, source, None) {
            Err(Failure::Unreachable(error)) => {
                return Err(Failure::usage(format_args!("{option}: {}", error.about(source))));
            }
            given => given?,
        };
        match given {
            Given::Providers(all) if all.providers().is_empty() => Err(Failure::usage(format_args!(
                "{option} {source}: the metadata describes no service provider"
            ))),
            Given::Providers(all) => {
                let name = all.providers().first().map_or("", |one| one.entity_id());
                let what = format!("identity provider metadata ({name})");
                Err(wrong(
                    option,
                    source,
                    &what,
                    Some("--idp takes it; --sp takes the metadata of your service"),
                ))
            }
            given => Ok(given),
        }
    }

    /// What a source is. Metadata of both kinds of providers counts as what `option` asks for.
    pub(crate) fn given(&self, option: &str, source: &str, wanted: Option<&str>) -> Result<Given, Failure> {
        let text = match self.read(option, source, wanted)? {
            UnknownDocument::Certificates(all) => return Ok(Given::Certificates(all)),
            UnknownDocument::Providers(all) => return Ok(Given::Providers(all)),
            UnknownDocument::Metadata(text) => text,
        };
        let services = || ServiceProviderMetadata::all_from_metadata(&text, self.limits).unwrap_or_default();
        if option == "--sp" {
            let services = services();
            if !services.is_empty() {
                return Ok(Given::Services(services));
            }
        }
        match IdentityProviders::from_metadata_within(&text, self.limits) {
            Ok(providers) => Ok(Given::Providers(providers)),
            Err(error) => {
                let services = services();
                let is_fetched = is_url(source) && option != "SOURCE";
                match !(services.is_empty() || has_identity_provider(&text) || is_fetched) {
                    true => Ok(Given::Services(services)),
                    false => Err(unreachable(error, source)),
                }
            }
        }
    }

    /// Everything that a source describes, or that one entity of it.
    pub(crate) fn sides(&self, source: &str, wanted: Option<&str>) -> Result<Sides, Failure> {
        let text = match self.read("SOURCE", source, wanted)? {
            UnknownDocument::Certificates(certificates) => {
                return Ok(Sides { certificates, ..Sides::default() });
            }
            UnknownDocument::Providers(all) => {
                return Ok(Sides { providers: Some(Ok(all)), ..Sides::default() });
            }
            UnknownDocument::Metadata(text) => text,
        };
        let mut services = ServiceProviderMetadata::all_from_metadata(&text, self.limits).unwrap_or_default();
        services.retain(|one| wanted.is_none_or(|wanted| wanted == one.entity_id()));
        let providers = IdentityProviders::from_metadata_within(&text, self.limits);
        let providers = providers.and_then(|all| match wanted {
            Some(wanted) => all.find(wanted).map(|one| IdentityProviders::from(one.clone())),
            None => Ok(all),
        });
        // A service provider alone is no failure to read an identity provider.
        let is_service = !services.is_empty() && (wanted.is_some() || !has_identity_provider(&text));
        let providers = match providers {
            Err(_) if is_service => None,
            all => Some(all.map_err(|error| with_option(error).about(source))),
        };
        Ok(Sides { providers, services, certificates: Vec::new() })
    }

    fn read(&self, option: &str, source: &str, wanted: Option<&str>) -> Result<UnknownDocument, Failure> {
        let mut reader = self.open(source)?;
        let most = u64::try_from(self.limits.max_metadata_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        if let Err(error) = reader.by_ref().take(most).read_to_end(&mut bytes) {
            // What was fetched says by itself what went wrong with it.
            let unread = |error| Error::unreachable(format_args!("{source} cannot be read: {error}"));
            let error = error.downcast::<Error>().unwrap_or_else(unread);
            return Err(unreachable(error, source));
        }
        let about = |error: Error| unreachable(error, source);
        if bytes.len() > self.limits.max_metadata_bytes {
            return self.large(bytes, reader, wanted).map(UnknownDocument::Providers).map_err(about);
        }
        let text = match content::of(&bytes) {
            // If signed metadata is required, a bare certificate is no replacement.
            Content::Certificates(_) if !self.signers.is_empty() && option != "--sp" => {
                return Err(about(Error::unreachable("this is a certificate, not metadata that is signed")));
            }
            Content::Certificates(all) => return Ok(UnknownDocument::Certificates(all)),
            Content::Metadata(text) => text,
            Content::Other(other) if !is_url(source) => {
                return Err(wrong(option, source, &other.what, other.instead));
            }
            // A server answered with something else: the reader of metadata says what.
            Content::Other(_) => String::from_utf8_lossy(&bytes).into_owned(),
        };
        match self.signers.as_slice() {
            [] => Ok(UnknownDocument::Metadata(text)),
            signers => SignedMetadata::verify(&text, signers, self.limits)
                .map(|signed| UnknownDocument::Metadata(signed.xml().to_owned()))
                .map_err(about),
        }
    }

    /// What a URL answers, to be read from memory later; `None` if it is larger than metadata of one organization.
    #[cfg(feature = "serve")]
    pub(crate) fn fetched(&self, url: &str) -> Result<Option<GivenDocument>, Failure> {
        let most = u64::try_from(self.limits.max_metadata_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        let read = self.fetch(url)?.take(most).read_to_end(&mut bytes);
        read.map_err(|error| {
            let unread = |error| Error::unreachable(format_args!("{url} cannot be read: {error}"));
            unreachable(error.downcast::<Error>().unwrap_or_else(unread), url)
        })?;
        let is_whole = bytes.len() <= self.limits.max_metadata_bytes;
        Ok(is_whole.then(|| GivenDocument { name: url.to_owned(), bytes: Arc::from(bytes) }))
    }

    fn open(&self, source: &str) -> Result<Box<dyn Read>, Failure> {
        if let Some(document) = self.arguments.documents.iter().find(|one| one.name == source) {
            return Ok(Box::new(Cursor::new(Arc::clone(&document.bytes))));
        }
        if is_url(source) {
            return self.fetch(source);
        }
        if source.contains("://") {
            return Err(Failure::usage(format_args!("{source}: only https and http are fetched")));
        }
        let file = File::open(Path::new(source)).map_err(|error| unopened(source, &error))?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(Failure::usage(format_args!("{source} is a directory; give a file in it")));
        }
        Ok(Box::new(file))
    }

    /// Anyone on the way could insert their own keys into unsigned metadata that is fetched over http.
    fn warn_of_open_line(&self, url: &str) {
        if samlens::fetch::is_exposed(url) && self.signers.is_empty() {
            let text = "samlens: warning: metadata over http can be changed on the way; use https, or --metadata-cert";
            // If standard error is closed, no one can read it.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    fn fetch(&self, url: &str) -> Result<Box<dyn Read>, Failure> {
        self.warn_of_open_line(url);
        let mut fetcher = samlens::fetch::Fetcher::new()
            .timeout(std::time::Duration::from_secs(u64::from(self.arguments.timeout)))
            .max_bytes(MAX_STREAMED)
            // The person who runs the command names the URL, or sees it first.
            .reach(samlens::fetch::Reach::Any)
            .proxies_from_environment();
        if let Some(path) = &self.arguments.ca_file {
            let pem = input::whole(path, self.limits.max_metadata_bytes)?;
            fetcher = fetcher
                .certificate_authorities(&pem)
                .map_err(|error| Failure::usage(format_args!("--ca-file {}: {error}", path.display())))?;
        }
        match fetcher.open(url) {
            Ok(fetched) => Ok(Box::new(fetched)),
            Err(error) => Err(unreachable(error, url)),
        }
    }

    /// A file that is neither is searched for the wanted entity.
    fn large(
        &self,
        bytes: Vec<u8>,
        reader: Box<dyn Read>,
        wanted: Option<&str>,
    ) -> Result<IdentityProviders, Error> {
        if let Some(wanted) = wanted.filter(|_| self.signers.is_empty()) {
            let rest = reader.take(MAX_STREAMED);
            let all = BufReader::with_capacity(64 << 10, Cursor::new(bytes).chain(rest));
            return IdentityProviders::search_metadata(all, wanted, self.limits).map(IdentityProviders::from);
        }
        let text = String::from_utf8_lossy(&bytes);
        match self.signers.as_slice() {
            [] => IdentityProviders::from_metadata_within(&text, self.limits),
            signers => SignedMetadata::verify(&text, signers, self.limits)?.identity_providers(self.limits),
        }
    }
}

/// Whether metadata claims to describe one, readable or not.
fn has_identity_provider(metadata: &str) -> bool {
    metadata.contains("IDPSSODescriptor")
}

/// A number of seconds up to ten minutes.
fn timeout(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|seconds| (1..=600).contains(seconds));
    number.ok_or_else(|| "not a number of seconds from 1 to 600, like 10".to_owned())
}

pub(crate) fn is_url(source: &str) -> bool {
    let begins =
        |scheme: &str| source.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

/// The certificates in files; `option` says where they were named.
pub(crate) fn certificates(
    option: &str,
    files: &[PathBuf],
    limits: &Limits,
) -> Result<Vec<Certificate>, Failure> {
    let mut all = Vec::new();
    for path in files {
        let bytes = input::whole(path, limits.max_metadata_bytes)?;
        let read = Certificate::from_any(&bytes).map_err(|error| match content::of(&bytes) {
            Content::Other(other) => wrong(option, &path.display().to_string(), &other.what, other.instead),
            _ => Failure::usage(format_args!("{option} {}: {error}", path.display())),
        })?;
        if read.is_empty() {
            return Err(Failure::usage(format_args!(
                "{option} {}: it contains no certificate",
                path.display()
            )));
        }
        all.extend(read);
    }
    Ok(all)
}
