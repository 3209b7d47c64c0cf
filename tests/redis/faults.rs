//! Redis is killed, paused, started again, full, slow: refused within the limit, never accepted twice, and well again by itself.

use crate::server::Server;
use crate::{LIMIT, SLACK, connect, insert, later, message, now, recovered, run};
use samlens::replay::redis::RedisStore;
use samlens::replay::{Replay, RequestStore};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The refusal of a login, which came in time.
async fn refused(store: &RedisStore, id: &str) -> String {
    let begun = Instant::now();
    let error = insert(store, id).await.unwrap_err();
    assert!(begun.elapsed() < LIMIT + SLACK, "{:?}: {error}", begun.elapsed());
    error.to_string()
}

#[test]
#[ignore = "needs redis-server"]
fn a_server_that_is_killed_refuses_and_recovers_with_what_it_wrote() {
    let mut server = Server::start(&["--appendonly", "yes", "--appendfsync", "always"]);
    run(async {
        let store = connect(&server.url()).await;
        assert_eq!(insert(&store, "_before").await.unwrap(), Replay::First);
        server.kill();
        for number in 0..20 {
            let error = refused(&store, &format!("_down{number}")).await;
            assert!(error.starts_with("Redis "), "{error}");
        }
        assert!(store.put("a", "b", later(), now()).await.is_err());
        assert!(store.take("a", now()).await.is_err());
        server.launch();
        assert_eq!(recovered(&store, "_before").await, Replay::Seen);
        assert_eq!(insert(&store, "_after").await.unwrap(), Replay::First);
    });
}

/// An idle connection that the server closed does not cost the next login.
#[test]
#[ignore = "needs redis-server"]
fn a_restart_between_two_logins_is_not_noticed() {
    let mut server = Server::start(&["--appendonly", "yes", "--appendfsync", "always"]);
    run(async {
        let store = connect(&server.url()).await;
        assert_eq!(insert(&store, "_a").await.unwrap(), Replay::First);
        server.kill();
        server.launch();
        assert_eq!(insert(&store, "_b").await.unwrap(), Replay::First);
        server.command("CLIENT KILL TYPE normal");
        assert_eq!(insert(&store, "_c").await.unwrap(), Replay::First);
        for id in ["_a", "_b", "_c"] {
            assert_eq!(insert(&store, id).await.unwrap(), Replay::Seen);
        }
    });
}

#[test]
#[ignore = "needs redis-server"]
fn a_server_that_is_paused_refuses_in_time_and_never_accepts_twice() {
    let server = Server::start(&[]);
    run(async {
        let store = connect(&server.url()).await;
        assert_eq!(insert(&store, "_before").await.unwrap(), Replay::First);
        server.pause();
        let tries: Vec<_> = (0..100)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move { refused(&store, &format!("_paused{number}")).await })
            })
            .collect();
        for one in tries {
            assert_eq!(one.await.unwrap(), "Redis did not answer within 0.5 s");
        }
        server.resume();
        assert_eq!(recovered(&store, "_before").await, Replay::Seen);
        // What was refused may have arrived late. Each is accepted at most once from now on.
        for number in 0..100 {
            let id = format!("_paused{number}");
            // First or Seen.
            let _ = insert(&store, &id).await.unwrap();
            assert_eq!(insert(&store, &id).await.unwrap(), Replay::Seen, "{id}");
        }
        assert_eq!(insert(&store, "_after").await.unwrap(), Replay::First);
    });
}

#[test]
#[ignore = "needs redis-server"]
fn a_full_server_refuses_remembers_and_recovers() {
    let server = Server::start(&["--maxmemory-policy", "noeviction"]);
    run(async {
        let store = connect(&server.url()).await;
        assert_eq!(store.eviction_policy(), Some("noeviction"));
        assert_eq!(insert(&store, "_before").await.unwrap(), Replay::First);
        server.command("CONFIG SET maxmemory 1").unwrap();
        let error = refused(&store, "_full").await;
        assert_eq!(error, "Redis is full (OOM); raise maxmemory, and keep maxmemory-policy noeviction");
        assert!(store.put("a", "b", later(), now()).await.is_err());
        server.command("CONFIG SET maxmemory 0").unwrap();
        assert_eq!(insert(&store, "_before").await.unwrap(), Replay::Seen);
        assert_eq!(insert(&store, "_full").await.unwrap(), Replay::First);
    });
}

#[test]
#[ignore = "needs redis-server"]
fn a_replica_refuses_writes() {
    let primary = Server::start(&[]);
    let replica = Server::start(&["--replicaof", &format!("127.0.0.1 {}", primary.port)]);
    run(async {
        let store = connect(&replica.url()).await;
        let error = refused(&store, "_a").await;
        assert!(error.contains("read-only replica (READONLY)"), "{error}");
        // After a failover it takes logins.
        replica.command("REPLICAOF NO ONE").unwrap();
        assert_eq!(recovered(&store, "_a").await, Replay::First);
    });
}

#[test]
#[ignore = "needs redis-server"]
fn replicas_acknowledge_or_the_login_is_refused() {
    let primary = Server::start(&["--repl-diskless-sync-delay", "0"]);
    let mut replica = Server::start(&["--replicaof", &format!("127.0.0.1 {}", primary.port)]);
    run(async {
        let builder = RedisStore::builder(primary.url()).timeout(LIMIT).acknowledged_by(1);
        let store = builder.connect().await.unwrap();
        let mut found = insert(&store, "_sync0").await;
        for number in 1..50 {
            if found.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            found = insert(&store, &format!("_sync{number}")).await;
        }
        assert_eq!(found.unwrap(), Replay::First);
        assert_eq!(insert(&store, "_a").await.unwrap(), Replay::First);
        assert_eq!(replica.number(&format!("EXISTS samlens:r:{}", message("_a"))), 1);
        assert_eq!(insert(&store, "_a").await.unwrap(), Replay::Seen);
        replica.kill();
        let error = refused(&store, "_b").await;
        assert_eq!(error, "0 of 1 replicas of Redis have acknowledged, so a failover could forget it");
        assert_eq!(insert(&store, "_b").await.unwrap(), Replay::Seen);
    });
}

/// A line to a server that takes so many milliseconds for each part, or none at all while it is cut.
fn slow_line(to: u16, delay: Arc<AtomicU64>, cut: Arc<AtomicBool>) -> u16 {
    fn pass(mut from: TcpStream, mut to: TcpStream, delay: Arc<AtomicU64>, cut: Arc<AtomicBool>) {
        let mut part = [0; 4_096];
        while let Ok(length @ 1..) = from.read(&mut part) {
            std::thread::sleep(Duration::from_millis(delay.load(Ordering::SeqCst)));
            while cut.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(10));
            }
            if to.write_all(&part[..length]).is_err() {
                return;
            }
        }
        let _ = to.shutdown(std::net::Shutdown::Both);
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming().filter_map(Result::ok) {
            let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else { continue };
            let (client_too, server_too) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let (delay_too, cut_too) = (delay.clone(), cut.clone());
            let (delay, cut) = (delay.clone(), cut.clone());
            std::thread::spawn(move || pass(client, server, delay, cut));
            std::thread::spawn(move || pass(server_too, client_too, delay_too, cut_too));
        }
    });
    port
}

#[test]
#[ignore = "needs redis-server"]
fn a_slow_line_is_waited_for_up_to_the_limit() {
    let server = Server::start(&[]);
    let (delay, cut) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let port = slow_line(server.port, delay.clone(), cut.clone());
    run(async {
        let store = connect(&format!("redis://127.0.0.1:{port}/")).await;
        delay.store(50, Ordering::SeqCst);
        assert_eq!(insert(&store, "_slow").await.unwrap(), Replay::First);
        delay.store(2_000, Ordering::SeqCst);
        assert_eq!(refused(&store, "_slower").await, "Redis did not answer within 0.5 s");
        delay.store(0, Ordering::SeqCst);
        // The request arrived after its refusal. It stays used.
        let found = recovered(&store, "_slower").await;
        assert_eq!(found, Replay::Seen);
        cut.store(true, Ordering::SeqCst);
        assert_eq!(refused(&store, "_cut").await, "Redis did not answer within 0.5 s");
        cut.store(false, Ordering::SeqCst);
        let _ = recovered(&store, "_cut").await;
        assert_eq!(insert(&store, "_cut").await.unwrap(), Replay::Seen);
    });
}

/// Everything at once, from two clients: whatever happens to the server, nothing is accepted twice.
#[test]
#[ignore = "needs redis-server"]
fn through_pauses_and_broken_connections_nothing_is_first_twice() {
    let server = Server::start(&[]);
    run(async {
        let stores = [connect(&server.url()).await, connect(&server.url()).await];
        let done = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..8)
            .map(|client| {
                let (store, done) = (stores[client % 2].clone(), done.clone());
                tokio::spawn(async move {
                    let mut firsts = Vec::new();
                    for number in 0..100_000 {
                        if done.load(Ordering::SeqCst) {
                            break;
                        }
                        let begun = Instant::now();
                        let found = insert(&store, &format!("_{number}")).await;
                        assert!(begun.elapsed() < LIMIT + SLACK, "{:?}", begun.elapsed());
                        if matches!(found, Ok(Replay::First)) {
                            firsts.push(number);
                        }
                    }
                    firsts
                })
            })
            .collect();
        for round in 0..6 {
            tokio::time::sleep(Duration::from_millis(150)).await;
            match round % 2 {
                0 => {
                    server.pause();
                    tokio::time::sleep(Duration::from_millis(700)).await;
                    server.resume();
                }
                _ => drop(server.command("CLIENT KILL TYPE normal")),
            }
        }
        done.store(true, Ordering::SeqCst);
        let mut all = Vec::new();
        for client in clients {
            all.extend(client.await.unwrap());
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count, "accepted twice");
        assert!(count > 100, "only {count} were accepted");
    });
}
