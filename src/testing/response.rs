//! A response in the making.

use super::shape::{Shape, ShapeLayout, SignedParts};
use super::{Broken, TestIdp, document};
use crate::encoding::percent::{hexadecimal, percent_encoded};
use crate::{Certificate, Error, ErrorKind};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use openssl::sha::sha256;
use std::fmt;

const OTHER: &str = "https://other.example.org";

/// A response of a [`TestIdp`], valid unless [`TestResponse::broken`] says otherwise. It needs an instant
/// ([`TestResponse::at`]), an ACS URL ([`TestResponse::to`]) and an audience ([`TestResponse::audience`]);
/// [`TestIdp::answer`] sets all three.
///
/// Written twice, it is the same message with the same IDs: a replay.
#[derive(Clone)]
#[must_use]
pub struct TestResponse {
    pub(super) idp: TestIdp,
    number: u64,
    at: Option<DateTime<Utc>>,
    acs: Option<String>,
    audience: Option<String>,
    pub(super) in_response_to: Option<String>,
    relay_state: Option<String>,
    id: Option<String>,
    name_id: String,
    pub(super) name_id_format: Option<String>,
    pub(super) authn_context: Option<String>,
    session_index: Option<String>,
    attributes: Vec<(String, Vec<String>)>,
    shape: Shape,
    signed: Option<SignedParts>,
    pub(super) encrypted_for: Option<Certificate>,
    pub(super) broken: Option<Broken>,
}

impl TestResponse {
    pub(super) fn new(idp: TestIdp, number: u64) -> TestResponse {
        TestResponse {
            shape: idp.shape,
            idp,
            number,
            at: None,
            acs: None,
            audience: None,
            in_response_to: None,
            relay_state: None,
            id: None,
            name_id: "test.user@example.org".to_owned(),
            name_id_format: None,
            authn_context: None,
            session_index: None,
            attributes: Vec::new(),
            signed: None,
            encrypted_for: None,
            broken: None,
        }
    }

    /// The instant at which the identity provider writes it.
    pub fn at(mut self, now: impl Into<DateTime<Utc>>) -> TestResponse {
        self.at = Some(now.into());
        self
    }

    /// The ACS URL that it is for: Destination and Recipient.
    pub fn to(mut self, acs_url: impl Into<String>) -> TestResponse {
        self.acs = Some(acs_url.into());
        self
    }

    /// The entity ID of the service.
    pub fn audience(mut self, entity_id: impl Into<String>) -> TestResponse {
        self.audience = Some(entity_id.into());
        self
    }

    /// The ID of the request that it answers; without it, the identity provider begins the login.
    pub fn in_response_to(mut self, request_id: impl Into<String>) -> TestResponse {
        self.in_response_to = Some(request_id.into());
        self
    }

    /// The RelayState of [`TestResponse::to_form`].
    pub fn relay_state(mut self, relay_state: impl Into<String>) -> TestResponse {
        self.relay_state = Some(relay_state.into());
        self
    }

    /// ID of the Response. Otherwise the IDs follow from the identity provider's entity ID, the number of the response, and
    /// the instant.
    pub fn id(mut self, id: impl Into<String>) -> TestResponse {
        self.id = Some(id.into());
        self
    }

    /// Who signs in (`test.user@example.org`).
    pub fn name_id(mut self, name_id: impl Into<String>) -> TestResponse {
        self.name_id = name_id.into();
        self
    }

    /// The format of the NameID, if it is not the usual one of the shape.
    pub fn name_id_format(mut self, format: impl Into<String>) -> TestResponse {
        self.name_id_format = Some(format.into());
        self
    }

    /// The authentication context class, if it is not the usual one of the shape.
    pub fn authn_context(mut self, class: impl Into<String>) -> TestResponse {
        self.authn_context = Some(class.into());
        self
    }

    /// The SessionIndex; otherwise it is like an ID.
    pub fn session_index(mut self, index: impl Into<String>) -> TestResponse {
        self.session_index = Some(index.into());
        self
    }

    /// Adds an attribute with these values.
    pub fn attribute(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = impl Into<String>>,
    ) -> TestResponse {
        self.attributes.push((name.into(), values.into_iter().map(Into::into).collect()));
        self
    }

    /// Whose layout it has, if it is not that of [`TestIdp::with_shape`].
    pub fn shape(mut self, shape: Shape) -> TestResponse {
        self.shape = shape;
        self
    }

    /// Which parts are signed, if they are not the usual ones of the shape.
    pub fn signed(mut self, signed: SignedParts) -> TestResponse {
        self.signed = Some(signed);
        self
    }

    /// Encrypts the assertion with the RSA key of this certificate: AES-256-GCM, RSA-OAEP.
    pub fn encrypted_for(mut self, certificate: Certificate) -> TestResponse {
        self.encrypted_for = Some(certificate);
        self
    }

    /// Breaks it in one way.
    pub fn broken(mut self, broken: Broken) -> TestResponse {
        self.broken = Some(broken);
        self
    }

    /// The message as XML.
    ///
    /// # Errors
    /// The instant, ACS URL or audience was not given; the certificate to encrypt for has no RSA key; or an encrypted
    /// assertion is to be tampered with or wrapped.
    pub fn to_xml(&self) -> Result<String, Error> {
        document::written(self, self.shape.layout(), &self.content()?)
    }

    /// The value of the form field `SAMLResponse`.
    ///
    /// # Errors
    /// As [`TestResponse::to_xml`].
    pub fn to_base64(&self) -> Result<String, Error> {
        Ok(STANDARD.encode(self.to_xml()?))
    }

    /// The body of the browser's POST, `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// As [`TestResponse::to_xml`].
    pub fn to_form(&self) -> Result<String, Error> {
        let response = format!("SAMLResponse={}", percent_encoded(&self.to_base64()?));
        Ok(match &self.relay_state {
            Some(state) => format!("{response}&RelayState={}", percent_encoded(state)),
            None => response,
        })
    }

    /// Which parts are signed.
    pub(super) fn signed_parts(&self) -> SignedParts {
        match self.broken {
            // An attacker has one signed assertion, and no key for a Response around it.
            Some(broken) if broken.is_wrapped() => SignedParts::Assertion,
            _ => self.signed.unwrap_or(self.shape.layout().signed),
        }
    }

    fn content(&self) -> Result<ResponseContent, Error> {
        let layout = self.shape.layout();
        let needed = |value: &Option<String>, what: &str| {
            value.clone().ok_or_else(|| {
                Error::new(ErrorKind::Configuration, format!("the test response has no {what}"))
                    .with_fix(format!("call TestResponse::{what}"))
            })
        };
        let at = self.at.ok_or_else(|| {
            Error::new(ErrorKind::Configuration, "the test response has no instant")
                .with_fix("call TestResponse::at")
        })?;
        let moved = |by: TimeDelta| at.checked_add_signed(by).unwrap_or(at);
        let issued = match self.broken {
            Some(Broken::Expired) => moved(TimeDelta::days(-1)),
            Some(Broken::NotYetValid) => moved(TimeDelta::days(1)),
            _ => at,
        };
        let second = |offset: i64| issued.checked_add_signed(TimeDelta::seconds(offset)).unwrap_or(issued);
        let time = |instant: DateTime<Utc>| {
            let digits = if layout.milliseconds { SecondsFormat::Millis } else { SecondsFormat::Secs };
            instant.to_rfc3339_opts(digits, true)
        };
        let (begin, end) = layout.validity;
        let acs = needed(&self.acs, "to")?;
        let entity_id = self.idp.entity_id.clone();
        let response_id = self.id.clone().unwrap_or_else(|| self.made_up_id(at, "response"));
        let mut content = ResponseContent {
            assertion_id: match &self.id {
                Some(id) => format!("{id}-assertion"),
                None => self.made_up_id(at, "assertion"),
            },
            response_id,
            issue_instant: time(issued),
            not_before: time(second(begin)),
            not_on_or_after: time(second(end)),
            confirmation_end: time(second(end)),
            session_end: None,
            destination: acs.clone(),
            recipient: Some(acs),
            audience: Some(needed(&self.audience, "audience")?),
            response_issuer: entity_id.clone(),
            issuer: entity_id,
            in_response_to: self.in_response_to.clone(),
            name_id: Some(self.name_id.clone()),
            name_id_format: self.name_id_format.clone().unwrap_or_else(|| layout.name_id_format.to_owned()),
            authn_context: self.authn_context.clone().unwrap_or_else(|| layout.authn_context.to_owned()),
            session_index: self.session_index.clone().unwrap_or_else(|| self.made_up_id(at, "session")),
            attributes: self.attributes.clone(),
            has_confirmation: true,
            has_authn_statement: true,
            has_assertion: true,
            is_success: true,
        };
        if let Some(broken) = self.broken {
            content.break_by(broken, &time(moved(TimeDelta::hours(-1))));
        }
        Ok(content)
    }

    fn made_up_id(&self, at: DateTime<Utc>, what: &str) -> String {
        let seed = format!("{what} {} {} of {}", self.number, at.timestamp_millis(), self.idp.entity_id);
        let digest = sha256(seed.as_bytes());
        let half = digest.first_chunk::<16>().unwrap_or(&[0; 16]);
        format!("{}{}", self.shape.layout().id_prefix, hexadecimal(half))
    }
}

impl fmt::Debug for TestResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestResponse")
            .field("shape", &self.shape)
            .field("broken", &self.broken)
            .finish_non_exhaustive()
    }
}

/// What the message says.
#[derive(Clone)]
pub(super) struct ResponseContent {
    pub(super) response_id: String,
    pub(super) assertion_id: String,
    pub(super) issue_instant: String,
    pub(super) not_before: String,
    pub(super) not_on_or_after: String,
    pub(super) confirmation_end: String,
    pub(super) session_end: Option<String>,
    pub(super) destination: String,
    pub(super) recipient: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) response_issuer: String,
    pub(super) issuer: String,
    pub(super) in_response_to: Option<String>,
    pub(super) name_id: Option<String>,
    pub(super) name_id_format: String,
    pub(super) authn_context: String,
    pub(super) session_index: String,
    pub(super) attributes: Vec<(String, Vec<String>)>,
    pub(super) has_confirmation: bool,
    pub(super) has_authn_statement: bool,
    pub(super) has_assertion: bool,
    pub(super) is_success: bool,
}

impl ResponseContent {
    fn break_by(&mut self, broken: Broken, past: &str) {
        match broken {
            Broken::ConfirmationExpired => self.confirmation_end = past.to_owned(),
            Broken::SessionExpired => self.session_end = Some(past.to_owned()),
            Broken::OtherAudience => self.audience = Some(format!("{OTHER}/metadata")),
            Broken::NoAudience => self.audience = None,
            Broken::OtherRecipient => self.recipient = Some(format!("{OTHER}/acs")),
            Broken::NoRecipient => self.recipient = None,
            Broken::OtherDestination => self.destination = format!("{OTHER}/acs"),
            Broken::OtherIssuer => {
                self.response_issuer = format!("{OTHER}/idp");
                self.issuer = format!("{OTHER}/idp");
            }
            Broken::TwoIssuers => self.issuer = format!("{OTHER}/idp"),
            Broken::OtherRequest => self.in_response_to = Some("_request-of-another".to_owned()),
            Broken::Unsolicited => self.in_response_to = None,
            Broken::DuplicateId => self.assertion_id.clone_from(&self.response_id),
            Broken::StatusNotSuccess => {
                self.is_success = false;
                self.has_assertion = false;
            }
            Broken::NoAssertion => self.has_assertion = false,
            Broken::NoNameId => self.name_id = None,
            Broken::NoConfirmation => self.has_confirmation = false,
            Broken::NoAuthnStatement => self.has_authn_statement = false,
            Broken::NoAttributes => self.attributes.clear(),
            // Times were moved before; the others change the written document.
            Broken::Expired
            | Broken::NotYetValid
            | Broken::Unsigned
            | Broken::WrongKey
            | Broken::Tampered
            | Broken::WrappedBefore
            | Broken::WrappedInExtensions
            | Broken::WrappedInSignature
            | Broken::Doctype
            | Broken::EncryptedForAnother => {}
        }
    }

    /// What an attacker would have the service read.
    pub(super) fn forged(&self) -> ResponseContent {
        ResponseContent {
            assertion_id: format!("{}-forged", self.assertion_id),
            name_id: Some(FORGED.to_owned()),
            ..self.clone()
        }
    }
}

/// The NameID of forged and changed assertions.
pub(super) const FORGED: &str = "administrator@example.org";

impl ShapeLayout {
    /// A name in the assertion's namespace.
    pub(super) fn saml(&self, local: &str) -> String {
        match self.saml {
            "" => local.to_owned(),
            prefix => format!("{prefix}:{local}"),
        }
    }

    /// A name in the protocol's namespace.
    pub(super) fn samlp(&self, local: &str) -> String {
        format!("{}:{local}", self.samlp)
    }
}
