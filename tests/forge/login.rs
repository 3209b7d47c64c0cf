//! One login as a Response: what it says, and what is left out, replaced or changed before and after it is signed.

use super::capture::Message;
use super::element::{Element, Node, Scope, Style};
use super::shape::{Layout, Shape};
use super::signing::{DSIG, Signing, qualified};
use chrono::{DateTime, Duration, SecondsFormat};
use std::sync::Arc;

pub const SAMLP: &str = "urn:oasis:names:tc:SAML:2.0:protocol";
pub const SAML: &str = "urn:oasis:names:tc:SAML:2.0:assertion";
pub const SUCCESS: &str = "urn:oasis:names:tc:SAML:2.0:status:Success";
pub const RESPONDER: &str = "urn:oasis:names:tc:SAML:2.0:status:Responder";
pub const REQUESTER: &str = "urn:oasis:names:tc:SAML:2.0:status:Requester";
pub const AUTHN_FAILED: &str = "urn:oasis:names:tc:SAML:2.0:status:AuthnFailed";
pub const EMAIL_ADDRESS: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
pub const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";
pub const PERSISTENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
pub const TRANSIENT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
const ENTITY: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";

/// An element of the Response that can be left out, replaced or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Response,
    ResponseIssuer,
    Status,
    Assertion,
    Issuer,
    Subject,
    NameId,
    SubjectConfirmation,
    SubjectConfirmationData,
    Conditions,
    AudienceRestriction,
    AuthnStatement,
    AttributeStatement,
}

/// One attribute of the person.
#[derive(Clone, Debug)]
pub struct Attribute {
    pub name: String,
    pub friendly_name: Option<String>,
    /// `None`: as the shape does it.
    pub name_format: Option<String>,
    /// Values, each with its xsi:type (`None`: as the shape does it).
    pub values: Vec<(String, Option<String>)>,
}

#[derive(Clone)]
enum Change {
    Leave,
    Replace(Vec<Node>),
    Edit(Arc<dyn Fn(&mut Element) + Send + Sync>),
}

/// A login to be written; see [`super`] for an example.
#[derive(Clone)]
pub struct Login {
    pub shape: Shape,
    pub layout: Layout,
    pub response_id: String,
    pub assertion_id: String,
    pub response_issuer: String,
    pub issuer: String,
    pub destination: Option<String>,
    pub recipient: Option<String>,
    /// One AudienceRestriction each, with its audiences.
    pub audience_restrictions: Vec<Vec<String>>,
    pub in_response_to: Option<String>,
    pub issue_instant: String,
    pub not_before: Option<String>,
    pub not_on_or_after: Option<String>,
    pub confirmation_not_on_or_after: Option<String>,
    pub authn_instant: String,
    pub session_index: Option<String>,
    pub session_not_on_or_after: Option<String>,
    /// Status codes, each inside the one before.
    pub status: Vec<String>,
    pub status_message: Option<String>,
    pub name_id: String,
    pub name_id_format: Option<String>,
    pub attributes: Vec<Attribute>,
    pub authn_context: String,
    pub sign_response: Option<Signing>,
    pub sign_assertion: Option<Signing>,
    changes: Vec<(Part, Change)>,
    after: Vec<Arc<dyn Fn(&mut Element) + Send + Sync>>,
}

impl Login {
    /// A successful, unsigned login at `https://sp.example.org` in the shape of a product.
    pub fn new(shape: Shape) -> Login {
        let (response_id, assertion_id) = shape.ids();
        Login {
            shape,
            layout: shape.layout(),
            response_id: response_id.to_owned(),
            assertion_id: assertion_id.to_owned(),
            response_issuer: shape.issuer().to_owned(),
            issuer: shape.issuer().to_owned(),
            destination: None,
            recipient: None,
            audience_restrictions: vec![vec!["https://sp.example.org/saml/metadata".to_owned()]],
            in_response_to: Some("_req1".to_owned()),
            issue_instant: String::new(),
            not_before: None,
            not_on_or_after: None,
            confirmation_not_on_or_after: None,
            authn_instant: String::new(),
            session_index: Some("_qPrYdL0O8w3vdb8eCEY5ZtHe76LA8-JU".to_owned()),
            session_not_on_or_after: None,
            status: vec![SUCCESS.to_owned()],
            status_message: None,
            name_id: "mara.oduya@example.org".to_owned(),
            name_id_format: Some(EMAIL_ADDRESS.to_owned()),
            attributes: Vec::new(),
            authn_context: "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified".to_owned(),
            sign_response: None,
            sign_assertion: None,
            changes: Vec::new(),
            after: Vec::new(),
        }
        .acs("https://sp.example.org/saml/acs")
        .issued("2026-01-15T10:00:00.000Z", 3600)
        .attribute("email", &["mara.oduya@example.org"])
        .attribute("full_name", &["Mara Oduya"])
        .attribute("roles", &["agent", "supervisor"])
        .attribute("team", &["north"])
    }

    /// Destination and Recipient.
    pub fn acs(self, url: &str) -> Login {
        self.destination(Some(url)).recipient(Some(url))
    }

    pub fn destination(mut self, url: Option<&str>) -> Login {
        self.destination = url.map(str::to_owned);
        self
    }

    pub fn recipient(mut self, url: Option<&str>) -> Login {
        self.recipient = url.map(str::to_owned);
        self
    }

    /// Issuer of Response and Assertion.
    pub fn issuer(mut self, issuer: &str) -> Login {
        self.issuer = issuer.to_owned();
        self.response_issuer = issuer.to_owned();
        self
    }

    pub fn response_issuer(mut self, issuer: &str) -> Login {
        self.response_issuer = issuer.to_owned();
        self
    }

    pub fn ids(mut self, response: &str, assertion: &str) -> Login {
        self.response_id = response.to_owned();
        self.assertion_id = assertion.to_owned();
        self
    }

    /// One AudienceRestriction with these audiences (none: no restriction at all).
    pub fn audiences(mut self, audiences: &[&str]) -> Login {
        self.audience_restrictions.clear();
        if audiences.is_empty() { self } else { self.audience_restriction(audiences) }
    }

    /// A further AudienceRestriction.
    pub fn audience_restriction(mut self, audiences: &[&str]) -> Login {
        self.audience_restrictions.push(audiences.iter().map(|&a| a.to_owned()).collect());
        self
    }

    /// `None`: the login was started by the identity provider.
    pub fn in_response_to(mut self, request: Option<&str>) -> Login {
        self.in_response_to = request.map(str::to_owned);
        self
    }

    /// All times: issued and valid from `instant` for so many seconds.
    pub fn issued(mut self, instant: &str, lifetime: i64) -> Login {
        let start = DateTime::parse_from_rfc3339(instant).unwrap().to_utc();
        let end = (start + Duration::seconds(lifetime)).to_rfc3339_opts(SecondsFormat::Millis, true);
        self.issue_instant = instant.to_owned();
        self.authn_instant = instant.to_owned();
        self.not_before = Some(instant.to_owned());
        self.not_on_or_after = Some(end.clone());
        self.confirmation_not_on_or_after = Some(end);
        self
    }

    /// The Conditions' times alone.
    pub fn conditions(mut self, not_before: Option<&str>, not_on_or_after: Option<&str>) -> Login {
        self.not_before = not_before.map(str::to_owned);
        self.not_on_or_after = not_on_or_after.map(str::to_owned);
        self
    }

    pub fn confirmation_not_on_or_after(mut self, instant: Option<&str>) -> Login {
        self.confirmation_not_on_or_after = instant.map(str::to_owned);
        self
    }

    pub fn session_index(mut self, index: Option<&str>) -> Login {
        self.session_index = index.map(str::to_owned);
        self
    }

    pub fn session_not_on_or_after(mut self, instant: Option<&str>) -> Login {
        self.session_not_on_or_after = instant.map(str::to_owned);
        self
    }

    /// Status codes, outermost first, and the message.
    pub fn status(mut self, codes: &[&str], message: Option<&str>) -> Login {
        self.status = codes.iter().map(|&c| c.to_owned()).collect();
        self.status_message = message.map(str::to_owned);
        self
    }

    /// A refusal: this status and no Assertion.
    pub fn refused(self, codes: &[&str], message: Option<&str>) -> Login {
        self.status(codes, message).without(Part::Assertion)
    }

    pub fn name_id(mut self, value: &str, format: Option<&str>) -> Login {
        self.name_id = value.to_owned();
        self.name_id_format = format.map(str::to_owned);
        self
    }

    pub fn authn_context(mut self, class: &str) -> Login {
        self.authn_context = class.to_owned();
        self
    }

    /// Adds an attribute, or gives one of that name these values.
    pub fn attribute(mut self, name: &str, values: &[&str]) -> Login {
        let values: Vec<_> = values.iter().map(|&v| (v.to_owned(), None)).collect();
        match self.attributes.iter_mut().find(|a| a.name == name) {
            Some(attribute) => attribute.values = values,
            None => self.attributes.push(Attribute {
                name: name.to_owned(),
                friendly_name: None,
                name_format: None,
                values,
            }),
        }
        self
    }

    /// Adds an attribute as it is, even where there is one of that name.
    pub fn push_attribute(mut self, attribute: Attribute) -> Login {
        self.attributes.push(attribute);
        self
    }

    pub fn without_attribute(mut self, name: &str) -> Login {
        self.attributes.retain(|a| a.name != name);
        self
    }

    pub fn rename_attribute(mut self, name: &str, to: &str) -> Login {
        let attribute = self.attributes.iter_mut().find(|a| a.name == name);
        to.clone_into(&mut attribute.unwrap_or_else(|| panic!("no attribute {name}")).name);
        self
    }

    /// Leaves an element out.
    pub fn without(mut self, part: Part) -> Login {
        self.changes.push((part, Change::Leave));
        self
    }

    /// Puts text in the place of an element; it is digested as it stands.
    pub fn replace(self, part: Part, text: &str) -> Login {
        self.replace_with(part, vec![Node::raw(text)])
    }

    /// Puts nodes in the place of an element.
    pub fn replace_with(mut self, part: Part, nodes: Vec<Node>) -> Login {
        self.changes.push((part, Change::Replace(nodes)));
        self
    }

    /// Changes an element before anything is signed.
    pub fn edit(mut self, part: Part, edit: impl Fn(&mut Element) + Send + Sync + 'static) -> Login {
        self.changes.push((part, Change::Edit(Arc::new(edit))));
        self
    }

    /// Changes the whole document after everything is signed.
    pub fn after(mut self, edit: impl Fn(&mut Element) + Send + Sync + 'static) -> Login {
        self.after.push(Arc::new(edit));
        self
    }

    pub fn sign_response(mut self, signing: Signing) -> Login {
        self.sign_response = Some(signing);
        self
    }

    pub fn sign_assertion(mut self, signing: Signing) -> Login {
        self.sign_assertion = Some(signing);
        self
    }

    /// The Assertion first, then the Response around it.
    pub fn sign_both(self, signing: Signing) -> Login {
        self.sign_assertion(signing.clone()).sign_response(signing)
    }

    pub fn style(mut self, style: Style) -> Login {
        self.layout.style = style;
        self
    }

    /// Indentation, also inside what is signed.
    pub fn indent(mut self, unit: &'static str) -> Login {
        self.layout.indent = Some(unit);
        self
    }

    /// The message, signed and written.
    pub fn message(&self) -> Message {
        let response = self.document();
        let xml = format!("{}{}", self.layout.declaration, response.document(self.layout.style));
        Message::new(xml, self.destination.clone().unwrap_or_default())
    }

    /// The text of the message.
    pub fn xml(&self) -> String {
        self.message().xml
    }

    /// The Response as a tree, signed.
    pub fn document(&self) -> Element {
        let mut response = self.response_without_assertion();
        let assertions = self.finish(Part::Assertion, self.assertion());
        if let Some(unit) = self.layout.indent {
            response.indent(unit, 0, "");
        }
        let outer = response.scope(&Scope::new());
        for mut node in assertions {
            if let Node::Element(assertion) = &mut node {
                if let Some(unit) = self.layout.indent {
                    assertion.indent(unit, 1, "");
                }
                if let Some(signing) = &self.sign_assertion {
                    self.sign(signing, assertion, &outer, 1);
                }
            }
            let at = response.children.len() - usize::from(self.layout.indent.is_some());
            response.children.insert(at, node);
            if let Some(unit) = self.layout.indent {
                response.children.insert(at, Node::Text(format!("\n{unit}")));
            }
        }
        self.change(Part::Response, &mut response);
        if let Some(signing) = &self.sign_response {
            self.sign(signing, &mut response, &Scope::new(), 0);
        }
        for edit in &self.after {
            edit(&mut response);
        }
        response
    }

    fn sign(&self, signing: &Signing, element: &mut Element, outer: &Scope, depth: usize) {
        let mut signing = signing.clone();
        if signing.prefix_list.is_empty() {
            signing = signing.prefix_list(self.layout.prefix_list);
        }
        signing.sign(element, outer, self.layout.signature, self.layout.indent.map(|unit| (unit, depth)));
    }

    fn response_without_assertion(&self) -> Element {
        let l = &self.layout;
        let mut response = self.element(
            &self.samlp("Response"),
            l.response,
            &[
                ("ID", Some(&self.response_id)),
                ("Version", Some("2.0")),
                ("IssueInstant", Some(&self.issue_instant)),
                ("Destination", self.destination.as_deref()),
                ("InResponseTo", self.in_response_to.as_deref()),
                ("Consent", Some("urn:oasis:names:tc:SAML:2.0:consent:unspecified")),
            ],
        );
        let issuer = self.element(&self.saml("Issuer"), l.response_issuer, &[("Format", Some(ENTITY))]);
        let issuer = issuer.text(&self.response_issuer);
        response.children.extend(self.finish(Part::ResponseIssuer, issuer));
        response.children.extend(self.finish(Part::Status, self.status_element()));
        response
    }

    fn status_element(&self) -> Element {
        let mut code: Option<Element> = None;
        for value in self.status.iter().rev() {
            let outer = Element::new(&self.samlp("StatusCode")).with("Value", value);
            code = Some(match code {
                Some(inner) => outer.child(inner),
                None => outer,
            });
        }
        let mut status = self.element(&self.samlp("Status"), self.layout.status, &[]);
        status.children.extend(code.map(Node::Element));
        if let Some(text) = &self.status_message {
            let message = Element::new(&self.samlp("StatusMessage"));
            status = status.child(match self.layout.status_message_value {
                true => message.with("Value", text),
                false => message.text(text),
            });
        }
        status
    }

    /// The Assertion, unsigned, as the login says it (without the changes of [`Part::Assertion`]).
    pub fn assertion(&self) -> Element {
        let mut assertion = self.element(
            &self.saml("Assertion"),
            self.layout.assertion,
            &[
                ("ID", Some(&self.assertion_id)),
                ("Version", Some("2.0")),
                ("IssueInstant", Some(&self.issue_instant)),
            ],
        );
        let issuer = self.element(&self.saml("Issuer"), self.layout.issuer, &[("Format", Some(ENTITY))]);
        assertion.children.extend(self.finish(Part::Issuer, issuer.text(&self.issuer)));
        for part in self.layout.statements {
            let element = match part {
                Part::Subject => self.subject(),
                Part::Conditions => self.conditions_element(),
                Part::AuthnStatement => self.authn_statement(),
                _ => self.attribute_statement(),
            };
            assertion.children.extend(self.finish(part, element));
        }
        assertion
    }

    fn subject(&self) -> Element {
        let l = &self.layout;
        let audience = self.audience_restrictions.first().and_then(|r| r.first()).map(String::as_str);
        let name_id = self.element(
            &self.saml("NameID"),
            l.name_id,
            &[
                ("Format", self.name_id_format.as_deref()),
                ("NameQualifier", Some(&self.issuer)),
                ("SPNameQualifier", audience),
            ],
        );
        let data = self.element(
            &self.saml("SubjectConfirmationData"),
            l.confirmation_data,
            &[
                ("NotOnOrAfter", self.confirmation_not_on_or_after.as_deref()),
                ("Recipient", self.recipient.as_deref()),
                ("InResponseTo", self.in_response_to.as_deref()),
            ],
        );
        let mut confirmation = Element::new(&self.saml("SubjectConfirmation"))
            .with("Method", "urn:oasis:names:tc:SAML:2.0:cm:bearer");
        confirmation.children.extend(self.finish(Part::SubjectConfirmationData, data));
        let mut subject = self.element(&self.saml("Subject"), l.section, &[]);
        subject.children.extend(self.finish(Part::NameId, name_id.text(&self.name_id)));
        subject.children.extend(self.finish(Part::SubjectConfirmation, confirmation));
        subject
    }

    fn conditions_element(&self) -> Element {
        let order: Vec<_> = [self.layout.conditions, self.layout.section].concat();
        let mut conditions = self.element(
            &self.saml("Conditions"),
            &order,
            &[("NotBefore", self.not_before.as_deref()), ("NotOnOrAfter", self.not_on_or_after.as_deref())],
        );
        for audiences in &self.audience_restrictions {
            let mut restriction = Element::new(&self.saml("AudienceRestriction"));
            for audience in audiences {
                restriction = restriction.child(Element::new(&self.saml("Audience")).text(audience));
            }
            conditions.children.extend(self.finish(Part::AudienceRestriction, restriction));
        }
        conditions
    }

    fn authn_statement(&self) -> Element {
        let order: Vec<_> = [self.layout.authn_statement, self.layout.section].concat();
        let class = Element::new(&self.saml("AuthnContextClassRef")).text(&self.authn_context);
        self.element(
            &self.saml("AuthnStatement"),
            &order,
            &[
                ("AuthnInstant", Some(&self.authn_instant)),
                ("SessionIndex", self.session_index.as_deref()),
                ("SessionNotOnOrAfter", self.session_not_on_or_after.as_deref()),
            ],
        )
        .child(Element::new(&self.saml("AuthnContext")).child(class))
    }

    fn attribute_statement(&self) -> Element {
        let l = &self.layout;
        let order: Vec<_> = [l.attribute_statement, l.section].concat();
        let mut statement = self.element(&self.saml("AttributeStatement"), &order, &[]);
        for attribute in &self.attributes {
            let format = attribute.name_format.as_deref().or_else(|| self.shape.name_format(&attribute.name));
            let mut element = self.element(
                &self.saml("Attribute"),
                l.attribute,
                &[
                    ("Name", Some(&attribute.name)),
                    ("NameFormat", format),
                    ("FriendlyName", attribute.friendly_name.as_deref()),
                ],
            );
            for (value, kind) in &attribute.values {
                let kind = kind.as_deref().or(l.value_type);
                let value_element =
                    self.element(&self.saml("AttributeValue"), l.attribute_value, &[("xsi:type", kind)]);
                element =
                    element.child(if value.is_empty() { value_element } else { value_element.text(value) });
            }
            statement = statement.child(element);
        }
        statement
    }

    /// An element with attributes in the layout's order.
    fn element(&self, name: &str, order: &[&'static str], values: &[(&str, Option<&str>)]) -> Element {
        let mut element = Element::new(name);
        for entry in order {
            let declared = entry.starts_with("xmlns").then(|| namespace(entry));
            let value = values.iter().find(|(name, _)| name == entry).and_then(|(_, value)| *value);
            if let Some(value) = declared.or(value) {
                element = element.with(entry, value);
            }
        }
        element
    }

    /// The element with its changes: usually itself, or nothing, or something else.
    fn finish(&self, part: Part, mut element: Element) -> Vec<Node> {
        for (changed, change) in &self.changes {
            match change {
                Change::Leave if *changed == part => return Vec::new(),
                Change::Replace(nodes) if *changed == part => return nodes.clone(),
                _ => {}
            }
        }
        self.change(part, &mut element);
        vec![element.into()]
    }

    fn change(&self, part: Part, element: &mut Element) {
        for (changed, change) in &self.changes {
            if let Change::Edit(edit) = change
                && *changed == part
            {
                edit(element);
            }
        }
    }

    fn samlp(&self, local: &str) -> String {
        qualified(self.layout.samlp, local)
    }

    fn saml(&self, local: &str) -> String {
        qualified(self.layout.saml, local)
    }
}

/// The namespace that the forge binds to a declaration's prefix.
pub fn namespace(declaration: &str) -> &'static str {
    match declaration {
        "xmlns:samlp" | "xmlns:saml2p" | "xmlns:p" => SAMLP,
        "xmlns" | "xmlns:saml" | "xmlns:saml2" | "xmlns:a" => SAML,
        "xmlns:xs" => "http://www.w3.org/2001/XMLSchema",
        "xmlns:xsi" => "http://www.w3.org/2001/XMLSchema-instance",
        "xmlns:ds" => DSIG,
        other => panic!("the forge knows no namespace for {other}"),
    }
}
