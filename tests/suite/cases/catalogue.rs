//! The catalogue of codes and the cases: every code is explained, raised by a case or by a test that is named here, and
//! every published failure among the cases is in `fixtures/cases/PUBLISHED.md`.

use samlens::Code;
use samlens::inspect::explain;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// Codes that no response by itself can raise, and the test whose input does. A test says which codes it raises only in its
/// source, so that is read; a code that a case raises must not be listed.
const ELSEWHERE: &[(Code, &str)] = &[
    // How a person pasted it: cases are the raw message.
    (Code::SpaceForPlus, "tests/suite/capture/damage.rs"),
    (Code::PercentEncodedTwice, "tests/suite/capture/damage.rs"),
    (Code::Base64Twice, "tests/suite/capture/damage.rs"),
    (Code::HtmlEntities, "tests/suite/capture/damage.rs"),
    (Code::Base64url, "tests/suite/capture/damage.rs"),
    (Code::SmartQuotes, "tests/suite/capture/damage.rs"),
    (Code::ZeroWidth, "tests/suite/capture/damage.rs"),
    (Code::JsonEscaped, "tests/suite/capture/damage.rs"),
    (Code::Base64Spaces, "tests/suite/capture/damage.rs"),
    (Code::WrongBinding, "tests/suite/capture/damage.rs"),
    // A clock that was not set.
    (Code::CaptureStale, "cli/tests/suite/why.rs"),
    // Nothing to compare with: a case always has expectations.
    (Code::AudienceNotGiven, "cli/tests/suite/samples.rs"),
    (Code::AcsNotGiven, "cli/tests/suite/samples.rs"),
    // Other messages than a response.
    (Code::QueryMalformed, "tests/suite/login/redirect.rs"),
    (Code::AcsNotAllowed, "tests/suite/login/messages.rs"),
    (Code::AcsByIndex, "cli/tests/suite/messages.rs"),
    (Code::RequestNotSigned, "tests/suite/diagnosis/world.rs"),
    (Code::AssertionNotSigned, "tests/suite/diagnosis/world.rs"),
    (Code::RequestAsks, "tests/suite/login/messages.rs"),
    (Code::RequestNotMet, "tests/suite/login/messages.rs"),
    (Code::RequestPaired, "tests/suite/login/messages.rs"),
    (Code::SloNotGiven, "tests/suite/login/logout.rs"),
    (Code::LogoutExpired, "tests/suite/login/logout.rs"),
    // Cases are of a user who just signed in.
    (Code::AuthnTooOld, "src/check/rules/authn.rs"),
    // Pattern B, which no case has.
    (Code::TeamUnexpected, "cli/tests/suite/config.rs"),
    // Metadata compared with itself of yesterday.
    (Code::MetadataCertificateRotated, "cli/tests/suite/metadata.rs"),
    (Code::MetadataCertificateExpiresSoon, "cli/tests/suite/metadata.rs"),
];

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
    let mut raised: BTreeSet<String> = cases().iter().flat_map(promised).collect();
    raised.extend(of_whole_logins());
    let mut gaps = Vec::new();
    for &code in Code::ALL {
        let explanation = explain::by_code(code).unwrap_or_else(|| panic!("{code} has no explanation"));
        assert!(!explanation.why().is_empty() && !explanation.fix().is_empty(), "{code}");
        let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == code);
        let gap = match (raised.contains(code.as_str()), elsewhere) {
            (true, None) => continue,
            (false, Some((_, test))) => {
                let text = fs::read_to_string(root().join(test)).unwrap();
                let part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
                let named = |name: &str| {
                    text.match_indices(name).any(|(at, _)| {
                        !text[..at].ends_with(part) && !text[at + name.len()..].starts_with(part)
                    })
                };
                if named(code.as_str()) || named(&format!("{code:?}")) {
                    continue;
                }
                format!("{code}: {test} does not name it")
            }
            (true, Some(_)) => format!("{code}: a case raises it, take it off the list"),
            (false, None) => {
                format!("{code}: no case of fixtures/cases raises it, add one to tests/forge/src/cases")
            }
        };
        gaps.push(gap);
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
