//! Metadata of an identity provider, as Auth0 serves it.

use super::element::{Element, Style};
use super::keys::Key;
use super::signing::DSIG;

const MD: &str = "urn:oasis:names:tc:SAML:2.0:metadata";

/// Metadata to be written.
#[derive(Clone, Debug)]
pub struct IdpMetadata {
    pub entity_id: String,
    pub sso_url: String,
    /// Certificates, each with its `use` (`None`: none stated).
    pub certificates: Vec<(Option<&'static str>, &'static Key)>,
    pub valid_until: Option<String>,
}

/// Metadata of `entity_id` with these signing certificates.
pub fn idp_metadata(entity_id: &str, certificates: &[&'static Key]) -> IdpMetadata {
    IdpMetadata {
        entity_id: entity_id.to_owned(),
        sso_url: super::flex::SSO_URL.to_owned(),
        certificates: certificates.iter().map(|&key| (Some("signing"), key)).collect(),
        valid_until: None,
    }
}

impl IdpMetadata {
    /// Adds a certificate with its `use`.
    pub fn certificate(mut self, usage: Option<&'static str>, key: &'static Key) -> IdpMetadata {
        self.certificates.push((usage, key));
        self
    }

    pub fn valid_until(mut self, instant: &str) -> IdpMetadata {
        self.valid_until = Some(instant.to_owned());
        self
    }

    /// The EntityDescriptor.
    pub fn entity(&self) -> Element {
        let mut role = Element::new("IDPSSODescriptor")
            .with("protocolSupportEnumeration", "urn:oasis:names:tc:SAML:2.0:protocol");
        for (usage, key) in &self.certificates {
            let certificate = Element::new("X509Certificate").text(&key.base64());
            let info = Element::new("KeyInfo")
                .with("xmlns", DSIG)
                .child(Element::new("X509Data").child(certificate));
            let mut descriptor = Element::new("KeyDescriptor");
            if let Some(usage) = usage {
                descriptor = descriptor.with("use", usage);
            }
            role = role.child(descriptor.child(info));
        }
        let formats =
            ["1.1:nameid-format:emailAddress", "2.0:nameid-format:persistent", "2.0:nameid-format:transient"];
        for format in formats {
            let format = format!("urn:oasis:names:tc:SAML:{format}");
            role = role.child(Element::new("NameIDFormat").text(&format));
        }
        for binding in ["HTTP-Redirect", "HTTP-POST"] {
            let service = Element::new("SingleSignOnService")
                .with("Binding", &format!("urn:oasis:names:tc:SAML:2.0:bindings:{binding}"))
                .with("Location", &self.sso_url);
            role = role.child(service);
        }
        let mut entity = Element::new("EntityDescriptor").with("entityID", &self.entity_id).with("xmlns", MD);
        if let Some(instant) = &self.valid_until {
            entity = entity.with("validUntil", instant);
        }
        entity.child(role)
    }

    /// The document.
    pub fn xml(&self) -> String {
        let mut entity = self.entity();
        entity.indent("  ", 0, "");
        entity.document(Style::USUAL) + "\n"
    }

    /// The document inside an EntitiesDescriptor, among others.
    pub fn aggregate(all: &[IdpMetadata]) -> String {
        let mut entities =
            Element::new("EntitiesDescriptor").with("xmlns", MD).with("Name", "urn:example:federation");
        for one in all {
            entities = entities.child(one.entity());
        }
        entities.indent("  ", 0, "");
        entities.document(Style::USUAL) + "\n"
    }
}
