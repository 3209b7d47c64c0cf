//! `RedisStore` with real servers: each test starts its own, on a loopback port and in a folder of its own.
//!
//! `cargo test --features redis-cluster --test redis -- --include-ignored`; it needs `redis-server`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    missing_docs,
    unreachable_pub
)]

mod cluster;
mod faults;
mod server;
mod settings;
mod store;

use samlens::chrono::{DateTime, TimeDelta, Utc};
use samlens::replay::redis::RedisStore;
use samlens::replay::{Replay, ReplayKey, ReplayStore, StoreError};
use std::future::Future;
use std::time::Duration;

/// The time limit of the stores in most tests.
const LIMIT: Duration = Duration::from_millis(500);

/// What the scheduler of a busy machine may add.
const SLACK: Duration = Duration::from_millis(700);

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(work)
}

fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

fn later() -> DateTime<Utc> {
    now() + TimeDelta::minutes(5)
}

fn message(id: &str) -> ReplayKey {
    ReplayKey::new("https://idp.example", id)
}

async fn connect(url: &str) -> RedisStore {
    RedisStore::builder(url).timeout(LIMIT).connect().await.unwrap()
}

async fn insert(store: &RedisStore, id: &str) -> Result<Replay, StoreError> {
    store.insert(&message(id), later(), now()).await
}

/// Tries until the store answers again; how often is bounded.
async fn recovered(store: &RedisStore, id: &str) -> Replay {
    let mut last = None;
    for _ in 0..50 {
        match insert(store, id).await {
            Ok(found) => return found,
            Err(error) => last = Some(error),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the store does not recover: {last:?}");
}
