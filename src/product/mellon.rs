//! mod_auth_mellon, the SAML module for Apache built on Lasso.

use super::{Product, Role, Setting, Sign};
use crate::Code;

const README: &str = "latchset/mod_auth_mellon:README.md";
const AUTH_MELLON_HANDLER: &str = "latchset/mod_auth_mellon:auth_mellon_handler.c";
const MELLON_USER_GUIDE: &str = "latchset/mod_auth_mellon:doc/user_guide/mellon_user_guide.adoc";
const FIX_CVE_2021_28091: &str = "https://build.opensuse.org/projects/home:dirkmueller:acdc:as_python3_module/packages/lasso/files/fix-CVE-2021-28091.patch";
const ISSUE_115: &str = "https://github.com/latchset/mod_auth_mellon/issues/115";

pub(crate) const PRODUCT: Product = Product {
    name: "mod_auth_mellon",
    key: "mellon",
    aliases: &["mod-auth-mellon", "auth-mellon"],
    role: Role::ServiceProvider,
    signs: &[Sign::AcsPathContains("mellon/postResponse"), Sign::ServiceContains("/mellon/metadata")],
    settings: SETTINGS,
};

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::LimitExceeded, source: README,
        text: "Raise `MellonCacheEntrySize` (default 196608) for many attributes, and restart Apache." },
    Setting { code: Code::StatusNotSuccess, source: README, text: "Change or remove `MellonAuthnContextClassRef` for NoAuthnContext." },
    Setting { code: Code::StatusNotSuccess, source: MELLON_USER_GUIDE,
        text: "Change `<NameIDFormat>` in `MellonSPMetadataFile` for InvalidNameIDPolicy: the first one is requested." },
    Setting { code: Code::Unsigned, source: FIX_CVE_2021_28091,
        text: "Sign the Response or the assertion at the identity provider; if the Response is not signed, every assertion's signature is checked." },
    Setting { code: Code::Unsigned, source: README,
        text: "Let the identity provider sign its logout messages, or name it in `MellonDoNotVerifyLogoutSignature <entityID>`." },
    Setting { code: Code::ResponseNotSigned, source: FIX_CVE_2021_28091,
        text: "Sign the Response or the assertion at the identity provider; if the Response is not signed, every assertion's signature is checked." },
    Setting { code: Code::SignatureUntrustedKey, source: README,
        text: "Replace the file of `MellonIdPMetadataFile` with current metadata, and reload Apache." },
    Setting { code: Code::SignatureUntrustedKey, source: README,
        text: "Set `MellonIdPCAFile` to trust a certificate authority instead of one certificate." },
    Setting { code: Code::AlgorithmWeak, source: ISSUE_115,
        text: "Choose SHA-256 at the identity provider: Linux distributions that disable SHA-1 fail with `Lasso error: [-111] Failed to verify signature`." },
    Setting { code: Code::AlgorithmWeak, source: README, text: "Set `MellonSignatureMethod rsa-sha256` (the default) for requests." },
    Setting { code: Code::CertificateExpired, source: README,
        text: "Replace the file of `MellonIdPMetadataFile` with current metadata, and reload Apache." },
    Setting { code: Code::EncryptedAssertion, source: README,
        text: "Put the encryption certificate in the SP metadata (`mellon_create_metadata.sh` adds it) and its key in `MellonSPPrivateKeyFile`." },
    Setting { code: Code::DecryptionFailed, source: README,
        text: "Check that `MellonSPPrivateKeyFile` belongs to the encryption certificate in `MellonSPMetadataFile`." },
    Setting { code: Code::IssuerMismatch, source: README,
        text: "Set `MellonIdPMetadataFile` (or `MellonIdPMetadataGlob`) to the metadata with entityID `{actual}`, and reload Apache; check first that this is your identity provider." },
    Setting { code: Code::AudienceMismatch, source: AUTH_MELLON_HANDLER,
        text: "Set the entityID in `MellonSPMetadataFile` (or `MellonSPentityId`) to `{actual}`, or correct the audience at the identity provider." },
    Setting { code: Code::DestinationMismatch, source: MELLON_USER_GUIDE,
        text: "Set `ServerName https://public.example.com:443` and `UseCanonicalName On` in Apache, also behind a proxy: the URL is built from them." },
    Setting { code: Code::DestinationMismatch, source: AUTH_MELLON_HANDLER,
        text: "Enter `<MellonEndpointPath>/postResponse` as ACS URL at the identity provider; the path is `/mellon` by default." },
    Setting { code: Code::RecipientMismatch, source: MELLON_USER_GUIDE,
        text: "Set `ServerName https://public.example.com:443` and `UseCanonicalName On` in Apache, also behind a proxy: the URL is built from them." },
    Setting { code: Code::RecipientMismatch, source: AUTH_MELLON_HANDLER,
        text: "Enter `<MellonEndpointPath>/postResponse` as ACS URL at the identity provider; the path is `/mellon` by default." },
    Setting { code: Code::RecipientMismatch, source: README,
        text: "Set `MellonSubjectConfirmationDataAddressCheck Off` behind a proxy or NAT if the error is \"Wrong Address in SubjectConfirmationData\"." },
    Setting { code: Code::InResponseToMismatch, source: AUTH_MELLON_HANDLER,
        text: "Set `MellonCookieSameSite None` and `MellonSecureCookie On`, so that the cookie `mellon-…` comes back with the POST." },
    Setting { code: Code::InResponseToMismatch, source: MELLON_USER_GUIDE,
        text: "Keep a user on one server behind a load balancer: the session store is local." },
    Setting { code: Code::Unsolicited, source: README,
        text: "Set `MellonDefaultLoginPath` to the page for logins that start at the identity provider; they are accepted." },
    Setting { code: Code::AssertionExpired, source: AUTH_MELLON_HANDLER,
        text: "Correct the server's clock: the allowed clock skew is 60 seconds, and no directive changes it." },
    Setting { code: Code::AssertionNotYetValid, source: AUTH_MELLON_HANDLER,
        text: "Correct the server's clock: the allowed clock skew is 60 seconds, and no directive changes it." },
    Setting { code: Code::ConfirmationExpired, source: AUTH_MELLON_HANDLER,
        text: "Correct the server's clock: the allowed clock skew is 60 seconds, and no directive changes it." },
    Setting { code: Code::SessionShort, source: README,
        text: "Set `MellonSessionLength` (default 86400 seconds), and lengthen SessionNotOnOrAfter at the identity provider, which may end the session earlier." },
    Setting { code: Code::SessionExpired, source: README,
        text: "Set `MellonSessionLength` (default 86400 seconds), and lengthen SessionNotOnOrAfter at the identity provider, which may end the session earlier." },
    Setting { code: Code::OneTimeUse, source: AUTH_MELLON_HANDLER,
        text: "Start a new login instead of repeating the POST (\"Assertion ID … has already been used\")." },
    Setting { code: Code::NameIdMissing, source: README, text: "Send a NameID, or name an attribute in `MellonUser`, whose default is `NAME_ID`." },
    Setting { code: Code::AttributeMissing, source: README,
        text: "Check the variable `MELLON_{expected}`, or name it with `MellonSetEnvNoPrefix \"NAME\" \"<Name as sent>\"`." },
    Setting { code: Code::AttributeMisnamed, source: README, text: "Map the name with `MellonSetEnvNoPrefix \"NAME\" \"{actual}\"`." },
    Setting { code: Code::MfaNotShown, source: README,
        text: "Set `MellonAuthnContextClassRef \"<class>\"`, which is requested and enforced, and `MellonAuthnContextComparisonType`." },
    Setting { code: Code::IdpUnreachable, source: README,
        text: "Download the metadata to the local file of `MellonIdPMetadataFile`; it is read when Apache starts." },
    Setting { code: Code::MetadataCertificateRotated, source: README,
        text: "Replace the file of `MellonIdPMetadataFile` with current metadata, and reload Apache." },
];
