//! The ciphers of the content (XML Encryption 1.1, section 5.2).

use openssl::symm::{Cipher, Crypter, Mode, decrypt_aead};
use zeroize::Zeroizing;

/// A cipher that content is encrypted with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContentCipher {
    Aes128Gcm,
    Aes192Gcm,
    Aes256Gcm,
    Aes128Cbc,
    Aes192Cbc,
    Aes256Cbc,
    TripleDesCbc,
}

use ContentCipher::{Aes128Cbc, Aes128Gcm, Aes192Cbc, Aes192Gcm, Aes256Cbc, Aes256Gcm, TripleDesCbc};

/// Length of the initialization vector of GCM (section 5.2.4): always 96 bits.
const GCM_IV: usize = 12;
/// Length of its tag: 128 bits, never truncated, for each bit less halves the work of forging one.
const GCM_TAG: usize = 16;

impl ContentCipher {
    pub(super) fn from_uri(uri: &str) -> Option<ContentCipher> {
        Some(match uri {
            "http://www.w3.org/2009/xmlenc11#aes128-gcm" => Aes128Gcm,
            "http://www.w3.org/2009/xmlenc11#aes192-gcm" => Aes192Gcm,
            "http://www.w3.org/2009/xmlenc11#aes256-gcm" => Aes256Gcm,
            "http://www.w3.org/2001/04/xmlenc#aes128-cbc" => Aes128Cbc,
            "http://www.w3.org/2001/04/xmlenc#aes192-cbc" => Aes192Cbc,
            "http://www.w3.org/2001/04/xmlenc#aes256-cbc" => Aes256Cbc,
            "http://www.w3.org/2001/04/xmlenc#tripledes-cbc" => TripleDesCbc,
            _ => return None,
        })
    }

    /// Its short name, for example `aes256-gcm`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Aes128Gcm => "aes128-gcm",
            Aes192Gcm => "aes192-gcm",
            Aes256Gcm => "aes256-gcm",
            Aes128Cbc => "aes128-cbc",
            Aes192Cbc => "aes192-cbc",
            Aes256Cbc => "aes256-cbc",
            TripleDesCbc => "tripledes-cbc",
        }
    }

    /// Length of its key, in bytes.
    pub(super) fn key_length(self) -> usize {
        self.openssl().key_len()
    }

    /// Whether it notices that the ciphertext was changed.
    pub(super) fn authenticates(self) -> bool {
        matches!(self, Aes128Gcm | Aes192Gcm | Aes256Gcm)
    }

    fn openssl(self) -> Cipher {
        match self {
            Aes128Gcm => Cipher::aes_128_gcm(),
            Aes192Gcm => Cipher::aes_192_gcm(),
            Aes256Gcm => Cipher::aes_256_gcm(),
            Aes128Cbc => Cipher::aes_128_cbc(),
            Aes192Cbc => Cipher::aes_192_cbc(),
            Aes256Cbc => Cipher::aes_256_cbc(),
            TripleDesCbc => Cipher::des_ede3_cbc(),
        }
    }

    /// The plaintext; none for every failure alike: length, tag, padding.
    pub(super) fn decrypt(self, key: &[u8], value: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        if self.authenticates() {
            let (iv, rest) = value.split_at_checked(GCM_IV)?;
            let (ciphertext, tag) = rest.split_at_checked(rest.len().checked_sub(GCM_TAG)?)?;
            return decrypt_aead(self.openssl(), key, Some(iv), &[], ciphertext, tag)
                .ok()
                .map(Zeroizing::new);
        }
        let block = self.openssl().block_size();
        let (iv, ciphertext) = value.split_at_checked(block)?;
        if ciphertext.is_empty() || ciphertext.len() % block != 0 {
            return None;
        }
        let mut crypter = Crypter::new(self.openssl(), Mode::Decrypt, key, Some(iv)).ok()?;
        // The padding of XML Encryption (section 5.2.3) is not that of PKCS#7: only its last byte means something.
        crypter.pad(false);
        let mut plaintext = Zeroizing::new(vec![0; ciphertext.len() + block]);
        let mut length = crypter.update(ciphertext, &mut plaintext).ok()?;
        length += crypter.finalize(plaintext.get_mut(length..)?).ok()?;
        plaintext.truncate(length);
        let padding = usize::from(*plaintext.last()?);
        if !(1..=block).contains(&padding) {
            return None;
        }
        plaintext.truncate(length.checked_sub(padding)?);
        Some(plaintext)
    }
}
