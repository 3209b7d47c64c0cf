//! What the original was judged as, carried by the copy: a comment after the root element of each message.
//!
//! It is a claim of the copy, like everything in it. A report on a copy says so, and never accepts it.

use crate::encoding::percent::hexadecimal;
use crate::report::{Report, Verdict, canonical_forms};
use crate::{Code, Finding, Limits, Severity};
use openssl::sha::sha256;
use serde_json::{Value, json};

const BEGIN: &str = "<!-- samlens redacted copy: ";
const END: &str = " -->";
/// Largest record that is read.
const MAX_BYTES: usize = 16 * 1024;
/// Codes that are recorded.
const MAX_CODES: usize = 32;

/// The verdict on an original, as its copy states it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OriginalVerdict {
    /// The verdict: `accepted`, `rejected`, `inconclusive` or `unreadable`.
    pub verdict: String,
    /// The class of the rejection.
    pub class: Option<String>,
    /// The root code.
    pub root: Option<Code>,
    /// The codes of every finding that was an error.
    pub codes: Vec<Code>,
    /// What was signed: name, canonical length in bytes, SHA-256 of the canonical form in hexadecimal.
    pub signed: Vec<(String, usize, String)>,
}

impl OriginalVerdict {
    /// What is recorded of a message and the report on it.
    pub(super) fn of(xml: &str, report: &Report, limits: &Limits) -> OriginalVerdict {
        let errors =
            report.findings().iter().filter(|one| one.severity() == Severity::Error || one.is_root());
        let forms = canonical_forms(xml, limits).unwrap_or_default();
        OriginalVerdict {
            verdict: report.verdict().as_str().to_owned(),
            class: report.class().map(|class| class.as_str().to_owned()),
            root: report.root().map(Finding::code),
            codes: errors.map(Finding::code).take(MAX_CODES).collect(),
            signed: forms
                .iter()
                .filter(|form| !form.what.starts_with("SignedInfo"))
                .map(|form| {
                    let name = form.what.split(' ').next().unwrap_or_default().to_owned();
                    let digest = sha256(form.text.as_bytes());
                    (name, form.text.len(), hexadecimal(&digest))
                })
                .collect(),
        }
    }

    /// The record that a message carries at its end.
    pub(crate) fn in_message(xml: &str) -> Option<OriginalVerdict> {
        let (_, text) = xml.trim_end().strip_suffix(END)?.rsplit_once(BEGIN)?;
        if text.len() > MAX_BYTES {
            return None;
        }
        let value: Value = serde_json::from_str(text).ok()?;
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let code = |value: &Value| Code::from_name(value.as_str()?);
        let list =
            |name: &str| value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let verdict = text("verdict")?;
        let known = [Verdict::Accepted, Verdict::Rejected, Verdict::Inconclusive, Verdict::Unreadable];
        if !known.iter().any(|one| one.as_str() == verdict) {
            return None;
        }
        let classes = ["SAML_VALIDATION_FAILED", "ATTRIBUTE_MAPPING_ERROR", "IDP_UNREACHABLE"];
        Some(OriginalVerdict {
            verdict: verdict.to_owned(),
            class: text("class").filter(|class| classes.contains(class)).map(str::to_owned),
            root: text("root").and_then(Code::from_name),
            codes: list("codes").iter().filter_map(code).take(MAX_CODES).collect(),
            signed: list("signed")
                .iter()
                .filter_map(|one| {
                    let bytes = usize::try_from(one.get("bytes")?.as_u64()?).ok()?;
                    Some((
                        one.get("element")?.as_str()?.to_owned(),
                        bytes,
                        one.get("sha256")?.as_str()?.to_owned(),
                    ))
                })
                .take(4)
                .collect(),
        })
    }

    /// The record as JSON.
    pub fn to_json(&self) -> Value {
        json!({
            "verdict": self.verdict,
            "class": self.class,
            "root": self.root.map(|code| code.as_str()),
            "codes": self.codes.iter().map(|code| code.as_str()).collect::<Vec<_>>(),
            "signed": self.signed.iter().map(|(name, bytes, sha256)| {
                json!({ "element": name, "bytes": bytes, "sha256": sha256 })
            }).collect::<Vec<_>>(),
        })
    }

    /// The record as a comment. No value of it has two hyphens in a row.
    fn comment(&self) -> String {
        format!("{BEGIN}{}{END}", self.to_json().to_string().replace("--", "- -"))
    }
}

/// Whether a comment is a record.
pub(super) fn is_record(comment: &str) -> bool {
    comment.starts_with(BEGIN)
}

/// A message with its record at the end. A copy of a copy keeps the record that it has.
pub(super) fn added(xml: &str, original: &OriginalVerdict) -> String {
    if OriginalVerdict::in_message(xml).is_some() {
        return xml.to_owned();
    }
    let end = xml.trim_end().len();
    let (message, blanks) = xml.split_at_checked(end).unwrap_or((xml, ""));
    format!("{message}{}{blanks}", original.comment())
}

/// A message without its declaration and what is around it, by which it is found again.
pub(super) fn key(xml: &str) -> &str {
    without_declaration(xml).trim()
}

/// A message from its first markup on that is not the XML declaration.
pub(super) fn without_declaration(xml: &str) -> &str {
    let text = xml.trim_start_matches('\u{feff}').trim_start();
    match text.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((_, rest)) => rest.trim_start(),
        None => text,
    }
}
