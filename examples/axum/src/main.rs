//! Starts the service. `Settings` has the environment variables.

use samlens::replay::{MemoryCache, ReplayStore, redis::RedisStore};
use samlens_example_axum::providers::{Providers, keep_fresh};
use samlens_example_axum::sessions::Sessions;
use samlens_example_axum::settings::Wrong;
use samlens_example_axum::{App, Settings, counts, router, serve};
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Logins whose response could still be used; an entry takes about 200 bytes.
const REPLAYS: usize = 100_000;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let is_terminal = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(is_terminal)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the service cannot start");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Wrong> {
    #[expect(clippy::disallowed_methods, reason = "settings are read once, here")]
    let settings = Settings::read(|name| std::env::var(name).ok())?;
    let own = settings.clone();
    let providers = tokio::task::spawn_blocking(move || Providers::start(&own)).await??;
    let (replays, sessions): (Box<dyn ReplayStore>, Sessions) = match &settings.redis_url {
        Some(url) => {
            let prefix = &settings.redis_prefix;
            let store = RedisStore::builder(url).key_prefix(prefix).connect().await?;
            (Box::new(store), Sessions::in_redis(url, prefix).await?)
        }
        None => (Box::new(MemoryCache::new(REPLAYS)), Sessions::in_memory()),
    };
    let listener = TcpListener::bind(settings.listen).await?;
    let metrics = match settings.metrics_listen {
        Some(address) => Some(TcpListener::bind(address).await?),
        None => None,
    };
    tracing::info!(
        address = %settings.base_url,
        metadata = %format!("{}/metadata", settings.base_url),
        identity_providers = providers.validator().identity_providers().len(),
        redis = settings.redis_url.is_some(),
        "started"
    );
    let app = Arc::new(App::new(settings, providers.validator(), replays, sessions)?);
    let fresh = tokio::spawn(keep_fresh(Arc::clone(&app), providers));
    if let Some(metrics) = metrics {
        tokio::spawn(serve::serve(metrics, counts::router(Arc::clone(&app)), std::future::pending()));
    }
    serve::serve(listener, router(app), end()).await;
    fresh.abort();
    tracing::info!("ended");
    Ok(())
}

/// Ctrl-C, or what a supervisor sends.
async fn end() {
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => drop(tokio::signal::ctrl_c().await),
    }
}
