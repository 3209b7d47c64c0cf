//! ARCHITECTURE.md and the code agree: every invariant that the code cites is listed there, and so is a test for each.
//!
//! Source is read as text here where no lint or type can say the same: citations are comments, a library's unit tests are
//! in another program, a product's name may be in any string, and a condition of compilation is gone before a lint looks.
//! `clippy.toml` forbids what has a path: clocks, files, network, processes, state. Elsewhere one test reads source, for
//! doc comments: `testing/responses.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The text of every Rust file below a folder of the repository.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// The table of invariants: each name with its tests.
fn invariants() -> BTreeMap<String, Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, section) = text.split_once("\n## Invariants\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let code = |cell: &str| cell.trim().strip_prefix('`')?.strip_suffix('`').map(str::to_owned);
    let row = |line: &str| {
        let mut cells = line.strip_prefix('|')?.split('|');
        let name = code(cells.next()?)?;
        let tests: Option<Vec<String>> = cells.nth(1)?.split(',').map(code).collect();
        Some((name, tests?))
    };
    let rows: Vec<_> = section.lines().filter_map(row).collect();
    let table: BTreeMap<_, _> = rows.iter().cloned().collect();
    assert_eq!(table.len(), rows.len(), "an invariant is listed twice");
    table
}

/// The names after each `invariant:` or `invariants:` of a text; comments are joined, so a list may wrap.
fn citations(text: &str) -> Vec<String> {
    let comments: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("//"))
        .map(|line| line.trim_start_matches(['/', '!']).trim())
        .collect();
    let text = comments.join(" ").to_ascii_lowercase();
    let mut found = Vec::new();
    for (at, _) in text.match_indices("invariant") {
        let Some((_, rest)) = text.split_at(at).1.split_once(' ') else { continue };
        let word = text.split_at(at).1.split(' ').next().unwrap_or_default();
        if !matches!(word, "invariant:" | "invariants:") {
            assert!(!rest.starts_with(|c: char| c.is_ascii_digit()), "cited by number: {word} {rest:.20}");
            continue;
        }
        // A name, and further names as long as a comma follows.
        for name in rest.split(' ') {
            let end = name.find(|c: char| !(c.is_ascii_lowercase() || c == '-')).unwrap_or(name.len());
            let (name, after) = name.split_at(end);
            found.push(name.to_owned());
            if after != "," || word == "invariant:" {
                break;
            }
        }
    }
    found
}

#[test]
fn every_citation_is_an_invariant_of_the_list() {
    let listed = invariants();
    let mut count = 0;
    for (path, text) in sources("src") {
        for name in citations(&text) {
            assert!(listed.contains_key(&name), "{} cites `{name}`, which is not listed", path.display());
            count += 1;
        }
    }
    assert!(count > 60, "only {count} citations were found");
}

/// The tests of this program, which are run; an ignored one is none.
fn own_tests() -> Vec<String> {
    let list = |more: &[&str]| {
        let program = std::env::current_exe().unwrap();
        let listed = Command::new(program).args(["--list", "--format", "terse"]).args(more).output().unwrap();
        let text = String::from_utf8(listed.stdout).unwrap();
        let names = text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned);
        names.collect::<Vec<String>>()
    };
    let ignored = list(&["--ignored"]);
    list(&[]).into_iter().filter(|name| !ignored.contains(name)).collect()
}

#[test]
fn every_invariant_names_a_test_that_exists() {
    let listed = invariants();
    assert_eq!(listed.len(), 20);
    let own = own_tests();
    assert!(own.len() > 500, "only {} tests are listed", own.len());
    let elsewhere: Vec<_> = ["src", "cli/tests"].into_iter().flat_map(sources).collect();
    let mut of_elsewhere = 0;
    for (name, test) in
        listed.into_iter().flat_map(|(name, tests)| tests.into_iter().map(move |test| (name.clone(), test)))
    {
        if test == "clippy.toml" {
            let lints = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&test)).unwrap();
            assert!(lints.contains(&format!("invariant: {name}")), "{test} does not cite {name}");
            continue;
        }
        if own.iter().any(|path| path.rsplit("::").next() == Some(&test)) {
            continue;
        }
        let function = format!("fn {test}()");
        let is_test = |text: &String| {
            text.split("#[test]").skip(1).any(|after| after.trim_start().starts_with(&function))
        };
        assert!(elsewhere.iter().any(|(_, text)| is_test(text)), "{name}: there is no test {test}");
        of_elsewhere += 1;
    }
    assert_eq!(of_elsewhere, 11, "tests of invariants in other programs");
}

#[test]
fn every_test_of_the_sign_on_that_the_evidence_names_exists() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/evidence.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, section) = text.split_once("\n## Sign-on under attack and faults\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1));
    let named: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    assert!(named.len() > 30, "{named:?}");
    let sources: Vec<_> = ["src", "tests", "examples"].into_iter().flat_map(sources).collect();
    for name in named {
        let function = format!("fn {name}() {{");
        assert!(sources.iter().any(|(_, text)| text.contains(&function)), "there is no test {name}");
    }
}

#[test]
fn citations_are_read_as_they_are_written() {
    let text =
        "//! First (invariants: one-tree,\n//! no-repair). Then\n    // Invariant: bounded. Text\nfn f() {}";
    assert_eq!(citations(text), ["one-tree", "no-repair", "bounded"]);
    assert!(citations("// the usual invariants apply").is_empty());
}

/// What a rule says of a sender or receiver comes from the profile. Comments and tests may name a product, and so may the
/// remark that mainstream software refuses a form.
#[test]
fn the_rules_name_no_product() {
    const PRODUCTS: [&str; 7] = ["Auth0", "Twilio", "Flex", "Okta", "Entra", "ADFS", "Keycloak"];
    let mut lines = 0;
    for folder in ["src/check", "src/evaluate", "src/signature"] {
        for (path, text) in sources(folder) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with("tests.rs") || name == "sample.rs" {
                continue;
            }
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let named = PRODUCTS.iter().find(|product| line.contains(**product));
                assert!(named.is_none(), "{}: {line}", path.display());
                lines += 1;
            }
        }
    }
    assert!(lines > 3_000, "only {lines} lines were read");
}

/// What only one operating system has would not compile on the others, or would act differently there. Crates such as
/// libc cannot be named at all: they are no dependencies of the library. One setting of `redis` exists only on Linux and
/// its kin.
#[test]
fn the_library_calls_no_operating_system_by_name() {
    let mut files = 0;
    for (path, text) in sources("src") {
        for name in ["std::os::", "cfg(unix)", "cfg(windows)", "cfg!(", "target_os", "target_family"] {
            let allowed = name == "target_os" && path.ends_with("replay/redis/builder.rs");
            assert!(allowed || !text.contains(name), "{} has {name}", path.display());
        }
        files += 1;
    }
    assert!(files > 300, "only {files} files were read");
}
