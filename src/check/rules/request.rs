//! Rule: the Response answers the request that was sent.

use crate::check::Findings;
use crate::check::{CheckOutcome, RuleInput};
use crate::expectations::{InResponseTo, Unanswered};
use crate::{Code, Finding};

/// InResponseTo of the Response must name a request that may be answered, or be absent if that is allowed.
///
/// SAML 2.0 core, 3.2.2 and profiles, 4.1.4.3 and 4.1.5. Each subject confirmation repeats it, which is the rule
/// `confirmation`.
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    if input.request == InResponseTo::Unchecked {
        return CheckOutcome::NotRun(Code::RequestNotGiven);
    }
    let answered = input.response.in_response_to();
    let (code, message) = match input.request.unanswered(answered) {
        None => return CheckOutcome::Pass,
        Some(Unanswered::Another) => (Code::InResponseToMismatch, "the Response answers another request"),
        Some(Unanswered::Missing) => (
            Code::Unsolicited,
            "the Response has no InResponseTo: the login started at the identity provider (IdP-initiated), and the service expects an answer to its own request",
        ),
        Some(Unanswered::Unexpected) => {
            (Code::Unsolicited, "the Response answers a request, although none was sent")
        }
    };
    let mut finding = Finding::new(code, message)
        .at(Some(input.response.element().location()))
        .with_actual(answered.unwrap_or("no InResponseTo"))
        .with_expected(input.request.expected());
    if answered.is_none() {
        finding = finding.with_fix(
            "start the login at the service; if the service allows logins without a request, check with --idp-initiated",
        );
    }
    let finding = finding
        .with_fix("start the login again in a new tab, from the service provider's sign-in link, and capture it")
        .with_fix(
            "if the identity provider started the login (its dashboard, or a bookmark of the SSO URL), allow that at the service provider, or link to the service's sign-in page instead",
        );
    findings.error(finding);
    CheckOutcome::Fail
}

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
