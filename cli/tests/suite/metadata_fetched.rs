//! `samlens metadata` and `check --idp URL` with metadata from a server: what each failure says, and which provider is used.
use crate::metadata::{check, file, metadata};
use crate::run::{self, ran as samlens};
use samlens_forge::element::{Element, Scope, Style};
use samlens_forge::server::{Days, authority, http, https, ok, redirect, reply, server_certificate};
use samlens_forge::{Shape, Signing, flex, idp_metadata, key};
use serde_json::Value;

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
    let fixes = root["fix"].as_array().unwrap();
    assert!(!fixes.is_empty(), "{name}: no fix");
    // The library names its own settings; the command adds its options.
    for (failure, option) in
        [("did not answer completely", "--timeout"), ("not with the key", "--metadata-cert")]
    {
        let is_named = fixes.iter().any(|fix| fix.as_str().unwrap().starts_with(option));
        assert!(is_named || !says.contains(failure), "{name}: {fixes:?}");
    }
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

pub(crate) fn signed(by: &str) -> String {
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
    unreachable(
        "other-key",
        &server.url("/other"),
        "not with the key of a certificate that was given for it",
        &more,
    );
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
