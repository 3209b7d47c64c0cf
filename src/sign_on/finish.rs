//! The end of a login: a response comes back.

use super::cookie::OpenRequests;
use super::{HttpAnswer, Refusal, ReturnPath, SessionSubject, SignOn, TrackedRequest};
use crate::assertion::AnsweredRequest;
use crate::replay::{Replay, ReplayKey, ReplayStore};
use crate::{Code, InResponseTo, Login};
use chrono::{DateTime, Utc};

/// A response as it arrived at the assertion consumer service.
#[derive(Clone, Copy)]
pub struct Delivery<'d> {
    acs_url: &'d str,
    saml_response: &'d str,
    relay_state: Option<&'d str>,
}

impl<'d> Delivery<'d> {
    /// The value of the form field `SAMLResponse`, and the configured URL of the route at which it arrived. Never take that
    /// URL from the request's `Host` header.
    pub fn new(acs_url: &'d str, saml_response: &'d str) -> Delivery<'d> {
        Delivery { acs_url, saml_response, relay_state: None }
    }

    /// Adds the form field `RelayState`. If the identity provider began the login, it may say where the person goes.
    #[must_use]
    pub fn relay_state(mut self, relay_state: Option<&'d str>) -> Delivery<'d> {
        self.relay_state = relay_state;
        self
    }
}

impl std::fmt::Debug for Delivery<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // A response is a bearer credential (invariant: private-values).
        f.debug_struct("Delivery").field("acs_url", &self.acs_url).finish_non_exhaustive()
    }
}

/// A finished login. [`SignOn::finish`] alone makes one: the response was valid, it answers a request of this browser, and
/// it was used for the first time.
///
/// ```compile_fail
/// let signed_in: samlens::sign_on::SignedIn = Default::default();
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct SignedIn {
    login: Login,
    return_path: ReturnPath,
    is_solicited: bool,
    removals: Vec<String>,
}

impl SignedIn {
    /// Who signs in, and what the identity provider says about them.
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// The login alone.
    pub fn into_login(self) -> Login {
        self.login
    }

    /// Entity ID of the identity provider. NameIDs of different providers are different people.
    pub fn provider(&self) -> &str {
        self.login.issuer()
    }

    /// Where the person goes now.
    pub fn return_path(&self) -> &ReturnPath {
        &self.return_path
    }

    /// Whether it answers a request of this service; otherwise the identity provider began it.
    pub fn is_solicited(&self) -> bool {
        self.is_solicited
    }

    /// What to keep with the session, to end it later.
    pub fn session_subject(&self) -> SessionSubject {
        SessionSubject::of(&self.login)
    }

    /// The answer for the browser: to the return path, without what this login needed. Add the cookie of the new session.
    pub fn to_answer(&self) -> HttpAnswer {
        HttpAnswer::redirect(self.return_path.as_str()).with_cookies(&self.removals)
    }

    /// Values of `Set-Cookie` headers that remove what this login needed.
    pub fn cookies(&self) -> impl Iterator<Item = &str> {
        self.removals.iter().map(String::as_str)
    }
}

impl SignOn {
    /// Finishes a login: validates the response, finds the request that it answers, and makes sure that neither was used
    /// before.
    ///
    /// `open` comes from [`SignOn::open_requests`]. Give the new session an ID of its own (session fixation), and send
    /// [`SignedIn::cookies`] with the answer.
    ///
    /// # Errors
    /// A [`Refusal`]; also if the store fails, because a login that cannot be checked for replay is not accepted.
    pub async fn finish(
        &self,
        delivery: Delivery<'_>,
        open: &OpenRequests,
        store: &dyn ReplayStore,
        now: impl Into<DateTime<Utc>> + Send,
    ) -> Result<SignedIn, Refusal> {
        let now = now.into();
        let may_be_unsolicited = !self.settings.unsolicited_from.is_empty();
        let validator = self.delivered_to(delivery.acs_url)?;
        let ids: Vec<&str> = open.logins.iter().map(|one| one.id.as_str()).collect();
        let request = match may_be_unsolicited {
            true => InResponseTo::AnyOfOrUnsolicited(&ids),
            false => InResponseTo::AnyOf(&ids),
        };
        let login = match validator.validate(delivery.saml_response, request, now) {
            Err(rejection) if ids.is_empty() && rejection.code() == Code::InResponseToMismatch => {
                return Err(Refusal::NoOpenRequest);
            }
            judged => judged?,
        };
        let answered = self.answered(&login, open)?;
        if answered.is_some_and(|request| !request.is_met_by(&login, validator.clock_skew())) {
            return Err(Refusal::NotAsRequested);
        }
        let until = remembered_until(login.not_on_or_after(), validator.clock_skew());
        used_first(store.insert(&login.replay_key(), until, now).await?)?;
        if let Some(request) = answered {
            // One answer for one request, even if the identity provider sends two.
            let end = request.issued_at.checked_add_signed(self.settings.request_lifetime);
            let until = remembered_until(end, validator.clock_skew());
            used_first(store.insert(&self.request_key(request), until, now).await?)?;
        }
        let return_path = match (answered, delivery.relay_state) {
            (Some(request), _) => request.return_path.clone(),
            (None, Some(path)) => ReturnPath::or_root(path),
            (None, None) => ReturnPath::default(),
        };
        let answered_cookie = answered.map(|request| self.removal(&request.id));
        let removals = answered_cookie.into_iter().chain(open.removals_of_unusable()).collect();
        Ok(SignedIn { login, return_path, is_solicited: answered.is_some(), removals })
    }

    /// The request that a valid login answers; none if the identity provider began it, and may.
    fn answered<'o>(
        &self,
        login: &Login,
        open: &'o OpenRequests,
    ) -> Result<Option<&'o TrackedRequest>, Refusal> {
        match login.in_response_to() {
            AnsweredRequest::Request(id) => match open.logins.iter().find(|one| one.id == id) {
                // Another provider could otherwise answer for one that is trusted more (mix-up).
                Some(request) if request.provider == login.issuer() => Ok(Some(request)),
                Some(_) => Err(Refusal::OtherProvider),
                None => Err(Refusal::NoOpenRequest),
            },
            AnsweredRequest::None
                if self.settings.unsolicited_from.iter().any(|one| one == login.issuer()) =>
            {
                Ok(None)
            }
            AnsweredRequest::None => Err(Refusal::Unsolicited),
            AnsweredRequest::Conflicting => Err(Refusal::NoOpenRequest),
        }
    }

    /// What is remembered of an answered request: part of the share of its identity provider.
    fn request_key(&self, request: &TrackedRequest) -> ReplayKey {
        ReplayKey::of_request(self.entity_id(), &request.provider, &request.id)
    }
}

pub(super) fn remembered_until(end: Option<DateTime<Utc>>, clock_skew: chrono::TimeDelta) -> DateTime<Utc> {
    end.and_then(|end| end.checked_add_signed(clock_skew)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

pub(super) fn used_first(found: Replay) -> Result<(), Refusal> {
    match found {
        Replay::First => Ok(()),
        Replay::Seen => Err(Refusal::Replayed),
        Replay::Full => Err(Refusal::StoreFull),
    }
}
