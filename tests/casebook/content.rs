//! An honest signature over wrong content: addressing, structure, status, subject and attributes.

use super::{ACS, Case, IDP, SP, login, signing};
use crate::forge::login::{AUTHN_FAILED, REQUESTER, RESPONDER, SUCCESS};
use crate::forge::{Attribute, Element, Login, Part};
use serde_json::{Value, json};

pub fn cases() -> Vec<Case> {
    [addressing(), requests(), structure(), status(), subject(), attributes()].concat()
}

/// One wrong login; signed in every form that does not change its meaning.
fn wrong(id: &str, what: &str, source: &str, root: &str, login: Login) -> Case {
    Case::refused("content", id, what, source, root, login.sign_both(signing()).message().xml).honest()
}

/// The right one beside it.
fn right(id: &str, what: &str, source: &str, login: Login) -> Case {
    let mut case = Case::accepted(id, what, source, login.sign_both(signing()).message().xml).honest();
    case.subject = "content";
    case
}

fn addressing() -> Vec<Case> {
    let audience = "SAML 2.0 core, section 2.5.1.4";
    let destination = "SAML 2.0 core, section 3.2.2; bindings, section 3.5.5.2";
    let recipient = "SAML 2.0 profiles, section 4.1.4.3";
    let mut cases = Vec::new();
    let near_misses = [
        ("slash", "a slash added", format!("{SP}/")),
        ("case", "another case", SP.to_uppercase()),
        ("prefix", "only its beginning", SP[..SP.len() - 1].to_owned()),
        ("longer", "something after it", format!("{SP}.evil.example")),
        ("space", "a space around it", format!(" {SP} ")),
        ("scheme", "another scheme", SP.replace("https", "http")),
        ("empty", "nothing", String::new()),
        ("encoded", "a character percent-encoded", SP.replace("saml", "s%61ml")),
        ("homograph", "a letter of another alphabet", SP.replace("example", "ex\u{430}mple")),
    ];
    for (id, how, value) in &near_misses {
        let what = format!("the audience is the service provider's entity ID with {how}");
        let login = login().audiences(&[value]);
        cases.push(wrong(&format!("audience-{id}"), &what, audience, "audience-mismatch", login));
    }
    for (id, how, _) in near_misses.iter().filter(|(id, ..)| *id != "encoded") {
        let value = match *id {
            "slash" => format!("{ACS}/"),
            "case" => ACS.to_uppercase(),
            "prefix" => ACS[..ACS.len() - 1].to_owned(),
            "longer" => format!("{ACS}.evil.example"),
            "space" => format!(" {ACS} "),
            "scheme" => ACS.replace("https", "http"),
            "empty" => String::new(),
            _ => ACS.replace("example", "ex\u{430}mple"),
        };
        let what = format!("Destination is the ACS URL with {how}");
        let wrong_destination = login().destination(Some(&value));
        cases.push(wrong(
            &format!("destination-{id}"),
            &what,
            destination,
            "destination-mismatch",
            wrong_destination,
        ));
        let what = format!("Recipient is the ACS URL with {how}");
        let wrong_recipient = login().recipient(Some(&value));
        cases.push(wrong(
            &format!("recipient-{id}"),
            &what,
            recipient,
            "recipient-mismatch",
            wrong_recipient,
        ));
    }
    cases.extend([
        wrong(
            "audience-missing",
            "no AudienceRestriction",
            audience,
            "audience-missing",
            login().audiences(&[]),
        ),
        wrong(
            "audience-restriction-empty",
            "an AudienceRestriction without an Audience",
            audience,
            "audience-mismatch",
            { login().edit(Part::AudienceRestriction, |r| r.children.clear()) },
        ),
        wrong(
            "audience-restrictions-and",
            "two restrictions, of which one names another service",
            audience,
            "audience-mismatch",
            { login().audience_restriction(&["https://other.example"]) },
        ),
        right("audience-one-of-several", "one restriction that names several services", audience, {
            login().audiences(&["https://other.example", SP, "urn:third"])
        }),
        wrong(
            "destination-missing",
            "a signed Response without Destination",
            destination,
            "destination-missing",
            { login().destination(None) },
        )
        .may_accept(),
        wrong(
            "recipient-missing",
            "a bearer confirmation without Recipient",
            recipient,
            "recipient-missing",
            { login().recipient(None) },
        ),
        wrong(
            "issuer-other",
            "an issuer that is not configured",
            "SAML 2.0 profiles, section 4.1.4.2",
            "signature-value-mismatch",
            { login().issuer("https://idp.other.example/metadata") },
        )
        .expecting("rejected", "issuer-mismatch"),
        wrong(
            "issuer-case",
            "the issuer in another case",
            "SAML 2.0 core, section 8.3.6",
            "issuer-mismatch",
            { login().issuer(&IDP.to_uppercase()) },
        ),
        wrong(
            "issuer-space",
            "a space after the issuer",
            "SAML 2.0 core, section 8.3.6",
            "issuer-mismatch",
            { login().issuer(&format!("{IDP} ")) },
        ),
        wrong(
            "issuer-differs",
            "Response and assertion name different issuers",
            "SAML 2.0 profiles, section 4.1.4.2",
            "issuer-differs",
            { login().response_issuer("https://idp.other.example/metadata") },
        ),
        wrong(
            "issuer-missing",
            "the assertion names no issuer",
            "SAML 2.0 core, section 2.3.3",
            "issuer-missing",
            { login().without(Part::Issuer) },
        ),
        wrong(
            "issuer-format",
            "an issuer whose Format is that of an e-mail address",
            "SAML 2.0 profiles, section 4.1.4.2",
            "issuer-mismatch",
            { login().edit(Part::Issuer, |i| i.set("Format", crate::forge::login::EMAIL_ADDRESS)) },
        ),
    ]);
    cases
}

fn requests() -> Vec<Case> {
    let source = "SAML 2.0 profiles, sections 4.1.4.3 and 4.1.5";
    let other = || login().in_response_to(Some("_req2"));
    let confirmation = |value: Option<&'static str>| {
        login().edit(Part::SubjectConfirmationData, move |data| match value {
            Some(value) => data.set("InResponseTo", value),
            None => drop(data.unset("InResponseTo")),
        })
    };
    let response = |value: Option<&'static str>| {
        login().edit(Part::Response, move |response| match value {
            Some(value) => response.set("InResponseTo", value),
            None => drop(response.unset("InResponseTo")),
        })
    };
    let initiated = json!("idp-initiated");
    vec![
        wrong("request-other", "the answer to another request", source, "in-response-to-mismatch", other()),
        wrong("request-case", "the request's ID in another case", source, "in-response-to-mismatch", {
            login().in_response_to(Some("_REQ1"))
        }),
        wrong(
            "request-none",
            "the answer to no request",
            source,
            "unsolicited",
            login().in_response_to(None),
        ),
        wrong(
            "request-response-only",
            "only the Response says which request it answers",
            source,
            "unsolicited",
            confirmation(None),
        ),
        wrong(
            "request-confirmation-only",
            "only the confirmation says which request it answers",
            source,
            "unsolicited",
            response(None),
        ),
        wrong(
            "request-confirmation-other",
            "the confirmation answers another request",
            source,
            "in-response-to-mismatch",
            { confirmation(Some("_req2")) },
        ),
        wrong(
            "request-response-other",
            "the Response answers another request",
            source,
            "in-response-to-mismatch",
            response(Some("_req2")),
        ),
        wrong(
            "unsolicited-with-request",
            "an answer where the identity provider began the login",
            source,
            "unsolicited",
            login(),
        )
        .set("request", initiated.clone()),
        right("unsolicited", "no request, and none expected", source, login().in_response_to(None))
            .set("request", initiated),
        right("request-not-given", "the request is not known, and both agree", source, other())
            .set("request", Value::Null),
        wrong(
            "request-not-given-differs",
            "the request is not known, and the two differ",
            source,
            "in-response-to-mismatch",
            { confirmation(Some("_req2")) },
        )
        .set("request", Value::Null),
    ]
}

fn structure() -> Vec<Case> {
    let schema = "SAML 2.0 schemas";
    let mut cases = Vec::new();
    let twice: [(&str, Part, &str); 8] = [
        ("subject", Part::Subject, "Subject"),
        ("conditions", Part::Conditions, "Conditions"),
        ("name-id", Part::NameId, "NameID"),
        ("issuer", Part::Issuer, "Issuer"),
        ("response-issuer", Part::ResponseIssuer, "Issuer of the Response"),
        ("status", Part::Status, "Status"),
        ("confirmation-data", Part::SubjectConfirmationData, "SubjectConfirmationData"),
        ("assertion", Part::Assertion, "Assertion"),
    ];
    for (id, part, name) in twice {
        let whole = login().document();
        let local = match part {
            Part::NameId => "NameID".to_owned(),
            _ => name.split(' ').next().unwrap().to_owned(),
        };
        let root = if part == Part::Assertion { "id-duplicate" } else { "structure-invalid" };
        let found = match part {
            Part::Issuer => whole.find("Assertion").unwrap().find("Issuer").unwrap().clone(),
            _ => whole.find(&local).unwrap().clone(),
        };
        let login = login().replace_with(part, vec![found.clone().into(), found.into()]);
        cases.push(wrong(
            &format!("twice-{id}"),
            &format!("{name} stands twice, both signed"),
            schema,
            root,
            login,
        ));
    }
    let push =
        |part: Part, inside: fn() -> Element| login().edit(part, move |element| element.push(inside()));
    let foreign = || Element::new("x:a").with("xmlns:x", "urn:x");
    cases.extend([
        wrong(
            "foreign-in-response",
            "an unknown element under the Response",
            schema,
            "structure-invalid",
            push(Part::Response, foreign),
        ),
        wrong(
            "foreign-in-assertion",
            "an unknown element under the assertion",
            schema,
            "structure-invalid",
            push(Part::Assertion, foreign),
        ),
        wrong(
            "foreign-in-subject",
            "an unknown element under the Subject",
            schema,
            "structure-invalid",
            push(Part::Subject, foreign),
        ),
        wrong("text-in-subject", "text between the elements of the Subject", schema, "structure-invalid", {
            login().edit(Part::Subject, |s| s.children.push(crate::forge::Node::Text("x".to_owned())))
        }),
        wrong(
            "response-version-1",
            "Version of the Response is 1.1",
            "SAML 2.0 core, section 4.1",
            "version-unsupported",
            { login().edit(Part::Response, |r| r.set("Version", "1.1")) },
        ),
        wrong(
            "response-version-long",
            "Version of the Response is 2.00",
            "SAML 2.0 core, section 4.1",
            "version-unsupported",
            { login().edit(Part::Response, |r| r.set("Version", "2.00")) },
        ),
        wrong(
            "assertion-version-3",
            "Version of the assertion is 3.0",
            "SAML 2.0 core, section 4.1",
            "version-unsupported",
            { login().edit(Part::Assertion, |a| a.set("Version", "3.0")) },
        ),
        wrong(
            "conditions-missing",
            "no Conditions",
            "SAML 2.0 profiles, section 4.1.4.2",
            "conditions-missing",
            login().without(Part::Conditions),
        ),
        wrong(
            "condition-unknown",
            "a condition that nobody knows",
            "SAML 2.0 core, section 2.5.1.1",
            "condition-unknown",
            {
                push(Part::Conditions, || {
                    Element::new("saml:Condition").with("xmlns:x", "urn:x").with("xsi:type", "x:Delegation")
                })
            },
        ),
        wrong(
            "authn-statement-missing",
            "no AuthnStatement",
            "SAML 2.0 profiles, section 4.1.4.2",
            "authn-statement-missing",
            { login().without(Part::AuthnStatement) },
        ),
        wrong(
            "assertion-missing",
            "Success without an assertion",
            "SAML 2.0 profiles, section 4.1.4.2",
            "assertion-missing",
            { login().without(Part::Assertion) },
        ),
        wrong(
            "encrypted",
            "an encrypted assertion, and no key for it",
            "SAML 2.0 core, section 2.3.4",
            "encrypted-assertion",
            {
                let data = Element::new("xenc:EncryptedData")
                    .with("xmlns:xenc", "http://www.w3.org/2001/04/xmlenc#");
                login().replace_with(
                    Part::Assertion,
                    vec![Element::new("saml:EncryptedAssertion").child(data).into()],
                )
            },
        )
        .may_accept(),
    ]);
    let roots = [
        ("authn-request", "samlp:AuthnRequest", "an AuthnRequest"),
        ("logout-response", "samlp:LogoutResponse", "a LogoutResponse, though otherwise the same"),
        ("other-case", "samlp:response", "a root named response in lower case"),
        ("assertion-namespace", "saml:Response", "a Response of the assertion's namespace"),
    ];
    for (id, name, what) in roots {
        let login = login().edit(Part::Response, move |r| r.rename(name));
        cases.push(wrong(
            &format!("root-{id}"),
            &format!("{what} instead of a Response"),
            schema,
            "not-a-response",
            login,
        ));
    }
    let mut bare = login().sign_assertion(signing()).document().find("Assertion").unwrap().clone();
    bare.set("xmlns:saml", crate::forge::login::SAML);
    let bare = bare.document(crate::forge::Style::USUAL);
    cases.push(
        Case::refused(
            "content",
            "root-assertion",
            "an assertion cut out of its Response",
            "SAML 2.0 profiles, section 4.1.4",
            "not-a-response",
            bare,
        )
        .honest(),
    );
    cases
}

fn status() -> Vec<Case> {
    let source = "SAML 2.0 core, section 3.2.2.2";
    let case = |id: &str, what: &str, codes: &[&str]| {
        let login = login().status(codes, None);
        wrong(&format!("status-{id}"), what, source, "status-not-success", login)
    };
    vec![
        case("responder", "Responder, and an assertion all the same", &[RESPONDER]),
        case("requester", "Requester, and an assertion all the same", &[REQUESTER]),
        case(
            "authn-failed",
            "AuthnFailed under Responder, and an assertion all the same",
            &[RESPONDER, AUTHN_FAILED],
        ),
        case("success-inside", "Success under Responder", &[RESPONDER, SUCCESS]),
        case("case", "Success in lower case", &[&SUCCESS.to_lowercase()]),
        case("space", "Success with a space after it", &[&format!("{SUCCESS} ")]),
        case("empty", "an empty status code", &[""]),
        wrong("status-missing", "no Status", source, "status-not-success", login().without(Part::Status)),
        wrong(
            "status-no-code",
            "a Status without a code",
            source,
            "status-not-success",
            login().edit(Part::Status, |s| s.children.clear()),
        ),
        wrong(
            "status-refused",
            "a refusal without an assertion",
            source,
            "status-not-success",
            login().refused(&[RESPONDER, AUTHN_FAILED], None),
        ),
    ]
}

fn subject() -> Vec<Case> {
    let source = "SAML 2.0 profiles, section 4.1.4.2";
    let method = |uri: &'static str| login().edit(Part::SubjectConfirmation, move |c| c.set("Method", uri));
    let second = |edit: fn(&mut Element)| {
        login().edit(Part::Subject, move |subject| {
            let mut second = subject.find("SubjectConfirmation").unwrap().clone();
            edit(&mut second);
            subject.insert_before("SubjectConfirmation", second);
        })
    };
    vec![
        wrong(
            "subject-missing",
            "no Subject",
            source,
            "confirmation-missing",
            login().without(Part::Subject),
        )
        .codes(&["name-id-missing"]),
        wrong("name-id-missing", "no NameID", source, "name-id-missing", login().without(Part::NameId)),
        wrong("name-id-empty", "an empty NameID", source, "name-id-empty", login().name_id("", None)),
        wrong(
            "name-id-blank",
            "a NameID of white space",
            source,
            "name-id-empty",
            login().name_id(" \u{9}", None),
        ),
        wrong(
            "confirmation-missing",
            "no SubjectConfirmation",
            source,
            "confirmation-missing",
            login().without(Part::SubjectConfirmation),
        ),
        wrong(
            "confirmation-no-data",
            "a bearer confirmation without data",
            source,
            "recipient-missing",
            login().without(Part::SubjectConfirmationData),
        ),
        wrong(
            "confirmation-holder-of-key",
            "holder-of-key instead of bearer",
            source,
            "confirmation-missing",
            method("urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"),
        ),
        wrong(
            "confirmation-sender-vouches",
            "sender-vouches instead of bearer",
            source,
            "confirmation-missing",
            method("urn:oasis:names:tc:SAML:2.0:cm:sender-vouches"),
        ),
        wrong(
            "confirmation-case",
            "bearer in another case",
            source,
            "confirmation-missing",
            method("urn:oasis:names:tc:SAML:2.0:cm:Bearer"),
        ),
        wrong(
            "confirmation-not-before",
            "a bearer confirmation with NotBefore",
            source,
            "confirmation-not-before",
            { login().edit(Part::SubjectConfirmationData, |d| d.set("NotBefore", "2026-01-15T09:00:00Z")) },
        ),
        right("confirmations-one-usable", "two confirmations, of which the second can be used", source, {
            second(|c| c.find_mut("SubjectConfirmationData").set("Recipient", "https://other.example/acs"))
        }),
        wrong(
            "confirmations-none-whole",
            "two confirmations, each of which holds where the other does not",
            source,
            "recipient-mismatch",
            {
                second(|c| {
                    c.find_mut("SubjectConfirmationData").set("Recipient", "https://other.example/acs")
                })
                .edit(Part::SubjectConfirmationData, |_| {})
                .edit(Part::Subject, |s| {
                    let mut last = s.children.pop().unwrap();
                    if let crate::forge::Node::Element(last) = &mut last {
                        last.find_mut("SubjectConfirmationData").set("NotOnOrAfter", "2026-01-15T09:00:00Z");
                    }
                    s.children.push(last);
                })
            },
        )
        .codes(&["confirmation-expired"]),
    ]
}

fn attributes() -> Vec<Case> {
    let source = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration";
    let flex = |id: &str, what: &str, root: &str, login: Login| {
        wrong(&format!("attribute-{id}"), what, source, root, login)
            .set("profile", json!("flex"))
            .class("ATTRIBUTE_MAPPING_ERROR")
            .may_accept()
    };
    vec![
        flex(
            "missing",
            "the required attribute roles is missing",
            "attribute-missing",
            login().without_attribute("roles"),
        ),
        flex(
            "misnamed",
            "the required attribute full_name is called fullName",
            "attribute-misnamed",
            login().rename_attribute("full_name", "fullName"),
        ),
        flex(
            "case",
            "the required attribute email is called Email",
            "attribute-misnamed",
            login().rename_attribute("email", "Email"),
        ),
        flex(
            "empty",
            "the required attribute team is empty",
            "attribute-empty",
            login().attribute("team", &[""]),
        ),
        flex(
            "no-value",
            "the required attribute team has no value",
            "attribute-empty",
            login().attribute("team", &[]),
        ),
        flex(
            "no-core-role",
            "none of the roles is a core role",
            "role-core-missing",
            login().attribute("roles", &["wfo.full_access"]),
        ),
        flex("friendly-name", "the name stands in FriendlyName only", "attribute-misnamed", {
            login()
                .without_attribute("team")
                .push_attribute(Attribute::new("urn:oid:1.2.3", &["north"]))
                .edit(Part::AttributeStatement, |statement| {
                    if let Some(crate::forge::Node::Element(last)) = statement.children.last_mut() {
                        last.set("FriendlyName", "team");
                    }
                })
        }),
        wrong(
            "attribute-and-audience",
            "a required attribute is missing and the audience is wrong",
            source,
            "audience-mismatch",
            { login().without_attribute("roles").audiences(&["urn:other"]) },
        )
        .set("profile", json!("flex"))
        .codes(&["attribute-missing"]),
    ]
}
