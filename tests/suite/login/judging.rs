//! What a report concludes where something that decides was not given, and where nothing is to be said.
use chrono::{DateTime, TimeDelta, Utc};
use samlens::inspect::{Captured, CheckOutcome, Report, Verdict};
use samlens::{
    Certificate, Code, IdentityProvider, Pattern, Profile, ServiceProvider, Validator, ValidatorBuilder,
};
use samlens_forge::messages::{logout_request, signed_query};
use samlens_forge::{KeyInfo, Login, Part, Shape, Signing, flex, keys};

fn certificate() -> Certificate {
    Certificate::from_der(&keys::idp().der()).unwrap()
}

/// ValidatorBuilder without any key.
fn keyless() -> ValidatorBuilder {
    let service_provider = ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS);
    Validator::builder().profile(Profile::flex(Pattern::A)).service_provider(service_provider)
}

fn trusting() -> ValidatorBuilder {
    let idp = IdentityProvider::builder(flex::ISSUER).certificate(certificate()).build().unwrap();
    keyless().identity_provider(idp)
}

fn judged(login: &Login, expectations: &ValidatorBuilder, at: DateTime<Utc>) -> Report {
    expectations.clone().inspector().inspect_captured(&Captured::from_xml(login.xml())).at(at)
}

fn now() -> DateTime<Utc> {
    flex::AT.parse().unwrap()
}

fn outcome(report: &Report, name: &str) -> CheckOutcome {
    report.checks().iter().find(|check| check.name == name).unwrap().outcome
}

fn has(report: &Report, code: Code) -> bool {
    report.findings().iter().any(|finding| finding.code() == code)
}

fn signing() -> Signing {
    Signing::new(keys::idp())
}

#[test]
fn a_signed_response_is_not_said_to_be_unsigned() {
    for login in [flex::login().sign_response(signing()), flex::login().sign_both(signing())] {
        let report = judged(&login, &trusting(), now());
        assert_eq!(report.verdict(), Verdict::Accepted);
        assert!(!has(&report, Code::ResponseNotSigned), "{:#?}", report.findings());
    }
    let report = judged(&flex::login().sign_assertion(signing()), &trusting(), now());
    assert!(has(&report, Code::ResponseNotSigned));
}

#[test]
fn a_signature_that_no_key_was_given_for_did_not_pass() {
    let refused = ["urn:oasis:names:tc:SAML:2.0:status:Responder"];
    let error =
        Login::new(Shape::Auth0).status(&refused, None).without(Part::Assertion).sign_response(signing());
    let report = judged(&error, &keyless(), now());
    assert_eq!(outcome(&report, "signature"), CheckOutcome::NotRun(Code::NoTrustedCertificate));
    let report = judged(&flex::login().sign_both(signing()), &keyless(), now());
    assert_eq!(outcome(&report, "signature"), CheckOutcome::NotRun(Code::NoTrustedCertificate));
    let query = signed_query("SAMLRequest", &logout_request().xml(), None, &signing());
    let url = format!("https://sp.example.org/saml/slo?{query}");
    let report = keyless().inspector().inspect(url.as_bytes()).at(now());
    assert_eq!(
        outcome(&report, "signature"),
        CheckOutcome::NotRun(Code::NoTrustedCertificate),
        "{report:#?}"
    );
}

/// With neither a trusted nor an embedded key the signature says nothing, which is no failure.
#[test]
fn a_signature_without_any_key_at_hand_was_not_checked() {
    let login = flex::login().sign_response(signing().key_info(KeyInfo::Absent));
    let report = judged(&login, &keyless(), now());
    assert_eq!(report.verdict(), Verdict::Inconclusive);
    let finding = report.findings().iter().find(|one| one.code() == Code::NoTrustedCertificate).unwrap();
    assert_eq!(
        finding.message(),
        "the signature of the Response was not checked: it contains no certificate, and none was given"
    );
    // An embedded key that does not fit is one: the message contradicts itself.
    let other = signing().key_info(KeyInfo::Other(keys::key("other-tenant")));
    let report = judged(&flex::login().sign_response(other), &keyless(), now());
    assert_eq!(report.verdict(), Verdict::Rejected);
    assert!(has(&report, Code::SignatureValueMismatch));
}

#[test]
fn an_assertion_of_no_one_is_rejected_and_not_left_open() {
    let inner = flex::login().without(Part::Issuer);
    for login in [inner.clone(), inner.without(Part::ResponseIssuer)] {
        let report = judged(&login.sign_response(signing()), &trusting(), now());
        assert_eq!(report.verdict(), Verdict::Rejected);
        assert_eq!(outcome(&report, "issuer"), CheckOutcome::Fail);
    }
}

#[test]
fn a_certificate_is_due_in_its_last_thirty_days() {
    let end = certificate().not_after();
    let soon = |before: TimeDelta| {
        let at = end - before;
        let issued = (at - TimeDelta::seconds(30)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
        let login = flex::login().issued(&issued, 3600).sign_response(signing());
        has(&judged(&login, &trusting(), at), Code::CertificateExpiresSoon)
    };
    assert!(!soon(TimeDelta::days(30)));
    assert!(soon(TimeDelta::days(30) - TimeDelta::seconds(1)));
    assert!(soon(TimeDelta::seconds(40)));
}
