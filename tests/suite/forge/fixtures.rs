//! The files in `fixtures/` are what the forge makes; `cargo run -p samlens-forge -- write` writes them.

use samlens_forge::{cases, fixtures, keys};
use std::collections::BTreeSet;

#[test]
fn committed_fixtures_are_what_the_forge_makes() {
    let differences = fixtures::differences();
    assert!(differences.is_empty(), "`cargo run -p samlens-forge -- write` writes them: {differences:#?}");
}

#[test]
fn the_cases_are_many_and_varied() {
    let cases = cases::all();
    let accepted = cases.iter().filter(|case| case.json().contains("\"verdict\": \"accepted\"")).count();
    assert!(cases.len() >= 200, "{} cases", cases.len());
    assert!(accepted >= 30, "{accepted} accepted");
    let subjects: BTreeSet<_> = cases.iter().map(|case| case.subject).collect();
    assert_eq!(subjects.len(), 12, "{subjects:?}");
}

#[test]
fn keys_fit_their_certificates() {
    for name in keys::names() {
        let key = keys::key(name);
        let public = key.certificate.public_key().unwrap();
        assert!(public.public_eq(&key.private), "{name}");
        assert!(key.certificate.verify(&public).unwrap(), "{name} is not signed with itself");
    }
    assert!(keys::key("idp-expired").private.public_eq(&keys::idp().private));
    assert!(!keys::key("attacker-rsa2048").private.public_eq(&keys::idp().private));
}
