//! Redaction: the copy of every case leads with the same root code, and has none of the values. The search for them is a
//! program of its own here, which shares nothing with the one that makes the copy.

use super::fuzz::redact::{certificates, is_left, persons};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use samlens::inspect::{
    Capture, Captured, HumanOptions, NotRedacted, Redaction, Report, ReportRedaction, Verdict,
};
use samlens::{Certificate, Finding, IdentityProvider, InResponseTo, Limits, ServiceProvider, Validator};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn now() -> DateTime<Utc> {
    "2026-01-15T10:01:00Z".parse().unwrap()
}

fn judge(message: &Captured) -> Report {
    let pem = fs::read(fixtures().join("keys/idp-rsa2048.cert.pem")).unwrap();
    let provider = IdentityProvider::builder("https://idp.example.org/metadata")
        .certificate(Certificate::from_pem(&pem).unwrap())
        .build()
        .unwrap();
    let service = ServiceProvider::new("https://sp.example.org/saml/metadata")
        .with_acs("https://sp.example.org/saml/acs");
    let inspector = Validator::builder().identity_provider(provider).service_provider(service).inspector();
    inspector.inspect_captured(message).in_response_to(InResponseTo::Request("_req1")).at(now())
}

fn root(report: &Report) -> Option<String> {
    report.root().map(|root: &Finding| root.code().as_str().to_owned())
}

/// Redacts a capture and checks what must be true of every copy. None if there is no copy.
fn checked(name: &str, input: &[u8], redaction: &Redaction) -> Option<Vec<u8>> {
    let limits = Limits::default();
    let capture = Capture::read(input, &limits).ok()?;
    let message = capture.chosen(None).unwrap();
    let before = judge(message);
    let copy = match redaction.of(input, &limits, judge) {
        Ok(copy) => copy,
        Err(why) => {
            println!("{name}: {why}");
            return None;
        }
    };
    let read = Capture::read(copy.output(), &limits).unwrap();
    assert_eq!(read.chosen(None).unwrap().form(), message.form(), "{name}");
    let after = judge(read.chosen(None).unwrap());
    assert_eq!(root(&after), root(&before), "{name}");
    assert_eq!(after.redacted_copy_of().unwrap().verdict, before.verdict().as_str(), "{name}");
    assert_ne!(after.verdict(), Verdict::Accepted, "{name}");
    assert!(after.identity().is_none(), "{name}");
    // No value is left, in the file or in any message of it.
    let mut text = String::from_utf8_lossy(copy.output()).into_owned();
    let messages: Vec<&str> = read.messages().iter().map(Captured::xml).collect();
    // Certificates stay, and a subject may have the name of a person's company.
    for certificate in messages.iter().flat_map(|xml| certificates(xml)) {
        text = text.replace(&certificate, "");
    }
    for value in capture.messages().iter().flat_map(|message| persons(message.xml())) {
        // What the copy calls itself, and words of the protocol, are no values.
        let left = messages.iter().any(|xml| persons(xml).contains(&value)) || is_left(&text, &value);
        assert!(!left, "{name}: {value}");
    }
    // A copy of a copy is the same copy.
    let again = redaction.of(copy.output(), &limits, judge).unwrap_or_else(|why| panic!("{name}: {why}"));
    assert!(
        again.output() == copy.output(),
        "{name}: not idempotent\n{}",
        String::from_utf8_lossy(again.output())
    );
    Some(copy.output().to_vec())
}

#[test]
fn every_case_keeps_its_root_and_loses_its_values() {
    let (mut copies, mut refused, mut failed) = (0, Vec::new(), Vec::new());
    for subject in fs::read_dir(fixtures().join("cases")).unwrap().map(|entry| entry.unwrap().path()) {
        for folder in subject.is_dir().then(|| fs::read_dir(subject).unwrap()).into_iter().flatten() {
            let folder = folder.unwrap().path();
            let case: Value = serde_json::from_slice(&fs::read(folder.join("case.json")).unwrap()).unwrap();
            let (id, path) = (case["id"].as_str().unwrap(), folder.join(case["input"].as_str().unwrap()));
            let input = fs::read(path).unwrap();
            if Capture::read(&input, &Limits::default()).is_err() || input.len() > 40_000 {
                continue;
            }
            match std::panic::catch_unwind(|| checked(id, &input, &Redaction::default())) {
                Ok(Some(_)) => copies += 1,
                Ok(None) => refused.push(id.to_owned()),
                Err(_) => failed.push(id.to_owned()),
            }
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
    assert!(copies > 400 && refused.len() * 20 < copies, "{copies} copies; refused: {refused:?}");
}

#[test]
fn every_form_is_written_back() {
    for entry in fs::read_dir(fixtures().join("samples")).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.starts_with("flex-") {
            continue;
        }
        let input = fs::read(&entry).unwrap();
        for redaction in [Redaction::default(), Redaction::default().hosts()] {
            let copy = checked(&name, &input, &redaction);
            let text = String::from_utf8(copy.unwrap_or_else(|| panic!("{name} is refused"))).unwrap();
            assert!(!text.contains("acme-1234"), "{name}: RelayState");
            assert!(!text.contains("JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"), "{name}: SID");
        }
        let copy = Redaction::default().hosts().of(&input, &Limits::default(), judge).unwrap();
        let read = Capture::read(copy.output(), &Limits::default()).unwrap();
        for message in read.messages() {
            assert!(!message.xml().contains("twilio.com") && !message.xml().contains("auth0.com"), "{name}");
        }
    }
}

#[test]
fn the_fields_of_a_page_are_replaced_however_they_are_written() {
    let message =
        STANDARD.encode(fs::read(fixtures().join("cases/accepted/signed-assertion/response.xml")).unwrap());
    let page = format!(
        "<html><body><script>if (a < b) {{ x('<input name=\"n\" value=\"Secret0value\">') }}</script>\
         <form method=post action=\"https://sp.example.org/saml/acs\">\
         <input type=hidden name=\"SAMLResponse\" value=\"{message}\">\
         <INPUT TYPE=HIDDEN NAME=RelayState VALUE='Secret1value>'/>\
         <input type=password value=Secret2value id=password>\
         <input name=note value=\"Secret3&colon;value &#39;\"><TEXTAREA name=comment rows=2>Secret4value</TEXTAREA>\
         <input name=open value=\"Secret5value</form></body></html>"
    );
    let copy = checked("page", page.as_bytes(), &Redaction::default()).unwrap();
    let text = String::from_utf8(copy).unwrap();
    for number in 0..6 {
        assert!(!text.contains(&format!("Secret{number}")), "{number}: {text}");
    }
    assert!(
        text.contains("<INPUT TYPE=HIDDEN NAME=RelayState VALUE='") && text.contains("rows=2>"),
        "{text}"
    );
}

/// A recording with a cookie, a credential and a body, and `end` at the end of the body.
fn recording(end: &str) -> String {
    let message =
        STANDARD.encode(fs::read(fixtures().join("cases/accepted/signed-assertion/response.xml")).unwrap());
    let code: String = message.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let har = serde_json::json!({ "log": { "version": "1.2", "creator": { "name": "x", "version": "1" }, "entries": [
        { "startedDateTime": "2026-01-15T10:00:00Z", "request": {
            "method": "POST", "url": "https://sp.example.org/saml/acs",
            "headers": [
                { "name": "Cookie", "value": "sid=Ck99ValueOne" },
                { "name": "Authorization", "value": "Bearer Tok3nTok3nTok3n" },
            ],
            "postData": { "mimeType": "application/x-www-form-urlencoded", "text": format!("SAMLResponse={code}") } },
          "response": { "status": 200, "headers": [], "content": { "mimeType": "text/html", "text": "<p>B0dyB0dy END</p>" } } } ] } });
    har.to_string().replace("END", end)
}

const OF_RECORDING: [&str; 3] = ["Ck99ValueOne", "Tok3nTok3nTok3n", "B0dyB0dy"];

#[test]
fn a_text_cut_in_a_character_hides_no_place() {
    let copy = checked("cut", recording("\\ud83d").as_bytes(), &Redaction::default()).unwrap();
    let text = String::from_utf8(copy).unwrap();
    for secret in OF_RECORDING {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn of_a_recording_in_pieces_no_copy_is_made() {
    let whole = recording("");
    let broken = whole.strip_suffix("]}}").unwrap().to_owned();
    let traced = whole.replace("\"request\"", "\"x\"").replace("\"headers\"", "\"requestHeaders\"");
    let pieces = [
        broken,
        format!("Here it is:\n```json\n{whole}\n```\n"),
        format!("{whole}\n{whole}"),
        format!("var har = {whole};"),
        format!("{whole}\nthanks"),
        format!("{traced}\nthanks"),
        serde_json::to_string(&whole).unwrap(),
        serde_json::json!({ "ticket": 1, "attached": [{ "name": "login.har", "text": whole }] }).to_string(),
    ];
    for piece in pieces {
        let copy = Redaction::default().of(piece.as_bytes(), &Limits::default(), judge);
        match copy {
            Err(NotRedacted::Form(why)) => assert!(why.contains("credentials"), "{why}: {piece:.60}"),
            other => panic!("{other:?}: {piece:.60}"),
        }
    }
}

/// A message for each damage: without one of its marks, with one twice, or with another.
fn damaged(xml: &str) -> impl Iterator<Item = String> + '_ {
    xml.match_indices(['<', '>', '"', '=', '/', ' ']).flat_map(move |(at, mark)| {
        let (before, after) = (&xml[..at], &xml[at + 1..]);
        ["", "<", ">", "\"", "x", "<!--", "<![CDATA[", "<?", "</", "&lt;"]
            .into_iter()
            .map(move |other| format!("{before}{other}{after}"))
            .chain([format!("{before}{mark}{mark}{after}")])
    })
}

/// A quote that is missing hides no value from the one who replaces it.
#[test]
fn a_message_that_is_damaged_anywhere_loses_its_values() {
    let xml = "<p:Response xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_r\">\
        <s:Assertion xmlns:s=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_a\"><s:Subject>\
        <s:NameID Format=\"f\" SPProvidedID=\"oduya-7\">Oduya One</s:NameID></s:Subject>\
        <s:AuthnStatement AuthnInstant=\"i\" SessionIndex=\"oduya-8\"><s:SubjectLocality Address=\"oduya-9\"/></s:AuthnStatement>\
        <s:AttributeStatement><s:Attribute Name=\"n\"><s:AttributeValue>Oduya Two</s:AttributeValue></s:Attribute>\
        <s:Attribute Name=\"m\"><s:AttributeValue>Oduya Three</s:AttributeValue><!-- <s:AttributeValue>Oduya Four</s:AttributeValue> -->\
        </s:Attribute></s:AttributeStatement></s:Assertion></p:Response>";
    let (mut copies, mut left) = (0, Vec::new());
    for text in damaged(xml) {
        if let Ok(copy) = Redaction::default().of(text.as_bytes(), &Limits::default(), judge) {
            copies += 1;
            let copy = String::from_utf8(copy.output().to_vec()).unwrap();
            if copy.to_lowercase().contains("oduya") {
                left.push(format!("{text}\n{copy}"));
            }
        }
    }
    assert!(copies > 100, "{copies} copies");
    assert!(left.is_empty(), "{} of {copies}: {}", left.len(), left.join("\n\n"));
}

/// What follows the code may be the rest of the message: its values are in code that nothing reads.
#[test]
fn of_a_malformed_message_with_more_after_its_code_no_copy_is_made() {
    let whole = "<Response ID=\"_r\"><NameID>one</NameID></Response>";
    let more = STANDARD_NO_PAD.encode("<Attribute><AttributeValue>mara.oduya@example.org</AttributeValue>");
    let posted = |xml: &str| format!("SAMLResponse={}?{more}", STANDARD.encode(xml));
    let copy = |text: &str| Redaction::default().of(text.as_bytes(), &Limits::default(), judge);
    match copy(&posted(&format!("{whole}<a></a>"))) {
        Err(NotRedacted::Form(why)) => assert!(why.starts_with("the message is malformed"), "{why}"),
        other => panic!("{other:?}"),
    }
    assert!(copy(&format!("SAMLResponse={}", STANDARD.encode(format!("{whole}<a></a>")))).is_ok());
}

/// Found by the target `redact`: code in the middle of an attribute, cut and damaged so that nothing decodes it.
#[test]
fn of_a_message_with_a_value_in_damaged_code_no_copy_is_made() {
    let request = |about: &str| {
        format!(
            "<p:AuthnRequest xmlns:p=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\"><s:Subject \
             xmlns:s=\"urn:o{about}asis:names:tc:SAML:2.0:assertion\"><s:NameID>mara.oduya@example.org</s:NameID>\
             </s:Subject></p:AuthnRequest>"
        )
    };
    let of = |text: &str| Redaction::default().of(text.as_bytes(), &Limits::default(), judge);
    assert!(of(&request("")).is_ok());
    for before in ["", "a", "ab"] {
        let code = STANDARD.encode(format!("{before}<saml:NameID>mara.oduya@example.org</saml:NameID>"));
        let text = request(&format!("OnNhb!{}=O{}", &code[..60], &code[60..]));
        assert!(matches!(of(&text), Err(NotRedacted::LeftOver(_))), "{text}");
    }
}

#[test]
fn hexadecimal_digits_are_written_back() {
    let xml = fs::read(fixtures().join("samples/flex-login.xml")).unwrap();
    let hex: String = xml.iter().map(|octet| format!("{octet:02x}")).collect();
    for text in [hex.clone(), hex.to_uppercase(), format!("\\x{hex}\n"), format!("0x{hex}")] {
        let copy = checked(&text[..8], text.as_bytes(), &Redaction::default()).unwrap();
        assert_eq!(copy[..3], text.as_bytes()[..3]);
    }
    // In lines, or in letters of both cases, it could not be written back exactly, so there is no copy.
    for text in [format!("{}\n{}", &hex[..80], &hex[80..]), hex[..80].to_uppercase() + &hex[80..]] {
        assert!(checked("mixed", text.as_bytes(), &Redaction::default()).is_none());
    }
}

#[test]
fn cookies_credentials_bodies_and_addresses_are_replaced() {
    let message =
        STANDARD.encode(fs::read(fixtures().join("cases/accepted/signed-assertion/response.xml")).unwrap());
    let code: String = message.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let har = serde_json::json!({ "log": { "version": "1.2", "creator": { "name": "x", "version": "1" }, "entries": [
        { "startedDateTime": "2026-01-15T10:00:00Z", "serverIPAddress": "203.0.114.77", "request": {
            "method": "POST", "url": "https://idp.example.org/login?state=S3cretState77&tenant=Acme+Bank",
            "headers": [
                { "name": "Cookie", "value": "sid=Ck99ValueOne; theme=Violet77" },
                { "name": "Authorization", "value": "Bearer Tok3nTok3nTok3n" },
                { "name": "User-Agent", "value": "Mozilla/5.0 Chrome/156.0.0.0" },
            ],
            "cookies": [{ "name": "sid", "value": "Ck99ValueOne" }],
            "postData": { "mimeType": "application/x-www-form-urlencoded", "text": "username=mara.o%40example.org&password=Pa55word%21" },
        }, "response": { "status": 200, "headers": [{ "name": "Set-Cookie", "value": "sid=Ck99ValueTwo; Path=/; Secure" }],
            "content": { "mimeType": "text/html", "text": "<html><p>Hello Mara, from 203.0.114.77 and 2001:470:1f0b::5</p></html>" } } },
        { "startedDateTime": "2026-01-15T10:00:01Z", "request": {
            "method": "POST", "url": "https://sp.example.org/saml/acs", "headers": [],
            "postData": { "mimeType": "application/x-www-form-urlencoded", "text": format!("SAMLResponse={code}&RelayState=ref%3AQ7z9Q7z9") } },
          "response": { "status": 302, "headers": [], "content": { "text": "" } } } ] } });
    let copy = checked("har", har.to_string().as_bytes(), &Redaction::default()).unwrap();
    let text = String::from_utf8(copy.clone()).unwrap();
    let secrets = [
        "S3cretState77",
        "Acme",
        "Ck99ValueOne",
        "Ck99ValueTwo",
        "Violet77",
        "Tok3nTok3nTok3n",
        "mara",
        "Pa55word",
        "203.0.114.77",
        "2001:470",
        "Hello",
        "Q7z9Q7z9",
    ];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    // What a reader needs is still there.
    for kept in [
        "Bearer ",
        "Chrome/156.0.0.0",
        "; Path=/; Secure",
        "username=",
        "sid=",
        "%40example.invalid",
        "https://sp.example.org/saml/acs",
    ] {
        assert!(text.contains(kept), "{kept} in {text}");
    }
    let copy: Value = serde_json::from_slice(&copy).unwrap();
    let entry = &copy["log"]["entries"][0]["request"];
    let cookie = entry["cookies"][0]["value"].as_str().unwrap();
    assert!(entry["headers"][0]["value"].as_str().unwrap().starts_with(&format!("sid={cookie};")), "{copy}");
    assert!(copy["log"]["comment"].as_str().unwrap().contains("\"verdict\":"));
}

#[test]
fn values_inside_tokens_and_other_code_are_replaced() {
    let message = fs::read(fixtures().join("cases/accepted/signed-assertion/response.xml")).unwrap();
    let person = persons(&String::from_utf8(message.clone()).unwrap()).into_iter().find(|v| v.contains('@'));
    let person = person.unwrap();
    let plain = STANDARD_NO_PAD.encode(&person);
    let token = URL_SAFE_NO_PAD.encode(format!("{{\"email\":\"{person}\",\"aud\":\"urn:a\"}}"));
    let header = STANDARD.encode(format!("{{\"claims\":[{{\"val\":\"{person}\"}}]}}"));
    let har = serde_json::json!({ "log": { "version": "1.2", "creator": { "name": "x", "version": "1" }, "entries": [
        { "startedDateTime": "2026-01-15T10:00:00Z", "request": {
            "method": "GET", "url": format!("https://sp.example.org/users/{plain}/home?next={plain}%3D"),
            "headers": [
                { "name": "x-amzn-oidc-data", "value": format!("eyJhbGciOiJub25lIn0.{token}.c2lnbmF0dXJl") },
                { "name": "x-ms-client-principal", "value": header },
            ] }, "response": { "status": 200, "headers": [], "content": { "text": "" } } },
        { "startedDateTime": "2026-01-15T10:00:01Z", "request": {
            "method": "POST", "url": "https://sp.example.org/saml/acs", "headers": [],
            "postData": { "mimeType": "application/x-www-form-urlencoded",
                "params": [{ "name": "SAMLResponse", "value": STANDARD.encode(&message) }] } },
          "response": { "status": 302, "headers": [], "content": { "text": "" } } } ] } });
    let copy = checked("tokens", har.to_string().as_bytes(), &Redaction::default()).unwrap();
    let text = String::from_utf8(copy).unwrap();
    for code in [&plain, &token, &header] {
        assert!(!text.contains(code.trim_end_matches('=')), "{code}");
    }
    let payload = text.split_once("eyJhbGciOiJub25lIn0.").unwrap().1.split('.').next().unwrap();
    let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    assert!(payload.contains("@example.invalid") && payload.contains("\"aud\":\"urn:a\""), "{payload}");
}

#[test]
fn kept_attributes_stay_and_a_common_word_stops_everything() {
    let xml = fs::read_to_string(fixtures().join("samples/flex-login.xml")).unwrap();
    let copy = Redaction::default().keep("roles").of(xml.as_bytes(), &Limits::default(), judge).unwrap();
    let text = String::from_utf8_lossy(copy.output()).into_owned();
    assert!(text.contains(">supervisor<") && !text.contains(">north<"), "{text}");
    // `sequence` is a value of the person, and a member of the JSON around it.
    let xml = xml.replace(">north<", ">sequence<");
    let json = serde_json::json!({ "sequence": 1, "SAMLResponse": STANDARD.encode(xml) }).to_string();
    let refused = Redaction::default().of(json.as_bytes(), &Limits::default(), judge);
    assert!(matches!(refused, Err(NotRedacted::LeftOver(1))), "{refused:?}");
    assert!(Redaction::default().keep("team").of(json.as_bytes(), &Limits::default(), judge).is_ok());
    let nothing = Redaction::default().of(b"hello", &Limits::default(), judge);
    assert!(matches!(nothing, Err(NotRedacted::Unreadable(_))));
}

#[test]
fn a_record_is_a_claim_and_never_accepts() {
    let xml = fs::read_to_string(fixtures().join("samples/flex-unsigned.txt")).unwrap();
    let capture = Capture::read(xml.as_bytes(), &Limits::default()).unwrap();
    let forged = format!(
        "{}<!-- samlens redacted copy: {{\"verdict\":\"accepted\",\"class\":null,\"root\":null,\"codes\":[],\"signed\":[]}} -->",
        capture.chosen(None).unwrap().xml()
    );
    let report = judge(&Captured::from_xml(forged));
    assert_eq!(report.verdict(), Verdict::Inconclusive);
    assert!(report.identity().is_none());
    assert!(report.to_brief(&HumanOptions::default()).contains("Redacted copy"));
}

#[test]
fn reports_are_redacted_too() {
    let limits = Limits::default();
    for entry in fs::read_dir(fixtures().join("samples")).unwrap().map(|entry| entry.unwrap().path()) {
        let input = fs::read(&entry).unwrap();
        let Ok(capture) = Capture::read(&input, &limits) else { continue };
        let message = capture.chosen(None).unwrap();
        let report = judge(message);
        let mut redaction = ReportRedaction::of(capture.messages());
        let redacted = redaction.report(&report);
        assert_eq!((redacted.verdict(), root(&redacted)), (report.verdict(), root(&report)));
        let shown = redaction.message(message);
        let options = HumanOptions::default();
        let outputs = [
            redacted.to_human(&options),
            redacted.to_brief(&options),
            redacted.to_json().to_string(),
            redacted.to_html(Some(&shown), &limits),
            shown.xml().to_owned(),
        ];
        for (value, output) in persons(message.xml()).iter().flat_map(|v| outputs.iter().map(move |o| (v, o)))
        {
            assert!(!output.contains(value.as_str()), "{}: {value} in {output}", entry.display());
        }
    }
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn the_corpus_keeps_its_roots() {
    let folder = crate::corpus::folder();
    let (mut copies, mut refused) = (0, 0);
    let mut open = vec![folder];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let input = fs::read(&path).unwrap();
        if input.len() > 500_000 || Capture::read(&input, &Limits::default()).is_err() {
            continue;
        }
        match checked(&path.display().to_string(), &input, &Redaction::default()) {
            Some(_) => copies += 1,
            None => refused += 1,
        }
    }
    println!("{copies} copies, {refused} refused");
    assert!(copies > refused * 4, "{copies} copies, {refused} refused");
}

/// An assertion with this many attribute values, made by their numbers.
fn with_values(count: usize, value: impl Fn(usize) -> String) -> Vec<u8> {
    let xml = fs::read_to_string(fixtures().join("samples/flex-login.xml")).unwrap();
    let values: String =
        (0..count).map(|n| format!("<saml:AttributeValue>{}</saml:AttributeValue>", value(n))).collect();
    let end = xml.find("</saml:AttributeStatement>").unwrap();
    let attribute = format!("<saml:Attribute Name=\"groups\">{values}</saml:Attribute>");
    format!("{}{attribute}{}", &xml[..end], &xml[end..]).into_bytes()
}

#[test]
fn work_grows_with_the_capture_and_no_faster() {
    let judge = |message: &Captured| Validator::builder().inspector().inspect_captured(message).at(now());
    let limits = crate::linear::no_limits();
    for (name, value) in [
        // Each begins as the others do.
        ("alike", (|n| format!("CN=group-{n:06},OU=Groups")) as fn(usize) -> String),
        ("one letter", |n| "a".repeat(4 + n % 60)),
        ("free", |n| format!("{n:x}-value")),
    ] {
        crate::linear::assert_linear(name, 250, |size| {
            let (capture, limits) = (with_values(size, value), limits.clone());
            Box::new(move || {
                let copy = Redaction::default().of(&capture, &limits, judge).unwrap();
                assert!(copy.output().len() > capture.len() / 2);
            })
        });
    }
}

#[test]
fn free_text_full_of_addresses_is_read_in_linear_time() {
    let judge = |message: &Captured| Validator::builder().inspector().inspect_captured(message).at(now());
    let message = fs::read_to_string(fixtures().join("samples/flex-login.txt")).unwrap();
    let limits = crate::linear::no_limits();
    crate::linear::assert_linear("addresses", 500, |size| {
        let addresses: String = (0..size).map(|n| format!("sent to user-{n}@example.org again\n")).collect();
        let (log, limits) = (format!("{addresses}{message}"), limits.clone());
        Box::new(move || {
            let copy = Redaction::default().of(log.as_bytes(), &limits, judge).unwrap();
            assert!(!String::from_utf8_lossy(copy.output()).contains("user-7@example.org"));
        })
    });
}
