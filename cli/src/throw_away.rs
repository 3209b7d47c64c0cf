//! Keys that live for one command: a redacted copy is signed with them, `serve` logs in with one. They are not kept.

use super::Failure;
use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::SubjectAlternativeName;
use openssl::x509::{X509, X509NameBuilder};
use samlens::Certificate;
use samlens::sign_on::SigningKey;
use std::net::IpAddr;
use zeroize::Zeroizing;

/// The subject of the certificates that copies are signed with.
const NAME: &str = "throw-away key of a redacted copy";

/// The subject of the certificate that `serve` shows to identity providers.
#[cfg(feature = "serve")]
const SERVICE: &str = "throw-away key of samlens serve";

/// An RSA key and one on P-256, so that every algorithm has one that fits.
pub(crate) fn keys() -> Result<Vec<SigningKey>, Failure> {
    let made = || -> Result<[PKey<Private>; 2], ErrorStack> {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        Ok([PKey::from_rsa(Rsa::generate(2048)?)?, PKey::from_ec_key(EcKey::generate(&group)?)?])
    };
    made().map_err(cannot)?.iter().map(key).collect()
}

fn key(key: &PKey<Private>) -> Result<SigningKey, Failure> {
    let pem = Zeroizing::new(key.private_key_to_pem_pkcs8().map_err(cannot)?);
    let certificate = certificate(key, NAME, &[]).and_then(|certificate| certificate.to_der());
    let certificate = Certificate::from_der(&certificate.map_err(cannot)?);
    certificate.and_then(|certificate| SigningKey::from_pem(&pem, certificate)).map_err(cannot)
}

/// An RSA key and its certificate for the service provider of `serve`: it signs, and what is encrypted for it is decrypted.
#[cfg(feature = "serve")]
pub(crate) fn service() -> Result<(Zeroizing<Vec<u8>>, Certificate), Failure> {
    let made = || -> Result<(Zeroizing<Vec<u8>>, X509), ErrorStack> {
        let key = PKey::from_rsa(Rsa::generate(2048)?)?;
        let certificate = certificate(&key, SERVICE, &[])?;
        Ok((Zeroizing::new(key.private_key_to_pem_pkcs8()?), certificate))
    };
    let (pem, certificate) = made().map_err(cannot)?;
    let certificate = Certificate::from_der(&certificate.to_der().map_err(cannot)?);
    Ok((pem, certificate.map_err(cannot)?))
}

/// A key on P-256 and a certificate for this machine, for `serve --tls`.
#[cfg(feature = "serve")]
pub(crate) fn tls() -> Result<(PKey<Private>, X509), Failure> {
    let made = || -> Result<(PKey<Private>, X509), ErrorStack> {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        let key = PKey::from_ec_key(EcKey::generate(&group)?)?;
        let certificate = certificate(&key, "samlens on this machine", &["localhost", "127.0.0.1", "::1"])?;
        Ok((key, certificate))
    };
    made().map_err(cannot)
}

/// A certificate that is valid at the time of any capture; with hosts, one for TLS.
fn certificate(key: &PKey<Private>, subject: &str, hosts: &[&str]) -> Result<X509, ErrorStack> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_nid(Nid::COMMONNAME, subject)?;
    let name = name.build();
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    let mut serial = BigNum::new()?;
    serial.rand(64, openssl::bn::MsbOption::ONE, false)?;
    builder.set_serial_number(&*Asn1Integer::from_bn(&serial)?)?;
    builder.set_subject_name(&name)?;
    builder.set_issuer_name(&name)?;
    builder.set_not_before(&*Asn1Time::from_str("20000101000000Z")?)?;
    builder.set_not_after(&*Asn1Time::from_str("20991231235959Z")?)?;
    builder.set_pubkey(key)?;
    if !hosts.is_empty() {
        let mut names = SubjectAlternativeName::new();
        for host in hosts {
            match host.parse::<IpAddr>() {
                Ok(_) => names.ip(host),
                Err(_) => names.dns(host),
            };
        }
        let extension = names.build(&builder.x509v3_context(None, None))?;
        builder.append_extension(extension)?;
    }
    builder.sign(key, MessageDigest::sha256())?;
    Ok(builder.build())
}

fn cannot(error: impl std::fmt::Display) -> Failure {
    Failure::usage(format_args!("cannot make a throw-away key: {error}"))
}
