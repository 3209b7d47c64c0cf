//! Conditions (SAML 2.0 core, 2.5).

use super::structure::{StructureCheck, saml_name};
use crate::xml::{Element, Namespace};
use std::fmt;

/// The Conditions of an assertion as written: UNVERIFIED.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Conditions<'t> {
    element: Element<'t>,
    one_time_use: Option<Element<'t>>,
    unknown: Option<Element<'t>>,
}

impl<'t> Conditions<'t> {
    pub(super) fn read(element: Element<'t>, reader: &mut StructureCheck<'t>) -> Conditions<'t> {
        let (mut one_time_use, mut proxy_restriction, mut unknown) = (None, None, None);
        reader.children(element, |reader, child| {
            match saml_name(child) {
                "AudienceRestriction" => reader.children(child, |reader, audience| {
                    let known = audience.is(Namespace::SAML, "Audience");
                    if known {
                        reader.text(audience);
                    }
                    known
                }),
                // At most one of each (SAML 2.0 core, 2.5.1.5 and 2.5.1.6).
                "OneTimeUse" => return reader.once(&mut one_time_use, child),
                "ProxyRestriction" => return reader.once(&mut proxy_restriction, child),
                // Extensions are legal here; not knowing one makes the assertion indeterminate, which is a rule.
                _ => unknown = unknown.or(Some(child)),
            }
            true
        });
        Conditions { element, one_time_use, unknown }
    }

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// NotBefore as written.
    pub fn not_before(&self) -> Option<&'t str> {
        self.element.attribute("NotBefore")
    }

    /// NotOnOrAfter as written.
    pub fn not_on_or_after(&self) -> Option<&'t str> {
        self.element.attribute("NotOnOrAfter")
    }

    /// The audience restrictions. All of them must be met.
    pub fn audience_restrictions(&self) -> impl Iterator<Item = AudienceRestriction<'t>> + use<'t> {
        self.element
            .children_named(Namespace::SAML, "AudienceRestriction")
            .map(|element| AudienceRestriction { element })
    }

    /// OneTimeUse, if present.
    pub fn one_time_use(&self) -> Option<Element<'t>> {
        self.one_time_use
    }

    /// The first condition that is none of SAML 2.0's own.
    pub fn unknown(&self) -> Option<Element<'t>> {
        self.unknown
    }
}

impl fmt::Debug for Conditions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Conditions")
            .field("not_before", &self.not_before())
            .field("not_on_or_after", &self.not_on_or_after())
            .finish_non_exhaustive()
    }
}

/// One AudienceRestriction: any one of its audiences satisfies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudienceRestriction<'t> {
    element: Element<'t>,
}

impl<'t> AudienceRestriction<'t> {
    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// Its audiences, exactly as written.
    pub fn audiences(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.element.children_named(Namespace::SAML, "Audience").filter_map(|audience| audience.text())
    }
}
