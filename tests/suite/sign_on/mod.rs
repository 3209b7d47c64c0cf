//! A service starts, finishes and ends logins.

mod finish;
mod logout;
mod metadata;
mod oracle;
mod start;
mod tampering;

use chrono::{DateTime, Utc};
use samlens::metadata::Endpoint;
use samlens::replay::MemoryCache;
use samlens::sign_on::{
    HttpAnswer, LoginOptions, OpenRequests, Random, SealingKeys, SignOn, SignOnBuilder, SigningKey, Started,
};
use samlens::{DecryptionKey, IdentityProvider, ServiceProvider, Validator};
use samlens_forge::messages::{ACS, IDP, SLO, SP, certificate, now};
use samlens_forge::{Login, Shape, Signing, keys};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

const SSO: &str = "https://idp.example.org/sso?tenant=a";
const IDP_SLO: &str = "https://idp.example.org/slo";
const OTHER: &str = "https://other.example.org/idp";
const REDIRECT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// The result of a future that waits for nothing, as all are whose store is in memory.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("it waits"),
    }
}

fn random(seed: u8) -> Random {
    Random::from_bytes(std::array::from_fn(|at| seed.wrapping_mul(31).wrapping_add(at as u8)))
}

fn signing_key(name: &str) -> SigningKey {
    let pem = keys::key(name).private.private_key_to_pem_pkcs8().unwrap();
    SigningKey::from_pem(&pem, certificate(name)).unwrap()
}

fn validator() -> Validator {
    let provider = |entity_id: &str, key: &str, host: &str| {
        IdentityProvider::builder(entity_id)
            .certificate(certificate(key))
            .single_sign_on(Endpoint::new(REDIRECT, format!("https://{host}/sso?tenant=a")))
            .single_sign_on(Endpoint::new(POST, format!("https://{host}/sso/post")))
            .single_logout(Endpoint::new(REDIRECT, format!("https://{host}/slo")))
            .build()
            .unwrap()
    };
    let key = keys::key("sp-encryption").private.private_key_to_pem_pkcs8().unwrap();
    let service_provider = ServiceProvider::new(SP)
        .with_acs(ACS)
        .with_acs("https://sp.example.org/partners/acs")
        .with_single_logout(SLO)
        .with_certificate(certificate("sp-encryption"))
        .with_encryption_certificate(certificate("sp-encryption"))
        .with_name_id_format("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent");
    Validator::builder()
        .identity_provider(provider(IDP, "idp-rsa2048", "idp.example.org"))
        .identity_provider(provider(OTHER, "other-tenant", "other.example.org"))
        .service_provider(service_provider)
        .decryption_key(DecryptionKey::from_pem(&key).unwrap())
        .build()
        .unwrap()
}

fn builder() -> SignOnBuilder {
    SignOn::builder(validator())
        .sealing_keys(SealingKeys::new([9; 32]))
        .signing_key(signing_key("sp-encryption"))
}

fn sign_on() -> SignOn {
    builder().build().unwrap()
}

fn options() -> LoginOptions {
    LoginOptions::new().provider(IDP)
}

/// A login that begins in a browser without cookies.
fn started(sign_on: &SignOn, seed: u8) -> Started {
    sign_on.start(&options(), &OpenRequests::default(), now(), random(seed)).unwrap()
}

/// What a browser sends back of the cookies that it was sent: the `Cookie` header.
fn cookie_header<'c>(cookies: impl Iterator<Item = &'c str>) -> String {
    let pairs: Vec<&str> = cookies
        .filter(|cookie| !cookie.contains("Max-Age=0;"))
        .map(|cookie| cookie.split(';').next().unwrap())
        .collect();
    pairs.join("; ")
}

fn header<'a>(answer: &'a HttpAnswer, name: &str) -> Vec<&'a str> {
    answer.headers().filter(|(one, _)| *one == name).map(|(_, value)| value).collect()
}

/// A valid response of the identity provider to this request.
fn response(in_response_to: Option<&str>) -> Login {
    Login::new(Shape::Auth0)
        .issuer(IDP)
        .response_issuer(IDP)
        .issued("2026-01-15T10:00:30Z", 3600)
        .in_response_to(in_response_to)
        .sign_response(Signing::new(keys::idp()))
}

fn encoded(login: &Login) -> String {
    openssl::base64::encode_block(login.xml().as_bytes())
}

fn store() -> MemoryCache {
    MemoryCache::new(100)
}

fn later(minutes: i64) -> DateTime<Utc> {
    now() + chrono::TimeDelta::minutes(minutes)
}
