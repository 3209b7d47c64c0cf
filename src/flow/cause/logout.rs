//! Single logout: requests that go round, or stay without an answer.

use super::Cause;
use crate::Code;
use crate::flow::facts::FlowMessageKind;
use crate::flow::outcome::FlowVerdict;
use crate::flow::story::Story;

/// What came of the logout messages of a recording.
pub(crate) struct LogoutOutcome {
    pub(crate) verdict: FlowVerdict,
    pub(crate) rounds: usize,
    pub(crate) cause: Option<Cause>,
}

/// Looks at the logout messages; `None` if there are none.
pub(crate) fn logout(story: &Story<'_>) -> Option<LogoutOutcome> {
    let of = |kind: FlowMessageKind| story.seen.iter().filter(move |seen| seen.facts.kind == kind);
    let requests: Vec<_> = of(FlowMessageKind::LogoutRequest).collect();
    let answered = |id: &Option<String>| {
        id.is_some() && of(FlowMessageKind::LogoutResponse).any(|seen| seen.facts.in_response_to == *id)
    };
    let first = requests.first()?;
    // A round: from one request of a sender to its next one, without a page in between.
    let mut rounds: usize = 0;
    let mut last = None;
    for pair in requests.windows(2) {
        let [one, next] = pair else { continue };
        let pages = story.navs.get(one.nav..next.nav).unwrap_or_default();
        let is_page = |nav: &&crate::flow::recording::Exchange| {
            (200..300).contains(&nav.status)
                && nav
                    .page
                    .as_ref()
                    .is_none_or(|page| !page.posts_request && !page.posts_response && !page.refreshes)
        };
        let again =
            requests.iter().any(|other| other.nav < next.nav && other.facts.issuer == next.facts.issuer);
        if again && !pages.iter().any(is_page) && one.facts.id != next.facts.id {
            rounds = rounds.saturating_add(1);
            last = Some(next);
        }
    }
    if let Some(last) = last {
        let message = format!(
            "logout loops: {} LogoutRequests follow each other without a page in between",
            requests.len()
        );
        let cause = Cause::new(Code::LogoutLoop, message)
            .at(last.nav)
            .shown(first.nav, "the first LogoutRequest")
            .shown(last.nav, "another LogoutRequest of the same sender")
            .fix("service: end the local session before it answers, and send a LogoutResponse to a LogoutRequest, never a new LogoutRequest")
            .fix("identity provider: check that the logout URL for responses is not the one for requests");
        return Some(LogoutOutcome { verdict: FlowVerdict::Loop, rounds, cause: Some(cause) });
    }
    let open = requests.iter().rev().find(|seen| !answered(&seen.facts.id));
    let Some(open) = open else {
        return Some(LogoutOutcome { verdict: FlowVerdict::Completed, rounds: 0, cause: None });
    };
    let recorded = story.nav(open.nav).is_some_and(|one| one.status != 0);
    let verdict = if recorded { FlowVerdict::Failed } else { FlowVerdict::Incomplete };
    let status = story.nav(open.nav).map_or(0, |one| one.status);
    let cause = Cause::new(Code::LogoutNotAnswered, "a LogoutRequest was sent, and no LogoutResponse to it came back")
        .at(open.nav)
        .shown(open.nav, format!("LogoutRequest, answered {status}"))
        .fix("both sides: compare the single logout URLs, bindings and certificates in the metadata of each with the settings of the other")
        .fix("the side that received it: its log says why it did not answer; an unsigned request or an unknown SessionIndex are usual causes");
    Some(LogoutOutcome { verdict, rounds: 0, cause: Some(cause) })
}
