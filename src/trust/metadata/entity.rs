//! What matters of each entity, picked out of the stream of elements by namespace and exact place.

use super::role::{self, Validity};
use super::{Entities, EntityOutcome};
use crate::Limits;
use crate::trust::Endpoint;
use std::borrow::Cow;

pub(super) const MD: &str = "urn:oasis:names:tc:SAML:2.0:metadata";
pub(super) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
const MDUI: &str = "urn:oasis:names:tc:SAML:metadata:ui";

/// What is said of a page for people.
pub(super) const HTML: &str = "this is an HTML page, not metadata";

/// Entity IDs kept during a search, for the message when it fails.
const REMEMBERED: usize = 65_536;

/// Two entity IDs whose lengths in bytes differ by more are not alike.
const ALIKE: usize = 48;

/// Takes elements in document order.
pub(super) trait ElementSink {
    fn start(&mut self, element: &StartTag<'_>) -> Result<(), String>;
    /// Text, also a part of it: what comments and references split is put together again.
    fn text(&mut self, text: &str);
    /// The end of an element; whether it was the root.
    fn end(&mut self) -> bool;
    /// Whether the root element was one of metadata.
    fn has_root(&self) -> bool;
    /// The name of the innermost open element.
    fn innermost(&self) -> &str;
}

/// The start of an element, from whichever reader.
pub(super) struct StartTag<'a> {
    pub(super) namespace: Option<&'a str>,
    pub(super) name: &'a str,
    pub(super) attributes: &'a [(&'a str, Cow<'a, str>)],
}

impl<'a> StartTag<'a> {
    pub(super) fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace == Some(namespace) && self.name == name
    }

    /// The value of an attribute in no namespace.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_ref())
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.attribute(name).map(str::to_owned)
    }
}

/// What one entity says, before it is judged.
#[derive(Default)]
pub(super) struct EntityDraft {
    pub(super) entity_id: Option<String>,
    pub(super) validity: Validity,
    pub(super) organization: LocalizedName,
    /// Its IDPSSODescriptors.
    pub(super) roles: Vec<RoleDraft>,
    /// The names of its other roles.
    pub(super) other_roles: Vec<&'static str>,
}

/// One IDPSSODescriptor.
#[derive(Default)]
pub(super) struct RoleDraft {
    pub(super) protocols: Option<String>,
    pub(super) wants_authn_requests_signed: Option<String>,
    pub(super) validity: Validity,
    pub(super) display_name: LocalizedName,
    pub(super) organization: LocalizedName,
    pub(super) keys: Vec<KeyDraft>,
    pub(super) single_sign_on: Vec<Endpoint>,
    pub(super) single_logout: Vec<Endpoint>,
    pub(super) name_id_formats: Vec<String>,
    pub(super) notes: Vec<String>,
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
    /// A KeyInfo that stands in this other namespace.
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

/// An element whose place matters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
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
    OrganizationName {
        of_role: bool,
        english: bool,
    },
    /// Nothing in it is read.
    Ignored,
}

impl Node {
    fn holds_text(self) -> bool {
        matches!(
            self,
            Node::X509Certificate
                | Node::NameIdFormat
                | Node::DisplayName { .. }
                | Node::OrganizationName { .. }
        )
    }
}

/// Takes elements in document order and gathers entities.
pub(super) struct Collector<'a> {
    wanted: Option<&'a str>,
    max_depth: usize,
    max_certificates: usize,
    open: Vec<Node>,
    names: Vec<String>,
    /// The validity of each open EntitiesDescriptor, with that of those around it.
    scopes: Vec<Validity>,
    entity: EntityDraft,
    certificates: usize,
    text: String,
    entities: Entities,
}

impl<'a> Collector<'a> {
    /// Gathers every entity, or only those with the wanted entity ID.
    pub(super) fn new(wanted: Option<&'a str>, limits: &Limits) -> Collector<'a> {
        Collector {
            wanted,
            max_depth: limits.max_depth,
            max_certificates: limits.max_certificates,
            open: Vec::new(),
            names: Vec::new(),
            scopes: Vec::new(),
            entity: EntityDraft::default(),
            certificates: 0,
            text: String::new(),
            entities: Entities::default(),
        }
    }

    pub(super) fn finish(self) -> Entities {
        self.entities
    }

    fn enter(&mut self, node: Node, element: &StartTag<'_>) -> Result<Node, String> {
        match node {
            Node::Entities => {
                let around = self.scopes.last().cloned().unwrap_or_default();
                self.scopes
                    .push(around.with(element.attribute("validUntil"), element.attribute("cacheDuration")));
            }
            Node::Entity => {
                let entity_id = element.attribute("entityID");
                if self.wanted.is_some_and(|wanted| entity_id != Some(wanted)) {
                    self.remember(entity_id);
                    return Ok(Node::Ignored);
                }
                let around = self.scopes.last().cloned().unwrap_or_default();
                self.certificates = 0;
                self.entity = EntityDraft {
                    entity_id: entity_id.map(str::to_owned),
                    validity: around
                        .with(element.attribute("validUntil"), element.attribute("cacheDuration")),
                    ..EntityDraft::default()
                };
            }
            Node::Role => self.entity.roles.push(RoleDraft {
                protocols: element.owned("protocolSupportEnumeration"),
                wants_authn_requests_signed: element.owned("WantAuthnRequestsSigned"),
                validity: Validity::default()
                    .with(element.attribute("validUntil"), element.attribute("cacheDuration")),
                ..RoleDraft::default()
            }),
            Node::Key => {
                let key = KeyDraft { usage: element.owned("use"), ..KeyDraft::default() };
                self.role(|role| role.keys.push(key));
            }
            Node::X509Data => self.key(|key| key.certificates.push(None)),
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
            // An element inside a value: neither its text nor the rest may pass for the value. U+FFFD spoils it.
            self.text.push('\u{FFFD}');
        } else if node.holds_text() {
            self.text.clear();
        }
        Ok(node)
    }

    /// Keeps the entity ID of one passed over, if it could be the nearest to the one wanted.
    fn remember(&mut self, entity_id: Option<&str>) {
        let (Some(wanted), Some(entity_id)) = (self.wanted, entity_id) else { return };
        let alike = wanted.len().abs_diff(entity_id.len()) <= ALIKE;
        if alike && self.entities.passed_over.len() < REMEMBERED {
            self.entities.passed_over.push(entity_id.to_owned());
        }
    }

    /// What is not descended into may still have to be mentioned, or is an endpoint without content.
    fn pass_over(&mut self, element: &StartTag<'_>) {
        match self.open.last() {
            Some(Node::Entity) if element.namespace == Some(MD) => {
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
            Some(Node::Role) if element.is(MD, "SingleSignOnService") => match endpoint(element) {
                Ok(endpoint) => self.role(|role| role.single_sign_on.push(endpoint)),
                Err(note) => self.role(|role| role.notes.push(note)),
            },
            Some(Node::Role) if element.is(MD, "SingleLogoutService") => match endpoint(element) {
                Ok(endpoint) => self.role(|role| role.single_logout.push(endpoint)),
                Err(note) => self.role(|role| role.notes.push(note)),
            },
            Some(Node::Key) if element.name == "KeyInfo" => {
                let namespace = element.namespace.unwrap_or("").to_owned();
                self.key(|key| key.foreign_key_info = Some(namespace));
            }
            Some(Node::KeyInfo) if matches!(element.name, "KeyValue" | "DEREncodedKeyValue") => {
                self.key(|key| key.key_value = true);
            }
            _ => {}
        }
    }

    fn leave(&mut self, node: Node) {
        if !node.holds_text() {
            match node {
                Node::Entities => {
                    self.scopes.pop();
                }
                Node::Entity => {
                    let outcome: EntityOutcome = role::judge(std::mem::take(&mut self.entity));
                    self.entities.outcomes.push(outcome);
                }
                _ => {}
            }
            return;
        }
        let text = std::mem::take(&mut self.text);
        match node {
            Node::X509Certificate => self.key(|key| match key.certificates.last_mut() {
                Some(first @ None) => *first = Some(text),
                _ => key.chain = key.chain.saturating_add(1),
            }),
            Node::NameIdFormat => self.role(|role| role.name_id_formats.push(text)),
            Node::DisplayName { english } => self.role(|role| role.display_name.offer(&text, english)),
            Node::OrganizationName { of_role: true, english } => {
                self.role(|role| role.organization.offer(&text, english))
            }
            Node::OrganizationName { of_role: false, english } => {
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

impl ElementSink for Collector<'_> {
    fn start(&mut self, element: &StartTag<'_>) -> Result<(), String> {
        if self.open.len() >= self.max_depth {
            return Err(format!("elements are nested deeper than {}", self.max_depth));
        }
        let node = match self.open.last() {
            None => root(element)?,
            Some(&parent) => child(parent, element),
        };
        let node = self.enter(node, element)?;
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
        !self.open.is_empty() || !self.entities.outcomes.is_empty()
    }

    fn innermost(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }
}

pub(super) fn root(element: &StartTag<'_>) -> Result<Node, String> {
    if element.is(MD, "EntityDescriptor") {
        return Ok(Node::Entity);
    }
    if element.is(MD, "EntitiesDescriptor") {
        return Ok(Node::Entities);
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
fn child(parent: Node, element: &StartTag<'_>) -> Node {
    let english =
        || element.attribute("xml:lang").is_some_and(|lang| lang == "en" || lang.starts_with("en-"));
    let name = if element.namespace == Some(MD) { element.name } else { "" };
    match (parent, name) {
        (Node::Entities, "EntitiesDescriptor") => Node::Entities,
        (Node::Entities, "EntityDescriptor") => Node::Entity,
        (Node::Entity, "IDPSSODescriptor") => Node::Role,
        (Node::Entity, "Organization") => Node::EntityOrganization,
        (Node::Role, "KeyDescriptor") => Node::Key,
        (Node::Role, "NameIDFormat") => Node::NameIdFormat,
        (Node::Role, "Extensions") => Node::Extensions,
        (Node::Role, "Organization") => Node::RoleOrganization,
        (Node::EntityOrganization, "OrganizationDisplayName") => {
            Node::OrganizationName { of_role: false, english: english() }
        }
        (Node::RoleOrganization, "OrganizationDisplayName") => {
            Node::OrganizationName { of_role: true, english: english() }
        }
        (Node::Key, _) if element.is(DS, "KeyInfo") => Node::KeyInfo,
        (Node::KeyInfo, _) if element.is(DS, "X509Data") => Node::X509Data,
        (Node::X509Data, _) if element.is(DS, "X509Certificate") => Node::X509Certificate,
        (Node::Extensions, _) if element.is(MDUI, "UIInfo") => Node::UiInfo,
        (Node::UiInfo, _) if element.is(MDUI, "DisplayName") => Node::DisplayName { english: english() },
        _ => Node::Ignored,
    }
}

pub(super) fn endpoint(element: &StartTag<'_>) -> Result<Endpoint, String> {
    let (Some(binding), Some(location)) = (element.attribute("Binding"), element.attribute("Location"))
    else {
        return Err(format!("a {} without Binding or Location was not used", element.name));
    };
    let mut endpoint = Endpoint::new(binding, location);
    endpoint.response_location = element.owned("ResponseLocation");
    Ok(endpoint)
}
