//! Namespace names and prefixes, interned so that comparing them is comparing numbers.

use super::tree::Span;
use std::collections::HashMap;

/// A namespace name, interned in its document; the well-known ones are constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Namespace(pub(super) u32);

/// Namespace names with a number of their own, by that number.
const WELL_KNOWN: [&str; 12] = [
    "",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2000/xmlns/",
    "urn:oasis:names:tc:SAML:2.0:assertion",
    "urn:oasis:names:tc:SAML:2.0:protocol",
    "http://www.w3.org/2000/09/xmldsig#",
    "http://www.w3.org/2001/04/xmlenc#",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2009/xmlenc11#",
    "http://www.w3.org/2001/XMLSchema",
    "http://www.w3.org/2001/XMLSchema-instance",
    "urn:oasis:names:tc:SAML:2.0:metadata",
];

impl Namespace {
    /// No namespace.
    pub const NONE: Namespace = Namespace(0);
    /// `http://www.w3.org/XML/1998/namespace`, always bound to `xml`.
    pub const XML: Namespace = Namespace(1);
    /// `http://www.w3.org/2000/xmlns/`, always bound to `xmlns`.
    pub const XMLNS: Namespace = Namespace(2);
    /// SAML 2.0 assertions.
    pub const SAML: Namespace = Namespace(3);
    /// SAML 2.0 protocol messages.
    pub const SAMLP: Namespace = Namespace(4);
    /// XML Signature.
    pub const DS: Namespace = Namespace(5);
    /// XML Encryption 1.0.
    pub const XENC: Namespace = Namespace(6);
    /// Exclusive canonicalization (InclusiveNamespaces).
    pub const EXC_C14N: Namespace = Namespace(7);
    /// XML Encryption 1.1.
    pub const XENC11: Namespace = Namespace(8);
    /// XML Schema.
    pub const XS: Namespace = Namespace(9);
    /// XML Schema instance (`xsi:type`, `xsi:nil`).
    pub const XSI: Namespace = Namespace(10);
    /// SAML 2.0 metadata.
    pub const MD: Namespace = Namespace(11);

    /// Whether it is one of the constants.
    #[inline]
    pub(super) fn is_well_known(self) -> bool {
        super::tree::at(self.0) < WELL_KNOWN.len()
    }

    /// The constant of this name.
    pub(super) fn of_well_known(uri: &str) -> Option<Namespace> {
        WELL_KNOWN.iter().position(|name| *name == uri).map(|known| Namespace(number(known)))
    }

    /// The name, where it is one of the constants.
    pub(crate) fn well_known(self) -> Option<&'static str> {
        WELL_KNOWN.get(super::tree::at(self.0)).copied()
    }
}

/// How many names are compared one by one before a table is built; only documents made for an attack have more.
pub(super) const LINEAR: usize = 16;

/// The namespace names of one document.
#[derive(Debug, Default)]
pub(super) struct Uris {
    spans: Vec<Span>,
    table: HashMap<Box<str>, u32>,
}

impl Uris {
    /// The number of the name in the span, new or known; it is none of the constants.
    pub(super) fn intern<'t>(&mut self, span: Span, text_of: impl Fn(Span) -> &'t str) -> Namespace {
        let base = WELL_KNOWN.len();
        let uri = text_of(span);
        if let Some(own) = self.spans.iter().take(LINEAR).position(|&span| text_of(span) == uri) {
            return Namespace(number(base + own));
        }
        if self.spans.len() >= LINEAR {
            if let Some(&known) = self.table.get(uri) {
                return Namespace(known);
            }
            self.table.insert(uri.into(), number(base + self.spans.len()));
        }
        self.spans.push(span);
        Namespace(number(base + self.spans.len() - 1))
    }

    /// Where the name of a namespace is that is not well-known.
    pub(super) fn span(&self, namespace: Namespace) -> Option<Span> {
        super::tree::at(namespace.0)
            .checked_sub(WELL_KNOWN.len())
            .and_then(|own| self.spans.get(own))
            .copied()
    }
}

/// A prefix, interned in its document. 0 is the default namespace's, 1 is `xml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Prefix(pub(super) u32);

impl Prefix {
    pub(super) const DEFAULT: Prefix = Prefix(0);
    pub(super) const XML: Prefix = Prefix(1);
}

/// The prefixes of one document and what each is bound to at the place being scanned.
#[derive(Debug)]
pub(super) struct Prefixes<'a> {
    entries: Vec<ScopeEntry<'a>>,
    table: HashMap<&'a str, u32>,
    /// Bindings to restore when elements end.
    shadowed: Vec<(Prefix, Option<Namespace>)>,
    /// The one that was interned last, and the one before it.
    last: Recent,
    before: Recent,
}

#[derive(Clone, Copy, Debug)]
struct Recent {
    /// Its letters in one number, 0 for none.
    letters: u64,
    prefix: Prefix,
}

#[derive(Debug)]
struct ScopeEntry<'a> {
    text: &'a str,
    bound: Option<Namespace>,
    /// The last element that declared it, to find a second declaration on the same one.
    declared_on: u32,
}

impl<'a> Prefixes<'a> {
    pub(super) fn new() -> Prefixes<'a> {
        let entry = |text, bound| ScopeEntry { text, bound: Some(bound), declared_on: u32::MAX };
        let mut entries = Vec::with_capacity(8);
        entries.extend([entry("", Namespace::NONE), entry("xml", Namespace::XML)]);
        Prefixes {
            entries,
            table: HashMap::new(),
            shadowed: Vec::with_capacity(8),
            last: Recent { letters: 0, prefix: Prefix::DEFAULT },
            before: Recent { letters: 0, prefix: Prefix::DEFAULT },
        }
    }

    /// The number of the prefix that these bytes of the text begin with, new or known; it is not empty.
    #[inline]
    pub(super) fn intern(&mut self, text: &'a str, rest: &[u8], length: usize) -> Prefix {
        let letters = letters(rest, length);
        // Names of one prefix follow each other, or those of two take turns.
        if letters == 0 || self.last.letters != letters {
            std::mem::swap(&mut self.last, &mut self.before);
            if letters == 0 || self.last.letters != letters {
                let start = text.len() - rest.len();
                let prefix = self.find(text.get(start..start + length).unwrap_or_default());
                self.last = Recent { letters, prefix };
            }
        }
        self.last.prefix
    }

    /// The number of this prefix, new or known.
    #[inline(never)]
    pub(super) fn find(&mut self, prefix: &'a str) -> Prefix {
        if let Some(known) = self.entries.iter().take(LINEAR).position(|entry| entry.text == prefix) {
            return Prefix(number(known));
        }
        if self.entries.len() >= LINEAR {
            if let Some(&known) = self.table.get(prefix) {
                return Prefix(known);
            }
            self.table.insert(prefix, number(self.entries.len()));
        }
        self.entries.push(ScopeEntry { text: prefix, bound: None, declared_on: u32::MAX });
        Prefix(number(self.entries.len() - 1))
    }

    /// Binds the prefix from this element on; false when the same element declares it twice.
    pub(super) fn declare(&mut self, prefix: Prefix, namespace: Namespace, element: u32) -> bool {
        let Some(entry) = self.entries.get_mut(super::tree::at(prefix.0)) else { return false };
        if entry.declared_on == element {
            return false;
        }
        entry.declared_on = element;
        self.shadowed.push((prefix, entry.bound));
        entry.bound = Some(namespace);
        true
    }

    /// What the prefix is bound to here.
    pub(super) fn bound(&self, prefix: Prefix) -> Option<Namespace> {
        self.entries.get(super::tree::at(prefix.0)).and_then(|entry| entry.bound)
    }

    /// Undoes the last `count` declarations.
    pub(super) fn leave(&mut self, count: u32) {
        for _ in 0..count {
            let Some((prefix, bound)) = self.shadowed.pop() else { return };
            if let Some(entry) = self.entries.get_mut(super::tree::at(prefix.0)) {
                entry.bound = bound;
            }
        }
    }

    /// Every prefix, by its number.
    pub(super) fn texts(&self) -> Vec<&'a str> {
        self.entries.iter().map(|entry| entry.text).collect()
    }
}

/// The first `length` bytes as one number, one to eight of them; 0 for others, and near the end of the text. No name has a
/// byte that is 0, so names of different lengths differ.
#[inline]
fn letters(bytes: &[u8], length: usize) -> u64 {
    match (bytes.first_chunk::<8>(), length) {
        (Some(word), 1..=8) => u64::from_le_bytes(*word) & (u64::MAX >> (64 - 8 * length)),
        _ => 0,
    }
}

/// A count as a number of the arena; documents are far smaller than 2³² by their limit.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
