//! Temporary: the shape of the entry points that room 6 brings. Deleted when they are here.
#![allow(missing_docs, dead_code)]

use crate::capture::{Capture, Captured};
use crate::report::{CaptureSummary, Report, Verdict};
use crate::{Certificate, IdentityProvider, Limits, Request, ServiceProvider};
use chrono::{DateTime, TimeDelta, Utc};

#[derive(Clone, Copy, Debug)]
pub enum Pattern {
    A,
    B,
}

#[derive(Clone, Debug)]
pub struct Profile(());

impl Profile {
    pub fn flex(_pattern: Pattern) -> Profile {
        Profile(())
    }
    pub fn generic() -> Profile {
        Profile(())
    }
}

#[derive(Clone, Debug)]
pub struct Expectations(Limits);

impl Expectations {
    pub fn new(_profile: Profile) -> Expectations {
        Expectations(Limits::default())
    }
    pub fn identity_provider(self, _provider: IdentityProvider) -> Self {
        self
    }
    pub fn certificate(self, _certificate: Certificate) -> Self {
        self
    }
    pub fn service_provider(self, _provider: ServiceProvider) -> Self {
        self
    }
    pub fn clock_skew(self, _skew: TimeDelta) -> Self {
        self
    }
    pub fn limits(self, limits: Limits) -> Self {
        Expectations(limits)
    }
}

pub fn inspect(message: &Captured, _e: &Expectations, _request: Request<'_>, now: DateTime<Utc>) -> Report {
    let mut report = empty(Verdict::Inconclusive, now);
    report.capture = Some(CaptureSummary::from(message));
    report
}

pub fn inspect_bytes(
    input: &[u8],
    nth: Option<usize>,
    e: &Expectations,
    request: Request<'_>,
    now: DateTime<Utc>,
) -> Report {
    match Capture::read(input, &e.0) {
        Ok(capture) => match capture.chosen(nth) {
            Some(message) => inspect(message, e, request, now),
            None => empty(Verdict::Unreadable, now),
        },
        Err(unreadable) => {
            let mut report = empty(Verdict::Unreadable, now);
            let mut finding = unreadable.finding().clone();
            finding.set_root();
            report.findings.push(finding);
            report.capture = Some(CaptureSummary::from(&*unreadable));
            report
        }
    }
}

fn empty(verdict: Verdict, now: DateTime<Utc>) -> Report {
    Report {
        verdict,
        at: now,
        capture: None,
        message: None,
        signatures: Vec::new(),
        trusted: Vec::new(),
        checks: Vec::new(),
        findings: Vec::new(),
        identity: None,
        claimed: None,
    }
}
