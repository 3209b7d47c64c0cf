//! Cookies that were not where they were needed.

use super::{Cause, Concern, KnownAttempt};
use crate::flow::attempt::End;
use crate::flow::cookie::{CookieFault, CookieRequest, Crossing, SameSite, SetCookie, keep, send};
use crate::flow::framework::{is_infrastructure, is_session_name};
use crate::flow::outcome::Outcome;
use crate::{Code, Confidence, Severity};

/// Octets of the header Cookie that common servers accept (nginx: `large_client_header_buffers` 8k; Apache: 8,190).
const MAX_HEADER: usize = 8_000;

/// What became of a cookie at a navigation.
pub(super) enum Fate {
    Sent,
    /// Not sent, and why; whether the recording shows that it was not.
    Missing(CookieFault, bool),
    /// Not sent, although the rules allow it.
    Unexplained,
}

/// What became of a cookie that one navigation set, where another one needed it.
pub(super) fn fate(case: &KnownAttempt<'_, '_>, cookie: &SetCookie, set: usize, needed: usize) -> Fate {
    let (Some(from), Some(to)) = (case.nav(set), case.nav(needed)) else { return Fate::Sent };
    let browser = case.story.recording.browser;
    let sending = CookieRequest {
        url: &to.url,
        at: case.time(needed),
        is_safe: to.is_safe(),
        crossing: case.story.crossing(needed),
        browser,
    };
    let rule = keep(cookie, &from.url, case.time(set), browser).and_then(|kept| send(&kept, &sending));
    let is_observed = case.story.recording.shows_sent;
    match (to.sent_value(&cookie.name), rule) {
        (Some(value), _) if value == cookie.value => Fate::Sent,
        (Some(_), Ok(())) => Fate::Sent,
        (_, Err(reason)) => Fate::Missing(reason, is_observed),
        (None, Ok(())) if is_observed => match suspected(cookie, &sending) {
            Some(reason) => Fate::Missing(reason, true),
            None => Fate::Unexplained,
        },
        (None, Ok(())) => Fate::Sent,
    }
}

/// Why a cookie that the recording lacks was probably not sent: settings and later versions of a browser are stricter.
fn suspected(cookie: &SetCookie, sending: &CookieRequest<'_>) -> Option<CookieFault> {
    match cookie.same_site {
        Some(SameSite::None) if !cookie.secure => Some(CookieFault::NoneWithoutSecure),
        None if !sending.is_safe && sending.crossing != Crossing::SameSite => {
            Some(CookieFault::Lax { defaulted: true })
        }
        _ => None,
    }
}

/// A session cookie that the service set after the Response, and that no later navigation sent.
pub(super) fn session(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let response = case.response()?;
    let mut chain = vec![response.nav];
    chain.extend(case.after());
    let mut found: Vec<(u8, usize, &SetCookie, usize, CookieFault, bool)> = Vec::new();
    let mut others_sent = false;
    for (index, set) in chain.iter().copied().enumerate() {
        let later = chain.get(index.saturating_add(1)..).unwrap_or_default();
        let later: Vec<usize> = later.iter().copied().filter(|nav| is_service(case, *nav)).collect();
        let Some(first) = later.first().copied() else { continue };
        for cookie in &case.nav(set)?.set {
            if is_infrastructure(&cookie.name) || cookie.is_deletion(case.time(set)) {
                continue;
            }
            let fates = later.iter().map(|needed| fate(case, cookie, set, *needed));
            let mut reason = None;
            let mut is_sent = false;
            for one in fates {
                match one {
                    Fate::Sent => is_sent = true,
                    Fate::Missing(why, observed) if reason.is_none() => reason = Some((why, observed)),
                    _ => {}
                }
            }
            let likeness = if is_session_name(&cookie.name) { 0 } else { 1 };
            match reason.filter(|_| !is_sent) {
                Some((reason, observed)) => found.push((likeness, set, cookie, first, reason, observed)),
                None => others_sent |= is_sent && likeness == 0,
            }
        }
    }
    found.sort_by_key(|(likeness, ..)| *likeness);
    let (likeness, set, cookie, needed, reason, observed) = found.into_iter().next()?;
    let confidence = match (observed, others_sent || likeness > 0) {
        (true, false) => Confidence::Proved,
        (_, false) | (true, true) => Confidence::Likely,
        _ => Confidence::Possible,
    };
    Some(told(case, "session", cookie, set, needed, &reason, observed).sure(confidence))
}

/// A cookie that the service set before it sent the browser away, and that the POST to the ACS lacked.
pub(super) fn request(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    if !matches!(case.outcome, Outcome::Restarted | Outcome::Failed(_)) {
        return None;
    }
    let (request, response) = (case.request()?, case.response()?);
    let needed = response.nav;
    let end = if request.is_onward { request.nav } else { request.nav.saturating_sub(1) };
    let mut found: Vec<(u8, usize, &SetCookie, CookieFault, bool)> = Vec::new();
    for set in case.attempt.begin..=end {
        let Some(from) = case.nav(set).filter(|_| is_service(case, set)) else { continue };
        for cookie in &from.set {
            if is_infrastructure(&cookie.name) || cookie.is_deletion(case.time(set)) {
                continue;
            }
            if let Fate::Missing(reason, observed) = fate(case, cookie, set, needed) {
                let likeness = if is_session_name(&cookie.name) { 0 } else { 1 };
                found.push((likeness, set, cookie, reason, observed));
            }
        }
    }
    found.sort_by_key(|(likeness, ..)| *likeness);
    match found.into_iter().next() {
        Some((_, set, cookie, reason, observed)) => {
            let sure = if observed { Confidence::Proved } else { Confidence::Likely };
            Some(told(case, "request", cookie, set, needed, &reason, observed).sure(sure))
        }
        None => known_before(case, end, needed),
    }
}

/// A cookie of the login request that is sent only because service and identity provider are one site, where the recording
/// does not show whether it was: a frame, or another scheme or name on the way, is enough to lose it.
pub(super) fn unseen(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let is_visible = case.story.recording.shows_sent || !case.story.recording.shows_set;
    if is_visible || !matches!(case.outcome, Outcome::Restarted | Outcome::Failed(_)) {
        return None;
    }
    let (request, response) = (case.request()?, case.response()?);
    let to = case.nav(response.nav).filter(|to| !to.is_safe())?;
    let end = if request.is_onward { request.nav } else { request.nav.saturating_sub(1) };
    let set = (case.attempt.begin..=end).filter(|set| is_service(case, *set));
    let mut cookies = set
        .flat_map(|set| case.nav(set).into_iter().flat_map(move |from| &from.set).map(move |one| (set, one)));
    let (set, cookie) = cookies.find(|(set, cookie)| {
        let is_bound = matches!(cookie.same_site, Some(SameSite::Lax | SameSite::Strict));
        let is_kept = !is_infrastructure(&cookie.name) && !cookie.is_deletion(case.time(*set));
        is_bound && is_kept && matches!(fate(case, cookie, *set, response.nav), Fate::Sent)
    })?;
    let name = &cookie.name;
    let message = format!(
        "the cookie of the login request `{name}` is SameSite={}: the browser sends it with this {} only because both hosts are one site, and only outside of a frame; the recording does not show whether it was sent",
        if cookie.same_site == Some(SameSite::Strict) { "Strict" } else { "Lax" },
        to.method
    );
    Some(
        Cause::new(Code::CookieSamesite, message)
            .sure(Confidence::Possible)
            .weighs(Severity::Warning)
            .at(response.nav)
            .shown(set, format!("sets {name}: {}", cookie.attributes()))
            .about(Concern::SameSiteNone),
    )
}

/// A cookie from before the recording, sent to the service on the way out and not with the POST on the way back.
fn known_before(case: &KnownAttempt<'_, '_>, end: usize, needed: usize) -> Option<Cause> {
    let acs = case.nav(needed)?;
    let crosses = case.story.crossing(needed) != Crossing::SameSite;
    if !case.story.recording.shows_sent || acs.is_safe() || !crosses {
        return None;
    }
    for nav in case.attempt.begin..=end {
        let Some(one) = case.nav(nav).filter(|one| one.url.host == acs.url.host) else { continue };
        let set_here = |name: &str| one.set.iter().any(|cookie| cookie.name == name);
        let lost = one.sent.iter().map(|(name, _)| name.as_str());
        let mut lost = lost.filter(|name| is_session_name(name) && !acs.sends(name) && !set_here(name));
        if let Some(name) = lost.next() {
            let message = format!(
                "the browser sent the cookie `{name}` before the login, but not with the cross-site POST to the ACS, so its SameSite is probably Lax or Strict"
            );
            return Some(
                Cause::new(Code::CookieSamesite, message)
                    .sure(Confidence::Likely)
                    .at(needed)
                    .shown(nav, format!("sends {name}"))
                    .shown(needed, format!("{} without {name}", acs.method))
                    .about(Concern::SameSiteNone),
            );
        }
    }
    None
}

pub(super) fn is_service(case: &KnownAttempt<'_, '_>, nav: usize) -> bool {
    let provider = case.request().filter(|seen| !seen.is_onward).and_then(|seen| case.nav(seen.nav));
    let one = case.nav(nav);
    match (one, provider) {
        (Some(one), Some(provider)) => one.url.authority() != provider.url.authority(),
        (one, _) => one.is_some(),
    }
}

/// The cause in words.
fn told(
    case: &KnownAttempt<'_, '_>,
    role: &str,
    cookie: &SetCookie,
    set: usize,
    needed: usize,
    reason: &CookieFault,
    observed: bool,
) -> Cause {
    let name = &cookie.name;
    let (set_to, to) = (case.nav(set), case.nav(needed));
    let method = to.map_or("GET", |one| one.method.as_str());
    let place = match role {
        "session" => "on the redirect that follows the cross-site POST to the ACS".to_owned(),
        _ => format!("with the cross-site {method} to the ACS"),
    };
    let is_localhost = set_to.is_some_and(|one| one.url.is_local());
    let because = match reason {
        CookieFault::Strict => format!("is SameSite=Strict, so it is not sent {place}"),
        CookieFault::Lax { defaulted: false } => format!("is SameSite=Lax, so it is not sent {place}"),
        CookieFault::Lax { defaulted: true } => {
            format!(
                "has no SameSite, which {} treats as Lax, so it is not sent {place}",
                case.story.recording.browser.name()
            )
        }
        CookieFault::NoneWithoutSecure => {
            "is SameSite=None without Secure, so the browser drops it".to_owned()
        }
        CookieFault::SecureOverHttp => "is Secure but was set over http, so the browser drops it".to_owned(),
        CookieFault::SecureOnHttp => "is Secure, so it is not sent to the http page that needs it".to_owned(),
        CookieFault::ForeignDomain { domain, host } => {
            format!(
                "is set for the domain {domain}, which {host} does not belong to, so the browser drops it"
            )
        }
        CookieFault::PublicSuffix { domain } => {
            format!("is set for {domain}, a public suffix, so the browser drops it")
        }
        CookieFault::OtherHost { domain, host } => format!("is for {domain} and is not sent to {host}"),
        CookieFault::Path { path, needed } => format!("has Path={path}, which does not cover {needed}"),
        CookieFault::TooLarge { octets } => {
            format!("has {octets} bytes (name and value), more than the 4,096 that browsers keep")
        }
        CookieFault::Prefix { rule } => {
            format!("breaks the rule of its name prefix ({rule}), so the browser drops it")
        }
        CookieFault::OverWhenSet => "had already expired when it was set, so the browser drops it".to_owned(),
        CookieFault::Ended { seconds } => {
            format!("lives {seconds} seconds, and the login took longer")
        }
    };
    let concern = match reason {
        CookieFault::Strict | CookieFault::Lax { .. } if role == "session" => Concern::SameSiteLax,
        CookieFault::Strict | CookieFault::Lax { .. } | CookieFault::NoneWithoutSecure => {
            Concern::SameSiteNone
        }
        CookieFault::SecureOverHttp | CookieFault::SecureOnHttp => Concern::Secure,
        CookieFault::ForeignDomain { .. } | CookieFault::OtherHost { .. } => Concern::Domain,
        CookieFault::PublicSuffix { .. } => Concern::PublicSuffix,
        CookieFault::Path { .. } => Concern::Path,
        CookieFault::TooLarge { .. } => Concern::Size,
        CookieFault::Prefix { .. } => Concern::Prefix,
        CookieFault::OverWhenSet | CookieFault::Ended { .. } => Concern::Lifetime,
    };
    let what = if role == "session" { "session cookie" } else { "cookie of the login request" };
    let without = match observed {
        true => format!("{method} without {name}"),
        false => format!("{method}; the recording does not show which cookies were sent"),
    };
    let cause = Cause::new(reason.code(), format!("the {what} `{name}` {because}"))
        .at(needed)
        .shown(set, format!("sets {name}: {}", cookie.attributes()))
        .shown(needed, without)
        .about(concern);
    let needs_tls =
        concern == Concern::SameSiteNone && set_to.is_some_and(|one| !one.url.is_https() && !is_localhost);
    match needs_tls {
        true => cause.fix("SameSite=None needs Secure, and so https: serve the application over https first"),
        false => cause,
    }
}

/// More cookies than the server takes.
pub(super) fn too_many(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let Outcome::Failed(nav) = case.outcome else { return None };
    let one = case.nav(nav)?;
    if !matches!(one.status, 400 | 431) || one.cookie_octets <= MAX_HEADER {
        return None;
    }
    let message = format!(
        "the browser sent {} bytes of cookies, more than servers and proxies accept (usually 8 kB), and got {}",
        one.cookie_octets, one.status
    );
    let mut largest: Vec<(usize, &str)> = one
        .sent
        .iter()
        .map(|(name, value)| (name.len().saturating_add(value.len()), name.as_str()))
        .collect();
    largest.sort_by(|a, b| b.cmp(a));
    let largest: Vec<String> =
        largest.iter().take(3).map(|(size, name)| format!("{name} ({size})")).collect();
    Some(
        Cause::new(Code::CookieSize, message)
            .at(nav)
            .shown(nav, format!("{} cookies; the largest: {}", one.sent.len(), largest.join(", ")))
            .about(Concern::Size),
    )
}

/// Whether a restart followed, for rules of sessions.
pub(super) fn ends_in_request(case: &KnownAttempt<'_, '_>) -> bool {
    case.attempt.answer.as_ref().is_some_and(|answer| matches!(answer.end, End::Request(_)))
}
