//! Rule: the bearer of the assertion may use it here and now.

use super::conditions::{judged_at, stamp};
use super::destination::from_the_capture;
use crate::assertion::{InstantError, SubjectConfirmation, parse_instant};
use crate::check::Findings;
use crate::check::instants::unreadable;
use crate::check::near_miss::address::{difference_clause, nearest};
use crate::check::near_miss::conventions::ProductConventions;
use crate::check::near_miss::elapsed::in_words;
use crate::check::{CheckOutcome, RuleInput};
use crate::expectations::{InResponseTo, Unanswered};
use crate::xml::Element;
use crate::{Code, Finding};
use chrono::{DateTime, Utc};

/// The most failed confirmations reported: each place costs a pass over the text (invariant: bounded).
const MAX_REPORTED: usize = 4;

/// At least one bearer confirmation must be valid in every respect (SAML 2.0 profiles, 4.1.4.2 and 4.1.4.3).
pub(crate) fn check(input: &RuleInput<'_, '_>, findings: &mut Findings) -> CheckOutcome {
    let Some(assertion) = input.assertion else { return CheckOutcome::NotRun(Code::Blocked) };
    let Some(subject) = assertion.subject() else {
        findings.error(missing("the assertion has no Subject", assertion.element()));
        return CheckOutcome::Fail;
    };
    let bearers = || subject.confirmations().filter(SubjectConfirmation::is_bearer);
    if bearers().any(|confirmation| faults(input, confirmation).next().is_none()) {
        return match input.service_provider.acs() {
            [] => CheckOutcome::NotRun(Code::AcsNotGiven),
            _ => CheckOutcome::Pass,
        };
    }
    if bearers().next().is_none() {
        findings.error(missing("the subject has no bearer confirmation", subject.element()));
        return CheckOutcome::Fail;
    }
    for confirmation in bearers().take(MAX_REPORTED) {
        for fault in faults(input, confirmation) {
            findings.error(fault.into_finding(input, confirmation, findings.conventions()));
        }
    }
    CheckOutcome::Fail
}

fn missing(message: &str, element: Element<'_>) -> Finding {
    Finding::new(Code::ConfirmationMissing, message)
        .at(Some(element.location()))
        .with_expected(SubjectConfirmation::BEARER)
        .with_fix("use the Web Browser SSO profile at the identity provider: SubjectConfirmation with Method bearer, Recipient and NotOnOrAfter")
}

/// One respect in which a confirmation is not valid.
#[derive(Clone, Copy)]
enum Fault<'a> {
    RecipientMissing,
    RecipientMismatch(&'a str),
    SentElsewhere(&'a str, &'a str),
    DiffersFromDestination(&'a str, &'a str),
    NotBefore(&'a str),
    NotOnOrAfterMissing,
    NotOnOrAfterMalformed(&'a str, InstantError),
    Expired(DateTime<Utc>),
    AnotherRequest(&'a str),
    DiffersFromResponse(Option<&'a str>, Option<&'a str>),
    AnswersNothing,
    AnswersSomething(&'a str),
}

fn faults<'a>(
    input: &RuleInput<'a, 'a>,
    confirmation: SubjectConfirmation<'a>,
) -> impl Iterator<Item = Fault<'a>> {
    [
        recipient_fault(input, confirmation),
        // The profile forbids it, so that a bearer assertion is usable at once.
        confirmation.not_before().map(Fault::NotBefore),
        expiry_fault(input, confirmation),
        request_fault(input, confirmation),
    ]
    .into_iter()
    .flatten()
}

fn recipient_fault<'a>(
    input: &RuleInput<'a, 'a>,
    confirmation: SubjectConfirmation<'a>,
) -> Option<Fault<'a>> {
    let acs = input.service_provider.acs();
    match confirmation.recipient() {
        None => Some(Fault::RecipientMissing),
        Some(recipient) if !is_known(acs, recipient) => Some(Fault::RecipientMismatch(recipient)),
        Some(recipient) => {
            if let Some(captured) = input.delivered_elsewhere(recipient) {
                return Some(Fault::SentElsewhere(recipient, captured));
            }
            // Both are the one URL that the response was delivered to, whichever of several it was.
            let destination = input.response.destination().filter(|url| is_known(acs, url));
            let other = destination.filter(|destination| *destination != recipient)?;
            Some(Fault::DiffersFromDestination(recipient, other))
        }
    }
}

/// Whether a URL may be one of the service's: every one may where none is configured, but not an empty one.
fn is_known(acs: &[String], url: &str) -> bool {
    !url.is_empty() && (acs.is_empty() || acs.iter().any(|known| known == url))
}

fn expiry_fault<'a>(input: &RuleInput<'a, 'a>, confirmation: SubjectConfirmation<'a>) -> Option<Fault<'a>> {
    let Some(text) = confirmation.not_on_or_after() else { return Some(Fault::NotOnOrAfterMissing) };
    match parse_instant(text) {
        Err(error) => Some(Fault::NotOnOrAfterMalformed(text, error)),
        Ok(instant) => input.has_ended(instant).then_some(Fault::Expired(instant)),
    }
}

fn request_fault<'a>(input: &RuleInput<'a, 'a>, confirmation: SubjectConfirmation<'a>) -> Option<Fault<'a>> {
    let answered = confirmation.in_response_to();
    // Where only the assertion is signed, its confirmation alone ties it to the request.
    match input.request.unanswered(answered) {
        Some(Unanswered::Another) => return answered.map(Fault::AnotherRequest),
        Some(Unanswered::Missing) if response_answers(input) => return None,
        Some(Unanswered::Missing) => return Some(Fault::AnswersNothing),
        Some(Unanswered::Unexpected) => return answered.map(Fault::AnswersSomething),
        None => {}
    }
    // Both must name the one request, whichever it was; unchecked, one of them may name none.
    let response = input.response.in_response_to();
    let differs = match input.request {
        InResponseTo::Unchecked => answered.is_some() && response.is_some() && answered != response,
        request => request.allows_several() && answered != response,
    };
    differs.then_some(Fault::DiffersFromResponse(answered, response))
}

/// Whether the Response answers the one request that is expected, and a verified signature covers it. No one can then put
/// the assertion into an answer to another request, though its confirmation does not repeat the ID as the profile asks
/// (SAML 2.0 profiles, 4.1.4.2).
fn response_answers(input: &RuleInput<'_, '_>) -> bool {
    let answered = input.response.in_response_to();
    matches!(input.request, InResponseTo::Request(_))
        && input.response_verified
        && answered.is_some()
        && input.request.unanswered(answered).is_none()
}

impl Fault<'_> {
    fn into_finding(
        self,
        input: &RuleInput<'_, '_>,
        confirmation: SubjectConfirmation<'_>,
        conventions: &ProductConventions,
    ) -> Finding {
        let element = confirmation.data().unwrap_or(confirmation.element());
        let finding = |code, message: &str| Finding::new(code, message).at(Some(element.location()));
        let acs = || input.service_provider.acs().iter().map(String::as_str);
        match self {
            Fault::RecipientMissing => {
                let finding = finding(Code::RecipientMissing, "the bearer confirmation names no Recipient");
                match acs().next() {
                    Some(url) => finding.with_expected(url),
                    None => finding,
                }
                .with_fix(RECIPIENT_FIX)
            }
            Fault::RecipientMismatch(recipient) => {
                let nearest = nearest(recipient, acs(), conventions).unwrap_or_default();
                let clause = difference_clause(recipient, nearest, conventions);
                finding(Code::RecipientMismatch, &format!("Recipient is not the ACS URL{clause}"))
                    .with_actual(recipient)
                    .with_expected(nearest)
                    .with_fix(RECIPIENT_FIX)
            }
            Fault::SentElsewhere(recipient, captured) => {
                let message = "the Response was sent to another URL than Recipient";
                finding(Code::RecipientMismatch, message)
                    .with_actual(recipient)
                    .with_expected(from_the_capture(captured))
                    .with_fix(RECIPIENT_FIX)
            }
            Fault::DiffersFromDestination(recipient, destination) => finding(
                Code::RecipientMismatch,
                "Recipient and Destination are different URLs",
            )
            .with_actual(recipient)
            .with_expected(destination)
            .with_fix(
                "set one ACS URL at the identity provider: it writes this URL into Destination and Recipient",
            ),
            Fault::NotBefore(text) => {
                finding(Code::ConfirmationNotBefore, "the bearer confirmation has a NotBefore")
                    .with_actual(text)
                    .with_expected("no NotBefore; Conditions has one")
                    .with_fix(
                        "remove NotBefore from SubjectConfirmationData in the identity provider's template",
                    )
            }
            Fault::NotOnOrAfterMissing => {
                finding(Code::ConfirmationMissing, "the bearer confirmation has no NotOnOrAfter").with_fix(
                    "write NotOnOrAfter into SubjectConfirmationData in the identity provider's template",
                )
            }
            Fault::NotOnOrAfterMalformed(text, error) => {
                unreadable("NotOnOrAfter of the bearer confirmation", error, text, element)
            }
            Fault::Expired(instant) => {
                let late = in_words(input.now.signed_duration_since(instant));
                let message = format!("the bearer confirmation expired {late} before the time of the check");
                finding(Code::ConfirmationExpired, &message)
                    .with_actual(format!("NotOnOrAfter {}", stamp(instant)))
                    .with_expected(judged_at(input))
                    .with_fix("to check an old capture at its own time, give --at with the time of the login")
                    .with_fix("if the login was fresh, synchronize the clocks of both sides (NTP)")
            }
            Fault::AnotherRequest(answered) => {
                finding(Code::InResponseToMismatch, "the confirmation answers another request")
                    .with_actual(answered)
                    .with_expected(input.request.expected())
                    .with_fix("start the login again in a new tab, from the service provider's sign-in link")
            }
            Fault::DiffersFromResponse(answered, response) => finding(
                Code::InResponseToMismatch,
                "the confirmation and the Response answer different requests",
            )
            .with_actual(answered.unwrap_or("no InResponseTo"))
            .with_expected(response.unwrap_or("no InResponseTo"))
            .with_fix(
                "capture one complete login: this Response and its assertion come from different logins",
            ),
            Fault::AnswersNothing => {
                finding(Code::Unsolicited, "the confirmation has no InResponseTo: the login started at the identity provider (IdP-initiated), and the service expects an answer to its own request")
                    .with_actual("no InResponseTo")
                    .with_expected(input.request.expected())
                    .with_fix("start the login again from the service provider's sign-in link")
            }
            Fault::AnswersSomething(answered) => {
                finding(Code::Unsolicited, "the confirmation answers a request, although none was sent")
                    .with_actual(answered)
                    .with_expected("no InResponseTo")
                    .with_fix("start the login at the identity provider, or give the request's ID")
            }
        }
    }
}

const RECIPIENT_FIX: &str = "set the recipient (the service's ACS URL) at the identity provider to exactly the one that the service uses, \
with its query";

#[cfg(test)]
mod tests {
    use super::check;
    use crate::check::sample::Sample;
    use crate::{InResponseTo, ServiceProvider};

    const DATA: &str = r#"<saml:SubjectConfirmationData InResponseTo="_q1" NotOnOrAfter="2026-01-15T10:30:00Z" Recipient="https://sp.example.com/acs"/>"#;
    const RECIPIENT: &str = r#" Recipient="https://sp.example.com/acs""#;
    const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";

    #[test]
    fn the_end_is_exclusive_and_the_skew_is_added_once() {
        assert_eq!(Sample::new().at("2026-01-15T10:32:59Z").run(check).line(), "pass");
        assert_eq!(Sample::new().at("2026-01-15T10:33:00Z").run(check).line(), "fail confirmation-expired");
        let mut sample = Sample::new().at("2026-01-15T10:29:59Z");
        sample.skew = 0;
        assert_eq!(sample.run(check).line(), "pass");
        assert_eq!(
            Sample { now: "2026-01-15T10:30:00Z", ..sample }.run(check).line(),
            "fail confirmation-expired"
        );
    }

    #[test]
    fn the_recipient_is_exact() {
        let judged = Sample::new().edit(RECIPIENT, r#" Recipient="https://sp.example.com/ACS""#).run(check);
        assert_eq!(judged.line(), "fail recipient-mismatch");
        assert_eq!(judged.only().0, "Recipient is not the ACS URL: upper and lower case differ");
        assert_eq!(Sample::new().edit(RECIPIENT, "").run(check).line(), "fail recipient-missing");
        assert_eq!(
            Sample::new().edit(RECIPIENT, r#" Recipient="""#).run(check).line(),
            "fail recipient-mismatch"
        );
    }

    #[test]
    fn without_an_acs_url_it_is_not_run_unless_it_fails() {
        let mut sample = Sample::new();
        sample.service_provider = ServiceProvider::unknown();
        assert_eq!(sample.run(check).line(), "not-run(acs-not-given)");
        sample.now = "2026-01-15T10:33:00Z";
        assert_eq!(sample.run(check).line(), "fail confirmation-expired");
    }

    #[test]
    fn what_the_profile_demands_and_forbids() {
        for (from, to, line) in [
            (r#" NotOnOrAfter="2026-01-15T10:30:00Z""#, "", "fail confirmation-missing"),
            (r#" NotOnOrAfter="2026-01-15T10:30:00Z""#, r#" NotOnOrAfter="soon""#, "fail time-malformed"),
            (
                RECIPIENT,
                r#" NotBefore="2026-01-15T10:00:00Z" Recipient="https://sp.example.com/acs""#,
                "fail confirmation-not-before",
            ),
            (BEARER, "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key", "fail confirmation-missing"),
            (DATA, "", "fail recipient-missing confirmation-missing unsolicited"),
        ] {
            assert_eq!(Sample::new().edit(from, to).run(check).line(), line, "{to}");
        }
    }

    #[test]
    fn it_answers_the_request() {
        let data = r#"InResponseTo="_q1" NotOnOrAfter"#;
        let mut sample = Sample::new();
        sample.request = InResponseTo::Request("_q2");
        assert_eq!(sample.run(check).line(), "fail in-response-to-mismatch");
        sample.request = InResponseTo::Unsolicited;
        assert_eq!(sample.run(check).line(), "fail unsolicited");
        sample.request = InResponseTo::Unchecked;
        assert_eq!(sample.run(check).line(), "pass");
        let mut sample = Sample::new().edit(data, "NotOnOrAfter");
        assert_eq!(sample.run(check).line(), "fail unsolicited");
        // The Response itself answers the request, and what it says is signed.
        sample.response_verified = true;
        assert_eq!(sample.run(check).line(), "pass");
        sample.request = InResponseTo::Request("_q2");
        assert_eq!(sample.run(check).line(), "fail unsolicited");
        sample.request = InResponseTo::AnyOf(&["_q1", "_q2"]);
        assert_eq!(sample.run(check).line(), "fail unsolicited");
        sample.response_verified = false;
        sample.request = InResponseTo::Unsolicited;
        assert_eq!(sample.run(check).line(), "pass");
        let mut sample = Sample::new().edit(data, r#"InResponseTo="_q9" NotOnOrAfter"#);
        sample.request = InResponseTo::Unchecked;
        assert_eq!(sample.run(check).only().0, "the confirmation and the Response answer different requests");
        // Both are open requests of this browser, and still not one login.
        sample.request = InResponseTo::AnyOf(&["_q1", "_q9"]);
        assert_eq!(sample.run(check).line(), "fail in-response-to-mismatch");
    }

    #[test]
    fn where_a_request_is_optional_response_and_confirmation_agree() {
        let data = r#"InResponseTo="_q1" NotOnOrAfter"#;
        let mut sample = Sample::new();
        sample.request = InResponseTo::RequestOrUnsolicited("_q1");
        assert_eq!(sample.run(check).line(), "pass");
        let mut half = Sample::new().edit(data, "NotOnOrAfter");
        half.request = InResponseTo::RequestOrUnsolicited("_q1");
        assert_eq!(half.run(check).line(), "fail in-response-to-mismatch");
        let response = r#"ID="_r1" InResponseTo="_q1""#;
        let mut half = Sample::new().edit(response, r#"ID="_r1""#);
        half.request = InResponseTo::AnyOfOrUnsolicited(&["_q1"]);
        assert_eq!(half.run(check).line(), "fail in-response-to-mismatch");
        let mut none = half.edit(data, "NotOnOrAfter");
        none.request = InResponseTo::AnyOfOrUnsolicited(&["_q1"]);
        assert_eq!(none.run(check).line(), "pass");
    }

    #[test]
    fn one_usable_confirmation_is_enough_and_must_hold_in_every_respect() {
        let whole =
            format!(r#"<saml:SubjectConfirmation Method="{BEARER}">{DATA}</saml:SubjectConfirmation>"#);
        let elsewhere = whole.replace("sp.example.com", "other.example.com");
        let expired = whole.replace("10:30:00", "09:30:00");
        let sample = Sample::new().edit(&whole, &format!("{elsewhere}{expired}{whole}"));
        assert_eq!(sample.run(check).line(), "pass");
        // Each of the two is valid where the other is not.
        let sample = Sample::new().edit(&whole, &format!("{elsewhere}{expired}"));
        assert_eq!(sample.run(check).line(), "fail recipient-mismatch confirmation-expired");
        let sample = Sample::new().edit(&whole, &expired.repeat(500));
        assert_eq!(sample.run(check).findings.len(), 4);
    }

    #[test]
    fn no_subject() {
        let sample =
            Sample::new().edit("<saml:Subject>", "<saml:Advice>").edit("</saml:Subject>", "</saml:Advice>");
        assert_eq!(sample.run(check).line(), "fail confirmation-missing");
    }
}
