//! xmlsec1 and OpenSAML verify what this library signs.

use super::*;
use samlens::sign_on::Binding;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A request in a form and metadata, signed with a key of each kind, with the root's name and namespace.
fn signed() -> Vec<(String, &'static str, String)> {
    let mut all = Vec::new();
    for name in ["idp-rsa2048", "idp-p256", "idp-p384", "idp-p521"] {
        let sign_on = builder().signing_key(signing_key(name)).build().unwrap();
        let started = sign_on
            .start(&options().binding(Binding::Post), &OpenRequests::default(), now(), random(1))
            .unwrap();
        let (_, value) = started.message().fields().next().unwrap();
        let request = String::from_utf8(openssl::base64::decode_block(value).unwrap()).unwrap();
        all.push((name.to_owned(), "urn:oasis:names:tc:SAML:2.0:protocol:AuthnRequest", request));
        let metadata = sign_on.metadata().to_signed_xml(random(2)).unwrap();
        all.push((name.to_owned(), "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor", metadata));
    }
    all
}

fn directory(name: &str) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sign_on").join(name);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn write(directory: &Path, key: &str, xml: &str) -> [PathBuf; 2] {
    let files = [directory.join("message.xml"), directory.join("key.pem")];
    fs::write(&files[0], xml).unwrap();
    fs::write(&files[1], keys::key(key).pem()).unwrap();
    files
}

#[test]
#[ignore = "needs xmlsec1"]
fn xmlsec1_verifies_what_this_library_signs() {
    let directory = directory("xmlsec");
    for (key, root, xml) in signed() {
        let verifies = |xml: &str| {
            let [message, certificate] = write(&directory, &key, xml);
            Command::new("xmlsec1")
                .args(["--verify", "--enabled-key-data", "x509", "--pubkey-cert-pem"])
                .arg(certificate)
                .args(["--id-attr:ID", root])
                .arg(message)
                .output()
                .unwrap()
        };
        let output = verifies(&xml);
        assert!(output.status.success(), "{key} {root} {}", String::from_utf8_lossy(&output.stderr));
        assert!(!verifies(&xml.replace("sp.example.org", "sp.example.com")).status.success());
    }
}

#[test]
#[ignore = "needs samlsign"]
fn opensaml_verifies_what_this_library_signs() {
    let directory = directory("opensaml");
    for (key, root, xml) in signed() {
        let verifies = |xml: &str| {
            let [message, certificate] = write(&directory, &key, xml);
            Command::new("samlsign").arg("-f").arg(message).arg("-c").arg(certificate).output().unwrap()
        };
        let output = verifies(&xml);
        assert!(output.status.success(), "{key} {root} {}", String::from_utf8_lossy(&output.stderr));
        assert!(!verifies(&xml.replace("sp.example.org", "sp.example.com")).status.success());
    }
}

#[test]
#[ignore = "needs xmllint"]
fn metadata_and_requests_are_well_formed() {
    let directory = directory("xmllint");
    for (key, _, xml) in signed() {
        let [message, _] = write(&directory, &key, &xml);
        assert!(
            Command::new("xmllint").args(["--noout", "--nonet"]).arg(message).status().unwrap().success()
        );
    }
}
