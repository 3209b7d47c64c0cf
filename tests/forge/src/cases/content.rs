//! An honest signature over wrong content: addressing, and the request that is answered.

use super::{ACS, Case, IDP, SP, login, signing};
use crate::{Login, Part};
use serde_json::{Value, json};

pub fn cases() -> Vec<Case> {
    [addressing(), requests()].concat()
}

/// One wrong login, both elements signed.
pub(super) fn wrong(id: &str, what: &str, source: &str, root: &str, login: Login) -> Case {
    Case::refused("content", id, what, source, root, login.sign_both(signing()).message().xml).honest()
}

/// In addition to the right one.
pub(super) fn right(id: &str, what: &str, source: &str, login: Login) -> Case {
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
            login().edit(Part::AudienceRestriction, |r| r.children.clear()),
        ),
        wrong(
            "audience-restrictions-and",
            "two audience restrictions, one for another service",
            audience,
            "audience-mismatch",
            login().audience_restriction(&["https://other.example"]),
        ),
        right("audience-one-of-several", "one restriction that names several services", audience, {
            login().audiences(&["https://other.example", SP, "urn:third"])
        }),
        wrong(
            "destination-missing",
            "a signed Response without Destination",
            destination,
            "destination-missing",
            login().destination(None),
        )
        .may_accept(),
        wrong(
            "recipient-missing",
            "a bearer confirmation without Recipient",
            recipient,
            "recipient-missing",
            login().recipient(None),
        ),
        wrong(
            "issuer-other",
            "an issuer that is not configured",
            "SAML 2.0 profiles, section 4.1.4.2",
            "signature-value-mismatch",
            login().issuer("https://idp.other.example/metadata"),
        )
        .expecting("rejected", "issuer-mismatch"),
        wrong(
            "issuer-case",
            "the issuer in another case",
            "SAML 2.0 core, section 8.3.6",
            "issuer-mismatch",
            login().issuer(&IDP.to_uppercase()),
        ),
        wrong(
            "issuer-space",
            "a space after the issuer",
            "SAML 2.0 core, section 8.3.6",
            "issuer-mismatch",
            login().issuer(&format!("{IDP} ")),
        ),
        wrong(
            "issuer-differs",
            "Response and assertion name different issuers",
            "SAML 2.0 profiles, section 4.1.4.2",
            "issuer-differs",
            login().response_issuer("https://idp.other.example/metadata"),
        ),
        wrong(
            "issuer-missing",
            "the assertion names no issuer",
            "SAML 2.0 core, section 2.3.3",
            "issuer-missing",
            login().without(Part::Issuer),
        ),
        wrong(
            "issuer-format",
            "an issuer whose Format is that of an e-mail address",
            "SAML 2.0 profiles, section 4.1.4.2",
            "issuer-mismatch",
            login().edit(Part::Issuer, |i| i.set("Format", crate::login::EMAIL_ADDRESS)),
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
            confirmation(Some("_req2")),
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
            confirmation(Some("_req2")),
        )
        .set("request", Value::Null),
    ]
}
