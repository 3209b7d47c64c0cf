//! The memory and the work that a crafted capture costs stay in proportion to it.

use crate::{alone, counted};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samlens::Limits;
use samlens::inspect::{Capture, Unreadable};
use std::io::Write;

/// The most bytes in use at one time while a capture is read, and what came of it.
fn reading(text: &str) -> (usize, Result<Capture, Box<Unreadable>>) {
    let (_, peak, read) = counted(|| Capture::read(text.as_bytes(), &Limits::default()));
    (peak, read)
}

/// 256 failures whose values each inflate to as much as a message may have.
fn bombs() -> String {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b'A'; 5 << 20]).unwrap();
    let value = STANDARD.encode(encoder.finish().unwrap()).replace('+', "%2B");
    format!("SAMLResponse={value}&").repeat(256)
}

#[test]
fn a_capture_takes_a_few_times_its_size() {
    let _alone = alone();
    // An address of a megabyte, which 256 messages were sent to.
    let (address, values) = ("a".repeat(1 << 20), "SAMLResponse=PHNhbWxwOlJlc3BvbnNlLz4=&".repeat(256));
    let posted = |url: &str| {
        serde_json::json!({ "log": { "entries": [{ "request": {
        "method": "POST", "url": url, "postData": { "text": values } } }] } })
    };
    for (name, text) in [
        ("request line", format!("POST https://sp/{address} HTTP/1.1\r\nHost: sp\r\n\r\n{values}")),
        ("curl", format!("curl https://sp/{address} --data '{values}'")),
        ("HAR", posted(&format!("https://sp/{address}")).to_string()),
    ] {
        let (peak, read) = reading(&text);
        let capture = read.unwrap_or_else(|error| panic!("{name}: {:?}", error.finding()));
        assert_eq!(capture.messages().len(), 256, "{name}");
        let to = capture.messages()[255].posted_to().unwrap();
        assert_eq!(to.len(), "https://sp/".len() + address.len(), "{name}");
        assert!(peak < 16 << 20, "{name}: {peak} bytes for {}", text.len());
    }

    // Members and items are counted before they are read.
    let (peak, read) = reading(&format!("[{}0]", "{\"\":0},".repeat(600_000)));
    let error = read.unwrap_err();
    assert!(error.finding().message().contains("max_json_values"), "{:?}", error.finding());
    assert!(peak < 16 << 20, "{peak} bytes");
    // What is inside strings is none of them.
    let text =
        serde_json::json!({ "page": "{[,\"".repeat(700_000), "SAMLResponse": "PHNhbWxwOlJlc3BvbnNlLz4=" });
    assert_eq!(reading(&text.to_string()).1.unwrap().messages().len(), 1);

    // A log whose lines begin with brackets is none of that.
    let lines = "[2026-01-15 10:00:00,123] INFO a=1, b=2, c=3, d=4, e=5\n".repeat(250_000);
    let log = format!("{lines}[2026-01-15 10:00:01,000] POST SAMLResponse=PHNhbWxwOlJlc3BvbnNlLz4%3D&x=1\n");
    assert_eq!(reading(&log).1.unwrap().messages().len(), 1);

    // What is inflated in vain counts as well: some dozen such values are read, not 256.
    let error = reading(&bombs()).1.unwrap_err();
    assert!(error.finding().message().contains("max_capture_bytes"), "{:?}", error.finding());
}

/// A recording as large as a service's page with all that it loads, and one login in it.
#[test]
fn a_recording_takes_a_few_times_its_size() {
    use samlens::inspect::{FlowVerdict, Recording};
    let _alone = alone();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/flows/session-strict.har");
    let mut document: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(folder).unwrap()).unwrap();
    let entries = document["log"]["entries"].as_array_mut().unwrap();
    let mut noise = entries[0].clone();
    noise["_resourceType"] = "script".into();
    noise["response"]["content"] =
        serde_json::json!({ "mimeType": "text/javascript", "text": "let x = 1; ".repeat(4_000) });
    for n in 0..150 {
        noise["request"]["url"] = format!("https://cdn.example.com/{n}.js").into();
        entries.push(noise.clone());
    }
    let text = document.to_string();
    drop(document);
    let (_, peak, verdict) = counted(|| {
        let recording = Recording::read(text.as_bytes(), &Limits::default()).unwrap();
        let inspector = samlens::Validator::builder().inspector();
        let flow = inspector.flow(&recording, samlens::InResponseTo::Unchecked, None);
        (flow.verdict(), flow.to_json().to_string().len())
    });
    assert_eq!(verdict.0, FlowVerdict::Loop);
    // The text itself is counted by the caller.
    assert!(peak < 5 * text.len(), "{peak} bytes for a recording of {} bytes", text.len());
}
