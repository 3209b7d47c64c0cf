//! Looking samlens.toml over costs work that its size bounds (invariant: bounded).

use crate::linear::repeated;
use samlens::config::{Config, ConfigFile};
use std::time::{Duration, Instant};

const HEAD: &str = "[[identity_provider]]\nname = \"x\"\n";

fn attributes(count: usize) -> String {
    format!("{HEAD}[identity_provider.attributes]\n{}", repeated(count, |n| format!("a{n} = \"b{n}\"\n")))
}

fn addresses(count: usize) -> String {
    let urls = |path: &str| repeated(count, |n| format!("\"https://sp.example.org/{path}/{n}\","));
    format!("[service_provider]\nacs = [{}]\ncallback_urls = [{}]\n", urls("acs"), urls("callback"))
}

fn providers(count: usize) -> String {
    repeated(count, |n| format!("[[identity_provider]]\nname = \"n{n}\"\n"))
}

#[test]
fn lists_beyond_the_budget_are_refused_by_name() {
    for (name, text) in [
        ("attributes", attributes(1_001)),
        ("acs", addresses(1_001)),
        ("callback_urls", addresses(1_001)),
        ("identity_provider", providers(1_001)),
    ] {
        let found = Config::parse(&text).unwrap_err();
        let said = format!("{name} has 1001 entries; samlens reads 1000 at most");
        assert!(found.iter().any(|one| one.message() == said), "{name}: {found:?}");
    }
}

#[test]
fn the_largest_file_that_is_read_is_looked_over_at_once() {
    let most = 1_000;
    for (name, text) in
        [("attributes", attributes(most)), ("addresses", addresses(most)), ("providers", providers(most))]
    {
        let begun = Instant::now();
        let file = ConfigFile::parse(&text).unwrap();
        let found = file.lint();
        let validator = file.config().validator(Some(0));
        assert!(!found.is_empty(), "{name}: {validator:?}");
        // A tenth of this where nothing else runs; 40,000 lines took a minute before there was a bound.
        assert!(begun.elapsed() < Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
    }
}
