//! A message is found in what logs, debuggers, mail and chat put around it.
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use samlens::inspect::{Binding, Capture, Captured, RepairKind};
use samlens::{Code, Limits, Severity};
use std::io::Write;

const XML: &str = "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r1\">\n  \
    <a>\u{fb}\u{ff}~~~???>>></a>\n  <b c=\"d\">and so on, so that the value is longer than a line</b>\n</samlp:Response>";
const REQUEST: &str = "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_q1\" \
    Version=\"2.0\" IssueInstant=\"2026-01-15T10:00:00Z\" Destination=\"https://idp.example.org/sso\"/>";

fn value() -> String {
    STANDARD.encode(XML)
}

fn deflated(xml: &str) -> String {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(xml.as_bytes()).unwrap();
    STANDARD.encode(encoder.finish().unwrap())
}

fn percent(text: &str) -> String {
    text.replace('%', "%25").replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

fn wrapped(text: &str, width: usize, separator: &str) -> String {
    let lines: Vec<&str> =
        text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join(separator)
}

fn read(text: &str) -> Vec<Captured> {
    Capture::read(text.as_bytes(), &Limits::default())
        .unwrap_or_else(|error| panic!("{error} in {text}"))
        .messages()
        .to_vec()
}

#[track_caller]
fn found(text: &str) {
    let messages = read(text);
    assert_eq!(messages.len(), 1, "{text}");
    assert_eq!(messages[0].xml(), XML, "{text}");
}

#[test]
fn the_output_of_debuggers() {
    let value = value();
    for text in [
        format!("<QueryDict: {{'SAMLResponse': ['{value}'], 'RelayState': ['https://sp/']}}>"),
        format!("ImmutableMultiDict([('SAMLResponse', '{value}'), ('RelayState', 'x')])"),
        format!("post_data: {{u'RelayState': u'x', u'SAMLResponse': u'{value}'}}"),
        format!("{{b'SAMLResponse': [b'{value}']}}"),
        format!("map[RelayState:[x] SAMLResponse:[{value}]]"),
        format!("url.Values{{\"RelayState\":[]string{{\"x\"}}, \"SAMLResponse\":[]string{{\"{value}\"}}}}"),
        format!(
            "#<ActionController::Parameters {{\"SAMLResponse\"=>\"{value}\", \"RelayState\"=>\"x\"}} permitted: false>"
        ),
        format!("  Parameters: {{:RelayState=>\"x\", :SAMLResponse=>\"{value}\"}}"),
        format!("Array\n(\n    [SAMLResponse] => {value}\n    [RelayState] => x\n)\n"),
        format!(
            "array(2) {{\n  [\"SAMLResponse\"]=>\n  string({}) \"{value}\"\n  [\"RelayState\"]=>\n  string(1) \"x\"\n}}",
            value.len()
        ),
        format!("array (\n  'SAMLResponse' => '{value}',\n  'RelayState' => 'x',\n)"),
        format!("array:2 [\n  \"SAMLResponse\" => array:1 [\n    0 => \"{value}\"\n  ]\n]"),
        format!("params={{SAMLResponse=[{value}], RelayState=[x]}}"),
        format!("{{SAMLResponse={value}, RelayState=x}}"),
        format!("{{[SAMLResponse, {value}]}}"),
        format!("Form: {{[SAMLResponse, {{{value}}}]}}, {{[RelayState, {{x}}]}}"),
        format!("NameValueCollection: SAMLResponse={value}&RelayState=x"),
        format!("%{{\"RelayState\" => \"x\", \"SAMLResponse\" => \"{value}\"}}"),
        format!("[{{<<\"SAMLResponse\">>,<<\"{value}\">>}},{{<<\"RelayState\">>,<<\"x\">>}}]"),
        format!("[Object: null prototype] {{\n  SAMLResponse: '{value}',\n  RelayState: 'x'\n}}"),
        format!(
            "--x1\r\nContent-Disposition: form-data; name=\"SAMLResponse\"\r\n\r\n{value}\r\n--x1\r\nContent-Disposition: form-data; name=\"RelayState\"\r\n\r\nx\r\n--x1--"
        ),
    ] {
        found(&text);
    }
}

#[test]
fn values_that_nothing_names() {
    let value = value();
    for text in [
        format!("2026-01-15 10:00:00,123 DEBUG o.s.s.saml2 - decoding {value} from 10.0.0.1"),
        format!("Hello, this is what we get:\n\n```\n{value}\n```\n\nWhat is wrong?"),
        format!("Hello\n~~~text\n{}\n~~~\nthanks", wrapped(&value, 76, "\n")),
        format!("[10:02] Mika: {value}"),
        format!("see {} here", percent(&value)),
        format!("saml_payload=\"{}\" level=error", value.replace('/', "\\/")),
        format!("<134>Jan 15 10:00:00 sso app: {value}"),
    ] {
        found(&text);
    }
    let text = format!("2026-01-15 DEBUG redirecting with {} now", deflated(REQUEST));
    let messages = read(&text);
    assert_eq!((messages.len(), messages[0].xml()), (1, REQUEST));
}

#[test]
fn xml_as_strings_print_it() {
    let json = serde_json::Value::from(XML).to_string();
    let twice = serde_json::json!({ "msg": format!("got {json}") }).to_string();
    let go = json.replace('<', "\\u003c").replace('>', "\\u003e");
    let repr = XML.replace('\n', "\\n");
    for text in [
        format!(
            "#<OneLogin::RubySaml::Response:0x007f @errors=[\"x\"], @response={json}, @document=<UNDEFINED> ... </>>"
        ),
        format!("2026-01-15 INFO {{\"level\":\"debug\",\"saml\":{json},\"status\":\"<none>\"}}"),
        format!("2026-01-15 INFO {twice} done"),
        twice.clone(),
        format!("time=2026-01-15 level=debug body={go} status=200"),
        format!("DEBUG response: '{repr}' (200)"),
        format!("DEBUG <html>{}</html>", XML.replace('<', "&lt;").replace('>', "&gt;")),
        format!("RESPONSE: ===\n{XML}\n=== NOW: 2026\nERROR: a -> b <x>"),
        format!("{XML}\n2026-01-15 INFO done"),
    ] {
        found(&text);
    }
    let octets = XML.replace('\n', "\\n").replace('\u{fb}', "\\xc3\\xbb").replace('\u{ff}', "\\xc3\\xbf");
    found(&format!("DEBUG response: b'{octets}'"));
}

#[test]
fn lines_with_a_margin() {
    let value = value();
    for separator in ["\n> ", "\n>> ", "\n> > "] {
        let margin = separator.trim_start();
        found(&format!("Mika wrote:\n{margin}SAMLResponse={}\n\nbye", wrapped(&value, 60, separator)));
        found(&format!("{margin}{}", XML.replace('\n', separator)));
    }
    let prefix = "\n2026-01-15 10:00:01.042 DEBUG [exec-12] saml: ";
    let other = "\n2026-01-15 10:00:01.050 INFO [exec-1] web: done";
    found(&format!("{}SAMLResponse={}{other}", prefix.trim_start(), wrapped(&value, 80, prefix)));
    found(&format!("{}{}{other}", prefix.trim_start(), wrapped(&value, 80, prefix)));
    found(&format!("{}{}{other}", prefix.trim_start(), XML.replace('\n', prefix)));
}

#[test]
fn what_mail_does() {
    let body = format!("SAMLResponse={}&RelayState=x", percent(&value()));
    let quoted = wrapped(&body.replace('=', "=3D"), 75, "=\r\n");
    let message = &read(&format!("Hello\r\n\r\n{quoted}\r\n\r\nbye"))[0];
    assert_eq!((message.xml(), message.relay_state()), (XML, Some("x")));
    assert!(message.repairs().iter().any(|repair| repair.kind == RepairKind::QuotedPrintable));
    let hyphens = wrapped(&value(), 50, "\u{ad}");
    let message = &read(&format!("got SAMLResponse={hyphens} from it"))[0];
    assert_eq!(message.xml(), XML);
    assert!(message.findings().iter().any(|finding| finding.code() == Code::ZeroWidth));
}

#[test]
fn a_signed_query_without_its_url() {
    let query = format!(
        "SAMLRequest={}&RelayState=a%20b&SigAlg=http%3a%2f%2fx&Signature=AAAA%3d%3d",
        percent(&deflated(REQUEST))
    );
    for text in [
        query.clone(),
        format!("?{query}"),
        format!("verifying {query} failed"),
        format!("query=\"{query}\""),
        wrapped(&query, 72, "\n"),
        wrapped(&format!("https://idp.example.org/sso?{query}"), 72, "\r\n"),
    ] {
        let message = &read(&text)[0];
        assert_eq!((message.xml(), message.query()), (REQUEST, Some(query.as_str())), "{text}");
        assert_eq!((message.binding(), message.relay_state()), (Binding::Redirect, Some("a b")), "{text}");
    }
    let posted = format!("SAMLResponse={}&SigAlg=x&Signature=AAAA", percent(&value()));
    assert_eq!(read(&posted)[0].binding(), Binding::Post);
}

#[test]
fn each_message_is_listed_and_the_response_is_chosen() {
    let text = format!(
        "10:00 GET https://idp.example.org/sso?SAMLRequest={}\n10:01 got {} then\n10:02 {REQUEST} again",
        percent(&deflated(REQUEST)),
        value()
    );
    let capture = Capture::read(text.as_bytes(), &Limits::default()).unwrap();
    let xml: Vec<&str> = capture.messages().iter().map(Captured::xml).collect();
    assert_eq!(xml, [REQUEST, XML, REQUEST]);
    assert_eq!(capture.chosen(None).unwrap().position(), (2, 3));
    let text = format!("ERROR processing SAMLResponse: signature invalid\n{XML}\n");
    found(&text);
}

#[test]
fn white_space_before_the_declaration_inside_the_base64_is_an_error() {
    let xml = format!("<?xml version=\"1.0\"?>{XML}");
    let message = &read(&STANDARD.encode(format!("\r\n{xml}")))[0];
    assert_eq!(message.xml(), xml);
    assert_eq!(message.findings()[0].code(), Code::XmlMalformed);
    assert_eq!(message.findings()[0].severity(), Severity::Error);
    for text in [format!("\r\n{xml}"), STANDARD.encode(&xml), STANDARD.encode(format!("\n{XML}"))] {
        assert!(read(&text)[0].findings().is_empty(), "{text}");
    }
}

#[test]
fn the_limit_of_the_tool_that_cut_the_value_is_named() {
    let long = STANDARD.encode(format!("<a><b>{}</b><c>", "x".repeat(40_000)));
    for (size, words) in [
        (4_095, "terminal"),
        (8_190, "Apache"),
        (2_048, "2 KiB"),
        (16_384, "container"),
        (32_767, "spreadsheet"),
    ] {
        let error = Capture::read(&long.as_bytes()[..size], &Limits::default()).unwrap_err();
        assert_eq!(error.finding().code(), Code::Truncated);
        assert!(error.finding().actual().is_some_and(|actual| actual.contains(words)), "{size} {error:?}");
    }
    let error = Capture::read(&long.as_bytes()[..5_000], &Limits::default()).unwrap_err();
    assert_eq!(error.finding().actual(), None);
}

#[test]
fn prose_has_no_message() {
    for text in [
        "The SAMLResponse was invalid, see the log: nothing was there.",
        "We set SAMLRequest and RelayState (https://sp.example.org/) in the form.",
        "commit 4b825dc642cb6eb9a060e54bf8d69288fbee49044b825dc642cb6eb9a060e54bf8d6928 is broken",
    ] {
        assert!(Capture::read(text.as_bytes(), &Limits::default()).is_err(), "{text}");
    }
}

#[test]
fn pieces_of_source_code() {
    let value = value();
    let joined =
        |before: &str, between: &str, after: &str| format!("{before}{}{after}", wrapped(&value, 40, between));
    found(&joined("String r = \"", "\" +\n    \"", "\";"));
    found(&joined("r = ('", "'\n     '", "')"));
    found(&joined("r = \"", "\" & _\n    \"", "\""));
    found(&joined("{ SAMLResponse:\n   '", "' +\n     '", "' }"));
    // Two values of a list are no pieces of one.
    let list = format!("[\"{value}\",\n \"{value}\"]");
    assert_eq!(read(&list).len(), 2);
}

#[test]
fn xml_in_lines_of_one_width_or_quoted_printable() {
    let narrow = XML.replace('\n', " ");
    let read_back = |text: &str| read(text)[0].xml().to_owned();
    assert_eq!(
        read_back(&wrapped(&narrow.replace("\u{fb}\u{ff}", "xy"), 50, "\n")),
        narrow.replace("\u{fb}\u{ff}", "xy")
    );
    assert_eq!(read_back(&narrow.replace('=', "=3D")), narrow);
    // A line of another width is a line break of the message.
    assert_eq!(read_back(XML), XML);
}

#[test]
fn quote_marks_that_were_escaped() {
    found(&format!("&gt; {}", wrapped(&value(), 60, "\n&gt; ")));
}

#[test]
fn lines_that_an_editor_or_a_difference_numbered_and_marked() {
    let lines = wrapped(&value(), 40, "\n");
    let marked = |mark: fn(usize) -> String| {
        let lines = lines.lines().enumerate().map(|(at, line)| format!("{}{line}", mark(at + 1)));
        lines.collect::<Vec<String>>().join("\n")
    };
    for text in [
        marked(|n| format!("{n:6}\t")),
        marked(|n| format!("{n:4}  ")),
        marked(|n| format!("{n}: ")),
        marked(|n| format!("{n}:")),
        marked(|n| format!("{n:3} | ")),
        marked(|_| "+".to_owned()),
        marked(|_| "+ ".to_owned()),
        marked(|_| "| ".to_owned()),
        marked(|_| "# ".to_owned()),
        marked(|_| " * ".to_owned()),
        marked(|_| "// ".to_owned()),
        marked(|_| "\u{2502} ".to_owned()),
    ] {
        found(&text);
    }
    // The indentation of XML stays.
    let xml: Vec<String> = XML.lines().enumerate().map(|(at, line)| format!("{}: {line}", at + 1)).collect();
    found(&xml.join("\n"));
}

#[test]
fn rules_and_breaks_around_a_value() {
    let lines = wrapped(&value(), 40, "\n");
    for text in [
        format!("----------\n{lines}\n----------"),
        format!("=== RESPONSE ===\n{lines}\n=== END ==="),
        format!("-----BEGIN SAML RESPONSE-----\n{lines}\n-----END SAML RESPONSE-----"),
        format!("| {} |", value()),
        format!("={}", value()),
        lines.replace('\n', "<br>"),
        lines.replace('\n', "<br />\n"),
        format!("<!-- {} -->", value()),
        format!("<!--\n{XML}\n-->"),
        format!("<![CDATA[{XML}]]>"),
        format!("<![CDATA[{}]]>", value()),
    ] {
        found(&text);
    }
}

#[test]
fn messages_inside_other_xml() {
    let escaped = XML.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let request =
        format!("POST /acs HTTP/1.1\r\nHost: sp.example.org\r\n\r\nSAMLResponse={}", percent(&value()));
    for text in [
        format!("<log><entry><![CDATA[{XML}]]></entry></log>"),
        format!("<?xml version=\"1.0\"?>\n<Event><EventData><Data>{escaped}</Data></EventData></Event>"),
        format!("<log><SAMLResponse>{}</SAMLResponse></log>", value()),
        format!("<Trace><Body>SAMLResponse={}&amp;RelayState=x</Body></Trace>", percent(&value())),
        format!("<items><item><request base64=\"false\"><![CDATA[{request}]]></request></item></items>"),
        format!(
            "<?xml version=\"1.0\"?>\n<items><item><request base64=\"true\"><![CDATA[{}]]></request></item></items>",
            STANDARD.encode(&request)
        ),
    ] {
        found(&text);
    }
}

#[test]
fn an_assertion_that_is_a_child_of_another_document_is_no_message_inside() {
    let token = "<t:RequestSecurityTokenResponse xmlns:t=\"http://schemas.xmlsoap.org/ws/2005/02/trust\">\
        <saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/></t:RequestSecurityTokenResponse>";
    match Capture::read(token.as_bytes(), &Limits::default()) {
        Ok(capture) => {
            assert!(capture.messages()[0].xml().starts_with("<t:"), "{}", capture.messages()[0].xml())
        }
        Err(error) => assert_eq!(error.finding().code(), Code::NotAResponse),
    }
}

#[test]
fn xml_as_strings_tables_and_documents_write_it() {
    let escaped = XML.replace('\n', "\\n");
    for text in [
        format!("'{escaped}'"),
        format!("2026-01-15 10:00:00 DEBUG decoder : message {escaped}"),
        format!("{{'saml': '{escaped}'}}"),
        format!("time,xml\n1,\"{}\"\n", XML.replace('"', "\"\"")),
    ] {
        found(&text);
    }
    let curled = XML.replace("=\"", "=\u{201c}").replace("\">", "\u{201d}>").replace("\" ", "\u{201d} ");
    found(&curled);
    let repairs = read(&curled)[0].repairs().to_vec();
    assert_eq!(repairs.iter().map(|repair| repair.kind).collect::<Vec<_>>(), [RepairKind::SmartQuotes]);
}

#[test]
fn a_value_whose_plus_signs_are_spaces_is_one_value() {
    // Pieces between the spaces begin as a message does.
    let long = XML.replace("<a>", &"<a>\u{fb}\u{ff}~~~???>>></a><a>".repeat(40));
    let value = STANDARD.encode(&long);
    assert!(value.matches('+').count() > 20, "{value}");
    for text in [value.replace('+', " "), value.replace('+', "%20"), value.replace('=', "%3D")] {
        let messages = read(&text);
        assert_eq!(messages.len(), 1, "{text}");
        assert_eq!(messages[0].xml(), long);
    }
    let padded = STANDARD.encode(format!("{XML}\n"));
    assert!(padded.ends_with('='));
    let two = format!("{padded}\n{}", STANDARD.encode(REQUEST));
    assert_eq!(read(&two).len(), 2);
}
