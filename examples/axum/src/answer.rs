//! Answers of axum.

use crate::Problem;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use samlens::sign_on::{HttpAnswer, ReturnPath};

/// What a handler gives.
pub(crate) type Answer = Result<Response, Problem>;

/// Hands an answer of `sign_on` to axum. A header may occur several times.
pub(crate) fn answer(answer: &HttpAnswer) -> Response {
    let mut response = Response::new(Body::from(answer.body().to_owned()));
    *response.status_mut() = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::OK);
    for (name, value) in answer.headers() {
        add(response.headers_mut(), name.parse(), value);
    }
    response
}

/// A page of this service, with what the login or logout says about cookies. 303: the browser continues with GET.
pub(crate) fn go_to<'c>(path: &ReturnPath, cookies: impl Iterator<Item = &'c str>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    add(response.headers_mut(), Ok::<_, ()>(LOCATION), path.as_str());
    for cookie in cookies {
        add(response.headers_mut(), Ok::<_, ()>(SET_COOKIE), cookie);
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

fn add<E>(headers: &mut HeaderMap, name: Result<HeaderName, E>, value: &str) {
    if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
        headers.append(name, value);
    }
}
