//! Logout messages are obeyed only where they are signed, for this service, and in time.

use samlens::inspect::{Captured, CheckOutcome, Verdict};
use samlens::replay::{MemoryCache, Replay, ReplayCache};
use samlens::{IdentityProvider, InResponseTo, Profile, ServiceProvider, Validator, ValidatorBuilder};
use samlens_forge::messages::{
    ACS, IDP, Message, SLO, SP, builder, certificate, logout_request, logout_response, now, signed_query,
    validator,
};
use samlens_forge::{Content, Element, Encryption, Login, Shape, Signing, keys};

const SENT: InResponseTo<'static> = InResponseTo::Request("_sent1");

fn signing() -> Signing {
    Signing::new(keys::idp())
}

/// What a service without a private key expects.
fn bare() -> ValidatorBuilder {
    let service_provider = ServiceProvider::new(SP).with_acs(ACS).with_single_logout(SLO);
    Validator::builder().profile(Profile::generic()).service_provider(service_provider)
}

/// The code of `validate_logout`, `accepted` where it accepts; a report must come to the same verdict.
fn code(message: &Message) -> String {
    let request = if message.xml().contains("LogoutResponse") { SENT } else { InResponseTo::Unchecked };
    let outcome = validator().validate_logout(&message.base64(), request, now());
    let captured = Captured::from_xml(message.xml());
    let report = validator().inspector().inspect_captured(&captured).in_response_to(request).at(now());
    assert_eq!(report.verdict() == Verdict::Accepted, outcome.is_ok(), "{outcome:?} {report:#?}");
    outcome.err().map_or("accepted".to_owned(), |rejection| rejection.code().to_string())
}

#[test]
fn a_signed_request_is_read_exactly() {
    let logout =
        validator().validate_logout(&logout_request().sign(&signing()).base64(), SENT, now()).unwrap();
    assert!(logout.is_request());
    assert_eq!(logout.id(), "_lr1");
    assert_eq!(logout.issuer(), IDP);
    assert_eq!(logout.name_id(), Some("mara.oduya@example.org"));
    assert_eq!(logout.name_id_format(), Some("urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"));
    assert_eq!(logout.session_indexes(), ["_s1"]);
    assert!(!format!("{logout:?}").contains("mara"));
    assert_eq!(code(&logout_request().sign(&signing())), "accepted");
}

#[test]
fn a_signed_response_answers_the_request() {
    let response = logout_response().sign(&signing());
    let logout = validator().validate_logout(&response.base64(), SENT, now()).unwrap();
    assert!(!logout.is_request());
    assert_eq!(logout.in_response_to(), Some("_sent1"));
    assert!(!logout.is_partial());
    let other = validator().validate_logout(&response.base64(), InResponseTo::Request("_other"), now());
    assert_eq!(other.unwrap_err().code().as_str(), "in-response-to-mismatch");
    assert_eq!(
        code(&logout_response().edit(|e| drop(e.unset("InResponseTo"))).sign(&signing())),
        "in-response-to-mismatch"
    );
}

#[test]
fn unsigned_messages_are_refused() {
    assert_eq!(code(&logout_request()), "unsigned");
    assert_eq!(code(&logout_response()), "unsigned");
}

#[test]
fn signatures_must_be_the_identity_providers() {
    let attacker = Signing::new(keys::key("attacker-rsa2048"));
    assert_eq!(code(&logout_request().sign(&attacker)), "signature-value-mismatch");
    let changed =
        logout_request().sign(&signing()).edit(|e| e.find_mut("NameID").set_text("mallory@example.org"));
    assert_eq!(code(&changed), "digest-mismatch");
    let foreign = logout_request().edit(|e| e.find_mut("Issuer").set_text("urn:other")).sign(&signing());
    assert_eq!(code(&foreign), "issuer-mismatch");
    // The service's own logout is no message of the identity provider.
    let own = logout_request().edit(|e| e.find_mut("Issuer").set_text(SP)).sign(&signing());
    let refused = validator().validate_logout(&own.base64(), SENT, now()).unwrap_err();
    assert_eq!(refused.code().as_str(), "issuer-mismatch");
}

#[test]
fn a_configuration_fault_is_signed_by_the_identity_provider() {
    let moved = || logout_request().edit(|e| e.set("Destination", ACS));
    let is_fault = |message: &Message| {
        let refused = validator().validate_logout(&message.base64(), SENT, now()).unwrap_err();
        (refused.code().to_string(), refused.is_configuration_fault())
    };
    assert_eq!(is_fault(&moved().sign(&signing())), ("destination-mismatch".to_owned(), true));
    // Anyone can send this to make a service report a fault.
    assert!(!is_fault(&moved()).1);
    assert!(!is_fault(&moved().sign(&Signing::new(keys::key("attacker-rsa2048")))).1);
}

#[test]
fn a_signature_in_the_message_counts_with_the_one_of_the_query() {
    let bad =
        logout_request().sign(&signing()).edit(|e| e.find_mut("NameID").set_text("mallory@example.org"));
    let query = signed_query("SAMLRequest", &bad.xml(), None, &signing());
    let refused = validator().validate_logout_redirect(&query, SENT, now()).unwrap_err();
    assert_eq!(refused.code().as_str(), "digest-mismatch");
    let good = signed_query("SAMLRequest", &logout_request().sign(&signing()).xml(), None, &signing());
    assert!(validator().validate_logout_redirect(&good, SENT, now()).is_ok());
}

#[test]
fn addressing_and_time_are_checked() {
    let edited = |edit: &dyn Fn(&mut Element)| code(&logout_request().edit(edit).sign(&signing()));
    assert_eq!(edited(&|e| e.set("Destination", ACS)), "destination-mismatch");
    assert_eq!(edited(&|e| drop(e.unset("Destination"))), "destination-missing");
    assert_eq!(edited(&|e| e.set("NotOnOrAfter", "2026-01-15T09:57:00Z")), "logout-expired");
    assert_eq!(edited(&|e| e.set("NotOnOrAfter", "2026-01-15T09:59:00Z")), "accepted");
    assert_eq!(edited(&|e| e.set("NotOnOrAfter", "soon")), "time-malformed");
    assert_eq!(edited(&|e| e.set("IssueInstant", "2026-01-15T10:05:00Z")), "assertion-not-yet-valid");
    assert_eq!(edited(&|e| drop(e.unset("IssueInstant"))), "time-malformed");
    assert_eq!(edited(&|e| e.set("Version", "1.1")), "version-unsupported");
    assert_eq!(edited(&|e| e.find_mut("NameID").set_text(" ")), "name-id-empty");
    assert_eq!(edited(&|e| drop(e.take("NameID"))), "name-id-missing");
    assert_eq!(edited(&|e| drop(e.take("Issuer"))), "issuer-missing");
    assert_eq!(
        edited(&|e| e.push(Element::new("saml:NameID").text("mallory@example.org"))),
        "structure-invalid"
    );
}

/// A clock is seldom wrong by whole hours; a time zone is.
#[test]
fn local_time_written_as_utc_is_named() {
    let said = |instant: &str| {
        let message = logout_request().edit(|e| e.set("IssueInstant", instant)).sign(&signing());
        let report = validator().inspector().inspect_captured(&Captured::from_xml(message.xml())).at(now());
        report.root().unwrap().message().contains("a whole number of hours")
    };
    assert!(said("2026-01-15T12:00:00Z"));
    assert!(said("2026-01-15T12:04:00Z"));
    assert!(!said("2026-01-15T12:20:00Z"));
    assert!(!said("2026-01-15T10:20:00Z"));
}

/// NotOnOrAfter is optional in a request and unknown in a response; what was kept must not be good for ever.
#[test]
fn a_logout_message_is_obeyed_for_an_hour_at_most() {
    let request = logout_request().edit(|e| drop(e.unset("NotOnOrAfter"))).sign(&signing()).base64();
    let response = logout_response().sign(&signing()).base64();
    for message in [request, response] {
        let at = |time: &str| {
            validator().validate_logout(
                &message,
                SENT,
                time.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap(),
            )
        };
        // Issued at ten; the clocks may differ by three minutes.
        let logout = at("2026-01-15T11:02:59Z").unwrap();
        assert_eq!(logout.not_on_or_after().to_rfc3339(), "2026-01-15T11:00:00+00:00");
        let refused = at("2026-01-15T11:03:00Z").unwrap_err();
        assert_eq!(refused.code().as_str(), "logout-expired");
        assert!(refused.to_string().ends_with("was issued more than 60 minutes ago"), "{refused}");
    }
    // Without a bound, if that is asked for.
    let mut policy = samlens::Policy::default();
    policy.logout_lifetime = chrono::TimeDelta::MAX;
    let unbound = builder(&["idp-rsa2048"]).policy(policy).build().unwrap();
    let later = unbound.validate_logout(
        &logout_response().sign(&signing()).base64(),
        SENT,
        "2027-01-15T11:00:00Z".parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap(),
    );
    assert!(later.is_ok(), "{later:?}");
    let earlier = validator().validate_logout(&logout_request().sign(&signing()).base64(), SENT, now());
    assert_eq!(earlier.unwrap().not_on_or_after().to_rfc3339(), "2026-01-15T10:05:00+00:00");
}

#[test]
fn a_logout_message_is_remembered_until_it_ends() {
    let request = logout_request().sign(&signing()).base64();
    let logout = validator().validate_logout(&request, SENT, now()).unwrap();
    let (cache, skew) = (MemoryCache::new(10), chrono::TimeDelta::seconds(180));
    assert_eq!(cache.remember_logout(&logout, skew, now()), Replay::First);
    assert_eq!(cache.remember_logout(&logout, skew, now()), Replay::Seen);
    // NotOnOrAfter is 10:05.
    assert_eq!(cache.remember_logout(&logout, skew, "2026-01-15T10:07:59Z".parse().unwrap()), Replay::Seen);
    assert_eq!(cache.remember_logout(&logout, skew, "2026-01-15T10:08:00Z".parse().unwrap()), Replay::First);
}

#[test]
fn a_status_that_is_no_success_is_refused() {
    let denied = "urn:oasis:names:tc:SAML:2.0:status:Responder";
    let edited = |edit: &dyn Fn(&mut Element)| code(&logout_response().edit(edit).sign(&signing()));
    assert_eq!(edited(&|e| e.find_mut("StatusCode").set("Value", denied)), "status-not-success");
    assert_eq!(edited(&|e| drop(e.take("Status"))), "status-not-success");
    let partial = logout_response()
        .edit(|e| {
            let inner = Element::new("samlp:StatusCode")
                .with("Value", "urn:oasis:names:tc:SAML:2.0:status:PartialLogout");
            e.find_mut("StatusCode").push(inner);
        })
        .sign(&signing());
    assert!(validator().validate_logout(&partial.base64(), SENT, now()).unwrap().is_partial());
}

#[test]
fn an_encrypted_identifier_is_decrypted_and_must_be_signed() {
    let encrypted = |edit: &dyn Fn(&mut Element)| {
        logout_request().edit(|e| {
            Encryption::new(keys::key("sp-encryption")).replace(e, "NameID", "EncryptedID");
            edit(e);
        })
    };
    let message = encrypted(&|_| ()).sign(&signing());
    let logout = validator().validate_logout(&message.base64(), SENT, now()).unwrap();
    assert_eq!(logout.name_id(), Some("mara.oduya@example.org"));
    assert_eq!(code(&message), "accepted");
    assert_eq!(code(&encrypted(&|_| ())), "unsigned");
    let damaged = encrypted(&|e| e.find_mut("CipherValue").set_text("AAAA")).sign(&signing());
    assert_eq!(code(&damaged), "decryption-failed");
    let query = signed_query("SAMLRequest", &encrypted(&|_| ()).xml(), None, &signing());
    assert!(validator().validate_logout_redirect(&query, SENT, now()).is_ok());
}

/// One answer for every fault, as for a login: a sender learns nothing of what was decrypted.
#[test]
fn a_fault_in_an_encrypted_identifier_has_one_answer() {
    let refused = |encryption: Encryption, edit: &dyn Fn(&mut Element)| {
        let message = logout_request().edit(|e| {
            encryption.replace(e, "NameID", "EncryptedID");
            edit(e);
        });
        let message = message.sign(&signing()).base64();
        let refused = validator().validate_logout(&message, SENT, now()).unwrap_err();
        assert_eq!(refused.findings().len(), 1, "{refused}");
        refused.to_string()
    };
    let encryption = || Encryption::new(keys::key("sp-encryption"));
    let damaged = refused(encryption(), &|e| e.find_mut("CipherValue").set_text("AAAA"));
    assert!(damaged.contains("decryption-failed"), "{damaged}");
    let for_another = Encryption::new(keys::key("other-tenant"));
    assert_eq!(refused(for_another, &|_| ()), damaged);
    assert_eq!(refused(encryption().content(Content::TripleDes), &|_| ()), damaged);
    let cut = encryption().on_value(|value| value.truncate(value.len() - 1));
    assert_eq!(refused(cut, &|_| ()), damaged);
    let saml = "xmlns:saml='urn:oasis:names:tc:SAML:2.0:assertion'";
    for plaintext in [
        format!("<saml:Issuer {saml}>mara.oduya@example.org</saml:Issuer>"),
        format!("<saml:NameID {saml}>mara.oduya@example.org<saml:Assertion/></saml:NameID>"),
    ] {
        let other = encryption().on_plaintext(move |text| text.clone_from(&plaintext));
        assert_eq!(refused(other, &|_| ()), damaged);
    }
    // The prefix of the plaintext is declared around the ciphertext alone, where exclusive canonicalization leaves it out.
    let undeclared = encryption().on_plaintext(|text| {
        *text = "<a:NameID>mara.oduya@example.org</a:NameID>".to_owned();
    });
    let declared = |e: &mut Element| e.set("xmlns:a", "urn:oasis:names:tc:SAML:2.0:assertion");
    assert_eq!(refused(undeclared, &declared), damaged);
}

/// Only what a trusted key signed can show that something is configured wrongly: anyone may send the rest.
#[test]
fn a_logout_that_no_trusted_key_signed_shows_no_fault_of_the_configuration() {
    let refused = |message: &Message| {
        let refused = validator().validate_logout(&message.base64(), SENT, now()).unwrap_err();
        (refused.code().as_str().to_owned(), refused.is_configuration_fault())
    };
    let of_another_version = logout_request().edit(|e| e.set("Version", "1.1"));
    assert_eq!(refused(&of_another_version), ("version-unsupported".to_owned(), false));
    let elsewhere = logout_request().edit(|e| e.set("Destination", "https://sp.example.org/other"));
    assert_eq!(refused(&elsewhere.sign(&signing())), ("destination-mismatch".to_owned(), true));
}

#[test]
fn without_a_logout_url_nothing_is_obeyed() {
    let bare =
        builder(&["idp-rsa2048"]).service_provider(ServiceProvider::new(SP).with_acs(ACS)).build().unwrap();
    let refused = bare.validate_logout(&logout_request().sign(&signing()).base64(), SENT, now()).unwrap_err();
    assert_eq!(refused.code().as_str(), "slo-not-given");
}

/// saml-metadata-2.0-os, 2.3.2: the keys of outdated metadata serve for nothing.
#[test]
fn metadata_past_its_valid_until_is_not_used() {
    let metadata = samlens_forge::idp_metadata(IDP, &[keys::idp()]).valid_until("2026-01-15T10:00:00Z").xml();
    let trusting = Validator::builder()
        .identity_provider(IdentityProvider::from_metadata(&metadata).unwrap())
        .service_provider(ServiceProvider::new(SP).with_acs(ACS).with_single_logout(SLO))
        .build()
        .unwrap();
    let message = logout_request().sign(&signing()).base64();
    let at = |instant: &str| {
        trusting.validate_logout(
            &message,
            SENT,
            instant.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap(),
        )
    };
    assert!(at("2026-01-15T09:59:59Z").is_ok());
    let refused = at("2026-01-15T10:00:00Z").unwrap_err();
    assert_eq!(
        refused.to_string(),
        "IDP_UNREACHABLE: metadata-outdated: the metadata of urn:acme-dev.us.auth0.com has expired (validUntil)"
    );
}

#[test]
fn whose_sessions_end_is_told_from_what_was_not_decrypted() {
    let keyless = |message: &Message| {
        let idp = IdentityProvider::builder(IDP).certificate(certificate("idp-rsa2048")).build().unwrap();
        let bare = bare().identity_provider(idp);
        let report = bare.clone().inspector().inspect_captured(&Captured::from_xml(message.xml())).at(now());
        report.root().unwrap().message().to_owned()
    };
    let nobody = logout_request().edit(|e| drop(e.take("NameID"))).sign(&signing());
    assert_eq!(keyless(&nobody), "the LogoutRequest has no NameID");
    let encrypted = logout_request()
        .edit(|e| Encryption::new(keys::key("sp-encryption")).replace(e, "NameID", "EncryptedID"))
        .sign(&signing());
    assert_eq!(keyless(&encrypted), "the identifier of the LogoutRequest is encrypted and was not decrypted");
}

/// A certificate without an entity ID proves the bytes, but not whose word they are.
#[test]
fn a_report_without_an_entity_id_does_not_say_who_sent_it() {
    let expectations = bare().certificate(certificate("idp-rsa2048"));
    let message = logout_request().sign(&signing());
    let report =
        expectations.clone().inspector().inspect_captured(&Captured::from_xml(message.xml())).at(now());
    assert_eq!(report.verdict(), Verdict::Inconclusive, "{report:#?}");
    let outcome = |name: &str| report.checks().iter().find(|check| check.name == name).unwrap().outcome;
    assert_eq!(outcome("issuer"), CheckOutcome::NotRun(samlens::Code::IssuerNotGiven));
    assert_eq!(outcome("signature"), CheckOutcome::Pass);
}

#[test]
fn a_response_to_a_login_is_no_logout_message() {
    let login = samlens_forge::Login::new(samlens_forge::Shape::Auth0).sign_response(signing()).message();
    let refused = validator().validate_logout(&login.base64(), SENT, now()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "SAML_VALIDATION_FAILED: structure-invalid: this is a SAML 2.0 Response, not a logout message"
    );
    let logout = logout_request().sign(&signing());
    assert_eq!(
        validator().validate(&logout.base64(), InResponseTo::Unchecked, now()).unwrap_err().code().as_str(),
        "not-a-response"
    );
}

#[test]
fn wrapping_is_refused_as_in_a_response() {
    // The signed request is kept where it verifies, and another one is put around it.
    let signed = logout_request().sign(&signing());
    let wrapped = logout_request().edit(|e| {
        e.set("ID", "_evil");
        e.find_mut("NameID").set_text("mallory@example.org");
        e.push(Element::new("samlp:Extensions").child(signed.0.clone()));
    });
    assert_eq!(code(&wrapped), "signature-wrapping");
    // The signed assertion of a login inside an unsigned request (samlify, issue 634).
    let mut login = Login::new(Shape::SimpleSamlPhp).sign_assertion(signing()).document();
    let assertion = login.take("Assertion").unwrap();
    let wrapped = logout_request().edit(|e| e.push(assertion.clone()));
    assert_eq!(code(&wrapped), "assertion-misplaced");
}

#[test]
fn a_report_verifies_the_services_own_request_with_its_own_certificate() {
    let idp = IdentityProvider::builder(IDP)
        .certificate(certificate("idp-rsa2048"))
        .single_logout(samlens::metadata::Endpoint::new(
            "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            "https://idp.example.org/slo",
        ))
        .build()
        .unwrap();
    let validator = Validator::builder()
        .identity_provider(idp)
        .service_provider(
            ServiceProvider::new(SP).with_acs(ACS).with_certificate(certificate("sp-encryption")),
        )
        .profile(Profile::generic())
        .build()
        .unwrap();
    let own = logout_request()
        .edit(|e| {
            e.find_mut("Issuer").set_text(SP);
            e.set("Destination", "https://idp.example.org/slo");
        })
        .sign(&Signing::new(keys::key("sp-encryption")));
    let report =
        validator.inspector().inspect_captured(&Captured::from_xml(own.xml())).in_response_to(SENT).at(now());
    assert_eq!(report.verdict(), Verdict::Accepted, "{report:#?}");
    assert!(report.checks().iter().all(|check| check.outcome == CheckOutcome::Pass), "{:?}", report.checks());
}
