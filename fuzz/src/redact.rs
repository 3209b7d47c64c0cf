//! A redacted copy has no value of a person, reads in the same form, and redacted again is the same.

use samlens::inspect::{Capture, Captured, Redaction, Report, Verdict};
use samlens::{Limits, Validator};

/// The values of persons in a message, read by another parser than the library's.
pub fn persons(xml: &str) -> Vec<String> {
    let Ok(document) = roxmltree::Document::parse(xml) else { return Vec::new() };
    let mut values = Vec::new();
    for node in document.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        if matches!(name, "NameID" | "AttributeValue" | "SessionIndex") {
            // Signatures and certificates stay, wherever they are.
            let is_signature = |one: &roxmltree::Node<'_, '_>| {
                one.ancestors().any(|above| above.tag_name().name() == "Signature")
            };
            let texts = node.descendants().filter(|one| one.is_text() && !is_signature(one));
            values.extend(texts.filter_map(|one| one.text()).map(|text| text.trim().to_owned()));
        }
        values.extend(node.attribute("SessionIndex").map(str::to_owned));
    }
    let plain = ["true", "false", "none", "user", "name", "email", "text"];
    values.retain(|value| value.chars().count() >= 4 && !plain.contains(&value.as_str()));
    values.retain(|value| value.contains(char::is_alphanumeric));
    values.retain(|value| !value.ends_with("@example.invalid"));
    values.sort();
    values.dedup();
    values
}

/// The texts of X509Certificate in a message.
pub fn certificates(xml: &str) -> Vec<String> {
    let Ok(document) = roxmltree::Document::parse(xml) else { return Vec::new() };
    let named = document.descendants().filter(|node| node.tag_name().name() == "X509Certificate");
    named.filter_map(|node| node.text()).filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

/// Whether a value is in some octets: plain, or inside base64 at any of three offsets, percent-encoded, in HTML or in JSON.
pub fn is_left(output: &str, value: &str) -> bool {
    let percent: String = value
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let json = serde_json::to_string(value).expect("JSON");
    let mut forms = vec![value.to_owned(), percent, escaped, json.trim_matches('"').to_owned()];
    if value.len() >= 9 {
        for offset in 0..3 {
            let padded = [vec![b'x'; offset], value.as_bytes().to_vec()].concat();
            let code = openssl::base64::encode_block(&padded);
            forms.push(code[if offset == 0 { 0 } else { 4 }..code.len() - 4].to_owned());
        }
    }
    forms.iter().any(|form| output.contains(form.as_str()))
}

/// Panics where a copy has a value that the original has, or reads in another form. A capture without a copy is no fault.
pub fn redact(bytes: &[u8]) {
    let mut limits = Limits::default();
    limits.max_capture_bytes = 1 << 18;
    limits.max_xml_bytes = 1 << 16;
    limits.max_capture_messages = 16;
    let Ok(capture) = Capture::read(bytes, &limits) else { return };
    let inspector = Validator::builder().limits(limits.clone()).inspector();
    let judge = |message: &Captured| -> Report {
        inspector.inspect_captured(message).at(chrono::DateTime::UNIX_EPOCH)
    };
    let redaction = Redaction::default();
    let Ok(copy) = redaction.of(bytes, &limits, judge) else { return };
    let read = Capture::read(copy.output(), &limits).expect("a copy is read");
    assert_eq!(read.messages().len(), capture.messages().len());
    let mut text = String::from_utf8_lossy(copy.output()).into_owned();
    let messages: Vec<&str> = read.messages().iter().map(Captured::xml).collect();
    for certificate in messages.iter().flat_map(|xml| certificates(xml)) {
        text = text.replace(&certificate, "");
    }
    for value in capture.messages().iter().flat_map(|message| persons(message.xml())) {
        // A shorter word is left where it is a part of another word.
        if value.len() >= 12 {
            let left = messages.iter().any(|xml| persons(xml).contains(&value)) || is_left(&text, &value);
            assert!(!left, "{value:?} is left: {}", String::from_utf8_lossy(copy.output()));
        }
    }
    for message in read.messages() {
        assert_ne!(judge(message).verdict(), Verdict::Accepted);
    }
    let again = redaction.of(copy.output(), &limits, judge).expect("a copy can be copied");
    assert_eq!(
        String::from_utf8_lossy(again.output()),
        String::from_utf8_lossy(copy.output()),
        "another copy of the copy"
    );
}
