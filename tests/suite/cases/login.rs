//! What a login says when there is more than one confirmation, how it is remembered, and that SECURITY.md names tests
//! that exist.

use chrono::{DateTime, TimeDelta, Utc};
use samlens::replay::{MemoryCache, Replay, ReplayCache};
use samlens::{Certificate, IdentityProvider, InResponseTo, Login, Profile, ServiceProvider, Validator};
use samlens_forge::{Encryption, Login as Forged, Part, Shape, Signing, keys};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

const SKEW: TimeDelta = TimeDelta::seconds(180);

fn instant(time: &str) -> DateTime<Utc> {
    format!("2026-01-15T{time}Z").parse().unwrap()
}

fn login(at: &str, forged: &Forged, request: InResponseTo<'_>) -> Login {
    let certificate = Certificate::from_der(&keys::idp().der()).unwrap();
    let provider = IdentityProvider::builder(Shape::Auth0.issuer()).certificate(certificate).build().unwrap();
    let sp = ServiceProvider::new("https://sp.example.org/saml/metadata")
        .with_acs("https://sp.example.org/saml/acs");
    let validator = Validator::builder()
        .identity_provider(provider)
        .service_provider(sp)
        .profile(Profile::generic())
        .clock_skew(SKEW)
        .build()
        .unwrap();
    validator.validate_xml(&forged.message().xml, request, instant(at)).unwrap()
}

/// A login with a second bearer confirmation before the usual one.
fn two(attribute: &'static str, value: &'static str) -> Forged {
    Forged::new(Shape::Auth0)
        .edit(Part::Subject, move |subject| {
            let mut first = subject.find("SubjectConfirmation").unwrap().clone();
            first.find_mut("SubjectConfirmationData").set(attribute, value);
            subject.insert_before("SubjectConfirmation", first);
        })
        .sign_response(Signing::new(keys::idp()))
}

/// SAML 2.0 core, 2.7.2: each statement ends its session; the person has one, which the first of them ends.
#[test]
fn the_statement_that_ends_first_ends_the_session() {
    let forged = Forged::new(Shape::Auth0)
        .edit(Part::Assertion, |assertion| {
            let mut second = assertion.find("AuthnStatement").unwrap().clone();
            assertion.find_mut("AuthnStatement").set("SessionNotOnOrAfter", "2026-01-16T10:00:00Z");
            second.set("SessionNotOnOrAfter", "2026-01-15T10:30:00Z");
            second.set("SessionIndex", "_second");
            assertion.insert_after("AuthnStatement", second);
        })
        .sign_response(Signing::new(keys::idp()));
    let login = login("10:01:00", &forged, InResponseTo::Unchecked);
    assert_eq!(login.session_not_on_or_after(), Some(instant("10:30:00")));
    let first = Shape::Auth0.session_index();
    assert_eq!(login.session_index(), Some(first));
    assert_eq!(login.session_indexes().collect::<Vec<_>>(), [first, "_second"]);
}

#[test]
fn attributes_that_cannot_be_read_are_not_passed_over_in_silence() {
    let encrypted = Forged::new(Shape::Auth0)
        .edit(Part::AttributeStatement, |statement| {
            let encryption = Encryption::new(keys::key("sp-encryption"));
            encryption.replace(statement, "Attribute", "EncryptedAttribute");
        })
        .sign_response(Signing::new(keys::idp()));
    let usual = Forged::new(Shape::Auth0).sign_response(Signing::new(keys::idp()));
    assert!(!login("10:01:00", &usual, InResponseTo::Unchecked).has_unread_attributes());
    let login = login("10:01:00", &encrypted, InResponseTo::Unchecked);
    assert!(login.has_unread_attributes());
    assert_eq!(login.values("email").count(), 0);
}

#[test]
fn confirmations_that_disagree_answer_no_request() {
    let other = two("InResponseTo", "_req2");
    assert_eq!(login("10:01:00", &other, InResponseTo::Request("_req1")).in_response_to().id(), None);
    let same = two("Recipient", "https://other.example.org/acs");
    assert_eq!(login("10:01:00", &same, InResponseTo::Request("_req1")).in_response_to().id(), Some("_req1"));
}

#[test]
fn an_assertion_ends_with_its_last_confirmation() {
    let early = two("NotOnOrAfter", "2026-01-15T10:01:30.000Z");
    assert_eq!(
        login("10:01:00", &early, InResponseTo::Unchecked).not_on_or_after(),
        Some(instant("11:00:00"))
    );
    let usual = Forged::new(Shape::Auth0)
        .confirmation_not_on_or_after(Some("2026-01-15T10:05:00.000Z"))
        .sign_response(Signing::new(keys::idp()));
    assert_eq!(
        login("10:01:00", &usual, InResponseTo::Unchecked).not_on_or_after(),
        Some(instant("10:05:00"))
    );
}

#[test]
fn a_replay_is_seen_as_long_as_the_assertion_is_accepted() {
    let cache = MemoryCache::new(10);
    // The first confirmation ends at once, the second lasts: the assertion could be replayed until 11:02:59.
    let forged = two("NotOnOrAfter", "2026-01-15T10:01:30.000Z");
    let first = login("10:01:00", &forged, InResponseTo::Unchecked);
    assert_eq!(cache.remember(&first, SKEW, instant("10:01:00")), Replay::First);
    let last = login("11:02:59", &forged, InResponseTo::Unchecked);
    assert_eq!(cache.remember(&last, SKEW, instant("11:02:59")), Replay::Seen);
}

#[test]
fn security_md_names_tests_and_cases_that_exist() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    // The names as this program lists them: `login::validate::NAME: test`.
    let listed = std::process::Command::new(std::env::current_exe().unwrap()).arg("--list").output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let listed: BTreeSet<&str> = listed.lines().filter_map(|line| line.strip_suffix(": test")).collect();
    let (mut tests, mut cases) = (0, 0);
    for name in text.split('`').skip(1).step_by(2) {
        if let Some((file, function)) = name.split_once(".rs: ") {
            let module = file.strip_prefix("tests/suite/").unwrap_or(file).replace('/', "::");
            assert!(listed.contains(format!("{module}::{function}").as_str()), "{name} is no test");
            tests += 1;
        } else if let Some((subject, _)) = name.split_once('/')
            && root.join("fixtures/cases").join(subject).is_dir()
        {
            assert!(root.join("fixtures/cases").join(name).join("case.json").exists(), "{name} is no case");
            cases += 1;
        }
    }
    assert!(tests >= 15 && cases >= 15, "{tests} tests, {cases} cases");
}
