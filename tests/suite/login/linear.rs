//! Judging a message costs work that grows with its size and no faster, from any sender and with any content
//! (invariant: bounded).

use crate::linear::{assert_linear, no_limits, repeated};
use samlens::inspect::Captured;
use samlens::{InResponseTo, Validator};
use samlens_forge::{Encryption, Login, Shape, keys};

const NAMESPACES: &str = r#"xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:d="http://www.w3.org/2000/09/xmldsig#""#;

fn validator() -> Validator {
    samlens_forge::encrypted::builder(Shape::Auth0).limits(no_limits()).build().unwrap()
}

/// What anyone can post, by its size.
type Make = fn(usize) -> String;

fn response(content: &str) -> String {
    format!(r#"<p:Response {NAMESPACES} ID="_r" Version="2.0">{content}</p:Response>"#)
}

fn around(head: &str, piece: &str, tail: &str, size: usize) -> String {
    response(&format!("{head}{}{tail}", piece.repeat(size)))
}

const SHAPES: &[(&str, Make)] = &[
    ("signed assertions", |size| around("", "<a:Assertion><d:Signature/></a:Assertion>", "", size)),
    ("signatures of the Response", |size| around("", "<d:Signature/>", "", size)),
    ("signatures anywhere", |size| around("<p:Extensions>", "<d:Signature/>", "</p:Extensions>", size)),
    ("assertions", |size| around("", "<a:Assertion/>", "", size)),
    ("assertions anywhere", |size| around("<p:Extensions>", "<a:Assertion/>", "</p:Extensions>", size)),
    ("encrypted assertions", |size| around("", "<a:EncryptedAssertion/>", "", size)),
    ("Responses", |size| around("", "<p:Response/>", "", size)),
    ("issuers", |size| around("", "<a:Issuer>i</a:Issuer>", "", size)),
    ("status messages", |size| around("<p:Status>", "<p:StatusMessage/>", "</p:Status>", size)),
    ("status codes", |size| around("<p:Status>", "<p:StatusCode Value='urn:x'/>", "</p:Status>", size)),
    ("the same ID", |size| around("", "<a:x ID='_1'/>", "", size)),
    ("confirmations", |size| {
        around(
            "<a:Assertion ID='_a'><a:Subject>",
            "<a:SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'/>",
            "</a:Subject></a:Assertion>",
            size,
        )
    }),
    ("audience restrictions", |size| {
        around(
            "<a:Assertion ID='_a'><a:Conditions>",
            "<a:AudienceRestriction><a:Audience>x</a:Audience></a:AudienceRestriction>",
            "</a:Conditions></a:Assertion>",
            size,
        )
    }),
    ("attributes", |size| {
        around(
            "<a:Assertion ID='_a'><a:AttributeStatement>",
            "<a:Attribute Name='roles'><a:AttributeValue>agent</a:AttributeValue></a:Attribute>",
            "</a:AttributeStatement></a:Assertion>",
            size,
        )
    }),
    ("encrypted attributes", |size| {
        around(
            "<a:Assertion ID='_a'><a:AttributeStatement>",
            "<a:EncryptedAttribute/>",
            "</a:AttributeStatement></a:Assertion>",
            size,
        )
    }),
    ("authentication statements", |size| {
        around("<a:Assertion ID='_a'>", "<a:AuthnStatement AuthnInstant='x'/>", "</a:Assertion>", size)
    }),
    ("embedded certificates", |size| {
        around(
            "<d:Signature><d:SignedInfo/><d:SignatureValue/><d:KeyInfo><d:X509Data>",
            "<d:X509Certificate>MII=</d:X509Certificate>",
            "</d:X509Data></d:KeyInfo></d:Signature>",
            size,
        )
    }),
];

#[test]
fn refusing_what_no_one_signed_is_linear() {
    for (name, make) in SHAPES {
        assert_linear(name, 4_000, |size| {
            let (validator, text) = (validator(), make(size));
            let now =
                samlens_forge::flex::AT.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
            Box::new(move || drop(validator.validate_xml(&text, InResponseTo::Unchecked, now).unwrap_err()))
        });
    }
}

#[test]
fn a_report_on_what_no_one_signed_is_linear() {
    for (name, make) in SHAPES {
        assert_linear(name, 1_500, |size| {
            let (validator, captured) = (validator(), Captured::from_xml(make(size)));
            let now =
                samlens_forge::flex::AT.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
            Box::new(move || {
                let report = validator.inspector().inspect_captured(&captured).at(now);
                assert_eq!(report.verdict(), samlens::inspect::Verdict::Rejected);
            })
        });
    }
}

/// What is put into a signed message after signing, by its size.
const DAMAGES: &[(&str, Make)] = &[
    ("elements", |size| "<e/>".repeat(size)),
    ("texts", |size| "<e>x </e>".repeat(size)),
    ("ampersands", |size| format!("<e>{}</e>", "&amp;".repeat(size))),
    ("prefixes", |size| repeated(size, |n| format!("<e xmlns:p{n}='a:u{n}'/>"))),
    ("meanings of a prefix", |size| repeated(size, |n| format!("<e xmlns:t='a:{n}' t:type='t:x'/>"))),
    ("declarations", |size| format!("<e{}/>", repeated(size, |n| format!(" xmlns:p{n}='a:u{n}'")))),
    ("attributes", |size| format!("<e{}/>", repeated(size, |n| format!(" a{n}='x y'")))),
    ("values", |size| {
        "<a:AttributeValue xmlns:a='urn:oasis:names:tc:SAML:2.0:assertion'>x</a:AttributeValue>".repeat(size)
    }),
];

/// A report looks for the damage that broke a signature, and needs no key for that.
#[test]
fn looking_for_a_damage_is_linear() {
    for (name, make) in DAMAGES {
        assert_linear(name, 1_000, |size| {
            let login = Login::new(Shape::Auth0).sign_response(samlens_forge::encrypted::signing());
            let extensions =
                format!("<samlp:Extensions xmlns:x='urn:x'>{}</samlp:Extensions><samlp:Status>", make(size));
            let text = login.message().xml().replacen("<samlp:Status>", &extensions, 1);
            assert!(text.contains("<samlp:Extensions"));
            let (validator, captured) = (validator(), Captured::from_xml(text));
            let now = samlens_forge::encrypted::now(&login);
            Box::new(move || {
                let report = validator.inspector().inspect_captured(&captured).at(now);
                assert_eq!(report.root().unwrap().code().as_str(), "digest-mismatch");
            })
        });
    }
}

/// Anyone with the service's certificate, which is public, can encrypt anything for it.
#[test]
fn what_anyone_encrypted_is_judged_in_linear_time() {
    for (name, make) in SHAPES {
        assert_linear(name, 4_000, |size| {
            let (validator, plaintext) = (validator(), make(size));
            let encryption = Encryption::new(keys::key("sp-encryption"))
                .on_plaintext(move |text| *text = plaintext.clone());
            let login =
                Login::new(Shape::Auth0).between(move |response| encryption.replace_assertion(response));
            let text = login.message().xml().to_owned();
            let now = samlens_forge::encrypted::now(&login);
            Box::new(move || {
                let refused = validator.validate_xml(&text, InResponseTo::Unchecked, now).unwrap_err();
                assert_eq!(refused.code().as_str(), "decryption-failed");
            })
        });
    }
}

/// Names around a ciphertext decide what its plaintext means: each is looked at once, however many declarations there are.
#[test]
fn names_around_what_is_encrypted_are_judged_in_linear_time() {
    assert_linear("names around a ciphertext", 2_000, |size| {
        let encryption = Encryption::new(keys::key("sp-encryption"));
        let login = Login::new(Shape::Auth0)
            .between(move |response| {
                for n in 0..size {
                    response.set(&format!("xmlns:p{n}"), &format!("urn:x:{n}"));
                    response.set(&format!("p{n}:a"), "x");
                }
                encryption.replace_assertion(response);
            })
            .sign_response(samlens_forge::encrypted::signing());
        let (validator, text) = (validator(), login.message().xml().to_owned());
        let now = samlens_forge::encrypted::now(&login);
        Box::new(move || {
            let judged = validator.validate_xml(&text, InResponseTo::Unchecked, now);
            assert!(judged.is_ok(), "{judged:?}");
        })
    });
}
