//! What is an absolute URI by the letter (RFC 3986), as a namespace name must be (Namespaces in XML 1.0, section 3).

/// Whether the text is a scheme, then a hierarchy, query and fragment with characters of URIs only.
pub(super) fn is_absolute_uri(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once(':') else { return false };
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let legal_scheme = scheme.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let legal_hierarchy = match rest.strip_prefix("//") {
        Some(rest) => {
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            rest.split_at_checked(end)
                .is_some_and(|(authority, path)| is_authority(authority) && consists_of(path, b":/?@"))
        }
        None => consists_of(rest, b":/?@"),
    };
    legal_scheme && legal_hierarchy && consists_of(fragment, b":/?@")
}

/// Section 3.2: user information, host, port.
fn is_authority(authority: &str) -> bool {
    let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (host, port) = match place.strip_prefix('[') {
        // The letters of an address of version 6 or later, not its grammar.
        Some(literal) => match literal.split_once(']') {
            Some((address, port)) if !address.is_empty() && consists_of(address, b":") => ("", port),
            _ => return false,
        },
        None => place.split_at_checked(place.find(':').unwrap_or(place.len())).unwrap_or((place, "")),
    };
    let legal_port = port.is_empty()
        || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit()));
    consists_of(user, b":") && consists_of(host, b"") && legal_port
}

/// Whether there are unreserved characters, sub-delimiters, whole escapes and the given ones only.
fn consists_of(part: &str, also: &[u8]) -> bool {
    let mut escaped = 0;
    let legal = part.bytes().all(|byte| {
        if escaped > 0 {
            escaped -= 1;
            return byte.is_ascii_hexdigit();
        }
        if byte == b'%' {
            escaped = 2;
            return true;
        }
        byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=".contains(&byte) || also.contains(&byte)
    });
    legal && escaped == 0
}
