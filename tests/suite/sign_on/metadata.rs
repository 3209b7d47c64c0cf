//! The metadata of a service is read as it was meant.

use super::*;
use chrono::TimeDelta;
use samlens::Limits;
use samlens::metadata::{ServiceProviderMetadata, SignedMetadata};
use samlens::sign_on::ContactType;

fn read(xml: &str) -> ServiceProviderMetadata {
    ServiceProviderMetadata::from_metadata(xml, &Limits::default()).unwrap()
}

#[test]
fn metadata_comes_back_as_it_was_written() {
    let sign_on = sign_on();
    let xml = sign_on
        .metadata()
        .further_signing_certificate(certificate("idp-rotated"))
        .requested_attribute("email", true)
        .requested_attribute("urn:oid:2.5.4.42", false)
        .organization("en", "Example & Sons", "https://www.example.org/")
        .contact(ContactType::Technical, "it@example.org")
        .valid_until(later(60))
        .cache_duration(TimeDelta::hours(6))
        .to_xml()
        .unwrap();
    let metadata = read(&xml);
    assert_eq!(metadata.entity_id(), SP);
    let acs: Vec<_> =
        metadata.acs().iter().map(|one| (one.location.as_str(), one.index, one.is_default)).collect();
    assert_eq!(acs, [(ACS, Some(0), true), ("https://sp.example.org/partners/acs", Some(1), false)]);
    let logout: Vec<_> = metadata.single_logout().iter().map(|one| (one.binding(), one.location())).collect();
    assert_eq!(logout, [(REDIRECT, SLO), (POST, SLO)]);
    assert_eq!(metadata.signing_certificates(), [certificate("sp-encryption"), certificate("idp-rotated")]);
    assert_eq!(metadata.encryption_certificates(), [certificate("sp-encryption")]);
    assert_eq!(metadata.name_id_formats(), ["urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"]);
    assert!(metadata.signs_requests() && !metadata.wants_assertions_signed());
    assert_eq!(metadata.valid_until(), Some(later(60)));
    let requested: Vec<_> =
        metadata.requested_attributes().iter().map(|one| (one.name.as_str(), one.is_required)).collect();
    assert_eq!(requested, [("email", true), ("urn:oid:2.5.4.42", false)]);
    assert!(xml.contains("<md:OrganizationName xml:lang=\"en\">Example &amp; Sons</md:OrganizationName>"));
    assert!(xml.contains("cacheDuration=\"PT21600S\"") && xml.contains("mailto:it@example.org"));
}

#[test]
fn signed_metadata_verifies_with_the_key_of_the_service() {
    let xml = sign_on().metadata().to_signed_xml(random(1)).unwrap();
    SignedMetadata::verify(&xml, &[certificate("sp-encryption")], &Limits::default()).unwrap();
    assert!(SignedMetadata::verify(&xml, &[certificate("idp-rsa2048")], &Limits::default()).is_err());
    assert_eq!(read(&xml).entity_id(), SP);
    let unsigned = SignOn::builder(validator()).sealing_keys(SealingKeys::new([9; 32])).build().unwrap();
    let error = unsigned.metadata().to_signed_xml(random(1)).unwrap_err();
    assert_eq!(error.to_string(), "the metadata cannot be signed: there is no signing key");
    assert!(!read(&unsigned.metadata().to_xml().unwrap()).signs_requests());
}

#[test]
fn a_key_that_others_would_refuse_signs_nothing() {
    let refused = |key: &str, of: &str| {
        let pem = keys::key(key).private.private_key_to_pem_pkcs8().unwrap();
        SigningKey::from_pem(&pem, certificate(of)).unwrap_err().to_string()
    };
    assert_eq!(refused("idp-rsa1024", "idp-rsa1024"), "the RSA key has 1024 bits; 2048 or more are required");
    assert_eq!(refused("idp-rsa2048", "idp-rotated"), "the private key does not belong to the certificate");
}

#[test]
fn a_certificate_that_the_service_cannot_decrypt_with_is_not_published() {
    let validator = Validator::builder()
        .identity_provider(
            IdentityProvider::builder(IDP).certificate(certificate("idp-rsa2048")).build().unwrap(),
        )
        .service_provider(
            ServiceProvider::new(SP).with_acs(ACS).with_encryption_certificate(certificate("sp-encryption")),
        )
        .build()
        .unwrap();
    let sign_on = SignOn::builder(validator).sealing_keys(SealingKeys::new([9; 32])).build().unwrap();
    let error = sign_on.metadata().to_xml().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the validator has no decryption key for the encryption certificate CN=sp.example.org"
    );
}
