//! What a validator cannot be built without, and that it is shared between threads.

use super::validate::{builder, now, provider, validator};
use samlens::{Error, IdentityProvider, InResponseTo, ServiceProvider, Validator, ValidatorBuilder};
use samlens_forge::{flex, keys};

fn build_error(builder: ValidatorBuilder) -> String {
    let error: Error = builder.build().unwrap_err();
    error.to_string()
}

/// CVE-2026-28323.
#[test]
fn there_is_no_validator_without_a_trusted_key() {
    let service = ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS);
    assert_eq!(
        build_error(Validator::builder().service_provider(service)),
        "there is no identity provider, so no certificate is trusted"
    );
    assert_eq!(
        IdentityProvider::builder(flex::ISSUER).build().unwrap_err().kind(),
        samlens::ErrorKind::Configuration
    );
}

#[test]
fn there_is_no_validator_without_an_address() {
    let idp = || Validator::builder().identity_provider(provider(keys::idp()));
    assert_eq!(build_error(idp()), "the service provider has no entity ID to compare audiences with");
    assert_eq!(
        build_error(idp().service_provider(ServiceProvider::new(flex::SP_ENTITY_ID))),
        "the service provider has no assertion consumer service URL to compare recipients with"
    );
    assert_eq!(
        build_error(builder(keys::idp()).identity_provider(provider(keys::idp()))),
        "two identity providers have the entity ID urn:acme-dev.us.auth0.com"
    );
}

#[test]
fn a_validator_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone + 'static>(_: &T) {}
    let validator = validator();
    shared(&validator);
    let base64 = flex::signed().message().base64();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(validator.validate(&base64, InResponseTo::Unchecked, now()).is_ok()));
        }
    });
}
