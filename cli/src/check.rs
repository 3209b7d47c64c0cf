//! `samlens check`: read, verify, judge, explain.

use super::batch::{self, BatchJudge};
use super::judged::{CaptureQuestion, Judged, JudgedAt};
use super::output::{self, ReportFormat as Format};
use super::sink::OutputArgs;
use super::trust::{Trust, TrustArgs};
use super::{Failure, canonical, clock, deployment, input, limits, messages};
use clap::Args;
#[cfg(feature = "samael")]
use samlens::Limits;
use samlens::inspect::Symptom;
#[cfg(feature = "samael")]
use samlens::inspect::{Capture, Inspector};
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes:
  0  accepted
  1  rejected, SAML_VALIDATION_FAILED
  2  bad arguments or configuration
  3  unreadable: no SAML message in the input
  4  inconclusive: nothing failed, but something needed was not given
  5  rejected, ATTRIBUTE_MAPPING_ERROR
  6  IDP_UNREACHABLE: the metadata could not be fetched or read
With --batch: 0 if every response is accepted, otherwise the lowest other code.

Examples, with the samples of the repository:
  samlens check fixtures/samples/flex-login.har --at 2026-01-15T10:01:00Z \\
      --idp fixtures/samples/idp-metadata.xml \\
      --sp fixtures/samples/sp-metadata.xml
  samlens check fixtures/samples/flex-login.txt --at 2026-01-15T10:01:00Z \\
      --idp fixtures/keys/idp-rsa2048.cert.pem \\
      --idp-entity-id urn:acme-dev.us.auth0.com \\
      --sp fixtures/samples/sp-metadata.xml
  samlens check fixtures/samples/flex-login.curl --at 2026-01-15T10:01:00Z \\
      --config fixtures/samples/samlens.toml --format html -o report.html
  samlens check --batch fixtures/samples/flex-login.har \\
      --config fixtures/samples/samlens.toml --at 2026-01-15T10:01:00Z
  cat fixtures/samples/flex-login.html | samlens check -v \\
      --config fixtures/samples/samlens.toml --at 2026-01-15T10:01:00Z";

/// Check a captured response, and explain why it is rejected
#[derive(Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct CheckArgs {
    /// A file, a literal, or - for standard input (also without INPUT): XML, base64, form body, URL, JSON, HTML,
    /// curl command, HAR or SAML-tracer export
    input: Vec<String>,

    #[command(flatten)]
    trust: TrustArgs,

    /// Check many responses, and print one line of JSON for each: a directory of captures, a file with one capture a line (NDJSON
    /// or base64), a HAR, or - for lines from standard input
    #[arg(long, value_name = "PATH", conflicts_with_all = ["input", "nth", "format"])]
    batch: Option<PathBuf>,
    /// If the capture contains several messages: the number of one, from 1 [default: the last response]
    #[arg(long, value_name = "N", value_parser = limits::number)]
    nth: Option<usize>,
    /// Largest input, and largest message in it, for example 20M [default: 64M, and 5M a message]
    #[arg(long, value_name = "SIZE", value_parser = limits::size)]
    max_size: Option<usize>,
    /// Order the report by a symptom: the steps of the Flex guide, each answered from the capture
    #[arg(long, value_name = "loop|invalid|no-roles|team", value_parser = symptom)]
    symptom: Option<Symptom>,
    /// Also print the canonical bytes of each signed element and of SignedInfo
    #[arg(long)]
    show_canonical: bool,
    /// Print the report without personal values
    #[arg(long, conflicts_with_all = ["batch", "show_canonical"])]
    redact: bool,
    /// What to print; --json is short for --format json
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    output: OutputArgs,
    /// Also verify the first signature with libxmlsec1, and show whether it agrees
    #[cfg(feature = "samael")]
    #[arg(long)]
    second_opinion: bool,
    /// Print the full report: every check, finding, claim, signature and certificate
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
    /// No output; only the exit code
    #[arg(short, long, conflicts_with = "output")]
    quiet: bool,
}

/// Runs the command; the exit code is that of the verdict.
pub(crate) fn run(arguments: &CheckArgs) -> Result<u8, Failure> {
    let limits = limits::with_size(arguments.max_size);
    let at = arguments.trust.at().unwrap_or_else(clock::now);
    let trust = Trust::new(&arguments.trust, &limits, at)?;
    if let Some(path) = &arguments.batch {
        let deployment = trust.deployment();
        if let Some(deployment) = deployment.as_ref().filter(|_| !arguments.quiet) {
            deployment::introduce(deployment);
        }
        let judge = BatchJudge::new(trust.of_every_message()?, trust.request(), at, &limits).by(deployment);
        return batch::run(path, &judge, arguments.quiet, &arguments.output);
    }
    let input = input::one(&arguments.input)?;
    arguments.output.spares(input)?;
    let bytes = input::read(input, &limits)?;
    let question = CaptureQuestion {
        bytes: &bytes,
        nth: arguments.nth,
        symptom: arguments.symptom,
        at: arguments.trust.at().map_or(JudgedAt::Now(at), JudgedAt::Given),
    };
    let mut judged = Judged::of(&question, &trust, &limits)?;
    let (mut listed, mut pointer) = (String::new(), String::new());
    if let (Some(capture), Some(message)) = (&judged.capture, &judged.message) {
        pointer = super::flow::pointer(capture, input);
        listed = messages::list_under("", capture, message, arguments.output.options().width, true);
    }
    let code = judged.report.exit_code();
    if arguments.quiet {
        return Ok(code);
    }
    if arguments.redact {
        judged = judged.redacted();
    }
    let report = &judged.report;
    let shown = judged.message.as_ref().filter(|_| arguments.show_canonical);
    #[cfg(feature = "samael")]
    let opinion = second_opinion(arguments, &bytes, &limits, report, &judged.inspector);
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
            arguments.output.write_json(&output::of_command("check", code, json))
        }
        Format::Html => arguments.output.write(&judged.to_html(&limits)),
        Format::Human => {
            // A text that is not well-formed has no canonical form; the report says so.
            let canonical = shown.map(|message| {
                canonical::text(message, &limits, arguments.output.is_terminal()).unwrap_or_default()
            });
            let line = opinion.map_or_else(String::new, |(line, _)| line);
            let options = arguments.output.options();
            let text = match arguments.verbose || arguments.symptom.is_some() {
                true => {
                    let full = match &judged.message {
                        Some(message) => report.to_human_quoting(message, &options),
                        None => report.to_human(&options),
                    };
                    full + &line + &listed + &pointer
                }
                false => report.to_brief(&options) + &line + &pointer,
            };
            arguments.output.write(&(text + &canonical.unwrap_or_default()))
        }
    };
    match written {
        // `samlens check … | head -1`: the exit code is that of the verdict.
        Ok(()) | Err(Failure::BrokenPipe) => Ok(code),
        Err(failure) => Err(failure),
    }
}

/// What libxmlsec1 says, as a line and as JSON; never part of the verdict.
#[cfg(feature = "samael")]
fn second_opinion(
    arguments: &CheckArgs,
    bytes: &[u8],
    limits: &Limits,
    report: &samlens::inspect::Report,
    inspector: &Inspector,
) -> Option<(String, serde_json::Value)> {
    let capture = arguments.second_opinion.then(|| Capture::read(bytes, limits).ok())??;
    let xml = capture.chosen(arguments.nth)?.xml();
    let opinion = samlens::interop::second_opinion(xml, report, inspector);
    let json = serde_json::json!({
        "by": "libxmlsec1",
        "ours": opinion.ours().as_str(),
        "theirs": opinion.theirs().as_str(),
        "agrees": opinion.agrees(),
    });
    Some((format!("\nSecond opinion: {opinion}\n"), json))
}

fn symptom(text: &str) -> Result<Symptom, String> {
    Symptom::from_name(text).ok_or_else(|| {
        let names: Vec<&str> = Symptom::ALL.iter().map(|symptom| symptom.as_str()).collect();
        format!("not one of {}", names.join(", "))
    })
}
