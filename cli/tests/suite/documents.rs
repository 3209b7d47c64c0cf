//! Every command that a document shows with its output is run, in the folder of the repository.
//!
//! In README.md, cli/README.md and `docs/*.md`, a block ```` ```console ```` has lines `$ samlens …`, each with what is
//! printed (standard output, then standard error). A command goes on in the next line after `\`. A line `...` matches any
//! number of lines, `[..]` any text within a line. `SNAPSHOTS=overwrite cargo test -p samlens-cli documents` writes what
//! is printed into the documents, except where the output has one of these two.

use crate::run::samlens;
use samlens_forge::repository;
use std::fs;
use std::path::PathBuf;

/// A command in a document, and what is printed as the document says.
#[derive(Debug, PartialEq)]
struct Shown {
    /// The number of the line with the command.
    line: usize,
    arguments: Vec<String>,
    output: String,
}

#[test]
fn every_command_prints_what_the_document_shows() {
    let overwrite = std::env::var_os("SNAPSHOTS").is_some_and(|value| value == "overwrite");
    let mut faults = Vec::new();
    for path in documents() {
        let mut text = fs::read_to_string(&path).unwrap();
        // From the end, so that what is written moves no line that is still to come.
        for shown in commands(&text).into_iter().rev() {
            let printed = printed(&shown.arguments);
            let elided = shown.output.contains("[..]") || shown.output.lines().any(|line| line == "...");
            if matches(&lines(&shown.output), &lines(&printed)) {
                continue;
            }
            if overwrite && !elided {
                text = overwritten(&text, &shown, &printed);
                continue;
            }
            faults.push(format!(
                "{}:{}: samlens {}\n--- in the document\n{}--- printed\n{printed}",
                path.display(),
                shown.line,
                shown.arguments.join(" "),
                shown.output
            ));
        }
        if overwrite {
            fs::write(&path, text).unwrap();
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The document with what is printed under its command.
fn overwritten(text: &str, shown: &Shown, printed: &str) -> String {
    let mut end = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        end += line.len();
        if index + 1 >= shown.line && !line.trim_end().ends_with('\\') {
            break;
        }
    }
    let (before, after) = text.split_at(end);
    format!("{before}{printed}{}", after.strip_prefix(&shown.output).unwrap_or(after))
}

/// README.md of both packages, and every page of `docs/`.
fn documents() -> Vec<PathBuf> {
    let mut paths = vec![repository().join("README.md"), repository().join("cli/README.md")];
    if let Ok(pages) = fs::read_dir(repository().join("docs")) {
        paths.extend(pages.map(|page| page.unwrap().path()));
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    paths
}

fn printed(arguments: &[String]) -> String {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ran = samlens(&arguments).current_dir(&repository()).run();
    format!("{}{}", ran.out, ran.err)
}

/// The commands of all `console` blocks.
fn commands(document: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let (mut inside, mut shown) = (false, false);
    let mut lines = document.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        if line.starts_with("```") {
            (inside, shown) = (line == "```console", false);
        } else if let Some(command) = line.strip_prefix("$ ").filter(|_| inside) {
            let mut command = command.to_owned();
            while command.ends_with('\\') {
                command.pop();
                command.push_str(lines.next().map_or("", |(_, more)| more));
            }
            let mut arguments = words(&command).into_iter();
            shown = arguments.next().as_deref() == Some("samlens");
            if shown {
                found.push(Shown { line: number + 1, arguments: arguments.collect(), output: String::new() });
            }
        } else if shown && let Some(last) = found.last_mut() {
            last.output.push_str(line);
            last.output.push('\n');
        }
    }
    found
}

/// The words of a command as a shell reads them, with quotes and without anything that it expands.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in command.chars() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    assert!(quote.is_none(), "a quote is open: {command}");
    words.extend(word);
    words
}

fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().map(str::trim_end).collect()
}

/// Whether lines fit a pattern with `...` and `[..]`.
fn matches(pattern: &[&str], lines: &[&str]) -> bool {
    match pattern.split_first() {
        None => lines.is_empty(),
        Some((&"...", rest)) => (0..=lines.len()).any(|skipped| matches(rest, &lines[skipped..])),
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, others)| fits(first, line) && matches(rest, others))
        }
    }
}

fn fits(pattern: &str, line: &str) -> bool {
    let Some((head, rest)) = pattern.split_once("[..]") else { return pattern == line };
    let Some(after) = line.strip_prefix(head) else { return false };
    (0..=after.len()).filter_map(|at| after.get(at..)).any(|tail| fits(rest, tail))
}

#[test]
fn commands_are_found_in_console_blocks_alone() {
    let document = "text\n```sh\nsamlens check\n```\n\n```console\n$ samlens check a.txt \\\n  --at 'x y'\none\n\ntwo\n$ cargo test\nthree\n```\n";
    let arguments = ["check", "a.txt", "--at", "x y"].map(str::to_owned).to_vec();
    assert_eq!(commands(document), [Shown { line: 7, arguments, output: "one\n\ntwo\n".to_owned() }]);
}

#[test]
fn a_line_or_a_part_of_one_may_be_left_out() {
    let fits = |pattern: &str, text: &str| matches(&lines(pattern), &lines(text));
    assert!(fits("a\nb\n", "a\nb\n") && !fits("a\nb\n", "a\nc\n") && !fits("a\n", "a\nb\n"));
    assert!(fits("a\n...\nd\n", "a\nb\nc\nd\n") && !fits("a\n...\nd\n", "a\nb\nc\n"));
    assert!(fits("at [..] UTC\n", "at 10:01 UTC\n") && !fits("at [..] UTC\n", "at 10:01\n"));
}

#[test]
fn what_is_printed_is_written_under_its_own_command() {
    let document = "one\n\n```console\n$ samlens a \\\n  b\n$ samlens c\none\n```\n";
    let mut text = document.to_owned();
    for shown in commands(document).into_iter().rev() {
        text = overwritten(&text, &shown, "new\n");
    }
    assert_eq!(text, "one\n\n```console\n$ samlens a \\\n  b\nnew\n$ samlens c\nnew\n```\n");
}
