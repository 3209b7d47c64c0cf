//! Reports of every verdict, for the tests of what is printed of them.

use super::*;
use crate::capture::{CaptureForm, Decoding, Repair, RepairKind};
use crate::{Confidence, Location};
use chrono::TimeDelta;
use serde_json::Value;

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_768_471_260 + seconds) // 2026-01-15T10:01:00Z
}

pub(super) fn certificate(byte: &str, days: i64) -> CertificateSummary {
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

pub(super) fn signature(outcome: SignatureOutcome, key: KeySource) -> SignatureSummary {
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

pub(super) fn identity() -> Identity {
    Identity {
        not_on_or_after: None,
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

pub(super) fn base(verdict: Verdict) -> Report {
    Report {
        verdict,
        at: at(0),
        capture: Some(CaptureSummary {
            form: CaptureForm::FormBody,
            steps: vec![Decoding::PercentDecoding, Decoding::Base64],
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
            idp_product_confidence: Some(Confidence::Likely),
            sp_product: Some("Twilio Flex".into()),
        }),
        signatures: vec![signature(SignatureOutcome::Valid, KeySource::Trusted)],
        trusted: vec![certificate("AB", 12)],
        provider: None,
        worker: None,
        checks: vec![
            CheckResult { name: "status", outcome: CheckOutcome::Pass },
            CheckResult { name: "signature", outcome: CheckOutcome::Pass },
            CheckResult { name: "in-response-to", outcome: CheckOutcome::NotRun(Code::RequestNotGiven) },
        ],
        findings: Vec::new(),
        identity: (verdict == Verdict::Accepted).then(identity),
        claimed: (verdict != Verdict::Accepted).then(identity),
        extras: Default::default(),
    }
}

pub(super) fn audience() -> Finding {
    let mut finding = Finding::new(Code::AudienceMismatch, "the assertion is for another service provider")
        .at(Some(Location::new("/samlp:Response/saml:Assertion/saml:Conditions/saml:AudienceRestriction/saml:Audience", 1, 2120)))
        .with_actual("urn:flex:JQ0000000000000000000000000000000a")
        .with_expected("urn:flex:JQ0000000000000000000000000000000b")
        .with_fix("in Auth0 > Applications > your application > Addons > SAML2 Web App, set \"audience\" to urn:flex:JQ0000000000000000000000000000000b");
    finding.set_root();
    finding
}

pub(super) fn rejected() -> Report {
    let mut report = base(Verdict::Rejected);
    report.checks.push(CheckResult { name: "audience", outcome: CheckOutcome::Fail });
    let mut consequence = Finding::new(Code::AcsKind, "the recipient is the legacy endpoint")
        .with_confidence(Confidence::Likely);
    consequence.set_consequence_of(Code::AudienceMismatch);
    report.findings =
        vec![Finding::new(Code::AlgorithmWeak, "the signature uses SHA-1"), consequence, audience()];
    report
}

pub(super) fn unreadable() -> Report {
    let mut finding = Finding::new(Code::NotSaml, "the input is a JWT");
    finding.set_root();
    Report {
        capture: Some(CaptureSummary {
            form: CaptureForm::Unknown,
            steps: Vec::new(),
            repairs: Vec::new(),
            xml_bytes: 0,
            position: (0, 0),
            recognised: "no SAML message found".into(),
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

pub(super) fn attribute_error() -> Report {
    let mut report = base(Verdict::Rejected);
    let mut finding = Finding::new(Code::AttributeMissing, "the required attribute roles is missing");
    finding.set_root();
    report.findings = vec![finding];
    report
}

pub(super) fn every() -> Vec<Report> {
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

pub(super) fn schema() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    jsonschema::validator_for(&schema).unwrap()
}

pub(super) fn text(report: &Report) -> String {
    report.to_human(&HumanOptions::default())
}
