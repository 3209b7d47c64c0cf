//! The header and the trailer of a gzip file (RFC 1952), around a raw DEFLATE stream.

/// Bits of the header's flags.
const HEADER_CHECKSUM: u8 = 1 << 1;
const EXTRA: u8 = 1 << 2;
const NAME: u8 = 1 << 3;
const COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

/// What comes after the header of a gzip file; `None` if its header is none, or is cut.
pub(super) fn stream(bytes: &[u8]) -> Option<&[u8]> {
    let (&[0x1f, 0x8b, 8, flags, _, _, _, _, _, _], mut rest) = bytes.split_first_chunk::<10>()? else {
        return None;
    };
    if flags & RESERVED != 0 {
        return None;
    }
    if flags & EXTRA != 0 {
        let (&length, after) = rest.split_first_chunk::<2>()?;
        rest = after.get(usize::from(u16::from_le_bytes(length))..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|&octet| octet == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & HEADER_CHECKSUM != 0 {
        let (&stored, after) = rest.split_first_chunk::<2>()?;
        let header = bytes.get(..bytes.len() - rest.len())?;
        let [low, high, ..] = checksum(header).to_le_bytes();
        if stored != [low, high] {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

/// Whether these octets begin with the trailer of what was inflated: its CRC-32, and its length modulo 2^32.
pub(super) fn is_trailer(rest: &[u8], inflated: &[u8]) -> bool {
    let Some((trailer, _)) = rest.split_first_chunk::<8>() else { return false };
    // The shift leaves the length modulo 2^32.
    let length = u64::try_from(inflated.len()).unwrap_or_default() << 32;
    let expected = length | u64::from(checksum(inflated));
    u64::from_le_bytes(*trailer) == expected
}

/// CRC-32 as in RFC 1952, section 8, one bit at a time: a capture is small, and few are gzip.
fn checksum(bytes: &[u8]) -> u32 {
    let mut remainder = u32::MAX;
    for &octet in bytes {
        remainder ^= u32::from(octet);
        for _ in 0..8 {
            let carry = remainder & 1;
            remainder = (remainder >> 1) ^ (0xedb8_8320 * carry);
        }
    }
    !remainder
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of CRC-32/ISO-HDLC: the remainder of the digits 1 to 9.
    #[test]
    fn the_checksum_is_crc_32() {
        assert_eq!(checksum(b"123456789"), 0xcbf4_3926);
        assert_eq!(checksum(b""), 0);
    }

    #[test]
    fn a_header_with_every_field_is_read() {
        let mut header = vec![0x1f, 0x8b, 8, EXTRA | NAME | COMMENT | HEADER_CHECKSUM, 0, 0, 0, 0, 0, 255];
        header.extend(b"\x03\x00abcname\0comment\0");
        let [low, high, ..] = checksum(&header).to_le_bytes();
        header.extend([low, high]);
        header.extend(b"stream");
        assert_eq!(stream(&header), Some(&b"stream"[..]));
        for cut in 0..header.len() - b"stream".len() {
            assert_eq!(stream(&header[..cut]), None, "{cut}");
        }
        for damaged in [0, 2, 10, 14, 20] {
            let mut header = header.clone();
            header[damaged] ^= 0x20;
            assert_ne!(stream(&header), Some(&b"stream"[..]), "{damaged}");
        }
        header[3] |= 0x80;
        assert_eq!(stream(&header), None);
    }
}
