//! Which algorithms there are (invariant: algorithms), and what each computes.

use super::verify::{verify_ecdsa, verify_pss, verify_rsa};
use crate::trust::{Certificate, KeyKind, PublicKey};
use openssl::hash::MessageDigest;

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DigestAlgorithm {
    /// SHA-1: collisions are practical since 2017; accepted only if the policy allows it.
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

    /// Its URI (XML Signature 1.1 section 6.2, RFC 6931 section 2.1).
    pub fn uri(self) -> &'static str {
        match self {
            DigestAlgorithm::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
            DigestAlgorithm::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
            DigestAlgorithm::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
            DigestAlgorithm::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
        }
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

    pub(super) fn message_digest(self) -> MessageDigest {
        match self {
            DigestAlgorithm::Sha1 => MessageDigest::sha1(),
            DigestAlgorithm::Sha256 => MessageDigest::sha256(),
            DigestAlgorithm::Sha384 => MessageDigest::sha384(),
            DigestAlgorithm::Sha512 => MessageDigest::sha512(),
        }
    }

    /// DER of DigestInfo up to the digest itself (RFC 8017, section 9.2, note 1).
    pub(super) fn digest_info(self) -> &'static [u8] {
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
    #[cfg(feature = "inspect")]
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

    /// Its URI; for SHA-1 with RSA-PSS or ECDSA, which samlens does not support, the one of RFC 6931 as well.
    pub fn uri(self) -> &'static str {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        match self {
            SignatureAlgorithm::Rsa(Sha1) => "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            SignatureAlgorithm::Rsa(Sha256) => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            SignatureAlgorithm::Rsa(Sha384) => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
            SignatureAlgorithm::Rsa(Sha512) => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
            SignatureAlgorithm::RsaPss(Sha1) => "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1",
            SignatureAlgorithm::RsaPss(Sha256) => "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
            SignatureAlgorithm::RsaPss(Sha384) => "http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1",
            SignatureAlgorithm::RsaPss(Sha512) => "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1",
            SignatureAlgorithm::Ecdsa(Sha1) => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
            SignatureAlgorithm::Ecdsa(Sha256) => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            SignatureAlgorithm::Ecdsa(Sha384) => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
            SignatureAlgorithm::Ecdsa(Sha512) => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512",
        }
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

#[cfg(test)]
mod tests {
    use super::DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
    use super::*;

    #[test]
    fn digests_have_a_uri_a_name_and_a_size() {
        let table = [
            ("http://www.w3.org/2000/09/xmldsig#sha1", Sha1, "sha1", 20),
            ("http://www.w3.org/2001/04/xmlenc#sha256", Sha256, "sha256", 32),
            ("http://www.w3.org/2001/04/xmldsig-more#sha384", Sha384, "sha384", 48),
            ("http://www.w3.org/2001/04/xmlenc#sha512", Sha512, "sha512", 64),
        ];
        for (uri, digest, name, size) in table {
            assert_eq!((DigestAlgorithm::from_uri(uri), digest.uri()), (Some(digest), uri));
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
            assert_eq!(algorithm.uri(), uri);
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
