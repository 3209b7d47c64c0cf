//! A cookie that the browser was free to send, and did not.

use super::cookies::{Fate, fate, is_service};
use super::{Cause, KnownAttempt};
use crate::flow::cookie::SetCookie;
use crate::flow::framework::{is_infrastructure, is_session_name};
use crate::flow::gateway;
use crate::flow::outcome::Outcome;
use crate::flow::recording::Exchange;
use crate::{Code, Confidence};

/// A cookie that is missing where it was needed.
struct Lost<'c> {
    cookie: &'c SetCookie,
    is_session: bool,
    set: usize,
    needed: usize,
}

/// The recording shows that a cookie was set and not sent, and no rule of cookies explains it.
pub(super) fn missing(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    if !case.story.recording.shows_sent || !may_be_for_a_cookie(case) {
        return None;
    }
    let lost = of_request(case).or_else(|| of_session(case))?;
    let (set_to, to) = (case.nav(lost.set)?, case.nav(lost.needed)?);
    let name = &lost.cookie.name;
    let what = if lost.is_session { "session cookie" } else { "cookie of the login request" };
    let deleted = deleted_between(case, &lost, set_to, to);
    let (why, sure) = match &deleted {
        Some(place) => (format!("the answer to {place} deleted it"), Confidence::Proved),
        None => (
            "it was deleted or blocked in the browser: by the person, a script, an extension, or private browsing".to_owned(),
            if is_session_name(name) { Confidence::Likely } else { Confidence::Possible },
        ),
    };
    let place = match lost.is_session {
        true => "with the page after the Response".to_owned(),
        false => format!("with the {} to the ACS", to.method),
    };
    let message = format!("the {what} `{name}` was set and allowed, but not sent {place}: {why}");
    let mut cause = Cause::new(Code::CookieMissing, message)
        .sure(sure)
        .at(lost.needed)
        .shown(lost.set, format!("sets {name}: {}", lost.cookie.attributes()))
        .shown(lost.needed, format!("{} without {name}", to.method));
    cause = match deleted {
        Some(_) => cause.fix("service: keep this cookie until the login is finished"),
        None => cause.fix("browser: sign in again in a window without extensions, with cookies allowed"),
    };
    Some(match lost.is_session {
        true => cause,
        false => cause.fix(
            "service: if cookies are unreliable, store the request on the server and find it by RelayState",
        ),
    })
}

/// A firewall, a limit or a missing route is not for want of a cookie.
fn may_be_for_a_cookie(case: &KnownAttempt<'_, '_>) -> bool {
    match case.outcome {
        Outcome::Restarted => true,
        Outcome::Failed(nav) => case.nav(nav).is_some_and(|one| {
            gateway::of(one).is_none() && !matches!(one.status, 404 | 405 | 413 | 414 | 429 | 431 | 502..=504)
        }),
        _ => false,
    }
}

/// Set before the browser was sent away, and not sent with the Response.
fn of_request<'c>(case: &KnownAttempt<'_, 'c>) -> Option<Lost<'c>> {
    let (request, needed) = (case.request()?, case.response()?.nav);
    let end = if request.is_onward { request.nav } else { request.nav.saturating_sub(1) };
    let navs = (case.attempt.begin..=end).filter(|nav| is_service(case, *nav));
    first(case, navs.map(|set| (set, vec![needed])), false)
}

/// Set after the Response, and sent with no later page.
fn of_session<'c>(case: &KnownAttempt<'_, 'c>) -> Option<Lost<'c>> {
    let mut chain = vec![case.response()?.nav];
    chain.extend(case.after());
    let navs = chain.iter().copied().enumerate().map(|(index, set)| {
        let later = chain.get(index.saturating_add(1)..).unwrap_or_default();
        (set, later.iter().copied().filter(|nav| is_service(case, *nav)).collect())
    });
    first(case, navs, true)
}

/// Of the cookies that were set and sent nowhere, one with the name of a session before all others.
fn first<'c>(
    case: &KnownAttempt<'_, 'c>,
    navs: impl Iterator<Item = (usize, Vec<usize>)>,
    is_session: bool,
) -> Option<Lost<'c>> {
    let mut other = None;
    let mut is_known = false;
    for (set, needed) in navs {
        let Some(first) = needed.first().copied().filter(|nav| case.nav(*nav).is_some_and(shows_headers))
        else {
            continue;
        };
        for cookie in &case.nav(set)?.set {
            if is_infrastructure(&cookie.name) || cookie.is_deletion(case.time(set)) {
                continue;
            }
            let mut fates = needed.iter().map(|nav| fate(case, cookie, set, *nav));
            let is_lost = fates.all(|fate| matches!(fate, Fate::Unexplained));
            match (is_lost, is_session_name(&cookie.name)) {
                (true, true) => return Some(Lost { cookie, is_session, set, needed: first }),
                (true, false) if other.is_none() => {
                    other = Some(Lost { cookie, is_session, set, needed: first });
                }
                (false, true) => is_known = true,
                _ => {}
            }
        }
    }
    other.filter(|_| !is_known)
}

/// Some exports leave the headers of a request out; then nothing is known of its cookies.
fn shows_headers(one: &Exchange) -> bool {
    one.header("user-agent").is_some() || one.header("accept").is_some() || !one.sent.is_empty()
}

/// The request whose answer deletes the cookie in between, also one for a script or an image.
fn deleted_between(
    case: &KnownAttempt<'_, '_>,
    lost: &Lost<'_>,
    set: &Exchange,
    needed: &Exchange,
) -> Option<String> {
    let between = case.story.recording.exchanges.iter();
    let mut between =
        between.skip_while(|one| one.entry != set.entry).skip(1).take_while(|one| one.entry != needed.entry);
    let deletes = |one: &&Exchange| {
        let of_name = one.set.iter().filter(|cookie| cookie.name == lost.cookie.name);
        let mut deletions = of_name.filter(|cookie| one.at.is_some_and(|at| cookie.is_deletion(at)));
        one.url.same_site(&set.url, false) && deletions.next().is_some()
    };
    between.find(deletes).map(|one| format!("{} {}", one.method, one.url.path))
}
