//! `samlens metadata` and `check --idp URL`: what they print, how they exit, what each failure says.
use crate::run::{self, Ran, ran as samlens};
use samlens_forge::element::{Element, Scope, Style};
use samlens_forge::server::{Days, authority, http, https, ok, redirect, reply, server_certificate};
use samlens_forge::{IdpMetadata, Shape, Signing, flex, idp_metadata, key, keys};
use serde_json::Value;

fn file(name: &str, content: &str) -> String {
    run::file("metadata", name, content.as_bytes())
}

/// The sample login, judged with more arguments; always under its own service provider and time.
fn check(name: &str, arguments: &[&str]) -> Ran {
    let input = file(name, &flex::signed().message().base64());
    let mut all =
        vec!["check", &input, "--sp-entity-id", flex::SP_ENTITY_ID, "--acs", flex::ACS, "--at", flex::AT];
    all.extend(["--request-id", flex::REQUEST_ID, "--format", "json"]);
    all.extend(arguments);
    samlens(&all)
}

fn metadata() -> String {
    flex::metadata().xml()
}

#[test]
fn everything_that_metadata_says_is_shown() {
    let path = file("all.xml", &metadata());
    let ran = samlens(&["metadata", "-v", &path, "--at", flex::AT]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let certificate = keys::idp().pem();
    for says in [
        "urn:acme-dev.us.auth0.com",
        "HTTP-Redirect",
        flex::SSO_URL,
        "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
        "CN=acme-dev.us.auth0.com",
        "RSA 2048",
        "days left",
        "SHA-256",
        "SHA-1",
        "Settings to copy into your service",
        certificate.lines().nth(1).unwrap(),
    ] {
        assert!(ran.out.contains(says), "{says:?} is missing in\n{}", ran.out);
    }
}

#[test]
fn the_same_as_json() {
    let path = file("json.xml", &metadata());
    let json = samlens(&["metadata", &path, "--at", flex::AT, "--format", "json"]).json();
    let one = &json["identity_providers"][0];
    assert_eq!(one["entity_id"], "urn:acme-dev.us.auth0.com");
    assert_eq!(one["single_sign_on"][0]["location"], flex::SSO_URL);
    assert_eq!(one["certificates"][0]["use"], "signing");
    assert_eq!(one["certificates"][0]["key"], "RSA 2048");
    assert_eq!(one["certificates"][0]["not_after"], "2045-01-01T00:00:00Z");
    assert_eq!(one["certificates"][0]["days_left"], 6925);
    assert_eq!(one["enter"]["sso_url"], flex::SSO_URL);
    assert_eq!(one["enter"]["certificate"], keys::idp().pem());
    assert_eq!(json["findings"], serde_json::json!([]));
}

#[test]
fn a_certificate_that_expires_soon_is_exit_1() {
    let path = file("soon.xml", &metadata());
    // It is valid until 2045-01-01.
    let at = |instant: &str, days: &str| samlens(&["metadata", &path, "--at", instant, "--warn-days", days]);
    assert_eq!(at("2044-12-01T00:00:00Z", "30").code, 0);
    assert_eq!(at("2044-12-02T00:00:00Z", "30").code, 1);
    assert_eq!(at("2044-12-02T00:00:00Z", "29").code, 0);
    let ran = at("2044-12-31T12:00:00Z", "30");
    assert!(ran.out.contains("metadata-certificate-expires-soon"), "{}", ran.out);
    let ran = at("2045-02-01T00:00:00Z", "0");
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("certificate-expired"), "{}", ran.out);
}

#[test]
fn an_encryption_certificate_does_not_ring_the_bell() {
    let with = flex::metadata().certificate(Some("encryption"), key("idp-expired"));
    assert_eq!(samlens(&["metadata", &file("encryption.xml", &with.xml()), "--at", flex::AT]).code, 0);
    let with = idp_metadata(flex::ISSUER, &[key("idp-expired")]);
    assert_eq!(samlens(&["metadata", &file("signing.xml", &with.xml()), "--at", flex::AT]).code, 1);
}

fn rotation(name: &str, old: &IdpMetadata, new: &IdpMetadata) -> (i32, Value) {
    let (old, new) =
        (file(&format!("{name}-old.xml"), &old.xml()), file(&format!("{name}-new.xml"), &new.xml()));
    let at = ["--at", "2026-06-01T00:00:00Z", "--format", "json"];
    let ran = samlens(&[&["metadata", "--old", &old, &new][..], &at].concat());
    // Two sources that describe one identity provider are compared as well.
    if old != new && !name.starts_with("other") {
        assert_eq!(samlens(&[&["metadata", &old, &new][..], &at].concat()).out, ran.out, "{name}");
    }
    (ran.code, ran.json())
}

#[test]
fn rotations_are_judged() {
    let entity = "urn:acme-dev.us.auth0.com";
    let old = idp_metadata(entity, &[keys::idp()]);
    let new = idp_metadata(entity, &[key("idp-rotated")]);
    let both = idp_metadata(entity, &[keys::idp(), key("idp-rotated")]);

    let (code, json) = rotation("same", &old, &old);
    assert_eq!((code, &json["rotation"], &json["safe"]), (0, &"unchanged".into(), &true.into()));

    let (code, json) = rotation("abrupt", &old, &new);
    assert_eq!((code, &json["rotation"], &json["safe"]), (1, &"abrupt".into(), &false.into()));
    assert_eq!(json["findings"][0]["code"], "metadata-certificate-rotated");
    assert_eq!(json["signs_now"]["sha256"], json["added"][0]["sha256"]);

    let (code, json) = rotation("overlap", &old, &both);
    assert_eq!((code, &json["rotation"], &json["safe"]), (0, &"overlapping".into(), &true.into()));
    assert_eq!(json["signs_now"]["sha256"], json["kept"][0]["sha256"]);

    let (code, json) = rotation("retire", &both, &new);
    assert_eq!((code, &json["rotation"], &json["safe"]), (0, &"retired".into(), &true.into()));
    assert_eq!(json["signs_now"]["sha256"], json["kept"][0]["sha256"]);

    let (code, json) = rotation("other", &old, &idp_metadata("urn:globex", &[keys::idp()]));
    assert_eq!((code, &json["rotation"]), (1, &"other-entity".into()));
}

#[test]
fn a_new_certificate_for_the_same_key_is_no_rotation_of_the_key() {
    let old = idp_metadata("urn:acme", &[keys::idp()]);
    let new = idp_metadata("urn:acme", &[key("idp-not-yet-valid")]);
    let (_, json) = rotation("renewed", &old, &new);
    assert_eq!(json["rotation"], "unchanged");
}

#[test]
fn what_else_changed_is_said() {
    let old = flex::metadata();
    let mut new = flex::metadata();
    new.sso_url = "https://login.acme.example/samlp/x".to_owned();
    let (old, new) = (file("moved-old.xml", &old.xml()), file("moved-new.xml", &new.xml()));
    let ran = samlens(&["metadata", &old, &new, "--at", flex::AT]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("https://login.acme.example/samlp/x"), "{}", ran.out);
    assert!(ran.out.contains("was removed"), "{}", ran.out);
}

/// Both commands over what a server answers: exit 6, the code, and the message.
fn unreachable(name: &str, url: &str, says: &str, more: &[&str]) {
    let mut arguments = vec!["--idp", url];
    arguments.extend(more);
    let ran = check(&format!("{name}.b64"), &arguments);
    assert_eq!(ran.code, 6, "{name}: {}{}", ran.out, ran.err);
    let json = ran.json();
    assert_eq!(json["class"], "IDP_UNREACHABLE");
    let root = &json["findings"][0];
    assert_eq!((&root["code"], &root["root"]), (&"idp-unreachable".into(), &true.into()));
    let message = root["message"].as_str().unwrap();
    assert!(message.contains(says), "{name}: {message}");
    assert!(message.contains(url), "{name} names no address: {message}");
    assert!(!root["fix"].as_array().unwrap().is_empty(), "{name}: no fix");
    assert_eq!(json["identity"], Value::Null);

    // What describes another side, or is outdated, is shown.
    if matches!(name, "sp" | "outdated") {
        return;
    }
    let mut arguments = vec!["metadata", url, "--format", "json", "--at", flex::AT];
    arguments.extend(more);
    let ran = samlens(&arguments);
    assert_eq!(ran.code, 6, "{name}: {}{}", ran.out, ran.err);
    assert!(ran.json()["findings"][0]["message"].as_str().unwrap().contains(says), "{name}");
}

#[test]
fn each_failure_has_its_own_message() {
    let no_idp = "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='urn:sp'><SPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'/></EntityDescriptor>";
    let no_key = idp_metadata("urn:acme", &[]).xml();
    let outdated = flex::metadata().valid_until("2026-01-01T00:00:00Z").xml();
    let server = http(move |path, stream| match path {
        "/404" => reply(stream, "404 Not Found", "", ""),
        "/html" => ok(stream, "<!DOCTYPE html><html><body>Log in</body></html>"),
        "/text" => ok(stream, "hello"),
        "/xml" => ok(stream, "<note/>"),
        "/sp" => ok(stream, no_idp),
        "/keyless" => ok(stream, &no_key),
        "/outdated" => ok(stream, &outdated),
        "/cut" => {
            ok(stream, "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='urn:a'>")
        }
        "/dripping" => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<");
            let _ = stream.flush();
            std::thread::sleep(std::time::Duration::from_secs(4));
        }
        _ => redirect(stream, path),
    });
    for (path, says) in [
        ("/404", "answers HTTP 404 (Not Found)"),
        ("/html", "this is an HTML page, not metadata"),
        ("/text", "this is not XML"),
        ("/xml", "the root element is note, not EntityDescriptor or EntitiesDescriptor"),
        ("/sp", "the metadata has no identity provider; it describes urn:sp (SPSSODescriptor)"),
        ("/keyless", "its metadata has no signing certificate"),
        ("/outdated", "was valid until 2026-01-01T00:00:00Z"),
        ("/cut", "it ends inside the element EntityDescriptor"),
        ("/loop", "redirects more than 5 times"),
    ] {
        unreachable(&path[1..], &server.url(path), says, &[]);
    }
    unreachable(
        "dripping",
        &server.url("/dripping"),
        "did not answer completely within 1 s",
        &["--timeout", "1"],
    );
    unreachable("dns", "http://no-such-host.invalid/m", "was not found (DNS)", &[]);
    unreachable(
        "refused",
        &format!("http://127.0.0.1:{}/m", samlens_forge::server::closed_port()),
        "refused the connection",
        &[],
    );
    unreachable(
        "silent",
        &format!("http://127.0.0.1:{}/m", samlens_forge::server::silent()),
        "did not answer completely within 1 s",
        &["--timeout", "1"],
    );
}

#[test]
fn each_failure_of_tls_has_its_own_message() {
    let ca = authority("Test CA");
    let pem = file("ca.pem", &String::from_utf8(ca.certificate.to_pem().unwrap()).unwrap());
    let serving = |name: &str, days: Days| {
        https(&server_certificate(&ca, name, days), |_, stream| ok(stream, &metadata()))
    };
    let good = serving("IP:127.0.0.1", Days(-1, 1));
    let ran = check("tls.b64", &["--idp", &good.url("/m"), "--ca-file", &pem]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    unreachable("issuer", &good.url("/m"), "is from an issuer that is not trusted", &[]);
    let expired = serving("IP:127.0.0.1", Days(-9, -2));
    unreachable("expired", &expired.url("/m"), "has expired", &["--ca-file", &pem]);
    let name = serving("idp.example", Days(-1, 1));
    unreachable("name", &name.url("/m"), "does not include the name", &["--ca-file", &pem]);
}

#[test]
fn fetched_metadata_verifies_a_login() {
    let server = http(|_, stream| ok(stream, &metadata()));
    let ran = check("fetched.b64", &["--idp", &server.url("/m")]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let json = ran.json();
    assert_eq!(json["identity_provider"]["entity_id"], flex::ISSUER);
    assert_eq!(json["identity_provider"]["matched"], true);
    assert_eq!(json["identity_provider"]["because"], "matches the issuer");
    assert_eq!(server.asked(), 1);
}

#[test]
fn of_several_the_issuer_chooses() {
    let other =
        file("globex.xml", &idp_metadata("urn:globex-dev.us.auth0.com", &[key("other-tenant")]).xml());
    let server = http(|_, stream| ok(stream, &metadata()));
    let ran = check("several.b64", &["--idp", &other, "--idp", &server.url("/m")]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(ran.json()["identity_provider"]["because"], "matches the issuer; 2 are configured");
    let third = file("initech.xml", &idp_metadata("urn:acme-dex.us.auth0.com", &[key("other-tenant")]).xml());
    let ran = check("nearest.b64", &["--idp", &other, "--idp", &third]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.json()["identity_provider"]["because"],
        "none of the 2 configured has this issuer as its entity ID; the nearest is urn:acme-dex.us.auth0.com"
    );
}

#[test]
fn two_sources_with_one_entity_id_must_agree() {
    let one = file("agree-1.xml", &metadata());
    let two = file("agree-2.xml", &idp_metadata(flex::ISSUER, &[key("idp-rotated")]).xml());
    assert_eq!(check("agree.b64", &["--idp", &one, "--idp", &one]).code, 0);
    let ran = check("disagree.b64", &["--idp", &one, "--idp", &two]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(
        ran.err.contains("two identity providers have the entity ID urn:acme-dev.us.auth0.com"),
        "{}",
        ran.err
    );
}

#[test]
fn one_source_of_several_that_fails_is_exit_6() {
    let good = file("good.xml", &metadata());
    let ran = check(
        "one.b64",
        &["--idp", &good, "--idp", &format!("http://127.0.0.1:{}/m", samlens_forge::server::closed_port())],
    );
    assert_eq!(ran.code, 6);
}

fn signed(by: &str) -> String {
    let mut entity: Element = flex::metadata().entity();
    entity.set("ID", "_m1");
    Signing::new(key(by)).sign(&mut entity, &Scope::default(), Shape::Auth0.layout().signature, None);
    entity.document(Style::USUAL)
}

#[test]
fn signed_metadata_is_verified_where_a_certificate_is_given() {
    let pem = file("federation.pem", &key("idp-p384").pem());
    let server = http(|path, stream| match path {
        "/good" => ok(stream, &signed("idp-p384")),
        "/other" => ok(stream, &signed("attacker-rsa2048")),
        _ => ok(stream, &metadata()),
    });
    let ran = check("verified.b64", &["--idp", &server.url("/good"), "--metadata-cert", &pem]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let more = ["--metadata-cert", pem.as_str()];
    unreachable("other-key", &server.url("/other"), "not with the key of --metadata-cert", &more);
    unreachable("unsigned", &server.url("/unsigned"), "the metadata is not signed", &more);
}

#[test]
fn the_proxy_that_the_environment_names_is_used() {
    let proxy = http(|path, stream| {
        // The client asks for a tunnel, and sends its request through that.
        assert_eq!(path, "idp.invalid:80");
        stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        assert!(head.starts_with(b"GET /m HTTP/1.1\r\n"));
        ok(stream, &metadata());
    });
    let address = format!("http://127.0.0.1:{}", proxy.port);
    let through = run::samlens(&["metadata", "http://idp.invalid/m", "--at", flex::AT]);
    let ran = through.env("HTTP_PROXY", &address).run();
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(proxy.asked(), 1);
    assert!(ran.err.contains("metadata over http can be changed on the way"), "{}", ran.err);

    let direct = http(|_, stream| ok(stream, &metadata()));
    let past = run::samlens(&["metadata", &direct.url("/m"), "--at", flex::AT]);
    let ran = past.env("HTTP_PROXY", &address).env("NO_PROXY", "127.0.0.1").run();
    assert_eq!((ran.code, direct.asked(), proxy.asked()), (0, 1, 1), "{}{}", ran.out, ran.err);
}

#[test]
fn what_is_no_source_is_a_usage_error() {
    for source in ["ftp://idp.example/m", "no-such-file.xml", "."] {
        let ran = samlens(&["metadata", source]);
        assert_eq!(ran.code, 2, "{source}: {}", ran.err);
        assert!(ran.err.contains(source), "{}", ran.err);
    }
    let ran = samlens(&["metadata", "https://idp.example/m", "--ca-file", "no-such-file.pem"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
}

#[test]
fn one_entity_of_an_aggregate_is_shown() {
    let aggregate = IdpMetadata::aggregate(&[
        idp_metadata("urn:one", &[keys::idp()]),
        idp_metadata("urn:two", &[key("idp-p256")]),
    ]);
    let path = file("aggregate.xml", &aggregate);
    let both = samlens(&["metadata", &path, "--at", flex::AT, "--format", "json"]).json();
    assert_eq!(both["identity_providers"].as_array().unwrap().len(), 2);
    let ran = samlens(&["metadata", &path, "--entity-id", "urn:two", "--at", flex::AT, "--format", "json"]);
    assert_eq!(ran.json()["identity_providers"][0]["entity_id"], "urn:two");
    let ran = samlens(&["metadata", &path, "--entity-id", "urn:tow"]);
    assert_eq!(ran.code, 6);
    assert!(ran.out.contains("the nearest is urn:"), "{}", ran.out);
}

fn sp(entity_id: &str, valid_until: &str) -> String {
    format!(
        "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='{entity_id}' validUntil='{valid_until}'>\
         <SPSSODescriptor WantAssertionsSigned='true' protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>\
         <KeyDescriptor><KeyInfo xmlns='http://www.w3.org/2000/09/xmldsig#'><X509Data><X509Certificate>{}\
         </X509Certificate></X509Data></KeyInfo></KeyDescriptor>\
         <SingleLogoutService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' Location='https://sp.example/slo'/>\
         <AssertionConsumerService index='3' isDefault='true' Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' \
         Location='https://sp.example/acs'/><AttributeConsumingService index='0'>\
         <RequestedAttribute Name='email' isRequired='true'/></AttributeConsumingService>\
         </SPSSODescriptor></EntityDescriptor>",
        keys::idp().base64()
    )
}

#[test]
fn a_service_provider_is_shown() {
    let path = file("sp.xml", &sp("https://sp.example", "2030-01-01T00:00:00Z"));
    let ran = samlens(&["metadata", &path, "--at", flex::AT]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for says in [
        "service provider",
        "https://sp.example/acs (HTTP-POST, index 3, default)",
        "email (required)",
        "signed assertions",
        "https://sp.example/slo",
        "2030-01-01",
        "CN=acme-dev",
    ] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    assert!(ran.out.lines().count() <= 24, "{}", ran.out);
    let one = &samlens(&["metadata", &path, "--at", flex::AT, "--json"]).json()["service_providers"][0];
    assert_eq!((&one["acs"][0]["index"], &one["acs"][0]["default"]), (&3.into(), &true.into()));
    assert_eq!((&one["wants_assertions_signed"], &one["outdated"]), (&true.into(), &false.into()));
    assert_eq!(one["requested_attributes"][0]["required"], true);
}

#[test]
fn outdated_metadata_is_shown_and_said_to_be_outdated() {
    let idp = file("outdated-idp.xml", &flex::metadata().valid_until("2026-01-01T00:00:00Z").xml());
    let sp = file("outdated-sp.xml", &sp("https://sp.example", "2026-01-01T00:00:00Z"));
    for (path, entity_id) in [(&idp, "urn:acme-dev.us.auth0.com"), (&sp, "https://sp.example")] {
        let ran = samlens(&["metadata", path, "--at", flex::AT]);
        assert_eq!(ran.code, 1);
        let first = ran.out.lines().next().unwrap();
        assert!(first.starts_with("metadata-outdated"), "{}", ran.out);
        assert!(ran.out.contains(&format!("\n{entity_id}  ")), "{}", ran.out);
        let json = samlens(&["metadata", path, "--at", flex::AT, "--json"]).json();
        assert_eq!(
            (&json["root"], &json["findings"][0]["severity"]),
            (&"metadata-outdated".into(), &"error".into())
        );
    }
}

#[test]
fn several_sources_are_watched_at_once() {
    let (idp, sp) = (
        file("watch.xml", &metadata()),
        file("watch-sp.xml", &sp("https://sp.example", "2030-01-01T00:00:00Z")),
    );
    let pem = file("watch.pem", &key("idp-expired").pem());
    let arguments = ["metadata", &idp, &sp, &pem, "--at", flex::AT];
    let ran = samlens(&arguments);
    assert_eq!(ran.code, 1);
    assert!(ran.out.starts_with("certificate-expired  "), "{}", ran.out);
    for says in ["identity provider", "service provider", "watch.pem"] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    let quiet = samlens(&[&arguments[..], &["-q"]].concat());
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.as_str()), (1, "", ""));
    let json = samlens(&[&arguments[..], &["--json"]].concat()).json();
    assert_eq!((&json["command"], &json["exit_code"]), (&"metadata".into(), &1.into()));
    assert_eq!(json["findings"][0]["severity"], "error");
    assert_eq!(json["certificates"][0]["source"], pem);
}

#[test]
fn days_may_be_written_with_their_unit() {
    let path = file("days.xml", &metadata());
    let at = |days: &str| samlens(&["metadata", &path, "--at", "2044-12-02T00:00:00Z", "--warn-days", days]);
    assert_eq!((at("30d").code, at("29d").code), (1, 0));
    let refused = at("a month");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("30d"), "{}", refused.err);
}

#[test]
fn metrics_are_in_the_format_of_prometheus() {
    let (idp, sp) = (
        file("metrics.xml", &metadata()),
        file("metrics-sp.xml", &sp("https://sp.example", "2030-01-01T00:00:00Z")),
    );
    let ran = samlens(&["metadata", &idp, &sp, "--at", flex::AT, "--format", "prometheus"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert!(lines.contains(&"# TYPE saml_certificate_not_after_seconds gauge"), "{}", ran.out);
    let of = |part: &str| lines.iter().find(|line| line.contains(part)).copied().unwrap_or_default();
    let signing = of("role=\"idp\",use=\"signing\"");
    assert!(signing.starts_with("saml_certificate_not_after_seconds{source=\""), "{signing}");
    assert!(signing.ends_with("} 2366841600"), "{signing}");
    let until = of("saml_metadata_valid_until_seconds{");
    assert!(until.contains("entity_id=\"https://sp.example\",role=\"sp\"} 1893456000"), "{until}");
    assert!(lines.iter().all(|line| line.starts_with('#') || line.starts_with("saml_")), "{}", ran.out);
    let gone = samlens(&["metadata", "http://127.0.0.1:1/x\"y", "--format", "prometheus", "--timeout", "1"]);
    assert_eq!(gone.code, 6);
    assert!(
        gone.out.contains("saml_metadata_unreadable{source=\"http://127.0.0.1:1/x\\\"y\"} 1"),
        "{}",
        gone.out
    );
}

#[test]
fn a_deployment_is_watched_as_a_whole() {
    let directory = run::directory("metadata-config");
    std::fs::write(directory.join("idp.xml"), metadata()).unwrap();
    std::fs::write(directory.join("own.pem"), key("idp-expired").pem()).unwrap();
    let toml = "[service_provider]\ncertificates = [\"own.pem\"]\n[[identity_provider]]\nname = \"A\"\nmetadata = \"idp.xml\"\n";
    let file = directory.join("samlens.toml");
    std::fs::write(&file, toml).unwrap();
    let file = file.to_str().unwrap();
    let ran = samlens(&["metadata", "--config", file, "--at", flex::AT]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.starts_with("certificate-expired") && ran.out.contains("urn:acme-dev"), "{}", ran.out);
    let linted = samlens(&["config", "check", file]);
    assert!(
        linted.out.contains("own.pem: the certificate") && linted.out.contains("expired"),
        "{}",
        linted.out
    );
}

/// What `check` refuses, because it is not signed as the file says, is nothing to watch either.
#[test]
fn metadata_of_a_deployment_is_verified_with_the_certificate_that_it_names() {
    let directory = run::directory("metadata-config-signed");
    std::fs::write(directory.join("signer.pem"), key("other-tenant").pem()).unwrap();
    let toml =
        "[[identity_provider]]\nname = \"A\"\nmetadata = \"idp.xml\"\nmetadata_cert = \"signer.pem\"\n";
    let file = directory.join("samlens.toml");
    std::fs::write(&file, toml).unwrap();
    for (xml, code) in [(metadata(), 6), (signed("other-tenant"), 0)] {
        std::fs::write(directory.join("idp.xml"), xml).unwrap();
        let ran = samlens(&["metadata", "--config", file.to_str().unwrap(), "--at", flex::AT]);
        assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    }
}

/// A certificate is a container for its key: one that lasts is enough, and without one the key is of no use.
#[test]
fn a_key_counts_with_a_certificate_within_its_dates() {
    let with = |names: &[&str]| {
        let keys: Vec<_> = names.iter().map(|name| key(name)).collect();
        file(&format!("{}.xml", names.join("-")), &idp_metadata(flex::ISSUER, &keys).xml())
    };
    let (old, both, expired) =
        (with(&["idp-rsa2048"]), with(&["idp-expired", "idp-rsa2048"]), with(&["idp-expired"]));
    let compared = |new: &str| {
        let ran = samlens(&["metadata", &old, new, "--at", flex::AT, "--format", "json"]);
        let json: Value = serde_json::from_str(&ran.out).unwrap();
        (ran.code, json["safe"].clone(), json["lapsed"].as_array().unwrap().len(), json["rotation"].clone())
    };
    assert_eq!(compared(&both), (0, Value::Bool(true), 0, Value::from("unchanged")));
    assert_eq!(compared(&expired), (1, Value::Bool(false), 1, Value::from("unchanged")));
    let ran = samlens(&["metadata", &old, &expired, "--at", flex::AT]);
    let flat = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("NOT SAFE") && flat.contains("no longer has a certificate within its dates"),
        "{}",
        ran.out
    );
    assert_eq!(check("expired-first", &["--idp", &both]).code, 0);
    assert_ne!(check("expired-alone", &["--idp", &expired]).code, 0);
}

#[test]
fn an_empty_expectation_is_refused() {
    for option in ["--acs", "--sp-entity-id", "--request-id", "--slo"] {
        let ran = samlens(&["check", "x", option, ""]);
        assert_eq!(ran.code, 2, "{option}: {}", ran.err);
        assert!(ran.err.contains("a value is required"), "{option}: {}", ran.err);
    }
}

/// Metadata that describes both sides, as a broker's does.
fn both_sides(entity_id: &str, sp_certificate: &str) -> String {
    let sp =
        sp(entity_id, "2030-01-01T00:00:00Z").replace(&keys::idp().base64(), &key(sp_certificate).base64());
    let role = sp.split_once("<SPSSODescriptor").unwrap().1.rsplit_once("</EntityDescriptor>").unwrap().0;
    let idp = idp_metadata(entity_id, &[keys::idp()]).xml();
    idp.replace("</EntityDescriptor>", &format!("<SPSSODescriptor{role}</EntityDescriptor>"))
}

#[test]
fn a_document_with_both_roles_shows_both() {
    let path = file("both.xml", &both_sides("https://broker.example", "idp-rsa2048"));
    let ran = samlens(&["metadata", &path, "--at", flex::AT]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for says in [
        "https://broker.example  identity provider\n",
        "https://broker.example  service provider\n",
        "https://sp.example/acs",
    ] {
        assert!(ran.out.contains(says), "{says}: {}", ran.out);
    }
    assert!(ran.out.lines().count() <= 24, "{}", ran.out);
    let json = samlens(&["metadata", &path, "--at", flex::AT, "--json"]).json();
    assert_eq!(json["identity_providers"][0]["entity_id"], json["service_providers"][0]["entity_id"]);
    assert_eq!(json["severity"], Value::Null);
    let metrics = samlens(&["metadata", &path, "--at", flex::AT, "--format", "prometheus"]).out;
    assert!(metrics.contains("role=\"idp\"") && metrics.contains("role=\"sp\""), "{metrics}");
    // A certificate of either side rings the bell.
    let path = file("both-expired.xml", &both_sides("https://broker.example", "idp-expired"));
    let json = samlens(&["metadata", &path, "--at", flex::AT, "--json"]).json();
    assert_eq!((&json["exit_code"], &json["root"]), (&1.into(), &"certificate-expired".into()));
    assert_eq!(json["severity"], "error");
    // Two states of it are compared as those of an identity provider.
    let other = file("both-2.xml", &both_sides("https://broker.example", "idp-rsa2048"));
    assert_eq!(
        samlens(&["metadata", &path, &other, "--at", flex::AT, "--json"]).json()["rotation"],
        "unchanged"
    );
    let one =
        samlens(&["metadata", &path, "--entity-id", "https://broker.example", "--at", flex::AT, "--json"])
            .json();
    assert_eq!(one["service_providers"].as_array().unwrap().len(), 1);
}

#[test]
fn an_identity_provider_without_a_key_does_not_hide_the_other_role() {
    let xml = both_sides("https://broker.example", "idp-rsa2048");
    let (before, role) = xml.split_once("<KeyDescriptor").unwrap();
    let (_, after) = role.split_once("</KeyDescriptor>").unwrap();
    let path = file("keyless-role.xml", &format!("{before}{after}"));
    let json = samlens(&["metadata", &path, "--at", flex::AT, "--json"]).json();
    assert_eq!((&json["exit_code"], &json["severity"]), (&6.into(), &"error".into()));
    assert_eq!(json["service_providers"][0]["entity_id"], "https://broker.example");
}

#[test]
fn every_brief_page_fits_a_screen() {
    let entity = "https://login.acme.example/realms/customer-service-europe";
    let all = ["idp-rsa2048", "idp-p256", "idp-p384", "idp-expired"].map(key);
    let mut new =
        idp_metadata(entity, &[keys::idp(), key("idp-rotated"), key("other-tenant"), key("idp-expired")]);
    new.sso_url = "https://login.acme.example/auth/realms/customer-service-europe/protocol/saml".to_owned();
    let old = file("screen-old.xml", &idp_metadata(entity, &all).xml());
    let new = file("screen-new.xml", &new.xml());
    let broker = file("screen-both.xml", &both_sides("https://broker.example", "idp-expired"));
    let aggregate: Vec<IdpMetadata> =
        (0..30).map(|index| idp_metadata(&format!("urn:{index}"), &[key("idp-expired")])).collect();
    let aggregate = file("screen-all.xml", &IdpMetadata::aggregate(&aggregate));
    let pages: [&[&str]; 5] = [
        &["--old", &old, &new],
        &[&old, &broker, &new],
        &[&broker, &aggregate],
        &[&aggregate],
        &["http://127.0.0.1:1/metadata", "--timeout", "1", &broker],
    ];
    for arguments in pages {
        let ran = samlens(&[&["metadata", "--at", flex::AT][..], arguments].concat());
        let widest = ran.out.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(ran.out.lines().count() <= 24 && widest <= 80, "{}", ran.out);
        assert!(ran.out.contains("-v"), "{}", ran.out);
        let whole = samlens(&[&["metadata", "-v", "--at", flex::AT][..], arguments].concat());
        assert!(whole.out.lines().count() > 24 && whole.code == ran.code, "{}", whole.out);
    }
    let ran = samlens(&["metadata", "--old", &old, &new, "--format", "prometheus"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
}
