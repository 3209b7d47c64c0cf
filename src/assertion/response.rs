//! The protocol's Response and Status (SAML 2.0 core, 3.2.2 and 3.3.3).

use super::header::{Header, header_accessors};
use super::structure::{StructureCheck, StructureFault};
use crate::xml::{Element, Namespace};
use std::fmt;

/// A samlp:Response as written: UNVERIFIED.
///
/// Cheap to copy; every value borrows from the tree.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Response<'t> {
    header: Header<'t>,
    status: Option<Status<'t>>,
}

impl<'t> Response<'t> {
    /// Reads a Response from its element.
    ///
    /// # Errors
    /// Every place where the Response itself and its Status break the schema. The assertions inside are read by
    /// [`Assertion::read`](super::Assertion::read).
    #[cfg(feature = "internals")]
    pub fn read(element: Element<'t>) -> Result<Response<'t>, super::StructureFaults<'t>> {
        match Response::read_with_faults(element) {
            (response, faults) if faults.is_empty() => Ok(response),
            (_, faults) => Err(super::StructureFaults(faults)),
        }
    }

    /// Reads what can be read and says what is wrong with it: for showing a message, never for trusting one.
    ///
    /// If an element occurs twice, the first one is read.
    pub fn read_with_faults(element: Element<'t>) -> (Response<'t>, Vec<StructureFault<'t>>) {
        let mut reader = StructureCheck::default();
        let mut header = Header::begin(element, Namespace::SAMLP, "Response", &mut reader);
        let (mut extensions, mut status) = (None, None);
        reader.children(element, |reader, child| {
            let (namespace, name) = (child.namespace(), child.local_name());
            match (namespace, name) {
                (Namespace::SAMLP, "Extensions") => reader.once(&mut extensions, child),
                (Namespace::SAMLP, "Status") => reader.once(&mut status, child),
                // How many there may be is a rule of its own (invariant: one-assertion).
                (Namespace::SAML, "Assertion" | "EncryptedAssertion") => true,
                _ => header.take(child, reader),
            }
        });
        header.end(&mut reader);
        let status = status.map(|status| Status::read(status, &mut reader));
        (Response { header, status }, reader.into_faults())
    }

    /// Status.
    pub fn status(&self) -> Option<Status<'t>> {
        self.status
    }

    /// The assertions that are direct children of the Response.
    #[cfg(feature = "internals")]
    pub fn assertions(&self) -> impl Iterator<Item = Element<'t>> + use<'t> {
        self.header.element.children_named(Namespace::SAML, "Assertion")
    }
}

header_accessors!(Response: version destination in_response_to);

/// What the identity provider says came of the request: UNVERIFIED.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Status<'t> {
    element: Element<'t>,
    code: Option<Element<'t>>,
    message: Option<Element<'t>>,
}

impl<'t> Status<'t> {
    /// The one status that is a success (SAML 2.0 core, 3.2.2.2).
    pub const SUCCESS: &'static str = "urn:oasis:names:tc:SAML:2.0:status:Success";

    pub(super) fn read(element: Element<'t>, reader: &mut StructureCheck<'t>) -> Status<'t> {
        let (mut code, mut message, mut detail) = (None, None, None);
        reader.children(element, |reader, child| match (child.namespace(), child.local_name()) {
            (Namespace::SAMLP, "StatusCode") => reader.once(&mut code, child),
            (Namespace::SAMLP, "StatusMessage") => reader.once(&mut message, child),
            (Namespace::SAMLP, "StatusDetail") => reader.once(&mut detail, child),
            _ => false,
        });
        if let Some(message) = message {
            reader.text(message);
        }
        // Nesting is bounded by the depth that the tree allows.
        let mut level = code;
        while let Some(here) = level {
            let mut inner = None;
            reader.require(here, "Value");
            reader.children(here, |reader, child| {
                child.is(Namespace::SAMLP, "StatusCode") && reader.once(&mut inner, child)
            });
            level = inner;
        }
        Status { element, code, message }
    }

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// The top-level status code, a URI.
    pub fn code(&self) -> Option<&'t str> {
        self.code?.attribute("Value")
    }

    /// Whether the top-level code is [`Status::SUCCESS`], exactly.
    pub fn is_success(&self) -> bool {
        self.code() == Some(Status::SUCCESS)
    }

    /// The codes below the top-level one, from the outside in.
    pub fn sub_codes(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        let mut level = self.code;
        std::iter::from_fn(move || {
            level = level?.child(Namespace::SAMLP, "StatusCode");
            level?.attribute("Value")
        })
    }

    /// StatusMessage: its text, or else the attribute `Value` in which Auth0 writes it against the schema.
    pub fn message(&self) -> Option<&'t str> {
        let element = self.message?;
        match element.text() {
            None | Some("") => element.attribute("Value").or(element.text()),
            text => text,
        }
    }
}

impl fmt::Debug for Status<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The message may name a person.
        f.debug_struct("Status").field("code", &self.code()).finish_non_exhaustive()
    }
}
