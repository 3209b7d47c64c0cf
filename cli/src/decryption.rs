//! Private keys for decryption: from PEM files, with a passphrase from the environment or the terminal.

use super::content::{self, Content};
use super::deployment::Deployment;
use super::{Failure, input};
use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use samlens::DecryptionKey;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Largest file of a key; an RSA key of 16,384 bits has 13 KB.
pub(crate) const MAX_KEY_FILE: usize = 1 << 20;

/// The files of keys, and where they and their passphrase were named.
pub(crate) struct KeyFiles {
    option: &'static str,
    files: Vec<PathBuf>,
    /// Name of the environment variable with the passphrase, and the option that says so.
    passphrase: Option<(&'static str, String)>,
}

impl KeyFiles {
    /// Those of the command line; if there are none, those of the configuration file.
    pub(crate) fn of(
        given: &[PathBuf],
        passphrase_env: Option<&str>,
        deployment: Option<&Deployment>,
    ) -> Result<KeyFiles, Failure> {
        let asked = passphrase_env.map(|name| ("--passphrase-env", name.to_owned()));
        if !given.is_empty() {
            return Ok(KeyFiles { option: "--decrypt-key", files: given.to_vec(), passphrase: asked });
        }
        let files = deployment.map(Deployment::decryption_keys).unwrap_or_default();
        if files.is_empty() && asked.is_some() {
            return Err(Failure::usage(
                "--passphrase-env is given without a key: give --decrypt-key, or decryption_keys in samlens.toml",
            ));
        }
        let configured = deployment.and_then(|one| one.config.service_provider.passphrase_env.clone());
        let passphrase = asked.or(configured.map(|name| ("passphrase_env", name)));
        Ok(KeyFiles { option: "decryption_keys", files, passphrase })
    }

    /// Whether they were given for this very run, and so must be readable whatever the message is.
    pub(crate) fn is_given(&self) -> bool {
        self.option == "--decrypt-key"
    }

    /// Reads them, in the order in which they were named.
    pub(crate) fn read(&self) -> Result<Vec<DecryptionKey>, Failure> {
        self.files.iter().map(|path| self.key(path)).collect()
    }

    fn key(&self, path: &Path) -> Result<DecryptionKey, Failure> {
        let name = path.display();
        let wrong = |message: &dyn std::fmt::Display| {
            Failure::usage(format_args!("{} {name}: {message}", self.option))
        };
        let pem = input::secret(path, MAX_KEY_FILE)?;
        if !DecryptionKey::has_passphrase(&pem) {
            return DecryptionKey::from_pem(&pem).map_err(|error| match content::of(&pem) {
                Content::Certificates(_) => wrong(
                    &"this is a certificate, with which others encrypt\ngive the private key that belongs to it; --sp takes the certificate",
                ),
                Content::Metadata(_) => wrong(&"this is metadata\n--idp or --sp takes it"),
                Content::Other(_) => wrong(&error),
            });
        }
        if let Some((option, variable)) = &self.passphrase {
            let Some(passphrase) = std::env::var_os(variable) else {
                return Err(Failure::usage(format_args!("{option} {variable}: there is no such variable")));
            };
            let passphrase = Zeroizing::new(passphrase.into_encoded_bytes());
            let key = DecryptionKey::from_encrypted_pem(&pem, &passphrase);
            return key.map_err(|error| wrong(&error));
        }
        if !io::stderr().is_terminal() || File::open("/dev/tty").is_err() {
            return Err(wrong(
                &"the key has a passphrase, and there is no terminal to ask for it; name the environment variable that contains it with --passphrase-env",
            ));
        }
        // OpenSSL asks at the terminal itself, without an echo, and does not say for which file.
        writeln!(
            io::stderr().lock(),
            "samlens: {} has a passphrase",
            samlens::inspect::printable(&name.to_string())
        )?;
        let key = PKey::private_key_from_pem(&pem).and_then(|key| key.private_key_to_pem_pkcs8());
        let pem = key.map(Zeroizing::new).map_err(|error| match is_interrupted(&error) {
            true => Failure::Interrupted,
            false => wrong(&"the passphrase is wrong, or the file is damaged"),
        })?;
        DecryptionKey::from_pem(&pem).map_err(|error| wrong(&error))
    }
}

/// Whether Ctrl-C was pressed at the prompt. OpenSSL takes it for itself, and asks once more: it reads the file in
/// two ways.
fn is_interrupted(error: &ErrorStack) -> bool {
    error.errors().iter().any(|one| one.reason() == Some("interrupted or cancelled"))
}
