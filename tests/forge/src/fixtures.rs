//! Everything in `fixtures/` that is made, and `docs/codes.md`: what it contains, how it is written, how it is compared.

use crate::cases::Case;
use crate::{cases, flow, key, keys, repository, samples};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders in which every file is made, but for [`BY_HAND`].
const FOLDERS: [&str; 4] = ["samples", "shapes", "cases", "flows"];

/// Files of these folders that people write.
const BY_HAND: [&str; 3] = ["cases/README.md", "cases/PUBLISHED.md", "cases/schema.json"];

/// Every file that is made: path below `fixtures/`, and content.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut add = |path: String, bytes: Vec<u8>| {
        assert!(files.insert(path.clone(), bytes).is_none(), "{path} is made twice");
    };
    for (path, content) in samples::files() {
        add(path, content.into_bytes());
    }
    for (path, content) in flow::files() {
        add(path, content.into_bytes());
    }
    let cases = cases::all();
    for case in &cases {
        let folder = format!("cases/{}", case.folder());
        add(format!("{folder}/case.json"), case.json().into_bytes());
        add(format!("{folder}/response.xml"), case.input.clone());
        for (name, text) in &case.files {
            add(format!("{folder}/{name}"), text.clone().into_bytes());
        }
    }
    add("cases/INDEX.md".to_owned(), index(&cases).into_bytes());
    add("../docs/codes.md".to_owned(), samlens::inspect::explain::markdown().into_bytes());
    files
}

/// Makes the missing keys, then writes every file that differs. Returns the paths that were written.
pub fn write() -> Vec<String> {
    keys::write_missing();
    let mut written = Vec::new();
    for (path, bytes) in files() {
        let target = root().join(&path);
        if !fs::read(&target).is_ok_and(|old| same(&path, &old, &bytes)) {
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(&target, bytes).unwrap();
            written.push(path);
        }
    }
    written
}

/// What differs between the committed files and those that are made; empty if nothing does.
pub fn differences() -> Vec<String> {
    let files = files();
    let mut found = Vec::new();
    for (path, bytes) in &files {
        match fs::read(root().join(path)) {
            Ok(old) if same(path, &old, bytes) => {}
            Ok(_) => found.push(format!("{path}: differs")),
            Err(error) => found.push(format!("{path}: {error}")),
        }
    }
    let mut present = BTreeSet::new();
    for folder in FOLDERS {
        list(&root().join(folder), &mut present);
    }
    let stray =
        present.into_iter().filter(|path| !files.contains_key(path) && !BY_HAND.contains(&path.as_str()));
    found.extend(stray.map(|path| format!("{path}: nothing makes it")));
    found
}

fn root() -> PathBuf {
    repository().join("fixtures")
}

fn list(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            list(&path, found);
        } else {
            found.insert(path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"));
        }
    }
}

fn index(cases: &[Case]) -> String {
    let mut text = format!(
        "# The cases\n\nMade by `tests/forge/src/cases`; {} in all.\n\n| case | what it is | expected | source |\n|---|---|---|---|\n",
        cases.len()
    );
    text.extend(cases.iter().map(Case::row));
    text
}

/// Byte for byte the same, but for what differs from run to run.
fn same(path: &str, old: &[u8], new: &[u8]) -> bool {
    match !path.ends_with(".md") && is_random(new) {
        true => comparable(old) == comparable(new),
        false => old == new,
    }
}

/// Whether a file may differ from run to run: it has a signature by ECDSA or RSA-PSS, or a ciphertext.
fn is_random(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    // One case names RSA but is signed with a key on P-256.
    let p256 = key("idp-p256").base64();
    ["#ecdsa-", "rsa-pss", "-rsa-MGF1", "CipherValue>", &p256].iter().any(|name| text.contains(name))
}

/// The bytes without the values that differ from run to run: signatures, ciphertexts, and the digests that cover them.
fn comparable(bytes: &[u8]) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else { return bytes.to_vec() };
    let blanked = ["SignatureValue>", "DigestValue>", "CipherValue>"];
    blanked.iter().fold(text.to_owned(), |text, tag| blank(&text, tag)).into_bytes()
}

/// The text without what is between two of these tags.
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
