#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| samlens_fuzz::sign_on::sign_on(bytes));
