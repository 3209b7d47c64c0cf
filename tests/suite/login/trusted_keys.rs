//! Which of the trusted certificates counts, and that every trusted key is tried.

use chrono::{DateTime, Utc};
use samlens::inspect::{Captured, Report, Verdict};
use samlens::{Certificate, Code, IdentityProvider, InResponseTo, Limits, ServiceProvider, Validator};
use samlens_forge::encrypted::Signed;
use samlens_forge::messages::{logout_request, now as logout_now, signed_query, with_keys};
use samlens_forge::throwaway::{self, p256};
use samlens_forge::{Login, Shape, Signing, encrypted, flex, keys};

/// Three certificates with one key; the first and the last are outside their dates.
const EXPIRED_FIRST: [&str; 3] = ["idp-expired", "idp-rsa2048", "idp-not-yet-valid"];
const OUTSIDE: [&str; 2] = ["idp-not-yet-valid", "idp-expired"];

fn now() -> DateTime<Utc> {
    flex::AT.parse().unwrap()
}

fn certificate(name: &str) -> Certificate {
    Certificate::from_pem(keys::key(name).pem().as_bytes()).unwrap()
}

fn provider(certificates: Vec<Certificate>) -> IdentityProvider {
    IdentityProvider::builder(flex::ISSUER).certificates(certificates).build().unwrap()
}

fn trusting(certificates: Vec<Certificate>, limits: Limits) -> Result<Validator, samlens::Error> {
    Validator::builder()
        .identity_provider(provider(certificates))
        .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS))
        .limits(limits)
        .build()
}

fn named(names: &[&str]) -> Validator {
    trusting(names.iter().map(|name| certificate(name)).collect(), Limits::default()).unwrap()
}

fn report(validator: &Validator, login: &Login, at: DateTime<Utc>) -> Report {
    validator.inspector().inspect_captured(&Captured::from_xml(login.message().xml())).at(at)
}

/// The code of the rejection, which a report must agree with.
fn code(validator: &Validator, login: &Login) -> Option<Code> {
    let result = validator.validate(&login.message().base64(), InResponseTo::Unchecked, now());
    let report = report(validator, login, now());
    assert_eq!(report.verdict() == Verdict::Accepted, result.is_ok(), "{report:#?}");
    result.err().map(|rejection| rejection.code())
}

/// SAML V2.0 Metadata Interoperability Profile, 2.6.1: a certificate is a container for its key.
#[test]
fn of_certificates_with_one_key_one_within_its_dates_counts() {
    let signing = || Signing::new(keys::idp());
    for login in [
        flex::login().sign_response(signing()),
        flex::login().sign_assertion(signing()),
        flex::login().sign_both(signing()),
    ] {
        assert_eq!(code(&named(&EXPIRED_FIRST), &login), None);
        assert_eq!(code(&named(&["idp-rsa2048", "idp-expired"]), &login), None);
        // Both last equally long, and the first has not begun.
        assert_eq!(code(&named(&["idp-not-yet-valid", "idp-rsa2048"]), &login), None);
        assert_eq!(code(&named(&OUTSIDE), &login), Some(Code::CertificateNotYetValid));
        assert_eq!(code(&named(&["idp-expired"]), &login), Some(Code::CertificateExpired));
        // The report names the certificate that counts, and the embedded one is that one.
        let report = report(&named(&EXPIRED_FIRST), &login, now());
        let used = report.signatures()[0].certificate.as_ref().unwrap();
        assert_eq!(used.sha256, certificate("idp-rsa2048").sha256_fingerprint());
        assert!(report.findings().iter().all(|one| one.code() != Code::CertificateEmbeddedDiffers));
    }
}

/// No report asks to renew a certificate that was renewed.
#[test]
fn of_those_within_their_dates_the_one_that_lasts_longest_counts() {
    // Of 2026 alone, with the key of one that lasts until 2045.
    let ending = throwaway::certificate(&keys::idp().private, "acme-dev.us.auth0.com");
    let ending = || Certificate::from_der(&ending).unwrap();
    let login = flex::login().issued("2026-12-20T10:00:00Z", 3600).sign_both(Signing::new(keys::idp()));
    let at = "2026-12-20T10:01:00Z".parse().unwrap();
    let rings = |certificates| {
        let report = report(&trusting(certificates, Limits::default()).unwrap(), &login, at);
        assert_eq!(report.verdict(), Verdict::Accepted, "{report:#?}");
        report.findings().iter().any(|one| one.code() == Code::CertificateExpiresSoon)
    };
    assert!(rings(vec![ending()]));
    assert!(!rings(vec![ending(), certificate("idp-rsa2048")]));
    assert!(!rings(vec![certificate("idp-rsa2048"), ending()]));
}

#[test]
fn so_it_is_for_logout_messages_and_queries() {
    let signing = Signing::new(keys::idp());
    let posted = logout_request().sign(&signing).base64();
    let query = signed_query("SAMLRequest", &logout_request().xml(), None, &signing);
    let unchecked = InResponseTo::Unchecked;
    let (good, bad) = (with_keys(&EXPIRED_FIRST), with_keys(&OUTSIDE));
    assert!(good.validate_logout(&posted, unchecked, logout_now()).is_ok());
    assert!(good.validate_logout_redirect(&query, unchecked, logout_now()).is_ok());
    for result in [
        bad.validate_logout(&posted, unchecked, logout_now()),
        bad.validate_logout_redirect(&query, unchecked, logout_now()),
    ] {
        assert_eq!(result.unwrap_err().code(), Code::CertificateNotYetValid);
    }
}

#[test]
fn so_it_is_for_signatures_around_ciphertexts_and_inside() {
    for signed in [Signed::Around, Signed::Inside] {
        let login = encrypted::login(Shape::Auth0, signed, encrypted::encryption());
        let certificates = |names: &[&str]| names.iter().map(|name| certificate(name)).collect::<Vec<_>>();
        let provider = |names: &[&str]| {
            IdentityProvider::builder(Shape::Auth0.issuer())
                .certificates(certificates(names))
                .build()
                .unwrap()
        };
        let validator = |names: &[&str]| encrypted::with_provider(provider(names)).build().unwrap();
        assert_eq!(encrypted::code(&validator(&EXPIRED_FIRST), &login), "accepted");
        assert_eq!(encrypted::code(&validator(&OUTSIDE), &login), "certificate-not-yet-valid");
    }
}

#[test]
fn every_trusted_key_is_tried() {
    let mut certificates: Vec<Certificate> = (0..20)
        .map(|_| Certificate::from_der(&throwaway::certificate(&p256(), "acme-dev.us.auth0.com")).unwrap())
        .collect();
    certificates.push(certificate("idp-rsa2048"));
    let login = flex::login().sign_both(Signing::new(keys::idp()));
    assert_eq!(code(&trusting(certificates, Limits::default()).unwrap(), &login), None);
    // A signature that is damaged is still refused after the last of them.
    let damaged = flex::login().sign_both(Signing::new(keys::idp()).on_value(|value| value[9] ^= 1));
    assert_eq!(code(&named(&EXPIRED_FIRST), &damaged), Some(Code::SignatureValueMismatch));
}

#[test]
fn more_keys_than_the_limit_are_refused_at_build() {
    let mut limits = Limits::default();
    limits.max_keys = 2;
    let certificates = ["idp-rsa2048", "idp-rotated", "idp-p256"].map(certificate).to_vec();
    let error = trusting(certificates, limits.clone()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the identity provider urn:acme-dev.us.auth0.com has 3 different signing keys; the limit max_keys is 2"
    );
    assert!(error.fix().concat().contains("Limits::max_keys"));
    // Three certificates with one key are one key.
    limits.max_keys = 1;
    assert!(trusting(EXPIRED_FIRST.map(certificate).to_vec(), limits).is_ok());
}

#[test]
fn a_certificate_that_the_clock_skew_forgives_is_not_said_to_end_in_negative_days() {
    let at = "2022-01-01T00:01:40Z".parse().unwrap();
    let login = flex::login().issued("2022-01-01T00:00:00Z", 3600).sign_both(Signing::new(keys::idp()));
    let said = |at| {
        let report = report(&named(&["idp-expired"]), &login, at);
        let soon = report.findings().iter().find(|one| one.code() == Code::CertificateExpiresSoon).cloned();
        soon.map(|finding| finding.message().to_string())
    };
    assert_eq!(
        said(at).unwrap(),
        "the trusted certificate has expired; it is still accepted because of the allowed clock skew"
    );
    assert_eq!(
        said("2021-12-31T23:00:00Z".parse().unwrap()).unwrap(),
        "the trusted certificate expires in less than a day"
    );
    assert_eq!(
        said("2021-12-30T12:00:00Z".parse().unwrap()).unwrap(),
        "the trusted certificate expires in 1 day"
    );
}

/// RFC 8017, section 8: an RSA signature is as long as the modulus of its key.
#[test]
fn a_signature_of_another_length_than_the_trusted_keys_tells_its_key() {
    let value = |validator: &Validator, bytes: usize| {
        let signing =
            Signing::new(keys::key("idp-rotated")).on_value(move |value| *value = vec![0x55; bytes]);
        let report = report(validator, &flex::login().sign_response(signing), now());
        let root = report.root().unwrap();
        assert_eq!(root.code(), Code::SignatureValueMismatch, "{root:?}");
        (root.actual().unwrap_or_default().to_owned(), root.expected().unwrap_or_default().to_owned())
    };
    let own = |actual: &str, expected: &str| (actual.to_owned(), expected.to_owned());
    let one = named(&["idp-rsa2048"]);
    assert_eq!(
        value(&one, 512),
        own(
            "a signature of 512 bytes, made with an RSA key of 4096 bits",
            "a signature by a trusted key, which has 2048 bits"
        )
    );
    let two = named(&["idp-rsa2048", "idp-rsa1024"]);
    assert_eq!(
        value(&two, 384),
        own(
            "a signature of 384 bytes, made with an RSA key of 3072 bits",
            "a signature by a trusted key, which has 2048 or 1024 bits"
        )
    );
    // Nothing follows from the length of a trusted key, from one that no RSA key has, or if a trusted key is not RSA.
    for (validator, bytes) in
        [(&one, 256), (&two, 128), (&one, 300), (&named(&["idp-rsa2048", "idp-p256"]), 512)]
    {
        assert_eq!(value(validator, bytes), own("", ""), "{bytes}");
    }
}
