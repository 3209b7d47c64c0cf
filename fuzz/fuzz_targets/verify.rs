#![no_main]

use samlens_fuzz::mutate::Choices;
use samlens_fuzz::verify::{Seed, seeds, verify};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

static SEEDS: OnceLock<Vec<Seed>> = OnceLock::new();

/// The cases: next to the program where it runs elsewhere than it was built (`fuzz/oss-fuzz`), or those of the repository.
fn cases() -> PathBuf {
    let program = std::env::current_exe().ok();
    let beside =
        program.and_then(|program| Some(program.parent()?.join("cases"))).filter(|cases| cases.is_dir());
    beside.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/cases"))
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    verify(SEEDS.get_or_init(|| seeds(&cases())), &mut Choices::new(bytes));
});
