//! Connects, and looks whether the server keeps what it is given.

use super::failure::explained;
use super::{Connection, RedisStore, within};
use crate::replay::StoreError;
use ::redis::aio::ConnectionManagerConfig;
use ::redis::io::tcp::{TcpSettings, socket2::TcpKeepalive};
use ::redis::{Client, ConnectionAddr, ConnectionInfo, IntoConnectionInfo, TlsCertificates, Value};
#[cfg(feature = "redis-cluster")]
use ::redis::{
    cluster::ClusterClient,
    cluster_routing::{MultipleNodeRoutingInfo, RoutingInfo},
};
use std::fmt;
use std::time::Duration;

/// After so long without an answer to a probe the connection is given up, and another one is made.
const DEAD_AFTER: Duration = Duration::from_secs(10);

/// How to reach Redis, and what is expected of it.
#[must_use]
pub struct RedisStoreBuilder {
    urls: Vec<String>,
    #[cfg(feature = "redis-cluster")]
    is_cluster: bool,
    certificate_authorities: Option<Vec<u8>>,
    allow_eviction: bool,
    settings: RedisSettings,
}

#[derive(Clone)]
pub(super) struct RedisSettings {
    pub(super) prefix: String,
    pub(super) timeout: Duration,
    pub(super) acknowledged_by: Option<u16>,
}

impl RedisStoreBuilder {
    pub(super) fn server(url: String) -> RedisStoreBuilder {
        RedisStoreBuilder {
            urls: vec![url],
            #[cfg(feature = "redis-cluster")]
            is_cluster: false,
            certificate_authorities: None,
            allow_eviction: false,
            settings: RedisSettings {
                prefix: "samlens:".to_owned(),
                timeout: Duration::from_secs(1),
                acknowledged_by: None,
            },
        }
    }

    #[cfg(feature = "redis-cluster")]
    pub(super) fn cluster(urls: Vec<String>) -> RedisStoreBuilder {
        RedisStoreBuilder { urls, is_cluster: true, ..RedisStoreBuilder::server(String::new()) }
    }

    /// Sets what the names of keys begin with (`samlens:`). Services that share a server need a prefix each; the machines
    /// of one service need the same.
    pub fn key_prefix(mut self, prefix: impl Into<String>) -> RedisStoreBuilder {
        self.settings.prefix = prefix.into();
        self
    }

    /// Sets how long a question may take, with everything: the connection, if it must be made again, and the answer
    /// (1 second). What takes longer is refused.
    pub fn timeout(mut self, timeout: Duration) -> RedisStoreBuilder {
        self.settings.timeout = timeout;
        self
    }

    /// Trusts these certification authorities (PEM) too, for one server at `rediss://`.
    pub fn certificate_authorities(mut self, pem: impl Into<Vec<u8>>) -> RedisStoreBuilder {
        self.certificate_authorities = Some(pem.into());
        self
    }

    /// Waits until so many replicas have the key before a login is accepted (`WAIT`). Redis replicates after it has
    /// answered, so a failover can forget the last keys; with this, a replica that takes over has them. For one server with
    /// replicas, not for a cluster. While fewer replicas are there, every login is refused.
    pub fn acknowledged_by(mut self, replicas: u16) -> RedisStoreBuilder {
        self.settings.acknowledged_by = Some(replicas).filter(|count| *count > 0);
        self
    }

    /// Accepts a server that deletes keys when its memory is full (`maxmemory-policy` other than `noeviction`). A
    /// response whose key was deleted can be used a second time.
    pub fn allow_eviction(mut self) -> RedisStoreBuilder {
        self.allow_eviction = true;
        self
    }

    /// Connects, and asks for the server's `maxmemory-policy`.
    ///
    /// # Errors
    /// A URL cannot be used, or turns the verification of certificates off; the server does not answer in time, refuses
    /// the password, or may evict keys.
    pub async fn connect(self) -> Result<RedisStore, StoreError> {
        let limit = self.settings.timeout;
        let mut connection = self.connection().await?;
        let policies = within(limit, async { Ok(connection.info_memory().await) }).await?;
        let policies = match policies {
            Ok(info) => policies_in(&info),
            // A user without the right to ask, or a server without this command.
            Err(error) if matches!(error.code(), Some("NOPERM" | "ERR")) => Vec::new(),
            Err(error) => return Err(explained(&error, limit)),
        };
        let evicting = policies.iter().find(|policy| *policy != "noeviction");
        if let Some(policy) = evicting.filter(|_| !self.allow_eviction) {
            return Err(StoreError::new(format!(
                "Redis may delete keys when it is full (maxmemory-policy {policy}), and then a response can be used twice; \
                 set maxmemory-policy noeviction, or allow it with RedisStoreBuilder::allow_eviction"
            )));
        }
        let eviction_policy = evicting.or(policies.first()).cloned();
        Ok(RedisStore { connection, settings: self.settings, eviction_policy })
    }

    async fn connection(&self) -> Result<Connection, StoreError> {
        let limit = self.settings.timeout;
        let nodes = self.urls.iter().map(|url| node(url)).collect::<Result<Vec<_>, _>>()?;
        #[cfg(feature = "redis-cluster")]
        if self.is_cluster {
            if self.settings.acknowledged_by.is_some() {
                return Err(StoreError::new(
                    "acknowledged_by is for one server with replicas, not for a cluster",
                ));
            }
            if self.certificate_authorities.is_some() {
                // The client library cannot, with OpenSSL.
                return Err(StoreError::new(
                    "certificate_authorities is for one server; for a cluster, add the issuer to the system's authorities",
                ));
            }
            let builder = ClusterClient::builder(nodes)
                .connection_timeout(limit)
                .response_timeout(limit)
                .tcp_settings(tcp());
            let client = builder.build().map_err(|error| explained(&error, limit))?;
            let connection = within(limit, client.get_async_connection()).await?;
            return Ok(Connection::Cluster(connection));
        }
        let Some(node) = nodes.into_iter().next() else {
            return Err(StoreError::new("no address of Redis was given"));
        };
        let client = match &self.certificate_authorities {
            Some(pem) => Client::build_with_tls(node, authorities(pem)),
            None => Client::open(node),
        };
        let client = client.map_err(|error| explained(&error, limit))?;
        // Few retries: while a server is down each question begins another one, and waits for no more than this.
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(limit))
            .set_response_timeout(Some(limit))
            .set_min_delay(Duration::from_millis(20))
            .set_max_delay(Duration::from_millis(100))
            .set_number_of_retries(1);
        let manager = within(limit, client.get_connection_manager_with_config(config)).await?;
        Ok(Connection::Server(manager))
    }
}

/// Where a URL leads. It may contain a password, so a message does not repeat it.
fn node(url: &str) -> Result<ConnectionInfo, StoreError> {
    let unusable =
        "the address of Redis cannot be read; give redis://host:port/database, or rediss:// for TLS";
    let info = url.into_connection_info().map_err(|_| StoreError::new(unusable))?;
    if matches!(info.addr(), ConnectionAddr::TcpTls { insecure: true, .. }) {
        return Err(StoreError::new(
            "`#insecure` in the address of Redis turns the verification of its certificate off; \
             remove it, and give the issuer with RedisStoreBuilder::certificate_authorities",
        ));
    }
    Ok(info.set_tcp_settings(tcp()))
}

/// A peer that vanished without a word is noticed, and the connection made again.
fn tcp() -> TcpSettings {
    let keepalive = TcpKeepalive::new().with_time(DEAD_AFTER).with_interval(DEAD_AFTER / 5);
    let settings = TcpSettings::default().set_nodelay(true).set_keepalive(keepalive);
    #[cfg(any(target_os = "android", target_os = "fuchsia", target_os = "linux"))]
    let settings = settings.set_user_timeout(DEAD_AFTER);
    settings
}

fn authorities(pem: &[u8]) -> TlsCertificates {
    TlsCertificates { client_tls: None, root_cert: Some(pem.to_vec()) }
}

impl Connection {
    /// What each server says of its memory.
    async fn info_memory(&mut self) -> ::redis::RedisResult<Value> {
        let mut info = ::redis::cmd("INFO");
        info.arg("memory");
        match self {
            #[cfg(feature = "redis-cluster")]
            Connection::Cluster(cluster) => {
                let all = RoutingInfo::MultiNode((MultipleNodeRoutingInfo::AllMasters, None));
                cluster.route_command(info, all).await?.extract_error()
            }
            Connection::Server(_) => self.one(&info).await,
        }
    }
}

/// The values of `maxmemory_policy` in one answer, or in the answers of several nodes.
fn policies_in(info: &Value) -> Vec<String> {
    let texts: Vec<String> = match info {
        Value::Map(nodes) => nodes.iter().filter_map(|(_, text)| text_of(text)).collect(),
        Value::Array(nodes) => nodes.iter().filter_map(text_of).collect(),
        one => text_of(one).into_iter().collect(),
    };
    let lines = texts.iter().flat_map(|text| text.lines());
    lines
        .filter_map(|line| line.strip_prefix("maxmemory_policy:"))
        .map(|name| name.trim().to_owned())
        .collect()
}

fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::BulkString(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        Value::SimpleString(text) | Value::VerbatimString { text, .. } => Some(text.clone()),
        _ => None,
    }
}

impl fmt::Debug for RedisStoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A URL may have a password.
        f.debug_struct("RedisStoreBuilder").field("timeout", &self.settings.timeout).finish_non_exhaustive()
    }
}
