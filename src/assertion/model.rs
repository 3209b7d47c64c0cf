//! The Assertion (SAML 2.0 core, 2.3.3).

use super::attribute::Attribute;
use super::conditions::Conditions;
use super::header::{Header, header_accessors};
use super::parse_instant;
use super::statement::AuthnStatement;
use super::structure::{StructureCheck, StructureFault, saml_name};
use super::subject::Subject;
use crate::decrypt::Opened;
use crate::xml::{Element, Namespace};
use chrono::{DateTime, TimeDelta, Utc};

/// A saml:Assertion as written: UNVERIFIED.
///
/// Cheap to copy; every value borrows from the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Assertion<'t> {
    header: Header<'t>,
    subject: Option<Subject<'t>>,
    conditions: Option<Conditions<'t>>,
    opened: &'t [Opened<'t>],
}

impl<'t> Assertion<'t> {
    /// Reads an Assertion from its element.
    ///
    /// # Errors
    /// Every place where it breaks the schema.
    #[cfg(feature = "internals")]
    pub fn read(element: Element<'t>) -> Result<Assertion<'t>, super::StructureFaults<'t>> {
        match Assertion::read_with_faults(element) {
            (assertion, faults) if faults.is_empty() => Ok(assertion),
            (_, faults) => Err(super::StructureFaults(faults)),
        }
    }

    /// Reads what can be read and says what is wrong with it: for showing a message, never for trusting one.
    ///
    /// If an element occurs twice, the first one is read.
    pub fn read_with_faults(element: Element<'t>) -> (Assertion<'t>, Vec<StructureFault<'t>>) {
        let mut reader = StructureCheck::default();
        let mut header = Header::begin(element, Namespace::SAML, "Assertion", &mut reader);
        let mut advice = None;
        let (mut subject, mut conditions) = (None, None);
        reader.children(element, |reader, child| {
            match saml_name(child) {
                "Subject" => return reader.once(&mut subject, child),
                "Conditions" => return reader.once(&mut conditions, child),
                "Advice" => return reader.once(&mut advice, child),
                "AuthnStatement" => AuthnStatement::check(child, reader),
                "AttributeStatement" => Attribute::check(child, reader),
                "Statement" | "AuthzDecisionStatement" => {}
                _ => return header.take(child, reader),
            }
            true
        });
        header.end(&mut reader);
        let subject = subject.map(|subject| Subject::read(subject, &mut reader));
        let conditions = conditions.map(|conditions| Conditions::read(conditions, &mut reader));
        let opened = &[];
        (Assertion { header, subject, conditions, opened }, reader.into_faults())
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
            .header
            .element
            .children_named(Namespace::SAML, "AttributeStatement")
            .flat_map(|statement| statement.children_named(Namespace::SAML, "EncryptedAttribute"));
        self.subject.and_then(|subject| subject.encrypted_id()).into_iter().chain(attributes)
    }

    /// When the policy's longest lifetime ends it; `None` if IssueInstant is missing or not a time.
    pub(crate) fn latest_end(&self, lifetime: TimeDelta) -> Option<DateTime<Utc>> {
        let issued = parse_instant(self.issue_instant()?).ok()?;
        Some(issued.checked_add_signed(lifetime).unwrap_or(DateTime::<Utc>::MAX_UTC))
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
        self.header.element.children_named(Namespace::SAML, "AuthnStatement").map(AuthnStatement::new)
    }

    /// About as many as [`Assertion::attributes`] gives, to reserve memory: one with a value is three nodes.
    pub(crate) fn attributes_about(&self) -> usize {
        (self.header.element.size() / 3).min(64)
    }

    /// The attributes of every AttributeStatement, in document order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'t>> + use<'t> {
        let opened = self.opened;
        self.header
            .element
            .children_named(Namespace::SAML, "AttributeStatement")
            .flat_map(|statement| statement.children())
            .filter_map(move |child| {
                if child.is(Namespace::SAML, "Attribute") {
                    return Some(child);
                }
                let encrypted = child.is(Namespace::SAML, "EncryptedAttribute");
                opened.iter().find(|opened| encrypted && opened.encrypted() == child).map(Opened::plaintext)
            })
            .map(Attribute::new)
    }

    /// Whether attributes are encrypted and were not decrypted.
    pub fn has_encrypted_attributes(&self) -> bool {
        self.header
            .element
            .children_named(Namespace::SAML, "AttributeStatement")
            .flat_map(|statement| statement.children_named(Namespace::SAML, "EncryptedAttribute"))
            .any(|child| !self.opened.iter().any(|opened| opened.encrypted() == child))
    }
}

header_accessors!(Assertion: version);
