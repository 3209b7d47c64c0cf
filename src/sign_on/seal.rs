//! Texts that a browser keeps and cannot read or change: AES-256-GCM with a key of the service.

use crate::{Error, ErrorKind};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::sha::sha256;
use openssl::symm::{Cipher, decrypt_aead, encrypt_aead};
use std::fmt;
use zeroize::Zeroizing;

/// The form of sealed texts; another form gets another number.
const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 12;
const TAG: usize = 16;

/// The longest sealed text that is opened, in characters: what a browser keeps in a cookie.
const MAX_SEALED: usize = 4_096;

/// Keys of the service that seal the requests of logins: 32 random bytes each, the same in all its processes.
///
/// To change the key, give the new one and add the old one by [`SealingKeys::with_previous`] until the requests sealed with
/// it have expired. Change it before it has sealed 2³² requests, because nonces are random (NIST SP 800-38D, 8.3): at 100
/// logins a second that is after 16 months. `Debug` prints nothing of a key.
///
/// ```
/// use samlens::sign_on::SealingKeys;
///
/// // openssl rand -base64 32
/// let keys = SealingKeys::from_base64("3q2+796tvu/erb7v3q2+796tvu/erb7v3q2+796tvu8=").unwrap();
/// assert_eq!(format!("{keys:?}"), "SealingKeys(1)");
/// ```
#[derive(Clone)]
pub struct SealingKeys {
    /// The first one seals; all of them open.
    keys: Vec<Zeroizing<[u8; 32]>>,
}

impl SealingKeys {
    /// A key of 32 random bytes.
    pub fn new(key: [u8; 32]) -> SealingKeys {
        SealingKeys { keys: vec![Zeroizing::new(key)] }
    }

    /// A key of 32 random bytes in base64, as `openssl rand -base64 32` prints it.
    ///
    /// # Errors
    /// It is not base64 of 32 bytes, or all bytes are the same, which no random key has.
    pub fn from_base64(text: &str) -> Result<SealingKeys, Error> {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text.trim()).map(Zeroizing::new);
        match bytes.ok().and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok()) {
            Some([first, others @ ..]) if others.iter().all(|byte| *byte == first) => Err(Error::new(
                ErrorKind::Configuration,
                "the sealing key is not random: all its bytes are the same",
            )
            .with_fix("make one with `openssl rand -base64 32`")),
            Some(key) => Ok(SealingKeys::new(key)),
            None => Err(Error::new(ErrorKind::Configuration, "the sealing key is not 32 bytes in base64")
                .with_fix("make one with `openssl rand -base64 32`")),
        }
    }

    /// Also opens what this older key has sealed.
    #[must_use]
    pub fn with_previous(mut self, older: SealingKeys) -> SealingKeys {
        self.keys.extend(older.keys);
        self
    }

    /// Seals a text for one purpose; a text sealed for another purpose or service does not open.
    pub(super) fn seal(&self, purpose: &str, text: &str, nonce: [u8; NONCE]) -> Result<String, Error> {
        let failed = |error| Error::new(ErrorKind::Crypto, format!("the request cannot be sealed: {error}"));
        let Some(key) = self.keys.first() else {
            return Err(Error::new(ErrorKind::Configuration, "there is no sealing key"));
        };
        let mut tag = [0; TAG];
        let head = [&[VERSION], key_id(key).as_slice(), &nonce].concat();
        let additional = [&head, purpose.as_bytes()].concat();
        let cipher = Cipher::aes_256_gcm();
        let sealed =
            encrypt_aead(cipher, key.as_slice(), Some(&nonce), &additional, text.as_bytes(), &mut tag);
        Ok(URL_SAFE_NO_PAD.encode([&head, sealed.map_err(failed)?.as_slice(), &tag].concat()))
    }

    /// Opens a text; none if it was sealed with another key or for another purpose, or was changed.
    pub(super) fn open(&self, purpose: &str, sealed: &str) -> Option<String> {
        if sealed.len() > MAX_SEALED {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (head, rest) = bytes.split_at_checked(1 + KEY_ID + NONCE)?;
        let (text, tag) = rest.split_at_checked(rest.len().checked_sub(TAG)?)?;
        let (version, named) = head.split_first()?;
        let (id, nonce) = named.split_at_checked(KEY_ID)?;
        if *version != VERSION {
            return None;
        }
        let additional = [head, purpose.as_bytes()].concat();
        // An ID of four bytes is no promise: two keys may share it, and then both are tried.
        let keys = self.keys.iter().filter(|key| key_id(key) == id);
        let opened = keys.filter_map(|key| {
            decrypt_aead(Cipher::aes_256_gcm(), key.as_slice(), Some(nonce), &additional, text, tag).ok()
        });
        opened.map(String::from_utf8).next()?.ok()
    }
}

fn key_id(key: &[u8; 32]) -> [u8; KEY_ID] {
    let digest = sha256(&[b"samlens sealing key ".as_slice(), key].concat());
    let mut id = [0; KEY_ID];
    id.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    id
}

impl fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingKeys({})", self.keys.len())
    }
}

#[cfg(test)]
mod tests {
    use super::SealingKeys;

    fn keys(byte: u8) -> SealingKeys {
        SealingKeys::new([byte; 32])
    }

    #[test]
    fn what_is_sealed_opens_again_for_its_purpose_only() {
        let sealed = keys(1).seal("login", "text ü", [7; 12]).unwrap();
        assert_eq!(keys(1).open("login", &sealed).as_deref(), Some("text ü"));
        assert_eq!(keys(1).open("logout", &sealed), None);
        assert_eq!(keys(2).open("login", &sealed), None);
        assert!(!sealed.contains("text"));
    }

    #[test]
    fn a_key_can_be_replaced() {
        let sealed = keys(1).seal("login", "text", [7; 12]).unwrap();
        let both = keys(2).with_previous(keys(1));
        assert_eq!(both.open("login", &sealed).as_deref(), Some("text"));
        let new = both.seal("login", "text", [8; 12]).unwrap();
        assert_eq!(keys(1).open("login", &new), None);
        assert_eq!(keys(2).open("login", &new).as_deref(), Some("text"));
    }

    #[test]
    fn a_key_that_is_not_random_or_too_short_is_refused() {
        for (text, why) in [
            ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "all its bytes are the same"),
            ("/////////////////////////////////////////38=", ""),
            ("//////////////////////////////////////////8=", "all its bytes are the same"),
            ("AAAAAAAAAAAAAAAAAAAAAA==", "not 32 bytes"),
            ("", "not 32 bytes"),
            ("a password that is long enough", "not 32 bytes"),
        ] {
            let message = SealingKeys::from_base64(text).err().map(|error| error.to_string());
            match why {
                "" => assert_eq!(message, None, "{text}"),
                why => assert!(message.unwrap().contains(why), "{text}"),
            }
        }
    }

    #[test]
    fn a_changed_text_does_not_open() {
        let sealed = keys(1).seal("login", "text", [7; 12]).unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(keys(1).open("login", &String::from_utf8(changed).unwrap()), None, "{at}");
        }
        for short in ["", "A", "AQ", &sealed[..40]] {
            assert_eq!(keys(1).open("login", short), None);
        }
    }
}
