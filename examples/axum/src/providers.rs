//! What is known of the identity providers, read again while the service runs.

use crate::settings::{Settings, Wrong};
use crate::{App, saml};
use samlens::chrono::TimeDelta;
use samlens::fetch::{Fetcher, Reach};
use samlens::refresh::{Directory, Event, Source};
use samlens::{IdentityProviders, Validator, ValidatorBuilder};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Metadata from files and URLs.
pub struct Providers {
    settings: Settings,
    /// The texts of the files, to see whether they have changed.
    files: Vec<String>,
    directory: Directory,
}

impl Providers {
    /// Reads and fetches all metadata. It blocks.
    ///
    /// # Errors
    /// A file cannot be read, or no identity provider is known.
    pub fn start(settings: &Settings) -> Result<Providers, Wrong> {
        let (urls, files): (Vec<_>, Vec<_>) = settings.idp_metadata.iter().partition(|one| is_url(one));
        let files = files.into_iter().map(|path| read(path)).collect::<Result<Vec<_>, Wrong>>()?;
        let longest = TimeDelta::from_std(settings.metadata_refresh)?;
        let mut seed = [0; 8];
        openssl::rand::rand_bytes(&mut seed)?;
        // The operator names the hosts, so they may be inside of the own network; a redirect leads to no other.
        let hosts = urls.iter().filter_map(|url| host(url)).collect();
        let directory = Directory::builder(template(settings, &files)?)
            .fetcher(Fetcher::new().reach(Reach::Hosts(hosts)))
            .intervals(longest.min(TimeDelta::minutes(1)), longest)
            .jitter(u64::from_le_bytes(seed));
        let directory = urls.into_iter().fold(directory, |directory, url| directory.source(source(url)));
        Ok(Providers { settings: settings.clone(), files, directory: directory.start(SystemTime::now())? })
    }

    /// What is known now.
    pub fn validator(&self) -> Validator {
        Validator::clone(&self.directory.validator())
    }

    /// Fetches what is due, and says how long to wait and how many sources could not be read. It blocks.
    pub fn refresh(&mut self) -> (Duration, usize) {
        let mut failed = 0;
        let paths = self.settings.idp_metadata.iter().filter(|one| !is_url(one));
        // A file that cannot be read is as it was. What the URLs gave stays, also if one cannot be fetched at the moment.
        let files: Vec<String> =
            paths.zip(&self.files).map(|(path, text)| read(path).unwrap_or_else(|_| text.clone())).collect();
        if files != self.files {
            let replaced = template(&self.settings, &files)
                .and_then(|template| Ok(self.directory.replace_template(template)?));
            match replaced {
                Ok(()) => self.files = files,
                Err(error) => {
                    failed += 1;
                    tracing::warn!(%error, "metadata not read; the last one is kept");
                }
            }
        }
        let next = self.directory.refresh_due(SystemTime::now());
        failed += next.events().iter().filter(|event| matches!(event, Event::Failed { .. })).count();
        (next.wait(SystemTime::now()).min(self.settings.metadata_refresh), failed)
    }
}

/// Fetches metadata again and again. What cannot be fetched changes nothing: the last good one is used until it is
/// outdated, and then the library refuses it.
pub async fn keep_fresh(app: Arc<App>, mut providers: Providers) {
    let mut wait = Duration::ZERO;
    loop {
        tokio::time::sleep(wait).await;
        let before = providers.directory.validator();
        let done = tokio::task::spawn_blocking(move || {
            let done = providers.refresh();
            (providers, done)
        });
        let failed;
        (providers, (wait, failed)) = match done.await {
            Ok(done) => done,
            Err(error) => return tracing::error!(%error, "metadata is not refreshed any more"),
        };
        (0..failed).for_each(|_| app.counts.add("metadata-not-read"));
        if !Arc::ptr_eq(&before, &providers.directory.validator()) {
            app.replace_validator(providers.validator());
            tracing::info!("metadata replaced");
        }
    }
}

/// What every validator is built from: the service, and the identity providers of the files.
fn template(settings: &Settings, files: &[String]) -> Result<ValidatorBuilder, Wrong> {
    let mut template = saml::validator(settings);
    for text in files {
        template = template.identity_providers(&IdentityProviders::from_metadata(text)?);
    }
    Ok(template)
}

/// Host and port of a URL.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(authority.rsplit('@').next()?.to_owned())
}

/// Plain http is for a test on this machine: an attacker on the network path could insert another key.
fn source(url: &str) -> Source {
    let is_local = ["http://localhost:", "http://127.0.0.1:"].iter().any(|local| url.starts_with(local));
    match is_local {
        true => Source::url(url).allow_unprotected(),
        false => Source::url(url),
    }
}

fn is_url(text: &str) -> bool {
    text.starts_with("https://") || text.starts_with("http://")
}

fn read(path: &str) -> Result<String, Wrong> {
    Ok(std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?)
}
