//! The four symptoms of the deployment's guide: what it says to check, each answered from one capture.

use crate::report::Report;
use crate::{Code, Finding, Outcome};

/// What a person sees when a login goes wrong.
///
/// ```
/// use samlens::Symptom;
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

/// One thing that the guide says to check.
struct Question {
    asks: &'static str,
    /// Findings that answer it with yes.
    codes: &'static [Code],
    /// The attribute that such findings must be about.
    about: Option<&'static str>,
    /// Checks that answer it with no where all of them pass.
    checks: &'static [&'static str],
    /// What of the message shows it.
    shows: fn(&Report) -> Option<String>,
    /// Where to look, since a capture cannot show it all.
    look: &'static str,
    fix: &'static str,
}

/// What the capture says to one question.
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

/// One thing that the guide says to check, answered from a report.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Answered {
    /// What the guide says to check.
    pub asks: &'static str,
    /// What the capture says to it.
    pub answer: Answer,
    /// What the message holds, where that shows it. May be a value of a person.
    pub shows: Option<String>,
    /// Where else to look.
    pub look: &'static str,
    /// What to change where it is the fault.
    pub fix: &'static str,
}

/// The guide's checks for a symptom, those that found something first.
pub(crate) fn answer(symptom: Symptom, report: &Report) -> Vec<Answered> {
    let mut all: Vec<Answered> =
        symptom.questions().iter().map(|question| answered(question, report)).collect();
    all.sort_by_key(|one| match one.answer {
        Answer::Found(_) => 0,
        Answer::CannotBeSeen => 1,
        Answer::NotFound => 2,
    });
    all
}

fn answered(question: &Question, report: &Report) -> Answered {
    let about = |finding: &&Finding| match question.about {
        None => true,
        Some(name) => !is_of_attributes(finding.code()) || finding.message().contains(&format!("`{name}`")),
    };
    let mut codes: Vec<Code> = report
        .findings()
        .iter()
        .filter(|finding| question.codes.contains(&finding.code()))
        .filter(about)
        .map(Finding::code)
        .collect();
    codes.dedup();
    let passed =
        |name: &str| report.checks().iter().any(|check| check.name == name && check.outcome == Outcome::Pass);
    let answer = match codes.is_empty() {
        false => Answer::Found(codes),
        // An attribute check that fails for another attribute says nothing against this one.
        true if question.about.is_some() && (question.shows)(report).is_some() => Answer::NotFound,
        true if !question.checks.is_empty() && question.checks.iter().all(|name| passed(name)) => {
            Answer::NotFound
        }
        true => Answer::CannotBeSeen,
    };
    Answered {
        asks: question.asks,
        answer,
        shows: (question.shows)(report),
        look: question.look,
        fix: question.fix,
    }
}

fn is_of_attributes(code: Code) -> bool {
    code.as_str().starts_with("attribute-")
}

fn attribute(report: &Report, name: &str) -> Option<String> {
    let claims = report.identity().or(report.claimed())?;
    let (_, values) = claims.attributes.iter().find(|(own, _)| own == name)?;
    Some(format!("{name}: {}", values.join(", ")))
}

fn nothing(_: &Report) -> Option<String> {
    None
}

fn destination(report: &Report) -> Option<String> {
    report.message()?.destination.as_ref().map(|url| format!("Destination: {url}"))
}

fn issuer(report: &Report) -> Option<String> {
    report.message()?.issuer.as_ref().map(|issuer| format!("Issuer: {issuer}"))
}

fn dates(report: &Report) -> Option<String> {
    let certificates = report.signatures().iter().filter_map(|signature| signature.certificate.as_ref());
    let first = certificates.chain(report.trusted()).next()?;
    Some(format!("certificate valid until {}", first.not_after.format("%Y-%m-%d")))
}

fn instants(report: &Report) -> Option<String> {
    report.message()?.issue_instant.as_ref().map(|instant| format!("IssueInstant: {instant}"))
}

const LOOP: &[Question] = &[
    Question {
        asks: "Are the callback URLs right (Auth0: Allowed Callback URLs)?",
        codes: &[
            Code::DestinationMismatch,
            Code::DestinationMissing,
            Code::RecipientMismatch,
            Code::RecipientMissing,
            Code::AcsKind,
        ],
        about: None,
        checks: &["destination", "confirmation"],
        shows: destination,
        look: "Auth0 → Applications → your app → Settings → Allowed Callback URLs, compared with the ACS URL in Flex → Single Sign-On (give it with --acs)",
        fix: "put the ACS URL, exactly, under Allowed Callback URLs and into the SAML2 Web App addon",
    },
    Question {
        asks: "Is the SID in the URLs the right one?",
        codes: &[Code::SidMalformed, Code::AudienceMismatch, Code::AudienceMissing],
        about: None,
        checks: &["endpoint", "audience"],
        shows: destination,
        look: "Flex → Single Sign-On shows the connection's SID (JQ…); the guide's FO… is a Flex Flow, which no SSO URL takes",
        fix: "copy entity ID and ACS URL from Flex → Single Sign-On into the addon's \"audience\" and callback URL",
    },
    Question {
        asks: "Are metadata URL, Entity ID and SSO URL right in Flex?",
        codes: &[Code::IssuerMismatch, Code::IssuerDiffers, Code::IssuerMissing, Code::IdpUnreachable],
        about: None,
        checks: &["issuer"],
        shows: issuer,
        look: "Flex → Single Sign-On: Issuer and SSO URL, compared with the identity provider's metadata (give it with --idp)",
        fix: "enter the issuer exactly as the message has it, and the SSO URL from the metadata (not the metadata's own URL)",
    },
    Question {
        asks: "Does the response answer the request that was sent?",
        codes: &[Code::InResponseToMismatch, Code::Unsolicited, Code::StatusNotSuccess],
        about: None,
        checks: &["in-response-to", "status"],
        shows: nothing,
        look: "a HAR of the whole login: new requests again and again mean lost cookies (an iframe without \"Login using popup\", blocked third-party cookies, two tabs)",
        fix: "switch on \"Login using popup\" in Flex → Single Sign-On where Flex runs in an iframe; log in with one tab",
    },
    Question {
        asks: "Do Auth0's logs show errors?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "Auth0 → Monitoring → Logs at the time of the login: types f, fp, fu, w, actions_execution_failed (samlens explain TYPE)",
        fix: "mend what the entry's description names",
    },
];

const INVALID: &[Question] = &[
    Question {
        asks: "Is it the right identity provider (metadata URL, Entity ID and SSO URL in Flex)?",
        codes: &[Code::IssuerMismatch, Code::IssuerDiffers, Code::IssuerMissing, Code::IdpUnreachable],
        about: None,
        checks: &["issuer"],
        shows: issuer,
        look: "Flex → Single Sign-On: Issuer and SSO URL, compared with the metadata (give it with --idp)",
        fix: "enter the issuer exactly as the message has it, if this is the tenant you mean",
    },
    Question {
        asks: "Is the signature right, and by the certificate that Flex has?",
        codes: &[
            Code::Unsigned,
            Code::ResponseNotSigned,
            Code::SignatureUntrustedKey,
            Code::SignatureValueMismatch,
            Code::DigestMismatch,
            Code::SignatureProfile,
            Code::AlgorithmRefused,
            Code::KeyTooSmall,
            Code::EncryptedAssertion,
        ],
        about: None,
        checks: &["signature"],
        shows: nothing,
        look: "Flex → Single Sign-On: the X.509 certificate, compared with https://TENANT.auth0.com/pem (give it with --idp-cert)",
        fix: "Auth0: \"signResponse\": true in the SAML2 Web App addon; Flex: paste the current certificate, for it fetches none by itself",
    },
    Question {
        asks: "Has the certificate expired?",
        codes: &[Code::CertificateExpired, Code::CertificateNotYetValid, Code::CertificateExpiresSoon],
        about: None,
        checks: &["certificate"],
        shows: dates,
        look: "the certificate in Flex → Single Sign-On",
        fix: "paste the identity provider's current certificate into Flex → Single Sign-On → X.509 certificate",
    },
    Question {
        asks: "Is the message meant for this Flex?",
        codes: &[
            Code::AudienceMismatch,
            Code::AudienceMissing,
            Code::DestinationMismatch,
            Code::RecipientMismatch,
            Code::RecipientMissing,
        ],
        about: None,
        checks: &["audience", "destination", "confirmation"],
        shows: destination,
        look: "Flex → Single Sign-On: entity ID and ACS URL (give them with --sp-entity-id and --acs)",
        fix: "Auth0: set \"audience\" and the callback URL of the SAML2 Web App addon to what Flex shows",
    },
    Question {
        asks: "Do the clocks agree?",
        codes: &[
            Code::AssertionExpired,
            Code::AssertionNotYetValid,
            Code::ConfirmationExpired,
            Code::CaptureStale,
            Code::TimeMalformed,
        ],
        about: None,
        checks: &["conditions", "time"],
        shows: instants,
        look: "the HTTP Date header of the answer, beside IssueInstant (judge as of the capture with --at)",
        fix: "set the clock that is wrong (NTP); a message is valid for the lifetime that the addon sets, 3600 seconds unless changed",
    },
    Question {
        asks: "Are the attributes there that Flex needs?",
        codes: &[
            Code::AttributeMissing,
            Code::AttributeMisnamed,
            Code::AttributeEmpty,
            Code::RoleCoreMissing,
            Code::NameIdMissing,
            Code::NameIdEmpty,
        ],
        about: None,
        checks: &["attributes", "name-id"],
        shows: nothing,
        look: "the attributes below",
        fix: "send email, full_name and roles under exactly these names",
    },
    Question {
        asks: "What do the Flex SSO logs say?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "Twilio Console → Monitor → Logs → Errors: 45050, 70004, 70251, 70252, 70253 (samlens explain CODE)",
        fix: "mend what the entry names; 70004 carries the toolkit's own words, which samlens explain knows",
    },
];

const NO_ROLES: &[Question] = &[
    Question {
        asks: "Does the SAML response hold the attribute roles?",
        codes: &[
            Code::AttributeMissing,
            Code::AttributeMisnamed,
            Code::AttributeEmpty,
            Code::AttributeDuplicated,
        ],
        about: Some("roles"),
        checks: &["attributes"],
        shows: |report| attribute(report, "roles"),
        look: "the attributes below",
        fix: "in the Post-Login Action: api.samlResponse.setAttribute('roles', event.user.app_metadata.flex.roles)",
    },
    Question {
        asks: "Are the roles ones that Flex knows?",
        codes: &[Code::RoleUnknown, Code::RoleCoreMissing],
        about: None,
        checks: &["attributes"],
        shows: |report| attribute(report, "roles"),
        look: "the attributes below; agent alone may be an Action's silent default for a user without metadata",
        fix: "Auth0 → User Management → Users → the user → app_metadata: { \"flex\": { \"roles\": [\"supervisor\"] } }, in lower case",
    },
    Question {
        asks: "Is the Post-Login Action deployed and in the flow?",
        codes: &[Code::ActionNotRun],
        about: None,
        checks: &["attributes"],
        shows: nothing,
        look: "Auth0 → Actions → Triggers → post-login; Monitoring → Logs for actions_execution_failed",
        fix: "Auth0 → Actions → Library: Deploy, then drag the Action into Triggers → post-login and press Apply",
    },
    Question {
        asks: "Does the user's app_metadata hold flex.roles?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "Auth0 → User Management → Users → the user → app_metadata",
        fix: "set flex.roles there; it reaches Flex at the next login only",
    },
    Question {
        asks: "Is roles mapped in Flex's SSO settings?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "nowhere: Flex documents no mapping table, the name in the assertion is the mapping",
        fix: "send the attribute under the exact name roles",
    },
];

const TEAM: &[Question] = &[
    Question {
        asks: "Does the SAML response hold the attribute team?",
        codes: &[
            Code::AttributeMissing,
            Code::AttributeMisnamed,
            Code::AttributeEmpty,
            Code::AttributeDuplicated,
            Code::TeamUnexpected,
        ],
        about: Some("team"),
        checks: &["attributes"],
        shows: |report| attribute(report, "team"),
        look: "the attributes below; admins need none",
        fix: "in the Post-Login Action (pattern A): api.samlResponse.setAttribute('team', event.user.app_metadata.flex.team)",
    },
    Question {
        asks: "Is the Post-Login Action deployed and in the flow?",
        codes: &[Code::ActionNotRun],
        about: None,
        checks: &["attributes"],
        shows: nothing,
        look: "Auth0 → Actions → Triggers → post-login",
        fix: "Auth0 → Actions → Library: Deploy, then drag the Action into Triggers → post-login and press Apply",
    },
    Question {
        asks: "Does the user's app_metadata hold flex.team, in the same case for supervisor and agents?",
        codes: &[],
        about: None,
        checks: &[],
        shows: |report| attribute(report, "team"),
        look: "Auth0 → User Management → Users → both users → app_metadata; compare the two values letter by letter",
        fix: "set flex.team to the same text for everybody in the team, and log in again",
    },
    Question {
        asks: "Is team mapped, and does Flex filter by it?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "Flex documents no mapping table and no filter by team: Teams View needs its own set-up or a plugin (documented names: team_id, team_name, team_name_in_hierarchy)",
        fix: "set up the team in Flex or in the plugin that filters by worker attributes",
    },
    Question {
        asks: "What are the worker's attributes in TaskRouter?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "Twilio Console → TaskRouter → Workers → the worker → Attributes; an attribute that is no longer sent stays there",
        fix: "send team with an empty value once to clear it, or correct it there",
    },
];
