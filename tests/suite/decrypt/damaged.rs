//! The property of the fuzz target `decrypt` is true of its seeds and of what is near a genuine ciphertext.

use crate::fuzz::decrypt as property;

#[test]
fn seeds() {
    let directory = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds/decrypt");
    let mut count = 0;
    for entry in std::fs::read_dir(directory).unwrap() {
        property::decrypt(&std::fs::read_to_string(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 3);
}

#[test]
fn an_honest_ciphertext_with_one_piece_changed() {
    let assertion = r#"<saml:Assertion ID="_a" Version="2.0" IssueInstant="2026-01-15T10:00:00Z"><saml:Issuer>urn:idp</saml:Issuer></saml:Assertion>"#;
    let honest = property::encrypted(assertion.as_bytes());
    property::decrypt(&honest);
    // A small generator of its own, so that a failure can be had again.
    let mut state = 0x5eed_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for _ in 0..300 {
        let mut text = honest.clone();
        let at = next(text.len());
        match next(4) {
            0 => drop(text.remove(at)),
            1 => {
                text.insert_str(at, ["<", ">", "&", "\"", "A", "<xenc:EncryptedKey/>", " Id=\"_r\""][next(7)])
            }
            2 => text.truncate(at),
            _ => {
                let end = at + next(text.len() - at);
                let piece = text[at..end].to_owned();
                text.insert_str(next(honest.len()), &piece);
            }
        }
        property::decrypt(&text);
    }
}
