//! Damage after signing is undone one at a time, and a matching digest proves which it was.

use super::{minified, pretty};
use samlens::inspect::Report;
use samlens::{
    Code, Confidence, Finding, IdentityProvider, InResponseTo, Profile, ServiceProvider, Validator,
};
use samlens_forge::documents::Random;
use samlens_forge::messages::{self, certificate, now};
use samlens_forge::{Login, Message, SHAPES, Shape, Signing, keys};

fn service() -> ServiceProvider {
    ServiceProvider::new(messages::SP).with_acs(messages::ACS)
}

fn provider(shape: Shape) -> IdentityProvider {
    IdentityProvider::builder(shape.issuer()).certificate(certificate("idp-rsa2048")).build().unwrap()
}

fn judged(xml: &str) -> Report {
    let mut expectations = Validator::builder().profile(Profile::generic()).service_provider(service());
    for shape in SHAPES {
        expectations = expectations.identity_provider(provider(shape));
    }
    expectations.inspector().inspect(xml.as_bytes()).at(now())
}

fn causes(report: &Report) -> Vec<&Finding> {
    report.findings().iter().filter(|f| f.code().as_str().starts_with("digest-cause-")).collect()
}

fn proves(message: &Message, code: Code, says: &str) {
    let report = judged(message.xml());
    let found = causes(&report);
    let lines: Vec<String> = report.findings().iter().map(|f| format!("{f}")).collect();
    assert!(
        found
            .iter()
            .any(|f| f.code() == code && f.confidence() == Confidence::Proved && f.message().contains(says)),
        "{lines:#?}"
    );
}

fn assertion_signed(shape: Shape) -> Login {
    Login::new(shape).sign_assertion(Signing::new(keys::idp()))
}

#[test]
fn a_formatter_is_found_in_every_shape() {
    for shape in SHAPES.into_iter().filter(|shape| !matches!(shape, Shape::Generic)) {
        let login = Login::new(shape).sign_both(Signing::new(keys::idp()));
        proves(
            &login.message().map(pretty),
            Code::DigestCauseReindented,
            "white space between elements was added",
        );
    }
}

#[test]
fn indentation_that_was_taken_out_is_found() {
    for unit in ["  ", "    ", "\t"] {
        let login = assertion_signed(Shape::Auth0).indent(unit);
        proves(&login.message().map(minified), Code::DigestCauseReindented, "the indentation was removed");
    }
}

#[test]
fn an_assertion_with_a_changed_role_names_the_role_that_was_signed() {
    let message = assertion_signed(Shape::Auth0).message().replace(">agent<", ">admin<");
    let report = judged(message.xml());
    let cause = *causes(&report).first().unwrap();
    assert_eq!(cause.code(), Code::DigestCauseValueChanged);
    assert_eq!((cause.actual(), cause.expected()), (Some("admin"), Some("agent")));
    assert!(cause.location().unwrap().path.ends_with("AttributeValue[1]"));
}

#[test]
fn an_algorithm_that_the_signature_does_not_name_is_said() {
    let signing = Signing::new(keys::idp()).on_signed_info(|info| {
        let method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512";
        info.find_mut("SignatureMethod").set("Algorithm", method);
    });
    let message = Login::new(Shape::Auth0).sign_response(signing).message();
    let report = judged(message.xml());
    let said: Vec<&str> = causes(&report).iter().map(|finding| finding.message()).collect();
    assert_eq!(
        said,
        [
            "proved: SignedInfo was signed with rsa-sha256, but SignatureMethod names another algorithm; if the verifier does the same, \
          SignedInfo of the Response verifies"
        ]
    );
}

#[test]
fn what_was_tried_in_vain_is_said() {
    let message = assertion_signed(Shape::Auth0).message().replace(">north<", ">nurth<");
    let report = judged(message.xml());
    assert!(causes(&report).is_empty());
    let mismatch = report.findings().iter().find(|f| f.code() == Code::DigestMismatch).unwrap();
    assert!(mismatch.message().contains("known changes of the Assertion explains it"), "{mismatch}");
    assert!(mismatch.message().contains("so a value was probably edited"));
    assert!(mismatch.actual().unwrap().contains("canonical bytes"));
    assert_eq!(mismatch.expected().unwrap().len(), 44);
}

#[test]
fn validate_accepts_nothing_that_was_repaired() {
    let builder = Validator::builder().identity_provider(provider(Shape::Auth0));
    let validator = builder.service_provider(service()).build().unwrap();
    let message = Login::new(Shape::Auth0).sign_response(Signing::new(keys::idp())).message();
    assert!(validator.validate_xml(message.xml(), InResponseTo::Unchecked, now()).is_ok());
    let rejection =
        validator.validate_xml(&pretty(message.xml()), InResponseTo::Unchecked, now()).unwrap_err();
    assert_eq!(rejection.findings().len(), 1);
    assert!(!rejection.findings()[0].message().contains("proved"));
}

#[test]
fn a_proof_by_a_strangers_key_leaves_the_key_untrusted() {
    let message = Login::new(Shape::Auth0)
        .sign_response(Signing::new(keys::key("attacker-rsa2048")))
        .message()
        .map(pretty);
    proves(&message, Code::DigestCauseReindented, "white space between elements was added");
    let report = judged(message.xml());
    assert!(
        report.findings().iter().any(|f| f.code() == Code::SignatureUntrustedKey),
        "{:?}",
        report.findings()
    );
}

/// Positions of letters and digits in texts and attribute values of the assertion, outside of its signature.
fn editable(xml: &str) -> Vec<usize> {
    let start = xml.find("<saml:Assertion").unwrap();
    let (mut in_tag, mut quoted, mut in_signature) = (false, false, false);
    let mut places = Vec::new();
    for (at, byte) in xml.bytes().enumerate() {
        if xml[at..].starts_with("<Signature") {
            in_signature = true;
        }
        match byte {
            b'<' => in_tag = true,
            b'>' => in_tag = false,
            b'"' if in_tag => quoted = !quoted,
            _ if in_signature || at < start => {}
            b'a'..=b'z' | b'0'..=b'9' if !in_tag || quoted => places.push(at),
            _ => {}
        }
        if xml[..at].ends_with("</Signature>") {
            in_signature = false;
        }
    }
    places
}

#[test]
fn a_random_edit_proves_nothing() {
    let signed = assertion_signed(Shape::Auth0)
        .name_id("id-7f3c9a", None)
        .attribute("email", &["mara.oduya@example.org"])
        .attribute("department", &["Intake and care"])
        .attribute("roles", &["intake-lead"])
        .message();
    let places = editable(signed.xml());
    let mut random = Random::new(0x5eed_2026);
    let mut edited = 0;
    while edited < 200 {
        let at = places[random.below(places.len())];
        let letter = b"abcdefghijklmnopqrstuvwxyz0123456789"[random.below(36)];
        let mut bytes = signed.xml().as_bytes().to_vec();
        if bytes[at] == letter {
            continue;
        }
        bytes[at] = letter;
        let xml = String::from_utf8(bytes).unwrap();
        // Left out: a value that is in the message twice, which is put back and proved; an algorithm; what is no change.
        let (from, to) = (value_around(signed.xml(), at), value_around(&xml, at));
        if signed.xml().matches(&from).count() > 1 || from.contains("http://www.w3.org") || from == to {
            continue;
        }
        edited += 1;
        let report = judged(&xml);
        let found: Vec<String> = causes(&report).iter().map(|f| format!("{f}")).collect();
        let proved = causes(&report).iter().any(|f| f.confidence() == Confidence::Proved);
        assert!(!proved, "{from} to {to}: {found:?}");
    }
}

/// The text or attribute value that contains a position.
fn value_around(xml: &str, at: usize) -> String {
    let start = xml[..at].rfind(['>', '"']).unwrap() + 1;
    let end = at + xml[at..].find(['<', '"']).unwrap();
    xml[start..end].to_owned()
}
