//! HAR files and SAML-tracer exports: each message in order, the last response judged by default.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samlens::inspect::{Binding, Capture, CaptureForm, Unreadable};
use samlens::{Code, Limits, Severity};
use serde_json::{Value, json};
use std::io::Write;

fn response(id: &str) -> String {
    format!(
        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{id}\">>>></samlp:Response>"
    )
}

fn request(id: &str) -> String {
    format!("<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"{id}\"/>")
}

fn posted(xml: &str) -> String {
    percent(&STANDARD.encode(xml))
}

fn redirected(xml: &str) -> String {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(xml.as_bytes()).unwrap();
    percent(&STANDARD.encode(encoder.finish().unwrap()))
}

fn percent(text: &str) -> String {
    text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

fn read(document: &Value) -> Result<Capture, Box<Unreadable>> {
    Capture::read(document.to_string().as_bytes(), &Limits::default())
}

fn har(entries: &[Value]) -> Value {
    json!({ "log": { "version": "1.2", "creator": { "name": "x" }, "entries": entries } })
}

fn get(url: &str, at: &str) -> Value {
    json!({ "startedDateTime": at, "request": { "method": "GET", "url": url }, "response": { "status": 200 } })
}

fn post(url: &str, at: &str, body: &str) -> Value {
    json!({ "startedDateTime": at, "request": { "method": "POST", "url": url, "postData":
        { "mimeType": "application/x-www-form-urlencoded", "text": body } }, "response": { "status": 302 } })
}

fn page(html: &str) -> Value {
    json!({ "startedDateTime": "2026-01-15T10:00:30Z", "request": { "method": "GET", "url": "https://idp.example/" },
        "response": { "status": 200, "content": { "mimeType": "text/html", "text": html } } })
}

#[test]
fn a_har_lists_each_message_and_judges_the_last_response() {
    let capture = read(&har(&[
        get("https://sp.example/", "2026-01-15T10:00:00Z"),
        get(
            &format!("https://idp.example/sso?SAMLRequest={}&RelayState=s1", redirected(&request("_q1"))),
            "2026-01-15T10:00:01Z",
        ),
        post(
            "https://sp.example/acs",
            "2026-01-15T12:00:59.500+02:00",
            &format!("SAMLResponse={}&RelayState=s1", posted(&response("_r1"))),
        ),
        post(
            "https://sp.example/acs",
            "2026-01-15T10:01:30Z",
            &format!("SAMLResponse={}", posted(&response("_r2"))),
        ),
        get(
            &format!("https://idp.example/sso?SAMLRequest={}", redirected(&request("_q2"))),
            "2026-01-15T10:01:31Z",
        ),
    ]))
    .unwrap();
    let kinds: Vec<_> = capture.messages().iter().map(|m| (m.parameter().unwrap(), m.binding())).collect();
    assert_eq!(
        kinds,
        [
            ("SAMLRequest", Binding::Redirect),
            ("SAMLResponse", Binding::Post),
            ("SAMLResponse", Binding::Post),
            ("SAMLRequest", Binding::Redirect)
        ]
    );
    assert_eq!(capture.default_index(), 2);
    let chosen = capture.chosen(None).unwrap();
    assert_eq!((chosen.xml(), chosen.position()), (response("_r2").as_str(), (3, 4)));
    assert!(chosen.recognised().starts_with("HAR, message 3 of 4, percent-decoded, base64, XML ("));

    let second = capture.chosen(Some(2)).unwrap();
    assert_eq!(second.form(), CaptureForm::Har);
    assert_eq!(second.xml(), response("_r1"));
    assert_eq!(second.posted_to(), Some("https://sp.example/acs"));
    assert_eq!(second.relay_state(), Some("s1"));
    assert_eq!(second.captured_at().unwrap().to_rfc3339(), "2026-01-15T10:00:59.500+00:00");
    assert!(second.findings().is_empty());
    assert!(capture.chosen(Some(0)).is_none() && capture.chosen(Some(5)).is_none());
}

#[test]
fn a_har_with_parameters_instead_of_text() {
    let value = |value: String| {
        json!({ "startedDateTime": "2026-01-15T10:00:00Z", "request": { "method": "POST", "url": "https://sp/acs",
            "postData": { "params": [ { "name": "RelayState", "value": "a%20b" }, { "name": "SAMLResponse", "value": value } ] } } })
    };
    for value in [value(posted(&response("_r1"))), value(STANDARD.encode(response("_r1")))] {
        let capture = read(&har(&[value])).unwrap();
        let message = capture.chosen(None).unwrap();
        assert_eq!((message.xml(), message.relay_state()), (response("_r1").as_str(), Some("a b")));
        assert_eq!(message.binding(), Binding::Post);
    }
}

#[test]
fn a_page_in_a_har_counts_only_when_no_request_carries_a_response() {
    let html = format!(
        "<form action='https://sp.example/acs'><input name='SAMLResponse' value='{}'></form>",
        STANDARD.encode(response("_page"))
    );
    let body = format!("SAMLResponse={}", posted(&response("_posted")));
    let both =
        read(&har(&[page(&html), post("https://sp.example/acs", "2026-01-15T10:01:00Z", &body)])).unwrap();
    assert_eq!(both.messages().len(), 1);
    assert_eq!(both.messages()[0].xml(), response("_posted"));

    let alone = read(&har(&[page(&html)])).unwrap();
    assert_eq!(alone.messages()[0].xml(), response("_page"));
    assert_eq!(alone.messages()[0].posted_to(), Some("https://sp.example/acs"));

    let mut encoded = page("");
    encoded["response"]["content"] = json!({ "text": STANDARD.encode(&html), "encoding": "base64" });
    assert_eq!(read(&har(&[encoded])).unwrap().messages()[0].xml(), response("_page"));
}

#[test]
fn a_har_without_a_message_says_so() {
    let error = read(&har(&[get("https://sp.example/", "2026-01-15T10:00:00Z")])).unwrap_err();
    assert_eq!((error.form(), error.finding().code()), (CaptureForm::Har, Code::NotSaml));
    assert_eq!(
        error.finding().message(),
        "the HAR of 1 request contains neither SAMLResponse nor SAMLRequest"
    );
}

#[test]
fn a_broken_message_next_to_a_whole_one_is_noted() {
    let capture = read(&har(&[
        post("https://sp/acs", "2026-01-15T10:00:00Z", "SAMLResponse=PHNhbWxwOlJlc3BvbnNlPjxhPjwv"),
        post("https://sp/acs", "2026-01-15T10:01:00Z", &format!("SAMLResponse={}", posted(&response("_r2")))),
    ]))
    .unwrap();
    assert_eq!(capture.messages().len(), 1);
    let message = capture.chosen(None).unwrap();
    assert_eq!(message.position(), (2, 2));
    assert_eq!(message.findings()[0].code(), Code::Truncated);
    assert_eq!(message.findings()[0].severity(), Severity::Warning);
    assert!(
        message.findings()[0].message().starts_with("message 1 of the 2 in the capture could not be read: ")
    );
}

#[test]
fn when_only_requests_can_be_read_the_broken_response_is_the_answer() {
    let error = read(&har(&[
        get(&format!("https://idp/sso?SAMLRequest={}", redirected(&request("_q1"))), "2026-01-15T10:00:00Z"),
        post("https://sp/acs", "2026-01-15T10:01:00Z", "SAMLResponse=***"),
    ]))
    .unwrap_err();
    assert_eq!(error.finding().code(), Code::MaskedValues);
}

#[test]
fn a_har_with_too_many_messages_is_refused() {
    let entries: Vec<Value> = (0..257)
        .map(|nth| {
            let body = format!("SAMLResponse={}", posted(&response(&format!("_r{nth}"))));
            post("https://sp/acs", "2026-01-15T10:00:00Z", &body)
        })
        .collect();
    assert_eq!(read(&har(&entries[..256])).unwrap().messages().len(), 256);
    let error = read(&har(&entries)).unwrap_err();
    assert_eq!(error.finding().code(), Code::LimitExceeded);
    assert!(error.finding().message().contains("max_capture_messages"));
}

#[test]
fn a_saml_tracer_export() {
    let export = json!({ "requests": [
        { "method": "GET", "url": format!("https://idp/sso?SAMLRequest={}", redirected(&request("_q1"))),
          "requestId": "request-1", "get": [["SAMLRequest", "x"]], "requestHeaders": [], "saml": request("_q1") },
        { "method": "GET", "url": "https://idp/style.css", "requestHeaders": [] },
        { "method": "POST", "url": "https://sp/acs", "requestId": "request-2", "protocol": "SAML-P",
          "post": [["SAMLResponse", STANDARD.encode(response("_r1"))], ["RelayState", "a+b"]], "saml": response("_r1"),
          "responseHeaders": [{ "name": "Date", "value": "Thu, 15 Jan 2026 10:01:00 GMT" }] } ],
        "timestamp": "2026-01-15T11:00:00.000Z" });
    let capture = read(&export).unwrap();
    assert_eq!(capture.messages().len(), 2);
    assert_eq!(capture.messages()[0].parameter(), Some("SAMLRequest"));
    assert_eq!(capture.messages()[0].captured_at().unwrap().to_rfc3339(), "2026-01-15T11:00:00+00:00");
    let message = capture.chosen(None).unwrap();
    assert_eq!((message.form(), message.binding()), (CaptureForm::SamlTracer, Binding::Post));
    assert_eq!((message.xml(), message.relay_state()), (response("_r1").as_str(), Some("a+b")));
    assert_eq!(message.posted_to(), Some("https://sp/acs"));
    assert_eq!(message.captured_at().unwrap().to_rfc3339(), "2026-01-15T10:01:00+00:00");
}

#[test]
fn a_masked_saml_tracer_export_is_read_where_the_message_is_left_next_to_it() {
    let mut export = json!({ "requests": [ { "method": "POST", "url": "https://sp/acs",
        "post": [["SAMLResponse", "{hash:2fd4e1c67a2d28fced849ee1bb76e7391b93eb12}"]], "saml": response("_r1") } ] });
    assert_eq!(read(&export).unwrap().messages()[0].xml(), response("_r1"));
    export["requests"][0]["saml"] = Value::Null;
    assert_eq!(read(&export).unwrap_err().finding().code(), Code::MaskedValues);
}

/// The scripts in a recording's pages join strings with `+`, and are no source around the message.
#[test]
fn real_recordings_are_read_as_recordings() {
    let folder = samlens_forge::fixture("recordings");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "har") {
            continue;
        }
        let capture = Capture::read(&std::fs::read(&path).unwrap(), &Limits::default()).unwrap();
        for message in capture.messages() {
            assert_eq!(message.form(), CaptureForm::Har, "{}", path.display());
            assert_eq!(message.repairs(), [], "{}", path.display());
        }
        count += 1;
    }
    assert!(count >= 4, "{count}");
}
