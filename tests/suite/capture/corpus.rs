//! Every document of the corpus, in whatever encoding it was collected, reads as XML.
use samlens::Limits;
use samlens::inspect::{Capture, CaptureForm, Decoding};
use serde_json::Value;
use std::path::PathBuf;

fn corpus() -> (PathBuf, Vec<Value>) {
    let folder = crate::corpus::folder();
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    (folder, serde_json::from_slice(&manifest).unwrap())
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn every_document_reads_as_xml() {
    let (folder, entries) = corpus();
    assert!(entries.len() >= 470, "{}", entries.len());
    let mut failures = Vec::new();
    for entry in &entries {
        let id = entry["id"].as_str().unwrap();
        let octets = std::fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
        match Capture::read(&octets, &Limits::default()) {
            Ok(capture) => {
                let message = capture.chosen(None).unwrap();
                if !message.xml().starts_with('<') {
                    failures.push(format!("{id}: is not XML"));
                }
                let encoding = entry["encoding"].as_str().unwrap();
                let steps: &[Decoding] = match encoding.trim_end_matches("(embedded)") {
                    "xml" => &[],
                    "base64" => &[Decoding::Base64],
                    "base64+deflate" => &[Decoding::Base64, Decoding::Inflate],
                    "base64+url" => &[Decoding::PercentDecoding, Decoding::Base64],
                    other => panic!("{id}: {other}"),
                };
                if message.steps() != steps {
                    failures.push(format!("{id}: {encoding}, read by {:?}", message.steps()));
                }
            }
            // A PHP file around a request; the manifest calls it malformed.
            Err(error) if id == "s0001" => assert_eq!(error.finding().code().as_str(), "truncated"),
            Err(error) => failures.push(format!("{id}: {error}")),
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), entries.len(), failures.join("\n"));
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn xml_is_delivered_byte_for_byte() {
    let (folder, entries) = corpus();
    let mut compared = 0;
    for entry in entries.iter().filter(|entry| entry["encoding"].as_str().unwrap().starts_with("xml")) {
        let text = std::fs::read_to_string(folder.join(entry["file"].as_str().unwrap())).unwrap();
        let Ok(capture) = Capture::read(text.as_bytes(), &Limits::default()) else { continue };
        let message = &capture.messages()[0];
        assert_eq!(message.form(), CaptureForm::Xml, "{}", entry["id"]);
        // Only white space around the document and a byte-order mark may go.
        assert_eq!(message.xml(), text.trim_start_matches('\u{feff}').trim(), "{}", entry["id"]);
        compared += 1;
    }
    assert!(compared >= 310, "{compared}");
}
