//! What stands in a message that is none of SAML 2.0's: SAML 1.1, WS-Federation, metadata. Named and shown, not judged.

use super::outline::Field;
use crate::check::rules::message_kind::kind_of;
use crate::xml::{Element, Namespace};

/// Fields shown of one message; metadata of a federation has millions.
const MAX_FIELDS: usize = 200;

/// Attributes that say something to a person, in the words of their standards.
const ATTRIBUTES: [&str; 33] = [
    "entityID",
    "validUntil",
    "cacheDuration",
    "protocolSupportEnumeration",
    "WantAuthnRequestsSigned",
    "AuthnRequestsSigned",
    "WantAssertionsSigned",
    "use",
    "Binding",
    "Location",
    "ResponseLocation",
    "index",
    "isDefault",
    "MajorVersion",
    "MinorVersion",
    "Version",
    "ID",
    "ResponseID",
    "AssertionID",
    "InResponseTo",
    "Issuer",
    "IssueInstant",
    "Recipient",
    "Destination",
    "NotBefore",
    "NotOnOrAfter",
    "AuthenticationMethod",
    "AuthenticationInstant",
    "Format",
    "NameQualifier",
    "AttributeName",
    "AttributeNamespace",
    "Name",
];

/// Whether a message is of another kind than the outline of SAML 2.0 knows.
pub(super) fn is_foreign(root: Element<'_>) -> bool {
    !matches!(root.namespace(), Namespace::SAMLP | Namespace::SAML)
}

/// What it is, then its attributes and texts in document order; keys, signatures and ciphertexts are left out.
pub(super) fn fields(root: Element<'_>) -> Vec<Field> {
    let field = |element: Element<'_>, name, value: &str| Field {
        element: element.local_name().to_owned(),
        name,
        value: value.to_owned(),
    };
    let mut fields = vec![field(root, "kind", kind_of(root))];
    let opaque = [Namespace::DS, Namespace::XENC, Namespace::XENC11];
    for element in root.descendants().filter(|element| !opaque.contains(&element.namespace())) {
        for name in ATTRIBUTES {
            fields.extend(element.attribute(name).map(|value| field(element, name, value)));
        }
        // The value of a status code of SAML 1.1.
        if element.local_name() == "StatusCode" {
            fields.extend(element.attribute("Value").map(|value| field(element, "Value", value)));
        }
        let text = element.text().map(str::trim).unwrap_or_default();
        if !text.is_empty() {
            fields.push(field(element, "text", text));
        }
        if fields.len() >= MAX_FIELDS {
            fields.truncate(MAX_FIELDS);
            fields.push(field(root, "more", "the rest is not shown; --pretty prints all of it"));
            break;
        }
    }
    fields
}
