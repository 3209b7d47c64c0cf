//! The service with sessions and replays in a real Redis: `cargo test -p samlens-example-axum -- --include-ignored`.

use crate::logout::from_provider;
use crate::server::Server;
use crate::support::{Browser, IDP, OTHER, form, response, settings, validator_of};
use axum::Router;
use axum::http::StatusCode;
use samlens::replay::redis::RedisStore;
use samlens_example_axum::sessions::Sessions;
use samlens_example_axum::{App, router};
use samlens_forge::messages::logout_request;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One process of the service, which keeps all that it shares in this Redis.
async fn process(server: &Server, more: &[(&str, &str)]) -> Router {
    let prefix = settings(more).redis_prefix;
    let replays = RedisStore::builder(server.url()).key_prefix(&prefix).connect().await.unwrap();
    let sessions = Sessions::in_redis(&server.url(), &prefix).await.unwrap();
    let app = App::new(settings(&[]), validator_of(&[IDP, OTHER]), Box::new(replays), sessions).unwrap();
    router(Arc::new(app))
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn two_processes_are_one_service() {
    let server = Server::start(&[]);
    let (first, second) = (process(&server, &[]).await, process(&server, &[]).await);
    let mut browser = Browser::default();
    let id = browser.begin(&first, "return_to=/protected").await;
    let form = form(&response(Some(&id)));
    let mut copy = browser.copy();
    assert_eq!(browser.post_from_other_site(&second, "/acs", &form).await.status, StatusCode::SEE_OTHER);
    let page = copy.post_from_other_site(&first, "/acs", &form).await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "replayed"));
    for process in [&first, &second] {
        let page = browser.get(process, "/protected").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("mara.oduya@example.org"));
    }
    // What is in Redis names no one who reads the names of its keys.
    let keys = server.command("KEYS *").unwrap();
    assert!(keys.contains("session:") && keys.contains("person:") && !keys.contains("mara"), "{keys}");
    // A logout that arrives at one process ends the session for both.
    let page = from_provider(&second, &mut Browser::default(), "SAMLRequest", logout_request()).await;
    assert!(
        page.header("location").starts_with("https://idp.example.org/slo?SAMLResponse="),
        "{}",
        page.body
    );
    for process in [&first, &second] {
        assert_eq!(browser.get(process, "/protected").await.status, StatusCode::SEE_OTHER);
    }
    // And a message that was used at one is used for both.
    let page = from_provider(&first, &mut Browser::default(), "SAMLRequest", logout_request()).await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "replayed"));
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn another_service_on_the_same_redis_knows_no_session_of_this_one() {
    let server = Server::start(&[]);
    let own = process(&server, &[]).await;
    let staging = process(&server, &[("ENTITY_ID", "https://staging.example.org/metadata")]).await;
    let mut browser = Browser::default();
    browser.sign_in(&own, |id| response(Some(id))).await;
    assert_eq!(browser.get(&own, "/protected").await.status, StatusCode::OK);
    assert_eq!(browser.get(&staging, "/protected").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn without_redis_no_one_signs_in_and_with_it_again_they_do() {
    let mut server = Server::start(&["--appendonly", "yes", "--appendfsync", "always"]);
    let service = process(&server, &[]).await;
    let mut browser = Browser::default();
    browser.sign_in(&service, |id| response(Some(id)).ids("_r1", "_a1")).await;
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::OK);
    for paused in [false, true] {
        if paused {
            server.pause()
        } else {
            server.kill()
        }
        let begun = Instant::now();
        let mut other = Browser::default();
        let page = other
            .sign_in(&service, |id| response(Some(id)).ids(&format!("_r{id}"), &format!("_a{id}")))
            .await;
        assert_eq!((page.status, page.code()), (StatusCode::SERVICE_UNAVAILABLE, "store-unavailable"));
        // Who is signed in is not let in without being known, and not signed out either.
        let page = browser.get(&service, "/protected").await;
        assert_eq!((page.status, page.code()), (StatusCode::SERVICE_UNAVAILABLE, "sessions-unavailable"));
        assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
        if paused {
            server.resume()
        } else {
            server.launch()
        }
        let mut status = StatusCode::SERVICE_UNAVAILABLE;
        let begun = Instant::now();
        while status != StatusCode::OK && begun.elapsed() < Duration::from_secs(20) {
            tokio::time::sleep(Duration::from_millis(200)).await;
            status = browser.get(&service, "/protected").await.status;
        }
        assert_eq!(status, StatusCode::OK, "the session is there again");
    }
    let mut last = Browser::default();
    let page = last.sign_in(&service, |id| response(Some(id)).ids("_r9", "_a9")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
}
