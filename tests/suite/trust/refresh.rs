//! Metadata that is fetched again and swapped in, from real servers on 127.0.0.1.

use samlens::chrono::{DateTime, TimeDelta, Utc};
use samlens::fetch::{Fetcher, Reach};
use samlens::refresh::{Directory, DirectoryBuilder, Event, Source};
use samlens::{Certificate, Code, InResponseTo, ServiceProvider, Validator};
use samlens_forge::measured::now;
use samlens_forge::server::{Server, http_with_head, reply};
use samlens_forge::{Signing, flex, idp_metadata, key, keys};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

fn after(minutes: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minutes)
}

/// What a server has to say, which a test changes while it runs.
#[derive(Clone, Default)]
struct Served(Arc<Mutex<Document>>);

#[derive(Clone, Default)]
struct Document {
    body: Option<String>,
    headers: String,
    /// The value of `ETag` for which it answers 304.
    etag: Option<String>,
    /// The heads of the requests that came.
    heads: Vec<String>,
}

impl Served {
    fn new(body: &str) -> Served {
        let served = Served::default();
        served.set(Some(body));
        served
    }

    fn set(&self, body: Option<&str>) {
        self.0.lock().unwrap().body = body.map(str::to_owned);
    }

    fn start(&self) -> Server {
        let served = self.clone();
        http_with_head(move |_, head, stream| {
            let document = {
                let mut document = served.0.lock().unwrap();
                document.heads.push(head.to_ascii_lowercase());
                document.clone()
            };
            let matches =
                |etag: &String| head.to_ascii_lowercase().contains(&format!("if-none-match: {etag}"));
            match document.body {
                _ if document.etag.as_ref().is_some_and(matches) => reply(stream, "304 Not Modified", "", ""),
                Some(body) => reply(stream, "200 OK", &document.headers, &body),
                None => reply(stream, "503 Service Unavailable", "", ""),
            }
        })
    }

    fn last_head(&self) -> String {
        self.0.lock().unwrap().heads.last().cloned().unwrap()
    }
}

fn builder() -> DirectoryBuilder {
    let service = ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS);
    Directory::builder(Validator::builder().service_provider(service))
        .fetcher(Fetcher::new().reach(Reach::Any))
}

fn source(server: &Server) -> Source {
    Source::url(server.url("/metadata?token=secret")).allow_unprotected()
}

fn metadata(keys: &[&'static samlens_forge::Key]) -> String {
    idp_metadata(flex::ISSUER, keys).xml()
}

fn login(by: &'static str) -> String {
    flex::login().sign_response(Signing::new(key(by))).message().base64()
}

fn code(directory: &Directory, by: &'static str, at: DateTime<Utc>) -> Option<Code> {
    let result = directory.validator().validate(&login(by), InResponseTo::Unchecked, at);
    result.err().map(|rejection| rejection.code())
}

#[test]
fn a_rotated_key_is_taken_in_while_running() {
    let served = Served::new(&metadata(&[keys::idp()]));
    let server = served.start();
    let directory = builder().source(source(&server)).start(now()).unwrap();
    assert_eq!(code(&directory, "idp-rsa2048", now()), None);
    assert_eq!(code(&directory, "idp-rotated", now()), Some(Code::SignatureValueMismatch));
    let begun_with = directory.validator();
    served.set(Some(&metadata(&[key("idp-rotated")])));
    // Not due yet; a message that does not verify makes it due.
    assert!(directory.refresh_due(after(1)).events().is_empty());
    assert!(directory.hasten(flex::ISSUER, after(1)));
    let refresh = directory.refresh_due(after(1));
    assert!(
        matches!(refresh.events(), [Event::Refreshed { changed: true, providers: 1, .. }]),
        "{refresh:?}"
    );
    assert!(refresh.swapped());
    assert_eq!(code(&directory, "idp-rotated", now()), None);
    assert_eq!(code(&directory, "idp-rsa2048", now()), Some(Code::SignatureValueMismatch));
    // Who began with the old one ends with it.
    assert!(begun_with.validate(&login("idp-rsa2048"), InResponseTo::Unchecked, now()).is_ok());
    assert_eq!(server.asked(), 2);
    assert!(refresh.next() > after(50) && refresh.next() <= after(61), "{}", refresh.next());
}

#[test]
fn what_is_unchanged_is_not_sent_again() {
    let served = Served::new(&metadata(&[keys::idp()]));
    {
        let mut document = served.0.lock().unwrap();
        document.headers = "ETag: \"v1\"\r\nLast-Modified: Thu, 15 Jan 2026 09:00:00 GMT\r\n".to_owned();
        document.etag = Some("\"v1\"".to_owned());
    }
    let server = served.start();
    let directory = builder().source(source(&server)).start(now()).unwrap();
    assert!(
        !served.last_head().contains("if-none-match") && !served.last_head().contains("if-modified-since")
    );
    let before = directory.validator();
    let refresh = directory.refresh_due(after(60));
    assert!(matches!(refresh.events(), [Event::Refreshed { changed: false, .. }]), "{refresh:?}");
    assert!(served.last_head().contains("if-modified-since: thu, 15 jan 2026 09:00:00 gmt"));
    assert!(!refresh.swapped() && Arc::ptr_eq(&before, &directory.validator()), "nothing was built");
}

#[test]
fn a_server_that_says_unchanged_without_being_asked_is_refused() {
    let server = http_with_head(|_, _, stream| reply(stream, "304 Not Modified", "", ""));
    let error = Fetcher::new().reach(Reach::Any).text(&server.url("/m")).unwrap_err();
    assert!(error.to_string().contains("answers HTTP 304"), "{error}");
}

#[test]
fn an_address_that_is_down_for_a_day_costs_no_login() {
    let served = Served::new(&metadata(&[keys::idp()]));
    let server = served.start();
    let directory = builder().source(source(&server)).start(now()).unwrap();
    let (mut at, mut failures) = (after(60), 0);
    for body in [None, Some("<html>down for maintenance</html>"), Some(""), Some(&metadata(&[])[..])]
        .iter()
        .cycle()
        .take(30)
    {
        served.set(*body);
        let refresh = directory.refresh_due(at);
        let [Event::Failed { since, failures: counted, in_use: true, reason, .. }] = refresh.events() else {
            panic!("{refresh:?}")
        };
        failures += 1;
        assert_eq!((*since, *counted), (after(60), failures));
        assert!(!reason.contains("secret"), "{reason}");
        assert_eq!(code(&directory, "idp-rsa2048", now()), None);
        at = refresh.next();
    }
    assert!(at > after(24 * 60), "{at}");
    served.set(Some(&metadata(&[keys::idp()])));
    let refresh = directory.refresh_due(at);
    assert!(matches!(refresh.events(), [Event::Refreshed { changed: false, .. }]), "{refresh:?}");
}

#[test]
fn what_is_outdated_is_refused_and_does_not_replace_what_is_good() {
    let until = |instant: &str| idp_metadata(flex::ISSUER, &[keys::idp()]).valid_until(instant).xml();
    let served = Served::new(&until("2026-01-15T10:30:00Z"));
    let server = served.start();
    let directory = builder().source(source(&server)).start(now()).unwrap();
    assert_eq!(code(&directory, "idp-rsa2048", now()), None);
    served.set(Some(&until("2026-01-15T09:00:00Z")));
    let refresh = directory.refresh_due(after(25));
    let [Event::Failed { usable_until: Some(_), reason, .. }] = refresh.events() else {
        panic!("{refresh:?}")
    };
    assert!(reason.contains("was valid until 2026-01-15T09:00:00Z"), "{reason}");
    assert_eq!(code(&directory, "idp-rsa2048", now()), None);
    served.set(None);
    directory.refresh_due(after(40));
    assert_eq!(code(&directory, "idp-rsa2048", after(40)), Some(Code::MetadataOutdated));
    // A start with it fails.
    served.set(Some(&until("2026-01-15T09:00:00Z")));
    assert!(builder().source(source(&server)).start(now()).is_err());
}

#[test]
fn metadata_must_be_signed_where_a_key_is_given() {
    let certificate = |name: &str| Certificate::from_pem(key(name).pem().as_bytes()).unwrap();
    let entity = idp_metadata(flex::ISSUER, &[keys::idp()]).entity();
    let signed = super::signed::signed_with(entity, &Signing::new(key("other-tenant")));
    let served = Served::new(&signed);
    let server = served.start();
    let source = |name: &str| Source::url(server.url("/m")).signed_by([certificate(name)]);
    let directory = builder().source(source("other-tenant")).start(now()).unwrap();
    assert_eq!(code(&directory, "idp-rsa2048", now()), None);
    let error = builder().source(source("idp-rotated")).start(now()).unwrap_err();
    assert!(error.to_string().contains("is signed with the key of"), "{error}");
    // Neither an unsigned document nor one that was changed replaces it.
    let changed = signed.replace(flex::SSO_URL, "https://evil.example/sso");
    for (body, minute) in [(metadata(&[key("idp-rotated")]), 60), (changed, 70)] {
        served.set(Some(&body));
        let refresh = directory.refresh_due(after(minute));
        assert!(matches!(refresh.events(), [Event::Failed { in_use: true, .. }]), "{refresh:?}");
    }
    assert_eq!(code(&directory, "idp-rotated", now()), Some(Code::SignatureValueMismatch));
}

#[test]
fn an_empty_list_of_signers_turns_no_verification_off() {
    let served = Served::new(&metadata(&[keys::idp()]));
    let server = served.start();
    let source = source(&server).signed_by([]);
    let error = builder().source(source).start(now()).unwrap_err();
    let expected =
        format!("no certificate was given to verify the metadata of {} with", server.url("/metadata"));
    assert_eq!(error.to_string(), expected);
    assert_eq!(server.asked(), 0);
}

/// A key that everyone has, published by one identity provider, keeps the keys of the others as fresh as before.
#[test]
fn a_published_test_key_does_not_stop_the_others() {
    let idp = samlens::testing::TestIdp::new("https://published.example.org").unwrap();
    let (good, bad) = (Served::new(&metadata(&[keys::idp()])), Served::new(&idp.metadata()));
    let (first, second) = (bad.start(), good.start());
    let directory = builder().source(source(&first)).source(source(&second)).start(now()).unwrap();
    good.set(Some(&metadata(&[key("idp-rotated")])));
    directory.refresh_due(after(120));
    assert_eq!(code(&directory, "idp-rotated", now()), None);
    assert!(directory.validator().identity_provider("https://published.example.org").is_none());
}

#[test]
fn unsigned_metadata_over_http_must_be_named() {
    let error = builder().source(Source::url("http://idp.example/m?token=secret")).start(now()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "http://idp.example/m is not https, and no certificate verifies the metadata"
    );
}

#[test]
fn a_query_service_is_asked_for_each_entity_and_answers_for_that_one_alone() {
    let served = Served::new(&metadata(&[keys::idp()]));
    let server = served.start();
    let mdq = |entity_id: &str| Source::mdq(&server.url("/mdq/"), entity_id).allow_unprotected();
    let directory = builder().source(mdq(flex::ISSUER)).start(now()).unwrap();
    assert!(
        served.last_head().starts_with("get /mdq/entities/urn%3aacme-dev.us.auth0.com http/1.1"),
        "{}",
        served.last_head()
    );
    assert_eq!(code(&directory, "idp-rsa2048", now()), None);
    let sha1 = Source::mdq_sha1(&server.url("/mdq"), flex::ISSUER).allow_unprotected();
    builder().source(sha1).start(now()).unwrap();
    assert!(served.last_head().starts_with("get /mdq/entities/%7bsha1%7d"), "{}", served.last_head());
    let error = builder().source(mdq("urn:other")).start(now()).unwrap_err();
    assert!(error.to_string().starts_with("there is no identity provider urn:other"), "{error}");
}

#[test]
fn sources_come_and_go_while_running() {
    let (one, two) = (
        Served::new(&metadata(&[keys::idp()])),
        Served::new(&idp_metadata("urn:two", &[key("other-tenant")]).xml()),
    );
    let (first, second) = (one.start(), two.start());
    let directory = builder().source(source(&first)).start(now()).unwrap();
    directory.add(source(&second), after(1)).unwrap();
    assert_eq!(directory.refresh_due(after(1)).events().len(), 1);
    assert_eq!(directory.validator().identity_providers().len(), 2);
    directory.remove(source(&first).address()).unwrap();
    assert_eq!(code(&directory, "idp-rsa2048", now()), Some(Code::IssuerMismatch));
    assert!(directory.remove(source(&second).address()).is_err(), "none would be left");
    assert_eq!(directory.validator().identity_providers().len(), 1);
}

#[test]
fn a_copy_starts_the_service_while_the_address_is_down() {
    let served = Served::default();
    let server = served.start();
    assert!(builder().source(source(&server)).start(now()).unwrap_err().to_string().contains("HTTP 503"));
    let directory =
        builder().source(source(&server).with_copy(metadata(&[keys::idp()]))).start(now()).unwrap();
    assert_eq!(code(&directory, "idp-rsa2048", now()), None);
    served.set(Some(&metadata(&[key("idp-rotated")])));
    directory.refresh_due(after(5));
    assert_eq!(code(&directory, "idp-rotated", now()), None);
}

#[test]
fn one_source_that_fails_does_not_stop_the_others() {
    let (good, bad) = (Served::new(&metadata(&[keys::idp()])), Served::default());
    let (first, second) = (bad.start(), good.start());
    let directory = builder().source(source(&first)).source(source(&second)).start(now()).unwrap();
    assert_eq!(code(&directory, "idp-rsa2048", now()), None);
}

/// Logins go on while documents are swapped: none waits, none sees half of a change.
#[test]
fn logins_go_on_while_metadata_is_swapped() {
    let both = metadata(&[keys::idp(), key("idp-rotated")]);
    let served = Served::new(&both);
    let server = served.start();
    let directory = builder().source(source(&server)).start(now()).unwrap();
    let (done, validated) = (AtomicBool::new(false), AtomicUsize::new(0));
    let message = login("idp-rsa2048");
    let refreshes = std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    directory.validator().validate(&message, InResponseTo::Unchecked, now()).unwrap();
                    validated.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let refresh = |turn: i64| {
            served.set(Some(&if turn % 2 == 0 { both.clone() } else { metadata(&[keys::idp()]) }));
            directory.refresh_due(after(turn * 60))
        };
        let refreshes: Vec<_> = (1..20).map(refresh).collect();
        done.store(true, Ordering::SeqCst);
        refreshes
    });
    for refresh in refreshes {
        assert!(matches!(refresh.events(), [Event::Refreshed { changed: true, .. }, ..]), "{refresh:?}");
    }
    assert!(validated.load(Ordering::SeqCst) > 4, "{validated:?}");
}
