//! What is explained in addition to finding codes: the three classes, Twilio's codes, Auth0's log types.

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
const LOGS: &str = "https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes";

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

pub(super) const TOPICS: &[Topic] = &[
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
any style information\"was sent to the metadata instead of the SSO URL.",
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
using popup\". samlens check --symptom loop answers each from a capture.",
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
by a few characters; the assertion is encrypted. samlens check --symptom invalid answers each from a capture.",
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
login. samlens check --symptom no-roles answers each from a capture.",
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
check --symptom team answers each from a capture.",
        codes: &[Code::AttributeMissing, Code::AttributeMisnamed, Code::AttributeEmpty, Code::TeamUnexpected],
        source: FLEX,
    },
    Topic {
        name: "s",
        title: "Auth0 log: success login",
        text: "Auth0 let the user in and made a response. If the application still refuses it, the fault is in the \
message or in the service's settings.",
        codes: VALIDATION,
        source: LOGS,
    },
    Topic {
        name: "f",
        title: "Auth0 log: failed login",
        text: "Auth0 did not let the user in. The application gets an error status or no response. Read description \
and details of the entry.",
        codes: &[Code::StatusNotSuccess, Code::AssertionMissing],
        source: LOGS,
    },
    Topic {
        name: "fp",
        title: "Auth0 log: failed login, incorrect password",
        text: "No response was made. SAML is not the cause.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "fu",
        title: "Auth0 log: failed login, invalid e-mail or user name",
        text: "No response was made: the connection does not know the user. Check which connections the application \
allows.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "fc",
        title: "Auth0 log: failed by connector",
        text: "Auth0 could not reach the directory behind the connection, such as an AD/LDAP connector. No response \
was made.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "w",
        title: "Auth0 log: warning during login",
        text: "The login continued with a warning: read details. It may be a failing Action.",
        codes: &[Code::ActionNotRun, Code::AttributeMissing],
        source: LOGS,
    },
    Topic {
        name: "fsa",
        title: "Auth0 log: failed silent authentication",
        text: "The application asked for a login without a prompt (IsPassive), and there was no session. The answer \
has the status NoPassive. This is usually harmless: a visible login follows.",
        codes: &[Code::StatusNotSuccess],
        source: LOGS,
    },
    Topic {
        name: "ssa",
        title: "Auth0 log: success silent authentication",
        text: "The user had a session and was let in without a prompt.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "slo",
        title: "Auth0 log: success logout",
        text: "The session ended. If users are logged out during their shift, check SessionNotOnOrAfter and Auth0's \
session lifetime.",
        codes: &[Code::SessionShort, Code::SessionExpired],
        source: LOGS,
    },
    Topic {
        name: "flo",
        title: "Auth0 log: failed logout",
        text: "Check that the logout URL is in the Allowed Logout URLs of the application or the tenant.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "actions_execution_failed",
        title: "Auth0 log: an Action failed",
        text: "An Action threw an error, so no response was made. Twilio's sample Action does so if \
app_metadata.flex.roles is missing: set it for the user, or use a default in the Action.",
        codes: &[Code::AssertionMissing, Code::StatusNotSuccess],
        source: "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/auth0",
    },
    Topic {
        name: "mfar",
        title: "Auth0 log: multi-factor authentication required",
        text: "Auth0 asked for a second factor. The message shows it only if the authentication context says so; \
Auth0's default is unspecified.",
        codes: &[Code::MfaNotShown],
        source: LOGS,
    },
    Topic {
        name: "gd_auth_succeed",
        title: "Auth0 log: second factor succeeded",
        text: "The user passed the second factor. The message shows it only if the authentication context says so.",
        codes: &[Code::MfaNotShown],
        source: LOGS,
    },
    Topic {
        name: "gd_auth_failed",
        title: "Auth0 log: second factor failed",
        text: "The user did not pass the second factor. No response was made.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "gd_auth_rejected",
        title: "Auth0 log: second factor rejected",
        text: "The user refused the push message. No response was made. Ask the user whether it was their login.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "limit_wc",
        title: "Auth0 log: account blocked",
        text: "Too many failed logins from one address. Unblock the user; SAML is not the cause.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "limit_mu",
        title: "Auth0 log: address blocked",
        text: "Too many failed logins or sign-ups from one IP address. This may affect a whole office behind one \
address.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "pwd_leak",
        title: "Auth0 log: breached password",
        text: "The password is in a list of leaked passwords, so the login was blocked. SAML is not the cause.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "fco",
        title: "Auth0 log: origin not allowed (CORS)",
        text: "A page of another origin called Auth0. Look at Allowed Origins (CORS) and Allowed Web Origins of the \
application; SAML is not the cause.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "fcoa",
        title: "Auth0 log: failed cross-origin authentication",
        text: "An embedded login could not use Auth0's cookies. No response was made; use the hosted login page, or \
a custom domain.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "seacft",
        title: "Auth0 log: code exchanged for a token",
        text: "The OAuth step after the SAML login succeeded: with enhanced Flex SSO, Twilio's broker turns the \
response into a token.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "feacft",
        title: "Auth0 log: failed exchange of a code for a token",
        text: "The SAML response was accepted, but the OAuth step after it failed. Check the client ID, redirect URL \
and clock of the service, not the response.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "limit_sul",
        title: "Auth0 log: account blocked, too many logins",
        text: "Too many logins of one user in a short time, as in a redirect loop. Fix the loop first.",
        codes: ADDRESSING,
        source: LOGS,
    },
    Topic {
        name: "gd_start_auth",
        title: "Auth0 log: second factor asked for",
        text: "Auth0 asked for the second factor. The next entry shows the result (gd_auth_succeed, gd_auth_failed, \
gd_auth_rejected).",
        codes: &[Code::MfaNotShown],
        source: LOGS,
    },
    Topic {
        name: "gd_enrollment_complete",
        title: "Auth0 log: second factor enrolled",
        text: "The user set up a second factor. The login continues after that.",
        codes: &[Code::MfaNotShown],
        source: LOGS,
    },
    Topic {
        name: "depnote",
        title: "Auth0 log: a deprecated feature was used",
        text: "It still works. The description says what to change, and until when.",
        codes: &[],
        source: LOGS,
    },
    Topic {
        name: "federated_logout_failed",
        title: "Auth0 log: logout at the upstream provider failed",
        text: "The session at Auth0 ended, but the session at the upstream provider did not. So the next login may \
not ask for a password.",
        codes: &[],
        source: LOGS,
    },
];
