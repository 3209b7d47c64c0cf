//! tree + trust → [`Signed`], the proof that an element was signed with a trusted key.

mod algorithm;
pub(crate) mod digest;
mod metadata;
pub(crate) mod redirect;
pub(crate) mod reference;

pub use algorithm::{DigestAlgorithm, SignatureAlgorithm};
pub use metadata::SignedMetadata;

use crate::decrypt::Opened;
use crate::trust::Certificate;
use crate::xml::canonical::Canonicalizer;
use crate::xml::{Element, Namespace};
use crate::{Finding, Limits};
use digest::{Digest, Digested, digest_element};
use reference::SignatureProfile;
use std::cell::OnceCell;

/// An element whose signature verified with a trusted key: the proof from which alone a `Login` is built.
///
/// Its field is private and it has one constructor, in this room (invariant: signed-proof). From a proof follow two more: of what
/// is inside the signed element, and of the plaintext of what is encrypted inside it.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'t> {
    element: Element<'t>,
}

impl<'t> Signed<'t> {
    /// The element that was digested: the same node, not one of the same name or ID (invariant: one-tree).
    pub fn element(&self) -> Element<'t> {
        self.element
    }

    /// The proof for an element inside, outside of any signature: what is inside signed content is signed.
    pub(crate) fn descend(&self, inner: Element<'t>) -> Option<Signed<'t>> {
        let mut ancestor = Some(inner);
        while let Some(element) = ancestor.filter(|element| self.element.contains(*element)) {
            // The enveloped signature was left out of the digest, with all inside it.
            if element.is(Namespace::DS, "Signature") {
                return None;
            }
            ancestor = element.parent();
        }
        self.element.contains(inner).then_some(Signed { element: inner })
    }

    /// The proof for a plaintext whose ciphertext stands inside.
    ///
    /// It holds because [`Opened`] has one constructor too: that plaintext is what the very element inside decrypts to,
    /// and the element, with its algorithms and keys, is part of what was digested, and so are the namespaces that it is
    /// read with. Whoever signed the ciphertext chose the plaintext: RSA-OAEP and the ciphers give one plaintext for one
    /// ciphertext. It is the only proof of anything in another document than the one that carries the signature.
    pub(crate) fn decrypted(&self, opened: &Opened<'t>) -> Option<Signed<'t>> {
        let inside = self.descend(opened.encrypted()).is_some() && !opened.is_decoy();
        let signed = inside && opened.is_bound_by(self.element);
        signed.then_some(Signed { element: opened.plaintext() })
    }
}

/// One signature, examined with trusted keys and, for diagnosis, with the embedded one.
#[derive(Debug)]
pub(crate) struct Examination<'t> {
    parent: Element<'t>,
    signature: Element<'t>,
    profile: Result<SignatureProfile<'t>, Finding>,
    signed_info: Option<Digested>,
    content: Option<Digested>,
    /// The trusted certificate with whose key SignatureValue verifies over SignedInfo.
    trusted: Option<Certificate>,
    /// What KeyInfo carries, for reports; read when it is asked for, and once.
    embedded: OnceCell<Embedded>,
    max_embedded_key_bits: u32,
    max_embedded_key_work: usize,
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
        let written = self.content.as_ref().is_some_and(stands_for_an_element);
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

    /// Whether the content digests to DigestValue; none where the signature leaves the profile.
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
        self.embedded.get_or_init(|| {
            let key_infos = self.signature.children_named(Namespace::DS, "KeyInfo");
            let certificates = key_infos
                .flat_map(|info| info.descendants())
                .filter(|element| element.is(Namespace::DS, "X509Certificate"))
                // One more, so that what is not asked is said.
                .take(MAX_EMBEDDED.saturating_add(1))
                .filter_map(|element| Certificate::from_base64(element.text()?).ok());
            let mut embedded = Embedded { certificates: certificates.collect(), asked: 0, matching: None };
            let mut work: usize = 0;
            // Invariant: bounded. A sender chooses how long these keys are.
            for certificate in &embedded.certificates {
                let key = certificate.public_key();
                work = work.saturating_add(key.verification_cost());
                let is_long = key.rsa_bits().is_some_and(|bits| bits > self.max_embedded_key_bits);
                if is_long || work > self.max_embedded_key_work || embedded.asked == MAX_EMBEDDED {
                    break;
                }
                embedded.asked += 1;
                if self.verifies_with(certificate) {
                    embedded.matching = Some(certificate.clone());
                    break;
                }
            }
            embedded
        })
    }
}

/// Certificates of one KeyInfo whose keys are asked.
const MAX_EMBEDDED: usize = 16;

/// The certificates that KeyInfo carries.
#[derive(Debug)]
pub(crate) struct Embedded {
    certificates: Vec<Certificate>,
    /// How many of them, from the first, were asked.
    asked: usize,
    matching: Option<Certificate>,
}

impl Embedded {
    /// All of them, in document order.
    pub(crate) fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Those whose keys may be asked.
    pub(crate) fn askable(&self) -> &[Certificate] {
        self.certificates.get(..self.asked).unwrap_or_default()
    }

    /// The one with whose key SignatureValue verifies.
    pub(crate) fn matching(&self) -> Option<&Certificate> {
        self.matching.as_ref()
    }

    /// The first that was not asked, because its key, or all keys up to it, are too much work.
    pub(crate) fn not_asked(&self) -> Option<&Certificate> {
        self.certificates.get(self.asked).filter(|_| self.matching.is_none())
    }

    /// A clause that says so, for the end of a message.
    pub(crate) fn not_asked_clause(&self) -> Option<String> {
        let key = self.not_asked()?.public_key();
        Some(format!(
            "; the embedded key {key} was not tried, because that is more work than samlens spends on a key that the sender chooses"
        ))
    }
}

/// Invariant: not-empty. Canonical bytes are never empty; `<a></a>` is the shortest element there is.
fn stands_for_an_element(content: &Digested) -> bool {
    content.length >= "<a></a>".len()
}

/// The first trusted certificate whose key verifies. Every key is tried, and each once, however many certificates
/// carry it: how many there may be is for the configuration to say ([`Limits::max_keys`]).
fn verifying(keys: &[Certificate], verifies: impl Fn(&Certificate) -> bool) -> Option<&Certificate> {
    let is_repeated =
        |index: usize, key: &Certificate| keys.iter().take(index).any(|other| other.same_key(key));
    let mut keys = keys.iter().enumerate().filter(|(index, key)| !is_repeated(*index, key));
    keys.find(|(_, key)| verifies(key)).map(|(_, key)| key)
}

/// A certificate is a container for its key (SAML V2.0 Metadata Interoperability Profile, 2.6.1): where several carry
/// the key that verified, one within its dates counts; of several such the one that lasts longest, so that nobody is told to
/// renew what was renewed.
fn prefer(
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::IdentityProviders;
    use crate::xml::Document;

    impl<'t> Signed<'t> {
        /// A proof that nothing proved, for tests of what is made of one.
        pub(crate) fn unproved(element: Element<'t>) -> Signed<'t> {
            Signed { element }
        }
    }

    fn named<'t>(document: &'t Document<'t>, name: &str) -> Element<'t> {
        document.elements().find(|element| element.local_name() == name).unwrap()
    }

    /// What could not be decrypted proves nothing, wherever its ciphertext stands.
    #[test]
    fn a_decoy_is_proved_by_no_signature() {
        use crate::decrypt::{Decrypted, Plaintexts};
        let document = Document::parse("<r><holder/></r>", &Limits::default()).unwrap();
        let plaintexts = Plaintexts::default();
        let decoy = Decrypted::decoy(named(&document, "holder"));
        let opened = plaintexts.read(decoy, &Limits::default()).unwrap();
        assert!(opened.is_decoy());
        assert!(Signed::unproved(document.root()).decrypted(&opened).is_none());
    }

    #[test]
    fn a_proof_reaches_what_is_inside_and_nothing_else() {
        let xml = "<r><a><b/></a><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><c/></ds:Signature><d/></r>";
        let limits = Limits::default();
        let (document, other) =
            (Document::parse(xml, &limits).unwrap(), Document::parse(xml, &limits).unwrap());
        let within = Signed::unproved(named(&document, "a"));
        assert_eq!(
            within.descend(named(&document, "b")).map(|signed| signed.element()),
            Some(named(&document, "b"))
        );
        for outside in ["r", "c", "d", "Signature"] {
            assert!(within.descend(named(&document, outside)).is_none(), "{outside}");
        }
        let whole = Signed::unproved(document.root());
        assert!(whole.descend(named(&document, "d")).is_some());
        // An enveloped signature is left out of the digest, and so is all that it holds.
        assert!(whole.descend(named(&document, "c")).is_none());
        assert!(whole.descend(named(&other, "b")).is_none(), "of another document");
    }

    const LOGIN: &str = include_str!("../../fixtures/samples/flex-login.xml");
    const METADATA: &str = include_str!("../../fixtures/samples/idp-metadata.xml");

    /// Changes the examination of the Response's signature, and says whether it still proves anything.
    fn proves(change: impl for<'t> FnOnce(&'t Document<'t>, &mut Examination<'t>)) -> bool {
        let limits = Limits::default();
        let document = Document::parse(LOGIN, &limits).unwrap();
        let providers = IdentityProviders::from_metadata(METADATA).unwrap();
        let keys = providers.providers().first().unwrap().signing_certificates();
        let response = document.root();
        let signature = response.child(Namespace::DS, "Signature").unwrap();
        let mut canonicalizer = Canonicalizer::default();
        let mut examination = Examination::new(&mut canonicalizer, signature, response, keys, &limits);
        change(&document, &mut examination);
        let proved = examination.signed();
        assert!(proved.is_none_or(|signed| signed.element() == response));
        proved.is_some()
    }

    #[test]
    fn an_examination_proves_what_it_examined() {
        assert!(proves(|_, _| {}));
    }

    #[test]
    fn without_a_trusted_key_nothing_is_proved() {
        assert!(!proves(|_, examination| examination.trusted = None));
    }

    #[test]
    fn a_signature_proves_nothing_of_another_element_than_its_parent() {
        assert!(!proves(|document, examination| {
            examination.parent = document.root().child(Namespace::SAML, "Assertion").unwrap();
        }));
    }

    #[test]
    fn a_digest_of_nothing_proves_nothing() {
        assert!(!proves(|_, examination| examination.content.as_mut().unwrap().length = 6));
    }

    #[test]
    fn another_digest_than_the_one_signed_proves_nothing() {
        let digest = digest::digest_bytes(DigestAlgorithm::Sha256, b"");
        assert!(!proves(|_, examination| examination.content.as_mut().unwrap().digest = digest));
        assert!(!proves(|_, examination| examination.content = None));
    }

    #[test]
    fn what_is_signed_says_so_of_what_is_inside_but_not_of_the_signature() {
        let document = Document::parse(LOGIN, &Limits::default()).unwrap();
        let response = document.root();
        let assertion = response.child(Namespace::SAML, "Assertion").unwrap();
        let signed = Signed { element: response };
        assert_eq!(signed.descend(assertion).map(|signed| signed.element()), Some(assertion));
        let signature = response.child(Namespace::DS, "Signature").unwrap();
        assert!(signature.descendants().all(|inside| signed.descend(inside).is_none()));
        let within = Signed { element: assertion };
        assert!(within.descend(response).is_none());
        assert!(within.descend(signature).is_none());
    }

    #[test]
    fn algorithms_are_named_for_reports() {
        let names = |text: &str| {
            let document = Document::parse(text, &Limits::default()).unwrap();
            let signature =
                document.elements().find(|element| element.is(Namespace::DS, "Signature")).unwrap();
            let parent = signature.parent().unwrap();
            let mut canonicalizer = Canonicalizer::default();
            Examination::new(&mut canonicalizer, signature, parent, &[], &Limits::default()).algorithm_names()
        };
        let owned = |text: &str| Some(text.to_owned());
        assert_eq!(names(LOGIN), (owned("rsa-sha256"), owned("sha256")));
        // Outside the profile they are named all the same, by URI where they are not on the list.
        let outside = |method: &str, digest: &str| {
            names(&format!(
                r#"<a xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:Signature><ds:SignedInfo><ds:SignatureMethod{method}/><ds:Reference><ds:DigestMethod{digest}/></ds:Reference></ds:SignedInfo></ds:Signature></a>"#
            ))
        };
        let (rsa, sha) = (
            r#" Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha512""#,
            r#" Algorithm="http://www.w3.org/2001/04/xmlenc#sha512""#,
        );
        assert_eq!(outside(rsa, sha), (owned("rsa-sha512"), owned("sha512")));
        assert_eq!(
            outside(r#" Algorithm="urn:a""#, r#" Algorithm="urn:b""#),
            (owned("urn:a"), owned("urn:b"))
        );
        assert_eq!(outside("", ""), (None, None));
    }
}
