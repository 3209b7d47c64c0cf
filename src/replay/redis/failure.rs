//! What went wrong at the server, without what it was asked: a server's message may repeat the command.

use crate::replay::StoreError;
use ::redis::{ErrorKind, RedisError};
use std::time::Duration;

pub(super) fn timed_out(limit: Duration) -> StoreError {
    StoreError::new(format!("Redis did not answer within {} s", limit.as_secs_f32()))
}

pub(super) fn explained(error: &RedisError, limit: Duration) -> StoreError {
    if error.is_timeout() {
        return timed_out(limit);
    }
    let text = match error.code() {
        Some("OOM") => "Redis is full (OOM); raise maxmemory, and keep maxmemory-policy noeviction",
        Some("READONLY") => {
            "the Redis server is a read-only replica (READONLY); give the address of the primary"
        }
        Some("LOADING") => "Redis is loading its data (LOADING)",
        Some("MISCONF") => "Redis cannot write to its disk and takes no keys (MISCONF)",
        Some("CLUSTERDOWN") => "the Redis Cluster is down (CLUSTERDOWN)",
        Some("MASTERDOWN") => "the primary of this Redis server is down (MASTERDOWN)",
        Some("NOREPLICAS") => "Redis has too few replicas (NOREPLICAS)",
        Some("NOAUTH" | "WRONGPASS") => "Redis refuses the user name or the password",
        Some("NOPERM") => "the Redis user may not use these commands or keys (NOPERM)",
        _ if error.kind() == ErrorKind::AuthenticationFailed => "Redis refuses the user name or the password",
        Some(code) if is_code(code) => return StoreError::new(format!("Redis refuses the command ({code})")),
        _ if error.is_connection_refusal() => {
            "Redis refuses the connection; no server listens at that address"
        }
        // These are texts of the operating system and of OpenSSL.
        _ if matches!(error.kind(), ErrorKind::Io | ErrorKind::Client) => {
            return StoreError::new(format!("Redis cannot be reached: {error}"));
        }
        _ => return StoreError::new(format!("Redis cannot be asked: {}", error.category())),
    };
    StoreError::new(text)
}

/// A code of Redis is one word of capitals; what else a server sends is not repeated.
fn is_code(code: &str) -> bool {
    (1..=20).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_uppercase())
}
