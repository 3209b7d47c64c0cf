//! What strangers and other sites try.

use crate::support::{BASE, Browser, IDP, answer, app, form, response, service};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use samlens::replay::MemoryCache;
use samlens_example_axum::{counts, router};
use std::sync::Arc;

/// What the monitoring system reads of one code.
async fn count(metrics: &Router, code: &str) -> u64 {
    let page = answer(metrics, Request::get("/metrics").body(Body::empty()).unwrap()).await;
    assert_eq!(page.status, StatusCode::OK);
    let name = format!("samlens_example_events_total{{code=\"{code}\"}} ");
    page.body.lines().find_map(|line| line.strip_prefix(&name)).map_or(0, |count| count.parse().unwrap())
}

#[tokio::test]
async fn a_flood_of_one_response_is_one_login_and_is_counted() {
    // A login takes two entries, and one identity provider may take half of all: two logins fill it.
    let app = app(&[], Box::new(MemoryCache::new(8)));
    let (service, metrics) = (router(Arc::clone(&app)), counts::router(app));
    let mut browser = Browser::default();
    let id = browser.begin(&service, "").await;
    let form = form(&response(Some(&id)));
    let before = browser.copy();
    assert_eq!(browser.post_from_other_site(&service, "/acs", &form).await.status, StatusCode::SEE_OTHER);
    for _ in 0..200 {
        let page = before.copy().post_from_other_site(&service, "/acs", &form).await;
        assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "replayed"));
    }
    for _ in 0..50 {
        let page = Browser::default().post_from_other_site(&service, "/acs", &form).await;
        assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "no-open-request"));
        Browser::default().post_from_other_site(&service, "/acs", "SAMLResponse=%3Cxml").await;
    }
    let large = format!("SAMLResponse={}", "A".repeat(300 << 10));
    before.copy().post_from_other_site(&service, "/acs", &large).await;
    before.copy().post_from_other_site(&service, "/acs", "SAMLResponse=A&SAMLResponse=A").await;
    for (code, times) in [
        ("signed-in", 1),
        ("replayed", 200),
        ("no-open-request", 50),
        ("not-saml", 50),
        ("too-large", 1),
        ("bad-request", 1),
    ] {
        assert_eq!(count(&metrics, code).await, times, "{code}");
    }
    // The one that signed in is still signed in, and others can.
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::OK);
    let page = Browser::default()
        .sign_in(&service, |id| response(Some(id)).ids(&format!("_r{id}"), &format!("_a{id}")))
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert_eq!(count(&metrics, "signed-in").await, 2);
    // Strangers do not see it.
    assert_eq!(Browser::default().get(&service, "/metrics").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_or_picture_logs_no_one_out() {
    let (service, mut browser) = (service(), Browser::default());
    browser.sign_in(&service, |id| response(Some(id))).await;
    assert_eq!(browser.get(&service, "/logout").await.status, StatusCode::METHOD_NOT_ALLOWED);
    for query in ["", "?SAMLRequest=", "?SAMLResponse=AAAA", "?SAMLRequest=AAAA&RelayState=x"] {
        let page = browser.get(&service, &format!("/slo{query}")).await;
        assert!(page.status.is_client_error(), "{query}: {}", page.status);
    }
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_id_and_its_token_end_with_the_logout() {
    let (service, mut browser) = (service(), Browser::default());
    let sign_in = async |browser: &mut Browser| {
        let page = browser
            .sign_in(&service, |id| response(Some(id)).ids(&format!("_r{id}"), &format!("_a{id}")))
            .await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    };
    sign_in(&mut browser).await;
    let mut first = browser.copy();
    let earlier = first.get(&service, "/protected").await.csrf().to_owned();
    sign_in(&mut browser).await;
    let mut second = browser.copy();
    let token = browser.get(&service, "/protected").await.csrf().to_owned();
    // The token of the first session is none of the second.
    for foreign in ["", &earlier, &token[1..], &format!("{token}0")] {
        let page = second.post(&service, "/logout", &format!("csrf={foreign}")).await;
        assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "foreign-form"), "{foreign}");
    }
    let page = browser.post(&service, "/logout", &format!("csrf={token}")).await;
    assert!(page.header("location").starts_with("https://idp.example.org/slo?"), "{}", page.body);
    assert_eq!(second.get(&service, "/protected").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn no_value_of_an_address_or_form_begins_a_header() {
    let (service, mut browser) = (service(), Browser::default());
    let broken = "x%0d%0aSet-Cookie:%20planted=1";
    let mut pages = Vec::new();
    for path in [
        format!("/login?provider={broken}"),
        format!("/login?provider={IDP}&return_to=/{broken}"),
        format!("/login?provider={IDP}&binding={broken}"),
        format!("/protected?{broken}"),
        format!("/?return_to=/{broken}"),
        format!("/slo?SAMLRequest=AAAA&RelayState={broken}"),
    ] {
        pages.push(browser.get(&service, &path).await);
    }
    let id = browser.begin(&service, &format!("return_to=/{broken}")).await;
    let form = format!("{}&RelayState=/{broken}", form(&response(Some(&id))));
    pages.push(browser.post_from_other_site(&service, "/acs", &form).await);
    assert_eq!(pages.last().unwrap().header("location"), "/");
    for page in pages {
        for (name, value) in &page.headers {
            let value = value.to_str().unwrap();
            assert!(!value.contains(['\r', '\n']), "{name}: {value}");
            assert!(name != "set-cookie" || !value.contains("planted"), "{name}: {value}");
        }
    }
}

#[tokio::test]
async fn the_host_header_decides_nothing() {
    let service = service();
    for path in ["/", "/metadata", "/protected", &format!("/login?provider={IDP}")] {
        let request = Request::get(path)
            .header("host", "evil.example")
            .header("x-forwarded-host", "evil.example")
            .header("forwarded", "host=evil.example;proto=http");
        let page = answer(&service, request.body(Body::empty()).unwrap()).await;
        assert!(!page.body.contains("evil") && !page.header("location").contains("evil"), "{path}");
        assert!(path != "/metadata" || page.body.contains(BASE));
    }
}
