//! Namespaces in XML 1.0 by the letter, and namespace names that have a canonical form.

use super::table::{assert_malformed, assert_read};
use samlens::Limits;
use samlens::internals::xml::{Document, Namespace};

const TWICE: &str = "an element has the same attribute twice";
const DECLARED_TWICE: &str = "a prefix is declared twice on one element";
const XML_ALONE: &str = "only the prefix xml can be bound to the XML namespace";
const NOT_XMLNS: &str = "no prefix can be bound to the namespace of xmlns";
const RELATIVE: &str = "a namespace name is not an absolute URI";

/// Sections 4 and 6: which name is in which namespace.
#[test]
fn scopes() {
    assert_read(&[
        (r#"<a xmlns="urn:x"/>"#, "{urn:x}a"),
        (r#"<p:a xmlns:p="urn:x"/>"#, "{urn:x}a"),
        (r#"<p:a xmlns:p="urn:x"></p:a>"#, "{urn:x}a"),
        // The default namespace is not an attribute's.
        (r#"<a xmlns="urn:x" b="1"/>"#, r#"{urn:x}a @b="1""#),
        (r#"<a xmlns:p="urn:x" p:b="1"/>"#, r#"a @{urn:x}b="1""#),
        // A declaration reaches back to its own element and the attributes before it.
        (r#"<p:a p:b="1" xmlns:p="urn:x"/>"#, r#"{urn:x}a @{urn:x}b="1""#),
        (r#"<a xmlns="urn:x"><b/></a>"#, "{urn:x}a [{urn:x}b]"),
        (r#"<a xmlns="urn:x"><b xmlns=""/></a>"#, "{urn:x}a [b]"),
        (
            r#"<a xmlns="urn:x"><b xmlns=""><c/><d xmlns="urn:y"/><e/></b><f/></a>"#,
            "{urn:x}a [b [c {urn:y}d e] {urn:x}f]",
        ),
        (r#"<a xmlns=""/>"#, "a"),
        (
            r#"<p:a xmlns:p="urn:x"><p:b xmlns:p="urn:y"><p:c/></p:b><p:d/></p:a>"#,
            "{urn:x}a [{urn:y}b [{urn:y}c] {urn:x}d]",
        ),
        (r#"<p:a xmlns:p="urn:x"><p:b xmlns:p="urn:y"/><p:c/></p:a>"#, "{urn:x}a [{urn:y}b {urn:x}c]"),
        (r#"<a xmlns:p="urn:x" xmlns:q="urn:x" p:b="1" q:c="2"/>"#, r#"a @{urn:x}b="1" @{urn:x}c="2""#),
        (r#"<a xmlns="urn:x" xmlns:p="urn:x" b="1" p:b="2"/>"#, r#"{urn:x}a @b="1" @{urn:x}b="2""#),
        (r#"<a xmlns:p="urn:x" xmlns:q="urn:X" p:b="1" q:b="2"/>"#, r#"a @{urn:x}b="1" @{urn:X}b="2""#),
        // Prefixes in turns, of one length.
        (
            r#"<a:a xmlns:a="urn:x" xmlns:b="urn:y" xmlns:c="urn:z"><b:d a:e="1" c:e="2"/><a:f/><c:g b:e="3"/><b:h/></a:a>"#,
            r#"{urn:x}a [{urn:y}d @{urn:x}e="1" @{urn:z}e="2" {urn:x}f {urn:z}g @{urn:y}e="3" {urn:y}h]"#,
        ),
        // Names are compared as they are, never as what an escape in them would mean.
        (r#"<a xmlns:p="urn:%61" xmlns:q="urn:a" p:b="1" q:b="2"/>"#, r#"a @{urn:%61}b="1" @{urn:a}b="2""#),
        (r#"<a xmlns="urn:x&amp;y"/>"#, "{urn:x&y}a"),
        (r#"<é:ü xmlns:é="urn:x"/>"#, "{urn:x}ü"),
    ]);
}

/// Section 4, "Prefix Declared"; section 5.
#[test]
fn unbound_prefixes() {
    assert_malformed(&[
        ("<p:a/>", "the prefix of 'p:a' is not bound to a namespace", 1, 2),
        ("<a p:b='1'/>", "the prefix of 'p:b' is not bound to a namespace", 1, 4),
        ("<a><b xmlns:p='urn:x'/><p:c/></a>", "the prefix of 'p:c' is not bound to a namespace", 1, 25),
        ("<a><b xmlns:p='urn:x'></b><p:c/></a>", "the prefix of 'p:c' is not bound to a namespace", 1, 28),
        ("<a xmlns:P='urn:x'><p:c/></a>", "the prefix of 'p:c' is not bound to a namespace", 1, 21),
        ("<xmlns:a/>", "the prefix of 'xmlns:a' is not bound to a namespace", 1, 2),
        ("<XML:a/>", "the prefix of 'XML:a' is not bound to a namespace", 1, 2),
        // What an element declares ends with it, whatever was shadowed.
        (
            "<a xmlns:p='urn:x'><b xmlns:q='urn:y' xmlns:p='urn:z'/><q:c/></a>",
            "the prefix of 'q:c' is not bound to a namespace",
            1,
            57,
        ),
    ]);
}

/// Section 3: qualified names.
#[test]
fn qualified_names() {
    let local = "expected a local name after ':'";
    let tag = "expected white space, '>' or '/>' in a start tag";
    assert_malformed(&[
        ("<:a/>", "expected a name", 1, 2),
        ("<a:/>", local, 1, 4),
        ("<a :b='1'/>", "expected a name", 1, 4),
        ("<a b:='1'/>", local, 1, 6),
        ("<a xmlns:b='urn:x' b:c:d='1'/>", "expected '=' after an attribute name", 1, 23),
        ("<a:b:c xmlns:a='urn:x'/>", tag, 1, 5),
        ("<a: b/>", local, 1, 4),
        ("<a :/>", "expected a name", 1, 4),
        ("<a:1 xmlns:a='urn:x'/>", local, 1, 4),
        ("<a xmlns:='urn:x'/>", "expected a prefix after 'xmlns:'", 1, 10),
        ("<a xmlns:1='urn:x'/>", "expected a prefix after 'xmlns:'", 1, 10),
        ("<a xmlns:b:c='urn:x'/>", "expected a prefix after 'xmlns:'", 1, 10),
        ("<a xmlns/>", "expected '=' after an attribute name", 1, 9),
        ("<p:a xmlns:p='urn:x'></q:a>", "expected the end tag '</p:a>'", 1, 22),
        ("<p:a xmlns:p='urn:x' xmlns:q='urn:x'></q:a>", "expected the end tag '</p:a>'", 1, 38),
    ]);
    assert_read(&[
        ("<a xmlnsx='1'/>", r#"a @xmlnsx="1""#),
        ("<a xmlns.x='1' Xmlns='2'/>", r#"a @xmlns.x="1" @Xmlns="2""#),
        ("<a xmlns\n =\t'urn:x'/>", "{urn:x}a"),
        ("<a xmlns:xmlish='urn:x' xmlish:b='1'/>", r#"a @{urn:x}b="1""#),
    ]);
}

/// Section 6.3: after expansion, and by number of attributes, for the two ways of looking differ.
#[test]
fn unique_attributes() {
    assert_malformed(&[
        ("<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>", TWICE, 1, 44),
        ("<a p:b='1' q:b='1' xmlns:p='urn:x' xmlns:q='urn:x'/>", TWICE, 1, 12),
        ("<r xmlns:p='urn:x'><a xmlns:q='urn:&#x78;' p:b='1' q:b='2'/></r>", TWICE, 1, 52),
        ("<a xml:lang='1' xml:lang='2'/>", TWICE, 1, 17),
        ("<a a='' b='' c='' d='' e='' f='' g='' h='' a=''/>", TWICE, 1, 44),
        ("<a b='' c='' d='' a='' e='' f='' g='' h='' i='' d=''/>", TWICE, 1, 49),
        ("<a xmlns='urn:x' xmlns='urn:x'/>", DECLARED_TWICE, 1, 18),
        ("<a xmlns='urn:x' xmlns=''/>", DECLARED_TWICE, 1, 18),
        ("<a xmlns:p='urn:x' b='1' xmlns:p='urn:y'/>", DECLARED_TWICE, 1, 26),
        ("<r><a xmlns:p='urn:x' xmlns:p='urn:x'/></r>", DECLARED_TWICE, 1, 23),
    ]);
    let table: String =
        (0..60).map(|n| format!(" a{n}='' p{}:a{n}='' xmlns:p{n}='urn:{n}'", n / 2)).collect();
    assert!(Document::parse(&format!("<a{table}/>"), &Limits::default()).is_ok());
    // Each of them in turn: the first few names are found in another way than those after.
    for n in 0..60 {
        let text = format!("<r{}><a p{n}:b='' q:b='' xmlns:q='urn:{n}'/></r>", many_declarations());
        let column = u32::try_from(text.find("q:b").unwrap()).unwrap() + 1;
        assert_malformed(&[(&text, TWICE, 1, column)]);
    }
}

fn many_declarations() -> String {
    (0..60).map(|n| format!(" xmlns:p{n}='urn:{n}'")).collect()
}

/// Section 3, "Reserved Prefixes and Namespace Names".
#[test]
fn reserved_prefixes() {
    assert_read(&[
        ("<a xml:lang='en'/>", r#"a @{http://www.w3.org/XML/1998/namespace}lang="en""#),
        (
            "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:b='1'/>",
            r#"a @{http://www.w3.org/XML/1998/namespace}b="1""#,
        ),
        ("<a xml:space='nonsense'/>", r#"a @{http://www.w3.org/XML/1998/namespace}space="nonsense""#),
    ]);
    assert_malformed(&[
        ("<a xmlns:xml='urn:x'/>", XML_ALONE, 1, 4),
        ("<a xmlns:xml=''/>", XML_ALONE, 1, 4),
        ("<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", XML_ALONE, 1, 4),
        ("<a xmlns='http://www.w3.org/XML/1998/namespace'/>", XML_ALONE, 1, 4),
        ("<a b='1'\n xmlns:p='http://www.w3.org/XML/1998/&#110;amespace'/>", XML_ALONE, 2, 2),
        ("<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", NOT_XMLNS, 1, 4),
        ("<a xmlns='http://www.w3.org/2000/xmlns/'/>", NOT_XMLNS, 1, 4),
        ("<a xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>", "the prefix xmlns cannot be declared", 1, 4),
        ("<a xmlns:xmlns='urn:x'/>", "the prefix xmlns cannot be declared", 1, 4),
        // Section 5: only Namespaces 1.1 undeclares a prefix.
        ("<a xmlns:p=''/>", "a prefix cannot be undeclared in Namespaces 1.0", 1, 4),
        ("<a xmlns:p='urn:x'><b xmlns:p=''/></a>", "a prefix cannot be undeclared in Namespaces 1.0", 1, 23),
    ]);
}

/// Canonical XML 1.0, section 1.3: a relative namespace URI has no canonical form; Namespaces 1.0, section 3: a name is
/// a URI by the letter of RFC 3986.
#[test]
fn namespace_names_are_absolute_uris() {
    assert_malformed(&[
        ("<a xmlns='x'/>", RELATIVE, 1, 4),
        ("<a xmlns:p='x'/>", RELATIVE, 1, 4),
        ("<a xmlns='/x'/>", RELATIVE, 1, 4),
        ("<a xmlns='//host/x'/>", RELATIVE, 1, 4),
        ("<a xmlns='../x:y'/>", RELATIVE, 1, 4),
        ("<a xmlns='#x'/>", RELATIVE, 1, 4),
        ("<a xmlns=' urn:x'/>", RELATIVE, 1, 4),
        ("<a xmlns=' '/>", RELATIVE, 1, 4),
        ("<a xmlns='1urn:x'/>", RELATIVE, 1, 4),
        ("<a xmlns=':x'/>", RELATIVE, 1, 4),
        ("<a xmlns='é:x'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:é'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:a b'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:a\nb'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:a '/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:a&#9;'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:&lt;'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:>'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:&quot;'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:{}'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:a^b'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:%'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:%4'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:%4g'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:#a#b'/>", RELATIVE, 1, 4),
        ("<a xmlns='urn:[]'/>", RELATIVE, 1, 4),
        ("<a xmlns='http://host:port/'/>", RELATIVE, 1, 4),
        ("<a xmlns='http://a@b@c/'/>", RELATIVE, 1, 4),
        ("<a xmlns='http://[::1/'/>", RELATIVE, 1, 4),
        ("<a xmlns='http://[]/'/>", RELATIVE, 1, 4),
        ("<a xmlns='http://x/#%2'/>", RELATIVE, 1, 4),
    ]);
    assert_read(&[
        ("<a xmlns='a+b-c.1:x'/>", "{a+b-c.1:x}a"),
        ("<a xmlns='urn:'/>", "{urn:}a"),
        ("<a xmlns='http://u:p@[::1]:80?'/>", "{http://u:p@[::1]:80?}a"),
        ("<a xmlns='http://host:8080/~x#'/>", "{http://host:8080/~x#}a"),
        ("<a xmlns='urn:%4F;?=#/@'/>", "{urn:%4F;?=#/@}a"),
    ]);
}

/// Names of a document are numbers inside; every one must come back as what was written, few or many.
#[test]
fn many_prefixes_and_namespace_names() {
    let mut text = "<r>".to_owned();
    for n in 0..100 {
        text += &format!("<p{n}:a xmlns:p{n}='urn:{n}' xmlns='urn:{}'><b p{n}:c=''/></p{n}:a>", n % 37);
    }
    text += "</r>";
    let document = Document::parse(&text, &Limits::default()).unwrap();
    let mut children = 0;
    for (n, child) in document.root().children().enumerate() {
        let inner = child.children().next().unwrap();
        assert_eq!(child.namespace_uri(), format!("urn:{n}"));
        assert_eq!(inner.namespace_uri(), format!("urn:{}", n % 37));
        assert_eq!(inner.attribute_in(child.namespace(), "c"), Some(""));
        assert_eq!(inner.namespace_of_prefix(&format!("p{n}")), Some(format!("urn:{n}").as_str()));
        assert_eq!(inner.namespace_of_prefix("p"), None);
        children += 1;
    }
    assert_eq!(children, 100);
}

#[test]
fn well_known_namespaces_are_constants() {
    for (uri, namespace) in [
        ("urn:oasis:names:tc:SAML:2.0:assertion", Namespace::SAML),
        ("urn:oasis:names:tc:SAML:2.0:protocol", Namespace::SAMLP),
        ("urn:oasis:names:tc:SAML:2.0:metadata", Namespace::MD),
        ("http://www.w3.org/2000/09/xmldsig#", Namespace::DS),
        ("http://www.w3.org/2001/04/xmlenc#", Namespace::XENC),
        ("http://www.w3.org/2009/xmlenc11#", Namespace::XENC11),
        ("http://www.w3.org/2001/10/xml-exc-c14n#", Namespace::EXC_C14N),
        ("http://www.w3.org/2001/XMLSchema", Namespace::XS),
        ("http://www.w3.org/2001/XMLSchema-instance", Namespace::XSI),
    ] {
        let text = format!("<p:a xmlns:p='{uri}'/>");
        let document = Document::parse(&text, &Limits::default()).unwrap();
        assert!(document.root().is(namespace, "a"), "{uri}");
        assert_eq!(document.root().namespace_uri(), uri);
        // A longer name is another one.
        let longer = text.replace("'/>", "x'/>");
        let longer = Document::parse(&longer, &Limits::default()).unwrap();
        assert_ne!(longer.root().namespace(), namespace, "{uri}");
    }
    let document = Document::parse("<a xml:b=''/>", &Limits::default()).unwrap();
    assert_eq!(document.root().namespace(), Namespace::NONE);
    assert_eq!(document.root().attribute_in(Namespace::XML, "b"), Some(""));
}
