//! `samlens redact`, and reports with `--redact`.

use crate::run::{ran, samlens};
use samlens_forge::repository;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

const AT: &str = "2026-01-15T10:01:00Z";

fn sample(name: &str) -> String {
    repository().join("fixtures/samples").join(name).display().to_string()
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("redact-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn the_copy_leads_with_the_same_root() {
    let folder = folder("copy");
    let (out, report) = (folder.join("public.har"), folder.join("report.json"));
    let (out, report) = (out.to_str().unwrap(), report.to_str().unwrap());
    let configuration = sample("samlens.toml");
    let made = ran(&[
        "redact",
        &sample("flex-misnamed.har"),
        "-o",
        out,
        "--report",
        report,
        "--config",
        &configuration,
        "--at",
        AT,
    ]);
    assert_eq!((made.code, made.out.as_str(), made.err.as_str()), (0, "", ""));
    let json: Value = serde_json::from_str(&fs::read_to_string(report).unwrap()).unwrap();
    let schema = serde_json::from_str(samlens::inspect::SCHEMA).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = schema.iter_errors(&json).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
    for field in ["root", "original", "left_over", "deployment", "resigned"] {
        let mut without = json.clone();
        without.as_object_mut().unwrap().remove(field);
        assert!(!schema.is_valid(&without), "{field}");
    }
    assert_eq!((&json["command"], &json["left_over"]), (&"redact".into(), &0.into()));
    assert_eq!(json["original"]["root"], "attribute-misnamed");
    assert!(json["replaced"].as_array().unwrap().iter().any(|one| one["kind"] == "name-id"));
    let copy = ran(&["check", out, "--config", &configuration, "--at", AT, "--json"]);
    let json: Value = serde_json::from_str(&copy.out).unwrap();
    assert_eq!((copy.code, &json["root"]), (5, &"attribute-misnamed".into()));
    assert_eq!(json["redacted_copy"]["verdict"], "rejected");
    let brief = ran(&["check", out, "--config", &configuration, "--at", AT]);
    assert!(brief.out.contains("Redacted copy"), "{}", brief.out);
    assert!(!brief.out.contains("mara"), "{}", brief.out);
}

#[test]
fn a_copy_of_an_accepted_login_is_not_accepted() {
    let folder = folder("accepted");
    let out = folder.join("copy.txt");
    let out = out.to_str().unwrap();
    let configuration = sample("samlens.toml");
    assert_eq!(
        ran(&["redact", &sample("flex-login.txt"), "-o", out, "--config", &configuration, "--at", AT]).code,
        0
    );
    let copy = ran(&["check", out, "--config", &configuration, "--at", AT, "--json"]);
    let json: Value = serde_json::from_str(&copy.out).unwrap();
    assert_eq!((copy.code, &json["verdict"], &json["root"]), (4, &"inconclusive".into(), &Value::Null));
    assert_eq!((&json["identity"], &json["redacted_copy"]["verdict"]), (&Value::Null, &"accepted".into()));
}

#[test]
fn nothing_is_written_where_it_is_refused() {
    let folder = folder("refused");
    let out = folder.join("copy");
    let name = out.to_str().unwrap();
    let unreadable = samlens(&["redact", "-", "-o", name]).stdin(b"hello").run();
    assert_eq!(unreadable.code, 3, "{}", unreadable.err);
    let left = samlens(&["redact", "-", "-o", name, "--no-config"])
        .stdin(br#"{"sequence":1,"xml":"<Response xmlns='urn:oasis:names:tc:SAML:2.0:protocol'><NameID>sequence</NameID></Response>"}"#)
        .run();
    assert_eq!(left.code, 1, "{}", left.err);
    assert!(left.err.contains("nothing is written"), "{}", left.err);
    assert!(!out.exists());
    let input = folder.join("same.xml");
    fs::write(&input, "<a/>").unwrap();
    let input = input.to_str().unwrap();
    assert_eq!(ran(&["redact", input, "-o", input]).code, 2);
    assert_eq!(fs::read_to_string(input).unwrap(), "<a/>");
}

#[test]
fn reports_have_no_personal_values() {
    let configuration = sample("samlens.toml");
    for name in [
        "flex-login.har",
        "flex-misnamed.har",
        "flex-missing-roles.txt",
        "flex-tampered.curl",
        "flex-login.html",
    ] {
        let input = sample(name);
        for arguments in [
            vec!["check", &input, "--config", &configuration, "--at", AT],
            vec!["check", &input, "--config", &configuration, "--at", AT, "-v"],
            vec!["check", &input, "--config", &configuration, "--at", AT, "--json"],
            vec!["check", &input, "--config", &configuration, "--at", AT, "--format", "html"],
            vec!["decode", &input, "--no-config", "-v"],
            vec!["decode", &input, "--no-config", "--json"],
            vec!["decode", &input, "--no-config", "--pretty"],
        ] {
            let plain = ran(&arguments);
            let redacted = ran(&[arguments.as_slice(), &["--redact"]].concat());
            assert_eq!(redacted.code, plain.code, "{arguments:?}");
            for value in ["mara", "Mara", "Oduya", "oduya", "supervisor", "_Kd8sLq2vXn5tRb7yHw3jPc9mZf6gAe1U"]
            {
                assert!(!redacted.out.contains(value), "{arguments:?}: {value} in {}", redacted.out);
            }
        }
    }
}

#[test]
fn a_copy_that_is_signed_again_comes_with_metadata() {
    let folder = folder("resign");
    let (out, none) = (folder.join("public.har"), folder.join("none.har"));
    let metadata = folder.join("public.har.idp.xml");
    let [out, none, metadata] = [&out, &none, &metadata].map(|path| path.to_str().unwrap());
    let (capture, configuration) = (sample("flex-misnamed.har"), sample("samlens.toml"));
    let made = ran(&["redact", &capture, "-o", out, "--resign", "--config", &configuration, "--at", AT]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(
        made.err.contains(&format!("signed    again: Response; to verify, --idp {metadata}")),
        "{}",
        made.err
    );
    let checked = |file: &str| {
        let copy = ran(&["check", file, "--idp", metadata, "--no-config", "--at", AT, "--json"]);
        let json: Value = serde_json::from_str(&copy.out).unwrap();
        assert_eq!(json["redacted_copy"]["root"], "attribute-misnamed");
        json["signatures"][0]["outcome"].clone()
    };
    assert_eq!(checked(out), "valid");
    // Without trust nothing verified, and there is nothing to sign again.
    let made = ran(&["redact", &capture, "-o", none, "--resign", "--no-config", "--at", AT]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(made.err.contains("signed    nothing again"), "{}", made.err);
    assert!(!PathBuf::from(format!("{none}.idp.xml")).exists());
    // Each run has keys of its own.
    let again = folder.join("again.har");
    let again = again.to_str().unwrap();
    assert_eq!(
        ran(&["redact", &capture, "-o", again, "--resign", "--config", &configuration, "--at", AT]).code,
        0
    );
    assert_eq!(checked(again), "invalid");
    let refused = ran(&["redact", &capture, "-o", "-", "--resign", "--no-config"]);
    assert!(refused.code == 2 && refused.err.contains("OUT.idp.xml"), "{}", refused.err);
}
