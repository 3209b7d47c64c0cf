//! Rule: the Response answers the request that was sent.

use crate::check::{Context, Explanation, Outcome};
use crate::expectations::Request;
use crate::finding::Findings;
use crate::{Code, Finding};

/// InResponseTo of the Response must be the request's ID; where none was sent, it must be absent.
///
/// SAML 2.0 core, 3.2.2 and profiles, 4.1.4.3 and 4.1.5. Each subject confirmation repeats it, which is the rule
/// `confirmation`.
pub(crate) fn check(context: &Context<'_, '_>, findings: &mut Findings) -> Outcome {
    let (code, message, expected) = match (context.request, context.response.in_response_to()) {
        (Request::NotGiven, _) => return Outcome::NotRun(Code::RequestNotGiven),
        (Request::Id(id), Some(answered)) if id == answered => return Outcome::Pass,
        (Request::IdpInitiated, None) => return Outcome::Pass,
        (Request::Id(id), Some(_)) => {
            (Code::InResponseToMismatch, "the Response answers another request", id)
        }
        (Request::Id(id), None) => {
            (Code::Unsolicited, "the Response answers no request, although one was sent", id)
        }
        (Request::IdpInitiated, Some(_)) => {
            (Code::Unsolicited, "the Response answers a request, although none was sent", "no InResponseTo")
        }
    };
    let finding = Finding::new(code, message)
        .at(Some(context.response.element().location()))
        .with_actual(context.response.in_response_to().unwrap_or("no InResponseTo"))
        .with_expected(expected)
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
    use crate::Request;
    use crate::check::sample::Sample;

    const ANSWERED: &str = r#"ID="_r1" InResponseTo="_q1""#;

    #[test]
    fn the_request_that_was_sent() {
        let mut sample = Sample::new();
        assert_eq!(sample.run(check).line(), "pass");
        sample.request = Request::Id("_q2");
        assert_eq!(sample.run(check).only(), ("the Response answers another request", "_q1", "_q2"));
        sample.request = Request::Id("_Q1");
        assert_eq!(sample.run(check).line(), "fail in-response-to-mismatch");
    }

    #[test]
    fn unsolicited_both_ways() {
        let mut sample = Sample::new().edit(ANSWERED, r#"ID="_r1""#);
        assert_eq!(sample.run(check).line(), "fail unsolicited");
        sample.request = Request::IdpInitiated;
        assert_eq!(sample.run(check).line(), "pass");
        let mut sample = Sample::new();
        sample.request = Request::IdpInitiated;
        assert_eq!(sample.run(check).line(), "fail unsolicited");
        let mut sample = Sample::new().edit(ANSWERED, r#"ID="_r1" InResponseTo="""#);
        sample.request = Request::IdpInitiated;
        assert_eq!(sample.run(check).line(), "fail unsolicited");
    }

    #[test]
    fn not_given_is_not_run() {
        let mut sample = Sample::new();
        sample.request = Request::NotGiven;
        assert_eq!(sample.run(check).line(), "not-run(request-not-given)");
    }
}
