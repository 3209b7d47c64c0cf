//! A message that is intact has no damage to prove, whatever key is trusted.

use samlens::{Code, IdentityProvider, Profile, Validator};
use samlens_forge::forms::sample;
use samlens_forge::{Key, keys, messages};

/// How many messages; `SAMLENS_FORMS` sets another number.
fn number() -> u64 {
    std::env::var("SAMLENS_FORMS").ok().and_then(|n| n.parse().ok()).unwrap_or(400)
}

/// The codes that say something of the signature, by a validator that trusts this key.
fn said(xml: &str, issuer: &str, key: &Key) -> Vec<Code> {
    let certificate = messages::certificate(key.name);
    let provider = IdentityProvider::builder(issuer).certificates([certificate]).build().unwrap();
    let validator = Validator::builder().identity_provider(provider).profile(Profile::generic());
    let report = validator.inspector().inspect(xml).at(messages::now());
    let codes = report.findings().iter().map(samlens::Finding::code);
    codes
        .filter(|code| {
            let of_signature =
                [Code::SignatureProfile, Code::DigestMismatch, Code::SignatureValueMismatch, Code::Unsigned];
            of_signature.contains(code) || code.as_str().starts_with("digest-cause-")
        })
        .collect()
}

#[test]
fn valid_messages_in_all_accepted_forms_are_proved_damaged_by_nothing() {
    for number in 0..number() {
        let sample = sample(number);
        assert_eq!(said(&sample.xml, sample.issuer, sample.key), [], "{}\n{}", sample.what, sample.xml);
        // Signed by a key that is not trusted: another fault, and still no damage.
        if number % 4 == 0 {
            let other = said(&sample.xml, sample.issuer, keys::key("idp-rotated"));
            let causes = other.iter().any(|code| code.as_str().starts_with("digest-cause-"));
            assert!(!causes, "{other:?} {}", sample.what);
        }
    }
}

/// The same messages with one letter of a value changed are refused.
#[test]
fn changed_messages_in_all_accepted_forms_are_refused() {
    for number in 0..60 {
        let sample = sample(number);
        let name_id = sample.xml.find("NameID").unwrap();
        let at = name_id + sample.xml[name_id..].find("</").unwrap();
        let edited = format!("{}x{}", &sample.xml[..at], &sample.xml[at..]);
        assert!(!said(&edited, sample.issuer, sample.key).is_empty(), "{}", sample.what);
    }
}
