//! Canonical forms of samples, cases, seeds, random trees, the public corpus and what the fuzzer has come upon, byte
//! for byte libxml2's.
#![cfg(feature = "libxml2")]

use samlens_fuzz::libxml2::{Comparison, compare};
use std::fs;
use std::path::{Path, PathBuf};

/// Every file below a folder of this package, or below one by its whole path, that is UTF-8.
fn texts(folder: &str) -> Vec<String> {
    let (mut texts, mut open) = (Vec::new(), vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)]);
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            match path.is_dir() {
                true => open.push(path),
                false => texts.extend(fs::read_to_string(&path)),
            }
        }
    }
    texts
}

/// Compares all and says what came of it; panics at the first difference.
fn compare_all(name: &str, texts: &[String]) -> Comparison {
    let (mut sum, mut left_out, mut read) = (Comparison::default(), 0_usize, 0_usize);
    for text in texts {
        let one = compare(text, 300);
        sum.same += one.same;
        sum.given_up += one.given_up;
        left_out += usize::from(one.left_out);
        read += usize::from(one.same + one.given_up > 0);
    }
    println!(
        "{name}: {} forms of {read} documents are the same, libxml2 gives up at {}; {left_out} documents left out",
        sum.same, sum.given_up
    );
    sum
}

#[test]
fn samples_and_cases() {
    let samples = compare_all("samples", &texts("../fixtures/samples"));
    assert!(samples.same > 100 && samples.given_up == 0, "{samples:?}");
    let cases = compare_all("cases", &texts("../fixtures/cases"));
    assert!(cases.same > 50_000, "{cases:?}");
}

#[test]
fn seeds_of_the_fuzzer() {
    let seeds = compare_all("seeds", &texts("seeds"));
    assert!(seeds.same > 20, "{seeds:?}");
}

#[test]
fn random_trees() {
    let mut random = samlens_forge::documents::Random::new(11);
    // One of their namespace names contains what libxml2 does not escape.
    let tree = |random: &mut _| samlens_forge::documents::tree(random).replace("urn:x&amp;y", "urn:x");
    let trees: Vec<String> = (0..20_000).map(|_| tree(&mut random)).collect();
    let compared = compare_all("random trees", &trees);
    assert!(compared.same > 200_000 && compared.given_up == 0, "{compared:?}");
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn public_corpus() {
    let corpus = std::env::var("SAMLENS_CORPUS").expect("SAMLENS_CORPUS is not set: it names the folder of the corpus");
    let compared = compare_all("public corpus", &texts(&corpus));
    assert!(compared.same > 20_000, "{compared:?}");
}

/// What the targets `xml` and `c14n` have kept, where they ran here.
#[test]
fn what_the_fuzzer_kept() {
    let mut found = texts("corpus/c14n");
    found.extend(texts("corpus/xml"));
    if found.is_empty() {
        println!("skipped: the fuzzer has not run here");
        return;
    }
    let compared = compare_all("corpus of the fuzzer", &found);
    assert!(compared.same > 0, "{compared:?}");
}
