//! Logout messages of the identity provider.

use super::document::parsed;
use super::incoming::refused;
use super::{Sent, TestIdp, keys};
use crate::sign_on::authn_request::{SAML, SAMLP};
use crate::sign_on::outgoing::MessageToSend;
use crate::sign_on::write::{XmlWriter, instant};
use crate::sign_on::{Binding, LogoutResult, OutgoingMessage, SessionSubject};
use crate::{Error, ErrorKind};
use chrono::{DateTime, TimeDelta, Utc};

/// A LogoutRequest or LogoutResponse of a [`TestIdp`], signed, for HTTP-Redirect unless [`TestLogout::binding`] says
/// otherwise.
#[derive(Clone)]
#[must_use]
pub struct TestLogout {
    idp: TestIdp,
    number: u64,
    kind: LogoutKind,
    at: DateTime<Utc>,
    to: String,
    binding: Binding,
    relay_state: Option<String>,
    is_signed: bool,
    is_signed_by_another: bool,
}

#[derive(Clone)]
enum LogoutKind {
    Request(Box<SessionSubject>),
    Response { in_response_to: String, result: LogoutResult },
}

impl TestIdp {
    /// Asks the service at its single logout URL to end this session.
    pub fn logout_request(
        &self,
        to: impl Into<String>,
        session: SessionSubject,
        now: impl Into<DateTime<Utc>>,
    ) -> TestLogout {
        self.logout(to.into(), LogoutKind::Request(Box::new(session)), now.into())
    }

    /// Answers a LogoutRequest of the service at its single logout URL: all sessions have ended.
    ///
    /// # Errors
    /// As [`TestIdp::answer`], of a LogoutRequest.
    pub fn answer_logout<'s>(
        &self,
        sent: impl Into<Sent<'s>>,
        to: impl Into<String>,
        now: impl Into<DateTime<Utc>>,
    ) -> Result<TestLogout, Error> {
        let request = self.read(sent.into())?;
        let document = parsed(&request.xml)?;
        let root = self.checked(&document, "LogoutRequest", &self.single_logout)?;
        let id = root.attribute("ID").ok_or_else(|| refused("the LogoutRequest has no ID"))?;
        let kind = LogoutKind::Response { in_response_to: id.to_owned(), result: LogoutResult::Complete };
        let answer = self.logout(to.into(), kind, now.into());
        Ok(TestLogout { relay_state: request.relay_state, ..answer })
    }

    fn logout(&self, to: String, kind: LogoutKind, at: DateTime<Utc>) -> TestLogout {
        TestLogout {
            idp: self.clone(),
            number: self.next_number(),
            kind,
            at,
            to,
            binding: Binding::Redirect,
            relay_state: None,
            is_signed: true,
            is_signed_by_another: false,
        }
    }
}

impl TestLogout {
    /// Sends it by this binding.
    pub fn binding(mut self, binding: Binding) -> TestLogout {
        self.binding = binding;
        self
    }

    /// Adds a RelayState.
    pub fn relay_state(mut self, relay_state: impl Into<String>) -> TestLogout {
        self.relay_state = Some(relay_state.into());
        self
    }

    /// How it went, for a LogoutResponse: complete, partial, or failed (`status-not-success`).
    pub fn result(mut self, with: LogoutResult) -> TestLogout {
        if let LogoutKind::Response { result, .. } = &mut self.kind {
            *result = with;
        }
        self
    }

    /// Leaves the signature out: `unsigned`.
    pub fn unsigned(mut self) -> TestLogout {
        self.is_signed = false;
        self
    }

    /// Signs with a key that no metadata lists: `signature-value-mismatch`.
    pub fn signed_by_another(mut self) -> TestLogout {
        self.is_signed_by_another = true;
        self
    }

    /// The message as the browser carries it.
    ///
    /// # Errors
    /// OpenSSL cannot sign.
    pub fn to_message(&self) -> Result<OutgoingMessage, Error> {
        let another = if self.is_signed_by_another { Some(keys::other()?) } else { None };
        let key = another.as_ref().unwrap_or(&self.idp.key);
        let parameter = match self.kind {
            LogoutKind::Request(_) => "SAMLRequest",
            LogoutKind::Response { .. } => "SAMLResponse",
        };
        OutgoingMessage::new(
            &self.xml(),
            &MessageToSend {
                parameter,
                address: &self.to,
                binding: self.binding,
                relay_state: self.relay_state.as_deref(),
                key: Some(key).filter(|_| self.is_signed),
            },
        )
    }

    /// The part of the URL after `?`, for HTTP-Redirect.
    ///
    /// # Errors
    /// As [`TestLogout::to_message`]; the message is for HTTP-POST.
    pub fn to_query(&self) -> Result<String, Error> {
        let message = self.to_message()?;
        let query = message.address().strip_prefix(&self.to).and_then(|rest| rest.get(1..));
        query.filter(|_| self.binding == Binding::Redirect).map(str::to_owned).ok_or_else(|| {
            Error::new(ErrorKind::Configuration, "a test logout message by HTTP-POST has no query")
                .with_fix("call TestLogout::to_message")
        })
    }

    fn xml(&self) -> String {
        let name = match self.kind {
            LogoutKind::Request(_) => "samlp:LogoutRequest",
            LogoutKind::Response { .. } => "samlp:LogoutResponse",
        };
        let writer = XmlWriter::default()
            .start(name)
            .attribute("xmlns:samlp", SAMLP)
            .attribute("xmlns:saml", SAML)
            .attribute("ID", &format!("_logout-{}-{}", self.at.timestamp_millis(), self.number))
            .attribute("Version", "2.0")
            .attribute("IssueInstant", &instant(self.at))
            .attribute("Destination", &self.to);
        match &self.kind {
            LogoutKind::Request(session) => {
                let end = self.at.checked_add_signed(TimeDelta::minutes(5)).unwrap_or(self.at);
                let writer = writer
                    .attribute("NotOnOrAfter", &instant(end))
                    .element("saml:Issuer", &self.idp.entity_id)
                    .start("saml:NameID")
                    .attribute_if("Format", session.format());
                let qualifiers = session.qualifiers().into_iter();
                qualifiers
                    .fold(writer, |writer, (name, value)| writer.attribute_if(name, value))
                    .text(session.name_id())
                    .end()
                    .each(session.session_indexes(), |writer, index| {
                        writer.element("samlp:SessionIndex", index)
                    })
                    .finish()
            }
            LogoutKind::Response { in_response_to, result } => {
                let (first, second) = result.status();
                writer
                    .attribute("InResponseTo", in_response_to)
                    .element("saml:Issuer", &self.idp.entity_id)
                    .start("samlp:Status")
                    .start("samlp:StatusCode")
                    .attribute("Value", first)
                    .each(second, |writer, code| {
                        writer.start("samlp:StatusCode").attribute("Value", code).end()
                    })
                    .finish()
            }
        }
    }
}

impl std::fmt::Debug for TestLogout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestLogout").field("binding", &self.binding).finish_non_exhaustive()
    }
}
