#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| samlens_fuzz::redact::redact(bytes));
