//! Digests that identify certificates and keys.
//!
//! They are not made with `openssl::sha::sha256` and its like: since OpenSSL 3 the one-shot functions ask a provider for
//! the algorithm, and the first question fills OpenSSL's table of all names. That took a fifth of the instructions of
//! `samlens check` on one file.

use openssl::sha::{Sha1, Sha256};

pub(super) fn sha1(bytes: &[u8]) -> [u8; 20] {
    let mut digest = Sha1::new();
    digest.update(bytes);
    digest.finish()
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(bytes);
    digest.finish()
}
