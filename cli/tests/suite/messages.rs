//! Requests, logouts and encrypted responses with a samlens.toml in the same folder: `check` and `decode` compare with it
//! and use its keys.

use crate::run::{self, Ran};
use samlens_forge::messages::{ACS, Message, SLO, SP, logout_request, logout_response, signed_query};
use samlens_forge::{AuthnRequest, Encryption, Login, Shape, Signing, Transport, keys};
use serde_json::Value;
use std::path::{Path, PathBuf};

const AT: &str = "2026-01-15T10:01:00Z";

const CONFIG: &str = r#"profile = "generic"

[service_provider]
entity_id = "https://sp.example.org/saml/metadata"
acs = ["https://sp.example.org/saml/acs", "https://sp.example.org/saml/acs2"]
single_logout = ["https://sp.example.org/saml/slo"]
certificates = ["sp.pem"]
decryption_keys = ["sp.key.pem"]

[[identity_provider]]
name = "Acme"
entity_id = "urn:acme-dev.us.auth0.com"
certificates = ["idp.pem"]
"#;

impl Ran {
    /// The verdict, the code of the root finding, and the outcome of one check.
    fn line(&self, check: &str) -> String {
        let json = self.json();
        let root = json["findings"].as_array().unwrap().iter().find(|one| one["root"] == true);
        let root = root.map_or("-", |one| one["code"].as_str().unwrap());
        let of = json["checks"].as_array().unwrap().iter().find(|one| one["name"] == check);
        let of = of.map_or("absent", |one| one["outcome"].as_str().unwrap());
        format!("{} {root} {check}:{of}", json["verdict"].as_str().unwrap())
    }
}

/// A directory with samlens.toml and the files that it names.
fn deployment(name: &str, config: &str) -> PathBuf {
    let path = run::directory(&format!("messages-{name}"));
    let own = keys::key("sp-encryption");
    let other = keys::key("other-tenant");
    let cipher = openssl::symm::Cipher::aes_256_cbc();
    let locked = own.private.private_key_to_pem_pkcs8_passphrase(cipher, b"correct horse").unwrap();
    for (name, content) in [
        ("samlens.toml", config.as_bytes().to_vec()),
        ("idp.pem", keys::idp().pem().into_bytes()),
        ("sp.pem", own.pem().into_bytes()),
        ("sp.key.pem", own.private.private_key_to_pem_pkcs8().unwrap()),
        ("other.key.pem", other.private.private_key_to_pem_pkcs8().unwrap()),
        ("other.pem", other.pem().into_bytes()),
        ("locked.key.pem", locked),
        ("encrypted.b64", encrypted().into_bytes()),
        ("clear.b64", login().message().base64().into_bytes()),
    ] {
        std::fs::write(path.join(name), content).unwrap();
    }
    path
}

fn samlens(directory: &Path, arguments: &[&str]) -> Ran {
    run::samlens(arguments)
        .current_dir(directory)
        .env("SAMLENS_TEST_PASSPHRASE", "correct horse")
        .env("SAMLENS_TEST_WRONG", "battery staple")
        .run()
}

fn check(directory: &Path, input: &str, more: &[&str]) -> Ran {
    samlens(directory, &[&["check", input, "--at", AT, "--format", "json"], more].concat())
}

fn login() -> Login {
    Login::new(Shape::Auth0)
        .issued("2026-01-15T10:00:00.000Z", 3600)
        .sign_assertion(Signing::new(keys::idp()))
}

fn encrypted() -> String {
    let encryption = Encryption::new(keys::key("sp-encryption"));
    login().between(move |response| encryption.replace_assertion(response)).message().base64()
}

fn asked() -> Message {
    let request = AuthnRequest {
        id: "_req1".to_owned(),
        issuer: SP.to_owned(),
        acs: ACS.to_owned(),
        destination: "https://idp.example.org/sso".to_owned(),
        issue_instant: "2026-01-15T09:59:30Z".to_owned(),
    };
    Message(request.element())
}

/// The good file with this text instead of that.
fn changed(from: &str, to: &str) -> String {
    assert_eq!(CONFIG.matches(from).count(), 1, "{from}");
    CONFIG.replacen(from, to, 1)
}

#[test]
fn the_acs_url_of_a_request_is_one_of_the_files() {
    let path = deployment("acs", CONFIG);
    let with = |url: &str| asked().edit(|e| e.set("AssertionConsumerServiceURL", url)).xml();
    assert_eq!(check(&path, &with(ACS), &[]).line("acs"), "inconclusive - acs:pass");
    let second = with("https://sp.example.org/saml/acs2");
    assert_eq!(check(&path, &second, &[]).line("acs"), "inconclusive - acs:pass");
    let slash = with("https://sp.example.org/saml/acs/");
    let ran = check(&path, &slash, &[]);
    assert_eq!((ran.code, ran.line("acs")), (1, "rejected acs-not-allowed acs:fail".to_owned()));
    let root = &ran.json()["findings"][0];
    assert_eq!(root["actual"], "https://sp.example.org/saml/acs/");
    assert_eq!(root["expected"], "https://sp.example.org/saml/acs, https://sp.example.org/saml/acs2");
    // From elsewhere, with the file named; and --acs overrides it.
    let file = path.join("samlens.toml").display().to_string();
    let ran = check(Path::new("/"), &slash, &["--config", &file]);
    assert_eq!(ran.line("acs"), "rejected acs-not-allowed acs:fail");
    let ran = check(&path, &slash, &["--acs", "https://sp.example.org/saml/acs/"]);
    assert_eq!(ran.line("acs"), "inconclusive - acs:pass");
}

#[test]
fn an_acs_by_index_is_said_to_be_one() {
    let path = deployment("index", CONFIG);
    let by_index = asked().edit(|e| {
        e.unset("AssertionConsumerServiceURL");
        e.set("AssertionConsumerServiceIndex", "1");
    });
    let ran = check(&path, &by_index.xml(), &[]);
    assert_eq!((ran.code, ran.line("acs")), (4, "inconclusive - acs:not-run".to_owned()));
    let json = ran.json();
    let acs = json["checks"].as_array().unwrap().iter().find(|one| one["name"] == "acs").unwrap();
    assert_eq!(acs["because"], "acs-by-index");
    let asks = json["findings"].as_array().unwrap().iter().find(|one| one["code"] == "request-asks").unwrap();
    assert_eq!(
        asks["actual"],
        "audience https://sp.example.org/saml/metadata; answer to the ACS URL with index 1 in the service's metadata"
    );
    let out = samlens(&path, &["decode", &by_index.xml()]).out;
    assert!(
        out.contains(
            "acs          not-run  the request gives it by index, and samlens.toml has no indexes\n"
        ),
        "{out}"
    );
}

#[test]
fn another_issuer_would_make_another_audience() {
    let path = deployment("audience", CONFIG);
    let other = asked().edit(|e| e.find_mut("Issuer").set_text("https://sp.example.org/saml/metadata/"));
    let ran = check(&path, &other.xml(), &[]);
    assert_eq!(ran.line("issuer"), "rejected issuer-mismatch issuer:fail");
    let out = samlens(&path, &["decode", &other.xml()]).out;
    assert!(
        out.contains("  audience              of the answer will be https://sp.example.org/saml/metadata/\n"),
        "{out}"
    );
    assert!(out.contains("  issuer       fail     the issuer is not the service provider"), "{out}");
    assert!(
        out.contains("\n                        expected https://sp.example.org/saml/metadata\n"),
        "{out}"
    );
}

#[test]
fn a_line_break_in_an_issuer_begins_no_line() {
    let path = deployment("line-break", CONFIG);
    let xml = asked().xml().replace(">https://sp.example.org/saml/metadata<", ">urn:x&#10;  acs pass<");
    assert!(xml.contains("&#10;"));
    let out = samlens(&path, &["decode", &xml]).out;
    assert!(out.contains("of the answer will be urn:x\\n  acs pass\n"), "{out}");
}

#[test]
fn a_signed_request_is_verified_with_the_certificate_of_the_file() {
    let path = deployment("signed", CONFIG);
    let own = Signing::new(keys::key("sp-encryption"));
    let foreign = Signing::new(keys::key("other-tenant"));
    let url = |signing: &Signing| {
        format!(
            "https://idp.example.org/sso?{}",
            signed_query("SAMLRequest", &asked().xml(), Some("x"), signing)
        )
    };
    let signature = |ran: &Ran| ran.json()["signatures"][0]["outcome"].as_str().unwrap().to_owned();
    for input in [asked().sign(&own).xml(), url(&own)] {
        let ran = check(&path, &input, &[]);
        assert_eq!(ran.line("signature"), "inconclusive - signature:pass", "{}", ran.out);
        assert_eq!(signature(&ran), "valid");
        // The certificate of the command line counts alone.
        let ran = check(&path, &input, &["--sp-cert", "other.pem"]);
        assert_eq!((ran.code, signature(&ran)), (1, "invalid".to_owned()));
    }
    for input in [asked().sign(&foreign).xml(), url(&foreign)] {
        let ran = check(&path, &input, &[]);
        assert_eq!((ran.code, signature(&ran)), (1, "invalid".to_owned()), "{}", ran.out);
    }
    let without = deployment("unsigned", &changed("certificates = [\"sp.pem\"]\n", ""));
    let ran = check(&without, &url(&own), &[]);
    assert_eq!(ran.line("signature"), "inconclusive - signature:not-run", "{}", ran.out);
    let wrong = deployment("no-certificate", &changed("[\"sp.pem\"]", "[\"none.pem\"]"));
    let ran = check(&wrong, &url(&own), &[]);
    assert_eq!((ran.code, ran.err.contains("cannot read none.pem")), (2, true), "{}", ran.err);
}

#[test]
fn a_logout_goes_to_the_single_logout_url_of_the_file() {
    let path = deployment("slo", CONFIG);
    let signing = Signing::new(keys::idp());
    let to = |message: Message, url: &str| message.edit(|e| e.set("Destination", url)).sign(&signing).xml();
    let elsewhere = "https://sp.example.org/saml/logout";
    assert_eq!(
        check(&path, &to(logout_request(), SLO), &[]).line("destination"),
        "accepted - destination:pass"
    );
    let ran = check(&path, &to(logout_request(), elsewhere), &[]);
    assert_eq!(ran.line("destination"), "rejected destination-mismatch destination:fail");
    let ran = check(&path, &to(logout_request(), elsewhere), &["--slo", elsewhere]);
    assert_eq!(ran.line("destination"), "accepted - destination:pass");
    // --slo overrides the file.
    let ran = check(&path, &to(logout_request(), SLO), &["--slo", elsewhere]);
    assert_eq!(ran.line("destination"), "rejected destination-mismatch destination:fail");
    let ran = check(&path, &to(logout_response(), SLO), &["--request-id", "_sent1"]);
    assert_eq!(ran.line("destination"), "accepted - destination:pass");
    let without =
        deployment("no-slo", &changed("single_logout = [\"https://sp.example.org/saml/slo\"]\n", ""));
    let ran = check(&without, &to(logout_request(), SLO), &[]);
    assert_eq!(ran.line("destination"), "inconclusive - destination:not-run");

    let out = samlens(&path, &["decode", &to(logout_request(), elsewhere)]).out;
    assert!(out.contains("\nCompared with samlens.toml:\n"), "{out}");
    assert!(
        out.contains("  destination  fail     Destination of the LogoutRequest is another address"),
        "{out}"
    );
    let json = samlens(&path, &["decode", &to(logout_request(), SLO), "--format", "json"]).json();
    assert_eq!(
        json["compared"],
        serde_json::json!({
            "with": "samlens.toml",
            "checks": [{ "name": "destination", "outcome": "pass", "said": "samlens.toml agrees", "expected": null }],
            "audience": null
        })
    );
}

#[test]
fn an_encrypted_response_is_decrypted_with_the_key_of_the_file() {
    let path = deployment("key", CONFIG);
    let ran = check(&path, "encrypted.b64", &[]);
    assert_eq!((ran.code, ran.line("decryption")), (0, "accepted - decryption:pass".to_owned()));
    assert_eq!(ran.json()["identity"]["name_id"], login().name_id);
    let file = path.join("samlens.toml").display().to_string();
    let input = path.join("encrypted.b64").display().to_string();
    assert_eq!(check(Path::new("/"), &input, &["--config", &file]).code, 0);
    let decoded = |more: &[&str]| samlens(&path, &[&["decode", "encrypted.b64"], more].concat());
    assert!(decoded(&[]).out.contains(&login().name_id), "{}", decoded(&[]).out);
    // Keys of the command line count alone.
    let ran = check(&path, "encrypted.b64", &["--decrypt-key", "other.key.pem"]);
    assert_eq!(
        (ran.code, ran.line("decryption")),
        (1, "rejected decryption-failed decryption:fail".to_owned())
    );
    assert!(!decoded(&["--decrypt-key", "other.key.pem"]).out.contains(&login().name_id));

    let wrong = deployment("wrong-key", &changed("sp.key.pem", "other.key.pem"));
    let ran = check(&wrong, "encrypted.b64", &[]);
    assert_eq!(
        (ran.code, ran.line("decryption")),
        (1, "rejected decryption-failed decryption:fail".to_owned())
    );
    let two = changed("[\"sp.key.pem\"]", "[\"other.key.pem\", \"sp.key.pem\"]");
    assert_eq!(check(&deployment("two-keys", &two), "encrypted.b64", &[]).code, 0);
}

#[test]
fn a_key_of_the_file_is_read_only_where_something_is_encrypted() {
    for (name, file) in [("absent", "none.pem"), ("public", "sp.pem"), ("locked", "locked.key.pem")] {
        let path = deployment(name, &changed("sp.key.pem", file));
        let ran = check(&path, "clear.b64", &[]);
        assert_eq!(ran.code, 0, "{name}: {}{}", ran.out, ran.err);
        assert_eq!(samlens(&path, &["decode", "clear.b64"]).code, 0);
        for command in ["check", "decode"] {
            let ran = samlens(&path, &[command, "encrypted.b64"]);
            assert_eq!(ran.code, 2, "{name}: {}", ran.out);
            assert!(ran.err.contains(file), "{}", ran.err);
        }
    }
}

#[test]
fn a_passphrase_comes_from_the_variable_that_the_file_names() {
    let with = |variable: &str| {
        changed("[\"sp.key.pem\"]", &format!("[\"locked.key.pem\"]\npassphrase_env = {variable:?}"))
    };
    let path = deployment("passphrase", &with("SAMLENS_TEST_PASSPHRASE"));
    let ran = check(&path, "encrypted.b64", &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    // The option overrides it.
    let ran = check(&path, "encrypted.b64", &["--passphrase-env", "SAMLENS_TEST_WRONG"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.err,
        "samlens: decryption_keys locked.key.pem: the private key cannot be read: the passphrase is wrong, or the file is damaged\n"
    );
    let ran = check(&path, "encrypted.b64", &["--decrypt-key", "sp.key.pem"]);
    assert_eq!(ran.code, 0);
    let absent = deployment("passphrase-absent", &with("SAMLENS_TEST_ABSENT"));
    let ran = check(&absent, "encrypted.b64", &[]);
    assert_eq!(
        (ran.code, ran.err),
        (2, "samlens: passphrase_env SAMLENS_TEST_ABSENT: there is no such variable\n".to_owned())
    );
    let none = deployment("passphrase-none", &changed("decryption_keys = [\"sp.key.pem\"]\n", ""));
    let ran = check(&none, "clear.b64", &["--passphrase-env", "SAMLENS_TEST_PASSPHRASE"]);
    assert_eq!(
        (ran.code, ran.err.contains("--passphrase-env is given without a key")),
        (2, true),
        "{}",
        ran.err
    );
}

#[test]
fn the_policy_of_the_file_decides_on_weak_encryption() {
    let weak = || {
        let encryption = Encryption::new(keys::key("sp-encryption")).transport(Transport::Pkcs1);
        Login::new(Shape::Auth0)
            .issued("2026-01-15T10:00:00.000Z", 3600)
            .between(move |response| encryption.replace_assertion(response))
            .sign_response(Signing::new(keys::idp()))
            .message()
            .base64()
    };
    let allowed = changed("[[identity_provider]]", "[policy]\nallow_rsa_1_5 = true\n\n[[identity_provider]]");
    for (name, config, code) in [("refused", CONFIG, 1), ("allowed", allowed.as_str(), 0)] {
        let path = deployment(&format!("rsa-1-5-{name}"), config);
        let ran = check(&path, &weak(), &[]);
        assert_eq!(ran.code, code, "{name}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn other_messages_are_named_and_shown() {
    let path = deployment("others", CONFIG);
    let fields = |input: &str| -> Vec<String> {
        let json = samlens(&path, &["decode", input, "--format", "json"]).json();
        assert_eq!((&json["verified"], &json["compared"]), (&false.into(), &Value::Null));
        let fields = json["fields"].as_array().unwrap().iter();
        let text = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
        fields
            .map(|one| format!("{}.{} {}", text(one, "element"), text(one, "name"), text(one, "value")))
            .collect()
    };
    let saml1 = r#"<p:Response xmlns:p="urn:oasis:names:tc:SAML:1.0:protocol" MajorVersion="1" MinorVersion="1" ResponseID="_1" Recipient="https://sp.example.org/acs"><p:Status><p:StatusCode Value="p:Success"/></p:Status><a:Assertion xmlns:a="urn:oasis:names:tc:SAML:1.0:assertion" AssertionID="_2" Issuer="https://old.example.org"><a:Attribute AttributeName="mail"><a:AttributeValue>mara@example.org</a:AttributeValue></a:Attribute></a:Assertion></p:Response>"#;
    assert_eq!(
        fields(saml1),
        [
            "Response.kind a SAML 1.1 message",
            "Response.MajorVersion 1",
            "Response.MinorVersion 1",
            "Response.ResponseID _1",
            "Response.Recipient https://sp.example.org/acs",
            "StatusCode.Value p:Success",
            "Assertion.AssertionID _2",
            "Assertion.Issuer https://old.example.org",
            "Attribute.AttributeName mail",
            "AttributeValue.text mara@example.org"
        ]
    );
    let wresult = "wa=wsignin1.0&wresult=%3Ct%3ARequestSecurityTokenResponse+xmlns%3At%3D%22http%3A%2F%2Fschemas.xmlsoap.org%2Fws%2F2005%2F02%2Ftrust%22%3E%3Ct%3ATokenType%3Eurn%3Ax%3C%2Ft%3ATokenType%3E%3C%2Ft%3ARequestSecurityTokenResponse%3E";
    assert_eq!(
        fields(wresult),
        ["RequestSecurityTokenResponse.kind a WS-Federation response", "TokenType.text urn:x"]
    );
    let metadata = r#"<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:x"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyName>k</KeyName></KeyInfo></KeyDescriptor><SingleSignOnService Binding="urn:b" Location="https://idp.example.org/sso"/></IDPSSODescriptor></EntityDescriptor>"#;
    assert_eq!(
        fields(metadata),
        [
            "EntityDescriptor.kind SAML metadata",
            "EntityDescriptor.entityID urn:x",
            "IDPSSODescriptor.protocolSupportEnumeration urn:oasis:names:tc:SAML:2.0:protocol",
            "KeyDescriptor.use signing",
            "SingleSignOnService.Binding urn:b",
            "SingleSignOnService.Location https://idp.example.org/sso"
        ]
    );
    let many = format!(
        "<EntityDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">{}</EntityDescriptor>",
        "<f ID=\"_\"/>".repeat(300)
    );
    assert_eq!(fields(&many).len(), 201);
    // Judged, each is refused as unreadable.
    for input in [saml1, wresult, metadata] {
        assert_eq!(check(&path, input, &[]).code, 3);
    }
}

#[test]
fn decode_says_how_a_message_is_signed_and_lists_every_session() {
    let path = deployment("decode-signed", CONFIG);
    let field = |input: &str, element: &str| -> Vec<String> {
        let json = samlens(&path, &["decode", input, "--format", "json"]).json();
        let fields = json["fields"].as_array().unwrap().iter().filter(|one| one["element"] == element);
        fields
            .map(|one| format!("{} {}", one["name"].as_str().unwrap(), one["value"].as_str().unwrap()))
            .collect()
    };
    const RSA: &str = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    let own = Signing::new(keys::key("sp-encryption"));
    assert_eq!(field(&asked().xml(), "Signature"), Vec::<String>::new());
    assert_eq!(field(&asked().sign(&own).xml(), "Signature"), [format!("Algorithm {RSA}")]);
    let query = signed_query("SAMLRequest", &asked().xml(), None, &own);
    assert_eq!(field(&format!("https://idp.example.org/sso?{query}"), "Query"), [format!("SigAlg {RSA}")]);
    let two =
        logout_request().edit(|e| e.push(samlens_forge::Element::new("samlp:SessionIndex").text("_s2")));
    let said = field(&two.xml(), "LogoutRequest");
    assert_eq!(said[said.len() - 2..], ["SessionIndex _s1", "SessionIndex _s2"], "{said:?}");
}
