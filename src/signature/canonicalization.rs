//! Which canonicalizations a signature may name (invariant: signature-profile).

use super::misspelled::{FIX, meant};
use super::parts::{algorithm_of, outside, sequence};
use crate::finding::Detail;
use crate::xml::canonical::Method;
use crate::xml::{Element, Namespace, XmlAttribute};
use crate::{Code, Finding};

pub(super) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const EXCLUSIVE_COMMENTS: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_COMMENTS: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments";
const INCLUSIVE_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
const INCLUSIVE_11_COMMENTS: &str = "http://www.w3.org/2006/12/xml-c14n11#WithComments";

/// A canonicalization method and the PrefixList of its InclusiveNamespaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Canonicalization<'t> {
    pub(crate) method: Method,
    pub(crate) prefixes: Vec<&'t str>,
}

impl<'t> Canonicalization<'t> {
    /// Invariant: signature-profile. The canonicalization that `element` names for `apex`, where no two readers write
    /// different bytes. `whole`: the document around the apex is signed too.
    pub(super) fn read(
        element: Element<'t>,
        apex: Element<'t>,
        whole: bool,
        max_prefixes: usize,
    ) -> Result<Canonicalization<'t>, Finding> {
        let uri = algorithm_of(element)?;
        let (method, keeps_comments) = match uri {
            EXCLUSIVE => (Method::Exclusive, false),
            EXCLUSIVE_COMMENTS => (Method::Exclusive, true),
            INCLUSIVE | INCLUSIVE_11 => (Method::Inclusive, false),
            INCLUSIVE_COMMENTS | INCLUSIVE_11_COMMENTS => (Method::Inclusive, true),
            other => return Err(unknown(element, other)),
        };
        let commented = || apex.has_comment() || (whole && apex.document().has_outer_comment());
        if keeps_comments && commented() {
            let name = if whole { "the document" } else { apex.local_name() };
            let rule = format!("{} keeps comments, and {name} contains one", element.local_name());
            return Err(outside(element, &rule).with_actual(uri).with_expected(EXCLUSIVE));
        }
        if matches!(uri, INCLUSIVE_11 | INCLUSIVE_11_COMMENTS) && inherits_differently(apex) {
            let rule = "Canonical XML 1.1 writes the xml: attributes in scope differently from 1.0";
            return Err(outside(element, rule).with_actual(uri).with_expected(EXCLUSIVE));
        }
        let prefixes = match method {
            Method::Exclusive => inclusive_prefixes(element, max_prefixes)?,
            Method::Inclusive => {
                sequence(element)?.end()?;
                Vec::new()
            }
        };
        Ok(Canonicalization { method, prefixes })
    }
}

fn unknown(element: Element<'_>, uri: &str) -> Finding {
    let name = element.local_name();
    match meant(uri, &[EXCLUSIVE, INCLUSIVE, INCLUSIVE_11]) {
        Some(meant) => {
            outside(element, &format!("the identifier of the canonicalization in {name} is misspelled"))
                .with_detail(Detail::Misspelled)
                .with_actual(uri)
                .with_expected(meant)
                .with_fix(FIX)
        }
        None => outside(element, &format!("the algorithm of {name} is not a supported canonicalization"))
            .with_actual(uri)
            .with_expected(EXCLUSIVE),
    }
}

/// Whether Canonical XML 1.0 and 1.1 write different tags for the apex. Both inherit xml:lang and xml:space; 1.1 does
/// not inherit xml:id and resolves xml:base (Canonical XML 1.1, section 2.4). The apex itself counts too. What is around a
/// plaintext is not in its tree.
fn inherits_differently(apex: Element<'_>) -> bool {
    if !apex.document().is_whole() {
        return true;
    }
    let mut here = Some(apex);
    while let Some(element) = here {
        let differs = |attribute: XmlAttribute<'_>| {
            attribute.namespace == Namespace::XML && !matches!(attribute.local_name, "lang" | "space")
        };
        if element.attributes().any(differs) {
            return true;
        }
        here = element.parent();
    }
    false
}

/// PrefixList of the one InclusiveNamespaces that is allowed in an exclusive canonicalization.
fn inclusive_prefixes<'t>(method: Element<'t>, max: usize) -> Result<Vec<&'t str>, Finding> {
    let mut children = method.children();
    let Some(list) = children.next() else {
        sequence(method)?.end()?;
        return Ok(Vec::new());
    };
    let rule = "an exclusive canonicalization has more than one InclusiveNamespaces";
    if !list.is(Namespace::EXC_C14N, "InclusiveNamespaces") || children.next().is_some() {
        return Err(outside(list, rule));
    }
    sequence(list)?.end()?;
    let Some(prefixes) = list.attribute("PrefixList") else {
        return Err(outside(list, "InclusiveNamespaces has no PrefixList"));
    };
    let prefixes: Vec<&str> = prefixes.split_ascii_whitespace().take(max + 1).collect();
    if prefixes.len() > max {
        let message = format!("a PrefixList has more than {max} prefixes");
        return Err(Finding::new(Code::LimitExceeded, message).at(Some(list.location())));
    }
    Ok(prefixes)
}
