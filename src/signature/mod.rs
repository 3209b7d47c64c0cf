//! tree + trust → [`Signed`], the proof that an element was signed with a trusted key.

mod algorithm;
mod canonicalization;
pub(crate) mod digest;
mod embedded;
mod examination;
mod metadata;
pub(crate) mod misspelled;
mod parts;
pub(crate) mod redirect;
pub(crate) mod reference;
pub(crate) mod sign;
mod signature_method;
mod verify;

pub use algorithm::{DigestAlgorithm, SignatureAlgorithm};
#[cfg(feature = "inspect")]
pub(crate) use canonicalization::Canonicalization;
pub(crate) use embedded::Embedded;
pub(crate) use examination::Examination;
pub use metadata::SignedMetadata;
pub use sign::SigningKey;

use crate::decrypt::Opened;
use crate::xml::{Element, Namespace};

/// An element whose signature verified with a trusted key: the proof from which alone a `Login` is built.
///
/// Its field is private and it has one constructor, in this module (invariant: signed-proof). From a proof follow two more:
/// of what is inside the signed element, and of the plaintext of what is encrypted inside it.
///
/// ```compile_fail
/// use samlens::{Limits, internals::{signature::Signed, xml::Document}};
///
/// let document = Document::parse("<a/>", &Limits::default()).unwrap();
/// let proof = Signed { element: document.root() }; // the field is private
/// ```
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

    /// The proof for a plaintext whose ciphertext is inside.
    ///
    /// It is valid because [`Opened`] has one constructor too: that plaintext is what the very element inside decrypts to,
    /// and the element, with its algorithms and keys, is part of what was digested, and so are the namespaces that it is
    /// read with. The signer of the ciphertext chose the plaintext: RSA-OAEP and the ciphers give one plaintext for one
    /// ciphertext. It is the only proof of anything in another document than the one that carries the signature.
    pub(crate) fn decrypted(&self, opened: &Opened<'t>) -> Option<Signed<'t>> {
        let inside = self.descend(opened.encrypted()).is_some() && !opened.is_decoy();
        let signed = inside && opened.is_bound_by(self.element);
        signed.then_some(Signed { element: opened.plaintext() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Document;
    use crate::xml::canonical::Canonicalizer;
    use crate::{IdentityProviders, Limits};

    impl<'t> Signed<'t> {
        /// A proof that nothing proved, for tests of what is made of one.
        pub(crate) fn unproved(element: Element<'t>) -> Signed<'t> {
            Signed { element }
        }
    }

    fn named<'t>(document: &'t Document<'t>, name: &str) -> Element<'t> {
        document.elements().find(|element| element.local_name() == name).unwrap()
    }

    /// What could not be decrypted proves nothing, wherever its ciphertext is.
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
        // An enveloped signature is left out of the digest, with all its content.
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
        // Outside the profile they are named too, by URI if they are not supported.
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
