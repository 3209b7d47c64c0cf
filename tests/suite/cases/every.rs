//! Runs every case of `fixtures/cases` through the public API: `inspect_bytes` and `Validator` must both come to
//! what the case says.

use chrono::{DateTime, TimeDelta, Utc};
use samlens::inspect::{Report, Verdict};
use samlens::{
    Certificate, Code, DecryptionKey, Error, Handling, IdentityProvider, InResponseTo, Limits, Login,
    Pattern, Profile, Rejection, ServiceProvider, Severity, Validator,
};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases")
}

/// One case as it lies on the disk.
struct Case {
    folder: PathBuf,
    id: String,
    data: Value,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for subject in
        fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        for folder in fs::read_dir(subject).unwrap().map(|entry| entry.unwrap().path()) {
            let data: Value = serde_json::from_slice(&fs::read(folder.join("case.json")).unwrap()).unwrap();
            let id = data["id"].as_str().unwrap().to_owned();
            cases.push(Case { folder, id, data });
        }
    }
    cases.sort_by(|a, b| a.id.cmp(&b.id));
    cases
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().map(|list| list.iter().map(|item| item.as_str().unwrap()).collect()).unwrap_or_default()
}

impl Case {
    fn text(&self, pointer: &str) -> &str {
        self.data
            .pointer(pointer)
            .and_then(Value::as_str)
            .unwrap_or_else(|| panic!("{}: no {pointer}", self.id))
    }

    fn input(&self) -> Vec<u8> {
        fs::read(self.folder.join(self.text("/input"))).unwrap()
    }

    fn at(&self) -> DateTime<Utc> {
        self.text("/at").parse().unwrap()
    }

    fn certificate(&self, path: &str) -> Certificate {
        Certificate::from_pem(&fs::read(self.folder.join(path)).unwrap()).unwrap()
    }

    fn providers(&self) -> Result<Vec<IdentityProvider>, Error> {
        let trust = &self.data["trust"];
        if let Some(path) = trust["metadata"].as_str() {
            let xml = fs::read_to_string(self.folder.join(path)).unwrap();
            return Ok(vec![IdentityProvider::from_metadata(&xml)?]);
        }
        let list = trust["identity_providers"].as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter()
            .map(|entry| {
                let builder = IdentityProvider::builder(entry["entity_id"].as_str().unwrap());
                let certificates = strings(&entry["certificates"]);
                certificates.iter().fold(builder, |b, path| b.certificate(self.certificate(path))).build()
            })
            .collect()
    }

    fn profile(&self) -> Profile {
        Profile::by_name(self.text("/expectations/profile"), Pattern::A).unwrap()
    }

    fn service_provider(&self) -> ServiceProvider {
        let sp = ServiceProvider::new(self.text("/expectations/sp_entity_id"));
        strings(&self.data["expectations"]["acs"]).into_iter().fold(sp, |sp, url| sp.with_acs(url))
    }

    fn skew(&self) -> TimeDelta {
        TimeDelta::seconds(self.data["expectations"]["clock_skew"].as_i64().unwrap())
    }

    fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for (name, value) in self.data["expectations"]["limits"].as_object().into_iter().flatten() {
            let value = usize::try_from(value.as_u64().unwrap()).unwrap();
            match name.as_str() {
                "max_nodes" => limits.max_nodes = value,
                "max_attributes" => limits.max_attributes = value,
                "max_attributes_per_element" => limits.max_attributes_per_element = value,
                "max_xml_bytes" => limits.max_xml_bytes = value,
                "max_depth" => limits.max_depth = value,
                other => panic!("{}: unknown limit {other}", self.id),
            }
        }
        limits
    }

    fn policy(&self) -> samlens::Policy {
        let mut policy = self.profile().policy().clone();
        for (name, value) in self.data["expectations"]["policy"].as_object().into_iter().flatten() {
            let handling = match value.as_str().unwrap() {
                "error" => Handling::Refuse,
                "warning" => Handling::Warn,
                _ => Handling::Accept,
            };
            match name.as_str() {
                "sha1" => policy.sha1 = handling,
                "response_not_signed" => policy.response_not_signed = handling,
                "certificate_dates" => policy.certificate_dates = handling,
                "outdated_metadata" => policy.outdated_metadata = handling,
                other => panic!("{}: unknown policy {other}", self.id),
            }
        }
        for name in strings(&self.data["expectations"]["allow"]) {
            match name {
                "rsa_1_5" => policy.allow_rsa_1_5 = true,
                "3des" => policy.allow_3des = true,
                "cbc_outside_signature" => policy.allow_cbc_outside_signature = true,
                other => panic!("{}: unknown weakness {other}", self.id),
            }
        }
        policy
    }

    fn decryption_keys(&self) -> Vec<DecryptionKey> {
        let paths = strings(&self.data["trust"]["decryption_keys"]);
        let read = |path: &&str| DecryptionKey::from_pem(&fs::read(self.folder.join(path)).unwrap()).unwrap();
        paths.iter().map(read).collect()
    }

    fn request(&self) -> InResponseTo<'_> {
        match &self.data["expectations"]["request"] {
            Value::Null => InResponseTo::Unchecked,
            Value::String(text) if text == "idp-initiated" => InResponseTo::Unsolicited,
            value => InResponseTo::Request(value["id"].as_str().unwrap()),
        }
    }

    fn inspect(&self) -> Report {
        let providers = self.providers();
        let mut expectations = Validator::builder()
            .profile(self.profile())
            .service_provider(self.service_provider())
            .policy(self.policy())
            .clock_skew(self.skew())
            .limits(self.limits());
        for provider in providers.as_deref().unwrap_or_default() {
            expectations = expectations.identity_provider(provider.clone());
        }
        for path in strings(&self.data["trust"]["certificates"]) {
            expectations = expectations.certificate(self.certificate(path));
        }
        for key in self.decryption_keys() {
            expectations = expectations.decryption_key(key);
        }
        let report = expectations
            .clone()
            .inspector()
            .inspect(&self.input())
            .in_response_to(self.request())
            .at(self.at());
        match providers {
            Ok(_) => report,
            Err(error) => report.with_idp_unreachable(&error),
        }
    }

    /// The strict path, where there is trust enough to build a validator; once by base64, once by text.
    fn validate(&self) -> Option<Result<Login, Rejection>> {
        let mut builder = Validator::builder()
            .service_provider(self.service_provider())
            .profile(self.profile())
            .policy(self.policy())
            .clock_skew(self.skew())
            .limits(self.limits());
        for provider in self.providers().ok()? {
            builder = builder.identity_provider(provider);
        }
        for key in self.decryption_keys() {
            builder = builder.decryption_key(key);
        }
        let validator = builder.build().ok()?;
        let input = self.input();
        let posted = openssl::base64::encode_block(&input);
        let by_base64 = validator.validate(&posted, self.request(), self.at());
        if let Ok(text) = std::str::from_utf8(&input) {
            let by_text = validator.validate_xml(text, self.request(), self.at());
            assert_eq!(outcome(&by_text), outcome(&by_base64), "{}: base64 and text differ", self.id);
        }
        Some(by_base64)
    }
}

fn outcome(result: &Result<Login, Rejection>) -> String {
    match result {
        Ok(login) => format!("accepted {}", login.name_id()),
        Err(rejection) => format!("refused {}", rejection.code()),
    }
}

/// What a case expects and did not get; nothing where it passed.
fn faults(case: &Case) -> Vec<String> {
    let mut faults = Vec::new();
    let report = case.inspect();
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
    faults.extend(disagreements(case, &report));
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
    let cases = cases();
    let (mut passed, mut failed, mut divergent) = (0, Vec::new(), Vec::new());
    for case in &cases {
        let faults = faults(case);
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
const REMARKS: [Code; 9] = [
    Code::MfaNotShown,
    Code::CommentInValue,
    Code::CertificateEmbeddedDiffers,
    Code::EncryptedAssertion,
    Code::ResponseNotSigned,
    Code::AlgorithmWeak,
    Code::OneTimeUse,
    Code::AttributeDuplicated,
    Code::AuthnTooOld,
];

#[test]
fn what_is_accepted_is_found_fault_with_nowhere() {
    let (mut seen, mut beyond) = (Vec::new(), Vec::new());
    for case in cases().iter().filter(|case| case.data["expect"]["verdict"] == "accepted") {
        let promised = strings(&case.data["expect"]["codes"]);
        for finding in case.inspect().findings() {
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
    let schema: Value = serde_json::from_slice(&fs::read(corpus().join("schema.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for case in cases() {
        let faults: Vec<String> = validator.iter_errors(&case.data).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{}: {}", case.id, faults.join("; "));
        let folder = case.folder.strip_prefix(corpus()).unwrap();
        assert_eq!(folder, Path::new(&case.id), "the id is the folder");
    }
}

/// A code that every message raises tells nothing.
#[test]
fn no_code_is_raised_by_every_case() {
    let cases = cases();
    let mut raised: std::collections::HashMap<Code, usize> = std::collections::HashMap::new();
    for case in &cases {
        let report = case.inspect();
        let codes: std::collections::HashSet<Code> = report.findings().iter().map(|one| one.code()).collect();
        for code in codes {
            *raised.entry(code).or_default() += 1;
        }
    }
    let always: Vec<_> = raised.iter().filter(|(_, count)| **count == cases.len()).collect();
    assert!(always.is_empty(), "{always:?}");
    assert!(raised.len() > 60, "{} codes are raised by cases", raised.len());
}
