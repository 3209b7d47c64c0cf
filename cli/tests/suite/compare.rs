//! `samlens compare`.

use crate::run::ran;
use samlens_forge::repository;
use serde_json::Value;

fn sample(name: &str) -> String {
    repository().join("fixtures/samples").join(name).display().to_string()
}

#[test]
fn the_exit_code_says_whether_something_significant_differs() {
    let (good, same) = (sample("flex-login.har"), sample("flex-login.txt"));
    let (bad, none) = (sample("flex-missing-roles.txt"), sample("samlens.toml"));
    for (left, right, code) in [(&good, &same, 0), (&good, &bad, 1), (&bad, &good, 1), (&good, &none, 3)] {
        let ran = ran(&["compare", left, right, "--no-config"]);
        assert_eq!(ran.code, code, "{right}: {}{}", ran.out, ran.err);
        assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{}", ran.out);
    }
    assert_eq!(ran(&["compare", &good]).code, 2);
    let quiet = ran(&["compare", &good, &bad, "-q", "--no-config"]);
    assert_eq!((quiet.code, quiet.out.as_str()), (1, ""));
}

#[test]
fn json_has_both_sides_and_every_difference() {
    let configuration = sample("samlens.toml");
    let (good, bad) = (sample("flex-login.txt"), sample("flex-missing-roles.txt"));
    let ran = ran(&["compare", &good, &bad, "--config", &configuration, "--json"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&json["command"], &json["exit_code"], &json["schema"]),
        (&"compare".into(), &1.into(), &1.into())
    );
    assert_eq!(json["left"]["root"], Value::Null);
    assert_eq!(json["right"]["verdict"], "rejected");
    assert_eq!(json["right"]["root"], "attribute-missing");
    let first = &json["differences"][0];
    assert_eq!((&first["what"], &first["name"]), (&"attribute".into(), &"roles".into()));
    assert_eq!((&first["significant"], &first["explains"]), (&true.into(), &"attribute-missing".into()));
    assert!(first["left"].is_string() && first["right"].is_null());
}

#[test]
fn check_with_two_inputs_points_to_compare() {
    let ran = ran(&["check", &sample("flex-login.har"), &sample("flex-login.txt")]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("samlens compare "), "{}", ran.err);
}

#[test]
fn a_page_has_every_difference_and_goes_to_a_file() {
    let (good, bad) = (sample("flex-login.txt"), sample("flex-missing-roles.txt"));
    let configuration = sample("samlens.toml");
    let arguments = ["compare", &good, &bad, "--config", &configuration, "--format", "html"];
    let page = ran(&arguments);
    assert_eq!(page.code, 1, "{}", page.err);
    assert!(page.out.starts_with("<!doctype html>") && !page.out.contains("<script"));
    assert!(page.out.contains("Explains why right is refused: <code>attribute-missing"), "{}", page.out);
    let json = ran(&["compare", &good, &bad, "--config", &configuration, "--json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    let count = json["differences"].as_array().unwrap().len();
    assert!(count > 0 && page.out.matches("<tr><th scope=\"row\">").count() == count, "{}", page.out);
    assert!(!page.out.contains("mara"), "a value of a person: {}", page.out);
    let file = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("differences.html");
    let name = file.to_str().unwrap();
    let written = ran(&[&arguments[..], &["-o", name]].concat());
    assert_eq!((written.code, written.out.as_str()), (1, ""));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), page.out);
    let refused = ran(&["compare", &good, name, "-o", name, "--no-config"]);
    assert_eq!(refused.code, 2, "{}", refused.out);
}
