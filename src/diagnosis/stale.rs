//! Whether a capture is old: its times agree with each other, and all of them are long past.

use crate::assertion::{Assertion, Response, parse_instant};
use crate::check::near_miss::elapsed::in_words;
use crate::{Code, Finding};
use chrono::{DateTime, TimeDelta, Utc};

/// How long after its end a message must be judged to count as old rather than late.
const LONG: TimeDelta = TimeDelta::hours(1);
/// How far the times of one login may lie apart.
const APART: TimeDelta = TimeDelta::minutes(10);

/// The time to judge an old capture at, where it is one: when it was posted, or else when it was issued.
pub(crate) fn captured_at(
    posted: Option<DateTime<Utc>>,
    response: Option<&Response<'_>>,
    assertion: Option<&Assertion<'_>>,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let read = |text: Option<&str>| text.and_then(|text| parse_instant(text).ok());
    let outer = read(response.and_then(Response::issue_instant));
    let inner = read(assertion.and_then(Assertion::issue_instant));
    let issued = outer.or(inner)?;
    let apart = |other: DateTime<Utc>| other.signed_duration_since(issued).abs() > APART;
    let conditions = assertion.and_then(Assertion::conditions);
    let begins = read(conditions.and_then(|conditions| conditions.not_before()));
    let ends = read(conditions.and_then(|conditions| conditions.not_on_or_after()));
    if inner.is_some_and(apart) || begins.is_some_and(apart) || posted.is_some_and(apart) {
        return None;
    }
    let ends = ends.or(issued.checked_add_signed(LONG))?;
    let old = ends > issued && now.signed_duration_since(ends) >= LONG;
    old.then(|| posted.unwrap_or(issued))
}

/// Says that the capture is old, and at which time it was also checked.
pub(crate) fn finding(at: DateTime<Utc>, now: DateTime<Utc>, sound_then: bool) -> Finding {
    let age = in_words(now.signed_duration_since(at));
    let then = match sound_then {
        true => "at its own time no other fault was found",
        false => "its other faults were checked at its own time",
    };
    let message = format!(
        "the capture is probably old: its times agree with each other and are {age} in the past; {then}"
    );
    Finding::new(Code::CaptureStale, message)
        .with_actual(format!("issued {}", at.format("%Y-%m-%dT%H:%M:%SZ")))
        .with_expected(format!("a message of {}", now.format("%Y-%m-%dT%H:%M:%SZ")))
        .with_fix(format!("check it at its own time: --at {}", at.format("%Y-%m-%dT%H:%M:%SZ")))
        .with_fix("if it was captured just now, the identity provider's clock is wrong, or an old message was sent again")
}

/// Findings that only the time of the check causes, put under the old capture.
pub(crate) fn merge(then: Vec<Finding>, now: Vec<Finding>) -> Vec<Finding> {
    const OF_TIME: &[Code] = &[
        Code::AssertionExpired,
        Code::ConfirmationExpired,
        Code::SessionExpired,
        Code::LogoutExpired,
        Code::CertificateExpired,
        Code::CertificateExpiresSoon,
    ];
    let mut merged = then;
    for mut finding in now.into_iter().filter(|finding| OF_TIME.contains(&finding.code())) {
        let same = |other: &Finding| other.code() == finding.code() && other.location() == finding.location();
        if !merged.iter().any(same) {
            finding.set_consequence_of(Code::CaptureStale);
            merged.push(finding);
        }
    }
    merged
}
