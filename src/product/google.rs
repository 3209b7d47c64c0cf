//! Google Workspace as an identity provider (a custom SAML app in the Admin console).

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Google Workspace",
    key: "google-workspace",
    aliases: &["google", "gsuite", "g-suite", "workspace", "google-apps"],
    role: Role::IdentityProvider,
    signs: SIGNS,
    settings: SETTINGS,
};

const SIGNS: &[Sign] = &[Sign::IssuerPrefix("https://accounts.google.com/o/saml2")];

const fn set(code: Code, source: &'static str, text: &'static str) -> Setting {
    Setting { code, text, source }
}

const APP: &str = "https://support.google.com/a/answer/6087519";
const ERRORS: &str = "https://support.google.com/a/answer/6301076";
const CERTIFICATES: &str = "https://support.google.com/a/answer/7394709";
const GROUPS: &str = "https://support.google.com/a/answer/11143403";
const EVENTS: &str = "https://developers.google.com/admin-sdk/reports/v1/appendix/activity/saml";
const SLO: &str =
    "https://docs.arandasoft.com/common/en/pages/modulo_autenticacion_externa/obtener_datos_google.html";
const RENEWAL: &str = "https://kantega-sso.atlassian.net/wiki/spaces/KSE/pages/932085765/Update+SAML+response+certificate+in+Google+Workspace";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    // addressing
    set(Code::IssuerMismatch, APP,
        "copy Entity ID from Apps → Web and mobile apps → your app → Download metadata into the service, as the identity provider's entity ID and not as its own"),
    set(Code::IssuerMismatch, APP,
        "check that the service does not have the SSO URL in its place: that one has /o/saml2/idp?idpid=, the Entity ID /o/saml2?idpid="),
    set(Code::AudienceMismatch, APP,
        "set Entity ID to {expected} in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::AudienceMissing, APP,
        "set Entity ID to {expected} in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::DestinationMismatch, APP,
        "set ACS URL to {expected} in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::DestinationMissing, APP,
        "set ACS URL to {expected} in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::RecipientMismatch, APP,
        "set ACS URL to {expected} in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::RecipientMissing, APP,
        "set ACS URL to {expected} in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::AcsNotAllowed, APP,
        "set ACS URL to {actual} in Apps → Web and mobile apps → your app → Service provider details, if it is a URL of the service"),
    set(Code::AcsKind, APP,
        "enter the ACS URL in Apps → Web and mobile apps → your app → Service provider details → ACS URL (https only)"),
    set(Code::InResponseToMismatch, APP,
        "start the login again from the service, in one tab: the Admin console has no setting for it"),
    set(Code::Unsolicited, APP,
        "start at the service, or allow logins without a request there: the app launcher and Test SAML login send none"),
    set(Code::SloNotGiven, SLO,
        "leave the single logout URL empty in the service and end its own session: Google offers no SAML single logout"),

    // signature and keys
    set(Code::Unsigned, APP,
        "tick Signed response in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::Unsigned, APP,
        "if the service needs a signed assertion, untick Signed response, which is the default"),
    set(Code::ResponseNotSigned, APP,
        "tick Signed response in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::SignatureUntrustedKey, CERTIFICATES,
        "copy the certificate of Apps → Web and mobile apps → your app → Service provider details → Certificate into the service"),
    set(Code::SignatureUntrustedKey, CERTIFICATES,
        "check Manage certificates there: an account can have two, and each app uses one of them"),
    set(Code::MetadataCertificateRotated, CERTIFICATES,
        "copy the certificate of Service provider details → Certificate into the service, or download the metadata again"),
    set(Code::MetadataCertificateRotated, RENEWAL,
        "if logins still fail after the change, set User access to OFF for everyone, save, then set it back to ON"),
    set(Code::CertificateExpired, CERTIFICATES,
        "click Security → Authentication → SSO with SAML applications → Add another certificate"),
    set(Code::CertificateExpired, CERTIFICATES,
        "then choose it in your app → Service provider details → Certificate, and copy it into the service"),
    set(Code::CertificateExpiresSoon, CERTIFICATES,
        "click Security → Authentication → SSO with SAML applications → Add another certificate"),
    set(Code::CertificateExpiresSoon, CERTIFICATES,
        "then choose it in your app → Service provider details → Certificate, and copy it into the service"),
    set(Code::MetadataCertificateExpiresSoon, CERTIFICATES,
        "click Security → Authentication → SSO with SAML applications → Add another certificate, then choose it in the app"),

    // status
    set(Code::StatusNotSuccess, EVENTS,
        "read Reporting → Audit and investigation → SAML log events: the failure type names the cause"),
    set(Code::StatusNotSuccess, ERRORS,
        "compare Entity ID in Service provider details with the Issuer of the request, case included (app_not_configured)"),
    set(Code::StatusNotSuccess, ERRORS,
        "turn User access of the app ON for the user's organizational unit or group (app_not_enabled_for_user)"),
    set(Code::RequestNotMet, APP,
        "set Service provider details → Name ID format to the format of the request, or let the service request unspecified"),

    // time
    set(Code::AssertionExpired, APP,
        "synchronize the clock of the service (NTP) and post the response at once: the Admin console has no lifetime setting"),
    set(Code::ConfirmationExpired, APP,
        "synchronize the clock of the service (NTP) and post the response at once: the Admin console has no lifetime setting"),
    set(Code::AssertionNotYetValid, APP,
        "synchronize the clock of the service (NTP) or allow skew there: the Admin console has no setting for it"),

    // subject
    set(Code::NameIdMissing, APP,
        "set Name ID to Basic Information > Primary email in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::NameIdMissing, EVENTS,
        "or fill in the field that Name ID names for this user (failure_invalid_user_id_mapping in SAML log events)"),
    set(Code::NameIdEmpty, APP,
        "set Name ID to Basic Information > Primary email in Apps → Web and mobile apps → your app → Service provider details"),
    set(Code::NameIdIsUserId, APP,
        "set Name ID to Basic Information > Primary email and Name ID format to EMAIL in Service provider details"),

    // attributes
    set(Code::AttributeMissing, APP,
        "click Add mapping in your app → SAML attribute mapping, choose the Google Directory attribute and enter {expected} under App attributes"),
    set(Code::AttributeMissing, GROUPS,
        "for groups, choose them in SAML attribute mapping → Group membership and enter {expected} as App attribute"),
    set(Code::AttributeMisnamed, APP,
        "change {actual} to {expected} under App attributes in your app → SAML attribute mapping (case matters)"),
    set(Code::AttributeEmpty, APP,
        "fill in the mapped field in Directory → Users → the user → User information"),
    set(Code::AttributeEmpty, APP,
        "or map another Google Directory attribute in your app → SAML attribute mapping"),
    set(Code::RoleUnknown, GROUPS,
        "choose the groups in SAML attribute mapping → Group membership whose names are the roles: Google sends the group's name"),
    set(Code::RoleUnknown, APP,
        "or add a role field in Directory → Users → More options → Manage custom attributes and map it in SAML attribute mapping"),
    set(Code::RoleCoreMissing, APP,
        "add a role field in Directory → Users → More options → Manage custom attributes, fill it in, and map it in SAML attribute mapping"),
    set(Code::EmailInvalid, APP,
        "map Basic Information > Primary email to the e-mail attribute in your app → SAML attribute mapping"),

    // metadata
    set(Code::IdpUnreachable, APP,
        "download the file in Apps → Web and mobile apps → your app → Download metadata: there is no public metadata URL"),
    set(Code::MetadataOutdated, CERTIFICATES,
        "download the file again in your app → Download metadata after each new certificate"),
];
