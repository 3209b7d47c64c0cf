//! `application/x-www-form-urlencoded` values and the queries of URLs.

use crate::encoding::percent::{decoded, octet};

/// Whether the text contains a `%` with two hexadecimal digits.
pub(super) fn is_percent_encoded(text: &str) -> bool {
    text.as_bytes().windows(3).any(|window| matches!(window, [b'%', a, b] if octet(*a, *b).is_some()))
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
    decoded(value, true).unwrap_or_else(|| value.to_owned())
}
