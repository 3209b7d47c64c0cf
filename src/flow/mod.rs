//! The whole login: requests, identity provider, Responses, cookies, and why it does not complete (feature `inspect`).
//!
//! `recording` reads a HAR, `story` finds the navigations and messages in it, `attempt` pairs requests with Responses,
//! `outcome` says how each came out, and `cause` has one rule for each fault.

mod attempt;
mod browser;
mod cause;
mod cookie;
mod facts;
mod framework;
mod gateway;
mod judged;
mod outcome;
mod recording;
mod settings;
mod step;
mod story;
mod unseen;
mod url;

pub use outcome::FlowVerdict;
pub use recording::Recording;
pub use step::{FlowStep, StepKind};

use crate::inspect::{DeploymentSummary, Inspector, Verdict};
use crate::{Code, Finding, InResponseTo};
use attempt::{Attempt, attempts};
use cause::{Cause, Concern, KnownAttempt, LogoutOutcome, causes, logout, without_cookies};
use chrono::{DateTime, Utc};
use framework::Framework;
use judged::judge;
use outcome::{ServiceAttempts, logins};
use std::fmt;
use step::steps;
use story::Story;

/// Something that is wrong with a login, and the steps that show it.
#[derive(Clone)]
pub struct FlowFinding {
    pub(crate) finding: Finding,
    pub(crate) shows: Vec<(usize, String)>,
    pub(crate) source: Option<&'static str>,
}

impl FlowFinding {
    /// Code, message, values and fixes.
    pub fn finding(&self) -> &Finding {
        &self.finding
    }

    /// The documentation of the framework's setting, if one of the fixes is such a setting.
    pub fn source(&self) -> Option<&str> {
        self.source
    }

    /// What shows it: the number of a step, and what is seen there.
    pub fn shows(&self) -> impl Iterator<Item = (usize, &str)> {
        self.shows.iter().map(|(step, text)| (*step, text.as_str()))
    }
}

/// The login to one service of a recording.
#[derive(Clone)]
pub(crate) struct LoginSummary {
    pub(crate) service: String,
    pub(crate) verdict: FlowVerdict,
    pub(crate) rounds: usize,
    /// What explains the verdict; none of a login that completed.
    pub(crate) root: Option<Finding>,
}

/// The whole answer to a recorded login. `Debug` shows no value of it.
#[derive(Clone)]
pub struct Flow {
    pub(crate) verdict: FlowVerdict,
    pub(crate) rounds: usize,
    /// From the first step to the last, in seconds.
    pub(crate) seconds: Option<i64>,
    pub(crate) steps: Vec<FlowStep>,
    pub(crate) findings: Vec<FlowFinding>,
    pub(crate) logins: Vec<LoginSummary>,
    pub(crate) unseen: Vec<String>,
    pub(crate) from_capture: Vec<String>,
    pub(crate) creator: String,
    pub(crate) browser: Option<&'static str>,
    pub(crate) framework: Option<&'static str>,
    pub(crate) identity_provider: Option<String>,
    /// Exchanges in the recording, and how many of them are no step.
    pub(crate) exchanges: (usize, usize),
    pub(crate) deployment: Option<DeploymentSummary>,
}

impl fmt::Debug for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Invariant: private-values.
        f.debug_struct("Flow")
            .field("verdict", &self.verdict)
            .field("root", &self.root())
            .finish_non_exhaustive()
    }
}

impl Flow {
    /// The verdict.
    pub fn verdict(&self) -> FlowVerdict {
        self.verdict
    }

    /// The code that explains the verdict; none of a completed login.
    pub fn root(&self) -> Option<Code> {
        self.findings.iter().map(|one| &one.finding).find(|finding| finding.is_root()).map(Finding::code)
    }

    /// How often a Response led to another request for a login, without a page in between.
    pub fn rounds(&self) -> usize {
        self.rounds
    }

    /// The steps, in order.
    pub fn steps(&self) -> &[FlowStep] {
        &self.steps
    }

    /// What was found, the root first.
    pub fn findings(&self) -> &[FlowFinding] {
        &self.findings
    }

    /// Names the configuration file that the Responses were judged by, for people and in the page.
    pub fn with_deployment(mut self, deployment: DeploymentSummary) -> Flow {
        self.deployment = Some(deployment);
        self
    }

    /// The same without what may be a value of a person: texts of pages, RelayState and values of findings. Hosts, paths
    /// and names of cookies stay.
    pub fn without_values(mut self) -> Flow {
        for step in &mut self.steps {
            if let Some((before, _)) = step.what.split_once(" \"") {
                step.what = before.to_owned();
            }
        }
        for finding in self.logins.iter_mut().filter_map(|login| login.root.as_mut()) {
            finding.clear_values();
        }
        for one in &mut self.findings {
            one.finding.clear_values();
            for (_, text) in &mut one.shows {
                if let Some((before, _)) = text.split_once(": ").filter(|_| text.starts_with("answers ")) {
                    *text = before.to_owned();
                } else if let Some((before, _)) = text.split_once(" (\"") {
                    *text = before.to_owned();
                }
            }
        }
        self
    }

    /// The exit code that the contract gives the verdict.
    pub fn exit_code(&self) -> u8 {
        self.verdict.exit_code()
    }
}

impl Inspector {
    /// Explains a recorded login. Each Response is judged as [`Inspector::inspect`] does, as of the time of its step
    /// unless `at` is given, and against its own request unless `in_response_to` names one.
    ///
    /// ```
    /// use samlens::inspect::{FlowVerdict, Recording};
    /// use samlens::{InResponseTo, Limits, Validator};
    /// # let har = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/samples/flex-login.har"))?;
    /// let recording = Recording::read(&har, &Limits::default()).map_err(|refused| refused.to_string())?;
    /// let flow = Validator::builder().inspector().flow(&recording, InResponseTo::Unchecked, None);
    /// assert_eq!(flow.verdict(), FlowVerdict::Incomplete);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn flow(
        &self,
        recording: &Recording,
        in_response_to: InResponseTo<'_>,
        at: Option<DateTime<Utc>>,
    ) -> Flow {
        let story = Story::of(recording, self.limits());
        let attempts = attempts(&story);
        let judged = judge(self, self.expectations(), &story, &attempts, in_response_to, at);
        let logins = logins(&story, &attempts);
        let logout = logout(&story);
        let framework = service_framework(&story, &attempts);
        // The login that is explained: the worst, and of equals the last.
        let told =
            logins.iter().enumerate().min_by_key(|(index, login)| (login.verdict.rank(), usize::MAX - index));
        let told = told.map(|(_, login)| login);
        let mut verdict = told.map_or(FlowVerdict::Incomplete, |login| login.verdict);
        let mut rounds = told.map_or(0, |login| login.rounds);
        let explained = |login: &ServiceAttempts| -> Vec<Cause> {
            let case = login.explained().and_then(|(at, outcome)| {
                let attempt = attempts.get(at)?;
                let skew = self.expectations().clock_skew;
                let (story, attempts, judged) = (&story, &attempts, &judged);
                Some(KnownAttempt { story, attempts, attempt, outcome, judged, framework, skew })
            });
            let mut found = case.map(|case| causes(&case)).unwrap_or_default();
            found.iter_mut().for_each(|cause| advise(cause, framework));
            found
        };
        let mut found: Vec<Cause> = told.map(explained).unwrap_or_default();
        if let Some(LogoutOutcome { verdict: of_logout, rounds: round, cause }) = logout {
            if told.is_none() || (verdict == FlowVerdict::Completed && of_logout != FlowVerdict::Completed) {
                verdict = of_logout;
                rounds = round;
                found.splice(0..0, cause);
            } else {
                found.extend(cause);
            }
        }
        found.extend(without_cookies(&story));
        let unseen = unseen::unseen(&story, &attempts, &logins, &judged, self);
        let breaks =
            found.first().filter(|_| verdict != FlowVerdict::Completed).and_then(|cause| cause.breaks_at);
        let steps = steps(&story, &attempts, &logins, &judged, breaks);
        let mut from_capture: Vec<String> = Vec::new();
        for text in judged.iter().flatten().flat_map(|judged| &judged.from_capture) {
            if !from_capture.contains(text) {
                from_capture.push(text.clone());
            }
        }
        let product = judged.iter().flatten().find_map(|judged| judged.report.message()?.idp_product.clone());
        let ends = (steps.first().and_then(FlowStep::at), steps.last().and_then(FlowStep::ended));
        let seconds = ends.0.zip(ends.1).map(|(first, last)| last.signed_duration_since(first).num_seconds());
        let shown = steps.len();
        Flow {
            verdict,
            rounds,
            seconds,
            findings: findings(found, &steps, verdict),
            steps,
            logins: summaries(&logins, explained),
            unseen,
            from_capture,
            creator: recording.creator.clone(),
            browser: (recording.browser != browser::Browser::Unknown).then(|| recording.browser.name()),
            framework: framework.map(|framework| framework.name),
            identity_provider: product,
            exchanges: (recording.total, recording.total.saturating_sub(shown)),
            deployment: None,
        }
    }
}

/// The framework of the service that people sign in to.
fn service_framework(story: &Story<'_>, attempts: &[Attempt]) -> Option<&'static Framework> {
    let outer = || attempts.iter().filter(|attempt| !attempt.is_inner);
    let acs = outer().filter_map(|attempt| story.seen.get(attempt.response?)).map(|seen| seen.nav);
    let provider = |nav: usize| {
        outer().any(|attempt| {
            let asked =
                attempt.request.and_then(|index| story.seen.get(index)).filter(|seen| !seen.is_onward);
            asked.is_some_and(|seen| {
                story
                    .nav(seen.nav)
                    .zip(story.nav(nav))
                    .is_some_and(|(a, b)| a.url.authority() == b.url.authority())
            })
        })
    };
    let begun = outer().filter(|attempt| attempt.request.is_some()).map(|attempt| attempt.begin);
    let hosts: Vec<String> = acs
        .chain(begun)
        .filter(|nav| !provider(*nav))
        .filter_map(|nav| story.nav(nav).map(|one| one.url.authority()))
        .collect();
    Framework::of(story.navs.iter().copied().filter(|one| hosts.contains(&one.url.authority())))
}

/// Puts the setting of the framework before the general advice.
fn advise(cause: &mut Cause, framework: Option<&'static Framework>) {
    let Some(concern) = cause.concern else { return };
    let setting = framework.and_then(|framework| framework.setting(concern));
    cause.source = setting.map(|setting| setting.source);
    let text = setting.map(|setting| setting.text);
    if concern == Concern::Proxy {
        // What to register where comes first; how the service learns its own address after it.
        cause.finding.end_with_fix(text.unwrap_or(settings::general(concern)).to_owned());
        return;
    }
    cause.finding.lead_with_fix(settings::general(concern).to_owned());
    if let Some(text) = text {
        cause.finding.lead_with_fix(text.to_owned());
    }
}

/// The findings with the numbers of their steps; the first leads unless the login completed.
fn findings(causes: Vec<Cause>, steps: &[FlowStep], verdict: FlowVerdict) -> Vec<FlowFinding> {
    let number = |nav: usize| steps.iter().find(|step| step.nav == nav).map(|step| step.n);
    let mut found: Vec<FlowFinding> = Vec::new();
    let mut root: Option<Code> = None;
    for cause in causes {
        let shows: Vec<(usize, String)> =
            cause.shows.into_iter().filter_map(|(nav, text)| Some((number(nav)?, text))).collect();
        let mut finding = cause.finding;
        // That cookies cannot be seen explains a loop or a failure, not that a recording ends early.
        let explains = finding.code() != Code::CookiesStripped || verdict != FlowVerdict::Incomplete;
        let leads = root.is_none() && verdict != FlowVerdict::Completed && explains;
        match (cause.leads_with, root) {
            (Some(mut first), None) if leads => {
                // A Response that `check` refuses leads with its own code, and explains that the service refused it.
                first.set_root();
                root = Some(first.code());
                finding.set_consequence_of(first.code());
                found.push(FlowFinding { finding: first, shows: shows.clone(), source: None });
            }
            (_, None) if leads => {
                finding.set_root();
                root = Some(finding.code());
            }
            (_, Some(root)) if finding.code() != Code::CookiesStripped => finding.set_consequence_of(root),
            _ => {}
        }
        found.push(FlowFinding { finding, shows, source: cause.source });
    }
    found
}

/// How many logins are explained by their root; the others get their verdict alone.
const MAX_EXPLAINED: usize = 20;

fn summaries(
    logins: &[ServiceAttempts],
    explained: impl Fn(&ServiceAttempts) -> Vec<Cause>,
) -> Vec<LoginSummary> {
    let root = |login: &ServiceAttempts| {
        let cause = explained(login).into_iter().next()?;
        Some(cause.leads_with.unwrap_or(cause.finding))
    };
    let one = |(index, login): (usize, &ServiceAttempts)| LoginSummary {
        service: login.service.clone(),
        verdict: login.verdict,
        rounds: login.rounds,
        root: (login.verdict != FlowVerdict::Completed && index < MAX_EXPLAINED)
            .then(|| root(login))
            .flatten(),
    };
    logins.iter().enumerate().map(one).collect()
}

/// The verdict on a Response, for a step.
fn of_step(judged: &judged::JudgedResponse) -> (Verdict, Option<Code>) {
    let root = judged.report.root().filter(|_| judged.verdict == Verdict::Rejected).map(Finding::code);
    (judged.verdict, root)
}
