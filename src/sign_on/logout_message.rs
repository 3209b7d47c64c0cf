//! LogoutRequest and LogoutResponse (SAML 2.0 core, 3.7).

use super::authn_request::{SAML, SAMLP};
use super::write::{XmlWriter, instant};
use super::{LogoutResult, SessionSubject, SignOn};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a LogoutRequest may be obeyed.
const REQUEST_LIFETIME: TimeDelta = TimeDelta::minutes(5);

impl SignOn {
    /// The request to end a session, as XML, unsigned.
    pub(super) fn logout_request(
        &self,
        subject: &SessionSubject,
        id: &str,
        destination: &str,
        now: DateTime<Utc>,
    ) -> String {
        let end = now.checked_add_signed(REQUEST_LIFETIME).unwrap_or(now);
        let named = self
            .header("samlp:LogoutRequest", id, destination, now)
            .attribute("NotOnOrAfter", &instant(end))
            .element("saml:Issuer", self.entity_id())
            .start("saml:NameID")
            .attribute_if("Format", subject.format());
        let qualified = subject
            .qualifiers()
            .into_iter()
            .fold(named, |writer, (name, value)| writer.attribute_if(name, value));
        qualified
            .text(subject.name_id())
            .end()
            .each(subject.session_indexes(), |writer, index| writer.element("samlp:SessionIndex", index))
            .finish()
    }

    /// The answer to a request, as XML, unsigned.
    pub(super) fn logout_response(
        &self,
        in_response_to: &str,
        result: LogoutResult,
        id: &str,
        destination: &str,
        now: DateTime<Utc>,
    ) -> String {
        let (first, second) = result.status();
        let writer = self
            .header("samlp:LogoutResponse", id, destination, now)
            .attribute("InResponseTo", in_response_to)
            .element("saml:Issuer", self.entity_id())
            .start("samlp:Status")
            .start("samlp:StatusCode")
            .attribute("Value", first);
        match second {
            Some(second) => writer.start("samlp:StatusCode").attribute("Value", second).finish(),
            None => writer.finish(),
        }
    }

    fn header(&self, name: &'static str, id: &str, destination: &str, now: DateTime<Utc>) -> XmlWriter {
        XmlWriter::default()
            .start(name)
            .attribute("xmlns:samlp", SAMLP)
            .attribute("xmlns:saml", SAML)
            .attribute("ID", id)
            .attribute("Version", "2.0")
            .attribute("IssueInstant", &instant(now))
            .attribute("Destination", destination)
    }
}
