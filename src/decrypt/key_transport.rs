//! RSA key transport (XML Encryption 1.1, section 5.5), answered alike whether it worked or not.
//!
//! A ciphertext that the key does not open gives a random content key, so that what fails then is the content, as it
//! does for a wrong content key: no answer shows whether the padding of RSA was right (Bleichenbacher,
//! CRYPTO 1998; Manger, CRYPTO 2001; RFC 8017, section 7.1.2).

use super::DecryptionKey;
use crate::xml::{Element, Namespace};
use openssl::error::ErrorStack;
use openssl::md::{Md, MdRef};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rand::rand_bytes;
use openssl::rsa::Padding;
use zeroize::Zeroizing;

/// How a content key was encrypted.
pub(super) enum KeyTransport {
    /// RSAES-OAEP with its digest, the digest of its mask generation function, and its label.
    Oaep { digest: OaepDigest, mask: OaepDigest, label: Vec<u8> },
    /// RSAES-PKCS1-v1_5.
    Pkcs1,
}

/// A digest inside OAEP. SHA-1 is sound there: nothing in OAEP rests on collisions (RFC 8017, appendix B.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OaepDigest {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl OaepDigest {
    fn from_uri(uri: &str) -> Option<OaepDigest> {
        Some(match uri {
            "http://www.w3.org/2000/09/xmldsig#sha1" => OaepDigest::Sha1,
            "http://www.w3.org/2001/04/xmlenc#sha256" => OaepDigest::Sha256,
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => OaepDigest::Sha384,
            "http://www.w3.org/2001/04/xmlenc#sha512" => OaepDigest::Sha512,
            _ => return None,
        })
    }

    fn from_mask_uri(uri: &str) -> Option<OaepDigest> {
        Some(match uri.strip_prefix("http://www.w3.org/2009/xmlenc11#")? {
            "mgf1sha1" => OaepDigest::Sha1,
            "mgf1sha256" => OaepDigest::Sha256,
            "mgf1sha384" => OaepDigest::Sha384,
            "mgf1sha512" => OaepDigest::Sha512,
            _ => return None,
        })
    }

    fn as_str(self) -> &'static str {
        match self {
            OaepDigest::Sha1 => "sha1",
            OaepDigest::Sha256 => "sha256",
            OaepDigest::Sha384 => "sha384",
            OaepDigest::Sha512 => "sha512",
        }
    }

    fn openssl(self) -> &'static MdRef {
        match self {
            OaepDigest::Sha1 => Md::sha1(),
            OaepDigest::Sha256 => Md::sha256(),
            OaepDigest::Sha384 => Md::sha384(),
            OaepDigest::Sha512 => Md::sha512(),
        }
    }
}

/// The longest label of OAEP that is read; in practice none is used.
const MAX_LABEL: usize = 1024;

impl KeyTransport {
    /// Reads an EncryptionMethod; the URI that is not on the list where it names another algorithm.
    pub(super) fn read<'t>(method: Element<'t>) -> Result<KeyTransport, &'t str> {
        let uri = method.attribute("Algorithm").unwrap_or_default();
        let mgf1p = match uri {
            "http://www.w3.org/2001/04/xmlenc#rsa-1_5" => return Ok(KeyTransport::Pkcs1),
            "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p" => true,
            "http://www.w3.org/2009/xmlenc11#rsa-oaep" => false,
            _ => return Err(uri),
        };
        let (mut digest, mut mask, mut label) = (None, None, None);
        for child in method.children() {
            let slot_taken = match (child.namespace(), child.local_name()) {
                (Namespace::DS, "DigestMethod") => {
                    let uri = child.attribute("Algorithm").unwrap_or_default();
                    digest.replace(OaepDigest::from_uri(uri).ok_or(uri)?).is_some()
                }
                // Section 5.5.2: rsa-oaep-mgf1p has MGF1 with SHA-1 and no element to say otherwise.
                (Namespace::XENC11, "MGF") if !mgf1p => {
                    let uri = child.attribute("Algorithm").unwrap_or_default();
                    mask.replace(OaepDigest::from_mask_uri(uri).ok_or(uri)?).is_some()
                }
                (Namespace::XENC, "OAEPparams") => {
                    let read = child.strict_base64().filter(|label| label.len() <= MAX_LABEL);
                    label.replace(read.ok_or(uri)?).is_some()
                }
                _ => return Err(uri),
            };
            if slot_taken {
                return Err(uri);
            }
        }
        Ok(KeyTransport::Oaep {
            digest: digest.unwrap_or(OaepDigest::Sha1),
            mask: mask.unwrap_or(OaepDigest::Sha1),
            label: label.unwrap_or_default(),
        })
    }

    /// Its short name, for example `rsa-oaep (sha256, mgf1 sha1)`.
    pub(super) fn name(&self) -> String {
        match self {
            KeyTransport::Oaep { digest, mask, .. } => {
                format!("rsa-oaep ({}, mgf1 {})", digest.as_str(), mask.as_str())
            }
            KeyTransport::Pkcs1 => "rsa-1_5".to_owned(),
        }
    }

    /// Decrypts a content key of this length; one of random bytes where that fails, and no word of it.
    #[expect(
        clippy::disallowed_methods,
        reason = "random bytes replace a key that does not decrypt (RFC 3218)"
    )]
    pub(super) fn unwrap(&self, key: &DecryptionKey, value: &[u8], length: usize) -> ContentKey {
        let mut random = Zeroizing::new(vec![0; length]);
        // Without randomness there is no way to hide a failure: then zeros, which nothing is encrypted with either.
        let _ = rand_bytes(&mut random);
        let (candidate, sound) = match self {
            KeyTransport::Oaep { digest, mask, label } => {
                match oaep(key, value, digest.openssl(), mask.openssl(), label) {
                    Ok(candidate) if candidate.len() == length => (candidate, 0xFF),
                    _ => (Zeroizing::new(vec![0; length]), 0),
                }
            }
            KeyTransport::Pkcs1 => pkcs1(key, value, length),
        };
        let mut chosen = ContentKey { bytes: random, sound: 0 };
        chosen.replace_where(&candidate, sound);
        chosen
    }
}

/// A content key that may be a random one; which it is shows only in what it decrypts. It is wiped when it is dropped.
pub(super) struct ContentKey {
    pub(super) bytes: Zeroizing<Vec<u8>>,
    /// 0xFF where the key was decrypted, 0 where it is random.
    sound: u8,
}

impl ContentKey {
    /// Takes the other key where this one is random, in the same time whatever they are.
    pub(super) fn or(&mut self, other: &ContentKey) {
        let mask = !self.sound & other.sound;
        self.replace_where(&other.bytes, mask);
    }

    /// Whether it was decrypted; for explaining a failure, never on the way to a verdict.
    pub(super) fn is_sound(&self) -> bool {
        self.sound == 0xFF
    }

    fn replace_where(&mut self, bytes: &[u8], mask: u8) {
        for (own, other) in self.bytes.iter_mut().zip(bytes) {
            *own = (*own & !mask) | (other & mask);
        }
        self.sound |= mask;
    }
}

fn oaep(
    key: &DecryptionKey,
    value: &[u8],
    digest: &MdRef,
    mask: &MdRef,
    label: &[u8],
) -> Result<Zeroizing<Vec<u8>>, ErrorStack> {
    let mut context = PkeyCtx::new(key.pkey())?;
    context.decrypt_init()?;
    context.set_rsa_padding(Padding::PKCS1_OAEP)?;
    context.set_rsa_oaep_md(digest)?;
    context.set_rsa_mgf1_md(mask)?;
    if !label.is_empty() {
        context.set_rsa_oaep_label(label)?;
    }
    // As long as the modulus from the beginning: a vector that grows would leave its old content in memory.
    let mut plaintext = Zeroizing::new(Vec::with_capacity(key.size()));
    context.decrypt_to_vec(value, &mut plaintext)?;
    Ok(plaintext)
}

/// `00 02 filler 00 key`, where the length of the key is known: looked at as a whole, without a branch on its bytes.
fn pkcs1(key: &DecryptionKey, value: &[u8], length: usize) -> (Zeroizing<Vec<u8>>, u8) {
    let mut block = Zeroizing::new(vec![0; key.size()]);
    let decrypted = key.rsa().private_decrypt(value, &mut block, Padding::NONE);
    let failed = || (Zeroizing::new(vec![0; length]), 0);
    // The separator is right before the key, after at least eight bytes of padding.
    let Some(separator_at) = block.len().checked_sub(length + 1).filter(|&at| at >= 10) else {
        return failed();
    };
    if decrypted.is_err() {
        // The value is not below the modulus, which anyone can see.
        return failed();
    }
    let mut sound = 0xFF;
    for (at, &byte) in block.iter().enumerate().take(separator_at + 1) {
        sound &= match at {
            0 => is_zero(byte),
            1 => is_zero(byte ^ 2),
            at if at == separator_at => is_zero(byte),
            _ => !is_zero(byte),
        };
    }
    (Zeroizing::new(block.split_off(separator_at + 1)), sound)
}

/// 0xFF for 0, 0 for anything else, without a branch.
fn is_zero(byte: u8) -> u8 {
    ((byte | byte.wrapping_neg()) >> 7).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::rsa::Rsa;

    #[test]
    fn zero_is_told_from_every_other_byte() {
        assert_eq!(is_zero(0), 0xFF);
        assert!((1..=255).all(|byte| is_zero(byte) == 0));
    }

    #[test]
    fn pkcs1_gives_the_key_or_a_random_one() {
        let rsa = Rsa::generate(2048).unwrap();
        let key = DecryptionKey::from_pem(&rsa.private_key_to_pem().unwrap()).unwrap();
        let encrypt = |block: &[u8], padding| {
            let mut value = vec![0; 256];
            rsa.public_encrypt(block, &mut value, padding).unwrap();
            value
        };
        let content = [7; 32];
        let honest = encrypt(&content, Padding::PKCS1);
        let unwrapped = KeyTransport::Pkcs1.unwrap(&key, &honest, 32);
        assert_eq!((unwrapped.bytes.as_slice(), unwrapped.is_sound()), (&content[..], true));
        // Wrong length, wrong block type, a zero in the filler, no separator.
        let mut block = vec![1; 256];
        block[..2].copy_from_slice(&[0, 2]);
        block[223] = 0;
        assert!(KeyTransport::Pkcs1.unwrap(&key, &encrypt(&block, Padding::NONE), 32).is_sound());
        let damaged = |at: usize, byte: u8| {
            let mut block = block.clone();
            block[at] = byte;
            KeyTransport::Pkcs1.unwrap(&key, &encrypt(&block, Padding::NONE), 32)
        };
        for wrong in [damaged(1, 1), damaged(100, 0), damaged(223, 1), damaged(2, 0)] {
            assert!(!wrong.is_sound());
            assert_eq!(wrong.bytes.len(), 32);
            assert_ne!(*wrong.bytes, [1; 32]);
        }
        assert!(!KeyTransport::Pkcs1.unwrap(&key, &honest, 16).is_sound());
    }
}
