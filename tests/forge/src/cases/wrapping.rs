//! Signature wrapping: signed content is moved to where it is verified, forged content to where it is read.

use super::{Case, FORMS, Form, bare, forge_identity, forged, login, signing};
use crate::Element;

pub const BREAKING: &str = "Somorovsky et al., On Breaking SAML, USENIX Security 2012";
const RAIDER: &str =
    "Somorovsky et al., On Breaking SAML, 2012 | the permutation of this number in SAML Raider";

/// One way to rearrange a message after it was signed.
pub struct Wrap {
    pub id: &'static str,
    pub what: &'static str,
    pub source: &'static str,
    pub forms: &'static [Form],
    /// The code that leads, for Response-signed, Assertion-signed and both.
    pub root: [&'static str; 3],
    pub edit: fn(&mut Element),
}

pub const ALL: &[Form] = &FORMS;
pub const RESPONSE_SIGNED: &[Form] = &[Form::Response, Form::Both];
pub const ASSERTION_SIGNED: &[Form] = &[Form::Assertion, Form::Both];
pub const WRAPPING: [&str; 3] = ["signature-wrapping"; 3];
/// The original keeps its signature, which is then in a forbidden place.
pub const MISPLACED: [&str; 3] = ["assertion-misplaced", "signature-wrapping", "signature-wrapping"];
pub const MISPLACED_BARE: [&str; 3] = ["assertion-misplaced"; 3];
/// The one signature there is, is sound, but does not cover what is read.
pub const SEVERAL: [&str; 3] = ["assertions-several", "signature-wrapping", "assertions-several"];
pub const SEVERAL_AFTER: [&str; 3] = ["assertions-several"; 3];
const DUPLICATE: [&str; 3] = ["id-duplicate"; 3];

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for wrap in wraps() {
        for &form in wrap.forms {
            let message = form.sign(login(), signing()).after(wrap.edit).message();
            let root = wrap.root[form as usize];
            let id = format!("{}-{}", wrap.id, form.name());
            let what = format!("{} ({} signed)", wrap.what, form.name());
            let case = Case::refused("wrapping", &id, &what, wrap.source, root, message.xml);
            // What has another root is no message of SAML at all.
            cases.push(if wrap.id == "foreign-root" { case.expecting("unreadable", root) } else { case });
        }
    }
    cases
}

/// Every way.
pub fn wraps() -> impl Iterator<Item = &'static Wrap> {
    WRAPS.iter().chain(super::wrapping_places::WRAPS)
}

pub fn take_assertion(response: &mut Element) -> Element {
    response.take("Assertion").unwrap()
}

/// The signature of the assertion, or of the Response where the assertion has none.
pub fn take_signature(response: &mut Element) -> Element {
    response.find_mut("Assertion").take("Signature").or_else(|| response.take("Signature")).unwrap()
}

/// An unsigned Response for another user, with only its own parts.
pub fn forged_response(original: &Element, id: &str) -> Element {
    let mut response = bare(original);
    response.set("ID", id);
    let assertion = forged(&take_assertion(&mut response), "_evil-a");
    response.push(assertion);
    response
}

/// Keeps the original assertion inside `place` (built around it), and reads the forged one.
pub fn hide(response: &mut Element, before: &str, place: fn(Element) -> Element) {
    let original = take_assertion(response);
    let evil = forged(&original, "_evil");
    response.insert_before(before, place(original));
    response.push(evil);
}

/// The same inside the forged assertion.
pub fn hide_inside(response: &mut Element, place: fn(&mut Element, Element)) {
    let original = take_assertion(response);
    let mut evil = forged(&original, "_evil");
    place(&mut evil, original);
    response.push(evil);
}

const WRAPS: &[Wrap] = &[
    Wrap {
        id: "xsw1",
        what: "forged Response around the original signature, the original Response inside that signature",
        source: RAIDER,
        forms: RESPONSE_SIGNED,
        root: WRAPPING,
        edit: |response| {
            let mut evil = forged_response(response, "_evil");
            let mut signature = response.take("Signature").unwrap();
            signature.push(bare(response));
            evil.insert_after("Issuer", signature);
            *response = evil;
        },
    },
    Wrap {
        id: "xsw2",
        what: "forged Response, the original Response and its detached signature side by side in it",
        source: RAIDER,
        forms: RESPONSE_SIGNED,
        root: WRAPPING,
        edit: |response| {
            let mut evil = forged_response(response, "_evil");
            let signature = response.take("Signature").unwrap();
            evil.insert_after("Issuer", signature);
            evil.insert_after("Issuer", bare(response));
            *response = evil;
        },
    },
    Wrap {
        id: "xsw3",
        what: "forged assertion before the original one",
        source: RAIDER,
        forms: ALL,
        root: SEVERAL,
        edit: |response| {
            let evil = forged(response.find("Assertion").unwrap(), "_evil");
            response.insert_before("Assertion", evil);
        },
    },
    Wrap {
        id: "xsw4",
        what: "original assertion inside the forged one",
        source: RAIDER,
        forms: ALL,
        root: MISPLACED,
        edit: |response| hide_inside(response, |evil, original| evil.push(original)),
    },
    Wrap {
        id: "xsw5",
        what: "forged assertion with the original signature, original assertion without it at the end",
        source: RAIDER,
        forms: ASSERTION_SIGNED,
        root: SEVERAL_AFTER,
        edit: |response| {
            let mut original = take_assertion(response);
            let signature = original.take("Signature").unwrap();
            let mut evil = forged(&original, "_evil");
            evil.insert_after("Issuer", signature);
            response.push(evil);
            response.push(original);
        },
    },
    Wrap {
        id: "xsw6",
        what: "forged assertion with the original signature, the original assertion inside that signature",
        source: RAIDER,
        forms: ASSERTION_SIGNED,
        root: MISPLACED_BARE,
        edit: |response| {
            let mut original = take_assertion(response);
            let mut signature = original.take("Signature").unwrap();
            let mut evil = forged(&original, "_evil");
            signature.push(original);
            evil.insert_after("Issuer", signature);
            response.push(evil);
        },
    },
    Wrap {
        id: "xsw7",
        what: "forged assertion in Extensions before the original one",
        source: RAIDER,
        forms: ALL,
        root: MISPLACED_BARE,
        edit: |response| {
            let evil = forged(response.find("Assertion").unwrap(), "_a1-copy");
            response.insert_before("Status", Element::new("samlp:Extensions").child(evil));
        },
    },
    Wrap {
        id: "xsw8",
        what: "forged assertion with the original signature, the original one in an Object of it",
        source: RAIDER,
        forms: ASSERTION_SIGNED,
        root: MISPLACED_BARE,
        edit: |response| {
            let mut original = take_assertion(response);
            let mut signature = original.take("Signature").unwrap();
            let mut evil = forged(&original, "_evil");
            signature.push(Element::new("ds:Object").child(original));
            evil.insert_after("Issuer", signature);
            response.push(evil);
        },
    },
    Wrap {
        id: "after",
        what: "forged assertion after the original one",
        source: BREAKING,
        forms: ALL,
        root: SEVERAL_AFTER,
        edit: |response| {
            let evil = forged(response.find("Assertion").unwrap(), "_evil");
            response.push(evil);
        },
    },
    Wrap {
        id: "same-id-before",
        what: "forged assertion with the ID of the original one, before it",
        source: "SAML 2.0 core, section 1.3.4 | XML Signature Best Practices, section 3.2",
        forms: ALL,
        root: DUPLICATE,
        edit: |response| {
            let evil = forged(response.find("Assertion").unwrap(), "_a1");
            response.insert_before("Assertion", evil);
        },
    },
    Wrap {
        id: "same-id-after",
        what: "forged assertion with the ID of the original one, after it",
        source: "SAML 2.0 core, section 1.3.4 | XML Signature Best Practices, section 3.2",
        forms: ALL,
        root: DUPLICATE,
        edit: |response| {
            let evil = forged(response.find("Assertion").unwrap(), "_a1");
            response.push(evil);
        },
    },
    Wrap {
        id: "same-id-swapped-signature",
        what: "forged assertion with ID and signature of the original one, which stays behind it unsigned",
        source: BREAKING,
        forms: ASSERTION_SIGNED,
        root: DUPLICATE,
        edit: |response| {
            let original = take_assertion(response);
            let mut evil = original.clone();
            forge_identity(&mut evil);
            response.push(evil);
            response.push(bare(&original));
        },
    },
    Wrap {
        id: "id-other-case",
        what: "forged assertion with the same value in an attribute Id, the original one after it",
        source: "XML Signature Best Practices, section 3.2: what is an ID differs from reader to reader",
        forms: ALL,
        root: DUPLICATE,
        edit: |response| {
            let mut evil = forged(response.find("Assertion").unwrap(), "_evil");
            evil.set("Id", "_a1");
            response.insert_before("Assertion", evil);
        },
    },
    Wrap {
        id: "id-lower-case",
        what: "forged assertion with the same value in an attribute id",
        source: "XML Signature Best Practices, section 3.2",
        forms: ALL,
        root: DUPLICATE,
        edit: |response| {
            let mut evil = forged(response.find("Assertion").unwrap(), "_evil");
            evil.set("id", "_a1");
            response.push(evil);
        },
    },
    Wrap {
        id: "xml-id",
        what: "forged assertion with the same value in xml:id",
        source: "xml:id Version 1.0 | PortSwigger, The Fragile Lock, December 2025: attribute pollution",
        forms: ALL,
        root: DUPLICATE,
        edit: |response| {
            let mut evil = forged(response.find("Assertion").unwrap(), "_evil");
            evil.set("xml:id", "_a1");
            response.push(evil);
        },
    },
    Wrap {
        id: "namespaced-id",
        what: "forged assertion with the same value in an ID of another namespace",
        source: "PortSwigger, The Fragile Lock, December 2025: attribute pollution",
        forms: ALL,
        root: DUPLICATE,
        edit: |response| {
            let mut evil = forged(response.find("Assertion").unwrap(), "_evil");
            evil.set("xmlns:x", "urn:x");
            evil.set("x:ID", "_a1");
            response.insert_before("Assertion", evil);
        },
    },
];
