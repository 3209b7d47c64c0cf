//! `samlens check --second-opinion`, with the feature `samael`.

use crate::run::samlens;
use samlens_forge::flex;
use serde_json::Value;

#[test]
fn the_command_gives_a_second_opinion() {
    let run = |more: &[&str]| {
        let metadata = "fixtures/samples/idp-metadata.xml";
        let arguments = ["check", "fixtures/samples/flex-login.txt", "--idp", metadata, "--second-opinion"];
        let service = ["--sp-entity-id", flex::SP_ENTITY_ID, "--at", "2026-01-15T10:01:00Z"];
        let arguments = [&arguments[..], &service, more].concat();
        samlens(&arguments).current_dir(&samlens_forge::repository()).run().out
    };
    assert!(run(&[]).contains("libxmlsec1 agrees: first signature valid here, valid there"), "{}", run(&[]));
    let json: Value = serde_json::from_str(&run(&["--format", "json"])).unwrap();
    assert_eq!(json["second_opinion"]["theirs"], "valid");
    assert_eq!(json["second_opinion"]["agrees"], true);
}
