//! The fuzz targets' properties on stable: every sample, case and seed, and changes to them.

use super::mutate::{self, Choices};
use super::{capture, config, flow, metadata};
use std::fs;
use std::path::{Path, PathBuf};

fn files(below: &str, wanted: fn(&Path) -> bool) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(below)];
    while let Some(directory) = open.pop() {
        let mut paths: Vec<_> =
            fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            match path.is_dir() {
                true => open.push(path),
                false if wanted(&path) => found.push(fs::read(&path).unwrap()),
                false => {}
            }
        }
    }
    found
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
