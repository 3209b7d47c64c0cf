//! Where a message was delivered, and that no expected or written value is empty.

use chrono::{DateTime, Utc};
use samlens::inspect::{Capture, Report, Verdict};
use samlens::{
    AttributePolicy, AttributeRule, Certificate, Code, IdentityProvider, InResponseTo, Limits, Profile,
    ServiceProvider, Validator, ValidatorBuilder,
};
use samlens_forge::login::Part;
use samlens_forge::messages::{self, SLO, logout_request, signed_query};
use samlens_forge::{Login, Message, Signing, flex, keys};

const OTHER_ACS: &str = "https://sp.example.com/partners/acs";
const OTHER_SLO: &str = "https://sp.example.org/partners/slo";

fn now() -> DateTime<Utc> {
    flex::AT.parse().unwrap()
}

fn signing() -> Signing {
    Signing::new(keys::idp())
}

fn builder(service_provider: ServiceProvider) -> ValidatorBuilder {
    let certificate = Certificate::from_pem(keys::idp().pem().as_bytes()).unwrap();
    let provider = IdentityProvider::builder(flex::ISSUER).certificate(certificate).build().unwrap();
    Validator::builder().identity_provider(provider).service_provider(service_provider)
}

fn service_provider() -> ServiceProvider {
    ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS).with_acs(OTHER_ACS)
}

fn validator() -> Validator {
    builder(service_provider()).build().unwrap()
}

fn code(login: &Login) -> Option<Code> {
    let result = validator().validate(&login.message().base64(), InResponseTo::Unchecked, now());
    result.err().map(|rejection| rejection.code())
}

fn inspected(capture: &str) -> Report {
    let capture = Capture::read(capture.as_bytes(), &Limits::default()).unwrap();
    validator().inspector().inspect_captured(capture.chosen(None).unwrap()).at(now())
}

/// SAML 2.0 profiles, 4.1.4.3: both are the one URL at which the response was delivered.
#[test]
fn destination_and_recipient_are_one_url() {
    let between = |destination, recipient| {
        flex::login().destination(Some(destination)).recipient(Some(recipient)).sign_both(signing())
    };
    assert_eq!(code(&between(flex::ACS, flex::ACS)), None);
    assert_eq!(code(&between(OTHER_ACS, OTHER_ACS)), None);
    assert_eq!(code(&between(flex::ACS, OTHER_ACS)), Some(Code::RecipientMismatch));
    assert_eq!(code(&between(OTHER_ACS, flex::ACS)), Some(Code::RecipientMismatch));
    // Without Destination, which the profile allows in an unsigned Response, Recipient alone says it.
    let without = flex::login().destination(None).recipient(Some(OTHER_ACS)).sign_assertion(signing());
    assert_eq!(code(&without), None);
}

#[test]
fn a_capture_that_shows_another_address_is_refused() {
    let login = flex::signed();
    for (address, verdict) in [(flex::ACS, Verdict::Accepted), (OTHER_ACS, Verdict::Rejected)] {
        let message = Message::new(login.xml(), address.to_owned());
        for capture in [message.har(flex::AT, None), message.curl(None), message.html(None)] {
            let report = inspected(&capture);
            assert_eq!(report.verdict(), verdict, "{capture}");
            let finding = report.findings().iter().find(|one| one.code() == Code::DestinationMismatch);
            let expected = finding.and_then(|one| one.expected().map(ToString::to_string));
            match verdict {
                Verdict::Accepted => assert_eq!(expected, None),
                _ => assert_eq!(expected, Some(format!("{OTHER_ACS} (from the capture)"))),
            }
        }
    }
    // The address may be an internal one, behind a proxy.
    let internal = Message::new(login.xml(), "http://10.0.0.7:8080/acs".to_owned());
    assert_eq!(inspected(&internal.har(flex::AT, None)).verdict(), Verdict::Accepted);
}

#[test]
fn a_logout_message_is_for_the_url_at_which_it_was_delivered() {
    let service_provider = ServiceProvider::new(messages::SP)
        .with_acs(messages::ACS)
        .with_single_logout(SLO)
        .with_single_logout(OTHER_SLO);
    let validator = messages::builder(&["idp-rsa2048"]).service_provider(service_provider).build().unwrap();
    let query = signed_query("SAMLRequest", &logout_request().xml(), None, &signing());
    let posted = logout_request().sign(&signing()).base64();
    let (unchecked, now) = (InResponseTo::Unchecked, messages::now());
    for (url, accepted) in [(SLO, true), (OTHER_SLO, false)] {
        let at = validator.delivered_to(url).unwrap();
        assert_eq!(at.validate_logout(&posted, unchecked, now).is_ok(), accepted);
        assert_eq!(at.validate_logout_redirect(&query, unchecked, now).is_ok(), accepted);
        let capture = format!("{url}?{query}");
        let report = validator.inspector().inspect(&capture).at(now);
        assert_eq!(report.verdict() == Verdict::Accepted, accepted, "{report:#?}");
    }
}

#[test]
fn nothing_that_is_expected_is_empty() {
    let why = |builder: ValidatorBuilder| builder.build().unwrap_err().to_string();
    assert_eq!(why(builder(service_provider().with_acs(""))), "an assertion consumer service URL is empty");
    assert_eq!(why(builder(service_provider().with_single_logout(""))), "a single logout URL is empty");
    assert_eq!(
        why(builder(ServiceProvider::new("").with_acs(flex::ACS))),
        "the service provider has no entity ID to compare audiences with"
    );
    let policy = AttributePolicy::none().with(AttributeRule::required(""));
    let profile = Profile::builder("own").attribute_policy(policy).build();
    assert_eq!(why(builder(service_provider()).profile(profile)), "an attribute rule has an empty name");
    // For an inspector, which needs nothing, an empty value is one that was not given.
    let login = flex::login().acs("").sign_both(signing());
    let inspector = builder(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs("")).inspector();
    let report = inspector.inspect(&login.message().base64()).at(now());
    assert_eq!(report.verdict(), Verdict::Rejected, "{report:#?}");
}

/// An empty ID would give every login of an identity provider the same key in a replay cache.
#[test]
fn identifiers_are_never_empty() {
    let set = |part, name: &'static str, value: &'static str| {
        flex::login().edit(part, move |element| element.set(name, value)).sign_response(signing())
    };
    for value in ["", " "] {
        assert_eq!(code(&set(Part::Assertion, "ID", value)), Some(Code::StructureInvalid));
        assert_eq!(code(&set(Part::Response, "InResponseTo", value)), Some(Code::StructureInvalid));
        let confirmation = set(Part::SubjectConfirmationData, "InResponseTo", value);
        assert_eq!(code(&confirmation), Some(Code::StructureInvalid));
        let request = logout_request().edit(|element| element.set("ID", value));
        let query = signed_query("SAMLRequest", &request.xml(), None, &signing());
        let result =
            messages::validator().validate_logout_redirect(&query, InResponseTo::Unchecked, messages::now());
        assert_eq!(result.unwrap_err().code(), Code::StructureInvalid);
    }
    // Other values that are not NCNames are in use (a UUID that begins with a digit), and are told apart.
    assert_eq!(code(&set(Part::Assertion, "ID", "3f2504e0")), None);
}
