//! `samlens config`: looks samlens.toml over, or writes a commented one.

use super::deployment::{FILE_NAME, read};
use super::sink::OutputArgs;
use super::{Failure, named_files, output};
use clap::{Args, Subcommand};
use samlens::config::{ConfigFile, Diagnostic, TEMPLATE};
use samlens::inspect::{HumanOptions, printable_line};
use samlens::{Limits, Severity};
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Rows of the default output: those of a terminal but for the command above it and the prompt below.
const SCREEN: usize = 22;

/// Check or create samlens.toml, the configuration file
#[derive(Args)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Check the file without a network; exit 1 if something in it cannot work
    #[command(
        after_help = "Examples, with the samples of the repository:\n  samlens config check fixtures/samples/samlens.toml"
    )]
    Check {
        /// The file
        #[arg(default_value = FILE_NAME)]
        file: PathBuf,
        /// What to print; --json is short for --format json
        #[arg(long, value_enum, default_value_t)]
        format: output::Format,
        /// Print everything that was found
        #[arg(short, long)]
        verbose: bool,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Create a samlens.toml with comments
    #[command(after_help = "Examples:\n  samlens config init -")]
    Init {
        /// The file; - for standard output
        #[arg(default_value = FILE_NAME)]
        file: PathBuf,
    },
}

/// Runs the command.
pub(crate) fn run(arguments: &ConfigArgs) -> Result<u8, Failure> {
    match &arguments.command {
        ConfigCommand::Check { file, format, verbose, output } => check(file, *format, *verbose, output),
        ConfigCommand::Init { file } => init(file),
    }
}

fn init(file: &Path) -> Result<u8, Failure> {
    if file == Path::new("-") {
        output::write(TEMPLATE)?;
        return Ok(0);
    }
    let name = file.display();
    let new = OpenOptions::new().write(true).create_new(true).open(file);
    let mut new = new.map_err(|error| Failure::usage(format_args!("cannot write {name}: {error}")))?;
    new.write_all(TEMPLATE.as_bytes())?;
    let name = printable_line(&name.to_string());
    output::write(&format!("wrote {name}; `samlens config check` lists what to fill in\n"))?;
    Ok(0)
}

fn check(file: &Path, format: output::Format, verbose: bool, out: &OutputArgs) -> Result<u8, Failure> {
    out.spares(file.to_str())?;
    let text = read(file)?;
    let found = match ConfigFile::parse(&text) {
        Ok(read) => {
            let mut found = read.lint();
            found.extend(named_files::look_over(&read, file, &Limits::default()));
            found.sort_by_key(Diagnostic::place);
            found
        }
        Err(found) => found,
    };
    let errors = found.iter().filter(|one| one.severity() == Severity::Error).count();
    let warnings = found.len().saturating_sub(errors);
    if format == output::Format::Json {
        let all: Vec<Value> = found.iter().map(diagnostic_json).collect();
        let json = json!({ "schema": 1, "file": file.display().to_string(), "errors": errors, "warnings": warnings, "diagnostics": all });
        out.write_json(&output::of_command("config check", u8::from(errors > 0), json))?;
    } else {
        let HumanOptions { color, width, .. } = out.options();
        let text = match verbose {
            true => page(file, &found, errors, warnings, color),
            false => brief(file, &found, errors, warnings, color, width),
        };
        out.write(&text)?;
    }
    Ok(u8::from(errors > 0))
}

fn page(file: &Path, found: &[Diagnostic], errors: usize, warnings: usize, color: bool) -> String {
    let mut text = String::new();
    for one in found {
        let (on, off) = match (color, one.severity()) {
            (false, _) => ("", ""),
            (true, Severity::Error) => ("\u{1b}[31m", "\u{1b}[0m"),
            (true, _) => ("\u{1b}[33m", "\u{1b}[0m"),
        };
        let (line, column) = one.place();
        let plain = |text: &str| samlens::inspect::printable(text);
        let (severity, message) = (one.severity().as_str(), plain(one.message()));
        let name = printable_line(&file.display().to_string());
        text.push_str(&format!("{name}:{line}:{column}: {on}{severity}{off}: {message}\n"));
        if let Some(fix) = one.fix() {
            text.push_str(&format!("    help: {}\n", plain(fix)));
        }
    }
    let many = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    text.push_str(&format!("{}, {}\n", many(errors, "error"), many(warnings, "warning")));
    text
}

/// What fits on a screen, errors first.
fn brief(
    file: &Path,
    found: &[Diagnostic],
    errors: usize,
    warnings: usize,
    color: bool,
    width: usize,
) -> String {
    let (first, then): (Vec<&Diagnostic>, Vec<&Diagnostic>) =
        found.iter().partition(|one| one.severity() == Severity::Error);
    // Each has a row or more.
    let mut shown: Vec<Diagnostic> = first.into_iter().chain(then).take(SCREEN).cloned().collect();
    // As a compiler's, its lines are not wrapped here; the terminal does that.
    let rows =
        |text: &str| -> usize { text.lines().map(|line| line.chars().count().div_ceil(width).max(1)).sum() };
    let most = |shown: &[Diagnostic]| {
        let rows = rows(&page(file, shown, errors, warnings, false));
        if shown.len() < found.len() { rows.saturating_add(1) } else { rows }
    };
    while shown.len() > 1 && most(&shown) > SCREEN {
        shown.pop();
    }
    let left = found.len().saturating_sub(shown.len());
    if left == 0 {
        return page(file, found, errors, warnings, color);
    }
    page(file, &shown, errors, warnings, color) + &format!("{left} more are not shown (-v)\n")
}

fn diagnostic_json(one: &Diagnostic) -> Value {
    let (line, column) = one.place();
    json!({ "severity": one.severity().as_str(), "line": line, "column": column, "message": one.message(), "fix": one.fix() })
}
