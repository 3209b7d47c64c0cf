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
fn an_error_text_is_explained() {
    let server = Server::start();
    assert!(
        server.form("/explain", &[("text", "Invalid thumbprint")], &[]).text().contains("Possible findings")
    );
    let page = server.form("/explain", &[("text", "audience-mismach")], &[]);
    assert!(page.status == 400 && page.text().contains("audience-mismatch"), "{}", page.text());
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
