//! Failures of other implementations, by number, published in 2026.

use super::{Case, PERSON, forge_identity, forged, login, message, signed, signing, two_providers};
use crate::{Element, Login, Part, Signing, keys};
use serde_json::json;

pub fn cases() -> Vec<Case> {
    [bypasses(), bindings(), memory()].concat()
}

fn case(id: &str, what: &str, source: &str, root: &str, login: Login) -> Case {
    Case::refused("published", id, what, source, root, login.message().xml)
}

fn text(id: &str, what: &str, source: &str, root: &str, change: impl FnOnce(&str) -> String) -> Case {
    let case = Case::refused("published", id, what, source, root, message().map(change).xml);
    if root == "xml-malformed" { case.expecting("unreadable", root) } else { case }
}

fn evil() -> Login {
    login().edit(Part::Assertion, forge_identity)
}

fn bypasses() -> Vec<Case> {
    let embedded = "https://github.com/advisories/GHSA-p5j9-p2w8-q5rw";
    vec![
        case(
            "cve-2026-25922",
            "authentik verified the signed assertion and read the unsigned one before it",
            "https://www.sentinelone.com/vulnerability-database/cve-2026-25922/",
            "signature-wrapping",
            login().sign_assertion(signing()).after(|response| {
                let evil = forged(response.find("Assertion").unwrap(), "_evil");
                response.insert_before("Assertion", evil);
            }),
        ),
        case(
            "cve-2026-47201",
            "authentik did not check that the signed element is the one that is read",
            "https://www.sentinelone.com/vulnerability-database/cve-2026-47201/",
            "signature-wrapping",
            login().sign_assertion(signing()).after(|response| {
                let original = response.take("Assertion").unwrap();
                let mut evil = forged(&original, "_evil");
                evil.insert_after("Conditions", Element::new("saml:Advice").child(original));
                response.push(evil);
            }),
        ),
        case(
            "cve-2026-33487",
            "goxmldsig checked the digest of the last Reference, whichever matched the ID",
            "https://github.com/russellhaering/goxmldsig/security/advisories/GHSA-479m-364c-43vc",
            "signature-profile",
            evil().sign_response(signing().on_signed_info(|info| {
                let mut first = info.find("Reference").unwrap().clone();
                first.find_mut("DigestValue").set_text("0000000000000000000000000000000000000000000=");
                info.insert_before("Reference", first);
            })),
        ),
        case(
            "cve-2026-18089",
            "Net::SAML2 trusted the certificate embedded in the message",
            embedded,
            "signature-untrusted-key",
            evil().sign_assertion(Signing::new(keys::key("attacker-rsa2048"))),
        ),
        case(
            "cve-2026-18089-response",
            "the same with the Response signed",
            embedded,
            "signature-untrusted-key",
            evil().sign_response(Signing::new(keys::key("attacker-rsa2048"))),
        ),
        case(
            "cve-2026-28323",
            "SolarWinds Web Help Desk verified only where a certificate was configured",
            "https://bishopfox.com/blog/signature-optional-analysis-of-cve-2026-28323",
            "unsigned",
            evil(),
        )
        .trust(json!({ "identity_providers": [] })),
        case(
            "cve-2026-28323-signed",
            "the same with a signature that cannot be checked",
            "https://bishopfox.com/blog/signature-optional-analysis-of-cve-2026-28323",
            "no-trusted-certificate",
            evil().sign_both(Signing::new(keys::key("attacker-rsa2048"))),
        )
        .expecting("inconclusive", "no-trusted-certificate")
        .trust(json!({ "identity_providers": [] })),
        case(
            "cve-2026-49454",
            "Relyra never canonicalized SignedInfo, and any SignatureValue passed",
            "https://github.com/advisories/GHSA-jv46-xfwm-36j7",
            "signature-value-mismatch",
            evil().sign_assertion(signing().on_value(|value| value.fill(0x41))),
        ),
        case(
            "cve-2026-49283",
            "SimpleSAMLphp let one identity provider vouch for a response of another; there by HTTP-Artifact, here by its key",
            "https://advisories.gitlab.com/composer/simplesamlphp/saml2/CVE-2026-49283/",
            "signature-untrusted-key",
            evil().sign_both(Signing::new(keys::key("other-tenant"))),
        )
        .trust(two_providers()),
        case(
            "cve-2026-49283-unsigned-inside",
            "the same with an unsigned Response inside a signed ArtifactResponse",
            "https://kamil-sawicki.github.io/posts/cve-2026-49283/",
            "signature-wrapping",
            evil().after(|response| {
                let mut outer = Element::new("samlp:ArtifactResponse")
                    .with("xmlns:samlp", crate::login::SAMLP)
                    .with("ID", "_artifact")
                    .with("Version", "2.0")
                    .with("IssueInstant", "2026-01-15T10:00:00Z")
                    .child(response.clone());
                let layout = login().layout.signature;
                let signing = Signing::new(keys::key("other-tenant")).prefix_list(&[]);
                signing.sign(&mut outer, &crate::Scope::new(), layout, None);
                *response = outer;
            }),
        )
        .expecting("rejected", "not-a-response")
        .trust(two_providers()),
    ]
}

fn bindings() -> Vec<Case> {
    let conditions = "https://www.sentinelone.com/vulnerability-database/cve-2026-41577/";
    vec![
        case(
            "cve-2026-49284",
            "SimpleSAMLphp tied a login to its request by an InResponseTo that nothing signed",
            "https://kamil-sawicki.github.io/posts/cve-2026-49284/",
            "unsolicited",
            login()
                .edit(Part::SubjectConfirmationData, |data| {
                    data.unset("InResponseTo");
                })
                .sign_assertion(signing()),
        ),
        case(
            "cve-2026-41577-expired",
            "authentik ignored Conditions: here the assertion expired",
            conditions,
            "assertion-expired",
            login()
                .conditions(Some("2026-01-15T08:00:00Z"), Some("2026-01-15T09:00:00Z"))
                .sign_assertion(signing()),
        )
        .honest(),
        case(
            "cve-2026-41577-audience",
            "authentik ignored Conditions: here the assertion is meant for another service",
            conditions,
            "audience-mismatch",
            login().audiences(&["https://other.example/saml/metadata"]).sign_assertion(signing()),
        )
        .honest(),
    ]
}

fn memory() -> Vec<Case> {
    let canonical =
        "https://labs.watchtowr.com/youre-back-in-the-room-citrix-netscaler-pre-auth-rce-cve-2026-8452";
    let cdata = login()
        .attribute("email", &["mara@example.org"])
        .name_id("mara]]>.oduya@example.org", None)
        .sign_both(signing())
        .message();
    let split =
        cdata.replace("mara]]&gt;.oduya@example.org", "<![CDATA[mara]]]]><![CDATA[>.oduya@example.org]]>");
    let mut accepted = Case::accepted(
        "cve-2026-34601",
        "xmldom let the end of a CDATA section be smuggled in; here it is text, and stays one value",
        "https://github.com/therealarthur/myrlin-workbook/pull/72 on CVE-2026-34601",
        split.xml,
    )
    .signing_in("mara]]>.oduya@example.org")
    .never(PERSON);
    accepted.subject = "published";
    vec![
        accepted,
        case(
            "cve-2026-8452",
            "NetScaler canonicalized a SignedInfo of any length into a buffer of one length",
            canonical,
            "algorithm-refused",
            signed().after(|response| {
                let long = format!("http://www.w3.org/2001/04/xmldsig-more#{}", "a".repeat(100_000));
                response.find_mut("SignatureMethod").set("Algorithm", &long);
            }),
        ),
        case(
            "cve-2026-8452-prefixes",
            "the same by a PrefixList of thousands of prefixes",
            canonical,
            "limit-exceeded",
            login().sign_response(signing().prefix_list(&["abcdefgh"; 5_000])),
        ),
        text(
            "cve-2026-8451",
            "NetScaler read on where a SAML message ended inside an attribute value",
            "https://threat.wiki/ops/citrix-netscaler-cve-2026-8451-memory-overread/",
            "xml-malformed",
            |xml| xml[..xml.find(super::ACS).unwrap() + 10].to_owned(),
        )
        .expecting("unreadable", "truncated")
        .validate("xml-malformed"),
        text(
            "cve-2026-3055",
            "NetScaler read memory beyond a parameter that has no value; here it is an attribute",
            "https://excello.digital/news/2026-06-06-citrix-netscaler-cve-2026-3055-fortinet-outbreak-saml-exploitation/",
            "xml-malformed",
            |xml| xml.replace(" ID=\"_r1\"", " ID"),
        ),
    ]
}
