//! Inflating, bounded: not one octet more than the limit is ever kept (invariant: bounded).

use flate2::bufread::DeflateDecoder;
#[cfg(feature = "inspect")]
use flate2::bufread::{GzDecoder, ZlibDecoder};
use std::io::Read;

/// What came of inflating.
#[cfg(feature = "inspect")]
pub(crate) enum Inflated {
    /// The stream was whole.
    Whole(Vec<u8>),
    /// The stream broke off or is damaged; this much of it was readable.
    Broken(Vec<u8>),
    /// It contains more octets than the limit.
    TooLarge,
}

/// The wrapping around compressed data. SAML uses none (Bindings section 3.4.4.1: raw DEFLATE, RFC 1951).
#[cfg(feature = "inspect")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// Raw DEFLATE.
    None,
    /// A zlib header (RFC 1950).
    Zlib,
    /// A gzip header (RFC 1952).
    Gzip,
}

#[cfg(feature = "inspect")]
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
#[cfg(feature = "inspect")]
pub(crate) fn inflate(bytes: &[u8], wrapping: Wrapping, limit: usize) -> Inflated {
    let (octets, end) = match wrapping {
        Wrapping::None => read(DeflateDecoder::new(bytes), limit),
        Wrapping::Zlib => read(ZlibDecoder::new(bytes), limit),
        Wrapping::Gzip => read(GzDecoder::new(bytes), limit),
    };
    match end {
        StreamEnd::Whole => Inflated::Whole(octets),
        StreamEnd::Broken => Inflated::Broken(octets),
        StreamEnd::TooLarge => Inflated::TooLarge,
    }
}

/// Inflates raw DEFLATE, strictly: the whole stream, at most `limit` octets.
pub(crate) fn inflate_raw(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    match read(DeflateDecoder::new(bytes), limit) {
        (octets, StreamEnd::Whole) => Some(octets),
        _ => None,
    }
}

/// How a compressed stream ended.
enum StreamEnd {
    Whole,
    Broken,
    TooLarge,
}

/// The octets that could be read, and how the stream ended.
fn read(mut decoder: impl Read, limit: usize) -> (Vec<u8>, StreamEnd) {
    let mut out = Vec::new();
    let mut chunk = [0u8; 8192];
    // Every turn adds at least one octet, so the limit bounds the loop.
    loop {
        match decoder.read(&mut chunk) {
            Ok(0) => return (out, StreamEnd::Whole),
            Ok(count) => {
                if out.len().saturating_add(count) > limit {
                    return (Vec::new(), StreamEnd::TooLarge);
                }
                if out.capacity() - out.len() < count {
                    let doubled = out.capacity().saturating_mul(2).clamp(chunk.len(), limit.max(chunk.len()));
                    out.reserve_exact(doubled.saturating_sub(out.len()).max(count));
                }
                out.extend_from_slice(chunk.get(..count).unwrap_or_default());
            }
            Err(_) => return (out, StreamEnd::Broken),
        }
    }
}
