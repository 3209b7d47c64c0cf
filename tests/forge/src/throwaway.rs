//! Throw-away keys and certificates, made when a test asks for them.

use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{HasPublic, Id, PKey, PKeyRef, Private};
use openssl::rsa::Rsa;
use openssl::x509::{X509, X509NameBuilder};

pub fn rsa(bits: u32) -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap()
}

pub fn ec(nid: Nid) -> PKey<Private> {
    PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(nid).unwrap()).unwrap()).unwrap()
}

pub fn p256() -> PKey<Private> {
    ec(Nid::X9_62_PRIME256V1)
}

pub fn ed25519() -> PKey<Private> {
    PKey::generate_ed25519().unwrap()
}

/// 2026-01-01T00:00:00Z
pub const NOT_BEFORE: i64 = 1_767_225_600;
/// 2027-01-01T00:00:00Z
pub const NOT_AFTER: i64 = 1_798_761_600;

/// A self-issued certificate in DER for `CN=common_name, O=Acme`, valid through 2026.
pub fn certificate(key: &PKey<Private>, common_name: &str) -> Vec<u8> {
    certificate_with(key, &[("O", "Acme"), ("CN", common_name)], "00BEEF01")
}

pub fn certificate_with(key: &PKey<Private>, subject: &[(&str, &str)], serial: &str) -> Vec<u8> {
    certified(key, key, subject, serial, (NOT_BEFORE, NOT_AFTER)).to_der().unwrap()
}

/// A certificate over a public key, signed with another key or its own, under one name for subject and issuer. The serial
/// number is hexadecimal, the dates are seconds since 1970.
pub fn certified(
    public: &PKeyRef<impl HasPublic>,
    by: &PKeyRef<Private>,
    subject: &[(&str, &str)],
    serial: &str,
    (from, until): (i64, i64),
) -> X509 {
    let mut name = X509NameBuilder::new().unwrap();
    for (kind, value) in subject {
        name.append_entry_by_text(kind, value).unwrap();
    }
    let name = name.build();
    let serial = Asn1Integer::from_bn(&BigNum::from_hex_str(serial).unwrap()).unwrap();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    builder.set_not_before(&Asn1Time::from_unix(from).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_unix(until).unwrap()).unwrap();
    builder.set_pubkey(public).unwrap();
    let digest = if by.id() == Id::ED25519 { MessageDigest::null() } else { MessageDigest::sha256() };
    builder.sign(by, digest).unwrap();
    builder.build()
}

/// Base64 on one line.
pub fn base64(bytes: &[u8]) -> String {
    openssl::base64::encode_block(bytes)
}

/// PEM with this label.
pub fn pem(label: &str, der: &[u8]) -> String {
    let text = base64(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
