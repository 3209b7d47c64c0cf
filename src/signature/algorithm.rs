//! Which algorithms there are (invariant: algorithms), and what each computes.

use crate::trust::{Certificate, KeyKind, PublicKey};
use openssl::bn::BigNum;
use openssl::ecdsa::EcdsaSig;
use openssl::hash::MessageDigest;
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::{Padding, Rsa};
use openssl::sign::RsaPssSaltlen;

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// SHA-1: collisions are practical since 2017; accepted only where the policy says so.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl DigestAlgorithm {
    /// The algorithm with this URI (XML Signature 1.1 section 6.2, RFC 6931 section 2.1).
    pub fn from_uri(uri: &str) -> Option<DigestAlgorithm> {
        Some(match uri {
            "http://www.w3.org/2000/09/xmldsig#sha1" => DigestAlgorithm::Sha1,
            "http://www.w3.org/2001/04/xmlenc#sha256" => DigestAlgorithm::Sha256,
            "http://www.w3.org/2001/04/xmldsig-more#sha384" => DigestAlgorithm::Sha384,
            "http://www.w3.org/2001/04/xmlenc#sha512" => DigestAlgorithm::Sha512,
            _ => return None,
        })
    }

    /// Its short name, for example `sha256`.
    pub fn as_str(self) -> &'static str {
        match self {
            DigestAlgorithm::Sha1 => "sha1",
            DigestAlgorithm::Sha256 => "sha256",
            DigestAlgorithm::Sha384 => "sha384",
            DigestAlgorithm::Sha512 => "sha512",
        }
    }

    /// Length of a digest, in bytes.
    pub(crate) fn size(self) -> usize {
        match self {
            DigestAlgorithm::Sha1 => 20,
            DigestAlgorithm::Sha256 => 32,
            DigestAlgorithm::Sha384 => 48,
            DigestAlgorithm::Sha512 => 64,
        }
    }

    fn message_digest(self) -> MessageDigest {
        match self {
            DigestAlgorithm::Sha1 => MessageDigest::sha1(),
            DigestAlgorithm::Sha256 => MessageDigest::sha256(),
            DigestAlgorithm::Sha384 => MessageDigest::sha384(),
            DigestAlgorithm::Sha512 => MessageDigest::sha512(),
        }
    }

    /// DER of DigestInfo up to the digest itself (RFC 8017, section 9.2, note 1).
    fn digest_info(self) -> &'static [u8] {
        match self {
            DigestAlgorithm::Sha1 => b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14",
            DigestAlgorithm::Sha256 => {
                b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20"
            }
            DigestAlgorithm::Sha384 => {
                b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30"
            }
            DigestAlgorithm::Sha512 => {
                b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40"
            }
        }
    }
}

/// A signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5.
    Rsa(DigestAlgorithm),
    /// RSASSA-PSS with MGF1 of the same digest and a salt as long as the digest.
    RsaPss(DigestAlgorithm),
    /// ECDSA on P-256, P-384 or P-521; the value is r and s, each as long as the field.
    Ecdsa(DigestAlgorithm),
}

impl SignatureAlgorithm {
    /// Every algorithm, for a report that looks for the one that was used.
    pub(crate) const ALL: &[SignatureAlgorithm] = &[
        SignatureAlgorithm::Rsa(DigestAlgorithm::Sha256),
        SignatureAlgorithm::Rsa(DigestAlgorithm::Sha1),
        SignatureAlgorithm::Rsa(DigestAlgorithm::Sha512),
        SignatureAlgorithm::Rsa(DigestAlgorithm::Sha384),
        SignatureAlgorithm::RsaPss(DigestAlgorithm::Sha256),
        SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
    ];

    /// The algorithm with this URI (RFC 6931, section 2.3). There is no HMAC, ever: a public key is no secret.
    pub fn from_uri(uri: &str) -> Option<SignatureAlgorithm> {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        if uri == "http://www.w3.org/2000/09/xmldsig#rsa-sha1" {
            return Some(SignatureAlgorithm::Rsa(Sha1));
        }
        if let Some(name) = uri.strip_prefix("http://www.w3.org/2001/04/xmldsig-more#") {
            return Some(match name {
                "rsa-sha256" => SignatureAlgorithm::Rsa(Sha256),
                "rsa-sha384" => SignatureAlgorithm::Rsa(Sha384),
                "rsa-sha512" => SignatureAlgorithm::Rsa(Sha512),
                "ecdsa-sha256" => SignatureAlgorithm::Ecdsa(Sha256),
                "ecdsa-sha384" => SignatureAlgorithm::Ecdsa(Sha384),
                "ecdsa-sha512" => SignatureAlgorithm::Ecdsa(Sha512),
                _ => return None,
            });
        }
        Some(match uri.strip_prefix("http://www.w3.org/2007/05/xmldsig-more#")? {
            "sha256-rsa-MGF1" => SignatureAlgorithm::RsaPss(Sha256),
            "sha384-rsa-MGF1" => SignatureAlgorithm::RsaPss(Sha384),
            "sha512-rsa-MGF1" => SignatureAlgorithm::RsaPss(Sha512),
            _ => return None,
        })
    }

    /// Its short name, for example `rsa-sha256`.
    pub fn as_str(self) -> &'static str {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        match self {
            SignatureAlgorithm::Rsa(Sha1) => "rsa-sha1",
            SignatureAlgorithm::Rsa(Sha256) => "rsa-sha256",
            SignatureAlgorithm::Rsa(Sha384) => "rsa-sha384",
            SignatureAlgorithm::Rsa(Sha512) => "rsa-sha512",
            SignatureAlgorithm::RsaPss(Sha1) => "rsa-pss-sha1",
            SignatureAlgorithm::RsaPss(Sha256) => "rsa-pss-sha256",
            SignatureAlgorithm::RsaPss(Sha384) => "rsa-pss-sha384",
            SignatureAlgorithm::RsaPss(Sha512) => "rsa-pss-sha512",
            SignatureAlgorithm::Ecdsa(Sha1) => "ecdsa-sha1",
            SignatureAlgorithm::Ecdsa(Sha256) => "ecdsa-sha256",
            SignatureAlgorithm::Ecdsa(Sha384) => "ecdsa-sha384",
            SignatureAlgorithm::Ecdsa(Sha512) => "ecdsa-sha512",
        }
    }

    /// The digest that is signed.
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            SignatureAlgorithm::Rsa(digest)
            | SignatureAlgorithm::RsaPss(digest)
            | SignatureAlgorithm::Ecdsa(digest) => digest,
        }
    }

    /// Whether this sort of key makes such signatures.
    pub(crate) fn fits(self, key: &PublicKey) -> bool {
        match self {
            SignatureAlgorithm::Rsa(_) | SignatureAlgorithm::RsaPss(_) => {
                matches!(key.kind(), KeyKind::Rsa { .. })
            }
            SignatureAlgorithm::Ecdsa(_) => matches!(key.kind(), KeyKind::Ec(_)),
        }
    }

    /// Whether the value is a signature of these octets under the certificate's key.
    pub(super) fn verify_octets(self, certificate: &Certificate, octets: &[u8], value: &[u8]) -> bool {
        let digest = openssl::hash::hash(self.digest().message_digest(), octets);
        digest.is_ok_and(|digest| self.verify(certificate, &digest, value))
    }

    /// Whether the value is a signature of this digest under the certificate's key. Anything odd is `false`.
    pub(crate) fn verify(self, certificate: &Certificate, digest: &[u8], value: &[u8]) -> bool {
        let key = certificate.public_key();
        match self {
            SignatureAlgorithm::Rsa(algorithm) => {
                key.rsa_key().is_some_and(|rsa| verify_rsa(rsa, algorithm, digest, value))
            }
            SignatureAlgorithm::RsaPss(algorithm) => {
                verify_pss(key, algorithm, digest, value).unwrap_or(false)
            }
            SignatureAlgorithm::Ecdsa(_) => verify_ecdsa(key, digest, value).unwrap_or(false),
        }
    }
}

/// RFC 8017, section 8.2.2: encodes the digest again and compares the whole block, so that there is nothing to parse
/// and nothing to overlook (CVE-2006-4339 and its many relatives read the padding instead).
fn verify_rsa(
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

fn verify_pss(
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
fn verify_ecdsa(key: &PublicKey, digest: &[u8], value: &[u8]) -> Result<bool, openssl::error::ErrorStack> {
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
    use super::DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
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

    #[test]
    fn digests_have_a_uri_a_name_and_a_size() {
        let table = [
            ("http://www.w3.org/2000/09/xmldsig#sha1", Sha1, "sha1", 20),
            ("http://www.w3.org/2001/04/xmlenc#sha256", Sha256, "sha256", 32),
            ("http://www.w3.org/2001/04/xmldsig-more#sha384", Sha384, "sha384", 48),
            ("http://www.w3.org/2001/04/xmlenc#sha512", Sha512, "sha512", 64),
        ];
        for (uri, digest, name, size) in table {
            assert_eq!(DigestAlgorithm::from_uri(uri), Some(digest));
            assert_eq!((digest.as_str(), digest.size(), digest.message_digest().size()), (name, size, size));
        }
        assert_eq!(DigestAlgorithm::from_uri("http://www.w3.org/2001/04/xmldsig-more#md5"), None);
    }

    #[test]
    fn signatures_have_a_uri_and_a_name() {
        use SignatureAlgorithm::{Ecdsa, Rsa, RsaPss};
        let table = [
            ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", Rsa(Sha1), "rsa-sha1"),
            ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Rsa(Sha256), "rsa-sha256"),
            ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", Rsa(Sha384), "rsa-sha384"),
            ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", Rsa(Sha512), "rsa-sha512"),
            ("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", RsaPss(Sha256), "rsa-pss-sha256"),
            ("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", RsaPss(Sha384), "rsa-pss-sha384"),
            ("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", RsaPss(Sha512), "rsa-pss-sha512"),
            ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Ecdsa(Sha256), "ecdsa-sha256"),
            ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", Ecdsa(Sha384), "ecdsa-sha384"),
            ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", Ecdsa(Sha512), "ecdsa-sha512"),
        ];
        for (uri, algorithm, name) in table {
            assert_eq!((SignatureAlgorithm::from_uri(uri), algorithm.as_str()), (Some(algorithm), name));
        }
        for none in [
            "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
            "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
            "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-md5",
            "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
            "",
        ] {
            assert_eq!(SignatureAlgorithm::from_uri(none), None);
        }
    }

    /// A throw-away key on P-256, as the fixtures have it.
    const EC: &str = "\
-----BEGIN CERTIFICATE-----\n\
MIIBXzCCAQWgAwIBAgICEAYwCgYIKoZIzj0EAwIwIDEeMBwGA1UEAwwVYWNtZS1k\n\
ZXYudXMuYXV0aDAuY29tMB4XDTI1MDEwMTAwMDAwMFoXDTQ1MDEwMTAwMDAwMFow\n\
IDEeMBwGA1UEAwwVYWNtZS1kZXYudXMuYXV0aDAuY29tMFkwEwYHKoZIzj0CAQYI\n\
KoZIzj0DAQcDQgAEO7Xkxw2clqZl7ABx3H0XveDCwYZC8UGKYxpr/o0QG2z9BbXh\n\
Rq1AiSfyoU7DI+jt+H1kv3u2S609MKEhm6RDd6MvMC0wDAYDVR0TBAUwAwEB/zAd\n\
BgNVHQ4EFgQUq0Y8krIwaxVlSbolLLO/ER7GrTowCgYIKoZIzj0EAwIDSAAwRQIh\n\
APEcEoxdIO9ED7R6v0wF+fxs1trp/W+UxkqQvCkj6jBvAiB220qVWcmEhSEArgR6\n\
t27UyUi/MMONNDGWWfHyWM8iAw==\n\
-----END CERTIFICATE-----";

    /// The method is looked at before any value is: a key of another type never gets as far as a library's opinion.
    #[test]
    fn a_method_fits_keys_of_its_own_type() {
        let metadata = include_str!("../../fixtures/samples/idp-metadata.xml");
        let provider = crate::IdentityProvider::from_metadata(metadata).unwrap();
        let rsa = &provider.signing_certificates()[0];
        let ec = Certificate::from_pem(EC.as_bytes()).unwrap();
        for uri in [
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
            "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        ] {
            let method = SignatureAlgorithm::from_uri(uri).unwrap();
            assert!(method.fits(rsa.public_key()) && !method.fits(ec.public_key()), "{uri}");
        }
        let ecdsa =
            SignatureAlgorithm::from_uri("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256").unwrap();
        assert!(ecdsa.fits(ec.public_key()) && !ecdsa.fits(rsa.public_key()));
        assert_eq!(SignatureAlgorithm::from_uri("http://www.w3.org/2000/09/xmldsig#hmac-sha1"), None);
    }
}
