//! The navigations of a recording, which of them redirected to which, and the SAML messages on the way.

use super::cookie::Crossing;
use super::facts::{FlowMessageKind, MessageFacts};
use super::recording::{Exchange, Recording};
use super::url::Url;
use crate::Limits;
use crate::capture::Captured;
use chrono::TimeDelta;

/// Navigations that are looked at for where a redirect led.
const AHEAD: usize = 200;

/// A message on its way through the browser.
pub(crate) struct Seen<'r> {
    /// Index of the navigation that carries it.
    pub(crate) nav: usize,
    pub(crate) message: &'r Captured,
    pub(crate) facts: MessageFacts,
    /// It is in the URL that the navigation redirects to; the recording does not have the request itself.
    pub(crate) is_onward: bool,
}

/// The navigations of a recording in order.
pub(crate) struct Story<'r> {
    pub(crate) recording: &'r Recording,
    pub(crate) navs: Vec<&'r Exchange>,
    /// The navigation that redirected to this one.
    before: Vec<Option<usize>>,
    /// The navigation that this one redirected to.
    after: Vec<Option<usize>>,
    pub(crate) seen: Vec<Seen<'r>>,
}

impl<'r> Story<'r> {
    pub(crate) fn of(recording: &'r Recording, limits: &Limits) -> Story<'r> {
        let mut navs: Vec<&Exchange> = recording.exchanges.iter().filter(|one| one.is_navigation()).collect();
        // Silent logins in frames are stories of their own.
        let speaks = |one: &&Exchange| !one.messages.is_empty() || one.has_artifact || !one.onward.is_empty();
        if navs.iter().any(|one| speaks(one) && !one.is_framed()) {
            navs.retain(|one| !one.is_framed());
        }
        let mut before = vec![None; navs.len()];
        let mut after = vec![None; navs.len()];
        for (index, one) in navs.iter().enumerate() {
            let Some(target) = one.target.as_ref().filter(|_| one.is_redirect()) else { continue };
            let ahead = navs.iter().enumerate().skip(index.saturating_add(1)).take(AHEAD);
            let mut free = ahead.filter(|(at, _)| before.get(*at) == Some(&None));
            if let Some((at, _)) = free.find(|(_, next)| next.url.is(target)) {
                set(&mut after, index, at);
                set(&mut before, at, index);
            }
        }
        let mut seen = Vec::new();
        for (nav, one) in navs.iter().enumerate() {
            let carried = one.messages.iter().map(|message| (message, false));
            for (message, is_onward) in carried.chain(one.onward.iter().map(|message| (message, true))) {
                if let Some(facts) = MessageFacts::of(message, limits) {
                    seen.push(Seen { nav, message, facts, is_onward });
                }
            }
        }
        Story { recording, navs, before, after, seen }
    }

    pub(crate) fn nav(&self, index: usize) -> Option<&'r Exchange> {
        self.navs.get(index).copied()
    }

    pub(crate) fn before(&self, index: usize) -> Option<usize> {
        self.before.get(index).copied().flatten()
    }

    pub(crate) fn after(&self, index: usize) -> Option<usize> {
        self.after.get(index).copied().flatten()
    }

    /// The first navigation of the redirects that led here.
    pub(crate) fn head(&self, index: usize) -> usize {
        let mut at = index;
        // Each turn goes back by one at least.
        while let Some(before) = self.before(at) {
            at = before;
        }
        at
    }

    /// The message of a kind that a navigation carries.
    pub(crate) fn carried(&self, nav: usize, kind: FlowMessageKind) -> Option<usize> {
        self.seen.iter().position(|one| one.nav == nav && one.facts.kind == kind)
    }

    /// Where the browser went from a page that it left without the person: a form that submits itself, a refresh, or a
    /// script that goes to the login at once.
    pub(crate) fn left_by_itself(&self, nav: usize) -> Option<usize> {
        let next = nav.checked_add(1).filter(|next| *next < self.navs.len())?;
        let (here, there) = (self.nav(nav)?, self.nav(next)?);
        if here.page.as_ref().is_some_and(|page| page.posts_request || page.posts_response || page.refreshes)
        {
            return Some(next);
        }
        if there.header("sec-fetch-user").is_some() || !self.leads_to_request(next) {
            return None;
        }
        let pause = there.at?.signed_duration_since(here.ended()?);
        let most = if there.header("sec-fetch-mode").is_some() { 5 } else { 2 };
        (pause <= TimeDelta::seconds(most)).then_some(next)
    }

    fn leads_to_request(&self, nav: usize) -> bool {
        let mut at = nav;
        for _ in 0..8 {
            if self.carried(at, FlowMessageKind::AuthnRequest).is_some() {
                return true;
            }
            match self.after(at) {
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    }

    /// Whether a navigation was begun by another site: who began it stays the same through all redirects.
    pub(crate) fn crossing(&self, nav: usize) -> Crossing {
        let Some(one) = self.nav(nav) else { return Crossing::SameSite };
        let schemeful = self.recording.browser.is_schemeful();
        let other = if one.is_framed() { Crossing::Below } else { Crossing::TopLevel };
        let head = self.head(nav);
        let begun_by = match self.begun_by(head) {
            Begun::ByPerson => return Crossing::SameSite,
            Begun::ByOther => return other,
            Begun::By(url) => url,
        };
        match begun_by.same_site(&one.url, schemeful) {
            true => Crossing::SameSite,
            false => other,
        }
    }

    /// Who began a navigation: by the headers that say so, else the page before it.
    fn begun_by(&self, head: usize) -> Begun {
        let Some(one) = self.nav(head) else { return Begun::ByPerson };
        let named = |name: &str| one.header(name).and_then(Url::parse);
        match one.header("sec-fetch-site") {
            Some("none") => return Begun::ByPerson,
            Some("same-origin" | "same-site") => return Begun::By(one.url.clone()),
            Some(_) => return named("origin").or_else(|| named("referer")).map_or(Begun::ByOther, Begun::By),
            None => {}
        }
        if let Some(url) = named("origin").or_else(|| named("referer")) {
            return Begun::By(url);
        }
        let earlier = self.navs.get(..head).unwrap_or_default();
        match earlier.iter().rev().find(|one| !one.is_redirect() && one.status != 0) {
            Some(page) => Begun::By(page.url.clone()),
            None => Begun::ByPerson,
        }
    }
}

enum Begun {
    ByPerson,
    ByOther,
    By(Url),
}

fn set(list: &mut [Option<usize>], at: usize, value: usize) {
    if let Some(place) = list.get_mut(at) {
        *place = Some(value);
    }
}
