//! WordPress with the plugin of OneLogin (SAML SSO) or of miniOrange (SAML SP).

use super::{Product, Role, Setting, Sign};
use crate::Code;

const SETTINGS_SOURCE: &str = "onelogin/wordpress-saml:onelogin-saml-sso/php/settings.php";
const WORDPRESS_AS_SP: &str = "https://plugins.miniorange.com/wordpress-as-sp";
const IDP_FOR_WORDPRESS: &str = "https://plugins.miniorange.com/custom-idp-as-idp-for-wordpress";
const HTTPS: &str = "https://developer.wordpress.org/advanced-administration/security/https/";
const CONFIGURATION: &str = "onelogin/wordpress-saml:onelogin-saml-sso/php/configuration.php";
const CONSTANTS: &str = "SAML-Toolkits/php-saml:lib/Saml2/Constants.php";
const FUNCTIONS: &str = "onelogin/wordpress-saml:onelogin-saml-sso/php/functions.php";

pub(crate) const PRODUCT: Product = Product {
    name: "WordPress",
    key: "wordpress",
    aliases: &["onelogin-saml-sso", "miniorange-wordpress"],
    role: Role::ServiceProvider,
    signs: &[
        Sign::AcsPathContains("wp-content/plugins/onelogin-saml-sso/"),
        Sign::AcsPathContains("wp-login.php"),
        Sign::ServiceContains("/wp-content/plugins/miniorange-saml-20-single-sign-on"),
    ],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: CONFIGURATION,
        text: "Choose another NameIDFormat in Advanced for InvalidNameIDPolicy (OneLogin plugin)." },
    Setting { code: Code::StatusNotSuccess, source: CONFIGURATION,
        text: "Choose none in Advanced → requestedAuthnContext for NoAuthnContext (OneLogin plugin)." },
    Setting { code: Code::Unsigned, source: CONFIGURATION,
        text: "Sign the Response or the assertion at the identity provider; Advanced → \"Reject Unsigned Assertions\" in the OneLogin plugin requires the assertion." },
    Setting { code: Code::ResponseNotSigned, source: CONFIGURATION,
        text: "Sign the Response at the identity provider, or untick Advanced → \"Reject Unsigned Messages\" in the OneLogin plugin." },
    Setting { code: Code::SignatureUntrustedKey, source: CONFIGURATION,
        text: "Replace X.509 Certificate of the identity provider under Settings → SSO/SAML Settings in the OneLogin plugin." },
    Setting { code: Code::SignatureUntrustedKey, source: WORDPRESS_AS_SP,
        text: "Replace Service Provider Setup → X.509 Certificate in the miniOrange plugin, or use \"Upload IDP metadata → Fetch Metadata\"." },
    Setting { code: Code::SignatureProfile, source: CONFIGURATION,
        text: "Tick \"Lowercase URL encoding?\" for AD FS signatures over the Redirect binding, or \"Retrieve Parameters From Server\" if a proxy rewrites the query." },
    Setting { code: Code::AlgorithmWeak, source: CONFIGURATION,
        text: "Choose SHA-256 at the identity provider, and in Advanced → Signature Algorithm and Digest Algorithm of the OneLogin plugin." },
    Setting { code: Code::CertificateExpired, source: CONFIGURATION,
        text: "Replace X.509 Certificate of the identity provider under Settings → SSO/SAML Settings in the OneLogin plugin." },
    Setting { code: Code::CertificateExpired, source: WORDPRESS_AS_SP,
        text: "Replace Service Provider Setup → X.509 Certificate in the miniOrange plugin, or use \"Upload IDP metadata → Fetch Metadata\"." },
    Setting { code: Code::EncryptedAssertion, source: CONFIGURATION,
        text: "Fill in \"Service Provider X.509 Certificate\" and \"Service Provider Private Key\" in the OneLogin plugin, and give the certificate to the identity provider." },
    Setting { code: Code::DecryptionFailed, source: CONFIGURATION,
        text: "Check that \"Service Provider Private Key\" in the OneLogin plugin belongs to the certificate that the identity provider encrypts to." },
    Setting { code: Code::IssuerMismatch, source: SETTINGS_SOURCE,
        text: "Set Settings → SSO/SAML Settings → \"IdP Entity Id\" (`onelogin_saml_idp_entityid`) to `{actual}` in the OneLogin plugin; check first that this is your identity provider." },
    Setting { code: Code::IssuerMismatch, source: WORDPRESS_AS_SP,
        text: "Set Service Provider Setup → \"IdP Entity ID or Issuer\" to `{actual}` in the miniOrange plugin; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: SETTINGS_SOURCE,
        text: "Set Settings → SSO/SAML Settings → Advanced → Service Provider Entity Id to `{actual}` in the OneLogin plugin; empty means `php-saml`." },
    Setting { code: Code::AudienceMismatch, source: IDP_FOR_WORDPRESS,
        text: "Copy \"SP-EntityID / Issuer\" and ACS URL from the Service Provider Metadata tab of the miniOrange plugin to the identity provider." },
    Setting { code: Code::DestinationMismatch, source: IDP_FOR_WORDPRESS,
        text: "Copy \"SP-EntityID / Issuer\" and ACS URL from the Service Provider Metadata tab of the miniOrange plugin to the identity provider." },
    Setting { code: Code::DestinationMismatch, source: SETTINGS_SOURCE,
        text: "Enter `https://site/wp-login.php?saml_acs` as ACS URL at the identity provider, and correct the WordPress address (siteurl); this is for the OneLogin plugin." },
    Setting { code: Code::DestinationMismatch, source: HTTPS,
        text: "Set `$_SERVER[\"HTTPS\"] = \"on\"` in wp-config.php when HTTP_X_FORWARDED_PROTO is https, if a proxy ends TLS." },
    Setting { code: Code::RecipientMismatch, source: IDP_FOR_WORDPRESS,
        text: "Copy \"SP-EntityID / Issuer\" and ACS URL from the Service Provider Metadata tab of the miniOrange plugin to the identity provider." },
    Setting { code: Code::RecipientMismatch, source: SETTINGS_SOURCE,
        text: "Enter `https://site/wp-login.php?saml_acs` as ACS URL at the identity provider, and correct the WordPress address (siteurl); this is for the OneLogin plugin." },
    Setting { code: Code::RecipientMismatch, source: HTTPS,
        text: "Set `$_SERVER[\"HTTPS\"] = \"on\"` in wp-config.php when HTTP_X_FORWARDED_PROTO is https, if a proxy ends TLS." },
    Setting { code: Code::AssertionExpired, source: CONSTANTS,
        text: "Correct the server's clock: the OneLogin plugin allows a fixed clock skew of 180 seconds (php-saml)." },
    Setting { code: Code::AssertionNotYetValid, source: CONSTANTS,
        text: "Correct the server's clock: the OneLogin plugin allows a fixed clock skew of 180 seconds (php-saml)." },
    Setting { code: Code::NameIdMissing, source: CONFIGURATION,
        text: "Send a NameID, or map Username and E-mail under Attribute Mapping; \"Match Wordpress account by\" decides which one is used." },
    Setting { code: Code::AttributeMissing, source: FUNCTIONS,
        text: "Set the names under Attribute Mapping (Username, E-mail, First Name, Last Name, Role) to names that are sent, in the OneLogin plugin." },
    Setting { code: Code::AttributeMissing, source: WORDPRESS_AS_SP,
        text: "Enter the names that are sent under Attribute/Role Mapping → Attribute Mapping in the miniOrange plugin." },
    Setting { code: Code::AttributeMisnamed, source: WORDPRESS_AS_SP,
        text: "Enter the names that are sent under Attribute/Role Mapping → Attribute Mapping in the miniOrange plugin." },
    Setting { code: Code::AttributeMisnamed, source: FUNCTIONS, text: "Enter `{actual}` under Attribute Mapping in the OneLogin plugin." },
    Setting { code: Code::MfaNotShown, source: CONFIGURATION, text: "Choose the class in Advanced → requestedAuthnContext in the OneLogin plugin." },
    Setting { code: Code::IdpUnreachable, source: WORDPRESS_AS_SP,
        text: "Upload the metadata file under Service Provider Setup → Upload IDP metadata in the miniOrange plugin, or correct the metadata URL there." },
    Setting { code: Code::MetadataCertificateRotated, source: CONFIGURATION,
        text: "Replace X.509 Certificate of the identity provider under Settings → SSO/SAML Settings in the OneLogin plugin." },
    Setting { code: Code::MetadataCertificateRotated, source: WORDPRESS_AS_SP,
        text: "Replace Service Provider Setup → X.509 Certificate in the miniOrange plugin, or use \"Upload IDP metadata → Fetch Metadata\"." },
];
