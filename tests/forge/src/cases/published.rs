//! Failures of other implementations, by number, 2012 to 2025: for each what was wrong there.

use super::{ATTACKER, Case, Form, PERSON, bare, forge_identity, forged, login, message, signed, signing};
use crate::element::Node;
use crate::signing::DSIG;
use crate::{Canonical, Digest, Element, KeyInfo, Login, Part, Scope, Signing, keys};

pub fn cases() -> Vec<Case> {
    [comments(), wrapping(), signed_info(), parsers(), fragile_lock()].concat()
}

fn case(id: &str, what: &str, source: &str, root: &str, login: Login) -> Case {
    Case::refused("published", id, what, source, root, login.message().xml)
}

fn text(id: &str, what: &str, source: &str, root: &str, change: impl FnOnce(&str) -> String) -> Case {
    let case = Case::refused("published", id, what, source, root, message().map(change).xml);
    if root == "xml-malformed" { case.expecting("unreadable", root) } else { case }
}

fn assertion_signed(after: fn(&mut Element)) -> Login {
    login().sign_assertion(signing()).after(after)
}

/// The attacker owns the name `mara.oduya@example.org.evil.example` and puts a comment into it after it was signed.
/// What was signed is one value; a reader of only a part signs in another user.
fn comments() -> Vec<Case> {
    let whole = "mara.oduya@example.org.evil.example";
    let products = [
        ("cve-2017-11427", "python-saml took the text before the comment", Part::NameId),
        ("cve-2017-11428", "ruby-saml took the text before the comment", Part::NameId),
        ("cve-2017-11429", "saml2-js took the text before the comment", Part::NameId),
        ("cve-2017-11430", "omniauth-saml took the text before the comment", Part::NameId),
        (
            "cve-2018-0489",
            "Shibboleth's XMLTooling took the text before the comment",
            Part::AttributeStatement,
        ),
        ("cve-2018-5387", "SAMLBase took the text before the comment", Part::NameId),
    ];
    let mut cases = Vec::new();
    for (id, what, part) in products {
        let in_attribute = part == Part::AttributeStatement;
        let login = match in_attribute {
            true => login().attribute("email", &[whole]).name_id("someone", None),
            false => login().attribute("email", &[whole]).name_id(whole, None),
        };
        let commented = "mara.oduya@example.org<!-- -->.evil.example";
        let xml = login
            .sign_both(signing())
            .message()
            .replace(&format!(">{whole}<"), &format!(">{commented}<"))
            .xml;
        let mut case = Case::accepted(id, what, "https://duo.com/blog/duo-finds-saml-vulnerabilities-affecting-multiple-implementations | VU#475445", xml)
            .codes(&["comment-in-value"])
            .never(PERSON);
        case.subject = "published";
        cases.push(match in_attribute {
            true => case.signing_in("someone").with_attribute("email", &[whole]),
            false => case.signing_in(whole),
        });
    }
    cases
}

fn wrapping() -> Vec<Case> {
    let evil_first = |response: &mut Element| {
        let evil = forged(response.find("Assertion").unwrap(), "_evil");
        response.insert_before("Assertion", evil);
    };
    let evil_last = |response: &mut Element| {
        let evil = forged(response.find("Assertion").unwrap(), "_evil");
        response.push(evil);
    };
    let same_id = |response: &mut Element| {
        let evil = forged(response.find("Assertion").unwrap(), "_a1");
        response.insert_before("Assertion", evil);
    };
    let encrypted = |response: &mut Element| {
        let original = response.take("Assertion").unwrap();
        let evil = forged(&original, "_evil");
        response.push(Element::new("saml:EncryptedAssertion").child(evil));
        response.find_mut("Status").push(Element::new("samlp:StatusDetail").child(original));
    };
    vec![
        case(
            "cve-2011-1411",
            "OpenSAML verified the element of that ID and handed out another",
            "https://github.com/advisories/GHSA-qwwj-qj3f-9hv7 | Somorovsky et al., 2012",
            "id-duplicate",
            assertion_signed(same_id),
        ),
        case(
            "cve-2016-5697",
            "ruby-saml found the signed element by ID anywhere, the read one by its place",
            "https://github.com/rubysec/ruby-advisory-db/pull/261",
            "signature-wrapping",
            assertion_signed(|response| {
                let original = response.take("Assertion").unwrap();
                let evil = forged(&original, "_evil");
                response.push(evil);
                response.find_mut("Status").push(Element::new("samlp:StatusDetail").child(original));
            }),
        ),
        case(
            "cve-2016-1000253",
            "php-saml took the first assertion although another one was signed",
            "https://github.com/advisories/GHSA-g48f-pgwh-wwxx",
            "signature-wrapping",
            assertion_signed(evil_first),
        ),
        case(
            "cve-2021-21238",
            "pysaml2 did not compare messages with the schema, so that wrapped elements went unseen",
            "https://github.com/advisories/GHSA-f4g9-h89h-jgv9",
            "signature-wrapping",
            assertion_signed(|response| {
                let original = response.take("Assertion").unwrap();
                let mut evil = forged(&original, "_evil");
                evil.find_mut("Subject").push(original);
                response.push(evil);
            }),
        ),
        case(
            "cve-2021-28091",
            "Lasso verified the first assertion and took others along unverified",
            "https://vulners.com/akamaiblog/AKAMAIBLOG:1B1C75F5CA08CED3E866D93E3728687E on CVE-2021-28091",
            "assertions-several",
            assertion_signed(evil_last),
        ),
        case(
            "cve-2022-41912",
            "crewjam/saml handled responses with several assertions wrongly",
            "https://github.com/crewjam/saml/security/advisories/GHSA-j2jp-wvqg-wc2g",
            "assertions-several",
            assertion_signed(evil_last),
        ),
        case(
            "cve-2024-4985",
            "GitHub Enterprise Server took what it decrypted for verified",
            "https://www.sentinelone.com/vulnerability-database/cve-2024-4985/",
            "encrypted-assertion",
            login().sign_response(signing()).between(|response| {
                let original = response.take("Assertion").unwrap();
                let data = Element::new("xenc:EncryptedData")
                    .with("xmlns:xenc", "http://www.w3.org/2001/04/xmlenc#");
                let _ = original;
                response.push(Element::new("saml:EncryptedAssertion").child(data));
            }),
        ),
        case(
            "cve-2024-9487",
            "GitHub Enterprise Server verified a signature of some other document and read an encrypted assertion",
            "https://www.sentinelone.com/vulnerability-database/cve-2024-9487/",
            "signature-wrapping",
            assertion_signed(encrypted),
        ),
        case(
            "cve-2025-46572",
            "passport-wsfed-saml2 verified one assertion and read another",
            "https://github.com/auth0/passport-wsfed-saml2/security/advisories/GHSA-wjmp-wphq-jvqf",
            "signature-wrapping",
            assertion_signed(|response| {
                let original = response.take("Assertion").unwrap();
                let evil = forged(&original, "_evil");
                response.push(evil);
                response.insert_before("Status", Element::new("samlp:Extensions").child(original));
            }),
        ),
        case(
            "cve-2025-46573",
            "passport-wsfed-saml2 read attributes that were added next to the signed ones",
            "https://github.com/auth0/passport-wsfed-saml2/security/advisories/GHSA-8gqj-226h-gm8r",
            "structure-invalid",
            assertion_signed(|response| {
                let mut statement = response.find("AttributeStatement").unwrap().clone();
                statement.set("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
                statement.set("xmlns:xs", "http://www.w3.org/2001/XMLSchema");
                statement.find_mut("AttributeValue").set_text(ATTACKER);
                response.push(statement);
            }),
        ),
        case(
            "cve-2025-47949",
            "samlify verified the signed assertion and read the forged one before it",
            "https://github.com/advisories/GHSA-r683-v43c-6xqv",
            "signature-wrapping",
            assertion_signed(evil_first),
        ),
        case(
            "cve-2025-54369",
            "node-saml read the assertion from the document as received, not from what was signed",
            "https://github.com/node-saml/node-saml/security/advisories/GHSA-m837-g268-mmv7",
            "assertions-several",
            assertion_signed(|response| {
                let original = response.take("Assertion").unwrap();
                let mut evil = forged(&original, "_evil");
                evil.find_mut("NameID").set_text(ATTACKER);
                response.push(evil);
                response.push(bare(&original));
            }),
        ),
        case(
            "cve-2025-54419",
            "node-saml let characters of the name be changed in a validly signed message",
            "https://github.com/node-saml/node-saml/security/advisories/GHSA-4mxg-3p6v-xgq3",
            "digest-cause-value-changed",
            Form::Both
                .sign(login(), signing())
                .after(|r| r.find_mut("NameID").set_text("mara.oduya@example.or")),
        ),
        case(
            "cve-2025-59718",
            "FortiOS let an unsigned message through its verification",
            "https://github.com/projectdiscovery/nuclei-templates/pull/15153 on CVE-2025-59718",
            "unsigned",
            login().edit(Part::Assertion, forge_identity),
        ),
        case(
            "cve-2023-45683",
            "crewjam/saml, as identity provider, posted to an assertion consumer service of the scheme javascript",
            "https://github.com/golang/vulndb/issues/2114",
            "destination-mismatch",
            login().acs("javascript:alert(1)//https://sp.example.org/saml/acs").sign_response(signing()),
        ),
        case(
            "cve-2021-21239",
            "pysaml2 let xmlsec1 verify with any key in the document",
            "https://github.com/projectdiscovery/nuclei-templates/issues/7551 on CVE-2021-21239",
            "signature-untrusted-key",
            login()
                .edit(Part::Assertion, forge_identity)
                .sign_both(Signing::new(keys::key("attacker-rsa2048")).key_info(KeyInfo::Own)),
        ),
    ]
}

/// The digest of an assertion by itself, as its own Reference would contain it.
fn digest_of(assertion: &Element) -> String {
    Digest::Sha256.base64(assertion.canonical(&Scope::new(), &Canonical::Exclusive(Vec::new())).as_bytes())
}

fn signed_info() -> Vec<Case> {
    let smuggled = |response: &mut Element, place: &str| {
        let signature = response.find_mut("Assertion").take("Signature").unwrap();
        let assertion = response.find_mut("Assertion");
        forge_identity(assertion);
        let value = Element::new("ds:DigestValue").with("xmlns:ds", DSIG).text(&digest_of(assertion));
        assertion.insert_after("Issuer", signature);
        if place == "StatusDetail" {
            response.find_mut("Status").push(Element::new("samlp:StatusDetail").child(value));
        } else {
            response.insert_before("Status", Element::new("samlp:Extensions").child(value));
        }
    };
    vec![
        case(
            "cve-2024-45409-status-detail",
            "ruby-saml took the first DigestValue of the document, here smuggled into StatusDetail",
            "https://github.com/SAML-Toolkits/ruby-saml/issues/721",
            "digest-mismatch",
            login().sign_assertion(signing()).after(move |r| smuggled(r, "StatusDetail")),
        ),
        case(
            "cve-2024-45409-extensions",
            "the same with the DigestValue in Extensions",
            "https://github.com/SAML-Toolkits/ruby-saml/issues/721",
            "digest-mismatch",
            login().sign_assertion(signing()).after(move |r| smuggled(r, "Extensions")),
        ),
        case(
            "cve-2025-29774",
            "xml-crypto verified the signature over one SignedInfo and read the digest from another",
            "https://github.com/node-saml/xml-crypto/pull/494",
            "signature-profile",
            login().sign_assertion(signing()).after(|response| {
                let signature = response.find_mut("Assertion").take("Signature").unwrap();
                let assertion = response.find_mut("Assertion");
                forge_identity(assertion);
                let digest = digest_of(assertion);
                let mut signature = signature;
                let mut second = signature.find("SignedInfo").unwrap().clone();
                second.find_mut("DigestValue").set_text(&digest);
                signature.insert_before("SignedInfo", second);
                assertion.insert_after("Issuer", signature);
            }),
        ),
        case(
            "cve-2025-29775",
            "xml-crypto read the digest out of a comment inside DigestValue",
            "https://github.com/node-saml/xml-crypto/pull/494",
            "signature-profile",
            login().sign_assertion(signing()).after(|response| {
                let signature = response.find_mut("Assertion").take("Signature").unwrap();
                let assertion = response.find_mut("Assertion");
                forge_identity(assertion);
                let digest = digest_of(assertion);
                let mut signature = signature;
                signature.find_mut("DigestValue").children.insert(0, Node::comment(&digest));
                assertion.insert_after("Issuer", signature);
            }),
        ),
        case(
            "cve-2020-15216",
            "goxmldsig passed off an altered file as a signed one; here a decoy SignedInfo carries the digest",
            "https://github.com/russellhaering/goxmldsig/security/advisories/GHSA-q547-gmf8-8jr7",
            "signature-profile",
            login().sign_response(signing()).after(|response| {
                let decoy = response.find("SignedInfo").unwrap().clone();
                let signature = response.find_mut("Signature");
                signature.push(Element::new("ds:Object").child(decoy));
                forge_identity(response.find_mut("Assertion"));
            }),
        ),
        case(
            "cve-2025-66568",
            "ruby-saml took the empty result of a failed canonicalization for canonical text",
            "https://github.com/advisories/GHSA-x4h9-gwv3-r4m4 | https://github.com/sparklemotion/nokogiri/security/advisories/GHSA-wx95-c6cv-8532",
            "digest-mismatch",
            login().edit(Part::Assertion, forge_identity).sign_assertion(signing().on_covered(String::clear)),
        ),
        case(
            "cve-2025-66568-signed-info",
            "the same for SignedInfo: SignatureValue is one over nothing",
            "https://github.com/advisories/GHSA-x4h9-gwv3-r4m4",
            "signature-value-mismatch",
            login()
                .edit(Part::Assertion, forge_identity)
                .sign_assertion(signing().on_signed_text(String::clear)),
        ),
    ]
}

fn parsers() -> Vec<Case> {
    let go = "https://mattermost.com/blog/coordinated-disclosure-go-xml-vulnerabilities/";
    let round_trip =
        |id: &str, what: &str, change: fn(&str) -> String| text(id, what, go, "xml-malformed", change);
    vec![
        text(
            "cve-2013-6440",
            "OpenSAML expanded external entities",
            "CVE-2013-6440",
            "doctype-forbidden",
            |xml| {
                format!(
                    "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}",
                    xml.replace(PERSON, "&x;")
                )
            },
        ),
        text(
            "cve-2018-0486",
            "Shibboleth's XMLTooling took entities of a DTD for parts of values",
            "CVE-2018-0486",
            "doctype-forbidden",
            |xml| {
                format!("<!DOCTYPE r [<!ENTITY x \"attacker@evil.example\">]>{}", xml.replace(PERSON, "&x;"))
            },
        ),
        round_trip(
            "cve-2020-29509",
            "encoding/xml changed attributes with an empty prefix when it wrote them again",
            |xml| xml.replace(" ID=\"_r1\"", " :ID=\"_evil\" ID=\"_r1\""),
        ),
        round_trip("cve-2020-29510", "encoding/xml changed directives when it wrote them again", |xml| {
            xml.replace("<samlp:Status>", "<!<<!-- -->!-->\"--> \" >--><samlp:Status>")
        }),
        round_trip(
            "cve-2020-29511",
            "encoding/xml changed elements with an empty prefix when it wrote them again",
            |xml| xml.replace("<samlp:Status>", "<::Status></::Status><samlp:Status>"),
        ),
        case(
            "cve-2020-26290",
            "dex verified one reading of the document and used another",
            "https://github.com/dexidp/dex/security/advisories/GHSA-m9hp-7r99-94h5",
            "structure-invalid",
            login().sign_assertion(signing()).after(|response| {
                let mut evil = forged(response.find("Assertion").unwrap(), "_evil");
                evil.rename("x:Assertion");
                evil.set("xmlns:x", "urn:x");
                response.insert_before("Assertion", evil);
            }),
        ),
        case(
            "cve-2023-34205",
            "moov signedxml read the document as received and verified the canonical one",
            "https://github.com/moov-io/signedxml/issues/23",
            "digest-mismatch",
            login().sign_response(signing()).after(|response| forge_identity(response.find_mut("Assertion"))),
        ),
        text(
            "cve-2025-23369",
            "GitHub Enterprise Server: an entity made two parsers see two IDs",
            "https://ssojet.com/blog/critical-saml-authentication-bypass-in-github-enterprise-server-cve-2025-23369-technical-analysis-and-resolution",
            "doctype-forbidden",
            |xml| format!("<!DOCTYPE r [<!ENTITY i \"_r1\">]>{}", xml.replace("ID=\"_r1\"", "ID=\"&i;\"")),
        ),
        text(
            "cve-2025-25291",
            "ruby-saml: REXML and Nokogiri ended a DOCTYPE at different places",
            "https://github.com/SAML-Toolkits/ruby-saml/security/advisories/GHSA-4vc4-m8qh-g8jm",
            "doctype-forbidden",
            |xml| format!("<!DOCTYPE r [<!ENTITY idp \"'><!--\" ><!-- ' ]> -->]>{xml}"),
        ),
        case(
            "cve-2025-25292",
            "ruby-saml: REXML and Nokogiri found different Signatures in one document",
            "https://github.com/SAML-Toolkits/ruby-saml/security/advisories/GHSA-754f-8gm6-c4r2",
            "signature-wrapping",
            login().sign_assertion(signing()).after(|response| {
                let signature = response.find("Signature").unwrap().clone();
                forge_identity(response.find_mut("Assertion"));
                response.find_mut("Status").push(Element::new("samlp:StatusDetail").child(signature));
            }),
        ),
        case(
            "cve-2025-66567",
            "ruby-saml: namespaces still read differently after CVE-2025-25292, so that a Signature hid from one parser",
            "https://github.com/advisories/GHSA-9v8j-x534-2fx3",
            "signature-wrapping",
            login().sign_assertion(signing()).after(|response| {
                let mut signature = response.find_mut("Assertion").take("Signature").unwrap();
                signature.set("xmlns", "urn:x");
                let assertion = response.find_mut("Assertion");
                forge_identity(assertion);
                let inner = Element::new("x:Parent").with("xmlns:x", DSIG).child(signature);
                assertion.find_mut("Subject").push(inner);
            }),
        ),
        text(
            "cve-2025-54572",
            "ruby-saml decoded messages before it looked at their size",
            "https://github.com/SAML-Toolkits/ruby-saml/pull/770",
            "limit-exceeded",
            |xml| xml.replace("<samlp:Status>", &format!("{}<samlp:Status>", " ".repeat(20_000))),
        )
        .set("limits", serde_json::json!({ "max_xml_bytes": 20_000 }))
        .expecting("unreadable", "limit-exceeded")
        .may_accept(),
    ]
}

/// PortSwigger, The Fragile Lock, December 2025.
fn fragile_lock() -> Vec<Case> {
    let source = "https://portswigger.net/research/the-fragile-lock";
    vec![
        text(
            "fragile-lock-void-canonicalization",
            "a relative namespace name makes libxml2 fail and others canonicalize to nothing",
            source,
            "xml-malformed",
            |xml| xml.replace(" ID=\"_r1\"", " xmlns:x=\"1\" ID=\"_r1\"").replace(PERSON, ATTACKER),
        ),
        case(
            "fragile-lock-attribute-pollution",
            "two IDs with different prefixes; parsers differ in which one they find",
            source,
            "id-duplicate",
            login().sign_assertion(signing()).after(|response| {
                let original = response.take("Assertion").unwrap();
                let mut evil = forged(&original, "_evil");
                evil.set("samlp:ID", "_a1");
                response.insert_before("Status", Element::new("samlp:Extensions").child(original));
                response.push(evil);
            }),
        ),
        case(
            "fragile-lock-attribute-twice",
            "one attribute by two prefixes of the same namespace",
            source,
            "xml-malformed",
            signed().after(|response| {
                response.set("xmlns:a", "urn:x");
                response.set("xmlns:b", "urn:x");
                response.set("a:ID", "_1");
                response.set("b:ID", "_2");
            }),
        )
        .expecting("unreadable", "xml-malformed"),
        case(
            "fragile-lock-namespace-confusion",
            "a Signature that one parser sees in the signature namespace and another does not",
            source,
            "xml-malformed",
            login().sign_assertion(signing()).after(|response| {
                let assertion = response.find_mut("Assertion");
                assertion.find_mut("Signature").set("xmlns:ds", "http://www.w3.org/2000/09/xmldsig# ");
                forge_identity(assertion);
            }),
        )
        .expecting("unreadable", "xml-malformed"),
    ]
}
