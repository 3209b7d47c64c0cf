//! Algorithms, keys of the wrong kind, and signature values that are not what they seem.

use super::{Case, IDP, login, provider, signing};
use crate::throwaway::certified;
use crate::{Algorithm, Digest, Element, Key, Signing, keys};
use openssl::bn::{BigNum, BigNumContext};
use openssl::ecdsa::EcdsaSig;
use openssl::hash::{MessageDigest, hash};
use openssl::pkey::PKey;
use openssl::rsa::{Padding, Rsa};
use openssl::sign::{RsaPssSaltlen, Signer};
use std::sync::{Arc, Mutex};

const LIST: &str = "XML Signature 1.1, section 6.1 | RFC 6931";
const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";
const MORE_2007: &str = "http://www.w3.org/2007/05/xmldsig-more#";

pub fn cases() -> Vec<Case> {
    [refused_methods(), weak(), rsa_values(), ecdsa_values(), pss(), keys_that_lie()].concat()
}

fn case(id: &str, what: &str, source: &str, root: &str, signing: Signing) -> Case {
    let xml = login().sign_response(signing).message().xml;
    Case::refused("algorithm", id, what, source, root, xml)
}

/// The case with trust in one of the keys of `fixtures/keys`.
fn trusting(case: Case, key: &'static Key) -> Case {
    case.trust(provider(IDP, &[key]))
}

/// A signature with this method in SignedInfo and this value over the text that is signed.
fn valued(method: &str, value: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> Signing {
    let method = method.to_owned();
    let text = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&text);
    signing()
        .on_signed_info(move |info| info.find_mut("SignatureMethod").set("Algorithm", &method))
        .on_signed_text(move |signed| kept.lock().unwrap().clone_from(signed))
        .on_value(move |bytes| *bytes = value(text.lock().unwrap().as_bytes()))
}

fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let key = PKey::hmac(key).unwrap();
    Signer::new(MessageDigest::sha256(), &key).unwrap().sign_oneshot_to_vec(text).unwrap()
}

fn rsa_signed(key: &Key, digest: MessageDigest, text: &[u8]) -> Vec<u8> {
    Signer::new(digest, &key.private).unwrap().sign_oneshot_to_vec(text).unwrap()
}

fn refused_methods() -> Vec<Case> {
    let hmac_source = "XML Signature Best Practices, section 3.1.3: a public key is no secret";
    let hmac_uri = format!("{MORE}hmac-sha256");
    let mut cases = vec![
        case(
            "hmac-with-certificate-der",
            "HMAC-SHA256 keyed with the trusted certificate",
            hmac_source,
            "algorithm-refused",
            valued(&hmac_uri, |text| hmac(&keys::idp().der(), text)),
        ),
        case(
            "hmac-with-certificate-pem",
            "HMAC-SHA256 keyed with the text of the trusted certificate",
            hmac_source,
            "algorithm-refused",
            valued(&hmac_uri, |text| hmac(keys::idp().pem().as_bytes(), text)),
        ),
        case(
            "hmac-with-public-key",
            "HMAC-SHA256 keyed with the trusted public key",
            hmac_source,
            "algorithm-refused",
            valued(&hmac_uri, |text| hmac(&keys::idp().private.public_key_to_der().unwrap(), text)),
        ),
        case(
            "hmac-truncated-to-nothing",
            "HMAC-SHA1 with HMACOutputLength 0",
            "CVE-2009-0217",
            "signature-profile",
            signing().on_signed_info(|info| {
                let method = info.find_mut("SignatureMethod");
                method.set("Algorithm", "http://www.w3.org/2000/09/xmldsig#hmac-sha1");
                method.push(Element::new("ds:HMACOutputLength").text("0"));
            }),
        ),
        case(
            "rsa-md5",
            "RSA with MD5, rightly made",
            LIST,
            "algorithm-refused",
            valued(&format!("{MORE}rsa-md5"), |text| rsa_signed(keys::idp(), MessageDigest::md5(), text)),
        ),
        case(
            "digest-md5",
            "the digest is MD5",
            LIST,
            "algorithm-refused",
            signing().on_signed_info(|info| {
                info.find_mut("DigestMethod").set("Algorithm", &format!("{MORE}md5"));
            }),
        ),
        case(
            "parameters-in-rsa",
            "a child element in the SignatureMethod of RSA-SHA256",
            "XML Signature 1.1, section 4.4.2",
            "signature-profile",
            signing().on_signed_info(|info| info.find_mut("SignatureMethod").push(Element::new("ds:x"))),
        ),
    ];
    let methods = [
        ("dsa-sha1", "http://www.w3.org/2000/09/xmldsig#dsa-sha1"),
        ("rsa-ripemd160", "http://www.w3.org/2001/04/xmldsig-more#rsa-ripemd160"),
        ("rsa-sha224", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha224"),
        ("ecdsa-sha1", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1"),
        ("pss-sha1", "http://www.w3.org/2007/05/xmldsig-more#sha1-rsa-MGF1"),
        ("unknown", "urn:none"),
        ("empty", ""),
        ("other-case", "http://www.w3.org/2001/04/xmldsig-more#RSA-SHA256"),
        ("space", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256 "),
    ];
    for (id, uri) in methods {
        let signing = valued(uri, |text| rsa_signed(keys::idp(), MessageDigest::sha256(), text));
        let what = format!("the SignatureMethod is \"{uri}\", the value RSA-SHA256");
        cases.push(case(&format!("method-{id}"), &what, LIST, "algorithm-refused", signing));
    }
    cases
}

fn weak() -> Vec<Case> {
    let sha1 = "CVE-2005-4900 and SHAttered, 2017: SHA-1 resists no collisions";
    vec![
        case(
            "sha1",
            "RSA-SHA1 and SHA-1, refused by the strict policy",
            sha1,
            "algorithm-weak",
            signing().sha1(),
        )
        .may_accept()
        .honest(),
        case(
            "sha1-digest",
            "RSA-SHA256 over a SHA-1 digest",
            sha1,
            "algorithm-weak",
            signing().digest(Digest::Sha1),
        )
        .may_accept()
        .honest(),
        case(
            "sha1-signature",
            "RSA-SHA1 over a SHA-256 digest",
            sha1,
            "algorithm-weak",
            signing().algorithm(Algorithm::Rsa(Digest::Sha1)),
        )
        .may_accept()
        .honest(),
        trusting(
            case(
                "rsa-1024",
                "an RSA key of 1024 bits, though trusted",
                "NIST SP 800-131A revision 2: RSA keys below 2048 bits are disallowed",
                "key-too-small",
                Signing::new(keys::key("idp-rsa1024")),
            ),
            keys::key("idp-rsa1024"),
        )
        .may_accept()
        .honest(),
        trusting(
            case(
                "rsa-method-ec-key",
                "RSA-SHA256 named, ECDSA value, EC key trusted",
                "CVE-2015-9235 and kin: the method must fit the key",
                "signature-value-mismatch",
                Signing::new(keys::key("idp-p256")).on_signed_info(|info| {
                    info.find_mut("SignatureMethod").set("Algorithm", &format!("{MORE}rsa-sha256"));
                }),
            ),
            keys::key("idp-p256"),
        ),
        case(
            "ec-method-rsa-key",
            "ECDSA-SHA256 named, RSA value, RSA key trusted",
            "CVE-2015-9235 and kin: the method must fit the key",
            "digest-cause-other-canonicalisation",
            valued(&format!("{MORE}ecdsa-sha256"), |t| rsa_signed(keys::idp(), MessageDigest::sha256(), t)),
        ),
        case(
            "other-digest-than-named",
            "RSA-SHA512 named, RSA-SHA256 value",
            LIST,
            "digest-cause-other-canonicalisation",
            valued(&format!("{MORE}rsa-sha512"), |t| rsa_signed(keys::idp(), MessageDigest::sha256(), t)),
        ),
        case(
            "pkcs1-as-pss",
            "RSA-PSS named, PKCS #1 v1.5 value",
            LIST,
            "digest-cause-other-canonicalisation",
            valued(&format!("{MORE_2007}sha256-rsa-MGF1"), |t| {
                rsa_signed(keys::idp(), MessageDigest::sha256(), t)
            }),
        ),
    ]
}

/// A PKCS #1 block with any content, put through the private key.
fn raw(block: &[u8]) -> Vec<u8> {
    let rsa = keys::idp().private.rsa().unwrap();
    let mut value = vec![0; 256];
    rsa.private_encrypt(block, &mut value, Padding::NONE).unwrap();
    value
}

const DIGEST_INFO: &[u8] = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";

/// 00 01, filler, 00, DigestInfo, digest, and what follows.
fn block(filler: usize, info: &[u8], text: &[u8], rest: usize) -> Vec<u8> {
    let mut block = vec![0, 1];
    block.extend(vec![0xff; filler]);
    block.push(0);
    block.extend_from_slice(info);
    block.extend_from_slice(&hash(MessageDigest::sha256(), text).unwrap());
    block.extend(vec![0; rest]);
    block
}

fn rsa_values() -> Vec<Case> {
    let uri = format!("{MORE}rsa-sha256");
    let padding = "RFC 8017, section 8.2.2 | CVE-2006-4339, CVE-2014-1568 and kin";
    let mismatch = "signature-value-mismatch";
    let honest = |text: &[u8]| rsa_signed(keys::idp(), MessageDigest::sha256(), text);
    let value = |id: &str, what: &str, source: &str, value: fn(&[u8]) -> Vec<u8>| {
        case(id, what, source, mismatch, valued(&uri, value))
    };
    vec![
        value("value-garbage", "SignatureValue is noise over an honest digest", "CVE-2026-49454", |text| {
            [0_u8; 8].iter().flat_map(|_| hash(MessageDigest::sha256(), text).unwrap().to_vec()).collect()
        }),
        value("value-zero", "SignatureValue is the number 0", padding, |_| vec![0; 256]),
        value("value-one", "SignatureValue is the number 1", padding, |_| {
            let mut value = vec![0; 256];
            value[255] = 1;
            value
        }),
        value("value-modulus", "SignatureValue is the modulus", padding, |_| {
            keys::idp().private.rsa().unwrap().n().to_vec()
        }),
        case("value-truncated", "the last byte of SignatureValue is missing", padding, mismatch, {
            valued(&uri, move |text| honest(text)[..255].to_vec())
        }),
        case("value-over-long", "a zero byte before SignatureValue", padding, mismatch, {
            valued(&uri, move |text| [&[0], honest(text).as_slice()].concat())
        }),
        case("value-with-tail", "a zero byte after SignatureValue", padding, mismatch, {
            valued(&uri, move |text| [honest(text).as_slice(), &[0]].concat())
        }),
        case("value-reversed", "SignatureValue in little-endian order", "RFC 8017, section 4.1", mismatch, {
            valued(&uri, move |text| honest(text).into_iter().rev().collect())
        }),
        value("padding-short", "eight bytes of padding, and the digest not at the end", padding, |text| {
            raw(&block(8, DIGEST_INFO, text, 256 - 3 - 8 - 19 - 32))
        }),
        value("padding-garbage-after", "garbage after the digest", padding, |text| {
            raw(&block(201, DIGEST_INFO, text, 1))
        }),
        value("digest-info-without-null", "DigestInfo without its NULL parameters", padding, |text| {
            let info = b"\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20";
            raw(&block(204, info, text, 0))
        })
        .may_accept(),
        value("digest-without-info", "the bare digest without DigestInfo", padding, |text| {
            raw(&block(221, b"", text, 0))
        }),
        value("block-type-2", "a block of type 2, for encryption", padding, |text| {
            let mut block = block(202, DIGEST_INFO, text, 0);
            block[1] = 2;
            raw(&block)
        }),
    ]
}

/// r and s, each as long as the order of P-256.
fn joined(r: &[u8], s: &[u8]) -> Vec<u8> {
    [vec![0; 32 - r.len()].as_slice(), r, vec![0; 32 - s.len()].as_slice(), s].concat()
}

fn ecdsa(text: &[u8]) -> EcdsaSig {
    let digest = hash(MessageDigest::sha256(), text).unwrap();
    EcdsaSig::sign(&digest, &keys::key("idp-p256").private.ec_key().unwrap()).unwrap()
}

fn order() -> Vec<u8> {
    let key = keys::key("idp-p256").private.ec_key().unwrap();
    let mut order = BigNum::new().unwrap();
    key.group().order(&mut order, &mut BigNumContext::new().unwrap()).unwrap();
    order.to_vec()
}

fn ecdsa_values() -> Vec<Case> {
    let uri = format!("{MORE}ecdsa-sha256");
    let psychic = "CVE-2022-21449";
    let encoding = "XML Signature 1.1, section 6.4.3";
    let value = |id: &str, what: &str, source: &str, value: fn(&[u8]) -> Vec<u8>| {
        let case = case(id, what, source, "signature-value-mismatch", valued(&uri, value));
        trusting(case, keys::key("idp-p256"))
    };
    vec![
        value("ecdsa-zero", "r and s are zero", psychic, |_| vec![0; 64]),
        value("ecdsa-r-zero", "r is zero", psychic, |t| joined(&[], &ecdsa(t).s().to_vec())),
        value("ecdsa-s-zero", "s is zero", psychic, |t| joined(&ecdsa(t).r().to_vec(), &[])),
        value("ecdsa-order", "r and s are the order of the group", psychic, |_| joined(&order(), &order())),
        value("ecdsa-all-ones", "r and s are the largest numbers of 256 bits", psychic, |_| vec![0xff; 64]),
        value("ecdsa-der", "the signature is in DER", encoding, |t| ecdsa(t).to_der().unwrap()),
        value("ecdsa-swapped", "s before r", encoding, |t| {
            let signature = ecdsa(t);
            joined(&signature.s().to_vec(), &signature.r().to_vec())
        }),
        value("ecdsa-short", "the last byte is missing", encoding, |t| {
            let signature = ecdsa(t);
            joined(&signature.r().to_vec(), &signature.s().to_vec())[..63].to_vec()
        }),
        value("ecdsa-wide", "r and s with a zero byte before each", encoding, |t| {
            let bytes = joined(&ecdsa(t).r().to_vec(), &ecdsa(t).s().to_vec());
            [&[0], &bytes[..32], &[0], &bytes[32..]].concat()
        }),
        value("ecdsa-empty-halves", "two bytes, r and s one byte each", encoding, |_| vec![1, 1]),
        trusting(
            case(
                "ecdsa-other-curve",
                "a signature of P-384 under a trusted key of P-256",
                encoding,
                "signature-value-mismatch",
                Signing::new(keys::key("idp-p384")).key_info(crate::KeyInfo::Absent),
            ),
            keys::key("idp-p256"),
        ),
    ]
}

/// RSA-PSS with a salt of this length.
fn pss_value(text: &[u8], salt: RsaPssSaltlen, mask: MessageDigest) -> Vec<u8> {
    let mut signer = Signer::new(MessageDigest::sha256(), &keys::idp().private).unwrap();
    signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
    signer.set_rsa_mgf1_md(mask).unwrap();
    signer.set_rsa_pss_saltlen(salt).unwrap();
    signer.sign_oneshot_to_vec(text).unwrap()
}

/// RSA-PSS with parameters; each may be left out.
pub fn pss_method(info: &mut Element, mask: Option<&str>, salt: Option<&str>, trailer: Option<&str>) {
    let digest = || Element::new("ds:DigestMethod").with("Algorithm", Digest::Sha256.uri());
    let mut parameters = Element::new("pss:RSAPSSParams").with("xmlns:pss", MORE_2007).child(digest());
    if let Some(mask) = mask {
        let function =
            Element::new("pss:MaskGenerationFunction").with("Algorithm", &format!("{MORE_2007}MGF1"));
        parameters =
            parameters.child(function.child(Element::new("ds:DigestMethod").with("Algorithm", mask)));
    }
    if let Some(salt) = salt {
        parameters = parameters.child(Element::new("pss:SaltLength").text(salt));
    }
    if let Some(trailer) = trailer {
        parameters = parameters.child(Element::new("pss:TrailerField").text(trailer));
    }
    let method = info.find_mut("SignatureMethod");
    method.set("Algorithm", &format!("{MORE_2007}rsa-pss"));
    method.push(parameters);
}

fn pss() -> Vec<Case> {
    let source = "RFC 6931, sections 2.3.9 and 2.3.10 | RFC 8017, section 8.1";
    let uri = format!("{MORE_2007}sha256-rsa-MGF1");
    let parameters = |id: &str, what: &str, edit: fn(&mut Element)| {
        let signing = signing().algorithm(Algorithm::Pss(Digest::Sha256)).on_signed_info(edit);
        case(id, what, source, "algorithm-refused", signing).may_accept()
    };
    vec![
        case("pss-no-salt", "RSA-PSS without a salt", source, "signature-value-mismatch", {
            valued(&uri, |t| pss_value(t, RsaPssSaltlen::custom(0), MessageDigest::sha256()))
        }),
        case("pss-longest-salt", "RSA-PSS with the longest salt", source, "signature-value-mismatch", {
            valued(&uri, |t| pss_value(t, RsaPssSaltlen::MAXIMUM_LENGTH, MessageDigest::sha256()))
        }),
        case("pss-mask-sha1", "RSA-PSS with a mask by SHA-1", source, "signature-value-mismatch", {
            valued(&uri, |t| pss_value(t, RsaPssSaltlen::DIGEST_LENGTH, MessageDigest::sha1()))
        }),
        parameters("pss-parameters-salt-0", "parameters with SaltLength 0", |info| {
            pss_method(info, Some(Digest::Sha256.uri()), Some("0"), None);
        }),
        parameters("pss-parameters-salt-negative", "parameters with SaltLength -1", |info| {
            pss_method(info, Some(Digest::Sha256.uri()), Some("-1"), None);
        }),
        parameters("pss-parameters-trailer", "parameters with TrailerField 2", |info| {
            pss_method(info, Some(Digest::Sha256.uri()), Some("32"), Some("2"));
        }),
        parameters("pss-parameters-mask-sha1", "parameters with a mask by SHA-1", |info| {
            pss_method(info, Some(Digest::Sha1.uri()), Some("32"), None);
        }),
        parameters("pss-parameters-twice", "parameters that come twice", |info| {
            pss_method(info, Some(Digest::Sha256.uri()), Some("32"), None);
            pss_method(info, Some(Digest::Sha256.uri()), Some("32"), None);
        }),
    ]
}

/// A certificate over this modulus and exponent, issued by the identity provider's key.
fn certificate(n: &BigNum, e: u32) -> String {
    let rsa =
        Rsa::from_public_components(BigNum::from_slice(&n.to_vec()).unwrap(), BigNum::from_u32(e).unwrap())
            .unwrap();
    let certificate = certified(
        &PKey::from_rsa(rsa).unwrap(),
        &keys::idp().private,
        &[("CN", "acme-dev.us.auth0.com")],
        &format!("{:x}", 0x4000 + e),
        // From 2025 to 2045.
        (1_735_689_600, 2_366_841_600),
    );
    String::from_utf8(certificate.to_pem().unwrap()).unwrap()
}

/// The smallest number whose cube is not below `target`.
fn cube_root(target: &BigNum) -> BigNum {
    let mut context = BigNumContext::new().unwrap();
    let mut root = BigNum::new().unwrap();
    for bit in (0..=target.num_bits() / 3 + 1).rev() {
        root.set_bit(bit).unwrap();
        let (mut square, mut cube) = (BigNum::new().unwrap(), BigNum::new().unwrap());
        square.sqr(&root, &mut context).unwrap();
        cube.checked_mul(&square, &root, &mut context).unwrap();
        if cube > *target {
            root.clear_bit(bit).unwrap();
        }
    }
    root.add_word(1).unwrap();
    root
}

fn keys_that_lie() -> Vec<Case> {
    let uri = format!("{MORE}rsa-sha256");
    let modulus = || BigNum::from_slice(&keys::idp().private.rsa().unwrap().n().to_vec()).unwrap();
    vec![
        case(
            "exponent-1",
            "the trusted key has the exponent 1: the padded digest is its own signature",
            "RFC 8017, section 3.1: the exponent is at least 3",
            "signature-value-mismatch",
            valued(&uri, |text| block(202, DIGEST_INFO, text, 0)),
        )
        .certificate(certificate(&modulus(), 1)),
        case(
            "exponent-3-cube-root",
            "the trusted key has the exponent 3, the value is a cube root of a short padding and garbage",
            "CVE-2006-4339: Bleichenbacher's forgery",
            "signature-value-mismatch",
            valued(&uri, |text| {
                let target = BigNum::from_slice(&block(8, DIGEST_INFO, text, 256 - 3 - 8 - 19 - 32)).unwrap();
                cube_root(&target).to_vec_padded(256).unwrap()
            }),
        )
        .certificate(certificate(&modulus(), 3)),
    ]
}
