//! Copies that are signed again: another program can verify them, and what did not verify stays broken.

use chrono::{DateTime, Utc};
use samlens::inspect::{Capture, Captured, KeySource, Redacted, Redaction, Report, SignatureOutcome};
use samlens::sign_on::SigningKey;
use samlens::{
    Certificate, DecryptionKey, IdentityProvider, InResponseTo, Limits, ServiceProvider, Validator,
};
use samlens_forge::{keys, throwaway};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn now() -> DateTime<Utc> {
    "2026-01-15T10:01:00Z".parse().unwrap()
}

/// The throw-away keys of these tests.
static KEYS: LazyLock<[SigningKey; 2]> = LazyLock::new(|| {
    [throwaway::rsa(2048), throwaway::p256()].map(|key| {
        let certificate = Certificate::from_der(&throwaway::certificate(&key, "throw-away")).unwrap();
        SigningKey::from_pem(&key.private_key_to_pem_pkcs8().unwrap(), certificate).unwrap()
    })
});

fn redaction() -> Redaction {
    KEYS.iter().fold(Redaction::default(), |all, key| all.resign(key.clone()))
}

fn judged(message: &Captured, certificates: Vec<Certificate>) -> Report {
    let mut provider = IdentityProvider::builder("https://idp.example.org/metadata");
    for certificate in certificates {
        provider = provider.certificate(certificate);
    }
    let service = ServiceProvider::new("https://sp.example.org/saml/metadata")
        .with_acs("https://sp.example.org/saml/acs");
    let decryption = fs::read(fixtures().join("keys/sp-encryption.key.pem")).unwrap();
    let inspector = Validator::builder()
        .identity_provider(provider.build().unwrap())
        .service_provider(service)
        .decryption_key(DecryptionKey::from_pem(&decryption).unwrap())
        .inspector();
    inspector.inspect_captured(message).in_response_to(InResponseTo::Request("_req1")).at(now())
}

/// The report on an original. The key on P-521 is not trusted, so what it signed stays broken.
fn judge(message: &Captured) -> Report {
    let names = ["idp-rsa2048", "idp-p256", "idp-p384"];
    judged(message, names.map(|name| Certificate::from_der(&keys::key(name).der()).unwrap()).to_vec())
}

/// The report on a copy, by the throw-away keys alone.
fn judge_copy(message: &Captured) -> Report {
    judged(message, KEYS.iter().map(|key| key.certificate().clone()).collect())
}

/// The elements whose signatures verify with a trusted key, and all others.
fn outcomes(report: &Report) -> (Vec<String>, Vec<String>) {
    let is_valid = |outcome, key| outcome == SignatureOutcome::Valid && key == KeySource::Trusted;
    let (valid, other): (Vec<_>, Vec<_>) =
        report.signatures().iter().partition(|one| is_valid(one.outcome, one.key));
    let names =
        |all: Vec<&samlens::inspect::SignatureSummary>| all.iter().map(|one| one.element.clone()).collect();
    (names(valid), names(other))
}

fn copy_of(input: &[u8]) -> Redacted {
    redaction().of(input, &Limits::default(), judge).unwrap()
}

fn message(input: &[u8]) -> Captured {
    Capture::read(input, &Limits::default()).unwrap().chosen(None).unwrap().clone()
}

/// Every case that can be copied, with its name.
fn cases() -> Vec<(String, Vec<u8>)> {
    let mut cases = Vec::new();
    let mut open = vec![fixtures().join("cases")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.ends_with("case.json") {
            let case: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let input = fs::read(path.with_file_name(case["input"].as_str().unwrap())).unwrap();
            if input.len() < 40_000 && Capture::read(&input, &Limits::default()).is_ok() {
                cases.push((case["id"].as_str().unwrap().to_owned(), input));
            }
        }
    }
    cases.sort();
    cases
}

#[test]
fn what_verified_verifies_again_and_nothing_else_does() {
    let (mut made, mut names) = (0, BTreeSet::new());
    for (name, input) in cases() {
        let Ok(copy) = redaction().of(&input, &Limits::default(), judge) else { continue };
        let (original, signed) = (message(&input), message(copy.output()));
        let (before, after) = (judge(&original), judge_copy(&signed));
        // What is signed inside encrypted content stays in it: its signature is that of the original.
        let in_message = |name: &String| {
            !(name == "Assertion"
                && !original.xml().contains(":Assertion ")
                && !original.xml().contains("<Assertion "))
        };
        let (mut was, _) = outcomes(&before);
        was.retain(in_message);
        let (mut is, _) = outcomes(&after);
        is.retain(in_message);
        assert_eq!(is, was, "{name}");
        let resigned = copy.resigned().unwrap();
        assert_eq!(resigned.metadata.is_some(), !resigned.elements.is_empty(), "{name}");
        let root = |report: &Report| report.root().map(samlens::Finding::code);
        assert_eq!(root(&after), root(&before), "{name}");
        // The places, algorithms and methods are those of the original.
        let shape = |report: &Report| -> Vec<_> {
            let all = report.signatures().iter();
            all.map(|one| (one.element.clone(), one.algorithm.clone(), one.digest.clone())).collect()
        };
        // What was no XML may be some in the copy, so that it has signatures at last.
        assert!(before.signatures().is_empty() || shape(&after) == shape(&before), "{name}");
        if let Some(metadata) = &resigned.metadata {
            made += 1;
            names.extend(before.signatures().iter().filter_map(|one| one.algorithm.clone()));
            assert!(metadata.contains("IDPSSODescriptor") && metadata.contains("throw-away"), "{name}");
        }
    }
    assert!(made > 200, "{made}");
    for algorithm in ["rsa-sha1", "rsa-sha256", "rsa-sha384", "rsa-sha512", "rsa-pss-sha256", "ecdsa-sha256"]
    {
        assert!(names.contains(algorithm), "{algorithm} in {names:?}");
    }
}

#[test]
fn the_metadata_is_enough_to_verify_the_copy() {
    let input = fs::read(fixtures().join("cases/accepted/signed-both/response.xml")).unwrap();
    let copy = copy_of(&input);
    let resigned = copy.resigned().unwrap();
    assert_eq!(resigned.elements.iter().collect::<BTreeSet<_>>().len(), 2, "{resigned:?}");
    let provider = IdentityProvider::from_metadata(resigned.metadata.as_deref().unwrap()).unwrap();
    assert_eq!(provider.entity_id(), "https://idp.example.org/metadata");
    // The key that no signature needs is not in it.
    assert_eq!(provider.signing_certificates().len(), 1);
    let report = judged(&message(copy.output()), provider.signing_certificates().to_vec());
    assert_eq!(outcomes(&report).0.len(), 2);
    // The old key verifies nothing any more, and a copy of the copy without trust changes no signature.
    assert!(outcomes(&judge(&message(copy.output()))).0.is_empty());
    assert_eq!(copy_of(copy.output()).output(), copy.output());
}

#[test]
fn a_signature_that_did_not_verify_stays_broken() {
    let input = fs::read(fixtures().join("cases/accepted/ecdsa-p521/response.xml")).unwrap();
    let copy = copy_of(&input);
    let resigned = copy.resigned().unwrap();
    assert!(
        resigned.elements.is_empty() && resigned.metadata.is_none() && resigned.left == 2,
        "{resigned:?}"
    );
    let value = |xml: &[u8]| {
        let text = String::from_utf8(xml.to_vec()).unwrap();
        text.split_once("SignatureValue>").unwrap().1.split('<').next().unwrap().to_owned()
    };
    assert_eq!(value(copy.output()), value(&input));
    // Without the option no key is asked at all.
    let plain = Redaction::default().of(&input, &Limits::default(), judge).unwrap();
    assert!(plain.resigned().is_none());
}

#[test]
fn the_signature_of_a_query_is_made_again() {
    use samlens_forge::capture::Message;
    use samlens_forge::signing::Signing;
    let xml = fs::read_to_string(fixtures().join("cases/accepted/signed-assertion/response.xml")).unwrap();
    let message_of = |url: &str| message(url.as_bytes());
    let url = Message::new(xml, "https://sp.example.org/saml/acs".to_owned())
        .signed_redirect_url(Some("ref:Q7z9Q7z9"), &Signing::new(keys::idp()));
    let lower = url.replace("%2B", "%2b").replace("%2F", "%2f");
    // A HAR has the query in its URL and its parameters decoded.
    let har = serde_json::json!({ "log": { "version": "1.2", "creator": { "name": "x", "version": "1" }, "entries": [{
        "startedDateTime": "2026-01-15T10:00:01Z",
        "request": { "method": "GET", "url": url, "headers": [], "queryString": [] },
        "response": { "status": 302, "headers": [], "content": { "text": "" } } }] } })
    .to_string();
    for (input, verified) in [(url, true), (lower, false), (har, true)] {
        let before = outcomes(&judge(&message_of(&input)));
        assert_eq!(before.0.contains(&"Query".to_owned()), verified, "{before:?}");
        let copy = copy_of(input.as_bytes());
        assert!(!String::from_utf8_lossy(copy.output()).contains("Q7z9Q7z9"));
        let after = outcomes(&judge_copy(&message(copy.output())));
        assert_eq!(after.0.contains(&"Query".to_owned()), verified, "{after:?}");
        assert!(after.0.contains(&"Assertion".to_owned()), "{after:?}");
    }
}

#[test]
fn encrypted_content_keeps_the_signature_inside() {
    let input = fs::read(fixtures().join("cases/accepted/encrypted-cbc-signed/response.xml")).unwrap();
    let copy = copy_of(&input);
    let resigned = copy.resigned().unwrap();
    assert!(resigned.encrypted, "{resigned:?}");
    assert_eq!(
        outcomes(&judge_copy(&message(copy.output()))).0.first().map(String::as_str),
        Some("Response")
    );
}

/// The signatures of the copies of accepted cases, by a program that shares nothing with this library but OpenSSL.
#[test]
#[ignore = "needs xmlsec1"]
fn xmlsec1_verifies_the_copies() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("resign");
    fs::create_dir_all(&folder).unwrap();
    let verified = |xml: &str, certificate: &[u8]| {
        let (file, key) = (folder.join("message.xml"), folder.join("idp.der"));
        fs::write(&file, xml).unwrap();
        fs::write(&key, certificate).unwrap();
        let mut command = Command::new("xmlsec1");
        command.args(["--verify", "--enabled-key-data", "key-name", "--pubkey-cert-der"]).arg(&key);
        for id in [
            "urn:oasis:names:tc:SAML:2.0:protocol:Response",
            "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
        ] {
            command.args(["--id-attr:ID", id]);
        }
        command.arg(&file).output().expect("xmlsec1 is not installed").status.success()
    };
    let (mut count, mut refused) = (0, Vec::new());
    for (name, input) in cases().into_iter().filter(|(name, _)| name.starts_with("accepted/")) {
        let Ok(copy) = redaction().of(&input, &Limits::default(), judge) else { continue };
        let Some(metadata) = copy.resigned().unwrap().metadata.clone() else { continue };
        let key = IdentityProvider::from_metadata(&metadata)
            .map(|one| one.signing_certificates()[0].der().to_vec());
        let Ok(key) = key else { continue };
        // Only what this program accepts of the original can be asked of the copy.
        let original = keys::key(if name.contains("p256") {
            "idp-p256"
        } else if name.contains("p384") {
            "idp-p384"
        } else {
            "idp-rsa2048"
        });
        if verified(message(&input).xml(), &original.der()) {
            count += 1;
            if !verified(message(copy.output()).xml(), &key) {
                refused.push(name);
            }
        }
    }
    assert!(refused.is_empty() && count > 60, "{count}: {refused:?}");
}
