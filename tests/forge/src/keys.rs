//! The throw-away keys in `fixtures/keys`, and the program that made them.

use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::{BasicConstraints, SubjectKeyIdentifier};
use openssl::x509::{X509, X509NameBuilder};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

/// A private key with its self-signed certificate.
pub struct Key {
    /// Its name in `fixtures/keys`.
    pub name: &'static str,
    /// The private key.
    pub private: PKey<Private>,
    /// The certificate.
    pub certificate: X509,
}

impl Key {
    /// The certificate in DER.
    pub fn der(&self) -> Vec<u8> {
        self.certificate.to_der().unwrap()
    }

    /// The certificate in PEM.
    pub fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }

    /// The certificate's base64 on one line, as in `X509Certificate`.
    pub fn base64(&self) -> String {
        openssl::base64::encode_block(&self.der())
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// What a key is made of.
enum Material {
    Rsa(u32),
    Ec(Nid),
    /// The key of another entry, under another certificate.
    SameAs(&'static str),
}

/// One entry of `fixtures/keys`.
struct Recipe {
    name: &'static str,
    material: Material,
    subject: &'static str,
    serial: u32,
    not_before: &'static str,
    not_after: &'static str,
    what: &'static str,
}

const TENANT: &str = "acme-dev.us.auth0.com";
const START: &str = "20250101000000Z";
const END: &str = "20450101000000Z";

const RECIPES: &[Recipe] = &[
    recipe(
        "idp-rsa2048",
        Material::Rsa(2048),
        TENANT,
        0x1001,
        START,
        END,
        "the identity provider's signing key",
    ),
    recipe(
        "idp-rotated",
        Material::Rsa(2048),
        TENANT,
        0x1002,
        "20260101000000Z",
        END,
        "its successor after a rotation: same subject, newer dates",
    ),
    recipe(
        "idp-expired",
        Material::SameAs("idp-rsa2048"),
        TENANT,
        0x1003,
        "20200101000000Z",
        "20220101000000Z",
        "the key of idp-rsa2048 under an expired certificate",
    ),
    recipe(
        "idp-not-yet-valid",
        Material::SameAs("idp-rsa2048"),
        TENANT,
        0x1004,
        "20400101000000Z",
        END,
        "the key of idp-rsa2048 under a certificate of the future",
    ),
    recipe(
        "attacker-rsa2048",
        Material::Rsa(2048),
        TENANT,
        0x1001,
        START,
        END,
        "a look-alike of idp-rsa2048: same subject, serial and dates, another key",
    ),
    recipe(
        "other-tenant",
        Material::Rsa(2048),
        "globex-dev.us.auth0.com",
        0x2001,
        START,
        END,
        "the signing key of another tenant",
    ),
    recipe("idp-rsa1024", Material::Rsa(1024), TENANT, 0x1005, START, END, "an RSA key that is too small"),
    recipe("idp-p256", Material::Ec(Nid::X9_62_PRIME256V1), TENANT, 0x1006, START, END, "an EC key on P-256"),
    recipe("idp-p384", Material::Ec(Nid::SECP384R1), TENANT, 0x1007, START, END, "an EC key on P-384"),
    recipe("idp-p521", Material::Ec(Nid::SECP521R1), TENANT, 0x1008, START, END, "an EC key on P-521"),
    recipe(
        "sp-encryption",
        Material::Rsa(2048),
        "sp.example.org",
        0x3001,
        START,
        END,
        "the service provider's key for decryption",
    ),
];

const fn recipe(
    name: &'static str,
    material: Material,
    subject: &'static str,
    serial: u32,
    not_before: &'static str,
    not_after: &'static str,
    what: &'static str,
) -> Recipe {
    Recipe { name, material, subject, serial, not_before, not_after, what }
}

/// A key of `fixtures/keys`, by name; panics for a name that is not there.
pub fn key(name: &str) -> &'static Key {
    static KEYS: OnceLock<HashMap<&'static str, Key>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| RECIPES.iter().map(|r| (r.name, load(r))).collect());
    keys.get(name).unwrap_or_else(|| panic!("no key named {name} in fixtures/keys"))
}

/// The identity provider's signing key.
pub fn idp() -> &'static Key {
    key("idp-rsa2048")
}

/// The names of all keys.
pub fn names() -> impl Iterator<Item = &'static str> {
    RECIPES.iter().map(|r| r.name)
}

/// `fixtures/keys/README.md`.
pub fn readme() -> String {
    let mut text = String::from(
        "# Throw-away keys: never trust them\n\n\
         Private keys that everyone can read. They sign the fixtures of the tests and nothing else.\n\
         Never configure one of these certificates in a service, not even for a trial.\n\n\
         Each name has `NAME.key.pem` (PKCS#8, no passphrase) and `NAME.cert.pem` (self-signed).\n\
         Made by `cargo run -p samlens-forge -- write`, which makes the missing ones again.\n\n\
         | name | subject | valid | what it is |\n|---|---|---|---|\n",
    );
    for r in RECIPES {
        let (from, to) = (&r.not_before[..4], &r.not_after[..4]);
        text.push_str(&format!(
            "| `{}` | CN={} | {from}-01-01 to {to}-01-01 | {} |\n",
            r.name, r.subject, r.what
        ));
    }
    text
}

/// Makes the keys that are missing in `fixtures/keys`.
pub fn write_missing() {
    for r in RECIPES {
        let (key_file, certificate_file) = (path(r.name, "key.pem"), path(r.name, "cert.pem"));
        if !key_file.exists() {
            fs::create_dir_all(key_file.parent().unwrap()).unwrap();
            fs::write(&key_file, make(&r.material).private_key_to_pem_pkcs8().unwrap()).unwrap();
            let _ = fs::remove_file(&certificate_file);
        }
        if !certificate_file.exists() {
            let private = PKey::private_key_from_pem(&fs::read(&key_file).unwrap()).unwrap();
            fs::write(&certificate_file, certify(r, &private).to_pem().unwrap()).unwrap();
        }
    }
}

fn path(name: &str, kind: &str) -> PathBuf {
    crate::repository().join("fixtures/keys").join(format!("{name}.{kind}"))
}

fn load(recipe: &Recipe) -> Key {
    let read = |kind| {
        let path = path(recipe.name, kind);
        fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    Key {
        name: recipe.name,
        private: PKey::private_key_from_pem(&read("key.pem")).unwrap(),
        certificate: X509::from_pem(&read("cert.pem")).unwrap(),
    }
}

fn make(material: &Material) -> PKey<Private> {
    match material {
        Material::Rsa(bits) => PKey::from_rsa(Rsa::generate(*bits).unwrap()).unwrap(),
        Material::Ec(curve) => {
            let group = EcGroup::from_curve_name(*curve).unwrap();
            PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
        }
        Material::SameAs(name) => {
            PKey::private_key_from_pem(&fs::read(path(name, "key.pem")).unwrap()).unwrap()
        }
    }
}

fn certify(recipe: &Recipe, private: &PKey<Private>) -> X509 {
    let mut name = X509NameBuilder::new().unwrap();
    name.append_entry_by_nid(Nid::COMMONNAME, recipe.subject).unwrap();
    let name = name.build();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_subject_name(&name).unwrap();
    builder.set_issuer_name(&name).unwrap();
    let serial = Asn1Integer::from_bn(&BigNum::from_u32(recipe.serial).unwrap()).unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_not_before(&Asn1Time::from_str_x509(recipe.not_before).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::from_str_x509(recipe.not_after).unwrap()).unwrap();
    builder.set_pubkey(private).unwrap();
    builder.append_extension(BasicConstraints::new().ca().build().unwrap()).unwrap();
    let identifier = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None)).unwrap();
    builder.append_extension(identifier).unwrap();
    builder.sign(private, MessageDigest::sha256()).unwrap();
    builder.build()
}
