//! Redis or Valkey: one memory for all machines of a service (feature `redis`).
//!
//! Every question has a time limit, and what cannot be answered in time is an error, which the caller refuses. The server
//! must keep what it was given: `maxmemory-policy noeviction`, and a persistent file if it may be restarted. See
//! `docs/stores.md` of the repository.

mod builder;
mod failure;

pub use builder::RedisStoreBuilder;

use super::requests::{MAX_VALUE_BYTES, too_long};
use super::{Replay, ReplayKey, ReplayStore, RequestStore, StoreError, StoreFuture};
use crate::encoding::percent::hexadecimal;
use ::redis::aio::{ConnectionLike, ConnectionManager};
#[cfg(feature = "redis-cluster")]
use ::redis::cluster_async::ClusterConnection;
use ::redis::{Cmd, Pipeline, RedisResult, Value};
use builder::RedisSettings;
use chrono::{DateTime, TimeDelta, Utc};
use failure::{explained, timed_out};
use std::fmt;
use std::future::Future;
use std::time::Duration;

/// How much longer than until its end a message is remembered, because the clocks of two machines of a service differ.
const MARGIN: TimeDelta = TimeDelta::seconds(60);

/// The longest time to remember; Redis refuses instants that its clock cannot count.
const LONGEST: TimeDelta = TimeDelta::days(36_500);

/// Replays and requests in Redis or Valkey, shared by all machines of a service. It is cheap to clone.
///
/// It needs Redis 6.2 or later, or Valkey, and a tokio runtime. Clocks: a key lives for as long as the message is good
/// *from now*, by the clock of the service, and a minute longer. The date of the server does not matter.
///
/// ```no_run
/// use samlens::replay::redis::RedisStore;
/// use samlens::replay::{ReplayKey, ReplayStore};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let store = RedisStore::builder("rediss://:password@redis.example.org:6379/0").connect().await?;
/// let now: samlens::chrono::DateTime<samlens::chrono::Utc> = std::time::SystemTime::now().into();
/// let until = now + samlens::chrono::TimeDelta::minutes(5);
/// // `First` once. `StoreError` if Redis does not answer within a second: refuse.
/// let found = store.insert(&ReplayKey::new("https://idp.example", "_a1"), until, now).await?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct RedisStore {
    connection: Connection,
    settings: RedisSettings,
    eviction_policy: Option<String>,
}

#[derive(Clone)]
enum Connection {
    Server(ConnectionManager),
    #[cfg(feature = "redis-cluster")]
    Cluster(ClusterConnection),
}

impl RedisStore {
    /// A store on one server: `redis://host:6379/0`, with a password `redis://user:password@host/`, over TLS `rediss://`.
    pub fn builder(url: impl Into<String>) -> RedisStoreBuilder {
        RedisStoreBuilder::server(url.into())
    }

    /// A store on a Redis Cluster: name one or several of its nodes.
    #[cfg(feature = "redis-cluster")]
    pub fn cluster(urls: impl IntoIterator<Item = impl Into<String>>) -> RedisStoreBuilder {
        RedisStoreBuilder::cluster(urls.into_iter().map(Into::into).collect())
    }

    /// The server's `maxmemory-policy` when the store connected; none if the user may not ask for it. It is then for the
    /// operator to make sure that it is `noeviction`.
    pub fn eviction_policy(&self) -> Option<&str> {
        self.eviction_policy.as_deref()
    }

    fn key(&self, kind: char, digest: &[u8; 32]) -> String {
        format!("{}{kind}:{}", self.settings.prefix, hexadecimal(digest))
    }

    async fn insert_key(&self, key: String, lifetime: i64) -> Result<Replay, StoreError> {
        let set = set_command(&key, "1", lifetime, true);
        let Some(wanted) = self.settings.acknowledged_by else {
            let (answer, retried) = self.ask(&set).await?;
            return match answer {
                Value::Okay => Ok(Replay::First),
                // The first try may have come through, and its answer been lost.
                Value::Nil if retried => Err(StoreError::new(
                    "the connection to Redis was lost during the check, so it is unknown whether the message was used",
                )),
                Value::Nil => Ok(Replay::Seen),
                _ => Err(unexpected()),
            };
        };
        // A part of the limit, so that the answer of WAIT itself is in time.
        let wait = i64::try_from(self.settings.timeout.as_millis() / 2).unwrap_or(i64::MAX);
        let mut both = ::redis::pipe();
        both.add_command(set);
        both.cmd("WAIT").arg(wanted).arg(wait);
        let (answer, count): (Value, i64) = self.within(self.connection.clone().both(&both)).await?;
        match answer {
            Value::Okay if count >= i64::from(wanted) => Ok(Replay::First),
            Value::Okay => Err(StoreError::new(format!(
                "{count} of {wanted} replicas of Redis have acknowledged, so a failover could forget it"
            ))),
            Value::Nil => Ok(Replay::Seen),
            _ => Err(unexpected()),
        }
    }

    async fn put_value(
        &self,
        key: String,
        value: &str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        if value.len() > MAX_VALUE_BYTES {
            return Err(too_long(value));
        }
        if until <= now {
            return Ok(());
        }
        // The end goes with it, by the clock of the service.
        let value = format!("{} {value}", until.timestamp_millis());
        let set = set_command(&key, &value, lifetime(until, now, TimeDelta::zero()), false);
        match self.ask(&set).await?.0 {
            Value::Okay => Ok(()),
            _ => Err(unexpected()),
        }
    }

    async fn take_value(&self, key: String, now: DateTime<Utc>) -> Result<Option<String>, StoreError> {
        let mut take = ::redis::cmd("GETDEL");
        take.arg(key);
        let (answer, retried) = self.ask(&take).await?;
        let bytes = match answer {
            Value::BulkString(bytes) => bytes,
            Value::Nil if retried => {
                return Err(StoreError::new(
                    "the connection to Redis was lost while a request was read from it",
                ));
            }
            Value::Nil => return Ok(None),
            _ => return Err(unexpected()),
        };
        let text = String::from_utf8(bytes).map_err(|_| unexpected())?;
        let (end, value) = text.split_once(' ').ok_or_else(unexpected)?;
        let end = end.parse().ok().and_then(DateTime::from_timestamp_millis).ok_or_else(unexpected)?;
        Ok((end > now).then(|| value.to_owned()))
    }

    /// Asks once, and once more if the connection turns out to be lost: a server closes idle ones. Both together within
    /// the limit. The flag says whether it was asked twice.
    async fn ask(&self, command: &Cmd) -> Result<(Value, bool), StoreError> {
        let mut connection = self.connection.clone();
        self.within(async move {
            match connection.one(command).await {
                Err(error) if error.is_unrecoverable_error() && !error.is_connection_refusal() => {
                    Ok((connection.one(command).await?, true))
                }
                answer => Ok((answer?, false)),
            }
        })
        .await
    }

    async fn within<T>(&self, work: impl Future<Output = RedisResult<T>>) -> Result<T, StoreError> {
        within(self.settings.timeout, work).await
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = RedisResult<T>>) -> Result<T, StoreError> {
    match tokio::time::timeout(limit, work).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(explained(&error, limit)),
        Err(_) => Err(timed_out(limit)),
    }
}

impl Connection {
    async fn one(&mut self, command: &Cmd) -> RedisResult<Value> {
        let answer = match self {
            Connection::Server(server) => server.req_packed_command(command).await?,
            #[cfg(feature = "redis-cluster")]
            Connection::Cluster(cluster) => cluster.req_packed_command(command).await?,
        };
        answer.extract_error()
    }

    async fn both(self, commands: &Pipeline) -> RedisResult<(Value, i64)> {
        match self {
            Connection::Server(mut server) => commands.query_async(&mut server).await,
            // The builder refuses it.
            #[cfg(feature = "redis-cluster")]
            Connection::Cluster(mut cluster) => commands.query_async(&mut cluster).await,
        }
    }
}

fn set_command(key: &str, value: &str, lifetime: i64, only_new: bool) -> Cmd {
    let mut command = ::redis::cmd("SET");
    command.arg(key).arg(value);
    if only_new {
        command.arg("NX");
    }
    command.arg("PX").arg(lifetime);
    command
}

/// Milliseconds for which a key lives.
fn lifetime(until: DateTime<Utc>, now: DateTime<Utc>, margin: TimeDelta) -> i64 {
    let left = until.signed_duration_since(now).clamp(TimeDelta::zero(), LONGEST);
    left.checked_add(&margin).unwrap_or(LONGEST).num_milliseconds().max(1)
}

fn unexpected() -> StoreError {
    StoreError::new("Redis gave an answer of an unexpected kind")
}

impl ReplayStore for RedisStore {
    fn insert<'a>(
        &'a self,
        key: &'a ReplayKey,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, Replay> {
        let lifetime = lifetime(until, now, MARGIN);
        Box::pin(self.insert_key(self.key('r', key.as_bytes()), lifetime))
    }
}

impl RequestStore for RedisStore {
    fn put<'a>(
        &'a self,
        handle: &'a str,
        value: &'a str,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> StoreFuture<'a, ()> {
        Box::pin(self.put_value(self.key('q', &super::requests::key(handle)), value, until, now))
    }

    fn take<'a>(&'a self, handle: &'a str, now: DateTime<Utc>) -> StoreFuture<'a, Option<String>> {
        Box::pin(self.take_value(self.key('q', &super::requests::key(handle)), now))
    }
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("timeout", &self.settings.timeout).finish_non_exhaustive()
    }
}
