//! The Assertion (SAML 2.0 core, 2.3.3).

use super::attribute::Attribute;
use super::conditions::Conditions;
use super::statement::AuthnStatement;
use super::structure::{Reader, StructureFault, StructureFaults, saml_name};
use super::subject::{Issuer, Subject};
use crate::decrypt::Opened;
use crate::xml::{Element, Namespace};
use std::fmt;

/// A saml:Assertion as written: UNVERIFIED.
///
/// Cheap to copy; every value borrows from the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Assertion<'t> {
    element: Element<'t>,
    issuer: Option<Element<'t>>,
    signature: Option<Element<'t>>,
    subject: Option<Subject<'t>>,
    conditions: Option<Conditions<'t>>,
    opened: &'t [Opened<'t>],
}

impl<'t> Assertion<'t> {
    /// Reads an Assertion from its element.
    ///
    /// # Errors
    /// Every place where it breaks the schema.
    pub fn read(element: Element<'t>) -> Result<Assertion<'t>, StructureFaults<'t>> {
        match Assertion::read_with_faults(element) {
            (assertion, faults) if faults.is_empty() => Ok(assertion),
            (_, faults) => Err(StructureFaults(faults)),
        }
    }

    /// Reads what can be read and says what is wrong with it: for showing a message, never for trusting one.
    ///
    /// Of elements that stand twice the first is read.
    pub fn read_with_faults(element: Element<'t>) -> (Assertion<'t>, Vec<StructureFault<'t>>) {
        let mut reader = Reader::default();
        reader.expect(element, Namespace::SAML, "Assertion");
        reader.require(element, "ID");
        let (mut issuer, mut signature, mut advice) = (None, None, None);
        let (mut subject, mut conditions) = (None, None);
        reader.children(element, |reader, child| {
            match saml_name(child) {
                "Issuer" => return reader.once(&mut issuer, child),
                "Subject" => return reader.once(&mut subject, child),
                "Conditions" => return reader.once(&mut conditions, child),
                "Advice" => return reader.once(&mut advice, child),
                "AuthnStatement" => AuthnStatement::check(child, reader),
                "AttributeStatement" => Attribute::check(child, reader),
                "Statement" | "AuthzDecisionStatement" => {}
                _ => {
                    return child.is(Namespace::DS, "Signature") && reader.once(&mut signature, child);
                }
            }
            true
        });
        if let Some(issuer) = issuer {
            reader.text(issuer);
        }
        let subject = subject.map(|subject| Subject::read(subject, &mut reader));
        let conditions = conditions.map(|conditions| Conditions::read(conditions, &mut reader));
        let opened = &[];
        (Assertion { element, issuer, signature, subject, conditions, opened }, reader.into_faults())
    }

    /// The same assertion with what was decrypted inside it, in its place.
    pub(crate) fn with_opened(mut self, opened: &'t [Opened<'t>]) -> Assertion<'t> {
        self.opened = opened;
        self.subject = self.subject.map(|subject| subject.with_opened(opened));
        self
    }

    /// What was decrypted inside.
    pub(crate) fn opened(&self) -> &'t [Opened<'t>] {
        self.opened
    }

    /// What is encrypted inside and would be read: the subject's EncryptedID and each EncryptedAttribute.
    pub(crate) fn encrypted_parts(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        let attributes = self
            .element
            .children_named(Namespace::SAML, "AttributeStatement")
            .flat_map(|statement| statement.children_named(Namespace::SAML, "EncryptedAttribute"));
        self.subject.and_then(|subject| subject.encrypted_id()).into_iter().chain(attributes)
    }

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// ID.
    pub fn id(&self) -> Option<&'t str> {
        self.element.attribute("ID")
    }

    /// Version, `2.0` in all that samlens accepts.
    pub fn version(&self) -> Option<&'t str> {
        self.element.attribute("Version")
    }

    /// IssueInstant as written; [`parse_instant`](super::parse_instant) reads it.
    pub fn issue_instant(&self) -> Option<&'t str> {
        self.element.attribute("IssueInstant")
    }

    /// Issuer.
    pub fn issuer(&self) -> Option<Issuer<'t>> {
        self.issuer.map(Issuer::new)
    }

    /// The ds:Signature that stands directly in the assertion.
    pub fn signature(&self) -> Option<Element<'t>> {
        self.signature
    }

    /// Subject.
    pub fn subject(&self) -> Option<Subject<'t>> {
        self.subject
    }

    /// Conditions.
    pub fn conditions(&self) -> Option<Conditions<'t>> {
        self.conditions
    }

    /// The AuthnStatements in document order.
    pub fn authn_statements(&self) -> impl Iterator<Item = AuthnStatement<'t>> + use<'t> {
        self.element.children_named(Namespace::SAML, "AuthnStatement").map(AuthnStatement::new)
    }

    /// The attributes of every AttributeStatement, in document order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'t>> + use<'t> {
        let opened = self.opened;
        self.element
            .children_named(Namespace::SAML, "AttributeStatement")
            .flat_map(|statement| statement.children())
            .filter_map(move |child| match saml_name(child) {
                "Attribute" => Some(child),
                "EncryptedAttribute" => {
                    opened.iter().find(|opened| opened.encrypted() == child).map(Opened::plaintext)
                }
                _ => None,
            })
            .map(Attribute::new)
    }

    /// Whether attributes are encrypted and were not decrypted.
    pub fn has_encrypted_attributes(&self) -> bool {
        self.element
            .children_named(Namespace::SAML, "AttributeStatement")
            .flat_map(|statement| statement.children_named(Namespace::SAML, "EncryptedAttribute"))
            .any(|child| !self.opened.iter().any(|opened| opened.encrypted() == child))
    }
}

impl fmt::Debug for Assertion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assertion").field("element", &self.element).finish_non_exhaustive()
    }
}
