//! The public key of a certificate, in the form that signatures are verified with.

use super::object_identifier::dotted;
use crate::{Error, ErrorKind};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Rsa;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;
use x509_parser::asn1_rs::{FromDer, Tag};
use x509_parser::public_key::RSAPublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// A public key, loaded once into the cryptographic library.
///
/// Only RSA keys and keys on the three NIST curves can verify a signature; any other is kept by name alone, so that
/// there is nothing to verify with.
#[derive(Clone)]
pub struct PublicKey {
    kind: KeyKind,
    spki: Arc<[u8]>,
    loaded: Option<PKey<Public>>,
    rsa: Option<Rsa<Public>>,
}

/// What sort of key it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyKind {
    /// RSA (`rsaEncryption`).
    Rsa {
        /// Length of the modulus, in bits.
        bits: u32,
        /// The public exponent, in decimal; nearly always 65537.
        exponent: String,
    },
    /// An elliptic curve that SAML signatures are made on.
    Ec(Curve),
    /// A key that no signature algorithm on the list can use, by its name or object identifier.
    Other(String),
}

/// An elliptic curve (FIPS 186-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Curve {
    /// P-256, also secp256r1.
    P256,
    /// P-384, also secp384r1.
    P384,
    /// P-521, also secp521r1.
    P521,
}

impl Curve {
    /// The name, for example `P-256`.
    pub fn as_str(self) -> &'static str {
        match self {
            Curve::P256 => "P-256",
            Curve::P384 => "P-384",
            Curve::P521 => "P-521",
        }
    }

    fn nid(self) -> Nid {
        match self {
            Curve::P256 => Nid::X9_62_PRIME256V1,
            Curve::P384 => Nid::SECP384R1,
            Curve::P521 => Nid::SECP521R1,
        }
    }
}

impl PublicKey {
    pub(super) fn from_spki(spki: &SubjectPublicKeyInfo<'_>) -> Result<PublicKey, Error> {
        let algorithm = dotted(&spki.algorithm.algorithm);
        match algorithm.as_str() {
            "1.2.840.113549.1.1.1" => PublicKey::rsa(spki),
            "1.2.840.10045.2.1" => match curve_of(spki) {
                Ok(curve) => PublicKey::ec(spki, curve),
                Err(name) => Ok(PublicKey::other(spki, &name)),
            },
            oid => Ok(PublicKey::other(spki, name_of(oid).unwrap_or(oid))),
        }
    }

    // Both kinds are built from their numbers: OpenSSL's own way from DER to a key takes fifty times as long.

    fn rsa(spki: &SubjectPublicKeyInfo<'_>) -> Result<PublicKey, Error> {
        let (rest, numbers) =
            RSAPublicKey::from_der(&spki.subject_public_key.data).map_err(|_| unreadable())?;
        let negative = |number: &[u8]| number.first().is_none_or(|first| first & 0x80 != 0);
        if !rest.is_empty() || negative(numbers.modulus) || negative(numbers.exponent) {
            return Err(unreadable());
        }
        let modulus = BigNum::from_slice(numbers.modulus).map_err(crypto)?;
        let exponent = BigNum::from_slice(numbers.exponent).map_err(crypto)?;
        // With the exponent 1 every padded digest is its own signature, and an even one has no inverse (RFC 8017, 3.1);
        // FIPS 186-5, 5.4 ends at 256 bits. OpenSSL verifies with no modulus longer than 16,384 bits.
        if !(2..=256).contains(&exponent.num_bits()) || !exponent.is_bit_set(0) {
            return Ok(PublicKey::other(spki, "RSA with an unsafe public exponent"));
        }
        if !(512..=16_384).contains(&modulus.num_bits()) || !modulus.is_bit_set(0) {
            return Ok(PublicKey::other(spki, "RSA with an unsafe modulus"));
        }
        let kind = KeyKind::Rsa {
            bits: u32::try_from(modulus.num_bits()).unwrap_or(0),
            exponent: exponent.to_dec_str().map_err(crypto)?.to_string(),
        };
        let rsa = Rsa::from_public_components(modulus, exponent).map_err(crypto)?;
        let loaded = PKey::from_rsa(rsa.clone()).map_err(crypto)?;
        Ok(PublicKey { kind, spki: spki.raw.into(), loaded: Some(loaded), rsa: Some(rsa) })
    }

    fn ec(spki: &SubjectPublicKeyInfo<'_>, curve: Curve) -> Result<PublicKey, Error> {
        let group = EcGroup::from_curve_name(curve.nid()).map_err(crypto)?;
        let mut context = BigNumContext::new().map_err(crypto)?;
        // Refuses what is not on the curve. These curves have the cofactor 1, so any point but infinity generates the
        // group.
        let point = EcPoint::from_bytes(&group, &spki.subject_public_key.data, &mut context);
        let point = point.ok().filter(|point| !point.is_infinity(&group)).ok_or_else(|| {
            Error::new(
                ErrorKind::Certificate,
                format!("the public key is not a point on the curve {}", curve.as_str()),
            )
        })?;
        let key = EcKey::from_public_key(&group, &point).map_err(crypto)?;
        let loaded = PKey::from_ec_key(key).map_err(crypto)?;
        Ok(PublicKey { kind: KeyKind::Ec(curve), spki: spki.raw.into(), loaded: Some(loaded), rsa: None })
    }

    fn other(spki: &SubjectPublicKeyInfo<'_>, name: &str) -> PublicKey {
        PublicKey { kind: KeyKind::Other(name.to_owned()), spki: spki.raw.into(), loaded: None, rsa: None }
    }

    /// What sort of key it is.
    pub fn kind(&self) -> &KeyKind {
        &self.kind
    }

    /// The length of the modulus in bits, when it is an RSA key.
    pub fn rsa_bits(&self) -> Option<u32> {
        match self.kind {
            KeyKind::Rsa { bits, .. } => Some(bits),
            _ => None,
        }
    }

    /// What one verification costs, in verifications with an RSA key of 2,048 bits and the exponent 65537: squarings as
    /// long as the exponent, of numbers whose product grows with the square of their length.
    pub(crate) fn verification_cost(&self) -> usize {
        let Some(rsa) = &self.rsa else { return 4 };
        let length = |bits: i32| usize::try_from(bits).unwrap_or(usize::MAX);
        let bits = length(rsa.n().num_bits());
        let squarings = length(rsa.e().num_bits()).div_ceil(17);
        bits.saturating_mul(bits).div_ceil(2_048 * 2_048).max(1).saturating_mul(squarings)
    }

    /// The curve, when it is a key on one of the three NIST curves.
    pub fn curve(&self) -> Option<Curve> {
        match self.kind {
            KeyKind::Ec(curve) => Some(curve),
            _ => None,
        }
    }

    /// Whether there is a signature algorithm that this key can verify.
    pub fn can_verify(&self) -> bool {
        self.loaded.is_some()
    }

    /// The key as SubjectPublicKeyInfo, in DER.
    pub fn spki_der(&self) -> &[u8] {
        &self.spki
    }

    /// The loaded key; none when no signature algorithm on the list can use it.
    pub(crate) fn pkey(&self) -> Option<&PKey<Public>> {
        self.loaded.as_ref()
    }

    /// Modulus and exponent, when it is an RSA key.
    pub(crate) fn rsa_key(&self) -> Option<&Rsa<Public>> {
        self.rsa.as_ref()
    }
}

impl Hash for PublicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.spki.hash(state);
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &PublicKey) -> bool {
        self.spki == other.spki
    }
}

impl Eq for PublicKey {}

impl fmt::Display for KeyKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            KeyKind::Rsa { bits, .. } => write!(f, "RSA {bits}"),
            KeyKind::Ec(curve) => write!(f, "EC {}", curve.as_str()),
            KeyKind::Other(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.kind)
    }
}

/// The named curve. Explicit parameters never count as a named curve, whatever their numbers are (CVE-2020-0601).
fn curve_of(spki: &SubjectPublicKeyInfo<'_>) -> Result<Curve, String> {
    let named = spki.algorithm.parameters.as_ref().filter(|parameters| parameters.tag() == Tag::Oid);
    let Some(oid) = named.and_then(|parameters| parameters.as_oid().ok()) else {
        return Err("EC with explicit parameters".to_owned());
    };
    match dotted(&oid).as_str() {
        "1.2.840.10045.3.1.7" => Ok(Curve::P256),
        "1.3.132.0.34" => Ok(Curve::P384),
        "1.3.132.0.35" => Ok(Curve::P521),
        "1.3.132.0.10" => Err("EC secp256k1".to_owned()),
        other => Err(format!("EC {other}")),
    }
}

fn name_of(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "1.2.840.10040.4.1" => "DSA",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.113549.1.1.7" => "RSAES-OAEP",
        "1.3.101.110" => "X25519",
        "1.3.101.111" => "X448",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        "2.16.840.1.101.3.4.3.17" => "ML-DSA-44",
        "2.16.840.1.101.3.4.3.18" => "ML-DSA-65",
        "2.16.840.1.101.3.4.3.19" => "ML-DSA-87",
        _ => return None,
    })
}

fn unreadable() -> Error {
    Error::new(ErrorKind::Certificate, "the certificate's public key cannot be read")
}

fn crypto(error: ErrorStack) -> Error {
    Error::new(ErrorKind::Crypto, format!("the public key cannot be loaded: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use openssl::hash::MessageDigest;
    use openssl::pkey::Private;
    use openssl::sign::{Signer, Verifier};

    fn public(key: &PKey<Private>) -> PublicKey {
        let der = key.public_key_to_der().unwrap();
        let (_, spki) = SubjectPublicKeyInfo::from_der(&der).unwrap();
        PublicKey::from_spki(&spki).unwrap()
    }

    #[test]
    fn the_loaded_key_verifies_what_its_private_key_signs_and_nothing_else() {
        let ec = |curve: Curve| EcKey::generate(&EcGroup::from_curve_name(curve.nid()).unwrap()).unwrap();
        let keys = [
            PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap(),
            PKey::from_ec_key(ec(Curve::P256)).unwrap(),
            PKey::from_ec_key(ec(Curve::P384)).unwrap(),
            PKey::from_ec_key(ec(Curve::P521)).unwrap(),
        ];
        for private in &keys {
            let mut signer = Signer::new(MessageDigest::sha256(), private).unwrap();
            let signature = signer.sign_oneshot_to_vec(b"message").unwrap();
            let public = public(private);
            let verifies = |message: &[u8]| {
                let mut verifier = Verifier::new(MessageDigest::sha256(), public.pkey().unwrap()).unwrap();
                verifier.verify_oneshot(&signature, message).unwrap()
            };
            assert!(verifies(b"message"), "{public}");
            assert!(!verifies(b"massage"), "{public}");
        }
    }

    #[test]
    fn modulus_and_exponent_are_those_of_the_key() {
        let rsa = Rsa::generate(2048).unwrap();
        let public = public(&PKey::from_rsa(rsa.clone()).unwrap());
        let numbers = public.rsa_key().unwrap();
        assert!(numbers.n() == rsa.n() && numbers.e() == rsa.e());
    }
}
