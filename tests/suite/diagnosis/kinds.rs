//! Faults of the same kinds as those of the table, in other shapes: each report leads with the cause, and every fix is for that cause.

use samlens::inspect::Report;
use samlens::{Code, IdentityProvider, Profile, ServiceProvider, Severity, Validator};
use samlens_forge::messages::{certificate, now};
use samlens_forge::{Login, Shape, Signing, keys};

const SP: &str = "https://sp.example.org/saml/metadata";
const KEYCLOAK: &str = "https://sso.example.org/realms/staff";

fn judged(text: &str, issuer: &str) -> Report {
    let provider = IdentityProvider::builder(issuer).certificate(certificate("idp-rsa2048")).build().unwrap();
    let sp = ServiceProvider::new(SP).with_acs("https://sp.example.org/saml/acs");
    let builder = Validator::builder().profile(Profile::generic()).identity_provider(provider);
    builder.service_provider(sp).inspector().inspect(text.as_bytes()).at(now())
}

/// The service's own message, sent to Keycloak: not its name but the message is wrong.
#[test]
fn the_own_message_of_the_service_is_no_reason_to_trust_its_name() {
    let own = format!(
        r#"<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_o1" Version="2.0" IssueInstant="2026-01-15T10:00:00Z" Destination="{KEYCLOAK}/protocol/saml"><saml:Issuer>{SP}</saml:Issuer><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status></samlp:Response>"#
    );
    let report = judged(&own, KEYCLOAK);
    let root = report.root().unwrap();
    assert_eq!(root.code(), Code::IssuerMismatch);
    assert!(root.message().contains("your own message"), "{root}");
    let fixes = root.fix().join("\n");
    assert!(!fixes.contains("Entity ID to") && !fixes.contains("by product"), "{fixes}");
}

#[test]
fn a_token_of_ws_federation_is_named_and_accused_of_nothing() {
    let signed = Login::new(Shape::EntraId).sign_assertion(Signing::new(keys::idp())).xml();
    let start = signed.find("<Assertion").unwrap();
    let end = signed.find("</Assertion>").unwrap() + "</Assertion>".len();
    let token = &signed[start..end];
    let trust = "http://schemas.xmlsoap.org/ws/2005/02/trust";
    let text = format!(
        "<t:RequestSecurityTokenResponse xmlns:t=\"{trust}\"><t:RequestedSecurityToken>{token}</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>"
    );
    let report = judged(&text, Shape::EntraId.issuer());
    assert!(report.root().unwrap().message().contains("with a SAML 2.0 token"), "{report:#?}");
    let errors: Vec<Code> = report
        .findings()
        .iter()
        .filter(|finding| finding.severity() == Severity::Error)
        .map(samlens::Finding::code)
        .collect();
    assert_eq!(errors, [Code::NotAResponse]);
}

#[test]
fn an_attribute_with_an_empty_name_is_a_note() {
    let with = |name: &str| {
        let login = Login::new(Shape::Auth0).attribute(name, &["x"]).sign_response(Signing::new(keys::idp()));
        let report = judged(&login.xml(), Shape::Auth0.issuer());
        let found = report.findings().iter().find(|finding| finding.code() == Code::AttributeForm);
        found.map(|finding| finding.message().to_owned())
    };
    assert!(with("").unwrap().contains("empty Name"));
    assert_eq!(with("department"), None);
}
