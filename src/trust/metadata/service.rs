//! Metadata → service providers: what an identity provider reads to send responses to them.

use super::entity::{EntityDraft, RoleDraft};
use super::role::{self, Validity};
use super::walk::Gather;
use crate::trust::{Certificate, Endpoint};
use crate::{Error, ErrorKind, Limits, ServiceProvider};
use chrono::{DateTime, Utc};

const HTTP_POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

/// A service provider as its metadata describes it (saml-metadata-2.0-os, 2.4.4).
///
/// ```
/// use samlens::{Limits, metadata::ServiceProviderMetadata};
///
/// let xml = "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='https://sp.example'>\
///   <SPSSODescriptor protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol' WantAssertionsSigned='true'>\
///   <AssertionConsumerService index='0' Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' \
///   Location='https://sp.example/acs'/></SPSSODescriptor></EntityDescriptor>";
/// let sp = ServiceProviderMetadata::from_metadata(xml, &Limits::default()).unwrap();
/// assert_eq!(sp.service_provider().acs(), ["https://sp.example/acs"]);
/// assert!(sp.wants_assertions_signed());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceProviderMetadata {
    entity_id: String,
    name: Option<String>,
    acs: Vec<AssertionConsumerService>,
    single_logout: Vec<Endpoint>,
    signing: Vec<Certificate>,
    encryption: Vec<Certificate>,
    name_id_formats: Vec<String>,
    requested: Vec<RequestedAttribute>,
    wants_assertions_signed: bool,
    signs_requests: bool,
    valid_until: Option<DateTime<Utc>>,
    notes: Vec<String>,
}

/// An assertion consumer service: where a service provider takes responses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssertionConsumerService {
    /// The binding's URI.
    pub binding: String,
    /// The address.
    pub location: String,
    /// The index by which a request may choose it.
    pub index: Option<u16>,
    /// Whether it is marked as the default.
    pub is_default: bool,
}

/// An attribute that a service provider asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestedAttribute {
    /// The name in assertions.
    pub name: String,
    /// The name for people.
    pub friendly_name: Option<String>,
    /// Whether the service needs it.
    pub is_required: bool,
}

impl ServiceProviderMetadata {
    /// Reads the one service provider of a metadata document. A signature of the metadata is not checked.
    ///
    /// # Errors
    ///
    /// When the document cannot be read, or has no service provider for SAML 2.0, or several.
    pub fn from_metadata(xml: &str, limits: &Limits) -> Result<ServiceProviderMetadata, Error> {
        let mut all = ServiceProviderMetadata::all_from_metadata(xml, limits)?;
        match (all.pop(), all.len()) {
            (Some(one), 0) => Ok(one),
            (None, _) => Err(Error::new(ErrorKind::Metadata, "the metadata has no service provider")
                .with_fix("give the metadata of the service (with an SPSSODescriptor)")),
            (Some(last), _) => {
                let ids: Vec<&str> = all.iter().chain([&last]).map(|one| one.entity_id.as_str()).collect();
                let message =
                    format!("the metadata has {} service providers: {}", ids.len(), super::list(&ids));
                Err(Error::new(ErrorKind::Metadata, message))
            }
        }
    }

    /// Reads every service provider of a metadata document; there may be none.
    ///
    /// # Errors
    ///
    /// When the document cannot be read.
    pub fn all_from_metadata(xml: &str, limits: &Limits) -> Result<Vec<ServiceProviderMetadata>, Error> {
        super::read_services(xml, limits)
    }

    /// What responses are compared with: entity ID, ACS URLs, logout URLs and signing certificates.
    ///
    /// Responses come by HTTP-POST, so the ACS URLs are those of that binding, if there is one.
    pub fn service_provider(&self) -> ServiceProvider {
        let mut provider = ServiceProvider::new(&self.entity_id);
        for url in self.acs_urls() {
            provider = provider.with_acs(url);
        }
        for endpoint in &self.single_logout {
            provider = provider.with_single_logout(endpoint.location());
            if let Some(other) = endpoint.response_location() {
                provider = provider.with_single_logout(other);
            }
        }
        provider = provider.with_wants_assertions_signed(self.wants_assertions_signed);
        provider =
            self.name_id_formats.iter().fold(provider, |provider, one| provider.with_name_id_format(one));
        let encryption = self.encryption.iter().cloned();
        provider = encryption.fold(provider, ServiceProvider::with_encryption_certificate);
        self.signing.iter().cloned().fold(provider, ServiceProvider::with_certificate)
    }

    /// The ACS URLs for HTTP-POST, or all if there is none for it.
    pub fn acs_urls(&self) -> Vec<&str> {
        let post = self.acs.iter().filter(|one| one.binding == HTTP_POST);
        let mut urls: Vec<&str> = Vec::new();
        let any = self.acs.iter().any(|one| one.binding == HTTP_POST);
        let all = self.acs.iter().filter(|_| !any);
        for one in post.chain(all) {
            if !urls.contains(&one.location.as_str()) {
                urls.push(&one.location);
            }
        }
        urls
    }

    /// The entity ID, exactly: the audience of its assertions.
    pub fn entity_id(&self) -> &str {
        &self.entity_id
    }

    /// A name for people, if the metadata has one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Where it takes responses, in the order of the document.
    pub fn acs(&self) -> &[AssertionConsumerService] {
        &self.acs
    }

    /// Where it takes logout messages.
    pub fn single_logout(&self) -> &[Endpoint] {
        &self.single_logout
    }

    /// The certificates that it signs its requests with.
    pub fn signing_certificates(&self) -> &[Certificate] {
        &self.signing
    }

    /// The certificates that assertions are encrypted for.
    pub fn encryption_certificates(&self) -> &[Certificate] {
        &self.encryption
    }

    /// The NameID formats that it supports.
    pub fn name_id_formats(&self) -> &[String] {
        &self.name_id_formats
    }

    /// The attributes that it asks for.
    pub fn requested_attributes(&self) -> &[RequestedAttribute] {
        &self.requested
    }

    /// Whether it wants assertions to be signed.
    pub fn wants_assertions_signed(&self) -> bool {
        self.wants_assertions_signed
    }

    /// Whether it signs its authentication requests.
    pub fn signs_requests(&self) -> bool {
        self.signs_requests
    }

    /// The instant after which its metadata must not be used.
    pub fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.valid_until
    }

    /// Whether its metadata must no longer be used at this instant (`validUntil`).
    pub fn is_outdated(&self, at: DateTime<Utc>) -> bool {
        self.valid_until.is_some_and(|until| until <= at)
    }

    /// What its metadata contains that was not used, a lower-case sentence each.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }
}

/// The service providers of a document, in order.
#[derive(Default)]
pub(super) struct Services(pub(super) Vec<ServiceProviderMetadata>);

impl Gather for Services {
    const ROLE: &'static str = "SPSSODescriptor";

    /// Each role for SAML 2.0 is a service provider.
    fn entity(&mut self, draft: EntityDraft) {
        let EntityDraft { entity_id, validity, roles, .. } = draft;
        let entity_id = entity_id.unwrap_or_default();
        let roles = roles.into_iter().filter(RoleDraft::speaks_saml2);
        self.0.extend(roles.map(|role| service(&entity_id, &validity, role)));
    }
}

fn service(entity_id: &str, around: &Validity, mut role: RoleDraft) -> ServiceProviderMetadata {
    let mut notes = role.notes;
    let (signing, encryption, _) = role::by_use(&role.keys, &mut notes);
    if entity_id.is_empty() {
        notes.push("its EntityDescriptor has no entityID".to_owned());
    }
    ServiceProviderMetadata {
        entity_id: entity_id.to_owned(),
        name: role.service_name.take(),
        acs: role.acs,
        single_logout: role.single_logout,
        signing,
        encryption,
        name_id_formats: role.name_id_formats,
        requested: role.requested,
        wants_assertions_signed: is_true(role.wants_assertions_signed.as_deref()),
        signs_requests: is_true(role.signs_requests.as_deref()),
        valid_until: around.clone().and(role.validity).until,
        notes,
    }
}

/// Whether an attribute is an `xs:boolean` that says yes.
pub(super) fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("true" | "1"))
}
