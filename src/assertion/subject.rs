//! Who issued it and whom it speaks of (SAML 2.0 core, 2.2 and 2.4).

use super::structure::{StructureCheck, saml_name};
use crate::decrypt::Opened;
use crate::xml::{Element, Namespace};
use std::fmt;

/// An Issuer as written: UNVERIFIED.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Issuer<'t> {
    element: Element<'t>,
}

impl<'t> Issuer<'t> {
    pub(super) fn new(element: Element<'t>) -> Issuer<'t> {
        Issuer { element }
    }

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// The entity ID, exactly; empty where the element is.
    pub fn value(&self) -> &'t str {
        self.element.text().unwrap_or_default()
    }

    /// Format, `urn:oasis:names:tc:SAML:2.0:nameid-format:entity` or absent in all that the profile allows.
    pub fn format(&self) -> Option<&'t str> {
        self.element.attribute("Format")
    }
}

impl fmt::Debug for Issuer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").finish_non_exhaustive()
    }
}

/// A Subject as written: UNVERIFIED.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Subject<'t> {
    element: Element<'t>,
    identifier: Option<Element<'t>>,
}

impl<'t> Subject<'t> {
    pub(super) fn read(element: Element<'t>, reader: &mut StructureCheck<'t>) -> Subject<'t> {
        let mut identifier = None;
        reader.children(element, |reader, child| match saml_name(child) {
            // One identifier of whatever kind (SAML 2.0 core, 2.4.1).
            "BaseID" | "NameID" | "EncryptedID" => reader.once(&mut identifier, child),
            "SubjectConfirmation" => {
                read_confirmation(child, reader);
                true
            }
            _ => false,
        });
        if let Some(name_id) = identifier.filter(|id| id.is(Namespace::SAML, "NameID")) {
            reader.text(name_id);
        }
        Subject { element, identifier }
    }

    /// The same with the plaintext of its EncryptedID in its place.
    pub(super) fn with_opened(mut self, opened: &[Opened<'t>]) -> Subject<'t> {
        let own = opened.iter().find(|opened| Some(opened.encrypted()) == self.identifier);
        self.identifier = own.map(Opened::plaintext).or(self.identifier);
        self
    }

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// NameID, where the identifier is one.
    pub fn name_id(&self) -> Option<NameId<'t>> {
        self.identifier.filter(|id| id.is(Namespace::SAML, "NameID")).map(|element| NameId { element })
    }

    /// EncryptedID, where the identifier is one that was not decrypted.
    pub fn encrypted_id(&self) -> Option<Element<'t>> {
        self.identifier.filter(|id| id.is(Namespace::SAML, "EncryptedID"))
    }

    /// The subject confirmations, in document order.
    pub fn confirmations(&self) -> impl Iterator<Item = SubjectConfirmation<'t>> + use<'t> {
        self.element.children_named(Namespace::SAML, "SubjectConfirmation").map(|element| {
            SubjectConfirmation { element, data: element.child(Namespace::SAML, "SubjectConfirmationData") }
        })
    }
}

impl fmt::Debug for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject").field("element", &self.element).finish_non_exhaustive()
    }
}

/// Method is required by the schema; without it the confirmation is no bearer one, which is a rule.
fn read_confirmation<'t>(element: Element<'t>, reader: &mut StructureCheck<'t>) {
    let (mut identifier, mut data) = (None, None);
    reader.children(element, |reader, child| match saml_name(child) {
        "BaseID" | "NameID" | "EncryptedID" => reader.once(&mut identifier, child),
        // What is inside is open (SAML 2.0 core, 2.4.1.2), and nothing is read from it.
        "SubjectConfirmationData" => {
            reader.not_blank(child, "InResponseTo");
            reader.once(&mut data, child)
        }
        _ => false,
    });
}

/// A NameID as written: UNVERIFIED, and a value of a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NameId<'t> {
    element: Element<'t>,
}

impl<'t> NameId<'t> {
    pub(super) fn new(element: Element<'t>) -> NameId<'t> {
        NameId { element }
    }

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// The identifier, exactly; empty where the element is.
    pub fn value(&self) -> &'t str {
        self.element.text().unwrap_or_default()
    }

    /// Format, a URI.
    pub fn format(&self) -> Option<&'t str> {
        self.element.attribute("Format")
    }

    /// NameQualifier.
    pub fn name_qualifier(&self) -> Option<&'t str> {
        self.element.attribute("NameQualifier")
    }

    /// SPNameQualifier.
    pub fn sp_name_qualifier(&self) -> Option<&'t str> {
        self.element.attribute("SPNameQualifier")
    }

    /// SPProvidedID.
    pub fn sp_provided_id(&self) -> Option<&'t str> {
        self.element.attribute("SPProvidedID")
    }
}

impl fmt::Debug for NameId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameId").field("format", &self.format()).finish_non_exhaustive()
    }
}

/// What must be the same of two identifiers of one person (SAML 2.0 core, 3.3.4), with who says it.
pub(super) struct SubjectParts<'p> {
    pub(super) issuer: &'p str,
    pub(super) format: Option<&'p str>,
    pub(super) name_qualifier: Option<&'p str>,
    pub(super) sp_name_qualifier: Option<&'p str>,
    pub(super) sp_provided_id: Option<&'p str>,
    pub(super) value: &'p str,
}

impl SubjectParts<'_> {
    /// Each part with its length before it, so that no two lists of parts give one text.
    pub(super) fn key(&self) -> String {
        // SAML 2.0 core, 8.3.1: in effect where no Format is given.
        const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
        let mut key = String::with_capacity(160);
        for part in [
            Some(self.issuer),
            Some(self.format.unwrap_or(UNSPECIFIED)),
            self.name_qualifier,
            self.sp_name_qualifier,
            self.sp_provided_id,
            Some(self.value),
        ] {
            match part {
                Some(part) => {
                    key.push_str(&part.len().to_string());
                    key.push(':');
                    key.push_str(part);
                }
                None => key.push('-'),
            }
            key.push(';');
        }
        key
    }
}

/// A SubjectConfirmation with its SubjectConfirmationData, as written: UNVERIFIED.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SubjectConfirmation<'t> {
    element: Element<'t>,
    data: Option<Element<'t>>,
}

impl<'t> SubjectConfirmation<'t> {
    /// The method of the Web Browser SSO profile (SAML 2.0 profiles, 3.3).
    pub const BEARER: &'static str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// SubjectConfirmationData, which carries the attributes below.
    pub fn data(&self) -> Option<Element<'t>> {
        self.data
    }

    /// Method, a URI.
    pub fn method(&self) -> Option<&'t str> {
        self.element.attribute("Method")
    }

    /// Whether the method is [`SubjectConfirmation::BEARER`], exactly.
    pub fn is_bearer(&self) -> bool {
        self.method() == Some(SubjectConfirmation::BEARER)
    }

    /// Recipient: the URL that may consume the assertion.
    pub fn recipient(&self) -> Option<&'t str> {
        self.data?.attribute("Recipient")
    }

    /// NotBefore as written.
    pub fn not_before(&self) -> Option<&'t str> {
        self.data?.attribute("NotBefore")
    }

    /// NotOnOrAfter as written.
    pub fn not_on_or_after(&self) -> Option<&'t str> {
        self.data?.attribute("NotOnOrAfter")
    }

    /// InResponseTo: the ID of the request that the assertion answers.
    pub fn in_response_to(&self) -> Option<&'t str> {
        self.data?.attribute("InResponseTo")
    }
}

impl fmt::Debug for SubjectConfirmation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SubjectConfirmation").field("method", &self.method()).finish_non_exhaustive()
    }
}
