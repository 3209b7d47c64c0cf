//! Rule: the Response gives what its request asked for. It reports, and refuses nothing: InResponseTo is another rule.

use crate::assertion::{AuthnRequest, parse_instant};
use crate::check::Findings;
use crate::check::near_miss::address::difference_clause;
use crate::check::{CheckOutcome, RuleInput};
use crate::xml::Element;
use crate::{Code, Finding};

/// What NameIDPolicy means by no particular format (SAML 2.0 core, 8.3.1).
const UNSPECIFIED: &str = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

/// Compares the two messages, value by value.
pub(crate) fn check(
    request: &AuthnRequest<'_>,
    input: &RuleInput<'_, '_>,
    findings: &mut Findings,
) -> CheckOutcome {
    let response = input.response;
    if let Some(text) = request.name_id_policy_text() {
        findings.warning(|| {
            let message = "NameIDPolicy of the request contains the format as text, so the request asks for no format";
            Finding::new(Code::RequestNotMet, message)
                .with_actual(text)
                .with_expected("a NameIDPolicy with the attribute Format and no text")
                .with_fix("move the format from the text of NameIDPolicy into its attribute Format where the service makes the request; update its SAML library if the library writes it")
        });
    }
    if let (Some(asked), Some(given)) = (request.acs_url(), response.destination()) {
        address("Destination", asked, given, response.element(), findings);
    }
    if let Some(assertion) = input.assertion {
        if let Some(asked) = request.acs_url() {
            let recipients = assertion.subject().into_iter().flat_map(|subject| subject.confirmations());
            for confirmation in recipients.filter(|confirmation| confirmation.is_bearer()).take(4) {
                if let Some(given) = confirmation.recipient() {
                    address("Recipient", asked, given, confirmation.element(), findings);
                }
            }
        }
        if let (Some(issuer), Some(conditions)) = (request.issuer(), assertion.conditions()) {
            for restriction in conditions.audience_restrictions().take(4) {
                if !restriction.audiences().any(|audience| audience == issuer.value()) {
                    let audiences: Vec<&str> = restriction.audiences().take(8).collect();
                    differs(
                        "the audience is not the issuer of the request",
                        restriction.element(),
                        &audiences.join(", "),
                        issuer.value(),
                        findings,
                    );
                }
            }
        }
        let name_id = assertion.subject().and_then(|subject| subject.name_id());
        if let (Some(asked), Some(name_id)) = (request.name_id_format(), name_id)
            && asked != UNSPECIFIED
            && name_id.format().unwrap_or(UNSPECIFIED) != asked
        {
            let given = name_id.format().unwrap_or("no Format");
            differs(
                "NameID has another format than NameIDPolicy requested",
                name_id.element(),
                given,
                asked,
                findings,
            );
        }
        authentication(request, input, findings);
    }
    elapsed(request, input, findings);
    CheckOutcome::Pass
}

fn authentication(request: &AuthnRequest<'_>, input: &RuleInput<'_, '_>, findings: &mut Findings) {
    let Some(statement) = input.assertion.and_then(|assertion| assertion.authn_statements().next()) else {
        return;
    };
    let asked: Vec<&str> = request.authn_context_class_refs().take(16).collect();
    let given = statement.authn_context_class_ref().unwrap_or("no AuthnContextClassRef");
    // "minimum", "maximum" and "better" need an order of classes, which the parties agree on among themselves.
    if request.authn_context_comparison() == Some("exact") && !asked.is_empty() && !asked.contains(&given) {
        let message = "the user authenticated in another way than RequestedAuthnContext requested";
        differs(message, statement.element(), given, &asked.join(", "), findings);
    }
    let instant = |text: Option<&str>| text.and_then(|text| parse_instant(text).ok());
    if let (true, Some(sent), Some(authenticated)) =
        (request.force_authn(), instant(request.issue_instant()), instant(statement.authn_instant()))
        && authenticated.checked_add_signed(input.clock_skew).is_some_and(|latest| latest < sent)
    {
        let message = "ForceAuthn requested a new sign-in, but the user signed in before the request";
        let (actual, expected) = (statement.authn_instant(), request.issue_instant());
        let expected = format!("later than {}", expected.unwrap_or_default());
        differs(message, statement.element(), actual.unwrap_or_default(), &expected, findings);
    }
}

fn elapsed(request: &AuthnRequest<'_>, input: &RuleInput<'_, '_>, findings: &mut Findings) {
    let instant = |text: Option<&str>| text.and_then(|text| parse_instant(text).ok());
    let (Some(sent), Some(answered)) =
        (instant(request.issue_instant()), instant(input.response.issue_instant()))
    else {
        return;
    };
    let time = answered.signed_duration_since(sent);
    if time < -input.clock_skew {
        differs(
            "the Response was issued before its request",
            input.response.element(),
            input.response.issue_instant().unwrap_or_default(),
            &format!("later than {}", request.issue_instant().unwrap_or_default()),
            findings,
        );
        return;
    }
    findings.warning(|| {
        let message = format!("the Response was issued {} seconds after its request", time.num_seconds());
        Finding::new(Code::RequestPaired, message)
            .at(Some(input.response.element().location()))
            .with_actual(input.response.issue_instant().unwrap_or_default())
            .with_expected(format!("after {}", request.issue_instant().unwrap_or_default()))
    });
}

fn address(what: &str, asked: &str, given: &str, element: Element<'_>, findings: &mut Findings) {
    if asked != given {
        let difference = difference_clause(given, asked, findings.conventions());
        let message = format!("{what} is another URL than the request named{difference}");
        differs(&message, element, given, asked, findings);
    }
}

fn differs(message: &str, element: Element<'_>, actual: &str, expected: &str, findings: &mut Findings) {
    if findings.enough_of(Code::RequestNotMet) {
        return;
    }
    findings.warning(|| {
        Finding::new(Code::RequestNotMet, message)
            .at(Some(element.location()))
            .with_actual(actual)
            .with_expected(expected)
            .with_fix("compare what the service requests with the settings of the identity provider: it ignores the request, or it answers another request")
    });
}
