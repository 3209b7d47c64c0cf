//! DEFLATE (RFC 1951), bounded: not one octet more than the limit is ever kept (invariant: bounded).

use miniz_oxide::inflate::stream::{InflateState, inflate as turn};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

/// What came of inflating.
#[cfg(feature = "inspect")]
#[derive(Debug, PartialEq, Eq)]
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
        Wrapping::None => read(bytes, DataFormat::Raw, limit),
        Wrapping::Zlib => read(bytes, DataFormat::Zlib, limit),
        Wrapping::Gzip => {
            let Some(stream) = super::gzip::stream(bytes) else { return Inflated::Broken(Vec::new()) };
            match read(stream, DataFormat::Raw, limit) {
                (octets, StreamEnd::Whole(rest)) if !super::gzip::is_trailer(rest, &octets) => {
                    (octets, StreamEnd::Broken)
                }
                read => read,
            }
        }
    };
    match end {
        StreamEnd::Whole(_) => Inflated::Whole(octets),
        StreamEnd::Broken => Inflated::Broken(octets),
        StreamEnd::TooLarge => Inflated::TooLarge,
    }
}

/// Inflates raw DEFLATE, strictly: the whole stream, at most `limit` octets.
pub(crate) fn inflate_raw(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    match read(bytes, DataFormat::Raw, limit) {
        (octets, StreamEnd::Whole(_)) => Some(octets),
        _ => None,
    }
}

/// How much work compressing may be.
#[derive(Clone, Copy)]
pub(crate) enum Level {
    /// What other programs use where nothing is said: 6.
    #[cfg(feature = "inspect")]
    Usual,
    /// The shortest result: 9.
    Best,
}

/// Compresses to raw DEFLATE.
pub(crate) fn deflate_raw(bytes: &[u8], level: Level) -> Vec<u8> {
    let level = match level {
        #[cfg(feature = "inspect")]
        Level::Usual => 6,
        Level::Best => 9,
    };
    miniz_oxide::deflate::compress_to_vec(bytes, level)
}

/// How a compressed stream ended.
enum StreamEnd<'b> {
    /// At its last block; these octets are after it.
    #[cfg_attr(not(feature = "inspect"), expect(dead_code, reason = "only a gzip file has a trailer"))]
    Whole(&'b [u8]),
    Broken,
    TooLarge,
}

/// The octets that could be read, and how the stream ended.
fn read(bytes: &[u8], format: DataFormat, limit: usize) -> (Vec<u8>, StreamEnd<'_>) {
    let mut state = InflateState::new_boxed(format);
    let mut rest = bytes;
    let mut out = Vec::new();
    let mut chunk = [0u8; 8192];
    // Every turn reads or writes at least one octet, so the input and the limit bound the loop.
    loop {
        let flush = if rest.is_empty() { MZFlush::Finish } else { MZFlush::None };
        let done = turn(&mut state, rest, &mut chunk, flush);
        let count = done.bytes_written;
        let is_whole = match done.status {
            Ok(MZStatus::StreamEnd) => true,
            // It wants more input, or a chunk that is free.
            Ok(MZStatus::Ok) | Err(MZError::Buf) if done.bytes_consumed + count > 0 => false,
            _ => return (out, StreamEnd::Broken),
        };
        rest = rest.get(done.bytes_consumed..).unwrap_or_default();
        if out.len().saturating_add(count) > limit {
            return (Vec::new(), StreamEnd::TooLarge);
        }
        if out.capacity() - out.len() < count {
            let doubled = out.capacity().saturating_mul(2).clamp(chunk.len(), limit.max(chunk.len()));
            out.reserve_exact(doubled.saturating_sub(out.len()).max(count));
        }
        out.extend_from_slice(chunk.get(..count).unwrap_or_default());
        if is_whole {
            return (out, StreamEnd::Whole(rest));
        }
    }
}

#[cfg(test)]
#[cfg(feature = "inspect")]
mod tests {
    use super::*;
    use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};
    use flate2::write::{DeflateEncoder, ZlibEncoder};
    use flate2::{Compression, GzBuilder};
    use std::io::{Read, Write};

    /// Text that compresses in part, of so many octets.
    fn text(length: usize) -> Vec<u8> {
        let mut state = 1_u32;
        let mut octet = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if state >> 30 == 0 {
                b"<saml:Assertion "[usize::from(state.to_le_bytes()[1] & 15)]
            } else {
                b'a'
            }
        };
        (0..length).map(|_| octet()).collect()
    }

    fn deflated(plain: &[u8], compression: Compression) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), compression);
        encoder.write_all(plain).unwrap();
        encoder.finish().unwrap()
    }

    fn wrapped(plain: &[u8], wrapping: Wrapping) -> Vec<u8> {
        match wrapping {
            Wrapping::None => deflated(plain, Compression::default()),
            Wrapping::Zlib => {
                let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
                encoder.write_all(plain).unwrap();
                encoder.finish().unwrap()
            }
            Wrapping::Gzip => {
                let header = GzBuilder::new().filename("a.xml").comment("b").extra([1, 2, 3]);
                let mut encoder = header.write(Vec::new(), Compression::default());
                encoder.write_all(plain).unwrap();
                encoder.finish().unwrap()
            }
        }
    }

    /// The same with flate2, which reads with the same inflater and its own loop and headers.
    fn by_flate2(bytes: &[u8], wrapping: Wrapping, limit: usize) -> Inflated {
        let mut out = Vec::new();
        let end = match wrapping {
            Wrapping::None => DeflateDecoder::new(bytes).take(1 << 20).read_to_end(&mut out),
            Wrapping::Zlib => ZlibDecoder::new(bytes).take(1 << 20).read_to_end(&mut out),
            Wrapping::Gzip => GzDecoder::new(bytes).take(1 << 20).read_to_end(&mut out),
        };
        match end {
            _ if out.len() > limit => Inflated::TooLarge,
            Ok(_) => Inflated::Whole(out),
            Err(_) => Inflated::Broken(out),
        }
    }

    #[test]
    fn whole_cut_and_damaged_streams_are_read_as_by_flate2() {
        let mut seen = [0; 3];
        for wrapping in [Wrapping::None, Wrapping::Zlib, Wrapping::Gzip] {
            for length in [0, 1, 700, 40_000] {
                let whole = wrapped(&text(length), wrapping);
                let mut inputs: Vec<Vec<u8>> = Vec::new();
                let step = whole.len() / 150 + 1;
                for at in (0..=whole.len()).step_by(step).chain(whole.len().saturating_sub(12)..=whole.len())
                {
                    inputs.push(whole[..at].to_vec());
                    for flipped in [1, 0x80] {
                        let mut damaged = whole.clone();
                        if let Some(octet) = damaged.get_mut(at) {
                            *octet ^= flipped;
                            inputs.push(damaged);
                        }
                    }
                }
                inputs.push([&whole[..], b"trailing"].concat());
                for input in inputs {
                    for limit in [length.saturating_sub(1), 100_000] {
                        let ours = inflate(&input, wrapping, limit);
                        let kind = match &ours {
                            Inflated::Whole(_) => 0,
                            Inflated::Broken(_) => 1,
                            Inflated::TooLarge => 2,
                        };
                        seen[kind] += 1;
                        assert_eq!(ours, by_flate2(&input, wrapping, limit), "{wrapping:?} {length} {limit}");
                    }
                }
            }
        }
        assert!(seen.iter().all(|&count| count > 100), "{seen:?}");
    }

    #[test]
    fn what_is_deflated_is_what_flate2_writes() {
        for length in [0, 1, 700, 40_000, 200_000] {
            let plain = text(length);
            assert_eq!(
                deflate_raw(&plain, Level::Usual),
                deflated(&plain, Compression::default()),
                "{length}"
            );
            assert_eq!(deflate_raw(&plain, Level::Best), deflated(&plain, Compression::best()), "{length}");
        }
    }
}
