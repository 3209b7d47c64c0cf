//! Why a login does not complete: one rule a cause, in the order in which they are believed.

mod answer;
mod clock;
mod cookies;
mod identity_provider;
mod logout;
mod message;
mod missing_cookie;
mod relay_state;
mod session;

pub(crate) use logout::{LogoutOutcome, logout};

use super::attempt::Attempt;
use super::facts::FlowMessageKind;
use super::framework::Framework;
use super::judged::JudgedResponse;
use super::outcome::Outcome;
use super::recording::Exchange;
use super::story::{Seen, Story};
use crate::{Code, Confidence, Finding, Severity};
use chrono::{DateTime, TimeDelta, Utc};

/// Something that is wrong with a login, and the steps that show it.
pub(crate) struct Cause {
    pub(crate) finding: Finding,
    /// The navigation at which the login breaks.
    pub(crate) breaks_at: Option<usize>,
    /// Navigations, and what each shows.
    pub(crate) shows: Vec<(usize, String)>,
    /// What the fix is about, for the words of the framework.
    pub(crate) concern: Option<Concern>,
    /// A Response that `check` refuses leads with its own root code.
    pub(crate) leads_with: Option<Finding>,
    /// The documentation that the framework's setting is from.
    pub(crate) source: Option<&'static str>,
}

/// What has to be set differently at the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Concern {
    /// SameSite of the cookie that must survive a cross-site POST.
    SameSiteNone,
    /// SameSite of the session cookie, which must survive a redirect after a cross-site POST.
    SameSiteLax,
    Secure,
    Domain,
    /// A Domain under which anyone can have a host, such as co.uk.
    PublicSuffix,
    Path,
    Lifetime,
    Size,
    Prefix,
    /// Where sessions are stored, and whether the login is written to it.
    Store,
    /// The public address behind a proxy.
    Proxy,
}

impl Cause {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Cause {
        let finding = Finding::new(code, message);
        Cause { finding, breaks_at: None, shows: Vec::new(), concern: None, leads_with: None, source: None }
    }

    pub(crate) fn at(mut self, nav: usize) -> Cause {
        self.breaks_at = Some(nav);
        self
    }

    pub(crate) fn shown(mut self, nav: usize, text: impl Into<String>) -> Cause {
        self.shows.push((nav, text.into()));
        self
    }

    pub(crate) fn about(mut self, concern: Concern) -> Cause {
        self.concern = Some(concern);
        self
    }

    pub(crate) fn sure(mut self, confidence: Confidence) -> Cause {
        self.finding = self.finding.with_confidence(confidence);
        self
    }

    pub(crate) fn weighs(mut self, severity: Severity) -> Cause {
        self.finding = self.finding.with_severity(severity);
        self
    }

    pub(crate) fn fix(mut self, fix: impl Into<String>) -> Cause {
        self.finding = self.finding.with_fix(fix);
        self
    }

    pub(crate) fn actual(mut self, value: impl Into<String>) -> Cause {
        self.finding = self.finding.with_actual(value);
        self
    }

    pub(crate) fn expected(mut self, value: impl Into<String>) -> Cause {
        self.finding = self.finding.with_expected(value);
        self
    }
}

/// One attempt with everything that is known about it.
pub(crate) struct KnownAttempt<'s, 'r> {
    pub(crate) story: &'s Story<'r>,
    pub(crate) attempts: &'s [Attempt],
    pub(crate) attempt: &'s Attempt,
    pub(crate) outcome: Outcome,
    /// By the index of the message in `Story::seen`.
    pub(crate) judged: &'s [Option<JudgedResponse>],
    pub(crate) framework: Option<&'static Framework>,
    pub(crate) skew: TimeDelta,
}

impl<'s, 'r> KnownAttempt<'s, 'r> {
    pub(crate) fn nav(&self, nav: usize) -> Option<&'r Exchange> {
        self.story.nav(nav)
    }

    pub(crate) fn request(&self) -> Option<&'s Seen<'r>> {
        self.attempt.request.and_then(|index| self.story.seen.get(index))
    }

    /// The Response that counts: the last one sent.
    pub(crate) fn response(&self) -> Option<&'s Seen<'r>> {
        self.attempt.last_response().and_then(|index| self.story.seen.get(index))
    }

    pub(crate) fn judged(&self) -> Option<&'s JudgedResponse> {
        self.judged.get(self.attempt.response?)?.as_ref()
    }

    /// Navigations at the service after the Response, in order.
    pub(crate) fn after(&self) -> &'s [usize] {
        self.attempt.answer.as_ref().map_or(&[], |answer| answer.navs.as_slice())
    }

    /// The navigation whose answer asks for another login, or is the error.
    pub(crate) fn last(&self) -> Option<usize> {
        self.after().last().copied().or_else(|| self.response().map(|seen| seen.nav))
    }

    /// Whether the answer to a navigation accepts the Response, as far as its status says.
    pub(crate) fn is_accepted(&self, nav: usize) -> bool {
        self.nav(nav).is_some_and(|one| (200..400).contains(&one.status))
    }

    /// The time of a navigation by the browser's clock; without one, that of the one before.
    pub(crate) fn time(&self, nav: usize) -> DateTime<Utc> {
        let until = self.story.navs.get(..=nav).unwrap_or_default();
        until.iter().rev().find_map(|one| one.at).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// What the last navigation did, for a sentence.
    pub(crate) fn what_followed(&self) -> &'static str {
        match self.outcome {
            Outcome::Restarted => "and the service asked for a login again",
            _ => "and the service refused the login",
        }
    }

    pub(crate) fn carries_response(&self, nav: usize) -> bool {
        self.story.carried(nav, FlowMessageKind::Response).is_some()
    }
}

/// A rule finds at most one cause.
type FlowRule = fn(&KnownAttempt<'_, '_>) -> Option<Cause>;

/// In the order in which they are believed: the first is the root.
const RULES: &[FlowRule] = &[
    identity_provider::status,
    identity_provider::error_page,
    identity_provider::never_returned,
    answer::method_changed,
    cookies::session,
    cookies::too_many,
    message::reused,
    clock::before_refusal,
    message::refused,
    cookies::request,
    message::unanswered,
    session::overwritten,
    missing_cookie::missing,
    answer::host_differs,
    session::not_created,
    clock::differs,
    relay_state::lost,
    answer::error,
    cookies::unseen,
];

/// What is worth knowing about a login that completed.
const OF_COMPLETED: &[FlowRule] = &[message::reused_harmlessly, clock::differs, relay_state::lost];

/// What can be said where the recording ends with the Response.
const OF_CUT: &[FlowRule] = &[message::refused];

/// Every cause that is found, the root first.
pub(crate) fn causes(case: &KnownAttempt<'_, '_>) -> Vec<Cause> {
    let rules = match case.outcome {
        Outcome::Completed => OF_COMPLETED,
        Outcome::Cut => OF_CUT,
        _ => RULES,
    };
    let mut found: Vec<Cause> = Vec::new();
    for cause in rules.iter().filter_map(|rule| rule(case)) {
        if found.iter().all(|known| known.finding.code() != cause.finding.code()) {
            found.push(cause);
        }
    }
    if found.is_empty() && case.outcome == Outcome::Restarted {
        found.extend(session::not_kept(case));
    }
    found
}

/// That the export has no cookies.
pub(crate) fn without_cookies(story: &Story<'_>) -> Option<Cause> {
    let recording = story.recording;
    if recording.shows_sent || recording.shows_set {
        return None;
    }
    let fix = match recording.creator.as_str() {
        creator if creator.starts_with("WebInspector") => {
            "Chrome, Edge: in DevTools, Settings, Preferences, Network, turn on \"Allow to generate HAR with sensitive data\"; then hold the download button of the network tab and choose \"Export HAR (with sensitive data)\""
        }
        creator if creator.starts_with("SAML-tracer") => {
            "SAML-tracer: export with the filter \"None\"; or save a HAR in the browser's network tab instead"
        }
        _ => {
            "export the recording again with cookies; in Chrome \"Export HAR (with sensitive data)\", in Firefox \"Save All As HAR\""
        }
    };
    let message = "the export contains no cookies at all, so cookie faults cannot be seen";
    Some(Cause::new(Code::CookiesStripped, message).fix(fix))
}
