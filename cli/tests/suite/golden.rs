//! What `samlens check` prints of the samples, whole: files in `golden/`, on one screen, in full, as JSON and as a page.
//!
//! `SNAPSHOTS=overwrite cargo test -p samlens-cli golden` writes them; read the difference before you commit it.

use crate::run::samlens;
use samlens_forge::{flex, repository};
use snapbox::data::{Data, DataFormat};
use std::path::Path;

const IDP: [&str; 2] = ["--idp", "fixtures/samples/idp-metadata.xml"];
const SP: [&str; 4] = ["--sp-entity-id", flex::SP_ENTITY_ID, "--acs", flex::ACS];

/// Lines and columns of the brief report on a single fault.
const SCREEN: (usize, usize) = (24, 80);

/// Compares the report on a file of `fixtures/` with `golden/NAME.brief.txt`, `golden/NAME.txt` (`-v`) and
/// `golden/NAME.json`; the brief one fits a screen.
fn printed(name: &str, input: &str, arguments: &[&[&str]], code: i32) {
    let input = format!("fixtures/{input}");
    let given = [&["check", &input, "--at", flex::AT][..], &arguments.concat()].concat();
    for (form, extension) in
        [(&[][..], "brief.txt"), (&["-v"][..], "txt"), (&["--format", "json"][..], "json")]
    {
        let given = [&given[..], form].concat();
        let ran = samlens(&given).current_dir(&repository()).run();
        assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{name}");
        if extension == "brief.txt" {
            let columns = ran.out.lines().map(|line| line.chars().count()).max().unwrap_or(0);
            assert!(ran.out.lines().count() <= SCREEN.0 && columns <= SCREEN.1, "{name}:\n{}", ran.out);
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/golden");
        let expected = Data::read_from(&folder.join(format!("{name}.{extension}")), Some(DataFormat::Text));
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(ran.out, expected.raw());
    }
}

/// Compares the page with `golden/NAME.html`, its style sheet and the digest of that left out.
fn page(name: &str, input: &str, arguments: &[&[&str]], code: i32) {
    let input = format!("fixtures/{input}");
    let given = [&["check", &input, "--at", flex::AT, "--format", "html"][..], &arguments.concat()].concat();
    let ran = samlens(&given).current_dir(&repository()).run();
    assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{name}");
    let (head, rest) = ran.out.split_once("<style>").unwrap();
    let (_, body) = rest.split_once("</style>").unwrap();
    let (before, digest) = head.split_once("'sha256-").unwrap();
    let (_, after) = digest.split_once('\'').unwrap();
    let page = format!("{before}'sha256-...'{after}<style></style>{body}");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/golden").join(format!("{name}.html"));
    let expected = Data::read_from(&file, Some(DataFormat::Text));
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(page, expected.raw());
}

#[test]
fn the_page_of_an_accepted_login() {
    page("accepted", "samples/flex-login.txt", &[&IDP, &SP], 0);
}

#[test]
fn the_page_of_a_login_that_was_changed() {
    page("tampered", "samples/flex-tampered.curl", &[&IDP, &SP], 1);
}

/// By a configuration file, which the page names.
#[test]
fn the_page_of_a_login_for_another_service() {
    let config = ["--config", "fixtures/samples/samlens.toml"];
    page("wrong-audience", "samples/flex-wrong-audience.html", &[&config], 1);
}

#[test]
fn the_page_of_a_login_about_which_nothing_is_known() {
    page("inconclusive", "samples/flex-login.txt", &[], 4);
}

#[test]
fn the_page_of_no_message_at_all() {
    page("unreadable", "keys/README.md", &[&IDP, &SP], 3);
}

#[test]
fn an_accepted_login() {
    printed("accepted", "samples/flex-login.txt", &[&IDP, &SP], 0);
}

#[test]
fn a_login_for_another_service() {
    printed("wrong-audience", "samples/flex-wrong-audience.html", &[&IDP, &SP], 1);
}

#[test]
fn a_login_that_was_changed() {
    printed("tampered", "samples/flex-tampered.curl", &[&IDP, &SP], 1);
}

#[test]
fn a_login_that_was_indented() {
    printed("reindented", "samples/flex-reindented.xml", &[&IDP, &SP], 1);
}

#[test]
fn a_login_by_an_unknown_key() {
    printed("wrong-certificate", "samples/flex-wrong-certificate.json", &[&IDP, &SP], 1);
}

#[test]
fn a_login_without_a_signature() {
    printed("unsigned", "samples/flex-unsigned.txt", &[&IDP, &SP], 1);
}

#[test]
fn a_login_without_a_required_attribute() {
    printed("missing-roles", "samples/flex-missing-roles.txt", &[&IDP, &SP], 5);
}

#[test]
fn a_refusal_by_the_identity_provider() {
    printed("status", "samples/flex-status.txt", &[&IDP, &SP], 1);
}

#[test]
fn a_login_signed_with_sha1() {
    printed("sha1", "samples/flex-sha1.txt", &[&IDP, &SP], 0);
}

#[test]
fn a_login_about_which_nothing_is_known() {
    printed("inconclusive", "samples/flex-login.txt", &[], 4);
}

#[test]
fn no_message_at_all() {
    printed("unreadable", "keys/README.md", &[&IDP, &SP], 3);
}
