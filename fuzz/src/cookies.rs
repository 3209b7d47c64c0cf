//! No cookie that this service did not seal opens, none hides one that it did, and no Set-Cookie confuses a report.

use super::flow;
use super::parties::{SP, cookies as header_of, now, random, service};
use samlens::sign_on::{Binding, LoginOptions, OpenRequests, SignOn, TrackedRequest};
use serde_json::json;
use std::sync::OnceLock;

/// A login that has begun, and its cookie.
struct Begun {
    service: SignOn,
    cookie: String,
    request: TrackedRequest,
}

fn begun() -> &'static Begun {
    static BEGUN: OnceLock<Begun> = OnceLock::new();
    BEGUN.get_or_init(|| {
        let service = service(Binding::Redirect);
        let none = OpenRequests::default();
        let started = service.start(&LoginOptions::new(), &none, now(), random(1)).expect("a login");
        Begun { cookie: header_of(started.cookies()), request: started.request().clone(), service }
    })
}

/// Panics where a cookie that this service did not seal opens, or hides the genuine one.
pub fn cookies(bytes: &[u8]) {
    let Begun { service, cookie, request } = begun();
    let (name, value) = cookie.split_once('=').expect("a cookie");
    let foreign = |bytes: &[u8]| !bytes.windows(value.len()).any(|one| one == value.as_bytes());
    if foreign(bytes) {
        let open = service.open_requests([bytes], now());
        assert!(open.logins().is_empty() && open.logouts().is_empty(), "{bytes:?}");
    }
    // The service looks at 65,536 bytes of a header, and at 64 cookies of its own.
    let own = name.get(..name.len() - 16).expect("a prefix");
    let others = bytes.windows(own.len()).filter(|one| *one == own.as_bytes()).count();
    if bytes.len() < 60_000 && others < 60 {
        for header in [[bytes, b";", cookie.as_bytes()].concat(), [cookie.as_bytes(), b"; ", bytes].concat()]
        {
            let open = service.open_requests([&header], now());
            assert!(open.logins().contains(request), "hidden: {}", String::from_utf8_lossy(&header));
            // What is removed in the answer is a Set-Cookie header, which nothing may end.
            let next = service.start(&LoginOptions::new(), &open, now(), random(2)).expect("a login");
            for set in next.cookies() {
                assert!(set.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '), "{set:?}");
                assert!(
                    set.starts_with(own)
                        && set.ends_with("; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=None")
                        || set.ends_with("; Path=/; Max-Age=1800; Secure; HttpOnly; SameSite=None"),
                    "{set:?}"
                );
            }
        }
    }
    // The genuine one, changed.
    if let [at, with, ..] = bytes {
        let mut changed = value.as_bytes().to_vec();
        let at = usize::from(*at) * changed.len() / 256;
        if changed.get(at) != Some(with) {
            changed.splice(at..=at, [*with]);
            let header = [name.as_bytes(), b"=", &changed].concat();
            assert!(service.open_requests([&header], now()).logins().is_empty(), "{header:?}");
        }
    }
    flow::flow(recorded(&String::from_utf8_lossy(bytes)).as_bytes());
}

/// A recording in which the service sets a cookie for each line, and the browser sends another line back.
fn recorded(text: &str) -> String {
    let headers = |name: &str| -> Vec<_> {
        text.lines().take(16).map(|line| json!({ "name": name, "value": line })).collect()
    };
    let entry = |second: u32, method: &str, url: &str, sent: &str, answered: &str, to: &str| {
        json!({
            "startedDateTime": format!("2026-01-15T10:00:{second:02}.000Z"),
            "time": 10,
            "request": { "method": method, "url": url, "headers": headers(sent), "cookies": [] },
            "response": { "status": if to.is_empty() { 200 } else { 302 }, "statusText": "", "redirectURL": to,
                "headers": headers(answered).into_iter().chain([json!({ "name": "Location", "value": to })])
                    .collect::<Vec<_>>(), "cookies": [], "content": { "size": 0, "mimeType": "text/html" } },
        })
    };
    let idp = "https://idp.example.org/sso?SAMLRequest=fZ0%3D";
    json!({ "log": { "version": "1.2", "entries": [
        entry(0, "GET", "https://sp.example.org/login", "X-Other", "Set-Cookie", idp),
        entry(1, "GET", idp, "Cookie", "Set-Cookie", ""),
        entry(2, "POST", "https://sp.example.org/acs", "Cookie", "Set-Cookie", "https://sp.example.org/login"),
        entry(3, "GET", SP, "Cookie", "Set-Cookie", ""),
    ] } })
    .to_string()
}
