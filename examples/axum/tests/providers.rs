use crate::support::{IDP, OTHER, settings};
use samlens_example_axum::providers::Providers;
use samlens_forge::keys;
use samlens_forge::metadata::IdpMetadata;
use std::io::{Read, Write};
use std::net::TcpListener;

const THIRD: &str = "https://third.example.org/metadata";

pub(crate) fn metadata(entity_id: &str, key: &'static str) -> String {
    let idp = IdpMetadata {
        entity_id: entity_id.to_owned(),
        sso_url: "https://idp.example.org/sso".to_owned(),
        certificates: vec![(Some("signing"), keys::key(key))],
        valid_until: None,
    };
    idp.xml()
}

/// An address that serves a document once, and is down afterwards.
fn served_once(document: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://127.0.0.1:{}/metadata", listener.local_addr().unwrap().port());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        let _ = stream.read(&mut [0; 4_096]).unwrap();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", document.len());
        stream.write_all((head + &document).as_bytes()).unwrap();
    });
    address
}

fn names(providers: &Providers) -> Vec<String> {
    let validator = providers.validator();
    validator.identity_providers().iter().map(|one| one.entity_id().to_owned()).collect()
}

#[test]
fn a_changed_file_keeps_what_the_addresses_gave() {
    let file = std::env::temp_dir().join(format!("samlens-providers-{}.xml", std::process::id()));
    std::fs::write(&file, metadata(IDP, "idp-rsa2048")).unwrap();
    let address = served_once(metadata(OTHER, "other-tenant"));
    let sources = format!("{} {address}", file.display());
    let mut providers = Providers::start(&settings(&[("IDP_METADATA", &sources)])).unwrap();
    assert_eq!(names(&providers), [IDP, OTHER]);
    // The address is down from now on.
    std::fs::write(&file, metadata(THIRD, "idp-rsa2048")).unwrap();
    providers.refresh();
    assert_eq!(names(&providers), [THIRD, OTHER]);
    // A file that is being written is as it was.
    std::fs::write(&file, "<EntityDescriptor").unwrap();
    providers.refresh();
    assert_eq!(names(&providers), [THIRD, OTHER]);
    std::fs::remove_file(&file).unwrap();
    providers.refresh();
    assert_eq!(names(&providers), [THIRD, OTHER]);
}
