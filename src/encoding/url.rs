//! The parts of an absolute URL, as they are written (RFC 3986, section 3). Nothing is decoded, and case is left as it is.
//!
//! What is fetched is read by `fetch/address.rs`, which refuses more. What a browser recorded is read by `flow/url.rs`.

/// Scheme, authority, and what follows it from `/`, `?` or `#` on.
#[cfg(any(feature = "inspect", feature = "config"))]
pub(crate) fn parts(url: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at_checked(end)?;
    Some((scheme, authority, rest))
}

/// The host of a URL, without user name and port.
#[cfg(any(feature = "inspect", feature = "config"))]
pub(crate) fn host(url: &str) -> Option<&str> {
    parts(url).map(|(_, authority, _)| host_and_port(without_user(authority)).0)
}

/// An authority without user name and password.
#[cfg(any(feature = "inspect", feature = "config"))]
pub(crate) fn without_user(authority: &str) -> &str {
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

/// Host and port of an authority without user name; an IPv6 address keeps its brackets.
pub(crate) fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    let address = authority.find(']').map_or(0, |end| end.saturating_add(1));
    let port = authority.get(address..).and_then(|rest| rest.find(':')).map(|at| address.saturating_add(at));
    match port.and_then(|at| authority.split_at_checked(at)) {
        Some((host, port)) => (host, port.strip_prefix(':')),
        None => (authority, None),
    }
}

/// Whether a host is this machine, so that nothing that is sent to it is on a network. A name below `localhost` is only
/// that to a browser (RFC 6761, section 6.3): the resolver of a service may ask the network for it.
#[cfg(any(feature = "inspect", feature = "config", feature = "fetch"))]
pub(crate) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host == "[::1]"
        || host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(all(test, any(feature = "inspect", feature = "config")))]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_url() {
        assert_eq!(parts("https://a.example:8443/x?y#z"), Some(("https", "a.example:8443", "/x?y#z")));
        assert_eq!(parts("https://a.example?x=/y"), Some(("https", "a.example", "?x=/y")));
        assert_eq!(parts("urn:acme"), None);
        for (authority, host, port) in [
            ("a.example", "a.example", None),
            ("a.example:8443", "a.example", Some("8443")),
            ("a.example:", "a.example", Some("")),
            ("[::1]:80", "[::1]", Some("80")),
            ("[2001:db8::1]", "[2001:db8::1]", None),
            ("", "", None),
        ] {
            assert_eq!(host_and_port(authority), (host, port), "{authority}");
        }
        assert_eq!(without_user("localhost:x@a.example"), "a.example");
    }

    #[test]
    fn only_the_host_itself_is_this_machine() {
        for (url, is_local) in [
            ("http://localhost/m", true),
            ("http://LOCALHOST:8080", true),
            ("http://127.0.0.1?x", true),
            ("http://127.1.2.3:80/", true),
            ("http://[::1]:80/", true),
            ("http://localhost.a.example", false),
            ("http://sp.localhost", false),
            ("http://localhost:80@a.example/", false),
            ("http://a.example/@localhost", false),
            ("http://127.0.0.1.a.example", false),
            ("http://10.0.0.1", false),
            ("http://[::1].a.example", false),
        ] {
            assert_eq!(host(url).is_some_and(is_loopback), is_local, "{url}");
        }
    }
}
