//! The four symptoms of the Flex guide: what it says to check, each answered from one capture.

use super::symptom_guide::{INVALID, LOOP, NO_ROLES, TEAM};
use crate::check::{CheckOutcome, CheckResult};
use crate::{Code, Finding};
use chrono::{DateTime, Utc};

/// What a person sees when a login goes wrong.
///
/// ```
/// use samlens::inspect::Symptom;
/// assert_eq!(Symptom::from_name("no-roles"), Some(Symptom::NoRoles));
/// assert_eq!(Symptom::Team.title(), "team visibility does not work");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Symptom {
    /// The browser goes round between service and identity provider.
    Loop,
    /// The service says that the SAML response is invalid.
    Invalid,
    /// The login works, and the user has no roles.
    NoRoles,
    /// The user sees all teams, or the wrong one.
    Team,
}

impl Symptom {
    /// Every symptom, in the guide's order.
    pub const ALL: &'static [Symptom] = &[Symptom::Loop, Symptom::Invalid, Symptom::NoRoles, Symptom::Team];

    /// The name that the command takes: `loop`, `invalid`, `no-roles` or `team`.
    pub fn as_str(self) -> &'static str {
        match self {
            Symptom::Loop => "loop",
            Symptom::Invalid => "invalid",
            Symptom::NoRoles => "no-roles",
            Symptom::Team => "team",
        }
    }

    /// The symptom with this name.
    pub fn from_name(name: &str) -> Option<Symptom> {
        Symptom::ALL.iter().copied().find(|symptom| symptom.as_str() == name)
    }

    /// What the guide calls it, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Symptom::Loop => "redirect loop after login",
            Symptom::Invalid => "\"Invalid SAML Response\"",
            Symptom::NoRoles => "the user has no roles in Flex",
            Symptom::Team => "team visibility does not work",
        }
    }

    fn questions(self) -> &'static [Question] {
        match self {
            Symptom::Loop => LOOP,
            Symptom::Invalid => INVALID,
            Symptom::NoRoles => NO_ROLES,
            Symptom::Team => TEAM,
        }
    }
}

/// What a symptom's questions are answered from; a report is one source of it.
pub(crate) struct Evidence<'a> {
    pub(crate) findings: &'a [Finding],
    pub(crate) checks: &'a [CheckResult],
    /// Attributes of the message, each with its values.
    pub(crate) attributes: &'a [(String, Vec<String>)],
    pub(crate) destination: Option<&'a str>,
    pub(crate) issuer: Option<&'a str>,
    /// IssueInstant as written.
    pub(crate) issue_instant: Option<&'a str>,
    /// When the certificate expires that signed, or that is trusted.
    pub(crate) certificate_expires: Option<DateTime<Utc>>,
}

/// One thing that the guide says to check.
pub(super) struct Question {
    pub(super) asks: &'static str,
    /// Findings that answer it with yes.
    pub(super) codes: &'static [Code],
    /// The attribute that such findings must be about.
    pub(super) about: Option<&'static str>,
    /// Checks that answer it with no where all of them pass.
    pub(super) checks: &'static [&'static str],
    /// What of the message shows it.
    pub(super) shows: fn(&Evidence<'_>) -> Option<String>,
    /// Where to look, since a capture cannot show it all.
    pub(super) look: &'static str,
    pub(super) fix: &'static str,
}

/// The answer of the capture to one question.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answer {
    /// It is the fault, or one of them: these findings.
    Found(Vec<Code>),
    /// The checks that would show it ran, and it is in order.
    NotFound,
    /// This capture cannot show it.
    CannotBeSeen,
}

impl Answer {
    /// The word in reports: `found`, `not-found` or `cannot-be-seen`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Answer::Found(_) => "found",
            Answer::NotFound => "not-found",
            Answer::CannotBeSeen => "cannot-be-seen",
        }
    }
}

/// One thing that the guide says to check, answered from one message.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AnsweredQuestion {
    /// What the guide says to check.
    pub asks: &'static str,
    /// The answer of the capture.
    pub answer: Answer,
    /// What the message contains, if that shows it. May be a value of a person.
    pub shows: Option<String>,
    /// Where else to look.
    pub look: &'static str,
    /// What to change if it is the fault.
    pub fix: &'static str,
}

/// The guide's checks for a symptom, those that found something first.
pub(crate) fn answer(symptom: Symptom, evidence: &Evidence<'_>) -> Vec<AnsweredQuestion> {
    let mut all: Vec<AnsweredQuestion> =
        symptom.questions().iter().map(|question| answered(question, evidence)).collect();
    all.sort_by_key(|one| match one.answer {
        Answer::Found(_) => 0,
        Answer::CannotBeSeen => 1,
        Answer::NotFound => 2,
    });
    all
}

fn answered(question: &Question, evidence: &Evidence<'_>) -> AnsweredQuestion {
    let about = |finding: &&Finding| match question.about {
        None => true,
        Some(name) => !is_of_attributes(finding.code()) || finding.message().contains(&format!("`{name}`")),
    };
    let mut codes: Vec<Code> = evidence
        .findings
        .iter()
        .filter(|finding| question.codes.contains(&finding.code()))
        .filter(about)
        .map(Finding::code)
        .collect();
    codes.dedup();
    let passed = |name: &str| {
        evidence.checks.iter().any(|check| check.name == name && check.outcome == CheckOutcome::Pass)
    };
    let answer = match codes.is_empty() {
        false => Answer::Found(codes),
        // An attribute check that fails for another attribute says nothing against this one.
        true if question.about.is_some() && (question.shows)(evidence).is_some() => Answer::NotFound,
        true if !question.checks.is_empty() && question.checks.iter().all(|name| passed(name)) => {
            Answer::NotFound
        }
        true => Answer::CannotBeSeen,
    };
    AnsweredQuestion {
        asks: question.asks,
        answer,
        shows: (question.shows)(evidence),
        look: question.look,
        fix: question.fix,
    }
}

fn is_of_attributes(code: Code) -> bool {
    code.as_str().starts_with("attribute-")
}
