//! What the service provider has of its own: single logout, certificates, private keys; and how weakly it may be encrypted
//! for.

use super::Lint;
use super::address::host_and_path;
use crate::Handling;
use crate::check::near_miss::placeholder::is_placeholder;

impl Lint<'_> {
    pub(super) fn own(&mut self) {
        self.single_logout();
        let config = &self.config.service_provider;
        self.files("certificates", "the certificate", &config.certificates);
        self.files("decryption_keys", "the private key", &config.decryption_keys);
        self.passphrase();
    }

    fn single_logout(&mut self) {
        let config = &self.config.service_provider;
        if self.is_flex() && !config.single_logout.is_empty() {
            self.warning(
                "service_provider.single_logout",
                "Twilio Flex has no documented single logout",
                "remove single_logout, or set profile = \"generic\" for another service",
            );
        }
        for (index, url) in config.single_logout.iter().enumerate() {
            let path = format!("service_provider.single_logout.{index}");
            if config.single_logout.iter().take(index).any(|other| other == url) {
                self.warning(&path, "the single logout URL is listed twice", "remove one");
            } else if self.address(&path, "the single logout URL", url) {
                self.logout_among_others(&path, url);
            }
        }
    }

    /// A single logout URL, compared with the other addresses of the service.
    fn logout_among_others(&mut self, path: &str, url: &str) {
        let config = &self.config.service_provider;
        if config.acs.iter().any(|acs| acs == url) {
            self.error(
                path,
                "the single logout URL is an ACS URL, which receives logins",
                "enter the Location of SingleLogoutService from the service's own metadata",
            );
            return;
        }
        if config.logout_urls.iter().any(|page| page == url) {
            self.warning(
                path,
                "the single logout URL is also in logout_urls, which lists the pages to show after a logout",
                "enter the address that receives LogoutRequest and LogoutResponse, or remove it from logout_urls",
            );
            return;
        }
        let mut others =
            config.acs.iter().chain(&config.logout_urls).filter_map(|other| host_and_path(other));
        let Some((host, _)) = host_and_path(url) else { return };
        let known = config.acs.iter().chain(&config.logout_urls).next().is_some();
        if known && !others.any(|(other, _)| other == host) {
            self.warning(
                path,
                format!("the single logout URL is on {host}, but no URL in acs or logout_urls is"),
                "compare it with the Location of SingleLogoutService in the service's own metadata",
            );
        }
    }

    /// Names of PEM files. Their content is checked by the caller, which has a file system.
    fn files(&mut self, key: &str, what: &str, files: &[String]) {
        for (index, file) in files.iter().enumerate() {
            let path = format!("service_provider.{key}.{index}");
            if file.contains("-----BEGIN") {
                let fix = match key {
                    "certificates" => "save it to a file next to samlens.toml, and name the file",
                    _ => {
                        "save it to a file that only you can read, and name the file; if others could read samlens.toml, make a new key"
                    }
                };
                self.error(&path, format!("{what} itself is in samlens.toml"), fix);
            } else if file.is_empty() || is_placeholder(file) {
                self.error(
                    &path,
                    format!("the file of {what} is a placeholder"),
                    "name the PEM file, relative to samlens.toml, or remove the line",
                );
            } else if file.contains("://") {
                self.error(
                    &path,
                    format!("{what} is given as a URL"),
                    "save it to a file next to samlens.toml, and name the file; keys are not fetched",
                );
            } else if files.iter().take(index).any(|other| other == file) {
                self.warning(&path, format!("the file of {what} is listed twice"), "remove one");
            }
        }
    }

    fn passphrase(&mut self) {
        let config = &self.config.service_provider;
        let Some(name) = &config.passphrase_env else { return };
        let path = "service_provider.passphrase_env";
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_placeholder(name) {
            self.error(path, "passphrase_env is a placeholder", "name the variable, or remove the line");
        } else if !is_name {
            // The value is not repeated: it may be the passphrase.
            self.error(
                path,
                "passphrase_env is not a valid name of an environment variable",
                "name the variable that contains the passphrase; never write the passphrase here",
            );
        } else if config.decryption_keys.is_empty() {
            self.warning(
                path,
                "passphrase_env is set, but there are no decryption_keys",
                "add decryption_keys, or remove passphrase_env",
            );
        }
    }

    /// What of encryption is accepted, and whether it can have an effect.
    pub(super) fn encryption(&mut self) {
        let config = self.config;
        let policy = &config.policy;
        let keys = &config.service_provider.decryption_keys;
        let weakened = matches!(policy.encrypted_assertion, Some(Handling::Accept | Handling::Warn));
        if self.is_flex() && weakened {
            self.warning(
                "policy.encrypted_assertion",
                "encrypted assertions are allowed, but Twilio Flex does not support them",
                "use \"refuse\" under profile flex",
            );
        } else if self.is_flex() && !keys.is_empty() && policy.encrypted_assertion.is_none() {
            self.warning(
                "service_provider.decryption_keys",
                "Twilio Flex does not support encrypted assertions, so they are refused even with the key",
                "keep the keys for reading captures, or set profile = \"generic\" for another service",
            );
        }
        for (key, value, message, fix) in [
            (
                "allow_rsa_1_5",
                policy.allow_rsa_1_5,
                "PKCS#1 v1.5 key transport is accepted inside a verified signature",
                "set RSA-OAEP at the identity provider, and remove this line (Bleichenbacher attack)",
            ),
            (
                "allow_3des",
                policy.allow_3des,
                "Triple DES is accepted inside a verified signature",
                "set AES-256-GCM at the identity provider, and remove this line (Sweet32, CVE-2016-2183)",
            ),
            (
                "allow_cbc_outside_signature",
                policy.allow_cbc_outside_signature,
                "CBC is accepted without a verified signature around the ciphertext",
                "configure the identity provider to sign the Response or to use AES-256-GCM, and remove this line: an attacker who changes the ciphertext can learn the plaintext",
            ),
        ] {
            if value == Some(true) {
                self.warning(&format!("policy.{key}"), message, fix);
            }
        }
    }
}
