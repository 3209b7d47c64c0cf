//! Twilio's SAML endpoints and SIDs, recognized by their shape.

/// One of Twilio's endpoints, as an address or an entity ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// `https://login.flex.us1.twilio.com/login/callback?connection=JQ…`
    EnhancedAcs,
    /// `urn:flex:JQ…`
    EnhancedEntity,
    /// `https://iam.twilio.com/v1/Accounts/AC…/saml2`
    LegacyAcs,
    /// `https://iam.twilio.com/v1/Accounts/AC…/saml2/metadata`
    LegacyEntity,
    /// `https://iam.twilio.com/v2/saml2/authenticate/JB…`
    FrontlineAcs,
    /// `https://iam.twilio.com/v2/saml2/metadata/JB…`
    FrontlineEntity,
    /// `https://preview.twilio.com/iam/Accounts/AC…/authenticate`, of 2018
    PreviewAcs,
}

impl Endpoint {
    /// Which endpoint this is, by host and path; nothing is said of the SID in it.
    pub(crate) fn of(address: &str) -> Option<Endpoint> {
        if address.starts_with("urn:flex:") {
            return Some(Endpoint::EnhancedEntity);
        }
        let (_, rest) = address.split_once("://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.split(':').next().unwrap_or(host);
        if host.starts_with("login.flex.") && host.ends_with(".twilio.com") {
            return Some(Endpoint::EnhancedAcs);
        }
        match host {
            "preview.twilio.com" => Some(Endpoint::PreviewAcs),
            "iam.twilio.com" if path.starts_with("v2/saml2/metadata") => Some(Endpoint::FrontlineEntity),
            "iam.twilio.com" if path.starts_with("v2/saml2/") => Some(Endpoint::FrontlineAcs),
            "iam.twilio.com" if path.contains("/saml2/metadata") => Some(Endpoint::LegacyEntity),
            "iam.twilio.com" if path.starts_with("v1/") => Some(Endpoint::LegacyAcs),
            _ => None,
        }
    }

    /// Its name in words.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Endpoint::EnhancedAcs => "the enhanced Flex SSO endpoint",
            Endpoint::EnhancedEntity => "the enhanced Flex SSO entity ID",
            Endpoint::LegacyAcs => "the legacy Flex SSO endpoint",
            Endpoint::LegacyEntity => "the legacy Flex SSO entity ID",
            Endpoint::FrontlineAcs => "the Twilio Frontline endpoint",
            Endpoint::FrontlineEntity => "the Twilio Frontline entity ID",
            Endpoint::PreviewAcs => "the preview endpoint of 2018",
        }
    }

    /// The prefix of the SID that belongs in it.
    pub(crate) fn sid_prefix(self) -> &'static str {
        match self {
            Endpoint::EnhancedAcs | Endpoint::EnhancedEntity => "JQ",
            Endpoint::LegacyAcs | Endpoint::LegacyEntity | Endpoint::PreviewAcs => "AC",
            Endpoint::FrontlineAcs | Endpoint::FrontlineEntity => "JB",
        }
    }

    /// Where the SID is in this address: what follows `connection=`, `urn:flex:` or the segment before.
    pub(crate) fn sid_in(self, address: &str) -> Option<&str> {
        let marker = match self {
            Endpoint::EnhancedAcs => "connection=",
            Endpoint::EnhancedEntity => "urn:flex:",
            Endpoint::LegacyAcs | Endpoint::LegacyEntity | Endpoint::PreviewAcs => "/Accounts/",
            Endpoint::FrontlineAcs => "/authenticate/",
            Endpoint::FrontlineEntity => "/metadata/",
        };
        let (_, rest) = address.split_once(marker)?;
        rest.split(['/', '?', '&', '#']).next()
    }
}

/// What is wrong with a text in the place of a SID with this prefix.
pub(crate) fn sid_fault(sid: &str, prefix: &str) -> Option<String> {
    if is_placeholder(sid) {
        return Some("is a placeholder that was left in".to_owned());
    }
    let (found, digits) = sid.split_at_checked(2).unwrap_or((sid, ""));
    if found != prefix {
        return Some(match found.to_ascii_uppercase() == prefix {
            true => format!("begins with {found} in lower case; the prefix is {prefix}"),
            false => format!("does not begin with {prefix}"),
        });
    }
    if digits.len() != 32 {
        return Some(format!("has {} characters after {prefix}; a SID has 32", digits.chars().count()));
    }
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    (!hexadecimal).then(|| "contains characters that are not hexadecimal".to_owned())
}

/// Whether a text is, or contains, a placeholder that documentation prints for the reader to replace.
pub(crate) fn is_placeholder(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    upper.contains("YOUR_")
        || upper.contains("YOUR-")
        || upper.contains("XXXX")
        || upper.contains("EXAMPLE_")
        || upper.contains("{{")
        || text.contains(['<', '{', '…'])
        // `[YOUR_SID]`, and not an address of IPv6.
        || text.split_once('[').is_some_and(|(_, rest)| rest.starts_with(|first: char| first.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_by_shape() {
        let of = Endpoint::of;
        assert_eq!(of("urn:flex:JQ00"), Some(Endpoint::EnhancedEntity));
        assert_eq!(
            of("https://login.flex.us1.twilio.com/login/callback?connection=JQ00"),
            Some(Endpoint::EnhancedAcs)
        );
        assert_eq!(of("https://iam.twilio.com/v1/Accounts/AC00/saml2"), Some(Endpoint::LegacyAcs));
        assert_eq!(
            of("https://iam.twilio.com/v1/Accounts/AC00/saml2/metadata"),
            Some(Endpoint::LegacyEntity)
        );
        assert_eq!(of("https://iam.twilio.com/v2/saml2/authenticate/JB00"), Some(Endpoint::FrontlineAcs));
        assert_eq!(of("https://iam.twilio.com/v2/saml2/metadata/JB00"), Some(Endpoint::FrontlineEntity));
        assert_eq!(of("https://sp.example.com/acs"), None);
        assert_eq!(of("https://evil.example.com/iam.twilio.com/v1/"), None);
    }

    #[test]
    fn sid_faults_are_named() {
        let good = "JQ0123456789abcdef0123456789abcdef";
        assert_eq!(sid_fault(good, "JQ"), None);
        let fault = |sid| sid_fault(sid, "JQ").unwrap_or_default();
        assert_eq!(
            fault("jq0123456789abcdef0123456789abcdef"),
            "begins with jq in lower case; the prefix is JQ"
        );
        assert_eq!(fault("AC0123456789abcdef0123456789abcdef"), "does not begin with JQ");
        assert_eq!(fault("JQ0123456789abcdef"), "has 16 characters after JQ; a SID has 32");
        assert_eq!(
            fault("JQ0123456789abcdefg123456789abcdef"),
            "contains characters that are not hexadecimal"
        );
        assert_eq!(fault("JQxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), "is a placeholder that was left in");
        assert_eq!(fault("[YOUR_FLEX_INSTANCE_SID]"), "is a placeholder that was left in");
        assert!(!is_placeholder("https://[::1]:8443/acs") && !is_placeholder("https://[fe80::1]/acs"));
        assert!(is_placeholder("https://[HOST]/acs") && is_placeholder("https://{host}/acs"));
        assert_eq!(fault("é"), "does not begin with JQ");
    }

    #[test]
    fn the_endpoint_of_2018_and_ports() {
        let of = Endpoint::of;
        assert_eq!(
            of("https://preview.twilio.com/iam/Accounts/AC00/authenticate"),
            Some(Endpoint::PreviewAcs)
        );
        assert_eq!(of("https://iam.twilio.com:443/v1/Accounts/AC00/saml2"), Some(Endpoint::LegacyAcs));
        assert_eq!(of("https://iam.twilio.com"), None);
        assert_eq!(of("https://iam.twilio.com/v2/saml2/other"), Some(Endpoint::FrontlineAcs));
        assert_eq!(of("https://iam.twilio.com/v3/saml2"), None);
        assert_eq!(of("https://login.flex.example.org/login"), None);
        assert_eq!(of("https://other.twilio.com/login"), None);
        assert_eq!(of("login.flex.us1.twilio.com/login"), None);
    }

    #[test]
    fn each_endpoint_holds_a_sid_of_its_own() {
        for (address, prefix, sid) in [
            ("urn:flex:JQ01", "JQ", "JQ01"),
            ("https://login.flex.us1.twilio.com/login/callback?connection=JQ02&a=b", "JQ", "JQ02"),
            ("https://iam.twilio.com/v1/Accounts/AC03/saml2", "AC", "AC03"),
            ("https://iam.twilio.com/v1/Accounts/AC04/saml2/metadata", "AC", "AC04"),
            ("https://preview.twilio.com/iam/Accounts/AC05/authenticate", "AC", "AC05"),
            ("https://iam.twilio.com/v2/saml2/authenticate/JB06?x", "JB", "JB06"),
            ("https://iam.twilio.com/v2/saml2/metadata/JB07#x", "JB", "JB07"),
        ] {
            let endpoint = Endpoint::of(address).unwrap();
            assert_eq!((endpoint.sid_prefix(), endpoint.sid_in(address)), (prefix, Some(sid)), "{address}");
            assert!(endpoint.in_words().starts_with("the "));
        }
        assert_eq!(Endpoint::EnhancedAcs.sid_in("https://login.flex.us1.twilio.com/login"), None);
        let words =
            [Endpoint::PreviewAcs, Endpoint::LegacyAcs, Endpoint::LegacyEntity].map(Endpoint::in_words);
        assert_eq!(
            words,
            ["the preview endpoint of 2018", "the legacy Flex SSO endpoint", "the legacy Flex SSO entity ID"]
        );
    }

    #[test]
    fn placeholders_of_every_sort() {
        for text in [
            "YOUR_TENANT",
            "your-tenant",
            "ACxxxx",
            "example_id",
            "a{{b}}",
            "<sid>",
            "{sid}",
            "JQ\u{2026}",
            "[SID]",
        ] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["acme", "JQ00", "[::1]", "[sid]", "yours", "XXX"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
