//! Where output goes and how it looks: format, colours, width, characters.

use super::Failure;
use clap::ValueEnum;
use samlens::inspect::HumanOptions;
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

/// When colours are used.
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
        Color::Auto => {
            terminal && !is_set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
        }
    };
    let columns = if terminal { terminal_size::terminal_size().map(|(width, _)| width.0) } else { None };
    let width = columns.map_or(80, |columns| usize::from(columns).clamp(40, 120));
    HumanOptions { width, color, unicode: !terminal || speaks_utf8() }
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

/// Writes JSON to standard output.
pub(crate) fn write_json(json: &Value) -> Result<(), Failure> {
    write(&format!("{}\n", samlens::inspect::json_text(json)))
}
