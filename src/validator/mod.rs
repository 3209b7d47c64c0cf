//! What a service builds once and calls for every login.

mod builder;
mod rejection;

pub use builder::ValidatorBuilder;
pub use rejection::Rejection;

use crate::assertion::{Login, Logout};
use crate::check::Findings;
use crate::check::rules::message_kind::kind_of;
use crate::check::{CheckOutcome, CheckResult};
use crate::decrypt::Plaintexts;
use crate::encoding::base64::decode_strict;
use crate::encoding::charset::{CharsetError, message_text, transcoded};
use crate::evaluate::message::{MessageKind, evaluate_message};
use crate::evaluate::{EvaluationInput, acceptable, evaluate};
use crate::expectations::Expectations;
use crate::signature::redirect::RedirectQuery;
use crate::trust::IdentityProvider;
use crate::xml::Document;
use crate::{Code, Error, ErrorKind, Finding, InResponseTo, Policy, Profile, ServiceProvider};
use chrono::{DateTime, TimeDelta, Utc};
pub(crate) use rejection::FailedLogout;
use rejection::{Proven, proven};
use std::sync::Arc;

/// Validates SAML responses and logout messages against configured keys. Build it once, clone it cheaply, share it
/// between threads.
///
/// It has no clock, no network and no state. The time is an argument, and replays are found by a
/// [`ReplayCache`](crate::replay::ReplayCache).
///
/// ```no_run
/// use samlens::{IdentityProvider, InResponseTo, ServiceProvider, Validator};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let metadata = std::fs::read_to_string("idp-metadata.xml")?;
/// let validator = Validator::builder()
///     .identity_provider(IdentityProvider::from_metadata(&metadata)?)
///     .service_provider(ServiceProvider::new("https://sp.example.com/metadata").with_acs("https://sp.example.com/acs"))
///     .build()?;
/// # let (saml_response, request_id) = ("", "");
/// match validator.validate(saml_response, InResponseTo::Request(request_id), std::time::SystemTime::now()) {
///     Ok(login) => println!("{}", login.name_id()),
///     Err(rejection) => eprintln!("{rejection}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Reloading metadata while serving
///
/// Keys change while a service runs, and metadata past its `validUntil` is refused (`metadata-outdated`). Build another
/// validator from fresh metadata and swap it in. Requests in flight finish with the validator that they began with, and
/// none of them waits for a lock. The crate `arc-swap` does that swap; this library does not depend on it.
///
/// ```
/// use arc_swap::ArcSwap;
/// use samlens::{Error, IdentityProviders, InResponseTo, Rejection, ServiceProvider, Validator};
/// use std::time::SystemTime;
///
/// struct SignOn {
///     validator: ArcSwap<Validator>,
/// }
///
/// impl SignOn {
///     /// For each response: one atomic load, and no lock.
///     fn sign_in(&self, saml_response: &str, request_id: &str) -> Result<String, Rejection> {
///         let request = InResponseTo::Request(request_id);
///         let login = self.validator.load().validate(saml_response, request, SystemTime::now())?;
///         Ok(login.name_id().to_owned())
///     }
///
///     /// Once an hour, on a thread of its own. If the new metadata is bad, the old validator stays.
///     fn reload(&self, metadata: &str) -> Result<(), Error> {
///         let providers = IdentityProviders::from_metadata(metadata)?.valid_at(SystemTime::now().into(), None)?;
///         self.validator.store(build(providers)?.into());
///         Ok(())
///     }
/// }
///
/// fn build(providers: IdentityProviders) -> Result<Validator, Error> {
///     let service_provider = ServiceProvider::new("https://sp.example.com/metadata").with_acs("https://sp.example.com/acs");
///     Validator::builder().service_provider(service_provider).identity_providers(&providers).build()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Validator {
    pub(crate) expectations: Arc<Expectations>,
}

impl Validator {
    /// Begins a validator: the generic profile, 180 seconds of clock skew, the default limits.
    pub fn builder() -> ValidatorBuilder {
        ValidatorBuilder::default()
    }

    /// Validates the value of the form field `SAMLResponse`: base64, as the HTTP-POST binding sends it.
    ///
    /// `in_response_to` says which request the response must answer. `now` is the current time, from
    /// `std::time::SystemTime::now()` or `chrono::Utc::now()`.
    ///
    /// A valid response can be sent twice: give the login to a [`ReplayCache`](crate::replay::ReplayCache).
    ///
    /// # Errors
    /// A [`Rejection`] with the code of the first rule that refuses the response. Nothing is repaired
    /// (invariant: no-repair).
    pub fn validate(
        &self,
        saml_response: &str,
        in_response_to: InResponseTo<'_>,
        now: impl Into<DateTime<Utc>>,
    ) -> Result<Login, Rejection> {
        let xml = self.decode("SAMLResponse", saml_response)?;
        self.login(&xml, in_response_to, now.into())
    }

    /// Validates a response that was already decoded to XML, for a binding that this library does not read.
    ///
    /// # Errors
    /// As [`Validator::validate`].
    pub fn validate_xml(
        &self,
        xml: &str,
        in_response_to: InResponseTo<'_>,
        now: impl Into<DateTime<Utc>>,
    ) -> Result<Login, Rejection> {
        // The text may declare US-ASCII and be it; any other declaration than UTF-8 is wrong of a `str`.
        let transcoded = transcoded(xml.as_bytes()).map_err(not_text)?;
        let xml = transcoded.as_ref().map_or(xml, |(text, _)| text.as_str());
        self.login(xml, in_response_to, now.into())
    }

    /// Validates a LogoutRequest or LogoutResponse of the identity provider: base64, as the HTTP-POST binding sends it.
    ///
    /// The message itself must be signed. `in_response_to` says which LogoutRequest of this service a LogoutResponse must
    /// answer. It does not matter for a LogoutRequest: use [`InResponseTo::Unsolicited`] if this service sent none.
    ///
    /// # Errors
    /// A [`Rejection`] with the code of the first rule that refuses it; `slo-not-given` if the service provider has no
    /// single logout URL to compare Destination with.
    pub fn validate_logout(
        &self,
        saml_message: &str,
        in_response_to: InResponseTo<'_>,
        now: impl Into<DateTime<Utc>>,
    ) -> Result<Logout, Rejection> {
        let xml = self.decode("the logout message", saml_message)?;
        self.logout(&xml, None, in_response_to, now.into())
    }

    /// Validates a LogoutRequest or LogoutResponse of the HTTP-Redirect binding, signed in its query or in itself.
    ///
    /// `query` is the part of the URL after `?`, exactly as it was received: the signature covers its octets.
    ///
    /// # Errors
    /// As [`Validator::validate_logout`]; also `query-malformed`, for example for a repeated parameter.
    pub fn validate_logout_redirect(
        &self,
        query: &str,
        in_response_to: InResponseTo<'_>,
        now: impl Into<DateTime<Utc>>,
    ) -> Result<Logout, Rejection> {
        let query = RedirectQuery::read(query, &self.expectations.limits).map_err(Rejection::new)?;
        self.logout(query.xml(), Some(&query), in_response_to, now.into())
    }

    /// The same validator for messages that arrived at this URL alone.
    ///
    /// SAML 2.0 profiles, 4.1.4.3, and core, 3.2.2: Recipient and Destination must be the URL at which the message was
    /// delivered. A validator for a service with several assertion consumer service or single logout URLs does not know
    /// which one that was. It accepts a message that names any of them, as long as Recipient and Destination are the same
    /// URL, so a message for one of them can be delivered to another. Call this with the configured URL of the route that
    /// received it, never with an address from the request's `Host` header. The keys are shared with this validator, not
    /// copied.
    ///
    /// ```
    /// # use samlens::{IdentityProvider, ServiceProvider, Validator};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let metadata = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/samples/idp-metadata.xml"))?;
    /// let service_provider = ServiceProvider::new("https://sp.example.com/metadata")
    ///     .with_acs("https://sp.example.com/acs")
    ///     .with_acs("https://sp.example.com/partners/acs");
    /// let validator = Validator::builder()
    ///     .identity_provider(IdentityProvider::from_metadata(&metadata)?)
    ///     .service_provider(service_provider)
    ///     .build()?;
    /// let partners = validator.delivered_to("https://sp.example.com/partners/acs")?;
    /// assert_eq!(partners.service_provider().acs(), ["https://sp.example.com/partners/acs"]);
    /// assert!(validator.delivered_to("https://sp.example.com/acs/").is_err());
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// The URL is neither an assertion consumer service URL nor a single logout URL of the service provider, character
    /// for character.
    pub fn delivered_to(&self, url: &str) -> Result<Validator, Error> {
        let Some(service_provider) = self.expectations.service_provider.at_url(url) else {
            let message = format!("{url} is not a configured ACS URL or single logout URL");
            return Err(Error::new(ErrorKind::Configuration, message));
        };
        let expectations = Expectations { service_provider, ..Expectations::clone(&self.expectations) };
        Ok(Validator { expectations: Arc::new(expectations) })
    }

    /// The service provider that messages must be for.
    pub fn service_provider(&self) -> &ServiceProvider {
        &self.expectations.service_provider
    }

    /// The identity providers that are trusted.
    pub fn identity_providers(&self) -> &[IdentityProvider] {
        &self.expectations.identity_providers
    }

    /// The identity provider with exactly this entity ID. It takes the same time however many there are.
    pub fn identity_provider(&self, entity_id: &str) -> Option<&IdentityProvider> {
        self.expectations.identity_providers.by_entity_id(entity_id)
    }

    /// How far the clocks of both sides may differ; a [`ReplayCache`](crate::replay::ReplayCache) needs it.
    pub fn clock_skew(&self) -> TimeDelta {
        self.expectations.clock_skew
    }

    /// What the application wants.
    pub fn profile(&self) -> &Profile {
        &self.expectations.profile
    }

    /// What is accepted beyond the strict profile of SAML.
    pub fn policy(&self) -> &Policy {
        &self.expectations.policy
    }

    /// The XML in strict base64.
    fn decode(&self, what: &str, value: &str) -> Result<String, Rejection> {
        let limits = &self.expectations.limits;
        if value.is_empty() {
            return Err(Rejection::new(Finding::new(Code::NotSaml, format!("{what} is empty"))));
        }
        // Four characters of base64 are three bytes; line breaks may add a little.
        if value.len() / 3 > limits.max_xml_bytes / 2 {
            let message = format!("the message is larger than {} bytes", limits.max_xml_bytes);
            return Err(Rejection::new(Finding::new(Code::LimitExceeded, message)));
        }
        let mut bytes = Vec::with_capacity(value.len() / 4 * 3);
        if decode_strict(value, &mut bytes).is_err() {
            let message = "the message is not strict base64";
            return Err(Rejection::new(Finding::new(Code::NotSaml, message)));
        }
        message_text(bytes).map_err(not_text)
    }

    fn login(&self, xml: &str, request: InResponseTo<'_>, now: DateTime<Utc>) -> Result<Login, Rejection> {
        let document = Document::parse(xml, &self.expectations.limits)
            .map_err(|error| Rejection::new(Finding::from(error)))?;
        let expectations = &*self.expectations;
        let mut findings = Findings::for_validation(expectations.profile.conventions());
        let plaintexts = Plaintexts::default();
        let (document, plaintexts, captured_url) = (&document, &plaintexts, None);
        let input = EvaluationInput { document, plaintexts, expectations, request, now, captured_url };
        let evaluation = evaluate(&input, &mut findings);
        match evaluation.login(&expectations.policy) {
            Some(login) => Ok(login),
            None => {
                let proven = proven(&evaluation.examinations, document.root());
                Err(Rejection::of(findings.into_vec(), because(&evaluation.checks), proven))
            }
        }
    }

    fn logout(
        &self,
        xml: &str,
        query: Option<&RedirectQuery>,
        request: InResponseTo<'_>,
        now: DateTime<Utc>,
    ) -> Result<Logout, Rejection> {
        let expectations = &*self.expectations;
        let document = Document::parse(xml, &expectations.limits)
            .map_err(|error| Rejection::new(Finding::from(error)))?;
        let kind = match MessageKind::of(document.root()) {
            Some(kind @ (MessageKind::LogoutRequest | MessageKind::LogoutResponse)) => kind,
            _ => {
                let message = format!("this is {}, not a logout message", kind_of(document.root()));
                return Err(Rejection::new(Finding::new(Code::StructureInvalid, message)));
            }
        };
        // SAML 2.0 bindings, 3.4.3: the parameter says which of the two it is.
        if query.is_some_and(|query| query.is_request() != (kind == MessageKind::LogoutRequest)) {
            let message = "the name of the parameter does not fit the message in it";
            return Err(Rejection::new(Finding::new(Code::QueryMalformed, message)));
        }
        let plaintexts = Plaintexts::default();
        let mut findings = Findings::for_validation(expectations.profile.conventions());
        let (document, plaintexts, captured_url) = (&document, &plaintexts, None);
        let input = EvaluationInput { document, plaintexts, expectations, request, now, captured_url };
        let evaluation = evaluate_message(kind, query, &input, &mut findings);
        evaluation.logout(&expectations.policy).ok_or_else(|| {
            let proven = if evaluation.is_signed() { Proven::Message } else { Proven::Nothing };
            Rejection::of(findings.into_vec(), because(&evaluation.checks), proven)
                .with_failed_logout(evaluation.failed_logout())
        })
    }
}

fn not_text(error: CharsetError) -> Rejection {
    Rejection::new(Finding::new(Code::EncodingUnsupported, error.to_string()))
}

/// Why a check that acceptance needs was not run.
fn because(checks: &[CheckResult]) -> Option<Code> {
    checks.iter().find_map(|check| match check.outcome {
        CheckOutcome::NotRun(code) if !acceptable(check.outcome) => Some(code),
        _ => None,
    })
}
