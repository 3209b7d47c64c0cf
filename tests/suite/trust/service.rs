//! Metadata of service providers.

use super::text::{document, key, x509};
use samlens::Limits;
use samlens::metadata::ServiceProviderMetadata;
use samlens_forge::keys;

const POST: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";
const ARTIFACT: &str = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact";

fn entity(attributes: &str, role: &str, content: &str) -> String {
    document(&format!(
        "<md:EntityDescriptor entityID='https://sp.example' {attributes}>\
         <md:SPSSODescriptor {role}>{content}</md:SPSSODescriptor></md:EntityDescriptor>"
    ))
}

/// A certificate of `fixtures/keys`.
fn certificate(usage: &str, name: &str) -> String {
    key(usage, &x509(&keys::key(name).der()))
}

fn acs(index: u16, binding: &str, location: &str, more: &str) -> String {
    format!("<md:AssertionConsumerService index='{index}' Binding='{binding}' Location='{location}' {more}/>")
}

fn read(xml: &str) -> ServiceProviderMetadata {
    ServiceProviderMetadata::from_metadata(xml, &Limits::default()).unwrap()
}

const SAML2: &str = "protocolSupportEnumeration='urn:oasis:names:tc:SAML:2.0:protocol'";

#[test]
fn everything_about_a_service_provider_is_read() {
    let content = [
        certificate(" use='signing'", "idp-rsa2048"),
        certificate(" use='encryption'", "sp-encryption"),
        "<md:SingleLogoutService Binding='urn:x' Location='https://sp.example/slo' ResponseLocation='https://sp.example/slo2'/>".to_owned(),
        "<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>".to_owned(),
        acs(0, ARTIFACT, "https://sp.example/artifact", ""),
        acs(7, POST, "https://sp.example/acs?a=1&amp;b=2", "isDefault='1'"),
        "<md:AttributeConsumingService index='0'><md:ServiceName xml:lang='de'>Dienst</md:ServiceName>\
         <md:ServiceName xml:lang='en'>Service</md:ServiceName><md:RequestedAttribute Name='mail' FriendlyName='Mail' \
         isRequired='true'/><md:RequestedAttribute Name='phone'/></md:AttributeConsumingService>".to_owned(),
    ];
    let role = format!("{SAML2} WantAssertionsSigned='true' AuthnRequestsSigned='1'");
    let sp = read(&entity("validUntil='2030-01-01T00:00:00Z'", &role, &content.concat()));
    assert_eq!((sp.entity_id(), sp.name()), ("https://sp.example", Some("Service")));
    assert!(sp.wants_assertions_signed() && sp.signs_requests());
    assert_eq!((sp.signing_certificates().len(), sp.encryption_certificates().len()), (1, 1));
    assert_eq!((sp.acs()[1].index, sp.acs()[1].is_default, sp.acs()[0].is_default), (Some(7), true, false));
    assert_eq!(sp.requested_attributes()[0].friendly_name.as_deref(), Some("Mail"));
    assert_eq!(
        (sp.requested_attributes()[0].is_required, sp.requested_attributes()[1].is_required),
        (true, false)
    );
    assert_eq!(sp.name_id_formats().len(), 1);
    let at = |instant: &str| instant.parse::<samlens::chrono::DateTime<samlens::chrono::Utc>>().unwrap();
    assert!(!sp.is_outdated(at("2029-12-31T23:59:59Z")) && sp.is_outdated(at("2030-01-01T00:00:00Z")));
    // Responses come by HTTP-POST, and values are exact.
    let expected = sp.service_provider();
    assert_eq!(expected.acs(), ["https://sp.example/acs?a=1&b=2"]);
    assert_eq!(expected.single_logout(), ["https://sp.example/slo", "https://sp.example/slo2"]);
    assert_eq!(expected.certificates(), sp.signing_certificates());
}

#[test]
fn without_an_address_for_post_all_count() {
    let sp = read(&entity("", SAML2, &acs(0, ARTIFACT, "https://sp.example/artifact", "")));
    assert_eq!(sp.acs_urls(), ["https://sp.example/artifact"]);
    assert!(!sp.wants_assertions_signed() && sp.valid_until().is_none());
}

#[test]
fn what_is_in_other_places_is_not_read() {
    let strange = format!(
        "<md:Extensions>{}{}</md:Extensions>",
        acs(0, POST, "https://evil.example/acs", ""),
        certificate("", "idp-rsa2048")
    );
    let sp = read(&entity("", SAML2, &strange));
    assert!(sp.acs().is_empty() && sp.signing_certificates().is_empty());
}

#[test]
fn only_one_service_provider_for_saml_2_is_taken() {
    let of =
        |xml: &str| ServiceProviderMetadata::from_metadata(xml, &Limits::default()).unwrap_err().to_string();
    let saml1 = entity("", "protocolSupportEnumeration='urn:oasis:names:tc:SAML:1.1:protocol'", "");
    assert_eq!(of(&saml1), "the metadata has no service provider");
    let two = format!(
        "<EntitiesDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata'>{0}{0}</EntitiesDescriptor>",
        entity("", SAML2, "")
    );
    assert_eq!(of(&two), "the metadata has 2 service providers: https://sp.example, https://sp.example");
    assert!(of("<note/>").contains("the root element is note"));
    assert!(of(&entity("", SAML2, "")[..60]).contains("cannot be read"));
}
