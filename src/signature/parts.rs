//! The parts of a `ds:Signature`, read in their order; everything else in it is refused.

use super::misspelled;
use crate::finding::Detail;
use crate::xml::{Element, Namespace, Node, is_space};
use crate::{Code, Finding};
use std::iter::Peekable;

pub(super) fn algorithm_of<'t>(element: Element<'t>) -> Result<&'t str, Finding> {
    element.attribute("Algorithm").ok_or_else(|| outside(element, "a method has no Algorithm"))
}

/// Invariant: strict-values.
pub(super) fn base64_of(element: Element<'_>) -> Result<Vec<u8>, Finding> {
    let rule = "DigestValue or SignatureValue contains something other than base64";
    element.strict_base64().ok_or_else(|| outside(element, rule))
}

/// Child elements that must come in this order, with white space alone between them.
pub(super) struct Sequence<'t, I: Iterator<Item = Element<'t>>> {
    parent: Element<'t>,
    children: Peekable<I>,
}

/// The children of an element without text other than white space.
pub(super) fn sequence<'t>(
    parent: Element<'t>,
) -> Result<Sequence<'t, impl Iterator<Item = Element<'t>> + use<'t>>, Finding> {
    for node in parent.child_nodes() {
        if let Node::Text(text) = node
            && !text.bytes().all(is_space)
        {
            return Err(outside(parent, "there is text between the parts of a signature"));
        }
    }
    Ok(Sequence { parent, children: parent.children().peekable() })
}

impl<'t, I: Iterator<Item = Element<'t>>> Sequence<'t, I> {
    pub(super) fn optional(&mut self, name: &str) -> Option<Element<'t>> {
        self.children.next_if(|child| child.is(Namespace::DS, name))
    }

    pub(super) fn required(&mut self, name: &str) -> Result<Element<'t>, Finding> {
        let parent = self.parent;
        self.optional(name).ok_or_else(|| {
            let message = format!("expected ds:{name} here in {}", parent.qualified_name());
            Finding::new(Code::SignatureProfile, message).at(Some(parent.location()))
        })
    }

    pub(super) fn end(mut self) -> Result<(), Finding> {
        match self.children.next() {
            None => Ok(()),
            Some(extra) => {
                let message = format!(
                    "{} is not allowed in {} here",
                    extra.qualified_name(),
                    self.parent.qualified_name()
                );
                Err(Finding::new(Code::SignatureProfile, message).at(Some(extra.location())))
            }
        }
    }
}

pub(super) fn outside(element: Element<'_>, rule: &str) -> Finding {
    Finding::new(Code::SignatureProfile, format!("outside SAML's signature profile: {rule}"))
        .at(Some(element.location()))
}

/// An algorithm that is none of `known`: misspelled, if one of them was probably meant.
pub(super) fn unknown(element: Element<'_>, what: &str, uri: &str, known: &[&'static str]) -> Finding {
    match misspelled::meant(uri, known) {
        Some(meant) => {
            let message = format!("the identifier of the {what} algorithm is misspelled");
            Finding::new(Code::AlgorithmRefused, message)
                .with_detail(Detail::Misspelled)
                .at(Some(element.location()))
                .with_actual(uri)
                .with_expected(meant)
                .with_fix(misspelled::FIX)
        }
        None => refused(element, &format!("the {what} algorithm is not supported"), uri),
    }
}

pub(super) fn refused(element: Element<'_>, message: &str, uri: &str) -> Finding {
    Finding::new(Code::AlgorithmRefused, message)
        .at(Some(element.location()))
        .with_actual(uri)
        .with_expected("RSA-SHA256/384/512, RSA-PSS or ECDSA-SHA256/384/512; digests SHA-256/384/512")
}
