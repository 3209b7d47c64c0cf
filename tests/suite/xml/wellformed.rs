//! Documents are read by the letter of XML 1.0, fifth edition, or refused with the rule, line and column.

use super::table::{assert_malformed, assert_read, assert_refused};
use samlens::Code;

const NO_REFERENCE: &str = "'&' does not begin an entity or character reference";
const NO_CHARACTER: &str = "a reference to a character that XML does not allow";
const NO_ENTITY: &str = "an entity that is not one of the five predefined ones";
const ROOT: &str = "expected the root element";
const NAME: &str = "expected a name";
const TAG: &str = "expected white space, '>' or '/>' in a start tag";
const AFTER: &str = "content after the root element";
const PLACE: &str = "the XML declaration is not at the very start";

/// Section 2.1: one root, nothing after it, every element ended by its own tag.
#[test]
fn one_root_with_matching_tags() {
    assert_read(&[
        ("<a/>", "a"),
        ("<a></a>", "a"),
        ("<a ></a >", "a"),
        ("<a\t\n/>", "a"),
        ("<a></a\r\n>", "a"),
        (" \r\n\t<a/>\n ", "a"),
        ("<a><b/><b></b></a>", "a [b b]"),
        ("<a><aa/><a/></a>", "a [aa a]"),
        ("<a>x<b>y</b>z</a>", r#"a ["x" b ["y"] "z"]"#),
    ]);
    assert_malformed(&[
        ("", ROOT, 1, 1),
        ("  \n ", ROOT, 2, 2),
        ("text", ROOT, 1, 1),
        ("<!-- only -->", ROOT, 1, 14),
        ("x<a/>", ROOT, 1, 1),
        ("</a>", NAME, 1, 2),
        ("<a>", "the text ends before the root element does", 1, 4),
        ("<a><b></a>", "expected the end tag '</b>'", 1, 7),
        ("<a></b>", "expected the end tag '</a>'", 1, 4),
        ("<a></A>", "expected the end tag '</a>'", 1, 4),
        ("<a></aa>", "expected the end tag '</a>'", 1, 4),
        ("<aa></a>", "expected the end tag '</aa>'", 1, 5),
        ("<a></ a>", "expected the end tag '</a>'", 1, 4),
        ("<a></a b>", "expected the end tag '</a>'", 1, 4),
        ("<a></a/>", "expected the end tag '</a>'", 1, 4),
        ("<a></a", "expected the end tag '</a>'", 1, 4),
        ("<a>\n  <b>\n</a>", "expected the end tag '</b>'", 3, 1),
        ("<a/><b/>", AFTER, 1, 5),
        ("<a></a><a/>", AFTER, 1, 8),
        ("<a/>x", AFTER, 1, 5),
        ("<a/></a>", AFTER, 1, 5),
        ("<a/>&#32;", AFTER, 1, 5),
        ("<a/><![CDATA[ ]]>", AFTER, 1, 5),
        ("<a/>\0", AFTER, 1, 5),
        ("<a/>\u{FEFF}", AFTER, 1, 5),
        ("<![CDATA[x]]><a/>", NAME, 1, 2),
        ("&#32;<a/>", ROOT, 1, 1),
    ]);
}

/// Section 3.1: what a start tag contains.
#[test]
fn start_tags() {
    assert_read(&[
        (r#"<a b="1"/>"#, r#"a @b="1""#),
        (r#"<a b='1' c = "2"></a>"#, r#"a @b="1" @c="2""#),
        ("<a\nb\r=\t'1'\n/>", r#"a @b="1""#),
        (r#"<a b=""/>"#, r#"a @b="""#),
        (r#"<a b="'" c='"'/>"#, r#"a @b="'" @c="\"""#),
        (r#"<a b=">" c="]]>" d="/>"/>"#, r#"a @b=">" @c="]]>" @d="/>""#),
        (r#"<a B="1" b="2"/>"#, r#"a @B="1" @b="2""#),
    ]);
    assert_malformed(&[
        ("<", NAME, 1, 2),
        ("< a/>", NAME, 1, 2),
        ("<a", "the text ends inside a start tag", 1, 3),
        ("<a ", "the text ends inside a start tag", 1, 4),
        ("<a/", "expected '>' after '/'", 1, 3),
        ("<a/ >", "expected '>' after '/'", 1, 3),
        ("<a / >", "expected '>' after '/'", 1, 4),
        ("<a//>", "expected '>' after '/'", 1, 3),
        ("<a<b/>", TAG, 1, 3),
        ("<a <b/>", NAME, 1, 4),
        (r#"<a b="1"c="2"/>"#, TAG, 1, 9),
        (r#"<a"1"/>"#, TAG, 1, 3),
        ("<a b/>", "expected '=' after an attribute name", 1, 5),
        ("<a b", "expected '=' after an attribute name", 1, 5),
        ("<a b=1/>", "expected a quoted attribute value", 1, 6),
        ("<a b=/>", "expected a quoted attribute value", 1, 6),
        ("<a b=", "expected a quoted attribute value", 1, 6),
        ("<a b=\u{201C}1\u{201D}/>", "expected a quoted attribute value", 1, 6),
        (r#"<a ="1"/>"#, NAME, 1, 4),
        (r#"<a b="1/>"#, "the text ends inside an attribute value", 1, 10),
        (r#"<a b="1'/>"#, "the text ends inside an attribute value", 1, 11),
        (r#"<a b="<"/>"#, "'<' is not allowed in an attribute value", 1, 7),
        (r#"<a b="1<!-- -->"/>"#, "'<' is not allowed in an attribute value", 1, 8),
        (r#"<a b="1" b="1"/>"#, "an element has the same attribute twice", 1, 10),
        ("<a\n  b='1'\n  c='2'\n  b='3'/>", "an element has the same attribute twice", 4, 3),
        ("<\u{A0}a/>", NAME, 1, 2),
        ("<a\u{A0}b='1'/>", TAG, 1, 3),
        ("<a\u{B}b='1'/>", TAG, 1, 3),
        ("<a \0/>", NAME, 1, 4),
    ]);
}

/// Section 2.3: names, with every script, combining characters after the first.
#[test]
fn names() {
    assert_read(&[
        ("<_/>", "_"),
        ("<a-b.c_9/>", "a-b.c_9"),
        ("<xmlish/>", "xmlish"),
        ("<é/>", "é"),
        ("<aé/>", "aé"),
        ("<e\u{301}/>", "e\u{301}"),
        ("<名前/>", "名前"),
        ("<имя\u{B7}/>", "имя\u{B7}"),
        ("<\u{10000}\u{EFFFF}/>", "\u{10000}\u{EFFFF}"),
        ("<\u{1F600}/>", "\u{1F600}"),
        (
            "<\u{37F}\u{2070}\u{218F}\u{3001}\u{FDF0}\u{FFFD}/>",
            "\u{37F}\u{2070}\u{218F}\u{3001}\u{FDF0}\u{FFFD}",
        ),
        ("<a\u{203F}\u{2040}\u{300}\u{36F}/>", "a\u{203F}\u{2040}\u{300}\u{36F}"),
        ("<\u{200C}\u{200D}/>", "\u{200C}\u{200D}"),
        ("<a é='1'></a>", r#"a @é="1""#),
    ]);
    assert_malformed(&[
        ("<1/>", NAME, 1, 2),
        ("<-a/>", NAME, 1, 2),
        ("<.a/>", NAME, 1, 2),
        ("<\u{301}e/>", NAME, 1, 2),
        ("<\u{B7}a/>", NAME, 1, 2),
        ("<\u{203F}a/>", NAME, 1, 2),
        ("<9é/>", NAME, 1, 2),
        ("<\u{D7}/>", NAME, 1, 2),
        ("<\u{F7}/>", NAME, 1, 2),
        ("<\u{37E}/>", NAME, 1, 2),
        ("<\u{2000}/>", NAME, 1, 2),
        ("<\u{200B}a/>", NAME, 1, 2),
        ("<\u{2190}/>", NAME, 1, 2),
        ("<\u{3000}/>", NAME, 1, 2),
        ("<\u{E000}/>", NAME, 1, 2),
        ("<\u{FDD0}/>", NAME, 1, 2),
        ("<\u{FFFE}/>", NAME, 1, 2),
        ("<\u{F0000}/>", NAME, 1, 2),
        ("<a\u{D7}/>", TAG, 1, 3),
        ("<é\u{2190}/>", TAG, 1, 3),
        ("<a!b/>", TAG, 1, 3),
        ("<a+b/>", TAG, 1, 3),
        ("<a\u{7F}/>", TAG, 1, 3),
        ("<a 1='x'/>", NAME, 1, 4),
        ("<a -b='x'/>", NAME, 1, 4),
        ("<e\u{301}></\u{E9}>", "expected the end tag '</e\u{301}>'", 1, 5),
    ]);
}

/// Section 2.2: which characters a document may have.
#[test]
fn characters() {
    for c in [
        '\t',
        '\n',
        ' ',
        '\u{7F}',
        '\u{80}',
        '\u{85}',
        '\u{9F}',
        '\u{A0}',
        '\u{2028}',
        '\u{D7FF}',
        '\u{E000}',
        '\u{FEFF}',
        '\u{FDD0}',
        '\u{FFFD}',
        '\u{10000}',
        '\u{1F600}',
        '\u{1FFFE}',
        '\u{10FFFF}',
    ] {
        let expected = format!("a [{:?}]", format!("x{c}y"));
        assert_read(&[
            (&format!("<a>x{c}y</a>"), &expected),
            (&format!("<a><![CDATA[x{c}y]]></a>"), &expected),
        ]);
        assert_read(&[(&format!("<!-- {c} --><?p {c}?><a/>"), "a")]);
        let value = if c.is_ascii_whitespace() { ' ' } else { c };
        assert_read(&[(&format!("<a b='{c}'/>"), &format!("a @b={:?}", value.to_string()))]);
    }
    let controls = (0..0x20).map(|n| char::from_u32(n).unwrap()).filter(|c| !matches!(c, '\t' | '\n' | '\r'));
    for c in controls.chain(['\u{FFFE}', '\u{FFFF}']) {
        let illegal = format!("the character U+{:04X} is not allowed in XML", u32::from(c));
        assert_malformed(&[
            (&format!("<a>{c}</a>"), illegal.as_str(), 1, 4),
            (&format!("<a>é0123456789abcdef{c}</a>"), illegal.as_str(), 1, 21),
            (&format!("<a b='{c}'/>"), illegal.as_str(), 1, 7),
            (&format!("<a><![CDATA[x{c}]]></a>"), illegal.as_str(), 1, 14),
            (&format!("<a><!--x{c}--></a>"), illegal.as_str(), 1, 9),
            (&format!("<!--{c}--><a/>"), illegal.as_str(), 1, 5),
            (&format!("<?p {c}?><a/>"), illegal.as_str(), 1, 5),
            (&format!("<a/><!--\n{c}-->"), illegal.as_str(), 2, 1),
            (&format!("{c}<a/>"), ROOT, 1, 1),
            (&format!("<a {c}/>"), NAME, 1, 4),
        ]);
    }
}

/// Section 2.4: `]]>` is never part of character data.
#[test]
fn end_of_cdata_in_text() {
    let wrong = "']]>' is not allowed in character data";
    assert_malformed(&[
        ("<a>]]></a>", wrong, 1, 6),
        ("<a>]]]></a>", wrong, 1, 7),
        ("<a>x&amp;]]></a>", wrong, 1, 12),
        ("<a><b/>]]></a>", wrong, 1, 10),
        ("<a><![CDATA[x]]>]]></a>", wrong, 1, 19),
        ("<a><![CDATA[x]]]]>]]></a>", wrong, 1, 21),
    ]);
    assert_read(&[
        ("<a>]]</a>", r#"a ["]]"]"#),
        ("<a>]></a>", r#"a ["]>"]"#),
        ("<a>] ]></a>", r#"a ["] ]>"]"#),
        ("<a>]]&gt;</a>", r#"a ["]]>"]"#),
        ("<a>]&#93;></a>", r#"a ["]]>"]"#),
        ("<a>&#93;]></a>", r#"a ["]]>"]"#),
        ("<a>]]<!-- -->></a>", r#"a ["]]>"]"#),
        ("<a>]<![CDATA[]>]]></a>", r#"a ["]]>"]"#),
        ("<a><![CDATA[]]]]><![CDATA[>]]></a>", r#"a ["]]>"]"#),
        ("<a>]]<b/>></a>", r#"a ["]]" b ">"]"#),
    ]);
}

/// Section 2.5.
#[test]
fn comments() {
    assert_read(&[
        ("<!----><a/>", "a"),
        ("<!-- - --><a><!---x--></a><!-->-->", "a"),
        ("<!-- <!DOCTYPE a> ]]> & <b> --><a/>", "a"),
        ("<a><!-- </a> --></a>", "a"),
        ("<a/><!-- é\u{1F600} -->", "a"),
    ]);
    let dashes = "'--' is not allowed inside a comment";
    let endless = "a comment has no end";
    assert_malformed(&[
        ("<!-- -- --><a/>", dashes, 1, 6),
        ("<!-- ---><a/>", dashes, 1, 6),
        ("<a><!-----></a>", dashes, 1, 8),
        ("<a/><!--\n\n -- -->", dashes, 3, 2),
        ("<!--><a/>", endless, 1, 5),
        ("<!---><a/>", endless, 1, 5),
        ("<a><!-- x</a>", endless, 1, 8),
        ("<a><!-- x->", endless, 1, 8),
        ("<a><!- x --></a>", "expected a comment or a CDATA section after '<!'", 1, 4),
        ("<a><! -- x --></a>", "expected a comment or a CDATA section after '<!'", 1, 4),
        ("<!- x --><a/>", NAME, 1, 2),
    ]);
}

/// Section 2.7: CDATA sections, and one text whatever is between its parts (invariant: no-split-text).
#[test]
fn cdata_and_merged_text() {
    assert_read(&[
        ("<a><![CDATA[]]></a>", "a"),
        ("<a><![CDATA[<b>&amp;</b>]]></a>", r#"a ["<b>&amp;</b>"]"#),
        ("<a><![CDATA[<![CDATA[]]></a>", r#"a ["<![CDATA["]"#),
        ("<a><![CDATA[]]]]></a>", r#"a ["]]"]"#),
        ("<a><![CDATA[ > ]]></a>", r#"a [" > "]"#),
        ("<a>x<![CDATA[y]]>z</a>", r#"a ["xyz"]"#),
        ("<a>x<!-- c -->y</a>", r#"a ["xy"]"#),
        ("<a><!-- c -->y</a>", r#"a ["y"]"#),
        ("<a>x<!-- c --></a>", r#"a ["x"]"#),
        ("<a>x<!----><!----><![CDATA[]]><!---->y</a>", r#"a ["xy"]"#),
        ("<a>admin@example.com<!-- -->.evil.example</a>", r#"a ["admin@example.com.evil.example"]"#),
        ("<a>&lt;<!-- --><![CDATA[&lt;]]>&amp;lt;</a>", r#"a ["<&lt;&lt;"]"#),
        ("<a><!-- --><b/><!-- --></a>", "a [b]"),
        ("<a> <!-- --> <b/> </a>", r#"a ["  " b " "]"#),
    ]);
    assert_malformed(&[
        ("<a><![CDATA[x</a>", "a CDATA section has no end", 1, 13),
        ("<a><![CDATA[x]] ></a>", "a CDATA section has no end", 1, 13),
        ("<a><![cdata[x]]></a>", "expected a comment or a CDATA section after '<!'", 1, 4),
        ("<a><![CDATA [x]]></a>", "expected a comment or a CDATA section after '<!'", 1, 4),
        ("<a><![INCLUDE[x]]></a>", "expected a comment or a CDATA section after '<!'", 1, 4),
        ("<a><!", "expected a comment or a CDATA section after '<!'", 1, 4),
    ]);
}

/// Section 4.1: character references to characters of section 2.2, however written.
#[test]
fn character_references() {
    assert_read(&[
        ("<a>&#65;&#x41;&#x0041;&#00065;</a>", r#"a ["AAAA"]"#),
        ("<a>&#xe9;&#xE9;</a>", r#"a ["éé"]"#),
        ("<a>&#9;&#10;&#13;&#32;</a>", r#"a ["\t\n\r "]"#),
        ("<a>&#x1F600;&#128512;</a>", r#"a ["😀😀"]"#),
        (
            "<a>&#xD7FF;&#xE000;&#xFFFD;&#x10000;&#x10FFFF;</a>",
            "a [\"\\u{d7ff}\\u{e000}\u{FFFD}\u{10000}\\u{10ffff}\"]",
        ),
        ("<a>&#x0000000000000000000000000000000000000041;</a>", r#"a ["A"]"#),
        ("<a>&#000000000000000000000000000000000000000065;</a>", r#"a ["A"]"#),
        ("<a b='&#x41;&#34;&#39;&#60;&#38;'/>", r#"a @b="A\"'<&""#),
        ("<a>&#60;b/>&#38;lt;</a>", r#"a ["<b/>&lt;"]"#),
        ("<a>&#x7F;&#x85;</a>", "a [\"\\u{7f}\\u{85}\"]"),
    ]);
    let wrong: &[(&str, &str)] = &[
        ("&#0;", NO_CHARACTER),
        ("&#x0;", NO_CHARACTER),
        ("&#8;", NO_CHARACTER),
        ("&#x1F;", NO_CHARACTER),
        ("&#xD800;", NO_CHARACTER),
        ("&#xDFFF;", NO_CHARACTER),
        ("&#55357;&#56832;", NO_CHARACTER),
        ("&#xFFFE;", NO_CHARACTER),
        ("&#xFFFF;", NO_CHARACTER),
        ("&#x110000;", NO_CHARACTER),
        ("&#1114112;", NO_CHARACTER),
        ("&#4294967361;", NO_CHARACTER),
        ("&#x100000041;", NO_CHARACTER),
        ("&#18446744073709551681;", NO_CHARACTER),
        ("&#x10000000000000000000000000000000000000041;", NO_CHARACTER),
        ("&#;", NO_CHARACTER),
        ("&#x;", NO_CHARACTER),
        ("&#X41;", NO_CHARACTER),
        ("&#+65;", NO_CHARACTER),
        ("&#-65;", NO_CHARACTER),
        ("&#6 5;", NO_CHARACTER),
        ("&#4A;", NO_CHARACTER),
        ("&#xG;", NO_CHARACTER),
        ("&#\u{661};", NO_CHARACTER),
        ("& #65;", NO_REFERENCE),
        ("&#65", NO_CHARACTER),
        ("&#x41 ", NO_CHARACTER),
    ];
    for &(reference, message) in wrong {
        assert_malformed(&[
            (&format!("<a>{reference}</a>"), message, 1, 4),
            (&format!("<a b='{reference}'/>"), message, 1, 7),
        ]);
    }
}

/// Section 4.6: the five predefined entities, and no other without a DTD.
#[test]
fn entities() {
    assert_read(&[
        ("<a>&amp;&lt;&gt;&quot;&apos;</a>", r#"a ["&<>\"'"]"#),
        ("<a b='&amp;&lt;&gt;&quot;&apos;'/>", r#"a @b="&<>\"'""#),
        ("<a>&amp;amp;</a>", r#"a ["&amp;"]"#),
        ("<a>&lt;b>x&lt;/b></a>", r#"a ["<b>x</b>"]"#),
    ]);
    for (reference, message) in [
        ("&nbsp;", NO_ENTITY),
        ("&xxe;", NO_ENTITY),
        ("&AMP;", NO_ENTITY),
        ("&Amp;", NO_ENTITY),
        ("&ampx;", NO_ENTITY),
        ("&é;", NO_ENTITY),
        ("&an.entity_with-a.name.longer.than.most;", NO_ENTITY),
        ("&;", NO_REFERENCE),
        ("& ", NO_REFERENCE),
        ("&", NO_REFERENCE),
        ("&amp", NO_REFERENCE),
        ("&amp ;", NO_REFERENCE),
        ("& amp;", NO_REFERENCE),
        ("&&amp;", NO_REFERENCE),
        ("a&b=c;", NO_REFERENCE),
        ("&1;", NO_REFERENCE),
        ("&%x;", NO_REFERENCE),
    ] {
        let column = if reference.starts_with('a') { 5 } else { 4 };
        assert_malformed(&[
            (&format!("<a>{reference}</a>"), message, 1, column),
            (&format!("<a b='{reference}'/>"), message, 1, column + 3),
        ]);
    }
    assert_malformed(&[
        ("<a>&lt", NO_REFERENCE, 1, 4),
        ("<a>&#x41", NO_CHARACTER, 1, 4),
        ("<&amp;/>", NAME, 1, 2),
    ]);
}

/// Section 2.8: no document type declaration, wherever it is and however it is written (invariant: strict-xml).
#[test]
fn document_type_declarations() {
    let message = "a document type declaration is not allowed in SAML";
    assert_refused(
        Code::DoctypeForbidden,
        &[
            ("<!DOCTYPE a><a/>", message, 1, 1),
            ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", message, 1, 1),
            ("<?xml version='1.0'?>\n<!DOCTYPE a><a/>", message, 2, 1),
            ("\u{FEFF}<!DOCTYPE a><a/>", message, 1, 2),
            ("<!-- c --><?p?> <!DOCTYPE a><a/>", message, 1, 17),
            ("<!doctype html><html/>", message, 1, 1),
            ("<!DocType a><a/>", message, 1, 1),
            ("<!DOCTYPE", message, 1, 1),
            ("<!DOCTYPEa><a/>", message, 1, 1),
            ("<a><!DOCTYPE a></a>", message, 1, 4),
            ("<a/><!DOCTYPE a>", message, 1, 5),
        ],
    );
    assert_malformed(&[
        ("<! DOCTYPE a><a/>", NAME, 1, 2),
        ("<!ENTITY x 'y'><a/>", NAME, 1, 2),
        ("<a><!ELEMENT a ANY></a>", "expected a comment or a CDATA section after '<!'", 1, 4),
    ]);
}

/// Section 2.6: around the root they are no data, inside it they are refused (invariant: no-split-text).
#[test]
fn processing_instructions() {
    assert_read(&[
        ("<?p?><a/>", "a"),
        ("<?p ?><a/><?q x ? > y?>", "a"),
        ("<?xml-stylesheet href='x'?><a/>", "a"),
        ("<?p <!DOCTYPE a> & ]]> -- ?><a/>", "a"),
        ("<?é é?><a/>", "a"),
    ]);
    let inside = "the message contains a processing instruction";
    assert_refused(
        Code::ProcessingInstruction,
        &[
            ("<a><?p?></a>", inside, 1, 4),
            ("<a>x<?xml version='1.0'?></a>", inside, 1, 5),
            ("<a><b/>\n<?p", inside, 2, 1),
        ],
    );
    assert_malformed(&[
        ("<??><a/>", "expected the target of a processing instruction", 1, 3),
        ("<? p?><a/>", "expected the target of a processing instruction", 1, 3),
        ("<?1?><a/>", "expected the target of a processing instruction", 1, 3),
        ("<?p", "a processing instruction has no end", 1, 4),
        ("<?p ><a/>", "a processing instruction has no end", 1, 4),
        ("<?p+x?><a/>", "expected white space after the target of a processing instruction", 1, 4),
        // Namespaces in XML 1.0, section 7: no colon in a target.
        ("<?p:q?><a/>", "expected white space after the target of a processing instruction", 1, 4),
        ("<?XML x?><a/>", PLACE, 1, 3),
        ("<?xMl?><a/>", PLACE, 1, 3),
    ]);
}
