//! An identity provider to try the service with. It asks for a name and no password, and its key is in this repository:
//! for a test on your own machine.
//!
//!     cargo run -p samlens-example-axum --example test-idp
//!
//! It listens on 127.0.0.1:8001, and sends responses to loopback addresses alone.

// It has a clock, and it is a test.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

use axum::extract::{Form, Query};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::Html;
use axum::routing::get;
use samlens::chrono::{SecondsFormat, Utc};
use samlens_forge::element::escape_attribute;
use samlens_forge::metadata::IdpMetadata;
use samlens_forge::request::inflated;
use samlens_forge::{Login, Shape, Signing, keys};
use serde::Deserialize;

const BASE: &str = "http://127.0.0.1:8001";

#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "SAMLRequest")]
    request: String,
    #[serde(rename = "RelayState", default)]
    relay_state: String,
    #[serde(default)]
    name: String,
}

#[tokio::main]
async fn main() {
    let metadata = IdpMetadata {
        entity_id: format!("{BASE}/metadata"),
        sso_url: format!("{BASE}/sso"),
        certificates: vec![(Some("signing"), keys::idp())],
        valid_until: None,
    };
    let xml = metadata.xml();
    let router = axum::Router::new()
        .route("/metadata", get(move || async { ([(CONTENT_TYPE, "application/samlmetadata+xml")], xml) }))
        .route("/sso", get(ask).post(respond));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8001").await.unwrap();
    println!("identity provider: {BASE}/metadata");
    axum::serve(listener, router).await.unwrap();
}

/// Asks who signs in.
async fn ask(Query(asked): Query<Asked>) -> Html<String> {
    Html(format!(
        "<!doctype html><title>Test identity provider</title><h1>Who are you?</h1><form method=\"post\">\
         <input type=\"hidden\" name=\"SAMLRequest\" value=\"{}\">\
         <input type=\"hidden\" name=\"RelayState\" value=\"{}\">\
         <input name=\"name\" value=\"mara.oduya@example.org\"><button>Sign in</button></form>",
        escape_attribute(&asked.request),
        escape_attribute(&asked.relay_state)
    ))
}

/// Sends the browser back with a signed response.
async fn respond(Form(asked): Form<Asked>) -> Result<Html<String>, StatusCode> {
    let request = inflated(&asked.request).ok_or(StatusCode::BAD_REQUEST)?;
    // The service escapes `&` as it has to.
    let plain = |text: &str| text.replace("&amp;", "&");
    let attribute = |name: &str| {
        let (_, rest) = request.split_once(&format!(" {name}=\""))?;
        rest.split_once('"').map(|(value, _)| plain(value))
    };
    let issuer = request.split_once("Issuer>").and_then(|(_, rest)| rest.split_once('<'));
    let issuer = issuer.map(|(issuer, _)| plain(issuer));
    let (Some(id), Some(acs), Some(audience)) =
        (attribute("ID"), attribute("AssertionConsumerServiceURL"), issuer)
    else {
        return Err(StatusCode::BAD_REQUEST);
    };
    let is_local = acs.starts_with("http://localhost:") || acs.starts_with("http://127.0.0.1:");
    // Before an `@` it would be the name of a user of another host.
    if !is_local || acs.contains('@') {
        return Err(StatusCode::FORBIDDEN);
    }
    let mut random = [0; 16];
    openssl::rand::rand_bytes(&mut random).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let random: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let xml = Login::new(Shape::Okta)
        .issuer(&format!("{BASE}/metadata"))
        .response_issuer(&format!("{BASE}/metadata"))
        .ids(&format!("_r{random}"), &format!("_a{random}"))
        .audiences(&[&audience])
        .acs(&acs)
        .issued(&Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true), 300)
        .in_response_to(Some(&id))
        .name_id(&asked.name, None)
        .session_index(Some(&format!("_s{random}")))
        .sign_both(Signing::new(keys::idp()))
        .xml();
    Ok(Html(format!(
        "<!doctype html><title>Continue</title><form method=\"post\" action=\"{}\">\
         <input type=\"hidden\" name=\"SAMLResponse\" value=\"{}\">\
         <input type=\"hidden\" name=\"RelayState\" value=\"{}\"><button>Continue</button></form>\
         <script>document.forms[0].submit()</script>",
        escape_attribute(&acs),
        openssl::base64::encode_block(xml.as_bytes()),
        escape_attribute(&asked.relay_state)
    )))
}
