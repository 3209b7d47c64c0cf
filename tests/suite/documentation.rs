//! The pages agree with the repository: every link leads to a file, and to a heading in it; every finding code has its
//! section; the site lists every page; the oldest Rust and the number of cases are the same wherever they are named.

use samlens::Code;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Folders without pages of the repository: what is built, fetched or found by fuzzing.
const SKIPPED: [&str; 6] = ["target", "node_modules", "corpus", "artifacts", "book", ".git"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// Every Markdown file of the repository with its text.
fn pages() -> BTreeMap<PathBuf, String> {
    let mut folders = vec![root().to_owned()];
    let mut found = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !SKIPPED.contains(&name) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                let text = fs::read_to_string(&path).unwrap();
                found.insert(path, text);
            }
        }
    }
    found
}

/// The lines of a page outside of its blocks of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fence = None;
    text.lines().filter(move |line| {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, None) => true,
            (Some(_), None) => false,
            (None, Some(_)) => {
                fence = mark;
                false
            }
            (Some(open), Some(mark)) => {
                if open == mark {
                    fence = None;
                }
                false
            }
        }
    })
}

/// The anchors of a page's headings, as GitHub and mdBook make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in prose(text) {
        let heading = line.trim_start_matches('#');
        let Some(heading) = heading.strip_prefix(' ').filter(|_| line.starts_with('#')) else { continue };
        let anchor: String = heading
            .trim()
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let taken = |anchor: &String| found.contains(anchor);
        let numbered = (1..).map(|number| format!("{anchor}-{number}"));
        let free = std::iter::once(anchor.clone()).chain(numbered).find(|anchor| !taken(anchor));
        found.extend(free);
    }
    found
}

/// The targets of the links `[text](target)` of a page.
fn links(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for line in prose(text) {
        for (at, _) in line.match_indices("](") {
            let target = &line[at + 2..];
            found.extend(target.split_once(')').map(|(target, _)| target));
        }
    }
    found
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => assert!(parts.pop(), "{}", path.display()),
            Component::CurDir => {}
            part => parts.push(part),
        }
    }
    parts
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let pages = pages();
    let (mut count, mut faults) = (0, Vec::new());
    for (path, text) in &pages {
        for link in links(text) {
            // The documentation of the library links to its items, which rustdoc checks.
            if link.contains("://") || link.starts_with("mailto:") || link.contains("::") {
                continue;
            }
            count += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if file.is_empty() { path.clone() } else { plain(&path.parent().unwrap().join(file)) };
            let heading = || pages.get(&target).is_some_and(|page| anchors(page).contains(anchor));
            if !target.exists() || (!anchor.is_empty() && !heading()) {
                faults.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "links that lead nowhere:\n{}", faults.join("\n"));
    assert!(count > 100, "only {count} links were found");
}

#[test]
fn every_code_has_a_section() {
    let page = read("docs/codes.md");
    let sections: BTreeSet<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(sections, codes);
}

/// What mdBook builds the site from.
#[test]
fn the_summary_lists_every_page_once() {
    let summary = read("docs/SUMMARY.md");
    let listed = links(&summary);
    let unique: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(unique.len(), listed.len(), "a page is listed twice");
    let entries = fs::read_dir(root().join("docs")).unwrap();
    let names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let pages: BTreeSet<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| name.ends_with(".md") && *name != "SUMMARY.md")
        .collect();
    assert_eq!(unique, pages);
    let start = read("docs/README.md");
    let linked: BTreeSet<&str> = links(&start).into_iter().collect();
    for page in pages.iter().filter(|page| **page != "README.md") {
        assert!(linked.contains(page), "docs/README.md does not link to {page}");
    }
}

#[test]
fn the_oldest_rust_is_the_same_everywhere() {
    let manifest = read("Cargo.toml");
    let line = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")).unwrap();
    let oldest = line.trim_end_matches('"');
    for (file, says) in [
        ("README.md", format!("Rust {oldest} or later")),
        ("CONTRIBUTING.md", format!("Rust {oldest} or later")),
        ("docs/installing.md", format!("Rust {oldest} or later")),
        ("docs/platforms.md", format!("Rust {oldest}")),
        (".github/workflows/ci.yml", format!("rust: [stable, \"{oldest}\"]")),
    ] {
        assert!(read(file).contains(&says), "{file} does not say `{says}`");
    }
}

#[test]
fn links_and_headings_are_read_as_they_are_written() {
    let page =
        "# One `two`\n## A b\n## A b\n[x](a.md#b) and [y](c.md)\n```\n[no](d.md)\n# No\n```\n[z](#a-b-1)\n";
    assert_eq!(links(page), ["a.md#b", "c.md", "#a-b-1"]);
    assert_eq!(anchors(page).into_iter().collect::<Vec<_>>(), ["a-b", "a-b-1", "one-two"]);
}

#[test]
fn the_page_of_evidence_counts_the_cases() {
    let cases = read("fixtures/cases/INDEX.md").lines().filter(|line| line.starts_with("| `")).count();
    let written = format!("| {cases}, and each must pass |");
    assert!(read("docs/evidence.md").contains(&written), "docs/evidence.md has to have {written:?}");
}
