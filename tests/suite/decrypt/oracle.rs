//! Encryption against implementations that are not ours: xmlsec1 both ways, Auth0's own packages, published messages.

use samlens::{Certificate, IdentityProvider, Policy, ServiceProvider, Validator};
use samlens_forge::encrypted::{Signed, builder, encryption, login, signing, with_policy};
use samlens_forge::{Content, Login, Shape, Transport, keys};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("encryption").join(name);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn fixture(name: &str) -> String {
    format!("{}/fixtures/keys/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn everything_allowed() -> Validator {
    with_policy(|policy| {
        policy.allow_rsa_1_5 = true;
        policy.allow_3des = true;
        policy.allow_cbc_outside_signature = true;
    })
}

/// Algorithm URI, xmlsec1's name of the session key.
const CONTENTS: [(&str, &str); 7] = [
    ("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "aes-128"),
    ("http://www.w3.org/2001/04/xmlenc#aes192-cbc", "aes-192"),
    ("http://www.w3.org/2001/04/xmlenc#aes256-cbc", "aes-256"),
    ("http://www.w3.org/2009/xmlenc11#aes128-gcm", "aes-128"),
    ("http://www.w3.org/2009/xmlenc11#aes192-gcm", "aes-192"),
    ("http://www.w3.org/2009/xmlenc11#aes256-gcm", "aes-256"),
    ("http://www.w3.org/2001/04/xmlenc#tripledes-cbc", "des-192"),
];
const TRANSPORTS: [&str; 2] =
    ["http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p", "http://www.w3.org/2001/04/xmlenc#rsa-1_5"];

#[test]
#[ignore = "needs xmlsec1"]
fn what_xmlsec1_encrypts_is_decrypted() {
    let directory = directory("from-xmlsec1");
    let mut count = 0;
    for (content, session) in CONTENTS {
        for transport in TRANSPORTS {
            let template = format!(
                r#"<xenc:EncryptedData xmlns:xenc="http://www.w3.org/2001/04/xmlenc#" Type="http://www.w3.org/2001/04/xmlenc#Element"><xenc:EncryptionMethod Algorithm="{content}"/><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm="{transport}"/><ds:KeyInfo><ds:KeyName/></ds:KeyInfo><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue/></xenc:CipherData></xenc:EncryptedData>"#
            );
            let (template_file, document) = (directory.join("template.xml"), directory.join("response.xml"));
            fs::write(&template_file, template).unwrap();
            // xmlsec1 puts the EncryptedData in the place of the assertion; the holder is put around it here.
            let plain = Login::new(Shape::Auth0).sign_assertion(signing());
            fs::write(&document, plain.xml()).unwrap();
            let output = Command::new("xmlsec1")
                .args(["--encrypt", "--pubkey-cert-pem", &fixture("sp-encryption.cert.pem")])
                .args(["--session-key", session, "--xml-data"])
                .arg(&document)
                .args(["--node-xpath", "//*[local-name()='Assertion']"])
                .arg(&template_file)
                .output()
                .unwrap();
            assert!(
                output.status.success(),
                "{content} {transport}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            let xml = String::from_utf8(output.stdout).unwrap();
            let xml = xml
                .replace("<xenc:EncryptedData", "<saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"><xenc:EncryptedData")
                .replace("</xenc:EncryptedData>", "</xenc:EncryptedData></saml:EncryptedAssertion>");
            let now = samlens_forge::encrypted::now(&plain);
            let outcome = everything_allowed().validate_xml(&xml, samlens::InResponseTo::Unchecked, now);
            let weak = transport.ends_with("rsa-1_5") || content.contains("tripledes");
            match outcome {
                Ok(login) => {
                    assert!(!weak && login.name_id() == "mara.oduya@example.org", "{content} {transport}")
                }
                Err(rejection) => assert!(weak, "{content} {transport}: {rejection}\n{xml}"),
            }
            // What is refused outside a signature still decrypts: a report shows it.
            let captured = samlens::inspect::Captured::from_xml(xml);
            let expectations = everything_allowed();
            let report = expectations.inspector().inspect_captured(&captured).at(now);
            let identity =
                report.identity().or(report.claimed()).unwrap_or_else(|| panic!("{content} {transport}"));
            assert_eq!(identity.name_id.as_deref(), Some("mara.oduya@example.org"), "{content} {transport}");
            count += 1;
        }
    }
    assert_eq!(count, 14);
}

#[test]
#[ignore = "needs xmlsec1"]
fn xmlsec1_decrypts_what_the_forge_encrypts() {
    let directory = directory("to-xmlsec1");
    let contents = [
        Content::Gcm(128),
        Content::Gcm(192),
        Content::Gcm(256),
        Content::Cbc(128),
        Content::Cbc(192),
        Content::Cbc(256),
        Content::TripleDes,
    ];
    for content in contents {
        for transport in [Transport::OaepMgf1p(None), Transport::OaepMgf1p(Some("sha1")), Transport::Pkcs1] {
            let encryption = encryption().content(content).transport(transport).without_certificate();
            let login = login(Shape::Auth0, Signed::Inside, encryption);
            let document = directory.join("response.xml");
            fs::write(&document, login.xml()).unwrap();
            let output = Command::new("xmlsec1")
                .args(["--decrypt", "--privkey-pem", &fixture("sp-encryption.key.pem")])
                .args(["--node-xpath", "//*[local-name()='EncryptedData']"])
                .arg(&document)
                .output()
                .unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(
                output.status.success(),
                "{content:?} {transport:?}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            assert!(text.contains("mara.oduya@example.org"), "{content:?} {transport:?}");
        }
    }
}

/// What the generator over Auth0's packages writes.
fn generated(arguments: &[&str]) -> String {
    let directory = crate::corpus::auth0gen();
    let output = Command::new("node")
        .current_dir(&directory)
        .args([
            "gen.js",
            "--key",
            &fixture("idp-rsa2048.key.pem"),
            "--cert",
            &fixture("idp-rsa2048.cert.pem"),
        ])
        .args(["--user", "flex-user.json", "--addon", "flex-addon.json", "--in-response-to", "_req1"])
        .args([
            "--acs",
            "https://sp.example.org/saml/acs",
            "--audience",
            "https://sp.example.org/saml/metadata",
        ])
        .args(["--now", "2026-01-15T10:00:00.000Z", "--enc-cert", &fixture("sp-encryption.cert.pem")])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs SAMLENS_AUTH0GEN and node"]
fn what_auth0gen_encrypts_is_decrypted() {
    let idp = Certificate::from_pem(keys::idp().pem().as_bytes()).unwrap();
    let idp =
        || IdentityProvider::builder("urn:acme-dev.us.auth0.com").certificate(idp.clone()).build().unwrap();
    let validator = |edit: fn(&mut Policy)| {
        let mut policy = Policy::default();
        edit(&mut policy);
        Validator::builder()
            .identity_provider(idp())
            .service_provider(
                ServiceProvider::new("https://sp.example.org/saml/metadata")
                    .with_acs("https://sp.example.org/saml/acs"),
            )
            .policy(policy)
            .decryption_key(samlens_forge::encrypted::decryption_key("sp-encryption"))
            .build()
            .unwrap()
    };
    let now = "2026-01-15T10:01:00Z".parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
    let judged = |validator: &Validator, xml: &str| match validator.validate_xml(
        xml,
        samlens::InResponseTo::Request("_req1"),
        now,
    ) {
        Ok(login) => {
            assert_eq!(login.values("email").collect::<Vec<_>>(), ["mara.oduya@example.org"]);
            "accepted".to_owned()
        }
        Err(rejection) => rejection.code().to_string(),
    };
    let gcm = ["http://www.w3.org/2009/xmlenc11#aes128-gcm", "http://www.w3.org/2009/xmlenc11#aes256-gcm"];
    let cbc = ["http://www.w3.org/2001/04/xmlenc#aes128-cbc", "http://www.w3.org/2001/04/xmlenc#aes256-cbc"];
    for signed in [&[][..], &["--set.signResponse=true"][..]] {
        let default = generated(signed);
        assert!(default.contains("EncryptedAssertion"));
        let default_content = if default.contains("-gcm") { "accepted" } else { "decryption-failed" };
        let expected = if signed.is_empty() { default_content } else { "accepted" };
        assert_eq!(judged(&validator(|_| ()), &default), expected, "{signed:?}");
        for content in gcm {
            let xml = generated(&[signed, &["--enc-alg", content]].concat());
            assert_eq!(judged(&validator(|_| ()), &xml), "accepted", "{content} {signed:?}");
        }
        for content in cbc {
            let arguments = [signed, &["--enc-alg", content, "--insecure-enc", "true"]].concat();
            let xml = generated(&arguments);
            let expected = if signed.is_empty() { "decryption-failed" } else { "accepted" };
            assert_eq!(judged(&validator(|_| ()), &xml), expected, "{content} {signed:?}");
            let allowed = validator(|policy| policy.allow_cbc_outside_signature = true);
            assert_eq!(judged(&allowed, &xml), "accepted", "{content} {signed:?}");
        }
    }
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn encrypted_messages_of_the_corpus_never_decrypt_with_our_key_and_say_why() {
    let corpus = crate::corpus::folder();
    let files = [
        "node-saml__node-saml/s0315-response.root-signed.assertion-invalidly-signed-encrypted.xml",
        "node-saml__node-saml/s0340-response.root-signed.assertion-unsigned-encrypted.xml",
        "node-saml__node-saml/s0350-testshib encrypted response.xml",
        "robrichards__xmlseclibs/s1701-saml-encrypted.xml",
        "SAML-Toolkits__php-saml/s0095-signed_encrypted_assertion_with_ns_problems.xml",
        "pac4j__pac4j/s1622-sample_authn_response_from_ukamf.xml",
    ];
    let validator = builder(Shape::Auth0).build().unwrap();
    for file in files {
        let text = fs::read_to_string(corpus.join(file)).unwrap();
        let captured = samlens::inspect::Captured::from_xml(text);
        let now = "2026-01-15T10:01:00Z".parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
        let report = validator.inspector().inspect_captured(&captured).at(now);
        assert_ne!(report.verdict(), samlens::inspect::Verdict::Accepted, "{file}");
        let found =
            report.findings().iter().find(|finding| finding.code() == samlens::Code::DecryptionFailed);
        println!("{file}: {}", found.map_or("-".to_owned(), ToString::to_string));
        assert!(found.is_some(), "{file} {:#?}", report.findings());
    }
}
