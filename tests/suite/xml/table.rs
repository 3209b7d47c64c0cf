//! Documents and tables of them: what is refused, why and where; what is accepted, and what is read.
use samlens::internals::xml::{Document, Element, Node};
use samlens::{Code, Limits};

/// A document that is refused: text, message, line, column.
pub type Refused<'t> = (&'t str, &'t str, u32, u32);

/// A document that must be accepted.
pub fn parse(text: &str) -> Document<'_> {
    Document::parse(text, &Limits::default()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The first element of this name, prefix included.
pub fn named<'t>(document: &'t Document<'_>, name: &str) -> Element<'t> {
    document.elements().find(|element| element.qualified_name() == name).unwrap()
}

pub fn assert_refused(code: Code, table: &[Refused<'_>]) {
    for &(text, message, line, column) in table {
        match Document::parse(text, &Limits::default()) {
            Ok(_) => panic!("accepted: {text:?}"),
            Err(error) => {
                let found = (error.code(), error.message(), error.line(), error.column());
                assert_eq!(found, (code, message, line, column), "{text:?}");
            }
        }
    }
}

pub fn assert_malformed(table: &[Refused<'_>]) {
    assert_refused(Code::XmlMalformed, table);
}

/// Documents that are accepted, and their outline.
pub fn assert_read(table: &[(&str, &str)]) {
    for &(text, expected) in table {
        match Document::parse(text, &Limits::default()) {
            Ok(document) => assert_eq!(outline(document.root()), expected, "{text:?}"),
            Err(error) => panic!("refused: {text:?}: {error}"),
        }
    }
}

/// `{namespace}name @{namespace}name='value' ["text" child …]`, whatever the prefixes.
pub fn outline(element: Element<'_>) -> String {
    let name =
        |uri: &str, local: &str| if uri.is_empty() { local.to_owned() } else { format!("{{{uri}}}{local}") };
    let mut out = name(element.namespace_uri(), element.local_name());
    for attribute in element.attributes() {
        let found = element.attribute_in(attribute.namespace, attribute.local_name);
        assert_eq!(found, Some(attribute.value));
        let uri = match attribute.prefix {
            "" => "",
            prefix => element.namespace_of_prefix(prefix).unwrap(),
        };
        out += &format!(" @{}={:?}", name(uri, attribute.local_name), attribute.value);
    }
    let children: Vec<String> = element
        .child_nodes()
        .map(|node| match node {
            Node::Element(child) => outline(child),
            Node::Text(text) => format!("{text:?}"),
        })
        .collect();
    if !children.is_empty() {
        out += &format!(" [{}]", children.join(" "));
    }
    out
}
