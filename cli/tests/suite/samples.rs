//! The shipped samples through the command, as the README runs it: verdict, class, exit code and root finding.

use crate::run::samlens;
use serde_json::Value;

const METADATA: &str = "fixtures/samples/idp-metadata.xml";
const SP: &str = "urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d";
const ACS: &str =
    "https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d";

fn check(sample: &str, more: &[&str]) -> (i32, Value) {
    let path = format!("fixtures/samples/{sample}");
    let arguments =
        ["check", &path, "--idp", METADATA, "--sp-entity-id", SP, "--acs", ACS, "--format", "json"];
    let ran = samlens(&[&arguments, more].concat()).current_dir(&samlens_forge::repository()).run();
    (ran.code, ran.json())
}

fn at(sample: &str, instant: &str) -> (i32, Value) {
    check(sample, &["--at", instant])
}

const CAPTURED: &str = "2026-01-15T10:01:00Z";

fn root(report: &Value) -> &str {
    let findings = report["findings"].as_array().unwrap();
    let roots: Vec<&Value> = findings.iter().filter(|finding| finding["root"] == true).collect();
    match roots[..] {
        [] => "",
        [root] => root["code"].as_str().unwrap(),
        _ => panic!("several roots: {roots:#?}"),
    }
}

#[test]
fn each_form_of_the_good_login_is_accepted() {
    for (sample, form) in [
        ("flex-login.txt", "form-body"),
        ("flex-login.xml", "xml"),
        ("flex-login.base64", "base64"),
        ("flex-login.har", "har"),
        ("flex-login.curl", "curl"),
        ("flex-login.html", "html"),
        ("flex-login.json", "json"),
        ("flex-login-saml-tracer.json", "saml-tracer"),
        ("flex-spaces.txt", "form-body"),
        ("flex-idp-initiated.txt", "form-body"),
        ("flex-sha1.txt", "form-body"),
        ("flex-assertion-signed.txt", "form-body"),
    ] {
        let (exit, report) = at(sample, CAPTURED);
        assert_eq!((exit, report["verdict"].as_str()), (0, Some("accepted")), "{sample}");
        assert_eq!(report["class"], Value::Null);
        assert_eq!(report["capture"]["form"], form, "{sample}");
        assert_eq!(report["identity"]["name_id"], "mara.oduya@example.org", "{sample}");
        assert_eq!(report["claimed"], Value::Null);
        assert_eq!(root(&report), "");
    }
}

#[test]
fn each_broken_login_is_refused_by_its_cause() {
    for (sample, exit, class, code) in [
        ("flex-misnamed.har", 5, "ATTRIBUTE_MAPPING_ERROR", "attribute-misnamed"),
        ("flex-missing-roles.txt", 5, "ATTRIBUTE_MAPPING_ERROR", "attribute-missing"),
        ("flex-status.txt", 1, "SAML_VALIDATION_FAILED", "status-not-success"),
        ("flex-tampered.curl", 1, "SAML_VALIDATION_FAILED", "digest-cause-value-changed"),
        ("flex-reindented.xml", 1, "SAML_VALIDATION_FAILED", "digest-cause-reindented"),
        ("flex-unsigned.txt", 1, "SAML_VALIDATION_FAILED", "unsigned"),
        ("flex-wrong-audience.html", 1, "SAML_VALIDATION_FAILED", "audience-mismatch"),
        ("flex-wrong-certificate.json", 1, "SAML_VALIDATION_FAILED", "signature-untrusted-key"),
    ] {
        let (got, report) = at(sample, CAPTURED);
        assert_eq!(got, exit, "{sample}");
        assert_eq!(report["verdict"], "rejected", "{sample}");
        assert_eq!(report["class"], class, "{sample}");
        assert_eq!(root(&report), code, "{sample}");
        assert_eq!(report["identity"], Value::Null, "{sample}");
    }
}

#[test]
fn the_same_login_is_expired_a_day_later() {
    let (exit, report) = at("flex-login.txt", "2026-01-16T10:00:00Z");
    assert_eq!(exit, 1);
    assert_eq!(root(&report), "assertion-expired");
}

#[test]
fn the_request_is_compared_where_it_is_given() {
    let given = |request: &str| check("flex-login.txt", &["--at", CAPTURED, "--request-id", request]).0;
    assert_eq!(given("_7a1c5e9b3d2f4806"), 0);
    assert_eq!(given("_another"), 1);
    let begun = |sample| check(sample, &["--at", CAPTURED, "--idp-initiated"]).0;
    assert_eq!(begun("flex-idp-initiated.txt"), 0);
    assert_eq!(begun("flex-login.txt"), 1);
}

#[test]
fn what_was_not_given_leaves_the_verdict_open() {
    let arguments = ["check", "fixtures/samples/flex-login.txt", "--at", CAPTURED, "--format", "json"];
    let ran = samlens(&arguments).current_dir(&samlens_forge::repository()).run();
    assert_eq!(ran.code, 4);
    let report = ran.json();
    assert_eq!(report["verdict"], "inconclusive");
    assert_eq!(report["class"], Value::Null);
    assert_eq!(report["signatures"][0]["outcome"], "valid");
    assert_eq!(report["signatures"][0]["key"], "embedded");
    let checks = report["checks"].as_array().unwrap();
    let because = |code: &str| checks.iter().any(|check| check["because"] == code);
    for code in ["no-trusted-certificate", "issuer-not-given", "audience-not-given", "acs-not-given"] {
        assert!(because(code), "{code}: {checks:#?}");
    }
}
