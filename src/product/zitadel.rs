//! Zitadel: projects → the SAML application, configured by the uploaded metadata of the service.

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Zitadel",
    key: "zitadel",
    aliases: &["zitadel-cloud"],
    role: Role::IdentityProvider,
    signs: &[Sign::IssuerHost("zitadel.cloud"), Sign::IssuerPath("saml/v2/metadata")],
    settings: SETTINGS,
};

const ENDPOINTS: &str = "https://zitadel.com/docs/apis/saml/endpoints";
const GUIDE: &str = "https://zitadel.com/docs/guides/integrate/login/saml";
const ACTIONS: &str = "https://zitadel.com/docs/apis/actions/customize-samlresponse";
const DEFAULTS: &str = "zitadel/zitadel:cmd/defaults.yaml";
const SSO: &str = "zitadel/saml:pkg/provider/sso.go";
const RESPONSE: &str = "zitadel/saml:pkg/provider/response.go";
const POST: &str = "zitadel/saml:pkg/provider/post.go";
const PROVIDER: &str = "zitadel/saml:pkg/provider/provider.go";
const ATTRIBUTES: &str = "zitadel/saml:pkg/provider/attributes.go";
const ENTITY: &str = "zitadel/saml:pkg/provider/identityprovider.go";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    Setting { code: Code::IssuerMismatch, source: ENTITY, text:
        "Register `https://<custom domain>/saml/v2/metadata` at the service, with the domain that the login uses" },
    Setting { code: Code::AudienceMismatch, source: GUIDE, text:
        "Upload metadata with entityID {expected} for the SAML application of the project; the audience is copied from it" },
    Setting { code: Code::DestinationMismatch, source: SSO, text:
        "Upload metadata for the application with AssertionConsumerService {expected}; an unlisted URL is replaced by a listed one" },
    Setting { code: Code::RecipientMismatch, source: RESPONSE, text:
        "Upload metadata for the application with AssertionConsumerService {expected}; Recipient equals Destination" },
    Setting { code: Code::AcsByIndex, source: SSO, text:
        "Upload metadata for the application that has AssertionConsumerService with the index of the request" },
    Setting { code: Code::AcsNotAllowed, source: SSO, text:
        "Upload metadata for the application that lists the ACS URL of the request as AssertionConsumerService" },
    Setting { code: Code::WrongBinding, source: SSO, text:
        "Put an HTTP-POST AssertionConsumerService first in the uploaded metadata, or ask for it with ProtocolBinding in the request" },
    Setting { code: Code::Unsigned, source: POST, text:
        "Use an HTTP-POST AssertionConsumerService in the uploaded metadata; over Redirect only the query is signed" },
    Setting { code: Code::ResponseNotSigned, source: POST, text:
        "Use an HTTP-POST AssertionConsumerService in the uploaded metadata; Zitadel then signs Response and assertion" },
    Setting { code: Code::SignatureUntrustedKey, source: ENDPOINTS, text:
        "Install the certificate from `https://<custom domain>/saml/v2/certificate` at the service; Zitadel replaces it every year" },
    Setting { code: Code::CertificateExpired, source: ENDPOINTS, text:
        "Fetch `https://<custom domain>/saml/v2/certificate` again and install it at the service" },
    Setting { code: Code::CertificateExpired, source: DEFAULTS, text:
        "On your own server, set the lifetime of new certificates with `ZITADEL_SYSTEMDEFAULTS_KEYCONFIG_CERTIFICATELIFETIME`" },
    Setting { code: Code::CertificateExpiresSoon, source: DEFAULTS, text:
        "Let the service read `https://<custom domain>/saml/v2/metadata` regularly; Zitadel makes a new certificate every year" },
    Setting { code: Code::MetadataCertificateRotated, source: ENDPOINTS, text:
        "Fetch `https://<custom domain>/saml/v2/metadata` again; the yearly certificate was replaced" },
    Setting { code: Code::AlgorithmWeak, source: DEFAULTS, text:
        "On your own server, set `ZITADEL_SAML_PROVIDERCONFIG_IDPCONFIG_SIGNATUREALGORITHM` to rsa-sha256, the default" },
    Setting { code: Code::AssertionExpired, source: PROVIDER, text:
        "Correct the clocks, or deliver the assertion at once; its 5 minutes cannot be changed" },
    Setting { code: Code::ConfirmationExpired, source: RESPONSE, text:
        "Correct the clocks, or deliver the assertion at once; its 5 minutes cannot be changed" },
    Setting { code: Code::AssertionNotYetValid, source: RESPONSE, text:
        "Correct the clocks, or allow skew at the service; NotBefore equals IssueInstant" },
    Setting { code: Code::StatusNotSuccess, source: SSO, text:
        "For \"failed to find registered serviceprovider\", upload metadata whose entityID is the issuer of the request" },
    Setting { code: Code::StatusNotSuccess, source: SSO, text:
        "For \"failed to verify signature\", replace the certificate in the uploaded metadata of the service" },
    Setting { code: Code::StatusNotSuccess, source: SSO, text:
        "For \"failed to validate request content\", set Destination of the request to `https://<custom domain>/saml/v2/SSO`" },
    Setting { code: Code::NameIdIsUserId, source: ATTRIBUTES, text:
        "Read NameID as the login name; the user ID is in the attribute UserID" },
    Setting { code: Code::RequestNotMet, source: ATTRIBUTES, text:
        "Read the attribute UserID or Email at the service; NameID is always the login name with Format emailAddress" },
    Setting { code: Code::AttributeMissing, source: ACTIONS, text:
        "Add {expected} with `api.v1.attributes.setCustomAttribute` at Actions → Complement SAMLResponse → Pre SAMLResponse creation" },
    Setting { code: Code::AttributeMisnamed, source: ACTIONS, text:
        "Add {expected} with `setCustomAttribute` in the flow Complement SAMLResponse; built-in names cannot be changed" },
    Setting { code: Code::AttributeEmpty, source: ATTRIBUTES, text:
        "Fill the field in the user's profile, or check the value in the action before `setCustomAttribute`" },
    Setting { code: Code::RoleCoreMissing, source: ACTIONS, text:
        "Send roles with `setCustomAttribute` in the flow Complement SAMLResponse; Zitadel sends none by itself" },
    Setting { code: Code::MfaNotShown, source: RESPONSE, text:
        "Send an attribute of your own with `setCustomAttribute`; AuthnContextClassRef is always PasswordProtectedTransport" },
    Setting { code: Code::IdpUnreachable, source: ENDPOINTS, text:
        "Read the metadata at `https://<custom domain>/saml/v2/metadata`" },
];
