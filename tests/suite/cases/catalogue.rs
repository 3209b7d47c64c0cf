//! The catalogue of codes and the cases: every code is explained, and raised by a case, a recorded login, or an input of
//! `elsewhere.rs`; and every published failure among the cases is in `fixtures/cases/PUBLISHED.md`.

use super::elsewhere;
use samlens::Code;
use samlens::inspect::explain;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every `case.json`, parsed.
fn cases() -> Vec<Value> {
    let mut cases = Vec::new();
    for subject in fs::read_dir(root().join("fixtures/cases")).unwrap().map(|entry| entry.unwrap().path()) {
        if subject.is_dir() {
            for folder in fs::read_dir(subject).unwrap().map(|entry| entry.unwrap().path()) {
                cases.push(serde_json::from_slice(&fs::read(folder.join("case.json")).unwrap()).unwrap());
            }
        }
    }
    cases
}

/// The codes that a case must raise; `cases.rs` checks that.
fn promised(case: &Value) -> Vec<String> {
    let codes = case["expect"]["codes"].as_array().unwrap().iter();
    codes.chain([&case["expect"]["root"]]).filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The codes of whole logins that a recording of `fixtures/flows` must raise; `flow/every.rs` checks that.
fn of_whole_logins() -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("fixtures/flows/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&text).unwrap();
    let rows = manifest["flows"].as_array().unwrap().iter();
    let codes = rows.flat_map(|row| row["found"].as_array().unwrap().iter().chain([&row["root"]]));
    let codes = codes
        .filter_map(Value::as_str)
        .filter(|name| Code::from_name(name).is_some_and(|code| code >= Code::CookieSamesite));
    codes.map(str::to_owned).collect()
}

#[test]
fn every_code_is_explained_and_raised() {
    let mut by_data: BTreeSet<String> = cases().iter().flat_map(promised).collect();
    by_data.extend(of_whole_logins());
    let elsewhere = elsewhere::raised();
    let mut gaps = Vec::new();
    for &code in Code::ALL {
        let explanation = explain::by_code(code).unwrap_or_else(|| panic!("{code} has no explanation"));
        assert!(!explanation.why().is_empty() && !explanation.fix().is_empty(), "{code}");
        let by_command = elsewhere::OF_THE_COMMAND.contains(&code);
        match (by_data.contains(code.as_str()) || elsewhere.contains(&code), by_command) {
            (true, false) | (false, true) => {}
            (true, true) => gaps.push(format!("{code}: a message raises it, take it off OF_THE_COMMAND")),
            (false, false) => {
                gaps.push(format!("{code}: no case raises it, add one to tests/forge/src/cases"));
            }
        }
    }
    assert!(gaps.is_empty(), "{}", gaps.join("\n"));
}

#[test]
fn every_code_of_a_case_is_one_of_the_catalogue() {
    for case in cases() {
        for code in promised(&case) {
            assert!(Code::from_name(&code).is_some(), "{}: {code}", case["id"]);
        }
    }
}

/// The CVE numbers in a text.
fn numbers(text: &str) -> BTreeSet<String> {
    let numbers = text
        .to_lowercase()
        .split("cve-")
        .skip(1)
        .map(|rest| {
            let number: String =
                rest.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect::<String>();
            format!("CVE-{}", number.trim_end_matches('-'))
        })
        .collect::<BTreeSet<_>>();
    numbers.into_iter().filter(|number| number.len() > "CVE-2012-".len()).collect()
}

#[test]
fn every_published_failure_is_in_the_table() {
    let table = fs::read_to_string(root().join("fixtures/cases/PUBLISHED.md")).unwrap();
    let listed = numbers(&table);
    for case in cases() {
        let id = case["id"].as_str().unwrap();
        for number in numbers(&format!("{id} {}", case["source"])) {
            assert!(listed.contains(&number), "{id}: {number} is not in PUBLISHED.md");
        }
    }
    let mut named = 0;
    for name in table.split('`').skip(1).step_by(2) {
        let is_case = name
            .split_once('/')
            .is_some_and(|(subject, _)| root().join("fixtures/cases").join(subject).is_dir());
        if is_case {
            let path = root().join("fixtures/cases").join(name).join("case.json");
            assert!(path.exists(), "PUBLISHED.md names {name}, which is no case");
            named += 1;
        }
    }
    assert!(named >= 60, "{named} cases are named");
}
