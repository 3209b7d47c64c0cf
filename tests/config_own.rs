//! samlens.toml: single logout, certificates and private keys of the service provider, and what of encryption is accepted.
#![cfg(feature = "cli")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    unreachable_pub
)]

use samlens::Severity;
use samlens::config::{Config, TEMPLATE, lint};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A deployment without a fault, in four lines before those of a test.
const GOOD: &str = r#"profile = "generic"
identity_provider = [{ name = "A", entity_id = "urn:acme-dev.us.auth0.com", certificates = ["idp.pem"] }]
[service_provider]
entity_id = "https://sp.example.org/saml/metadata"
acs = ["https://sp.example.org/saml/acs"]
"#;

fn said(text: &str) -> Vec<String> {
    let found = match Config::parse_with_places(text) {
        Ok((config, places)) => lint(&config, &places),
        Err(found) => found,
    };
    found.iter().map(ToString::to_string).collect()
}

/// The one thing that is said of the good file with these lines after its five.
#[track_caller]
fn says(more: &str, line: &str) {
    assert_eq!(said(&format!("{GOOD}{more}")), [line], "{more}");
}

#[test]
fn a_service_of_ones_own_has_no_fault() {
    let more = r#"single_logout = ["https://sp.example.org/saml/slo"]
certificates = ["sp.pem"]
decryption_keys = ["sp.key.pem", "old.key.pem"]
passphrase_env = "SP_PASSPHRASE"
[policy]
encrypted_assertion = "warn"
allow_rsa_1_5 = false
allow_3des = false
allow_cbc_outside_signature = false
"#;
    assert_eq!(said(&format!("{GOOD}{more}")), Vec::<String>::new());
}

#[test]
fn single_logout_urls_are_exact_and_no_others() {
    for (urls, line) in [
        ("http://sp.example.org/slo", "6:18: error: the single logout URL is http, not https"),
        ("https://YOUR_SERVICE/slo", "6:18: error: the single logout URL holds a placeholder"),
        ("https://*.example.org/slo", "6:18: error: the single logout URL holds a wildcard"),
        (
            "https://sp.example.org/saml/acs",
            "6:18: error: the single logout URL is an ACS URL, which takes logins",
        ),
        (
            "https://sp.example.net/saml/slo",
            "6:18: warning: the single logout URL is on sp.example.net, where neither acs nor logout_urls has an address",
        ),
    ] {
        says(&format!("single_logout = [{urls:?}]\n"), line);
    }
    let twice = r#"single_logout = ["https://sp.example.org/slo", "https://sp.example.org/slo"]"#;
    says(twice, "6:48: warning: the single logout URL stands twice");
    let page =
        "logout_urls = [\"https://sp.example.org/bye\"]\nsingle_logout = [\"https://sp.example.org/bye\"]";
    says(
        page,
        "7:18: warning: the single logout URL is among logout_urls, which are pages to show after a logout",
    );
}

#[test]
fn certificates_and_keys_are_files() {
    for (key, what) in [("certificates", "the certificate"), ("decryption_keys", "the private key")] {
        let column = key.len() + 5;
        for (value, message) in [
            ("-----BEGIN X-----", format!("error: {what} stands here itself")),
            ("YOUR_FILE.pem", format!("error: the file of {what} is a placeholder")),
            ("", format!("error: the file of {what} is a placeholder")),
            ("https://sp.example.org/a.pem", format!("error: {what} is named by a URL")),
        ] {
            says(&format!("{key} = [{value:?}]\n"), &format!("6:{column}: {message}"));
        }
        let column = column + 9;
        says(
            &format!("{key} = [\"a.pem\", \"a.pem\"]\n"),
            &format!("6:{column}: warning: the file of {what} stands twice"),
        );
    }
}

#[test]
fn a_passphrase_written_into_the_file_is_not_repeated() {
    let keys = "decryption_keys = [\"a.pem\"]\npassphrase_env = ";
    for written in ["correct horse", "1234", "pa$$"] {
        let line = "7:18: error: passphrase_env is no name of an environment variable";
        says(&format!("{keys}{written:?}\n"), line);
    }
    says(&format!("{keys}\"YOUR_VARIABLE\"\n"), "7:18: error: passphrase_env is a placeholder");
    says("passphrase_env = \"P\"\n", "6:18: warning: passphrase_env has no decryption_keys to open");
}

#[test]
fn weak_encryption_is_named() {
    for (key, message) in [
        ("allow_rsa_1_5", "PKCS#1 v1.5 key transport is accepted inside a verified signature"),
        ("allow_3des", "Triple DES is accepted inside a verified signature"),
        ("allow_cbc_outside_signature", "CBC is accepted where no signature stands around the ciphertext"),
    ] {
        let column = key.len() + 4;
        says(&format!("[policy]\n{key} = true\n"), &format!("7:{column}: warning: {message}"));
    }
}

#[test]
fn flex_has_neither_encryption_nor_single_logout() {
    let flex = |more: &str| -> Vec<String> {
        let all = said(&format!("{GOOD}{more}").replacen("generic", "flex", 1));
        all.into_iter().filter(|line| line.contains("Twilio ")).collect()
    };
    assert_eq!(
        flex("single_logout = [\"https://sp.example.org/slo\"]\n"),
        ["6:17: warning: Twilio documents no single logout of Flex"]
    );
    assert_eq!(
        flex("decryption_keys = [\"a.pem\"]\n"),
        [
            "6:19: warning: Twilio Flex does not support encrypted assertions: they are refused, also with the key"
        ]
    );
    assert_eq!(
        flex("decryption_keys = [\"a.pem\"]\n[policy]\nencrypted_assertion = \"warn\"\n"),
        ["8:23: warning: encrypted assertions are not refused, and Twilio Flex does not support them"]
    );
}

#[test]
fn types_are_those_of_the_others() {
    says("single_logout = 1\n", "6:17: error: invalid type: integer `1`, expected a sequence");
    says(
        "[policy]\nallow_3des = \"warn\"\n",
        "7:14: error: invalid type: string \"warn\", expected a boolean",
    );
    says(
        "decryption_key = []\n",
        "6:1: error: there is no key service_provider.decryption_key; the nearest is decryption_keys",
    );
}

#[test]
fn the_policy_becomes_that_of_the_validator() {
    let of = |more: &str| {
        let config = Config::parse(&format!("{GOOD}{more}")).unwrap();
        format!("{:?}", config.expectations(None))
    };
    let plain = of("");
    assert!(plain.contains("allow_rsa_1_5: false, allow_3des: false, allow_cbc_outside_signature: false"));
    for key in ["allow_rsa_1_5", "allow_3des", "allow_cbc_outside_signature"] {
        assert!(of(&format!("[policy]\n{key} = true\n")).contains(&format!("{key}: true")), "{key}");
    }
    let refused = of("[policy]\nencrypted_assertion = \"refuse\"\n");
    assert!(refused.contains(&format!("encrypted_assertion: {:?}", Severity::Error)), "{refused}");
    assert!(of("single_logout = [\"https://sp.example.org/slo\"]\n").contains("https://sp.example.org/slo"));
}

#[test]
fn every_commented_line_of_the_template_is_one() {
    // Uncommented, the file still parses: the names in it are names that there are.
    let setting = |line: &str| {
        let rest = line.strip_prefix("# ")?;
        let name = rest.split_once(" = ")?.0;
        name.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            .then_some(rest.to_owned())
    };
    let lines = TEMPLATE.lines().map(|line| setting(line).unwrap_or_else(|| line.to_owned()));
    let text = lines.collect::<Vec<_>>().join("\n");
    for name in ["single_logout", "decryption_keys", "passphrase_env", "allow_rsa_1_5", "encrypted_assertion"]
    {
        assert!(text.contains(&format!("\n{name} = ")), "{name}");
    }
    assert!(Config::parse(&text).is_ok(), "{:?}", Config::parse(&text));
}

fn directory(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("config-own").join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Exit code and output of `samlens config check` in a directory with the keys of the fixtures.
fn config_check(path: &Path, more: &str, passphrase: &str) -> (i32, String) {
    let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/keys");
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
    let output = Command::new(env!("CARGO_BIN_EXE_samlens"))
        .args(["config", "check"])
        .current_dir(path)
        .env("SAMLENS_TEST_PASSPHRASE", passphrase)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
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
            "6:20: error: sp.pem: this is a certificate, with which others encrypt; the private key that belongs to it decrypts",
        ),
        (
            "decryption_keys = [\"public.pem\"]",
            "6:20: error: public.pem: this is a public key, with which others",
        ),
        ("decryption_keys = [\"p256.key.pem\"]", "6:20: error: p256.key.pem: the private key is not RSA"),
        (
            "decryption_keys = [\"small.key.pem\"]",
            "6:20: error: small.key.pem: the RSA key has 1024 bits, and fewer than 2048 are refused",
        ),
        (
            "decryption_keys = [\"samlens.toml\"]",
            "6:20: error: samlens.toml: no private key in PEM could be read",
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
fn a_key_that_everybody_can_read_is_told() {
    let path = directory("modes");
    let more = "decryption_keys = [\"own.key.pem\"]\n";
    config_check(&path, more, "");
    std::fs::copy(path.join("sp.key.pem"), path.join("own.key.pem")).unwrap();
    for (mode, warns) in [(0o600, false), (0o640, false), (0o644, true)] {
        set_mode(&path.join("own.key.pem"), mode);
        let (code, out) = config_check(&path, more, "");
        let line = "samlens.toml:6:20: warning: own.key.pem: everybody can read this private key (mode 0644)\n    help: take the others' right away: chmod 600 own.key.pem\n";
        assert_eq!((code, out.starts_with(line)), (0, warns), "{mode:o}: {out}");
    }
}
