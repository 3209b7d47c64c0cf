//! A message is read the same out of every form of capture in which it can be pasted.

use samlens::Limits;
use samlens::inspect::Capture;
use samlens::internals::xml::Document;
use serde_json::json;

/// Panics where a form gives another message, or none.
pub fn forms(text: &str) {
    let limits = Limits::default();
    let xml = format!(
        "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r\">{text}</samlp:Response>"
    );
    if text.len() > 4_096 || Document::parse(&xml, &limits).is_err() {
        return;
    }
    let base64 = openssl::base64::encode_block(xml.as_bytes());
    let percent: String = base64
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("%{:02X}", u32::from(c)) })
        .collect();
    let body = format!("SAMLResponse={percent}&RelayState=%2Fa");
    let url = "https://sp.example.org/acs";
    let posted = |data: serde_json::Value| {
        json!({ "log": { "version": "1.2", "entries": [{
            "startedDateTime": "2026-01-15T10:00:00.000Z",
            "request": { "method": "POST", "url": url, "headers": [], "postData": data },
            "response": { "status": 200, "headers": [], "content": {} },
        }] } })
        .to_string()
    };
    let wrapped: Vec<&str> =
        base64.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    let captures = [
        ("base64", base64.clone()),
        ("base64 in lines", wrapped.join("\r\n")),
        ("form", body.clone()),
        ("curl", format!("curl '{url}' -X POST --data-raw '{body}'")),
        ("JSON", json!({ "SAMLResponse": base64, "RelayState": "/a" }).to_string()),
        ("HAR, text", posted(json!({ "mimeType": "application/x-www-form-urlencoded", "text": body }))),
        ("HAR, params", posted(json!({ "params": [{ "name": "SAMLResponse", "value": percent }] }))),
        (
            "page",
            format!(
                "<html><form action=\"{url}\" method=\"post\"><input type=\"hidden\" name=\"SAMLResponse\" value=\"{base64}\"/></form></html>"
            ),
        ),
    ];
    for (form, capture) in captures {
        match Capture::read(capture.as_bytes(), &limits) {
            Ok(read) => {
                let messages: Vec<&str> = read.messages().iter().map(|one| one.xml()).collect();
                assert_eq!(messages, [xml.as_str()], "{form}");
            }
            Err(unread) => panic!("{form}: {unread}: {xml:?}"),
        }
    }
}
