//! Private keys for decryption: from PEM files, with a passphrase from the environment or the terminal.

use super::{Failure, input};
use openssl::pkey::PKey;
use samlens::DecryptionKey;
use std::fs::File;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

/// Largest file of a key; an RSA key of 16,384 bits has 13 KB.
const MAX_KEY_FILE: usize = 1 << 20;

/// Reads the keys, in the order in which they were given.
pub(crate) fn keys(files: &[PathBuf], passphrase_env: Option<&str>) -> Result<Vec<DecryptionKey>, Failure> {
    files.iter().map(|path| key(path, passphrase_env)).collect()
}

fn key(path: &Path, passphrase_env: Option<&str>) -> Result<DecryptionKey, Failure> {
    let wrong = |message: &dyn std::fmt::Display| {
        Failure::usage(format_args!("--decrypt-key {}: {message}", path.display()))
    };
    let pem = input::file(path, MAX_KEY_FILE)?;
    if !DecryptionKey::has_passphrase(&pem) {
        return DecryptionKey::from_pem(&pem).map_err(|error| wrong(&error));
    }
    if let Some(name) = passphrase_env {
        let Some(passphrase) = std::env::var_os(name) else {
            return Err(Failure::usage(format_args!("--passphrase-env {name}: there is no such variable")));
        };
        let key = DecryptionKey::from_encrypted_pem(&pem, passphrase.as_encoded_bytes());
        return key.map_err(|error| wrong(&error));
    }
    if !io::stderr().is_terminal() || File::open("/dev/tty").is_err() {
        return Err(wrong(
            &"the key has a passphrase; name the environment variable that holds it with --passphrase-env",
        ));
    }
    // OpenSSL asks at the terminal itself, without an echo.
    let key = PKey::private_key_from_pem(&pem).and_then(|key| key.private_key_to_pem_pkcs8());
    let pem = key.map_err(|_| wrong(&"the passphrase is wrong, or the file is damaged"))?;
    DecryptionKey::from_pem(&pem).map_err(|error| wrong(&error))
}
