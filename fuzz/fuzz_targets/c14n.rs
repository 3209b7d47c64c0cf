#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| samlens_fuzz::c14n::c14n(text));
