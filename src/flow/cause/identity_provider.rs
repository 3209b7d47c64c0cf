//! Faults at the identity provider.

use super::{Cause, KnownAttempt};
use crate::flow::outcome::Outcome;
use crate::{Code, Confidence};

/// The Response says that the login failed.
pub(super) fn status(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    if case.outcome != Outcome::Refused {
        return None;
    }
    let response = case.response()?;
    let codes = response.facts.status.join(" / ");
    let message = format!("the identity provider answered with the status {codes} instead of Success");
    let mut cause = Cause::new(Code::IdpError, message)
        .at(response.nav)
        .shown(response.nav, format!("Status {codes}"))
        .expected("Success");
    let said = response.facts.status_message.clone();
    cause = cause.actual(said.unwrap_or_else(|| codes.clone()));
    if let Some(root) = case.judged().and_then(|judged| judged.report.root()) {
        for fix in root.fix() {
            cause = cause.fix(fix.clone());
        }
    }
    Some(match response.facts.status.last().map(String::as_str) {
        _ if !cause.finding.fix().is_empty() => cause,
        Some("NoPassive") => cause.fix("service: send the request without IsPassive, so that the identity provider may show its login page"),
        _ => cause.fix("identity provider: its log has the reason, under the time of this step"),
    })
}

/// The identity provider shows an error page and sends no Response.
pub(super) fn error_page(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let Outcome::Stopped(nav) = case.outcome else { return None };
    let one = case.nav(nav)?;
    let label = one.page.as_ref().and_then(|page| page.label());
    let message =
        format!("the identity provider answered with an error page ({}) and sent no Response", one.status);
    let mut cause = Cause::new(Code::IdpError, message)
        .at(nav)
        .shown(nav, format!("answers {}{}", one.status, label.map(|label| format!(": {label}")).unwrap_or_default()))
        .fix("identity provider: read the page and its log; usual causes are an unknown entity ID, an ACS URL that is not registered, or a person who is not assigned to the application");
    if let Some(label) = label {
        cause = cause.actual(label.to_owned());
    }
    Some(cause)
}

/// The browser was left at the identity provider.
pub(super) fn never_returned(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    if case.outcome != Outcome::NoResponse {
        return None;
    }
    let request = case.request()?;
    let service = case.nav(case.attempt.begin)?;
    let pages = case.story.navs.iter().copied().enumerate().skip(request.nav);
    let mut away = pages.filter(|(_, one)| one.url.host != service.url.host);
    let (nav, last) = away.next_back().or_else(|| Some((request.nav, case.nav(request.nav)?)))?;
    let label = last.page.as_ref().and_then(|page| page.title.clone());
    let page = label.as_ref().map_or_else(String::new, |title| format!(" (\"{title}\")"));
    let message =
        format!("the browser stayed at the identity provider, {}, and no Response came back", last.url.host);
    Some(
        Cause::new(Code::NeverReturned, message)
            .sure(Confidence::Likely)
            .at(nav)
            .shown(request.nav, "the request is sent")
            .shown(nav, format!("the last page there{page}"))
            .fix("browser: record until the service shows a page or an error; if the identity provider shows one, read it")
            .fix("identity provider: look for the login in its log; a page that posts itself needs JavaScript"),
    )
}
