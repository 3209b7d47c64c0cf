//! Every file of the corpus, and what xmlsec1 says of its signatures.
use crate::corpus::folder;
use samlens::inspect::{Report, SignatureOutcome, Verdict};
use samlens::{Certificate, Limits, Profile, Validator};
use serde_json::Value;
use std::path::Path;

/// Signatures that xmlsec1 verifies and the strict profile refuses: the file, which signature of the document, and the
/// finding that says why.
const STRICTER: &[(&str, usize, &str)] = &[
    // No URI attribute, or an empty one in the signature of an assertion inside.
    ("s0983", 0, "signature-profile"),
    ("s1264", 0, "signature-profile"),
    ("s1266", 0, "signature-profile"),
    // Wrapped: the Reference points at a signed original next to or around what would be read.
    ("s0107", 0, "signature-profile"),
    ("s0975", 0, "signature-profile"),
    ("s1203", 0, "signature-profile"),
    ("s1762", 0, "signature-profile"),
    ("s1844", 0, "signature-profile"),
    ("s1855", 0, "signature-profile"),
    // Two References in one SignedInfo.
    ("s1763", 0, "signature-profile"),
    ("s1764", 0, "signature-profile"),
    // A signature inside Advice is ignored.
    ("s0333", 0, "advice-ignored"),
    ("s0335", 0, "advice-ignored"),
    // The signature is not directly under the Response or its assertion.
    ("s1202", 0, "signature-wrapping"),
    ("s1206", 1, "signature-wrapping"),
    ("s1207", 1, "signature-wrapping"),
    ("s1218", 0, "signature-wrapping"),
    ("s1276", 0, "signature-wrapping"),
    ("s1832", 0, "signature-wrapping"),
];

/// Files whose certificate is in their repository but not in the corpus: all that can be said is that the content
/// digests to what SignedInfo says.
const WITHOUT_CERTIFICATE: &[&str] = &["s0092", "s0360", "s0364", "s0372", "s0375", "s0378", "s1223"];

fn entries(corpus: &Path) -> Vec<(Value, Vec<u8>)> {
    let manifest = std::fs::read(corpus.join("manifest.json")).unwrap();
    let manifest: Vec<Value> = serde_json::from_slice(&manifest).unwrap();
    let read = |entry: &Value| std::fs::read(corpus.join(entry["file"].as_str().unwrap())).unwrap();
    manifest.into_iter().map(|entry| (entry.clone(), read(&entry))).collect()
}

fn report(bytes: &[u8], certificates: Vec<Certificate>) -> Report {
    let now = "2020-01-01T00:00:00Z".parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
    let mut limits = Limits::default();
    // Why a digest fails is another question, and a long one over a thousand broken files.
    limits.max_digests = 0;
    let expectations = certificates
        .into_iter()
        .fold(Validator::builder().profile(Profile::generic()).limits(limits), |expectations, one| {
            expectations.certificate(one)
        });
    expectations.clone().inspector().inspect(bytes).at(now)
}

fn verdicts(entry: &Value) -> Vec<&str> {
    match &entry["xmlsec_verdict"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn no_file_is_accepted_without_a_trusted_certificate() {
    let corpus = folder();
    let entries = entries(&corpus);
    assert_eq!(entries.len(), 470);
    for (entry, bytes) in entries {
        let report = report(&bytes, Vec::new());
        assert_ne!(report.verdict(), Verdict::Accepted, "{}", entry["file"]);
        assert!(report.identity().is_none(), "{}", entry["file"]);
    }
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn signatures_agree_with_xmlsec1() {
    let corpus = folder();
    let (mut valid, mut invalid, mut stricter, mut unchecked) = (0, 0, 0, 0);
    let mut disagreements = Vec::new();
    let certificates: Vec<Certificate> = std::fs::read_dir(corpus.join("certificates"))
        .unwrap()
        .filter_map(|file| Certificate::from_pem(&std::fs::read(file.unwrap().path()).unwrap()).ok())
        .collect();
    for (entry, bytes) in entries(&corpus) {
        if !matches!(entry["kind"].as_str(), Some("Response" | "Assertion")) {
            continue;
        }
        for (position, verdict) in verdicts(&entry).into_iter().enumerate() {
            let expected = match verdict {
                "OK" | "OK(cert from repo)" => SignatureOutcome::Valid,
                "FAIL:digest-mismatch" | "FAIL:signature-mismatch" => SignatureOutcome::Invalid,
                _ => continue,
            };
            let signature = &entry["signatures"][position];
            // What xmlsec1 was given: the embedded certificate, or one found next to the file.
            let file = entry["file"].as_str().unwrap();
            let absent = WITHOUT_CERTIFICATE.iter().any(|id| file.contains(id));
            let given = verdict == "OK(cert from repo)" && !absent;
            let report = report(&bytes, if given { certificates.clone() } else { Vec::new() });
            // By ID: a signature in a wrong place is not in our list.
            let uri = signature["refs"][0]["uri"].as_str().unwrap_or_default();
            let ours = match report.signatures() {
                [only] => Some(only.outcome),
                several => several
                    .iter()
                    .find(|one| one.id.as_deref() == uri.strip_prefix('#'))
                    .map(|one| one.outcome),
            };
            let exception = STRICTER.iter().find(|(id, at, _)| file.contains(id) && *at == position);
            if let Some((_, _, code)) = exception {
                stricter += 1;
                assert_ne!(ours, Some(SignatureOutcome::Valid), "{file} is no exception any more");
                let found = report.findings().iter().any(|finding| finding.code().as_str() == *code);
                assert!(found, "{file} is refused for another reason than {code}");
            } else if absent {
                assert_eq!(ours, Some(SignatureOutcome::NotChecked), "{file}");
                unchecked += 1;
            } else if (ours == Some(SignatureOutcome::Valid)) != (expected == SignatureOutcome::Valid) {
                disagreements.push(format!("{file} {position}: xmlsec1 {verdict}, samlens {ours:?}"));
            } else if expected == SignatureOutcome::Valid {
                valid += 1;
            } else {
                invalid += 1;
            }
        }
    }
    assert!(disagreements.is_empty(), "{disagreements:#?}");
    println!(
        "{valid} valid, {invalid} invalid, {stricter} refused by a rule, {unchecked} without a certificate"
    );
    assert_eq!((valid, invalid, stricter, unchecked), (150, 80, 19, 7));
}
