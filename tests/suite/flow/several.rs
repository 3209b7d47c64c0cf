//! Several logins in one recording, and logins whose Response goes from server to server.

use samlens::inspect::{Flow, FlowVerdict, HumanOptions, Recording, StepKind};
use samlens::{InResponseTo, Limits, Validator};
use samlens_forge::fixture;
use serde_json::{Value, json};

fn entries(name: &str) -> Vec<Value> {
    let har = std::fs::read_to_string(fixture(&format!("flows/{name}.har"))).unwrap();
    let document: Value = serde_json::from_str(&har).unwrap();
    document["log"]["entries"].as_array().unwrap().clone()
}

fn explained(entries: Vec<Value>) -> Flow {
    let har = json!({ "log": { "version": "1.2", "creator": { "name": "WebInspector", "version": "537.36" }, "entries": entries } });
    let recording = Recording::read(har.to_string().as_bytes(), &Limits::default()).unwrap();
    Validator::builder().inspector().flow(&recording, InResponseTo::Unchecked, None)
}

#[test]
fn each_of_several_logins_is_named_with_its_root() {
    // Another service in the same browser, a day before.
    let har = std::fs::read_to_string(fixture("recordings/lax.har")).unwrap();
    let other: Value = serde_json::from_str(&har).unwrap();
    let mut all = other["log"]["entries"].as_array().unwrap().clone();
    for entry in &mut all {
        let at = entry["startedDateTime"].as_str().unwrap().split_once('T').unwrap().1.to_owned();
        entry["startedDateTime"] = format!("2026-01-14T{at}").into();
    }
    all.extend(entries("session-strict"));
    let flow = explained(all);
    assert_eq!(flow.verdict(), FlowVerdict::Loop);
    let json = flow.to_json();
    let logins = json["logins"].as_array().unwrap();
    assert_eq!(logins.len(), 2, "{logins:?}");
    assert_eq!((&logins[0]["verdict"], &logins[0]["root"]), (&"completed".into(), &Value::Null));
    assert_eq!((&logins[1]["verdict"], &logins[1]["root"]), (&"loop".into(), &"cookie-samesite".into()));
    assert_eq!(logins[1]["finding"]["code"], "cookie-samesite");
    let brief = flow.to_brief(&HumanOptions::default());
    assert!(brief.contains("logins to 2 services: 1 completed, 1 loop"), "{brief}");
    for login in logins {
        let service: String = login["service"].as_str().unwrap().chars().take(30).collect();
        assert!(brief.contains(&service), "{service}: {brief}");
    }
}

/// A login by artifact: request, password, artifact at the ACS, and what the service answers.
fn by_artifact(answers: &[(&str, u16, Option<&str>, &str)]) -> Flow {
    let mut all = entries("completed");
    let is_acs =
        |entry: &Value| entry["request"]["url"].as_str().is_some_and(|url| url.contains("/saml/acs"));
    let at = all.iter().position(is_acs).unwrap();
    let rest = all.split_off(at);
    for (n, (url, status, to, page)) in answers.iter().enumerate() {
        let mut entry = rest[0].clone();
        let request = entry["request"].as_object_mut().unwrap();
        request.remove("postData");
        request["method"] = "GET".into();
        request["url"] = (*url).into();
        request["queryString"] = json!([]);
        let response = entry["response"].as_object_mut().unwrap();
        response["status"] = (*status).into();
        response["redirectURL"] = to.unwrap_or_default().into();
        let headers = to.map(|to| json!([{ "name": "location", "value": to }])).unwrap_or(json!([]));
        response["headers"] = headers;
        response["content"] = json!({ "mimeType": "text/html", "text": page });
        entry["startedDateTime"] = format!("2026-01-15T10:00:{:02}.000Z", 20 + n).into();
        all.push(entry);
    }
    explained(all)
}

const ACS: &str = "https://portal.example.org/saml/acs?SAMLart=AAQAAMFbLinlXaCM%2BFIxiDwGOLAy2T71gbpO7ZhNzAgEANlB90ECfpNEVLg%3D&RelayState=portal-1";
const APP: &str = "https://portal.example.org/app";

#[test]
fn a_login_by_artifact_has_a_step_of_its_own() {
    let flow = by_artifact(&[(ACS, 302, Some(APP), ""), (APP, 200, None, "<html><h1>Welcome</h1></html>")]);
    assert_eq!(flow.verdict(), FlowVerdict::Completed, "{}", flow.to_brief(&HumanOptions::default()));
    let kinds: Vec<StepKind> = flow.steps().iter().map(|step| step.kind()).collect();
    assert!(kinds.contains(&StepKind::Artifact), "{kinds:?}");
    let brief = flow.to_brief(&HumanOptions::default());
    assert!(brief.contains("artifact") && brief.contains("from server to server"), "{brief}");
}

#[test]
fn an_artifact_that_ends_elsewhere_does_not_complete() {
    // The service refuses it, asks again, or the recording ends.
    let refused = by_artifact(&[(ACS, 500, None, "<html><title>Error</title></html>")]);
    assert_eq!(refused.verdict(), FlowVerdict::Failed);
    let ends = by_artifact(&[(ACS, 302, Some(APP), "")]);
    assert_eq!(ends.verdict(), FlowVerdict::Incomplete);
    let completed = entries("completed");
    let mut asks = completed.iter().filter_map(|entry| entry["request"]["url"].as_str());
    let sso = asks.rfind(|url| url.contains("SAMLRequest=")).unwrap().to_owned();
    let again =
        by_artifact(&[(ACS, 302, Some(&sso), ""), (&sso, 200, None, "<html><h1>Sign in</h1></html>")]);
    assert_eq!(again.verdict(), FlowVerdict::Loop, "{}", again.to_brief(&HumanOptions::default()));
}
