#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    samlens_fuzz::c14n::c14n(text);
    #[cfg(feature = "libxml2")]
    samlens_fuzz::libxml2::compare(text, 12);
});
