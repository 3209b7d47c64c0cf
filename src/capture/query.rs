//! `application/x-www-form-urlencoded` values and the queries of URLs.

pub(super) use crate::encoding::hexadecimal::hex_digit;

/// Whether the text contains a `%` with two hexadecimal digits.
pub(super) fn is_percent_encoded(text: &str) -> bool {
    text.as_bytes().windows(3).any(|window| matches!(window, [b'%', a, b] if octet(*a, *b).is_some()))
}

/// Decodes `%XX`, and `+` to a space where the text is form-encoded; none when the result is not UTF-8.
///
/// A `%` without two hexadecimal digits stays as it is: half a code at the end is the mark of a cut.
pub(super) fn percent_decode(text: &str, form_encoded: bool) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        match (first, tail) {
            (b'%', [a, b, after @ ..]) => match octet(*a, *b) {
                Some(octet) => {
                    out.push(octet);
                    rest = after;
                }
                None => out.push(b'%'),
            },
            (b'+', _) if form_encoded => out.push(b' '),
            _ => out.push(first),
        }
    }
    String::from_utf8(out).ok()
}

fn octet(high: u8, low: u8) -> Option<u8> {
    Some(hex_digit(high)? << 4 | hex_digit(low)?)
}

/// Splits a URL into the part before the query, and the query without its fragment.
pub(super) fn split_url(url: &str) -> (&str, Option<&str>) {
    let url = url.split_once('#').map_or(url, |(before, _)| before);
    match url.split_once('?') {
        Some((base, query)) => (base, Some(query)),
        None => (url, None),
    }
}

/// The `name=value` pairs of a query or form body, as written. `&amp;` separates too: it comes from HTML source.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').map(|pair| {
        let pair = pair.strip_prefix("amp;").unwrap_or(pair);
        pair.split_once('=').unwrap_or((pair, ""))
    })
}

/// Decodes one value of a query for showing, leaving it as it is when it cannot be decoded.
pub(super) fn decoded_value(value: &str) -> String {
    percent_decode(value, true).unwrap_or_else(|| value.to_owned())
}
