//! What the elements and attributes of SAML mean for a comparison.

use super::What;
use super::facts::FactValue;
use crate::xml::{Element, Namespace};

/// How a value is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ComparedAs {
    Plain,
    Fresh,
    Personal,
    Instant,
    Minor,
}

impl ComparedAs {
    pub(super) fn value(self, text: &str) -> FactValue<'_> {
        match self {
            ComparedAs::Plain => FactValue::Plain(text.to_owned()),
            ComparedAs::Fresh | ComparedAs::Instant => FactValue::Fresh(text),
            ComparedAs::Personal => FactValue::Personal(text),
            ComparedAs::Minor => FactValue::Minor(text.to_owned()),
        }
    }
}

/// What an attribute of an element is about; `None` if it is compared elsewhere.
pub(super) fn kind_of_attribute(element: Element<'_>, name: &str) -> Option<(What, ComparedAs)> {
    let owner = element.local_name();
    let is_metadata = element.namespace() == Namespace::MD;
    Some(match name {
        "ID" | "Id" => (What::Id, ComparedAs::Fresh),
        "InResponseTo" => (What::InResponseTo, ComparedAs::Fresh),
        "SessionIndex" => (What::Session, ComparedAs::Fresh),
        "IssueInstant" | "AuthnInstant" => (What::Lifetime, ComparedAs::Instant),
        "NotBefore" | "NotOnOrAfter" | "validUntil" => (What::Lifetime, ComparedAs::Instant),
        "SessionNotOnOrAfter" => (What::Session, ComparedAs::Instant),
        "Destination" => (What::Destination, ComparedAs::Plain),
        "Recipient" => (What::Recipient, ComparedAs::Plain),
        "Address" | "DNSName" => (What::Session, ComparedAs::Personal),
        "Value" if owner == "StatusCode" => (What::Status, ComparedAs::Plain),
        "Value" if owner == "StatusMessage" => (What::Status, ComparedAs::Personal),
        "Format" | "NameQualifier" | "SPNameQualifier" | "SPProvidedID" if owner == "Issuer" => {
            (What::Issuer, ComparedAs::Plain)
        }
        "SPProvidedID" => (What::NameId, ComparedAs::Personal),
        "Format" | "NameQualifier" | "SPNameQualifier" | "AllowCreate" => (What::NameId, ComparedAs::Plain),
        "entityID" => (What::Issuer, ComparedAs::Plain),
        // Addresses are compared together with their binding.
        "Location" | "ResponseLocation" if is_metadata && element.attribute("Binding").is_some() => {
            return None;
        }
        "Binding" if is_metadata && element.attribute("Location").is_some() => return None,
        "Location" | "ResponseLocation" | "AssertionConsumerServiceURL" => {
            (What::Endpoint, ComparedAs::Plain)
        }
        "ProtocolBinding" => (What::Binding, ComparedAs::Plain),
        "Comparison" => (What::AuthnContext, ComparedAs::Plain),
        "Algorithm" => (What::Algorithm, ComparedAs::Plain),
        "use" => (What::Certificate, ComparedAs::Plain),
        // Names for people and hints for caches.
        "ProviderName" | "cacheDuration" | "lang" | "schemaLocation" => (What::Metadata, ComparedAs::Minor),
        "Method" => (What::Structure, ComparedAs::Plain),
        "Version" => (What::Structure, ComparedAs::Plain),
        _ if is_metadata => (What::Metadata, ComparedAs::Plain),
        _ if matches!(owner, "AuthnRequest" | "LogoutRequest" | "LogoutResponse" | "NameIDPolicy") => {
            (What::Request, ComparedAs::Plain)
        }
        // What is not known could be of a person.
        _ => (What::Structure, ComparedAs::Personal),
    })
}

/// What the text of an element is about.
pub(super) fn kind_of_text(element: Element<'_>) -> (What, ComparedAs) {
    match element.local_name() {
        "Issuer" => (What::Issuer, ComparedAs::Plain),
        "Audience" => (What::Audience, ComparedAs::Plain),
        "AuthnContextClassRef" | "AuthnContextDeclRef" | "AuthenticatingAuthority" => {
            (What::AuthnContext, ComparedAs::Plain)
        }
        "NameID" => (What::NameId, ComparedAs::Personal),
        "SessionIndex" => (What::Session, ComparedAs::Fresh),
        // It is for people, and often names one.
        "StatusMessage" | "StatusDetail" => (What::Status, ComparedAs::Personal),
        "RequesterID" | "NameIDFormat" => (What::NameId, ComparedAs::Plain),
        "OrganizationName"
        | "OrganizationDisplayName"
        | "OrganizationURL"
        | "ServiceName"
        | "ServiceDescription"
        | "DisplayName"
        | "Description"
        | "Logo"
        | "InformationURL"
        | "PrivacyStatementURL" => (What::Metadata, ComparedAs::Minor),
        "GivenName" | "SurName" | "EmailAddress" | "TelephoneNumber" | "Company" => {
            (What::Metadata, ComparedAs::Personal)
        }
        _ if element.namespace() == Namespace::MD => (What::Metadata, ComparedAs::Plain),
        _ => (What::Structure, ComparedAs::Personal),
    }
}

/// What the absence of an element is about; `None` if other facts say that it is missing.
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
