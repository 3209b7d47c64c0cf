//! Plaintexts, each read as a document of its own, kept for as long as the message is.

use super::binding;
use crate::Limits;
use crate::xml::{Document, Element, XmlError};
use std::cell::OnceCell;
use std::collections::HashSet;
use zeroize::Zeroizing;

/// The content of one ciphertext, not yet read. It has no `Debug`, because it contains values of a person.
pub(crate) struct Decrypted<'t> {
    holder: Element<'t>,
    /// Wiped when it is dropped, as it is in [`Plaintexts`].
    text: Zeroizing<String>,
    decoy: bool,
}

impl<'t> Decrypted<'t> {
    pub(super) fn new(holder: Element<'t>, text: Zeroizing<String>) -> Decrypted<'t> {
        Decrypted { holder, text, decoy: false }
    }

    /// A decoy for what could not be decrypted: it is read and verified like any other plaintext, and proves nothing.
    pub(crate) fn decoy(holder: Element<'t>) -> Decrypted<'t> {
        Decrypted { holder, text: Zeroizing::new(DECOY.to_owned()), decoy: true }
    }
}

/// The proof that an element is the plaintext of an encrypted one.
///
/// Its fields are private, and it has one constructor, [`Plaintexts::read`], over what was decrypted. Whether it is
/// signed is for [`Signed`](crate::signature::Signed) to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opened<'t> {
    encrypted: Element<'t>,
    plaintext: Element<'t>,
    decoy: bool,
}

impl<'t> Opened<'t> {
    /// The element that contained the ciphertext: EncryptedAssertion, EncryptedID or EncryptedAttribute.
    pub(crate) fn encrypted(&self) -> Element<'t> {
        self.encrypted
    }

    /// The root of the plaintext.
    pub(crate) fn plaintext(&self) -> Element<'t> {
        self.plaintext
    }

    /// Whether `signed`, which contains the ciphertext, determines all of what the plaintext means, including its
    /// namespaces.
    pub(crate) fn is_bound_by(&self, signed: Element<'t>) -> bool {
        binding::is_signed(self.plaintext, self.encrypted, signed)
    }

    /// Whether it is a decoy for what could not be decrypted.
    pub(crate) fn is_decoy(&self) -> bool {
        self.decoy
    }
}

/// Keeps the plaintexts of one message; filled once for its assertion, and once for what is encrypted inside that.
#[derive(Default)]
pub(crate) struct Plaintexts<'t> {
    assertion: OnceCell<Zeroizing<String>>,
    assertion_document: OnceCell<Document<'t>>,
    parts: OnceCell<Vec<Zeroizing<String>>>,
    part_documents: OnceCell<Vec<Document<'t>>>,
    opened: OnceCell<Vec<Opened<'t>>>,
}

impl<'t> Plaintexts<'t> {
    /// Reads the plaintext of the assertion, strictly, with the namespaces in scope at its ciphertext.
    pub(crate) fn read(&'t self, decrypted: Decrypted<'t>, limits: &Limits) -> Result<Opened<'t>, XmlError> {
        let Decrypted { holder, text, decoy } = decrypted;
        let text: &'t str = self.assertion.get_or_init(|| text);
        let document = Document::parse_in_scope(text, &scope(holder), limits)?;
        let document = self.assertion_document.get_or_init(|| document);
        Ok(Opened { encrypted: holder, plaintext: document.root(), decoy })
    }

    /// A decoy for a plaintext that could not be read.
    pub(crate) fn read_decoy(&'t self, holder: Element<'t>, limits: &Limits) -> Option<Opened<'t>> {
        let document = Document::parse(DECOY, limits).ok()?;
        let document = self.assertion_document.get_or_init(|| document);
        Some(Opened { encrypted: holder, plaintext: document.root(), decoy: true })
    }

    /// Reads the plaintexts of what is encrypted inside the assertion.
    pub(crate) fn read_parts(
        &'t self,
        decrypted: Vec<Decrypted<'t>>,
        limits: &Limits,
    ) -> Result<&'t [Opened<'t>], (Element<'t>, XmlError)> {
        let (holders, texts): (Vec<_>, Vec<_>) =
            decrypted.into_iter().map(|part| ((part.holder, part.decoy), part.text)).unzip();
        let texts: &'t [Zeroizing<String>] = self.parts.get_or_init(|| texts);
        let mut documents = Vec::with_capacity(texts.len());
        for (text, (holder, _)) in texts.iter().zip(&holders) {
            let document = Document::parse_in_scope(text, &scope(*holder), limits);
            documents.push(document.map_err(|error| (*holder, error))?);
        }
        let documents: &'t [Document<'t>] = self.part_documents.get_or_init(|| documents);
        let opened = documents.iter().zip(holders).map(|(document, (encrypted, decoy))| Opened {
            encrypted,
            plaintext: document.root(),
            decoy,
        });
        Ok(self.opened.get_or_init(|| opened.collect()))
    }
}

/// The namespaces in scope at an element, the nearest declaration of each prefix (XML Encryption 1.1, section 4.4: the
/// plaintext takes the place of the ciphertext).
fn scope<'t>(element: Element<'t>) -> Vec<(&'t str, &'t str)> {
    let mut seen = HashSet::new();
    let mut scope = Vec::new();
    let mut here = Some(element);
    while let Some(element) = here {
        for declaration in element.declarations() {
            if seen.insert(declaration.prefix) && !declaration.uri.is_empty() && declaration.prefix != "xml" {
                scope.push((declaration.prefix, declaration.uri));
            }
        }
        here = element.parent();
    }
    scope
}

/// An assertion of usual size and shape, with a signature that no key verifies.
const DECOY: &str = concat!(
    r##"<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_decoy" Version="2.0" IssueInstant="2000-01-01T00:00:00Z">"##,
    r##"<Issuer>decoy</Issuer><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo>"##,
    r##"<CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>"##,
    r##"<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI="#_decoy"><Transforms>"##,
    r##"<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>"##,
    r##"<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></Transforms>"##,
    r##"<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>"##,
    r##"<DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</DigestValue></Reference></SignedInfo><SignatureValue>"##,
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQ==",
    r##"</SignatureValue></Signature><Subject><NameID>decoy</NameID></Subject><Conditions/>"##,
    r##"<AttributeStatement><Attribute Name="decoy"><AttributeValue>decoy</AttributeValue></Attribute></AttributeStatement></Assertion>"##,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decoy_reads_as_an_assertion_with_one_signature() {
        let holder = Document::parse("<e/>", &Limits::default()).unwrap();
        let plaintexts = Plaintexts::default();
        let opened = plaintexts.read(Decrypted::decoy(holder.root()), &Limits::default()).unwrap();
        assert!(opened.is_decoy());
        let assertion = crate::assertion::Assertion::read(opened.plaintext()).unwrap();
        let profile = crate::signature::reference::SignatureProfile::read(
            assertion.signature().unwrap(),
            opened.plaintext(),
            8,
        );
        assert_eq!(profile.unwrap().signature_value.len(), 256);
    }

    #[test]
    fn the_scope_is_that_of_the_ciphertext() {
        let text = r#"<a xmlns="urn:a" xmlns:p="urn:outer"><b xmlns:p="urn:p" xmlns=""><e/></b></a>"#;
        let document = Document::parse(text, &Limits::default()).unwrap();
        let element = document.elements().last().unwrap();
        assert_eq!(scope(element), [("p", "urn:p")]);
    }
}
