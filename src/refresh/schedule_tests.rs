//! The schedule by itself: instants and answers in, fetches and identity providers out.

use super::schedule::{Changes, FetchAnswer, Schedule};
use super::{Event, Source};
use crate::fetch::Revision;
use crate::trust::IdentityProviders;
use crate::{Certificate, Error, IdentityProvider, ServiceProvider, Validator, ValidatorBuilder};
use chrono::{DateTime, TimeDelta, Utc};

fn at(minute: i64) -> DateTime<Utc> {
    "2026-01-15T10:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minute)
}

fn certificate() -> Certificate {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/keys/idp-rsa2048.cert.pem");
    Certificate::from_pem(&std::fs::read(file).unwrap()).unwrap()
}

fn provider(entity_id: &str) -> IdentityProvider {
    IdentityProvider::builder(entity_id).certificate(certificate()).build().unwrap()
}

fn metadata(attributes: &str, entity_ids: &[&str]) -> IdentityProviders {
    use base64::Engine;
    let der = base64::engine::general_purpose::STANDARD.encode(certificate().der());
    let entities: String = entity_ids
        .iter()
        .map(|id| {
            format!(
                "<EntityDescriptor entityID='{id}'><IDPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'>\
                 <KeyDescriptor><KeyInfo xmlns='http://www.w3.org/2000/09/xmldsig#'><X509Data><X509Certificate>{der}</X509Certificate>\
                 </X509Data></KeyInfo></KeyDescriptor></IDPSSODescriptor></EntityDescriptor>"
            )
        })
        .collect();
    let xml = format!(
        "<EntitiesDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' {attributes}>{entities}</EntitiesDescriptor>"
    );
    IdentityProviders::from_metadata(&xml).unwrap()
}

fn template() -> ValidatorBuilder {
    Validator::builder().service_provider(ServiceProvider::new("urn:sp").with_acs("https://sp.example/acs"))
}

struct Run {
    schedule: Schedule,
    template: ValidatorBuilder,
}

impl Run {
    /// Intervals of 1 and 60 minutes, and these sources, due at once.
    fn new(sources: &[Source]) -> Run {
        let mut schedule = Schedule::new(TimeDelta::minutes(1), TimeDelta::minutes(60), 7);
        for source in sources {
            schedule.add(source.clone(), at(0));
        }
        Run { schedule, template: template() }
    }

    /// Fetches everything that is due, each with this answer.
    fn fetch(&mut self, minute: i64, answer: impl Fn(&str) -> FetchAnswer) -> Changes {
        let mut all = Changes::default();
        for task in self.schedule.tasks(100, at(minute)) {
            let answer = answer(&task.source.url);
            let outcome = self.schedule.answer(task.id, answer, &self.template, at(minute));
            all.events.extend(outcome.events);
            all.rebuild |= outcome.rebuild;
        }
        all
    }

    fn names(&self) -> Vec<String> {
        let (providers, _) = self.schedule.providers(&self.template);
        providers.iter().map(|one| one.entity_id().to_owned()).collect()
    }

    /// Minutes until the next fetch.
    fn next(&self, minute: i64) -> f64 {
        let left = self.schedule.next(at(minute)) - at(minute);
        left.to_std().unwrap().as_secs_f64() / 60.0
    }
}

const A: &str = "https://a.example/metadata?token=secret";

fn good(_: &str) -> FetchAnswer {
    FetchAnswer::Document(metadata("", &["urn:a"]), Revision::default())
}

fn failed(url: &str) -> FetchAnswer {
    FetchAnswer::Failed(Error::unreachable(format!("{url} cannot be fetched: it is down")))
}

#[test]
fn a_source_is_fetched_when_it_is_due_and_by_one_at_a_time() {
    let mut run = Run::new(&[Source::url(A)]);
    let task = run.schedule.tasks(10, at(0)).pop().unwrap();
    assert!(run.schedule.tasks(10, at(0)).is_empty(), "it is under way");
    assert!(run.schedule.tasks(10, at(9)).is_empty());
    // The thread that fetched it was lost.
    assert_eq!(run.schedule.tasks(10, at(10)).len(), 1);
    let outcome = run.schedule.answer(task.id, good(A), &run.template, at(10));
    assert!(outcome.rebuild);
    assert_eq!(run.names(), ["urn:a"]);
    assert!(run.schedule.tasks(10, at(63)).is_empty());
    assert_eq!(run.schedule.tasks(10, at(71)).len(), 1);
}

#[test]
fn what_metadata_states_sets_the_interval_within_bounds() {
    // Nothing stated, cacheDuration, validUntil, both; too short and too long. Up to a tenth earlier.
    for (attributes, minutes) in [
        ("", 60.0),
        ("cacheDuration='PT20M'", 15.0),
        ("validUntil='2026-01-15T10:40:00Z'", 30.0),
        ("validUntil='2026-01-15T10:40:00Z' cacheDuration='PT4M'", 3.0),
        ("cacheDuration='PT0S'", 1.0),
        ("cacheDuration='P7D'", 60.0),
        ("cacheDuration='soon'", 60.0),
    ] {
        let mut run = Run::new(&[Source::url(A)]);
        run.fetch(0, |_| FetchAnswer::Document(metadata(attributes, &["urn:a"]), Revision::default()));
        let next = run.next(0);
        assert!(next <= minutes && next >= minutes * 0.9 - 0.001, "{attributes}: {next}");
    }
}

#[test]
fn machines_with_other_seeds_do_not_fetch_at_once() {
    let due = |seed: u64| {
        let mut schedule = Schedule::new(TimeDelta::minutes(1), TimeDelta::minutes(60), seed);
        let id = schedule.add(Source::url(A), at(0));
        schedule.tasks(1, at(0));
        schedule.answer(id, good(A), &template(), at(0));
        schedule.next(at(0))
    };
    let all: std::collections::HashSet<_> = (0..100).map(due).collect();
    assert!(all.len() > 90, "{}", all.len());
}

#[test]
fn after_failures_it_is_tried_less_and_less_often_and_what_was_good_stays() {
    let mut run = Run::new(&[Source::url(A)]);
    run.fetch(0, good);
    let mut minute = 60;
    for (failures, wait) in
        [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 16.0), (6, 32.0), (7, 60.0), (8, 60.0)]
    {
        let outcome = run.fetch(minute, failed);
        assert!(!outcome.rebuild);
        let Event::Failed { source, since, failures: counted, in_use, reason, .. } = &outcome.events[0]
        else {
            panic!("{:?}", outcome.events)
        };
        assert_eq!((*since, *counted, *in_use), (at(60), failures, true));
        assert_eq!(source, "https://a.example/metadata");
        assert_eq!(reason, "https://a.example/metadata cannot be fetched: it is down");
        let next = run.next(minute);
        assert!(next <= wait && next >= wait * 0.9 - 0.001, "{failures}: {next}");
        assert_eq!(run.names(), ["urn:a"]);
        minute += 60;
    }
    let outcome = run.fetch(minute, good);
    assert!(!outcome.rebuild, "nothing changed");
    assert!(matches!(outcome.events[0], Event::Refreshed { providers: 1, changed: false, .. }));
    let outcome = run.fetch(minute + 60, failed);
    assert!(matches!(outcome.events[0], Event::Failed { failures: 1, .. }));
}

#[test]
fn a_changed_document_differs_from_an_unchanged_one() {
    let mut run = Run::new(&[Source::url(A)]);
    assert!(matches!(
        run.fetch(0, |_| FetchAnswer::Unchanged).events[0],
        Event::Failed { in_use: false, .. }
    ));
    assert!(run.fetch(2, good).rebuild);
    let outcome = run.fetch(70, |_| FetchAnswer::Unchanged);
    assert!(!outcome.rebuild && matches!(outcome.events[0], Event::Refreshed { changed: false, .. }));
    let outcome = run.fetch(140, |_| FetchAnswer::Document(metadata("", &["urn:b"]), Revision::default()));
    assert!(outcome.rebuild && matches!(outcome.events[0], Event::Refreshed { changed: true, .. }));
    assert_eq!(run.names(), ["urn:b"]);
}

#[test]
fn max_age_ends_the_use_of_what_is_not_confirmed() {
    let mut run = Run::new(&[Source::url(A).max_age(TimeDelta::minutes(90))]);
    run.fetch(0, good);
    let until = |run: &Run| run.schedule.providers(&run.template).0[0].valid_until();
    assert_eq!(until(&run), Some(at(90)));
    let outcome = run.fetch(60, failed);
    assert!(matches!(outcome.events[0], Event::Failed { usable_until: Some(end), .. } if end == at(90)));
    assert_eq!(until(&run), Some(at(90)));
    assert!(run.fetch(62, |_| FetchAnswer::Unchanged).rebuild);
    assert_eq!(until(&run), Some(at(152)));
    // What the metadata states is not made longer.
    run.fetch(130, |_| {
        FetchAnswer::Document(metadata("validUntil='2026-01-15T12:20:00Z'", &["urn:a"]), Revision::default())
    });
    assert_eq!(until(&run), Some(at(140)));
}

#[test]
fn of_two_sources_the_first_counts_and_the_template_before_all() {
    let mut run = Run::new(&[Source::url("https://first.example"), Source::url("https://second.example")]);
    run.template = run.template.identity_provider(provider("urn:own"));
    run.fetch(0, |url| match url.contains("first") {
        true => FetchAnswer::Document(
            metadata("cacheDuration='PT1H'", &["urn:a", "urn:own"]),
            Revision::default(),
        ),
        false => FetchAnswer::Document(metadata("", &["urn:a", "urn:b"]), Revision::default()),
    });
    assert_eq!(run.names(), ["urn:a", "urn:b"]);
    let (providers, events) = run.schedule.providers(&run.template);
    assert_eq!(providers[0].cache_duration(), Some("PT1H"));
    let ignored: Vec<_> = events
        .iter()
        .map(|event| match event {
            Event::Ignored { source, entity_id, .. } => (source.as_str(), entity_id.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(ignored, [("https://first.example", "urn:own"), ("https://second.example", "urn:a")]);
    assert!(run.schedule.remove("https://first.example") && !run.schedule.remove("https://first.example"));
    assert_eq!(run.names(), ["urn:a", "urn:b"]);
}

#[test]
fn a_source_is_hastened_at_most_once_in_the_shortest_interval() {
    let mut run = Run::new(&[Source::url(A)]);
    run.fetch(0, good);
    assert!(!run.schedule.hasten("urn:unknown", at(5)));
    assert!(run.schedule.hasten("urn:a", at(0)));
    assert_eq!(run.next(0), 1.0);
    for _ in 0..100 {
        assert!(run.schedule.hasten("urn:a", at(5)));
    }
    assert_eq!(run.schedule.tasks(10, at(5)).len(), 1);
    assert!(run.schedule.hasten("urn:a", at(5)));
    assert!(run.schedule.tasks(10, at(5)).is_empty());
}

#[test]
fn certificates_are_reported_before_they_expire_once_a_step() {
    let end = certificate().not_after();
    let mut run = Run::new(&[]);
    let providers = [provider("urn:a")];
    let mut reported = Vec::new();
    for hour in 0..24 * 50 {
        let now = end - TimeDelta::days(48) + TimeDelta::hours(hour);
        for event in run.schedule.expiring(&providers, now) {
            let Event::CertificateExpires { days, has_successor, entity_id, .. } = event else {
                panic!("{event:?}")
            };
            assert_eq!((entity_id.as_str(), has_successor), ("urn:a", false));
            reported.push(days);
        }
    }
    assert_eq!(reported, [30, 14, 7, 3, 1, 0]);
}

#[test]
fn an_entity_that_a_source_names_comes_from_no_other() {
    let federation = "https://federation.example";
    let mut run = Run::new(&[Source::url(federation), Source::url(A).only("urn:a")]);
    let of_federation = || FetchAnswer::Document(metadata("", &["urn:a", "urn:b"]), Revision::default());
    // The one that names it cannot be fetched: the other does not introduce it meanwhile.
    run.fetch(0, |url| if url == federation { of_federation() } else { failed(url) });
    assert_eq!(run.names(), ["urn:b"]);
    let (_, events) = run.schedule.providers(&run.template);
    let [Event::Ignored { source, entity_id, reason, .. }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((source.as_str(), entity_id.as_str()), (federation, "urn:a"));
    assert_eq!(reason, "another source names this entity ID");
    run.fetch(2, |url| if url == federation { of_federation() } else { good(url) });
    assert_eq!(run.names(), ["urn:b", "urn:a"]);
    let (_, events) = run.schedule.providers(&run.template);
    assert_eq!(events.len(), 1, "the later source that names it counts: {events:?}");
}

#[test]
fn over_http_signed_metadata_does_not_go_back() {
    let until = |date: &str| {
        let document = metadata(&format!("validUntil='{date}'"), &["urn:a"]);
        FetchAnswer::Document(document, Revision::default())
    };
    for (url, is_refused) in [("http://a.example", true), ("https://a.example", false)] {
        let mut run = Run::new(&[Source::url(url).signed_by([certificate()])]);
        run.fetch(0, |_| until("2026-01-20T10:00:00Z"));
        let outcome = run.fetch(61, |_| until("2026-01-18T10:00:00Z"));
        let refused = outcome.events.iter().any(|event| matches!(event, Event::Failed { in_use: true, .. }));
        assert_eq!(refused, is_refused, "{url} {:?}", outcome.events);
        let used = run.schedule.providers(&run.template).0[0].valid_until().unwrap().to_rfc3339();
        assert!(used.starts_with(if is_refused { "2026-01-20" } else { "2026-01-18" }), "{url} {used}");
        assert!(!run.fetch(200, |_| until("2026-01-25T10:00:00Z")).events.is_empty());
        let used = run.schedule.providers(&run.template).0[0].valid_until().unwrap().to_rfc3339();
        assert!(used.starts_with("2026-01-25"), "{url} {used}");
    }
}

#[test]
fn over_http_no_one_can_say_that_nothing_has_changed() {
    let revision = Revision::default();
    for (url, asks) in [
        ("http://a.example", false),
        ("http://localhost.a.example", false),
        ("http://localhost:80@a.example", false),
        ("http://127.0.0.1:8080/metadata", true),
        ("https://a.example", true),
    ] {
        let mut run = Run::new(&[Source::url(url).allow_unprotected()]);
        run.fetch(0, |_| FetchAnswer::Document(metadata("", &["urn:a"]), Revision::test()));
        let task = run.schedule.tasks(1, at(61)).pop().unwrap();
        assert_eq!(task.revision != revision, asks, "{url}");
    }
}
