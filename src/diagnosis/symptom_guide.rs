//! What the debugging chapter of the deployment's guide says to check, symptom by symptom.

use super::symptom::Question;
use crate::Code;
use crate::report::Report;

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

pub(super) const LOOP: &[Question] = &[
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

pub(super) const INVALID: &[Question] = &[
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
        codes: &[
            Code::CertificateExpired,
            Code::CertificateNotYetValid,
            Code::CertificateExpiresSoon,
            Code::MetadataOutdated,
        ],
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

pub(super) const NO_ROLES: &[Question] = &[
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

pub(super) const TEAM: &[Question] = &[
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
