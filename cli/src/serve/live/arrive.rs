//! Takes messages: `/acs` and `/slo`. Any site may send one, and any browser gets the same answer, which has nothing of the
//! message.

use super::super::app::App;
use super::super::page;
use super::arrivals::{Arrival, By};
use super::judge::{self, Arrived, Done};
use super::{Live, MAX_MESSAGE, inactive, login};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use maud::html;
use std::sync::Arc;
use std::time::Duration;

/// How long a message waits for its turn, and how long its body may take.
const PATIENCE: Duration = Duration::from_secs(5);
const BODY: Duration = Duration::from_secs(10);

/// Parameters of SAML messages, of the bindings that exist.
const PARAMETERS: [&str; 3] = ["SAMLResponse", "SAMLRequest", "SAMLart"];

pub(super) async fn acs_post(State(app): State<Arc<App>>, request: Request) -> Response {
    to_its_end(post(app, "/acs", request)).await
}

pub(super) async fn acs_redirect(State(app): State<Arc<App>>, uri: Uri) -> Response {
    to_its_end(redirect(app, "/acs", uri)).await
}

pub(super) async fn slo_post(State(app): State<Arc<App>>, request: Request) -> Response {
    to_its_end(post(app, "/slo", request)).await
}

pub(super) async fn slo_redirect(State(app): State<Arc<App>>, uri: Uri) -> Response {
    to_its_end(redirect(app, "/slo", uri)).await
}

/// Goes on if the browser has gone, which ends the handler of its request: the page and `--once` wait for the message.
async fn to_its_end(work: impl Future<Output = Response> + Send + 'static) -> Response {
    tokio::spawn(work).await.unwrap_or_else(|_| busy())
}

/// A form.
async fn post(app: Arc<App>, path: &'static str, request: Request) -> Response {
    let Some(live) = app.live() else { return inactive() };
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > MAX_MESSAGE) {
        return too_large();
    }
    let Ok(Ok(slot)) = tokio::time::timeout(PATIENCE, live.reading.acquire()).await else { return busy() };
    let body = tokio::time::timeout(BODY, axum::body::to_bytes(request.into_body(), MAX_MESSAGE)).await;
    let body = match body {
        Ok(Ok(body)) => body.to_vec(),
        Ok(Err(_)) => return too_large(),
        Err(_) => return (StatusCode::REQUEST_TIMEOUT, "the request took too long\n").into_response(),
    };
    if body.is_empty() {
        return nothing();
    }
    let answer = judged(&app, Arrived { path, by: By::Post, capture: body }).await;
    drop(slot);
    answer.map_or_else(|refused| refused, |done| answered(&app, &done))
}

/// An address with a message in its query.
async fn redirect(app: Arc<App>, path: &'static str, uri: Uri) -> Response {
    let Some(live) = app.live() else { return inactive() };
    let query = uri.query().unwrap_or_default();
    if !form_urlencoded::parse(query.as_bytes()).any(|(name, _)| PARAMETERS.contains(&&*name)) {
        return nothing();
    }
    let Ok(Ok(slot)) = tokio::time::timeout(PATIENCE, live.reading.acquire()).await else { return busy() };
    let capture = format!("{}{path}?{query}", live.own.base).into_bytes();
    let answer = judged(&app, Arrived { path, by: By::Redirect, capture }).await;
    drop(slot);
    answer.map_or_else(|refused| refused, |done| answered(&app, &done))
}

/// Judges a message when it has its turn.
async fn judged(app: &Arc<App>, arrived: Arrived) -> Result<Done, Response> {
    let Some(live) = app.live() else { return Err(inactive()) };
    let turn = tokio::time::timeout(PATIENCE, Arc::clone(&live.judging).acquire_owned()).await;
    let Ok(Ok(slot)) = turn else { return Err(busy()) };
    let shared = Arc::clone(app);
    let work = move || {
        let done = shared.live().map(|live: &Live| judge::judge(live, arrived));
        drop(slot);
        done
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Some(Ok(done))) => {
            live.events.arrived(&done.arrival);
            if let Some(once) = live.once.as_ref().filter(|_| done.arrival.path == "/acs") {
                once.take(&done.arrival);
            }
            Ok(done)
        }
        // The reason may have a value of the configuration, and anyone may ask.
        Ok(Some(Err(_))) => {
            Err((StatusCode::BAD_REQUEST, "the message could not be judged\n").into_response())
        }
        Ok(None) | Err(_) => Err(busy()),
    }
}

/// The answer to a LogoutRequest goes on to the identity provider.
fn answered(app: &App, done: &Done) -> Response {
    match &done.reply {
        Some(reply) => login::leaving(reply, false),
        None if app.live().is_some_and(|live| live.once.is_some()) => {
            let body = html! { p { "A message arrived. The terminal shows what samlens says of it." } };
            Html(page::simple("A message arrived", &body).into_string()).into_response()
        }
        None => arrived(&done.arrival),
    }
}

/// What the browser shows. Its cookie does not come with a form of another site, so it is not known yet who asks; a step
/// from this page to the report sends it.
fn arrived(arrival: &Arrival) -> Response {
    let report = format!("/live/{}", arrival.number);
    let body = html! {
        p { "A message arrived. " a href=(report) { "Show what samlens says of it" } }
    };
    let page = Html(page::simple("A message arrived", &body).into_string());
    let refresh = HeaderValue::from_str(&format!("0; url={report}"));
    let refresh = refresh.unwrap_or(HeaderValue::from_static("0; url=/live"));
    ([(HeaderName::from_static("refresh"), refresh)], page).into_response()
}

fn nothing() -> Response {
    let body = html! {
        p { "Identity providers send SAML messages to this address. This request has none: no SAMLResponse, no SAMLRequest." }
    };
    (StatusCode::BAD_REQUEST, Html(page::simple("No message", &body).into_string())).into_response()
}

fn too_large() -> Response {
    (StatusCode::PAYLOAD_TOO_LARGE, "the message is larger than 1 MB\n").into_response()
}

fn busy() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "too much at once; try again\n").into_response()
}
