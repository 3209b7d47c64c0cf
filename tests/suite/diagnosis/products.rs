//! Settings by product: how many there are, and that a report about one product names no other.

use samlens::inspect::explain;
use samlens::{Code, InResponseTo, Profile, ServiceProvider, Validator};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// The findings that people meet most.
const COMMONEST: [Code; 15] = [
    Code::IssuerMismatch,
    Code::AudienceMismatch,
    Code::DestinationMismatch,
    Code::RecipientMismatch,
    Code::Unsigned,
    Code::ResponseNotSigned,
    Code::SignatureUntrustedKey,
    Code::AlgorithmWeak,
    Code::CertificateExpired,
    Code::AssertionExpired,
    Code::StatusNotSuccess,
    Code::NameIdMissing,
    Code::AttributeMissing,
    Code::AttributeMisnamed,
    Code::EncryptedAssertion,
];

const IDENTITY_PROVIDERS: [&str; 8] =
    ["auth0", "okta", "entra-id", "adfs", "google-workspace", "keycloak", "shibboleth-idp", "simplesamlphp"];

#[test]
fn the_commonest_findings_have_a_setting_in_the_commonest_identity_providers() {
    let mut empty = Vec::new();
    for product in IDENTITY_PROVIDERS {
        for code in COMMONEST {
            let settings =
                explain::by_product(code, product).unwrap_or_else(|| panic!("{product} is unknown"));
            if settings.is_empty() {
                empty.push(format!("{product} has no setting for {code}"));
            }
        }
    }
    println!("{}", empty.join("\n"));
    let cells = COMMONEST.len() * IDENTITY_PROVIDERS.len();
    let filled = cells - empty.len();
    println!("{filled} of {cells} cells are filled");
    assert!(filled * 100 >= cells * 85, "{filled} of {cells}:\n{}", empty.join("\n"));
}

/// The services among the products.
fn services() -> BTreeSet<&'static str> {
    let settings = Code::ALL.iter().flat_map(|&code| explain::settings(code));
    settings.filter(|setting| setting.is_service()).map(|setting| setting.product()).collect()
}

/// Notes that name the services that refuse what is accepted here.
const WHO_REFUSES: [Code; 3] = [Code::ResponseNotSigned, Code::SignatureFormUnusual, Code::AttributeForm];

/// Names that a report may print only for the product itself.
fn names() -> Vec<String> {
    let further = ["Entra", "Google", "Twilio", "Flex", "Shibboleth"].map(str::to_owned);
    let mut names: Vec<String> = explain::products()
        .map(|(_, name)| name.split(" (").next().unwrap().to_owned())
        .chain(further)
        .collect();
    names.sort();
    names.dedup();
    names
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        !text[..at].ends_with(char::is_alphanumeric)
            && !text[at + word.len()..].starts_with(char::is_alphanumeric)
    })
}

/// The message as it is, and with one fault each: without its signature, NameID, attributes or audience; with another
/// status, SHA-1, another name of AttributeValue, or a misspelled Destination.
fn damaged(xml: &str) -> Vec<String> {
    let without = |name: &str| {
        let open = xml.find(&format!("<{name}")).or_else(|| xml.find(&format!(":{name}")))?;
        let open = xml[..=open].rfind('<')?;
        let close = xml[open..].find(&format!("{name}>"))? + open + name.len() + 1;
        Some(format!("{}{}", &xml[..open], &xml[close..]))
    };
    let mut all = vec![xml.to_owned()];
    all.extend(
        ["Signature", "NameID", "AttributeStatement", "AudienceRestriction"].into_iter().filter_map(without),
    );
    all.push(xml.replace("status:Success", "status:Responder"));
    all.push(xml.replace("rsa-sha256", "rsa-sha1"));
    all.push(xml.replace("AttributeValue", "AttributeText"));
    all.push(xml.replace("Destination=", "Destinatiom="));
    all
}

#[test]
fn a_report_names_no_product_but_the_sender_and_the_receiver() {
    let shapes = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/shapes");
    let expected = [
        ("okta.xml", "Okta"),
        ("keycloak.xml", "Keycloak"),
        ("adfs.xml", "ADFS"),
        ("entraid.xml", "Entra ID"),
        ("google.xml", "Google Workspace"),
        ("auth0.xml", "Auth0"),
        ("shibboleth.xml", "Shibboleth IdP"),
        ("simplesamlphp.xml", "SimpleSAMLphp"),
    ];
    let now = "2026-06-01T00:00:00Z".parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
    let (names, services) = (names(), services());
    let (mut findings, mut product_lines) = (0, 0);
    for (file, product) in expected {
        let shape = fs::read_to_string(shapes.join(file)).unwrap();
        for xml in damaged(&shape) {
            for profile in [Profile::generic(), Profile::flex(samlens::Pattern::A)] {
                let expectations = Validator::builder().profile(profile).service_provider(
                    ServiceProvider::new("https://other.example.com/sp")
                        .with_acs("https://other.example.com/acs"),
                );
                let report = expectations
                    .clone()
                    .inspector()
                    .inspect(xml.as_bytes())
                    .in_response_to(InResponseTo::Request("_other"))
                    .at(now);
                let message = report.message();
                if let Some(message) = message.filter(|message| message.kind == "Response") {
                    assert_eq!(message.idp_product.as_deref(), Some(product), "{file}");
                }
                let receiver = message.and_then(|message| message.sp_product.clone()).unwrap_or_default();
                for finding in report.findings() {
                    findings += 1;
                    for line in finding.fix().iter().map(String::as_str).chain([finding.message()]) {
                        // Which services accept or refuse such a message is what these are about.
                        let of_others =
                            WHO_REFUSES.contains(&finding.code()) || line.starts_with("samlens policy: ");
                        product_lines += usize::from(line.starts_with(&format!("{product}: ")));
                        for name in &names {
                            if of_others && services.iter().any(|product| product.contains(name.as_str())) {
                                continue;
                            }
                            let own = product.contains(name.as_str()) || receiver.contains(name.as_str());
                            assert!(
                                own || !has_word(line, name),
                                "{file} {}: {name} in: {line}",
                                finding.code()
                            );
                        }
                    }
                    assert!(
                        !finding
                            .fix()
                            .iter()
                            .any(|line| line.contains("{expected}") || line.contains("{actual}"))
                    );
                }
            }
        }
    }
    assert!(findings > 300 && product_lines > 100, "{findings} findings, {product_lines} lines of products");
}

#[test]
fn the_page_of_codes_is_up_to_date() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md");
    let page = explain::markdown();
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/codes.md is outdated: `cargo run -p samlens-forge -- write` writes it");
    for &code in Code::ALL {
        assert!(page.contains(&format!("\n## {code}\n")), "{code}");
    }
}
