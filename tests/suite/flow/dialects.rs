//! One login, recorded by each of the programs: the story is the same.

use super::every::inspected;
use samlens::Code;
use samlens::inspect::HumanOptions;
use samlens_forge::flow::{Program, scenes};

/// Programs by the browser that they record.
const CHROMIUM: &[Program] = &[Program::Chrome, Program::Fiddler, Program::Charles, Program::Mitmproxy];
const OTHERS: &[Program] = &[Program::Firefox, Program::Safari, Program::SamlTracer];

/// Scenes that depend on what the browser does, not on the program that recorded them.
const OF_BROWSERS: &[&str] = &[
    // Only Chromium treats a missing SameSite as Lax, and drops None without Secure.
    "request-default-slow",
    "request-default-quick",
    "request-default-firefox",
    "none-without-secure",
    // Safari keeps no Secure cookie of http://localhost.
    "localhost-secure",
];

/// Scenes that depend on what a page shows, or in which tab it is.
const OF_PAGES: &[&str] = &["back-at-its-own-login", "firewall-without-cookie", "second-tab"];

#[test]
fn each_program_tells_the_same_story() {
    let (mut count, mut faults) = (0, Vec::new());
    for scene in scenes() {
        // What is stripped is another story (`without-cookies`).
        if scene.program == Program::ChromeSanitized {
            continue;
        }
        let is_of_browser = OF_BROWSERS.contains(&scene.name);
        let same = CHROMIUM.contains(&scene.program);
        let programs = CHROMIUM.iter().chain(OTHERS);
        for program in programs.filter(|program| !is_of_browser || (same && CHROMIUM.contains(program))) {
            // An export of SAML-tracer has whole seconds of the servers' clocks, no clock of the browser, and no pages.
            let needs_more = scene.clocks != (0, 0) || OF_PAGES.contains(&scene.name);
            if *program == Program::SamlTracer && needs_more {
                continue;
            }
            let mut other = scene.clone();
            other.program = *program;
            let flow = inspected(other.recording().as_bytes(), scene.shape.issuer());
            let found = (flow.verdict().as_str(), flow.root().map(Code::as_str));
            let expected = (scene.expected.verdict, scene.expected.root);
            let brief = flow.to_brief(&HumanOptions::default());
            if found != expected {
                faults.push(format!("{} by {program:?}: {found:?}\n{brief}", scene.name));
            }
            let codes: Vec<&str> = flow.findings().iter().map(|one| one.finding().code().as_str()).collect();
            for code in &scene.expected.found {
                assert!(codes.contains(code), "{} by {program:?}: {code} in {codes:?}", scene.name);
            }
            for code in &scene.expected.not {
                assert!(!codes.contains(code), "{} by {program:?}: {code} in {codes:?}", scene.name);
            }
            count += 1;
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(count > 350, "{count}");
}
