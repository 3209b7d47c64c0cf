//! AD FS (Active Directory Federation Services) as an identity provider (a relying party trust).

use super::{Product, Role, Setting, Sign};
use crate::Code;

pub(crate) const PRODUCT: Product = Product {
    name: "ADFS",
    key: "adfs",
    aliases: &["ad-fs", "active-directory-federation-services"],
    role: Role::IdentityProvider,
    signs: SIGNS,
    settings: SETTINGS,
};

/// IDs and claim names are those of Entra ID too, so the issuer is the only sign.
const SIGNS: &[Sign] =
    &[Sign::IssuerPath("adfs/services/trust"), Sign::IssuerPrefix("urn:adfs:services:trust")];

const fn set(code: Code, source: &'static str, text: &'static str) -> Setting {
    Setting { code, text, source }
}

const TRUST: &str = "https://learn.microsoft.com/powershell/module/adfs/set-adfsrelyingpartytrust";
const PROPERTIES: &str = "https://learn.microsoft.com/powershell/module/adfs/set-adfsproperties";
const ENDPOINT: &str = "https://learn.microsoft.com/powershell/module/adfs/new-adfssamlendpoint";
const UPDATE: &str = "https://learn.microsoft.com/powershell/module/adfs/update-adfsrelyingpartytrust";
const NEW_KEY: &str = "https://learn.microsoft.com/powershell/module/adfs/update-adfscertificate";
const SET_KEY: &str = "https://learn.microsoft.com/powershell/module/adfs/set-adfscertificate";
const KEYS: &str =
    "https://learn.microsoft.com/windows-server/identity/ad-fs/operations/configure-ts-td-certs-ad-fs";
const LDAP: &str = "https://learn.microsoft.com/windows-server/identity/ad-fs/operations/create-a-rule-to-send-ldap-attributes-as-claims";
const GROUP: &str = "https://learn.microsoft.com/windows-server/identity/ad-fs/operations/create-a-rule-to-send-group-membership-as-a-claim";
const ACCESS: &str =
    "https://learn.microsoft.com/windows-server/identity/ad-fs/operations/access-control-policies-in-ad-fs";
const SIGN_ON_PAGE: &str =
    "https://learn.microsoft.com/windows-server/identity/ad-fs/troubleshooting/ad-fs-tshoot-initiatedsignon";
const MIGRATION: &str =
    "https://learn.microsoft.com/entra/identity/enterprise-apps/migrate-adfs-saml-based-sso";
const NAME_ID: &str =
    "https://www.torivar.com/2016/03/22/adfs-3-0-relying-party-trust-send-custom-attribute-as-claim/";

#[rustfmt::skip]
const SETTINGS: &[Setting] = &[
    // addressing
    set(Code::IssuerMismatch, MIGRATION,
        "copy Federation Service identifier from Service → Edit Federation Service Properties into the service (http://HOST/adfs/services/trust, with http)"),
    set(Code::IssuerMismatch, PROPERTIES,
        "or change it for every relying party with `Set-AdfsProperties -Identifier '{expected}'`"),
    set(Code::AudienceMismatch, TRUST,
        "set Relying party identifier to {expected} in Relying Party Trusts → the trust → Properties → Identifiers"),
    set(Code::AudienceMismatch, TRUST,
        "or run `Set-AdfsRelyingPartyTrust -TargetName APP -Identifier '{expected}'`"),
    set(Code::AudienceMissing, TRUST,
        "set Relying party identifier to {expected} in Relying Party Trusts → the trust → Properties → Identifiers"),
    set(Code::DestinationMismatch, ENDPOINT,
        "add {expected} in Relying Party Trusts → the trust → Properties → Endpoints → SAML Assertion Consumer Endpoints, as the default"),
    set(Code::DestinationMismatch, ENDPOINT,
        "or run `New-AdfsSamlEndpoint -Binding POST -Protocol SAMLAssertionConsumer -Uri '{expected}'` and pass it to -SamlEndpoint"),
    set(Code::DestinationMismatch, UPDATE,
        "if the trust has the service's metadata, run `Update-AdfsRelyingPartyTrust -TargetName APP` after the metadata changed"),
    set(Code::RecipientMismatch, ENDPOINT,
        "add {expected} in Relying Party Trusts → the trust → Properties → Endpoints → SAML Assertion Consumer Endpoints, as the default"),
    set(Code::RecipientMismatch, ENDPOINT,
        "or run `New-AdfsSamlEndpoint -Binding POST -Protocol SAMLAssertionConsumer -Uri '{expected}'` and pass it to -SamlEndpoint"),
    set(Code::RecipientMismatch, UPDATE,
        "if the trust has the service's metadata, run `Update-AdfsRelyingPartyTrust -TargetName APP` after the metadata changed"),
    set(Code::AcsNotAllowed, ENDPOINT,
        "add {actual} in Relying Party Trusts → the trust → Properties → Endpoints → SAML Assertion Consumer Endpoints, if it is the service's"),
    set(Code::AcsByIndex, ENDPOINT,
        "give each endpoint the index of the service's metadata with `New-AdfsSamlEndpoint -Index N`, and mark one with -IsDefault $true"),
    set(Code::AcsKind, ENDPOINT,
        "enter the ACS URL in Relying Party Trusts → the trust → Properties → Endpoints → SAML Assertion Consumer Endpoints"),
    set(Code::InResponseToMismatch, SIGN_ON_PAGE,
        "start the login again from the service, in one tab: AD FS copies the ID of the request it received and has no setting for it"),
    set(Code::Unsolicited, SIGN_ON_PAGE,
        "start at the service instead of /adfs/ls/idpinitiatedsignon.aspx, or allow logins without a request in the service"),
    set(Code::Unsolicited, SIGN_ON_PAGE,
        "turn that page off with `Set-AdfsProperties -EnableIdpInitiatedSignonPage $false`"),
    set(Code::SloNotGiven, ENDPOINT,
        "run `New-AdfsSamlEndpoint -Binding Redirect -Protocol SAMLLogout -Uri SLO-URL` and pass it to -SamlEndpoint with the ACS endpoint"),

    // signature and keys
    set(Code::Unsigned, TRUST,
        "run `Set-AdfsRelyingPartyTrust -TargetName APP -SamlResponseSignature MessageAndAssertion`"),
    set(Code::ResponseNotSigned, TRUST,
        "run `Set-AdfsRelyingPartyTrust -TargetName APP -SamlResponseSignature MessageAndAssertion`"),
    set(Code::SignatureUntrustedKey, KEYS,
        "export the Primary certificate from Service → Certificates → Token-signing (Base-64 X.509) and copy it into the service"),
    set(Code::SignatureUntrustedKey, KEYS,
        "check `Get-AdfsProperties` for AutoCertificateRollover: when True, AD FS replaces the certificate by itself"),
    set(Code::SignatureUntrustedKey, MIGRATION,
        "or let the service read https://HOST/FederationMetadata/2007-06/FederationMetadata.xml again after each rollover"),
    set(Code::MetadataCertificateRotated, KEYS,
        "copy the Secondary certificate from Service → Certificates → Token-signing into the service before AD FS makes it primary"),
    set(Code::MetadataCertificateRotated, PROPERTIES,
        "or rotate by hand after `Set-AdfsProperties -AutoCertificateRollover $false`"),
    set(Code::CertificateExpired, NEW_KEY,
        "run `Update-AdfsCertificate -CertificateType Token-Signing`, then copy the new certificate into every service"),
    set(Code::CertificateExpired, SET_KEY,
        "with rollover off, run Add-AdfsCertificate, then `Set-AdfsCertificate -IsPrimary -CertificateType Token-Signing -Thumbprint T`"),
    set(Code::CertificateExpiresSoon, NEW_KEY,
        "run `Update-AdfsCertificate -CertificateType Token-Signing` without -Urgent, and copy the secondary certificate into every service"),
    set(Code::CertificateExpiresSoon, SET_KEY,
        "with rollover off, run Add-AdfsCertificate now and `Set-AdfsCertificate -IsPrimary` once every service has the new certificate"),
    set(Code::MetadataCertificateExpiresSoon, NEW_KEY,
        "run `Update-AdfsCertificate -CertificateType Token-Signing` without -Urgent, and copy the secondary certificate into every service"),
    set(Code::AlgorithmWeak, TRUST,
        "set Relying Party Trusts → the trust → Properties → Advanced → Secure hash algorithm to SHA-256"),
    set(Code::AlgorithmRefused, TRUST,
        "set Relying Party Trusts → the trust → Properties → Advanced → Secure hash algorithm to SHA-256"),
    set(Code::EncryptedAssertion, TRUST,
        "run `Set-AdfsRelyingPartyTrust -TargetName APP -EncryptClaims $false`"),
    set(Code::EncryptedAssertion, TRUST,
        "or remove the certificate in Relying Party Trusts → the trust → Properties → Encryption"),
    set(Code::DecryptionFailed, TRUST,
        "run `Set-AdfsRelyingPartyTrust -TargetName APP -SamlResponseSignature MessageAndAssertion`, so that a signature covers the AES-CBC ciphertext"),
    set(Code::DecryptionFailed, TRUST,
        "set the service's current certificate in Relying Party Trusts → the trust → Properties → Encryption"),
    set(Code::DecryptionFailed, UPDATE,
        "if the trust has the service's metadata, run `Update-AdfsRelyingPartyTrust -TargetName APP` after the certificate changed"),

    // status
    set(Code::StatusNotSuccess, NAME_ID,
        "read Event Viewer → Applications and Services Logs → AD FS → Admin at the time of the response (events 364, 321, 303)"),
    set(Code::StatusNotSuccess, NAME_ID,
        "on InvalidNameIDPolicy, add a claim rule (Transform an Incoming Claim) with Outgoing claim type Name ID and the requested format"),
    set(Code::StatusNotSuccess, ACCESS,
        "on RequestDenied, check Relying Party Trusts → the trust → Edit Access Control Policy (before 2016: Issuance Authorization Rules)"),
    set(Code::StatusNotSuccess, TRUST,
        "on Responder alone, read Event Viewer → AD FS → Admin; often the trust's Signature tab lacks the certificate that signs the service's requests"),
    set(Code::RequestNotMet, NAME_ID,
        "set Outgoing name ID format of the Name ID rule in Edit Claim Issuance Policy to the format of the request"),

    // time
    set(Code::AssertionExpired, TRUST,
        "synchronize the clocks (NTP), or raise it with `Set-AdfsRelyingPartyTrust -TargetName APP -TokenLifetime MINUTES` (default 60)"),
    set(Code::ConfirmationExpired, PROPERTIES,
        "synchronize the clocks (NTP) and post the response at once, or check `Set-AdfsProperties -SamlMessageDeliveryWindow`"),
    set(Code::AssertionNotYetValid, TRUST,
        "synchronize the clocks (NTP), or run `Set-AdfsRelyingPartyTrust -TargetName APP -NotBeforeSkew 5` (minutes)"),
    set(Code::LifetimeOdd, TRUST,
        "run `Set-AdfsRelyingPartyTrust -TargetName APP -TokenLifetime 60`"),
    set(Code::SessionShort, PROPERTIES,
        "set the session length in the service, and the browser's at AD FS with `Set-AdfsProperties -SsoLifetime MINUTES`"),
    set(Code::SessionExpired, PROPERTIES,
        "set the session length in the service, and the browser's at AD FS with `Set-AdfsProperties -SsoLifetime MINUTES`"),

    // subject
    set(Code::NameIdMissing, NAME_ID,
        "add a Transform an Incoming Claim rule (E-Mail Address to Name ID) in Edit Claim Issuance Policy, after the LDAP rule"),
    set(Code::NameIdMissing, TRUST,
        "if NameID is encrypted only, run `Set-AdfsRelyingPartyTrust -TargetName APP -EncryptedNameIdRequired $false`"),
    set(Code::NameIdEmpty, LDAP,
        "fill in the LDAP attribute that the Name ID rule reads, for example mail, in Active Directory Users and Computers"),
    set(Code::NameIdIsUserId, NAME_ID,
        "let the Name ID rule in Edit Claim Issuance Policy take E-Mail Address, with Outgoing name ID format Email"),

    // attributes
    set(Code::AttributeMissing, LDAP,
        "add a Send LDAP Attributes as Claims rule in Edit Claim Issuance Policy with Outgoing Claim Type {expected}"),
    set(Code::AttributeMissing, LDAP,
        "if the rule exists, fill in its LDAP attribute for this user: AD FS leaves out a claim without a value"),
    set(Code::AttributeMisnamed, LDAP,
        "type {expected} as Outgoing Claim Type of the rule in Edit Claim Issuance Policy instead of choosing a listed claim"),
    set(Code::AttributeEmpty, LDAP,
        "fill in the LDAP attribute that the rule reads, in Active Directory Users and Computers"),
    set(Code::RoleUnknown, GROUP,
        "add a Send Group Membership as a Claim rule for each group in Edit Claim Issuance Policy, with the role as Outgoing claim value"),
    set(Code::RoleCoreMissing, GROUP,
        "add a Send Group Membership as a Claim rule with Outgoing claim type roles and Outgoing claim value agent, supervisor or admin"),
    set(Code::EmailInvalid, LDAP,
        "let the rule in Edit Claim Issuance Policy send E-Mail-Addresses, and correct the mail attribute of the user"),
    set(Code::MfaNotShown, ACCESS,
        "choose Permit everyone and require MFA in Relying Party Trusts → the trust → Edit Access Control Policy"),

    // metadata
    set(Code::IdpUnreachable, MIGRATION,
        "use https://HOST/FederationMetadata/2007-06/FederationMetadata.xml (AD FS Management → Service → Endpoints → Metadata)"),
];
