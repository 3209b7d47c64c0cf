//! Thousands of identity providers in one validator: a login costs what it costs with few (invariant: bounded).

use crate::linear::{assert_linear, fastest};
use samlens::{Code, IdentityProvider, InResponseTo, ServiceProvider, Validator, ValidatorBuilder};
use samlens_forge::flex;
use samlens_forge::measured::{assertion_signed, now};
use samlens_forge::messages::certificate;
use std::time::Duration;

/// So many tenants; the last is the forge's identity provider.
fn tenants(count: usize) -> Vec<IdentityProvider> {
    let certificate = certificate("idp-rsa2048");
    let name = |n: usize| match n == count {
        true => flex::ISSUER.to_owned(),
        false => format!("https://tenant-{n:05}.idp.example/saml2/metadata"),
    };
    let provider = |n| IdentityProvider::builder(name(n)).certificate(certificate.clone()).build().unwrap();
    (1..=count).map(provider).collect()
}

fn builder(providers: Vec<IdentityProvider>) -> ValidatorBuilder {
    let service = ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS);
    let builder = Validator::builder().service_provider(service);
    providers.into_iter().fold(builder, ValidatorBuilder::identity_provider)
}

fn validator(providers: Vec<IdentityProvider>) -> Validator {
    builder(providers).build().unwrap()
}

/// Time of a validation, the fastest of several.
fn time(validator: &Validator, message: &str) -> Duration {
    fastest(40, || {
        let _ = validator.validate(message, InResponseTo::Unchecked, now());
    })
}

#[test]
fn a_login_costs_the_same_among_ten_and_ten_thousand() {
    let message = assertion_signed().message().base64();
    let (few, many) = (validator(tenants(10)), validator(tenants(10_000)));
    for validator in [&few, &many] {
        validator.validate(&message, InResponseTo::Unchecked, now()).unwrap();
    }
    let mut ratio = 0.0;
    for _ in 0..4 {
        ratio = time(&many, &message).as_secs_f64() / time(&few, &message).as_secs_f64();
        if ratio < 1.5 {
            return;
        }
    }
    panic!("among 10,000 identity providers a login takes {ratio:.2} times as long as among 10");
}

#[test]
fn building_is_linear() {
    let providers = tenants(10_000);
    assert_linear("identity providers", 2_500, |count| {
        let providers = providers[..count].to_vec();
        Box::new(move || drop(validator(providers.clone())))
    });
}

/// What a stranger can post must not cost more than a login.
#[test]
fn an_unknown_issuer_costs_no_more_than_a_login() {
    let login = assertion_signed();
    let message = login.message().base64();
    let unknown = login.issuer("https://tenant-00000.idp.example/saml2/metadata").message().base64();
    let many = validator(tenants(10_000));
    let rejection = many.validate(&unknown, InResponseTo::Unchecked, now()).unwrap_err();
    assert_eq!(rejection.code(), Code::IssuerMismatch);
    let mut times = (Duration::ZERO, Duration::ZERO);
    for _ in 0..4 {
        times = (time(&many, &unknown), time(&many, &message));
        if times.0 < times.1 {
            return;
        }
    }
    panic!("an unknown issuer takes {:?}, a login {:?}", times.0, times.1);
}

#[test]
fn each_is_found_by_its_exact_entity_id() {
    for count in [1, 2, 7, 8, 9, 10, 100] {
        let all = tenants(count);
        let validator = validator(all.clone());
        assert_eq!(validator.identity_providers(), all);
        for one in &all {
            assert_eq!(validator.identity_provider(one.entity_id()), Some(one));
        }
        assert_eq!(validator.identity_provider("https://tenant-00001.idp.example/saml2/metadata/"), None);
        for signer in [flex::ISSUER, "https://tenant-00001.idp.example/saml2/metadata"] {
            let known = all.iter().any(|one| one.entity_id() == signer);
            let message = assertion_signed().issuer(signer).message().base64();
            let found = validator.validate(&message, InResponseTo::Unchecked, now());
            assert_eq!(found.is_ok(), known, "{signer} among {count}");
        }
        let upper = assertion_signed().issuer(&flex::ISSUER.to_uppercase()).message().base64();
        let rejection = validator.validate(&upper, InResponseTo::Unchecked, now()).unwrap_err();
        assert_eq!(rejection.code(), Code::IssuerMismatch, "{count}");
    }
}

#[test]
fn two_with_one_entity_id_are_refused_however_many_there_are() {
    for count in [2, 8, 9, 20] {
        let mut all = tenants(count);
        all.push(all[0].clone());
        let name = all[0].entity_id().to_owned();
        let error = builder(all).build().unwrap_err().to_string();
        assert_eq!(error, format!("two identity providers have the entity ID {name}"));
    }
}
