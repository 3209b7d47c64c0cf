//! A decompression bomb is refused at the limit without the memory it would need.
use crate::{alone, counted};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samlens::inspect::Capture;
use samlens::{Code, Limits};
use std::io::Write;

#[test]
fn three_hundred_megabytes_in_three_hundred_kilobytes() {
    let _alone = alone();
    // A flush ends a block at a byte, so that one block of spaces can be repeated.
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(b"<samlp:Response>").unwrap();
    encoder.write_all(&vec![b' '; 1 << 16]).unwrap();
    encoder.flush().unwrap();
    let head = encoder.get_ref().len();
    encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
    encoder.flush().unwrap();
    let block = encoder.get_ref()[head..].to_vec();
    let mut octets = encoder.get_ref().clone();
    for _ in 1..300 {
        octets.extend_from_slice(&block);
    }
    assert!(octets.len() < 400_000, "{}", octets.len());
    let value = STANDARD.encode(octets);
    let query = value.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");

    for text in
        [value.clone(), format!("https://sp/acs?SAMLResponse={query}"), format!("SAMLResponse={query}")]
    {
        let (_, peak, read) = counted(|| Capture::read(text.as_bytes(), &Limits::default()));
        let error = read.unwrap_err();
        assert_eq!(error.finding().code(), Code::LimitExceeded);
        assert_eq!(error.finding().expected(), Some("at most 5,242,880"));
        assert!(peak < 24_000_000, "{peak} bytes");
    }
}
