//! `-o FILE`: the report as it is printed, in a file that its owner alone can read, complete or not at all.

use crate::run::{self, Ran, samlens};
use samlens_forge::{fixture, flex};
use std::fs;
use std::path::{Path, PathBuf};

fn directory(name: &str) -> PathBuf {
    run::directory(&format!("output-{name}"))
}

fn checked(directory: &Path, more: &[&str]) -> Ran {
    let response = fixture("samples/flex-unsigned.txt");
    let metadata = fixture("samples/idp-metadata.xml");
    let given = ["check", &response, "--at", flex::AT, "--idp", &metadata, "--sp-entity-id"];
    let service = [flex::SP_ENTITY_ID, "--acs", flex::ACS];
    samlens(&[&given[..], &service, more].concat()).current_dir(directory).run()
}

fn names(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn every_report_goes_to_the_file_with_its_exit_code() {
    let directory = directory("every");
    fs::write(directory.join("samlens.toml"), "[service_provider]\nentity_id = \"urn:x\"\n").unwrap();
    let (response, metadata) = (fixture("samples/flex-login.txt"), fixture("samples/idp-metadata.xml"));
    let at = ["--at", flex::AT];
    let check = ["check", "--no-config", &response];
    let cases: [Vec<&str>; 10] = [
        [&check[..], &at].concat(),
        [&check[..], &at, &["-v"]].concat(),
        [&check[..], &at, &["--format", "html"]].concat(),
        [&check[..], &at, &["--json"]].concat(),
        vec!["decode", &response],
        vec!["decode", &response, "--xml"],
        vec!["decode", &response, "--json"],
        [&["metadata", &metadata, "--format", "prometheus"][..], &at].concat(),
        vec!["config", "check", "samlens.toml"],
        vec!["explain", "unsigned"],
    ];
    for arguments in cases {
        let printed = samlens(&arguments).current_dir(&directory).run();
        let ran = samlens(&[&arguments[..], &["-o", "report"]].concat()).current_dir(&directory).run();
        assert_eq!((ran.code, ran.out.as_str()), (printed.code, ""), "{arguments:?}: {}", ran.err);
        assert_eq!(fs::read_to_string(directory.join("report")).unwrap(), printed.out, "{arguments:?}");
        assert!(!printed.out.is_empty());
    }
    let mut left = names(&directory);
    left.sort();
    assert_eq!(left, ["report", "samlens.toml"]);
}

#[test]
fn a_batch_goes_to_the_file() {
    let directory = directory("batch");
    let line = fs::read_to_string(fixture("samples/flex-login.base64")).unwrap();
    fs::write(directory.join("captures"), line.split_whitespace().collect::<String>()).unwrap();
    let given = ["check", "--batch", "captures", "--at", flex::AT];
    let printed = samlens(&given).current_dir(&directory).run();
    let ran = samlens(&[&given[..], &["--output", "report"]].concat()).current_dir(&directory).run();
    assert_eq!((ran.code, ran.out.as_str()), (printed.code, ""));
    assert_eq!(fs::read_to_string(directory.join("report")).unwrap(), printed.out);
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_file_and_it_replaces_another() {
    use std::os::unix::fs::PermissionsExt;
    let directory = directory("mode");
    let path = directory.join("report");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    std::os::unix::fs::symlink("report", directory.join("link")).unwrap();
    assert_eq!(checked(&directory, &["-o", "link"]).code, 1);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(fs::read_to_string(&path).unwrap().starts_with("✗ REJECTED"));
    assert!(fs::symlink_metadata(directory.join("link")).unwrap().is_symlink());
    // A device keeps its name.
    assert_eq!(checked(&directory, &["-o", "/dev/null"]).code, 1);
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn a_file_has_colors_only_where_they_are_asked_for() {
    let directory = directory("color");
    let response = fixture("samples/flex-unsigned.txt");
    let colored = |more: &[&str]| {
        let given = [&["check", &response, "-o", "report"][..], more].concat();
        samlens(&given).current_dir(&directory).env("FORCE_COLOR", "1").run();
        fs::read_to_string(directory.join("report")).unwrap().contains('\u{1b}')
    };
    assert!(!colored(&[]));
    assert!(colored(&["--color", "always"]));
}

#[test]
fn what_cannot_be_written_is_a_usage_error_that_leaves_nothing_behind() {
    let directory = directory("refused");
    fs::create_dir(directory.join("folder")).unwrap();
    for (file, says) in [("folder", "-o folder is a directory"), ("none/report", "cannot write none/report")]
    {
        let ran = checked(&directory, &["-o", file]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        assert!(ran.err.contains(says), "{}", ran.err);
    }
    let input = directory.join("response.txt");
    fs::write(&input, "hello").unwrap();
    let ran = samlens(&["check", "response.txt", "-o", "./response.txt"]).current_dir(&directory).run();
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("is the input, and would be replaced"), "{}", ran.err);
    assert_eq!(fs::read_to_string(&input).unwrap(), "hello");
    assert_eq!(checked(&directory, &["-q", "-o", "report"]).code, 2);
    let mut left = names(&directory);
    left.sort();
    assert_eq!(left, ["folder", "response.txt"]);
}

#[test]
fn a_hyphen_is_standard_output() {
    let directory = directory("hyphen");
    let ran = checked(&directory, &["-o", "-"]);
    assert!(ran.code == 1 && ran.out.starts_with("✗ REJECTED"));
    assert!(names(&directory).is_empty());
    // `-o json` is a habit of other tools, and still means the format.
    assert_eq!(checked(&directory, &["-o", "json"]).json()["exit_code"], 1);
    assert!(checked(&directory, &["-o", "html"]).out.starts_with("<!doctype html>"));
}
