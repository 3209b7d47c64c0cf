//! Properties of the JSON of a report, whatever the verdict.

use super::sample_tests::*;
use super::*;
use serde_json::{Value, json};

#[test]
fn every_report_keeps_the_schema() {
    let schema = schema();
    for report in every() {
        let json = report.to_json();
        let errors: Vec<String> = schema.iter_errors(&json).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{json:#}");
    }
}

#[test]
fn the_schema_refuses_what_breaks_the_contract() {
    let schema = schema();
    let broken: [(&str, Value); 8] = [
        ("/schema", json!(2)),
        ("/verdict", json!("ok")),
        ("/class", json!("OTHER")),
        ("/class", json!(null)),
        (
            "/identity",
            json!({ "name_id": "a", "name_id_format": null, "session_index": null, "attributes": {} }),
        ),
        ("/checks/2/because", json!(null)),
        ("/findings/0/severity", json!("fatal")),
        ("/signatures/0/certificate/sha256", json!("ab")),
    ];
    for (pointer, value) in broken {
        let mut json = rejected().to_json();
        *json.pointer_mut(pointer).unwrap() = value;
        assert!(!schema.is_valid(&json), "{pointer}");
    }
}

#[test]
fn a_name_that_comes_twice_keeps_all_its_values_in_json() {
    let mut report = base(Verdict::Accepted);
    let twice = vec![("roles".into(), vec!["agent".into()]), ("roles".into(), vec!["admin".into()])];
    report.identity.as_mut().unwrap().attributes = twice;
    assert_eq!(report.to_json()["identity"]["attributes"], json!({ "roles": ["agent", "admin"] }));
}

#[test]
fn exit_codes_are_the_contract() {
    let codes: Vec<u8> = every().iter().map(Report::exit_code).collect();
    assert_eq!(codes, [0, 4, 1, 3, 5, 3]);
}

#[test]
fn metadata_that_cannot_be_read_leads_and_signs_no_one_in() {
    let reason = Error::new(crate::ErrorKind::Metadata, "the file is an HTML page");
    let report = base(Verdict::Accepted).with_idp_unreachable(&reason);
    assert_eq!((report.exit_code(), report.class()), (6, Some(Class::IdpUnreachable)));
    assert_eq!(report.identity(), None);
    assert_eq!(report.claimed(), Some(&identity()));
    let both = rejected().with_idp_unreachable(&reason);
    assert_eq!(both.findings().iter().filter(|finding| finding.is_root()).count(), 1);
    assert!(schema().is_valid(&both.to_json()));
}

#[test]
fn debug_has_no_value_of_a_person() {
    let debug = format!("{:?}", rejected());
    for value in ["anna@example.com", "山田", "supervisor", "JQ0000"] {
        assert!(!debug.contains(value), "{debug}");
    }
}
