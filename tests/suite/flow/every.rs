//! Every recording of `fixtures/flows` comes out as the manifest says.

use samlens::inspect::{Flow, HumanOptions, Recording, Verdict};
use samlens::{Certificate, Code, IdentityProvider, InResponseTo, Limits, Validator};
use samlens_forge::{fixture, keys};
use serde_json::Value;
use std::collections::BTreeSet;

fn manifest() -> Vec<Value> {
    let text = std::fs::read_to_string(fixture("flows/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    manifest["flows"].as_array().unwrap().clone()
}

pub(super) fn flow(name: &str, issuer: &str) -> Flow {
    inspected(&std::fs::read(fixture(&format!("flows/{name}.har"))).unwrap(), issuer)
}

pub(super) fn inspected(har: &[u8], issuer: &str) -> Flow {
    let recording = Recording::read(har, &Limits::default()).unwrap();
    let certificate = Certificate::from_pem(keys::idp().pem().as_bytes()).unwrap();
    let provider = IdentityProvider::builder(issuer).certificates(vec![certificate]).build().unwrap();
    let inspector = Validator::builder().identity_provider(provider).inspector();
    inspector.flow(&recording, InResponseTo::Unchecked, None)
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_recording_comes_out_as_it_says() {
    let mut faults = Vec::new();
    let (mut programs, mut providers, mut frameworks) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut found_at_all = BTreeSet::new();
    let manifest = manifest();
    for row in &manifest {
        let name = row["name"].as_str().unwrap();
        let flow = flow(name, row["identity_provider"].as_str().unwrap());
        let found: Vec<&str> = flow.findings().iter().map(|one| one.finding().code().as_str()).collect();
        let root = flow.root().map(Code::as_str);
        let mut fault = |what: String| {
            faults.push(format!("{name}: {what}\n{}", flow.to_brief(&HumanOptions::default())));
        };
        if (flow.verdict().as_str(), root) != (row["verdict"].as_str().unwrap(), row["root"].as_str()) {
            fault(format!(
                "{} {root:?}, expected {} {}",
                flow.verdict().as_str(),
                row["verdict"],
                row["root"]
            ));
        }
        for code in texts(&row["found"]) {
            if !found.contains(&code.as_str()) {
                fault(format!("{code} is missing in {found:?}"));
            }
        }
        for code in texts(&row["not_found"]) {
            if found.contains(&code.as_str()) {
                fault(format!("{code} is in {found:?}"));
            }
        }
        if flow.to_json()["framework"] != row["framework"] {
            fault(format!("framework {}, expected {}", flow.to_json()["framework"], row["framework"]));
        }
        programs.insert(row["program"].as_str().unwrap().to_owned());
        providers.insert(row["identity_provider"].as_str().unwrap().to_owned());
        frameworks.extend(row["framework"].as_str().map(str::to_owned));
        found_at_all.extend(found.iter().map(|code| (*code).to_owned()));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(manifest.len() >= 40 && programs.len() == 8, "{} {programs:?}", manifest.len());
    assert!(providers.len() >= 6 && frameworks.len() >= 5, "{providers:?} {frameworks:?}");
    for code in Code::ALL.iter().filter(|code| **code >= Code::CookieSamesite) {
        assert!(found_at_all.contains(code.as_str()), "no recording raises {code}");
    }
}

#[test]
fn real_recordings_come_out_as_they_were_made() {
    for (name, metadata, verdict, root, rounds) in [
        ("strict", "idp", "loop", Some("cookie-samesite"), 3),
        ("request-lax", "idp", "loop", Some("cookie-samesite"), 1),
        ("domain", "idp", "loop", Some("cookie-domain"), 3),
        ("lax", "idp", "completed", None, 0),
        ("sign-on", "sign-on-idp", "completed", None, 0),
        ("sign-on-logout", "sign-on-idp", "completed", None, 0),
        ("sign-on-reload", "sign-on-idp", "failed", Some("response-reused"), 0),
    ] {
        let metadata = std::fs::read_to_string(fixture(&format!("recordings/{metadata}.xml"))).unwrap();
        let provider = IdentityProvider::from_metadata(&metadata).unwrap();
        let inspector = Validator::builder().identity_provider(provider).inspector();
        let har = std::fs::read(fixture(&format!("recordings/{name}.har"))).unwrap();
        let recording = Recording::read(&har, &Limits::default()).unwrap();
        let flow = inspector.flow(&recording, InResponseTo::Unchecked, None);
        let found = (flow.verdict().as_str(), flow.root().map(Code::as_str), flow.rounds());
        assert_eq!(found, (verdict, root, rounds), "{name}\n{}", flow.to_brief(&HumanOptions::default()));
        // Every Response is valid; what the capture tells accepts none.
        let verdicts = flow.steps().iter().filter_map(|step| step.verdict());
        assert!(verdicts.clone().count() > 0);
        assert!(verdicts.into_iter().all(|verdict| verdict == Verdict::Inconclusive), "{name}");
    }
}

#[test]
fn a_brief_report_fits_its_page() {
    for row in manifest() {
        let name = row["name"].as_str().unwrap();
        let text = flow(name, row["identity_provider"].as_str().unwrap()).to_brief(&HumanOptions::default());
        let widest = text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 80 && text.lines().count() <= 48, "{name}\n{text}");
    }
}

#[test]
fn no_value_of_a_cookie_is_in_a_report() {
    let mut with_cookies = 0;
    for row in manifest() {
        let name = row["name"].as_str().unwrap();
        let har = std::fs::read_to_string(fixture(&format!("flows/{name}.har"))).unwrap();
        let har = ["=s1", "=i1", "=q1"].iter().fold(har, |har, value| har.replace(value, "=Zq7Wk2"));
        with_cookies += usize::from(har.contains("Zq7Wk2"));
        let flow = inspected(har.as_bytes(), row["identity_provider"].as_str().unwrap());
        let texts = [flow.to_human(&HumanOptions::default()), flow.to_html(), flow.to_json().to_string()];
        for text in texts {
            assert!(!text.contains("Zq7Wk2"), "{name}: {text}");
        }
    }
    assert!(with_cookies > 50, "{with_cookies}");
}

#[test]
fn every_report_keeps_the_schema() {
    let mut schema: Value = serde_json::from_str(samlens::inspect::SCHEMA).unwrap();
    let definitions = schema["$defs"].take();
    let flow_schema = serde_json::json!({ "$ref": "#/$defs/flow", "$defs": definitions });
    let validator = jsonschema::validator_for(&flow_schema).unwrap();
    for row in manifest() {
        let name = row["name"].as_str().unwrap();
        let json = flow(name, row["identity_provider"].as_str().unwrap()).to_json();
        let broken: Vec<String> = validator.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(broken, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn without_unicode_a_report_is_ascii() {
    let options = HumanOptions { unicode: false, ..HumanOptions::default() };
    let flow = flow("wrong-audience", "http://www.okta.com/exk1fcia6d6EMsf331d8");
    assert!(flow.to_brief(&options).is_ascii() && flow.to_human(&options).is_ascii());
}
