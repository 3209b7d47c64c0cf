//! Salesforce as identity provider: Setup → Identity Provider, and Web App Settings of the connected app.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Salesforce",
    key: "salesforce",
    aliases: &["sfdc", "salesforce-idp", "salesforce-identity"],
    role: Role::IdentityProvider,
    // An ID is an underscore, 32 hexadecimal digits and the time in milliseconds, 13 digits.
    signs: &[
        Sign::IssuerHost("salesforce.com"),
        Sign::AttributePrefix("is_portal_user"),
        Sign::IdHex("_", 45),
    ],
    settings: SETTINGS,
};

const APP: &str = "https://help.salesforce.com/s/articleView?id=xcloud.connected_app_create_saml_sso.htm";
const ENABLE: &str = "https://help.salesforce.com/s/articleView?id=xcloud.identity_provider_enable.htm";
const LOG: &str = "https://help.salesforce.com/s/articleView?id=xcloud.identity_provider_error_log.htm";
const USERS: &str = "https://help.salesforce.com/s/articleView?id=xcloud.service_provider_map_users.htm";
const TWILIO: &str = "https://www.twilio.com/docs/flex/admin-guide/setup/sso-configuration/salesforce";
const CLIENT: &str = concat!(
    "https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/",
    "meta_extlclntappsamlconfigurablepolicies.htm"
);

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: APP, text:
        "Set Web App Settings → Issuer of the connected app to {expected}; its default is the My Domain URL, without a slash at the end" },
    Setting { code: Code::IssuerMismatch, source: TWILIO, text:
        "Copy Setup → Identity Provider → Details → Issuer to the service" },
    Setting { code: Code::AudienceMismatch, source: TWILIO, text:
        "Set Web App Settings → Entity Id of the connected app to {expected}" },
    Setting { code: Code::AudienceMissing, source: APP, text:
        "Fill Web App Settings → Entity Id of the connected app with the entity ID of the service" },
    Setting { code: Code::DestinationMismatch, source: TWILIO, text:
        "Set Web App Settings → ACS URL of the connected app to {expected}" },
    Setting { code: Code::RecipientMismatch, source: TWILIO, text:
        "Set Web App Settings → ACS URL of the connected app to {expected}; Recipient is copied from it" },
    Setting { code: Code::AcsKind, source: TWILIO, text:
        "Set Web App Settings → ACS URL and Entity Id of the connected app together, for the same endpoint of the service" },
    Setting { code: Code::AcsNotAllowed, source: CLIENT, text:
        "Set Web App Settings → ACS URL of the connected app, or `acsUrl` of an external client app (Metadata API), to the requested URL" },
    Setting { code: Code::SignatureUntrustedKey, source: ENABLE, text:
        "Use Setup → Identity Provider → Download Certificate and install the file at the service" },
    Setting { code: Code::SignatureUntrustedKey, source: APP, text:
        "If Web App Settings → IdP Certificate is not the default, export that one from Setup → Certificate and Key Management" },
    Setting { code: Code::CertificateExpired, source: TWILIO, text:
        "Use Setup → Certificate and Key Management → Create Self-Signed Certificate, choose it at Setup → Identity Provider → Edit, and update the service" },
    Setting { code: Code::CertificateExpiresSoon, source: ENABLE, text:
        "Make the next certificate at Setup → Certificate and Key Management, then change Setup → Identity Provider → Edit and the service together" },
    Setting { code: Code::MetadataCertificateRotated, source: ENABLE, text:
        "Install the new certificate of Setup → Identity Provider at every service that uses the default certificate" },
    Setting { code: Code::KeyTooSmall, source: TWILIO, text:
        "Make a certificate with Key Size 2048 at Setup → Certificate and Key Management" },
    Setting { code: Code::AlgorithmWeak, source: APP, text:
        "Set Web App Settings → Signing Algorithm for SAML Messages of the connected app to SHA256" },
    Setting { code: Code::EncryptedAssertion, source: TWILIO, text:
        "Clear Web App Settings → Encrypt SAML Response of the connected app" },
    Setting { code: Code::DecryptionFailed, source: APP, text:
        "Upload the current certificate of the service at Web App Settings → Encrypt SAML Response, and choose AES-128 or AES-256" },
    Setting { code: Code::AssertionExpired, source: ENABLE, text:
        "Correct the clock of the service, or deliver the assertion at once; its 5 minutes cannot be changed" },
    Setting { code: Code::ConfirmationExpired, source: ENABLE, text:
        "Correct the clock of the service, or deliver the assertion at once; its 5 minutes cannot be changed" },
    Setting { code: Code::AssertionNotYetValid, source: ENABLE, text:
        "Correct the clock of the service; NotBefore is 30 seconds before the time of issue and cannot be changed" },
    Setting { code: Code::Unsolicited, source: APP, text:
        "Set Web App Settings → Start URL of the connected app to the login page of the service; the App Launcher then starts there" },
    Setting { code: Code::InResponseToMismatch, source: APP, text:
        "Start again at the service; Salesforce answers the request that it was sent and has no setting for it" },
    Setting { code: Code::StatusNotSuccess, source: TWILIO, text:
        "For AuthnFailed, give the user's profile access at Setup → Profiles → the profile → Connected App Access" },
    Setting { code: Code::StatusNotSuccess, source: LOG, text:
        "Read the cause in Setup → Identity Provider Event Log, for example an invalid certificate or a custom field that is not found" },
    Setting { code: Code::StatusNotSuccess, source: TWILIO, text:
        "Clear Web App Settings → Verify Request Signatures of the connected app, or upload the certificate that the service signs with" },
    Setting { code: Code::NameIdMissing, source: APP, text:
        "Set Web App Settings → Subject Type of the connected app to Username, which every user has" },
    Setting { code: Code::NameIdEmpty, source: USERS, text:
        "Fill Federation ID at Setup → Users → the user → Edit → Single Sign On Information, or change Subject Type to Username" },
    Setting { code: Code::NameIdIsUserId, source: APP, text:
        "Change Web App Settings → Subject Type of the connected app from User ID to Username or Federation ID" },
    Setting { code: Code::RequestNotMet, source: APP, text:
        "Set Web App Settings → Name ID Format of the connected app to the format that the service asks for" },
    Setting { code: Code::AttributeMissing, source: TWILIO, text:
        "Use Custom Attributes → New of the connected app with Key {expected} and a formula as Value, for example `$User.FirstName`" },
    Setting { code: Code::AttributeMisnamed, source: TWILIO, text:
        "Change Key from {actual} to {expected} at Custom Attributes → Edit of the connected app" },
    Setting { code: Code::AttributeEmpty, source: TWILIO, text:
        "Correct the formula at Custom Attributes of the connected app, or fill the user's field that it reads; put fixed text in quotes" },
    Setting { code: Code::RoleUnknown, source: TWILIO, text:
        "Set Value of the role at Custom Attributes of the connected app to a quoted text, for example `\"agent\"`; it is the same for all users" },
    Setting { code: Code::IdpUnreachable, source: ENABLE, text:
        "Use Setup → Identity Provider → SAML Metadata Discovery Endpoints, `https://<domain>.my.salesforce.com/.well-known/samlidp.xml`" },
    Setting { code: Code::SloNotGiven, source: APP, text:
        "Select Web App Settings → Enable Single Logout of the connected app and enter the logout URL of the service and its binding" },
];
