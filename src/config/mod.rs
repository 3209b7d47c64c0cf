//! Deployments described in samlens.toml (feature `config`).
//!
//! The structures here are read with serde, so an embedder may keep them in another format; [`Config::parse`] reads TOML
//! and gives the place of every mistake. [`ConfigFile::lint`] judges what was read, offline. It opens no file: metadata
//! and certificates are only named, and the caller loads them.

mod build;
mod lint;
mod place;
mod read;
mod template;
mod weaker;

pub use lint::Diagnostic;
pub use template::TEMPLATE;
pub use weaker::WeakerSetting;

use crate::expectations::DEFAULT_CLOCK_SKEW;
use crate::{Handling, Pattern};
use place::KeyPlaces;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One deployment: a service provider, how Flex is shared, and the identity providers that sign people in.
///
/// ```
/// use samlens::config::Config;
///
/// let config = Config::parse(r#"
///     [service_provider]
///     entity_id = "urn:flex:JQ0123456789abcdef0123456789abcdef"
///     acs = ["https://login.flex.us1.twilio.com/login/callback?connection=JQ0123456789abcdef0123456789abcdef"]
///
///     [[identity_provider]]
///     name = "Auth0"
///     metadata = "https://acme.auth0.com/samlp/metadata/AbC123"
/// "#).unwrap();
/// assert_eq!(config.identity_providers[0].name, "Auth0");
///
/// let mistakes = Config::parse("[service_provider]\nentityid = \"urn:flex:JQ00\"").unwrap_err();
/// assert_eq!(
///     mistakes[0].to_string(),
///     "2:1: error: there is no key service_provider.entityid; the nearest is entity_id"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Config {
    /// What the application wants: `auto` (the default), `flex` or `generic`.
    pub profile: ProfileName,
    /// Seconds that the clocks of both sides may differ (180).
    pub clock_skew: u32,
    /// The service provider.
    pub service_provider: ServiceProviderConfig,
    /// Twilio Flex.
    pub flex: FlexConfig,
    /// What is accepted beyond the strict profile.
    pub policy: PolicyConfig,
    /// Sessions and second factors.
    pub session: SessionConfig,
    /// The identity providers, `[[identity_provider]]` in TOML; the first is the organization's own.
    #[serde(rename = "identity_provider")]
    pub identity_providers: Vec<IdentityProviderConfig>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            profile: ProfileName::default(),
            clock_skew: DEFAULT_CLOCK_SKEW,
            service_provider: ServiceProviderConfig::default(),
            flex: FlexConfig::default(),
            policy: PolicyConfig::default(),
            session: SessionConfig::default(),
            identity_providers: Vec::new(),
        }
    }
}

/// The name of a profile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ProfileName {
    /// Twilio Flex if the file has a `[flex]` table or the service is at one of its addresses, otherwise any service.
    #[default]
    Auto,
    /// Twilio Flex.
    Flex,
    /// Any service.
    Generic,
}

/// Who the responses are for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct ServiceProviderConfig {
    /// Its entity ID: the audience.
    pub entity_id: Option<String>,
    /// Assertion consumer service URLs.
    pub acs: Vec<String>,
    /// What the identity provider has under Allowed Callback URLs.
    pub callback_urls: Vec<String>,
    /// What the identity provider has under Allowed Logout URLs.
    pub logout_urls: Vec<String>,
    /// The address at which people open Flex.
    pub vanity_domain: Option<String>,
    /// Single logout URLs: where LogoutRequest and LogoutResponse are sent to.
    pub single_logout: Vec<String>,
    /// The certificates that it signs its own requests with: PEM files, relative to samlens.toml.
    pub certificates: Vec<String>,
    /// The private keys that it decrypts with: PEM files, relative to samlens.toml.
    pub decryption_keys: Vec<String>,
    /// The environment variable with the passphrase of those keys.
    pub passphrase_env: Option<String>,
}

/// Twilio Flex.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct FlexConfig {
    /// SID of the Flex instance, `FO…`.
    pub instance_sid: Option<String>,
    /// SID of the account, `AC…`.
    pub account_sid: Option<String>,
    /// How Flex is shared; `a` unless an identity provider says otherwise.
    pub pattern: Option<Pattern>,
}

/// What is accepted beyond the strict profile. A setting that is missing is the profile's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct PolicyConfig {
    /// SHA-1 in a signature or digest.
    pub sha1: Option<Handling>,
    /// A signing certificate outside its validity.
    pub certificate_dates: Option<Handling>,
    /// A response in which only the assertion is signed.
    pub response_not_signed: Option<Handling>,
    /// Smallest RSA key, in bits (2048).
    pub min_rsa_bits: Option<u32>,
    /// An encrypted assertion, also where a key decrypts it.
    pub encrypted_assertion: Option<Handling>,
    /// RSA PKCS#1 v1.5 key transport, inside a verified signature alone.
    pub allow_rsa_1_5: Option<bool>,
    /// Triple DES, inside a verified signature alone.
    pub allow_3des: Option<bool>,
    /// Hours after its IssueInstant for which an assertion is accepted, whatever its NotOnOrAfter says (24).
    pub assertion_lifetime_hours: Option<u32>,
    /// CBC outside any verified signature, and of identifiers and attributes where there are several identity providers.
    pub allow_cbc_outside_signature: Option<bool>,
}

/// Sessions and second factors. A setting that is missing is the profile's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct SessionConfig {
    /// Hours that a session should last at least.
    pub shortest_hours: Option<u32>,
    /// Hours that a session should last at most.
    pub longest_hours: Option<u32>,
    /// A login whose authentication context shows no second factor.
    pub mfa: Option<Handling>,
    /// Seconds since the user signed in at the identity provider (AuthnInstant), at most.
    pub max_authn_age: Option<u32>,
}

/// One identity provider: its metadata, or its entity ID and certificates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct IdentityProviderConfig {
    /// A name for people.
    pub name: String,
    /// A file or URL; a file is relative to samlens.toml.
    pub metadata: Option<String>,
    /// A certificate that must have signed the metadata: a PEM file, relative to samlens.toml.
    pub metadata_cert: Option<String>,
    /// Its entity ID: the issuer. Needed with certificates; with metadata it chooses among several.
    pub entity_id: Option<String>,
    /// Its signing certificates: PEM files, relative to samlens.toml.
    pub certificates: Vec<String>,
    /// How Flex is shared, for people who sign in here.
    pub pattern: Option<Pattern>,
    /// For each of Flex's names of attributes, its name in the assertion. Replaces the attributes of the profile.
    pub attributes: BTreeMap<String, AttributeConfig>,
}

/// Where an attribute comes from: its name in the assertion alone, which makes it required, or a table.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "expected the name of an attribute, or a table with from and required")]
#[non_exhaustive]
pub enum AttributeConfig {
    /// The name in the assertion; the attribute is required.
    Name(String),
    /// The name, and whether it is required.
    Table(AttributeTable),
}

/// An attribute's name in the assertion and whether it is required.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct AttributeTable {
    /// The name in the assertion.
    pub from: String,
    /// Whether it is required (yes).
    #[serde(default = "yes")]
    pub required: bool,
}

fn yes() -> bool {
    true
}

impl AttributeConfig {
    /// The name in the assertion.
    pub fn from(&self) -> &str {
        match self {
            AttributeConfig::Name(name) => name,
            AttributeConfig::Table(table) => &table.from,
        }
    }

    /// Whether it is required.
    pub fn is_required(&self) -> bool {
        match self {
            AttributeConfig::Name(_) => true,
            AttributeConfig::Table(table) => table.required,
        }
    }
}

impl Config {
    /// Reads samlens.toml.
    ///
    /// # Errors
    ///
    /// Every syntax error, unknown key and wrong type, with line and column; an unknown key with the nearest that there is.
    pub fn parse(text: &str) -> Result<Config, Vec<Diagnostic>> {
        read::read(text).map(|(config, _)| config)
    }
}

/// A samlens.toml that was read, with the place of everything in it.
///
/// ```
/// use samlens::config::{ConfigFile, TEMPLATE};
/// let file = ConfigFile::parse(TEMPLATE).unwrap();
/// assert!(file.lint()[0].message().contains("placeholder"));
/// ```
#[derive(Clone, Debug)]
pub struct ConfigFile {
    config: Config,
    places: KeyPlaces,
}

impl ConfigFile {
    /// Reads samlens.toml.
    ///
    /// # Errors
    ///
    /// As [`Config::parse`].
    pub fn parse(text: &str) -> Result<ConfigFile, Vec<Diagnostic>> {
        read::read(text).map(|(config, places)| ConfigFile { config, places })
    }

    /// What it says.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Line and column of a value, both from 1, by its path: `identity_provider.0.metadata`, `service_provider.acs.1`.
    /// If there is no such value, it is the place of the nearest table around it.
    pub fn place(&self, path: &str) -> (usize, usize) {
        self.places.value(path)
    }

    /// Checks the deployment offline. The diagnostics are in the order of the file.
    pub fn lint(&self) -> Vec<Diagnostic> {
        lint::lint(&self.config, &self.places, true)
    }

    /// Checks `config`, which is this file with some values replaced, for example by options of a command. Without
    /// `identity_providers`, those of the file are not checked, because others replace them.
    pub fn lint_as(&self, config: &Config, identity_providers: bool) -> Vec<Diagnostic> {
        lint::lint(config, &self.places, identity_providers)
    }
}
