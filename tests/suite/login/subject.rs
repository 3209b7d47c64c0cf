//! Values that are read whole or not at all, and whom a logout is for.

use chrono::{DateTime, Utc};
use samlens::{Certificate, IdentityProvider, InResponseTo, Logout, ServiceProvider, Validator};
use samlens_forge::element::Element;
use samlens_forge::login::{EMAIL_ADDRESS, Part};
use samlens_forge::messages::{self, logout_request, logout_response};
use samlens_forge::{Login, Signing, flex, keys};

fn now() -> DateTime<Utc> {
    flex::AT.parse().unwrap()
}

fn accepted(login: Login) -> samlens::Login {
    let certificate = Certificate::from_pem(keys::idp().pem().as_bytes()).unwrap();
    let provider = IdentityProvider::builder(flex::ISSUER).certificate(certificate).build().unwrap();
    let service_provider = ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS);
    let validator =
        Validator::builder().identity_provider(provider).service_provider(service_provider).build().unwrap();
    let login = login.sign_both(Signing::new(keys::idp()));
    validator.validate(&login.message().base64(), InResponseTo::Unchecked, now()).unwrap()
}

/// What the login gives of one AttributeValue, and whether it says that something was not read.
fn read(value: Element) -> (Vec<String>, bool) {
    let login = flex::login().edit(Part::AttributeStatement, move |statement| {
        statement.push(Element::new("saml:Attribute").with("Name", "region").child(value.clone()));
    });
    let login = accepted(login);
    (login.values("region").map(str::to_owned).collect(), login.has_unread_attributes())
}

#[test]
fn a_value_is_read_whole_or_not_at_all() {
    let value = || Element::new("saml:AttributeValue");
    let north = |name: &str| Element::new(name).text("north");
    let nothing: [&str; 0] = [];
    assert_eq!(read(value().text("north")), (vec!["north".to_owned()], false));
    assert_eq!(read(value()), (vec![String::new()], false));
    assert_eq!(read(value().child(north("saml:NameID"))), (vec!["north".to_owned()], false));
    assert_eq!(read(value().text("\n ").child(north("saml:NameID")).text("\n")).0, ["north"]);
    let mixed = value().text("x").child(north("saml:NameID")).text("y");
    assert_eq!(read(mixed), (vec![], true));
    for content in [
        value().text("x").child(north("saml:Audience")).text("y"),
        value().child(north("saml:Audience")),
        value().child(north("saml:NameID")).child(north("saml:NameID")),
        value().child(north("saml:NameID").child(Element::new("saml:Audience"))),
        value()
            .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
            .with("xsi:nil", "true")
            .text("north"),
    ] {
        let (values, unread) = read(content);
        assert_eq!((values.as_slice(), unread), (nothing.map(str::to_owned).as_slice(), true));
    }
}

fn logout(edit: impl Fn(&mut Element)) -> Logout {
    let request = logout_request().edit(edit).sign(&Signing::new(keys::idp()));
    messages::validator()
        .validate_logout(&request.base64(), InResponseTo::Unchecked, messages::now())
        .unwrap()
}

const PERSON: &str = "mara.oduya@example.org";

fn login(edit: impl Fn(&mut Element) + Send + Sync + 'static) -> samlens::Login {
    let login = flex::login().name_id(PERSON, Some(EMAIL_ADDRESS)).session_index(Some("_s1"));
    accepted(login.edit(Part::NameId, edit))
}

/// SAML 2.0 core, 3.3.4 and 3.7.3.1.
#[test]
fn a_logout_is_for_the_logins_that_it_strongly_matches() {
    let plain = login(|_| {});
    assert!(logout(|_| {}).ends(&plain));
    let unspecified = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
    for (name, value) in [
        ("NameQualifier", "urn:acme-dev.us.auth0.com"),
        ("SPNameQualifier", "urn:other-service"),
        ("SPProvidedID", "mara"),
        ("Format", unspecified),
    ] {
        let qualified = login(move |element| element.set(name, value));
        let request = logout(|element| element.find_mut("NameID").set(name, value));
        assert!(request.ends(&qualified), "{name}");
        assert!(!request.ends(&plain) && !logout(|_| {}).ends(&qualified), "{name}");
        assert_eq!(request.subject_key(), Some(qualified.subject_key()));
        let other = logout(|element| element.find_mut("NameID").set(name, "urn:else"));
        assert!(!other.ends(&qualified), "{name}");
    }
    let request = logout(|element| {
        element.find_mut("NameID").set("NameQualifier", "a");
        element.find_mut("NameID").set("SPNameQualifier", "b");
        element.find_mut("NameID").set("SPProvidedID", "c");
    });
    let parts = (request.name_qualifier(), request.sp_name_qualifier(), request.sp_provided_id());
    assert_eq!(parts, (Some("a"), Some("b"), Some("c")));
    // No Format is the format `unspecified` (core, 8.3.1).
    let without = login(|element| drop(element.unset("Format")));
    assert!(logout(|element| element.find_mut("NameID").set("Format", unspecified)).ends(&without));
    assert!(!logout(|element| element.find_mut("NameID").set_text("other")).ends(&plain));
}

#[test]
fn a_logout_names_its_sessions_or_all() {
    let plain = login(|_| {});
    assert!(!logout(|element| element.find_mut("SessionIndex").set_text("_s2")).ends(&plain));
    assert!(logout(|element| drop(element.take("SessionIndex"))).ends(&plain));
    let response = logout_response().sign(&Signing::new(keys::idp())).base64();
    let request = InResponseTo::Request("_sent1");
    let response = messages::validator().validate_logout(&response, request, messages::now()).unwrap();
    assert!(!response.ends(&plain));
    assert_eq!(response.subject_key(), None);
}

/// No two lists of parts give one key.
#[test]
fn parts_of_an_identifier_cannot_run_into_each_other() {
    let one = login(|element| element.set("NameQualifier", "a;1:b"));
    let other = login(|element| {
        element.set("NameQualifier", "a");
        element.set("SPNameQualifier", "b");
    });
    assert_ne!(one.subject_key(), other.subject_key());
    let empty = login(|element| element.set("NameQualifier", ""));
    assert_ne!(empty.subject_key(), login(|_| {}).subject_key());
}
