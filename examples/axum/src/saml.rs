//! Everything in this service that is SAML. A test counts its lines.

use crate::answer::{Answer, answer, cookies, go_to, xml};
use crate::forms;
use crate::user::SamlUser;
use crate::{App, Problem, Settings};
use axum::extract::{Form, FromRequestParts, Query, RawQuery};
use axum::http::request::Parts;
use samlens::IdentityProviders;
use samlens::sign_on::{Delivery, LogoutDelivery, LogoutReceived, LogoutResult, LogoutStep, OpenRequests};
use samlens::sign_on::{Random, ReturnPath, SignOn};
use samlens::{Error, ServiceProvider, Validator};
use std::{sync::Arc, time::SystemTime};
use tower_sessions::Session;

/// At start-up, and again when the metadata of an identity provider has changed.
pub(crate) fn sign_on(settings: &Settings, providers: &IdentityProviders) -> Result<SignOn, Error> {
    let service = ServiceProvider::new(&settings.entity_id).with_acs(&settings.acs_url);
    let mut service = service.with_single_logout(&settings.logout_url);
    let mut validator = Validator::builder().identity_providers(providers);
    for (key, certificate) in &settings.decryption_keys {
        validator = validator.decryption_key(key.clone());
        service = service.with_encryption_certificate(certificate.clone());
    }
    let validator = validator.service_provider(service).build()?;
    let mut builder = SignOn::builder(validator).sealing_keys(settings.sealing_keys.clone());
    for key in &settings.signing_key {
        builder = builder.signing_key(key.clone());
    }
    for provider in &settings.allow_unsolicited_from {
        builder = builder.allow_unsolicited_from(provider);
    }
    builder.build()
}

/// What every handler needs: the logins and logouts that the browser has open, and the time.
pub(crate) struct Visit {
    app: Arc<App>,
    sign_on: Arc<SignOn>,
    open: OpenRequests,
    now: SystemTime,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Problem;
    async fn from_request_parts(request: &mut Parts, app: &Arc<App>) -> Result<Visit, Problem> {
        let (app, sign_on, now) = (Arc::clone(app), app.sign_on(), SystemTime::now());
        let open = sign_on.open_requests(cookies(&request.headers), now);
        Ok(Visit { app, sign_on, open, now })
    }
}

/// `GET /login?provider=…&return_to=…` sends the browser to the identity provider.
pub(crate) async fn login(visit: Visit, Query(wish): Query<forms::Login>) -> Answer {
    let started = visit.sign_on.start(&wish.options(), &visit.open, visit.now, Random::from_system()?)?;
    Ok(answer(&started.to_answer()))
}

/// `POST /acs`, the assertion consumer service: the browser comes back with the response.
pub(crate) async fn acs(visit: Visit, session: Session, Form(form): Form<forms::Message>) -> Answer {
    let Visit { app, sign_on, open, now } = visit;
    let delivery = Delivery::new(&app.settings.acs_url, form.response()?).relay_state(form.relay_state());
    let signed_in = sign_on.finish(delivery, &open, &*app.replays, now).await?;
    SamlUser::of(&signed_in)?.begin(&session).await?;
    Ok(go_to(signed_in.return_path(), signed_in.cookies()))
}

/// `GET /metadata`: what the administrator of the identity provider loads.
pub(crate) async fn metadata(visit: Visit) -> Answer {
    Ok(xml(visit.sign_on.metadata().to_xml()?))
}

/// `POST /logout` ends the session here, then at the identity provider.
pub(crate) async fn logout(
    visit: Visit,
    user: SamlUser,
    session: Session,
    Form(form): Form<forms::Logout>,
) -> Answer {
    user.end(&session, &form).await?;
    let (path, random) = (ReturnPath::default(), Random::from_system()?);
    step(visit.sign_on.start_logout(user.subject(), path, visit.now, random)?)
}

/// `POST /slo`: the identity provider asks for a logout, or answers one of this service.
pub(crate) async fn slo_form(visit: Visit, Form(form): Form<forms::Message>) -> Answer {
    let url = visit.app.settings.logout_url.clone();
    slo(visit, LogoutDelivery::form(&url, form.logout()?, form.relay_state())).await
}

/// `GET /slo?…`: the same by HTTP-Redirect.
pub(crate) async fn slo_query(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let url = visit.app.settings.logout_url.clone();
    slo(visit, LogoutDelivery::query(&url, query.as_deref().unwrap_or_default())).await
}

async fn slo(visit: Visit, delivery: LogoutDelivery<'_>) -> Answer {
    let Visit { app, sign_on, open, now } = visit;
    match sign_on.receive_logout(delivery, &open, &*app.replays, now).await? {
        LogoutReceived::Asked(asked) => {
            app.sessions.end(asked.logout()).await?;
            let message =
                sign_on.answer_logout(&asked, LogoutResult::Complete, now, Random::from_system()?)?;
            Ok(answer(&message.to_answer()))
        }
        LogoutReceived::Answered(pending) => {
            step(sign_on.continue_logout(pending, now, Random::from_system()?)?)
        }
        _ => Err(Problem::NotFound),
    }
}

fn step(step: LogoutStep) -> Answer {
    match step {
        LogoutStep::Send(message) => Ok(answer(&message)),
        LogoutStep::Done { return_path, cookies, .. } => {
            Ok(go_to(&return_path, cookies.iter().map(String::as_str)))
        }
        _ => Err(Problem::NotFound),
    }
}
