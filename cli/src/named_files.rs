//! The files that samlens.toml names: metadata and certificates of identity providers, certificates and private keys of the
//! service provider.

use super::decryption::MAX_KEY_FILE;
use super::deployment::relative_to;
use super::{Failure, clock, input};
use samlens::config::{Config, ConfigFile, Diagnostic};
use samlens::{Certificate, DecryptionKey, Error, IdentityProviders, Limits};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Days that a certificate should last.
const WARN_DAYS: i64 = 30;

/// Whether they are present and are what they should be, and whether others can read a private key. No URL is fetched, and no
/// passphrase is asked for.
pub(crate) fn look_over(config: &ConfigFile, file: &Path, limits: &Limits) -> Vec<Diagnostic> {
    let mut found = of_identity_providers(config, file, limits);
    found.extend(of_the_service(config, file, limits));
    found
}

fn of_the_service(config: &ConfigFile, file: &Path, limits: &Limits) -> Vec<Diagnostic> {
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
                Ok(all) => found.extend(expiring(place, &path, &all)),
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

/// Reads the certificates of a file.
type Parse<'a> = dyn Fn(&[u8]) -> Result<Vec<Certificate>, Error> + 'a;

fn of_identity_providers(config: &ConfigFile, file: &Path, limits: &Limits) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (index, one) in config.config().identity_providers.iter().enumerate() {
        let mut look = |key: String, name: &str, parse: &Parse<'_>| {
            if name.contains("-----BEGIN") {
                return;
            }
            let place = config.place(&format!("identity_provider.{index}.{key}"));
            let path = relative_to(file, name);
            match input::file(&path, limits.max_metadata_bytes.saturating_add(1)) {
                Err(Failure::Usage(message)) => found.push(Diagnostic::error(place, message)),
                Err(_) => {}
                Ok(bytes) => match parse(&bytes) {
                    Err(error) => {
                        found.push(Diagnostic::error(place, format!("{}: {error}", path.display())));
                    }
                    Ok(all) => found.extend(expiring(place, &path, &all)),
                },
            }
        };
        let certificate = |bytes: &[u8]| Certificate::from_any(bytes);
        let metadata = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            if bytes.len() > limits.max_metadata_bytes {
                return Ok(Vec::new());
            }
            let all = IdentityProviders::from_metadata_within(&text, limits)?;
            let wanted = all.providers().iter().filter(|one_of| match &one.entity_id {
                Some(entity_id) => one_of.entity_id() == entity_id,
                None => true,
            });
            Ok(wanted.flat_map(|one| one.signing_certificates().iter().cloned()).collect())
        };
        if let Some(name) = one.metadata.as_deref().filter(|name| !name.contains("://")) {
            look("metadata".to_owned(), name, &metadata);
        }
        if let Some(name) = &one.metadata_cert {
            look("metadata_cert".to_owned(), name, &certificate);
        }
        for (position, name) in one.certificates.iter().enumerate() {
            look(format!("certificates.{position}"), name, &certificate);
        }
    }
    found
}

/// A warning for each certificate that has expired or soon will.
fn expiring(place: (usize, usize), path: &Path, all: &[Certificate]) -> Vec<Diagnostic> {
    let at = clock::now();
    let soon = all.iter().filter(|one| one.not_after() < at || one.days_left(at) <= WARN_DAYS);
    soon.map(|one| {
        let (date, days) = (one.not_after().format("%Y-%m-%d"), one.days_left(at));
        let when = match one.not_after() < at {
            true => format!("expired {date} ({} days ago)", days.unsigned_abs()),
            false => format!("expires {date} ({days} days left)"),
        };
        let message = format!("{}: the certificate {} {when}", path.display(), one.subject());
        Diagnostic::warning(place, message)
            .with_fix("renew it, and give the other side the new certificate before it is used")
    })
    .collect()
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
