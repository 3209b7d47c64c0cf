//! What is no recording says so, and odd recordings are read.

use samlens::inspect::{FlowVerdict, Recording};
use samlens::{Code, InResponseTo, Limits, Validator};
use samlens_forge::fixture;

fn refused(input: &str) -> (Code, String) {
    let refused = Recording::read(input.as_bytes(), &Limits::default()).unwrap_err();
    (refused.code(), refused.message().to_owned())
}

#[test]
fn what_is_no_recording_is_named() {
    let sample = std::fs::read_to_string(fixture("samples/flex-login.txt")).unwrap();
    assert!(refused(&sample).1.contains("a single message (form-body)"));
    let empty = r#"{"log": {"entries": [{"request": {"method": "GET", "url": "https://a.example/"}}]}}"#;
    assert!(refused(empty).1.contains("a recording without a SAML message (requests: 1)"));
    assert!(
        refused("{\"log\": {\"entries\": [{\"request\": {\"url\": \"https://a.ex").1.contains("breaks off")
    );
    assert_eq!(refused("hello").0, Code::NotSaml);
}

#[test]
fn values_of_the_wrong_type_count_as_missing() {
    let har = std::fs::read_to_string(fixture("flows/completed.har")).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&har).unwrap();
    let before = verdict(&har);
    for entry in document["log"]["entries"].as_array_mut().unwrap() {
        entry["request"]["cookies"] = serde_json::Value::Null;
        entry["response"]["cookies"] = serde_json::json!("none");
        entry["response"]["content"]["size"] = serde_json::json!({"x": [1, 2]});
        entry["time"] = serde_json::Value::Null;
        entry["response"]["status"] = serde_json::json!(entry["response"]["status"].to_string());
    }
    document["log"]["creator"] = serde_json::Value::Null;
    document["log"]["entries"].as_array_mut().unwrap().push(serde_json::json!({}));
    assert_eq!(verdict(&document.to_string()), before);
}

#[test]
fn a_text_cut_in_a_character_does_not_hide_the_recording() {
    let har = std::fs::read_to_string(fixture("flows/completed.har")).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&har).unwrap();
    let content = &mut document["log"]["entries"][0]["response"]["content"];
    content["text"] = serde_json::json!("<p>END</p>");
    let cut = document.to_string().replace("END", "\\ud83d");
    assert_eq!(verdict(&cut), verdict(&har));
}

#[test]
fn exchanges_are_put_in_the_order_of_time() {
    let har = std::fs::read_to_string(fixture("flows/session-strict.har")).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&har).unwrap();
    document["log"]["entries"].as_array_mut().unwrap().reverse();
    assert_eq!(verdict(&document.to_string()), FlowVerdict::Loop);
}

#[test]
fn what_the_export_leaves_out_is_taken_from_elsewhere() {
    // A path alone, as some proxies write it, and cookies in the list next to the headers.
    let har = std::fs::read_to_string(fixture("flows/session-strict.har")).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&har).unwrap();
    for entry in document["log"]["entries"].as_array_mut().unwrap() {
        let url = entry["request"]["url"].as_str().unwrap().to_owned();
        let path = url.split_once("://").unwrap().1;
        entry["request"]["url"] = path[path.find('/').unwrap()..].into();
        let headers = entry["response"]["headers"].as_array_mut().unwrap();
        headers.retain(|header| header["name"] != "set-cookie");
        if url.ends_with("/saml/acs") {
            entry["response"]["cookies"] = serde_json::json!([
                {"name": "connect.sid", "value": "s1", "path": "/", "secure": true, "sameSite": "Strict"}
            ]);
        }
    }
    let recording = Recording::read(document.to_string().as_bytes(), &Limits::default()).unwrap();
    let flow = Validator::builder().inspector().flow(&recording, InResponseTo::Unchecked, None);
    assert_eq!(flow.root(), Some(Code::CookieSamesite));
}

#[test]
fn every_cut_of_a_recording_is_answered() {
    let har = std::fs::read(fixture("flows/completed.har")).unwrap();
    for end in (0..har.len()).step_by(997) {
        assert!(Recording::read(&har[..end], &Limits::default()).is_err());
    }
}

fn verdict(har: &str) -> FlowVerdict {
    let recording = Recording::read(har.as_bytes(), &Limits::default()).unwrap();
    Validator::builder().inspector().flow(&recording, InResponseTo::Unchecked, None).verdict()
}

#[test]
fn a_method_is_printed_without_what_a_terminal_acts_on() {
    let har = std::fs::read_to_string(fixture("flows/completed.har")).unwrap();
    for method in ["\u{1b}[2J", "\u{1b}c", "\u{202e}GET", "G\u{200b}T"] {
        let mut document: serde_json::Value = serde_json::from_str(&har).unwrap();
        for entry in document["log"]["entries"].as_array_mut().unwrap() {
            if entry["request"]["method"] == "GET" {
                entry["request"]["method"] = method.into();
            }
        }
        let recording = Recording::read(document.to_string().as_bytes(), &Limits::default()).unwrap();
        let flow = Validator::builder().inspector().flow(&recording, InResponseTo::Unchecked, None);
        let options = samlens::inspect::HumanOptions::default();
        for text in [flow.to_brief(&options), flow.to_human(&options)] {
            let hostile = ['\u{1b}', '\u{202e}', '\u{200b}'];
            assert!(!text.contains(hostile), "{text:?}");
        }
    }
}

#[test]
fn a_cookie_for_a_public_suffix_is_to_leave_out_its_domain() {
    let har = std::fs::read(fixture("flows/public-suffix.har")).unwrap();
    let recording = Recording::read(&har, &Limits::default()).unwrap();
    let flow = Validator::builder().inspector().flow(&recording, InResponseTo::Unchecked, None);
    let brief = flow.to_brief(&samlens::inspect::HumanOptions::default());
    let words = brief.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("fix service: leave out the cookie's Domain"), "{brief}");
}

#[test]
fn one_round_is_counted_as_one() {
    let rounds = |name: &str| {
        let har = std::fs::read(fixture(name)).unwrap();
        let recording = Recording::read(&har, &Limits::default()).unwrap();
        let flow = Validator::builder().inspector().flow(&recording, InResponseTo::Unchecked, None);
        let html = flow.to_html();
        (flow.rounds(), html.contains(" round</li>"), html.contains(" rounds</li>"))
    };
    assert_eq!(rounds("recordings/request-lax.har"), (1, true, false));
    assert_eq!(rounds("flows/session-strict.har"), (2, false, true));
}
