//! Twilio's SAML endpoints and SIDs, recognized by their shape.

use crate::check::near_miss::placeholder::is_placeholder;

/// One of Twilio's endpoints, as an address or an entity ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TwilioEndpoint {
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

impl TwilioEndpoint {
    /// Which endpoint this is, by host and path; nothing is said of the SID in it.
    pub(crate) fn of(address: &str) -> Option<TwilioEndpoint> {
        if address.starts_with("urn:flex:") {
            return Some(TwilioEndpoint::EnhancedEntity);
        }
        let (_, rest) = address.split_once("://")?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = host.split(':').next().unwrap_or(host);
        if host.starts_with("login.flex.") && host.ends_with(".twilio.com") {
            return Some(TwilioEndpoint::EnhancedAcs);
        }
        match host {
            "preview.twilio.com" => Some(TwilioEndpoint::PreviewAcs),
            "iam.twilio.com" if path.starts_with("v2/saml2/metadata") => {
                Some(TwilioEndpoint::FrontlineEntity)
            }
            "iam.twilio.com" if path.starts_with("v2/saml2/") => Some(TwilioEndpoint::FrontlineAcs),
            "iam.twilio.com" if path.contains("/saml2/metadata") => Some(TwilioEndpoint::LegacyEntity),
            "iam.twilio.com" if path.starts_with("v1/") => Some(TwilioEndpoint::LegacyAcs),
            _ => None,
        }
    }

    /// Its name in words.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            TwilioEndpoint::EnhancedAcs => "the enhanced Flex SSO endpoint",
            TwilioEndpoint::EnhancedEntity => "the enhanced Flex SSO entity ID",
            TwilioEndpoint::LegacyAcs => "the legacy Flex SSO endpoint",
            TwilioEndpoint::LegacyEntity => "the legacy Flex SSO entity ID",
            TwilioEndpoint::FrontlineAcs => "the Twilio Frontline endpoint",
            TwilioEndpoint::FrontlineEntity => "the Twilio Frontline entity ID",
            TwilioEndpoint::PreviewAcs => "the preview endpoint of 2018",
        }
    }

    /// The prefix of the SID that belongs in it.
    pub(crate) fn sid_prefix(self) -> &'static str {
        match self {
            TwilioEndpoint::EnhancedAcs | TwilioEndpoint::EnhancedEntity => "JQ",
            TwilioEndpoint::LegacyAcs | TwilioEndpoint::LegacyEntity | TwilioEndpoint::PreviewAcs => "AC",
            TwilioEndpoint::FrontlineAcs | TwilioEndpoint::FrontlineEntity => "JB",
        }
    }

    /// Where the SID is in this address: what follows `connection=`, `urn:flex:` or the segment before.
    pub(crate) fn sid_in(self, address: &str) -> Option<&str> {
        let marker = match self {
            TwilioEndpoint::EnhancedAcs => "connection=",
            TwilioEndpoint::EnhancedEntity => "urn:flex:",
            TwilioEndpoint::LegacyAcs | TwilioEndpoint::LegacyEntity | TwilioEndpoint::PreviewAcs => {
                "/Accounts/"
            }
            TwilioEndpoint::FrontlineAcs => "/authenticate/",
            TwilioEndpoint::FrontlineEntity => "/metadata/",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_by_shape() {
        let of = TwilioEndpoint::of;
        assert_eq!(of("urn:flex:JQ00"), Some(TwilioEndpoint::EnhancedEntity));
        assert_eq!(
            of("https://login.flex.us1.twilio.com/login/callback?connection=JQ00"),
            Some(TwilioEndpoint::EnhancedAcs)
        );
        assert_eq!(of("https://iam.twilio.com/v1/Accounts/AC00/saml2"), Some(TwilioEndpoint::LegacyAcs));
        assert_eq!(
            of("https://iam.twilio.com/v1/Accounts/AC00/saml2/metadata"),
            Some(TwilioEndpoint::LegacyEntity)
        );
        assert_eq!(
            of("https://iam.twilio.com/v2/saml2/authenticate/JB00"),
            Some(TwilioEndpoint::FrontlineAcs)
        );
        assert_eq!(
            of("https://iam.twilio.com/v2/saml2/metadata/JB00"),
            Some(TwilioEndpoint::FrontlineEntity)
        );
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
        assert_eq!(fault("é"), "does not begin with JQ");
    }

    #[test]
    fn the_endpoint_of_2018_and_ports() {
        let of = TwilioEndpoint::of;
        assert_eq!(
            of("https://preview.twilio.com/iam/Accounts/AC00/authenticate"),
            Some(TwilioEndpoint::PreviewAcs)
        );
        assert_eq!(of("https://iam.twilio.com:443/v1/Accounts/AC00/saml2"), Some(TwilioEndpoint::LegacyAcs));
        assert_eq!(of("https://iam.twilio.com"), None);
        assert_eq!(of("https://iam.twilio.com/v2/saml2/other"), Some(TwilioEndpoint::FrontlineAcs));
        assert_eq!(of("https://iam.twilio.com/v3/saml2"), None);
        assert_eq!(of("https://login.flex.example.org/login"), None);
        assert_eq!(of("https://other.twilio.com/login"), None);
        assert_eq!(of("login.flex.us1.twilio.com/login"), None);
    }

    #[test]
    fn each_endpoint_has_a_sid_of_its_own() {
        for (address, prefix, sid) in [
            ("urn:flex:JQ01", "JQ", "JQ01"),
            ("https://login.flex.us1.twilio.com/login/callback?connection=JQ02&a=b", "JQ", "JQ02"),
            ("https://iam.twilio.com/v1/Accounts/AC03/saml2", "AC", "AC03"),
            ("https://iam.twilio.com/v1/Accounts/AC04/saml2/metadata", "AC", "AC04"),
            ("https://preview.twilio.com/iam/Accounts/AC05/authenticate", "AC", "AC05"),
            ("https://iam.twilio.com/v2/saml2/authenticate/JB06?x", "JB", "JB06"),
            ("https://iam.twilio.com/v2/saml2/metadata/JB07#x", "JB", "JB07"),
        ] {
            let endpoint = TwilioEndpoint::of(address).unwrap();
            assert_eq!((endpoint.sid_prefix(), endpoint.sid_in(address)), (prefix, Some(sid)), "{address}");
            assert!(endpoint.in_words().starts_with("the "));
        }
        assert_eq!(TwilioEndpoint::EnhancedAcs.sid_in("https://login.flex.us1.twilio.com/login"), None);
        let words = [TwilioEndpoint::PreviewAcs, TwilioEndpoint::LegacyAcs, TwilioEndpoint::LegacyEntity]
            .map(TwilioEndpoint::in_words);
        assert_eq!(
            words,
            ["the preview endpoint of 2018", "the legacy Flex SSO endpoint", "the legacy Flex SSO entity ID"]
        );
    }
}
