//! The values that are replaced, each by one stand-in wherever it is found.

use super::search::{Needles, encodings};
use super::standin::{self, shape};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a value is. The words are in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ValueKind {
    NameId,
    Attribute,
    SessionIndex,
    RelayState,
    Cookie,
    Credential,
    Parameter,
    Body,
    IpAddress,
    Email,
    Sid,
    Contact,
    Host,
    EntityId,
}

impl ValueKind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            ValueKind::NameId => "name-id",
            ValueKind::Attribute => "attribute",
            ValueKind::SessionIndex => "session-index",
            ValueKind::RelayState => "relay-state",
            ValueKind::Cookie => "cookie",
            ValueKind::Credential => "credential",
            ValueKind::Parameter => "parameter",
            ValueKind::Body => "body",
            ValueKind::IpAddress => "ip-address",
            ValueKind::Email => "email",
            ValueKind::Sid => "sid",
            ValueKind::Contact => "contact",
            ValueKind::Host => "host",
            ValueKind::EntityId => "entity-id",
        }
    }
}

/// Words that say nothing of a person, and are in every capture.
const PLAIN_WORDS: [&str; 28] = [
    "true",
    "false",
    "null",
    "none",
    "default",
    "login",
    "continue",
    "submit",
    "basic",
    "post",
    "accept",
    "next",
    "yes",
    "undefined",
    "user",
    "name",
    "email",
    "code",
    "http",
    "https",
    "text",
    "html",
    "json",
    "saml",
    "SAML",
    "Response",
    "redacted",
    "SAMLResponse",
];

/// Shortest value that is looked for in other places than its own.
pub(super) const SHORTEST: usize = 4;

/// All values so far, with their stand-ins.
#[derive(Default)]
pub(crate) struct Values {
    known: HashMap<String, String>,
    issued: HashSet<String>,
    counters: HashMap<String, u64>,
    counts: BTreeMap<ValueKind, usize>,
    /// In the order in which they were found.
    order: Vec<String>,
    needles: Option<Needles>,
    /// Host names are replaced too, also in addresses that are values.
    hosts: bool,
}

impl Values {
    pub(super) fn new(hosts: bool) -> Values {
        Values { hosts, ..Values::default() }
    }

    /// The stand-in for a value, blanks around it kept. The value is replaced from now on.
    pub(super) fn standin(&mut self, kind: ValueKind, value: &str) -> String {
        let core = value.trim();
        if core.is_empty() || PLAIN_WORDS.contains(&core) {
            return value.to_owned();
        }
        let made = match self.known.get(core) {
            Some(made) => made.clone(),
            None if self.issued.contains(core) => return value.to_owned(),
            None => {
                let made = self.next(&shape(core));
                let mut made = standin::standin(core, made);
                if self.hosts && standin::form(core) == standin::Form::Url {
                    made = super::plain::hosts(&made, self);
                }
                self.assign(kind, core, made)
            }
        };
        around(value, core, &made)
    }

    /// The stand-in for a host name or an entity ID, in the form that the caller gives.
    pub(super) fn standin_as(
        &mut self,
        kind: ValueKind,
        value: &str,
        form: impl FnOnce(u64) -> String,
    ) -> String {
        if value.is_empty() || self.issued.contains(value) {
            return value.to_owned();
        }
        match self.known.get(value) {
            Some(made) => made.clone(),
            None => {
                let nth = self.next(kind.as_str());
                self.assign(kind, value, form(nth))
            }
        }
    }

    fn next(&mut self, shape: &str) -> u64 {
        let counter = self.counters.entry(shape.to_owned()).or_default();
        let nth = *counter;
        *counter = counter.saturating_add(1);
        nth
    }

    fn assign(&mut self, kind: ValueKind, core: &str, made: String) -> String {
        self.known.insert(core.to_owned(), made.clone());
        self.issued.insert(made.clone());
        self.order.push(core.to_owned());
        *self.counts.entry(kind).or_default() += 1;
        made
    }

    /// Makes ready to find the values anywhere: from here on [`Values::anywhere`] replaces them.
    pub(super) fn settle(&mut self) {
        let pairs = self.replaced().flat_map(|(value, made)| encodings(value, made)).collect();
        self.needles = Some(Needles::new(pairs));
    }

    /// The text with every known value of some length replaced, in any of its encodings.
    pub(super) fn anywhere(&self, text: &str) -> String {
        match &self.needles {
            Some(needles) => needles.replace(text),
            None => text.to_owned(),
        }
    }

    /// The values that are looked for, with their stand-ins.
    pub(super) fn replaced(&self) -> impl Iterator<Item = (&str, &str)> {
        self.order.iter().filter_map(|value| {
            let made = self.known.get(value)?;
            (value.chars().count() >= SHORTEST && made != value).then_some((value.as_str(), made.as_str()))
        })
    }

    /// Counts what was replaced as a whole.
    pub(super) fn count(&mut self, kind: ValueKind) {
        if self.needles.is_none() {
            *self.counts.entry(kind).or_default() += 1;
        }
    }

    /// How many different values of each kind were replaced.
    pub(super) fn counts(&self) -> &BTreeMap<ValueKind, usize> {
        &self.counts
    }

    pub(super) fn is_known(&self, text: &str) -> bool {
        self.known.contains_key(text.trim())
    }

    pub(super) fn is_issued(&self, text: &str) -> bool {
        self.issued.contains(text)
    }
}

/// A stand-in with the blanks that were around the value.
fn around(value: &str, core: &str, made: &str) -> String {
    let start = value.len().saturating_sub(value.trim_start().len());
    let end = start.saturating_add(core.len());
    let (before, after) = (value.get(..start).unwrap_or_default(), value.get(end..).unwrap_or_default());
    format!("{before}{made}{after}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_every_plain_word() {
        let page = include_str!("../../docs/redact.md");
        for word in PLAIN_WORDS {
            assert!(page.contains(&format!("`{word}`")), "{word}");
        }
    }
}
