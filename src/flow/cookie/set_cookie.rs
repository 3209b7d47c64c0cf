//! The header Set-Cookie (RFC 6265bis, section 5.6).

use super::date::cookie_date;
use chrono::{DateTime, TimeDelta, Utc};
use std::fmt;

/// The attribute SameSite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SameSite {
    Strict,
    Lax,
    None,
}

impl SameSite {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            SameSite::Strict => "Strict",
            SameSite::Lax => "Lax",
            SameSite::None => "None",
        }
    }
}

/// A cookie as a server sets it. `Debug` shows no value.
#[derive(Clone, Default)]
pub(crate) struct SetCookie {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Without the dot in front; lower case.
    pub(crate) domain: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) secure: bool,
    pub(crate) same_site: Option<SameSite>,
    pub(crate) max_age: Option<i64>,
    pub(crate) expires: Option<DateTime<Utc>>,
}

impl fmt::Debug for SetCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SetCookie").field("name", &self.name).finish_non_exhaustive()
    }
}

impl SetCookie {
    /// Reads one header.
    pub(crate) fn parse(header: &str) -> Option<SetCookie> {
        let mut parts = header.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let mut cookie =
            SetCookie { name: name.trim().to_owned(), value: value.trim().to_owned(), ..Self::default() };
        for part in parts.take(32) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            cookie.attribute(name.trim(), value.trim());
        }
        Some(cookie).filter(|cookie| !cookie.name.is_empty())
    }

    /// One attribute; a later one of the same name replaces it.
    pub(crate) fn attribute(&mut self, name: &str, value: &str) {
        match name.to_ascii_lowercase().as_str() {
            "domain" if !value.is_empty() => {
                self.domain = Some(value.strip_prefix('.').unwrap_or(value).to_ascii_lowercase());
            }
            "path" => self.path = value.starts_with('/').then(|| value.to_owned()),
            "secure" => self.secure = true,
            "max-age" => self.max_age = value.parse().ok().or(self.max_age),
            "expires" => self.expires = cookie_date(value).or(self.expires),
            "samesite" => {
                self.same_site = match value.to_ascii_lowercase().as_str() {
                    "strict" => Some(SameSite::Strict),
                    "lax" => Some(SameSite::Lax),
                    "none" => Some(SameSite::None),
                    _ => None,
                };
            }
            _ => {}
        }
    }

    /// The end of the cookie's life, if it was set at this instant; none for a session cookie.
    pub(crate) fn ends(&self, set_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.max_age {
            Some(seconds) => {
                let life = TimeDelta::try_seconds(seconds.clamp(-86_400, 400 * 86_400))?;
                Some(set_at.checked_add_signed(life).unwrap_or(set_at))
            }
            None => self.expires,
        }
    }

    /// Whether this deletes a cookie: already over, and without a value that says anything.
    pub(crate) fn is_deletion(&self, set_at: DateTime<Utc>) -> bool {
        let is_blank =
            matches!(self.value.trim_matches('"'), "" | "deleted" | "delete" | "deleteMe" | "-" | "0");
        is_blank && (self.value.is_empty() || self.ends(set_at).is_some_and(|end| end <= set_at))
    }

    /// The attributes that matter, as a server writes them, without the value.
    pub(crate) fn attributes(&self) -> String {
        let mut parts = Vec::new();
        if let Some(domain) = &self.domain {
            parts.push(format!("Domain={domain}"));
        }
        if let Some(path) = &self.path {
            parts.push(format!("Path={path}"));
        }
        if let Some(seconds) = self.max_age {
            parts.push(format!("Max-Age={seconds}"));
        } else if let Some(end) = self.expires {
            parts.push(format!("Expires={}", end.format("%Y-%m-%d %H:%M:%S UTC")));
        }
        if self.secure {
            parts.push("Secure".to_owned());
        }
        match self.same_site {
            Some(same_site) => parts.push(format!("SameSite={}", same_site.as_str())),
            None => parts.push("no SameSite".to_owned()),
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read() {
        let at = "2026-01-15T10:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let cookie = SetCookie::parse(
            "sid=a=b; Path=/app; Domain=.Example.org; Max-Age=300; secure; HttpOnly; SameSite=lax",
        );
        let cookie = cookie.unwrap();
        assert_eq!((cookie.name.as_str(), cookie.value.as_str()), ("sid", "a=b"));
        assert_eq!(cookie.attributes(), "Domain=example.org; Path=/app; Max-Age=300; Secure; SameSite=Lax");
        assert_eq!(cookie.ends(at), Some(at + TimeDelta::seconds(300)));
        assert!(!format!("{cookie:?}").contains("a=b"));
        assert!(SetCookie::parse("no equals sign").is_none());
    }

    #[test]
    fn a_deletion_is_told_from_a_short_life() {
        let at = "2026-01-15T10:00:00Z".parse::<DateTime<Utc>>().unwrap();
        let deletes = |header: &str| SetCookie::parse(header).unwrap().is_deletion(at);
        assert!(deletes("sid=; Max-Age=0"));
        assert!(deletes("sid=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT"));
        assert!(!deletes("sid=s1; Max-Age=0"));
        assert!(!deletes("sid=0"));
    }
}
