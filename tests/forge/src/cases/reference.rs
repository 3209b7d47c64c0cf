//! What a signature refers to: references, transforms, canonicalization, and everything that may occur twice.

use super::reference_changes::{CHANGES, content, with_stray};
use super::{Case, Form, login, signing};
use crate::element::Node;
use crate::signing::{ENVELOPED, EXC_C14N, INC_C14N};
use crate::{Element, Signing};

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

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for form in [Form::Response, Form::Assertion] {
        let mut add = |id: &str, what: &str, source: &str, root: &str, signing: Signing| {
            let id = format!("{id}-{}", form.name());
            let what = format!("{what} ({} signed)", form.name());
            let xml = form.sign(login(), signing).message().xml;
            let case = Case::refused("reference", &id, &what, source, root, xml);
            // Why it fails, only a report looks up.
            cases.push(match root {
                "digest-cause-other-canonicalisation" if id.starts_with("signed-info") => {
                    case.validate("signature-value-mismatch")
                }
                "digest-cause-other-canonicalisation" => case.validate("digest-mismatch"),
                _ => case,
            });
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
    uris.into_iter().map(case).collect()
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

/// A copy of the first element of that name.
pub(super) fn copy(element: &mut Element, local: &str) -> Element {
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
        what: "the canonicalization transform is missing, and the digest is that of exclusive C14N",
        source: TRANSFORMS,
        root: "digest-cause-other-canonicalisation",
        edit: |i| {
            i.find_mut("Transforms").children.remove(1);
        },
    },
    Lie {
        id: "enveloped-twice",
        what: "the transform enveloped-signature twice",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| i.find_mut("Transforms").insert_before("Transform", transform(ENVELOPED)),
    },
    Lie {
        id: "canonical-twice",
        what: "the transform exclusive canonicalization twice",
        source: TRANSFORMS,
        root: "signature-profile",
        edit: |i| i.find_mut("Transforms").push(transform(EXC_C14N)),
    },
    Lie {
        id: "transforms-swapped",
        what: "canonicalization before enveloped-signature",
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
        source: "CVE-2022-34169: a stylesheet that Xalan compiled ran code | XML Signature Best Practices, section 2.1.1",
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
        source: "CVE-2022-34716: what .NET decoded could contain entities | SAML 2.0 core, section 5.4.4",
        root: "signature-profile",
        edit: |i| i.find_mut("Transforms").push(transform("http://www.w3.org/2000/09/xmldsig#base64")),
    },
    Lie {
        id: "transform-inclusive",
        what: "inclusive canonicalization is named, and the digest is that of exclusive C14N",
        source: TRANSFORMS,
        root: "digest-cause-other-canonicalisation",
        edit: |i| set_transform(i, 1, INC_C14N),
    },
    Lie {
        id: "transform-c14n11",
        what: "Canonical XML 1.1 is named, and the digest is that of exclusive C14N",
        source: TRANSFORMS,
        root: "digest-cause-other-canonicalisation",
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
        id: "digest-value-stray-character",
        what: "a character inside DigestValue that base64 does not have",
        source: "RFC 4648, section 3.3",
        root: "signature-profile",
        edit: |i| with_stray(i.find_mut("DigestValue")),
    },
    Lie {
        id: "digest-value-short",
        what: "a DigestValue that is the first part of the right one",
        source: "XML Signature Best Practices, section 3.5: truncation",
        root: "signature-profile",
        edit: |i| {
            let value = i.find_mut("DigestValue");
            let text = content(value);
            value.set_text(&text[..20]);
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
        what: "two InclusiveNamespaces in one canonicalization",
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
        what: "Canonical XML 1.1 is named for SignedInfo, which was signed in exclusive C14N",
        source: "SAML 2.0 core, section 5.4.3",
        root: "digest-cause-other-canonicalisation",
        edit: |i| {
            i.find_mut("CanonicalizationMethod").set("Algorithm", "http://www.w3.org/2006/12/xml-c14n11")
        },
    },
    Lie {
        id: "signed-info-minimal",
        what: "SignedInfo canonicalized with the minimal method of 2000",
        source: "XML Signature 1.0 draft: minimal canonicalization",
        root: "signature-profile",
        edit: |i| {
            i.find_mut("CanonicalizationMethod").set("Algorithm", "http://www.w3.org/2000/09/xmldsig#minimal")
        },
    },
];
