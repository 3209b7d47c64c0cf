//! The Response itself: refused, used twice, or an answer to something else.

use super::{Cause, KnownAttempt};
use crate::flow::outcome::Outcome;
use crate::inspect::Verdict;
use crate::{Code, Confidence, Severity};

/// The service refuses a Response that `check` refuses too.
pub(super) fn refused(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let (response, judged) = (case.response()?, case.judged()?);
    if judged.report.verdict() != Verdict::Rejected {
        return None;
    }
    let root = judged.report.root()?;
    let what = match case.outcome {
        Outcome::Restarted => {
            "the service asked for a login again after a Response that fails the checks too"
        }
        Outcome::Cut => "the Response fails the checks",
        _ => "the service refused a Response that fails the checks too",
    };
    let message = format!("{what} ({}: {})", root.code(), root.message());
    let mut cause = Cause::new(Code::ResponseRefused, message)
        .at(response.nav)
        .shown(response.nav, format!("Response {}: {}", judged.report.verdict().as_str(), root.code()));
    cause.leads_with = Some(root.clone());
    Some(cause)
}

/// The same Response was sent twice, and the second time it was refused.
pub(super) fn reused(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let first = case.attempt.response.and_then(|index| case.story.seen.get(index))?;
    let again = case.attempt.again.first().and_then(|index| case.story.seen.get(*index))?;
    let seconds = case.time(again.nav).signed_duration_since(case.time(first.nav)).num_seconds();
    let message = format!(
        "the same Response was sent to the service twice, {seconds} s apart (reload, back button or double click); a service accepts it once"
    );
    Some(
        Cause::new(Code::ResponseReused, message)
            .at(again.nav)
            .shown(first.nav, "sends the Response")
            .shown(again.nav, "sends the same Response again")
            .fix("browser: start again at the service's sign-in link instead of reloading or going back")
            .fix("service: after a login, redirect to a page (303), so that a reload does not send the Response again"),
    )
}

/// The same in a login that completed.
pub(super) fn reused_harmlessly(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    reused(case).map(|cause| cause.weighs(Severity::Warning))
}

/// The Response answers a request that this recording does not have, or that another tab has replaced.
pub(super) fn unanswered(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let response = case.response()?;
    let answered = response.facts.in_response_to.clone()?;
    if case.attempt.answers_another {
        let request = case.request()?;
        let cause = Cause::new(
            Code::RequestUnanswered,
            "the Response answers another request than the one in this recording; another tab or an old login page probably sent it",
        );
        return Some(
            finished(cause, response.nav)
                .shown(request.nav, "sends a request of another ID")
                .actual(answered)
                .expected(request.facts.id.clone().unwrap_or_default()),
        );
    }
    let request = case.request()?;
    // A newer request of the same service, from another tab, takes the place of the one that is answered.
    let newer = case.attempts.iter().filter(|one| one.service == case.attempt.service).find_map(|one| {
        let seen = one.request.and_then(|index| case.story.seen.get(index))?;
        let (asked, came) = (case.nav(request.nav)?, case.nav(seen.nav)?);
        let between = seen.nav > request.nav && seen.nav < response.nav;
        (between && asked.page_ref != came.page_ref).then_some(seen)
    })?;
    let cause = Cause::new(
        Code::RequestUnanswered,
        "another tab began a login after this one, so the service no longer waits for the request that this Response answers",
    );
    Some(
        finished(cause, response.nav)
            .shown(newer.nav, "another tab sends a request")
            .sure(Confidence::Likely)
            .actual(answered)
            .expected(newer.facts.id.clone().unwrap_or_default()),
    )
}

fn finished(cause: Cause, nav: usize) -> Cause {
    cause
        .at(nav)
        .shown(nav, "the Response names the other request in InResponseTo")
        .fix("browser: close the other tabs and start again at the service's sign-in link, not at a saved login page")
        .fix("service: keep every open request of a browser session until it is answered, not only the last one")
}
