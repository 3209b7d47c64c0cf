//! Natural mistakes of a new user, each with the whole answer: `golden/mistakes.txt`.
//!
//! `SNAPSHOTS=overwrite cargo test -p samlens-cli mistakes` writes it; read the difference before you commit it.

use crate::run::{self, samlens};
use openssl::hash::MessageDigest;
use openssl::pkcs7::{Pkcs7, Pkcs7Flags};
use openssl::pkcs12::Pkcs12;
use openssl::pkey::PKey;
use openssl::stack::Stack;
use openssl::x509::{X509, X509Req};
use samlens_forge::{fixture, flex};
use snapbox::data::{Data, DataFormat};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A directory with what a new user has at hand, made once: tests run side by side.
fn directory() -> PathBuf {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(filled).clone()
}

fn filled() -> PathBuf {
    let directory = run::directory("mistakes");
    let write = |name: &str, content: &[u8]| std::fs::write(directory.join(name), content).unwrap();
    for (name, from) in [
        ("response.txt", "samples/flex-login.txt"),
        ("good.har", "samples/flex-login.har"),
        ("metadata.xml", "samples/idp-metadata.xml"),
        ("key.pem", "keys/idp-rsa2048.key.pem"),
        ("idp.pem", "keys/idp-rsa2048.cert.pem"),
    ] {
        std::fs::copy(fixture(from), directory.join(name)).unwrap();
    }
    let pem = |name: &str| std::fs::read(fixture(&format!("keys/{name}"))).unwrap();
    let certificate = X509::from_pem(&pem("idp-rsa2048.cert.pem")).unwrap();
    let key = PKey::private_key_from_pem(&pem("idp-rsa2048.key.pem")).unwrap();
    let mut request = X509Req::builder().unwrap();
    request.set_pubkey(&key).unwrap();
    request.sign(&key, MessageDigest::sha256()).unwrap();
    let store = Pkcs12::builder().pkey(&key).cert(&certificate).build2("x").unwrap();
    write("idp.der", &certificate.to_der().unwrap());
    write("request.csr", &request.build().to_pem().unwrap());
    write("public.pem", &key.public_key_to_pem().unwrap());
    write("idp.p12", &store.to_der().unwrap());
    let bundle = Pkcs7::sign(&certificate, &key, &Stack::new().unwrap(), b"", Pkcs7Flags::DETACHED).unwrap();
    write("idp.p7b", &bundle.to_pem().unwrap());
    write("idp.p7c", &bundle.to_der().unwrap());
    write("idp.base64", openssl::base64::encode_block(&certificate.to_der().unwrap()).as_bytes());
    write("sp-metadata.xml", flex::sp_metadata().as_bytes());
    write(
        "request.xml",
        b"<AuthnRequest xmlns='urn:oasis:names:tc:SAML:2.0:protocol' ID='_q' Version='2.0'/>",
    );
    write("page.html", b"<!DOCTYPE html><html><body>Sign in</body></html>");
    write("token.txt", b"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln");
    write(
        "openid.json",
        b"{\"issuer\":\"https://idp.example.org\",\"jwks_uri\":\"https://idp.example.org/jwks\"}",
    );
    write("empty.txt", b"");
    write("photo.jpg", &[0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x80, 0x81]);
    write("samlens.toml.off", b"[service_provider]\nentity_id = \"urn:x\"\n");
    directory
}

/// What is typed after `samlens`.
const TYPED: [&[&str]; 62] = [
    // Swapped and wrong files.
    &["check", "response.txt", "--idp", "key.pem"],
    &["check", "response.txt", "--idp", "sp-metadata.xml"],
    &["check", "response.txt", "--sp", "metadata.xml"],
    &["check", "response.txt", "--idp", "request.xml"],
    &["check", "response.txt", "--idp", "response.txt"],
    &["check", "response.txt", "--idp", "good.har"],
    &["check", "response.txt", "--idp", "page.html"],
    &["check", "response.txt", "--idp", "openid.json"],
    &["check", "response.txt", "--idp", "token.txt"],
    &["check", "response.txt", "--idp", "empty.txt"],
    &["check", "response.txt", "--idp", "photo.jpg"],
    &["check", "response.txt", "--idp", "request.csr"],
    &["check", "response.txt", "--idp", "public.pem"],
    &["check", "response.txt", "--idp", "idp.p12"],
    &["check", "response.txt", "--idp", "samlens.toml.off"],
    &["check", "response.txt", "--decrypt-key", "idp.pem"],
    &["check", "response.txt", "--decrypt-key", "idp.der"],
    &["check", "response.txt", "--decrypt-key", "public.pem"],
    &["check", "response.txt", "--idp", "."],
    &["check", "response.txt", "--idp", "missing.xml"],
    &["check", "response.txt", "--idp", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"],
    &["check", "response.txt", "--idp", "-----BEGIN CERTIFICATE-----"],
    &["metadata", "response.txt"],
    &["metadata", "key.pem"],
    // Inputs.
    &["check", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"],
    &["check", "The Message of the Response is not signed and the SP requires it"],
    &["check", "response.txt", "good.har"],
    &["check", "respones.txt"],
    &["check", ""],
    &["response.txt"],
    // Values of options.
    &["check", "response.txt", "--acs", "login.example.com/callback"],
    &["check", "response.txt", "--acs", "urn:example:sp"],
    &["check", "response.txt", "--at", "15.01.2026"],
    &["check", "response.txt", "--at", "2026-01-15 10:01"],
    &["check", "response.txt", "--at", "2026-01-15"],
    &["check", "response.txt", "--at", "01/15/2026 10:01 AM"],
    &["check", "response.txt", "--at", "1768471260"],
    &["check", "response.txt", "--clock-skew", "3m"],
    &["check", "response.txt", "--format", "xml"],
    &["check", "response.txt", "--profile", "okta"],
    &["check", "response.txt", "--idp-entity-id", "urn:x"],
    &["check", "response.txt", "--idp", "metadata.xml", "--idp-entity-id", "urn:x"],
    &["metadata", "metadata.xml", "--warn-days", "a month"],
    // Names of options and commands.
    &["check", "response.txt", "--fingerprint", "AB:CD"],
    &["check", "response.txt", "--sp-entityid", "urn:x"],
    &["check", "response.txt", "--skew", "60"],
    &["config", "check", "--strict"],
    &["check", "response.txt", "--idp"],
    &["metadata"],
    &["parse", "response.txt"],
    &["diff", "good.har", "response.txt"],
    &["ui"],
    &["web"],
    &["show", "response.txt"],
    &["lint"],
    &["respones.txt"],
    &["metdata", "metadata.xml"],
    &["config", "chek"],
    &["login"],
    &["check", "response.txt", "--json=1"],
    &["redact", "response.txt", "-o", "copy.txt", "--json"],
    &["explain", "digest-mismach"],
];

#[test]
fn each_mistake_is_answered_in_two_lines_at_most() {
    let directory = directory();
    let mut all = String::new();
    for arguments in TYPED {
        let ran = samlens(arguments).current_dir(&directory).run();
        let shown: Vec<String> = arguments
            .iter()
            .map(|one| if one.contains(' ') { format!("\"{one}\"") } else { (*one).to_owned() })
            .collect();
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{shown:?}: {}", ran.err);
        assert!(ran.err.starts_with("samlens: ") && ran.err.lines().count() <= 2, "{shown:?}: {}", ran.err);
        all.push_str(&format!("$ samlens {}\n{}\n", shown.join(" "), ran.err));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/golden/mistakes.txt");
    let expected = Data::read_from(&file, Some(DataFormat::Text));
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(all, expected.raw());
}

/// What is given as the input in place of a response.
const GIVEN: [&str; 12] = [
    "empty.txt",
    "photo.jpg",
    "token.txt",
    "page.html",
    "key.pem",
    "idp.pem",
    "idp.der",
    "idp.p7b",
    "idp.p7c",
    "idp.base64",
    "metadata.xml",
    "request.xml",
];

/// `golden/inputs.txt`: what it is, and which option takes it.
#[test]
fn each_wrong_input_is_named_on_one_screen() {
    let directory = directory();
    let mut all = String::new();
    for name in GIVEN {
        let ran = samlens(&["check", name]).current_dir(&directory).run();
        assert!(ran.code != 0 && ran.out.lines().count() <= 22, "{name}: {}", ran.out);
        all.push_str(&format!("$ samlens check {name}\n{}{}\n", ran.out, ran.err));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/golden/inputs.txt");
    let expected = Data::read_from(&file, Some(DataFormat::Text));
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(all, expected.raw());
}

/// What is right but looks wrong: other forms of the same thing.
#[test]
fn other_forms_of_the_right_thing_are_taken() {
    let directory = directory();
    let judged = |more: &[&str]| {
        let given = ["check", "response.txt", "--at", flex::AT, "--sp", "sp-metadata.xml"];
        samlens(&[&given[..], more].concat()).current_dir(&directory).run()
    };
    assert_eq!(judged(&["--idp", "metadata.xml"]).code, 0);
    for source in ["idp.pem", "idp.der", "idp.p7b", "idp.p7c", "idp.base64"] {
        let ran = judged(&["--idp", source, "--idp-entity-id", "urn:acme-dev.us.auth0.com"]);
        assert_eq!(ran.code, 0, "{source}: {}{}", ran.out, ran.err);
    }
    assert_eq!(judged(&["--metadata", "metadata.xml", "-o", "json"]).code, 0);
    // An instant as reports print it.
    let given = ["check", "response.txt", "--at", "2026-01-15 10:01:00 UTC", "--sp", "sp-metadata.xml"];
    let ran = samlens(&[&given[..], &["--idp", "metadata.xml"]].concat()).current_dir(&directory).run();
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let metadata = samlens(&["check", "metadata.xml"]).current_dir(&directory).run();
    assert_eq!(metadata.code, 3);
    assert!(metadata.out.contains("samlens metadata FILE shows it"), "{}", metadata.out);
}
