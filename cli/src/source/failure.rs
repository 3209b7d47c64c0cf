//! Why a source could not be read, in two lines.

use super::super::Failure;
use super::super::content;
use super::super::input::shortened;
use samlens::metadata::ServiceProviderMetadata;
use samlens::{Error, LibrarySetting};
use std::io;

pub(super) fn unreachable(error: Error, source: &str) -> Failure {
    Failure::Unreachable(with_option(error).about(source))
}

/// Adds the option to help that names a setting of the library.
pub(super) fn with_option(error: Error) -> Error {
    let line = match error.setting() {
        Some(LibrarySetting::FetchTimeout) => "--timeout SECONDS allows more time",
        Some(LibrarySetting::FetchAuthorities) => "--ca-file PEM trusts the certificates in that file",
        Some(LibrarySetting::MetadataSigners) => {
            "--metadata-cert PEM names the certificate; without it, no signature is required"
        }
        Some(LibrarySetting::SearchedEntity) => {
            "--entity-id ID names the entity to search for; `samlens check` searches for the issuer of the message"
        }
        _ => return error,
    };
    error.with_help(line)
}

/// A file that cannot be opened; a text in its place is named.
pub(super) fn unopened(source: &str, error: &io::Error) -> Failure {
    let name = shortened(source);
    if error.kind() != io::ErrorKind::NotFound {
        return Failure::usage(format_args!("cannot read {name}: {error}"));
    }
    let help = match source.trim_start() {
        text if content::is_jwt(text) => {
            "this is a JWT (OpenID Connect); SAML needs metadata or a certificate"
        }
        text if text.starts_with(['<', '-']) => "this is a text, not a file name: save it to a file",
        _ => "a source is a file or a URL",
    };
    Failure::usage(format_args!("cannot read {name}: no such file\n{help}"))
}

/// A usage error of two lines: what a source is, and which option takes it.
pub(super) fn wrong(option: &str, source: &str, what: &str, instead: Option<&str>) -> Failure {
    let takes = match option {
        "--sp" => "--sp takes the metadata of your service, or its certificate",
        _ => "--idp takes metadata or a certificate of the identity provider",
    };
    let instead = instead.unwrap_or(takes);
    match option {
        "SOURCE" => Failure::usage(format_args!("{source} is {what}\n{instead}")),
        _ => Failure::usage(format_args!("{option} {source}: this is {what}\n{instead}")),
    }
}

/// The entity IDs of service providers.
pub(super) fn names(services: &[ServiceProviderMetadata]) -> String {
    let shown: Vec<&str> = services.iter().take(3).map(ServiceProviderMetadata::entity_id).collect();
    let more = services.len().saturating_sub(shown.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
