#![no_main]

use samlens_fuzz::mutate::Choices;
use samlens_fuzz::verify::{Seed, seeds, verify};
use std::path::Path;
use std::sync::OnceLock;

static SEEDS: OnceLock<Vec<Seed>> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/cases"));
    verify(SEEDS.get_or_init(|| seeds(corpus)), &mut Choices::new(bytes));
});
