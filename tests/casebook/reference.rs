//! What a signature refers to: references, transforms, canonicalisation, and everything that may stand twice.

use super::{Case, Form, forge_identity, login, signing};
use crate::forge::element::Node;
use crate::forge::signing::{ENVELOPED, EXC_C14N, INC_C14N};
use crate::forge::{Element, Signing};

const CORE: &str = "SAML 2.0 core, section 5.4.2";
const TRANSFORMS: &str = "SAML 2.0 core, section 5.4.4";
const PRACTICES: &str = "XML Signature Best Practices, sections 2.1 and 3";

/// A SignedInfo that says something else, with a right SignatureValue over it.
struct Lie {
    id: &'static str,
    what: &'static str,
    source: &'static str,
    root: &'static str,
    edit: fn(&mut Element),
}

/// A Signature that was changed after it was made.
struct Change {
    id: &'static str,
    what: &'static str,
    source: &'static str,
    root: &'static str,
    edit: fn(&mut Element),
}

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for form in [Form::Response, Form::Assertion] {
        let mut add = |id: &str, what: &str, source: &str, root: &str, signing: Signing| {
            let id = format!("{id}-{}", form.name());
            let what = format!("{what} ({} signed)", form.name());
            let xml = form.sign(login(), signing).message().xml;
            cases.push(Case::refused("reference", &id, &what, source, root, xml));
        };
        for lie in LIES {
            add(lie.id, lie.what, lie.source, lie.root, signing().on_signed_info(lie.edit));
        }
        for change in CHANGES {
            add(change.id, change.what, change.source, change.root, signing().on_signature(change.edit));
        }
    }
    cases.extend(whole_document());
    cases.extend(may_accept());
    cases
}

/// URIs that some readers take for the whole document or for another element, with the digest that they expect.
fn whole_document() -> Vec<Case> {
    let uris = [
        ("empty", "", "an empty URI, the whole document"),
        ("root-xpointer", "#xpointer(/)", "an XPointer to the root"),
        ("id-xpointer", "#xpointer(id('_r1'))", "an XPointer to the ID"),
        ("no-fragment", "_r1", "the ID without its #"),
        ("two-hashes", "##_r1", "two # before the ID"),
        ("space-before", " #_r1", "a space before the #"),
        ("space-after", "#_r1 ", "a space after the ID"),
        ("encoded", "#%5Fr1", "the ID percent-encoded"),
        ("other-case", "#_R1", "the ID in upper case"),
        ("other-element", "#_a1", "the ID of the assertion inside"),
        ("unknown", "#_nobody", "an ID that no element has"),
        ("external", "https://evil.example/response.xml", "another document on the network"),
        ("external-fragment", "https://evil.example/response.xml#_r1", "another document and the ID in it"),
        ("file", "file:///etc/passwd", "a file of the machine"),
    ];
    let case = |(id, uri, what): (&str, &str, &str)| {
        let xml = login().sign_response(signing().uri(uri)).message().xml;
        let what = format!("the Reference has {what}, and the digest is that of the Response");
        Case::refused("reference", &format!("uri-{id}"), &what, CORE, "signature-profile", xml)
    };
    let mut cases: Vec<Case> = uris.into_iter().map(case).collect();
    // XML Signature, 4.4.3.2: an empty URI is the whole document; other validators accept it at the root.
    cases[0] = cases[0].clone().may_accept().honest();
    cases
}

/// What the standards allow, or leave open, and samlens refuses.
fn may_accept() -> Vec<Case> {
    let case = |id: &str, what: &str, source: &str, root: &str, signing: Signing| {
        let xml = login().sign_response(signing).message().xml;
        Case::refused("reference", id, what, source, root, xml).may_accept().honest()
    };
    vec![case(
        "object-empty",
        "an empty Object in the signature",
        "XML Signature 1.1, section 4.1: Object is optional; SAML has no use for it",
        "signature-profile",
        signing().on_signature(|s| s.push(Element::new("ds:Object"))),
    )]
}

fn reference(info: &mut Element) -> &mut Element {
    info.find_mut("Reference")
}

fn transform(algorithm: &str) -> Element {
    Element::new("ds:Transform").with("Algorithm", algorithm)
}

fn set_transform(info: &mut Element, at: usize, algorithm: &str) {
    let transforms = info.find_mut("Transforms");
    if let Node::Element(element) = &mut transforms.children[at] {
        element.set("Algorithm", algorithm);
    }
}

fn copy(element: &mut Element, local: &str) -> Element {
    element.find_mut(local).clone()
}

const LIES: &[Lie] = &[
    Lie {
        id: "no-uri",
        what: "the Reference has no URI",
        source: CORE,
        root: "signature-profile",
        edit: |i| {
            reference(i).unset("URI");
        },
    },
    Lie {
        id: "no-reference",
        what: "SignedInfo has no Reference",
        source: CORE,
        root: "signature-profile",
        edit: |i| {
            i.take("Reference");
        },
    },
    Lie {
        id: "reference-twice",
        what: "two References to the same element",
        source: "SAML 2.0 core, section 5.4.2: a single Reference",
        root: "signature-profile",
        edit: |i| {
            let second = copy(i, "Reference");
            i.push(second);
        },
    },
    Lie {
        id: "reference-other-first",
        what: "a Reference to another element before the right one",
        source: "SAML 2.0 core, section 5.4.2 | CVE-2026-33487",
        root: "signature-profile",
        edit: |i| {
            let mut first = copy(i, "Reference");
            first.set("URI", "#_other");
            i.insert_before("Reference", first);
        },
    },
    Lie {
        id: "reference-manifest",
        what: "the Reference is of the type Manifest",
        source: "XML Signature 1.1, section 5.1",
        root: "signature-profile",
        edit: |i| {
            reference(i).set("Type", "http://www.w3.org/2000/09/xmldsig#Manifest");
            reference(i).set("URI", "#manifest");
        },
    },
    Lie {
        id: "no-transforms",
        what: "the Reference has no Transforms",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| {
            reference(i).take("Transforms");
        },
    },
    Lie {
        id: "no-enveloped",
        what: "the enveloped-signature transform is missing",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| {
            i.find_mut("Transforms").children.remove(0);
        },
    },
    Lie {
        id: "enveloped-only",
        what: "the canonicalisation transform is missing",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| {
            i.find_mut("Transforms").children.remove(1);
        },
    },
    Lie {
        id: "enveloped-twice",
        what: "enveloped-signature stands twice",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| i.find_mut("Transforms").insert_before("Transform", transform(ENVELOPED)),
    },
    Lie {
        id: "canonical-twice",
        what: "exclusive canonicalisation stands twice",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| i.find_mut("Transforms").push(transform(EXC_C14N)),
    },
    Lie {
        id: "transforms-swapped",
        what: "canonicalisation before enveloped-signature",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| i.find_mut("Transforms").children.reverse(),
    },
    Lie {
        id: "transforms-twice",
        what: "two Transforms elements",
        source: "XML Signature 1.1, section 4.4.3.4",
        root: "signature-profile",
        edit: |i| {
            let second = copy(i, "Transforms");
            reference(i).insert_after("Transforms", second);
        },
    },
    Lie {
        id: "transform-xpath",
        what: "an XPath transform that leaves the subject out of the digest",
        source: PRACTICES,
        root: "signature-profile",
        edit: |i| {
            let xpath = Element::new("ds:XPath").text("not(ancestor-or-self::saml:Subject)");
            let filter = transform("http://www.w3.org/TR/1999/REC-xpath-19991116").child(xpath);
            i.find_mut("Transforms").children.insert(1, filter.into());
        },
    },
    Lie {
        id: "transform-xpath-filter2",
        what: "an XPath Filter 2.0 transform",
        source: PRACTICES,
        root: "signature-profile",
        edit: |i| {
            let filter = transform("http://www.w3.org/2002/06/xmldsig-filter2");
            i.find_mut("Transforms").children.insert(1, filter.into());
        },
    },
    Lie {
        id: "transform-xslt",
        what: "an XSLT transform, which could write any bytes or run code",
        source: "CVE-2022-34716 and kin | XML Signature Best Practices, section 2.1.1",
        root: "signature-profile",
        edit: |i| {
            let sheet = Element::new("xsl:stylesheet")
                .with("xmlns:xsl", "http://www.w3.org/1999/XSL/Transform")
                .with("version", "1.0");
            let xslt = transform("http://www.w3.org/TR/1999/REC-xslt-19991116").child(sheet);
            i.find_mut("Transforms").children.insert(1, xslt.into());
        },
    },
    Lie {
        id: "transform-base64",
        what: "a base64 transform",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| i.find_mut("Transforms").push(transform("http://www.w3.org/2000/09/xmldsig#base64")),
    },
    Lie {
        id: "transform-with-comments",
        what: "exclusive canonicalisation with comments",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| set_transform(i, 1, "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"),
    },
    Lie {
        id: "transform-inclusive",
        what: "inclusive canonicalisation of the content",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| set_transform(i, 1, INC_C14N),
    },
    Lie {
        id: "transform-c14n11",
        what: "Canonical XML 1.1 of the content",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| set_transform(i, 1, "http://www.w3.org/2006/12/xml-c14n11"),
    },
    Lie {
        id: "transform-unknown",
        what: "an unknown transform",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| set_transform(i, 1, "urn:nothing"),
    },
    Lie {
        id: "transform-foreign",
        what: "a Transform of a foreign namespace among the others",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| {
            let foreign = Element::new("x:Transform").with("xmlns:x", "urn:x").with("Algorithm", EXC_C14N);
            i.find_mut("Transforms").push(foreign);
        },
    },
    Lie {
        id: "transform-no-algorithm",
        what: "a Transform without an Algorithm",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| {
            i.find_mut("Transform").unset("Algorithm");
        },
    },
    Lie {
        id: "digest-value-twice",
        what: "two DigestValues, the first of them the right one",
        source: "CVE-2024-45409, CVE-2025-29775",
        root: "signature-profile",
        edit: |i| reference(i).push(Element::new("ds:DigestValue").text("AAAA")),
    },
    Lie {
        id: "digest-value-foreign",
        what: "a DigestValue of a foreign namespace before the right one",
        source: "CVE-2024-45409",
        root: "signature-profile",
        edit: |i| {
            let foreign = Element::new("x:DigestValue").with("xmlns:x", "urn:x").text("AAAA");
            reference(i).insert_before("DigestValue", foreign);
        },
    },
    Lie {
        id: "digest-value-element",
        what: "an element inside DigestValue",
        source: "CVE-2025-29775",
        root: "signature-profile",
        edit: |i| i.find_mut("DigestValue").push(Element::new("ds:x")),
    },
    Lie {
        id: "digest-value-empty",
        what: "an empty DigestValue",
        source: "CVE-2025-66568: an empty digest of an empty canonical text",
        root: "signature-profile",
        edit: |i| i.find_mut("DigestValue").children.clear(),
    },
    Lie {
        id: "digest-value-short",
        what: "a DigestValue that is the first half of the right one",
        source: "XML Signature Best Practices, section 3.5: truncation",
        root: "signature-profile",
        edit: |i| {
            let text = i.find_mut("DigestValue").document(crate::forge::Style::USUAL);
            let start = text.find('>').unwrap() + 1;
            i.find_mut("DigestValue").set_text(&text[start..start + 20]);
        },
    },
    Lie {
        id: "no-digest-value",
        what: "no DigestValue",
        source: "XML Signature 1.1, section 4.4.3.6",
        root: "signature-profile",
        edit: |i| {
            reference(i).take("DigestValue");
        },
    },
    Lie {
        id: "text-in-signed-info",
        what: "text between the parts of SignedInfo",
        source: PRACTICES,
        root: "signature-profile",
        edit: |i| i.children.insert(0, Node::Text("text".to_owned())),
    },
    Lie {
        id: "inclusive-namespaces-twice",
        what: "two InclusiveNamespaces in one canonicalisation",
        source: "Exclusive XML Canonicalization 1.0, section 4",
        root: "signature-profile",
        edit: |i| {
            let list =
                || Element::new("ec:InclusiveNamespaces").with("xmlns:ec", EXC_C14N).with("PrefixList", "xs");
            if let Node::Element(canonical) = &mut i.find_mut("Transforms").children[1] {
                canonical.children = vec![list().into(), list().into()];
            }
        },
    },
    Lie {
        id: "inclusive-namespaces-no-list",
        what: "InclusiveNamespaces without a PrefixList",
        source: "Exclusive XML Canonicalization 1.0, section 4",
        root: "signature-profile",
        edit: |i| {
            if let Node::Element(canonical) = &mut i.find_mut("Transforms").children[1] {
                canonical.children =
                    vec![Element::new("ec:InclusiveNamespaces").with("xmlns:ec", EXC_C14N).into()];
            }
        },
    },
    Lie {
        id: "signed-info-c14n11",
        what: "SignedInfo canonicalised with Canonical XML 1.1",
        source: "SAML 2.0 core, section 5.4.3",
        root: "signature-profile",
        edit: |i| {
            i.find_mut("CanonicalizationMethod").set("Algorithm", "http://www.w3.org/2006/12/xml-c14n11")
        },
    },
    Lie {
        id: "signed-info-with-comments",
        what: "SignedInfo canonicalised with comments",
        source: "CVE-2025-29774",
        root: "signature-profile",
        edit: |i| {
            i.find_mut("CanonicalizationMethod")
                .set("Algorithm", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments");
        },
    },
    Lie {
        id: "signed-info-minimal",
        what: "SignedInfo canonicalised with the minimal method of 2000",
        source: "XML Signature 1.0 draft: minimal canonicalisation",
        root: "signature-profile",
        edit: |i| {
            i.find_mut("CanonicalizationMethod").set("Algorithm", "http://www.w3.org/2000/09/xmldsig#minimal")
        },
    },
];

const CHANGES: &[Change] = &[
    Change {
        id: "signed-info-twice-before",
        what: "a SignedInfo of the attacker's before the signed one",
        source: "CVE-2025-29774",
        root: "signature-profile",
        edit: |s| {
            let mut second = copy(s, "SignedInfo");
            second.find_mut("DigestValue").set_text("0000000000000000000000000000000000000000000=");
            s.insert_before("SignedInfo", second);
        },
    },
    Change {
        id: "signed-info-twice-after",
        what: "a SignedInfo of the attacker's after the signed one",
        source: "CVE-2025-29774",
        root: "signature-profile",
        edit: |s| {
            let second = copy(s, "SignedInfo");
            s.insert_after("SignedInfo", second);
        },
    },
    Change {
        id: "signature-value-twice",
        what: "two SignatureValues",
        source: "XML Signature 1.1, section 4.2",
        root: "signature-profile",
        edit: |s| {
            let second = copy(s, "SignatureValue");
            s.insert_after("SignatureValue", second);
        },
    },
    Change {
        id: "key-info-twice",
        what: "two KeyInfos",
        source: "XML Signature 1.1, section 4.5",
        root: "signature-profile",
        edit: |s| {
            let second = copy(s, "KeyInfo");
            s.push(second);
        },
    },
    Change {
        id: "no-signed-info",
        what: "a Signature without SignedInfo",
        source: "CVE-2020-7711: a missing part crashed the verifier",
        root: "signature-profile",
        edit: |s| {
            s.take("SignedInfo");
        },
    },
    Change {
        id: "no-signature-value",
        what: "a Signature without SignatureValue",
        source: "CVE-2020-7711",
        root: "signature-profile",
        edit: |s| {
            s.take("SignatureValue");
        },
    },
    Change {
        id: "empty-signature",
        what: "a Signature with nothing in it",
        source: "CVE-2020-7711",
        root: "signature-profile",
        edit: |s| s.children.clear(),
    },
    Change {
        id: "key-info-first",
        what: "KeyInfo before SignedInfo",
        source: "XML Signature 1.1, section 4.1: the order is fixed",
        root: "signature-profile",
        edit: |s| {
            let key_info = s.take("KeyInfo").unwrap();
            s.insert_before("SignedInfo", key_info);
        },
    },
    Change {
        id: "manifest-in-object",
        what: "an Object with a Manifest that refers to the message",
        source: "XML Signature 1.1, section 5.1",
        root: "signature-profile",
        edit: |s| {
            let second = copy(s, "Reference");
            let manifest = Element::new("ds:Manifest").with("Id", "manifest").child(second);
            s.push(Element::new("ds:Object").child(manifest));
        },
    },
    Change {
        id: "comment-in-digest-value",
        what: "a comment inside DigestValue",
        source: "CVE-2025-29775",
        root: "signature-profile",
        edit: |s| s.find_mut("DigestValue").children.insert(0, Node::comment("x")),
    },
    Change {
        id: "comment-in-signature-value",
        what: "a comment inside SignatureValue",
        source: "CVE-2025-29775",
        root: "signature-profile",
        edit: |s| s.find_mut("SignatureValue").children.insert(0, Node::comment("x")),
    },
    Change {
        id: "element-in-signature-value",
        what: "an element inside SignatureValue",
        source: "CVE-2025-29775",
        root: "signature-profile",
        edit: |s| s.find_mut("SignatureValue").push(Element::new("ds:x")),
    },
    Change {
        id: "white-space-in-signed-info",
        what: "white space added between the parts of SignedInfo after it was signed",
        source: "Canonical XML 1.0: white space is content",
        root: "signature-value-mismatch",
        edit: |s| s.find_mut("SignedInfo").children.insert(0, Node::Text("\n".to_owned())),
    },
    Change {
        id: "digest-of-other-content",
        what: "DigestValue replaced, so that SignedInfo is no longer what was signed",
        source: "XML Signature 1.1, section 3.2.2",
        root: "signature-value-mismatch",
        edit: |s| s.find_mut("DigestValue").set_text("0000000000000000000000000000000000000000000="),
    },
    Change {
        id: "attribute-in-signed-info",
        what: "an attribute added to SignedInfo after it was signed",
        source: "XML Signature 1.1, section 3.2.2",
        root: "signature-value-mismatch",
        edit: |s| s.find_mut("SignedInfo").set("Id", "_si"),
    },
    Change {
        id: "signature-of-dsig11-namespace",
        what: "the parts of the signature in the namespace of XML Signature 1.1's additions",
        source: "PortSwigger, The Fragile Lock, December 2025: namespace confusion",
        root: "structure-invalid",
        edit: |s| s.set("xmlns:ds", "http://www.w3.org/2009/xmldsig11#"),
    },
    Change {
        id: "signed-info-re-bound",
        what: "SignedInfo with ds bound to another namespace",
        source: "PortSwigger, The Fragile Lock, December 2025: namespace confusion",
        root: "signature-profile",
        edit: |s| s.find_mut("SignedInfo").set("xmlns:ds", "urn:x"),
    },
    Change {
        id: "second-signature-inside",
        what: "a Signature inside the KeyInfo of the Signature",
        source: "XML Signature 1.1, section 4.5: KeyInfo may hold anything",
        root: "signature-wrapping",
        edit: |s| {
            let inner = s.clone();
            s.find_mut("KeyInfo").push(inner);
        },
    },
];

/// Content changed after it was signed: the simplest forgery of all.
pub fn tampered(form: Form) -> Element {
    form.sign(login(), signing()).after(forge_identity).document()
}
