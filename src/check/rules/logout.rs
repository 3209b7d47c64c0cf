//! Rules: whose sessions a LogoutRequest ends and until when it may, and what a LogoutResponse answers.

use crate::assertion::{LogoutMessage, parse_instant};
use crate::check::Findings;
use crate::check::{CheckOutcome, RuleInput};
use crate::expectations::InResponseTo;
use crate::{Code, Finding};
use chrono::{DateTime, Utc};

/// NotOnOrAfter of a request (SAML 2.0 core, 3.7.1) must not have passed, and no message may be older than the policy
/// allows: NotOnOrAfter is optional, and a response has none.
pub(crate) fn validity(
    input: &RuleInput<'_, '_>,
    message: &LogoutMessage<'_>,
    findings: &mut Findings,
) -> CheckOutcome {
    let name = message.element().local_name();
    // A location costs a pass over the text, so it is taken only for a finding.
    let place = || Some(message.element().location());
    let second = |instant: DateTime<Utc>| instant.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let written = message.not_on_or_after().filter(|_| message.is_request());
    let end = written.map(parse_instant);
    if let (Some(Err(_)), Some(written)) = (&end, written) {
        let said = "NotOnOrAfter of the LogoutRequest is no xs:dateTime in UTC";
        findings.error(
            Finding::new(Code::TimeMalformed, said)
                .at(place())
                .with_actual(written)
                .with_expected("a time like 2026-01-15T10:00:00Z")
                .with_fix("write times in UTC with Z where the message is made"),
        );
        return CheckOutcome::Fail;
    }
    let Some(usable) = message.usable_until(input.policy.logout_lifetime) else {
        return CheckOutcome::NotRun(Code::Blocked);
    };
    if !input.has_ended(usable) {
        return CheckOutcome::Pass;
    }
    let by_itself = end.and_then(Result::ok).is_some_and(|end| input.has_ended(end));
    let finding = match by_itself {
        true => Finding::new(Code::LogoutExpired, format!("NotOnOrAfter of the {name} had passed"))
            .with_actual(written.unwrap_or_default())
            .with_expected(format!("later than {}", second(input.now))),
        false => {
            let minutes = input.policy.logout_lifetime.num_minutes();
            let said = format!("the {name} was issued more than {minutes} minutes ago");
            Finding::new(Code::LogoutExpired, said)
                .with_actual(message.issue_instant().unwrap_or_default())
                .with_expected(format!("at most {minutes} minutes before {}", second(input.now)))
        }
    };
    findings.error(
        finding
            .at(place())
            .with_fix("begin the logout again; if that fails too, set the clocks of both sides by NTP"),
    );
    CheckOutcome::Fail
}

/// A request names whose sessions end.
pub(crate) fn name_id(message: &LogoutMessage<'_>, findings: &mut Findings) -> CheckOutcome {
    let (code, text) = match message.name_id() {
        Some(name_id) if !name_id.value().trim().is_empty() => return CheckOutcome::Pass,
        Some(_) => (Code::NameIdEmpty, "NameID of the LogoutRequest is empty"),
        None if message.encrypted_id().is_some() => {
            (Code::NameIdMissing, "the identifier of the LogoutRequest is encrypted, and was not decrypted")
        }
        None => (Code::NameIdMissing, "the LogoutRequest has no NameID"),
    };
    let finding = Finding::new(code, text).at(Some(message.element().location()));
    findings.error(finding.with_fix("send the NameID of the login, with the same format and qualifiers"));
    CheckOutcome::Fail
}

/// A response answers the request that was sent.
pub(crate) fn in_response_to(
    input: &RuleInput<'_, '_>,
    message: &LogoutMessage<'_>,
    findings: &mut Findings,
) -> CheckOutcome {
    // A LogoutResponse always answers a request, so the forms that allow none do not allow one here.
    let answered = message.in_response_to();
    if input.request == InResponseTo::Unchecked {
        return CheckOutcome::NotRun(Code::RequestNotGiven);
    }
    if answered.is_some() && input.request.unanswered(answered).is_none() {
        return CheckOutcome::Pass;
    }
    let expected = match input.request {
        InResponseTo::Unsolicited => "no LogoutResponse, for no LogoutRequest was sent".to_owned(),
        request => request.expected(),
    };
    findings.error(
        Finding::new(Code::InResponseToMismatch, "the LogoutResponse answers another request")
            .at(Some(message.element().location()))
            .with_actual(message.in_response_to().unwrap_or("no InResponseTo"))
            .with_expected(expected)
            .with_fix("begin the logout again in one tab"),
    );
    CheckOutcome::Fail
}
