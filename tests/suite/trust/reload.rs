//! Several identity providers in one validator, chosen by issuer, and swapped while logins are validated.
use arc_swap::ArcSwap;
use samlens::{Code, IdentityProviders, InResponseTo, Pattern, Profile, ServiceProvider, Validator};
use samlens_forge::measured::now;
use samlens_forge::{IdpMetadata, Login, Signing, flex, idp_metadata, key, keys};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

const OTHER: &str = "urn:globex-dev.us.auth0.com";

fn validator(metadata: &str) -> Validator {
    let providers = IdentityProviders::from_metadata(metadata).unwrap();
    Validator::builder()
        .identity_providers(&providers)
        .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS))
        .profile(Profile::flex(Pattern::A))
        .build()
        .unwrap()
}

fn two() -> String {
    IdpMetadata::aggregate(&[
        idp_metadata(flex::ISSUER, &[keys::idp()]),
        idp_metadata(OTHER, &[key("other-tenant")]),
    ])
}

fn login(issuer: &str, by: &'static str) -> String {
    let login: Login = flex::login().issuer(issuer);
    login.sign_response(Signing::new(key(by))).message().base64()
}

#[test]
fn the_issuer_chooses_among_several() {
    let validator = validator(&two());
    assert!(validator.validate(&login(flex::ISSUER, "idp-rsa2048"), InResponseTo::Unchecked, now()).is_ok());
    assert!(validator.validate(&login(OTHER, "other-tenant"), InResponseTo::Unchecked, now()).is_ok());
}

#[test]
fn the_key_of_one_does_not_vouch_for_another() {
    let validator = validator(&two());
    for (issuer, by) in [(flex::ISSUER, "other-tenant"), (OTHER, "idp-rsa2048")] {
        let rejection = validator.validate(&login(issuer, by), InResponseTo::Unchecked, now()).unwrap_err();
        assert_eq!(rejection.code(), Code::SignatureValueMismatch, "{rejection}");
    }
}

#[test]
fn an_issuer_that_is_not_among_them_is_refused() {
    let rejection = validator(&two())
        .validate(&login("urn:initech", "idp-rsa2048"), InResponseTo::Unchecked, now())
        .unwrap_err();
    assert_eq!(rejection.code(), Code::IssuerMismatch);
}

#[test]
fn a_validator_is_swapped_while_logins_are_validated() {
    let old = validator(&idp_metadata(flex::ISSUER, &[keys::idp(), key("idp-rotated")]).xml());
    let new = validator(&idp_metadata(flex::ISSUER, &[key("idp-rotated"), keys::idp()]).xml());
    let current = ArcSwap::from_pointee(old.clone());
    let done = AtomicBool::new(false);
    let validated = AtomicUsize::new(0);
    let responses = [login(flex::ISSUER, "idp-rsa2048"), login(flex::ISSUER, "idp-rotated")];
    std::thread::scope(|scope| {
        for response in responses.iter().cycle().take(4) {
            scope.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    current.load().validate(response, InResponseTo::Unchecked, now()).unwrap();
                    validated.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        for turn in 0..50 {
            current.store(if turn % 2 == 0 { new.clone() } else { old.clone() }.into());
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        done.store(true, Ordering::SeqCst);
    });
    assert!(validated.load(Ordering::SeqCst) > 4);
}
