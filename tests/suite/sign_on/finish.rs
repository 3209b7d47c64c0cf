//! The end of a login: the response answers a request of this browser, once.

use super::*;
use samlens::replay::{Replay, ReplayKey, ReplayStore, RequestStore, StoreError, StoreFuture};
use samlens::sign_on::{ContextComparison, Delivery, Refusal, ReturnPath, SignedIn};
use samlens_forge::Part;
use std::collections::HashMap;
use std::sync::Mutex;

struct Browser {
    sign_on: SignOn,
    cookies: String,
    id: String,
}

/// A browser that has begun a login.
fn browser(sign_on: SignOn) -> Browser {
    let started = sign_on
        .start(
            &options().return_to(ReturnPath::new("/reports").unwrap()),
            &OpenRequests::default(),
            now(),
            random(1),
        )
        .unwrap();
    let cookies = cookie_header(started.cookies());
    Browser { cookies, id: started.request().id().to_owned(), sign_on }
}

impl Browser {
    fn post(&self, saml_response: &str, store: &dyn ReplayStore) -> Result<SignedIn, Refusal> {
        self.post_to(ACS, saml_response, store)
    }

    fn post_to(&self, acs: &str, saml_response: &str, store: &dyn ReplayStore) -> Result<SignedIn, Refusal> {
        let open = self.sign_on.open_requests([self.cookies.as_str()], now());
        ready(self.sign_on.finish(
            Delivery::new(acs, saml_response).relay_state(Some("/from-relay-state")),
            &open,
            store,
            now(),
        ))
    }

    fn code(&self, login: &Login) -> &'static str {
        match self.post(&encoded(login), &store()) {
            Ok(_) => "accepted",
            Err(refusal) => refusal.code(),
        }
    }
}

#[test]
fn a_response_to_the_request_of_this_browser_signs_in() {
    let browser = browser(sign_on());
    let signed_in = browser.post(&encoded(&response(Some(&browser.id))), &store()).unwrap();
    assert_eq!(signed_in.login().name_id(), "mara.oduya@example.org");
    assert_eq!((signed_in.provider(), signed_in.return_path().as_str()), (IDP, "/reports"));
    assert!(signed_in.is_solicited());
    // The cookie has done its work.
    let name = browser.cookies.split('=').next().unwrap();
    let removals: Vec<&str> = signed_in.cookies().collect();
    assert_eq!(removals.len(), 1);
    assert!(removals[0].starts_with(&format!("{name}=; Path=/; Max-Age=0;")), "{removals:?}");
    assert!(!format!("{signed_in:?}").contains("mara"));
}

#[test]
fn another_browser_cannot_be_given_the_response() {
    let attacker = browser(sign_on());
    let victim = Browser { cookies: String::new(), ..browser(sign_on()) };
    assert_eq!(victim.code(&response(Some(&attacker.id))), "no-open-request");
}

#[test]
fn a_response_to_another_request_is_refused() {
    assert_eq!(browser(sign_on()).code(&response(Some("_another"))), "in-response-to-mismatch");
}

#[test]
fn a_response_is_used_once() {
    let (browser, store) = (browser(sign_on()), store());
    let message = encoded(&response(Some(&browser.id)));
    assert!(browser.post(&message, &store).is_ok());
    assert_eq!(browser.post(&message, &store).unwrap_err().code(), "replayed");
}

#[test]
fn a_request_is_answered_once() {
    let (browser, store) = (browser(sign_on()), store());
    assert!(browser.post(&encoded(&response(Some(&browser.id))), &store).is_ok());
    let second = response(Some(&browser.id)).ids("_r2", "_a2");
    assert_eq!(browser.post(&encoded(&second), &store).unwrap_err().code(), "replayed");
}

#[test]
fn another_provider_cannot_answer() {
    let browser = browser(sign_on());
    let other = response(Some(&browser.id))
        .issuer(OTHER)
        .response_issuer(OTHER)
        .sign_response(Signing::new(keys::key("other-tenant")));
    assert_eq!(browser.code(&other), "other-provider");
}

#[test]
fn a_login_that_the_provider_began_has_to_be_allowed_by_name() {
    let unsolicited = response(None);
    assert_eq!(browser(sign_on()).code(&unsolicited), "unsolicited");
    let allowed = builder().allow_unsolicited_from(IDP).build().unwrap();
    let nothing_open = Browser { cookies: String::new(), ..browser(allowed) };
    let signed_in = nothing_open.post(&encoded(&unsolicited), &store()).unwrap();
    assert!(!signed_in.is_solicited());
    assert_eq!(signed_in.return_path().as_str(), "/from-relay-state");
    // It answers no request, so its assertion alone shows that it was used.
    let store = store();
    assert!(nothing_open.post(&encoded(&unsolicited), &store).is_ok());
    assert_eq!(nothing_open.post(&encoded(&unsolicited), &store).unwrap_err().code(), "replayed");
    // Of another provider it is still refused.
    let other = builder().allow_unsolicited_from(OTHER).build().unwrap();
    assert_eq!(browser(other).code(&unsolicited), "unsolicited");
    // And a stolen answer to a request of someone else is not taken for one.
    assert_eq!(nothing_open.code(&response(Some("_another"))), "no-open-request");
}

#[test]
fn without_an_open_request_the_refusal_says_what_arrived() {
    let nothing_open = Browser { cookies: String::new(), ..browser(sign_on()) };
    assert_eq!(nothing_open.code(&response(None)), "unsolicited");
    assert_eq!(nothing_open.code(&response(Some("_another"))), "no-open-request");
    let expired = response(None).issued("2026-01-14T10:00:30Z", 3600);
    assert_eq!(nothing_open.code(&expired), "assertion-expired");
}

#[test]
fn a_login_is_what_the_request_asked_for() {
    const PASSWORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
    const MFA: &str = "https://refeds.org/profile/mfa";
    let code = |options: LoginOptions, edit: &dyn Fn(Login) -> Login| {
        let sign_on = sign_on();
        let started = sign_on.start(&options, &OpenRequests::default(), now(), random(1)).unwrap();
        let cookies = cookie_header(started.cookies());
        let browser = Browser { cookies, id: started.request().id().to_owned(), sign_on };
        browser.code(&edit(response(Some(&browser.id))))
    };
    let exact = |class: &str| options().authn_context(ContextComparison::Exact, [class]);
    assert_eq!(code(exact(MFA), &|login| login.authn_context(MFA)), "accepted");
    assert_eq!(code(exact(MFA), &|login| login.authn_context(PASSWORD)), "not-as-requested");
    // An order of classes is the identity provider's; the service compares.
    let minimum = options().authn_context(ContextComparison::Minimum, [PASSWORD]);
    assert_eq!(code(minimum, &|login| login.authn_context(MFA)), "accepted");
    // AuthnInstant is within the clock skew of the request, then hours before it.
    let forced = options().force_authn(true);
    assert_eq!(code(forced.clone(), &|login| login), "accepted");
    let earlier = |login: Login| {
        login.edit(Part::AuthnStatement, |statement| statement.set("AuthnInstant", "2026-01-15T07:00:00Z"))
    };
    assert_eq!(code(forced, &earlier), "not-as-requested");
    assert_eq!(code(options(), &earlier), "accepted");
}

#[test]
fn one_provider_does_not_fill_the_store_with_its_requests() {
    let store = MemoryCache::new(4);
    let of = |issuer: &str, key: &str, seed: u8| {
        let options = LoginOptions::new().provider(issuer);
        let sign_on = sign_on();
        let started = sign_on.start(&options, &OpenRequests::default(), now(), random(seed)).unwrap();
        let ids = [format!("_r{seed}"), format!("_a{seed}")];
        let login = response(Some(started.request().id()))
            .issuer(issuer)
            .response_issuer(issuer)
            .ids(&ids[0], &ids[1])
            .sign_response(Signing::new(keys::key(key)));
        let open = sign_on.open_requests([cookie_header(started.cookies()).as_str()], now());
        let message = encoded(&login);
        let finished = ready(sign_on.finish(Delivery::new(ACS, &message), &open, &store, now()));
        finished.err().map_or("accepted", |refusal| refusal.code())
    };
    assert_eq!(of(IDP, "idp-rsa2048", 1), "accepted");
    assert_eq!(of(IDP, "idp-rsa2048", 2), "store-full");
    assert_eq!(of(OTHER, "other-tenant", 3), "accepted");
}

#[test]
fn several_tabs_log_in_at_once() {
    let sign_on = sign_on();
    let first = started(&sign_on, 1);
    let open = sign_on.open_requests([cookie_header(first.cookies()).as_str()], now());
    let second = sign_on.start(&options(), &open, now(), random(2)).unwrap();
    let cookies = cookie_header(first.cookies().chain(second.cookies()));
    let store = store();
    for (started, ids) in [(&second, ["_r1", "_a1"]), (&first, ["_r2", "_a2"])] {
        let open = sign_on.open_requests([cookies.as_str()], now());
        let message = encoded(&response(Some(started.request().id())).ids(ids[0], ids[1]));
        assert!(ready(sign_on.finish(Delivery::new(ACS, &message), &open, &store, now())).is_ok());
    }
}

#[test]
fn the_address_is_one_of_the_service_and_the_one_in_the_response() {
    let browser = browser(sign_on());
    let message = encoded(&response(Some(&browser.id)));
    let at = |acs| browser.post_to(acs, &message, &store()).unwrap_err().code();
    assert_eq!(at("https://sp.example.org/other"), "unknown-address");
    assert_eq!(at("https://sp.example.org/partners/acs"), "destination-mismatch");
}

#[test]
fn a_forged_response_is_refused_by_the_validator() {
    let browser = browser(sign_on());
    let forged = response(Some(&browser.id)).sign_response(Signing::new(keys::key("attacker-rsa2048")));
    let refusal = browser.post(&encoded(&forged), &store()).unwrap_err();
    assert_eq!((refusal.code(), refusal.status()), ("signature-value-mismatch", 403));
}

/// A store that does not answer.
struct Down;

impl ReplayStore for Down {
    fn insert<'a>(&'a self, _: &'a ReplayKey, _: DateTime<Utc>, _: DateTime<Utc>) -> StoreFuture<'a, Replay> {
        Box::pin(std::future::ready(Err(StoreError::new("no connection"))))
    }
}

#[test]
fn a_store_that_fails_accepts_no_login() {
    let browser = browser(sign_on());
    let refusal = browser.post(&encoded(&response(Some(&browser.id))), &Down).unwrap_err();
    assert_eq!((refusal.code(), refusal.status()), ("store-unavailable", 503));
    assert_eq!(refusal.to_string(), "the replay store failed: no connection");
    let full = MemoryCache::new(0);
    let refusal = browser.post(&encoded(&response(Some(&browser.id))), &full).unwrap_err();
    assert_eq!((refusal.code(), refusal.status()), ("store-full", 503));
}

#[derive(Default)]
struct Shelf(Mutex<HashMap<String, String>>);

impl RequestStore for Shelf {
    fn put<'a>(
        &'a self,
        handle: &'a str,
        value: &'a str,
        _: DateTime<Utc>,
        _: DateTime<Utc>,
    ) -> StoreFuture<'a, ()> {
        self.0.lock().unwrap().insert(handle.to_owned(), value.to_owned());
        Box::pin(std::future::ready(Ok(())))
    }

    fn take<'a>(&'a self, handle: &'a str, _: DateTime<Utc>) -> StoreFuture<'a, Option<String>> {
        let taken = self.0.lock().unwrap().remove(handle);
        Box::pin(std::future::ready(Ok(taken)))
    }
}

#[test]
fn a_request_can_be_kept_in_a_store_and_is_taken_once() {
    let (sign_on, shelf) = (sign_on(), Shelf::default());
    let started = started(&sign_on, 1);
    ready(sign_on.keep(&started, &shelf, now())).unwrap();
    let handle = started.request().handle();
    assert!(started.message().address().contains(&handle));
    // What is in the store cannot be read there.
    assert!(!shelf.0.lock().unwrap()[&handle].contains(started.request().id()));
    let open = ready(sign_on.kept_request(&handle, &shelf, now())).unwrap();
    let message = encoded(&response(Some(started.request().id())));
    assert!(ready(sign_on.finish(Delivery::new(ACS, &message), &open, &store(), now())).is_ok());
    assert!(ready(sign_on.kept_request(&handle, &shelf, now())).unwrap().logins().is_empty());
}

#[test]
fn a_key_can_be_replaced_while_logins_are_under_way() {
    let browser = browser(sign_on());
    let keys = SealingKeys::new([7; 32]).with_previous(SealingKeys::new([9; 32]));
    let rotated = Browser { sign_on: builder().sealing_keys(keys).build().unwrap(), ..browser };
    assert_eq!(rotated.code(&response(Some(&rotated.id))), "accepted");
}
