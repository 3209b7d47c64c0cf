//! Everything in this service that is SAML. A test counts its lines.

use crate::answer::{Answer, answer, cookies, xml};
use crate::forms::{Login, Logout, LogoutMessage, Message};
use crate::user::SamlUser;
use crate::{App, Problem, Settings};
use axum::extract::{Form, FromRequestParts, Query};
use axum::http::request::Parts;
use samlens::sign_on::{Delivery, LogoutReceived, OpenRequests, Random, ReturnPath, SignOn, SignOnBuilder};
use samlens::{Error, ServiceProvider, Validator, ValidatorBuilder};
use std::{sync::Arc, time::SystemTime};
use tower_sessions::Session;

/// What a message must fit. The identity providers are added as their metadata is read.
pub(crate) fn validator(settings: &Settings) -> ValidatorBuilder {
    let service = ServiceProvider::new(&settings.entity_id).with_acs(&settings.acs_url);
    let validator = Validator::builder().service_provider(service.with_single_logout(&settings.logout_url));
    let Some((key, certificate)) = &settings.decryption_key else { return validator };
    let validator = validator.decryption_key(key.clone());
    validator.edit_service_provider(|service| service.with_encryption_certificate(certificate.clone()))
}

/// At start-up, and again when the metadata of an identity provider has changed.
pub(crate) fn sign_on(settings: &Settings, validator: Validator) -> Result<SignOn, Error> {
    let builder = SignOn::builder(validator).sealing_keys(settings.sealing_keys.clone());
    let builder = settings.signing_key.iter().cloned().fold(builder, SignOnBuilder::signing_key);
    settings.allow_unsolicited_from.iter().fold(builder, SignOnBuilder::allow_unsolicited_from).build()
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
pub(crate) async fn login(visit: Visit, Query(wish): Query<Login>) -> Answer {
    let started = visit.sign_on.start(&wish.options(), &visit.open, visit.now, Random::from_system()?);
    Ok(answer(&started.map_err(|error| wish.problem(&visit.sign_on, error))?.to_answer()))
}

/// `POST /acs`, the assertion consumer service: the browser comes back with the response.
pub(crate) async fn acs(visit: Visit, session: Session, Form(form): Form<Message>) -> Answer {
    let Visit { app, sign_on, open, .. } = visit;
    let delivery = Delivery::new(&app.settings.acs_url, form.response()?).relay_state(form.relay_state());
    // Not the time at which the request began: a body may arrive slowly, and the replay store forget meanwhile.
    let signed_in = sign_on.finish(delivery, &open, &*app.replays, SystemTime::now()).await?;
    SamlUser::of(&signed_in)?.begin(&session).await?;
    Ok(answer(&signed_in.to_answer()))
}

/// `GET /metadata`: what the administrator of the identity provider loads.
pub(crate) async fn metadata(visit: Visit) -> Answer {
    Ok(xml(visit.sign_on.metadata().to_xml()?))
}

/// `POST /logout` ends the session here, then at the identity provider.
pub(crate) async fn logout(visit: Visit, user: SamlUser, session: Session, form: Form<Logout>) -> Answer {
    user.end(&session, &form).await?;
    let (home, random) = (ReturnPath::default(), Random::from_system()?);
    Ok(answer(&visit.sign_on.start_logout(user.subject(), home, visit.now, random)?.to_answer()))
}

/// `GET /slo` and `POST /slo`: the identity provider asks for a logout, or answers one of this service.
pub(crate) async fn slo(visit: Visit, message: LogoutMessage) -> Answer {
    let (Visit { app, sign_on, open, .. }, now) = (visit, SystemTime::now());
    let (delivery, random) = (message.delivery(&app.settings.logout_url)?, Random::from_system()?);
    Ok(answer(&match sign_on.receive_logout(delivery, &open, &*app.replays, now).await? {
        LogoutReceived::Asked(asked) => {
            let result = app.sessions.end(asked.logout()).await;
            sign_on.answer_logout(&asked, result, now, random)?.to_answer()
        }
        LogoutReceived::Answered(pending) => sign_on.continue_logout(pending, now, random)?.to_answer(),
        _ => return Err(Problem::NotFound),
    }))
}
