//! The test identity provider answers what `sign_on` sends, and logs out in both directions.

use super::{ACS, IDP, SERVICE, SLO, builder, idp, now};
use samlens::replay::MemoryCache;
use samlens::sign_on::{
    Binding, ContextComparison, Delivery, HttpAnswer, LoginOptions, LogoutDelivery, LogoutReceived,
    LogoutResult, LogoutStep, OpenRequests, Random, Refusal, ReturnPath, SealingKeys, SessionSubject, SignOn,
    SignedIn, Started,
};
use samlens::testing::{Sent, TestIdp, TestResponse, service_certificate, service_signing_key};
use samlens::{AnsweredRequest, Code};
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

const FORMAT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
const CLASS: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";

/// A store in memory is always ready.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

fn sign_on(idp: &TestIdp) -> SignOn {
    SignOn::builder(builder(idp).allow_test_keys().build().unwrap())
        .signing_key(service_signing_key().unwrap())
        .sealing_keys(SealingKeys::new([7; 32]))
        .build()
        .unwrap()
}

fn start(sign_on: &SignOn, options: LoginOptions) -> Started {
    sign_on.start(&options, &OpenRequests::default(), now(), Random::from_bytes([1; 32])).unwrap()
}

fn open(sign_on: &SignOn, answer: &HttpAnswer) -> OpenRequests {
    let cookies = answer.headers().filter(|(name, _)| *name == "Set-Cookie");
    let pairs: Vec<String> = cookies.map(|(_, value)| value.split(';').next().unwrap().to_owned()).collect();
    sign_on.open_requests([pairs.join("; ").as_str()], now())
}

fn finish(
    sign_on: &SignOn,
    store: &MemoryCache,
    started: &Started,
    response: &TestResponse,
) -> Result<SignedIn, Refusal> {
    let message = response.to_base64().unwrap();
    let delivery = Delivery::new(ACS, &message);
    ready(sign_on.finish(delivery, &open(sign_on, &started.to_answer()), store, now()))
}

#[test]
fn a_login_by_both_bindings_and_its_replay() {
    let idp = idp().with_signed_requests(service_certificate().unwrap());
    let sign_on = sign_on(&idp);
    for binding in [Binding::Redirect, Binding::Post] {
        let store = MemoryCache::new(100);
        let options = LoginOptions::new()
            .binding(binding)
            .name_id_format(FORMAT)
            .authn_context(ContextComparison::Exact, [CLASS])
            .return_to(ReturnPath::or_root("/reports"));
        let started = start(&sign_on, options);
        let response = idp.answer(started.message(), now()).unwrap();
        let signed_in = finish(&sign_on, &store, &started, &response).unwrap();
        assert_eq!(signed_in.return_path().as_str(), "/reports");
        let login = signed_in.login();
        assert_eq!((login.name_id_format(), login.issuer()), (Some(FORMAT), IDP));
        assert_eq!(login.in_response_to(), AnsweredRequest::Request(started.request().id()));
        assert!(response.to_xml().unwrap().contains(CLASS));
        assert!(
            response.to_form().unwrap().ends_with(&format!("&RelayState={}", started.request().handle()))
        );
        let again = finish(&sign_on, &store, &started, &response).unwrap_err();
        assert!(matches!(again, Refusal::Replayed), "{again}");
    }
}

#[test]
fn a_url_and_a_form_are_read_as_well_as_a_message() {
    let idp = idp();
    let sign_on = sign_on(&idp);
    let started = start(&sign_on, LoginOptions::new());
    let _ = idp.answer(started.message().address(), now()).unwrap();
    let started = start(&sign_on, LoginOptions::new().binding(Binding::Post));
    let (_, request) = started.message().fields().next().unwrap();
    let response = idp.answer(Sent::form(request, Some("kept")), now()).unwrap();
    assert!(response.to_form().unwrap().ends_with("&RelayState=kept"));
}

#[test]
fn an_acs_url_by_index_has_to_be_given() {
    let idp = idp();
    let sign_on = sign_on(&idp);
    let started = start(&sign_on, LoginOptions::new().acs_index(0));
    let response = idp.answer(started.message(), now()).unwrap();
    assert_eq!(response.to_xml().unwrap_err().fix(), ["call TestResponse::to"]);
    let _ = finish(&sign_on, &MemoryCache::new(10), &started, &response.to(ACS)).unwrap();
}

#[test]
fn requests_that_a_product_would_refuse_are_refused() {
    let idp = idp();
    let refused = |idp: &TestIdp, sent: &str| idp.answer(sent, now()).unwrap_err().to_string();
    let signed = start(&sign_on(&idp), LoginOptions::new());
    let unsigned = SignOn::builder(builder(&idp).allow_test_keys().build().unwrap());
    let unsigned = unsigned.sealing_keys(SealingKeys::new([7; 32])).build().unwrap();
    let strict = idp.clone().with_signed_requests(service_certificate().unwrap());
    for binding in [Binding::Redirect, Binding::Post] {
        let started = start(&unsigned, LoginOptions::new().binding(binding));
        let _ = idp.answer(started.message(), now()).unwrap();
        let error = strict.answer(started.message(), now()).unwrap_err().to_string();
        assert!(error.contains("not signed"), "{error}");
    }
    let url = signed.message().address();
    let _ = strict.answer(url, now()).unwrap();
    assert!(refused(&strict, &url.replace("RelayState=", "RelayState=0")).contains("not signed"));
    let moved = idp.clone().with_single_sign_on("https://idp.test/elsewhere");
    assert!(refused(&moved, url).contains("Destination"));
    assert!(refused(&idp, "https://idp.test/sso").contains("no query"));
    assert!(idp.answer_logout(url, SLO, now()).unwrap_err().to_string().contains("not a LogoutRequest"));
    assert!(idp.answer(Sent::form("?", None), now()).is_err());
}

fn session(sign_on: &SignOn, idp: &TestIdp) -> SessionSubject {
    let started = start(sign_on, LoginOptions::new());
    let response = idp.answer(started.message(), now()).unwrap().session_index("s1");
    finish(sign_on, &MemoryCache::new(10), &started, &response).unwrap().session_subject()
}

#[test]
fn the_identity_provider_ends_a_session() {
    let idp = idp();
    let sign_on = sign_on(&idp);
    let session = session(&sign_on, &idp);
    for binding in [Binding::Redirect, Binding::Post] {
        let logout = idp.logout_request(SLO, session.clone(), now()).binding(binding).relay_state("r");
        let receive = |logout: &samlens::testing::TestLogout| {
            let message = logout.to_message().unwrap();
            let query = logout.to_query().unwrap_or_default();
            let field = message.fields().next().map(|(_, value)| value).unwrap_or_default();
            let delivery = match binding {
                Binding::Redirect => LogoutDelivery::query(SLO, &query),
                _ => LogoutDelivery::form(SLO, field, Some("r")),
            };
            ready(sign_on.receive_logout(delivery, &OpenRequests::default(), &MemoryCache::new(10), now()))
        };
        let Ok(LogoutReceived::Asked(asked)) = receive(&logout) else { panic!("not a request") };
        assert!(asked.logout().ends_session(&session));
        assert_eq!(asked.logout().session_indexes(), ["s1"]);
        let answer =
            sign_on.answer_logout(&asked, LogoutResult::Complete, now(), Random::from_bytes([3; 32]));
        assert!(answer.unwrap().address().contains("RelayState=r"));
        let code = |logout| match receive(&logout).unwrap_err() {
            Refusal::Rejected(rejection) => rejection.code(),
            other => panic!("{other}"),
        };
        assert_eq!(code(logout.clone().unsigned()), Code::Unsigned);
        assert_eq!(code(logout.clone().signed_by_another()), Code::SignatureValueMismatch);
    }
}

#[test]
fn the_service_ends_a_session_and_is_answered() {
    let idp = idp().with_signed_requests(service_certificate().unwrap());
    let sign_on = sign_on(&idp);
    for (result, partial) in [(LogoutResult::Complete, false), (LogoutResult::Partial, true)] {
        let sessions = [session(&sign_on, &idp)];
        let path = ReturnPath::or_root("/bye");
        let step = sign_on.start_logout(sessions, path, now(), Random::from_bytes([2; 32])).unwrap();
        let LogoutStep::Send(answer) = step else { panic!("nothing is sent") };
        let (_, url) = answer.headers().find(|(name, _)| *name == "Location").unwrap();
        let query = idp.answer_logout(url, SLO, now()).unwrap().result(result).to_query().unwrap();
        let open = open(&sign_on, &answer);
        let received = ready(sign_on.receive_logout(
            LogoutDelivery::query(SLO, &query),
            &open,
            &MemoryCache::new(10),
            now(),
        ));
        let Ok(LogoutReceived::Answered(pending)) = received else { panic!("{received:?}") };
        let step = sign_on.continue_logout(pending, now(), Random::from_bytes([4; 32])).unwrap();
        let LogoutStep::Done { return_path, is_partial, .. } = step else { panic!("not done") };
        assert_eq!((return_path.as_str(), is_partial), ("/bye", partial));
    }
    assert_eq!(sign_on.validator().service_provider().entity_id(), Some(SERVICE));
}
