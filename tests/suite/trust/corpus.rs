//! The metadata of public test suites, read and compared with a second parser.
use roxmltree::{Document, Node};
use samlens::{Certificate, IdentityProvider, IdentityProviders, Limits};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const MD: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const DS: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Files with an IDPSSODescriptor that give no identity provider, and the whole reason.
const REFUSED: [(&str, &str); 15] = [
    // The default namespace is not declared (and there is a lone & further on): not well-formed, and no metadata.
    ("s1211", "EntityDescriptor is in no namespace"),
    ("s1212", "EntityDescriptor is in no namespace"),
    ("s1213", "EntityDescriptor is in no namespace"),
    ("s1214", "EntityDescriptor is in no namespace"),
    ("s1215", "EntityDescriptor is in no namespace"),
    // Several documents in one file: not well-formed.
    ("s1759", "a second root element follows the first"),
    // An IDPSSODescriptor without any KeyDescriptor.
    ("s1682", "its metadata has no signing certificate"),
    // X509Certificate contains a whole PEM file in base64, where the schema wants the DER.
    ("s0024", "this is PEM that was base64-encoded once more"),
    ("s0950", "this is PEM that was base64-encoded once more"),
    // The certificate was shortened to a few characters and dots.
    ("s1685", "the certificate's base64 is damaged: the character U+002E"),
    // KeyInfo, X509Data and X509Certificate are in the namespace of metadata, where the schema has no such elements.
    ("s1752", "its KeyInfo is in the namespace urn:oasis:names:tc:SAML:2.0:metadata"),
    ("s1753", "its KeyInfo is in the namespace urn:oasis:names:tc:SAML:2.0:metadata"),
    ("s1754", "its KeyInfo is in the namespace urn:oasis:names:tc:SAML:2.0:metadata"),
    ("s1755", "its KeyInfo is in the namespace urn:oasis:names:tc:SAML:2.0:metadata"),
    ("s1756", "its KeyInfo is in the namespace urn:oasis:names:tc:SAML:2.0:metadata"),
];

/// ID and path of every file whose kind, as the manifest calls it, begins with one of these.
fn listed(corpus: &Path, kinds: &[&str]) -> Vec<(String, PathBuf)> {
    let manifest = std::fs::read(corpus.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let text = |file: &serde_json::Value, name: &str| file[name].as_str().unwrap().to_owned();
    let files = manifest.as_array().unwrap().iter();
    files
        .filter(|file| kinds.iter().any(|kind| text(file, "kind").starts_with(kind)))
        .map(|file| (text(file, "id"), corpus.join(text(file, "file"))))
        .collect()
}

/// ID and text of every file of metadata.
fn metadata(corpus: &Path) -> Vec<(String, String)> {
    let files = listed(corpus, &["EntityDescriptor", "EntitiesDescriptor"]);
    files.into_iter().map(|(id, path)| (id, std::fs::read_to_string(path).unwrap())).collect()
}

fn children<'a>(
    node: Node<'a, 'a>,
    namespace: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'a>> {
    node.children().filter(move |child| child.has_tag_name((namespace, name)))
}

/// What a tree parser finds: the entity ID of each identity provider, with its signing certificates in base64 without
/// white space, its single sign-on locations and its NameID formats.
type Found = BTreeMap<String, (Vec<String>, Vec<String>, Vec<String>)>;

fn by_tree(document: &Document<'_>) -> Found {
    let mut found = Found::new();
    for role in document.descendants().filter(|node| node.has_tag_name((MD, "IDPSSODescriptor"))) {
        let keys = children(role, MD, "KeyDescriptor")
            .filter(|key| key.attribute("use").is_none_or(|u| u == "signing"));
        let mut certificates = Vec::new();
        for data in
            keys.flat_map(|key| children(key, DS, "KeyInfo")).flat_map(|info| children(info, DS, "X509Data"))
        {
            let first = children(data, DS, "X509Certificate").next().unwrap();
            let text: String = first.text().unwrap().split_ascii_whitespace().collect();
            if !certificates.contains(&text) {
                certificates.push(text);
            }
        }
        let services =
            children(role, MD, "SingleSignOnService").map(|s| s.attribute("Location").unwrap().to_owned());
        let formats = children(role, MD, "NameIDFormat").map(|f| f.text().unwrap().to_owned());
        let entity_id = role.parent_element().unwrap().attribute("entityID").unwrap();
        found.insert(entity_id.to_owned(), (certificates, services.collect(), formats.collect()));
    }
    found
}

fn by_samlens(providers: &[IdentityProvider]) -> Found {
    let entry = |idp: &IdentityProvider| {
        let certificates =
            idp.signing_certificates().iter().map(|one| openssl::base64::encode_block(one.der()));
        let services = idp.single_sign_on().iter().map(|endpoint| endpoint.location().to_owned());
        (
            idp.entity_id().to_owned(),
            (certificates.collect(), services.collect(), idp.name_id_formats().to_vec()),
        )
    };
    providers.iter().map(entry).collect()
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn every_metadata_file_gives_the_identity_providers_that_a_tree_parser_finds() {
    let corpus = crate::corpus::folder();
    let files = metadata(&corpus);
    assert_eq!(files.len(), 78);
    let (mut read, mut identity_providers, mut certificates) = (0, 0, 0);
    for (id, text) in &files {
        let result = IdentityProviders::from_metadata(text);
        if let Some((_, reason)) = REFUSED.iter().find(|(refused, _)| refused == id) {
            let message = result.expect_err(id).to_string();
            assert!(message.contains(reason), "{id}: {message}");
            continue;
        }
        let Ok(document) = Document::parse(text) else {
            assert!(result.is_err(), "{id} is not well-formed");
            continue;
        };
        let expected = by_tree(&document);
        match result {
            Ok(all) => {
                assert_eq!(all.unusable(), [], "{id}");
                assert_eq!(by_samlens(all.providers()), expected, "{id}");
                read += 1;
                identity_providers += all.providers().len();
                certificates +=
                    all.providers().iter().map(|idp| idp.signing_certificates().len()).sum::<usize>();
            }
            Err(error) => {
                assert!(expected.is_empty(), "{id}: {error}");
                assert!(
                    error.to_string().starts_with("the metadata has no identity provider; it describes "),
                    "{id}: {error}"
                );
            }
        }
    }
    assert_eq!((read, identity_providers, certificates), (36, 39, 46));
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn a_search_in_the_stream_finds_the_same() {
    let corpus = crate::corpus::folder();
    let limits = Limits::default();
    let mut searched = 0;
    for (id, text) in metadata(&corpus) {
        let Ok(all) = IdentityProviders::from_metadata(&text) else { continue };
        for provider in all.providers() {
            let found =
                IdentityProviders::search_metadata(text.as_bytes(), provider.entity_id(), &limits).unwrap();
            assert_eq!(found, *provider, "{id}");
            searched += 1;
        }
    }
    assert_eq!(searched, 39);
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn metadata_cut_or_changed_anywhere_is_read_without_panic() {
    let corpus = crate::corpus::folder();
    let (mut cut_off, mut read) = (0, 0);
    for (_, text) in metadata(&corpus) {
        let bytes = text.as_bytes();
        for place in (0..bytes.len()).step_by(bytes.len() / 12 + 1) {
            if let Some(cut) = text.get(..place) {
                assert!(IdentityProviders::from_metadata(cut).is_err());
                cut_off += 1;
            }
            for new in [b'<', b'>', b'&', b'"', b'/', b'x', 0] {
                let mut changed = bytes.to_vec();
                changed[place] = new;
                let Ok(changed) = String::from_utf8(changed) else { continue };
                let Ok(all) = IdentityProviders::from_metadata(&changed) else { continue };
                assert!(all.providers().iter().all(|idp| !idp.signing_certificates().is_empty()));
                read += 1;
            }
        }
    }
    assert!(cut_off > 500 && read > 500, "{cut_off} cut off, {read} changed and still read");
}

#[test]
#[ignore = "needs SAMLENS_CORPUS"]
fn every_certificate_of_the_corpus_is_read_as_openssl_reads_it() {
    let corpus = crate::corpus::folder();
    let mut count = 0;
    for entry in std::fs::read_dir(corpus.join("certificates")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read(&path).unwrap();
        let ours = Certificate::from_pem(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let theirs = openssl::x509::X509::from_pem(&text).unwrap();
        assert_eq!(ours.der(), theirs.to_der().unwrap());
        assert_eq!(ours.public_key().spki_der(), theirs.public_key().unwrap().public_key_to_der().unwrap());
        let serial = theirs.serial_number().to_bn().unwrap();
        // A negative one, against RFC 5280, is shown as its bytes.
        if !serial.is_negative() {
            let bytes = serial.to_vec_padded(serial.num_bytes().max(1)).unwrap();
            assert_eq!(ours.serial(), bytes.iter().map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(":"));
        }
        let seconds = |time: &openssl::asn1::Asn1TimeRef| {
            let since = openssl::asn1::Asn1Time::from_unix(0).unwrap().diff(time).unwrap();
            i64::from(since.days) * 86_400 + i64::from(since.secs)
        };
        assert_eq!(ours.not_before().timestamp(), seconds(theirs.not_before()));
        assert_eq!(ours.not_after().timestamp(), seconds(theirs.not_after()));
        count += 1;
    }
    assert!(count > 40, "{count}");
}

/// What xmllint prints for an XPath over a file; `None` if it finds the file malformed.
fn xmllint(file: &Path, xpath: &str) -> Option<String> {
    let output =
        std::process::Command::new("xmllint").args(["--nonet", "--xpath", xpath]).arg(file).output().ok()?;
    // 10: the XPath selects nothing. Anything else but success is a document that cannot be read.
    match output.status.code() {
        Some(0) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Some(10) => Some(String::new()),
        _ => None,
    }
}

/// The XPath of an element by name and namespace, on each step.
fn steps(path: &[(&str, &str)]) -> String {
    path.iter().map(|(ns, name)| format!("/*[local-name()='{name}' and namespace-uri()='{ns}']")).collect()
}

/// The values of attributes named entityID, as xmllint prints them.
fn entity_ids(printed: &str) -> Vec<String> {
    printed
        .split("entityID=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// The texts of elements, as xmllint prints them, without white space.
fn element_texts(printed: &str) -> Vec<String> {
    let texts = printed.split("</").filter_map(|element| element.rsplit_once('>').map(|(_, text)| text));
    let texts: Vec<String> = texts.map(|text| text.split_ascii_whitespace().collect()).collect();
    let mut once: Vec<String> = Vec::new();
    for text in texts.into_iter().filter(|text: &String| !text.is_empty()) {
        if !once.contains(&text) {
            once.push(text);
        }
    }
    once
}

#[test]
#[ignore = "needs SAMLENS_CORPUS and xmllint"]
fn every_entity_descriptor_that_xmllint_reads_gives_its_entity_id_and_certificates() {
    let corpus = crate::corpus::folder();
    let role = format!("/{}", steps(&[(MD, "IDPSSODescriptor")]));
    let key = format!(
        "{role}/*[local-name()='KeyDescriptor' and namespace-uri()='{MD}' and (not(@use) or @use='signing')]"
    );
    let certificate =
        format!("{key}{}[1]", steps(&[(DS, "KeyInfo"), (DS, "X509Data"), (DS, "X509Certificate")]));
    let (mut well_formed, mut entities, mut certificates, mut refused) = (0, 0, 0, 0);
    for (id, path) in listed(&corpus, &["EntityDescriptor"]) {
        let result = IdentityProviders::from_metadata(&std::fs::read_to_string(&path).unwrap());
        let Some(ids) = xmllint(&path, &format!("{role}/../@entityID")) else { continue };
        let ids = entity_ids(&ids);
        if ids.is_empty() {
            continue;
        }
        well_formed += 1;
        match result {
            Ok(all) => {
                let ours: Vec<&str> = all.providers().iter().map(IdentityProvider::entity_id).collect();
                assert_eq!(ours, ids, "{id}");
                let theirs = element_texts(&xmllint(&path, &certificate).unwrap());
                let signing = all.providers().iter().flat_map(IdentityProvider::signing_certificates);
                let ours: Vec<String> = signing.map(|one| openssl::base64::encode_block(one.der())).collect();
                assert_eq!(ours, theirs, "{id}");
                entities += ids.len();
                certificates += ours.len();
            }
            Err(error) => {
                // Only what has no certificate that can be read; the message still names the entity.
                assert!(REFUSED.iter().any(|(known, _)| *known == id.as_str()), "{id}: {error}");
                assert!(error.to_string().contains(&ids[0]), "{id}: {error}");
                refused += 1;
            }
        }
    }
    println!(
        "{well_formed} well-formed with an IDPSSODescriptor: {entities} entities with {certificates} certificates; {refused} without a certificate that can be read"
    );
    assert_eq!((well_formed, entities, certificates, refused), (31, 24, 31, 7));
}
