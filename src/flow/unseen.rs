//! What a recording does not show. A report says so, so that it is not taken for fine.

use super::attempt::{Attempt, End};
use super::judged::JudgedResponse;
use super::outcome::ServiceAttempts;
use super::story::Story;
use crate::Code;
use crate::check::CheckOutcome;
use crate::inspect::Inspector;

/// One line for each thing that could not be seen.
pub(super) fn unseen(
    story: &Story<'_>,
    attempts: &[Attempt],
    logins: &[ServiceAttempts],
    judged: &[Option<JudgedResponse>],
    inspector: &Inspector,
) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let recording = story.recording;
    let outer = || attempts.iter().filter(|attempt| !attempt.is_inner);
    let begins_late = outer().any(|attempt| {
        let response = attempt.response.and_then(|index| story.seen.get(index));
        attempt.request.is_none() && response.is_some_and(|seen| seen.facts.in_response_to.is_some())
    });
    if begins_late {
        lines.push("the request: the recording begins after it was sent".to_owned());
    }
    for login in logins {
        let last = login.attempts.last().and_then(|index| attempts.get(*index));
        if last
            .and_then(|attempt| attempt.answer.as_ref())
            .is_some_and(|answer| matches!(answer.end, End::Cut(_)))
        {
            lines.push("what the service did after the Response: the recording ends before that".to_owned());
            break;
        }
    }
    if story.navs.iter().any(|one| one.has_artifact) {
        lines.push("the Response: with an artifact it goes from server to server".to_owned());
    }
    match (recording.shows_sent, recording.shows_set) {
        (false, false) => lines.push("cookies: the export has none".to_owned()),
        (false, true) => {
            lines.push("which cookies were sent: the export shows only which were set".to_owned())
        }
        _ => {}
    }
    if recording.undecoded > 0 {
        lines.push(format!("{} SAML messages that could not be decoded", recording.undecoded));
    }
    if recording.exchanges.iter().all(|one| one.at.is_none()) {
        lines.push("times: the export has none".to_owned());
    }
    if inspector.identity_providers().is_empty()
        && inspector.certificates().is_empty()
        && judged.iter().any(Option::is_some)
    {
        lines.push("who signed the Responses: give --idp".to_owned());
    }
    let not_run = |code: Code| {
        judged
            .iter()
            .flatten()
            .any(|one| one.report.checks().iter().any(|check| check.outcome == CheckOutcome::NotRun(code)))
    };
    if not_run(Code::EncryptedAssertion) {
        lines.push("what is in the encrypted assertion: give --decrypt-key".to_owned());
    }
    lines
}
