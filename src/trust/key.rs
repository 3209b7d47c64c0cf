//! The public key of a certificate, in the form that signatures are verified with.

use crate::{Error, ErrorKind};
use openssl::nid::Nid;
use openssl::pkey::{PKey, Public};
use openssl::rsa::Rsa;
use std::fmt;
use std::sync::Arc;
use x509_parser::asn1_rs::Tag;
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
        let other = |name: &str| PublicKey {
            kind: KeyKind::Other(name.to_owned()),
            spki: spki.raw.into(),
            loaded: None,
            rsa: None,
        };
        let algorithm = spki.algorithm.algorithm.to_id_string();
        match algorithm.as_str() {
            "1.2.840.113549.1.1.1" => PublicKey::rsa(spki.raw, other),
            "1.2.840.10045.2.1" => match curve_of(spki) {
                Ok(curve) => PublicKey::ec(spki.raw, curve),
                Err(name) => Ok(other(&name)),
            },
            oid => Ok(other(name_of(oid).unwrap_or(oid))),
        }
    }

    fn rsa(spki: &[u8], other: impl Fn(&str) -> PublicKey) -> Result<PublicKey, Error> {
        let loaded = load(spki)?;
        let rsa = loaded.rsa().map_err(unreadable)?;
        // With the exponent 1 every padded digest is its own signature, and an even one has no inverse (RFC 8017, 3.1).
        let exponent = rsa.e();
        if exponent.num_bits() < 2 || !exponent.is_bit_set(0) {
            return Ok(other("RSA with an unsafe public exponent"));
        }
        let kind = KeyKind::Rsa {
            bits: u32::try_from(rsa.n().num_bits()).unwrap_or(0),
            exponent: exponent.to_dec_str().map_err(unreadable)?.to_string(),
        };
        Ok(PublicKey { kind, spki: spki.into(), loaded: Some(loaded), rsa: Some(rsa) })
    }

    fn ec(spki: &[u8], curve: Curve) -> Result<PublicKey, Error> {
        let loaded = load(spki)?;
        let ec = loaded.ec_key().map_err(unreadable)?;
        if ec.group().curve_name() != Some(curve.nid()) || ec.check_key().is_err() {
            return Err(Error::new(
                ErrorKind::Certificate,
                format!("the public key is not a point on the curve {}", curve.as_str()),
            ));
        }
        Ok(PublicKey { kind: KeyKind::Ec(curve), spki: spki.into(), loaded: Some(loaded), rsa: None })
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

/// The named curve. Explicit parameters are not a curve of the list, whatever numbers they hold (CVE-2020-0601).
fn curve_of(spki: &SubjectPublicKeyInfo<'_>) -> Result<Curve, String> {
    let named = spki.algorithm.parameters.as_ref().filter(|parameters| parameters.tag() == Tag::Oid);
    let Some(oid) = named.and_then(|parameters| parameters.as_oid().ok()) else {
        return Err("EC with explicit parameters".to_owned());
    };
    match oid.to_id_string().as_str() {
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

fn load(spki: &[u8]) -> Result<PKey<Public>, Error> {
    PKey::public_key_from_der(spki).map_err(unreadable)
}

fn unreadable(_: openssl::error::ErrorStack) -> Error {
    Error::new(ErrorKind::Certificate, "the certificate's public key cannot be read")
}
