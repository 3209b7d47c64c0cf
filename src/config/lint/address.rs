//! What is wrong with an address as such, whatever it is for.

use super::Lint;
use crate::check::near_miss::placeholder::is_placeholder;

impl Lint<'_> {
    /// Says what is wrong with an https URL; whether it is worth looking at further.
    pub(super) fn address(&mut self, path: &str, what: &str, url: &str) -> bool {
        let fix = "copy it from the console where it is shown; do not type it";
        if is_placeholder(url) {
            self.error(path, format!("{what} holds a placeholder"), fix);
            return false;
        }
        if url.starts_with("hhttps:") {
            self.error(
                path,
                format!("{what} begins with hhttps:"),
                "write https once; a page of Twilio's prints it with two h",
            );
            return false;
        }
        if url.trim() != url || url.contains(char::is_whitespace) {
            self.error(
                path,
                format!("{what} holds white space"),
                "take it out; addresses are compared exactly",
            );
            return false;
        }
        if url.contains('*') {
            self.error(
                path,
                format!("{what} holds a wildcard"),
                "list every address by itself; Twilio's enhanced SSO and SAML know no wildcards",
            );
            return false;
        }
        if let Some(rest) = url.strip_prefix("http://") {
            if !is_local(rest) {
                self.error(
                    path,
                    format!("{what} is http, not https"),
                    "use https; an assertion that goes over an open line is anybody's",
                );
            }
            return true;
        }
        if !url.starts_with("https://") || url.len() == "https://".len() {
            self.error(path, format!("{what} is no https URL"), fix);
            return false;
        }
        if url.ends_with('/') && url.matches('/').count() > 3 {
            self.warning(
                path,
                format!("{what} ends with a slash"),
                "take it off unless the other side has it, too; addresses are compared exactly",
            );
        }
        true
    }
}

fn is_local(rest: &str) -> bool {
    matches!(host(rest), "localhost" | "127.0.0.1" | "[::1]")
}

/// The host of what follows `://`.
pub(super) fn host(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// The host of an absolute URL, and what follows it.
pub(super) fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let (_, rest) = url.split_once("://")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    Some((host(rest), rest.get(end..).unwrap_or_default()))
}
