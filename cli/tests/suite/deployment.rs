//! What is said of a configuration file that was found by chance, and names that a terminal would act on.

use crate::config::{HEAD, OWN};
use crate::run::{self, Ran};
use samlens_forge::{flex, keys};
use std::path::{Path, PathBuf};

/// A directory with a login, the tenant's metadata and this samlens.toml.
fn deployment(name: &str, text: &str) -> PathBuf {
    let path = run::directory(&format!("deployed-{name}"));
    std::fs::write(path.join("login.b64"), flex::signed().message().base64()).unwrap();
    std::fs::write(path.join("idp.xml"), flex::metadata().xml()).unwrap();
    std::fs::write(path.join("idp.pem"), keys::idp().pem()).unwrap();
    std::fs::write(path.join("samlens.toml"), text).unwrap();
    path
}

fn samlens(directory: &Path, arguments: &[&str]) -> Ran {
    run::samlens(arguments).current_dir(directory).run()
}

/// The lines of a page as one text.
fn words(page: &str) -> String {
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_file_found_by_chance_and_what_is_weak_in_it_are_named_in_every_format() {
    let weak = format!(
        "clock_skew = 86400\n{HEAD}{OWN}[policy]\nsha1 = \"accept\"\ncertificate_dates = \"accept\"\n"
    );
    let path = deployment("weak", &weak);
    let check = ["check", "login.b64", "--at", "2026-01-16T09:00:00Z"];
    let json = samlens(&path, &[&check[..], &["--format", "json"]].concat());
    assert_eq!(json.code, 0, "{}{}", json.out, json.err);
    let said = &json.json()["deployment"];
    assert_eq!((&said["file"], &said["found_by_chance"]), (&"samlens.toml".into(), &true.into()));
    assert_eq!(said["clock_skew"], 86_400);
    let keys: Vec<&str> =
        said["weaker"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
    assert_eq!(keys, ["clock_skew", "policy.sha1", "policy.certificate_dates"]);

    for more in [&[][..], &["-v"], &["--format", "html"]] {
        let page = words(&samlens(&path, &[&check[..], more].concat()).out);
        for said in [
            "samlens.toml",
            "found in the working directory",
            "clock_skew = 86400 (default 180)",
            "policy.sha1 = accept (default warn)",
            "policy.certificate_dates = accept (default refuse)",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }

    let batch = samlens(&path, &["check", "--batch", "login.b64", "--at", flex::AT]);
    assert_eq!(batch.code, 0, "{}", batch.err);
    assert!(batch.err.contains("clock_skew = 86400 (default 180)"), "{}", batch.err);
    assert_eq!(batch.json()["deployment"]["weaker"][0]["key"], "clock_skew");
}

/// A batch judges by the attributes of the identity provider that the issuer names, as `check` on one capture does.
#[test]
fn a_batch_uses_the_mapping_of_the_issuer() {
    let mapped = |roles: &str| {
        format!(
            "{HEAD}{OWN}[identity_provider.attributes]\nemail = \"email\"\nfull_name = \"full_name\"\nroles = \"{roles}\"\nteam = \"team\"\n"
        )
    };
    for (name, roles, code) in [("mapped", "groups", 5), ("unmapped", "roles", 0)] {
        let path = deployment(name, &mapped(roles));
        let one = samlens(&path, &["check", "login.b64", "--at", flex::AT, "--format", "json"]);
        let batch = samlens(&path, &["check", "--batch", "login.b64", "--at", flex::AT]);
        assert_eq!((one.code, batch.code), (code, code), "{name}: {}{}", batch.out, batch.err);
        assert_eq!(one.json()["verdict"], batch.json()["verdict"]);
        assert_eq!(one.json()["root"], batch.json()["code"]);
    }
}

#[test]
fn an_empty_value_is_an_error_of_the_file() {
    let entity =
        format!("{HEAD}[[identity_provider]]\nname = \"a\"\nentity_id = \"\"\nmetadata = \"idp.xml\"\n");
    let audience = format!(
        "profile = \"generic\"\n[service_provider]\nentity_id = \"\"\nacs = [\"{}\"]\n{OWN}",
        flex::ACS
    );
    let attribute = |mapping: &str| {
        format!("profile = \"generic\"\n{HEAD}{OWN}[identity_provider.attributes]\n{mapping}\n")
    };
    for (name, text, said) in [
        ("entity", entity, "the identity provider's entity ID is empty"),
        ("audience", audience, "entity_id is empty: no audience can be checked"),
        ("from", attribute("team = \"\""), "team comes from an attribute without a name"),
        ("to", attribute("\"\" = \"team\""), "an attribute without a name is mapped"),
    ] {
        let path = deployment(&format!("empty-{name}"), &text);
        let ran = samlens(&path, &["check", "login.b64", "--at", flex::AT]);
        assert_eq!(ran.code, 2, "{name}: {}", ran.out);
        assert!(ran.err.contains(said), "{name}: {}", ran.err);
        assert_eq!(samlens(&path, &["config", "check"]).code, 1, "{name}");
    }
}

#[test]
fn a_file_that_is_named_or_strict_has_nothing_weaker() {
    let path = deployment("strict", &format!("{HEAD}{OWN}"));
    let named = ["check", "login.b64", "--at", flex::AT, "--format", "json", "--config", "samlens.toml"];
    let said = &samlens(&path, &named).json()["deployment"];
    assert_eq!((&said["found_by_chance"], &said["weaker"]), (&false.into(), &serde_json::json!([])));
}

#[test]
fn no_config_looks_for_none() {
    let path = deployment("ignored", "this is no TOML");
    let check = ["check", "login.b64", "--at", flex::AT, "--format", "json"];
    assert_eq!(samlens(&path, &check).code, 2);
    let ran = samlens(&path, &[&check[..], &["--no-config"]].concat());
    assert_eq!(ran.code, 4, "{}", ran.err);
    assert!(ran.json()["deployment"].is_null());
    let both = samlens(&path, &[&check[..], &["--no-config", "--config", "samlens.toml"]].concat());
    assert_eq!(both.code, 2);
}

#[test]
fn what_the_lint_calls_an_error_is_one_for_check() {
    let path = deployment("skew", &format!("clock_skew = 4000000000\n{HEAD}{OWN}"));
    let ran = samlens(&path, &["check", "login.b64"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("samlens.toml:1:14: error: clock_skew is longer than a day"), "{}", ran.err);
    assert!(ran.err.contains("--no-config ignores it"), "{}", ran.err);
    // What an option says instead is not the file's fault.
    let without = deployment("without", OWN);
    let told = [
        "check",
        "login.b64",
        "--at",
        flex::AT,
        "--sp-entity-id",
        "urn:x",
        "--acs",
        "https://sp.example/acs",
    ];
    assert_eq!(samlens(&without, &told[..4]).code, 2);
    assert_eq!(samlens(&without, &told).code, 1);
    let no_provider = deployment("no-provider", HEAD);
    let told = ["check", "login.b64", "--at", flex::AT, "--idp", "idp.xml"];
    assert_eq!(samlens(&no_provider, &told[..4]).code, 2);
    assert_eq!(samlens(&no_provider, &told).code, 0);
}

#[test]
fn a_url_in_a_file_found_by_chance_is_announced_before_it_is_fetched() {
    let url = format!("http://127.0.0.1:{}/m", samlens_forge::server::closed_port());
    let down = format!("{HEAD}[[identity_provider]]\nname = \"Down\"\nmetadata = \"{url}\"\n");
    let path = deployment("url", &down);
    let check = ["check", "login.b64", "--at", flex::AT, "--quiet"];
    let ran = samlens(&path, &check);
    assert_eq!(ran.code, 6);
    let said = format!("samlens: fetching {url}, named in samlens.toml in the working directory");
    assert!(ran.err.contains(&said), "{}", ran.err);
    let named = samlens(&path, &[&check[..], &["--config", "samlens.toml"]].concat());
    assert!(!named.err.contains("fetching"), "{}", named.err);
}

/// C1 controls, marks of direction, and what cannot be seen.
const ACTS: &str = "a\u{9b}31m\u{202e}b\u{7f}\u{fe0f}\u{2800}c";

fn assert_plain(text: &str) {
    let raw = text.chars().find(|&c| c != '\n' && (c.is_control() || ACTS.contains(c) && !c.is_ascii()));
    assert_eq!(raw, None, "{text:?}");
}

#[test]
fn a_batch_prints_no_name_of_a_file_that_a_terminal_acts_on() {
    let path = deployment("names", &format!("{HEAD}{OWN}"));
    let captures = path.join("captures");
    std::fs::create_dir_all(&captures).unwrap();
    for (name, content) in [("good", flex::signed().message().base64()), ("bad", "nothing".to_owned())] {
        std::fs::write(captures.join(format!("{name}{ACTS}")), content).unwrap();
    }
    let ran = samlens(&path, &["check", "--batch", "captures", "--at", flex::AT]);
    assert_plain(&ran.out);
    assert!(ran.out.contains(r"\u009b31m\u202eb\u007f\ufe0f\u2800c"), "{}", ran.out);
    for line in ran.out.lines() {
        let json: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(json["source"].as_str().unwrap().ends_with(ACTS), "{line}");
    }
    let one = captures.join(format!("good{ACTS}"));
    let ran = samlens(&path, &["check", "--batch", one.to_str().unwrap(), "--at", flex::AT]);
    assert_plain(&ran.out);
}

#[test]
fn errors_about_arguments_are_escaped() {
    let path = deployment("arguments", &format!("{HEAD}{OWN}"));
    for arguments in [
        vec!["check", "--format", ACTS],
        vec!["check", "--at", ACTS],
        vec!["check", "--no-such-option", ACTS],
        vec![ACTS],
        vec!["check", "--idp", ACTS, "login.b64"],
        vec!["check", "--batch", ACTS],
        vec!["config", "check", ACTS],
        vec!["explain", ACTS],
        vec!["check", ACTS],
    ] {
        let ran = samlens(&path, &arguments);
        assert_ne!(ran.code, 0, "{arguments:?}");
        assert_plain(&ran.err);
        assert_plain(&ran.out);
    }
    let help = samlens(&path, &["check", "--help"]);
    assert_eq!(help.code, 0);
    assert!(help.out.contains("--no-config"), "{}", help.out);
}

#[test]
fn commands_without_a_report_of_check_name_a_file_found_by_chance_too() {
    let path = deployment("other-commands", &format!("{HEAD}{OWN}"));
    let har = std::fs::read(samlens_forge::fixture("samples/flex-login.har")).unwrap();
    std::fs::write(path.join("login.har"), har).unwrap();
    for arguments in [
        &["compare", "login.b64", "login.b64", "--at", flex::AT][..],
        &["flow", "login.har"],
        &["decode", "login.b64"],
        &["redact", "login.b64", "-o", "copy.b64", "--at", flex::AT],
    ] {
        // The report of `redact` is on standard error.
        let said = |ran: &Ran| {
            let report = if arguments[0] == "redact" { &ran.err } else { &ran.out };
            report.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let ran = samlens(&path, arguments);
        let named = "samlens.toml, found in the working directory";
        assert!(said(&ran).contains(named), "{arguments:?}\n{}{}", ran.out, ran.err);
        let ignoring = samlens(&path, &[arguments, &["--no-config"]].concat());
        assert!(!said(&ignoring).contains("samlens.toml"), "{arguments:?}\n{}", ignoring.out);
        if matches!(arguments[0], "compare" | "flow") {
            let page = samlens(&path, &[arguments, &["--format", "html"]].concat());
            let named = "samlens.toml</code>, found in the working directory";
            assert!(page.out.contains(named), "{arguments:?}\n{}", page.out);
            let full =
                samlens(&path, &[arguments, &[if arguments[0] == "flow" { "-v" } else { "--all" }]].concat());
            assert!(said(&full).contains("samlens.toml, found"), "{arguments:?}\n{}", full.out);
        }
        if arguments[0] != "redact" {
            let json = samlens(&path, &[arguments, &["--format", "json"]].concat());
            assert_eq!(json.json()["deployment"]["found_by_chance"], true, "{arguments:?}");
            assert!(!json.err.contains("samlens.toml"), "{arguments:?}\n{}", json.err);
        }
    }
}
