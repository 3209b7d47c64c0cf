//! Signature wrapping: signed content is moved to where it is verified, forged content to where it is read.

use super::{Case, FORMS, Form, bare, forge_identity, forged, login, signing};
use crate::forge::Element;
use crate::forge::login::{SAML, SAMLP};
use crate::forge::signing::DSIG;

const BREAKING: &str = "Somorovsky et al., On Breaking SAML, USENIX Security 2012";
const RAIDER: &str =
    "Somorovsky et al., On Breaking SAML, 2012 | the permutation of this number in SAML Raider";

/// One way to rearrange a message after it was signed.
struct Wrap {
    id: &'static str,
    what: &'static str,
    source: &'static str,
    forms: &'static [Form],
    /// The code that leads, for Response-signed, Assertion-signed and both.
    root: [&'static str; 3],
    edit: fn(&mut Element),
}

const ALL: &[Form] = &FORMS;
const RESPONSE_SIGNED: &[Form] = &[Form::Response, Form::Both];
const ASSERTION_SIGNED: &[Form] = &[Form::Assertion, Form::Both];
const WRAPPING: [&str; 3] = ["signature-wrapping"; 3];
/// The original keeps its signature, which then stands where none may.
const MISPLACED: [&str; 3] = ["assertion-misplaced", "signature-wrapping", "signature-wrapping"];
const MISPLACED_BARE: [&str; 3] = ["assertion-misplaced"; 3];
/// The one signature there is, is sound, but does not cover what is read.
const SEVERAL: [&str; 3] = ["assertions-several", "signature-wrapping", "assertions-several"];
const SEVERAL_AFTER: [&str; 3] = ["assertions-several"; 3];
const DUPLICATE: [&str; 3] = ["id-duplicate"; 3];

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for wrap in WRAPS {
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

fn take_assertion(response: &mut Element) -> Element {
    response.take("Assertion").unwrap()
}

/// The signature of the assertion, or of the Response where the assertion has none.
fn take_signature(response: &mut Element) -> Element {
    response.find_mut("Assertion").take("Signature").or_else(|| response.take("Signature")).unwrap()
}

/// A Response that says somebody else signs in, unsigned, around nothing but its own parts.
fn forged_response(original: &Element, id: &str) -> Element {
    let mut response = bare(original);
    response.set("ID", id);
    let assertion = forged(&take_assertion(&mut response), "_evil-a");
    response.push(assertion);
    response
}

/// Keeps the original assertion inside `place` (built around it), and reads the forged one.
fn hide(response: &mut Element, before: &str, place: fn(Element) -> Element) {
    let original = take_assertion(response);
    let evil = forged(&original, "_evil");
    response.insert_before(before, place(original));
    response.push(evil);
}

/// The same inside the forged assertion.
fn hide_inside(response: &mut Element, place: fn(&mut Element, Element)) {
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
    Wrap {
        id: "in-extensions",
        what: "original assertion in Extensions, forged one in its place",
        source: BREAKING,
        forms: ALL,
        root: MISPLACED,
        edit: |response| {
            hide(response, "Status", |original| Element::new("samlp:Extensions").child(original))
        },
    },
    Wrap {
        id: "in-status-detail",
        what: "original assertion in StatusDetail, forged one in its place",
        source: "CVE-2024-45409 kept what it smuggled in StatusDetail",
        forms: ALL,
        root: MISPLACED,
        edit: |response| {
            let original = take_assertion(response);
            let evil = forged(&original, "_evil");
            response.find_mut("Status").push(Element::new("samlp:StatusDetail").child(original));
            response.push(evil);
        },
    },
    Wrap {
        id: "in-advice",
        what: "original assertion in Advice of the forged one",
        source: "SAML 2.0 core, section 2.6.1: Advice may hold assertions",
        forms: ALL,
        root: MISPLACED,
        edit: |response| {
            hide_inside(response, |evil, original| {
                evil.insert_after("Conditions", Element::new("saml:Advice").child(original));
            });
        },
    },
    Wrap {
        id: "in-attribute-value",
        what: "original assertion in an AttributeValue of the forged one",
        source: "SAML 2.0 core, section 2.7.3.1.1: AttributeValue may hold anything",
        forms: ALL,
        root: MISPLACED,
        edit: |response| {
            hide_inside(response, |evil, original| {
                let value = Element::new("saml:AttributeValue").child(original);
                evil.find_mut("Attribute").push(value);
            });
        },
    },
    Wrap {
        id: "in-confirmation-data",
        what: "original assertion in SubjectConfirmationData of the forged one",
        source: "SAML 2.0 core, section 2.4.1.2: SubjectConfirmationData may hold anything",
        forms: ALL,
        root: MISPLACED,
        edit: |response| {
            hide_inside(response, |evil, original| evil.find_mut("SubjectConfirmationData").push(original));
        },
    },
    Wrap {
        id: "in-key-info",
        what: "forged assertion with the original signature, the original one in its KeyInfo",
        source: BREAKING,
        forms: ASSERTION_SIGNED,
        root: MISPLACED_BARE,
        edit: |response| {
            let mut original = take_assertion(response);
            let mut signature = original.take("Signature").unwrap();
            let mut evil = forged(&original, "_evil");
            signature.find_mut("KeyInfo").push(original);
            evil.insert_after("Issuer", signature);
            response.push(evil);
        },
    },
    Wrap {
        id: "in-foreign-element",
        what: "original assertion in an element of a foreign namespace, forged one in its place",
        source: BREAKING,
        forms: ALL,
        root: MISPLACED,
        edit: |response| {
            hide(response, "Status", |original| {
                Element::new("x:Wrapper").with("xmlns:x", "urn:x").child(original)
            });
        },
    },
    Wrap {
        id: "signature-alone",
        what: "forged assertion in place of the original one, the original signature kept inside it",
        source: BREAKING,
        forms: ASSERTION_SIGNED,
        root: ["", "signature-profile", "digest-mismatch"],
        edit: |response| {
            let mut evil = take_assertion(response);
            forge_identity(&mut evil);
            evil.set("ID", "_evil");
            response.push(evil);
        },
    },
    Wrap {
        id: "signature-moved-up",
        what: "signature of the assertion moved to the Response, assertion forged",
        source: BREAKING,
        forms: &[Form::Assertion],
        root: ["", "signature-profile", ""],
        edit: |response| {
            let signature = take_signature(response);
            response.insert_after("Issuer", signature);
            forge_identity(response.find_mut("Assertion"));
        },
    },
    Wrap {
        id: "signature-moved-down",
        what: "signature of the Response moved into the assertion, assertion forged",
        source: BREAKING,
        forms: &[Form::Response],
        root: ["signature-profile", "", ""],
        edit: |response| {
            let signature = response.take("Signature").unwrap();
            let assertion = response.find_mut("Assertion");
            forge_identity(assertion);
            assertion.insert_after("Issuer", signature);
        },
    },
    Wrap {
        id: "signature-in-extensions",
        what: "signature and original assertion in Extensions, forged assertion unsigned",
        source: BREAKING,
        forms: ALL,
        root: WRAPPING,
        edit: |response| {
            let signature = take_signature(response);
            let original = take_assertion(response);
            let evil = forged(&original, "_evil");
            let extensions = Element::new("samlp:Extensions").child(signature).child(original);
            response.insert_before("Status", extensions);
            response.push(evil);
        },
    },
    Wrap {
        id: "response-in-response",
        what: "original Response inside a forged, unsigned one",
        source: BREAKING,
        forms: ALL,
        root: WRAPPING,
        edit: |response| {
            let mut evil = forged_response(response, "_evil");
            evil.insert_before("Status", Element::new("samlp:Extensions").child(response.clone()));
            *response = evil;
        },
    },
    Wrap {
        id: "response-last",
        what: "original Response as the last child of a forged, unsigned one",
        source: BREAKING,
        forms: ALL,
        root: WRAPPING,
        edit: |response| {
            let mut evil = forged_response(response, "_evil");
            evil.push(response.clone());
            *response = evil;
        },
    },
    Wrap {
        id: "foreign-root",
        what: "root of a foreign namespace with both Responses in it",
        source: BREAKING,
        forms: ALL,
        root: ["not-a-response"; 3],
        edit: |response| {
            let evil = forged_response(response, "_evil");
            let root = Element::new("x:Response").with("xmlns:x", "urn:x");
            *response = root.child(evil).child(response.clone());
        },
    },
    Wrap {
        id: "look-alike-assertion",
        what: "forged assertion of a foreign namespace before the original one",
        source: "PortSwigger, The Fragile Lock, December 2025: namespace confusion",
        forms: ALL,
        root: ["structure-invalid"; 3],
        edit: |response| {
            let mut evil = forged(response.find("Assertion").unwrap(), "_evil");
            evil.set("xmlns:saml", "urn:oasis:names:tc:SAML:2.0:assertion#");
            response.insert_before("Assertion", evil);
        },
    },
    Wrap {
        id: "look-alike-signature",
        what: "forged assertion with a signature of a foreign namespace, the original one renamed away",
        source: "PortSwigger, The Fragile Lock, December 2025: namespace confusion",
        forms: ASSERTION_SIGNED,
        root: ["structure-invalid"; 3],
        edit: |response| {
            let mut evil = take_assertion(response);
            forge_identity(&mut evil);
            evil.find_mut("Signature").set("xmlns:ds", "http://www.w3.org/2000/09/xmldsig");
            response.push(evil);
        },
    },
    Wrap {
        id: "saml1-assertion",
        what: "forged assertion of SAML 1.1 before the original one",
        source: "SAML 1.1 core: another namespace, the same names",
        forms: ALL,
        root: ["structure-invalid"; 3],
        edit: |response| {
            let mut evil = forged(response.find("Assertion").unwrap(), "_evil");
            evil.set("xmlns:saml", "urn:oasis:names:tc:SAML:1.0:assertion");
            response.insert_before("Assertion", evil);
        },
    },
    Wrap {
        id: "encrypted-beside",
        what: "EncryptedAssertion before the original assertion",
        source: "CVE-2024-9487: readers decrypt one and verify the other",
        forms: ALL,
        root: SEVERAL,
        edit: |response| {
            let data =
                Element::new("xenc:EncryptedData").with("xmlns:xenc", "http://www.w3.org/2001/04/xmlenc#");
            response.insert_before("Assertion", Element::new("saml:EncryptedAssertion").child(data));
        },
    },
    Wrap {
        id: "assertion-in-encrypted",
        what: "original assertion inside an EncryptedAssertion, forged one beside it",
        source: "CVE-2024-9487",
        forms: ALL,
        root: MISPLACED,
        edit: |response| {
            hide(response, "Assertion", |original| Element::new("saml:EncryptedAssertion").child(original))
        },
    },
    Wrap {
        id: "rebound-prefix",
        what: "forged assertion whose saml prefix is bound to the protocol, original one after it",
        source: "PortSwigger, The Fragile Lock, December 2025: namespace confusion",
        forms: ALL,
        root: ["structure-invalid"; 3],
        edit: |response| {
            let mut evil = forged(response.find("Assertion").unwrap(), "_evil");
            evil.set("xmlns:saml", SAMLP);
            response.insert_before("Assertion", evil);
        },
    },
    Wrap {
        id: "signed-metadata",
        what: "forged Response with a genuine signature over the identity provider's public metadata in it",
        source: "CVE-2024-6800: GitHub Enterprise Server took the signature of published, signed metadata",
        forms: &[Form::Response],
        root: ["signature-wrapping"; 3],
        edit: |response| {
            let mut entity = Element::new("md:EntityDescriptor")
                .with("xmlns:md", "urn:oasis:names:tc:SAML:2.0:metadata")
                .with("ID", "_md1")
                .with("entityID", super::IDP)
                .child(Element::new("Issuer").with("xmlns", SAML));
            let layout = login().layout.signature;
            signing().prefix_list(&[]).sign(&mut entity, &crate::forge::Scope::new(), layout, None);
            let mut evil = forged_response(response, "_evil");
            evil.insert_before("Status", Element::new("samlp:Extensions").child(entity));
            *response = evil;
        },
    },
    Wrap {
        id: "two-signatures",
        what: "forged assertion with an attacker's signature beside the genuine one",
        source: BREAKING,
        forms: ASSERTION_SIGNED,
        root: WRAPPING,
        edit: |response| {
            let mut evil = take_assertion(response);
            let second = Element::new("ds:Signature").with("xmlns:ds", DSIG);
            evil.insert_before("Subject", second);
            forge_identity(&mut evil);
            response.push(evil);
        },
    },
];
