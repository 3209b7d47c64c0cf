//! Clocks that disagree, measured with the browser's clock in between.

use super::{Cause, KnownAttempt};
use crate::flow::outcome::Outcome;
use crate::inspect::Verdict;
use crate::{Code, Confidence};
use chrono::TimeDelta;

/// Where the Response is refused for its times, or for no fault of its own, clocks are the cause.
pub(super) fn before_refusal(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let judged = case.judged().filter(|judged| judged.report.verdict() == Verdict::Rejected);
    let of_time = judged.and_then(|judged| judged.report.root()).is_none_or(|root| {
        matches!(
            root.code(),
            Code::AssertionExpired
                | Code::AssertionNotYetValid
                | Code::ConfirmationExpired
                | Code::SessionExpired
                | Code::CaptureStale
        )
    });
    if of_time && matches!(case.outcome, Outcome::Restarted | Outcome::Failed(_)) {
        differs(case)
    } else {
        None
    }
}

/// IssueInstant of the Response against the clock of the service.
pub(super) fn differs(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let response = case.response()?;
    let acs = case.nav(response.nav)?;
    let (issued, date) = (response.facts.issued?, acs.date()?);
    let before = response
        .nav
        .checked_sub(1)
        .filter(|nav| case.nav(*nav).is_some_and(|one| one.url.host != acs.url.host));
    // How much later than the Response was made the service read its clock, as the browser saw it.
    let made = before.and_then(|nav| case.nav(nav)?.ended());
    let between = match (made, acs.at) {
        (Some(made), Some(came)) => came.signed_duration_since(made),
        _ => TimeDelta::zero(),
    };
    let behind = between.checked_sub(&date.signed_duration_since(issued))?;
    // Without the page that made it, a person may have waited before it was sent.
    if behind.abs() <= case.skew || (made.is_none() && behind < TimeDelta::zero()) {
        return None;
    }
    let words = if behind > TimeDelta::zero() { "behind" } else { "ahead of" };
    let seconds = behind.num_seconds().abs();
    let message = format!(
        "the clock of the service is {} {words} that of the identity provider; the allowed skew is {} s",
        duration(seconds),
        case.skew.num_seconds()
    );
    let mut cause = Cause::new(Code::ClockDiffers, message)
        .sure(if made.is_some() { Confidence::Proved } else { Confidence::Likely })
        .at(response.nav)
        .actual(date.format("%Y-%m-%d %H:%M:%S UTC").to_string())
        .expected(issued.format("%Y-%m-%d %H:%M:%S UTC").to_string())
        .shown(response.nav, format!("Date of the service: {}", date.format("%H:%M:%S")))
        .shown(response.nav, format!("IssueInstant of the Response: {}", issued.format("%H:%M:%S")));
    if let Some(came) = acs.at {
        // The browser's clock tells which of the two is wrong.
        let of_service = date.signed_duration_since(came).abs() > case.skew;
        let of_provider = issued.signed_duration_since(made.unwrap_or(came)).abs() > case.skew;
        cause = match (of_service, of_provider) {
            (true, false) => cause.fix(
                "service: synchronize its clock with NTP; the browser agrees with the identity provider",
            ),
            (false, true) => cause.fix(
                "identity provider: synchronize its clock with NTP; the browser agrees with the service",
            ),
            _ => cause,
        };
    }
    Some(
        cause.fix(
            "service and identity provider: synchronize both clocks with NTP, and allow 3 minutes of skew",
        ),
    )
}

fn duration(seconds: i64) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", seconds / 60),
        7_200..=172_799 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
