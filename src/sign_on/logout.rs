//! Single logout over the browser, begun by this service or by an identity provider (SAML 2.0 profiles, 4.4).

use super::cookie::OpenRequests;
use super::fields::{joined, split};
use super::finish::{remembered_until, used_first};
use super::outgoing::MessageToSend;
use super::start::endpoint;
use super::tracked::handle;
use super::{HttpAnswer, OutgoingMessage, Random, Refusal, ReturnPath, SessionSubject, SignOn};
use crate::replay::{ReplayKey, ReplayStore};
use crate::{Error, ErrorKind, InResponseTo, Logout, Rejection};
use chrono::{DateTime, Utc};

/// The longest RelayState that is sent back, in bytes. It arrives unsigned with a form and goes into a URL; the standard
/// allows 80 (SAML 2.0 bindings, section 3.4.3), and products send more.
const MAX_RELAY_STATE: usize = 2_048;

/// A logout message as it arrived.
#[derive(Clone, Copy)]
pub struct LogoutDelivery<'d> {
    url: &'d str,
    content: LogoutContent<'d>,
}

#[derive(Clone, Copy)]
enum LogoutContent<'d> {
    Form { message: &'d str, relay_state: Option<&'d str> },
    Query(&'d str),
}

impl<'d> LogoutDelivery<'d> {
    /// By HTTP-POST: the value of the form field `SAMLRequest` or `SAMLResponse`, with `RelayState`. `url` is the
    /// configured URL of the route, never one from the request's `Host` header.
    pub fn form(url: &'d str, message: &'d str, relay_state: Option<&'d str>) -> LogoutDelivery<'d> {
        LogoutDelivery { url, content: LogoutContent::Form { message, relay_state } }
    }

    /// By HTTP-Redirect: the part of the URL after `?`, exactly as it was received.
    pub fn query(url: &'d str, query: &'d str) -> LogoutDelivery<'d> {
        LogoutDelivery { url, content: LogoutContent::Query(query) }
    }
}

impl std::fmt::Debug for LogoutDelivery<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogoutDelivery").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A logout that this service began and that is not finished: who is asked, and which identity providers follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLogout {
    pub(super) id: String,
    provider: String,
    return_path: ReturnPath,
    pub(super) issued_at: DateTime<Utc>,
    is_partial: bool,
    following: Vec<SessionSubject>,
}

impl PendingLogout {
    /// Entity ID of the identity provider that was asked.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// ID of the LogoutRequest.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn to_text(&self) -> String {
        let issued_at = self.issued_at.timestamp().to_string();
        let following: Vec<String> = self.following.iter().map(SessionSubject::to_text).collect();
        let partial = if self.is_partial { "partial" } else { "complete" };
        let named = [&self.id, &self.provider, self.return_path.as_str(), &issued_at, partial];
        joined(named.into_iter().chain(following.iter().map(String::as_str)).map(Some))
    }

    pub(super) fn from_text(text: &str) -> Option<PendingLogout> {
        let fields = split(text)?.into_iter().collect::<Option<Vec<&str>>>()?;
        let (named, following) = fields.split_first_chunk::<5>()?;
        let [id, provider, return_path, issued_at, partial] = *named;
        Some(PendingLogout {
            id: id.to_owned(),
            provider: provider.to_owned(),
            return_path: ReturnPath::new(return_path)?,
            issued_at: DateTime::from_timestamp(issued_at.parse().ok()?, 0)?,
            is_partial: partial == "partial",
            following: following.iter().map(|text| SessionSubject::from_text(text)).collect::<Option<_>>()?,
        })
    }
}

/// What follows in a logout that this service began.
#[derive(Clone, Debug)]
#[must_use]
#[non_exhaustive]
pub enum LogoutStep {
    /// The browser goes to an identity provider with this answer.
    Send(HttpAnswer),
    /// Every identity provider was asked. The person goes to this path.
    Done {
        /// Where the person goes.
        return_path: ReturnPath,
        /// Whether a session may be left somewhere: an identity provider could not end all of its sessions, or takes no
        /// logout messages.
        is_partial: bool,
        /// Values of `Set-Cookie` headers.
        cookies: Vec<String>,
    },
}

/// What an identity provider said to the single logout URL.
#[derive(Clone, Debug)]
#[must_use]
#[non_exhaustive]
pub enum LogoutReceived {
    /// It asks to end sessions: end those for which [`Logout::ends_session`] is true, then [`SignOn::answer_logout`].
    Asked(LogoutAsked),
    /// It answers a logout that this service began: [`SignOn::continue_logout`].
    Answered(PendingLogout),
}

/// A valid LogoutRequest, which is to be answered.
#[derive(Clone)]
#[must_use]
pub struct LogoutAsked {
    logout: Logout,
    relay_state: Option<String>,
}

impl LogoutAsked {
    /// Whose sessions end.
    pub fn logout(&self) -> &Logout {
        &self.logout
    }
}

impl std::fmt::Debug for LogoutAsked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogoutAsked").field("logout", &self.logout).finish_non_exhaustive()
    }
}

/// How a logout that an identity provider asked for went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum LogoutResult {
    /// No session of the person is left here. It is also the answer if there was none.
    Complete,
    /// Some session is left, here or at a service behind this one.
    Partial,
    /// The sessions could not be ended.
    Failed,
}

impl LogoutResult {
    /// Status codes, the first and the second level (SAML 2.0 core, 3.2.2.2).
    pub(crate) fn status(self) -> (&'static str, Option<&'static str>) {
        const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
        const RESPONDER: &str = "urn:oasis:names:tc:SAML:2.0:status:Responder";
        const PARTIAL: &str = "urn:oasis:names:tc:SAML:2.0:status:PartialLogout";
        match self {
            LogoutResult::Complete => (SUCCESS, None),
            LogoutResult::Partial => (SUCCESS, Some(PARTIAL)),
            LogoutResult::Failed => (RESPONDER, None),
        }
    }
}

impl LogoutStep {
    /// The answer for the browser: on to an identity provider, or to the return path.
    pub fn to_answer(&self) -> HttpAnswer {
        match self {
            LogoutStep::Send(answer) => answer.clone(),
            LogoutStep::Done { return_path, cookies, .. } => {
                HttpAnswer::redirect(return_path.as_str()).with_cookies(cookies)
            }
        }
    }
}

impl SignOn {
    /// Begins a logout at the identity providers of these sessions, one after the other. End the session of the service
    /// first: whatever an identity provider does, the person is logged out here.
    ///
    /// # Errors
    /// A message could not be written, or too many sessions do not fit into a cookie.
    pub fn start_logout(
        &self,
        sessions: impl IntoIterator<Item = SessionSubject>,
        return_path: ReturnPath,
        now: impl Into<DateTime<Utc>>,
        random: Random,
    ) -> Result<LogoutStep, Error> {
        let plan = LogoutPlan { sessions: sessions.into_iter().collect(), return_path, is_partial: false };
        self.next_logout(plan, Vec::new(), now.into(), &random)
    }

    /// Goes on after an identity provider has answered: to the next one, or to the end.
    ///
    /// # Errors
    /// As [`SignOn::start_logout`].
    pub fn continue_logout(
        &self,
        pending: PendingLogout,
        now: impl Into<DateTime<Utc>>,
        random: Random,
    ) -> Result<LogoutStep, Error> {
        let removals = vec![self.removal(&pending.id)];
        let plan = LogoutPlan {
            sessions: pending.following,
            return_path: pending.return_path,
            is_partial: pending.is_partial,
        };
        self.next_logout(plan, removals, now.into(), &random)
    }

    fn next_logout(
        &self,
        mut plan: LogoutPlan,
        removals: Vec<String>,
        now: DateTime<Utc>,
        random: &Random,
    ) -> Result<LogoutStep, Error> {
        let mut sessions = std::mem::take(&mut plan.sessions).into_iter();
        for subject in sessions.by_ref() {
            let provider = self.provider(Some(subject.issuer()));
            let target = provider.and_then(|provider| {
                let found = endpoint(provider, provider.single_logout(), None, "logout requests")?;
                Ok((provider, found))
            });
            let Ok((provider, (binding, endpoint))) = target else {
                // It takes no logout messages, or is not trusted any more.
                plan.is_partial = true;
                continue;
            };
            let id = random.id();
            let xml = self.logout_request(&subject, &id, endpoint.location(), now);
            let relay_state = handle(&id);
            let sending = MessageToSend {
                parameter: "SAMLRequest",
                address: endpoint.location(),
                binding,
                relay_state: Some(&relay_state),
                key: self.settings.signing_key.as_ref(),
            };
            let message = OutgoingMessage::new(&xml, &sending)?;
            let pending = PendingLogout {
                id,
                provider: provider.entity_id().to_owned(),
                return_path: plan.return_path,
                issued_at: now,
                is_partial: plan.is_partial,
                following: sessions.collect(),
            };
            let cookie = self.cookie(&pending.id, &self.sealed_logout(&pending, random.nonce())?)?;
            return Ok(LogoutStep::Send(message.to_answer().with_cookies(removals).with_cookies([cookie])));
        }
        Ok(LogoutStep::Done { return_path: plan.return_path, is_partial: plan.is_partial, cookies: removals })
    }

    /// Takes a message at the single logout URL: a request of the identity provider, or the answer to one of this service.
    ///
    /// # Errors
    /// A [`Refusal`]. An identity provider that could not log the person out, and says so in a valid answer, is no error:
    /// the logout goes on, and is partial.
    pub async fn receive_logout(
        &self,
        delivery: LogoutDelivery<'_>,
        open: &OpenRequests,
        store: &dyn ReplayStore,
        now: impl Into<DateTime<Utc>> + Send,
    ) -> Result<LogoutReceived, Refusal> {
        let now = now.into();
        let validator = self.delivered_to(delivery.url)?;
        let ids: Vec<&str> = open.logouts.iter().map(|one| one.id.as_str()).collect();
        let request = InResponseTo::AnyOf(&ids);
        let judged = match delivery.content {
            LogoutContent::Form { message, .. } => validator.validate_logout(message, request, now),
            LogoutContent::Query(query) => validator.validate_logout_redirect(query, request, now),
        };
        let logout = match judged {
            Ok(logout) => logout,
            Err(rejection) => return self.failed(rejection, open, store, now).await,
        };
        let until = remembered_until(Some(logout.not_on_or_after()), validator.clock_skew());
        used_first(store.insert(&logout.replay_key(), until, now).await?)?;
        if logout.is_request() {
            let relay_state = match delivery.content {
                LogoutContent::Form { relay_state, .. } => relay_state.map(str::to_owned),
                LogoutContent::Query(query) => crate::signature::redirect::relay_state(query),
            };
            let relay_state = relay_state.filter(|state| state.len() <= MAX_RELAY_STATE);
            return Ok(LogoutReceived::Asked(LogoutAsked { logout, relay_state }));
        }
        let is_partial = logout.is_partial();
        answered(open, logout.issuer(), logout.in_response_to(), is_partial).map(LogoutReceived::Answered)
    }

    /// An identity provider that could not log the person out has answered too, if everything but the status is valid.
    async fn failed(
        &self,
        rejection: Rejection,
        open: &OpenRequests,
        store: &dyn ReplayStore,
        now: DateTime<Utc>,
    ) -> Result<LogoutReceived, Refusal> {
        let Some(failed) = rejection.failed_logout() else { return Err(rejection.into()) };
        let Ok(pending) = answered(open, &failed.issuer, Some(&failed.in_response_to), true) else {
            return Err(rejection.into());
        };
        let until = pending.issued_at.checked_add_signed(self.settings.request_lifetime);
        let until = remembered_until(until, self.validator.clock_skew());
        used_first(store.insert(&ReplayKey::new(&failed.issuer, &failed.id), until, now).await?)?;
        Ok(LogoutReceived::Answered(pending))
    }

    /// Answers a LogoutRequest, with the RelayState that came with it if it has at most 2,048 bytes.
    ///
    /// # Errors
    /// The identity provider has no address that takes the answer, or it could not be written.
    pub fn answer_logout(
        &self,
        asked: &LogoutAsked,
        result: LogoutResult,
        now: impl Into<DateTime<Utc>>,
        random: Random,
    ) -> Result<OutgoingMessage, Error> {
        let provider = self.provider(Some(asked.logout.issuer()))?;
        let (binding, endpoint) = endpoint(provider, provider.single_logout(), None, "logout responses")?;
        let address = endpoint.response_location().unwrap_or(endpoint.location());
        if !super::start::is_web(address) {
            let message = format!("the address {address} of {} is not a web address", provider.entity_id());
            return Err(Error::new(ErrorKind::Metadata, message));
        }
        let xml = self.logout_response(asked.logout.id(), result, &random.id(), address, now.into());
        OutgoingMessage::new(
            &xml,
            &MessageToSend {
                parameter: "SAMLResponse",
                address,
                binding,
                relay_state: asked.relay_state.as_deref(),
                key: self.settings.signing_key.as_ref(),
            },
        )
    }
}

/// Sessions that are still to be ended, and how it went so far.
struct LogoutPlan {
    sessions: Vec<SessionSubject>,
    return_path: ReturnPath,
    is_partial: bool,
}

/// The logout of this browser that an identity provider answers.
fn answered(
    open: &OpenRequests,
    issuer: &str,
    in_response_to: Option<&str>,
    is_partial: bool,
) -> Result<PendingLogout, Refusal> {
    let named = |one: &&PendingLogout| Some(one.id.as_str()) == in_response_to;
    let pending = open.logouts.iter().find(named).ok_or(Refusal::NoOpenRequest)?;
    if pending.provider != issuer {
        return Err(Refusal::OtherProvider);
    }
    let mut pending = pending.clone();
    pending.is_partial |= is_partial;
    Ok(pending)
}
