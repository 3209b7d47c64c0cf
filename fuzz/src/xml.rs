//! What is accepted is well-formed in another reader's eyes too, and both read the same.

use samlens::Limits;
use samlens::internals::xml::{Document, Element, Node};
use std::fmt::Write;

/// Panics where the two readers differ.
pub fn xml(text: &str) {
    let ours = Document::parse(text, &Limits::default());
    let theirs = roxmltree::Document::parse(text);
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => {
            let (mut ours, mut theirs) = (read(&ours), read_theirs(&theirs));
            if text.contains('\r') {
                // The table of literals has line ends; here they are left out, for roxmltree leaves a carriage return
                // that ends a text after a reference (XML 1.0, section 2.11).
                for events in [&mut ours, &mut theirs] {
                    *events = events.replace("\\n", "").replace("\\r", "");
                }
            }
            assert_eq!(ours, theirs, "{text:?}");
        }
        (Ok(_), Err(error)) => panic!("only we accept, they say {error}: {text:?}"),
        (Err(error), _) => {
            assert!(error.line() > 0 && error.column() > 0 && error.offset() <= text.len());
            assert!(text.is_char_boundary(error.offset()), "{error:?}: {text:?}");
        }
    }
}

/// Everything that is read of a document, one event a line.
pub fn read(document: &Document<'_>) -> String {
    let mut out = String::new();
    for element in document.elements() {
        let _ = writeln!(
            out,
            "<{{{}}}{} below {}",
            element.namespace_uri(),
            element.local_name(),
            parent(element)
        );
        let mut attributes: Vec<String> = Vec::new();
        for attribute in element.attributes() {
            let namespace = match attribute.prefix {
                "" => "",
                prefix => element.namespace_of_prefix(prefix).unwrap_or("unbound"),
            };
            let same = element.attribute_in(attribute.namespace, attribute.local_name);
            assert_eq!(same, Some(attribute.value));
            attributes.push(format!("@{{{namespace}}}{}={:?}", attribute.local_name, attribute.value));
        }
        attributes.sort();
        for attribute in attributes {
            let _ = writeln!(out, "{attribute}");
        }
        for node in element.child_nodes() {
            match node {
                Node::Element(child) => assert_eq!(child.parent(), Some(element)),
                Node::Text(text) => {
                    let _ = writeln!(out, "{text:?}");
                }
            }
        }
    }
    out
}

fn parent(element: Element<'_>) -> usize {
    element.parent().map_or(0, |parent| parent.offset())
}

/// The same of the other reader's, whose adjacent comments and texts are brought to our form.
fn read_theirs(document: &roxmltree::Document<'_>) -> String {
    let mut out = String::new();
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        let name = element.tag_name();
        let below = element.parent_element().map_or(0, |parent| parent.range().start);
        let _ = writeln!(out, "<{{{}}}{} below {below}", name.namespace().unwrap_or(""), name.name());
        let mut attributes: Vec<String> = element
            .attributes()
            .map(|own| format!("@{{{}}}{}={:?}", own.namespace().unwrap_or(""), own.name(), own.value()))
            .collect();
        attributes.sort();
        for attribute in attributes {
            let _ = writeln!(out, "{attribute}");
        }
        let mut text = String::new();
        for node in element.children() {
            if node.is_text() {
                text.push_str(node.text().unwrap_or_default());
            } else if node.is_element() && !text.is_empty() {
                let _ = writeln!(out, "{:?}", std::mem::take(&mut text));
            }
        }
        if !text.is_empty() {
            let _ = writeln!(out, "{text:?}");
        }
    }
    out
}
