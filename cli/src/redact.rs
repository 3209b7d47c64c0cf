//! `samlens redact`: the same capture without personal data, diagnosis kept.

use super::expected::Expected;
use super::trust::{Trust, TrustArgs};
use super::{Failure, clock, deployment, input, limits, messages, output, throw_away};
use chrono::{DateTime, Utc};
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};
use samlens::Limits;
use samlens::inspect::{
    Capture, Captured, DeploymentSummary, NotRedacted, OriginalVerdict, Redacted, Redaction, Report,
    Resigned, json_text, printable,
};
use serde_json::Value;
use std::cell::RefCell;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const EXIT_CODES: &str = "\
Exit codes:
  0  the copy is written
  1  nothing is written: a value would be left, or the form cannot be written back exactly
  2  bad arguments or configuration
  3  unreadable: no SAML message in the input

Examples:
  samlens redact login.har -o public.har
  samlens redact login.har -o public.har --idp metadata.xml --sp sp-metadata.xml --keep roles,team
  samlens redact login.har -o public.har --idp metadata.xml --resign
  samlens redact response.txt --as xml -o public.xml --hosts";

/// Write the same capture without personal data, safe to attach to a public ticket
///
/// `samlens check` on the copy leads with the same root code. Give the options of `check`, so that the verdict on the
/// original is complete.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct RedactArgs {
    /// A file, a literal, or - for standard input (also without INPUT), in any form that `check` reads
    input: Vec<String>,
    /// Where the copy goes; - is standard output
    #[arg(short, long = "output", value_name = "OUT")]
    out: PathBuf,

    #[command(flatten)]
    trust: TrustArgs,

    /// Attributes whose values are kept, for example roles,team
    #[arg(long, value_name = "NAMES", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    keep: Vec<String>,
    /// Replace host names, entity IDs, signature values and certificates too
    #[arg(long)]
    hosts: bool,
    /// Sign the copy again with a throw-away key where the original verified, and write OUT.idp.xml to verify it with
    #[arg(long)]
    resign: bool,
    /// Write only the message, as XML, also where the form of the capture cannot be written back
    #[arg(long = "as", value_enum, value_name = "xml")]
    form: Option<WrittenAs>,
    /// Which message --as xml writes, from 1 [default: the last response]
    #[arg(long, value_name = "N", value_parser = limits::number, requires = "form")]
    nth: Option<usize>,
    /// Write the report as JSON to this file instead of text to standard error
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Largest input, and largest message in it, for example 20M [default: 64M, and 5M a message]
    #[arg(long, value_name = "SIZE", value_parser = limits::size)]
    max_size: Option<usize>,
    /// No report; only the exit code
    #[arg(short, long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum WrittenAs {
    Xml,
}

/// Runs the command. Nothing is written unless all of it is safe.
pub(crate) fn run(arguments: &RedactArgs) -> Result<u8, Failure> {
    let limits = limits::with_size(arguments.max_size);
    let input = input::one(&arguments.input)?;
    if let Some(name) = input.filter(|name| is_same(Path::new(name), &arguments.out)) {
        return Err(Failure::usage(format_args!(
            "the copy would replace the capture: {name}\ngive another file as -o"
        )));
    }
    if arguments.resign && arguments.out.as_os_str() == "-" {
        return Err(Failure::usage("--resign writes metadata to OUT.idp.xml: give a file as -o"));
    }
    let mut bytes = input::read(input, &limits)?;
    let at = arguments.trust.at().unwrap_or_else(clock::now);
    let trust = Trust::new(&arguments.trust, &limits, at)?;
    if !arguments.quiet {
        deployment::name_found(trust.deployment().as_ref());
    }
    if arguments.form.is_some()
        && let Ok(capture) = Capture::read(&bytes, &limits)
    {
        bytes = messages::chosen(&capture, arguments.nth)?.xml().as_bytes().to_vec();
    }
    let mut redaction = arguments.keep.iter().fold(Redaction::default(), |all, name| all.keep(name));
    if arguments.hosts {
        redaction = redaction.hosts();
    }
    if arguments.resign {
        for key in throw_away::keys()? {
            redaction = redaction.resign(key);
        }
    }
    match copy(&redaction, &bytes, &trust, arguments.trust.at(), &limits)? {
        Ok(copy) => {
            write_file(&arguments.out, copy.output())?;
            if let Some(metadata) = copy.resigned().and_then(|resigned| resigned.metadata.as_deref()) {
                write_file(&metadata_file(&arguments.out), metadata.as_bytes())?;
            }
            tell(arguments, &copy, trust.deployment())?;
            Ok(0)
        }
        Err(why) => refuse(arguments, &why),
    }
}

/// The copy, or why there is none. The original is judged as of `at`, or of now.
pub(crate) fn copy(
    redaction: &Redaction,
    bytes: &[u8],
    trust: &Trust<'_>,
    at: Option<DateTime<Utc>>,
    limits: &Limits,
) -> Result<Result<Redacted, NotRedacted>, Failure> {
    // The library asks for reports; a failure to read metadata is reported afterwards.
    let failed: RefCell<Option<Failure>> = RefCell::new(None);
    let judge = |message: &Captured| match judged(at, trust, message, limits) {
        Ok(report) => report,
        Err(failure) => {
            failed.borrow_mut().get_or_insert(failure);
            let inspector = samlens::Validator::builder().inspector();
            inspector.inspect_captured(message).at(at.unwrap_or_else(clock::now))
        }
    };
    let copy = redaction.of(bytes, limits, judge);
    match failed.into_inner() {
        Some(failure) => Err(failure),
        None => Ok(copy),
    }
}

/// The report on one message of the original, as `check` makes it.
fn judged(
    at: Option<DateTime<Utc>>,
    trust: &Trust<'_>,
    message: &Captured,
    limits: &Limits,
) -> Result<Report, Failure> {
    let Expected { builder, unreachable, .. } = trust.of_message(Some(message))?;
    let inspector = builder.limits(limits.clone()).inspector();
    let inspection = inspector.inspect_captured(message).in_response_to(trust.request());
    let report = match at {
        Some(at) => inspection.at(at),
        None => inspection.also_as_captured().at(clock::now()),
    };
    Ok(match unreachable {
        Some(error) => report.with_idp_unreachable(&error),
        None => report,
    })
}

/// `OUT.idp.xml`.
fn metadata_file(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".idp.xml");
    PathBuf::from(name)
}

fn is_same(input: &Path, out: &Path) -> bool {
    match (fs::canonicalize(input), fs::canonicalize(out)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

fn write_file(path: &Path, octets: &[u8]) -> Result<(), Failure> {
    if path.as_os_str() == "-" {
        let mut out = io::stdout().lock();
        out.write_all(octets)?;
        return Ok(out.flush()?);
    }
    fs::write(path, octets)
        .map_err(|error| Failure::usage(format_args!("cannot write {}: {error}", path.display())))
}

/// Says what was replaced: to standard error, or as JSON to a file.
fn tell(arguments: &RedactArgs, copy: &Redacted, by: Option<DeploymentSummary>) -> Result<(), Failure> {
    if let Some(path) = &arguments.report {
        return write_file(
            path,
            format!("{}\n", json_text(&output::of_judging("redact", 0, copy.to_json(), by))).as_bytes(),
        );
    }
    if arguments.quiet {
        return Ok(());
    }
    let original = copy.original();
    let mut text = format!("original  {}\nreplaced  ", described(original));
    let kinds: Vec<String> = copy.replaced().map(|(kind, count)| format!("{count} {kind}")).collect();
    text.push_str(&if kinds.is_empty() { "nothing".to_owned() } else { kinds.join(", ") });
    text.push_str("\nsearched  none of the replaced values is left\n");
    if let Some(resigned) = copy.resigned() {
        text.push_str(&signed(resigned, &arguments.out));
    }
    io::stderr().lock().write_all(printable(&text).as_bytes())?;
    Ok(())
}

/// What was signed again, and what was not.
fn signed(resigned: &Resigned, out: &Path) -> String {
    let mut text = match resigned.metadata {
        Some(_) => {
            let (names, file) = (resigned.elements.join(", "), metadata_file(out));
            format!("signed    again: {names}; to verify, --idp {}\n", file.display())
        }
        None => "signed    nothing again: no signature verified with a trusted key; give --idp\n".to_owned(),
    };
    if resigned.metadata.is_some() && resigned.left > 0 {
        text.push_str(&format!("          {} did not verify, and stays broken\n", resigned.left));
    }
    if resigned.encrypted {
        text.push_str("          encrypted parts stay encrypted, with the original signature inside\n");
    }
    text
}

fn described(original: &OriginalVerdict) -> String {
    let root = original.root.map(|root| format!(": {root}")).unwrap_or_default();
    format!("{}{root}", original.verdict)
}

fn refuse(arguments: &RedactArgs, why: &NotRedacted) -> Result<u8, Failure> {
    let (code, help) = refusal(why);
    if let Some(path) = &arguments.report {
        write_file(path, format!("{}\n", json_text(&refusal_json(why, code))).as_bytes())?;
    } else if !arguments.quiet {
        let text = format!("samlens: nothing is written: {why}\n{help}\n");
        io::stderr().lock().write_all(printable(&text).as_bytes())?;
    }
    Ok(code)
}

/// The exit code where nothing was written, and what to do.
pub(crate) fn refusal(why: &NotRedacted) -> (u8, &'static str) {
    match why {
        NotRedacted::Unreadable(_) => (3, "`samlens check` says more"),
        NotRedacted::Form(_) => (1, "--as xml writes the message alone, if its tags are whole"),
        _ => (
            1,
            "a common word is among the values: --keep NAME keeps the values of an attribute; --as xml writes the message alone",
        ),
    }
}

/// The same as JSON.
pub(crate) fn refusal_json(why: &NotRedacted, code: u8) -> Value {
    let left = if let NotRedacted::LeftOver(count) = why { *count } else { 0 };
    serde_json::json!({
        "schema": 1, "command": "redact", "exit_code": code, "root": null, "deployment": null, "replaced": [], "original": null, "left_over": left, "resigned": null,
        "error": why.to_string(),
    })
}
