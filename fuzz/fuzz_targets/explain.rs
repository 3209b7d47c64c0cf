#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| samlens_fuzz::explain::explain(text));
