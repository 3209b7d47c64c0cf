//! Whether a browser keeps a cookie, and whether it sends it with a request (RFC 6265bis, sections 5.7 and 5.8).

use super::{SameSite, SetCookie};
use crate::Code;
use crate::flow::browser::Browser;
use crate::flow::url::{Url, domain_matches, is_address, is_public_suffix};
use chrono::{DateTime, TimeDelta, Utc};

/// Octets of name and value together; attributes do not count.
const MAX_OCTETS: usize = 4_096;
/// Chromium sends a cookie without SameSite with a top-level POST for two minutes after it was set.
const GRACE: TimeDelta = TimeDelta::minutes(2);

/// A cookie that a browser keeps.
#[derive(Clone, Debug)]
pub(crate) struct KeptCookie {
    pub(crate) cookie: SetCookie,
    /// The host that set it, or the domain that it is for.
    pub(crate) domain: String,
    host_only: bool,
    pub(crate) path: String,
    ends: Option<DateTime<Utc>>,
    set_at: DateTime<Utc>,
}

/// Where a request comes from, as far as SameSite looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crossing {
    /// Begun by the same site, or by the person.
    SameSite,
    /// Begun by another site, at the top level.
    TopLevel,
    /// Begun by another site, in a frame or for a part of a page.
    Below,
}

/// A request that a cookie may go with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CookieRequest<'u> {
    pub(crate) url: &'u Url,
    pub(crate) at: DateTime<Utc>,
    /// GET, HEAD, OPTIONS or TRACE.
    pub(crate) is_safe: bool,
    pub(crate) crossing: Crossing,
    pub(crate) browser: Browser,
}

/// Why a cookie is not kept, or not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CookieFault {
    TooLarge { octets: usize },
    Prefix { rule: &'static str },
    ForeignDomain { domain: String, host: String },
    PublicSuffix { domain: String },
    SecureOverHttp,
    NoneWithoutSecure,
    OverWhenSet,
    OtherHost { domain: String, host: String },
    Path { path: String, needed: String },
    SecureOnHttp,
    Ended { seconds: i64 },
    Strict,
    Lax { defaulted: bool },
}

impl CookieFault {
    /// The code that it is reported under.
    pub(crate) fn code(&self) -> Code {
        match self {
            CookieFault::TooLarge { .. } => Code::CookieSize,
            CookieFault::Prefix { .. } => Code::CookiePrefix,
            CookieFault::ForeignDomain { .. }
            | CookieFault::PublicSuffix { .. }
            | CookieFault::OtherHost { .. } => Code::CookieDomain,
            CookieFault::SecureOverHttp | CookieFault::SecureOnHttp => Code::CookieSecure,
            CookieFault::OverWhenSet | CookieFault::Ended { .. } => Code::CookieExpired,
            CookieFault::Path { .. } => Code::CookiePath,
            CookieFault::NoneWithoutSecure | CookieFault::Strict | CookieFault::Lax { .. } => {
                Code::CookieSamesite
            }
        }
    }
}

/// What a browser keeps of a cookie that this URL sets.
pub(crate) fn keep(
    cookie: &SetCookie,
    url: &Url,
    at: DateTime<Utc>,
    browser: Browser,
) -> Result<KeptCookie, CookieFault> {
    let octets = cookie.name.len().saturating_add(cookie.value.len());
    if octets > MAX_OCTETS {
        return Err(CookieFault::TooLarge { octets });
    }
    let is_trusted = url.is_https() || (url.is_local() && browser.trusts_localhost());
    prefix(cookie, is_trusted)?;
    let (domain, host_only) = match &cookie.domain {
        Some(domain) if *domain == url.host => (domain.clone(), is_address(domain)),
        Some(domain) if is_public_suffix(domain) => {
            return Err(CookieFault::PublicSuffix { domain: domain.clone() });
        }
        Some(domain) if domain_matches(&url.host, domain) => (domain.clone(), false),
        Some(domain) => {
            return Err(CookieFault::ForeignDomain { domain: domain.clone(), host: url.host.clone() });
        }
        None => (url.host.clone(), true),
    };
    if cookie.secure && !is_trusted {
        return Err(CookieFault::SecureOverHttp);
    }
    if cookie.same_site == Some(SameSite::None) && !cookie.secure && browser.drops_none_without_secure() {
        return Err(CookieFault::NoneWithoutSecure);
    }
    let ends = cookie.ends(at);
    if ends.is_some_and(|end| end <= at) {
        return Err(CookieFault::OverWhenSet);
    }
    let path = cookie.path.clone().unwrap_or_else(|| default_path(&url.path));
    Ok(KeptCookie { cookie: cookie.clone(), domain, host_only, path, ends, set_at: at })
}

/// The rules that a name with a prefix promises (section 4.1.3).
fn prefix(cookie: &SetCookie, is_trusted: bool) -> Result<(), CookieFault> {
    let named = |prefix: &str| {
        cookie.name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let is_host = named("__Host-");
    if !is_host && !named("__Secure-") {
        return Ok(());
    }
    let rule = if !cookie.secure {
        "Secure is missing"
    } else if !is_trusted {
        "it was set over http"
    } else if is_host && cookie.domain.is_some() {
        "a Domain is set"
    } else if is_host && cookie.path.as_deref() != Some("/") {
        "Path is not /"
    } else {
        return Ok(());
    };
    Err(CookieFault::Prefix { rule })
}

/// The folder of the page that sets a cookie (section 5.1.4).
fn default_path(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, _)) if !folder.is_empty() => folder.to_owned(),
        _ => "/".to_owned(),
    }
}

/// Whether a browser sends a cookie with a request.
pub(crate) fn send(kept: &KeptCookie, sending: &CookieRequest<'_>) -> Result<(), CookieFault> {
    let url = sending.url;
    let reaches = match kept.host_only {
        true => url.host == kept.domain,
        false => domain_matches(&url.host, &kept.domain),
    };
    if !reaches {
        return Err(CookieFault::OtherHost { domain: kept.domain.clone(), host: url.host.clone() });
    }
    if !path_matches(&url.path, &kept.path) {
        return Err(CookieFault::Path { path: kept.path.clone(), needed: url.path.clone() });
    }
    if kept.cookie.secure && !url.is_https() && !(url.is_local() && sending.browser.trusts_localhost()) {
        return Err(CookieFault::SecureOnHttp);
    }
    if let Some(end) = kept.ends.filter(|end| *end <= sending.at) {
        let seconds = end.signed_duration_since(kept.set_at).num_seconds();
        return Err(CookieFault::Ended { seconds });
    }
    same_site(kept, sending)
}

/// Section 5.2, with what browsers do where SameSite is missing.
fn same_site(kept: &KeptCookie, sending: &CookieRequest<'_>) -> Result<(), CookieFault> {
    if sending.crossing == Crossing::SameSite {
        return Ok(());
    }
    let is_followed = sending.crossing == Crossing::TopLevel && sending.is_safe;
    match kept.cookie.same_site {
        Some(SameSite::None) => Ok(()),
        Some(SameSite::Strict) => Err(CookieFault::Strict),
        Some(SameSite::Lax) if is_followed => Ok(()),
        Some(SameSite::Lax) => Err(CookieFault::Lax { defaulted: false }),
        None if is_followed || !sending.browser.defaults_to_lax() => Ok(()),
        None => {
            let age = sending.at.signed_duration_since(kept.set_at);
            match sending.crossing == Crossing::TopLevel && age <= GRACE {
                true => Ok(()),
                false => Err(CookieFault::Lax { defaulted: true }),
            }
        }
    }
}

/// Section 5.1.4.
fn path_matches(path: &str, of_cookie: &str) -> bool {
    path == of_cookie
        || path.strip_prefix(of_cookie).is_some_and(|rest| of_cookie.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(header: &str, url: &str, browser: Browser) -> Result<KeptCookie, CookieFault> {
        keep(&SetCookie::parse(header).unwrap(), &Url::parse(url).unwrap(), at(0), browser)
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        "2026-01-15T10:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::seconds(seconds)
    }

    fn posted(header: &str, seconds: i64, browser: Browser) -> Result<(), CookieFault> {
        let url = Url::parse("https://sp.example.org/acs").unwrap();
        let sending = CookieRequest {
            url: &url,
            at: at(seconds),
            is_safe: false,
            crossing: Crossing::TopLevel,
            browser,
        };
        send(&kept(header, "https://sp.example.org/login", browser)?, &sending)
    }

    #[test]
    fn a_cross_site_post_carries_what_each_browser_lets_through() {
        let (chromium, firefox) = (Browser::Chromium, Browser::Firefox);
        assert_eq!(
            posted("a=1; Path=/; SameSite=Lax", 5, firefox),
            Err(CookieFault::Lax { defaulted: false })
        );
        assert_eq!(posted("a=1; Path=/; SameSite=Strict", 5, chromium), Err(CookieFault::Strict));
        assert_eq!(posted("a=1; Path=/; SameSite=None; Secure", 500, chromium), Ok(()));
        assert_eq!(posted("a=1; Path=/", 119, chromium), Ok(()));
        assert_eq!(posted("a=1; Path=/", 121, chromium), Err(CookieFault::Lax { defaulted: true }));
        assert_eq!(posted("a=1; Path=/", 500, firefox), Ok(()));
        assert_eq!(posted("a=1; Path=/", 500, Browser::Safari), Ok(()));
        assert_eq!(posted("a=1; Path=/; SameSite=None", 5, chromium), Err(CookieFault::NoneWithoutSecure));
        assert_eq!(
            posted("a=1; Path=/; Max-Age=60; SameSite=None; Secure", 61, chromium),
            Err(CookieFault::Ended { seconds: 60 })
        );
    }

    #[test]
    fn size_counts_name_and_value_alone() {
        let cookie = |length: usize| format!("n={}; Path=/; Domain=example.org", "x".repeat(length));
        let url = "https://sp.example.org/";
        assert!(kept(&cookie(4_095), url, Browser::Chromium).is_ok());
        let reason = kept(&cookie(4_096), url, Browser::Chromium).err();
        assert_eq!(reason, Some(CookieFault::TooLarge { octets: 4_097 }));
    }

    #[test]
    fn secure_is_kept_on_localhost_where_the_browser_trusts_it() {
        assert!(kept("a=1; Secure", "http://localhost:7399/acs", Browser::Chromium).is_ok());
        assert!(kept("a=1; Secure", "http://localhost:7399/acs", Browser::Firefox).is_ok());
        let dropped = |url, browser| kept("a=1; Secure", url, browser).err();
        assert_eq!(dropped("http://localhost:7399/", Browser::Safari), Some(CookieFault::SecureOverHttp));
        assert_eq!(dropped("http://sp.example.org/", Browser::Chromium), Some(CookieFault::SecureOverHttp));
    }

    #[test]
    fn prefixes_are_kept_by_their_rules() {
        let reason = |header| kept(header, "https://sp.example.org/acs", Browser::Chromium).err();
        assert_eq!(reason("__Host-a=1; Path=/; Secure"), None);
        assert_eq!(reason("__Host-a=1; Path=/"), Some(CookieFault::Prefix { rule: "Secure is missing" }));
        assert_eq!(reason("__Host-a=1; Secure"), Some(CookieFault::Prefix { rule: "Path is not /" }));
        let domain = "__Host-a=1; Secure; Path=/; Domain=example.org";
        assert_eq!(reason(domain), Some(CookieFault::Prefix { rule: "a Domain is set" }));
        assert_eq!(reason("__Secure-a=1; Secure; Domain=example.org"), None);
    }

    #[test]
    fn domains_and_paths_are_matched() {
        let url = Url::parse("https://www.example.org/app/home").unwrap();
        let sending = CookieRequest {
            url: &url,
            at: at(1),
            is_safe: true,
            crossing: Crossing::SameSite,
            browser: Browser::Chromium,
        };
        let sent = |header: &str, from: &str| send(&kept(header, from, Browser::Chromium)?, &sending);
        assert!(sent("a=1; Domain=example.org; Path=/", "https://example.org/acs").is_ok());
        let code = |header, from| sent(header, from).err().map(|reason| reason.code());
        assert_eq!(code("a=1; Path=/", "https://example.org/acs"), Some(Code::CookieDomain));
        assert_eq!(code("a=1; Domain=other.org", "https://example.org/acs"), Some(Code::CookieDomain));
        assert_eq!(code("a=1; Domain=org", "https://example.org/acs"), Some(Code::CookieDomain));
        // The port does not matter, and neither does that the ACS is in another folder of the same path.
        assert!(sent("a=1; Path=/app", "https://www.example.org:8443/acs").is_ok());
        assert_eq!(code("a=1; Path=/ap", "https://www.example.org/acs"), Some(Code::CookiePath));
        assert_eq!(code("a=1", "https://www.example.org/saml/acs"), Some(Code::CookiePath));
    }
}
