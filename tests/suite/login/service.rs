//! What a service asks of a validator beyond one valid login: requests, addresses, and whose fault a rejection is.

use chrono::{DateTime, Utc};
use samlens::{
    AnsweredRequest, Certificate, Code, IdentityProvider, InResponseTo, Rejection, ServiceProvider, Validator,
};
use samlens_forge::{Login, Signing, flex, keys};
use std::time::{Duration, SystemTime};

const OTHER_ACS: &str = "https://sp.example.com/partners/acs";

fn now() -> DateTime<Utc> {
    flex::AT.parse().unwrap()
}

fn signing() -> Signing {
    Signing::new(keys::idp())
}

fn validator() -> Validator {
    let certificate = Certificate::from_pem(keys::idp().pem().as_bytes()).unwrap();
    let provider = IdentityProvider::builder(flex::ISSUER).certificate(certificate).build().unwrap();
    let service_provider = ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS).with_acs(OTHER_ACS);
    Validator::builder().identity_provider(provider).service_provider(service_provider).build().unwrap()
}

fn refused(login: &Login) -> Rejection {
    validator().validate(&login.message().base64(), InResponseTo::Unchecked, now()).unwrap_err()
}

#[test]
fn the_request_is_one_of_several_or_none() {
    let posted = flex::signed().message().base64();
    let code =
        |request| validator().validate(&posted, request, now()).err().map(|rejection| rejection.code());
    let open = ["_other", flex::REQUEST_ID];
    for request in [
        InResponseTo::Request(flex::REQUEST_ID),
        InResponseTo::AnyOf(&open),
        InResponseTo::RequestOrUnsolicited(flex::REQUEST_ID),
        InResponseTo::AnyOfOrUnsolicited(&open),
        InResponseTo::Unchecked,
    ] {
        assert_eq!(code(request), None, "{request:?}");
    }
    for request in [
        InResponseTo::Request("_other"),
        InResponseTo::Request(""),
        InResponseTo::AnyOf(&["_other"]),
        InResponseTo::AnyOf(&[]),
        InResponseTo::RequestOrUnsolicited("_other"),
        InResponseTo::AnyOfOrUnsolicited(&[]),
    ] {
        assert_eq!(code(request), Some(Code::InResponseToMismatch), "{request:?}");
    }
    assert_eq!(code(InResponseTo::Unsolicited), Some(Code::Unsolicited));
}

#[test]
fn a_login_that_no_one_asked_for_is_for_services_that_allow_it() {
    let posted = flex::login().in_response_to(None).sign_both(signing()).message().base64();
    for request in [InResponseTo::Unsolicited, InResponseTo::RequestOrUnsolicited("_open")] {
        let login = validator().validate(&posted, request, now()).unwrap();
        assert_eq!(login.in_response_to(), AnsweredRequest::None);
    }
    for request in [InResponseTo::Request("_open"), InResponseTo::AnyOf(&["_open"])] {
        let rejection = validator().validate(&posted, request, now()).unwrap_err();
        assert_eq!(rejection.code(), Code::Unsolicited, "{request:?}");
    }
}

#[test]
fn a_response_is_for_the_url_at_which_it_was_delivered() {
    let posted = flex::signed().message().base64();
    let whole = validator();
    let request = InResponseTo::Request(flex::REQUEST_ID);
    assert!(whole.delivered_to(flex::ACS).unwrap().validate(&posted, request, now()).is_ok());
    let rejection = whole.delivered_to(OTHER_ACS).unwrap().validate(&posted, request, now()).unwrap_err();
    assert_eq!(rejection.code(), Code::DestinationMismatch);
    let error = whole.delivered_to("https://sp.example.com/unknown").unwrap_err();
    assert_eq!(
        error.to_string(),
        "https://sp.example.com/unknown is not a configured ACS URL or single logout URL"
    );
}

#[test]
fn the_time_of_the_standard_library_will_do() {
    let seconds = u64::try_from(now().timestamp()).unwrap();
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    assert!(validator().validate(&flex::signed().message().base64(), InResponseTo::Unchecked, now).is_ok());
}

#[test]
fn a_validator_gives_back_what_it_was_built_from() {
    let validator = validator();
    assert_eq!(validator.clock_skew(), chrono::TimeDelta::seconds(180));
    assert_eq!(validator.service_provider().acs(), [flex::ACS, OTHER_ACS]);
    assert_eq!(validator.identity_providers().len(), 1);
    assert_eq!(validator.profile().name(), "generic");
}

#[test]
fn an_empty_field_is_called_empty() {
    let rejection = validator().validate("", InResponseTo::Unchecked, now()).unwrap_err();
    assert_eq!(rejection.to_string(), "SAML_VALIDATION_FAILED: not-saml: SAMLResponse is empty");
}

#[test]
fn a_configuration_fault_is_signed_by_the_identity_provider() {
    let elsewhere = || flex::login().audiences(&["urn:another-service"]);
    let rejection = refused(&elsewhere().sign_assertion(signing()));
    assert_eq!(rejection.code(), Code::AudienceMismatch);
    assert!(rejection.is_configuration_fault());
    // A stranger writes the same, signed with a key of their own or not at all.
    assert!(
        !refused(&elsewhere().sign_assertion(Signing::new(keys::key("other-tenant"))))
            .is_configuration_fault()
    );
    assert!(!refused(&elsewhere()).is_configuration_fault());
    // The Response around a signed assertion can be made by anyone.
    let moved = || flex::login().destination(Some("https://elsewhere.example.com/"));
    let rejection = refused(&moved().sign_assertion(signing()));
    assert_eq!(rejection.code(), Code::DestinationMismatch);
    assert!(!rejection.is_configuration_fault());
    assert!(refused(&moved().sign_response(signing())).is_configuration_fault());
    // What happens to users is no fault of the configuration.
    let late = "2026-02-15T10:01:00Z".parse::<DateTime<Utc>>().unwrap();
    let expired = validator().validate(&flex::signed().message().base64(), InResponseTo::Unchecked, late);
    assert!(!expired.unwrap_err().is_configuration_fault());
}
