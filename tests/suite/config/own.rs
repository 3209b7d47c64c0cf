//! samlens.toml: single logout, certificates and private keys of the service provider, and what of encryption is accepted.
use samlens::Handling;
use samlens::config::{Config, ConfigFile, TEMPLATE};

/// A deployment without a fault, in four lines before those of a test.
const GOOD: &str = r#"profile = "generic"
identity_provider = [{ name = "A", entity_id = "urn:acme-dev.us.auth0.com", certificates = ["idp.pem"] }]
[service_provider]
entity_id = "https://sp.example.org/saml/metadata"
acs = ["https://sp.example.org/saml/acs"]
"#;

fn said(text: &str) -> Vec<String> {
    let found = match ConfigFile::parse(text) {
        Ok(file) => file.lint(),
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
        ("https://YOUR_SERVICE/slo", "6:18: error: the single logout URL contains a placeholder"),
        ("https://*.example.org/slo", "6:18: error: the single logout URL contains a wildcard"),
        (
            "https://sp.example.org/saml/acs",
            "6:18: error: the single logout URL is an ACS URL, which receives logins",
        ),
        (
            "https://sp.example.net/saml/slo",
            "6:18: warning: the single logout URL is on sp.example.net, but no URL in acs or logout_urls is",
        ),
    ] {
        says(&format!("single_logout = [{urls:?}]\n"), line);
    }
    let twice = r#"single_logout = ["https://sp.example.org/slo", "https://sp.example.org/slo"]"#;
    says(twice, "6:48: warning: the single logout URL is listed twice");
    let page =
        "logout_urls = [\"https://sp.example.org/bye\"]\nsingle_logout = [\"https://sp.example.org/bye\"]";
    says(
        page,
        "7:18: warning: the single logout URL is also in logout_urls, which lists the pages to show after a logout",
    );
}

#[test]
fn certificates_and_keys_are_files() {
    for (key, what) in [("certificates", "the certificate"), ("decryption_keys", "the private key")] {
        let column = key.len() + 5;
        for (value, message) in [
            ("-----BEGIN X-----", format!("error: {what} itself is in samlens.toml")),
            ("YOUR_FILE.pem", format!("error: the file of {what} is a placeholder")),
            ("", format!("error: the file of {what} is a placeholder")),
            ("https://sp.example.org/a.pem", format!("error: {what} is given as a URL")),
        ] {
            says(&format!("{key} = [{value:?}]\n"), &format!("6:{column}: {message}"));
        }
        let column = column + 9;
        says(
            &format!("{key} = [\"a.pem\", \"a.pem\"]\n"),
            &format!("6:{column}: warning: the file of {what} is listed twice"),
        );
    }
}

#[test]
fn a_passphrase_written_into_the_file_is_not_repeated() {
    let keys = "decryption_keys = [\"a.pem\"]\npassphrase_env = ";
    for written in ["correct horse", "1234", "pa$$"] {
        let line = "7:18: error: passphrase_env is not a valid name of an environment variable";
        says(&format!("{keys}{written:?}\n"), line);
    }
    says(&format!("{keys}\"YOUR_VARIABLE\"\n"), "7:18: error: passphrase_env is a placeholder");
    says(
        "passphrase_env = \"P\"\n",
        "6:18: warning: passphrase_env is set, but there are no decryption_keys",
    );
}

#[test]
fn weak_encryption_is_named() {
    for (key, message) in [
        ("allow_rsa_1_5", "PKCS#1 v1.5 key transport is accepted inside a verified signature"),
        ("allow_3des", "Triple DES is accepted inside a verified signature"),
        ("allow_cbc_outside_signature", "CBC is accepted without a verified signature around the ciphertext"),
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
        ["6:17: warning: Twilio Flex has no documented single logout"]
    );
    assert_eq!(
        flex("decryption_keys = [\"a.pem\"]\n"),
        [
            "6:19: warning: Twilio Flex does not support encrypted assertions, so they are refused even with the key"
        ]
    );
    assert_eq!(
        flex("decryption_keys = [\"a.pem\"]\n[policy]\nencrypted_assertion = \"warn\"\n"),
        ["8:23: warning: encrypted assertions are allowed, but Twilio Flex does not support them"]
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
        format!("{:?}", config.validator(None))
    };
    let plain = of("");
    assert!(plain.contains("allow_rsa_1_5: false, allow_3des: false, allow_cbc_outside_signature: false"));
    for key in ["allow_rsa_1_5", "allow_3des", "allow_cbc_outside_signature"] {
        assert!(of(&format!("[policy]\n{key} = true\n")).contains(&format!("{key}: true")), "{key}");
    }
    let refused = of("[policy]\nencrypted_assertion = \"refuse\"\n");
    assert!(refused.contains(&format!("encrypted_assertion: {:?}", Handling::Refuse)), "{refused}");
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
