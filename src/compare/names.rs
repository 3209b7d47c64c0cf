//! What the elements and attributes of SAML mean for a comparison.

use super::What;
use super::facts::Value;
use crate::xml::{Element, Namespace};

/// How a value is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    Fresh,
    Personal,
    Instant,
    Minor,
}

impl Kind {
    pub(super) fn value(self, text: &str) -> Value<'_> {
        match self {
            Kind::Plain => Value::Plain(text.to_owned()),
            Kind::Fresh | Kind::Instant => Value::Fresh(text),
            Kind::Personal => Value::Personal(text),
            Kind::Minor => Value::Minor(text.to_owned()),
        }
    }
}

/// What an attribute of an element is about; none where it is compared elsewhere.
pub(super) fn kind_of_attribute(element: Element<'_>, name: &str) -> Option<(What, Kind)> {
    let owner = element.local_name();
    let is_metadata = element.namespace() == Namespace::MD;
    Some(match name {
        "ID" | "Id" => (What::Id, Kind::Fresh),
        "InResponseTo" => (What::InResponseTo, Kind::Fresh),
        "SessionIndex" => (What::Session, Kind::Fresh),
        "IssueInstant" | "AuthnInstant" => (What::Lifetime, Kind::Instant),
        "NotBefore" | "NotOnOrAfter" | "validUntil" => (What::Lifetime, Kind::Instant),
        "SessionNotOnOrAfter" => (What::Session, Kind::Instant),
        "Destination" => (What::Destination, Kind::Plain),
        "Recipient" => (What::Recipient, Kind::Plain),
        "Address" | "DNSName" => (What::Session, Kind::Personal),
        "Value" if owner == "StatusCode" => (What::Status, Kind::Plain),
        "Value" if owner == "StatusMessage" => (What::Status, Kind::Personal),
        "Format" | "NameQualifier" | "SPNameQualifier" | "SPProvidedID" if owner == "Issuer" => {
            (What::Issuer, Kind::Plain)
        }
        "SPProvidedID" => (What::NameId, Kind::Personal),
        "Format" | "NameQualifier" | "SPNameQualifier" | "AllowCreate" => (What::NameId, Kind::Plain),
        "entityID" => (What::Issuer, Kind::Plain),
        // Addresses are compared together with their binding.
        "Location" | "ResponseLocation" if is_metadata && element.attribute("Binding").is_some() => {
            return None;
        }
        "Binding" if is_metadata && element.attribute("Location").is_some() => return None,
        "Location" | "ResponseLocation" | "AssertionConsumerServiceURL" => (What::Endpoint, Kind::Plain),
        "ProtocolBinding" => (What::Binding, Kind::Plain),
        "Comparison" => (What::AuthnContext, Kind::Plain),
        "Algorithm" => (What::Algorithm, Kind::Plain),
        "use" => (What::Certificate, Kind::Plain),
        // Names for people and hints for caches.
        "ProviderName" | "cacheDuration" | "lang" | "schemaLocation" => (What::Metadata, Kind::Minor),
        "Method" => (What::Structure, Kind::Plain),
        "Version" => (What::Structure, Kind::Plain),
        _ if is_metadata => (What::Metadata, Kind::Plain),
        _ if matches!(owner, "AuthnRequest" | "LogoutRequest" | "LogoutResponse" | "NameIDPolicy") => {
            (What::Request, Kind::Plain)
        }
        // What is not known could be of a person.
        _ => (What::Structure, Kind::Personal),
    })
}

/// What the text of an element is about.
pub(super) fn kind_of_text(element: Element<'_>) -> (What, Kind) {
    match element.local_name() {
        "Issuer" => (What::Issuer, Kind::Plain),
        "Audience" => (What::Audience, Kind::Plain),
        "AuthnContextClassRef" | "AuthnContextDeclRef" | "AuthenticatingAuthority" => {
            (What::AuthnContext, Kind::Plain)
        }
        "NameID" => (What::NameId, Kind::Personal),
        "SessionIndex" => (What::Session, Kind::Fresh),
        // It is for people, and often names one.
        "StatusMessage" | "StatusDetail" => (What::Status, Kind::Personal),
        "RequesterID" | "NameIDFormat" => (What::NameId, Kind::Plain),
        "OrganizationName"
        | "OrganizationDisplayName"
        | "OrganizationURL"
        | "ServiceName"
        | "ServiceDescription"
        | "DisplayName"
        | "Description"
        | "Logo"
        | "InformationURL"
        | "PrivacyStatementURL" => (What::Metadata, Kind::Minor),
        "GivenName" | "SurName" | "EmailAddress" | "TelephoneNumber" | "Company" => {
            (What::Metadata, Kind::Personal)
        }
        _ if element.namespace() == Namespace::MD => (What::Metadata, Kind::Plain),
        _ => (What::Structure, Kind::Personal),
    }
}

/// What the absence of an element is about; none where other facts say that it is missing.
pub(super) fn of_element(name: &str) -> Option<What> {
    Some(match name {
        "Issuer" => What::Issuer,
        "Status" | "StatusCode" => What::Status,
        "Subject" | "NameID" | "NameIDPolicy" | "EncryptedID" => What::NameId,
        "Audience" | "AudienceRestriction" => What::Audience,
        "EncryptedAssertion" | "EncryptedAttribute" => What::Encryption,
        "AuthnContext" | "AuthnContextClassRef" | "RequestedAuthnContext" => What::AuthnContext,
        "SubjectConfirmationData" => What::Recipient,
        "AuthnStatement" | "SubjectLocality" | "SessionIndex" => What::Session,
        _ => return None,
    })
}

/// Elements whose absence matters to no service.
pub(super) fn is_minor_element(name: &str) -> bool {
    matches!(
        name,
        "StatusMessage"
            | "StatusDetail"
            | "SubjectLocality"
            | "AuthenticatingAuthority"
            | "Advice"
            | "Organization"
            | "OrganizationName"
            | "OrganizationDisplayName"
            | "OrganizationURL"
            | "ContactPerson"
            | "Company"
            | "GivenName"
            | "SurName"
            | "EmailAddress"
            | "TelephoneNumber"
            | "UIInfo"
            | "ServiceName"
            | "ServiceDescription"
    )
}
