//! Signature wrapping, continued: every other place to keep the signed original or the forgery in.

use super::wrapping::{
    ALL, ASSERTION_SIGNED, BREAKING, MISPLACED, MISPLACED_BARE, SEVERAL, WRAPPING, Wrap, forged_response,
    hide, hide_inside, take_assertion, take_signature,
};
use super::{Form, bare, forge_identity, forged, login, signing};
use crate::login::{SAML, SAMLP};
use crate::{Element, Scope, Signing, keys};

pub const WRAPS: &[Wrap] = &[
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
        source: "SAML 2.0 core, section 2.6.1: Advice may contain assertions",
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
        source: "SAML 2.0 core, section 2.7.3.1.1: AttributeValue may contain anything",
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
        source: "SAML 2.0 core, section 2.4.1.2: SubjectConfirmationData may contain anything",
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
        root: ["", "signature-profile", "signature-profile"],
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
        what: "original assertion inside an EncryptedAssertion, forged one next to it",
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
            signing().prefix_list(&[]).sign(&mut entity, &Scope::new(), layout, None);
            let mut evil = forged_response(response, "_evil");
            evil.insert_before("Status", Element::new("samlp:Extensions").child(entity));
            *response = evil;
        },
    },
    Wrap {
        id: "two-signatures",
        what: "forged assertion with an attacker's signature next to the genuine one",
        source: BREAKING,
        forms: ASSERTION_SIGNED,
        root: WRAPPING,
        edit: |response| {
            let mut evil = take_assertion(response);
            forge_identity(&mut evil);
            let mut own = bare(&evil);
            let (outer, layout) = (response.scope(&Scope::new()), login().layout.signature);
            Signing::new(keys::key("attacker-rsa2048")).sign(&mut own, &outer, layout, None);
            evil.insert_before("Subject", own.take("Signature").unwrap());
            response.push(evil);
        },
    },
];
