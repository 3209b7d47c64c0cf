//! Nextcloud with the app `user_saml`.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const SAML_SETTINGS: &str = "nextcloud/user_saml:lib/SAMLSettings.php";
const REVERSE_PROXY_CONFIGURATION: &str = "https://docs.nextcloud.com/server/latest/admin_manual/configuration_server/reverse_proxy_configuration.html";
const ADMIN: &str = "nextcloud/user_saml:lib/Settings/Admin.php";
const CONSTANTS: &str = "SAML-Toolkits/php-saml:lib/Saml2/Constants.php";
const SAML_CONTROLLER: &str = "nextcloud/user_saml:lib/Controller/SAMLController.php";

pub(crate) const PRODUCT: Product = Product {
    name: "Nextcloud",
    key: "nextcloud",
    aliases: &["user-saml"],
    role: Role::ServiceProvider,
    signs: &[
        Sign::AcsPathContains("apps/user_saml/saml/acs"),
        Sign::ServiceContains("/apps/user_saml/saml/metadata"),
    ],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StructureInvalid, source: ADMIN,
        text: "Untick \"Indicates if the SP will validate all received XML\" (`security-wantXMLValidation`) only to find the cause." },
    Setting { code: Code::StatusNotSuccess, source: ADMIN,
        text: "Set Administration settings → SSO & SAML authentication → Service Provider Data → Name ID format (`sp-name-id-format`) for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: ADMIN,
        text: "Sign the Response or the assertion at the identity provider; the box for signed `<saml:Assertion>` (`security-wantAssertionsSigned`) requires the assertion." },
    Setting { code: Code::ResponseNotSigned, source: ADMIN,
        text: "Sign the Response at the identity provider, or untick the box for signed `<samlp:Response>` (`security-wantMessagesSigned`)." },
    Setting { code: Code::SignatureUntrustedKey, source: SAML_SETTINGS,
        text: "Replace Administration settings → SSO & SAML authentication → \"Public X.509 certificate of the IdP\" (`idp-x509cert`); metadata is not read." },
    Setting { code: Code::AlgorithmWeak, source: ADMIN,
        text: "Set `security-signatureAlgorithm` to `http://www.w3.org/2001/04/xmldsig-more#rsa-sha256` for requests; choose SHA-256 at the identity provider for responses." },
    Setting { code: Code::CertificateExpired, source: SAML_SETTINGS,
        text: "Replace Administration settings → SSO & SAML authentication → \"Public X.509 certificate of the IdP\" (`idp-x509cert`); metadata is not read." },
    Setting { code: Code::EncryptedAssertion, source: ADMIN,
        text: "Fill in \"X.509 certificate of the Service Provider\" and \"Private key of the Service Provider\", and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: ADMIN,
        text: "Check that \"Private key of the Service Provider\" belongs to the certificate that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: SAML_SETTINGS,
        text: "Set Administration settings → SSO & SAML authentication → \"Identifier of the IdP entity\" (`idp-entityId`) to `{actual}`; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SAML_SETTINGS,
        text: "Set Administration settings → SSO & SAML authentication → Service Provider Data → Service Provider Entity ID (`sp-entityId`) to `{actual}`." },
    Setting { code: Code::AudienceMismatch, source: SAML_SETTINGS,
        text: "Set the audience at the identity provider to `<site>/apps/user_saml/saml/metadata` if the Service Provider Entity ID is empty." },
    Setting { code: Code::DestinationMismatch, source: SAML_SETTINGS,
        text: "Enter `<site>/apps/user_saml/saml/acs` at the identity provider, with `/index.php` before it if the site has no pretty URLs." },
    Setting { code: Code::DestinationMismatch, source: REVERSE_PROXY_CONFIGURATION,
        text: "Set `overwriteprotocol => \"https\"`, `overwritehost`, `overwrite.cli.url` and `trusted_proxies` in config.php behind a proxy." },
    Setting { code: Code::RecipientMismatch, source: SAML_SETTINGS,
        text: "Enter `<site>/apps/user_saml/saml/acs` at the identity provider, with `/index.php` before it if the site has no pretty URLs." },
    Setting { code: Code::RecipientMismatch, source: REVERSE_PROXY_CONFIGURATION,
        text: "Set `overwriteprotocol => \"https\"`, `overwritehost`, `overwrite.cli.url` and `trusted_proxies` in config.php behind a proxy." },
    Setting { code: Code::InResponseToMismatch, source: SAML_CONTROLLER,
        text: "Serve over https and use one host name, so that the cookie `saml_data` (SameSite=None) with the request ID comes back." },
    Setting { code: Code::Unsolicited, source: SAML_CONTROLLER,
        text: "Let the tile at the identity provider open the Nextcloud login URL: logins that start at the identity provider are refused." },
    Setting { code: Code::AssertionExpired, source: CONSTANTS,
        text: "Correct the server's clock: the app allows a fixed clock skew of 180 seconds (php-saml)." },
    Setting { code: Code::AssertionNotYetValid, source: CONSTANTS,
        text: "Correct the server's clock: the app allows a fixed clock skew of 180 seconds (php-saml)." },
    Setting { code: Code::NameIdMissing, source: ADMIN,
        text: "Send a NameID, or turn `security-wantNameId` off; the user ID comes from \"Attribute to map the UID to\" (`general-uid_mapping`)." },
    Setting { code: Code::AttributeMissing, source: ADMIN,
        text: "Set \"Attribute to map the UID to\" (`general-uid_mapping`), or the field under Attribute mapping, to a name that is sent." },
    Setting { code: Code::AttributeMisnamed, source: ADMIN,
        text: "Enter `{actual}` in \"Attribute to map the UID to\", or in the field under Attribute mapping." },
    Setting { code: Code::MfaNotShown, source: ADMIN,
        text: "Set `saml-attribute-mapping-mfa_mapping`: Nextcloud reads a second factor from an attribute, not from the authentication context." },
    Setting { code: Code::IdpUnreachable, source: SAML_SETTINGS,
        text: "Enter the identity provider's values by hand; the app does not load metadata." },
    Setting { code: Code::MetadataCertificateRotated, source: SAML_SETTINGS,
        text: "Replace Administration settings → SSO & SAML authentication → \"Public X.509 certificate of the IdP\" (`idp-x509cert`); metadata is not read." },
];
