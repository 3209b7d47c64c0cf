//! samael's types and libxmlsec1's opinion, with the feature `samael`.

use crate::fuzz::verify::{self, Seed};
use samlens::InResponseTo;
use samlens::interop::{self, Opinion};
use std::path::PathBuf;

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
        let login = seed.validator.validate_xml(&seed.text, InResponseTo::Unchecked, seed.at).unwrap();
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
        let inspector = seed.validator.inspector();
        let opinion = |text: &str| {
            let report = inspector.inspect(text.as_bytes()).at(seed.at);
            interop::second_opinion(text, &report, &inspector)
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
