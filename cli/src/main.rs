//! The `samlens` command: one file a subcommand. It parses arguments, calls the library's public API, and exits with the
//! code of the contract.

// The command has a clock, an environment, files and threads; the library has none (clippy.toml).
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

mod batch;
mod canonical;
mod check;
mod clock;
mod compare;
mod compared;
mod completions;
mod config;
mod content;
mod decode;
mod decryption;
mod deployment;
mod expected;
mod explain;
mod flow;
mod habits;
mod input;
mod judged;
mod limits;
mod man;
mod messages;
mod metadata;
mod output;
mod own_files;
mod pasted;
mod progress;
mod redact;
#[cfg(feature = "serve")]
mod serve;
mod sink;
mod source;
mod throw_away;
mod trust;

use clap::{CommandFactory, Parser, Subcommand};
use samlens::Error;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

/// Exit code of a usage error; clap's own is the same.
const USAGE: u8 = 2;
/// Exit code of class IDP_UNREACHABLE.
const UNREACHABLE: u8 = 6;

const EXAMPLES: &str = "\
Examples:
  samlens check capture.har --idp metadata.xml --sp sp-metadata.xml
  samlens flow login.har
  samlens explain \"Invalid issuer in the Assertion\"";

#[derive(Parser)]
#[command(name = "samlens", version, arg_required_else_help = true, max_term_width = 100)]
#[command(about = "Says why a SAML 2.0 response is refused, what proves it, and which setting to change")]
#[command(after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(aliases = ["validate", "verify", "inspect"])]
    Check(Box<check::CheckArgs>),
    Compare(Box<compare::CompareArgs>),
    Completions(completions::CompletionsArgs),
    Config(config::ConfigArgs),
    Decode(decode::DecodeArgs),
    Explain(explain::ExplainArgs),
    Flow(Box<flow::FlowArgs>),
    Man(man::ManArgs),
    Metadata(metadata::MetadataArgs),
    Redact(Box<redact::RedactArgs>),
    #[cfg(feature = "serve")]
    Serve(Box<serve::ServeArgs>),
}

/// What keeps a command from its work: bad arguments, or a file that cannot be read or written.
#[derive(Debug)]
pub(crate) enum Failure {
    Usage(String),
    /// Metadata that cannot be fetched, or has no usable identity provider.
    Unreachable(Error),
    /// The reader of the output is gone, so nothing can be reported.
    BrokenPipe,
    /// Ctrl-C was pressed at a prompt.
    Interrupted,
}

impl Failure {
    pub(crate) fn usage(message: impl fmt::Display) -> Failure {
        Failure::Usage(message.to_string())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::usage(format_args!("cannot write the output: {error}")),
        }
    }
}

/// Every command with its options, as completion scripts and manual pages describe them.
pub(crate) fn grammar() -> clap::Command {
    Arguments::command()
}

/// Whether this build has a command of this name.
pub(crate) fn has_command(name: &str) -> bool {
    grammar().find_subcommand(name).is_some()
}

fn main() -> ExitCode {
    let given = habits::rewritten(std::env::args_os().collect());
    let arguments = match parsed(&given) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let done = match arguments.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Config(arguments) => config::run(&arguments),
        Command::Decode(arguments) => decode::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Flow(arguments) => flow::run(&arguments),
        Command::Man(arguments) => man::run(&arguments),
        Command::Metadata(arguments) => metadata::run(&arguments),
        Command::Redact(arguments) => redact::run(&arguments),
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(&arguments),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(Failure::BrokenPipe) => ExitCode::SUCCESS,
        // As a shell says of what ended by SIGINT.
        Err(Failure::Interrupted) => ExitCode::from(130),
        Err(Failure::Usage(message)) => refuse(&message, USAGE),
        Err(Failure::Unreachable(error)) => refuse(&error.to_string(), UNREACHABLE),
    }
}

/// The arguments; an error quotes them, and is escaped as all else that is printed.
fn parsed(given: &[OsString]) -> Result<Arguments, ExitCode> {
    Arguments::try_parse_from(given).map_err(|error| {
        let message = habits::no_command(given).or_else(|| habits::in_two_lines(&error, given));
        if let Some(message) = message {
            return refuse(&message, USAGE);
        }
        if !error.use_stderr() {
            // Help and version are our own text.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        let text = samlens::inspect::printable(&error.render().to_string());
        let _ = write!(io::stderr().lock(), "{text}");
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE))
    })
}

fn refuse(message: &str, code: u8) -> ExitCode {
    // If even this cannot be written, the exit code still tells.
    let _ = writeln!(io::stderr().lock(), "samlens: {}", samlens::inspect::printable(message));
    ExitCode::from(code)
}
