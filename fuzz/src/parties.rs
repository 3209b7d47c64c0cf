//! A service and an identity provider that send messages to each other, with keys of `fixtures/keys`.

use samlens::metadata::Endpoint;
use samlens::sign_on::{Binding, HttpAnswer, Random, SealingKeys, SignOn, SigningKey};
use samlens::{Certificate, IdentityProvider, ServiceProvider, Validator};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub const SP: &str = "https://sp.example.org/metadata";
pub const ACS: &str = "https://sp.example.org/acs";
pub const SECOND_ACS: &str = "https://sp.example.org/second/acs";
pub const SP_LOGOUT: &str = "https://sp.example.org/logout";
pub const IDP: &str = "https://idp.example.org/metadata";
pub const IDP_LOGOUT: &str = "https://idp.example.org/slo?tenant=a";

const SP_KEY: &[u8] = include_bytes!("../../fixtures/keys/idp-p256.key.pem");
const SP_CERTIFICATE: &[u8] = include_bytes!("../../fixtures/keys/idp-p256.cert.pem");
const IDP_KEY: &[u8] = include_bytes!("../../fixtures/keys/idp-rsa2048.key.pem");
const IDP_CERTIFICATE: &[u8] = include_bytes!("../../fixtures/keys/idp-rsa2048.cert.pem");

pub fn now() -> samlens::chrono::DateTime<samlens::chrono::Utc> {
    "2026-01-15T10:01:00Z".parse().expect("an instant")
}

fn certificate(pem: &[u8]) -> Certificate {
    Certificate::from_pem(pem).expect("a certificate")
}

/// One party: its entity ID and address for logout, and those of the other one, with their certificates.
fn party(own: (&str, &str, &[u8]), other: (&str, &str, &[u8]), logout_by: Binding) -> Validator {
    let provider = IdentityProvider::builder(other.0)
        .certificate(certificate(other.2))
        .single_sign_on(Endpoint::new(Binding::Redirect.uri(), "https://idp.example.org/sso?tenant=a"))
        .single_sign_on(Endpoint::new(Binding::Post.uri(), "https://idp.example.org/sso/post"))
        .single_logout(Endpoint::new(logout_by.uri(), other.1))
        .build()
        .expect("a provider");
    let service = ServiceProvider::new(own.0)
        .with_acs(ACS)
        .with_acs(SECOND_ACS)
        .with_single_logout(own.1)
        .with_certificate(certificate(own.2));
    Validator::builder().identity_provider(provider).service_provider(service).build().expect("a validator")
}

fn sign_on(validator: Validator, key: &[u8], own: &[u8], seal: u8) -> SignOn {
    let key = SigningKey::from_pem(key, certificate(own)).expect("a key");
    let sealing = SealingKeys::new(std::array::from_fn(|at| seal.wrapping_mul(7).wrapping_add(at as u8)));
    SignOn::builder(validator).signing_key(key).sealing_keys(sealing).build().expect("a service")
}

/// The service; it sends logout messages by this binding.
pub fn service(logout_by: Binding) -> SignOn {
    let validator = party((SP, SP_LOGOUT, SP_CERTIFICATE), (IDP, IDP_LOGOUT, IDP_CERTIFICATE), logout_by);
    sign_on(validator, SP_KEY, SP_CERTIFICATE, 1)
}

/// The identity provider, as far as it sends and reads logout messages.
pub fn identity_provider(logout_by: Binding) -> SignOn {
    let validator = party((IDP, IDP_LOGOUT, IDP_CERTIFICATE), (SP, SP_LOGOUT, SP_CERTIFICATE), logout_by);
    sign_on(validator, IDP_KEY, IDP_CERTIFICATE, 2)
}

/// The same bytes for every run.
pub fn random(seed: u8) -> Random {
    Random::from_bytes(std::array::from_fn(|at| seed.wrapping_mul(31).wrapping_add(at as u8)))
}

/// The result of a future that waits for nothing, as all do whose store is in memory.
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("it waits"),
    }
}

/// What a browser sends back of the cookies that are set.
pub fn cookies<'c>(set: impl Iterator<Item = &'c str>) -> String {
    let kept = set.filter(|one| !one.contains("Max-Age=0;"));
    let pairs: Vec<&str> = kept.filter_map(|one| one.split(';').next()).collect();
    pairs.join("; ")
}

/// What an answer has the browser deliver: the query of its address, or the value of the first field of its form.
pub fn delivered(answer: &HttpAnswer) -> Delivered {
    let location = answer.headers().find(|(name, _)| *name == "Location").map(|(_, value)| value);
    if let Some(url) = location {
        let (_, query) = url.split_once('?').expect("a query");
        return Delivered::Query(query.to_owned());
    }
    let (_, rest) = answer.body().split_once(" value=\"").expect("a field");
    let (value, _) = rest.split_once('"').expect("a value");
    Delivered::Field(value.to_owned())
}

/// A message on its way.
#[derive(Clone, Debug)]
pub enum Delivered {
    Query(String),
    Field(String),
}
