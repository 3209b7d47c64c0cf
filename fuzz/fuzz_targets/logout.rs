#![no_main]

use samlens_fuzz::mutate::Choices;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    samlens_fuzz::logout::logout(&mut Choices::new(bytes));
});
