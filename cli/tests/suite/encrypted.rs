//! The command with a private key, with the request of a response, and with logout messages.

use crate::run;
use samlens_forge::messages::{ACS, IDP, SLO, SP, logout_request, signed_query};
use samlens_forge::{AuthnRequest, Element, Encryption, Login, Part, Shape, Signing, keys};

fn file(name: &str, content: &[u8]) -> String {
    run::file("encrypted", name, content)
}

fn key_file(name: &str) -> String {
    samlens_forge::fixture(&format!("keys/{name}"))
}

/// Exit code, standard output and standard error.
fn samlens(arguments: &[&str]) -> (i32, String, String) {
    let ran = run::samlens(arguments)
        .env("SAMLENS_TEST_PASSPHRASE", "correct horse")
        .env("SAMLENS_TEST_WRONG", "battery staple")
        .run();
    // Reports are wrapped to the width of a terminal.
    (ran.code, ran.out.split_ascii_whitespace().collect::<Vec<_>>().join(" "), ran.err)
}

fn check(input: &str, more: &[&str]) -> (i32, String, String) {
    let idp = key_file("idp-rsa2048.cert.pem");
    let arguments = [
        "check",
        input,
        "--profile",
        "generic",
        "--idp-cert",
        &idp,
        "--idp-entity-id",
        IDP,
        "--sp-entity-id",
        SP,
        "--acs",
        ACS,
        "--at",
        "2026-01-15T10:01:00Z",
    ];
    samlens(&[&arguments[..], &["-v"], more].concat())
}

fn encrypted() -> String {
    let login = Login::new(Shape::Auth0)
        .issued("2026-01-15T10:00:00.000Z", 3600)
        .sign_assertion(Signing::new(keys::idp()))
        .between(|response| Encryption::new(keys::key("sp-encryption")).replace_assertion(response));
    file("encrypted.b64", login.message().base64().as_bytes())
}

#[test]
fn the_page_shows_what_a_key_decrypts() {
    let (input, key) = (encrypted(), key_file("sp-encryption.key.pem"));
    let page = |more: &[&str]| {
        let arguments = ["check", &input, "--no-config", "--at", "2026-01-15T10:01:00Z", "--format", "html"];
        run::samlens(&[&arguments[..], more].concat()).run().out
    };
    let without = page(&[]);
    assert!(!without.contains("id=\"decrypted\"") && !without.contains("mara.oduya"), "{without}");
    let with = page(&["--decrypt-key", &key]);
    let (before, section) = with.split_once("<section id=\"decrypted\"").unwrap();
    let (section, _) = section.split_once("</section>").unwrap();
    assert!(before.contains("<a href=\"#decrypted\">") && before.contains("AuthnInstant"), "{before}");
    for says in ["EncryptedAssertion", "aes256-gcm", "the assertion that is read", "mara.oduya@example.org"] {
        assert!(section.contains(says), "{says}: {section}");
    }
    // The signature inside covers it.
    assert!(section.contains("covered by <a href=\"#signature-0\">"), "{section}");
    let wrong = page(&["--decrypt-key", &key_file("other-tenant.key.pem")]);
    assert!(wrong.contains("Not decrypted: ") && !wrong.contains("mara.oduya"), "{wrong}");
}

#[test]
fn a_key_opens_an_encrypted_assertion() {
    let input = encrypted();
    let (code, out, _) = check(&input, &[]);
    assert_eq!(code, 1);
    assert!(
        out.contains("encrypted-assertion: the assertion is encrypted, and no key to decrypt it was given"),
        "{out}"
    );
    assert!(out.contains("--decrypt-key"), "{out}");
    let key = key_file("sp-encryption.key.pem");
    let (code, out, err) = check(&input, &["--decrypt-key", &key]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("mara.oduya@example.org"), "{out}");
    assert!(out.contains("aes256-gcm, rsa-oaep (sha1, mgf1 sha1) with an RSA key of 2048 bits"), "{out}");
    // Several keys, the right one last.
    let other = key_file("other-tenant.key.pem");
    assert_eq!(check(&input, &["--decrypt-key", &other, "--decrypt-key", &key]).0, 0);
    let (code, out, _) = check(&input, &["--decrypt-key", &other]);
    assert_eq!(code, 1);
    assert!(out.contains("decryption-failed"), "{out}");
}

#[test]
fn flex_refuses_it_all_the_same() {
    let (code, out, _) = samlens(&[
        "check",
        "-v",
        "--profile",
        "flex",
        &encrypted(),
        "--decrypt-key",
        &key_file("sp-encryption.key.pem"),
    ]);
    assert_eq!(code, 1);
    assert!(
        out.contains("the assertion is encrypted, which Twilio Flex does not support, even with the key"),
        "{out}"
    );
}

#[test]
fn a_passphrase_comes_from_the_environment() {
    let cipher = openssl::symm::Cipher::aes_256_cbc();
    let pem =
        keys::key("sp-encryption").private.private_key_to_pem_pkcs8_passphrase(cipher, b"correct horse");
    let key = file("encrypted.key.pem", &pem.unwrap());
    let input = encrypted();
    let with = |name: &str| check(&input, &["--decrypt-key", &key, "--passphrase-env", name]);
    assert_eq!(with("SAMLENS_TEST_PASSPHRASE").0, 0);
    let (code, _, err) = with("SAMLENS_TEST_WRONG");
    assert_eq!(code, 2);
    assert!(err.contains("the passphrase is wrong, or the file is damaged"), "{err}");
    assert!(!err.contains("battery"), "{err}");
    let (code, _, err) = with("SAMLENS_TEST_ABSENT");
    assert_eq!((code, err.contains("there is no such variable")), (2, true), "{err}");
    // No terminal to ask at.
    let (code, _, err) = check(&input, &["--decrypt-key", &key]);
    assert_eq!((code, err.contains("--passphrase-env")), (2, true), "{err}");
    let (code, _, err) = check(&input, &["--decrypt-key", &key_file("idp-p256.key.pem")]);
    assert_eq!((code, err.contains("is not an RSA key")), (2, true), "{err}");
    assert_eq!(check(&input, &["--decrypt-key", "/nonexistent"]).0, 2);
    assert_eq!(check(&input, &["--passphrase-env", "X"]).0, 2);
}

/// NameID and an attribute, encrypted inside an assertion that may be encrypted itself.
fn encrypted_inside(double: bool) -> String {
    let inside = |holder: &'static str, local: &'static str| {
        move |parent: &mut Element| {
            let parts = |data: &mut Element| {
                data.unset("Id");
                data.find_mut("EncryptedKey").unset("Id");
            };
            Encryption::new(keys::key("sp-encryption")).on_data(parts).replace(parent, local, holder);
        }
    };
    let mut login = Login::new(Shape::Auth0)
        .edit(Part::Subject, inside("EncryptedID", "NameID"))
        .edit(Part::AttributeStatement, inside("EncryptedAttribute", "Attribute"))
        .sign_assertion(Signing::new(keys::idp()));
    if double {
        login =
            login.between(|response| Encryption::new(keys::key("sp-encryption")).replace_assertion(response));
    }
    file(&format!("inside-{double}.xml"), login.xml().as_bytes())
}

#[test]
fn decode_shows_what_is_encrypted_inside_an_assertion() {
    let key = key_file("sp-encryption.key.pem");
    for double in [false, true] {
        let input = encrypted_inside(double);
        let (_, out, _) = samlens(&["decode", "-v", &input]);
        assert!(!out.contains("mara.oduya@example.org"), "{out}");
        let (code, out, _) = samlens(&["decode", "-v", &input, "--decrypt-key", &key]);
        assert_eq!(code, 0, "{out}");
        assert_eq!(out.matches("EncryptedID decrypted").count(), 1, "{out}");
        assert_eq!(out.matches("EncryptedAttribute decrypted").count(), 1, "{out}");
        // As NameID, and as the attribute email, which comes last for it was in a place of its own.
        assert!(out.matches("mara.oduya@example.org").count() >= 2, "{out}");
        let other = key_file("other-tenant.key.pem");
        let (_, out, _) = samlens(&["decode", "-v", &input, "--decrypt-key", &other]);
        assert!(!out.contains("mara.oduya@example.org"), "{out}");
        assert!(out.contains("not decrypted"), "{out}");
    }
}

#[test]
fn decode_shows_what_a_key_opens() {
    let input = encrypted();
    let (code, out, _) = samlens(&["decode", "-v", &input]);
    assert_eq!(code, 0);
    assert!(!out.contains("mara.oduya"), "{out}");
    let key = key_file("sp-encryption.key.pem");
    let (code, out, _) = samlens(&["decode", "-v", &input, "--decrypt-key", &key]);
    assert_eq!(code, 0);
    assert!(out.contains("mara.oduya@example.org") && out.contains("NOT VERIFIED"), "{out}");
    let (code, out, _) =
        samlens(&["decode", "-v", &input, "--decrypt-key", &key_file("other-tenant.key.pem")]);
    assert_eq!(code, 0);
    assert!(out.contains("it was encrypted for another key (2048 bits)"), "{out}");
}

fn request() -> AuthnRequest {
    AuthnRequest {
        id: "_req1".to_owned(),
        issuer: SP.to_owned(),
        acs: ACS.to_owned(),
        destination: "https://idp.example.org/sso".to_owned(),
        issue_instant: "2026-01-15T09:59:30Z".to_owned(),
    }
}

#[test]
fn a_response_is_checked_with_its_request() {
    let login = Login::new(Shape::Auth0)
        .issued("2026-01-15T10:00:00.000Z", 3600)
        .sign_response(Signing::new(keys::idp()));
    let input = file("response.b64", login.message().base64().as_bytes());
    let (code, out, err) = check(&input, &["--request", &request().redirect_url(Some("x"))]);
    assert_eq!(code, 0, "{out}{err}");
    assert!(out.contains("the Response was issued 30 seconds after its request"), "{out}");
    let mut other = request();
    other.id = "_req9".to_owned();
    other.acs = "https://sp.example.org/elsewhere".to_owned();
    let (code, out, _) = check(&input, &["--request", &file("request.xml", other.xml().as_bytes())]);
    assert_eq!(code, 1);
    assert!(out.contains("in-response-to-mismatch") && out.contains("request-not-met"), "{out}");
    let (code, _, err) = check(&input, &["--request", &input]);
    assert_eq!((code, err.contains("--request: the request is not an AuthnRequest")), (2, true), "{err}");
    let (code, _, err) = check(&input, &["--request", "<a"]);
    assert_eq!((code, err.contains("--request")), (2, true), "{err}");
    assert_eq!(check(&input, &["--request", "<a/>", "--request-id", "_x"]).0, 2);
}

#[test]
fn an_authn_request_is_judged() {
    let input = file("authn-request.xml", request().xml().as_bytes());
    let (code, out, _) = check(&input, &[]);
    assert_eq!(code, 4, "{out}");
    assert!(out.contains("nothing is signed"), "{out}");
    assert!(out.contains("audience https://sp.example.org/saml/metadata"), "{out}");
    let mut other = request();
    other.acs.push('/');
    let input = file("authn-request-other.xml", other.xml().as_bytes());
    let (code, out, _) = check(&input, &[]);
    assert_eq!(code, 1);
    assert!(out.contains("acs-not-allowed"), "{out}");
}

#[test]
fn a_logout_request_is_judged() {
    let query = signed_query("SAMLRequest", &logout_request().xml(), Some("s"), &Signing::new(keys::idp()));
    let url = format!("{SLO}?{query}");
    let (code, out, err) = check(&url, &["--slo", SLO, "--format", "json"]);
    assert_eq!(code, 0, "{out}{err}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["message"]["kind"], "LogoutRequest");
    assert_eq!(report["signatures"][0]["element"], "Query");
    assert_eq!(report["signatures"][0]["outcome"], "valid");
    assert_eq!(report["identity"]["name_id"], "mara.oduya@example.org");
    assert_eq!(report["identity"]["session_index"], "_s1");
    let (code, out, _) = check(&url, &[]);
    assert_eq!(code, 4, "{out}");
    assert!(out.contains("no single logout URL was given (--slo)"), "{out}");
    let own = signed_query("SAMLRequest", &request().xml(), None, &Signing::new(keys::key("sp-encryption")));
    let url = format!("https://idp.example.org/sso?{own}");
    let (code, out, _) = check(&url, &["--sp-cert", &key_file("sp-encryption.cert.pem"), "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, report["signatures"][0]["outcome"].as_str()), (4, Some("valid")), "{out}");
}
