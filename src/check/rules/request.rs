//! Rule: the Response answers the request that was sent.

use crate::check::{Context, Outcome};
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
