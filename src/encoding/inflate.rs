//! Inflating, bounded: not one octet more than the limit is ever kept (invariant: bounded).

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
use std::io::Read;

/// How inflating ended.
pub(crate) enum Inflated {
    /// The stream was whole.
    Whole(Vec<u8>),
    /// The stream broke off or is damaged; this much of it was readable.
    Broken(Vec<u8>),
    /// It contains more octets than the limit.
    TooLarge,
}

/// The wrapping around compressed data. SAML uses none (Bindings section 3.4.4.1: raw DEFLATE, RFC 1951).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// Raw DEFLATE.
    None,
    /// A zlib header (RFC 1950).
    Zlib,
    /// A gzip header (RFC 1952).
    Gzip,
}

impl Wrapping {
    /// The wrapping whose header these octets begin with.
    pub(crate) fn of(bytes: &[u8]) -> Wrapping {
        match bytes {
            [0x1f, 0x8b, ..] => Wrapping::Gzip,
            [method, flags, ..]
                if method & 0x0f == 8 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0 =>
            {
                Wrapping::Zlib
            }
            _ => Wrapping::None,
        }
    }
}

/// Inflates at most `limit` octets.
pub(crate) fn inflate(bytes: &[u8], wrapping: Wrapping, limit: usize) -> Inflated {
    match wrapping {
        Wrapping::None => read(DeflateDecoder::new(bytes), limit),
        Wrapping::Zlib => read(ZlibDecoder::new(bytes), limit),
        Wrapping::Gzip => read(GzDecoder::new(bytes), limit),
    }
}

/// Inflates raw DEFLATE, strictly: the whole stream, at most `limit` octets.
pub(crate) fn inflate_raw(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    match inflate(bytes, Wrapping::None, limit) {
        Inflated::Whole(octets) => Some(octets),
        _ => None,
    }
}

fn read(mut decoder: impl Read, limit: usize) -> Inflated {
    let mut out = Vec::new();
    let mut chunk = [0u8; 8192];
    // Every turn adds at least one octet, so the limit bounds the loop.
    loop {
        match decoder.read(&mut chunk) {
            Ok(0) => return Inflated::Whole(out),
            Ok(count) => {
                if out.len().saturating_add(count) > limit {
                    return Inflated::TooLarge;
                }
                if out.capacity() - out.len() < count {
                    let doubled = out.capacity().saturating_mul(2).clamp(chunk.len(), limit.max(chunk.len()));
                    out.reserve_exact(doubled.saturating_sub(out.len()).max(count));
                }
                out.extend_from_slice(chunk.get(..count).unwrap_or_default());
            }
            Err(_) => return Inflated::Broken(out),
        }
    }
}
