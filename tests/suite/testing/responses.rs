//! Every shape is accepted, and every kind of broken response is refused by the code that its documentation names.

use super::{ACS, builder, idp, now, response, validator};
use samlens::testing::{Broken, Shape, SignedParts, TestIdp, service_certificate};
use samlens::{Code, InResponseTo};

const REQUEST: InResponseTo<'_> = InResponseTo::Request("_r1");

#[test]
fn every_shape_is_accepted_whichever_part_is_signed() {
    for idp in [idp(), idp().with_ec_key().unwrap()] {
        let validator = validator(&idp);
        for shape in Shape::ALL {
            for signed in [SignedParts::Response, SignedParts::Assertion, SignedParts::Both] {
                for encrypted in [false, true] {
                    let mut response = response(&idp).shape(*shape).signed(signed);
                    if encrypted {
                        response = response.encrypted_for(service_certificate().unwrap());
                    }
                    let xml = response.to_xml().unwrap();
                    assert_eq!(xml.contains("EncryptedAssertion"), encrypted);
                    let login = validator.validate(&response.to_base64().unwrap(), REQUEST, now());
                    let login =
                        login.unwrap_or_else(|e| panic!("{shape:?} {signed:?} {encrypted}: {e}\n{xml}"));
                    assert_eq!(login.name_id(), "mara.oduya@example.org");
                    assert_eq!(login.values("groups").collect::<Vec<_>>(), ["Everyone", "R&D <all>"]);
                }
            }
        }
    }
}

#[test]
fn every_broken_kind_is_refused_in_every_shape_by_its_own_code() {
    let idp = idp();
    let validator = validator(&idp);
    let mut wrong = Vec::new();
    for shape in Shape::ALL {
        for broken in Broken::ALL {
            let response = response(&idp).shape(*shape).broken(*broken);
            match validator.validate(&response.to_base64().unwrap(), REQUEST, now()) {
                Err(rejection) if rejection.code() == broken.code() => {}
                Err(rejection) => wrong.push(format!("{shape:?} {broken:?}: {}", rejection.code().as_str())),
                Ok(_) => wrong.push(format!("{shape:?} {broken:?}: accepted")),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(Broken::ALL.len(), 28);
}

/// With one thing put right, the validator accepts: nothing else is wrong with the message.
#[test]
fn a_broken_response_has_one_fault() {
    let idp = idp();
    let strict = validator(&idp);
    let lax = builder(&idp).allow_test_keys().build().unwrap();
    for shape in Shape::ALL {
        let broken = |kind| response(&idp).shape(*shape).broken(kind).to_base64().unwrap();
        strict
            .validate(&broken(Broken::Expired), REQUEST, now() - samlens::chrono::TimeDelta::days(1))
            .unwrap();
        strict
            .validate(&broken(Broken::NotYetValid), REQUEST, now() + samlens::chrono::TimeDelta::days(1))
            .unwrap();
        strict.validate(&broken(Broken::Unsolicited), InResponseTo::Unsolicited, now()).unwrap();
        strict
            .validate(&broken(Broken::OtherRequest), InResponseTo::Request("_request-of-another"), now())
            .unwrap();
        lax.validate(&broken(Broken::NoAttributes), REQUEST, now()).unwrap();
        let encrypted = lax.validate(&broken(Broken::EncryptedForAnother), REQUEST, now()).unwrap_err();
        assert_eq!(encrypted.code(), Code::EncryptedAssertion);
    }
}

#[test]
fn the_documentation_of_each_kind_names_its_code() {
    let source = include_str!("../../../src/testing/broken.rs");
    for broken in Broken::ALL {
        let (before, _) = source.split_once(&format!("    {broken:?},\n")).unwrap();
        let doc =
            before.rsplit("\n    ///").take_while(|line| !line.contains("\n    Broken")).collect::<Vec<_>>();
        let code = format!("`{}`", broken.code().as_str());
        let end = doc.iter().position(|line| line.contains(",\n")).unwrap_or(doc.len());
        assert!(doc[..end].iter().any(|line| line.contains(&code)), "{broken:?} is not documented as {code}");
    }
}

#[test]
fn shapes_differ_as_the_products_do() {
    let idp = idp();
    let xml = |shape| response(&idp).shape(shape).to_xml().unwrap();
    let signatures = |shape| xml(shape).matches("<ds:Signature ").count();
    assert!(xml(Shape::Okta).contains("<saml2:Assertion ") && xml(Shape::Okta).starts_with("<?xml "));
    assert!(xml(Shape::Entra).contains("<Assertion "));
    assert_eq!(xml(Shape::Keycloak).matches("Name=\"groups\"").count(), 2);
    assert_eq!(xml(Shape::Auth0).matches("Name=\"groups\"").count(), 1);
    assert!(xml(Shape::SimpleSamlPhp).contains("nameid-format:transient"));
    assert_eq!([Shape::Auth0, Shape::Entra, Shape::Keycloak].map(signatures), [1, 1, 1]);
    assert_eq!([Shape::Okta, Shape::SimpleSamlPhp].map(signatures), [2, 2]);
}

#[test]
fn the_same_response_twice_is_a_replay_and_two_responses_are_not() {
    let idp = idp();
    let first = response(&idp);
    let ids = |xml: &str| xml.split(" ID=\"").skip(1).map(|rest| rest[..20].to_owned()).collect::<Vec<_>>();
    let [once, again, next] = [&first, &first, &response(&idp)].map(|one| ids(&one.to_xml().unwrap()));
    assert_eq!(once.len(), 2);
    assert_eq!(once, again);
    assert!(once.iter().all(|id| !next.contains(id)));
    let other = TestIdp::new("https://other.example.org/idp").unwrap();
    assert_ne!(once, ids(&response(&other).to_xml().unwrap()));
    assert!(first.id("_mine").to_xml().unwrap().contains(" ID=\"_mine\""));
}

#[test]
fn what_is_missing_is_an_error_with_the_call_to_make() {
    let idp = idp();
    let fix = |error: samlens::Error| error.fix().join(" ");
    assert_eq!(fix(idp.response().to_xml().unwrap_err()), "call TestResponse::at");
    assert_eq!(fix(idp.response().at(now()).to_xml().unwrap_err()), "call TestResponse::to");
    assert_eq!(fix(idp.response().at(now()).to(ACS).to_xml().unwrap_err()), "call TestResponse::audience");
    let encrypted = response(&idp).encrypted_for(service_certificate().unwrap());
    assert!(encrypted.clone().broken(Broken::Tampered).to_xml().is_err());
    assert!(encrypted.broken(Broken::WrappedBefore).to_xml().is_err());
    let ec = idp.clone().with_ec_key().unwrap().provider().unwrap();
    let ec = ec.signing_certificates().first().unwrap().clone();
    assert!(response(&idp).encrypted_for(ec).to_xml().unwrap_err().to_string().contains("RSA"));
}

#[test]
fn a_form_is_the_body_of_a_post() {
    let response = response(&idp()).relay_state("a b&c");
    let form = response.to_form().unwrap();
    let (message, state) = form.strip_prefix("SAMLResponse=").unwrap().split_once('&').unwrap();
    assert_eq!(state, "RelayState=a%20b%26c");
    let decoded = message.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    assert_eq!(decoded, response.to_base64().unwrap());
    assert!(!format!("{response:?}").contains("mara"), "a NameID in Debug");
}

#[test]
fn the_metadata_is_read_as_it_is_meant() {
    let idp = idp()
        .with_single_sign_on("https://idp.example.org/in")
        .with_single_logout("https://idp.example.org/out");
    let provider = idp.provider().unwrap();
    assert_eq!((provider.entity_id(), provider.notes()), (idp.entity_id(), &[][..]));
    assert_eq!(provider.single_sign_on().len(), 2);
    assert!(provider.single_sign_on().iter().all(|one| one.location() == "https://idp.example.org/in"));
    assert!(provider.single_logout().iter().all(|one| one.location() == "https://idp.example.org/out"));
    assert!(!provider.wants_authn_requests_signed());
    let wanting = idp.with_signed_requests(service_certificate().unwrap());
    assert!(wanting.provider().unwrap().wants_authn_requests_signed());
}
