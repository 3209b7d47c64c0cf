//! Which browser made the recording: browsers keep cookies by different rules.

/// The families that differ in how they treat cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Browser {
    /// Chrome, Edge, Opera, Brave.
    Chromium,
    Firefox,
    Safari,
    Unknown,
}

impl Browser {
    /// The browser by `log.browser`, the user agent, or the program that wrote the recording.
    pub(crate) fn of(browser: &str, user_agent: &str, creator: &str) -> Browser {
        let named = |text: &str| {
            let text = text.to_ascii_lowercase();
            let has = |word: &str| text.contains(word);
            if has("firefox") || has("gecko/") {
                Some(Browser::Firefox)
            } else if ["chrome", "chromium", "edg", "crios", "opr/", "brave"].iter().any(|word| has(word)) {
                Some(Browser::Chromium)
            } else if has("safari") || has("webkit web inspector") {
                Some(Browser::Safari)
            } else {
                None
            }
        };
        let by_creator = match creator {
            // What Chrome's developer tools call themselves.
            "WebInspector" => Some(Browser::Chromium),
            _ => named(creator),
        };
        named(user_agent).or_else(|| named(browser)).or(by_creator).unwrap_or(Browser::Unknown)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Browser::Chromium => "Chromium",
            Browser::Firefox => "Firefox",
            Browser::Safari => "Safari",
            Browser::Unknown => "the browser",
        }
    }

    /// Whether a cookie without SameSite counts as Lax. Firefox and Safari send it
    /// (<https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie#samesitesamesite-value>).
    pub(crate) fn defaults_to_lax(self) -> bool {
        matches!(self, Browser::Chromium | Browser::Unknown)
    }

    /// Whether http and https of one host are two sites (Schemeful Same-Site; Chromium since 89).
    pub(crate) fn is_schemeful(self) -> bool {
        self == Browser::Chromium
    }

    /// Whether a Secure cookie is kept on http://localhost. Safari drops it.
    pub(crate) fn trusts_localhost(self) -> bool {
        self != Browser::Safari
    }

    /// Whether SameSite=None without Secure is dropped (RFC 6265bis, section 5.7, step 17).
    pub(crate) fn drops_none_without_secure(self) -> bool {
        matches!(self, Browser::Chromium | Browser::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_recognized() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
        let safari =
            "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15";
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(Browser::of("", chrome, "mitmproxy"), Browser::Chromium);
        assert_eq!(Browser::of("", safari, "WebKit Web Inspector"), Browser::Safari);
        assert_eq!(Browser::of("Firefox", firefox, "Firefox"), Browser::Firefox);
        assert_eq!(Browser::of("", "", "WebInspector"), Browser::Chromium);
        assert_eq!(Browser::of("", "", "Fiddler"), Browser::Unknown);
    }
}
