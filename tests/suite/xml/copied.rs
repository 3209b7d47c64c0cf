//! Start tags and declarations that canonicalization copies from the source: only those that the source has in canonical form.

use super::table::{named, parse};
use crate::fuzz::c14n::canonical;
use samlens::internals::xml::canonical::Method;

fn exclusive(text: &str, apex: &str) -> String {
    canonical(named(&parse(text), apex), Method::Exclusive, &[], None)
}

/// However a tag is written, two attributes have one form; each spelling but the first differs from it in one thing.
#[test]
fn a_tag_in_every_spelling() {
    let spellings = [
        "<e a=\"1\" b=\"2\"></e>",
        "<e  a=\"1\" b=\"2\"></e>",
        "<e a=\"1\"  b=\"2\"></e>",
        "<e a=\"1\"\tb=\"2\"></e>",
        "<e\na=\"1\" b=\"2\"></e>",
        "<e a =\"1\" b=\"2\"></e>",
        "<e a= \"1\" b=\"2\"></e>",
        "<e a=\"1\" b=\"2\" ></e>",
        "<e a=\"1\" b=\"2\"/>",
        "<e a=\"1\" b=\"2\" />",
        "<e a=\"1\" b='2'></e>",
        "<e a='1' b=\"2\"></e>",
        "<e a=\"&#49;\" b=\"2\"></e>",
        "<e a=\"1\" b=\"&#x32;\"></e>",
        "<e b=\"2\" a=\"1\"></e>",
        "<e a=\"1\" xmlns:p=\"urn:p\" b=\"2\"></e>",
        "<e xmlns:p=\"urn:p\" a=\"1\" b=\"2\"></e>",
        "<e a=\"1\" b=\"2\" xmlns:p=\"urn:p\"></e>",
        "<e a=\"1\" b=\"2\"></e >",
    ];
    for text in spellings {
        assert_eq!(exclusive(text, "e"), spellings[0], "{text:?}");
        let inside = exclusive(&format!("<r>{text}{text}</r>"), "r");
        assert_eq!(inside, format!("<r>{0}{0}</r>", spellings[0]), "{text:?}");
    }
}

/// In a tag with one attribute, only what is before it can keep the tag from being copied.
#[test]
fn what_is_before_the_only_attribute() {
    for before in [" ", "  ", "   ", "\t", "\n", "\r\n", " \t", "\t "] {
        let text = format!("<e{before}a=\"1\"></e>");
        assert_eq!(exclusive(&text, "e"), "<e a=\"1\"></e>", "{text:?}");
    }
}

/// Attributes are in the order of their whole names, which may begin with the same letters or be at the end of the text.
#[test]
fn names_that_begin_with_the_same_letters() {
    let in_order =
        ["a", "abcdefg", "abcdefgh", "abcdefghA", "abcdefgha", "abcdefghab", "abcdefgi", "abd", "b"];
    for (at, first) in in_order.iter().enumerate() {
        for second in &in_order[at + 1..] {
            let expected = format!("<e {first}=\"\" {second}=\"\"></e>");
            for text in [
                format!("<e {second}=\"\" {first}=\"\"/>"),
                format!("<e {first}='' {second}=''/>"),
                format!("<e {second}='' {first}=''/>"),
            ] {
                assert_eq!(exclusive(&text, "e"), expected, "{text}");
            }
        }
    }
}

/// Values that a reader looks at twice, and values that it copies, in one quote and in the other.
#[test]
fn values_of_every_ascii_character() {
    for byte in 0x20..0x7F_u8 {
        let character = char::from(byte);
        let (written, escaped) = match character {
            '&' => ("&amp;".to_owned(), "&amp;".to_owned()),
            '<' => ("&lt;".to_owned(), "&lt;".to_owned()),
            '"' => ("&quot;".to_owned(), "&quot;".to_owned()),
            other => (other.to_string(), other.to_string()),
        };
        for before in [0, 3, 7, 8, 40, 70] {
            let fill = "n".repeat(before);
            let expected = format!("<e a=\"{fill}{escaped}n\" b=\"{escaped}\"></e>");
            assert_eq!(exclusive(&format!("<e a=\"{fill}{written}n\" b=\"{written}\"/>"), "e"), expected);
            let written = written.replace('\'', "&apos;");
            assert_eq!(exclusive(&format!("<e a='{fill}{written}n' b='{written}'/>"), "e"), expected);
        }
    }
}

/// A prefix that comes into use below its declaration is declared there, whatever the declaration looks like.
#[test]
fn a_declaration_in_every_spelling() {
    let spellings = [
        "<r xmlns:p=\"urn:p\"><p:b></p:b></r>",
        "<r\txmlns:p=\"urn:p\"><p:b></p:b></r>",
        "<r  xmlns:p=\"urn:p\"><p:b></p:b></r>",
        "<r\nxmlns:p=\"urn:p\"><p:b></p:b></r>",
        "<r xmlns:p =\"urn:p\"><p:b></p:b></r>",
        "<r xmlns:p= \"urn:p\"><p:b></p:b></r>",
        "<r xmlns:p='urn:p'><p:b></p:b></r>",
        "<r xmlns:p=\"urn:&#112;\"><p:b></p:b></r>",
        // Declared twice, once as it must be written; another prefix and another name before it.
        "<r xmlns:p='urn:p'><p:b></p:b><c xmlns:p=\"urn:p\"/></r>",
        "<r xmlns:q=\"urn:p\" xmlns:p=\"urn:p\"><c xmlns:p=\"urn:q\"/><p:b></p:b></r>",
    ];
    for text in spellings {
        assert_eq!(exclusive(text, "p:b"), "<p:b xmlns:p=\"urn:p\"></p:b>", "{text:?}");
        let text = text.replace("xmlns:p", "xmlns").replace("p:b", "b");
        if text.contains("xmlns:q") {
            continue;
        }
        assert_eq!(exclusive(&text, "b"), "<b xmlns=\"urn:p\"></b>", "{text:?}");
    }
}

/// More declarations than are searched for one to copy: the others are written too.
#[test]
fn many_declarations() {
    let declared: String = (0..40).map(|n| format!(" xmlns:p{n}=\"urn:{n}\"")).collect();
    for n in 0..40 {
        let text = format!("<r{declared}><p{n}:b p{n}:a=\"1\"/></r>");
        let expected = format!("<p{n}:b xmlns:p{n}=\"urn:{n}\" p{n}:a=\"1\"></p{n}:b>");
        assert_eq!(exclusive(&text, &format!("p{n}:b")), expected);
    }
}

/// Prefixes of every length, in turns of two and of three, up to the last bytes of a document.
#[test]
fn prefixes_of_every_length() {
    for length in 1..20 {
        let (a, b, c) = ("a".repeat(length), "b".repeat(length), "a".repeat(length + 1));
        let inside = format!("<{b}:x/><{a}:x/><{c}:x/><{a}:x/><{b}:x/>");
        let text =
            format!("<{a}:r xmlns:{a}=\"urn:a\" xmlns:{b}=\"urn:b\" xmlns:{c}=\"urn:c\">{inside}</{a}:r>");
        let document = parse(&text);
        let found: String =
            document.root().children().map(|child| child.namespace_uri().to_owned()).collect();
        assert_eq!(found, "urn:burn:aurn:curn:aurn:b", "{text:?}");
    }
    let document = parse("<r xmlns:a=\"urn:a\" a:b=\"\"/>");
    assert_eq!(document.root().attributes().next().map(|own| own.prefix), Some("a"));
}

/// A prefix is known again by its letters alone, not by what follows it: after `ab`, each byte of `:e1x2y` is one of the second
/// prefix with all its bits turned over.
#[test]
fn what_follows_a_prefix_is_no_part_of_it() {
    let (short, long) = ("ab", "ab\u{15A}\u{387}\u{346}");
    let turned: Vec<u8> = ":e1x2y".bytes().map(|byte| !byte).collect();
    assert_eq!(turned, &long.as_bytes()[short.len()..]);
    let declared = format!("xmlns:{short}=\"urn:short\" xmlns:{long}=\"urn:long\"");
    let text = format!("<r {declared}><{short}:e1x2y/><{long}:e/><{short}:e1x2y/></r>");
    let document = parse(&text);
    let found: Vec<String> =
        document.root().children().map(|child| child.namespace_uri().to_owned()).collect();
    assert_eq!(found, ["urn:short", "urn:long", "urn:short"], "{text:?}");
}
