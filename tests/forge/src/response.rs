//! A [`Login`] as elements, in the layout of its shape, signed from the inside out.

use super::element::{Element, Node, Scope};
use super::login::{Change, Login, Part, SAML, SAMLP};
use super::signing::{DSIG, Signing, qualified};

const ENTITY: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity";
const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const CONSENT: &str = "urn:oasis:names:tc:SAML:2.0:consent:unspecified";

impl Login {
    /// The Response as a tree, signed.
    pub fn document(&self) -> Element {
        let mut response = self.response_without_assertion();
        response.children.extend(self.finish(Part::Assertion, self.assertion()));
        if let Some(unit) = self.layout.indent {
            response.indent(unit, 0, "");
        }
        self.change(Part::Response, &mut response);
        let outer = response.scope(&Scope::new());
        for node in &mut response.children {
            if let (Node::Element(assertion), Some(signing)) = (node, &self.sign_assertion)
                && assertion.local() == "Assertion"
            {
                self.sign(signing, assertion, &outer, 1);
            }
        }
        for edit in &self.between {
            edit(&mut response);
        }
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
        if signing.prefix_list.is_none() {
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
                ("Consent", Some(CONSENT)),
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
        let mut confirmation = Element::new(&self.saml("SubjectConfirmation")).with("Method", BEARER);
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
