//! What other sites, other users of the machine and crafted messages try.

use super::client::{Server, multipart};
use crate::run::{directory, file};
use openssl::base64::encode_block;
use openssl::sha::sha256;
use samlens_forge::repository;
use serde_json::json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// What would act in a page if it were not escaped, or hide text.
const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror=alert(1)>' onload='x' </textarea></style>\u{202e}\u{2066}\u{200b}\u{9b}&amp;";

/// A response with markup and control characters everywhere.
fn hostile_message() -> String {
    let x = HOSTILE.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&apos;");
    format!(
        "<p:Response xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' xmlns:a='urn:oasis:names:tc:SAML:2.0:assertion' \
         ID=\"{x}\" Version=\"{x}\" Destination=\"{x}\" IssueInstant=\"{x}\" InResponseTo=\"{x}\"><a:Issuer>{x}</a:Issuer>\
         <p:Status><p:StatusCode Value=\"{x}\"/><p:StatusMessage>{x}</p:StatusMessage></p:Status>\
         <a:Assertion ID=\"_{x}\" Version='2.0' IssueInstant=\"{x}\"><a:Issuer>{x}</a:Issuer><a:Subject>\
         <a:NameID Format=\"{x}\">{x}</a:NameID><a:SubjectConfirmation Method=\"{x}\">\
         <a:SubjectConfirmationData Recipient=\"{x}\" NotOnOrAfter=\"{x}\"/></a:SubjectConfirmation></a:Subject>\
         <a:Conditions NotBefore=\"{x}\"><a:AudienceRestriction><a:Audience>{x}</a:Audience></a:AudienceRestriction></a:Conditions>\
         <a:AttributeStatement><a:Attribute Name=\"{x}\"><a:AttributeValue>{x}</a:AttributeValue></a:Attribute></a:AttributeStatement>\
         </a:Assertion></p:Response>"
    )
}

/// Whether nothing of it became markup: every script is the page's own, and no tag has a handler or an address.
fn assert_escaped(page: &str, of: &str) {
    assert!(!page.contains("<img") && !page.contains("onerror=alert(1)>"), "{of}: {page}");
    assert_eq!(page.matches("<script").count(), 1, "{of}");
    assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{200b}', '\u{9b}']), "{of}");
    let (_, body) = page.split_once("</style>").unwrap_or_else(|| panic!("{of}: {page}"));
    let body = body.split("<script>").next().unwrap_or_default();
    for tag in body.split('<').skip(1) {
        let (inside, _) = tag.split_once('>').unwrap();
        // What is in quotation marks is a value, and cannot leave them: they are escaped in it.
        let names: String = inside.split('"').step_by(2).collect();
        assert!(!names.contains(" on") && !names.contains("src="), "{of}: <{inside}>");
    }
}

#[test]
fn nothing_of_a_message_becomes_markup() {
    let server = Server::start();
    let message = hostile_message();
    let hidden = HOSTILE.replace(['\u{202e}', '\u{2066}', '\u{200b}', '\u{9b}'], "");
    for (path, fields) in
        [("/check", vec![("good", &*hidden)]), ("/decode", vec![]), ("/compare", vec![("good", &*message)])]
    {
        let page = server.form(path, &fields, &[("a.xml", message.as_bytes())]);
        assert_eq!(page.status, 200, "{path}");
        // The text area of the good capture has it as it was pasted, escaped.
        let page = page.text();
        let (before, rest) = page.split_once("id=\"good\"").unwrap();
        let (_, after) = rest.split_once("</textarea>").unwrap();
        let (before, _) = before.rsplit_once('<').unwrap();
        assert_escaped(&format!("{before}{after}"), path);
    }
    let name = "<script>alert(1)</script><img src=x onerror=alert(1)>.xml";
    let page = server.form("/check", &[], &[(name, b"<a/>")]).text();
    assert!(page.contains("onerror=alert(1)&gt;.xml"), "{page}");
    assert_escaped(&page, "the name of a file");
    for (path, fields) in [
        ("/explain", vec![("text", &*hidden)]),
        ("/check", vec![("input", "<a/>"), ("acs", &*hidden), ("sp_entity_id", &*hidden)]),
        ("/check", vec![("input", "<a/>"), ("profile", &*hidden)]),
    ] {
        assert_escaped(&server.form(path, &fields, &[]).text(), path);
    }
    let hidden =
        server.get("/explain/%3Cscript%3Ealert(1)%3C%2Fscript%3E%3Cimg%20src=x%20onerror=alert(1)%3E");
    assert!(hidden.text().contains("onerror=alert(1)&gt;"), "{}", hidden.text());
    assert_escaped(&hidden.text(), "/explain/{code}");
}

#[test]
fn the_policy_allows_the_page_s_own_style_and_script_and_nothing_else() {
    let server = Server::start();
    let page = server.get("/");
    let policy = page.header("content-security-policy").to_owned();
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{policy}");
    let text = page.text();
    for (name, directive) in [("style", "style-src"), ("script", "script-src")] {
        let (_, rest) = text.split_once(&format!("<{name}>")).unwrap();
        let (inside, _) = rest.split_once(&format!("</{name}>")).unwrap();
        let digest = encode_block(&sha256(inside.as_bytes()));
        assert!(policy.contains(&format!("{directive} 'sha256-{digest}'")), "{name}");
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("access-control-allow-origin", ""),
    ] {
        assert_eq!(page.header(name), value);
    }
}

#[test]
fn only_the_token_admits() {
    let server = Server::start();
    let cookie = |value: &str| format!("samlens-{}={value}", server.host.rsplit(':').next().unwrap());
    let get = |path: &str, headers: &[(&str, &str)]| server.request("GET", path, headers, b"");
    for headers in [
        &[][..],
        &[("Authorization", "Bearer ")],
        &[("Authorization", "Bearer 00000000000000000000000000000000")],
        &[("Cookie", &cookie("00000000000000000000000000000000"))],
        &[("Cookie", &format!("other={}", server.token))],
    ] {
        let answer = get("/", headers);
        assert_eq!(answer.status, 403, "{headers:?}");
        assert!(!answer.text().contains("<form"), "{headers:?}");
    }
    assert_eq!(get("/", &[("Cookie", &cookie(&server.token))]).status, 200);
    // The token counts in the address of the page alone, and leaves it at once.
    let entrance = get(&format!("/?token={}", server.token), &[]);
    assert_eq!((entrance.status, entrance.header("location")), (303, "/"));
    let set = entrance.header("set-cookie");
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Strict") && set.contains(&server.token),
        "{set}"
    );
    assert_eq!(get(&format!("/check?token={}", server.token), &[]).status, 403);
    assert_eq!(get("/api/openapi.json", &[]).status, 403);
    assert_eq!(get("/health", &[]).text(), "ok\n");
}

#[test]
fn another_site_cannot_send_the_form() {
    let server = Server::start();
    let cookie = format!("samlens-{}={}", server.host.rsplit(':').next().unwrap(), server.token);
    let (kind, body) = multipart(&[("input", "<a/>")], &[]);
    let own = format!("http://{}", server.host);
    let send = |more: &[(&str, &str)]| {
        let headers = [&[("Cookie", &*cookie), ("Content-Type", &*kind)][..], more].concat();
        server.request("POST", "/check", &headers, &body).status
    };
    assert_eq!(send(&[("Origin", &own), ("Sec-Fetch-Site", "same-origin")]), 200);
    // What browsers send for the form without JavaScript, because the page says no-referrer.
    assert_eq!(send(&[("Origin", "null"), ("Sec-Fetch-Site", "same-origin")]), 200);
    for more in [
        &[("Origin", "https://evil.example")][..],
        &[("Origin", &own), ("Origin", "https://evil.example")],
        &[("Origin", "null")],
        &[("Origin", "null"), ("Sec-Fetch-Site", "cross-site")],
        &[("Origin", "null"), ("Sec-Fetch-Site", "same-site")],
        &[("Origin", "null"), ("Sec-Fetch-Site", "none")],
        &[("Origin", "http://127.0.0.1:1")],
        &[("Origin", &own.replace("http:", "https:"))],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
    ] {
        assert_eq!(send(more), 403, "{more:?}");
    }
}

#[test]
fn a_name_that_was_bound_to_this_address_is_refused() {
    let server = Server::start();
    let request = |hosts: &str| {
        let head = format!(
            "GET / HTTP/1.1\r\n{hosts}Authorization: Bearer {}\r\nConnection: close\r\n\r\n",
            server.token
        );
        server.raw(head.as_bytes()).status
    };
    let own = format!("Host: {}\r\n", server.host);
    assert_eq!(request(&own), 200);
    for hosts in [
        "Host: evil.example\r\n",
        "Host: 127.0.0.1\r\n",
        &format!("Host: {}.evil.example\r\n", server.host),
        &format!("{own}Host: evil.example\r\n"),
        "",
    ] {
        assert!(matches!(request(hosts), 400 | 421), "{hosts}: {}", request(hosts));
    }
}

#[test]
fn paths_lead_nowhere_else() {
    let server = Server::start();
    for path in
        ["/../etc/passwd", "//etc/passwd", "/%2e%2e/etc/passwd", "/api/../../etc/passwd", "/check/..", "/api"]
    {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    for method in ["PUT", "DELETE", "OPTIONS", "TRACE"] {
        let bearer = format!("Bearer {}", server.token);
        assert_eq!(
            server.request(method, "/check", &[("Authorization", &bearer)], b"").status,
            405,
            "{method}"
        );
    }
}

/// Who reaches the form must not read the files of the person who started the command.
#[test]
fn no_field_of_the_form_names_a_file() {
    let folder = directory("serve-files");
    file(
        "serve-files",
        "_secret",
        b"<samlp:AuthnRequest xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol' ID='_found-in-a-file'/>",
    );
    file("serve-files", "secret.xml", b"found-in-a-file");
    let path = folder.join("secret.xml").display().to_string();
    let server = Server::with(&[], &folder);
    for value in [&*path, "secret.xml", "_secret", "./_secret", "file:///etc/passwd", "/etc/passwd"] {
        for field in
            ["input", "idp", "sp", "request", "acs", "sp_entity_id", "idp_entity_id", "symptom", "good"]
        {
            let page = server.form("/check", &[("input", "<a/>"), (field, value)], &[]).text();
            assert!(!page.contains("found-in-a-file") && !page.contains("root:x:"), "{field}={value}");
        }
        let page = server.form("/check", &[], &[(value, b"<a/>")]).text();
        assert!(!page.contains("found-in-a-file") && !page.contains("root:x:"), "a file named {value}");
    }
    let answer = server.api("check", &json!({ "input": "<a/>", "request": "_secret" }));
    assert!(!answer.text().contains("found-in-a-file"), "{}", answer.text());
}

#[test]
fn too_large_a_body_is_refused_before_it_is_read() {
    let server = Server::start();
    let head = format!(
        "POST /api/check HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: 400000000\r\nConnection: close\r\n\r\n",
        server.host, server.token
    );
    let answer = server.raw(&[head.as_bytes(), &b" ".repeat(1_000_000)].concat());
    assert_eq!(answer.status, 413, "{}", answer.head);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_head_that_arrives_slowly_is_given_up() {
    let server = Server::start();
    let begun = Instant::now();
    let mut stream = TcpStream::connect(&server.host).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: x").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!((8..25).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[test]
fn many_idle_connections_do_not_keep_others_out() {
    let server = Server::start();
    let idle: Vec<TcpStream> = (0..200).filter_map(|_| TcpStream::connect(&server.host).ok()).collect();
    assert_eq!(idle.len(), 200);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn nothing_of_a_message_is_printed() {
    let server = Server::with(&[], &repository());
    server.form("/check", &[("input", &hostile_message())], &[]);
    server.api("check", &json!({ "input": "secret-value", "idp": ["secret-value"] }));
    server.get("/?token=secret-value");
    let printed = server.printed();
    // The second line of the start may have been read with the first.
    assert!(printed.lines().all(|line| line.starts_with("nothing leaves this machine")), "{printed}");
}
