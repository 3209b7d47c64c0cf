//! Why something was not decrypted: known inside, explained to a person who has the key, never to a sender.

use super::DecryptionKey;
use super::key::fingerprint;
use crate::finding::Detail;
use crate::trust::Certificate;
use crate::xml::Element;
use crate::{Code, Finding, Severity};

/// What kept something from being decrypted, and where.
pub(crate) struct DecryptionFailure<'t> {
    pub(super) element: Element<'t>,
    pub(super) reason: Reason,
}

pub(super) enum Reason {
    /// Not as XML Encryption and SAML have it.
    Malformed(&'static str),
    TooManyKeys(usize),
    TooManyOperations(usize),
    UnknownAlgorithm(String),
    /// An algorithm that the policy does not allow here.
    Refused {
        algorithm: String,
        rule: &'static str,
        fix: &'static str,
        /// The key of samlens.toml that accepts it, if there is one for this message.
        policy: Option<&'static str>,
        /// A verified signature around the ciphertext would make it acceptable.
        not_covered: bool,
    },
    /// No key at hand is the one that it was encrypted for.
    OtherKey {
        certificate: Option<Box<Certificate>>,
        bits: usize,
    },
    KeyTooSmall {
        bits: u32,
        least: u32,
    },
    /// The key fits by its size, but does not open the content key.
    WrongKey,
    /// The content key was decrypted, but the content was not.
    Content {
        authenticated: bool,
    },
    NotUtf8,
}

impl DecryptionFailure<'_> {
    /// The explanation, for `inspect` alone.
    pub(crate) fn explain(&self, keys: &[DecryptionKey]) -> Finding {
        let new =
            |message: String| Finding::new(Code::DecryptionFailed, message).at(Some(self.element.location()));
        let given = || {
            let lines = keys.iter().map(|key| {
                format!("RSA {}, SHA-256 of the public key {}", key.bits(), key.public_key_fingerprint())
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        match &self.reason {
            Reason::Malformed(what) => new(format!("it cannot be decrypted: {what}"))
                .with_fix("capture the message again as base64 (the value of SAMLResponse); if the fault is still there, report it to the identity provider"),
            Reason::TooManyKeys(most) => new(format!("more than {most} encrypted keys belong to one ciphertext"))
                .with_fix("configure the identity provider to send one encrypted key: the one for this service"),
            Reason::TooManyOperations(most) => new(format!("decrypting it would take more than {most} private-key operations"))
                .with_fix("give fewer keys, or send fewer encrypted keys"),
            Reason::UnknownAlgorithm(uri) => new("the algorithm is not supported".to_owned())
                .with_detail(Detail::UnknownAlgorithm)
                .with_actual(uri.as_str())
                .with_expected("AES-GCM or AES-CBC, with the key under RSA-OAEP")
                .with_fix("set AES-256-GCM and RSA-OAEP at the identity provider"),
            Reason::Refused { algorithm, rule, fix, policy, not_covered } => {
                let finding = new(format!("{algorithm} is refused: {rule}"))
                    .with_detail(Detail::RefusedAlgorithm { not_covered: *not_covered, policy: *policy })
                    .with_actual(algorithm.as_str())
                    .with_expected("aes256-gcm with rsa-oaep");
                match policy {
                    Some(key) => finding.with_fix(allowing(key)).with_fix(*fix),
                    None => finding.with_fix(*fix),
                }
            }
            Reason::OtherKey { certificate, bits } => {
                let finding = new(format!("it was encrypted for another key ({bits} bits), not for one that was given")).with_expected(given());
                match certificate {
                    Some(certificate) => finding.with_actual(format!(
                        "{}, serial {}, SHA-256 {}; SHA-256 of the public key {}",
                        certificate.subject(),
                        certificate.serial(),
                        certificate.sha256_fingerprint(),
                        fingerprint(certificate.public_key().spki_der()),
                    )),
                    None => finding.with_actual(format!("an RSA key of {bits} bits, not named in the message")),
                }
                .with_fix("give the private key of the certificate that the identity provider encrypts for, or enter the certificate of this service there")
            }
            Reason::KeyTooSmall { bits, least } => new(format!("the private key has {bits} bits, fewer than {least}"))
                .with_actual(format!("RSA {bits}"))
                .with_expected(format!("RSA {least} or more"))
                .with_fix("make a new key pair for encryption and give its certificate to the identity provider"),
            Reason::WrongKey => new("the private key does not decrypt the encrypted key: it was encrypted for another key, or it is damaged".to_owned())
                .with_expected(given())
                .with_fix("compare the certificate that the identity provider encrypts for with this key: `openssl x509 -noout -pubkey` and `openssl pkey -pubout` must print the same"),
            Reason::Content { authenticated: true } => new("the content does not pass its authentication tag: it was changed after it was encrypted, or its tag or initialization vector has a wrong length".to_owned())
                .with_fix("capture the message again as base64 (the value of SAMLResponse)"),
            Reason::Content { authenticated: false } => new("the content does not decrypt to whole blocks with valid padding: it was changed or cut".to_owned())
                .with_fix("capture the message again as base64 (the value of SAMLResponse)"),
            Reason::NotUtf8 => new("what was decrypted is not UTF-8".to_owned())
                .with_fix("report it to the identity provider: the plaintext must be an XML element in UTF-8"),
        }
    }
}

/// The line of help that names the key of samlens.toml which accepts an algorithm.
pub(crate) fn allowing(key: &str) -> String {
    format!("or allow it, as other libraries do: `{key} = true` under [policy] in samlens.toml")
}

/// The one answer of `validate`, whatever went wrong (see the text of the module).
pub(crate) fn uniform() -> Finding {
    Finding::new(Code::DecryptionFailed, "encrypted content could not be decrypted to signed content")
        .with_severity(Severity::Error)
        .with_fix("inspect the message: the report says why")
}
