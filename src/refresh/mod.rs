//! Identity providers whose metadata is fetched again and swapped in while the service runs (feature `refresh`).
//!
//! ```no_run
//! use samlens::refresh::{Directory, Source};
//! use samlens::{Certificate, InResponseTo, ServiceProvider, Validator};
//! use std::sync::Arc;
//! use std::time::SystemTime;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let federation = Certificate::from_pem(&std::fs::read("federation.pem")?)?;
//! let service = ServiceProvider::new("https://sp.example.org/metadata").with_acs("https://sp.example.org/acs");
//! let directory = Directory::builder(Validator::builder().service_provider(service))
//!     .source(Source::url("https://acme.idp.example/metadata"))
//!     .source(Source::mdq("https://mdq.example.org", "https://idp.example.edu").signed_by([federation]))
//!     .start(SystemTime::now())?;
//! let directory = Arc::new(directory);
//!
//! // The service's own thread, or a task that may block. The library starts none.
//! let refreshed = directory.clone();
//! std::thread::spawn(move || {
//!     loop {
//!         let refresh = refreshed.refresh_due(SystemTime::now());
//!         std::thread::sleep(refresh.wait(SystemTime::now()));
//!     }
//! });
//!
//! // Each login: one atomic load. It finishes with the validator that it began with.
//! # let (saml_response, request_id) = ("", "");
//! let login = directory.validator().validate(saml_response, InResponseTo::Request(request_id), SystemTime::now());
//! # Ok(()) }
//! ```

mod certificates;
mod duration;
mod event;
mod schedule;
#[cfg(test)]
mod schedule_tests;
mod source;

pub use event::Event;
pub use source::Source;

use crate::fetch::Fetcher;
use crate::{Error, Limits, Validator, ValidatorBuilder};
use arc_swap::ArcSwap;
use chrono::{DateTime, TimeDelta, Utc};
use schedule::{Changes, FetchAnswer, Schedule, Task};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Fetches of one call of [`Directory::refresh_due`].
const MOST_FETCHES: usize = 64;

/// Identity providers from sources that are fetched again in time, and the [`Validator`] that trusts them.
///
/// It starts no thread and has no clock: a thread or task of the service calls [`Directory::refresh_due`]. A source that
/// cannot be fetched keeps what it gave last. That is refused once its `validUntil`, or [`Source::max_age`], is over
/// (`metadata-outdated`).
#[derive(Debug)]
pub struct Directory {
    fetcher: Fetcher,
    limits: Limits,
    known: Mutex<Known>,
    current: ArcSwap<Validator>,
}

/// What a validator is built from.
#[derive(Debug)]
struct Known {
    template: ValidatorBuilder,
    schedule: Schedule,
}

/// Builds a [`Directory`].
#[derive(Debug)]
#[must_use]
pub struct DirectoryBuilder {
    template: ValidatorBuilder,
    fetcher: Fetcher,
    sources: Vec<Source>,
    shortest: TimeDelta,
    longest: TimeDelta,
    seed: u64,
}

/// What a call of [`Directory::refresh_due`] did.
#[derive(Clone, Debug)]
pub struct Refresh {
    events: Vec<Event>,
    next: DateTime<Utc>,
    swapped: bool,
}

impl Refresh {
    /// What happened; the same was written to the log by `tracing`.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Whether [`Directory::validator`] gives another one now, for what a service derives from it.
    pub fn swapped(&self) -> bool {
        self.swapped
    }

    /// When the next source is due.
    pub fn next(&self) -> DateTime<Utc> {
        self.next
    }

    /// How long to wait until then: at least a second, at most a minute, so that a source that is hastened or added does
    /// not wait for long.
    pub fn wait(&self, now: impl Into<DateTime<Utc>>) -> Duration {
        let left = self.next.signed_duration_since(now.into()).to_std().unwrap_or_default();
        left.clamp(Duration::from_secs(1), Duration::from_secs(60))
    }
}

impl DirectoryBuilder {
    /// Adds a source. If two describe the same entity ID, the first is used, unless another names it
    /// ([`Source::only`]).
    pub fn source(mut self, source: Source) -> DirectoryBuilder {
        self.sources.push(source);
        self
    }

    /// Sets how documents are fetched: [`Fetcher::new`] unless it is called.
    pub fn fetcher(mut self, fetcher: Fetcher) -> DirectoryBuilder {
        self.fetcher = fetcher;
        self
    }

    /// Sets the shortest and the longest time between two fetches of a source (1 minute, 1 hour). Between them it is three
    /// quarters of the `cacheDuration`, or of what is left until `validUntil`. After a failure it is the shortest, then
    /// twice as long each time.
    pub fn intervals(mut self, shortest: TimeDelta, longest: TimeDelta) -> DirectoryBuilder {
        let within = |time: TimeDelta| time.clamp(TimeDelta::seconds(1), TimeDelta::days(365));
        (self.shortest, self.longest) = (within(shortest), within(longest));
        self
    }

    /// Sets a random number for this machine. It makes each fetch up to a tenth earlier, so that not all machines fetch
    /// at once.
    pub fn jitter(mut self, seed: u64) -> DirectoryBuilder {
        self.seed = seed;
        self
    }

    /// Fetches every source once, and builds the first validator.
    ///
    /// # Errors
    /// A source is unsigned and not https; or there is no identity provider: none in the template, none that could be
    /// fetched. If some sources fail, the others are used.
    pub fn start(self, now: impl Into<DateTime<Utc>>) -> Result<Directory, Error> {
        let now = now.into();
        let limits = self.template.limits_in_use();
        let mut schedule = Schedule::new(self.shortest, self.longest, self.seed);
        let mut copies = Vec::new();
        for mut source in self.sources {
            source.check()?;
            let copy = source.copy.take();
            let id = schedule.add(source.clone(), now);
            copies.extend(copy.map(|xml| (id, source, xml)));
        }
        for (id, source, xml) in copies {
            let answer = match source.read(&xml, &limits, now) {
                Ok(providers) => FetchAnswer::Document(providers, Default::default()),
                Err(error) => FetchAnswer::Failed(error.about("the copy")),
            };
            schedule.answer(id, answer, &self.template, now).events.iter().for_each(Event::log);
            schedule.due_at_once(id, now);
        }
        let mut failure = None;
        let mut pass = || {
            for task in schedule.tasks(MOST_FETCHES, now) {
                let answer = fetched(&self.fetcher, &limits, &task, now);
                if let FetchAnswer::Failed(error) = &answer {
                    let same = Error::new(error.kind(), error);
                    failure = Some(error.fix().iter().fold(same, |same, fix| same.with_fix(fix)));
                }
                schedule.answer(task.id, answer, &self.template, now).events.iter().for_each(Event::log);
            }
            schedule.all_tried()
        };
        while !pass() {}
        let mut known = Known { template: self.template, schedule };
        let current = match known.validator() {
            Ok((validator, events)) => {
                events.iter().for_each(Event::log);
                validator
            }
            Err(error) => return Err(failure.unwrap_or(error)),
        };
        known.schedule.expiring(current.identity_providers(), now).iter().for_each(Event::log);
        Ok(Directory {
            fetcher: self.fetcher,
            limits,
            known: Mutex::new(known),
            current: ArcSwap::from_pointee(current),
        })
    }
}

impl Directory {
    /// Begins a directory. Every validator is built from this template; identity providers that it has are trusted always.
    pub fn builder(template: ValidatorBuilder) -> DirectoryBuilder {
        DirectoryBuilder {
            template,
            fetcher: Fetcher::new(),
            sources: Vec::new(),
            shortest: TimeDelta::minutes(1),
            longest: TimeDelta::hours(1),
            seed: 0,
        }
    }

    /// The current validator. No lock is taken.
    pub fn validator(&self) -> Arc<Validator> {
        self.current.load_full()
    }

    /// Fetches what is due, at most 64 documents, one after the other, and swaps a new validator in if anything changed.
    ///
    /// It blocks: call it from a thread of its own. Several threads may call it; each document is fetched by one of them.
    pub fn refresh_due(&self, now: impl Into<DateTime<Utc>>) -> Refresh {
        let now = now.into();
        let tasks = self.locked(|known| known.schedule.tasks(MOST_FETCHES, now));
        // Nothing waits for the network: the lock is not kept meanwhile.
        let answers: Vec<_> = tasks
            .into_iter()
            .map(|task| {
                let answer = fetched(&self.fetcher, &self.limits, &task, now);
                (task.id, answer)
            })
            .collect();
        let refresh = self.locked(|known| {
            let mut all = Changes::default();
            for (id, answer) in answers {
                let outcome = known.schedule.answer(id, answer, &known.template, now);
                all.rebuild |= outcome.rebuild;
                all.events.extend(outcome.events);
            }
            let before = self.validator();
            if all.rebuild {
                all.events.extend(self.rebuild(known));
            }
            let swapped = !Arc::ptr_eq(&before, &self.validator());
            all.events.extend(known.schedule.expiring(self.current.load().identity_providers(), now));
            Refresh { events: all.events, next: known.schedule.next(now), swapped }
        });
        refresh.events.iter().for_each(Event::log);
        refresh
    }

    /// Makes the metadata of an identity provider due, for a message whose signature does not verify: it may have a new
    /// key. It is fetched at most once in the shortest interval, however often this is called. False if it is not known.
    pub fn hasten(&self, entity_id: &str, now: impl Into<DateTime<Utc>>) -> bool {
        let now = now.into();
        self.locked(|known| known.schedule.hasten(entity_id, now))
    }

    /// Adds a source, or replaces the one with the same address. It is fetched by the next [`Directory::refresh_due`].
    ///
    /// # Errors
    /// It is unsigned and not https.
    pub fn add(&self, source: Source, now: impl Into<DateTime<Utc>>) -> Result<(), Error> {
        source.check()?;
        let now = now.into();
        self.locked(|known| known.schedule.add(source, now));
        Ok(())
    }

    /// Removes the source with this address, and stops trusting what came only from it.
    ///
    /// # Errors
    /// There is no such source, or no identity provider would be left.
    pub fn remove(&self, address: &str) -> Result<(), Error> {
        self.locked(|known| {
            if !known.schedule.would_leave_one(address, &known.template) {
                return Err(Error::new(
                    crate::ErrorKind::Configuration,
                    "no identity provider would be left",
                ));
            }
            if !known.schedule.remove(address) {
                return Err(Error::new(
                    crate::ErrorKind::Configuration,
                    "there is no source with this address",
                ));
            }
            self.rebuild(known).iter().for_each(Event::log);
            Ok(())
        })
    }

    /// Builds every validator from this template from now on, for a service whose settings or files have changed. What the
    /// sources gave stays in use.
    ///
    /// # Errors
    /// No validator can be built from it. The one before stays in use.
    pub fn replace_template(&self, template: ValidatorBuilder) -> Result<(), Error> {
        self.locked(|known| {
            let before = std::mem::replace(&mut known.template, template);
            match known.validator() {
                Ok((validator, events)) => {
                    self.current.store(Arc::new(validator));
                    events.iter().for_each(Event::log);
                    Ok(())
                }
                Err(error) => {
                    known.template = before;
                    Err(error)
                }
            }
        })
    }

    /// Swaps in a validator of what is known now. While the lock is kept, so that no older one comes after it.
    fn rebuild(&self, known: &Known) -> Vec<Event> {
        match known.validator() {
            Ok((validator, events)) => {
                self.current.store(Arc::new(validator));
                events
            }
            Err(error) => vec![Event::Ignored {
                source: "all sources".to_owned(),
                entity_id: String::new(),
                reason: format!("the last validator stays in use: {error}"),
            }],
        }
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Known) -> T) -> T {
        // Nothing in here panics half-way, so what a poisoned lock guards is whole.
        work(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Known {
    fn validator(&self) -> Result<(Validator, Vec<Event>), Error> {
        let (providers, events) = self.schedule.providers(&self.template);
        let builder = providers.into_iter().fold(self.template.clone(), ValidatorBuilder::identity_provider);
        Ok((builder.build()?, events))
    }
}

fn fetched(fetcher: &Fetcher, limits: &Limits, task: &Task, now: DateTime<Utc>) -> FetchAnswer {
    let answer = || {
        let Some(document) = fetcher.open_unless(&task.source.url, &task.revision)? else {
            return Ok(FetchAnswer::Unchanged);
        };
        let revision = document.revision().clone();
        Ok(FetchAnswer::Document(task.source.read(&document.text()?, limits, now)?, revision))
    };
    answer().unwrap_or_else(FetchAnswer::Failed)
}
