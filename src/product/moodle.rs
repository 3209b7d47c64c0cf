//! Moodle with the plugin `auth_saml2`.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const AUTH_SAML2: &str = "catalyst/moodle-auth_saml2:lang/en/auth_saml2.php";
const AUTHSOURCES: &str = "catalyst/moodle-auth_saml2:config/authsources.php";
const REVERSE_PROXY_FRONTEND: &str = "https://docs.moodle.org/en/Reverse_proxy_frontend";
const ISSUE_87: &str = "https://github.com/catalyst/moodle-auth_saml2/issues/87";
const ISSUE_314: &str = "https://github.com/catalyst/moodle-auth_saml2/issues/314";
const CONFIG_PHP: &str = "simplesamlphp/simplesamlphp:config/config.php.dist";
const CONFIG: &str = "catalyst/moodle-auth_saml2:config/config.php";

pub(crate) const PRODUCT: Product = Product {
    name: "Moodle",
    key: "moodle",
    aliases: &["auth-saml2", "moodle-auth-saml2"],
    role: Role::ServiceProvider,
    signs: &[
        Sign::AcsPathContains("auth/saml2/sp/saml2-acs.php/"),
        Sign::ServiceContains("/auth/saml2/sp/metadata.php"),
    ],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::StatusNotSuccess, source: AUTH_SAML2,
        text: "Set Site administration → Plugins → Authentication → SAML2 → NameID Policy (`nameidpolicy`) for InvalidNameIDPolicy." },
    Setting { code: Code::Unsigned, source: ISSUE_87,
        text: "Sign the Response or the assertion at the identity provider (\"Neither the assertion nor the response was signed\")." },
    Setting { code: Code::Unsigned, source: AUTH_SAML2,
        text: "Sign the assertion at the identity provider if Site administration → Plugins → Authentication → SAML2 → \"Want assertions signed\" (`wantassertionssigned`) is on." },
    Setting { code: Code::ResponseNotSigned, source: ISSUE_87,
        text: "Sign the Response or the assertion at the identity provider (\"Neither the assertion nor the response was signed\")." },
    Setting { code: Code::SignatureUntrustedKey, source: AUTH_SAML2,
        text: "Save the identity provider's metadata again, or turn on the scheduled task \"IdP metadata refresh\" with a metadata URL." },
    Setting { code: Code::AlgorithmWeak, source: AUTH_SAML2,
        text: "Set Site administration → Plugins → Authentication → SAML2 → Signing Algorithm to SHA256 for requests; choose SHA-256 at the identity provider for responses." },
    Setting { code: Code::CertificateExpired, source: AUTH_SAML2,
        text: "Save the identity provider's metadata again, or turn on the scheduled task \"IdP metadata refresh\" with a metadata URL." },
    Setting { code: Code::CertificateExpiresSoon, source: AUTH_SAML2,
        text: "Renew the service's own certificate with \"Regenerate certificate\" when \"SAML certificate expiry\" warns, and give the identity provider the new metadata." },
    Setting { code: Code::EncryptedAssertion, source: AUTH_SAML2,
        text: "Give the identity provider the certificate of the SP metadata again after \"Regenerate certificate\", and protect it with \"Lock certificate\"." },
    Setting { code: Code::DecryptionFailed, source: AUTH_SAML2,
        text: "Give the identity provider the certificate of the SP metadata again after \"Regenerate certificate\", and protect it with \"Lock certificate\"." },
    Setting { code: Code::IssuerMismatch, source: AUTH_SAML2,
        text: "Load the metadata of `{actual}` in the SAML2 plugin's \"IdP metadata xml OR public xml URL\"; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: AUTHSOURCES,
        text: "Set Site administration → Plugins → Authentication → SAML2 → Entity ID (`spentityid`) to `{actual}`; empty means `<wwwroot>/auth/saml2/sp/metadata.php`." },
    Setting { code: Code::DestinationMismatch, source: AUTHSOURCES,
        text: "Copy the ACS URL `<wwwroot>/auth/saml2/sp/saml2-acs.php/<host>` from the SP Metadata link to the identity provider." },
    Setting { code: Code::DestinationMismatch, source: REVERSE_PROXY_FRONTEND,
        text: "Set `$CFG->wwwroot` to the public https URL and `$CFG->sslproxy = true` in config.php, if a proxy ends TLS." },
    Setting { code: Code::RecipientMismatch, source: AUTHSOURCES,
        text: "Copy the ACS URL `<wwwroot>/auth/saml2/sp/saml2-acs.php/<host>` from the SP Metadata link to the identity provider." },
    Setting { code: Code::RecipientMismatch, source: REVERSE_PROXY_FRONTEND,
        text: "Set `$CFG->wwwroot` to the public https URL and `$CFG->sslproxy = true` in config.php, if a proxy ends TLS." },
    Setting { code: Code::InResponseToMismatch, source: CONFIG,
        text: "Turn on `$CFG->cookiesecure`, so that the cookie `MDL_SSP_SessID` comes back with the POST." },
    Setting { code: Code::Unsolicited, source: ISSUE_314, text: "Start at the identity provider or at Moodle: the plugin supports both." },
    Setting { code: Code::AssertionExpired, source: CONFIG_PHP,
        text: "Correct the server's clock: the allowed clock skew is that of SimpleSAMLphp (`assertion.allowed_clock_skew`, 180 seconds), not a plugin setting." },
    Setting { code: Code::AssertionNotYetValid, source: CONFIG_PHP,
        text: "Correct the server's clock: the allowed clock skew is that of SimpleSAMLphp (`assertion.allowed_clock_skew`, 180 seconds), not a plugin setting." },
    Setting { code: Code::SessionShort, source: CONFIG,
        text: "Set `$CFG->sessiontimeout` (Site administration → Server → Session handling → Timeout) for the length of the session." },
    Setting { code: Code::NameIdMissing, source: AUTH_SAML2,
        text: "Send a NameID; \"Expose NameID as attribute\" (`nameidasattrib`) offers it as `nameid` for \"Mapping IdP\"." },
    Setting { code: Code::AttributeMissing, source: AUTH_SAML2,
        text: "Set \"Mapping IdP\" (`idpattr`) to an attribute that is sent, and \"Mapping Moodle\" (`mdlattr`) to the field it fills." },
    Setting { code: Code::AttributeMisnamed, source: AUTH_SAML2,
        text: "Enter `{actual}` in \"Mapping IdP\" or \"Data mapping\"; \"Simplify attributes\" (`attrsimple`) cuts claim URIs to their last part." },
    Setting { code: Code::MfaNotShown, source: AUTH_SAML2,
        text: "Set Site administration → Plugins → Authentication → SAML2 → AuthnContext (`authncontext`)." },
    Setting { code: Code::IdpUnreachable, source: AUTH_SAML2,
        text: "Correct the URL in Site administration → Plugins → Authentication → SAML2 → \"IdP metadata xml OR public xml URL\", or paste the XML." },
    Setting { code: Code::MetadataCertificateRotated, source: AUTH_SAML2,
        text: "Save the identity provider's metadata again, or turn on the scheduled task \"IdP metadata refresh\" with a metadata URL." },
];
