//! `--once`, `--forward-to`, `--sp-key` and `--base-url`.

use super::client::Server;
use super::live::{IDP, body, metadata, now, own, response, server, start};
use crate::run::{directory, file, ran};
use samlens_forge::{Login, Shape, Signing, idp, key};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Starts with `--once`: the process, and its host.
fn started(options: &[&str]) -> (Child, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_samlens"))
        .args(["serve", "--port", "0", "--no-open", "--once", "--idp", &metadata()])
        .args(options)
        .current_dir(directory(&format!("serve-once-{:?}", std::thread::current().id())))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
    let host = line.split("//").nth(1).unwrap().split('/').next().unwrap().to_owned();
    (child, host)
}

/// Exit code and standard output.
fn ended(child: Child) -> (i32, String) {
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// Starts with `--once`, sends a form, and gives exit code and standard output.
fn once(options: &[&str], message: impl FnOnce(&str) -> String) -> (i32, String) {
    let (child, host) = started(options);
    let form = message(&host);
    let request = format!(
        "POST /acs HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{form}",
        form.len()
    );
    let mut stream = TcpStream::connect(&host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(!answer.contains("mara"), "{answer}");
    ended(child)
}

fn unsolicited(host: &str) -> Login {
    Login::new(Shape::Okta)
        .issuer(IDP)
        .acs(&format!("http://{host}/acs"))
        .audiences(&[&format!("http://{host}/metadata")])
        .in_response_to(None)
        .issued(&now(), 300)
        .sign_both(Signing::new(idp()))
}

#[test]
fn once_ends_with_the_exit_code_of_check() {
    let form = |login: Login| login.message().form_body(None);
    let (code, out) = once(&["--idp-initiated"], |host| form(unsolicited(host)));
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("ACCEPTED"), "{out}");
    let (code, out) = once(&[], |host| form(unsolicited(host)));
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("unsolicited"), "{out}");
    let (code, out) = once(&["-v"], |host| form(unsolicited(host)));
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("Certificate\n") && out.lines().count() > 40, "{out}");
    let (code, out) = once(&[], |_| "SAMLResponse=bm90aGluZw%3D%3D".to_owned());
    assert_eq!(code, 3, "{out}");
    let flex = ["--idp-initiated", "--profile", "flex", "--json"];
    let (code, out) = once(&flex, |host| form(unsolicited(host).without_attribute("roles")));
    assert_eq!(code, 5, "{out}");
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&json["command"], &json["exit_code"]), (&"serve".into(), &5.into()));
    assert_eq!(json["class"], "ATTRIBUTE_MAPPING_ERROR");
    assert_eq!(json["sign_on"]["signed_in"], false);
}

#[test]
fn once_ends_though_the_browser_has_gone() {
    let (mut child, host) = started(&["--idp-initiated"]);
    let form = unsolicited(&host).message().form_body(None);
    let head = format!(
        "POST /acs HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        form.len()
    );
    let mut stream = TcpStream::connect(&host).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    BufReader::new(&stream).read_line(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 100"), "{answer}");
    stream.write_all(form.as_bytes()).unwrap();
    drop(stream);
    let end = Instant::now() + Duration::from_secs(60);
    while child.try_wait().unwrap().is_none() {
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("it waits for ever");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let (code, out) = ended(child);
    assert!(code == 0 && out.contains("ACCEPTED"), "{code} {out}");
}

#[test]
fn options_of_a_live_login_need_an_identity_provider() {
    for option in
        [&["--once"][..], &["--forward-to", "https://app.example.org/acs"], &["--sp-key", "key.pem"]]
    {
        let arguments = [&["serve", "--port", "0", "--no-open", "--no-config"], option].concat();
        let ran = ran(&arguments);
        assert_eq!(ran.code, 2, "{}", ran.err);
        let lines: Vec<&str> = ran.err.trim().lines().collect();
        assert!(
            lines.len() == 2 && lines[0].contains(option[0]) && lines[1].contains("--idp SOURCE"),
            "{lines:?}"
        );
    }
    for (options, why) in [
        (["--forward-to", "app.example.org/acs"], "not a URL"),
        (["--base-url", "sso.example.org"], "not a scheme, a host and a port"),
        (["--format", "json"], "--once"),
    ] {
        let arguments = [&["serve", "--port", "0", "--no-open", "--no-config"], &options[..]].concat();
        let ran = ran(&arguments);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(why), "{}", ran.err);
    }
}

#[test]
fn a_message_is_sent_on_unchanged_by_a_form() {
    let server = server(&["--forward-to", "https://app.example.org/saml/acs?tenant=1"]);
    // The service that is debugged sent the request, not this page.
    let login =
        response(&server, Some("_of-the-service"), "1").acs("https://app.example.org/saml/acs?tenant=1");
    let form = login.message().form_body(Some("a b&c"));
    let answer = server.post_from_elsewhere("/acs", &form);
    assert_eq!(answer.status, 200);
    let report = server.get("/live/1");
    assert!(report.text().contains("/live/1/forward"));
    assert!(!report.text().contains("in-response-to-mismatch"), "{}", body(&report));
    assert!(report.header("content-security-policy").contains("form-action 'self';"));
    let page = server.get("/live/1/forward");
    assert!(page.header("content-security-policy").contains("form-action https: http:;"));
    let text = body(&page);
    assert!(
        text.contains("<form method=\"post\" action=\"https://app.example.org/saml/acs?tenant=1\">"),
        "{text}"
    );
    let value = openssl::base64::encode_block(login.xml().as_bytes());
    assert!(text.contains(&format!("name=\"SAMLResponse\" value=\"{value}\"")), "{text}");
    assert!(text.contains("name=\"RelayState\" value=\"a b&amp;c\""), "{text}");
    assert_eq!(server.get("/live/2/forward").status, 404);
}

#[test]
fn a_key_of_one_s_own_stays_the_same() {
    let key = key("sp-encryption");
    let private = key.private.private_key_to_pem_pkcs8().unwrap();
    let pem = [private.as_slice(), key.pem().as_bytes()].concat();
    let path = file("serve-live", "sp.pem", &pem);
    let server = server(&["--sp-key", &path]);
    assert!(server.request("GET", "/metadata", &[], b"").text().contains(&key.base64()));
    let alone = file("serve-live", "sp-key-alone.pem", &private);
    let ran =
        ran(&["serve", "--port", "0", "--no-open", "--no-config", "--idp", &metadata(), "--sp-key", &alone]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("there is no certificate in it"), "{}", ran.err);
}

#[test]
fn its_addresses_follow_the_base_url_and_its_entity_id_the_option() {
    let options = ["--base-url", "https://sso.example.org/", "--sp-entity-id", "urn:example:sp"];
    let metadata = metadata();
    let all = [&["--idp", &metadata], &options[..]].concat();
    let mut child = Command::new(env!("CARGO_BIN_EXE_samlens"))
        .args(["serve", "--port", "0", "--no-open", "--no-config"])
        .args(&all)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(line.contains("https://sso.example.org/?token="), "{line}");
    let server: Server = server(&["--sp-entity-id", "urn:example:sp"]);
    let request = start(&server, &[]);
    assert!(request.xml.contains("<saml:Issuer>urn:example:sp</saml:Issuer>"), "{}", request.xml);
    assert!(request.xml.contains(&own(&server, "acs")), "{}", request.xml);
}
