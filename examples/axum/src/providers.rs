//! What is known of the identity providers, read again while the service runs.

use crate::App;
use crate::settings::Wrong;
use samlens::IdentityProviders;
use samlens::fetch::{Fetcher, Reach};
use std::sync::Arc;

/// Reads all metadata, from files and URLs.
///
/// # Errors
/// One of them cannot be read, or has no identity provider.
pub fn load(sources: &[String]) -> Result<IdentityProviders, Wrong> {
    // The operator names the URLs, so they may be inside of the own network.
    let fetcher = Fetcher::new().reach(Reach::Any);
    let mut all = Vec::new();
    for source in sources {
        let text = match source.starts_with("https://") || source.starts_with("http://") {
            true => fetcher.text(source)?,
            false => std::fs::read_to_string(source).map_err(|error| format!("{source}: {error}"))?,
        };
        let read = IdentityProviders::from_metadata(&text).map_err(|error| format!("{source}: {error}"))?;
        all.extend(read.providers().iter().cloned());
    }
    Ok(IdentityProviders::new(all)?)
}

/// Reads the metadata again and again. What cannot be read changes nothing: the last good one is used until it is
/// outdated, and then the library refuses it.
pub async fn keep_fresh(app: Arc<App>) {
    let mut ticks = tokio::time::interval(app.settings.metadata_refresh);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let sources = app.settings.idp_metadata.clone();
        let loaded = tokio::task::spawn_blocking(move || load(&sources)).await;
        let replaced = match loaded {
            Ok(Ok(providers)) => app.replace_providers(&providers).map_err(Wrong::from),
            Ok(Err(error)) => Err(error),
            Err(error) => Err(Wrong::from(error)),
        };
        match replaced {
            Ok(()) => tracing::debug!("metadata read again"),
            Err(error) => tracing::warn!(%error, "metadata not read; the last one is kept"),
        }
    }
}
