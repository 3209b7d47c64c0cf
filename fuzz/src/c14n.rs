//! Canonical forms are fixed points, and reading one back gives the element it was made of.

use samlens::Limits;
use samlens::internals::xml::canonical::{Canonicalizer, Method};
use samlens::internals::xml::{Document, Element};

/// The canonical form of an element.
pub fn canonical(
    element: Element<'_>,
    method: Method,
    prefixes: &[&str],
    omitted: Option<Element<'_>>,
) -> String {
    let mut bytes = Vec::new();
    Canonicalizer::default().write(element, method, prefixes, omitted, &mut bytes);
    String::from_utf8(bytes).expect("canonical bytes are UTF-8")
}

/// Panics where a canonical form is no fixed point or loses something.
pub fn c14n(text: &str) {
    let Ok(document) = Document::parse(text, &Limits::default()) else { return };
    // Canonical forms grow: namespaces are declared anew, characters become references.
    let mut limits = Limits::default();
    limits.max_xml_bytes = usize::MAX;
    limits.max_attributes_per_element = usize::MAX;
    limits.max_attributes = usize::MAX;
    let mut reused = Canonicalizer::default();
    for apex in document.elements().take(40) {
        for (method, prefixes) in [
            (Method::Exclusive, &[][..]),
            (Method::Exclusive, &["#default", "a", "p", "saml", "xs"][..]),
            (Method::Inclusive, &[][..]),
        ] {
            let once = canonical(apex, method, prefixes, None);
            let mut again = Vec::new();
            reused.write(apex, method, prefixes, None, &mut again);
            assert_eq!(again, once.as_bytes(), "working memory shows: {text:?}");
            assert!(once.starts_with('<') && once.ends_with('>'));
            // Namespaces may be charged more often than in the whole document.
            let Ok(read) = Document::parse(&once, &limits) else {
                panic!("not well-formed: {once:?} of {text:?}")
            };
            let twice = canonical(read.root(), method, prefixes, None);
            assert_eq!(twice, once, "no fixed point: {text:?}");
            assert_eq!(subtree(read.root(), Method::Exclusive), subtree(apex, method), "{text:?}");
            if method == Method::Exclusive {
                let inclusive = canonical(read.root(), Method::Inclusive, &[], None);
                assert_eq!(inclusive, once, "superfluous declarations: {text:?}");
            }
        }
    }
}

/// Names, attributes and texts below an element; an inclusive form adds xml: attributes to its apex.
fn subtree(apex: Element<'_>, method: Method) -> Vec<String> {
    let mut out = Vec::new();
    for element in apex.descendants() {
        out.push(format!("{{{}}}{}", element.namespace_uri(), element.qualified_name()));
        let mut attributes: Vec<String> = element
            .attributes()
            .map(|own| format!("{:?}:{}={:?}", own.prefix, own.local_name, own.value))
            .collect();
        if method == Method::Inclusive && element == apex {
            let mut ancestor = apex.parent();
            while let Some(above) = ancestor {
                for inherited in above.attributes().filter(|own| own.prefix == "xml") {
                    let start = format!("{:?}:{}=", inherited.prefix, inherited.local_name);
                    if !attributes.iter().any(|own| own.starts_with(&start)) {
                        attributes.push(format!("{start}{:?}", inherited.value));
                    }
                }
                ancestor = above.parent();
            }
        }
        attributes.sort();
        out.extend(attributes);
        for node in element.child_nodes() {
            out.push(match node {
                samlens::internals::xml::Node::Element(child) => format!("<{}", child.local_name()),
                samlens::internals::xml::Node::Text(text) => format!("{text:?}"),
            });
        }
    }
    out
}
