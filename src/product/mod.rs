//! What is known of products: how a message of one is recognized, and its setting for each finding. One file a product.
//!
//! A rule says what is wrong in SAML's terms. The setting that changes it is looked up here, by the finding's code and
//! the products at hand: the identity provider that sent the message, and the service that receives it.

use crate::Code;

/// One product, as an identity provider or as a service provider.
pub(crate) struct Product {
    /// The name as reports print it, for example `Entra ID`.
    pub(crate) name: &'static str,
    /// The name for `samlens explain CODE --product`, lower case with hyphens, for example `entra-id`.
    pub(crate) key: &'static str,
    /// Other names that people type, lower case: `azure-ad`.
    pub(crate) aliases: &'static [&'static str],
    pub(crate) role: Role,
    /// How a message of this product is recognized, the strongest sign first.
    pub(crate) signs: &'static [Sign],
    /// Its settings, by finding; several lines for one code are in the order in which to try them.
    pub(crate) settings: &'static [Setting],
}

/// The side of a login that a product is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    IdentityProvider,
    ServiceProvider,
}

/// The setting of a product that answers a finding.
pub(crate) struct Setting {
    pub(crate) code: Code,
    /// One imperative sentence: menu path, command or key. `{expected}` and `{actual}` stand for the finding's values.
    pub(crate) text: &'static str,
    /// Address of the documentation, or `owner/repository:path` of the source that shows it.
    pub(crate) source: &'static str,
}

/// A sign by which a product is recognized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// The issuer's host is this domain or below it.
    IssuerHost(&'static str),
    /// The issuer begins like this, character for character.
    IssuerPrefix(&'static str),
    /// The path of the issuer's URL, without the slash at its begin, begins like this.
    IssuerPath(&'static str),
    /// The path of the issuer's URL contains this.
    IssuerPathContains(&'static str),
    /// The ID of the Response or Assertion is this prefix and that many lower-case hexadecimal digits.
    IdHex(&'static str, usize),
    /// The ID of the Response or Assertion is this prefix and that many decimal digits at least.
    IdDigits(&'static str, usize),
    /// The ID of the Response or Assertion is this prefix and a UUID.
    IdUuid(&'static str),
    /// An attribute's Name begins like this.
    AttributePrefix(&'static str),
    /// The service's ACS URL has this host, or one below it.
    AcsHost(&'static str),
    /// The path of the service's ACS URL, without the slash at its begin, begins like this.
    AcsPath(&'static str),
    /// The path of the service's ACS URL contains this.
    AcsPathContains(&'static str),
    /// The service's entity ID begins like this.
    ServicePrefix(&'static str),
    /// The service's entity ID contains this.
    ServiceContains(&'static str),
}
