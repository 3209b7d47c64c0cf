//! A login with axum, in one file. `docs/embedding.md` has the same text, from the first `use` on; a test compares them.

// A service has a clock, an environment and files; the library has none (clippy.toml).
#![allow(clippy::disallowed_methods, clippy::print_stderr)]

use axum::extract::{Form, Query, State};
use axum::http::header::{COOKIE, HeaderName};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use samlens::replay::MemoryCache;
use samlens::sign_on::{
    Delivery, HttpAnswer, LoginOptions, OpenRequests, Random, Refusal, ReturnPath, SealingKeys, SignOn,
};
use samlens::{IdentityProvider, ServiceProvider, Validator};
use std::{collections::HashMap, error::Error, sync::Arc, time::SystemTime};
use tower_sessions::{MemoryStore, Session, SessionManagerLayer, cookie::SameSite};

const BASE: &str = "http://localhost:8000";

struct App {
    sign_on: SignOn,
    replays: MemoryCache,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let idp = std::fs::read_to_string("idp.xml").map_err(|error| format!("idp.xml: {error}"))?;
    let provider = IdentityProvider::from_metadata(&idp)?;
    let service = ServiceProvider::new(format!("{BASE}/metadata")).with_acs(format!("{BASE}/acs"));
    let validator = Validator::builder().identity_provider(provider).service_provider(service).build()?;
    let sealing_key = std::env::var("SEALING_KEY").map_err(|_| "SEALING_KEY is missing")?;
    let sealing_keys = SealingKeys::from_base64(&sealing_key)?;
    let sign_on = SignOn::builder(validator).sealing_keys(sealing_keys).build()?;
    let sessions = SessionManagerLayer::new(MemoryStore::default());
    let router = axum::Router::new()
        .route("/", get(home))
        .route("/login", get(login))
        .route("/acs", post(acs))
        .route("/metadata", get(metadata))
        .layer(sessions.with_name("__Host-session").with_secure(true).with_same_site(SameSite::Lax))
        .with_state(Arc::new(App { sign_on, replays: MemoryCache::new(100_000) }));
    Ok(axum::serve(tokio::net::TcpListener::bind("127.0.0.1:8000").await?, router).await?)
}

async fn home(session: Session) -> Result<String, Problem> {
    let user: Option<String> = session.get("user").await?;
    Ok(user.map_or("go to /login".to_owned(), |user| format!("hello {user}")))
}

type Fields = HashMap<String, String>;

async fn login(app: State<Arc<App>>, headers: HeaderMap, query: Query<Fields>) -> Result<Response, Problem> {
    let now = SystemTime::now();
    let return_to = query.get("return_to").map_or("/", String::as_str);
    let options = LoginOptions::new().return_to(ReturnPath::or_root(return_to));
    let started = app.sign_on.start(&options, &open(&app, &headers, now), now, Random::from_system()?)?;
    Ok(answer(&started.to_answer()))
}

async fn acs(
    app: State<Arc<App>>,
    headers: HeaderMap,
    session: Session,
    form: Form<Fields>,
) -> Result<Response, Problem> {
    let now = SystemTime::now();
    let response = form.get("SAMLResponse").map_or("", String::as_str);
    let url = format!("{BASE}/acs");
    let delivery = Delivery::new(&url, response);
    let signed_in = app.sign_on.finish(delivery, &open(&app, &headers, now), &app.replays, now).await?;
    // A new ID for the session: one from before the login may be known to an attacker.
    session.clear().await;
    session.cycle_id().await?;
    session.insert("user", signed_in.login().name_id()).await?;
    Ok(answer(&signed_in.to_answer()))
}

async fn metadata(app: State<Arc<App>>) -> Result<String, Problem> {
    Ok(app.sign_on.metadata().to_xml()?)
}

/// The logins that this browser has open.
fn open(app: &App, headers: &HeaderMap, now: SystemTime) -> OpenRequests {
    app.sign_on.open_requests(headers.get_all(COOKIE), now)
}

/// An answer of `sign_on` as one of axum. A header may occur several times.
fn answer(answer: &HttpAnswer) -> Response {
    let status = StatusCode::from_u16(answer.status()).unwrap_or_default();
    let mut response = Response::new(answer.body().to_owned().into());
    *response.status_mut() = status;
    for (name, value) in answer.headers() {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// Why there is no login: a status and a stable code. The log has the reason, without values of a person.
struct Problem(u16, &'static str);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (StatusCode::from_u16(self.0).unwrap_or_default(), self.1).into_response()
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        eprintln!("{refusal}");
        Problem(refusal.status(), refusal.code())
    }
}

impl From<samlens::Error> for Problem {
    fn from(error: samlens::Error) -> Problem {
        eprintln!("{error}");
        Problem(500, "cannot-begin")
    }
}

impl From<tower_sessions::session::Error> for Problem {
    fn from(error: tower_sessions::session::Error) -> Problem {
        eprintln!("{error}");
        Problem(503, "sessions-unavailable")
    }
}
