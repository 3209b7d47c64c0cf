//! How a store is set up, and what is refused at the start.

use crate::server::Server;
use crate::{LIMIT, insert, run};
use samlens::replay::Replay;
use samlens::replay::redis::{RedisStore, RedisStoreBuilder};
use samlens_forge::server::{Days, authority, closed_port, server_certificate, silent};
use std::time::{Duration, Instant};

async fn why(builder: RedisStoreBuilder) -> String {
    why_within(LIMIT, builder).await
}

async fn why_within(limit: Duration, builder: RedisStoreBuilder) -> String {
    builder.timeout(limit).connect().await.unwrap_err().to_string()
}

#[test]
#[ignore = "needs redis-server"]
fn a_server_that_evicts_is_refused_unless_named() {
    let server = Server::start(&[]);
    run(async {
        for policy in ["allkeys-lru", "allkeys-random", "volatile-lru", "volatile-ttl", "volatile-random"] {
            server.command(&format!("CONFIG SET maxmemory-policy {policy}")).unwrap();
            let error = why(RedisStore::builder(server.url())).await;
            let start = format!("Redis may delete keys when it is full (maxmemory-policy {policy})");
            assert!(error.starts_with(&start), "{error}");
            let named = RedisStore::builder(server.url()).allow_eviction().connect().await.unwrap();
            assert_eq!(named.eviction_policy(), Some(policy));
        }
    });
}

#[test]
#[ignore = "needs redis-server"]
fn a_user_who_may_not_ask_for_the_policy_is_taken() {
    let server = Server::start(&[]);
    server.command("ACL SETUSER app on >pass ~samlens:* +set +getdel +client +ping").unwrap();
    run(async {
        let url = format!("redis://app:pass@127.0.0.1:{}/", server.port);
        let store = RedisStore::builder(&url).connect().await.unwrap();
        assert_eq!(store.eviction_policy(), None);
        assert_eq!(insert(&store, "_a").await.unwrap(), Replay::First);
        // Other keys than its own are refused by the server.
        let other = RedisStore::builder(&url).key_prefix("other:").connect().await.unwrap();
        let error = insert(&other, "_a").await.unwrap_err().to_string();
        assert_eq!(error, "the Redis user may not use these commands or keys (NOPERM)");
    });
}

#[test]
#[ignore = "needs redis-server"]
fn a_password_is_checked_and_never_repeated() {
    let server = Server::start(&["--requirepass", "right-password"]);
    run(async {
        let url = |password: &str| format!("redis://:{password}@127.0.0.1:{}/", server.port);
        let store = RedisStore::builder(url("right-password")).connect().await.unwrap();
        assert_eq!(insert(&store, "_a").await.unwrap(), Replay::First);
        let error = why(RedisStore::builder(url("wrong-password"))).await;
        assert_eq!(error, "Redis refuses the user name or the password");
        let error = why(RedisStore::builder(server.url())).await;
        assert_eq!(error, "Redis refuses the user name or the password");
        for shown in [format!("{store:?}"), format!("{:?}", RedisStore::builder(url("right-password")))] {
            assert!(!shown.contains("password") && !shown.contains("127.0.0.1"), "{shown}");
        }
    });
}

#[test]
#[ignore = "needs redis-server"]
fn tls_is_verified() {
    const TIME: Duration = Duration::from_secs(10);
    let ca = authority("Test CA");
    let identity = server_certificate(&ca, "IP:127.0.0.1", Days(-1, 1));
    let folder = std::env::temp_dir().join(format!("samlens-redis-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, content: Vec<u8>| {
        std::fs::write(folder.join(name), content).unwrap();
        folder.join(name).to_str().unwrap().to_owned()
    };
    let certificate = file("cert.pem", identity.certificate.to_pem().unwrap());
    let key = file("key.pem", identity.key.private_key_to_pem_pkcs8().unwrap());
    let authorities = file("ca.pem", ca.certificate.to_pem().unwrap());
    let port = closed_port();
    let server = Server::start(&[
        "--tls-port",
        &port.to_string(),
        "--tls-cert-file",
        &certificate,
        "--tls-key-file",
        &key,
        "--tls-ca-cert-file",
        &authorities,
        "--tls-auth-clients",
        "no",
    ]);
    run(async {
        let builder = || RedisStore::builder(format!("rediss://127.0.0.1:{port}/")).timeout(TIME);
        let trusting = || builder().certificate_authorities(ca.certificate.to_pem().unwrap());
        let store = trusting().connect().await.unwrap();
        assert_eq!(insert(&store, "_a").await.unwrap(), Replay::First);
        assert_eq!(insert(&store, "_a").await.unwrap(), Replay::Seen);
        // No authority that the system trusts has signed it.
        let error = why_within(TIME, builder()).await;
        assert!(error.starts_with("Redis cannot be reached: "), "{error}");
        let name = RedisStore::builder(format!("rediss://localhost:{port}/"));
        let error = why_within(TIME, name.certificate_authorities(ca.certificate.to_pem().unwrap())).await;
        assert!(error.starts_with("Redis cannot be reached: "), "{error}");
        let error =
            why_within(TIME, RedisStore::builder(format!("rediss://127.0.0.1:{port}/#insecure"))).await;
        assert!(error.starts_with("`#insecure` in the address of Redis"), "{error}");
        // A server without TLS.
        let error = why(RedisStore::builder(format!("rediss://127.0.0.1:{}/", server.port))).await;
        assert!(error.starts_with("Redis "), "{error}");
    });
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_cannot_be_reached_is_said_in_time() {
    run(async {
        let at = |port: u16| RedisStore::builder(format!("redis://:secret@127.0.0.1:{port}/"));
        let error = why(at(closed_port())).await;
        assert_eq!(error, "Redis refuses the connection; no server listens at that address");
        let begun = Instant::now();
        assert_eq!(why(at(silent())).await, "Redis did not answer within 0.5 s");
        assert!(begun.elapsed() < LIMIT + crate::SLACK);
        for url in ["", "http://secret@host", "redis://:secret@host:port", "nothing"] {
            let error = why(RedisStore::builder(url)).await;
            assert!(error.starts_with("the address of Redis cannot be read"), "{url}: {error}");
        }
    });
}
