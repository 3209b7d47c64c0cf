//! Who may ask, and what every answer says: the page shows SAML responses, which are credentials.

use super::api;
use super::app::App;
use super::page;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderMap,
    HeaderName, HeaderValue, LOCATION, ORIGIN, REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;

/// For one request: to read its body, to judge it, to write the answer.
const LIMIT: Duration = Duration::from_secs(30);

/// The routes, behind everything that applies to all of them. The outermost layer comes last.
pub(super) fn around(routes: Router<Arc<App>>, app: &Arc<App>) -> Router {
    routes
        .layer(middleware::from_fn(time_limit))
        .layer(middleware::from_fn_with_state(Arc::clone(app), admitted))
        .layer(middleware::from_fn_with_state(Arc::clone(app), addressed))
        .layer(middleware::from_fn(api::refusals))
        .layer(middleware::from_fn(headers))
        .layer(DefaultBodyLimit::max(app.max_body()))
        .with_state(Arc::clone(app))
}

/// Ends what takes too long, such as a body that arrives byte by byte.
async fn time_limit(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => (StatusCode::REQUEST_TIMEOUT, "the request took too long\n").into_response(),
    }
}

/// Refuses a request that was made for another host: by DNS rebinding a page of another site could read this one
/// (<https://owasp.org/www-community/attacks/DNS_Rebinding>).
async fn addressed(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next().and_then(|host| host.to_str().ok()).filter(|_| hosts.next().is_none());
    match host.is_some_and(|host| app.hosts.iter().any(|one| one.eq_ignore_ascii_case(host))) {
        true => next.run(request).await,
        false => (StatusCode::MISDIRECTED_REQUEST, "this is not the address of samlens\n").into_response(),
    }
}

/// Admits a request that has the token and comes from this page.
async fn admitted(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    if is_open(&request) {
        return next.run(request).await;
    }
    if let Some(entrance) = entrance(&app, &request) {
        return entrance;
    }
    let headers = request.headers();
    if !has_token(&app, headers) {
        return (StatusCode::FORBIDDEN, page::not_admitted()).into_response();
    }
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if !is_read && !is_own_form(headers) && !is_same_origin(&app, headers) {
        return (StatusCode::FORBIDDEN, "another site may not send this\n").into_response();
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > app.max_body()) {
        return (StatusCode::PAYLOAD_TOO_LARGE, "the body is too large\n").into_response();
    }
    next.run(request).await
}

/// What has nothing of a message: for a program that watches this one, for who registers the service provider, and for
/// messages, which come from the page of another site.
fn is_open(request: &Request) -> bool {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    match request.uri().path() {
        "/health" | "/metadata" => is_read,
        "/acs" | "/slo" => is_read || *request.method() == Method::POST,
        _ => false,
    }
}

/// The address that is printed, or that the browser was started with: gives the cookie, and takes the secret out of the
/// address.
fn entrance(app: &App, request: &Request) -> Option<Response> {
    let query = request.uri().query().filter(|_| request.uri().path() == "/")?;
    let is_admitted = query.strip_prefix("token=").is_some_and(|given| app.token.is(given))
        || query.strip_prefix("ticket=").is_some_and(|given| app.ticket.take(given));
    if !is_admitted {
        return None;
    }
    let secure = if app.scheme == "https" { "; Secure" } else { "" };
    let cookie =
        format!("{}={}; Path=/; HttpOnly; SameSite=Strict{secure}", app.cookie(), app.token.reveal());
    let cookie = HeaderValue::from_str(&cookie).ok()?;
    Some(
        (StatusCode::SEE_OTHER, [(SET_COOKIE, cookie), (LOCATION, HeaderValue::from_static("/"))])
            .into_response(),
    )
}

/// Whether the cookie or the header `Authorization: Bearer` has it.
pub(super) fn has_token(app: &App, headers: &HeaderMap) -> bool {
    let name = app.cookie();
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
    pairs.any(|(key, value)| key == name && app.token.is(value))
        || bearer.is_some_and(|given| app.token.is(given))
}

/// Whether it is the form of the page without its script: because of `Referrer-Policy: no-referrer` browsers say `null` for
/// the origin (<https://fetch.spec.whatwg.org/#append-a-request-origin-header>). `Sec-Fetch-Site`, which no page can set,
/// says that it is this one.
fn is_own_form(headers: &HeaderMap) -> bool {
    headers.get(ORIGIN).is_some_and(|origin| origin == "null")
        && headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
}

/// Whether a page of this origin sent it, or no page at all. Browsers send `Origin` with every POST.
fn is_same_origin(app: &App, headers: &HeaderMap) -> bool {
    let mut sites = headers.get_all("sec-fetch-site").iter();
    let site = sites.all(|site| site == "same-origin" || site == "none");
    let origin = headers.get_all(ORIGIN).iter().all(|origin| {
        let host = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        let is_base = origin.to_str().is_ok_and(|origin| origin.eq_ignore_ascii_case(&app.base));
        let is_host = host.is_some_and(|(scheme, host)| {
            scheme == app.scheme && app.hosts.iter().any(|one| one.eq_ignore_ascii_case(host))
        });
        is_base || is_host
    });
    site && origin
}

/// Adds the headers that an answer does not have already.
async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(REFERRER_POLICY, "no-referrer");
    add(CACHE_CONTROL, "no-store");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    add(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    add(HeaderName::from_static("x-frame-options"), "DENY");
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(page::policy);
    response
}
