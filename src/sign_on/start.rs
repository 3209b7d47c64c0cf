//! The begin of a login: a request for the identity provider, and a cookie that remembers it.

use super::cookie::OpenRequests;
use super::outgoing::MessageToSend;
use super::tracked::handle;
use super::{Binding, HttpAnswer, LoginOptions, OutgoingMessage, Random, SignOn, TrackedRequest};
use crate::replay::{RequestStore, StoreError};
use crate::trust::{Endpoint, IdentityProvider};
use crate::{Error, ErrorKind};
use chrono::{DateTime, Utc};

/// A login that has begun: send [`Started::to_answer`] to the browser.
#[derive(Clone)]
#[must_use]
pub struct Started {
    message: OutgoingMessage,
    request: TrackedRequest,
    sealed: String,
    cookie: String,
    removals: Vec<String>,
}

impl std::fmt::Debug for Started {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The sealed request binds the answer to its browser, so it is kept out of logs.
        f.debug_struct("Started").field("request", &self.request).finish_non_exhaustive()
    }
}

impl Started {
    /// The answer for the browser, with the cookie that remembers the request.
    pub fn to_answer(&self) -> HttpAnswer {
        self.message.to_answer().with_cookies(self.cookies())
    }

    /// The message alone.
    pub fn message(&self) -> &OutgoingMessage {
        &self.message
    }

    /// The request that was sent.
    pub fn request(&self) -> &TrackedRequest {
        &self.request
    }

    /// Values of `Set-Cookie` headers: one that remembers this request, and others that remove what is too old.
    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.cookie.as_str()).chain(self.removals.iter().map(String::as_str))
    }
}

impl SignOn {
    /// Starts a login: writes the AuthnRequest, signs it if there is a signing key, and seals what its answer must fit.
    ///
    /// `open` is what the browser has open already ([`SignOn::open_requests`]); several tabs may log in at once.
    ///
    /// # Errors
    /// The options name an unknown identity provider or ACS URL, the identity provider has no address for the binding, or
    /// it wants signed requests and there is no signing key.
    pub fn start(
        &self,
        options: &LoginOptions,
        open: &OpenRequests,
        now: impl Into<DateTime<Utc>>,
        random: Random,
    ) -> Result<Started, Error> {
        let now = now.into();
        let provider = self.provider(options.provider.as_deref())?;
        if provider.wants_authn_requests_signed() && self.settings.signing_key.is_none() {
            let message = format!("the identity provider {} wants signed requests", provider.entity_id());
            return Err(Error::new(ErrorKind::Configuration, message)
                .with_fix("give SignOnBuilder::signing_key a key"));
        }
        let (binding, endpoint) =
            endpoint(provider, provider.single_sign_on(), options.binding, "login requests")?;
        let id = random.id();
        let xml = self.authn_request(options, &id, endpoint.location(), now)?;
        let message = OutgoingMessage::new(
            &xml,
            &MessageToSend {
                parameter: "SAMLRequest",
                address: endpoint.location(),
                binding,
                relay_state: Some(&handle(&id)),
                key: self.settings.signing_key.as_ref(),
            },
        )?;
        let request = TrackedRequest {
            id,
            provider: provider.entity_id().to_owned(),
            return_path: options.return_to.clone(),
            issued_at: now,
            force_authn: options.force_authn,
            exact_contexts: options.exact_contexts(),
        };
        let sealed = self.sealed_login(&request, random.nonce())?;
        let cookie = self.cookie(&request.id, &sealed)?;
        let removals = self.removals_of_oldest(open).into_iter().chain(open.removals_of_unusable()).collect();
        Ok(Started { message, request, sealed, cookie, removals })
    }

    /// Keeps a request in a store instead of a cookie, for [`SignOn::kept_request`]. Do not send the cookies of
    /// [`Started`] then; send [`Started::message`].
    ///
    /// # Errors
    /// The store failed.
    pub async fn keep(
        &self,
        started: &Started,
        store: &dyn RequestStore,
        now: impl Into<DateTime<Utc>> + Send,
    ) -> Result<(), StoreError> {
        let until = started.request.issued_at.checked_add_signed(self.settings.request_lifetime);
        let until = until.unwrap_or(DateTime::<Utc>::MAX_UTC);
        store.put(&started.request.handle(), &started.sealed, until, now.into()).await
    }

    /// Takes a request out of a store: the one that the RelayState of a response names. It can be taken only once.
    ///
    /// A store does not know the browser. Where no cookie arrives with the response, an attacker can begin a login, and
    /// have another person's browser finish it. Prefer the cookie of [`Started::to_answer`], and use this only if another
    /// mechanism of the service ties the browser to the request.
    ///
    /// # Errors
    /// The store failed.
    pub async fn kept_request(
        &self,
        relay_state: &str,
        store: &dyn RequestStore,
        now: impl Into<DateTime<Utc>> + Send,
    ) -> Result<OpenRequests, StoreError> {
        let now = now.into();
        let is_handle = relay_state.len() == 32 && relay_state.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut open = OpenRequests::default();
        if is_handle && let Some(sealed) = store.take(relay_state, now).await? {
            let request = self.unsealed_login(&sealed);
            open.logins.extend(request.filter(|request| self.is_current(request.issued_at, now)));
        }
        Ok(open)
    }
}

/// The address for a binding; without a wish HTTP-Redirect comes first, because it needs no script.
pub(super) fn endpoint<'p>(
    provider: &IdentityProvider,
    endpoints: &'p [Endpoint],
    wish: Option<Binding>,
    what: &str,
) -> Result<(Binding, &'p Endpoint), Error> {
    let wanted = match wish {
        Some(binding) => vec![binding],
        None => vec![Binding::Redirect, Binding::Post],
    };
    let of = |binding: &Binding| endpoints.iter().find(|one| one.binding() == binding.uri());
    let found = wanted.iter().find_map(|binding| Some((*binding, of(binding)?)));
    match found {
        Some((binding, endpoint)) if is_web(endpoint.location()) => Ok((binding, endpoint)),
        Some((_, endpoint)) => Err(Error::new(
            ErrorKind::Metadata,
            format!("the address {} of {} is not a web address", endpoint.location(), provider.entity_id()),
        )),
        None => {
            let bindings: Vec<&str> = wanted.iter().map(|binding| binding.uri()).collect();
            let message = format!(
                "the identity provider {} has no address that takes {what} by {}",
                provider.entity_id(),
                bindings.join(" or ")
            );
            Err(Error::new(ErrorKind::Metadata, message)
                .with_fix("load its metadata, or add the address with IdentityProviderBuilder"))
        }
    }
}

/// A URL with another scheme is never followed, and one with a line break would end its header.
pub(super) fn is_web(address: &str) -> bool {
    (address.starts_with("https://") || address.starts_with("http://"))
        && address.bytes().all(|byte| byte.is_ascii_graphic())
}
