//! What Response, Assertion, AuthnRequest and logout messages begin with (SAML 2.0 core, 2.3.3, 3.2.1 and 3.2.2).

use super::structure::StructureCheck;
use crate::xml::{Element, Namespace};

/// The attributes of a message or assertion that all of them have, with its Issuer and its signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Header<'t> {
    pub(super) element: Element<'t>,
    pub(super) issuer: Option<Element<'t>>,
    pub(super) signature: Option<Element<'t>>,
}

impl<'t> Header<'t> {
    /// Begins to read an element, which must have this name and an ID.
    pub(super) fn begin(
        element: Element<'t>,
        namespace: Namespace,
        name: &'static str,
        reader: &mut StructureCheck<'t>,
    ) -> Header<'t> {
        reader.expect(element, namespace, name);
        reader.require(element, "ID");
        reader.not_blank(element, "ID");
        reader.not_blank(element, "InResponseTo");
        Header { element, issuer: None, signature: None }
    }

    /// Takes a child element that belongs to the header; false for any other.
    pub(super) fn take(&mut self, child: Element<'t>, reader: &mut StructureCheck<'t>) -> bool {
        match (child.namespace(), child.local_name()) {
            (Namespace::SAML, "Issuer") => reader.once(&mut self.issuer, child),
            (Namespace::DS, "Signature") => reader.once(&mut self.signature, child),
            _ => false,
        }
    }

    /// After the children were read: Issuer has text alone.
    pub(super) fn end(&self, reader: &mut StructureCheck<'t>) {
        if let Some(issuer) = self.issuer {
            reader.text(issuer);
        }
    }
}

/// The accessors of a type with a field `header`: those of every header, and those that are named.
macro_rules! header_accessors {
    ($message:ident: $($more:ident)*) => {
        #[allow(dead_code, reason = "all messages share these accessors, and no message needs every one")]
        impl<'t> $message<'t> {
            /// The element it was read from.
            pub fn element(&self) -> crate::xml::Element<'t> {
                self.header.element
            }

            /// ID.
            pub fn id(&self) -> Option<&'t str> {
                self.header.element.attribute("ID")
            }

            /// IssueInstant as written; [`parse_instant`](super::parse_instant) reads it.
            pub fn issue_instant(&self) -> Option<&'t str> {
                self.header.element.attribute("IssueInstant")
            }

            /// Issuer: the entity ID of the sender. The protocol makes it optional outside an assertion.
            pub fn issuer(&self) -> Option<super::subject::Issuer<'t>> {
                self.header.issuer.map(super::subject::Issuer::new)
            }

            /// The ds:Signature that is its direct child.
            pub fn signature(&self) -> Option<crate::xml::Element<'t>> {
                self.header.signature
            }

            $($crate::assertion::header::header_accessor!($more);)*
        }

        impl std::fmt::Debug for $message<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($message))
                    .field("element", &self.header.element)
                    .finish_non_exhaustive()
            }
        }
    };
}

macro_rules! header_accessor {
    (version) => {
        /// Version, `2.0` in every message that samlens accepts.
        pub fn version(&self) -> Option<&'t str> {
            self.header.element.attribute("Version")
        }
    };
    (destination) => {
        /// Destination: the URL that it was sent to.
        pub fn destination(&self) -> Option<&'t str> {
            self.header.element.attribute("Destination")
        }
    };
    (in_response_to) => {
        /// InResponseTo: the ID of the request that it answers.
        pub fn in_response_to(&self) -> Option<&'t str> {
            self.header.element.attribute("InResponseTo")
        }
    };
}

pub(crate) use header_accessor;
pub(super) use header_accessors;
