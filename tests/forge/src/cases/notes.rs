//! Messages with a note: accepted ones, and damaged ones whose damage a digest proves.

use super::{ACS, Case, IDP, PERSON, login, provider, signed, signing};
use crate::{Attribute, Element, Login, Message, Node, Part, Shape, Signing, flex, idp_metadata, keys};
use serde_json::{Value, json};

pub fn cases() -> Vec<Case> {
    [notes(), at_flex(), damage(), unread()].concat()
}

const TWILIO: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration";

fn note(id: &str, what: &str, source: &str, code: &str, login: Login) -> Case {
    let mut case = Case::accepted(id, what, source, login.message().xml).codes(&[code]);
    case.subject = "notes";
    case
}

/// Accepted, with a note.
fn notes() -> Vec<Case> {
    let both = || login().sign_both(signing());
    let core = "SAML 2.0 core, section";
    vec![
        note(
            "id-not-ncname",
            "the Response's ID begins with a digit",
            &format!("{core} 1.3.4 | XML Schema part 2, section 3.3.8"),
            "id-not-ncname",
            signed().ids("8a1b2c3d", "_a1"),
        )
        .may_accept(),
        note(
            "one-time-use",
            "the assertion may be used once",
            &format!("{core} 2.5.1.5"),
            "one-time-use",
            login()
                .edit(Part::Conditions, |conditions| conditions.push(Element::new("saml:OneTimeUse")))
                .sign_both(signing()),
        ),
        note(
            "lifetime-of-days",
            "the assertion is valid for five days",
            &format!("{core} 2.5.1.2"),
            "lifetime-odd",
            login()
                .conditions(Some("2026-01-15T10:00:00Z"), Some("2026-01-20T10:00:00Z"))
                .sign_both(signing()),
        ),
        note(
            "name-id-white-space",
            "white space around the NameID belongs to it",
            "XML 1.0, section 2.10",
            "name-id-white-space",
            login().name_id(" mara.oduya@example.org ", None).sign_both(signing()),
        )
        .signing_in(" mara.oduya@example.org "),
        note(
            "no-second-factor",
            "the authentication context shows no second factor",
            &format!("{core} 2.7.2.2"),
            "mfa-not-shown",
            both(),
        ),
        note(
            "no-attributes-asked",
            "the profile asks for no attributes, so none are compared",
            TWILIO,
            "not-in-profile",
            both(),
        ),
        note(
            "request-not-given",
            "it is not known which request was sent",
            "SAML 2.0 profiles, section 4.1.4.3",
            "request-not-given",
            both(),
        )
        .set("request", Value::Null),
        note(
            "certificate-expires-soon",
            "the trusted certificate expires in ten days",
            "RFC 5280, section 4.1.2.5",
            "certificate-expires-soon",
            login().issued("2021-12-22T10:00:00Z", 3600).sign_response(signing()),
        )
        .trust(provider(IDP, &[keys::key("idp-expired")]))
        .at("2021-12-22T10:01:00Z"),
        note(
            "name-id-transient",
            "the NameID is transient, so it changes at each login",
            &format!("{core} 8.3.8"),
            "name-id-format",
            login()
                .name_id(PERSON, Some("urn:oasis:names:tc:SAML:2.0:nameid-format:transient"))
                .sign_both(signing()),
        ),
        note(
            "name-id-of-another-service",
            "SPNameQualifier of the NameID names another service",
            &format!("{core} 8.3.7"),
            "name-id-qualifier",
            login()
                .edit(Part::NameId, |name_id| name_id.set("SPNameQualifier", "https://other.example.org"))
                .sign_both(signing()),
        )
        .may_accept(),
        note(
            "oid-without-format",
            "an attribute named by OID has NameFormat unspecified",
            "https://github.com/matrix-org/synapse/issues/13092",
            "attribute-form",
            login()
                .push_attribute(
                    Attribute::new("urn:oid:0.9.2342.19200300.100.1.1", &["mara"])
                        .name_format("urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified"),
                )
                .sign_both(signing()),
        ),
        note(
            "groups-link",
            "a link in place of more than 150 groups",
            "https://github.com/ironmansoftware/powershell-universal/issues/3463",
            "attribute-overage",
            login()
                .attribute(
                    "http://schemas.microsoft.com/claims/groups.link",
                    &["https://graph.example.org/u"],
                )
                .sign_both(signing()),
        ),
        note(
            "certificates-in-one-element",
            "two certificates are in one X509Certificate of the metadata, and the second signed",
            "XML Signature 1.1, section 4.5.4",
            "certificates-several",
            both(),
        )
        .metadata(two_in_one()),
        note(
            "metadata-id-begins-with-digit",
            "the ID of the EntityDescriptor begins with a digit",
            "https://github.com/goauthentik/authentik/issues/4353",
            "id-not-ncname",
            both(),
        )
        .metadata(idp_metadata(IDP, &[keys::idp()]).xml().replacen(
            " entityID=",
            " ID=\"1c06a9d7\" entityID=",
            1,
        )),
        note(
            "metadata-carriage-returns",
            "the certificate in the metadata contains carriage returns",
            "https://github.com/SAML-Toolkits/python3-saml/issues/303",
            "certificate-form",
            both(),
        )
        .metadata(
            idp_metadata(IDP, &[keys::idp()])
                .xml()
                .replace("X509Certificate>MII", "X509Certificate>&#13;\nMII"),
        ),
        note(
            "audience-no-uri",
            "the audience is the subject of a certificate",
            "https://github.com/keycloak/keycloak/issues/12234",
            "audience-form",
            login().audiences(&["CN=portal, O=Example"]).sign_both(signing()),
        )
        .set("sp_entity_id", json!("CN=portal, O=Example")),
        note(
            "groups-of-200-kilobytes",
            "the groups make the message larger than ruby-saml accepts",
            "https://github.com/SAML-Toolkits/ruby-saml/issues/598",
            "message-large",
            login().attribute("groups", &[&"g".repeat(200_000)]).sign_both(signing()),
        ),
        note(
            "signed-with-ecdsa",
            "signed with ECDSA, which SignedXml of .NET does not verify",
            "https://github.com/azure-ad-b2c/samples/issues/643",
            "signature-form-unusual",
            login().sign_both(Signing::new(keys::key("idp-p256"))),
        )
        .trust(provider(IDP, &[keys::key("idp-p256")])),
        note(
            "assertion-signed-alone",
            "only the assertion is signed, which node-saml refuses by default",
            "https://github.com/node-saml/passport-saml/issues/839",
            "response-not-signed",
            login().sign_assertion(signing()),
        ),
        note(
            "metadata-outdated-by-policy",
            "the metadata is outdated, and the policy only warns of that",
            "SAML 2.0 metadata, section 2.3.2",
            "metadata-outdated",
            both(),
        )
        .metadata(idp_metadata(IDP, &[keys::idp()]).valid_until("2025-12-15T10:00:00Z").xml())
        .set("policy", json!({ "outdated_metadata": "warning" })),
    ]
}

/// Metadata whose one X509Certificate contains two certificates, base64 after base64.
fn two_in_one() -> String {
    let own = keys::idp().base64();
    let xml = idp_metadata(IDP, &[keys::idp()]).xml();
    let compact: String = xml.split_whitespace().collect::<Vec<_>>().join(" ");
    let from = compact.find("X509Certificate>").unwrap() + "X509Certificate>".len();
    let to = from + compact[from..].find('<').unwrap();
    format!("{}{}{own}{}", &compact[..from], keys::key("idp-rotated").base64(), &compact[to..])
}

/// Accepted at Twilio Flex, with a note.
fn at_flex() -> Vec<Case> {
    let note = |id: &str, what: &str, code: &str, login: Login| {
        note(id, what, TWILIO, code, login).set("profile", json!("flex"))
    };
    let frontline = "https://iam.twilio.com/v2/saml2/authenticate/JB5d4c3b2a1f8e6d4c62853b9a7e1d0f4c";
    let short = flex::ACS.trim_end_matches('d');
    let session = |instant: &str| login().session_not_on_or_after(Some(instant)).sign_both(signing());
    let department = || Attribute::new("department", &["Intake"]);
    vec![
        note(
            "response-not-signed",
            "only the assertion is signed, where the service asks for the Response",
            "response-not-signed",
            login().sign_assertion(signing()),
        ),
        note(
            "sid-too-short",
            "the connection SID in the ACS URL has lost a digit",
            "sid-malformed",
            login().acs(short).sign_both(signing()),
        )
        .set("acs", json!([short])),
        note(
            "acs-of-frontline",
            "the ACS URL is one of Twilio Frontline",
            "acs-kind",
            login().acs(frontline).sign_both(signing()),
        )
        .set("acs", json!([frontline])),
        note(
            "session-short",
            "the session ends within a shift",
            "session-short",
            session("2026-01-15T10:30:00Z"),
        ),
        note(
            "session-long",
            "the session is longer than a shift",
            "session-long",
            session("2026-01-18T10:00:00Z"),
        ),
        note(
            "name-id-is-user-id",
            "the NameID is an internal user ID",
            "name-id-is-user-id",
            login().name_id("auth0|65a1b2c3d4e5f6a7b8c9d0e1", None).sign_both(signing()),
        )
        .signing_in("auth0|65a1b2c3d4e5f6a7b8c9d0e1"),
        note(
            "attribute-twice",
            "two Attribute elements with the same Name",
            "attribute-duplicated",
            login().push_attribute(department()).push_attribute(department()).sign_both(signing()),
        )
        .with_attribute("department", &["Intake", "Intake"]),
        note(
            "role-unknown",
            "one of the roles is not a role of Flex",
            "role-unknown",
            login().attribute("roles", &["agent", "superviser"]).sign_both(signing()),
        ),
        note(
            "email-invalid",
            "the e-mail attribute is not an address",
            "email-invalid",
            login().attribute("email", &["mara.oduya"]).sign_both(signing()),
        ),
    ]
}

/// Honestly signed, changed on the way: undone, the digest matches again.
fn damage() -> Vec<Case> {
    let damaged = |id: &str, what: &str, root: &str, message: Message| {
        let source = "XML Signature 1.1, section 3.2.1: what digests to something else was changed";
        Case::refused("damage", id, what, source, root, message.xml).honest()
    };
    let named = |value: &str| login().attribute("full_name", &[value]).sign_response(signing());
    let typed = || Login::new(Shape::Okta).issuer(IDP).ids("_r1", "_a1").sign_response(signing()).message();
    let commented = login()
        .edit(Part::Response, |response| response.insert_after("Issuer", Node::comment(" made by hand ")))
        .sign_response(signing().on_covered(|text| {
            *text = text.replacen("</saml:Issuer>", "</saml:Issuer><!-- made by hand -->", 1);
        }));
    let elsewhere = login().sign_response(signing()).after(|response| {
        response.set("ID", "_r2");
        response.find_mut("NameID").set_text("noor.haddad@example.org");
    });
    vec![
        damaged(
            "carriage-return-lost",
            "a carriage return inside a value was lost",
            "digest-cause-line-endings",
            named("Mara\r\nOduya").message().replace("&#xD;", ""),
        ),
        damaged(
            "value-trimmed",
            "white space around a value was trimmed",
            "digest-cause-whitespace-in-values",
            named(" Mara Oduya ").message().replace("> Mara Oduya <", ">Mara Oduya<"),
        ),
        damaged(
            "escaped-twice",
            "an ampersand was escaped once more",
            "digest-cause-entities-escaped-twice",
            named("Mara R&D").message().replace("R&amp;D", "R&amp;amp;D"),
        ),
        damaged(
            "apostrophe-curled",
            "an apostrophe became a typographic one",
            "digest-cause-attribute-requoted",
            named("Mara O'Brien").message().replace("O'Brien", "O\u{2019}Brien"),
        ),
        damaged(
            "decomposed",
            "composed letters were decomposed",
            "digest-cause-unicode-normalised",
            named("Zo\u{eb} Oduya").message().replace("Zo\u{eb}", "Zoe\u{308}"),
        ),
        damaged(
            "seven-bits",
            "letters in UTF-8 lost the high bit of each byte",
            "digest-mismatch",
            named("Bj\u{f8}rn").message().replace("Bj\u{f8}rn", "BjC8rn"),
        ),
        damaged(
            "type-dropped",
            "xsi:type was dropped from the values",
            "digest-cause-namespace-moved",
            typed().replace(" xsi:type=\"xs:string\"", ""),
        ),
        damaged(
            "comment-digested",
            "the signer digested a comment",
            "digest-cause-comments-stripped",
            commented.message(),
        ),
        damaged(
            "signature-of-another-document",
            "the signature refers to an ID that is nowhere in the message",
            "signature-profile",
            elsewhere.message(),
        )
        .codes(&["digest-cause-signature-of-another-document"]),
    ]
}

/// What is no message at all, and what blocks the rest.
fn unread() -> Vec<Case> {
    let source = "SAML 2.0 bindings, section 3.5.4";
    let mut standard = login();
    standard.attributes = Shape::Auth0.attributes();
    let masked = signed().message().replace(PERSON, "\u{2588}\u{2588}\u{2588}\u{2588}\u{2588}\u{2588}");
    vec![
        Case::refused(
            "damage",
            "json-web-token",
            "a JSON web token",
            source,
            "not-saml",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYXJhIn0.",
        )
        .expecting("unreadable", "not-saml")
        .validate("xml-malformed"),
        Case::refused("damage", "masked", "values were blacked out", source, "masked-values", masked.xml)
            .validate("digest-mismatch"),
        Case::refused(
            "damage",
            "refused-by-provider",
            "the identity provider refused, so nothing of an assertion can be checked",
            "SAML 2.0 core, section 3.2.2.2",
            "status-not-success",
            login().refused(&["Responder", "AuthnFailed"], None).message().xml,
        )
        .codes(&["blocked"]),
        Case::refused(
            "damage",
            "action-not-run",
            "only the standard claims of Auth0 came",
            TWILIO,
            "action-not-run",
            standard.acs(ACS).sign_both(signing()).message().xml,
        )
        .set("profile", json!("flex"))
        .class("ATTRIBUTE_MAPPING_ERROR")
        .validate("attribute-misnamed")
        .may_accept()
        .honest(),
    ]
}
