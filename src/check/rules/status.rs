//! Rule: the identity provider says Success.

use crate::assertion::Status;
use crate::check::Findings;
use crate::check::{CheckOutcome, RuleInput};
use crate::xml::Element;
use crate::{Code, Finding};

/// Status must be there and its top-level code must be Success, exactly (SAML 2.0 core, 3.2.2).
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    check_status(input.response.status(), input.response.element(), findings)
}

/// The same for any message with a status.
pub(crate) fn check_status(
    status: Option<Status<'_>>,
    owner: Element<'_>,
    findings: &mut Findings,
) -> CheckOutcome {
    let Some(status) = status else {
        let message = format!("the {} has no Status", owner.local_name());
        let finding = Finding::new(Code::StatusNotSuccess, message)
            .at(Some(owner.location()))
            .with_expected(Status::SUCCESS)
            .with_fix("capture the message again: every response of SAML 2.0 has a Status");
        findings.error(finding);
        return CheckOutcome::Fail;
    };
    if status.is_success() {
        return CheckOutcome::Pass;
    }
    let codes = || status.code().into_iter().chain(status.sub_codes());
    let named: Vec<&str> = codes().map(short).take(4).collect();
    let meaning = codes().filter_map(meaning).last();
    let about = status.message().and_then(findings.conventions().status_text);
    let message = match (about, meaning) {
        (Some((text, _)), _) => format!("the identity provider did not answer with Success: {text}"),
        (None, Some((_, text, _))) => format!("the identity provider did not answer with Success: {text}"),
        (None, None) => "the identity provider did not answer with Success".to_owned(),
    };
    let mut actual = if named.is_empty() { "no status code".to_owned() } else { named.join(" / ") };
    if let Some(text) = status.message().filter(|text| !text.is_empty()) {
        actual.push_str(": ");
        actual.push_str(text);
    }
    let mut finding = Finding::new(Code::StatusNotSuccess, message)
        .at(Some(status.element().location()))
        .with_actual(actual)
        .with_expected("Success");
    if let Some((_, fix)) = about {
        finding = finding.with_fix(fix);
    } else if let Some((_, _, fix)) = meaning {
        finding = finding.with_fix(fix);
    }
    finding = finding.with_fix("read the identity provider's own log of this login");
    findings.error(finding);
    CheckOutcome::Fail
}

/// The last segment of a status code of the standard; others as they are.
fn short(code: &str) -> &str {
    code.strip_prefix("urn:oasis:names:tc:SAML:2.0:status:").unwrap_or(code)
}

/// What a status code means and what to do, by its last segment (SAML 2.0 core, 3.2.2.2).
fn meaning(code: &str) -> Option<(&'static str, &'static str, &'static str)> {
    MEANINGS.iter().find(|(name, _, _)| *name == short(code)).copied()
}

const MEANINGS: [(&str, &str, &str); 16] = [
    (
        "Requester",
        "the request is at fault",
        "compare the service provider's entity ID and ACS URL with what the identity provider has registered",
    ),
    (
        "Responder",
        "the identity provider is at fault",
        "look for a failed rule, action or connection in the identity provider's log",
    ),
    (
        "VersionMismatch",
        "it does not support the SAML version of the request",
        "send the request as SAML 2.0 (Version=\"2.0\")",
    ),
    (
        "AuthnFailed",
        "the user could not be authenticated, or was denied",
        "find the failed login in the identity provider's log: a rule or script may have denied it",
    ),
    (
        "InvalidNameIDPolicy",
        "it cannot send a NameID in the requested format",
        "set the NameID format at the identity provider to the requested one, or request unspecified",
    ),
    (
        "InvalidAttrNameOrValue",
        "an attribute in the request is not valid",
        "remove the attribute from the request, or use the identity provider's name for it",
    ),
    (
        "NoPassive",
        "a silent login was requested (IsPassive), but the user has no session",
        "start the login again without IsPassive=\"true\"",
    ),
    (
        "NoAuthnContext",
        "it cannot authenticate in the requested way (RequestedAuthnContext)",
        "remove RequestedAuthnContext from the request, or ask with Comparison=\"minimum\"",
    ),
    (
        "NoAvailableIDP",
        "none of the identity providers in the request can be reached",
        "check the IDPList of the request",
    ),
    (
        "NoSupportedIDP",
        "none of the identity providers in the request is supported",
        "check the IDPList of the request",
    ),
    ("PartialLogout", "not every session could be ended", "end the remaining sessions at their services"),
    (
        "RequestDenied",
        "it refuses to answer this request",
        "assign the user to the application at the identity provider, and check whether the request must be signed",
    ),
    (
        "RequestUnsupported",
        "it does not support this request",
        "compare the request's binding and type with the identity provider's metadata",
    ),
    (
        "RequestVersionTooHigh",
        "the request's version is too high",
        "send the request as SAML 2.0 (Version=\"2.0\")",
    ),
    ("UnknownPrincipal", "it does not know the user", "create or assign the user at the identity provider"),
    ("UnsupportedBinding", "it does not support the requested binding", "request the HTTP-POST binding"),
];

#[cfg(test)]
mod tests {
    use super::check;
    use crate::check::sample::Sample;

    const SUCCESS: &str = r#"<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/>"#;

    #[test]
    fn the_innermost_code_explains() {
        let sample = Sample::new().edit(
            SUCCESS,
            r#"<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Requester"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:InvalidNameIDPolicy"/></samlp:StatusCode><samlp:StatusMessage>no such format</samlp:StatusMessage>"#,
        );
        assert_eq!(
            sample.run(check).only(),
            (
                "the identity provider did not answer with Success: it cannot send a NameID in the requested format",
                "Requester / InvalidNameIDPolicy: no such format",
                "Success"
            )
        );
    }

    #[test]
    fn the_message_of_auth0_is_in_an_attribute() {
        let sample = Sample::new().edit(
            SUCCESS,
            r#"<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder"/><samlp:StatusMessage Value="access denied"/>"#,
        );
        assert_eq!(sample.run(check).only().1, "Responder: access denied");
    }

    #[test]
    fn success_is_exact_and_top_level() {
        for code in ["urn:oasis:names:tc:SAML:2.0:status:success", "Success", ""] {
            let sample = Sample::new().edit("urn:oasis:names:tc:SAML:2.0:status:Success", code);
            assert_eq!(sample.run(check).line(), "fail status-not-success", "{code}");
        }
        let nested = Sample::new().edit(
            SUCCESS,
            &format!(r#"<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Responder">{SUCCESS}</samlp:StatusCode>"#),
        );
        assert_eq!(nested.run(check).line(), "fail status-not-success");
    }

    #[test]
    fn no_status_is_no_success() {
        let sample = Sample::new().edit(&format!("<samlp:Status>{SUCCESS}</samlp:Status>"), "");
        assert_eq!(sample.run(check).line(), "fail status-not-success");
    }
}
