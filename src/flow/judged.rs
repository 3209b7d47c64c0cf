//! Each Response, judged exactly as `check` judges it.

use super::attempt::Attempt;
use super::facts::FlowMessageKind;
use super::story::{Seen, Story};
use crate::expectations::Expectations;
use crate::inspect::{Inspector, Report, Verdict};
use crate::{InResponseTo, ServiceProvider};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// The report on one Response.
pub(crate) struct JudgedResponse {
    pub(crate) report: Report,
    /// The verdict: what the capture tells never accepts.
    pub(crate) verdict: Verdict,
    /// What was expected from the capture, because no option said it.
    pub(crate) from_capture: Vec<String>,
}

/// Judges every Response of the services themselves, by its index in `Story::seen`.
pub(crate) fn judge(
    inspector: &Inspector,
    expectations: &Expectations,
    story: &Story<'_>,
    attempts: &[Attempt],
    asked: InResponseTo<'_>,
    at: Option<DateTime<Utc>>,
) -> Vec<Option<JudgedResponse>> {
    let one = |(index, seen): (usize, &Seen<'_>)| {
        if seen.facts.kind != FlowMessageKind::Response {
            return None;
        }
        let owns = |attempt: &&Attempt| attempt.response == Some(index) || attempt.again.contains(&index);
        let attempt = attempts.iter().find(owns);
        if attempt.is_some_and(|attempt| attempt.is_inner) {
            return None;
        }
        let request = attempt.and_then(|attempt| story.seen.get(attempt.request?));
        let exchange = story.nav(seen.nav)?;
        let time = at.or(exchange.at).or(seen.message.captured_at()).or(seen.facts.issued);
        let time = time.unwrap_or(DateTime::UNIX_EPOCH);
        let pairs = attempt.is_some_and(|attempt| !attempt.answers_another);
        let id = request.filter(|_| pairs).and_then(|request| request.facts.id.as_deref());
        let asked = match (asked, id) {
            (InResponseTo::Unchecked, Some(id)) => InResponseTo::Request(id),
            (asked, _) => asked,
        };
        let (provider, from_capture) = completed(&expectations.service_provider, request);
        let completed = match from_capture.is_empty() {
            true => None,
            false => Some(Inspector::new(Arc::new(Expectations {
                service_provider: provider,
                ..expectations.clone()
            }))),
        };
        let inspector = completed.as_ref().unwrap_or(inspector);
        let report = inspector.inspect_captured(seen.message).in_response_to(asked).at(time);
        let verdict = match report.verdict() {
            Verdict::Accepted if !from_capture.is_empty() => Verdict::Inconclusive,
            verdict => verdict,
        };
        Some(JudgedResponse { report, verdict, from_capture })
    };
    story.seen.iter().enumerate().map(one).collect()
}

/// The service with what the request says of it where no option does.
fn completed(known: &ServiceProvider, request: Option<&Seen<'_>>) -> (ServiceProvider, Vec<String>) {
    let mut told = Vec::new();
    let issuer = request.and_then(|request| request.facts.issuer.as_ref());
    let acs = request.and_then(|request| request.facts.acs.as_ref());
    let mut provider = known.clone();
    if let Some(issuer) = issuer.filter(|_| known.entity_id().is_none()) {
        told.push(format!("entity ID {issuer}"));
        provider = provider.with_entity_id(issuer);
    }
    if let Some(acs) = acs.filter(|_| known.acs().is_empty()) {
        told.push(format!("ACS {acs}"));
        provider = provider.with_acs(acs);
    }
    (provider, told)
}
