//! `--forward-to`: a message on its way to the service that it is for, unchanged, when the person sends it.

use super::super::app::App;
use super::super::page;
use super::arrivals::{Arrival, By};
use super::inactive;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::response::{Html, IntoResponse, Response};
use maud::{Markup, html};
use std::sync::Arc;

/// `GET /live/N/forward`: a page with one form. Its policy alone lets a form leave: to any https or http address, because
/// the service may answer with a redirect to another host, and Chromium applies the policy to that too.
pub(super) async fn page(State(app): State<Arc<App>>, Path(number): Path<u64>) -> Response {
    let Some(live) = app.live() else { return inactive() };
    let found = live.arrivals.find(number).zip(live.forward_to.as_deref());
    let Some((arrival, url)) = found else {
        return (StatusCode::NOT_FOUND, "there is no such message, or no --forward-to\n").into_response();
    };
    let body = html! {
        p { "The message goes to " code { (url) } " as it arrived: a SAML response is a credential until it expires." }
        (form(&arrival, url))
        p { a href={ "/live/" (number) } { "Back to the report" } }
    };
    let policy = page::policy_with("https: http:", "");
    ([(CONTENT_SECURITY_POLICY, policy)], Html(page::simple("Send it on", &body).into_string()))
        .into_response()
}

/// The message in a form, or in an address where it came in one.
fn form(arrival: &Arrival, url: &str) -> Markup {
    match arrival.by {
        By::Post => html! {
            form method="post" action=(url) {
                @for (name, value) in form_urlencoded::parse(&arrival.capture) {
                    input type="hidden" name=(name) value=(value);
                }
                button type="submit" autofocus { "Send it on" }
            }
        },
        By::Redirect => {
            let capture = String::from_utf8_lossy(&arrival.capture);
            let query = capture.split_once('?').map_or("", |(_, query)| query);
            let separator = if url.contains('?') { '&' } else { '?' };
            html! { p { a href={ (url) (separator) (query) } { "Send it on" } } }
        }
    }
}
