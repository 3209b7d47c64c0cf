//! The files of the service provider that samlens.toml names: its certificates and its private keys.

use super::decryption::MAX_KEY_FILE;
use super::deployment::relative_to;
use super::{Failure, input};
use samlens::config::{Config, ConfigFile, Diagnostic};
use samlens::{Certificate, DecryptionKey, Limits};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Whether they are present, are what they should be, and cannot be read by others. No passphrase is asked for.
pub(crate) fn look_over(config: &ConfigFile, file: &Path, limits: &Limits) -> Vec<Diagnostic> {
    let (located, config) = (config, config.config());
    let own = &config.service_provider;
    let mut found = Vec::new();
    let of = |key: &'static str, names: &[String]| -> Vec<((usize, usize), PathBuf)> {
        let named = names.iter().enumerate().filter(|(_, name)| is_file_name(name));
        named
            .map(|(index, name)| {
                (located.place(&format!("service_provider.{key}.{index}")), relative_to(file, name))
            })
            .collect()
    };
    for (place, path) in of("certificates", &own.certificates) {
        match read(&path, |path| input::file(path, limits.max_metadata_bytes.saturating_add(1))) {
            Err(message) => found.push(Diagnostic::error(place, message)),
            Ok(bytes) => match Certificate::from_any(&bytes) {
                Err(error) => found.push(Diagnostic::error(place, format!("{}: {error}", path.display()))),
                Ok(all) => found.extend(super::config::expiring(place, &path, &all)),
            },
        }
    }
    for (place, path) in of("decryption_keys", &own.decryption_keys) {
        match read(&path, |path| input::secret(path, MAX_KEY_FILE.saturating_add(1))) {
            Err(message) => found.push(Diagnostic::error(place, message)),
            Ok(pem) => {
                found.extend(
                    key(config, &pem)
                        .map(|message| Diagnostic::error(place, format!("{}: {message}", path.display()))),
                );
                found.extend(open_to_all(&path).map(|message| {
                    Diagnostic::warning(place, message)
                        .with_fix(format!("remove the access of others: chmod 600 {}", path.display()))
                }));
            }
        }
    }
    found
}

/// What is wrong with a private key; where its passphrase is not at hand, what can be found out without it.
fn key(config: &Config, pem: &[u8]) -> Option<String> {
    let key = if DecryptionKey::has_passphrase(pem) {
        let variable = config.service_provider.passphrase_env.as_deref();
        let passphrase = Zeroizing::new(variable.and_then(std::env::var_os)?.into_encoded_bytes());
        DecryptionKey::from_encrypted_pem(pem, &passphrase)
    } else {
        DecryptionKey::from_pem(pem)
    };
    let least = config.policy.min_rsa_bits.unwrap_or(2048);
    match key {
        Err(error) => Some(error.to_string()),
        Ok(key) if key.bits() < least => {
            Some(format!("the RSA key has {} bits; {least} or more are required", key.bits()))
        }
        Ok(_) => None,
    }
}

/// Whether everyone on this machine can read a private key.
#[cfg(unix)]
fn open_to_all(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = path.metadata().ok()?.permissions().mode() & 0o777;
    (mode & 0o004 != 0).then(|| {
        format!("{}: anyone on this machine can read this private key (mode {mode:04o})", path.display())
    })
}

#[cfg(not(unix))]
fn open_to_all(_path: &Path) -> Option<String> {
    None
}

fn read<T>(path: &Path, read: impl Fn(&Path) -> Result<T, Failure>) -> Result<T, String> {
    read(path).map_err(|failure| match failure {
        Failure::Usage(message) => message,
        _ => format!("cannot read {}", path.display()),
    })
}

/// What the lint has not refused already.
fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.contains("-----BEGIN") && !name.contains("://")
}
