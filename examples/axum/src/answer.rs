//! Answers of axum.

use crate::Problem;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use samlens::sign_on::HttpAnswer;

/// What a handler gives.
pub(crate) type Answer = Result<Response, Problem>;

/// Hands an answer of `sign_on` to axum. A header may occur several times.
pub(crate) fn answer(answer: &HttpAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body().to_owned()));
    *response.status_mut() = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::OK);
    for (name, value) in answer.headers() {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A metadata document.
pub(crate) fn xml(document: String) -> Response {
    ([(CONTENT_TYPE, "application/samlmetadata+xml")], document).into_response()
}

/// The `Cookie` headers of a request; HTTP/2 may send several.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok())
}
