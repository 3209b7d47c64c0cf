//! An honest signature over wrong content: structure, status, subject and attributes.

use super::content::{right, wrong};
use super::{Case, login, signing};
use crate::login::{AUTHN_FAILED, REQUESTER, RESPONDER, SUCCESS};
use crate::{Attribute, Element, Login, Part};
use serde_json::json;

pub fn cases() -> Vec<Case> {
    [structure(), status(), subject(), attributes()].concat()
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
        cases.push(wrong(&format!("twice-{id}"), &format!("{name} twice, both signed"), schema, root, login));
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
            login().edit(Part::Subject, |s| s.children.push(crate::Node::Text("x".to_owned())))
        }),
        wrong(
            "response-version-1",
            "Version of the Response is 1.1",
            "SAML 2.0 core, section 4.1",
            "version-unsupported",
            login().edit(Part::Response, |r| r.set("Version", "1.1")),
        ),
        wrong(
            "response-version-long",
            "Version of the Response is 2.00",
            "SAML 2.0 core, section 4.1",
            "version-unsupported",
            login().edit(Part::Response, |r| r.set("Version", "2.00")),
        ),
        wrong(
            "assertion-version-3",
            "Version of the assertion is 3.0",
            "SAML 2.0 core, section 4.1",
            "version-unsupported",
            login().edit(Part::Assertion, |a| a.set("Version", "3.0")),
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
            "an unknown condition",
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
            login().without(Part::AuthnStatement),
        ),
        wrong(
            "assertion-missing",
            "Success without an assertion",
            "SAML 2.0 profiles, section 4.1.4.2",
            "assertion-missing",
            login().without(Part::Assertion),
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
    bare.set("xmlns:saml", crate::login::SAML);
    let bare = bare.document(crate::Style::USUAL);
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
        case("responder", "status Responder with an assertion", &[RESPONDER]),
        case("requester", "status Requester with an assertion", &[REQUESTER]),
        case(
            "authn-failed",
            "AuthnFailed under status Responder with an assertion",
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
            login().edit(Part::SubjectConfirmationData, |d| d.set("NotBefore", "2026-01-15T09:00:00Z")),
        ),
        right("confirmations-one-usable", "two confirmations; only the second can be used", source, {
            second(|c| c.find_mut("SubjectConfirmationData").set("Recipient", "https://other.example/acs"))
        }),
        wrong(
            "confirmations-none-whole",
            "two confirmations; each is valid where the other is not, so neither can be used",
            source,
            "recipient-mismatch",
            {
                second(|c| {
                    c.find_mut("SubjectConfirmationData").set("Recipient", "https://other.example/acs")
                })
                .edit(Part::Subject, |s| {
                    let mut last = s.children.pop().unwrap();
                    if let crate::Node::Element(last) = &mut last {
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
        flex("friendly-name", "the name is in FriendlyName only", "attribute-misnamed", {
            login()
                .without_attribute("team")
                .push_attribute(Attribute::new("urn:oid:1.2.3", &["north"]))
                .edit(Part::AttributeStatement, |statement| {
                    if let Some(crate::Node::Element(last)) = statement.children.last_mut() {
                        last.set("FriendlyName", "team");
                    }
                })
        }),
        wrong(
            "attribute-and-audience",
            "a required attribute is missing and the audience is wrong",
            source,
            "audience-mismatch",
            login().without_attribute("roles").audiences(&["urn:other"]),
        )
        .set("profile", json!("flex"))
        .codes(&["attribute-missing"]),
    ]
}
