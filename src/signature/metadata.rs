//! Metadata that is signed, verified as messages are (saml-metadata-2.0-os, section 3).
//!
//! What is read afterwards is the canonical text that was digested, and nothing else: no second parser looks at the
//! original, so there is nothing that two readers could see differently (invariant: one-tree).

use super::{DigestAlgorithm, Examination};
use crate::trust::{Certificate, IdentityProviders};
use crate::xml::canonical::{Canonicalizer, Method};
use crate::xml::{Document, Element, Namespace};
use crate::{Error, ErrorKind, LibrarySetting, Limits};

/// Smallest RSA key that may sign metadata, in bits.
const MIN_RSA_BITS: u32 = 2048;

/// Metadata whose root carries a signature that verified with a trusted key.
///
/// The verification needs a tree, so it is bounded by [`Limits::max_metadata_bytes`] (16 MiB); a larger aggregate can be
/// searched, but not verified. Weak algorithms are refused without exception.
///
/// ```
/// use samlens::{Certificate, Limits, metadata::SignedMetadata};
///
/// let error = SignedMetadata::verify("<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata'/>", &[], &Limits::default());
/// assert_eq!(error.unwrap_err().to_string(), "no certificate was given to verify the metadata with");
/// ```
#[derive(Clone, Debug)]
pub struct SignedMetadata {
    xml: String,
    certificate: Certificate,
}

impl SignedMetadata {
    /// Verifies the signature that the root, an EntityDescriptor or EntitiesDescriptor, carries itself.
    ///
    /// # Errors
    ///
    /// When the document is no metadata or too large, its root is not signed, the signature leaves the strict profile,
    /// or no trusted key verifies it. Without a certificate nothing is verified, and that is an error (CVE-2026-28323).
    pub fn verify(xml: &str, trusted: &[Certificate], limits: &Limits) -> Result<SignedMetadata, Error> {
        if trusted.is_empty() {
            let message = "no certificate was given to verify the metadata with";
            return Err(Error::new(ErrorKind::Configuration, message));
        }
        if xml.len() > limits.max_metadata_bytes {
            let message = format!(
                "the metadata is larger than {} bytes, so its signature cannot be verified",
                limits.max_metadata_bytes
            );
            return Err(refused(message).with_fix(
                "fetch only this entity from the federation (a metadata query); it has its own signature",
            ));
        }
        let document = Document::parse(xml, &roomy(limits))
            .map_err(|error| refused(format!("the metadata cannot be read: {error}")))?;
        let root = document.root();
        if !owns_signature(root) {
            let name = root.local_name();
            return Err(refused(format!(
                "the root element is {name}, not EntityDescriptor or EntitiesDescriptor"
            )));
        }
        // Invariant: unique-ids. What is looked up by ID elsewhere must be what is signed here.
        if document.duplicate_id().is_some() {
            return Err(refused("two elements of the metadata have the same ID".to_owned()));
        }
        let signature = the_signature(root)?;
        let mut canonicalizer = Canonicalizer::default();
        let examination = Examination::new(&mut canonicalizer, signature, root, trusted, limits);
        let certificate = judged(&examination)?;
        let mut bytes = Vec::with_capacity(xml.len());
        // The same form that was digested: `judged` refuses what has no profile.
        let (method, prefixes) = match examination.profile() {
            Ok(profile) => (profile.method, profile.prefixes.as_slice()),
            Err(_) => (Method::Exclusive, &[][..]),
        };
        canonicalizer.write(root, method, prefixes, Some(signature), &mut bytes);
        let xml = String::from_utf8(bytes).map_err(|_| refused("the metadata is not UTF-8".to_owned()))?;
        Ok(SignedMetadata { xml, certificate })
    }

    /// The text that is signed, in canonical form, without the signature.
    pub fn xml(&self) -> &str {
        &self.xml
    }

    /// The trusted certificate whose key verified it.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Its identity providers.
    ///
    /// # Errors
    ///
    /// As [`IdentityProviders::from_metadata`].
    pub fn identity_providers(&self, limits: &Limits) -> Result<IdentityProviders, Error> {
        IdentityProviders::from_metadata_within(&self.xml, limits)
    }
}

/// Space for as many elements as so many bytes of metadata may have.
fn roomy(limits: &Limits) -> Limits {
    let mut roomy = limits.clone();
    roomy.max_xml_bytes = limits.max_metadata_bytes;
    roomy.max_nodes = limits.max_nodes.max(limits.max_metadata_bytes / 8);
    roomy.max_attributes = limits.max_attributes.max(limits.max_metadata_bytes / 8);
    roomy
}

fn owns_signature(root: Element<'_>) -> bool {
    root.is(Namespace::MD, "EntityDescriptor") || root.is(Namespace::MD, "EntitiesDescriptor")
}

/// The one `ds:Signature` that is a direct child of the root (invariant: signature-place); those of inner entities are
/// theirs.
fn the_signature(root: Element<'_>) -> Result<Element<'_>, Error> {
    let mut own = root.children_named(Namespace::DS, "Signature");
    match (own.next(), own.next()) {
        (Some(signature), None) => Ok(signature),
        (Some(_), Some(_)) => Err(refused("the metadata has two signatures".to_owned())),
        (None, _) => {
            let name = root.local_name();
            Err(refused(format!("the metadata is not signed: its {name} has no signature"))
                .with_setting(LibrarySetting::MetadataSigners)
                .with_fix("get the metadata from an address that signs it, or require no signature and trust the connection"))
        }
    }
}

/// The trusted certificate that signed it, or why it does not count.
fn judged(examination: &Examination<'_>) -> Result<Certificate, Error> {
    let profile = match examination.profile() {
        Ok(profile) => profile,
        Err(finding) => {
            return Err(refused(format!("the signature of the metadata is refused: {}", finding.message())));
        }
    };
    if profile.digest == DigestAlgorithm::Sha1 || profile.algorithm.digest() == DigestAlgorithm::Sha1 {
        return Err(refused("the signature of the metadata is refused: it uses SHA-1".to_owned())
            .with_fix("ask the publisher for metadata that is signed with SHA-256"));
    }
    let Some(certificate) = examination.trusted() else {
        let embedded = examination.embedded();
        return Err(match embedded.matching() {
            Some(embedded) => refused(format!(
                "the metadata is signed with the key of {} (SHA-256 {}), not with the key of a certificate that was given for it",
                embedded.subject(),
                embedded.sha256_fingerprint()
            ))
            .with_setting(LibrarySetting::MetadataSigners)
            .with_fix(
                "compare the fingerprint with the one that the publisher announces outside the metadata",
            ),
            None => refused(format!(
                "the signature of the metadata does not verify with the key of a certificate that was given for it{}",
                embedded.not_asked_clause().unwrap_or_default()
            ))
            .with_setting(LibrarySetting::MetadataSigners)
            .with_fix(
                "fetch the metadata again and do not change it; an editor may change a file when it saves it",
            ),
        });
    };
    if let Some(bits) = certificate.public_key().rsa_bits().filter(|&bits| bits < MIN_RSA_BITS) {
        return Err(refused(format!(
            "the metadata is signed with an RSA key of {bits} bits, fewer than {MIN_RSA_BITS}"
        )));
    }
    match examination.signed() {
        Some(_) => Ok(certificate.clone()),
        None => Err(refused("the metadata was changed after it was signed".to_owned())
            .with_fix("fetch it again and do not change it; an indented or edited file no longer verifies")),
    }
}

fn refused(message: String) -> Error {
    Error::new(ErrorKind::Metadata, message)
}
