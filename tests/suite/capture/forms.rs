//! What a person pastes is recognised without a flag.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samlens::inspect::{Binding, Capture, CaptureForm, Captured, Decoding, RepairKind};
use samlens::{Code, Limits};
use std::io::Write;

/// Encodes with `+`, `/` and `=` all present.
const XML: &str = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r1\">\
    <a>\u{fb}\u{ff}\u{ff}~~~???>>></a></samlp:Response>";
const REQUEST: &str = "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_q1\"/>";

fn encoded(xml: &str) -> String {
    STANDARD.encode(xml)
}

fn deflated(xml: &str) -> String {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(xml.as_bytes()).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

fn percent(text: &str) -> String {
    text.replace('%', "%25").replace('+', "%2B").replace('/', "%2F").replace('=', "%3D").replace('\n', "%0A")
}

fn capture(text: &str) -> Capture {
    Capture::read(text.as_bytes(), &Limits::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn only(text: &str) -> Captured {
    let capture = capture(text);
    assert_eq!(capture.messages().len(), 1);
    capture.messages()[0].clone()
}

#[test]
fn the_sample_encodes_with_every_special_character() {
    let text = encoded(XML);
    assert!(text.contains('+') && text.contains('/') && text.ends_with('='), "{text}");
}

#[test]
fn xml_is_left_as_it_is() {
    let message = only(XML);
    assert_eq!(message.form(), CaptureForm::Xml);
    assert_eq!(message.xml(), XML);
    assert!(message.steps().is_empty() && message.repairs().is_empty() && message.findings().is_empty());
    assert_eq!(message.recognised(), format!("XML ({} bytes)", XML.len()));
}

#[test]
fn xml_with_quotes_and_odd_characters_inside_is_left_as_it_is() {
    let xml = "<a b=\"\u{201c}x\u{201d}\">\u{200b}%41 &#43; \\u002b\r\n</a>";
    assert_eq!(only(xml).xml(), xml);
}

#[test]
fn base64() {
    let message = only(&encoded(XML));
    assert_eq!(message.form(), CaptureForm::Base64);
    assert_eq!(message.steps(), [Decoding::Base64]);
    assert!(message.repairs().is_empty());
    assert_eq!(message.xml(), XML);
    assert_eq!(message.binding(), Binding::Unknown);
    assert_eq!(message.recognised(), format!("base64, XML ({} bytes)", XML.len()));
}

/// What a database prints of a binary column (`\x…`, `0x…`), and a packet analyzer of a field.
#[test]
fn hexadecimal_digits() {
    for octets in [XML.to_owned(), encoded(XML), deflated(XML)] {
        let hex: String = octets.bytes().map(|octet| format!("{octet:02x}")).collect();
        let wrapped = format!("{}\n{}", &hex[..60], &hex[60..]);
        for text in [hex.clone(), hex.to_uppercase(), format!("\\x{hex}"), format!("0x{hex}\n"), wrapped] {
            let message = only(&text);
            assert_eq!(message.xml(), XML, "{text}");
            assert_eq!(message.steps()[0], Decoding::Hexadecimal);
        }
    }
    let digits = "0123456789abcdef".repeat(8);
    assert!(Capture::read(digits.as_bytes(), &Limits::default()).is_err());
}

#[test]
fn a_percent_encoded_value() {
    let message = only(&percent(&encoded(XML)));
    assert_eq!(message.form(), CaptureForm::PercentEncoded);
    assert_eq!(message.steps(), [Decoding::PercentDecoding, Decoding::Base64]);
    assert_eq!(message.xml(), XML);
    assert!(message.findings().is_empty());
}

#[test]
fn a_form_body() {
    let message = only(&format!("SAMLResponse={}&RelayState=https%3A%2F%2Fsp%2Fx+y", percent(&encoded(XML))));
    assert_eq!(message.form(), CaptureForm::FormBody);
    assert_eq!(message.steps(), [Decoding::PercentDecoding, Decoding::Base64]);
    assert_eq!(message.binding(), Binding::Post);
    assert_eq!(message.parameter(), Some("SAMLResponse"));
    assert_eq!(message.relay_state(), Some("https://sp/x y"));
    assert_eq!(message.xml(), XML);
    assert_eq!(
        message.recognised(),
        format!("form body, percent-decoded, base64, XML ({} bytes)", XML.len())
    );
}

#[test]
fn a_form_body_in_another_order_with_other_parameters() {
    let message = only(&format!("wa=1&RelayState=abc&_x=&SAMLResponse={}&z=2", percent(&encoded(XML))));
    assert_eq!((message.xml(), message.relay_state()), (XML, Some("abc")));
}

#[test]
fn a_form_body_that_was_copied_decoded() {
    let message = only(&format!("SAMLResponse={}&RelayState=abc", encoded(XML)));
    assert_eq!((message.xml(), message.relay_state()), (XML, Some("abc")));
    assert!(message.findings().is_empty(), "{:?}", message.findings());
}

#[test]
fn a_form_body_that_is_percent_encoded_as_a_whole() {
    let body = format!("SAMLResponse={}&RelayState=abc", percent(&encoded(XML))).replace('%', "%25");
    let message = only(&body.replace('=', "%3D").replace('&', "%26"));
    assert_eq!(message.form(), CaptureForm::FormBody);
    assert_eq!(message.xml(), XML);
}

#[test]
fn the_form_view_of_developer_tools() {
    for text in [
        format!("SAMLResponse: {}\nRelayState: abc", encoded(XML)),
        format!("RelayState: abc\nSAMLResponse: {}\n", encoded(XML)),
        format!("SAMLResponse\t\"{}\"\nRelayState\t\"abc\"", encoded(XML)),
        format!("Form Data\nSAMLResponse:\n{}\nRelayState: abc", encoded(XML)),
        format!("SAMLResponse: {}\r\nRelayState: abc\r\n", percent(&encoded(XML))),
    ] {
        let message = only(&text);
        assert_eq!(message.form(), CaptureForm::FormBody, "{text}");
        assert_eq!((message.xml(), message.relay_state()), (XML, Some("abc")), "{text}");
        assert!(message.findings().is_empty(), "{text} {:?}", message.findings());
    }
}

#[test]
fn a_log_line() {
    let text =
        format!("2026-01-15T10:00:00Z INFO sso: got SAMLResponse={} from=10.0.0.1 status=200", encoded(XML));
    assert_eq!(only(&text).xml(), XML);
    let text = format!("WARN response was {XML}, so refused");
    assert_eq!(only(&text).xml(), XML);
}

#[test]
fn a_redirect_url() {
    let query = format!("SAMLResponse={}&RelayState=abc&SigAlg=x&Signature=y", percent(&deflated(XML)));
    let message = only(&format!("https://sp.example/acs?{query}#top"));
    assert_eq!(message.form(), CaptureForm::Url);
    assert_eq!(message.steps(), [Decoding::PercentDecoding, Decoding::Base64, Decoding::Inflate]);
    assert_eq!(message.binding(), Binding::Redirect);
    assert_eq!(message.query(), Some(query.as_str()));
    assert_eq!(message.posted_to(), Some("https://sp.example/acs"));
    assert_eq!(message.relay_state(), Some("abc"));
    assert_eq!(message.xml(), XML);
    assert!(message.findings().is_empty());
}

#[test]
fn a_request_in_a_url_among_text() {
    let text =
        format!("Location: https://idp.example/sso?x=1&SAMLRequest={}\nDate: x", percent(&deflated(REQUEST)));
    let message = only(&text);
    assert_eq!((message.parameter(), message.xml()), (Some("SAMLRequest"), REQUEST));
    assert_eq!(message.posted_to(), Some("https://idp.example/sso"));
}

#[test]
fn a_url_whose_value_is_not_compressed() {
    let message = only(&format!("https://sp.example/acs?SAMLResponse={}", percent(&encoded(XML))));
    assert_eq!(message.xml(), XML);
    assert_eq!(message.findings()[0].code(), Code::WrongBinding);
    assert_eq!(
        message.findings()[0].message(),
        "the value came in a query and is not compressed, but HTTP-Redirect requires raw DEFLATE"
    );
}

#[test]
fn a_deflated_value_on_its_own_is_redirect() {
    let message = only(&deflated(XML));
    assert_eq!((message.form(), message.binding()), (CaptureForm::Base64, Binding::Redirect));
    assert_eq!(message.steps(), [Decoding::Base64, Decoding::Inflate]);
    assert!(message.findings().is_empty());
}

#[test]
fn a_raw_http_request() {
    let body = percent(&encoded(XML));
    let text = format!("POST /acs?connection=JQ1 HTTP/1.1\r\nHost: sp.example\r\n\r\nSAMLResponse={body}");
    let message = only(&text);
    assert_eq!(message.posted_to(), Some("https://sp.example/acs?connection=JQ1"));
    assert_eq!((message.binding(), message.xml()), (Binding::Post, XML));
    let text = format!("GET /acs?SAMLResponse={} HTTP/1.1\nHost: sp.example\n", percent(&deflated(XML)));
    let message = only(&text);
    assert_eq!(message.posted_to(), Some("https://sp.example/acs"));
    assert_eq!((message.binding(), message.xml()), (Binding::Redirect, XML));
}

#[test]
fn json_at_any_depth() {
    for text in [
        format!(r#"{{"SAMLResponse":"{}","RelayState":"abc"}}"#, encoded(XML)),
        format!(r#"[1,{{"a":{{"body":{{"RelayState":"abc","samlResponse":"{}"}}}}}}]"#, encoded(XML)),
        format!(r#"{{"a":{{"saml_response":["{}"],"RelayState":["abc"]}}}}"#, encoded(XML)),
        format!(r#"{{"body":"SAMLResponse={}&RelayState=abc"}}"#, percent(&encoded(XML))),
        format!(
            r#"{{"SAMLResponse":"{}","RelayState":"abc"}}"#,
            encoded(XML).replace('/', "\\/").replace('+', "\\u002b")
        ),
    ] {
        let message = only(&text);
        assert_eq!(message.form(), CaptureForm::Json, "{text}");
        assert_eq!((message.xml(), message.relay_state()), (XML, Some("abc")), "{text}");
        assert!(message.findings().is_empty(), "{text} {:?}", message.findings());
    }
}

#[test]
fn json_in_which_nothing_names_the_message() {
    let body = STANDARD.encode(format!("SAMLResponse={}", percent(&encoded(XML))));
    for text in [
        format!(r#"{{"version":"2.0","isBase64Encoded":true,"body":"{body}"}}"#),
        format!(r#"{{"assertion":"{}"}}"#, encoded(XML)),
        format!(r#"{{"xml":{}}}"#, serde_json::Value::from(XML)),
        format!(r#"{{"params":[{{"name":"SAMLResponse","value":"{}"}}]}}"#, encoded(XML)),
    ] {
        assert_eq!(only(&text).xml(), XML, "{text}");
    }
}

#[test]
fn a_json_string() {
    let message = only(&serde_json::Value::from(XML).to_string());
    assert_eq!((message.form(), message.xml()), (CaptureForm::Json, XML));
    assert_eq!(message.steps(), [Decoding::JsonString]);
    let inner = format!(r#"{{"SAMLResponse":"{}"}}"#, encoded(XML));
    assert_eq!(only(&serde_json::Value::from(inner).to_string()).xml(), XML);
}

#[test]
fn broken_json_is_still_searched() {
    let text = format!(r#"{{"a": x, "SAMLResponse": "{}", "RelayState": "abc", …"#, encoded(XML));
    let message = only(&text);
    assert_eq!((message.xml(), message.relay_state()), (XML, Some("abc")));
}

#[test]
fn a_fetch_call() {
    let text = format!(
        "fetch(\"https://sp.example/acs\", {{\n  \"body\": \"SAMLResponse={}&RelayState=abc\",\n  \"method\": \"POST\"\n}});",
        percent(&encoded(XML))
    );
    let message = only(&text);
    assert_eq!((message.xml(), message.relay_state()), (XML, Some("abc")));
}

#[test]
fn an_auto_submit_page() {
    let value = encoded(XML).replace('+', "&#43;").replace('=', "&#x3D;");
    let unquoted = encoded(XML).replace('=', "&#61;");
    for page in [
        format!(
            "<html><body onload='document.forms[0].submit()'><form method=\"post\" action=\"https://sp.example/acs?a=1&amp;b=2\">\
             <input type=\"hidden\" name=\"RelayState\" value=\"a&amp;b\"/><input type=\"hidden\" name=\"SAMLResponse\" value=\"{value}\"/></form></body></html>"
        ),
        format!(
            "<!DOCTYPE html>\n<!-- <input name=SAMLResponse value=x> --><form ACTION='https://sp.example/acs?a=1&b=2'>\
             <INPUT VALUE='{value}' NAME='SAMLResponse'><input value='a&amp;b' name='RelayState'></form>"
        ),
        format!(
            "<form action=https://sp.example/acs?a=1&b=2><script>if (a<b) x=\"</s\"</script>\
             <input name=SAMLResponse type=hidden value={unquoted}><input name=RelayState value=a&b></form>"
        ),
    ] {
        let message = only(&page);
        assert_eq!(message.form(), CaptureForm::Html, "{page}");
        assert_eq!(message.steps(), [Decoding::HtmlEntities, Decoding::Base64], "{page}");
        assert_eq!((message.xml(), message.relay_state()), (XML, Some("a&b")), "{page}");
        assert_eq!(message.posted_to(), Some("https://sp.example/acs?a=1&b=2"), "{page}");
        assert_eq!(message.binding(), Binding::Post);
        assert!(message.repairs().is_empty() && message.findings().is_empty(), "{page}");
    }
}

#[test]
fn a_curl_command() {
    let value = percent(&encoded(XML));
    let raw = encoded(XML);
    let windows = value.replace('%', "^%^");
    for command in [
        format!(
            "curl 'https://sp.example/acs' \\\n  -H 'content-type: a' \\\n  --data-raw 'SAMLResponse={value}&RelayState=abc' \\\n  --compressed"
        ),
        format!("curl https://sp.example/acs -d \"RelayState=abc\" -d \"SAMLResponse={value}\""),
        format!("$ curl --url https://sp.example/acs -X POST --data=SAMLResponse={value}\\&RelayState=abc"),
        format!("curl 'https://sp.example/acs' --data-binary $'SAMLResponse={value}\\u0026RelayState=abc'"),
        format!(
            "curl -b 'a=b' --data-urlencode 'SAMLResponse={raw}' --data-urlencode 'RelayState=abc' https://sp.example/acs"
        ),
        format!("curl -F 'SAMLResponse={raw}' --form RelayState=abc https://sp.example/acs"),
        format!(
            "curl ^\"https://sp.example/acs^\" ^\r\n  -H ^\"a: b^\" ^\r\n  --data-raw ^\"SAMLResponse={windows}^&RelayState=abc^\""
        ),
        format!("curl.exe -dSAMLResponse={value} -dRelayState=abc https://sp.example/acs"),
    ] {
        let message = only(&command);
        assert_eq!(message.form(), CaptureForm::Curl, "{command}");
        assert_eq!((message.xml(), message.relay_state()), (XML, Some("abc")), "{command}");
        assert_eq!(message.posted_to(), Some("https://sp.example/acs"), "{command}");
        assert_eq!(message.binding(), Binding::Post, "{command}");
        assert_eq!(message.steps()[0], Decoding::ShellQuoting);
        assert!(message.findings().is_empty(), "{command} {:?}", message.findings());
    }
}

#[test]
fn a_curl_command_of_a_redirect() {
    let query = format!("SAMLRequest={}&RelayState=abc", percent(&deflated(REQUEST)));
    let message =
        only(&format!("curl 'https://idp.example/sso?{query}' -H 'Referer: https://sp/?SAMLRequest=x'"));
    assert_eq!((message.form(), message.binding()), (CaptureForm::Curl, Binding::Redirect));
    assert_eq!((message.xml(), message.query()), (REQUEST, Some(query.as_str())));
    assert_eq!(message.posted_to(), Some("https://idp.example/sso"));
}

#[test]
fn a_ws_federation_result_is_delivered_for_naming() {
    let token = "<t:RequestSecurityTokenResponse xmlns:t=\"x\"></t:RequestSecurityTokenResponse>";
    let body = format!(
        "wa=wsignin1.0&wresult={}",
        token.replace('<', "%3C").replace('>', "%3E").replace('"', "%22").replace(' ', "+")
    );
    let message = only(&body);
    assert_eq!((message.parameter(), message.xml()), (Some("wresult"), token));
    assert!(message.findings().is_empty());
}

#[test]
fn debug_shows_nothing_of_the_message() {
    let message = only(&format!("SAMLResponse={}&RelayState=secret-state", encoded(XML)));
    let shown = format!("{message:?}");
    assert!(!shown.contains("secret") && !shown.contains("_r1"), "{shown}");
}

#[test]
fn repairs_have_names_for_scripts() {
    assert_eq!(RepairKind::TrailingText.as_str(), "trailing-text");
    assert_eq!(RepairKind::LineNumbers.as_str(), "line-numbers");
}
