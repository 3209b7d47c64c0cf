//! Reports of every verdict, held against the schema, against literal JSON and against literal text.

use super::*;
use crate::capture::RepairKind;
use crate::{Confidence, Location};
use chrono::TimeDelta;
use serde_json::{Value, json};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_768_471_260 + seconds) // 2026-01-15T10:01:00Z
}

fn certificate(byte: &str, days: i64) -> CertificateSummary {
    CertificateSummary {
        subject: "CN=acme-dev.us.auth0.com".into(),
        issuer: "CN=acme-dev.us.auth0.com".into(),
        serial: "01:0A".into(),
        not_before: at(-86_400 * 400),
        not_after: at(86_400 * days),
        key: "RSA 2048".into(),
        sha1: vec![byte; 20].join(":"),
        sha256: vec![byte; 32].join(":"),
    }
}

fn signature(outcome: SignatureOutcome, key: KeySource) -> SignatureSummary {
    SignatureSummary {
        element: "Response".into(),
        id: Some("_r1".into()),
        outcome,
        algorithm: Some("rsa-sha256".into()),
        digest: Some("sha256".into()),
        key,
        certificate: (key != KeySource::None).then(|| certificate("AB", 12)),
        embedded: Some(certificate(if key == KeySource::Trusted { "AB" } else { "CD" }, 900)),
    }
}

fn identity() -> Identity {
    Identity {
        name_id: Some("anna@example.com".into()),
        name_id_format: Some("urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified".into()),
        session_index: Some("_s1".into()),
        attributes: vec![
            ("email".into(), vec!["anna@example.com".into()]),
            ("full_name".into(), vec!["山田 花子".into()]),
            ("roles".into(), vec!["agent".into(), "supervisor".into()]),
            (
                "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress".into(),
                vec!["a@b.example".into()],
            ),
            ("note".into(), vec!["word ".repeat(30)]),
        ],
    }
}

fn base(verdict: Verdict) -> Report {
    Report {
        verdict,
        at: at(0),
        capture: Some(CaptureSummary {
            form: Form::FormBody,
            steps: vec![Step::PercentDecoding, Step::Base64],
            repairs: vec![Repair { kind: RepairKind::SpaceToPlus, count: 3 }],
            xml_bytes: 5912,
            position: (1, 1),
            recognised: "form body, percent-decoded, base64, XML (5,912 bytes); 3 spaces read as '+'".into(),
        }),
        message: Some(MessageSummary {
            kind: "Response".into(),
            id: Some("_r1".into()),
            issuer: Some("urn:acme-dev.us.auth0.com".into()),
            destination: Some("https://sp.example/acs".into()),
            in_response_to: None,
            issue_instant: Some("2026-01-15T10:00:00Z".into()),
            idp_product: Some("Auth0".into()),
        }),
        signatures: vec![signature(SignatureOutcome::Valid, KeySource::Trusted)],
        trusted: vec![certificate("AB", 12)],
        provider: None,
        worker: None,
        checks: vec![
            CheckResult { name: "status", outcome: Outcome::Pass },
            CheckResult { name: "signature", outcome: Outcome::Pass },
            CheckResult { name: "in-response-to", outcome: Outcome::NotRun(Code::RequestNotGiven) },
        ],
        findings: Vec::new(),
        identity: (verdict == Verdict::Accepted).then(identity),
        claimed: (verdict != Verdict::Accepted).then(identity),
        extras: Default::default(),
    }
}

fn audience() -> Finding {
    let mut finding = Finding::new(Code::AudienceMismatch, "the assertion is for another service provider")
        .at(Some(Location::new("/samlp:Response/saml:Assertion/saml:Conditions/saml:AudienceRestriction/saml:Audience", 1, 2120)))
        .with_actual("urn:flex:JQ0000000000000000000000000000000a")
        .with_expected("urn:flex:JQ0000000000000000000000000000000b")
        .with_fix("in Auth0 > Applications > your application > Addons > SAML2 Web App, set \"audience\" to urn:flex:JQ0000000000000000000000000000000b");
    finding.set_root();
    finding
}

fn rejected() -> Report {
    let mut report = base(Verdict::Rejected);
    report.checks.push(CheckResult { name: "audience", outcome: Outcome::Fail });
    let mut consequence = Finding::new(Code::AcsKind, "the recipient is the legacy endpoint")
        .with_confidence(Confidence::Likely);
    consequence.set_consequence_of(Code::AudienceMismatch);
    report.findings =
        vec![Finding::new(Code::AlgorithmWeak, "the signature uses SHA-1"), consequence, audience()];
    report
}

fn unreadable() -> Report {
    let mut finding = Finding::new(Code::NotSaml, "the input is a JWT");
    finding.set_root();
    Report {
        capture: Some(CaptureSummary {
            form: Form::Unknown,
            steps: Vec::new(),
            repairs: Vec::new(),
            xml_bytes: 0,
            position: (0, 0),
            recognised: "nothing that holds SAML".into(),
        }),
        message: None,
        signatures: Vec::new(),
        trusted: Vec::new(),
        checks: Vec::new(),
        findings: vec![finding],
        claimed: None,
        ..base(Verdict::Unreadable)
    }
}

fn attribute_error() -> Report {
    let mut report = base(Verdict::Rejected);
    let mut finding = Finding::new(Code::AttributeMissing, "the required attribute roles is missing");
    finding.set_root();
    report.findings = vec![finding];
    report
}

fn every() -> Vec<Report> {
    let mut untrusted = base(Verdict::Inconclusive);
    untrusted.signatures = vec![
        signature(SignatureOutcome::Valid, KeySource::Embedded),
        signature(SignatureOutcome::Invalid, KeySource::Embedded),
        signature(SignatureOutcome::NotChecked, KeySource::None),
    ];
    untrusted.trusted.clear();
    let mut bare = unreadable();
    bare.capture = None;
    vec![base(Verdict::Accepted), untrusted, rejected(), unreadable(), attribute_error(), bare]
}

fn schema() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::validator_for(&schema).unwrap()
}

fn text(report: &Report) -> String {
    report.to_human(&HumanOptions::default())
}

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
    "idp_product": "Auth0"
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
fn no_line_is_wider_than_the_page() {
    for width in [40, 60, 80, 120] {
        for unicode in [true, false] {
            for report in every() {
                let text = report.to_human(&HumanOptions { width, unicode, color: false });
                for line in text.lines() {
                    let columns = unicode_width::UnicodeWidthStr::width(line);
                    assert!(columns <= width, "{columns} > {width}: {line}");
                }
            }
        }
    }
}

#[test]
fn without_unicode_nothing_but_ascii_is_printed() {
    for report in every() {
        let text = report.to_human(&HumanOptions { unicode: false, ..HumanOptions::default() });
        assert!(text.is_ascii(), "{text}");
    }
}

#[test]
fn a_rejection_reads_from_the_cause_to_the_claims() {
    let mut report = rejected();
    report.claimed.as_mut().unwrap().attributes.truncate(3);
    let expected = "\
form body, percent-decoded, base64, XML (5,912 bytes); 3 spaces read as '+'
✗ REJECTED  SAML_VALIDATION_FAILED
  because  audience-mismatch: the assertion is for another service provider
  judged   as of 2026-01-15 10:01:00 UTC
  kind     Response _r1, made by Auth0
  issuer   urn:acme-dev.us.auth0.com

Checks
  ✓ status
  ✓ signature
  – in-response-to  not run, because no request was given (--request-id)
  ✗ audience        failed

Findings
  error[audience-mismatch] the assertion is for another service provider
    at:       /samlp:Response/saml:Assertion/saml:Conditions/
              saml:AudienceRestriction/saml:Audience, line 1:2120
    actual:   urn:flex:JQ0000000000000000000000000000000a
    expected: urn:flex:JQ0000000000000000000000000000000b
                                                        ^
    help:     in Auth0 > Applications > your application > Addons > SAML2 Web
              App, set \"audience\" to urn:flex:JQ0000000000000000000000000000000b

      warning[acs-kind] likely: the recipient is the legacy endpoint
        follows from audience-mismatch

  warning[algorithm-weak] the signature uses SHA-1

Claims: NOT VERIFIED
  NameID        anna@example.com
  Format        urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified
  SessionIndex  _s1

  attribute  value
  email      anna@example.com
  full_name  山田 花子
  roles      agent
             supervisor

Signatures
  ✓ Response   valid, by a trusted key; rsa-sha256, digest sha256
               _r1

Certificate
  trusted    CN=acme-dev.us.auth0.com
  key        RSA 2048
  valid      2024-12-11 to 2026-01-27, 12 days left
  SHA-1      AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
  SHA-256    AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:
             AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB:AB
";
    assert_eq!(text(&report), expected);
}

#[test]
fn a_message_cannot_paint_the_terminal() {
    let mut report = rejected();
    let hostile = "x\u{1b}[32mACCEPTED\u{1b}]0;t\u{7}\r\n\u{9b}2J\u{202e}";
    report.message = Some(MessageSummary {
        kind: hostile.into(),
        id: Some(hostile.into()),
        issuer: Some(hostile.into()),
        idp_product: Some(hostile.into()),
        ..MessageSummary::default()
    });
    report.claimed = Some(Identity {
        name_id: Some(hostile.into()),
        name_id_format: Some(hostile.into()),
        session_index: Some(hostile.into()),
        attributes: vec![(hostile.into(), vec![hostile.into()])],
    });
    report.findings.push(
        Finding::new(Code::IssuerMismatch, hostile)
            .at(Some(Location::new(hostile, 1, 1)))
            .with_actual(hostile)
            .with_expected(hostile)
            .with_fix(hostile),
    );
    report.trusted[0].subject = hostile.into();
    report.trusted[0].key = hostile.into();
    report.signatures[0].element = hostile.into();
    report.signatures[0].algorithm = Some(hostile.into());
    report.capture.as_mut().unwrap().recognised = hostile.into();
    for line in text(&report).lines() {
        assert!(!line.chars().any(human::acts_or_hides), "{line:?}");
    }
    let json = json_text(&report.to_json());
    assert!(!json.lines().any(|line| line.chars().any(human::acts_or_hides)));
    assert_eq!(serde_json::from_str::<Value>(&json).unwrap(), report.to_json());
}

#[test]
fn colour_changes_the_look_and_nothing_else() {
    for report in every() {
        let colored = report.to_human(&HumanOptions { color: true, ..HumanOptions::default() });
        assert!(colored.contains("\u{1b}["));
        let mut plain = String::new();
        for (index, part) in colored.split("\u{1b}[").enumerate() {
            plain.push_str(if index == 0 { part } else { part.split_once('m').unwrap().1 });
        }
        assert_eq!(plain, text(&report));
    }
}

#[test]
fn findings_that_follow_from_each_other_in_a_circle_are_each_shown_once() {
    let mut report = base(Verdict::Rejected);
    let mut one = Finding::new(Code::IssuerMismatch, "one");
    one.set_consequence_of(Code::AudienceMismatch);
    let mut other = Finding::new(Code::AudienceMismatch, "other");
    other.set_consequence_of(Code::IssuerMismatch);
    report.findings = vec![one, other];
    let text = text(&report);
    assert_eq!(text.matches("error[").count(), 2, "{text}");
}

#[test]
fn what_only_an_embedded_key_shows_is_never_ticked() {
    let mut report = base(Verdict::Inconclusive);
    report.checks.clear();
    report.signatures = vec![signature(SignatureOutcome::Valid, KeySource::Embedded)];
    assert!(!text(&report).contains('✓'));
}

#[test]
fn an_open_verdict_says_what_was_not_given() {
    let mut report = base(Verdict::Inconclusive);
    for name in ["signature", "certificate"] {
        let outcome = Outcome::NotRun(Code::NoTrustedCertificate);
        report.checks.push(CheckResult { name, outcome });
    }
    let text = text(&report);
    let top: Vec<&str> = text.lines().skip(1).take(3).collect();
    assert_eq!(top[0], "– INCONCLUSIVE");
    assert_eq!(top[1], "  because  no trusted certificate was given (--idp)");
    assert!(top[2].starts_with("  judged "), "{text}");
}

#[test]
fn debug_holds_no_value_of_a_person() {
    let debug = format!("{:?}", rejected());
    for value in ["anna@example.com", "山田", "supervisor", "JQ0000"] {
        assert!(!debug.contains(value), "{debug}");
    }
}
