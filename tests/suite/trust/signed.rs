//! Signed metadata: verified by the rules of messages, read from the bytes that were digested.
use samlens::metadata::SignedMetadata;
use samlens::{Certificate, Error, Limits};
use samlens_forge::element::{Element, Scope, Style};
use samlens_forge::signing::{C14N_11, INC_C14N};
use samlens_forge::{Canonical, Digest, IdpMetadata, Shape, Signing, idp_metadata, key, keys};

fn trusted(name: &str) -> Vec<Certificate> {
    vec![Certificate::from_der(&key(name).der()).unwrap()]
}

fn metadata() -> IdpMetadata {
    idp_metadata("urn:acme-dev.us.auth0.com", &[keys::idp()])
}

/// The entity, signed by this key.
pub(super) fn signed_with(mut entity: Element, signing: &Signing) -> String {
    entity.set("ID", "_m1");
    signing.sign(&mut entity, &Scope::default(), Shape::Auth0.layout().signature, None);
    entity.document(Style::USUAL)
}

fn signed() -> String {
    signed_with(metadata().entity(), &Signing::new(key("other-tenant")))
}

fn verify(xml: &str, by: &str) -> Result<SignedMetadata, Error> {
    SignedMetadata::verify(xml, &trusted(by), &Limits::default())
}

fn why(xml: &str, by: &str) -> String {
    verify(xml, by).expect_err("it verifies").to_string()
}

#[test]
fn an_entity_signed_by_the_given_key_is_read() {
    let signed = verify(&signed(), "other-tenant").unwrap();
    let all = signed.identity_providers(&Limits::default()).unwrap();
    assert_eq!(all.providers()[0].entity_id(), "urn:acme-dev.us.auth0.com");
    assert_eq!(all.providers()[0].signing_certificates(), trusted("idp-rsa2048"));
    assert_eq!(*signed.certificate(), trusted("other-tenant")[0]);
    // What is read is the canonical text that was digested.
    assert!(signed.xml().starts_with("<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\""));
    assert!(signed.xml().ends_with("</EntityDescriptor>"));
    assert!(!signed.xml().contains("SignatureValue"));
}

#[test]
fn an_aggregate_is_verified_by_the_signature_of_its_root() {
    let entities = Element::new("EntitiesDescriptor")
        .with("xmlns", "urn:oasis:names:tc:SAML:2.0:metadata")
        .child(metadata().entity())
        .child(idp_metadata("urn:globex", &[key("idp-p256")]).entity());
    let xml = signed_with(entities, &Signing::new(key("idp-p384")));
    let all = verify(&xml, "idp-p384").unwrap().identity_providers(&Limits::default()).unwrap();
    assert_eq!(all.providers().len(), 2);
}

#[test]
fn the_signature_of_an_inner_entity_does_not_cover_the_aggregate() {
    let mut inner = metadata().entity();
    inner.set("ID", "_m1");
    Signing::new(key("other-tenant")).sign(
        &mut inner,
        &Scope::default(),
        Shape::Auth0.layout().signature,
        None,
    );
    let evil = idp_metadata("urn:evil", &[key("attacker-rsa2048")]).entity();
    let entities = Element::new("EntitiesDescriptor")
        .with("xmlns", "urn:oasis:names:tc:SAML:2.0:metadata")
        .child(inner)
        .child(evil);
    assert_eq!(
        why(&entities.document(Style::USUAL), "other-tenant"),
        "the metadata is not signed: its EntitiesDescriptor has no signature"
    );
}

#[test]
fn without_a_signature_nothing_is_trusted() {
    assert_eq!(
        why(&metadata().xml(), "other-tenant"),
        "the metadata is not signed: its EntityDescriptor has no signature"
    );
}

#[test]
fn without_a_certificate_nothing_is_trusted() {
    let error = SignedMetadata::verify(&signed(), &[], &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "no certificate was given to verify the metadata with");
}

#[test]
fn another_key_is_named() {
    let fingerprint = trusted("other-tenant")[0].sha256_fingerprint();
    let expected = format!(
        "the metadata is signed with the key of CN=globex-dev.us.auth0.com (SHA-256 {fingerprint}), not with the key of a certificate that was given for it"
    );
    assert_eq!(why(&signed(), "idp-rotated"), expected);
}

#[test]
fn a_key_swapped_after_signing_is_noticed() {
    let swapped = signed().replacen(&keys::idp().base64(), &key("attacker-rsa2048").base64(), 1);
    assert_eq!(why(&swapped, "other-tenant"), "the metadata was changed after it was signed");
}

#[test]
fn a_reference_to_anything_but_the_root_is_refused() {
    let signing = Signing::new(key("other-tenant")).uri("#_other");
    let message = why(&signed_with(metadata().entity(), &signing), "other-tenant");
    assert_eq!(
        message,
        "the signature of the metadata is refused: the Reference does not point to the element that contains the signature"
    );
}

/// The root without an ID, signed with an empty URI, in every form of the transforms.
#[test]
fn an_empty_reference_covers_the_root() {
    let inclusive =
        |transform| Signing::new(key("other-tenant")).uri("").content(transform, Canonical::Inclusive);
    let exclusive = Signing::new(key("other-tenant")).uri("");
    for signing in [exclusive, inclusive(None), inclusive(Some(INC_C14N)), inclusive(Some(C14N_11))] {
        let mut entity = metadata().entity();
        signing.sign(&mut entity, &Scope::default(), Shape::Auth0.layout().signature, None);
        let xml = entity.document(Style::USUAL);
        let read = verify(&xml, "other-tenant").unwrap().identity_providers(&Limits::default()).unwrap();
        assert_eq!(read.providers()[0].entity_id(), "urn:acme-dev.us.auth0.com");
        let evil = idp_metadata("urn:evil", &[key("attacker-rsa2048")]).entity().document(Style::USUAL);
        let head = "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">";
        let wrapped = format!("{head}{evil}{xml}</EntitiesDescriptor>");
        assert!(why(&wrapped, "other-tenant").contains("has no signature"));
        let changed = xml.replace("urn:acme-dev.us.auth0.com", "urn:evil");
        assert_eq!(why(&changed, "other-tenant"), "the metadata was changed after it was signed");
    }
}

#[test]
fn a_signed_entity_wrapped_into_a_hostile_root_is_refused() {
    // The honest, signed entity goes inside; the root borrows its signature and adds its own entity.
    let honest = signed();
    let from = honest.find("<Signature").unwrap();
    let to = honest.find("</Signature>").unwrap() + "</Signature>".len();
    let signature = &honest[from..to];
    let inner = honest.replace(signature, "");
    let evil = idp_metadata("urn:evil", &[key("attacker-rsa2048")]).entity().document(Style::USUAL);
    let head = "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"";
    let same_id = format!("{head} ID=\"_m1\">{signature}{evil}{inner}</EntitiesDescriptor>");
    assert_eq!(why(&same_id, "other-tenant"), "two elements of the metadata have the same ID");
    let other_id = format!("{head} ID=\"_x\">{signature}{evil}{inner}</EntitiesDescriptor>");
    assert!(
        why(&other_id, "other-tenant").starts_with("the signature of the metadata is refused: the Reference")
    );
}

#[test]
fn weak_signatures_are_refused() {
    let sha1 = signed_with(metadata().entity(), &Signing::new(key("other-tenant")).sha1());
    assert_eq!(why(&sha1, "other-tenant"), "the signature of the metadata is refused: it uses SHA-1");
    let new = || Signing::new(key("other-tenant"));
    for partly in [new().digest(Digest::Sha1), new().sha1().digest(Digest::Sha256)] {
        let xml = signed_with(metadata().entity(), &partly);
        assert_eq!(why(&xml, "other-tenant"), "the signature of the metadata is refused: it uses SHA-1");
    }
    let small = signed_with(metadata().entity(), &Signing::new(key("idp-rsa1024")));
    assert_eq!(
        why(&small, "idp-rsa1024"),
        "the metadata is signed with an RSA key of 1024 bits, fewer than 2048"
    );
}

#[test]
fn two_signatures_are_refused() {
    let mut entity = metadata().entity();
    entity.set("ID", "_m1");
    let layout = Shape::Auth0.layout().signature;
    Signing::new(key("other-tenant")).sign(&mut entity, &Scope::default(), layout, None);
    Signing::new(key("other-tenant")).sign(&mut entity, &Scope::default(), layout, None);
    assert_eq!(why(&entity.document(Style::USUAL), "other-tenant"), "the metadata has two signatures");
}

#[test]
fn comments_do_not_split_what_is_read() {
    let commented = signed().replacen(
        "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "urn:oasis:names:tc:SAML:1.1:nameid-format:<!-- x -->emailAddress",
        1,
    );
    let all = verify(&commented, "other-tenant").unwrap().identity_providers(&Limits::default()).unwrap();
    assert_eq!(
        all.providers()[0].name_id_formats()[0],
        "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
    );
}

#[test]
fn what_is_too_large_to_verify_is_said_to_be() {
    let mut limits = Limits::default();
    limits.max_metadata_bytes = 1000;
    let error = SignedMetadata::verify(&signed(), &trusted("other-tenant"), &limits).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the metadata is larger than 1000 bytes, so its signature cannot be verified"
    );
}

#[test]
fn metadata_may_be_as_large_as_the_limit() {
    let xml = signed();
    let within = |bytes: usize| {
        let mut limits = Limits::default();
        limits.max_metadata_bytes = bytes;
        SignedMetadata::verify(&xml, &trusted("other-tenant"), &limits).is_ok()
    };
    assert!(within(xml.len()));
    assert!(!within(xml.len() - 1));
}

#[test]
fn metadata_may_have_an_element_and_an_attribute_for_every_eight_bytes_of_its_limit() {
    let verify = |entity: samlens_forge::element::Element| {
        let xml = signed_with(entity, &Signing::new(key("other-tenant")));
        let mut limits = Limits::default();
        (limits.max_metadata_bytes, limits.max_nodes, limits.max_attributes) = (1 << 16, 1, 1);
        assert!(xml.len() < limits.max_metadata_bytes);
        SignedMetadata::verify(&xml, &trusted("other-tenant"), &limits)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let extended = |count: usize, with: &str| {
        let mut extensions = Element::new("Extensions");
        for _ in 0..count {
            extensions = extensions.child(if with.is_empty() {
                Element::new("b")
            } else {
                Element::new("b").with(with, "")
            });
        }
        metadata().entity().child(extensions)
    };
    assert_eq!(verify(extended(5_000, "")), Ok(()));
    assert_eq!(verify(extended(4_000, "c")), Ok(()));
    let error = verify(extended(9_000, "")).unwrap_err();
    assert!(error.contains("more than 8192 elements and texts"), "{error}");
}

#[test]
fn attributes_of_metadata_are_counted_too() {
    let mut extensions = Element::new("Extensions");
    let names: Vec<String> = ('a'..='z').chain('A'..='Z').map(String::from).collect();
    for _ in 0..170 {
        let element = names.iter().fold(Element::new("b"), |element, name| element.with(name, ""));
        extensions = extensions.child(element);
    }
    let xml = signed_with(metadata().entity().child(extensions), &Signing::new(key("other-tenant")));
    let mut limits = Limits::default();
    (limits.max_metadata_bytes, limits.max_attributes) = (1 << 16, 1);
    assert!(xml.len() < limits.max_metadata_bytes);
    let error = SignedMetadata::verify(&xml, &trusted("other-tenant"), &limits).unwrap_err().to_string();
    assert!(error.contains("more than 8192 attributes"), "{error}");
}

#[test]
fn what_is_no_metadata_is_refused() {
    let html = why("<html/>", "other-tenant");
    assert_eq!(html, "the root element is html, not EntityDescriptor or EntitiesDescriptor");
    assert!(why("<a", "other-tenant").starts_with("the metadata cannot be read: "));
}
