//! What the debugging chapter of the Flex guide says to check, symptom by symptom.

use super::symptom::{Evidence, Question};
use crate::Code;

fn attribute(evidence: &Evidence<'_>, name: &str) -> Option<String> {
    let (_, values) = evidence.attributes.iter().find(|(own, _)| own == name)?;
    Some(format!("{name}: {}", values.join(", ")))
}

fn nothing(_: &Evidence<'_>) -> Option<String> {
    None
}

fn destination(evidence: &Evidence<'_>) -> Option<String> {
    evidence.destination.map(|url| format!("Destination: {url}"))
}

fn issuer(evidence: &Evidence<'_>) -> Option<String> {
    evidence.issuer.map(|issuer| format!("Issuer: {issuer}"))
}

fn dates(evidence: &Evidence<'_>) -> Option<String> {
    evidence.certificate_expires.map(|end| format!("certificate valid until {}", end.format("%Y-%m-%d")))
}

fn instants(evidence: &Evidence<'_>) -> Option<String> {
    evidence.issue_instant.map(|instant| format!("IssueInstant: {instant}"))
}

pub(super) const LOOP: &[Question] = &[
    Question {
        asks: "Are the callback URLs right?",
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
        look: "the ACS URL at the identity provider, compared with the one in Flex → Single Sign-On (give it with --acs)",
        fix: "enter exactly the ACS URL of Flex at the identity provider",
    },
    Question {
        asks: "Is the SID in the URLs the right one?",
        codes: &[Code::SidMalformed, Code::AudienceMismatch, Code::AudienceMissing],
        about: None,
        checks: &["endpoint", "audience"],
        shows: destination,
        look: "Flex → Single Sign-On shows the connection's SID (JQ…); FO… is the SID of a Flex Flow and is not used in SSO URLs",
        fix: "copy entity ID and ACS URL from Flex → Single Sign-On to the identity provider",
    },
    Question {
        asks: "Are metadata URL, Entity ID and SSO URL right in Flex?",
        codes: &[Code::IssuerMismatch, Code::IssuerDiffers, Code::IssuerMissing, Code::IdpUnreachable],
        about: None,
        checks: &["issuer"],
        shows: issuer,
        look: "Flex → Single Sign-On: Issuer and SSO URL, compared with the identity provider's metadata (give it with --idp)",
        fix: "enter exactly the issuer in the message, and the SSO URL from the metadata (not the URL of the metadata)",
    },
    Question {
        asks: "Does the response answer the request that was sent?",
        codes: &[Code::InResponseToMismatch, Code::Unsolicited, Code::StatusNotSuccess],
        about: None,
        checks: &["in-response-to", "status"],
        shows: nothing,
        look: "a HAR of the whole login: repeated new requests mean lost cookies (an iframe without \"Login using popup\", blocked third-party cookies, two tabs)",
        fix: "if Flex runs in an iframe, turn on \"Login using popup\" in Flex → Single Sign-On; log in with one tab only",
    },
    Question {
        asks: "Does the identity provider's log show errors?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "the identity provider's log at the time of the login",
        fix: "correct what the entry names",
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
        fix: "enter exactly the issuer in the message, if this is the right tenant",
    },
    Question {
        asks: "Is the signature valid, and made with the certificate that Flex has?",
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
        look: "Flex → Single Sign-On: the X.509 certificate, compared with the one that the identity provider shows (give it with --idp)",
        fix: "sign the Response at the identity provider; paste its current certificate into Flex (Flex does not fetch it)",
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
        fix: "set the audience and the ACS URL at the identity provider to what Flex shows",
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
        look: "the HTTP Date header of the answer, compared with IssueInstant (check as of the capture with --at)",
        fix: "synchronize the clock that is wrong (NTP)",
    },
    Question {
        asks: "Are the attributes that Flex needs present?",
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
        fix: "correct what the entry names; 70004 contains the toolkit's error text, which samlens explain knows",
    },
];

pub(super) const NO_ROLES: &[Question] = &[
    Question {
        asks: "Does the SAML response contain the attribute roles?",
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
        fix: "send the attribute roles from the identity provider, with exactly this Name",
    },
    Question {
        asks: "Does Flex know the roles?",
        codes: &[Code::RoleUnknown, Code::RoleCoreMissing],
        about: None,
        checks: &["attributes"],
        shows: |report| attribute(report, "roles"),
        look: "the attributes below; agent alone may be a script's default for a user without roles",
        fix: "give the user agent, supervisor or admin at the identity provider, in lower case",
    },
    Question {
        asks: "Does the script that sets the attributes run?",
        codes: &[Code::ActionNotRun],
        about: None,
        checks: &["attributes"],
        shows: nothing,
        look: "the login flow of the identity provider, and its log",
        fix: "deploy the script and add it to the login flow",
    },
    Question {
        asks: "Does the user have roles at the identity provider?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "the user's profile at the identity provider",
        fix: "set the roles there; they reach Flex at the next login",
    },
    Question {
        asks: "Is roles mapped in Flex's SSO settings?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "nowhere: Flex has no documented mapping table and uses the name in the assertion",
        fix: "send the attribute under the exact name roles",
    },
];

pub(super) const TEAM: &[Question] = &[
    Question {
        asks: "Does the SAML response contain the attribute team?",
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
        fix: "send the attribute team from the identity provider (pattern A), with exactly this Name",
    },
    Question {
        asks: "Does the script that sets the attributes run?",
        codes: &[Code::ActionNotRun],
        about: None,
        checks: &["attributes"],
        shows: nothing,
        look: "the login flow of the identity provider, and its log",
        fix: "deploy the script and add it to the login flow",
    },
    Question {
        asks: "Do supervisor and agents have the same team at the identity provider, in the same case?",
        codes: &[],
        about: None,
        checks: &[],
        shows: |report| attribute(report, "team"),
        look: "both users' profiles at the identity provider; compare the two values letter by letter",
        fix: "set the team to the same text for everyone in it, and log in again",
    },
    Question {
        asks: "Is team mapped, and does Flex filter by it?",
        codes: &[],
        about: None,
        checks: &[],
        shows: nothing,
        look: "nowhere: Flex has no documented mapping table or filter by team; Teams View needs its own setup or a plugin (documented names: team_id, team_name, team_name_in_hierarchy)",
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
