//! Whether the names of a plaintext are part of what was signed.
//!
//! A plaintext is read with the namespaces that are in scope at its ciphertext (XML Encryption 1.1, section
//! 4.4). Exclusive canonicalization writes a declaration only where its prefix is visibly used (Exclusive XML
//! Canonicalization 1.0, section 3), so that anyone may add or change any other one around a signed ciphertext. What the
//! plaintext means must not hang on such a declaration.

use crate::xml::{Element, Namespace};
use std::collections::HashMap;

/// Prefixes that everyone binds to the same name. Bound to it, they may come from anywhere: names that have them under
/// another declaration are not signed. Only a signer who means something else by them could be misread; a prefix in a
/// value, as of `xsi:type`, is text and is read as such.
const CUSTOMARY: [(&str, Namespace); 3] =
    [("xs", Namespace::XS), ("xsd", Namespace::XS), ("xsi", Namespace::XSI)];

/// Whether no name of the plaintext hangs on a declaration around its ciphertext that the canonical form of `signed`
/// leaves out, or on there being none.
pub(super) fn is_signed(plaintext: Element<'_>, encrypted: Element<'_>, signed: Element<'_>) -> bool {
    let written = written(encrypted, signed);
    let customary = |prefix: &str, uri: &str| {
        CUSTOMARY.iter().any(|&(name, namespace)| name == prefix && namespace.well_known() == Some(uri))
    };
    let inherited = || plaintext.inherited_declarations();
    let mut loose: HashMap<&str, Option<Element<'_>>> = inherited()
        .filter(|one| written.get(one.prefix) != Some(&one.uri) && !customary(one.prefix, one.uri))
        .map(|one| (one.prefix, None))
        .collect();
    // A default namespace that was there can be taken away as well, from the one name that is read in a value. Elsewhere
    // the schema has no place for a name without a namespace.
    let open = inherited().all(|one| !one.prefix.is_empty()) && written.get("") != Some(&"");
    if open {
        loose.insert("", None);
    }
    let is_read =
        |element: Element<'_>| !open || !element.prefix().is_empty() || element.local_name() == "NameID";
    !relies_on(plaintext, loose, is_read)
}

/// What the canonical form of `signed` binds prefixes to at `encrypted`, by the nearest name that uses each.
fn written<'t>(encrypted: Element<'t>, signed: Element<'t>) -> HashMap<&'t str, &'t str> {
    let mut chain = vec![encrypted];
    while let Some(parent) = chain.last().and_then(Element::parent) {
        chain.push(parent);
    }
    // From the root inwards, so that each declaration is looked at once, and the nearest name comes last.
    let (mut in_scope, mut written) = (HashMap::new(), HashMap::new());
    for element in chain.into_iter().rev() {
        let declarations = element.inherited_declarations().chain(element.own_declarations());
        in_scope.extend(declarations.map(|one| (one.prefix, one.uri)));
        if !signed.contains(element) {
            continue;
        }
        written.insert(element.prefix(), element.namespace_uri());
        for attribute in element.attributes().filter(|attribute| !attribute.prefix.is_empty()) {
            let uri = match attribute.prefix {
                "xml" => element.namespace_of_prefix("xml"),
                prefix => in_scope.get(prefix).copied().filter(|uri| !uri.is_empty()),
            };
            if let Some(uri) = uri {
                written.insert(attribute.prefix, uri);
            }
        }
    }
    written
}

/// Whether any name has one of these prefixes where nothing inside declares it anew. Each prefix comes with the
/// outermost element that does, as far as that was met: inside it the prefix is the plaintext's own.
///
/// Only names of elements that are read count.
fn relies_on<'t>(
    plaintext: Element<'t>,
    mut loose: HashMap<&'t str, Option<Element<'t>>>,
    is_read: impl Fn(Element<'t>) -> bool,
) -> bool {
    for element in plaintext.descendants() {
        for declaration in element.own_declarations() {
            if let Some(own) = loose.get_mut(declaration.prefix)
                && !own.is_some_and(|own| own.contains(element))
            {
                *own = Some(element);
            }
        }
        let is_loose =
            |prefix: &str| loose.get(prefix).is_some_and(|own| !own.is_some_and(|own| own.contains(element)));
        let attributes = element.attributes().map(|attribute| attribute.prefix);
        if (is_loose(element.prefix()) && is_read(element))
            || attributes.filter(|prefix| !prefix.is_empty()).any(is_loose)
        {
            return true;
        }
    }
    false
}
