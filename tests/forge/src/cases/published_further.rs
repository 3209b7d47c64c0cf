//! Further failures of other implementations, by number, 2012 to 2026: those that wrap, skip or misread a signature.

use super::{Case, forge_identity, forged, login, message, signing};
use crate::{Element, Encryption, Login, Part, keys};

pub fn cases() -> Vec<Case> {
    [wrapping(), skipped(), encrypted(), others()].concat()
}

fn case(id: &str, what: &str, source: &str, root: &str, login: Login) -> Case {
    Case::refused("published", id, what, source, root, login.message().xml)
}

fn assertion_signed(after: fn(&mut Element)) -> Login {
    login().sign_assertion(signing()).after(after)
}

fn evil() -> Login {
    login().edit(Part::Assertion, forge_identity)
}

/// Puts a forged assertion in the place of the signed one, which is handed back.
fn displace(response: &mut Element, id: &str) -> Element {
    let original = response.take("Assertion").unwrap();
    response.push(forged(&original, id));
    original
}

fn wrapping() -> Vec<Case> {
    vec![
        case(
            "cve-2012-4418",
            "Apache Axis2 took a wrapped signature for one over what it read",
            "https://github.com/advisories/GHSA-88r4-38gc-97p4",
            "signature-wrapping",
            assertion_signed(|response| {
                let original = displace(response, "_evil");
                response.insert_before("Status", Element::new("samlp:Extensions").child(original));
            }),
        ),
        case(
            "cve-2015-5253",
            "Apache CXF read a forged assertion next to a validly signed one",
            "https://github.com/pombredanne/vulndb-1/blob/master/data/maven/org.apache.cxf/cxf-rt-rs-security-sso-saml/30579/README.md on CVE-2015-5253",
            "signature-wrapping",
            assertion_signed(|response| {
                let original = displace(response, "_evil");
                let advice = Element::new("saml:Advice").child(original);
                response.find_mut("Assertion").insert_after("Conditions", advice);
            }),
        ),
        case(
            "cve-2024-8698",
            "Keycloak told by the place of a Signature, not by its Reference, whether the whole Response is signed",
            "https://github.com/keycloak/keycloak/issues/33116",
            "assertion-misplaced",
            assertion_signed(|response| {
                let mut original = displace(response, "_evil");
                let signature = original.take("Signature").unwrap();
                response.insert_after("Issuer", signature);
                response.find_mut("Status").push(Element::new("samlp:StatusDetail").child(original));
            }),
        )
        .codes(&["signature-profile"]),
        case(
            "cve-2026-9487",
            "XML::Sig verified the first element of that ID, the caller read the second",
            "https://github.com/advisories/GHSA-wqp7-2ww4-q6mf",
            "id-duplicate",
            assertion_signed(|response| {
                let evil = forged(response.find("Assertion").unwrap(), "_a1");
                response.push(evil);
            }),
        ),
        case(
            "cve-2026-18092",
            "Net::SAML2 read the first assertion of the document, signed or not",
            "https://osv.dev/vulnerability/CVE-2026-18092",
            "signature-wrapping",
            assertion_signed(|response| {
                let evil = forged(response.find("Assertion").unwrap(), "_evil");
                response.insert_before("Assertion", evil);
            }),
        ),
        case(
            "oneuptime-2949",
            "OneUptime verified the assertion in Extensions, and read one of the same ID with a copy of its signature",
            "https://github.com/OneUptime/oneuptime/issues/2949",
            "id-duplicate",
            assertion_signed(|response| {
                let mut original = response.take("Assertion").unwrap();
                let mut evil = original.clone();
                forge_identity(&mut evil);
                original.take("Signature");
                response.insert_before("Status", Element::new("samlp:Extensions").child(original));
                response.push(evil);
            }),
        ),
    ]
}

/// Signatures that are not there, or that a verifier passes over.
fn skipped() -> Vec<Case> {
    vec![
        case(
            "cve-2012-5351",
            "Apache Axis2 (and, as CVE-2012-5353, OpenAthens) accepted an assertion without a Signature",
            "https://nvd.nist.gov/vuln/detail/CVE-2012-5351 | https://undermywatch.io/browse/vuln/CVE-2012-5353",
            "unsigned",
            evil(),
        ),
        case(
            "cve-2025-40934",
            "XML::Sig found nothing wrong where the Signature was taken out; here out of a signed Response",
            "https://osv.dev/vulnerability/CVE-2025-40934",
            "unsigned",
            login().sign_both(signing()).after(|response| {
                response.take("Signature");
                let mut assertion = response.take("Assertion").unwrap();
                assertion.take("Signature");
                forge_identity(&mut assertion);
                response.push(assertion);
            }),
        ),
        case(
            "cve-2026-18568",
            "XML::Sig skipped every Signature whose Reference names no element, and called the rest verified",
            "https://github.com/advisories/GHSA-r3hj-rg3j-262c",
            "signature-profile",
            login().sign_both(signing()).after(|response| {
                response.set("ID", "_r2");
                let assertion = response.find_mut("Assertion");
                assertion.set("ID", "_a2");
                forge_identity(assertion);
            }),
        ),
        case(
            "cve-2026-9390",
            "XML::Sig put the ID of a Reference into an XPath expression unquoted",
            "https://github.com/advisories/GHSA-mhmm-7px6-jx3j",
            "signature-profile",
            login().sign_assertion(signing()).after(|response| {
                let assertion = response.find_mut("Assertion");
                assertion.find_mut("Reference").set("URI", "#_a0' or @ID='_a1");
                forge_identity(assertion);
            }),
        ),
    ]
}

fn encrypted() -> Vec<Case> {
    let seal = |assertion: &Element| {
        Encryption::new(keys::key("sp-encryption")).encrypt("saml:EncryptedAssertion", assertion)
    };
    let first = login().sign_assertion(signing()).after(move |response| {
        let mut evil = forged(response.find("Assertion").unwrap(), "_evil");
        evil.set("xmlns:xs", "http://www.w3.org/2001/XMLSchema");
        evil.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
        response.insert_before("Assertion", seal(&evil));
    });
    let alone = evil().between(move |response| {
        Encryption::new(keys::key("sp-encryption")).replace_assertion(response);
    });
    vec![
        case(
            "cve-2026-2092",
            "Keycloak read an unsigned encrypted assertion that comes before a signed one",
            "https://www.sentinelone.com/vulnerability-database/cve-2026-2092",
            "signature-wrapping",
            first,
        )
        .decryption_key("sp-encryption"),
        case(
            "cve-2026-18108",
            "Net::SAML2 took a decrypted assertion without a signature for a verified one",
            "https://osv.dev/vulnerability/CVE-2026-18108",
            "unsigned",
            alone,
        )
        .decryption_key("sp-encryption")
        .validate("decryption-failed"),
    ]
}

fn others() -> Vec<Case> {
    let external = message().map(|xml| {
        let doctype = "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///var/run/secrets/token\">]>";
        format!("{doctype}{}", xml.replace(super::PERSON, "&x;"))
    });
    vec![
        Case::refused(
            "published",
            "cve-2026-28809",
            "esaml expanded external entities before it verified anything",
            "https://cna.erlef.org/cves/CVE-2026-28809.html",
            "doctype-forbidden",
            external.xml,
        ),
        case(
            "cve-2026-1190",
            "Keycloak did not look at NotOnOrAfter of SubjectConfirmationData",
            "https://osv.dev/vulnerability/GHSA-63v5-26vq-m4vm",
            "confirmation-expired",
            login().confirmation_not_on_or_after(Some("2026-01-15T09:00:00Z")).sign_assertion(signing()),
        )
        .honest(),
    ]
}
