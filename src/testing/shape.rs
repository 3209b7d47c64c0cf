//! How products lay out a Response.

/// Whose responses a [`TestResponse`](super::TestResponse) resembles: prefixes, order, lifetimes, NameID format,
/// attributes, and which part is signed. The layout of `ds:Signature` itself is always the library's.
///
/// A product's administrator can change most of that. These are the usual settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Shape {
    /// Auth0: the assertion is signed.
    Auth0,
    /// Okta: prefixes `saml2p` and `saml2`, declared again in each section; both parts are signed.
    Okta,
    /// Microsoft Entra ID: the assertion is in a default namespace, and is signed; attributes come first.
    Entra,
    /// Keycloak: the Response is signed; an attribute with several values is written once for each.
    Keycloak,
    /// SimpleSAMLphp: both parts are signed; the NameID is transient.
    SimpleSamlPhp,
}

impl Shape {
    /// Every shape.
    pub const ALL: &[Shape] =
        &[Shape::Auth0, Shape::Okta, Shape::Entra, Shape::Keycloak, Shape::SimpleSamlPhp];
}

/// Which parts of a response are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignedParts {
    /// The Response, and with it the assertion.
    Response,
    /// The Assertion alone.
    Assertion,
    /// Each by a signature of its own.
    Both,
}

impl SignedParts {
    pub(super) fn response(self) -> bool {
        self != SignedParts::Assertion
    }

    pub(super) fn assertion(self) -> bool {
        self != SignedParts::Response
    }
}

/// Names of attributes in the order of the document; `xmlns…` means a declaration.
pub(super) type AttributeOrder = &'static [&'static str];

/// A shape as data.
#[derive(Clone, Copy)]
pub(super) struct ShapeLayout {
    pub(super) declaration: &'static str,
    pub(super) samlp: &'static str,
    /// The assertion's prefix; empty: a default namespace.
    pub(super) saml: &'static str,
    pub(super) response: AttributeOrder,
    pub(super) response_issuer: AttributeOrder,
    pub(super) assertion: AttributeOrder,
    pub(super) issuer: AttributeOrder,
    /// What Subject, Conditions and the statements declare.
    pub(super) section: AttributeOrder,
    pub(super) name_id: AttributeOrder,
    pub(super) confirmation_data: AttributeOrder,
    pub(super) attribute_value: AttributeOrder,
    pub(super) attributes_first: bool,
    pub(super) one_attribute_for_each_value: bool,
    pub(super) name_format: Option<&'static str>,
    pub(super) name_id_format: &'static str,
    pub(super) authn_context: &'static str,
    pub(super) id_prefix: &'static str,
    pub(super) milliseconds: bool,
    /// The validity period, in seconds from the instant of the response.
    pub(super) validity: (i64, i64),
    pub(super) signed: SignedParts,
}

const EMAIL: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
const BASIC: &str = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
const PASSWORD: &str = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";

const SIMPLE_SAML_PHP: ShapeLayout = ShapeLayout {
    declaration: "",
    samlp: "samlp",
    saml: "saml",
    response: &["xmlns:samlp", "xmlns:saml", "ID", "Version", "IssueInstant", "Destination", "InResponseTo"],
    response_issuer: &[],
    assertion: &["xmlns:xsi", "xmlns:xs", "ID", "Version", "IssueInstant"],
    issuer: &[],
    section: &[],
    name_id: &["SPNameQualifier", "Format"],
    confirmation_data: &["NotOnOrAfter", "Recipient", "InResponseTo"],
    attribute_value: &["xsi:type"],
    attributes_first: false,
    one_attribute_for_each_value: false,
    name_format: Some(BASIC),
    name_id_format: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
    authn_context: PASSWORD,
    id_prefix: "_",
    milliseconds: false,
    validity: (-30, 300),
    signed: SignedParts::Both,
};

const AUTH0: ShapeLayout = ShapeLayout {
    response: &["xmlns:samlp", "ID", "InResponseTo", "Version", "IssueInstant", "Destination"],
    response_issuer: &["xmlns:saml"],
    assertion: &["xmlns:saml", "Version", "ID", "IssueInstant"],
    name_id: &["Format"],
    attribute_value: &["xmlns:xs", "xmlns:xsi", "xsi:type"],
    name_format: Some("urn:oasis:names:tc:SAML:2.0:attrname-format:uri"),
    name_id_format: "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
    authn_context: "urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified",
    milliseconds: true,
    validity: (0, 3_600),
    signed: SignedParts::Assertion,
    ..SIMPLE_SAML_PHP
};

const OKTA: ShapeLayout = ShapeLayout {
    declaration: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    samlp: "saml2p",
    saml: "saml2",
    response: &["xmlns:saml2p", "Destination", "ID", "InResponseTo", "IssueInstant", "Version", "xmlns:xs"],
    response_issuer: &["xmlns:saml2", "Format"],
    assertion: &["xmlns:saml2", "ID", "IssueInstant", "Version", "xmlns:xs"],
    issuer: &["Format", "xmlns:saml2"],
    section: &["xmlns:saml2"],
    confirmation_data: &["InResponseTo", "NotOnOrAfter", "Recipient"],
    name_format: Some("urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"),
    name_id_format: EMAIL,
    authn_context: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    id_prefix: "id",
    validity: (-300, 300),
    signed: SignedParts::Both,
    ..AUTH0
};

const ENTRA: ShapeLayout = ShapeLayout {
    saml: "",
    response: &["ID", "Version", "IssueInstant", "Destination", "InResponseTo", "xmlns:samlp"],
    response_issuer: &["xmlns"],
    assertion: &["ID", "IssueInstant", "Version", "xmlns"],
    confirmation_data: &["InResponseTo", "NotOnOrAfter", "Recipient"],
    attribute_value: &[],
    attributes_first: true,
    name_format: None,
    name_id_format: EMAIL,
    authn_context: PASSWORD,
    validity: (-300, 3_600),
    ..AUTH0
};

const KEYCLOAK: ShapeLayout = ShapeLayout {
    response: &["xmlns:samlp", "xmlns:saml", "Destination", "ID", "InResponseTo", "IssueInstant", "Version"],
    response_issuer: &[],
    assertion: &["xmlns", "ID", "IssueInstant", "Version"],
    confirmation_data: &["InResponseTo", "NotOnOrAfter", "Recipient"],
    one_attribute_for_each_value: true,
    name_format: Some(BASIC),
    id_prefix: "ID_",
    validity: (0, 60),
    signed: SignedParts::Response,
    ..AUTH0
};

impl Shape {
    pub(super) fn layout(self) -> &'static ShapeLayout {
        match self {
            Shape::Auth0 => &AUTH0,
            Shape::Okta => &OKTA,
            Shape::Entra => &ENTRA,
            Shape::Keycloak => &KEYCLOAK,
            Shape::SimpleSamlPhp => &SIMPLE_SAML_PHP,
        }
    }
}
