//! One login as a Response: what it says, and what is left out, replaced or changed before and after it is signed.

use super::capture::Message;
use super::element::{Element, Node, Style};
use super::shape::{Layout, Shape};
use super::signing::{Edit, Signing};
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

impl Attribute {
    /// An attribute as the shape writes it.
    pub fn new(name: &str, values: &[&str]) -> Attribute {
        let values = values.iter().map(|&v| (v.to_owned(), None)).collect();
        Attribute { name: name.to_owned(), friendly_name: None, name_format: None, values }
    }

    pub fn friendly_name(mut self, name: &str) -> Attribute {
        self.friendly_name = Some(name.to_owned());
        self
    }

    pub fn name_format(mut self, format: &str) -> Attribute {
        self.name_format = Some(format.to_owned());
        self
    }

    /// The xsi:type of all values.
    pub fn value_type(mut self, name: &str) -> Attribute {
        for (_, kind) in &mut self.values {
            *kind = Some(name.to_owned());
        }
        self
    }
}

/// What happens to an element before anything is signed.
#[derive(Clone)]
pub(super) enum Change {
    Leave,
    Replace(Vec<Node>),
    Edit(Edit<Element>),
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
    pub(super) changes: Vec<(Part, Change)>,
    pub(super) between: Vec<Edit<Element>>,
    pub(super) after: Vec<Edit<Element>>,
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
            session_index: Some(shape.session_index().to_owned()),
            session_not_on_or_after: None,
            status: vec![SUCCESS.to_owned()],
            status_message: None,
            name_id: "mara.oduya@example.org".to_owned(),
            name_id_format: Some(EMAIL_ADDRESS.to_owned()),
            attributes: Vec::new(),
            authn_context: shape.authn_context().to_owned(),
            sign_response: None,
            sign_assertion: None,
            changes: Vec::new(),
            between: Vec::new(),
            after: Vec::new(),
        }
        .acs("https://sp.example.org/saml/acs")
        .issued(shape.issue_instant(), 3600)
        .attribute("email", &["mara.oduya@example.org"])
        .attribute("full_name", &["Mara Oduya"])
        .attribute("roles", &["agent", "supervisor"])
        .attribute("team", &["north"])
    }

    /// The same with the attributes as the product names them by default, both elements signed.
    pub fn typical(shape: Shape, signing: Signing) -> Login {
        let mut login = Login::new(shape).sign_both(signing);
        login.attributes = shape.attributes();
        login
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
        let format = if instant.contains('.') { SecondsFormat::Millis } else { SecondsFormat::Secs };
        let end = (start + Duration::seconds(lifetime)).to_rfc3339_opts(format, true);
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
        let new = Attribute::new(name, values);
        match self.attributes.iter_mut().find(|a| a.name == name) {
            Some(attribute) => attribute.values = new.values,
            None => self.attributes.push(new),
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

    /// Leaves an element out (not [`Part::Response`]).
    pub fn without(mut self, part: Part) -> Login {
        self.changes.push((part, Change::Leave));
        self
    }

    /// Puts text in the place of an element; it is digested unchanged.
    pub fn replace(self, part: Part, text: &str) -> Login {
        self.replace_with(part, vec![Node::raw(text)])
    }

    /// Puts nodes in the place of an element; what is an Assertion among them is signed like any other.
    pub fn replace_with(mut self, part: Part, nodes: Vec<Node>) -> Login {
        self.changes.push((part, Change::Replace(nodes)));
        self
    }

    /// Changes an element before anything is signed.
    pub fn edit(mut self, part: Part, edit: impl Fn(&mut Element) + Send + Sync + 'static) -> Login {
        self.changes.push((part, Change::Edit(Arc::new(edit))));
        self
    }

    /// Changes the Response after its Assertion is signed and before it is signed itself.
    pub fn between(mut self, edit: impl Fn(&mut Element) + Send + Sync + 'static) -> Login {
        self.between.push(Arc::new(edit));
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
}
