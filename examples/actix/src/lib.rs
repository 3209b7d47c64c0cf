//! SAML sign-on with actix-web. It shows that `samlens::sign_on` depends on no framework; `examples/axum` is a whole
//! service, with sessions, logout and a store that processes share. This one answers a login with a greeting.

// A service has a clock, an environment and files; the library has none (clippy.toml).
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use actix_web::http::StatusCode;
use actix_web::http::header::COOKIE;
use actix_web::web::{Data, Form, FormConfig, Query, ServiceConfig, get, post, resource};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use samlens::replay::ReplayStore;
use samlens::sign_on::{
    Delivery, HttpAnswer, LoginOptions, OpenRequests, Random, Refusal, ReturnPath, SealingKeys, SignOn,
};
use samlens::{Error, IdentityProvider, ServiceProvider, Validator};
use serde::Deserialize;
use std::fmt;
use std::time::SystemTime;

/// What all requests share.
pub struct App {
    sign_on: SignOn,
    acs_url: String,
    replays: Box<dyn ReplayStore>,
}

impl App {
    /// The service at this address, for one identity provider.
    ///
    /// # Errors
    /// The settings do not fit together.
    pub fn new(
        base_url: &str,
        provider: IdentityProvider,
        sealing_keys: SealingKeys,
        replays: Box<dyn ReplayStore>,
    ) -> Result<App, Error> {
        let acs_url = format!("{base_url}/acs");
        let service = ServiceProvider::new(format!("{base_url}/metadata")).with_acs(&acs_url);
        let validator = Validator::builder().identity_provider(provider).service_provider(service).build()?;
        let sign_on = SignOn::builder(validator).sealing_keys(sealing_keys).build()?;
        Ok(App { sign_on, acs_url, replays })
    }

    fn open(&self, request: &HttpRequest, now: SystemTime) -> OpenRequests {
        let headers = request.headers().get_all(COOKIE).filter_map(|value| value.to_str().ok());
        self.sign_on.open_requests(headers, now)
    }
}

/// The routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .app_data(FormConfig::default().limit(1 << 20))
        .service(resource("/login").route(get().to(login)))
        .service(resource("/acs").route(post().to(acs)))
        .service(resource("/metadata").route(get().to(metadata)));
}

#[derive(Deserialize)]
struct Wish {
    #[serde(default)]
    return_to: String,
}

async fn login(app: Data<App>, request: HttpRequest, wish: Query<Wish>) -> Result<HttpResponse, Problem> {
    let now = SystemTime::now();
    let options = LoginOptions::new().return_to(ReturnPath::or_root(&wish.return_to));
    let started = app.sign_on.start(&options, &app.open(&request, now), now, Random::from_system()?)?;
    Ok(answer(&started.to_answer()))
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "SAMLResponse")]
    response: String,
}

async fn acs(app: Data<App>, request: HttpRequest, form: Form<Message>) -> Result<HttpResponse, Problem> {
    let now = SystemTime::now();
    let delivery = Delivery::new(&app.acs_url, &form.response);
    let signed_in = app.sign_on.finish(delivery, &app.open(&request, now), &*app.replays, now).await?;
    // A service would begin its session here, and answer with `signed_in.to_answer()`.
    let mut response = HttpResponse::Ok();
    for cookie in signed_in.cookies() {
        response.append_header(("Set-Cookie", cookie));
    }
    let greeting =
        format!("Hello {}, on to {}\n", signed_in.login().name_id(), signed_in.return_path().as_str());
    Ok(response.content_type("text/plain; charset=utf-8").body(greeting))
}

async fn metadata(app: Data<App>) -> Result<HttpResponse, Problem> {
    let xml = app.sign_on.metadata().to_xml()?;
    Ok(HttpResponse::Ok().content_type("application/samlmetadata+xml").body(xml))
}

/// Hands an answer of `sign_on` to actix-web. A header may occur several times.
fn answer(answer: &HttpAnswer) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::OK);
    let mut response = HttpResponse::build(status);
    for header in answer.headers() {
        response.append_header(header);
    }
    response.body(answer.body().to_owned())
}

/// Why there is no login.
#[derive(Debug)]
enum Problem {
    Refused(Refusal),
    Failed(Error),
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        let status = match self {
            Problem::Refused(refusal) => refusal.status(),
            Problem::Failed(_) => 500,
        };
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Refused(refusal) => f.write_str(refusal.code()),
            Problem::Failed(error) => error.fmt(f),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Problem {
        Problem::Refused(refusal)
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        Problem::Failed(error)
    }
}
