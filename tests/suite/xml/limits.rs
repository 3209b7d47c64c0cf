//! Every budget of a document is exact to the unit, and exceeding it is its own refusal (invariant: bounded).
use samlens::internals::xml::Document;
use samlens::{Code, Limits};

fn refusal(text: &str, limits: &Limits) -> Option<(String, u32, u32)> {
    let error = Document::parse(text, limits).err()?;
    assert_eq!(error.code(), Code::LimitExceeded, "{error}");
    Some((error.message().to_owned(), error.line(), error.column()))
}

fn refused(message: &str, line: u32, column: u32) -> Option<(String, u32, u32)> {
    Some((message.to_owned(), line, column))
}

#[test]
fn size() {
    let mut limits = Limits::default();
    limits.max_xml_bytes = 9;
    assert_eq!(refusal("<a>é</a>", &limits), None);
    assert_eq!(refusal("<a>éx</a>", &limits), refused("the document is larger than 9 bytes", 1, 1));
    limits.max_xml_bytes = usize::MAX;
    assert_eq!(refusal("<a>éx</a>", &limits), None);
}

#[test]
fn depth() {
    let mut limits = Limits::default();
    limits.max_depth = 3;
    let message = "elements are nested deeper than 3";
    assert_eq!(refusal("<a><b><c/><c>x</c></b><b><c/></b></a>", &limits), None);
    assert_eq!(refusal("<a><b><c>\n<d/></c></b></a>", &limits), refused(message, 2, 1));
    assert_eq!(refusal("<a><b><c><d>", &limits), refused(message, 1, 10));
    limits.max_depth = 0;
    assert_eq!(refusal("<a/>", &limits), refused("elements are nested deeper than 0", 1, 1));
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert_eq!(refusal(&nested(64), &Limits::default()), None);
    assert_eq!(
        refusal(&nested(65), &Limits::default()),
        refused("elements are nested deeper than 64", 1, 193)
    );
}

#[test]
fn nodes() {
    let mut limits = Limits::default();
    limits.max_nodes = 4;
    let message = "the document has more than 4 elements and texts";
    assert_eq!(refusal("<a>x<b/>y<!-- -->y</a>", &limits), None);
    assert_eq!(refusal("<a>x<b/>y<c/></a>", &limits), refused(message, 1, 14));
    assert_eq!(refusal("<a><b/><c/><d/>x</a>", &limits), refused(message, 1, 17));
}

#[test]
fn attributes_of_one_element() {
    let mut limits = Limits::default();
    limits.max_attributes_per_element = 3;
    let message = "an element has more than 3 attributes";
    assert_eq!(refusal("<a b='' c='' d=''><b b='' c='' d=''/></a>", &limits), None);
    assert_eq!(refusal("<a b='' c=''><b b='' c='' d='' e=''/></a>", &limits), refused(message, 1, 32));
    assert_eq!(refusal("<a xmlns='urn:x' xmlns:c='urn:x' d='' e=''/>", &limits), refused(message, 1, 39));
}

#[test]
fn attributes_of_the_document() {
    let mut limits = Limits::default();
    limits.max_attributes = 3;
    let message = "the document has more than 3 attributes";
    assert_eq!(refusal("<a b='' xmlns:c='urn:x'><b b=''/></a>", &limits), None);
    assert_eq!(refusal("<a b='' xmlns:c='urn:x'><b b=''/><c d=''/></a>", &limits), refused(message, 1, 37));
}

/// An exclusive canonical form declares a namespace at every element that uses it: a long name that is declared once
/// and used often would make it quadratic.
#[test]
fn namespace_names_times_their_uses() {
    let text = |length: usize, uses: usize| {
        format!("<r xmlns:p='urn:{}'>{}</r>", "x".repeat(length), "<p:a/>".repeat(uses))
    };
    let message = "namespace names, counted at each use, are more than 8 times as long as the document";
    let limits = Limits::default();
    assert_eq!(refusal(&text(100_000, 1), &limits), None);
    assert_eq!(refusal(&text(100, 400), &limits), None);
    assert_eq!(refusal(&text(10_000, 500), &limits), refused(message, 1, 10_116));
    let attributes: String = (0..500).map(|n| format!(" p:a{n}=''")).collect();
    let text = format!("<r xmlns:p='urn:{}'><a{attributes}/></r>", "x".repeat(10_000));
    assert_eq!(refusal(&text, &limits).unwrap().0, message);
}

#[test]
fn attributes_and_declarations_of_one_element_are_counted_together_and_alone() {
    let mut limits = Limits::default();
    limits.max_attributes_per_element = 3;
    let message = "an element has more than 3 attributes";
    let around = r#"<a xmlns="urn:x" xmlns:p="urn:p" x="1"><b xmlns:q="urn:q" x="1" y="2"/><c x="1" y="2" z="3"/></a>"#;
    assert_eq!(refusal(around, &limits), None);
    let more = r#"<a xmlns="urn:x" xmlns:p="urn:p"><b xmlns:q="urn:q" x="1" y="2" z="3"/></a>"#;
    assert_eq!(refusal(more, &limits), refused(message, 1, 65));
}
