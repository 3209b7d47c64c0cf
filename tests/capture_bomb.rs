//! A decompression bomb is refused at the limit without the memory it would need.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    unreachable_pub
)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samlens::capture::Capture;
use samlens::{Code, Limits};
use std::io::Write;

/// The most memory this process ever had resident, in kB; none where the system does not say.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn three_hundred_megabytes_in_three_hundred_kilobytes() {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(b"<samlp:Response>").unwrap();
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..300 {
        encoder.write_all(&spaces).unwrap();
    }
    let octets = encoder.finish().unwrap();
    assert!(octets.len() < 400_000, "{}", octets.len());
    let value = STANDARD.encode(octets);
    let query = value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");

    let before = peak();
    for text in
        [value.clone(), format!("https://sp/acs?SAMLResponse={query}"), format!("SAMLResponse={query}")]
    {
        let error = Capture::read(text.as_bytes(), &Limits::default()).unwrap_err();
        assert_eq!(error.finding().code(), Code::LimitExceeded);
        assert_eq!(error.finding().expected(), Some("at most 5,242,880"));
    }
    if let (Some(before), Some(after)) = (before, peak()) {
        assert!(after - before < 24_000, "{} kB more than before", after - before);
    }
}
