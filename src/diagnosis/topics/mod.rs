//! What is explained in addition to finding codes: the three classes, Twilio's codes, Auth0's log types.

mod auth0;

use crate::{Class, Code};

/// A class, a code of Twilio or a log type of Auth0, with what it means and the findings behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Topic {
    name: &'static str,
    title: &'static str,
    text: &'static str,
    codes: &'static [Code],
    source: &'static str,
}

impl Topic {
    /// The name it is looked up by, for example `45050` or `SAML_VALIDATION_FAILED`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// What it is, in a few words.
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// What it means and what to do.
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// The possible findings, the likeliest first.
    pub fn codes(&self) -> &'static [Code] {
        self.codes
    }

    /// Where this comes from.
    pub fn source(&self) -> &'static str {
        self.source
    }
}

const ERRORS: &str = "https://www.twilio.com/docs/api/errors";
const FLEX: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration";

const ADDRESSING: &[Code] = &[
    Code::IssuerMismatch,
    Code::AudienceMismatch,
    Code::DestinationMismatch,
    Code::RecipientMismatch,
    Code::SidMalformed,
    Code::AcsKind,
];
const ATTRIBUTES: &[Code] = &[
    Code::AttributeMisnamed,
    Code::AttributeMissing,
    Code::AttributeEmpty,
    Code::ActionNotRun,
    Code::RoleUnknown,
    Code::RoleCoreMissing,
];
const VALIDATION: &[Code] = &[
    Code::StatusNotSuccess,
    Code::ResponseNotSigned,
    Code::Unsigned,
    Code::SignatureUntrustedKey,
    Code::DigestMismatch,
    Code::IssuerMismatch,
    Code::AudienceMismatch,
    Code::AssertionExpired,
];
const METADATA: &[Code] = &[
    Code::IdpUnreachable,
    Code::MetadataOutdated,
    Code::MetadataCertificateRotated,
    Code::NoTrustedCertificate,
    Code::SignatureUntrustedKey,
];

/// Every topic.
pub(super) fn all() -> impl Iterator<Item = &'static Topic> + Clone {
    TWILIO.iter().chain(auth0::LOG_TYPES)
}

/// The classes, and what Twilio and the guide to Flex name.
const TWILIO: &[Topic] = &[
    Topic {
        name: Class::SamlValidationFailed.as_str(),
        title: "class: the message is not valid",
        text: "The signature, certificate, status, issuer, addressing, time, subject or structure is wrong. Log \
readers of the deployment look for this class. It is not a Twilio code. In such a case Twilio reports 70004 \
(unauthorized, with the text of its SAML toolkit), 70251 (bad SSO settings) or 70252 (bad SAML response). Run \
samlens check on the message: the root finding names the fault.",
        codes: VALIDATION,
        source: ERRORS,
    },
    Topic {
        name: Class::AttributeMappingError.as_str(),
        title: "class: an attribute that the application needs is missing or wrong",
        text: "The message is valid, but email, full_name, roles or team is missing, empty or has another name. Log \
readers of the deployment look for this class. It is not a Twilio code. Twilio reports 45050 (missing user \
attributes), 70252 (bad SAML response) or 70253 (invalid user grants). Flex has no mapping table: it compares the \
names in the assertion exactly, including case.",
        codes: ATTRIBUTES,
        source: FLEX,
    },
    Topic {
        name: Class::IdpUnreachable.as_str(),
        title: "class: the identity provider's metadata could not be fetched or read",
        text: "Log readers of the deployment look for this class. It is not a Twilio code. The nearest Twilio code \
is 70251 (bad SSO settings: malformed URLs, no certificate). Flex does not fetch metadata. Certificate, issuer and \
SSO URL are pasted by hand, so check the SSO URL first. A browser that shows \"This XML file does not appear to have \
any style information\" was sent to the metadata instead of the SSO URL.",
        codes: METADATA,
        source: FLEX,
    },
    Topic {
        name: "45050",
        title: "Twilio: authentication error, missing user attributes",
        text: "full_name, email or roles is missing or invalid. With Auth0: the Post-Login Action is not deployed, \
not in the flow, or sets other names. If the list of roles is empty, Auth0 does not send the attribute.",
        codes: ATTRIBUTES,
        source: "https://www.twilio.com/docs/api/errors/45050",
    },
    Topic {
        name: "45002",
        title: "Twilio: authentication error",
        text: "The login was not accepted. Look at the SAML message of that login.",
        codes: VALIDATION,
        source: "https://www.twilio.com/docs/api/errors/45002",
    },
    Topic {
        name: "45003",
        title: "Twilio: authorization error",
        text: "Flex knows the user but does not let them in. Check roles first.",
        codes: &[Code::RoleUnknown, Code::RoleCoreMissing, Code::AttributeMissing],
        source: "https://www.twilio.com/docs/api/errors/45003",
    },
    Topic {
        name: "70004",
        title: "Twilio: unauthorized",
        text: "Twilio shows the error text of its SAML toolkit, for example \"authentication failed: Invalid issuer \
in the Assertion/Response. Was '…', but expected '…'\", with HTTP 401; browsers then show a dialog for user name and \
password. Give that text to samlens explain.",
        codes: &[
            Code::IssuerMismatch,
            Code::AudienceMismatch,
            Code::SignatureUntrustedKey,
            Code::AssertionExpired,
        ],
        source: "https://github.com/bruno222/twilio-flex-plugin-sso/issues/23",
    },
    Topic {
        name: "70051",
        title: "Twilio: authorization failed",
        text: "The login succeeded, but the user is not allowed to do what was requested. Check roles first.",
        codes: &[Code::RoleUnknown, Code::RoleCoreMissing, Code::AttributeMissing],
        source: "https://www.twilio.com/docs/api/errors/70051",
    },
    Topic {
        name: "70251",
        title: "Twilio: bad SSO settings",
        text: "URLs in the SSO settings are malformed, or no certificate is stored (\"no valid certificate for \
identity realm JB…\", HTTP 403). Check certificate, issuer and SSO URL in Flex → Single Sign-On.",
        codes: &[Code::SidMalformed, Code::AcsKind, Code::SignatureUntrustedKey, Code::CertificateExpired],
        source: "https://github.com/twilio/flex-plugin-builder/issues/9",
    },
    Topic {
        name: "70252",
        title: "Twilio: bad SAML response",
        text: "The response is well formed but lacks attributes that are needed.",
        codes: ATTRIBUTES,
        source: ERRORS,
    },
    Topic {
        name: "70253",
        title: "Twilio: invalid user grants",
        text: "The grants that are stored for the user are not valid. Send correct roles and log in again: Flex \
overwrites them at every login.",
        codes: &[Code::RoleUnknown, Code::RoleCoreMissing, Code::AttributeMisnamed],
        source: ERRORS,
    },
    Topic {
        name: "redirect_loop",
        title: "symptom: redirect loop between Flex and the identity provider",
        text: "The service receives a message and starts the login again. The guide says to check the Allowed \
Callback URLs in Auth0, the SID in them, Auth0's logs, the metadata URL in Flex, and typing errors in URLs. Check \
the addresses first: ACS URL, audience and issuer on both sides, and whether one side still uses the legacy \
endpoint. The FO… SID that the guide shows is not used in any SSO URL of Flex. Then look for a message that answers \
another request (two tabs, the back button), and for blocked cookies if Flex runs in an iframe: turn on \"Login \
using popup\". samlens check --symptom loop checks each of these in a capture.",
        codes: ADDRESSING,
        source: FLEX,
    },
    Topic {
        name: "invalid_saml_response",
        title: "symptom: Flex says \"Invalid SAML Response\" after the login",
        text: "The guide says to check the identity provider's metadata in Flex (Entity ID, SSO URL), whether the \
certificate has expired, the SSO logs in the Twilio console, and the clocks. The likeliest causes, in this order: \
only the assertion is signed (Auth0's default; Twilio documents signResponse: true); the certificate in Flex is not \
the one that signs (Flex does not fetch it, so paste the new one after a rotation); the audience or issuer differs \
by a few characters; the assertion is encrypted. samlens check --symptom invalid checks each of these in a capture.",
        codes: VALIDATION,
        source: FLEX,
    },
    Topic {
        name: "no_roles",
        title: "symptom: the user has no roles, or only those of an agent",
        text: "The guide says to check app_metadata.flex.roles of the user, whether the Action is deployed and in \
the flow, the attribute roles in the response, and its mapping. Flex has no mapping table: the attribute must be \
named exactly roles. If the Action uses a default, every user becomes an agent without an error. A role that Flex \
does not know, such as administrator, gives no rights. A change of the user's metadata reaches Flex at the next \
login. samlens check --symptom no-roles checks each of these in a capture.",
        codes: ATTRIBUTES,
        source: FLEX,
    },
    Topic {
        name: "team_visibility",
        title: "symptom: a supervisor sees the wrong team",
        text: "The guide says to check the attribute team in the response, its mapping, flex.team in app_metadata, \
and the worker's attributes in TaskRouter. Flex itself does not filter by team; its documented attributes are \
team_id, team_name and team_name_in_hierarchy. team becomes an attribute of the worker. A plugin or Teams View may \
filter by it, including case. Flex keeps an attribute that is no longer sent: to clear it, send it empty. samlens \
check --symptom team checks each of these in a capture.",
        codes: &[Code::AttributeMissing, Code::AttributeMisnamed, Code::AttributeEmpty, Code::TeamUnexpected],
        source: FLEX,
    },
];
