//! The published keys are refused where they were not allowed by name, whatever certificate they are in.

use super::{ACS, IDP, SERVICE, builder, idp};
use samlens::sign_on::{SealingKeys, SignOn};
use samlens::testing::{TestIdp, service_certificate, service_decryption_key, service_signing_key};
use samlens::{Certificate, IdentityProvider, ServiceProvider, Validator};

const REFUSED: &str = "has a test key of samlens, whose private part is published";

fn with_certificate(certificate: Certificate) -> Result<Validator, samlens::Error> {
    Validator::builder()
        .identity_provider(IdentityProvider::builder(IDP).certificate(certificate).build().unwrap())
        .service_provider(ServiceProvider::new(SERVICE).with_acs(ACS))
        .build()
}

#[test]
fn test_keys_are_refused_unless_they_are_allowed() {
    for idp in [idp(), idp().with_ec_key().unwrap()] {
        let error = builder(&idp).build().unwrap_err();
        assert_eq!(error.to_string(), format!("the identity provider {IDP} {REFUSED}"));
        assert!(error.fix().join(" ").contains("allow_test_keys"), "{:?}", error.fix());
        builder(&idp).allow_test_keys().build().unwrap();
    }
}

#[test]
fn every_key_of_the_folder_is_on_the_list() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/testing/keys");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().ends_with(".key.pem") {
            continue;
        }
        let certificate = Certificate::from_pem(&std::fs::read(&path).unwrap()).unwrap();
        assert!(certificate.subject().ends_with(", never trust"), "{}", certificate.subject());
        let error = with_certificate(certificate).unwrap_err().to_string();
        assert!(error.ends_with(REFUSED), "{}: {error}", path.display());
        count += 1;
    }
    assert_eq!(count, 4);
}

#[test]
fn another_certificate_with_a_test_key_is_refused_too() {
    let pem = include_bytes!("../../../src/testing/keys/idp-rsa.key.pem");
    let key = openssl::pkey::PKey::private_key_from_pem(pem).unwrap();
    let certificate = samlens_forge::throwaway::certificate(&key, "idp.example.org");
    let certificate = Certificate::from_der(&certificate).unwrap();
    assert!(with_certificate(certificate).unwrap_err().to_string().ends_with(REFUSED));
}

#[test]
fn a_key_of_one_s_own_needs_no_permission() {
    let own = samlens_forge::keys::idp().pem();
    with_certificate(Certificate::from_pem(own.as_bytes()).unwrap()).unwrap();
}

#[test]
fn one_test_key_among_others_is_refused() {
    let own = Certificate::from_pem(samlens_forge::keys::idp().pem().as_bytes()).unwrap();
    let test = TestIdp::new(IDP).unwrap().provider().unwrap().signing_certificates()[0].clone();
    let provider = IdentityProvider::builder(IDP).certificate(own).certificate(test).build().unwrap();
    let service = ServiceProvider::new(SERVICE).with_acs(ACS);
    let both = Validator::builder().identity_provider(provider).service_provider(service);
    assert!(both.clone().build().unwrap_err().to_string().ends_with(REFUSED));
    both.allow_test_keys().build().unwrap();
}

#[test]
fn the_service_s_own_test_key_is_refused_too() {
    let own = Certificate::from_pem(samlens_forge::keys::idp().pem().as_bytes()).unwrap();
    let builder = Validator::builder()
        .identity_provider(IdentityProvider::builder(IDP).certificate(own).build().unwrap())
        .service_provider(ServiceProvider::new(SERVICE).with_acs(ACS));
    let decrypting = builder.clone().decryption_key(service_decryption_key().unwrap());
    assert_eq!(
        decrypting.clone().build().unwrap_err().to_string(),
        format!("the service provider {REFUSED}")
    );
    decrypting.allow_test_keys().build().unwrap();

    let sign_on = |validator: Validator| {
        let signing = SignOn::builder(validator).signing_key(service_signing_key().unwrap());
        signing.sealing_keys(SealingKeys::new([7; 32])).build()
    };
    let error = sign_on(builder.clone().build().unwrap()).unwrap_err();
    assert!(error.to_string().contains("test key of samlens"), "{error}");
    sign_on(builder.allow_test_keys().build().unwrap()).unwrap();
    assert_eq!(service_signing_key().unwrap().certificate(), &service_certificate().unwrap());
}
