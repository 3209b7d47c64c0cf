//! Auth0 into Twilio Flex: the deployment of the samples.

use super::login::{EMAIL_ADDRESS, Login};
use super::metadata::{IdpMetadata, idp_metadata};
use super::shape::Shape;
use super::{AuthnRequest, Har, Message, Signing, keys};

/// Issuer of the tenant.
pub const ISSUER: &str = "urn:acme-dev.us.auth0.com";
/// The SSO connection at Twilio.
pub const CONNECTION: &str = "JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d";
/// Audience of the enhanced endpoint.
pub const SP_ENTITY_ID: &str = "urn:flex:JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d";
/// Assertion consumer service of the enhanced endpoint.
pub const ACS: &str =
    "https://login.flex.us1.twilio.com/login/callback?connection=JQ0f4c1d7e9a3b58264c6d8e1f2a3b4c5d";
/// Audience of the legacy endpoint.
pub const LEGACY_SP_ENTITY_ID: &str =
    "https://iam.twilio.com/v1/Accounts/AC5d4c3b2a1f8e6d4c62853b9a7e1d0f4c/saml2/metadata";
/// ID of the AuthnRequest that the samples answer.
pub const REQUEST_ID: &str = "_7a1c5e9b3d2f4806";
/// Where the tenant signs people in.
pub const SSO_URL: &str = "https://acme-dev.us.auth0.com/samlp/bQ3kvTt1ykRr0PpuPhx8vFgNkJd2mCzE";
/// When the samples were issued.
pub const ISSUED: &str = "2026-01-15T10:00:00.000Z";
/// A minute later, when they are judged.
pub const AT: &str = "2026-01-15T10:01:00Z";
/// The RelayState that comes along.
pub const RELAY_STATE: &str = "https://flex.twilio.com/acme-1234";

/// A login of Mara Oduya, agent in team north, unsigned.
pub fn login() -> Login {
    Login::new(Shape::Auth0)
        .issuer(ISSUER)
        .ids("_d41a0f6b2c7e9835a1f0", "_pT3xW8qZbV6nLk2HsRy9CmJf5GdAe7Uo")
        .acs(ACS)
        .audiences(&[SP_ENTITY_ID])
        .in_response_to(Some(REQUEST_ID))
        .issued(ISSUED, 3600)
        .session_index(Some("_Kd8sLq2vXn5tRb7yHw3jPc9mZf6gAe1U"))
        .name_id("mara.oduya@example.org", Some(EMAIL_ADDRESS))
}

/// The same with the Response signed, as Twilio's Auth0 page says (`signResponse: true`).
pub fn signed() -> Login {
    login().sign_response(Signing::new(keys::idp()))
}

/// Metadata of the tenant.
pub fn metadata() -> IdpMetadata {
    idp_metadata(ISSUER, &[keys::idp()])
}

/// Metadata of the service provider: signed assertions wanted at the one ACS URL.
pub fn sp_metadata() -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{SP_ENTITY_ID}">
  <SPSSODescriptor WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>
    <AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{ACS}" index="0" isDefault="true"/>
  </SPSSODescriptor>
</EntityDescriptor>
"#
    )
}

/// The request that the samples answer.
pub fn request() -> AuthnRequest {
    AuthnRequest {
        id: REQUEST_ID.to_owned(),
        issuer: SP_ENTITY_ID.to_owned(),
        acs: ACS.to_owned(),
        destination: SSO_URL.to_owned(),
        issue_instant: "2026-01-15T09:59:31.204Z".to_owned(),
    }
}

/// What a browser records of a whole login: Flex, the request, the message, Flex again.
pub fn har(message: &Message) -> String {
    Har::new("2026-01-15T09:59:31.011Z")
        .get(RELAY_STATE)
        .at("2026-01-15T09:59:31.377Z")
        .get(&request().redirect_url(Some(RELAY_STATE)))
        .at("2026-01-15T10:00:02.417Z")
        .post(message, Some(RELAY_STATE))
        .at("2026-01-15T10:00:02.983Z")
        .get(RELAY_STATE)
        .text()
}
