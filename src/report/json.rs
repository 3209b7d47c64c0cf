//! The report for scripts: JSON, schema 1. Fields are only ever added.

use super::human::acts_or_hides;
use super::{
    CaptureSummary, CertificateSummary, DeploymentSummary, Identity, MessageSummary, ProviderChoice, Report,
    SignatureSummary,
};
use crate::check::{CheckOutcome, CheckResult};
use crate::profile::Worker;
use crate::{Code, Confidence, Finding, Location};
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value, json};

/// The JSON Schema (2020-12) that every JSON report keeps.
pub const SCHEMA: &str = include_str!("schema-1.json");

impl Report {
    /// The report as JSON, schema 1 (see [`SCHEMA`]).
    ///
    /// Every field is always there; what is not known is `null`. It contains values of a person.
    pub fn to_json(&self) -> Value {
        json!({
            "schema": 1,
            "exit_code": self.exit_code(),
            "verdict": self.verdict.as_str(),
            "root": self.root().map(|root| root.code().as_str()),
            "profile": self.extras.profile.as_ref().map(|(name, why)| json!({ "name": name, "because": why })),
            "class": self.class().map(|class| class.as_str()),
            "at": instant(self.at),
            "capture": self.capture.as_ref().map(CaptureSummary::to_json),
            "message": self.message.as_ref().map(MessageSummary::to_json),
            "signatures": self.signatures.iter().map(signature).collect::<Vec<_>>(),
            "checks": self.checks.iter().map(check).collect::<Vec<_>>(),
            "findings": self.findings.iter().map(finding).collect::<Vec<_>>(),
            "identity": self.identity.as_ref().map(Identity::to_json),
            "claimed": self.claimed.as_ref().map(Identity::to_json),
            "captured_at": self.captured_at().map(instant),
            "symptom": super::symptom::to_json(self),
            "trusted": self.trusted.iter().map(|summary| certificate(summary, self.at)).collect::<Vec<_>>(),
            "identity_provider": self.provider.as_ref().map(ProviderChoice::to_json),
            "worker": self.worker.as_ref().map(Worker::to_json),
            "redacted_copy": self.redacted_copy_of().map(crate::redact::OriginalVerdict::to_json),
            "deployment": self.deployment().map(DeploymentSummary::to_json),
        })
    }
}

/// JSON as indented text that is safe to print: what a terminal would act on is written as `\uXXXX`.
///
/// JSON escapes C0 controls only. C1 controls and marks of direction occur only in strings, where an escape means
/// the same, so the text reads back as the same JSON.
///
/// ```
/// let json = samlens::inspect::json_text(&serde_json::json!({ "name": "a\u{202e}b" }));
/// assert_eq!(json, "{\n  \"name\": \"a\\u202eb\"\n}");
/// ```
pub fn json_text(json: &Value) -> String {
    escaped(format!("{json:#}"))
}

/// JSON on one line, as safe to print as [`json_text`].
///
/// ```
/// let json = samlens::inspect::json_line(&serde_json::json!({ "name": "a\u{9b}b" }));
/// assert_eq!(json, r#"{"name":"a\u009bb"}"#);
/// ```
pub fn json_line(json: &Value) -> String {
    escaped(json.to_string())
}

/// Line breaks are those between the members; inside of strings they are escaped already.
fn escaped(plain: String) -> String {
    let acts = |character: char| character != '\n' && acts_or_hides(character);
    if !plain.chars().any(acts) {
        return plain;
    }
    let mut out = String::with_capacity(plain.len());
    for character in plain.chars() {
        if !acts(character) {
            out.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

impl CaptureSummary {
    pub(super) fn to_json(&self) -> Value {
        let repairs =
            self.repairs.iter().map(|repair| json!({ "kind": repair.kind.as_str(), "count": repair.count }));
        json!({
            "form": self.form.as_str(),
            "steps": self.steps.iter().map(|step| step.as_str()).collect::<Vec<_>>(),
            "repairs": repairs.collect::<Vec<_>>(),
            "recognised": self.recognised,
            "xml_bytes": self.xml_bytes,
            "position": { "index": self.position.0, "count": self.position.1 },
        })
    }
}

impl MessageSummary {
    pub(super) fn to_json(&self) -> Value {
        json!({
            "kind": self.kind,
            "id": self.id,
            "issuer": self.issuer,
            "destination": self.destination,
            "in_response_to": self.in_response_to,
            "issue_instant": self.issue_instant,
            "idp_product": self.idp_product,
            "idp_product_confidence": self.idp_product_confidence.map(Confidence::as_str),
            "sp_product": self.sp_product,
        })
    }
}

fn signature(summary: &SignatureSummary) -> Value {
    // Two fields of the certificate are in the contract; its days left depend on an instant and are under `trusted`.
    json!({
        "element": summary.element,
        "id": summary.id,
        "outcome": summary.outcome.as_str(),
        "algorithm": summary.algorithm,
        "digest": summary.digest,
        "key": summary.key.as_str(),
        "certificate": summary.certificate.as_ref().map(certificate_fields),
        "embedded": summary.embedded.as_ref().map(certificate_fields),
    })
}

fn certificate_fields(summary: &CertificateSummary) -> Value {
    json!({
        "sha256": summary.sha256,
        "not_after": instant(summary.not_after),
        "not_before": instant(summary.not_before),
        "sha1": summary.sha1,
        "subject": summary.subject,
        "issuer": summary.issuer,
        "serial": summary.serial,
        "key": summary.key,
    })
}

fn certificate(summary: &CertificateSummary, at: DateTime<Utc>) -> Value {
    let mut fields = certificate_fields(summary);
    if let Some(map) = fields.as_object_mut() {
        map.insert("days_left".to_owned(), json!(summary.not_after.signed_duration_since(at).num_days()));
    }
    fields
}

fn check(result: &CheckResult) -> Value {
    let because = match result.outcome {
        CheckOutcome::NotRun(code) => Some(code.as_str()),
        _ => None,
    };
    json!({ "name": result.name, "outcome": result.outcome.as_str(), "because": because })
}

pub(super) fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code().as_str(),
        "class": finding.class().map(|class| class.as_str()),
        "severity": finding.severity().as_str(),
        "root": finding.is_root(),
        "confidence": finding.confidence().as_str(),
        "message": finding.message(),
        "where": finding.location().map(place),
        "actual": finding.actual(),
        "expected": finding.expected(),
        "fix": finding.fix(),
        "consequence_of": finding.consequence_of().map(Code::as_str),
    })
}

/// Line and column are `null` where they are not known, never 0.
fn place(location: &Location) -> Value {
    let known = |number: u32| (number > 0).then_some(number);
    json!({ "path": location.path, "line": known(location.line), "column": known(location.column) })
}

impl Identity {
    /// A name that occurs twice has the values of both, in document order.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "name_id": self.name_id,
            "name_id_format": self.name_id_format,
            "session_index": self.session_index,
            "attributes": attributes(&self.attributes),
        })
    }
}

pub(super) fn attributes(list: &[(String, Vec<String>)]) -> Value {
    let mut map = Map::new();
    for (name, values) in list {
        let entry = map.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()));
        if let Some(array) = entry.as_array_mut() {
            array.extend(values.iter().map(|value| Value::String(value.clone())));
        }
    }
    Value::Object(map)
}
