//! What is read of an accepted document: normalized values, exact texts, comments, identifiers, places.

use super::table::{assert_read, named, parse};
use samlens::internals::xml::{Document, Node};
use samlens::{Finding, Limits, Location};

/// XML 1.0, sections 2.11 and 3.3.3.
#[test]
fn line_ends_and_attribute_normalization() {
    assert_read(&[
        ("<a>1\r\n2\r3\n4\r\r5\r\n\n6</a>", r#"a ["1\n2\n3\n4\n\n5\n\n6"]"#),
        ("<a>\r</a>", r#"a ["\n"]"#),
        ("<a>&#13;\r\n&#xD;&#10;</a>", r#"a ["\r\n\r\n"]"#),
        ("<a><![CDATA[1\r\n2\r3]]></a>", r#"a ["1\n2\n3"]"#),
        ("<a>\r<![CDATA[\n]]>\r<!-- -->\n</a>", r#"a ["\n\n\n\n"]"#),
        ("<a b='1\t2\n3\r\n4\r5'/>", r#"a @b="1 2 3 4 5""#),
        ("<a b='\r\r\n\n'/>", r#"a @b="   ""#),
        ("<a b='&#9;&#10;&#13;&#32;'/>", r#"a @b="\t\n\r ""#),
        ("<a b='\r&#10;'/>", r#"a @b=" \n""#),
        ("<a b='  x  y  '/>", r#"a @b="  x  y  ""#),
        ("<a xml:id='  x  '/>", r#"a @{http://www.w3.org/XML/1998/namespace}id="  x  ""#),
        ("<a b='\u{A0}\u{85}\u{2028}'/>", r#"a @b="\u{a0}\u{85}\u{2028}""#),
    ]);
}

/// Runs longer than a block of the scanner, with what ends them at every offset.
#[test]
fn long_runs() {
    for length in 0..70 {
        let run = "é".repeat(length / 2) + &"x".repeat(length % 2 + length / 3);
        for (written, read) in
            [("&amp;", "&"), (">", ">"), ("\r\n", "\n"), ("\u{FFFD}", "\u{FFFD}"), ("\"", "\""), ("'", "'")]
        {
            let text = format!("<a>{run}{written}{run}</a>");
            assert_eq!(parse(&text).root().text().unwrap(), format!("{run}{read}{run}"));
            if read != "'" {
                let text = format!("<a b='{run}{written}{run}'/>");
                let read = if read == "\n" { " " } else { read };
                assert_eq!(parse(&text).root().attribute("b").unwrap(), format!("{run}{read}{run}"));
            }
            let name = "n".repeat(length + 1);
            let text = format!("<{name} {name}='{written}'></{name}>");
            if read != "'" {
                assert_eq!(parse(&text).root().qualified_name(), name);
            }
        }
    }
}

#[test]
fn text_is_all_of_it_or_none() {
    let document = parse(
        "<r><a/><b></b><c> x </c><d>x<e/></d><f><e/>x</f><g><e/></g><h><!-- --></h><i>x<!-- -->y</i></r>",
    );
    for (name, text) in [
        ("a", Some("")),
        ("b", Some("")),
        ("c", Some(" x ")),
        ("d", None),
        ("f", None),
        ("g", None),
        ("h", Some("")),
        ("i", Some("xy")),
        ("r", None),
    ] {
        assert_eq!(named(&document, name).text(), text, "{name}");
    }
}

#[test]
fn comments_are_known_by_their_place() {
    let document =
        parse("<!-- --><r><a>x<!-- -->y</a><b/>z<!-- --><c><d><!-- --></d><e/></c><f>x</f></r><!-- -->");
    for (name, expected) in
        [("r", true), ("a", true), ("b", false), ("c", true), ("d", true), ("e", false), ("f", false)]
    {
        assert_eq!(named(&document, name).has_comment(), expected, "{name}");
    }
    // One right before an element is not inside it, and does not hide the next.
    let next = parse("<r><!-- --><a><!-- --></a><!-- --><b/></r>");
    assert!(named(&next, "a").has_comment() && !named(&next, "b").has_comment());
    assert!(document.has_comments());
    assert!(!parse("<!-- --><a/><!-- -->").has_comments());
    assert!(!parse("<a><![CDATA[<!-- -->]]></a>").root().has_comment());
}

/// Invariant: unique-ids, with few and with many identifiers, which are looked at in two ways.
#[test]
fn identifiers_are_unique() {
    for filler in ["".to_owned(), (0..40).map(|n| format!("<x ID='f{n}'/>")).collect()] {
        for (text, expected) in [
            ("<a ID='1'/><b ID='1'/>", Some(("a", "b"))),
            ("<a ID='1'/><b Id='1'/>", Some(("a", "b"))),
            ("<a ID='1'/><b id='1'/>", Some(("a", "b"))),
            ("<a ID='1'/><b xml:id='1'/>", Some(("a", "b"))),
            ("<a ID='1'/><b xmlns:p='urn:p' p:ID='1'/>", Some(("a", "b"))),
            ("<a ID='x&amp;'/><b ID='x&#38;'/>", Some(("a", "b"))),
            ("<a><b ID='1'/></a><c><d ID='1'/></c>", Some(("b", "d"))),
            ("<a ID=''/><b ID=''/>", Some(("a", "b"))),
            ("<a ID='1' Id='1'/>", Some(("a", "a"))),
            ("<a ID='1'/><b ID='2'/><c AssertionID='1' iD='1' name='1'/>", None),
            ("<a ID='1'/><b ID='1 '/>", None),
            ("<a ID='a'/><b ID='A'/>", None),
        ] {
            let text = format!("<r>{filler}{text}</r>");
            let document = parse(&text);
            let found = document
                .duplicate_id()
                .map(|(first, second)| (first.qualified_name(), second.qualified_name()));
            assert_eq!(found, expected, "{text}");
        }
    }
}

#[test]
fn identifiers_that_are_no_names() {
    let document =
        parse("<r ID='_1'><a Id='1'/><b id='a b'/><c xml:id='é-.'/><d ID=''/><e ID='a:b'/><f ID='-a'/></r>");
    let values: Vec<&str> = document.ids_not_ncname().map(|(_, value)| value).collect();
    assert_eq!(values, ["1", "a b", "", "a:b", "-a"]);
}

#[test]
fn places() {
    let text = "<r>\n  <p:a xmlns:p='urn:p'/>\r\n  é<b/><b><c/></b><b/>\n</r>";
    let document = parse(text);
    let places: Vec<Location> = document.elements().map(|element| element.location()).collect();
    let paths: Vec<String> = document.elements().map(|element| element.path()).collect();
    assert_eq!(paths, ["/r", "/r/p:a", "/r/b[1]", "/r/b[2]", "/r/b[2]/c", "/r/b[3]"]);
    let places: Vec<(u32, u32)> = places.iter().map(|place| (place.line, place.column)).collect();
    assert_eq!(places, [(1, 1), (2, 3), (3, 4), (3, 8), (3, 11), (3, 19)]);
    assert_eq!(
        document.elements().map(|element| element.offset()).collect::<Vec<_>>()[1],
        text.find("<p:a").unwrap()
    );
}

#[test]
fn navigation() {
    let document = parse("<r>1<a x='1'><b/>2</a><c/><a x='2'/></r>");
    let root = document.root();
    let (a, b, c) = (named(&document, "a"), named(&document, "b"), named(&document, "c"));
    assert_eq!(root.parent(), None);
    assert_eq!((b.parent(), c.parent()), (Some(a), Some(root)));
    assert!(root.contains(b) && a.contains(b) && b.contains(b) && !b.contains(a) && !a.contains(c));
    assert!(!parse("<r/>").root().contains(root));
    assert_eq!(root.child_nodes().next(), Some(Node::Text("1")));
    assert_eq!(root.children().map(|child| child.local_name()).collect::<Vec<_>>(), ["a", "c", "a"]);
    assert_eq!(root.child(root.namespace(), "a"), Some(a));
    assert_eq!(
        root.children_named(root.namespace(), "a").filter_map(|a| a.attribute("x")).collect::<Vec<_>>(),
        ["1", "2"]
    );
    assert_eq!(a.descendants().map(|element| element.local_name()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(document.elements().count(), 5);
}

/// Invariant: private-values.
#[test]
fn values_stay_out_of_debug_and_errors() {
    let document = parse("<r a='secret'>secret<b>secret</b></r>");
    let root = document.root();
    let nodes: Vec<Node<'_>> = root.child_nodes().collect();
    assert!(!format!("{document:?} {root:?} {nodes:?}").contains("secret"));
    for text in [
        "<r>secret&secret;</r>",
        "<r a='secret<'/>",
        "<r>secret]]></r>",
        "<r>&#xsecret;</r>",
        "<r a='secret' a='secret'/>",
        "<r>secret",
        "<r><!-- secret -- -->",
    ] {
        let error = Document::parse(text, &Limits::default()).unwrap_err();
        assert!(!format!("{error:?} {error}").contains("secret"), "{error:?}");
    }
}

#[test]
fn an_error_becomes_a_finding_with_its_place() {
    let error = Document::parse("<r>\n é<</r>", &Limits::default()).unwrap_err();
    assert_eq!((error.line(), error.column(), error.offset()), (2, 4, 8));
    assert_eq!(error.to_string(), "expected a name at line 2, column 4");
    let finding = Finding::from(error);
    assert_eq!(finding.code().as_str(), "xml-malformed");
    assert_eq!(finding.message(), "expected a name");
    let long = format!("<{}></b>", "a".repeat(1 << 20));
    let error = Document::parse(&long, &Limits::default()).unwrap_err();
    assert!(error.message().len() < 250 && error.message().ends_with('…'));
}
