//! `samlens compare`: what differs between a good and a bad login, and matters.

use super::expected::Expected;
use super::output::{self, ReportFormat as Format};
use super::sink::OutputArgs;
use super::trust::{Trust, TrustArgs};
use super::{Failure, clock, input, limits, messages};
use chrono::{DateTime, Utc};
use clap::Args;
use samlens::inspect::{Capture, Captured, Compared, Comparison, Report};
use samlens::{Code, InResponseTo, Limits};
use serde_json::Value;

const EXIT_CODES: &str = "\
Exit codes:
  0  nothing relevant to a service differs
  1  something relevant differs
  2  bad arguments or configuration
  3  unreadable: no SAML message in one of the inputs

Examples:
  samlens compare good.txt bad.txt
  samlens compare good.har bad.har --idp metadata.xml --sp sp-metadata.xml
  samlens compare good.har bad.har --format html -o differences.html
  samlens compare old-metadata.xml new-metadata.xml --all";

/// Compare two captures: list what differs, first what explains a rejection
///
/// Values of persons are compared by their shape and never printed. Each message is judged as of its own time. --request
/// applies only to BAD, because GOOD answers another request.
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct CompareArgs {
    /// The capture that works: a file, a literal, or - for standard input
    #[arg(value_name = "GOOD")]
    left: String,
    /// The capture that does not work, in any form
    #[arg(value_name = "BAD")]
    right: String,

    #[command(flatten)]
    trust: TrustArgs,

    /// List also what differs between any two logins: IDs, times, persons
    #[arg(long)]
    all: bool,
    /// Which message of the first capture, from 1 [default: the last response]
    #[arg(long, value_name = "N", value_parser = limits::number)]
    nth: Option<usize>,
    /// Which message of the second capture, from 1 [default: the last response]
    #[arg(long, value_name = "N", value_parser = limits::number)]
    nth_right: Option<usize>,
    /// Largest input, and largest message in it, for example 20M [default: 64M, and 5M a message]
    #[arg(long, value_name = "SIZE", value_parser = limits::size)]
    max_size: Option<usize>,
    /// Without personal values; a comparison never prints them
    #[arg(long)]
    redact: bool,
    /// What to print; --json is short for --format json
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    output: OutputArgs,
    /// No output; only the exit code
    #[arg(short, long, conflicts_with = "output")]
    quiet: bool,
}

/// Runs the command; the exit code says whether something significant differs.
pub(crate) fn run(arguments: &CompareArgs) -> Result<u8, Failure> {
    let limits = limits::with_size(arguments.max_size);
    if arguments.left == "-" && arguments.right == "-" {
        return Err(Failure::usage("only one of the two captures can be standard input"));
    }
    arguments.output.spares(Some(&arguments.left))?;
    arguments.output.spares(Some(&arguments.right))?;
    let left = bytes(&arguments.left, &limits)?;
    let right = bytes(&arguments.right, &limits)?;
    let now = clock::now();
    let trust = Trust::new(&arguments.trust, &limits, arguments.trust.at().unwrap_or(now))?;
    let (one, other) = match (Capture::read(&left, &limits), Capture::read(&right, &limits)) {
        (Ok(one), Ok(other)) => (one, other),
        (one, other) => {
            let unread = one.err().map(|unread| ("GOOD", unread));
            if let Some((name, unread)) = unread.or_else(|| other.err().map(|unread| ("BAD", unread))) {
                unreadable(arguments, name, &unread)?;
            }
            return Ok(3);
        }
    };
    let one = messages::chosen(&one, arguments.nth)?;
    let other = messages::chosen(&other, arguments.nth_right)?;
    let comparison = comparison(one, other, &trust, arguments.trust.at(), now, &limits)?;
    let code = comparison.exit_code();
    if arguments.quiet {
        return Ok(code);
    }
    let deployment = trust.deployment();
    let comparison = match &deployment {
        Some(deployment) => comparison.with_deployment(deployment.clone()),
        None => comparison,
    };
    let out = &arguments.output;
    let written = match arguments.format {
        Format::Json => {
            out.write_json(&output::of_judging("compare", code, comparison.to_json(), deployment))
        }
        Format::Html => out.write(&comparison.to_html()),
        Format::Human => out.write(&comparison.to_human(&out.options(), arguments.all)),
    };
    match written {
        Ok(()) | Err(Failure::BrokenPipe) => Ok(code),
        Err(failure) => Err(failure),
    }
}

/// Two messages compared, each judged as of its own time unless `at` is given.
pub(crate) fn comparison(
    one: &Captured,
    other: &Captured,
    trust: &Trust<'_>,
    at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    limits: &Limits,
) -> Result<Comparison, Failure> {
    let ours = judged(at, trust, one, InResponseTo::Unchecked, now)?;
    let theirs = judged(at, trust, other, trust.request(), now)?;
    Ok(Comparison::of(Compared::new(one, &ours), Compared::new(other, &theirs), limits))
}

fn bytes(source: &str, limits: &Limits) -> Result<Vec<u8>, Failure> {
    input::read(Some(source), limits)
}

/// One side, judged.
fn judged(
    at: Option<DateTime<Utc>>,
    trust: &Trust<'_>,
    message: &Captured,
    request: InResponseTo<'_>,
    now: DateTime<Utc>,
) -> Result<Report, Failure> {
    let Expected { builder, unreachable, .. } = trust.of_message(Some(message))?;
    let inspector = builder.inspector();
    let inspection = inspector.inspect_captured(message).in_response_to(request);
    let report = match at {
        Some(at) => inspection.at(at),
        None => inspection.at_own_time(now),
    };
    Ok(match unreachable {
        Some(error) => report.with_idp_unreachable(&error),
        None => report,
    })
}

/// Says which input could not be read, and why.
fn unreadable(
    arguments: &CompareArgs,
    name: &str,
    unread: &samlens::inspect::Unreadable,
) -> Result<(), Failure> {
    if arguments.quiet {
        return Ok(());
    }
    let (finding, out) = (unread.finding(), &arguments.output);
    let text = || format!("{name} cannot be read: {}\n", samlens::inspect::printable(finding.message()));
    match arguments.format {
        Format::Json => out.write_json(&unreadable_json(name, finding.code())),
        // No page: there is nothing to compare in it.
        Format::Html | Format::Human => out.write(&text()),
    }
}

/// The same as JSON.
pub(crate) fn unreadable_json(name: &str, root: Code) -> Value {
    let json = serde_json::json!({ "unreadable": name, "root": root.as_str(), "differences": [] });
    output::of_command("compare", 3, json)
}
