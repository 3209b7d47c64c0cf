//! The case corpus as a program: every case of `fixtures/cases`, made from throw-away keys by the forge.
//!
//! A case is data: an input, what is trusted, what is expected, and the outcome that any validator must have.
//! One file a subject; [`all`] is the whole corpus.

mod accepted;
mod algorithm;
mod content;
mod content_parts;
mod content_time;
mod document;
mod encrypted;
mod encrypted_names;
mod keys;
mod notes;
mod published;
mod published_2026;
mod published_further;
mod reference;
mod reference_changes;
mod signature_forms;
pub mod wrapping;
mod wrapping_places;

use crate::{Element, Key, Login, Message, Shape, Signing, keys as forge_keys};
use serde_json::{Map, Value, json};

pub const IDP: &str = "https://idp.example.org/metadata";
pub const OTHER_IDP: &str = "https://idp.globex.example/metadata";
pub const SP: &str = "https://sp.example.org/saml/metadata";
pub const ACS: &str = "https://sp.example.org/saml/acs";
pub const AT: &str = "2026-01-15T10:01:00Z";
/// Who signs in honestly.
pub const PERSON: &str = "mara.oduya@example.org";
/// Who must never be signed in.
pub const ATTACKER: &str = "attacker@evil.example";

/// Every case, in the order of the subjects.
pub fn all() -> Vec<Case> {
    [
        wrapping::cases(),
        reference::cases(),
        algorithm::cases(),
        keys::cases(),
        document::cases(),
        published::cases(),
        published_2026::cases(),
        published_further::cases(),
        content::cases(),
        content_parts::cases(),
        content_time::cases(),
        accepted::cases(),
        encrypted::cases(),
        encrypted_names::cases(),
        notes::cases(),
        signature_forms::cases(),
    ]
    .concat()
}

/// One case, to be written as `case.json` next to its input.
#[derive(Clone)]
pub struct Case {
    pub subject: &'static str,
    pub id: String,
    description: String,
    source: Vec<String>,
    /// The bytes of the message.
    pub input: Vec<u8>,
    trust: Value,
    expectations: Map<String, Value>,
    at: String,
    expect: Map<String, Value>,
    never: Vec<String>,
    others: &'static str,
    /// Files next to the input: metadata, a certificate of its own.
    pub files: Vec<(&'static str, String)>,
    validate: Option<&'static str>,
}

impl Case {
    fn new(subject: &'static str, id: &str, description: &str, source: &str, input: Vec<u8>) -> Case {
        let expectations = json!({
            "sp_entity_id": SP, "acs": [ACS], "profile": "generic", "request": { "id": "_req1" }, "clock_skew": 180
        });
        Case {
            subject,
            id: id.to_owned(),
            description: description.to_owned(),
            source: source.split(" | ").map(str::to_owned).collect(),
            input,
            trust: provider(IDP, &[forge_keys::idp()]),
            expectations: expectations.as_object().unwrap().clone(),
            at: AT.to_owned(),
            expect: Map::new(),
            never: vec![ATTACKER.to_owned()],
            others: "must-refuse",
            files: Vec::new(),
            validate: None,
        }
    }

    /// A message that must be refused, for the reason that this code names.
    pub fn refused(
        subject: &'static str,
        id: &str,
        description: &str,
        source: &str,
        root: &str,
        input: impl Into<Vec<u8>>,
    ) -> Case {
        let mut case = Case::new(subject, id, description, source, input.into()).expecting("rejected", root);
        // Whose key it is, only a report looks up.
        case.validate = (root == "signature-untrusted-key").then_some("signature-value-mismatch");
        case
    }

    /// A message that must be accepted.
    pub fn accepted(id: &str, description: &str, source: &str, input: impl Into<Vec<u8>>) -> Case {
        Case::new("accepted", id, description, source, input.into()).expecting_acceptance("must-accept")
    }

    /// The verdict and the code that leads.
    pub fn expecting(mut self, verdict: &str, root: &str) -> Case {
        let class = if verdict == "inconclusive" { Value::Null } else { "SAML_VALIDATION_FAILED".into() };
        self.expect.insert("verdict".into(), verdict.into());
        self.expect.insert("class".into(), class);
        self.expect.insert("root".into(), if verdict == "inconclusive" { Value::Null } else { root.into() });
        self.expect.insert("codes".into(), json!([root]));
        self
    }

    fn expecting_acceptance(mut self, others: &'static str) -> Case {
        self.expect.insert("verdict".into(), "accepted".into());
        self.expect.insert("class".into(), Value::Null);
        self.expect.insert("root".into(), Value::Null);
        self.expect.insert("codes".into(), json!([]));
        self.others = others;
        self.signing_in(PERSON)
    }

    /// Read from a capture after all, though the strict path refuses the bytes.
    pub fn read_on(self) -> Case {
        self.expecting_acceptance("may-accept").honest()
    }

    pub fn class(mut self, class: &str) -> Case {
        self.expect.insert("class".into(), class.into());
        self
    }

    /// The NameID of an accepted message.
    pub fn signing_in(mut self, name_id: &str) -> Case {
        self.expect.insert("identity".into(), json!({ "name_id": name_id }));
        self
    }

    /// The values of an attribute of an accepted message.
    pub fn with_attribute(mut self, name: &str, values: &[&str]) -> Case {
        let identity = self.expect.get_mut("identity").unwrap().as_object_mut().unwrap();
        let attributes = identity.entry("attributes").or_insert_with(|| json!({}));
        attributes.as_object_mut().unwrap().insert(name.to_owned(), json!(values));
        self
    }

    /// Further codes that must be found.
    pub fn codes(mut self, codes: &[&str]) -> Case {
        let list = self.expect.get_mut("codes").unwrap().as_array_mut().unwrap();
        list.extend(codes.iter().map(|&code| Value::from(code)));
        self
    }

    pub fn at(mut self, instant: &str) -> Case {
        self.at = instant.to_owned();
        self
    }

    pub fn trust(mut self, trust: Value) -> Case {
        self.trust = trust;
        self
    }

    /// Trust by metadata, written next to the input.
    pub fn metadata(mut self, xml: String) -> Case {
        self.files.push(("metadata.xml", xml));
        self.trust(json!({ "metadata": "metadata.xml" }))
    }

    /// Trust in the usual identity provider by a certificate that is written next to the input.
    pub fn certificate(mut self, pem: String) -> Case {
        self.files.push(("idp.cert.pem", pem));
        self.trust(json!({ "identity_providers": [{ "entity_id": IDP, "certificates": ["idp.cert.pem"] }] }))
    }

    /// Gives the service a private key of `fixtures/keys`.
    pub fn decryption_key(mut self, name: &str) -> Case {
        self.trust["decryption_keys"] = json!([format!("../../../keys/{name}.key.pem")]);
        self
    }

    /// Sets one expectation: `profile`, `request`, `policy`, `limits`, `clock_skew`, …
    pub fn set(mut self, name: &str, value: Value) -> Case {
        self.expectations.insert(name.to_owned(), value);
        self
    }

    /// Other validators may accept it without fault: samlens is stricter than the standards here.
    pub fn may_accept(mut self) -> Case {
        self.others = "may-accept";
        self
    }

    /// The code of the strict path, where a reader of captures says more (or undoes more) than it.
    pub fn validate(mut self, code: &'static str) -> Case {
        self.validate = Some(code);
        self
    }

    /// A further value that must never be part of an identity.
    pub fn never(mut self, value: &str) -> Case {
        self.never.push(value.to_owned());
        self
    }

    /// Nothing in it was forged, it is only wrong.
    pub fn honest(mut self) -> Case {
        self.never.clear();
        self
    }

    /// The folder below `fixtures/cases`.
    pub fn folder(&self) -> String {
        format!("{}/{}", self.subject, self.id)
    }

    /// The text of `case.json`.
    pub fn json(&self) -> String {
        let mut value = json!({
            "schema": 1,
            "id": self.folder(),
            "description": self.description,
            "source": self.source,
            "input": "response.xml",
            "trust": self.trust,
            "expectations": self.expectations,
            "at": self.at,
            "expect": self.expect,
            "never": self.never,
            "others": self.others,
        });
        if let Some(code) = self.validate {
            value["expect"]["validate"] = code.into();
        }
        serde_json::to_string_pretty(&value).unwrap() + "\n"
    }

    /// The line of the index.
    pub fn row(&self) -> String {
        let verdict = self.expect["verdict"].as_str().unwrap();
        let root = self.expect["root"].as_str().map_or(String::new(), |code| format!(" `{code}`"));
        format!(
            "| `{}` | {} | {verdict}{root} | {} |\n",
            self.folder(),
            self.description,
            self.source.join("; ")
        )
    }
}

/// Trust in one identity provider with these keys.
pub fn provider(entity_id: &str, keys: &[&'static Key]) -> Value {
    json!({ "identity_providers": [entity(entity_id, keys)] })
}

/// Trust in the usual identity provider and in another one with a key of its own.
pub fn two_providers() -> Value {
    let (own, other) =
        (entity(IDP, &[forge_keys::idp()]), entity(OTHER_IDP, &[forge_keys::key("other-tenant")]));
    json!({ "identity_providers": [own, other] })
}

fn entity(entity_id: &str, keys: &[&'static Key]) -> Value {
    let paths: Vec<_> = keys.iter().map(|key| format!("../../../keys/{}.cert.pem", key.name)).collect();
    json!({ "entity_id": entity_id, "certificates": paths })
}

/// Which elements are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Response,
    Assertion,
    Both,
}

pub const FORMS: [Form; 3] = [Form::Response, Form::Assertion, Form::Both];

impl Form {
    pub fn name(self) -> &'static str {
        match self {
            Form::Response => "response",
            Form::Assertion => "assertion",
            Form::Both => "both",
        }
    }

    pub fn sign(self, login: Login, signing: Signing) -> Login {
        match self {
            Form::Response => login.sign_response(signing),
            Form::Assertion => login.sign_assertion(signing),
            Form::Both => login.sign_both(signing),
        }
    }
}

/// The login that all cases begin with, unsigned.
pub fn login() -> Login {
    Login::new(Shape::SimpleSamlPhp).issuer(IDP).ids("_r1", "_a1").session_index(Some("_s1"))
}

/// The usual signature.
pub fn signing() -> Signing {
    Signing::new(forge_keys::idp())
}

/// The usual login, its Response signed.
pub fn signed() -> Login {
    login().sign_response(signing())
}

/// The same as a message.
pub fn message() -> Message {
    signed().message()
}

/// An assertion for another user, without a signature.
pub fn forged(original: &Element, id: &str) -> Element {
    let mut element = original.clone();
    element.take("Signature");
    element.set("ID", id);
    forge_identity(&mut element);
    element
}

/// Puts the attacker in the place of the person.
pub fn forge_identity(element: &mut Element) {
    element.find_mut("NameID").set_text(ATTACKER);
    element.find_mut("AttributeValue").set_text(ATTACKER);
}

/// The same element without its signature.
pub fn bare(original: &Element) -> Element {
    let mut element = original.clone();
    element.take("Signature");
    element
}

/// An element in the protocol's or another prefix, with something in it.
pub fn around(name: &str, inside: Element) -> Element {
    Element::new(name).child(inside)
}
