//! Text inside a query or a path of a URL.

/// Every octet that RFC 3986 (section 2.3) does not call unreserved, as `%XX` in upper case.
pub(crate) fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len().saturating_mul(2));
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Lower-case hexadecimal digits, two for each byte.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{hexadecimal, percent_encoded};

    #[test]
    fn only_unreserved_characters_stay() {
        assert_eq!(percent_encoded("aZ09-._~ +/=&%\u{fc}"), "aZ09-._~%20%2B%2F%3D%26%25%C3%BC");
        assert_eq!(hexadecimal(&[0, 10, 255]), "000aff");
    }
}
