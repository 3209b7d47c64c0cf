//! `samlens metadata`: what metadata and certificates say, whether they last, what a rotation changes.

mod json;
mod page;
mod prometheus;
mod rotation;

use super::Failure;
use super::clock::now;
use super::deployment::{Deployment, NamedSource};
use super::sink::OutputArgs;
use super::source::{Given, Sides, SourceArgs, Sources};
use chrono::{DateTime, Utc};
use clap::{Args, ValueEnum};
use page::MetadataPage;
use samlens::metadata::ServiceProviderMetadata;
use samlens::{Certificate, Code, Error, IdentityProvider, Limits};
use std::path::PathBuf;

const AFTER: &str = "\
Exit codes:
  0  every signing certificate lasts longer than --warn-days, and a rotation is safe
  1  a signing certificate has expired or soon will, metadata is outdated, or a rotation is not safe
  2  bad arguments
  6  IDP_UNREACHABLE: the metadata could not be fetched or read

Examples, with the samples of the repository:
  samlens metadata fixtures/samples/idp-metadata.xml
  samlens metadata --warn-days 60d --json fixtures/samples/idp-metadata.xml \\
      fixtures/samples/sp-metadata.xml fixtures/keys/idp-rsa2048.cert.pem
  samlens metadata --config fixtures/samples/samlens.toml -q
  samlens metadata --format prometheus fixtures/samples/idp-metadata.xml
  samlens metadata --old fixtures/samples/idp-metadata.xml \\
      fixtures/samples/idp-metadata-rollover.xml";

/// Show metadata of identity and service providers, and certificates; exit 1 if one expires soon
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct MetadataArgs {
    /// Metadata or certificates: files or URLs
    #[arg(value_name = "SOURCE", required_unless_present = "config")]
    sources: Vec<String>,
    /// Earlier version of the same metadata: show what changed, and whether a key rotation is safe
    #[arg(long, value_name = "SOURCE", conflicts_with = "config")]
    old: Option<String>,
    /// Check all identity providers and certificates that this samlens.toml names
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Show only this identity provider, from metadata of any size
    #[arg(long, value_name = "ID")]
    entity_id: Option<String>,
    /// Warn about certificates that expire within this many days, for example 30 or 30d
    #[arg(long, value_name = "DAYS", default_value = "30", value_parser = days)]
    warn_days: u16,
    /// Check at this time instead of now
    #[arg(long, value_name = "INSTANT", value_parser = super::trust::instant)]
    at: Option<DateTime<Utc>>,
    #[command(flatten)]
    fetching: SourceArgs,
    /// What to print; --json is short for --format json
    #[arg(long, value_enum, default_value_t)]
    format: MetadataFormat,
    #[command(flatten)]
    output: OutputArgs,
    /// Print everything: endpoints, fingerprints, PEM, settings to copy into your service
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
    /// No output; only the exit code
    #[arg(short, long, conflicts_with = "output")]
    quiet: bool,
}

/// What is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum MetadataFormat {
    /// Text for a person.
    #[default]
    Human,
    /// JSON for a script, schema 1.
    Json,
    /// Metrics for Prometheus, in its text format.
    Prometheus,
}

/// One side that a source describes, with the source.
struct Described<T> {
    source: String,
    entity: T,
}

/// Everything that the sources say.
#[derive(Default)]
struct Inventory {
    providers: Vec<Described<IdentityProvider>>,
    services: Vec<Described<ServiceProviderMetadata>>,
    certificates: Vec<Described<Certificate>>,
    /// Entity ID and reason.
    unusable: Vec<Described<(String, String)>>,
    unreachable: Vec<Described<Error>>,
}

/// What is wrong, worst first.
struct Trouble {
    code: Code,
    message: String,
    fix: Vec<String>,
}

impl Trouble {
    /// How severe it is, and what is wrong.
    fn in_words(&self) -> (&'static str, String) {
        (json::severity(self).as_str(), format!("{} [{}]", self.message, self.code))
    }
}

/// Runs the command.
pub(crate) fn run(arguments: &MetadataArgs) -> Result<u8, Failure> {
    let limits = Limits::default();
    let at = arguments.at.unwrap_or_else(now);
    let sources = Sources::new(&arguments.fetching, &limits, at)?;
    let deployment = match &arguments.config {
        Some(file) => Deployment::find(Some(file), false)?,
        None => None,
    };
    let summary = deployment.as_ref().map(|one| one.summary(false));
    let page = MetadataPage { arguments, at, options: arguments.output.options(), deployment: summary };
    for source in &arguments.sources {
        arguments.output.spares(Some(source))?;
    }
    if let Some(old) = &arguments.old {
        if arguments.format == MetadataFormat::Prometheus {
            return Err(Failure::usage(
                "--format prometheus shows one state, and --old compares two\nleave one of them out",
            ));
        }
        let [new] = arguments.sources.as_slice() else {
            return Err(Failure::usage(
                "--old OLD is compared with one other source\nsamlens metadata --old OLD NEW",
            ));
        };
        let wanted = arguments.entity_id.as_deref();
        return match (one(&sources, old, wanted)?, one(&sources, new, wanted)?) {
            (Ok(old), Ok(new)) => page.compare(&old, &new),
            (Err(error), _) => page.show(&Inventory::unreachable(old, error)),
            (_, Err(error)) => page.show(&Inventory::unreachable(new, error)),
        };
    }
    let mut inventory = Inventory::default();
    for source in &arguments.sources {
        inventory.add(&sources, source, arguments.entity_id.as_deref())?;
    }
    if let Some(deployment) = &deployment {
        for NamedSource { source, entity_id, signers } in deployment.named_sources() {
            inventory.add(&sources.signed_by(&signers)?, &source, entity_id.as_deref())?;
        }
    }
    // Two states of one identity provider are compared, also without --old.
    match inventory.providers.as_slice() {
        [old, new]
            if arguments.sources.len() == 2
                && arguments.format != MetadataFormat::Prometheus
                && old.source != new.source
                && old.entity.entity_id() == new.entity.entity_id()
                && inventory.is_of(old.entity.entity_id()) =>
        {
            page.compare(&old.entity, &new.entity)
        }
        _ => page.show(&inventory),
    }
}

/// The one identity provider of a source that must have one.
fn one(
    sources: &Sources<'_>,
    source: &str,
    wanted: Option<&str>,
) -> Result<Result<IdentityProvider, Error>, Failure> {
    let all = match sources.given("SOURCE", source, wanted) {
        Ok(Given::Providers(all)) => all,
        Ok(_) => {
            return Err(Failure::usage(format_args!(
                "{source} is not metadata of an identity provider\n--old compares two versions of such metadata"
            )));
        }
        Err(Failure::Unreachable(error)) => return Ok(Err(error)),
        Err(failure) => return Err(failure),
    };
    Ok(match (wanted, all.providers()) {
        (Some(wanted), _) => all.find(wanted).cloned(),
        (None, [one]) => Ok(one.clone()),
        (None, _) => {
            return Err(Failure::usage(
                "it contains several identity providers; choose one with --entity-id",
            ));
        }
    })
}

impl Inventory {
    fn unreachable(source: &str, error: Error) -> Inventory {
        let unreachable = vec![Described { source: source.to_owned(), entity: error }];
        Inventory { unreachable, ..Inventory::default() }
    }

    /// Whether all of it is about one entity.
    fn is_of(&self, entity_id: &str) -> bool {
        self.services.iter().all(|one| one.entity.entity_id() == entity_id)
            && self.certificates.is_empty()
            && self.unreachable.is_empty()
    }

    fn add(&mut self, sources: &Sources<'_>, source: &str, wanted: Option<&str>) -> Result<(), Failure> {
        fn described<T>(
            source: &str,
            all: impl IntoIterator<Item = T>,
        ) -> impl Iterator<Item = Described<T>> {
            all.into_iter().map(move |entity| Described { source: source.to_owned(), entity })
        }
        let Sides { providers, services, certificates } = match sources.sides(source, wanted) {
            Err(Failure::Unreachable(error)) => Sides { providers: Some(Err(error)), ..Sides::default() },
            sides => sides?,
        };
        match providers {
            Some(Ok(all)) => {
                let unusable = all.unusable().iter();
                let unusable = unusable.map(|one| (one.entity_id().to_owned(), one.reason().to_owned()));
                self.unusable.extend(described(source, unusable));
                self.providers.extend(described(source, all.providers().iter().cloned()));
            }
            Some(Err(error)) => self.unreachable.extend(described(source, [error])),
            None => {}
        }
        self.services.extend(described(source, services));
        self.certificates.extend(described(source, certificates));
        Ok(())
    }
}

/// A number of days, as `30` or `30d`.
fn days(text: &str) -> Result<u16, String> {
    let digits = text.strip_suffix(['d', 'D']).unwrap_or(text);
    digits.parse().map_err(|_| "not a number of days like 30 or 30d".to_owned())
}
