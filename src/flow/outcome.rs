//! How an attempt came out, and with all of one service the verdict.

use super::attempt::{Attempt, End};
use super::facts::FlowMessageKind;
use super::story::{Seen, Story};

/// How the recorded login ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FlowVerdict {
    /// The last login ended at a page of the service.
    Completed,
    /// Responses led to further requests for a login.
    Loop,
    /// The login ended with an error.
    Failed,
    /// The recording begins late or ends early.
    Incomplete,
}

impl FlowVerdict {
    /// The word in reports: `completed`, `loop`, `failed` or `incomplete`.
    pub fn as_str(self) -> &'static str {
        match self {
            FlowVerdict::Completed => "completed",
            FlowVerdict::Loop => "loop",
            FlowVerdict::Failed => "failed",
            FlowVerdict::Incomplete => "incomplete",
        }
    }

    /// The exit code that the contract gives it.
    pub fn exit_code(self) -> u8 {
        match self {
            FlowVerdict::Completed => 0,
            FlowVerdict::Loop | FlowVerdict::Failed => 1,
            FlowVerdict::Incomplete => 4,
        }
    }

    /// The worse of two comes first.
    pub(crate) fn rank(self) -> u8 {
        match self {
            FlowVerdict::Loop => 0,
            FlowVerdict::Failed => 1,
            FlowVerdict::Incomplete => 2,
            FlowVerdict::Completed => 3,
        }
    }
}

/// How one attempt came out; the number is that of a navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Completed,
    /// The service asked for a login again.
    Restarted,
    /// The Response has a Status other than Success.
    Refused,
    /// The service answered with an error or its own login page.
    Failed(usize),
    /// The identity provider answered with an error.
    Stopped(usize),
    /// No Response came back.
    NoResponse,
    /// The recording ends.
    Cut,
}

impl Outcome {
    pub(crate) fn of(story: &Story<'_>, attempt: &Attempt) -> Outcome {
        let Some(seen) = attempt.response.and_then(|index| story.seen.get(index)) else {
            if let Some(outcome) = by_artifact(story, attempt) {
                return outcome;
            }
            return match error_at_provider(story, attempt) {
                Some(nav) => Outcome::Stopped(nav),
                None => Outcome::NoResponse,
            };
        };
        if !seen.facts.status.is_empty() {
            return Outcome::Refused;
        }
        let Some(answer) = &attempt.answer else { return Outcome::Cut };
        match answer.end {
            End::Error(nav) => Outcome::Failed(nav),
            End::Page(nav) if is_refusal(story, nav) => Outcome::Failed(nav),
            End::Page(_) | End::Response(_) => Outcome::Completed,
            End::Cut(_) => Outcome::Cut,
            End::Request(next) => {
                let service = story.seen.get(next).and_then(|seen| seen.facts.issuer.as_deref());
                let same = service.is_none_or(|service| service == attempt.service);
                let acs = story.seen.get(next).and_then(|seen| seen.facts.acs.as_deref());
                let by_acs = acs.is_some() && acs == seen.message.posted_to();
                if same || by_acs || attempt.request.is_none() {
                    Outcome::Restarted
                } else {
                    Outcome::Completed
                }
            }
        }
    }
}

/// With an artifact the Response goes from server to server: only where the browser ends up is seen.
fn by_artifact(story: &Story<'_>, attempt: &Attempt) -> Option<Outcome> {
    let request = attempt.request.and_then(|index| story.seen.get(index))?;
    let asks = |seen: &&Seen<'_>| seen.facts.kind == FlowMessageKind::AuthnRequest;
    // What comes after the next request of the service belongs to that.
    let same =
        |seen: &&Seen<'_>| seen.facts.issuer == request.facts.issuer && seen.facts.id != request.facts.id;
    let later = story.seen.iter().filter(asks).filter(same).map(|seen| seen.nav);
    let next = later.filter(|nav| *nav > request.nav).min().unwrap_or(usize::MAX);
    let mut after = story.navs.iter().enumerate().skip(request.nav);
    let (brought, _) = after.find(|(_, one)| one.has_artifact).filter(|(nav, _)| *nav < next)?;
    let mut at = brought;
    // Each turn goes on by one at least.
    while let Some(on) = story.after(at).or_else(|| story.left_by_itself(at)) {
        at = on;
        if story.seen.iter().filter(asks).any(|seen| seen.nav == at) {
            return Some(Outcome::Restarted);
        }
    }
    if story.seen.iter().filter(asks).any(|seen| seen.nav == at && at > request.nav) {
        return Some(Outcome::Restarted);
    }
    let last = story.nav(at)?;
    Some(match last.status {
        400.. => Outcome::Failed(at),
        200..300 if is_refusal(story, at) => Outcome::Failed(at),
        200..300 => Outcome::Completed,
        _ => Outcome::Cut,
    })
}

/// Whether a page says that the person is not signed in: an error, or the service's own login form.
fn is_refusal(story: &Story<'_>, nav: usize) -> bool {
    let page = story.nav(nav).and_then(|one| one.page.as_ref());
    page.is_some_and(|page| page.is_error() || page.has_password)
}

/// The error page that the identity provider showed last, if there was none of another kind after it.
fn error_at_provider(story: &Story<'_>, attempt: &Attempt) -> Option<usize> {
    let request = attempt.request.and_then(|index| story.seen.get(index))?;
    let pages = story.navs.iter().enumerate().skip(request.nav);
    let service = story.nav(attempt.begin)?;
    let mut pages = pages.filter(|(nav, one)| {
        !(one.is_redirect() || one.status == 0 || (request.is_onward && *nav == request.nav))
            && one.url.host != service.url.host
    });
    let (nav, last) = pages.next_back()?;
    let says_error = last.page.as_ref().is_some_and(|page| page.is_error() && !page.has_password);
    (last.status >= 400 || says_error).then_some(nav)
}

/// The attempts of one service, and what came of them.
pub(crate) struct ServiceAttempts {
    pub(crate) service: String,
    /// Indexes in the list of attempts, in order.
    pub(crate) attempts: Vec<usize>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) verdict: FlowVerdict,
    pub(crate) rounds: usize,
}

impl ServiceAttempts {
    /// The attempt that is explained: the first that failed in a loop, else the last.
    pub(crate) fn explained(&self) -> Option<(usize, Outcome)> {
        let all = || self.attempts.iter().copied().zip(self.outcomes.iter().copied());
        let restarted = all().find(|(_, outcome)| *outcome == Outcome::Restarted);
        match self.verdict {
            FlowVerdict::Loop => restarted,
            _ => all().next_back(),
        }
    }
}

/// The logins of a recording, one for each service.
pub(crate) fn logins(story: &Story<'_>, attempts: &[Attempt]) -> Vec<ServiceAttempts> {
    let mut logins: Vec<ServiceAttempts> = Vec::new();
    let mut order: Vec<usize> = (0..attempts.len()).collect();
    order.sort_by_key(|index| attempts.get(*index).map(|one| one.order(story)));
    for index in order {
        let Some(attempt) = attempts.get(index).filter(|one| !one.is_inner) else { continue };
        let outcome = Outcome::of(story, attempt);
        match logins.iter_mut().find(|login| login.service == attempt.service) {
            Some(login) => {
                login.attempts.push(index);
                login.outcomes.push(outcome);
            }
            None => logins.push(ServiceAttempts {
                service: attempt.service.clone(),
                attempts: vec![index],
                outcomes: vec![outcome],
                verdict: FlowVerdict::Incomplete,
                rounds: 0,
            }),
        }
    }
    for login in &mut logins {
        login.rounds = login.outcomes.iter().filter(|outcome| **outcome == Outcome::Restarted).count();
        login.verdict = match login.outcomes.last() {
            Some(Outcome::Completed) => FlowVerdict::Completed,
            _ if login.rounds > 0 => FlowVerdict::Loop,
            Some(Outcome::Refused | Outcome::Failed(_) | Outcome::Stopped(_)) => FlowVerdict::Failed,
            _ => FlowVerdict::Incomplete,
        };
    }
    logins
}
