//! Sessions that the service did not begin, or lost at once.

use super::cookies::ends_in_request;
use super::{Cause, Concern, KnownAttempt};
use crate::flow::framework::{is_infrastructure, is_session_name};
use crate::flow::outcome::Outcome;
use crate::{Code, Confidence};

/// Answers after the Response, and cookies of each, that are compared with all later ones.
const MAX_ANSWERS: usize = 10;
const MAX_COOKIES: usize = 40;

/// An answer after the Response, or in parallel with it, deletes or replaces the session cookie that was just set.
pub(super) fn overwritten(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let response = case.response()?;
    let rotates = case.framework.is_some_and(|framework| framework.rotates);
    let mut chain = vec![response.nav];
    chain.extend(case.after());
    let entry = |nav: usize| case.nav(nav).map_or(0, |one| one.entry);
    let last = entry(case.last()?);
    for set in chain.iter().take(MAX_ANSWERS) {
        let from = case.nav(*set)?;
        for (place, cookie) in from.set.iter().enumerate().take(MAX_COOKIES) {
            if is_infrastructure(&cookie.name) || cookie.is_deletion(case.time(*set)) {
                continue;
            }
            let again = from.set.iter().skip(place.saturating_add(1)).find(|other| other.name == cookie.name);
            if let Some(other) = again.filter(|other| other.value != cookie.value) {
                let how = if other.is_deletion(case.time(*set)) { "deletes" } else { "replaces" };
                let message =
                    format!("one answer sets the session cookie `{}` and {how} it again", cookie.name);
                return Some(
                    Cause::new(Code::SessionOverwritten, message)
                        .at(*set)
                        .shown(*set, format!("sets {} twice", cookie.name))
                        .about(Concern::Store),
                );
            }
            // Any later answer counts, also that to a script or an image.
            let later = case.story.recording.exchanges.iter();
            let mut later = later.filter(|one| {
                let after = one.at >= from.at && one.entry != from.entry;
                after
                    && one.entry > from.entry.min(last)
                    && one.entry <= last
                    && one.url.same_site(&from.url, false)
            });
            let hit = later.find_map(|one| {
                let other = one.set.iter().find(|other| other.name == cookie.name)?;
                let deletes = one.at.is_some_and(|at| other.is_deletion(at)) || other.value.is_empty();
                let replaces = other.value != cookie.value && !rotates && is_session_name(&cookie.name);
                (deletes || replaces).then_some((one, deletes))
            });
            let Some((one, deletes)) = hit else { continue };
            let nav = case.story.navs.iter().position(|nav| nav.entry == one.entry);
            let how = if deletes { "deletes" } else { "replaces" };
            let is_last = nav == case.last();
            let place = nav.map_or(format!("{} {}", one.method, one.url.path), |_| String::new());
            let message = match (is_last, nav.is_some()) {
                (true, _) => format!(
                    "the service got its session cookie `{}` back, did not accept it, and {how} it: sessions are probably not shared between its instances",
                    cookie.name
                ),
                (false, true) => {
                    format!("a later answer {how} the session cookie `{}` that the ACS had set", cookie.name)
                }
                (false, false) => format!(
                    "the answer to {place} {how} the session cookie `{}` that the ACS had set",
                    cookie.name
                ),
            };
            let sure = match (deletes, is_last) {
                (true, false) => Confidence::Proved,
                (false, true) => Confidence::Possible,
                _ => Confidence::Likely,
            };
            let cause = Cause::new(Code::SessionOverwritten, message).sure(sure).about(Concern::Store);
            let cause = cause.shown(*set, format!("sets {}", cookie.name));
            return Some(match nav {
                Some(nav) => cause.at(nav).shown(nav, format!("{how} {}", cookie.name)),
                None => cause
                    .at(*set)
                    .shown(*set, format!("{} {} {how} {}", one.method, one.url.path, cookie.name)),
            });
        }
    }
    None
}

/// The service accepted the Response and set no session cookie.
pub(super) fn not_created(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let response = case.response()?;
    let recording = case.story.recording;
    let is_page = matches!(case.outcome, Outcome::Failed(nav) if case.is_accepted(nav));
    if !case.is_accepted(response.nav) || !(ends_in_request(case) || is_page) {
        return None;
    }
    if !recording.shows_set && !recording.shows_sent {
        return None;
    }
    let mut chain = vec![response.nav];
    chain.extend(case.after());
    let acs = case.nav(response.nav)?;
    let sets = chain.iter().any(|nav| {
        let time = case.time(*nav);
        let set = case.nav(*nav).map_or(&[][..], |one| one.set.as_slice());
        set.iter().any(|cookie| !is_infrastructure(&cookie.name) && !cookie.is_deletion(time))
    });
    let had_one = acs.sent.iter().any(|(name, _)| !is_infrastructure(name));
    let last = case.last()?;
    if !sets && !had_one {
        let message = format!(
            "the service answered the Response with {} but set no session cookie, {}",
            acs.status,
            case.what_followed()
        );
        return Some(
            Cause::new(Code::SessionNotCreated, message)
                .sure(Confidence::Likely)
                .at(response.nav)
                .shown(response.nav, "no Set-Cookie in the answer".to_owned())
                .shown(
                    last,
                    if ends_in_request(case) {
                        "leads to another login"
                    } else {
                        "shows a page that is not signed in"
                    },
                )
                .about(Concern::Store),
        );
    }
    None
}

/// Nothing else explains it: the cookies are there, and the service does not know the login.
pub(super) fn not_kept(case: &KnownAttempt<'_, '_>) -> Option<Cause> {
    let last = case.last().filter(|_| ends_in_request(case))?;
    if !case.story.recording.shows_sent || !case.is_accepted(case.response()?.nav) {
        return None;
    }
    let message = "the browser sent every cookie back, but the service still asked for a login: it did not store the login in the session, or another instance answered";
    Some(
        Cause::new(Code::SessionNotCreated, message)
            .sure(Confidence::Possible)
            .at(last)
            .shown(last, "has the cookies, and leads to another login")
            .about(Concern::Store),
    )
}
