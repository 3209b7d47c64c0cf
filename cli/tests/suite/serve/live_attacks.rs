//! What other sites and hostile messages try with a live login.

use super::client::Server;
use super::live::{arrives, body, metadata, response, server, shown, start};
use crate::run::directory;
use samlens_forge::capture::percent_encode;
use samlens_forge::server::{http, ok, reply};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const HOSTILE: &str =
    "\"><script>alert(1)</script><img src=x onerror=alert(1)>' onload='x' </pre>\u{202e}\u{2066}&amp;";

#[test]
fn what_arrived_is_shown_to_who_has_the_token_and_to_no_one_else() {
    let server = server(&[]);
    let request = start(&server, &[]);
    let login = response(&server, Some(&request.id), "1");
    let answer = server.post_from_elsewhere("/acs", &login.message().form_body(Some("state-1")));
    assert_eq!(answer.header("refresh"), "0; url=/live/1");
    for value in ["mara", "accepted", "state-1", "idp.example.org"] {
        assert!(!answer.text().contains(value), "{value}");
    }
    for path in ["/live", "/live/1", "/live/1/forward", "/live/compare?good=1&bad=1", "/events", "/login"] {
        for headers in [&[][..], &[("Authorization", "Bearer 00000000000000000000000000000000")]] {
            let answer = server.request("GET", path, headers, b"");
            assert_eq!(answer.status, 403, "{path}");
            assert!(!answer.text().contains("mara"), "{path}");
        }
    }
    assert!(shown(&server, 1).contains("mara.oduya@example.org"));
}

#[test]
fn another_site_may_send_messages_and_nothing_else() {
    let server = server(&[]);
    let bearer = format!("Bearer {}", server.token);
    for path in ["/login", "/logout", "/check", "/api/check"] {
        let headers = [
            ("Origin", "https://evil.example"),
            ("Sec-Fetch-Site", "cross-site"),
            ("Authorization", &*bearer),
        ];
        assert_eq!(server.request("POST", path, &headers, b"").status, 403, "{path} with the token");
        assert_eq!(server.post_from_elsewhere(path, "a=b").status, 403, "{path}");
    }
    assert_eq!(server.post_from_elsewhere("/acs", "SAMLResponse=YQ==").status, 200);
    assert_eq!(server.post_from_elsewhere("/slo", "SAMLResponse=YQ==").status, 200);
    // A method that is no binding, and an address that only looks like an open one.
    assert_eq!(server.request("PUT", "/acs", &[], b"x").status, 403);
    assert_eq!(server.request("POST", "/metadata", &[], b"").status, 403);
    for path in
        ["/acs/", "//acs", "/acs/../live", "/acs%2f..%2flive", "/ACS", "/acs;x", "/metadata/..", "/%61cs"]
    {
        assert!(matches!(server.request("GET", path, &[], b"").status, 403 | 404), "{path}");
    }
    // Not even a message for another host: DNS rebinding.
    let request =
        "POST /acs HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 1\r\nConnection: close\r\n\r\na";
    assert_eq!(server.raw(request.as_bytes()).status, 421);
}

#[test]
fn a_message_has_at_most_1_mb_and_empty_ones_are_not_kept() {
    let server = server(&[]);
    let large = format!("SAMLResponse={}", "A".repeat(1 << 20));
    assert_eq!(server.post_from_elsewhere("/acs", &large).status, 413);
    // A body without a length.
    let head = format!(
        "POST /acs HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
        server.host
    );
    let chunk = "10000\r\n".to_owned() + &"A".repeat(0x10000) + "\r\n";
    let chunked = head + &chunk.repeat(17) + "0\r\n\r\n";
    assert!(matches!(server.raw(chunked.as_bytes()).status, 413 | 0));
    assert_eq!(server.post_from_elsewhere("/acs", "").status, 400);
    assert_eq!(server.request("GET", "/acs", &[], b"").status, 400);
    assert_eq!(server.request("GET", "/acs?a=b", &[], b"").status, 400);
    assert!(body(&server.get("/live")).contains("None yet."));
    let fits = format!("SAMLResponse={}", "A".repeat((1 << 20) - 13));
    assert_eq!(server.post_from_elsewhere("/acs", &fits).status, 200);
}

/// Whether nothing of it became markup.
fn assert_escaped(page: &str, of: &str) {
    assert!(!page.contains("<img") && !page.contains("<script>alert"), "{of}: {page}");
    for tag in page.split('<').skip(1) {
        let inside = tag.split('>').next().unwrap();
        let names: String = inside.split('"').step_by(2).collect();
        assert!(!names.contains(" on") && !names.contains("src="), "{of}: <{inside}>");
    }
}

#[test]
fn nothing_of_a_message_or_its_relay_state_becomes_markup() {
    let server = server(&["--forward-to", "https://app.example.org/acs"]);
    let request = start(&server, &[("name_id_format", "\"><img src=x onerror=alert(1)>")]);
    let mut login = response(&server, Some(&request.id), "1").name_id(HOSTILE, None);
    login = login.attribute(HOSTILE, &[HOSTILE]);
    let number = arrives(&server, &login, HOSTILE);
    let hidden = ['\u{202e}', '\u{2066}'];
    for (page, of) in [(shown(&server, number), "the report"), (body(&server.get("/live")), "the history")] {
        assert_escaped(&page, of);
        assert!(!page.contains(hidden), "{of}");
    }
    // The values of hidden fields are sent on as they came.
    assert_escaped(&body(&server.get(&format!("/live/{number}/forward"))), "the form that sends it on");
    assert_escaped(
        &body(&server.get(&format!("/live/compare?good={number}&bad={number}"))),
        "the comparison",
    );
    // A name of the root element, and of a field.
    let xml = "<a:b onload='x' xmlns:a='urn:\"&gt;&lt;img src=x&gt;'/>";
    let field = format!(
        "SAMLResponse={}&%3Cimg%20src=%22x%22",
        percent_encode(&openssl::base64::encode_block(xml.as_bytes()))
    );
    let answer = server.post_from_elsewhere("/acs", &field);
    assert_eq!(answer.status, 200);
    assert_escaped(&shown(&server, 2), "a root of another name");
    assert_escaped(&body(&server.get("/live/2/forward")), "a field of another name");
}

#[test]
fn messages_that_do_not_end_leave_the_page_its_places() {
    let server = server(&[]);
    let slow: Vec<_> = (0..16)
        .map(|_| {
            use std::io::Write;
            let mut stream = std::net::TcpStream::connect(&server.host).unwrap();
            let head =
                format!("POST /acs HTTP/1.1\r\nHost: {}\r\nContent-Length: 100\r\n\r\nSAML", server.host);
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let began = std::time::Instant::now();
    assert_eq!(server.form("/decode", &[("input", "<a/>")], &[]).status, 200);
    assert_eq!(server.get("/live").status, 200);
    assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
    drop(slow);
}

#[test]
fn nothing_of_a_message_is_printed() {
    let server: Server = server(&[]);
    let request = start(&server, &[]);
    arrives(&server, &response(&server, Some(&request.id), "1"), "state-1");
    let printed = server.printed();
    for value in ["mara", "state-1", "_r1", &request.id] {
        assert!(!printed.contains(value), "{printed}");
    }
}

#[test]
fn a_message_has_nothing_fetched_and_a_login_fetches_metadata_again() {
    let metadata = std::fs::read_to_string(metadata()).unwrap();
    let is_away = Arc::new(AtomicBool::new(false));
    let away = Arc::clone(&is_away);
    let idp = http(move |_, stream| match away.load(Ordering::SeqCst) {
        true => reply(stream, "500 Internal Server Error", "", ""),
        false => ok(stream, &metadata),
    });
    let server =
        Server::with(&["--idp", &idp.url("/metadata"), "--no-config"], &directory("serve-live-fetched"));
    let at_the_start = idp.asked();
    for _ in 0..5 {
        let number = arrives(&server, &response(&server, None, "1"), "");
        assert!(shown(&server, number).contains("unsolicited"));
    }
    assert_eq!(idp.asked(), at_the_start);
    let request = start(&server, &[]);
    assert_eq!(idp.asked(), at_the_start + 1);
    let number = arrives(&server, &response(&server, Some(&request.id), "2"), "");
    assert!(shown(&server, number).contains("A service signs the person in"));
    // An identity provider that is away now is the one that was known.
    is_away.store(true, Ordering::SeqCst);
    let request = start(&server, &[]);
    let number = arrives(&server, &response(&server, Some(&request.id), "3"), "");
    assert!(shown(&server, number).contains("A service signs the person in"));
}
