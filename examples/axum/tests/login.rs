use crate::support::{
    BASE, Browser, IDP, OTHER, answer, app, form, form_of, response, service, service_with, validator_of,
};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use samlens::chrono::{DateTime, Utc};
use samlens::replay::{MemoryCache, Replay, ReplayKey, ReplayStore, StoreError, StoreFuture};
use samlens::{IdentityProvider, ServiceProvider, Validator};
use samlens_example_axum::router;
use samlens_forge::{Signing, keys};
use std::sync::Arc;

#[tokio::test]
async fn a_person_signs_in_and_comes_back_to_the_page() {
    let (service, mut browser) = (service(), Browser::default());
    let page = browser.sign_in(&service, |id| response(Some(id))).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/protected"));
    let page = browser.get(&service, "/protected").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("mara.oduya@example.org") && page.body.contains(IDP), "{}", page.body);
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_the_login_with_the_page() {
    let page = Browser::default().get(&service(), "/protected?year=2026").await;
    let location = "/?return_to=%2Fprotected%3Fyear%3D2026";
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, location));
}

#[tokio::test]
async fn a_response_is_not_taken_twice() {
    let (service, mut browser) = (service(), Browser::default());
    let id = browser.begin(&service, "").await;
    let form = form(&response(Some(&id)));
    // The same browser, with the cookie that it had: it was copied before.
    let mut copy = browser.copy();
    assert_eq!(browser.post_from_other_site(&service, "/acs", &form).await.status, StatusCode::SEE_OTHER);
    let page = copy.post_from_other_site(&service, "/acs", &form).await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "replayed"));
    // And who loads the page again, without the cookie, has no login open.
    let page = browser.post_from_other_site(&service, "/acs", &form).await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "no-open-request"));
}

#[tokio::test]
async fn another_browser_cannot_use_a_response() {
    let (service, mut browser, mut other) = (service(), Browser::default(), Browser::default());
    let id = browser.begin(&service, "").await;
    let form = form(&response(Some(&id)));
    let page = other.post_from_other_site(&service, "/acs", &form).await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "no-open-request"));
    // Also not if it has a login of its own open.
    other.begin(&service, "").await;
    let page = other.post_from_other_site(&service, "/acs", &form).await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "in-response-to-mismatch"));
    assert_eq!(other.get(&service, "/protected").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn another_identity_provider_cannot_answer() {
    let (service, mut browser) = (service(), Browser::default());
    let page = browser
        .sign_in(&service, |id| {
            let other = response(Some(id)).issuer(OTHER).response_issuer(OTHER);
            other.sign_response(Signing::new(keys::key("other-tenant")))
        })
        .await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "other-provider"));
}

#[tokio::test]
async fn a_changed_response_is_refused() {
    let (service, mut browser) = (service(), Browser::default());
    let id = browser.begin(&service, "").await;
    let xml = response(Some(&id)).xml();
    let changed = xml.replace("mara.oduya@", "other.person@");
    assert_ne!(xml, changed);
    let page = browser.post_from_other_site(&service, "/acs", &form_of(&changed)).await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "digest-mismatch"));
    assert!(!page.body.contains("other.person"), "{}", page.body);
}

#[tokio::test]
async fn a_login_of_the_identity_provider_is_refused_unless_it_is_named() {
    let (named, mut browser) = ([("ALLOW_UNSOLICITED_FROM", IDP)], Browser::default());
    let form = form(&response(None));
    browser.begin(&service(), "").await;
    let page = browser.post_from_other_site(&service(), "/acs", &form).await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "unsolicited"));
    let service = service_with(&named, Box::new(MemoryCache::new(10)));
    let page = Browser::default().post_from_other_site(&service, "/acs", &form).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/"));
}

#[tokio::test]
async fn no_login_leads_to_another_host() {
    let service = service();
    for elsewhere in ["https://evil.example/", "//evil.example", "/\\evil.example", "%2F%09%2Fevil.example"] {
        let mut browser = Browser::default();
        let id = browser.begin(&service, &format!("return_to={elsewhere}")).await;
        let response = response(Some(&id)).ids(&format!("_r{id}"), &format!("_a{id}"));
        let form = format!("{}&RelayState=https%3A%2F%2Fevil.example", form(&response));
        let page = browser.post_from_other_site(&service, "/acs", &form).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/"), "{elsewhere}");
    }
}

#[tokio::test]
async fn two_tabs_log_in_at_once() {
    let (service, mut browser) = (service(), Browser::default());
    let first = browser.begin(&service, "return_to=/protected?tab=1").await;
    let second = browser.begin(&service, "return_to=/protected?tab=2").await;
    for (id, path) in [(second, "/protected?tab=2"), (first, "/protected?tab=1")] {
        let response = response(Some(&id)).ids(&format!("_r{id}"), &format!("_a{id}"));
        let page = browser.post_from_other_site(&service, "/acs", &form(&response)).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, path), "{}", page.body);
    }
}

#[tokio::test]
async fn a_login_changes_the_id_of_the_session() {
    let (service, mut browser) = (service(), Browser::default());
    let first = browser.sign_in(&service, |id| response(Some(id)).ids("_r1", "_a1")).await;
    let old = session(&first.cookies());
    // From a page of the same site the session's cookie goes along.
    let id = browser.begin(&service, "").await;
    let second = browser.post(&service, "/acs", &form(&response(Some(&id)).ids("_r2", "_a2"))).await;
    assert_ne!(session(&second.cookies()), old);
    let mut thief = Browser::default();
    thief.keep("__Host-session", &old);
    assert_eq!(thief.get(&service, "/protected").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_made_up_session_id_is_replaced() {
    let (service, mut browser) = (service(), Browser::default());
    let fixed = "AAAAAAAAAAAAAAAAAAAAAQ";
    browser.keep("__Host-session", fixed);
    let id = browser.begin(&service, "").await;
    let page = browser.post(&service, "/acs", &form(&response(Some(&id)))).await;
    assert_ne!(session(&page.cookies()), fixed);
}

#[tokio::test]
async fn cookies_have_the_attributes_that_they_need() {
    let (service, mut browser) = (service(), Browser::default());
    let page = browser.sign_in(&service, |id| response(Some(id))).await;
    let cookies = page.cookies();
    let own = cookies.iter().find(|cookie| cookie.starts_with("__Host-session=")).unwrap();
    for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(own.split("; ").any(|one| one == attribute), "{attribute}: {own}");
    }
    assert!(!own.contains("Domain"), "{own}");
}

#[tokio::test]
async fn a_session_ends_when_the_identity_provider_says() {
    let (service, mut browser) = (service(), Browser::default());
    let end = (Utc::now() + samlens::chrono::TimeDelta::minutes(7)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let page = browser.sign_in(&service, |id| response(Some(id)).session_not_on_or_after(Some(&end))).await;
    let cookies = page.cookies();
    let own = cookies.iter().find(|cookie| cookie.starts_with("__Host-session=")).unwrap();
    let age = own.split("Max-Age=").nth(1).unwrap().split(';').next().unwrap();
    assert!((300..=420).contains(&age.parse::<u32>().unwrap()), "{own}");
}

/// A store that is down.
struct Down;

impl ReplayStore for Down {
    fn insert<'a>(&'a self, _: &'a ReplayKey, _: DateTime<Utc>, _: DateTime<Utc>) -> StoreFuture<'a, Replay> {
        Box::pin(std::future::ready(Err(StoreError::new("it is down"))))
    }
}

#[tokio::test]
async fn without_its_store_no_one_signs_in() {
    let (service, mut browser) = (service_with(&[], Box::new(Down)), Browser::default());
    let page = browser.sign_in(&service, |id| response(Some(id))).await;
    assert_eq!((page.status, page.code()), (StatusCode::SERVICE_UNAVAILABLE, "store-unavailable"));
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_unknown_identity_provider_is_the_callers_mistake() {
    let page = Browser::default().get(&service(), "/login?provider=https://evil.example").await;
    assert_eq!((page.status, page.code()), (StatusCode::BAD_REQUEST, "cannot-begin"));
    assert_eq!(page.header("location"), "");
    // As is a binding that it does not take, and to name none of several.
    for query in [format!("provider={IDP}&binding=post"), "return_to=/".to_owned(), "provider=".to_owned()] {
        let page = Browser::default().get(&service(), &format!("/login?{query}")).await;
        assert_eq!((page.status, page.code()), (StatusCode::BAD_REQUEST, "cannot-begin"), "{query}");
    }
    // That one wants signed requests and the service has no key is the administrator's.
    let metadata = crate::providers::metadata(IDP, "idp-rsa2048");
    let metadata =
        metadata.replace("IDPSSODescriptor ", "IDPSSODescriptor WantAuthnRequestsSigned=\"true\" ");
    assert!(metadata.contains("WantAuthnRequestsSigned"));
    let provider = IdentityProvider::from_metadata(&metadata).unwrap();
    let own = ServiceProvider::new(format!("{BASE}/metadata")).with_acs(format!("{BASE}/acs"));
    let validator = Validator::builder().identity_provider(provider).service_provider(own).build().unwrap();
    let app = app(&[], Box::new(MemoryCache::new(10)));
    app.replace_validator(validator);
    let page = Browser::default().get(&router(app), "/login?binding=redirect").await;
    assert_eq!(
        (page.status, page.code()),
        (StatusCode::INTERNAL_SERVER_ERROR, "cannot-begin"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_picture_or_frame_begins_no_login() {
    let service = service();
    let begin = async |destination: &str| {
        let request = Request::get(format!("/login?provider={IDP}")).header("sec-fetch-dest", destination);
        let page = answer(&service, request.body(Body::empty()).unwrap()).await;
        (page.status, page.cookies().len())
    };
    assert_eq!(begin("document").await, (StatusCode::SEE_OTHER, 1));
    for destination in ["image", "iframe", "empty"] {
        assert_eq!(begin(destination).await, (StatusCode::FORBIDDEN, 0), "{destination}");
    }
}

#[tokio::test]
async fn another_site_does_not_choose_the_identity_provider() {
    let begin = async |service: &axum::Router, site: &str| {
        let path = format!("/login?provider={IDP}&return_to=/protected?a=1");
        let request = Request::get(path).header("sec-fetch-dest", "document");
        let request = if site.is_empty() { request } else { request.header("sec-fetch-site", site) };
        let page = answer(service, request.body(Body::empty()).unwrap()).await;
        (page.status, page.header("location").to_owned(), page.cookies().len())
    };
    let several = service();
    for site in ["cross-site", "same-site"] {
        let (status, location, cookies) = begin(&several, site).await;
        assert_eq!((status, cookies), (StatusCode::SEE_OTHER, 0), "{site}");
        assert_eq!(location, "/?return_to=%2Fprotected%3Fa%3D1", "{site}");
    }
    for site in ["none", "same-origin", ""] {
        let (status, location, cookies) = begin(&several, site).await;
        assert_eq!((status, cookies), (StatusCode::SEE_OTHER, 1), "{site}");
        assert!(location.starts_with("https://"), "{site}: {location}");
    }
    // With one there is nothing to choose, and a link in a mail leads to its page.
    let app = app(&[], Box::new(MemoryCache::new(10)));
    app.replace_validator(validator_of(&[IDP]));
    let (status, location, cookies) = begin(&router(app), "cross-site").await;
    assert_eq!((status, cookies), (StatusCode::SEE_OTHER, 1));
    assert!(location.starts_with("https://idp.example.org/sso?"), "{location}");
}

#[tokio::test]
async fn a_session_does_not_outlive_what_the_identity_provider_says() {
    let (service, mut browser) = (service(), Browser::default());
    let end = (Utc::now() + samlens::chrono::TimeDelta::seconds(2)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let page = browser.sign_in(&service, |id| response(Some(id)).session_not_on_or_after(Some(&end))).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    tokio::time::sleep(std::time::Duration::from_millis(2_200)).await;
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_came_from_a_provider_that_was_removed_is_signed_in_no_longer() {
    let app = app(&[], Box::new(MemoryCache::new(1_000)));
    let (service, mut browser) = (router(Arc::clone(&app)), Browser::default());
    browser.sign_in(&service, |id| response(Some(id))).await;
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::OK);
    app.replace_validator(validator_of(&[OTHER]));
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::SEE_OTHER);
}

fn session(cookies: &[&str]) -> String {
    let own = cookies.iter().find_map(|cookie| cookie.strip_prefix("__Host-session=")).unwrap();
    own.split(';').next().unwrap().to_owned()
}
