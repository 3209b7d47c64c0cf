//! Which addresses are fetched from.
//!
//! A service that fetches a URL that someone else names could be used to reach, from inside its network, any host that
//! they name: a host of that network, the machine itself, a cloud's metadata service (server-side request forgery).

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// Which addresses a [`Fetcher`](super::Fetcher) may connect to. Each redirect is checked again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reach {
    /// Addresses of the public Internet alone, by what the name resolves to at the time: not the machine itself, no
    /// private or link-local network, nothing reserved. The address that was looked at is the one connected to, so a name
    /// that resolves to another one later gains nothing. A proxy would look the name up itself, so none is used.
    Public,
    /// These hosts and no others, whatever they resolve to. Without a port each is allowed on every port.
    Hosts(Vec<String>),
    /// Any address: for a command, where the person who runs it names the URL.
    Any,
}

/// That an address is not within reach; inside of an [`io::Error`].
#[derive(Debug)]
pub(super) struct OutOfReach(IpAddr);

impl fmt::Display for OutOfReach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it resolves to {}, which is not a public address", self.0)
    }
}

impl std::error::Error for OutOfReach {}

impl Reach {
    /// Whether an authority, a host and perhaps a port, is one of those that are listed.
    pub(super) fn allows_host(&self, authority: &str) -> bool {
        let Reach::Hosts(hosts) = self else { return true };
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        };
        hosts.iter().any(|one| one.eq_ignore_ascii_case(authority) || one.eq_ignore_ascii_case(host))
    }
}

/// Looks names up, and leaves out the addresses that are out of reach.
#[derive(Debug, Default)]
pub(super) struct PublicResolver(DefaultResolver);

impl Resolver for PublicResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let all = self.0.resolve(uri, config, timeout)?;
        let mut public = self.empty();
        for address in all.iter().filter(|address| is_public(address.ip())) {
            public.push(*address);
        }
        match all.iter().next() {
            Some(first) if public.is_empty() => {
                let error = io::Error::new(io::ErrorKind::PermissionDenied, OutOfReach(first.ip()));
                Err(ureq::Error::Io(error))
            }
            _ => Ok(public),
        }
    }
}

/// Whether an address is one of the public Internet (IANA's registries of special-purpose addresses, RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = match a {
        // This network, private, loopback; multicast and reserved, broadcast with them.
        0 | 10 | 127 | 224..=255 => true,
        // Shared by providers (RFC 6598).
        100 => (64..=127).contains(&b),
        169 => b == 254,
        172 => (16..=31).contains(&b),
        192 => matches!((b, c), (168, _) | (0, 0 | 2) | (88, 99)),
        198 => matches!((b, c), (18 | 19, _) | (51, 100)),
        203 => (b, c) == (0, 113),
        _ => false,
    };
    !is_special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Global unicast is 2000::/3; in it are protocol assignments with Teredo, documentation, and 6to4, which leads to
    // whatever IPv4 address it contains.
    let is_special = match a {
        0x2001 => b < 0x0200 || b == 0x0db8,
        0x2002 => true,
        0x3fff => b < 0x1000,
        _ => false,
    };
    (0x2000..0x4000).contains(&a) && !is_special
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_of_the_public_internet_is_out_of_reach() {
        for special in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fc00::1",
            "fd00::1",
            "fe80::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::",
            "3fff::1",
            "100::1",
        ] {
            assert!(!is_public(special.parse().unwrap()), "{special}");
        }
        for public in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "::ffff:8.8.8.8",
            "2606:4700::1111",
            "2001:4860:4860::8888",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn hosts_are_those_that_are_listed() {
        let reach =
            Reach::Hosts(vec!["idp.example".to_owned(), "[::1]".to_owned(), "other.example:8443".to_owned()]);
        for allowed in ["idp.example", "IDP.example:444", "[::1]:1", "[::1]", "other.example:8443"] {
            assert!(reach.allows_host(allowed), "{allowed}");
        }
        for refused in ["x.idp.example", "idp.example.evil", "other.example", "other.example:1", "::1", ""] {
            assert!(!reach.allows_host(refused), "{refused}");
        }
        assert!(Reach::Any.allows_host("x") && Reach::Public.allows_host("x"));
    }
}
