//! Settings, from the environment.

use samlens::sign_on::{SealingKeys, SigningKey};
use samlens::{Certificate, DecryptionKey};
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

/// A message for the person who starts the service.
pub type Wrong = Box<dyn std::error::Error + Send + Sync>;

/// The settings that the service reads at start-up.
#[derive(Clone)]
pub struct Settings {
    /// `LISTEN`: address and port (127.0.0.1:8000).
    pub listen: SocketAddr,
    /// `METRICS_LISTEN`: address and port of `/metrics`, for the monitoring system alone (none).
    pub metrics_listen: Option<SocketAddr>,
    /// `BASE_URL`: how browsers reach the service (http://localhost and the port of `LISTEN`).
    pub base_url: String,
    /// `ENTITY_ID` (the base URL and `/metadata`).
    pub entity_id: String,
    /// The base URL and `/acs`.
    pub acs_url: String,
    /// The base URL and `/slo`.
    pub logout_url: String,
    /// `IDP_METADATA`: files and URLs, separated by spaces.
    pub idp_metadata: Vec<String>,
    /// `METADATA_REFRESH`: seconds until they are read again (3600).
    pub metadata_refresh: Duration,
    /// `ALLOW_UNSOLICITED_FROM`: entity IDs of identity providers that may begin a login by themselves (none).
    pub allow_unsolicited_from: Vec<String>,
    /// `SIGNING_KEY` and `SIGNING_CERTIFICATE`: files in PEM that requests are signed with (none).
    pub signing_key: Option<SigningKey>,
    /// `DECRYPTION_KEY` and `DECRYPTION_CERTIFICATE`: files in PEM for encrypted assertions (none).
    pub decryption_key: Option<(DecryptionKey, Certificate)>,
    /// `SEALING_KEY`: 32 bytes in base64, the same in all processes. On a loopback address a random one is made.
    pub sealing_keys: SealingKeys,
    /// `REDIS_URL`: what was used and who is signed in (memory of the process).
    pub redis_url: Option<String>,
    /// How every key in Redis begins: another one for each entity ID, so that a second service on one Redis knows no
    /// session of this one.
    pub redis_prefix: String,
}

impl Settings {
    /// Reads the settings; `variable` is [`std::env::var`] in a running service.
    ///
    /// # Errors
    /// A value cannot be used, a file cannot be read, or something is missing that has no default.
    pub fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Settings, Wrong> {
        let given = |name: &str| variable(name).filter(|value| !value.is_empty());
        let listen = given("LISTEN").unwrap_or_else(|| "127.0.0.1:8000".to_owned());
        let listen: SocketAddr =
            listen.parse().map_err(|_| format!("LISTEN: {listen} is no address and port"))?;
        let metrics_listen = given("METRICS_LISTEN")
            .map(|text| text.parse().map_err(|_| format!("METRICS_LISTEN: {text} is no address and port")))
            .transpose()?;
        let base_url = given("BASE_URL").unwrap_or_else(|| format!("http://localhost:{}", listen.port()));
        let base_url = base_url.trim_end_matches('/').to_owned();
        let is_local = ["http://localhost", "http://127.0.0.1", "http://[::1]"].iter().any(|local| {
            base_url.strip_prefix(local).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
        });
        if !base_url.starts_with("https://") && !is_local {
            return Err("BASE_URL must begin with https://: browsers send secure cookies to no other".into());
        }
        let list = |name: &str| -> Vec<String> {
            given(name).unwrap_or_default().split_whitespace().map(str::to_owned).collect()
        };
        let idp_metadata = list("IDP_METADATA");
        if idp_metadata.is_empty() {
            return Err(
                "IDP_METADATA is missing: give a file or URL with the metadata of your identity provider"
                    .into(),
            );
        }
        let refresh = given("METADATA_REFRESH").unwrap_or_else(|| "3600".to_owned());
        let refresh = refresh.parse().ok().filter(|seconds| *seconds > 0);
        let sealing_keys = match given("SEALING_KEY") {
            Some(text) => SealingKeys::from_base64(&text)?,
            None if is_local => {
                let mut key = [0; 32];
                openssl::rand::rand_bytes(&mut key)?;
                SealingKeys::new(key)
            }
            None => return Err("SEALING_KEY is missing: make one with `openssl rand -base64 32`".into()),
        };
        let pem = |name: &str| given(name).map(|path| file(name, &path)).transpose();
        let entity_id = given("ENTITY_ID").unwrap_or_else(|| format!("{base_url}/metadata"));
        let digest = openssl::sha::sha256(entity_id.as_bytes());
        let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Ok(Settings {
            listen,
            metrics_listen,
            entity_id,
            acs_url: format!("{base_url}/acs"),
            logout_url: format!("{base_url}/slo"),
            base_url,
            idp_metadata,
            metadata_refresh: Duration::from_secs(refresh.ok_or("METADATA_REFRESH is no number of seconds")?),
            allow_unsolicited_from: list("ALLOW_UNSOLICITED_FROM"),
            signing_key: match (pem("SIGNING_KEY")?, pem("SIGNING_CERTIFICATE")?) {
                (Some(key), Some(certificate)) => {
                    Some(SigningKey::from_pem(&key, Certificate::from_pem(&certificate)?)?)
                }
                (None, None) => None,
                _ => return Err("SIGNING_KEY and SIGNING_CERTIFICATE belong together: give both".into()),
            },
            decryption_key: match (pem("DECRYPTION_KEY")?, pem("DECRYPTION_CERTIFICATE")?) {
                (Some(key), Some(certificate)) => {
                    Some((DecryptionKey::from_pem(&key)?, Certificate::from_pem(&certificate)?))
                }
                (None, None) => None,
                _ => {
                    return Err("DECRYPTION_KEY and DECRYPTION_CERTIFICATE belong together: give both".into());
                }
            },
            sealing_keys,
            redis_url: given("REDIS_URL"),
            redis_prefix: format!("samlens-example:{name}:"),
        })
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address of Redis may contain a password.
        f.debug_struct("Settings").field("entity_id", &self.entity_id).finish_non_exhaustive()
    }
}

fn file(name: &str, path: &str) -> Result<Vec<u8>, Wrong> {
    Ok(std::fs::read(path).map_err(|error| format!("{name}: {path}: {error}"))?)
}
