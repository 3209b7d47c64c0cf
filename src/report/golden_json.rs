//! Reports of every verdict, held against the schema and against literal JSON.

use super::golden::*;
use super::*;
use serde_json::{Value, json};

#[test]
fn every_report_keeps_the_schema() {
    let schema = schema();
    for report in every() {
        let json = report.to_json();
        let errors: Vec<String> = schema.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{json:#}");
    }
}

#[test]
fn the_schema_refuses_what_breaks_the_contract() {
    let schema = schema();
    let broken: [(&str, Value); 8] = [
        ("/schema", json!(2)),
        ("/verdict", json!("ok")),
        ("/class", json!("OTHER")),
        ("/class", json!(null)),
        (
            "/identity",
            json!({ "name_id": "a", "name_id_format": null, "session_index": null, "attributes": {} }),
        ),
        ("/checks/2/because", json!(null)),
        ("/findings/0/severity", json!("fatal")),
        ("/signatures/0/certificate/sha256", json!("ab")),
    ];
    for (pointer, value) in broken {
        let mut json = rejected().to_json();
        *json.pointer_mut(pointer).unwrap() = value;
        assert!(!schema.is_valid(&json), "{pointer}");
    }
}

#[test]
fn the_json_is_the_contract_field_by_field() {
    let mut report = rejected();
    report.findings = vec![audience()];
    report.trusted.clear();
    report.claimed.as_mut().unwrap().attributes.truncate(1);
    report.signatures[0].embedded = None;
    let expected = r#"{
  "schema": 1,
  "verdict": "rejected",
  "class": "SAML_VALIDATION_FAILED",
  "at": "2026-01-15T10:01:00Z",
  "capture": {
    "form": "form-body",
    "steps": [
      "percent-decoding",
      "base64"
    ],
    "repairs": [
      {
        "kind": "space-to-plus",
        "count": 3
      }
    ],
    "recognised": "form body, percent-decoded, base64, XML (5,912 bytes); 3 spaces read as '+'",
    "xml_bytes": 5912,
    "position": {
      "index": 1,
      "count": 1
    }
  },
  "message": {
    "kind": "Response",
    "id": "_r1",
    "issuer": "urn:acme-dev.us.auth0.com",
    "destination": "https://sp.example/acs",
    "in_response_to": null,
    "issue_instant": "2026-01-15T10:00:00Z",
    "idp_product": "Auth0",
    "idp_product_confidence": "likely",
    "sp_product": "Twilio Flex"
  },
  "signatures": [
    {
      "element": "Response",
      "id": "_r1",
      "outcome": "valid",
      "algorithm": "rsa-sha256",
      "digest": "sha256",
      "key": "trusted",
      "certificate": {
        "sha256": "AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB",
        "not_after": "2026-01-27T10:01:00Z",
        "not_before": "2024-12-11T10:01:00Z",
        "sha1": "AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB",
        "subject": "CN=acme-dev.us.auth0.com",
        "issuer": "CN=acme-dev.us.auth0.com",
        "serial": "01:0A",
        "key": "RSA 2048"
      },
      "embedded": null
    }
  ],
  "checks": [
    {
      "name": "status",
      "outcome": "pass",
      "because": null
    },
    {
      "name": "signature",
      "outcome": "pass",
      "because": null
    },
    {
      "name": "in-response-to",
      "outcome": "not-run",
      "because": "request-not-given"
    },
    {
      "name": "audience",
      "outcome": "fail",
      "because": null
    }
  ],
  "findings": [
    {
      "code": "audience-mismatch",
      "class": "SAML_VALIDATION_FAILED",
      "severity": "error",
      "root": true,
      "confidence": "proved",
      "message": "the assertion is for another service provider",
      "where": {
        "path": "/samlp:Response/saml:Assertion/saml:Conditions/saml:AudienceRestriction/saml:Audience",
        "line": 1,
        "column": 2120
      },
      "actual": "urn:flex:JQ0000000000000000000000000000000a",
      "expected": "urn:flex:JQ0000000000000000000000000000000b",
      "fix": [
        "in Auth0 > Applications > your application > Addons > SAML2 Web App, set \"audience\" to urn:flex:JQ0000000000000000000000000000000b"
      ],
      "consequence_of": null
    }
  ],
  "identity": null,
  "claimed": {
    "name_id": "anna@example.com",
    "name_id_format": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    "session_index": "_s1",
    "attributes": {
      "email": [
        "anna@example.com"
      ]
    }
  },
  "captured_at": null,
  "symptom": null,
  "trusted": [],
  "identity_provider": null,
  "worker": null
}"#;
    assert_eq!(json_text(&report.to_json()), expected);
}

#[test]
fn a_name_that_stands_twice_keeps_all_its_values_in_json() {
    let mut report = base(Verdict::Accepted);
    let twice = vec![("roles".into(), vec!["agent".into()]), ("roles".into(), vec!["admin".into()])];
    report.identity.as_mut().unwrap().attributes = twice;
    assert_eq!(report.to_json()["identity"]["attributes"], json!({ "roles": ["agent", "admin"] }));
}

#[test]
fn exit_codes_are_the_contract() {
    let codes: Vec<u8> = every().iter().map(Report::exit_code).collect();
    assert_eq!(codes, [0, 4, 1, 3, 5, 3]);
}

#[test]
fn metadata_that_cannot_be_read_leads_and_lets_nobody_in() {
    let reason = Error::new(crate::ErrorKind::Metadata, "the file is an HTML page");
    let report = base(Verdict::Accepted).with_idp_unreachable(&reason);
    assert_eq!((report.exit_code(), report.class()), (6, Some(Class::IdpUnreachable)));
    assert_eq!(report.identity(), None);
    assert_eq!(report.claimed(), Some(&identity()));
    let both = rejected().with_idp_unreachable(&reason);
    assert_eq!(both.findings().iter().filter(|finding| finding.is_root()).count(), 1);
    assert!(schema().is_valid(&both.to_json()));
}

#[test]
fn debug_holds_no_value_of_a_person() {
    let debug = format!("{:?}", rejected());
    for value in ["anna@example.com", "山田", "supervisor", "JQ0000"] {
        assert!(!debug.contains(value), "{debug}");
    }
}
