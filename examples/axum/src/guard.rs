//! What applies to every request and answer.

use crate::pages::query_value;
use crate::problem::Code;
use crate::{App, Problem, forms};
use axum::body::HttpBody;
use axum::extract::{Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
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

/// tower-sessions answers with an empty 500 if a session cannot be kept after the handler. It is refused as every other
/// login whose store fails.
pub(crate) async fn kept(response: Response) -> Response {
    let is_empty = response.body().size_hint().exact() == Some(0);
    match response.status() == StatusCode::INTERNAL_SERVER_ERROR && is_empty {
        true => Problem::Sessions("the session was not kept".to_owned()).into_response(),
        false => response,
    }
}

/// A login begins where a person goes to a page. Another site could otherwise begin very many by pictures or frames, each
/// with a cookie (Fetch Metadata, `Sec-Fetch-Dest`; older browsers do not send it).
///
/// Another site may also not choose the identity provider: one of several could sign the visitor in to an account of the
/// attacker without a question (login CSRF). The visitor chooses on the first page instead. That includes other hosts of the
/// same domain, which other people may control. With one identity provider there is nothing to choose, and links from other
/// sites lead to a page after the login.
pub(crate) async fn navigation(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    match refused(&app, request.headers(), request.uri()) {
        Some(answer) => answer,
        None => next.run(request).await,
    }
}

/// The answer to who may not begin a login this way.
fn refused(app: &App, headers: &HeaderMap, wanted: &Uri) -> Option<Response> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if header("sec-fetch-dest").is_some_and(|destination| destination != "document") {
        return Some(StatusCode::FORBIDDEN.into_response());
    }
    let is_foreign = matches!(header("sec-fetch-site"), Some("cross-site" | "same-site"));
    let has_choice = app.sign_on().validator().identity_providers().len() > 1;
    (is_foreign && has_choice).then(|| first_page(wanted))
}

/// Where a person chooses the identity provider, and goes on to the page that was wanted.
fn first_page(wanted: &Uri) -> Response {
    let wish = Query::<forms::Login>::try_from_uri(wanted);
    let return_to = wish.map(|wish| query_value(wish.return_to())).unwrap_or_default();
    Redirect::to(&format!("/?return_to={return_to}")).into_response()
}

/// Counts the answer by its code. A framework's own refusal of a form has none.
pub(crate) async fn counted(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_acs = request.uri().path() == "/acs";
    let response = next.run(request).await;
    let status = response.status();
    let code = match response.extensions().get::<Code>() {
        Some(Code(code)) => Some(*code),
        None if status == StatusCode::PAYLOAD_TOO_LARGE => Some("too-large"),
        None if status.is_client_error() => Some("bad-request"),
        None => (is_acs && status.is_redirection()).then_some("signed-in"),
    };
    code.into_iter().for_each(|code| app.counts.add(code));
    response
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

#[cfg(test)]
mod tests {
    use super::kept;
    use axum::http::StatusCode;
    use axum::response::IntoResponse;

    #[tokio::test]
    async fn a_session_that_is_not_kept_is_no_login() {
        let lost = kept(StatusCode::INTERNAL_SERVER_ERROR.into_response()).await;
        assert_eq!(lost.status(), StatusCode::SERVICE_UNAVAILABLE);
        let page = kept((StatusCode::INTERNAL_SERVER_ERROR, "a page of its own").into_response()).await;
        assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(kept(StatusCode::SEE_OTHER.into_response()).await.status(), StatusCode::SEE_OTHER);
    }
}
