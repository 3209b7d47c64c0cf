//! A validator with the service provider's private key, and what it says of an encrypted login.

use crate::{Encryption, Login, Shape, Signing, keys};
use chrono::{DateTime, TimeDelta, Utc};
use samlens::inspect::{Captured, Report};
use samlens::{
    Certificate, Code, DecryptionKey, IdentityProvider, InResponseTo, Login as Accepted, Policy, Profile,
    Rejection, ServiceProvider, Validator, ValidatorBuilder,
};

pub fn decryption_key(name: &str) -> DecryptionKey {
    DecryptionKey::from_pem(&keys::key(name).private.private_key_to_pem_pkcs8().unwrap()).unwrap()
}

pub fn builder(shape: Shape) -> ValidatorBuilder {
    let certificate = Certificate::from_pem(keys::idp().pem().as_bytes()).unwrap();
    let issuer = Login::new(shape).issuer;
    with_provider(IdentityProvider::builder(issuer).certificate(certificate).build().unwrap())
}

/// A validator that trusts another identity provider.
pub fn with_provider(provider: IdentityProvider) -> ValidatorBuilder {
    Validator::builder()
        .identity_provider(provider)
        .service_provider(
            ServiceProvider::new("https://sp.example.org/saml/metadata")
                .with_acs("https://sp.example.org/saml/acs"),
        )
        .profile(Profile::generic())
        .decryption_key(decryption_key("sp-encryption"))
}

pub fn validator() -> Validator {
    builder(Shape::Auth0).build().unwrap()
}

pub fn with_policy(edit: impl FnOnce(&mut Policy)) -> Validator {
    let mut policy = Policy::default();
    edit(&mut policy);
    builder(Shape::Auth0).policy(policy).build().unwrap()
}

pub fn encryption() -> Encryption {
    Encryption::new(keys::key("sp-encryption"))
}

pub fn signing() -> Signing {
    Signing::new(keys::idp())
}

/// Where the login is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// The Response, around the ciphertext.
    Around,
    /// The Assertion, inside it.
    Inside,
    Both,
    Nowhere,
}

/// A login whose assertion is encrypted.
pub fn login(shape: Shape, signed: Signed, encryption: Encryption) -> Login {
    let mut login = Login::new(shape).between(move |response| encryption.replace_assertion(response));
    if matches!(signed, Signed::Inside | Signed::Both) {
        login = login.sign_assertion(signing());
    }
    if matches!(signed, Signed::Around | Signed::Both) {
        login = login.sign_response(signing());
    }
    login
}

pub fn now(login: &Login) -> DateTime<Utc> {
    login.issue_instant.parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(60)
}

pub fn validate(validator: &Validator, login: &Login) -> Result<Accepted, Rejection> {
    validator.validate(&login.message().base64(), InResponseTo::Unchecked, now(login))
}

pub fn report(validator: &Validator, login: &Login) -> Report {
    let captured = Captured::from_xml(login.xml());
    validator.inspector().inspect_captured(&captured).at(now(login))
}

/// The code of `validate`; `accepted` where it accepts. `inspect` must have the same verdict.
pub fn code(validator: &Validator, login: &Login) -> String {
    let outcome = validate(validator, login);
    let report = report(validator, login);
    assert_eq!(
        report.verdict() == samlens::inspect::Verdict::Accepted,
        outcome.is_ok(),
        "{outcome:?} {report:#?}\n{}",
        login.xml()
    );
    outcome.err().map_or("accepted".to_owned(), |rejection| rejection.code().to_string())
}

/// What `inspect` says of why it could not be decrypted.
pub fn why(validator: &Validator, login: &Login) -> String {
    let report = report(validator, login);
    let finding = report.findings().iter().find(|finding| finding.code() == Code::DecryptionFailed);
    finding.unwrap_or_else(|| panic!("{:#?}", report.findings())).message().to_owned()
}

/// What the strict path says of everything that is wrong with a ciphertext or inside it.
pub const UNIFORM: &str =
    "SAML_VALIDATION_FAILED: decryption-failed: encrypted content could not be decrypted to signed content";

/// What the report says is wrong inside; the strict path says one thing, whatever it is.
pub fn inside(validator: &Validator, login: &Login) -> String {
    assert_eq!(validate(validator, login).unwrap_err().to_string(), UNIFORM);
    report(validator, login).root().unwrap().code().to_string()
}
