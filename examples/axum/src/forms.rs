//! What a browser sends.

use crate::{App, Problem};
use axum::extract::{Form, FromRequest, Request};
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use samlens::sign_on::{Binding, LoginOptions, LogoutDelivery, ReturnPath, SignOn};
use samlens::{Error, ErrorKind};
use serde::Deserialize;
use std::sync::Arc;

/// The query of `/login`.
#[derive(Deserialize)]
pub(crate) struct Login {
    provider: Option<String>,
    #[serde(default)]
    return_to: String,
    binding: Option<String>,
    #[serde(default)]
    force: bool,
}

impl Login {
    /// The page that the person wants, as it was given.
    pub(crate) fn return_to(&self) -> &str {
        &self.return_to
    }

    /// What is asked of the identity provider. A return path of another host is replaced by `/`.
    pub(crate) fn options(&self) -> LoginOptions {
        let mut options =
            LoginOptions::new().return_to(ReturnPath::or_root(&self.return_to)).force_authn(self.force);
        if let Some(provider) = self.provider() {
            options = options.provider(provider);
        }
        match self.binding.as_deref() {
            Some("post") => options.binding(Binding::Post),
            Some("redirect") => options.binding(Binding::Redirect),
            _ => options,
        }
    }
}

impl Login {
    fn provider(&self) -> Option<&str> {
        self.provider.as_deref().filter(|name| !name.is_empty())
    }

    /// Whose mistake it is that a login cannot begin. Who names an identity provider or binding that is not offered can do so as
    /// often as they like; the rest is for an administrator.
    pub(crate) fn problem(&self, sign_on: &SignOn, error: Error) -> Problem {
        let validator = sign_on.validator();
        let is_known = match self.provider() {
            Some(name) => validator.identity_provider(name).is_some(),
            None => validator.identity_providers().len() == 1,
        };
        let is_callers = !is_known || self.binding.is_some() && error.kind() == ErrorKind::Metadata;
        if is_callers { Problem::NotOffered(error) } else { Problem::Failed(error) }
    }
}

/// A SAML message by HTTP-POST.
#[derive(Deserialize)]
pub(crate) struct Message {
    #[serde(rename = "SAMLResponse")]
    response: Option<String>,
    #[serde(rename = "SAMLRequest")]
    request: Option<String>,
    #[serde(rename = "RelayState")]
    relay_state: Option<String>,
}

impl Message {
    pub(crate) fn response(&self) -> Result<&str, Problem> {
        self.response.as_deref().ok_or(Problem::NoMessage)
    }

    pub(crate) fn relay_state(&self) -> Option<&str> {
        self.relay_state.as_deref()
    }
}

/// A logout message, a request or a response.
pub(crate) enum LogoutMessage {
    /// By HTTP-POST.
    Form(Message),
    /// By HTTP-Redirect: the query as it was received, because its signature is over these octets.
    Query(String),
}

impl LogoutMessage {
    pub(crate) fn delivery<'d>(&'d self, url: &'d str) -> Result<LogoutDelivery<'d>, Problem> {
        match self {
            LogoutMessage::Form(form) => {
                let message = form.response.as_deref().or(form.request.as_deref());
                Ok(LogoutDelivery::form(url, message.ok_or(Problem::NoMessage)?, form.relay_state()))
            }
            LogoutMessage::Query(query) => Ok(LogoutDelivery::query(url, query)),
        }
    }
}

impl FromRequest<Arc<App>> for LogoutMessage {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<LogoutMessage, Response> {
        if request.method() == Method::POST {
            let form = Form::from_request(request, app).await.map_err(IntoResponse::into_response)?;
            return Ok(LogoutMessage::Form(form.0));
        }
        Ok(LogoutMessage::Query(request.uri().query().unwrap_or_default().to_owned()))
    }
}

/// The button "Log out".
#[derive(Deserialize)]
pub(crate) struct Logout {
    #[serde(default)]
    pub(crate) csrf: String,
}
