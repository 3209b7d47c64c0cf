//! Addresses with http and https, and where a redirect leads (RFC 3986, section 5).

use crate::encoding::url::{host_and_port, is_loopback};
use std::fmt;

/// The longest address that is followed.
const MAX_LENGTH: usize = 4_096;

/// An absolute address, without fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    https: bool,
    authority: String,
    /// Path and query; begins with `/`.
    path: String,
}

impl Address {
    pub(super) fn parse(text: &str) -> Result<Address, String> {
        if text.len() > MAX_LENGTH {
            return Err(format!("it is longer than {MAX_LENGTH} bytes"));
        }
        if !text.is_ascii() || text.bytes().any(|byte| byte <= b' ' || byte == 0x7F) {
            return Err("it has spaces, controls or characters outside ASCII".to_owned());
        }
        let (scheme, rest) = text.split_once("://").ok_or("it has no scheme")?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("only https and http are fetched".to_owned()),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if authority.is_empty() {
            return Err("it has no host".to_owned());
        }
        if authority.contains('@') {
            // It would be printed, logged and sent to the host that a redirect names.
            return Err("a user name or password in it is not supported".to_owned());
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Address { https, authority: authority.to_owned(), path })
    }

    /// What a Location header means from here.
    pub(super) fn join(&self, location: &str) -> Result<Address, String> {
        let scheme = if self.https { "https" } else { "http" };
        let has_scheme = location.split(['/', '?', '#']).next().is_some_and(|head| head.contains(':'));
        if has_scheme {
            return Address::parse(location);
        }
        if location.starts_with("//") {
            return Address::parse(&format!("{scheme}:{location}"));
        }
        let path = self.path.split('?').next().unwrap_or_default();
        let path = match location.chars().next() {
            Some('/') => location.to_owned(),
            Some('?') => format!("{path}{location}"),
            None | Some('#') => self.path.clone(),
            Some(_) => match path.rsplit_once('/') {
                Some((folder, _)) => format!("{folder}/{location}"),
                None => format!("/{location}"),
            },
        };
        Address::parse(&format!("{scheme}://{}{path}", self.authority))
    }

    pub(super) fn is_https(&self) -> bool {
        self.https
    }

    /// Whether others on the way can replace what is sent: http to another machine.
    pub(super) fn is_exposed(&self) -> bool {
        !self.https && !is_loopback(host_and_port(&self.authority).0)
    }

    /// Host and, where one is given, port.
    pub(super) fn host(&self) -> String {
        self.authority.clone()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.https { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority, self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(from: &str, location: &str) -> String {
        match Address::parse(from).unwrap().join(location) {
            Ok(address) => address.to_string(),
            Err(why) => why,
        }
    }

    #[test]
    fn redirects_are_resolved_against_where_they_came_from() {
        let from = "https://idp.example:8443/a/b?c=d";
        assert_eq!(joined(from, "https://other.example/m"), "https://other.example/m");
        assert_eq!(joined(from, "//other.example/m"), "https://other.example/m");
        assert_eq!(joined(from, "/m?x=1#top"), "https://idp.example:8443/m?x=1");
        assert_eq!(joined(from, "m"), "https://idp.example:8443/a/m");
        assert_eq!(joined(from, "?e=f"), "https://idp.example:8443/a/b?e=f");
        assert_eq!(joined(from, ""), "https://idp.example:8443/a/b?c=d");
        assert_eq!(joined(from, "file:///etc/passwd"), "only https and http are fetched");
        assert_eq!(joined(from, "javascript:alert(1)"), "it has no scheme");
    }

    #[test]
    fn http_to_another_machine_is_exposed() {
        for (address, is_exposed) in [
            ("https://idp.example/m", false),
            ("http://idp.example/m", true),
            ("http://localhost:8080/m", false),
            ("HTTP://[::1]/m", false),
            ("http://localhost.idp.example/m", true),
        ] {
            assert_eq!(Address::parse(address).unwrap().is_exposed(), is_exposed, "{address}");
        }
    }

    #[test]
    fn addresses_that_are_none_are_refused() {
        let why = |text: &str| Address::parse(text).unwrap_err();
        assert_eq!(why("idp.example/metadata"), "it has no scheme");
        assert_eq!(why("https:///metadata"), "it has no host");
        assert_eq!(why("https://me:secret@idp.example/"), "a user name or password in it is not supported");
        assert_eq!(why("https://idp.example/a b"), "it has spaces, controls or characters outside ASCII");
        assert_eq!(why("ftp://idp.example/"), "only https and http are fetched");
        assert_eq!(Address::parse("HTTPS://idp.example").unwrap().to_string(), "https://idp.example/");
    }
}
