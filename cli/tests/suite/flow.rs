//! `samlens flow`: what is printed of recorded logins, and its exit codes.
//!
//! `SNAPSHOTS=overwrite cargo test -p samlens-cli flow` writes the text files in `golden/`.

use crate::run::{Ran, samlens};
use samlens_forge::{fixture, repository};
use snapbox::data::{Data, DataFormat};
use std::path::Path;

fn flow(name: &str, more: &[&str]) -> Ran {
    let path = format!("fixtures/flows/{name}.har");
    samlens(&[&["flow", &path][..], more].concat()).current_dir(&repository()).run()
}

fn trusted(name: &str, issuer: &str, more: &[&str]) -> Ran {
    let trust = ["--idp", "fixtures/keys/idp-rsa2048.cert.pem", "--idp-entity-id", issuer];
    flow(name, &[&trust[..], more].concat())
}

/// Compares what is printed with `golden/flow-NAME.EXTENSION`.
fn printed(name: &str, extension: &str, out: String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/golden");
    let path = folder.join(format!("flow-{name}.{extension}"));
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(out, Data::read_from(&path, Some(DataFormat::Text)).raw());
}

#[test]
fn the_usual_loops_are_explained_on_one_page() {
    for (name, root) in [
        ("session-strict", "cookie-samesite"),
        ("request-lax", "cookie-samesite"),
        ("www-and-apex", "cookie-domain"),
        ("no-session", "session-not-created"),
        ("wrong-audience", "audience-mismatch"),
        ("moved-by-301", "acs-method-changed"),
        ("secure-over-http", "cookie-secure"),
    ] {
        let ran = flow(name, &[]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{name}");
        assert!(ran.out.lines().next().unwrap().contains(root), "{name}: {}", ran.out);
        assert!(ran.out.lines().all(|line| line.chars().count() <= 80), "{name}: {}", ran.out);
        assert!(ran.out.contains("  fix "), "{name}: {}", ran.out);
        printed(name, "brief.txt", ran.out);
    }
}

/// 24 lines, one of them for the command and one for the next prompt. `-v` lists what was folded.
#[test]
fn every_recorded_login_fits_on_a_screen() {
    let folder = fixture("flows");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "har") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap();
        let brief = flow(name, &[]).out;
        assert!(brief.lines().count() <= 22, "{name}: {brief}");
        if let Some((_, count)) = brief.split_once("-v (all ") {
            let count: usize = count.split(' ').next().unwrap().parse().unwrap();
            let full = flow(name, &["-v"]).out;
            let last = format!("\n  {count:>2} ");
            assert!(full.contains(&last) || full.contains(&last.replacen("  ", "> ", 1)), "{name}: {full}");
        }
        seen += 1;
    }
    assert!(seen > 60, "{seen}");
}

#[test]
fn every_form_of_a_report_is_printed() {
    printed("session-strict", "txt", flow("session-strict", &["-v"]).out);
    printed("session-strict", "json", flow("session-strict", &["--json"]).out);
    let page = flow("session-strict", &["--format", "html"]).out;
    assert!(page.contains("<svg ") && !page.contains("<script") && !page.contains(" style="));
    printed("session-strict", "html", page);
}

#[test]
fn the_exit_code_is_that_of_the_verdict() {
    assert_eq!(flow("completed", &["-q"]).code, 0);
    assert_eq!(flow("session-strict", &["-q"]).code, 1);
    assert_eq!(flow("left-at-second-factor", &["-q"]).code, 4);
    assert_eq!(flow("completed", &["-q"]).out, "");
    let none = samlens(&["flow", &fixture("cases/schema.json"), "-q"]).run();
    assert_eq!(none.code, 3);
    let single = samlens(&["flow", &fixture("samples/flex-login.txt")]).run();
    assert_eq!(single.code, 2);
    assert!(
        single.err.contains("a single SAML message") && single.err.lines().count() == 2,
        "{}",
        single.err
    );
}

#[test]
fn what_the_capture_tells_never_accepts() {
    let issuer = "https://sts.windows.net/3f2a9d5c-6d1e-4b7a-9f0e-2c8b7a6d5e4f/";
    let step = |ran: &Ran| {
        let steps = ran.json()["steps"].as_array().unwrap().clone();
        steps.into_iter().find(|step| step["kind"] == "response").unwrap()["verdict"].clone()
    };
    let told = trusted("completed", issuer, &["--json"]);
    assert_eq!(step(&told), "inconclusive");
    assert_eq!(told.json()["from_capture"].as_array().unwrap().len(), 2);
    let options = [
        "--sp-entity-id",
        "https://portal.example.org/saml/metadata",
        "--acs",
        "https://portal.example.org/saml/acs",
    ];
    let given = trusted("completed", issuer, &[&options[..], &["--json"]].concat());
    assert_eq!(step(&given), "accepted");
    // Judged as of the step's own time, unless another is given.
    let late =
        trusted("completed", issuer, &[&options[..], &["--at", "2026-02-01T00:00:00Z", "--json"]].concat());
    assert_eq!(step(&late), "rejected");
}

#[test]
fn check_points_to_flow_where_there_are_several_logins() {
    let check = |name: &str| {
        let path = format!("fixtures/flows/{name}.har");
        samlens(&["check", &path]).current_dir(&repository()).run().out
    };
    let line =
        "  3 logins in this recording; why they repeat: samlens flow fixtures/flows/session-strict.har\n";
    assert!(check("session-strict").ends_with(line), "{}", check("session-strict"));
    assert!(!check("completed").contains("samlens flow"));
}

#[test]
fn the_request_may_be_given_as_a_message() {
    let sample = "fixtures/samples/flex-login.har";
    let request = samlens(&["decode", "--nth", "1", "--xml", sample]).current_dir(&repository()).run().out;
    let flow = |request: &str| {
        let ran = samlens(&["flow", sample, "--json", "--request", request]).current_dir(&repository()).run();
        ran.json()["steps"].as_array().unwrap().last().unwrap().clone()
    };
    assert_eq!(flow(&request)["root"], flow("_7a1c5e9b3d2f4806")["root"]);
    let other = request.replace("_7a1c5e9b3d2f4806", "_another");
    assert_eq!(flow(&other)["root"], "in-response-to-mismatch");
}

#[test]
fn texts_of_pages_are_left_out_on_request() {
    for form in [&[][..], &["-v"][..], &["--json"][..], &["--format", "html"][..]] {
        let print = |more: &[&str]| flow("firewall", &[form, more].concat()).out;
        assert!(print(&[]).contains("Attention Required!"), "{form:?}");
        assert!(!print(&["--redact"]).contains("Attention"), "{form:?}: {}", print(&["--redact"]));
    }
}
