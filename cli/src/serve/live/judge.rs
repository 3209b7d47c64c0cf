//! Judges what arrived: as `check` does, and then as a service that is built on `sign_on`.

use super::super::super::judged::{CaptureQuestion, Judged, JudgedAt};
use super::super::super::trust::{RequestGiven, Trust, TrustArgs};
use super::super::super::{Failure, clock};
use super::super::work;
use super::arrivals::{Arrival, By, ServiceOutcome};
use super::requests::{Kind, SentRequest};
use super::{Live, logout};
use samlens::Limits;
use samlens::inspect::{Capture, Outline, Verdict};
use samlens::sign_on::{Delivery, OutgoingMessage, SessionSubject};
use std::sync::{Arc, PoisonError};
use tokio::runtime::Handle;

/// A message before it is judged.
pub(super) struct Arrived {
    pub(super) path: &'static str,
    pub(super) by: By,
    /// The form as it was posted, or the whole address.
    pub(super) capture: Vec<u8>,
}

/// What is in the form.
pub(super) struct SamlFields {
    pub(super) request: Option<String>,
    pub(super) response: Option<String>,
    pub(super) relay_state: Option<String>,
}

impl SamlFields {
    /// Of a form, or of the query of an address.
    pub(super) fn of(by: By, capture: &[u8]) -> SamlFields {
        let query = match by {
            By::Post => capture,
            By::Redirect => capture.splitn(2, |byte| *byte == b'?').nth(1).unwrap_or_default(),
        };
        let mut fields = SamlFields { request: None, response: None, relay_state: None };
        for (name, value) in form_urlencoded::parse(query) {
            match &*name {
                "SAMLRequest" if fields.request.is_none() => fields.request = Some(value.into_owned()),
                "SAMLResponse" if fields.response.is_none() => fields.response = Some(value.into_owned()),
                "RelayState" if fields.relay_state.is_none() => fields.relay_state = Some(value.into_owned()),
                _ => {}
            }
        }
        fields
    }
}

/// What a message says of itself, verified by nothing.
struct Claimed {
    kind: String,
    in_response_to: Option<String>,
    is_encrypted: bool,
}

impl Claimed {
    fn of(capture: &[u8], limits: &Limits) -> Option<Claimed> {
        let capture = Capture::read(capture, limits).ok()?;
        let outline = Outline::of(capture.chosen(None)?.xml(), limits).ok()?;
        Some(Claimed {
            kind: outline.message().kind.clone(),
            in_response_to: outline.message().in_response_to.clone(),
            is_encrypted: outline.is_encrypted(),
        })
    }
}

/// A message that is judged, and the answer that its sender waits for.
pub(super) struct Done {
    pub(super) arrival: Arc<Arrival>,
    pub(super) reply: Option<OutgoingMessage>,
}

/// Judges a message and keeps it.
pub(super) fn judge(live: &Live, arrived: Arrived) -> Result<Done, Failure> {
    let now = clock::now();
    let claimed = Claimed::of(&arrived.capture, &live.limits);
    let answered = claimed.as_ref().and_then(|claimed| claimed.in_response_to.as_deref());
    let request = answered.and_then(|id| live.requests.find(id));
    let args = judged_by(live, claimed.as_ref(), request.as_deref());
    let judged = {
        let trust = Trust::new(&args, &live.limits, args.at().unwrap_or(now))?;
        let at = args.at().map_or(JudgedAt::Now(now), JudgedAt::Given);
        let question = CaptureQuestion { bytes: &arrived.capture, nth: None, symptom: None, at };
        Judged::of(&question, &trust, &live.limits)?
    };
    let mut notes = Vec::new();
    let is_accepted = judged.report.verdict() == Verdict::Accepted;
    let (outcome, reply) = match claimed.as_ref() {
        Some(claimed) if arrived.path == "/acs" && is_accepted => {
            (signed_in(live, &arrived, claimed, request.as_deref(), &mut notes), None)
        }
        Some(_) if arrived.path == "/slo" => logout::received(live, &arrived, is_accepted, &mut notes),
        _ => (ServiceOutcome::NotTried, None),
    };
    if let ServiceOutcome::SignedIn(session) = &outcome {
        *live.session.lock().unwrap_or_else(PoisonError::into_inner) = Some(SessionSubject::clone(session));
    }
    let printed = live.once.as_ref().map(|once| once.printed(&judged, &outcome, &live.limits));
    let text = work::without_values(&judged);
    let answer = work::of_judged(&judged, text, &live.limits);
    let report = &judged.report;
    let (verdict, exit_code) = (report.verdict().as_str(), report.exit_code());
    let code = report.root().map(|finding| finding.code().as_str());
    let kind = claimed.map_or_else(|| "unknown".to_owned(), |claimed| claimed.kind);
    let arrival = live.arrivals.add(|number| Arrival {
        number,
        at: now,
        path: arrived.path,
        by: arrived.by,
        capture: arrived.capture,
        kind,
        verdict,
        code,
        exit_code,
        answer,
        printed,
        request,
        outcome,
        notes,
    });
    Ok(Done { arrival, reply })
}

/// By what a message is judged: the options, and the request that it should answer.
fn judged_by(live: &Live, claimed: Option<&Claimed>, request: Option<&SentRequest>) -> TrustArgs {
    let trust = live.trust();
    let Some(claimed) = claimed else { return trust.answering(None, false) };
    let given = match (request, claimed.kind.as_str()) {
        (_, "LogoutRequest") => return trust.answering(None, false),
        (Some(sent), "LogoutResponse") => Some(RequestGiven::Id(sent.id.clone())),
        (Some(sent), _) if sent.kind == Kind::Login => {
            Some(RequestGiven::Message(sent.capture.clone().into_bytes()))
        }
        _ => None,
    };
    let kind = if claimed.kind == "LogoutResponse" { Kind::Logout } else { Kind::Login };
    let sent = live.requests.ids(kind);
    match (given, &claimed.in_response_to) {
        (Some(given), _) => trust.answering(Some(given), false),
        (None, None) if trust.is_idp_initiated() => trust.answering(None, true),
        // A service that is debugged sent it, and only that service knows it.
        (None, Some(_)) if live.forward_to.is_some() => trust.answering(None, false),
        // It answers a request, and there was none.
        (None, Some(_)) if sent.is_empty() => trust.answering(None, true),
        (None, _) => trust.answering(Some(RequestGiven::Sent(sent)), false),
    }
}

/// What a service does with a message that `check` accepts.
fn signed_in(
    live: &Live,
    arrived: &Arrived,
    claimed: &Claimed,
    request: Option<&SentRequest>,
    notes: &mut Vec<String>,
) -> ServiceOutcome {
    if arrived.by == By::Redirect {
        let why = "a Response by HTTP-Redirect: the browser profile allows HTTP-POST and HTTP-Artifact alone (SAML 2.0 profiles, 4.1.2)";
        return ServiceOutcome::Refused("redirect-binding", why.to_owned());
    }
    if request.is_some_and(|request| request.wants_encrypted) && !claimed.is_encrypted {
        let why = "the assertion is not encrypted, and this login asked for that; load the certificate of /metadata at the identity provider and switch encryption on";
        return ServiceOutcome::Refused("not-encrypted", why.to_owned());
    }
    let fields = SamlFields::of(arrived.by, &arrived.capture);
    let Some(response) = fields.response else { return ServiceOutcome::NotTried };
    let sign_on = match live.sign_on(true) {
        Ok(sign_on) => sign_on,
        Err(failure) => {
            notes.push(super::in_words(&failure));
            return ServiceOutcome::NotTried;
        }
    };
    let now = clock::now();
    let delivery = Delivery::new(&live.own.acs, &response).relay_state(fields.relay_state.as_deref());
    let open = live.requests.open(&sign_on, now);
    let finished = Handle::current().block_on(sign_on.finish(delivery, &open, &live.replays, now));
    match finished {
        Ok(signed_in) => ServiceOutcome::SignedIn(Box::new(SessionSubject::of(signed_in.login()))),
        Err(refusal) => {
            if let Some(number) = request.and_then(|request| live.arrivals.answered(&request.id)) {
                notes.push(format!(
                    "message {number} answered this request before: a service takes one answer"
                ));
            }
            ServiceOutcome::Refused(refusal.code(), refusal.to_string())
        }
    }
}
