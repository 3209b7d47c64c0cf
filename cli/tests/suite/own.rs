//! `samlens config check` looks at the certificates and private keys of the service provider.

use crate::run::{self, samlens};
use std::path::{Path, PathBuf};

/// A deployment without a fault, in four lines before those of a test.
const GOOD: &str = r#"profile = "generic"
identity_provider = [{ name = "A", entity_id = "urn:acme-dev.us.auth0.com", certificates = ["idp.pem"] }]
[service_provider]
entity_id = "https://sp.example.org/saml/metadata"
acs = ["https://sp.example.org/saml/acs"]
"#;

fn directory(name: &str) -> PathBuf {
    run::directory(&format!("own-{name}"))
}

/// Exit code and output of `samlens config check` in a directory with the keys of the fixtures.
fn config_check(path: &Path, more: &str, passphrase: &str) -> (i32, String) {
    let keys = samlens_forge::repository().join("fixtures/keys");
    for (from, to) in [
        ("idp-rsa2048.cert.pem", "idp.pem"),
        ("sp-encryption.cert.pem", "sp.pem"),
        ("sp-encryption.key.pem", "sp.key.pem"),
        ("idp-p256.key.pem", "p256.key.pem"),
        ("idp-rsa1024.key.pem", "small.key.pem"),
    ] {
        std::fs::write(path.join(to), std::fs::read(keys.join(from)).unwrap()).unwrap();
        set_mode(&path.join(to), 0o600);
    }
    let rsa =
        openssl::pkey::PKey::private_key_from_pem(&std::fs::read(path.join("sp.key.pem")).unwrap()).unwrap();
    let cipher = openssl::symm::Cipher::aes_256_cbc();
    let locked = rsa.private_key_to_pem_pkcs8_passphrase(cipher, b"correct horse").unwrap();
    std::fs::write(path.join("locked.key.pem"), locked).unwrap();
    set_mode(&path.join("locked.key.pem"), 0o640);
    std::fs::write(path.join("public.pem"), rsa.public_key_to_pem().unwrap()).unwrap();
    set_mode(&path.join("public.pem"), 0o600);
    std::fs::write(path.join("samlens.toml"), format!("{GOOD}{more}")).unwrap();
    let ran =
        samlens(&["config", "check"]).current_dir(path).env("SAMLENS_TEST_PASSPHRASE", passphrase).run();
    assert_eq!(ran.err, "");
    (ran.code, ran.out)
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_path: &Path, _mode: u32) {}

#[test]
fn the_files_are_looked_at() {
    let path = directory("files");
    let good = "certificates = [\"sp.pem\"]\ndecryption_keys = [\"sp.key.pem\", \"locked.key.pem\"]\n";
    assert_eq!(config_check(&path, good, ""), (0, "0 errors, 0 warnings\n".to_owned()));
    for (line, message) in [
        ("certificates = [\"none.pem\"]", "6:17: error: cannot read none.pem: No such file or directory"),
        ("certificates = [\"sp.key.pem\"]", "6:17: error: sp.key.pem: this is a private key"),
        ("certificates = [\"samlens.toml\"]", "6:17: error: samlens.toml: "),
        ("decryption_keys = [\"none.pem\"]", "6:20: error: cannot read none.pem: No such file or directory"),
        (
            "decryption_keys = [\"sp.pem\"]",
            "6:20: error: sp.pem: this is a certificate, which others encrypt with; give the private key that belongs to it",
        ),
        ("decryption_keys = [\"public.pem\"]", "6:20: error: public.pem: this is a public key, which others"),
        (
            "decryption_keys = [\"p256.key.pem\"]",
            "6:20: error: p256.key.pem: the private key is not an RSA key",
        ),
        (
            "decryption_keys = [\"small.key.pem\"]",
            "6:20: error: small.key.pem: the RSA key has 1024 bits; 2048 or more are required",
        ),
        (
            "decryption_keys = [\"samlens.toml\"]",
            "6:20: error: samlens.toml: no private key in PEM was found",
        ),
        ("decryption_keys = [\".\"]", "6:20: error: cannot read ."),
    ] {
        let (code, out) = config_check(&path, line, "");
        assert_eq!(code, 1, "{line}: {out}");
        assert!(out.starts_with(&format!("samlens.toml:{message}")), "{line}: {out}");
    }
    let locked = "decryption_keys = [\"locked.key.pem\"]\npassphrase_env = \"SAMLENS_TEST_PASSPHRASE\"\n";
    assert_eq!(config_check(&path, locked, "correct horse").0, 0);
    let (code, out) = config_check(&path, locked, "battery staple");
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("locked.key.pem: the private key cannot be read: the passphrase is wrong"), "{out}");
    assert!(!out.contains("battery"), "{out}");
}

#[cfg(unix)]
#[test]
fn a_key_that_everyone_can_read_is_reported() {
    let path = directory("modes");
    let more = "decryption_keys = [\"own.key.pem\"]\n";
    config_check(&path, more, "");
    std::fs::copy(path.join("sp.key.pem"), path.join("own.key.pem")).unwrap();
    for (mode, warns) in [(0o600, false), (0o640, false), (0o644, true)] {
        set_mode(&path.join("own.key.pem"), mode);
        let (code, out) = config_check(&path, more, "");
        let line = "samlens.toml:6:20: warning: own.key.pem: anyone on this machine can read this private key (mode 0644)\n    help: remove the access of others: chmod 600 own.key.pem\n";
        assert_eq!((code, out.starts_with(line)), (0, warns), "{mode:o}: {out}");
    }
}
