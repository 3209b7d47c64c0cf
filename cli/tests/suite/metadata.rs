//! `samlens metadata` and `check --idp URL`: what they print, how they exit, what each failure says.
use crate::run::{self, Ran, ran as samlens};
use samlens_forge::{IdpMetadata, flex, idp_metadata, key, keys};
use serde_json::Value;

pub(crate) fn file(name: &str, content: &str) -> String {
    run::file("metadata", name, content.as_bytes())
}

/// The sample login, judged with more arguments; always under its own service provider and time.
pub(crate) fn check(name: &str, arguments: &[&str]) -> Ran {
    let input = file(name, &flex::signed().message().base64());
    let mut all =
        vec!["check", &input, "--sp-entity-id", flex::SP_ENTITY_ID, "--acs", flex::ACS, "--at", flex::AT];
    all.extend(["--request-id", flex::REQUEST_ID, "--format", "json"]);
    all.extend(arguments);
    samlens(&all)
}

pub(crate) fn metadata() -> String {
    flex::metadata().xml()
}

#[test]
fn everything_that_metadata_says_is_shown() {
    let path = file("all.xml", &metadata());
    let ran = samlens(&["metadata", "-v", &path, "--at", flex::AT]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let certificate = keys::idp().pem();
    for says in [
        "urn:acme-dev.us.auth0.com",
        "HTTP-Redirect",
        flex::SSO_URL,
        "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "CN=acme-dev.us.auth0.com",
        "RSA 2048",
        "days left",
        "SHA-256",
        "SHA-1",
        "Settings to copy into your service",
        certificate.lines().nth(1).unwrap(),
    ] {
        assert!(ran.out.contains(says), "{says:?} is missing in\n{}", ran.out);
    }
}

#[test]
fn the_same_as_json() {
    let path = file("json.xml", &metadata());
    let json = samlens(&["metadata", &path, "--at", flex::AT, "--format", "json"]).json();
    let one = &json["identity_providers"][0];
    assert_eq!(one["entity_id"], "urn:acme-dev.us.auth0.com");
    assert_eq!(one["single_sign_on"][0]["location"], flex::SSO_URL);
    assert_eq!(one["certificates"][0]["use"], "signing");
    assert_eq!(one["certificates"][0]["key"], "RSA 2048");
    assert_eq!(one["certificates"][0]["not_after"], "2045-01-01T00:00:00Z");
    assert_eq!(one["certificates"][0]["days_left"], 6925);
    assert_eq!(one["enter"]["sso_url"], flex::SSO_URL);
    assert_eq!(one["enter"]["certificate"], keys::idp().pem());
    assert_eq!(json["findings"], serde_json::json!([]));
}

#[test]
fn a_certificate_that_expires_soon_is_exit_1() {
    let path = file("soon.xml", &metadata());
    // It is valid until 2045-01-01.
    let at = |instant: &str, days: &str| samlens(&["metadata", &path, "--at", instant, "--warn-days", days]);
    assert_eq!(at("2044-12-01T00:00:00Z", "30").code, 0);
    assert_eq!(at("2044-12-02T00:00:00Z", "30").code, 1);
    assert_eq!(at("2044-12-02T00:00:00Z", "29").code, 0);
    let ran = at("2044-12-31T12:00:00Z", "30");
    assert!(ran.out.contains("metadata-certificate-expires-soon"), "{}", ran.out);
    let ran = at("2045-02-01T00:00:00Z", "0");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("certificate-expired"), "{}", ran.out);
}

#[test]
fn an_encryption_certificate_does_not_ring_the_bell() {
    let with = flex::metadata().certificate(Some("encryption"), key("idp-expired"));
    assert_eq!(samlens(&["metadata", &file("encryption.xml", &with.xml()), "--at", flex::AT]).code, 0);
    let with = idp_metadata(flex::ISSUER, &[key("idp-expired")]);
    assert_eq!(samlens(&["metadata", &file("signing.xml", &with.xml()), "--at", flex::AT]).code, 1);
}

fn rotation(name: &str, old: &IdpMetadata, new: &IdpMetadata) -> (i32, Value) {
    let (old, new) =
        (file(&format!("{name}-old.xml"), &old.xml()), file(&format!("{name}-new.xml"), &new.xml()));
    let at = ["--at", "2026-06-01T00:00:00Z", "--format", "json"];
    let ran = samlens(&[&["metadata", "--old", &old, &new][..], &at].concat());
    // Two sources that describe one identity provider are compared as well.
    if old != new && !name.starts_with("other") {
        assert_eq!(samlens(&[&["metadata", &old, &new][..], &at].concat()).out, ran.out, "{name}");
    }
    (ran.code, ran.json())
}

#[test]
fn rotations_are_judged() {
    let entity = "urn:acme-dev.us.auth0.com";
    let old = idp_metadata(entity, &[keys::idp()]);
    let new = idp_metadata(entity, &[key("idp-rotated")]);
    let both = idp_metadata(entity, &[keys::idp(), key("idp-rotated")]);

    let (code, json) = rotation("same", &old, &old);
    assert_eq!((code, &json["rotation"], &json["safe"]), (0, &"unchanged".into(), &true.into()));

    let (code, json) = rotation("abrupt", &old, &new);
    assert_eq!((code, &json["rotation"], &json["safe"]), (1, &"abrupt".into(), &false.into()));
    assert_eq!(json["findings"][0]["code"], "metadata-certificate-rotated");
    assert_eq!(json["signs_now"]["sha256"], json["added"][0]["sha256"]);

    let (code, json) = rotation("overlap", &old, &both);
    assert_eq!((code, &json["rotation"], &json["safe"]), (0, &"overlapping".into(), &true.into()));
    assert_eq!(json["signs_now"]["sha256"], json["kept"][0]["sha256"]);

    let (code, json) = rotation("retire", &both, &new);
    assert_eq!((code, &json["rotation"], &json["safe"]), (0, &"retired".into(), &true.into()));
    assert_eq!(json["signs_now"]["sha256"], json["kept"][0]["sha256"]);

    let (code, json) = rotation("other", &old, &idp_metadata("urn:globex", &[keys::idp()]));
    assert_eq!((code, &json["rotation"]), (1, &"other-entity".into()));
}

#[test]
fn a_new_certificate_for_the_same_key_is_no_rotation_of_the_key() {
    let old = idp_metadata("urn:acme", &[keys::idp()]);
    let new = idp_metadata("urn:acme", &[key("idp-not-yet-valid")]);
    let (_, json) = rotation("renewed", &old, &new);
    assert_eq!(json["rotation"], "unchanged");
}

#[test]
fn what_else_changed_is_said() {
    let old = flex::metadata();
    let mut new = flex::metadata();
    new.sso_url = "https://login.acme.example/samlp/x".to_owned();
    let (old, new) = (file("moved-old.xml", &old.xml()), file("moved-new.xml", &new.xml()));
    let ran = samlens(&["metadata", &old, &new, "--at", flex::AT]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("https://login.acme.example/samlp/x"), "{}", ran.out);
    assert!(ran.out.contains("was removed"), "{}", ran.out);
}

#[test]
fn what_is_no_source_is_a_usage_error() {
    for source in ["ftp://idp.example/m", "no-such-file.xml", "."] {
        let ran = samlens(&["metadata", source]);
        assert_eq!(ran.code, 2, "{source}: {}", ran.err);
        assert!(ran.err.contains(source), "{}", ran.err);
    }
    let ran = samlens(&["metadata", "https://idp.example/m", "--ca-file", "no-such-file.pem"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn one_entity_of_an_aggregate_is_shown() {
    let aggregate = IdpMetadata::aggregate(&[
        idp_metadata("urn:one", &[keys::idp()]),
        idp_metadata("urn:two", &[key("idp-p256")]),
    ]);
    let path = file("aggregate.xml", &aggregate);
    let both = samlens(&["metadata", &path, "--at", flex::AT, "--format", "json"]).json();
    assert_eq!(both["identity_providers"].as_array().unwrap().len(), 2);
    let ran = samlens(&["metadata", &path, "--entity-id", "urn:two", "--at", flex::AT, "--format", "json"]);
    assert_eq!(ran.json()["identity_providers"][0]["entity_id"], "urn:two");
    let ran = samlens(&["metadata", &path, "--entity-id", "urn:tow"]);
    assert_eq!(ran.code, 6);
    assert!(ran.out.contains("the nearest is urn:"), "{}", ran.out);
}

pub(crate) fn sp(entity_id: &str, valid_until: &str) -> String {
    format!(
        "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='{entity_id}' validUntil='{valid_until}'>\
         <SPSSODescriptor WantAssertionsSigned='true' protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>\
         <KeyDescriptor><KeyInfo xmlns='http://www.w3.org/2000/09/xmldsig#'><X509Data><X509Certificate>{}\
         </X509Certificate></X509Data></KeyInfo></KeyDescriptor>\
         <SingleLogoutService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' Location='https://sp.example/slo'/>\
         <AssertionConsumerService index='3' isDefault='true' Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' \
         Location='https://sp.example/acs'/><AttributeConsumingService index='0'>\
         <RequestedAttribute Name='email' isRequired='true'/></AttributeConsumingService>\
         </SPSSODescriptor></EntityDescriptor>",
        keys::idp().base64()
    )
}

#[test]
fn a_service_provider_is_shown() {
    let path = file("sp.xml", &sp("https://sp.example", "2030-01-01T00:00:00Z"));
    let ran = samlens(&["metadata", &path, "--at", flex::AT]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for says in [
        "service provider",
        "https://sp.example/acs (HTTP-POST, index 3, default)",
        "email (required)",
        "signed assertions",
        "https://sp.example/slo",
        "2030-01-01",
        "CN=acme-dev",
    ] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    assert!(ran.out.lines().count() <= 24, "{}", ran.out);
    let one = &samlens(&["metadata", &path, "--at", flex::AT, "--json"]).json()["service_providers"][0];
    assert_eq!((&one["acs"][0]["index"], &one["acs"][0]["default"]), (&3.into(), &true.into()));
    assert_eq!((&one["wants_assertions_signed"], &one["outdated"]), (&true.into(), &false.into()));
    assert_eq!(one["requested_attributes"][0]["required"], true);
}

#[test]
fn outdated_metadata_is_shown_and_said_to_be_outdated() {
    let idp = file("outdated-idp.xml", &flex::metadata().valid_until("2026-01-01T00:00:00Z").xml());
    let sp = file("outdated-sp.xml", &sp("https://sp.example", "2026-01-01T00:00:00Z"));
    for (path, entity_id) in [(&idp, "urn:acme-dev.us.auth0.com"), (&sp, "https://sp.example")] {
        let ran = samlens(&["metadata", path, "--at", flex::AT]);
        assert_eq!(ran.code, 1);
        let first = ran.out.lines().next().unwrap();
        assert!(first.starts_with("error  ") && ran.out.contains("[metadata-outdated]"), "{}", ran.out);
        assert!(ran.out.contains(&format!("\n{entity_id}  ")), "{}", ran.out);
        let json = samlens(&["metadata", path, "--at", flex::AT, "--json"]).json();
        assert_eq!(
            (&json["root"], &json["findings"][0]["severity"]),
            (&"metadata-outdated".into(), &"error".into())
        );
    }
}

#[test]
fn an_empty_expectation_is_refused() {
    for option in ["--acs", "--sp-entity-id", "--request-id", "--slo"] {
        let ran = samlens(&["check", "x", option, ""]);
        assert_eq!(ran.code, 2, "{option}: {}", ran.err);
        assert!(ran.err.contains("a value is required"), "{option}: {}", ran.err);
    }
}

/// Metadata that describes both sides, as a broker's does.
fn both_sides(entity_id: &str, sp_certificate: &str) -> String {
    let sp =
        sp(entity_id, "2030-01-01T00:00:00Z").replace(&keys::idp().base64(), &key(sp_certificate).base64());
    let role = sp.split_once("<SPSSODescriptor").unwrap().1.rsplit_once("</EntityDescriptor>").unwrap().0;
    let idp = idp_metadata(entity_id, &[keys::idp()]).xml();
    idp.replace("</EntityDescriptor>", &format!("<SPSSODescriptor{role}</EntityDescriptor>"))
}

#[test]
fn a_document_with_both_roles_shows_both() {
    let path = file("both.xml", &both_sides("https://broker.example", "idp-rsa2048"));
    let ran = samlens(&["metadata", &path, "--at", flex::AT]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for says in [
        "https://broker.example  identity provider\n",
        "https://broker.example  service provider\n",
        "https://sp.example/acs",
    ] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    assert!(ran.out.lines().count() <= 24, "{}", ran.out);
    let json = samlens(&["metadata", &path, "--at", flex::AT, "--json"]).json();
    assert_eq!(json["identity_providers"][0]["entity_id"], json["service_providers"][0]["entity_id"]);
    assert_eq!(json["severity"], Value::Null);
    let metrics = samlens(&["metadata", &path, "--at", flex::AT, "--format", "prometheus"]).out;
    assert!(metrics.contains("role=\"idp\"") && metrics.contains("role=\"sp\""), "{metrics}");
    // A certificate of either side rings the bell.
    let path = file("both-expired.xml", &both_sides("https://broker.example", "idp-expired"));
    let json = samlens(&["metadata", &path, "--at", flex::AT, "--json"]).json();
    assert_eq!((&json["exit_code"], &json["root"]), (&1.into(), &"certificate-expired".into()));
    assert_eq!(json["severity"], "error");
    // Two states of it are compared as those of an identity provider.
    let other = file("both-2.xml", &both_sides("https://broker.example", "idp-rsa2048"));
    assert_eq!(
        samlens(&["metadata", &path, &other, "--at", flex::AT, "--json"]).json()["rotation"],
        "unchanged"
    );
    let one =
        samlens(&["metadata", &path, "--entity-id", "https://broker.example", "--at", flex::AT, "--json"])
            .json();
    assert_eq!(one["service_providers"].as_array().unwrap().len(), 1);
}

#[test]
fn an_identity_provider_without_a_key_does_not_hide_the_other_role() {
    let xml = both_sides("https://broker.example", "idp-rsa2048");
    let (before, role) = xml.split_once("<KeyDescriptor").unwrap();
    let (_, after) = role.split_once("</KeyDescriptor>").unwrap();
    let path = file("keyless-role.xml", &format!("{before}{after}"));
    let json = samlens(&["metadata", &path, "--at", flex::AT, "--json"]).json();
    assert_eq!((&json["exit_code"], &json["severity"]), (&6.into(), &"error".into()));
    assert_eq!(json["service_providers"][0]["entity_id"], "https://broker.example");
}

#[test]
fn every_brief_page_fits_a_screen() {
    let entity = "https://login.acme.example/realms/customer-service-europe";
    let all = ["idp-rsa2048", "idp-p256", "idp-p384", "idp-expired"].map(key);
    let mut new =
        idp_metadata(entity, &[keys::idp(), key("idp-rotated"), key("other-tenant"), key("idp-expired")]);
    new.sso_url = "https://login.acme.example/auth/realms/customer-service-europe/protocol/saml".to_owned();
    let old = file("screen-old.xml", &idp_metadata(entity, &all).xml());
    let new = file("screen-new.xml", &new.xml());
    let broker = file("screen-both.xml", &both_sides("https://broker.example", "idp-expired"));
    let aggregate: Vec<IdpMetadata> =
        (0..30).map(|index| idp_metadata(&format!("urn:{index}"), &[key("idp-expired")])).collect();
    let aggregate = file("screen-all.xml", &IdpMetadata::aggregate(&aggregate));
    let pages: [&[&str]; 5] = [
        &["--old", &old, &new],
        &[&old, &broker, &new],
        &[&broker, &aggregate],
        &[&aggregate],
        &["http://127.0.0.1:1/metadata", "--timeout", "1", &broker],
    ];
    for arguments in pages {
        let ran = samlens(&[&["metadata", "--at", flex::AT][..], arguments].concat());
        let widest = ran.out.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(ran.out.lines().count() <= 24 && widest <= 80, "{}", ran.out);
        assert!(ran.out.contains("-v"), "{}", ran.out);
        let whole = samlens(&[&["metadata", "-v", "--at", flex::AT][..], arguments].concat());
        assert!(whole.out.lines().count() > 24 && whole.code == ran.code, "{}", whole.out);
    }
    let ran = samlens(&["metadata", "--old", &old, &new, "--format", "prometheus"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
}
