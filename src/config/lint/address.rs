//! What is wrong with an address as such, whatever it is for.

use super::Lint;
use crate::check::near_miss::placeholder::is_placeholder;
use crate::encoding::url;

impl Lint<'_> {
    /// Says what is wrong with an https URL; whether it is worth looking at further.
    pub(super) fn address(&mut self, path: &str, what: &str, url: &str) -> bool {
        let fix = "copy it from the console where it is shown; do not type it";
        if is_placeholder(url) {
            self.error(path, format!("{what} contains a placeholder"), fix);
            return false;
        }
        if url.starts_with("hhttps:") {
            self.error(
                path,
                format!("{what} begins with hhttps:"),
                "write https:// once; one page of Twilio's documentation prints it with two h",
            );
            return false;
        }
        if url.trim() != url || url.contains(char::is_whitespace) {
            self.error(
                path,
                format!("{what} contains white space"),
                "remove it; addresses are compared exactly",
            );
            return false;
        }
        if url.contains('*') {
            self.error(
                path,
                format!("{what} contains a wildcard"),
                "list each address; Twilio's enhanced SSO and SAML have no wildcards",
            );
            return false;
        }
        if url.starts_with("http://") {
            if !url::host(url).is_some_and(url::is_loopback) {
                self.error(
                    path,
                    format!("{what} is http, not https"),
                    "use https; over http anyone on the way can read and use the assertion",
                );
            }
            return true;
        }
        if !url.starts_with("https://") || url.len() == "https://".len() {
            self.error(path, format!("{what} is not an https URL"), fix);
            return false;
        }
        if url.ends_with('/') && url.matches('/').count() > 3 {
            self.warning(
                path,
                format!("{what} ends with a slash"),
                "remove it unless the other side has it too; addresses are compared exactly",
            );
        }
        true
    }
}

/// The host of an absolute URL, and what follows it.
pub(super) fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let (_, _, rest) = url::parts(url)?;
    Some((url::host(url)?, rest))
}
