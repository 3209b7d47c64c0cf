//! What the service, or something in front of it, answered to the Response.

use super::{Cause, Concern, KnownAttempt};
use crate::flow::gateway;
use crate::flow::outcome::Outcome;
use crate::{Code, Confidence};

/// A redirect by 301, 302 or 303 before the ACS makes a GET of the POST, and the Response is gone.
pub(super) fn method_changed(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let response = case.response()?;
    let one = case.nav(response.nav)?;
    let target = one.target.as_ref()?;
    if one.method != "POST" || !matches!(one.status, 301..=303) {
        return None;
    }
    let same_path = one.url.path.trim_end_matches('/') == target.path.trim_end_matches('/');
    let slash = one.url.path != target.path;
    let what = match (one.url.host == target.host, one.url.scheme == target.scheme) {
        (true, false) => format!("from {} to {}", one.url.scheme, target.scheme),
        (false, _) if one.url.same_site(target, false) => format!("from {} to {}", one.url.host, target.host),
        (true, true) if slash => format!("from {} to {}", one.url.path, target.path),
        _ => return None,
    };
    let next = case.story.after(response.nav)?;
    if !same_path || case.carries_response(next) {
        return None;
    }
    let message = format!(
        "a {} redirect {what} turned the POST to the ACS into a GET, and the Response was lost",
        one.status
    );
    let acs = format!("{}{}", target.origin(), target.path);
    Some(
        Cause::new(Code::AcsMethodChanged, message)
            .at(response.nav)
            .shown(response.nav, format!("POST with the Response is answered {}", one.status))
            .shown(next, "GET without it")
            .actual(format!("{}{}", one.url.origin(), one.url.path))
            .expected(acs.clone())
            .fix(format!("identity provider: set the ACS URL to {acs}"))
            .fix("service: name the same URL in its metadata and AuthnRequests; if a redirect is needed, use 307 or 308")
            .about(Concern::Proxy),
    )
}

/// The Response goes to another host or scheme than the login began at.
pub(super) fn host_differs(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    case.request()?;
    let response = case.response()?;
    let (begun, acs) = (case.nav(case.attempt.begin)?, case.nav(response.nav)?);
    let what = match (begun.url.host == acs.url.host, begun.url.scheme == acs.url.scheme) {
        (true, true) => return None,
        (true, false) => {
            format!("over {}, and the Response was sent over {}", begun.url.scheme, acs.url.scheme)
        }
        (false, _) => format!("at {}, and the Response was sent to {}", begun.url.host, acs.url.host),
    };
    let message = format!("the login began {what}: cookies of one do not reach the other");
    Some(
        Cause::new(Code::AcsHostDiffers, message)
            .sure(Confidence::Likely)
            .at(response.nav)
            .shown(case.attempt.begin, format!("begins at {}", begun.url.origin()))
            .shown(response.nav, format!("the Response goes to {}", acs.url.origin()))
            .actual(acs.url.origin())
            .expected(begun.url.origin())
            .fix("service: redirect people to the address of the ACS before the login begins, or register an ACS URL at the address that people use")
            .about(Concern::Proxy),
    )
}

/// The service answered with an error.
pub(super) fn error(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let Outcome::Failed(nav) = case.outcome else { return None };
    let brought = case.response().map(|response| response.nav);
    let one = case.nav(nav)?;
    let label = one.page.as_ref().and_then(|page| page.label());
    let is_login = one.page.as_ref().is_some_and(|page| page.has_password && !page.is_error());
    let place =
        if Some(nav) == brought { "the ACS answered" } else { "after the Response, the service answered" };
    let gateway = gateway::of(one);
    let message = match (one.status, gateway) {
        (status, Some(gateway)) if status >= 400 => {
            format!(
                "{place} with {status}, and the answer is from {}, not from the application",
                gateway.name
            )
        }
        (status, _) if status >= 400 => format!("{place} with {status}{}", meaning(status)),
        _ if is_login => format!("{place} with its own login page"),
        _ => format!("{place} with an error page"),
    };
    let mut cause = Cause::new(Code::AcsError, message)
        .sure(if one.status >= 400 { Confidence::Proved } else { Confidence::Likely })
        .at(nav)
        .shown(
            nav,
            format!("answers {}{}", one.status, label.map(|label| format!(": {label}")).unwrap_or_default()),
        );
    if let Some(label) = label {
        cause = cause.actual(label.to_owned());
    }
    if let Some(gateway) = gateway.filter(|_| one.status >= 400) {
        cause = cause.fix(gateway.fix);
    }
    Some(match one.status {
        413 => cause.fix("service: raise the largest request body that the proxy accepts (nginx: client_max_body_size)"),
        414 => cause.fix("identity provider: send the Response by HTTP-POST; a URL cannot be that long"),
        431 => cause.fix("service: delete old cookies, or raise the header size of the proxy (nginx: large_client_header_buffers)"),
        404 | 405 => cause.fix("service and identity provider: compare the ACS URL with the route of the application, to the letter"),
        502..=504 => cause.fix("service: look at the application behind the proxy: it crashed, timed out, or its answer's headers are too large (nginx: proxy_buffer_size)"),
        _ => cause.fix("service: its log names the reason; samlens explain \"TEXT\" knows the texts of many products"),
    })
}

fn meaning(status: u16) -> &'static str {
    match status {
        400 => " (bad request)",
        401 => " (not signed in)",
        403 => " (forbidden)",
        404 => " (no such page)",
        405 => " (POST is not allowed there)",
        413 => " (request too large)",
        414 => " (URL too long)",
        429 => " (too many requests)",
        431 => " (headers too large)",
        500 => " (internal error)",
        502 => " (bad gateway)",
        503 => " (unavailable)",
        504 => " (gateway timeout)",
        _ => "",
    }
}
