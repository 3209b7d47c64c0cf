//! Attempts to sign in: a request, the Response to it, and what the service made of that.

use super::facts::FlowMessageKind;
use super::story::{Seen, Story};

/// Redirects that are followed after a Response.
const MAX_REDIRECTS: usize = 40;

/// Where the answer to a Response leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// A page.
    Page(usize),
    /// An error by its status.
    Error(usize),
    /// Another request for a login, by its index in `seen`, without a page in between.
    Request(usize),
    /// Another Response: an identity provider in the middle answers in its turn.
    Response(usize),
    /// The recording does not say.
    Cut(usize),
}

/// What the service answered to a Response.
#[derive(Clone, Debug)]
pub(crate) struct AcsReply {
    /// Navigations after the one that carries the Response.
    pub(crate) navs: Vec<usize>,
    pub(crate) end: End,
}

/// One attempt. Messages are named by their index in `Story::seen`.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub(crate) request: Option<usize>,
    pub(crate) response: Option<usize>,
    /// The same Response sent again, and not by a redirect.
    pub(crate) again: Vec<usize>,
    /// The Response names another request than the one of this attempt.
    pub(crate) answers_another: bool,
    /// The service: entity ID or ACS.
    pub(crate) service: String,
    /// The navigation at the service that the attempt began with.
    pub(crate) begin: usize,
    /// It is between another attempt's request and Response: the identity provider asks a further one.
    pub(crate) is_inner: bool,
    pub(crate) answer: Option<AcsReply>,
}

impl Attempt {
    /// The Response that counts: the last one sent.
    pub(crate) fn last_response(&self) -> Option<usize> {
        self.again.last().copied().or(self.response)
    }

    /// A place in the order of attempts: the Response, else the request.
    pub(crate) fn order(&self, story: &Story<'_>) -> usize {
        let nav = |index: Option<usize>| index.and_then(|index| story.seen.get(index)).map(|seen| seen.nav);
        nav(self.last_response()).or_else(|| nav(self.request)).unwrap_or(self.begin)
    }
}

/// Every attempt of a recording, in order.
pub(crate) fn attempts(story: &Story<'_>) -> Vec<Attempt> {
    let mut all: Vec<Attempt> = Vec::new();
    for (index, seen) in story.seen.iter().enumerate() {
        match seen.facts.kind {
            FlowMessageKind::AuthnRequest => asked(&mut all, story, index, seen),
            FlowMessageKind::Response => answered(&mut all, story, index, seen),
            _ => {}
        }
    }
    for attempt in &mut all {
        let last = attempt.last_response().and_then(|index| story.seen.get(index));
        attempt.answer = last.map(|seen| follow(story, seen));
    }
    mark_inner(&mut all, story);
    all
}

fn asked(all: &mut Vec<Attempt>, story: &Story<'_>, index: usize, seen: &Seen<'_>) {
    let is_same = |one: &Attempt| {
        let known = one.request.and_then(|request| story.seen.get(request));
        seen.facts.id.is_some() && known.is_some_and(|known| known.facts.id == seen.facts.id)
    };
    // An identity provider redirects a request within itself.
    if all.iter().any(is_same) {
        return;
    }
    let begin = begin_of(story, seen);
    // The page that posts a request is the service's own.
    let posted = !seen.is_onward && begin == seen.nav;
    let page = begin.checked_sub(1).filter(|_| posted);
    let begin = page
        .filter(|page| {
            story.nav(*page).is_some_and(|one| one.page.as_ref().is_some_and(|page| page.posts_request))
        })
        .map_or(begin, |page| story.head(page));
    all.push(Attempt {
        request: Some(index),
        response: None,
        again: Vec::new(),
        answers_another: false,
        service: seen.facts.issuer.clone().or_else(|| seen.facts.acs.clone()).unwrap_or_default(),
        begin,
        is_inner: false,
        answer: None,
    });
}

/// The first navigation of the redirects that led to a request; what carries a Response belongs to the attempt before.
fn begin_of(story: &Story<'_>, seen: &Seen<'_>) -> usize {
    let carries = |nav: usize| story.carried(nav, FlowMessageKind::Response).is_some();
    let mut at = seen.nav;
    // Each turn goes back by one at least.
    while let Some(before) = story.before(at).filter(|before| !carries(*before)) {
        at = before;
    }
    at
}

fn answered(all: &mut Vec<Attempt>, story: &Story<'_>, index: usize, seen: &Seen<'_>) {
    let facts = &seen.facts;
    let same_message = |other: usize| {
        story.seen.get(other).is_some_and(|other| {
            let by_id = facts.id.is_some() && other.facts.id == facts.id;
            by_id || (facts.assertion_id.is_some() && other.facts.assertion_id == facts.assertion_id)
        })
    };
    if let Some(known) = all.iter_mut().rev().find(|one| one.response.is_some_and(same_message)) {
        // 307 and 308 repeat a POST; that is no second use.
        if story.before(seen.nav).is_none() {
            known.again.push(index);
        }
        return;
    }
    let request = |one: &Attempt| one.request.and_then(|request| story.seen.get(request));
    let pairs = |one: &Attempt| {
        facts.in_response_to.is_some()
            && request(one).is_some_and(|asked| asked.facts.id == facts.in_response_to)
    };
    if let Some(known) = all.iter_mut().rev().find(|one| one.response.is_none() && pairs(one)) {
        known.response = Some(index);
        return;
    }
    let place = story.nav(seen.nav).map(|one| &one.url);
    let acs = place.map_or_else(String::new, |url| format!("{}{}", url.origin(), url.path));
    let fits = |one: &Attempt| {
        let by_audience = facts.audience.as_deref() == Some(one.service.as_str());
        let asked = request(one).and_then(|asked| asked.facts.acs.as_deref());
        by_audience || asked.is_some_and(|asked| asked.split('?').next() == Some(acs.as_str()))
    };
    if let Some(open) = all.iter_mut().rev().find(|one| one.response.is_none() && fits(one)) {
        open.response = Some(index);
        open.answers_another = facts.in_response_to.is_some();
        return;
    }
    let service = all.iter().rev().find(|one| fits(one)).map(|one| one.service.clone());
    all.push(Attempt {
        request: None,
        response: Some(index),
        again: Vec::new(),
        answers_another: false,
        service: service.or_else(|| facts.audience.clone()).unwrap_or(acs),
        begin: seen.nav,
        is_inner: false,
        answer: None,
    });
}

/// Follows the browser after a Response.
fn follow(story: &Story<'_>, response: &Seen<'_>) -> AcsReply {
    let mut navs = Vec::new();
    let mut at = response.nav;
    let mut end = None;
    while end.is_none() && navs.len() < MAX_REDIRECTS {
        let Some(one) = story.nav(at) else { break };
        if one.status == 0 {
            end = Some(End::Cut(at));
            break;
        }
        if one.status >= 400 {
            end = Some(End::Error(at));
            break;
        }
        let onward = story.seen.iter().position(|seen| seen.nav == at && seen.is_onward);
        let next = match (one.is_redirect(), onward) {
            (true, Some(request)) => {
                end = Some(End::Request(request));
                break;
            }
            (true, None) => story.after(at),
            (false, _) => match story.left_by_itself(at) {
                Some(next) => Some(next),
                None => {
                    end = Some(End::Page(at));
                    break;
                }
            },
        };
        let Some(next) = next else {
            end = Some(End::Cut(at));
            break;
        };
        if let Some(request) = story.carried(next, FlowMessageKind::AuthnRequest) {
            end = Some(End::Request(request));
        } else if let Some(other) = story.carried(next, FlowMessageKind::Response) {
            let same = story.seen.get(other).is_some_and(|other| other.facts.id == response.facts.id);
            if !same {
                end = Some(End::Response(other));
            }
        }
        if end.is_none() {
            navs.push(next);
            at = next;
        }
    }
    AcsReply { navs, end: end.unwrap_or(End::Cut(at)) }
}

/// An attempt of another service, between a request and the Response to it, is the identity provider's own.
fn mark_inner(all: &mut [Attempt], story: &Story<'_>) {
    let nav = |index: Option<usize>| index.and_then(|index| story.seen.get(index)).map(|seen| seen.nav);
    let spans: Vec<(usize, Option<usize>, String)> = all
        .iter()
        .filter_map(|one| Some((nav(one.request)?, nav(one.response), one.service.clone())))
        .collect();
    for one in all {
        let (Some(begin), end) = (nav(one.request).or(nav(one.response)), nav(one.response)) else {
            continue;
        };
        one.is_inner = spans.iter().any(|(from, until, service)| {
            let inside = *from < begin && until.is_none_or(|until| end.unwrap_or(begin) < until);
            inside && *service != one.service && (until.is_some() || is_asked_host(story, *from, one))
        });
    }
}

/// Without the outer Response, the inner service must be where the outer request was sent.
fn is_asked_host(story: &Story<'_>, outer: usize, inner: &Attempt) -> bool {
    match (story.nav(outer), story.nav(inner.begin)) {
        (Some(asked), Some(begun)) => asked.url.host == begun.url.host,
        _ => false,
    }
}
