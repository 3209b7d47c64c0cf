//! `samlens config`, and `check` with a deployment: found, chosen by issuer, overridden by options.
use crate::run::{self, Ran};
use samlens_forge::{Signing, flex, idp_metadata, key, keys};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Runs the command in a directory.
fn samlens(directory: &Path, arguments: &[&str]) -> Ran {
    run::samlens(arguments).current_dir(directory).run()
}

/// A directory of this test, empty.
fn directory(name: &str) -> PathBuf {
    run::directory(&format!("config-{name}"))
}

pub(crate) const HEAD: &str = r#"
[service_provider]
entity_id = "urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"
acs = ["https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"]
"#;

pub(crate) const OWN: &str = "[[identity_provider]]\nname = \"Acme staff\"\nmetadata = \"idp.xml\"\n";

/// A directory with a login, the tenant's metadata and this samlens.toml.
fn deployment(name: &str, more: &str) -> PathBuf {
    let path = directory(name);
    std::fs::write(path.join("login.b64"), flex::signed().message().base64()).unwrap();
    std::fs::write(path.join("idp.xml"), flex::metadata().xml()).unwrap();
    std::fs::write(path.join("idp.pem"), keys::idp().pem()).unwrap();
    let globex = idp_metadata("urn:globex-dev.us.auth0.com", &[key("other-tenant")]);
    std::fs::write(path.join("globex.xml"), globex.xml()).unwrap();
    std::fs::write(path.join("samlens.toml"), format!("{HEAD}{more}")).unwrap();
    path
}

fn check(directory: &Path, more: &[&str]) -> Ran {
    let mut arguments = vec!["check", "login.b64", "--at", flex::AT, "--format", "json"];
    arguments.extend(more);
    samlens(directory, &arguments)
}

/// The codes of all findings.
fn codes(json: &Value) -> Vec<String> {
    json["findings"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn check_finds_the_deployment_in_the_working_directory() {
    let path = deployment("found", OWN);
    let ran = check(&path, &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(ran.json()["identity_provider"]["name"], "Acme staff");
    let human = samlens(&path, &["check", "-v", "login.b64", "--at", flex::AT]);
    assert!(
        human.out.contains("Acme staff (urn:acme-dev.us.auth0.com): matches the issuer"),
        "{}",
        human.out
    );
    assert!(
        human
            .out
            .contains("config   samlens.toml, found in the working directory (--no-config ignores it)\n"),
        "{}",
        human.out
    );
}

#[test]
fn check_takes_the_deployment_that_is_named_and_files_next_to_it() {
    let path = deployment("named", OWN);
    let elsewhere = directory("elsewhere");
    let (config, login) = (path.join("samlens.toml"), path.join("login.b64"));
    let arguments =
        ["check", login.to_str().unwrap(), "--config", config.to_str().unwrap(), "--at", flex::AT];
    let ran = samlens(&elsewhere, &arguments);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ran = samlens(&elsewhere, &["check", login.to_str().unwrap(), "--config", "none.toml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("none.toml"), "{}", ran.err);
}

#[test]
fn the_issuer_chooses_the_identity_provider() {
    let other = "[[identity_provider]]\nname = \"Globex\"\nmetadata = \"globex.xml\"\n";
    let json = check(&deployment("second", &format!("{other}{OWN}")), &[]).json();
    assert_eq!(json["verdict"], "accepted");
    assert_eq!(json["identity_provider"]["name"], "Acme staff");
    assert_eq!(json["identity_provider"]["because"], "matches the issuer; 2 are configured");
    let ran = check(&deployment("neither", other), &[]);
    assert_eq!(ran.code, 1);
    assert!(codes(&ran.json()).contains(&"issuer-mismatch".to_owned()), "{}", ran.out);
    let third = "[[identity_provider]]\nname = \"Typo\"\nentity_id = \"urn:acme-dex.us.auth0.com\"\ncertificates = [\"idp.pem\"]\n";
    let json = check(&deployment("nearest", &format!("{other}{third}")), &[]).json();
    assert_eq!(
        json["identity_provider"]["because"],
        "none of the 2 configured has this issuer as its entity ID; the nearest is urn:acme-dex.us.auth0.com"
    );
}

#[test]
fn certificates_by_hand_do_as_well() {
    let by_hand = "[[identity_provider]]\nname = \"By hand\"\nentity_id = \"urn:acme-dev.us.auth0.com\"\ncertificates = [\"idp.pem\"]\n";
    let ran = check(&deployment("by-hand", by_hand), &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn another_identity_provider_that_is_down_does_not_matter_and_ones_own_does() {
    let down = "[[identity_provider]]\nname = \"Down\"\nmetadata = \"http://127.0.0.1:1/m\"\n";
    let ran = check(&deployment("other-down", &format!("{down}{OWN}")), &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ran = check(&deployment("own-down", down), &[]);
    assert_eq!(ran.code, 6, "{}{}", ran.out, ran.err);
    assert_eq!(ran.json()["class"], "IDP_UNREACHABLE");
}

#[test]
fn only_the_identity_provider_of_the_issuer_is_loaded_where_entity_ids_are_known() {
    let broken = "[[identity_provider]]\nname = \"Gone\"\nentity_id = \"urn:gone\"\nmetadata = \"http://127.0.0.1:1/m\"\n";
    let own = format!("{OWN}entity_id = \"urn:acme-dev.us.auth0.com\"\n");
    let ran = check(&deployment("only", &format!("{broken}{own}")), &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn options_override_the_file() {
    let path = deployment("options", OWN);
    let ran = check(&path, &["--sp-entity-id", "urn:other"]);
    assert_eq!(ran.json()["findings"][0]["code"], "audience-mismatch");
    let ran = check(&path, &["--acs", "https://sp.example/acs"]);
    assert_eq!(ran.code, 1);
    let ran = check(&path, &["--idp", "globex.xml"]);
    assert!(codes(&ran.json()).contains(&"issuer-mismatch".to_owned()), "{}", ran.out);
    assert_eq!(check(&path, &["--profile", "generic"]).json()["worker"], Value::Null);
    let late = ["--at", "2026-01-15T11:02:00Z"];
    let checked = |skew: &[&str]| {
        let mut arguments = vec!["check", "login.b64", "--format", "json"];
        arguments.extend(late);
        arguments.extend(skew);
        samlens(&path, &arguments).code
    };
    assert_eq!((checked(&[]), checked(&["--clock-skew", "60"])), (0, 1));
}

#[test]
fn patterns_and_mappings_are_those_of_the_identity_provider() {
    let b = format!("[flex]\npattern = \"a\"\n{OWN}pattern = \"b\"\n");
    let json = check(&deployment("pattern", &b), &[]).json();
    assert!(codes(&json).contains(&"team-unexpected".to_owned()), "{json}");

    let mapped = format!(
        "{OWN}[identity_provider.attributes]\nemail = \"mail\"\nfull_name = \"full_name\"\nroles = \"roles\"\nteam = \"team\"\n"
    );
    let path = deployment("mapped", &mapped);
    assert_eq!(check(&path, &[]).code, 5);
    let mut login = flex::login();
    login.attributes.iter_mut().find(|one| one.name == "email").unwrap().name = "mail".to_owned();
    let login = login.sign_response(Signing::new(keys::idp())).message().base64();
    std::fs::write(path.join("login.b64"), login).unwrap();
    let ran = check(&path, &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(ran.json()["worker"]["attributes"]["email"], "mara.oduya@example.org");
}

#[test]
fn policy_and_session_are_those_of_the_file() {
    let mfa = format!("{OWN}\n[session]\nmfa = \"refuse\"\n");
    let ran = check(&deployment("mfa", &mfa), &[]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.json()["findings"][0]["code"], "mfa-not-shown");

    let sha1 = flex::login().sign_response(Signing::new(keys::idp()).sha1()).message().base64();
    for (weight, code) in [("warn", 0), ("refuse", 1)] {
        let path = deployment(&format!("sha1-{weight}"), &format!("{OWN}\n[policy]\nsha1 = \"{weight}\"\n"));
        std::fs::write(path.join("login.b64"), &sha1).unwrap();
        assert_eq!(check(&path, &[]).code, code, "{weight}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_a_usage_error_with_every_mistake() {
    let path = deployment("broken", "[flex]\npatern = \"a\"\n[polici]\n");
    let ran = check(&path, &[]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("samlens.toml:6:1: error: there is no key flex.patern; the nearest is pattern"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("there is no key polici; the nearest is policy"), "{}", ran.err);
}

#[test]
fn config_check_says_file_line_and_column() {
    let path =
        deployment("lint", &format!("[flex]\ninstance_sid = \"FO7e8c9d0a1b2c3d4e5f6g7h8i9j0k1l\"\n{OWN}"));
    let ran = samlens(&path, &["config", "check"]);
    assert_eq!(ran.code, 1);
    let first = "samlens.toml:6:16: error: instance_sid has 30 characters after FO; a SID has 32, and it contains characters that are not hexadecimal\n    help: enter your own SID: this is the example from the guide\n";
    assert!(ran.out.starts_with(first), "{}", ran.out);
    assert!(ran.out.ends_with("1 error, 0 warnings\n"), "{}", ran.out);
    let json = samlens(&path, &["config", "check", "--format", "json"]).json();
    assert_eq!(
        (&json["errors"], &json["diagnostics"][0]["line"], &json["diagnostics"][0]["column"]),
        (&1.into(), &6.into(), &16.into())
    );
}

#[test]
fn config_check_reads_the_files_that_are_named() {
    let path = deployment(
        "files",
        "[[identity_provider]]\nname = \"A\"\nmetadata = \"none.xml\"\nmetadata_cert = \"idp.xml\"\n",
    );
    let ran = samlens(&path, &["config", "check"]);
    assert!(ran.out.contains("samlens.toml:7:12: error: cannot read none.xml"), "{}", ran.out);
    assert!(ran.out.contains("samlens.toml:8:17: error: idp.xml: this is XML"), "{}", ran.out);
    assert_eq!(samlens(&deployment("files-good", OWN), &["config", "check"]).code, 0);
    assert_eq!(samlens(&path, &["config", "check", "none.toml"]).code, 2);
}

#[test]
fn config_init_writes_one_that_parses_and_overwrites_none() {
    let path = directory("init");
    let ran = samlens(&path, &["config", "init"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let written = std::fs::read_to_string(path.join("samlens.toml")).unwrap();
    assert!(written.lines().filter(|line| line.starts_with('#')).count() > 15);
    let ran = samlens(&path, &["config", "check"]);
    assert_eq!(ran.code, 1);
    assert!(ran.out.ends_with("4 errors, 0 warnings\n"), "{}", ran.out);
    let ran = samlens(&path, &["config", "init"]);
    assert_eq!(ran.code, 2);
    assert_eq!(std::fs::read_to_string(path.join("samlens.toml")).unwrap(), written);
    assert_eq!(samlens(&path, &["config", "init", "-"]).out, written);
}

#[test]
fn many_faults_fit_a_screen_errors_first() {
    let path = directory("many");
    let providers: String = (0..20)
        .map(|index| {
            format!("[[identity_provider]]\nname = \"Tenant {index}\"\nmetadata = \"tenant-{index}.xml\"\n")
        })
        .collect();
    std::fs::write(path.join("samlens.toml"), format!("clock_skew = 86400\n{HEAD}{providers}")).unwrap();
    let brief = samlens(&path, &["config", "check"]);
    let whole = samlens(&path, &["config", "check", "-v"]);
    assert_eq!((brief.code, whole.code), (1, 1), "{}", whole.out);
    // A terminal wraps what is wider than it is.
    let rows: usize = brief.out.lines().map(|line| line.chars().count().div_ceil(80)).sum();
    assert!(rows <= 22, "{}", brief.out);
    assert!(brief.out.ends_with("more are not shown (-v)\n"), "{}", brief.out);
    assert!(whole.out.lines().count() > 22 && !whole.out.contains("not shown"), "{}", whole.out);
    assert!(whole.out.contains(": warning: ") && !brief.out.contains(": warning: "), "{}", brief.out);
    let counts = |ran: &Ran| ran.out.lines().find(|line| line.contains("errors, ")).map(str::to_owned);
    assert_eq!(counts(&brief), counts(&whole));
}
