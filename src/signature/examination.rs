//! One `ds:Signature`: what it says, whether a trusted key verifies it, and what that proves.

use super::Signed;
use super::digest::{Digest, Digested, digest_element};
use super::embedded::Embedded;
use super::reference::SignatureProfile;
#[cfg(feature = "inspect")]
use super::{DigestAlgorithm, SignatureAlgorithm};
use crate::trust::Certificate;
use crate::xml::Element;
#[cfg(feature = "inspect")]
use crate::xml::Namespace;
use crate::xml::canonical::Canonicalizer;
use crate::{Finding, Limits};
use std::cell::OnceCell;

/// One signature, examined with trusted keys and, for diagnosis, with the embedded one.
#[derive(Debug)]
pub(crate) struct Examination<'t> {
    pub(super) parent: Element<'t>,
    signature: Element<'t>,
    profile: Result<SignatureProfile<'t>, Finding>,
    signed_info: Option<Digested>,
    pub(super) content: Option<Digested>,
    /// The trusted certificate with whose key SignatureValue verifies over SignedInfo.
    pub(super) trusted: Option<Certificate>,
    /// What KeyInfo carries, for reports; read when it is asked for, and once.
    embedded: OnceCell<Embedded>,
    pub(super) max_embedded_key_bits: u32,
    pub(super) max_embedded_key_work: usize,
}

impl<'t> Examination<'t> {
    /// Reads and verifies the signature that is a direct child of `parent`, with these keys and no others
    /// (invariant: configured-keys).
    pub(crate) fn new(
        canonicalizer: &mut Canonicalizer,
        signature: Element<'t>,
        parent: Element<'t>,
        keys: &[Certificate],
        limits: &Limits,
    ) -> Examination<'t> {
        let profile = SignatureProfile::read(signature, parent, limits.max_inclusive_prefixes);
        let mut examination = Examination {
            parent,
            signature,
            profile,
            signed_info: None,
            content: None,
            trusted: None,
            embedded: OnceCell::new(),
            max_embedded_key_bits: limits.max_embedded_key_bits,
            max_embedded_key_work: limits.max_embedded_key_work,
        };
        let Ok(profile) = &examination.profile else { return examination };
        let signed_info = digest_element(
            canonicalizer,
            profile.algorithm.digest(),
            profile.signed_info,
            profile.signed_info_method,
            &profile.signed_info_prefixes,
            None,
        );
        examination.trusted =
            verifying(keys, |certificate| verifies(profile, certificate, &signed_info.digest)).cloned();
        examination.signed_info = Some(signed_info);
        examination.content = Some(digest_element(
            canonicalizer,
            profile.digest,
            parent,
            profile.method,
            &profile.prefixes,
            Some(signature),
        ));
        examination
    }

    /// Prefers a certificate that is within its dates, of those that carry the key which verified.
    pub(crate) fn prefer(&mut self, keys: &[Certificate], is_current: impl Fn(&Certificate) -> bool) {
        prefer(&mut self.trusted, keys, is_current);
    }

    /// The proof, if a trusted key verifies SignedInfo and the content digests to what SignedInfo says.
    pub(crate) fn signed(&self) -> Option<Signed<'t>> {
        let written = self.content.as_ref().is_some_and(is_an_element);
        let proved = self.signature.parent() == Some(self.parent)
            && self.trusted.is_some()
            && self.digest_matches() == Some(true)
            && written;
        proved.then_some(Signed { element: self.parent })
    }

    /// The element that carries the signature.
    pub(crate) fn parent(&self) -> Element<'t> {
        self.parent
    }

    /// The `ds:Signature` itself.
    pub(crate) fn signature(&self) -> Element<'t> {
        self.signature
    }

    /// What the signature says, or where it leaves the strict profile.
    pub(crate) fn profile(&self) -> Result<&SignatureProfile<'t>, &Finding> {
        self.profile.as_ref()
    }

    /// Short names of the signature and digest algorithm, or their URIs where they are not on the list; for reports.
    #[cfg(feature = "inspect")]
    pub(crate) fn algorithm_names(&self) -> (Option<String>, Option<String>) {
        if let Ok(profile) = &self.profile {
            return (Some(profile.algorithm.as_str().to_owned()), Some(profile.digest.as_str().to_owned()));
        }
        let info = self.signature.child(Namespace::DS, "SignedInfo");
        let uri = |element: Option<Element<'t>>| element.and_then(|element| element.attribute("Algorithm"));
        let method = uri(info.and_then(|info| info.child(Namespace::DS, "SignatureMethod")));
        let digest = uri(info
            .and_then(|info| info.child(Namespace::DS, "Reference"))
            .and_then(|reference| reference.child(Namespace::DS, "DigestMethod")));
        let short = |uri: &str| {
            SignatureAlgorithm::from_uri(uri).map_or(uri.to_owned(), |one| one.as_str().to_owned())
        };
        let short_digest =
            |uri: &str| DigestAlgorithm::from_uri(uri).map_or(uri.to_owned(), |one| one.as_str().to_owned());
        (method.map(short), digest.map(short_digest))
    }

    /// The trusted certificate that verifies SignedInfo.
    pub(crate) fn trusted(&self) -> Option<&Certificate> {
        self.trusted.as_ref()
    }

    /// Whether the content matches DigestValue; `None` if the signature is outside the profile.
    pub(crate) fn digest_matches(&self) -> Option<bool> {
        // Both are public values: there is nothing to learn from the time a comparison takes.
        let profile = self.profile.as_ref().ok()?;
        self.content.map(|content| content.digest.as_bytes() == profile.digest_value)
    }

    /// The digest of the content and its canonical length, in bytes.
    pub(crate) fn content(&self) -> Option<(&Digest, usize)> {
        self.content.as_ref().map(|content| (&content.digest, content.length))
    }

    /// Whether SignatureValue verifies over SignedInfo with this key, for diagnosis: it proves nothing but integrity.
    pub(crate) fn verifies_with(&self, certificate: &Certificate) -> bool {
        match (&self.profile, &self.signed_info) {
            (Ok(profile), Some(signed_info)) => verifies(profile, certificate, &signed_info.digest),
            _ => false,
        }
    }

    /// The certificates that KeyInfo carries, for diagnosis (invariant: configured-keys), and which of them verifies.
    pub(crate) fn embedded(&self) -> &Embedded {
        self.embedded.get_or_init(|| Embedded::read(self))
    }
}

/// The first trusted certificate whose key verifies. Every key is tried, and each once, however many certificates
/// carry it: how many there may be is for the configuration to say ([`Limits::max_keys`]).
pub(super) fn verifying(
    keys: &[Certificate],
    verifies: impl Fn(&Certificate) -> bool,
) -> Option<&Certificate> {
    let is_repeated =
        |index: usize, key: &Certificate| keys.iter().take(index).any(|other| other.same_key(key));
    let mut keys = keys.iter().enumerate().filter(|(index, key)| !is_repeated(*index, key));
    keys.find(|(_, key)| verifies(key)).map(|(_, key)| key)
}

/// A certificate is a container for its key (SAML V2.0 Metadata Interoperability Profile, 2.6.1): where several carry
/// the key that verified, one within its dates counts; of several such the one that lasts longest, so that no one is asked
/// to renew what was renewed.
pub(super) fn prefer(
    trusted: &mut Option<Certificate>,
    keys: &[Certificate],
    is_current: impl Fn(&Certificate) -> bool,
) {
    let Some(first) = trusted else { return };
    let current = keys.iter().filter(|key| key.same_key(first) && is_current(key));
    // The first of those that last equally long.
    let longest = current.rev().max_by_key(|key| key.not_after());
    if let Some(longest) = longest {
        *first = longest.clone();
    }
}

fn verifies(profile: &SignatureProfile<'_>, certificate: &Certificate, digest: &Digest) -> bool {
    profile.algorithm.fits(certificate.public_key())
        && profile.algorithm.verify(certificate, digest.as_bytes(), &profile.signature_value)
}

/// Invariant: not-empty. Canonical bytes are never empty; `<a></a>` is the shortest element there is.
fn is_an_element(content: &Digested) -> bool {
    content.length >= "<a></a>".len()
}
