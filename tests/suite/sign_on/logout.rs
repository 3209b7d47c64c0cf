//! Single logout, begun by this service and by the identity provider.

use super::*;
use samlens::inspect::{Capture, Verdict};
use samlens::sign_on::{
    Delivery, LogoutDelivery, LogoutReceived, LogoutResult, LogoutStep, Refusal, ReturnPath, SessionSubject,
};
use samlens::{Limits, Validator};
use samlens_forge::messages::{logout_request, logout_response, signed_query};

fn subject(sign_on: &SignOn, issuer: &str, key: &str) -> SessionSubject {
    let options = LoginOptions::new().provider(issuer);
    let started = sign_on.start(&options, &OpenRequests::default(), now(), random(50)).unwrap();
    let login = response(Some(started.request().id()))
        .issuer(issuer)
        .response_issuer(issuer)
        .session_index(Some("_s1"))
        .sign_response(Signing::new(keys::key(key)));
    let open = sign_on.open_requests([cookie_header(started.cookies()).as_str()], now());
    let message = encoded(&login);
    ready(sign_on.finish(Delivery::new(ACS, &message), &open, &store(), now())).unwrap().session_subject()
}

fn answered(query: &str, cookies: &str, sign_on: &SignOn) -> Result<LogoutReceived, Refusal> {
    let open = sign_on.open_requests([cookies], now());
    ready(sign_on.receive_logout(LogoutDelivery::query(SLO, query), &open, &store(), now()))
}

/// The answer of an identity provider to the LogoutRequest with this ID.
fn logout_answer(id: &str, issuer: &str, key: &str) -> String {
    let message = logout_response().edit(|e| {
        e.set("InResponseTo", id);
        e.find_mut("Issuer").set_text(issuer);
    });
    signed_query("SAMLResponse", &message.xml(), None, &Signing::new(keys::key(key)))
}

/// What a service at `SLO` of the identity provider would accept of this service.
fn judged(url: &str) -> String {
    let service = ServiceProvider::new(IDP).with_acs(ACS).with_single_logout(IDP_SLO);
    let this_service =
        IdentityProvider::builder(SP).certificate(certificate("sp-encryption")).build().unwrap();
    let other_side = Validator::builder().identity_provider(this_service).service_provider(service);
    let query = url.split_once('?').unwrap().1;
    let request = samlens::InResponseTo::Request("_lr1");
    match other_side.build().unwrap().validate_logout_redirect(query, request, now()) {
        Ok(logout) => format!(
            "{} {:?} {:?} {}",
            if logout.is_request() { "request" } else { "response" },
            logout.name_id(),
            logout.session_indexes(),
            if logout.is_partial() { "partial" } else { "complete" }
        ),
        Err(rejection) => rejection.to_string(),
    }
}

fn sent(step: LogoutStep) -> HttpAnswer {
    match step {
        LogoutStep::Send(answer) => answer,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_request_of_this_service_names_the_session_and_is_signed() {
    let sign_on = sign_on();
    let subject = subject(&sign_on, IDP, "idp-rsa2048");
    let step = sign_on.start_logout([subject], ReturnPath::default(), now(), random(1)).unwrap();
    let answer = sent(step);
    let [url] = header(&answer, "Location")[..] else { panic!() };
    assert!(url.starts_with("https://idp.example.org/slo?SAMLRequest="), "{url}");
    assert_eq!(judged(url), "request Some(\"mara.oduya@example.org\") [\"_s1\"] complete");
}

#[test]
fn a_logout_goes_from_provider_to_provider_and_ends_at_its_path() {
    let sign_on = sign_on();
    let sessions = [subject(&sign_on, IDP, "idp-rsa2048"), subject(&sign_on, OTHER, "other-tenant")];
    let path = ReturnPath::new("/bye").unwrap();
    let first = sent(sign_on.start_logout(sessions, path.clone(), now(), random(1)).unwrap());
    let cookies = cookie_header(header(&first, "Set-Cookie").into_iter());
    let pending = sign_on.open_requests([cookies.as_str()], now()).logouts()[0].clone();
    assert_eq!(pending.provider(), IDP);
    let answer = logout_answer(pending.id(), IDP, "idp-rsa2048");
    let Ok(LogoutReceived::Answered(pending)) = answered(&answer, &cookies, &sign_on) else { panic!() };
    let second = sent(sign_on.continue_logout(pending, now(), random(2)).unwrap());
    assert!(header(&second, "Location")[0].starts_with("https://other.example.org/slo?"));
    // The first cookie is removed, the second one set.
    let set = header(&second, "Set-Cookie");
    assert_eq!(set.iter().filter(|cookie| cookie.contains("Max-Age=0;")).count(), 1);
    let cookies = cookie_header(set.into_iter());
    let pending = sign_on.open_requests([cookies.as_str()], now()).logouts()[0].clone();
    let answer = logout_answer(pending.id(), OTHER, "other-tenant");
    let Ok(LogoutReceived::Answered(pending)) = answered(&answer, &cookies, &sign_on) else { panic!() };
    match sign_on.continue_logout(pending, now(), random(3)).unwrap() {
        LogoutStep::Done { return_path, is_partial, cookies } => {
            assert_eq!((return_path, is_partial, cookies.len()), (path, false, 1));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_provider_without_a_logout_address_makes_it_partial() {
    let validator = Validator::builder()
        .identity_provider(
            IdentityProvider::builder(IDP)
                .certificate(certificate("idp-rsa2048"))
                .single_sign_on(Endpoint::new(REDIRECT, SSO))
                .build()
                .unwrap(),
        )
        .service_provider(ServiceProvider::new(SP).with_acs(ACS))
        .build()
        .unwrap();
    let sign_on = SignOn::builder(validator).sealing_keys(SealingKeys::new([9; 32])).build().unwrap();
    let subject = subject(&sign_on, IDP, "idp-rsa2048");
    let step = sign_on.start_logout([subject], ReturnPath::default(), now(), random(1)).unwrap();
    assert!(matches!(step, LogoutStep::Done { is_partial: true, .. }), "{step:?}");
}

#[test]
fn an_answer_of_another_provider_or_to_another_request_is_refused() {
    let sign_on = sign_on();
    let subject = subject(&sign_on, IDP, "idp-rsa2048");
    let first = sent(sign_on.start_logout([subject], ReturnPath::default(), now(), random(1)).unwrap());
    let cookies = cookie_header(header(&first, "Set-Cookie").into_iter());
    let id = sign_on.open_requests([cookies.as_str()], now()).logouts()[0].id().to_owned();
    let code = |answer: &str| answered(answer, &cookies, &sign_on).unwrap_err().code();
    assert_eq!(code(&logout_answer(&id, OTHER, "other-tenant")), "other-provider");
    assert_eq!(code(&logout_answer("_another", IDP, "idp-rsa2048")), "in-response-to-mismatch");
}

#[test]
fn a_provider_that_fails_and_says_so_makes_it_partial() {
    let sign_on = sign_on();
    let subject = subject(&sign_on, IDP, "idp-rsa2048");
    let path = ReturnPath::new("/bye").unwrap();
    let first = sent(sign_on.start_logout([subject], path, now(), random(1)).unwrap());
    let cookies = cookie_header(header(&first, "Set-Cookie").into_iter());
    let id = sign_on.open_requests([cookies.as_str()], now()).logouts()[0].id().to_owned();
    let failed = |id: &str, key: &str| {
        let message = logout_response().edit(|e| {
            e.set("InResponseTo", id);
            e.find_mut("StatusCode").set("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder");
        });
        signed_query("SAMLResponse", &message.xml(), None, &Signing::new(keys::key(key)))
    };
    let received = answered(&failed(&id, "idp-rsa2048"), &cookies, &sign_on).unwrap();
    let LogoutReceived::Answered(pending) = received else { panic!() };
    let step = sign_on.continue_logout(pending, now(), random(2)).unwrap();
    assert!(matches!(step, LogoutStep::Done { is_partial: true, .. }), "{step:?}");
    let answer = step.to_answer();
    assert_eq!((answer.status(), header(&answer, "Location")), (303, vec!["/bye"]));
    // Neither for another request, nor by another key.
    let code = |answer: &str| answered(answer, &cookies, &sign_on).unwrap_err().code();
    assert_eq!(code(&failed("_another", "idp-rsa2048")), "status-not-success");
    assert_eq!(code(&failed(&id, "attacker-rsa2048")), "signature-value-mismatch");
}

#[test]
fn a_request_of_the_provider_ends_the_sessions_of_its_person_and_is_answered() {
    let sign_on = sign_on();
    let subject = subject(&sign_on, IDP, "idp-rsa2048");
    let query = signed_query(
        "SAMLRequest",
        &logout_request().xml(),
        Some("state of the provider +/"),
        &Signing::new(keys::idp()),
    );
    let open = OpenRequests::default();
    let (store, delivery) = (store(), LogoutDelivery::query(SLO, &query));
    let received = ready(sign_on.receive_logout(delivery, &open, &store, now())).unwrap();
    let LogoutReceived::Asked(asked) = received else { panic!() };
    assert!(asked.logout().ends_session(&subject));
    assert!(!format!("{asked:?}").contains("mara"));
    for (result, expected) in [
        (LogoutResult::Complete, "response None [] complete"),
        (LogoutResult::Partial, "response None [] partial"),
    ] {
        let answer = sign_on.answer_logout(&asked, result, now(), random(3)).unwrap();
        assert_eq!(judged(answer.address()), expected);
        assert!(answer.address().contains("&RelayState=state%20of%20the%20provider%20%2B%2F&"));
    }
    let failed = sign_on.answer_logout(&asked, LogoutResult::Failed, now(), random(3)).unwrap();
    assert!(judged(failed.address()).contains("status-not-success"), "{}", judged(failed.address()));
    // It is obeyed once.
    let again = ready(sign_on.receive_logout(delivery, &open, &store, now())).unwrap_err();
    assert_eq!(again.code(), "replayed");
}

#[test]
fn a_relay_state_that_fits_into_no_url_is_not_sent_back() {
    let sign_on = sign_on();
    for (length, is_sent) in [(2_048, true), (2_049, false)] {
        let message = logout_request().sign(&Signing::new(keys::idp())).base64();
        let state = "s".repeat(length);
        let delivery = LogoutDelivery::form(SLO, &message, Some(&state));
        let received = ready(sign_on.receive_logout(delivery, &OpenRequests::default(), &store(), now()));
        let LogoutReceived::Asked(asked) = received.unwrap() else { panic!() };
        let answer = sign_on.answer_logout(&asked, LogoutResult::Complete, now(), random(3)).unwrap();
        assert_eq!(answer.address().contains(&format!("&RelayState={state}")), is_sent, "{length}");
        assert_eq!(answer.address().contains("RelayState"), is_sent, "{length}");
    }
}

#[test]
fn another_provider_ends_no_session_of_this_one() {
    let sign_on = sign_on();
    // The same NameID at two providers: two people.
    let own = subject(&sign_on, IDP, "idp-rsa2048");
    let other = subject(&sign_on, OTHER, "other-tenant");
    assert_eq!(own.name_id(), other.name_id());
    let request = logout_request().edit(|e| e.find_mut("Issuer").set_text(OTHER));
    let message = request.sign(&Signing::new(keys::key("other-tenant"))).base64();
    let delivery = LogoutDelivery::form(SLO, &message, None);
    let received = ready(sign_on.receive_logout(delivery, &OpenRequests::default(), &store(), now()));
    let LogoutReceived::Asked(asked) = received.unwrap() else { panic!() };
    assert!(asked.logout().ends_session(&other) && !asked.logout().ends_session(&own));
}

#[test]
fn a_session_of_another_person_or_index_is_not_ended() {
    let sign_on = sign_on();
    let known = subject(&sign_on, IDP, "idp-rsa2048");
    let ends = |message: &samlens_forge::messages::Message| {
        let message = message.clone().sign(&Signing::new(keys::idp())).base64();
        let delivery = LogoutDelivery::form(SLO, &message, None);
        let received = ready(sign_on.receive_logout(delivery, &OpenRequests::default(), &store(), now()));
        match received.unwrap() {
            LogoutReceived::Asked(asked) => asked.logout().ends_session(&known),
            other => panic!("{other:?}"),
        }
    };
    assert!(ends(&logout_request()));
    assert!(!ends(&logout_request().edit(|e| e.find_mut("NameID").set_text("other@example.org"))));
    assert!(!ends(&logout_request().edit(|e| e.find_mut("SessionIndex").set_text("_s2"))));
}

#[test]
fn a_subject_comes_back_as_it_was_stored() {
    let subject = subject(&sign_on(), IDP, "idp-rsa2048");
    assert_eq!(SessionSubject::from_text(&subject.to_text()), Some(subject.clone()));
    assert_eq!(SessionSubject::from_text("1:a,"), None);
    assert!(!format!("{subject:?}").contains("mara"));
}

#[test]
fn the_debugger_reads_the_messages_of_this_service() {
    let sign_on = sign_on();
    let subject = subject(&sign_on, IDP, "idp-rsa2048");
    let answer = sent(sign_on.start_logout([subject], ReturnPath::default(), now(), random(1)).unwrap());
    let url = header(&answer, "Location")[0];
    let capture = Capture::read(url.as_bytes(), &Limits::default()).unwrap();
    let report = validator().inspector().inspect_captured(capture.chosen(None).unwrap()).at(now());
    assert_eq!(report.root().map(|root| root.code().as_str()), None, "{report:#?}");
    assert_ne!(report.verdict(), Verdict::Rejected);
}
