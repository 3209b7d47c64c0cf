//! The test identity provider: what it makes valid is accepted, what it breaks is refused by the code that it names, and its keys are
//! refused where they were not allowed.

mod keys;
mod responses;
mod sign_on;
mod xmlsec;

use samlens::chrono::{DateTime, Utc};
use samlens::testing::{TestIdp, TestResponse, service_decryption_key};
use samlens::{AttributePolicy, AttributeRule, Profile, ServiceProvider, Validator, ValidatorBuilder};

const SERVICE: &str = "https://sp.example.org/metadata";
const ACS: &str = "https://sp.example.org/acs";
const SLO: &str = "https://sp.example.org/slo";
const IDP: &str = "https://idp.example.org/metadata";

fn now() -> DateTime<Utc> {
    "2026-01-15T10:00:00Z".parse().unwrap()
}

fn idp() -> TestIdp {
    TestIdp::new(IDP).unwrap()
}

/// A validator in the making, whose test keys are not allowed yet.
fn builder(idp: &TestIdp) -> ValidatorBuilder {
    let service = ServiceProvider::new(SERVICE).with_acs(ACS).with_single_logout(SLO);
    Validator::builder().identity_provider(idp.provider().unwrap()).service_provider(service)
}

/// It decrypts, and requires the attribute `email`.
fn validator(idp: &TestIdp) -> Validator {
    let attributes = AttributePolicy::none().with(AttributeRule::required("email"));
    builder(idp)
        .profile(Profile::builder("test").attribute_policy(attributes).build())
        .decryption_key(service_decryption_key().unwrap())
        .allow_test_keys()
        .build()
        .unwrap()
}

/// A valid answer to the request `_r1`.
fn response(idp: &TestIdp) -> TestResponse {
    idp.response()
        .to(ACS)
        .audience(SERVICE)
        .in_response_to("_r1")
        .name_id("mara.oduya@example.org")
        .attribute("email", ["mara.oduya@example.org"])
        .attribute("groups", ["Everyone", "R&D <all>"])
        .at(now())
}
