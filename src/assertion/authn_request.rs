//! The AuthnRequest (SAML 2.0 core, 3.4.1): what a service provider asks for.

use super::structure::{Reader, StructureFault, StructureFaults};
use super::subject::Issuer;
use crate::xml::{Element, Namespace};
use std::fmt;

/// A samlp:AuthnRequest as written: UNVERIFIED.
///
/// ```
/// use samlens::{Limits, internals::{assertion::AuthnRequest, xml::Document}};
///
/// let text = r#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_q1" Version="2.0" ForceAuthn="true"/>"#;
/// let document = Document::parse(text, &Limits::default())?;
/// let request = AuthnRequest::read(document.root()).map_err(|faults| faults.to_string())?;
/// assert_eq!((request.id(), request.force_authn()), (Some("_q1"), true));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AuthnRequest<'t> {
    element: Element<'t>,
    issuer: Option<Element<'t>>,
    signature: Option<Element<'t>>,
    name_id_policy: Option<Element<'t>>,
    authn_context: Option<Element<'t>>,
}

impl<'t> AuthnRequest<'t> {
    /// Reads an AuthnRequest from its element.
    ///
    /// # Errors
    /// Every place where it breaks the schema.
    pub fn read(element: Element<'t>) -> Result<AuthnRequest<'t>, StructureFaults<'t>> {
        match AuthnRequest::read_with_faults(element) {
            (request, faults) if faults.is_empty() => Ok(request),
            (_, faults) => Err(StructureFaults(faults)),
        }
    }

    /// Reads what can be read and says what is wrong with it: for showing a message.
    ///
    /// Of elements that stand twice the first is read.
    pub fn read_with_faults(element: Element<'t>) -> (AuthnRequest<'t>, Vec<StructureFault<'t>>) {
        let mut reader = Reader::default();
        reader.expect(element, Namespace::SAMLP, "AuthnRequest");
        reader.require(element, "ID");
        let (mut issuer, mut signature, mut extensions) = (None, None, None);
        let (mut subject, mut name_id_policy, mut conditions) = (None, None, None);
        let (mut authn_context, mut scoping) = (None, None);
        reader.children(element, |reader, child| match (child.namespace(), child.local_name()) {
            (Namespace::SAML, "Issuer") => reader.once(&mut issuer, child),
            (Namespace::DS, "Signature") => reader.once(&mut signature, child),
            (Namespace::SAMLP, "Extensions") => reader.once(&mut extensions, child),
            (Namespace::SAML, "Subject") => reader.once(&mut subject, child),
            (Namespace::SAMLP, "NameIDPolicy") => reader.once(&mut name_id_policy, child),
            (Namespace::SAML, "Conditions") => reader.once(&mut conditions, child),
            (Namespace::SAMLP, "RequestedAuthnContext") => reader.once(&mut authn_context, child),
            (Namespace::SAMLP, "Scoping") => reader.once(&mut scoping, child),
            _ => false,
        });
        if let Some(issuer) = issuer {
            reader.text(issuer);
        }
        let request = AuthnRequest { element, issuer, signature, name_id_policy, authn_context };
        (request, reader.into_faults())
    }

    /// The element it was read from.
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// ID, which the Response repeats as InResponseTo.
    pub fn id(&self) -> Option<&'t str> {
        self.element.attribute("ID")
    }

    /// Version, `2.0` in all that samlens accepts.
    pub fn version(&self) -> Option<&'t str> {
        self.element.attribute("Version")
    }

    /// IssueInstant as written.
    pub fn issue_instant(&self) -> Option<&'t str> {
        self.element.attribute("IssueInstant")
    }

    /// Destination: the single sign-on URL of the identity provider.
    pub fn destination(&self) -> Option<&'t str> {
        self.element.attribute("Destination")
    }

    /// Issuer: the entity ID of the service provider, which becomes the audience.
    pub fn issuer(&self) -> Option<Issuer<'t>> {
        self.issuer.map(Issuer::new)
    }

    /// The ds:Signature that stands directly in it.
    pub fn signature(&self) -> Option<Element<'t>> {
        self.signature
    }

    /// AssertionConsumerServiceURL.
    pub fn acs_url(&self) -> Option<&'t str> {
        self.element.attribute("AssertionConsumerServiceURL")
    }

    /// AssertionConsumerServiceIndex as written.
    pub fn acs_index(&self) -> Option<&'t str> {
        self.element.attribute("AssertionConsumerServiceIndex")
    }

    /// ProtocolBinding asked for.
    pub fn protocol_binding(&self) -> Option<&'t str> {
        self.element.attribute("ProtocolBinding")
    }

    /// Whether the person must authenticate anew.
    pub fn force_authn(&self) -> bool {
        matches!(self.element.attribute("ForceAuthn"), Some("true" | "1"))
    }

    /// Whether the identity provider must not show itself.
    pub fn is_passive(&self) -> bool {
        matches!(self.element.attribute("IsPassive"), Some("true" | "1"))
    }

    /// Format of the NameIDPolicy.
    pub fn name_id_format(&self) -> Option<&'t str> {
        self.name_id_policy?.attribute("Format")
    }

    /// SPNameQualifier of the NameIDPolicy.
    pub fn sp_name_qualifier(&self) -> Option<&'t str> {
        self.name_id_policy?.attribute("SPNameQualifier")
    }

    /// Comparison of the RequestedAuthnContext: `exact` where it does not say.
    pub fn authn_context_comparison(&self) -> Option<&'t str> {
        Some(self.authn_context?.attribute("Comparison").unwrap_or("exact"))
    }

    /// The authentication context classes asked for.
    pub fn authn_context_class_refs(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.authn_context
            .into_iter()
            .flat_map(|context| context.children_named(Namespace::SAML, "AuthnContextClassRef"))
            .map(|class| class.text().unwrap_or_default())
    }
}

impl fmt::Debug for AuthnRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthnRequest").field("element", &self.element).finish_non_exhaustive()
    }
}
