//! `samlens man`: manual pages, made from the same description as `--help`.

use super::{Failure, grammar};
use clap::{Args, Command};
use clap_mangen::Man;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Commands in commands: `samlens config check` is the deepest.
const MAX_DEPTH: usize = 4;

const EXAMPLES: &str = "\
Examples:
  samlens man
  samlens man config check
  samlens man -o man1

Read a page that is not installed:
  man -l man1/samlens-check.1";

/// What scripts depend on, in the page of samlens itself.
const EXIT_STATUS: &str = "\
.SH \"EXIT STATUS\"
.TP
0
accepted, or done
.TP
1
rejected: SAML_VALIDATION_FAILED
.TP
2
bad arguments or configuration
.TP
3
unreadable: no SAML message in the input
.TP
4
inconclusive: nothing failed, but something needed was not given
.TP
5
rejected: ATTRIBUTE_MAPPING_ERROR
.TP
6
rejected: IDP_UNREACHABLE
";

/// Print a manual page, or write all of them into a folder
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ManArgs {
    /// The command whose page is printed; without it, samlens itself
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write the page of every command into this folder
    #[arg(short, long, value_name = "FOLDER", conflicts_with = "command")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(arguments: &ManArgs) -> Result<u8, Failure> {
    let pages = pages();
    if let Some(folder) = &arguments.output {
        for (name, page) in &pages {
            write(folder, name, page)?;
        }
        return Ok(0);
    }
    let asked = [&["samlens".to_owned()], &arguments.command[..]].concat().join("-");
    let Some((_, page)) = pages.iter().find(|(name, _)| *name == asked) else {
        return Err(Failure::usage(format_args!(
            "there is no command {}\n`samlens --help` lists the commands",
            arguments.command.join(" ")
        )));
    };
    let mut out = io::stdout().lock();
    out.write_all(page.as_bytes())?;
    out.flush()?;
    Ok(0)
}

fn write(folder: &Path, name: &str, page: &str) -> Result<(), Failure> {
    let path = folder.join(format!("{name}.1"));
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&path, page))
        .map_err(|error| Failure::usage(format_args!("cannot write {}: {error}", path.display())))
}

/// The name and the page of samlens and of every listed command, each before those inside it.
fn pages() -> Vec<(String, String)> {
    let mut grammar = grammar().disable_help_subcommand(true);
    // Adds `--help` to every command, and names each with the commands around it.
    grammar.build();
    let mut pages = Vec::new();
    let mut level = vec![("samlens".to_owned(), grammar)];
    for _ in 0..MAX_DEPTH {
        let mut next = Vec::new();
        for (name, command) in level {
            for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
                next.push((format!("{name}-{}", inner.get_name()), inner.clone()));
            }
            pages.push((name.clone(), page(name, command)));
        }
        level = next;
    }
    pages
}

fn page(name: String, command: Command) -> String {
    let is_whole = !name.contains('-');
    let mut page = Vec::new();
    // Writing to memory does not fail.
    let _ = Man::new(command.display_name(name))
        .source(concat!("samlens ", env!("CARGO_PKG_VERSION")))
        .manual("samlens")
        .render(&mut page);
    let mut page = sections(&String::from_utf8_lossy(&page));
    if is_whole {
        page.push_str(EXIT_STATUS);
    }
    page
}

/// The page with a section for each part of the text after the options ("Examples:", "Exit codes:"), which clap_mangen
/// puts into one section EXTRA.
fn sections(page: &str) -> String {
    let mut written = String::with_capacity(page.len());
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with(".SH ") {
            inside = line == ".SH EXTRA";
            if inside {
                continue;
            }
        }
        match line.strip_suffix(':').filter(|_| inside && line.starts_with(|c: char| c.is_ascii_uppercase()))
        {
            // No-fill: lines are kept as they are written, up to the next section.
            Some(title) => written.push_str(&format!(".SH \"{}\"\n.nf", title.to_ascii_uppercase())),
            None => written.push_str(line),
        }
        written.push('\n');
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_text_after_the_options_is_a_section() {
        let page = ".SH OPTIONS\nUse:\n.SH EXTRA\nExamples:\n  a: b\n\nExit codes:\n  0\n.SH VERSION\nOne:\n";
        let expected = ".SH OPTIONS\nUse:\n.SH \"EXAMPLES\"\n.nf\n  a: b\n\n.SH \"EXIT CODES\"\n.nf\n  0\n.SH VERSION\nOne:\n";
        assert_eq!(sections(page), expected);
    }
}
