//! Logout messages and queries as an identity provider sends them, and a validator for them.

use crate::capture::{deflate, percent_encode};
use crate::element::{Element, Scope, Style};
use crate::login::{EMAIL_ADDRESS, SAML, SAMLP, SUCCESS};
use crate::signing::SignatureLayout;
use crate::{Signing, keys};
use chrono::{DateTime, Utc};
use samlens::{
    Certificate, DecryptionKey, IdentityProvider, Profile, ServiceProvider, Validator, ValidatorBuilder,
};

pub const IDP: &str = "urn:acme-dev.us.auth0.com";
pub const SP: &str = "https://sp.example.org/saml/metadata";
pub const ACS: &str = "https://sp.example.org/saml/acs";
pub const SLO: &str = "https://sp.example.org/saml/slo";
pub const ISSUED: &str = "2026-01-15T10:00:00Z";

pub fn now() -> DateTime<Utc> {
    "2026-01-15T10:01:00Z".parse().unwrap()
}

pub fn certificate(name: &str) -> Certificate {
    Certificate::from_pem(keys::key(name).pem().as_bytes()).unwrap()
}

pub fn builder(names: &[&str]) -> ValidatorBuilder {
    let certificates = names.iter().map(|name| certificate(name));
    let idp = IdentityProvider::builder(IDP).certificates(certificates).build().unwrap();
    let key = keys::key("sp-encryption").private.private_key_to_pem_pkcs8().unwrap();
    Validator::builder()
        .identity_provider(idp)
        .service_provider(ServiceProvider::new(SP).with_acs(ACS).with_single_logout(SLO))
        .profile(Profile::generic())
        .decryption_key(DecryptionKey::from_pem(&key).unwrap())
}

pub fn with_keys(names: &[&str]) -> Validator {
    builder(names).build().unwrap()
}

pub fn validator() -> Validator {
    with_keys(&["idp-rsa2048"])
}

/// An element with `xml()`.
#[derive(Clone)]
pub struct Message(pub Element);

impl Message {
    pub fn xml(&self) -> String {
        self.0.document(Style::USUAL)
    }

    pub fn base64(&self) -> String {
        openssl::base64::encode_block(self.xml().as_bytes())
    }

    pub fn edit(mut self, edit: impl FnOnce(&mut Element)) -> Message {
        edit(&mut self.0);
        self
    }

    pub fn sign(mut self, signing: &Signing) -> Message {
        let layout = SignatureLayout { prefix: "ds", bare_key_info: false, wrap: None, line_breaks: false };
        signing.sign(&mut self.0, &Scope::new(), layout, None);
        self
    }
}

fn message(name: &str, id: &str) -> Element {
    Element::new(name)
        .with("xmlns:samlp", SAMLP)
        .with("xmlns:saml", SAML)
        .with("ID", id)
        .with("Version", "2.0")
        .with("IssueInstant", ISSUED)
        .with("Destination", SLO)
        .child(Element::new("saml:Issuer").text(IDP))
}

pub fn logout_request() -> Message {
    let request = message("samlp:LogoutRequest", "_lr1").with("NotOnOrAfter", "2026-01-15T10:05:00Z");
    let name_id = Element::new("saml:NameID").with("Format", EMAIL_ADDRESS).text("mara.oduya@example.org");
    let index = Element::new("samlp:SessionIndex").text("_s1");
    Message(request.child(name_id).child(index))
}

pub fn logout_response() -> Message {
    let code = Element::new("samlp:StatusCode").with("Value", SUCCESS);
    let response = message("samlp:LogoutResponse", "_lo1").with("InResponseTo", "_sent1");
    Message(response.child(Element::new("samlp:Status").child(code)))
}

/// A query with SigAlg and without its signature.
pub fn query(parameter: &str, xml: &str, state: Option<&str>, signing: &Signing) -> String {
    let value = openssl::base64::encode_block(&deflate(xml.as_bytes()));
    let mut query = format!("{parameter}={}", percent_encode(&value));
    if let Some(state) = state {
        query.push_str(&format!("&RelayState={}", percent_encode(state)));
    }
    format!("{query}&SigAlg={}", percent_encode(&signing.algorithm.uri()))
}

/// A query with the signature over exactly this text.
pub fn redirect(query: &str, signing: &Signing) -> String {
    let signature = signing.algorithm.sign(&signing.key.private, query.as_bytes());
    format!("{query}&Signature={}", percent_encode(&openssl::base64::encode_block(&signature)))
}

pub fn signed_query(parameter: &str, xml: &str, state: Option<&str>, signing: &Signing) -> String {
    redirect(&query(parameter, xml, state, signing), signing)
}
