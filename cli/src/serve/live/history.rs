//! `/live`: what arrived, each message with its report.

use super::super::super::Failure;
use super::super::app::App;
use super::super::{page, work};
use super::arrivals::{Arrival, ServiceOutcome};
use super::requests::{Kind, SentRequest};
use super::{Live, consoles, inactive, login, problem};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use samlens::inspect::printable;
use std::sync::Arc;

/// Requests that the history shows.
const MAX_REQUESTS: usize = 10;

/// `GET /live`.
pub(super) async fn list(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    let Some(live) = app.live() else { return inactive() };
    if headers.contains_key("x-samlens-part") {
        return Html(arrivals(live).into_string()).into_response();
    }
    let body = html! {
        h2 { "Log in" }
        (login::form(live))
        h2 { "Messages that arrived" }
        div #history data-live="/live" aria-live="polite" { (arrivals(live)) }
        form #logout method="post" action="/logout" { button type="submit" { "Log out" } }
        h2 { "This service provider" }
        (service(live))
    };
    Html(page::simple("Try a login", &body).into_string()).into_response()
}

/// `GET /live/N`.
pub(super) async fn one(State(app): State<Arc<App>>, Path(number): Path<u64>) -> Response {
    let Some(live) = app.live() else { return inactive() };
    let Some(arrival) = live.arrivals.find(number) else {
        let body = html! { p { "There is no message " (number) ", or it was forgotten for later ones." } };
        return (StatusCode::NOT_FOUND, Html(page::simple("No message", &body).into_string()))
            .into_response();
    };
    let title = format!("Message {number}");
    let body = html! {
        p { a href="/live" { "All messages and logins" } }
        p {
            (printable(&arrival.kind)) " by " (arrival.by.as_str()) " at " (arrival.path) ", "
            (arrival.at.format("%Y-%m-%d %H:%M:%S UTC"))
        }
        (outcome(&arrival))
        @for note in &arrival.notes { p.note { (printable(note)) } }
        @if let Some(url) = &live.forward_to {
            p { a href={ "/live/" (number) "/forward" } { "Send it on to " (url) } }
        }
        (page::answer_block("The message", "", &arrival.answer))
        (request(arrival.request.as_deref()))
    };
    Html(page::simple(&title, &body).into_string()).into_response()
}

/// `GET /live/compare?good=N&bad=N`: what differs between two messages.
pub(super) async fn compare(State(app): State<Arc<App>>, uri: Uri) -> Response {
    let Some(live) = app.live() else { return inactive() };
    let chosen = |name: &str| {
        let query = uri.query().unwrap_or_default();
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let number = pairs.find(|(key, _)| key == name)?.1.parse().ok()?;
        live.arrivals.find(number)
    };
    let (Some(good), Some(bad)) = (chosen("good"), chosen("bad")) else {
        return problem(&Failure::usage("choose two messages: one that works, and one that fails"));
    };
    let title = format!("Message {} against message {}", good.number, bad.number);
    let done = super::super::api::in_turn(&app, move |app| {
        let live = app.live()?;
        let trust = live.trust().answering(None, false);
        Some(work::compared(&good.capture, &bad.capture, (None, None), &trust, &live.limits))
    });
    match done.await {
        Some(Some(Ok(answer))) => {
            let body = html! {
                p { a href="/live" { "All messages and logins" } }
                (page::answer_block("Good against bad", "", &answer))
            };
            Html(page::simple(&title, &body).into_string()).into_response()
        }
        Some(Some(Err(failure))) => problem(&failure),
        Some(None) => inactive(),
        None => page::busy(),
    }
}

/// The messages as a table, the newest first.
pub(super) fn arrivals(live: &Live) -> Markup {
    let all = live.arrivals.all();
    let waiting = live.requests.last(MAX_REQUESTS);
    let is_waiting = |sent: &&Arc<SentRequest>| {
        !all.iter().any(|one| one.request.as_ref().is_some_and(|request| request.id == sent.id))
    };
    html! {
        @if all.is_empty() { p { "None yet." } } @else {
            form method="get" action="/live/compare" { table {
                thead { tr { th { "Works" } th { "Fails" } th { "Message" } th { "Time" } th { "Kind" } th { "Verdict" } th { "Request" } } }
                tbody {
                    @for one in &all {
                        tr {
                            @for name in ["good", "bad"] {
                                td { input type="radio" name=(name) value=(one.number) aria-label={ (name) ": message " (one.number) }; }
                            }
                            td { a href={ "/live/" (one.number) } { (one.number) } }
                            td { (one.at.format("%H:%M:%S")) }
                            td { (printable(&one.kind)) " by " (one.by.as_str()) }
                            td { (one.headline()) }
                            td {
                                @match &one.request {
                                    Some(sent) => { "sent " (sent.at.format("%H:%M:%S")) }
                                    None => { "none of this page" }
                                }
                            }
                        }
                    }
                }
            }
            @if all.len() > 1 { button type="submit" { "Compare" } } }
        }
        @for sent in waiting.iter().filter(is_waiting) {
            p.note {
                @match sent.kind { Kind::Login => { "Login" } Kind::Logout => { "Logout" } }
                " sent " (sent.at.format("%H:%M:%S")) ", not answered yet: " code { (sent.id) }
            }
        }
    }
}

/// What a service does with the message.
fn outcome(arrival: &Arrival) -> Markup {
    html! {
        @match &arrival.outcome {
            ServiceOutcome::SignedIn(_) => { p { "A service signs the person in: the message answers an open request and is used for the first time." } }
            ServiceOutcome::Refused(code, why) => {
                div.verdict.bad {
                    h2 { "refused: " (code) }
                    p { "The message passes every check, and a service refuses it: " (printable(why)) "." }
                }
            }
            ServiceOutcome::Logout(what) => { p { (printable(what)) } }
            ServiceOutcome::NotTried => {}
        }
    }
}

/// The request that the message answers.
fn request(sent: Option<&SentRequest>) -> Markup {
    html! {
        section aria-label="Request" {
            h2 { "The request that it answers" }
            @match sent {
                None => { p { "None that was sent from this page." } }
                Some(sent) => {
                    p { "Sent " (sent.at.format("%Y-%m-%d %H:%M:%S UTC")) ", " code { (sent.id) } }
                    @if !sent.asked.is_empty() { p { "Asked for: " (printable(&sent.asked.join(", "))) } }
                    pre.text { (printable(&sent.xml)) }
                }
            }
        }
    }
}

/// What an identity provider has to know.
fn service(live: &Live) -> Markup {
    let own = &live.own;
    html! {
        dl.service {
            dt { "Metadata" } dd { a href="/metadata" { (own.base) "/metadata" } }
            dt { "Entity ID (audience)" } dd { code { (own.entity_id) } }
            dt { "ACS URL" } dd { code { (own.acs) } " by HTTP-POST" }
            dt { "Single logout URL" } dd { code { (own.slo) } " by HTTP-Redirect or HTTP-POST" }
            dt { "Certificate" } dd {
                code { (printable(own.key.certificate().subject())) }
                @if own.is_throw_away { ": a new one at each start; --sp-key keeps one" }
            }
        }
        details {
            summary { "Certificate in PEM" }
            pre.text { (own.key.certificate().to_pem()) }
        }
        (consoles::consoles(own))
    }
}
