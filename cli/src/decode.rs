//! `samlens decode`: only show what is in a message. Nothing is verified, and every output for people says so.

use super::compared::ComparedSettings;
use super::decryption::KeyFiles;
use super::deployment::Deployment;
use super::output::{self, Format};
use super::sink::OutputArgs;
use super::{Failure, canonical, clock, compared, input, limits, messages};
use clap::Args;
use samlens::inspect::{
    Binding, Capture, CaptureSummary, Captured, Outline, Report, ReportRedaction, pretty, printable,
};
use samlens::{DecryptionKey, Limits, Validator};
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples, with the samples of the repository:
  samlens decode fixtures/samples/flex-login.har
  samlens decode --nth 1 fixtures/samples/flex-login.har
  samlens decode --pretty fixtures/samples/flex-login.curl
  cat fixtures/samples/flex-login.base64 | samlens decode --json";

/// Show what is in a message, without verifying it
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DecodeArgs {
    /// A file, a literal, or - for standard input (also without INPUT)
    input: Vec<String>,
    /// Print the XML exactly as it was captured
    #[arg(long)]
    xml: bool,
    /// Print the XML indented
    #[arg(long, conflicts_with = "xml")]
    pretty: bool,
    /// Also print the canonical bytes of each signed element and of SignedInfo
    #[arg(long, conflicts_with_all = ["xml", "pretty"])]
    show_canonical: bool,
    /// Private key for decryption, in a PEM file; repeatable
    #[arg(long, value_name = "PEM", conflicts_with_all = ["xml", "pretty"])]
    decrypt_key: Vec<PathBuf>,
    /// Environment variable with the passphrase of --decrypt-key [default: ask at the terminal]
    #[arg(long, value_name = "NAME")]
    passphrase_env: Option<String>,
    /// Configuration file with decryption keys, and with addresses to compare requests and logout messages with [default:
    /// samlens.toml in the working directory, if present]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["xml", "pretty"])]
    config: Option<PathBuf>,
    /// Use no configuration file, even if samlens.toml is in the working directory
    #[arg(long, conflicts_with = "config")]
    no_config: bool,
    /// If the capture contains several messages: the number of one, from 1 [default: the last response]
    #[arg(long, value_name = "N", value_parser = limits::number)]
    nth: Option<usize>,
    /// Largest input, and largest message in it, for example 20M [default: 64M, and 5M a message]
    #[arg(long, value_name = "SIZE", value_parser = limits::size)]
    max_size: Option<usize>,
    /// Print without personal values
    #[arg(long, conflicts_with_all = ["show_canonical", "decrypt_key"])]
    redact: bool,
    /// Print every field and value
    #[arg(short, long, conflicts_with_all = ["xml", "pretty"])]
    verbose: bool,
    /// What to print; --json is short for --format json
    #[arg(long, value_enum, default_value_t, conflicts_with_all = ["xml", "pretty"])]
    format: Format,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs the command: 0 where the message could be read, else the code of the report that says why not.
pub(crate) fn run(arguments: &DecodeArgs) -> Result<u8, Failure> {
    let limits = limits::with_size(arguments.max_size);
    let input = input::one(&arguments.input)?;
    arguments.output.spares(input)?;
    let bytes = input::read(input, &limits)?;
    let inspector = Validator::builder().limits(limits.clone()).inspector();
    let Ok(capture) = Capture::read(&bytes, &limits) else {
        let report = inspector.inspect(&bytes).at(clock::now());
        return refused(arguments, &report);
    };
    let message = messages::chosen(&capture, arguments.nth)?;
    let redacted = arguments.redact.then(|| ReportRedaction::of(capture.messages()).message(message));
    let message = redacted.as_ref().unwrap_or(message);
    if arguments.xml || arguments.pretty {
        write_xml(&arguments.output, message.xml(), arguments.pretty)?;
        return Ok(0);
    }
    let deployment = Deployment::find(arguments.config.as_deref(), arguments.no_config)?;
    let files =
        KeyFiles::of(&arguments.decrypt_key, arguments.passphrase_env.as_deref(), deployment.as_ref())?;
    let keys = match files.is_given()
        || Outline::of(message.xml(), &limits).is_ok_and(|outline| outline.is_encrypted())
    {
        true => files.read()?,
        false => Vec::new(),
    };
    let compared = deployment.as_ref().and_then(|deployment| compared::with(deployment, message, &limits));
    match outline(message, &keys, &limits) {
        Some(outline) if arguments.format == Format::Json => {
            let json = json(&outline, compared.as_ref(), deployment.as_ref());
            let json = match arguments.show_canonical {
                true => canonical::add_to(json, message, &limits),
                false => json,
            };
            arguments.output.write_json(&output::of_command("decode", 0, json))?;
        }
        Some(outline) => {
            let options = arguments.output.options();
            let text = match arguments.verbose {
                true => outline.to_human(&options),
                false => outline.to_brief(&options),
            };
            let canonical = match arguments.show_canonical {
                true => canonical::text(message, &limits, arguments.output.is_terminal())?,
                false => String::new(),
            };
            let text = text + metadata_hint(&outline);
            let compared = compared.map_or_else(String::new, |compared| compared.to_human());
            let named = deployment.as_ref().map(|one| printable(&one.summary(false).in_words()));
            let named = named.map_or_else(String::new, |name| format!("\nConfiguration file: {name}\n"));
            let text = text + &compared + &named;
            let listed = messages::list_under(&text, &capture, message, options.width, arguments.verbose);
            arguments.output.write(&(text + &listed + &canonical))?;
        }
        None => {
            let report = inspector.inspect_captured(message).at(clock::now());
            return refused(arguments, &report);
        }
    }
    Ok(0)
}

/// The fields of a message as JSON, with what samlens.toml says of them.
pub(crate) fn json(
    outline: &Outline,
    compared: Option<&ComparedSettings>,
    deployment: Option<&Deployment>,
) -> Value {
    let mut json = outline.to_json();
    let compared = compared.map(|compared| ("compared", compared.to_json()));
    let deployment = deployment.map(|deployment| ("deployment", deployment.summary(false).to_json()));
    if let Some(fields) = json.as_object_mut() {
        for (name, value) in compared.into_iter().chain(deployment) {
            fields.insert(name.to_owned(), value);
        }
    }
    json
}

/// The fields of a message; `None` where it is not well-formed.
pub(crate) fn outline(message: &Captured, keys: &[DecryptionKey], limits: &Limits) -> Option<Outline> {
    let outline = Outline::of_encrypted(message.xml(), keys, limits).ok()?;
    let outline = outline.with_capture(CaptureSummary::from(message));
    Some(match message.query().filter(|_| message.binding() == Binding::Redirect) {
        Some(query) => outline.with_query(query, limits),
        None => outline,
    })
}

/// Where metadata is shown, which has no fields of a message.
fn metadata_hint(outline: &Outline) -> &'static str {
    match outline.message().kind.as_str() {
        "EntityDescriptor" | "EntitiesDescriptor" => {
            "\nThis is metadata: `samlens metadata FILE` shows it.\n"
        }
        _ => "",
    }
}

/// The report on a message that cannot be shown field by field.
fn refused(arguments: &DecodeArgs, report: &Report) -> Result<u8, Failure> {
    if arguments.format == Format::Json {
        arguments.output.write_json(&output::of_command("decode", report.exit_code(), report.to_json()))?;
    } else {
        arguments.output.write(&report.to_human(&arguments.output.options()))?;
    }
    Ok(report.exit_code())
}

/// Exact bytes into a pipe or file. A terminal gets them with what it would act on escaped.
fn write_xml(output: &OutputArgs, xml: &str, indented: bool) -> Result<(), Failure> {
    let mut out = output.open()?;
    let written = match (output.is_terminal(), indented) {
        (false, false) => out.write_all(xml.as_bytes()),
        (false, true) => pretty(xml, &mut out),
        (true, false) => writeln!(out, "{}", printable(xml)),
        (true, true) => pretty(&printable(xml), &mut out),
    };
    written.map_err(|error| out.failed(&error))?;
    out.finish()
}
