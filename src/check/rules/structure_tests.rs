//! What is located in a document, rule by rule.

use super::{is_plain_part, locate};
use crate::check::rules::message_kind::{is_saml, kind_of, not_a_response};
use crate::check::{ENOUGH, Findings};
use crate::xml::Document;
use crate::{Code, Finding, Limits};

const SAML: &str = r#"xmlns="urn:oasis:names:tc:SAML:2.0:assertion""#;
const SAMLP: &str = r#"xmlns="urn:oasis:names:tc:SAML:2.0:protocol""#;
const DS: &str = r#"xmlns="http://www.w3.org/2000/09/xmldsig#""#;

fn with<R>(xml: &str, look: impl FnOnce(&Document<'_>) -> R) -> R {
    look(&Document::parse(xml, &Limits::default()).unwrap())
}

/// The codes that `locate` finds for a report.
fn found(xml: &str) -> Vec<Code> {
    with(xml, |document| {
        let mut findings = Findings::for_report(&crate::profile::CONVENTIONS);
        locate(document, &mut findings);
        findings.into_vec().iter().map(Finding::code).collect()
    })
}

/// What to do about another root depends on what it is.
#[test]
fn the_help_for_another_root_is_of_its_kind() {
    let help = |xml: &str| with(xml, |document| not_a_response(document.root()).fix().join("; "));
    let other_protocol =
        "set the application at the identity provider to SAML 2.0 with the HTTP-POST binding";
    assert_eq!(help("<Response xmlns='urn:oasis:names:tc:SAML:1.0:protocol'/>"), other_protocol);
    assert_eq!(help("<RequestSecurityTokenResponse xmlns='urn:x'/>"), other_protocol);
    for xml in [format!("<AuthnRequest {SAMLP}/>"), "<html/>".to_owned()] {
        assert_eq!(
            help(&xml),
            "capture the POST to the assertion consumer service: its form field SAMLResponse contains the Response"
        );
    }
    assert!(help(&format!("<Assertion {SAML}/>")).starts_with("paste the whole Response: "));
    let unanswered = help(&format!("<Envelope xmlns='urn:x'><ArtifactResponse {SAMLP}/></Envelope>"));
    assert!(unanswered.starts_with("log in again: an artifact is used once"), "{unanswered}");
}

#[test]
fn roots_are_named() {
    for (xml, kind, saml) in [
        (format!("<Response {SAMLP}/>"), "a SAML 2.0 Response", true),
        (format!("<AuthnRequest {SAMLP}/>"), "an AuthnRequest", true),
        (format!("<LogoutRequest {SAMLP}/>"), "a LogoutRequest", true),
        (format!("<LogoutResponse {SAMLP}/>"), "a LogoutResponse", true),
        (format!("<ArtifactResponse {SAMLP}/>"), "an ArtifactResponse", true),
        (format!("<ArtifactResolve {SAMLP}/>"), "another SAML 2.0 protocol message", true),
        (format!("<Assertion {SAML}/>"), "an Assertion without its Response", true),
        (format!("<EncryptedAssertion {SAML}/>"), "an EncryptedAssertion without its Response", true),
        (format!("<Attribute {SAML}/>"), "XML that is not SAML", true),
        (
            "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata'/>".to_owned(),
            "SAML metadata",
            false,
        ),
        ("<RequestSecurityTokenResponse xmlns='urn:x'/>".to_owned(), "a WS-Federation response", false),
        (
            "<t:RequestSecurityTokenResponse xmlns:t='urn:x'><Assertion xmlns='urn:oasis:names:tc:SAML:1.0:assertion'/></t:RequestSecurityTokenResponse>".to_owned(),
            "a WS-Federation response with a SAML 1.1 token",
            false,
        ),
        (
            format!("<Envelope xmlns='urn:x'><ArtifactResponse {SAMLP}/></Envelope>"),
            "a SOAP envelope with an ArtifactResponse that contains no Response (the artifact was unknown, used or expired)",
            false,
        ),
        (
            format!("<Envelope xmlns='urn:x'><ArtifactResolve {SAMLP}/></Envelope>"),
            "a SOAP envelope with an ArtifactResolve, the service's request for a Response,",
            false,
        ),
        ("<RequestSecurityTokenResponseCollection/>".to_owned(), "a WS-Federation response", false),
        ("<s:Envelope xmlns:s='urn:x'/>".to_owned(), "a SOAP envelope", false),
        ("<html/>".to_owned(), "an HTML page", false),
        ("<HTML/>".to_owned(), "an HTML page", false),
        ("<Response xmlns='urn:oasis:names:tc:SAML:1.0:protocol'/>".to_owned(), "a SAML 1.1 message", false),
        (
            "<Assertion xmlns='urn:oasis:names:tc:SAML:1.0:assertion'/>".to_owned(),
            "a SAML 1.1 message",
            false,
        ),
        ("<Response/>".to_owned(), "XML that is not SAML", false),
    ] {
        assert_eq!(
            with(&xml, |document| (kind_of(document.root()), is_saml(document.root()))),
            (kind, saml),
            "{xml}"
        );
    }
}

#[test]
fn what_was_decrypted_in_part_has_nothing_to_wrap_with() {
    let plain = |xml: &str| with(xml, |document| is_plain_part(document.root()));
    for fine in [
        format!("<NameID {SAML}>mara</NameID>"),
        format!("<Attribute {SAML}><AttributeValue><a ID='_1'/><b ID='_2'/></AttributeValue></Attribute>"),
        format!("<a><KeyInfo {DS}/><Status {SAMLP}/><Signature/><Response/><Assertion/></a>"),
    ] {
        assert!(plain(&fine), "{fine}");
    }
    for hostile in [
        format!("<a><Signature {DS}/></a>"),
        format!("<a><Assertion {SAML}/></a>"),
        format!("<a><EncryptedAssertion {SAML}/></a>"),
        format!("<a><EncryptedID {SAML}/></a>"),
        format!("<a><EncryptedAttribute {SAML}/></a>"),
        format!("<a><Response {SAMLP}/></a>"),
        "<a><b ID='_1'/><c ID='_1'/></a>".to_owned(),
    ] {
        assert!(!plain(&hostile), "{hostile}");
    }
}

#[test]
fn a_comment_is_reported_at_its_place_in_a_value() {
    let value = |inside: &str| format!("<Response {SAMLP}>{inside}</Response>");
    let name_id = |text: &str| value(&format!("<NameID {SAML}>{text}</NameID>"));
    assert_eq!(found(&name_id("mara<!-- -->.x")), [Code::CommentInValue]);
    assert_eq!(found(&name_id("<!-- -->mara")), [Code::CommentInValue]);
    for fine in [
        name_id("mara"),
        name_id("<!-- -->"),
        value(&format!("<Subject {SAML}><!-- --><NameID>mara</NameID></Subject>")),
        value("<StatusMessage>a<!-- -->b</StatusMessage>"),
        value("<a xmlns=''>a<!-- -->b</a>"),
    ] {
        assert_eq!(found(&fine), [], "{fine}");
    }
    let many = value(&format!("<A {SAML}>{}</A>", "<NameID>a<!-- -->b</NameID>".repeat(ENOUGH + 3)));
    assert_eq!(found(&many), [Code::CommentInValue; ENOUGH]);
}

#[test]
fn enough_is_counted_for_each_code_alone() {
    let mut findings = Findings::for_report(&crate::profile::CONVENTIONS);
    for count in 0..ENOUGH {
        assert!(!findings.enough_of(Code::IdDuplicate), "{count}");
        findings.error(Finding::new(Code::IdDuplicate, "x"));
        findings.error(Finding::new(Code::Unsigned, "y"));
    }
    assert!(findings.enough_of(Code::IdDuplicate));
    assert!(!findings.enough_of(Code::IdNotNcname));
    findings.error(Finding::new(Code::IdDuplicate, "x"));
    assert!(findings.enough_of(Code::IdDuplicate));
}

#[test]
fn an_id_that_is_no_name_is_remarked_on() {
    let xml = |id: &str| format!("<Response {SAMLP} ID='{id}'/>");
    assert_eq!(found(&xml("_1")), []);
    for id in ["1", "a b", "a:b", "-"] {
        assert_eq!(found(&xml(id)), [Code::IdNotNcname], "{id}");
    }
    let told = |id: &str| {
        with(&xml(id), |document| {
            let mut findings = Findings::for_report(&crate::profile::CONVENTIONS);
            locate(document, &mut findings);
            let finding = findings.into_vec().remove(0);
            (
                finding.message().starts_with("an ID begins with a digit"),
                finding.expected().map(str::to_owned),
            )
        })
    };
    assert_eq!(told("1a"), (true, Some("_1a".to_owned())));
    assert_eq!(told("a b"), (false, Some("_a b".to_owned())));
}
