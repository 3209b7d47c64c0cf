//! Microsoft Entra ID (formerly Azure AD) as an identity provider (an enterprise app).

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Entra ID",
    key: "entra-id",
    aliases: &["entra", "azure-ad", "azuread", "aad", "microsoft-entra-id", "azure"],
    role: Role::IdentityProvider,
    signs: SIGNS,
    settings: SETTINGS,
};

/// Azure AD B2C also sends `objectidentifier`, `tenantid` and `identityprovider` under
/// `http://schemas.microsoft.com/identity/claims/`, but not `displayname`. AD FS has the same IDs as Entra ID.
const SIGNS: &[Sign] = &[
    Sign::IssuerHost("sts.windows.net"),
    Sign::IssuerHost("login.microsoftonline.com"),
    Sign::AttributePrefix("http://schemas.microsoft.com/identity/claims/displayname"),
];

const fn set(code: Code, source: &'static str, text: &'static str) -> Setting {
    Setting { code, text, source }
}

const PROTOCOL: &str = "https://learn.microsoft.com/entra/identity-platform/single-sign-on-saml-protocol";
const SETUP: &str =
    "https://learn.microsoft.com/entra/identity/enterprise-apps/add-application-portal-setup-sso";
const CLAIMS: &str = "https://learn.microsoft.com/entra/identity-platform/saml-claims-customization";
const INSTANCES: &str = "https://learn.microsoft.com/entra/identity-platform/configure-app-multi-instancing";
const CERTIFICATES: &str = "https://learn.microsoft.com/entra/identity/enterprise-apps/tutorial-manage-certificates-for-federated-single-sign-on";
const SIGNING: &str =
    "https://learn.microsoft.com/entra/identity/enterprise-apps/certificate-signing-options";
const ENCRYPTION: &str =
    "https://learn.microsoft.com/entra/identity/enterprise-apps/howto-saml-token-encryption";
const VERIFICATION: &str =
    "https://learn.microsoft.com/entra/identity/enterprise-apps/howto-enforce-signed-saml-authentication";
const METADATA: &str = "https://learn.microsoft.com/entra/identity-platform/federation-metadata";
const MIGRATION: &str =
    "https://learn.microsoft.com/entra/identity/enterprise-apps/migrate-adfs-saml-based-sso";
const LIFETIMES: &str = "https://learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes";
const ERRORS: &str = "https://learn.microsoft.com/entra/identity-platform/reference-error-codes";
const GROUPS: &str =
    "https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-fed-group-claims";
const ROLES: &str = "https://learn.microsoft.com/entra/identity-platform/enterprise-app-role-management";
const SAMPLE: &str = "Versent/saml2aws:pkg/provider/aad/testdata/SAMLResponse.xml";
const LOGOUT: &str = "https://learn.microsoft.com/entra/identity-platform/single-sign-out-saml-protocol";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    // addressing
    set(Code::IssuerMismatch, SETUP,
        "copy Microsoft Entra Identifier from Enterprise apps → your app → Single sign-on → Set up into the service, with the slash at the end"),
    set(Code::IssuerMismatch, CLAIMS,
        "if the issuer ends in the application ID, untick Attributes & Claims → Edit → Advanced SAML claims options → Append application ID to issuer"),
    set(Code::IssuerMismatch, INSTANCES,
        "remove a GUID after /saml2/ from the sign-on URL in the service, because it changes the issuer"),
    set(Code::AudienceMismatch, PROTOCOL,
        "set Identifier (Entity ID) to {expected} in Enterprise apps → your app → Single sign-on → Basic SAML Configuration → Edit"),
    set(Code::AudienceMismatch, PROTOCOL,
        "set the same value as entity ID in the service: Entra ID copies the Issuer of the request into Audience (spn: if it is no URI)"),
    set(Code::AudienceMismatch, CLAIMS,
        "check Attributes & Claims → Edit → Advanced SAML claims options → Override audience claim"),
    set(Code::AudienceMissing, PROTOCOL,
        "set Identifier (Entity ID) to {expected} in Enterprise apps → your app → Single sign-on → Basic SAML Configuration → Edit"),
    set(Code::DestinationMismatch, PROTOCOL,
        "add {expected} as Reply URL (Assertion Consumer Service URL) in Single sign-on → Basic SAML Configuration → Edit"),
    set(Code::DestinationMismatch, PROTOCOL,
        "let the service send {expected} as AssertionConsumerServiceURL, which chooses among several Reply URLs"),
    set(Code::RecipientMismatch, PROTOCOL,
        "add {expected} as Reply URL (Assertion Consumer Service URL) in Single sign-on → Basic SAML Configuration → Edit"),
    set(Code::RecipientMismatch, PROTOCOL,
        "let the service send {expected} as AssertionConsumerServiceURL, which chooses among several Reply URLs"),
    set(Code::AcsNotAllowed, PROTOCOL,
        "add {actual} as Reply URL in Single sign-on → Basic SAML Configuration → Edit (AADSTS50011), if it is a URL of the service"),
    set(Code::AcsKind, PROTOCOL,
        "enter the ACS URL in Single sign-on → Basic SAML Configuration → Edit → Reply URL (Assertion Consumer Service URL)"),
    set(Code::AcsByIndex, PROTOCOL,
        "let the service send AssertionConsumerServiceURL: Entra ID documents the URL only, compared with the Reply URLs"),
    set(Code::InResponseToMismatch, PROTOCOL,
        "start the login again from the service, in one tab, and check its session cookie: Entra ID copies the request ID without a setting"),
    set(Code::Unsolicited, VERIFICATION,
        "start at the service, or allow logins without a request there: My Apps and Test in the portal send none"),
    set(Code::Unsolicited, VERIFICATION,
        "to refuse logins without a request, tick SAML Certificates → Verification certificates → Edit → Require verification certificates"),
    set(Code::SloNotGiven, LOGOUT,
        "enter Logout URL in Single sign-on → Basic SAML Configuration → Edit, for the binding HTTP-Redirect"),

    // signature and keys
    set(Code::Unsigned, SIGNING,
        "set Single sign-on → SAML Certificates → Edit → Signing Option to Sign SAML response and assertion"),
    set(Code::ResponseNotSigned, SIGNING,
        "set Single sign-on → SAML Certificates → Edit → Signing Option to Sign SAML response and assertion"),
    set(Code::SignatureUntrustedKey, CERTIFICATES,
        "copy Single sign-on → SAML Certificates → Certificate (Base64) of this app into the service: each app has its own key"),
    set(Code::SignatureUntrustedKey, CERTIFICATES,
        "check SAML Certificates → Edit for the row marked Active; if it has expired, Entra ID signs with another one that is still valid"),
    set(Code::SignatureUntrustedKey, MIGRATION,
        "if the service reads metadata, use App Federation Metadata Url with its appid parameter; without it other keys are listed"),
    set(Code::MetadataCertificateRotated, CERTIFICATES,
        "copy the certificate marked Active in Single sign-on → SAML Certificates → Edit into the service"),
    set(Code::MetadataCertificateRotated, METADATA,
        "trust every KeyDescriptor for signing in the app's metadata, because it lists all certificates of the app"),
    set(Code::CertificateExpired, CERTIFICATES,
        "click SAML Certificates → Edit → New Certificate, save, copy it into the service, then choose … → Make certificate active"),
    set(Code::CertificateExpiresSoon, CERTIFICATES,
        "click SAML Certificates → Edit → New Certificate, save, copy it into the service, then choose … → Make certificate active"),
    set(Code::CertificateExpiresSoon, CERTIFICATES,
        "enter Notification Email Addresses in SAML Certificates → Edit, which are warned 60, 30 and 7 days ahead"),
    set(Code::MetadataCertificateExpiresSoon, CERTIFICATES,
        "click SAML Certificates → Edit → New Certificate, save, copy it into the service, then choose … → Make certificate active"),
    set(Code::AlgorithmWeak, SIGNING,
        "set Single sign-on → SAML Certificates → Edit → Signing Algorithm to SHA-256"),
    set(Code::AlgorithmRefused, SIGNING,
        "set Single sign-on → SAML Certificates → Edit → Signing Algorithm to SHA-256"),
    set(Code::EncryptedAssertion, ENCRYPTION,
        "choose Deactivate token encryption in the … menu of the certificate in Enterprise apps → your app → Token encryption"),
    set(Code::EncryptedAssertion, ENCRYPTION,
        "or give the service the private key of that certificate"),
    set(Code::DecryptionFailed, ENCRYPTION,
        "import the service's certificate (.cer) in Enterprise apps → your app → Token encryption and choose … → Activate token encryption"),
    set(Code::DecryptionFailed, ENCRYPTION,
        "for an app made in App registrations, set keyCredentials (usage Encrypt) and tokenEncryptionKeyId in the manifest"),

    // status
    set(Code::StatusNotSuccess, ERRORS,
        "look up the AADSTS number of the StatusMessage, and open the event in Entra ID → Monitoring & health → Sign-in logs"),
    set(Code::StatusNotSuccess, ERRORS,
        "AADSTS50105: assign the person or group in Enterprise apps → your app → Users and groups"),
    set(Code::StatusNotSuccess, ERRORS,
        "AADSTS700016: set Identifier (Entity ID) to the Issuer of the request, and check the tenant ID in the sign-on URL"),
    set(Code::RequestNotMet, CLAIMS,
        "set Attributes & Claims → Unique User Identifier (Name ID) → Choose name identifier format, or request a format in NameIDPolicy"),

    // time
    set(Code::AssertionExpired, LIFETIMES,
        "synchronize the clock of the service (NTP) and post the response at once"),
    set(Code::AssertionExpired, LIFETIMES,
        "or assign a tokenLifetimePolicy with a longer AccessTokenLifetime to the app (`New-MgPolicyTokenLifetimePolicy`)"),
    set(Code::ConfirmationExpired, LIFETIMES,
        "synchronize the clock of the service (NTP) and post the response at once: a token lifetime policy does not change this time"),
    set(Code::AssertionNotYetValid, PROTOCOL,
        "synchronize the clock of the service (NTP) or allow a few minutes of skew there: Entra ID has no setting for it"),
    set(Code::SessionShort, LIFETIMES,
        "set the session length in the service, and Conditional Access → Session → Sign-in frequency in Entra ID"),
    set(Code::SessionLong, LIFETIMES,
        "set the session length in the service, and Conditional Access → Session → Sign-in frequency in Entra ID"),
    set(Code::SessionExpired, LIFETIMES,
        "log in again, and look for a broker that adds SessionNotOnOrAfter: Entra ID's documented responses have none"),

    // subject
    set(Code::NameIdMissing, ERRORS,
        "set the source of Attributes & Claims → Unique User Identifier (Name ID) to an attribute that every user has (AADSTS501241)"),
    set(Code::NameIdEmpty, ERRORS,
        "set the source of Attributes & Claims → Unique User Identifier (Name ID) to an attribute that every user has (AADSTS501241)"),
    set(Code::NameIdIsUserId, CLAIMS,
        "set the source of Attributes & Claims → Unique User Identifier (Name ID) to user.mail, and Choose name identifier format to Email address"),
    set(Code::NameIdIsUserId, CLAIMS,
        "if it has a transformation, correct it: one without a valid result makes Entra ID send a random persistent identifier"),

    // attributes
    set(Code::AttributeMissing, CLAIMS,
        "add {expected} with Attributes & Claims → Add new claim: Name {expected}, Namespace empty, Source attribute as needed"),
    set(Code::AttributeMissing, CLAIMS,
        "if the claim exists, fill in its source attribute for this user: Entra ID leaves out a claim without a value"),
    set(Code::AttributeMissing, GROUPS,
        "if groups are missing (over 150), choose Groups assigned to the application in Attributes & Claims → Add a group claim"),
    set(Code::AttributeOverage, GROUPS,
        "choose Groups assigned to the application in Attributes & Claims → Add a group claim, or add a filter there"),
    set(Code::AttributeMisnamed, CLAIMS,
        "open the claim in Attributes & Claims, set Name to {expected} and clear Namespace (sent now: {actual})"),
    set(Code::AttributeMisnamed, GROUPS,
        "for groups, set Add a group claim → Advanced options → Customize the name of the group claim to {expected}"),
    set(Code::AttributeEmpty, CLAIMS,
        "fill in the source attribute of the claim in Users → the user → Properties"),
    set(Code::AttributeEmpty, CLAIMS,
        "or add the transformation IfEmpty() with a fallback attribute to the claim in Attributes & Claims"),
    set(Code::AttributeDuplicated, CLAIMS,
        "look for a broker that adds the second {actual}: Entra ID writes one Attribute with a value for each group or role"),
    set(Code::RoleUnknown, ROLES,
        "create the role in App registrations → your app → App roles with Value as the service expects, and send user.assignedroles"),
    set(Code::RoleUnknown, GROUPS,
        "if the value is a group's object ID, set Add a group claim → Source attribute to sAMAccountName or Cloud-only group display names"),
    set(Code::RoleCoreMissing, ROLES,
        "choose the app role in Users and groups → the user → Edit assignment: Default Access has no role value"),
    set(Code::EmailInvalid, CLAIMS,
        "set the source of the claim to user.mail in Attributes & Claims: the user principal name of a guest has the form …#EXT#@…"),
    set(Code::MfaNotShown, SAMPLE,
        "read http://schemas.microsoft.com/claims/authnmethodsreferences in the service: multipleauthn among its values means MFA"),
    set(Code::IdNotNcname, ERRORS,
        "let the service begin the ID of its AuthnRequest with a letter or underscore (AADSTS7500529)"),

    // metadata
    set(Code::IdpUnreachable, MIGRATION,
        "copy App Federation Metadata Url from Single sign-on → SAML Certificates, with its appid parameter"),
    set(Code::MetadataOutdated, METADATA,
        "fetch App Federation Metadata Url from Single sign-on → SAML Certificates again; do not use the metadata of tenant common"),
];
