//! The live login of `serve`: a request goes out, a response comes in, and the page shows what a service does with it.

use super::client::{Answer, Server};
use crate::run::{directory, file};
use chrono::{DateTime, SecondsFormat, Utc};
use samlens::Limits;
use samlens::inspect::{Capture, Outline};
use samlens::metadata::ServiceProviderMetadata;
use samlens_forge::{Encryption, Login, Shape, Signing, idp, idp_metadata, key};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub const IDP: &str = "https://idp.example.org/metadata";
pub const SSO: &str = "https://idp.example.org/sso";
pub const SLO: &str = "https://idp.example.org/slo";

/// Metadata of the identity provider of these tests, as a file.
pub fn metadata() -> String {
    let mut metadata = idp_metadata(IDP, &[idp()]);
    metadata.sso_url = SSO.to_owned();
    let logout = ["HTTP-Redirect", "HTTP-POST"].map(|binding| {
        format!(
            "<SingleLogoutService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:{binding}\" Location=\"{SLO}\"/>"
        )
    });
    let xml = metadata.xml().replacen("<NameIDFormat>", &(logout.concat() + "<NameIDFormat>"), 1);
    file("serve-live", "idp.xml", xml.as_bytes())
}

/// A server with a live login, with these further options, where there is no samlens.toml.
pub fn server(options: &[&str]) -> Server {
    let metadata = metadata();
    let all = [&["--idp", &metadata], options].concat();
    Server::with(&all, &directory(&format!("serve-live-{:?}", std::thread::current().id())))
}

/// Where the service provider of a server is.
pub fn own(server: &Server, path: &str) -> String {
    format!("http://{}/{path}", server.host)
}

/// A request on its way: the XML and the RelayState.
pub struct Sent {
    pub xml: String,
    pub id: String,
    pub relay_state: String,
}

/// What a page that the browser leaves from sends.
pub fn sent(page: &Answer) -> Sent {
    assert_eq!(page.status, 200, "{}", page.text());
    let capture = match page.header("refresh").strip_prefix("0; url=") {
        Some(address) => address.to_owned(),
        None => page.text(),
    };
    let read = Capture::read(capture.as_bytes(), &Limits::default()).unwrap();
    let message = read.chosen(None).unwrap();
    let outline = Outline::of(message.xml(), &Limits::default()).unwrap();
    Sent {
        xml: message.xml().to_owned(),
        id: outline.message().id.clone().unwrap(),
        relay_state: message.relay_state().unwrap_or_default().to_owned(),
    }
}

/// Starts a login with these fields of the form.
pub fn start(server: &Server, fields: &[(&str, &str)]) -> Sent {
    sent(&server.form("/login", fields, &[]))
}

pub fn now() -> String {
    DateTime::<Utc>::from(std::time::SystemTime::now()).to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A valid answer to a request.
pub fn response(server: &Server, request: Option<&str>, id: &str) -> Login {
    Login::new(Shape::Okta)
        .issuer(IDP)
        .acs(&own(server, "acs"))
        .audiences(&[&own(server, "metadata")])
        .in_response_to(request)
        .issued(&now(), 300)
        .ids(&format!("_r{id}"), &format!("_a{id}"))
        .sign_both(Signing::new(idp()))
}

/// Posts a response, as the identity provider has the browser do, and gives the number that it got.
pub fn arrives(server: &Server, login: &Login, relay_state: &str) -> u64 {
    let answer = server.post_from_elsewhere("/acs", &login.message().form_body(Some(relay_state)));
    number_of(&answer)
}

pub fn number_of(answer: &Answer) -> u64 {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.header("refresh").rsplit('/').next().unwrap().parse().unwrap()
}

/// The page of a message, without style and script.
pub fn shown(server: &Server, number: u64) -> String {
    body(&server.get(&format!("/live/{number}")))
}

pub fn body(page: &Answer) -> String {
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    let (_, body) = text.split_once("</style>").unwrap();
    body.split("<script>").next().unwrap().to_owned()
}

#[test]
fn its_metadata_is_open_and_names_its_addresses_and_keys() {
    let server = server(&[]);
    let answer = server.request("GET", "/metadata", &[], b"");
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/samlmetadata+xml"));
    let all = ServiceProviderMetadata::all_from_metadata(&answer.text(), &Limits::default()).unwrap();
    let [service] = all.as_slice() else { panic!("{}", answer.text()) };
    assert_eq!(service.entity_id(), own(&server, "metadata"));
    assert_eq!(service.service_provider().acs(), [own(&server, "acs")]);
    // By HTTP-Redirect and by HTTP-POST.
    let slo = own(&server, "slo");
    assert_eq!(service.service_provider().single_logout(), [slo.clone(), slo]);
    let [certificate] = service.encryption_certificates() else { panic!("no encryption certificate") };
    assert!(certificate.subject().contains("throw-away key of samlens serve"), "{}", certificate.subject());
    let another = server_with_another_key();
    assert!(!answer.text().contains(&another), "the same key at each start");
}

/// The certificate of another start, as the metadata has it.
fn server_with_another_key() -> String {
    let text = server(&[]).request("GET", "/metadata", &[], b"").text();
    let (_, rest) = text.split_once("<ds:X509Certificate>").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[test]
fn a_login_by_either_binding_is_accepted_and_shown_with_its_request() {
    let server = server(&[]);
    for (index, binding) in ["redirect", "post"].into_iter().enumerate() {
        let fields = [
            ("binding", binding),
            ("signed", "yes"),
            ("force_authn", "yes"),
            ("name_id_format", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"),
        ];
        let request = start(&server, &fields);
        assert!(request.xml.contains("ForceAuthn=\"true\""), "{}", request.xml);
        assert!(request.xml.contains(&format!("<saml:Issuer>{}</saml:Issuer>", own(&server, "metadata"))));
        assert_eq!(request.xml.contains("<ds:Signature"), binding == "post", "{}", request.xml);
        let waiting = body(&server.get("/live"));
        assert!(waiting.contains(&format!("not answered yet: <code>{}", request.id)), "{waiting}");
        let number =
            arrives(&server, &response(&server, Some(&request.id), &index.to_string()), &request.relay_state);
        let page = shown(&server, number);
        assert!(page.contains("A service signs the person in"), "{page}");
        assert!(page.contains(&request.id) && page.contains("Asked for: signed, ForceAuthn"), "{page}");
        assert!(page.contains("mara.oduya@example.org"), "{page}");
        let list = body(&server.get("/live"));
        assert!(
            list.contains("<td>accepted</td>") && !list.contains(&format!("yet: <code>{}", request.id)),
            "{list}"
        );
    }
}

#[test]
fn what_fits_no_request_or_no_service_is_refused_with_its_code() {
    let server = server(&[]);
    let request = start(&server, &[]);
    let other = Login::new(Shape::Okta).audiences(&["https://other.example.org"]).audience_restrictions;
    let mut wrong_audience = response(&server, Some(&request.id), "1");
    wrong_audience.audience_restrictions = other;
    let unsolicited = response(&server, None, "2");
    let another = response(&server, Some("_never-sent"), "3");
    let other_key =
        response(&server, Some(&request.id), "4").sign_both(Signing::new(key("attacker-rsa2048")));
    for (login, code) in [
        (wrong_audience, "audience-mismatch"),
        (unsolicited, "unsolicited"),
        (another, "in-response-to-mismatch"),
        (other_key, "signature-untrusted-key"),
    ] {
        let page = shown(&server, arrives(&server, &login, ""));
        assert!(page.contains(code), "{code}: {page}");
        assert!(!page.contains("A service signs the person in"), "{code}");
    }
    // The request can still be answered, once.
    let good = response(&server, Some(&request.id), "5");
    let first = arrives(&server, &good, &request.relay_state);
    assert!(shown(&server, first).contains("A service signs the person in"));
    for second in [good, response(&server, Some(&request.id), "6")] {
        let page = shown(&server, arrives(&server, &second, &request.relay_state));
        assert!(page.contains("refused: replayed"), "{page}");
        assert!(page.contains(&format!("message {first} answered this request before")), "{page}");
    }
}

#[test]
fn an_encrypted_assertion_is_read_and_a_plain_one_refused_where_it_must_be_encrypted() {
    let sp = key("sp-encryption");
    let pem = [sp.private.private_key_to_pem_pkcs8().unwrap().as_slice(), sp.pem().as_bytes()].concat();
    let server = server(&["--sp-key", &file("serve-live", "sp-encryption.pem", &pem)]);
    let request = start(&server, &[("encrypted", "yes")]);
    let login = response(&server, Some(&request.id), "1");
    let page = shown(&server, arrives(&server, &login, ""));
    assert!(page.contains("refused: not-encrypted"), "{page}");
    let encrypted = login.between(move |response| Encryption::new(sp).replace_assertion(response));
    assert!(!encrypted.xml().contains("mara"));
    let page = shown(&server, arrives(&server, &encrypted, ""));
    assert!(
        page.contains("A service signs the person in") && page.contains("mara.oduya@example.org"),
        "{page}"
    );
}

#[test]
fn a_login_that_cannot_be_sent_says_why() {
    let server = server(&[]);
    for (fields, why) in [
        ([("provider", "https://unknown.example.org")], "unknown identity provider"),
        ([("binding", "artifact")], "the binding is not one of"),
        ([("name_id_format", "a\u{7}b")], "control character"),
    ] {
        let page = server.form("/login", &fields, &[]);
        assert_eq!(page.status, 400, "{fields:?}");
        assert!(page.text().contains(why), "{}", page.text());
    }
    let without = Server::start();
    for path in ["/live", "/login", "/metadata", "/acs", "/events"] {
        let page = without.get(path);
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text().contains("samlens serve --idp SOURCE"), "{path}");
    }
}

#[test]
fn two_arrivals_are_compared() {
    let server = server(&[]);
    let (one, two) = (start(&server, &[]), start(&server, &[]));
    let good = arrives(&server, &response(&server, Some(&one.id), "1"), "");
    let bad = response(&server, Some(&two.id), "2").audiences(&["https://other.example.org"]);
    let bad = arrives(&server, &bad, "");
    let page = body(&server.get(&format!("/live/compare?good={good}&bad={bad}")));
    assert!(page.contains("Audience") && page.contains("https://other.example.org"), "{page}");
    for query in ["", "?good=1", "?good=1&bad=99", "?good=-1&bad=x"] {
        assert_eq!(server.get(&format!("/live/compare{query}")).status, 400, "{query}");
    }
}

/// A page that listens, after the head and the first octets of the answer.
fn listener(server: &Server) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(&server.host).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let request = format!(
        "GET /events HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\n\r\n",
        server.host,
        server.bearer()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let head = read_until(&mut stream, "\r\n\r\n");
    (stream, head)
}

/// Reads until a text has come, or the connection ends.
fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut all = Vec::new();
    let mut octet = [0];
    while !String::from_utf8_lossy(&all).contains(text) {
        match stream.read(&mut octet) {
            Ok(1) => all.push(octet[0]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&all).into_owned()
}

#[test]
fn every_page_that_listens_hears_of_an_arrival_and_there_is_a_limit() {
    let server = server(&[]);
    assert_eq!(server.request("GET", "/events", &[], b"").status, 403);
    let mut pages: Vec<TcpStream> = (0..64)
        .map(|_| {
            let (mut stream, head) = listener(&server);
            assert!(head.starts_with("HTTP/1.1 200") && head.contains("text/event-stream"), "{head}");
            assert!(read_until(&mut stream, "\n\n").contains(": connected"));
            stream
        })
        .collect();
    assert!(listener(&server).1.starts_with("HTTP/1.1 503"));
    arrives(&server, &response(&server, None, "1"), "");
    for page in &mut pages {
        let event = read_until(page, "}");
        assert!(event.contains(r#"{"number":1,"headline":"rejected: unsolicited"}"#), "{event}");
        assert!(!event.contains("mara"), "{event}");
    }
    // One that goes leaves its place to another.
    drop(pages.pop());
    let began = std::time::Instant::now();
    while !listener(&server).1.starts_with("HTTP/1.1 200") {
        assert!(began.elapsed() < Duration::from_secs(20), "its place is not given up");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_page_that_listens_hears_the_end_of_the_command() {
    let server = server(&[]);
    let (mut stream, _) = listener(&server);
    assert!(read_until(&mut stream, "\n\n").contains(": connected"));
    let began = std::time::Instant::now();
    server.interrupt();
    read_until(&mut stream, "never");
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn the_settings_of_each_console_have_the_addresses_of_this_service_provider() {
    let server = server(&[]);
    let page = body(&server.get("/live"));
    for product in ["Auth0", "Okta", "Entra ID", "Keycloak", "AD FS", "Google Workspace", "SimpleSAMLphp"] {
        let (_, rest) = page.split_once(&format!("<summary>{product}</summary>")).expect(product);
        let console = rest.split("</details>").next().unwrap();
        for value in [own(&server, "acs"), own(&server, "metadata")] {
            assert!(console.contains(&format!("<code>{value}</code>")), "{product}: {console}");
        }
    }
    assert!(server.get("/").text().contains("href=\"/live\""));
    assert!(!Server::start().get("/").text().contains("href=\"/live\""));
}

#[test]
fn only_the_last_messages_are_kept() {
    let server = server(&[]);
    for number in 1..=51 {
        assert_eq!(number_of(&server.post_from_elsewhere("/acs", "SAMLResponse=bm90aGluZw==")), number);
    }
    assert_eq!(server.get("/live/1").status, 404);
    assert!(shown(&server, 2).contains("unreadable") && shown(&server, 51).contains("unreadable"));
}
