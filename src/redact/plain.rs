//! Text that is no message: known values, e-mail addresses, IP addresses, SIDs and, if asked, host names, wherever they
//! are.

use super::standin::{MAIL_DOMAIN, is_sid};
use super::values::{ValueKind, Values};
use std::net::{Ipv4Addr, Ipv6Addr};

/// What is replaced in addition to personal values, and what is kept.
#[derive(Clone, Debug, Default)]
pub(crate) struct RedactSettings {
    pub(crate) keep: Vec<String>,
    pub(crate) hosts: bool,
}

impl RedactSettings {
    /// Whether the values of this attribute are kept.
    pub(super) fn keeps(&self, name: &str) -> bool {
        self.keep.iter().any(|kept| kept == name)
    }
}

/// Rewrites a text in which nothing is known to be of a person.
pub(super) fn free(text: &str, values: &mut Values, settings: &RedactSettings) -> String {
    if text.len() < 4 {
        return text.to_owned();
    }
    let mut text = values.anywhere(text);
    if text.contains('@') || text.contains("%40") || text.contains("&#64;") {
        text = emails(&text, values);
    }
    text = words(&text, values);
    if settings.hosts { hosts(&text, values) } else { text }
}

/// Replaces e-mail addresses, also with a percent-encoded at sign.
fn emails(text: &str, values: &mut Values) -> String {
    let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '+' | '-' | '\'');
    let is_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        // One walk: a search for each form of the sign goes to the end of the text every time where that form is missing.
        let mut signs = rest.match_indices(['@', '%', '&']).filter_map(|(at, _)| {
            let tail = rest.get(at..)?;
            Some((at, ["@", "%40", "&#64;"].into_iter().find(|sign| tail.starts_with(sign))?))
        });
        let Some((at, sign)) = signs.next() else { break };
        let before = rest.get(..at).unwrap_or_default();
        let after = rest.get(at.saturating_add(sign.len())..).unwrap_or_default();
        let local_at = before
            .len()
            .saturating_sub(before.chars().rev().take_while(|c| is_local(*c)).map(char::len_utf8).sum());
        let local = before.get(local_at..).unwrap_or_default();
        // After a percent code its digits are no part of the name.
        let skipped = if before.get(..local_at).is_some_and(|head| head.ends_with('%')) { 2 } else { 0 };
        let local_at = local_at.saturating_add(skipped.min(local.len()));
        let local = before.get(local_at..).unwrap_or_default();
        let domain_end = after.find(|c: char| !is_domain(c)).unwrap_or(after.len());
        let domain = after.get(..domain_end).unwrap_or_default().trim_end_matches(['.', '-']);
        let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
        let is_address =
            !local.is_empty() && top.len() >= 2 && top.bytes().all(|byte| byte.is_ascii_alphabetic());
        out.push_str(before.get(..local_at).unwrap_or_default());
        let whole = format!("{local}@{domain}");
        if is_address && !(domain == MAIL_DOMAIN && values.is_issued(&whole)) {
            out.push_str(&values.standin(ValueKind::Email, &whole).replacen('@', sign, 1));
        } else {
            out.push_str(&format!("{local}{sign}{domain}"));
        }
        rest = after.get(domain.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Replaces SIDs and IP addresses.
fn words(text: &str, values: &mut Values) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ':');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Every turn consumes a word or what is between two.
    while let Some(first) = rest.chars().next() {
        let inside = is_word(first);
        let end = rest.find(|c: char| is_word(c) != inside).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = after;
        if !inside || word.len() < 3 {
            out.push_str(word);
            continue;
        }
        // `Chrome/156.0.0.0` is a version, `http://10.0.0.1` an address.
        let product =
            out.strip_suffix('/').is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric()));
        out.push_str(&one_word(word, product, values));
    }
    out
}

fn one_word(word: &str, product: bool, values: &mut Values) -> String {
    if word.contains("::") || word.matches(':').count() == 7 {
        let address = word.trim_matches('.').parse::<Ipv6Addr>();
        return match address {
            Ok(address) if !address.is_loopback() && !address.is_unspecified() => {
                values.standin(ValueKind::IpAddress, word)
            }
            _ => word.to_owned(),
        };
    }
    let parts = word.split_inclusive(':').map(|part| {
        let (bare, colon) = part.strip_suffix(':').map_or((part, ""), |bare| (bare, ":"));
        let dots = bare.len().saturating_sub(bare.trim_end_matches('.').len());
        let (bare, dots) = bare.split_at_checked(bare.len().saturating_sub(dots)).unwrap_or((bare, ""));
        if is_sid(bare) {
            return format!("{}{dots}{colon}", values.standin(ValueKind::Sid, bare));
        }
        match bare.parse::<Ipv4Addr>() {
            Ok(address) if !product && !address.is_loopback() && !address.is_unspecified() => {
                format!("{}{dots}{colon}", values.standin(ValueKind::IpAddress, bare))
            }
            _ => part.to_owned(),
        }
    });
    parts.collect()
}

/// Hosts that are not of anyone: standards and the machine itself.
const PUBLIC_HOSTS: [&str; 6] = [
    "www.w3.org",
    "docs.oasis-open.org",
    "schemas.xmlsoap.org",
    "schemas.microsoft.com",
    "localhost",
    "127.0.0.1",
];

/// Replaces the hosts of URLs.
pub(super) fn hosts(text: &str, values: &mut Values) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let signs =
            ["://", "%3A%2F%2F", "%3a%2f%2f"].into_iter().filter_map(|sign| Some((rest.find(sign)?, sign)));
        let Some((at, sign)) = signs.min() else { break };
        let (before, after) = rest.split_at_checked(at.saturating_add(sign.len())).unwrap_or((rest, ""));
        out.push_str(before);
        let end = after
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'))
            .unwrap_or(after.len());
        let (host, tail) = after.split_at_checked(end).unwrap_or((after, ""));
        out.push_str(&host_name(host, values));
        rest = tail;
    }
    out.push_str(rest);
    out
}

fn host_name(host: &str, values: &mut Values) -> String {
    if PUBLIC_HOSTS.contains(&host) || host.ends_with(MAIL_DOMAIN) || host.is_empty() {
        return host.to_owned();
    }
    values.standin_as(ValueKind::Host, host, |nth| format!("host{}.{MAIL_DOMAIN}", nth.saturating_add(1)))
}

/// An entity ID: the host and the identifiers of a URL, or another name of the same shape.
pub(super) fn entity_id(raw: &str, values: &mut Values, settings: &RedactSettings) -> String {
    let id = raw.trim();
    if settings.hosts && id.contains("://") && !id.contains(MAIL_DOMAIN) {
        let (mut out, mut rest) = (String::with_capacity(raw.len()), raw);
        // Every turn consumes a word or what is between two.
        while let Some(first) = rest.chars().next() {
            let inside = is_identifier_character(first);
            let end = rest.find(|c: char| is_identifier_character(c) != inside).unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            rest = after;
            match is_identifier(word) {
                true => out.push_str(&values.standin(ValueKind::EntityId, word)),
                false => out.push_str(word),
            }
        }
        return free(&out, values, settings);
    }
    if id.contains("://") || id.is_empty() || id.starts_with("urn:oasis:") || id.contains(MAIL_DOMAIN) {
        return free(raw, values, settings);
    }
    let made = values.standin_as(ValueKind::EntityId, id, |nth| {
        format!("urn:{MAIL_DOMAIN}:entity{}", nth.saturating_add(1))
    });
    raw.replace(id, &made)
}

fn is_identifier_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.')
}

/// What names a tenant or an application in a URL: `exk1fcia6d6EMsf331d8`, `C01abc2de`, a UUID. A host or a file has a dot.
fn is_identifier(word: &str) -> bool {
    word.len() >= 8
        && !word.contains('.')
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_hosts_the_identifiers_of_an_entity_id_are_replaced_too() {
        let redacted = |id: &str, hosts: bool| {
            let (mut values, settings) =
                (Values::new(hosts), RedactSettings { hosts, ..RedactSettings::default() });
            entity_id(id, &mut values, &settings)
        };
        for (id, name) in [
            ("http://www.okta.com/exk1fcia6d6EMsf331d8", "exk1fcia6d6EMsf331d8"),
            ("https://accounts.google.com/o/saml2?idpid=C01abc2de", "C01abc2de"),
            (
                "https://app.onelogin.com/saml/metadata/2f0c1e9a-0000-4000-8000-6d1be3c7a511",
                "2f0c1e9a-0000-4000-8000-6d1be3c7a511",
            ),
        ] {
            let made = redacted(id, true);
            assert!(!made.contains(name) && made.contains(MAIL_DOMAIN), "{made}");
            assert_eq!(redacted(id, false), id);
        }
        let plain = "https://sso.example.org/simplesaml/saml2/idp/metadata.php";
        assert!(redacted(plain, true).ends_with("/simplesaml/saml2/idp/metadata.php"));
    }
}
