//! When to fetch what, and what is in use: without a clock, a thread or a network. Instants and answers are arguments.

use super::certificates::CertificateDates;
use super::duration::parse_duration;
use super::{Event, Source};
use crate::fetch::Revision;
use crate::trust::{IdentityProvider, IdentityProviders};
use crate::{Error, ValidatorBuilder};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashSet;
use std::sync::Arc;

/// After so long without an answer, a fetch counts as lost and is begun again.
const LOST_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Identity providers of one document that are named as ignored.
const MAX_IGNORED: usize = 16;

#[derive(Debug)]
pub(super) struct Schedule {
    entries: Vec<Entry>,
    next_id: u64,
    shortest: TimeDelta,
    longest: TimeDelta,
    seed: u64,
    certificates: CertificateDates,
}

#[derive(Debug)]
struct Entry {
    id: u64,
    source: Arc<Source>,
    revision: Revision,
    good: Option<Good>,
    due: DateTime<Utc>,
    /// A fetch is under way; until then it is waited for.
    busy_until: Option<DateTime<Utc>>,
    failed_since: Option<DateTime<Utc>>,
    failures: u32,
    /// Counts what has jitter, so that each time differs.
    turn: u64,
    last_try: Option<DateTime<Utc>>,
}

/// What is in use of a source.
#[derive(Debug)]
struct Good {
    providers: Vec<IdentityProvider>,
    /// When it was fetched or confirmed.
    at: DateTime<Utc>,
}

/// Something to fetch.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) id: u64,
    pub(super) source: Arc<Source>,
    pub(super) revision: Revision,
}

/// What came of it.
#[derive(Debug)]
pub(super) enum FetchAnswer {
    Unchanged,
    Document(IdentityProviders, Revision),
    Failed(Error),
}

/// What an answer changes.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) events: Vec<Event>,
    /// Whether a validator must be built.
    pub(super) rebuild: bool,
}

impl Schedule {
    pub(super) fn new(shortest: TimeDelta, longest: TimeDelta, seed: u64) -> Schedule {
        let certificates = CertificateDates::default();
        Schedule {
            entries: Vec::new(),
            next_id: 0,
            shortest,
            longest: longest.max(shortest),
            seed,
            certificates,
        }
    }

    /// Adds a source, which is due at once. One with the same address takes the place of the old one.
    pub(super) fn add(&mut self, source: Source, now: DateTime<Utc>) -> u64 {
        self.next_id = self.next_id.saturating_add(1);
        let entry = Entry {
            id: self.next_id,
            source: Arc::new(source),
            revision: Revision::default(),
            good: None,
            due: now,
            busy_until: None,
            failed_since: None,
            failures: 0,
            turn: 0,
            last_try: None,
        };
        self.entries.retain(|one| one.source.url != entry.source.url);
        self.entries.push(entry);
        self.next_id
    }

    pub(super) fn remove(&mut self, url: &str) -> bool {
        let before = self.entries.len();
        self.entries.retain(|one| one.source.url != url);
        self.entries.len() < before
    }

    /// Makes a source due, after a copy was taken in.
    pub(super) fn due_at_once(&mut self, id: u64, now: DateTime<Utc>) {
        for entry in self.entries.iter_mut().filter(|entry| entry.id == id) {
            (entry.due, entry.failures, entry.failed_since) = (now, 0, None);
        }
    }

    /// Whether an identity provider is left without the source at this address.
    pub(super) fn would_leave_one(&self, url: &str, template: &ValidatorBuilder) -> bool {
        let others = self.entries.iter().filter(|entry| entry.source.url != url);
        template.has_provider()
            || others.filter_map(|entry| entry.good.as_ref()).any(|good| !good.providers.is_empty())
    }

    /// At most so many fetches that are due. Until they are answered, they are not due again.
    pub(super) fn tasks(&mut self, most: usize, now: DateTime<Utc>) -> Vec<Task> {
        let due = |entry: &&mut Entry| entry.due <= now && entry.busy_until.is_none_or(|until| until <= now);
        let begin = |entry: &mut Entry| {
            entry.busy_until = now.checked_add_signed(LOST_AFTER);
            entry.last_try = Some(now);
            // Over http anyone on the way could answer that nothing has changed.
            let revision =
                if entry.source.is_exposed() { Revision::default() } else { entry.revision.clone() };
            Task { id: entry.id, source: entry.source.clone(), revision }
        };
        self.entries.iter_mut().filter(due).take(most).map(begin).collect()
    }

    /// When there is something to do next.
    pub(super) fn next(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let when = |entry: &Entry| entry.busy_until.map_or(entry.due, |until| until.max(entry.due));
        let first = self.entries.iter().map(when).min();
        let latest = now.checked_add_signed(self.longest).unwrap_or(now);
        first.unwrap_or(latest).clamp(now, latest)
    }

    /// Whether each source has been tried.
    pub(super) fn all_tried(&self) -> bool {
        self.entries.iter().all(|entry| entry.last_try.is_some())
    }

    /// Makes the source of an identity provider due, at the earliest the shortest interval after it was tried last.
    pub(super) fn hasten(&mut self, entity_id: &str, now: DateTime<Utc>) -> bool {
        let mut known = false;
        for entry in &mut self.entries {
            let has = |good: &Good| good.providers.iter().any(|one| one.entity_id() == entity_id);
            if !entry.good.as_ref().is_some_and(has) && entry.source.entity_id.as_deref() != Some(entity_id) {
                continue;
            }
            known = true;
            let earliest =
                entry.last_try.and_then(|last| last.checked_add_signed(self.shortest)).unwrap_or(now);
            entry.due = entry.due.min(earliest.max(now));
        }
        known
    }

    /// Takes in what came of a task. An answer to a source that was removed meanwhile changes nothing.
    pub(super) fn answer(
        &mut self,
        id: u64,
        answer: FetchAnswer,
        template: &ValidatorBuilder,
        now: DateTime<Utc>,
    ) -> Changes {
        let (shortest, longest, seed) = (self.shortest, self.longest, self.seed);
        let mut outcome = Changes::default();
        let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) else { return outcome };
        entry.busy_until = None;
        let source = entry.source.shown().to_owned();
        match (answer, &mut entry.good) {
            (FetchAnswer::Failed(error), _) => {
                outcome.events.push(entry.failed(error.to_string(), now));
                let doubled = entry.failures.saturating_sub(1).min(16);
                let delay = shortest.checked_mul(1 << doubled).unwrap_or(longest).min(longest);
                entry.wait(delay, seed, now);
                return outcome;
            }
            (FetchAnswer::Unchanged, None) => {
                // Nothing is known that could be unchanged: ask for all of it.
                entry.revision = Revision::default();
                outcome.events.push(entry.failed(
                    "the server says that the metadata is unchanged, but there is none yet".to_owned(),
                    now,
                ));
                entry.wait(shortest, seed, now);
                return outcome;
            }
            (FetchAnswer::Unchanged, Some(good)) => {
                good.at = now;
                outcome.rebuild = entry.source.max_age.is_some();
                let providers = good.providers.len();
                outcome.events.push(Event::Refreshed { source, providers, changed: false });
            }
            (FetchAnswer::Document(all, revision), known) => {
                let ignored = |entity_id: &str, reason: String| Event::Ignored {
                    source: source.clone(),
                    entity_id: entity_id.to_owned(),
                    reason,
                };
                let mut notes: Vec<Event> = all
                    .unusable()
                    .iter()
                    .map(|one| ignored(one.entity_id(), one.reason().to_owned()))
                    .collect();
                let mut providers = Vec::with_capacity(all.providers().len());
                for provider in all.providers() {
                    match template.refuses(provider) {
                        Some(why) => notes.push(ignored(provider.entity_id(), why)),
                        None => providers.push(provider.clone()),
                    }
                }
                notes.truncate(MAX_IGNORED);
                if providers.is_empty() {
                    let reason = "the metadata has no identity provider that can be used".to_owned();
                    outcome.events.push(entry.failed(reason, now));
                    outcome.events.extend(notes);
                    entry.wait(shortest, seed, now);
                    return outcome;
                }
                if entry.source.must_not_go_back()
                    && known.as_ref().is_some_and(|known| known.ends_after(&providers))
                {
                    let reason = "the metadata ends earlier than the one in use, and came over http: it may be an old one";
                    outcome.events.push(entry.failed(reason.to_owned(), now));
                    entry.wait(shortest, seed, now);
                    return outcome;
                }
                let changed = known.as_ref().is_none_or(|known| known.providers != providers);
                outcome.rebuild = changed || entry.source.max_age.is_some();
                let count = providers.len();
                outcome.events.push(Event::Refreshed { source: source.clone(), providers: count, changed });
                if changed {
                    outcome.events.extend(notes);
                }
                *known = Some(Good { providers, at: now });
                entry.revision = revision;
            }
        }
        (entry.failed_since, entry.failures) = (None, 0);
        let delay = entry.good.as_ref().map_or(longest, |good| good.interval(now, shortest, longest));
        entry.wait(delay, seed, now);
        outcome
    }

    /// Every identity provider that is in use. Where two sources have one, the first counts; what the template has
    /// goes before all. One that a source names comes from such a source alone, even while that gives nothing: another
    /// publisher must not introduce it meanwhile.
    pub(super) fn providers(&self, template: &ValidatorBuilder) -> (Vec<IdentityProvider>, Vec<Event>) {
        let (mut providers, mut events) = (Vec::new(), Vec::new());
        let mut seen: HashSet<&str> = HashSet::new();
        let named: HashSet<&str> =
            self.entries.iter().filter_map(|entry| entry.source.entity_id.as_deref()).collect();
        for entry in &self.entries {
            let Some(good) = &entry.good else { continue };
            let end = entry.source.max_age.and_then(|age| good.at.checked_add_signed(age));
            for provider in &good.providers {
                let name = provider.entity_id();
                let is_foreign = entry.source.entity_id.is_none() && named.contains(name);
                if is_foreign || template.trusts(name) || !seen.insert(name) {
                    let reason = match is_foreign {
                        true => "another source names this entity ID",
                        false => "an earlier source has the same entity ID",
                    };
                    if events.len() < MAX_IGNORED {
                        events.push(Event::Ignored {
                            source: entry.source.shown().to_owned(),
                            entity_id: name.to_owned(),
                            reason: reason.to_owned(),
                        });
                    }
                    continue;
                }
                providers.push(provider.clone().usable_until(end));
            }
        }
        (providers, events)
    }

    /// Events of certificates that expire soon.
    pub(super) fn expiring(&mut self, providers: &[IdentityProvider], now: DateTime<Utc>) -> Vec<Event> {
        self.certificates.look_over(providers, now)
    }
}

impl Good {
    /// Whether these end earlier, by what their metadata states.
    fn ends_after(&self, others: &[IdentityProvider]) -> bool {
        let first =
            |providers: &[IdentityProvider]| providers.iter().filter_map(IdentityProvider::valid_until).min();
        match (first(&self.providers), first(others)) {
            (Some(known), Some(other)) => other < known,
            (known, None) => known.is_some(),
            (None, Some(_)) => false,
        }
    }

    /// The time to the next fetch: three quarters of what the metadata states, so that a failure leaves time for more
    /// tries (saml-metadata-2.0-os, section 2.3.2: `validUntil` and `cacheDuration`).
    fn interval(&self, now: DateTime<Utc>, shortest: TimeDelta, longest: TimeDelta) -> TimeDelta {
        let cached =
            self.providers.iter().filter_map(IdentityProvider::cache_duration).filter_map(parse_duration);
        let left = |provider: &IdentityProvider| {
            provider.valid_until().map(|until| until.signed_duration_since(now))
        };
        let valid = self.providers.iter().filter_map(left).filter(|left| *left > TimeDelta::zero());
        let share = |stated: TimeDelta| stated.checked_mul(3).map(|thrice| thrice / 4);
        let share = cached.chain(valid).min().and_then(share).unwrap_or(longest);
        share.clamp(shortest, longest)
    }
}

impl Entry {
    fn failed(&mut self, reason: String, now: DateTime<Utc>) -> Event {
        self.failures = self.failures.saturating_add(1);
        // A query may have a token, and reasons are logged.
        let reason = reason.replace(&self.source.url, self.source.shown());
        let ends = |good: &Good| {
            let by_age = self.source.max_age.and_then(|age| good.at.checked_add_signed(age));
            good.providers.iter().filter_map(IdentityProvider::valid_until).chain(by_age).min()
        };
        Event::Failed {
            source: self.source.shown().to_owned(),
            since: *self.failed_since.get_or_insert(now),
            failures: self.failures,
            usable_until: self.good.as_ref().and_then(ends),
            in_use: self.good.is_some(),
            reason,
        }
    }

    /// Sets when it is due: after this time, or up to a tenth earlier, so that not all machines fetch at once.
    fn wait(&mut self, delay: TimeDelta, seed: u64, now: DateTime<Utc>) {
        self.turn = self.turn.saturating_add(1);
        let mut digest = openssl::sha::Sha256::new();
        digest.update(&seed.to_be_bytes());
        digest.update(&self.turn.to_be_bytes());
        digest.update(self.source.url.as_bytes());
        let [first, second, ..] = digest.finish();
        let share = i64::from(u16::from_be_bytes([first, second]));
        let earlier = delay.num_milliseconds() / 10 * share / i64::from(u16::MAX);
        let delay = delay - TimeDelta::milliseconds(earlier);
        self.due = now.checked_add_signed(delay).unwrap_or(now);
    }
}
