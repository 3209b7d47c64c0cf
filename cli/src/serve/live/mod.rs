//! The live login: a service provider for tests. What arrives is judged as `check` judges it, against the request that
//! began it, and then as a service does that is built on `sign_on`.
//!
//! `own` is who it is, `login` sends requests, `arrive` takes what comes back, `judge` judges it, `arrivals` keeps it, and
//! `history` shows it to who has the token.

mod arrivals;
mod arrive;
mod consoles;
mod events;
mod forward;
mod history;
mod judge;
mod login;
mod logout;
mod once;
mod own;
mod requests;
mod starting;

use super::super::trust::{Trust, TrustArgs};
use super::super::{Failure, clock, output};
use super::ServeArgs;
use super::app::App;
use super::page;
use arrivals::Arrivals;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use events::Events;
use maud::html;
use once::Once;
use own::Own;
use requests::Requests;
use samlens::Limits;
use samlens::replay::MemoryCache;
use samlens::sign_on::{Random, SealingKeys, SessionSubject, SignOn};
use starting::Seed;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// The largest body that `/acs` and `/slo` take.
const MAX_MESSAGE: usize = 1 << 20;

/// Messages that are read at once, from any sender; the page has its own places.
const MAX_READ: usize = 16;

/// Messages that are judged at once.
pub(super) const MAX_JUDGED: usize = 2;

/// Identity providers that the form offers; metadata of a federation has thousands.
const MAX_PROVIDERS: usize = 50;

/// What the replay store remembers.
const MAX_REPLAYS: usize = 10_000;

pub(super) use starting::Starting;

/// The service provider, what it sent, and what arrived.
pub(super) struct Live {
    own: Own,
    /// Entity IDs of the identity providers.
    providers: Vec<String>,
    /// What messages are judged by, without a request: the options, with this service provider as `--sp`.
    trust: Mutex<Arc<TrustArgs>>,
    limits: Limits,
    sealing: SealingKeys,
    replays: MemoryCache,
    requests: Requests,
    arrivals: Arrivals,
    reading: Semaphore,
    judging: Arc<Semaphore>,
    events: Events,
    /// Whose session the last login began.
    session: Mutex<Option<SessionSubject>>,
    forward_to: Option<String>,
    once: Option<Once>,
}

impl Live {
    /// `None` where no identity provider is named: then a login has no destination.
    pub(super) fn start(
        arguments: &ServeArgs,
        trust: TrustArgs,
        base: &str,
        limits: &Limits,
    ) -> Result<Option<Starting>, Failure> {
        let (names_one, providers) = {
            let trust = Trust::new(&trust, limits, clock::now())?;
            let expected = trust.of_message(None)?;
            let inspector = expected.builder.inspector();
            let all = inspector.identity_providers().iter().map(|one| one.entity_id().to_owned());
            let all: Vec<String> = all.take(MAX_PROVIDERS).collect();
            let is_named = !all.is_empty() || !inspector.certificates().is_empty();
            (expected.unreachable.is_some() || is_named, all)
        };
        if !names_one {
            let needs_one = [
                (arguments.once, "--once"),
                (arguments.forward_to.is_some(), "--forward-to"),
                (arguments.sp_key.is_some(), "--sp-key"),
            ];
            return match needs_one.into_iter().find(|(is_given, _)| *is_given).map(|(_, option)| option) {
                Some(option) => Err(Failure::usage(format_args!(
                    "{option} is for a live login, and no identity provider is named\ngive its metadata: --idp SOURCE"
                ))),
                None => Ok(None),
            };
        }
        let seed = Seed {
            base: base.to_owned(),
            entity_id: trust.sp_entity_id.clone(),
            forward_to: arguments.forward_to.clone(),
            once: arguments.once.then(|| Once::new(arguments.format, arguments.verbose)),
            trust,
            providers,
            limits: limits.clone(),
            sealing: SealingKeys::new(random_bytes()?),
        };
        match arguments.sp_key.as_deref() {
            Some(_) => seed.grow(arguments.sp_key.as_deref()).map(|live| Some(Starting::ready(live))),
            None => Starting::later(seed).map(Some),
        }
    }

    /// Until the message of `--once` has arrived; without it, for ever.
    pub(super) async fn wait_for_one(&self) {
        match &self.once {
            Some(once) => once.wait().await,
            None => std::future::pending().await,
        }
    }

    /// What `--once` prints, and its exit code; without `--once` nothing.
    pub(super) fn done(&self) -> Result<u8, Failure> {
        match self.once.as_ref().map(Once::done) {
            Some(Some((text, code))) => match output::write(text) {
                Ok(()) | Err(Failure::BrokenPipe) => Ok(code),
                Err(failure) => Err(failure),
            },
            Some(None) => Err(Failure::Interrupted),
            None => Ok(0),
        }
    }

    /// Entity IDs of the identity providers, as they were at the start.
    fn providers(&self) -> &[String] {
        &self.providers
    }

    /// What messages are judged by.
    fn trust(&self) -> Arc<TrustArgs> {
        Arc::clone(&self.trust.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Fetches metadata again, when a person begins a login: not for a message, which anyone can send.
    fn refresh(&self) -> Result<(), Failure> {
        let fetched = Arc::new(self.trust().fetched(&self.limits)?);
        *self.trust.lock().unwrap_or_else(PoisonError::into_inner) = fetched;
        Ok(())
    }

    /// The service provider at the identity providers that are named.
    fn sign_on(&self, is_signed: bool) -> Result<SignOn, Failure> {
        let arguments = self.trust();
        let trust = Trust::new(&arguments, &self.limits, clock::now())?;
        let expected = trust.of_message(None)?;
        let has_certificates = !expected.builder.clone().inspector().certificates().is_empty();
        let validator = expected.builder.build().map_err(|error| match (expected.unreachable, has_certificates) {
            (Some(unreachable), _) => Failure::Unreachable(unreachable),
            (None, true) => Failure::usage(
                "the identity provider is known by its certificate alone\ngive its metadata as --idp: that has the address for logins",
            ),
            (None, false) => Failure::usage(error),
        })?;
        let provider = validator.identity_providers().iter().map(|one| one.entity_id().to_owned());
        let providers: Vec<String> =
            if arguments.is_idp_initiated() { provider.collect() } else { Vec::new() };
        let builder = SignOn::builder(validator).sealing_keys(self.sealing.clone());
        let builder = providers.into_iter().fold(builder, |builder, one| builder.allow_unsolicited_from(one));
        let builder = if is_signed { builder.signing_key(self.own.key.clone()) } else { builder };
        builder.build().map_err(Failure::usage)
    }
}

pub(super) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/metadata", get(own::metadata))
        .route("/login", get(login::page).post(login::start))
        .route("/acs", get(arrive::acs_redirect).post(arrive::acs_post))
        .route("/live", get(history::list))
        .route("/live/compare", get(history::compare))
        .route("/live/{number}", get(history::one))
        .route("/live/{number}/forward", get(forward::page))
        .route("/logout", post(logout::start))
        .route("/slo", get(arrive::slo_redirect).post(arrive::slo_post))
        .route("/events", get(events::stream))
}

/// 32 bytes of the system's randomness.
fn random_bytes() -> Result<[u8; 32], Failure> {
    let mut bytes = [0; 32];
    openssl::rand::rand_bytes(&mut bytes)
        .map_err(|error| Failure::usage(format_args!("the system gives no random bytes: {error}")))?;
    Ok(bytes)
}

fn random() -> Result<Random, Failure> {
    random_bytes().map(Random::from_bytes)
}

/// What is shown where no identity provider is named.
fn inactive() -> Response {
    let body = html! {
        p { "No identity provider is named, so there is nothing to log in at. Start again with its metadata:" }
        pre.text { "samlens serve --idp SOURCE" }
    };
    (StatusCode::NOT_FOUND, Html(page::simple("Try a login", &body).into_string())).into_response()
}

fn in_words(failure: &Failure) -> String {
    match failure {
        Failure::Usage(message) => message.clone(),
        Failure::Unreachable(error) => error.to_string(),
        Failure::BrokenPipe | Failure::Interrupted => "interrupted".to_owned(),
    }
}

/// What keeps it from being done.
fn problem(failure: &Failure) -> Response {
    let body = html! { (page::problem_box(&in_words(failure))) p { a href="/live" { "Back" } } };
    (StatusCode::BAD_REQUEST, Html(page::simple("Try a login", &body).into_string())).into_response()
}
