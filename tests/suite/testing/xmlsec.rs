//! xmlsec1, which shares no code with the library's signer, verifies and decrypts what the test identity provider makes.

use super::{idp, response};
use samlens::testing::{Broken, Shape, SignedParts, service_certificate};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("xmlsec/testing");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn key(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/testing/keys").join(name)
}

/// What this version needs to take the given key for a message that names none or another.
fn lax() -> Option<&'static str> {
    let version = Command::new("xmlsec1").arg("--version").output().expect("xmlsec1 is not installed");
    let old = String::from_utf8_lossy(&version.stdout).contains("xmlsec1 1.2.");
    (!old).then_some("--lax-key-search")
}

fn verifies(xml: &str, element: &str, certificate: &str) -> bool {
    let document = folder().join("response.xml");
    fs::write(&document, xml).unwrap();
    let path = format!("//*[local-name()='{element}']/*[local-name()='Signature']");
    let output = Command::new("xmlsec1")
        .arg("--verify")
        .args(lax())
        .args(["--enabled-key-data", "x509", "--pubkey-cert-pem"])
        .arg(key(certificate))
        .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"])
        .args(["--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response"])
        .args(["--node-xpath", &path])
        .arg(&document)
        .output()
        .unwrap();
    output.status.success()
}

#[test]
#[ignore = "needs xmlsec1"]
fn xmlsec1_verifies_and_decrypts_the_test_responses() {
    for (idp, certificate) in [(idp(), "idp-rsa.pem"), (idp().with_ec_key().unwrap(), "idp-ec.pem")] {
        for shape in Shape::ALL {
            let both = response(&idp).shape(*shape).signed(SignedParts::Both);
            let xml = both.to_xml().unwrap();
            for element in ["Response", "Assertion"] {
                assert!(verifies(&xml, element, certificate), "{shape:?}, {element}:\n{xml}");
            }
            let tampered = both.clone().broken(Broken::Tampered).to_xml().unwrap();
            assert!(!verifies(&tampered, "Response", certificate), "{shape:?}");
            let foreign = both.broken(Broken::WrongKey).to_xml().unwrap();
            assert!(!verifies(&foreign, "Assertion", certificate), "{shape:?}");
        }
    }
    let encrypted = response(&idp()).shape(Shape::Okta).encrypted_for(service_certificate().unwrap());
    let document = folder().join("encrypted.xml");
    fs::write(&document, encrypted.to_xml().unwrap()).unwrap();
    let output = Command::new("xmlsec1")
        .arg("--decrypt")
        .args(lax())
        .arg("--privkey-pem")
        .arg(key("sp.key.pem"))
        .arg(&document)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("mara.oduya@example.org"));
}
