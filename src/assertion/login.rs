//! What a service may trust after a validated login.

use super::{Assertion, parse_instant};
use crate::signature::Signed;
use chrono::{DateTime, Utc};
use std::fmt;

/// A validated login: built from a [`Signed`] assertion and from nothing else (invariant 2).
///
/// All values are exactly as signed, never trimmed or folded. `Debug` prints none of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    issuer: String,
    assertion_id: String,
    name_id: String,
    name_id_format: Option<String>,
    name_qualifier: Option<String>,
    sp_name_qualifier: Option<String>,
    session_index: Option<String>,
    session_not_on_or_after: Option<DateTime<Utc>>,
    authn_instant: Option<DateTime<Utc>>,
    authn_context: Option<String>,
    in_response_to: Option<String>,
    issue_instant: Option<DateTime<Utc>>,
    not_on_or_after: Option<DateTime<Utc>>,
    one_time_use: bool,
    attributes: Vec<LoginAttribute>,
    /// Exclusive canonical text of the element that was verified, without its signature.
    #[cfg(feature = "samael")]
    canonical: String,
}

/// One attribute of a login, with its values in order.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginAttribute {
    name: String,
    name_format: Option<String>,
    friendly_name: Option<String>,
    values: Vec<String>,
}

impl Login {
    /// Reads the login off the very element that was digested (invariant 1); none where the model is of another one,
    /// or where what every login must have is missing.
    pub(crate) fn from_signed(signed: Signed<'_>, assertion: &Assertion<'_>) -> Option<Login> {
        if signed.element() != assertion.element() {
            return None;
        }
        // What was decrypted inside is signed as its ciphertext is.
        if assertion.opened().iter().any(|opened| signed.decrypted(opened).is_none()) {
            return None;
        }
        let owned = |value: &str| value.to_owned();
        let instant = |value: &str| parse_instant(value).ok();
        let subject = assertion.subject()?;
        let name_id = subject.name_id()?;
        let conditions = assertion.conditions()?;
        let authn = assertion.authn_statements().next()?;
        // Which of several bearer confirmations was the usable one depends on what was expected. What a service may rely
        // on is what all of them say, and until when any of them could be used again (CVE-2026-49284; replay).
        let bearers = || subject.confirmations().filter(|confirmation| confirmation.is_bearer());
        let answered = bearers().next()?.in_response_to();
        let answered = answered.filter(|id| bearers().all(|other| other.in_response_to() == Some(id)));
        let usable_until = bearers().filter_map(|bearer| bearer.not_on_or_after().and_then(instant)).max();
        Some(Login {
            issuer: assertion.issuer()?.value().to_owned(),
            assertion_id: assertion.id()?.to_owned(),
            name_id: name_id.value().to_owned(),
            name_id_format: name_id.format().map(owned),
            name_qualifier: name_id.name_qualifier().map(owned),
            sp_name_qualifier: name_id.sp_name_qualifier().map(owned),
            session_index: authn.session_index().map(owned),
            session_not_on_or_after: authn.session_not_on_or_after().and_then(instant),
            authn_instant: authn.authn_instant().and_then(instant),
            authn_context: authn.authn_context_class_ref().map(owned),
            in_response_to: answered.map(owned),
            issue_instant: assertion.issue_instant().and_then(instant),
            not_on_or_after: conditions
                .not_on_or_after()
                .and_then(instant)
                .into_iter()
                .chain(usable_until)
                .min(),
            one_time_use: conditions.one_time_use().is_some(),
            #[cfg(feature = "samael")]
            canonical: crate::interop::canonical(assertion.element())?,
            attributes: assertion
                .attributes()
                .map(|attribute| LoginAttribute {
                    name: attribute.name().to_owned(),
                    name_format: attribute.name_format().map(owned),
                    friendly_name: attribute.friendly_name().map(owned),
                    values: attribute
                        .values()
                        .filter(|value| !value.is_nil())
                        .filter_map(|value| {
                            value.text().or_else(|| value.name_id().map(|name_id| name_id.value()))
                        })
                        .map(owned)
                        .collect(),
                })
                .collect(),
        })
    }

    /// Entity ID of the identity provider that signed it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// ID of the assertion; unique, so that a replay can be found by it until [`Login::not_on_or_after`].
    pub fn assertion_id(&self) -> &str {
        &self.assertion_id
    }

    /// NameID: who signs in.
    pub fn name_id(&self) -> &str {
        &self.name_id
    }

    /// Format of the NameID, a URI.
    pub fn name_id_format(&self) -> Option<&str> {
        self.name_id_format.as_deref()
    }

    /// NameQualifier of the NameID.
    pub fn name_qualifier(&self) -> Option<&str> {
        self.name_qualifier.as_deref()
    }

    /// SPNameQualifier of the NameID.
    pub fn sp_name_qualifier(&self) -> Option<&str> {
        self.sp_name_qualifier.as_deref()
    }

    /// SessionIndex of the first AuthnStatement, for single logout.
    pub fn session_index(&self) -> Option<&str> {
        self.session_index.as_deref()
    }

    /// When the session must end at the latest.
    pub fn session_not_on_or_after(&self) -> Option<DateTime<Utc>> {
        self.session_not_on_or_after
    }

    /// When the user authenticated.
    pub fn authn_instant(&self) -> Option<DateTime<Utc>> {
        self.authn_instant
    }

    /// How the user authenticated, a URI of an authentication context class.
    pub fn authn_context(&self) -> Option<&str> {
        self.authn_context.as_deref()
    }

    /// ID of the request that the bearer confirmation answers, as signed; none where several of them disagree.
    pub fn in_response_to(&self) -> Option<&str> {
        self.in_response_to.as_deref()
    }

    /// When the assertion was issued.
    pub fn issue_instant(&self) -> Option<DateTime<Utc>> {
        self.issue_instant
    }

    /// When the assertion ceases to be valid, without clock skew: the earlier of Conditions and the last confirmation.
    pub fn not_on_or_after(&self) -> Option<DateTime<Utc>> {
        self.not_on_or_after
    }

    /// Whether the assertion may be used once only (OneTimeUse); every bearer assertion should be.
    pub fn one_time_use(&self) -> bool {
        self.one_time_use
    }

    /// Attributes in document order. A name may stand twice: [`Login::values`] reads all.
    pub fn attributes(&self) -> &[LoginAttribute] {
        &self.attributes
    }

    /// The canonical text of the assertion that was verified, without its signature.
    #[cfg(feature = "samael")]
    pub(crate) fn canonical(&self) -> &str {
        &self.canonical
    }

    /// Every value of the attributes with exactly this name, in order.
    pub fn values<'l>(&'l self, name: &'l str) -> impl Iterator<Item = &'l str> {
        self.attributes
            .iter()
            .filter(move |attribute| attribute.name == name)
            .flat_map(|attribute| attribute.values.iter().map(String::as_str))
    }
}

impl LoginAttribute {
    /// Name, exactly as signed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// NameFormat, a URI.
    pub fn name_format(&self) -> Option<&str> {
        self.name_format.as_deref()
    }

    /// FriendlyName; never a key to decide by.
    pub fn friendly_name(&self) -> Option<&str> {
        self.friendly_name.as_deref()
    }

    /// Values in order. A value with a NameID inside is that NameID's value; xsi:nil values are left out.
    pub fn values(&self) -> &[String] {
        &self.values
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Invariant 20.
        f.debug_struct("Login")
            .field("issuer", &self.issuer)
            .field("attributes", &self.attributes.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for LoginAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginAttribute")
            .field("name", &self.name)
            .field("values", &self.values.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::xml::Document;

    /// Invariant 1: a proof for one element makes no login of another, however alike they are.
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
        let login = Login::from_signed(Signed::unproved(first), &model).unwrap();
        assert_eq!((login.assertion_id(), login.name_id()), ("_a1", "mara"));
        assert!(Login::from_signed(Signed::unproved(second), &model).is_none());
        assert!(Login::from_signed(Signed::unproved(document.root()), &model).is_none());
    }
}
