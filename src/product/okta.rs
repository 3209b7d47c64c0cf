//! Okta as an identity provider (a SAML app integration).

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Okta",
    key: "okta",
    aliases: &[],
    role: Role::IdentityProvider,
    signs: SIGNS,
    settings: SETTINGS,
};

/// The issuer is `http://www.okta.com/exk…` for every org, unless SAML Issuer ID is set in the app.
const SIGNS: &[Sign] = &[
    Sign::IssuerHost("okta.com"),
    Sign::IssuerHost("oktapreview.com"),
    Sign::IssuerHost("okta-emea.com"),
    Sign::IdDigits("id", 20),
];

const fn set(code: Code, source: &'static str, text: &'static str) -> Setting {
    Setting { code, text, source }
}

const APP: &str = "https://help.okta.com/oie/en-us/Content/Topics/Apps/aiw-saml-reference.htm";
const CERTIFICATES: &str =
    "https://help.okta.com/oie/en-us/Content/Topics/Apps/manage-signing-certificates.htm";
const DOWNLOAD: &str = "https://support.okta.com/help/s/article/how-to-download-okta-identity-provider-metadata-and-saml-signing-certificates";
const ROTATE: &str =
    "https://support.okta.com/help/s/article/how-to-rotate-signing-certificate-for-custom-saml-applications";
const CONTEXT: &str = "https://help.okta.com/en-us/Content/Topics/Apps/pass-authN-context.htm";
const SESSION: &str =
    "https://support.okta.com/help/s/article/maximum-app-session-lifetime-saml-application-sessionnotonor";
const UNASSIGNED: &str =
    "https://support.okta.com/help/s/article/App-Sign-on-Error-403-User-attempted-unauthorized-access-to-app";
const SIGNED_REQUESTS: &str = "https://support.okta.com/help/s/article/changes-to-saml-app-vendor-s-sso-certificate-and-its-impact-on-okta";
const TRACER: &str =
    "okta/okta-developer-docs:packages/@okta/vuepress-site/docs/guides/saml-tracer/main/index.md";
const CLAIMS: &str = "okta/okta-developer-docs:packages/@okta/vuepress-site/docs/guides/create-an-app-integration/main/saml2/protocol-config.md";
const METADATA: &str = "okta/okta-developer-docs:packages/@okta/vuepress-site/docs/guides/submit-oin-app/main/saml2/test-instance.md";
const API: &str = "okta/okta-management-openapi-spec:dist/current/management-oneOfInheritance.yaml";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    // addressing
    set(Code::IssuerMismatch, APP,
        "copy Identity Provider Issuer from Sign On → View SAML setup instructions into the service (http://www.okta.com/exk…, with http)"),
    set(Code::IssuerMismatch, APP,
        "or set General → SAML Settings → Edit → Next → Show Advanced Settings → SAML Issuer ID to {expected}"),
    set(Code::AudienceMismatch, APP,
        "set Audience URI (SP Entity ID) to {expected} in Applications → your app → General → SAML Settings → Edit → Next"),
    set(Code::AudienceMissing, APP,
        "set Audience URI (SP Entity ID) to {expected} in Applications → your app → General → SAML Settings → Edit → Next"),
    set(Code::DestinationMismatch, APP,
        "set Single sign-on URL to {expected} in Applications → your app → General → SAML Settings → Edit → Next"),
    set(Code::DestinationMismatch, APP,
        "tick Use this for Recipient URL and Destination URL there, or set Destination URL to {expected}"),
    set(Code::DestinationMissing, APP,
        "set Single sign-on URL to {expected} in General → SAML Settings → Edit → Next and tick Use this for Recipient URL and Destination URL"),
    set(Code::RecipientMismatch, APP,
        "set Single sign-on URL to {expected} in Applications → your app → General → SAML Settings → Edit → Next"),
    set(Code::RecipientMismatch, APP,
        "tick Use this for Recipient URL and Destination URL there, or set Recipient URL to {expected}"),
    set(Code::RecipientMissing, APP,
        "set Single sign-on URL to {expected} in General → SAML Settings → Edit → Next and tick Use this for Recipient URL and Destination URL"),
    set(Code::AcsNotAllowed, APP,
        "add {actual} to General → SAML Settings → Edit → Next → Show Advanced Settings → Other Requestable SSO URLs, if it is the service's"),
    set(Code::AcsNotAllowed, APP,
        "or upload the service's Signature Certificate and tick Signed Requests there: Okta then takes the ACS URL from the request"),
    set(Code::AcsByIndex, APP,
        "give the ACS URL that index in General → SAML Settings → Edit → Next → Show Advanced Settings → Other Requestable SSO URLs"),
    set(Code::AcsKind, APP,
        "enter the ACS URL in General → SAML Settings → Edit → Next → Single sign-on URL"),
    set(Code::InResponseToMismatch, TRACER,
        "start the login again from the service, in one tab: Okta copies the ID of the request it received and has no setting for it"),
    set(Code::Unsolicited, APP,
        "start at the login page of the service, or allow logins without a request there: the Okta tile sends none"),
    set(Code::Unsolicited, APP,
        "hide the tile with General → App visibility → Do not display application icon to users"),
    set(Code::SloNotGiven, APP,
        "tick Enable Single Logout under Show Advanced Settings, upload Signature Certificate, and fill in Single Logout URL and SP Issuer"),

    // signature and keys
    set(Code::Unsigned, APP,
        "set Response to Signed and Assertion Signature to Signed in General → SAML Settings → Edit → Next → Show Advanced Settings"),
    set(Code::ResponseNotSigned, APP,
        "set Response to Signed in General → SAML Settings → Edit → Next → Show Advanced Settings"),
    set(Code::SignatureUntrustedKey, CERTIFICATES,
        "copy the certificate with status Active from Applications → your app → Sign On → SAML Signing Certificates into the service"),
    set(Code::SignatureUntrustedKey, DOWNLOAD,
        "or import the app's metadata into the service (Sign On → SAML Signing Certificates → Actions → View IdP metadata)"),
    set(Code::MetadataCertificateRotated, ROTATE,
        "copy the Active certificate from Sign On → SAML Signing Certificates into the service"),
    set(Code::MetadataCertificateRotated, ROTATE,
        "or choose Actions → Activate on the previous certificate until the service has the new one"),
    set(Code::CertificateExpired, ROTATE,
        "click Sign On → SAML Signing Certificates → Generate new certificate, copy it into the service, then choose Actions → Activate"),
    set(Code::CertificateExpiresSoon, ROTATE,
        "click Sign On → SAML Signing Certificates → Generate new certificate, copy it into the service, then choose Actions → Activate"),
    set(Code::MetadataCertificateExpiresSoon, ROTATE,
        "click Sign On → SAML Signing Certificates → Generate new certificate, copy it into the service, then choose Actions → Activate"),
    set(Code::KeyTooSmall, CERTIFICATES,
        "click Sign On → SAML Signing Certificates → Generate new certificate, copy it into the service, then choose Actions → Activate"),
    set(Code::AlgorithmWeak, APP,
        "set Signature Algorithm to RSA-SHA256 and Digest Algorithm to SHA256 in General → SAML Settings → Edit → Next → Show Advanced Settings"),
    set(Code::AlgorithmRefused, APP,
        "set Signature Algorithm to RSA-SHA256 and Digest Algorithm to SHA256 in General → SAML Settings → Edit → Next → Show Advanced Settings"),
    set(Code::EncryptedAssertion, APP,
        "set Assertion Encryption to Unencrypted in General → SAML Settings → Edit → Next → Show Advanced Settings"),
    set(Code::DecryptionFailed, APP,
        "upload the service's current certificate as Encryption Certificate in General → SAML Settings → Edit → Next → Show Advanced Settings"),
    set(Code::DecryptionFailed, API,
        "choose an Encryption Algorithm and a Key Transport Algorithm there that the service supports, for example AES256-GCM and RSA-OAEP"),

    // status
    set(Code::StatusNotSuccess, APP,
        "compare NameIDPolicy of the request with General → SAML Settings → Edit → Next → Name ID format, which must be the same"),
    set(Code::StatusNotSuccess, SIGNED_REQUESTS,
        "if Signed Requests is ticked under Show Advanced Settings, upload the service's current Signature Certificate or untick it"),
    set(Code::StatusNotSuccess, UNASSIGNED,
        "check that the user is assigned in Applications → your app → Assignments, and read the System Log at the time of the login"),
    set(Code::RequestNotMet, APP,
        "if ForceAuthn was ignored, set Show Advanced Settings → Honor Force Authentication to Yes"),
    set(Code::RequestNotMet, APP,
        "if the NameID format differs, set General → SAML Settings → Edit → Next → Name ID format to the one in the request"),

    // time
    set(Code::AssertionExpired, TRACER,
        "synchronize the clock of the service (NTP) and post the response at once: the app has no field for the lifetime (five minutes)"),
    set(Code::AssertionExpired, APP,
        "in a custom app, change Conditions with General → SAML Settings → Show Advanced Settings → Assertion Inline Hook"),
    set(Code::ConfirmationExpired, TRACER,
        "synchronize the clock of the service (NTP) and post the response at once: the app has no field for the lifetime (five minutes)"),
    set(Code::AssertionNotYetValid, TRACER,
        "synchronize the clock of the service (NTP): it is more than five minutes slow, because Okta sets NotBefore five minutes back"),
    set(Code::SessionShort, SESSION,
        "raise Show Advanced Settings → Maximum App Session Lifetime, or untick Send value in response (catalog apps: Sign On → Settings)"),
    set(Code::SessionLong, SESSION,
        "lower Show Advanced Settings → Maximum App Session Lifetime (catalog apps: Sign On → Settings → Edit)"),
    set(Code::SessionExpired, SESSION,
        "raise Show Advanced Settings → Maximum App Session Lifetime (catalog apps: Sign On → Settings → Edit), or log in again"),

    // subject
    set(Code::NameIdMissing, APP,
        "set Application username in General → SAML Settings → Edit → Next to a field that every user has, for example Email"),
    set(Code::NameIdMissing, APP,
        "check User Name of this user in Applications → your app → Assignments → Edit"),
    set(Code::NameIdEmpty, APP,
        "fill in User Name of this user in Applications → your app → Assignments → Edit"),
    set(Code::NameIdEmpty, APP,
        "or set Application username in General → SAML Settings → Edit → Next to a field that every user has, for example Email"),
    set(Code::NameIdIsUserId, APP,
        "set Application username to Email and Update application username on to Create and update in General → SAML Settings → Edit → Next"),

    // attributes
    set(Code::AttributeMissing, APP,
        "add Name {expected} with its Value, for example user.email, in General → SAML Settings → Edit → Next → Attribute Statements"),
    set(Code::AttributeMissing, CLAIMS,
        "if the app has Sign On → Attribute statements, add {expected} there with Add expression, for example user.profile.email"),
    set(Code::AttributeMisnamed, APP,
        "set Name to {expected} instead of {actual} in General → SAML Settings → Edit → Next → Attribute Statements"),
    set(Code::AttributeMisnamed, CLAIMS,
        "if the app has Sign On → Attribute statements, rename {actual} to {expected} there"),
    set(Code::AttributeEmpty, CLAIMS,
        "fill in the field that the statement reads in Directory → People → the user → Profile → Edit"),
    set(Code::AttributeEmpty, APP,
        "or choose another Value in General → SAML Settings → Edit → Next → Attribute Statements"),
    set(Code::AttributeDuplicated, API,
        "use {actual} once across Attribute Statements and Group Attribute Statements, and check any Assertion Inline Hook that adds it"),
    set(Code::RoleUnknown, CLAIMS,
        "set Filter in Group Attribute Statements so that only groups named like the roles are sent"),
    set(Code::RoleUnknown, CLAIMS,
        "or send the roles from a profile field with an expression in Attribute Statements"),
    set(Code::RoleCoreMissing, CLAIMS,
        "let the attribute statement for roles send agent, supervisor or admin, from a group or from a profile field"),
    set(Code::EmailInvalid, CLAIMS,
        "set Value of the email statement to user.email, and correct Primary email in Directory → People → the user → Profile → Edit"),
    set(Code::MfaNotShown, CONTEXT,
        "add an attribute statement with Value session.amr, which lists the factors: Authentication context class is a fixed value"),

    // metadata
    set(Code::IdpUnreachable, METADATA,
        "copy Metadata URL from Applications → your app → Sign On (https://ORG.okta.com/app/exk…/sso/saml/metadata)"),
];
