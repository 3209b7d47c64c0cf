//! `fixtures/cases` is what the casebook makes; `SAMLENS_FIXTURES=write` writes it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    unreachable_pub
)]

mod casebook;
mod forge;

use casebook::Case;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/cases")
}

/// Every file of the corpus that is made: path below `fixtures/cases`, and content.
fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let cases = casebook::all();
    for case in &cases {
        let folder = case.folder();
        let mut add = |name: &str, bytes: Vec<u8>| {
            let path = format!("{folder}/{name}");
            assert!(files.insert(path.clone(), bytes).is_none(), "{path} is made twice");
        };
        add("case.json", case.json().into_bytes());
        add("response.xml", case.input.clone());
        for (name, text) in &case.files {
            add(name, text.clone().into_bytes());
        }
    }
    files.insert("INDEX.md".to_owned(), index(&cases).into_bytes());
    files
}

fn index(cases: &[Case]) -> String {
    let mut text = format!(
        "# The cases\n\nMade by `tests/casebook`; {} in all.\n\n| case | what it is | expected | source |\n|---|---|---|---|\n",
        cases.len()
    );
    text.extend(cases.iter().map(Case::row));
    text
}

/// The bytes with what differs from run to run blanked: ECDSA, RSA-PSS and every ciphertext, and the digests and
/// signatures that cover them.
fn comparable(bytes: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_vec() };
    let blanked = ["SignatureValue>", "DigestValue>", "CipherValue>"];
    blanked.iter().fold(text.to_owned(), |text, tag| blank(&text, tag)).into_bytes()
}

/// The text with what stands between these tags left out.
fn blank(text: &str, tag: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(tag) {
        let (before, after) = rest.split_at(at + tag.len());
        kept.push_str(before);
        rest = &after[after.find('<').unwrap_or(0)..];
        if let Some(end) = rest.find(tag) {
            let end = end + tag.len();
            kept.push_str(&rest[..end]);
            rest = &rest[end..];
        }
    }
    kept + rest
}

/// Whether a file may differ from run to run: a signature by ECDSA or RSA-PSS is in it, or a ciphertext.
fn is_random(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    // One case names RSA and is signed with a key on P-256 all the same.
    let p256 = forge::key("idp-p256").base64();
    ["#ecdsa-", "rsa-pss", "-rsa-MGF1", "CipherValue>", &p256].iter().any(|name| text.contains(name))
}

fn present(directory: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            present(&path, found);
        } else {
            found.insert(path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"));
        }
    }
}

#[test]
fn the_corpus_is_what_the_casebook_makes() {
    let files = files();
    if std::env::var("SAMLENS_FIXTURES").is_ok_and(|value| value == "write") {
        for (path, bytes) in &files {
            let path = root().join(path);
            let same = fs::read(&path).is_ok_and(|old| {
                old == *bytes || (is_random(bytes) && comparable(&old) == comparable(bytes))
            });
            if !same {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, bytes).unwrap();
            }
        }
    }
    for (path, bytes) in &files {
        let old = fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let same = match is_random(bytes) {
            true => comparable(&old) == comparable(bytes),
            false => old == *bytes,
        };
        assert!(same, "{path} is not what the casebook makes; SAMLENS_FIXTURES=write writes it");
    }
    let mut found = BTreeSet::new();
    present(&root(), &mut found);
    for written_by_hand in ["README.md", "PUBLISHED.md", "schema.json"] {
        found.remove(written_by_hand);
    }
    let stray: Vec<_> = found.iter().filter(|path| !files.contains_key(*path)).collect();
    assert!(stray.is_empty(), "made by nothing: {stray:?}");
}

#[test]
fn the_corpus_is_large_and_varied() {
    let cases = casebook::all();
    let accepted = cases.iter().filter(|case| case.json().contains("\"verdict\": \"accepted\"")).count();
    assert!(cases.len() >= 200, "{} cases", cases.len());
    assert!(accepted >= 30, "{accepted} accepted");
    let subjects: BTreeSet<_> = cases.iter().map(|case| case.subject).collect();
    assert_eq!(subjects.len(), 12, "{subjects:?}");
}
