//! RelayState: what the service gave the browser, and what came back.

use super::{Cause, KnownAttempt};
use crate::flow::outcome::Outcome;
use crate::flow::url::Url;
use crate::{Code, Severity};

/// SAML 2.0 bindings, section 3.4.3.
const MAX_OCTETS: usize = 80;

/// RelayState did not come back as it was sent, or leads to another site.
pub(super) fn lost(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let response = case.response()?;
    let acs = case.nav(response.nav)?;
    let back = acs.relay_state.as_deref().or(response.message.relay_state()).filter(|text| !text.is_empty());
    if let Some(request) = case.request() {
        let sent = request.message.relay_state().or(case.nav(request.nav)?.relay_state.as_deref());
        if let Some(sent) = sent.filter(|text| !text.is_empty() && Some(*text) != back) {
            return Some(changed(case, sent, back, request.nav, response.nav));
        }
        if let Some(sent) = sent.filter(|text| text.len() > MAX_OCTETS) {
            let message = format!(
                "RelayState has {} bytes; SAML allows 80, and some identity providers cut it or drop it",
                sent.len()
            );
            let cause = Cause::new(Code::RelayStateLost, message).weighs(Severity::Info);
            return Some(advised(cause.shown(request.nav, format!("RelayState of {} bytes", sent.len()))));
        }
    }
    let to = Url::parse(back?)?;
    let begun = case.nav(case.attempt.begin)?;
    let leads = acs.target.as_ref().is_some_and(|target| target.host == to.host);
    if !leads || to.same_site(&acs.url, false) || to.same_site(&begun.url, false) {
        return None;
    }
    let message = format!(
        "the service redirected the browser to {}, another site, because RelayState says so",
        to.host
    );
    Some(
        Cause::new(Code::RelayStateLost, message)
            .shown(response.nav, format!("RelayState and Location lead to {}", to.host))
            .fix("service: accept only its own addresses in RelayState; otherwise anyone can send people to another site after a login"),
    )
}

fn changed(
    case: &KnownAttempt<'_, '_>,
    sent: &str,
    back: Option<&str>,
    request: usize,
    response: usize,
) -> Cause {
    let long = if sent.len() > MAX_OCTETS {
        format!("; it has {} bytes, and SAML allows 80", sent.len())
    } else {
        String::new()
    };
    let message = match back {
        None => format!("RelayState was sent with the request and did not come back with the Response{long}"),
        Some(_) => format!("RelayState came back changed{long}"),
    };
    let cause = Cause::new(Code::RelayStateLost, message)
        .shown(request, "RelayState goes out")
        .shown(
            response,
            if back.is_some() { "another RelayState comes back" } else { "no RelayState comes back" },
        )
        .actual(back.unwrap_or("(none)").to_owned())
        .expected(sent.to_owned());
    let cause = if case.outcome == Outcome::Completed { cause } else { cause.at(response) };
    advised(cause)
}

fn advised(cause: Cause) -> Cause {
    cause
        .fix("identity provider: send RelayState back unchanged with the Response; remove a default RelayState")
        .fix("service: send a short random key as RelayState and keep the address on the server")
}
