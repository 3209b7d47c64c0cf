//! Canonical forms byte for byte, after Canonical XML 1.0 and Exclusive XML Canonicalization 1.0.

use super::table::{named, parse};
use crate::fuzz::c14n::canonical;
use samlens::internals::xml::Element;
use samlens::internals::xml::canonical::{Canonicalizer, Method};
use samlens_forge::documents::{Random, tree};
use std::process::Command;

fn exclusive(text: &str, apex: &str) -> String {
    canonical(named(&parse(text), apex), Method::Exclusive, &[], None)
}

fn with_list(text: &str, apex: &str, prefixes: &[&str]) -> String {
    canonical(named(&parse(text), apex), Method::Exclusive, prefixes, None)
}

fn inclusive(text: &str, apex: &str) -> String {
    canonical(named(&parse(text), apex), Method::Inclusive, &[], None)
}

/// Both methods give this for the root of the document.
fn assert_root(text: &str, expected: &str) {
    let document = parse(text);
    assert_eq!(canonical(document.root(), Method::Exclusive, &[], None), expected, "{text:?}");
    assert_eq!(canonical(document.root(), Method::Inclusive, &[], None), expected, "{text:?}");
}

/// Canonical XML 1.0, section 3.1: what is around the root, and comments, are left out.
#[test]
fn instructions_and_comments() {
    assert_root(
        "<?xml version='1.0'?>\n<?style x?>\n<!-- 1 -->\n<doc>Hello<!-- 2 -->, world<!----></doc>\n<?end?>\n<!-- 3 -->",
        "<doc>Hello, world</doc>",
    );
    assert_root("<a><!-- only --></a>", "<a></a>");
    assert_root("<a><!-- --><b/><!-- --></a>", "<a><b></b></a>");
}

/// Section 3.2: white space of content stays, also between elements.
#[test]
fn white_space_in_content() {
    let text = "<doc>\n   <clean>   </clean>\n\t<dirty>   A   B   </dirty>\n</doc>";
    assert_root(text, text);
    assert_root("\n<a\n> <b ></b\t> </a >\n", "<a> <b></b> </a>");
}

/// Section 3.3: start and end tags, quotes, order of attributes and declarations.
#[test]
fn tags() {
    assert_root("<e1   />", "<e1></e1>");
    assert_root("<e   name = 'elem3'   id=\"elem3\"   />", "<e id=\"elem3\" name=\"elem3\"></e>");
    assert_root("<a c='3' b='2' a='1' B='0' é='4'/>", "<a B=\"0\" a=\"1\" b=\"2\" c=\"3\" é=\"4\"></a>");
    assert_root("<a b1='' b='' b-='' ba=''/>", "<a b=\"\" b-=\"\" b1=\"\" ba=\"\"></a>");
    // By namespace name, not by prefix: no namespace first, then urn:a (z), urn:b (y), urn:c (x).
    assert_eq!(
        inclusive(
            "<e x:a='1' y:a='2' z:b='3' z:a='4' a='5' xmlns:z='urn:a' xmlns:y='urn:b' xmlns:x='urn:c'/>",
            "e"
        ),
        "<e xmlns:x=\"urn:c\" xmlns:y=\"urn:b\" xmlns:z=\"urn:a\" a=\"5\" z:a=\"4\" z:b=\"3\" y:a=\"2\" x:a=\"1\"></e>"
    );
    // The default namespace is declared first; the names of declarations are their prefixes.
    assert_eq!(
        inclusive("<e xmlns:b='urn:1' xmlns:a='urn:2' xmlns:a1='urn:4' xmlns:B='urn:5' xmlns='urn:3'/>", "e"),
        "<e xmlns=\"urn:3\" xmlns:B=\"urn:5\" xmlns:a=\"urn:2\" xmlns:a1=\"urn:4\" xmlns:b=\"urn:1\"></e>"
    );
    // http://www.w3.org/XML/1998/namespace is before and after others by its letters.
    assert_root(
        "<e xmlns:g='gopher:x' xmlns:u='urn:x' u:a='1' xml:lang='en' g:a='2' a='3'/>",
        "<e xmlns:g=\"gopher:x\" xmlns:u=\"urn:x\" a=\"3\" g:a=\"2\" xml:lang=\"en\" u:a=\"1\"></e>",
    );
    assert_root("<a xmlns=''/>", "<a></a>");
    assert_root("<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:a='1'/>", "<a xml:a=\"1\"></a>");
}

/// Section 3.4: character modifications and references.
#[test]
fn escapes() {
    assert_root("<t>First line&#x0d;&#10;Second line</t>", "<t>First line&#xD;\nSecond line</t>");
    assert_root("<t>&#x32;&amp;&lt;&gt;&quot;&apos;></t>", "<t>2&amp;&lt;&gt;\"'&gt;</t>");
    assert_root(
        "<t><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></t>",
        "<t>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</t>",
    );
    assert_root("<t>\t\r\n&#9;\r</t>", "<t>\t\n\t\n</t>");
    assert_root("<t><![CDATA[\r\n\r]]>&#13;</t>", "<t>\n\n&#xD;</t>");
    assert_root(
        "<n a='&apos;    &#x20;&#13;&#xa;&#9;   &apos; '/>",
        "<n a=\"'     &#xD;&#xA;&#x9;   ' \"></n>",
    );
    assert_root(
        "<n a='\"' b=\"'\" c='&lt;>&gt;&amp;' d='\r\n\t'/>",
        "<n a=\"&quot;\" b=\"'\" c=\"&lt;>>&amp;\" d=\"  \"></n>",
    );
    assert_root("<n xmlns='urn:a&amp;b'/>", "<n xmlns=\"urn:a&amp;b\"></n>");
    assert_root(
        "<n a='&#xE9;\u{1F600}'>&#x1F600;\u{7F}\u{85}</n>",
        "<n a=\"é\u{1F600}\">\u{1F600}\u{7F}\u{85}</n>",
    );
    // Unicode forms are kept apart.
    assert_root("<n>e\u{301}é</n>", "<n>e\u{301}é</n>");
}

/// Section 2.4: the apex of an inclusive form takes over the xml: attributes of its ancestors, the nearest of each.
#[test]
fn inherited_xml_attributes() {
    let text = "<a xml:lang='en' xml:space='default' xml:id='a' x='0'><b xml:lang='de' y='0'><c xml:base='u' z='0'><d/></c></b></a>";
    assert_eq!(
        inclusive(text, "c"),
        "<c z=\"0\" xml:base=\"u\" xml:id=\"a\" xml:lang=\"de\" xml:space=\"default\"><d></d></c>"
    );
    assert_eq!(
        inclusive(text, "d"),
        "<d xml:base=\"u\" xml:id=\"a\" xml:lang=\"de\" xml:space=\"default\"></d>"
    );
    assert_eq!(
        inclusive(text, "b"),
        "<b y=\"0\" xml:id=\"a\" xml:lang=\"de\" xml:space=\"default\"><c z=\"0\" xml:base=\"u\"><d></d></c></b>"
    );
    assert_eq!(exclusive(text, "c"), "<c z=\"0\" xml:base=\"u\"><d></d></c>");
    assert_eq!(inclusive("<a xml:x='1'><b xml:x=''/></a>", "b"), "<b xml:x=\"\"></b>");
    assert_eq!(inclusive("<a xml:x='1&#9;\"'><b/></a>", "b"), "<b xml:x=\"1&#x9;&quot;\"></b>");
}

/// Section 2.3 and 4.6: what is in scope at the apex comes along, what is declared again without need does not.
#[test]
fn inclusive_namespaces() {
    let text = "<a xmlns='urn:d' xmlns:p='urn:p' xmlns:u='urn:u'><p:b xmlns:p='urn:q' xmlns:u='urn:u'><c xmlns=''/></p:b></a>";
    assert_eq!(
        inclusive(text, "p:b"),
        "<p:b xmlns=\"urn:d\" xmlns:p=\"urn:q\" xmlns:u=\"urn:u\"><c xmlns=\"\"></c></p:b>"
    );
    assert_eq!(inclusive(text, "c"), "<c xmlns:p=\"urn:q\" xmlns:u=\"urn:u\"></c>");
    assert_eq!(
        inclusive(text, "a"),
        "<a xmlns=\"urn:d\" xmlns:p=\"urn:p\" xmlns:u=\"urn:u\"><p:b xmlns:p=\"urn:q\"><c xmlns=\"\"></c></p:b></a>"
    );
    assert_eq!(
        inclusive(
            "<r><a xmlns:p='urn:1'><b xmlns:p='urn:2'><c xmlns:p='urn:1'/></b><d xmlns:p='urn:1'/></a></r>",
            "r"
        ),
        "<r><a xmlns:p=\"urn:1\"><b xmlns:p=\"urn:2\"><c xmlns:p=\"urn:1\"></c></b><d></d></a></r>"
    );
}

/// Every order in which the default namespace is declared and undeclared.
#[test]
fn default_namespace() {
    assert_root(
        "<a xmlns='urn:1'><b xmlns=''><c xmlns='urn:1'><d xmlns=''/></c></b></a>",
        "<a xmlns=\"urn:1\"><b xmlns=\"\"><c xmlns=\"urn:1\"><d xmlns=\"\"></d></c></b></a>",
    );
    assert_root(
        "<a xmlns=''><b xmlns=''><c xmlns='urn:1'/><d/></b></a>",
        "<a><b><c xmlns=\"urn:1\"></c><d></d></b></a>",
    );
    assert_root(
        "<a><b xmlns='urn:1'/><b xmlns='urn:1'/></a>",
        "<a><b xmlns=\"urn:1\"></b><b xmlns=\"urn:1\"></b></a>",
    );
    let text = "<a xmlns='urn:1'><p:b xmlns:p='urn:2' xmlns=''><c/><p:d xmlns='urn:3'><e/></p:d></p:b></a>";
    assert_eq!(
        exclusive(text, "p:b"),
        "<p:b xmlns:p=\"urn:2\"><c></c><p:d><e xmlns=\"urn:3\"></e></p:d></p:b>"
    );
    assert_eq!(
        exclusive(text, "a"),
        "<a xmlns=\"urn:1\"><p:b xmlns:p=\"urn:2\"><c xmlns=\"\"></c><p:d><e xmlns=\"urn:3\"></e></p:d></p:b></a>"
    );
    assert_eq!(
        inclusive(text, "p:b"),
        "<p:b xmlns:p=\"urn:2\"><c></c><p:d xmlns=\"urn:3\"><e></e></p:d></p:b>"
    );
    assert_eq!(exclusive(text, "c"), "<c></c>");
    // An element without prefix below a prefixed one still needs the namespace of its ancestors.
    let text = "<a xmlns='urn:1'><p:b xmlns:p='urn:2'><c/></p:b></a>";
    assert_eq!(exclusive(text, "p:b"), "<p:b xmlns:p=\"urn:2\"><c xmlns=\"urn:1\"></c></p:b>");
    // An attribute without prefix does not use it.
    assert_eq!(
        exclusive("<a xmlns='urn:1'><p:b xmlns:p='urn:2' c=''/></a>", "p:b"),
        "<p:b xmlns:p=\"urn:2\" c=\"\"></p:b>"
    );
}

/// Exclusive C14N, section 2: the examples of surroundings that change, with what is visibly used only.
#[test]
fn exclusive_namespaces() {
    let inner =
        "<n1:elem2 xmlns:n1=\"urn:1\" xml:lang=\"en\"><n3:stuff xmlns:n3=\"urn:3\"></n3:stuff></n1:elem2>";
    for text in [
        "<n0:p xmlns:n0='urn:0' xmlns:n1='urn:1' xmlns:n3='urn:3' xml:lang='fr'><n1:elem2 xml:lang='en'><n3:stuff/></n1:elem2></n0:p>",
        "<n2:p xmlns:n2='urn:2'><n1:elem2 xmlns:n1='urn:1' xmlns:n3='urn:3' xml:lang='en'><n3:stuff/></n1:elem2></n2:p>",
        "<p xmlns='urn:9' xmlns:n1='urn:8'><n1:elem2 xmlns:unused='urn:7' xmlns:n1='urn:1' xml:lang='en'><n3:stuff xmlns:n3='urn:3'/></n1:elem2></p>",
    ] {
        assert_eq!(exclusive(text, "n1:elem2"), inner);
    }
    // Prefixes of attributes are used, prefixes in values are not.
    assert_eq!(
        exclusive(
            "<a xmlns:p='urn:p' xmlns:xs='urn:xs' xmlns:xsi='urn:xsi'><b xsi:type='xs:string' p:c=''/></a>",
            "b"
        ),
        "<b xmlns:p=\"urn:p\" xmlns:xsi=\"urn:xsi\" p:c=\"\" xsi:type=\"xs:string\"></b>"
    );
    // Each sibling declares for itself; a descendant does not declare again.
    assert_eq!(
        exclusive("<r xmlns:p='urn:p'><p:a><p:b/></p:a><p:c/></r>", "r"),
        "<r><p:a xmlns:p=\"urn:p\"><p:b></p:b></p:a><p:c xmlns:p=\"urn:p\"></p:c></r>"
    );
    // A prefix that is bound anew, and back.
    assert_eq!(
        exclusive(
            "<p:a xmlns:p='urn:1'><p:b xmlns:p='urn:2'><p:c xmlns:p='urn:1'/><p:d/></p:b><p:e/></p:a>",
            "p:a"
        ),
        "<p:a xmlns:p=\"urn:1\"><p:b xmlns:p=\"urn:2\"><p:c xmlns:p=\"urn:1\"></p:c><p:d></p:d></p:b><p:e></p:e></p:a>"
    );
    // Bound anew where it is not used, and used below.
    assert_eq!(
        exclusive("<p:a xmlns:p='urn:1'><b xmlns:p='urn:2'><p:c/></b><p:d/></p:a>", "p:a"),
        "<p:a xmlns:p=\"urn:1\"><b><p:c xmlns:p=\"urn:2\"></p:c></b><p:d></p:d></p:a>"
    );
    // Two prefixes of one namespace are both declared, attributes in the order of their local names.
    assert_eq!(
        exclusive("<q:a xmlns:p='urn:1' xmlns:q='urn:1' q:y='' p:z='' p:x=''/>", "q:a"),
        "<q:a xmlns:p=\"urn:1\" xmlns:q=\"urn:1\" p:x=\"\" q:y=\"\" p:z=\"\"></q:a>"
    );
}

/// Exclusive C14N, section 3: prefixes of the list are treated as the inclusive method does, if they are bound.
#[test]
fn prefix_list() {
    let text = "<a xmlns='urn:d' xmlns:p='urn:p' xmlns:q='urn:q'><p:b><c xmlns:q='urn:q2' xmlns:r='urn:r'/><d/></p:b></a>";
    assert_eq!(
        with_list(text, "p:b", &["q"]),
        "<p:b xmlns:p=\"urn:p\" xmlns:q=\"urn:q\"><c xmlns=\"urn:d\" xmlns:q=\"urn:q2\"></c><d xmlns=\"urn:d\"></d></p:b>"
    );
    assert_eq!(
        with_list(text, "p:b", &["#default"]),
        "<p:b xmlns=\"urn:d\" xmlns:p=\"urn:p\"><c></c><d></d></p:b>"
    );
    assert_eq!(
        with_list(text, "p:b", &["r", "unknown", "#default", "q", "q"]),
        "<p:b xmlns=\"urn:d\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\"><c xmlns:q=\"urn:q2\" xmlns:r=\"urn:r\"></c><d></d></p:b>"
    );
    // Neither "default", nor the empty text, nor xml means a namespace.
    assert_eq!(with_list(text, "d", &["default", "", "xml", "xmlns", "#"]), "<d xmlns=\"urn:d\"></d>");
    let text =
        "<a xmlns='urn:d'><p:b xmlns:p='urn:p' xmlns=''><p:c xmlns='urn:e'><p:d xmlns=''/></p:c></p:b></a>";
    assert_eq!(
        with_list(text, "a", &["#default"]),
        "<a xmlns=\"urn:d\"><p:b xmlns=\"\" xmlns:p=\"urn:p\"><p:c xmlns=\"urn:e\"><p:d xmlns=\"\"></p:d></p:c></p:b></a>"
    );
    assert_eq!(
        with_list(text, "p:b", &["#default"]),
        "<p:b xmlns:p=\"urn:p\"><p:c xmlns=\"urn:e\"><p:d xmlns=\"\"></p:d></p:c></p:b>"
    );
    // Of no effect on the inclusive method.
    let document = parse(text);
    assert_eq!(
        canonical(named(&document, "p:b"), Method::Inclusive, &["x"], None),
        canonical(named(&document, "p:b"), Method::Inclusive, &[], None)
    );
}

/// The enveloped signature goes with all inside it, and nothing next to it.
#[test]
fn omitted_element() {
    let text = "<a xmlns:p='urn:p'>1<p:s><p:t>x</p:t></p:s>2<p:b/><c>3</c></a>";
    let document = parse(text);
    let (root, signature) = (document.root(), named(&document, "p:s"));
    let expected = "<a>12<p:b xmlns:p=\"urn:p\"></p:b><c>3</c></a>";
    assert_eq!(canonical(root, Method::Exclusive, &[], Some(signature)), expected);
    assert_eq!(
        canonical(root, Method::Inclusive, &[], Some(signature)),
        "<a xmlns:p=\"urn:p\">12<p:b></p:b><c>3</c></a>"
    );
    // One in another place is none.
    let c = named(&document, "c");
    assert_eq!(canonical(c, Method::Exclusive, &[], Some(signature)), "<c>3</c>");
    // First and last children.
    let document = parse("<a><s/><b/><s/></a>");
    let children: Vec<Element<'_>> = document.root().children().collect();
    assert_eq!(
        canonical(document.root(), Method::Exclusive, &[], Some(children[0])),
        "<a><b></b><s></s></a>"
    );
    assert_eq!(
        canonical(document.root(), Method::Exclusive, &[], Some(children[2])),
        "<a><s></s><b></b></a>"
    );
    assert_eq!(canonical(document.root(), Method::Exclusive, &[], Some(document.root())), "");
}

/// One canonicalizer for many elements, whatever the one before left behind.
#[test]
fn working_memory_is_reused() {
    let first = parse("<p:a xmlns:p='urn:1' xmlns:q='urn:2'><q:b/></p:a>");
    let second = parse("<p:a xmlns:p='urn:3'/>");
    let mut canonicalizer = Canonicalizer::default();
    let mut bytes = Vec::new();
    canonicalizer.write(first.root(), Method::Exclusive, &["q"], None, &mut bytes);
    canonicalizer.write(second.root(), Method::Exclusive, &[], None, &mut bytes);
    canonicalizer.write(first.root(), Method::Exclusive, &[], None, &mut bytes);
    assert_eq!(
        String::from_utf8(bytes).unwrap(),
        "<p:a xmlns:p=\"urn:1\" xmlns:q=\"urn:2\"><q:b></q:b></p:a><p:a xmlns:p=\"urn:3\"></p:a>\
         <p:a xmlns:p=\"urn:1\"><q:b xmlns:q=\"urn:2\"></q:b></p:a>"
    );
}

/// Whole documents without comments, which xmllint would keep.
#[test]
#[ignore = "needs xmllint"]
fn whole_documents_as_libxml2_writes_them() {
    let directory = std::env::temp_dir().join(format!("samlens-c14n-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let mut random = Random::new(7);
    // libxml2 writes `&` in a namespace name as it is, which is not even well-formed; the standard escapes it.
    let texts: Vec<String> =
        (0..900).map(|_| tree(&mut random)).filter(|text| !text.contains("urn:x&amp;y")).collect();
    for (index, text) in texts.iter().enumerate() {
        std::fs::write(directory.join(format!("{index}.xml")), text).unwrap();
    }
    for (option, method) in [("--c14n", Method::Inclusive), ("--exc-c14n", Method::Exclusive)] {
        let output = Command::new("xmllint")
            .args(["--nonet", option])
            .args((0..texts.len()).map(|index| format!("{index}.xml")))
            .current_dir(&directory)
            .output()
            .unwrap();
        let theirs = String::from_utf8(output.stdout).unwrap();
        let mut rest = theirs.as_str();
        for text in &texts {
            let ours = canonical(parse(text).root(), method, &[], None);
            let same = rest.strip_prefix(&ours);
            assert!(
                same.is_some(),
                "{option} of {text:?}\n ours {ours:?}\ntheirs {:?}",
                rest.get(..ours.len() + 80)
            );
            rest = same.unwrap().trim_start_matches('\n');
        }
        assert_eq!(rest, "");
    }
    std::fs::remove_dir_all(&directory).unwrap();
}
