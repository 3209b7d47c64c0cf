//! Runs every case of `fixtures/cases` through the public API: `inspect` and `validate` must both come to what the case
//! says.

use samlens::inspect::{Report, Verdict};
use samlens::{Code, Severity};
use samlens_cases::{Case, strings};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// Every case with the report on it, which is made once for all tests.
static CASES: LazyLock<Vec<(Case, Report)>> = LazyLock::new(|| {
    samlens_cases::all()
        .into_iter()
        .map(|case| {
            let report = inspect(&case);
            (case, report)
        })
        .collect()
});

fn inspect(case: &Case) -> Report {
    let providers = case.providers();
    let mut expectations = case.builder();
    for provider in providers.as_deref().unwrap_or_default() {
        expectations = expectations.identity_provider(provider.clone());
    }
    for path in strings(&case.data["trust"]["certificates"]) {
        expectations = expectations.certificate(case.certificate(path));
    }
    let report = expectations.inspector().inspect(&case.input()).in_response_to(case.request()).at(case.at());
    match providers {
        Ok(_) => report,
        Err(error) => report.with_idp_unreachable(&error),
    }
}

/// What a case expects and did not get; nothing where it passed.
fn faults(case: &Case, report: &Report) -> Vec<String> {
    let mut faults = Vec::new();
    let expect = &case.data["expect"];
    let mut compare = |what: &str, got: Option<&str>, wanted: Option<&str>| {
        if got != wanted {
            faults.push(format!("{what}: {} instead of {}", got.unwrap_or("none"), wanted.unwrap_or("none")));
        }
    };
    compare("verdict", Some(report.verdict().as_str()), expect["verdict"].as_str());
    compare("class", report.class().map(|class| class.as_str()), expect["class"].as_str());
    let root = report.root().map(|finding| finding.code().as_str());
    compare("root", root, expect["root"].as_str());
    let mentioned = |code: &str| {
        let code = Code::from_name(code).unwrap_or_else(|| panic!("{}: unknown code {code}", case.id));
        report.findings().iter().any(|finding| finding.code() == code)
            || report
                .checks()
                .iter()
                .any(|check| check.outcome == samlens::inspect::CheckOutcome::NotRun(code))
    };
    for code in strings(&expect["codes"]) {
        if !mentioned(code) {
            faults.push(format!("{code} was not found"));
        }
    }
    let accepted = report.verdict() == Verdict::Accepted;
    match report.identity() {
        None if accepted => faults.push("accepted without an identity".to_owned()),
        Some(_) if !accepted => faults.push("an identity without acceptance".to_owned()),
        Some(identity) => {
            if identity.name_id.as_deref() != expect["identity"]["name_id"].as_str() {
                faults.push("another NameID".to_owned());
            }
            for (name, values) in expect["identity"]["attributes"].as_object().into_iter().flatten() {
                let found: Vec<&str> = identity
                    .attributes
                    .iter()
                    .filter(|(other, _)| other == name)
                    .flat_map(|(_, values)| values.iter().map(String::as_str))
                    .collect();
                if found != strings(values) {
                    faults.push(format!("other values of {name}"));
                }
            }
            let all: Vec<&str> = identity
                .name_id
                .iter()
                .chain(identity.attributes.iter().flat_map(|(_, values)| values))
                .map(String::as_str)
                .collect();
            faults.extend(forged(case, &all));
        }
        None => {}
    }
    faults.extend(disagreements(case, report));
    faults
}

/// Values that must never be part of an identity.
fn forged(case: &Case, values: &[&str]) -> Vec<String> {
    let never = strings(&case.data["never"]);
    values
        .iter()
        .filter(|value| never.contains(value))
        .map(|_| "A FORGED IDENTITY WAS ACCEPTED".to_owned())
        .collect()
}

/// Where the strict path has another outcome than the report.
fn disagreements(case: &Case, report: &Report) -> Vec<String> {
    let mut faults = Vec::new();
    let strict = case.data["expect"]["validate"].as_str();
    match case.validate() {
        None if report.verdict() == Verdict::Accepted => {
            faults.push("accepted without a validator".to_owned())
        }
        None => {}
        Some(Ok(login)) => {
            if report.verdict() != Verdict::Accepted || strict.is_some() {
                faults.push("THE VALIDATOR ACCEPTS WHAT THE REPORT REFUSES".to_owned());
            }
            let mut values = vec![login.name_id()];
            values.extend(login.attributes().flat_map(|attribute| attribute.values()));
            faults.extend(forged(case, &values));
            let identity = report.identity().and_then(|identity| identity.name_id.as_deref());
            if identity != Some(login.name_id()) {
                faults.push("validator and report sign in different people".to_owned());
            }
        }
        Some(Err(rejection)) => {
            let code = rejection.code();
            match strict {
                Some(wanted) if wanted != code.as_str() => {
                    faults.push(format!("the validator says {code} instead of {wanted}"));
                }
                Some(_) => {}
                None if report.verdict() == Verdict::Accepted => {
                    faults.push(format!("the validator refuses what the report accepts: {code}"));
                }
                None => {
                    let known = report.findings().iter().any(|finding| finding.code() == code);
                    if !known {
                        faults.push(format!("the validator says {code}, the report does not"));
                    }
                }
            }
        }
    }
    faults
}

#[test]
fn every_case_comes_out_as_it_says() {
    let cases = &*CASES;
    let (mut passed, mut failed, mut divergent) = (0, Vec::new(), Vec::new());
    for (case, report) in cases {
        let faults = faults(case, report);
        match (faults.is_empty(), case.data["divergence"].as_str()) {
            (true, None) => passed += 1,
            (false, None) => failed.push(format!("{}: {}", case.id, faults.join("; "))),
            (false, Some(reason)) => divergent.push(format!("{}: {reason}", case.id)),
            (true, Some(_)) => failed.push(format!("{}: passes, though a divergence is noted", case.id)),
        }
    }
    println!(
        "{} cases: {passed} pass, {} fail, {} known divergences",
        cases.len(),
        failed.len(),
        divergent.len()
    );
    divergent.iter().for_each(|line| println!("known divergence: {line}"));
    assert!(failed.is_empty(), "{} of {} cases fail:\n{}", failed.len(), cases.len(), failed.join("\n"));
    assert!(cases.len() >= 200, "{} cases", cases.len());
}

/// What an accepted message may be said to have, beyond what its case promises: weak or notable, never refusing.
const REMARKS: [Code; 10] = [
    Code::MfaNotShown,
    Code::CommentInValue,
    Code::CertificateEmbeddedDiffers,
    Code::EncryptedAssertion,
    Code::ResponseNotSigned,
    Code::AlgorithmWeak,
    Code::OneTimeUse,
    Code::AttributeDuplicated,
    Code::AuthnTooOld,
    Code::SignatureFormUnusual,
];

#[test]
fn what_is_accepted_is_found_fault_with_nowhere() {
    let (mut seen, mut beyond) = (Vec::new(), Vec::new());
    for (case, report) in CASES.iter().filter(|(case, _)| case.data["expect"]["verdict"] == "accepted") {
        let promised = strings(&case.data["expect"]["codes"]);
        for finding in report.findings() {
            let code = finding.code();
            assert!(finding.severity() < Severity::Error, "{}: {finding}", case.id);
            if !promised.contains(&code.as_str()) && !REMARKS.contains(&code) {
                beyond.push(format!("{}: {finding}", case.id));
            }
            if REMARKS.contains(&code) && !seen.contains(&code) {
                seen.push(code);
            }
        }
    }
    assert!(beyond.is_empty(), "{}", beyond.join("\n"));
    assert_eq!(seen.len(), REMARKS.len(), "only these are raised at all: {seen:?}");
}

#[test]
fn every_case_keeps_to_the_schema() {
    let schema: Value =
        serde_json::from_slice(&fs::read(samlens_cases::folder().join("schema.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for case in samlens_cases::all() {
        let faults: Vec<String> = validator.iter_errors(&case.data).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{}: {}", case.id, faults.join("; "));
        let folder = case.folder.strip_prefix(samlens_cases::folder()).unwrap();
        assert_eq!(folder, Path::new(&case.id), "the id is the folder");
    }
}

/// A code that every message raises says nothing: each is absent from an accepted and from a rejected case.
#[test]
fn no_code_is_raised_by_every_case() {
    let (mut accepted, mut rejected) = (Vec::new(), Vec::new());
    for (_, report) in CASES.iter() {
        let codes: BTreeSet<Code> = report.findings().iter().map(|one| one.code()).collect();
        match report.verdict() {
            Verdict::Accepted => accepted.push(codes),
            Verdict::Rejected => rejected.push(codes),
            _ => {}
        }
    }
    for (verdict, cases) in [("accepted", accepted), ("rejected", rejected)] {
        assert!(cases.len() > 100, "only {} {verdict} cases", cases.len());
        let always = cases.iter().cloned().reduce(|common, codes| &common & &codes).unwrap_or_default();
        assert!(always.is_empty(), "every {verdict} case raises {always:?}");
        let raised: BTreeSet<&Code> = cases.iter().flatten().collect();
        assert!(raised.len() > 20, "only {} codes are raised by {verdict} cases", raised.len());
    }
}
