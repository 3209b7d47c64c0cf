//! URLs of a recording: origin, site, path.

use crate::encoding::url::{host_and_port, is_loopback, without_user};
use std::fmt;
use std::net::Ipv4Addr;

/// An absolute URL of `http` or `https`. `Debug` shows no query.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) scheme: String,
    /// Lower case; IPv6 in brackets.
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
    /// Begins with `/`.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
}

impl Url {
    /// Reads an absolute URL; the fragment and credentials are dropped.
    pub(crate) fn parse(text: &str) -> Option<Url> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return None;
        }
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let (host, port) = host_and_port(without_user(authority));
        let port = port.and_then(|port| port.parse().ok());
        if host.is_empty() {
            return None;
        }
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (rest, None),
        };
        let path = if path.is_empty() { "/" } else { path };
        Some(Url { scheme, host: host.to_ascii_lowercase(), port, path: path.to_owned(), query })
    }

    /// The URL that a reference means here (RFC 3986, section 5.2, without dot segments).
    pub(crate) fn join(&self, reference: &str) -> Option<Url> {
        let reference = reference.trim();
        let is_absolute = reference.split_once(':').is_some_and(|(scheme, rest)| {
            rest.starts_with("//") && scheme.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        if is_absolute {
            return Url::parse(reference);
        }
        if reference.is_empty() {
            return None;
        }
        if let Some(rest) = reference.strip_prefix("//") {
            return Url::parse(&format!("{}://{rest}", self.scheme));
        }
        if reference.starts_with('/') {
            return Url::parse(&format!("{}{reference}", self.origin()));
        }
        if reference.starts_with('?') {
            return Url::parse(&format!("{}{}{reference}", self.origin(), self.path));
        }
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Url::parse(&format!("{}{folder}/{reference}", self.origin()))
    }

    /// Scheme, host, and port if it is named.
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.authority())
    }

    /// Host, and port if it is named.
    pub(crate) fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }

    pub(crate) fn is_https(&self) -> bool {
        self.scheme == "https"
    }

    /// Whether the host is this computer, which browsers trust without TLS.
    pub(crate) fn is_local(&self) -> bool {
        is_local(&self.host)
    }

    /// Whether this is the URL, fragments and default ports aside.
    pub(crate) fn is(&self, other: &Url) -> bool {
        self.scheme == other.scheme
            && self.host == other.host
            && self.effective_port() == other.effective_port()
            && self.path == other.path
            && self.query.as_deref().unwrap_or_default() == other.query.as_deref().unwrap_or_default()
    }

    pub(crate) fn effective_port(&self) -> u16 {
        self.port.unwrap_or(if self.is_https() { 443 } else { 80 })
    }

    /// Whether two URLs are of one site: the same registrable domain, and the same scheme where the browser compares it
    /// (RFC 6265bis, section 5.2).
    pub(crate) fn same_site(&self, other: &Url, schemeful: bool) -> bool {
        (!schemeful || self.scheme == other.scheme) && site(&self.host) == site(&other.host)
    }
}

impl fmt::Debug for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.origin())
    }
}

/// Whether a host is an address rather than a name.
pub(crate) fn is_address(host: &str) -> bool {
    host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok()
}

/// Whether a host is the browser's own computer. Browsers resolve names below `localhost` themselves.
pub(crate) fn is_local(host: &str) -> bool {
    is_loopback(host) || host.ends_with(".localhost")
}

/// The registrable domain of a host by the Public Suffix List; the host itself if it is an address or a suffix.
pub(crate) fn site(host: &str) -> &str {
    if is_address(host) {
        return host;
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    psl::domain_str(host).unwrap_or(host)
}

/// Whether a domain is a public suffix, such as `co.uk`.
pub(crate) fn is_public_suffix(domain: &str) -> bool {
    psl::suffix_str(domain).is_some_and(|suffix| suffix == domain)
}

/// Whether a host is the domain or below it (RFC 6265bis, section 5.1.3).
pub(crate) fn domain_matches(host: &str, domain: &str) -> bool {
    host == domain || (!is_address(host) && host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved() {
        let base = Url::parse("https://sp.example.org:8443/a/b?c=d#e").unwrap();
        let joined = |reference: &str| {
            let url = base.join(reference).unwrap();
            format!("{}{}{}", url.origin(), url.path, url.query.map(|q| format!("?{q}")).unwrap_or_default())
        };
        assert_eq!(joined("/x?y"), "https://sp.example.org:8443/x?y");
        assert_eq!(joined("x"), "https://sp.example.org:8443/a/x");
        assert_eq!(joined("//other.example/x"), "https://other.example/x");
        assert_eq!(joined("http://h"), "http://h/");
        assert!(base.join("").is_none());
        assert!(Url::parse("data:text/html,x").is_none());
    }

    #[test]
    fn sites_follow_the_public_suffix_list() {
        assert_eq!(site("login.shop.co.uk"), "shop.co.uk");
        assert_eq!(site("a.github.io"), "a.github.io");
        assert_eq!(site("127.0.0.1"), "127.0.0.1");
        assert_eq!(site("localhost"), "localhost");
        assert!(is_public_suffix("co.uk") && !is_public_suffix("example.org"));
        assert!(domain_matches("www.example.org", "example.org"));
        assert!(!domain_matches("badexample.org", "example.org"));
        assert!(!domain_matches("1.2.3.4", "3.4"));
    }

    #[test]
    fn ports_do_not_make_a_site_and_schemes_do_where_the_browser_says_so() {
        let (plain, secure) = (Url::parse("http://a.test:81/"), Url::parse("https://a.test/"));
        let (plain, secure) = (plain.unwrap(), secure.unwrap());
        assert!(plain.same_site(&secure, false) && !plain.same_site(&secure, true));
    }
}
