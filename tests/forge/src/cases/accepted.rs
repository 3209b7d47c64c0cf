//! Benign variety: what must be accepted, however it is written.

use super::algorithm::pss_method;
use super::{Case, FORMS, IDP, PERSON, login, message, provider, signed, signing, two_providers};
use crate::{
    Algorithm, Canonical, Digest, Element, KeyInfo, Login, Part, SHAPES, Signing, Style, idp_metadata, keys,
};
use serde_json::json;

pub fn cases() -> Vec<Case> {
    [forms(), layout(), algorithms(), trust(), values(), second_factors(), products()].concat()
}

fn case(id: &str, what: &str, source: &str, login: Login) -> Case {
    Case::accepted(id, what, source, login.message().xml)
}

/// A text that differs from what was signed only where canonicalization ignores it.
fn rewritten(id: &str, what: &str, source: &str, change: impl FnOnce(&str) -> String) -> Case {
    Case::accepted(id, what, source, message().map(change).xml)
}

fn forms() -> Vec<Case> {
    let mut cases = Vec::new();
    for form in FORMS {
        let id = format!("signed-{}", form.name());
        let what = format!("the usual login, {} signed", form.name());
        cases.push(
            case(&id, &what, "SAML 2.0 profiles, section 4.1.4.5", form.sign(login(), signing()))
                .with_attribute("email", &[PERSON])
                .with_attribute("roles", &["agent", "supervisor"]),
        );
    }
    cases.push(
        case(
            "both-by-two-keys",
            "Response and assertion signed by two trusted keys of the identity provider",
            "SAML 2.0 metadata, section 2.4.1.1",
            login().sign_assertion(signing()).sign_response(Signing::new(keys::key("idp-rotated"))),
        )
        .trust(provider(IDP, &[keys::idp(), keys::key("idp-rotated")])),
    );
    cases
}

fn layout() -> Vec<Case> {
    let c14n = "Canonical XML 1.0, section 2";
    let exclusive = "Exclusive XML Canonicalization 1.0, section 3";
    let quotes = Style { quote: '\'', empty: None };
    vec![
        rewritten("apostrophes", "apostrophes around the Destination", c14n, |x| {
            x.replace(&format!("Destination=\"{}\"", super::ACS), &format!("Destination='{}'", super::ACS))
        }),
        case(
            "apostrophes-everywhere",
            "apostrophes around all values and no empty-element tags",
            c14n,
            signed().style(quotes),
        ),
        rewritten("attribute-order", "ID moved after Version", c14n, |x| {
            x.replace(" ID=\"_r1\" Version=\"2.0\"", " Version=\"2.0\" ID=\"_r1\"")
        }),
        rewritten("space-in-tags", "spaces and line breaks inside tags", c14n, |x| {
            x.replace("<samlp:Status>", "<samlp:Status\n\t >").replace("</samlp:Status>", "</samlp:Status  >")
        }),
        rewritten("cdata", "the NameID as a CDATA section", c14n, |x| {
            x.replace(PERSON, "<![CDATA[mara.oduya@example.org]]>")
        }),
        rewritten("cdata-in-pieces", "the NameID in text, CDATA and references", c14n, |x| {
            x.replace(PERSON, "ma<![CDATA[ra.oduya]]>&#x40;example&#46;org")
        }),
        rewritten("references", "characters of the NameID as references", c14n, |x| {
            x.replace(PERSON, "mara&#46;oduya&#x40;example.org")
        }),
        rewritten("comment-outside", "comments before and after the root", c14n, |x| {
            format!("<!-- a -->{x}<!-- b -->")
        }),
        rewritten("comment-between", "a comment between two elements", c14n, |x| {
            x.replace("<samlp:Status>", "<!-- a --><samlp:Status>")
        }),
        rewritten(
            "comment-in-name-id",
            "a comment inside the NameID, read as the whole",
            "CVE-2017-11427 and kin",
            |x| x.replace(PERSON, "mara.oduya<!-- -->@example.org"),
        )
        .codes(&["comment-in-value"])
        .never("mara.oduya"),
        rewritten("declaration", "an XML declaration with everything", "XML 1.0, section 2.8", |x| {
            format!("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n{x}\n")
        }),
        rewritten("pi-outside", "processing instructions outside the root", c14n, |x| {
            format!("<?a b?>{x}<?c?>")
        }),
        rewritten("carriage-returns", "CR LF after the declaration", "XML 1.0, section 2.11", |x| {
            format!("<?xml version=\"1.0\"?>\r\n{x}\r\n")
        }),
        rewritten("byte-order-mark", "a byte-order mark of UTF-8", "XML 1.0, section 4.3.3", |x| {
            format!("\u{feff}{x}")
        })
        .codes(&["byte-order-mark"]),
        rewritten(
            "unused-namespace",
            "a namespace that nothing uses, declared after signing",
            exclusive,
            |x| x.replace(" ID=\"_r1\"", " ID=\"_r1\" xmlns:unused=\"urn:unused\""),
        ),
        rewritten("declared-again", "a namespace declared again where it is in scope", exclusive, |x| {
            x.replace("<samlp:Status>", "<samlp:Status xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\">")
        }),
        case("indented", "indented everywhere, also inside what is signed", c14n, signed().indent("  ")),
        case(
            "indented-tabs",
            "indented with tabs, both signed",
            c14n,
            login().indent("\t").sign_both(signing()),
        ),
        case(
            "inclusive-prefixes",
            "a PrefixList",
            exclusive,
            login().sign_both(signing().prefix_list(&["xs", "xsi"])),
        ),
        case(
            "inclusive-default",
            "a PrefixList with #default and a prefix that is not in scope",
            exclusive,
            login().sign_both(signing().prefix_list(&["#default", "nothing"])),
        ),
        case(
            "signed-info-inclusive",
            "SignedInfo canonicalized inclusively",
            "SAML 2.0 core, section 5.4.3",
            login().sign_both(signing().signed_info_canonical(Canonical::Inclusive)),
        ),
        case("extensions", "Extensions with foreign elements", "SAML 2.0 core, section 3.2.2", {
            login()
                .edit(Part::Response, |r| {
                    let inside =
                        Element::new("x:Look").with("xmlns:x", "urn:x").with("Assertion", "Signature");
                    r.insert_before("Status", Element::new("samlp:Extensions").child(inside));
                })
                .sign_response(signing())
        }),
        case("advice", "Advice with a reference to an assertion", "SAML 2.0 core, section 2.6.1", {
            login()
                .edit(Part::Assertion, |a| {
                    let reference = Element::new("saml:AssertionIDRef").text("_other");
                    a.insert_after("Conditions", Element::new("saml:Advice").child(reference));
                })
                .sign_both(signing())
        }),
        case("one-time-use", "OneTimeUse and ProxyRestriction", "SAML 2.0 core, section 2.5.1", {
            login()
                .edit(Part::Conditions, |c| {
                    c.push(Element::new("saml:OneTimeUse"));
                    c.push(Element::new("saml:ProxyRestriction").with("Count", "0"));
                })
                .sign_both(signing())
        }),
    ]
}

fn algorithms() -> Vec<Case> {
    let source = "XML Signature 1.1, section 6.4 | RFC 6931";
    let mut cases = Vec::new();
    for digest in [Digest::Sha256, Digest::Sha384, Digest::Sha512] {
        let name = format!("{digest:?}").to_lowercase();
        let both = |algorithm: Algorithm| login().sign_both(signing().algorithm(algorithm).digest(digest));
        cases.push(case(
            &format!("rsa-{name}"),
            &format!("RSA with {name}, digest {name}"),
            source,
            both(Algorithm::Rsa(digest)),
        ));
        cases.push(case(
            &format!("pss-{name}"),
            &format!("RSA-PSS with {name}, digest {name}"),
            source,
            both(Algorithm::Pss(digest)),
        ));
    }
    for curve in ["idp-p256", "idp-p384", "idp-p521"] {
        let login = login().sign_both(Signing::new(keys::key(curve)));
        let case =
            case(&format!("ecdsa-{}", &curve[4..]), &format!("ECDSA on {}", &curve[4..]), source, login);
        cases.push(case.trust(provider(IDP, &[keys::key(curve)])));
    }
    let pss = |id: &str, what: &str, edit: fn(&mut Element)| {
        let signing = signing().algorithm(Algorithm::Pss(Digest::Sha256)).on_signed_info(edit);
        case(id, what, "RFC 6931, section 2.3.9", login().sign_response(signing))
    };
    cases.extend([
        pss("pss-parameters", "RSA-PSS with all its parameters", |info| {
            pss_method(info, Some(Digest::Sha256.uri()), Some("32"), Some("1"));
        }),
        pss("pss-parameters-default", "RSA-PSS with parameters left out", |info| {
            pss_method(info, None, None, None)
        }),
        case(
            "sha1-allowed",
            "SHA-1 where the policy names it",
            "policy: sha1",
            login().sign_both(signing().sha1()),
        )
        .set("policy", json!({ "sha1": "warning" }))
        .codes(&["algorithm-weak"]),
        case(
            "base64-lines",
            "base64 of the signature in lines with CR LF references",
            "RFC 2045, section 6.8",
            {
                login().sign_both(
                    signing().layout(crate::SignatureLayout { wrap: Some(64), ..login().layout.signature }),
                )
            },
        ),
    ]);
    cases
}

fn trust() -> Vec<Case> {
    let rollover = "SAML 2.0 metadata, section 2.4.1.1: several keys during a rollover";
    let new = || Signing::new(keys::key("idp-rotated"));
    let two = || provider(IDP, &[keys::idp(), keys::key("idp-rotated")]);
    vec![
        case("rollover-old", "two keys trusted, the old one signs", rollover, login().sign_both(signing()))
            .trust(two()),
        case("rollover-new", "two keys trusted, the new one signs", rollover, login().sign_both(new()))
            .trust(two()),
        case("metadata", "trust by metadata", rollover, login().sign_both(new()))
            .metadata(idp_metadata(IDP, &[keys::idp(), keys::key("idp-rotated")]).xml()),
        case(
            "metadata-valid-until",
            "trust by metadata in the last second of its validUntil",
            "SAML 2.0 metadata, section 2.3.2",
            login().sign_both(new()),
        )
        .metadata(
            idp_metadata(IDP, &[keys::idp(), keys::key("idp-rotated")])
                .valid_until("2026-01-15T10:01:01Z")
                .xml(),
        ),
        case(
            "metadata-no-use",
            "trust by metadata whose key names no use",
            rollover,
            login().sign_both(signing()),
        )
        .metadata(idp_metadata(IDP, &[]).certificate(None, keys::idp()).xml()),
        case(
            "two-providers",
            "two identity providers are configured",
            "CVE-2026-49283",
            login().sign_both(signing()),
        )
        .trust(two_providers()),
        case(
            "key-info-absent",
            "no KeyInfo",
            "XML Signature 1.1, section 4.5",
            login().sign_both(signing().key_info(KeyInfo::Absent)),
        ),
        case(
            "key-info-other",
            "KeyInfo shows a certificate that did not sign",
            "XML Signature 1.1, section 4.5",
            login().sign_both(signing().key_info(KeyInfo::Other(keys::key("other-tenant")))),
        )
        .codes(&["certificate-embedded-differs"]),
        case("key-info-chain", "KeyInfo shows a chain", "XML Signature 1.1, section 4.5", {
            login()
                .sign_both(signing().key_info(KeyInfo::Chain(vec![keys::idp(), keys::key("other-tenant")])))
        }),
        case(
            "key-info-key-value",
            "KeyInfo contains the KeyValue of another key",
            "XML Signature 1.1, section 4.5",
            {
                login().sign_both(signing().key_info(KeyInfo::Raw(
                "<ds:KeyInfo><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AQAB</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>".to_owned(),
            )))
            },
        ),
        case("certificate-last-second", "at notAfter itself", "RFC 5280, section 4.1.2.5", {
            login().issued("2022-01-01T00:00:00Z", 3600).sign_both(signing())
        })
        .trust(provider(IDP, &[keys::key("idp-expired")]))
        .at("2022-01-01T00:00:00Z")
        .codes(&["certificate-expires-soon"]),
    ]
}

fn values() -> Vec<Case> {
    let exact = "ARCHITECTURE.md, invariant exact-values";
    let named = |id: &str, what: &str, value: &str| {
        case(id, what, exact, login().name_id(value, None).sign_both(signing())).signing_in(value)
    };
    let many: Vec<String> = (0..300).map(|n| format!("role-{n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let long = "x".repeat(20_000);
    let mut crowd = login();
    for n in 0..200 {
        crowd = crowd.attribute(&format!("attribute-{n}"), &["value"]);
    }
    vec![
        named("name-non-ascii", "a NameID in several scripts", "Åsa Ödegård 小林 🦀"),
        named("name-combining", "a NameID with a combining accent, not composed", "Rene\u{301}"),
        named("name-markup", "a NameID of characters that XML escapes", "a<b>&c\"d'e]]>f"),
        named("name-inner-space", "a NameID with spaces inside", "Mara  van  Oduya"),
        named("name-line-break", "a NameID with a line break inside", "Mara\nOduya"),
        named("name-carriage-return", "a NameID with a carriage return as a reference", "Mara\rOduya"),
        named("name-bidi", "a NameID with characters of the other direction", "\u{202e}gro.elpmaxe@aram"),
        case(
            "name-persistent",
            "a persistent NameID with both qualifiers",
            "SAML 2.0 core, section 8.3.7",
            login()
                .name_id("7d9c1f0a4b5e", Some("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"))
                .edit(Part::NameId, |name_id| {
                    name_id.set("NameQualifier", IDP);
                    name_id.set("SPNameQualifier", super::SP);
                })
                .sign_both(signing()),
        )
        .signing_in("7d9c1f0a4b5e"),
        named("name-long", "a NameID of 20,000 characters", &long),
        case(
            "attributes-many-values",
            "an attribute of 300 values",
            exact,
            login().attribute("roles", &many).sign_both(signing()),
        )
        .with_attribute("roles", &many),
        case("attributes-many", "200 attributes more", exact, crowd.sign_both(signing()))
            .with_attribute("attribute-199", &["value"]),
        case(
            "attribute-empty",
            "an attribute with an empty value",
            exact,
            login().attribute("team", &[""]).sign_both(signing()),
        )
        .with_attribute("team", &[""]),
        case(
            "attribute-white-space",
            "white space around a value is part of it",
            exact,
            login().attribute("team", &[" north\t"]).sign_both(signing()),
        )
        .with_attribute("team", &[" north\t"]),
        case(
            "attribute-xml",
            "an AttributeValue with a foreign element inside",
            "SAML 2.0 core, section 2.7.3.1.1",
            {
                login()
                    .edit(Part::AttributeStatement, |s| {
                        let value = Element::new("saml:AttributeValue")
                            .child(Element::new("x:a").with("xmlns:x", "urn:x").text("y"));
                        s.push(Element::new("saml:Attribute").with("Name", "structured").child(value));
                    })
                    .sign_both(signing())
            },
        ),
        case("no-attributes", "no AttributeStatement", "SAML 2.0 profiles, section 4.1.4.2", {
            login().without(Part::AttributeStatement).sign_both(signing())
        }),
        case(
            "flex",
            "the deployment's profile",
            "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration",
            signed(),
        )
        .set("profile", json!("flex")),
    ]
}

fn second_factors() -> Vec<Case> {
    let known = [
        ("refeds", "REFEDS MFA Profile", "https://refeds.org/profile/mfa"),
        ("entra", "Microsoft Entra", "http://schemas.microsoft.com/claims/multipleauthn"),
        ("smartcard", "SAML 2.0 authn-context", "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"),
    ];
    let named = |(id, source, class)| {
        let what = format!("an authentication context that names a second factor: {class}");
        case(&format!("second-factor-{id}"), &what, source, login().authn_context(class).sign_both(signing()))
    };
    known.map(named).to_vec()
}

fn products() -> Vec<Case> {
    let mut cases = Vec::new();
    for shape in SHAPES {
        let name = format!("{shape:?}").to_lowercase();
        for form in FORMS {
            let mut login = form.sign(Login::new(shape), signing());
            login.attributes = shape.attributes();
            let (id, what) = (
                format!("shape-{name}-{}", form.name()),
                format!("{} ({} signed)", shape.what(), form.name()),
            );
            cases.push(
                case(&id, &what, "layout of published responses", login)
                    .trust(provider(shape.issuer(), &[keys::idp()])),
            );
        }
    }
    cases
}
