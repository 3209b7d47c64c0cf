//! The service as a browser and an identity provider see it.

// Tests have a clock.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

use actix_web::http::StatusCode;
use actix_web::http::header::{COOKIE, LOCATION, SET_COOKIE};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::Data;
use samlens::IdentityProvider;
use samlens::chrono::{SecondsFormat, Utc};
use samlens::metadata::Endpoint;
use samlens::replay::MemoryCache;
use samlens::sign_on::{Binding, SealingKeys};
use samlens_example_actix::{App, configure};
use samlens_forge::messages::certificate;
use samlens_forge::request::id_in;
use samlens_forge::{Login, Shape, Signing, keys};

const IDP: &str = "https://idp.example.org/metadata";
const BASE: &str = "https://app.example.org";

#[test]
fn a_person_signs_in_once() {
    actix_web::rt::System::new().block_on(signs_in_once());
}

async fn signs_in_once() {
    let provider = IdentityProvider::builder(IDP)
        .certificate(certificate("idp-rsa2048"))
        .single_sign_on(Endpoint::new(Binding::Redirect.uri(), "https://idp.example.org/sso"))
        .build()
        .unwrap();
    let app = App::new(BASE, provider, SealingKeys::new([7; 32]), Box::new(MemoryCache::new(10))).unwrap();
    let service = init_service(actix_web::App::new().app_data(Data::new(app)).configure(configure)).await;

    let begun =
        call_service(&service, TestRequest::get().uri("/login?return_to=/reports").to_request()).await;
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    let text = |name| begun.headers().get(name).unwrap().to_str().unwrap();
    let (url, cookie) = (text(LOCATION), text(SET_COOKIE).split(';').next().unwrap().to_owned());

    let form = [("SAMLResponse", response(&id_in(url)))];
    let post = |cookie: &str| {
        TestRequest::post()
            .uri("/acs")
            .insert_header((COOKIE, cookie.to_owned()))
            .set_form(&form)
            .to_request()
    };
    let other_browser = call_service(&service, post("a=b")).await;
    assert_eq!(other_browser.status(), StatusCode::FORBIDDEN);
    assert_eq!(read_body(other_browser).await, "no-open-request");
    let first = call_service(&service, post(&cookie)).await;
    assert_eq!(first.status(), StatusCode::OK);
    assert_eq!(read_body(first).await, "Hello mara.oduya@example.org, on to /reports\n");
    let second = call_service(&service, post(&cookie)).await;
    assert_eq!(second.status(), StatusCode::FORBIDDEN);
    assert_eq!(read_body(second).await, "replayed");

    let metadata = call_service(&service, TestRequest::get().uri("/metadata").to_request()).await;
    let body = read_body(metadata).await;
    assert!(String::from_utf8_lossy(&body).contains("https://app.example.org/acs"));
}

fn response(in_response_to: &str) -> String {
    let login = Login::new(Shape::Auth0)
        .issuer(IDP)
        .response_issuer(IDP)
        .audiences(&[&format!("{BASE}/metadata")])
        .acs(&format!("{BASE}/acs"))
        .issued(&Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true), 300)
        .in_response_to(Some(in_response_to))
        .sign_response(Signing::new(keys::idp()));
    openssl::base64::encode_block(login.xml().as_bytes())
}
