//! What is remembered, and for how long.

use crate::server::Server;
use crate::{connect, insert, later, message, now, run};
use samlens::chrono::TimeDelta;
use samlens::replay::redis::RedisStore;
use samlens::replay::{Replay, ReplayStore, RequestStore};
use std::time::Duration;

#[test]
#[ignore = "needs redis-server"]
fn of_two_hundred_tries_at_once_over_two_connections_one_is_first() {
    let server = Server::start(&[]);
    run(async {
        let stores = [connect(&server.url()).await, connect(&server.url()).await];
        for round in 0..5 {
            let tries: Vec<_> = (0..200)
                .map(|number| {
                    let store = stores[number % 2].clone();
                    tokio::spawn(async move { insert(&store, &format!("_round{round}")).await.unwrap() })
                })
                .collect();
            let mut firsts = 0;
            for one in tries {
                match one.await.unwrap() {
                    Replay::First => firsts += 1,
                    other => assert_eq!(other, Replay::Seen),
                }
            }
            assert_eq!(firsts, 1);
        }
    });
}

#[test]
#[ignore = "needs redis-server"]
fn a_message_is_remembered_until_its_end_and_a_minute_more() {
    let server = Server::start(&[]);
    run(async {
        let store = connect(&server.url()).await;
        assert_eq!(store.insert(&message("_a"), later(), now()).await.unwrap(), Replay::First);
        let left = server.number(&format!("PTTL samlens:r:{}", message("_a")));
        assert!((350_000..=360_000).contains(&left), "{left}");
        // Even what is over is remembered: another machine's clock may be behind.
        let over = now() - TimeDelta::minutes(1);
        assert_eq!(store.insert(&message("_b"), over, now()).await.unwrap(), Replay::First);
        assert_eq!(store.insert(&message("_b"), over, now()).await.unwrap(), Replay::Seen);
        // An end that no clock of Redis counts to.
        let never = samlens::chrono::DateTime::<samlens::chrono::Utc>::MAX_UTC;
        assert_eq!(store.insert(&message("_c"), never, now()).await.unwrap(), Replay::First);
        assert_eq!(store.insert(&message("_c"), never, now()).await.unwrap(), Replay::Seen);
    });
}

/// The clock of the service may be years off that of Redis: what counts is how long the message is good from now.
#[test]
#[ignore = "needs redis-server"]
fn the_date_of_the_server_does_not_matter() {
    let server = Server::start(&[]);
    run(async {
        let store = connect(&server.url()).await;
        for then in [now() - TimeDelta::days(4_000), now() + TimeDelta::days(4_000)] {
            let (until, id) = (then + TimeDelta::minutes(5), format!("_{then}"));
            assert_eq!(store.insert(&message(&id), until, then).await.unwrap(), Replay::First);
            assert_eq!(store.insert(&message(&id), until, then).await.unwrap(), Replay::Seen);
            let left = server.number(&format!("PTTL samlens:r:{}", message(&id)));
            assert!((350_000..=360_000).contains(&left), "{left}");
        }
    });
}

#[test]
#[ignore = "needs redis-server"]
fn what_has_expired_is_gone_from_the_server() {
    let server = Server::start(&[]);
    run(async {
        let store = connect(&server.url()).await;
        let soon = now() + TimeDelta::milliseconds(300);
        store.put("a", "value", soon, now()).await.unwrap();
        assert_eq!(server.number("DBSIZE"), 1);
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(store.take("a", now()).await.unwrap(), None);
        assert_eq!(server.number("DBSIZE"), 0);
    });
}

#[test]
#[ignore = "needs redis-server"]
fn a_request_is_given_back_once_over_all_connections() {
    let server = Server::start(&[]);
    run(async {
        let stores = [connect(&server.url()).await, connect(&server.url()).await];
        stores[0].put("handle", "a value with spaces: é", later(), now()).await.unwrap();
        let tries: Vec<_> = (0..100)
            .map(|number| {
                let store = stores[number % 2].clone();
                tokio::spawn(async move { store.take("handle", now()).await.unwrap() })
            })
            .collect();
        let mut taken = Vec::new();
        for one in tries {
            taken.extend(one.await.unwrap());
        }
        assert_eq!(taken, ["a value with spaces: é"]);
        // By the clock of the service it is too old, although Redis still has it.
        stores[0].put("old", "value", later(), now()).await.unwrap();
        assert_eq!(stores[1].take("old", later()).await.unwrap(), None);
        stores[0].put("over", "value", now(), now()).await.unwrap();
        assert_eq!(server.number("DBSIZE"), 0);
        let error = stores[0].put("long", &"x".repeat(20_000), later(), now()).await.unwrap_err();
        assert_eq!(error.to_string(), "the request to keep has 20000 bytes, more than 16384");
    });
}

#[test]
#[ignore = "needs redis-server"]
fn services_with_a_prefix_each_do_not_see_each_other_and_keys_name_nothing() {
    let server = Server::start(&[]);
    run(async {
        let store = |prefix: &'static str| RedisStore::builder(server.url()).key_prefix(prefix).connect();
        let (one, other) = (store("one:").await.unwrap(), store("other:").await.unwrap());
        assert_eq!(insert(&one, "_secret").await.unwrap(), Replay::First);
        assert_eq!(insert(&other, "_secret").await.unwrap(), Replay::First);
        assert_eq!(insert(&one, "_secret").await.unwrap(), Replay::Seen);
        one.put("handle", "sealed", later(), now()).await.unwrap();
        assert_eq!(other.take("handle", now()).await.unwrap(), None);
        let keys = server.command("KEYS *").unwrap();
        assert!(keys.contains("one:r:") && keys.contains("other:r:") && keys.contains("one:q:"), "{keys}");
        assert!(
            !keys.contains("secret") && !keys.contains("idp.example") && !keys.contains("handle"),
            "{keys}"
        );
    });
}
