//! The walk through a metadata document: what matters of each entity, picked by namespace and exact place.

use super::entity::{EntityDraft, KeyDraft, RoleDraft};
use super::role::Validity;
use super::service::{AssertionConsumerService, RequestedAttribute, is_true};
use super::stream::{ElementSink, StartTag};
use crate::Limits;
use crate::trust::Endpoint;

const MD: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const MDUI: &str = "urn:oasis:names:tc:SAML:metadata:ui";

/// What is said of a page for people.
pub(super) const HTML: &str = "this is an HTML page, not metadata";

/// Two entity IDs whose lengths in bytes differ by more are not alike.
const ALIKE: usize = 48;

/// An element whose place matters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MetadataPlace {
    Entities,
    Entity,
    Role,
    Key,
    KeyInfo,
    X509Data,
    X509Certificate,
    NameIdFormat,
    Extensions,
    UiInfo,
    DisplayName {
        english: bool,
    },
    EntityOrganization,
    RoleOrganization,
    AttributeConsumingService,
    ServiceName {
        english: bool,
    },
    OrganizationName {
        of_role: bool,
        english: bool,
    },
    /// Nothing in it is read.
    Ignored,
}

impl MetadataPlace {
    fn has_text(self) -> bool {
        matches!(
            self,
            MetadataPlace::X509Certificate
                | MetadataPlace::NameIdFormat
                | MetadataPlace::DisplayName { .. }
                | MetadataPlace::ServiceName { .. }
                | MetadataPlace::OrganizationName { .. }
        )
    }
}

/// What is gathered from a document: the entities with one kind of role.
pub(super) trait Gather: Default {
    /// The name of that role's element.
    const ROLE: &'static str;

    /// Takes an entity, with all its roles of that kind.
    fn entity(&mut self, draft: EntityDraft);

    /// Takes the entity ID of one that was passed over in a search.
    fn passed_over(&mut self, _entity_id: &str) {}
}

/// Takes elements in document order and gathers entities.
pub(super) struct MetadataWalk<'a, G> {
    wanted: Option<&'a str>,
    max_depth: usize,
    max_certificates: usize,
    open: Vec<MetadataPlace>,
    names: Vec<String>,
    /// The validity of each open EntitiesDescriptor, with that of those around it.
    scopes: Vec<Validity>,
    entity: EntityDraft,
    certificates: usize,
    text: String,
    has_root: bool,
    gathered: G,
}

impl<'a, G: Gather> MetadataWalk<'a, G> {
    /// Gathers every entity, or only those with the wanted entity ID.
    pub(super) fn new(wanted: Option<&'a str>, limits: &Limits) -> MetadataWalk<'a, G> {
        MetadataWalk {
            wanted,
            max_depth: limits.max_depth,
            max_certificates: limits.max_certificates,
            open: Vec::new(),
            names: Vec::new(),
            scopes: Vec::new(),
            entity: EntityDraft::default(),
            certificates: 0,
            text: String::new(),
            has_root: false,
            gathered: G::default(),
        }
    }

    pub(super) fn finish(self) -> G {
        self.gathered
    }

    fn enter(&mut self, node: MetadataPlace, element: &StartTag<'_>) -> Result<MetadataPlace, String> {
        match node {
            MetadataPlace::Entities => {
                let around = self.scopes.last().cloned().unwrap_or_default();
                self.scopes
                    .push(around.with(element.attribute("validUntil"), element.attribute("cacheDuration")));
            }
            MetadataPlace::Entity => {
                let entity_id = element.attribute("entityID");
                if self.wanted.is_some_and(|wanted| entity_id != Some(wanted)) {
                    self.remember(entity_id);
                    return Ok(MetadataPlace::Ignored);
                }
                let around = self.scopes.last().cloned().unwrap_or_default();
                self.certificates = 0;
                self.entity = EntityDraft {
                    entity_id: entity_id.map(str::to_owned),
                    malformed_id: element.owned("ID").filter(|id| !crate::xml::is_ncname(id)),
                    validity: around
                        .with(element.attribute("validUntil"), element.attribute("cacheDuration")),
                    ..EntityDraft::default()
                };
            }
            MetadataPlace::Role => self.entity.roles.push(RoleDraft {
                protocols: element.owned("protocolSupportEnumeration"),
                wants_authn_requests_signed: element.owned("WantAuthnRequestsSigned"),
                wants_assertions_signed: element.owned("WantAssertionsSigned"),
                signs_requests: element.owned("AuthnRequestsSigned"),
                validity: Validity::default()
                    .with(element.attribute("validUntil"), element.attribute("cacheDuration")),
                ..RoleDraft::default()
            }),
            MetadataPlace::Key => {
                let key = KeyDraft { usage: element.owned("use"), ..KeyDraft::default() };
                self.role(|role| role.keys.push(key));
            }
            MetadataPlace::X509Data => self.key(|key| key.certificates.push(None)),
            MetadataPlace::X509Certificate => {
                self.certificates = self.certificates.saturating_add(1);
                if self.certificates > self.max_certificates {
                    return Err(format!("an entity has more than {} certificates", self.max_certificates));
                }
            }
            MetadataPlace::Ignored => self.pass_over(element),
            _ => {}
        }
        if self.open.last().is_some_and(|parent| parent.has_text()) {
            // An element inside a value: neither its text nor the rest may pass for the value. U+FFFD spoils it.
            self.text.push('\u{FFFD}');
        } else if node.has_text() {
            self.text.clear();
        }
        Ok(node)
    }

    /// Keeps the entity ID of one passed over, if it could be the nearest to the one wanted.
    fn remember(&mut self, entity_id: Option<&str>) {
        let (Some(wanted), Some(entity_id)) = (self.wanted, entity_id) else { return };
        let alike = wanted.len().abs_diff(entity_id.len()) <= ALIKE;
        if alike {
            self.gathered.passed_over(entity_id);
        }
    }

    /// What is not descended into may still have to be mentioned, or is an endpoint without content.
    fn pass_over(&mut self, element: &StartTag<'_>) {
        match self.open.last() {
            Some(MetadataPlace::Entity) if element.namespace == Some(MD) => {
                const ROLES: [&str; 6] = [
                    "SPSSODescriptor",
                    "AuthnAuthorityDescriptor",
                    "AttributeAuthorityDescriptor",
                    "PDPDescriptor",
                    "AffiliationDescriptor",
                    "RoleDescriptor",
                ];
                let name = ROLES.into_iter().find(|name| *name == element.name);
                self.entity.other_roles.extend(name.filter(|name| !self.entity.other_roles.contains(name)));
            }
            Some(MetadataPlace::Role) if element.is(MD, "SingleSignOnService") => match endpoint(element) {
                Ok(endpoint) => self.role(|role| role.single_sign_on.push(endpoint)),
                Err(note) => self.role(|role| role.notes.push(note)),
            },
            Some(MetadataPlace::Role) if element.is(MD, "SingleLogoutService") => match endpoint(element) {
                Ok(endpoint) => self.role(|role| role.single_logout.push(endpoint)),
                Err(note) => self.role(|role| role.notes.push(note)),
            },
            Some(MetadataPlace::Role) if element.is(MD, "AssertionConsumerService") => {
                match endpoint(element) {
                    Ok(endpoint) => self.role(|role| {
                        role.acs.push(AssertionConsumerService {
                            binding: endpoint.binding().to_owned(),
                            location: endpoint.location().to_owned(),
                            index: element.attribute("index").and_then(|index| index.trim().parse().ok()),
                            is_default: is_true(element.attribute("isDefault")),
                        });
                    }),
                    Err(note) => self.role(|role| role.notes.push(note)),
                }
            }
            Some(MetadataPlace::AttributeConsumingService) if element.is(MD, "RequestedAttribute") => {
                if let Some(name) = element.owned("Name") {
                    self.role(|role| {
                        role.requested.push(RequestedAttribute {
                            name,
                            friendly_name: element.owned("FriendlyName"),
                            is_required: is_true(element.attribute("isRequired")),
                        });
                    });
                }
            }
            Some(MetadataPlace::Key) if element.name == "KeyInfo" => {
                let namespace = element.namespace.unwrap_or("").to_owned();
                self.key(|key| key.foreign_key_info = Some(namespace));
            }
            Some(MetadataPlace::KeyInfo) if matches!(element.name, "KeyValue" | "DEREncodedKeyValue") => {
                self.key(|key| key.key_value = true);
            }
            _ => {}
        }
    }

    fn leave(&mut self, node: MetadataPlace) {
        if !node.has_text() {
            match node {
                MetadataPlace::Entities => {
                    self.scopes.pop();
                }
                MetadataPlace::Entity => {
                    self.gathered.entity(std::mem::take(&mut self.entity));
                }
                _ => {}
            }
            return;
        }
        let text = std::mem::take(&mut self.text);
        match node {
            MetadataPlace::X509Certificate => self.key(|key| match key.certificates.last_mut() {
                Some(first @ None) => *first = Some(text),
                _ => key.chain = key.chain.saturating_add(1),
            }),
            MetadataPlace::NameIdFormat => self.role(|role| role.name_id_formats.push(text)),
            MetadataPlace::DisplayName { english } => {
                self.role(|role| role.display_name.offer(&text, english))
            }
            MetadataPlace::ServiceName { english } => {
                self.role(|role| role.service_name.offer(&text, english))
            }
            MetadataPlace::OrganizationName { of_role: true, english } => {
                self.role(|role| role.organization.offer(&text, english))
            }
            MetadataPlace::OrganizationName { of_role: false, english } => {
                self.entity.organization.offer(&text, english)
            }
            _ => {}
        }
    }

    fn role(&mut self, change: impl FnOnce(&mut RoleDraft)) {
        if let Some(role) = self.entity.roles.last_mut() {
            change(role);
        }
    }

    fn key(&mut self, change: impl FnOnce(&mut KeyDraft)) {
        self.role(|role| {
            if let Some(key) = role.keys.last_mut() {
                change(key);
            }
        });
    }
}

impl<G: Gather> ElementSink for MetadataWalk<'_, G> {
    fn start(&mut self, element: &StartTag<'_>) -> Result<(), String> {
        if self.open.len() >= self.max_depth {
            return Err(format!("elements are nested deeper than {}", self.max_depth));
        }
        let node = match self.open.last() {
            None => {
                let node = root(element)?;
                self.has_root = true;
                node
            }
            Some(&parent) => child(parent, element, G::ROLE),
        };
        let node = self.enter(node, element)?;
        self.open.push(node);
        self.names.push(element.name.to_owned());
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.open.last().is_some_and(|node| node.has_text()) {
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

fn root(element: &StartTag<'_>) -> Result<MetadataPlace, String> {
    if element.is(MD, "EntityDescriptor") {
        return Ok(MetadataPlace::Entity);
    }
    if element.is(MD, "EntitiesDescriptor") {
        return Ok(MetadataPlace::Entities);
    }
    let name = element.name;
    Err(match element.namespace {
        _ if name.eq_ignore_ascii_case("html") => HTML.to_owned(),
        Some(namespace) if matches!(name, "EntityDescriptor" | "EntitiesDescriptor") => {
            format!("{name} is in the namespace {namespace} instead of {MD}")
        }
        None if matches!(name, "EntityDescriptor" | "EntitiesDescriptor") => {
            format!("{name} is in no namespace instead of {MD}")
        }
        _ => format!("the root element is {name}, not EntityDescriptor or EntitiesDescriptor"),
    })
}

/// What an element is by its place; everything not named here is passed over with all that is in it.
fn child(parent: MetadataPlace, element: &StartTag<'_>, role: &str) -> MetadataPlace {
    let english =
        || element.attribute("xml:lang").is_some_and(|lang| lang == "en" || lang.starts_with("en-"));
    let name = if element.namespace == Some(MD) { element.name } else { "" };
    match (parent, name) {
        (MetadataPlace::Entities, "EntitiesDescriptor") => MetadataPlace::Entities,
        (MetadataPlace::Entities, "EntityDescriptor") => MetadataPlace::Entity,
        (MetadataPlace::Entity, name) if name == role => MetadataPlace::Role,
        (MetadataPlace::Entity, "Organization") => MetadataPlace::EntityOrganization,
        (MetadataPlace::Role, "KeyDescriptor") => MetadataPlace::Key,
        (MetadataPlace::Role, "NameIDFormat") => MetadataPlace::NameIdFormat,
        (MetadataPlace::Role, "Extensions") => MetadataPlace::Extensions,
        (MetadataPlace::Role, "Organization") => MetadataPlace::RoleOrganization,
        (MetadataPlace::Role, "AttributeConsumingService") => MetadataPlace::AttributeConsumingService,
        (MetadataPlace::AttributeConsumingService, "ServiceName") => {
            MetadataPlace::ServiceName { english: english() }
        }
        (MetadataPlace::EntityOrganization, "OrganizationDisplayName") => {
            MetadataPlace::OrganizationName { of_role: false, english: english() }
        }
        (MetadataPlace::RoleOrganization, "OrganizationDisplayName") => {
            MetadataPlace::OrganizationName { of_role: true, english: english() }
        }
        (MetadataPlace::Key, _) if element.is(DS, "KeyInfo") => MetadataPlace::KeyInfo,
        (MetadataPlace::KeyInfo, _) if element.is(DS, "X509Data") => MetadataPlace::X509Data,
        (MetadataPlace::X509Data, _) if element.is(DS, "X509Certificate") => MetadataPlace::X509Certificate,
        (MetadataPlace::Extensions, _) if element.is(MDUI, "UIInfo") => MetadataPlace::UiInfo,
        (MetadataPlace::UiInfo, _) if element.is(MDUI, "DisplayName") => {
            MetadataPlace::DisplayName { english: english() }
        }
        _ => MetadataPlace::Ignored,
    }
}

fn endpoint(element: &StartTag<'_>) -> Result<Endpoint, String> {
    let (Some(binding), Some(location)) = (element.attribute("Binding"), element.attribute("Location"))
    else {
        return Err(format!("a {} without Binding or Location was not used", element.name));
    };
    let mut endpoint = Endpoint::new(binding, location);
    endpoint.response_location = element.owned("ResponseLocation");
    Ok(endpoint)
}
