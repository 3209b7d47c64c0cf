//! Keys that a message brings along cost no more than a budget, and what was not asked is said (invariant: bounded).

use crate::linear::fastest;
use base64::Engine;
use openssl::bn::BigNum;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use samlens::chrono::{DateTime, Utc};
use samlens::inspect::{Captured, Report, SignatureOutcome, Verdict};
use samlens::metadata::SignedMetadata;
use samlens::{Certificate, InResponseTo, Limits, Validator};
use samlens_forge::element::{Scope, Style};
use samlens_forge::throwaway::{NOT_AFTER, NOT_BEFORE, certified};
use samlens_forge::{Login, Shape, Signing, idp_metadata, key, keys, throwaway};
use std::time::Duration;

/// A certificate with an RSA key of so many bits and the longest exponent that OpenSSL takes with a long modulus, in
/// base64. No one has the private key, and no one needs it.
fn certificate(bits: usize) -> String {
    let modulus = BigNum::from_slice(&vec![0xFF; bits / 8]).unwrap();
    let exponent = BigNum::from_slice(&[0xFF; 8]).unwrap();
    let public = PKey::from_rsa(Rsa::from_public_components(modulus, exponent).unwrap()).unwrap();
    let certificate =
        certified(&public, &keys::idp().private, &[("CN", "long")], "01", (NOT_BEFORE, NOT_AFTER));
    throwaway::base64(&certificate.to_der().unwrap())
}

/// The XML with these certificates in the place of the embedded one. KeyInfo is no part of what is signed.
fn embedding(xml: &str, certificates: &[String]) -> String {
    let begin = xml.find("X509Certificate>").unwrap() - "<ds:".len();
    let begin = begin + xml[begin..].find('<').unwrap();
    let end = xml.rfind("X509Certificate>").unwrap() + "X509Certificate>".len();
    let name = xml[begin + 1..].split('>').next().unwrap();
    let all: String = certificates.iter().map(|text| format!("<{name}>{text}</{name}>")).collect();
    format!("{}{all}{}", &xml[..begin], &xml[end..])
}

fn now() -> DateTime<Utc> {
    samlens_forge::flex::AT.parse().unwrap()
}

fn report(validator: Option<&Validator>, xml: &str) -> Report {
    let inspector = validator.map_or_else(|| Validator::builder().inspector(), Validator::inspector);
    inspector.inspect_captured(&Captured::from_xml(xml.to_owned())).at(now())
}

fn login(signing: Signing) -> String {
    Login::new(Shape::Auth0).sign_response(signing).xml()
}

const SAID: &str = "the embedded key RSA 16384 was not tried";

#[test]
fn a_long_embedded_key_is_named_and_not_asked() {
    let xml = embedding(&login(Signing::new(keys::idp())), &[certificate(16_384)]);
    let report = report(None, &xml);
    assert_eq!(report.verdict(), Verdict::Inconclusive);
    assert_eq!(report.signatures()[0].outcome, SignatureOutcome::NotChecked);
    let said = report.findings().iter().filter(|finding| finding.message().contains(SAID)).count();
    assert_eq!(said, 1, "{:?}", report.findings());
    // The trusted key decides, whatever is embedded.
    let validator = samlens_forge::encrypted::validator();
    assert!(validator.validate_xml(&xml, InResponseTo::Unchecked, now()).is_ok());
    let other = embedding(&login(Signing::new(key("idp-rotated"))), &[certificate(16_384)]);
    let report = self::report(Some(&validator), &other);
    assert_eq!(report.verdict(), Verdict::Rejected);
    assert!(report.root().unwrap().message().contains(SAID), "{:?}", report.root());
}

/// Only so many are asked, and that is said of the next.
#[test]
fn an_embedded_key_after_the_last_that_is_asked_is_named() {
    let rotated = key("idp-rotated");
    let with = |before: usize| {
        let mut all = vec![throwaway::base64(&throwaway::certificate(&throwaway::p256(), "x")); before];
        all.push(rotated.base64());
        report(None, &embedding(&login(Signing::new(rotated)), &all))
    };
    for (before, said) in
        [(15, "is consistent with the certificate"), (16, "the embedded key RSA 2048 was not tried")]
    {
        let report = with(before);
        assert_eq!(report.verdict(), Verdict::Inconclusive, "{:?}", report.findings());
        assert!(report.findings().iter().any(|one| one.message().contains(said)), "{:?}", report.findings());
    }
}

/// A key of 4,104 bits costs 20 of the 64 verifications that are allowed, so its length alone keeps it out.
#[test]
fn an_embedded_key_that_is_longer_than_4096_bits_is_not_asked_however_cheap() {
    let xml = embedding(&login(Signing::new(keys::idp())), &[certificate(4_104)]);
    let report = report(None, &xml);
    assert_eq!(report.verdict(), Verdict::Inconclusive);
    let said = "the embedded key RSA 4104 was not tried";
    assert!(report.findings().iter().any(|one| one.message().contains(said)), "{:?}", report.findings());
}

/// Each of these keys of 4,096 bits costs 16 verifications, for its long exponent, and 64 are allowed for all keys.
#[test]
fn embedded_keys_are_asked_up_to_their_work_together() {
    let rotated = key("idp-rotated");
    for (before, said) in
        [(3, "is consistent with the certificate"), (4, "the embedded key RSA 2048 was not tried")]
    {
        let mut all = vec![certificate(4_096); before];
        all.push(rotated.base64());
        let report = report(None, &embedding(&login(Signing::new(rotated)), &all));
        assert_eq!(report.verdict(), Verdict::Inconclusive, "{:?}", report.findings());
        assert!(report.findings().iter().any(|one| one.message().contains(said)), "{:?}", report.findings());
    }
}

#[test]
fn a_key_of_4096_bits_is_asked() {
    let xml = embedding(&login(Signing::new(keys::idp())), &[certificate(4_096)]);
    let report = report(None, &xml);
    assert_eq!(report.verdict(), Verdict::Rejected);
    assert_eq!(report.root().unwrap().code().as_str(), "signature-value-mismatch");
    assert!(!report.root().unwrap().message().contains("was not tried"));
}

/// The XML with a SignatureValue that is as long as a key of so many bits takes, and was made with none.
fn valued(xml: &str, bits: usize) -> String {
    let begin = xml.find("SignatureValue>").unwrap() + "SignatureValue>".len();
    let end = begin + xml[begin..].find('<').unwrap();
    let value = base64::engine::general_purpose::STANDARD.encode(vec![0x55; bits / 8]);
    format!("{}{value}{}", &xml[..begin], &xml[end..])
}

/// The sender of a message chooses how many keys are in it, and how long they are.
#[test]
fn embedded_keys_cost_no_more_than_a_budget() {
    let damaged = login(Signing::new(key("idp-rotated")));
    let time = |bits: usize, count: usize| {
        let xml = embedding(&valued(&damaged, bits), &vec![certificate(bits); count]);
        fastest(3, || drop(report(None, &xml)))
    };
    let one = time(2_048, 1);
    for (bits, count) in [(16_384, 1), (16_384, 64), (4_096, 64)] {
        let many = time(bits, count);
        let most = one * 10 + Duration::from_millis(100);
        assert!(many < most, "{count} keys of {bits} bits: {many:?}, one of 2048: {one:?}");
    }
}

#[test]
fn a_long_key_embedded_in_metadata_is_not_asked_either() {
    let mut entity = idp_metadata("urn:acme-dev.us.auth0.com", &[keys::idp()]).entity();
    entity.set("ID", "_m1");
    let signing = Signing::new(key("other-tenant"));
    signing.sign(&mut entity, &Scope::default(), Shape::Auth0.layout().signature, None);
    let xml = entity.document(Style::USUAL);
    let at = xml.find("SignatureValue").unwrap();
    let certificates = xml[at..].find("</ds:Signature>").or(xml[at..].find("</Signature>")).unwrap() + at;
    let signature = embedding(&xml[..certificates], &[certificate(16_384)]);
    let xml = format!("{signature}{}", &xml[certificates..]);
    let trusted = [Certificate::from_der(&key("idp-rotated").der()).unwrap()];
    let error = SignedMetadata::verify(&xml, &trusted, &Limits::default()).unwrap_err();
    assert!(error.to_string().contains(SAID), "{error}");
}
