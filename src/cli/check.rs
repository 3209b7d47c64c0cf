//! `samlens check`: read, verify, judge, explain.

use super::batch::{self, Bench};
use super::output::{self, Color, Format};
use super::{Failure, input, messages};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use clap::{Args, ValueEnum};
use samlens::capture::Capture;
use samlens::{
    Certificate, Error, Expectations, IdentityProvider, IdentityProviders, Limits, Pattern, Profile, Request,
    ServiceProvider,
};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

const EXIT_CODES: &str = "\
Exit codes:
  0  accepted
  1  rejected, SAML_VALIDATION_FAILED
  2  bad arguments or configuration
  3  unreadable: no SAML message in the input
  4  inconclusive: nothing failed, but something needed was not given
  5  rejected, ATTRIBUTE_MAPPING_ERROR
  6  IDP_UNREACHABLE: the metadata could not be read
Of --batch: 0 when every response is accepted, else the least of the codes above that one of them has.

Examples:
  samlens check response.txt --idp metadata.xml --sp-entity-id urn:flex:JQ...
  samlens check --batch captures.ndjson --idp metadata.xml --sp-entity-id urn:flex:JQ... --acs https://...
  pbpaste | samlens check --idp-cert idp.pem --at 2026-01-15T10:01:00Z";

/// Read a captured response, verify it, judge it and say why it is refused
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct CheckArgs {
    /// A file, a literal, or - for standard input (also without INPUT): XML, base64, form body, URL, JSON, HTML,
    /// curl command, HAR or SAML-tracer export
    input: Option<String>,

    /// Metadata of the identity provider; repeatable
    #[arg(long, value_name = "FILE", help_heading = "Trust")]
    idp: Vec<String>,
    /// Certificate of the identity provider, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Trust")]
    idp_cert: Vec<PathBuf>,
    /// Entity ID of the identity provider whose certificates --idp-cert gives
    #[arg(long, value_name = "ID", requires = "idp_cert", help_heading = "Trust")]
    idp_entity_id: Option<String>,

    /// Entity ID of the service provider: the audience
    #[arg(long, value_name = "ID", help_heading = "Expectations")]
    sp_entity_id: Option<String>,
    /// Assertion consumer service URL; repeatable
    #[arg(long, value_name = "URL", help_heading = "Expectations")]
    acs: Vec<String>,
    /// ID of the request that the response answers
    #[arg(long, value_name = "ID", conflicts_with = "idp_initiated", help_heading = "Expectations")]
    request_id: Option<String>,
    /// No request was sent: the identity provider began the login
    #[arg(long, help_heading = "Expectations")]
    idp_initiated: bool,
    /// What the application wants
    #[arg(long, value_enum, default_value_t, help_heading = "Expectations")]
    profile: ProfileName,
    /// Profile flex: a, several programs share one Flex and `team` is required; b, one Flex a program [default: a]
    #[arg(long, value_enum, value_name = "a|b", help_heading = "Expectations")]
    pattern: Option<PatternName>,
    /// Judge as of this instant instead of now, for example 2026-01-15T10:01:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant, help_heading = "Expectations")]
    at: Option<DateTime<Utc>>,
    /// Difference between clocks that is forgiven
    #[arg(long, value_name = "SECONDS", default_value_t = 180, value_parser = clap::value_parser!(u32).range(..=86_400), help_heading = "Expectations")]
    clock_skew: u32,

    /// Judge many responses, one line of JSON each: a directory of captures, a file with one capture a line (NDJSON
    /// or base64), a HAR, or - for lines from standard input
    #[arg(long, value_name = "PATH", conflicts_with_all = ["input", "nth", "format"])]
    batch: Option<PathBuf>,
    /// Which message of a capture that holds several, from 1 [default: the last response]
    #[arg(long, value_name = "N", value_parser = number)]
    nth: Option<usize>,
    /// Largest input, and largest message in it, for example 20M [default: 64M, and 5M a message]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_size: Option<usize>,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// When to use colours
    #[arg(long, value_enum, default_value_t)]
    color: Color,
    /// Print nothing; the exit code says it
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum ProfileName {
    /// Twilio Flex: its attributes, roles and signing.
    #[default]
    Flex,
    /// Any service: no attribute is required.
    Generic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PatternName {
    A,
    B,
}

/// Runs the command; the exit code is that of the verdict.
pub(crate) fn run(arguments: &CheckArgs) -> Result<u8, Failure> {
    let limits = limits(arguments.max_size);
    let (expectations, unreachable) = expectations(arguments, &limits)?;
    let request = request(arguments);
    let at = arguments.at.unwrap_or_else(now);
    if let Some(path) = &arguments.batch {
        if let Some(error) = unreachable {
            return Err(Failure::usage(format_args!("--idp: {error}")));
        }
        return batch::run(path, &Bench::new(&expectations, request, at, &limits), arguments.quiet);
    }
    let bytes = input::read(arguments.input.as_deref(), &limits)?;
    let mut listed = String::new();
    let mut report = match Capture::read(&bytes, &limits) {
        Ok(capture) => {
            let message = messages::chosen(&capture, arguments.nth)?;
            listed = messages::list(&capture, message);
            samlens::inspect(message, &expectations, request, at)
        }
        Err(_) => samlens::inspect_bytes(&bytes, arguments.nth, &expectations, request, at),
    };
    if let Some(error) = unreachable {
        report = report.with_idp_unreachable(&error);
    }
    let code = report.exit_code();
    if arguments.quiet {
        return Ok(code);
    }
    let written = match arguments.format {
        Format::Json => output::write_json(&report.to_json()),
        Format::Human => output::write(&(report.to_human(&output::options(arguments.color)) + &listed)),
    };
    match written {
        // `samlens check … | head -1`: the verdict stands all the same.
        Ok(()) | Err(Failure::BrokenPipe) => Ok(code),
        Err(failure) => Err(failure),
    }
}

/// What the arguments trust and expect; an error apart where metadata was given but could not be read.
fn expectations(arguments: &CheckArgs, limits: &Limits) -> Result<(Expectations, Option<Error>), Failure> {
    let mut expectations = Expectations::new(profile(arguments)?)
        .limits(limits.clone())
        .clock_skew(TimeDelta::seconds(i64::from(arguments.clock_skew)))
        .service_provider(service_provider(arguments));
    let mut unreachable = None;
    for source in &arguments.idp {
        match metadata(source, limits)? {
            Ok(providers) => {
                for provider in providers.providers() {
                    expectations = expectations.identity_provider(provider.clone());
                }
            }
            Err(error) => unreachable = unreachable.or(Some(error)),
        }
    }
    let certificates = certificates(&arguments.idp_cert, limits)?;
    if let Some(entity_id) = &arguments.idp_entity_id {
        let provider = IdentityProvider::builder(entity_id).certificates(certificates).build();
        return Ok((expectations.identity_provider(provider.map_err(Failure::usage)?), unreachable));
    }
    for certificate in certificates {
        expectations = expectations.certificate(certificate);
    }
    Ok((expectations, unreachable))
}

fn profile(arguments: &CheckArgs) -> Result<Profile, Failure> {
    match (arguments.profile, arguments.pattern) {
        (ProfileName::Flex, None | Some(PatternName::A)) => Ok(Profile::flex(Pattern::A)),
        (ProfileName::Flex, Some(PatternName::B)) => Ok(Profile::flex(Pattern::B)),
        (ProfileName::Generic, None) => Ok(Profile::generic()),
        (ProfileName::Generic, Some(_)) => Err(Failure::usage("--pattern belongs to --profile flex")),
    }
}

fn service_provider(arguments: &CheckArgs) -> ServiceProvider {
    let provider = match &arguments.sp_entity_id {
        Some(entity_id) => ServiceProvider::new(entity_id),
        None => ServiceProvider::unknown(),
    };
    arguments.acs.iter().fold(provider, |provider, url| provider.with_acs(url))
}

fn request(arguments: &CheckArgs) -> Request<'_> {
    match &arguments.request_id {
        Some(id) => Request::Id(id),
        None if arguments.idp_initiated => Request::IdpInitiated,
        None => Request::NotGiven,
    }
}

/// A missing file is a bad argument; a file that is there but is no metadata is an unreachable identity provider.
fn metadata(source: &str, limits: &Limits) -> Result<Result<IdentityProviders, Error>, Failure> {
    let is_url =
        |scheme: &str| source.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    if is_url("http://") || is_url("https://") {
        return Err(Failure::usage(format_args!(
            "--idp {source}: this build fetches no metadata; save it to a file and give that"
        )));
    }
    let bytes = input::file(Path::new(source), limits.max_metadata_bytes.saturating_add(1))?;
    Ok(IdentityProviders::from_metadata_within(&String::from_utf8_lossy(&bytes), limits))
}

fn certificates(files: &[PathBuf], limits: &Limits) -> Result<Vec<Certificate>, Failure> {
    let mut all = Vec::new();
    for path in files {
        let bytes = input::file(path, limits.max_metadata_bytes)?;
        let read = Certificate::from_pem_bundle(&bytes);
        let read =
            read.map_err(|error| Failure::usage(format_args!("--idp-cert {}: {error}", path.display())))?;
        if read.is_empty() {
            return Err(Failure::usage(format_args!("--idp-cert {}: holds no certificate", path.display())));
        }
        all.extend(read);
    }
    Ok(all)
}

/// The limits, with the one size that a person may want to raise.
pub(crate) fn limits(max_size: Option<usize>) -> Limits {
    let mut limits = Limits::default();
    if let Some(size) = max_size {
        limits.max_capture_bytes = size;
        limits.max_xml_bytes = size;
    }
    limits
}

/// The clock, read here once: the library has none (invariant 16).
pub(crate) fn now() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now()).trunc_subsecs(0)
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => Ok(instant.with_timezone(&Utc)),
        Err(_) => Err("not an instant like 2026-01-15T10:01:00Z or 2026-01-15T11:01:00+01:00".to_owned()),
    }
}

pub(crate) fn number(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("not a number from 1".to_owned()),
        Ok(number) => Ok(number),
    }
}

/// Bytes, or K and M of 1024.
pub(crate) fn size(text: &str) -> Result<usize, String> {
    let (digits, unit) = match text.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1 << 10),
        None => text.strip_suffix(['m', 'M']).map_or((text, 1), |digits| (digits, 1 << 20)),
    };
    // Positions in a document are 32 bits wide.
    let size = digits.parse::<usize>().ok().and_then(|number| number.checked_mul(unit));
    size.filter(|size| (1..=1 << 30).contains(size))
        .ok_or_else(|| "not a size from 1 to 1024M, like 20M".to_owned())
}
