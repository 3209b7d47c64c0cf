//! Random bytes, an argument like every other (invariant: no-ambient).

use crate::encoding::percent::hexadecimal;
use std::fmt;

/// 32 random bytes for one message: its ID and what seals its request. Each is used once, so it cannot be copied.
///
/// ```
/// use samlens::sign_on::Random;
///
/// let mut bytes = [0; 32];
/// // From the system: the crate `getrandom`, `openssl::rand::rand_bytes`, or `Random::from_system` (feature `system-random`).
/// # bytes[0] = 1;
/// let random = Random::from_bytes(bytes);
/// assert_eq!(format!("{random:?}"), "Random(..)");
/// ```
pub struct Random([u8; 32]);

impl Random {
    /// Takes 32 bytes from a cryptographic random source. Bytes that can be guessed let others answer for your requests.
    pub fn from_bytes(bytes: [u8; 32]) -> Random {
        Random(bytes)
    }

    /// 32 bytes of OpenSSL's random source.
    ///
    /// # Errors
    /// The random source failed.
    #[cfg(feature = "system-random")]
    pub fn from_system() -> Result<Random, crate::Error> {
        let mut bytes = [0; 32];
        #[expect(clippy::disallowed_methods, reason = "what the feature is for")]
        openssl::rand::rand_bytes(&mut bytes).map_err(|error| {
            crate::Error::new(crate::ErrorKind::Crypto, format!("no random bytes: {error}"))
        })?;
        Ok(Random(bytes))
    }

    /// An xs:ID with 128 random bits (SAML 2.0 core, 1.3.4).
    pub(super) fn id(&self) -> String {
        let [first, ..] = self.halves();
        format!("_{}", hexadecimal(first))
    }

    /// 12 bytes that no other sealed text has.
    pub(super) fn nonce(&self) -> [u8; 12] {
        let [_, second] = self.halves();
        let mut nonce = [0; 12];
        nonce.iter_mut().zip(second).for_each(|(to, from)| *to = *from);
        nonce
    }

    fn halves(&self) -> [&[u8]; 2] {
        let (first, second) = self.0.split_at(16);
        [first, second]
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random(..)")
    }
}
