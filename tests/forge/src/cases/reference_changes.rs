//! Signatures that were changed after they were made: parts that occur twice, are in another order, or contain more.

use super::reference::copy;
use crate::Element;
use crate::element::Node;

/// A Signature that was changed after it was made.
pub struct Change {
    pub id: &'static str,
    pub what: &'static str,
    pub source: &'static str,
    pub root: &'static str,
    pub edit: fn(&mut Element),
}

/// The text of an element.
pub fn content(element: &Element) -> String {
    let texts = element.children.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// Puts a character into base64 that is not of its alphabet.
pub fn with_stray(element: &mut Element) {
    let mut text = content(element);
    text.insert(5, '.');
    element.set_text(&text);
}

pub const CHANGES: &[Change] = &[
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
        id: "stray-character-in-signature-value",
        what: "a character inside SignatureValue that base64 does not have, and lenient decoders skip",
        source: "RFC 4648, section 3.3",
        root: "signature-profile",
        edit: |s| with_stray(s.find_mut("SignatureValue")),
    },
    Change {
        id: "padding-lost-in-signature-value",
        what: "the padding of SignatureValue left out",
        source: "RFC 4648, section 3.2",
        root: "signature-profile",
        edit: |s| {
            let value = s.find_mut("SignatureValue");
            let text = content(value).trim_end_matches('=').to_owned();
            value.set_text(&text);
        },
    },
    Change {
        id: "white-space-in-signed-info",
        what: "white space added between the parts of SignedInfo after it was signed",
        source: "Canonical XML 1.0: white space is content",
        root: "digest-cause-reindented",
        edit: |s| s.find_mut("SignedInfo").children.insert(0, Node::Text("\n".to_owned())),
    },
    Change {
        id: "digest-of-other-content",
        what: "DigestValue replaced, so that SignedInfo is no longer what was signed",
        source: "XML Signature 1.1, section 3.2.2",
        root: "digest-cause-value-changed",
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
        source: "XML Signature 1.1, section 4.5: KeyInfo may contain anything",
        root: "signature-wrapping",
        edit: |s| {
            let inner = s.clone();
            s.find_mut("KeyInfo").push(inner);
        },
    },
];
