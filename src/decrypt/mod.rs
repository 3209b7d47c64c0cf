//! XML Encryption, opened with the service provider's keys.
//!
//! It runs before the module `signature`, which decides what of a plaintext is proved. This module only says that a
//! plaintext is the content of a ciphertext ([`Opened`], with one constructor).
//!
//! An attacker who can send messages can send ciphertexts, and learns from every difference between two answers (XML
//! Encryption 1.1, section 6.1; Jager and Somorovsky, "How to Break XML Encryption", CCS 2011; Jager, Schinzel and
//! Somorovsky, "Bleichenbacher's Attack Strikes Again", ESORICS 2012). So
//!
//! - a signature around the ciphertext is verified before anything is decrypted;
//! - what an attacker could use for trials is refused outside such a signature: PKCS#1 v1.5 and Triple DES whatever the
//!   policy, CBC unless the policy names it;
//! - wrong padding, wrong tag, broken XML, wrong structure and a missing or wrong signature inside are one answer,
//!   `decryption-failed`, below a verified signature too: one of several identity providers may sign around what another
//!   encrypted. Where there is no plaintext a decoy takes its place, so that parsing, digesting and
//!   verifying still take place. That makes the times similar, not constant.
//!
//! What is left of it, as `cargo bench --bench decrypt_timing` measures it (medians of 2,000 interleaved rounds, one login
//! with an RSA key of 2048 bits, two idle cores; two runs differ by as much as the figures do, quartiles lie 80 µs below
//! and 150 to 200 µs above):
//!
//! - GCM outside a signature: an accepted login takes 846 µs; wrong tag 837, truncated tag 836, wrong content key 835, key
//!   transport that does not open 839, a plaintext cut off 860, two assertions 857. Below a signature: accepted 794, all
//!   these 804 to 822.
//! - CBC outside a signature, where the policy allows it: accepted 856 µs, wrong padding 839, right padding over garbled
//!   XML 835, XML that breaks at its very end 845. How far the XML reads before it breaks can be told by some 10 to 20 µs
//!   of 5 KB, so this remains an oracle for the patient, and is why it must be named in the policy. Below a signature:
//!   accepted 944, wrong padding 961, garbled 964, broken at its end 963.
//! - PKCS#1 v1.5 inside a signature, where the policy allows it: accepted 969 µs, right padding with a wrong content key
//!   981, with a wrong tag 977, wrong padding 987. Outside a signature it is refused in 72 µs, before any private-key
//!   operation.
//! - Changed after the Response was signed: refused in 38 µs, before anything is decrypted.

mod binding;
mod content;
mod encrypted;
mod failure;
mod key;
mod key_transport;
mod plaintext;

#[cfg(feature = "inspect")]
pub(crate) use failure::allowing;
pub(crate) use failure::{DecryptionFailure, uniform};
pub use key::DecryptionKey;
pub(crate) use plaintext::{Decrypted, Opened, Plaintexts};

use crate::Limits;
use crate::xml::Element;
use content::ContentCipher;
use encrypted::{Encrypted, EncryptedKey};
use failure::Reason;
use key_transport::{ContentKey, KeyTransport};
use zeroize::Zeroizing;

/// What is allowed for one ciphertext.
#[derive(Clone, Copy)]
pub(crate) struct Allowed {
    pub(crate) rsa_1_5: bool,
    pub(crate) triple_des: bool,
    pub(crate) cbc_outside_signature: bool,
    pub(crate) min_rsa_bits: u32,
    /// Who can have put the ciphertext there.
    pub(crate) sender: CiphertextSender,
}

/// Who can have inserted a ciphertext at its place, and so learns from how it is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CiphertextSender {
    /// Anyone: no verified signature covers it.
    Anybody,
    /// One of several identity providers, who may have it from another: whether it is accepted tells of a plaintext that
    /// is not theirs.
    OneOfSeveral,
    /// The same, where the plaintext names its issuer: it is accepted only as that one's. Without a signature inside, CBC
    /// lets the sender try to write another name there; a block of 16 octets is garbled each time, which is text of an
    /// attribute about once in 320,000 tries, and in the blocks of Triple DES once in some hundreds.
    OneOfSeveralNamed,
    /// The signer; no one else could have made it for this service.
    Signer,
}

/// Decrypts with these keys, within the budget of one message.
pub(crate) struct Decryptor<'k> {
    keys: &'k [DecryptionKey],
    /// Entity ID of the service provider, which an EncryptedKey may name as its recipient.
    recipient: Option<&'k str>,
    max_keys: usize,
    max_operations: usize,
    operations: usize,
    /// Decrypts for a report also what is refused; the refusal stays.
    explain: bool,
}

/// What came of one ciphertext.
pub(crate) struct Decryption<'t> {
    /// The plaintext, or why there is none.
    pub(crate) decrypted: Result<Decrypted<'t>, DecryptionFailure<'t>>,
    /// A rule of the policy that refuses it, also where it was decrypted for a report.
    pub(crate) refused: Option<DecryptionFailure<'t>>,
    /// Algorithms and key, in one line for a person.
    pub(crate) described: String,
}

impl<'k> Decryptor<'k> {
    pub(crate) fn new(
        keys: &'k [DecryptionKey],
        recipient: Option<&'k str>,
        limits: &Limits,
        explain: bool,
    ) -> Decryptor<'k> {
        let max_operations = limits.max_private_operations;
        Decryptor {
            keys,
            recipient,
            max_keys: limits.max_encrypted_keys,
            max_operations,
            operations: 0,
            explain,
        }
    }

    /// Decrypts the content of `holder`: an EncryptedAssertion, EncryptedID or EncryptedAttribute.
    pub(crate) fn decrypt<'t>(&mut self, holder: Element<'t>, allowed: Allowed) -> Decryption<'t> {
        let (mut refused, mut described) = (None, String::new());
        let decrypted = self.decrypt_with_keys(holder, allowed, &mut refused, &mut described);
        Decryption { decrypted, refused, described }
    }

    fn decrypt_with_keys<'t>(
        &mut self,
        holder: Element<'t>,
        allowed: Allowed,
        refused: &mut Option<DecryptionFailure<'t>>,
        described: &mut String,
    ) -> Result<Decrypted<'t>, DecryptionFailure<'t>> {
        let encrypted = Encrypted::read(holder, self.recipient, self.max_keys)?;
        let cipher = cipher_of(encrypted.method)?;
        self.admit(refuse_cipher(cipher, encrypted.method, allowed), refused)?;
        let mut found: Option<ContentKey> = None;
        let mut unknown = None;
        for offered in &encrypted.keys {
            let transport = match KeyTransport::read(offered.method) {
                Ok(transport) => transport,
                Err(uri) => {
                    let reason = Reason::UnknownAlgorithm(uri.to_owned());
                    unknown = Some(DecryptionFailure { element: offered.method, reason });
                    continue;
                }
            };
            for (index, key) in self.fitting(offered).into_iter().enumerate() {
                self.admit(refuse_transport(&transport, offered, allowed), refused)?;
                self.admit(refuse_key(key, offered, allowed), refused)?;
                if index == 0 && self.explain {
                    *described = format!(
                        "{}, {} with an RSA key of {} bits",
                        cipher.as_str(),
                        transport.name(),
                        key.bits()
                    );
                }
                self.operations += 1;
                if self.operations > self.max_operations {
                    let reason = Reason::TooManyOperations(self.max_operations);
                    return Err(DecryptionFailure { element: holder, reason });
                }
                // All keys that fit are tried, even after one that worked, so that the time does not show which one it was.
                let unwrapped = transport.unwrap(key, &offered.value, cipher.key_length());
                match &mut found {
                    Some(found) => found.or(&unwrapped),
                    None => found = Some(unwrapped),
                }
            }
        }
        let Some(key) = found else {
            return Err(unknown.unwrap_or_else(|| other_key(&encrypted, holder)));
        };
        // A content key that was not decrypted is random: the content fails, and says nothing else.
        let mut plaintext = cipher.decrypt(&key.bytes, &encrypted.value).ok_or_else(|| {
            let content = Reason::Content { authenticated: cipher.authenticates() };
            let reason = if key.is_sound() { content } else { self.wrong_key(&encrypted) };
            DecryptionFailure { element: encrypted.method, reason }
        })?;
        let text = String::from_utf8(std::mem::take(&mut *plaintext)).map_err(|error| {
            drop(Zeroizing::new(error.into_bytes()));
            DecryptionFailure { element: encrypted.method, reason: Reason::NotUtf8 }
        })?;
        Ok(Decrypted::new(holder, Zeroizing::new(text)))
    }

    /// Keeps a refusal: the end of it, except for a report.
    fn admit<'t>(
        &self,
        refusal: Option<DecryptionFailure<'t>>,
        refused: &mut Option<DecryptionFailure<'t>>,
    ) -> Result<(), DecryptionFailure<'t>> {
        match refusal {
            None => Ok(()),
            Some(failure) if self.explain => {
                refused.get_or_insert(failure);
                Ok(())
            }
            Some(failure) => Err(failure),
        }
    }

    /// No key opened it. A certificate in the message that belongs to none of them says for whom it was encrypted.
    fn wrong_key(&self, encrypted: &Encrypted<'_>) -> Reason {
        // For a report only: an answer to a sender takes the same time whatever certificate the message names.
        if !self.explain {
            return Reason::WrongKey;
        }
        let named = encrypted.keys.iter().find_map(|offered| {
            let certificate = offered.certificate.as_ref()?;
            let spki = certificate.public_key().spki_der();
            (!self.keys.iter().any(|key| key.fits(spki))).then_some((offered, certificate))
        });
        match named {
            Some((offered, certificate)) => Reason::OtherKey {
                certificate: Some(Box::new(certificate.clone())),
                bits: offered.value.len() * 8,
            },
            None => Reason::WrongKey,
        }
    }

    /// The keys that may be the one it is encrypted for: by the certificate that it names, else by size.
    fn fitting(&self, offered: &EncryptedKey<'_>) -> Vec<&'k DecryptionKey> {
        let named = offered.certificate.as_ref().map(|certificate| certificate.public_key().spki_der());
        if let Some(key) = named.and_then(|spki| self.keys.iter().find(|key| key.fits(spki))) {
            return vec![key];
        }
        // A certificate that is not ours may still be a renewed one, named wrongly: the size decides.
        self.keys.iter().filter(|key| key.size() == offered.value.len()).collect()
    }
}

fn cipher_of(method: Element<'_>) -> Result<ContentCipher, DecryptionFailure<'_>> {
    let uri = method.attribute("Algorithm").unwrap_or_default();
    ContentCipher::from_uri(uri).ok_or_else(|| DecryptionFailure {
        element: method,
        reason: Reason::UnknownAlgorithm(uri.to_owned()),
    })
}

const UNSIGNED_CBC: &str = "CBC does not detect changes, and no verified signature covers the ciphertext, so an attacker who changes it can learn the plaintext from the answers";
const FOREIGN_CBC: &str = "CBC does not detect changes, and several identity providers are configured, so one of them could sign the ciphertext of another and learn its plaintext from the answers";
const GCM_FIX: &str =
    "set AES-256-GCM at the identity provider, or let it sign the Response, which then covers the ciphertext";

fn refuse_cipher<'t>(
    cipher: ContentCipher,
    method: Element<'t>,
    allowed: Allowed,
) -> Option<DecryptionFailure<'t>> {
    let rule = match cipher {
        ContentCipher::TripleDesCbc if !allowed.triple_des => {
            "its 64-bit blocks repeat too soon (Sweet32), and the policy does not allow it"
        }
        ContentCipher::TripleDesCbc if allowed.sender == CiphertextSender::Anybody => UNSIGNED_CBC,
        ContentCipher::TripleDesCbc if allowed.sender != CiphertextSender::Signer => FOREIGN_CBC,
        _ if cipher.authenticates() || allowed.cbc_outside_signature => return None,
        _ => match allowed.sender {
            CiphertextSender::Anybody => UNSIGNED_CBC,
            CiphertextSender::OneOfSeveral => FOREIGN_CBC,
            CiphertextSender::OneOfSeveralNamed | CiphertextSender::Signer => return None,
        },
    };
    let policy = match cipher {
        // Outside the signature of the only identity provider no policy accepts it.
        ContentCipher::TripleDesCbc => {
            Some("allow_3des").filter(|_| !allowed.triple_des && allowed.sender == CiphertextSender::Signer)
        }
        _ => Some("allow_cbc_outside_signature"),
    };
    let not_covered = rule == UNSIGNED_CBC;
    let reason =
        Reason::Refused { algorithm: cipher.as_str().to_owned(), rule, fix: GCM_FIX, policy, not_covered };
    Some(DecryptionFailure { element: method, reason })
}

fn refuse_transport<'t>(
    transport: &KeyTransport,
    offered: &EncryptedKey<'t>,
    allowed: Allowed,
) -> Option<DecryptionFailure<'t>> {
    let KeyTransport::Pkcs1 = transport else { return None };
    let rule = match (allowed.rsa_1_5, allowed.sender) {
        (true, CiphertextSender::Signer) => return None,
        (true, CiphertextSender::OneOfSeveral | CiphertextSender::OneOfSeveralNamed) => {
            "several identity providers are configured, so one of them could sign the ciphertext of another and learn its plaintext from the answers (Bleichenbacher)"
        }
        (true, CiphertextSender::Anybody) => {
            "no verified signature covers the ciphertext, so anyone can send changed ciphertexts and learn the plaintext from the answers (Bleichenbacher)"
        }
        (false, _) => {
            "its padding lets an attacker learn the key from the answers (Bleichenbacher), and the policy does not allow it"
        }
    };
    let policy =
        Some("allow_rsa_1_5").filter(|_| !allowed.rsa_1_5 && allowed.sender == CiphertextSender::Signer);
    let fix = "set RSA-OAEP at the identity provider (rsa-oaep-mgf1p or rsa-oaep)";
    let not_covered = allowed.rsa_1_5 && allowed.sender == CiphertextSender::Anybody;
    let reason = Reason::Refused { algorithm: transport.name(), rule, fix, policy, not_covered };
    Some(DecryptionFailure { element: offered.method, reason })
}

fn refuse_key<'t>(
    key: &DecryptionKey,
    offered: &EncryptedKey<'t>,
    allowed: Allowed,
) -> Option<DecryptionFailure<'t>> {
    let (bits, least) = (key.bits(), allowed.min_rsa_bits);
    (bits < least).then_some(DecryptionFailure {
        element: offered.element,
        reason: Reason::KeyTooSmall { bits, least },
    })
}

fn other_key<'t>(encrypted: &Encrypted<'t>, holder: Element<'t>) -> DecryptionFailure<'t> {
    let first = encrypted.keys.first();
    let certificate = first.and_then(|key| key.certificate.clone()).map(Box::new);
    let bits = first.map_or(0, |key| key.value.len() * 8);
    let element = first.map_or(holder, |key| key.element);
    DecryptionFailure { element, reason: Reason::OtherKey { certificate, bits } }
}
