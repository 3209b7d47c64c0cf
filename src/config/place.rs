//! Where the keys and values of a TOML document stand.

use std::collections::HashMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Values that are located; a deployment has a few dozen.
const MAX_PLACES: usize = 10_000;

/// The last column that is counted to: a place costs a pass over its line (invariant: bounded).
const MAX_COLUMN: usize = 10_000;

/// The longest path that is located, in bytes; a path is held once for each value below it.
const MAX_PATH: usize = 1_000;

/// Where every key and value of a document stands, by its path: `identity_provider.0.metadata`, `service_provider.acs.1`.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyPlaces {
    values: HashMap<String, (usize, usize)>,
    keys: HashMap<String, (usize, usize)>,
}

impl KeyPlaces {
    /// Line and column of a value, both from 1; of the nearest table around it where the value is not there.
    pub(super) fn value(&self, path: &str) -> (usize, usize) {
        self.find(&self.values, path)
    }

    /// Line and column of a key, both from 1.
    pub(super) fn key(&self, path: &str) -> (usize, usize) {
        self.find(&self.keys, path)
    }

    fn find(&self, places: &HashMap<String, (usize, usize)>, path: &str) -> (usize, usize) {
        let mut path = path;
        loop {
            if let Some(&place) = places.get(path).or_else(|| self.values.get(path)) {
                return place;
            }
            match path.rsplit_once('.') {
                Some((around, _)) => path = around,
                None => return (1, 1),
            }
        }
    }

    pub(super) fn of(text: &str, table: &Spanned<DeTable<'_>>) -> KeyPlaces {
        let lines = LineIndex::of(text);
        let mut places = KeyPlaces::default();
        // A stack instead of recursion: TOML nests as deep as its author likes.
        let mut open: Vec<(String, &DeTable<'_>)> = vec![(String::new(), table.get_ref())];
        while let Some((path, table)) = open.pop() {
            for (key, value) in table {
                let path = joined(&path, key.get_ref());
                if places.values.len() >= MAX_PLACES {
                    return places;
                }
                if path.len() > MAX_PATH {
                    continue;
                }
                places.keys.insert(path.clone(), lines.place(key.span()));
                places.values.insert(path.clone(), lines.place(value.span()));
                match value.get_ref() {
                    DeValue::Table(inner) => open.push((path, inner)),
                    DeValue::Array(items) => {
                        for (index, item) in items.iter().enumerate().take(MAX_PLACES) {
                            let path = joined(&path, &index.to_string());
                            places.values.insert(path.clone(), lines.place(item.span()));
                            if let DeValue::Table(inner) = item.get_ref() {
                                open.push((path, inner));
                            }
                        }
                    }
                    _ => {}
                }
            }
        }
        places
    }
}

pub(super) fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Where the lines of a text begin.
pub(super) struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    pub(super) fn of(text: &'a str) -> LineIndex<'a> {
        let after =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at.saturating_add(1));
        LineIndex { text, starts: std::iter::once(0).chain(after).collect() }
    }

    /// Line and column in characters, from 1.
    pub(super) fn place(&self, span: Range<usize>) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= span.start);
        let start = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied().unwrap_or(0);
        let before = self.text.get(start..span.start).unwrap_or_default();
        (line.max(1), before.chars().take(MAX_COLUMN).count().saturating_add(1))
    }
}
