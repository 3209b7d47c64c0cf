//! The options of trust and expectations, and how their values are read.

use super::super::source::SourceArgs;
use chrono::{DateTime, Utc};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use samlens::{DecryptionKey, Pattern};
use std::path::PathBuf;

/// Whom to trust, and what to expect of a message
#[derive(Args, Clone)]
pub(crate) struct TrustArgs {
    /// Metadata or a certificate of the identity provider: file or URL, PEM, DER or PKCS #7; repeatable
    #[arg(long, value_name = "SOURCE", aliases = ["idp-cert", "cert", "certificate", "idp-metadata", "metadata"], help_heading = "Trust")]
    pub(super) idp: Vec<String>,
    /// Entity ID of the identity provider, if --idp gives only its certificates
    #[arg(long, value_name = "ID", aliases = ["issuer"], value_parser = NonEmptyStringValueParser::new(), help_heading = "Trust")]
    pub(super) idp_entity_id: Option<String>,
    #[command(flatten)]
    pub(super) sources: SourceArgs,

    /// Private key of the service provider for decryption, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Decryption")]
    pub(super) decrypt_key: Vec<PathBuf>,
    /// Environment variable with the passphrase of --decrypt-key [default: ask at the terminal]
    #[arg(long, value_name = "NAME", help_heading = "Decryption")]
    pub(super) passphrase_env: Option<String>,
    /// The keys themselves, for a program that has read their files before.
    #[arg(skip)]
    pub(super) keys: Option<Vec<DecryptionKey>>,

    /// Metadata of your service (entity ID, ACS and logout URLs, certificates), or its certificate: file or URL
    #[arg(long, value_name = "SOURCE", aliases = ["sp-cert", "sp-metadata"], help_heading = "Expectations")]
    pub(crate) sp: Vec<String>,
    /// Entity ID of the service provider: the audience
    #[arg(long, value_name = "ID", aliases = ["audience", "entity-id"], value_parser = NonEmptyStringValueParser::new(), help_heading = "Expectations")]
    pub(crate) sp_entity_id: Option<String>,
    /// Assertion consumer service URL; repeatable
    #[arg(long, value_name = "URL", aliases = ["acs-url", "acs_url", "recipient"], value_parser = address, help_heading = "Expectations")]
    pub(crate) acs: Vec<String>,
    /// The request that the response answers: its ID, or the message in any form that INPUT may have
    #[arg(long, value_name = "ID|MESSAGE", alias = "request-id", value_parser = request, conflicts_with = "idp_initiated", help_heading = "Expectations")]
    pub(super) request: Option<RequestGiven>,
    /// No request was sent: the identity provider started the login
    #[arg(long, help_heading = "Expectations")]
    pub(super) idp_initiated: bool,
    /// Single logout URL of the service provider, for logout messages; repeatable
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new(), help_heading = "Expectations")]
    pub(crate) slo: Vec<String>,
    /// Configuration file; command-line options override it [default: samlens.toml in the working directory, if
    /// present]
    #[arg(long, value_name = "FILE", help_heading = "Expectations")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration file, even if samlens.toml is in the working directory
    #[arg(long, conflicts_with = "config", help_heading = "Expectations")]
    pub(super) no_config: bool,
    /// What the service requires [default: auto]
    #[arg(long, value_enum, help_heading = "Expectations")]
    pub(super) profile: Option<ProfileChoice>,
    /// Profile flex: a if several programs share one Flex (requires `team`), b if each program has its own [default: a]
    #[arg(long, value_enum, value_name = "a|b", help_heading = "Expectations")]
    pub(super) pattern: Option<PatternName>,
    /// Check at this time instead of now, for example 2026-01-15T10:01:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant, aliases = ["time", "now", "date"], help_heading = "Expectations")]
    pub(super) at: Option<DateTime<Utc>>,
    /// Allowed clock skew [default: 180]
    #[arg(long, value_name = "SECONDS", value_parser = clock_skew, help_heading = "Expectations")]
    pub(super) clock_skew: Option<u32>,
    /// Oldest accepted sign-in at the identity provider (AuthnInstant) [default: no limit]
    #[arg(long, value_name = "SECONDS", help_heading = "Expectations")]
    pub(super) max_authn_age: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileChoice {
    /// Flex if the service is Twilio Flex, otherwise generic.
    #[default]
    Auto,
    /// Twilio Flex: its attributes, roles and signing.
    Flex,
    /// Any service: no attribute is required.
    Generic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PatternName {
    A,
    B,
}

impl From<PatternName> for Pattern {
    fn from(name: PatternName) -> Pattern {
        match name {
            PatternName::A => Pattern::A,
            PatternName::B => Pattern::B,
        }
    }
}

impl TrustArgs {
    /// The instant given by `--at`.
    pub(crate) fn at(&self) -> Option<DateTime<Utc>> {
        self.at
    }

    pub(super) fn names_no_provider(&self) -> bool {
        self.idp.is_empty()
    }
}

/// The request that a response answers, as it was given.
#[derive(Clone, Debug)]
pub(crate) enum RequestGiven {
    Id(String),
    /// A file, or the message itself.
    Source(String),
    /// The message itself, where no file may be read for it.
    #[cfg(feature = "serve")]
    Message(Vec<u8>),
    /// One of those that were sent, by their IDs.
    #[cfg(feature = "serve")]
    Sent(Vec<String>),
}

impl RequestGiven {
    /// What is pasted into a page: an ID, or the message. It never names a file.
    #[cfg(feature = "serve")]
    pub(crate) fn pasted(text: &str) -> RequestGiven {
        match is_id(text) {
            true => RequestGiven::Id(text.to_owned()),
            false => RequestGiven::Message(text.as_bytes().to_vec()),
        }
    }
}

/// The value of `--request`.
fn request(text: &str) -> Result<RequestGiven, String> {
    match text {
        "" => Err("a value is required: the ID of the request, or the message".to_owned()),
        id if is_id(id) && !std::path::Path::new(id).exists() => Ok(RequestGiven::Id(id.to_owned())),
        source => Ok(RequestGiven::Source(source.to_owned())),
    }
}

/// Whether a text is an ID (xs:NCName) rather than a message.
fn is_id(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    begins && text.len() < 200 && text.chars().all(legal)
}

/// An ACS URL, which is always absolute.
pub(super) fn address(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("a value is required: the URL that responses are posted to".to_owned());
    }
    if text.contains("://") {
        return Ok(text.to_owned());
    }
    match text.split('/').next() {
        Some(host) if host.contains('.') && !host.contains(':') && !host.starts_with('.') => {
            Err(format!("the scheme is missing; give the whole URL: https://{text}"))
        }
        _ => Err("not a URL; an entity ID belongs in --sp-entity-id".to_owned()),
    }
}

/// A number of seconds up to a day.
pub(super) fn clock_skew(text: &str) -> Result<u32, String> {
    let number = text.parse().ok().filter(|seconds| *seconds <= 86_400);
    number.ok_or_else(|| "not a number of seconds up to 86400, like 180".to_owned())
}

/// An instant as RFC 3339 writes it, or as reports print it.
pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let printed = text.strip_suffix(" UTC").map(|text| format!("{text}Z"));
    if let Ok(instant) = DateTime::parse_from_rfc3339(printed.as_deref().unwrap_or(text)) {
        return Ok(instant.with_timezone(&Utc));
    }
    // Without a time zone it is not guessed, but shown how it is written.
    let written = text.replacen(' ', "T", 1);
    let forms = ["", "Z", ":00", ":00Z", "T00:00:00Z"].into_iter().map(|end| format!("{written}{end}"));
    let near = forms.map(|form| if form.ends_with('Z') { form } else { form + "Z" });
    let near = near.into_iter().find(|form| DateTime::parse_from_rfc3339(form).is_ok());
    Err(match near {
        Some(near) => format!("an instant has a date, a time and a time zone; in UTC this is {near}"),
        None => "not an instant like 2026-01-15T10:01:00Z or 2026-01-15T11:01:00+01:00".to_owned(),
    })
}
