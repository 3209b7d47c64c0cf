//! Looking samlens.toml over costs work that its size bounds (invariant: bounded).

use crate::linear::{fastest, repeated};
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

/// A column is counted from the value before it, not from the beginning of the line each time.
#[test]
fn a_long_line_costs_no_more_than_many_short_ones() {
    let one = addresses(1_000);
    let many = one.replace(',', ",\n");
    let time = |text: &str| fastest(3, || drop(ConfigFile::parse(text).unwrap()));
    let (one, many) = (time(&one), time(&many));
    assert!(one < many * 3 + Duration::from_millis(50), "one line {one:?}, many lines {many:?}");
}

#[test]
fn columns_count_characters_from_the_line_s_beginning() {
    let text =
        "[service_provider]\nacs = [\"https://sp.exämple.org/\", \"b\", \"c\"]\nlogout_urls = [\"d\"]\n";
    let file = ConfigFile::parse(text).unwrap();
    for (path, place) in [
        ("service_provider.acs.2", (2, 40)),
        ("service_provider.acs.0", (2, 8)),
        ("service_provider.acs.1", (2, 35)),
        ("service_provider.logout_urls.0", (3, 16)),
    ] {
        assert_eq!(file.place(path), place, "{path}");
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
