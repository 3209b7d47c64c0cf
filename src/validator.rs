//! What a service builds once and calls for every login.

use crate::assertion::{Login, Logout};
use crate::check::rules::structure::kind_of;
use crate::decrypt::Plaintexts;
use crate::encoding::base64::decode_strict;
use crate::evaluate::message::{MessageKind, evaluate_message};
use crate::evaluate::{EvaluationInput, acceptable, evaluate};
use crate::finding::Findings;
use crate::signature::redirect::RedirectQuery;
use crate::trust::{IdentityProvider, IdentityProviders};
use crate::xml::Document;
use crate::{
    CheckResult, Class, Code, DecryptionKey, Error, ErrorKind, Expectations, Finding, Limits, Outcome,
    Policy, Profile, Request, ServiceProvider,
};
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;
use std::sync::Arc;

/// Validates SAML responses against keys that are trusted; built once, cheap to clone, shared between threads.
///
/// It has no clock, no network and no state: the time is an argument, and replays are found by whoever keeps the
/// assertion IDs ([`Login::assertion_id`]).
///
/// ```no_run
/// use samlens::{IdentityProvider, Profile, Pattern, ServiceProvider, Validator};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let metadata = std::fs::read_to_string("idp-metadata.xml")?;
/// let validator = Validator::builder()
///     .identity_provider(IdentityProvider::from_metadata(&metadata)?)
///     .service_provider(ServiceProvider::new("https://sp.example.com/metadata").with_acs("https://sp.example.com/acs"))
///     .profile(Profile::flex(Pattern::A))
///     .build()?;
/// # let (saml_response, now) = ("", chrono::DateTime::UNIX_EPOCH);
/// match validator.validate(saml_response, now) {
///     Ok(login) => println!("{}", login.name_id()),
///     Err(rejection) => eprintln!("{rejection}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// # Reloading metadata while serving
///
/// Keys change while a service runs, and metadata past its `validUntil` is refused (`metadata-outdated`). Build another validator from fresh metadata, and swap it in: requests in flight
/// finish with the one that they began with, and none of them waits for a lock. The crate `arc-swap` does that swap;
/// this library does not depend on it.
///
/// ```
/// use arc_swap::ArcSwap;
/// use samlens::{Error, IdentityProviders, Profile, Rejection, ServiceProvider, Validator};
///
/// struct SignOn {
///     validator: ArcSwap<Validator>,
/// }
///
/// impl SignOn {
///     /// Once a request: one atomic load, and no lock.
///     fn sign_in(&self, saml_response: &str, now: chrono::DateTime<chrono::Utc>) -> Result<String, Rejection> {
///         let login = self.validator.load().validate(saml_response, now)?;
///         Ok(login.name_id().to_owned())
///     }
///
///     /// Once an hour, on a thread of its own. Where the new metadata is bad, the old validator stays.
///     fn reload(&self, metadata: &str, now: chrono::DateTime<chrono::Utc>) -> Result<(), Error> {
///         let providers = IdentityProviders::from_metadata(metadata)?.valid_at(now, None)?;
///         self.validator.store(build(providers)?.into());
///         Ok(())
///     }
/// }
///
/// fn build(providers: IdentityProviders) -> Result<Validator, Error> {
///     let service_provider = ServiceProvider::new("https://sp.example.com/metadata").with_acs("https://sp.example.com/acs");
///     let builder = Validator::builder().profile(Profile::generic()).service_provider(service_provider);
///     builder.identity_providers(&providers).build()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Validator {
    expectations: Arc<Expectations>,
}

impl Validator {
    /// Begins a validator: the generic profile, 180 seconds of clock skew, the default limits.
    pub fn builder() -> ValidatorBuilder {
        ValidatorBuilder { expectations: Expectations::new(Profile::generic()), profile_policy: true }
    }

    /// A validator that judges against expectations which are at hand already.
    ///
    /// # Errors
    /// As [`ValidatorBuilder::build`]: nothing that decides on a login may be left out.
    pub fn from_expectations(expectations: Expectations) -> Result<Validator, Error> {
        ValidatorBuilder { expectations, profile_policy: false }.build()
    }

    /// Validates the value of the form field `SAMLResponse`: base64 as the HTTP-POST binding sends it.
    ///
    /// InResponseTo is not compared with anything; where the request is known, use [`Validator::validate_reply`].
    ///
    /// # Errors
    /// A [`Rejection`] with the code of the first rule that refuses the response. Nothing is repaired (invariant: no-repair).
    pub fn validate(&self, saml_response: &str, now: DateTime<Utc>) -> Result<Login, Rejection> {
        self.validate_reply(saml_response, Request::NotGiven, now)
    }

    /// Validates a response to a request that is known, or to none (SAML 2.0 profiles, 4.1.4.3 and 4.1.5).
    ///
    /// # Errors
    /// As [`Validator::validate`]; besides, the response must answer that very request.
    pub fn validate_reply(
        &self,
        saml_response: &str,
        request: Request<'_>,
        now: DateTime<Utc>,
    ) -> Result<Login, Rejection> {
        let xml = self.decode(saml_response)?;
        self.validate_xml(&xml, request, now)
    }

    /// The XML in strict base64.
    fn decode(&self, value: &str) -> Result<String, Rejection> {
        let limits = &self.expectations.limits;
        // Four characters of base64 hold three bytes; line breaks may add a little.
        if value.len() / 3 > limits.max_xml_bytes / 2 {
            let message = format!("the message is larger than {} bytes", limits.max_xml_bytes);
            return Err(Rejection::new(Finding::new(Code::LimitExceeded, message)));
        }
        let mut bytes = Vec::with_capacity(value.len() / 4 * 3);
        if decode_strict(value, &mut bytes).is_err() {
            let message = "the message is not strict base64";
            return Err(Rejection::new(Finding::new(Code::NotSaml, message)));
        }
        String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let message = format!("the message is not UTF-8 at byte {at}");
            Rejection::new(Finding::new(Code::EncodingUnsupported, message))
        })
    }

    /// Validates a response that was decoded already.
    ///
    /// # Errors
    /// As [`Validator::validate_reply`].
    pub fn validate_xml(
        &self,
        xml: &str,
        request: Request<'_>,
        now: DateTime<Utc>,
    ) -> Result<Login, Rejection> {
        let document = Document::parse(xml, &self.expectations.limits)
            .map_err(|error| Rejection::new(Finding::from(error)))?;
        let mut findings = Findings::for_validation();
        let plaintexts = Plaintexts::default();
        let expectations = &*self.expectations;
        let input =
            EvaluationInput { document: &document, plaintexts: &plaintexts, expectations, request, now };
        let evaluation = evaluate(&input, &mut findings);
        match evaluation.login() {
            Some(login) => Ok(login),
            None => Err(Rejection::of(findings.into_vec(), because(&evaluation.checks))),
        }
    }

    /// Validates a LogoutRequest or LogoutResponse of the identity provider: base64 as the HTTP-POST binding sends it.
    ///
    /// It must be signed in itself. `request` is the LogoutRequest that this service sent, for a response.
    ///
    /// # Errors
    /// A [`Rejection`] with the code of the first rule that refuses it; `slo-not-given` where the service provider has
    /// no single logout URL to compare Destination with.
    pub fn validate_logout(
        &self,
        saml_message: &str,
        request: Request<'_>,
        now: DateTime<Utc>,
    ) -> Result<Logout, Rejection> {
        let xml = self.decode(saml_message)?;
        self.logout(&xml, None, request, now)
    }

    /// Validates a LogoutRequest or LogoutResponse of the Redirect binding, signed in its query or in itself.
    ///
    /// `query` is what stands after `?` in the URL, exactly as it was received: the signature covers its octets.
    ///
    /// # Errors
    /// As [`Validator::validate_logout`]; `query-malformed` where a parameter stands twice, among others.
    pub fn validate_logout_redirect(
        &self,
        query: &str,
        request: Request<'_>,
        now: DateTime<Utc>,
    ) -> Result<Logout, Rejection> {
        let query = RedirectQuery::read(query, &self.expectations.limits).map_err(Rejection::new)?;
        self.logout(query.xml(), Some(&query), request, now)
    }

    fn logout(
        &self,
        xml: &str,
        query: Option<&RedirectQuery>,
        request: Request<'_>,
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
            let message = "the parameter's name and the message in it contradict each other";
            return Err(Rejection::new(Finding::new(Code::QueryMalformed, message)));
        }
        let plaintexts = Plaintexts::default();
        let mut findings = Findings::for_validation();
        let input =
            EvaluationInput { document: &document, plaintexts: &plaintexts, expectations, request, now };
        let evaluation = evaluate_message(kind, query, &input, &mut findings);
        evaluation.logout(&expectations.policy).ok_or_else(|| {
            let because = because(&evaluation.checks);
            Rejection::of(findings.into_vec(), because)
        })
    }

    /// What it judges against; [`inspect`](crate::inspect) explains a message by it.
    pub fn expectations(&self) -> &Expectations {
        &self.expectations
    }
}

/// Why a check that acceptance needs was not run.
fn because(checks: &[CheckResult]) -> Option<Code> {
    checks.iter().find_map(|check| match check.outcome {
        Outcome::NotRun(code) if !acceptable(check.outcome) => Some(code),
        _ => None,
    })
}

/// Builds a [`Validator`].
#[derive(Clone, Debug)]
pub struct ValidatorBuilder {
    expectations: Expectations,
    profile_policy: bool,
}

impl ValidatorBuilder {
    /// Trusts an identity provider; repeatable, chosen by the issuer of each response.
    pub fn identity_provider(mut self, provider: IdentityProvider) -> Self {
        self.expectations = self.expectations.identity_provider(provider);
        self
    }

    /// Trusts several identity providers, those of an aggregate say; each response is chosen for by its issuer.
    pub fn identity_providers(self, providers: &IdentityProviders) -> Self {
        providers.providers().iter().cloned().fold(self, ValidatorBuilder::identity_provider)
    }

    /// Sets the service provider: its entity ID is the audience, its ACS URLs are the recipients.
    pub fn service_provider(mut self, service_provider: ServiceProvider) -> Self {
        self.expectations = self.expectations.service_provider(service_provider);
        self
    }

    /// Sets what the application wants; its policy comes along unless one was set.
    pub fn profile(mut self, profile: Profile) -> Self {
        if self.profile_policy {
            self.expectations.policy = profile.policy().clone();
        }
        self.expectations.profile = profile;
        self
    }

    /// Sets what is accepted beyond the strict profile (invariant: named-weakness; each weakness by its own name).
    pub fn policy(mut self, policy: Policy) -> Self {
        self.profile_policy = false;
        self.expectations = self.expectations.policy(policy);
        self
    }

    /// Sets how far the clocks of both sides may differ (180 seconds); applied once, the same to every time.
    pub fn clock_skew(mut self, clock_skew: TimeDelta) -> Self {
        self.expectations = self.expectations.clock_skew(clock_skew);
        self
    }

    /// Adds a private key of the service provider, to decrypt with; repeatable, for a time of rollover.
    pub fn decryption_key(mut self, key: DecryptionKey) -> Self {
        self.expectations = self.expectations.decryption_key(key);
        self
    }

    /// Sets the budgets.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.expectations = self.expectations.limits(limits);
        self
    }

    /// Builds the validator.
    ///
    /// # Errors
    /// No identity provider (CVE-2026-28323: with no certificate configured nothing was checked), two with the same
    /// entity ID, no entity ID or no ACS URL of the service provider.
    pub fn build(self) -> Result<Validator, Error> {
        let wrong = |message: String| Err(Error::new(ErrorKind::Configuration, message));
        let expectations = self.expectations;
        let providers = &expectations.identity_providers;
        if providers.is_empty() {
            return wrong(
                "no identity provider: there is no way to validate a login without a trusted certificate"
                    .to_owned(),
            );
        }
        for (index, provider) in providers.iter().enumerate() {
            if provider.signing_certificates().is_empty() {
                return wrong(format!(
                    "the identity provider {} has no signing certificate",
                    provider.entity_id()
                ));
            }
            if providers.iter().skip(index + 1).any(|other| other.entity_id() == provider.entity_id()) {
                return wrong(format!("two identity providers have the entity ID {}", provider.entity_id()));
            }
        }
        if expectations.service_provider.entity_id().is_none_or(str::is_empty) {
            return wrong("the service provider has no entity ID to compare audiences with".to_owned());
        }
        if expectations.service_provider.acs().is_empty() {
            return wrong(
                "the service provider has no assertion consumer service URL to compare recipients with"
                    .to_owned(),
            );
        }
        Ok(Validator { expectations: Arc::new(expectations) })
    }
}

/// Why a response was refused: a stable code, and no value of a person in `Debug` or `Display`.
#[derive(Clone)]
pub struct Rejection {
    findings: Vec<Finding>,
    code: Code,
}

impl Rejection {
    fn new(finding: Finding) -> Rejection {
        Rejection { code: finding.code(), findings: vec![finding] }
    }

    /// From what the walk found; `because` where a check could not run.
    fn of(findings: Vec<Finding>, because: Option<Code>) -> Rejection {
        let code = findings.first().map(Finding::code).or(because).unwrap_or(Code::Blocked);
        Rejection { findings, code }
    }

    /// The code of the rule that refused it first, for example `audience-mismatch`.
    pub fn code(&self) -> Code {
        self.code
    }

    /// The class of that code; what has none of its own is a validation failure.
    pub fn class(&self) -> Class {
        self.code.class().unwrap_or(Class::SamlValidationFailed)
    }

    /// What the first failing rule found.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.class(), self.code)?;
        match self.findings.first() {
            Some(finding) => write!(f, ": {}", finding.message()),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejection").field("code", &self.code).field("findings", &self.findings).finish()
    }
}

impl std::error::Error for Rejection {}
