//! `samlens metadata` as a watch on expiry: several sources, a deployment, metrics.
use crate::metadata::{check, file, metadata, sp};
use crate::metadata_fetched::signed;
use crate::run::{self, ran as samlens};
use samlens_forge::{flex, idp_metadata, key};
use serde_json::Value;

#[test]
fn several_sources_are_watched_at_once() {
    let (idp, sp) = (
        file("watch.xml", &metadata()),
        file("watch-sp.xml", &sp("https://sp.example", "2030-01-01T00:00:00Z")),
    );
    let pem = file("watch.pem", &key("idp-expired").pem());
    let arguments = ["metadata", &idp, &sp, &pem, "--at", flex::AT];
    let ran = samlens(&arguments);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("error  ") && ran.out.contains("[certificate-expired]"), "{}", ran.out);
    for says in ["identity provider", "service provider", "watch.pem"] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    let quiet = samlens(&[&arguments[..], &["-q"]].concat());
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (1, "", ""));
    let json = samlens(&[&arguments[..], &["--json"]].concat()).json();
    assert_eq!((&json["command"], &json["exit_code"]), (&"metadata".into(), &1.into()));
    assert_eq!(json["findings"][0]["severity"], "error");
    assert_eq!(json["certificates"][0]["source"], pem);
}

#[test]
fn days_may_be_written_with_their_unit() {
    let path = file("days.xml", &metadata());
    let at = |days: &str| samlens(&["metadata", &path, "--at", "2044-12-02T00:00:00Z", "--warn-days", days]);
    assert_eq!((at("30d").code, at("29d").code), (1, 0));
    let refused = at("a month");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("30d"), "{}", refused.err);
}

#[test]
fn metrics_are_in_the_format_of_prometheus() {
    let (idp, sp) = (
        file("metrics.xml", &metadata()),
        file("metrics-sp.xml", &sp("https://sp.example", "2030-01-01T00:00:00Z")),
    );
    let ran = samlens(&["metadata", &idp, &sp, "--at", flex::AT, "--format", "prometheus"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines.contains(&"# TYPE saml_certificate_not_after_seconds gauge"), "{}", ran.out);
    let of = |part: &str| lines.iter().find(|line| line.contains(part)).copied().unwrap_or_default();
    let signing = of("role=\"idp\",use=\"signing\"");
    assert!(signing.starts_with("saml_certificate_not_after_seconds{source=\""), "{signing}");
    assert!(signing.ends_with("} 2366841600"), "{signing}");
    let until = of("saml_metadata_valid_until_seconds{");
    assert!(until.contains("entity_id=\"https://sp.example\",role=\"sp\"} 1893456000"), "{until}");
    assert!(lines.iter().all(|line| line.starts_with('#') || line.starts_with("saml_")), "{}", ran.out);
    let gone = samlens(&["metadata", "http://127.0.0.1:1/x\"y", "--format", "prometheus", "--timeout", "1"]);
    assert_eq!(gone.code, 6);
    assert!(
        gone.out.contains("saml_metadata_unreadable{source=\"http://127.0.0.1:1/x\\\"y\"} 1"),
        "{}",
        gone.out
    );
}

#[test]
fn a_deployment_is_watched_as_a_whole() {
    let directory = run::directory("metadata-config");
    std::fs::write(directory.join("idp.xml"), metadata()).unwrap();
    std::fs::write(directory.join("own.pem"), key("idp-expired").pem()).unwrap();
    let toml = "[service_provider]\ncertificates = [\"own.pem\"]\n[[identity_provider]]\nname = \"A\"\nmetadata = \"idp.xml\"\n";
    let file = directory.join("samlens.toml");
    std::fs::write(&file, toml).unwrap();
    let file = file.to_str().unwrap();
    let ran = samlens(&["metadata", "--config", file, "--at", flex::AT]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.starts_with("error  ") && ran.out.contains("[certificate-expired]"), "{}", ran.out);
    assert!(ran.out.contains("urn:acme-dev"), "{}", ran.out);
    let linted = samlens(&["config", "check", file]);
    assert!(
        linted.out.contains("own.pem: the certificate") && linted.out.contains("expired"),
        "{}",
        linted.out
    );
}

/// What `check` refuses, because it is not signed as the file says, is nothing to watch either.
#[test]
fn metadata_of_a_deployment_is_verified_with_the_certificate_that_it_names() {
    let directory = run::directory("metadata-config-signed");
    std::fs::write(directory.join("signer.pem"), key("other-tenant").pem()).unwrap();
    let toml =
        "[[identity_provider]]\nname = \"A\"\nmetadata = \"idp.xml\"\nmetadata_cert = \"signer.pem\"\n";
    let file = directory.join("samlens.toml");
    std::fs::write(&file, toml).unwrap();
    for (xml, code) in [(metadata(), 6), (signed("other-tenant"), 0)] {
        std::fs::write(directory.join("idp.xml"), xml).unwrap();
        let ran = samlens(&["metadata", "--config", file.to_str().unwrap(), "--at", flex::AT]);
        assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    }
}

/// A certificate is a container for its key: one that lasts is enough, and without one the key is of no use.
#[test]
fn a_key_counts_with_a_certificate_within_its_dates() {
    let with = |names: &[&str]| {
        let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
        file(&format!("{}.xml", names.join("-")), &idp_metadata(flex::ISSUER, &keys).xml())
    };
    let (old, both, expired) =
        (with(&["idp-rsa2048"]), with(&["idp-expired", "idp-rsa2048"]), with(&["idp-expired"]));
    let compared = |new: &str| {
        let ran = samlens(&["metadata", &old, new, "--at", flex::AT, "--format", "json"]);
        let json: Value = serde_json::from_str(&ran.out).unwrap();
        (ran.code, json["safe"].clone(), json["lapsed"].as_array().unwrap().len(), json["rotation"].clone())
    };
    assert_eq!(compared(&both), (0, Value::Bool(true), 0, Value::from("unchanged")));
    assert_eq!(compared(&expired), (1, Value::Bool(false), 1, Value::from("unchanged")));
    let ran = samlens(&["metadata", &old, &expired, "--at", flex::AT]);
    let flat = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("NOT SAFE") && flat.contains("no longer has a certificate within its dates"),
        "{}",
        ran.out
    );
    assert_eq!(check("expired-first", &["--idp", &both]).code, 0);
    assert_ne!(check("expired-alone", &["--idp", &expired]).code, 0);
}
