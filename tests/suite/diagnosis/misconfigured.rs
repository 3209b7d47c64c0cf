//! Identity providers and services that are set up wrongly.

use super::{Case, at_flex, idp, row, signed};
use samlens::{Code, Profile};
use samlens_forge::{Attribute, KeyInfo, Login, Part, Shape, Signing, flex, keys, login};

/// Identity providers and services that are set up wrongly.
pub fn cases() -> Vec<Case> {
    use Code::*;
    let auth0 = || signed(Shape::Auth0);
    let plain = |name, login: Login, root, help| row(name, &login, &login.message(), root, help);
    let responder = |sub: &'static str| format!("urn:oasis:names:tc:SAML:2.0:status:{sub}");
    let refused = |name, top: &str, sub: &'static str, help| {
        let login = at_flex(Shape::Auth0).refused(&[top, &responder(sub)], Some("no")).sign_response(idp());
        row(name, &login, &login.message(), StatusNotSuccess, help)
    };
    let attributes = |shape: Shape, edit: &dyn Fn(Login) -> Login| edit(at_flex(shape)).sign_response(idp());
    let roles = |name, values: &[&str], help| {
        let login = at_flex(Shape::Auth0).attribute("roles", values).sign_response(idp());
        row(name, &login, &login.message(), RoleCoreMissing, help)
    };
    let claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims";
    let mut cases = vec![
        refused("NameID policy", login::REQUESTER, "InvalidNameIDPolicy", &["NameID"]),
        refused("authentication failed", login::RESPONDER, "AuthnFailed", &["Auth0"]),
        refused("no session for a silent login", login::RESPONDER, "NoPassive", &[]),
        refused("authentication context", login::RESPONDER, "NoAuthnContext", &[]),
        refused("request denied", login::RESPONDER, "RequestDenied", &[]),
        plain("success without assertion", at_flex(Shape::Auth0).without(Part::Assertion).sign_response(idp()), AssertionMissing, &["log"]),
        plain("audience with a slash", auth0().audiences(&["urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d/"]), AudienceMismatch, &["Auth0", "\"audience\""]),
        plain("legacy audience", auth0().audiences(&[flex::LEGACY_SP_ENTITY_ID]), AudienceMismatch, &["\"audience\""]),
        plain("ACS URL as audience", auth0().audiences(&[flex::ACS]), AudienceMismatch, &["\"audience\""]),
        plain("sample audience", auth0().audiences(&["urn:foo"]), AudienceMismatch, &["urn:flex:JQ"]),
        plain("Okta's audience", signed(Shape::Okta).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Audience URI"]),
        plain("Entra's audience", signed(Shape::EntraId).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Identifier (Entity ID)"]),
        plain("Google's audience", signed(Shape::Google).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Service provider details"]),
        plain("ADFS' audience", signed(Shape::Adfs).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Relying party identifier"]),
        plain("Keycloak's audience", signed(Shape::Keycloak).audiences(&["https://flex.twilio.com"]), AudienceMismatch, &["Client ID"]),
        plain("no audience", auth0().audiences(&[]), AudienceMissing, &["\"audience\""]),
        plain("another service altogether", auth0().audiences(&["urn:foo"]).acs("https://other.example/acs"), AudienceMismatch, &["\"audience\""]),
        plain("destination over http", auth0().acs("http://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d"), DestinationMismatch, &["\"destination\""]),
        plain("no destination", auth0().destination(None), DestinationMissing, &["\"destination\""]),
        plain("recipient without query", auth0().recipient(Some("https://login.flex.us1.twilio.com/login/callback")), RecipientMismatch, &["\"recipient\""]),
        plain("no recipient", auth0().recipient(None), RecipientMissing, &["recipient"]),
        plain("issuer without urn:", auth0().issuer("acme-dev.us.auth0.com"), IssuerMismatch, &["Issuer"]),
        plain("issuer of the service provider's form", auth0().issuer("urn:auth0:acme-dev:samlp"), IssuerMismatch, &["change the issuer at the identity provider"]),
        plain("issuer with blanks", auth0().issuer(" urn:acme-dev.us.auth0.com "), IssuerMismatch, &["Issuer"]),
        plain("Okta's issuer", signed(Shape::Okta), IssuerMismatch, &["Identity Provider Issuer"]).issuer("https://www.okta.com/exk1fcia6d6EMsf331d8"),
        plain("Entra's issuer without slash", signed(Shape::EntraId), IssuerMismatch, &["slash at the end"]).issuer("https://sts.windows.net/3f2a9d5c-6d1e-4b7a-9f0e-2c8b7a6d5e4f"),
        plain("ADFS' issuer with https", signed(Shape::Adfs), IssuerMismatch, &["with http"]).issuer("https://adfs.example.org/adfs/services/trust"),
        plain("Keycloak's issuer", signed(Shape::Keycloak), IssuerMismatch, &["/auth before /realms"]).issuer("https://keycloak.example.org/auth/realms/acme"),
        plain("two issuers", auth0().response_issuer("urn:globex-dev.us.auth0.com"), IssuerDiffers, &["issuer"]),
        plain("another tenant", at_flex(Shape::Auth0).issuer("urn:globex-dev.us.auth0.com").sign_response(Signing::new(keys::key("other-tenant"))).audiences(&["urn:flex:JQ1"]), IssuerMismatch, &["tenant"]),
        plain("expired", auth0(), AssertionExpired, &[]).at(Some("2026-01-15T15:00:00Z")),
        plain("clock behind", auth0(), AssertionNotYetValid, &["clock"]).at(Some("2026-01-15T09:50:00Z")),
        plain("an old capture", auth0(), CaptureStale, &["--at 2026-01-15T10:00:00Z"]).at(None),
        plain("an old capture for another audience", auth0().audiences(&["urn:foo"]), AudienceMismatch, &["\"audience\""]).at(None),
        plain("time with an offset", auth0().conditions(Some("2026-01-15T10:00:00+01:00"), Some("2026-01-15T11:00:00Z")), TimeMalformed, &[]),
        plain("period reversed", auth0().conditions(Some("2026-01-15T11:00:00Z"), Some("2026-01-15T10:00:00Z")), PeriodReversed, &[]),
        plain("session over", auth0().session_not_on_or_after(Some("2026-01-15T09:00:00Z")), SessionExpired, &[]),
        plain("no conditions", at_flex(Shape::Auth0).without(Part::Conditions).sign_response(idp()), ConditionsMissing, &[]),
        plain("no AuthnStatement", at_flex(Shape::Auth0).without(Part::AuthnStatement).sign_response(idp()), AuthnStatementMissing, &[]),
        plain("unsigned", at_flex(Shape::Auth0), Unsigned, &["signResponse"]),
        plain("unsigned by Okta", at_flex(Shape::Okta), Unsigned, &["set Response to Signed"]),
        plain("unsigned by Google", at_flex(Shape::Google), Unsigned, &["Signed response"]),
        plain("rotated key", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("idp-rotated"))), SignatureUntrustedKey, &["X.509 Certificate"]),
        plain("look-alike key", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("attacker-rsa2048"))), SignatureUntrustedKey, &["do not accept the message"]),
        plain("key of another tenant", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("other-tenant"))), SignatureUntrustedKey, &["tenant"]),
        plain("rotated key at ADFS", at_flex(Shape::Adfs).sign_response(Signing::new(keys::key("idp-rotated"))), SignatureUntrustedKey, &["Token-signing"]),
        plain("unknown key, none embedded", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("idp-rotated")).key_info(KeyInfo::Absent)), SignatureValueMismatch, &["metadata"]),
        plain("expired certificate", auth0(), CertificateExpired, &["certificate"]).key(keys::key("idp-expired")),
        plain("certificate of the future", auth0(), CertificateNotYetValid, &[]).key(keys::key("idp-not-yet-valid")),
        plain("small key", at_flex(Shape::Auth0).sign_response(Signing::new(keys::key("idp-rsa1024"))), KeyTooSmall, &[]).key(keys::key("idp-rsa1024")),
        row("content changed in an unknown way", &auth0(), &auth0().message().replace(">north<", ">nurth<"), DigestMismatch, &["base64"]),
        plain("NameID missing", at_flex(Shape::Auth0).without(Part::NameId).sign_response(idp()), NameIdMissing, &[]),
        plain("NameID empty", auth0().name_id("", None), NameIdEmpty, &[]),
        plain("roles under Auth0's namespace", attributes(Shape::Auth0, &|l| l.rename_attribute("roles", "http://schemas.auth0.com/roles")), AttributeMisnamed, &["mapUnknownClaimsAsIs"]),
        plain("fullName", attributes(Shape::Auth0, &|l| l.rename_attribute("full_name", "fullName")), AttributeMisnamed, &["setAttribute('full_name'"]),
        plain("Role at Okta", attributes(Shape::Okta, &|l| l.rename_attribute("roles", "Role")), AttributeMisnamed, &["Attribute Statements"]),
        plain("e-mail as a claim URI at Entra", attributes(Shape::EntraId, &move |l| l.rename_attribute("email", &format!("{claims}/emailaddress"))), AttributeMisnamed, &["Namespace"]),
        plain("name with blanks at Google", attributes(Shape::Google, &|l| l.rename_attribute("full_name", "Full Name")), AttributeMisnamed, &["App attributes"]),
        plain("claim at ADFS", attributes(Shape::Adfs, &move |l| l.rename_attribute("email", &format!("{claims}/emailaddress"))), AttributeMisnamed, &["Outgoing Claim Type"]),
        plain("OID at Keycloak", attributes(Shape::Keycloak, &|l| {
            let mail = Attribute::new("urn:oid:1.2.840.113549.1.9.1", &["mara.oduya@example.org"]).friendly_name("email");
            l.without_attribute("email").push_attribute(mail)
        }), AttributeMisnamed, &["SAML Attribute Name"]),
        plain("no team", attributes(Shape::Auth0, &|l| l.without_attribute("team")), AttributeMissing, &["setAttribute('team'"]),
        plain("no roles at Okta", attributes(Shape::Okta, &|l| l.without_attribute("roles")), AttributeMissing, &["Attribute Statements"]),
        plain("empty roles", attributes(Shape::Auth0, &|l| l.attribute("roles", &[""])), AttributeEmpty, &["app_metadata"]),
        roles("administrator", &["administrator"], &["app_metadata"]),
        roles("role in upper case", &["Supervisor"], &["lower case"]),
        roles("roles as JSON text", &["[\"agent\"]"], &["flex.roles"]),
        roles("roles with semicolons", &["agent;supervisor"], &["flex.roles"]),
        roles("Insights alone", &["wfo.full_access"], &["wfo.*"]),
    ];
    let mut standard = at_flex(Shape::Auth0);
    standard.attributes = Shape::Auth0.attributes();
    cases.push(plain("the Action did not run", standard.sign_response(idp()), ActionNotRun, &["Deploy"]));
    let mut other = plain("answers another request", auth0(), InResponseToMismatch, &[]);
    other.request = Some("_another");
    cases.push(other);
    let mut unsolicited = plain("answers a request that was not sent", auth0(), Unsolicited, &[]);
    unsolicited.idp_initiated = true;
    cases.push(unsolicited);
    let mut weak = plain(
        "SHA-1 under a strict profile",
        at_flex(Shape::Auth0).sign_response(idp().sha1()),
        AlgorithmWeak,
        &["sha256"],
    );
    weak.profile = Profile::generic();
    cases.push(weak);
    cases
}
