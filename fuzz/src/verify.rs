//! A changed message is accepted only where what is read is what was signed, to the canonical byte.

use super::c14n::canonical;
use super::mutate::{Choices, mutate};
use chrono::{DateTime, Utc};
use samlens::internals::xml::canonical::Method;
use samlens::internals::xml::{Document, Element, Namespace};
use samlens::{
    Certificate, IdentityProvider, InResponseTo, Limits, Login, Profile, ServiceProvider, Validator,
};
use std::path::Path;

/// A validly signed message, the validator that accepts it, and what it says.
pub struct Seed {
    pub name: String,
    pub text: String,
    pub validator: Validator,
    pub at: DateTime<Utc>,
    pub certificate: Vec<u8>,
    signed: Vec<String>,
    says: String,
}

/// The accepted cases of `fixtures/cases` that one key of the identity provider signs.
pub fn seeds(corpus: &Path) -> Vec<Seed> {
    let mut folders: Vec<_> = std::fs::read_dir(corpus.join("accepted"))
        .expect("fixtures/cases/accepted")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    folders.sort();
    folders.iter().filter_map(|folder| seed(folder)).collect()
}

fn seed(folder: &Path) -> Option<Seed> {
    let data = std::fs::read(folder.join("case.json")).ok()?;
    let data: serde_json::Value = serde_json::from_slice(&data).ok()?;
    let text = std::fs::read_to_string(folder.join("response.xml")).ok()?;
    let expectations = &data["expectations"];
    let entity = &data["trust"]["identity_providers"][0];
    let [path] = entity["certificates"].as_array()?.as_slice() else { return None };
    let plain = expectations["profile"] == "generic" && expectations.get("policy").is_none();
    if !plain || text.len() > 20_000 {
        return None;
    }
    let pem = std::fs::read(folder.join(path.as_str()?)).ok()?;
    let certificate = Certificate::from_pem(&pem).ok()?;
    let der = certificate.der().to_vec();
    let provider =
        IdentityProvider::builder(entity["entity_id"].as_str()?).certificate(certificate).build().ok()?;
    let sp = ServiceProvider::new(expectations["sp_entity_id"].as_str()?)
        .with_acs(expectations["acs"][0].as_str()?);
    let validator = Validator::builder()
        .identity_provider(provider)
        .service_provider(sp)
        .profile(Profile::generic())
        .build()
        .ok()?;
    let at = data["at"].as_str()?.parse().ok()?;
    let login = validator.validate_xml(&text, InResponseTo::Unchecked, at).ok()?;
    let (signed, says) = (signed(&text), says(&login));
    // A text that declares another encoding than UTF-8 is transcoded before it is parsed, which this reader does not.
    if signed.is_empty() {
        return None;
    }
    let name = folder.file_name()?.to_str()?.to_owned();
    Some(Seed { name, text, validator, at, certificate: der, signed, says })
}

/// The canonical text of every element that carries a signature, without that signature.
fn signed(text: &str) -> Vec<String> {
    let Ok(document) = Document::parse(text, &Limits::default()) else { return Vec::new() };
    document
        .elements()
        .filter(|element| element.is(Namespace::DS, "Signature"))
        .filter_map(|signature| Some(canonical(signature.parent()?, method(signature), &[], Some(signature))))
        .collect()
}

/// The method of the reference: by the inclusive one, `xml:lang` may be on the signed element or above it.
fn method(signature: Element<'_>) -> Method {
    let exclusive = |transform: Element<'_>| {
        let algorithm = transform.attribute("Algorithm").unwrap_or_default();
        transform.is(Namespace::DS, "Transform")
            && algorithm.starts_with("http://www.w3.org/2001/10/xml-exc-c14n#")
    };
    if signature.descendants().any(exclusive) { Method::Exclusive } else { Method::Inclusive }
}

/// Everything that a login says, in a text.
fn says(login: &Login) -> String {
    let attributes: Vec<_> = login
        .attributes()
        .map(|attribute| (attribute.name(), attribute.values().collect::<Vec<_>>()))
        .collect();
    format!(
        "{:?}",
        (
            login.issuer(),
            login.assertion_id(),
            login.name_id(),
            login.name_id_format(),
            login.session_index(),
            attributes
        )
    )
}

/// What became of a changed message.
pub struct CheckOutcome {
    pub text: String,
    /// Nothing where it was accepted.
    pub refused: Option<samlens::Code>,
}

/// Changes a seed; panics where the change was accepted although it changes what is read.
pub fn verify(seeds: &[Seed], choices: &mut Choices) -> Option<CheckOutcome> {
    let seed = seeds.get(choices.below(seeds.len()))?;
    let text = mutate(&seed.text, choices);
    Some(CheckOutcome { refused: judge(seed, &text), text })
}

/// Judges a changed text of this seed, and checks the property.
pub fn judge(seed: &Seed, text: &str) -> Option<samlens::Code> {
    match seed.validator.validate_xml(text, InResponseTo::Unchecked, seed.at) {
        Err(rejection) => Some(rejection.code()),
        Ok(login) => {
            assert_eq!(says(&login), seed.says, "{}: another login was accepted: {text}", seed.name);
            let signed = signed(text);
            assert!(!signed.is_empty(), "{}: accepted without a signature: {text}", seed.name);
            for one in &signed {
                assert!(seed.signed.contains(one), "{}: other bytes were signed: {text}", seed.name);
            }
            None
        }
    }
}
