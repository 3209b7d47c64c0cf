//! How and when the person was authenticated (SAML 2.0 core, 2.7.2).

use super::structure::{StructureCheck, saml_name};
use crate::xml::{Element, Namespace};
use std::fmt;

/// An AuthnStatement as written: UNVERIFIED.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AuthnStatement<'t> {
    element: Element<'t>,
}

impl<'t> AuthnStatement<'t> {
    pub(super) fn new(element: Element<'t>) -> AuthnStatement<'t> {
        AuthnStatement { element }
    }

    pub(super) fn check(element: Element<'t>, reader: &mut StructureCheck<'t>) {
        let (mut locality, mut context) = (None, None);
        reader.children(element, |reader, child| match saml_name(child) {
            "SubjectLocality" => reader.once(&mut locality, child),
            "AuthnContext" => reader.once(&mut context, child),
            _ => false,
        });
        let Some(context) = context else { return };
        let (mut class, mut declaration) = (None, None);
        reader.children(context, |reader, child| match saml_name(child) {
            "AuthnContextClassRef" => {
                reader.text(child);
                reader.once(&mut class, child)
            }
            "AuthnContextDecl" | "AuthnContextDeclRef" => reader.once(&mut declaration, child),
            "AuthenticatingAuthority" => true,
            _ => false,
        });
    }

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// AuthnInstant as written.
    pub fn authn_instant(&self) -> Option<&'t str> {
        self.element.attribute("AuthnInstant")
    }

    /// SessionIndex, which a logout request names.
    pub fn session_index(&self) -> Option<&'t str> {
        self.element.attribute("SessionIndex")
    }

    /// SessionNotOnOrAfter as written: when the session at the service provider must end.
    pub fn session_not_on_or_after(&self) -> Option<&'t str> {
        self.element.attribute("SessionNotOnOrAfter")
    }

    /// AuthnContext, where it stands.
    pub fn authn_context(&self) -> Option<Element<'t>> {
        self.element.child(Namespace::SAML, "AuthnContext")
    }

    /// AuthnContextClassRef: how the person was authenticated, a URI.
    pub fn authn_context_class_ref(&self) -> Option<&'t str> {
        self.authn_context()?.child(Namespace::SAML, "AuthnContextClassRef")?.text()
    }
}

impl fmt::Debug for AuthnStatement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthnStatement")
            .field("authn_instant", &self.authn_instant())
            .field("authn_context_class_ref", &self.authn_context_class_ref())
            .finish_non_exhaustive()
    }
}
