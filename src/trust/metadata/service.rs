//! Metadata → service providers: what an identity provider reads to send responses to them.

use super::entity::{self, DS, ElementSink, KeyDraft, LocalizedName, MD, StartTag};
use super::role::{self, SAML2, Validity};
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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

/// An element whose place matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Node {
    Entities,
    Entity,
    Role,
    Key,
    KeyInfo,
    X509Data,
    X509Certificate,
    NameIdFormat,
    AttributeService,
    ServiceName {
        english: bool,
    },
    /// Nothing in it is read.
    Ignored,
}

impl Node {
    fn holds_text(self) -> bool {
        matches!(self, Node::X509Certificate | Node::NameIdFormat | Node::ServiceName { .. })
    }
}

/// Takes elements in document order and gathers service providers.
pub(super) struct Collector {
    max_depth: usize,
    max_certificates: usize,
    open: Vec<Node>,
    names: Vec<String>,
    scopes: Vec<Validity>,
    entity_id: Option<String>,
    validity: Validity,
    provider: ServiceProviderMetadata,
    name: LocalizedName,
    keys: Vec<KeyDraft>,
    certificates: usize,
    has_root: bool,
    text: String,
    found: Vec<ServiceProviderMetadata>,
}

impl Collector {
    pub(super) fn new(limits: &Limits) -> Collector {
        Collector {
            max_depth: limits.max_depth,
            max_certificates: limits.max_certificates,
            open: Vec::new(),
            names: Vec::new(),
            scopes: Vec::new(),
            entity_id: None,
            validity: Validity::default(),
            provider: ServiceProviderMetadata::default(),
            name: LocalizedName::default(),
            keys: Vec::new(),
            certificates: 0,
            has_root: false,
            text: String::new(),
            found: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Vec<ServiceProviderMetadata> {
        self.found
    }

    fn enter(&mut self, node: Node, element: &StartTag<'_>) -> Result<(), String> {
        let validity = |around: Validity| {
            around.with(element.attribute("validUntil"), element.attribute("cacheDuration"))
        };
        match node {
            Node::Entities => {
                let around = self.scopes.last().cloned().unwrap_or_default();
                self.scopes.push(validity(around));
            }
            Node::Entity => {
                self.entity_id = element.owned("entityID");
                self.validity = validity(self.scopes.last().cloned().unwrap_or_default());
                self.certificates = 0;
            }
            Node::Role => {
                self.keys.clear();
                self.name = LocalizedName::default();
                self.provider = ServiceProviderMetadata {
                    entity_id: self.entity_id.clone().unwrap_or_default(),
                    wants_assertions_signed: is_true(element.attribute("WantAssertionsSigned")),
                    signs_requests: is_true(element.attribute("AuthnRequestsSigned")),
                    valid_until: self.validity.clone().and(validity(Validity::default())).until,
                    ..ServiceProviderMetadata::default()
                };
            }
            Node::Key => {
                self.keys.push(KeyDraft { usage: element.owned("use"), ..KeyDraft::default() });
            }
            Node::X509Data => {
                if let Some(key) = self.keys.last_mut() {
                    key.certificates.push(None);
                }
            }
            Node::X509Certificate => {
                self.certificates = self.certificates.saturating_add(1);
                if self.certificates > self.max_certificates {
                    return Err(format!("an entity has more than {} certificates", self.max_certificates));
                }
            }
            Node::Ignored => self.pass_over(element),
            _ => {}
        }
        if self.open.last().is_some_and(|parent| parent.holds_text()) {
            // An element inside a value spoils it.
            self.text.push('\u{FFFD}');
        } else if node.holds_text() {
            self.text.clear();
        }
        Ok(())
    }

    /// Elements without content.
    fn pass_over(&mut self, element: &StartTag<'_>) {
        if element.namespace != Some(MD) {
            return;
        }
        match (self.open.last(), element.name) {
            (Some(Node::Role), "AssertionConsumerService") => match entity::endpoint(element) {
                Ok(endpoint) => self.provider.acs.push(AssertionConsumerService {
                    binding: endpoint.binding().to_owned(),
                    location: endpoint.location().to_owned(),
                    index: element.attribute("index").and_then(|index| index.trim().parse().ok()),
                    is_default: is_true(element.attribute("isDefault")),
                }),
                Err(note) => self.provider.notes.push(note),
            },
            (Some(Node::Role), "SingleLogoutService") => match entity::endpoint(element) {
                Ok(endpoint) => self.provider.single_logout.push(endpoint),
                Err(note) => self.provider.notes.push(note),
            },
            (Some(Node::AttributeService), "RequestedAttribute") => {
                if let Some(name) = element.owned("Name") {
                    self.provider.requested.push(RequestedAttribute {
                        name,
                        friendly_name: element.owned("FriendlyName"),
                        is_required: is_true(element.attribute("isRequired")),
                    });
                }
            }
            _ => {}
        }
    }

    fn leave(&mut self, node: Node) {
        let text = if node.holds_text() { std::mem::take(&mut self.text) } else { String::new() };
        match node {
            Node::Entities => {
                self.scopes.pop();
            }
            Node::Role => {
                let mut provider = std::mem::take(&mut self.provider);
                let (signing, encryption, _) = role::by_use(&self.keys, &mut provider.notes);
                provider.signing = signing;
                provider.encryption = encryption;
                provider.name = self.name.take();
                if provider.entity_id.is_empty() {
                    provider.notes.push("its EntityDescriptor has no entityID".to_owned());
                }
                self.found.push(provider);
            }
            Node::X509Certificate => {
                if let Some(key) = self.keys.last_mut() {
                    match key.certificates.last_mut() {
                        Some(first @ None) => *first = Some(text),
                        _ => key.chain = key.chain.saturating_add(1),
                    }
                }
            }
            Node::NameIdFormat => self.provider.name_id_formats.push(text),
            Node::ServiceName { english } => self.name.offer(&text, english),
            _ => {}
        }
    }
}

impl ElementSink for Collector {
    fn start(&mut self, element: &StartTag<'_>) -> Result<(), String> {
        if self.open.len() >= self.max_depth {
            return Err(format!("elements are nested deeper than {}", self.max_depth));
        }
        let node = match self.open.last() {
            None => {
                entity::root(element)?;
                self.has_root = true;
                if element.name == "EntityDescriptor" { Node::Entity } else { Node::Entities }
            }
            Some(&parent) => child(parent, element),
        };
        self.enter(node, element)?;
        self.open.push(node);
        self.names.push(element.name.to_owned());
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.open.last().is_some_and(|node| node.holds_text()) {
            self.text.push_str(text);
        }
    }

    fn end(&mut self) -> bool {
        self.names.pop();
        if let Some(node) = self.open.pop() {
            self.leave(node);
        }
        self.open.is_empty()
    }

    fn has_root(&self) -> bool {
        self.has_root
    }

    fn innermost(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }
}

/// What an element is by its place.
fn child(parent: Node, element: &StartTag<'_>) -> Node {
    let name = if element.namespace == Some(MD) { element.name } else { "" };
    match (parent, name) {
        (Node::Entities, "EntitiesDescriptor") => Node::Entities,
        (Node::Entities, "EntityDescriptor") => Node::Entity,
        (Node::Entity, "SPSSODescriptor") if speaks_saml2(element) => Node::Role,
        (Node::Role, "KeyDescriptor") => Node::Key,
        (Node::Role, "NameIDFormat") => Node::NameIdFormat,
        (Node::Role, "AttributeConsumingService") => Node::AttributeService,
        (Node::AttributeService, "ServiceName") => {
            let lang = element.attribute("xml:lang");
            Node::ServiceName { english: lang.is_some_and(|lang| lang == "en" || lang.starts_with("en-")) }
        }
        (Node::Key, _) if element.is(DS, "KeyInfo") => Node::KeyInfo,
        (Node::KeyInfo, _) if element.is(DS, "X509Data") => Node::X509Data,
        (Node::X509Data, _) if element.is(DS, "X509Certificate") => Node::X509Certificate,
        _ => Node::Ignored,
    }
}

fn speaks_saml2(element: &StartTag<'_>) -> bool {
    element
        .attribute("protocolSupportEnumeration")
        .is_none_or(|protocols| protocols.split_ascii_whitespace().any(|one| one == SAML2))
}

fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("true" | "1"))
}
