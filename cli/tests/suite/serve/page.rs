//! The page without JavaScript: a form, and the answer under it.

use super::client::Server;
use samlens_forge::fixture;

#[test]
fn every_sample_shows_the_headline_of_its_report() {
    let server = Server::start();
    for (name, headline) in [
        ("flex-login.har", "<h1>Accepted"),
        ("flex-wrong-audience.html", "<h1>Rejected: <code>audience-mismatch"),
        ("flex-missing-roles.txt", "<h1>Rejected: <code>attribute-missing"),
        ("flex-tampered.curl", "<h1>Rejected: <code>digest-cause-value-changed"),
        ("flex-status.txt", "<h1>Rejected: <code>status-not-success"),
    ] {
        let (capture, idp, sp) = (sample(name), sample("idp-metadata.xml"), sample("sp-metadata.xml"));
        let files = [(name, &*capture), ("idp.xml", &*idp), ("sp.xml", &*sp)];
        let page = server.form("/check", &[("when", "captured")], &files);
        assert_eq!(page.status, 200, "{name}");
        assert!(page.text().contains(headline), "{name}: {}", headlines(&page.text()));
    }
}

#[test]
fn a_recording_shows_the_whole_login_first() {
    let server = Server::start();
    let page = server.form("/check", &[], &[("login.har", &read("flows/session-strict.har"))]).text();
    let (flow, message) =
        (page.find("Loop: cookie-samesite").unwrap(), page.find("The message: login.har").unwrap());
    assert!(flow < message);
    assert!(page.contains("class=\"sequence\"") && page.contains("id=\"step-6\""));
    // What the request in it says is shown, and counts only if it is taken.
    assert!(page.contains("from the capture: https://portal.example.org/saml/metadata"));
    assert!(!page.contains("value=\"https://portal.example.org/saml/metadata\" placeholder"));
}

#[test]
fn what_was_pasted_stays_in_the_form() {
    let server = Server::start();
    let fields =
        [("input", "<a>&lt;</a>"), ("sp_entity_id", "urn:\"x\""), ("nth", "1"), ("idp_initiated", "yes")];
    let page = server.form("/check", &fields, &[]).text();
    assert!(page.contains("&lt;a&gt;&amp;lt;&lt;/a&gt;</textarea>"), "{page}");
    assert!(
        page.contains("value=\"urn:&quot;x&quot;\"")
            && page.contains("name=\"idp_initiated\" value=\"yes\" checked")
    );
}

#[test]
fn decoded_messages_are_marked_as_not_verified() {
    let server = Server::start();
    let page = server.form("/decode", &[], &[("a.txt", &sample("flex-login.txt"))]).text();
    assert!(page.contains("NOT VERIFIED") && page.contains("urn:acme-dev.us.auth0.com"), "{page}");
}

#[test]
fn the_refused_one_of_two_files_is_the_bad_one_in_any_order() {
    let server = Server::start();
    let (good, bad) = (sample("flex-login.txt"), sample("flex-missing-roles.txt"));
    let (idp, sp) = (sample("idp-metadata.xml"), sample("sp-metadata.xml"));
    let trust = [("idp.xml", &*idp), ("sp.xml", &*sp)];
    let compared = |fields: &[(&str, &str)], files: &[(&str, &[u8])]| {
        let page = server.form("/compare", fields, &[files, &trust].concat());
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains("Good against bad"), "{}", headlines(&text));
        text.split_once("Good against bad").unwrap().1.split("<footer").next().unwrap().to_owned()
    };
    let right = compared(&[], &[("good.txt", &good), ("bad.txt", &bad)]);
    assert!(right.contains("roles"), "{right}");
    assert_eq!(compared(&[], &[("bad.txt", &bad), ("good.txt", &good)]), right);
    let pasted = String::from_utf8(bad.clone()).unwrap();
    assert_eq!(compared(&[("input", &pasted)], &[("good.txt", &good)]), right);
}

#[test]
fn two_captures_are_compared() {
    let server = Server::start();
    let good = String::from_utf8(sample("flex-login.txt")).unwrap();
    let page =
        server.form("/compare", &[("good", &good)], &[("bad.txt", &sample("flex-missing-roles.txt"))]).text();
    assert!(page.contains("Significant differences") && page.contains("roles"), "{page}");
    assert_eq!(server.form("/compare", &[("good", &good)], &[]).status, 400);
}

#[test]
fn the_redacted_copy_is_a_download_without_personal_values() {
    let server = Server::start();
    let copy = server.form("/redact", &[], &[("login.har", &sample("flex-login.har"))]);
    assert_eq!(copy.header("content-disposition"), "attachment; filename=\"redacted.har\"");
    let har: serde_json::Value = copy.json();
    assert!(har["log"]["entries"].is_array() && !copy.text().contains("mara.oduya"));
    // The text for a ticket has none either, and the report has them: its reader pasted them.
    let page =
        server.form("/check", &[("when", "captured")], &[("login.har", &sample("flex-login.har"))]).text();
    let (_, ticket) = page.split_once("Markdown for a ticket").unwrap();
    let (ticket, _) = ticket.split_once("</textarea>").unwrap();
    assert!(page.contains("mara.oduya") && !ticket.contains("mara.oduya") && ticket.contains("```text"));
}

#[test]
fn the_options_of_redact_are_in_the_form_and_stay_there() {
    let server = Server::start();
    let sample = sample("flex-login.txt");
    let copy = |fields: &[(&str, &str)]| server.form("/redact", fields, &[("login.txt", &sample)]);
    let told = |copy: &str| server.api("decode", &serde_json::json!({ "input": copy })).text();
    // The attribute is kept by its name, in one list with commas; the others are replaced.
    let kept = told(&copy(&[("keep", "full_name, team")]).text());
    assert!(kept.contains("Mara Oduya") && !kept.contains("mara.oduya"), "{kept}");
    let hosts = told(&copy(&[("hosts", "yes")]).text());
    assert!(!hosts.contains("acme-dev") && told(&copy(&[]).text()).contains("acme-dev"), "{hosts}");
    // Signed again: a page with the copy and its metadata, and the form as it was sent.
    let idp = String::from_utf8(self::sample("idp-metadata.xml")).unwrap();
    let page =
        copy(&[("resign", "yes"), ("keep", "team"), ("slo", "https://example.org/slo"), ("idp", &idp)]);
    assert_eq!((page.status, page.header("content-disposition")), (200, ""));
    let page = page.text();
    assert!(page.contains("id=\"redacted-metadata\"") && page.contains("IDPSSODescriptor"), "{page}");
    assert!(!page.contains("mara.oduya"));
    for part in [
        "name=\"resign\" value=\"yes\" checked",
        "name=\"keep\" value=\"team\"",
        "name=\"slo\" value=\"https://example.org/slo\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("name=\"hosts\" value=\"yes\" checked"));
    let nothing = copy(&[("resign", "yes")]);
    assert!(
        nothing.status == 400 && nothing.text().contains("nothing was signed again"),
        "{}",
        nothing.text()
    );
}

#[test]
fn the_identity_provider_is_pasted_or_fetched() {
    let metadata = String::from_utf8(sample("idp-metadata.xml")).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/metadata", listener.local_addr().unwrap());
    let served = metadata.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", served.len());
            let _ = std::io::Write::write_all(&mut stream, (head + &served).as_bytes());
        }
    });
    let server = Server::start();
    let sp = String::from_utf8(sample("sp-metadata.xml")).unwrap();
    for idp in [&metadata, &address] {
        let fields = [("when", "captured"), ("idp", &**idp), ("sp", &*sp)];
        let page = server.form("/check", &fields, &[("login.har", &sample("flex-login.har"))]).text();
        assert!(page.contains("<h1>Accepted"), "{idp}: {}", headlines(&page));
    }
    let page = server.form("/check", &[], &[("samlens.toml", b"[identity_provider]"), ("a.xml", b"<a/>")]);
    assert!(
        page.status == 400 && page.text().contains("samlens serve --config samlens.toml"),
        "{}",
        page.text()
    );
}

#[test]
fn an_error_text_is_explained() {
    let server = Server::start();
    assert!(
        server.form("/explain", &[("text", "Invalid thumbprint")], &[]).text().contains("Possible findings")
    );
    let page = server.form("/explain", &[("text", "audience-mismach")], &[]);
    assert!(page.status == 400 && page.text().contains("audience-mismatch"), "{}", page.text());
}

#[test]
fn a_finding_leads_to_its_explanation_with_the_settings_of_products() {
    let server = Server::start();
    let page = server.form("/check", &[], &[("a.xml", b"<a/>")]).text();
    assert!(page.contains("href=\"/explain/not-a-response\""), "{}", headlines(&page));
    let page = server.get("/explain/audience-mismatch");
    assert_eq!(page.status, 200);
    let page = page.text();
    assert!(page.contains("<h3>How to fix it</h3>") && page.contains("<summary>Auth0</summary>"), "{page}");
    assert!(page.contains("rel=\"noreferrer\">https://"), "{page}");
    let page = server.get("/explain/audience-mismach");
    assert!(page.status == 404 && page.text().contains("did you mean audience-mismatch"), "{}", page.text());
}

#[test]
fn several_answers_have_no_identifier_twice() {
    let server = Server::start();
    let (one, two) = (sample("flex-login.har"), sample("flex-wrong-audience.html"));
    let page = server.form("/check", &[], &[("one.har", &one), ("two.html", &two)]).text();
    let mut seen = std::collections::BTreeSet::new();
    for part in page.split(" id=\"").skip(1) {
        let id = part.split('"').next().unwrap();
        assert!(seen.insert(id), "{id} is there twice");
    }
    for part in page.split("href=\"#").skip(1) {
        let id = part.split('"').next().unwrap();
        assert!(seen.contains(id), "a link leads to {id}, which is not there");
    }
}

#[test]
fn the_whole_front_end_is_small() {
    let server = Server::start();
    let size = server.get("/").body.len();
    assert!(size < 150_000, "{size}");
}

fn sample(name: &str) -> Vec<u8> {
    read(&format!("samples/{name}"))
}

fn read(name: &str) -> Vec<u8> {
    std::fs::read(fixture(name)).unwrap()
}

fn headlines(page: &str) -> String {
    page.split("<h1>").skip(1).filter_map(|part| part.split("</h1>").next()).collect::<Vec<_>>().join(" | ")
}
