//! Work grows with a recording and no faster.

use crate::linear::{assert_linear, no_limits};
use samlens::inspect::{FlowVerdict, Recording};
use samlens::{InResponseTo, Validator};
use samlens_forge::fixture;
use serde_json::Value;

/// The entries of a recording again and again, each time a minute later.
fn repeated(times: usize, noise: usize) -> String {
    let har = std::fs::read_to_string(fixture("flows/session-strict.har")).unwrap();
    let mut document: Value = serde_json::from_str(&har).unwrap();
    let entries = document["log"]["entries"].as_array().unwrap().clone();
    let mut all = Vec::new();
    for round in 0..times {
        for entry in &entries {
            let minute = format!("T{:02}:{:02}:", 10 + round / 60 % 12, round % 60);
            all.push(serde_json::from_str(&entry.to_string().replace("T10:00:", &minute)).unwrap());
        }
        for n in 0..noise {
            let mut other = entries[0].clone();
            other["_resourceType"] = "script".into();
            other["request"]["url"] = format!("https://cdn.example.com/{round}/{n}.js").into();
            all.push(other);
        }
    }
    document["log"]["entries"] = all.into();
    document.to_string()
}

#[test]
fn a_recording_is_explained_in_linear_time() {
    for (name, noise) in [("logins", 0), ("noise", 40)] {
        assert_linear(name, 6, |times| {
            let har = repeated(times, noise);
            let mut limits = no_limits();
            limits.max_capture_bytes = usize::MAX;
            limits.max_capture_messages = usize::MAX;
            Box::new(move || {
                let recording = Recording::read(har.as_bytes(), &limits).unwrap();
                let inspector = Validator::builder().limits(limits.clone()).inspector();
                let flow = inspector.flow(&recording, InResponseTo::Unchecked, None);
                assert_eq!(flow.verdict(), FlowVerdict::Loop);
                assert!(flow.steps().len() >= 10 * times, "{} steps", flow.steps().len());
            })
        });
    }
}
