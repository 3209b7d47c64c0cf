//! Messages inside SOAP: the one inside is judged, and the report says how it came.

use samlens::inspect::{Captured, Report, Verdict};
use samlens::{Code, Finding};
use samlens_forge::messages::{now, validator};
use samlens_forge::{Login, Shape, Signing, keys};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

fn envelope(header: &str, body: &str) -> String {
    format!(
        r#"<e:Envelope xmlns:e="{SOAP}" xmlns:unused="urn:x"><e:Header>{header}</e:Header><e:Body>{body}</e:Body></e:Envelope>"#
    )
}

fn artifact(inside: &str) -> String {
    let head = r#"<samlp:ArtifactResponse xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_art" Version="2.0" IssueInstant="2026-01-15T10:00:00Z"><samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>"#;
    envelope("", &format!("{head}{inside}</samlp:ArtifactResponse>"))
}

fn report(xml: String) -> Report {
    validator().inspector().inspect_captured(&Captured::from_xml(xml)).at(now())
}

fn login(signing: Signing) -> String {
    Login::new(Shape::Auth0).sign_response(signing).xml()
}

fn signing() -> Signing {
    Signing::new(keys::idp())
}

fn binding(report: &Report) -> &Finding {
    report.findings().iter().find(|finding| finding.code() == Code::WrongBinding).unwrap()
}

#[test]
fn a_response_inside_an_artifact_response_is_judged() {
    let report = report(artifact(&login(signing())));
    assert_eq!(report.verdict(), Verdict::Accepted, "{report:#?}");
    assert_eq!(report.message().unwrap().kind, "Response");
    assert!(binding(&report).message().contains("SOAP ArtifactResponse (HTTP-Artifact)"));
}

#[test]
fn a_change_inside_is_found() {
    let changed = login(signing()).replacen("agent", "admin", 1);
    assert_eq!(report(artifact(&changed)).verdict(), Verdict::Rejected);
    let unsigned = Login::new(Shape::Auth0).xml();
    let judged = report(artifact(&unsigned));
    assert_eq!(judged.root().map(Finding::code), Some(Code::Unsigned));
}

/// A signature of the envelope or of the ArtifactResponse is not the identity provider's word on the Response (CVE-2026-49283).
#[test]
fn a_signature_around_it_counts_for_nothing() {
    let unsigned = Login::new(Shape::Auth0).xml();
    let signed = artifact(&unsigned).replacen(
        "<samlp:Status>",
        r#"<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/><samlp:Status>"#,
        1,
    );
    let judged = report(signed);
    assert_eq!(judged.root().map(Finding::code), Some(Code::Unsigned));
    assert!(binding(&judged).message().ends_with("the signature of the ArtifactResponse is not checked"));
}

#[test]
fn an_artifact_response_without_a_response_says_why() {
    let judged = report(artifact(""));
    assert_eq!(judged.verdict(), Verdict::Unreadable);
    assert!(judged.root().unwrap().message().contains("unknown, used or expired"));
}

#[test]
fn messages_of_the_ecp_profile_and_of_the_back_channel_are_named() {
    let ecp = r#"<ecp:Response xmlns:ecp="urn:oasis:names:tc:SAML:2.0:profiles:SSO:ecp" AssertionConsumerServiceURL="x"/>"#;
    let judged = report(envelope(ecp, &login(signing())));
    assert_eq!(judged.verdict(), Verdict::Accepted, "{judged:#?}");
    assert!(binding(&judged).message().contains("ECP profile (PAOS)"));
    assert!(binding(&judged).fix().iter().any(|fix| fix.contains("HTTP-POST")));
    let judged = report(envelope("", &login(signing())));
    assert!(binding(&judged).message().contains("back channel"));
    let request = r#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_q1" Version="2.0" IssueInstant="2026-01-15T10:00:00Z"/>"#;
    let paos = r#"<paos:Request xmlns:paos="urn:liberty:paos:2003-08" responseConsumerURL="x"/>"#;
    let judged = report(envelope(paos, request));
    assert_eq!(judged.message().unwrap().kind, "AuthnRequest");
    assert!(binding(&judged).message().contains("AuthnRequest is inside a SOAP envelope of the ECP profile"));
}

/// `validate` reads the form field of HTTP-POST and opens no envelope.
#[test]
fn a_validator_opens_no_envelope() {
    use base64::Engine;
    let posted = base64::engine::general_purpose::STANDARD.encode(artifact(&login(signing())));
    let rejection = validator().validate(&posted, samlens::InResponseTo::Unchecked, now()).unwrap_err();
    assert_eq!(rejection.code(), Code::SignatureWrapping);
}

/// A value that was pasted alone: the binding is not known, and a compressed Response is wrong by either.
#[test]
fn a_compressed_response_is_named_without_its_binding_too() {
    use base64::Engine;
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(login(signing()).as_bytes()).unwrap();
    let value = base64::engine::general_purpose::STANDARD.encode(encoder.finish().unwrap());
    let alone = validator().inspector().inspect(&value).at(now());
    assert!(binding(&alone).message().contains("does not allow that binding"), "{alone:#?}");
    let form = format!("SAMLResponse={}", value.replace('+', "%2B").replace('=', "%3D"));
    let posted = validator().inspector().inspect(&form).at(now());
    assert_eq!(posted.verdict(), Verdict::Rejected);
    assert_eq!(posted.root().map(Finding::code), Some(Code::WrongBinding));
    let whole = validator().inspector().inspect(&login(signing())).at(now());
    assert!(whole.findings().iter().all(|finding| finding.code() != Code::WrongBinding));
}
