//! Rule: the Response answers the request that was sent.

use crate::check::{Context, Explanation, Outcome};
use crate::expectations::{InResponseTo, Unanswered};
use crate::finding::Findings;
use crate::{Code, Finding};

/// InResponseTo of the Response must name a request that may be answered, or none where that is allowed.
///
/// SAML 2.0 core, 3.2.2 and profiles, 4.1.4.3 and 4.1.5. Each subject confirmation repeats it, which is the rule
/// `confirmation`.
pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) -> Outcome {
    if context.request == InResponseTo::Unchecked {
        return Outcome::NotRun(Code::RequestNotGiven);
    }
    let answered = context.response.in_response_to();
    let (code, message) = match context.request.unanswered(answered) {
        None => return Outcome::Pass,
        Some(Unanswered::AnotherRequest) => {
            (Code::InResponseToMismatch, "the Response answers another request")
        }
        Some(Unanswered::NoRequest) => {
            (Code::Unsolicited, "the Response answers no request, although one was sent")
        }
        Some(Unanswered::ARequest) => {
            (Code::Unsolicited, "the Response answers a request, although none was sent")
        }
    };
    let finding = Finding::new(code, message)
        .at(Some(context.response.element().location()))
        .with_actual(answered.unwrap_or("no InResponseTo"))
        .with_expected(context.request.expected())
        .with_fix("begin the login again in a fresh tab, from the service provider's own sign-in link, and capture that one")
        .with_fix(
            "if the identity provider began the login (its dashboard or a bookmark of the SSO URL), allow that at the service provider or link to its sign-in page instead",
        );
    findings.error(finding);
    Outcome::Fail
}

pub(crate) const EXPLANATIONS: &[Explanation] = &[
    Explanation {
        code: Code::InResponseToMismatch,
        checks: "InResponseTo of the Response, and of its bearer confirmation, must be the ID of the AuthnRequest that was sent.",
        why: "It ties the answer to the browser that asked. Without it someone could slip their own, valid Response into \
another person's login.",
        looks: "\"The InResponseTo of the Response: X, does not match the ID of the AuthNRequest sent by the SP: Y\". It comes \
from a stale tab, the back button, two logins at once, or a load balancer that lost the session holding the request's ID. \
With Flex it can show as a redirect loop.",
        fix: &[
            ("Browser", "Close the other tabs and begin again at the service provider's sign-in link."),
            (
                "Service",
                "Keep the request's ID in storage shared by all instances, and let its cookie survive a cross-site POST (SameSite=None; Secure).",
            ),
        ],
        source: "SAML 2.0 profiles, sections 4.1.4.2 and 4.1.4.3",
    },
    Explanation {
        code: Code::Unsolicited,
        checks: "A Response to a request must have InResponseTo; one that the identity provider began must not.",
        why: "Whoever accepts answers to no question accepts them from anyone who can make a browser post one (login CSRF).",
        looks: "\"The Response has an InResponseTo attribute: X while no InResponseTo was expected\", or Auth0's \
\"IdP-Initiated Default App Not Configured\" when RelayState or InResponseTo is missing. Flex allows logins begun by the \
identity provider, except with Google, and needs a Default Redirect URL for them.",
        fix: &[
            (
                "Twilio",
                "Flex → Single Sign-On: set the Default Redirect URL, or link to the Flex sign-in page.",
            ),
            (
                "Auth0",
                "As identity provider, opening the SSO URL without a SAMLRequest begins such a login: link to the service provider instead.",
            ),
            ("samlens", "Give --idp-initiated when no request was sent, --request-id when one was."),
        ],
        source: "SAML 2.0 profiles, section 4.1.5; https://auth0.com/docs/troubleshoot/authentication-issues/saml-errors",
    },
    Explanation {
        code: Code::RequestNotGiven,
        checks: "Whether the request is known, so that InResponseTo can be compared with it.",
        why: "A capture of the Response alone does not show the request. This alone does not leave a verdict open.",
        looks: "The check `request` is shown as not run.",
        fix: &[("samlens", "Give --request-id with the ID of the AuthnRequest, or --idp-initiated.")],
        source: "SAML 2.0 profiles, section 4.1.4.3",
    },
];

#[cfg(test)]
mod tests {
    use super::check;
    use crate::InResponseTo;
    use crate::check::sample::Sample;

    const ANSWERED: &str = r#"ID="_r1" InResponseTo="_q1""#;

    #[test]
    fn the_request_that_was_sent() {
        let mut sample = Sample::new();
        assert_eq!(sample.run(check).line(), "pass");
        sample.request = InResponseTo::Request("_q2");
        assert_eq!(sample.run(check).only(), ("the Response answers another request", "_q1", "_q2"));
        sample.request = InResponseTo::Request("_Q1");
        assert_eq!(sample.run(check).line(), "fail in-response-to-mismatch");
    }

    #[test]
    fn unsolicited_both_ways() {
        let mut sample = Sample::new().edit(ANSWERED, r#"ID="_r1""#);
        assert_eq!(sample.run(check).line(), "fail unsolicited");
        sample.request = InResponseTo::Unsolicited;
        assert_eq!(sample.run(check).line(), "pass");
        let mut sample = Sample::new();
        sample.request = InResponseTo::Unsolicited;
        assert_eq!(sample.run(check).line(), "fail unsolicited");
        let mut sample = Sample::new().edit(ANSWERED, r#"ID="_r1" InResponseTo="""#);
        sample.request = InResponseTo::Unsolicited;
        assert_eq!(sample.run(check).line(), "fail unsolicited");
    }

    #[test]
    fn not_given_is_not_run() {
        let mut sample = Sample::new();
        sample.request = InResponseTo::Unchecked;
        assert_eq!(sample.run(check).line(), "not-run(request-not-given)");
    }

    #[test]
    fn several_requests_and_mixed_forms() {
        let mut sample = Sample::new();
        sample.request = InResponseTo::AnyOf(&["_q0", "_q1"]);
        assert_eq!(sample.run(check).line(), "pass");
        sample.request = InResponseTo::AnyOf(&["_q0", "_q2"]);
        assert_eq!(sample.run(check).only(), ("the Response answers another request", "_q1", "_q0, _q2"));
        sample.request = InResponseTo::RequestOrUnsolicited("_q1");
        assert_eq!(sample.run(check).line(), "pass");
        sample.request = InResponseTo::RequestOrUnsolicited("_q2");
        assert_eq!(sample.run(check).line(), "fail in-response-to-mismatch");
        let mut sample = Sample::new().edit(ANSWERED, r#"ID="_r1""#);
        sample.request = InResponseTo::AnyOfOrUnsolicited(&["_q1"]);
        assert_eq!(sample.run(check).line(), "pass");
        sample.request = InResponseTo::AnyOf(&["_q1"]);
        assert_eq!(sample.run(check).line(), "fail unsolicited");
    }

    #[test]
    fn an_empty_request_id_never_matches() {
        let mut sample = Sample::new().edit(ANSWERED, r#"ID="_r1" InResponseTo="""#);
        for request in [InResponseTo::Request(""), InResponseTo::AnyOf(&[""])] {
            sample.request = request;
            assert_eq!(sample.run(check).line(), "fail in-response-to-mismatch");
        }
    }
}
