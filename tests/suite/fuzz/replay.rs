//! The fuzz targets' properties on stable: every sample, case and seed, and changes to them.

use super::mutate::{self, Choices};
use super::{
    c14n, capture, config, cookies, decrypt, explain, flow, forms, logout, metadata, redact, sign_on, verify,
    xml,
};
use samlens_forge::repository;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The content of the files below a folder of the repository.
fn files(below: &str, wanted: fn(&Path) -> bool) -> Vec<Vec<u8>> {
    let paths = crate::corpus::files(&repository().join(below));
    paths.iter().filter(|path| wanted(path)).map(|path| fs::read(path).unwrap()).collect()
}

/// Damages bytes as a fuzzer would: cut, repeated, replaced.
fn damage(bytes: &[u8], choices: &mut Choices) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=choices.below(4) {
        let at = choices.below(bytes.len());
        let length = choices.below(64).min(bytes.len() - at);
        match choices.below(4) {
            0 => drop(bytes.drain(at..at + length)),
            1 => {
                let copy = bytes[at..at + length].to_vec();
                bytes.splice(at..at, copy);
            }
            2 => bytes.truncate(at),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = choices.below(256) as u8;
                }
            }
        }
    }
    bytes
}

#[test]
fn captures() {
    let mut inputs = files("fixtures/samples", |_| true);
    inputs.extend(files("fixtures/cases", |path| path.ends_with("response.xml")));
    assert!(inputs.len() > 700);
    for (number, input) in inputs.iter().enumerate() {
        capture::capture(input);
        let mut choices = Choices::numbered(number as u64);
        for _ in 0..3 {
            capture::capture(&damage(input, &mut choices));
        }
    }
}

#[test]
fn recordings() {
    let mut inputs = files("fixtures/flows", |path| path.extension().is_some_and(|end| end == "har"));
    inputs.extend(files("fixtures/recordings", |path| path.extension().is_some_and(|end| end == "har")));
    assert!(inputs.len() > 50);
    for (number, input) in inputs.iter().enumerate() {
        flow::flow(input);
        let mut choices = Choices::numbered(number as u64);
        for _ in 0..6 {
            flow::flow(&damage(input, &mut choices));
        }
    }
}

#[test]
fn metadata_of_all_sorts() {
    let mut inputs = files("fixtures/samples", |path| path.to_string_lossy().contains("metadata"));
    inputs.extend(files("fixtures/cases", |path| path.ends_with("metadata.xml")));
    assert!(inputs.len() >= 8);
    for (number, input) in inputs.iter().enumerate() {
        let text = std::str::from_utf8(input).unwrap();
        metadata::metadata(text);
        let mut choices = Choices::numbered(number as u64);
        for _ in 0..300 {
            metadata::metadata(&mutate::mutate(text, &mut choices));
            metadata::metadata(&String::from_utf8_lossy(&damage(input, &mut choices)));
        }
    }
}

#[test]
fn configurations() {
    let mut inputs = files("fuzz/seeds/config", |_| true);
    inputs.push(samlens::config::TEMPLATE.as_bytes().to_vec());
    assert!(inputs.len() >= 8);
    for (number, input) in inputs.iter().enumerate() {
        config::config(std::str::from_utf8(input).unwrap());
        let mut choices = Choices::numbered(number as u64);
        for _ in 0..300 {
            config::config(&String::from_utf8_lossy(&damage(input, &mut choices)));
        }
    }
}

#[test]
fn cookies_of_all_sorts() {
    let inputs = files("fuzz/seeds/cookies", |_| true);
    assert!(inputs.len() >= 4);
    for (number, input) in inputs.iter().enumerate() {
        cookies::cookies(input);
        let mut choices = Choices::numbered(number as u64);
        for _ in 0..30 {
            cookies::cookies(&damage(input, &mut choices));
        }
    }
}

#[test]
fn what_a_service_writes() {
    let inputs = files("fuzz/seeds/sign_on", |_| true);
    assert!(inputs.len() >= 4);
    for (number, input) in inputs.iter().enumerate() {
        for flags in (0..=255).step_by(5) {
            sign_on::sign_on(&[&[flags], input.as_slice()].concat());
        }
        let mut choices = Choices::numbered(number as u64);
        for _ in 0..40 {
            sign_on::sign_on(&damage(input, &mut choices));
        }
    }
}

#[test]
fn changed_logout_messages() {
    let (mut accepted, mut refused) = (0, std::collections::BTreeSet::new());
    for number in 0..1_000 {
        match logout::logout(&mut Choices::numbered(number)) {
            None => accepted += 1,
            Some(code) => drop(refused.insert(code.as_str())),
        }
    }
    // A mutator that changes nothing, or breaks everything, would prove nothing.
    assert!((20..500).contains(&accepted) && refused.len() >= 8, "{accepted} accepted, {refused:?}");
}

#[test]
fn redacted_copies() {
    let mut inputs = files("fixtures/samples", |_| true);
    inputs.extend(files("fuzz/seeds/redact", |_| true));
    inputs.retain(|input| input.len() < 40_000);
    assert!(inputs.len() > 15);
    for (number, input) in inputs.iter().enumerate() {
        redact::redact(input);
        redact::redact(&damage(input, &mut Choices::numbered(number as u64)));
    }
}

#[test]
fn what_is_explained() {
    let inputs = files("fuzz/seeds/explain", |_| true);
    assert!(inputs.len() >= 4);
    for (number, input) in inputs.iter().enumerate() {
        let mut choices = Choices::numbered(number as u64);
        explain::explain(&String::from_utf8_lossy(input));
        for _ in 0..8 {
            explain::explain(&String::from_utf8_lossy(&damage(input, &mut choices)));
        }
    }
}

#[test]
fn one_message_in_every_form() {
    let inputs = files("fuzz/seeds/xml", |_| true);
    for (number, input) in inputs.iter().enumerate() {
        forms::forms(&String::from_utf8_lossy(input));
        let mut choices = Choices::numbered(number as u64);
        for _ in 0..20 {
            forms::forms(&mutate::mutate(&String::from_utf8_lossy(input), &mut choices));
        }
    }
}

/// What a fuzzer has kept, in a folder with one folder for each target; for the coverage in docs/evidence.md.
#[test]
#[ignore = "needs SAMLENS_FUZZ_CORPUS"]
fn a_corpus() {
    let corpus = PathBuf::from(std::env::var_os("SAMLENS_FUZZ_CORPUS").unwrap());
    let chosen = std::env::var("SAMLENS_FUZZ_TARGET").ok();
    // Only for the target that needs them: judging them reaches lines that no other target does.
    let signed = LazyLock::new(|| verify::seeds(&repository().join("fixtures/cases")));
    let text = |target: fn(&str)| move |bytes: &[u8]| target(&String::from_utf8_lossy(bytes));
    type Target<'t> = (&'t str, Box<dyn Fn(&[u8]) + 't>);
    let targets: [Target<'_>; 14] = [
        ("c14n", Box::new(text(c14n::c14n))),
        ("capture", Box::new(capture::capture)),
        ("config", Box::new(text(config::config))),
        ("cookies", Box::new(cookies::cookies)),
        ("decrypt", Box::new(text(decrypt::decrypt))),
        ("explain", Box::new(text(explain::explain))),
        ("flow", Box::new(flow::flow)),
        ("forms", Box::new(text(forms::forms))),
        ("logout", Box::new(|bytes| _ = logout::logout(&mut Choices::new(bytes)))),
        ("metadata", Box::new(text(metadata::metadata))),
        ("redact", Box::new(redact::redact)),
        ("sign_on", Box::new(sign_on::sign_on)),
        ("verify", Box::new(|bytes| _ = verify::verify(&signed, &mut Choices::new(bytes)))),
        ("xml", Box::new(text(xml::xml))),
    ];
    let mut inputs = 0;
    for (name, target) in &targets {
        let folder = corpus.join(name);
        if chosen.as_deref().is_none_or(|one| one == *name) && folder.is_dir() {
            for entry in fs::read_dir(folder).unwrap() {
                target(&fs::read(entry.unwrap().path()).unwrap());
                inputs += 1;
            }
        }
    }
    assert!(inputs > 0, "no folder of a target in {}", corpus.display());
}

/// Found by the target `verify`, which compared exclusive forms only: inclusive canonicalization inherits `xml:lang`, so the
/// same bytes were signed wherever it is.
#[test]
fn an_inherited_attribute_on_the_signed_element() {
    let seeds = verify::seeds(&repository().join("fixtures/cases"));
    let seed = seeds.iter().find(|seed| seed.name == "c14n11-xml-lang-above").unwrap();
    let without = seed.text.replace(" xml:lang=\"fi\"", "");
    assert_ne!(verify::judge(seed, &without), None);
    let moved = without.replace("<saml:Assertion ", "<saml:Assertion xml:lang=\"fi\" ");
    assert_eq!(verify::judge(seed, &moved), None);
}
