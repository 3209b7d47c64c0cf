//! A service that signs people in: starts, finishes and ends a login.
//!
//! [`SignOn`] writes what a service sends (AuthnRequest, LogoutRequest, LogoutResponse, its own metadata) and binds each
//! answer to the request that it answers. It depends on no web framework: it takes and gives texts, and
//! [`HttpAnswer`] has a status, headers and a body. It has no clock, network or random source: instants and [`Random`]
//! are arguments. Whether a response is valid is decided by the same [`Validator`] as always.
//!
//! ```
//! use samlens::replay::MemoryCache;
//! use samlens::sign_on::{Delivery, HttpAnswer, LoginOptions, Random, Refusal, ReturnPath, SealingKeys, SignOn};
//! use samlens::{Error, Validator};
//! use std::time::SystemTime;
//!
//! /// At start-up. All processes of a service have the same sealing key: 32 random bytes.
//! fn sign_on(validator: Validator, sealing_key: [u8; 32]) -> Result<SignOn, Error> {
//!     SignOn::builder(validator).sealing_keys(SealingKeys::new(sealing_key)).build()
//! }
//!
//! /// GET /login?return_to=… answers with a redirect to the identity provider.
//! fn login(sign_on: &SignOn, cookies: &str, return_to: &str, random: [u8; 32]) -> Result<HttpAnswer, Error> {
//!     let open = sign_on.open_requests([cookies], SystemTime::now());
//!     let options = LoginOptions::new().return_to(ReturnPath::or_root(return_to));
//!     let started = sign_on.start(&options, &open, SystemTime::now(), Random::from_bytes(random))?;
//!     Ok(started.to_answer())
//! }
//!
//! /// POST /acs: the response comes back.
//! async fn acs(sign_on: &SignOn, replays: &MemoryCache, cookies: &str, saml_response: &str) -> Result<String, Refusal> {
//!     let now = SystemTime::now();
//!     let delivery = Delivery::new("https://sp.example.org/acs", saml_response);
//!     let signed_in = sign_on.finish(delivery, &sign_on.open_requests([cookies], now), replays, now).await?;
//!     Ok(signed_in.login().name_id().to_owned())
//! }
//! ```

mod answer;
pub(crate) mod authn_request;
mod builder;
mod cookie;
mod fields;
mod finish;
mod logout;
mod logout_message;
mod metadata;
mod options;
pub(crate) mod outgoing;
mod random;
mod refusal;
mod return_path;
mod seal;
mod session;
mod start;
mod tracked;
pub(crate) mod write;

pub use crate::signature::{DigestAlgorithm, SignatureAlgorithm, SigningKey};
pub use answer::HttpAnswer;
pub use builder::SignOnBuilder;
pub use cookie::OpenRequests;
pub use finish::{Delivery, SignedIn};
pub use logout::{LogoutAsked, LogoutDelivery, LogoutReceived, LogoutResult, LogoutStep, PendingLogout};
pub use metadata::{ContactType, ServiceMetadata};
pub use options::{Binding, ContextComparison, LoginOptions};
pub use outgoing::OutgoingMessage;
pub use random::Random;
pub use refusal::Refusal;
pub use return_path::ReturnPath;
pub use seal::SealingKeys;
pub use session::SessionSubject;
pub use start::Started;
pub use tracked::TrackedRequest;

use crate::trust::IdentityProvider;
use crate::{Error, ErrorKind, Validator};
use chrono::TimeDelta;
use std::sync::Arc;

/// Starts, finishes and ends logins of one service provider. Build it once, clone it cheaply, share it between threads.
#[derive(Clone, Debug)]
pub struct SignOn {
    validator: Validator,
    /// A validator for each address at which messages arrive.
    delivered: Arc<[(String, Validator)]>,
    settings: Arc<SignOnSettings>,
}

/// What a service decides beyond validation.
#[derive(Debug)]
struct SignOnSettings {
    signing_key: Option<SigningKey>,
    sealing_keys: SealingKeys,
    request_lifetime: TimeDelta,
    unsolicited_from: Vec<String>,
}

impl SignOn {
    /// Begins with a validator; [`SignOnBuilder::sealing_keys`] is required.
    pub fn builder(validator: Validator) -> SignOnBuilder {
        SignOnBuilder::new(validator)
    }

    /// The same with another validator, for metadata that changed while the service runs.
    #[must_use]
    pub fn with_validator(&self, validator: Validator) -> SignOn {
        SignOn::of(validator, Arc::clone(&self.settings))
    }

    fn of(validator: Validator, settings: Arc<SignOnSettings>) -> SignOn {
        let service = validator.service_provider();
        let urls = service.acs().iter().chain(service.single_logout());
        let at = |url: &String| Some((url.clone(), validator.delivered_to(url).ok()?));
        SignOn { delivered: urls.filter_map(at).collect(), validator, settings }
    }

    /// The validator for messages that arrived at this URL.
    fn delivered_to(&self, url: &str) -> Result<&Validator, Refusal> {
        match self.delivered.iter().find(|(one, _)| one == url) {
            Some((_, validator)) => Ok(validator),
            None => Err(Refusal::UnknownAddress(Error::new(
                ErrorKind::Configuration,
                format!("{url} is not a configured ACS URL or single logout URL"),
            ))),
        }
    }

    /// The validator that judges what arrives.
    pub fn validator(&self) -> &Validator {
        &self.validator
    }

    /// The entity ID of this service, which [`crate::ValidatorBuilder::build`] made sure of.
    fn entity_id(&self) -> &str {
        self.validator.service_provider().entity_id().unwrap_or_default()
    }

    /// The identity provider with this entity ID, or the only one if none is named.
    fn provider(&self, entity_id: Option<&str>) -> Result<&IdentityProvider, Error> {
        let providers = self.validator.identity_providers();
        match (entity_id, providers) {
            (None, [only]) => Ok(only),
            (None, _) => {
                let message = format!(
                    "there are {} identity providers, and the login names none of them",
                    providers.len()
                );
                Err(Error::new(ErrorKind::Configuration, message)
                    .with_fix("name the identity provider in LoginOptions::provider"))
            }
            (Some(entity_id), _) => self.validator.identity_provider(entity_id).ok_or_else(|| {
                // A service passes on what a browser asks for, and logs the message.
                let name = crate::encoding::escape::quoted(entity_id);
                Error::new(ErrorKind::Configuration, format!("unknown identity provider {name}"))
            }),
        }
    }
}
