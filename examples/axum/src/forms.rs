//! What a browser sends.

use crate::Problem;
use samlens::sign_on::{Binding, LoginOptions, ReturnPath};
use serde::Deserialize;

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
    /// What is asked of the identity provider. A return path of another host is replaced by `/`.
    pub(crate) fn options(&self) -> LoginOptions {
        let mut options =
            LoginOptions::new().return_to(ReturnPath::or_root(&self.return_to)).force_authn(self.force);
        if let Some(provider) = self.provider.as_deref().filter(|name| !name.is_empty()) {
            options = options.provider(provider);
        }
        match self.binding.as_deref() {
            Some("post") => options.binding(Binding::Post),
            Some("redirect") => options.binding(Binding::Redirect),
            _ => options,
        }
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

    /// A logout message is either a request or a response.
    pub(crate) fn logout(&self) -> Result<&str, Problem> {
        self.response.as_deref().or(self.request.as_deref()).ok_or(Problem::NoMessage)
    }

    pub(crate) fn relay_state(&self) -> Option<&str> {
        self.relay_state.as_deref()
    }
}

/// The button "Log out".
#[derive(Deserialize)]
pub(crate) struct Logout {
    #[serde(default)]
    pub(crate) csrf: String,
}
