//! The AuthnRequest (SAML 2.0 core, 3.4.1): what a service provider asks for.

use super::header::{Header, header_accessors};
use super::structure::{StructureCheck, StructureFault};
use crate::xml::{Element, Namespace};

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
    header: Header<'t>,
    name_id_policy: Option<Element<'t>>,
    authn_context: Option<Element<'t>>,
}

impl<'t> AuthnRequest<'t> {
    /// Reads an AuthnRequest from its element.
    ///
    /// # Errors
    /// Every place where it breaks the schema, except text in NameIDPolicy, which changes nothing that is read.
    #[cfg(any(feature = "inspect", feature = "internals"))]
    pub fn read(element: Element<'t>) -> Result<AuthnRequest<'t>, super::StructureFaults<'t>> {
        let (request, mut faults) = AuthnRequest::read_with_faults(element);
        faults.retain(|fault| !fault.is_text_for_format());
        if faults.is_empty() { Ok(request) } else { Err(super::StructureFaults(faults)) }
    }

    /// Reads what can be read and says what is wrong with it: for showing a message.
    ///
    /// If an element occurs twice, the first one is read.
    pub fn read_with_faults(element: Element<'t>) -> (AuthnRequest<'t>, Vec<StructureFault<'t>>) {
        let mut reader = StructureCheck::default();
        let mut header = Header::begin(element, Namespace::SAMLP, "AuthnRequest", &mut reader);
        let mut extensions = None;
        let (mut subject, mut name_id_policy, mut conditions) = (None, None, None);
        let (mut authn_context, mut scoping) = (None, None);
        reader.children(element, |reader, child| match (child.namespace(), child.local_name()) {
            (Namespace::SAMLP, "Extensions") => reader.once(&mut extensions, child),
            (Namespace::SAML, "Subject") => reader.once(&mut subject, child),
            (Namespace::SAMLP, "NameIDPolicy") => {
                reader.format_is_attribute(child);
                reader.once(&mut name_id_policy, child)
            }
            (Namespace::SAML, "Conditions") => reader.once(&mut conditions, child),
            (Namespace::SAMLP, "RequestedAuthnContext") => reader.once(&mut authn_context, child),
            (Namespace::SAMLP, "Scoping") => reader.once(&mut scoping, child),
            _ => header.take(child, reader),
        });
        header.end(&mut reader);
        let request = AuthnRequest { header, name_id_policy, authn_context };
        (request, reader.into_faults())
    }

    /// AssertionConsumerServiceURL.
    pub fn acs_url(&self) -> Option<&'t str> {
        self.header.element.attribute("AssertionConsumerServiceURL")
    }

    /// AssertionConsumerServiceIndex as written.
    pub fn acs_index(&self) -> Option<&'t str> {
        self.header.element.attribute("AssertionConsumerServiceIndex")
    }

    /// Whether the person must authenticate again.
    pub fn force_authn(&self) -> bool {
        matches!(self.header.element.attribute("ForceAuthn"), Some("true" | "1"))
    }

    /// Whether the identity provider must not show itself.
    pub fn is_passive(&self) -> bool {
        matches!(self.header.element.attribute("IsPassive"), Some("true" | "1"))
    }

    /// Format of the NameIDPolicy.
    pub fn name_id_format(&self) -> Option<&'t str> {
        self.name_id_policy?.attribute("Format")
    }

    /// Text inside the NameIDPolicy, which asks for nothing: the format is the attribute Format.
    #[cfg(feature = "inspect")]
    pub fn name_id_policy_text(&self) -> Option<&'t str> {
        Some(self.name_id_policy?.text()?.trim()).filter(|text| !text.is_empty())
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

header_accessors!(AuthnRequest: version destination);
