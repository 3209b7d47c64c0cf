//! What applies to every request and answer.

use crate::{App, Problem};
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::time::Duration;

/// For one request: to read its body, to ask Redis twice, and to write the answer.
const LIMIT: Duration = Duration::from_secs(10);

/// Ends what takes too long, such as a body that arrives byte by byte.
pub(crate) async fn time_limit(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::TooSlow.into_response(),
    }
}

/// Adds the headers that an answer does not have already. The page that posts a form to the identity provider has a
/// Content-Security-Policy of its own.
///
/// There is no `form-action`: Chromium applies it to each redirect that follows a form, and the form `/logout` ends at the
/// identity provider.
pub(crate) async fn headers(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(
        CONTENT_SECURITY_POLICY,
        "default-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
    );
    add(X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(REFERRER_POLICY, "same-origin");
    add(CACHE_CONTROL, "no-store");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    if app.settings.base_url.starts_with("https://") {
        add(STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
}
