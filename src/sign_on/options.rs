//! What a login asks of the identity provider.

use super::ReturnPath;

/// How a message travels through the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Binding {
    /// HTTP-Redirect: in the query of a URL (SAML 2.0 bindings, 3.4).
    Redirect,
    /// HTTP-POST: in a form (SAML 2.0 bindings, 3.5).
    Post,
}

impl Binding {
    /// The binding's URI.
    pub fn uri(self) -> &'static str {
        match self {
            Binding::Redirect => "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
            Binding::Post => "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
        }
    }
}

/// How the authentication context of a login is compared with the requested ones (SAML 2.0 core, 3.3.2.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContextComparison {
    /// One of those requested.
    Exact,
    /// At least as strong as one of them.
    Minimum,
    /// As strong as possible, without being stronger than one of them.
    Maximum,
    /// Stronger than each of them.
    Better,
}

impl ContextComparison {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            ContextComparison::Exact => "exact",
            ContextComparison::Minimum => "minimum",
            ContextComparison::Maximum => "maximum",
            ContextComparison::Better => "better",
        }
    }
}

/// Which assertion consumer service a request names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AcsChoice {
    /// The first one of the service, by its URL.
    First,
    /// The one with this URL.
    Url(String),
    /// The one with this index in the service's metadata.
    Index(u16),
}

/// What a login asks of the identity provider; the default asks for nothing special.
///
/// ```
/// use samlens::sign_on::{Binding, ContextComparison, LoginOptions, ReturnPath};
///
/// let options = LoginOptions::new()
///     .provider("https://idp.example.org/metadata")
///     .return_to(ReturnPath::or_root("/reports"))
///     .binding(Binding::Post)
///     .force_authn(true)
///     .authn_context(ContextComparison::Minimum, ["urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"]);
/// # let _ = options;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct LoginOptions {
    pub(super) provider: Option<String>,
    pub(super) return_to: ReturnPath,
    pub(super) binding: Option<Binding>,
    pub(super) force_authn: bool,
    pub(super) is_passive: bool,
    pub(super) name_id_format: Option<String>,
    pub(super) allow_create: Option<bool>,
    pub(super) authn_context: Option<(ContextComparison, Vec<String>)>,
    pub(super) acs: AcsChoice,
    pub(super) scoped_to: Vec<String>,
    pub(super) proxy_count: Option<u32>,
}

impl Default for LoginOptions {
    fn default() -> LoginOptions {
        LoginOptions {
            provider: None,
            return_to: ReturnPath::default(),
            binding: None,
            force_authn: false,
            is_passive: false,
            name_id_format: None,
            allow_create: None,
            authn_context: None,
            acs: AcsChoice::First,
            scoped_to: Vec::new(),
            proxy_count: None,
        }
    }
}

impl LoginOptions {
    /// Asks for nothing special.
    pub fn new() -> LoginOptions {
        LoginOptions::default()
    }

    /// Names the identity provider by its entity ID; needed if the service has several.
    pub fn provider(mut self, entity_id: impl Into<String>) -> LoginOptions {
        self.provider = Some(entity_id.into());
        self
    }

    /// Where the person goes after the login.
    pub fn return_to(mut self, path: ReturnPath) -> LoginOptions {
        self.return_to = path;
        self
    }

    /// Sends the request by this binding; otherwise by HTTP-Redirect if the identity provider takes it, else by HTTP-POST.
    pub fn binding(mut self, binding: Binding) -> LoginOptions {
        self.binding = Some(binding);
        self
    }

    /// Asks for a new authentication, whatever session the identity provider has (`ForceAuthn`). A login whose AuthnInstant
    /// is older than the request is refused then.
    pub fn force_authn(mut self, force: bool) -> LoginOptions {
        self.force_authn = force;
        self
    }

    /// Asks that no page is shown to the person (`IsPassive`); the answer is a status other than Success if one is needed.
    pub fn passive(mut self, passive: bool) -> LoginOptions {
        self.is_passive = passive;
        self
    }

    /// Asks for a NameID of this format (`NameIDPolicy`).
    pub fn name_id_format(mut self, format: impl Into<String>) -> LoginOptions {
        self.name_id_format = Some(format.into());
        self
    }

    /// Says whether the identity provider may create a new identifier for the person (`AllowCreate`).
    pub fn allow_create(mut self, allow: bool) -> LoginOptions {
        self.allow_create = Some(allow);
        self
    }

    /// Asks for one of these authentication context classes (`RequestedAuthnContext`). With [`ContextComparison::Exact`] a
    /// login with another class is refused. With the others the order of classes is the identity provider's, so compare
    /// [`Login::authn_context`](crate::Login::authn_context) yourself.
    pub fn authn_context(
        mut self,
        comparison: ContextComparison,
        classes: impl IntoIterator<Item = impl Into<String>>,
    ) -> LoginOptions {
        self.authn_context = Some((comparison, classes.into_iter().map(Into::into).collect()));
        self
    }

    /// Asks for the response at this assertion consumer service URL, which must be one of the service.
    pub fn acs_url(mut self, url: impl Into<String>) -> LoginOptions {
        self.acs = AcsChoice::Url(url.into());
        self
    }

    /// Asks for the response at the assertion consumer service with this index in the service's metadata; the first has 0.
    pub fn acs_index(mut self, index: u16) -> LoginOptions {
        self.acs = AcsChoice::Index(index);
        self
    }

    /// Names identity providers that a proxy may use (`Scoping`, `IDPList`).
    pub fn scoped_to(mut self, entity_ids: impl IntoIterator<Item = impl Into<String>>) -> LoginOptions {
        self.scoped_to = entity_ids.into_iter().map(Into::into).collect();
        self
    }

    /// Limits how many proxies may be between the identity provider and this service (`ProxyCount`).
    pub fn proxy_count(mut self, count: u32) -> LoginOptions {
        self.proxy_count = Some(count);
        self
    }

    /// The texts that are written into the request.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let classes = self.authn_context.iter().flat_map(|(_, classes)| classes);
        let all = self.name_id_format.iter().chain(classes).chain(&self.scoped_to);
        all.map(String::as_str)
    }

    /// The login must have one of these classes; any class if there is none.
    pub(super) fn exact_contexts(&self) -> Vec<String> {
        match &self.authn_context {
            Some((ContextComparison::Exact, classes)) => classes.clone(),
            _ => Vec::new(),
        }
    }
}
