//! What to change in the product that made the message: one line for each code and product, before the general ones.

use crate::{Code, Finding};

type Remedy = (Code, &'static str, &'static str);

const AUTH0: &str = "Auth0";
const OKTA: &str = "Okta";
const ENTRA: &str = "Entra ID";
const GOOGLE: &str = "Google Workspace";
const ADFS: &str = "ADFS";
const KEYCLOAK: &str = "Keycloak";

/// Where the general lines name Auth0 already, it has none here. Places in the consoles as the products' documentation names them.
#[rustfmt::skip]
const REMEDIES: &[Remedy] = &[
    (Code::IssuerMismatch, AUTH0, "Auth0 made this message: compare the tenant; its issuer is urn:TENANT.auth0.com unless Addons → SAML2 Web App → Settings sets \"issuer\" (or an Action calls api.samlResponse.setIssuer)"),
    (Code::IssuerMismatch, OKTA, "Okta made this message: its issuer is shown under Sign On → View SAML setup instructions, \"Identity Provider Issuer\" (http://www.okta.com/exk…); enter exactly that"),
    (Code::IssuerMismatch, ENTRA, "Entra ID made this message: its issuer is \"Microsoft Entra Identifier\" under Single sign-on → Set up, https://sts.windows.net/TENANT-ID/ with the slash at the end; enter exactly that"),
    (Code::IssuerMismatch, GOOGLE, "Google made this message: its issuer is \"Entity ID\" under Apps → Web and mobile apps → the app → Download metadata (https://accounts.google.com/o/saml2?idpid=…); enter exactly that"),
    (Code::IssuerMismatch, ADFS, "ADFS made this message: its issuer is the Federation Service identifier (http://HOST/adfs/services/trust, with http); enter exactly that"),
    (Code::IssuerMismatch, KEYCLOAK, "Keycloak made this message: its issuer is https://HOST/realms/REALM (with /auth before /realms up to version 16); check the realm and the Frontend URL under Realm settings"),
    (Code::AudienceMismatch, OKTA, "Okta: General → SAML Settings → Audience URI (SP Entity ID)"),
    (Code::AudienceMismatch, ENTRA, "Entra ID: Single sign-on → Basic SAML Configuration → Identifier (Entity ID)"),
    (Code::AudienceMismatch, GOOGLE, "Google: Apps → Web and mobile apps → the app → Service provider details → Entity ID"),
    (Code::AudienceMismatch, ADFS, "ADFS: Relying Party Trusts → Properties → Identifiers → Relying party identifier"),
    (Code::AudienceMismatch, KEYCLOAK, "Keycloak: Clients → Settings → Client ID must be the service provider's entity ID"),
    (Code::DestinationMismatch, OKTA, "Okta: General → SAML Settings → Single sign-on URL, with \"Use this for Recipient URL and Destination URL\" ticked"),
    (Code::DestinationMismatch, ENTRA, "Entra ID: Single sign-on → Basic SAML Configuration → Reply URL (Assertion Consumer Service URL)"),
    (Code::DestinationMismatch, GOOGLE, "Google: Service provider details → ACS URL"),
    (Code::DestinationMismatch, ADFS, "ADFS: Relying Party Trusts → Properties → Endpoints → SAML Assertion Consumer"),
    (Code::DestinationMismatch, KEYCLOAK, "Keycloak: Clients → Settings → Valid redirect URIs, and Advanced → Assertion Consumer Service POST Binding URL"),
    (Code::RecipientMismatch, OKTA, "Okta: General → SAML Settings → Recipient URL"),
    (Code::RecipientMismatch, ENTRA, "Entra ID: Single sign-on → Basic SAML Configuration → Reply URL"),
    (Code::RecipientMismatch, GOOGLE, "Google: Service provider details → ACS URL"),
    (Code::RecipientMismatch, ADFS, "ADFS: Relying Party Trusts → Properties → Endpoints → SAML Assertion Consumer"),
    (Code::RecipientMismatch, KEYCLOAK, "Keycloak: Clients → Advanced → Assertion Consumer Service POST Binding URL"),
    (Code::Unsigned, OKTA, "Okta: General → SAML Settings → Show Advanced Settings: Response Signed, Assertion Signed"),
    (Code::Unsigned, ENTRA, "Entra ID: SAML Certificates → Edit → Signing Option: Sign SAML response and assertion"),
    (Code::Unsigned, GOOGLE, "Google: Service provider details: tick Signed response"),
    (Code::Unsigned, KEYCLOAK, "Keycloak: Clients → Settings → Signature and Encryption: Sign documents on, Sign assertions on"),
    (Code::ResponseNotSigned, OKTA, "Okta: General → SAML Settings → Show Advanced Settings: Response Signed"),
    (Code::ResponseNotSigned, ENTRA, "Entra ID: SAML Certificates → Edit → Signing Option: Sign SAML response and assertion"),
    (Code::ResponseNotSigned, GOOGLE, "Google: Service provider details: tick Signed response"),
    (Code::ResponseNotSigned, ADFS, "ADFS: Set-AdfsRelyingPartyTrust -SamlResponseSignature MessageAndAssertion"),
    (Code::ResponseNotSigned, KEYCLOAK, "Keycloak: Clients → Settings → Signature and Encryption: Sign documents on"),
    (Code::SignatureUntrustedKey, OKTA, "Okta: Sign On → SAML Signing Certificates shows the active one"),
    (Code::SignatureUntrustedKey, ENTRA, "Entra ID: SAML Certificates → Certificate (Base64) of the one marked Active"),
    (Code::SignatureUntrustedKey, GOOGLE, "Google: Service provider details → Manage certificates shows the one in use"),
    (Code::SignatureUntrustedKey, ADFS, "ADFS: Service → Certificates → Token-signing, the primary one (AutoCertificateRollover changes it every year)"),
    (Code::SignatureUntrustedKey, KEYCLOAK, "Keycloak: Realm settings → Keys → the active RS256 key → Certificate"),
    (Code::EncryptedAssertion, OKTA, "Okta: Show Advanced Settings → Assertion Encryption: Unencrypted"),
    (Code::EncryptedAssertion, ENTRA, "Entra ID: Token encryption → deactivate the certificate"),
    (Code::EncryptedAssertion, KEYCLOAK, "Keycloak: Clients → Keys → Encrypt assertions off"),
    (Code::AttributeMisnamed, OKTA, "Okta: General → SAML Settings → Attribute Statements, correct Name (and use Name format Unspecified)"),
    (Code::AttributeMisnamed, ENTRA, "Entra ID: Attributes & Claims → the claim, set Name to the plain name and clear Namespace"),
    (Code::AttributeMisnamed, GOOGLE, "Google: SAML attribute mapping → App attributes, write the exact name"),
    (Code::AttributeMisnamed, ADFS, "ADFS: Edit Claim Issuance Policy → the rule, set Outgoing Claim Type to the plain name"),
    (Code::AttributeMisnamed, KEYCLOAK, "Keycloak: Clients → Client scopes → the mapper, set SAML Attribute Name (not only Friendly Name)"),
    (Code::AttributeMissing, OKTA, "Okta: General → SAML Settings → Attribute Statements, add the name"),
    (Code::AttributeMissing, ENTRA, "Entra ID: Attributes & Claims → Add new claim, Namespace left empty"),
    (Code::AttributeMissing, GOOGLE, "Google: SAML attribute mapping → Add mapping"),
    (Code::AttributeMissing, ADFS, "ADFS: Edit Claim Issuance Policy → Add Rule, Outgoing Claim Type the plain name"),
    (Code::AttributeMissing, KEYCLOAK, "Keycloak: Clients → Client scopes → Add mapper → User Attribute, SAML Attribute Name the plain name"),
    (Code::AttributeEmpty, OKTA, "Okta: Directory → People → the user → Profile: fill in what the attribute statement reads"),
    (Code::AttributeEmpty, ENTRA, "Entra ID: Users → the user: fill in the source attribute of the claim"),
    (Code::RoleUnknown, OKTA, "Okta: let the attribute statement for roles send agent, supervisor or admin, for example by an expression over groups"),
    (Code::RoleUnknown, ENTRA, "Entra ID: App registrations → App roles, set Value to agent, supervisor or admin; send user.assignedroles"),
    (Code::AlgorithmWeak, ENTRA, "Entra ID: SAML Certificates → Edit → Signing Algorithm: SHA-256"),
    (Code::AlgorithmWeak, OKTA, "Okta: Show Advanced Settings → Signature Algorithm RSA-SHA256, Digest Algorithm SHA256"),
    (Code::AlgorithmWeak, ADFS, "ADFS: Relying Party Trusts → Properties → Advanced → Secure hash algorithm: SHA-256"),
    (Code::AlgorithmWeak, KEYCLOAK, "Keycloak: Clients → Settings → Signature algorithm: RSA_SHA256"),
];

/// Puts the recognised product's own setting before the general lines of help.
pub(crate) fn name_settings(product: Option<&str>, findings: &mut [Finding]) {
    let Some(product) = product else { return };
    for finding in findings {
        let remedy = REMEDIES.iter().find(|(code, name, _)| *code == finding.code() && *name == product);
        if let Some((_, _, fix)) = remedy {
            finding.lead_with_fix((*fix).to_owned());
        }
    }
}
