//! `samlens flow`: the whole login of a recording, and why it does not complete.

use super::expected::Expected;
use super::output::{self, ReportFormat as Format};
use super::sink::OutputArgs;
use super::trust::{Trust, TrustArgs};
use super::{Failure, clock, input, limits};
use chrono::{DateTime, Utc};
use clap::Args;
use samlens::inspect::{Capture, CaptureForm, Flow, Recording, Report};
use samlens::{Code, Finding, InResponseTo, Limits};

const EXIT_CODES: &str = "\
Exit codes:
  0  completed
  1  loop or failed
  2  bad arguments or configuration
  3  no SAML message in the recording
  4  incomplete: the recording begins late or ends early

Examples, with the recordings of the repository:
  samlens flow fixtures/flows/session-strict.har
  samlens flow fixtures/flows/wrong-audience.har --idp fixtures/keys/idp-rsa2048.cert.pem \\
      --idp-entity-id http://www.okta.com/exk1fcia6d6EMsf331d8
  samlens flow fixtures/flows/www-and-apex.har --format html -o login.html

Record from before the login until after it ends, with cookies: in Chrome choose
\"Export HAR (with sensitive data)\", in Firefox \"Save All As HAR\". The file contains
passwords and sessions: do not attach it to a ticket.";

/// Explain a whole login from a recording: requests, responses, cookies, loops
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct FlowArgs {
    /// A HAR or SAML-tracer export: a file, or - for standard input (also without HAR)
    #[arg(value_name = "HAR")]
    input: Vec<String>,

    #[command(flatten)]
    trust: TrustArgs,

    /// Largest recording, and largest message in it, for example 200M [default: 64M, and 5M a message]
    #[arg(long, value_name = "SIZE", value_parser = limits::size)]
    max_size: Option<usize>,
    /// Leave out texts of pages, RelayState and other values; hosts, paths and names of cookies stay
    #[arg(long)]
    redact: bool,
    /// What to print; --json is short for --format json
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    output: OutputArgs,
    /// Print every step with its cookies, and every finding
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
    /// No output; only the exit code
    #[arg(short, long, conflicts_with = "output")]
    quiet: bool,
}

/// Runs the command; the exit code is that of the verdict.
pub(crate) fn run(arguments: &FlowArgs) -> Result<u8, Failure> {
    let limits = limits::with_size(arguments.max_size);
    let trust = Trust::new(&arguments.trust, &limits, arguments.trust.at().unwrap_or_else(clock::now))?;
    let input = input::one(&arguments.input)?;
    arguments.output.spares(input)?;
    let bytes = input::read(input, &limits)?;
    let recording = match Recording::read(&bytes, &limits) {
        Ok(recording) => recording,
        Err(refusal) => return refused(arguments, &bytes, &refusal, &limits),
    };
    drop(bytes);
    let flow = flow(&recording, &trust, arguments.trust.at(), &limits)?;
    let flow = if arguments.redact { flow.without_values() } else { flow };
    let code = flow.exit_code();
    if arguments.quiet {
        return Ok(code);
    }
    let deployment = trust.deployment();
    let flow = match &deployment {
        Some(deployment) => flow.with_deployment(deployment.clone()),
        None => flow,
    };
    let out = &arguments.output;
    let written = match arguments.format {
        Format::Json => out.write_json(&output::of_judging("flow", code, flow.to_json(), deployment)),
        Format::Html => out.write(&flow.to_html()),
        Format::Human if arguments.verbose => out.write(&flow.to_human(&out.options())),
        Format::Human => out.write(&flow.to_brief(&out.options())),
    };
    match written {
        Ok(()) | Err(Failure::BrokenPipe) => Ok(code),
        Err(failure) => Err(failure),
    }
}

/// The whole login of a recording, judged as of `at` or each step as of its own time.
pub(crate) fn flow(
    recording: &Recording,
    trust: &Trust<'_>,
    at: Option<DateTime<Utc>>,
    limits: &Limits,
) -> Result<Flow, Failure> {
    let asked = match trust.request_message()? {
        Some(capture) => Some(request_id(&capture, limits)?),
        None => None,
    };
    let request = asked.as_deref().map_or(trust.request(), InResponseTo::Request);
    let Expected { builder, unreachable, .. } = trust.of_messages(recording.responses())?;
    match unreachable {
        Some(error) => Err(Failure::Unreachable(error)),
        None => Ok(builder.inspector().flow(recording, request, at)),
    }
}

/// The line by which `check` points here, for a recording with more than one login.
pub(crate) fn pointer(capture: &Capture, input: Option<&str>) -> String {
    let messages = capture.messages();
    let is_recording =
        messages.first().is_some_and(|one| matches!(one.form(), CaptureForm::Har | CaptureForm::SamlTracer));
    let count = messages.iter().filter(|one| one.parameter() == Some("SAMLResponse")).count();
    if !is_recording || count < 2 {
        return String::new();
    }
    let input = samlens::inspect::printable_line(input.unwrap_or("-"));
    format!("  {count} logins in this recording; why they repeat: samlens flow {input}\n")
}

/// What is no recording of a login: a single message is for `check`, anything else is unreadable.
fn refused(arguments: &FlowArgs, bytes: &[u8], refusal: &Finding, limits: &Limits) -> Result<u8, Failure> {
    let report = self::refusal(bytes, refusal, limits)?;
    if !arguments.quiet {
        let out = &arguments.output;
        match arguments.format {
            Format::Json => {
                out.write_json(&output::of_command("flow", report.exit_code(), report.to_json()))?;
            }
            Format::Html => out.write(&report.to_html(None, limits))?,
            Format::Human => out.write(&report.to_brief(&out.options()))?,
        }
    }
    Ok(report.exit_code())
}

/// What is said of an input that is no recording.
pub(crate) fn refusal(bytes: &[u8], refusal: &Finding, limits: &Limits) -> Result<Report, Failure> {
    let is_recording =
        refusal.message().contains("recording") && !refusal.message().contains("not a recording");
    if !is_recording && refusal.code() == Code::NotSaml && Capture::read(bytes, limits).is_ok() {
        return Err(Failure::usage(
            "this is a single SAML message, not a recording of the whole login\nsamlens check reads it; for flow, export a HAR from the browser's network tab",
        ));
    }
    Ok(Recording::refused(refusal.clone(), clock::now()))
}

/// The ID of the request that `--request` gives as a message.
fn request_id(capture: &Capture, limits: &Limits) -> Result<String, Failure> {
    let message = super::messages::last_request(capture);
    let outline = message.and_then(|message| samlens::inspect::Outline::of(message.xml(), limits).ok());
    let id = outline.and_then(|outline| outline.message().id.clone());
    id.ok_or_else(|| Failure::usage("--request: there is no AuthnRequest in it"))
}
