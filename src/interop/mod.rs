//! samael's types, and libxmlsec1's result for the same bytes. Never part of a verdict.
//!
//! Only with the feature `samael`, which compiles only where libxmlsec1, libxml2 and libclang are installed.

mod second_opinion;

pub use second_opinion::{Opinion, SecondOpinion, second_opinion};

use crate::trust::{Certificate, IdentityProvider};
use crate::xml::canonical::{Canonicalizer, Method};
use crate::xml::{Element, Namespace};
use crate::{Error, ErrorKind, Login};
use samael::metadata::EntityDescriptor;
use samael::schema::Assertion;

/// The assertion of a login as samael's type, parsed from the canonical bytes that were verified.
///
/// # Errors
/// samael's model has no place for something in it, or wants something that SAML does not.
pub fn assertion(login: &Login) -> Result<Assertion, Error> {
    let wrong = |error: Box<dyn std::error::Error>| {
        // Its message may quote the assertion (invariant: private-values).
        let _ = error;
        Error::new(ErrorKind::Configuration, "samael's model cannot represent this assertion")
    };
    login.canonical().parse().map_err(wrong)
}

/// An identity provider by samael's metadata: its entity ID and the certificates of its signing keys.
///
/// # Errors
/// No entity ID, no role of an identity provider, or no usable signing certificate.
pub fn identity_provider(metadata: &EntityDescriptor) -> Result<IdentityProvider, Error> {
    let wrong = |message: &str| Error::new(ErrorKind::Metadata, message);
    let entity_id = metadata.entity_id.as_deref().ok_or_else(|| wrong("the metadata has no entity ID"))?;
    let mut builder = IdentityProvider::builder(entity_id);
    let roles = metadata.idp_sso_descriptors.as_deref().unwrap_or_default();
    let keys = roles.iter().flat_map(|role| &role.key_descriptors);
    // SAML 2.0 metadata, 2.4.1.1: a key without a use serves both.
    for key in keys.filter(|key| key.key_use.as_deref().is_none_or(|usage| usage == "signing")) {
        for text in key.key_info.x509_data.iter().flat_map(|data| &data.certificates) {
            builder = builder.certificate(Certificate::from_base64(text)?);
        }
    }
    builder.build()
}

/// The canonical text of an element without the signature that is its child.
pub(crate) fn canonical(element: Element<'_>) -> Option<String> {
    let signature = element.child(Namespace::DS, "Signature");
    let mut bytes = Vec::new();
    Canonicalizer::default().write(element, Method::Exclusive, &[], signature, &mut bytes);
    String::from_utf8(bytes).ok()
}
