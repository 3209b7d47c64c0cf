//! samlens.toml → [`Config`], with the place of every unknown key and wrong type.

use super::lint::Diagnostic;
use super::place::{KeyPlaces, LineIndex, joined};
use super::{AttributeConfig, Config};
use crate::encoding::escape::quoted;
use crate::nearest::nearest;
use serde::Deserialize;
use std::collections::HashMap;
use toml::de::{DeTable, DeValue};

/// The largest samlens.toml; one has a few KiB.
const MAX_BYTES: usize = 1 << 20;

/// Mistakes said of one file.
const MAX_MISTAKES: usize = 100;

/// Items of one list and attributes of one mapping. Each is compared with the others of its list, so that their number
/// must be bounded for the work to be (invariant: bounded).
const MAX_ITEMS: usize = 1_000;

const ROOT: &[&str] =
    &["profile", "clock_skew", "service_provider", "flex", "policy", "session", "identity_provider"];

/// The keys of each table; `*` means any key. A test compares them with the structures.
const TABLES: &[(&str, &[&str])] = &[
    (
        "service_provider",
        &[
            "entity_id",
            "acs",
            "callback_urls",
            "logout_urls",
            "vanity_domain",
            "single_logout",
            "certificates",
            "decryption_keys",
            "passphrase_env",
        ],
    ),
    ("flex", &["instance_sid", "account_sid", "pattern"]),
    (
        "policy",
        &[
            "sha1",
            "certificate_dates",
            "response_not_signed",
            "min_rsa_bits",
            "encrypted_assertion",
            "allow_rsa_1_5",
            "allow_3des",
            "allow_cbc_outside_signature",
            "assertion_lifetime_hours",
        ],
    ),
    ("session", &["shortest_hours", "longest_hours", "mfa", "max_authn_age"]),
    (
        "identity_provider.#",
        &["name", "metadata", "metadata_cert", "entity_id", "certificates", "pattern", "attributes"],
    ),
    ("identity_provider.#.attributes", &["*"]),
    ("identity_provider.#.attributes.*", &["from", "required"]),
];

pub(super) fn read(text: &str) -> Result<(Config, KeyPlaces), Vec<Diagnostic>> {
    if text.len() > MAX_BYTES {
        return Err(vec![Diagnostic::error((1, 1), format!("the file is larger than {MAX_BYTES} bytes"))]);
    }
    let lines = LineIndex::of(text);
    let mistake = |error: &toml::de::Error| {
        let place = error.span().map_or((1, 1), |span| lines.place(span));
        Diagnostic::error(place, sentence(error.message()))
    };
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().take(MAX_MISTAKES).map(mistake).collect());
    }
    let places = KeyPlaces::of(text, &table);
    let unknown = unknown_keys(table.get_ref(), &places);
    if !unknown.is_empty() {
        return Err(unknown);
    }
    match Config::deserialize(toml::de::Deserializer::from(table)) {
        Ok(config) => {
            let mut found = too_many(&config, &places);
            if found.is_empty() {
                found = doubled_mappings(&config, &places);
            }
            if found.is_empty() {
                found = empty_mappings(&config, &places);
            }
            if found.is_empty() { Ok((config, places)) } else { Err(found) }
        }
        Err(error) => Err(vec![mistake(&error)]),
    }
}

/// Lists that are longer than the budget.
fn too_many(config: &Config, places: &KeyPlaces) -> Vec<Diagnostic> {
    let own = &config.service_provider;
    let mut counted = vec![
        ("service_provider.acs".to_owned(), own.acs.len()),
        ("service_provider.callback_urls".to_owned(), own.callback_urls.len()),
        ("service_provider.logout_urls".to_owned(), own.logout_urls.len()),
        ("service_provider.single_logout".to_owned(), own.single_logout.len()),
        ("service_provider.certificates".to_owned(), own.certificates.len()),
        ("service_provider.decryption_keys".to_owned(), own.decryption_keys.len()),
        ("identity_provider".to_owned(), config.identity_providers.len()),
    ];
    for (index, one) in config.identity_providers.iter().enumerate().take(MAX_ITEMS) {
        counted.push((format!("identity_provider.{index}.attributes"), one.attributes.len()));
        counted.push((format!("identity_provider.{index}.certificates"), one.certificates.len()));
    }
    let long = counted.into_iter().filter(|(_, count)| *count > MAX_ITEMS).take(MAX_MISTAKES);
    let said = long.map(|(path, count)| {
        let name = path.rsplit('.').next().unwrap_or_default();
        Diagnostic::error(
            places.value(&path),
            format!("{name} has {count} entries; samlens reads {MAX_ITEMS} at most"),
        )
        .with_fix("remove what this deployment does not need")
    });
    said.collect()
}

/// Mappings from one attribute of the assertion to two: two rules for one attribute, so it is not clear which one is meant.
fn doubled_mappings(config: &Config, places: &KeyPlaces) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    for (index, provider) in config.identity_providers.iter().enumerate() {
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for (flex, attribute) in &provider.attributes {
            let saml = attribute.from();
            let Some(other) = seen.insert(saml, flex).filter(|_| mistakes.len() < MAX_MISTAKES) else {
                continue;
            };
            let place = places.value(&format!("identity_provider.{index}.attributes.{flex}"));
            let (flex, other, saml) = (flex.escape_debug(), other.escape_debug(), saml.escape_debug());
            let message = format!("{flex} and {other} come from the same attribute, {saml}");
            mistakes.push(Diagnostic::error(place, message).with_fix("map each from its own attribute"));
        }
    }
    mistakes
}

/// Mappings to or from an attribute without a name: no attribute of an assertion has none (SAML 2.0 core, 2.7.3.1).
fn empty_mappings(config: &Config, places: &KeyPlaces) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    for (index, provider) in config.identity_providers.iter().enumerate() {
        let empty =
            |(flex, attribute): &(&String, &AttributeConfig)| flex.is_empty() || attribute.from().is_empty();
        for (flex, _) in provider.attributes.iter().filter(empty) {
            if mistakes.len() < MAX_MISTAKES {
                let place = places.value(&format!("identity_provider.{index}.attributes.{flex}"));
                let message = match flex.as_str() {
                    "" => "an attribute without a name is mapped".to_owned(),
                    _ => format!("{} comes from an attribute without a name", flex.escape_debug()),
                };
                mistakes
                    .push(Diagnostic::error(place, message).with_fix("name the attribute of the assertion"));
            }
        }
    }
    mistakes
}

fn unknown_keys(root: &DeTable<'_>, places: &KeyPlaces) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    // Path as written, pattern of the table, table.
    let mut open: Vec<(String, String, &DeTable<'_>)> = vec![(String::new(), String::new(), root)];
    while let Some((path, pattern, table)) = open.pop() {
        let known = if pattern.is_empty() {
            ROOT
        } else {
            match TABLES.iter().find(|(name, _)| *name == pattern) {
                Some((_, keys)) => keys,
                None => continue,
            }
        };
        for (key, value) in table {
            let name: &str = key.get_ref();
            let path = joined(&path, name);
            let step = if known.contains(&"*") { "*" } else { name };
            if !known.contains(&step) {
                if mistakes.len() < MAX_MISTAKES {
                    mistakes.push(Diagnostic::error(places.key(&path), unknown(&path, name, known)));
                }
                continue;
            }
            let pattern = joined(&pattern, step);
            match value.get_ref() {
                DeValue::Table(inner) => open.push((path, pattern, inner)),
                DeValue::Array(items) => {
                    for (index, item) in items.iter().enumerate() {
                        if let DeValue::Table(inner) = item.get_ref() {
                            open.push((joined(&path, &index.to_string()), joined(&pattern, "#"), inner));
                        }
                    }
                }
                _ => {}
            }
        }
    }
    mistakes.sort_by_key(Diagnostic::place);
    mistakes
}

fn unknown(path: &str, name: &str, known: &[&str]) -> String {
    let shown = quoted(path);
    if let Some(near) = nearest(name, known.iter().copied()) {
        return format!("there is no key {shown}; the nearest is {near}");
    }
    // A key in the wrong table is the other common slip.
    let elsewhere = TABLES.iter().find(|(_, keys)| keys.contains(&name)).map(|(table, _)| *table);
    match elsewhere {
        Some(table) => format!("there is no key {shown}; {name} belongs in {}", in_words(table)),
        None if ROOT.contains(&name) => format!("there is no key {shown}; {name} belongs at the top"),
        None => format!("there is no key {shown}; the keys are {}", known.join(", ")),
    }
}

fn in_words(table: &str) -> String {
    match table.split_once(".#") {
        Some((array, "")) => format!("[[{array}]]"),
        Some((array, rest)) => format!("[{array}{}]", rest.trim_end_matches(".*")),
        None => format!("[{table}]"),
    }
}

/// The parser's words in the form of the other messages: lower case, no full stop, one line.
fn sentence(message: &str) -> String {
    let line = message.lines().collect::<Vec<_>>().join(", ");
    let line = line.trim_end_matches('.');
    let mut characters = line.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => "this is not TOML".to_owned(),
    }
}
