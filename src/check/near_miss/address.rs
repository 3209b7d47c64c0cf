//! How two addresses or entity IDs differ, in words: the comparison itself is exact (invariant: exact-values).

use super::address_difference::AddressDifference;
use super::conventions::ProductConventions;
use super::placeholder::is_placeholder;

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
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    let hex = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let Some((&first, tail)) = rest.split_first() {
        if let (b'%', [high, low, after @ ..]) = (first, tail)
            && let (Some(high), Some(low)) = (hex(*high), hex(*low))
        {
            bytes.push(high * 16 + low);
            rest = after;
            continue;
        }
        bytes.push(first);
        rest = tail;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
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
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, ""));
    (host.to_ascii_lowercase(), port, path, query)
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
mod tests {
    use super::*;
    use crate::profile::CONVENTIONS;

    fn differences(actual: &str, expected: &str) -> Vec<AddressDifference> {
        super::differences(actual, expected, &CONVENTIONS)
    }

    fn words(actual: &str, expected: &str) -> String {
        difference_clause(actual, expected, &CONVENTIONS)
    }

    #[test]
    fn one_difference_is_named() {
        let acs = "https://sp.example.com/acs";
        assert_eq!(words(acs, acs), "");
        assert_eq!(words("http://sp.example.com/acs", acs), ": the scheme differs");
        assert_eq!(words("hhttps://sp.example.com/acs", acs), ": the scheme is misspelled");
        assert_eq!(words("https://sp.example.com/acs/", acs), ": a slash was added at the end");
        assert_eq!(words(acs, "https://sp.example.com/acs/"), ": the trailing slash is missing");
        assert_eq!(words("https://SP.example.com/acs", acs), ": upper and lower case differ");
        assert_eq!(words("HTTPS://sp.example.com/acs", acs), ": upper and lower case differ");
        assert_eq!(words("https://sp.example.com:8443/acs", acs), ": the port differs");
        assert_eq!(words("https://sp.example.org/acs", acs), ": the host differs");
        assert_eq!(words("https://sp.example.com/sso", acs), ": the path differs");
        assert_eq!(words("https://sp.example.com/acs?x=1", acs), ": the query differs");
        assert_eq!(words(" https://sp.example.com/acs\n", acs), ": it contains white space");
        assert_eq!(words(acs, "https://sp.example.com/acs "), ": the expected value contains white space");
        assert_eq!(words("https://sp.example.com%2Facs", acs), ": it is percent-encoded");
        assert_eq!(words(acs, "https://sp.example.com%2Facs"), ": the expected value is percent-encoded");
        assert_eq!(words("https://sp.example.com/acs/metadata", acs), ": `/metadata` was added at the end");
        assert_eq!(words("sp.example.com/acs", acs), ": the scheme is missing");
        assert_eq!(words(acs, "sp.example.com/acs"), ": the response has a scheme in front");
        // What is no address has no parts to name.
        assert_eq!(words("urn:other", acs), "");
        assert_eq!(words(acs, "urn:other"), "");
        assert_eq!(words("", acs), ": it is empty");
    }

    #[test]
    fn www_and_the_port_that_a_scheme_has_anyway_are_named() {
        let acs = "https://sp.example.com/acs";
        for (one, added, missing) in [
            (
                "https://www.sp.example.com/acs",
                ": `www.` was added in front of the host",
                ": `www.` is missing in front of the host",
            ),
            (
                "https://sp.example.com:443/acs",
                ": the default port `:443` was added",
                ": the default port `:443` is missing",
            ),
        ] {
            assert_eq!(words(one, acs), added);
            assert_eq!(words(acs, one), missing);
        }
        assert_eq!(words("https://sp.example.com:80/acs", acs), ": the port differs");
        assert_eq!(
            words("http://www.sp.example.com/acs/", acs),
            ": a slash was added at the end, `www.` was added in front of the host and the scheme differs"
        );
    }

    #[test]
    fn what_one_path_has_more_at_its_end_is_named() {
        let saml = "https://sp.example.com/saml";
        for (one, end) in [
            ("https://sp.example.com/saml2", "2"),
            ("https://sp.example.com/saml/acs", "/acs"),
            ("https://sp.example.com/saml.xml", ".xml"),
        ] {
            assert_eq!(words(one, saml), format!(": `{end}` was added at the end"));
            assert_eq!(words(saml, one), format!(": `{end}` is missing at the end"));
        }
        assert_eq!(words(saml, "https://sp.example.com"), ": `/saml` was added at the end");
        assert_eq!(words("https://sp.example.com/samlidp", saml), ": the path differs");
        assert_eq!(
            words("https://sp.example.com/saml/acs?x=1", saml),
            ": `/acs` was added at the end and the query differs"
        );
    }

    #[test]
    fn of_addresses_that_differ_as_much_the_one_with_the_fewest_letters_is_nearest() {
        // Both differ in their path alone.
        let (near, far) = ("https://sp.example.com/acs1", "https://sp.example.com/something/else");
        for candidates in [[near, far], [far, near]] {
            assert_eq!(
                nearest("https://sp.example.com/acs", candidates.into_iter(), &CONVENTIONS),
                Some(near)
            );
        }
    }

    #[test]
    fn entity_ids_of_auth0() {
        assert_eq!(words("acme.us.auth0.com", "urn:acme.us.auth0.com"), ": `urn:` is missing in front");
        assert_eq!(words("urn:acme.us.auth0.com", "acme.us.auth0.com"), ": the response has `urn:` in front");
        assert!(
            words("urn:auth0:acme:conn", "urn:acme.us.auth0.com")
                .starts_with(": `urn:auth0:` is the form of Auth0")
        );
        assert_eq!(differences("https://YOUR_TENANT.auth0.com", "urn:a"), [AddressDifference::Placeholder]);
    }

    #[test]
    fn an_ampersand_that_is_escaped_on_one_side_is_named() {
        let (plain, escaped) =
            ("https://sp.example.com/acs?a=1&b=2", "https://sp.example.com/acs?a=1&amp;b=2");
        assert_eq!(words(escaped, plain), ": `&` was escaped as `&amp;` once more than needed");
        assert_eq!(
            words(plain, escaped),
            ": the expected value has `&amp;`, as XML writes it, instead of `&`"
        );
    }

    #[test]
    fn parts_that_differ_share_one_verb() {
        let acs = "https://sp.example.com/acs?x=1";
        assert_eq!(words("https://idp.example.com/acs?x=2", acs), ": the host and query differ");
        assert_eq!(words("https://idp.example.com/sso", acs), ": the host, path and query differ");
        // No slip at the end of the one makes it the other.
        assert_eq!(
            words("https://idp.example.com/sso/", "https://sp.example.com/acs"),
            ": the host and path differ"
        );
    }

    #[test]
    fn two_differences_are_both_named() {
        assert_eq!(
            words("http://sp.example.com/acs/", "https://sp.example.com/acs"),
            ": a slash was added at the end and the scheme differs"
        );
    }

    #[test]
    fn endpoints_of_twilio() {
        let enhanced = "urn:flex:JQ0123456789abcdef0123456789abcdef";
        let legacy = "https://iam.twilio.com/v1/Accounts/AC0123456789abcdef0123456789abcdef/saml2/metadata";
        assert_eq!(
            words(legacy, enhanced),
            ": it is the legacy Flex SSO entity ID, not the enhanced Flex SSO entity ID"
        );
        assert_eq!(
            words("urn:flex:JQ1123456789abcdef0123456789abcdef", enhanced),
            ": the SID differs: another account, realm or connection"
        );
        assert_eq!(
            differences("urn:flex:jq0123456789abcdef0123456789abcdef", enhanced),
            [AddressDifference::Case]
        );
        assert_eq!(
            differences(legacy.strip_suffix("/metadata").unwrap_or_default(), legacy),
            [AddressDifference::MetadataMissing]
        );
    }

    #[test]
    fn nothing_in_common_says_nothing() {
        assert_eq!(words("urn:foo", "urn:bar"), "");
    }
}
