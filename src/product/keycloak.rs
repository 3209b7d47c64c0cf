//! Keycloak, and Red Hat build of Keycloak, as an identity provider (a SAML client of a realm).

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "Keycloak",
    key: "keycloak",
    aliases: &["rhbk", "rh-sso", "red-hat-sso"],
    role: Role::IdentityProvider,
    signs: SIGNS,
    settings: SETTINGS,
};

/// An ID of `ID_` and a UUID is no sign: PicketLink writes it too.
const SIGNS: &[Sign] = &[Sign::IssuerPath("realms/"), Sign::IssuerPath("auth/realms/")];

const fn set(code: Code, source: &'static str, text: &'static str) -> Setting {
    Setting { code, text, source }
}

const CLIENT: &str =
    "keycloak/keycloak:docs/documentation/server_admin/topics/clients/saml/proc-creating-saml-client.adoc";
const INITIATED: &str =
    "keycloak/keycloak:docs/documentation/server_admin/topics/clients/saml/idp-initiated-login.adoc";
const KEYS: &str = "keycloak/keycloak-documentation:server_admin/topics/realms/keys.adoc";
const TIMEOUTS: &str = "keycloak/keycloak-documentation:server_admin/topics/sessions/timeouts.adoc";
const HOSTNAME: &str = "https://www.keycloak.org/server/hostname";
const LABELS: &str = "keycloak/keycloak-ui:apps/admin-ui/public/resources/en/clients.json";
const PROTOCOL: &str =
    "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/SamlProtocol.java";
const SERVICE: &str = "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/SamlService.java";
const FACTORY: &str =
    "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/SamlProtocolFactory.java";
const BUILDER: &str =
    "keycloak/keycloak:saml-core/src/main/java/org/keycloak/saml/SAML2LoginResponseBuilder.java";
const RESPONSE: &str = "keycloak/keycloak:saml-core/src/main/java/org/keycloak/saml/processing/api/saml/v2/response/SAML2Response.java";
const ATTRIBUTE: &str = "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/mappers/UserAttributeStatementMapper.java";
const NAMES: &str = "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/mappers/AttributeStatementHelper.java";
const NAME_ID: &str = "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/mappers/UserAttributeNameIdMapper.java";
const AUDIENCE: &str = "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/mappers/SAMLAudienceProtocolMapper.java";
const GROUPS: &str =
    "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/mappers/GroupMembershipMapper.java";
const ROLES: &str =
    "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/mappers/RoleListMapper.java";
const ROLE_NAMES: &str =
    "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/mappers/RoleNameMapper.java";
const CONTEXT: &str = "keycloak/keycloak:services/src/main/java/org/keycloak/protocol/saml/mappers/AuthnContextClassRefMapper.java";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    // addressing
    set(Code::IssuerMismatch, PROTOCOL,
        "copy entityID of https://HOST/realms/REALM/protocol/saml/descriptor into the service (Keycloak up to 16: with /auth before /realms)"),
    set(Code::IssuerMismatch, HOSTNAME,
        "if host or scheme is wrong behind a proxy, start Keycloak with `--hostname https://HOST --proxy-headers xforwarded`"),
    set(Code::IssuerMismatch, PROTOCOL,
        "check the realm name and case in the service: the issuer has no slash at the end"),
    set(Code::AudienceMismatch, BUILDER,
        "set Clients → the client → Settings → Client ID to {expected}, and let the service send it as Issuer of its request"),
    set(Code::AudienceMismatch, AUDIENCE,
        "or add one with Client scopes → the dedicated scope → Add mapper → By configuration → Audience"),
    set(Code::AudienceMissing, BUILDER,
        "set Clients → the client → Settings → Client ID to {expected}: Keycloak writes it as the Audience"),
    set(Code::DestinationMismatch, CLIENT,
        "set Clients → the client → Advanced → Assertion Consumer Service POST Binding URL to {expected}"),
    set(Code::DestinationMismatch, SERVICE,
        "or let the service send {expected} as AssertionConsumerServiceURL, and add it to Settings → Valid redirect URIs"),
    set(Code::RecipientMismatch, RESPONSE,
        "set Clients → the client → Advanced → Assertion Consumer Service POST Binding URL to {expected}"),
    set(Code::RecipientMismatch, SERVICE,
        "or let the service send {expected} as AssertionConsumerServiceURL, and add it to Settings → Valid redirect URIs"),
    set(Code::AcsNotAllowed, CLIENT,
        "add {actual} to Clients → the client → Settings → Valid redirect URIs, if it is a URL of the service"),
    set(Code::AcsByIndex, SERVICE,
        "let the service send AssertionConsumerServiceURL, or set Advanced → Assertion Consumer Service POST Binding URL"),
    set(Code::AcsKind, CLIENT,
        "enter the ACS URL in Clients → the client → Advanced → Assertion Consumer Service POST Binding URL"),
    set(Code::InResponseToMismatch, PROTOCOL,
        "start the login again from the service, in one tab: Keycloak copies the ID of the request it received and has no setting for it"),
    set(Code::Unsolicited, INITIATED,
        "start at the service, or allow logins without a request there (…/protocol/saml/clients/NAME sends none)"),
    set(Code::Unsolicited, CLIENT,
        "clear Clients → the client → Settings → IDP-Initiated SSO URL name to turn logins without a request off"),
    set(Code::WrongBinding, CLIENT,
        "turn Clients → the client → Settings → SAML capabilities → Force POST binding On"),
    set(Code::SloNotGiven, CLIENT,
        "enter Clients → the client → Advanced → Logout Service POST Binding URL or Logout Service Redirect Binding URL"),

    // signature and keys
    set(Code::Unsigned, CLIENT,
        "turn Clients → the client → Settings → Signature and Encryption → Sign documents On, and Sign assertions if the service needs it"),
    set(Code::Unsigned, CLIENT,
        "turn Clients → the client → Settings → Signature and Encryption → Sign documents On: logout messages are signed by it too"),
    set(Code::ResponseNotSigned, CLIENT,
        "turn Clients → the client → Settings → Signature and Encryption → Sign documents On"),
    set(Code::SignatureUntrustedKey, KEYS,
        "copy the certificate of the RS256 key from Realm settings → Keys → Keys list into the service, not the one of the client's Keys tab"),
    set(Code::SignatureUntrustedKey, KEYS,
        "if several keys are listed, take the one with the highest Priority under Realm settings → Keys → Providers"),
    set(Code::SignatureUntrustedKey, SERVICE,
        "or import https://HOST/realms/REALM/protocol/saml/descriptor into the service"),
    set(Code::SignatureProfile, CLIENT,
        "set Clients → the client → Settings → Signature and Encryption → Canonicalization method to EXCLUSIVE"),
    set(Code::MetadataCertificateRotated, KEYS,
        "import https://HOST/realms/REALM/protocol/saml/descriptor into the service again, with every certificate in it"),
    set(Code::CertificateExpired, KEYS,
        "add an rsa-generated provider with a higher Priority in Realm settings → Keys → Providers, and copy its certificate into the service"),
    set(Code::CertificateExpiresSoon, KEYS,
        "add an rsa-generated provider with a lower Priority in Realm settings → Keys → Providers and copy its certificate into the service"),
    set(Code::CertificateExpiresSoon, KEYS,
        "then raise its Priority above the old one"),
    set(Code::MetadataCertificateExpiresSoon, KEYS,
        "add an rsa-generated provider with a lower Priority in Realm settings → Keys → Providers and copy its certificate into the service"),
    set(Code::CertificateEmbeddedDiffers, PROTOCOL,
        "compare with Realm settings → Keys → Keys list: Keycloak embeds the certificate of the active realm key"),
    set(Code::AlgorithmWeak, CLIENT,
        "set Clients → the client → Settings → Signature and Encryption → Signature algorithm to RSA_SHA256"),
    set(Code::AlgorithmRefused, CLIENT,
        "set Clients → the client → Settings → Signature and Encryption → Signature algorithm to RSA_SHA256"),
    set(Code::KeyTooSmall, KEYS,
        "set Realm settings → Keys → Providers → the RSA provider → Key size to 2048 or more, and copy the new certificate into the service"),
    set(Code::EncryptedAssertion, CLIENT,
        "turn Clients → the client → Keys → Encrypt assertions Off"),
    set(Code::DecryptionFailed, LABELS,
        "import the service's current encryption certificate in Clients → the client → Keys → Encryption keys config → Import key"),

    // status
    set(Code::StatusNotSuccess, PROTOCOL,
        "on InvalidNameIDPolicy, fill in Users → the user → Email, or set Settings → Name ID format to username with Force name ID format On"),
    set(Code::StatusNotSuccess, LABELS,
        "if requests are refused, turn Keys → Client signature required Off, or import the service's signing certificate there"),
    set(Code::StatusNotSuccess, PROTOCOL,
        "on RequestDenied or AuthnFailed, read Events → User events at the time of the login"),
    set(Code::RequestNotMet, CLIENT,
        "turn Clients → the client → Settings → Force name ID format Off, so that the format of the request is used"),

    // time
    set(Code::AssertionExpired, PROTOCOL,
        "raise Clients → the client → Advanced → Assertion Lifespan"),
    set(Code::AssertionExpired, TIMEOUTS,
        "or raise Realm settings → Tokens → Client login timeout, which counts while Assertion Lifespan is empty (1 minute by default)"),
    set(Code::ConfirmationExpired, PROTOCOL,
        "raise Clients → the client → Advanced → Assertion Lifespan (if empty, Realm settings → Tokens → Access Token Lifespan counts)"),
    set(Code::AssertionNotYetValid, RESPONSE,
        "synchronize the clocks (NTP) or allow skew in the service: Keycloak sets NotBefore 2 seconds before IssueInstant"),
    set(Code::LifetimeOdd, PROTOCOL,
        "set Clients → the client → Advanced → Assertion Lifespan to a few minutes"),
    set(Code::SessionShort, TIMEOUTS,
        "raise Realm settings → Sessions → SSO Session Max (with Remember me, SSO Session Max Remember Me)"),
    set(Code::SessionLong, TIMEOUTS,
        "lower Realm settings → Sessions → SSO Session Max (with Remember me, SSO Session Max Remember Me)"),
    set(Code::SessionExpired, TIMEOUTS,
        "log in again, or raise Realm settings → Sessions → SSO Session Max"),
    set(Code::AuthnStatementMissing, CLIENT,
        "turn Clients → the client → Settings → SAML capabilities → Include AuthnStatement On"),
    set(Code::OneTimeUse, CLIENT,
        "turn Clients → the client → Settings → SAML capabilities → Include OneTimeUse Condition Off"),

    // subject
    set(Code::NameIdMissing, CLIENT,
        "set Clients → the client → Settings → SAML capabilities → Name ID format to username or email"),
    set(Code::NameIdMissing, NAME_ID,
        "if Client scopes has a User Attribute Mapper For NameID, fill in its attribute for this user"),
    set(Code::NameIdEmpty, NAME_ID,
        "fill in the attribute of User Attribute Mapper For NameID for this user, or remove that mapper from Client scopes"),
    set(Code::NameIdIsUserId, PROTOCOL,
        "set Settings → Name ID format to email and turn Force name ID format On: persistent and transient NameIDs are generated (G-…)"),

    // attributes
    set(Code::AttributeMissing, ATTRIBUTE,
        "add Client scopes → the dedicated scope → Add mapper → By configuration → User Attribute with SAML Attribute Name {expected}"),
    set(Code::AttributeMissing, ATTRIBUTE,
        "if the mapper exists, fill in its attribute in Users → the user: Keycloak leaves out an attribute without a value"),
    set(Code::AttributeMisnamed, NAMES,
        "set SAML Attribute Name of the mapper to {expected} in Clients → the client → Client scopes → the dedicated scope"),
    set(Code::AttributeMisnamed, FACTORY,
        "replace the mappers X500 email, X500 givenName and X500 surname, which send urn:oid names, with User Property mappers"),
    set(Code::AttributeEmpty, ATTRIBUTE,
        "fill in the attribute that the mapper reads in Users → the user → Attributes"),
    set(Code::AttributeDuplicated, FACTORY,
        "turn Client scopes → role_list → Mappers → role list → Single Role Attribute On"),
    set(Code::AttributeDuplicated, GROUPS,
        "turn Single Group Attribute of the Group list mapper On"),
    set(Code::AttributeDuplicated, NAMES,
        "look for two mappers with SAML Attribute Name {actual} in the dedicated scope and the default client scopes"),
    set(Code::RoleUnknown, LABELS,
        "turn Client scopes → the dedicated scope → Scope → Full scope allowed Off and assign only the roles that the service knows"),
    set(Code::RoleUnknown, ROLE_NAMES,
        "rename a role with Client scopes → the dedicated scope → Add mapper → By configuration → Role Name Mapper"),
    set(Code::RoleUnknown, GROUPS,
        "if roles come from groups, turn Full group path of the Group list mapper Off, so that /agent is sent as agent"),
    set(Code::RoleCoreMissing, ROLES,
        "assign the role in Users → the user → Role mapping → Assign role"),
    set(Code::RoleCoreMissing, ROLES,
        "set Client scopes → role_list → Mappers → role list → Role attribute name to the name that the service reads"),
    set(Code::MfaNotShown, CONTEXT,
        "fill in Advanced → ACR to LoA Mapping with a URI for each level and add AuthnContextClassRef mapper, if this version has it"),

    // metadata
    set(Code::IdpUnreachable, SERVICE,
        "use https://HOST/realms/REALM/protocol/saml/descriptor (Realm settings → General → SAML 2.0 Identity Provider Metadata)"),
];
