//! What one entity of a metadata document says, before it is judged.

use super::role::{SAML2, Validity};
use super::service::{AssertionConsumerService, RequestedAttribute};
use crate::trust::Endpoint;

/// What one entity says, before it is judged.
#[derive(Default)]
pub(super) struct EntityDraft {
    pub(super) entity_id: Option<String>,
    /// `ID` of its EntityDescriptor, if it breaks xs:ID.
    pub(super) malformed_id: Option<String>,
    pub(super) validity: Validity,
    pub(super) organization: LocalizedName,
    /// Its roles of the kind that is gathered.
    pub(super) roles: Vec<RoleDraft>,
    /// The names of its other roles.
    pub(super) other_roles: Vec<&'static str>,
}

/// One IDPSSODescriptor or SPSSODescriptor.
#[derive(Default)]
pub(super) struct RoleDraft {
    pub(super) protocols: Option<String>,
    pub(super) validity: Validity,
    pub(super) display_name: LocalizedName,
    pub(super) organization: LocalizedName,
    pub(super) keys: Vec<KeyDraft>,
    pub(super) single_sign_on: Vec<Endpoint>,
    pub(super) single_logout: Vec<Endpoint>,
    pub(super) name_id_formats: Vec<String>,
    pub(super) notes: Vec<String>,
    /// `WantAuthnRequestsSigned` of an identity provider.
    pub(super) wants_authn_requests_signed: Option<String>,
    /// `WantAssertionsSigned` of a service provider.
    pub(super) wants_assertions_signed: Option<String>,
    /// `AuthnRequestsSigned` of a service provider.
    pub(super) signs_requests: Option<String>,
    pub(super) service_name: LocalizedName,
    pub(super) acs: Vec<AssertionConsumerService>,
    pub(super) requested: Vec<RequestedAttribute>,
}

impl RoleDraft {
    /// Whether it names SAML 2.0 among its protocols. The attribute is required; where it is missing nothing speaks against
    /// it.
    pub(super) fn speaks_saml2(&self) -> bool {
        self.protocols
            .as_deref()
            .is_none_or(|protocols| protocols.split_ascii_whitespace().any(|one| one == SAML2))
    }
}

/// One KeyDescriptor.
#[derive(Default)]
pub(super) struct KeyDraft {
    pub(super) usage: Option<String>,
    /// The first X509Certificate of each X509Data, if it has one.
    pub(super) certificates: Vec<Option<String>>,
    /// Further ones, which are its chain.
    pub(super) chain: usize,
    pub(super) key_value: bool,
    /// A KeyInfo in this other namespace.
    pub(super) foreign_key_info: Option<String>,
}

/// A name in several languages: the English one, or else the first.
#[derive(Default)]
pub(super) struct LocalizedName {
    text: Option<String>,
    english: bool,
}

impl LocalizedName {
    /// Names are for people, so the line breaks around them go; no other value is trimmed.
    pub(super) fn offer(&mut self, text: &str, english: bool) {
        let text = text.trim();
        if !text.is_empty() && (self.text.is_none() || (english && !self.english)) {
            self.text = Some(text.to_owned());
            self.english = english;
        }
    }

    pub(super) fn take(&mut self) -> Option<String> {
        self.text.take()
    }
}
