//! Work grows with the size of a document and no faster, whatever its shape (invariant: bounded).

use crate::linear::{assert_linear, no_limits, repeated};
use samlens::internals::xml::Document;
use samlens::internals::xml::canonical::{Canonicalizer, Method, Sink};

fn parse_of(make: impl Fn(usize) -> String) -> impl Fn(usize) -> Box<dyn FnMut()> {
    move |size| {
        let text = make(size);
        Box::new(move || {
            let document = Document::parse(&text, &no_limits());
            assert!(document.is_ok(), "{:?}", document.err());
        })
    }
}

/// Counts bytes, so that canonicalization alone is measured.
#[derive(Default)]
struct Count(usize);

impl Sink for Count {
    fn write(&mut self, bytes: &[u8]) {
        self.0 += bytes.len();
    }
}

/// Canonicalizes the last element that is named `apex`, or the root.
fn canonical_of(
    method: Method,
    prefixes: &'static [&'static str],
    make: impl Fn(usize) -> String,
) -> impl Fn(usize) -> Box<dyn FnMut()> {
    move |size| {
        let text: &'static str = Box::leak(make(size).into_boxed_str());
        let document: &'static Document<'static> =
            Box::leak(Box::new(Document::parse(text, &no_limits()).unwrap()));
        let apex = document
            .elements()
            .filter(|element| element.local_name() == "apex")
            .last()
            .unwrap_or(document.root());
        let mut canonicalizer = Canonicalizer::default();
        Box::new(move || {
            let mut count = Count::default();
            canonicalizer.write(apex, method, prefixes, None, &mut count);
            assert!(count.0 > 0 && count.0 < 20 * text.len());
        })
    }
}

fn attributes(size: usize) -> String {
    format!("<a{}/>", repeated(size, |n| format!(" a{n}=''")))
}

fn attributes_in_namespaces(size: usize) -> String {
    format!(
        "<a{0}{1}/>",
        repeated(size, |n| format!(" xmlns:p{n}='urn:{n}'")),
        repeated(size, |n| format!(" p{n}:a=''"))
    )
}

fn declarations_used_by_children(size: usize) -> String {
    let declarations = repeated(size, |n| format!(" xmlns:p{n}='urn:{n}'"));
    format!("<a{declarations}>{}</a>", repeated(size, |n| format!("<p{n}:a/>")))
}

fn deep(size: usize) -> String {
    format!(
        "{}{}",
        repeated(size, |n| format!("<p:a xmlns:p='urn:{n}' xmlns='urn:{}'>", n % 7)),
        repeated(size, |_| "</p:a>".to_owned())
    )
}

#[test]
fn reading_is_linear() {
    assert_linear("elements", 10_000, parse_of(|size| format!("<a>{}</a>", "<a/>".repeat(size))));
    assert_linear("depth", 5_000, parse_of(|size| format!("{}{}", "<a>".repeat(size), "</a>".repeat(size))));
    assert_linear("attributes", 5_000, parse_of(attributes));
    assert_linear("attributes in namespaces", 2_000, parse_of(attributes_in_namespaces));
    assert_linear(
        "attributes alike",
        2_000,
        parse_of(|size| format!("<a{}/>", repeated(size, |n| format!(" {}{n}=''", "x".repeat(200))))),
    );
    assert_linear("declarations", 3_000, parse_of(declarations_used_by_children));
    assert_linear(
        "declarations alike",
        1_000,
        parse_of(|size| {
            let long = "x".repeat(200);
            format!("<a{}/>", repeated(size, |n| format!(" xmlns:{long}{n}='urn:{long}{n}'")))
        }),
    );
    assert_linear("declarations again and again", 5_000, parse_of(deep));
    assert_linear(
        "long names",
        200,
        parse_of(|size| {
            let name = "n".repeat(2_000);
            format!("<a>{}</a>", format!("<{name}></{name}>").repeat(size))
        }),
    );
    assert_linear("one long name", 100_000, parse_of(|size| format!("<{0}></{0}>", "é".repeat(size))));
    assert_linear(
        "long prefixes",
        200,
        parse_of(|size| {
            let prefix = "p".repeat(2_000);
            format!("<a xmlns:{prefix}='urn:x'>{}</a>", format!("<{prefix}:a/>").repeat(size))
        }),
    );
    assert_linear(
        "entities",
        20_000,
        parse_of(|size| format!("<a b='{0}'>{0}</a>", "&lt;&#65;".repeat(size))),
    );
    assert_linear(
        "zeros of a reference",
        100_000,
        parse_of(|size| format!("<a>&#{}65;</a>", "0".repeat(size))),
    );
    assert_linear("comments", 20_000, parse_of(|size| format!("<a>{}</a>", "<!---->".repeat(size))));
    assert_linear(
        "comments and texts",
        20_000,
        parse_of(|size| format!("<a>{}</a>", "x<!---->".repeat(size))),
    );
    assert_linear(
        "CDATA sections",
        20_000,
        parse_of(|size| format!("<a>{}</a>", "<![CDATA[]]>".repeat(size))),
    );
    assert_linear("brackets", 100_000, parse_of(|size| format!("<a>{}</a>", "]]".repeat(size))));
    assert_linear("greater-than signs", 100_000, parse_of(|size| format!("<a>{}</a>", "]>".repeat(size))));
    assert_linear(
        "carriage returns",
        100_000,
        parse_of(|size| format!("<a b='{0}'>{0}</a>", "\r".repeat(size))),
    );
    assert_linear("instructions", 20_000, parse_of(|size| format!("{}<a/>", "<?p ?>".repeat(size))));
    assert_linear(
        "white space",
        200_000,
        parse_of(|size| format!("<a{0}b='{0}'{0}>{0}</a{0}>{0}", " ".repeat(size))),
    );
    assert_linear(
        "beyond ASCII",
        50_000,
        parse_of(|size| format!("<a b='{0}'>{0}</a>", "\u{FFFD}é".repeat(size))),
    );
}

/// Refusals of documents that look well until their end.
#[test]
fn refusing_is_linear() {
    let check = |shape: &str, size: usize, message: &'static str, make: fn(usize) -> String| {
        assert_linear(shape, size, |size| -> Box<dyn FnMut()> {
            let text = make(size);
            Box::new(move || {
                let error = Document::parse(&text, &no_limits()).err().unwrap();
                assert!(error.message().starts_with(message), "{error}");
            })
        });
    };
    let comment = "a comment has no end";
    check("unended comment", 100_000, comment, |size| format!("<a><!--{}", "- ".repeat(size)));
    let section = "a CDATA section has no end";
    check("unended CDATA", 100_000, section, |size| format!("<a><![CDATA[{}", "]]".repeat(size)));
    let element = "the text ends before the root element does";
    check("unended tags", 20_000, element, |size| "<a>".repeat(size));
    let value = "the text ends inside an attribute value";
    check("unended value", 100_000, value, |size| format!("<a b='{}", "x ".repeat(size)));
    check("late duplicate", 5_000, "an element has the same attribute twice", |size| {
        format!("{} a0=''/>", attributes(size).trim_end_matches("/>"))
    });
    let entity = "an entity that is not one of the five predefined ones";
    check("long unknown entity", 100_000, entity, |size| format!("<a>&{};</a>", "x".repeat(size)));
    let end = "expected the end tag '</a>'";
    check("long end tag", 100_000, end, |size| format!("<a></{}>", "a".repeat(size)));
    check("lines", 100_000, end, |size| format!("<a>{}</b>", "\n".repeat(size)));
    check("names times uses", 20_000, "namespace names, counted at each use,", |size| {
        format!("<a xmlns:p='urn:{}'>{}</a>", "x".repeat(size), "<p:a/>".repeat(size))
    });
}

#[test]
fn canonicalization_is_linear() {
    let all =
        ["p", "#default", "p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9", "q", "r", "s", "t"];
    let all: &'static [&'static str] = Box::leak(Box::new(all));
    for (method, prefixes) in
        [(Method::Exclusive, &[][..]), (Method::Exclusive, all), (Method::Inclusive, &[][..])]
    {
        let name = |shape: &str| format!("{shape}, {method:?} {}", prefixes.len());
        let check = |shape: &str, size: usize, make: fn(usize) -> String| {
            assert_linear(&name(shape), size, canonical_of(method, prefixes, make));
        };
        check("elements", 10_000, |size| format!("<a>{}</a>", "<a/>".repeat(size)));
        check("attributes", 5_000, attributes);
        check("attributes in namespaces", 2_000, attributes_in_namespaces);
        check("declarations used by children", 3_000, declarations_used_by_children);
        check("declarations at each level", 5_000, deep);
        check("siblings that declare", 5_000, |size| {
            format!("<a xmlns:p='urn:x'>{}</a>", "<p:a xmlns:p='urn:y' p:b=''><p:c/></p:a>".repeat(size))
        });
        check("apex below declarations", 3_000, |size| {
            format!("<a{}><apex/></a>", repeated(size, |n| format!(" xmlns:p{n}='urn:{n}'")))
        });
        check("apex below xml: attributes", 3_000, |size| {
            format!("<a{}><b><apex/></b></a>", repeated(size, |n| format!(" xml:a{n}=''")))
        });
        check("escapes", 20_000, |size| format!("<a b='{0}'>{0}</a>", "&lt;&#13;".repeat(size)));
        check("texts", 20_000, |size| format!("<a>{}</a>", "x<b/>".repeat(size)));
    }
}

#[test]
fn identifiers_and_places_are_linear() {
    let ids = |make: fn(usize) -> String, found: bool| {
        move |size: usize| -> Box<dyn FnMut()> {
            let text: &'static str = Box::leak(make(size).into_boxed_str());
            let document = Document::parse(text, &no_limits()).unwrap();
            Box::new(move || assert_eq!(document.duplicate_id().is_some(), found))
        }
    };
    assert_linear(
        "identifiers",
        10_000,
        ids(|size| format!("<a>{}</a>", repeated(size, |n| format!("<a ID='_{n}'/>"))), false),
    );
    assert_linear(
        "identifiers alike",
        1_000,
        ids(
            |size| format!("<a>{}</a>", repeated(size, |n| format!("<a ID='{}{n}'/>", "x".repeat(300)))),
            false,
        ),
    );
    assert_linear(
        "the same identifier",
        10_000,
        ids(|size| format!("<a>{}</a>", "<a ID='_1'/>".repeat(size)), true),
    );
    let last = |make: fn(usize) -> String| {
        move |size: usize| -> Box<dyn FnMut()> {
            let text: &'static str = Box::leak(make(size).into_boxed_str());
            let document: &'static Document<'static> =
                Box::leak(Box::new(Document::parse(text, &no_limits()).unwrap()));
            let last = document.elements().last().unwrap();
            Box::new(move || {
                let location = last.location();
                assert!(location.path.starts_with("/a") && location.column > 0);
                assert!(!last.has_comment());
            })
        }
    };
    assert_linear("place among siblings", 20_000, last(|size| format!("<a>{}</a>", "<a/>\n".repeat(size))));
    assert_linear(
        "place in the deep",
        10_000,
        last(|size| format!("{}{}", "<a>".repeat(size), "</a>".repeat(size))),
    );
    assert_linear(
        "place after comments",
        20_000,
        last(|size| format!("<a>{}<b/></a>", "<!---->".repeat(size))),
    );
}
