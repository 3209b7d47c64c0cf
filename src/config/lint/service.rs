//! The service provider and Flex: SIDs, endpoints, the lists of allowed addresses, the vanity domain.

use super::Lint;
use super::address::host_and_path;
use crate::check::near_miss::placeholder::is_placeholder;
use crate::profile::twilio::{TwilioEndpoint, sid_fault};

/// The Flex instance SID that the deployment's guide prints as an example: 30 characters, and six letters past f.
const GUIDES_EXAMPLE: &str = "FO7e8c9d0a1b2c3d4e5f6g7h8i9j0k1l";

const COPY_SID: &str = "copy it from the Twilio Console; do not type it";

impl Lint<'_> {
    pub(super) fn service_provider(&mut self) {
        let config = &self.config.service_provider;
        match &config.entity_id {
            None => self.error(
                "service_provider",
                "the service provider has no entity_id, so no audience can be checked",
                "enter the entity ID from Flex → Single Sign-On, urn:flex:JQ…",
            ),
            Some(entity_id) => self.entity_id(entity_id),
        }
        if config.acs.is_empty() {
            self.error(
                "service_provider",
                "the service provider has no acs, so no recipient can be checked",
                "enter the Assertion Consumer Service URL from Flex → Single Sign-On",
            );
        }
        for (index, url) in config.acs.iter().enumerate() {
            let path = format!("service_provider.acs.{index}");
            if config.acs.iter().take(index).any(|other| other == url) {
                self.warning(&path, "the ACS URL is listed twice", "remove one");
            } else if self.address(&path, "the ACS URL", url) {
                self.acs(&path, url);
            }
        }
        self.allowed_urls();
        self.vanity_domain();
    }

    fn entity_id(&mut self, entity_id: &str) {
        let path = "service_provider.entity_id";
        if entity_id.is_empty() {
            self.error(
                path,
                "entity_id is empty: no audience can be checked",
                "enter the entity ID of the service, exactly",
            );
            return;
        }
        if let Some(endpoint) = TwilioEndpoint::of(entity_id) {
            match endpoint {
                TwilioEndpoint::EnhancedEntity | TwilioEndpoint::LegacyEntity => {}
                TwilioEndpoint::FrontlineEntity => self.warning(
                    path,
                    "the entity ID is Twilio Frontline's, not Flex's",
                    "enter urn:flex:JQ… from Flex → Single Sign-On",
                ),
                _ => self.error(
                    path,
                    "the entity ID is an endpoint, not an entity ID",
                    "enter urn:flex:JQ… from Flex → Single Sign-On, and this address under acs",
                ),
            }
            self.sid_in(path, "the entity ID", entity_id, endpoint);
        } else if is_placeholder(entity_id) {
            self.error(path, "the entity ID contains a placeholder", COPY_SID);
        } else if self.is_flex() {
            self.warning(
                path,
                "the entity ID is not one of Twilio's",
                "enter urn:flex:JQ… from Flex → Single Sign-On",
            );
        }
    }

    fn acs(&mut self, path: &str, url: &str) {
        let Some(endpoint) = TwilioEndpoint::of(url) else {
            if self.is_flex() {
                self.warning(
                    path,
                    "the ACS URL is not one of Twilio's",
                    "copy the Assertion Consumer Service URL from Flex → Single Sign-On",
                );
            }
            return;
        };
        let enhanced =
            "use https://login.flex.us1.twilio.com/login/callback?connection=JQ… from Flex → Single Sign-On";
        match endpoint {
            TwilioEndpoint::EnhancedAcs => {}
            TwilioEndpoint::LegacyAcs => self.warning(
                path,
                "the ACS URL is the legacy Flex endpoint; accounts had to migrate by March 2026",
                enhanced,
            ),
            TwilioEndpoint::FrontlineAcs if endpoint.sid_in(url).is_some_and(|sid| sid.starts_with("FO")) => {
                self.error(
                    path,
                    "the ACS URL has the v2 path from the guide with a Flex SID, but that path belongs to Twilio Frontline and takes a realm SID (JB…)",
                    enhanced,
                );
                return;
            }
            TwilioEndpoint::FrontlineAcs => {
                self.warning(path, "the ACS URL is Twilio Frontline's endpoint, not Flex's", enhanced);
            }
            TwilioEndpoint::PreviewAcs => {
                self.error(path, "the ACS URL is the preview endpoint of 2018", enhanced)
            }
            _ => self.error(path, "the ACS URL is an entity ID, not an endpoint", enhanced),
        }
        self.sid_in(path, "the ACS URL", url, endpoint);
        self.same_account(path, url, endpoint);
    }

    /// ACS URL, entity ID and account are of one Flex.
    fn same_account(&mut self, path: &str, url: &str, endpoint: TwilioEndpoint) {
        let config = self.config;
        let entity_id = config.service_provider.entity_id.as_deref();
        if let Some((entity_id, of_entity)) = entity_id.and_then(|id| Some((id, TwilioEndpoint::of(id)?))) {
            let legacy = |one| matches!(one, TwilioEndpoint::LegacyAcs | TwilioEndpoint::LegacyEntity);
            let enhanced = |one| matches!(one, TwilioEndpoint::EnhancedAcs | TwilioEndpoint::EnhancedEntity);
            if legacy(endpoint) && enhanced(of_entity) || enhanced(endpoint) && legacy(of_entity) {
                self.error(
                    path,
                    "the ACS URL and the entity ID belong to different kinds of Flex SSO, enhanced and legacy",
                    "copy both from the same page of Flex → Single Sign-On; a half-migrated Flex refuses the audience",
                );
            } else if let (Some(one), Some(other)) = (endpoint.sid_in(url), of_entity.sid_in(entity_id))
                && one != other
            {
                self.error(
                    path,
                    format!("the ACS URL has the SID {one}, the entity ID {other}"),
                    "copy both from the same connection in Flex → Single Sign-On",
                );
            }
        }
        if let (TwilioEndpoint::LegacyAcs, Some(sid), Some(account)) =
            (endpoint, endpoint.sid_in(url), config.flex.account_sid.as_deref())
            && sid != account
        {
            self.error(
                path,
                format!("the ACS URL belongs to the account {sid}, not to account_sid"),
                "copy the address from the account that Flex is in",
            );
        }
    }

    fn sid_in(&mut self, path: &str, what: &str, address: &str, endpoint: TwilioEndpoint) {
        let prefix = endpoint.sid_prefix();
        match endpoint.sid_in(address).filter(|sid| !sid.is_empty()) {
            Some(sid) => self.sid(path, &format!("the SID in {what}"), sid, prefix),
            None => self.error(
                path,
                format!("{what} has no SID; {} has one that begins with {prefix}", endpoint.in_words()),
                COPY_SID,
            ),
        }
    }

    fn sid(&mut self, path: &str, what: &str, sid: &str, prefix: &str) {
        let Some(mut fault) = sid_fault(sid, prefix) else { return };
        let digits = sid.get(2..).unwrap_or_default();
        if digits.len() != 32
            && fault.starts_with("has ")
            && digits.bytes().any(|byte| !byte.is_ascii_hexdigit())
        {
            fault.push_str(", and it contains characters that are not hexadecimal");
        }
        let fix = match sid == GUIDES_EXAMPLE {
            true => "enter your own SID: this is the example from the guide",
            false => COPY_SID,
        };
        self.error(path, format!("{what} {fault}"), fix);
    }

    pub(super) fn flex(&mut self) {
        let config = &self.config.flex;
        if let Some(sid) = &config.instance_sid {
            self.sid("flex.instance_sid", "instance_sid", sid, "FO");
        }
        if let Some(sid) = &config.account_sid {
            self.sid("flex.account_sid", "account_sid", sid, "AC");
        }
    }

    /// Allowed Callback URLs and Allowed Logout URLs of the identity provider.
    fn allowed_urls(&mut self) {
        let config = &self.config.service_provider;
        let sids = self.known_sids();
        for (index, url) in config.callback_urls.iter().enumerate() {
            let path = format!("service_provider.callback_urls.{index}");
            if !self.address(&path, "the callback URL", url) {
                continue;
            }
            let twilio = host_and_path(url).is_some_and(|(host, _)| host.ends_with(".twilio.com"));
            if twilio && !sids.is_empty() && !sids.iter().any(|sid| url.contains(sid.as_str())) {
                self.error(
                    &path,
                    "the callback URL lacks the SID of this Flex",
                    "add it as Flex → Single Sign-On shows it; without it, logins end in a redirect loop",
                );
            }
        }
        if !config.callback_urls.is_empty() {
            for (index, url) in config.acs.iter().enumerate() {
                if !config.callback_urls.contains(url) && !is_placeholder(url) {
                    self.error(
                        &format!("service_provider.acs.{index}"),
                        "the ACS URL is not among the callback URLs: Auth0 answers \"callback URL mismatch\"",
                        "add exactly this address to Allowed Callback URLs in Auth0, and to callback_urls here",
                    );
                }
            }
        }
        for (index, url) in config.logout_urls.iter().enumerate() {
            self.address(&format!("service_provider.logout_urls.{index}"), "the logout URL", url);
        }
    }

    fn known_sids(&self) -> Vec<String> {
        let config = &self.config;
        let addresses = config.service_provider.acs.iter().chain(&config.service_provider.entity_id);
        let in_addresses = addresses.filter_map(|address| TwilioEndpoint::of(address)?.sid_in(address));
        let named = config.flex.instance_sid.iter().chain(&config.flex.account_sid).map(String::as_str);
        in_addresses.chain(named).filter(|sid| sid.len() > 2).map(str::to_owned).collect()
    }

    fn vanity_domain(&mut self) {
        let path = "service_provider.vanity_domain";
        let Some(domain) = self.config.service_provider.vanity_domain.clone() else { return };
        let url = if domain.contains("://") { domain.clone() } else { format!("https://{domain}") };
        if !self.address(path, "the vanity domain", &url) {
            return;
        }
        let Some((name, rest)) = host_and_path(&url) else { return };
        if !rest.is_empty() {
            self.error(
                path,
                "the vanity domain has a path",
                "give only the domain, such as https://flex.example.org",
            );
        }
        if name == "flex.twilio.com" {
            self.warning(
                path,
                "the vanity domain is Twilio's own address",
                "remove vanity_domain unless people open Flex at your own domain",
            );
        }
        let logout = &self.config.service_provider.logout_urls;
        let there = |url: &String| host_and_path(url).is_some_and(|(host, _)| host == name);
        if !logout.is_empty() && !logout.iter().any(there) {
            self.warning(
                path,
                "no logout URL is on the vanity domain",
                format!("add https://{name}/logout to Allowed Logout URLs in Auth0, and to logout_urls here"),
            );
        }
    }
}
