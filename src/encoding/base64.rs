//! Strict base64, as signatures and logins are read.

use base64::Engine;
use base64::engine::Simd;
use base64::engine::general_purpose::PAD;
use std::sync::LazyLock;

/// A constant: picks the instruction set once.
static STRICT: LazyLock<Simd> = LazyLock::new(|| Simd::standard(PAD));

/// A text that is not canonical base64. It contains nothing of the text (invariant: private-values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotBase64;

/// Reads canonical base64 into `out`, which is cleared first: standard alphabet, padding present, no stray bits.
///
/// XML white space may be anywhere, since identity providers wrap lines (RFC 2045 section 6.8, XML Schema
/// Part 2 section 3.2.16); nothing else may (invariant: strict-values; lenient decoders let one value have many spellings).
pub(crate) fn decode_strict(value: &str, out: &mut Vec<u8>) -> Result<(), NotBase64> {
    out.clear();
    let bytes = value.as_bytes();
    // A dense value is the usual one; a wrapped one fails at the end of its first line, which costs little.
    if STRICT.decode_vec(bytes, out).is_ok() {
        return Ok(());
    }
    out.clear();
    if !bytes.iter().any(|&byte| is_space(byte)) {
        return Err(NotBase64);
    }
    let mut dense = Vec::with_capacity(bytes.len());
    for run in bytes.split(|&byte| is_space(byte)) {
        dense.extend_from_slice(run);
    }
    STRICT.decode_vec(&dense, out).map_err(|_| {
        out.clear();
        NotBase64
    })
}

/// XML white space.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
