//! Captures of the wrong thing, or of part of it.

use super::{Case, at_flex, idp, row, signed};
use samlens::Code;
use samlens_forge::{Shape, flex};

/// Captures of the wrong thing, or of part of it.
pub fn cases() -> Vec<Case> {
    use Code::*;
    let auth0 = signed(Shape::Auth0);
    let message = auth0.message();
    let xml = message.xml();
    let assertion = {
        let signed = at_flex(Shape::Auth0).sign_assertion(idp()).message();
        let start = signed.xml().find("<saml:Assertion").unwrap();
        let end = signed.xml().find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len();
        signed.xml()[start..end].to_owned()
    };
    let of = |name, input: String, root, help| row(name, &auth0, &message, root, help).input(input);
    let duplicate = auth0.message().map(|xml| {
        let start = xml.find("<saml:Assertion").unwrap();
        let end = xml.find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len();
        format!("{}{}{}", &xml[..end], &xml[start..end], &xml[end..])
    });
    let query = "<p:AttributeQuery xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol' ID='_l1' Version='2.0' \
        IssueInstant='2026-01-15T10:00:00Z'><p:Status><p:StatusCode Value='urn:oasis:names:tc:SAML:2.0:status:Success'/>\
        </p:Status></p:AttributeQuery>"
        .to_owned();
    vec![
        of("an assertion cut out of its Response", assertion, NotAResponse, &["whole Response"]),
        of("an AttributeQuery", query, NotAResponse, &["SAMLResponse"]),
        of("metadata", flex::metadata().xml(), NotAResponse, &["SAMLResponse"]),
        of("cut off", message.base64()[..3000].to_owned(), Truncated, &[]),
        of("a document type", format!("<!DOCTYPE x>{xml}"), DoctypeForbidden, &[]),
        of("an ampersand that is not escaped", xml.replace("Mara Oduya", "Mara & Oduya"), XmlMalformed, &[]),
        of("an assertion twice", duplicate.xml().to_owned(), IdDuplicate, &["new random ID"]),
        of("no SAML at all", "hello".to_owned(), NotSaml, &[]),
    ]
}
