//! An AuthnRequest, as a service provider sends it in a redirect.

use super::capture::{deflate_stored, percent_encode};
use super::element::{Element, Style};
use super::login::{SAML, SAMLP};
use std::io::Read;

/// An AuthnRequest to be written.
#[derive(Clone, Debug)]
pub struct AuthnRequest {
    pub id: String,
    pub issuer: String,
    pub acs: String,
    pub destination: String,
    pub issue_instant: String,
}

impl AuthnRequest {
    /// The element, to be changed or signed.
    pub fn element(&self) -> Element {
        Element::new("samlp:AuthnRequest")
            .with("xmlns:samlp", SAMLP)
            .with("ID", &self.id)
            .with("Version", "2.0")
            .with("IssueInstant", &self.issue_instant)
            .with("ProtocolBinding", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST")
            .with("AssertionConsumerServiceURL", &self.acs)
            .with("Destination", &self.destination)
            .child(Element::new("saml:Issuer").with("xmlns:saml", SAML).text(&self.issuer))
    }

    /// The document.
    pub fn xml(&self) -> String {
        self.element().document(Style::USUAL)
    }

    /// The URL to which the browser is sent.
    pub fn redirect_url(&self, relay_state: Option<&str>) -> String {
        let value = openssl::base64::encode_block(&deflate_stored(self.xml().as_bytes()));
        let mut url = format!("{}?SAMLRequest={}", self.destination, percent_encode(&value));
        if let Some(state) = relay_state {
            url.push_str(&format!("&RelayState={}", percent_encode(state)));
        }
        url
    }
}

/// The ID of the request in the address of a redirect.
pub fn id_in(url: &str) -> String {
    let (_, query) = url.split_once("SAMLRequest=").unwrap();
    let value = query.split('&').next().unwrap().replace("%2B", "+").replace("%2F", "/").replace("%3D", "=");
    let xml = inflated(&value).unwrap();
    xml.split_once(" ID=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

/// The text of a message in base64 of raw DEFLATE, if it is one of at most 64 KiB.
pub fn inflated(value: &str) -> Option<String> {
    let deflated = openssl::base64::decode_block(value).ok()?;
    let mut xml = String::new();
    flate2::read::DeflateDecoder::new(deflated.as_slice()).take(65_536).read_to_string(&mut xml).ok()?;
    Some(xml)
}
