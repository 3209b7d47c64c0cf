//! The messages that are measured, what they are judged against, and the floor below which no verifier can come.

use crate::{Algorithm, Attribute, Digest, Login, Signing, flex, keys};
use base64::Engine;
use base64::engine::Simd;
use base64::engine::general_purpose::{PAD, STANDARD};
use chrono::{DateTime, Utc};
use openssl::md::Md;
use openssl::pkey::{PKey, Public};
use openssl::pkey_ctx::PkeyCtx;
use openssl::rsa::{Padding, Rsa};
use samlens::{Certificate, IdentityProvider, Pattern, Profile, ServiceProvider, Validator};

/// A minute after the login was issued.
pub fn now() -> DateTime<Utc> {
    flex::AT.parse().unwrap()
}

/// Trusts the forge's identity provider, and its key on P-256; all checks of the profile for Twilio Flex are on.
pub fn validator() -> Validator {
    let certificate = |name: &str| Certificate::from_pem(keys::key(name).pem().as_bytes()).unwrap();
    let provider = IdentityProvider::builder(flex::ISSUER)
        .certificate(certificate("idp-rsa2048"))
        .certificate(certificate("idp-p256"))
        .build()
        .unwrap();
    Validator::builder()
        .identity_provider(provider)
        .service_provider(ServiceProvider::new(flex::SP_ENTITY_ID).with_acs(flex::ACS))
        .profile(Profile::flex(Pattern::A))
        .build()
        .unwrap()
}

/// The login of a service that may be entered: an agent's, as Auth0 writes it.
pub fn assertion_signed() -> Login {
    flex::login().sign_assertion(Signing::new(keys::idp()))
}

pub fn response_signed() -> Login {
    flex::login().sign_response(Signing::new(keys::idp()))
}

pub fn both_signed() -> Login {
    flex::login().sign_both(Signing::new(keys::idp()))
}

pub fn ecdsa_signed() -> Login {
    let signing = Signing::new(keys::key("idp-p256")).algorithm(Algorithm::Ecdsa(Digest::Sha256));
    flex::login().sign_assertion(signing)
}

/// So many attributes more than the application asks for.
pub fn with_attributes(mut login: Login, count: usize) -> Login {
    for number in 0..count {
        let name = format!("https://acme.example/claims/custom-{number}");
        login
            .attributes
            .push(Attribute::new(&name, &[&format!("a value of no particular length, {number}")]));
    }
    login
}

/// A login whose message has about so many bytes as XML, in groups of twenty values an attribute.
pub fn of_size(bytes: usize) -> Login {
    let groups = |count: usize| {
        let mut login = assertion_signed();
        for number in 0..count {
            let values: Vec<String> =
                (0..20).map(|value| format!("group-{:08}-of-the-directory", number * 20 + value)).collect();
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            login.attributes.push(Attribute::new(&format!("groups-{number:06}"), &values));
        }
        login
    };
    let size = |count: usize| groups(count).message().xml().len();
    let (none, one) = (size(0), size(1));
    groups(bytes.saturating_sub(none) / (one - none))
}

/// What must be done whatever the verifier: decode the message, digest each signed element, one public-key
/// operation a signature.
pub struct Floor {
    base64: String,
    canonical: Vec<Vec<u8>>,
    digests: Vec<[u8; 32]>,
    values: Vec<Vec<u8>>,
    expected: Vec<Vec<u8>>,
    rsa: Rsa<Public>,
    verify: PkeyCtx<Public>,
    simd: Simd,
    buffer: Vec<u8>,
    block: Vec<u8>,
}

impl Floor {
    /// For a message signed with RSA-2048 and SHA-256.
    pub fn new(message: &crate::Message) -> Floor {
        let xml = message.xml();
        let limits = samlens::Limits::default();
        let document = samlens::xml::Document::parse(xml, &limits).unwrap();
        let mut canonicalizer = samlens::xml::canonical::Canonicalizer::default();
        let ds = samlens::xml::Namespace::DS;
        let (mut canonical, mut digests, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for signature in document.elements().filter(|element| element.is(ds, "Signature")) {
            let exclusive = samlens::xml::canonical::Method::Exclusive;
            let mut bytes = Vec::new();
            let parent = signature.parent().unwrap();
            canonicalizer.write(parent, exclusive, &[], Some(signature), &mut bytes);
            canonical.push(bytes);
            let mut info = Vec::new();
            let element = signature.child(ds, "SignedInfo").unwrap();
            canonicalizer.write(element, exclusive, &[], None, &mut info);
            digests.push(openssl::sha::sha256(&info));
            let value = signature.child(ds, "SignatureValue").unwrap().text().unwrap();
            values.push(STANDARD.decode(value.replace(['\n', '\r', ' '], "")).unwrap());
        }
        let key: PKey<Public> =
            openssl::x509::X509::from_der(&keys::idp().der()).unwrap().public_key().unwrap();
        let mut verify = PkeyCtx::new(&key).unwrap();
        verify.verify_init().unwrap();
        verify.set_rsa_padding(Padding::PKCS1).unwrap();
        verify.set_signature_md(Md::sha256()).unwrap();
        let rsa = key.rsa().unwrap();
        let mut floor = Floor {
            base64: message.base64(),
            canonical,
            digests,
            values,
            expected: Vec::new(),
            rsa,
            verify,
            simd: Simd::standard(PAD),
            buffer: vec![0; xml.len() + 8],
            block: vec![0; 256],
        };
        for value in &floor.values {
            let mut block = vec![0; 256];
            floor.rsa.public_decrypt(value, &mut block, Padding::NONE).unwrap();
            floor.expected.push(block);
        }
        assert!(!floor.values.is_empty() && floor.usual() && floor.hardest());
        floor
    }

    /// With what a careful program would use: the portable base64, one-shot digests, `EVP_PKEY_verify` over the
    /// digest of SignedInfo with a key and a context that were made before.
    pub fn usual(&mut self) -> bool {
        let length = STANDARD.decode_slice(self.base64.as_bytes(), &mut self.buffer).unwrap();
        let mut verified = length > 0;
        for ((canonical, digest), value) in self.canonical.iter().zip(&self.digests).zip(&self.values) {
            std::hint::black_box(openssl::sha::sha256(canonical));
            verified &= self.verify.verify(digest, value).unwrap();
        }
        verified
    }

    /// With the cheapest there is: base64 in vector instructions, digests without a look-up of the algorithm, and the
    /// bare RSA operation.
    pub fn hardest(&mut self) -> bool {
        let length = self.simd.decode_slice(self.base64.as_bytes(), &mut self.buffer).unwrap();
        let mut verified = length > 0;
        for ((canonical, expected), value) in self.canonical.iter().zip(&self.expected).zip(&self.values) {
            let mut digest = openssl::sha::Sha256::new();
            digest.update(canonical);
            std::hint::black_box(digest.finish());
            self.rsa.public_decrypt(value, &mut self.block, Padding::NONE).unwrap();
            verified &= self.block == *expected;
        }
        verified
    }
}

/// Documents that are made to be slow; each just within the limits, or refused by one of them.
pub fn shapes() -> Vec<(&'static str, String)> {
    let repeated = |count: usize, piece: &dyn Fn(usize) -> String| (0..count).map(piece).collect::<String>();
    let response = |inside: &str| {
        let samlp = "urn:oasis:names:tc:SAML:2.0:protocol";
        format!(r#"<samlp:Response xmlns:samlp="{samlp}" ID="_r">{inside}</samlp:Response>"#)
    };
    let prefix = "p".repeat(2000);
    vec![
        ("20,000 attributes", format!("<a{}/>", repeated(20_000, &|n| format!(" a{n}=\"\"")))),
        ("20,000 declarations", format!("<a{}/>", repeated(20_000, &|n| format!(" xmlns:p{n}=\"urn:{n}\"")))),
        (
            "1,000 attributes on each of 100",
            response(&format!("<a{}/>", repeated(1000, &|n| format!(" a{n}=\"\""))).repeat(100)),
        ),
        (
            "1,000 declarations on each of 100",
            response(&format!("<a{}/>", repeated(1000, &|n| format!(" xmlns:p{n}=\"urn:{n}\""))).repeat(100)),
        ),
        ("50,000 siblings with IDs", response(&repeated(50_000, &|n| format!("<a ID=\"_{n}\"/>")))),
        ("depth at the limit", response(&format!("{}{}", "<a>".repeat(62), "</a>".repeat(62)).repeat(1500))),
        (
            "long prefixes",
            response(&format!(
                "<{prefix}:a xmlns:{prefix}=\"urn:x\">{}</{prefix}:a>",
                format!("<{prefix}:b/>").repeat(1000)
            )),
        ),
        ("text of entities", response(&"&lt;&#x41;&amp;".repeat(100_000))),
        ("comments", response(&"x<!-- -->".repeat(50_000))),
    ]
}
