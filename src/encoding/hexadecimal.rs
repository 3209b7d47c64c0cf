//! Hexadecimal digits in place of octets, as databases and packet analyzers print a column or a field.

use super::percent::octet;

/// Digits that a value has at least: a short word may consist of such letters.
const SHORTEST: usize = 32;

/// What databases write before the digits.
const PREFIXES: [&str; 3] = ["\\x", "0x", "0X"];

/// The octets of a text that is hexadecimal digits and white space alone, perhaps after `\x` or `0x`.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let (_, digits) = without_prefix(text);
    let mut digits = digits.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let mut octets = Vec::new();
    while let Some(high) = digits.next() {
        octets.push(octet(high, digits.next()?)?);
    }
    (octets.len() >= SHORTEST / 2).then_some(octets)
}

/// What is before the digits, and the rest.
pub(crate) fn without_prefix(text: &str) -> (&'static str, &str) {
    let found = PREFIXES.iter().find_map(|prefix| Some((*prefix, text.strip_prefix(prefix)?)));
    found.unwrap_or(("", text))
}

/// Whether a text is a UUID, in letters of any case (RFC 9562, section 4).
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, c)| match at {
            8 | 13 | 18 | 23 => c == '-',
            _ => c.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::{decode, is_uuid};

    #[test]
    fn a_uuid_has_five_groups() {
        assert!(is_uuid("00000000-1111-2222-aaaa-BBBBBBBBBBBB"));
        for text in [
            "00000000-1111-2222-aaaa-bbbbbbbbbbb",
            "00000000x1111-2222-aaaa-bbbbbbbbbbbb",
            "+0000000-1111-2222-aaaa-bbbbbbbbbbbb",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }

    #[test]
    fn whole_octets_only() {
        let hex = "3c73616d6c703a526573706f6e73653e";
        assert_eq!(decode(hex).as_deref(), Some(&b"<samlp:Response>"[..]));
        for text in [format!("\\x{hex}"), hex.to_uppercase(), format!("0x{}\n {}", &hex[..11], &hex[11..])] {
            assert_eq!(decode(&text), decode(hex), "{text}");
        }
        for text in [&hex[1..], &hex[2..], &format!("{hex}zz"), &format!("x{hex}"), ""] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
