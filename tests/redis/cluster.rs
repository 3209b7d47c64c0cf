//! A cluster of three nodes: keys go to the node that has their slot.

use crate::server::Server;
use crate::{LIMIT, insert, later, now, run};
use samlens::replay::redis::RedisStore;
use samlens::replay::{Replay, RequestStore};
use std::time::Duration;

fn three_nodes() -> Vec<Server> {
    let nodes: Vec<Server> = (0..3)
        .map(|_| {
            // The bus has a port of its own, by default 10,000 above, which may not exist.
            let bus = samlens_forge::server::closed_port().to_string();
            Server::start(&[
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                &bus,
                "--cluster-node-timeout",
                "2000",
            ])
        })
        .collect();
    for (node, slots) in nodes.iter().zip(["0 5460", "5461 10922", "10923 16383"]) {
        node.command(&format!("CLUSTER ADDSLOTSRANGE {slots}")).unwrap();
    }
    for (number, node) in nodes.iter().enumerate() {
        node.command(&format!("CLUSTER SET-CONFIG-EPOCH {}", number + 1)).unwrap();
    }
    for node in &nodes[1..] {
        let info = node.command("CLUSTER NODES").unwrap();
        let bus = info.split('@').nth(1).unwrap().split([',', ' ']).next().unwrap().to_owned();
        nodes[0].command(&format!("CLUSTER MEET 127.0.0.1 {} {bus}", node.port)).unwrap();
    }
    for _ in 0..200 {
        let joined = |node: &Server| {
            node.command("CLUSTER INFO").unwrap().contains("cluster_state:ok")
                && node.command("CLUSTER INFO").unwrap().contains("cluster_known_nodes:3")
        };
        if nodes.iter().all(joined) {
            return nodes;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the cluster does not form: {:?}", nodes[0].command("CLUSTER NODES"));
}

#[test]
#[ignore = "needs redis-server"]
fn a_cluster_remembers_each_message_once() {
    let mut nodes = three_nodes();
    run(async {
        let builder = || RedisStore::cluster([nodes[0].url(), nodes[1].url()]).timeout(LIMIT);
        let error = builder().acknowledged_by(1).connect().await.unwrap_err().to_string();
        assert_eq!(error, "acknowledged_by is for one server with replicas, not for a cluster");
        let stores = [builder().connect().await.unwrap(), builder().connect().await.unwrap()];
        assert_eq!(stores[0].eviction_policy(), Some("noeviction"));
        for number in 0..60 {
            let id = format!("_{number}");
            assert_eq!(insert(&stores[number % 2], &id).await.unwrap(), Replay::First);
            assert_eq!(insert(&stores[(number + 1) % 2], &id).await.unwrap(), Replay::Seen);
            stores[0].put(&id, &id, later(), now()).await.unwrap();
            assert_eq!(stores[1].take(&id, now()).await.unwrap(), Some(id.clone()));
            assert_eq!(stores[0].take(&id, now()).await.unwrap(), None);
        }
        for node in &nodes {
            assert!(node.number("DBSIZE") > 5);
        }
        nodes[2].command("CONFIG SET maxmemory-policy allkeys-lru").unwrap();
        let error = builder().connect().await.unwrap_err().to_string();
        assert!(error.starts_with("Redis may delete keys"), "{error}");
        // One node is down: its keys are refused, and no key is accepted twice.
        nodes[2].kill();
        let (mut refused, mut seen) = (0, 0);
        for number in 0..60 {
            let begun = std::time::Instant::now();
            match insert(&stores[0], &format!("_{number}")).await {
                Ok(found) => {
                    assert_eq!(found, Replay::Seen);
                    seen += 1;
                }
                Err(_) => refused += 1,
            }
            assert!(begun.elapsed() < LIMIT + crate::SLACK, "{:?}", begun.elapsed());
        }
        assert!(refused > 5, "{seen} seen, {refused} refused");
    });
}
