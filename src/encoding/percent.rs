//! Text inside a query or a path of a URL.

/// Every octet that RFC 3986 (section 2.3) does not call unreserved, as `%XX` in upper case.
pub(crate) fn percent_encoded(text: &str) -> String {
    encoded(text, |byte| format!("%{byte:02X}"))
}

/// The same in lower case, as some products write it.
#[cfg(feature = "inspect")]
pub(crate) fn percent_encoded_in_lower_case(text: &str) -> String {
    encoded(text, |byte| format!("%{byte:02x}"))
}

fn encoded(text: &str, code: impl Fn(u8) -> String) -> String {
    let mut out = String::with_capacity(text.len().saturating_mul(2));
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&code(byte)),
        }
    }
    out
}

/// Decodes `%XX`, and `+` as a space; `None` if a `%` has no two hexadecimal digits after it.
pub(crate) fn decoded_strictly(text: &str) -> Option<Vec<u8>> {
    let mut half = false;
    let out = octets(text, true, || half = true);
    (!half).then_some(out)
}

/// Decodes `%XX`; a `%` without two hexadecimal digits stays, because half a code at the end is the mark of a cut.
/// `+` is a space in forms and queries, and itself in paths.
pub(crate) fn decoded_octets(text: &str, plus_is_space: bool) -> Vec<u8> {
    octets(text, plus_is_space, || ())
}

/// The same as text; `None` if it is not UTF-8.
pub(crate) fn decoded(text: &str, plus_is_space: bool) -> Option<String> {
    String::from_utf8(decoded_octets(text, plus_is_space)).ok()
}

fn octets(text: &str, plus_is_space: bool, mut half: impl FnMut()) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        let code = tail.split_first_chunk::<2>();
        match (first, code.and_then(|(&[high, low], after)| Some((octet(high, low)?, after)))) {
            (b'%', Some((octet, after))) => {
                out.push(octet);
                rest = after;
            }
            (b'%', None) => {
                half();
                out.push(first);
            }
            (b'+', _) if plus_is_space => out.push(b' '),
            _ => out.push(first),
        }
    }
    out
}

/// The octet with these two hexadecimal digits.
pub(crate) fn octet(high: u8, low: u8) -> Option<u8> {
    Some(hex_digit(high)? << 4 | hex_digit(low)?)
}

/// The value of a hexadecimal digit.
pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Lower-case hexadecimal digits, two for each byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(percent_encoded("aZ09-._~ +/=&%\u{fc}"), "aZ09-._~%20%2B%2F%3D%26%25%C3%BC");
        assert_eq!(hexadecimal(&[0, 10, 255]), "000aff");
    }

    #[test]
    fn escapes_are_whole_or_an_error() {
        assert_eq!(decoded_strictly("a%2Fb%2f+%25"), Some(b"a/b/ %".to_vec()));
        assert_eq!(decoded_strictly("%E2%82%AC"), Some("\u{20AC}".as_bytes().to_vec()));
        for half in ["%", "a%", "%2", "%2G", "%G2", "%%41", "% 2", "%+f"] {
            assert_eq!(decoded_strictly(half), None, "{half}");
        }
        assert_eq!(decoded_strictly(""), Some(Vec::new()));
    }

    #[test]
    fn half_an_escape_stays_where_it_is_shown() {
        for (text, form, path) in [
            ("a%2Fb+c", "a/b c", "a/b+c"),
            ("a%2", "a%2", "a%2"),
            ("%%41", "%A", "%A"),
            // No digit has a sign.
            ("%+f", "% f", "%+f"),
        ] {
            assert_eq!(decoded(text, true).as_deref(), Some(form));
            assert_eq!(decoded(text, false).as_deref(), Some(path));
        }
        assert_eq!(decoded("%FF", false), None);
        assert_eq!(decoded_octets("%FF%", false), [0xff, b'%']);
    }
}
