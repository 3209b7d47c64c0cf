//! Whether a value is a signature of a digest: the operations with a public key.

use super::DigestAlgorithm;
use crate::trust::PublicKey;
use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::{Padding, Rsa};
use openssl::sign::RsaPssSaltlen;

/// RFC 8017, section 8.2.2: encodes the digest again and compares the whole block, so that there is nothing to parse
/// and nothing to overlook (CVE-2006-4339 and its many relatives read the padding instead).
pub(super) fn verify_rsa(
    key: &Rsa<openssl::pkey::Public>,
    algorithm: DigestAlgorithm,
    digest: &[u8],
    value: &[u8],
) -> bool {
    let size = usize::try_from(key.size()).unwrap_or(0);
    let info = algorithm.digest_info();
    let padding = size.checked_sub(info.len() + digest.len() + 3).filter(|&length| length >= 8);
    let Some(padding) = padding.filter(|_| value.len() == size && digest.len() == algorithm.size()) else {
        return false;
    };
    let mut block = vec![0; size];
    // OpenSSL refuses a value that is not below the modulus.
    match key.public_decrypt(value, &mut block, Padding::NONE) {
        Ok(length) if length == size => {}
        _ => return false,
    }
    let Some((head, rest)) = block.split_at_checked(2) else { return false };
    let Some((filler, rest)) = rest.split_at_checked(padding) else { return false };
    let Some((separator, encoded)) = rest.split_first() else { return false };
    head == [0, 1]
        && filler.iter().all(|&byte| byte == 0xFF)
        && *separator == 0
        && encoded.strip_prefix(info) == Some(digest)
}

pub(super) fn verify_pss(
    key: &PublicKey,
    algorithm: DigestAlgorithm,
    digest: &[u8],
    value: &[u8],
) -> Result<bool, openssl::error::ErrorStack> {
    let Some(pkey) = key.pkey() else { return Ok(false) };
    let mut context = PkeyCtx::new(pkey)?;
    context.verify_init()?;
    context.set_rsa_padding(Padding::PKCS1_PSS)?;
    let digest_algorithm = openssl::md::Md::from_nid(algorithm.message_digest().type_());
    let Some(digest_algorithm) = digest_algorithm else { return Ok(false) };
    context.set_signature_md(digest_algorithm)?;
    context.set_rsa_mgf1_md(digest_algorithm)?;
    // RFC 6931, section 2.3.10: the salt is as long as the digest.
    context.set_rsa_pss_saltlen(RsaPssSaltlen::DIGEST_LENGTH)?;
    context.verify(digest, value)
}

/// RFC 4050, section 3.3: r and s, each as long as the order of the field; not DER.
pub(super) fn verify_ecdsa(
    key: &PublicKey,
    digest: &[u8],
    value: &[u8],
) -> Result<bool, openssl::error::ErrorStack> {
    let Some(key) = key.pkey().and_then(|pkey| pkey.ec_key().ok()) else { return Ok(false) };
    let size = usize::try_from(key.group().order_bits().div_ceil(8)).unwrap_or(0);
    if value.len() != 2 * size {
        return Ok(false);
    }
    let Some((r, s)) = value.split_at_checked(size) else { return Ok(false) };
    let signature = EcdsaSig::from_private_components(BigNum::from_slice(r)?, BigNum::from_slice(s)?)?;
    // OpenSSL refuses r and s that are zero or not below the order.
    signature.verify(digest, &key)
}

#[cfg(test)]
mod tests {
    use super::DigestAlgorithm::{Sha256, Sha512};
    use super::*;
    use openssl::pkey::Private;
    use std::sync::LazyLock;

    static KEY: LazyLock<Rsa<Private>> = LazyLock::new(|| Rsa::generate(2048).unwrap());

    fn verifies(algorithm: DigestAlgorithm, digest: &[u8], value: &[u8]) -> bool {
        let public = Rsa::from_public_components(KEY.n().to_owned().unwrap(), KEY.e().to_owned().unwrap());
        verify_rsa(&public.unwrap(), algorithm, digest, value)
    }

    /// The private operation on a whole block, whatever it holds.
    fn raw(block: &[u8]) -> Vec<u8> {
        let mut value = vec![0; 256];
        assert_eq!(KEY.private_encrypt(block, &mut value, Padding::NONE).unwrap(), 256);
        value
    }

    /// The block of RFC 8017, section 9.2, with what stands before the filler, between and after.
    fn block(head: [u8; 2], separator: u8, encoded: &[u8]) -> Vec<u8> {
        let filler = vec![0xFF; 256 - 3 - encoded.len()];
        [&head[..], &filler, &[separator], encoded].concat()
    }

    fn encoded(digest: &[u8]) -> Vec<u8> {
        [Sha256.digest_info(), digest].concat()
    }

    #[test]
    fn a_block_is_accepted_in_one_form_alone() {
        let digest = openssl::sha::sha256(b"message");
        let honest = block([0, 1], 0, &encoded(&digest));
        let accepted = |block: &[u8]| verifies(Sha256, &digest, &raw(block));
        assert!(accepted(&honest));
        assert!(!accepted(&block([0, 2], 0, &encoded(&digest))), "the block of an encryption");
        assert!(!accepted(&block([0, 0], 0, &encoded(&digest))));
        assert!(!accepted(&block([0, 1], 1, &encoded(&digest))), "a separator that is none");
        assert!(!accepted(&block([0, 1], 0xFF, &encoded(&digest))));
        assert!(!accepted(&block([0, 1], 0, &digest)), "no DigestInfo");
        assert!(!accepted(&block([0, 1], 0, &[&encoded(&digest)[..], b"\0"].concat())), "something after it");
        let without_null =
            [b"\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20", &digest[..]];
        assert!(!accepted(&block([0, 1], 0, &without_null.concat())));
        for changed in [2, 100, 256 - 3 - 51] {
            let mut block = honest.clone();
            block[changed] = 0xFE;
            assert!(!accepted(&block), "the filler at {changed}");
        }
        let other = openssl::sha::sha256(b"massage");
        assert!(!verifies(Sha256, &other, &raw(&honest)));
    }

    #[test]
    fn a_value_is_as_long_as_the_modulus() {
        // One signature in 256 begins with a zero; left off, the number is the same.
        let (digest, value) = (0_u32..)
            .map(|number| {
                let digest = openssl::sha::sha256(&number.to_be_bytes());
                (digest, raw(&block([0, 1], 0, &encoded(&digest))))
            })
            .find(|(_, value)| value[0] == 0)
            .unwrap();
        assert!(verifies(Sha256, &digest, &value));
        assert!(!verifies(Sha256, &digest, &value[1..]));
        assert!(!verifies(Sha256, &digest, &[&[0], &value[..]].concat()));
        assert!(!verifies(Sha256, &digest, &[]));
    }

    #[test]
    fn a_digest_is_as_long_as_its_algorithm_makes_it() {
        let digest = openssl::sha::sha256(b"message");
        for wrong in [&digest[..20], &digest[..31], &[&digest[..], &[0]].concat(), &[]] {
            assert!(!verifies(Sha256, wrong, &raw(&block([0, 1], 0, &encoded(wrong)))));
        }
        assert!(!verifies(Sha512, &digest, &raw(&block([0, 1], 0, &encoded(&digest)))));
    }

    #[test]
    fn a_value_at_or_above_the_modulus_is_refused() {
        let digest = openssl::sha::sha256(b"message");
        let modulus = KEY.n().to_vec();
        assert!(!verifies(Sha256, &digest, &modulus));
        assert!(!verifies(Sha256, &digest, &[0xFF; 256]));
    }
}
