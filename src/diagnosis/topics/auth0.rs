//! The log types of Auth0 that a login may leave.

use super::{ADDRESSING, Topic, VALIDATION};
use crate::Code;

const LOGS: &str = "https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes";

pub(super) const LOG_TYPES: &[Topic] = &[
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
