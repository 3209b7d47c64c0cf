//! The steps of a login, as the report lists them.

use super::attempt::{Attempt, End};
use super::facts::FlowMessageKind;
use super::judged::JudgedResponse;
use super::of_step;
use super::outcome::{Outcome, ServiceAttempts};
use super::recording::Exchange;
use super::story::Story;
use crate::Code;
use crate::capture::Binding;
use crate::inspect::Verdict;
use chrono::{DateTime, Utc};
use std::collections::HashSet;

/// What a step is in the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StepKind {
    /// The service, before it sends the browser to the identity provider.
    Start,
    /// The browser brings an AuthnRequest to the identity provider.
    AuthnRequest,
    /// A page or redirect of the identity provider.
    IdentityProvider,
    /// The browser brings the Response to the service.
    Response,
    /// The browser brings an artifact to the service.
    Artifact,
    /// A redirect of the service after the Response.
    Service,
    /// The page that the login ends at.
    Landing,
    /// The service answers with an error, or its own login page.
    Refusal,
    /// The browser brings a LogoutRequest.
    LogoutRequest,
    /// The browser brings a LogoutResponse.
    LogoutResponse,
    /// Another page.
    Page,
}

impl StepKind {
    /// The word in JSON reports.
    pub fn as_str(self) -> &'static str {
        match self {
            StepKind::Start => "start",
            StepKind::AuthnRequest => "authn-request",
            StepKind::IdentityProvider => "identity-provider",
            StepKind::Response => "response",
            StepKind::Artifact => "artifact",
            StepKind::Service => "service",
            StepKind::Landing => "landing",
            StepKind::Refusal => "refusal",
            StepKind::LogoutRequest => "logout-request",
            StepKind::LogoutResponse => "logout-response",
            StepKind::Page => "page",
        }
    }
}

/// One step of a login.
#[derive(Clone)]
pub struct FlowStep {
    pub(crate) n: usize,
    pub(crate) nav: usize,
    pub(crate) entry: usize,
    pub(crate) at: Option<DateTime<Utc>>,
    pub(crate) ended: Option<DateTime<Utc>>,
    pub(crate) method: String,
    pub(crate) scheme: String,
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) kind: StepKind,
    pub(crate) message: Option<&'static str>,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) root: Option<Code>,
    pub(crate) what: String,
    pub(crate) id: Option<String>,
    pub(crate) in_response_to: Option<String>,
    pub(crate) cookies_set: Vec<String>,
    pub(crate) cookies_sent: Vec<String>,
    /// The login breaks here.
    pub(crate) breaks: bool,
    /// The round that it belongs to, from 0.
    pub(crate) round: usize,
}

impl FlowStep {
    /// Its number, from 1.
    pub fn number(&self) -> usize {
        self.n
    }

    /// When it began, by the browser's clock.
    pub fn at(&self) -> Option<DateTime<Utc>> {
        self.at
    }

    /// When its answer was there.
    pub(crate) fn ended(&self) -> Option<DateTime<Utc>> {
        self.ended
    }

    /// What it is in the story.
    pub fn kind(&self) -> StepKind {
        self.kind
    }

    /// The verdict on the Response that it carries.
    pub fn verdict(&self) -> Option<Verdict> {
        self.verdict
    }
}

/// The steps, numbered.
pub(super) fn steps(
    story: &Story<'_>,
    attempts: &[Attempt],
    logins: &[ServiceAttempts],
    judged: &[Option<JudgedResponse>],
    breaks: Option<usize>,
) -> Vec<FlowStep> {
    let places = Places::of(story, attempts, logins);
    let mut round: usize = 0;
    let mut steps: Vec<FlowStep> = Vec::new();
    for (nav, one) in story.navs.iter().enumerate() {
        if !places.hosts.contains(&one.url.authority()) {
            continue;
        }
        if places.begins.contains(&nav) && steps.iter().any(|step| step.kind == StepKind::Response) {
            round = round.saturating_add(1);
        }
        let carried = story.seen.iter().enumerate().find(|(_, seen)| seen.nav == nav && !seen.is_onward);
        let judged = carried.and_then(|(index, _)| judged.get(index)).and_then(Option::as_ref);
        let kind = places.kind(story, nav, one);
        let (verdict, root) =
            judged.map(of_step).map_or((None, None), |(verdict, root)| (Some(verdict), root));
        steps.push(FlowStep {
            n: steps.len().saturating_add(1),
            nav,
            entry: one.entry,
            at: one.at,
            ended: one.ended(),
            method: one.method.clone(),
            scheme: one.url.scheme.clone(),
            host: one.url.authority(),
            path: one.url.path.clone(),
            status: one.status,
            kind,
            message: carried.map(|(_, seen)| seen.facts.kind.as_str()),
            verdict,
            root,
            what: what(story, nav, one, kind, verdict, root, round > 0),
            id: carried.and_then(|(_, seen)| seen.facts.id.clone()),
            in_response_to: carried.and_then(|(_, seen)| seen.facts.in_response_to.clone()),
            cookies_set: one.set.iter().map(|cookie| cookie.name.clone()).collect(),
            cookies_sent: one.sent.iter().map(|(name, _)| name.clone()).collect(),
            breaks: breaks == Some(nav),
            round,
        });
    }
    steps
}

/// Which navigations are what.
#[derive(Default)]
struct Places {
    hosts: HashSet<String>,
    providers: HashSet<String>,
    begins: HashSet<usize>,
    starts: HashSet<usize>,
    after: HashSet<usize>,
    landings: HashSet<usize>,
    refusals: HashSet<usize>,
}

impl Places {
    fn of(story: &Story<'_>, attempts: &[Attempt], logins: &[ServiceAttempts]) -> Places {
        let mut places = Places::default();
        let host = |nav: usize| story.nav(nav).map(|one| one.url.authority());
        for seen in &story.seen {
            places.hosts.extend(host(seen.nav));
            if seen.facts.kind == FlowMessageKind::AuthnRequest && !seen.is_onward {
                places.providers.extend(host(seen.nav));
            }
        }
        places.hosts.extend(story.navs.iter().filter(|one| one.has_artifact).map(|one| one.url.authority()));
        for attempt in attempts {
            let nav =
                |index: Option<usize>| index.and_then(|index| story.seen.get(index)).map(|seen| seen.nav);
            places.begins.insert(attempt.begin);
            places.hosts.extend(host(attempt.begin));
            let (request, response) = (nav(attempt.request), nav(attempt.response));
            if let Some(request) = request {
                places.starts.extend(attempt.begin..request);
                places.hosts.extend((attempt.begin..request).filter_map(host));
                let until = response.unwrap_or(story.navs.len());
                let away: Vec<String> = (request..until).filter_map(host).collect();
                places.hosts.extend(away.iter().cloned());
                places.providers.extend(away);
            }
            if let Some(answer) = &attempt.answer {
                places.after.extend(answer.navs.iter().copied());
                places.hosts.extend(answer.navs.iter().copied().filter_map(host));
            }
        }
        for login in logins {
            for (attempt, outcome) in login.attempts.iter().zip(&login.outcomes) {
                let end = attempts
                    .get(*attempt)
                    .and_then(|attempt| attempt.answer.as_ref())
                    .map(|answer| answer.end);
                match (outcome, end) {
                    (Outcome::Completed, Some(End::Page(nav))) => {
                        places.landings.insert(nav);
                    }
                    (Outcome::Failed(nav), _) => {
                        places.refusals.insert(*nav);
                    }
                    _ => {}
                }
            }
        }
        let acs = story.seen.iter().filter(|seen| seen.facts.kind == FlowMessageKind::Response);
        for host in acs.filter_map(|seen| host(seen.nav)) {
            // A service that is an identity provider for others is both.
            if !story.seen.iter().any(|seen| {
                seen.facts.kind == FlowMessageKind::AuthnRequest
                    && story.nav(seen.nav).is_some_and(|one| one.url.authority() == host)
            }) {
                places.providers.remove(&host);
            }
        }
        places
    }

    fn kind(&self, story: &Story<'_>, nav: usize, one: &Exchange) -> StepKind {
        let carried = story.seen.iter().find(|seen| seen.nav == nav && !seen.is_onward);
        if let Some(seen) = carried {
            return match seen.facts.kind {
                FlowMessageKind::AuthnRequest => StepKind::AuthnRequest,
                FlowMessageKind::Response => StepKind::Response,
                FlowMessageKind::LogoutRequest => StepKind::LogoutRequest,
                FlowMessageKind::LogoutResponse => StepKind::LogoutResponse,
            };
        }
        if one.has_artifact {
            StepKind::Artifact
        } else if self.landings.contains(&nav) {
            StepKind::Landing
        } else if self.refusals.contains(&nav) {
            StepKind::Refusal
        } else if self.starts.contains(&nav) && !self.providers.contains(&one.url.authority()) {
            StepKind::Start
        } else if self.after.contains(&nav) {
            StepKind::Service
        } else if self.providers.contains(&one.url.authority()) {
            StepKind::IdentityProvider
        } else {
            StepKind::Page
        }
    }
}

/// A step in a few words.
fn what(
    story: &Story<'_>,
    nav: usize,
    one: &Exchange,
    kind: StepKind,
    verdict: Option<Verdict>,
    root: Option<Code>,
    is_again: bool,
) -> String {
    let seen = story.seen.iter().find(|seen| seen.nav == nav);
    let signed = seen.map_or("", |seen| if seen.facts.is_signed { ", signed" } else { ", not signed" });
    let title = one.page.as_ref().and_then(|page| page.label());
    let title = title
        .map_or_else(String::new, |title| format!(" \"{}\"", title.chars().take(60).collect::<String>()));
    match kind {
        StepKind::Start if one.is_redirect() && is_again => "login begins again".to_owned(),
        StepKind::Start if one.is_redirect() => "login begins".to_owned(),
        StepKind::Start => format!("page{title}"),
        StepKind::AuthnRequest => {
            let by = if seen.is_some_and(|seen| seen.message.binding() == Binding::Redirect) {
                ""
            } else {
                " by POST"
            };
            format!("AuthnRequest{by}{signed}")
        }
        StepKind::IdentityProvider => {
            let page = one.page.as_ref();
            if page.is_some_and(|page| page.posts_response) {
                "posts the Response".to_owned()
            } else if page.is_some_and(|page| page.has_password) {
                "password page".to_owned()
            } else if page.is_some_and(|page| page.has_code) {
                "second factor".to_owned()
            } else if one.is_redirect() {
                "identity provider".to_owned()
            } else {
                format!("identity provider{title}")
            }
        }
        StepKind::Response => {
            let by = if seen.is_some_and(|seen| seen.message.binding() == Binding::Redirect) {
                " by redirect"
            } else {
                ""
            };
            let status = seen.map(|seen| seen.facts.status.join("/")).filter(|status| !status.is_empty());
            match (verdict, root, status) {
                (_, _, Some(status)) => format!("Response{by}: {status}"),
                (_, Some(root), _) => format!("Response{by}: {root}"),
                (Some(Verdict::Inconclusive), ..) => format!("Response{by}: nothing failed"),
                (Some(verdict), ..) => format!("Response{by}: {}", verdict.as_str()),
                (None, ..) => format!("Response{by}"),
            }
        }
        StepKind::Artifact => "artifact (the Response goes another way)".to_owned(),
        StepKind::Service if one.is_redirect() => "redirect".to_owned(),
        StepKind::Service => format!("page{title}"),
        StepKind::Landing => format!("landing page{title}"),
        StepKind::Refusal => format!("refused{title}"),
        StepKind::LogoutRequest => format!("LogoutRequest{signed}"),
        StepKind::LogoutResponse => format!("LogoutResponse{signed}"),
        StepKind::Page if one.is_redirect() => "redirect".to_owned(),
        StepKind::Page => format!("page{title}"),
    }
}
