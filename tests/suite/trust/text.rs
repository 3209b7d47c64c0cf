//! Pieces of metadata as text, and how a document of them is read.
use samlens::{Certificate, ErrorKind, IdentityProvider};
use samlens_forge::throwaway::{base64, certificate, p256};

pub const SAML2: &str = "urn:oasis:names:tc:SAML:2.0:protocol";

pub fn der(name: &str) -> Vec<u8> {
    certificate(&p256(), name)
}

pub fn key(usage: &str, content: &str) -> String {
    format!(
        "<md:KeyDescriptor{usage}><ds:KeyInfo><ds:X509Data>{content}</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )
}

pub fn x509(der: &[u8]) -> String {
    format!("<ds:X509Certificate>{}</ds:X509Certificate>", base64(der))
}

pub fn signing(der: &[u8]) -> String {
    key(" use=\"signing\"", &x509(der))
}

pub fn role(content: &str) -> String {
    format!("<md:IDPSSODescriptor protocolSupportEnumeration=\"{SAML2}\">{content}</md:IDPSSODescriptor>")
}

pub fn entity(id: &str, content: &str) -> String {
    format!("<md:EntityDescriptor entityID=\"{id}\">{content}</md:EntityDescriptor>")
}

/// Declares both prefixes on the first element.
pub fn document(content: &str) -> String {
    let namespaces =
        "xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"";
    let (name, rest) = content.split_at(content.find([' ', '>']).unwrap());
    format!("{name} {namespaces}{rest}")
}

pub fn aggregate(entities: &[String]) -> String {
    document(&format!("<md:EntitiesDescriptor>{}</md:EntitiesDescriptor>", entities.concat()))
}

pub fn one(xml: &str) -> IdentityProvider {
    IdentityProvider::from_metadata(xml).unwrap()
}

pub fn refused(xml: &str) -> String {
    let error = IdentityProvider::from_metadata(xml).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Metadata);
    error.to_string()
}

pub fn subjects(certificates: &[Certificate]) -> Vec<&str> {
    certificates.iter().map(Certificate::subject).collect()
}
