//! The crates.

use crate::cases::{ALL, Needs};
use crate::{Answer, Library, Peer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use samlens::{IdentityProvider, InResponseTo, ServiceProvider, Validator};
use samlens_forge::measured::{Floor, validator};
use samlens_forge::{Message, flex, keys};
use std::time::SystemTime;

/// The cases are put to the default policy, because the profile for Twilio Flex accepts SHA-1 with a warning.
pub(crate) fn all<'p>(now: DateTime<Utc>, default_policy: bool) -> Vec<Peer<'p>> {
    let validator = if default_policy { generic() } else { validator() };
    vec![samlens(now, validator), bergshamra(), xml_sec(), samael(), saml_rs()]
}

fn peer<'p>(
    name: &str,
    checks: &'static str,
    judges: &'static [Needs],
    judge: impl FnMut(&str) -> Answer + 'p,
) -> Peer<'p> {
    Peer { name: name.to_owned() + &version(name), checks, judges, library: Library::Here(Box::new(judge)) }
}

/// The version of a crate in the lock file: the last one, if there are several.
fn version(name: &str) -> String {
    let package = format!("\nname = \"{name}\"\nversion = \"");
    let version =
        include_str!("../Cargo.lock").split(&package).last().and_then(|rest| rest.split('"').next());
    version.filter(|_| name != "floor").map_or(String::new(), |version| format!(" {version}"))
}

/// What each is given is base64, as it is posted.
fn decode(text: &str) -> Result<String, String> {
    STANDARD.decode(text).map_err(reason).and_then(|bytes| String::from_utf8(bytes).map_err(reason))
}

fn reason(error: impl ToString) -> String {
    error.to_string()
}

pub(crate) fn floor<'p>(message: &Message) -> Peer<'p> {
    let mut floor = Floor::new(message);
    peer("floor", "base64, SHA-256 of the assertion, RSA verify with a parsed key", &[], move |_| {
        floor.usual().then(String::new).ok_or_else(String::new)
    })
}

fn generic() -> Validator {
    let provider = IdentityProvider::from_metadata(&flex::metadata().xml());
    let service = ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS);
    let builder =
        Validator::builder().identity_provider(provider.expect("metadata")).service_provider(service);
    builder.build().expect("a validator")
}

fn samlens<'p>(now: DateTime<Utc>, validator: Validator) -> Peer<'p> {
    peer("samlens", "signature, every check of the profile for Twilio Flex, to a `Login`", ALL, move |text| {
        let login = validator.validate(text, InResponseTo::Unchecked, now).map_err(reason)?;
        Ok(login.name_id().to_owned())
    })
}

fn bergshamra<'p>() -> Peer<'p> {
    let key = ::bergshamra::keys::loader::load_x509_cert_pem(keys::idp().pem().as_bytes()).expect("a key");
    let mut manager = ::bergshamra::KeysManager::new();
    manager.add_key(key);
    let context = ::bergshamra::DsigContext::new(manager);
    peer("bergshamra", "signature only", &[Needs::Text, Needs::Key], move |text| match ::bergshamra::verify(
        &context,
        &decode(text)?,
    )
    .map_err(reason)?
    {
        ::bergshamra::VerifyResult::Valid { .. } => Ok(String::new()),
        _ => Err("not valid".to_owned()),
    })
}

fn xml_sec<'p>() -> Peer<'p> {
    let pem = keys::idp().certificate.public_key().and_then(|key| key.public_key_to_pem()).expect("a key");
    let pem = String::from_utf8(pem).expect("PEM");
    peer("xml-sec", "signature only; the key is read each time", &[Needs::Text, Needs::Key], move |text| {
        let result = ::xml_sec::xmldsig::verify_signature_with_pem_key(&decode(text)?, &pem, false);
        match result.map_err(reason)?.status {
            ::xml_sec::xmldsig::DsigStatus::Valid => Ok(String::new()),
            _ => Err("not valid".to_owned()),
        }
    })
}

fn samael<'p>() -> Peer<'p> {
    let provider = ::samael::service_provider::ServiceProviderBuilder::default()
        .entity_id(flex::SP_ENTITY_ID.to_owned())
        .acs_url(flex::ACS.to_owned())
        .allow_idp_initiated(true)
        .max_issue_delay(chrono::Duration::hours(1))
        .idp_metadata(
            flex::metadata().xml().parse::<::samael::metadata::EntityDescriptor>().expect("metadata"),
        )
        .build()
        .expect("a service provider");
    let checks = "signature (libxmlsec1), issuer, audience, times, recipient";
    peer("samael", checks, ALL, move |text| {
        let assertion = provider.parse_base64_response(text, None).map_err(reason)?;
        let name_id = assertion.subject.and_then(|subject| subject.name_id).map(|name_id| name_id.value);
        Ok(name_id.unwrap_or_default())
    })
}

fn saml_rs<'p>() -> Peer<'p> {
    use ::saml_rs::{
        AcsEndpoint, BrowserInput, EntityId, FormField, IdpDescriptor, MetadataTrustPolicy, ReplayPolicy,
        Saml, SamlValidationContext, SpConfig, SpValidationPolicy, SsoResponse,
    };
    let config = SpConfig::builder(EntityId::try_new(flex::SP_ENTITY_ID).expect("an entity ID"))
        .acs_endpoint(AcsEndpoint::post(flex::ACS).expect("a URL"))
        .validation(SpValidationPolicy::recommended())
        .build()
        .expect("a configuration");
    let sp = Saml::sp(config).expect("a service provider");
    let idp = IdpDescriptor::from_metadata_xml_for(
        EntityId::try_new(flex::ISSUER).expect("an entity ID"),
        &flex::metadata().xml(),
        MetadataTrustPolicy::UnsignedForCompatibility,
    )
    .expect("metadata");
    let checks = "signature, issuer, audience, times, destination, recipient (preset `recommended`)";
    peer("saml-rs", checks, ALL, move |text| {
        let context = SamlValidationContext::new(SystemTime::now(), ReplayPolicy::DisabledForCompatibility);
        let input = BrowserInput::<SsoResponse>::post(vec![FormField::new("SAMLResponse", text)]);
        let session = sp.accept_unsolicited_sso(&idp, input, context).map_err(reason)?;
        Ok(session.name_id().value().to_owned())
    })
}
