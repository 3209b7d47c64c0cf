//! `samlens check`: read, verify, judge, explain.

use super::batch::{self, Bench};
use super::config::Deployment;
use super::decryption::KeyFiles;
use super::output::{self, Color, Format};
use super::source::{self, SourceArgs, Sources};
use super::{Failure, canonical, input, messages};
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use clap::{Args, ValueEnum};
use samlens::capture::{Capture, Captured};
use samlens::config;
use samlens::report::{Clock, inspect_by, inspect_bytes_by, inspect_pair_by};
use samlens::{
    Error, Expectations, IdentityProvider, IdentityProviders, Limits, Pattern, Profile, Report, Request,
    ServiceProvider, Symptom,
};
use std::path::PathBuf;
use std::time::SystemTime;

const EXIT_CODES: &str = "\
Exit codes:
  0  accepted
  1  rejected, SAML_VALIDATION_FAILED
  2  bad arguments or configuration
  3  unreadable: no SAML message in the input
  4  inconclusive: nothing failed, but something needed was not given
  5  rejected, ATTRIBUTE_MAPPING_ERROR
  6  IDP_UNREACHABLE: the metadata could not be fetched or read
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

    /// Metadata of the identity provider, a file or URL; repeatable, chosen by the issuer
    #[arg(long, value_name = "FILE|URL", help_heading = "Trust")]
    idp: Vec<String>,
    /// Certificate of the identity provider, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Trust")]
    idp_cert: Vec<PathBuf>,
    /// Entity ID of the identity provider whose certificates --idp-cert gives
    #[arg(long, value_name = "ID", requires = "idp_cert", help_heading = "Trust")]
    idp_entity_id: Option<String>,
    #[command(flatten)]
    sources: SourceArgs,

    /// Private key of the service provider for decryption, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Decryption")]
    decrypt_key: Vec<PathBuf>,
    /// Environment variable with the passphrase of --decrypt-key [default: ask at the terminal]
    #[arg(long, value_name = "NAME", help_heading = "Decryption")]
    passphrase_env: Option<String>,

    /// Entity ID of the service provider: the audience
    #[arg(long, value_name = "ID", help_heading = "Expectations")]
    sp_entity_id: Option<String>,
    /// Assertion consumer service URL; repeatable
    #[arg(long, value_name = "URL", help_heading = "Expectations")]
    acs: Vec<String>,
    /// ID of the request that the response answers
    #[arg(long, value_name = "ID", conflicts_with = "idp_initiated", help_heading = "Expectations")]
    request_id: Option<String>,
    /// The request that the response answers, in any form that INPUT may have: a file or a literal
    #[arg(long, value_name = "REQUEST", conflicts_with_all = ["request_id", "idp_initiated"], help_heading = "Expectations")]
    request: Option<String>,
    /// No request was sent: the identity provider began the login
    #[arg(long, help_heading = "Expectations")]
    idp_initiated: bool,
    /// Single logout URL of the service provider, for logout messages; repeatable
    #[arg(long, value_name = "URL", help_heading = "Expectations")]
    slo: Vec<String>,
    /// Certificate that the service provider signs its requests with, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", help_heading = "Trust")]
    sp_cert: Vec<PathBuf>,
    /// The deployment, as samlens.toml describes it; options given here outweigh it [default: samlens.toml in the
    /// working directory, if it is there]
    #[arg(long, value_name = "FILE", help_heading = "Expectations")]
    config: Option<PathBuf>,
    /// What the application wants [default: flex]
    #[arg(long, value_enum, help_heading = "Expectations")]
    profile: Option<ProfileName>,
    /// Profile flex: a, several programs share one Flex and `team` is required; b, one Flex a program [default: a]
    #[arg(long, value_enum, value_name = "a|b", help_heading = "Expectations")]
    pattern: Option<PatternName>,
    /// Judge as of this instant instead of now, for example 2026-01-15T10:01:00Z
    #[arg(long, value_name = "INSTANT", value_parser = instant, help_heading = "Expectations")]
    at: Option<DateTime<Utc>>,
    /// Difference between clocks that is forgiven [default: 180]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(..=86_400), help_heading = "Expectations")]
    clock_skew: Option<u32>,

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
    /// Order the report by a symptom: what the Flex guide says to check, each answered from the capture
    #[arg(long, value_name = "loop|invalid|no-roles|team", value_parser = symptom)]
    symptom: Option<Symptom>,
    /// Print the canonical bytes of each signed element and of SignedInfo as well
    #[arg(long)]
    show_canonical: bool,
    /// What to print
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// When to use colours
    #[arg(long, value_enum, default_value_t)]
    color: Color,
    /// Have libxmlsec1 verify the first signature too, and say whether it agrees
    #[cfg(feature = "samael")]
    #[arg(long)]
    second_opinion: bool,
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
    let request = request(arguments);
    let clock = arguments.at.map_or_else(|| Clock::Present(now()), Clock::Given);
    let sources = Sources::new(&arguments.sources, &limits, clock.instant())?;
    let deployment = Deployment::find(arguments.config.as_deref())?.map(|found| outweighed(found, arguments));
    let deployment = deployment.transpose()?;
    if let Some(path) = &arguments.batch {
        let (expectations, unreachable) =
            expectations(arguments, &limits, &sources, deployment.as_ref(), None, true)?;
        if let Some(error) = unreachable {
            return Err(Failure::usage(format_args!("--idp: {error}")));
        }
        let bench = Bench::new(&expectations, request, clock.instant(), &limits);
        return batch::run(path, &bench, arguments.quiet);
    }
    let bytes = input::read(arguments.input.as_deref(), &limits)?;
    let mut listed = String::new();
    let read = Capture::read(&bytes, &limits);
    let message = match &read {
        Ok(capture) => Some((capture, messages::chosen(capture, arguments.nth)?)),
        Err(_) => None,
    };
    // The issuer that the message claims chooses which keys are looked for; it proves nothing.
    let issuer = message.and_then(|(_, message)| messages::issuer(message, &limits));
    let sealed = message.is_some_and(|(_, message)| messages::is_encrypted(message, &limits));
    let (expectations, unreachable) =
        expectations(arguments, &limits, &sources, deployment.as_ref(), issuer.as_deref(), sealed)?;
    let shown = message.filter(|_| arguments.show_canonical).map(|(_, message)| message);
    let mut report = match message {
        Some((capture, message)) => {
            listed = messages::list(capture, message);
            judged(arguments, message, &expectations, clock, &limits)?
        }
        None => inspect_bytes_by(&bytes, arguments.nth, &expectations, request, clock),
    };
    if let Some(deployment) = &deployment {
        listed.push_str(&format!("\nThe deployment is that of {}.\n", deployment.name()));
    }
    if let Some(symptom) = arguments.symptom {
        report = report.with_symptom(symptom);
    }
    if let Some(error) = unreachable {
        report = report.with_idp_unreachable(&error);
    }
    let code = report.exit_code();
    if arguments.quiet {
        return Ok(code);
    }
    #[cfg(feature = "samael")]
    let opinion = second_opinion(arguments, &bytes, &limits, &report, &expectations);
    #[cfg(not(feature = "samael"))]
    let opinion: Option<(String, serde_json::Value)> = None;
    let written = match arguments.format {
        Format::Json => {
            let mut json = match shown {
                Some(message) => canonical::add_to(report.to_json(), message, &limits),
                None => report.to_json(),
            };
            if let (Some((_, opinion)), Some(fields)) = (opinion, json.as_object_mut()) {
                fields.insert("second_opinion".to_owned(), opinion);
            }
            output::write_json(&json)
        }
        Format::Human => {
            // Of what is not well-formed there is no canonical form; the report says so.
            let canonical = shown.map(|message| canonical::text(message, &limits).unwrap_or_default());
            let line = opinion.map_or_else(String::new, |(line, _)| line);
            let text = report.to_human(&output::options(arguments.color)) + &line + &listed;
            output::write(&(text + &canonical.unwrap_or_default()))
        }
    };
    match written {
        // `samlens check … | head -1`: the verdict stands all the same.
        Ok(()) | Err(Failure::BrokenPipe) => Ok(code),
        Err(failure) => Err(failure),
    }
}

/// The report on one message, alone or together with the request that it answers.
fn judged(
    arguments: &CheckArgs,
    message: &Captured,
    expectations: &Expectations,
    clock: Clock,
    limits: &Limits,
) -> Result<Report, Failure> {
    let Some(source) = &arguments.request else {
        return Ok(inspect_by(message, expectations, request(arguments), clock));
    };
    let bytes = input::read(Some(source), limits)?;
    let capture = Capture::read(&bytes, limits)
        .map_err(|unread| Failure::usage(format_args!("--request: {}", unread.finding().message())))?;
    let asked = messages::last_request(&capture)
        .ok_or_else(|| Failure::usage("--request: there is no AuthnRequest in it"))?;
    inspect_pair_by(message, asked, expectations, clock)
        .map_err(|error| Failure::usage(format_args!("--request: {error}")))
}

/// What libxmlsec1 says, as a line and as JSON; never part of the verdict.
#[cfg(feature = "samael")]
fn second_opinion(
    arguments: &CheckArgs,
    bytes: &[u8],
    limits: &Limits,
    report: &samlens::Report,
    expectations: &Expectations,
) -> Option<(String, serde_json::Value)> {
    let capture = arguments.second_opinion.then(|| Capture::read(bytes, limits).ok())??;
    let xml = capture.chosen(arguments.nth)?.xml();
    let opinion = samlens::interop::second_opinion(xml, report, expectations);
    let json = serde_json::json!({
        "by": "libxmlsec1",
        "ours": opinion.ours().as_str(),
        "theirs": opinion.theirs().as_str(),
        "agrees": opinion.agrees(),
    });
    Some((format!("\nSecond opinion: {opinion}\n"), json))
}

/// What the arguments trust and expect, with the keys and addresses that no file holds.
fn expectations(
    arguments: &CheckArgs,
    limits: &Limits,
    sources: &Sources<'_>,
    deployment: Option<&Deployment>,
    issuer: Option<&str>,
    sealed: bool,
) -> Result<(Expectations, Option<Error>), Failure> {
    let (mut expectations, unreachable) = deployed(arguments, limits, sources, deployment, issuer)?;
    let keys = KeyFiles::of(&arguments.decrypt_key, arguments.passphrase_env.as_deref(), deployment)?;
    // Those of the file only where there is something to decrypt: nobody is asked for a passphrase in vain.
    if sealed || keys.is_given() {
        for key in keys.read()? {
            expectations = expectations.decryption_key(key);
        }
    }
    if deployment.is_none() {
        for url in &arguments.slo {
            expectations = expectations.edit_service_provider(|provider| provider.with_single_logout(url));
        }
    }
    if let Some(deployment) = deployment.filter(|_| arguments.sp_cert.is_empty()) {
        expectations = deployment.with_own_certificates(expectations, limits)?;
    }
    for certificate in source::certificates("--sp-cert", &arguments.sp_cert, limits)? {
        expectations = expectations.edit_service_provider(|provider| provider.with_certificate(certificate));
    }
    Ok((expectations, unreachable))
}

/// What the arguments or the configuration trust and expect; an error apart where metadata was given but could not be
/// read.
fn deployed(
    arguments: &CheckArgs,
    limits: &Limits,
    sources: &Sources<'_>,
    deployment: Option<&Deployment>,
    issuer: Option<&str>,
) -> Result<(Expectations, Option<Error>), Failure> {
    let mut expectations = match deployment {
        // Keys given by option count alone: whoever gives some does not mean those of the file.
        Some(deployment) if arguments.idp.is_empty() && arguments.idp_cert.is_empty() => {
            return deployment.expectations(sources, issuer, limits);
        }
        Some(deployment) => deployment.config.expectations(None),
        None => Expectations::new(profile(arguments)?)
            .clock_skew(TimeDelta::seconds(i64::from(arguments.clock_skew.unwrap_or(180))))
            .service_provider(service_provider(arguments)),
    };
    expectations = expectations.limits(limits.clone());
    let mut unreachable = None;
    let mut all = Vec::new();
    for source in &arguments.idp {
        match sources.load(source, issuer)? {
            Ok(providers) => {
                all.extend(providers.providers().iter().cloned());
            }
            Err(error) => unreachable = unreachable.or(Some(error)),
        }
    }
    // Two that differ under one entity ID are an error: the order of options must not choose between keys.
    let all = IdentityProviders::new(all).map_err(|error| Failure::usage(format_args!("--idp: {error}")))?;
    for provider in all.providers() {
        expectations = expectations.identity_provider(provider.clone());
    }
    let certificates = source::certificates("--idp-cert", &arguments.idp_cert, limits)?;
    if let Some(entity_id) = &arguments.idp_entity_id {
        let provider = IdentityProvider::builder(entity_id).certificates(certificates).build();
        return Ok((expectations.identity_provider(provider.map_err(Failure::usage)?), unreachable));
    }
    for certificate in certificates {
        expectations = expectations.certificate(certificate);
    }
    Ok((expectations, unreachable))
}

/// The deployment with what the options say instead.
fn outweighed(mut deployment: Deployment, arguments: &CheckArgs) -> Result<Deployment, Failure> {
    let config = &mut deployment.config;
    match arguments.profile {
        Some(ProfileName::Flex) => config.profile = config::ProfileName::Flex,
        Some(ProfileName::Generic) => config.profile = config::ProfileName::Generic,
        None => {}
    }
    if let Some(pattern) = arguments.pattern {
        if config.profile != config::ProfileName::Flex {
            return Err(Failure::usage("--pattern belongs to --profile flex"));
        }
        config.flex.pattern = Some(match pattern {
            PatternName::A => config::PatternName::A,
            PatternName::B => config::PatternName::B,
        });
        config.identity_providers.iter_mut().for_each(|one| one.pattern = None);
    }
    if let Some(seconds) = arguments.clock_skew {
        config.clock_skew = seconds;
    }
    if let Some(entity_id) = &arguments.sp_entity_id {
        config.service_provider.entity_id = Some(entity_id.clone());
    }
    if !arguments.acs.is_empty() {
        config.service_provider.acs.clone_from(&arguments.acs);
    }
    if !arguments.slo.is_empty() {
        config.service_provider.single_logout.clone_from(&arguments.slo);
    }
    Ok(deployment)
}

fn profile(arguments: &CheckArgs) -> Result<Profile, Failure> {
    match (arguments.profile.unwrap_or_default(), arguments.pattern) {
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

pub(crate) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    match DateTime::parse_from_rfc3339(text) {
        Ok(instant) => Ok(instant.with_timezone(&Utc)),
        Err(_) => Err("not an instant like 2026-01-15T10:01:00Z or 2026-01-15T11:01:00+01:00".to_owned()),
    }
}

fn symptom(text: &str) -> Result<Symptom, String> {
    Symptom::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Symptom::ALL.iter().map(|symptom| symptom.as_str()).collect();
        format!("not one of {}", names.join(", "))
    })
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
