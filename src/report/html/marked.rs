//! Which elements of the tree are marked: those with findings, those that are signed, and the assertion that is read.

use super::finding::Ordered;
use crate::report::Report;
use crate::xml::{Document, Element, Namespace};
use std::collections::{BTreeMap, BTreeSet};

/// Which elements of the tree are special, by the offset of their start tags.
pub(super) struct MarkedElements {
    /// Numbers of the findings at an element.
    pub(super) findings: BTreeMap<usize, Vec<usize>>,
    /// The signature of an element, by its index in the report.
    pub(super) signed: BTreeMap<usize, usize>,
    /// The assertion that is read, encrypted or not.
    pub(super) read: Option<usize>,
    /// Whether the tree is that of the message, to which the places of findings link.
    pub(super) is_message: bool,
}

impl MarkedElements {
    pub(super) fn of(report: &Report, findings: &Ordered<'_>, document: &Document<'_>) -> MarkedElements {
        let mut places = MarkedElements {
            findings: BTreeMap::new(),
            signed: BTreeMap::new(),
            read: None,
            is_message: true,
        };
        for (number, (_, finding)) in findings.iter().enumerate() {
            let element = finding.location().and_then(|location| at_path(document, &location.path));
            if let Some(element) = element {
                places.findings.entry(element.offset()).or_default().push(number);
            }
        }
        let mut taken = BTreeSet::new();
        let holders = document.elements().filter(|e| e.child(Namespace::DS, "Signature").is_some());
        for holder in holders.take(64) {
            let found = report.signatures().iter().enumerate().find(|(index, signature)| {
                !taken.contains(index)
                    && signature.element == holder.local_name()
                    && signature.id.as_deref() == holder.attribute("ID")
            });
            if let Some((index, _)) = found {
                taken.insert(index);
                places.signed.insert(holder.offset(), index);
            }
        }
        places.read = read(document.root()).map(|element| element.offset());
        places
    }

    /// The same of what was decrypted: findings are marked, and nothing links there.
    pub(super) fn of_plaintext(
        report: &Report,
        findings: &Ordered<'_>,
        document: &Document<'_>,
    ) -> MarkedElements {
        MarkedElements { is_message: false, ..MarkedElements::of(report, findings, document) }
    }

    /// Where in the tree a finding is marked.
    pub(super) fn of_finding(&self, number: usize) -> Option<usize> {
        self.findings.iter().find(|(_, numbers)| numbers.contains(&number)).map(|(offset, _)| *offset)
    }

    /// Whether a finding is marked inside an element that begins here and ends before `end`.
    pub(super) fn any_within(&self, start: usize, end: usize) -> bool {
        self.findings.range(start..end.max(start)).next().is_some()
    }
}

/// The one assertion of a Response, or the root (invariant: one-assertion).
fn read(root: Element<'_>) -> Option<Element<'_>> {
    if root.is(Namespace::SAML, "Assertion") {
        return Some(root);
    }
    let mut assertions = root.children().filter(|child| {
        child.is(Namespace::SAML, "Assertion") || child.is(Namespace::SAML, "EncryptedAssertion")
    });
    let first = assertions.next()?;
    assertions.next().is_none().then_some(first)
}

/// The element that a location of a finding names.
fn at_path<'t>(document: &'t Document<'t>, path: &str) -> Option<Element<'t>> {
    let mut steps = path.strip_prefix('/')?.split('/');
    let mut element = document.root();
    if element.qualified_name() != steps.next()?.trim_end_matches("[1]") {
        return None;
    }
    for step in steps {
        let (name, number) = match step.strip_suffix(']').and_then(|step| step.split_once('[')) {
            Some((name, number)) => (name, number.parse::<usize>().ok()?),
            None => (step, 1),
        };
        let mut alike = element.children().filter(|child| child.qualified_name() == name);
        element = alike.nth(number.checked_sub(1)?)?;
    }
    Some(element)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    #[test]
    fn every_path_leads_to_its_element() {
        let text = "<p:a xmlns:p='urn:p'><b><c/></b><b><c/><c><d/></c></b><e/></p:a>";
        let document = Document::parse(text, &Limits::default()).unwrap();
        for element in document.elements() {
            assert_eq!(at_path(&document, &element.path()), Some(element), "{}", element.path());
        }
        for path in ["", "/", "/p:a/b[3]", "/p:a/b[0]", "/x", "/p:a/b[x]", "p:a"] {
            assert_eq!(at_path(&document, path), None, "{path}");
        }
    }

    #[test]
    fn of_two_assertions_none_is_the_one_that_is_read() {
        let assertion = "<Assertion xmlns='urn:oasis:names:tc:SAML:2.0:assertion'/>";
        for (count, expected) in [(0, false), (1, true), (2, false)] {
            let text = format!("<r>{}</r>", assertion.repeat(count));
            let document = Document::parse(&text, &Limits::default()).unwrap();
            assert_eq!(read(document.root()).is_some(), expected, "{count}");
        }
    }
}
