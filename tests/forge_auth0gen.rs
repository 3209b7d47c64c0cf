//! The Auth0 shape is byte for byte what Auth0's own packages write, signature included.
//!
//! `SAMLENS_AUTH0GEN` names a directory with the generator `gen.js` over the npm packages `samlp` and `saml`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    unreachable_pub
)]


use samlens_forge::{Login, Shape, Signing, keys};
use std::path::PathBuf;
use std::process::Command;

const CLAIM: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

/// What the generator writes with these further arguments; `None` (and said so) where it is not there.
fn generated(arguments: &[&str]) -> Option<String> {
    let Some(directory) = std::env::var_os("SAMLENS_AUTH0GEN").map(PathBuf::from) else {
        let required = std::env::var_os("SAMLENS_REQUIRE_ORACLES").is_some_and(|v| v == "1");
        assert!(!required, "SAMLENS_AUTH0GEN is not set");
        println!("skipped: SAMLENS_AUTH0GEN is not set");
        return None;
    };
    let key = |kind| format!("{}/fixtures/keys/idp-rsa2048.{kind}.pem", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("node")
        .current_dir(&directory)
        .args(["gen.js", "--key", &key("key"), "--cert", &key("cert")])
        .args(["--user", "flex-user.json", "--addon", "flex-addon.json", "--in-response-to", "_req1"])
        .args([
            "--acs",
            "https://sp.example.org/saml/acs",
            "--audience",
            "https://sp.example.org/saml/metadata",
        ])
        .args(["--now", "2026-01-15T10:00:00.000Z", "--seed", "1"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // An unsigned Response has double spaces between its attributes; the canonical text does not.
    Some(String::from_utf8(output.stdout).unwrap().replace("  ", " "))
}

/// The login of flex-user.json.
fn login() -> Login {
    let mut login = Login::new(Shape::Auth0);
    login.attributes.clear();
    login
        .attribute(CLAIM, &["auth0|64b7f0c2a91e5d003f8a1c22"])
        .attribute("email", &["mara.oduya@example.org"])
        .attribute("full_name", &["Mara Oduya"])
        .attribute("nickname", &["mara"])
        .attribute("program", &["meals"])
        .attribute("roles", &["agent", "supervisor"])
        .attribute("team", &["north"])
}

const RESPONSE: &str = "--set.signResponse=true";
const SHA1: [&str; 2] = ["--set.signatureAlgorithm=rsa-sha1", "--set.digestAlgorithm=sha1"];

#[test]
fn assertion_signed() {
    let Some(expected) = generated(&[]) else { return };
    assert_eq!(login().sign_assertion(Signing::new(keys::idp())).xml(), expected);
}

#[test]
fn assertion_signed_with_sha1() {
    let Some(expected) = generated(&SHA1) else { return };
    assert_eq!(login().sign_assertion(Signing::new(keys::idp()).sha1()).xml(), expected);
}

#[test]
fn response_signed() {
    let Some(expected) = generated(&[RESPONSE, "--auth0-service", "true"]) else { return };
    assert_eq!(login().sign_response(Signing::new(keys::idp())).xml(), expected);
}

#[test]
fn response_signed_with_sha1() {
    let Some(expected) = generated(&[RESPONSE, "--auth0-service", "true", SHA1[0], SHA1[1]]) else { return };
    assert_eq!(login().sign_response(Signing::new(keys::idp()).sha1()).xml(), expected);
}

#[test]
fn both_signed() {
    let Some(expected) = generated(&[RESPONSE]) else { return };
    assert_eq!(login().sign_both(Signing::new(keys::idp())).xml(), expected);
}

#[test]
fn refusal() {
    let Some(expected) = generated(&["--status", "Responder", "--status-message", "denied by rule"]) else {
        return;
    };
    let refusal = login().ids("_4a299e350911c0dc1b06", "").refused(&["Responder"], Some("denied by rule"));
    assert_eq!(refusal.xml(), expected);
}
