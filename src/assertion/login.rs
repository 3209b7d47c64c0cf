//! What a service may trust after a validated login.

use super::subject::SubjectParts;
use super::{Assertion, parse_instant};
use crate::signature::Signed;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// A validated login: built from a `Signed` assertion and from nothing else (invariant: signed-proof).
///
/// All values are exactly as signed, never trimmed or folded. `Debug` prints none of them. There is no other way to one:
///
/// ```compile_fail
/// let login: samlens::Login = Default::default();
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// Every value, one after the other as they were read. A `String` for each value would be at least three more
    /// allocations for each attribute; tests/memory allows 20 more for 100 attributes more.
    text: String,
    issuer: Part,
    assertion_id: Part,
    name_id: Part,
    name_id_format: Option<Part>,
    name_qualifier: Option<Part>,
    sp_name_qualifier: Option<Part>,
    sp_provided_id: Option<Part>,
    session_index: Option<Part>,
    /// Those of further statements; most assertions have none.
    further_sessions: Vec<Part>,
    authn_context: Option<Part>,
    in_response_to: Option<Part>,
    /// Whether several bearer confirmations answer different requests.
    conflicting: bool,
    attributes: Vec<AttributeParts>,
    values: Vec<Part>,
    session_not_on_or_after: Option<DateTime<Utc>>,
    authn_instant: Option<DateTime<Utc>>,
    issue_instant: Option<DateTime<Utc>>,
    not_on_or_after: Option<DateTime<Utc>>,
    one_time_use: bool,
    unread_attributes: bool,
    /// Exclusive canonical text of the element that was verified, without its signature.
    #[cfg(feature = "samael")]
    canonical: String,
}

/// Where a value is in the text of its login.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Part {
    start: usize,
    end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct AttributeParts {
    name: Part,
    name_format: Option<Part>,
    friendly_name: Option<Part>,
    /// Its first value, and the one after its last.
    values: (usize, usize),
}

/// Keeps values, each with the place where it can be read again.
struct Texts {
    text: String,
}

impl Texts {
    fn keep(&mut self, value: &str) -> Part {
        let start = self.text.len();
        self.text.push_str(value);
        Part { start, end: self.text.len() }
    }
}

/// The request that a login answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnsweredRequest<'l> {
    /// The request with this ID, as every bearer confirmation says.
    Request(&'l str),
    /// No request: the identity provider began the login.
    None,
    /// Several bearer confirmations answer different requests. At least one of them was allowed.
    Conflicting,
}

impl<'l> AnsweredRequest<'l> {
    /// The ID of the request, if there is exactly one.
    pub fn id(self) -> Option<&'l str> {
        match self {
            AnsweredRequest::Request(id) => Some(id),
            AnsweredRequest::None | AnsweredRequest::Conflicting => None,
        }
    }
}

/// One attribute of a login, with its values in order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct LoginAttribute<'l> {
    login: &'l Login,
    parts: AttributeParts,
}

impl Login {
    /// Reads the login from the element that was digested (invariant: one-tree); `None` if the model is of another element,
    /// or where what every login must have is missing.
    pub(crate) fn from_signed(
        signed: Signed<'_>,
        assertion: &Assertion<'_>,
        lifetime: TimeDelta,
    ) -> Option<Login> {
        if signed.element() != assertion.element() {
            return None;
        }
        // What was decrypted inside is signed as its ciphertext is.
        if assertion.opened().iter().any(|opened| signed.decrypted(opened).is_none()) {
            return None;
        }
        let instant = |value: &str| parse_instant(value).ok();
        let subject = assertion.subject()?;
        let name_id = subject.name_id()?;
        let conditions = assertion.conditions()?;
        let authn = assertion.authn_statements().next()?;
        // Which of several bearer confirmations was the usable one depends on what was expected. What a service may rely
        // on is what all of them say, and until when any of them could be used again (CVE-2026-49284; replay).
        let bearers = || subject.confirmations().filter(|confirmation| confirmation.is_bearer());
        let answered = bearers().next()?.in_response_to();
        let conflicting = bearers().any(|other| other.in_response_to() != answered);
        let answered = answered.filter(|_| !conflicting);
        let usable_until = bearers().filter_map(|bearer| bearer.not_on_or_after().and_then(instant)).max();
        let until = conditions.not_on_or_after().and_then(instant).into_iter().chain(usable_until);
        let until = until.chain(assertion.latest_end(lifetime)).min();
        // Guesses that most logins stay within; longer ones grow.
        let mut texts = Texts {
            text: String::with_capacity((assertion.element().document().text().len() / 2).min(8192)),
        };
        let attributes = assertion.attributes_about();
        let mut login = Login {
            issuer: texts.keep(assertion.issuer()?.value()),
            assertion_id: texts.keep(assertion.id()?),
            name_id: texts.keep(name_id.value()),
            name_id_format: name_id.format().map(|value| texts.keep(value)),
            name_qualifier: name_id.name_qualifier().map(|value| texts.keep(value)),
            sp_name_qualifier: name_id.sp_name_qualifier().map(|value| texts.keep(value)),
            sp_provided_id: name_id.sp_provided_id().map(|value| texts.keep(value)),
            session_index: None,
            further_sessions: Vec::new(),
            authn_context: authn.authn_context_class_ref().map(|value| texts.keep(value)),
            in_response_to: answered.map(|value| texts.keep(value)),
            conflicting,
            attributes: Vec::with_capacity(attributes),
            values: Vec::with_capacity(attributes),
            // The first statement that ends a session ends it, whichever that is (SAML 2.0 core, 2.7.2).
            session_not_on_or_after: assertion
                .authn_statements()
                .filter_map(|statement| statement.session_not_on_or_after().and_then(instant))
                .min(),
            authn_instant: authn.authn_instant().and_then(instant),
            issue_instant: assertion.issue_instant().and_then(instant),
            not_on_or_after: until,
            one_time_use: conditions.one_time_use().is_some(),
            unread_attributes: assertion.has_encrypted_attributes(),
            #[cfg(feature = "samael")]
            canonical: crate::interop::canonical(assertion.element())?,
            text: String::new(),
        };
        let mut sessions = assertion.authn_statements().filter_map(|statement| statement.session_index());
        login.session_index = sessions.next().map(|value| texts.keep(value));
        login.further_sessions.extend(sessions.map(|value| texts.keep(value)));
        for attribute in assertion.attributes() {
            let first = login.values.len();
            for value in attribute.values() {
                match value.readable() {
                    Some(value) => login.values.push(texts.keep(value)),
                    None => login.unread_attributes |= value.is_unread(),
                }
            }
            login.attributes.push(AttributeParts {
                name: texts.keep(attribute.name()),
                name_format: attribute.name_format().map(|value| texts.keep(value)),
                friendly_name: attribute.friendly_name().map(|value| texts.keep(value)),
                values: (first, login.values.len()),
            });
        }
        login.text = texts.text;
        Some(login)
    }

    fn read(&self, part: Part) -> &str {
        self.text.get(part.start..part.end).unwrap_or_default()
    }

    /// Entity ID of the identity provider that signed it.
    pub fn issuer(&self) -> &str {
        self.read(self.issuer)
    }

    /// ID of the assertion; unique, so that a replay can be found by it until [`Login::not_on_or_after`].
    pub fn assertion_id(&self) -> &str {
        self.read(self.assertion_id)
    }

    /// NameID: who signs in.
    pub fn name_id(&self) -> &str {
        self.read(self.name_id)
    }

    /// Format of the NameID, a URI.
    pub fn name_id_format(&self) -> Option<&str> {
        self.name_id_format.map(|part| self.read(part))
    }

    /// NameQualifier of the NameID.
    pub fn name_qualifier(&self) -> Option<&str> {
        self.name_qualifier.map(|part| self.read(part))
    }

    /// SPNameQualifier of the NameID.
    pub fn sp_name_qualifier(&self) -> Option<&str> {
        self.sp_name_qualifier.map(|part| self.read(part))
    }

    /// SPProvidedID of the NameID.
    pub fn sp_provided_id(&self) -> Option<&str> {
        self.sp_provided_id.map(|part| self.read(part))
    }

    /// The identity provider and the NameID with its qualifiers and format in one text: the same for two logins if and
    /// only if their NameIDs strongly match (SAML 2.0 core, 3.3.4). Keep it with the session, so that a LogoutRequest finds
    /// it by [`Logout::subject_key`](crate::Logout::subject_key).
    ///
    /// It contains the NameID, so it is a value of a person.
    pub fn subject_key(&self) -> String {
        let parts = SubjectParts {
            issuer: self.issuer(),
            format: self.name_id_format(),
            name_qualifier: self.name_qualifier(),
            sp_name_qualifier: self.sp_name_qualifier(),
            sp_provided_id: self.sp_provided_id(),
            value: self.name_id(),
        };
        parts.key()
    }

    /// SessionIndex of the first AuthnStatement that has one, for single logout; see [`Login::session_indexes`].
    pub fn session_index(&self) -> Option<&str> {
        self.session_index.map(|part| self.read(part))
    }

    /// SessionIndex of every AuthnStatement, in document order: a LogoutRequest for any of them is for this session.
    pub fn session_indexes(&self) -> impl Iterator<Item = &str> {
        self.session_index.iter().chain(&self.further_sessions).map(|&part| self.read(part))
    }

    /// When the session must end at the latest: the earliest SessionNotOnOrAfter of all statements.
    pub fn session_not_on_or_after(&self) -> Option<DateTime<Utc>> {
        self.session_not_on_or_after
    }

    /// When the user authenticated.
    pub fn authn_instant(&self) -> Option<DateTime<Utc>> {
        self.authn_instant
    }

    /// How the user authenticated, a URI of an authentication context class.
    pub fn authn_context(&self) -> Option<&str> {
        self.authn_context.map(|part| self.read(part))
    }

    /// The request that the bearer confirmations answer, as signed.
    pub fn in_response_to(&self) -> AnsweredRequest<'_> {
        match self.in_response_to {
            Some(part) => AnsweredRequest::Request(self.read(part)),
            None if self.conflicting => AnsweredRequest::Conflicting,
            None => AnsweredRequest::None,
        }
    }

    /// When the assertion was issued.
    pub fn issue_instant(&self) -> Option<DateTime<Utc>> {
        self.issue_instant
    }

    /// When the assertion ceases to be valid, without clock skew: the earliest of Conditions, the last confirmation and
    /// the policy's longest lifetime ([`Policy::assertion_lifetime`](crate::Policy::assertion_lifetime)).
    pub fn not_on_or_after(&self) -> Option<DateTime<Utc>> {
        self.not_on_or_after
    }

    /// Whether the assertion may be used once only (OneTimeUse); every bearer assertion should be.
    pub fn one_time_use(&self) -> bool {
        self.one_time_use
    }

    /// Whether the assertion has attributes or values that this login does not give: encrypted attributes, if the
    /// validator has no decryption key, and values that are XML and not text (a NameID that is the whole value is read).
    ///
    /// With a key, a login is refused if one of its attributes cannot be decrypted. A service that takes anything from the
    /// absence of an attribute or value has to look here too.
    pub fn has_unread_attributes(&self) -> bool {
        self.unread_attributes
    }

    /// Attributes in document order. A name may occur twice: [`Login::values`] reads all.
    pub fn attributes(&self) -> impl ExactSizeIterator<Item = LoginAttribute<'_>> {
        self.attributes.iter().map(|&parts| LoginAttribute { login: self, parts })
    }

    /// The canonical text of the assertion that was verified, without its signature.
    #[cfg(feature = "samael")]
    pub(crate) fn canonical(&self) -> &str {
        &self.canonical
    }

    /// Every value of the attributes with exactly this name, in order.
    pub fn values<'l>(&'l self, name: &'l str) -> impl Iterator<Item = &'l str> {
        self.attributes()
            .filter(move |attribute| attribute.name() == name)
            .flat_map(|attribute| attribute.values())
    }
}

impl<'l> LoginAttribute<'l> {
    /// Name, exactly as signed.
    pub fn name(&self) -> &'l str {
        self.login.read(self.parts.name)
    }

    /// NameFormat, a URI.
    pub fn name_format(&self) -> Option<&'l str> {
        self.parts.name_format.map(|part| self.login.read(part))
    }

    /// FriendlyName; never a key to decide by.
    pub fn friendly_name(&self) -> Option<&'l str> {
        self.parts.friendly_name.map(|part| self.login.read(part))
    }

    /// Values in order. A value with a NameID inside is that NameID's value; xsi:nil values are left out.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &'l str> + use<'l> {
        let (login, (first, end)) = (self.login, self.parts.values);
        login.values.get(first..end).unwrap_or_default().iter().map(|&part| login.read(part))
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Invariant: private-values.
        f.debug_struct("Login")
            .field("issuer", &self.issuer())
            .field("attributes", &self.attributes.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for LoginAttribute<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginAttribute")
            .field("name", &self.name())
            .field("values", &self.values().len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::xml::Document;

    /// Invariant: one-tree. A proof for one element makes no login of another, however alike they are.
    #[test]
    fn a_login_is_read_off_the_element_that_was_proved() {
        let assertion = |id: &str| {
            format!(
                "<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"{id}\" Version=\"2.0\" \
IssueInstant=\"2026-01-15T10:00:00Z\"><saml:Issuer>https://idp.example.org</saml:Issuer><saml:Subject>\
<saml:NameID>mara</saml:NameID><saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"/>\
</saml:Subject><saml:Conditions/><saml:AuthnStatement AuthnInstant=\"2026-01-15T10:00:00Z\"/></saml:Assertion>"
            )
        };
        let xml = format!("<r>{}{}</r>", assertion("_a1"), assertion("_a2"));
        let document = Document::parse(&xml, &Limits::default()).unwrap();
        let both: Vec<_> =
            document.elements().filter(|element| element.local_name() == "Assertion").collect();
        let (first, second) = (both[0], both[1]);
        let model = Assertion::read_with_faults(first).0;
        let login = Login::from_signed(Signed::unproved(first), &model, TimeDelta::days(1)).unwrap();
        assert_eq!((login.assertion_id(), login.name_id()), ("_a1", "mara"));
        assert!(Login::from_signed(Signed::unproved(second), &model, TimeDelta::days(1)).is_none());
        assert!(Login::from_signed(Signed::unproved(document.root()), &model, TimeDelta::days(1)).is_none());
    }
}
