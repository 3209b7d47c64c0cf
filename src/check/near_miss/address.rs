//! How two addresses or entity IDs differ, in words: the comparison itself is exact (invariant: exact-values).

use super::address_difference::AddressDifference;
use super::conventions::ProductConventions;
use super::placeholder::is_placeholder;
use crate::encoding::percent::decoded;
use crate::encoding::url::host_and_port;

/// Whether the expected URL looks like one that a service behind a reverse proxy built for itself: the same host and path
/// as in the message, but http where the message has https, or a port that only the expected URL has.
pub(crate) fn is_built_behind_proxy(actual: &str, expected: &str) -> bool {
    let ((Some(scheme_a), rest_a), (Some(scheme_e), rest_e)) =
        (scheme_and_rest(actual), scheme_and_rest(expected))
    else {
        return false;
    };
    let (here, there) = (parts(rest_a), parts(rest_e));
    let same = (&here.0, here.2, here.3) == (&there.0, there.2, there.3);
    let lost_tls = scheme_a.eq_ignore_ascii_case("https") && scheme_e.eq_ignore_ascii_case("http");
    let own_port = here.1.is_empty() && !there.1.is_empty() && scheme_a.eq_ignore_ascii_case(scheme_e);
    same && (lost_tls || own_port)
}

/// Every difference found, the telling ones first; empty where they are equal or have nothing in common.
pub(crate) fn differences(
    actual: &str,
    expected: &str,
    known: &ProductConventions,
) -> Vec<AddressDifference> {
    if actual == expected {
        return Vec::new();
    }
    if actual.trim().is_empty() {
        return vec![AddressDifference::Empty];
    }
    if is_placeholder(actual) {
        return vec![AddressDifference::Placeholder];
    }
    if is_placeholder(expected) {
        return vec![AddressDifference::ExpectedPlaceholder];
    }
    if let Some(clause) = (known.address_difference)(actual, expected) {
        return vec![AddressDifference::OfProducts(clause)];
    }
    for &prefix in known.identifier_prefixes {
        if actual.strip_prefix(prefix) == Some(expected) {
            return vec![AddressDifference::PrefixAdded(prefix)];
        }
        if expected.strip_prefix(prefix) == Some(actual) {
            return vec![AddressDifference::PrefixMissing(prefix)];
        }
    }
    if actual.contains("&amp;") && actual.replace("&amp;", "&") == expected {
        return vec![AddressDifference::AmpersandEscaped];
    }
    if expected.contains("&amp;") && expected.replace("&amp;", "&") == actual {
        return vec![AddressDifference::ExpectedAmpersandEscaped];
    }
    compare_by_parts(actual, expected)
}

/// Takes one suspected difference after the other away from both, and notes which of them had it alone.
fn compare_by_parts(actual: &str, expected: &str) -> Vec<AddressDifference> {
    let mut found = Vec::new();
    let (mut a, mut e) = (without_space(actual), without_space(expected));
    match (a == actual, e == expected) {
        (false, true) => found.push(AddressDifference::WhiteSpace),
        (true, false) => found.push(AddressDifference::ExpectedWhiteSpace),
        _ => {}
    }
    let (decoded_a, decoded_e) = (percent_decoded(&a), percent_decoded(&e));
    let (is_encoded, is_expected_encoded) = (decoded_a != a, decoded_e != e);
    if is_encoded != is_expected_encoded {
        found.push(if is_encoded {
            AddressDifference::PercentEncoding
        } else {
            AddressDifference::ExpectedPercentEncoding
        });
        (a, e) = (decoded_a, decoded_e);
    }
    let (mut a, mut e) = (a.as_str(), e.as_str());
    let mut drop_one = |strip: fn(&str) -> Option<&str>, missing, added| match (strip(a), strip(e)) {
        (Some(rest), None) => {
            found.push(added);
            a = rest;
        }
        (None, Some(rest)) => {
            found.push(missing);
            e = rest;
        }
        _ => {}
    };
    drop_one(|text| text.strip_prefix("urn:"), AddressDifference::UrnMissing, AddressDifference::UrnAdded);
    drop_one(|text| text.strip_suffix('/'), AddressDifference::SlashMissing, AddressDifference::SlashAdded);
    drop_one(
        |text| text.strip_suffix("/metadata"),
        AddressDifference::MetadataMissing,
        AddressDifference::MetadataAdded,
    );
    let (scheme_a, rest_a) = scheme_and_rest(a);
    let (scheme_e, rest_e) = scheme_and_rest(e);
    match (scheme_a, scheme_e) {
        (None, Some(_)) => found.push(AddressDifference::SchemeMissing),
        (Some(_), None) => found.push(AddressDifference::SchemeAdded),
        (Some(here), Some(there)) if !here.eq_ignore_ascii_case(there) => {
            let known = |scheme: &str| matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https");
            found.push(if known(here) {
                AddressDifference::Scheme
            } else {
                AddressDifference::DoubledScheme
            });
        }
        _ => {}
    }
    if rest_a.eq_ignore_ascii_case(rest_e) {
        if rest_a != rest_e || (scheme_a != scheme_e && found.is_empty()) {
            found.push(AddressDifference::Case);
        }
        return found;
    }
    // More differs than what was taken away: name the parts, for addresses only.
    if scheme_a.is_none() || scheme_e.is_none() {
        return Vec::new();
    }
    let (here, there) = (parts(rest_a), parts(rest_e));
    let host = if here.0.strip_prefix("www.") == Some(&there.0) {
        AddressDifference::WwwAdded
    } else if there.0.strip_prefix("www.") == Some(&here.0) {
        AddressDifference::WwwMissing
    } else {
        AddressDifference::Host
    };
    let port = match (default_port(scheme_a), default_port(scheme_e)) {
        (Some(port), _) if here.1 == port && there.1.is_empty() => AddressDifference::DefaultPortAdded(port),
        (_, Some(port)) if there.1 == port && here.1.is_empty() => {
            AddressDifference::DefaultPortMissing(port)
        }
        _ => AddressDifference::Port,
    };
    let path = match (here.2.strip_prefix(there.2), there.2.strip_prefix(here.2)) {
        (Some(end), _) if is_end(end, there.2) => AddressDifference::EndAdded(whole_end(end, there.2)),
        (_, Some(end)) if is_end(end, here.2) => AddressDifference::EndMissing(whole_end(end, here.2)),
        _ => AddressDifference::Path,
    };
    let differing = [
        (here.0 != there.0, host),
        (here.1 != there.1, port),
        (here.2 != there.2, path),
        (here.3 != there.3, AddressDifference::Query),
    ];
    // Two addresses with neither host nor path in common are not one address with a slip at its end.
    if here.0 != there.0 && here.2 != there.2 {
        found.retain(AddressDifference::is_part);
    }
    found.extend(differing.into_iter().filter(|(differs, _)| *differs).map(|(_, difference)| difference));
    found
}

/// Whether two URLs have the same host.
pub(crate) fn same_host(one: &str, other: &str) -> bool {
    let host = |url: &str| {
        let (scheme, rest) = scheme_and_rest(url);
        scheme.map(|_| parts(rest).0)
    };
    host(one).is_some() && host(one) == host(other)
}

fn without_space(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

fn percent_decoded(text: &str) -> String {
    decoded(text, false).unwrap_or_else(|| text.to_owned())
}

fn scheme_and_rest(text: &str) -> (Option<&str>, &str) {
    text.split_once("://").map_or((None, text), |(scheme, rest)| (Some(scheme), rest))
}

/// Whether this follows a path as something of its own: one more segment, an extension, or a digit.
fn is_end(end: &str, path: &str) -> bool {
    let is_short = !end.is_empty() && end.len() <= 40;
    let begins = end.starts_with(['/', '.', ';']) || end.bytes().all(|byte| byte.is_ascii_digit());
    is_short && (begins || path.is_empty())
}

/// With the slash that parts a host from its path.
fn whole_end(end: &str, path: &str) -> String {
    if path.is_empty() { format!("/{end}") } else { end.to_owned() }
}

fn default_port(scheme: Option<&str>) -> Option<&'static str> {
    match scheme?.to_ascii_lowercase().as_str() {
        "https" => Some("443"),
        "http" => Some("80"),
        _ => None,
    }
}

/// Host in lower case, port, path, query.
fn parts(rest: &str) -> (String, &str, &str, &str) {
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = before.split_once('/').unwrap_or((before, ""));
    let (host, port) = host_and_port(authority);
    (host.to_ascii_lowercase(), port.unwrap_or_default(), path, query)
}

/// The differences as the end of a message: `: the scheme differs and the trailing slash is missing`, or nothing.
pub(crate) fn difference_clause(actual: &str, expected: &str, known: &ProductConventions) -> String {
    let mut clauses = Vec::new();
    // Scheme, host, port, path and query share one verb.
    let mut parts = Vec::new();
    for difference in differences(actual, expected, known) {
        let words = difference.in_words();
        match words.strip_prefix("the ").and_then(|words| words.strip_suffix(" differs")) {
            Some(part) if difference.is_part() => parts.push(part.to_owned()),
            _ => clauses.push(words),
        }
    }
    match parts.len() {
        0 => {}
        1 => clauses.push(format!("the {} differs", listed(&parts))),
        _ => clauses.push(format!("the {} differ", listed(&parts))),
    }
    if clauses.is_empty() { String::new() } else { format!(": {}", listed(&clauses)) }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// The expected address that differs from this one in the fewest ways, and of several such in the fewest letters.
pub(crate) fn nearest<'e>(
    actual: &str,
    expected: impl Iterator<Item = &'e str>,
    known: &ProductConventions,
) -> Option<&'e str> {
    let mut fewest = usize::MAX;
    let mut alike: Vec<&'e str> = Vec::new();
    for candidate in expected {
        let count = match differences(actual, candidate, known).len() {
            0 => usize::MAX,
            count => count,
        };
        if count < fewest {
            fewest = count;
            alike.clear();
        }
        if count == fewest {
            alike.push(candidate);
        }
    }
    crate::nearest::nearest(actual, alike.iter().copied()).or(alike.first().copied())
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
