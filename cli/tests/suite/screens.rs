//! Every sample on one screen: 24 lines of 80 columns, two of them for the command and the next prompt, the verdict on
//! line 1, the fix on the screen. At other widths no line is wider than the terminal.
//!
//! `golden/samples.txt` has what is printed of each sample, to be read through. `docs/evidence.md` has the table of lines.
//! `SNAPSHOTS=overwrite cargo test -p samlens-cli screens` writes both.

use crate::run::{Ran, samlens};
use samlens_forge::{flex, repository};
use snapbox::data::{Data, DataFormat};
use std::path::Path;

/// Lines and columns of a terminal.
const SCREEN: (usize, usize) = (24, 80);

/// Between two samples in `golden/samples.txt`, as wide as the terminal.
const SEPARATOR: &str = "--------------------------------------------------------------------------------";

/// The files of `fixtures/samples`, but for samlens.toml.
fn samples() -> Vec<String> {
    let entries = std::fs::read_dir(repository().join("fixtures/samples")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".toml")).collect();
    names.sort();
    names
}

/// What is printed of a sample, with its metadata where it is a message.
fn shown(name: &str, more: &[&str], columns: usize) -> Ran {
    let path = format!("fixtures/samples/{name}");
    let trust = ["--idp", "fixtures/samples/idp-metadata.xml", "--sp", "fixtures/samples/sp-metadata.xml"];
    let arguments = match name.contains("metadata") {
        true => vec!["metadata", &path],
        false => [&["check", &path][..], &trust].concat(),
    };
    let arguments = [&arguments[..], &["--at", flex::AT], more].concat();
    samlens(&arguments).current_dir(&repository()).env("COLUMNS", &columns.to_string()).run()
}

fn widest(ran: &Ran) -> usize {
    ran.out.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

#[test]
fn every_sample_is_told_on_one_screen() {
    let (mut table, mut all) = (String::new(), String::new());
    for name in samples() {
        let ran = shown(&name, &[], SCREEN.1);
        let line = |is: &dyn Fn(&str) -> bool| ran.out.lines().position(is).map(|index| index + 1);
        let lines = ran.out.lines().count();
        assert!(lines <= SCREEN.0 - 2 && widest(&ran) <= SCREEN.1, "{name}:\n{}", ran.out);
        assert_eq!(ran.err, "", "{name}");
        let fix = line(&|line| line.starts_with("  fix "));
        let verdict = line(&|line| line.contains("ACCEPTED") || line.contains("REJECTED"));
        if !name.contains("metadata") {
            assert_eq!(verdict, Some(1), "{name}:\n{}", ran.out);
            assert_eq!(fix.is_some(), ran.code != 0, "{name}:\n{}", ran.out);
        }
        let shown = |line: Option<usize>| line.map_or("–".to_owned(), |line| line.to_string());
        table.push_str(&format!("| `{name}` | {lines} | {} | {} |\n", shown(verdict), shown(fix)));
        let command = if name.contains("metadata") { "metadata" } else { "check" };
        all.push_str(&format!(
            "{SEPARATOR}\n$ samlens {command} {name} ... (exit {})\n\n{}\n",
            ran.code, ran.out
        ));
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/golden/samples.txt");
    let expected = Data::read_from(&file, Some(DataFormat::Text));
    snapbox::Assert::new().action_env("SNAPSHOTS").eq(all, expected.raw());
    in_the_document(&table);
}

/// Compares the rows of the table in `docs/evidence.md`, or writes them.
fn in_the_document(rows: &str) {
    const HEAD: &str = "| sample | lines | verdict | fix |\n|---|---:|---:|---:|\n";
    let path = repository().join("docs/evidence.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(HEAD).expect("docs/evidence.md has the table of samples");
    let (written, after) = rest.split_once("\n\n").unwrap();
    if std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        std::fs::write(&path, format!("{before}{HEAD}{rows}\n{after}")).unwrap();
    } else {
        assert_eq!(format!("{written}\n"), rows, "docs/evidence.md");
    }
}

#[test]
fn no_page_is_wider_or_longer_than_the_terminal() {
    for name in samples() {
        for columns in [60, 80, 100, 200] {
            for more in [&[][..], &["-v"]] {
                let ran = shown(&name, more, columns);
                let is_brief = more.is_empty() && !name.contains("metadata");
                assert!(
                    !is_brief || ran.out.lines().count() <= SCREEN.0 - if columns < 80 { 1 } else { 2 },
                    "{name} at {columns}:\n{}",
                    ran.out
                );
                // A certificate in PEM is copied line by line.
                let lines = ran.out.lines().filter(|line| !line.contains("-----") && line.len() != 66);
                let widest = lines.map(|line| line.chars().count()).max().unwrap();
                assert!(widest <= columns, "{name} {more:?} at {columns}:\n{}", ran.out);
            }
        }
    }
}

#[test]
fn decode_of_every_sample_fits_a_screen_too() {
    for name in samples().iter().filter(|name| !name.contains("metadata")) {
        let path = format!("fixtures/samples/{name}");
        let ran = samlens(&["decode", "--no-config", &path]).current_dir(&repository()).run();
        assert!(ran.out.lines().count() <= SCREEN.0 - 2 && widest(&ran) <= SCREEN.1, "{name}:\n{}", ran.out);
    }
}

#[test]
fn on_a_narrow_terminal_the_verdict_stays_on_the_first_line_of_the_screen() {
    for name in samples().iter().filter(|name| !name.contains("metadata")) {
        let path = format!("fixtures/samples/{name}");
        let arguments = ["check", &path, "--config", "fixtures/samples/samlens.toml", "--at", flex::AT];
        let ran = samlens(&arguments).current_dir(&repository()).env("COLUMNS", "60").run();
        let first = ran.out.lines().next().unwrap();
        assert!(first.contains("ACCEPTED") || first.contains("REJECTED"), "{name}:\n{}", ran.out);
        assert!(ran.out.lines().count() < SCREEN.0 && widest(&ran) <= 60, "{name}:\n{}", ran.out);
    }
}
