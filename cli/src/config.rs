//! `samlens config`: looks samlens.toml over, or writes a commented one.

use super::deployment::{FILE_NAME, read, relative_to};
use super::sink::OutputArgs;
use super::{Failure, clock, input, output, own_files};
use clap::{Args, Subcommand};
use samlens::config::{ConfigFile, Diagnostic, TEMPLATE};
use samlens::inspect::{HumanOptions, printable_line};
use samlens::{Certificate, Error, IdentityProviders, Limits, Severity};
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Rows of the default output: those of a terminal but for the command above it and the prompt below.
const SCREEN: usize = 22;

/// Days that a certificate should last.
const WARN_DAYS: i64 = 30;

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
            found.extend(files(&read, file));
            found.extend(own_files::look_over(&read, file, &Limits::default()));
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

/// Reads the certificates of a file.
type Parse<'a> = dyn Fn(&[u8]) -> Result<Vec<Certificate>, Error> + 'a;

/// The files that it names: whether they are there and can be read. No URL is fetched.
fn files(read: &ConfigFile, file: &Path) -> Vec<Diagnostic> {
    let limits = Limits::default();
    let mut found = Vec::new();
    for (index, one) in read.config().identity_providers.iter().enumerate() {
        let mut look = |key: String, name: &str, parse: &Parse<'_>| {
            if name.contains("-----BEGIN") {
                return;
            }
            let place = read.place(&format!("identity_provider.{index}.{key}"));
            let path = relative_to(file, name);
            match input::file(&path, limits.max_metadata_bytes.saturating_add(1)) {
                Err(Failure::Usage(message)) => found.push(Diagnostic::error(place, message)),
                Err(_) => {}
                Ok(bytes) => match parse(&bytes) {
                    Err(error) => {
                        found.push(Diagnostic::error(place, format!("{}: {error}", path.display())));
                    }
                    Ok(all) => found.extend(expiring(place, &path, &all)),
                },
            }
        };
        let certificate = |bytes: &[u8]| Certificate::from_any(bytes);
        let metadata = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            if bytes.len() > limits.max_metadata_bytes {
                return Ok(Vec::new());
            }
            let all = IdentityProviders::from_metadata_within(&text, &limits)?;
            let wanted = all.providers().iter().filter(|one_of| match &one.entity_id {
                Some(entity_id) => one_of.entity_id() == entity_id,
                None => true,
            });
            Ok(wanted.flat_map(|one| one.signing_certificates().iter().cloned()).collect())
        };
        if let Some(name) = one.metadata.as_deref().filter(|name| !name.contains("://")) {
            look("metadata".to_owned(), name, &metadata);
        }
        if let Some(name) = &one.metadata_cert {
            look("metadata_cert".to_owned(), name, &certificate);
        }
        for (position, name) in one.certificates.iter().enumerate() {
            look(format!("certificates.{position}"), name, &certificate);
        }
    }
    found
}

/// A warning for each certificate that has expired or soon will.
pub(crate) fn expiring(place: (usize, usize), path: &Path, all: &[Certificate]) -> Vec<Diagnostic> {
    let at = clock::now();
    let soon = all.iter().filter(|one| one.not_after() < at || one.days_left(at) <= WARN_DAYS);
    soon.map(|one| {
        let (date, days) = (one.not_after().format("%Y-%m-%d"), one.days_left(at));
        let when = match one.not_after() < at {
            true => format!("expired {date} ({} days ago)", days.unsigned_abs()),
            false => format!("expires {date} ({days} days left)"),
        };
        let message = format!("{}: the certificate {} {when}", path.display(), one.subject());
        Diagnostic::warning(place, message)
            .with_fix("renew it, and give the other side the new certificate before it is used")
    })
    .collect()
}
