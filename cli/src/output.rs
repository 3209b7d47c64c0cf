//! Where output goes and how it looks: format, colors, width, characters.

use super::Failure;
use clap::ValueEnum;
use samlens::inspect::{DeploymentSummary, HumanOptions};
use serde_json::Value;
use std::env;
use std::io::{self, IsTerminal, Write};

/// What a report is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for a person.
    #[default]
    Human,
    /// JSON for a script, schema 1.
    Json,
}

/// What the report of `check` is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Text for a person.
    #[default]
    Human,
    /// JSON for a script, schema 1.
    Json,
    /// The full report as one HTML page without scripts, to keep or to attach to a ticket.
    Html,
}

/// When colors are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    #[default]
    Auto,
    /// Also in a pipe or file.
    Always,
    /// Nowhere.
    Never,
}

/// The looks that fit where standard output goes.
pub(crate) fn options(color: Color) -> HumanOptions {
    let terminal = io::stdout().is_terminal();
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_set("NO_COLOR") => false,
        Color::Auto if is_on("FORCE_COLOR") || is_on("CLICOLOR_FORCE") => true,
        Color::Auto => {
            terminal
                && env::var_os("CLICOLOR").is_none_or(|value| value != "0")
                && env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    };
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let columns = columns().or_else(|| if terminal { measured() } else { None });
    let width = columns.map_or(80, |columns| columns.clamp(40, 120));
    HumanOptions { width, color, unicode: !terminal || speaks_utf8() }
}

/// The looks of a file: the usual width if COLUMNS gives none, and UTF-8.
pub(crate) fn options_of_file(color: bool) -> HumanOptions {
    HumanOptions { width: columns().map_or(80, |columns| columns.clamp(40, 120)), color, unicode: true }
}

/// Whether the terminal's locale is UTF-8. A pipe or file always gets UTF-8.
fn speaks_utf8() -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
    cfg!(windows)
        || locale.is_some_and(|locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        })
}

/// The width that the variable COLUMNS gives.
fn columns() -> Option<usize> {
    env::var("COLUMNS").ok()?.parse().ok().filter(|&columns| columns > 0)
}

/// <https://force-color.org> and <https://bixense.com/clicolors>: present, not empty and not 0.
fn is_on(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
}

/// <https://no-color.org>: present and not empty.
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Writes text to standard output.
pub(crate) fn write(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// The same JSON with what every command says at its top.
pub(crate) fn of_command(command: &str, code: u8, mut json: Value) -> Value {
    if let Some(fields) = json.as_object_mut() {
        for (name, value) in [("command", Value::from(command)), ("exit_code", Value::from(code))] {
            fields.insert(name.to_owned(), value);
        }
        fields.entry("schema").or_insert(Value::from(1));
        for name in ["root", "deployment"] {
            fields.entry(name).or_insert(Value::Null);
        }
    }
    json
}

/// The same for a command that judges by a configuration file, which it names.
pub(crate) fn of_judging(command: &str, code: u8, mut json: Value, by: Option<DeploymentSummary>) -> Value {
    if let (Some(fields), Some(by)) = (json.as_object_mut(), by) {
        fields.insert("deployment".to_owned(), by.to_json());
    }
    of_command(command, code, json)
}

/// Writes JSON to standard output.
pub(crate) fn write_json(json: &Value) -> Result<(), Failure> {
    write(&format!("{}\n", samlens::inspect::json_text(json)))
}
