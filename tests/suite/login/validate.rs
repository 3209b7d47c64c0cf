//! What the validator accepts and refuses, each rule by itself, and that `inspect` says the same.

use chrono::{DateTime, TimeDelta, Utc};
use samlens::inspect::{Captured, Verdict};
use samlens::{
    Certificate, Code, Handling, IdentityProvider, InResponseTo, Limits, Pattern, Policy, Profile,
    ServiceProvider, Validator, ValidatorBuilder,
};
use samlens_forge::login::{AUTHN_FAILED, Part, RESPONDER};
use samlens_forge::signing::{Algorithm, Digest, KeyInfo, SignatureLayout};
use samlens_forge::{Canonical, Login, SHAPES, Signing, flex, keys};

fn at(instant: &str) -> DateTime<Utc> {
    instant.parse().unwrap()
}

pub(super) fn now() -> DateTime<Utc> {
    at(flex::AT)
}

fn certificate(key: &keys::Key) -> Certificate {
    Certificate::from_pem(key.pem().as_bytes()).unwrap()
}

pub(super) fn provider(key: &keys::Key) -> IdentityProvider {
    IdentityProvider::builder(flex::ISSUER).certificate(certificate(key)).build().unwrap()
}

pub(super) fn builder(key: &keys::Key) -> ValidatorBuilder {
    Validator::builder()
        .identity_provider(provider(key))
        .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS))
        .profile(Profile::flex(Pattern::A))
}

pub(super) fn validator() -> Validator {
    builder(keys::idp()).build().unwrap()
}

/// The code of `validate`, `None` if it accepts; `inspect` must reach the same verdict.
fn judged(
    validator: &Validator,
    login: &Login,
    request: InResponseTo<'_>,
    now: DateTime<Utc>,
) -> Option<Code> {
    let message = login.message();
    let result = validator.validate(&message.base64(), request, now);
    let report = validator
        .inspector()
        .inspect_captured(&Captured::from_xml(message.xml()))
        .in_response_to(request)
        .at(now);
    let accepted = result.is_ok();
    assert_eq!(report.verdict() == Verdict::Accepted, accepted, "{result:?} {report:#?}");
    assert_eq!(report.identity().is_some(), accepted);
    let code = result.err().map(|rejection| rejection.code());
    if let Some(code) = code {
        assert!(report.findings().iter().any(|finding| finding.code() == code), "{code} {report:#?}");
    }
    code
}

fn code(login: &Login) -> Option<Code> {
    judged(&validator(), login, InResponseTo::Unchecked, now())
}

fn signed_in_every_form(login: &Login) -> [(&'static str, Login); 3] {
    let signing = || Signing::new(keys::idp());
    [
        ("Response", login.clone().sign_response(signing())),
        ("Assertion", login.clone().sign_assertion(signing())),
        ("both", login.clone().sign_both(signing())),
    ]
}

#[test]
fn a_login_is_read_exactly_as_signed() {
    let login =
        validator().validate(&flex::signed().message().base64(), InResponseTo::Unchecked, now()).unwrap();
    assert_eq!(login.issuer(), "urn:acme-dev.us.auth0.com");
    assert_eq!(login.name_id(), "mara.oduya@example.org");
    assert_eq!(login.name_id_format(), Some("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"));
    assert_eq!(login.session_index(), Some("_Kd8sLq2vXn5tRb7yHw3jPc9mZf6gAe1U"));
    assert_eq!(login.assertion_id(), "_pT3xW8qZbV6nLk2HsRy9CmJf5GdAe7Uo");
    assert_eq!(login.in_response_to().id(), Some(flex::REQUEST_ID));
    assert_eq!(login.issue_instant(), Some(at("2026-01-15T10:00:00Z")));
    assert_eq!(login.not_on_or_after(), Some(at("2026-01-15T11:00:00Z")));
    assert_eq!(login.authn_context(), Some("urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified"));
    assert!(!login.one_time_use());
    let names: Vec<&str> = login.attributes().map(|attribute| attribute.name()).collect();
    assert_eq!(names, ["email", "full_name", "roles", "team"]);
    assert_eq!(login.values("roles").collect::<Vec<_>>(), ["agent", "supervisor"]);
}

#[test]
fn a_login_prints_no_value_of_a_person() {
    let login =
        validator().validate(&flex::signed().message().base64(), InResponseTo::Unchecked, now()).unwrap();
    let debug = format!("{login:?} {:?}", login.attributes().collect::<Vec<_>>());
    assert!(!debug.contains("mara") && !debug.contains("Mara") && !debug.contains("supervisor"), "{debug}");
}

#[test]
fn a_rejection_prints_no_value_of_a_person() {
    let tampered = flex::login().attribute("full_name", &[""]).sign_response(Signing::new(keys::idp()));
    let rejection =
        validator().validate(&tampered.message().base64(), InResponseTo::Unchecked, now()).unwrap_err();
    assert_eq!(
        rejection.to_string(),
        "ATTRIBUTE_MAPPING_ERROR: attribute-empty: required attribute `full_name` has no value: its AttributeValue is empty"
    );
    assert!(!format!("{rejection:?}").contains("mara"));
}

#[test]
fn every_shape_is_accepted_however_it_is_signed() {
    for shape in SHAPES {
        for signing in ["Response", "Assertion", "both"] {
            let signer = Signing::new(keys::idp());
            let login = Login::new(shape);
            let login = match signing {
                "Response" => login.sign_response(signer),
                "Assertion" => login.sign_assertion(signer),
                _ => login.sign_both(signer),
            };
            let service = ServiceProvider::new(login.audience_restrictions[0][0].clone())
                .with_acs(login.recipient.clone().unwrap());
            let idp = IdentityProvider::builder(login.issuer.clone()).certificate(certificate(keys::idp()));
            let validator = Validator::builder()
                .identity_provider(idp.build().unwrap())
                .service_provider(service)
                .profile(Profile::generic())
                .build()
                .unwrap();
            let when = at(&login.issue_instant) + TimeDelta::seconds(30);
            assert_eq!(
                judged(&validator, &login, InResponseTo::Unchecked, when),
                None,
                "{shape:?} {signing}"
            );
        }
    }
}

#[test]
fn every_algorithm_on_the_list_is_verified() {
    use Digest::{Sha1, Sha256, Sha384, Sha512};
    let lenient = |key: &'static keys::Key| {
        let mut policy = Policy::default();
        policy.sha1 = Handling::Warn;
        builder(key).policy(policy).build().unwrap()
    };
    for digest in [Sha256, Sha384, Sha512] {
        for (name, algorithm) in [
            ("idp-rsa2048", Algorithm::Rsa(digest)),
            ("idp-rsa2048", Algorithm::Pss(digest)),
            ("idp-p256", Algorithm::Ecdsa(digest)),
            ("idp-p384", Algorithm::Ecdsa(digest)),
            ("idp-p521", Algorithm::Ecdsa(digest)),
        ] {
            let key = keys::key(name);
            let login = flex::login().sign_response(Signing::new(key).algorithm(algorithm).digest(digest));
            assert_eq!(
                judged(&lenient(key), &login, InResponseTo::Unchecked, now()),
                None,
                "{name} {algorithm:?}"
            );
        }
    }
    let sha1 =
        flex::login().sign_response(Signing::new(keys::idp()).algorithm(Algorithm::Rsa(Sha1)).digest(Sha1));
    assert_eq!(judged(&lenient(keys::idp()), &sha1, InResponseTo::Unchecked, now()), None);
}

#[test]
fn sha1_is_refused_unless_the_policy_names_it() {
    let login = flex::login().sign_response(Signing::new(keys::idp()).sha1());
    let strict = builder(keys::idp()).policy(Policy::default()).build().unwrap();
    assert_eq!(judged(&strict, &login, InResponseTo::Unchecked, now()), Some(Code::AlgorithmWeak));
    let digest_alone = flex::login().sign_response(Signing::new(keys::idp()).digest(Digest::Sha1));
    assert_eq!(judged(&strict, &digest_alone, InResponseTo::Unchecked, now()), Some(Code::AlgorithmWeak));
    assert_eq!(code(&login), None, "profile flex warns");
}

#[test]
fn a_key_of_1024_bits_is_refused_although_it_verifies() {
    let key = keys::key("idp-rsa1024");
    let login = flex::login().sign_response(Signing::new(key));
    let validator = builder(key).build().unwrap();
    assert_eq!(judged(&validator, &login, InResponseTo::Unchecked, now()), Some(Code::KeyTooSmall));
}

#[test]
fn canonicalisation_follows_what_signed_info_says() {
    for how in [
        Canonical::Exclusive(Vec::new()),
        Canonical::Exclusive(vec!["saml".to_owned()]),
        Canonical::Inclusive,
    ] {
        for prefixes in [&[][..], &["xs"], &["xs", "saml", "#default"], &["none"]] {
            let signing = Signing::new(keys::idp()).signed_info_canonical(how.clone()).prefix_list(prefixes);
            assert_eq!(code(&flex::login().sign_both(signing)), None, "{how:?} {prefixes:?}");
        }
    }
}

#[test]
fn the_embedded_certificate_decides_nothing() {
    for key_info in [KeyInfo::Own, KeyInfo::Absent, KeyInfo::Other(keys::key("other-tenant"))] {
        let signing = Signing::new(keys::idp()).key_info(key_info);
        assert_eq!(code(&flex::login().sign_response(signing)), None);
    }
    let attacker = keys::key("attacker-rsa2048");
    let forged = flex::login().sign_response(Signing::new(attacker));
    assert_eq!(
        validator().validate(&forged.message().base64(), InResponseTo::Unchecked, now()).unwrap_err().code(),
        Code::SignatureValueMismatch
    );
    let report = validator().inspector().inspect_captured(&Captured::from_xml(forged.xml())).at(now());
    assert_eq!(report.root().unwrap().code(), Code::SignatureUntrustedKey);
}

#[test]
fn any_certificate_of_a_rollover_verifies() {
    let idp = IdentityProvider::builder(flex::ISSUER)
        .certificate(certificate(keys::key("idp-rotated")))
        .certificate(certificate(keys::idp()));
    let validator = Validator::builder()
        .identity_provider(idp.build().unwrap())
        .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS))
        .build()
        .unwrap();
    for key in ["idp-rsa2048", "idp-rotated"] {
        let login = flex::login().sign_response(Signing::new(keys::key(key)));
        assert_eq!(judged(&validator, &login, InResponseTo::Unchecked, now()), None, "{key}");
    }
}

/// CVE-2026-49283.
#[test]
fn one_identity_provider_never_vouches_for_another() {
    let other = IdentityProvider::builder("urn:other.us.auth0.com")
        .certificate(certificate(keys::key("other-tenant")));
    let validator = builder(keys::idp()).identity_provider(other.build().unwrap()).build().unwrap();
    let login = flex::login().sign_response(Signing::new(keys::key("other-tenant")));
    let result = validator.validate(&login.message().base64(), InResponseTo::Unchecked, now());
    assert_eq!(result.unwrap_err().code(), Code::SignatureValueMismatch);
}

#[test]
fn a_certificate_outside_its_dates_is_refused() {
    for (name, expected) in
        [("idp-expired", Code::CertificateExpired), ("idp-not-yet-valid", Code::CertificateNotYetValid)]
    {
        let key = keys::key(name);
        let login = flex::login().sign_response(Signing::new(key));
        let strict = builder(key).build().unwrap();
        assert_eq!(judged(&strict, &login, InResponseTo::Unchecked, now()), Some(expected));
        let mut policy = Policy::default();
        policy.certificate_dates = Handling::Warn;
        let lenient = builder(key).policy(policy).build().unwrap();
        assert_eq!(judged(&lenient, &login, InResponseTo::Unchecked, now()), None);
    }
}

#[test]
fn a_changed_value_is_refused() {
    for (form, login) in signed_in_every_form(&flex::login()) {
        let xml = login.xml().replacen("agent", "admin", 1);
        let result = validator().validate_xml(&xml, InResponseTo::Unchecked, now());
        assert_eq!(result.unwrap_err().code(), Code::DigestMismatch, "{form}");
    }
}

#[test]
fn a_changed_signature_value_is_refused() {
    let login = flex::login().sign_response(Signing::new(keys::idp()).on_value(|value| value[17] ^= 1));
    assert_eq!(code(&login), Some(Code::SignatureValueMismatch));
}

#[test]
fn nothing_signed_is_refused() {
    assert_eq!(code(&flex::login()), Some(Code::Unsigned));
}

#[test]
fn both_signatures_must_verify_if_there_are_two() {
    let bad = Signing::new(keys::idp()).on_value(|value| value[3] ^= 1);
    let outer = flex::login().sign_assertion(Signing::new(keys::idp())).sign_response(bad.clone());
    assert_eq!(code(&outer), Some(Code::SignatureValueMismatch));
    let inner = flex::login().sign_assertion(bad).sign_response(Signing::new(keys::idp()));
    assert_eq!(code(&inner), Some(Code::SignatureValueMismatch));
}

#[test]
fn the_service_may_want_the_response_signed() {
    let login = flex::login().sign_assertion(Signing::new(keys::idp()));
    assert_eq!(code(&login), None, "profile flex warns");
    let mut policy = Policy::default();
    policy.response_not_signed = Handling::Refuse;
    let strict = builder(keys::idp()).policy(policy).build().unwrap();
    assert_eq!(judged(&strict, &login, InResponseTo::Unchecked, now()), Some(Code::ResponseNotSigned));
}

/// One thing wrong in an honestly signed response, and the code that says so.
#[test]
fn each_rule_refuses_by_its_own_code() {
    let login = flex::login;
    let table: Vec<(&str, Login, Code)> = vec![
        ("status", login().refused(&[RESPONDER, AUTHN_FAILED], Some("denied")), Code::StatusNotSuccess),
        ("issuer", login().issuer("urn:other.us.auth0.com"), Code::IssuerMismatch),
        ("issuers", login().response_issuer("urn:other.us.auth0.com"), Code::IssuerDiffers),
        ("destination", login().destination(Some("https://evil.example/acs")), Code::DestinationMismatch),
        (
            "audience",
            login().audiences(&["urn:flex:JQ00000000000000000000000000000000"]),
            Code::AudienceMismatch,
        ),
        ("each audience restriction", login().audience_restriction(&["urn:else"]), Code::AudienceMismatch),
        ("recipient", login().recipient(Some("https://evil.example/acs")), Code::RecipientMismatch),
        ("no recipient", login().recipient(None), Code::RecipientMissing),
        ("no conditions", login().without(Part::Conditions), Code::ConditionsMissing),
        ("no subject", login().without(Part::Subject), Code::ConfirmationMissing),
        ("no authn statement", login().without(Part::AuthnStatement), Code::AuthnStatementMissing),
        ("name id", login().name_id("", None), Code::NameIdEmpty),
        ("session", login().session_not_on_or_after(Some("2026-01-15T09:00:00Z")), Code::SessionExpired),
        ("missing", login().without_attribute("roles"), Code::AttributeMissing),
        ("misnamed", login().rename_attribute("full_name", "fullName"), Code::AttributeMisnamed),
        ("empty", login().attribute("email", &[""]), Code::AttributeEmpty),
        ("roles", login().attribute("roles", &["wfo.full_access"]), Code::RoleCoreMissing),
        ("team", login().without_attribute("team"), Code::AttributeMissing),
    ];
    for (what, login, expected) in table {
        for (form, login) in signed_in_every_form(&login) {
            if what == "status" && form != "Response" {
                continue;
            }
            assert_eq!(code(&login), Some(expected), "{what}, {form} signed");
        }
    }
}

#[test]
fn times_count_to_the_second_with_the_skew_applied_once() {
    let login = flex::signed();
    let judged_at = |instant: &str| judged(&validator(), &login, InResponseTo::Unchecked, at(instant));
    assert_eq!(judged_at("2026-01-15T09:56:59Z"), Some(Code::AssertionNotYetValid));
    assert_eq!(judged_at("2026-01-15T09:57:00Z"), None);
    assert_eq!(judged_at("2026-01-15T11:02:59Z"), None);
    assert!(matches!(
        judged_at("2026-01-15T11:03:00Z"),
        Some(Code::AssertionExpired | Code::ConfirmationExpired)
    ));
    let exact = builder(keys::idp()).clock_skew(TimeDelta::zero()).build().unwrap();
    assert_eq!(judged(&exact, &login, InResponseTo::Unchecked, at("2026-01-15T10:59:59Z")), None);
    assert!(judged(&exact, &login, InResponseTo::Unchecked, at("2026-01-15T11:00:00Z")).is_some());
}

#[test]
fn the_request_is_compared_where_it_is_known() {
    let judged = |login: &Login, request| judged(&validator(), login, request, now());
    let answer = flex::signed();
    assert_eq!(judged(&answer, InResponseTo::Request(flex::REQUEST_ID)), None);
    assert_eq!(judged(&answer, InResponseTo::Request("_another")), Some(Code::InResponseToMismatch));
    assert_eq!(judged(&answer, InResponseTo::Unsolicited), Some(Code::Unsolicited));
    let unsolicited = flex::login().in_response_to(None).sign_response(Signing::new(keys::idp()));
    assert_eq!(judged(&unsolicited, InResponseTo::Unsolicited), None);
    assert_eq!(judged(&unsolicited, InResponseTo::Request(flex::REQUEST_ID)), Some(Code::Unsolicited));
}

#[test]
fn attributes_are_not_asked_for_by_the_generic_profile() {
    let validator = builder(keys::idp()).profile(Profile::generic()).build().unwrap();
    let login = flex::login().without_attribute("roles").sign_response(Signing::new(keys::idp()));
    assert_eq!(judged(&validator, &login, InResponseTo::Unchecked, now()), None);
}

#[test]
fn roles_may_be_several_values_or_one_separated_by_commas() {
    for roles in [&["agent"][..], &["agent", "admin"], &["supervisor,wfo.full_access"]] {
        let login = flex::login().attribute("roles", roles).sign_response(Signing::new(keys::idp()));
        assert_eq!(code(&login), None, "{roles:?}");
    }
}

#[test]
fn pattern_b_wants_no_team() {
    let validator = builder(keys::idp()).profile(Profile::flex(Pattern::B)).build().unwrap();
    let login = flex::login().without_attribute("team").sign_response(Signing::new(keys::idp()));
    assert_eq!(judged(&validator, &login, InResponseTo::Unchecked, now()), None);
}

/// Invariant: no-repair.
#[test]
fn validate_repairs_nothing() {
    let base64 = flex::signed().message().base64();
    let refused =
        |value: &str| validator().validate(value, InResponseTo::Unchecked, now()).unwrap_err().code();
    assert!(base64.contains('+'));
    assert_eq!(refused(&base64.replace('+', " ")), Code::NotSaml);
    assert_eq!(
        refused(base64.trim_end_matches('=').strip_suffix('A').unwrap_or(&base64[..base64.len() - 1])),
        Code::NotSaml
    );
    assert_eq!(refused(&base64.replace('+', "-").replace('/', "_")), Code::NotSaml);
    assert_eq!(refused(&flex::signed().xml()), Code::NotSaml);
    // What a capture is read with: other quotes around values, line breaks as text, a CDATA section around the message.
    let xml = flex::signed().xml();
    let in_base64 = |xml: &str| openssl::base64::encode_block(xml.as_bytes());
    assert!(validator().validate(&in_base64(&xml), InResponseTo::Unchecked, now()).is_ok());
    for damaged in [
        xml.replace('"', "\u{201d}"),
        xml.replace('"', "\"\""),
        xml.replacen("><", ">\\n<", 1),
        format!("<log><![CDATA[{xml}]]></log>"),
    ] {
        refused(&in_base64(&damaged));
    }
    assert!(
        validator()
            .validate(&flex::signed().message().base64_lines(76, "\r\n"), InResponseTo::Unchecked, now())
            .is_ok(),
        "lines are no damage"
    );
}

#[test]
fn a_signature_with_line_breaks_in_it_verifies() {
    let layout = SignatureLayout { prefix: "ds", bare_key_info: false, wrap: Some(64), line_breaks: true };
    let login = flex::login().sign_response(Signing::new(keys::idp()).layout(layout));
    assert_eq!(code(&login), None);
}

#[test]
fn a_message_over_the_limit_is_refused_before_it_is_read() {
    let mut limits = Limits::default();
    limits.max_xml_bytes = 1000;
    let validator = builder(keys::idp()).limits(limits).build().unwrap();
    let rejection =
        validator.validate(&flex::signed().message().base64(), InResponseTo::Unchecked, now()).unwrap_err();
    assert_eq!(rejection.code(), Code::LimitExceeded);
}

#[test]
fn without_a_certificate_the_verdict_stays_open() {
    let expectations = Validator::builder()
        .profile(Profile::flex(Pattern::A))
        .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS));
    let captured = Captured::from_xml(flex::signed().xml());
    let report = expectations.clone().inspector().inspect_captured(&captured).at(now());
    assert_eq!(report.verdict(), Verdict::Inconclusive);
    assert_eq!(report.class(), None);
    assert!(report.identity().is_none());
    assert_eq!(report.claimed().unwrap().name_id.as_deref(), Some("mara.oduya@example.org"));
    let tampered = Captured::from_xml(flex::signed().xml().replacen("agent", "admin", 1));
    let report = expectations.clone().inspector().inspect_captured(&tampered).at(now());
    assert_eq!(report.verdict(), Verdict::Rejected);
}

#[test]
fn an_assertion_cut_out_of_its_response_is_never_accepted() {
    let login = flex::login().sign_assertion(Signing::new(keys::idp()));
    let response = login.xml();
    let start = response.find("<saml:Assertion").unwrap();
    let end = response.find("</saml:Assertion>").unwrap() + "</saml:Assertion>".len();
    let xml = &response[start..end];
    let rejection = validator().validate_xml(xml, InResponseTo::Unchecked, now()).unwrap_err();
    assert_eq!(rejection.code(), Code::NotAResponse);
    let report = validator().inspector().inspect_captured(&Captured::from_xml(xml)).at(now());
    assert_eq!(report.verdict(), Verdict::Rejected);
    assert_eq!(report.signatures()[0].outcome, samlens::inspect::SignatureOutcome::Valid);
}
