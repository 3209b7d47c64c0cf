//! A web service that people sign in to by SAML, with axum and samlens. `saml.rs` has everything that is SAML; the other
//! files are what every web service has: settings, sessions, pages, limits.

// A service has a clock, an environment and files; the library has none (clippy.toml).
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod answer;
pub mod counts;
mod forms;
mod guard;
mod pages;
mod problem;
pub mod providers;
mod saml;
pub mod serve;
pub mod sessions;
pub mod settings;
pub mod user;

pub use problem::Problem;
pub use settings::Settings;

use arc_swap::ArcSwap;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::routing::{get, post};
use counts::Counts;
use samlens::Validator;
use samlens::replay::ReplayStore;
use samlens::sign_on::SignOn;
use sessions::Sessions;
use std::sync::Arc;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, SessionManagerLayer};

/// A form with a response is some 20 KB; a person in very many groups may need a hundred. Together with the number of
/// connections it is also the memory that strangers can take, and the time that one validation can take.
const MAX_BODY: usize = 256 << 10;

/// What all requests share.
pub struct App {
    settings: Settings,
    sign_on: ArcSwap<SignOn>,
    replays: Box<dyn ReplayStore>,
    sessions: Sessions,
    counts: Counts,
}

impl App {
    /// The service for the identity providers of this validator, which [`providers::Providers`] makes.
    ///
    /// # Errors
    /// The settings do not fit together.
    pub fn new(
        settings: Settings,
        validator: Validator,
        replays: Box<dyn ReplayStore>,
        sessions: Sessions,
    ) -> Result<App, samlens::Error> {
        let sign_on = ArcSwap::from_pointee(saml::sign_on(&settings, validator)?);
        Ok(App { settings, sign_on, replays, sessions, counts: Counts::default() })
    }

    /// Uses another validator from now on. Requests in flight finish with what they began with.
    pub fn replace_validator(&self, validator: Validator) {
        self.sign_on.store(Arc::new(self.sign_on().with_validator(validator)));
    }

    fn sign_on(&self) -> Arc<SignOn> {
        self.sign_on.load_full()
    }
}

/// All routes, with sessions, limits and headers.
pub fn router(app: Arc<App>) -> Router {
    let sessions = SessionManagerLayer::new(app.sessions.clone())
        // `__Host-`: no other host can set it. Lax: it goes along when the identity provider sends the browser back to a
        // page, and with no form of another site.
        .with_name("__Host-session")
        .with_secure(true)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(user::SESSION_LIFETIME));
    Router::new()
        .route("/", get(pages::home))
        .route("/protected", get(pages::protected))
        .route("/login", get(saml::login).layer(from_fn_with_state(Arc::clone(&app), guard::navigation)))
        .route("/acs", post(saml::acs))
        .route("/logout", post(saml::logout))
        .route("/slo", get(saml::slo).post(saml::slo))
        .layer(sessions)
        .layer(map_response(guard::kept))
        .route("/metadata", get(saml::metadata))
        .route("/health", get(|| async { "ok" }))
        .route("/style.css", get(pages::style))
        .fallback(|| async { Problem::NotFound })
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(guard::time_limit))
        .layer(from_fn_with_state(Arc::clone(&app), guard::counted))
        .layer(from_fn_with_state(Arc::clone(&app), guard::headers))
        .with_state(app)
}
