//! Single logout: `/logout` begins one, and a message that arrives at `/slo` is answered.

use super::super::super::Failure;
use super::super::app::App;
use super::super::page;
use super::arrivals::{By, ServiceOutcome};
use super::judge::{Arrived, SamlFields};
use super::requests::{Kind, SentRequest, kept};
use super::{Live, inactive, login, problem, random};
use crate::clock;
use axum::extract::State;
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::{Html, IntoResponse, Response};
use samlens::inspect::Outline;
use samlens::sign_on::{
    HttpAnswer, LogoutDelivery, LogoutReceived, LogoutResult, LogoutStep, OutgoingMessage, ReturnPath,
};
use std::sync::{Arc, PoisonError};
use tokio::runtime::Handle;

/// `POST /logout` ends the session of the last login, at its identity provider.
pub(super) async fn start(State(app): State<Arc<App>>) -> Response {
    let done = super::super::api::in_turn(&app, |app| app.live().map(begin));
    match done.await {
        Some(Some(Ok(answer))) => sent(&answer),
        Some(Some(Err(failure))) => problem(&failure),
        Some(None) => inactive(),
        None => page::busy(),
    }
}

/// Writes the LogoutRequest and remembers it.
fn begin(live: &Live) -> Result<HttpAnswer, Failure> {
    let now = clock::now();
    let sign_on = live.sign_on(true)?;
    let session = live.session.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(session) = session else {
        return Err(Failure::usage("no login to end\nlog in first, or the session was ended already"));
    };
    let step = sign_on.start_logout([session], ReturnPath::or_root("/live"), now, random()?);
    let LogoutStep::Send(answer) = step.map_err(Failure::usage)? else {
        return Err(Failure::usage(
            "the identity provider takes no logout messages\nits metadata has no SingleLogoutService for HTTP-Redirect or HTTP-POST",
        ));
    };
    let header =
        |name: &str| answer.headers().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
    let capture = header("Location").unwrap_or_else(|| answer.body().to_owned());
    let xml = login::xml_of(live, &capture);
    let outline = Outline::of(&xml, &live.limits).ok();
    let cookies = answer.headers().filter(|(name, _)| *name == "Set-Cookie");
    live.requests.add(SentRequest {
        id: outline.and_then(|outline| outline.message().id.clone()).unwrap_or_default(),
        kind: Kind::Logout,
        at: now,
        capture,
        xml,
        asked: Vec::new(),
        wants_encrypted: false,
        cookie: cookies.filter_map(|(_, cookie)| kept(cookie)).next().unwrap_or_default(),
    });
    Ok(answer)
}

/// The page that leads to the identity provider, without cookies: the process remembers the request itself.
fn sent(answer: &HttpAnswer) -> Response {
    let header = |name: &str| answer.headers().find(|(key, _)| *key == name).map(|(_, value)| value);
    if let Some(address) = header("Location") {
        return login::leaving_by_address(address, false);
    }
    let mut response = Html(answer.body().to_owned()).into_response();
    for (name, value) in answer.headers().filter(|(name, _)| *name != "Set-Cookie") {
        if let (Ok(name), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
        {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// What a service does with a logout message, and how it answers.
pub(super) fn received(
    live: &Live,
    arrived: &Arrived,
    is_accepted: bool,
    notes: &mut Vec<String>,
) -> (ServiceOutcome, Option<OutgoingMessage>) {
    let sign_on = match live.sign_on(true) {
        Ok(sign_on) => sign_on,
        Err(failure) => {
            notes.push(super::in_words(&failure));
            return (ServiceOutcome::NotTried, None);
        }
    };
    let now = clock::now();
    let fields = SamlFields::of(arrived.by, &arrived.capture);
    let text = String::from_utf8_lossy(&arrived.capture).into_owned();
    let (url, state) = (live.own.slo.as_str(), fields.relay_state.as_deref());
    let message = fields.response.as_deref().or(fields.request.as_deref());
    let delivery = match arrived.by {
        By::Post => LogoutDelivery::form(url, message.unwrap_or_default(), state),
        By::Redirect => LogoutDelivery::query(url, text.split_once('?').map_or("", |(_, query)| query)),
    };
    let open = live.requests.open(&sign_on, now);
    let found = Handle::current().block_on(sign_on.receive_logout(delivery, &open, &live.replays, now));
    match found {
        Ok(LogoutReceived::Asked(asked)) => {
            let mut session = live.session.lock().unwrap_or_else(PoisonError::into_inner);
            let ends = session.as_ref().is_some_and(|session| asked.logout().ends_session(session));
            if ends {
                *session = None;
            }
            let what = if ends {
                "it ends the session of the last login"
            } else {
                "there is no session that it ends"
            };
            let reply = random().and_then(|random| {
                let reply = sign_on.answer_logout(&asked, LogoutResult::Complete, now, random);
                reply.map_err(Failure::usage)
            });
            match reply {
                Ok(reply) => (
                    ServiceOutcome::Logout(format!(
                        "A valid LogoutRequest: {what}. It was answered with Success."
                    )),
                    Some(reply),
                ),
                Err(failure) => {
                    notes.push(super::in_words(&failure));
                    (
                        ServiceOutcome::Logout(format!(
                            "A valid LogoutRequest: {what}. It could not be answered."
                        )),
                        None,
                    )
                }
            }
        }
        Ok(LogoutReceived::Answered(pending)) => {
            let step = random()
                .and_then(|random| sign_on.continue_logout(pending, now, random).map_err(Failure::usage));
            let is_partial = matches!(step, Ok(LogoutStep::Done { is_partial: true, .. }));
            let what = match is_partial {
                true => {
                    "It answers the logout of this page; a session may be left somewhere (partial logout)."
                }
                false => "It answers the logout of this page, which is complete.",
            };
            (ServiceOutcome::Logout(what.to_owned()), None)
        }
        Ok(_) => (ServiceOutcome::NotTried, None),
        Err(refusal) if is_accepted => (ServiceOutcome::Refused(refusal.code(), refusal.to_string()), None),
        Err(_) => (ServiceOutcome::NotTried, None),
    }
}
