//! Metadata named on the command line or in samlens.toml: a file or a URL → identity providers.

use super::{Failure, input};
use chrono::{DateTime, Utc};
use clap::Args;
use samlens::metadata::SignedMetadata;
use samlens::{Certificate, Error, IdentityProviders, Limits};
use std::fs::File;
use std::io::{self, Write};
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

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
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600), help_heading = "Metadata")]
    timeout: u32,
}

/// A document as it was given or fetched.
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

    /// The identity providers of a source; those with a validUntil in the past are left out, and are an error where that
    /// is the one that is wanted, or leaves none.
    ///
    /// A missing file is a usage error. Everything else is [`Failure::Unreachable`].
    pub(crate) fn load(&self, source: &str, wanted: Option<&str>) -> Result<IdentityProviders, Failure> {
        let reader = self.open(source)?;
        let read = self.read(source, reader, wanted);
        let valid = read.and_then(|providers| providers.valid_at(self.at, wanted));
        valid.map_err(|error| Failure::Unreachable(error.about(source)))
    }

    fn open(&self, source: &str) -> Result<Box<dyn Read>, Failure> {
        if is_url(source) {
            return self.fetch(source);
        }
        if source.contains("://") {
            return Err(Failure::usage(format_args!("{source}: only https and http are fetched")));
        }
        let open = File::open(Path::new(source));
        let file = open.map_err(|error| Failure::usage(format_args!("cannot read {source}: {error}")))?;
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            return Err(Failure::usage(format_args!("{source} is a directory; give a file in it")));
        }
        Ok(Box::new(file))
    }

    /// Whoever sits between could put keys of their own into metadata that came over an open line unsigned.
    fn warn_of_open_line(&self, url: &str) {
        let authority = url.split(['/', '?', '#']).nth(2).unwrap_or_default();
        let is = |host: &str| {
            authority.strip_prefix(host).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        };
        let local = ["localhost", "127.0.0.1", "[::1]"].into_iter().any(is);
        let open = url.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("http://"));
        if open && !local && self.signers.is_empty() {
            let text = "samlens: warning: metadata over http can be changed on the way; use https, or --metadata-cert";
            // Where standard error is closed nobody reads it.
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }

    fn fetch(&self, url: &str) -> Result<Box<dyn Read>, Failure> {
        self.warn_of_open_line(url);
        let mut fetcher = samlens::fetch::Fetcher::new()
            .timeout(std::time::Duration::from_secs(u64::from(self.arguments.timeout)))
            .max_bytes(MAX_STREAMED)
            // Whoever runs the command names the URL, or is told of it first.
            .reach(samlens::fetch::Reach::Any)
            .proxies_from_environment();
        if let Some(path) = &self.arguments.ca_file {
            let pem = input::file(path, self.limits.max_metadata_bytes)?;
            fetcher = fetcher
                .certificate_authorities(&pem)
                .map_err(|error| Failure::usage(format_args!("--ca-file {}: {error}", path.display())))?;
        }
        match fetcher.open(url) {
            Ok(fetched) => Ok(Box::new(fetched)),
            Err(error) => Err(Failure::Unreachable(error.about(url))),
        }
    }

    /// What fits is read as a whole; what does not is searched for the one that is wanted.
    fn read(
        &self,
        source: &str,
        mut reader: Box<dyn Read>,
        wanted: Option<&str>,
    ) -> Result<IdentityProviders, Error> {
        let most = u64::try_from(self.limits.max_metadata_bytes).unwrap_or(u64::MAX).saturating_add(1);
        let mut bytes = Vec::new();
        if let Err(error) = reader.by_ref().take(most).read_to_end(&mut bytes) {
            // What was fetched says by itself what went wrong with it.
            let unread = |error| Error::unreachable(format_args!("{source} cannot be read: {error}"));
            return Err(error.downcast::<Error>().unwrap_or_else(unread));
        }
        let whole = bytes.len() <= self.limits.max_metadata_bytes;
        match wanted {
            Some(wanted) if !whole && self.signers.is_empty() => {
                let rest = reader.take(MAX_STREAMED);
                let all = BufReader::with_capacity(64 << 10, Cursor::new(bytes).chain(rest));
                IdentityProviders::search_metadata(all, wanted, self.limits).map(IdentityProviders::from)
            }
            _ => {
                let text = String::from_utf8_lossy(&bytes);
                if self.signers.is_empty() {
                    return IdentityProviders::from_metadata_within(&text, self.limits);
                }
                SignedMetadata::verify(&text, &self.signers, self.limits)?.identity_providers(self.limits)
            }
        }
    }
}

pub(crate) fn is_url(source: &str) -> bool {
    let begins =
        |scheme: &str| source.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    begins("http://") || begins("https://")
}

/// The certificates in PEM files; `option` says where they were named.
pub(crate) fn certificates(
    option: &str,
    files: &[PathBuf],
    limits: &Limits,
) -> Result<Vec<Certificate>, Failure> {
    let mut all = Vec::new();
    for path in files {
        let bytes = input::file(path, limits.max_metadata_bytes)?;
        let read = Certificate::from_pem_bundle(&bytes);
        let read =
            read.map_err(|error| Failure::usage(format_args!("{option} {}: {error}", path.display())))?;
        if read.is_empty() {
            return Err(Failure::usage(format_args!("{option} {}: holds no certificate", path.display())));
        }
        all.extend(read);
    }
    Ok(all)
}
