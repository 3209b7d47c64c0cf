//! samael's types and libxmlsec1's opinion, with the feature `samael`.

#![cfg(feature = "samael")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    dead_code,
    unreachable_pub,
    missing_docs
)]

#[path = "../fuzz/src/c14n.rs"]
mod c14n;
#[path = "../fuzz/src/mutate.rs"]
mod mutate;
#[path = "../fuzz/src/verify.rs"]
mod verify;

use samlens::interop::{self, Opinion};
use samlens::{Expectations, Request, inspect_bytes};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use verify::Seed;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn seeds() -> Vec<Seed> {
    verify::seeds(&root().join("fixtures/cases"))
}

fn sample(name: &str) -> String {
    std::fs::read_to_string(root().join("fixtures/samples").join(name)).unwrap()
}

#[test]
fn a_login_becomes_samaels_assertion() {
    let mut held = 0;
    for seed in seeds() {
        let login = seed.validator.validate_xml(&seed.text, Request::NotGiven, seed.at).unwrap();
        let Ok(assertion) = interop::assertion(&login) else {
            // samael's model has no attributes of several kinds of content.
            assert!(["attribute-xml", "extensions", "advice"].contains(&seed.name.as_str()), "{}", seed.name);
            continue;
        };
        assert_eq!(assertion.id, login.assertion_id(), "{}", seed.name);
        assert_eq!(assertion.issuer.value.as_deref(), Some(login.issuer()), "{}", seed.name);
        held += 1;
    }
    assert!(held >= 60, "{held}");
}

#[test]
fn samaels_metadata_becomes_an_identity_provider() {
    let text = sample("idp-metadata-rollover.xml");
    let theirs: samael::metadata::EntityDescriptor = text.parse().unwrap();
    let ours = samlens::IdentityProvider::from_metadata(&text).unwrap();
    let provider = interop::identity_provider(&theirs).unwrap();
    assert_eq!(provider.entity_id(), ours.entity_id());
    assert_eq!(provider.signing_certificates(), ours.signing_certificates());
    let mut without = theirs;
    without.idp_sso_descriptors = None;
    assert!(interop::identity_provider(&without).is_err());
}

#[test]
fn both_opinions_agree_on_valid_and_changed_messages() {
    for seed in seeds().iter().filter(|seed| !seed.name.starts_with("pss-")) {
        let expectations: &Expectations = seed.validator.expectations();
        let opinion = |text: &str| {
            let report = inspect_bytes(text.as_bytes(), None, expectations, Request::NotGiven, seed.at);
            interop::second_opinion(text, &report, expectations)
        };
        let valid = opinion(&seed.text);
        assert_eq!((valid.ours(), valid.theirs()), (Opinion::Valid, Opinion::Valid), "{}", seed.name);
        assert!(valid.agrees() && !valid.is_alarming());
        let changed = seed.text.replace("2026-01-15T", "2026-01-16T");
        if changed != seed.text {
            assert_eq!(opinion(&changed).theirs(), Opinion::Invalid, "{}", seed.name);
            assert!(!opinion(&changed).is_alarming());
        }
    }
}

#[test]
fn the_command_gives_a_second_opinion() {
    let run = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_samlens"))
            .current_dir(root())
            .args(["check", "fixtures/samples/flex-login.txt", "--idp", "fixtures/samples/idp-metadata.xml"])
            .args(["--sp-entity-id", "urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d", "--second-opinion"])
            .args(["--at", "2026-01-15T10:01:00Z"])
            .args(more)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&[]).contains("libxmlsec1 agrees: first signature valid here, valid there"), "{}", run(&[]));
    let json: Value = serde_json::from_str(&run(&["--format", "json"])).unwrap();
    assert_eq!(json["second_opinion"]["theirs"], "valid");
    assert_eq!(json["second_opinion"]["agrees"], true);
}
