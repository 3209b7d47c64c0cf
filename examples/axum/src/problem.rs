//! What went wrong, as a page for the person and a line in the log.

use crate::pages::{escaped, page, query_value};
use axum::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use samlens::replay::StoreError;
use samlens::sign_on::Refusal;
use tower_sessions::session;

/// Why a request is not answered as the person wanted.
#[derive(Debug)]
pub enum Problem {
    /// The login or logout is refused.
    Refused(Refusal),
    /// The caller names an identity provider or binding that there is not.
    NotOffered(samlens::Error),
    /// A login cannot begin, or a message cannot be written.
    Failed(samlens::Error),
    /// Sessions cannot be read or written.
    Sessions(String),
    /// No random bytes.
    Random,
    /// The page is for people who are signed in.
    NotSignedIn {
        /// The page.
        return_to: String,
    },
    /// The form is not one of this session.
    ForeignForm,
    /// The form has no SAML message.
    NoMessage,
    /// There is no such page.
    NotFound,
    /// The request took too long.
    TooSlow,
}

impl Problem {
    fn status(&self) -> u16 {
        match self {
            Problem::Refused(refusal) => refusal.status(),
            Problem::NotOffered(_) => 400,
            Problem::Failed(_) | Problem::Random => 500,
            Problem::Sessions(_) => 503,
            Problem::NotSignedIn { .. } => 303,
            Problem::ForeignForm => 403,
            Problem::NoMessage => 400,
            Problem::NotFound => 404,
            Problem::TooSlow => 408,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Problem::Refused(refusal) => refusal.code(),
            Problem::NotOffered(_) | Problem::Failed(_) => "cannot-begin",
            Problem::Sessions(_) => "sessions-unavailable",
            Problem::Random => "no-random",
            Problem::NotSignedIn { .. } => "not-signed-in",
            Problem::ForeignForm => "foreign-form",
            Problem::NoMessage => "no-message",
            Problem::NotFound => "not-found",
            Problem::TooSlow => "too-slow",
        }
    }

    /// What the person can do. Nothing of it tells an attacker more than the code does.
    fn advice(&self) -> &'static str {
        match self {
            Problem::Refused(Refusal::NoOpenRequest) => {
                "This browser has no login open: it took too long, was finished already, or its cookie is missing. \
                 Sign in again."
            }
            Problem::Refused(Refusal::Replayed) => "This login was used already. Sign in again.",
            Problem::Refused(Refusal::Unsolicited) => "Begin the login on this site.",
            Problem::NotOffered(_) => "There is no such identity provider, or it does not take this request.",
            Problem::ForeignForm => {
                "This form is not of your session. Go back, load the page again, and retry."
            }
            Problem::NoMessage => "The request has no SAML message.",
            Problem::NotFound => "There is no such page.",
            Problem::TooSlow => "The request took too long.",
            other if other.status() == 503 => {
                "Sign-in is not available at the moment. Try again in a minute."
            }
            other if other.status() == 500 => {
                "The sign-in is set up wrongly. Give the code to an administrator."
            }
            _ => {
                "The login was refused. Sign in again, and give the code to an administrator if it is refused again."
            }
        }
    }

    /// For the log; `Display` of samlens's errors has no value of a person.
    fn log(&self) {
        let (code, status) = (self.code(), self.status());
        match self {
            Problem::Refused(why) if status >= 500 => tracing::error!(code, status, %why, "refused"),
            Problem::Refused(why) => tracing::warn!(code, status, %why, "refused"),
            Problem::NotOffered(why) => tracing::warn!(code, status, %why, "refused"),
            Problem::Failed(why) => tracing::error!(code, status, %why, "failed"),
            Problem::Sessions(why) => tracing::error!(code, status, %why, "failed"),
            Problem::NotSignedIn { .. } | Problem::NotFound => tracing::debug!(code, status, "refused"),
            _ => tracing::warn!(code, status, "refused"),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.log();
        if let Problem::NotSignedIn { return_to } = &self {
            return Redirect::to(&format!("/?return_to={}", query_value(return_to))).into_response();
        }
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let content = format!(
            "<h1>Not signed in</h1><p>{}</p><p>Code: <code>{}</code></p><p><a href=\"/\">Sign in</a></p>",
            escaped(self.advice()),
            escaped(self.code())
        );
        (status, Extension(Code(self.code())), page("Not signed in", &content)).into_response()
    }
}

/// The code of a refusal, for who counts answers.
#[derive(Clone, Copy)]
pub(crate) struct Code(pub(crate) &'static str);

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        Problem::Refused(refusal)
    }
}

impl From<samlens::Error> for Problem {
    fn from(error: samlens::Error) -> Problem {
        Problem::Failed(error)
    }
}

impl From<session::Error> for Problem {
    fn from(error: session::Error) -> Problem {
        Problem::Sessions(error.to_string())
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Problem {
        Problem::Sessions(error.to_string())
    }
}

impl From<openssl::error::ErrorStack> for Problem {
    fn from(_: openssl::error::ErrorStack) -> Problem {
        Problem::Random
    }
}
