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

#[cfg(test)]
mod tests {
    use super::decode;

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
