//! How products lay out a Response: prefixes, where namespaces are declared, order of attributes and statements.
//!
//! Auth0's is compared byte for byte with what Auth0's own packages write (`tests/suite/forge/auth0gen.rs`); the others
//! follow the layout of published responses of these products.

use super::element::Style;
use super::login::{Attribute, Part};
use super::signing::SignatureLayout;

/// A product's layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Auth0: un-prefixed Signature, AuthnStatement before AttributeStatement.
    Auth0,
    /// Okta: `saml2p`/`saml2`, namespaces declared again and again, PrefixList `xs`, wrapped base64.
    Okta,
    /// Entra ID: assertion in a default namespace, no types, AttributeStatement first.
    EntraId,
    /// ADFS: as Entra ID, with `ds:`, Consent and an un-prefixed KeyInfo.
    Adfs,
    /// Keycloak: `dsig:`, a space before `/>`, a default namespace that nothing uses.
    Keycloak,
    /// Google: XML declaration, `saml2p`/`saml2`, xs:anyType.
    Google,
    /// Shibboleth: line breaks inside the Signature, FriendlyName and OIDs.
    Shibboleth,
    /// SimpleSAMLphp: all namespaces declared on the outer elements.
    SimpleSamlPhp,
    /// No product's: other prefixes, apostrophes, no `/>`, attributes in reverse, indentation inside what is signed.
    Generic,
}

/// Every shape.
pub const SHAPES: [Shape; 9] = [
    Shape::Auth0,
    Shape::Okta,
    Shape::EntraId,
    Shape::Adfs,
    Shape::Keycloak,
    Shape::Google,
    Shape::Shibboleth,
    Shape::SimpleSamlPhp,
    Shape::Generic,
];

/// Names of attributes in the order of the document; `xmlns…` means a declaration.
pub type Order = &'static [&'static str];

/// A layout as data.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    pub declaration: &'static str,
    pub style: Style,
    /// Indentation, also of what is signed.
    pub indent: Option<&'static str>,
    /// The protocol's prefix.
    pub samlp: &'static str,
    /// The assertion's prefix (empty: a default namespace).
    pub saml: &'static str,
    pub response: Order,
    /// Issuer of the Response.
    pub response_issuer: Order,
    pub status: Order,
    pub assertion: Order,
    pub issuer: Order,
    /// Subject, Conditions and both statements: what they declare.
    pub section: Order,
    pub name_id: Order,
    pub confirmation_data: Order,
    pub conditions: Order,
    pub authn_statement: Order,
    pub statements: [Part; 4],
    pub attribute_statement: Order,
    pub attribute: Order,
    pub attribute_value: Order,
    /// The type of a value that names none.
    pub value_type: Option<&'static str>,
    /// StatusMessage has its text in an attribute named Value (Auth0).
    pub status_message_value: bool,
    pub signature: SignatureLayout,
    /// The PrefixList that this product writes.
    pub prefix_list: &'static [&'static str],
}

const PLAIN_SIGNATURE: SignatureLayout =
    SignatureLayout { prefix: "ds", bare_key_info: false, wrap: None, line_breaks: false };

const STATEMENTS_AUTHN_FIRST: [Part; 4] =
    [Part::Subject, Part::Conditions, Part::AuthnStatement, Part::AttributeStatement];
const STATEMENTS_ATTRIBUTES_FIRST: [Part; 4] =
    [Part::Subject, Part::Conditions, Part::AttributeStatement, Part::AuthnStatement];

const AUTH0: Layout = Layout {
    declaration: "",
    style: Style::USUAL,
    indent: None,
    samlp: "samlp",
    saml: "saml",
    response: &["xmlns:samlp", "ID", "InResponseTo", "Version", "IssueInstant", "Destination"],
    response_issuer: &["xmlns:saml"],
    status: &[],
    assertion: &["xmlns:saml", "Version", "ID", "IssueInstant"],
    issuer: &[],
    section: &[],
    name_id: &["Format"],
    confirmation_data: &["NotOnOrAfter", "Recipient", "InResponseTo"],
    conditions: &["NotBefore", "NotOnOrAfter"],
    authn_statement: &["AuthnInstant", "SessionIndex", "SessionNotOnOrAfter"],
    statements: STATEMENTS_AUTHN_FIRST,
    attribute_statement: &["xmlns:xs", "xmlns:xsi"],
    attribute: &["Name", "NameFormat"],
    attribute_value: &["xsi:type"],
    value_type: Some("xs:string"),
    status_message_value: true,
    signature: SignatureLayout { prefix: "", ..PLAIN_SIGNATURE },
    prefix_list: &[],
};

const OKTA: Layout = Layout {
    declaration: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    samlp: "saml2p",
    saml: "saml2",
    response: &["xmlns:saml2p", "Destination", "ID", "InResponseTo", "IssueInstant", "Version", "xmlns:xs"],
    response_issuer: &["xmlns:saml2", "Format"],
    status: &["xmlns:saml2p"],
    assertion: &["xmlns:saml2", "ID", "IssueInstant", "Version", "xmlns:xs"],
    issuer: &["Format", "xmlns:saml2"],
    section: &["xmlns:saml2"],
    confirmation_data: &["InResponseTo", "NotOnOrAfter", "Recipient"],
    authn_statement: &["AuthnInstant", "SessionIndex", "SessionNotOnOrAfter"],
    attribute_statement: &[],
    attribute_value: &["xmlns:xs", "xmlns:xsi", "xsi:type"],
    status_message_value: false,
    signature: SignatureLayout { wrap: Some(76), ..PLAIN_SIGNATURE },
    prefix_list: &["xs"],
    ..AUTH0
};

const ENTRA_ID: Layout = Layout {
    saml: "",
    response: &["ID", "Version", "IssueInstant", "Destination", "InResponseTo", "xmlns:samlp"],
    response_issuer: &["xmlns"],
    assertion: &["ID", "IssueInstant", "Version", "xmlns"],
    confirmation_data: &["InResponseTo", "NotOnOrAfter", "Recipient"],
    statements: STATEMENTS_ATTRIBUTES_FIRST,
    attribute_statement: &[],
    attribute: &["Name"],
    attribute_value: &[],
    value_type: None,
    status_message_value: false,
    ..AUTH0
};

const ADFS: Layout = Layout {
    response: &["ID", "Version", "IssueInstant", "Destination", "Consent", "InResponseTo", "xmlns:samlp"],
    signature: SignatureLayout { bare_key_info: true, ..PLAIN_SIGNATURE },
    ..ENTRA_ID
};

const KEYCLOAK: Layout = Layout {
    style: Style { quote: '"', empty: Some(" />") },
    response: &["xmlns:samlp", "xmlns:saml", "Destination", "ID", "InResponseTo", "IssueInstant", "Version"],
    response_issuer: &[],
    assertion: &["xmlns", "ID", "IssueInstant", "Version"],
    confirmation_data: &["InResponseTo", "NotOnOrAfter", "Recipient"],
    attribute_statement: &[],
    attribute: &["FriendlyName", "Name", "NameFormat"],
    attribute_value: &["xmlns:xs", "xmlns:xsi", "xsi:type"],
    status_message_value: false,
    signature: SignatureLayout { prefix: "dsig", ..PLAIN_SIGNATURE },
    ..AUTH0
};

const GOOGLE: Layout = Layout {
    declaration: "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>",
    response: &["xmlns:saml2p", "Destination", "ID", "InResponseTo", "IssueInstant", "Version"],
    response_issuer: &["xmlns:saml2"],
    status: &[],
    assertion: &["xmlns:saml2", "ID", "IssueInstant", "Version"],
    issuer: &[],
    section: &[],
    statements: STATEMENTS_ATTRIBUTES_FIRST,
    attribute: &["Name"],
    value_type: Some("xs:anyType"),
    prefix_list: &[],
    ..OKTA
};

const SHIBBOLETH: Layout = Layout {
    declaration: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    name_id: &["Format", "NameQualifier", "SPNameQualifier"],
    statements: STATEMENTS_AUTHN_FIRST,
    attribute: &["FriendlyName", "Name", "NameFormat"],
    attribute_value: &[],
    value_type: None,
    signature: SignatureLayout { wrap: Some(76), line_breaks: true, ..PLAIN_SIGNATURE },
    ..GOOGLE
};

const SIMPLE_SAML_PHP: Layout = Layout {
    response: &["xmlns:samlp", "xmlns:saml", "ID", "Version", "IssueInstant", "Destination", "InResponseTo"],
    response_issuer: &[],
    assertion: &["xmlns:xsi", "xmlns:xs", "ID", "Version", "IssueInstant"],
    name_id: &["SPNameQualifier", "Format"],
    attribute_statement: &[],
    status_message_value: false,
    signature: PLAIN_SIGNATURE,
    authn_statement: &["AuthnInstant", "SessionNotOnOrAfter", "SessionIndex"],
    ..AUTH0
};

const GENERIC: Layout = Layout {
    declaration: "<?xml version='1.0'?>\n",
    style: Style { quote: '\'', empty: None },
    indent: Some("  "),
    samlp: "p",
    saml: "a",
    response: &["Version", "IssueInstant", "InResponseTo", "ID", "Destination", "xmlns:a", "xmlns:p"],
    response_issuer: &["Format"],
    assertion: &["Version", "IssueInstant", "ID", "xmlns:xsi", "xmlns:xs"],
    confirmation_data: &["Recipient", "NotOnOrAfter", "InResponseTo"],
    conditions: &["NotOnOrAfter", "NotBefore"],
    authn_statement: &["SessionNotOnOrAfter", "SessionIndex", "AuthnInstant"],
    attribute_statement: &[],
    attribute: &["NameFormat", "Name", "FriendlyName"],
    status_message_value: false,
    signature: PLAIN_SIGNATURE,
    prefix_list: &["xs", "xsi"],
    ..AUTH0
};

impl Shape {
    /// The layout as data.
    pub fn layout(self) -> Layout {
        match self {
            Shape::Auth0 => AUTH0,
            Shape::Okta => OKTA,
            Shape::EntraId => ENTRA_ID,
            Shape::Adfs => ADFS,
            Shape::Keycloak => KEYCLOAK,
            Shape::Google => GOOGLE,
            Shape::Shibboleth => SHIBBOLETH,
            Shape::SimpleSamlPhp => SIMPLE_SAML_PHP,
            Shape::Generic => GENERIC,
        }
    }

    /// What a login of this shape is, in a line.
    pub fn what(self) -> &'static str {
        match self {
            Shape::Auth0 => "Auth0: un-prefixed Signature, AuthnStatement first",
            Shape::Okta => "Okta: saml2p and saml2, PrefixList xs, base64 in lines",
            Shape::EntraId => "Entra ID: default namespaces, no types",
            Shape::Adfs => "ADFS: default namespace, ds, KeyInfo without a prefix",
            Shape::Keycloak => "Keycloak: dsig, a default namespace that nothing uses, Role twice",
            Shape::Google => "Google: saml2p and saml2, xs:anyType",
            Shape::Shibboleth => "Shibboleth: line breaks in the Signature, OIDs with FriendlyName",
            Shape::SimpleSamlPhp => "SimpleSAMLphp: namespaces declared on the outer elements",
            Shape::Generic => "no product: other prefixes, apostrophes, indentation inside what is signed",
        }
    }

    /// An issuer of the form that the product uses.
    pub fn issuer(self) -> &'static str {
        match self {
            Shape::Auth0 => "urn:acme-dev.us.auth0.com",
            Shape::Okta => "http://www.okta.com/exk1fcia6d6EMsf331d8",
            Shape::EntraId => "https://sts.windows.net/3f2a9d5c-6d1e-4b7a-9f0e-2c8b7a6d5e4f/",
            Shape::Adfs => "http://adfs.example.org/adfs/services/trust",
            Shape::Keycloak => "https://keycloak.example.org/realms/acme",
            Shape::Google => "https://accounts.google.com/o/saml2?idpid=C01example",
            Shape::Shibboleth => "https://idp.example.org/idp/shibboleth",
            Shape::SimpleSamlPhp => "https://idp.example.org/simplesaml/saml2/idp/metadata.php",
            Shape::Generic => "https://idp.example.org/",
        }
    }

    /// Ids of Response and Assertion of the form that the product uses.
    pub fn ids(self) -> (&'static str, &'static str) {
        match self {
            Shape::Auth0 => ("_5169d6cf0dc53cea37d9", "_mAg88Rlsa9ceIZPJeEYvRLCakxSMohvL"),
            Shape::Okta => ("id4263671209738141735221466", "id42636712098340721034567890"),
            Shape::EntraId => {
                ("_8e8dc5f6-9a58-4d4c-b0a1-3c1e4b0f6a01", "_f1c2a7de-55aa-4e1e-8f45-9b3f7f0c6b00")
            }
            Shape::Adfs => ("_53b2582b-0c2d-44a5-991f-48d8870eaf01", "_b2e4c68c-1f3a-4b36-9bf1-fdb74931f502"),
            Shape::Keycloak => {
                ("ID_c5a5b7f0-2b1d-4d71-90d2-df63c1101b01", "ID_4f3af568-3c2e-479f-ba5e-c41a66555602")
            }
            Shape::Google => ("_2f0d8ba1f4e35c6a7d91b0c4e8f2a613", "_91b0c4e8f2a6132f0d8ba1f4e35c6a7d"),
            Shape::Shibboleth => ("_f6f59abcce9a28476b9df6e264fe9201", "_92074288e5060c742a15403c4d06b002"),
            Shape::SimpleSamlPhp => {
                ("_8e8dc5f69a98cc4c1ff3427e5ce34606fd672f91e6", "_d71a3a8e9fcc45c9e9d248ef7049393fc8f04e5f75")
            }
            Shape::Generic => ("r-1", "a-1"),
        }
    }

    /// The NameFormat that the product gives an attribute of this name.
    pub fn name_format(self, name: &str) -> Option<&'static str> {
        let basic = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
        let uri = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
        match self {
            Shape::Auth0 if name.contains(':') => Some(uri),
            Shape::Auth0 | Shape::Keycloak | Shape::SimpleSamlPhp | Shape::Generic => Some(basic),
            Shape::Okta => Some("urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"),
            Shape::Shibboleth => Some(uri),
            Shape::EntraId | Shape::Adfs | Shape::Google => None,
        }
    }

    /// When a login of this shape is issued, with the fraction of seconds that the product writes.
    pub fn issue_instant(self) -> &'static str {
        match self {
            Shape::SimpleSamlPhp | Shape::Generic => "2026-01-15T10:00:00Z",
            _ => "2026-01-15T10:00:00.000Z",
        }
    }

    /// The SessionIndex: of its own, or the ID of the Assertion.
    pub fn session_index(self) -> &'static str {
        match self {
            Shape::EntraId | Shape::Adfs | Shape::Google => self.ids().1,
            Shape::Okta => "_req1",
            Shape::Keycloak => "f954efd3-4332-4ff8-8cb7-8600174f22b0::f8e67f48-0a80-457e-a669-1e37bd033801",
            _ => "_qPrYdL0O8w3vdb8eCEY5ZtHe76LA8-JU",
        }
    }

    /// The AuthnContextClassRef.
    pub fn authn_context(self) -> &'static str {
        match self {
            Shape::EntraId | Shape::SimpleSamlPhp => "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
            Shape::Okta | Shape::Adfs | Shape::Shibboleth => {
                "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
            }
            _ => "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified",
        }
    }

    /// A person's attributes under the names that the product gives them by itself.
    pub fn attributes(self) -> Vec<Attribute> {
        let claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
        let (mail, name) = (&["mara.oduya@example.org"], &["Mara Oduya"]);
        match self {
            Shape::Auth0 => vec![
                Attribute::new(&format!("{claims}/nameidentifier"), &["auth0|64b7f0c2a91e5d003f8a1c22"]),
                Attribute::new(&format!("{claims}/emailaddress"), mail),
                Attribute::new(&format!("{claims}/name"), name),
                Attribute::new("http://schemas.auth0.com/email_verified", &["true"]).value_type("xs:boolean"),
            ],
            Shape::EntraId | Shape::Adfs => vec![
                Attribute::new(&format!("{claims}/emailaddress"), mail),
                Attribute::new(&format!("{claims}/name"), name),
                Attribute::new(
                    "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
                    &["agent", "wfo"],
                ),
            ],
            Shape::Shibboleth => vec![
                Attribute::new("urn:oid:0.9.2342.19200300.100.1.3", mail).friendly_name("mail"),
                Attribute::new("urn:oid:2.16.840.1.113730.3.1.241", name).friendly_name("displayName"),
                Attribute::new("urn:oid:1.3.6.1.4.1.5923.1.1.1.9", &["member@example.org"])
                    .friendly_name("eduPersonScopedAffiliation"),
            ],
            Shape::Keycloak => vec![
                Attribute::new("urn:oid:1.2.840.113549.1.9.1", mail).friendly_name("email"),
                Attribute::new("Role", &["agent"]),
                Attribute::new("Role", &["offline_access"]),
            ],
            Shape::Okta | Shape::Google | Shape::SimpleSamlPhp | Shape::Generic => vec![
                Attribute::new("email", mail),
                Attribute::new("displayName", name),
                Attribute::new("groups", &["Everyone", "Agents"]),
            ],
        }
    }
}
