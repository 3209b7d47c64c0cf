//! Whatever is pasted: no panic, and no more out than the limits allow.

use samlens::inspect::{Capture, Verdict};
use samlens::{Limits, Profile, Validator};

/// Small budgets, so that a breach shows early.
fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_capture_bytes = 1 << 20;
    limits.max_xml_bytes = 1 << 16;
    limits.max_capture_messages = 16;
    limits.max_nodes = 4_000;
    limits
}

/// Panics where a capture gives more than its limits, or a report says what it cannot know.
pub fn capture(bytes: &[u8]) {
    let limits = limits();
    match Capture::read(bytes, &limits) {
        Ok(capture) => {
            let messages = capture.messages();
            assert!(!messages.is_empty() && messages.len() <= limits.max_capture_messages);
            assert!(capture.default_index() < messages.len());
            for message in messages {
                assert!(message.xml().len() <= limits.max_xml_bytes, "{} bytes", message.xml().len());
                assert!(message.recognised().len() < 4_096);
            }
        }
        Err(unread) => assert!(unread.recognised().len() < 4_096),
    }
    let expectations = Validator::builder().profile(Profile::default()).limits(limits);
    let report = expectations.clone().inspector().inspect(bytes).at(chrono::DateTime::UNIX_EPOCH);
    // No key is trusted here.
    assert_ne!(report.verdict(), Verdict::Accepted);
    assert!(report.identity().is_none());
    assert!(report.findings().len() < 1_000, "{} findings", report.findings().len());
    let json = samlens::inspect::json_text(&report.to_json());
    assert!(json.starts_with('{'));
}
