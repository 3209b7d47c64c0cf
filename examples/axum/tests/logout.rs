use crate::support::{BASE, Browser, IDP, Page, id_in, response, service};
use axum::Router;
use axum::http::StatusCode;
use samlens::chrono::{SecondsFormat, TimeDelta, Utc};
use samlens_forge::messages::{Message, logout_request, logout_response, signed_query};
use samlens_forge::{Signing, keys};

#[tokio::test]
async fn the_button_ends_the_session_here_and_asks_the_identity_provider() {
    let (service, mut browser) = (service(), Browser::default());
    let csrf = signed_in(&service, &mut browser).await;
    let page = browser.post(&service, "/logout", &format!("csrf={csrf}")).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(page.header("location").starts_with("https://idp.example.org/slo?SAMLRequest="));
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::SEE_OTHER);
    // The identity provider answers, and the browser is back.
    let message = logout_response().edit(|e| e.set("InResponseTo", &id_in(page.header("location"))));
    let page = from_provider(&service, &mut browser, "SAMLResponse", message).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/"), "{}", page.body);
}

#[tokio::test]
async fn a_form_of_another_site_logs_no_one_out() {
    let (service, mut browser) = (service(), Browser::default());
    signed_in(&service, &mut browser).await;
    // SameSite=Lax keeps the session's cookie at home; where it goes along, the token is missing.
    let page = browser.post_from_other_site(&service, "/logout", "csrf=").await;
    assert!(page.header("location").starts_with("/?return_to="), "{}", page.header("location"));
    for form in ["", "csrf=", &format!("csrf={}", "0".repeat(64))] {
        let page = browser.post(&service, "/logout", form).await;
        assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "foreign-form"), "{form}");
    }
    assert_eq!(browser.get(&service, "/logout").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_identity_provider_ends_all_sessions_of_the_person() {
    let (service, mut browser, mut second, mut another) =
        (service(), Browser::default(), Browser::default(), Browser::default());
    signed_in(&service, &mut browser).await;
    second.sign_in(&service, |id| response(Some(id)).ids("_r2", "_a2")).await;
    another
        .sign_in(&service, |id| response(Some(id)).ids("_r3", "_a3").name_id("other@example.org", None))
        .await;
    // No cookie of the session comes along.
    let page = from_provider(&service, &mut Browser::default(), "SAMLRequest", logout_request()).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert!(page.header("location").starts_with("https://idp.example.org/slo?SAMLResponse="));
    for ended in [&mut browser, &mut second] {
        assert_eq!(ended.get(&service, "/protected").await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(another.get(&service, "/protected").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_logout_of_another_session_ends_none() {
    let (service, mut browser) = (service(), Browser::default());
    signed_in(&service, &mut browser).await;
    let other = logout_request().edit(|e| e.find_mut("SessionIndex").set_text("_s2"));
    let page = from_provider(&service, &mut Browser::default(), "SAMLRequest", other).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_logout_request_that_is_not_signed_ends_nothing() {
    let (service, mut browser) = (service(), Browser::default());
    signed_in(&service, &mut browser).await;
    let form = format!(
        "SAMLRequest={}",
        samlens_forge::capture::percent_encode(&current(logout_request()).base64())
    );
    let page = Browser::default().post_from_other_site(&service, "/slo", &form).await;
    assert_eq!((page.status, page.code()), (StatusCode::FORBIDDEN, "unsigned"));
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_logout_request_by_form_is_answered() {
    let (service, mut browser) = (service(), Browser::default());
    signed_in(&service, &mut browser).await;
    let message = current(logout_request()).sign(&Signing::new(keys::idp()));
    let form =
        format!("SAMLRequest={}&RelayState=x", samlens_forge::capture::percent_encode(&message.base64()));
    let page = Browser::default().post_from_other_site(&service, "/slo", &form).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    assert!(page.header("location").contains("RelayState=x"));
    assert_eq!(browser.get(&service, "/protected").await.status, StatusCode::SEE_OTHER);
}

/// Signs in and gives the token of the button "Log out".
async fn signed_in(service: &Router, browser: &mut Browser) -> String {
    browser.sign_in(service, |id| response(Some(id))).await;
    let page = browser.get(service, "/protected").await;
    assert_eq!(page.status, StatusCode::OK);
    page.csrf().to_owned()
}

/// A logout message for this service, of now.
fn current(message: Message) -> Message {
    let at = |minutes| (Utc::now() + TimeDelta::minutes(minutes)).to_rfc3339_opts(SecondsFormat::Secs, true);
    message.edit(|e| {
        e.set("IssueInstant", &at(0));
        e.set("Destination", &format!("{BASE}/slo"));
        if e.attribute("NotOnOrAfter").is_some() {
            e.set("NotOnOrAfter", &at(5));
        }
        e.find_mut("Issuer").set_text(IDP);
    })
}

pub(crate) async fn from_provider(
    service: &Router,
    browser: &mut Browser,
    parameter: &str,
    message: Message,
) -> Page {
    let query = signed_query(parameter, &current(message).xml(), None, &Signing::new(keys::idp()));
    browser.get(service, &format!("/slo?{query}")).await
}
